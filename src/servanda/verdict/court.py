"""Verdicts: every obligation, seen from a viewpoint, for a period, at two clocks (semantics.md, V1–V24). Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from enum import IntEnum

from servanda.accord.law import Accord, Duty, Obligation, Pattern
from servanda.model import Claim, Interval, Label, Level, Marker, Undetermined, Value, Verdict
from servanda.verdict import ultimatum
from servanda.verdict.acts import idle
from servanda.verdict.evidence import Evidence
from servanda.verdict.instance import IN_FORCE, Frame, Result, folded
from servanda.verdict.observed import observed
from servanda.verdict.pattern import Bench
from servanda.verdict.possible import Alternatives, by_evidence, other_readings
from servanda.verdict.question import Question
from servanda.verdict.relevance import relevant, telling
from servanda.verdict.telling import Part
from servanda.verdict.times import NOTHING, Times
from servanda.verdict.whole import STATES, articles, said_of_the_whole, whole_of
from servanda.verdict.world import ALL, Viewpoint, World
from servanda.verdict.writing import blank, named, remedies, written


class Explore(IntEnum):
    """How far to look for what a verdict could be: not at all, over possible evidence, over readings as well."""

    NOTHING = 0
    EVIDENCE = 1
    ALL = 2


class Court:
    """Answers for one world. `evidence`: that of another court of the same world, shared with it."""

    def __init__(
        self,
        world: World,
        accords: Iterable[Accord],
        *,
        alternatives: Alternatives | None = None,
        evidence: Evidence | None = None,
    ) -> None:
        self.world = world
        self.accords = {a.id: a for a in accords}
        self._alternatives = alternatives
        self._evidence = evidence or Evidence(world)
        self._times = Times(self._evidence, self.accords, lambda q: self._answer(q, Explore.NOTHING))
        self._given: dict[tuple[object, ...], Verdict] = {}

    def verdicts(
        self,
        viewpoint: Viewpoint = ALL,
        standard: Level = Level.ALLEGED,
        *,
        accord: str | None = None,
        refs: Collection[str] = (),
        but: Collection[str] = (),
        start: int | None = None,
        explore: Explore = Explore.ALL,
    ) -> list[Verdict]:
        """One verdict an obligation, one for each accord as a whole (`accord/*`), and one for each article that
        opinions aim at (`accord/5/*`); of these only `refs`, if any are given, and no obligation in `but`. `start`: the
        period's beginning (seconds UTC); by default each obligation's entry into force."""
        found = []
        for each in self.accords.values():
            if accord is not None and each.id != accord:
                continue
            articles = [a for a in self.rows(each) if not refs or whole_of(each, a).ref in refs]
            found += [self.row(each, article, viewpoint, standard, start=start) for article in articles]
            found.extend(
                self.verdict(each, o, viewpoint, standard, start=start, explore=explore)
                for o in each.obligations
                if (not refs or o.ref in refs) and o.ref not in but
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
        return self._answer(Question(accord, obligation, viewpoint, standard, start), explore)

    def on(self, as_of: int) -> Court:
        """A court for the same claims at another `as_of` (seconds UTC)."""
        world = self.world.on(replace(self.world.clocks, as_of=as_of))
        evidence = self._evidence.on(world)
        return Court(world, self.accords.values(), alternatives=self._alternatives, evidence=evidence)

    def without(self, removed: Collection[str]) -> Court:
        """A court for the world without some claims, by their ids."""
        return Court(self.world.without(removed), self.accords.values(), alternatives=self._alternatives)

    def beside(self, added: Sequence[Claim]) -> Court:
        """A court for the world with some claims besides (occurrences, opinions, watches); those that are `same_as` a
        claim are of its incident."""
        world, alone = self.world.beside(added)
        evidence = self._evidence.beside(world, alone)
        return Court(world, self.accords.values(), alternatives=self._alternatives, evidence=evidence)

    def laid_open(self, question: Question) -> tuple[Frame, list[Part], list[Result]] | None:
        """The times of an obligation and its instances, each with its result; None where it is not in force."""
        frame, _label = self._times.frame(question)
        if frame is None or question.obligation.norm.deed is None:
            return None
        parts = self._evidence.parts(question, frame)
        return frame, parts, [self._evidence.weigh(question, part, frame, NOTHING) for part in parts]

    def asked(self, question: Question) -> Verdict:
        """The verdict on a question, looking no further."""
        return self._answer(question, Explore.NOTHING)

    def waits_for(self, question: Question) -> list[tuple[str, Question]]:
        """The obligations that this one's beginning or condition waits for, each with the edge of it that is meant."""
        return self._times.waits_for(question)

    def causes(self, question: Question, part: Part) -> Bench:
        """Who judges what triggers an obligation."""
        return self._evidence.causes(question, part)

    def again(self, verdict: Verdict, viewpoint: Viewpoint, standard: Level) -> Verdict:
        """What this court says of the same row, to date, looking no further."""
        accord = self.accords[verdict.accord]
        obligation = accord.obligation(verdict.obligation)
        if obligation is None:
            article = verdict.obligation.removesuffix("*").removesuffix("/")
            return self.row(accord, article, viewpoint, standard, start=verdict.period.start)
        return self.verdict(accord, obligation, viewpoint, standard, explore=Explore.NOTHING)

    def rows(self, accord: Accord) -> tuple[str, ...]:
        """What of an accord has a row of its own: all of it (""), and the articles that opinions aim at."""
        return ("", *articles(self.world, accord))

    def row(
        self,
        accord: Accord,
        article: str = "",
        viewpoint: Viewpoint = ALL,
        standard: Level = Level.ALLEGED,
        *,
        start: int | None = None,
    ) -> Verdict:
        """What has been said of an accord, or of one article of it, as a whole."""
        return self._whole(Question(accord, whole_of(accord, article), viewpoint, standard, start))

    def _answer(self, question: Question, explore: Explore) -> Verdict:
        accord, obligation, start = question.accord, question.obligation, question.start
        key = (id(accord), obligation.ref, question.viewpoint, question.standard, start, explore)
        given = self._given.get(key)
        if given is not None:
            return given
        circles = self._times.circles
        if start is not None and obligation.norm.pattern is Pattern.ACHIEVE:
            # what is done once is done, in every period alike
            as_far = Explore.ALL if explore > Explore.NOTHING else Explore.NOTHING
            whole = self._answer(replace(question, start=None), as_far)
            given = replace(whole, period=Interval(start, whole.period.end))
        else:
            given = self._weighed(question, explore)
        if circles == self._times.circles:  # else it depends on where in a circle the question came from
            self._given[key] = given
        return given

    def _weighed(self, question: Question, explore: Explore) -> Verdict:
        norm = question.obligation.norm
        if norm.pattern is Pattern.DECLARES or norm.deed is None:
            because = question.obligation.untestable_because
            return replace(blank(self.world, question), label=Label.UNTESTABLE, in_force="", basis=because)
        made = self._with_acts(question, explore)
        changed_nothing = tuple(idle(self.world, question, made.acts))
        return replace(made, not_counted=made.not_counted + changed_nothing) if changed_nothing else made

    def _with_acts(self, question: Question, explore: Explore) -> Verdict:
        """The verdict; where acts are contested and the label hangs on them, that they are."""
        made = self._under_acts(question, explore, contested=False)
        if not self._times.contested(question):
            return made
        other = self._under_acts(question, Explore.NOTHING, contested=True)
        cited = tuple(dict.fromkeys(made.acts + other.acts))
        if other.label is made.label:
            return replace(made, acts=cited)
        contested = Label.FORCE_CONTESTED
        empty = replace(blank(self.world, question), period=made.period, label=contested, in_force=str(contested))
        return replace(empty, deadline=made.deadline, deadline_latest=made.deadline_latest, acts=cited)

    def _under_acts(self, question: Question, explore: Explore, *, contested: bool) -> Verdict:
        """The verdict when contested acts do not count, or do."""
        norm, start = question.obligation.norm, question.start
        frame, force = self._times.frame(question, contested=contested)
        cited = tuple(c.id for c in self._times.changed(question, contested=contested).by)
        empty = replace(blank(self.world, question), acts=cited)
        if frame is None:
            return replace(empty, label=force, in_force=str(force))
        empty = replace(
            empty,
            period=Interval(start if start is not None else frame.start, frame.as_of),
            deadline=frame.deadline,
            deadline_latest=frame.deadline_latest,
            in_force=frame.in_force,
        )
        standing = norm.pattern in (Pattern.MAINTAIN, Pattern.PROHIBIT) and norm.duty is Duty.RESULT
        if standing and not frame.segments:
            why = str(Label.NOT_IN_FORCE) if frame.in_force == IN_FORCE else frame.in_force
            return replace(empty, label=Label.NOT_IN_FORCE, in_force=why)
        parts = self._evidence.parts(question, frame)
        results = [self._evidence.weigh(question, part, frame, NOTHING) for part in parts]
        made = self._written(question, empty, frame, parts, results)
        once = norm.pattern in (Pattern.ACHIEVE, Pattern.RESPOND) and norm.duty is Duty.RESULT
        if once and made.label is Label.PENDING and (frame.in_suspension or frame.over):
            return replace(made, label=Label.NOT_IN_FORCE)
        if explore > Explore.NOTHING:
            made = replace(made, undetermined=self._undetermined(question, frame, parts, folded(results), explore))
        return made

    def _written(
        self, question: Question, empty: Verdict, frame: Frame, parts: Sequence[Part], results: Sequence[Result]
    ) -> Verdict:
        made = written(self.world, question, empty, frame, parts, folded(results))
        made = replace(made, observed=observed(self.world, question, frame, parts))
        if made.value is Value.FALSE:
            mended = [self.verdict(question.accord, o, explore=Explore.NOTHING) for o in remedies(question)]
            repaired = tuple(Marker.REPAIRED for m in mended if m.value is Value.TRUE)
            made = replace(made, markers=made.markers + repaired)
        if question.accord.instrument == "ultimatum":
            announced = self._evidence.consequence(question, frame)
            state, outcome = ultimatum.state(
                self.world, question.accord, made.value, frame, question.viewpoint, announced
            )
            made = replace(made, state=state, outcome=outcome)
        return made

    def _undetermined(
        self, question: Question, frame: Frame, parts: Sequence[Part], result: Result, explore: Explore
    ) -> tuple[Undetermined, ...]:
        name = named(question, frame, result)

        def under(allowed: frozenset[str]) -> Label:
            found = folded([self._evidence.weigh(question, p, frame, allowed) for p in parts])
            return named(question, frame, found)

        times = relevant(question.obligation, frame)
        pieces = [p for part in parts for heard in part.heard for p in telling(heard.pieces, times)]
        found = by_evidence(question.obligation, pieces, name, under)
        if self._alternatives is not None and explore >= Explore.ALL:
            for choice, other in other_readings(replace(question, start=frame.period.start), self._alternatives):
                accords = {**self.accords, other.accord.id: other.accord}.values()
                court = Court(self.world, accords, evidence=self._evidence)
                could_be = court._answer(other, Explore.NOTHING).label
                if could_be is not name:
                    found.append(Undetermined("reading", (str(could_be),), choice))
        return tuple(found)

    def _whole(self, question: Question) -> Verdict:
        """The row of an accord or of one of its articles."""
        accord = question.accord
        empty = blank(self.world, question)
        if accord.signed > self.world.clocks.as_of:
            return replace(empty, label=Label.NOT_IN_FORCE, in_force=str(Label.NOT_IN_FORCE))
        frame = Frame(accord.signed, accord.signed, None, None, None, None, empty.period, empty.as_of)
        made = self._written(question, empty, frame, [], [said_of_the_whole(self.world, question)])
        if accord.instrument != "ultimatum" or question.obligation.article:
            return made
        demands = [
            self.verdict(accord, o, question.viewpoint, question.standard, explore=Explore.NOTHING)
            for o in accord.obligations
        ]
        worst = next((d for state in STATES for d in demands if d.state == state), None)
        return made if worst is None else replace(made, state=worst.state, outcome=worst.outcome)
