"""How well a reader reads marked documents: every figure of the reader's card, over processes, with progress."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from servanda.geo import LatLon, distance_m
from servanda.model import Interval, Report, TimeError, beginning, extent
from servanda.reading.context import Context
from servanda.reading.learned.examples import Example, Relation, garbled
from servanda.reading.learned.score import Scored, direct, jaccard, scores
from servanda.reading.read import Reading, read
from servanda.reading.statement import Statement
from servanda.reading.view import View

NEAR_M = 161_000
"""100 miles, the distance that toponym resolution is measured at."""
_SAME = 0.5

Progress = Callable[[int, int], None]


@dataclass
class Tally:
    """Counts of what optional gold is there for; a pair is right, of all."""

    stances: list[tuple[str, str]] = field(default_factory=list)
    dates: list[bool] = field(default_factory=list)
    speakers: list[bool] = field(default_factory=list)
    narrated: list[bool] = field(default_factory=list)
    places: list[bool] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in ("stances", "dates", "speakers", "narrated", "places"):
            getattr(self, name).extend(getattr(other, name))


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
) -> dict[str, Any]:
    """All figures over `examples`, read by the default reader. What they have no gold for is None."""
    outcomes = list(_outcomes(examples, jobs, with_garbled, seed, progress))
    tally = Tally()
    for outcome in outcomes:
        tally.add(outcome.tally)
    clean = [o.clean for o in outcomes]
    marked = [o.marks_garbled for o in outcomes if o.marks_garbled is not None]
    seconds, words = sum(o.seconds for o in outcomes), sum(o.words for o in outcomes)
    of_garbled = scores(marked) if marked else None
    out: dict[str, Any] = scores(clean)
    lost = out["relation_relaxed"]["f1"] - of_garbled["relation_relaxed"]["f1"] if of_garbled else None
    return {
        **out,
        "direct": scores(direct(clean)),
        "garbled": of_garbled,
        "garbled_costs": round(lost, 1) if lost is not None else None,
        "stance_macro_f1": macro_f1(tally.stances),
        "date_value_accuracy": _share(tally.dates),
        "speaker_accuracy": _share(tally.speakers),
        "narrator_claims_wrongly_attributed": _share(tally.narrated),
        "places_within_161_km": _share(tally.places),
        "documents": len(outcomes),
        "articles_of_900_words_per_second_and_core": round(words / 900 / seconds, 1) if seconds else None,
    }


def _outcomes(
    examples: Sequence[Example], jobs: int, with_garbled: bool, seed: int, progress: Progress
) -> Iterator[_Outcome]:
    work = [(e, with_garbled, seed) for e in examples]
    done = 0
    if jobs <= 1 or len(work) < 2 * jobs:
        for item in work:
            yield _outcome(item)
            done += 1
            progress(done, len(work))
        return
    with ProcessPoolExecutor(min(jobs, os.cpu_count() or 1)) as pool:
        for made in pool.map(_outcome, work, chunksize=4):
            yield made
            done += 1
            progress(done, len(work))


def _outcome(item: tuple[Example, bool, int]) -> _Outcome:
    example, with_garbled, seed = item
    context = Context()
    begun = time.process_time()
    reading = read(_report(example), context)
    seconds = time.process_time() - begun
    other = None
    if with_garbled:
        copy = garbled(example, seed)
        other = Scored(copy.text, copy.relations, _found(read(_report(copy), context)), copy.spans)
    tally = Tally()
    _claims(example, reading.statements, tally)
    if example.more.get("dates") or example.more.get("places"):
        _dates_and_places(example, View(_report(example), context, reading.page), tally)
    return _Outcome(
        Scored(example.text, example.relations, _found(reading), example.spans),
        other,
        tally,
        seconds,
        len(example.text.split()),
    )


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
    said = example.more.get("published")
    try:
        published = _interval(said) if isinstance(said, str) else Interval()
    except TimeError:
        published = Interval()
    language = example.more.get("language")
    return Report(
        "r-evaluated",
        outlet="evaluated",
        published=published.start,
        published_to=published.end,
        language=language if isinstance(language, str) else "en",
        text=example.text,
    )


# --- optional gold ----------------------------------------------------------------------------------------------------


def _claims(example: Example, statements: Sequence[Statement], tally: Tally) -> None:
    """Each marked claim against the statement whose content is most like its own (Jaccard at least one half)."""
    for row in _rows(example, "claims"):
        spans = [tuple(s) for s in row.get("content_spans") or row.get("content") or () if _is_span(s)]
        if not spans:
            continue
        near = max(statements, key=lambda s: jaccard(s.content_spans, spans), default=None)
        if near is not None and jaccard(near.content_spans, spans) < _SAME:
            near = None
        narrated = row.get("speaker_role") == "narration" or ("speaker" in row and row["speaker"] is None)
        if narrated:
            tally.narrated.append(near is not None and near.speaker_role != "narration")
        elif row.get("speaker_id") or row.get("speaker"):
            tally.speakers.append(near is not None and _is_speaker(near, row))
        if isinstance(row.get("stance"), str):
            tally.stances.append((row["stance"], str(near.stance) if near is not None else ""))


def _is_speaker(found: Statement, row: Mapping[str, Any]) -> bool:
    wanted = row.get("speaker_id")
    if isinstance(wanted, list):
        return set(map(str, wanted)) == set(found.speaker_ids)
    if isinstance(wanted, str):
        return set(wanted.split(";")) == set(found.speaker_ids)
    return str(row["speaker"]).casefold().strip() in (found.speaker.casefold(), found.speaker_name.casefold())


def _dates_and_places(example: Example, view: View, tally: Tally) -> None:
    forth = view.page.repaired.forth
    for row in _rows(example, "dates"):
        if not _is_span(row.get("span")):
            continue
        a, b = (forth(x) for x in row["span"])
        try:
            gold = _interval(str(row["value"])) if "value" in row else Interval(_time(row, "from"), _time(row, "to"))
        except TimeError:
            continue
        found = next((d.extent for d in view.dates(a, b) if d.extent is not None), None)
        tally.dates.append(found is not None and (found.from_earliest, found.to_latest) == gold)
    for row in _rows(example, "places"):
        if not _is_span(row.get("span")) or not all(isinstance(row.get(k), int | float) for k in ("lat", "lon")):
            continue
        a, b = (forth(x) for x in row["span"])
        where = [LatLon(p.lat, p.lon) for p in view.places(a, b) if p.lat is not None and p.lon is not None]
        tally.places.append(bool(where) and distance_m(where[0], LatLon(row["lat"], row["lon"])) <= NEAR_M)


def _time(row: Mapping[str, Any], key: str) -> int | None:
    return beginning(str(row[key])) if row.get(key) is not None else None


def _interval(text: str) -> Interval:
    found = extent(text)
    return Interval(found.from_earliest, found.to_latest)


def _rows(example: Example, key: str) -> list[Mapping[str, Any]]:
    rows = example.more.get(key)
    return [r for r in rows if isinstance(r, dict)] if isinstance(rows, list) else []


def _is_span(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(type(x) is int for x in value)


def _share(outcomes: Sequence[bool]) -> float | None:
    return round(100 * sum(outcomes) / len(outcomes), 1) if outcomes else None


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float | None:
    """The mean F1, in per cent, over the classes that the gold has; (gold, found) pairs."""
    if not pairs:
        return None
    gold, found = Counter(g for g, _ in pairs), Counter(f for _, f in pairs)
    right = Counter(g for g, f in pairs if g == f)
    return round(100 * sum(2 * right[c] / (gold[c] + found[c]) for c in gold) / len(gold), 1)
