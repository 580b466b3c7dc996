"""What `verify` can find, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from servanda.errors import IntegrityError
from servanda.ledger.checkpoint import Checkpoint
from servanda.words import _


class Deed(StrEnum):
    """What was done to an entry, an object or the ledger as a whole."""

    ENTRY_MISSING = "entry-missing"
    ENTRY_ADDED = "entry-added"
    HEADER_CHANGED = "header-changed"
    PAYLOAD_CHANGED = "payload-changed"
    PAYLOAD_MISSING = "payload-missing"
    REORDERED = "entry-reordered"
    REPLACED = "entry-replaced"
    CLOCK_BACKWARDS = "clock-backwards"
    LEAF_CHANGED = "leaf-changed"
    TREE_CHANGED = "tree-changed"
    HEAD_CHANGED = "head-changed"
    OBJECT_MISSING = "object-missing"
    OBJECT_ALTERED = "object-altered"
    SEGMENT_MISSING = "segment-missing"
    SEGMENT_ALTERED = "segment-altered"
    ERASURE_UNDONE = "erasure-undone"
    CHECKPOINT_FORGED = "checkpoint-forged"
    CHECKPOINT_UNREADABLE = "checkpoint-unreadable"
    ROLLED_BACK = "ledger-rolled-back"
    FORKED = "ledger-forked"
    FILE_DAMAGED = "ledger-damaged"


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong; `index` is the entry's (from 0), None where it is about the whole."""

    deed: Deed
    index: int | None
    what: str

    def __str__(self) -> str:
        return f"{self.deed}: {self.what}"


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What `verify` found: `root` is recomputed from the headers, damages stand in the order of their entries, those
    about the whole last. `kept` counts the checkpoints of the ledger's own file that it was compared with, `signers`
    says by which public keys they are signed (hex; "" for none) and how many by each; `outside` is the one that
    somebody else kept; `rows` counts the rows of segments, erased ones too."""

    size: int
    root: bytes
    damages: tuple[Damage, ...] = ()
    erased: int = 0
    kept: int = 0
    outside: Checkpoint | None = None
    signers: Mapping[str, int] = field(default_factory=dict)
    rows: int = 0

    @property
    def ok(self) -> bool:
        return not self.damages

    @property
    def first(self) -> Damage | None:
        """The damage at the lowest index, else the first about the whole."""
        return self.damages[0] if self.damages else None

    def words(self) -> str:
        """One sentence for people."""
        if self.damages:
            return _("The ledger is damaged: {first} (1 of {n})").format(
                first=self.damages[0].what, n=len(self.damages)
            )
        size = _("{size} entries").format(size=self.size)
        if self.rows:
            size = _("{size} entries with {rows} rows").format(size=self.size, rows=f"{self.rows:,}")
        if self.outside is None:
            return _("{size} are internally consistent, not compared with any outside checkpoint; root {root}").format(
                size=size, root=self.root.hex()
            )
        return _("{size} are consistent and only add to the outside checkpoint of {old} entries; root {root}").format(
            size=size, old=self.outside.size, root=self.root.hex()
        )

    def require(self) -> VerifyReport:
        """Itself when all is well; else raises IntegrityError (exit 3) with the first damage."""
        if self.damages:
            raise IntegrityError(
                str(self.damages[0].deed),
                self.words(),
                _("keep the folder as it is, and compare it with a copy of the dossier"),
            )
        return self
