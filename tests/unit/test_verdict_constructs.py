"""Tests with a gap, exceptions, things by measure, baselines, rows of articles (semantics.md, B3–B5, B7, B9, V25)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from verdict_bench import (
    ALL_OF_IT,
    IN_WEST,
    REGISTER,
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
    value,
    verdict,
    watch,
    window,
    world,
)

from servanda.accord.law import Accord, Deed, Measure, Obligation, Pattern, Term, Thing
from servanda.geo.zone import drawn_zone
from servanda.model import Claim, Count, Kind, Polarity, Review, Verdict
from servanda.verdict import Court, Viewpoint, World
from servanda.verdict.reason import Reason, code

CALM = obligation(Pattern.PROHIBIT, "cease fire", norm={"end": at(8 * D)})
SHELL, STRIKE = Deed("shelling", terms("*"), zone="all"), Deed("airstrike", terms("*"), zone="all")
LEAVE, MEET = Deed("patrol", terms("RUS"), zone="all"), Deed("talks", terms("RUS"))


def norm(it: Obligation, **more: Any) -> Obligation:
    return replace(it, norm=replace(it.norm, **more))


def event(kind: str, day: float = 2, local: str = "e", speaker: str = "ngo", **more: Any) -> Claim:
    when = (int(day * D), int(day * D) + H)
    return claim(local, speaker, kind, when, by="RUS", where="all" if kind != "talks" else None, **more)


# -- V25 --------------------------------------------------------------------------------------------------------------


def test_between_two_tests_lies_a_gap() -> None:
    both = norm(CALM, kept_if=(LEAVE, MEET), breached_if=(STRIKE,))
    patrol, talks, strike = event("patrol", local="p"), event("talks", local="t"), event("airstrike", local="a")
    assert value(verdict(both, [patrol, talks])) == T
    assert value(verdict(both, [patrol])) == N
    assert value(verdict(both, [strike])) == F
    assert value(verdict(both, [patrol, talks, strike])) == B
    assert value(verdict(both, [event("shelling")])) == N
    found = verdict(both, [patrol])
    assert (str(found.label), found.basis) == ("unknown", "met: ngo; between the two tests")
    assert str(verdict(both, [patrol], as_of=8 * D - 1).label) == "pending"
    assert str(verdict(both, [patrol], as_of=8 * D).label) == "unknown"


LOST = Measure("count", "at least", 10.0, "")


@pytest.mark.parametrize(
    ("counts", "passed"),
    [
        ((), False),
        ((Count("killed", 10, 12),), True),
        ((Count("killed", 9, 12),), False),
        ((Count("killed", None, 12),), False),
        ((Count("killed", 12, 12), Count("killed", 3, 3, "civilians")), True),
        ((Count("killed", 12, 12), Count("injured", 12, 12)), False),
    ],
)
def test_a_test_that_counts_is_passed_only_by_a_count(counts: tuple[Count, ...], passed: bool) -> None:
    """V25, B5: "breached if ten or more …" is not breached by a claim that names no number, nor by two of other things;
    it is then only possible (quantity)."""
    broken = norm(CALM, breached_if=(replace(SHELL, measures=(LOST,)),))
    found = verdict(broken, [event("shelling", counts=counts)])
    assert value(found) == (F if passed else N)
    assert [u.axis for u in found.undetermined] == ([] if passed else ["quantity"])
    told = verdict(CALM, [event("shelling", counts=counts)])
    assert value(told) == F  # no test of the text's own


def test_what_a_count_is_of_may_be_named() -> None:
    """B5: of several numbers the one that the measure's unit names; at most means the most that it may be."""
    counts = (Count("killed", 12, 12), Count("injured", 2, 40))
    of_killed = norm(CALM, breached_if=(replace(SHELL, measures=(LOST._replace(unit="killed"),)),))
    assert value(verdict(of_killed, [event("shelling", counts=counts)])) == F
    few = replace(SHELL, measures=(Measure("injured", "at most", 10.0, ""),))
    assert value(verdict(norm(CALM, kept_if=(few,)), [event("shelling", counts=counts)])) == F


def test_one_of_the_two_tests_leaves_the_other_to_the_pattern() -> None:
    kept = norm(CALM, kept_if=(LEAVE,))
    assert value(verdict(kept, [watch("w", when=(0, 8 * D))])) == N
    assert value(verdict(kept, [event("patrol")])) == T
    assert value(verdict(kept, [event("shelling")])) == F
    assert value(verdict(kept, [event("patrol", local="p"), event("shelling")])) == B
    broken = norm(CALM, breached_if=(STRIKE, SHELL))
    assert value(verdict(broken, [watch("w", when=(0, 8 * D))])) == T
    assert value(verdict(broken, [event("clash")])) == N
    assert value(verdict(broken, [event("shelling")])) == F
    assert verdict(broken, [event("shelling")]).witnesses_against == ("r-e.e",)


def test_a_rebutted_test_is_contested() -> None:
    kept, broken = norm(CALM, kept_if=(LEAVE,)), norm(CALM, breached_if=(STRIKE,))
    no_patrol = claim("n", "observers", "patrol", (0, 9 * D), denies=True)
    no_strike = claim("n", "observers", "airstrike", (0, 9 * D), denies=True)
    assert value(verdict(kept, [event("patrol"), no_patrol])) == B
    assert value(verdict(kept, [no_patrol])) == N
    assert value(verdict(broken, [event("airstrike"), no_strike])) == B
    assert value(verdict(broken, [no_strike])) == N


def test_the_tests_are_asked_of_the_norms_own_window() -> None:
    both = norm(CALM, kept_if=(LEAVE,), breached_if=(STRIKE,))
    assert value(verdict(both, [event("patrol", 9)])) == N
    assert value(verdict(both, [event("airstrike", 9)])) == N
    due = obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": at(5 * D), "kept_if": (MEET,)})
    assert value(verdict(due, [claim("t", event="talks", when=(5 * D, 5 * D + 1), by="RUS", where=None)])) == T
    assert value(verdict(due, [claim("t", event="talks", when=(5 * D + 1, 5 * D + 2), by="RUS", where=None)])) == N
    assert value(verdict(due, [event("talks")], viewpoint=Viewpoint("TUR", ("TUR",)))) == N
    assert value(verdict(both, [opinion("o", said=2 * D, when=(0, 8 * D))])) == N
    possible = norm(CALM, end=window(2 * D, 4 * D), kept_if=(LEAVE,))
    assert value(verdict(possible, [event("patrol", 3)])) == N
    assert value(verdict(possible, [event("patrol", 1)])) == T


def test_it_is_met_only_on_the_word_of_each() -> None:
    due = obligation(
        Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": at(5 * D), "observed_by": ("observers", "TUR")}
    )
    ngo, seen = event("patrol", local="n"), event("patrol", local="o", speaker="observers")
    theirs = event("patrol", local="t", speaker="tur-mod")
    assert value(verdict(due, [ngo])) == N
    assert verdict(due, [ngo, seen]).basis == "not observed by TUR"
    assert value(verdict(due, [seen])) == N
    assert value(verdict(due, [seen, theirs])) == T
    assert value(verdict(due, [seen, opinion("a", "TUR", said=4 * D)])) == T
    assert value(verdict(due, [seen, opinion("a", "TUR", met=False, said=4 * D)])) == N
    assert value(verdict(due, [seen, opinion("a", "TUR", met=False, said=5 * D)])) == F
    tests = norm(CALM, kept_if=(LEAVE,), observed_by=("TUR",))
    assert value(verdict(tests, [ngo])) == N
    assert value(verdict(tests, [theirs])) == T
    denied = claim("d", "observers", "patrol", (0, 6 * D), denies=True, by="RUS")
    assert value(verdict(due, [ngo, denied])) == F
    calm = norm(CALM, observed_by=("TUR",))
    assert value(verdict(calm, [watch("w", when=(0, 8 * D))])) == N
    assert value(verdict(calm, [watch("w", "TUR", when=(0, 8 * D))])) == T
    assert value(verdict(calm, [watch("w", when=(0, 8 * D)), opinion("a", "TUR", when=(0, 8 * D))])) == T


@pytest.mark.parametrize(
    ("it", "said"),
    [
        (CALM, {"event": "hostilities", "denies": True}),
        (obligation(Pattern.MAINTAIN, "be present", "RUS"), {"event": "presence", "by": "RUS", "throughout": True}),
    ],
)
def test_who_is_not_needed_as_a_witness_has_spoken_all_the_same(it: Obligation, said: dict[str, Any]) -> None:
    """V25: what an instrument proves alone leaves the observers' word their word; what they say of another time, or
    what is only possible, is none."""
    asked = norm(it, observed_by=("observers",))
    proved = claim("a", "gazette", when=(0, 10 * D), where="all", kind=Kind.FINDING, **said)
    theirs = claim("b", "observers", when=(2 * D, 3 * D), where="all", **said)
    assert value(verdict(asked, [proved])) == N
    found = verdict(asked, [proved, theirs])
    assert (value(found), set(found.witnesses_for)) == (T, {proved.id, theirs.id})
    assert value(verdict(asked, [proved, replace(theirs, speaker=("ngo",))])) == N
    assert value(verdict(norm(asked, start=at(3 * D)), [proved, theirs])) == N


# -- B3: exceptions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "by", "sign", "certain"),
    [
        (Term(anyone=True, but=("TUR",)), "RUS", "-", True),
        (Term(anyone=True, but=("TUR",)), "TUR", "", False),
        (Term(anyone=True, but=("TUR",)), "tur-mod", "", False),
        (Term(anyone=True, but=("tur-mod",)), "TUR", "-", False),
        (Term(anyone=True, but=("TUR",)), "", "-", False),
        (Term(anyone=True, but=("TUR",)), "RUS|TUR", "-", False),
        (Term(actor="RUS", but=("rus-mod",)), "rus-mod", "", False),
        (Term(actor="RUS", but=("rus-mod",)), "RUS", "-", False),
        (Term(actor="RUS", but=("TUR",)), "RUS", "-", True),
    ],
)
def test_who_is_excepted_is_not_meant(term: Term, by: str, sign: str, certain: bool) -> None:
    assert CALM.norm.deed is not None
    it = norm(CALM, deed=replace(CALM.norm.deed, subjects=(term,)))
    found = bears(it, claim("s", event="shelling", by=by, where=IN_WEST), met=False)
    assert (found.sign, found.certain) == (sign, certain)


def test_a_target_may_be_excepted() -> None:
    no_fire = obligation(Pattern.PROHIBIT, "attack", deed={"targets": (Term(anyone=True, but=("HTS",)),)})
    assert bears(no_fire, claim("s", by="RUS", at="SYR", where=IN_WEST), met=False).certain
    assert bears(no_fire, claim("s", by="RUS", at="HTS", where=IN_WEST), met=False).sign == ""
    assert not bears(no_fire, claim("s", by="RUS", where=IN_WEST), met=False).certain


# -- B5: things by measure --------------------------------------------------------------------------------------------

HEAVY = Thing("artillery", (Measure("calibre", "at least", 0.1, "m"),))


def guns(named: str, calibre: float | None = None, *, denies: bool = False, wanted: str = "heavy") -> Any:
    law = accord(things={"heavy": HEAVY, "very-heavy": Thing("heavy"), "loose": Thing("artillery")})
    it = obligation(Pattern.PROHIBIT, "deploy", "RUS", deed={"objects": (wanted,)})
    attributes = () if calibre is None else (("calibre", calibre),)
    one = claim("g", event="presence", by="RUS", where=IN_WEST, object=named, attributes=attributes, denies=denies)
    return bears(it, one, met=False, among=replace(law, obligations=(it,)))


def test_a_class_of_things_may_be_narrowed_by_measures() -> None:
    assert guns("heavy").certain
    assert guns("very-heavy").certain
    assert guns("artillery", 0.12).certain
    assert guns("artillery", 0.1).certain
    assert guns("artillery", 0.09).sign == ""
    assert guns("artillery").doubts == {"quantity"}
    assert guns("weapons").doubts == {"kind"}
    assert guns("aircraft").sign == ""
    assert guns("heavy", wanted="very-heavy").doubts == {"kind"}
    assert guns("artillery", 0.12, wanted="loose").doubts == {"kind"}
    assert guns("", 0.12).doubts == {"kind"}
    assert guns("loose", 0.12).certain


# -- B4: one region by two names --------------------------------------------------------------------------------------


def test_zones_of_equal_bounds_are_one_region() -> None:
    fuzzy = replace(drawn_zone(ALL_OF_IT.inner), outer=ALL_OF_IT.inner.buffer(0.1))
    twin, other = replace(fuzzy, name="twin"), replace(fuzzy, outer=ALL_OF_IT.inner.buffer(0.2))
    it = obligation(Pattern.PROHIBIT, "cease fire", zone="mine")
    law = accord(it, zones={"mine": fuzzy})
    for named, expected in (("twin", T), ("mine", T), ("other", N)):
        base = world([watch("w", where=named)])
        there = World(base.claims, base.clocks, REGISTER, (), {"trial/mine": fuzzy, "twin": twin, "other": other})
        found = Court(there, [law]).verdict(law, it)
        assert value(found) == expected, named
        assert found.observed == (1.0 if expected == T else pytest.approx(0.7, abs=0.01))


# -- B7: baselines ----------------------------------------------------------------------------------------------------


def since(when: tuple[int, int], kind: str = "presence", *, throughout: bool = False, **more: Any) -> Verdict:
    it = obligation(Pattern.PROHIBIT, "be present", "RUS", deed={"baseline": at(4 * D)})
    one = claim("s", event=kind, by="RUS", where=IN_WEST, when=when, throughout=throughout, **more)
    return verdict(it, [one])


def test_what_stood_already_is_no_change() -> None:
    assert since((2 * D, 3 * D)).not_counted[0].why == "it stood so already before the date that the norm measures by"
    assert value(since((5 * D, 6 * D))) == N
    assert [u.axis for u in since((5 * D, 6 * D)).undetermined] == ["time"]
    assert value(since((5 * D, 6 * D), throughout=True)) == F
    assert value(since((3 * D, 6 * D), throughout=True)) == N
    assert since((3 * D, 6 * D), throughout=True).undetermined == ()
    assert value(since((4 * D, 6 * D), throughout=True)) == F


def test_an_event_is_measured_by_when_it_came() -> None:
    it = obligation(Pattern.PROHIBIT, "cease fire", deed={"baseline": window(4 * D, 5 * D)})
    for day, expected in ((3, N), (4.5, N), (5, F), (6, F)):
        assert value(verdict(it, [event("shelling", day)])) == expected, day
    assert [u.axis for u in verdict(it, [event("shelling", 4.5)]).undetermined] == ["time"]
    assert verdict(it, [event("shelling", 3)]).undetermined == ()
    asked = obligation(Pattern.ACHIEVE, "patrol", "RUS", deed={"baseline": at(4 * D)}, norm={"deadline": at(5 * D)})
    assert value(verdict(asked, [event("patrol")])) == T


# -- B9: rows of articles ---------------------------------------------------------------------------------------------


def rows(*claims: Claim, law: Accord | None = None) -> dict[str, Verdict]:
    one = replace(CALM, article="5b")
    made = law or accord(one)
    return {v.ref: v for v in Court(world(claims), [made]).verdicts()}


def test_an_article_that_opinions_aim_at_has_a_row() -> None:
    assert set(rows()) == {"trial/*", "trial/it"}
    met, broken = opinion("m", of="trial/5/*", said=2 * D), opinion("b", "TUR", met=False, of="trial/5/*@RUS", said=D)
    found = rows(met)
    assert set(found) == {"trial/*", "trial/5/*", "trial/it"}
    row = found["trial/5/*"]
    assert (row.value, str(row.label), row.article, row.witnesses_for) == ("T", "kept", "5", ("r-m.m",))
    assert value(found["trial/*"]) == N
    assert value(rows(met, broken)["trial/5/*"]) == B
    assert value(rows(opinion("m", of="trial/5/*@RUS", said=2 * D))["trial/5/*"]) == N
    assert set(rows(opinion("m", of="trial/7/*", said=D), opinion("n", of="other/5/*", said=D))) == set(rows())
    ultimatum = accord(replace(CALM, article="5b"), instrument="ultimatum", addressee=("SYR",), parties=("TUR",))
    assert rows(met, law=ultimatum)["trial/5/*"].state == "met"
    assert rows(met, law=ultimatum)["trial/*"].state == rows(met, law=ultimatum)["trial/it"].state
    assert T0 > 0


def test_what_is_not_observed_says_by_whom() -> None:
    """V25: a deed that those have not spoken of whose word is asked for is left out with that reason."""
    seen = norm(obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": at(5 * D)}), observed_by=("TUR", "ngo"))
    found = verdict(seen, [event("patrol", speaker="RUS")])
    assert (value(found), found.unobserved) == (N, ("TUR", "ngo"))
    assert [n.why for n in found.not_counted] == ["not observed by TUR, ngo"]
    half = verdict(seen, [event("patrol", speaker="RUS"), event("patrol", local="f", speaker="ngo")])
    assert (value(half), half.unobserved) == (N, ("TUR",))
    every = [event("patrol", local=f"x{n}", speaker=who) for n, who in enumerate(("tur-mod", "ngo"))]
    assert value(verdict(seen, every)) == T


def test_what_was_left_out_has_a_reason_and_a_code() -> None:
    """V23, B1, B9, V20: struck, sampled, replaced and idle claims are told with their reasons; each has a word for
    tables."""
    told = verdict(
        CALM,
        [
            event("shelling", local="taken-back", retracted=True),
            event("shelling", local="misread", review=Review.REJECTED),
            event("shelling", local="unsure", polarity=Polarity.NONE),
            watch("now-and-then", attributes=(("sampled", "PT1H"),)),
            watch("too-late", when=(9 * D, 10 * D), lag=2 * D),
            opinion("first", said=2 * D),
            opinion("second", said=3 * D, met=False),
            act("alone", "waive", (D, 2 * D)),
        ],
    )
    assert {n.claim.partition(".")[2]: code(n.why) for n in told.not_counted} == {
        "taken-back": "retracted",
        "misread": "rejected",
        "unsure": "silent",
        "now-and-then": "sampled",
        "too-late": "unwatched",
        "first": "replaced",
        "alone": "act",
    }
    assert code("only possible: actor, place") == "actor+place"
    assert code("not observed by UN") == "unobserved"
    assert len({code(r) for r in Reason}) == len(Reason)


def test_beside_a_test_of_a_breach_accusations_neither_breach_nor_show_that_it_is_kept() -> None:
    """V25: an accusation that is no such test is not heard, and so its denial shows nothing more than it denies."""
    breach = Deed("patrol", terms("RUS"), zone="all")
    it = obligation(Pattern.PROHIBIT, "cease fire", "RUS", norm={"end": at(8 * D), "breached_if": (breach,)})
    accused = claim("a", event="shelling", by="RUS", when=(D, D + H))
    denied = claim("d", "RUS", event="hostilities", by="RUS", when=(D, 2 * D), where="all", denies=True)
    everywhere = claim("e", "RUS", event="hostilities", by="RUS", when=(0, 10 * D), where="all", denies=True)
    assert value(verdict(it, [accused])) == N
    assert value(verdict(it, [accused, denied])) == N
    assert value(verdict(it, [accused, everywhere])) == T
    patrol = claim("p", event="patrol", by="RUS", when=(D, D + H))
    assert value(verdict(it, [accused, denied, patrol])) == F
    shown = Deed("withdraw", terms("RUS"), zone="all")
    due = obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": at(5 * D), "kept_if": (shown,)})
    done = claim("p", event="patrol", by="RUS", when=(D, D + H))
    not_then = claim("d", event="patrol", by="RUS", when=(0, 2 * D), where="all", denies=True)
    assert value(verdict(due, [done, not_then])) == N
