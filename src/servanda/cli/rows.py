"""Verdicts as rows: JSON Lines, or the tidy table of docs/reference/codebook.md."""

from __future__ import annotations

from collections.abc import Iterable

from servanda.cli import terminal
from servanda.model import Verdict, verdict_json


def verdict_rows(verdicts: Iterable[Verdict], *, json: bool, part: tuple[int, int] | None = None) -> None:
    """Print verdicts as they come: `json` as JSON Lines, else as CSV with a header. `part`: how many rows in bulk were
    read for them, of how many, where not all were."""
    if json:
        rows = {} if part is None else {"rows_read": part[0], "rows": part[1]}
        terminal.json_lines({**verdict_json(v), **rows} for v in verdicts)
        return
    from servanda.dossier.tidy import COLUMNS, row

    terminal.csv_rows([c.name for c in COLUMNS], (row(v) for v in verdicts))
