"""A part of the ledger answers as all of it does: every verdict, in every viewpoint, to the last byte."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from large_worlds import DAY, REFS, SIGNED, large_world

from servanda.dossier import Clocks, Dossier
from servanda.model import verdict_json

MOST = int(os.environ.get("SERVANDA_LARGE_WORLDS", "8"))


def answers(of: Dossier, clocks: Clocks, refs: tuple[str, ...], start: int | None) -> list[object]:
    found = []
    for standard in ("alleged", "corroborated"):
        viewpoints = ["all", "RUS", "third-party"]
        for verdict in of.verdict(viewpoint=viewpoints, standard=standard, start=start, clocks=clocks):
            if verdict.ref in refs:
                found.append((verdict, verdict_json(verdict)))
    return found


@settings(max_examples=MOST, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.integers(0, 2**32),
    st.sampled_from([*((ref,) for ref in REFS), REFS[:3], REFS]),
    st.integers(1, 60),
    st.sampled_from((None, SIGNED + 5 * DAY)),
    st.sampled_from(("ledger", "public")),
)
def test_the_part_answers_as_the_whole(
    seed: int, refs: tuple[str, ...], day: int, start: int | None, clock: str
) -> None:
    with TemporaryDirectory() as base:
        whole = large_world(Path(base) / "d", seed, 240)
        known_at = SIGNED + 40 * DAY if clock == "public" else 2**33
        clocks = Clocks(SIGNED + day * DAY, known_at, clock)
        part = whole.about(refs)
        assert part is not whole
        assert answers(part, clocks, refs, start) == answers(whole, clocks, refs, start)
        few, every = part.view(clocks).claims, whole.view(clocks).claims
        assert set(few) <= set(every)
        used = {i for v, _json in answers(whole, clocks, refs, start) for i in (*v.evidence_for, *v.evidence_against)}
        incidents = [v.incident_of for v in (part.view(clocks), whole.view(clocks))]
        assert [incidents[0].get(i) for i in sorted(used)] == [incidents[1].get(i) for i in sorted(used)]


@settings(max_examples=max(2, MOST // 4), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.sampled_from(REFS), st.integers(1, 60))
def test_the_part_explains_as_the_whole(seed: int, ref: str, day: int) -> None:
    with TemporaryDirectory() as base:
        whole = large_world(Path(base) / "d", seed, 120)
        clocks = Clocks(SIGNED + day * DAY, 2**33, "ledger")
        assert whole.about([ref]).explain(ref, clocks) == whole.explain(ref, clocks)


def test_most_is_left_unread(tmp_path: Path) -> None:
    whole = large_world(tmp_path / "d", 1, 600)
    part = whole.about(["trial/leave"])
    clocks = Clocks(SIGNED + 30 * DAY, 2**33, "ledger")
    part.view(clocks)
    ((read, rows),) = part.parts.values() or [(0, 0)]
    assert rows == 600
    assert 0 < read < 400


if __name__ == "__main__":
    pytest.main([__file__])
