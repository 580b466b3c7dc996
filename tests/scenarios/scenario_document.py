"""A scenario document, read: Markdown whose fenced blocks ask questions and change facts.

The grammar is told to people in docs/explanation/scenarios.md. Everything outside the blocks is for the reader only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

NOTHING = "–"
CHANGES = ("change", "rows", "remove")
QUESTIONS = ("verdict", "zones", "incident", "occurrences", "changes")
FENCE = "```"


class Unreadable(Exception):
    """The document itself is wrong; says where."""


@dataclass(frozen=True)
class Table:
    """Rows under a header; every row has every column."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def dicts(self) -> list[dict[str, str]]:
        return [dict(zip(self.header, row, strict=True)) for row in self.rows]

    def text(self) -> list[str]:
        """Aligned, as it stands in a document."""
        body = [[cell or NOTHING for cell in row] for row in self.rows]
        widths = [max(len(row[i]) for row in [self.header, *body]) for i in range(len(self.header))]

        def line(cells: Sequence[str]) -> str:
            return " | ".join(c.ljust(w) for c, w in zip(cells, widths, strict=True)).rstrip()

        return [line(self.header), "-|-".join("-" * w for w in widths), *(line(row) for row in body)]


@dataclass(frozen=True)
class Block:
    """One fenced block. `first` and `end` are the zero-based lines between its fences."""

    kind: str
    argument: str
    lines: tuple[str, ...]
    first: int

    @property
    def end(self) -> int:
        return self.first + len(self.lines)

    @property
    def options(self) -> dict[str, str]:
        """The `key: value` lines before the table."""
        found = {}
        for line in self._option_lines():
            key, _, value = line.partition(":")
            found[key.strip()] = value.strip()
        return found

    def _option_lines(self) -> tuple[str, ...]:
        table = next((i for i, line in enumerate(self.lines) if "|" in line), len(self.lines))
        return tuple(line for line in self.lines[:table] if line.strip())

    @property
    def table(self) -> Table:
        lines = [line for line in self.lines if "|" in line]
        if not lines:
            raise Unreadable(f"line {self.first}: the block `{self.kind}` has no table")
        split = [tuple(cell.strip() for cell in line.split("|")) for line in lines]
        header, body = split[0], [row for row in split[1:] if set("".join(row)) - {"-"}]
        for row in body:
            if len(row) != len(header):
                raise Unreadable(f"line {self.first}: {len(row)} cells under {len(header)} columns: {' | '.join(row)}")
        return Table(header, tuple(tuple("" if c == NOTHING else c for c in row) for row in body))

    def written(self, table: Table) -> list[str]:
        """The block's lines with another table in it."""
        return [*self._option_lines(), *table.text()]


@dataclass(frozen=True)
class Part:
    """What is asked of one dossier: the one that ships, or a twin of it with something changed."""

    title: str
    line: int
    blocks: tuple[Block, ...]

    @property
    def is_twin(self) -> bool:
        return self.title.casefold().startswith("twin")

    @property
    def changes(self) -> tuple[Block, ...]:
        return tuple(b for b in self.blocks if b.kind in CHANGES)

    @property
    def questions(self) -> tuple[Block, ...]:
        return tuple(b for b in self.blocks if b.kind in QUESTIONS)


@dataclass(frozen=True)
class Scenario:
    path: Path
    title: str
    parts: tuple[Part, ...]
    lines: tuple[str, ...] = field(repr=False)

    @property
    def dossier(self) -> str:
        """The dossier's folder in the repository, from a line ``Dossier: `FOLDER` ``; empty: the one that ships."""
        said = (line for line in self.lines if line.startswith("Dossier: `"))
        return next(said, "").removeprefix("Dossier: `").rstrip("`")

    @property
    def twins(self) -> tuple[Part, ...]:
        return tuple(p for p in self.parts if p.is_twin)

    def rewritten(self, tables: Mapping[int, Table]) -> str:
        """The document with other tables; keys are the blocks' first lines."""
        lines = list(self.lines)
        for part in reversed(self.parts):
            for block in reversed(part.blocks):
                if block.first in tables:
                    lines[block.first : block.end] = block.written(tables[block.first])
        return "\n".join(lines) + "\n"


def read_scenario(path: Path) -> Scenario:
    """Raises Unreadable with the line. A part begins at each `## Twin…` heading; all before the first is one part."""
    lines = path.read_text(encoding="utf-8").splitlines()
    title, parts, blocks = "", [], list[Block]()
    heading, at = "", 0
    i = 0
    while i < len(lines):
        line = lines[i]
        if line.startswith("# ") and not title:
            title = heading = line[2:].strip()
        elif line.startswith("## Twin"):
            parts.append(Part(heading, at, tuple(blocks)))
            heading, at, blocks = line[3:].strip(), i, []
        elif line.startswith(FENCE):
            end = next((j for j in range(i + 1, len(lines)) if lines[j].strip() == FENCE), None)
            if end is None:
                raise Unreadable(f"{path.name}:{i + 1}: the fenced block is not closed")
            kind, _, argument = line[len(FENCE) :].strip().partition(" ")
            if kind in CHANGES + QUESTIONS:
                blocks.append(Block(kind, argument.strip(), tuple(lines[i + 1 : end]), i + 1))
            elif kind not in ("", "console", "text"):
                raise Unreadable(f"{path.name}:{i + 1}: there is no block `{kind}`")
            i = end
        i += 1
    parts.append(Part(heading, at, tuple(blocks)))
    return Scenario(path, title, tuple(parts), tuple(lines))
