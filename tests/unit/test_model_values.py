"""The four values and their folds, exhaustively against the tables of docs/explanation/semantics.md (V1, V2, V4)."""

from __future__ import annotations

from itertools import permutations, product
from pathlib import Path

import pytest

from servanda.model import STANDARDS, Level, Value, choice, every, negation

T, F, B, N = Value.TRUE, Value.FALSE, Value.BOTH, Value.NEITHER
ALL = (T, F, B, N)
# rows: the left operand, columns: T F B N
OR = {T: (T, T, T, T), F: (T, F, B, N), B: (T, B, B, B), N: (T, N, B, N)}
AND = {T: (T, F, B, N), F: (F, F, F, F), B: (B, F, B, B), N: (N, F, B, N)}


@pytest.mark.parametrize("a", ALL)
def test_the_tables(a: Value) -> None:
    for b, either, both in zip(ALL, OR[a], AND[a], strict=True):
        assert choice((a, b)) is either
        assert every((a, b)) is both


def test_they_differ_from_belnap_and_dunn_in_one_pair_only() -> None:
    """In the bilattice B∧N = F and B∨N = T; here a rebutted accusation amid silence stays contested."""
    supports = {T: (1, 0), F: (0, 1), B: (1, 1), N: (0, 0)}
    back = {v: k for k, v in supports.items()}
    differ_or, differ_and = set(), set()
    for a, b in product(ALL, ALL):
        (pa, na), (pb, nb) = supports[a], supports[b]
        if choice((a, b)) is not back[pa | pb, na & nb]:
            differ_or.add(frozenset((a, b)))
        if every((a, b)) is not back[pa & pb, na | nb]:
            differ_and.add(frozenset((a, b)))
    assert differ_or == differ_and == {frozenset((B, N))}
    assert choice((B, N)) is every((B, N)) is B


def test_nothing_comes_of_nothing() -> None:
    assert choice(()) is every(()) is N
    for v in ALL:
        assert choice((v,)) is every((v,)) is v


@pytest.mark.parametrize("values", list(product(ALL, repeat=3)))
def test_folds_do_not_mind_order_nesting_or_repetition(values: tuple[Value, ...]) -> None:
    for fold in (choice, every):
        whole = fold(values)
        assert all(fold(order) is whole for order in permutations(values))
        assert fold((fold(values[:2]), values[2])) is whole
        assert fold((*values, *values)) is whole


def test_de_morgan() -> None:
    for a, b in product(ALL, ALL):
        assert negation(choice((a, b))) is every((negation(a), negation(b)))
        assert negation(negation(a)) is a


def test_absorption_and_distribution_fail() -> None:
    """Which is why norms are compiled once and never rewritten."""
    assert any(choice((a, every((a, b)))) is not a for a, b in product(ALL, ALL))
    assert any(
        every((a, choice((b, c)))) is not choice((every((a, b)), every((a, c)))) for a, b, c in product(ALL, ALL, ALL)
    )


def test_the_levels_in_order() -> None:
    assert [s.word for s in STANDARDS] == ["alleged", "reported", "corroborated", "verified"]
    assert list(Level) == sorted(Level)
    assert min(STANDARDS) > Level.NONE


SEMANTICS = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "semantics.md"


@pytest.mark.parametrize(("name", "table"), [("choice", OR), ("all", AND)])
def test_the_page_has_the_same_tables(name: str, table: dict[Value, tuple[Value, ...]]) -> None:
    text = SEMANTICS.read_text("utf-8")
    rows = text.split(f"| {name} | T | F | B | N |\n", 1)[1].splitlines()[1:5]
    told = [[cell.strip(" *") for cell in row.strip("|").split("|")] for row in rows]
    assert told == [[str(a), *map(str, table[a])] for a in ALL]
