"""Bringing a ledger of an earlier format forward: a copy first, then all of it in one transaction, or nothing.

Entries, payloads and tree are the same in every format so far; what changes is the tables beside them.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from servanda.ledger import database
from servanda.ledger.disk import fresh_name, sync_file, sync_folder


def migrate(db: sqlite3.Connection, path: Path, patience_s: float, waiting: Callable[[str], None] | None = None) -> int:
    """Bring the file open as `db` to the present format; returns the format that it had. Before that a copy of it is on
    the disk as `ledger.sqlite.format-N`. Stopped anywhere, it leaves the file in the one format or in the other."""
    with database.speaking(path):
        if database.format_of(db) >= database.FORMAT_VERSION:
            return database.FORMAT_VERSION
    with database.writing(db, path, patience_s, waiting):
        found = database.format_of(db)  # another process may have been first
        if found < database.FORMAT_VERSION:
            _keep_copy(path, found)
            for step in range(found + 1, database.FORMAT_VERSION + 1):
                for statement in database.STEPS[step]:
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {database.FORMAT_VERSION}")
    return found


def copies(path: Path) -> list[Path]:
    """The copies that migrations left. They hold what the ledger held then, so an erasure removes them."""
    return sorted(path.parent.glob(f"{path.name}.format-*"))


def _keep_copy(path: Path, version: int) -> None:
    """A copy through SQLite, which also has what is still in the log, while nobody else can write."""
    fresh = fresh_name(path.parent)
    try:
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(fresh)) as target,
        ):
            source.backup(target)
        for leftover in (Path(f"{fresh}-wal"), Path(f"{fresh}-shm")):
            with suppress(FileNotFoundError):
                leftover.unlink()
        sync_file(fresh)
        os.replace(fresh, path.with_name(f"{path.name}.format-{version}"))
        sync_folder(path.parent)
    finally:
        with suppress(FileNotFoundError):
            fresh.unlink()
