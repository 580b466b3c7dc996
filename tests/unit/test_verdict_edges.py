"""What lies at the edges: undated, unplaced, unnamed and excepted things; conditions, days, readings (B, V)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from verdict_bench import (
    IN_EAST,
    IN_WEST,
    OUTSIDE,
    T0,
    B,
    D,
    F,
    H,
    N,
    T,
    accord,
    act,
    at,
    bears,
    claim,
    obligation,
    opinion,
    terms,
    together,
    value,
    verdict,
    watch,
    world,
)

from servanda.accord.law import (
    Accord,
    Anchor,
    Change,
    Deed,
    Duty,
    Measure,
    Moment,
    Obligation,
    Pattern,
    Reading,
    Thing,
)
from servanda.model import Interval, Label, Level
from servanda.verdict import ALL, Court, Explore, Viewpoint
from servanda.verdict.pattern import without

CALM = obligation(Pattern.PROHIBIT, "cease fire")
PATROL = obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": at(5 * D)})
LEAVE = obligation(Pattern.ACHIEVE, "withdraw", "RUS", norm={"deadline": at(5 * D)})
FIRED = claim("f", event="shelling", by="RUS", when=(2 * D, 2 * D + H), where=IN_WEST)
DONE = claim("p", event="patrol", by="RUS", when=(2 * D, 2 * D + 1))
WEST = replace(CALM, norm=replace(CALM.norm, deed=replace(CALM.norm.deed or Deed(""), zone="west")))


def norm(it: Obligation, **more: Any) -> Obligation:
    return replace(it, norm=replace(it.norm, **more))


# -- B2 to B5 ---------------------------------------------------------------------------------------------------------


def test_what_is_said_of_something_else_is_passed_over() -> None:
    """B2, B4: another kind is not even mentioned; another claim's word is not this one's."""
    other = claim("o", event="patrol", when=(0, 1))
    assert bears(CALM, other, met=False).why == "another kind of event"
    denied = claim("d", event="airstrike", denies=True, by="TUR")
    assert bears(CALM, denied, met=False, others=[FIRED]).sign == "+"
    away, named = claim("a", where=OUTSIDE), claim("n", where=OUTSIDE, by="RUS")
    assert bears(CALM, named, met=False, others=[FIRED, away]).why == "its place lies outside the zone"


@pytest.mark.parametrize(("named", "sign"), [("tank", "-"), ("", ""), ("fuel", "")])
def test_a_norm_on_things_asks_for_them(named: str, sign: str) -> None:
    """B5."""
    it = obligation(Pattern.PROHIBIT, "supply", "RUS", deed={"objects": ("weapons",)})
    found = bears(it, claim("s", event="supply", by="RUS", where=IN_WEST, object=named), met=False)
    assert (found.sign if found.certain else "") == sign


def test_amounts_that_are_not_given_or_not_asked_leave_it_as_it_is() -> None:
    """B5."""
    deep = norm(PATROL, deed=replace(PATROL.norm.deed or Deed(""), measures=(Measure("depth", "at least", 10.0, "m"),)))
    free = norm(PATROL, deed=replace(PATROL.norm.deed or Deed(""), measures=(Measure("depth", "all", None, "m"),)))
    short = replace(DONE, attributes=(("depth_m", 7.0),))
    assert value(verdict(deep, [DONE])) == T
    assert value(verdict(deep, [short])) == N
    assert [u.axis for u in verdict(deep, [short]).undetermined] == ["quantity"]
    assert value(verdict(free, [short])) == T
    assert verdict(free, [short]).extent == (("depth", 7.0, None, "m"),)
    assert verdict(deep, [DONE]).extent == ()
    open_class = accord(things={"big": Thing("artillery", (Measure("calibre", "all", None, "m"),))})
    it = obligation(Pattern.PROHIBIT, "deploy", "RUS", deed={"objects": ("big",)})
    gun = claim("g", event="presence", by="RUS", where=IN_WEST, object="artillery", attributes=(("calibre", 0.01),))
    assert bears(it, gun, met=False, among=replace(open_class, obligations=(it,))).certain


def test_a_norm_without_a_place_and_a_claim_with_one() -> None:
    """B4: what must reach everywhere is only possible of one place."""
    anywhere = norm(LEAVE, deed=replace(LEAVE.norm.deed or Deed(""), zone=None))
    gone = claim("g", event="withdrawal", by="RUS", when=(2 * D, 2 * D + 1))
    assert value(verdict(anywhere, [gone])) == N
    assert value(verdict(anywhere, [replace(gone, extent_place="")])) == T
    calm = norm(CALM, deed=replace(CALM.norm.deed or Deed(""), zone=None))
    nowhere = claim("n", event="hostilities", when=(0, 10 * D), denies=True, where=None)
    assert value(verdict(calm, [nowhere])) == value(verdict(CALM, [nowhere])) == T
    assert value(verdict(calm, [replace(nowhere, extent_place="all")])) == N


def test_all_have_left_speaks_of_whom_it_names() -> None:
    """B3."""
    both = obligation(Pattern.ACHIEVE, "withdraw", "RUS TUR", norm={"deadline": at(5 * D)})
    when = (2 * D, 2 * D + 1)
    for by, sign, certain in (("RUS", "+", False), ("HTS", "", False), ("", "+", False)):
        found = bears(both, claim("g", event="withdrawal", by=by, when=when))
        assert (found.sign, found.certain) == (sign, certain), by
    things = claim("g", event="withdrawal", by="RUS", when=when, object="tank")
    assert bears(LEAVE, things).why == "it speaks of things, not of whom the norm names"
    assert bears(both, claim("g", event="withdrawal", by="HTS", when=when)).why == "it speaks of somebody else"
    assert bears(LEAVE, claim("n", event="presence", denies=True, when=when)).certain


def test_denials_of_somebody_else_and_of_nobody() -> None:
    """B3."""
    no_fire = claim("d", event="hostilities", by="HTS", when=(0, 10 * D), denies=True)
    mine = norm(CALM, deed=replace(CALM.norm.deed or Deed(""), subjects=terms("RUS")))
    assert bears(mine, no_fire, met=False).why == "it names somebody else"
    assert bears(LEAVE, claim("d", event="withdrawal", when=(2 * D, 2 * D + 1), denies=True)).sign == "-"


# -- B8, B9 -----------------------------------------------------------------------------------------------------------


def test_not_throughout_and_until_an_unknown_end() -> None:
    """B7, B8."""
    still = claim("s", event="presence", by="RUS", when=(0, 6 * D), where=IN_WEST, throughout=True)
    assert value(verdict(LEAVE, [still])) == F
    assert value(verdict(LEAVE, [replace(still, when_from_earliest=None, when_from_latest=None)])) == F
    undated = claim("u", event="withdrawal", by="RUS", when=(2 * D, 2 * D + 1))
    undated = replace(undated, when_from_earliest=None, when_from_latest=None)
    assert value(verdict(LEAVE, [undated])) == T
    early = replace(undated, aspect="event")
    assert value(verdict(LEAVE, [early])) in (T, N)


def test_the_later_word_counts_whichever_comes_first() -> None:
    """B9."""
    met, not_met = opinion("m", "RUS", said=2 * D, when=(0, 2 * D)), opinion("n", "rus-mod", met=False, said=3 * D)
    for order in ([met, not_met], [not_met, met]):
        assert value(verdict(CALM, order)) == F
    same = replace(not_met, said=met.said, said_to=met.said_to)
    assert set(verdict(CALM, [met, same]).evidence_for + verdict(CALM, [met, same]).evidence_against)
    twice = replace(not_met, assesses=("trial/it", "trial/it@RUS"))
    assert len(verdict(CALM, [twice]).evidence_against) == 1
    future = opinion("f", "RUS", said=11 * D)
    assert value(verdict(CALM, [future, not_met])) == F


def test_an_opinion_is_about_whom_it_accuses() -> None:
    """B9, V10."""
    each = obligation(Pattern.PROHIBIT, "cease fire", "*", bearers=("RUS", "TUR"), each_bearer=True)
    accusing = replace(opinion("o", met=False, said=2 * D), target=(("RUS",),))
    assert tuple(verdict(each, [accusing]).instances) == (0, 1, 0, 1)
    assert tuple(verdict(each, [replace(accusing, target=(("rus-mod",),))]).instances) == (0, 1, 0, 1)
    assert tuple(verdict(each, [replace(accusing, target=())]).instances) == (0, 2, 0, 0)
    mine = claim("s", event="shelling", by="rus-mod", when=(2 * D, 2 * D + H))
    assert tuple(verdict(each, [mine]).instances) == (0, 1, 0, 1)


def test_watches_without_a_place_and_reports_in_their_time() -> None:
    """B9."""
    nowhere = watch("w", where="")
    assert value(verdict(CALM, [nowhere])) == N
    assert value(verdict(WEST, [watch("w", where="east", when=(0, 10 * D))])) == N
    open_start = watch("w", when=(None, 10 * D))
    assert value(verdict(CALM, [open_start])) == T
    reported = [claim(f"s{n}", "observers", "shelling", (n * D, n * D + H), by="HTS") for n in (1, 3)]
    mine = norm(CALM, deed=replace(CALM.norm.deed or Deed(""), subjects=terms("RUS")))
    assert value(verdict(mine, [*reported, watch("w")])) == T
    holes = [replace(s, actor=()) for s in reported]
    found = verdict(mine, [*holes, watch("w"), claim("d", "ngo", "hostilities", (D, D + H), denies=True, by="RUS")])
    assert value(found) == N
    filled = [claim(f"d{n}", "ngo", "hostilities", (n * D, n * D + H), denies=True, by="RUS") for n in (1, 3)]
    assert value(verdict(mine, [*holes, watch("w"), *filled])) == T
    late = claim("s", "observers", "shelling", (12 * D, 13 * D), by="")
    assert value(verdict(mine, [late, watch("w")])) == T
    all_of_it = claim("s", "observers", "shelling", (-D, 11 * D), by="")
    assert value(verdict(mine, [all_of_it, watch("w")])) == N


# -- V6, V7, V9 -------------------------------------------------------------------------------------------------------


def test_a_denial_of_one_actor_answers_only_what_names_it() -> None:
    """V6."""
    denied = claim("d", "observers", "hostilities", (0, 10 * D), by="RUS", denies=True)
    anybody = replace(FIRED, actor=())
    both = obligation(Pattern.PROHIBIT, "cease fire", "*")
    assert value(verdict(both, [FIRED, denied])) == B
    assert value(verdict(both, [anybody, denied])) == F
    assert value(verdict(both, [replace(FIRED, actor=(("RUS", "TUR"),)), denied])) == F
    west = claim("d", "observers", "hostilities", (0, 10 * D), denies=True, where="west")
    assert value(verdict(both, [FIRED, west])) == B
    assert value(verdict(both, [replace(FIRED, lat=IN_EAST[0], lon=IN_EAST[1]), west])) == F
    town = claim("d", "observers", "hostilities", (0, 10 * D), denies=True, where=IN_WEST, place="town")
    assert value(verdict(both, [replace(FIRED, place="town"), town])) == B
    assert value(verdict(both, [replace(FIRED, place="village"), town])) == F


def test_what_may_have_been_seen_after_as_of_is_only_possible() -> None:
    """V9."""
    gone = claim("g", event="withdrawal", by="RUS", when=(2 * D, 4 * D))
    found = verdict(LEAVE, [gone], as_of=3 * D)
    assert (value(found), [u.axis for u in found.undetermined]) == (N, ["time"])
    assert value(verdict(LEAVE, [gone], as_of=4 * D)) == T
    assert value(verdict(LEAVE, [gone], as_of=2 * D)) == N


def test_gaps_are_taken_out_of_a_window() -> None:
    """V20."""
    whole = Interval(0, 10)
    assert without(whole, []) == (whole,)
    assert without(whole, [Interval(5, 5)]) == (whole,)
    assert without(whole, [Interval(2, 4), Interval(6, None)]) == (Interval(0, 2), Interval(4, 6))
    assert without(whole, [Interval(None, 4)]) == (Interval(4, 10),)
    assert without(whole, [Interval(None, None)]) == ()
    assert without(Interval(None, 10), [Interval(2, 4)]) == (Interval(None, 2), Interval(4, 10))


# -- V19 to V21 -------------------------------------------------------------------------------------------------------


def after(edge: str, **more: Any) -> tuple[Obligation, Accord]:
    first = replace(PATROL, ref="trial/first", id="first")
    return norm(CALM, **more), accord(norm(CALM, **more), first)


def test_a_condition_must_have_come() -> None:
    """V19, L5."""
    duty, law = after("", condition=Anchor("completion", "trial/first"))
    assert verdict(duty, [DONE], among=law).period.start == T0 + 2 * D + 1
    assert str(verdict(duty, [], among=law).label) == "unknown whether in force"
    assert str(verdict(duty, [], among=law, as_of=D).label) == "not triggered"
    idle = claim("i", "observers", "patrol", (0, 6 * D), by="RUS", denies=True)
    assert str(verdict(duty, [idle], among=law).label) == "not in force"
    assert str(verdict(duty, [DONE, idle], among=law).label) == "in force: contested"
    missing, law = after("", condition=Anchor("completion", "trial/nothing"))
    assert str(verdict(missing, [], among=law).label) == "unknown whether in force"


def test_it_begins_when_the_accord_was_signed_unless_it_says_when() -> None:
    """V19."""
    unsaid = accord(CALM, in_force=Moment())
    assert verdict(CALM, among=unsaid).period.start == T0
    late = accord(CALM, in_force=Moment(T0 + 11 * D, T0 + 11 * D))
    assert verdict(CALM, among=late).label is Label.NOT_IN_FORCE
    future = accord(CALM, signed=T0 + 11 * D)
    whole = {v.ref: v for v in Court(world([]), [future]).verdicts()}["trial/*"]
    assert (whole.label, whole.in_force) == (Label.NOT_IN_FORCE, "not in force")


def test_whole_days_after_an_anchor() -> None:
    """V19: so many whole days, to the end of the last, in the zone of the text."""
    for edge, first in (("deadline", 5 * D), ("start", 0)):
        start = Moment(anchor=Anchor(edge, "trial/first"), days=2, zone="UTC")
        duty, law = after("", start=start)
        assert verdict(duty, among=law).period.start == T0 + first + (2 * D if edge == "deadline" else 3 * D)
    start = Moment(anchor=Anchor("start", "trial/first"), days=1, zone="Europe/Moscow")
    duty, law = after("", start=start)
    assert verdict(duty, among=law).period.start == T0 + 2 * D - 3 * H


def test_calendar_months_after_an_anchor() -> None:
    """N3, V19: to the end of the day of the same number, then so many days; nothing beyond the calendar."""
    first = datetime.fromtimestamp(T0, UTC)
    assert first.day <= 28
    for months, days in ((1, 0), (14, 0), (2, 3)):
        start = Moment(anchor=Anchor("start", "trial/first"), months=months, days=days, zone="UTC")
        duty, law = after("", start=start)
        year, month = divmod(first.month - 1 + months, 12)
        ends = datetime(first.year + year, month + 1, first.day, tzinfo=UTC) + timedelta(days=days + 1)
        end = int(ends.timestamp())
        assert verdict(duty, among=law, as_of=end + D).period.start == end
    duty, law = after("", start=Moment(anchor=Anchor("start", "trial/first"), months=120_000, zone="UTC"))
    assert verdict(duty, among=law).period.start is None


def test_the_deadline_of_what_is_not_in_force_is_known_if_it_is_fixed() -> None:
    """V19."""
    second = replace(norm(PATROL, start=at(20 * D)), ref="trial/second", id="second")
    duty = norm(CALM, start=Moment(anchor=Anchor("deadline", "trial/second")))
    assert verdict(duty, among=accord(duty, second)).period.start == T0 + 5 * D
    ends = norm(CALM, end=Moment(anchor=Anchor("start", "trial/second")))
    assert value(verdict(ends, [FIRED], among=accord(ends, second))) == F
    circle = norm(CALM, start=Moment(anchor=Anchor("start", "trial/it")))
    assert verdict(circle, among=accord(circle)).label is Label.FORCE_UNKNOWN


def test_an_act_that_nobody_may_do_is_not_done() -> None:
    """V20."""
    nobody = replace(PATROL, changes=(Change("extend", (), jointly=False),))
    longer = replace(act("k", "extend", (4 * D, 4 * D + 1), speaker="ngo"), deadline=T0 + 8 * D)
    assert value(verdict(nobody, [longer, replace(DONE, when_from_earliest=T0 + 6 * D)])) == N


def test_keeping_begins_after_the_deadline() -> None:
    """V13."""
    keep = norm(LEAVE, keep=True)
    gone = claim("g", event="withdrawal", by="RUS", when=(2 * D, 2 * D + 1))
    assert value(verdict(keep, [gone], as_of=5 * D + 1)) == T
    back = claim("b", event="presence", by="RUS", when=(7 * D, 7 * D + 1), where=IN_WEST)
    away = claim("a", "observers", "presence", (6 * D, 8 * D), by="RUS", denies=True)
    assert value(verdict(keep, [gone, back])) == F
    assert value(verdict(keep, [gone, back, away])) == B
    unsure = replace(away, when_from_latest=T0 + 7 * D + 1)
    assert value(verdict(keep, [gone, back, unsure])) == F


def test_only_certain_steps_in_the_duty_s_time_count() -> None:
    """V18."""
    steps = norm(PATROL, duty=Duty.CONDUCT)
    step = claim("m", event="measure", by="RUS", when=(2 * D, 2 * D + 1), where=None)
    assert value(verdict(steps, [step])) == T
    assert value(verdict(steps, [replace(step, actor=(("RUS", "TUR"),))])) == N
    assert value(verdict(steps, [replace(step, when_from_earliest=T0 - D)])) == N
    assert value(verdict(steps, [replace(step, when_to_latest=T0 + 11 * D)])) == N
    none = replace(step, polarity=claim("x", denies=True).polarity)
    assert value(verdict(steps, [none])) == F
    assert value(verdict(steps, [replace(none, extent_place="west")])) == N
    assert value(verdict(steps, [step, replace(none, id="r-z.z")])) == B
    again = replace(claim("n", "observers", "joint-action", (2 * D, 2 * D + 1), by="RUS", where=None))
    assert verdict(steps, [step, again]).level_for is Level.REPORTED
    same = claim("n", "observers", "measure", (2 * D, 2 * D + 1), by="RUS", where=None)
    one = [together(step, same)]
    assert verdict(steps, [step, same], groups=one).level_for is Level.CORROBORATED
    assert len(verdict(steps, [step, same], groups=one).witnesses_for) == 2
    assert value(verdict(steps, [opinion("o", said=11 * D)])) == N


# -- V24 --------------------------------------------------------------------------------------------------------------


def test_other_readings_that_change_nothing_are_not_told() -> None:
    """V24."""
    it = replace(PATROL, readings=("rate", "nobody", "same"))
    effects = {"long": {}, "short": {}, "gone": {}}
    readings = {
        "rate": Reading("rate", "", "usual", ("usual", "long", "short", "gone"), effects),
        "same": Reading("same", "", "a", ("a", "long"), {"long": {}}),
    }
    law = accord(it, readings=readings)

    def alternative(_accord: str, name: str, choice: str) -> Accord | None:
        if choice == "gone":
            return replace(law, obligations=())
        if name == "same":
            return law
        days = {"long": 20, "short": 4}[choice]
        return replace(law, obligations=(norm(it, deadline=at(days * D)),))

    court = Court(world([]), [law], alternatives=alternative)
    found = court.verdict(law, it).undetermined
    assert [(u.axis, u.could_be, u.because) for u in found] == [("reading", ("pending",), "rate=long")]
    assert court.verdict(law, it, explore=Explore.EVIDENCE).undetermined == ()
    assert court.verdicts(accord="other") == []


def test_axes_that_only_together_change_it() -> None:
    """V24."""
    vague = claim("v", event="shelling", by="", when=(-D, H), where=IN_WEST)
    mine = norm(CALM, deed=replace(CALM.norm.deed or Deed(""), subjects=terms("RUS")))
    assert [u.axis for u in verdict(mine, [vague]).undetermined] == ["time+actor"]
    idle = claim("i", event="hostilities", by="TUR", when=(-D, H), where=IN_WEST)
    assert verdict(mine, [idle]).undetermined == ()


def test_a_court_may_ask_again_without_some_claims_and_at_another_time() -> None:
    """V9, V22."""
    law = accord(CALM)
    court = Court(world([FIRED, opinion("o", met=False, of="trial/*", said=D)]), [law])
    assert {v.ref: value(v) for v in court.verdicts()} == {"trial/*": F, "trial/it": F}
    smaller = court.without([FIRED.id, "nobody"])
    assert value(smaller.verdict(law, CALM)) == N
    assert value(court.verdict(law, CALM)) == F
    for row in court.verdicts():
        assert court.again(row, ALL, Level.ALLEGED).label is row.label
        assert smaller.again(row, ALL, Level.ALLEGED).label is not Label.BREACHED or row.obligation == "*"
    early = court.on(T0 + D)
    assert value(early.verdict(law, CALM)) == N
    assert early.verdict(law, CALM).as_of == T0 + D
    assert court.on(T0 + 10 * D).verdict(law, CALM) == court.verdict(law, CALM)
    mine = court.without([c.id for c in court.world.assessments])
    assert not mine.world.assessments
    assert court.world.assessments
    assert mine.world.by_id.keys() == {FIRED.id}


def test_how_much_was_observed() -> None:
    """The share of window and zone under coverage, as the viewpoint admits it."""
    half = watch("w", when=(0, 5 * D))
    assert verdict(CALM, [half]).observed == 0.5
    assert verdict(CALM, [half], viewpoint=Viewpoint("TUR", ("TUR",))).observed == 0.0
    assert verdict(CALM, [watch("w", when=(11 * D, 12 * D))], known_at=20 * D).observed == 0.0
    assert verdict(CALM, [watch("w", when=(None, None))]).observed == 1.0
    assert verdict(PATROL, [watch("w", events="patrol", when=(0, 5 * D))]).observed == 1.0
    assert verdict(CALM, [watch("w", where="")]).observed in (0.0, 1.0)
    assert verdict(norm(CALM, start=at(10 * D)), [half]).observed is None


@pytest.mark.parametrize("edge", ["start", "deadline", "completion", "breach"])
def test_long_chains_are_answered_at_once_and_circles_at_all(edge: str) -> None:
    """V19: a hundred obligations that each wait for the one before; three that wait for one another."""
    first = replace(PATROL, ref="trial/d0", id="d0")
    chain = [first]
    for n in range(1, 100):
        start = Moment(anchor=Anchor(edge, f"trial/d{n - 1}"))
        chain.append(replace(norm(PATROL, start=start), ref=f"trial/d{n}", id=f"d{n}"))
    law = accord(*chain)
    found = Court(world([DONE]), [law]).verdicts(explore=Explore.NOTHING)
    assert len(found) == 101
    circle = [
        replace(norm(PATROL, start=Moment(anchor=Anchor(edge, f"trial/c{(n + 1) % 3}"))), ref=f"trial/c{n}", id=f"c{n}")
        for n in range(3)
    ]
    told = {}
    for order in (circle, circle[::-1]):
        found = Court(world([DONE]), [accord(*order)]).verdicts()
        told[order[0].id] = {v.ref: v.label for v in found if v.obligation != "*"}
    assert told["c0"] == told["c2"]
    known = {Label.UNKNOWN} if edge == "deadline" else set()  # a fixed deadline is known, whatever it waits for
    assert set(told["c0"].values()) <= {Label.FORCE_UNKNOWN, Label.NOT_IN_FORCE, Label.NOT_TRIGGERED} | known


# -- what changed programs showed to be untested ----------------------------------------------------------------------


def test_windows_to_come_are_not_asked_for() -> None:
    """V16, L4."""
    weekly = obligation(Pattern.RECUR, "patrol", "RUS", norm={"every_s": 2 * D, "end": at(20 * D)})
    every = [claim(f"p{n}", event="patrol", by="RUS", when=(n * D, n * D + 1)) for n in (1, 3, 5, 7, 9)]
    assert (value(verdict(weekly, every)), verdict(weekly, every).instances.true) == (T, 5)
    short = norm(weekly, end=at(D))
    assert str(verdict(short, as_of=D - 1).label) == "pending"
    assert str(verdict(short, as_of=D).label) == "unknown"


def test_a_rebutted_test_speaks_for_it_too() -> None:
    """V25."""
    strike = Deed("airstrike", terms("*"), zone="all")
    broken = obligation(Pattern.PROHIBIT, "patrol", "RUS", norm={"end": at(8 * D), "breached_if": (strike,)})
    struck = claim("a", event="airstrike", by="RUS", when=(2 * D, 2 * D + H))
    denied = claim("n", "observers", "airstrike", (0, 9 * D), denies=True)
    assert value(verdict(broken, [struck])) == F
    assert value(verdict(broken, [struck, denied])) == B


def test_a_waiver_in_the_last_instant_is_in_time() -> None:
    """V20: t ≤ D; and what has no deadline may be waived at any time."""
    idle = claim("i", "observers", "patrol", (0, 8 * D), by="RUS", denies=True)
    owed = replace(PATROL, beneficiaries=("TUR",))

    def waived(it: Obligation, at_: int) -> str:
        return value(verdict(it, [act("k", "waive", (at_, at_ + 1), speaker="TUR"), idle]))

    assert (waived(owed, 5 * D), waived(owed, 5 * D + 1)) == (N, F)
    endless = norm(owed, deadline=None)
    waiver = act("k", "waive", (3 * D, 3 * D + 1), speaker="TUR")
    assert verdict(endless, [waiver]).label is Label.NOT_IN_FORCE
    assert value(verdict(endless, [DONE, waiver])) == T


def test_claims_of_one_act_narrow_its_time_down() -> None:
    """V20."""
    mine = act("a", "suspend", (3 * D, 5 * D), speaker="RUS")
    theirs = act("b", "suspend", (4 * D, 6 * D), speaker="TUR")
    fired = claim("f", event="shelling", by="RUS", when=(int(3.5 * D), int(3.5 * D) + H))
    assert value(verdict(CALM, [mine, theirs, fired])) == F
    late = replace(fired, when_from_earliest=T0 + 5 * D, when_to_latest=T0 + 5 * D + H)
    assert verdict(CALM, [mine, theirs, late]).undetermined == ()
    assert value(verdict(CALM, [mine, theirs, late])) == N
    named = replace(mine, deadline=T0 + 8 * D)
    again = replace(fired, when_from_earliest=T0 + 9 * D, when_to_latest=T0 + 9 * D + H)
    assert value(verdict(CALM, [named, theirs, again])) == F


def test_one_of_several_things_is_enough_for_what_is_forbidden() -> None:
    """B5."""
    it = obligation(Pattern.PROHIBIT, "deploy", "RUS", deed={"objects": ("artillery", "tank")})
    assert bears(it, claim("g", event="presence", by="RUS", where=IN_WEST, object="tank"), met=False).certain


def test_a_consequence_partly_before_expiry_was_carried_out() -> None:
    """L2."""
    threat = Deed("attack", terms("TUR"), targets=terms("SYR"), zone="all")
    due = obligation(Pattern.ACHIEVE, "withdraw", "SYR", norm={"deadline": at(5 * D)}, bearers=())
    law = accord(due, instrument="ultimatum", parties=("TUR",), addressee=("SYR",), consequence_deed=threat)

    def struck(*days: int) -> str:
        strikes = [
            claim(f"x{d}", event="airstrike", by="TUR", at="SYR", when=(d * D, d * D + H), where=IN_WEST) for d in days
        ]
        return verdict(due, strikes, among=law).outcome

    assert (struck(3), struck(7), struck(3, 7)) == ("carried out before expiry", "carried out", "carried out")


def test_the_standard_that_one_account_can_meet() -> None:
    """V2."""
    one, two = Viewpoint("RUS", ("RUS",)), Viewpoint("both", ("RUS", "TUR"))
    for viewpoint, standard, expected in (
        (one, Level.REPORTED, True),
        (one, Level.CORROBORATED, False),
        (two, Level.CORROBORATED, True),
        (ALL, Level.VERIFIED, True),
    ):
        assert verdict(CALM, viewpoint=viewpoint, standard=standard).reachable is expected


def test_only_an_act_releases_from_what_is_to_be_achieved() -> None:
    """V20: that the accord itself ends before the deadline does not."""
    idle = claim("i", "observers", "patrol", (0, 8 * D), by="RUS", denies=True)
    assert value(verdict(PATROL, [idle], among=accord(PATROL, until=at(3 * D)))) == F
