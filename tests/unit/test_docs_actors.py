"""docs/reference/actors.md: its file is read, its names resolve, its keys are all there."""

from __future__ import annotations

import re
from pathlib import Path

from servanda.actors import TYPES, read_register
from servanda.actors.base import base
from servanda.actors.load import DESIGNATION_KEYS, KEYS, NAME_KEYS, TIE_KEYS

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "actors.md").read_text("utf-8")
YAML = re.search(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
NAMES = re.search(r"^```names\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_the_example_is_clean_and_shows_every_key() -> None:
    assert YAML is not None
    register, findings = read_register(YAML[1].encode())
    assert findings == []
    assert register.pseudonyms() == {"field-observer": "Observer 1"}
    for key in {*KEYS, *NAME_KEYS, *TIE_KEYS, *DESIGNATION_KEYS}:
        assert re.search(rf"(^|[ {{,-]){key}:", YAML[1], re.MULTILINE), key
        assert f"`{key}`" in TEXT, key
    for kind in TYPES:
        assert f"`{kind}`" in TEXT


def test_the_names_resolve() -> None:
    assert YAML is not None
    assert NAMES is not None
    register, _ = read_register(YAML[1].encode())
    rows = [line.rsplit(None, 1) for line in NAMES[1].splitlines()]
    assert len(rows) >= 10
    for text, actor in rows:
        assert [m.actor for m in register.resolve(text)][:1] == [actor], text


def test_offices_and_bodies_of_the_page_exist() -> None:
    section = TEXT.split("## The base register")[1].split("## ")[0]
    ids = re.findall(r"`([a-z]{3}-[a-z-]+|[A-Z]{2,6})`", section)
    assert len(ids) >= 15
    assert [i for i in ids if i not in base().actors] == []
    assert {f"rus-{o.id}" for o in base().offices} <= set(ids)
