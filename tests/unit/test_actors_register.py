"""Membership, sides, designations and pseudonyms, each at a time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.actors import Actor, Register, Tie, read_register

FILE = """\
- {id: TUR, names: [Türkiye]}
- {id: tur-mod, type: ministry, part of: TUR}
- {id: hulusi-akar, type: person, part of: [{id: tur-mod, from: 2018-07-10, to: 2023-06-03}], role: defence minister}
- {id: SNA, type: armed-group, aligned with: [{id: TUR, from: 2017-12-30, reading: backed and paid}]}
- {id: sna-1, type: armed-group, part of: SNA}
- {id: SDF, type: armed-group, part of: []}
- id: YPG
  type: armed-group
  part of: [{id: SDF, from: 2015-10-10}]
  designations: [{as: terrorist, by: tur-mod, from: 2016}]
- {id: ypg-unit, part of: YPG}
- {id: centre, type: organisation, part of: [TUR, RUS]}
- {id: observer-a, type: person, handling: restricted}
- {id: plain, type: person}
- {id: observer-b, type: person, handling: secret}
- id: HTS
  names: [{text: Nusra, to: 2016-07-27}, {text: HTS, from: 2017-01-28}]
  designations: [{as: terrorist, by: UNSC}]
"""
REGISTER, FINDINGS = read_register(FILE.encode())


def when(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def test_the_file_is_clean() -> None:
    assert FINDINGS == []
    assert list(REGISTER.own)[:3] == ["TUR", "tur-mod", "hulusi-akar"]


def test_parts_and_wholes_at_a_time() -> None:
    assert {"TUR", "tur-mod", "hulusi-akar", "centre", "tur-mfa"} <= REGISTER.parts("TUR")
    assert "hulusi-akar" not in REGISTER.parts("TUR", when("2018-07-09"))
    assert "hulusi-akar" in REGISTER.parts("TUR", when("2018-07-10"))
    assert "hulusi-akar" in REGISTER.parts("TUR", when("2023-06-03T23:59:59")), "the last day is included"
    assert "hulusi-akar" not in REGISTER.parts("TUR", when("2023-06-04"))
    assert REGISTER.wholes("ypg-unit", when("2019-01-01")) == {"ypg-unit", "YPG", "SDF"}
    assert REGISTER.wholes("ypg-unit", when("2014-01-01")) == {"ypg-unit", "YPG"}
    assert REGISTER.parts("nobody") == {"nobody"}


@pytest.mark.parametrize(
    ("actor", "parties", "at", "side"),
    [
        ("TUR", ["TUR", "RUS"], None, "TUR"),
        ("hulusi-akar", ["TUR", "RUS"], "2019-10-30", "TUR"),
        ("hulusi-akar", ["TUR", "RUS"], "2024-01-01", None),
        ("sna-1", ["TUR", "RUS"], "2019-10-30", "TUR"),
        ("sna-1", ["TUR", "RUS"], "2017-01-01", None),
        ("YPG", ["TUR", "RUS"], "2019-10-30", None),
        ("rus-mfa", ["TUR", "RUS"], None, "RUS"),
        ("centre", ["TUR", "RUS"], None, "TUR"),
        ("centre", ["RUS", "TUR"], None, "RUS"),
        ("UNSC", ["TUR", "RUS"], None, None),
        ("unnamed:tur-mod", ["TUR", "RUS"], None, "TUR"),
        ("unnamed:somewhere", ["TUR", "RUS"], None, None),
        ("nobody", ["TUR"], None, None),
    ],
)
def test_sides(actor: str, parties: list[str], at: str | None, side: str | None) -> None:
    assert REGISTER.side(actor, parties, when(at) if at else None) == side


def test_a_joint_body_is_on_both_sides_and_an_ally_speaks_for_itself() -> None:
    assert REGISTER.sides("centre", ["TUR", "RUS"]) == {"TUR", "RUS"}
    assert REGISTER.side("SNA", ["TUR", "SNA"], when("2019-10-30")) == "SNA"
    assert REGISTER.sides("sna-1", ["TUR", "SNA"], when("2019-10-30")) == {"SNA"}


def test_designations_descend_to_parts_and_carry_their_designator() -> None:
    assert REGISTER.designated("YPG", "terrorist")
    assert REGISTER.designated("ypg-unit", "Terrorist", ["TUR"]), "a ministry designates for its state"
    assert not REGISTER.designated("SDF", "terrorist"), "but not to the whole"
    assert not REGISTER.designated("YPG", "terrorist", ["UNSC", "RUS"])
    assert not REGISTER.designated("YPG", "terrorist", ["TUR"], when("2015-12-31"))
    assert REGISTER.designated("HTS", "terrorist", ["UNSC"], when("2020-01-01"))
    assert REGISTER.designated("HTS", "terrorist", ["UN"]), "the Council is part of the UN"
    assert not REGISTER.designated("HTS", "rebel")


def test_pseudonyms_are_numbered_in_the_order_of_the_file() -> None:
    assert REGISTER.pseudonyms() == {"observer-a": "Observer 1", "observer-b": "Observer 2"}
    longer, _ = read_register((FILE + "- {id: observer-c, handling: restricted}\n").encode())
    assert longer.pseudonyms() == {**REGISTER.pseudonyms(), "observer-c": "Observer 3"}


def test_the_base_register_knows_states_and_offices_without_any_file() -> None:
    empty = Register()
    assert empty.own == {}
    assert empty.pseudonyms() == {}
    for ident in ("TUR", "RUS", "SYR", "COL", "rus-mfa", "tur-mod", "usa-mod", "UNSC", "mechanism"):
        assert ident in empty, ident
    assert "YPG" not in empty
    assert empty.name("TUR") == "Türkiye"
    assert empty.name("rus-mfa") == "Russian foreign ministry"
    assert empty.name("nobody") == "nobody"
    assert empty.side("rus-mod", ["RUS"]) == "RUS"


def test_the_file_adds_to_the_base() -> None:
    tur = REGISTER.actor("TUR")
    assert tur is not None
    assert not tur.base
    assert tur.names[0].text == "Türkiye"
    assert {"Turkey", "Турция"} <= {n.text for n in tur.names}
    assert tur.type == "state"


def test_names_at_a_time() -> None:
    assert REGISTER.name("HTS", at=when("2015-01-01")) == "Nusra"
    assert REGISTER.name("HTS", at=when("2020-01-01")) == "HTS"
    old, new = REGISTER.resolve("Nusra", when("2015-01-01"))[0], REGISTER.resolve("Nusra", when("2020-01-01"))[0]
    assert old.actor == new.actor == "HTS"
    assert old.score == 2 * new.score


EDGES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.booleans()), max_size=16)


@settings(max_examples=150, deadline=None)
@given(EDGES, st.sets(st.integers(0, 7), min_size=1, max_size=3))
def test_reach_and_sides_agree_with_a_plain_closure(edges: list[tuple[int, int, bool]], chosen: set[int]) -> None:
    """Any graph, cycles too: parts is the inverse of wholes, and a side is a party met first on some way up."""
    part = {i: [Tie(f"n{b}") for a, b, member in edges if a == i and member] for i in range(8)}
    ally = {i: [Tie(f"n{b}") for a, b, member in edges if a == i and not member] for i in range(8)}
    register = Register(Actor(f"n{i}", part_of=tuple(part[i]), aligned_with=tuple(ally[i])) for i in range(8))
    reach = {i: {i} for i in range(8)}
    for _ in range(8):
        for a, b, member in edges:
            if member:
                reach[a] |= reach[b]
    for i in range(8):
        assert register.wholes(f"n{i}") == {f"n{j}" for j in reach[i]}
        assert register.parts(f"n{i}") == {f"n{j}" for j in range(8) if i in reach[j]}
    parties = {f"n{i}" for i in chosen}
    for i in range(8):
        seen, layer = {f"n{i}"}, [f"n{i}"]
        found: set[str] = set()
        while layer:
            found |= {n for n in layer if n in parties}
            ways = [t.id for n in layer if n not in parties for t in (*part[int(n[1])], *ally[int(n[1])])]
            layer = [n for n in dict.fromkeys(ways) if n not in seen]
            seen |= set(layer)
        assert register.sides(f"n{i}", parties) == found
        assert (register.side(f"n{i}", sorted(parties)) is None) == (not found)
