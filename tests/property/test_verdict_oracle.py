"""The court against an evaluator that tries every point (semantics.md, B1–B9, V1–V25), and the laws that both obey."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pointwise import ATOMS, BEST, KINDS, PATTERNS, Asked, Said, evaluate, judged, level, negated
from small_worlds import claims, court, groups, law, said, values, worlds

from servanda.model import STANDARDS, Claim, Incident, Level, Verdict
from servanda.verdict import THIRD_PARTY, Explore, Viewpoint
from servanda.verdict.piece import Piece
from servanda.verdict.proof import Proof

NAMES = tuple(PATTERNS)
World = tuple[Asked, list[Said]]
ORDINARY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(ORDINARY, max_examples=25)
MANY = settings(ORDINARY, max_examples=6_250, database=None)
"""Eight patterns, wide and not: 1,600 worlds in every run and 1,200 for the laws; 100,000 in the second stage."""


def agree(name: str, wide: bool) -> Callable[[World], None]:
    def checked(world: World) -> None:
        norm, every = world
        assert values(norm, claims(every), groups(every)) == judged(every, norm)

    return given(worlds(name, wide=wide, late=True))(checked)  # type: ignore[return-value]


@pytest.mark.parametrize("name", NAMES)
def test_the_court_agrees_with_every_point(name: str) -> None:
    """V1–V20, P1–P8, L1–L5, all standards at once; what is denied is denied of all that the norm speaks of."""
    ORDINARY(agree(name, False))()  # type: ignore[call-arg]


@pytest.mark.parametrize("name", NAMES)
def test_the_court_agrees_on_parts(name: str) -> None:
    """B2–B5, V5: the same, where denials may be of one actor, one kind or one half of the zone."""
    ORDINARY(agree(name, True))()  # type: ignore[call-arg]


@pytest.mark.slow
@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_the_court_agrees_on_a_hundred_thousand_worlds(name: str, wide: bool) -> None:
    MANY(agree(name, wide))()  # type: ignore[call-arg]


VIEWPOINTS = {
    "RUS": (Viewpoint("RUS", ("RUS",)), ("RUS", "rus-mod")),
    "TUR": (Viewpoint("TUR", ("TUR",)), ("TUR",)),
    "ngo": (Viewpoint("ngo", ("ngo",)), ("ngo",)),
    "third-party": (THIRD_PARTY, ("ngo", "observers")),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_viewpoint_is_the_world_without_the_others(name: str) -> None:
    """V2, V20: whoever is not admitted might as well have said nothing."""

    @FEW
    @given(worlds(name, wide=True, late=True), st.sampled_from(sorted(VIEWPOINTS)))
    def same(world: World, seen_from: str) -> None:
        norm, every = world
        viewpoint, speakers = VIEWPOINTS[seen_from]
        admitted = [s for s in every if s.speaker in speakers]
        found, incidents = claims(every), groups(every)
        assert values(norm, found, incidents, viewpoint)[0] == evaluate(admitted, norm)

    same()


# -- laws -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_order_of_arrival_changes_nothing(name: str) -> None:
    """V22."""

    @FEW
    @given(worlds(name, wide=True), st.randoms(use_true_random=False))
    def same(world: World, shuffler: Any) -> None:
        norm, every = world
        found, incidents = claims(every), groups(every)
        before = values(norm, found, incidents)
        shuffler.shuffle(found)
        shuffler.shuffle(incidents)
        assert values(norm, found, incidents) == before

    same()


@pytest.mark.parametrize("name", NAMES)
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


def _noise(n: int, t: int, **more: Any) -> Claim:
    base = claims([Said("ngo", "shelling", True, frozenset(("RUS",)), "all", (t, t + 1), (t, t + 1))])[0]
    return replace(base, id=f"z-{n}.c", report=f"z-{n}", **{"extent_place": "", **more})


def _single(norm: Asked) -> Asked:
    """The norm as one instance, ended by its time alone, judged by its own deed on anybody's word: as in the laws."""
    return replace(norm, parts=(), each=False, eyes=(), unless=None, kept=(), broken=())


def _third(every: Sequence[Said]) -> list[Said]:
    """The same, said by third parties."""
    return [replace(s, speaker="ngo" if s.speaker in ("RUS", "ngo", "TUR") else "observers") for s in every]


@FEW
@given(worlds("recur", wide=False, plain=True))
def test_to_forbid_is_the_negation_of_to_demand(world: World) -> None:
    """V3: over one window, "shall not" is ¬"shall", at every standard, when third parties speak."""
    norm, every = world
    third = _third(every)
    demanded = replace(_single(norm), every=norm.as_of, end=None)
    forbidden = replace(demanded, pattern="forbid-patrol")
    found, incidents = claims(third), groups(third)
    assert values(forbidden, found, incidents)[0] == negated(values(demanded, found, incidents)[0])


@FEW
@given(worlds("achieve", wide=False, plain=True))
def test_to_achieve_is_to_prohibit_with_the_planes_exchanged(world: World) -> None:
    """V3, V11: once the deadline has passed; before it, only that nothing has failed yet."""
    norm, every = world
    assert norm.deadline is not None
    third = _third(every)
    due = replace(_single(norm), deadline=(norm.deadline[0],) * 2, kept=(), broken=())
    forbidden = replace(due, pattern="forbid-patrol", end=norm.deadline[0] + 1)
    found, incidents = claims(third), groups(third)
    asked, turned = values(due, found, incidents)[0], negated(values(forbidden, found, incidents)[0])
    if due.as_of > norm.deadline[0]:
        assert asked == turned
    else:
        assert asked == turned.replace("F", "N")


@pytest.mark.parametrize("name", ["achieve", "recur", "prohibit"])
def test_more_evidence_moves_one_way(name: str) -> None:
    """V8: one more affirmation never moves a value away from "it occurred", one more denial never towards it."""

    @FEW
    @given(st.data())
    def monotone(data: st.DataObject) -> None:
        norm, every = data.draw(worlds(name, wide=True, plain=True))
        norm = replace(_single(norm), every=norm.as_of, end=None) if name == "recur" else _single(norm)
        more = replace(data.draw(said(norm, wide=True)), gone=False)
        turn = (lambda v: negated(v)) if name == "prohibit" else (lambda v: v)
        before = turn(values(norm, claims(every), groups(every))[0])
        together = [*every, more]
        after = turn(values(norm, claims(together), groups(together))[0])
        for a, b in zip(before, after, strict=True):
            rises, falls = BEST.index(b) >= BEST.index(a), BEST.index(b) <= BEST.index(a)
            assert rises if more.affirms else falls, (before, after, more)

    monotone()


@pytest.mark.parametrize("name", ["achieve", "prohibit", "recur"])
def test_more_evidence_only_raises_levels(name: str) -> None:
    """L6, P8: nothing that is said besides (no retraction, no merge, no trigger, no later word among it) takes from how
    far the side that it speaks for is proved. (It may take from the other: what was contested is then settled.) Of
    several windows it holds of each: settle the contested one, and the silent one beside it is what is left."""

    @FEW
    @given(st.data())
    def monotone(data: st.DataObject) -> None:
        norm, every = data.draw(worlds(name, wide=True, plain=True))
        norm = replace(norm, every=norm.as_of, end=None) if name == "recur" else norm
        more = replace(data.draw(said(norm, wide=True)), gone=False)
        before, after = _levels(norm, every), _levels(norm, [*every, more])
        side = 0 if more.affirms is (name != "prohibit") else 1
        assert after[side] >= before[side]

    monotone()


def _levels(norm: Asked, every: Sequence[Said]) -> tuple[Level, Level]:
    found = _verdict(norm, claims(every), groups(every), Level.ALLEGED)
    return found.level_for, found.level_against


@FEW
@given(worlds("prohibit", wide=True, plain=True), st.booleans())
def test_a_body_proves_as_much_as_its_claims_and_more_with_more(world: World, met: bool) -> None:
    """P8: the level of a body, by the evaluator's rules; one more claim never lowers it."""
    norm, every = world
    accord = law(norm)
    proof = Proof(court(norm, claims(every), groups(every))[0].world, accord, accord.obligations[0], norm.bearers)
    pieces = [Piece(c, True, None, None, "") for c in claims(every)]
    grown = [proof.level(pieces[:n], met=met) for n in range(len(pieces) + 1)]
    assert grown == [level(every[:n], met, norm.answering, norm.finder) for n in range(len(pieces) + 1)]
    assert grown == sorted(grown)


@pytest.mark.parametrize("name", NAMES)
def test_a_higher_standard_never_turns_an_answer_round(name: str) -> None:
    """V2, L6: from one standard to the next T never becomes F nor F becomes T, and nothing comes of nothing."""

    @FEW
    @given(worlds(name, wide=False, plain=True))
    def weaker(world: World) -> None:
        norm, every = world
        found = values(norm, claims(every), groups(every))[0]
        for a, b in pairwise(found):
            assert {a, b} != {"T", "F"} or name in ("recur", "withdraw", "keep", "respond", "conduct"), found
            assert a != "N" or b == "N" or name in ("recur", "respond"), found

    weaker()


@pytest.mark.parametrize("name", NAMES)
def test_what_touches_it_counts_or_is_told_with_a_reason(name: str) -> None:
    """V23: every claim that the scope could touch (in kind, time and place, by those it is about) is in the evidence or
    among what was not counted, with the reason; and never in both."""

    @ORDINARY
    @given(worlds(name, wide=True))
    def told(world: World) -> None:
        norm, every = world
        found = _verdict(norm, claims(every), groups(every), Level.ALLEGED)
        if str(found.label) in ("not in force", "in force: contested"):
            return
        counted = {*found.evidence_for, *found.evidence_against, *found.acts}
        left = {n.claim: n.why for n in found.not_counted}
        assert all(left.values())
        assert not counted & left.keys()
        for n, s in enumerate(every):
            if touches(s, norm):
                assert f"r-{n}.c" in counted | left.keys(), s

    told()


def test_a_watch_that_its_keepers_own_report_leaves_nothing_of_is_told() -> None:
    """V23, B9: what is left of the watch begins after what is asked; the watch itself was kept in time."""
    norm = Asked("achieve", "patrol", frozenset(("RUS",)), "all", 0, 1, deadline=(0, 0))
    report = Said("rus-mod", "patrol", True, frozenset(("RUS",)), "west", (0, 1), (0, 1))
    every = [report, Said("rus-mod", "patrol", True, None, "west", (0, 2), (0, 2), sort="watch")]
    found = _verdict(norm, claims(every), groups(every), Level.ALLEGED)
    assert {n.claim: n.why for n in found.not_counted}["r-1.c"] == "it does not reach what is asked"


def touches(s: Said, norm: Asked) -> bool:
    """Whether a claim may speak of what is asked: by its kind, its time and whom it names. (All zones here meet but
    the one without area, in which nothing is.)"""
    if s.sort in ("opinion", "act"):
        return not s.gone and s.outer[1] <= norm.as_of
    if "nowhere" in (norm.place, s.place):
        return False
    kinds, actors = set(norm.kinds), norm.actors | norm.maybe
    if norm.pattern in ("withdraw", "keep"):
        kinds = {"presence", "withdrawal"}
    if norm.pattern == "maintain":
        kinds = {"presence", "withdrawal"}
    if norm.cause and s.kind != norm.kind:
        kinds, actors = set(KINDS[norm.cause]), norm.whom or ATOMS
    a, b = s.inner if s.sort == "watch" else s.outer
    inside = a < min(b, norm.as_of) and b > norm.start and bool(s.kinds & kinds)
    if s.sort == "watch":
        silent = norm.pattern in ("prohibit", "achieve", "recur", "respond")
        return silent and not s.gone and inside
    return inside and (s.who is None or bool(s.actors & actors))


@pytest.mark.parametrize("name", NAMES)
def test_the_witnesses_alone_give_the_same_verdict(name: str) -> None:
    """V23: at every standard, the claims that a verdict cites suffice for its value and label, with the triggers and
    the acts."""

    @FEW
    @given(worlds(name, wide=True))
    def suffice(world: World) -> None:
        norm, every = world
        found, incidents = claims(every), groups(every)
        triggers = {c.id for c, s in zip(found, every, strict=True) if norm.cause and s.kind != norm.kind}
        for standard in STANDARDS:
            whole = _verdict(norm, found, incidents, standard)
            cited = {*whole.witnesses_for, *whole.witnesses_against, *whole.acts, *triggers}
            kept = [c for c in found if c.id in cited]
            alone = _verdict(norm, kept, incidents, standard)
            assert (alone.value, alone.label) == (whole.value, whole.label)

    suffice()


def _verdict(norm: Asked, found: Sequence[Claim], incidents: Sequence[Incident], standard: Level) -> Verdict:
    bench, accord = court(norm, found, incidents)
    return bench.verdict(accord, accord.obligations[0], standard=standard, explore=Explore.NOTHING)
