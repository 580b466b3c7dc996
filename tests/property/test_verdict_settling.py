"""What is said to settle a verdict settles it: every template claim, by every source (semantics.md, V24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pointwise import PATTERNS, Asked, Said
from small_worlds import REGISTER, T0, ZONES, claims, court, groups, worlds

from servanda.accord.law import Accord
from servanda.model import STANDARDS, Claim, Incident, Level, Value
from servanda.verdict import ALL, THIRD_PARTY, Clocks, Court, Explore, Viewpoint, World
from servanda.verdict.question import Question
from servanda.verdict.settling import OPEN, settlings, voiced

SOME = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
VIEWPOINTS = (ALL, THIRD_PARTY, Viewpoint("RUS", ("RUS",)))


@pytest.mark.parametrize("name", PATTERNS)
def test_what_settles_it_settles_it(name: str) -> None:
    """V24: in a world of its own that holds the template claim too, the verdict is the one that was promised, proved as
    far as was promised."""

    @SOME
    @given(worlds(name, wide=True), st.sampled_from(VIEWPOINTS), st.sampled_from((STANDARDS[0], STANDARDS[2])))
    def kept(world: tuple[Asked, list[Said]], viewpoint: Viewpoint, standard: Level) -> None:
        norm, every = world
        found, incidents = claims(every), groups(every)
        asked, accord = court(norm, found, incidents)
        it = accord.obligations[0]
        question = Question(accord, it, viewpoint, standard)
        for settled in settlings(asked, accord, it, viewpoint, standard):
            for source, _names, level in settled.sources:
                told = voiced(asked.world, question, settled.claims, source, met=bool(settled.met))
                again = anew(norm, accord, [*found, *told], [*incidents, *together(told)])
                verdict = again.verdict(accord, it, viewpoint, standard, explore=Explore.NOTHING)
                assert (verdict.value, verdict.label) == (settled.value, settled.label)
                assert level >= standard
                if settled.met is None:  # it is triggered then, at every standard up to that
                    higher = [again.verdict(accord, it, viewpoint, s, explore=Explore.NOTHING) for s in STANDARDS]
                    assert [s for s, v in zip(STANDARDS, higher, strict=True) if v.label not in OPEN][-1] is level
                    continue
                assert verdict.value is (Value.TRUE if settled.met else Value.FALSE)
                reached = verdict.level_for if settled.met else verdict.level_against
                assert reached is level

    kept()


def anew(norm: Asked, accord: Accord, found: Sequence[Claim], incidents: Sequence[Incident]) -> Court:
    """A court of a world that nothing was worked out of before."""
    known = norm.as_of if norm.known is None else norm.known
    return Court(World(found, Clocks(T0 + norm.as_of, T0 + known), REGISTER, incidents, ZONES), [accord])


def together(told: Sequence[Claim]) -> list[Incident]:
    """The template claims of one and the same, as incidents."""
    by: dict[str, list[str]] = {}
    for claim in told:
        by.setdefault(claim.same_as or claim.id, []).append(claim.id)
    return [Incident(min(ids), tuple(sorted(ids)), "") for ids in by.values()]


@pytest.mark.parametrize("name", [n for n in PATTERNS if n != "respond"])
@pytest.mark.parametrize("who", [frozenset(("RUS",)), frozenset(("RUS", "TUR")), None])
@pytest.mark.parametrize("place", ["all", "west"])
def test_of_silence_both_ways_are_known(name: str, who: frozenset[str] | None, place: str) -> None:
    """V24: where nobody has said anything and its time is over, there is something that would settle it either way."""
    kinds = {"prohibit": "hostilities", "maintain": "presence", "withdraw": "presence", "keep": "presence"}
    whom = frozenset(("RUS",)) if name == "conduct" else who
    norm = Asked(name, kinds.get(name, "patrol"), whom, place, 0, 8, end=6, deadline=(4, 4), every=3)
    asked, accord = court(replace(norm, known=9), [], [])
    found = settlings(asked, accord, accord.obligations[0], standard=Level.ALLEGED)
    assert {s.met for s in found} == {True, False}
    assert all(s.sources for s in found)
