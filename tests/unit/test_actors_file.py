"""actors.yaml: what may be written short, and what is wrong, all at once and each at its place."""

from __future__ import annotations

import pytest

from servanda.actors import Designation, Name, Tie, read_register
from servanda.model import Handling, Interval, Severity

DAY = 86_400
Y2018 = 1_514_764_800


def test_short_and_long_forms_mean_the_same() -> None:
    short, a = read_register(b"- {id: x, names: One, part of: TUR}\n- {id: y, names: [One, Two], part of: [TUR, RUS]}")
    long, b = read_register(
        b"servanda: 1\nactors:\n- {id: x, names: [{text: One}], part of: [{id: TUR}]}\n"
        b"- {id: y, names: [{text: One}, {text: Two}], part of: [{id: TUR}, {id: RUS}]}"
    )
    assert a == b == []
    for ident in ("x", "y"):
        one, other = short.own[ident], long.own[ident]
        assert (one.names, one.part_of) == (other.names, other.part_of)


def test_every_key() -> None:
    register, findings = read_register(
        b"""
- id: YPG
  type: armed-group
  names:
    - {text: YPG, lang: ku, from: 2018-01-01, to: 2018-01-02}
  part of: [{id: SDF, from: 2018}]
  aligned with: [{id: USA, to: 2018, reading: armed and paid}]
  role: militia
  designations: [{as: terrorist, by: TUR, from: 2018, to: 2018, source: a decree}]
  handling: restricted
  notes: long
- id: SDF
"""
    )
    assert findings == []
    ypg = register.own["YPG"]
    assert ypg.names == (Name("YPG", "ku", Interval(Y2018, Y2018 + 2 * DAY)),)
    assert ypg.part_of == (Tie("SDF", Interval(Y2018, None)),)
    assert ypg.aligned_with == (Tie("USA", Interval(None, Y2018 + 365 * DAY), "armed and paid"),)
    assert ypg.designations == (Designation("terrorist", "TUR", Interval(Y2018, Y2018 + 365 * DAY), "a decree"),)
    assert (ypg.type, ypg.role, ypg.notes) == ("armed-group", "militia", "long")
    assert ypg.handling is Handling.RESTRICTED
    assert (ypg.at.line, ypg.at.col) == (2, 7)


def test_a_time_zone_for_the_file() -> None:
    register, findings = read_register(b"timezone: Europe/Moscow\nactors:\n- {id: x, part of: [{id: TUR, from: 2018}]}")
    assert findings == []
    assert register.own["x"].part_of[0].over.start == Y2018 - 3 * 3600


@pytest.mark.parametrize(
    ("text", "slug", "line", "col"),
    [
        ("- {id: x y}", "actor-id", 1, 8),
        ("- {names: [x]}", "actor-id", 1, 3),
        ("- {id: mechanism}", "reserved-actor", 1, 8),
        ("- {id: x}\n- {id: X}", "duplicate-actor", 2, 8),
        ("- {id: x, part of: SDFF}", "unknown-actor", 1, 20),
        ("- {id: x, aligned with: [{id: SDFF}]}", "unknown-actor", 1, 31),
        ("- {id: x, part of: y}\n- {id: y, part of: x}", "membership-cycle", 1, 20),
        ("- {id: x, part of: x}", "membership-cycle", 1, 20),
        ("- {id: x, part of: [{id: TUR, from: 2018-02-30}]}", "bad-date", 1, 37),
        ("- {id: x, part of: [{id: TUR, from: 2018, to: 2017}]}", "backwards", 1, 47),
        ("- {id: x, part of: [{from: 2018}]}", "actor-tie", 1, 21),
        ("- {id: x, names: [{lang: en}]}", "actor-name", 1, 19),
        ("- {id: x, names: [[y]]}", "actor-name", 1, 19),
        ("- {id: x, type: militia}", "actor-type", 1, 17),
        ("- {id: x, handling: hush}", "handling", 1, 21),
        ("- {id: x, designations: [terrorist]}", "actor-designation", 1, 26),
        ("- {id: x, designations: [{as: terrorist}]}", "actor-designation", 1, 26),
        ("- {id: x, tpye: person}", "unknown-key", 1, 17),
        ("- {id: x, role: [a]}", "not-text", 1, 11),
        ("- x", "actors-shape", 1, 3),
        ("x", "actors-shape", 1, 1),
        ("servanda: 2\nactors: []", "servanda-version", 1, 11),
        ("timezone: Moscow\nactors: []", "bad-time-zone", 1, 11),
        ("actor: []", "unknown-key", 1, 1),
    ],
)
def test_findings(text: str, slug: str, line: int, col: int) -> None:
    _register, findings = read_register(text.encode(), "actors.yaml")
    hits = [f for f in findings if f.slug == slug]
    assert hits, [str(f) for f in findings]
    assert (hits[0].at.file, hits[0].at.line, hits[0].at.col) == ("actors.yaml", line, col), str(hits[0])


def test_all_at_once_and_what_is_good_stays() -> None:
    register, findings = read_register(
        b"- {id: SDF}\n- {id: ypg, part of: sdf, handling: hush}\n- {id: 7}\n"
        b"- {id: who, designations: [{as: t, by: UNSCC}]}\n"
    )
    assert [f.slug for f in findings] == ["unknown-actor", "handling", "actor-id", "unknown-actor"]
    assert findings[0].expected == "SDF"
    assert [f.severity for f in findings] == [Severity.ERROR] * 3 + [Severity.WARNING]
    assert list(register.own) == ["SDF", "ypg", "who"]
    assert register.own["ypg"].handling is Handling.SECRET, "what cannot be read is kept close"


def test_an_empty_file_is_the_base_register() -> None:
    register, findings = read_register(b"")
    assert findings == []
    assert register.own == {}
    assert "TUR" in register
