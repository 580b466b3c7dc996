"""The instances of an obligation, what bears on each, and what that weighs (semantics.md, rules V10, V18, V22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from servanda.accord.law import Deed, Duty, Norm, Obligation, Pattern, Term
from servanda.geo import Zone
from servanda.verdict.bearing import bearings, occurrences
from servanda.verdict.conduct import conduct
from servanda.verdict.instance import NONE_YET, Frame, Result, answered, bench, occurred, rebuts, weigh
from servanda.verdict.pattern import Bench
from servanda.verdict.piece import Bearings, Piece, Scope
from servanda.verdict.proof import Proof
from servanda.verdict.question import Question
from servanda.verdict.telling import Part
from servanda.verdict.tested import tested
from servanda.verdict.word import observed_by, spoken_for, unobserved
from servanda.verdict.world import Viewpoint, World


class Evidence:
    """The evidence of one world. What bears on what is worked out once and shared by all viewpoints, standards,
    periods and readings."""

    def __init__(
        self, world: World, heard: dict[object, Bearings] | None = None, beside: tuple[Evidence, World] | None = None
    ) -> None:
        self.world = world
        self._beside = beside
        self._heard: dict[object, Bearings] = {} if heard is None else heard
        self._bearings: dict[object, Bearings] = {}
        self._kept: dict[tuple[int, Viewpoint, tuple[str, ...]], tuple[Bearings, Bearings]] = {}
        self._proofs: dict[tuple[object, ...], Proof] = {}

    def on(self, world: World) -> Evidence:
        """The evidence of the same claims at other clocks; what occurrences say is shared."""
        return Evidence(world, self._heard)

    def beside(self, world: World, added: World) -> Evidence:
        """The evidence of a world that holds what is `added` besides: only that is listened to anew."""
        return Evidence(world, None, (self, added))

    def parts(self, question: Question, frame: Frame) -> list[Part]:
        """The obligation's instances, each with what the viewpoint admits of what bears on it."""
        return [self._admitted(part, question) for part in self._parts(question, frame)]

    def weigh(self, question: Question, part: Part, frame: Frame, allowed: frozenset[str]) -> Result:
        """The result of one instance, counting what is certain, and what is doubtful only along `allowed` axes."""
        norm = question.obligation.norm
        found = self._weighed(question, part, frame, allowed)
        if not norm.observed_by:
            return found
        answers = partial(rebuts, self.world, question.accord.id)
        words = spoken_for(norm, part, frame, found, allowed, answers)
        observed = observed_by(self.world, found, norm.observed_by, words)
        if observed is not None:
            return observed
        without = _speaking(norm, part, met=False)
        missing = unobserved(self.world, norm.observed_by, words)
        return replace(self._weighed(question, without, frame, allowed, unmet=True), unobserved=missing)

    def _weighed(
        self, question: Question, part: Part, frame: Frame, allowed: frozenset[str], *, unmet: bool = False
    ) -> Result:
        """By the norm's pattern, and by the tests that it names itself; `unmet`: no test that it is kept is passed."""
        norm = question.obligation.norm
        proof = self._proof(question, part.bearers)
        own = part  # whatever else speaks on the side for which the text names tests is not heard
        if bool(norm.kept_if) is not bool(norm.breached_if):
            own = _speaking(norm, part, met=not norm.kept_if)
        plain = self._by_pattern(question, own, frame, allowed, proof)
        if not norm.kept_if and not norm.breached_if:
            return plain
        kept = [
            self._test(question, part, frame, allowed, proof, d, b, met=True)
            for d, b in zip(norm.kept_if, part.kept_if, strict=True)
        ]
        if unmet:
            kept = [replace(k, values=NONE_YET, met=(), standing_met=()) for k in kept]
        breached = [
            self._test(question, part, frame, allowed, proof, d, b, met=False)
            for d, b in zip(norm.breached_if, part.breached_if, strict=True)
        ]
        return tested(plain, kept, breached)

    def _by_pattern(
        self, question: Question, part: Part, frame: Frame, allowed: frozenset[str], proof: Proof
    ) -> Result:
        norm = question.obligation.norm
        if norm.duty is Duty.CONDUCT:
            return conduct(part.bearings.pieces, proof, frame.certain, frame.inner.end, self.world.incident_of)
        world, accord = self.world, question.accord.id
        asks = norm.pattern in (Pattern.ACHIEVE, Pattern.RECUR, Pattern.RESPOND)
        court = bench(world, proof, part.zone, accord, deed_is_met=asks, incident_of=world.incident_of)
        if norm.pattern is Pattern.RESPOND:
            assert part.triggers is not None
            causes = self.causes(question, part)
            return answered(part.triggers.pieces, part.bearings.pieces, frame, causes, court, allowed)
        return weigh(norm.pattern, part.bearings.pieces, frame, court, allowed, keep=norm.keep)

    def _test(
        self,
        question: Question,
        part: Part,
        frame: Frame,
        allowed: frozenset[str],
        proof: Proof,
        deed: Deed,
        found: Bearings,
        *,
        met: bool,
    ) -> Result:
        """Whether a deed occurred that shows the norm to be kept (`met`) or breached."""
        norm, zone = question.obligation.norm, _tested_in(question, deed, part.zone)
        incident_of = self.world.incident_of
        judge = bench(self.world, proof, zone, question.accord.id, deed_is_met=met, incident_of=incident_of)
        early = met and norm.deadline is not None
        return occurred(found.pieces, frame, judge, allowed, done_early=early)

    def causes(self, question: Question, part: Part) -> Bench:
        """Who judges what triggers an obligation: it speaks against those who answer."""
        proof, world = self._proof(question, part.bearers), self.world
        return bench(world, proof, None, question.accord.id, deed_is_met=False, incident_of=world.incident_of)

    def consequence(self, question: Question, frame: Frame) -> Sequence[Piece]:
        """What bears on the consequence that an ultimatum announced."""
        deed = question.accord.consequence_deed
        if deed is None:
            return ()
        zone = question.accord.zones.get(deed.zone) if deed.zone else None
        return self._bears(question, deed, zone, frame).pieces

    def _parts(self, question: Question, frame: Frame) -> list[Part]:
        accord, obligation = question.accord, question.obligation
        deed = obligation.norm.deed
        assert deed is not None
        groups = [(b,) for b in obligation.bearers] if obligation.each_bearer else [obligation.bearers]
        zones: Sequence[str | None] = obligation.zones or (deed.zone,)
        parts = []
        for bearers in groups or [()]:
            for name in zones:
                zone = accord.zones.get(name) if name else None
                own = _own_deed(deed, obligation, bearers)
                found = self._bears(question, own, zone, frame, bearers)
                if obligation.norm.duty is Duty.CONDUCT:
                    steps = Deed("take measures", tuple(Term(actor=b) for b in bearers))
                    taken = self._bears(question, steps, None, frame)
                    own_pieces = tuple(p for p in taken.pieces if p.source != "assessment")
                    found = Bearings(found.pieces + own_pieces, found.ignored + taken.ignored)
                triggers = None
                if obligation.norm.trigger is not None:
                    cause = obligation.norm.trigger
                    where = accord.zones.get(cause.zone) if cause.zone else None
                    triggers = self._bears(question, cause, where, frame)
                norm = obligation.norm
                kept, breached = (
                    tuple(self._tests(question, d, _tested_in(question, d, zone), frame) for d in deeds)
                    for deeds in (norm.kept_if, norm.breached_if)
                )
                parts.append(Part(bearers, zone, name or "", found, triggers, kept, breached, own))
        return parts

    def _tests(self, question: Question, deed: Deed, zone: Zone | None, frame: Frame) -> Bearings:
        """What bears on a test: whether its deed occurred, whatever the norm's own pattern."""
        norm = replace(question.obligation.norm, pattern=Pattern.ACHIEVE, duty=Duty.RESULT)
        return self._bears(replace(question, obligation=replace(question.obligation, norm=norm)), deed, zone, frame)

    def _bears(
        self, question: Question, deed: Deed, zone: Zone | None, frame: Frame, bearers: tuple[str, ...] = ()
    ) -> Bearings:
        """What bears on a deed; opinions on the obligation as those who answer (`bearers`) are concerned."""
        accord, obligation, viewpoint = question.accord, question.obligation, question.viewpoint
        undefined = any(t.designated and not t.by for t in deed.subjects + deed.targets)
        designators = viewpoint.designators if undefined else None
        pattern = obligation.norm.pattern
        start, deadline = frame.start_latest, frame.deadline
        key = (obligation.ref, pattern, accord.counts_as, deed, id(zone), start, deadline, designators)
        found = self._bearings.get((*key, bearers))
        if found is None:
            scope = Scope(accord, obligation, deed, zone, start, deadline, viewpoint, bearers)
            found = self._bearings[*key, bearers] = bearings(self.world, scope, self._listen(key, scope))
        return found

    def _listen(self, key: object, scope: Scope) -> Bearings:
        """What occurrences say of the scope's deed."""
        heard = self._heard.get(key)
        if heard is None:
            if self._beside is None:
                heard = occurrences(self.world, scope)
            else:
                before, added = self._beside
                old, new = before._listen(key, scope), occurrences(added, scope)
                heard = Bearings(old.pieces + new.pieces, old.ignored + new.ignored)
            self._heard[key] = heard
        return heard

    def _admitted(self, part: Part, question: Question) -> Part:
        triggers = self._admit(part.triggers, question) if part.triggers is not None else None
        kept = tuple(self._admit(b, question) for b in part.kept_if)
        breached = tuple(self._admit(b, question) for b in part.breached_if)
        bearings = self._admit(part.bearings, question)
        return replace(part, bearings=bearings, triggers=triggers, kept_if=kept, breached_if=breached)

    def _admit(self, found: Bearings, question: Question) -> Bearings:
        """What the viewpoint admits of it."""
        viewpoint, parties = question.viewpoint, question.parties
        if viewpoint.speakers is None and not viewpoint.third_party:
            return found
        key = (id(found), viewpoint, parties)
        if key not in self._kept:
            admitted = self.world.admitted(viewpoint, parties)
            pieces = tuple(p for p in found.pieces if p.claim.id in admitted)
            left = Bearings(pieces, tuple(i for i in found.ignored if i.claim.id in admitted))
            self._kept[key] = (found, left)  # keeping what the id is of keeps the id its own
        return self._kept[key][1]

    def _proof(self, question: Question, bearers: tuple[str, ...]) -> Proof:
        obligation = question.obligation
        key = (obligation.ref, bearers, obligation.decided_by, obligation.performers)
        if key not in self._proofs:
            self._proofs[key] = Proof(self.world, question.accord, obligation, bearers)
        return self._proofs[key]


def _speaking(norm: Norm, part: Part, *, met: bool) -> Part:
    """The instance with what says that it is met alone, or that it is not."""
    wanted = met is (norm.pattern is not Pattern.PROHIBIT)
    pieces = tuple(p for p in part.bearings.pieces if p.affirms is wanted)
    return replace(part, bearings=Bearings(pieces, part.bearings.ignored))


def _tested_in(question: Question, deed: Deed, zone: Zone | None) -> Zone | None:
    """Where a test is asked: in its own zone; else in the instance's, where the norm has several."""
    if deed.zone:
        return question.accord.zones.get(deed.zone)
    return zone if question.obligation.zones else None


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
