"""A document as plain data, with the position of every value, and the bytes that it may come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from servanda.model import Finding, Position
from servanda.words import _

MAX_BYTES = 16 * 1024 * 1024

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """Plain data (dict, list, str, int, float, None, date-like scalars as str) and where each value stands."""

    data: Any
    file: str
    positions: Mapping[Path, Position]

    def at(self, path: Path = ()) -> Position:
        """The position of the value at `path`, or of its nearest known ancestor."""
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, Position(self.file, 1, 1))


def decode(content: bytes, file: str) -> tuple[str, list[Finding]]:
    """UTF-8 text (a byte order mark is dropped, line ends kept)."""
    if len(content) > MAX_BYTES:
        got = f"{len(content) / 2**20:.0f} MB"
        return "", [
            Finding(
                "too-large",
                _("the file is too large to read by hand"),
                "at most 16 MB",
                got,
                at=Position(file),
            )
        ]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return "", [
            Finding(
                "not-utf8",
                _("the file is not text in UTF-8"),
                "UTF-8",
                f"byte 0x{content[error.start]:02x}",
                _("save it as UTF-8"),
                Position(file, line),
            )
        ]
