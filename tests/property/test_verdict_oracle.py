"""The court against an evaluator that tries every point (semantics.md, V1 to V24), and the laws that both obey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pointwise import BEST, EVALUATE, Asked, Said, negated
from small_worlds import claims, court, groups, said, values, worlds

from servanda.model import STANDARDS, Claim, Incident, Level
from servanda.verdict import Explore

PATTERNS = tuple(EVALUATE)
World = tuple[Asked, list[Said]]
# the same worlds in every run; raise max_examples and drop derandomize to search for more
ORDINARY = settings(max_examples=200, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(ORDINARY, max_examples=60)


@pytest.mark.parametrize("name", PATTERNS)
def test_the_court_agrees_with_every_point(name: str) -> None:
    """V1–V20, P1–P8, all standards at once; what is denied is denied of all that the norm speaks of."""

    @ORDINARY
    @given(worlds(name, wide=False))
    def agree(world: World) -> None:
        norm, every = world
        assert values(norm, claims(every), groups(every))[0] == EVALUATE[name](every, norm)

    agree()


@pytest.mark.parametrize("name", PATTERNS)
def test_the_court_agrees_on_parts(name: str) -> None:
    """B2–B5, V5: the same, where denials may be of one actor, one kind or one half of the zone."""

    @ORDINARY
    @given(worlds(name, wide=True))
    def agree(world: World) -> None:
        norm, every = world
        assert values(norm, claims(every), groups(every))[0] == EVALUATE[name](every, norm)

    agree()


# -- laws -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PATTERNS)
def test_order_of_arrival_changes_nothing(name: str) -> None:
    """V22."""

    @FEW
    @given(worlds(name, wide=True), st.randoms(use_true_random=False))
    def same(world: World, shuffler: object) -> None:
        norm, every = world
        found, incidents = claims(every), groups(every)
        before = values(norm, found, incidents)
        shuffler.shuffle(found)  # type: ignore[attr-defined]
        shuffler.shuffle(incidents)  # type: ignore[attr-defined]
        assert values(norm, found, incidents) == before

    same()


@pytest.mark.parametrize("name", PATTERNS)
def test_irrelevant_claims_change_nothing(name: str) -> None:
    """V22: claims of a kind that bears on nothing here, and claims about another place."""

    @FEW
    @given(worlds(name, wide=True), st.lists(st.integers(0, 7), min_size=1, max_size=3))
    def same(world: World, times: list[int]) -> None:
        norm, every = world
        found, incidents = claims(every), groups(every)
        kinds = ("agreement", "aid-delivery", "return")
        noise = [_noise(n, t, event=kinds[n]) for n, t in enumerate(times)]
        noise += [_noise(n + 9, t, event="shelling", lat=10.0, lon=10.0, radius_m=10.0) for n, t in enumerate(times)]
        assert values(norm, [*noise, *found], incidents) == values(norm, found, incidents)

    same()


def _noise(n: int, t: int, **more: object) -> Claim:
    base = claims([Said("ngo", "shelling", True, frozenset(("RUS",)), "all", (t, t + 1), (t, t + 1))])[0]
    return replace(base, id=f"z-{n}.c", report=f"z-{n}", **{"extent_place": "", **more})  # type: ignore[arg-type]


@FEW
@given(worlds("recur", wide=False))
def test_to_forbid_is_the_negation_of_to_demand(world: World) -> None:
    """V3: over one window, "shall not" is ¬"shall", at every standard, when third parties speak."""
    norm, every = world
    third = [replace(s, speaker="ngo" if s.speaker in ("RUS", "ngo", "TUR") else "observers") for s in every]
    demanded = replace(norm, every=norm.as_of, end=None)
    forbidden = replace(demanded, pattern="forbid-patrol")
    found, incidents = claims(third), groups(third)
    assert values(forbidden, found, incidents)[0] == negated(values(demanded, found, incidents)[0])


@pytest.mark.parametrize("name", ["achieve", "recur", "prohibit"])
def test_more_evidence_moves_one_way(name: str) -> None:
    """V8: one more affirmation never moves a value away from "it occurred", one more denial never towards it."""

    @FEW
    @given(st.data())
    def monotone(data: st.DataObject) -> None:
        norm, every = data.draw(worlds(name, wide=True))
        more = data.draw(said(norm, wide=True))
        turn = (lambda v: negated(v)) if name == "prohibit" else (lambda v: v)
        before = turn(values(norm, claims(every), groups(every))[0])
        together = [*every, more]
        after = turn(values(norm, claims(together), groups(together))[0])
        for a, b in zip(before, after, strict=True):
            rises, falls = BEST.index(b) >= BEST.index(a), BEST.index(b) <= BEST.index(a)
            assert rises if more.affirms else falls, (before, after, more)

    monotone()


@pytest.mark.parametrize("name", PATTERNS)
def test_a_higher_standard_never_turns_an_answer_round(name: str) -> None:
    """V2, L6: from one standard to the next T never becomes F nor F becomes T, and nothing comes of nothing."""

    @FEW
    @given(worlds(name, wide=False))
    def weaker(world: World) -> None:
        norm, every = world
        found = values(norm, claims(every), groups(every))[0]
        for a, b in pairwise(found):
            assert {a, b} != {"T", "F"} or name in ("recur", "withdraw"), found
            assert a != "N" or b == "N" or name == "recur", found

    weaker()


@pytest.mark.parametrize("name", PATTERNS)
def test_the_witnesses_alone_give_the_same_verdict(name: str) -> None:
    """V23: at every standard, the claims that a verdict cites suffice for its value and label."""

    @FEW
    @given(worlds(name, wide=True))
    def suffice(world: World) -> None:
        norm, every = world
        found, incidents = claims(every), groups(every)
        for standard in STANDARDS:
            whole = _verdict(norm, found, incidents, standard)
            cited = {*whole.witnesses_for, *whole.witnesses_against}
            kept = [c for c in found if c.id in cited]
            alone = _verdict(norm, kept, incidents, standard)
            assert (alone.value, alone.label) == (whole.value, whole.label)

    suffice()


def _verdict(norm: Asked, found: Sequence[Claim], incidents: Sequence[Incident], standard: Level):  # type: ignore[no-untyped-def]
    bench, accord = court(norm, found, incidents)
    return bench.verdict(accord, accord.obligations[0], standard=standard, explore=Explore.NOTHING)
