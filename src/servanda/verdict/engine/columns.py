"""What is known, as integer columns: times, and codes of what recurs (docs/adr/0014-engine.md).

A row is a claim that counts (not retracted, not rejected). Its *form* is all that decides how it bears on a norm but
for its times and its place: kind, polarity, aspect, who, at whom, what, the shape of its times. Its *word* is all that
decides how far it proves: who says it, of whom, read by whom. Places and incidents are codes. Rows stand in the order
of claim ids, so that a row number ranks as its id does. Times are seconds UTC; an open start is `OPEN_START`, an open
end `OPEN_END`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from servanda.model import Claim, Incident, Kind, Polarity, Review
from servanda.verdict.occurrence import happened
from servanda.verdict.world import moment_of, turning_points

if TYPE_CHECKING:
    from servanda.actors import Register

OPEN_START, OPEN_END = -(2**62), 2**62
BEARING = (Kind.OCCURRENCE, Kind.FINDING, Kind.COVERAGE)
NO_FROM_EARLIEST, NO_FROM_LATEST, NO_TO_EARLIEST, NO_TO_LATEST, EMPTY_INNER = 1, 2, 4, 8, 16

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]


@dataclass
class Columns:
    """Rows and their codes. `claim(row)` gives the claim of a row; `form_row`, `word_row`, `place_row` a row that has
    the code; `extents`: the named extent of each place. `opinions` are rows of assessments, `acts` of acts. `lag`:
    empty where no row has any. `several[row]`: its incident has other claims; `incident[row]` is the row of its
    incident's smallest claim."""

    size: int
    times: tuple[Ints, Ints, Ints, Ints]  # from earliest, from latest, to earliest, to latest
    form: Codes
    word: Codes
    place: Codes
    origin: Codes
    incident: Codes
    several: NDArray[np.bool_]
    lag: Codes
    form_row: Ints
    word_row: Ints
    place_row: Ints
    opinions: Ints
    acts: Ints
    claim: Callable[[int], Claim]
    id_of: Callable[[int], str]
    extents: Sequence[str]
    moments: tuple[int, ...] = ()
    measured: frozenset[str] = frozenset()
    origins: Mapping[str, int] = field(default_factory=dict)

    @property
    def bytes_per_claim(self) -> float:
        """Bytes of all columns over the number of rows."""
        kept = (*self.times, self.form, self.word, self.place, self.origin, self.incident, self.several, self.lag)
        return sum(a.nbytes for a in kept) / max(1, self.size)


class Coder:
    """Codes for values in the order of their first appearance, with a row that has each."""

    def __init__(self) -> None:
        self.codes: dict[Any, int] = {}
        self.rows: list[int] = []

    def code(self, value: Any, row: int) -> int:
        found = self.codes.get(value)
        if found is None:
            found = self.codes[value] = len(self.rows)
            self.rows.append(row)
        return found


def counted(claim: Claim) -> bool:
    return not claim.retracted and claim.review is not Review.REJECTED


def form_of(claim: Claim, moments: Sequence[int], measured: frozenset[str]) -> tuple[object, ...]:
    """All that decides how a claim bears on norms that measure `measured`, but for its place and its very times."""
    if measured:
        attributes = tuple(p for p in claim.attributes if p[0] == "sampled" or p[0].removesuffix("_m") in measured)
        counts = tuple(c for c in claim.counts if c.of in measured)
    else:
        attributes, counts = tuple(p for p in claim.attributes if p[0] == "sampled"), ()
    return (
        claim.kind,
        claim.event,
        claim.polarity,
        claim.aspect,
        claim.when_mode,
        claim.actor,
        claim.target,
        claim.object,
        attributes,
        counts,
        bool(claim.counts),
        shape_of(claim),
        bisect_right(moments, happened(claim)),
    )


def shape_of(claim: Claim) -> int:
    """Which of a claim's times are open, and whether its inner extent is empty."""
    when = claim.when
    bits = sum(1 << i for i, t in enumerate(when) if t is None)
    return bits | (EMPTY_INNER if when.inner.empty else 0)


def word_of(claim: Claim, moments: Sequence[int]) -> tuple[object, ...]:
    """All that decides how far a claim proves, but for its origin."""
    return (
        claim.speaker,
        claim.kind is Kind.FINDING,
        claim.machine_read,
        claim.custody if claim.instrument else "",
        claim.actor,
        bisect_right(moments, moment_of(claim)),
    )


def place_of(claim: Claim) -> tuple[object, ...]:
    if claim.extent_place:
        return (claim.extent_place,)
    return (claim.lat, claim.lon, claim.radius_m or 0.0, claim.place)


def origin_of(claim: Claim) -> str:
    return claim.origin or (claim.speaker[0] if claim.speaker else "")


def bears(claim: Claim) -> bool:
    """Whether it can bear on a deed by itself: an occurrence that affirms or denies, or a watch."""
    return claim.kind in BEARING and (claim.polarity is not Polarity.NONE or claim.kind is Kind.COVERAGE)


def from_claims(
    claims: Iterable[Claim],
    incidents: Iterable[Incident],
    register: Register,
    measured: frozenset[str] = frozenset(),
) -> Columns:
    """Columns of claims that are objects already."""
    rows = sorted((c for c in claims if counted(c)), key=lambda c: c.id)
    moments = turning_points(register)
    number = {c.id: i for i, c in enumerate(rows)}
    n = len(rows)
    forms, words, places, origins = Coder(), Coder(), Coder(), Coder()
    times = np.empty((4, n), np.int64)
    form, word = np.full(n, -1, np.int32), np.empty(n, np.int32)
    place, origin = np.empty(n, np.int32), np.full(n, -1, np.int32)
    lag = np.empty(n, np.int32)
    opinions, acts = [], []
    for i, claim in enumerate(rows):
        times[:, i] = open_times(claim)
        if bears(claim):
            form[i] = forms.code(form_of(claim, moments, measured), i)
        elif claim.kind is Kind.ASSESSMENT:
            opinions.append(i)
        elif claim.kind is Kind.ACT:
            acts.append(i)
        word[i] = words.code(word_of(claim, moments), i)
        place[i] = places.code(place_of(claim), i)
        whence = origin_of(claim)
        if whence:
            origin[i] = origins.code(whence, i)
        lag[i] = claim.lag_s
    incident = np.arange(n, dtype=np.int32)
    several = np.zeros(n, np.bool_)
    for group in incidents:
        members = [number[c] for c in group.claims if c in number]
        home = number.get(group.id, min(members, default=0))
        for m in members:
            incident[m] = home
            several[m] = len(members) > 1
    return Columns(
        n,
        (times[0], times[1], times[2], times[3]),
        form,
        word,
        place,
        origin,
        incident,
        several,
        lag,
        np.array(forms.rows, np.int64),
        np.array(words.rows, np.int64),
        np.array(places.rows, np.int64),
        np.array(opinions, np.int64),
        np.array(acts, np.int64),
        rows.__getitem__,
        lambda row: rows[row].id,
        [rows[row].extent_place for row in places.rows],
        moments,
        measured,
        origins.codes,
    )


def open_times(claim: Claim) -> tuple[int, int, int, int]:
    a, b, c, d = claim.when
    return (
        OPEN_START if a is None else a,
        OPEN_START if b is None else b,
        OPEN_END if c is None else c,
        OPEN_END if d is None else d,
    )
