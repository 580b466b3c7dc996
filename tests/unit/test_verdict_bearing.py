"""Bearing, dimension by dimension (semantics.md, B1 to B9)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from verdict_bench import (
    IN_EAST,
    IN_WEST,
    OUTSIDE,
    ZONES,
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
    value,
    verdict,
    watch,
)

from servanda.accord.law import Measure, Pattern
from servanda.model import Claim, Count, Kind, Mode, Polarity, Review
from servanda.verdict import ALL, Viewpoint

NO_FIRE = obligation(Pattern.PROHIBIT, "cease fire", "RUS")
NO_ATTACK = obligation(Pattern.PROHIBIT, "attack", "RUS")
LEAVE = obligation(Pattern.ACHIEVE, "withdraw", "RUS", norm={"deadline": at(5 * D)})
STAY = obligation(Pattern.MAINTAIN, "be present", "RUS")


def fire(event: str = "shelling", by: str = "RUS", **more: object) -> Claim:
    return claim("c", event=event, by=by, where=more.pop("where", IN_WEST), **more)  # type: ignore[arg-type]


# -- B1 -------------------------------------------------------------------------------------------------------------


def test_what_is_certain_counts_and_what_is_possible_is_told() -> None:
    sure, perhaps = bears(NO_FIRE, fire(), met=False), bears(NO_FIRE, fire(by=""), met=False)
    assert (sure.sign, sure.certain) == ("-", True)
    assert (perhaps.sign, perhaps.certain) == ("-", False)
    assert perhaps.doubts == {"actor"}


@pytest.mark.parametrize(
    "change",
    [{"polarity": Polarity.NONE}, {"review": Review.REJECTED}, {"retracted": True}, {"kind": Kind.UNDERTAKING}],
)
def test_what_bears_on_nothing(change: dict[str, object]) -> None:
    assert bears(NO_FIRE, replace(fire(), **change)).sign == ""
    assert value(verdict(NO_FIRE, [replace(fire(), **change)])) == N


# -- B2: kind -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "doubts"),
    [("attack", set()), ("shelling", set()), ("sniper-fire", set()), ("hostilities", {"kind"})],
)
def test_affirmations_climb(event: str, doubts: set[str]) -> None:
    found = bears(NO_ATTACK, fire(event), met=False)
    assert found.doubts == doubts
    assert found.sign


def test_other_kinds_do_not_bear() -> None:
    assert bears(NO_ATTACK, fire("agreement")).why == "another kind of event"
    assert bears(NO_ATTACK, fire("capture")).sign == ""


@pytest.mark.parametrize(
    ("event", "label"),
    [("hostilities", "kept"), ("attack", "kept"), ("ceasefire-violation", "kept"), ("shelling", "unknown")],
)
def test_denials_descend(event: str, label: str) -> None:
    """ "No violations" denies all hostilities (`denied as`); "no shelling" leaves other attacks open."""
    denied = fire(event, when=(0, 10 * D), where="all", denies=True)
    assert str(verdict(NO_ATTACK, [denied]).label) == label


def test_a_denial_of_a_part_answers_that_part() -> None:
    denied = replace(fire("shelling", when=(0, 10 * D), where="all", denies=True), id="d", speaker=("observers",))
    assert str(verdict(NO_ATTACK, [denied, fire("shelling", when=(D, D + 1))]).label) == "contested"
    assert str(verdict(NO_ATTACK, [denied, fire("airstrike", when=(D, D + 1))]).label) == "breached"


@pytest.mark.parametrize("event", ["clash", "capture", "ground-attack", "deployment", "attack", "hostilities"])
def test_a_denied_sign_is_no_denied_deed(event: str) -> None:
    """ "No clashes in the zone" does not say that anybody has left it, or that a post is not held."""
    silent = fire(event, when=(D, 2 * D), where="all", denies=True)
    assert value(verdict(LEAVE, [silent])) == N
    assert value(verdict(STAY, [silent])) == N


def test_no_presence_is_a_withdrawal() -> None:
    gone = fire("presence", when=(D, 2 * D), where="all", denies=True)
    assert str(verdict(LEAVE, [gone]).label) == "fulfilled"
    assert str(verdict(STAY, [gone]).label) == "breached"


def test_a_clash_does_not_say_who_attacked() -> None:
    assert bears(NO_ATTACK, fire("clash"), met=False).doubts == {"kind"}
    assert bears(NO_FIRE, fire("clash"), met=False).doubts == frozenset()


# -- B3: actor ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("norm", "by", "doubts"),
    [
        ("RUS", "RUS", set()),
        ("RUS", "rus-mod", set()),
        ("rus-mod", "RUS", {"actor"}),
        ("SDF", "YPG", set()),
        ("YPG", "SDF", {"actor"}),
        ("RUS", "", {"actor"}),
        ("RUS", "RUS|SYR", {"actor"}),
        ("RUS", "RUS|rus-mod", set()),
        ("RUS", "SYR;RUS", set()),
        ("RUS TUR", "RUS|TUR", set()),
        ("RUS", "TUR", None),
        ("RUS", "SYR", None),
        ("*", "", set()),
        ("*", "HTS", set()),
    ],
)
def test_part_and_whole(norm: str, by: str, doubts: set[str] | None) -> None:
    found = bears(obligation(Pattern.PROHIBIT, "cease fire", norm), fire(by=by), met=False)
    assert bool(found.sign) is (doubts is not None)
    assert found.doubts == (doubts or set())


def test_membership_is_asked_at_the_time_of_the_occurrence() -> None:
    """The group became part of Russia's forces on 10 March."""
    early, late = fire(by="joiner", when=(D, D + H)), fire(by="joiner", when=(12 * D, 12 * D + H))
    assert bears(NO_FIRE, early).sign == ""
    assert bears(NO_FIRE, late).sign
    assert value(verdict(NO_FIRE, [late], as_of=20 * D)) == F


def test_counts_as() -> None:
    law = obligation(Pattern.PROHIBIT, "cease fire", "YPG")
    assert bears(law, fire(by="SDF")).doubts == {"actor"}
    assert bears(law, fire(by="SDF"), among=accord(law, counts_as=(("SDF", "YPG"),))).doubts == frozenset()


def test_in_a_fight_both_take_part() -> None:
    assert bears(NO_FIRE, fire("clash", by="HTS", at="RUS")).doubts == frozenset()
    for law in (NO_FIRE, NO_ATTACK):
        assert bears(law, fire("shelling", by="HTS", at="RUS")).sign == "", "to be attacked is not to attack"


RUSSIA = Viewpoint("RUS", ("RUS", "ngo"), designators=("RUS",))
TURKEY = Viewpoint("TUR", ("TUR", "ngo"), designators=("TUR",))


@pytest.mark.parametrize(
    ("who", "by", "seen_from", "want"),
    [
        ("terrorist", "HTS", ALL, F),
        ("terrorist", "faction", ALL, N),
        ("terrorist", "faction", RUSSIA, F),
        ("terrorist", "faction", TURKEY, N),
        ("terrorist", "ngo", ALL, N),
        ("terrorist@UNSC", "HTS", TURKEY, F),
        ("terrorist@UNSC", "faction", RUSSIA, N),
    ],
)
def test_who_is_in_a_class_depends_on_who_designates(who: str, by: str, seen_from: Viewpoint, want: str) -> None:
    law = obligation(Pattern.PROHIBIT, "cease fire", who)
    found = verdict(law, [fire(by=by, when=(D, D + H))], viewpoint=seen_from)
    assert value(found) == want
    doubtful = who == "terrorist" and by == "faction" and seen_from is ALL
    assert [u.axis for u in found.undetermined] == (["actor"] if doubtful else [])


def test_jointly() -> None:
    law = obligation(Pattern.RECUR, "patrol", "RUS TUR", deed={"jointly": True}, norm={"every_s": D})
    for by, certain in (("RUS;TUR", True), ("rus-mod;TUR", True), ("RUS", None), ("RUS|TUR", False), ("", False)):
        found = bears(law, fire("patrol", by=by))
        assert bool(found.sign) is (certain is not None)
        assert found.certain is bool(certain)


def test_a_denial_of_one_is_no_denial_of_all() -> None:
    anybody = obligation(Pattern.PROHIBIT, "cease fire", "*")
    innocent = fire("hostilities", by="RUS", when=(0, 10 * D), where="all", denies=True)
    assert value(verdict(anybody, [innocent])) == N
    nobody = fire("hostilities", by="", when=(0, 10 * D), where="all", denies=True)
    assert value(verdict(anybody, [nobody])) == T
    assert value(verdict(NO_FIRE, [nobody])) == T
    shot = replace(fire(by="RUS", when=(D, D + H)), id="s")
    assert str(verdict(anybody, [innocent, shot]).label) == "contested"
    assert str(verdict(anybody, [innocent, replace(shot, actor=(("HTS",),))]).label) == "breached"


# -- B4: place ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "where", "doubts"),
    [
        ("west", IN_WEST, set()),
        ("west", "west", set()),
        ("all", "west", set()),
        ("west", "all", {"place"}),
        ("west", IN_EAST, None),
        ("west", OUTSIDE, None),
        ("west", None, {"place"}),
        ("fuzzy", IN_WEST, set()),
        ("fuzzy", (35.05, 36.25), {"place"}),
        ("fuzzy", OUTSIDE, None),
        ("nowhere", IN_WEST, {"place"}),
        (None, OUTSIDE, set()),
        (None, None, set()),
    ],
)
def test_in_out_undetermined(
    zone: str | None, where: str | tuple[float, float] | None, doubts: set[str] | None
) -> None:
    found = bears(obligation(Pattern.PROHIBIT, "cease fire", "RUS", zone), fire(where=where))
    assert bool(found.sign) is (doubts is not None)
    assert found.doubts == (doubts or set())


def test_a_wide_disc_over_an_edge_is_undetermined() -> None:
    law = obligation(Pattern.PROHIBIT, "cease fire", "RUS", "west")
    assert bears(law, fire(radius_m=5_000.0)).doubts == frozenset()
    assert bears(law, fire(radius_m=60_000.0)).doubts == {"place"}


def test_all_have_left_must_reach_everywhere() -> None:
    for where, want in (("all", T), ("west", N), (IN_WEST, N), (None, N)):
        left = claim("c", event="withdrawal", by="RUS", when=(D, D + H), where=where)
        assert value(verdict(LEAVE, [left])) == want, where
    near = claim("c", event="withdrawal", by="RUS", when=(D, D + H), where=IN_WEST, radius_m=200_000.0)
    assert value(verdict(LEAVE, [near])) == T


def test_not_left_is_about_somewhere() -> None:
    """B4: "has not withdrawn from the village" says that somebody is in the zone; "… from the country" does not."""
    west = obligation(Pattern.ACHIEVE, "withdraw", "RUS", "west", norm={"deadline": at(5 * D)})
    for law, where, want in ((LEAVE, IN_WEST, F), (LEAVE, "west", F), (west, "all", N), (west, "west", F)):
        still = claim("c", event="withdrawal", by="RUS", when=(6 * D, 6 * D + H), where=where, denies=True)
        assert value(verdict(law, [still])) == want


def test_where_no_place_is_named_a_local_denial_denies_little() -> None:
    anywhere = obligation(Pattern.PROHIBIT, "cease fire", "RUS", None)
    here = fire("hostilities", when=(0, 10 * D), where="west", denies=True)
    assert value(verdict(anywhere, [here])) == N
    assert value(verdict(anywhere, [replace(here, extent_place="")])) == T
    assert value(verdict(anywhere, [watch("w", where="west")])) == N


# -- B5: target, object, amount -------------------------------------------------------------------------------------


def test_targets() -> None:
    law = obligation(Pattern.PROHIBIT, "attack", "RUS", deed={"targets": terms("TUR")})
    for target, doubts in (("TUR", set()), ("tur-mod", set()), ("", {"actor"}), ("TUR|SYR", {"actor"})):
        assert bears(law, fire(at=target)).doubts == doubts
    assert bears(law, fire(at="HTS")).why == "it is aimed at somebody else"


def test_any_target_is_any_target() -> None:
    law = obligation(Pattern.PROHIBIT, "attack", "RUS", deed={"targets": terms("*")})
    assert bears(law, fire()).doubts == frozenset()


@pytest.mark.parametrize(
    ("event", "thing", "doubts"),
    [
        ("presence", "tank", set()),
        ("presence", "heavy-weapons", set()),
        ("presence", "weapons", {"kind"}),
        ("presence", "drone", None),
        ("withdrawal", "weapons", set()),
        ("withdrawal", "heavy-weapons", set()),
        ("withdrawal", "tank", {"kind"}),
    ],
)
def test_objects_climb_and_descend(event: str, thing: str, doubts: set[str] | None) -> None:
    law = obligation(Pattern.ACHIEVE, "withdraw", "RUS", deed={"objects": ("heavy-weapons",)})
    found = bears(law, claim("c", event=event, by="RUS", when=(D, D + H), object=thing))
    assert bool(found.sign) is (doubts is not None)
    assert found.doubts == (doubts or set())


def test_things_are_not_the_fighters() -> None:
    found = bears(LEAVE, claim("c", event="withdrawal", by="RUS", when=(D, D + H), object="tank"))
    assert (found.sign, found.why) == ("", "it speaks of things, not of whom the norm names")


@pytest.mark.parametrize(
    ("op", "amount", "doubts"),
    [
        ("at least", 12.0, {"quantity"}),
        ("at least", 7.0, set()),
        ("at most", 5.0, {"quantity"}),
        ("exactly", 7.0, set()),
    ],
)
def test_amounts(op: str, amount: float, doubts: set[str]) -> None:
    law = obligation(Pattern.RECUR, "patrol", "RUS", deed={"measures": (Measure("posts", op, amount, ""),)})
    assert bears(law, fire("patrol", counts=[Count("posts", 7, 7)])).doubts == doubts


def test_the_extent_of_partial_performance() -> None:
    law = obligation(
        Pattern.ACHIEVE, "patrol", "RUS", deed={"measures": (Measure("depth", "at least", 10_000.0, "m"),)},
        norm={"deadline": at(5 * D)},
    )  # fmt: skip
    runs = [claim(f"c{n}", event="patrol", by="RUS", attributes=(("depth_m", n * 1000.0),)) for n in (3, 7)]
    found = verdict(law, runs)
    assert [(p.what, p.reached, p.of) for p in found.extent] == [("depth", 7000.0, 10_000.0)]
    assert value(found) == N
    assert [u.axis for u in found.undetermined] == ["quantity"]


# -- B6 to B8: time -------------------------------------------------------------------------------------------------


def test_an_event_that_straddles_the_window_is_undetermined() -> None:
    law = obligation(Pattern.PROHIBIT, "cease fire", "RUS", norm={"start": at(D)})
    for when, want, axes in (((D, D + H), F, []), ((D - 1, D + H), N, ["time"]), ((0, D), N, [])):
        found = verdict(law, [fire(when=when)])
        assert value(found) == want
        assert [u.axis for u in found.undetermined] == axes


def test_an_uncertain_time_lies_where_all_of_it_lies() -> None:
    law = obligation(Pattern.PROHIBIT, "cease fire", "RUS", norm={"start": at(D)})
    assert value(verdict(law, [fire(when=(D, 2 * D, 2 * D, 3 * D))])) == F
    assert value(verdict(law, [fire(when=(D - 1, 2 * D, 2 * D, 3 * D))])) == N


def test_a_denial_reaches_over_its_inner_time_only() -> None:
    quiet = fire("hostilities", when=(0, 0, 10 * D, 10 * D), where="all", denies=True)
    assert value(verdict(NO_FIRE, [quiet])) == T
    for when in ((0, 1, 10 * D, 10 * D), (0, 0, 10 * D - 1, 10 * D)):
        assert value(verdict(NO_FIRE, [replace(quiet, **_times(when))])) == N


def _times(when: tuple[int, int, int, int]) -> dict[str, int | None]:
    made = claim("t", when=when)
    return {
        n: getattr(made, n) for n in ("when_from_earliest", "when_from_latest", "when_to_earliest", "when_to_latest")
    }


def there(when: tuple[int | None, int | None], *, local: str = "c", **more: object) -> Claim:
    return claim(local, event="presence", by="RUS", when=when, where=IN_WEST, **more)  # type: ignore[arg-type]


def test_a_state_once_seen_and_a_state_throughout() -> None:
    assert value(verdict(STAY, [there((0, 10 * D))])) == N
    assert value(verdict(STAY, [there((0, 10 * D), throughout=True)])) == T
    assert value(verdict(STAY, [there((0, None))])) == T
    assert value(verdict(STAY, [there((0, 10 * D - 1), throughout=True)])) == N


def test_a_state_seen_lasts_until_it_is_stale() -> None:
    """B7: seen on a day and stale after a week: held to the end of the seventh day after its first instant."""
    law = replace(STAY, stale_after_s=7 * D, norm=replace(STAY.norm, start=at(D)))  # type: ignore[arg-type]
    assert value(verdict(law, [there((0, D))], as_of=7 * D)) == T
    assert value(verdict(law, [there((0, D))], as_of=7 * D + 1)) == N
    assert value(verdict(law, [there((0, D)), there((6 * D, 7 * D), local="e")], as_of=10 * D)) == T


def test_a_forbidden_state_denied() -> None:
    law = obligation(Pattern.PROHIBIT, "be present", "RUS")
    absent = claim("c", event="presence", by="RUS", when=(0, 10 * D), denies=True)
    assert value(verdict(law, [absent])) == T
    assert value(verdict(law, [replace(absent, when_mode=Mode.THROUGHOUT)])) == N


@pytest.mark.parametrize(("second", "label"), [(-1, "unknown"), (0, "breached"), (1, "breached")])
def test_still_there_at_the_deadline(second: int, label: str) -> None:
    """B8: "still" at t denies up to t; a sight within an hour says so of the hour's first instant only."""
    sight = there((5 * D + second, 5 * D + second + H))
    assert str(verdict(LEAVE, [sight]).label) == label


def test_completed_then_is_not_before() -> None:
    law = obligation(Pattern.ACHIEVE, "deploy", "RUS", norm={"deadline": at(5 * D)})
    late = claim("c", event="deployment", by="RUS", when=(6 * D, 6 * D + H))
    found = verdict(law, [late])
    assert (str(found.label), [str(m) for m in found.markers if m != "provisional"]) == ("breached", ["late"])


# -- B9: assessments and coverage -----------------------------------------------------------------------------------


def test_an_assessment_attaches_where_it_aims() -> None:
    for aim, met, want in (
        ("trial/it", False, F),
        ("trial/*", False, N),
        ("trial/it/*", False, F),
        ("trial/other", False, N),
        ("elsewhere/it", False, N),
        ("trial/it@RUS", False, F),
        ("trial/it@TUR", False, N),
    ):
        assert value(verdict(NO_FIRE, [opinion("o", met=met, of=aim)])) == want, aim
    for aim in ("trial/it", "trial/it/*", "trial/*"):
        assert value(verdict(LEAVE, [opinion("o", of=aim, said=6 * D)])) == T, aim


def test_violated_says_of_an_article_only_that_something_in_it_fails() -> None:
    other = obligation(Pattern.PROHIBIT, "patrol", "RUS", local="other", article="it")
    law = accord(NO_FIRE, other)
    assert value(verdict(NO_FIRE, [opinion("o", met=False, of="trial/it/*")], among=law)) == N


def test_the_latest_word_replaces_the_earlier() -> None:
    first = opinion("a", "rus-mod", met=False, said=D)
    later = opinion("b", "RUS", met=True, said=2 * D)
    assert value(verdict(LEAVE, [first, later], as_of=6 * D)) == T
    assert value(verdict(NO_FIRE, [first, later])) == N
    assert value(verdict(NO_FIRE, [first, replace(later, speaker=("ngo",))])) == B
    assert value(verdict(NO_FIRE, [first, later], as_of=D + H)) == F
    aimed_elsewhere = opinion("b", "RUS", met=True, of="trial/*", said=2 * D)
    assert value(verdict(NO_FIRE, [first, aimed_elsewhere])) == B


def test_a_watch_is_a_denial_but_of_its_own_reports() -> None:
    assert value(verdict(NO_FIRE, [watch("w")])) == T
    assert verdict(NO_FIRE, [watch("w")]).by == "coverage"
    assert verdict(NO_FIRE, [watch("w")]).coverage
    own = fire(when=(D, D + H), speaker="observers")
    assert str(verdict(NO_FIRE, [watch("w"), own]).label) == "breached"
    others = replace(own, speaker=("TUR",))
    assert str(verdict(NO_FIRE, [watch("w"), others]).label) == "contested"


def test_a_watch_over_less() -> None:
    for less in (
        watch("w", events="shelling"),
        watch("w", where="west"),
        watch("w", when=(1, 10 * D)),
        watch("w", when=(0, 10 * D - 1)),
        watch("w", attributes=(("sampled", "PT6H"),)),
    ):
        assert value(verdict(NO_FIRE, [less])) == N
    halves = [watch("a", where="west"), watch("b", "ngo", where="east")]
    assert value(verdict(NO_FIRE, halves)) == T
    assert verdict(NO_FIRE, halves).level_for.word == "reported"
    shifts = [watch("a", when=(0, 5 * D)), watch("b", when=(5 * D, 10 * D))]
    assert value(verdict(NO_FIRE, shifts)) == T
    assert value(verdict(NO_FIRE, [shifts[0], watch("b", when=(5 * D + 1, 10 * D))])) == N


@pytest.mark.parametrize("end", [10 * D, None])
def test_reports_that_may_still_be_on_their_way(end: int | None) -> None:
    """B9: silence counts up to known_at − lag."""
    slow = watch("w", when=(0, end), lag=2 * D)
    assert value(verdict(NO_FIRE, [slow])) == N
    assert value(verdict(NO_FIRE, [slow], known_at=12 * D - 1)) == N
    assert value(verdict(NO_FIRE, [slow], known_at=12 * D)) == T


def test_the_share_that_was_observed() -> None:
    assert verdict(NO_FIRE, []).observed == 0.0
    assert verdict(NO_FIRE, [watch("w", when=(0, 5 * D))]).observed == 0.5
    assert verdict(NO_FIRE, [watch("w", where="west", when=(0, 5 * D))]).observed == pytest.approx(0.25, abs=0.01)
    assert verdict(NO_FIRE, [watch("w", events="shelling")]).observed == 0.0


def test_the_zones_of_the_bench() -> None:
    assert set(ZONES) == {"west", "east", "all", "fuzzy", "nowhere"}
    assert act("k", "suspend", (0, 1)).kind is Kind.ACT
