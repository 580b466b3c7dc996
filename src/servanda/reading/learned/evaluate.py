"""How well a reader reads marked documents: every figure of the reader's card, over processes, with progress."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from servanda.model import Report, TimeError, zone
from servanda.reading.context import Context
from servanda.reading.gold import Tally, published_of, tally
from servanda.reading.learned.examples import KINDS, Example, Relation, garbled
from servanda.reading.learned.score import Scored, alike, direct, scores
from servanda.reading.read import Reading, read
from servanda.reading.view import View

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Outcome:
    clean: Scored
    marks_garbled: Scored | None
    tally: Tally
    seconds: float
    words: int


def evaluate(
    examples: Sequence[Example],
    *,
    jobs: int = 1,
    with_garbled: bool = True,
    seed: int = 0,
    progress: Progress = lambda _done, _total: None,
    context: Context | None = None,
) -> dict[str, Any]:
    """All figures over `examples`, read by the default reader with the actors and places of `context` (default: states
    and offices alone). What they have no gold for is None."""
    context = context or Context()
    # tables are loaded before any clock runs
    context.place("Geneva")
    read(Report("r-warm", text="The ministry said on Monday that it had shelled the town.", language="en"), context)
    outcomes = list(_outcomes(examples, jobs, with_garbled, seed, progress, context))
    counted = Tally()
    for outcome in outcomes:
        counted.add(outcome.tally)
    clean = [o.clean for o in outcomes]
    marked = [o.marks_garbled for o in outcomes if o.marks_garbled is not None]
    seconds, words = sum(o.seconds for o in outcomes), sum(o.words for o in outcomes)
    of_garbled = _scores(marked) if marked else None
    out: dict[str, Any] = _scores(clean)
    quoted = direct(clean)
    lost = out["relation_relaxed"]["f1"] - of_garbled["relation_relaxed"]["f1"] if of_garbled else None
    return {
        **out,
        "direct": _scores(quoted) if any(d.gold for d in quoted) else None,
        "garbled": of_garbled,
        "garbled_costs": round(lost, 1) if lost is not None else None,
        **counted.figures(),
        "documents": len(outcomes),
        "articles_of_900_words_per_second_and_core": round(words / 900 / seconds, 1) if seconds else None,
    }


def _outcomes(
    examples: Sequence[Example], jobs: int, with_garbled: bool, seed: int, progress: Progress, context: Context
) -> Iterator[_Outcome]:
    work = [(e, with_garbled, seed) for e in examples]
    done = 0
    if jobs <= 1 or len(work) < 2 * jobs:
        for item in work:
            yield _outcome(item, context)
            done += 1
            progress(done, len(work))
        return
    with ProcessPoolExecutor(min(jobs, os.cpu_count() or 1), initializer=_begin, initargs=(context,)) as pool:
        for made in pool.map(_next, work, chunksize=4):
            yield made
            done += 1
            progress(done, len(work))


_state: dict[str, Context] = {}


def _begin(context: Context) -> None:
    _state["context"] = context


def _next(item: tuple[Example, bool, int]) -> _Outcome:
    return _outcome(item, _state["context"])


def _outcome(item: tuple[Example, bool, int], context: Context) -> _Outcome:
    example, with_garbled, seed = item
    context = replace(context, timezone=_timezone(example), published=None)
    begun = time.process_time()
    reading = read(_report(example), context)
    seconds = time.process_time() - begun
    other = None
    if with_garbled:
        copy = garbled(example, seed)
        other = Scored(copy.text, copy.relations, _found(read(_report(copy), context)), copy.spans)
    view = View(_report(example), context, reading.page)
    return _Outcome(
        Scored(example.text, example.relations, _found(reading), example.spans),
        other,
        tally(example.text, example.more, reading.statements, view),
        seconds,
        len(example.text.split()),
    )


def _timezone(example: Example) -> str:
    """The zone of a document's bare dates: its own, if there is such a one."""
    name = str(example.more.get("timezone") or "UTC")
    try:
        zone(name)
    except TimeError:
        return "UTC"
    return name


def _scores(documents: Sequence[Scored]) -> dict[str, Any]:
    """The reference scorer's figures, and spans at a Jaccard index of at least one half beside them."""
    out = scores(documents)
    for kind in KINDS:
        out[kind]["jaccard"] = alike(documents, kind)
    return out


def _found(reading: Reading) -> list[Relation]:
    """What was found, in spans of the document's text."""
    back = reading.page.repaired.back
    return [
        {
            "source": [back(a.source)] if a.source else [],
            "cue": [back(a.cue)] if a.cue else [],
            "content": [back(c) for c in a.contents],
        }
        for a in reading.attributions
    ]


def _report(example: Example) -> Report:
    published = published_of(example.more)
    language = example.more.get("language")
    return Report(
        "r-evaluated",
        outlet="evaluated",
        published=published.start,
        published_to=published.end,
        language=language if isinstance(language, str) else "en",
        text=example.text,
    )
