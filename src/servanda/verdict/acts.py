"""Acts: who extends, suspends, resumes, waives, terminates or supersedes, and how far that stands (rule V20)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from servanda.accord.law import Change
from servanda.model import STANDARDS, Claim, Level, Mode, NotCounted, Polarity, Value
from servanda.verdict.aim import aims_at
from servanda.verdict.piece import Piece
from servanda.verdict.proof import Proof
from servanda.verdict.question import Question
from servanda.verdict.reason import Reason
from servanda.verdict.world import World, denies

ENDS = ("terminate", "supersede", "waive")
GRANTED = ("extend", "waive", "suspend")
"""What the one to whom something is owed may grant alone."""


class Span(NamedTuple):
    """A time whose ends may be uncertain: it certainly holds in [`from_latest`, `to_earliest`), and perhaps in
    [`from_earliest`, `to_latest`). Seconds UTC; None: without end."""

    from_earliest: int
    from_latest: int
    to_earliest: int | None = None
    to_latest: int | None = None


@dataclass(frozen=True)
class Act:
    """What claims say was done at about one time: when at the earliest and latest (an exclusive end), the deadline it
    sets, and its value at the four standards."""

    event: str
    earliest: int
    latest: int
    deadline: int | None
    until: tuple[int, int] | None
    claims: tuple[Claim, ...]
    values: tuple[Value, ...]

    def stands(self, standard: Level, *, contested: bool) -> bool:
        """Whether it counts at the standard; `contested`: also where it is denied as well as it is affirmed."""
        value = self.values[standard - 1]
        return value is Value.TRUE or (contested and value is Value.BOTH)


@dataclass(frozen=True)
class Changed:
    """What acts make of an obligation: spans without it, its end, a new deadline, and the acts that did so."""

    suspended: tuple[Span, ...] = ()
    ended: tuple[str, int, int] | None = None
    deadline: int | None = None
    by: tuple[Claim, ...] = ()


def acts(world: World, question: Question) -> list[Act]:
    """The acts that are aimed at the obligation and that the viewpoint admits, in order of time."""
    aimed = [
        c
        for c in _aimed(world, question)
        if c.polarity is not Polarity.NONE and (times := _times(c)) is not None and times[1] < world.clocks.as_of
        if _of_all(c, question)
    ]
    found = []
    for event in dict.fromkeys(c.event for c in aimed):
        same = sorted((c for c in aimed if c.event == event), key=lambda c: (_begins(c), c.id))
        for body in _bodies([c for c in same if not denies(c)]):
            found.append(_act(world, question, body, [c for c in same if denies(c)]))
    return sorted(found, key=lambda a: (a.earliest, a.latest, a.claims[0].id))


def idle(world: World, question: Question, cited: Collection[str]) -> Iterator[NotCounted]:
    """The acts up to `as_of` that are aimed at the obligation and are not among those `cited`: they change nothing."""
    for claim in _aimed(world, question):
        times = _times(claim)
        if claim.id not in cited and (times is None or times[0] < world.clocks.as_of):
            yield NotCounted(claim.id, str(Reason.ACT))


def _aimed(world: World, question: Question) -> Iterator[Claim]:
    admitted = world.admitted(question.viewpoint, question.parties) if world.acts else frozenset[str]()
    for claim in world.acts:
        if claim.id in admitted and any(aims_at(t, question.accord, question.obligation) for t in claim.assesses):
            yield claim


def _of_all(claim: Claim, question: Question) -> bool:
    """Whether an act changes what all of those owe who answer: that of one of several is not changed by itself."""
    obligation = question.obligation
    named = {t.partition("@")[2] for t in claim.assesses if aims_at(t, question.accord, obligation)}
    return "" in named or bool(named & {*obligation.performers}) or named >= {*obligation.bearers}


def changed(acts: Sequence[Act], standard: Level, *, contested: bool) -> Changed:
    """What the acts that stand at the standard make of the obligation. `contested`: counting those that are contested
    there as well."""
    counted = [a for a in acts if a.stands(standard, contested=contested)]
    suspended: list[Span] = []
    used: list[Act] = []
    for act in (a for a in counted if a.event == "suspend"):
        again = [r for r in counted if r.event == "resume" and r.earliest >= act.earliest]
        resumed = min(again, key=lambda r: r.earliest, default=None)
        until = [u for u in (act.until, (resumed.earliest, resumed.latest) if resumed else None) if u is not None]
        to = (min(u[0] for u in until), min(u[1] for u in until)) if until else (None, None)
        suspended.append(Span(act.earliest, act.latest, *to))
        used += [act, *([resumed] if resumed else [])]
    ends = [a for a in counted if a.event in ENDS]
    end = min(ends, key=lambda a: (a.latest, a.earliest), default=None)
    extensions = [a for a in counted if a.event == "extend" and a.deadline is not None]
    extension = max(extensions, key=lambda a: (a.earliest, a.latest, a.deadline or 0), default=None)
    used += [a for a in (end, extension) if a is not None]
    return Changed(
        tuple(suspended),
        (end.event, end.earliest, end.latest) if end is not None else None,
        extension.deadline if extension is not None else None,
        tuple(dict.fromkeys(c for a in used for c in a.claims)),
    )


def put_off(first: int | None, last: int | None, suspended: Sequence[Span]) -> tuple[int | None, int | None]:
    """A deadline (at the earliest and latest) that falls in a suspension falls due when it ends; never, while no end is
    known."""
    for span in suspended:
        if last is not None and span.from_earliest <= last and (span.to_latest is None or last < span.to_latest):
            last = span.to_latest
        if first is not None and span.from_latest <= first and (span.to_earliest is None or first < span.to_earliest):
            first = span.to_earliest
    return first, last


def _times(claim: Claim) -> tuple[int, int] | None:
    """When it was done: at the earliest, and the end of the latest second at which it may have been."""
    begins = claim.when_from_earliest if claim.when_from_earliest is not None else claim.said
    if begins is None:
        return None
    if claim.when_mode is Mode.THROUGHOUT or claim.when_to_latest is None:
        latest = claim.when_from_latest if claim.when_from_latest is not None else begins
        return begins, latest
    return begins, max(begins, claim.when_to_latest - 1)


def _begins(claim: Claim) -> int:
    times = _times(claim)
    assert times is not None
    return times[0]


def _until(claim: Claim) -> tuple[int, int] | None:
    """The end that a suspension itself names: the deadline that it sets, or the end of its time where it is said of all
    of that time."""
    if claim.deadline is not None:
        return claim.deadline, claim.deadline
    if claim.when_mode is Mode.THROUGHOUT and claim.when_to_latest is not None:
        earliest = claim.when_to_earliest if claim.when_to_earliest is not None else claim.when_to_latest
        return earliest, claim.when_to_latest
    return None


def _bodies(claims: Sequence[Claim]) -> Iterable[list[Claim]]:
    """Claims of one act: the times at which they say that it was done meet, and they name no different deadlines."""
    bodies: list[list[Claim]] = []
    for claim in claims:
        for body in bodies:
            if all(_same(claim, other) for other in body):
                body.append(claim)
                break
        else:
            bodies.append([claim])
    return bodies


def _same(a: Claim, b: Claim) -> bool:
    mine, theirs = _times(a), _times(b)
    assert mine is not None
    assert theirs is not None
    return (
        mine[0] <= theirs[1]
        and theirs[0] <= mine[1]
        and (a.deadline is None or b.deadline is None or a.deadline == b.deadline)
    )


def _act(world: World, question: Question, body: list[Claim], denials: list[Claim]) -> Act:
    times = [t for c in body if (t := _times(c)) is not None]
    earliest, latest = max(t[0] for t in times), min(t[1] for t in times)
    ends = [u for c in body if (u := _until(c)) is not None]
    event = body[0].event
    proof = Proof(world, question.accord, question.obligation, question.obligation.bearers)
    against = [d for d in denials if (t := _times(d)) is not None and t[0] <= latest and t[1] >= earliest]
    favours = event != "resume"
    affirmed = max((_done(world, proof, body, c, met=favours) for c in _may(question, event)), default=Level.NONE)
    denied = proof.level([_piece(d) for d in against], met=not favours)
    values = []
    for standard in STANDARDS:
        if affirmed >= standard:
            values.append(Value.BOTH if denied >= standard else Value.TRUE)
        else:
            values.append(Value.FALSE if denied >= standard else Value.NEITHER)
    return Act(
        event,
        earliest,
        latest,
        next((c.deadline for c in body if c.deadline is not None), None),
        (min(u[0] for u in ends), min(u[1] for u in ends)) if ends else None,
        tuple(body) + tuple(against),
        tuple(values),
    )


def _may(question: Question, event: str) -> Iterable[Change]:
    """Who may do it: those whom the obligation or else the accord names for it; all parties together, always; and
    whoever the obligation is owed to, who may forgo it or give time."""
    named = [c for c in question.obligation.changes if c.act == event]
    yield from named or [c for c in question.accord.changes if c.act == event]
    yield Change(event, question.accord.parties)
    if event in GRANTED and question.obligation.beneficiaries:
        yield Change(event, question.obligation.beneficiaries)


def _done(world: World, proof: Proof, body: Sequence[Claim], change: Change, *, met: bool) -> Level:
    """How well it is proved that those who may do it did; jointly: as well as of whom it is proved least."""
    levels = []
    for actor in change.by:
        theirs = [c for c in body if _is_by(world, c, actor)]
        levels.append(proof.level([_piece(c) for c in theirs], met=met))
    if not levels:
        return Level.NONE
    return min(levels) if change.jointly else max(levels)


def _is_by(world: World, claim: Claim, actor: str) -> bool:
    """Whether the claim says that `actor`, or a part of it, did it; an act without an actor is its speaker's."""
    at = _begins(claim)
    if claim.actor:
        return any(all(actor in world.wholes(a, at) for a in candidates) for candidates in claim.actor)
    return any(actor in world.wholes(s, at) for s in claim.speaker)


def _piece(claim: Claim) -> Piece:
    return Piece(claim, not denies(claim), None, None, "an act", source="act")
