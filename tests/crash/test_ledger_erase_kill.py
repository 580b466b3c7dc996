"""kill -9 in the middle of an erasure: at the next opening the payload is whole, or its bytes are gone."""

import gzip
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from servanda.ledger import EntryType, Ledger, NewEntry

SECRET = b"Observer Kuznetsova saw it"
DIGEST = hashlib.sha256(SECRET).hexdigest()

_ERASER = """
import os, signal, sys
from pathlib import Path
from servanda.ledger import Ledger, signing_key

folder, fatal = sys.argv[1], int(sys.argv[2])
steps = 0

def step(*_):
    global steps
    steps += 1
    if steps == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return 0

key = signing_key(Path(sys.argv[3]))
for name in ("fsync", "rename", "replace", "unlink"):
    real = getattr(os, name)
    def counted(*args, real=real, **more):
        step()
        done = real(*args, **more)
        step()
        return done
    setattr(os, name, counted)
with Ledger.open(folder) as ledger:
    ledger._db.set_progress_handler(step, 20)
    ledger._db.set_trace_callback(step)
    ledger.erase([0, 2], reason="safety", key=key)
    ledger._db.set_progress_handler(None, 0)
    ledger._db.set_trace_callback(None)
print(steps)
"""


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    with Ledger.open(tmp_path / "whole", create=True) as ledger:
        report = NewEntry(EntryType.REPORT, {"id": "r-1", "text": SECRET.decode()}, (), (DIGEST,))
        ledger.append([report], {DIGEST: SECRET})
        for n in range(5):
            ledger.append([NewEntry(EntryType.CLAIM, {"id": f"r-1.{n}", "quote": SECRET.decode() * 200}, (0,))])
            ledger.append([NewEntry(EntryType.CLAIM, {"id": f"r-2.{n}", "quote": "public " * 500})])
    return tmp_path / "whole"


def erase(folder: Path, fatal: int) -> int:
    """Erase, or die at step `fatal`; returns the steps that it takes when it lives."""
    key = folder.parent / "config" / "key"
    run = subprocess.run(
        [sys.executable, "-c", _ERASER, str(folder), str(fatal), str(key)], capture_output=True, text=True, check=False
    )
    assert run.returncode == (-9 if fatal else 0), run.stderr
    return 0 if fatal else int(run.stdout)


def check(folder: Path, salts: list[bytes]) -> bool:
    """Whether it was erased; if so its bytes are nowhere, if not nothing is missing."""
    with Ledger.open(folder) as ledger:
        ledger.verify().require()
        erased = ledger.size == 12
        assert erased or ledger.size == 11
        assert [ledger.entry(n).payload is None for n in (0, 2)] == [erased, erased]
        assert (DIGEST in ledger.objects) is not erased
    for path in folder.rglob("*") if erased else ():
        if path.is_file():
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            assert not any(salt in data for salt in salts), path
    return erased


def salts_of(folder: Path) -> list[bytes]:
    with Ledger.open(folder) as ledger:
        return [row[0] for row in ledger._db.execute("SELECT salt FROM content WHERE idx IN (0, 2)")]


def at_steps(whole: Path, every: int) -> None:
    salts = salts_of(whole)
    copy = whole.parent / "copy"
    shutil.copytree(whole, copy)
    steps = erase(copy, 0)
    assert check(copy, salts)
    outcomes = set()
    for fatal in range(1, steps, max(1, steps // every)):
        shutil.rmtree(copy)
        shutil.copytree(whole, copy)
        erase(copy, fatal)
        outcomes.add(check(copy, salts))
    assert outcomes == {False, True}, "it was killed before and after the point of no return"


def test_killed_in_an_erasure(whole: Path) -> None:
    at_steps(whole, 12)


@pytest.mark.slow
def test_killed_at_many_steps_of_an_erasure(whole: Path) -> None:
    at_steps(whole, 100)
