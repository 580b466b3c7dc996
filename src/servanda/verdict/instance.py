"""One instance of an obligation: its patterns, each asked of the evidence (semantics.md, rules V10–V18).

An instance is for one bearer (where each answers), one zone part, over one time. Its result carries the four values,
one for each standard of proof, and what they rest on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count, pairwise, takewhile

from servanda.accord.law import Calendar, Pattern
from servanda.geo import Zone, cover
from servanda.model import STANDARDS, Interval, Level, Value, choice, every, intersection, zone
from servanda.verdict.acts import Span, put_off
from servanda.verdict.pattern import Bench, Body, Occurrence, Values, occurs, sift, without
from servanda.verdict.piece import NOT_YET, Piece
from servanda.verdict.proof import Proof
from servanda.verdict.world import World

NONE_YET: Values = (Value.NEITHER,) * 4
IN_FORCE, SUSPENDED, ENDED = "in force", "suspended", "ended"
PAST = {"terminate": "terminated", "supersede": "superseded", "waive": "waived"}


@dataclass(frozen=True)
class Frame:
    """The times of one instance, resolved: its start, its end (standing duties) and its deadline (achieve), each as
    earliest and latest where the text leaves its zone open, and the period asked for. Seconds UTC; `as_of` bounds
    everything. `suspended`: times without the duty; `ended`: what ended it, if not its own end; `freed`: when an act, a
    later accord or its `unless` ended it, at the earliest and the latest."""

    start: int | None
    start_latest: int | None
    end: int | None
    end_earliest: int | None
    deadline: int | None
    deadline_latest: int | None
    period: Interval
    as_of: int
    every_s: int | None = None
    within_s: int | None = None
    suspended: tuple[Span, ...] = ()
    ended: str = ""
    every: Calendar | None = None
    within: Calendar | None = None
    freed: tuple[int, int] | None = None

    @property
    def window(self) -> Interval:
        """What is watched of a standing duty: its own time within the period, up to as_of, at its widest."""
        return self._within(Interval(self.start, self.end))

    @property
    def inner(self) -> Interval:
        """The part of the window in which the duty certainly holds."""
        return self._within(Interval(self.start_latest, self.end_earliest))

    def _within(self, own: Interval) -> Interval:
        return intersection(intersection(own, self.period), Interval(None, self.as_of))

    @property
    def segments(self) -> tuple[Interval, ...]:
        """The window at its widest, without the times in which the duty was certainly suspended."""
        return without(self.window, [Interval(s.from_latest, s.to_earliest) for s in self.suspended])

    @property
    def certain(self) -> tuple[Interval, ...]:
        """The times at which the duty certainly held, without those in which it may have been suspended."""
        return self.holding(self.inner)

    def holding(self, window: Interval) -> tuple[Interval, ...]:
        """The parts of a window in which the duty was certainly not suspended."""
        return without(window, [Interval(s.from_earliest, s.to_latest) for s in self.suspended])

    @property
    def released(self) -> bool:
        """Whether it was ended before the last instant at which it could be done."""
        return self.freed is not None and (self.deadline is None or self.freed[1] <= self.deadline)

    @property
    def in_suspension(self) -> bool:
        """Whether it is certainly suspended at `as_of`."""
        now = Interval(self.as_of - 1, self.as_of)
        return any(now.within(Interval(s.from_latest, s.to_earliest)) for s in self.suspended)

    @property
    def over(self) -> bool:
        """Whether it has been ended by `as_of`, and not by its own end."""
        return self.freed is not None and self.freed[1] <= self.as_of

    @property
    def in_force(self) -> str:
        """The words for its state at `as_of`."""
        if self.end is not None and self.end <= self.as_of:
            return PAST.get(self.ended, ENDED)
        if self.in_suspension:
            return SUSPENDED
        return IN_FORCE


@dataclass(frozen=True)
class Result:
    """`met` and `unmet`: the bodies (or denials) that say so; `decided`: whether silence can no longer be pending.
    `triggered`, `running`: the highest standard at which anything triggers it, and at which an answer is not due yet.
    `gap`: the text names what meets or what breaches it, and more lies between; `unobserved`: whose word it wants."""

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
    triggered: Level = Level.VERIFIED
    running: Level = Level.NONE
    each: tuple[Values, ...] = ()
    gap: bool = False
    unobserved: tuple[str, ...] = ()


def bench(
    world: World, proof: Proof, zone: Zone | None, accord: str, *, deed_is_met: bool, incident_of: dict[str, str]
) -> Bench:
    """Judges for a deed: its affirmations say *met* when the norm asks for it, *not met* when the norm forbids it."""

    def together(denials: Sequence[Piece]) -> bool:
        if zone is None:
            return False
        extents = [world.zone(accord, d.claim.extent_place) for d in denials if d.claim.extent_place]
        return cover([e for e in extents if e is not None], zone)

    return Bench(
        affirmed=lambda pieces: proof.level(pieces, met=deed_is_met),
        denied=lambda pieces: proof.level(pieces, met=not deed_is_met),
        rebuts=lambda denial, affirmation: rebuts(world, accord, denial, affirmation),
        together=together,
        incident_of=incident_of,
    )


def rebuts(world: World, accord: str, denial: Piece, affirmation: Piece) -> bool:
    """Whether a denial denies what this affirmation says, at whatever time: all of the norm, or at least this."""
    return not denial.short or _denies_this(world, accord, denial, affirmation)


def _denies_this(world: World, accord: str, denial: Piece, affirmation: Piece) -> bool:
    """Whether a denial of less than the whole norm still denies what this affirmation says."""
    said, told = denial.claim, affirmation.claim
    kind = world.verbs.kinds.get(said.event)
    denied = kind.denied_as if kind and kind.denied_as and denial.source != "coverage" else said.event
    if not world.verbs.is_a(told.event, denied):
        return False
    at = told.when_from_earliest or 0
    if not _names_all(world, said.actor, told.actor, at) or not _names_all(world, said.target, told.target, at):
        return False
    if said.object and said.object not in world.verbs.object_ancestry(told.object):
        return False
    if said.extent_place:
        extent = world.zone(accord, said.extent_place)
        return extent is not None and world.membership(extent, told, accord) == 2
    return not said.place or said.place == told.place


def _names_all(world: World, denied: Sequence[Sequence[str]], told: Sequence[Sequence[str]], at: int) -> bool:
    """Whether a denial that names these, or nobody, reaches all whom an affirmation names."""
    if not denied:
        return True
    named = {d for candidates in denied for d in candidates}
    return bool(told) and all(named & world.wholes(a, at) for candidates in told for a in candidates)


def weigh(
    pattern: Pattern, pieces: Sequence[Piece], frame: Frame, court: Bench, allowed: frozenset[str], *, keep: bool
) -> Result:
    """The result of one instance, counting what is certain, and what is doubtful only along `allowed` axes."""
    taken = list(counted_at(pieces, frame.as_of, allowed))
    if pattern is Pattern.ACHIEVE:
        return _achieve(taken, frame, court, allowed, keep=keep)
    if pattern is Pattern.RECUR:
        return _recur(taken, frame, court, allowed)
    flipped = taken if pattern is Pattern.PROHIBIT else [_flipped(p) for p in taken]
    return _standing(flipped, frame, court, allowed)


def occurred(
    pieces: Sequence[Piece], frame: Frame, court: Bench, allowed: frozenset[str], *, done_early: bool = False
) -> Result:
    """Whether a deed occurred in the norm's own window (up to its deadline, its end, or as_of), by any pattern.
    `done_early`: what is done while the norm is suspended counts as well."""
    taken = [p for p in counted_at(pieces, frame.as_of, allowed) if p.source != "assessment"]
    first, last = frame.end_earliest, frame.end
    if frame.deadline is not None and frame.deadline_latest is not None and not frame.released:
        first, last = frame.deadline + 1, frame.deadline_latest + 1
    decided = last is not None and frame.as_of >= last
    window = Interval(frame.start, frame.as_of if last is None else last)
    inner = Interval(frame.start_latest, frame.as_of if first is None else first)
    certain = (inner,) if done_early else frame.holding(inner)
    gaps = [] if done_early else [Interval(s.from_latest, s.to_earliest) for s in frame.suspended]
    asked = [_ask(taken, w, certain, frame.as_of, court, allowed, decided=decided) for w in without(window, gaps)]
    results = [_result(occurrence, met_by_deed=True, decided=decided) for occurrence in asked]
    if len(results) == 1:
        return results[0]
    values = tuple(choice(r.values[i] for r in results) for i in range(len(STANDARDS)))
    return replace(folded(results), values=values, each=(values,), decided=decided)  # type: ignore[arg-type]


def _flipped(piece: Piece) -> Piece:
    """The same word on the deed's absence. "X was not in the west" is only possibly "X was absent from all of it"."""
    if piece.affirms:
        return replace(piece, affirms=False)
    return replace(piece, affirms=True, doubts=piece.doubts | piece.short)


def counted_at(pieces: Sequence[Piece], as_of: int, allowed: frozenset[str]) -> Iterator[Piece]:
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
    certain: Sequence[Interval],
    as_of: int,
    court: Bench,
    allowed: frozenset[str],
    *,
    decided: bool,
) -> Occurrence:
    """Whether it occurred in `window`, of which only the `certain` parts surely count."""
    affirmations = [p for p, doubts in sift(pieces, certain, (window,), as_of) if doubts <= allowed]
    return occurs(affirmations, pieces, window, as_of, court, decided=decided)


def _achieve(pieces: Sequence[Piece], frame: Frame, court: Bench, allowed: frozenset[str], *, keep: bool) -> Result:
    first, last = frame.deadline, frame.deadline_latest
    if frame.freed is not None and frame.released:
        first, last = frame.freed
    inner = Interval(frame.start_latest, None if first is None else first + 1)
    outer = Interval(frame.start, None if last is None else last + 1)
    decided = last is not None and frame.as_of > last and not frame.released
    occurrence = _ask(pieces, outer, (inner,), frame.as_of, court, allowed, decided=decided)
    completion = min((b.end for b in occurrence.bodies), default=None)
    late = False
    if last is not None and not occurrence.bodies and not frame.released:
        afterwards = [b for p in pieces if (b := _after(p, last, frame.as_of, denied=bool(occurrence.denied)))]
        late = bool(afterwards)
        completion = min((end for end in afterwards), default=None)
    result = _result(occurrence, met_by_deed=True, decided=decided)
    result = replace(result, completion=completion, late=late)
    if not keep or completion is None or late or not decided:
        return result
    since = completion if last is None else last + 1
    until = frame.as_of if frame.end_earliest is None else min(frame.end_earliest, frame.as_of)
    return _kept(result, pieces, frame.holding(Interval(since, until)), frame.as_of, court, allowed)


def _after(piece: Piece, deadline: int, as_of: int, *, denied: bool) -> int | None:
    """When the deed was done at the latest, if that was after the deadline: by an event that came after it, or by a
    "done" said after it of what is `denied` up to it."""
    if not piece.affirms or piece.some is None or piece.some.end is None or piece.some.end > as_of:
        return None
    start = piece.some.start
    if start is not None and start > deadline:
        return piece.some.end
    said = piece.at.start if piece.at is not None else None
    return piece.some.end if denied and said is not None and said > deadline else None


def _kept(
    result: Result,
    pieces: Sequence[Piece],
    windows: Sequence[Interval],
    as_of: int,
    court: Bench,
    allowed: frozenset[str],
) -> Result:
    """What was to be achieved by the deadline must hold after it, and lasts until an admitted end: one sight of its
    contrary inside one of the windows is a breach, whether it was never achieved or was given up."""
    back = [
        replace(p, affirms=True, some=p.at, cover=None)
        for p in pieces
        if not p.affirms and p.at is not None and p.source == "occurrence" and p.why != NOT_YET
    ]
    assured = [
        replace(p, affirms=False, some=None, cover=p.claim.when.inner)
        for p in pieces
        if p.affirms and p.at is not None and p.source == "occurrence"
    ]
    if not windows:
        return result
    whole = Interval(windows[0].start, windows[-1].end)
    seen = _ask([*back, *assured], whole, windows, as_of, _swapped(court), allowed, decided=False)
    values = []
    for before, after in zip(result.values, seen.values, strict=True):
        kept = {Value.TRUE: Value.FALSE, Value.BOTH: Value.BOTH}.get(after, Value.TRUE)
        values.append(every((before, kept)) if before in (Value.TRUE, Value.BOTH) else before)
    broken = _result(seen, met_by_deed=False, decided=True)
    return replace(
        result,
        values=tuple(values),  # type: ignore[arg-type]
        each=(tuple(values),),  # type: ignore[arg-type]
        unmet=result.unmet + broken.unmet,
        standing_unmet=result.standing_unmet + broken.standing_unmet,
        last_breach=broken.last_breach,
        through=broken.last_breach if broken.last_breach is not None else as_of,
    )


def _swapped(court: Bench) -> Bench:
    return Bench(court.denied, court.affirmed, court.rebuts, court.together, court.incident_of)


def _standing(pieces: Sequence[Piece], frame: Frame, court: Bench, allowed: frozenset[str]) -> Result:
    """Over every part of the window in which the duty was not suspended, at once."""
    results = []
    through: int | None = None
    for n, segment in enumerate(frame.segments):
        occurrence = _ask(pieces, segment, frame.certain, frame.as_of, court, allowed, decided=True)
        results.append(_result(occurrence.negated(), met_by_deed=False, decided=True))
        if n == 0 or through == frame.segments[n - 1].end:
            through = occurrence.through if occurrence.through is not None else through
    if len(results) == 1:
        return replace(results[0], through=through)
    found = folded(results)
    return replace(found, through=through, each=(found.values,) if results else ())


def windows(frame: Frame) -> tuple[list[Interval], Interval]:
    """The closed windows of what recurs, as far as they are owed, and the one that is still running."""
    start = frame.start or 0
    stop = min(frame.as_of, frame.end if frame.end is not None else frame.as_of)
    edges = list(takewhile(lambda at: at <= stop, _edges(frame, start, stop))) or [start]
    since = frame.period.start
    closed = [Interval(a, b) for a, b in pairwise(edges) if since is None or b > since]
    # a window that a suspension touches is not owed
    return [w for w in closed if frame.holding(w) == (w,)], Interval(edges[-1], frame.as_of)


def _edges(frame: Frame, start: int, stop: int) -> Iterator[int]:
    """Where one window ends and the next begins, from the first that matters up to `stop` and beyond."""
    assert frame.every_s
    if frame.every is not None:
        return _months(frame.every, start)
    since = min(frame.period.start or start, stop)
    return count(start + max(0, (since - start) // frame.every_s) * frame.every_s, frame.every_s)


def _months(every: Calendar, start: int) -> Iterator[int]:
    number, tz = 0, zone(every.zone)
    with suppress(OverflowError, ValueError):  # the calendar ends
        while True:
            yield every.period.edge(number, start, tz)
            number += 1


def _recur(pieces: Sequence[Piece], frame: Frame, court: Bench, allowed: frozenset[str]) -> Result:
    closed, running = windows(frame)
    results = []
    for window in closed:
        heard = _told_of(pieces, window, window)
        occurrence = _ask(heard, window, (window,), frame.as_of, court, allowed, decided=True)
        results.append(_result(occurrence, met_by_deed=True, decided=True))
    if not results:
        heard = _told_of(pieces, running, running)
        occurrence = _ask(heard, running, (running,), frame.as_of, court, allowed, decided=False)
        return replace(_result(occurrence, met_by_deed=True, decided=False), values=NONE_YET, each=())
    return folded(results)


def _told_of(pieces: Sequence[Piece], window: Interval, certain: Interval) -> list[Piece]:
    """The pieces, of a window that is asked about by itself: who says that all of several are met says that the deed
    occurred in each (at some `certain` time of it) that lies in the time of which is spoken."""
    found = []
    for piece in pieces:
        if piece.source != "assessment" or not piece.affirms:
            found.append(piece)
            continue
        assert piece.some is not None
        if window.within(piece.some):
            found.append(replace(piece, some=certain))
    return found


def opened(
    triggers: Sequence[Piece], frame: Frame, causes: Bench, allowed: frozenset[str]
) -> Iterator[tuple[Body, Frame]]:
    """The triggers, each with the times in which it must be answered: what falls due in a suspension is put off, and
    what is ended before it is due need not be answered."""
    counted = [p for p in counted_at(triggers, frame.as_of, allowed) if p.source != "assessment"]
    sifted = sift(counted, frame.certain, frame.segments, frame.as_of)
    affirmations = [p for p, doubts in sifted if doubts <= allowed]
    for body in occurs(affirmations, counted, frame.window, frame.as_of, causes, decided=False).bodies:
        last = max(body.start, body.end - 1)
        soonest, due = put_off(_later(body.start, frame), _later(last, frame), frame.suspended)
        yield body, replace(frame, start=body.start, start_latest=last, deadline=soonest, deadline_latest=due)


def _later(at: int, frame: Frame) -> int:
    """When the answer to what came at `at` is due: with the last day of so many months, or so many seconds later."""
    if frame.within is not None:
        with suppress(OverflowError, ValueError):
            return frame.within.period.ends(at, zone(frame.within.zone))
    return at + (frame.within_s or 0)


def answered(
    triggers: Sequence[Piece],
    responses: Sequence[Piece],
    frame: Frame,
    causes: Bench,
    court: Bench,
    allowed: frozenset[str],
) -> Result:
    """Every trigger opens a window of its own: at each standard, it did not stand or it was answered in time."""
    results = []
    for body, own in opened(triggers, frame, causes, allowed):
        result = weigh(Pattern.ACHIEVE, _replies(responses, own), own, court, allowed, keep=False)
        values: list[Value | None] = []
        for standard, answer in zip(STANDARDS, result.values, strict=True):
            if body.level < standard:
                values.append(None)
            elif body.rebuttal >= standard:
                values.append(choice((Value.BOTH, answer)))
            else:
                values.append(answer)
        running = Level.NONE if result.decided else body.level
        unmet = (*result.unmet, *body.pieces)
        results.append((values, replace(result, unmet=unmet, triggered=body.level, running=running)))
    if not results:
        return Result(NONE_YET, triggered=Level.NONE)
    whole = folded([r for _values, r in results])
    columns = [[v for values, _r in results if (v := values[i]) is not None] for i in range(len(STANDARDS))]
    each = tuple(tuple(v or Value.NEITHER for v in values) for values, _r in results)
    return replace(whole, values=tuple(every(c) for c in columns), each=each)  # type: ignore[arg-type]


def _replies(responses: Sequence[Piece], own: Frame) -> list[Piece]:
    """What is said of the answer to one trigger."""
    window = Interval(own.start, _with(own.deadline_latest))
    return _told_of(responses, window, Interval(own.start_latest, _with(own.deadline)))


def _with(last: int | None) -> int | None:
    """The end of a time to which its `last` instant belongs."""
    return None if last is None else last + 1


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
        triggered=max((r.triggered for r in results), default=Level.NONE),
        running=max((r.running for r in results), default=Level.NONE),
        each=tuple(v for r in results for v in r.each),
        gap=any(r.gap for r in results),
        unobserved=tuple(dict.fromkeys(a for r in results for a in r.unobserved)),
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
    each = (occurrence.values,)
    if met_by_deed:
        return Result(occurrence.values, bodies, deniers, standing_deed, standing_denial, decided, each=each)
    return Result(
        occurrence.values, deniers, bodies, standing_denial, standing_deed, decided, last_breach=breach, each=each
    )


def _witness(bodies: Sequence[Body], standard: Level) -> tuple[Piece, ...]:
    """One body that carries the standard: an unrebutted one before a rebutted one, the strongest, what was seen before
    what was only said of it, then the earliest."""
    able = [b for b in bodies if b.level >= standard]
    if not able:
        return ()
    best = min(able, key=lambda b: (b.rebuttal >= standard, -b.level, _opinion_only(b), b.start, b.id))
    return best.pieces


def _opinion_only(body: Body) -> bool:
    return all(p.source == "assessment" for p in body.pieces)


def _denial(occurrence: Occurrence, standard: Level) -> tuple[Piece, ...]:
    if occurrence.denied >= standard:
        return occurrence.deniers
    able = [b for b in occurrence.bodies if b.level >= standard]
    if able and all(b.rebuttal >= standard for b in able):
        best = min(able, key=lambda b: (-b.level, b.start, b.id))
        return best.rebutters
    return ()
