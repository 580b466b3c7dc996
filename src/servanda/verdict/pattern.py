"""Did it occur, on what evidence, against what denial: the one question that every pattern asks (rules V1–V9).

`occurs` answers for a deed in a window. *achieve* asks it of the deed up to its deadline; *prohibit* is its negation
over the window; *maintain* the negation for the deed's absence; *recur* asks it of every closed window.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from servanda.model import STANDARDS, Interval, Level, Value, intersection, negation
from servanda.verdict.piece import Piece

Values = tuple[Value, Value, Value, Value]
Rebuts = Callable[[Piece, Piece], bool]
Judge = Callable[[Iterable[Piece]], Level]
CoversTogether = Callable[[Sequence[Piece]], bool]


class Body(NamedTuple):
    """One incident's entailing affirmations. It stands at a standard that it reaches and its rebuttal does not."""

    id: str
    pieces: tuple[Piece, ...]
    level: Level
    rebuttal: Level
    rebutters: tuple[Piece, ...]

    @property
    def start(self) -> int:
        return min((p.some.start or 0) for p in self.pieces if p.some is not None)

    @property
    def end(self) -> int:
        return max((p.some.end or 0) for p in self.pieces if p.some is not None)


@dataclass(frozen=True)
class Occurrence:
    """The answer at every standard, with what it rests on. `denied`: the level at which all of the window is denied."""

    values: Values
    bodies: tuple[Body, ...] = ()
    denied: Level = Level.NONE
    deniers: tuple[Piece, ...] = ()
    through: int | None = None

    def negated(self) -> Occurrence:
        """The answer for the absence of the deed."""
        values = tuple(negation(v) for v in self.values)
        return Occurrence(values, self.bodies, self.denied, self.deniers, self.through)  # type: ignore[arg-type]


@dataclass
class Bench:
    """Who judges: levels of bodies for and against, which denial answers which affirmation, what covers the whole."""

    affirmed: Judge
    denied: Judge
    rebuts: Rebuts
    together: CoversTogether
    incident_of: dict[str, str] = field(default_factory=dict)


def clip(interval: Interval, as_of: int) -> Interval:
    """The part that has happened by `as_of`."""
    return intersection(interval, Interval(None, as_of))


def without(window: Interval, gaps: Sequence[Interval]) -> tuple[Interval, ...]:
    """The parts of a window that no gap takes away, in order; none that is empty."""
    parts = [window]
    for gap in gaps:
        if gap.empty:
            continue
        left = [intersection(p, Interval(None, gap.start)) for p in parts if gap.start is not None]
        right = [intersection(p, Interval(gap.end, None)) for p in parts if gap.end is not None]
        parts = left + right
    return tuple(sorted((p for p in parts if not p.empty), key=lambda p: -(2**62) if p.start is None else p.start))


def sift(
    pieces: Sequence[Piece], certain: Sequence[Interval], widest: Sequence[Interval], as_of: int
) -> list[tuple[Piece, frozenset[str]]]:
    """The affirmations that can speak of the `widest` windows, each with its doubts: time among them unless what it
    says lies within one of the `certain`."""
    found = []
    inner, outer = [clip(w, as_of) for w in certain], [clip(w, as_of) for w in widest]
    for piece in pieces:
        if not piece.affirms or piece.some is None or piece.some.empty:
            continue
        some = piece.some
        if not any(some.meets(w) for w in outer):
            continue
        doubts = piece.doubts if any(some.within(w) for w in inner) else piece.doubts | {"time"}
        found.append((piece, doubts))
    return found


def occurs(
    affirmations: Sequence[Piece],
    denials: Sequence[Piece],
    window: Interval,
    as_of: int,
    bench: Bench,
    *,
    decided: bool = True,
) -> Occurrence:
    """Whether the deed occurred in `window`. `affirmations` entail it there; `denials` cover instants. Before the
    window is `decided` (its end has come) it cannot have failed."""
    clipped = [(p, clip(p.cover, as_of)) for p in denials if p.cover is not None and not p.affirms]
    clipped = [(p, c) for p, c in clipped if not c.empty]
    groups: dict[str, list[Piece]] = defaultdict(list)
    for piece in affirmations:
        key = piece.claim.id if piece.source == "assessment" else bench.incident_of.get(piece.claim.id, piece.claim.id)
        groups[key].append(piece)
    bodies = []
    for key in sorted(groups, key=lambda k: (min(p.some.start or 0 for p in groups[k] if p.some), k)):
        group = groups[key]
        level = bench.affirmed(group)
        rebuttal = Level.NONE
        rebutters: tuple[Piece, ...] = ()
        if clipped:
            rebuttal, rebutters = _rebuttal(group, clipped, bench)
        bodies.append(Body(key, tuple(group), level, rebuttal, rebutters))
    full = [(p, c) for p, c in clipped if not p.short]
    partial = [(p, c) for p, c in clipped if p.short == {"place"}]
    level, deniers, through = _covered(window, full, partial, bench) if decided else (Level.NONE, (), None)
    values = []
    for standard in STANDARDS:
        standing = [b for b in bodies if b.level >= standard]
        if any(b.rebuttal < standard for b in standing):
            values.append(Value.TRUE)
        elif standing:
            values.append(Value.BOTH)
        elif decided and level >= standard:
            values.append(Value.FALSE)
        else:
            values.append(Value.NEITHER)
    return Occurrence(tuple(values), tuple(bodies), level, deniers, through)  # type: ignore[arg-type]


def _rebuttal(
    group: Sequence[Piece], denials: Sequence[tuple[Piece, Interval]], bench: Bench
) -> tuple[Level, tuple[Piece, ...]]:
    """The level at which every claim of a body is denied throughout its own extent."""
    worst = Level.VERIFIED
    rebutters: dict[str, Piece] = {}
    for piece in group:
        assert piece.some is not None
        mine = [(d, c) for d, c in denials if c.meets(piece.some) and bench.rebuts(d, piece)]
        if not mine:
            return Level.NONE, ()
        level, used, _ = _covered(piece.some, mine, (), bench)
        if level is Level.NONE:
            return Level.NONE, ()
        worst = min(worst, level)
        rebutters.update((p.claim.id, p) for p in used)
    return worst, tuple(rebutters.values())


def _covered(
    window: Interval,
    full: Sequence[tuple[Piece, Interval]],
    partial: Sequence[tuple[Piece, Interval]],
    bench: Bench,
) -> tuple[Level, tuple[Piece, ...], int | None]:
    """The level at which every instant of `window` is denied, by whom, and up to where without a gap."""
    every = [*full, *partial]
    inside = [(p, intersection(c, window)) for p, c in every]
    inside = [(p, c) for p, c in inside if not c.empty]
    if not inside or window.empty or window.end is None:
        return Level.NONE, (), None
    floor = window.start
    if floor is None:
        starts = [c.start for _, c in inside]
        if None not in starts:
            return Level.NONE, (), None
    low = -(2**62) if floor is None else floor
    cuts = sorted({low, window.end} | {x for _, c in inside for x in (c.start, c.end) if x is not None})
    cuts = [x for x in cuts if low <= x <= window.end]
    fullness = {id(p) for p, _ in full}
    worst = Level.VERIFIED
    used: dict[str, Piece] = {}
    through: int | None = None
    for a, b in pairwise(cuts):
        here = [p for p, c in inside if (c.start is None or c.start <= a) and (c.end is None or c.end >= b)]
        whole = [p for p in here if id(p) in fullness]
        level = bench.denied(whole) if whole else Level.NONE
        if level is Level.NONE and here:
            level, whole = _jointly(here, bench)
        if level is Level.NONE:
            return Level.NONE, (), through
        worst = min(worst, level)
        through = b
        used.update((p.claim.id, p) for p in _fewest(whole, level, used, bench))
    return worst, tuple(used.values()), through


def _fewest(pieces: Sequence[Piece], level: Level, used: dict[str, Piece], bench: Bench) -> Sequence[Piece]:
    """Of the denials that hold at an instant, one that proves as much alone, rather one that is used already, or that
    reaches further; all of them where only together they do."""
    able = [p for p in pieces if bench.denied([p]) >= level]
    if not able:
        return pieces
    reach = {id(p): p.cover.end if p.cover is not None and p.cover.end is not None else _FOR_EVER for p in able}
    return [min(able, key=lambda p: (p.claim.id not in used, -reach[id(p)], p.claim.id))]


_FOR_EVER = 2**62


def _jointly(pieces: Sequence[Piece], bench: Bench) -> tuple[Level, list[Piece]]:
    """Denials that only together reach everywhere prove no more than the weakest that is needed for it."""
    alone = [(bench.denied([p]), p) for p in pieces]
    for level in reversed(STANDARDS):
        able = [p for own, p in alone if own >= level]
        if able and bench.together(able):
            return level, able
    return Level.NONE, []
