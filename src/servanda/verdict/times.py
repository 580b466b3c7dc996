"""When an obligation binds: its start, end and deadline, and what it waits for (semantics.md, rules V19–V21, L5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from servanda.accord.law import Accord, Moment, Obligation
from servanda.model import Claim, Interval, Label, Value, Verdict, zone
from servanda.verdict.evidence import Evidence
from servanda.verdict.instance import Frame, folded
from servanda.verdict.question import Question

NOTHING = frozenset[str]()
Answer = Callable[[Question], Verdict]


class Times:
    """Resolves the times of obligations against what is known. `answer`: the verdict on an obligation that another
    waits for."""

    def __init__(self, evidence: Evidence, accords: Mapping[str, Accord], answer: Answer) -> None:
        self._evidence = evidence
        self._world = evidence.world
        self._accords = accords
        self._answer = answer
        self._resolving: set[str] = set()

    def frame(self, question: Question) -> tuple[Frame | None, Label]:
        """The obligation's times, or why it is not in force."""
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
            state = self._anchored(guard, question, guard=True)
            met = self._moment(guard, question, latest=True)
            if met is None or met > as_of:
                return None, state
            began = max(began, met)
        began_latest = self._moment(opening, question, latest=True)
        end_earliest, end = self._end(question)
        deadline = deadline_latest = None
        if norm.deadline is not None:
            deadline = self._moment(norm.deadline, question, latest=False)
            deadline_latest = self._moment(norm.deadline, question, latest=True)
            extended = self._extended(question)
            if extended is not None:
                deadline = deadline_latest = extended
        return (
            Frame(
                began,
                max(began, began_latest) if began_latest is not None else began,
                end,
                end_earliest,
                deadline,
                deadline_latest,
                Interval(question.start, as_of),
                as_of,
                norm.every_s,
                norm.within_s,
            ),
            Label.PENDING,
        )

    def _end(self, question: Question) -> tuple[int | None, int | None]:
        """The end of a standing duty, at the earliest and latest: its own, the accord's, or the act that ended it."""
        earliest, latest = [], []
        for moment in (question.obligation.norm.end, question.accord.until):
            if moment is not None:
                first = self._moment(moment, question, latest=False)
                last = self._moment(moment, question, latest=True)
                earliest += [first] if first is not None else []
                latest += [last] if last is not None else []
        for act in self._world.acts:
            if act.event not in ("suspend", "terminate", "supersede", "waive") or act.when_to_latest is None:
                continue
            if self._acts_on(act, question):
                earliest.append(act.when_from_earliest or act.when_to_latest)
                latest.append(act.when_to_latest)
        return (min(earliest) if earliest else None), (min(latest) if latest else None)

    def _acts_on(self, act: Claim, question: Question) -> bool:
        """Whether an act is aimed at the obligation and by all who may change it: every party, itself or by a part."""
        accord, obligation = question.accord, question.obligation
        aimed = {t.split("@")[0] for t in act.assesses}
        if not aimed & {obligation.ref, f"{accord.id}/{obligation.article}/*", f"{accord.id}/*"}:
            return False
        if act.id not in self._world.admitted(question.viewpoint, question.parties):
            return False
        at = act.when_from_earliest or act.said or 0
        if at >= self._world.clocks.as_of:
            return False
        who = {a for candidates in act.actor for a in candidates} or set(act.speaker)
        return all(any(p in self._world.wholes(a, at) for a in who) for p in accord.parties)

    def _extended(self, question: Question) -> int | None:
        """The deadline that the latest agreed extension sets (seconds UTC)."""
        acts = [
            a for a in self._world.acts if a.event == "extend" and a.deadline is not None and self._acts_on(a, question)
        ]
        latest = max(acts, key=lambda a: (a.when_from_earliest or a.said or 0, a.id), default=None)
        return latest.deadline if latest is not None else None

    # -- what waits for another -------------------------------------------------------------------------------------

    def _moment(self, moment: Moment, question: Question, *, latest: bool) -> int | None:
        """Seconds UTC; None when the anchor has not come (or is not known to have come)."""
        if moment.anchor is None:
            return moment.latest if latest else moment.earliest
        anchor = moment.anchor
        target = self._find(anchor.ref)
        if target is None or anchor.ref in self._resolving:
            return None
        other = question.about(*target)
        self._resolving.add(anchor.ref)
        try:
            if anchor.edge in ("start", "deadline"):
                frame, _ = self.frame(other)
                deadline = other.obligation.norm.deadline
                if frame is None:
                    at = None
                    if anchor.edge == "deadline" and deadline is not None:
                        at = self._moment(deadline, other, latest=latest)
                elif anchor.edge == "start":
                    at = frame.start
                else:
                    at = frame.deadline_latest if latest else frame.deadline
            else:
                at = self._event(other, anchor.edge)
        finally:
            self._resolving.discard(anchor.ref)
        if at is None:
            return None
        return _days_after(at, moment) if moment.days else at + moment.offset_s

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
        """The word for an obligation that waits for another, or is conditional on it (`guard`)."""
        target = self._find(moment.anchor.ref) if moment.anchor else None
        if target is None or moment.anchor is None or moment.anchor.ref in self._resolving:
            return Label.FORCE_UNKNOWN
        self._resolving.add(moment.anchor.ref)
        try:
            other = self._answer(question.about(*target))
        finally:
            self._resolving.discard(moment.anchor.ref)
        if other.value is Value.BOTH:
            return Label.FORCE_CONTESTED
        if moment.anchor.edge == "breach" or (guard and other.label in (Label.PENDING, Label.NOT_IN_FORCE)):
            return Label.NOT_TRIGGERED
        if other.value is Value.FALSE or other.label in (Label.PENDING, Label.NOT_IN_FORCE):
            return Label.NOT_IN_FORCE
        return Label.FORCE_UNKNOWN

    def _find(self, ref: str) -> tuple[Accord, Obligation] | None:
        accord_id, _, local = ref.partition("/")
        accord = self._accords.get(accord_id)
        obligation = accord.obligation(local) if accord else None
        return (accord, obligation) if accord and obligation else None


def _days_after(at: int, moment: Moment) -> int:
    """The end of the last of so many whole days after the day of `at` (Reg. (EEC, Euratom) 1182/71, art. 3)."""
    tz = zone(moment.zone or "UTC")
    edge = moment.anchor is not None and moment.anchor.edge in ("deadline", "completion")
    day = datetime.fromtimestamp(at - 1 if edge else at, tz).date() + timedelta(days=moment.days + 1)
    return int(datetime(day.year, day.month, day.day, tzinfo=tz).timestamp())
