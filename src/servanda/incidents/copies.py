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
import sqlite3
import weakref
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


_COLUMNS = "id, length, published, sketch, copy_of"
_TABLES = """
pragma journal_mode = off;
pragma cache_size = -32768;
create table report (number integer primary key, id text unique, length integer, published integer, sketch blob,
                     copy_of text);
create table band (place integer, key integer, report integer, primary key (place, key, report)) without rowid;
begin;
"""
_KEEP = f"""
insert into report ({_COLUMNS}) values (?, ?, ?, ?, ?)
on conflict (id) do update set length = excluded.length, published = excluded.published, copy_of = excluded.copy_of
"""
_NEAR = f"""
with own (place, key) as (values {{own}})
select {_COLUMNS} from report where number in
(select band.report from own cross join band where band.place = own.place and band.key = own.key)
"""


class Index:
    """Texts by their sketches. In whatever order they are added, each text's last word is the same: it is a copy of the
    report that holds most of it, of the earliest among equals.

    `read` gives the text of a report by its id; without it the index keeps them itself. All else lies in a temporary
    database, so that a million reports take no more memory than a thousand.
    """

    def __init__(self, read: Callable[[str], str] | None = None) -> None:
        self._texts: dict[str, str] = {}
        self._keeps = read is None
        self._runs = lru_cache(maxsize=128)(lambda report: runs(read(report) if read else self._texts[report]))
        self._held = sqlite3.connect("", isolation_level=None)
        self._held.executescript(_TABLES)
        self._in_bands = 0  # reports up to this number are
        weakref.finalize(self, self._held.close)

    def add(self, text: Text) -> Found:
        """Compare a text with those that are there, and keep it."""
        if self._keeps:
            self._texts[text.report] = text.text
        own = Kept(text.report, len(text.text), text.published, text.sketch or sketch(text.text), text.copy_of)
        others = [one for one in self._near(own) if _may_be_copies(own, one)]
        source = self._source(own, (e for e in others if _order(e) < _order(own)))
        own = own._replace(copy_of=source[2] if source is not None and -source[0] >= SHARE else "")
        mine = []
        for later in others:
            if _order(later) > _order(own) and self._is_better(later, own):
                mine.append(later.report)
                self.keep(later._replace(copy_of=own.report))
        self.keep(own)
        return Found(own.copy_of, tuple(sorted(mine)))

    def keep(self, one: Kept) -> None:
        """Have it there, compared with nothing."""
        self._held.execute(_KEEP, (one.report, one.length, one.published, bytes.fromhex(one.sketch), one.copy_of))

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
        known = self._kept(later.copy_of)
        return -rank[0] >= SHARE and (known is None or rank < self._rank(later, known))

    def _rank(self, text: Kept, earlier: Kept) -> _Rank:
        """Smaller is the better source: more of the text, then earlier."""
        return -_share(self._runs(text.report), self._runs(earlier.report)), _order(earlier), earlier.report

    def _kept(self, report: str) -> Kept | None:
        row = self._held.execute(f"select {_COLUMNS} from report where id = ?", (report,)).fetchone()
        return None if row is None else _kept(row)

    def _near(self, one: Kept) -> list[Kept]:
        """The reports that share a band of the sketch with it."""
        new = self._held.execute("select number, sketch from report where number > ?", (self._in_bands,)).fetchall()
        if new:
            rows = sorted((place, key, number) for number, sketch in new for place, key in _bands(sketch))
            self._held.executemany("insert into band values (?, ?, ?)", rows)
            self._in_bands = max(number for number, _sketch in new)
        own = [part for band in _bands(bytes.fromhex(one.sketch)) for part in band]
        if not own:
            return []
        found = self._held.execute(_NEAR.format(own=", ".join(["(?, ?)"] * BANDS)), own)
        return [kept for row in found if (kept := _kept(row)).report != one.report]


def _kept(row: tuple[str, int, int | None, bytes, str]) -> Kept:
    report, length, published, sketch, copy_of = row
    return Kept(report, length, published, sketch.hex(), copy_of)


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


def _bands(held: bytes) -> Iterator[tuple[int, int]]:
    """The places of a sketch's bands and what it has there, as a number."""
    width = 4 * ROWS
    for place in range(0, len(held), width):
        yield place, int.from_bytes(held[place : place + width], "big", signed=True)


def _share(text: frozenset[str], earlier: frozenset[str]) -> float:
    """How much of a text's runs stand in the earlier one; none of a text that is too short."""
    return len(text & earlier) / len(text) if len(text) >= LEAST_RUNS else 0.0
