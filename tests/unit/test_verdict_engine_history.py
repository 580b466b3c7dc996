"""Runs of verdicts are the same, to the last byte, whether the engine was asked what changed or not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

if not os.environ.get("SERVANDA_COMPILED"):  # small dossiers are quicker than a compiler
    os.environ["NUMBA_DISABLE_JIT"] = "1"

import servanda
from servanda.cli.history import show_history
from servanda.dossier import sieve
from servanda.verdict import ALL, THIRD_PARTY, Explore

ROOT = Path(__file__).parents[2] / "dossiers"
DOSSIERS = sorted(p.name for p in ROOT.iterdir() if (p / "dossier.yaml").exists())
pytest.importorskip("numba")


def _steps(first: int, last: int, count: int) -> list[int]:
    """Instants from before the first signature to the end, none of them on a day's bound but the last."""
    return [first - 10 + (last - first) * i // (count - 1) for i in range(count - 1)] + [last]


@pytest.mark.parametrize("name", DOSSIERS)
def test_the_engine_sees_what_the_court_says(name: str) -> None:
    opened = servanda.open(ROOT / name)
    clocks = opened.clocks("2025-01-01")
    court, level = opened.court(clocks), opened.level(None)
    steps = _steps(min(a.signed for a in opened.accords), clocks.as_of, 6)
    for viewpoint in (ALL, THIRD_PARTY):
        found = sieve.looks(court, steps, viewpoint, level)
        assert len(found) == len(steps)
        for at, look in zip(steps, found, strict=True):
            verdicts = court.on(at).verdicts(viewpoint, level, explore=Explore.NOTHING)
            for verdict in verdicts:
                if verdict.ref in look:
                    assert look[verdict.ref] == (verdict.label, verdict.level_for, verdict.level_against), at


def test_some_obligation_of_the_dossiers_is_the_engines_to_answer() -> None:
    opened = servanda.open(ROOT / "pretoria-2022")
    clocks = opened.clocks("2025-01-01")
    assert sieve.looks(opened.court(clocks), [clocks.as_of], ALL, opened.level(None))[0]


def test_a_run_is_printed_alike(
    demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from servanda.cli import answers

    shown = []
    for engine in ("0", "1"):
        monkeypatch.setenv(sieve.ENGINE, engine)
        opened = servanda.open(demo / "idlib")
        question = answers.Question(
            clocks=answers.clocks(opened, "2020-03-07", None, None),
            viewpoints=("all", "RUS"),
            standard=opened.config.standard,
            accords=("sochi-2018",),
            start=opened.clocks("2019-10-01").as_of,
        )
        show_history(opened, question, "month", json=False, csv=False)
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]
    assert len(shown[0].splitlines()) > 20


def test_few_claims_are_the_courts(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chosen by count; the environment can say otherwise."""
    opened = servanda.open(demo / "idlib")
    court = opened.court(opened.clocks("2020-03-07"))
    monkeypatch.delenv(sieve.ENGINE, raising=False)
    claims = len(court.world.claims)
    assert not sieve.is_worth(court, 10)
    assert sieve.is_worth(court, sieve.WORTH // claims + 1)
    monkeypatch.setattr(sieve, "WORTH", 1)
    assert sieve.is_worth(court, sieve.TIMES)
    assert not sieve.is_worth(court, sieve.TIMES - 1)
    monkeypatch.setenv(sieve.ENGINE, "0")
    assert not sieve.is_worth(court, sieve.WORTH)
    monkeypatch.setenv(sieve.ENGINE, "1")
    assert sieve.is_worth(court, 1)
