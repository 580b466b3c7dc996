"""Bearing at its edges: things and amounts, who and where, what is left out and why (semantics.md, B1 to B9, V18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from verdict_bench import (
    IN_EAST,
    IN_WEST,
    OUTSIDE,
    T0,
    ZONES,
    D,
    H,
    accord,
    at,
    bears,
    claim,
    obligation,
    terms,
    value,
    verdict,
    window,
    world,
)
from verdict_pieces import letters, names, piece

from servanda.accord.law import Measure, Moment, Obligation, Pattern, Thing
from servanda.model import Claim, Count, Interval, Polarity
from servanda.verdict import ALL, Bearings, Scope, Viewpoint
from servanda.verdict.amount import amounts, object_named
from servanda.verdict.bearing import bearings, rules_of
from servanda.verdict.conduct import conduct
from servanda.verdict.occurrence import happened, occurrence
from servanda.verdict.piece import Piece
from servanda.verdict.proof import Proof

NO_FIRE = obligation(Pattern.PROHIBIT, "cease fire", "RUS")
NO_ATTACK = obligation(Pattern.PROHIBIT, "attack", "RUS")
LEAVE = obligation(Pattern.ACHIEVE, "withdraw", "RUS", norm={"deadline": at(5 * D)})
STAY = obligation(Pattern.MAINTAIN, "be present", "RUS")


def scope(it: Obligation, **law: Any) -> Scope:
    assert it.norm.deed is not None
    zone = ZONES[it.norm.deed.zone] if it.norm.deed.zone else None
    return Scope(accord(it, **law), it, it.norm.deed, zone, T0, None, ALL)


def heard(it: Obligation, *claims: Claim) -> Bearings:
    return bearings(world(claims), scope(it))


def fire(local: str = "c", event: str = "shelling", by: str = "RUS", **more: Any) -> Claim:
    return claim(local, event=event, by=by, **{"where": IN_WEST, **more})


# -- B5: amounts -----------------------------------------------------------------------------------------------------


def told(
    *measures: Measure, test: str = "", counts: Sequence[Count] = (), **attributes: float
) -> tuple[tuple[tuple[str, float], ...], bool]:
    it = obligation(Pattern.ACHIEVE, "patrol", "RUS", deed={"measures": measures})
    if test:
        it = replace(it, norm=replace(it.norm, **{test: (it.norm.deed,)}))
    return amounts(scope(it), claim("c", counts=counts, attributes=tuple(attributes.items())))


def five(op: str, what: str = "depth", unit: str = "m") -> Measure:
    return Measure(what, op, 5.0, unit)


@pytest.mark.parametrize(
    ("op", "short_below", "short_above"),
    [("at least", True, False), ("all", True, False), ("at most", False, True), ("exactly", True, True)],
)
def test_an_amount_falls_short_below_or_above(op: str, short_below: bool, short_above: bool) -> None:
    """B5: to the last centimetre; what is asked for is enough."""
    assert told(five(op), depth_m=4.99) == ((("depth", 4.99),), short_below)
    assert told(five(op), depth_m=5) == ((("depth", 5.0),), False)
    assert told(five(op), depth_m=5.01) == ((("depth", 5.01),), short_above)
    assert told(five(op)._replace(amount=None), depth_m=1)[1] is False


def test_a_range_falls_short_with_either_end() -> None:
    """B5: what is certain lies between the least and the most; an open end is no amount."""

    def counted(op: str, lo: float | None, hi: float | None) -> tuple[Any, bool]:
        return told(five(op, "vehicles"), counts=[Count("vehicles", lo, hi)])

    assert counted("at least", 4, 9) == ((("vehicles", 4),), True)
    assert counted("at least", 5, None) == ((("vehicles", 5),), False)
    assert counted("at least", None, 9) == ((), True)
    assert counted("at most", 1, 6) == ((("vehicles", 1),), True)
    assert counted("at most", 1, None) == ((("vehicles", 1),), True)
    assert counted("at most", None, 5) == ((), False)


def test_of_several_counts_the_least_and_the_most() -> None:
    """B5: one open end opens the whole; a number of all goes before numbers of some."""

    def counted(op: str, *counts: Count) -> tuple[Any, bool]:
        return told(five(op, "vehicles"), counts=counts)

    assert counted("at least", Count("vehicles", 6, 7), Count("vehicles", 5, 5))[0] == (("vehicles", 5),)
    assert counted("at least", Count("vehicles", 5, 5), Count("vehicles", 6, 7)) == ((("vehicles", 5),), False)
    assert counted("at most", Count("vehicles", 1, 5), Count("vehicles", 1, 6))[1]
    assert counted("at most", Count("vehicles", 1, 6), Count("vehicles", 1, 5))[1]
    assert not counted("at most", Count("vehicles", 1, 5), Count("vehicles", 1, 4))[1]
    assert counted("at most", Count("vehicles", 1, 2), Count("vehicles", 1, None))[1]
    assert counted("at least", Count("vehicles", None, 9), Count("vehicles", 7, 9)) == ((), True)
    assert counted("at least", Count("vehicles", 6, 6), Count("vehicles", 1, 1, "SYR"))[0] == (("vehicles", 6),)
    assert counted("at least", Count("vehicles", 1, 1, "SYR"))[0] == (("vehicles", 1),)


def test_a_number_of_nothing_in_particular() -> None:
    """B5: the number of what the measure's unit names; else the one thing of which the claim gives numbers."""
    count = five("at least", "count", "patrols")
    assert told(count, counts=[Count("patrols", 6, 6), Count("men", 1, 1)]) == ((("count", 6),), False)
    assert told(count, counts=[Count("men", 6, 6)]) == ((("count", 6),), False)
    assert told(count, counts=[Count("men", 6, 6), Count("women", 6, 6)]) == ((), False)
    assert told(five("at least", "number", ""), counts=[Count("men", 6, 6)])[0] == (("number", 6),)
    assert told(five("at least", "depth"), counts=[Count("men", 6, 6)]) == ((), False)
    assert told(count, counts=[Count("count", 5, 5), Count("patrols", 9, 9)])[0] == (("count", 5),)
    assert told(five("at least", "depth", "men"), counts=[Count("men", 6, 6)]) == ((), False)


def test_one_amount_too_little_is_too_little_whatever_the_others() -> None:
    """B5."""
    two = (five("at least", "depth"), five("at least", "length"))
    assert told(*two, depth_m=1, length_m=9)[1]
    assert told(*two, depth_m=9, length_m=1)[1]
    assert not told(*two, depth_m=9, length_m=9)[1]


def test_only_a_test_of_the_texts_own_asks_for_an_amount_that_is_not_given() -> None:
    """B5, V25."""
    assert told(five("at least")) == ((), False)
    for test in ("kept_if", "breached_if"):
        assert told(five("at least"), test=test) == ((), True)
        assert told(five("at least"), five("at least", "length"), test=test, length_m=9)[1]
        assert told(five("at least"), five("at least", "length"), test=test, depth_m=1)[1]
        assert told(five("at least"), five("at least", "length")._replace(amount=None), test=test, depth_m=1)[1]


# -- B5: things ------------------------------------------------------------------------------------------------------

HEAVY = {"heavy": Thing("artillery", (Measure("calibre", "at least", 0.1, "m"),))}


def thing(wanted: str, said: str, *, climb: bool = True, calibre: float | None = None, **things: Thing) -> str:
    it = obligation(Pattern.ACHIEVE, "withdraw", "RUS", deed={"objects": tuple(wanted.split())})
    attributes = () if calibre is None else (("calibre", calibre),)
    said_ = claim("c", object=said, attributes=attributes)
    return object_named(world(()), scope(it, things={**HEAVY, **things}), said_, climb=climb)


@pytest.mark.parametrize(
    ("wanted", "said", "climb", "expected"),
    [
        ("tank", "", True, "possible"),
        ("heavy-weapons", "tank", True, "certain"),
        ("tank", "heavy-weapons", True, "possible"),
        ("tank", "aircraft", True, "no"),
        ("post tank", "tank", True, "certain"),
        ("tank post", "weapons", True, "possible"),
        ("tank", "weapons", False, "certain"),
        ("tank post", "weapons", False, "possible"),
        ("post tank", "weapons", False, "possible"),
        ("weapons", "tank", False, "possible"),
        ("tank", "post", False, "no"),
        ("heavy", "artillery", False, "certain"),
    ],
)
def test_things_climb_and_descend(wanted: str, said: str, climb: bool, expected: str) -> None:
    """B5: an affirmation of one, or what must reach all."""
    assert thing(wanted, said, climb=climb) == expected


def test_measured_things() -> None:
    """B5: what the claim measured decides only for one of them, not for all."""
    assert thing("heavy", "artillery", calibre=0.12) == "certain"
    assert thing("heavy", "artillery") == "quantity"
    assert thing("heavy", "artillery", calibre=0.08) == "no"
    assert thing("heavy tank", "artillery", calibre=0.12, climb=False) == "possible"
    assert thing("loop", "tank", loop=Thing("pool"), pool=Thing("loop")) == "no"
    assert thing("root", "root", root=Thing()) == "certain"
    assert thing("root", "tank", root=Thing()) == "no"


# -- which rule, and what is left out and why ------------------------------------------------------------------------


def test_a_claim_bears_by_one_rule_only() -> None:
    """B2: by the first that fits; where one does not fit and another does, it is not among what is left out."""
    any_kind = fire(event="hostilities")
    found = heard(LEAVE, any_kind)
    assert (names(found.pieces), found.ignored) == (["r-c.c"], ())
    of_two = fire(event="hostilities", by="TUR", at="RUS")
    both = heard(obligation(Pattern.PROHIBIT, "attack", "RUS", deed={"targets": ()}), of_two)
    assert (names(both.pieces), both.ignored) == (["r-c.c"], ())


def test_a_fight_says_nothing_of_where_things_are() -> None:
    """B5: `unless objects`."""
    fight = fire(event="clash")
    assert bears(LEAVE, fight).sign == "-"
    guns = obligation(Pattern.ACHIEVE, "withdraw", "RUS", deed={"objects": ("tank",)}, norm={"deadline": at(5 * D)})
    assert bears(guns, fight).sign == ""
    assert bears(guns, fight).why == "another kind of event"
    assert bears(guns, fire(event="presence", object="tank")).sign == "-"


def test_why_a_claim_from_elsewhere_is_left_out() -> None:
    """B1, B2, B4, B7: that it is not here, unless what it affirms stood so already."""
    outside = "its place lies outside the zone"
    far: dict[str, Any] = {"where": OUTSIDE}
    assert bears(LEAVE, fire(event="clash", **far)).why == outside
    sign = "it denies a sign of the deed, not the deed"
    assert bears(LEAVE, fire(event="clash", denies=True)).why == sign
    assert bears(LEAVE, fire(event="clash", denies=True, **far)).why == outside
    assert bears(LEAVE, fire(polarity=Polarity.NONE, event="clash")).why == "it neither affirms nor denies"
    assert bears(LEAVE, fire(polarity=Polarity.NONE, event="clash", **far)).why == outside
    based = obligation(Pattern.PROHIBIT, "cease fire", deed={"baseline": at(4 * D)})
    before = "it stood so already before the date that the norm measures by"
    assert bears(based, fire(when=(D, D + H), **far), met=False).why == before
    assert bears(based, fire(when=(5 * D, 5 * D + H), **far), met=False).why == outside


def why(found: Bearings) -> list[str]:
    return [i.why for i in found.ignored]


def test_why_a_claim_about_others_is_left_out() -> None:
    """B3: for every one of them, whatever came before."""
    others, sign = "it names somebody else", "it denies a sign of the deed, not the deed"
    first, second = (fire(n, "clash", by="TUR") for n in "ab")
    denial = fire("d", "clash", by="TUR", denies=True)
    unsure = fire("u", "clash", by="TUR", polarity=Polarity.NONE)
    assert why(heard(LEAVE, first, second)) == [others, others]
    assert why(heard(LEAVE, first, denial, unsure)) == [others, sign, "it neither affirms nor denies"]


def test_one_claim_left_out_leaves_out_no_other_by_the_same() -> None:
    """B3, B5: that one speaks of another thing says nothing of who speaks in the next."""
    guns = obligation(Pattern.PROHIBIT, "deploy", "RUS", deed={"objects": ("tank",)})
    plane, tank = (fire(n, "deployment", object=o) for n, o in (("a", "aircraft"), ("b", "tank")))
    found = heard(guns, plane, tank)
    assert (why(found), names(found.pieces)) == (["it speaks of another thing"], ["r-b.b", "r-b.b"])
    unsure = heard(LEAVE, fire("u", "clash", polarity=Polarity.NONE), fire("c", "clash"))
    assert (why(unsure), names(unsure.pieces)) == (["it neither affirms nor denies"], ["r-c.c"])


def test_what_is_of_another_kind_is_not_taken_for_what_is_left_out() -> None:
    other = bears(NO_FIRE, fire("x", "agreement"), others=[fire("a", where=OUTSIDE)], met=False)
    assert (other.sign, other.certain, other.why) == ("", False, "another kind of event")


def test_a_norm_may_name_a_kind_of_event() -> None:
    """B2: what is done to whom, and what is not."""
    dig = obligation(Pattern.PROHIBIT, "canal digging", "RUS", deed={"targets": terms("TUR")})
    assert bears(dig, fire(event="canal-digging", at="TUR"), met=False).certain
    assert bears(dig, fire(event="canal-digging", at="SYR"), met=False).why == "it is aimed at somebody else"
    things = obligation(Pattern.PROHIBIT, "canal digging", "RUS", deed={"objects": ("tank",)})
    assert bears(things, fire(event="canal-digging", object="tank"), met=False).certain
    assert bears(things, fire(event="canal-digging"), met=False).doubts == {"kind"}
    some = obligation(Pattern.PROHIBIT, "canal digging", "RUS")
    assert bears(some, fire(event="canal-digging", where=IN_EAST), met=False).certain


# -- V18 -------------------------------------------------------------------------------------------------------------


def steps(
    *pieces: Any, incident_of: dict[str, str] | None = None, end: int = T0 + 10 * D, windows: tuple[Interval, ...] = ()
) -> Any:
    it = obligation(Pattern.ACHIEVE, "withdraw", "SYR", bearers=("RUS",))
    proof = Proof(world(()), accord(it), it, ("RUS",))
    return conduct(pieces, proof, windows or (Interval(T0, end),), end, incident_of or {})


def step(name: str, first: int = D, last: int = D + H, *, speaker: str = "ngo", **more: Any) -> Any:
    span = (T0 + first, T0 + last)
    told_of = {"some": span} if more.pop("affirms", True) else {"cover": span}
    return piece(name, **{**told_of, "event": "measure", "speaker": (speaker,), **more})


def test_steps_of_one_incident_are_taken_together_and_denials_are_not() -> None:
    """V18, P5."""
    one = {"a": "i", "b": "i"}
    assert letters(steps(step("a"), step("b", speaker="observers"), incident_of=one)) == "TTTN"
    assert letters(steps(step("a"), step("b", speaker="observers"))) == "TTNN"
    denied = [step("a", affirms=False), step("b", affirms=False, speaker="observers")]
    assert letters(steps(*denied, incident_of=one)) == "FFNN"
    thought = [step(n, source="assessment", speaker=s) for n, s in (("a", "ngo"), ("b", "observers"))]
    assert letters(steps(*thought, incident_of=one)) == "TTNN"
    found = steps(*thought, incident_of=one)
    assert [(level, names(ps)) for level, ps in found.standing_met] == [(1, ["a"]), (2, ["a"])]


def test_the_strongest_step_and_the_strongest_word_against_it() -> None:
    """V18, V23."""
    strong, weak = step("s"), step("w", speaker="RUS")
    for order in ((strong, weak), (weak, strong)):
        found = steps(*order)
        assert letters(found) == "TTNN"
        assert [(s, names(ps)) for s, ps in found.standing_met] == [(1, ["s"]), (2, ["s"])]
    against = step("d", affirms=False, speaker="RUS")
    assert letters(steps(strong, against)) == "BBNN"


def test_what_counts_as_a_step() -> None:
    """V18: by a measure or a joint action within the duty's time; a thought on it by the end."""
    assert letters(steps(step("a", 0, 10 * D))) == "TTNN"
    assert letters(steps(step("a", 0, 10 * D + 1))) == "NNNN"
    assert letters(steps(step("a", -1, D))) == "NNNN"
    assert letters(steps(step("a", D, D))) == "NNNN"
    parts = (Interval(T0, T0 + 2 * D), Interval(T0 + 4 * D, T0 + 6 * D))
    for first, last, expected in (
        (D, 2 * D, "TTNN"),
        (5 * D, 6 * D, "TTNN"),
        (D, 5 * D, "NNNN"),
        (3 * D, 4 * D, "NNNN"),
    ):
        assert letters(steps(step("a", first, last), windows=parts)) == expected
    assert letters(steps(step("a", event="agreement"))) == "NNNN"
    assert letters(steps(piece("a", affirms=True, event="measure"))) == "NNNN"
    assert letters(steps(step("a", -9, 10 * D, source="assessment"))) == "TTNN"
    assert letters(steps(step("a", 0, 10 * D + 1, source="assessment"))) == "NNNN"
    assert letters(steps(piece("a", affirms=True, source="assessment"))) == "NNNN"
    assert letters(steps(step("a", doubts="actor"))) == letters(steps(step("a", short="place"))) == "NNNN"


# -- B3, B4: whole and part ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "denied_by", "expected"),
    [("RUS TUR", "RUS;TUR", True), ("RUS TUR", "RUS", False), ("RUS TUR", "RUS|TUR", False), ("RUS", "RUS", True)],
)
def test_a_denial_reaches_all_whom_the_norm_names_or_falls_short(by: str, denied_by: str, expected: bool) -> None:
    """B1, B3."""
    it = obligation(Pattern.PROHIBIT, "cease fire", by)
    found = heard(it, claim("d", event="hostilities", denies=True, by=denied_by))
    assert [p.short for p in found.pieces] == [frozenset() if expected else frozenset({"actor"})]


def test_a_denial_about_nobody_whom_the_norm_names_says_nothing() -> None:
    it = obligation(Pattern.PROHIBIT, "cease fire", "RUS TUR")
    assert bears(it, claim("d", denies=True, by="SYR"), met=False).why == "it names somebody else"
    assert bears(it, claim("d", denies=True, by="TUR"), met=False).sign == "+"


def test_all_of_them_have_left() -> None:
    """B3, B4, B5: nobody named is everybody only where everybody is meant; a number of them is not all; things are not
    people."""

    def left(subjects: str = "RUS", **more: Any) -> Any:
        it = obligation(Pattern.ACHIEVE, "withdraw", subjects, norm={"deadline": at(5 * D)})
        return bears(it, claim("c", event="withdrawal", **{"by": "RUS", **more}))

    assert left().certain
    assert left(by="").doubts == {"actor"}
    assert left("*", by="").certain
    assert left(by="rus-mod").doubts == {"actor"}
    assert left(by="SYR").why == "it speaks of somebody else"
    assert left(counts=[Count("vehicles", 3, 3)]).doubts == {"quantity"}
    assert left(object="tank").why == "it speaks of things, not of whom the norm names"
    assert left(where=IN_WEST).doubts == {"place"}
    assert left("RUS TUR", by="RUS").doubts == {"actor"}
    assert left("RUS TUR", by="RUS;TUR").certain
    assert left("RUS TUR", by="SYR").sign == ""
    still = obligation(Pattern.ACHIEVE, "withdraw", "RUS", norm={"deadline": at(5 * D)})
    present = fire(event="presence", counts=[Count("vehicles", 3, 3)])
    assert (bears(still, present).sign, bears(still, present).certain) == ("-", True)
    nobody = claim("c", event="presence", denies=True, by="RUS", counts=[Count("vehicles", 3, 3)])
    assert bears(still, nobody).certain


def test_nobody_is_there_must_be_said_of_everywhere() -> None:
    """B4, B8."""
    gone = claim("c", event="presence", denies=True, by="RUS", when=(D, D + H))
    assert bears(LEAVE, gone).certain
    assert bears(LEAVE, replace(gone, extent_place="west")).doubts == {"place"}
    assert bears(LEAVE, replace(gone, extent_place="", lat=OUTSIDE[0], lon=OUTSIDE[1], radius_m=9.0)).sign == ""
    assert bears(LEAVE, replace(gone, actor=())).certain
    assert bears(LEAVE, replace(gone, actor=(("rus-mod",),))).doubts == {"actor"}
    assert bears(LEAVE, replace(gone, extent_place="atlantis")).doubts == {"place"}


def test_a_norm_that_names_no_place() -> None:
    """B4: is met anywhere; a denial of one place falls short, and what must reach everywhere does not by one."""
    calm = obligation(Pattern.PROHIBIT, "cease fire", "RUS", zone=None)
    for place in ({"where": IN_WEST}, {"where": "west"}, {"where": None, "place": "town"}):
        assert [p.short for p in heard(calm, fire(event="hostilities", denies=True, **place)).pieces] == [{"place"}], (
            place
        )
        assert bears(calm, fire(**place), met=False).certain
    assert [p.short for p in heard(calm, fire(event="hostilities", denies=True, where=None)).pieces] == [frozenset()]
    leave = obligation(Pattern.ACHIEVE, "withdraw", "RUS", zone=None, norm={"deadline": at(5 * D)})
    assert bears(leave, fire(event="withdrawal", where=IN_WEST)).doubts == {"place"}
    assert bears(leave, fire(event="withdrawal", where=None)).certain
    assert bears(leave, fire(event="withdrawal", where=None, place="town")).doubts == {"place"}


def test_who_it_was_and_at_whom() -> None:
    """B3, B5: in a clash both take part, and who attacked is not said; to be attacked is not to attack."""
    assert bears(NO_ATTACK, fire(event="clash", by="TUR", at="RUS"), met=False).doubts == {"kind"}
    assert bears(NO_ATTACK, fire(event="clash", by="RUS"), met=False).doubts == {"kind"}
    assert bears(NO_ATTACK, fire(event="attack", by="TUR", at="RUS"), met=False).sign == ""
    assert bears(NO_ATTACK, fire(event="attack", by=""), met=False).doubts == {"actor"}
    assert bears(NO_ATTACK, fire(event="attack", by="RUS|TUR"), met=False).doubts == {"actor"}
    assert bears(NO_ATTACK, fire(event="attack", by="", denies=True), met=False).certain
    jointly = obligation(Pattern.ACHIEVE, "patrol", "RUS TUR", deed={"jointly": True}, norm={"deadline": at(5 * D)})
    assert bears(jointly, fire(event="patrol", by="RUS", at="TUR")).certain
    assert bears(jointly, fire(event="patrol", by="RUS")).sign == ""
    target = obligation(Pattern.PROHIBIT, "attack", "RUS", deed={"targets": terms("TUR HTS")})
    assert bears(target, fire(at="HTS"), met=False).certain
    assert bears(target, fire(at="SYR"), met=False).sign == ""
    assert bears(target, fire(at="HTS|SYR"), met=False).doubts == {"actor"}
    assert bears(target, fire(at="SYR", denies=True), met=False).why == "it is aimed at somebody else"
    anybody_ = obligation(Pattern.PROHIBIT, "attack", "RUS", deed={"targets": terms("*")})
    assert bears(anybody_, fire(), met=False).certain


def test_a_viewpoint_that_speaks_for_nobody_hears_nobody() -> None:
    assert verdict(NO_FIRE, [fire()], viewpoint=Viewpoint("SYR", ("SYR",))).value == "N"


# -- B7: baselines ---------------------------------------------------------------------------------------------------


def stood(
    when: Any, kind: str = "presence", *, it: Pattern = Pattern.PROHIBIT, verb: str = "be present", **more: Any
) -> Any:
    asked = obligation(it, verb, "RUS", deed={"baseline": window(4 * D, 5 * D)})
    return bears(asked, claim("s", event=kind, by="RUS", when=when, **more), met=it is not Pattern.PROHIBIT)


BEFORE = "it stood so already before the date that the norm measures by"


def test_what_was_over_when_the_date_came_stood_before_it() -> None:
    """B7: to the second."""
    assert stood((D, 4 * D)).why == BEFORE
    assert stood((D, 4 * D + 1)).doubts == {"time"}
    assert stood((3 * D, 4 * D), "clash", verb="cease fire").why == BEFORE
    assert stood((3 * D, 4 * D + 1), "clash", verb="cease fire").doubts == {"time"}
    assert stood((5 * D - 1, 6 * D), "clash", verb="cease fire").doubts == {"time"}
    assert stood((5 * D, 6 * D), "clash", verb="cease fire").certain


def test_a_state_that_was_only_seen_may_have_begun_before() -> None:
    """B7."""
    assert stood((5 * D, 6 * D)).doubts == {"time"}
    assert stood((5 * D, 6 * D), throughout=True).certain
    assert stood((4 * D, 6 * D), throughout=True).doubts == {"time"}
    assert stood((4 * D - 1, 6 * D), throughout=True).why == BEFORE
    assert stood((None, 6 * D), throughout=True).doubts == {"time"}
    assert stood((6 * D, None)).certain


def test_what_is_asked_for_may_have_stood_before_and_what_is_to_be_preserved_may_not() -> None:
    """B7."""
    assert stood((D, 2 * D), it=Pattern.MAINTAIN).certain
    assert stood((D, 2 * D), denies=True).sign == "+"
    assert bears(obligation(Pattern.PROHIBIT, "cease fire", "RUS"), fire(when=(0, H)), met=False).certain
    assert bears(NO_FIRE, replace(fire(), when_from_earliest=None), met=False).sign == "-"


# -- what a rule asks for --------------------------------------------------------------------------------------------


def test_a_clash_needs_no_target_and_a_patrol_no_thing() -> None:
    """B5: only rules that ask for a target or a thing are held to the norm's."""
    target = obligation(Pattern.PROHIBIT, "attack", "RUS", deed={"targets": terms("HTS")})
    assert bears(target, fire(event="clash", at="SYR"), met=False).doubts == {"kind"}
    guns = obligation(Pattern.PROHIBIT, "deploy", "RUS", deed={"objects": ("tank",)})
    assert bears(guns, fire(event="patrol"), met=False).certain


def test_what_has_been_set_up_must_be_the_thing_itself() -> None:
    """B5: that something is there shows that it was set up only if it is what was to be; whosever it is."""
    posts = obligation(
        Pattern.ACHIEVE, "establish", "RUS", deed={"objects": ("observation-post",)}, norm={"deadline": at(5 * D)}
    )
    there = fire(event="presence", object="observation-post")
    assert bears(posts, there).certain
    assert bears(posts, replace(there, actor=(("TUR",),))).certain
    assert bears(posts, replace(there, object="post")).why == "it speaks of another thing"
    assert bears(posts, replace(there, object="")).why == "it does not name the thing"


def test_an_amount_too_small_takes_nothing_from_a_denial() -> None:
    """B5."""
    it = obligation(Pattern.PROHIBIT, "patrol", "RUS", deed={"measures": (five("at least"),)})
    one = fire(event="patrol", where="all", attributes=(("depth_m", 1.0),))
    assert bears(it, one, met=False).doubts == {"quantity"}
    assert bears(it, replace(one, polarity=Polarity.DENIES), met=False).certain


def test_whose_things_they_are_is_asked_only_where_it_is_said() -> None:
    """B3, B5."""
    guns = obligation(Pattern.PROHIBIT, "deploy", "RUS", deed={"objects": ("tank",)})
    assert bears(guns, fire(event="deployment", by="", object="tank"), met=False).certain
    assert bears(guns, fire(event="deployment", by="RUS", object="tank"), met=False).certain
    assert bears(guns, fire(event="deployment", by="TUR", object="tank"), met=False).why == "it names somebody else"
    anybodys = obligation(Pattern.PROHIBIT, "deploy", "")
    assert bears(anybodys, fire(event="deployment", by="TUR"), met=False).certain
    assert bears(anybodys, fire(event="deployment", by=""), met=False).certain
    assert bears(obligation(Pattern.PROHIBIT, "deploy", "RUS"), fire(event="deployment", by=""), met=False).doubts


def test_not_yet_said_of_nobody_is_said_of_whom_the_norm_names() -> None:
    """B3, B8."""
    not_yet = fire(event="withdrawal", denies=True)
    assert bears(LEAVE, not_yet).certain
    assert bears(LEAVE, replace(not_yet, actor=())).certain
    assert bears(LEAVE, replace(not_yet, actor=(("TUR",),))).why == "it names somebody else"
    assert bears(LEAVE, replace(not_yet, actor=(("RUS", "TUR"),))).doubts == {"actor"}


def test_a_baseline_that_has_no_date_measures_nothing() -> None:
    """B7."""
    for baseline in (Moment(), Moment(T0 + 4 * D, None), Moment(None, T0 + 4 * D)):
        it = obligation(Pattern.PROHIBIT, "cease fire", "RUS", deed={"baseline": baseline})
        assert bears(it, fire(when=(D, D + H)), met=False).certain
    strange = obligation(Pattern.PROHIBIT, "canal digging", "RUS", deed={"baseline": at(4 * D)})
    assert bears(strange, fire(event="canal-digging", when=(5 * D, 6 * D)), met=False).certain


def test_what_is_to_be_preserved_is_measured_by_its_date() -> None:
    """B7."""
    asked = obligation(Pattern.MAINTAIN, "preserve", "RUS", deed={"baseline": at(4 * D), "objects": ("post",)})
    other = obligation(Pattern.MAINTAIN, "be present", "RUS", deed={"baseline": at(4 * D), "objects": ("post",)})
    gone = fire(event="dissolution", object="post", when=(D, D + H))
    assert bears(asked, gone).why == BEFORE
    assert bears(other, gone).sign == "-"


def test_when_names_and_membership_are_asked_for() -> None:
    """B3: when it began, else when it was over, else when it was said."""
    times: dict[str, Any] = {"when_from_earliest": 1, "when_to_latest": 2, "said": 3}
    assert happened(replace(fire(), **times)) == 1
    assert happened(replace(fire(), **{**times, "when_from_earliest": None})) == 2
    assert happened(replace(fire(), **{**times, "when_from_earliest": None, "when_to_latest": None})) == 3
    assert happened(replace(fire(), when_from_earliest=None, when_to_latest=None, said=None)) == 0


# -- denials of less ---------------------------------------------------------------------------------------------------

ON_TUR = obligation(Pattern.PROHIBIT, "attack", "RUS", deed={"targets": terms("TUR HTS")})


@pytest.mark.parametrize(
    ("it", "at", "short"),
    [
        (NO_ATTACK, "", set()),
        (NO_ATTACK, "TUR", {"actor"}),
        (ON_TUR, "", set()),
        (ON_TUR, "TUR;HTS", set()),
        (ON_TUR, "TUR", {"actor"}),
        (ON_TUR, "tur-mod", {"actor"}),
        (ON_TUR, "TUR;SYR", {"actor"}),
        (ON_TUR, "TUR;HTS;SYR", set()),
        (ON_TUR, "SYR", None),
        (NO_FIRE, "TUR", {"actor"}),
    ],
)
def test_a_denial_that_names_a_target_denies_what_was_done_to_it(
    it: Obligation, at: str, short: set[str] | None
) -> None:
    """B3: it falls short of a norm that means others too; of one that means only others it says nothing."""
    event = "hostilities" if it is NO_FIRE else "attack"
    word = fire(event=event, by="RUS", at=at, where=None, denies=True)
    found = heard(it, word)
    assert [set(p.short) for p in found.pieces] == ([] if short is None else [short])
    assert not any(p.doubts for p in found.pieces)


def test_only_a_denial_falls_short_by_what_it_names() -> None:
    """B1, B3, B5: a sign that it was so is one all the more."""
    for seen in (fire(at="TUR"), fire(object="tank"), fire(event="attack", by="RUS;SYR", denies=True, where=None)):
        assert [p.short for p in heard(NO_ATTACK, seen).pieces] == [frozenset()]
    both = heard(NO_ATTACK, fire(event="attack", denies=True, where=None, object="tank"))
    assert [p.short for p in both.pieces] == [{"kind"}]
    with_tanks = obligation(Pattern.PROHIBIT, "attack", "RUS", deed={"objects": ("tank",)})
    found = heard(with_tanks, fire(event="attack", denies=True, where=None, object="tank"))
    assert [p.short for p in found.pieces] == [{"kind"}]


def test_whom_it_befell_is_no_stranger() -> None:
    """B3: by a rule that asks whom it was done to, others to whom it was not done leave the denial whole."""
    there = world(())
    rule = replace(rules_of(there.verbs, "attack")[0], who="target", target=False)
    word = fire(event="attack", by="HTS", at="RUS;TUR", where=None, denies=True)
    (told,) = occurrence(there, scope(NO_ATTACK), rule, word, "attack")
    assert isinstance(told, Piece)
    assert not told.short


@pytest.mark.parametrize(
    ("denied", "told", "answered"),
    [
        ("", "TUR", True),
        ("", "", True),
        ("TUR", "TUR", True),
        ("TUR", "tur-mod", True),
        ("tur-mod", "TUR", False),
        ("TUR", "HTS", False),
        ("TUR", "", False),
        ("TUR", "TUR;HTS", False),
        ("TUR;HTS", "TUR;HTS", True),
        ("TUR;HTS", "TUR|HTS", True),
        ("TUR", "TUR|HTS", False),
    ],
)
def test_who_denies_striking_one_does_not_answer_who_says_that_another_was_struck(
    denied: str, told: str, answered: bool
) -> None:
    """V6."""
    said = fire("c", by="RUS", at=told)
    word = replace(fire("d", by="RUS", at=denied, denies=True), speaker=("RUS",))
    assert value(verdict(NO_FIRE, [said, word])) == ("B" if answered else "F")
    left_out = {n.claim: n.why for n in verdict(NO_FIRE, [said, word]).not_counted}
    assert left_out == ({} if answered else {"r-d.d": "it does not reach what is asked"})
    assert value(verdict(NO_FIRE, [replace(said, object="tank"), word])) == ("B" if answered else "F")


@pytest.mark.parametrize(
    ("wanted", "denied", "short"),
    [
        ((), "", set()),
        ((), "tank", {"kind"}),
        (("heavy-weapons",), "", set()),
        (("heavy-weapons",), "heavy-weapons", set()),
        (("heavy-weapons",), "weapons", set()),
        (("heavy-weapons",), "tank", {"kind"}),
        (("tank", "artillery"), "tank", {"kind"}),
        (("tank", "artillery"), "heavy-weapons", set()),
        (("tank",), "ammunition", None),
    ],
)
def test_a_denial_that_names_a_thing_denies_that_thing(
    wanted: tuple[str, ...], denied: str, short: set[str] | None
) -> None:
    """B2, B5: "no tanks were brought" does not say that no heavy weapons were; the other way round it does."""
    it = obligation(Pattern.PROHIBIT, "supply", "RUS", deed={"objects": wanted})
    word = claim("d", event="supply", by="RUS", when=(0, D), denies=True, object=denied)
    found = heard(it, word)
    assert [set(p.short) for p in found.pieces] == ([] if short is None else [short])


@pytest.mark.parametrize(
    ("denied", "answered"), [("", True), ("tank", True), ("heavy-weapons", True), ("artillery", False)]
)
def test_who_denies_one_thing_does_not_answer_who_tells_of_another(denied: str, answered: bool) -> None:
    """V6."""
    it = obligation(Pattern.PROHIBIT, "supply", "RUS")
    told = claim("c", event="supply", by="RUS", when=(0, D), object="tank")
    word = claim("d", "RUS", event="supply", by="RUS", when=(0, D), denies=True, object=denied)
    assert value(verdict(it, [told, word])) == ("B" if answered else "F")


@pytest.mark.parametrize(
    ("who", "jointly", "actor", "at", "short"),
    [
        ("RUS TUR", False, "RUS", "TUR", set()),
        ("RUS TUR", False, "RUS;TUR", "", set()),
        ("RUS TUR", False, "RUS;TUR", "SYR", {"actor"}),
        ("RUS", False, "RUS", "", set()),
        ("RUS", False, "RUS", "TUR", {"actor"}),
        ("RUS", False, "TUR", "RUS", {"actor"}),
        ("RUS", False, "TUR", "HTS", None),
        ("*", False, "", "", set()),
        ("*", False, "RUS", "", {"actor"}),
        ("RUS TUR", True, "RUS", "TUR", set()),
        ("RUS TUR", True, "RUS;TUR;SYR", "", {"actor"}),
    ],
)
def test_what_is_denied_between_some_is_not_denied_of_each_with_all(
    who: str, jointly: bool, actor: str, at: str, short: set[str] | None
) -> None:
    """B3: of what several do together."""
    verb, event = ("patrol", "patrol") if jointly else ("consult", "contact")
    it = obligation(Pattern.PROHIBIT, verb, who, None, deed={"jointly": jointly})
    word = claim("d", event=event, by=actor, at=at, when=(0, D), where=None, denies=True)
    assert [set(p.short) for p in heard(it, word).pieces] == ([] if short is None else [short])
