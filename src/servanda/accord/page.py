"""An accord file while it is being read: its document and everything found wrong with it so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
        self._doubled: set[Path] = set()
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

    def each(self, path: Path, value: object) -> Iterator[tuple[Path, Any]]:
        """The items of a list, or the one that stands alone, each with its path. Of a word that stands in it twice it
        is told once, whoever reads the list again."""
        seen: set[str] = set()
        for at, item in items(path, value):
            name = word(item) if isinstance(item, SCALARS) else ""
            if name and name in seen and at not in self._doubled:
                self._doubled.add(at)
                self.warn(at, "named-twice", _("this is named twice in one list"), _("each once"), item)
            seen.add(name)
            yield at, item

    def texts(self, path: Path, row: Mapping[str, Any], key: str) -> list[tuple[Path, str]]:
        """The words under `key`, one alone or a list, each with its path."""
        found = []
        for at, item in self.each((*path, key), row.get(key)):
            if isinstance(item, SCALARS):
                found.append((at, word(item)))
            elif item is not None:
                what = _("{key!r} must be text or a list of texts").format(key=key)
                self.wrong(at, "not-text", what, _("text"), item)
        return found
