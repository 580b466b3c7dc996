"""A disk that fails, under everything that the ledger writes.

SQLite gets a virtual file system of our own (apsw, which needs no preloaded library and no privileges); files that the
ledger writes itself are caught where Python opens, synchronises and names them. Every write, truncation,
synchronisation and name is a *point*; at one of them

- an **error** is raised: the disk is full, or fails, perhaps after a part of the bytes;
- or the **power** goes: nothing after it has any effect. What is then left is made up anew: what was never synchronised
  is there, lost, or torn in sectors, and names that were never synchronised are there or not, each by chance.

The ledger is then opened with Python's own SQLite, without any of this.
"""

import builtins
import errno
import io
import os
import random
import sqlite3
import types
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import unquote, urlsplit

import apsw

SECTOR = 512


class PowerCut(BaseException):
    """Nothing happens any more."""


class Disk:
    """What is on the disk for certain, and what is only on its way, of everything below `folder`.

    At the point `fatal`, `fault` happens: `power`, `full` (no space), `io`, or `torn` (half of it, then `io`)."""

    def __init__(self, folder: Path, fatal: int = 0, fault: str = "power") -> None:
        self.folder = folder
        self.fatal = fatal
        self.fault = fault
        self.points = 0
        self.off = False
        self.durable: dict[int, bytes] = {}
        self.pending: dict[int, list[tuple[int, bytes]]] = {}
        self.names: dict[str, dict[str, int]] = {}
        self._kept: list[Any] = []  # open handles, so that no inode number is given out twice
        for place in (folder, *(p for p in folder.rglob("*") if p.is_dir())):
            self._names_synced(place)
        for path in folder.rglob("*"):
            if path.is_file():
                self.synced(path)

    # --- what happens ----------------------------------------------------------------------------------------------

    def point(self, kind: str) -> str:
        """Count; returns the fault that happens here, if any. Raises PowerCut from the fatal one on."""
        if self.off:
            raise PowerCut
        self.points += 1
        if self.points != self.fatal:
            return ""
        if self.fault == "power":
            self.off = True
            raise PowerCut
        return self.fault

    def wrote(self, path: Path, offset: int, data: bytes) -> None:
        self.pending.setdefault(self._inode(path), []).append((offset, bytes(data)))

    def synced(self, path: Path) -> None:
        inode = self._inode(path)
        self.durable[inode] = path.read_bytes()
        self.pending.pop(inode, None)

    def name_synced(self, path: Path) -> None:
        """SQLite synchronises the folder itself when it makes or removes a file."""
        names = self.names.setdefault(str(path.parent), {})
        if path.exists():
            names[path.name] = self._inode(path)
        else:
            names.pop(path.name, None)

    def folder_synced(self, folder: Path) -> None:
        self._names_synced(folder)

    def mine(self, path: object) -> bool:
        return isinstance(path, (str, os.PathLike)) and str(os.path.abspath(path)).startswith(str(self.folder))

    def _names_synced(self, folder: Path) -> None:
        self.names[str(folder)] = {p.name: self._inode(p) for p in folder.iterdir() if p.is_file()}
        if folder != self.folder:
            self.names.setdefault(str(folder.parent), {})

    def _inode(self, path: Path) -> int:
        inode = path.stat().st_ino
        if inode not in self.durable:
            self.durable[inode] = b""
            self._kept.append(os.open(path, os.O_RDONLY))
        return inode

    def close(self) -> None:
        for handle in self._kept:
            os.close(handle)
        self._kept.clear()

    # --- what is left ----------------------------------------------------------------------------------------------

    def after_power_cut(self, target: Path, rng: random.Random) -> None:
        """Write to `target` a state that the disk may be in."""
        places = {str(p) for p in (self.folder, *self.folder.rglob("*")) if p.is_dir()}
        for place in sorted(places | set(self.names)):
            there = target / Path(place).relative_to(self.folder)
            there.mkdir(parents=True, exist_ok=True)
            now = (
                {p.name: p.stat().st_ino for p in Path(place).iterdir() if p.is_file()} if Path(place).exists() else {}
            )
            synced = self.names.get(place, {})
            for name in sorted(now.keys() | synced.keys()):
                inode = now.get(name) if rng.random() < 0.5 or synced.get(name) == now.get(name) else synced.get(name)
                if inode is not None:
                    (there / name).write_bytes(self._content(inode, Path(place) / name, rng))

    def _content(self, inode: int, path: Path, rng: random.Random) -> bytes:
        durable = self.durable.get(inode, b"")
        writes = self.pending.get(inode)
        if not writes:
            return durable
        how = rng.choice(("lost", "kept", "torn", "torn"))
        if how == "lost":
            return durable
        made = bytearray(durable)
        for offset, data in writes:
            for start in range(0, len(data), SECTOR):
                part = data[start : start + SECTOR]
                if how == "kept" or rng.random() < 0.5:
                    made.extend(bytes(max(0, offset + start + len(part) - len(made))))
                    made[offset + start : offset + start + len(part)] = part
        return bytes(made)


# --- SQLite's files ------------------------------------------------------------------------------------------------


class _Vfs(apsw.VFS):
    def __init__(self, disk: Disk) -> None:
        super().__init__("faulty", base="")
        self.disk = disk

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        return _File(name, flags, self.disk)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        _sqlite_fault(self.disk.point("delete"))
        super().xDelete(filename, syncdir)
        if syncdir and self.disk.mine(filename):
            self.disk.name_synced(Path(filename))


class _File(apsw.VFSFile):
    def __init__(self, name: Any, flags: list[int], disk: Disk) -> None:
        super().__init__("", name, flags)
        text = name if isinstance(name, str) else name.filename() if name is not None else None
        self.disk = disk
        self.path = Path(text) if text and disk.mine(text) else None

    def xWrite(self, data: bytes, offset: int) -> None:
        if self.path is not None:
            fault = self.disk.point("write")
            if fault == "torn":
                super().xWrite(data[: len(data) // 2], offset)
                self.disk.wrote(self.path, offset, data[: len(data) // 2])
            _sqlite_fault(fault)
        super().xWrite(data, offset)
        if self.path is not None:
            self.disk.wrote(self.path, offset, data)

    def xTruncate(self, size: int) -> None:
        if self.path is not None:
            _sqlite_fault(self.disk.point("truncate"))
        super().xTruncate(size)
        if self.path is not None:
            self.disk.synced(self.path)

    def xSync(self, flags: int) -> None:
        if self.path is not None:
            _sqlite_fault(self.disk.point("sync"))
        super().xSync(flags)
        if self.path is not None:
            self.disk.synced(self.path)
            self.disk.name_synced(self.path)


def _sqlite_fault(fault: str) -> None:
    if fault == "full":
        full = apsw.FullError("database or disk is full")
        full.result = full.extendedresult = apsw.SQLITE_FULL
        raise full
    if fault:
        error = apsw.IOError("disk I/O error")
        error.result, error.extendedresult = apsw.SQLITE_IOERR, apsw.SQLITE_IOERR_WRITE
        raise error


class _Connection:
    """apsw behind the part of sqlite3's interface that the ledger uses."""

    def __init__(self, filename: str, vfs: str) -> None:
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        if filename.startswith("file:"):
            split = urlsplit(filename)
            filename = unquote(split.path)
            if "mode=rw" in split.query:
                flags = apsw.SQLITE_OPEN_READWRITE
            if "mode=ro" in split.query:  # a second connection in an exclusive house: nothing waits in the log
                filename, vfs = f"file:{split.path}?immutable=1", ""
                flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
        with _words():
            self.db = apsw.Connection(filename, flags, vfs=vfs or None)
            if vfs:  # a file system in Python has no shared memory: the log's index stays in this process
                self.db.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()

    def execute(self, statement: str, values: Sequence[Any] = ()) -> "_Cursor":
        with _words():
            return _Cursor(self.db.execute(statement, tuple(values)))

    def executemany(self, statement: str, rows: Any) -> None:
        with _words():
            self.db.executemany(statement, [tuple(row) for row in rows])

    def backup(self, target: "_Connection") -> None:
        with _words(), target.db.backup("main", self.db, "main") as backup:
            while not backup.done:
                backup.step(100)

    @property
    def in_transaction(self) -> bool:
        return self.db.in_transaction

    def close(self) -> None:
        with suppress(apsw.Error):  # Python's sqlite3 says nothing of a file that does not close well either
            self.db.close()


class _Cursor:
    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor

    def fetchone(self) -> Any:
        with _words():
            return self.cursor.fetchone()

    def fetchall(self) -> list[Any]:
        with _words():
            return self.cursor.fetchall()

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchall())


@contextmanager
def _words() -> Iterator[None]:
    """apsw's exceptions as sqlite3's."""
    try:
        yield
    except apsw.Error as error:
        result = getattr(error, "result", apsw.SQLITE_ERROR)
        kind = sqlite3.OperationalError if result in _OPERATIONAL else sqlite3.DatabaseError
        said = kind(str(error))
        said.sqlite_errorcode = getattr(error, "extendedresult", result)
        raise said from error


_OPERATIONAL = (
    apsw.SQLITE_BUSY,
    apsw.SQLITE_LOCKED,
    apsw.SQLITE_FULL,
    apsw.SQLITE_IOERR,
    apsw.SQLITE_READONLY,
    apsw.SQLITE_CANTOPEN,
    apsw.SQLITE_ERROR,
)


# --- Python's own files --------------------------------------------------------------------------------------------


class _Written(io.RawIOBase):
    """A file opened for writing, unbuffered, whose writes are points."""

    def __init__(self, path: Path, mode: str, disk: Disk) -> None:
        self.real = builtins.open(path, mode, buffering=0)  # noqa: SIM115
        self.path = path
        self.disk = disk

    def write(self, data: Any) -> int:
        fault = self.disk.point("write")
        data = bytes(data)
        if fault == "torn":
            self._put(data[: len(data) // 2])
        _system_fault(fault)
        self._put(data)
        return len(data)

    def _put(self, data: bytes) -> None:
        at = self.real.seek(0, os.SEEK_END) if "a" in self.real.mode else self.real.tell()
        self.real.write(data)
        self.disk.wrote(self.path, at, data)

    def truncate(self, size: int | None = None) -> int:
        _system_fault(self.disk.point("truncate"))
        return self.real.truncate(size)

    def read(self, size: int = -1) -> bytes:
        return self.real.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.real.seek(offset, whence)

    def tell(self) -> int:
        return self.real.tell()

    def fileno(self) -> int:
        return self.real.fileno()

    def flush(self) -> None:
        pass

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def close(self) -> None:
        self.real.close()
        super().close()


def _system_fault(fault: str) -> None:
    if fault:
        number = errno.ENOSPC if fault == "full" else errno.EIO
        raise OSError(number, os.strerror(number))


@contextmanager
def failing(disk: Disk) -> Iterator[None]:
    """Everything below the disk's folder goes through it."""
    from servanda.ledger import bulk, database, migration, store

    vfs = _Vfs(disk)
    shim = types.ModuleType("sqlite3")
    shim.__dict__.update(sqlite3.__dict__)

    def connect(filename: Any, **_more: Any) -> _Connection:
        text = str(filename)
        return _Connection(text, "faulty")

    shim.connect = connect  # type: ignore[attr-defined]
    real_open, real = io.open, {name: getattr(os, name) for name in ("fsync", "replace", "rename", "link", "unlink")}

    def opened(file: Any, mode: str = "r", *args: Any, **more: Any) -> Any:
        if disk.mine(file) and set(mode) & set("wxa+") and "b" in mode:
            fault = disk.point("open")
            _system_fault(fault)
            return _Written(Path(file), mode, disk)
        return real_open(file, mode, *args, **more)

    def fsync(handle: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{handle}"))
        if not disk.mine(path):
            return real["fsync"](handle)
        _system_fault(disk.point("sync"))
        if path.is_dir():
            disk.folder_synced(path)
        else:
            disk.synced(path)
        return None

    def named(name: str) -> Any:
        def act(*args: Any, **more: Any) -> Any:
            if any(disk.mine(arg) for arg in args):
                _system_fault(disk.point(name))
            return real[name](*args, **more)

        return act

    with ExitStack() as stack:
        for room in (database, bulk, migration, store):
            stack.enter_context(mock.patch.object(room, "sqlite3", shim))
        stack.enter_context(mock.patch.object(io, "open", opened))
        stack.enter_context(mock.patch.object(os, "fsync", fsync))
        for name in ("replace", "rename", "link", "unlink"):
            stack.enter_context(mock.patch.object(os, name, named(name)))
        yield
        del vfs
