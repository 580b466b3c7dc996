"""Every rule of semantics.md is cited by a test, and no test or module cites a rule that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanation" / "semantics.md").read_text(encoding="utf-8")
RULES = re.findall(r"^\*\*([BPVL]\d+) · ", PAGE, re.MULTILINE)
TESTS = sorted([*ROOT.glob("tests/unit/test_verdict_*.py"), *ROOT.glob("tests/property/test_verdict_*.py")])
MODULES = sorted((ROOT / "src" / "servanda" / "verdict").rglob("*.py"))
RANGE = re.compile(r"\b([BPVL])(\d+)(?:–| to )[BPVL]?(\d+)\b")
ONE = re.compile(r"\b[BPVL][1-9]\d?\b")


def cited(text: str) -> Iterator[str]:
    """The rules that a text cites one by one."""
    yield from ONE.findall(RANGE.sub("", text))


def test_the_rules_are_numbered_without_a_gap() -> None:
    for letter in "BPVL":
        numbers = [int(r[1:]) for r in RULES if r[0] == letter]
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), letter


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_cited_by_a_test(rule: str) -> None:
    assert any(rule in set(cited(path.read_text(encoding="utf-8"))) for path in TESTS), rule


@pytest.mark.parametrize("path", [*TESTS, *MODULES], ids=lambda p: p.name)
def test_every_citation_is_of_a_rule(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    ends = [f"{m[0]}{n}" for m in RANGE.findall(text) for n in m[1:]]
    words = re.findall(r'"""(?:.|\n)*?"""|#.*', text) if path in MODULES else [text]
    assert set(cited("\n".join(words))) | set(ends) <= set(RULES)
