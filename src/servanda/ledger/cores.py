"""The long part of `verify` on several cores: blocks of entries, and segments, each looked at by a process of its own.

The others only ever say "all of this is in order". What they do not vouch for (they found something, they saw a later
state of the ledger, they were killed) the first process looks at for itself, in its own snapshot; it alone reports
damage. Entries never change and segments only lose rows to erasures, so what is in order for one is so for all.
"""

from __future__ import annotations

import gc
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from servanda.errors import ServandaError
from servanda.ledger import database
from servanda.ledger.sound import BLOCK, Block, block

WORTH = 1 << 18
"""From so many entries, or rows, on: starting a process costs as much as a tenth of them."""
_AHEAD = 3
_PATIENCE_S = 5.0

_Task = TypeVar("_Task")
_Told = TypeVar("_Told")


@contextmanager
def blocks(db: sqlite3.Connection, path: Path, count: int, jobs: int) -> Iterator[Iterator[Block | None]]:
    """The first `count` blocks in order: what is known of each that is in order, None for the others. Where that is
    much, looked at by `jobs` processes; else here, through `db`. Raises sqlite3.DatabaseError."""
    starts = range(0, count * BLOCK, BLOCK)
    if jobs < 2 or count * BLOCK < WORTH:
        yield (block(db, start) for start in starts)
    else:
        with side_by_side(_block, starts, path, jobs) as told:
            yield told


@contextmanager
def side_by_side(
    look: Callable[[_Task], _Told | None], tasks: Iterable[_Task], path: Path, jobs: int
) -> Iterator[Iterator[_Told | None]]:
    """What `look` says of each task, in order, by `jobs` processes, each with the ledger file `path` open for reading
    (`opened`); None for what went wrong."""
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_begin, initargs=(str(path),))
    try:
        yield _in_order(pool, look, iter(tasks), jobs)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor, look: Callable[[_Task], _Told | None], tasks: Iterator[_Task], jobs: int
) -> Iterator[_Told | None]:
    waiting: deque[Future[_Told | None] | None] = deque()
    while True:
        for task in islice(tasks, jobs * _AHEAD - len(waiting)):
            try:
                waiting.append(pool.submit(look, task))
            except BrokenProcessPool:
                waiting.append(None)
        if not waiting:
            return
        future = waiting.popleft()
        try:
            yield None if future is None else future.result()
        except BrokenProcessPool:
            yield None


class _Process:
    """What a process of the pool keeps."""

    path: Path
    db: sqlite3.Connection


def _begin(path: str) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends the pool
    gc.disable()  # nothing that is made here goes in circles
    _Process.path = Path(path)
    _Process.db = database.connect(_Process.path, read_only=True, patience_s=_PATIENCE_S)


def opened() -> tuple[sqlite3.Connection, Path]:
    """The ledger file that this process of the pool reads."""
    return _Process.db, _Process.path


def _block(start: int) -> Block | None:
    db, _path = opened()
    try:
        db.execute("BEGIN")
        try:
            return block(db, start)
        finally:
            db.execute("ROLLBACK")
    except (sqlite3.Error, UnicodeDecodeError, ServandaError):
        return None
