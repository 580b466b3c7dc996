"""`verify` for bulk segments: every row of every group recomputed, and what was done said row group by row group."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from servanda.errors import IntegrityError, ServandaError
from servanda.ledger import cores, erasure
from servanda.ledger.bulk import file_digest
from servanda.ledger.canonical import is_canonical, ordinary, parse_json, read_ordinary
from servanda.ledger.damage import Damage, Deed
from servanda.ledger.entry import RowRef
from servanda.ledger.segment import FOLDER, GROUP_ROWS, Segment, keys_of, segment_from_payload
from servanda.ledger.segment_file import StoredSegment
from servanda.ledger.tables import SegmentRow, Tables
from servanda.words import _


class _Task(NamedTuple):
    """One segment: where it lies, what its entry says, and the rows of it that tombstones are about."""

    row: SegmentRow
    segment: Segment
    erased: frozenset[int]


def damages(
    tables: Tables,
    folder: Path,
    payloads: Mapping[int, Mapping[str, Any]],
    erased: Collection[object],
    progress: Callable[[int], None],
    jobs: int = 1,
) -> Iterator[Damage]:
    """What is wrong with the segments whose entries have these payloads; `erased` is what tombstones refer to.
    `progress` is told how many rows were done more. Many are looked at by `jobs` processes."""
    rows = {row.index: row for row in tables.segments()}
    gone: dict[int, set[int]] = defaultdict(set)
    for ref in erased:
        if isinstance(ref, RowRef):
            gone[ref.index].add(ref.row)
    tasks: list[_Task] = []
    for index, payload in payloads.items():
        segment, row = segment_from_payload(payload), rows.pop(index, None)
        if segment is None:
            yield Damage(Deed.REPLACED, index, _("entry {n} describes no segment").format(n=index))
        elif row is None:
            yield Damage(Deed.SEGMENT_MISSING, index, _("the segment of entry {n} has no file").format(n=index))
        else:
            tasks.append(_Task(row, segment, frozenset(gone[index])))
    if jobs > 1 and len(tasks) > 1 and sum(task.segment.rows for task in tasks) >= cores.WORTH:
        with cores.side_by_side(_in_order, tasks, tables.path, jobs) as told:
            for task, sound in zip(tasks, told, strict=True):
                if sound:
                    progress(task.segment.rows)
                else:
                    yield from _segment(tables, folder, task, progress)
    else:
        for task in tasks:
            yield from _segment(tables, folder, task, progress)
    for index in rows:
        yield Damage(Deed.SEGMENT_ALTERED, None, _("entry {n} is no segment, yet one is kept for it").format(n=index))


def _in_order(task: _Task) -> bool | None:
    """In a process of its own: whether nothing is wrong with a segment."""
    db, path = cores.opened()
    try:
        db.execute("BEGIN")
        try:
            return not any(True for _damage in _segment(Tables(db, path), path.parent, task, lambda _rows: None))
        finally:
            db.execute("ROLLBACK")
    except (sqlite3.Error, ServandaError, OSError):
        return None


def _segment(tables: Tables, folder: Path, task: _Task, progress: Callable[[int], None]) -> Iterator[Damage]:
    row, segment, said = task
    gone = tables.erased_rows(row.index)
    for number in sorted(gone.keys() - said):
        what = _("row {n} of entry {index} is gone, and no erasure says so").format(n=number, index=row.index)
        yield Damage(Deed.PAYLOAD_MISSING, row.index, what)
    for number in sorted(said - gone.keys()):
        what = _("row {n} of entry {index} was erased, but it is there again").format(n=number, index=row.index)
        yield Damage(Deed.ERASURE_UNDONE, row.index, what)
    stored = StoredSegment(folder / FOLDER / row.file, row.index, segment, gone)
    found = False
    pending = erasure.pending(folder) is not None
    try:
        for number in range(len(segment.groups)):
            try:
                for damage in _group(stored, number, pending=pending):
                    found = True
                    yield damage
            except IntegrityError as error:
                found = True
                deed = Deed.SEGMENT_MISSING if error.slug == "segment-missing" else Deed.SEGMENT_ALTERED
                yield Damage(deed, row.index, error.message)
                if not stored.opened:
                    break
            progress(segment.group_size(number))
    finally:
        stored.close()
    if not found:
        yield from _file(stored.path, row)


def _group(stored: StoredSegment, number: int, *, pending: bool) -> Iterator[Damage]:
    raw = stored.raw(number)
    start = number * GROUP_ROWS
    if not pending:
        for row in stored.erased:
            if start <= row < start + len(raw.bodies) and raw.bodies[row - start] is not None:
                what = _("row {n} of entry {index} was erased, but it is there again").format(n=row, index=stored.index)
                yield Damage(Deed.ERASURE_UNDONE, stored.index, what)
    bodies = stored.group(number).bodies
    plain = ordinary(body for body in bodies if body is not None)
    for place, (body, keys) in enumerate(zip(bodies, stored.keys(number), strict=True)):
        if body is None:
            continue
        what = ""
        value = read_ordinary(body) if plain else None
        if value is None and not is_canonical(body):
            what = _("row {n} of entry {index} is not canonical")
        elif keys_of(parse_json(body) if value is None else value, stored.segment.keys) != keys:
            what = _("the columns beside row {n} of entry {index} do not follow from it")
        if what:
            yield Damage(Deed.SEGMENT_ALTERED, stored.index, what.format(n=start + place, index=stored.index))


def _file(path: Path, row: SegmentRow) -> Iterator[Damage]:
    """Bytes that no row depends on are changed too when the digest says so."""
    try:
        if file_digest(path) == (row.digest, row.size_bytes):
            return
        why = _("bytes of the segment {file} of entry {n} were changed; its rows are as they were recorded")
    except (OSError, ServandaError):
        why = _("the segment {file} of entry {n} cannot be read")
    yield Damage(Deed.SEGMENT_ALTERED, row.index, why.format(file=path.name, n=row.index))
