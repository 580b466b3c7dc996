"""The court at its edges: rows, periods, states of duties, instances, watches (semantics.md, V9 to V25, L5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from verdict_bench import (
    ALL_OF_IT,
    IN_EAST,
    IN_WEST,
    REGISTER,
    T0,
    D,
    H,
    accord,
    act,
    at,
    claim,
    obligation,
    opinion,
    terms,
    value,
    verdict,
    watch,
    window,
    world,
)

from servanda.accord.law import Accord, Anchor, Deed, Duty, Moment, Obligation, Pattern, Reading
from servanda.geo.zone import drawn_zone
from servanda.model import Claim, Interval, Label, Level, Marker, Polarity, Verdict
from servanda.verdict import Bearings, Court, Explore, Viewpoint, World
from servanda.verdict.instance import Frame
from servanda.verdict.observed import observed
from servanda.verdict.question import Question
from servanda.verdict.telling import Part

CALM = obligation(Pattern.PROHIBIT, "cease fire", "RUS")
DUE = obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": at(5 * D)})
RECUR = obligation(Pattern.RECUR, "patrol", "RUS", norm={"every_s": 8 * D})
MEET, PATROL = Deed("talks", terms("RUS")), Deed("patrol", terms("RUS"), zone="all")


def norm(it: Obligation, **more: Any) -> Obligation:
    return replace(it, norm=replace(it.norm, **more))


def fire(day: float = 2, local: str = "f", *, by: str = "RUS", speaker: str = "ngo", **more: Any) -> Claim:
    when = (int(day * D), int(day * D) + H)
    return claim(local, speaker, "shelling", when, by=by, **{"where": IN_WEST, **more})


def patrol(day: float = 2, local: str = "p", *, speaker: str = "ngo", **more: Any) -> Claim:
    when = (int(day * D), int(day * D) + H)
    return claim(local, speaker, "patrol", when, **{"where": IN_WEST, "by": "RUS", **more})


def together(event: str, first: int, last: int, **more: Any) -> Claim:
    made = replace(act(f"{event}-{first}", event, (first, last)), speaker=("RUS", "TUR"), **more)
    return replace(made, actor=(("RUS",), ("TUR",)))


# -- rows ------------------------------------------------------------------------------------------------------------


def test_which_rows_are_asked_for() -> None:
    """One accord, or some rows by their references."""
    other = replace(CALM, id="other", ref="trial/other")
    second = accord(replace(CALM, ref="second/it", accord="second"), id="second")
    court = Court(world([opinion("o", of="trial/5/*")]), [accord(CALM, replace(other, article="5")), second])

    def refs(**more: Any) -> list[str]:
        return [v.ref for v in court.verdicts(**more)]

    assert refs(accord="trial") == ["trial/*", "trial/5/*", "trial/it", "trial/other"]
    assert refs(accord="second") == ["second/*", "second/it"]
    assert len(refs()) == 6
    assert refs(refs=("trial/other", "second/*")) == ["trial/other", "second/*"]
    assert refs(refs=("trial/5/*",)) == ["trial/5/*"]
    assert refs(refs=("trial/it",), accord="second") == []


def test_an_accord_has_a_row_from_the_second_of_its_signature() -> None:
    """V9."""
    law = accord(CALM, signed=T0 + D)
    for as_of, expected in ((D - 1, Label.NOT_IN_FORCE), (D, Label.UNKNOWN)):
        assert Court(world([], as_of), [law]).row(law).label is expected


def ultimatum(*demands: Obligation) -> Accord:
    return accord(*demands, instrument="ultimatum", addressee=("RUS",), parties=("TUR",))


def test_the_row_of_an_ultimatum_has_the_state_of_its_worst_demand() -> None:
    """L2."""
    first, second = DUE, norm(replace(DUE, id="b", ref="trial/b"), deadline=at(8 * D), deed=MEET)
    law = ultimatum(first, second)

    def state(*claims: Claim, as_of: int = 10 * D) -> str:
        return Court(world(claims, as_of), [law]).row(law).state

    done, met = patrol(2), claim("t", event="talks", when=(D, D + H), by="RUS", where=None)
    assert state(as_of=2 * D) == "open"
    assert state() == "lapsed"
    assert state(done, as_of=3 * D) == "open"
    assert state(done, met) == "met"
    assert state(done, as_of=7 * D) == "open"
    assert state(as_of=7 * D) == "lapsed"
    assert state(met, claim("d", event="patrol", when=(0, 6 * D), denies=True, by="RUS")) == "not met"
    article = Court(world([opinion("o", of="trial/5/*")]), [replace(law, obligations=(replace(DUE, article="5"),))])
    assert next((v.ref, v.state) for v in article.verdicts()) == ("trial/*", "lapsed")
    empty = ultimatum()
    assert Court(world([]), [empty]).row(empty).state == "open"


def test_only_an_ultimatum_has_a_state() -> None:
    assert verdict(DUE).state == ""
    assert verdict(DUE, among=ultimatum(DUE)).state == "lapsed"


# -- what is asked ---------------------------------------------------------------------------------------------------


def test_what_declares_or_names_no_deed_is_not_tested() -> None:
    """L5."""
    declares = norm(replace(CALM, untestable_because="a preamble"), pattern=Pattern.DECLARES)
    told = verdict(declares, [fire()])
    assert (told.label, told.basis, told.in_force) == (Label.UNTESTABLE, "a preamble", "")
    assert verdict(norm(CALM, deed=None), [fire()]).label is Label.UNTESTABLE
    assert verdict(CALM, [fire()]).label is Label.BREACHED


def test_what_is_done_once_is_done_in_every_period() -> None:
    """V11: however late the period begins."""
    told = verdict(DUE, [patrol(2)], start=4 * D)
    assert (value(told), told.period) == ("T", Interval(T0 + 4 * D, T0 + 10 * D))
    assert value(verdict(CALM, [fire(2)], start=4 * D)) == "N"
    watched = watch("w", when=(0, 4 * D), events="patrol")
    assert verdict(DUE, [watched], start=4 * D).observed == verdict(DUE, [watched]).observed == 0.8


def test_how_far_a_period_s_verdict_looks_for_what_it_could_be() -> None:
    """V24."""
    perhaps = patrol(2, where=IN_WEST, by="RUS|TUR")
    for start in (None, D):
        court = Court(world([perhaps]), [accord(DUE)])
        opening = None if start is None else T0 + start

        def axes(explore: Explore, court: Court = court, opening: int | None = opening) -> list[str]:
            found = court.verdict(accord(DUE), DUE, start=opening, explore=explore)
            return [u.axis for u in found.undetermined]

        assert axes(Explore.NOTHING) == []
        assert axes(Explore.EVIDENCE) == axes(Explore.ALL) == ["actor"]


def test_readings_without_their_alternatives_are_no_question() -> None:
    """V24, N7: what could be under a reading is asked only where everything is."""
    read = replace(CALM, readings=("narrow",))
    law = accord(read, readings={"narrow": Reading("narrow", "", "as it is", ("of Turkey",), {"of Turkey": {}})})
    assert verdict(read, [fire()], among=law).undetermined == ()
    other = norm(read, deed=replace(PROHIBITED, subjects=terms("TUR"), targets=()))

    def under(_accord: str, _reading: str, alternative: str) -> Accord | None:
        return replace(law, obligations=(other,)) if alternative == "of Turkey" else None

    court = Court(world([fire()]), [law], alternatives=under)
    assert court.verdict(law, read, explore=Explore.EVIDENCE).undetermined == ()
    (told,) = court.verdict(law, read, explore=Explore.ALL).undetermined
    assert (told.axis, told.could_be, told.because) == ("reading", ("unknown",), "narrow=of Turkey")


def test_a_circle_is_answered_alike_whoever_is_asked_first() -> None:
    """N8: what was worked out inside a circle holds only for who asked."""

    def waiting(local: str, other: str) -> Obligation:
        start = Moment(anchor=Anchor("completion", f"trial/{other}"))
        return replace(norm(DUE, start=start, deadline=None), id=local, ref=f"trial/{local}")

    one, two = waiting("one", "two"), waiting("two", "one")
    three = replace(norm(DUE, start=Moment(anchor=Anchor("breach", "trial/two"))), id="three", ref="trial/three")
    law = accord(one, two, three, DUE)

    def labels(*order: Obligation) -> dict[str, str]:
        court = Court(world([patrol()]), [law])
        return {o.id: f"{found.label} {found.in_force}" for o in order for found in [court.verdict(law, o)]}

    alone = {o.id: labels(o)[o.id] for o in (one, two, three, DUE)}
    assert labels(one, two, three, DUE) == labels(three, two, one, DUE) == labels(two, three, DUE, one) == alone


# -- states of a duty ------------------------------------------------------------------------------------------------


def begun_now(pattern: Pattern, verb: str, **more: Any) -> Verdict:
    return verdict(obligation(pattern, verb, "RUS", norm={"start": at(10 * D), **more}), [])


def test_a_standing_duty_that_begins_this_second_is_not_yet_one() -> None:
    """L5: of nothing yet; what is to be achieved or to recur is pending."""
    for pattern, verb in ((Pattern.PROHIBIT, "cease fire"), (Pattern.MAINTAIN, "be present")):
        told = begun_now(pattern, verb)
        assert (told.label, told.in_force) == (Label.NOT_IN_FORCE, "not in force")
    assert begun_now(Pattern.ACHIEVE, "patrol").label is Label.PENDING
    assert begun_now(Pattern.RECUR, "patrol", every_s=D).label is Label.PENDING
    assert begun_now(Pattern.PROHIBIT, "cease fire", duty=Duty.CONDUCT).label is Label.UNKNOWN


def test_what_suspends_or_ends_a_duty_leaves_what_was_decided() -> None:
    """V20: done is done; what was unknown at its deadline stays unknown; a window that runs stays pending."""
    waived, paused = together("waive", 3 * D, 3 * D + 1), together("suspend", 7 * D, 7 * D + 1)
    assert verdict(DUE, [waived]).label is Label.NOT_IN_FORCE
    assert verdict(DUE, [patrol(2), waived]).label is Label.FULFILLED
    assert verdict(DUE, [paused]).label is Label.UNKNOWN
    assert verdict(DUE, [together("suspend", 4 * D, 4 * D + 1)]).label is Label.NOT_IN_FORCE
    assert verdict(DUE, [together("suspend", 4 * D, 4 * D + 1), patrol(2)]).label is Label.FULFILLED
    assert verdict(RECUR, [paused], as_of=7 * D + 2).label is Label.PENDING
    steps = norm(DUE, duty=Duty.CONDUCT)
    assert verdict(steps, [waived]).label is Label.UNKNOWN
    contested = [patrol(2), claim("d", "observers", "patrol", (0, 9 * D), denies=True, by="RUS"), waived]
    assert verdict(DUE, contested).label is Label.CONTESTED


def test_a_later_accord_supersedes_from_its_entry_into_force() -> None:
    """V20: until then the duty is what it was."""
    for day, expected in ((4, Label.NOT_IN_FORCE), (11, Label.PENDING)):
        due = norm(DUE, deadline=at(20 * D))
        later = accord(id="later", obligations=(), supersedes=("trial/*",), in_force=at(day * D))
        law = accord(due)
        assert Court(world([]), [law, later]).verdict(law, due).label is expected, day


def test_only_a_breach_is_repaired() -> None:
    """L6."""
    mend = replace(norm(DUE, deed=MEET), id="mend", ref="trial/mend", remedy_for="trial/it")
    talks = claim("t", event="talks", when=(D, D + H), by="RUS", where=None)
    law = accord(CALM, mend)
    assert verdict(CALM, [fire(), talks], among=law).markers == (Marker.REPAIRED,)
    assert verdict(CALM, [watch("w"), talks], among=law).markers == ()
    assert verdict(CALM, [fire()], among=law).markers == ()


# -- instances -------------------------------------------------------------------------------------------------------


def counts(told: Verdict) -> tuple[int, int, int, int]:
    i = told.instances
    return i.true, i.false, i.both, i.neither


def test_one_instance_for_all_bearers_or_one_for_each() -> None:
    """V10."""
    both = replace(CALM, bearers=("RUS", "TUR"))
    assert counts(verdict(both, [fire()])) == (0, 1, 0, 0)
    each = replace(both, each_bearer=True)
    assert counts(verdict(each, [fire()])) == (0, 2, 0, 0)
    assert counts(verdict(replace(each, bearers=()), [fire()])) == (0, 1, 0, 0)
    assert counts(verdict(replace(CALM, zones=("west", "east")), [fire()])) == (0, 1, 0, 1)


def each_of(subjects: str, pattern: Pattern = Pattern.PROHIBIT, verb: str = "cease fire", **more: Any) -> Obligation:
    due = {"norm": {"deadline": at(5 * D)}} if pattern is Pattern.ACHIEVE else {}
    return obligation(pattern, verb, subjects, bearers=("RUS", "TUR"), each_bearer=True, **due, **more)


@pytest.mark.parametrize(
    ("subjects", "by", "expected"),
    [
        ("RUS TUR", "RUS", (0, 1, 0, 1)),
        ("HTS", "HTS", (0, 2, 0, 0)),
        ("HTS", "RUS", (0, 0, 0, 2)),
        ("*", "SYR", (0, 1, 0, 1)),
        ("*", "HTS", (0, 0, 0, 2)),
        ("HTS *", "SYR", (0, 2, 0, 0)),
        ("* HTS", "SYR", (0, 2, 0, 0)),
        ("", "SYR", (0, 2, 0, 0)),
        ("RUS", "RUS", (0, 2, 0, 0)),
    ],
)
def test_where_each_answers_its_own_conduct_is_meant(subjects: str, by: str, expected: tuple[int, ...]) -> None:
    """V10: where the norm names nobody else; of a prohibition on all, its own side's."""
    assert counts(verdict(each_of(subjects), [fire(by=by)])) == expected


def test_what_each_owes_of_anybody_or_of_all_jointly_stays_so() -> None:
    """V10."""
    assert counts(verdict(each_of("*", Pattern.ACHIEVE, "patrol"), [patrol(by="SYR")])) == (2, 0, 0, 0)
    jointly = each_of("RUS TUR", Pattern.ACHIEVE, "patrol", deed={"jointly": True})
    assert counts(verdict(jointly, [patrol(by="RUS;TUR")])) == (2, 0, 0, 0)
    assert counts(verdict(jointly, [patrol(by="RUS")])) == (0, 0, 0, 2)


def test_an_opinion_on_one_bearer_is_no_opinion_on_another() -> None:
    """V10, B9."""
    on_tur = opinion("o", met=False, target=(("TUR",),), when=(D, D + H))
    assert counts(verdict(each_of("*"), [on_tur])) == (0, 1, 0, 1)
    assert counts(verdict(replace(each_of("*"), each_bearer=False), [on_tur])) == (0, 1, 0, 0)
    on_syr = replace(on_tur, target=(("SYR",),))
    assert counts(verdict(each_of("*"), [on_syr])) == (0, 0, 0, 2)
    assert counts(verdict(replace(each_of("*"), each_bearer=False), [on_syr])) == (0, 1, 0, 0)


def test_measures_are_steps_only_of_conduct() -> None:
    """V18."""
    taken = claim("m", event="measure", when=(D, D + H), by="RUS", where=None)
    assert value(verdict(DUE, [taken])) == "N"
    assert value(verdict(norm(DUE, duty=Duty.CONDUCT), [taken])) == "T"


def test_what_triggers_is_what_happens_in_the_triggers_own_zone() -> None:
    """V17."""
    cause = Deed("shelling", terms("*"), zone="west")
    it = norm(DUE, pattern=Pattern.RESPOND, deadline=None, within_s=D, trigger=cause)
    assert verdict(it, [fire()]).label is Label.UNKNOWN
    assert verdict(it, [fire(where=IN_EAST)]).label is Label.NOT_TRIGGERED
    anywhere = norm(it, trigger=replace(cause, zone=None))
    assert verdict(anywhere, [fire(where=IN_EAST)]).label is Label.UNKNOWN


def test_a_party_s_word_alone_triggers_only_as_an_allegation() -> None:
    """V17, P2: Turkey accuses; it does not admit that Russia owes an answer."""
    it = norm(DUE, pattern=Pattern.RESPOND, deadline=None, within_s=D, trigger=Deed("shelling", terms("*")))
    never = claim("n", "ngo", "patrol", (0, 9 * D), denies=True, by="RUS", where="all")
    accused = fire(by="SYR", speaker="TUR")
    assert value(verdict(it, [accused, never])) == "F"
    assert value(verdict(it, [accused, never], standard=Level.REPORTED)) == "N"
    assert value(verdict(it, [replace(accused, speaker=("ngo",)), never], standard=Level.REPORTED)) == "F"


# -- viewpoints and classes ------------------------------------------------------------------------------------------


def test_a_class_is_filled_anew_for_every_viewpoint_of_one_court() -> None:
    """B3: `faction` is terrorist to Russia alone."""
    it = obligation(Pattern.PROHIBIT, "attack", "RUS", deed={"targets": terms("terrorist")})
    fixed = replace(it, id="un", ref="trial/un", norm=replace(it.norm, deed=replace(PROHIBITED, subjects=terms("RUS"))))
    law = accord(it, fixed)
    court = Court(world([fire(at="faction", where="all")]), [law])
    views = {n: Viewpoint(n, None, designators=(n,)) for n in ("TUR", "RUS")}
    assert [value(court.verdict(law, it, views[n])) for n in ("TUR", "RUS", "TUR")] == ["N", "F", "N"]
    by = obligation(Pattern.PROHIBIT, "attack", "terrorist", local="by")
    law = accord(by)
    court = Court(world([fire(by="faction", where="all")]), [law])
    assert [value(court.verdict(law, by, views[n])) for n in ("TUR", "RUS", "TUR")] == ["N", "F", "N"]


PROHIBITED = Deed("attack", terms("RUS"), targets=terms("terrorist@UNSC"), zone="all")


def test_a_viewpoint_leaves_out_only_what_it_admits() -> None:
    """V2, V23: a reason is given for no claim that the viewpoint does not hear."""
    unclear = [fire(local=s, speaker=s) for s in ("ngo", "TUR")]
    unsure = [replace(c, polarity=Polarity.NONE) for c in unclear]

    def left(viewpoint: Viewpoint) -> list[str]:
        return sorted(n.claim for n in verdict(CALM, unsure, viewpoint=viewpoint).not_counted)

    assert left(Viewpoint("TUR", ("TUR",))) == ["r-TUR.TUR"]
    assert left(Viewpoint("ngo", ("ngo",))) == ["r-ngo.ngo"]
    assert left(Viewpoint()) == ["r-TUR.TUR", "r-ngo.ngo"]


# -- V25 -------------------------------------------------------------------------------------------------------------


def test_where_a_test_is_asked() -> None:
    """V25: in its own zone; else in the instance's where the norm has several; else anywhere."""
    here = norm(CALM, kept_if=(replace(PATROL, zone="west"),))
    assert value(verdict(here, [patrol(where=IN_WEST)])) == "T"
    assert value(verdict(here, [patrol(where=IN_EAST)])) == "N"
    nowhere = norm(CALM, kept_if=(replace(PATROL, zone=None),))
    assert value(verdict(nowhere, [patrol(where=(10.0, 10.0))])) == "T"
    parts = replace(nowhere, zones=("west", "east"))
    assert counts(verdict(parts, [patrol(where=IN_EAST)])) == (1, 0, 0, 1)
    assert counts(verdict(replace(here, zones=("west", "east")), [patrol(where=IN_WEST)])) == (2, 0, 0, 0)


def test_how_well_a_test_is_proved() -> None:
    """V25, P2: that it was kept is granted by the other side, that it was breached owned up to by who answers."""
    kept, broken = norm(CALM, kept_if=(PATROL,)), norm(CALM, breached_if=(Deed("patrol", terms("RUS"), zone="all"),))
    for speaker, for_, against in (("TUR", "reported", "alleged"), ("RUS", "alleged", "reported")):
        assert verdict(kept, [patrol(speaker=speaker)]).level_for.word == for_
        assert verdict(broken, [patrol(speaker=speaker)]).level_against.word == against


def test_a_word_that_only_may_be_of_it_is_no_word_for_it() -> None:
    """V25: `observed by`."""
    due = norm(DUE, observed_by=("TUR",))
    assert value(verdict(due, [patrol(), patrol(local="t", speaker="TUR")])) == "T"
    unsure = patrol(local="t", speaker="TUR", by="RUS|SYR")
    assert value(verdict(due, [patrol(), unsure])) == "N"
    assert verdict(due, [patrol(), unsure]).basis == "not observed by TUR"


# -- L2 --------------------------------------------------------------------------------------------------------------


def test_a_consequence_is_carried_out_where_it_was_announced() -> None:
    """L2."""
    threat = Deed("attack", terms("TUR"), zone="west")
    law = replace(ultimatum(DUE), consequence_deed=threat)
    for where, deed, expected in (
        (IN_WEST, threat, "carried out"),
        (IN_EAST, threat, "not carried out, as far as is known"),
        (IN_EAST, replace(threat, zone=None), "carried out"),
    ):
        struck = fire(7, by="TUR", where=where)
        assert verdict(DUE, [struck], among=replace(law, consequence_deed=deed)).outcome == expected
    assert verdict(DUE, [fire(7, by="TUR")], among=ultimatum(DUE)).outcome == ""


# -- how much was watched --------------------------------------------------------------------------------------------


def share(it: Obligation, *watches: Claim, **more: Any) -> float | None:
    return verdict(it, watches, **more).observed


def test_how_much_of_its_time_was_watched() -> None:
    """The share of window × zone: up to the deadline, the end or `as_of`, from the start or the period's."""
    assert share(CALM, watch("w", when=(5 * D, 20 * D))) == 0.5
    assert share(CALM, watch("w", when=(0, 5 * D))) == 0.5
    assert share(CALM, watch("a", when=(0, 4 * D)), watch("b", when=(2 * D, 6 * D))) == 0.6
    assert share(norm(CALM, end=at(4 * D)), watch("w", when=(0, 4 * D))) == 1.0
    assert share(DUE, watch("w", when=(0, 5 * D), events="patrol")) == 1.0
    assert share(CALM, watch("w", when=(5 * D, 10 * D)), start=5 * D) == 1.0
    assert share(CALM, watch("w", when=(0, 10 * D // 3))) == 0.3333
    assert share(CALM, watch("w", when=(None, None))) == 1.0
    assert share(CALM) == 0.0
    assert share(CALM, watch("w", when=(20 * D, 30 * D))) == 0.0


def test_how_much_of_its_zone_was_watched() -> None:
    parts = replace(CALM, zones=("west", "east"))
    assert share(parts, watch("w")) == 1.0
    assert share(parts, watch("w", where="west")) == 0.5
    assert share(norm(CALM, deed=replace(PROHIBITED, zone=None)), watch("w", where="west", events="attack")) == 1.0
    fuzzy = replace(drawn_zone(ALL_OF_IT.inner), outer=ALL_OF_IT.inner.buffer(0.1))
    other = replace(fuzzy, outer=ALL_OF_IT.inner.buffer(0.2))
    it = obligation(Pattern.PROHIBIT, "cease fire", zone="mine")
    law = accord(it, zones={"mine": fuzzy})
    base = world([watch("w", where="mine"), watch("v", where="other")])
    there = World(base.claims, base.clocks, REGISTER, (), {"trial/mine": fuzzy, "other": other})
    assert Court(there, [law]).verdict(law, it).observed == 1.0


def test_who_watches_for_what_is_asked() -> None:
    """A watch for a wider kind is one for it; one for a narrower is none, nor one that the viewpoint does not hear."""
    assert share(CALM, watch("w", events="shelling")) == 0.0
    dig = obligation(Pattern.PROHIBIT, "canal digging", "RUS")
    assert share(dig, watch("w", events="canal-digging")) == 1.0
    assert share(CALM, watch("w", "TUR"), viewpoint=Viewpoint("ngo", ("ngo",))) == 0.0


def test_where_there_is_no_time_there_is_no_share() -> None:
    it = norm(CALM, start=window(0, D))
    question = Question(accord(it), it)

    def asked(start: int | None, as_of: int) -> float | None:
        frame = Frame(start, start, None, None, None, None, Interval(None, None), as_of)
        part = Part(("RUS",), None, "", Bearings((), ()))
        watching = world([watch("w", when=(None, None))])
        return observed(watching, question, frame, [part])

    assert asked(10, 10) is None
    assert asked(11, 10) is None
    assert asked(9, 10) == 1.0
    assert asked(0, 10) == 1.0
    assert asked(None, 10) is None


def test_rows_that_others_answer_are_left_out() -> None:
    other = replace(CALM, id="other", ref="trial/other")
    court = Court(world([]), [accord(CALM, other)])
    assert [v.ref for v in court.verdicts(but=("trial/other",))] == ["trial/*", "trial/it"]
    assert [v.ref for v in court.verdicts(refs=("trial/it", "trial/other"), but=("trial/it",))] == ["trial/other"]


def test_an_opinion_on_nobody_who_answers_is_told_with_the_reason() -> None:
    """V10, V23: one on another bearer counts for that one, and is not told as left out."""
    on_syr = opinion("o", met=False, target=(("SYR",),), when=(D, D + H))
    told = verdict(each_of("*"), [on_syr]).not_counted
    assert [(n.claim, n.why) for n in told] == [("r-o.o", "it speaks of somebody else's part")]
    assert verdict(each_of("*"), [replace(on_syr, target=(("TUR",),))]).not_counted == ()


def test_what_was_retracted_is_told_if_it_would_have_counted_at_all() -> None:
    """V23: by any of the verb's rules; of what another event says, nothing is told."""
    gone = patrol(retracted=True)
    assert [(n.claim, n.why) for n in verdict(DUE, [gone]).not_counted] == [("r-p.p", "it was retracted")]
    assert verdict(DUE, [replace(gone, event="talks")]).not_counted == ()
    leave = obligation(Pattern.ACHIEVE, "withdraw", "RUS", norm={"deadline": at(5 * D)})
    still = claim("s", event="presence", when=(6 * D, 6 * D + H), by="RUS", where=IN_WEST, retracted=True)
    assert [n.claim for n in verdict(leave, [still]).not_counted] == ["r-s.s"]


def test_who_says_nothing_of_a_stranger_is_told_as_saying_nothing() -> None:
    """V23: whoever denied something of the same stranger before."""
    shot = fire(by="HTS", local="a", where="all")
    silent = replace(fire(by="HTS", local="b", where="all"), polarity=Polarity.NONE)
    denied = replace(shot, polarity=Polarity.DENIES)
    for first in (shot, denied):
        left = {n.claim: n.why for n in verdict(CALM, [first, silent]).not_counted}
        assert left["r-b.b"] == "it neither affirms nor denies"
