"""Kills a process in the middle of what it does to a ledger, many times, and looks at what is left.

Run as a program, so that it can fork: `python killing.py ACT ROUNDS SEED FOLDER`. For every round a copy of a prepared
ledger is made and a child does the act to it, counting its steps (what SQLite does, and whatever reaches the disk); it
sends itself SIGKILL at a step chosen at random. Then the ledger is opened again and must be whole.
"""

import math
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from servanda.ledger import EntryType, Here, Ledger, NewEntry, RowRef, Rows, fold, segment_file, signing_key
from servanda.ledger import bulk as bulk_room
from servanda.ledger import segment as segment_room

HERE = Path(__file__).parent
FORMAT_1 = HERE.parent / "unit" / "data" / "ledger-format-1"
ROWS = 8200
SECRET = "Observer Kuznetsova saw it"


class Steps:
    """Counts steps, and kills the process at one of them."""

    def __init__(self, fatal: int) -> None:
        self.fatal = fatal
        self.count = 0

    def __call__(self, *_: object) -> int:
        self.count += 1
        if self.count == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    def watch(self) -> None:
        """Count what is written, synchronised, renamed and removed, before and after; and SQLite's own steps."""
        for name in ("fsync", "rename", "replace", "link", "unlink", "mkdir"):
            self._count(os, name)
        self._count(segment_file._Hashing, "write")
        import sqlite3

        real = sqlite3.connect

        def connect(*args: Any, **more: Any) -> sqlite3.Connection:
            db = real(*args, **more)
            db.set_progress_handler(self, 40)
            db.set_trace_callback(self)  # type: ignore[arg-type]
            return db

        sqlite3.connect = connect

    def _count(self, where: Any, name: str) -> None:
        real = getattr(where, name)

        def counted(*args: Any, **more: Any) -> Any:
            self()
            done = real(*args, **more)
            self()
            return done

        setattr(where, name, counted)


def rows(count: int, start: int = 0) -> Iterator[dict[str, Any]]:
    return ({"id": f"r-x.{n}", "event": "clash", "quote": SECRET} for n in range(start, start + count))


class Act:
    """What is done: `prepare` once, `do` in the child, `check` afterwards; `say` acknowledges."""

    def prepare(self, folder: Path) -> None:
        with Ledger.open(folder, create=True) as ledger:
            ledger.append([NewEntry(EntryType.REPORT, {"id": "r-0", "text": SECRET}, (), ())])
            ledger.append([NewEntry(EntryType.CLAIM, {"id": f"r-0.{n}", "quote": SECRET * 20}, (0,)) for n in range(5)])
            ledger.keep_checkpoint()

    def do(self, folder: Path, say: Callable[[int], None]) -> None:
        raise NotImplementedError

    def check(self, ledger: Ledger, said: list[int]) -> str:
        raise NotImplementedError


class Add(Act):
    """Two batches, each with an original: what was acknowledged is there, and at most one batch more."""

    def do(self, folder: Path, say: Callable[[int], None]) -> None:
        from hashlib import sha256

        with Ledger.open(folder) as ledger:
            for turn in range(2):
                text = f"turn {turn}".encode() * 50
                digest = sha256(text).hexdigest()
                batch = [NewEntry(EntryType.REPORT, {"id": f"r-{turn + 1}"}, (), (digest,))]
                batch += [NewEntry(EntryType.CLAIM, {"id": f"r-{turn + 1}.{n}"}, (Here(0),)) for n in range(6)]
                say(ledger.append(batch, {digest: text}).stop)

    def check(self, ledger: Ledger, said: list[int]) -> str:
        least = max(said, default=6)
        assert ledger.size in (least, least + 7), (ledger.size, said)
        return str(ledger.size)


class Bulk(Act):
    """Rows beyond one segment's limit: all of them, or none; then they go in again."""

    def do(self, folder: Path, say: Callable[[int], None]) -> None:
        with Ledger.open(folder) as ledger:
            say(ledger.append([Rows(EntryType.CLAIM, rows(ROWS)), NewEntry(EntryType.CLAIM, {"id": "r-y"})]).stop)

    def check(self, ledger: Ledger, said: list[int]) -> str:
        if ledger.size == 6:
            assert not said
            assert fold(ledger.entries()).claims.keys() == {f"r-0.{n}" for n in range(5)}
            left = "with" if list((ledger.folder / "segments").glob("*.parquet")) else "without"
            self.do(ledger.folder, said.append)
            assert len(list((ledger.folder / "segments").glob("*.parquet"))) == 3
            outcome = f"undone {left} leftovers"
        else:
            outcome = "done"
        assert ledger.size == 10
        assert len(fold(ledger.entries()).claims) == 5 + ROWS + 1
        assert not list((ledger.folder / "segments").glob(".new-*"))
        return outcome


class Erase(Act):
    """Two entries and a row: undone and whole, or gone from every file."""

    def prepare(self, folder: Path) -> None:
        super().prepare(folder)
        with Ledger.open(folder) as ledger:
            ledger.append([Rows(EntryType.CLAIM, rows(300))])

    def do(self, folder: Path, say: Callable[[int], None]) -> None:
        with Ledger.open(folder) as ledger:
            key = signing_key(folder.parent / "key")
            say(ledger.erase([1, 3, RowRef(6, 17)], reason="safety", key=key).index)

    def check(self, ledger: Ledger, said: list[int]) -> str:
        erased = ledger.size == 8
        assert erased or (ledger.size == 7 and not said)
        for ref in (1, 3, RowRef(6, 17)):
            assert (ledger.entry(ref).payload is None) is erased
        if erased:
            assert not (ledger.folder / "erasure-pending").exists()
            (_path,) = (ledger.folder / "segments").glob("*.parquet")
            salts = [bytes.fromhex(text) for text in (ledger.folder.parent / "salts").read_text().split()]
            assert len(salts) == 3
            for file in ledger.folder.rglob("*"):
                data = file.read_bytes() if file.is_file() else b""
                assert not any(salt in data for salt in salts), file
        return "erased" if erased else "undone"


class Checkpoint(Act):
    """Every checkpoint that was acknowledged is there, and what is there is true."""

    def do(self, folder: Path, say: Callable[[int], None]) -> None:
        with Ledger.open(folder) as ledger:
            for turn in range(3):
                ledger.append([NewEntry(EntryType.CLAIM, {"id": f"r-1.{turn}"})])
                say(ledger.keep_checkpoint(signing_key(folder.parent / "key")).size)

    def check(self, ledger: Ledger, said: list[int]) -> str:
        kept = ledger.verify().require().kept
        assert kept in (1 + len(said), 2 + len(said))
        ledger.keep_checkpoint()
        assert ledger.verify().require().kept == kept + 1
        return str(kept)


class Migrate(Act):
    """A ledger of format 1: in the one format or the other, with all that it held, and a copy before it is changed."""

    def prepare(self, folder: Path) -> None:
        shutil.copytree(FORMAT_1, folder)

    def do(self, folder: Path, say: Callable[[int], None]) -> None:
        with Ledger.open(folder) as ledger:
            say(ledger.size)

    def check(self, ledger: Ledger, said: list[int]) -> str:
        assert ledger.size == 6
        assert ledger.root().hex() == "1f0fca00bde9000d9645c5e8c3e476ed0b39c140e13d22cdac27f813ebe2e9d7"
        assert len(list(ledger.folder.glob("*.format-1"))) == 1
        ledger.append([Rows(EntryType.CLAIM, rows(3))])
        return "said" if said else "stopped"


ACTS = {"add": Add, "bulk": Bulk, "erase": Erase, "checkpoint": Checkpoint, "migrate": Migrate}


def note_salts(name: str, folder: Path) -> None:
    """Of what is to be erased: to be looked for afterwards."""
    if name == "erase":
        with Ledger.open(folder) as ledger:
            salts = [row[0] for row in ledger._db.execute("SELECT salt FROM content WHERE idx IN (1, 3)")]
            salts.append(ledger.segment(6).group(0).salts[17] or b"")
        (folder.parent / "salts").write_text("\n".join(salt.hex() for salt in salts))


def child(act: Act, folder: Path, fatal: int) -> tuple[list[int], int, bool]:
    """Do the act in a child that dies at step `fatal` (never if 0): what it said, its steps, whether it lived."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reader)
            steps = Steps(fatal)
            steps.watch()
            act.do(folder, lambda said: (os.write(writer, f"{said}\n".encode()), None)[1])
            os.write(writer, f"steps {steps.count}\n".encode())
            os._exit(0)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
    os.close(writer)
    with open(reader) as pipe:
        lines = pipe.read().split("\n")[:-1]
    _pid, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the act failed"
    count = next((int(line.split()[1]) for line in lines if line.startswith("steps")), 0)
    return [int(line) for line in lines if not line.startswith("steps")], count, not os.WIFSIGNALED(status)


def main(name: str, rounds: int, seed: int, work: Path, seconds: float = math.inf) -> None:
    """Kill `rounds` times, or as often as `seconds` allow; print how the rounds came out."""
    until = time.monotonic() + seconds
    bulk_room.SEGMENT_ROWS = segment_room.GROUP_ROWS
    act = ACTS[name]()
    rng = random.Random(seed)
    whole = work / "whole" / "ledger"
    whole.parent.mkdir()
    act.prepare(whole)
    signing_key(whole.parent / "key")
    note_salts(name, whole)
    outcomes: dict[str, int] = {}
    killed = 0
    total = 0
    while killed < rounds and time.monotonic() < until:
        copy = work / "copy"
        shutil.copytree(whole.parent, copy)
        said, steps, lived = child(act, copy / "ledger", rng.randint(1, total) if total else 0)
        total = max(total, steps)
        killed += not lived
        with Ledger.open(copy / "ledger") as ledger:
            ledger.verify().require()
            outcome = act.check(ledger, said)
            ledger.verify().require()
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
        shutil.rmtree(copy)
    print(killed, "killed of", total, "steps:", outcomes)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]), *map(float, sys.argv[5:]))
