"""The matrix in a terminal: a column per viewpoint, two cells in each, rows grouped by accord."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from servanda.cli import marks
from servanda.cli.terminal import console, is_unicode, stamp
from servanda.cli.visible import line
from servanda.model import DAY, Verdict
from servanda.words import _

if TYPE_CHECKING:
    from servanda.cli.answers import Question
    from servanda.dossier import Dossier, Row

NAME = 20  # characters that an obligation's name has at least


def show(dossier: Dossier, question: Question) -> None:
    """Print the matrix for the question; without viewpoints, each accord has the columns that concern it."""
    clocks = question.clocks
    matrix = dossier.matrix(
        clocks,
        viewpoints=list(question.viewpoints) or _columns(dossier),
        standard=question.standard,
        start=question.start,
        readings=question.readings,
        accords=question.concerns,
        without=question.without,
    )
    screen, unicode = console(), is_unicode()
    for heading in (
        _("as of {as_of} · known at {known_at} ({clock} clock)").format(
            as_of=stamp(clocks.as_of), known_at=stamp(clocks.known_at), clock=clocks.clock
        ),
        _("standard of proof: {standard}").format(standard=question.standard),
    ):
        screen.print(Text(heading))
    days = dossier.config.period_s / DAY
    screen.print(Text(_("In each column: the last {days:g} days, then to date.").format(days=days), style="dim"))
    for reading, alternative in question.readings.items():
        screen.print(Text(_("reading taken: {name} = {value}").format(name=reading, value=alternative), style="dim"))
    for source in question.without:
        screen.print(Text(_("left out: {source}").format(source=line(source)), style="dim"))
    unasked = [] if question.viewpoints else [v for v in dossier.viewpoints() if v not in _columns(dossier)]
    shown = [row for row in matrix.rows if row.cells and question.covers(next(iter(row.cells.values())).to_date)]
    for accord in dict.fromkeys(_accord(row) for row in shown):
        rows = [row for row in shown if _accord(row) == accord]
        screen.print()
        screen.print(Text(_heading(dossier, accord), style="bold"))
        names = list(question.viewpoints) or _columns(dossier, accord)
        for number, table in enumerate(_tables(rows, names, screen.width, unicode=unicode)):
            screen.print(*([""] if number else []), table, sep="\n")
    if not shown:
        screen.print(Text(_("No obligation: the dossier has no accord that matches.")))
        return
    screen.print()
    screen.print(Text(marks.legend(unicode=unicode), style="dim"))
    if unasked:
        more = _("With --viewpoint also: {names}").format(names=", ".join(map(line, unasked)))
        screen.print(Text(more, style="dim"))


def _columns(dossier: Dossier, accord: str | None = None) -> list[str]:
    """The viewpoints that concern an accord, or any of them: all, its parties and addressees, third parties."""
    found = ["all"]
    for law in dossier.accords:
        if accord in (None, law.id):
            found += [*law.parties, *law.addressee]
    return list(dict.fromkeys((*found, "third-party")))


def _accord(row: Row) -> str:
    return next(iter(row.cells.values())).to_date.accord


def _heading(dossier: Dossier, accord: str) -> str:
    title = next((a.title for a in dossier.accords if a.id == accord), "")
    return line(f"{accord} – {title}" if title else accord)


def _tables(rows: list[Row], names: list[str], width: int, *, unicode: bool) -> Iterator[Table]:
    """One table where all viewpoints fit side by side, with words if these fit, too; else several, none cut off."""
    names = [name for name in names if any(name in row.cells for row in rows)]
    articles = {id(row): line(next(iter(row.cells.values())).to_date.article) for row in rows}
    width -= max(map(len, articles.values())) + 2
    long = _Layout.of(rows, names, marks.long, unicode=unicode)
    layout = long if long.width(names) + NAME <= width else _Layout.of(rows, names, marks.short, unicode=unicode)
    while names:
        band = names[:1]
        while len(band) < len(names) and layout.width(names[: len(band) + 1]) + NAME <= width:
            band = names[: len(band) + 1]
        names = names[len(band) :]
        table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
        room = max(NAME, width - layout.width(band))
        table.add_column("", no_wrap=True, style="dim")
        table.add_column(_("obligation"), overflow="fold", max_width=room)
        for name in band:
            table.add_column(line(name), no_wrap=True, min_width=layout.columns[name])
        for row in rows:
            table.add_row(
                articles[id(row)], _name(row, titled=layout is long), *(layout.cell(row, name) for name in band)
            )
        yield table


@dataclass(frozen=True)
class _Layout:
    """How cells are written, and how many characters the left one and the whole column of each viewpoint take."""

    write: Callable[[Verdict], str]
    left: dict[str, int]
    columns: dict[str, int]

    @classmethod
    def of(cls, rows: list[Row], names: list[str], write: Callable[..., str], *, unicode: bool) -> _Layout:
        def written(verdict: Verdict) -> str:
            return write(verdict, unicode=unicode)

        left, columns = {}, {}
        for name in names:
            cells = [row.cells[name] for row in rows if name in row.cells]
            left[name] = max(len(written(cell.period)) for cell in cells)
            right = max(len(written(cell.to_date)) for cell in cells)
            columns[name] = max(left[name] + 1 + right, len(name))
        return cls(written, left, columns)

    def width(self, names: list[str]) -> int:
        return sum(self.columns[name] + 2 for name in names)

    def cell(self, row: Row, name: str) -> Text:
        cell = row.cells.get(name)
        if cell is None:
            return Text("")
        text = Text(no_wrap=True)
        text.append(self.write(cell.period).ljust(self.left[name]), style=marks.style(cell.period) or "default")
        text.append(" ")
        text.append(self.write(cell.to_date), style=marks.style(cell.to_date) or "default")
        return text


def _name(row: Row, *, titled: bool) -> Text:
    verdict = next(iter(row.cells.values())).to_date
    local = line(verdict.ref.partition("/")[2] or verdict.ref)
    text = Text(local)
    if titled and verdict.title:
        text.append(f"\n{line(verdict.title)}", style="dim")
    return text
