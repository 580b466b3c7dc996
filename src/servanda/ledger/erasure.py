"""Making erased bytes gone: from the database file, its free pages, its log, and the objects.

SQLite keeps deleted rows in free space unless told otherwise. `secure_delete` overwrites them with zeros, VACUUM builds
the file anew, and a truncating checkpoint empties the log, which still held the pages as they were. Then the files are
searched for each erased salt: 32 random bytes stored beside the payload, which nothing else can contain.

What this cannot reach: copies and backups elsewhere, a journalling disk's old blocks, and other entries that say
the same.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from servanda.errors import DossierError
from servanda.ledger.canonical import canonical
from servanda.ledger.disk import sync_folder, write_whole
from servanda.ledger.entry import Ref, is_digest
from servanda.ledger.key import SigningKey
from servanda.ledger.objects import Objects
from servanda.ledger.segment import FOLDER
from servanda.words import _

PENDING_NAME = "erasure-pending"
_PREFIX = b"servanda erasure 1\n"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did: its tombstone's index, the entries and rows erased, the objects that went, and those that
    stay since entries that were not erased rest on them."""

    index: int
    erased: tuple[Ref, ...]
    objects_gone: tuple[str, ...]
    objects_kept: tuple[str, ...]


def tombstone(commitments: Mapping[Ref, bytes], reason: str, key: SigningKey) -> dict[str, object]:
    """The payload of an erasure entry: which commitments no longer have content, why, and who vouches for that. Rows of
    segments stand as [index, row]."""
    said = {
        "commitments": [value.hex() for value in commitments.values()],
        "erased": [ref if isinstance(ref, int) else list(ref) for ref in commitments],
        "reason": reason,
    }
    signature = key.sign(_PREFIX + canonical(said))
    return {**said, "key": signature.key.hex(), "signature": signature.value.hex()}


def mark_pending(folder: Path, digests: Iterable[str]) -> None:
    """Before anything is erased: a note, so that an erasure that a crash interrupts is finished later."""
    write_whole(folder / PENDING_NAME, json.dumps(sorted(digests)).encode())


def pending(folder: Path) -> list[str] | None:
    """The objects of an erasure that was not finished; None when there is none."""
    path = folder / PENDING_NAME
    if not path.exists():
        return None
    try:
        noted = json.loads(path.read_bytes())
    except ValueError:
        return []
    return [digest for digest in noted if is_digest(digest)] if isinstance(noted, list) else []


def finish(db: sqlite3.Connection, path: Path, patience_s: float, shred: Callable[[], None]) -> None:
    """Carry an erasure through to the disk. `shred` removes the objects, once nobody else is writing."""
    rebuild(db, path, patience_s)
    shred()
    with suppress(FileNotFoundError):
        (path.parent / PENDING_NAME).unlink()
    sync_folder(path.parent)


def shred_objects(objects: Objects, digests: Collection[str], needed: Collection[str]) -> list[str]:
    """Remove those of `digests` that are not `needed`; returns them. To be called while nobody can append."""
    gone = sorted(set(digests) - set(needed))
    for digest in gone:
        shred_file(objects.path(digest))
    return gone


def shred_file(path: Path) -> None:
    """Overwrite a file, then remove it; on disks that write elsewhere the first is only a gesture."""
    with suppress(FileNotFoundError):
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(bytes(size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        sync_folder(path.parent)


def rebuild(db: sqlite3.Connection, path: Path, patience_s: float) -> None:
    """Build the file anew without what was deleted, and empty its log."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            _empty_log(db)
            db.execute("VACUUM")
            _empty_log(db)
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            if time.monotonic() >= deadline:
                raise
        time.sleep(0.05)


def unfinished(folder: Path, why: DossierError) -> DossierError:
    """That the point of no return was passed, and what is left to do."""
    return DossierError(
        "erasure-pending",
        _("The entries are erased, but their bytes are still in {folder}: {why}").format(
            folder=folder, why=why.message
        ),
        _("close other programs or make room; the next command that writes to the ledger finishes it"),
    )


def _empty_log(db: sqlite3.Connection) -> None:
    blocked, _frames, _moved = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if blocked:
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error


def traces(path: Path, needles: Collection[bytes]) -> bool:
    """Whether any of `needles` still stands in the database file, its log or its copies, or in a segment, where salts
    are not compressed."""
    folder = path.parent
    return any(
        _stands_in(file, needles)
        for pattern in (f"{path.name}*", f"{FOLDER}/*")
        for file in folder.glob(pattern)
        if file.is_file()
    )


def _stands_in(path: Path, needles: Collection[bytes]) -> bool:
    overlap = max((len(needle) for needle in needles), default=1) - 1
    tail = b""
    with path.open("rb") as file:
        while part := file.read(_CHUNK):
            window = tail + part
            if any(needle in window for needle in needles):
                return True
            tail = window[-overlap:] if overlap else b""
    return False
