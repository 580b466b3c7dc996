"""Articles read on all cores: each process has the dossier's law and a reader; what they read comes back in order.

Memory is bounded: a few articles a process are under way at a time. An article that takes its process down (a library
that crashes, memory that runs out) is a finding, and the others are read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from servanda.dossier.intake import Inlets, Taken
from servanda.dossier.law import read_law
from servanda.dossier.shelf import Working
from servanda.model import Finding, Position, Severity
from servanda.sources.archive_items import Item
from servanda.words import _

_CHUNK = 8
_AHEAD = 3


class Task(NamedTuple):
    """A file of the dossier (`item` is None), or one article of an archive whose bytes have the digest."""

    path: str
    digest: str = ""
    item: Item | None = None


def read_all(
    tasks: Iterable[Task], inlets: Inlets, folder: Path, recorded: frozenset[str], jobs: int
) -> Iterator[tuple[Task, Taken]]:
    """What each task holds, in order; reports that are `recorded` are not read again. The tasks come back without their
    bytes. One job is done in this process, by `inlets`; others read the law in `folder` for themselves."""
    if jobs == 1:
        for task in tasks:
            yield _light(task), _read(task, inlets, recorded)
        return
    chunks = _chunks(tasks)
    first = next(chunks, None)
    if first is None:
        return
    work = (str(folder), recorded)
    pool = _pool(work, jobs)
    chunks = chain((first,), chunks)
    try:
        waiting: deque[tuple[Future[list[Taken]], list[Task]]] = deque()
        while True:
            for chunk in islice(chunks, max(0, jobs * _AHEAD - len(waiting))):
                waiting.append((pool.submit(_take, chunk), chunk))
            if not waiting:
                return
            future, chunk = waiting.popleft()
            try:
                taken = future.result()
            except BrokenProcessPool:
                # one article took its process down: those under way are read again, each in a process of its own
                pool.shutdown(wait=False, cancel_futures=True)
                again = [task for part in (chunk, *(other for _f, other in waiting)) for task in part]
                waiting.clear()
                for task in again:
                    yield _light(task), _alone(task, work)
                pool = _pool(work, jobs)
            else:
                yield from zip(map(_light, chunk), taken, strict=True)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _chunks(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    rows = iter(tasks)
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


def _light(task: Task) -> Task:
    return task if task.item is None else task._replace(item=task.item._replace(content=b"", sidecar=None))


def _pool(work: tuple[str, frozenset[str]], jobs: int) -> ProcessPoolExecutor:
    from multiprocessing import get_context

    return ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_begin, initargs=work)


def _alone(task: Task, work: tuple[str, frozenset[str]]) -> Taken:
    pool = _pool(work, 1)
    try:
        return pool.submit(_take, [task]).result()[0]
    except BrokenProcessPool:
        name = task.item.key if task.item is not None else task.path
        what = _("reading it took the process down")
        found = Finding("article-failed", what, at=Position(name), severity=Severity.WARNING)
        return Taken(task.path, (), (), (found,), 1)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


class _Process:
    """What a reading process keeps."""

    inlets: Inlets
    recorded: frozenset[str]


def _begin(folder: str, recorded: frozenset[str]) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends the pool
    shelf = Working(Path(folder))
    _Process.inlets = Inlets(read_law(shelf), shelf)
    _Process.recorded = recorded


def _take(chunk: list[Task]) -> list[Taken]:
    return [_read(task, _Process.inlets, _Process.recorded) for task in chunk]


def _read(task: Task, inlets: Inlets, recorded: frozenset[str]) -> Taken:
    if task.item is None:
        return inlets.take(task.path)
    return inlets.article(task.path, task.digest, task.item, recorded)
