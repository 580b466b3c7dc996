"""One text read for `servanda read`: in a dossier with its actors and places, outside one with states and offices."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.cli import folder
from servanda.cli.terminal import span
from servanda.cli.visible import line
from servanda.errors import InputError, UsageError
from servanda.model import Finding, Interval, TimeError, extent, zone
from servanda.reading import Context, Statement, read, statement_json
from servanda.sources import Context as SourceContext
from servanda.sources import html, text
from servanda.words import _

if TYPE_CHECKING:
    from servanda.dossier import Dossier

LARGEST = 64 * 1024 * 1024
PAGES = (".html", ".htm")


@dataclass(frozen=True)
class Read:
    """What was read: statements, and what was wrong with the text."""

    statements: tuple[Statement, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def rows(self) -> Iterator[dict[str, Any]]:
        """One object a statement, as `servanda read --json` prints it."""
        return map(statement_json, self.statements)

    @property
    def lines(self) -> Iterator[str]:
        """One line a statement for people."""
        return map(statement_line, self.statements)


def claims_in(file: str, published: str | None, dossier: Path | None) -> Read:
    """Read the file, or standard input for `-`. Raises UsageError for a date or path that cannot be."""
    place = dossier if dossier is not None else folder.nearest()
    opened = folder.opened(place) if place is not None else None
    when = _published(published, opened)
    content, name = _content(file)
    inlet = html if Path(name).suffix.lower() in PAGES or _looks_like_a_page(content) else text
    sidecar, sidecar_file = _sidecar(file, published)
    zone_name = opened.config.timezone if opened is not None else "UTC"
    intake = inlet.read(content, name, SourceContext(zone(zone_name), sidecar=sidecar, sidecar_file=sidecar_file))
    if not intake.reports:
        raise InputError("not-read", _("{file} was not read").format(file=name), findings=intake.findings)
    context = replace(opened.inlets.reader() if opened is not None else _outside(), published=when)
    found = read(intake.reports[0], context)
    return Read(found.statements, tuple(dict.fromkeys((*intake.findings, *found.findings))))


def _outside() -> Context:
    """States, their ministries and offices, and the towns of the world; no obligations."""
    from servanda.actors import Register
    from servanda.geo import Gazetteer

    return Context(register=Register(), gazetteer=Gazetteer())


def _published(given: str | None, opened: Dossier | None) -> Interval | None:
    if given is None:
        return None
    try:
        return extent(given, zone(opened.config.timezone) if opened is not None else None).outer
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
            _("name a text, Markdown or HTML file, or - for standard input"),
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


def _looks_like_a_page(content: bytes) -> bool:
    head = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<article"))


def statement_line(statement: Statement) -> str:
    """`Konashenkov (igor-konashenkov) asserts: shelling by SYR, 2020-02-03, Idlib “…” [12–145]`."""
    s = statement
    who = s.speaker or _("narration")
    known = f" ({', '.join(s.speaker_ids)})" if s.speaker_ids else ""
    what = s.event.replace("-", " ") or s.obligation or s.demand or str(s.kind)
    if str(s.polarity) == "denies":
        what = _("no {what}").format(what=what)
    for word, people in ((_("by"), s.actor), (_("against"), s.target)):
        if people:
            what += f" {word} " + " + ".join("|".join(candidates) for candidates in people)
    for count in s.counts:
        what += f" ({count.of} {'–'.join(f'{n:g}' for n in dict.fromkeys((count.lo, count.hi)) if n is not None)})"
    parts = [what]
    if s.when.outer != Interval():
        parts.append(span(*s.when.outer))
    if s.place is not None and s.place.name:
        parts.append(s.place.name)
    where = ", ".join(f"{a}–{b}" for a, b in s.content_spans)
    quote = f" “{s.quote}”" if s.quote else ""
    return line(f"{who}{known} {str(s.stance).replace('_', ' ')}: {', '.join(parts)}{quote} [{where}]")
