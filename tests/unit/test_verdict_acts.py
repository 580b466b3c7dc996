"""Acts that extend, suspend, resume, waive, terminate and supersede, whatever the pattern (semantics.md, V20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from verdict_bench import (
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
    claim,
    obligation,
    opinion,
    value,
    verdict,
    watch,
    world,
)

from servanda.accord.law import Anchor, Change, Moment, Obligation, Pattern
from servanda.model import Claim, Label, Level, Verdict
from servanda.verdict import Court, Explore, Viewpoint

PROHIBIT = obligation(Pattern.PROHIBIT, "cease fire")
ACHIEVE = obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": at(5 * D)})
RECUR = obligation(Pattern.RECUR, "patrol", "RUS", norm={"every_s": 2 * D})
BOTH = ("RUS", "TUR")


def by(who: Sequence[str], event: str, when: tuple[int, int], local: str = "k", **more: Any) -> Claim:
    """An act said and done by `who` together."""
    return replace(act(local, event, when, **more), speaker=tuple(who), actor=tuple((w,) for w in who))


def on(day: float) -> tuple[int, int]:
    return int(day * D), int(day * D) + 1


def fire(day: float, local: str = "f") -> Claim:
    return claim(local, "ngo", "shelling", (int(day * D), int(day * D) + H), by="TUR")


def patrol(day: float, local: str = "p", **more: Any) -> Claim:
    return claim(local, "ngo", "patrol", on(day), by="RUS", **more)


# -- suspension -----------------------------------------------------------------------------------------------------


def test_what_happens_in_a_suspension_is_no_breach() -> None:
    gap = [by(BOTH, "suspend", on(3)), by(BOTH, "resume", on(6), "r")]
    assert value(verdict(PROHIBIT, [*gap, fire(4)])) == N
    assert value(verdict(PROHIBIT, [*gap, fire(2)])) == F
    assert value(verdict(PROHIBIT, [*gap, fire(7)])) == F
    found = verdict(PROHIBIT, [*gap, fire(7)])
    assert found.acts == ("r-k.k", "r-r.r")
    assert found.in_force == "in force"
    assert verdict(PROHIBIT, gap[:1]).in_force == "suspended"


def test_a_suspended_time_needs_no_denial() -> None:
    gap = [by(BOTH, "suspend", on(3)), by(BOTH, "resume", on(6), "r")]
    before, after = watch("a", when=(0, 3 * D)), watch("b", when=(6 * D, 10 * D))
    assert value(verdict(PROHIBIT, [*gap, before, after])) == T
    assert value(verdict(PROHIBIT, [before, after])) == N
    assert value(verdict(PROHIBIT, [*gap, before])) == N
    found = verdict(PROHIBIT, [*gap, before, after])
    assert (found.label, found.through, found.instances.true) == (Label.KEPT, T0 + 10 * D, 1)
    assert value(verdict(PROHIBIT, [*gap, watch("a", when=(0, 3 * D - 1)), after])) == N


def test_a_suspension_whose_ends_are_uncertain_leaves_the_time_open() -> None:
    gap = [by(BOTH, "suspend", (3 * D, 4 * D)), by(BOTH, "resume", (6 * D, 7 * D), "r")]
    for day, expected in ((2, F), (3.5, N), (5, N), (6.5, N), (8, F)):
        assert value(verdict(PROHIBIT, [*gap, fire(day)])) == expected, day
    assert [u.axis for u in verdict(PROHIBIT, [*gap, fire(3.5)]).undetermined] == ["time"]
    assert verdict(PROHIBIT, [*gap, fire(5)]).undetermined == ()


def test_a_suspension_may_name_its_own_end() -> None:
    until = replace(by(BOTH, "suspend", on(3)), deadline=T0 + 5 * D)
    assert value(verdict(PROHIBIT, [until, fire(4)])) == N
    assert value(verdict(PROHIBIT, [until, fire(5)])) == F
    throughout = by(BOTH, "suspend", (3 * D, 5 * D))
    throughout = replace(throughout, when_mode=claim("x", throughout=True).when_mode)
    assert value(verdict(PROHIBIT, [throughout, fire(4)])) == N
    assert value(verdict(PROHIBIT, [throughout, fire(5)])) == F


def test_a_window_that_a_suspension_touches_is_not_owed() -> None:
    gap = [by(BOTH, "suspend", on(3)), by(BOTH, "resume", on(3.5), "r")]
    watched = watch("w", events="patrol", when=(0, 10 * D))
    plain = verdict(RECUR, [watched])
    assert plain.instances.false == 5
    assert verdict(RECUR, [watched, *gap]).instances.false == 4
    assert value(verdict(RECUR, [watched, *gap])) == F
    every = [patrol(day, f"p{n}") for n, day in enumerate((1, 5, 7, 9))]
    assert value(verdict(RECUR, [*every, *gap])) == T
    assert value(verdict(RECUR, every)) == N


def test_a_deadline_within_a_suspension_falls_due_at_its_end() -> None:
    gap = [by(BOTH, "suspend", on(4)), by(BOTH, "resume", on(7), "r")]
    still = claim("s", "ngo", "patrol", (0, 6 * D), denies=True, by="RUS")
    watched = watch("w", events="patrol", when=(0, 8 * D))
    assert str(verdict(ACHIEVE, [*gap, still], as_of=6 * D).label) == "not in force"
    assert verdict(ACHIEVE, [*gap, still], as_of=6 * D).in_force == "suspended"
    assert verdict(ACHIEVE, gap).deadline == T0 + 7 * D
    assert value(verdict(ACHIEVE, [*gap, patrol(6.5)])) == T
    assert value(verdict(ACHIEVE, [*gap, watched])) == F
    assert value(verdict(ACHIEVE, [*gap, still])) == N
    assert verdict(ACHIEVE, gap[:1]).deadline is None
    assert value(verdict(ACHIEVE, [by(BOTH, "suspend", on(6)), watched])) == F


def test_triggers_in_a_suspension_do_not_count() -> None:
    duty = obligation(Pattern.RESPOND, "patrol", "RUS", norm={"within_s": D, "trigger": PROHIBIT.norm.deed})
    gap = [by(BOTH, "suspend", on(3)), by(BOTH, "resume", on(6), "r")]
    assert str(verdict(duty, [*gap, fire(4)]).label) == "not triggered"
    assert str(verdict(duty, [*gap, fire(2)]).label) == "unknown"


# -- the end --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("event", "word"), [("waive", "waived"), ("terminate", "terminated")])
def test_what_is_waived_in_time_is_not_owed(event: str, word: str) -> None:
    watched = watch("w", events="patrol", when=(0, 8 * D))
    found = verdict(ACHIEVE, [by(BOTH, event, on(3)), watched])
    assert (found.label, found.in_force, found.value) == (Label.NOT_IN_FORCE, word, "N")
    assert value(verdict(ACHIEVE, [by(BOTH, event, on(3)), patrol(2)])) == T
    assert value(verdict(ACHIEVE, [by(BOTH, event, on(3)), patrol(4)])) == N
    assert value(verdict(ACHIEVE, [by(BOTH, event, on(6)), watched])) == F
    assert verdict(ACHIEVE, [by(BOTH, event, on(6)), watched]).in_force == word
    assert str(verdict(ACHIEVE, [by(BOTH, event, on(3))], as_of=2 * D).label) == "pending"


def test_what_was_achieved_must_be_kept_until_the_end_only() -> None:
    duty = obligation(Pattern.ACHIEVE, "withdraw", "RUS", norm={"deadline": at(2 * D), "keep": True})
    gone = claim("g", "ngo", "withdrawal", on(1), by="RUS")
    back = claim("b", "ngo", "presence", on(7), by="RUS")
    assert value(verdict(duty, [gone, back])) == F
    assert value(verdict(duty, [gone, back, by(BOTH, "terminate", on(5))])) == B  # "still there" denies that they left
    assert value(verdict(duty, [gone, back, by(BOTH, "suspend", on(5))])) == B
    gap = [by(BOTH, "suspend", on(3)), by(BOTH, "resume", on(6), "r")]
    assert value(verdict(duty, [gone, back, *gap])) == F
    assert value(verdict(duty, [gone, back, by(BOTH, "terminate", on(2))])) == B


def test_a_duty_that_ended_before_the_period_is_not_in_force() -> None:
    found = verdict(PROHIBIT, [by(BOTH, "terminate", on(3)), fire(2)], start=5 * D)
    assert (found.label, found.in_force) == (Label.NOT_IN_FORCE, "terminated")
    assert value(verdict(PROHIBIT, [by(BOTH, "terminate", on(3)), fire(2)])) == F


def test_a_later_accord_supersedes_an_earlier_one() -> None:
    later = accord(id="later", in_force=Moment(T0 + 4 * D, T0 + 4 * D), supersedes=("trial/*",))
    found = [fire(5)]
    one = accord(PROHIBIT)

    def asked(*laws: Any) -> Verdict:
        return Court(world(found), laws).verdict(one, PROHIBIT, explore=Explore.NOTHING)

    assert value(asked(one)) == F
    assert (value(asked(one, later)), asked(one, later).in_force) == (N, "superseded")
    assert value(asked(one, replace(later, supersedes=("trial/other",)))) == F


def test_unless_ends_a_duty_when_it_comes() -> None:
    other = replace(ACHIEVE, ref="trial/other", id="other")
    duty = replace(PROHIBIT, norm=replace(PROHIBIT.norm, unless=Anchor("completion", "trial/other")))
    law = accord(duty, other)
    assert value(verdict(duty, [fire(5)], among=law)) == F
    assert value(verdict(duty, [fire(5), patrol(3)], among=law)) == N
    assert value(verdict(duty, [fire(2), patrol(3)], among=law)) == F


# -- by whom, and how well proved ------------------------------------------------------------------------------------


def extended(who: Sequence[str], it: Obligation = ACHIEVE, among: Any = None, **more: Any) -> str:
    longer = replace(by(who, "extend", on(4)), deadline=T0 + 8 * D, **more)
    return value(verdict(it, [longer, patrol(7)], among=among))


def test_all_parties_together_may_always_change_it() -> None:
    assert extended(BOTH) == T
    assert extended(("RUS",)) == N
    assert extended(("TUR",)) == N
    assert extended(("rus-mod", "TUR")) == T
    assert extended(("ngo",)) == N


def test_claims_of_one_act_are_taken_together() -> None:
    mine = replace(by(("RUS",), "extend", on(4), "a"), deadline=T0 + 8 * D)
    theirs = replace(by(("TUR",), "extend", on(4), "b"), deadline=T0 + 8 * D)
    assert value(verdict(ACHIEVE, [mine, theirs, patrol(7)])) == T
    assert value(verdict(ACHIEVE, [mine, replace(theirs, deadline=T0 + 7 * D), patrol(6)])) == N
    assert value(verdict(ACHIEVE, [mine, by(("TUR",), "extend", on(4.5), "b"), patrol(7)])) == N


@pytest.mark.parametrize("event", ["extend", "waive", "suspend"])
def test_whoever_it_is_owed_to_may_give_time_or_forgo_it(event: str) -> None:
    owed = replace(ACHIEVE, beneficiaries=("TUR",))
    watched = watch("w", events="patrol", when=(0, 7 * D))
    given = replace(by(("TUR",), event, on(4)), deadline=T0 + 8 * D)
    assert value(verdict(owed, [given, watched])) == N
    assert value(verdict(owed, [replace(given, speaker=("RUS",), actor=(("RUS",),)), watched])) == F
    assert value(verdict(replace(owed, beneficiaries=BOTH), [given, watched])) == F
    assert value(verdict(replace(owed, beneficiaries=("RUS",)), [given, watched])) == F


def test_the_beneficiary_alone_ends_nothing() -> None:
    owed = replace(PROHIBIT, beneficiaries=("TUR",))
    assert value(verdict(owed, [by(("TUR",), "terminate", on(3)), fire(5)])) == F


def test_whom_the_text_names_may_change_it() -> None:
    named = replace(ACHIEVE, changes=(Change("extend", ("observers",)),))
    assert extended(("observers",), named) == T
    assert extended(("observers",)) == N
    assert extended(("observers",), among=accord(ACHIEVE, changes=(Change("extend", ("observers",)),))) == T
    either = replace(ACHIEVE, changes=(Change("extend", ("observers", "commission"), jointly=False),))
    together = replace(ACHIEVE, changes=(Change("extend", ("observers", "commission")),))
    assert (extended(("commission",), either), extended(("commission",), together)) == (T, N)
    assert extended(BOTH, named) == T
    own = accord(named, changes=(Change("extend", ("commission",)),))
    assert extended(("commission",), named, among=own) == N


def test_an_act_must_reach_the_standard() -> None:
    told = replace(by(BOTH, "extend", on(4)), speaker=("TUR",), deadline=T0 + 8 * D)
    assert value(verdict(ACHIEVE, [told, patrol(7)])) == T
    assert value(verdict(ACHIEVE, [told, patrol(7)], standard=Level.REPORTED)) == T
    own = replace(told, speaker=("RUS",))
    assert value(verdict(ACHIEVE, [own, patrol(7)])) == T
    assert value(verdict(ACHIEVE, [own, patrol(7)], standard=Level.REPORTED)) == N


def test_a_denied_act_leaves_it_contested_whether_in_force() -> None:
    longer = replace(by(BOTH, "extend", on(4)), deadline=T0 + 8 * D)
    denied = replace(by(("TUR",), "extend", on(4), "d"), polarity=claim("x", denies=True).polarity)
    found = verdict(ACHIEVE, [longer, denied, watch("w", events="patrol", when=(0, 7 * D))], as_of=7 * D)
    assert (str(found.label), found.value, found.acts) == ("in force: contested", "N", ("r-k.k", "r-d.d"))
    assert str(verdict(ACHIEVE, [longer, denied, patrol(3)]).label) == "fulfilled"
    elsewhen = replace(denied, when_from_earliest=T0 + 9 * D, when_to_latest=T0 + 9 * D + 1)
    assert str(verdict(ACHIEVE, [longer, elsewhen], as_of=7 * D).label) == "pending"
    silent = replace(denied, polarity=denied.polarity.__class__("none"))
    assert str(verdict(ACHIEVE, [longer, silent], as_of=7 * D).label) == "pending"


def test_an_act_that_may_still_be_to_come_does_not_count() -> None:
    assert value(verdict(PROHIBIT, [by(BOTH, "waive", (3 * D, 12 * D)), fire(5)])) == F
    undated = replace(by(BOTH, "waive", on(3)), when_from_earliest=None, when_to_latest=None)
    assert value(verdict(PROHIBIT, [replace(undated, said=T0 + 3 * D), fire(5)])) == N
    assert value(verdict(PROHIBIT, [replace(undated, said=None), fire(5)])) == F


def test_a_viewpoint_sees_only_the_acts_that_it_admits() -> None:
    seen_from = Viewpoint("ngo", ("ngo",))
    assert value(verdict(PROHIBIT, [by(BOTH, "waive", on(3)), fire(5)], viewpoint=seen_from)) == F


# -- aims -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "meant"),
    [
        ("trial/it", True),
        ("trial/*", True),
        ("trial/5/*", True),
        ("trial/5b/*", True),
        ("trial/group", True),
        ("trial/5c/*", False),
        ("trial/50/*", False),
        ("trial/other", False),
        ("other/*", False),
        ("other/5/*", False),
    ],
)
def test_acts_and_opinions_reach_what_they_aim_at(target: str, meant: bool) -> None:
    row = replace(PROHIBIT, article="5b", group="trial/group")
    assert value(verdict(row, [by(BOTH, "waive", on(3), of=target), fire(5)])) == (N if meant else F)
    assert value(verdict(row, [opinion("o", of=target, said=8 * D, when=(0, 9 * D))], as_of=9 * D)) == (
        T if meant else N
    )


def test_violated_of_several_means_no_single_one() -> None:
    row = replace(PROHIBIT, article="5b", group="trial/group")
    other = replace(PROHIBIT, ref="trial/other", id="other", article="5c", group="trial/group")
    for law, expected in ((accord(row), F), (accord(row, other), N)):
        for target in ("trial/5/*", "trial/group"):
            assert value(verdict(row, [opinion("o", met=False, of=target)], among=law)) == expected
    assert value(verdict(row, [opinion("o", met=False, of="trial/5b/*")], among=accord(row, other))) == F
    assert value(verdict(row, [opinion("o", met=False, of="trial/*")], among=accord(row))) == N


# -- what waits for several -----------------------------------------------------------------------------------------


def waiting(edge: str) -> tuple[Obligation, Any]:
    one = replace(ACHIEVE, ref="trial/one", id="one", norm=replace(ACHIEVE.norm, deadline=at(2 * D)))
    two = replace(ACHIEVE, ref="trial/two", id="two", norm=replace(ACHIEVE.norm, deadline=at(4 * D)))
    two = replace(two, norm=replace(two.norm, deed=replace(two.norm.deed, zone="east")))  # type: ignore[type-var]
    duty = replace(
        PROHIBIT, norm=replace(PROHIBIT.norm, start=Moment(anchor=Anchor(edge, "trial/one", ("trial/two",))))
    )
    return duty, accord(duty, one, two)


def test_completion_and_deadline_of_several_are_the_last() -> None:
    duty, law = waiting("deadline")
    assert verdict(duty, among=law).period.start == T0 + 4 * D
    duty, law = waiting("completion")
    west, east = patrol(1, where="west"), patrol(3, "q", where="east")
    assert verdict(duty, [west, east], among=law).period.start == T0 + 3 * D + 1
    assert str(verdict(duty, [west], among=law).label) == "unknown whether in force"
    assert str(verdict(duty, [west], among=law, as_of=D).label) == "not in force"


def test_breach_of_several_is_the_first() -> None:
    duty, law = waiting("breach")
    watched = watch("w", events="patrol", when=(0, 5 * D))
    assert str(verdict(duty, [], among=law).label) == "not triggered"
    assert verdict(duty, [watched], among=law).period.start == T0 + 2 * D
    duty, law = waiting("start")
    assert verdict(duty, among=law).period.start == T0


def test_the_word_for_a_contested_ground() -> None:
    duty, law = waiting("completion")
    denied = claim("d", "observers", "patrol", (0, 2 * D + 1), denies=True, by="RUS")
    found = [patrol(1), denied]
    assert str(verdict(duty, found, among=law).label) == "in force: contested"
    longer = replace(denied, when_to_earliest=T0 + 5 * D, when_to_latest=T0 + 5 * D)
    assert str(verdict(duty, [patrol(1), longer], among=law).label) == "not in force"
    assert value(verdict(duty, found, among=law)) == N
