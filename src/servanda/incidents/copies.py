"""Copies: which report is most of an earlier one, so that the two are one origin.

An agency's story is printed by ten outlets, shortened, with another headline. Ten copies are one source. A later report
is a **copy** of an earlier one when at least `SHARE` of its runs of four words stand in the earlier one; that a later
report quotes an earlier, shorter one in full makes no copy of it. Candidates come from MinHash sketches cut into bands
(Broder 1997; Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*, chapter 3), so the time is near-linear; each
candidate is then compared exactly, so that a sketch can only miss a copy (2 in 100 of those half of whose words are
shared, none of near-identical ones), never make one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

SHARE = 0.8
"""A copy has at least this share of its runs in the earlier report."""
RUN = 4
"""Words in a run."""
LEAST_RUNS = 30
"""A text of fewer runs (some 33 words) is too short to be called a copy: formulas repeat."""
BANDS, ROWS = 32, 2
SEED = 1648

_WORD = re.compile(r"\w+")


class Text(NamedTuple):
    """A report's text with when it became public (seconds UTC, None when unknown: last) and its sketch, if known."""

    report: str
    text: str
    published: int | None = None
    sketch: str = ""


def runs(text: str) -> frozenset[str]:
    """The runs of `RUN` words in a text, without case, marks and layout."""
    words = _WORD.findall(text.casefold())
    return frozenset(" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def sketch(text: str) -> str:
    """The MinHash sketch of a text as hexadecimal digits; empty for a text that is too short for any comparison."""
    from rensa import RMinHash

    held = runs(text)
    if len(held) < LEAST_RUNS:
        return ""
    made = RMinHash(BANDS * ROWS, SEED)
    made.update(sorted(held))
    return b"".join(int(n).to_bytes(4, "big") for n in made.digest()).hex()


def copies(new: Iterable[Text], known: Iterable[Text] = ()) -> dict[str, str]:
    """For each report of `new` that is a copy, the earlier report it is a copy of: the one that holds most of it, the
    earliest among equals. The same for every order of arrival; `known` are compared with, not asked about."""
    asked = {t.report: _sketched(t) for t in new}
    texts = {t.report: _sketched(t) for t in known} | asked
    buckets: dict[str, list[str]] = defaultdict(list)
    for text in texts.values():
        for band in _bands(text.sketch):
            buckets[band].append(text.report)
    found = {}
    for text in asked.values():
        near = {r for band in _bands(text.sketch) for r in buckets[band]} - {text.report}
        earlier = [texts[r] for r in near if _order(texts[r]) < _order(text)]
        best = min(((-_share(text, e), _order(e), e.report) for e in earlier), default=None)
        if best is not None and -best[0] >= SHARE:
            found[text.report] = best[2]
    return found


def first_of(report: str, copy_of: Mapping[str, str]) -> str:
    """The report at the end of a chain of copies; the report itself when it is none."""
    seen = {report}
    while report in copy_of and copy_of[report] not in seen:
        report = copy_of[report]
        seen.add(report)
    return report


def _sketched(text: Text) -> Text:
    return text if text.sketch else text._replace(sketch=sketch(text.text))


def _order(text: Text) -> tuple[bool, int, int, str]:
    """Who was first: by the time of publication; then the longer, which the shorter shortens; then by id."""
    return (text.published is None, text.published or 0, -len(text.text), text.report)


def _bands(hexadecimal: str) -> Iterator[str]:
    width = 8 * ROWS
    for i in range(0, len(hexadecimal), width):
        yield f"{i}:{hexadecimal[i : i + width]}"


def _share(text: Text, earlier: Text) -> float:
    own = runs(text.text)
    return len(own & runs(earlier.text)) / len(own) if len(own) >= LEAST_RUNS else 0.0
