"""kill -9 at random points of add, bulk import, erase, checkpoint and migration: see killing.py.

Two hundred kills here, two thousand in the second stage, where a slow machine stops at a share of four minutes and says
how many it came to. They are forked from one process that has everything loaded, so that a round takes hundredths of a
second; and where there is a file system in memory they work there, since what a killed process wrote stays with the
kernel wherever it is, and waiting for a disk shows nothing (what a power cut takes: test_ledger_faults.py).
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

KILLING = Path(__file__).parent / "killing.py"
KILLS = {"add": 70, "checkpoint": 65, "erase": 35, "migrate": 18, "bulk": 12}
MANY = {"add": 700, "checkpoint": 650, "erase": 350, "migrate": 180, "bulk": 120}
SECONDS = 300
"""What all acts of the second stage together may take; each has a fifth."""
assert (sum(KILLS.values()), sum(MANY.values())) == (200, 2000)


def killed(act: str, rounds: int, work: Path, seconds: float | None = None) -> tuple[int, dict[str, int]]:
    """Kill so many times, or for so long; returns how many it came to and the outcomes. An assertion that failed in
    there fails here."""
    limit = [] if seconds is None else [str(seconds)]
    run = subprocess.run(
        [sys.executable, str(KILLING), act, str(rounds), str(rounds), str(work), *limit],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    said = re.match(r"(\d+) killed of (\d+) steps: (.*)", run.stdout)
    assert said is not None, run.stdout
    assert int(said[1]) == rounds or seconds is not None
    assert int(said[2]) > 20, "there was something to kill in the middle of"
    return int(said[1]), {name: int(count) for name, count in re.findall(r"'([^']+)': (\d+)", said[3])}


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory if there is room, else on the disk."""
    memory = Path("/dev/shm")
    try:
        if shutil.disk_usage(memory).free > 2**28:
            with tempfile.TemporaryDirectory(prefix="servanda-kills-", dir=memory) as made:
                yield Path(made)
            return
    except OSError:
        pass
    yield tmp_path


@pytest.mark.parametrize("act", KILLS)
def test_two_hundred_kills(act: str, work: Path) -> None:
    _count, outcomes = killed(act, KILLS[act], work)
    assert len(outcomes) > 1, "killed before and after the point of no return"


@pytest.mark.slow
@pytest.mark.parametrize("act", MANY)
def test_two_thousand_kills(act: str, work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    count, outcomes = killed(act, MANY[act], work, SECONDS / len(MANY))
    with capsys.disabled():
        print(f"\n{act}: {count} of {MANY[act]} kills")
    assert count > 0
    assert len(outcomes) > 1 or count < KILLS[act]
