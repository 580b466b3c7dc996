"""Verdicts: every obligation, seen from a viewpoint, for a period, at two clocks (rules V19–V24, L5–L6). Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import IntEnum
from itertools import pairwise

from servanda.accord.law import Accord, Deed, Duty, Moment, Norm, Obligation, Pattern, Term
from servanda.geo import Zone, covered_share
from servanda.model import (
    STANDARDS,
    Claim,
    Interval,
    Label,
    Level,
    Marker,
    Repeated,
    Undetermined,
    Value,
    Verdict,
    zone,
)
from servanda.verdict import ultimatum
from servanda.verdict.bearing import Bearings, Piece, Scope, accused, bearings, principal
from servanda.verdict.conduct import conduct
from servanda.verdict.instance import Frame, Result, answered, bench, folded, weigh
from servanda.verdict.label import label, levels
from servanda.verdict.proof import Proof
from servanda.verdict.telling import Part, basis, extent, ids, not_counted, rests_on
from servanda.verdict.world import ALL, Viewpoint, World, denies

ENGINE = "1"
SEMANTICS = "1"
Alternatives = Callable[[str, str, str], Accord | None]
"""(accord id, reading, alternative) → the accord compiled under it."""

NOTHING = frozenset[str]()
AXES = ("time", "place", "actor", "kind", "quantity")


class Explore(IntEnum):
    """How far to look for what a verdict could be: not at all, over possible evidence, over readings as well."""

    NOTHING = 0
    EVIDENCE = 1
    ALL = 2


class Court:
    """Answers for one world. What bears on what is worked out once and shared by all viewpoints and periods."""

    def __init__(self, world: World, accords: Iterable[Accord], *, alternatives: Alternatives | None = None) -> None:
        self.world = world
        self.accords = {a.id: a for a in accords}
        self._alternatives = alternatives
        self._bearings: dict[object, Bearings] = {}
        self._kept: dict[tuple[int, Viewpoint, tuple[str, ...]], tuple[Bearings, Bearings]] = {}
        self._proofs: dict[tuple[object, ...], Proof] = {}
        self._given: dict[tuple[object, ...], Verdict] = {}
        self._resolving: set[str] = set()

    # -- public -----------------------------------------------------------------------------------------------------

    def verdicts(
        self,
        viewpoint: Viewpoint = ALL,
        standard: Level = Level.ALLEGED,
        *,
        accord: str | None = None,
        start: int | None = None,
        explore: Explore = Explore.ALL,
    ) -> list[Verdict]:
        """One verdict an obligation, and one for each accord as a whole (`accord/*`). `start`: the period's beginning
        (seconds UTC); by default each obligation's entry into force."""
        found = []
        for each in self.accords.values():
            if accord is not None and each.id != accord:
                continue
            found.append(self._whole(each, viewpoint, standard, start))
            found.extend(
                self.verdict(each, o, viewpoint, standard, start=start, explore=explore) for o in each.obligations
            )
        return found

    def verdict(
        self,
        accord: Accord,
        obligation: Obligation,
        viewpoint: Viewpoint = ALL,
        standard: Level = Level.ALLEGED,
        *,
        start: int | None = None,
        explore: Explore = Explore.ALL,
    ) -> Verdict:
        """The verdict on one obligation. `explore`: how far to look for what it could be."""
        key = (id(accord), obligation.ref, viewpoint, standard, start, explore)
        if key not in self._given:
            if start is not None and obligation.norm.pattern is Pattern.ACHIEVE:
                # what is done once is done, in every period alike
                as_far = Explore.ALL if explore > Explore.NOTHING else Explore.NOTHING
                whole = self.verdict(accord, obligation, viewpoint, standard, explore=as_far)
                self._given[key] = replace(whole, period=Interval(start, whole.period.end))
            else:
                self._given[key] = self._verdict(accord, obligation, viewpoint, standard, start, explore)
        return self._given[key]

    def _verdict(
        self,
        accord: Accord,
        obligation: Obligation,
        viewpoint: Viewpoint,
        standard: Level,
        start: int | None,
        explore: Explore,
    ) -> Verdict:
        norm = obligation.norm
        blank = self._blank(accord, obligation, viewpoint, standard, start)
        if norm.pattern is Pattern.DECLARES or norm.deed is None:
            return replace(blank, label=Label.UNTESTABLE, in_force="", basis=obligation.untestable_because)
        frame, force = self._frame(accord, obligation, viewpoint, standard, start)
        if frame is None:
            return replace(blank, label=force, in_force=str(force))
        blank = replace(
            blank,
            period=Interval(start if start is not None else frame.start, frame.as_of),
            deadline=frame.deadline,
            deadline_latest=frame.deadline_latest,
        )
        parts = [self._admitted(p, accord, viewpoint) for p in self._parts(accord, obligation, frame, viewpoint)]
        if norm.pattern in (Pattern.MAINTAIN, Pattern.PROHIBIT) and norm.duty is Duty.RESULT and frame.window.empty:
            return replace(blank, label=Label.NOT_IN_FORCE, in_force=str(Label.NOT_IN_FORCE))
        results = [self._weigh(accord, obligation, part, frame, NOTHING) for part in parts]
        return self._written(accord, obligation, viewpoint, standard, blank, frame, parts, results, explore)

    # -- times ------------------------------------------------------------------------------------------------------

    def _frame(
        self, accord: Accord, obligation: Obligation, viewpoint: Viewpoint, standard: Level, start: int | None
    ) -> tuple[Frame | None, Label]:
        """The obligation's times, or why it is not in force."""
        as_of = self.world.clocks.as_of
        norm = obligation.norm
        opening = norm.start if norm.start != Moment() else accord.in_force
        began = self._moment(opening, accord, viewpoint, standard, latest=False)
        if began is None:
            if opening.anchor is None:
                began = accord.signed
            else:
                state = self._anchored(opening, accord, viewpoint, standard)
                return None, state
        if began > as_of:
            return None, Label.NOT_IN_FORCE
        if norm.condition is not None:
            state = self._anchored(Moment(anchor=norm.condition), accord, viewpoint, standard, guard=True)
            met = self._moment(Moment(anchor=norm.condition), accord, viewpoint, standard, latest=True)
            if met is None or met > as_of:
                return None, state
            began = max(began, met)
        began_latest = self._moment(opening, accord, viewpoint, standard, latest=True)
        end_earliest, end = self._end(accord, obligation, viewpoint, standard)
        deadline = deadline_latest = None
        if norm.deadline is not None:
            deadline = self._moment(norm.deadline, accord, viewpoint, standard, latest=False)
            deadline_latest = self._moment(norm.deadline, accord, viewpoint, standard, latest=True)
            extended = self._extended(accord, obligation, viewpoint)
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
                Interval(start, as_of),
                as_of,
                norm.every_s,
                norm.within_s,
            ),
            Label.PENDING,
        )

    def _end(
        self, accord: Accord, obligation: Obligation, viewpoint: Viewpoint, standard: Level
    ) -> tuple[int | None, int | None]:
        """The end of a standing duty, at the earliest and latest: its own, the accord's, or the act that ended it."""
        earliest, latest = [], []
        for moment in (obligation.norm.end, accord.until):
            if moment is not None:
                first = self._moment(moment, accord, viewpoint, standard, latest=False)
                last = self._moment(moment, accord, viewpoint, standard, latest=True)
                earliest += [first] if first is not None else []
                latest += [last] if last is not None else []
        for act in self.world.acts:
            if act.event not in ("suspend", "terminate", "supersede", "waive") or act.when_to_latest is None:
                continue
            if self._acts_on(act, accord, obligation, viewpoint):
                earliest.append(act.when_from_earliest or act.when_to_latest)
                latest.append(act.when_to_latest)
        return (min(earliest) if earliest else None), (min(latest) if latest else None)

    def _acts_on(self, act: Claim, accord: Accord, obligation: Obligation, viewpoint: Viewpoint) -> bool:
        """Whether an act is aimed at the obligation and by all who may change it: every party, itself or by a part."""
        aimed = {t.split("@")[0] for t in act.assesses}
        if not aimed & {obligation.ref, f"{accord.id}/{obligation.article}/*", f"{accord.id}/*"}:
            return False
        if act.id not in self.world.admitted(viewpoint, accord.parties + accord.addressee):
            return False
        at = act.when_from_earliest or act.said or 0
        if at >= self.world.clocks.as_of:
            return False
        who = {a for candidates in act.actor for a in candidates} or set(act.speaker)
        return all(any(p in self.world.wholes(a, at) for a in who) for p in accord.parties)

    def _extended(self, accord: Accord, obligation: Obligation, viewpoint: Viewpoint) -> int | None:
        """The deadline that the latest agreed extension sets (seconds UTC)."""
        acts = [
            a
            for a in self.world.acts
            if a.event == "extend" and a.deadline is not None and self._acts_on(a, accord, obligation, viewpoint)
        ]
        latest = max(acts, key=lambda a: (a.when_from_earliest or a.said or 0, a.id), default=None)
        return latest.deadline if latest is not None else None

    def _moment(
        self, moment: Moment, accord: Accord, viewpoint: Viewpoint, standard: Level, *, latest: bool
    ) -> int | None:
        """Seconds UTC; None when the anchor has not come (or is not known to have come)."""
        if moment.anchor is None:
            return moment.latest if latest else moment.earliest
        anchor = moment.anchor
        target = self._find(anchor.ref)
        if target is None or anchor.ref in self._resolving:
            return None
        self._resolving.add(anchor.ref)
        try:
            there, obligation = target
            if anchor.edge in ("start", "deadline"):
                frame, _ = self._frame(there, obligation, viewpoint, standard, None)
                if frame is None:
                    if anchor.edge == "deadline" and obligation.norm.deadline is not None:
                        at = self._moment(obligation.norm.deadline, there, viewpoint, standard, latest=latest)
                    else:
                        at = None
                elif anchor.edge == "start":
                    at = frame.start
                else:
                    at = frame.deadline_latest if latest else frame.deadline
            else:
                at = self._event(there, obligation, anchor.edge, viewpoint, standard)
        finally:
            self._resolving.discard(anchor.ref)
        if at is None:
            return None
        return _days_after(at, moment) if moment.days else at + moment.offset_s

    def _event(
        self, accord: Accord, obligation: Obligation, edge: str, viewpoint: Viewpoint, standard: Level
    ) -> int | None:
        """When an obligation was completed or first breached, if that stands at the standard."""
        frame, _ = self._frame(accord, obligation, viewpoint, standard, None)
        if frame is None:
            return None
        parts = [self._admitted(p, accord, viewpoint) for p in self._parts(accord, obligation, frame, viewpoint)]
        result = folded([self._weigh(accord, obligation, p, frame, NOTHING) for p in parts])
        value = result.values[standard - 1]
        if edge == "completion":
            return result.completion if value is Value.TRUE or result.late else None
        if value is Value.FALSE:
            starts = [p.some.start for p in result.unmet if p.some is not None and p.some.start is not None]
            return min(starts) if starts else frame.deadline_latest
        return None

    def _anchored(
        self, moment: Moment, accord: Accord, viewpoint: Viewpoint, standard: Level, *, guard: bool = False
    ) -> Label:
        """The word for an obligation that waits for another, or is conditional on it (`guard`)."""
        target = self._find(moment.anchor.ref) if moment.anchor else None
        if target is None or moment.anchor is None or moment.anchor.ref in self._resolving:
            return Label.FORCE_UNKNOWN
        self._resolving.add(moment.anchor.ref)
        try:
            other = self.verdict(*target, viewpoint, standard, explore=Explore.NOTHING)
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
        accord = self.accords.get(accord_id)
        obligation = accord.obligation(local) if accord else None
        return (accord, obligation) if accord and obligation else None

    # -- evidence ---------------------------------------------------------------------------------------------------

    def _parts(self, accord: Accord, obligation: Obligation, frame: Frame, viewpoint: Viewpoint) -> list[Part]:
        deed = obligation.norm.deed
        assert deed is not None
        groups = [(b,) for b in obligation.bearers] if obligation.each_bearer else [obligation.bearers]
        zones: Sequence[str | None] = obligation.zones or (deed.zone,)
        parts = []
        for bearers in groups or [()]:
            for name in zones:
                own = _own_deed(deed, obligation, bearers)
                zone = accord.zones.get(name) if name else None
                found = self._bears(accord, obligation, own, zone, frame, viewpoint)
                if obligation.each_bearer:
                    about = tuple(p for p in found.pieces if accused(self.world, p, bearers))
                    if len(about) < len(found.pieces):
                        found = Bearings(about, found.ignored)
                if obligation.norm.duty is Duty.CONDUCT:
                    steps = Deed("take measures", tuple(Term(actor=b) for b in bearers))
                    taken = self._bears(accord, obligation, steps, None, frame, viewpoint)
                    own_pieces = tuple(p for p in taken.pieces if p.source != "assessment")
                    found = Bearings(found.pieces + own_pieces, found.ignored)
                triggers = None
                if obligation.norm.trigger is not None:
                    cause = obligation.norm.trigger
                    where = accord.zones.get(cause.zone) if cause.zone else None
                    triggers = self._bears(accord, obligation, cause, where, frame, viewpoint)
                parts.append(Part(bearers, zone, name or "", found, triggers))
        return parts

    def _bears(
        self,
        accord: Accord,
        obligation: Obligation,
        deed: Deed,
        zone: Zone | None,
        frame: Frame,
        viewpoint: Viewpoint,
    ) -> Bearings:
        undefined = any(t.designated and not t.by for t in deed.subjects + deed.targets)
        designators = viewpoint.designators if undefined else None
        pattern = obligation.norm.pattern
        start, deadline = frame.start_latest, frame.deadline
        key = (obligation.ref, pattern, accord.counts_as, deed, id(zone), start, deadline, designators)
        found = self._bearings.get(key)
        if found is None:
            scope = Scope(accord, obligation, deed, zone, start, deadline, viewpoint)
            found = self._bearings[key] = bearings(self.world, scope)
        return found

    def _consequence(
        self, accord: Accord, obligation: Obligation, frame: Frame, viewpoint: Viewpoint
    ) -> Sequence[Piece]:
        """What bears on the consequence that an ultimatum announced."""
        deed = accord.consequence_deed
        if deed is None:
            return ()
        zone = accord.zones.get(deed.zone) if deed.zone else None
        return self._bears(accord, obligation, deed, zone, frame, viewpoint).pieces

    def _admitted(self, part: Part, accord: Accord, viewpoint: Viewpoint) -> Part:
        if viewpoint.speakers is None and not viewpoint.third_party:
            return part
        parties = accord.parties + accord.addressee

        admitted = self.world.admitted(viewpoint, parties)

        def kept(found: Bearings) -> Bearings:
            key = (id(found), viewpoint, parties)
            if key not in self._kept:
                pieces = tuple(p for p in found.pieces if p.claim.id in admitted)
                left = Bearings(pieces, tuple(i for i in found.ignored if i.claim.id in admitted))
                self._kept[key] = (found, left)  # keeping what the id is of keeps the id its own
            return self._kept[key][1]

        triggers = kept(part.triggers) if part.triggers is not None else None
        return replace(part, bearings=kept(part.bearings), triggers=triggers)

    def _weigh(
        self, accord: Accord, obligation: Obligation, part: Part, frame: Frame, allowed: frozenset[str]
    ) -> Result:
        norm = obligation.norm
        proof = self._proof(accord, obligation, part.bearers)
        if norm.duty is Duty.CONDUCT:
            return conduct(part.bearings.pieces, proof, frame.as_of)
        met = norm.pattern in (Pattern.ACHIEVE, Pattern.RECUR, Pattern.RESPOND, Pattern.MAINTAIN)
        court = bench(
            self.world,
            proof,
            part.zone,
            accord.id,
            deed_is_met=met if norm.pattern is not Pattern.MAINTAIN else False,
            incident_of=self.world.incident_of,
        )
        if norm.pattern is Pattern.RESPOND:
            return self._respond(accord, obligation, part, frame, allowed, proof)
        return weigh(norm.pattern, part.bearings.pieces, frame, court, allowed, keep=norm.keep)

    def _proof(self, accord: Accord, obligation: Obligation, bearers: tuple[str, ...]) -> Proof:
        key = (obligation.ref, bearers, obligation.decided_by, obligation.performers)
        if key not in self._proofs:
            self._proofs[key] = Proof(self.world, accord, obligation, bearers)
        return self._proofs[key]

    def _respond(
        self, accord: Accord, obligation: Obligation, part: Part, frame: Frame, allowed: frozenset[str], proof: Proof
    ) -> Result:
        """Every trigger that stands opens a window of its own."""
        assert part.triggers is not None
        incident_of = self.world.incident_of
        causes = bench(self.world, proof, None, accord.id, deed_is_met=False, incident_of=incident_of)
        court = bench(self.world, proof, part.zone, accord.id, deed_is_met=True, incident_of=incident_of)
        return answered(part.triggers.pieces, part.bearings.pieces, frame, causes, court, allowed)

    # -- writing ----------------------------------------------------------------------------------------------------

    def _blank(
        self, accord: Accord, obligation: Obligation, viewpoint: Viewpoint, standard: Level, start: int | None
    ) -> Verdict:
        clocks = self.world.clocks
        return Verdict(
            accord=accord.id,
            obligation=obligation.id,
            ref=obligation.ref,
            article=obligation.article,
            title=obligation.title,
            theme=obligation.theme,
            bearer=obligation.bearers,
            performer=obligation.performers,
            viewpoint=viewpoint.name,
            standard=standard.word,
            as_of=clocks.as_of,
            known_at=clocks.known_at,
            clock=clocks.clock,
            period=Interval(start, clocks.as_of),
            label=Label.UNKNOWN,
            value=Value.NEITHER,
            level_for=Level.NONE,
            level_against=Level.NONE,
            in_force="in force",
            readings=obligation.readings,
            says=obligation.says,
            reachable=_reachable(viewpoint, standard),
            versions=(("accord", accord.version), ("engine", ENGINE), ("semantics", SEMANTICS)),
        )

    def _written(
        self,
        accord: Accord,
        obligation: Obligation,
        viewpoint: Viewpoint,
        standard: Level,
        blank: Verdict,
        frame: Frame,
        parts: Sequence[Part],
        results: Sequence[Result],
        explore: Explore,
    ) -> Verdict:
        result = folded(results)
        value = result.values[standard - 1]
        name = self._label(accord, obligation, frame, result, value)
        for_, against = levels(result.values, STANDARDS)
        markers = self._markers(accord, obligation, frame, result, value)
        undetermined: tuple[Undetermined, ...] = ()
        if explore > Explore.NOTHING:
            undetermined = self._undetermined(accord, obligation, viewpoint, standard, frame, parts, name, explore)
        if not result.triggered:
            name = Label.NOT_TRIGGERED
        for_pieces = [p for s, ps in result.standing_met for p in ps]
        against_pieces = [p for s, ps in result.standing_unmet for p in ps]
        decisive = for_pieces if value is Value.TRUE else against_pieces if value is Value.FALSE else []
        if value is Value.BOTH:
            decisive = for_pieces + against_pieces
        pieces = [p for part in parts for p in part.bearings.pieces]
        counted = {p.claim.id for p in (*result.met, *result.unmet)}
        values = [values[standard - 1] for values in result.each]
        stated, outcome = ("", "")
        if accord.instrument == "ultimatum":
            announced = self._consequence(accord, obligation, frame, viewpoint)
            stated, outcome = ultimatum.state(self.world, accord, value, frame, viewpoint, announced)
        return replace(
            blank,
            label=name,
            value=value,
            level_for=for_,
            level_against=against,
            instances=Repeated(
                sum(v is Value.TRUE for v in values),
                sum(v is Value.FALSE for v in values),
                sum(v is Value.BOTH for v in values),
                sum(v is Value.NEITHER for v in values),
            ),
            observed=self._observed(accord, obligation, frame, parts, viewpoint),
            extent=extent(obligation.norm, pieces),
            through=result.through if value is Value.TRUE else None,
            last_breach=result.last_breach,
            markers=markers,
            undetermined=undetermined,
            by=rests_on(decisive),
            basis=basis(for_pieces, against_pieces, self.world.aliases),
            state=stated,
            outcome=outcome,
            witnesses_for=ids(for_pieces),
            witnesses_against=ids(against_pieces),
            coverage=ids([p for p in (*result.met, *result.unmet) if p.source == "coverage"]),
            evidence_for=ids(result.met),
            evidence_against=ids(result.unmet),
            not_counted=not_counted(parts, counted, frame.as_of),
        )

    def _label(self, accord: Accord, obligation: Obligation, frame: Frame, result: Result, value: Value) -> Label:
        pattern = obligation.norm.pattern
        if pattern is Pattern.ACHIEVE or pattern is Pattern.RESPOND:
            pending = not result.decided and obligation.norm.duty is Duty.RESULT
        else:
            over = frame.end is not None and frame.as_of >= frame.end
            pending = pattern is Pattern.RECUR and not result.each and not over
        return label(value, pattern, accord.instrument, pending=pending)

    def _markers(
        self, accord: Accord, obligation: Obligation, frame: Frame, result: Result, value: Value
    ) -> tuple[Marker, ...]:
        found = []
        achieve = obligation.norm.pattern is Pattern.ACHIEVE and obligation.norm.duty is Duty.RESULT
        if achieve and result.late:
            found.append(Marker.LATE)
        if achieve and value is Value.FALSE and not result.late and frame.deadline is not None and not result.met:
            found.append(Marker.OVERDUE)
        decisive = result.standing_met if value is Value.TRUE else result.standing_unmet
        if value in (Value.TRUE, Value.FALSE):
            pieces = [p for _, ps in decisive for p in ps]
            if pieces and all(p.source == "assessment" for p in pieces):
                found.append(Marker.BY_ASSERTION)
        end = frame.deadline_latest if achieve and frame.deadline_latest is not None else frame.as_of
        if value is not Value.NEITHER and self.world.clocks.known_at < min(end, frame.as_of) + accord.lateness_s:
            found.append(Marker.PROVISIONAL)
        if value is Value.FALSE:
            for other in accord.obligations:
                if other.remedy_for and other.remedy_for in (obligation.ref, obligation.id):
                    mended = self.verdict(accord, other, explore=Explore.NOTHING)
                    if mended.value is Value.TRUE:
                        found.append(Marker.REPAIRED)
        return tuple(found)

    def _undetermined(
        self,
        accord: Accord,
        obligation: Obligation,
        viewpoint: Viewpoint,
        standard: Level,
        frame: Frame,
        parts: Sequence[Part],
        name: Label,
        explore: Explore,
    ) -> tuple[Undetermined, ...]:
        """What could be, were the possible certain: one axis at a time, then all together; then each reading."""
        found: list[Undetermined] = []
        doubted = frozenset(d for part in parts for p in part.bearings.pieces for d in p.doubts) | {"time"}

        def under(allowed: frozenset[str]) -> Label:
            result = folded([self._weigh(accord, obligation, p, frame, allowed) for p in parts])
            return self._label(accord, obligation, frame, result, result.values[standard - 1])

        settled = name is Label.BREACHED and obligation.norm.pattern in (Pattern.PROHIBIT, Pattern.MAINTAIN)
        if settled and not any(p.cover is not None for part in parts for p in part.bearings.pieces):
            doubted = frozenset()  # one violation stands and nobody denies any: no other can change it
        for axis in AXES:
            if axis in doubted:
                other = under(frozenset((axis,)))
                if other is not name:
                    found.append(Undetermined(axis, (str(other),)))
        if not found and len(doubted) > 1:
            other = under(doubted)
            if other is not name:
                axes = [a for a in AXES if a in doubted]
                found.append(Undetermined("+".join(axes), (str(other),)))
        if self._alternatives is not None and explore >= Explore.ALL:
            for reading_name in obligation.readings:
                reading = accord.readings.get(reading_name)
                for choice in reading.choices if reading else ():
                    changed = self._alternatives(accord.id, reading_name, choice)
                    same = changed.obligation(obligation.id) if changed else None
                    if changed is None or same is None or _alike(accord, changed, obligation, same):
                        continue
                    other_court = self._under(changed)
                    other = other_court.verdict(
                        changed, same, viewpoint, standard, start=frame.period.start, explore=Explore.NOTHING
                    ).label
                    if other is not name:
                        found.append(Undetermined("reading", (str(other),), f"{reading_name}={choice}"))
        return tuple(found)

    def _under(self, changed: Accord) -> Court:
        """A court for the same world with one accord as another reading has it; what bears on what is shared."""
        other = Court(self.world, {**self.accords, changed.id: changed}.values())
        other._bearings = self._bearings
        other._kept = self._kept
        other._proofs = self._proofs
        return other

    def _observed(
        self, accord: Accord, obligation: Obligation, frame: Frame, parts: Sequence[Part], viewpoint: Viewpoint
    ) -> float | None:
        """The share of window × zone under somebody's coverage; None when there is no window to share."""
        end = min(frame.as_of, frame.deadline_latest or frame.as_of, frame.end or frame.as_of)
        start = max(x for x in (frame.start, frame.period.start, -(2**62)) if x is not None)
        if end <= start or start < 0:
            return None
        deed = obligation.norm.deed
        verb = self.world.verbs.verb(deed.verb) if deed else None
        kind = verb.evidence[0].event if verb else (deed.verb.replace(" ", "-") if deed else "")
        watching = []
        for claim in self.world.coverages:
            if not self.world.verbs.is_a(kind, claim.event):
                continue
            if claim.id not in self.world.admitted(viewpoint, accord.parties):
                continue
            inner = claim.when.inner
            a, b = max(start, inner.start or start), min(end, inner.end if inner.end is not None else end)
            if a < b:
                watching.append((a, b, claim))
        if not watching:
            return 0.0
        total = 0.0
        for part in parts:
            cuts = sorted({start, end} | {x for a, b, _ in watching for x in (a, b)})
            for a, b in pairwise(cuts):
                here = [c for x, y, c in watching if x <= a and y >= b]
                total += (b - a) * self._share(accord, part.zone, here)
        return round(total / ((end - start) * max(1, len(parts))), 4)

    def _share(self, accord: Accord, zone: Zone | None, claims: Sequence[Claim]) -> float:
        if not claims or zone is None:
            return 1.0 if claims else 0.0
        extents = [self.world.zone(accord.id, c.extent_place) for c in claims]
        if any(e is zone for e in extents):
            return 1.0
        return covered_share(zone, [e for e in extents if e is not None])

    def _whole(self, accord: Accord, viewpoint: Viewpoint, standard: Level, start: int | None) -> Verdict:
        """The accord's own row: what has been said of it as a whole."""
        whole = Obligation(f"{accord.id}/*", accord.id, "*", "", accord.title, "", Norm(Pattern.MAINTAIN))
        whole = replace(whole, bearers=accord.parties)
        blank = self._blank(accord, whole, viewpoint, standard, start)
        if accord.signed > self.world.clocks.as_of:
            return replace(blank, label=Label.NOT_IN_FORCE, in_force=str(Label.NOT_IN_FORCE))
        pieces = []
        latest: dict[str, list[Claim]] = {}
        admitted = self.world.admitted(viewpoint, accord.parties + accord.addressee)
        for claim in sorted(self.world.assessments, key=lambda c: (c.said or 0, c.id)):
            if (claim.said_to or 0) > self.world.clocks.as_of or claim.id not in admitted:
                continue
            if not any(_of_the_whole(t, f"{accord.id}/*", denied=denies(claim)) for t in claim.assesses):
                continue
            kept = latest.setdefault(principal(self.world, claim), [])
            if kept and kept[0].said != claim.said:
                kept.clear()
            kept.append(claim)
        for claim in (c for kept in latest.values() for c in kept):
            some = Interval(claim.said, claim.said_to)
            pieces.append(Piece(claim, not denies(claim), some, None, "assessed as a whole", source="assessment"))
        proof = Proof(self.world, accord, whole, ())
        result = conduct(pieces, proof, self.world.clocks.as_of)
        period = Interval(start, blank.as_of)
        frame = Frame(accord.signed, accord.signed, None, None, None, None, period, blank.as_of)
        written = self._written(accord, whole, viewpoint, standard, blank, frame, [], [result], explore=Explore.NOTHING)
        if accord.instrument != "ultimatum":
            return written
        demands = [self.verdict(accord, o, viewpoint, standard, explore=Explore.NOTHING) for o in accord.obligations]
        worst = next((d for state in _STATES for d in demands if d.state == state), None)
        return written if worst is None else replace(written, state=worst.state, outcome=worst.outcome)


_STATES = ("not met", "contested", "lapsed", "withdrawn", "amended", "open", "met")
"""Of several demands, the state of the whole: the first of these that one of them has."""


def _of_the_whole(target: str, whole: str, *, denied: bool) -> bool:
    """Whether an opinion speaks of the accord as a whole. "One party violated it" says that it is not kept; "one party
    complied" does not say that it is."""
    bare, at, _actor = target.partition("@")
    return bare == whole and (denied or not at)


def _days_after(at: int, moment: Moment) -> int:
    """The end of the last of so many whole days after the day of `at` (Reg. (EEC, Euratom) 1182/71, art. 3)."""
    tz = zone(moment.zone or "UTC")
    edge = moment.anchor is not None and moment.anchor.edge in ("deadline", "completion")
    day = datetime.fromtimestamp(at - 1 if edge else at, tz).date() + timedelta(days=moment.days + 1)
    return int(datetime(day.year, day.month, day.day, tzinfo=tz).timestamp())


def _reachable(viewpoint: Viewpoint, standard: Level) -> bool:
    """Whether a viewpoint can ever meet the standard: one account alone corroborates nothing."""
    return viewpoint.speakers is None or len(viewpoint.speakers) > 1 or standard <= Level.REPORTED


def _alike(accord: Accord, changed: Accord, obligation: Obligation, same: Obligation) -> bool:
    """Whether a reading leaves an obligation, its zones and what it waits for as they are."""
    named = {*obligation.zones, obligation.norm.deed.zone if obligation.norm.deed else None} - {None}
    waits = [obligation.norm.condition, obligation.norm.start.anchor]
    return (
        replace(same, at=obligation.at) == obligation
        and accord.counts_as == changed.counts_as
        and all(accord.zones.get(str(n)) is changed.zones.get(str(n)) for n in named)
        and not any(waits)
        and accord.in_force == changed.in_force
        and accord.until == changed.until
    )


def _own_deed(deed: Deed, obligation: Obligation, bearers: tuple[str, ...]) -> Deed:
    """Where each bearer answers for itself and the norm names nobody else, its own conduct is meant; where it forbids
    something to all, the conduct of its own side."""
    everybody = {Term(actor=b) for b in obligation.bearers}
    if not obligation.each_bearer or deed.jointly:
        return deed
    if set(deed.subjects) == everybody:
        return replace(deed, subjects=tuple(Term(actor=b) for b in bearers))
    if obligation.norm.pattern is Pattern.PROHIBIT and all(t.anyone for t in deed.subjects) and deed.subjects:
        return replace(deed, subjects=tuple(Term(side_of=b) for b in bearers))
    return deed
