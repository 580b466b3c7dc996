"""kill -9 at random points of add, bulk import, erase, checkpoint and migration: see killing.py.

Two hundred kills here, two thousand in the second stage. They are forked from one process that has everything loaded,
so that a round takes hundredths of a second.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

KILLING = Path(__file__).parent / "killing.py"
KILLS = {"add": 70, "checkpoint": 65, "erase": 35, "migrate": 18, "bulk": 12}
MANY = {"add": 700, "checkpoint": 650, "erase": 350, "migrate": 180, "bulk": 120}
assert (sum(KILLS.values()), sum(MANY.values())) == (200, 2000)


def killed(act: str, rounds: int, work: Path) -> dict[str, int]:
    """Kill so many times; returns the outcomes. An assertion that failed in there fails here."""
    run = subprocess.run(
        [sys.executable, str(KILLING), act, str(rounds), str(rounds), str(work)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    said = re.match(r"(\d+) killed of (\d+) steps: (.*)", run.stdout)
    assert said is not None, run.stdout
    assert int(said[1]) == rounds
    assert int(said[2]) > 20, "there was something to kill in the middle of"
    return {name: int(count) for name, count in re.findall(r"'([^']+)': (\d+)", said[3])}


@pytest.mark.parametrize("act", KILLS)
def test_two_hundred_kills(act: str, tmp_path: Path) -> None:
    assert len(killed(act, KILLS[act], tmp_path)) > 1, "killed before and after the point of no return"


@pytest.mark.slow
@pytest.mark.parametrize("act", MANY)
def test_two_thousand_kills(act: str, tmp_path: Path) -> None:
    assert len(killed(act, MANY[act], tmp_path)) > 1
