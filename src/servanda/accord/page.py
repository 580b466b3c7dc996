"""An accord file while it is being read: its document and everything found wrong with it so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servanda.documents import SCALARS, Document, Margin, Path, items, word
from servanda.model import Position
from servanda.words import _


class Page(Margin):
    """Values come out typed or not at all; what does not fit becomes a finding at its place."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.undated: list[Position] = []
        """Where a date stands without any time zone."""
        self.anchors: list[tuple[Path, str]] = []
        """Where an obligation waits for another, and the reference (`accord/id`) of that other."""
        self.remedies: list[tuple[Path, str, str]] = []
        """Where an obligation repairs another, and the reference of that other."""
        self.groups: Mapping[str, tuple[str, ...]] = {}
        """The reference of each `for each`, with those of its rows."""
        self.accord = ""
        self.signed: frozenset[str] = frozenset()
        """Whom the accord itself names as parties, guarantors or performers: actors even if no register knows them."""

    def ref(self, local: str) -> str:
        """The full reference of an obligation of this accord."""
        return local if "/" in local else f"{self.accord}/{local}"

    def mapping(self, path: Path, value: object, slug: str, example: str) -> dict[str, Any] | None:
        """`value` if it is a mapping; None is no finding."""
        if value is None or isinstance(value, dict):
            return value
        self.wrong(path, slug, _("this must be keys with values"), example, value)
        return None

    def texts(self, path: Path, row: Mapping[str, Any], key: str) -> list[tuple[Path, str]]:
        """The words under `key`, one alone or a list, each with its path."""
        found = []
        for at, item in items((*path, key), row.get(key)):
            if isinstance(item, SCALARS):
                found.append((at, word(item)))
            elif item is not None:
                what = _("{key!r} must be text or a list of texts").format(key=key)
                self.wrong(at, "not-text", what, _("text"), item)
        return found
