"""`verify`: recompute everything that can be recomputed, and say what was done to what, first things first.

For every entry: its header is well formed, its leaf is the header's hash, its content is what the header commits to,
time does not go back. Over all: the indexes have no gaps, tree and head follow from the headers, kept checkpoints hold,
and every object that an entry rests on has its digest.

A ledger that was rebuilt *whole* passes all of this: only a checkpoint that somebody else keeps can tell. So a report
that was compared with none says so.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from servanda.errors import ServandaError
from servanda.ledger import checkpoint as checkpoints
from servanda.ledger import cores, database, merkle, segment_verification
from servanda.ledger.canonical import is_canonical
from servanda.ledger.checkpoint import Checkpoint
from servanda.ledger.collection import no_collection
from servanda.ledger.damage import Damage, Deed, VerifyReport
from servanda.ledger.entry import (
    ENTRY_VERSION,
    EntryType,
    Ref,
    RowRef,
    commitment,
    parse_content,
    parse_header,
)
from servanda.ledger.objects import Objects
from servanda.ledger.sound import BLOCK, LEVEL, SELECT, Block, Columns, Sound, sound
from servanda.ledger.tables import Tables
from servanda.ledger.tampering import Suspects, differing
from servanda.words import _

Progress = Callable[[int, int], None]
"""Told (entries done, entries in all) from time to time."""

_CHUNK = 256
_FIRST, _LAST = -(2**63), 2**63 - 1  # of what SQLite can have as an index
_MOST_DAMAGES = 1000


def verify(
    db: sqlite3.Connection,
    folder: Path,
    against: Checkpoint | None = None,
    progress: Progress | None = None,
    jobs: int = 1,
) -> VerifyReport:
    """Verify the ledger in `folder`, open as `db`, by `jobs` processes if it is large. Damage is reported, never
    raised; nothing is written."""
    work = _Work(db, folder, jobs)
    try:
        db.execute("BEGIN")  # one snapshot, whatever others append meanwhile
        try:
            with no_collection():
                work.read_entries(progress)
                work.check_whole()
                work.check_checkpoints(against)
                work.check_segments(progress)
        finally:
            db.execute("ROLLBACK")
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if isinstance(error, sqlite3.Error) and database.is_busy(error):
            raise
        work.note(Deed.FILE_DAMAGED, None, _("SQLite cannot read the file: {why}").format(why=error))
    work.check_objects()
    return work.report(against)


class _Row(NamedTuple):
    number: int
    header: bytes
    leaf: bytes
    salt: bytes | None
    body: bytes | None


@dataclass
class _Work:
    db: sqlite3.Connection
    folder: Path
    jobs: int = 1
    damages: list[Damage] = field(default_factory=list)
    size: int = 0
    contents: int = 0
    sound: bool = True  # no gaps: then, and only then, the tree can be compared
    growth: merkle.Growth = field(default_factory=merkle.Growth)
    differing: dict[tuple[int, int], bytes] = field(default_factory=dict)
    inner_nodes: int = 0
    gone: dict[int, str] = field(default_factory=dict)
    erased: set[Ref] = field(default_factory=set)
    segments: dict[int, dict[str, Any]] = field(default_factory=dict)
    needed: dict[str, int] = field(default_factory=dict)
    last_us: int = 0
    kept: int = 0
    signers: Counter[str] = field(default_factory=Counter)

    def note(self, deed: Deed, index: int | None, what: str) -> None:
        if len(self.damages) < _MOST_DAMAGES:
            self.damages.append(Damage(deed, index, what))

    def report(self, outside: Checkpoint | None) -> VerifyReport:
        found = sorted(self.damages, key=_first_things_first)
        erased = len(self.erased & set(self.gone)) + sum(isinstance(ref, RowRef) for ref in self.erased)
        rows = sum(n for p in self.segments.values() if type(n := p.get("rows")) is int)
        return VerifyReport(self.size, self.growth.root(), tuple(found), erased, self.kept, outside, self.signers, rows)

    # --- entry by entry ----------------------------------------------------------------------------------------

    def read_entries(self, progress: Progress | None) -> None:
        first, last = self.db.execute("SELECT coalesce(min(idx), 0), coalesce(max(idx), -1) FROM entry").fetchone()
        total = last + 1
        last = _FIRST
        if first >= 0:
            with cores.blocks(self.db, self.folder / database.FILE_NAME, total // BLOCK, self.jobs) as found:
                for number, block in enumerate(found):
                    last = (number + 1) * BLOCK - 1
                    if block is None or not self._take_block(number * BLOCK, block):
                        self._read_range(last - BLOCK, last)
                    if progress is not None:
                        progress(self.size, total)
                    if self.size != last + 1:
                        break  # there are gaps: the rest is looked for
        self._read_range(last, _LAST)
        if progress is not None:
            progress(self.size, total)
        for index in sorted(ref for ref in self.erased if isinstance(ref, int) and ref not in self.gone):
            what = _("entry {n} was erased, but its payload is there again").format(n=index)
            self.note(Deed.ERASURE_UNDONE, index, what)
        for index, kind in self.gone.items():
            if index not in self.erased:
                self.note(
                    Deed.PAYLOAD_MISSING,
                    index,
                    _("the payload of entry {n} ({type}) is gone, and no erasure says so").format(n=index, type=kind),
                )

    def _take_block(self, start: int, block: Block) -> bool:
        """Go on behind a block that is in order, unless it does not fit to what came before."""
        if not self.sound or self.size != start or block.first_us < self.last_us:
            return False
        self.size, self.last_us = start + BLOCK, block.last_us
        for digest, n in block.objects.items():
            self.needed.setdefault(digest, n)
        self.contents += BLOCK
        self.inner_nodes += block.nodes
        self._grow([block.root], LEVEL)
        return True

    def _grow(self, hashes: list[bytes], level: int = 0) -> None:
        levels = self.growth.levels(hashes, level)
        self.inner_nodes += sum(len(made) for _level, _first, made in levels)
        if self.sound:
            self.differing.update(((n.level, n.position), n.hash) for n in differing(self.db, levels))

    def _read_range(self, last: int, end: int) -> None:
        """Look at what stands behind `last`, up to `end`."""
        for rows in self._chunks(last, end):
            self.contents += sum(row[4] is not None for row in rows)
            told = sound(rows)
            self._grow(self._one_by_one(rows) if told is None or not self._take(rows[0][0], told) else told.leaves)

    def _take(self, start: int, told: Sound) -> bool:
        if self.size != start or told.first_us < self.last_us:
            return False
        self.size, self.last_us = start + len(told.leaves), told.last_us
        for digest, n in told.objects.items():
            self.needed.setdefault(digest, n)
        return True

    def _one_by_one(self, rows: list[Columns]) -> list[bytes]:
        leaves = []
        for row in rows:
            if row[0] != self.size:
                self._gap(self.size, row[0])
            leaves.append(self._check_entry(_Row(*row)))
            self.size = max(self.size, row[0] + 1)
        return leaves

    def _chunks(self, last: int, end: int) -> Iterator[list[Columns]]:
        while True:
            rows = self.db.execute(
                SELECT + "WHERE e.idx > ? AND e.idx <= ? ORDER BY e.idx LIMIT ?", (last, end, _CHUNK)
            ).fetchall()
            if not rows:
                return
            numbers = [last, *(row[0] for row in rows)]
            if any(a >= b for a, b in pairwise(numbers)):  # a damaged page can send the search in circles
                raise sqlite3.DatabaseError(_("its entries are not in order"))
            yield rows
            last = numbers[-1]

    def _gap(self, expected: int, found: int) -> None:
        self.sound = False
        if found < 0:
            self.note(Deed.ENTRY_ADDED, found, _("there is an entry {n}").format(n=found))
        elif found - expected == 1:
            self.note(Deed.ENTRY_MISSING, expected, _("entry {n} is missing").format(n=expected))
        else:
            what = _("entries {a} to {b} are missing").format(a=expected, b=found - 1)
            self.note(Deed.ENTRY_MISSING, expected, what)

    def _check_entry(self, row: _Row) -> bytes:
        """Check one entry by itself, and note what is wrong; returns the leaf hash that its header has."""
        n = row.number
        leaf = merkle.leaf_hash(row.header)
        if leaf != row.leaf:
            self.differing[0, n] = leaf
        header = parse_header(row.header)
        if header is None:
            if leaf == row.leaf:
                self.note(Deed.HEADER_CHANGED, n, _("the header of entry {n} is malformed").format(n=n))
            return leaf
        if header.version > ENTRY_VERSION:
            what = _("entry {n} was written by a newer Servanda; upgrade to verify it").format(n=n)
            self.note(Deed.HEADER_CHANGED, n, what)
            return leaf
        if leaf == row.leaf:  # else the time may be what was changed
            if header.recorded_at_us < self.last_us:
                what = _("entry {n} is recorded before the one that it follows").format(n=n)
                self.note(Deed.CLOCK_BACKWARDS, n, what)
            self.last_us = header.recorded_at_us
        if row.salt is None or row.body is None:
            self.gone[n] = header.type
            return leaf
        content = parse_content(row.body)
        if content is None or commitment(row.salt, row.body) != header.commitment:
            if leaf == row.leaf:  # else the header is the one that was changed
                self.note(Deed.PAYLOAD_CHANGED, n, _("the payload of entry {n} was changed").format(n=n))
            return leaf
        payload, refers, digests = content
        if not is_canonical(row.body):
            self.note(Deed.REPLACED, n, _("the payload of entry {n} is not canonical").format(n=n))
        if refers and any(not 0 <= (ref if isinstance(ref, int) else ref.index) < n for ref in refers):
            what = _("entry {n} refers to an entry that is not before it").format(n=n)
            self.note(Deed.REPLACED, n, what)
        if header.type == EntryType.ERASURE:
            self.erased.update(refers)
        elif header.type == EntryType.SEGMENT:
            self.segments[n] = payload
        for digest in digests:
            self.needed.setdefault(digest, n)
        return leaf

    # --- the whole ---------------------------------------------------------------------------------------------

    def check_whole(self) -> None:
        head = self.db.execute("SELECT size, CAST(root AS BLOB), recorded_at FROM head").fetchall()
        if len(head) != 1 or type(head[0][0]) is not int:
            self.note(Deed.HEAD_CHANGED, None, _("the head is gone"))
            return
        size, root, recorded_at = head[0]
        if self.sound and size > self.size:
            what = _("entries {a} to {b} are missing at the end").format(a=self.size, b=size - 1)
            self.note(Deed.ENTRY_MISSING, self.size, what)
        elif self.sound and size < self.size:
            what = _("entries {a} to {b} stand behind the end").format(a=size, b=self.size - 1)
            self.note(Deed.ENTRY_ADDED, max(size, 0), what)
        if self.sound:
            inside = {key: value for key, value in self.differing.items() if (key[1] + 1) << key[0] <= size}
            suspects = Suspects(self.db, min(size, self.size), root, inside)
            for damage in suspects.damages():
                self.note(damage.deed, damage.index, damage.what)
            stray = self.db.execute("SELECT count(*) FROM node").fetchone()[0] - self.inner_nodes
            if stray > 0:
                self.note(Deed.TREE_CHANGED, None, _("the tree has nodes that belong to no entry"))
        else:
            for (level, index), _leaf in self.differing.items():
                if level == 0:
                    what = _("the header of entry {n} was changed").format(n=index)
                    self.note(Deed.HEADER_CHANGED, index, what)
        contents = self.db.execute("SELECT count(*) FROM content").fetchone()[0]
        stray = "SELECT idx FROM content WHERE idx NOT IN (SELECT idx FROM entry) ORDER BY idx LIMIT 10"
        for (index,) in self.db.execute(stray) if contents != self.contents else ():
            if 0 <= index < self.size or self.sound:
                self.note(Deed.ENTRY_MISSING, index, _("entry {n} has a payload but no header").format(n=index))
        if not self.damages and (size, root, recorded_at) != (self.size, self.growth.root(), self.last_us):
            self.note(
                Deed.HEAD_CHANGED,
                None,
                _("the head does not follow from the entries: it, or the last entry, was changed"),
            )

    def check_checkpoints(self, against: Checkpoint | None) -> None:
        """The ledger's own checkpoints, then the outside one, must be roots of what stands here now."""
        own, bad = checkpoints.read_checkpoints(self.folder / checkpoints.FILE_NAME)
        for number in bad:
            what = _("line {n} of {file} is no checkpoint, or its signature is not true").format(
                n=number, file=checkpoints.FILE_NAME
            )
            self.note(Deed.CHECKPOINT_UNREADABLE, None, what)
        for kept in own:
            self._compare(kept, _("kept here"))
        self.kept = len(own)
        self.signers = Counter("" if kept.signature is None else kept.signature.key.hex() for kept in own)
        if against is not None and against.forged:
            what = _("the signature of the checkpoint from outside is not true")
            self.note(Deed.CHECKPOINT_FORGED, None, what)
        elif against is not None:
            self._compare(against, _("from outside"))

    def _compare(self, kept: Checkpoint, whose: str) -> None:
        words = {"whose": whose, "old": kept.size, "size": self.size}
        if kept.size > self.size:
            what = _("the ledger was rolled back: the checkpoint {whose} has {old} entries, this {size}")
            self.note(Deed.ROLLED_BACK, self.size, what.format(**words))
        elif self.sound and not self.damages and merkle.root(kept.size, self._node) != kept.root:
            what = _("the ledger is another one: its first {old} entries are not those of the checkpoint {whose}")
            self.note(Deed.FORKED, None, what.format(**words))

    def _node(self, level: int, position: int) -> bytes:
        return Suspects(self.db, self.size, b"", {}).stored(level, position)

    def check_segments(self, progress: Progress | None) -> None:
        """Every row of every segment; they count as entries for who is told of progress."""
        tables = Tables(self.db, self.folder / database.FILE_NAME)
        counts = [payload.get("rows") for payload in self.segments.values()]
        total = self.size + sum(count for count in counts if type(count) is int)
        done = self.size

        def more(rows: int) -> None:
            nonlocal done
            done += rows
            if progress is not None:
                progress(done, total)

        try:
            for damage in segment_verification.damages(
                tables, self.folder, self.segments, self.erased, more, self.jobs
            ):
                self.note(damage.deed, damage.index, damage.what)
        except ServandaError as error:
            self.note(Deed.SEGMENT_ALTERED, None, error.message)

    def check_objects(self) -> None:
        objects = Objects(self.folder / "objects")
        for digest, index in self.needed.items():
            try:
                fault = objects.fault(digest)
            except ServandaError as error:
                self.note(Deed.OBJECT_ALTERED, index, error.message)
                continue
            if fault:
                what = (
                    _("the original bytes {digest} that entry {n} rests on are missing")
                    if fault == Deed.OBJECT_MISSING
                    else _("the original bytes {digest} that entry {n} rests on were altered")
                )
                self.note(Deed(fault), index, what.format(digest=digest, n=index))


def _first_things_first(damage: Damage) -> tuple[bool, int, bool]:
    """By entry, the whole last; that time goes back is a consequence of what else was done."""
    return damage.index is None, damage.index or 0, damage.deed is Deed.CLOCK_BACKWARDS
