"""The digests of large files, known again as long as nobody has touched the file: a question to a dossier with ten
datasets of 300 MB does not read them to learn that they are the recorded ones.

A file counts as untouched while its length, its inode and both its times (of the bytes and of the inode, nanoseconds)
are what they were, and the last change lay two seconds back when it was read: so git knows its files. Kept in the
user's cache, never in the dossier, which may be copied. What is recorded is read and hashed whatever this says.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

FILE_NAME = "digests.json"
_SETTLED_NS = 2_000_000_000
_MOST = 1000


def default_file() -> Path:
    """`$XDG_CACHE_HOME/servanda/digests.json`, or under `~/.cache`."""
    configured = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(configured) if configured.startswith("/") else Path.home() / ".cache"
    return base / "servanda" / FILE_NAME


def digest(path: Path, read: Callable[[], str]) -> str:
    """The digest of a file as it was learned before, or as `read` finds it."""
    place = str(path.resolve())
    before = _mark(path)
    rows = _rows()
    known = rows.get(place)
    if isinstance(known, list) and known[:-1] == before and isinstance(known[-1], str):
        return known[-1]
    found = read()
    if before == _mark(path) and time.time_ns() - max(before[2:]) > _SETTLED_NS:
        _keep({**{p: row for p, row in rows.items() if Path(p).exists()}, place: [*before, found]})
    return found


def forget(folder: Path) -> None:
    """Know nothing more of the files below a folder."""
    rows = _rows()
    left = {p: row for p, row in rows.items() if not Path(p).is_relative_to(folder.resolve())}
    if len(left) < len(rows):
        _keep(left)


def _mark(path: Path) -> list[int]:
    said = path.stat()
    return [said.st_size, said.st_ino, said.st_mtime_ns, said.st_ctime_ns]


def _rows() -> dict[str, Any]:
    with suppress(OSError, ValueError, RecursionError):
        rows = json.loads(default_file().read_bytes())
        return rows if isinstance(rows, dict) else {}
    return {}


def _keep(rows: dict[str, Any]) -> None:
    """Whole or not at all; where nothing can be written, nothing is remembered."""
    file = default_file()
    fresh = file.with_name(f".new-{secrets.token_hex(8)}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                json.dump(dict(list(rows.items())[-_MOST:]), out)
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)
