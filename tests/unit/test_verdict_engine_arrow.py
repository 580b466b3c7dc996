"""The columns of an Arrow table are those of the same claims as objects."""

from __future__ import annotations

import os

if not os.environ.get("SERVANDA_COMPILED"):  # small tables are quicker than a compiler
    os.environ["NUMBA_DISABLE_JIT"] = "1"

import numpy as np
import pytest
from shapely.geometry import box

from servanda.accord.law import Accord, Deed, Moment, Norm, Obligation, Pattern, Term
from servanda.actors import read_register
from servanda.errors import ServandaError
from servanda.geo.zone import drawn_zone
from servanda.model import Value
from servanda.verdict import Clocks
from servanda.verdict.engine import Engine, Plan, coding
from servanda.verdict.engine.arrow import from_arrow
from servanda.verdict.engine.columns import from_claims, origin_of

pa = pytest.importorskip("pyarrow")
REGISTER, _FINDINGS = read_register(b"- {id: RED, type: armed-group}\n- {id: BLU, type: armed-group}\n")


def test_a_table_of_codes_and_a_hashed_one_give_the_same() -> None:
    rng = np.random.default_rng(5)
    for span, size in ((1, 0), (1, 9), (40, 300), (5_000, 2_000)):
        keys, gone = rng.integers(0, span, size), rng.random(size) < 0.2
        digits = [coding.of_codes(keys % 7, 7), coding.of_codes(keys // 7, span // 7 + 1)]
        code, firsts = coding.coded(digits, size, gone, 2**20)
        hashed, rows = coding.hashed_codes(keys, gone, 2**20)
        assert code.tolist() == hashed.tolist()
        assert firsts.tolist() == rows.tolist()
        assert [keys[firsts[c]] for c in code if c >= 0] == keys[~gone].tolist()


@pytest.mark.parametrize("without", [(), ("kind",), ("polarity",), ("kind", "polarity"), ("extent_place",)])
@pytest.mark.parametrize("empty", [None, "kind", "polarity", "place"])
def test_columns_of_a_table_are_those_of_its_claims(without: tuple[str, ...], empty: str | None) -> None:
    size, rng = 250, np.random.default_rng(11)

    def some(*values: str | None) -> list[str | None]:
        return [values[i] for i in rng.integers(0, len(values), size)]

    table = {
        "kind": some("occurrence", "coverage", "finding", "assessment", None),
        "event": some("patrol", "shelling"),
        "polarity": some("affirms", "denies", "none", None),
        "actor": some("RED", "BLU", "RED;BLU", None),
        "speaker": some("RED", "BLU"),
        "extent_place": some("north", "south", None),
        "place": some("a town", None),
        "when_from_earliest": rng.integers(1_000, 2_000, size),
        "when_to_latest": rng.integers(2_000, 3_000, size),
    }
    if empty is not None:
        table[empty] = [None] * size
    read = from_arrow(pa.table({k: v for k, v in table.items() if k not in without}), REGISTER)
    told = from_claims([read.claim(row) for row in range(size)], (), REGISTER)
    for name in ("form", "word", "place"):
        mine, theirs = getattr(read, name), getattr(told, name)
        assert ((mine >= 0) == (theirs >= 0)).all(), name
        pairs = set(zip(mine.tolist(), theirs.tolist(), strict=True))
        assert len(pairs) == len(set(mine.tolist())), name  # finer at most: what is left out and its default are two
    assert (read.form[read.form_row] == np.arange(len(read.form_row))).all()
    assert (read.form >= 0).any()


def test_a_word_that_no_column_knows_is_an_error_with_a_name() -> None:
    table = pa.table({"event": ["patrol"], "polarity": ["perhaps"], "speaker": ["RED"]})
    with pytest.raises(ServandaError, match="perhaps") as told:
        from_arrow(table, REGISTER)
    assert told.value.slug == "not-a-choice"


@pytest.mark.parametrize("with_origin", [False, True])
def test_where_rows_come_from_is_what_their_claims_say(with_origin: bool) -> None:
    """The origin, else the first speaker, else nothing."""
    told = {"event": ["patrol"] * 5, "speaker": ["RED;BLU", "RED", None, "BLU;RED", "BLU"]}
    if with_origin:
        told["origin"] = ["wire", None, "wire", "", "RED"]  # type: ignore[list-item]
    read = from_arrow(pa.table(told), REGISTER)
    names = {code: name for name, code in read.origins.items()}
    known = [names.get(code, "") for code in read.origin.tolist()]
    assert known == [origin_of(read.claim(row)) for row in range(5)]
    assert len(names) == len(read.origins)


def test_claims_of_one_zone_count_whatever_place_they_name() -> None:
    """A zone may stand beside several words for places in it: none of its claims may be lost."""
    north = {"north": drawn_zone(box(20, 30, 21, 31))}
    begin = Moment(0, 0)
    norm = Norm(Pattern.PROHIBIT, Deed("be present", (Term(actor="RED"),)), begin)
    ban = Obligation("a/ban", "a", "ban", "ban", "", "", norm, bearers=("RED",), zones=("north",))
    accord = Accord("a", "accord", "", 0, "UTC", ("RED", "BLU"), begin, (ban,), north)
    for towns in (["a town", "a hill"], ["a hill", "a town"]):
        table = {
            "event": ["presence", "displacement"],
            "actor": ["RED", "RED"],
            "speaker": ["BLU", "BLU"],
            "extent_place": ["north", "north"],
            "place": towns,
            "when_from_earliest": [1_000, 1_000],
            "when_from_latest": [1_000, 1_000],
            "when_to_earliest": [2_000, 2_000],
            "when_to_latest": [2_000, 2_000],
        }
        plan = Plan([accord], REGISTER, north, Clocks(5_000, 5_000))
        (answer,) = Engine(from_arrow(pa.table(table), REGISTER), plan).answer()
        assert answer.values[0] is Value.FALSE
