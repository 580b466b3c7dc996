"""Writing rows by the million: streamed into segment files, before the entries that commit to them are appended.

A file is finished, and on the disk, before its entry is. One that a crash left without an entry is a *leftover*: when
the same rows come again they are compared with it, group by group, and it is used for as far as they agree, so that a
killed import goes on where it stopped. Leftovers that do not fit, and files that were never finished, are removed.
"""

from __future__ import annotations

import gc
import json
import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sized
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from servanda.errors import IntegrityError, UsageError
from servanda.ledger import database, merkle
from servanda.ledger.canonical import canonical_all, parse_json
from servanda.ledger.disk import UNFINISHED, sync_folder
from servanda.ledger.entry import RECORDS, Rows, is_digest
from servanda.ledger.segment import (
    GROUP_ROWS,
    KEYS,
    SALT_BYTES,
    SEGMENT_ROWS,
    Keys,
    Segment,
    keys_of,
    row_leaves,
    segment_from_payload,
)
from servanda.ledger.segment_file import Group, SegmentFile, StoredSegment, Written, new_file
from servanda.words import _

RowProgress = Callable[[int, int], None]
"""Told (rows done, rows in all, 0 where nobody knows) from time to time."""

LOCK_NAME = ".writing"
_MOST_GROUP_BYTES = 256 << 20


class _Gathered(NamedTuple):
    bodies: list[bytes]
    keys: list[Keys | None]


@contextmanager
def importing(folder: Path, patience_s: float, waiting: Callable[[str], None] | None = None) -> Iterator[None]:
    """Holds the folder of segments for one import at a time; other imports wait, everything else goes on.

    The lock is SQLite's, on an empty file: it works on every system and ends with its process."""
    path = folder / LOCK_NAME
    with database.speaking(path):
        if not folder.is_dir():
            folder.mkdir(exist_ok=True)
            sync_folder(folder.parent)
        lock = sqlite3.connect(path, isolation_level=None, timeout=patience_s)
    try:
        with database.writing(lock, path, patience_s, waiting):
            yield
    finally:
        lock.close()


def clear(folder: Path, recorded: Collection[str], *, finished: bool) -> None:
    """Remove files that were never finished, and with `finished` also leftovers: whole files that are not `recorded`.
    To be called by who holds the folder."""
    for path in unrecorded(folder, recorded):
        if finished or path.name.startswith(UNFINISHED):
            path.unlink(missing_ok=True)


def unrecorded(folder: Path, recorded: Collection[str]) -> list[Path]:
    """The files in the folder that no entry of the ledger is about."""
    if not folder.is_dir():
        return []
    return [
        path
        for path in sorted(folder.iterdir())
        if path.is_file()
        and path.name not in recorded
        and (path.name.startswith(UNFINISHED) or path.suffix == ".parquet")
    ]


def write_rows(
    folder: Path, rows: Rows, recorded: Collection[str], progress: RowProgress | None = None
) -> Iterator[Written]:
    """Write rows to segments of at most 262,144, each on the disk when it is yielded. Raises UsageError for a row that
    is no record; what was finished by then stays as a leftover."""
    if rows.kind not in RECORDS:
        raise UsageError("rows-refused", _("Rows of type {kind} are no records").format(kind=rows.kind))
    for digest in rows.objects:
        if not is_digest(digest):
            raise UsageError("digest-malformed", _("{digest!r} is no SHA-256 in lower-case hex").format(digest=digest))
    source = _Source(_told(_groups(rows), progress, len(rows.payloads) if isinstance(rows.payloads, Sized) else 0))
    leftovers = [_Leftover(path, made) for path in unrecorded(folder, recorded) if (made := _described(path))]
    try:
        while source.peek() is not None:
            yield _one(folder, str(rows.kind), source, leftovers)
    finally:
        for leftover in leftovers:
            leftover.stored.close()


def _told(groups: Iterator[_Gathered], progress: RowProgress | None, total: int) -> Iterator[_Gathered]:
    done = 0
    for group in groups:
        yield group
        gc.collect(1)  # what this group left behind; the whole heap, which may hold all the rows, is not gone through
        done += len(group.bodies)
        if progress is not None:
            progress(done, total)


def _groups(rows: Rows) -> Iterator[_Gathered]:
    """The rows as canonical bytes with their keys, 4,096 at a time."""
    payloads: list[dict[str, Any]] = []
    for number, payload in enumerate(rows.payloads):
        if not isinstance(payload, Mapping) or not isinstance(payload.get("id"), str) or not payload["id"]:
            raise _refused(number, _("it is no object with an id"))
        payloads.append(payload if type(payload) is dict else dict(payload))
        if len(payloads) == GROUP_ROWS:
            yield _gathered(payloads, number)
            payloads = []
    if payloads:
        yield _gathered(payloads, number)


def _gathered(payloads: list[dict[str, Any]], number: int) -> _Gathered:
    bodies = canonical_all(payloads)
    if sum(map(len, bodies)) > _MOST_GROUP_BYTES:
        raise _refused(number, _("it and those before it are too large for a segment"))
    return _Gathered(bodies, [keys_of(payload) for payload in payloads])


class _Source:
    """Groups one after another; the next one is made only when somebody looks at it, so that a segment that is full is
    finished before a row behind it can fail."""

    def __init__(self, groups: Iterator[_Gathered]) -> None:
        self._groups = groups
        self._next: _Gathered | None = None

    def peek(self) -> _Gathered | None:
        if self._next is None:
            self._next = next(self._groups, None)
        return self._next

    def take(self) -> _Gathered | None:
        taken, self._next = self.peek(), None
        return taken


def _one(folder: Path, kind: str, source: _Source, leftovers: list[_Leftover]) -> Written:
    """The next segment."""
    first = source.peek()
    assert first is not None
    agreed = 0
    found = next((left for left in leftovers if left.stored.segment.kind == kind and left.agrees(0, first)), None)
    if found is not None:
        most = len(found.stored.segment.groups)
        while agreed < most and (ahead := source.peek()) is not None and found.agrees(agreed, ahead):
            source.take()
            agreed += 1
        if agreed == most and (found.stored.segment.rows >= SEGMENT_ROWS or source.peek() is None):
            leftovers.remove(found)
            found.stored.close()
            return found.written()
    with new_file(folder) as file:
        making = _Making(file)
        for number in range(agreed):  # what agreed comes back from the leftover, since the rows have gone by
            assert found is not None
            making.add(found.gathered(number))
        while making.rows < SEGMENT_ROWS and (group := source.peek()) is not None:
            making.add(group)
            source.take()
        return making.finish(kind)


class _Making:
    """A segment in the making."""

    def __init__(self, file: SegmentFile) -> None:
        self._file = file
        self._groups: list[bytes] = []
        self.rows = 0

    def add(self, gathered: _Gathered) -> None:
        count = len(gathered.bodies)
        random = secrets.token_bytes(SALT_BYTES * count)
        salts = [random[start : start + SALT_BYTES] for start in range(0, len(random), SALT_BYTES)]
        self._groups.append(merkle.root_over(row_leaves(salts, gathered.bodies)))
        self._file.add(gathered.keys, Group(list(gathered.bodies), list(salts)))
        self.rows += count

    def finish(self, kind: str) -> Written:
        segment = Segment(kind, self.rows, tuple(self._groups))
        self._file.describe(json.dumps(segment.payload()))
        return self._file.finish(segment)


class _Leftover:
    """A finished file without an entry."""

    def __init__(self, path: Path, segment: Segment) -> None:
        self.stored = StoredSegment(path, -1, segment)

    def agrees(self, number: int, gathered: _Gathered) -> bool:
        try:
            return self.stored.group(number).bodies == gathered.bodies and self.stored.keys(number) == gathered.keys
        except IntegrityError:
            return False

    def gathered(self, number: int) -> _Gathered:
        bodies = [body for body in self.stored.group(number).bodies if body is not None]
        return _Gathered(bodies, [keys_of(parse_json(body)) for body in bodies])

    def written(self) -> Written:
        with database.speaking(self.stored.path):
            digest, size_bytes = file_digest(self.stored.path)
        return Written(self.stored.path.name, digest, size_bytes, self.stored.segment)


def _described(path: Path) -> Segment | None:
    """What a leftover says that it holds; None for what cannot be read. Nothing of it is believed unchecked."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if path.name.startswith(UNFINISHED):
        return None
    with suppress(pa.ArrowException, OSError, ValueError, RecursionError):
        note: Any = json.loads((pq.read_metadata(path).metadata or {}).get(b"servanda", b"null"))
        made = segment_from_payload(note) if isinstance(note, dict) else None
        return made if made is not None and made.keys == KEYS else None
    return None


def file_digest(path: Path) -> tuple[bytes, int]:
    """SHA-256 and length of a file."""
    import hashlib

    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
        return digest, file.tell()


def _refused(number: int, why: str) -> UsageError:
    return UsageError(
        "rows-refused",
        _("Row {n} is refused: {why}").format(n=number, why=why),
        _("nothing was written to the ledger"),
    )
