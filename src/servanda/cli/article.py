"""Texts read for `servanda read`: in a dossier with its actors and places, outside one with states and offices."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.cli import folder
from servanda.errors import InputError, UsageError
from servanda.model import Finding, Interval, Report, TimeError, extent
from servanda.reading import Context, Reading, Statement, read, statement_json
from servanda.sources import Context as SourceContext
from servanda.sources import open_article
from servanda.words import _

if TYPE_CHECKING:
    from servanda.dossier import Dossier

LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True)
class Document:
    """One report and what was read in it; a feed holds several."""

    report: Report
    reading: Reading


@dataclass(frozen=True)
class Read:
    """What was read, and what was wrong with it."""

    documents: tuple[Document, ...] = ()
    findings: tuple[Finding, ...] = ()
    tz: tzinfo = UTC

    @property
    def statements(self) -> Iterator[Statement]:
        return (s for document in self.documents for s in document.reading.statements)

    @property
    def rows(self) -> Iterator[dict[str, Any]]:
        """One object a statement, as `servanda read --json` prints it."""
        return map(statement_json, self.statements)


@dataclass(frozen=True)
class Reader:
    """What it takes to read: a context for the inlets, one for the reader, and the time zone of times shown."""

    context: Context
    sources: SourceContext
    tz: tzinfo

    def read(self, content: bytes, name: str, sidecar: bytes | None = None, sidecar_file: str = "") -> Read:
        """What the bytes hold. Never raises for what they are."""
        intake = open_article(content, name, replace(self.sources, sidecar=sidecar, sidecar_file=sidecar_file))
        documents = tuple(Document(report, read(report, self.context)) for report in intake.reports)
        found = (f for document in documents for f in document.reading.findings)
        return Read(documents, tuple(dict.fromkeys((*intake.findings, *found))), self.tz)


def reader(dossier: Path | None, published: str | None) -> Reader:
    """The reader of a dossier (the given one, else the nearest), or one that knows states, offices and towns."""
    place = dossier if dossier is not None else folder.nearest()
    opened = folder.opened(place) if place is not None else None
    context = opened.inlets.reader() if opened is not None else _outside()
    tz = opened.config.tz if opened is not None else UTC
    return Reader(replace(context, published=_published(published, opened)), SourceContext(tz), tz)


def claims_in(file: str, published: str | None, dossier: Path | None) -> Read:
    """Read the file, or standard input for `-`. Raises UsageError for a date or path that cannot be, InputError for a
    file that cannot be read."""
    made = reader(dossier, published)
    content, name = _content(file)
    found = made.read(content, name, *_sidecar(file, published))
    if not found.documents:
        raise InputError("not-read", _("{file} was not read").format(file=name), findings=found.findings)
    return found


def _outside() -> Context:
    """States, their ministries and offices, and the towns of the world; no obligations."""
    from servanda.actors import Register
    from servanda.geo import Gazetteer

    return Context(register=Register(), gazetteer=Gazetteer())


def _published(given: str | None, opened: Dossier | None) -> Interval | None:
    if given is None:
        return None
    try:
        return extent(given, opened.config.tz if opened is not None else None).outer
    except TimeError as error:
        raise UsageError(
            "time-malformed", _("--published: expected {what}").format(what=error), _("see docs/reference/time.md")
        ) from error


def _content(file: str) -> tuple[bytes, str]:
    if file == "-":
        if sys.stdin is None or sys.stdin.isatty():
            raise UsageError("nothing-to-read", _("there is nothing on standard input"), _("pipe a text into it"))
        return sys.stdin.buffer.read(LARGEST + 1), _("standard input")
    path = Path(file)
    if not path.is_file():
        raise UsageError(
            "no-such-file",
            _("there is no file {file}").format(file=file),
            _("name a text, page, PDF, message or feed, a folder or archive of them, or - for standard input"),
        )
    with path.open("rb") as opened:
        return opened.read(LARGEST + 1), file


def _sidecar(file: str, published: str | None) -> tuple[bytes | None, str]:
    """What the command line says in the place of a sidecar, else the one beside the file."""
    if published is not None:
        return f'published: "{published}"\n'.encode(), "--published"
    for suffix in (".yaml", ".yml"):
        path = Path(file).with_suffix(suffix) if file != "-" and Path(file).name else Path()
        if path.is_file() and path != Path(file):
            return path.read_bytes()[: 1024 * 1024], str(path)
    return None, ""
