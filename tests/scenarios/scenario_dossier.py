"""The worked dossier and its twins: copies with a few facts changed, opened once for all scenarios."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Sequence
from importlib.resources import as_file, files
from itertools import count
from pathlib import Path

from scenario_document import Block, Unreadable

import servanda
from servanda.dossier import Dossier

REPOSITORY = Path(__file__).parents[2]
LAW = ("accords/", "geo/", "reports/", "dossier.yaml", "actors.yaml", "places.yaml", "posts.yaml", "viewpoints.yaml")


class Stage:
    """Gives out dossiers. The same changes give the same dossier: opening one costs a second or more."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = count()
        self._opened: dict[tuple[str, tuple[tuple[str, str, tuple[str, ...]], ...]], Dossier] = {}

    def dossier(self, changes: Sequence[Block] = (), of: str = "") -> Dossier:
        """A copy of a dossier of the repository (`of`; the one that ships when empty), with facts changed."""
        key = (of, tuple((c.kind, c.argument, c.lines) for c in changes))
        if key not in self._opened:
            path = self._folder / f"dossier-{next(self._number)}"
            with as_file(files("servanda") / "data" / "idlib") as shipped:
                shutil.copytree(REPOSITORY / of if of else shipped, path)
            touched = {file for change in changes for file in apply(change, path)}
            dossier = servanda.open(path)
            if changes and not any(file.startswith(LAW) for file in touched):
                # The files of the law are the same byte for byte, and what is compiled from them is frozen.
                dossier.law = self.dossier(of=of).law
            self._opened[key] = dossier
        return self._opened[key]


def apply(change: Block, folder: Path) -> set[str]:
    """Carries a change out in a copied dossier; gives back the files that it touched. Raises Unreadable."""
    if change.kind == "change":
        return {_replaced(change, folder)}
    if change.kind == "rows":
        return {_rows(change, folder)}
    return {_removed(line, folder) for line in change.lines if line.strip()}


def _replaced(change: Block, folder: Path) -> str:
    """Lines that begin with `-` go, lines with `+` come in their place; the old text must stand there just once."""
    file = _file(folder, change.argument)
    old = "\n".join(line[2:] for line in change.lines if line.startswith("-"))
    new = "\n".join(line[2:] for line in change.lines if line.startswith("+"))
    text = file.read_text(encoding="utf-8")
    if text.count(old) != 1 or not old:
        raise Unreadable(f"line {change.first}: {change.argument} has {text.count(old)} times, not once: {old}")
    file.write_text(text.replace(old, new), encoding="utf-8")
    return change.argument


def _rows(change: Block, folder: Path) -> str:
    """Cells of the claims whose keys are given; a new key is a new row."""
    file = _file(folder, change.argument)
    reader = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))
    header, rows = list(reader.fieldnames or ()), list(reader)
    by_key = {row["claim"]: row for row in rows}
    for given in change.table.dicts():
        row = by_key.get(given["claim"])
        if row is None:
            row = dict.fromkeys(header, "")
            rows.append(row)
        for column, value in given.items():
            if column not in header:
                header.append(column)
            row[column] = value
    _written(file, header, rows)
    return change.argument


def _removed(line: str, folder: Path) -> str:
    """A whole file, or `FILE: KEY KEY …`, claims of it."""
    name, _, keys = line.partition(":")
    file = _file(folder, name.strip())
    if not keys.strip():
        file.unlink()
        return name.strip()
    reader = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))
    rows, gone = list(reader), set(keys.split())
    missing = gone - {row["claim"] for row in rows}
    if missing:
        raise Unreadable(f"{name} has no claim {', '.join(sorted(missing))}")
    _written(file, list(reader.fieldnames or ()), [row for row in rows if row["claim"] not in gone])
    return name.strip()


def _written(file: Path, header: list[str], rows: list[dict[str, str]]) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(out.getvalue(), encoding="utf-8")


def _file(folder: Path, name: str) -> Path:
    file = folder / name
    if not file.is_file():
        raise Unreadable(f"the dossier has no file {name}")
    return file
