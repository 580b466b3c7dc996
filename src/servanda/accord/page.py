"""An accord file while it is being read: its document and everything found wrong with it so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from servanda.documents import Document, Path, unknown_keys
from servanda.model import Finding, Position, Severity
from servanda.words import _

SCALARS = (str, int, float, bool)


class Page:
    """Values come out typed or not at all; what does not fit becomes a finding at its place."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.findings: list[Finding] = []
        self.undated: list[Position] = []
        """Where a date stands without any time zone."""
        self.anchors: list[tuple[Path, str]] = []
        """Where an obligation waits for another, and the reference (`accord/id`) of that other."""
        self.remedies: list[tuple[Path, str]] = []
        """Where an obligation repairs another, and the reference of that other."""
        self.groups: Mapping[str, tuple[str, ...]] = {}
        """The reference of each `for each`, with those of its rows."""
        self.accord = ""
        self.signed: frozenset[str] = frozenset()
        """Whom the accord itself names as parties, guarantors or performers: actors even if no register knows them."""

    def ref(self, local: str) -> str:
        """The full reference of an obligation of this accord."""
        return local if "/" in local else f"{self.accord}/{local}"

    def wrong(
        self,
        path: Path,
        slug: str,
        what: str,
        expected: str = "",
        got: object = "",
        advice: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        self.found(self.document.at(path), slug, what, expected, got, advice, severity)

    def found(
        self,
        at: Position,
        slug: str,
        what: str,
        expected: str = "",
        got: object = "",
        advice: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """As `wrong`, at a known position."""
        self.findings.append(Finding(slug, what, expected, shown(got), advice, at, severity))

    def warn(self, path: Path, slug: str, what: str, expected: str = "", got: object = "", advice: str = "") -> None:
        self.wrong(path, slug, what, expected, got, advice, Severity.WARNING)

    def note(self, path: Path, slug: str, what: str, expected: str = "", got: object = "", advice: str = "") -> None:
        self.wrong(path, slug, what, expected, got, advice, Severity.NOTE)

    def unknown(self, path: Path, row: Mapping[str, Any], known: Sequence[str]) -> None:
        self.findings += unknown_keys(self.document, path, row, known)

    def mapping(self, path: Path, value: object, slug: str, example: str) -> dict[str, Any] | None:
        """`value` if it is a mapping; None is no finding."""
        if value is None or isinstance(value, dict):
            return value
        self.wrong(path, slug, _("this must be keys with values"), example, value)
        return None

    def text(self, path: Path, row: Mapping[str, Any], key: str) -> str:
        """The one line or paragraph under `key`; "" where there is none."""
        value = row.get(key)
        if value is None:
            return ""
        if isinstance(value, SCALARS):
            return word(value)
        self.wrong((*path, key), "not-text", _("{key!r} must be text").format(key=key), _("text"), value)
        return ""

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


def items(path: Path, value: object) -> Iterator[tuple[Path, Any]]:
    """The items of a list, or the one item that stands without brackets; nothing for None."""
    if isinstance(value, list):
        yield from (((*path, i), item) for i, item in enumerate(value))
    elif value is not None:
        yield path, value


def word(value: object) -> str:
    """A scalar as the text that stands in the file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip()


def shown(value: object) -> str:
    """A value short enough for a message."""
    if value is None:
        return _("nothing")
    if isinstance(value, dict):
        text = "{" + ", ".join(f"{k}: …" for k in value) + "}"
    elif isinstance(value, list):
        text = "[" + ", ".join("…" if isinstance(v, (dict, list)) else word(v) for v in value) + "]"
    else:
        text = word(value)
    return text if len(text) <= 80 else text[:79] + "…"
