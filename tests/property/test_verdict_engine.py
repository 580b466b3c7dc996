"""The engine against the court, which the pointwise evaluator judges: the same answers in every small world."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pointwise import Asked, Said
from small_worlds import REGISTER, T0, VERBS, ZONES, claims, court, groups, law, worlds

from servanda.model import STANDARDS, Level, Marker
from servanda.verdict import ALL, THIRD_PARTY, Clocks, Explore, Viewpoint

pytestmark = pytest.mark.filterwarnings("ignore::Warning:numba")
if not os.environ.get("SERVANDA_COMPILED"):  # tiny worlds are quicker than a compiler
    os.environ["NUMBA_DISABLE_JIT"] = "1"

from servanda.verdict.engine import Engine  # noqa: E402
from servanda.verdict.engine.columns import from_claims  # noqa: E402

World = tuple[Asked, list[Said]]
VIEWPOINTS = (ALL, ALL, THIRD_PARTY, Viewpoint("RUS", ("RUS",), designators=("RUS",)))
MOST = int(os.environ.get("SERVANDA_WORLDS", "20"))
FEW = settings(max_examples=MOST, deadline=None, suppress_health_check=list(HealthCheck))
FEWER = settings(FEW, max_examples=max(5, MOST // 4))


def engine(norm: Asked, every: list[Said], viewpoint: Viewpoint = ALL, times: tuple[int, ...] = ()) -> Engine:
    known = norm.as_of if norm.known is None else norm.known
    clocks = [Clocks(T0 + t, T0 + known) for t in times or (norm.as_of,)]
    columns = from_claims(claims(every), groups(every), REGISTER)
    return Engine.asked(columns, [law(norm)], REGISTER, ZONES, clocks, viewpoint)


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("name", list(VERBS))
def test_the_engine_answers_as_the_court_does(name: str, wide: bool) -> None:
    """Value, label, levels, instances, times and lateness at every standard, from every viewpoint."""

    @FEW
    @given(worlds(name, wide=wide), st.sampled_from(VIEWPOINTS))
    def agree(world: World, viewpoint: Viewpoint) -> None:
        norm, every = world
        answer = engine(norm, every, viewpoint).answer()[0]  # of what is asked; `unless` hangs on another one
        bench, accord = court(norm, claims(every), groups(every))
        for standard in STANDARDS:
            verdict = bench.verdict(accord, accord.obligations[0], viewpoint, standard, explore=Explore.NOTHING)
            assert (answer.value(standard), answer.label(standard)) == (verdict.value, verdict.label)
            assert answer.instances[standard - 1] == verdict.instances
            one_for_all = standard == Level.ALLEGED or not answer.given  # what a court gives, acts change by standard
            if verdict.through is not None and one_for_all:
                assert answer.through == verdict.through
            if one_for_all:
                assert (answer.level_for, answer.level_against) == (verdict.level_for, verdict.level_against)
                assert answer.last_breach == verdict.last_breach
                assert answer.late == (Marker.LATE in verdict.markers)

    agree()


@pytest.mark.parametrize("name", [n for n in VERBS if n not in ("keep", "conduct")])
def test_many_times_at_once_are_as_each_by_itself(name: str) -> None:
    """V9: sweeping over as_of gives what each as_of gives."""

    @FEWER
    @given(worlds(name, wide=True), st.data())
    def same(world: World, data: st.DataObject) -> None:
        norm, every = world
        known = norm.as_of if norm.known is None else norm.known
        whole = st.integers(1, max(1, norm.as_of))  # some of them, with gaps, the same one twice, or all
        times = tuple(sorted(data.draw(st.lists(whole, min_size=1, max_size=6))))
        times = data.draw(st.sampled_from((times, tuple(range(1, max(2, norm.as_of + 1))))))
        together = engine(replace(norm, known=known), every, times=times).answers()
        for t, answers in zip(times, together, strict=True):
            assert answers == engine(replace(norm, known=known), every, times=(t,)).answer()

    same()


@pytest.mark.parametrize("name", list(VERBS))
def test_a_late_claim_gives_what_all_at_once_give(name: str) -> None:
    """V22: batch = incremental, in any order of arrival."""

    @FEWER
    @given(worlds(name, wide=True), st.data())
    def same(world: World, data: st.DataObject) -> None:
        norm, every = world
        alone = [replace(s, group=n) for n, s in enumerate(every)]
        whole = engine(norm, alone).answer()
        made = claims(alone)
        late = data.draw(st.lists(st.sampled_from(range(len(made))), unique=True)) if made else []
        known = norm.as_of if norm.known is None else norm.known
        clocks = [Clocks(T0 + norm.as_of, T0 + known)]
        early = [c for n, c in enumerate(made) if n not in late]
        held = Engine.asked(from_claims(early, groups(alone), REGISTER), [law(norm)], REGISTER, ZONES, clocks)
        answers = held.answer()
        for n in late:
            told = held.take(made[n])
            if told is None:
                return  # it must be made anew: the other test
            answers = told or answers
        assert answers == whole

    same()
