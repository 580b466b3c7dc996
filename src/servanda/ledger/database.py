"""The SQLite file: created whole, opened only when it is ours, and its errors said in words.

`application_id` tells our file from another program's, `user_version` our format's version. The schema is compared with
the one below, word for word: a trigger or view that somebody added could change what we write or read.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from servanda.errors import DossierError, IntegrityError
from servanda.ledger.disk import fresh_name, sync_file, sync_folder
from servanda.words import _

FILE_NAME = "ledger.sqlite"
APPLICATION_ID = 0x53525644  # "SRVD"
FORMAT_VERSION = 2

_MAGIC = b"SQLite format 3\x00"
_FORMAT_1 = (
    "CREATE TABLE entry (idx INTEGER PRIMARY KEY, header BLOB NOT NULL, leaf BLOB NOT NULL)",
    "CREATE TABLE content (idx INTEGER PRIMARY KEY, salt BLOB NOT NULL, body BLOB NOT NULL)",
    "CREATE TABLE node (level INTEGER NOT NULL, position INTEGER NOT NULL, hash BLOB NOT NULL, "
    "PRIMARY KEY (level, position)) WITHOUT ROWID",
    "CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 0), size INTEGER NOT NULL, root BLOB NOT NULL, "
    "recorded_at INTEGER NOT NULL)",
)
STEPS = {
    2: (
        "CREATE TABLE segment (idx INTEGER PRIMARY KEY, file TEXT NOT NULL, digest BLOB NOT NULL, "
        "bytes INTEGER NOT NULL)",
        "CREATE TABLE erased_row (idx INTEGER NOT NULL, row INTEGER NOT NULL, leaf BLOB NOT NULL, "
        "PRIMARY KEY (idx, row)) WITHOUT ROWID",
    ),
}
"""What each format adds to the one before it."""


def schema_of(version: int) -> tuple[str, ...]:
    """The tables of a format, as they were made."""
    return (*_FORMAT_1, *(statement for step in sorted(STEPS) if step <= version for statement in STEPS[step]))


def create(folder: Path, empty_root: bytes) -> Path:
    """Make a new, empty ledger file. It appears under its name only when it is whole, and replaces nothing."""
    path = folder / FILE_NAME
    with speaking(path):
        folder.mkdir(parents=True, exist_ok=True)
        fresh = fresh_name(folder)
        try:
            db = sqlite3.connect(fresh, isolation_level=None)
            try:
                db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                db.execute(f"PRAGMA user_version = {FORMAT_VERSION}")
                db.execute("PRAGMA auto_vacuum = NONE")
                for statement in schema_of(FORMAT_VERSION):
                    db.execute(statement)
                db.execute("INSERT INTO head VALUES (0, 0, ?, 0)", (empty_root,))
                db.execute("PRAGMA journal_mode = WAL")
            finally:
                db.close()
            sync_file(fresh)
            _appear(fresh, path)
            sync_folder(folder)
        finally:
            for leftover in (fresh, Path(f"{fresh}-wal"), Path(f"{fresh}-shm")):
                with suppress(OSError):
                    leftover.unlink()
    return path


def _appear(fresh: Path, path: Path) -> None:
    """Give `fresh` its name unless another process was first, whose file then stands."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links, such as a memory stick's
        if not path.exists():
            fresh.rename(path)


def connect(path: Path, *, read_only: bool, patience_s: float) -> sqlite3.Connection:
    """Open a ledger file of any format up to ours, after looking at its first bytes. Raises IntegrityError or
    DossierError, in words."""
    with speaking(path):
        _look(path)
        db = _open_read_only(path, patience_s) if read_only else _open(path, patience_s)
        try:
            _check_schema(db, path)
        except BaseException:
            db.close()
            raise
    return db


def _open(path: Path, patience_s: float) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=patience_s)
    try:
        _settle(db)
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA secure_delete = ON")
    except BaseException:
        db.close()
        raise
    return db


def _open_read_only(path: Path, patience_s: float) -> sqlite3.Connection:
    """A WAL file wants to write even to be read (its shared-memory index); on a read-only medium it is opened as one
    that nobody changes, if nothing waits in the log."""
    uri = path.absolute().as_uri()
    db = sqlite3.connect(f"{uri}?mode=ro", uri=True, isolation_level=None, timeout=patience_s)
    try:
        _settle(db)
        return db
    except sqlite3.OperationalError:
        db.close()
        if _log_size(path) > 0 or os.access(path.parent, os.W_OK):
            raise
    db = sqlite3.connect(f"{uri}?immutable=1", uri=True, isolation_level=None, timeout=patience_s)
    _settle(db)
    return db


def _settle(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    db.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def _log_size(path: Path) -> int:
    log = Path(f"{path}-wal")
    return log.stat().st_size if log.exists() else 0


def _look(path: Path) -> None:
    """Refuse a file that is not ours, newer than us, empty or cut short, by its first hundred bytes."""
    with path.open("rb") as file:
        first = file.read(100)
        size = os.fstat(file.fileno()).st_size
    restore = _("restore the ledger folder, all of it, from a copy")
    if len(first) < 100:
        raise IntegrityError(
            "ledger-truncated",
            _("{file} is empty or cut short ({size} bytes)").format(file=path, size=size),
            restore,
        )
    if first[:16] != _MAGIC:
        raise IntegrityError(
            "ledger-foreign",
            _("{file} is no SQLite file").format(file=path),
            _("it was overwritten or is another program's; restore the ledger folder from a copy"),
        )
    version, application = struct.unpack(">I4xI", first[60:72])
    if application != APPLICATION_ID or version < 1:
        raise IntegrityError(
            "ledger-foreign",
            _("{file} is another program's SQLite file, not a ledger").format(file=path),
            _("move it elsewhere, or restore the ledger folder from a copy"),
        )
    if version > FORMAT_VERSION:
        raise IntegrityError(
            "ledger-newer",
            _("{file} was written by a newer Servanda (format {theirs}; this one reads up to {ours})").format(
                file=path, theirs=version, ours=FORMAT_VERSION
            ),
            _("upgrade Servanda; nothing was changed"),
        )
    page = struct.unpack(">H", first[16:18])[0]
    pages = struct.unpack(">I", first[28:32])[0]
    page_bytes = 65_536 if page == 1 else page
    if first[24:28] == first[92:96] and size < pages * page_bytes and _log_size(path) == 0:
        raise IntegrityError(
            "ledger-truncated",
            _("{file} is cut short: {size} of {whole} bytes").format(file=path, size=size, whole=pages * page_bytes),
            restore,
        )


def format_of(db: sqlite3.Connection) -> int:
    """The version of the format that the file has."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _check_schema(db: sqlite3.Connection, path: Path) -> None:
    db.execute("BEGIN")  # version and tables of one moment: another process may be migrating
    try:
        version = format_of(db)
        found = {sql for (sql,) in db.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")}
    finally:
        db.execute("ROLLBACK")
    if found != set(schema_of(version)):
        raise IntegrityError(
            "ledger-foreign",
            _("The tables in {file} are not those of a ledger, or something was added to them").format(file=path),
            _("restore the ledger folder from a copy"),
        )


@contextmanager
def speaking(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say into IntegrityError and DossierError with advice."""
    try:
        yield
    except sqlite3.Error as error:
        raise _in_words(error, path) from error
    except UnicodeDecodeError as error:  # SQLite's own message quotes damaged bytes of the file
        raise _damaged(path, _("its table names are no text")) from error
    except OSError as error:
        raise _system_in_words(error, path) from error


@contextmanager
def writing(
    db: sqlite3.Connection, path: Path, patience_s: float, waiting: Callable[[str], None] | None
) -> Iterator[None]:
    """A write transaction: all of it is on the disk afterwards, or, after any exception, nothing."""
    with speaking(path):
        _begin(db, path, patience_s, waiting)
        try:
            yield
            db.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                if db.in_transaction:
                    db.execute("ROLLBACK")
            raise


def _begin(db: sqlite3.Connection, path: Path, patience_s: float, waiting: Callable[[str], None] | None) -> None:
    """Take the write lock; others' turns are waited for in short steps, so that somebody can be told."""
    deadline = time.monotonic() + patience_s
    told = False
    db.execute(f"PRAGMA busy_timeout = {min(200, int(patience_s * 1000))}")
    try:
        while True:
            try:
                db.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if not is_busy(error) or time.monotonic() >= deadline:
                    raise
            if waiting is not None and not told:
                waiting(_("Another program is writing to {file}; waiting").format(file=path))
                told = True
            time.sleep(0.01)
    finally:
        db.execute(f"PRAGMA busy_timeout = {int(patience_s * 1000)}")


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another process holds the lock that was asked for."""
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _in_words(error: sqlite3.Error, path: Path) -> DossierError | IntegrityError:
    code = _code(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return busy(path)
    if code == sqlite3.SQLITE_FULL:
        return _no_space(path)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return _read_only(path)
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR):
        if not os.access(path.parent, os.W_OK):
            return _read_only(path)
        full = shutil.disk_usage(path.parent).free == 0
        return _no_space(path) if full else _unreadable(path, str(error))
    return _damaged(path, str(error))


def _damaged(path: Path, why: str) -> IntegrityError:
    return IntegrityError(
        "ledger-damaged",
        _("{file} is damaged: {why}").format(file=path, why=why),
        _("keep the damaged file, and restore the ledger folder from a copy"),
    )


def _system_in_words(error: OSError, path: Path) -> DossierError:
    if isinstance(error, FileNotFoundError):
        return DossierError(
            "ledger-missing",
            _("There is no {file}").format(file=error.filename or path),
            _("restore the ledger folder from a copy, or record the files anew with 'servanda add'"),
        )
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _no_space(path)
    if error.errno in (errno.EPERM, errno.EACCES, errno.EROFS):
        where = Path(error.filename) if error.filename else path
        if where.exists() and not os.access(where, os.R_OK):
            return _unreadable(where, error.strerror or str(error))
        return _read_only(where)
    return _unreadable(path, error.strerror or str(error))


def busy(path: Path) -> DossierError:
    """Another process is writing and did not finish in time."""
    return DossierError(
        "ledger-busy",
        _("Another program is writing to {file}").format(file=path),
        _("wait until it has finished and try again; nothing was changed"),
    )


def _no_space(path: Path) -> DossierError:
    return DossierError(
        "disk-full",
        _("There is no space left to write {file}").format(file=path),
        _("make room and try again; nothing was changed"),
    )


def _read_only(path: Path) -> DossierError:
    return DossierError(
        "ledger-unwritable",
        _("{file} cannot be written").format(file=path),
        _("check the folder's permissions, or copy the dossier to a place where you may write"),
    )


def _unreadable(path: Path, why: str) -> DossierError:
    return DossierError(
        "ledger-unreadable",
        _("{file} cannot be read or written: {why}").format(file=path, why=why),
        _("check the disk and the folder's permissions"),
    )
