"""A checkpoint: how long the ledger was at a time, and the root of its tree. Enough to hold it to its word for ever.

Whoever keeps one can later show that the ledger was only added to, or that it was not.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servanda.errors import UsageError
from servanda.ledger.database import speaking, sync_folder
from servanda.ledger.entry import canonical, is_digest
from servanda.model import TimeError, instant, rfc3339
from servanda.words import _

FILE_NAME = "checkpoints.jsonl"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`size` entries, the `root` of their tree (32 bytes), and `time`: the second (UTC) at which it was drawn up."""

    size: int
    root: bytes
    time: int

    def as_json(self) -> dict[str, Any]:
        """`{"root": hex, "size": n, "time": "…Z"}`, as a brief prints it."""
        return {"root": self.root.hex(), "size": self.size, "time": rfc3339(self.time)}


def checkpoint_from_json(value: Any) -> Checkpoint:
    """The inverse of `Checkpoint.as_json`. Raises UsageError for anything else."""
    try:
        size, root, time = value["size"], value["root"], value["time"]
        if type(size) is int and 0 <= size < 2**53 and is_digest(root) and isinstance(time, str):
            return Checkpoint(size, bytes.fromhex(root), instant(time))
    except (KeyError, TypeError, TimeError):
        pass
    raise UsageError(
        "checkpoint-malformed",
        _("This is no checkpoint: {value}").format(value=str(value)[:80]),
        _("a checkpoint has size, root (64 hex characters) and time; take it from a brief or checkpoints.jsonl"),
    )


def checkpoint_line(checkpoint: Checkpoint) -> bytes:
    """One line of checkpoints.jsonl."""
    return canonical(checkpoint.as_json()) + b"\n"


def append(path: Path, checkpoint: Checkpoint) -> None:
    """Add a line to the file, on the disk when this returns. A line that a crash tore is ended first."""
    with speaking(path):
        fresh = not path.exists()
        with path.open("ab+") as file:
            torn = False
            if file.tell() > 0:
                file.seek(-1, os.SEEK_END)
                torn = file.read(1) != b"\n"
            file.write((b"\n" if torn else b"") + checkpoint_line(checkpoint))
            file.flush()
            os.fsync(file.fileno())
        if fresh:
            sync_folder(path.parent)


def read_checkpoints(path: Path) -> tuple[list[Checkpoint], list[int]]:
    """The checkpoints kept in a file, and the numbers (from 1) of lines that are none."""
    kept: list[Checkpoint] = []
    bad: list[int] = []
    if not path.exists():
        return kept, bad
    with speaking(path):
        lines = path.read_bytes().splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            kept.append(checkpoint_from_json(json.loads(line)))
        except (UsageError, ValueError, RecursionError):
            bad.append(number)
    return kept, bad
