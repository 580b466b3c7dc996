"""kill -9 in the middle of an append: afterwards the ledger is as before or as after; nothing acknowledged is lost."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from servanda.ledger import EntryType, Ledger

BATCH = 7

_WRITER = """
import hashlib, os, signal, sys
from servanda.ledger import EntryType, Here, Ledger, NewEntry

folder, fatal, more = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) - 1
steps = 0

def step(*_):
    global steps
    steps += 1
    if steps == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return 0

if fatal:  # count what reaches the disk, and every so many of SQLite's own steps
    for name in ("fsync", "rename", "replace", "link", "unlink", "mkdir"):
        real = getattr(os, name)
        def counted(*args, real=real, **more):
            step()
            done = real(*args, **more)
            step()
            return done
        setattr(os, name, counted)

with Ledger.open(folder, create=True) as ledger:
    if fatal:
        ledger._db.set_progress_handler(step, 10)
        ledger._db.set_trace_callback(step)
    print("open", flush=True)
    for turn in range(1000 if not fatal else 3):
        text = f"turn {turn} of {os.getpid()}".encode() * 50
        digest = hashlib.sha256(text).hexdigest()
        batch = [NewEntry(EntryType.REPORT, {"id": f"r-{ledger.size}"}, (), (digest,))]
        batch += [NewEntry(EntryType.CLAIM, {"id": f"r.{n}", "quote": "q" * 300}, (Here(0),)) for n in range(more)]
        print("acknowledged", ledger.append(batch, {digest: text}).stop, flush=True)
print("finished", steps, flush=True)
"""


def run(folder: Path, fatal: int, after_s: float | None) -> list[str]:
    """Run the writer; kill it after a while, or let it kill itself at its step `fatal`. Returns what it said."""
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(folder), str(fatal), str(BATCH)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    said = []
    if after_s is not None:
        said.append(writer.stdout.readline())
        time.sleep(after_s)
        os.kill(writer.pid, signal.SIGKILL)
    said += writer.stdout.readlines()
    writer.stdout.close()
    writer.wait()
    return [line.strip() for line in said]


def acknowledged(said: list[str]) -> int:
    return max((int(line.split()[1]) for line in said if line.startswith("acknowledged")), default=0)


def check(folder: Path, said: list[str], before: int) -> int:
    """The ledger is whole, holds all that was acknowledged, and at most the one batch more; returns its size."""
    with Ledger.open(folder, create=True) as ledger:
        assert ledger.verify().ok, ledger.verify().damages
        least = max(before, acknowledged(said))
        assert ledger.size in (least, least + BATCH), said
        kinds = [entry.type for entry in ledger.entries()]
        assert kinds == ([EntryType.REPORT] + [EntryType.CLAIM] * (BATCH - 1)) * (ledger.size // BATCH)
        for entry in ledger.entries(types={EntryType.REPORT}):
            assert hashlib.sha256(ledger.object(entry.objects[0])).hexdigest() == entry.objects[0]
        return ledger.size


def at_random_times(folder: Path, rounds: int) -> None:
    rng = random.Random(rounds)
    size = 0
    for _round in range(rounds):
        size = check(folder, run(folder, 0, rng.uniform(0, 0.06)), size)
    assert size > BATCH * rounds / 3, "the writer got somewhere"


def at_steps(folder: Path, steps: list[int]) -> None:
    size = 0
    for fatal in steps:
        said = run(folder, fatal, None)
        assert not any(line.startswith("finished") for line in said)
        size = check(folder, said, size)


def test_killed_at_random_times(tmp_path: Path) -> None:
    at_random_times(tmp_path / "ledger", 20)


def test_killed_at_chosen_steps(tmp_path: Path) -> None:
    at_steps(tmp_path / "ledger", [*range(1, 12, 2), 23, 41, 60, 90])


@pytest.mark.slow
def test_killed_at_many_random_times(tmp_path: Path) -> None:
    at_random_times(tmp_path / "ledger", 150)


@pytest.mark.slow
def test_killed_at_every_step(tmp_path: Path) -> None:
    """The steps of creating a ledger and of the first appends (at most 500 of them), each in a ledger of its own."""
    whole = run(tmp_path / "whole", 10**9, None)[-1]
    assert whole.startswith("finished")
    steps = int(whole.split()[1])
    for fatal in range(1, steps, -(-steps // 500)):
        folder = tmp_path / f"{fatal}"
        said = run(folder, fatal, None)
        check(folder, said, 0)
