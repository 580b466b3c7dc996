"""When an obligation binds: its start, end and deadline, and what it waits for (semantics.md, rules V19–V21, L5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from servanda.accord.law import Accord, Moment, Obligation
from servanda.model import Interval, Label, Level, Period, Value, Verdict, zone
from servanda.verdict.acts import Act, Changed, acts, changed, put_off
from servanda.verdict.aim import aims_at
from servanda.verdict.evidence import Evidence
from servanda.verdict.instance import Frame, folded
from servanda.verdict.question import Question
from servanda.verdict.world import Viewpoint

NOTHING = frozenset[str]()
LAST = ("completion", "deadline")
"""Edges that have come when they have come of all obligations that an anchor names; the others, of any."""
WAITING = (Label.NOT_IN_FORCE, Label.NOT_TRIGGERED, Label.FORCE_CONTESTED, Label.FORCE_UNKNOWN)
"""Why it is not in force yet, from the surest "no" to the most open; all take the first of them, any the last."""
UNLESS = "unless"
Answer = Callable[[Question], Verdict]


class _End(NamedTuple):
    """When a duty ends, at the earliest and the latest, and `by` what if not by its own end; when it is `freed`."""

    first: int | None = None
    last: int | None = None
    by: str = ""
    freed: tuple[int, int] | None = None


class Times:
    """Resolves the times of obligations against what is known. `answer`: the verdict on an obligation that another
    waits for. `circles` counts how often one was found to wait for itself."""

    def __init__(self, evidence: Evidence, accords: Mapping[str, Accord], answer: Answer) -> None:
        self._evidence = evidence
        self._world = evidence.world
        self._accords = accords
        self._answer = answer
        self._resolving: set[str] = set()
        self.circles = 0
        self._edges: dict[tuple[str, str, Viewpoint, Level, bool], int | None] = {}
        self._done: dict[tuple[int, str, Viewpoint], list[Act]] = {}

    def frame(self, question: Question, *, contested: bool = False) -> tuple[Frame | None, Label]:
        """The obligation's times, or why it is not in force. `contested`: counting acts that are contested as well."""
        as_of = self._world.clocks.as_of
        accord, norm = question.accord, question.obligation.norm
        opening = norm.start if norm.start != Moment() else accord.in_force
        began = self._moment(opening, question, latest=False)
        if began is None:
            if opening.anchor is None:
                began = accord.signed
            else:
                return None, self._anchored(opening, question)
        if began > as_of:
            return None, Label.NOT_IN_FORCE
        if norm.condition is not None:
            guard = Moment(anchor=norm.condition)
            met = self._moment(guard, question, latest=True)
            if met is None or met > as_of:
                return None, self._anchored(guard, question, guard=True)
            began = max(began, met)
        began_latest = self._moment(opening, question, latest=True)
        made = self.changed(question, contested=contested)
        end = self._end(question, made)
        deadline = deadline_latest = None
        if norm.deadline is not None:
            deadline = self._moment(norm.deadline, question, latest=False)
            deadline_latest = self._moment(norm.deadline, question, latest=True)
            if made.deadline is not None:
                deadline = deadline_latest = made.deadline
            deadline, deadline_latest = put_off(deadline, deadline_latest, made.suspended)
        return (
            Frame(
                began,
                max(began, began_latest) if began_latest is not None else began,
                end.last,
                end.first,
                deadline,
                deadline_latest,
                Interval(question.start, as_of),
                as_of,
                norm.every_s,
                norm.within_s,
                made.suspended,
                end.by,
                norm.every,
                norm.within,
                end.freed,
            ),
            Label.PENDING,
        )

    def contested(self, question: Question) -> bool:
        """Whether some act on the obligation is contested at the standard, so that two answers must be compared."""
        return any(a.values[question.standard - 1] is Value.BOTH for a in self._acts(question))

    def changed(self, question: Question, *, contested: bool) -> Changed:
        """What the acts that stand make of the obligation."""
        return changed(self._acts(question), question.standard, contested=contested)

    def _acts(self, question: Question) -> list[Act]:
        if not self._world.acts:
            return []
        key = (id(question.accord), question.obligation.ref, question.viewpoint)
        if key not in self._done:
            self._done[key] = acts(self._world, question)
        return self._done[key]

    def _end(self, question: Question, made: Changed) -> _End:
        """The end of a duty: its own, the accord's, or what frees of it; whichever comes first."""
        own: list[tuple[int, int, str]] = []
        for moment in (question.obligation.norm.end, question.accord.until):
            if moment is not None:
                first = self._moment(moment, question, latest=False)
                last = self._moment(moment, question, latest=True)
                if last is not None:
                    own.append((last if first is None else first, last, ""))
        freeing = list(self._freeing(question, made))
        found = freeing + own  # of what comes at once, what frees is named
        if not found:
            return _End()
        _first, last, event = min(found, key=lambda e: e[1])
        freed = (min(e[0] for e in freeing), min(e[1] for e in freeing)) if freeing else None
        return _End(min(e[0] for e in found), last, event, freed)

    def _freeing(self, question: Question, made: Changed) -> Iterator[tuple[int, int, str]]:
        """What ends a duty before its time: a later accord that supersedes it, what it is owed `unless`, an act."""
        for later in self._accords.values():
            if any(aims_at(t, question.accord, question.obligation) for t in later.supersedes):
                first = later.in_force.earliest if later.in_force.earliest is not None else later.signed
                last = later.in_force.latest if later.in_force.latest is not None else first
                yield first, max(first, last), "supersede"
        unless = question.obligation.norm.unless
        if unless is not None:
            came = self._moment(Moment(anchor=unless), question, latest=True)
            if came is not None:
                yield came, came, UNLESS
        if made.ended is not None:
            event, first, last = made.ended
            yield first, last, event

    # -- what waits for another -------------------------------------------------------------------------------------

    def _moment(self, moment: Moment, question: Question, *, latest: bool) -> int | None:
        """Seconds UTC; None when the anchor has not come (or is not known to have come)."""
        if moment.anchor is None:
            return moment.latest if latest else moment.earliest
        anchor = moment.anchor
        found = [self._edge(anchor.edge, ref, question, latest=latest) for ref in anchor.refs]
        came = [at for at in found if at is not None]
        if not came or (anchor.edge in LAST and len(came) < len(found)):
            return None
        at = max(came) if anchor.edge in LAST else min(came)
        return _days_after(at, moment) if moment.days or moment.months else at + moment.offset_s

    def _edge(self, edge: str, ref: str, question: Question, *, latest: bool) -> int | None:
        """When another obligation began, fell due, was completed or first breached. Worked out once, unless a circle
        was cut short on the way: then it depends on where the question came from."""
        key = (edge, ref, question.viewpoint, question.standard, latest)
        if key in self._edges:
            return self._edges[key]
        circles = self.circles
        found = self._edge_anew(edge, ref, question, latest=latest)
        if circles == self.circles:
            self._edges[key] = found
        return found

    def _edge_anew(self, edge: str, ref: str, question: Question, *, latest: bool) -> int | None:
        target = self._find(ref)
        self.circles += ref in self._resolving
        if target is None or ref in self._resolving:
            return None
        other = question.about(*target)
        self._resolving.add(ref)
        try:
            if edge not in ("start", "deadline"):
                return self._event(other, edge)
            frame, _ = self.frame(other)
            deadline = other.obligation.norm.deadline
            if frame is None:
                due = edge == "deadline" and deadline is not None
                return self._moment(deadline, other, latest=latest) if due and deadline is not None else None
            if edge == "start":
                return frame.start
            return frame.deadline_latest if latest else frame.deadline
        finally:
            self._resolving.discard(ref)

    def _event(self, question: Question, edge: str) -> int | None:
        """When an obligation was completed or first breached, if that stands at the standard."""
        frame, _ = self.frame(question)
        if frame is None:
            return None
        parts = self._evidence.parts(question, frame)
        result = folded([self._evidence.weigh(question, p, frame, NOTHING) for p in parts])
        value = result.values[question.standard - 1]
        if edge == "completion":
            return result.completion if value is Value.TRUE or result.late else None
        if value is Value.FALSE:
            starts = [p.some.start for p in result.unmet if p.some is not None and p.some.start is not None]
            return min(starts) if starts else frame.deadline_latest
        return None

    def _anchored(self, moment: Moment, question: Question, *, guard: bool = False) -> Label:
        """The word for an obligation that waits for others, or is conditional on them (`guard`)."""
        assert moment.anchor is not None
        anchor = moment.anchor
        found = [self._waiting(anchor.edge, ref, question, guard=guard) for ref in anchor.refs]
        order = WAITING if anchor.edge in LAST else tuple(reversed(WAITING))
        return min(found, key=order.index)

    def _waiting(self, edge: str, ref: str, question: Question, *, guard: bool) -> Label:
        target = self._find(ref)
        self.circles += ref in self._resolving
        if target is None or ref in self._resolving:
            return Label.FORCE_UNKNOWN
        self._resolving.add(ref)
        try:
            other = self._answer(question.about(*target))
        finally:
            self._resolving.discard(ref)
        if other.value is Value.BOTH:
            return Label.FORCE_CONTESTED
        if edge == "breach" or (guard and other.label in (Label.PENDING, Label.NOT_IN_FORCE)):
            return Label.NOT_TRIGGERED
        if other.value is Value.FALSE or other.label in (Label.PENDING, Label.NOT_IN_FORCE):
            return Label.NOT_IN_FORCE
        return Label.FORCE_UNKNOWN

    def waits_for(self, question: Question) -> list[tuple[str, Question]]:
        """What its start or its condition waits for: the edge, of which obligation."""
        norm = question.obligation.norm
        opening = norm.start if norm.start != Moment() else question.accord.in_force
        anchors = [a for a in (opening.anchor, norm.condition) if a is not None]
        found = [(a.edge, self._find(ref)) for a in anchors for ref in a.refs]
        return [(edge, question.about(*target)) for edge, target in found if target is not None]

    def _find(self, ref: str) -> tuple[Accord, Obligation] | None:
        accord_id, _, local = ref.partition("/")
        accord = self._accords.get(accord_id)
        obligation = accord.obligation(local) if accord else None
        return (accord, obligation) if accord and obligation else None


def _days_after(at: int, moment: Moment) -> int | None:
    """The end of the last of so many calendar months and whole days after the day of `at` (Reg. (EEC, Euratom) 1182/71,
    art. 3); None beyond the calendar."""
    tz = zone(moment.zone or "UTC")
    edge = moment.anchor is not None and moment.anchor.edge in ("deadline", "completion")
    try:
        return Period(moment.months, moment.days).ends(at - 1 if edge else at, tz)
    except OverflowError:
        return None
