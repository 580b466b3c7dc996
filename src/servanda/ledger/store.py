"""The ledger of a dossier: append, read at a ledger clock, root and checkpoint.

Time here has two grains. `recorded_at_us`, in headers, is microseconds UTC and grows strictly from batch to batch, also
when the machine's clock steps back, so that every state the ledger ever had can be asked for. Everything else speaks
whole seconds UTC, as the rest of the house does: `known_at=T` is the instant T, and sees what was recorded up to it.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from types import TracebackType

from servanda.errors import DossierError, IntegrityError, UsageError
from servanda.ledger import bulk, database, erasure, merkle, migration, rewriting, scan, verification
from servanda.ledger import checkpoint as checkpoints
from servanda.ledger.admission import admit, admit_targets, resolve
from servanda.ledger.bulk import RowProgress
from servanda.ledger.checkpoint import Checkpoint
from servanda.ledger.collection import no_collection
from servanda.ledger.damage import VerifyReport
from servanda.ledger.disk import UNFINISHED
from servanda.ledger.entry import (
    ENTRY_VERSION,
    SALT_BYTES,
    SECOND_US,
    Entry,
    EntryType,
    Header,
    Here,
    NewEntry,
    Ref,
    RowRef,
    Rows,
    commitment,
    content_bytes,
    header_bytes,
    is_author,
    whole_second,
)
from servanda.ledger.erasure import Erasure
from servanda.ledger.key import SigningKey
from servanda.ledger.objects import Objects
from servanda.ledger.proof import Extension, Inclusion, RowInclusion
from servanda.ledger.scan import Choose, Damaged
from servanda.ledger.segment import FOLDER, GROUP_ROWS, Where
from servanda.ledger.segment_file import StoredSegment, Written
from servanda.ledger.tables import Head, Row, SegmentRow, Tables
from servanda.ledger.verification import Progress
from servanda.words import _

_LATEST_US = 2**53 - 1


def system_clock_us() -> int:
    """Microseconds since 1970-01-01T00:00:00Z by the machine's clock."""
    return time.time_ns() // 1000


class Ledger:
    """An open ledger. One process may write at a time; others wait, and reading never waits for writing.

    Use it as a context manager, in the thread that opened it.
    """

    def __init__(
        self,
        folder: Path,
        db: sqlite3.Connection,
        *,
        read_only: bool,
        author: str,
        clock_us: Callable[[], int],
        patience_s: float,
        waiting: Callable[[str], None] | None,
    ) -> None:
        self.folder = folder
        self.path = folder / database.FILE_NAME
        self.objects = Objects(folder / "objects")
        self.read_only = read_only
        self.author = author
        self._db = db
        self._tables = Tables(db, self.path)
        self._clock_us = clock_us
        self._patience_s = patience_s
        self._waiting = waiting

    @classmethod
    def open(
        cls,
        folder: str | os.PathLike[str],
        *,
        create: bool = False,
        read_only: bool = False,
        author: str = "local",
        clock_us: Callable[[], int] = system_clock_us,
        patience_s: float = 30.0,
        waiting: Callable[[str], None] | None = None,
    ) -> Ledger:
        """Open the ledger in `folder` (a dossier's `ledger/`); with `create`, make it when there is none.

        `author` stands in the headers of what is appended: an opaque handle (letters, digits, `. _ -`), never a name.
        `waiting` is told, once, when another program keeps us waiting; after `patience_s` DossierError `ledger-busy`.
        Opening for writing brings a file of an earlier format forward, after keeping a copy of it.
        Raises IntegrityError for a file that is damaged, newer or not ours, DossierError for one that is missing or
        cannot be reached.
        """
        place = Path(folder)
        path = place / database.FILE_NAME
        if not is_author(author):
            raise UsageError(
                "author-malformed",
                _("{author!r} cannot stand as an author").format(author=author),
                _("use up to 64 letters, digits, dots, underscores and hyphens"),
            )
        if create and not read_only and not path.exists():
            _refuse_orphans(place)
            database.create(place, merkle.EMPTY_ROOT)
        db = database.connect(path, read_only=read_only, patience_s=patience_s)
        ledger = cls(
            place,
            db,
            read_only=read_only,
            author=author,
            clock_us=clock_us,
            patience_s=patience_s,
            waiting=waiting,
        )
        if not read_only:
            try:
                migration.migrate(db, path, patience_s, waiting)
                ledger._resume()
            except BaseException:
                db.close()
                raise
        return ledger

    def _resume(self) -> None:
        """Finish an erasure that a crash, or another program's hold on the file, left unfinished, and remove segments
        that were never finished, unless somebody is writing them just now."""
        if any((self.folder / FOLDER).glob(f"{UNFINISHED}*")):
            with suppress(DossierError), bulk.importing(self.folder / FOLDER, 0.0):
                bulk.clear(self.folder / FOLDER, {row.file for row in self._tables.segments()}, finished=False)
        unfinished = erasure.pending(self.folder)
        if unfinished is not None:
            with suppress(DossierError, IntegrityError):
                self._finish_erasure(unfinished)

    def close(self) -> None:
        """Close the file; the last one out folds SQLite's log into it."""
        with suppress(sqlite3.Error):
            self._db.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- what stands in it -------------------------------------------------------------------------------------

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self.head().size

    def head(self) -> Head:
        """The right edge, as the last append left it."""
        return self._tables.head()

    def now(self) -> int:
        """The present, seconds UTC: the machine's clock, or the first second that sees all that was recorded, if that
        is later. The value to use, and to print, for a `known_at` that nobody gave."""
        return max(self._clock_us() // SECOND_US, whole_second(self.head().recorded_at_us))

    def root(self, size: int | None = None) -> bytes:
        """The root (32 bytes) of the first `size` entries; of all when None. O(log n)."""
        whole = self.size
        if size is None:
            size = whole
        if not 0 <= size <= whole:
            raise UsageError(
                "size-unknown",
                _("The ledger has {whole} entries; there is no root for {size}").format(whole=whole, size=size),
            )
        return merkle.root(size, self._tables.node)

    def checkpoint(self) -> Checkpoint:
        """Size, root and time, now: to be printed in a brief or kept by somebody else."""
        size = self.size
        return Checkpoint(size, self.root(size), self.now())

    def keep_checkpoint(self, key: SigningKey | None = None) -> Checkpoint:
        """Draw up a checkpoint, signed if a key is given, and add it to `checkpoints.jsonl`, which `verify` compares
        with."""
        self._must_write()
        with self._transaction():
            kept = self.checkpoint() if key is None else self.checkpoint().signed(key)
            checkpoints.append(self.folder / checkpoints.FILE_NAME, kept)
        return kept

    def prove(self, ref: Ref, *, size: int | None = None, reveal: bool = False) -> Inclusion | RowInclusion:
        """A proof that an entry, or a row of a segment, is in the ledger of the first `size` entries (all when None).
        With `reveal` it also shows what the entry or row says. O(log n) hashes; a row's takes reading its group."""
        if isinstance(ref, RowRef):
            return self._prove_row(ref, size, reveal)
        index = ref
        whole = self.size if size is None else size
        root = self.root(whole)
        if not 0 <= index < whole:
            raise UsageError(
                "entry-unknown", _("There is no entry {n} among the first {size}").format(n=index, size=whole)
            )
        return self._prove_entry(index, whole, root, reveal)

    def _prove_entry(self, index: int, whole: int, root: bytes, reveal: bool) -> Inclusion:
        row = self._tables.row(index)
        path = tuple(merkle.inclusion_proof(index, whole, self._tables.node))
        return Inclusion(row.header, index, whole, path, root, *((row.salt, row.body) if reveal else (None, None)))

    def _prove_row(self, ref: RowRef, size: int | None, reveal: bool) -> RowInclusion:
        whole = self.size if size is None else size
        if not 0 <= ref.index < whole:
            raise UsageError(
                "entry-unknown", _("There is no entry {n} among the first {size}").format(n=ref.index, size=whole)
            )
        stored, place = self._row_place(ref)
        try:
            group = ref.row // GROUP_ROWS
            leaves, rows = stored.leaves(group), stored.group(group)
        finally:
            stored.close()
        path = [*merkle.path_over(place, leaves), *merkle.path_over(group, stored.segment.groups)]
        shown = (rows.salts[place], rows.bodies[place]) if reveal else (None, None)
        entry = self._prove_entry(ref.index, whole, self.root(whole), reveal=True)
        return RowInclusion(entry, ref.row, stored.segment.rows, leaves[place], tuple(path), *shown)

    def segment(self, index: int) -> StoredSegment:
        """The segment that entry `index` commits to, to be read group by group. Raises IntegrityError if it is none."""
        return scan.stored_segment(self._tables, self.folder, self._tables.entry(self._tables.row(index)))

    def _row_place(self, ref: RowRef) -> tuple[StoredSegment, int]:
        """The segment of a row, and the row's place in its group. Raises UsageError when there is no such row."""
        if 0 <= ref.index < self.size and self.header(ref.index).type == EntryType.SEGMENT:
            stored = self.segment(ref.index)
            if 0 <= ref.row < stored.segment.rows:
                return stored, ref.row % GROUP_ROWS
        raise UsageError("row-unknown", _("There is no row {n}").format(n=ref))

    def prove_extension(self, old: int, *, size: int | None = None) -> Extension:
        """A proof that the ledger of `size` entries (all when None) is that of the first `old` with entries added."""
        whole = self.size if size is None else size
        root, old_root = self.root(whole), self.root(old)
        if old > whole:
            raise UsageError("size-unknown", _("{old} is more than {size}").format(old=old, size=whole))
        return Extension(old, old_root, whole, root, tuple(merkle.consistency_proof(old, whole, self._tables.node)))

    def size_at(self, known_at: int) -> int:
        """How many entries were recorded up to the instant `known_at` (seconds UTC). O(log n)."""
        limit = known_at * SECOND_US
        low, high = 0, self.size
        while low < high:
            middle = (low + high) // 2
            if self.header(middle).recorded_at_us <= limit:
                low = middle + 1
            else:
                high = middle
        return low

    def header(self, index: int) -> Header:
        """The header of one entry, checked against its leaf."""
        return self._tables.header(self._tables.row(index))

    def entry(self, ref: Ref) -> Entry:
        """One entry, checked against its header; or one row of a segment, checked against its group's root."""
        if not isinstance(ref, RowRef):
            return self._tables.entry(self._tables.row(ref))
        stored, place = self._row_place(ref)
        try:
            body = stored.group(ref.row // GROUP_ROWS).bodies[place]
        finally:
            stored.close()
        return scan.row_entry(self.entry(ref.index), EntryType(stored.segment.kind), ref.row, body)

    def entries(
        self,
        known_at: int | None = None,
        types: Collection[str] | None = None,
        *,
        size: int | None = None,
        where: Where | Choose | None = None,
        damaged: Damaged | None = None,
    ) -> Iterator[Entry]:
        """The entries in order, as they stood when the iteration began, each checked; after a segment's entry come its
        rows, as entries of their own type.

        `known_at`: only those recorded up to that instant (seconds UTC). `size`: only the first so many, which with a
        checkpoint's size repeats an answer exactly. `types`: only these. `where`: without the rows that a question
        does not need, which are not read; the same for all segments, or chosen for each by its entry. Raises
        IntegrityError at the first bad one; where `damaged` is given, it is told of segments that cannot be read, and
        the rest goes on.
        """
        end = self.size if size is None else min(size, self.size)
        if known_at is not None:
            end = min(end, self.size_at(known_at))
        return scan.entries(self._tables, self.folder, end, types, where, damaged)

    def object(self, digest: str) -> bytes:
        """The original bytes of `digest`, checked. Raises IntegrityError when they are missing or altered."""
        return self.objects.get(digest)

    def parts(self) -> frozenset[str]:
        """The files, by their names within the folder, that entries rest on: objects and segments; not what a stopped
        or refused append has left."""
        objects = {f"objects/{d[:2]}/{d}.gz" for entry in self._plain_entries() for d in entry.objects}
        return frozenset(objects | {f"{FOLDER}/{row.file}" for row in self._tables.segments()})

    def verify(
        self, against: Checkpoint | None = None, progress: Progress | None = None, jobs: int = 1
    ) -> VerifyReport:
        """Recompute everything and compare it, with the checkpoints kept here and with one from outside. Damage is in
        the report; `report.require()` raises it as an IntegrityError (exit 3). `jobs`: processes that share the work of
        a large ledger."""
        with database.speaking(self.path):
            return verification.verify(self._db, self.folder, against, progress, jobs)

    def backup(self, into: sqlite3.Connection) -> None:
        """Copy the database as it stands at one moment, also while somebody records. Objects and segments are files
        that nothing changes; they are copied as files."""
        with database.speaking(self.path):
            self._db.backup(into)

    # --- writing -----------------------------------------------------------------------------------------------

    def put_object(self, content: bytes) -> str:
        """Keep original bytes; returns their SHA-256 in hex. Entries refer to them when they are appended."""
        self._must_write()
        return self.objects.put(content)

    def append(
        self,
        batch: Sequence[NewEntry | Rows],
        objects: Mapping[str, bytes] | None = None,
        *,
        author: str | None = None,
        expected_size: int | None = None,
        progress: RowProgress | None = None,
    ) -> range:
        """Append a batch, all or nothing, durable when this returns; the result is the entries' indexes. `Rows` become
        bulk segments, of up to 262,144 rows each, every one an entry; `progress` is told of their rows.

        `objects` are original bytes by digest that the batch rests on (others must be there already). With
        `expected_size`, DossierError `ledger-moved` if somebody else appended since it was read: plan again.
        A killed or failed append leaves the ledger as it was; at most, unused objects and finished segments remain, and
        appending the same rows again goes on from there.
        """
        self._must_write()
        for place, new in enumerate(batch):
            if isinstance(new, NewEntry):
                admit(new, place)
        self._keep_objects(batch, objects or {})
        by = self.author if author is None else author
        if not is_author(by):
            raise UsageError("author-malformed", _("{author!r} cannot stand as an author").format(author=by))
        with self._importing() if any(isinstance(new, Rows) for new in batch) else nullcontext():
            entries, files = self._write_segments(batch, progress)
            with self._transaction():
                head = self.head()
                self._require_objects(entries)  # an erasure may have removed some just now
                if expected_size is not None and head.size != expected_size:
                    raise DossierError(
                        "ledger-moved",
                        _("Somebody else recorded {n} entries in the meantime").format(n=head.size - expected_size),
                        _("nothing was written; look at what changed and run the command again"),
                    )
                if entries:
                    self._write(head, entries, by)
                for place, file in files.items():
                    self._tables.set_segment(SegmentRow(head.size + place, file.name, file.digest, file.size_bytes))
        return range(head.size, head.size + len(entries))

    def _importing(self) -> AbstractContextManager[None]:
        return bulk.importing(self.folder / FOLDER, self._patience_s, self._waiting)

    def _write_segments(
        self, batch: Sequence[NewEntry | Rows], progress: RowProgress | None
    ) -> tuple[list[NewEntry], dict[int, Written]]:
        """The batch with an entry for every segment, and the segments' files by their entries' places. References
        within the batch are to the places that it was given with, and follow the entries to where they now stand."""
        entries: list[list[NewEntry]] = []
        files: list[Written] = []
        recorded = {row.file for row in self._tables.segments()} if any(isinstance(n, Rows) for n in batch) else set()
        for new in batch:
            if isinstance(new, NewEntry):
                entries.append([new])
                continue
            with database.speaking(self.folder / FOLDER), no_collection():
                written = list(bulk.write_rows(self.folder / FOLDER, new, recorded, progress))
            recorded |= {file.name for file in written}
            files += written
            entries.append([NewEntry(EntryType.SEGMENT, f.segment.payload(), new.refers, new.objects) for f in written])
        if not files:
            return [entry for made in entries for entry in made], {}
        with database.speaking(self.folder / FOLDER):
            bulk.clear(self.folder / FOLDER, recorded, finished=True)
        firsts = list(accumulate((len(made) for made in entries), initial=0))
        moved = [_moved(entry, firsts) for made in entries for entry in made]
        places = [place for place, entry in enumerate(moved) if entry.type == EntryType.SEGMENT]
        return moved, dict(zip(places, files, strict=True))

    def erase(self, refs: Collection[Ref], *, reason: str, key: SigningKey, author: str | None = None) -> Erasure:
        """Erase the payloads and salts of entries and of rows of segments for good, and the objects that only they rest
        on; headers, commitments, proofs and a signed tombstone stay. The bytes are gone from the folder when this
        returns: from the database, its log and its copies, from segments, which are written anew, and from objects.

        Give every version of a record (`record.versions`), and the report and file entries that hold the same words.
        Raises UsageError for what is not there, is a tombstone or a whole segment, or has been erased before.
        """
        self._must_write()
        salts: list[bytes] = []
        chosen = sorted({(ref, -1) if isinstance(ref, int) else (ref.index, ref.row) for ref in refs})
        rows = [RowRef(*ref) for ref in chosen if ref[1] >= 0]
        indexes = [index for index, row in chosen if row < 0]
        if not chosen:
            raise UsageError("entry-unknown", _("There is nothing to erase"))
        with self._transaction():
            head = self.head()
            digests: set[str] = set()
            commitments: dict[Ref, bytes] = {}
            for index in indexes:
                entry, header, salt = self._erasable(index, head.size)
                digests.update(entry.objects)
                commitments[index] = header.commitment
                salts.append(salt)
            for row in rows:
                commitments[row], salt = self._erasable_row(row)
                salts.append(salt)
            erasure.mark_pending(self.folder, digests)
            grave = NewEntry(EntryType.ERASURE, erasure.tombstone(commitments, reason, key), tuple(commitments))
            self._write(head, [grave], self.author if author is None else author)
            self._tables.delete_content(indexes)
            self._tables.erase_rows((row.index, row.row, commitments[row]) for row in rows)
        try:
            gone = self._finish_erasure(digests)
        except DossierError as error:
            raise erasure.unfinished(self.folder, error) from error
        with database.speaking(self.path):
            if erasure.traces(self.path, salts):
                raise IntegrityError(
                    "erasure-incomplete",
                    _("The entries are erased, but their bytes were still found in {file}").format(file=self.path),
                    _("close every other program that has the dossier open, then run 'servanda verify'"),
                )
        return Erasure(head.size, tuple(commitments), tuple(gone), tuple(sorted(digests - set(gone))))

    def _erasable(self, index: int, size: int) -> tuple[Entry, Header, bytes]:
        if not 0 <= index < size:
            raise UsageError("entry-unknown", _("There is no entry {n}").format(n=index))
        row = self._tables.row(index)
        entry, header = self._tables.entry(row), self._tables.header(row)
        if row.salt is None or entry.type in (EntryType.ERASURE, EntryType.SEGMENT):
            raise UsageError(
                "entry-not-erasable",
                _("Entry {n} was erased before, is itself the record of an erasure, or is a segment").format(n=index),
                _("of a segment, erase the rows"),
            )
        return entry, header, row.salt

    def _erasable_row(self, ref: RowRef) -> tuple[bytes, bytes]:
        """The commitment and the salt of a row."""
        stored, place = self._row_place(ref)
        try:
            leaf = stored.leaves(ref.row // GROUP_ROWS)[place]
            salt = stored.group(ref.row // GROUP_ROWS).salts[place]
        finally:
            stored.close()
        if salt is None:
            raise UsageError("entry-not-erasable", _("Row {n} was erased before").format(n=ref))
        return leaf, salt

    def _finish_erasure(self, digests: Collection[str]) -> list[str]:
        gone: list[str] = []

        def shred() -> None:
            if digests:
                with self._transaction():
                    needed = {digest for entry in self._plain_entries() for digest in entry.objects}
                    gone.extend(erasure.shred_objects(self.objects, digests, needed))

        with database.speaking(self.path):
            if (self.folder / FOLDER).is_dir():
                with self._importing():
                    rewriting.rewrite(self._tables, self.folder, self._transaction)
            for copy in migration.copies(self.path):
                erasure.shred_file(copy)
            erasure.finish(self._db, self.path, self._patience_s, shred)
        return gone

    def _plain_entries(self) -> Iterator[Entry]:
        """Every entry, without the rows of segments."""
        return map(self._tables.entry, self._tables.rows(self.size))

    def _write(self, head: Head, batch: Sequence[NewEntry], author: str) -> None:
        recorded_at = self._tick(head.recorded_at_us)
        salts = secrets.token_bytes(SALT_BYTES * len(batch))
        rows = []
        for place, new in enumerate(batch):
            refers = resolve(new, place, head.size)
            if new.type not in (EntryType.SEGMENT, EntryType.ERASURE):
                admit_targets(new, place, [self._target(new, ref, head.size, batch) for ref in refers])
            body = content_bytes(new.payload, refers, new.objects)
            salt = salts[place * SALT_BYTES : (place + 1) * SALT_BYTES]
            header = header_bytes(Header(author, commitment(salt, body), recorded_at, str(new.type), ENTRY_VERSION))
            rows.append(Row(head.size + place, header, merkle.leaf_hash(header), salt, body))
        growth = merkle.Growth(head.size, self._tables.node)
        nodes = list(growth.extend(row.leaf for row in rows))
        self._tables.insert(rows, nodes, Head(growth.size, growth.root(), recorded_at))

    def _target(self, new: NewEntry, ref: Ref, first: int, batch: Sequence[NewEntry]) -> tuple[str, str | None]:
        """(type, id) of the entry or row that another refers to; a row's id is read for a correction only."""
        if isinstance(ref, int) and ref >= first:
            there = batch[ref - first]
            return str(there.type), there.payload.get("id")
        if isinstance(ref, RowRef) and new.type != EntryType.CORRECTION:
            stored, _place = self._row_place(ref)
            return stored.segment.kind, None
        entry = self.entry(ref)
        return entry.type, None if entry.payload is None else entry.payload.get("id")

    def _tick(self, last_us: int) -> int:
        """The time of a new batch: the clock's, and always later than the last one's."""
        tick = max(self._clock_us(), last_us + 1)
        if tick > _LATEST_US:
            raise DossierError(
                "clock-wrong",
                _("The machine's clock, or the ledger's last entry, lies centuries ahead"),
                _("set the clock right; nothing was written"),
            )
        return tick

    def _keep_objects(self, batch: Sequence[NewEntry | Rows], objects: Mapping[str, bytes]) -> None:
        for digest, content in objects.items():
            if self.objects.put(content) != digest:
                raise UsageError(
                    "digest-wrong",
                    _("The bytes given for {digest} have another digest").format(digest=digest),
                    _("nothing was written to the ledger"),
                )
        self._require_objects(batch)

    def _require_objects(self, batch: Sequence[NewEntry | Rows]) -> None:
        for digest in {digest for new in batch for digest in new.objects}:
            if digest not in self.objects:
                raise UsageError(
                    "object-missing",
                    _("The bytes {digest} that an entry rests on were not given").format(digest=digest),
                    _("nothing was written to the ledger"),
                )

    def _must_write(self) -> None:
        if self.read_only:
            raise DossierError(
                "ledger-read-only",
                _("This ledger was opened for reading only"),
                _("nothing was written"),
            )

    def _transaction(self) -> AbstractContextManager[None]:
        return database.writing(self._db, self.path, self._patience_s, self._waiting)


def _moved(new: NewEntry, firsts: Sequence[int]) -> NewEntry:
    """The entry with its references within the batch as the places where those entries now stand."""
    if not any(isinstance(ref, Here) and 0 <= ref.place < len(firsts) for ref in new.refers):
        return new
    refers = [
        Here(firsts[ref.place]) if isinstance(ref, Here) and 0 <= ref.place < len(firsts) else ref for ref in new.refers
    ]
    return replace(new, refers=tuple(refers))


def _refuse_orphans(folder: Path) -> None:
    """A folder that has objects or checkpoints but no ledger lost it: a new, empty one must not take its place."""
    with database.speaking(folder):
        left = [name for name in ("objects", FOLDER, checkpoints.FILE_NAME) if (folder / name).exists()]
    if left:
        raise IntegrityError(
            "ledger-missing",
            _("{folder} has {left} but no {file}").format(folder=folder, left=", ".join(left), file=database.FILE_NAME),
            _("restore it from a copy of the dossier; to begin anew, move the folder elsewhere first"),
        )
