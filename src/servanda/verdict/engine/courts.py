"""What is not plain: obligations that the kernel does not know, and slices of which it cannot say how they stand."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from servanda.model import STANDARDS, Claim, Incident, Marker
from servanda.verdict.court import Court, Explore
from servanda.verdict.engine import layout as k
from servanda.verdict.engine.answer import LETTERS, Answer
from servanda.verdict.engine.plan import L_AREA, L_DEED, L_TRIGGER, L_TRIGGER_AREA, Part
from servanda.verdict.evidence import Evidence
from servanda.verdict.instance import Frame
from servanda.verdict.question import Question
from servanda.verdict.telling import Part as Weighable
from servanda.verdict.world import Clocks, World

if TYPE_CHECKING:
    from servanda.verdict.engine.engine import Engine


class Courts:
    """Courts over the claims of an engine: of one slice, or of all rows."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._plan, self._columns = engine, engine.plan, engine.columns
        self._courts: dict[Clocks, Court] = {}

    def settle(self, t: int, x: int) -> None:
        """One slice as the court weighs it, from the claims that lie in it, into its sums."""
        planned = next(p for p in self._plan.planned if p.first <= x < p.last)
        question, frame, part = planned.question, planned.frames[t][0], self._plan.parts[x]
        assert frame is not None
        line = self._plan.slices[x]
        rows = self._in_slice(int(line[L_DEED]), int(line[L_AREA]))
        if line[L_TRIGGER] >= 0:
            rows |= self._in_slice(int(line[L_TRIGGER]), int(line[L_TRIGGER_AREA]))
        rows.update(self._columns.opinions.tolist())
        claims = [self._claim(r) for r in sorted(rows)]
        world = World(claims, self._plan.clocks[t], self._plan.register, self._incidents_of(rows), self._plan.zones)
        evidence = Evidence(world)
        result = evidence.weigh(question, _instance(evidence, question, part, frame), frame, frozenset())
        line = self._engine.sums[t, x]
        line[:] = 0
        line[k.S_VALUES : k.S_VALUES + 4] = [LETTERS.index(v) for v in result.values]
        pending = result.running if part.trigger is not None else 0 if result.decided else 4
        line[k.S_PENDING], line[k.S_TRIGGERED], line[k.S_LATE] = pending, result.triggered, result.late
        line[k.S_THROUGH] = k.NEVER if result.through is None else result.through
        line[k.S_BREACH] = k.NEVER if result.last_breach is None else result.last_breach
        line[k.S_COMPLETION] = k.NEVER if result.completion is None else result.completion
        line[k.S_INSTANCES] = len(result.each)
        for values in result.each:
            for s, value in enumerate(values):
                line[k.S_COUNTS + 4 * s + LETTERS.index(value)] += 1

    def _claim(self, row: int) -> Claim:
        size = self._columns.size
        return self._columns.claim(row) if row < size else self._engine.late[row - size]

    def _in_slice(self, deed: int, area: int) -> set[int]:
        """The rows that may bear on a deed at an area's places."""
        groups = self._engine._groups.shape[1] + 1
        found: set[int] = set()
        for place in self._engine._listed[self._engine._starts[area] : self._engine._starts[area + 1], 0].tolist():
            for g in np.flatnonzero(self._engine._groups[deed]).tolist():
                lo, hi = self._engine._buckets[place * groups + g], self._engine._buckets[place * groups + g + 1]
                found.update(self._engine.rows[lo:hi, k.R_ROW].tolist())
            late = int(self._engine._heads[place])
            while late >= 0:
                found.add(int(self._engine.rows[late, k.R_ROW]))
                late = int(self._engine._following[late])
        return found

    def _incidents_of(self, rows: set[int]) -> list[Incident]:
        groups: dict[int, list[int]] = defaultdict(list)
        for row in sorted(rows):
            if row < self._columns.size and self._columns.several[row]:
                groups[int(self._columns.incident[row])].append(row)
        name = self._columns.id_of
        return [Incident(name(home), tuple(name(r) for r in members), "") for home, members in groups.items()]

    def answer(self, question: Question, t: int) -> Answer:
        """The court's answer, from the claims that touch the obligation and what it waits for."""
        court = self.court(t)
        given = [
            court.verdict(
                question.accord,
                question.obligation,
                self._plan.viewpoint,
                s,
                start=self._plan.start,
                explore=Explore.NOTHING,
            )
            for s in STANDARDS
        ]
        one = given[0]
        return Answer(
            question.obligation.ref,
            tuple(v.value for v in given),  # type: ignore[arg-type]
            tuple(v.label for v in given),  # type: ignore[arg-type]
            one.level_for,
            one.level_against,
            tuple(v.instances for v in given),  # type: ignore[arg-type]
            next((v.through for v in given if v.through is not None), None),
            one.last_breach,
            Marker.LATE in one.markers,
            tuple(given),
        )

    def court(self, t: int = -1) -> Court:
        """A court over all rows, for what the kernel does not know; the caller sees to it that they are few."""
        courts = self._courts
        clocks, plan = self._plan.clocks[t], self._plan
        if clocks not in courts:
            claims = [self._columns.claim(r) for r in range(self._columns.size)]
            world = World(claims, clocks, plan.register, self._incidents_of(set(range(self._columns.size))), plan.zones)
            courts[clocks] = Court(world, plan.accords.values())
        return courts[clocks]


def _instance(evidence: Evidence, question: Question, part: Part, frame: Frame) -> Weighable:
    """One instance with its evidence, as `Evidence.parts` makes it."""
    found = evidence._bears(question, part.deed, part.zone, frame, part.bearers)
    triggers = evidence._bears(question, part.trigger, part.trigger_zone, frame) if part.trigger is not None else None
    return evidence._admitted(Weighable(part.bearers, part.zone, "", found, triggers), question)
