"""Copies: which report is most of an earlier one, so that the two are one origin.

An agency's story is printed by ten outlets, shortened, with another headline. Ten copies are one source. A later report
is a **copy** of an earlier one when at least `SHARE` of its runs of four words stand in the earlier one; that a later
report quotes an earlier, shorter one in full makes no copy of it. Candidates come from MinHash sketches cut into bands
(Broder 1997; Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*, chapter 3), so the time is near-linear.
Those whose sketches agree in fewer places than a copy's would, by their lengths, are let go; each that is left is
compared exactly, so that a sketch can only miss a copy (2 in 100 of those half of whose words are shared, none of
near-identical ones), never make one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from math import sqrt
from operator import eq
from typing import NamedTuple

_Rank = tuple[float, tuple[bool, int, int, str], str]

SHARE = 0.8
"""A copy has at least this share of its runs in the earlier report."""
RUN = 4
"""Words in a run."""
LEAST_RUNS = 30
"""A text of fewer runs (some 33 words) is too short to be called a copy: formulas repeat."""
BANDS, ROWS = 32, 2
SEED = 1648
ROOM = 4.0
"""Sketches that agree in so many standard deviations fewer places than the least that a copy's are expected to are not
compared: of copies it lets go 3 in 100,000."""

_WORD = re.compile(r"\w+")


class Text(NamedTuple):
    """A report's text, when it became public (seconds UTC, None when unknown: last), and what is known already: its
    sketch, and what it is a copy of."""

    report: str
    text: str
    published: int | None = None
    sketch: str = ""
    copy_of: str = ""


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


class Kept(NamedTuple):
    """What comparing needs of a text at hand: its length in characters, and the rest as in `Text`."""

    report: str
    length: int
    published: int | None
    sketch: str
    copy_of: str = ""


class Found(NamedTuple):
    """What adding a text told: the report that it is a copy of, if any, and those that are copies of it."""

    copy_of: str
    copies: tuple[str, ...]


class Index:
    """Texts by their sketches. In whatever order they are added, each text's last word is the same: it is a copy of the
    report that holds most of it, of the earliest among equals.

    `kept` are there already, and `read` gives the text of a report by its id. Without `read` it keeps them itself.
    """

    def __init__(self, kept: Iterable[Kept] = (), read: Callable[[str], str] | None = None) -> None:
        self._kept: dict[str, Kept] = {}
        self._texts: dict[str, str] = {}
        self._bands: dict[int, str | list[str]] = {}  # nearly all of them hold one report
        self._keeps = read is None
        self._runs = lru_cache(maxsize=128)(lambda report: runs(read(report) if read else self._texts[report]))
        for one in kept:
            self._put(one)

    def add(self, text: Text) -> Found:
        """Compare a text with those that are there, and keep it."""
        if self._keeps:
            self._texts[text.report] = text.text
        own = Kept(text.report, len(text.text), text.published, text.sketch or sketch(text.text), text.copy_of)
        others = [e for r in self._near(own) if _may_be_copies(own, e := self._kept[r])]
        source = self._source(own, (e for e in others if _order(e) < _order(own)))
        own = own._replace(copy_of=source[2] if source is not None and -source[0] >= SHARE else "")
        mine = []
        for later in others:
            if _order(later) > _order(own) and self._is_better(later, own):
                mine.append(later.report)
                self._kept[later.report] = later._replace(copy_of=own.report)
        self._put(own)
        return Found(own.copy_of, tuple(sorted(mine)))

    def _source(self, text: Kept, earlier: Iterable[Kept]) -> _Rank | None:
        """Which of them holds most of the text, the earliest among equals; nothing holds more than all of it."""
        best = None
        for other in sorted(earlier, key=_order):
            rank = self._rank(text, other)
            best = rank if best is None else min(best, rank)
            if rank[0] == -1.0:
                break
        return best

    def _is_better(self, later: Kept, text: Kept) -> bool:
        rank = self._rank(later, text)
        known = self._kept.get(later.copy_of)
        return -rank[0] >= SHARE and (known is None or rank < self._rank(later, known))

    def _rank(self, text: Kept, earlier: Kept) -> _Rank:
        """Smaller is the better source: more of the text, then earlier."""
        return -_share(self._runs(text.report), self._runs(earlier.report)), _order(earlier), earlier.report

    def _put(self, one: Kept) -> None:
        if one.report not in self._kept:
            for band in _bands(one.sketch):
                known = self._bands.setdefault(band, one.report)
                if isinstance(known, list):
                    known.append(one.report)
                elif known != one.report:
                    self._bands[band] = [known, one.report]
        self._kept[one.report] = one

    def _near(self, one: Kept) -> set[str]:
        """The reports that share a band of the sketch with it."""
        found: set[str] = set()
        for band in _bands(one.sketch):
            known = self._bands.get(band, ())
            found.update((known,) if isinstance(known, str) else known)
        return found - {one.report}


def copies(texts: Iterable[Text]) -> dict[str, str]:
    """For each report that is a copy, the earlier report that it is a copy of. The same for every order of arrival."""
    index = Index()
    found = {}
    for text in sorted(texts, key=lambda t: (t.published is None, t.published or 0, -len(t.text), t.report)):
        if source := index.add(text).copy_of:
            found[text.report] = source
    return found


def first_of(report: str, copy_of: Mapping[str, str]) -> str:
    """The report at the end of a chain of copies; the report itself when it is none."""
    seen = {report}
    while report in copy_of and copy_of[report] not in seen:
        report = copy_of[report]
        seen.add(report)
    return report


def _may_be_copies(one: Kept, other: Kept) -> bool:
    """Whether one may be a copy of the other, by how much of their sketches agrees. If a text of `a` runs shares
    `SHARE` of them with one of `b`, the two share at least `SHARE`·a of (1 - `SHARE`)·a + b runs."""
    later, earlier = (one, other) if _order(other) < _order(one) else (other, one)
    a, b = later.length, earlier.length
    least = min(1.0, SHARE * a / ((1 - SHARE) * a + b))
    places = BANDS * ROWS
    agree = sum(map(eq, _places(one.sketch), _places(other.sketch)))
    spread = sqrt(places * least * (1 - least))
    return bool(agree >= places * least - ROOM * spread - 1)


def _places(hexadecimal: str) -> memoryview:
    """What a sketch has in each of its places."""
    return memoryview(bytes.fromhex(hexadecimal)).cast("I")


def _order(text: Kept) -> tuple[bool, int, int, str]:
    """Who was first: by the time of publication; then the longer, which the shorter shortens; then by id."""
    return (text.published is None, text.published or 0, -text.length, text.report)


def _bands(hexadecimal: str) -> Iterator[int]:
    """A number for what the sketch has in each band, another for each band."""
    held = bytes.fromhex(hexadecimal)
    width = 4 * ROWS
    for i in range(0, len(held), width):
        yield hash((i, held[i : i + width]))


def _share(text: frozenset[str], earlier: frozenset[str]) -> float:
    """How much of a text's runs stand in the earlier one; none of a text that is too short."""
    return len(text & earlier) / len(text) if len(text) >= LEAST_RUNS else 0.0
