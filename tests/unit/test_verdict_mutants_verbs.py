"""What verbs.yaml may say and does not say today: other kinds of events, other rules (semantics.md, B2, B3, B8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from shapely.geometry import box
from verdict_bench import IN_WEST, T0, WEST, ZONES, D, H, accord, at, claim, obligation, world

from servanda.accord.law import Obligation, Pattern
from servanda.accord.verbs import EventKind, Verbs, verbs
from servanda.geo import Membership
from servanda.geo.zone import drawn_zone, nowhere
from servanda.model import Claim
from servanda.verdict import ALL, Bearings, Scope
from servanda.verdict.bearing import bearings

LEAVE = obligation(Pattern.ACHIEVE, "withdraw", "RUS", norm={"deadline": at(5 * D)})
SHIPPED = verbs()


def table(kinds: Sequence[EventKind] = (), verb: str = "", **rule: Any) -> Verbs:
    """The shipped table with some kinds besides, and the first rule of a verb otherwise."""
    known = dict(SHIPPED.verbs)
    if verb:
        first, *others = known[verb].evidence
        known[verb] = replace(known[verb], evidence=(replace(first, **rule), *others))
    return Verbs({**SHIPPED.kinds, **{k.name: k for k in kinds}}, SHIPPED.objects, known, SHIPPED.by_word)


def heard(it: Obligation, *claims: Claim, by: Verbs = SHIPPED) -> Bearings:
    there = world(claims)
    there.verbs = by
    assert it.norm.deed is not None
    return bearings(there, Scope(accord(it), it, it.norm.deed, ZONES["all"], T0, None, ALL))


def test_a_rule_may_ask_to_whom_it_was_done() -> None:
    """B3: `who: target`."""
    table_ = table(verb="attack", who="target", target=False)
    it = obligation(Pattern.PROHIBIT, "attack", "RUS")
    on_rus, by_rus = (
        claim(n, event="attack", where=IN_WEST, **w) for n, w in (("a", {"at": "RUS"}), ("b", {"by": "RUS"}))
    )
    assert [bool(p.doubts) for p in heard(it, on_rus, by=table_).pieces] == [False]
    assert [sorted(p.doubts) for p in heard(it, by_rus, by=table_).pieces] == [["actor"]]
    other = replace(on_rus, target=(("TUR",),))
    assert heard(it, other, by=table_).pieces == ()


def test_that_some_are_not_there_is_not_that_nobody_is() -> None:
    """B2, B8: a denial of a narrower state is no word that all are gone."""
    garrison = EventKind("garrison", "presence", "state", "", "", "", "")
    table_ = table([garrison])
    narrow = claim("g", event="garrison", by="RUS", denies=True)
    assert [i.why for i in heard(LEAVE, narrow, by=table_).ignored] == [
        "it denies less than what would have to be gone"
    ]
    assert heard(LEAVE, narrow, by=table_).pieces == ()
    assert [p.affirms for p in heard(LEAVE, replace(narrow, event="presence"), by=table_).pieces] == [True]


def test_a_kind_that_is_denied_as_something_else_denies_that() -> None:
    """B2: a state whose denial is that of an unrelated kind says nothing of it."""
    camp = EventKind("camp", "presence", "state", "", "", "", "agreement")
    told = heard(LEAVE, claim("c", event="camp", by="RUS", denies=True), by=table([camp]))
    assert (told.pieces, [i.why for i in told.ignored]) == ((), ["it denies a sign of the deed, not the deed"])


def test_what_was_struck_out_is_told_only_where_it_would_have_counted() -> None:
    """B1, V23."""
    presence = claim("a", event="presence", by="RUS", where=IN_WEST, retracted=True)
    others = replace(presence, id="r-b.b", actor=(("TUR",),))
    found = heard(LEAVE, presence, others)
    assert [(i.claim.id, i.why) for i in found.ignored] == [("r-a.a", "it was retracted")]
    less = world([presence, others]).without(["r-a.a"])
    assert [c.id for c in less.struck_touching(["presence"])] == ["r-b.b"]


def test_nothing_is_in_what_has_no_area() -> None:
    """B4."""
    empty = nowhere()
    it = replace(LEAVE, norm=replace(LEAVE.norm, pattern=Pattern.PROHIBIT))
    assert it.norm.deed is not None
    gone = claim("c", event="presence", by="RUS", denies=True)
    there = world([gone, claim("d", event="withdrawal", by="RUS", where=None)])
    found = bearings(there, Scope(accord(it), it, it.norm.deed, empty, T0, None, ALL))
    assert found.pieces == ()
    assert there.between(empty, WEST) is there.between(WEST, empty) is Membership.OUT
    assert there.between(empty, empty) is Membership.OUT


def test_discs_are_drawn_once() -> None:
    """B4: and asked again alike."""
    town = claim("t", when=(0, H), where=IN_WEST, radius_m=90_000.0)
    there = world([town])
    assert [there.disc_covers(town, WEST) for _ in range(2)] == [True, True]
    assert there.between(WEST, drawn_zone(box(0, 0, 1, 1))) is Membership.OUT
