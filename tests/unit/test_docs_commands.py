"""The page of commands says what the program does: it is made from it."""

from __future__ import annotations

import runpy
from pathlib import Path

from servanda.cli import verbs

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_of_commands_is_as_made() -> None:
    made = runpy.run_path(str(DOCS / "commands.py"))["page"]()
    assert (DOCS / "reference" / "commands.md").read_text("utf-8") == made, "run `make docs`"
    for name in verbs.names():
        assert f"servanda {name}" in made
    assert "--known-at" in made
