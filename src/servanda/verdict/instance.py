"""One instance of an obligation: its patterns, each asked of the evidence (semantics.md, rules V10–V24).

An instance is for one bearer (where each answers), one zone part, over one time. Its result carries the four values,
one for each standard of proof, and what they rest on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from servanda.accord.law import Pattern
from servanda.geo import Zone, cover
from servanda.model import STANDARDS, Interval, Level, Value, every, intersection
from servanda.verdict.bearing import Piece
from servanda.verdict.pattern import Bench, Body, Occurrence, Values, occurs, sift
from servanda.verdict.proof import Proof
from servanda.verdict.world import World

NONE_YET: Values = (Value.NEITHER,) * 4


@dataclass(frozen=True)
class Frame:
    """The times of one instance, resolved: `start`, the deadline's earliest and latest (achieve), `end` (the rest), and
    the period asked for. Seconds UTC; `as_of` bounds everything."""

    start: int | None
    end: int | None
    deadline: int | None
    deadline_latest: int | None
    period: Interval
    as_of: int
    every_s: int | None = None
    within_s: int | None = None

    @property
    def window(self) -> Interval:
        """What is watched of a standing duty: its own time within the period, up to as_of."""
        return intersection(intersection(Interval(self.start, self.end), self.period), Interval(None, self.as_of))


@dataclass(frozen=True)
class Result:
    """`met` and `unmet`: the bodies (or denials) that say so; `decided`: whether silence can no longer be pending."""

    values: Values
    met: tuple[Piece, ...] = ()
    unmet: tuple[Piece, ...] = ()
    standing_met: tuple[tuple[int, tuple[Piece, ...]], ...] = ()
    standing_unmet: tuple[tuple[int, tuple[Piece, ...]], ...] = ()
    decided: bool = True
    completion: int | None = None
    through: int | None = None
    last_breach: int | None = None
    late: bool = False
    triggered: bool = True
    count: int = 1


def bench(
    world: World, proof: Proof, zone: Zone | None, accord: str, *, deed_is_met: bool, incident_of: dict[str, str]
) -> Bench:
    """Judges for a deed: its affirmations say *met* when the norm asks for it, *not met* when the norm forbids it."""

    def rebuts(denial: Piece, affirmation: Piece) -> bool:
        return denial.full or _denies_this(world, accord, denial, affirmation)

    def together(denials: Sequence[Piece]) -> bool:
        if zone is None:
            return False
        extents = [world.zone(accord, d.claim.extent_place) for d in denials if d.claim.extent_place]
        return cover([e for e in extents if e is not None], zone)

    return Bench(
        affirmed=lambda pieces: proof.level(pieces, met=deed_is_met),
        denied=lambda pieces: proof.level(pieces, met=not deed_is_met),
        rebuts=rebuts,
        together=together,
        incident_of=incident_of,
    )


def _denies_this(world: World, accord: str, denial: Piece, affirmation: Piece) -> bool:
    """Whether a denial of less than the whole norm still denies what this affirmation says."""
    said, told = denial.claim, affirmation.claim
    kind = world.verbs.kinds.get(said.event)
    denied = kind.denied_as if kind and kind.denied_as else said.event
    if denial.source != "coverage" and not world.verbs.is_a(told.event, denied):
        return False
    at = told.when_from_earliest or 0
    if said.actor:
        for candidates in told.actor:
            if not all(any(d in world.wholes(a, at) for ds in said.actor for d in ds) for a in candidates):
                return False
        if not told.actor:
            return False
    if said.extent_place:
        extent = world.zone(accord, said.extent_place)
        return extent is not None and world.membership(extent, told, accord) == 2
    return not said.place or said.place == told.place


def weigh(
    pattern: Pattern, pieces: Sequence[Piece], frame: Frame, court: Bench, allowed: frozenset[str], *, keep: bool
) -> Result:
    """The result of one instance, counting what is certain, and what is doubtful only along `allowed` axes."""
    taken = list(_counted(pieces, frame.as_of, allowed))
    if pattern is Pattern.ACHIEVE:
        return _achieve(taken, frame, court, allowed, keep=keep)
    if pattern is Pattern.RECUR:
        return _recur(taken, frame, court, allowed)
    flipped = taken if pattern is Pattern.PROHIBIT else [replace(p, affirms=not p.affirms) for p in taken]
    return _standing(flipped, frame.window, frame.as_of, court, allowed)


def _counted(pieces: Sequence[Piece], as_of: int, allowed: frozenset[str]) -> Iterator[Piece]:
    """The pieces that count at `as_of`: what was seen after it does not, what may have been only possibly does."""
    for piece in pieces:
        doubts = piece.doubts
        if piece.at is not None:
            if piece.at.start is not None and piece.at.start >= as_of:
                continue
            if piece.at.end is not None and piece.at.end > as_of:
                doubts = doubts | {"time"}
        if doubts <= allowed:
            yield piece


def _ask(
    pieces: Sequence[Piece],
    window: Interval,
    widest: Interval,
    as_of: int,
    court: Bench,
    allowed: frozenset[str],
    *,
    decided: bool,
    denial_window: Interval | None = None,
) -> Occurrence:
    affirmations = [p for p, doubts in sift(pieces, window, widest, as_of) if doubts <= allowed]
    return occurs(affirmations, pieces, denial_window or window, as_of, court, decided=decided)


def _achieve(pieces: Sequence[Piece], frame: Frame, court: Bench, allowed: frozenset[str], *, keep: bool) -> Result:
    first, last = frame.deadline, frame.deadline_latest
    inner = Interval(frame.start, None if first is None else first + 1)
    outer = Interval(frame.start, None if last is None else last + 1)
    decided = last is not None and frame.as_of > last
    occurrence = _ask(pieces, inner, outer, frame.as_of, court, allowed, decided=decided, denial_window=outer)
    completion = min((b.end for b in occurrence.bodies), default=None)
    late = False
    if first is not None and not occurrence.bodies:
        after = _ask(
            pieces, Interval(first + 1, None), Interval(first + 1, None), frame.as_of, court, allowed, decided=False
        )
        late = bool(after.bodies)
        completion = min((b.end for b in after.bodies), default=completion)
    result = _result(occurrence, met_by_deed=True, decided=decided)
    result = replace(result, completion=completion, late=late)
    if not keep or completion is None or Value.TRUE not in occurrence.values:
        return result
    return _kept(result, pieces, Interval(completion, frame.as_of), frame.as_of, court, allowed)


def _kept(
    result: Result, pieces: Sequence[Piece], window: Interval, as_of: int, court: Bench, allowed: frozenset[str]
) -> Result:
    """After completion, the state lasts until an admitted end: one sight of its contrary inside the window ends it."""
    back = [
        replace(p, affirms=True, some=p.at, cover=None)
        for p in pieces
        if not p.affirms and p.at is not None and p.source == "occurrence" and p.why not in ("not yet done",)
    ]
    assured = [replace(p, affirms=False, some=None, cover=p.at) for p in pieces if p.affirms and p.at is not None]
    seen = _ask([*back, *assured], window, window, as_of, _swapped(court), allowed, decided=False)
    values = []
    for before, after in zip(result.values, seen.values, strict=True):
        again = {Value.TRUE: Value.FALSE, Value.BOTH: Value.BOTH}.get(after, Value.TRUE)
        values.append(every((before, again)) if before is Value.TRUE else before)
    broken = _result(seen, met_by_deed=False, decided=True)
    return replace(
        result,
        values=tuple(values),  # type: ignore[arg-type]
        unmet=result.unmet + broken.unmet,
        standing_unmet=result.standing_unmet + broken.standing_unmet,
        last_breach=broken.last_breach,
        through=broken.last_breach if broken.last_breach is not None else as_of,
    )


def _swapped(court: Bench) -> Bench:
    return Bench(court.denied, court.affirmed, court.rebuts, court.together, court.incident_of)


def _standing(pieces: Sequence[Piece], window: Interval, as_of: int, court: Bench, allowed: frozenset[str]) -> Result:
    occurrence = _ask(pieces, window, window, as_of, court, allowed, decided=True)
    result = _result(occurrence.negated(), met_by_deed=False, decided=True)
    return replace(result, through=occurrence.through)


def _recur(pieces: Sequence[Piece], frame: Frame, court: Bench, allowed: frozenset[str]) -> Result:
    assert frame.every_s
    start = frame.start or 0
    stop = min(frame.as_of, frame.end if frame.end is not None else frame.as_of)
    number = max(0, (stop - start) // frame.every_s)
    first = 0
    if frame.period.start is not None and frame.period.start > start:
        first = max(0, -(-(frame.period.start - start) // frame.every_s) - 1)
        if start + (first + 1) * frame.every_s <= frame.period.start:
            first += 1
    results = []
    for k in range(first, number):
        window = Interval(start + k * frame.every_s, start + (k + 1) * frame.every_s)
        occurrence = _ask(pieces, window, window, frame.as_of, court, allowed, decided=True)
        results.append(_result(occurrence, met_by_deed=True, decided=True))
    if not results:
        running = Interval(start + number * frame.every_s, frame.as_of)
        occurrence = _ask(pieces, running, running, frame.as_of, court, allowed, decided=False)
        return replace(_result(occurrence, met_by_deed=True, decided=False), values=NONE_YET, count=0)
    return folded(results)


def folded(results: Sequence[Result]) -> Result:
    """All of the instances: the worst established."""
    values = tuple(every(r.values[i] for r in results) for i in range(4))
    throughs = [r.through for r in results if r.through is not None]
    breaches = [r.last_breach for r in results if r.last_breach is not None]
    completions = [r.completion for r in results if r.completion is not None]
    return Result(
        values,  # type: ignore[arg-type]
        tuple(p for r in results for p in r.met),
        tuple(p for r in results for p in r.unmet),
        tuple(s for r in results for s in r.standing_met),
        tuple(s for r in results for s in r.standing_unmet),
        decided=all(r.decided for r in results),
        completion=max(completions) if len(completions) == len(results) and results else None,
        through=min(throughs) if throughs else None,
        last_breach=max(breaches) if breaches else None,
        late=any(r.late for r in results),
        triggered=any(r.triggered for r in results),
        count=sum(r.count for r in results),
    )


def _result(occurrence: Occurrence, *, met_by_deed: bool, decided: bool) -> Result:
    """An occurrence of the deed read as *met* (or, for what is forbidden, as *not met*)."""
    bodies = tuple(p for b in occurrence.bodies for p in b.pieces)
    rebutters = {p.claim.id: p for b in occurrence.bodies for p in b.rebutters}
    rebutters.update((p.claim.id, p) for p in occurrence.deniers)
    deniers = tuple(rebutters.values())
    standing_deed = tuple((int(s), w) for s in STANDARDS if (w := _witness(occurrence.bodies, s)))
    standing_denial = tuple((int(s), w) for s in STANDARDS if (w := _denial(occurrence, s)))
    breach = None
    if not met_by_deed:
        unrebutted = [b for b in occurrence.bodies if b.rebuttal < b.level]
        breach = max((b.start for b in unrebutted), default=None)
    if met_by_deed:
        return Result(occurrence.values, bodies, deniers, standing_deed, standing_denial, decided, through=None)
    return Result(occurrence.values, deniers, bodies, standing_denial, standing_deed, decided, last_breach=breach)


def _witness(bodies: Sequence[Body], standard: Level) -> tuple[Piece, ...]:
    """One body that carries the standard: an unrebutted one before a rebutted one, the strongest, then the earliest."""
    able = [b for b in bodies if b.level >= standard]
    if not able:
        return ()
    best = min(able, key=lambda b: (b.rebuttal >= standard, -b.level, b.start, b.id))
    return best.pieces


def _denial(occurrence: Occurrence, standard: Level) -> tuple[Piece, ...]:
    if occurrence.denied >= standard:
        return occurrence.deniers
    able = [b for b in occurrence.bodies if b.level >= standard]
    if able and all(b.rebuttal >= standard for b in able):
        best = min(able, key=lambda b: (-b.level, b.start, b.id))
        return best.rebutters
    return ()
