"""What is wrong with a document, written beside the place where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from servanda.documents.document import Document, Path
from servanda.model import Finding, Position, Severity
from servanda.words import _

SCALARS = (str, int, float, bool)
MOST_NAMES = 12  # of a list of what is known, in a message


class Margin:
    """What is wrong with a document, written beside the place where it stands."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.findings: list[Finding] = []

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
        """A finding about the value at `path`."""
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
        """A finding for each key of `row` that nobody knows."""
        self.findings += unknown_keys(self.document, path, row, known)

    def text(self, path: Path, row: Mapping[str, Any], key: str) -> str:
        """The one line or paragraph under `key`; "" where there is none."""
        value = row.get(key)
        if value is None:
            return ""
        if isinstance(value, SCALARS):
            return word(value)
        self.wrong((*path, key), "not-text", _("{key!r} must be text").format(key=key), _("text"), value)
        return ""


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


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """The nearest known names, for the *expected* of a finding."""
    import difflib

    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    if near:
        return _("perhaps ") + _(" or ").join(near)
    named = ", ".join(list(known)[:MOST_NAMES])
    more = len(known) - MOST_NAMES
    return _("one of ") + (_("{names} and {n} more").format(names=named, n=more) if more > 0 else named)


def unknown_keys(document: Document, path: Path, mapping: Mapping[str, Any], known: Sequence[str]) -> Iterator[Finding]:
    """A finding for each key of `mapping` that nobody knows, with the nearest known one."""
    for key in mapping:
        if key not in known:
            yield Finding(
                "unknown-key",
                _("the key {key!r} is not known here").format(key=key),
                did_you_mean(key, known),
                key,
                _("rename or remove it"),
                document.at((*path, key)),
            )
