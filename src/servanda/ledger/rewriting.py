"""Writing segments anew without the rows that were erased from them.

The new file stands beside the old one until the ledger says that it is the segment's; then the old one goes. Stopped
anywhere, this is taken up again: the note that an erasure is pending stays until all is done.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from servanda.ledger import bulk, erasure, scan
from servanda.ledger.segment import FOLDER, GROUP_ROWS, Keys
from servanda.ledger.segment_file import StoredSegment, Written, new_file
from servanda.ledger.tables import SegmentRow, Tables


def rewrite(tables: Tables, folder: Path, transaction: Callable[[], AbstractContextManager[None]]) -> None:
    """Every segment whose file still holds an erased row is written without it. The caller holds the folder's lock."""
    place = folder / FOLDER
    for row in tables.segments():
        erased = tables.erased_rows(row.index)
        if not erased:
            continue
        stored = scan.stored_segment(tables, folder, tables.entry(tables.row(row.index)))
        try:
            if not _holds(stored):
                continue
            written = _anew(stored, place, row)
        finally:
            stored.close()
        with transaction():
            tables.set_segment(SegmentRow(row.index, written.name, written.digest, written.size_bytes))
    if place.is_dir():
        for path in bulk.unrecorded(place, {row.file for row in tables.segments()}):
            erasure.shred_file(path)


def _holds(stored: StoredSegment) -> bool:
    """Whether the file still has the body of a row that was erased."""
    for number in sorted({row // GROUP_ROWS for row in stored.erased}):
        bodies = stored.raw(number).bodies
        start = number * GROUP_ROWS
        if any(bodies[row - start] is not None for row in stored.erased if row // GROUP_ROWS == number):
            return True
    return False


def _anew(stored: StoredSegment, folder: Path, row: SegmentRow) -> Written:
    generation = int(row.file.partition("-")[2].partition(".")[0])
    with new_file(folder) as file:
        for number in range(len(stored.segment.groups)):
            group = stored.group(number)
            keys = [
                None if body is None else Keys(*key)
                for key, body in zip(stored.keys(number), group.bodies, strict=True)
            ]
            file.add(keys, group)
        return file.finish(stored.segment, generation + 1)
