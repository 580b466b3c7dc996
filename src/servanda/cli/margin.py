"""A text in the terminal with its spans marked and notes in the margin; beneath each paragraph where it is narrow."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from servanda.cli import statement_text
from servanda.cli.visible import visible
from servanda.reading import Statement
from servanda.words import _

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from servanda.cli.article import Document
    from servanda.reading.marked import Paragraph

WIDE = 96
_TEXT = 76
_STYLES = {"content": "underline", "source": "bold", "cue": "italic", "left-out": "dim"}


def show(document: Document, console: Console, tz: tzinfo) -> None:
    """Print the document. Times in `tz`."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    from servanda.reading.marked import marked

    report, reading = document.report, document.reading
    console.print(Text(visible(report.title or report.path), style="bold"))
    console.print(Text(" · ".join(x for x in (visible(report.outlet), visible(report.author)) if x), style="dim"))
    console.print()
    wide = console.width >= WIDE
    for paragraph in marked(report.text or "", reading):
        notes = [_note(n, reading.statements[n - 1], tz) for n in paragraph.statements]
        text = _paragraph(paragraph)
        if wide:
            row = Table.grid(padding=(0, 2))
            row.add_column(width=min(_TEXT, console.width * 6 // 10))
            row.add_column(ratio=1, overflow="fold")
            row.add_row(text, Group(*(_hanging(note, 0) for note in notes)))
            console.print(row)
        else:
            console.print(text)
            for note in notes:
                console.print(_hanging(note))
        console.print()
    legend = Text(style="dim")
    for kind, says in (("source", _("who")), ("cue", _("says")), ("content", _("what")), ("left-out", _("left out"))):
        legend.append(says, style=_STYLES[kind]).append("  ")
    console.print(legend)


def _hanging(note: Text, left: int = 2) -> Table:
    """A note with its number out to the left, so that the next one is found at a glance."""
    from rich.table import Table

    number, rest = note.divide([note.plain.find(" ") + 1])
    row = Table.grid(padding=0)
    row.add_column(width=left)
    row.add_column(width=5)
    row.add_column(ratio=1, overflow="fold")
    row.add_row("", number, rest)
    return row


def _paragraph(paragraph: Paragraph) -> Text:
    from rich.text import Text

    text = Text(overflow="fold")
    for segment in paragraph.segments:
        for number in segment.begins:
            text.append(f"[{number}]", style="bold cyan")
        style = " ".join(_STYLES[kind] for kind in _STYLES if kind in segment.kinds)
        text.append(" ".join(visible(segment.text).split("\n")), style=style)
    return text


def _note(number: int, s: Statement, tz: tzinfo) -> Text:
    from rich.text import Text

    note = Text(overflow="fold")
    note.append(f"[{number}] ", style="bold cyan")
    known = f" ({', '.join(s.speaker_ids)})" if s.speaker_ids and s.speaker else ""
    note.append(f"{statement_text.who(s)}{known} ", style="bold")
    note.append(f"{statement_text.stance(s)}: ", style="italic")
    note.append(visible(statement_text.what(s)))
    for name, value in statement_text.details(s, tz):
        if name in (_("happened"), _("place"), _("deadline"), _("otherwise"), _("demand")):
            note.append(f"; {name} {visible(value)}")
    note.append(f" · {s.confidence:.0%}", style="dim")
    return note
