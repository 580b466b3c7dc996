"""Proofs that somebody without the ledger can check: this entry is in it; this ledger only grew from that one.

As JSON they hold all that is needed, with hashes in hex: docs/reference/ledger.md says how to check one by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from servanda.ledger import merkle
from servanda.ledger.entry import commitment, parse_content, parse_header
from servanda.ledger.segment import row_leaf, segment_from_payload


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That `header` is entry `index` of the ledger of `size` entries with this `root` (RFC 6962 2.1.1). With `salt` and
    `content` it also shows what the entry says; without them it gives nothing of that away."""

    header: bytes
    index: int
    size: int
    path: tuple[bytes, ...]
    root: bytes
    salt: bytes | None = None
    content: bytes | None = None

    def holds(self) -> bool:
        """Whether the proof is right; `root` must then be compared with a checkpoint that one trusts."""
        if self.salt is not None and self.content is not None:
            header = parse_header(self.header)
            if header is None or header.commitment != commitment(self.salt, self.content):
                return False
        return merkle.includes(self.index, self.size, merkle.leaf_hash(self.header), self.path, self.root)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON; the content, where it is shown, is the canonical text itself."""
        shown: dict[str, Any] = {
            "header": self.header.decode(),
            "index": self.index,
            "path": [part.hex() for part in self.path],
            "root": self.root.hex(),
            "size": self.size,
        }
        if self.salt is not None and self.content is not None:
            shown |= {"content": self.content.decode(), "salt": self.salt.hex()}
        return shown


@dataclass(frozen=True, slots=True)
class RowInclusion:
    """That `leaf` is row `row` of the `rows` rows of a segment whose entry is in the ledger. With `salt` and `body`
    it also shows what the row says; of the other rows it shows nothing."""

    entry: Inclusion
    row: int
    rows: int
    leaf: bytes
    path: tuple[bytes, ...]
    salt: bytes | None = None
    body: bytes | None = None

    def holds(self) -> bool:
        """Whether the proof is right; `entry.root` must then be compared with a checkpoint that one trusts."""
        if not self.entry.holds() or self.entry.content is None:
            return False
        content = parse_content(self.entry.content)
        segment = segment_from_payload(content[0]) if content is not None else None
        if segment is None or segment.rows != self.rows:
            return False
        if self.salt is not None and self.body is not None and row_leaf(self.salt, self.body) != self.leaf:
            return False
        return merkle.includes(self.row, self.rows, self.leaf, self.path, segment.root)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON; what the row says, where it is shown, is the canonical text itself."""
        shown: dict[str, Any] = {
            "entry": self.entry.as_json(),
            "leaf": self.leaf.hex(),
            "path": [part.hex() for part in self.path],
            "row": self.row,
            "rows": self.rows,
        }
        if self.salt is not None and self.body is not None:
            shown |= {"body": self.body.decode(), "salt": self.salt.hex()}
        return shown


@dataclass(frozen=True, slots=True)
class Extension:
    """That the ledger of `size` entries is the one of `old` entries with entries added (RFC 6962 2.1.2)."""

    old: int
    old_root: bytes
    size: int
    root: bytes
    path: tuple[bytes, ...]

    def holds(self) -> bool:
        """Whether the proof is right; both roots must then be compared with checkpoints that one trusts."""
        return merkle.extends(self.old, self.old_root, self.size, self.root, self.path)

    def as_json(self) -> dict[str, Any]:
        return {
            "old": self.old,
            "old_root": self.old_root.hex(),
            "path": [part.hex() for part in self.path],
            "root": self.root.hex(),
            "size": self.size,
        }
