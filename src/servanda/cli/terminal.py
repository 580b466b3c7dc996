"""Two streams: data on stdout, talk and progress on stderr. Colour and progress only where somebody is looking."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.cli.visible import json_visible, visible

if TYPE_CHECKING:
    from rich.console import Console

Progress = Callable[[int, int], None]
"""`progress(done, total)`: total 0 while it is unknown."""


def console(*, stderr: bool = False) -> Console:
    """A rich console that keeps the text as it is: no markup, no emoji, no guessing of colours."""
    from rich.console import Console

    class Plain(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Plain(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=False)


def is_unicode() -> bool:
    """Whether stdout can carry the signs of the matrix; else plain letters stand in."""
    return (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "").startswith("utf")


def say(text: str) -> None:
    """One line of talk."""
    print(visible(text), file=sys.stderr)


def tell(text: str) -> None:
    """One line of data."""
    print(visible(text))


def json_line(row: Mapping[str, Any]) -> str:
    """One JSON object on one line."""
    return json_visible(json.dumps(row, ensure_ascii=False, allow_nan=False, default=str))


def json_lines(rows: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line."""
    for row in rows:
        print(json_line(row))


def write(text: str, output: Path | None) -> None:
    """Data to the file, or to stdout as it is. The file appears whole or not at all."""
    if output is None:
        sys.stdout.write(text)
        return
    beside = output.with_name(output.name + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(output)


def csv_rows(header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """A CSV table with a header; a cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(list(header))
    for row in rows:
        writer.writerow(["" if cell is None else _cell(visible(cell)) for cell in row])


def _cell(text: str) -> str:
    return "'" + text if text[:1] in ("=", "+", "@", "\t", "\r") else text


def stamp(moment: int | None) -> str:
    """`2019-10-29 15:00Z`; a day's end as the next day's `00:00Z`; `–` for unknown."""
    if moment is None:
        return "–"
    try:
        when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=moment)
    except OverflowError:
        return "…"
    return when.strftime("%Y-%m-%d %H:%MZ" if when.second == 0 else "%Y-%m-%d %H:%M:%SZ")


@contextmanager
def progress(what: str, *, rate: bool = False) -> Iterator[Progress]:
    """A bar on stderr while somebody watches, with the `rate` and the time that is left if asked; silence otherwise."""
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield lambda done, total: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        ProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    columns: list[ProgressColumn] = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    if rate:
        columns += [TextColumn("{task.fields[speed]}"), TimeRemainingColumn()]
    columns.append(TimeElapsedColumn())
    with Bar(*columns, console=screen, transient=True) as bar:
        task = bar.add_task(what, total=None, speed="")

        def step(done: int, total: int) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, total=total or None, speed=f"{speed:,.0f}/s" if speed else "")

        yield step
