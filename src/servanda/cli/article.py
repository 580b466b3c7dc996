"""One text read for `servanda read`: in a dossier with its actors and places, outside one with states and offices."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.cli import folder
from servanda.cli.visible import line
from servanda.errors import InputError, UsageError
from servanda.model import Finding, Interval, Kind, Polarity, TimeError, extent
from servanda.reading import Context, Statement, read, statement_json
from servanda.sources import Context as SourceContext
from servanda.sources import html, text, written
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
    tz: tzinfo = UTC

    @property
    def rows(self) -> Iterator[dict[str, Any]]:
        """One object a statement, as `servanda read --json` prints it."""
        return map(statement_json, self.statements)

    @property
    def lines(self) -> Iterator[str]:
        """One line a statement for people."""
        return (statement_line(statement, self.tz) for statement in self.statements)


def claims_in(file: str, published: str | None, dossier: Path | None) -> Read:
    """Read the file, or standard input for `-`. Raises UsageError for a date or path that cannot be."""
    place = dossier if dossier is not None else folder.nearest()
    opened = folder.opened(place) if place is not None else None
    when = _published(published, opened)
    content, name = _content(file)
    inlet = html if Path(name).suffix.lower() in PAGES or _looks_like_a_page(content) else text
    sidecar, sidecar_file = _sidecar(file, published)
    tz = opened.config.tz if opened is not None else UTC
    intake = inlet.read(content, name, SourceContext(tz, sidecar=sidecar, sidecar_file=sidecar_file))
    if not intake.reports:
        raise InputError("not-read", _("{file} was not read").format(file=name), findings=intake.findings)
    context = replace(opened.inlets.reader() if opened is not None else _outside(), published=when)
    found = read(intake.reports[0], context)
    return Read(found.statements, tuple(dict.fromkeys((*intake.findings, *found.findings))), tz)


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


def statement_line(statement: Statement, tz: tzinfo = UTC) -> str:
    """`Konashenkov (igor-konashenkov) asserts: shelling by SYR, 2020-02-03, Idlib “…” [12–145]`; times in `tz`."""
    s = statement
    who = s.speaker or _("narration")
    known = f" ({', '.join(s.speaker_ids)})" if s.speaker_ids else ""
    parts = (_what(s), written(s.when, tz), s.place.name if s.place is not None else "")
    where = ", ".join(f"{a}–{b}" for a, b in s.content_spans)
    quote = f" “{s.quote}”" if s.quote else ""
    stance = str(s.stance).replace("_", " ")
    return line(f"{who}{known} {stance}: {', '.join(part for part in parts if part)}{quote} [{where}]")


def _what(s: Statement) -> str:
    if s.kind is Kind.ASSESSMENT and s.obligation:
        return (_("not met: {ref}") if s.polarity is Polarity.DENIES else _("met: {ref}")).format(ref=s.obligation)
    what = s.event.replace("-", " ") or s.obligation or s.demand or str(s.kind)
    if s.polarity is Polarity.DENIES:
        what = _("no {what}").format(what=what)
    for word, people in ((_("by"), s.actor), (_("against"), s.target)):
        if people:
            what += f" {word} " + " + ".join("|".join(candidates) for candidates in people)
    for count in s.counts:
        amount = "–".join(f"{n:g}" for n in dict.fromkeys((count.lo, count.hi)) if n is not None)
        what += f" ({count.of} {amount})"
    return what
