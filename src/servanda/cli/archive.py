"""A folder or archive of articles read on all cores, one JSON object an article, in the archive's order.

With an output file the work can be stopped at any moment and continued: what is written is whole lines, a torn last one
is cut off, and the articles that stand there are not read again. Memory is bounded: a few articles a process are under
way at a time.
"""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from servanda.cli.terminal import json_line, progress, say
from servanda.errors import InputError, UsageError
from servanda.model import Finding, Position
from servanda.sources import archive_suffixes
from servanda.sources.archive_items import Item, Skipped, items, number_of
from servanda.words import _

_CHUNK = 8
_AHEAD = 3
_HEAD = "servanda-archive"


def is_archive(file: str) -> bool:
    return file != "-" and (file.casefold().endswith(archive_suffixes()) or Path(file).is_dir())


def read_archive(path: Path, published: str | None, dossier: Path | None, output: Path | None, jobs: int | None) -> int:
    """Read every article of `path`; 1 when some could not be read. Raises UsageError, InputError."""
    if not path.exists():
        raise UsageError(
            "no-such-file", _("there is no file {file}").format(file=path), _("name an archive that exists")
        )
    work = Work(published, str(dossier) if dossier is not None else None)
    with _opened(output, path.name) as (done, put):
        rest = (item for item in items(path) if item.key not in done.keys)
        bad, read = done.bad, len(done.keys)
        if read:
            say(_("{n} articles were read before and are kept").format(n=f"{read:,}"))
        total = number_of(path)
        with progress(_("reading")) as step:
            step(read, total)
            for line, is_bad in _lines(rest, work, jobs or os.cpu_count() or 1):
                put(line)
                read, bad = read + 1, bad + is_bad
                step(read, total)
    say(_("{n} articles read; {bad} could not be").format(n=f"{read:,}", bad=f"{bad:,}"))
    return 1 if bad else 0


class Work(NamedTuple):
    """What every process needs to know; plain values, so that it travels."""

    published: str | None
    dossier: str | None


class _Done(NamedTuple):
    keys: frozenset[str]
    bad: int


# --- the output -----------------------------------------------------------------------------------------------------


@contextmanager
def _opened(output: Path | None, name: str) -> Iterator[tuple[_Done, Callable[[str], None]]]:
    if output is None:
        yield _Done(frozenset(), 0), lambda line: _print(line, sys.stdout)
        return
    with output.open("a+b") as file:
        done = _already(file, name)
        if file.tell() == 0:
            file.write(json.dumps({_HEAD: 1, "archive": name}).encode() + b"\n")

        def put(line: str) -> None:
            file.write(line.encode("utf-8") + b"\n")
            file.flush()

        yield done, put
        file.flush()
        os.fsync(file.fileno())


def _print(line: str, stream: IO[str]) -> None:
    stream.write(line + "\n")
    stream.flush()


def _already(file: IO[bytes], name: str) -> _Done:
    """What stands in the file; a torn last line is cut off."""
    file.seek(0)
    keys: set[str] = set()
    bad = whole = 0
    for number, raw in enumerate(file):
        try:
            row = json.loads(raw) if raw.endswith(b"\n") else None
        except ValueError:
            row = None
        if number == 0 and row is not None and (row.get(_HEAD) != 1 or row.get("archive") != name):
            raise UsageError(
                "other-output",
                _("the output file holds something else"),
                _("name a new file, or the one in which this archive was begun"),
            )
        if not isinstance(row, dict):
            break
        whole += len(raw)
        if "file" in row:
            keys.add(str(row["file"]))
            bad += bool(row.get("refused"))
    file.seek(whole)
    file.truncate()
    return _Done(frozenset(keys), bad)


# --- the work -------------------------------------------------------------------------------------------------------


def _lines(rest: Iterable[Item | Skipped], work: Work, jobs: int) -> Iterator[tuple[str, bool]]:
    """One line an article, in order, and whether it could not be read."""
    chunks = _chunks(rest)
    if jobs == 1:
        _begin(work)
        for chunk in chunks:
            yield from _read_chunk(chunk)
        return
    first = next(chunks, None)
    if first is None:
        return
    chunks = chain((first,), chunks)
    pool = _pool(work, jobs)
    try:
        waiting: deque[tuple[Future[list[tuple[str, bool]]], list[Item | Skipped]]] = deque()
        while True:
            for chunk in islice(chunks, max(0, jobs * _AHEAD - len(waiting))):
                waiting.append((pool.submit(_read_chunk, chunk), chunk))
            if not waiting:
                return
            future, chunk = waiting.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                # one article took its process down: those under way are read again, each in a process of its own
                pool.shutdown(wait=False, cancel_futures=True)
                again = [chunk, *(other for _future, other in waiting)]
                waiting.clear()
                for item in chain.from_iterable(again):
                    yield _alone(item, work)
                pool = _pool(work, jobs)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _pool(work: Work, jobs: int) -> ProcessPoolExecutor:
    from multiprocessing import get_context

    return ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_begin, initargs=(work,))


def _alone(item: Item | Skipped, work: Work) -> tuple[str, bool]:
    pool = _pool(work, 1)
    try:
        return pool.submit(_read_chunk, [item]).result()[0]
    except BrokenProcessPool:
        found = Finding("article-failed", _("reading it took the process down"), at=Position(item.key))
        return json_line({"file": item.key, "refused": True, "findings": [str(found)], "reports": []}), True
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _chunks(rest: Iterable[Item | Skipped]) -> Iterator[list[Item | Skipped]]:
    rows = iter(rest)
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


_state: dict[str, Any] = {}


def _begin(work: Work) -> None:
    """In each process once: the register, the gazetteer and the dossier's law."""
    import signal

    from servanda.cli import article

    if _state.get("work") != work:
        _state["reader"] = article.reader(Path(work.dossier) if work.dossier is not None else None, work.published)
        _state["work"] = work
    import multiprocessing

    if multiprocessing.parent_process() is not None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends the pool


def _read_chunk(chunk: list[Item | Skipped]) -> list[tuple[str, bool]]:
    return [_read_one(item) for item in chunk]


def _read_one(item: Item | Skipped) -> tuple[str, bool]:
    if isinstance(item, Skipped):
        row = {"file": item.key, "refused": True, "findings": [str(item.finding)], "reports": []}
        return json_line(row), True
    from servanda.model import rfc3339
    from servanda.reading import statement_json

    try:
        found = _state["reader"].read(item.content, item.name, item.sidecar, item.sidecar_file)
    except InputError as error:
        return json_line({"file": item.key, "refused": True, "findings": [str(error)], "reports": []}), True
    reports = [
        {
            "report": d.report.id,
            "title": d.report.title,
            "outlet": d.report.outlet or None,
            "author": d.report.author or None,
            "url": d.report.url or None,
            "published": rfc3339(d.report.published),
            "language": d.reading.language or None,
            "claims": [statement_json(s) for s in d.reading.statements],
        }
        for d in found.documents
    ]
    refused = not found.documents
    row = {"file": item.key, "refused": refused, "findings": [str(f) for f in found.findings], "reports": reports}
    return json_line(row), refused
