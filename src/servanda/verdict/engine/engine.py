"""The engine: every obligation of some accords, at every standard, over columns (docs/adr/0014-engine.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from servanda.accord.law import Accord
from servanda.model import Claim, Interval
from servanda.verdict.engine import layout as k
from servanda.verdict.engine.altered import altered
from servanda.verdict.engine.answer import Answer, Answers
from servanda.verdict.engine.answering import Answering
from servanda.verdict.engine.areas import listed_places
from servanda.verdict.engine.buckets import bucketed
from servanda.verdict.engine.columns import OPEN_END, OPEN_START, Columns
from servanda.verdict.engine.compiled import cores, on_cores
from servanda.verdict.engine.courts import Courts
from servanda.verdict.engine.fold import LINE, fold
from servanda.verdict.engine.forms import CLASSES, Forms, Marks, replies
from servanda.verdict.engine.held import Held
from servanda.verdict.engine.plan import (
    L_AREA,
    L_DEED,
    L_FRAME,
    L_PATTERN,
    L_PROOF,
    L_STALE,
    L_TRIGGER,
    L_TRIGGER_AREA,
    L_VIEW,
    Plan,
    Planned,
)
from servanda.verdict.engine.slices import run
from servanda.verdict.opinion import opinions
from servanda.verdict.piece import Piece, Scope
from servanda.verdict.world import ALL, Clocks, Viewpoint, World

if TYPE_CHECKING:
    from servanda.actors import Register
    from servanda.geo import Zone

Ints = NDArray[np.int64]
CHUNK = 16
"""Slices below which another core is not worth its start."""


class Engine:
    """Answers a plan from columns of claims; `asked` makes the plan as well."""

    def __init__(self, columns: Columns, plan: Plan, *, threads: int | None = None) -> None:
        self.columns, self.plan = columns, plan
        self.threads = threads or cores()
        self._sides: dict[str, int] = {"": k.THIRD}
        self._proofs = plan.proofs()
        self._listed, self._starts = listed_places(plan, columns)
        self._bearing()
        self._words()
        self._rows()
        self._lay_out()
        self.sums: Ints = np.zeros((len(plan.clocks), len(self._slices), k.SUM), np.int64)
        self._told: NDArray[np.int32] = np.zeros((0, k.INSTANCE), np.int32)
        self._answering, self._courts = Answering(plan), Courts(self)

    @classmethod
    def asked(
        cls,
        columns: Columns,
        accords: Iterable[Accord],
        register: Register,
        zones: Mapping[str, Zone],
        clocks: Clocks | Sequence[Clocks],
        viewpoint: Viewpoint = ALL,
        *,
        start: int | None = None,
        threads: int | None = None,
    ) -> Engine:
        """`clocks`: one for each as_of, in order of time, all with one `known_at`. `start`: the period's beginning."""
        aimed = frozenset(t.split("/")[0] for r in columns.acts.tolist() for t in columns.claim(r).assesses)
        plan = Plan(accords, register, zones, clocks, viewpoint, start=start, aimed_at=aimed)
        return cls(columns, plan, threads=threads)

    # -- what bears, and how far it proves ---------------------------------------------------------------------------

    def _bearing(self) -> None:
        """Templates of every deed at every kind of place, and which denials answer what."""
        columns, plan = self.columns, self.plan
        asked = self._asked_before()
        self._forms = [self._forms_of(asked, *each) for each in zip(plan.deed_keys, plan.deeds, strict=True)]
        kinds = sorted(np.unique(self._listed[:, 1]).tolist())
        table = np.full((max(1, len(self._forms)), max(1, len(columns.form_row)), CLASSES, 2), -1, np.int32)
        made: list[tuple[int, ...]] = []
        for number, forms in enumerate(self._forms):
            forms.fill(kinds)
            table[number, : len(forms.table)] = np.where(forms.table >= 0, forms.table + len(made), -1)
            made += [(t.flags, t.short, *t.some, *t.cover) for t in forms.templates]
        self._table = table
        self._templates: Ints = np.array(made, np.int64).reshape(-1, 6)
        key = ("replies", *plan.deed_keys, *kinds)
        if key not in asked:
            asked[key] = replies(columns, plan.register, table, self._templates)
        self._replies = asked[key]

    def _asked_before(self) -> dict[object, Any]:
        """What the rules said of these columns in another plan of the same accords."""
        drawn = self.plan.drawn
        if drawn.get("forms of") is not self.columns:
            drawn["forms of"], drawn["forms"] = self.columns, {}
        found: dict[object, Any] = drawn["forms"]
        return found

    def _forms_of(self, asked: dict[object, Any], key: object, scope: Scope) -> Forms:
        if key not in asked:
            asked[key] = Forms(self.columns, self.plan.register, scope, self._marks())
        found: Forms = asked[key]
        return found

    def _marks(self) -> Marks:
        found: Marks = self._asked_before().setdefault("marks", Marks(self.columns))
        return found

    def _words(self) -> None:
        """How far each word proves for whom, who is admitted, and who speaks."""
        columns, plan = self.columns, self.plan
        claims = [altered(columns.claim(int(r)), id=f"word {i}") for i, r in enumerate(columns.word_row.tolist())]
        self._weights: Ints = np.zeros((max(1, len(self._proofs)), 2, max(1, len(claims)), 3), np.int64)
        for number, proof in enumerate(self._proofs):
            for met in (0, 1):
                for i, claim in enumerate(claims):
                    weight = proof.weight(claim, met=bool(met), assessment=False)
                    self._weights[number, met, i] = (int(weight.alone), self._side(weight.side), weight.pools)
        self._admitted: NDArray[np.bool_] = np.ones((max(1, len(plan.views)), max(1, len(claims))), np.bool_)
        if plan.viewpoint.speakers is not None or plan.viewpoint.third_party:
            world = World(claims, plan.clocks[-1], plan.register)
            for parties, view in plan.views.items():
                admitted = world.admitted(plan.viewpoint, parties)
                self._admitted[view] = [c.id in admitted for c in claims] or [True]
        codes: dict[tuple[str, ...], int] = {}
        self._speakers: Ints = np.array([codes.setdefault(c.speaker, len(codes)) for c in claims], np.int64)
        self._spoken = tuple(codes)

    def _side(self, side: str) -> int:
        return self._sides.setdefault(side, len(self._sides))

    # -- columns in their order --------------------------------------------------------------------------------------

    def _rows(self) -> None:
        """The rows that bear on anything, by place and by which deeds they bear on."""
        columns = self.columns
        interest = (self._table >= 0).any(axis=(2, 3))
        patterns, group_of = np.unique(interest, axis=1, return_inverse=True)
        self._groups: NDArray[np.bool_] = np.ascontiguousarray(patterns)
        self._group_of: Ints = group_of.reshape(-1).astype(np.int64)
        idle = np.flatnonzero(~patterns.any(axis=0))
        if len(idle):
            self._group_of[self._group_of == idle[0]] = -1
        self._n_places = max(1, len(columns.place_row))
        watches = self._marks().watching()
        self.rows, self.scale, self._buckets, watching = bucketed(
            columns, self._group_of, watches, self._n_places, self._groups.shape[1], self.threads
        )
        self._speak(watching)
        self._heads: Ints = np.full(self._n_places, -1, np.int64)
        self._following: Ints = np.full(1, -1, np.int64)
        self._held: Held | None = None
        self.late: list[Claim] = []

    def _speak(self, watching: NDArray[np.bool_]) -> None:
        """Which keepers of watches share a speaker with whom; the last line: who shares one with any of them.
        `watching`: the words by which watches are kept."""
        keeping = np.unique(self._speakers[watching]).tolist()
        count = max(1, len(self._spoken))
        self._keepers: Ints = np.full(count, -1, np.int64)
        self._shared: NDArray[np.bool_] = np.zeros((len(keeping) + 1, count), np.bool_)
        for number, keeper in enumerate(keeping):
            self._keepers[keeper] = number
            own = set(self._spoken[keeper])
            self._shared[number, : len(self._spoken)] = [not own.isdisjoint(s) for s in self._spoken]
        self._shared[-1] = self._shared.any(axis=0)

    def _lay_out(self) -> None:
        """Slices as the kernel takes them: where their places, opinions and instances begin and end."""
        planned = self.plan.slices
        slices = np.zeros((len(planned), k.SLICE), np.int64)
        for to, column in ((k.L_PATTERN, L_PATTERN), (k.L_FRAME, L_FRAME), (k.L_DEED, L_DEED), (k.L_PROOF, L_PROOF)):
            slices[:, to] = planned[:, column]
        slices[:, k.L_VIEW], slices[:, k.L_STALE] = planned[:, L_VIEW], planned[:, L_STALE]
        slices[:, k.L_LO] = self._starts[planned[:, L_AREA]]
        slices[:, k.L_HI] = self._starts[planned[:, L_AREA] + 1]
        asks = planned[:, L_TRIGGER] >= 0
        slices[asks, k.L_TRIGGER] = planned[asks, L_TRIGGER]
        slices[asks, k.L_TRIGGER_LO] = self._starts[planned[asks, L_TRIGGER_AREA]]
        slices[asks, k.L_TRIGGER_HI] = self._starts[planned[asks, L_TRIGGER_AREA] + 1]
        self._slices = slices
        self._opine()
        room = self._room()
        slices[:, k.L_INSTANCES] = np.concatenate(([0], np.cumsum(room)))[:-1] if len(room) else 0
        self._room_needed = int(room.sum())

    def _room(self) -> Ints:
        """The most instances that each slice can have: one, its windows, or as many as claims may be triggers."""
        slices = self._slices
        room = np.ones(len(slices), np.int64)
        frames = self.plan.frames[slices[:, k.L_FRAME], -1]
        recurs = slices[:, k.L_PATTERN] == k.RECUR
        opening = np.where(frames[:, k.F_START] == OPEN_START, 0, frames[:, k.F_START])
        stop = np.minimum(frames[:, k.F_END], frames[:, k.F_AS_OF])
        every = np.maximum(1, frames[:, k.F_EVERY])
        room[recurs] = np.maximum(0, (stop - opening) // every)[recurs]
        responds = np.flatnonzero(slices[:, k.L_PATTERN] == k.RESPOND)
        if len(responds):
            sizes = np.diff(self._buckets).reshape(self._n_places, -1)[:, :-1]
            for cause in np.unique(slices[responds, k.L_TRIGGER]).tolist():
                of_place = sizes[:, self._groups[cause]].sum(axis=1)
                so_far = np.concatenate(([0], np.cumsum(of_place[self._listed[:, 0]])))
                mine = responds[slices[responds, k.L_TRIGGER] == cause]
                room[mine] = so_far[slices[mine, k.L_TRIGGER_HI]] - so_far[slices[mine, k.L_TRIGGER_LO]]
        return room

    # -- opinions ----------------------------------------------------------------------------------------------------

    def _opine(self) -> None:
        """Opinions as pieces, for each obligation (and bearer, where each answers). Which word of a principal is the
        latest hangs on as_of: where one was said between the times that are asked, `_shifting` has them for each."""
        made: list[list[int]] = []
        self._shifting: dict[int, list[Ints]] = {}
        rows = self.columns.opinions.tolist()
        claims = [self.columns.claim(r) for r in rows]
        self._row_of = {c.id: r for c, r in zip(claims, rows, strict=True)}
        clocks = self.plan.clocks
        worlds: dict[str, list[World]] = {}
        for number, planned in enumerate(self.plan.planned if rows else ()):
            name = planned.question.accord.id
            if name not in worlds:
                aimed = [c for c in claims if any(t.split("/")[0] == name for t in c.assesses)]
                settled = all((c.said_to or 0) <= clocks[0].as_of for c in aimed)
                asked = clocks[-1:] if settled else clocks
                worlds[name] = [World(aimed, c, self.plan.register) for c in asked] if aimed else []
            ranges = [self._opine_on(planned, -1, world, made) for world in worlds[name][-1:]]
            if len(worlds[name]) > 1:
                several = enumerate(worlds[name])
                self._shifting[number] = [self._opine_on(planned, t, world, made) for t, world in several]
            for found in ranges:
                self._slices[planned.first : planned.last, [k.L_EXTRA_LO, k.L_EXTRA_HI]] = found
        self._extras: Ints = np.array(made, np.int64).reshape(-1, k.EXTRA)

    def _opine_on(self, planned: Planned, t: int, world: World, made: list[list[int]]) -> Ints:
        """Where the opinions on each slice of an obligation begin and end."""
        question, frame = planned.question, planned.frames[t][0]
        found = np.zeros((planned.last - planned.first, 2), np.int64)
        if frame is None:
            return found
        said: dict[tuple[str, ...], tuple[int, int]] = {}
        for x in range(planned.first, planned.last):
            part = self.plan.parts[x]
            bearers = part.bearers
            if bearers not in said:
                begin = len(made)
                scope = Scope(
                    question.accord, question.obligation, part.deed, None, frame.start_latest, frame.deadline,
                    self.plan.viewpoint, bearers,
                )  # fmt: skip
                for piece in opinions(world, scope):
                    row = self._row_of[piece.claim.id]
                    made.append(self._extra(piece, row, int(self.plan.slices[x, L_PROOF])))
                said[bearers] = (begin, len(made))
            found[x - planned.first] = said[bearers]
        return found

    def _extra(self, piece: Piece, row: int, proof: int) -> list[int]:
        weigh = self._proofs[proof].weight
        weights = [weigh(piece.claim, met=bool(met), assessment=True) for met in (0, 1)]
        flags = k.AFFIRMS * piece.affirms | k.HAS_SOME * (piece.some is not None)
        flags |= k.HAS_COVER * (piece.cover is not None) | k.HAS_AT * (piece.at is not None)
        ends = (*_ends(piece.some), *_ends(piece.cover), *_ends(piece.at))
        alone, sides = [int(w.alone) for w in weights], [self._side(w.side) for w in weights]
        return [flags, *ends, row, int(self.columns.word[row]), *alone, *sides]

    # -- asking ------------------------------------------------------------------------------------------------------

    def _arguments(self) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        table = (
            self.rows,
            self.scale,
            self._buckets,
            self._heads,
            self._following,
            self._admitted,
            self._speakers,
            self._keepers,
            self._shared,
        )
        law = (
            self._groups, self._listed, self._table, self._templates, self._weights, self._extras, self._replies,
        )  # fmt: skip
        return table, law

    def run(self) -> None:
        """Weigh every slice at every as_of."""
        plan = self.plan
        several = len(plan.clocks) > 1
        self._told = np.empty((0 if several else self._room_needed, k.INSTANCE), np.int32)
        chunks = self._chunks()
        on_cores(lambda i: self._run(*chunks[i]), len(chunks), self.threads)
        for number, ranges in self._shifting.items():
            planned = plan.planned[number]
            slices = self._slices.copy()
            for t, found in enumerate(ranges):
                slices[planned.first : planned.last, [k.L_EXTRA_LO, k.L_EXTRA_HI]] = found
                self._run(planned.first, planned.last, slices, slice(t, t + 1))

    def _run(self, first: int, last: int, slices: Ints | None = None, times: slice = slice(None)) -> None:
        table, law = self._arguments()
        known_at = self.plan.clocks[-1].known_at
        frames = np.ascontiguousarray(self.plan.frames[:, times])
        asked = self._slices if slices is None else slices
        sums = self.sums[times]
        run(first, last, asked, frames, known_at, table, law, sums, self._told)
        # an opinion on what has windows is one on each of them: a court weighs it
        of_windows = np.isin(asked[first:last, k.L_PATTERN], (k.RECUR, k.RESPOND))
        of_windows &= asked[first:last, k.L_EXTRA_HI] > asked[first:last, k.L_EXTRA_LO]
        there = np.flatnonzero(of_windows) + first
        sums[:, there, k.S_ODD] = sums[:, there, k.S_INSTANCES] >= 0

    @property
    def instances(self) -> NDArray[np.int32]:
        """What each instance rests on (`layout.I_*`), a line each, in the order of the slices: of one as_of, and before
        any late claim; else none."""
        if not len(self._told):
            return self._told
        counts = np.maximum(0, self.sums[-1, :, k.S_INSTANCES])
        firsts = self._slices[:, k.L_INSTANCES] - np.cumsum(counts) + counts  # the room of a slice is often larger
        lines: NDArray[np.int32] = self._told[np.repeat(firsts, counts) + np.arange(counts.sum())]
        return lines

    def _chunks(self) -> list[tuple[int, int]]:
        """The slices in runs: one for one core, else so many that the cores end together."""
        n = len(self._slices)
        step = n if self.threads <= 1 else max(CHUNK, n // (16 * self.threads))
        return [(i, min(n, i + step)) for i in range(0, n, max(1, step))]

    def hold(self) -> None:
        """Keep what is needed to take late claims; `take` does so by itself, the first time."""
        if self._held is None:
            self._held = Held(self)
            self._told = self._told[:0]

    def take(self, claim: Claim) -> list[Answer] | None:
        """One claim more, an incident of its own with a new id: the answers, at the last as_of, of the obligations that
        it touches. Only the slices in which it lies are weighed again. None: the columns know nothing like it (its
        form, its speaker, its place), it is an opinion or an act, or some obligation is not plain and a court answers;
        then make them anew."""
        if self.plan.odd:
            return None
        self.hold()
        assert self._held is not None
        touched = self._held.add(claim)
        if touched is None:
            return None
        t = len(self.plan.clocks) - 1
        for x in touched:
            self._run(x, x + 1)
        return [self._one(t, p) for p in dict.fromkeys(self._held.obligation[x] for x in touched)]

    def _one(self, t: int, number: int) -> Answer:
        planned = self.plan.planned[number]
        for x in range(planned.first, planned.last):
            if self.sums[t, x, k.S_ODD]:
                self._courts.settle(t, x)
        bounds = np.array([[planned.first], [planned.last]], np.int64)
        line = np.zeros((1, LINE), np.int64)
        fold(self.sums[t], bounds[0], bounds[1], line)
        return self._answering.made(t, number, line[0])

    def answers(self) -> list[Answers]:
        """For each as_of, one answer an obligation, in the order of the accords."""
        self.run()
        made: list[Answers] = []
        lines: Ints | None = None
        for t in range(len(self.plan.clocks)):
            lines = self._lines(t, lines)
            made.append(self._answers(t, lines, made[-1] if made else None))
        return made

    def answer(self) -> Answers:
        """The answers at the last as_of."""
        self.run()
        t = len(self.plan.clocks) - 1
        return self._answers(t, self._lines(t, None), None)

    def _answers(self, t: int, lines: Ints, before: Answers | None) -> Answers:
        given = [self._courts.answer(question, t) for question in self.plan.odd]
        return self._answering.answers(t, lines, before, given)

    def _lines(self, t: int, before: Ints | None) -> Ints:
        """A line for each planned obligation: its slices folded."""
        for x in np.flatnonzero(self.sums[t, :, k.S_ODD]).tolist():
            self._courts.settle(t, x)
        lines = np.empty((len(self.plan.planned), LINE), np.int64)
        fold(self.sums[t], self.plan.firsts, self.plan.lasts, lines)
        return before if before is not None and np.array_equal(before, lines) else lines


def _ends(interval: Interval | None) -> tuple[int, int]:
    if interval is None:
        return OPEN_START, OPEN_END
    return (
        OPEN_START if interval.start is None else interval.start,
        OPEN_END if interval.end is None else interval.end,
    )
