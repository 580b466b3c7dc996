"""Every slug that the source can print is explained in docs/messages.md, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from slugs_in_source import slugs

MESSAGES = Path(__file__).resolve().parents[2] / "docs" / "messages.md"
ROW = re.compile(r"^\| `([a-z0-9-]+)` \| (.*?) \| (.*?) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def documented() -> dict[str, tuple[str, str]]:
    rows = ROW.findall(MESSAGES.read_text("utf-8"))
    names = [row[0] for row in rows]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    return {slug: (meaning, remedy) for slug, meaning, remedy in rows}


def test_every_slug_is_documented(documented: dict[str, tuple[str, str]]) -> None:
    used = slugs()
    assert len(used) > 100
    assert {slug: sorted(places) for slug, places in used.items() if slug not in documented} == {}


def test_every_documented_slug_exists(documented: dict[str, tuple[str, str]]) -> None:
    assert sorted(set(documented) - set(slugs())) == []


def test_every_slug_has_a_meaning_and_a_remedy(documented: dict[str, tuple[str, str]]) -> None:
    for slug, (meaning, remedy) in documented.items():
        assert meaning.strip(), slug
        assert remedy.strip(), slug
