"""Entries in order, rows of segments in their places, and of the rows only those that a question needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from servanda.errors import IntegrityError
from servanda.ledger.canonical import parse_json
from servanda.ledger.damage import Damage, Deed
from servanda.ledger.entry import Entry, EntryType, RowRef
from servanda.ledger.segment import FOLDER, GROUP_ROWS, KEYS, Segment, Where, segment_from_payload
from servanda.ledger.segment_file import StoredSegment
from servanda.ledger.tables import Tables
from servanda.words import _

Damaged = Callable[[Damage], None]
"""Told what could not be read, so that the rest can be."""

Choose = Callable[[Entry], Where | None]
"""Of a segment's entry: which of its rows a question needs; None for all of them."""


def stored_segment(tables: Tables, folder: Path, entry: Entry) -> StoredSegment:
    """The file behind a segment's entry. Raises IntegrityError when the entry is no segment, or its file is not
    known."""
    segment = _segment(entry)
    row = tables.segment(entry.index)
    return StoredSegment(folder / FOLDER / row.file, entry.index, segment, tables.erased_rows(entry.index))


def _segment(entry: Entry) -> Segment:
    found = segment_from_payload(entry.payload) if entry.payload is not None else None
    if entry.type != EntryType.SEGMENT or found is None:
        raise IntegrityError(
            "segment-altered", _("Entry {n} is no segment, or says nothing of use").format(n=entry.index)
        )
    return found


def entries(
    tables: Tables,
    folder: Path,
    end: int,
    types: Collection[str] | None,
    where: Where | Choose | None,
    damaged: Damaged | None,
) -> Iterator[Entry]:
    """The first `end` entries of these types (all when None); a segment's entry is followed by its rows. `where` leaves
    out rows that a question does not need, for all segments alike or each for itself. Damage of a segment is raised, or
    told to `damaged` and passed over."""
    always = _Always(tables, end) if where is not None else None
    for row in tables.rows(end):
        if types is not None and tables.header(row).type not in (*types, EntryType.SEGMENT):
            continue
        entry = tables.entry(row)
        if types is None or entry.type in types:
            yield entry
        if entry.type == EntryType.SEGMENT and entry.payload is not None:
            asked = where(entry) if callable(where) else where
            yield from _rows(tables, folder, entry, types, asked, always, damaged)


def _rows(
    tables: Tables,
    folder: Path,
    entry: Entry,
    types: Collection[str] | None,
    where: Where | None,
    always: _Always | None,
    damaged: Damaged | None,
) -> Iterator[Entry]:
    try:
        segment = _segment(entry)
        if types is not None and segment.kind not in types:
            return
        stored = stored_segment(tables, folder, entry)
    except IntegrityError as error:
        _tell(damaged, error, entry.index)
        return
    try:
        for number in range(len(segment.groups)):
            try:
                made = _group(stored, entry, number, where, always)
            except IntegrityError as error:
                renewed = stored_segment(tables, folder, entry)
                if renewed.path == stored.path:
                    _tell(damaged, error, entry.index)
                    if error.slug == "segment-missing":
                        return
                    continue
                stored.close()
                stored = renewed  # an erasure has just replaced the file
                made = _group(stored, entry, number, where, always)
            yield from made
    finally:
        stored.close()


def _tell(damaged: Damaged | None, error: IntegrityError, index: int) -> None:
    if damaged is None:
        raise error
    deed = Deed.SEGMENT_MISSING if error.slug == "segment-missing" else Deed.SEGMENT_ALTERED
    damaged(Damage(deed, index, error.message))


def _group(
    stored: StoredSegment, entry: Entry, number: int, where: Where | None, always: _Always | None
) -> list[Entry]:
    start = number * GROUP_ROWS
    if where is None or always is None or stored.segment.keys < KEYS:
        chosen: Collection[int] = range(stored.segment.group_size(number))
    else:
        kept = set(always.places(entry.index, number))
        if always.ids:
            kept.update(stored.matching(number, Where(ids=always.ids)))
        chosen = stored.matching(number, where, sorted(kept))
    if not chosen:
        return []
    bodies = stored.group(number).bodies
    kind = EntryType(stored.segment.kind)
    return [row_entry(entry, kind, start + place, bodies[place]) for place in chosen]


def row_entry(entry: Entry, kind: EntryType, row: int, body: bytes | None) -> Entry:
    """A row of a segment as an entry of its own."""
    payload = None if body is None else parse_json(body)
    return Entry(
        entry.index,
        kind,
        entry.recorded_at_us,
        entry.author,
        payload,
        entry.refers if body is not None else (),
        entry.objects if body is not None else (),
        body,
        row,
    )


class _Always:
    """The rows that entries refer to, and the ids that merges and splits name: read whatever the question is, since
    what was decided about them can reach others (a retraction strikes all copies of an origin)."""

    def __init__(self, tables: Tables, end: int) -> None:
        self._groups: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.ids: set[str] = set()
        if not tables.segments():
            return
        for row in tables.rows(end):
            kind = tables.header(row).type
            named = kind in (EntryType.MERGE, EntryType.SPLIT)
            if row.body is None or not (named or _refers_to_rows(row.body)):
                continue
            entry = tables.entry(row)
            for ref in entry.refers:
                if isinstance(ref, RowRef):
                    self._groups[ref.index, ref.row // GROUP_ROWS].append(ref.row % GROUP_ROWS)
            claims = entry.payload.get("claims") if named and entry.payload is not None else None
            if isinstance(claims, list):
                self.ids.update(claim for claim in claims if isinstance(claim, str))

    def places(self, index: int, group: int) -> list[int]:
        return self._groups.get((index, group), [])


def _refers_to_rows(body: bytes) -> bool:
    """Whether the last part of canonical content, its `refers`, holds a pair."""
    return b"[" in body[body.rfind(b'"refers":[') + len(b'"refers":[') :]
