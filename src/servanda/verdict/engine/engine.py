"""The engine: every obligation of some accords, at every standard, over columns (docs/adr/0014-engine.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from servanda.accord.law import Accord, Deed, Pattern
from servanda.model import STANDARDS, Incident, Interval, Label, Level, Marker, Repeated, Value
from servanda.verdict.court import Court, Explore
from servanda.verdict.engine import kernel as k
from servanda.verdict.engine.answer import Answer
from servanda.verdict.engine.columns import OPEN_END, OPEN_START, Columns
from servanda.verdict.engine.compiled import cores, on_cores
from servanda.verdict.engine.forms import CLASSES, Forms, scope_key
from servanda.verdict.engine.places import Places
from servanda.verdict.engine.plan import Part, Planned, Planner, parts_of, plain
from servanda.verdict.evidence import Evidence
from servanda.verdict.instance import Frame, Result
from servanda.verdict.label import levels
from servanda.verdict.opinion import accused, opinions
from servanda.verdict.piece import Piece, Scope
from servanda.verdict.proof import Proof
from servanda.verdict.question import Question
from servanda.verdict.telling import Part as Weighable
from servanda.verdict.world import ALL, Clocks, Viewpoint, World
from servanda.verdict.writing import named

if TYPE_CHECKING:
    from servanda.actors import Register
    from servanda.geo import Zone

LETTERS = (Value.TRUE, Value.NEITHER, Value.BOTH, Value.FALSE)
CODES = {
    Pattern.ACHIEVE: k.ACHIEVE,
    Pattern.MAINTAIN: k.MAINTAIN,
    Pattern.PROHIBIT: k.PROHIBIT,
    Pattern.RECUR: k.RECUR,
    Pattern.RESPOND: k.RESPOND,
}
Ints = NDArray[np.int64]


class Engine:
    """Answers for one set of columns, some accords and one viewpoint, at one or several as_of times.

    `clocks`: one for each as_of, in order of time, all with one `known_at`. `start`: the period's beginning.
    """

    def __init__(
        self,
        columns: Columns,
        accords: Iterable[Accord],
        register: Register,
        zones: Mapping[str, Zone],
        clocks: Clocks | Sequence[Clocks],
        viewpoint: Viewpoint = ALL,
        *,
        start: int | None = None,
        threads: int | None = None,
    ) -> None:
        self.columns = columns
        self.accords = {a.id: a for a in accords}
        self.register = register
        self.zones = zones
        self.clocks = (clocks,) if isinstance(clocks, Clocks) else tuple(clocks)
        self.viewpoint = viewpoint
        self.start = start
        self.threads = threads or cores()
        self._places = Places(columns, zones, register)
        self._aimed_at = self._changed()
        self._plan()
        self._tables()
        self._rows()
        self._layout()
        self.sums: Ints = np.zeros((len(self.clocks), len(self._slices), k.SUM), np.int64)
        self.instances: NDArray[np.int32] = np.zeros((0, k.INSTANCE), np.int32)

    # -- what is asked ----------------------------------------------------------------------------------------------

    def _changed(self) -> frozenset[str]:
        """The accords that some act changes."""
        acts = [self.columns.claim(r) for r in self.columns.acts.tolist()]
        return frozenset(t.split("/")[0] for c in acts for t in c.assesses)

    def _plan(self) -> None:
        planner = Planner(self.accords, self.register, self.clocks)
        self.planned: list[Planned] = []
        self.odd: list[Question] = []
        for accord in self.accords.values():
            for obligation in accord.obligations:
                question = Question(accord, obligation, self.viewpoint, Level.ALLEGED, self.start)
                if obligation.norm.pattern is Pattern.ACHIEVE:
                    question = replace(question, start=None)  # what is done once is done, in every period alike
                if not plain(accord, obligation, self._aimed_at):
                    self.odd.append(question)
                    continue
                frames = planner.frames(question)
                self.planned.append(Planned(question, frames, tuple(parts_of(accord, obligation))))

    # -- what bears, and how far it proves ---------------------------------------------------------------------------

    def _tables(self) -> None:
        """Templates of every deed, weights of every word for every proof, opinions as pieces."""
        self._forms: dict[object, tuple[int, Forms]] = {}
        self._proofs: dict[object, tuple[int, Proof]] = {}
        self._views: dict[tuple[str, ...], int] = {}
        self._lists: list[tuple[NDArray[np.int32], NDArray[np.int32]]] = []
        self._list_of: dict[object, int] = {}
        kinds: dict[int, set[int]] = defaultdict(set)
        self._part_rows: list[tuple[int, Part, int, int, int, int, int]] = []
        for number, planned in enumerate(self.planned):
            question = planned.question
            self._views.setdefault(question.parties, len(self._views))
            for part in planned.parts:
                deed, places = self._seen(question, part.deed, part.zone, kinds)
                trigger, triggered = (
                    self._seen(question, part.trigger, part.trigger_zone, kinds) if part.trigger else (-1, -1)
                )
                proof = self._proof(question, part.bearers)
                self._part_rows.append((number, part, deed, places, trigger, triggered, proof))
        self._speak()
        for number, forms in self._forms.values():
            forms.fill(sorted(kinds[number]))
        self._weights = self._weighed(range(len(self.columns.word_row)))
        self._admitted = self._who_is_admitted(range(len(self.columns.word_row)))

    def _seen(self, question: Question, deed: Deed, zone: Zone | None, kinds: dict[int, set[int]]) -> tuple[int, int]:
        """Numbers of a deed's templates and of its list of places."""
        accord, obligation = question.accord, question.obligation
        key = scope_key(accord, obligation, deed, zone is not None, question.viewpoint)
        scope = Scope(accord, obligation, deed, zone, None, None, question.viewpoint)
        found = self._forms.get(key)
        if found is None:
            found = self._forms[key] = (len(self._forms), Forms(self.columns, self.register, scope))
        where = (id(zone), accord.id)
        listed = self._list_of.get(where)
        if listed is None:
            listed = self._list_of[where] = len(self._lists)
            self._lists.append(self._places.of(scope))
        kinds[found[0]].update(np.unique(self._lists[listed][1]).tolist())
        return found[0], listed

    def _proof(self, question: Question, bearers: tuple[str, ...]) -> int:
        obligation, accord = question.obligation, question.accord
        answering = bearers or obligation.performers or accord.addressee
        key = (question.parties, obligation.decided_by, answering)
        found = self._proofs.get(key)
        if found is None:
            world = World((), self.clocks[-1], self.register)
            found = self._proofs[key] = (len(self._proofs), Proof(world, accord, obligation, bearers))
        return found[0]

    def _weighed(self, words: Iterable[int]) -> NDArray[np.int64]:
        """(proof, met, word, 3): how far alone, the side, whether it may corroborate."""
        words = list(words)
        claims = [replace(self.columns.claim(int(self.columns.word_row[w])), id=f"word {w}") for w in words]
        made = np.zeros((len(self._proofs), 2, len(words), 3), np.int64)
        for number, proof in self._proofs.values():
            for met in (0, 1):
                for i, claim in enumerate(claims):
                    weight = proof.weight(claim, met=bool(met), assessment=False)
                    made[number, met, i] = (int(weight.alone), self._side(weight.side), weight.pools)
        return made

    def _side(self, side: str) -> int:
        return self._sides.setdefault(side, len(self._sides))

    def _who_is_admitted(self, words: Iterable[int]) -> NDArray[np.bool_]:
        words = list(words)
        made = np.ones((max(1, len(self._views)), len(words)), np.bool_)
        if self.viewpoint.speakers is None and not self.viewpoint.third_party:
            return made
        claims = [self.columns.claim(int(self.columns.word_row[w])) for w in words]
        claims = [replace(c, id=str(i)) for i, c in enumerate(claims)]
        world = World(claims, self.clocks[-1], self.register)
        for parties, view in self._views.items():
            admitted = world.admitted(self.viewpoint, parties)
            made[view] = [str(i) in admitted for i in range(len(words))]
        return made

    def _speak(self) -> None:
        """Codes of the speakers of each word, and which keepers of watches share a speaker with whom."""
        self._sides: dict[str, int] = {"": k.THIRD}
        claims = [self.columns.claim(int(r)) for r in self.columns.word_row.tolist()]
        codes: dict[tuple[str, ...], int] = {}
        self._speakers: NDArray[np.int64] = np.array(
            [codes.setdefault(c.speaker, len(codes)) for c in claims], np.int64
        )
        self._speaker_codes = codes
        self._share()

    def _share(self) -> None:
        speakers = [frozenset(s) for s in self._speaker_codes]
        count = max(1, len(speakers))
        keeping = np.zeros(count, np.bool_)
        for form, row in enumerate(self.columns.form_row.tolist()):
            if self.columns.claim(row).kind == "coverage":
                mine = self.columns.word[self.columns.form == form]
                keeping[self._speakers[np.unique(mine)]] = True
        keepers = np.flatnonzero(keeping)
        self._keepers: NDArray[np.int64] = np.zeros(count, np.int64)
        self._keepers[keepers] = np.arange(len(keepers))
        self._shared: NDArray[np.bool_] = np.zeros((max(1, len(keepers)), count), np.bool_)
        by_name: dict[str, list[int]] = defaultdict(list)
        for code, names in enumerate(speakers):
            for name in names:
                by_name[name].append(code)
        for number, code in enumerate(keepers.tolist()):
            for name in speakers[code]:
                self._shared[number, by_name[name]] = True

    # -- columns in their order --------------------------------------------------------------------------------------

    def _rows(self) -> None:
        """The rows that bear on anything, by place and by which deeds they bear on."""
        interest = np.zeros((max(1, len(self._forms)), max(1, len(self.columns.form_row))), np.bool_)
        for number, forms in self._forms.values():
            interest[number, : len(forms.table)] = forms.of_interest()
        patterns, group_of = np.unique(interest, axis=1, return_inverse=True)
        self._groups: NDArray[np.bool_] = np.ascontiguousarray(patterns)
        group_of = group_of.reshape(-1).astype(np.int64)
        idle = np.flatnonzero(~patterns.any(axis=0))
        if len(idle):
            group_of[group_of == idle[0]] = -1
        columns = self.columns
        self._n_places = max(1, len(columns.place_row))
        self.rows, self._buckets = k.bucketed(
            *columns.times,
            columns.form,
            columns.word,
            columns.place,
            columns.origin,
            columns.incident,
            columns.several,
            columns.lag,
            group_of,
            self._n_places,
            self._groups.shape[1],
        )
        self._heads: Ints = np.full(self._n_places, -1, np.int64)
        self._following: Ints = np.full(0, -1, np.int64)

    def _layout(self) -> None:
        """Slices, frames, templates and opinions as the arrays that the kernel takes."""
        self._forms_table, self._templates = self._template_arrays()
        starts = np.zeros(len(self._lists) + 1, np.int64)
        np.cumsum([len(p) for p, _ in self._lists], out=starts[1:])
        both = np.zeros((int(starts[-1]), 2), np.int32)
        if self._lists:
            both[:, 0] = np.concatenate([p for p, _ in self._lists])
            both[:, 1] = np.concatenate([c for _, c in self._lists])
        self._list_starts, self._listed = starts, both
        frames: dict[object, int] = {}
        lines: list[list[list[int]]] = []
        slices = np.zeros((len(self._part_rows), k.SLICE), np.int64)
        self._extras_list: list[list[int]] = []
        said: dict[object, tuple[int, int]] = {}
        room = 0
        for x, (number, part, deed, places, trigger, triggered, proof) in enumerate(self._part_rows):
            planned = self.planned[number]
            question = planned.question
            key = id(planned.frames)
            if key not in frames:
                frames[key] = len(lines)
                lines.append([_frame(f, c.as_of) for (f, _), c in zip(planned.frames, self.clocks, strict=True)])
            opined = self._opined(question, part, planned.frames, said)
            stale = question.obligation.stale_after_s
            slices[x] = (
                CODES[question.obligation.norm.pattern],
                frames[key],
                starts[places],
                starts[places + 1],
                deed,
                starts[triggered] if triggered >= 0 else 0,
                starts[triggered + 1] if triggered >= 0 else 0,
                max(0, trigger),
                proof,
                self._views[question.parties],
                -1 if stale is None else stale,
                *opined,
                room,
            )
            room += self._room(slices[x], planned.frames)
        self._frames = np.array(lines, np.int64).reshape(-1, len(self.clocks), k.FRAME)
        self._slices = slices
        self._room_needed = room
        self._extras = np.array(self._extras_list, np.int64).reshape(-1, k.EXTRA)

    def _template_arrays(self) -> tuple[NDArray[np.int32], Ints]:
        n_forms = max(1, len(self.columns.form_row))
        table = np.full((max(1, len(self._forms)), n_forms, CLASSES, 2), -1, np.int32)
        made: list[tuple[int, ...]] = []
        for number, forms in self._forms.values():
            shifted = np.where(forms.table >= 0, forms.table + len(made), -1)
            table[number, : len(shifted)] = shifted
            made += [(t.flags, t.short, *t.some, *t.cover) for t in forms.templates]
        return table, np.array(made, np.int64).reshape(-1, 6)

    def _room(self, line: Ints, frames: Sequence[tuple[Frame | None, Label]]) -> int:
        """The most instances that a slice can have."""
        if line[k.L_PATTERN] == k.RECUR:
            frame = frames[-1][0]
            if frame is None or not frame.every_s:
                return 0
            stop = frame.as_of if frame.end is None else min(frame.end, frame.as_of)
            return max(0, (stop - (frame.start or 0)) // frame.every_s)
        if line[k.L_PATTERN] == k.RESPOND:
            lo, hi = int(line[k.L_TRIGGER_LO]), int(line[k.L_TRIGGER_HI])
            places = self._listed[lo:hi, 0].astype(np.int64)
            groups = self._groups.shape[1]
            found = 0
            for g in np.flatnonzero(self._groups[int(line[k.L_TRIGGER])]).tolist():
                found += int((self._buckets[places * groups + g + 1] - self._buckets[places * groups + g]).sum())
            return found + int(line[k.L_EXTRA_HI] - line[k.L_EXTRA_LO])
        return 1

    # -- opinions ----------------------------------------------------------------------------------------------------

    def _opined(
        self,
        question: Question,
        part: Part,
        frames: Sequence[tuple[Frame | None, Label]],
        said: dict[object, tuple[int, int]],
    ) -> tuple[int, int]:
        """The opinions on an obligation, as pieces: where they begin and end in `_extras`."""
        if not len(self.columns.opinions):
            return (0, 0)
        obligation = question.obligation
        bearers = part.bearers if obligation.each_bearer else ()
        key = (obligation.ref, question.accord.id, bearers)
        found = said.get(key)
        if found is None:
            begin = len(self._extras_list)
            frame = frames[-1][0]
            if frame is not None:
                scope = Scope(
                    question.accord, obligation, part.deed, None, frame.start_latest, frame.deadline, self.viewpoint
                )
                world = self._opinion_world()
                for piece in opinions(world, scope):
                    if bearers and not accused(world, piece, bearers):
                        continue
                    self._extras_list.append(self._extra(piece, question, part))
            found = said[key] = (begin, len(self._extras_list))
        return found

    def _opinion_world(self) -> World:
        if not hasattr(self, "_opinions"):
            rows = self.columns.opinions.tolist()
            self._opinion_row = {self.columns.id_of(r): r for r in rows}
            self._opinions = World([self.columns.claim(r) for r in rows], self.clocks[-1], self.register)
        return self._opinions

    def _extra(self, piece: Piece, question: Question, part: Part) -> list[int]:
        proof = next(p for n, p in self._proofs.values() if n == self._proof(question, part.bearers))
        weights = [proof.weight(piece.claim, met=bool(met), assessment=True) for met in (0, 1)]
        flags = k.AFFIRMS * piece.affirms | k.HAS_SOME * (piece.some is not None)
        flags |= k.HAS_COVER * (piece.cover is not None) | k.HAS_AT * (piece.at is not None)
        row = self._opinion_row[piece.claim.id]
        return [
            flags,
            *_ends(piece.some),
            *_ends(piece.cover),
            *_ends(piece.at),
            row,
            int(self.columns.word[row]),
            *(int(w.alone) for w in weights),
            *(self._side(w.side) for w in weights),
        ]

    # -- asking ------------------------------------------------------------------------------------------------------

    def _arguments(self) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        table = (
            self.rows,
            self._buckets,
            self._heads,
            self._following,
            self._admitted,
            self._speakers,
            self._keepers,
            self._shared,
        )
        law = (self._groups, self._listed, self._forms_table, self._templates, self._weights, self._extras)
        return table, law

    def run(self) -> None:
        """Weigh every slice at every as_of."""
        table, law = self._arguments()
        several = len(self.clocks) > 1
        self.instances = np.empty((0 if several else self._room_needed, k.INSTANCE), np.int32)
        if len(self._slices):
            known_at = self.clocks[-1].known_at

            def weigh(first: int, last: int) -> None:
                k.run(
                    first, last, self._slices, self._frames, known_at, table, law, self.sums, self.instances
                )  # fmt: skip

            on_cores(weigh, len(self._slices), self.threads)

    def answers(self) -> list[list[Answer]]:
        """For each as_of, one answer an obligation, in the order of the accords."""
        self.run()
        return [self._answers(t) for t in range(len(self.clocks))]

    def answer(self) -> list[Answer]:
        """The answers at the last as_of."""
        self.run()
        return self._answers(len(self.clocks) - 1)

    def _answers(self, t: int) -> list[Answer]:
        found: dict[str, Answer] = {}
        x = 0
        for planned in self.planned:
            n = len(planned.parts)
            found[planned.question.obligation.ref] = self._folded(planned, t, x, n)
            x += n
        for question in self.odd:
            found[question.obligation.ref] = self._by_court(question, t)
        return [found[o.ref] for a in self.accords.values() for o in a.obligations]

    def _folded(self, planned: Planned, t: int, x: int, n: int) -> Answer:
        frame, force = planned.frames[t]
        if frame is None:
            return _without_value(planned.question, force)
        pattern = planned.question.obligation.norm.pattern
        if pattern in (Pattern.MAINTAIN, Pattern.PROHIBIT) and frame.window.empty:
            return _without_value(planned.question, Label.NOT_IN_FORCE)
        sums = self.sums[t, x : x + n]
        for odd in np.flatnonzero(sums[:, k.S_ODD]).tolist():
            self._settle(planned.question, frame, t, x + odd)
        worst = sums[:, k.S_VALUES : k.S_VALUES + 4].max(axis=0) if n else np.full(4, k.N)
        values = tuple(LETTERS[v] for v in worst)
        counts = sums[:, k.S_COUNTS : k.S_COUNTS + 16].sum(axis=0).reshape(4, 4)
        throughs, breaches = sums[:, k.S_THROUGH], sums[:, k.S_BREACH]
        throughs, breaches = throughs[throughs != k.NEVER], breaches[breaches != k.NEVER]
        triggered = bool(sums[:, k.S_TRIGGERED].any())
        one = ((values,),) if counts.any() else ()
        result = Result(values, decided=bool(sums[:, k.S_DECIDED].all()), triggered=triggered, each=one)  # type: ignore[arg-type]
        return _answer(
            planned.question,
            frame,
            result,
            tuple(Repeated(int(c[k.T]), int(c[k.F]), int(c[k.B]), int(c[k.N])) for c in counts),
            int(throughs.min()) if len(throughs) else None,
            int(breaches.max()) if len(breaches) else None,
            bool(sums[:, k.S_LATE].any()),
        )

    # -- what is not plain -------------------------------------------------------------------------------------------

    def _settle(self, question: Question, frame: Frame, t: int, x: int) -> None:
        """One slice as the court weighs it, from the claims that lie in it, into its sums."""
        _number, part, deed, places, trigger, triggered, _proof = self._part_rows[x]
        rows = self._in_slice(deed, places)
        if trigger >= 0:
            rows |= self._in_slice(trigger, triggered)
        rows.update(self.columns.opinions.tolist())
        claims = [self.columns.claim(r) for r in sorted(rows)]
        world = World(claims, self.clocks[t], self.register, self._incidents_of(rows), self.zones)
        evidence = Evidence(world)
        result = evidence.weigh(question, _instance(evidence, question, part, frame), frame, frozenset())
        line = self.sums[t, x]
        line[:] = 0
        line[k.S_VALUES : k.S_VALUES + 4] = [LETTERS.index(v) for v in result.values]
        line[k.S_DECIDED], line[k.S_TRIGGERED], line[k.S_LATE] = result.decided, result.triggered, result.late
        line[k.S_THROUGH] = k.NEVER if result.through is None else result.through
        line[k.S_BREACH] = k.NEVER if result.last_breach is None else result.last_breach
        line[k.S_COMPLETION] = k.NEVER if result.completion is None else result.completion
        line[k.S_INSTANCES] = len(result.each)
        for values in result.each:
            for s, value in enumerate(values):
                line[k.S_COUNTS + 4 * s + LETTERS.index(value)] += 1

    def _in_slice(self, deed: int, places: int) -> set[int]:
        """The rows that may bear on a deed at a slice's places."""
        groups = self._groups.shape[1]
        found: set[int] = set()
        for place in self._lists[places][0].tolist():
            for g in np.flatnonzero(self._groups[deed]).tolist():
                lo, hi = self._buckets[place * groups + g], self._buckets[place * groups + g + 1]
                found.update(self.rows[lo:hi, k.R_ROW].tolist())
            late = int(self._heads[place])
            while late >= 0:
                found.add(int(self.rows[late, k.R_ROW]))
                late = int(self._following[late])
        return found

    def _incidents_of(self, rows: set[int]) -> list[Incident]:
        groups: dict[int, list[int]] = defaultdict(list)
        for row in sorted(rows):
            if self.columns.several[row]:
                groups[int(self.columns.incident[row])].append(row)
        name = self.columns.id_of
        return [Incident(name(home), tuple(name(r) for r in members), "") for home, members in groups.items()]

    def _by_court(self, question: Question, t: int) -> Answer:
        """The court's answer, from the claims that touch the obligation and what it waits for."""
        court = self.court(t)
        given = [
            court.verdict(
                question.accord, question.obligation, self.viewpoint, s, start=self.start, explore=Explore.NOTHING
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
        courts = self.__dict__.setdefault("_courts", {})
        clocks = self.clocks[t]
        if clocks not in courts:
            claims = [self.columns.claim(r) for r in range(self.columns.size)]
            world = World(claims, clocks, self.register, self._incidents(), self.zones)
            courts[clocks] = Court(world, self.accords.values())
        court: Court = courts[clocks]
        return court

    def _incidents(self) -> list[Incident]:
        groups: dict[int, list[str]] = defaultdict(list)
        for row in np.flatnonzero(self.columns.several).tolist():
            groups[int(self.columns.incident[row])].append(self.columns.id_of(row))
        return [Incident(self.columns.id_of(home), tuple(members), "") for home, members in groups.items()]


def _instance(evidence: Evidence, question: Question, part: Part, frame: Frame) -> Weighable:
    """One instance with its evidence, as `Evidence.parts` makes it."""
    found = evidence._bears(question, part.deed, part.zone, frame)
    if question.obligation.each_bearer:
        found = found._replace(pieces=tuple(p for p in found.pieces if accused(evidence.world, p, part.bearers)))
    triggers = evidence._bears(question, part.trigger, part.trigger_zone, frame) if part.trigger is not None else None
    return evidence._admitted(Weighable(part.bearers, part.zone, "", found, triggers), question)


def _ends(interval: Interval | None) -> tuple[int, int]:
    if interval is None:
        return OPEN_START, OPEN_END
    return (
        OPEN_START if interval.start is None else interval.start,
        OPEN_END if interval.end is None else interval.end,
    )


def _frame(frame: Frame | None, as_of: int) -> list[int]:
    if frame is None:
        return [0, 0, 0, 0, 0, 0, 0, 0, 0, as_of, 0]
    start = OPEN_START if frame.start is None else frame.start
    return [
        start,
        start if frame.start_latest is None else frame.start_latest,
        OPEN_END if frame.end is None else frame.end,
        OPEN_END if frame.end_earliest is None else frame.end_earliest,
        OPEN_END if frame.deadline is None else frame.deadline,
        OPEN_END if frame.deadline_latest is None else frame.deadline_latest,
        OPEN_START if frame.period.start is None else frame.period.start,
        frame.every_s or 1,
        frame.within_s or 0,
        as_of,
        1,
    ]


def _answer(
    question: Question,
    frame: Frame,
    result: Result,
    instances: tuple[Repeated, ...],
    through: int | None,
    last_breach: int | None,
    late: bool,
) -> Answer:
    asked = [replace(question, standard=s) for s in STANDARDS]
    labels = [named(q, frame, result) if result.triggered else Label.NOT_TRIGGERED for q in asked]
    for_, against = levels(result.values, STANDARDS)
    kept = through if Value.TRUE in result.values else None
    return Answer(
        question.obligation.ref,
        result.values,
        tuple(labels),  # type: ignore[arg-type]
        for_,
        against,
        instances,  # type: ignore[arg-type]
        kept,
        last_breach,
        late,
    )


def _without_value(question: Question, label: Label) -> Answer:
    none = (Value.NEITHER,) * 4
    return Answer(question.obligation.ref, none, (label,) * 4, Level.NONE, Level.NONE, (Repeated(),) * 4)
