"""What would settle an open verdict: who would have to say what. Every answer was tried on the court (rule V24)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from servanda.accord.law import Accord, Deed, Duty, Obligation, Pattern, Term
from servanda.model import STANDARDS, Claim, Interval, Kind, Label, Level, Value, Verdict
from servanda.verdict.court import Court
from servanda.verdict.instance import Frame, Result, opened, windows
from servanda.verdict.question import Question
from servanda.verdict.telling import Part
from servanda.verdict.template import Shape, Slot, made, said_by, shapes
from servanda.verdict.times import NOTHING, WAITING
from servanda.verdict.world import ALL, Viewpoint, World

MOST_SLOTS = 60
"""Of more open windows than these nobody is asked to report one by one."""
OPEN = (Label.NOT_TRIGGERED, Label.FORCE_UNKNOWN, Label.FORCE_CONTESTED)
"""What waits for others, and may yet be in force."""
SETTLED_BY = {"completion": True, "breach": False}
"""Which answer of another obligation an edge of it waits for; the other edges wait for its being in force."""
STRANGER, OTHER = "somebody", "somebody else"
"""Third parties that nobody knows yet."""


class Source(StrEnum):
    """Who would have to say it."""

    ANYBODY = "anybody"
    ACCOUNT = "whose account it is"
    THIRD = "a third party"
    ADMISSION = "a party against its own interest"
    TWO = "two independent sources, not of one side"
    INSTRUMENT = "an instrument in nobody's custody"
    FINDER = "the accord's own finder"
    OBSERVERS = "those whose word is asked for, each"


@dataclass(frozen=True)
class Settling:
    """If each of `claims` were said by one of the sources, the verdict would be `label`. `sources`: which, by whom by
    name (where that is known), and the level at which it would then be proved. `met`: None where it would then only be
    in force, or triggered, and its own evidence be asked for."""

    met: bool | None
    label: Label
    value: Value
    claims: tuple[Claim, ...]
    sources: tuple[tuple[Source, tuple[str, ...], Level], ...]

    @property
    def watch(self) -> bool:
        """Whether what is wanting is not a report but somebody who watches."""
        return any(c.kind is Kind.COVERAGE for c in self.claims)


def settlings(
    court: Court,
    accord: Accord,
    obligation: Obligation,
    viewpoint: Viewpoint = ALL,
    standard: Level = Level.ALLEGED,
    *,
    most: int = 2,
) -> list[Settling]:
    """What would turn an unknown, pending or contested verdict into one that is met, and into one that is not; what
    would trigger, or bring into force, what waits for others. `most`: ways of each that are told (a report, a watch).
    Empty for all other verdicts."""
    question = Question(accord, obligation, viewpoint, standard)
    if court.asked(question).label in OPEN:
        return _opening(court, question, most)
    return _settlings(court, question, most)


def _settlings(court: Court, question: Question, most: int) -> list[Settling]:
    verdict = court.asked(question)
    laid = court.laid_open(question)
    if laid is None or verdict.label not in (Label.UNKNOWN, Label.PENDING, Label.CONTESTED):
        return []
    found: list[Settling] = []
    for met in (True, False):
        told = 0
        for claims in _wordings(court, question, *laid, met=met):
            settled = _settled(court, question, verdict, claims, met=met)
            if settled is not None and not any(f.met is met and f.watch is settled.watch for f in found):
                found.append(settled)
                told += 1
            if told >= most:
                break
    return found


def _opening(court: Court, question: Question, most: int) -> list[Settling]:
    """What would bring an obligation into force: its trigger, or what settles those that it waits for."""
    found: list[Settling] = []
    for claims, of, met in _awaited(court, question, frozenset((question.obligation.ref,)), most):
        opened_by = _opened(court, question, of, claims, met=met)
        if opened_by is not None and not any(f.watch is opened_by.watch for f in found):
            found.append(opened_by)
        if len(found) >= most:
            break
    return found


def _awaited(
    court: Court, question: Question, seen: frozenset[str], most: int
) -> Iterator[tuple[tuple[Claim, ...], Question, bool]]:
    """Claims without a speaker to be tried, of whose obligation they tell, and whether they speak for it."""
    laid = court.laid_open(question)
    if laid is not None:
        cause = question.obligation.norm.trigger
        if cause is not None:
            slot = Slot(cause, cause.zone or "", _longest(laid[0]), ())
            for shape in shapes(court.world, cause, occurred=True, throughout=False):
                yield _worded(court.world, [slot], shape), question, False
        return
    singly: list[tuple[Claim, ...]] = []
    for edge, other in court.waits_for(question):
        if other.obligation.ref in seen:
            continue
        yield from _awaited(court, other, seen | {other.obligation.ref}, most)
        ways = [s for s in _settlings(court, other, most) if s.met is SETTLED_BY.get(edge)]
        yield from ((s.claims, other, bool(s.met)) for s in ways)
        if ways and edge == "completion":
            singly.append(ways[0].claims)
    if 1 < len(singly) <= MOST_SLOTS:  # of several, the last must be completed
        named = (replace(c, id=f"{c.id}-{n}") for n, claims in enumerate(singly) for c in claims)
        yield tuple(named), other, True


def _opened(court: Court, question: Question, of: Question, claims: tuple[Claim, ...], *, met: bool) -> Settling | None:
    """The sources from whom it would open the obligation, each with the highest standard at which it would."""
    label, value = Label.UNKNOWN, Value.NEITHER
    sources: list[tuple[Source, tuple[str, ...], Level]] = []
    for source in Source:
        told = voiced(court.world, of, claims, source, met=met)
        if not told or (source is Source.TWO and any(s in (Source.THIRD, Source.ANYBODY) for s, _n, _l in sources)):
            continue
        beside = court.beside(told)
        became = beside.asked(question)
        if became.label in WAITING:
            continue
        level = max(s for s in STANDARDS if beside.asked(replace(question, standard=s)).label not in WAITING)
        if any(s is Source.ANYBODY and level <= known for s, _names, known in sources):
            continue
        label, value = became.label, became.value
        sources.append((source, speakers(court.world, of, source, met=met), level))
    return Settling(None, label, value, claims, tuple(sources)) if sources else None


def voiced(world: World, question: Question, claims: Sequence[Claim], source: Source, *, met: bool) -> list[Claim]:
    """The claims as this source would say them; none where there is no such source."""
    names = speakers(world, question, source, met=met)
    if not names:
        return []
    if source is Source.INSTRUMENT:
        own = question.viewpoint.speakers
        who = own[0] if own else STRANGER
        return said_by(claims, who, instrument="instrument", custody=OTHER)
    told = []
    for name in names:
        told += said_by(claims, name)
    if len(names) > 1:  # they speak of one and the same
        first = {c.id: c.id for c in said_by(claims, names[0])}
        told = [replace(c, same_as=first[f"{c.id.partition(':')[0]}:{names[0]}:"]) for c in told]
    return told


def speakers(world: World, question: Question, source: Source, *, met: bool) -> tuple[str, ...]:
    """Who that is here, by name; several where all of them are wanted."""
    obligation, viewpoint, parties = question.obligation, question.viewpoint, question.parties
    answering = obligation.bearers or obligation.performers or question.accord.addressee
    others = tuple(p for p in parties if p not in answering)
    if source is Source.OBSERVERS:
        return obligation.norm.observed_by if met else ()
    if viewpoint.speakers is not None:
        only = {Source.ACCOUNT: viewpoint.speakers[:1], Source.INSTRUMENT: viewpoint.speakers[:1]}
        return only.get(source, ())
    if source is Source.FINDER:
        return obligation.decided_by[:1]
    found = {
        Source.THIRD: (STRANGER,),
        Source.TWO: (STRANGER, OTHER),
        Source.INSTRUMENT: (STRANGER,),
    }
    if not viewpoint.third_party:
        found[Source.ANYBODY] = (answering if met else others)[:1] or parties[:1]
        found[Source.ADMISSION] = (others if met else answering)[:1]
    return found.get(source, ())


def _settled(
    court: Court, question: Question, verdict: Verdict, claims: tuple[Claim, ...], *, met: bool
) -> Settling | None:
    """The sources from whom it would settle the verdict; None where it would from none."""
    wanted = Value.TRUE if met else Value.FALSE
    world, label = court.world, verdict.label
    sources: list[tuple[Source, tuple[str, ...], Level]] = []
    if not question.obligation.norm.observed_by and claims[0].kind is not Kind.COVERAGE:
        own = question.viewpoint.speakers
        strongest = said_by(claims, own[0] if own else STRANGER, kind=Kind.FINDING)
        if court.beside(strongest).asked(question).value is not wanted:
            return None
    for source in Source:
        told = voiced(world, question, claims, source, met=met)
        if not told:
            continue
        if source is Source.TWO and any(s in (Source.THIRD, Source.ANYBODY) for s, _names, _level in sources):
            continue  # one is enough
        became = court.beside(told).asked(question)
        level = became.level_for if met else became.level_against
        if became.value is not wanted or any(s is Source.ANYBODY and level <= known for s, _names, known in sources):
            continue  # it would not, or anybody would do as well
        label = became.label
        sources.append((source, speakers(world, question, source, met=met), level))
    return Settling(met, label, wanted, claims, tuple(sources)) if sources else None


def _wordings(
    court: Court, question: Question, frame: Frame, parts: Sequence[Part], results: Sequence[Result], *, met: bool
) -> Iterator[tuple[Claim, ...]]:
    """What might settle it, in words to be tried: each as claims without a speaker."""
    norm = question.obligation.norm
    tests = norm.kept_if if met else norm.breached_if
    if tests:
        yield from _tests(court, question, frame, parts, tests, met=met)
        return
    if norm.duty is Duty.CONDUCT:
        yield from _steps(court, question, frame, parts, met=met)
        return
    exists = met is (norm.pattern not in (Pattern.PROHIBIT, Pattern.MAINTAIN))
    occurred = met is (norm.pattern is not Pattern.PROHIBIT)
    for light in (True, False) if norm.pattern is Pattern.ACHIEVE and not exists else (False,):
        slots: list[Slot] = []
        for part, result in zip(parts, results, strict=True):
            open_ = list(_slots(court, question, frame, part, result, occurred=exists, light=light))
            slots += open_ if met else open_[:1]
            if not met and slots:
                break
        if not slots or len(slots) > MOST_SLOTS:
            continue
        ways = shapes(court.world, slots[0].deed, occurred=occurred, throughout=not exists)
        yield from filter(None, (_worded(court.world, slots, way) for way in ways))


def _worded(world: World, slots: Sequence[Slot], shape: Shape) -> tuple[Claim, ...]:
    return tuple(c for n, slot in enumerate(slots) for c in made(world, slot, shape, n))


def _slots(
    court: Court, question: Question, frame: Frame, part: Part, result: Result, *, occurred: bool, light: bool
) -> Iterator[Slot]:
    """The open times of an instance. `light`: only the instant of the deadline, where "not yet" says all before it."""
    level = STANDARDS.index(question.standard)
    pattern, zone, deed = question.obligation.norm.pattern, part.zone_name, part.deed

    def of(own: Frame) -> Slot | None:
        """The slot of something to be done between a start and a deadline."""
        last = own.as_of if own.deadline is None else min(own.deadline + 1, own.as_of)
        inside = Interval(own.start_latest, last)
        if occurred:
            return Slot(deed, zone, inside, ()) if not inside.empty else None
        if own.deadline_latest is None or own.as_of <= own.deadline_latest:
            return None
        end = own.deadline_latest + 1
        return Slot(deed, zone, inside, (Interval(end - 1 if light else own.start, end),))

    if pattern is Pattern.ACHIEVE:
        slot = of(frame)
        if slot is not None and result.values[level] in (Value.NEITHER, Value.BOTH):
            yield slot
    elif pattern is Pattern.RESPOND:
        assert part.triggers is not None
        answers = opened(part.triggers.pieces, frame, court.causes(question, part), NOTHING)
        for (body, own), values in zip(answers, result.each, strict=False):
            slot = of(own)
            if body.level >= question.standard and values[level] in (Value.NEITHER, Value.BOTH) and slot:
                yield slot
    elif pattern is Pattern.RECUR:
        closed, _running = windows(frame)
        for window, values in zip(closed, result.each, strict=False):
            if values[level] in (Value.NEITHER, Value.BOTH):
                yield Slot(deed, zone, window, (window,))
    elif result.values[level] in (Value.NEITHER, Value.BOTH):
        longest = _longest(frame)
        if not occurred or not longest.empty:
            yield Slot(deed, zone, longest, frame.segments)


def _longest(frame: Frame) -> Interval:
    """The longest time in which it was surely in force."""
    return max(frame.certain, key=lambda s: (s.end or 0) - (s.start or 0), default=Interval(0, 0))


def _tests(
    court: Court, question: Question, frame: Frame, parts: Sequence[Part], tests: Sequence[Deed], *, met: bool
) -> Iterator[tuple[Claim, ...]]:
    """What passes the tests that the text names: all of them, or one."""
    last = frame.as_of if frame.deadline is None else min(frame.deadline + 1, frame.as_of)
    end = frame.end_earliest if frame.deadline is None else None
    inside = Interval(frame.start_latest, last if end is None else min(last, end))
    if inside.empty or inside.start is None:
        return
    wanted = [(part, d) for part in parts for d in tests]
    for chosen in (wanted,) if met else tuple([w] for w in wanted):
        slots = [
            Slot(d, d.zone or (part.zone_name if question.obligation.zones else ""), inside, ()) for part, d in chosen
        ]
        ways = [list(shapes(court.world, s.deed, occurred=True, throughout=False)) for s in slots]
        for n in range(max(map(len, ways))):
            picked = [w[min(n, len(w) - 1)] for w in ways if w]
            pairs = zip(slots, picked, strict=False)
            yield tuple(c for k, (slot, shape) in enumerate(pairs) for c in made(court.world, slot, shape, k))


def _steps(
    court: Court, question: Question, frame: Frame, parts: Sequence[Part], *, met: bool
) -> Iterator[tuple[Claim, ...]]:
    """Steps taken by those who answer, or that none were."""
    window = frame.inner
    if window.empty or window.start is None:
        return
    for part in parts:
        deed = Deed("take measures", tuple(Term(actor=b) for b in part.bearers))
        slot = Slot(deed, "", window, (window,))
        for shape in shapes(court.world, deed, occurred=met, throughout=not met):
            if not shape.watch:
                yield _worded(court.world, [slot], shape)
