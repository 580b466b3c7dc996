"""Incidents: what speaks of the same occurrence, whatever the order; what people decide; how the time grows."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from verdict_bench import IN_EAST, IN_WEST, REGISTER, D, H, claim

from servanda.incidents import Decisions, incidents
from servanda.model import Claim, Incident, Kind, Polarity, Review


def shot(local: str, speaker: str = "ngo", when: tuple[int, int] = (0, H), **more: object) -> Claim:
    values = {"event": "shelling", "where": IN_WEST, "by": "RUS", "radius_m": 2_000.0, **more}
    return claim(local, speaker, when=when, **values)  # type: ignore[arg-type]


def grouped(*claims: Claim, merge: Sequence[Sequence[str]] = (), split: Sequence[Sequence[str]] = ()) -> list[set[str]]:
    """The groups by the keys of their claims."""
    ids = {c.id.rpartition(".")[2]: c.id for c in claims}
    decisions = Decisions(
        tuple(tuple(ids[x] for x in group) for group in merge), tuple(tuple(ids[x] for x in group) for group in split)
    )
    found = incidents(claims, REGISTER, decisions)
    return sorted(({c.rpartition(".")[2] for c in i.claims} for i in found), key=sorted)


def same(a: Claim, b: Claim) -> bool:
    return grouped(a, b) == [{"a", "b"}]


A = shot("a")


@pytest.mark.parametrize(
    ("b", "together"),
    [
        (shot("b", "TUR"), True),
        (shot("b", event="attack"), True),
        (shot("b", event="airstrike"), False),
        (shot("b", when=(H - 1, 3 * H)), True),
        (shot("b", when=(H, 2 * H)), False),
        (shot("b", when=(0, 4 * D)), True),
        (shot("b", when=(0, 4 * D + 1)), False),
        (shot("b", when=(None, H)), False),
        (shot("b", where=IN_EAST), False),
        (shot("b", where=(35.51, 36.26)), True),
        (shot("b", where=IN_EAST, radius_m=29_000.0), False),
        (shot("b", where=None), False),
        (shot("b", by="rus-mod"), True),
        (shot("b", by="TUR"), False),
        (shot("b", by=""), True),
        (shot("b", by="TUR", at="RUS"), True),
        (shot("b", report="r-a"), False),
    ],
)
def test_what_may_be_the_same(b: Claim, together: bool) -> None:
    """Kind, time, place and somebody in common; rows of one report are different occurrences."""
    assert same(A, b) is together
    assert same(replace(b, id="r-b.a"), replace(A, id="r-a.b")) is together


def test_a_call_has_no_place_of_its_own() -> None:
    a = shot("a", event="call", where=None, by="TUR;RUS")
    assert same(a, shot("b", event="contact", where=IN_WEST, by="RUS"))
    assert not same(a, shot("b", event="contact", where=None, by=""))
    assert not same(a, shot("b", event="contact", where=None, by="HTS"))


def test_only_affirmed_occurrences_that_count() -> None:
    for change in (
        {"polarity": Polarity.DENIES},
        {"polarity": Polarity.NONE},
        {"kind": Kind.ASSESSMENT},
        {"review": Review.REJECTED},
        {"retracted": True},
    ):
        assert incidents([replace(A, **change)], REGISTER) == ()
    assert len(incidents([replace(A, kind=Kind.FINDING)], REGISTER)) == 1


def test_one_far_fetched_link_chains_nothing() -> None:
    """Complete linkage: each claim of an incident fits every other."""
    chain = [shot(f"c{n}", when=(n * H, n * H + 2 * H - 1)) for n in range(6)]
    for group in grouped(*chain):
        hours = sorted(int(x[1:]) for x in group)
        assert hours[-1] - hours[0] <= 1


def test_an_incident_is_named_by_its_smallest_claim_and_its_narrowest_kind() -> None:
    (found,) = incidents([shot("b", event="attack"), shot("a"), shot("c", event="attack")], REGISTER)
    assert (found.id, found.event) == ("r-a.a", "shelling")
    assert len(found.why) == len(found.claims)


def test_rival_actors_and_counts_stay_as_they_were_said() -> None:
    """Nothing is merged but the grouping."""
    a, b = shot("a", by="RUS|SYR"), shot("b", by="SYR")
    (found,) = incidents([a, b], REGISTER)
    assert set(found.claims) == {a.id, b.id}
    assert (a.actor, b.actor) == ((("RUS", "SYR"),), (("SYR",),))


# -- what reports and people say ------------------------------------------------------------------------------------


def test_same_as() -> None:
    """The report itself says so, whatever the distance; a key that is not there says nothing."""
    far = shot("b", when=(9 * D, 9 * D + H), where=IN_EAST, report="r-a", same_as="r-a.a")
    assert same(A, far)
    assert grouped(A, replace(far, same_as="r-a.none")) == [{"a"}, {"b"}]
    chain = [A, far, shot("c", when=(20 * D, 20 * D + H), report="r-a", same_as="r-a.b")]
    assert grouped(*chain) == [{"a", "b", "c"}]


def test_people_merge() -> None:
    claims = [shot(x, when=(n * D, n * D + H)) for n, x in enumerate("abc")]
    assert grouped(*claims) == [{"a"}, {"b"}, {"c"}]
    assert grouped(*claims, merge=["ac"]) == [{"a", "c"}, {"b"}]
    assert grouped(*claims, merge=["ac", "cb"]) == [{"a", "b", "c"}]


def test_people_split() -> None:
    claims = [shot(x) for x in "abc"]
    assert grouped(*claims) == [{"a", "b", "c"}]
    assert all(not {"a", "b"} <= g for g in grouped(*claims, split=["ab"]))
    assert grouped(*claims, split=["abc"]) == [{"a"}, {"b"}, {"c"}]


def test_a_merge_does_not_hang_on_its_first_claim() -> None:
    claims = [shot(x, when=(n * D, n * D + H)) for n, x in enumerate("abc")]
    assert grouped(replace(claims[0], retracted=True), *claims[1:], merge=["abc"]) == [{"b", "c"}]


def test_people_split_what_a_report_joined() -> None:
    assert grouped(A, shot("b", report="r-a", same_as="r-a.a"), split=["ab"]) == [{"a"}, {"b"}]


# -- properties -----------------------------------------------------------------------------------------------------

PLACES = (IN_WEST, (35.51, 36.26), (35.6, 36.4), None)
CLAIMS = st.lists(
    st.builds(
        lambda event, start, hours, where, radius, by, speaker: (event, start, hours, where, radius, by, speaker),
        st.sampled_from(("shelling", "attack", "hostilities", "airstrike", "call")),
        st.integers(0, 8),
        st.integers(1, 30),
        st.sampled_from(PLACES),
        st.sampled_from((100.0, 5_000.0, 15_000.0)),
        st.sampled_from(("RUS", "rus-mod", "TUR", "", "RUS|TUR")),
        st.sampled_from(("ngo", "TUR", "RUS")),
    ),
    max_size=9,
)


def made(rows: Sequence[tuple]) -> list[Claim]:  # type: ignore[type-arg]
    return [
        shot(f"c{n}", speaker, (start * H, (start + hours) * H), event=event, where=where, radius_m=radius, by=by,
             report=f"r-{n // 2}")
        for n, (event, start, hours, where, radius, by, speaker) in enumerate(rows)
    ]  # fmt: skip


def sets(found: Sequence[Incident]) -> set[frozenset[str]]:
    return {frozenset(i.claims) for i in found}


ORDINARY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@ORDINARY
@given(CLAIMS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(rows: Sequence[tuple], shuffler: random.Random) -> None:  # type: ignore[type-arg]
    claims = made(rows)
    shuffled = list(claims)
    shuffler.shuffle(shuffled)
    assert incidents(shuffled, REGISTER) == incidents(claims, REGISTER)


@ORDINARY
@given(CLAIMS, st.data())
def test_every_claim_stands_in_one_incident_and_decisions_hold(rows: Sequence[tuple], data: st.DataObject) -> None:  # type: ignore[type-arg]
    claims = made(rows)
    ids = [c.id for c in claims]
    pairs = st.lists(st.sampled_from(ids), min_size=2, max_size=3, unique=True).map(tuple)
    split = tuple(data.draw(st.lists(pairs, max_size=2))) if len(ids) > 2 else ()
    found = incidents(claims, REGISTER, Decisions((), split))
    assert sorted(c for i in found for c in i.claims) == sorted(ids)
    assert [i.id for i in found] == sorted(min(i.claims) for i in found)
    for apart in split:
        assert all(len(group & set(apart)) <= 1 for group in sets(found))
    if len(ids) > 2:
        merged = data.draw(pairs)
        assert any(set(merged) <= g for g in sets(incidents(claims, REGISTER, Decisions((merged,), ()))))


@ORDINARY
@example([("shelling", 0, 1, IN_WEST, 100.0, "RUS", "ngo")] * 2)
@given(CLAIMS)
def test_claims_of_one_incident_fit_one_another(rows: Sequence[tuple]) -> None:  # type: ignore[type-arg]
    """Whatever else is there: two by two they would be grouped as well."""
    claims = {c.id: c for c in made(rows)}
    for found in incidents(claims.values(), REGISTER):
        for a in found.claims:
            for b in found.claims:
                assert a == b or len(incidents([claims[a], claims[b]], REGISTER)) == 1


def test_the_time_grows_as_the_number_of_claims() -> None:
    """Ten times the claims over ten times the days take about ten times as long: no pair is looked at in vain."""

    def seconds(number: int) -> float:
        random_ = random.Random(7)
        claims = [
            shot(f"c{n}", when=((t := random_.randrange(number * H)), t + H),
                 where=(random_.uniform(34, 37), random_.uniform(36, 40)))
            for n in range(number)
        ]  # fmt: skip
        began = time.process_time()
        incidents(claims, REGISTER)
        return time.process_time() - began

    small, large = median(seconds(300) for _ in range(3)), median(seconds(3_000) for _ in range(3))
    assert large < 30 * small


def test_a_state_of_one_extent_is_one_occurrence_and_an_event_somewhere_in_it_is_not() -> None:
    left = {"event": "withdrawal", "where": None, "extent_place": "a/belt"}
    assert grouped(shot("a", **left), shot("b", "TUR", **left)) == [{"a", "b"}]
    assert grouped(shot("a", **left), shot("b", "TUR", **{**left, "extent_place": "a/other"})) == [{"a"}, {"b"}]
    fired = {"where": None, "extent_place": "a/belt"}
    assert grouped(shot("a", **fired), shot("b", "TUR", **fired)) == [{"a"}, {"b"}]
