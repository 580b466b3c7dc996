"""Rows of the ledger's tables, each checked as it is read: a header against its leaf, a payload against its header."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from servanda.errors import IntegrityError
from servanda.ledger.database import format_of, speaking
from servanda.ledger.entry import ENTRY_VERSION, Entry, EntryType, Header, commitment, parse_content, parse_header
from servanda.ledger.merkle import HASH_BYTES, Node, leaf_hash
from servanda.words import _

_CHUNK = 1000
_TYPES = frozenset(EntryType)
_IS_FILE = re.compile(r"[0-9a-f]{32}-[1-9][0-9]{0,8}\.parquet\Z")
_SELECT = (
    "SELECT e.idx, CAST(e.header AS BLOB), CAST(e.leaf AS BLOB), CAST(c.salt AS BLOB), CAST(c.body AS BLOB) "
    "FROM entry e LEFT JOIN content c ON c.idx = e.idx "
)


class Row(NamedTuple):
    """One entry as it is stored; `salt` and `body` are None when the content was erased."""

    index: int  # type: ignore[assignment]  # a tuple's own `index` is of no use here
    header: bytes
    leaf: bytes
    salt: bytes | None
    body: bytes | None


class Head(NamedTuple):
    """The ledger's right edge: entries, root of their tree, recorded_at of the last (microseconds)."""

    size: int
    root: bytes
    recorded_at_us: int


class SegmentRow(NamedTuple):
    """Where a segment lies: the entry's index, the file's name, its SHA-256 and length as last written."""

    index: int  # type: ignore[assignment]
    file: str
    digest: bytes
    size_bytes: int


class Tables:
    """What stands in the tables behind one connection. Raises IntegrityError for what is not as it was recorded."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self.db = db
        self.path = path

    def head(self) -> Head:
        with speaking(self.path):
            row = self.db.execute("SELECT size, CAST(root AS BLOB), recorded_at FROM head WHERE one = 0").fetchone()
        if row is None or type(row[0]) is not int or type(row[2]) is not int or row[0] < 0:
            raise self._damaged(_("its head is gone"))
        return Head(*row)

    def row(self, index: int) -> Row:
        with speaking(self.path):
            row = self.db.execute(_SELECT + "WHERE e.idx = ?", (index,)).fetchone()
        if row is None:
            raise self._altered(index, _("it is missing"))
        return Row(*row)

    def rows(self, end: int) -> Iterator[Row]:
        """The first `end` rows, in chunks, so that nobody is kept from writing meanwhile."""
        for start in range(0, end, _CHUNK):
            stop = min(start + _CHUNK, end)
            with speaking(self.path):
                rows = self.db.execute(
                    _SELECT + "WHERE e.idx >= ? AND e.idx < ? ORDER BY e.idx", (start, stop)
                ).fetchall()
            for index, row in zip(range(start, stop), rows, strict=False):
                if row[0] != index:
                    raise self._altered(index, _("it is missing"))
                yield Row(*row)
            if len(rows) != stop - start:
                raise self._altered(start + len(rows), _("it is missing"))

    def node(self, level: int, position: int) -> bytes:
        """The hash of a complete subtree (`merkle.Nodes`)."""
        statement, key = (
            ("SELECT CAST(leaf AS BLOB) FROM entry WHERE idx = ?", (position,))
            if level == 0
            else ("SELECT CAST(hash AS BLOB) FROM node WHERE level = ? AND position = ?", (level, position))
        )
        with speaking(self.path):
            row = self.db.execute(statement, key).fetchone()
        if row is None or len(row[0]) != HASH_BYTES:
            why = _("its tree has no node {position} at level {level}")
            raise self._damaged(why.format(level=level, position=position))
        found: bytes = row[0]
        return found

    def header(self, row: Row) -> Header:
        """What a row's header says."""
        header = parse_header(row.header)
        if header is None or leaf_hash(row.header) != row.leaf:
            raise self._altered(row.index, _("its header was changed"))
        if header.version > ENTRY_VERSION:
            raise IntegrityError(
                "ledger-newer",
                _("Entry {n} was written by a newer Servanda").format(n=row.index),
                _("upgrade Servanda; nothing was changed"),
            )
        return header

    def entry(self, row: Row) -> Entry:
        """What a row says."""
        header = self.header(row)
        kind = EntryType(header.type) if header.type in _TYPES else header.type
        if row.salt is None or row.body is None:
            return Entry(row.index, kind, header.recorded_at_us, header.author, None)
        content = parse_content(row.body)
        if content is None or commitment(row.salt, row.body) != header.commitment:
            raise self._altered(row.index, _("its payload was changed"))
        return Entry(row.index, kind, header.recorded_at_us, header.author, *content, row.body)

    def insert(self, rows: Sequence[Row], nodes: Iterable[Node], head: Head) -> None:
        """Add rows and the nodes that they complete, and move the head. The caller holds the transaction."""
        with speaking(self.path):
            self.db.executemany("INSERT INTO entry VALUES (?, ?, ?)", [row[:3] for row in rows])
            self.db.executemany("INSERT INTO content VALUES (?, ?, ?)", [(row[0], *row[3:]) for row in rows])
            self.db.executemany("INSERT INTO node VALUES (?, ?, ?)", nodes)
            self.db.execute("UPDATE head SET size = ?, root = ?, recorded_at = ? WHERE one = 0", head)

    @property
    def has_segments(self) -> bool:
        """Whether the file has the tables of format 2; one of format 1 that is only read does not."""
        with speaking(self.path):
            return format_of(self.db) >= 2

    def segments(self) -> list[SegmentRow]:
        """Every segment, in order."""
        with speaking(self.path):
            if not self.has_segments:
                return []
            rows = self.db.execute("SELECT idx, file, CAST(digest AS BLOB), bytes FROM segment ORDER BY idx").fetchall()
        found = [SegmentRow(*row) for row in rows]
        for row in found:
            if not isinstance(row.file, str) or not _IS_FILE.match(row.file) or type(row.size_bytes) is not int:
                raise self._damaged(_("its segment of entry {n} has no file").format(n=row.index))
        return found

    def segment(self, index: int) -> SegmentRow:
        """The segment of entry `index`."""
        found = next((row for row in self.segments() if row.index == index), None)
        if found is None:
            raise self._damaged(_("its segment of entry {n} has no file").format(n=index))
        return found

    def erased_rows(self, index: int) -> dict[int, bytes]:
        """The rows of a segment that were erased, with their commitments."""
        with speaking(self.path):
            if not self.has_segments:
                return {}
            return dict(self.db.execute("SELECT row, CAST(leaf AS BLOB) FROM erased_row WHERE idx = ?", (index,)))

    def set_segment(self, row: SegmentRow) -> None:
        """Say where a segment lies. The caller holds the transaction."""
        with speaking(self.path):
            self.db.execute("INSERT OR REPLACE INTO segment VALUES (?, ?, ?, ?)", row)

    def erase_rows(self, rows: Iterable[tuple[int, int, bytes]]) -> None:
        """Note (index, row, commitment) of rows that were erased. The caller holds the transaction."""
        with speaking(self.path):
            self.db.executemany("INSERT INTO erased_row VALUES (?, ?, ?)", rows)

    def delete_content(self, indexes: Iterable[int]) -> None:
        """Remove payloads and salts. The caller holds the transaction."""
        with speaking(self.path):
            self.db.executemany("DELETE FROM content WHERE idx = ?", [(index,) for index in indexes])

    def _altered(self, index: int, why: str) -> IntegrityError:
        return IntegrityError(
            "entry-altered",
            _("Entry {n} of {file} is not as it was recorded: {why}").format(n=index, file=self.path, why=why),
            _("run 'servanda verify', and restore the ledger folder from a copy"),
        )

    def _damaged(self, why: str) -> IntegrityError:
        return IntegrityError(
            "ledger-damaged",
            _("{file} is damaged: {why}").format(file=self.path, why=why),
            _("run 'servanda verify', and restore the ledger folder from a copy"),
        )
