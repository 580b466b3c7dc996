"""docs/reference/reading.md: its example runs, its fields, stances and slugs are the reader's."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from reading_room import reading
from slugs_in_source import slugs

from servanda.model import Stance
from servanda.reading import statement_json

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "reading.md"
TEXT = PAGE.read_text("utf-8")


def _column(heading: str) -> set[str]:
    part = TEXT.partition(f"## {heading}")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]+) \|", part, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_the_example_runs() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert (failed, tried > 3) == (0, True)


def test_every_field_is_told() -> None:
    row = statement_json(reading("wire-balyun.txt").statements[0])
    assert _column("Fields of") == set(row)


def test_every_stance_is_told() -> None:
    assert _column("Stances") == {str(s) for s in Stance}


def test_every_slug_is_told() -> None:
    used = {slug for slug, places in slugs().items() if any("reading/" in str(p) for p in places)}
    assert used <= _column("Findings")
