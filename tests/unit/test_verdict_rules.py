"""The plainest rules, one by one (semantics.md, B6, P3, V1, V4, V7, L1–L4)."""

from __future__ import annotations

import re
from itertools import combinations_with_replacement
from pathlib import Path

import pytest
from verdict_bench import D, F, H, N, T, accord, at, claim, obligation, value, verdict, watch

from servanda.accord.law import Pattern
from servanda.model import STANDARDS, Label, Value, choice, every, negation

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "semantics.md"
CALM = obligation(Pattern.PROHIBIT, "cease fire")
PATROL = obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": at(5 * D)})
SHELLED = claim("s", event="shelling", by="RUS", when=(2 * D, 2 * D + H))


def quiet(first: int, last: int, local: str = "q", **more: str) -> object:
    return claim(local, event="hostilities", when=(first, last), denies=True, **more)  # type: ignore[arg-type]


def test_an_event_is_at_some_time_and_its_denial_at_none() -> None:
    """B6: c⁺ at some t of its outer extent, c⁻ at no t of its inner one."""
    vague = claim("v", event="shelling", by="RUS", when=(2 * D, 3 * D, 4 * D, 12 * D))
    assert value(verdict(CALM, [vague])) == N
    assert value(verdict(CALM, [vague], as_of=12 * D)) == F
    unsure = claim("u", event="hostilities", when=(-D, 0, 9 * D, 12 * D), denies=True)
    assert value(verdict(CALM, [unsure], as_of=9 * D)) == T
    assert value(verdict(CALM, [unsure], as_of=9 * D + 1)) == N


def test_anybodys_word_is_alleged() -> None:
    """P3."""
    found = verdict(CALM, [claim("s", "TUR", "shelling", (D, D + H), by="RUS")])
    assert (found.level_against.word, value(found)) == ("alleged", F)


def test_silence_is_n() -> None:
    """V1: four values, and none of them comes of nothing."""
    for it in (CALM, PATROL):
        for standard in STANDARDS:
            assert value(verdict(it, standard=standard)) == N


def _table(name: str) -> dict[tuple[Value, Value], Value]:
    text = PAGE.read_text(encoding="utf-8")
    rows = re.search(rf"\| {name} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text)
    assert rows is not None
    found = {}
    for row in rows.group(1).splitlines():
        cells = [c.strip().strip("*") for c in row.strip("|").split("|")]
        for column, cell in zip("TFBN", cells[1:], strict=True):
            found[Value(cells[0]), Value(column)] = Value(cell)
    return found


@pytest.mark.parametrize(("name", "fold"), [("choice", choice), ("all", every)])
def test_the_folds_are_those_of_the_tables(name: str, fold: object) -> None:
    """V4, and what it says of other laws."""
    table = _table(name)
    assert len(table) == 16
    for (a, b), expected in table.items():
        assert fold([a, b]) is expected  # type: ignore[operator]
    assert fold([]) is Value.NEITHER  # type: ignore[operator]
    for three in combinations_with_replacement(Value, 3):
        assert fold(three) is fold([fold(three[:2]), three[2]])  # type: ignore[operator]


def test_absorption_fails_and_negation_exchanges_the_folds_for_all_but_the_middle() -> None:
    """V4: norms are compiled once and never rewritten."""
    assert every([Value.BOTH, choice([Value.BOTH, Value.TRUE])]) is Value.BOTH
    assert every([Value.NEITHER, choice([Value.NEITHER, Value.BOTH])]) is not Value.NEITHER
    assert [negation(v) for v in Value] == [Value.FALSE, Value.TRUE, Value.BOTH, Value.NEITHER]


def test_a_gap_of_one_second_is_a_gap() -> None:
    """V7."""
    whole = [quiet(0, 5 * D), quiet(5 * D, 10 * D, "r")]
    assert value(verdict(CALM, whole)) == T  # type: ignore[arg-type]
    assert value(verdict(CALM, [quiet(0, 5 * D), quiet(5 * D + 1, 10 * D, "r")])) == N  # type: ignore[list-item]
    assert value(verdict(CALM, [quiet(1, 10 * D)])) == N  # type: ignore[list-item]
    assert value(verdict(CALM, [quiet(0, 10 * D - 1)])) == N  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("instrument", "once", "lasting", "broken"),
    [
        ("accord", Label.FULFILLED, Label.KEPT, Label.BREACHED),
        ("ultimatum", Label.MET, Label.MET, Label.NOT_MET),
    ],
)
def test_the_words(instrument: str, once: Label, lasting: Label, broken: Label) -> None:
    """L1, L2, L3, L4."""
    more = {"instrument": instrument, "parties": ("TUR",), "addressee": ("RUS",)} if instrument == "ultimatum" else {}
    done = claim("p", event="patrol", by="RUS", when=(D, D + 1))
    idle = claim("i", "observers", "patrol", (0, 6 * D), by="RUS", denies=True)
    due = accord(PATROL, **more)
    calm = accord(CALM, **more)
    assert verdict(PATROL, [done], among=due).label is once
    assert verdict(PATROL, [idle], among=due).label is broken
    assert verdict(PATROL, [done, idle], among=due).label is Label.CONTESTED
    assert verdict(PATROL, among=due, as_of=5 * D).label is Label.PENDING
    assert verdict(PATROL, among=due, as_of=5 * D + 1).label is Label.UNKNOWN
    assert verdict(CALM, [watch("w")], among=calm).label is lasting
    assert verdict(CALM, [SHELLED], among=calm).label is broken
    assert verdict(CALM, [SHELLED, watch("w")], among=calm).label is Label.CONTESTED
    assert verdict(CALM, among=calm).label is Label.UNKNOWN
