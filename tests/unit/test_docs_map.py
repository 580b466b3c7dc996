"""The map of the documentation leads to every page, and every link of every page to something."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
ROOT = DOCS.parent
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def _links(page: Path) -> set[Path]:
    found = (m[1] for m in LINK.finditer(page.read_text("utf-8")))
    return {(page.parent / link).resolve() for link in found if "://" not in link and not link.startswith("mailto:")}


def test_every_page_is_on_the_map() -> None:
    reached, ahead = set[Path](), [DOCS / "README.md"]
    while ahead:
        page = ahead.pop()
        if page not in reached:
            reached.add(page)
            ahead += [p for p in _links(page) if p.suffix == ".md" and p.is_relative_to(DOCS)]
    assert set(DOCS.rglob("*.md")) - reached == set()


@pytest.mark.parametrize("page", sorted([*DOCS.rglob("*.md"), ROOT / "README.md"]), ids=lambda p: p.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [str(p) for p in _links(page) if not p.exists()] == []
