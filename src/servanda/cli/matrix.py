"""The matrix in a terminal: a column per viewpoint, two cells in each, rows grouped by accord."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from servanda.cli import marks
from servanda.cli.terminal import console, is_unicode, stamp
from servanda.cli.visible import line
from servanda.model import DAY
from servanda.words import _

if TYPE_CHECKING:
    from servanda.cli.answers import Question
    from servanda.dossier import Cell, Dossier, Row

NARROW_NAME, SHORT_CELL, LONG_CELL = 22, 6, 21


def show(dossier: Dossier, question: Question) -> None:
    """Print the matrix for the question; without viewpoints, each accord has the columns that concern it."""
    clocks = question.clocks
    matrix = dossier.matrix(
        clocks,
        viewpoints=list(question.viewpoints) or None,
        standard=question.standard,
        start=question.start,
        readings=question.readings,
    )
    screen, unicode = console(), is_unicode()
    screen.print(
        Text(
            _("as of {as_of} · known at {known_at} ({clock} clock) · standard of proof: {standard}").format(
                as_of=stamp(clocks.as_of),
                known_at=stamp(clocks.known_at),
                clock=clocks.clock,
                standard=question.standard,
            )
        )
    )
    days = dossier.config.period_s / DAY
    screen.print(
        Text(_("In each column: this period (the last {days:g} days), then to date.").format(days=days), style="dim")
    )
    for reading, alternative in question.readings.items():
        screen.print(Text(_("reading taken: {name} = {value}").format(name=reading, value=alternative), style="dim"))
    shown = [row for row in matrix.rows if row.cells and question.covers(next(iter(row.cells.values())).to_date)]
    for accord in dict.fromkeys(_accord(row) for row in shown):
        rows = [row for row in shown if _accord(row) == accord]
        screen.print()
        screen.print(Text(_heading(dossier, accord), style="bold"))
        screen.print(_table(rows, screen.width, unicode=unicode))
    if not shown:
        screen.print(Text(_("No obligation: the dossier has no accord that matches.")))
        return
    screen.print(Text(marks.legend(unicode=unicode), style="dim"))


def _accord(row: Row) -> str:
    return next(iter(row.cells.values())).to_date.accord


def _heading(dossier: Dossier, accord: str) -> str:
    title = next((a.title for a in dossier.accords if a.id == accord), "")
    return line(f"{accord} – {title}" if title else accord)


def _table(rows: list[Row], width: int, *, unicode: bool) -> Table:
    viewpoints = list(dict.fromkeys(name for row in rows for name in row.cells))
    wide = width >= 34 + len(viewpoints) * (2 * LONG_CELL + 3)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    table.add_column(
        _("obligation"), overflow="fold", min_width=min(NARROW_NAME, width // 3), ratio=1 if wide else None
    )
    for name in viewpoints:
        table.add_column(line(name), no_wrap=True)
    for row in rows:
        cells = [_cell(row.cells.get(name), wide=wide, unicode=unicode) for name in viewpoints]
        table.add_row(_name(row, wide=wide), *cells)
    return table


def _name(row: Row, *, wide: bool) -> Text:
    verdict = next(iter(row.cells.values())).to_date
    local = line(verdict.ref.partition("/")[2] or verdict.ref)
    text = Text(f"{verdict.article} " if verdict.article else "", style="dim")
    text.append(local, style="default")
    if wide and verdict.title:
        text.append(f"\n{line(verdict.title)}", style="dim")
    return text


def _cell(cell: Cell | None, *, wide: bool, unicode: bool) -> Text:
    if cell is None:
        return Text("")
    text = Text()
    for index, verdict in enumerate((cell.period, cell.to_date)):
        words = marks.long(verdict, unicode=unicode) if wide else marks.short(verdict, unicode=unicode)
        room = LONG_CELL if wide else SHORT_CELL
        text.append(words.ljust(room) if index == 0 else words, style=marks.style(verdict) or "default")
        if index == 0:
            text.append(" ")
    return text
