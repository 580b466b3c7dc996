"""Files that are whole or not there: written under another name, synchronised, then given their own."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

UNFINISHED = ".new-"
"""How the names of files begin that are being written, or were when the machine stopped."""


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that appears under its name only when every byte is on the disk."""
    fresh = fresh_name(path.parent)
    try:
        with fresh.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    sync_folder(path.parent)


def fresh_name(folder: Path) -> Path:
    """A name that nobody else writes to; left-overs of a crash are plain to see and belong to nothing."""
    return folder / f"{UNFINISHED}{secrets.token_hex(8)}"


def sync_file(path: Path) -> None:
    """Have the file's bytes on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Have the folder's names on the disk; a system that cannot (Windows) is left to itself."""
    with suppress(OSError):
        sync_file(folder)
