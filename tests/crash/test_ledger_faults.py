"""A fault at every point of writing, in every act: what was acknowledged is there, and the ledger is whole.

See faulty.py for the disk, killing.py for the acts (what they do, and what must be true afterwards).
"""

import random
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from faulty import Disk, PowerCut, failing
from killing import ACTS, Act, note_salts, rows

from servanda.errors import ServandaError
from servanda.ledger import EntryType, Ledger, NewEntry, Rows, signing_key


class SmallBulk(Act):
    """A few rows after an entry."""

    def do(self, folder: Path, say: Callable[[int], None]) -> None:
        with Ledger.open(folder) as ledger:
            say(ledger.append([NewEntry(EntryType.CLAIM, {"id": "r-y"}), Rows(EntryType.CLAIM, rows(5))]).stop)

    def check(self, ledger: Ledger, said: list[int]) -> str:
        assert ledger.size in (6, 8)
        assert not said or ledger.size == 8
        return str(ledger.size)


ALL = {**ACTS, "bulk": SmallBulk}


class Bench:
    """An act, a prepared ledger, and copies of it to be spoilt."""

    def __init__(self, name: str, work: Path) -> None:
        self.act = ALL[name]()
        self.work = work
        self.whole = work / "whole"
        self.whole.mkdir()
        self.act.prepare(self.whole / "ledger")
        signing_key(self.whole / "key")
        note_salts(name, self.whole / "ledger")
        self.count = 0

    def run(self, fatal: int, fault: str) -> tuple[Disk, Path, list[int], BaseException | None]:
        self.count += 1
        place = self.work / f"run-{self.count}"
        shutil.copytree(self.whole, place)
        disk = Disk(place / "ledger", fatal, fault)
        said: list[int] = []
        failed: BaseException | None = None
        with failing(disk):
            try:
                self.act.do(place / "ledger", said.append)
            except (ServandaError, PowerCut) as error:
                failed = error
        return disk, place, said, failed

    def look(self, place: Path, said: list[int]) -> str:
        """The ledger in `place` is whole, also after what comes next."""
        with Ledger.open(place / "ledger") as ledger:
            ledger.verify().require()
            outcome = self.act.check(ledger, said)
            ledger.verify().require()
        return outcome


ENOUGH = 10
"""So many points, spread over the whole, meet refusals and more than one outcome."""
SECONDS = 12
"""What one case of the second stage may take: all twenty together four minutes."""


def points(total: int, most: int, seconds: float | None = None) -> Iterator[int]:
    """Write points to fail at: at most so many, evenly. With a time limit all, in a random order, for so long; how many
    is printed."""
    chosen = list(range(1, total + 1, max(1, -(-total // most))))
    if seconds is not None:
        random.Random(total).shuffle(chosen)
    until = time.monotonic() + (seconds or 0)
    for done, point in enumerate(chosen):
        if seconds is not None and time.monotonic() > until:
            print(f"stopped after {seconds} s: {done} of {len(chosen)} points")
            return
        yield point


def errors_everywhere(name: str, work: Path, faults: tuple[str, ...], most: int, seconds: float | None = None) -> None:
    bench = Bench(name, work)
    disk, place, said, failed = bench.run(0, "")
    disk.close()
    assert failed is None
    bench.look(place, said)
    total, outcomes, refused, rounds = disk.points, set(), 0, 0
    assert total > 10, "there is something to fail"
    for fault in faults:
        for fatal in points(total, most, seconds):
            disk, place, said, failed = bench.run(fatal, fault)
            disk.close()
            refused, rounds = refused + (failed is not None), rounds + 1
            if isinstance(failed, ServandaError):
                assert failed.advice, failed
                assert fault != "full" or failed.slug in ("disk-full", "erasure-pending", "ledger-unreadable"), (
                    failed.slug
                )
            outcomes.add(bench.look(place, said))
            shutil.rmtree(place)
    assert rounds > 0
    if rounds >= ENOUGH:  # a slow machine may come to fewer in its time
        assert refused > rounds / 3
        assert len(outcomes) > 1 or name == "migrate"


def power_cuts_everywhere(name: str, work: Path, states: int, most: int, seconds: float | None = None) -> None:
    bench = Bench(name, work)
    disk, place, said, _failed = bench.run(0, "")
    disk.close()
    rng = random.Random(name)
    for fatal in (*points(disk.points, most, seconds), disk.points + 1):
        cut, place, said, failed = bench.run(fatal, "power")
        assert (failed is None) == (fatal > disk.points)
        for state in range(states):
            left = bench.work / f"left-{fatal}-{state}"
            shutil.copytree(bench.whole, left)
            shutil.rmtree(left / "ledger")
            cut.after_power_cut(left / "ledger", rng)
            bench.look(left, said)
            shutil.rmtree(left)
        cut.close()
        shutil.rmtree(place)


@pytest.mark.parametrize("name", ALL)
def test_errors_at_every_point(name: str, tmp_path: Path) -> None:
    errors_everywhere(name, tmp_path, ("io",), 12)


@pytest.mark.parametrize("name", ALL)
def test_power_cuts_at_every_point(name: str, tmp_path: Path) -> None:
    power_cuts_everywhere(name, tmp_path, 2, 14)


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["io", "full", "torn"])
@pytest.mark.parametrize("name", ALL)
def test_every_error_at_every_point(name: str, fault: str, tmp_path: Path) -> None:
    errors_everywhere(name, tmp_path, (fault,), 10_000, SECONDS)


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_many_power_cuts_at_every_point(name: str, tmp_path: Path) -> None:
    power_cuts_everywhere(name, tmp_path, 8, 10_000, SECONDS)
