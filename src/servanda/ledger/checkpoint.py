"""A checkpoint: how long the ledger was at a time, and the root of its tree. Enough to hold it to its word for ever.

Whoever keeps one can later show that the ledger was only added to, or that it was not. A signature says who drew it up.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from servanda.errors import UsageError
from servanda.ledger.canonical import canonical
from servanda.ledger.database import speaking
from servanda.ledger.disk import sync_folder
from servanda.ledger.entry import is_digest
from servanda.ledger.key import Signature, SigningKey
from servanda.model import TimeError, instant, rfc3339
from servanda.words import _

FILE_NAME = "checkpoints.jsonl"
_PREFIX = b"servanda checkpoint 1\n"  # so that no signature of one thing passes for another's
_IS_SIGNATURE = re.compile(r"[0-9a-f]{128}\Z")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`size` entries, the `root` of their tree (32 bytes), and `time`: the second (UTC) at which it was drawn up."""

    size: int
    root: bytes
    time: int
    signature: Signature | None = None

    def as_json(self) -> dict[str, Any]:
        """`{"root": hex, "size": n, "time": "…Z"}`, as a brief prints it; signed, also `key` and `signature` in hex."""
        shown = {"root": self.root.hex(), "size": self.size, "time": rfc3339(self.time)}
        if self.signature is not None:
            shown |= {"key": self.signature.key.hex(), "signature": self.signature.value.hex()}
        return shown

    def message(self) -> bytes:
        """What is signed: a prefix of its own, then the canonical JSON of root, size and time."""
        return _PREFIX + canonical(replace(self, signature=None).as_json())

    def signed(self, key: SigningKey) -> Checkpoint:
        """The same checkpoint, vouched for."""
        return replace(self, signature=key.sign(self.message()))

    @property
    def forged(self) -> bool:
        """Whether it has a signature that is not true. One without any is not forged: it is nobody's word."""
        return self.signature is not None and not self.signature.covers(self.message())


def checkpoint_from_json(value: Any) -> Checkpoint:
    """The inverse of `Checkpoint.as_json`. Raises UsageError for anything else, and for an untrue signature."""
    made = _parse(value)
    if made is None:
        raise UsageError(
            "checkpoint-malformed",
            _("This is no checkpoint: {value}").format(value=str(value)[:80]),
            _("a checkpoint has size, root (64 hex characters) and time; take it from a brief or checkpoints.jsonl"),
        )
    if made.forged:
        raise UsageError(
            "checkpoint-forged",
            _("The signature of the checkpoint of {n} entries is not true").format(n=made.size),
            _("it was changed after it was signed; ask whoever gave it to you for another copy"),
        )
    return made


def _parse(value: Any) -> Checkpoint | None:
    try:
        size, root, time = value["size"], value["root"], value["time"]
        if type(size) is not int or not 0 <= size < 2**53 or not is_digest(root) or not isinstance(time, str):
            return None
        made = Checkpoint(size, bytes.fromhex(root), instant(time))
        if "signature" not in value and "key" not in value:
            return made
        key, signature = value["key"], value["signature"]
        if not is_digest(key) or not isinstance(signature, str) or not _IS_SIGNATURE.match(signature):
            return None
        return replace(made, signature=Signature(bytes.fromhex(key), bytes.fromhex(signature)))
    except (KeyError, TypeError, TimeError):
        return None


def append(path: Path, checkpoint: Checkpoint) -> None:
    """Add a line to the file, on the disk when this returns. What a crash left of a line, never acknowledged, goes."""
    with speaking(path):
        fresh = not path.exists()
        with path.open("ab+") as file:
            file.seek(0)
            *lines, tail = file.read().split(b"\n")
            if _read_line(tail) is not None:
                file.write(b"\n")
            else:
                file.truncate(sum(len(line) + 1 for line in lines))
            file.write(canonical(checkpoint.as_json()) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if fresh:
            sync_folder(path.parent)


def read_checkpoints(path: Path) -> tuple[list[Checkpoint], list[int]]:
    """The checkpoints kept in a file, and the numbers (from 1) of lines that are none or whose signature is not true.

    A last line that is cut short is what a crash leaves: it was never acknowledged and is not counted at all."""
    kept: list[Checkpoint] = []
    bad: list[int] = []
    if not path.exists():
        return kept, bad
    with speaking(path):
        *lines, tail = path.read_bytes().split(b"\n")
    for number, line in enumerate([*lines, tail], start=1):
        made = _read_line(line)
        if made is not None:
            kept.append(made)
        elif number <= len(lines):
            bad.append(number)
    return kept, bad


def _read_line(line: bytes) -> Checkpoint | None:
    try:
        return checkpoint_from_json(json.loads(line))
    except (UsageError, ValueError, RecursionError):
        return None
