"""docs/reference/accord.md: every example compiles as the page says, and every key has one."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

from servanda.accord import load_accord
from servanda.accord.compile import KEYS
from servanda.accord.deed import AMOUNTS, PLACES, RESERVED, TARGETS
from servanda.accord.obligations import KEYS as OBLIGATION_KEYS
from servanda.accord.readings import INLINE_KEYS
from servanda.documents import load_yaml
from servanda.geo import Loaded

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "accord.md"
TEXT = PAGE.read_text("utf-8")
BLOCKS = re.findall(r"^```yaml (accord|obligations|finds [a-z-]+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
HEAD = BLOCKS[0][1].partition("obligations:\n")[0] + "obligations:\n"


def compiled(kind: str, text: str) -> tuple[Any, list[Any]]:
    whole = text if kind == "accord" else HEAD + textwrap.indent(text, "  ")
    return load_accord(whole.encode(), "accord.md", place=lambda _text: None, load_line=lambda _path: Loaded(None))


@pytest.mark.parametrize(("kind", "text"), BLOCKS, ids=[f"{i}-{kind}" for i, (kind, _) in enumerate(BLOCKS)])
def test_the_examples_compile(kind: str, text: str) -> None:
    accord, findings = compiled(kind, text)
    errors = [f for f in findings if f.is_error]
    if kind.startswith("finds"):
        assert {f.slug for f in errors} == {kind.split()[1]}
    else:
        assert accord is not None, [str(f) for f in errors]


def test_there_are_no_examples_that_nobody_runs() -> None:
    assert len(BLOCKS) == TEXT.count("```yaml")


def keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {k for v in value.values() for k in keys(v)}
    return {k for v in value for k in keys(v)} if isinstance(value, list) else set()


def test_every_key_has_an_example_and_an_explanation() -> None:
    shown: set[str] = set()
    for kind, text in BLOCKS:
        document, findings = load_yaml(text.encode(), "accord.md")
        assert document is not None, (kind, findings)
        shown |= keys(document.data)
    said = set(re.findall(r"`([a-z_ ]+)[`:]", TEXT))
    for key in (*KEYS, *OBLIGATION_KEYS, *INLINE_KEYS):
        assert key in shown, f"{key} has no example"
        assert key in said | shown
    for key in (*PLACES, *TARGETS, *AMOUNTS, *RESERVED):
        assert key in said, f"{key} is not explained"


def test_the_periods_of_the_page_end_as_it_says() -> None:
    def deadline(times: str) -> str:
        text = f"- {{id: it, bearer: [NOR], shall: {{withdraw: null, from: belt}}, {times}}}\n"
        accord, findings = compiled("obligations", text)
        assert accord is not None, findings
        from datetime import datetime
        from zoneinfo import ZoneInfo

        moment = accord.obligations[0].norm.deadline
        return datetime.fromtimestamp(moment.latest, ZoneInfo("Europe/Moscow")).isoformat()

    assert deadline("from: 2021-03-05, within: P7D") == "2021-03-13T00:00:00+03:00"
    assert deadline("from: 2021-03-05T23:59, within: P7D") == "2021-03-13T00:00:00+03:00"
    assert deadline("from: 2021-03-05T10:00, within: PT168H") == "2021-03-12T10:00:00+03:00"


def test_every_rule_of_the_language_is_cited_by_a_test_of_accords() -> None:
    root = PAGE.parents[2]
    rules = re.findall(r"^\*\*(N\d+) · ", (root / "docs/explanation/semantics.md").read_text("utf-8"), re.MULTILINE)
    assert rules == [f"N{i}" for i in range(1, len(rules) + 1)]
    tests = "".join(path.read_text("utf-8") for path in sorted((root / "tests/unit").glob("test_accord_*.py")))
    tests += (root / "tests/hostile/test_accord_bad_input.py").read_text("utf-8")
    assert [rule for rule in rules if not re.search(rf"\b{rule}\b", tests)] == []
