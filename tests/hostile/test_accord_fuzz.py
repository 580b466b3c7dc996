"""Whatever stands in an accord or actors file: an accord or findings with their places, never an exception."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.accord import Accord, load_accord
from servanda.actors import read_register
from servanda.geo import Compiled, Loaded, Name, Place, read_geojson
from servanda.model import Finding

LINE = {"type": "LineString", "coordinates": [[38.0, 36.8], [39.0, 36.7], [40.0, 36.9], [41.5, 37.1]]}
REGISTER, _FINDINGS = read_register(b"- {id: YPG, part of: SDF}\n- {id: SDF}\n", "actors.yaml")
DRAWN: dict[str, Compiled] = {}
GOOD: dict[str, Any] = {
    "servanda": 1,
    "accord": "fuzzed",
    "title": "An accord",
    "signed": "2019-10-22",
    "in force": "2019-10-23T12:00",
    "until": "2020-10-22",
    "timezone": "Europe/Moscow",
    "lateness": "P14D",
    "parties": ["TUR", "RUS"],
    "counts as": {"SDF": "YPG"},
    "zones": {
        "border": {"line": "geo/border.geojson", "accuracy": "100 m"},
        "belt": {"within": "30 km", "of": "border", "side": "south"},
        "town": {"place": "Town", "radius": "5 km"},
        "front": {"versions": [{"from": "2019-01-01", "line": "a"}, {"from": "2019-11-01", "line": "b"}]},
        "front-belt": {"within": "3 km", "of": "front", "as it stood on": "2019-10-22"},
        "front-moves": {"within": "3 km", "of": "front"},
    },
    "classes": {
        "locals": {"members": ["YPG", "SDF"], "except": ["HTS"]},
        "big-guns": {"is": "artillery", "calibre": {"at least": "100 mm"}},
        "heavy": {"includes": ["tank", "big-guns"]},
    },
    "changes": {"extend": {"jointly": "all"}, "suspend": {"any of": ["TUR", "RUS"]}},
    "supersedes": ["older", "other/5/*"],
    "verification": ["UN", {"monitor": "OSCE", "in": "belt", "of": ["shelling"]}],
    "readings": {
        "named": {"says": "so", "default": "a", "alternatives": ["b"], "under": {"b": {"lateness": "P7D"}}},
    },
    "obligations": [
        {
            "id": "withdrawal",
            "article": "5b",
            "bearer": ["RUS"],
            "performer": ["YPG"],
            "shall": {"withdraw": ["YPG", "tanks"], "from": "belt", "of": ["YPG"]},
            "from": "2019-10-23T12:00",
            "complete within": "PT150H",
            "and after": "keep",
            "readings": ["named", {"says": "hours", "alternatives": ["PT100H"]}],
        },
        {
            "id": "patrols",
            "bearer": {"each of": ["TUR", "RUS"]},
            "shall": {"patrol": "joint", "in": {"each of": ["belt", "town"]}, "depth": {"up to": "10 km"}},
            "after": {"deadline of": "withdrawal", "plus": "P1D"},
            "every": "P7D",
        },
        {
            "id": "no-attacks",
            "bearer": ["RUS"],
            "restrained": ["SYR"],
            "shall ensure": {
                "not": {"attack": [{"designated": "terrorist", "by": "UNSC"}], "in": "town"},
                "as": "conduct",
            },
            "throughout": "2019-11/2020-03",
            "unless": "so",
        },
        {
            "id": "answer",
            "bearer": ["TUR"],
            "shall": {"notify": ["RUS"]},
            "after each": {"attack": None, "in": {"within": "5 km", "of": "town"}},
            "within": "PT48H",
            "if": {"breach of": "no-attacks"},
            "remedy for": "no-attacks",
        },
        {
            "id": "rows",
            "bearer": ["RUS"],
            "shall": {"withdraw": ["$thing", "heavy"], "from": {"within": "$far", "of": "front"}},
            "after": {"completion of": ["withdrawal", "patrols"]},
            "within": "P7D",
            "for each": {"a": {"thing": "tanks", "far": "5 km"}, "b": {"thing": "mortars", "far": "9 km"}},
            "changes": {"waive": "TUR"},
        },
        {
            "id": "tests",
            "bearer": ["TUR"],
            "shall": {"preserve": "belt", "as it stood on": "2019-10-01"},
            "kept if": [{"monitor": None, "in": "belt", "by": ["locals"]}, {"observed by": ["TUR", "UN"]}],
            "breached if": {"shelling": None, "in": "belt", "count": {"at least": 20}},
            "unless": {"breach of": "rows"},
        },
        {"id": "purpose", "declares": "peace", "because": "a purpose"},
    ],
}


def place(text: str) -> Place | None:
    return Place("town", (Name("Town"),), 36.8, 39.5, 1000.0) if text.casefold() == "town" else None


def load_line(path: str) -> Loaded:
    return read_geojson(json.dumps(LINE).encode(), path)


def compiled(content: bytes) -> tuple[Accord | None, list[Finding]]:
    return load_accord(content, "a.yaml", register=REGISTER, place=place, load_line=load_line, drawn=DRAWN, lint=True)


def written(data: object) -> bytes:
    return yaml.safe_dump(data, allow_unicode=True, encoding="utf-8")


def paths(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(value, dict):
        found += [p for k, v in value.items() for p in paths(v, (*path, k))]
    elif isinstance(value, list):
        found += [p for i, v in enumerate(value) for p in paths(v, (*path, i))]
    return found


SPOTS = [p for p in paths(GOOD) if p]
WORDS = sorted(
    {str(p[-1]) for p in SPOTS}
    | {"each of", "jointly", "not", "by", "under", "designated", "says"}
    | {"$thing", "side of"}
)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False),
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=8),
    st.sampled_from(
        (*WORDS, "2019-02-30", "0001-01-01", "9999-12-31", "P99999999999D", "P1000Y", "PT0S", "-5 km", "9e99", "../x")
    ),
    st.just([]),
    st.just({}),
    st.sampled_from(SPOTS).map(lambda p: at(GOOD, p)),
)
NESTED = st.recursive(
    ODD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3)
)


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return copy.deepcopy(value)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    data = copy.deepcopy(GOOD)
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(SPOTS))
        try:
            holder = at_place(data, path[:-1])
            action = draw(st.sampled_from(("set", "drop", "rename", "wrap")))
            if action == "set":
                holder[path[-1]] = draw(NESTED)
            elif action == "drop":
                del holder[path[-1]]
            elif action == "wrap":
                holder[path[-1]] = [holder[path[-1]]]
            elif isinstance(holder, dict):
                holder[draw(st.sampled_from(WORDS))] = holder.pop(path[-1])
        except (KeyError, IndexError, TypeError):
            continue
    return data


def at_place(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def sound(accord: Accord | None, findings: list[Finding]) -> None:
    assert (accord is None) == any(f.is_error for f in findings)
    for finding in findings:
        assert finding.at.file == "a.yaml"
        assert finding.at.line >= 1 or finding.slug == "yaml-syntax"
        assert finding.slug
        assert finding.what
    if accord is not None:
        refs = {o.ref for o in accord.obligations}
        for obligation in accord.obligations:
            deed = obligation.norm.deed
            names = [z for z in (*obligation.zones, deed.zone if deed else None) if z]
            assert all(name in accord.zones for name in names)
            assert all(b in accord.parties for b in obligation.bearers)
            assert not obligation.remedy_for or obligation.remedy_for in refs


def test_the_good_accord_is_good() -> None:
    accord, findings = compiled(written(GOOD))
    assert accord is not None, [str(f) for f in findings]
    assert [o.id for o in accord.obligations] == [
        "withdrawal",
        "patrols",
        "no-attacks",
        "answer",
        "rows-a",
        "rows-b",
        "tests",
        "purpose",
    ]
    sound(accord, findings)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(mutated())
def test_mutations_give_an_accord_or_findings(data: dict[str, Any]) -> None:
    sound(*compiled(written(data)))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_choices_nobody_offered_are_findings(data: st.DataObject) -> None:
    choices = data.draw(
        st.dictionaries(st.sampled_from(("named", "withdrawal-1", "x")), st.sampled_from(("a", "b", "PT100H", "z")))
    )
    accord, findings = load_accord(
        written(GOOD), "a.yaml", register=REGISTER, place=place, load_line=load_line, choices=choices, drawn=DRAWN
    )
    offered = {"named": ("a", "b"), "withdrawal-1": ("PT150H", "PT100H")}
    wrong = {n for n, a in choices.items() if a not in offered.get(n, ())}
    assert (accord is None) == bool(wrong)
    assert {f.slug for f in findings if f.is_error} <= {"unknown-reading", "unknown-alternative"}
    if accord is not None:
        assert accord.lateness_s == (7 if choices.get("named") == "b" else 14) * 86_400


TEXT = written(GOOD).decode()


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(TEXT)), st.integers(0, 30), st.text(max_size=6))
def test_torn_text_gives_an_accord_or_findings(start: int, length: int, inserted: str) -> None:
    torn = TEXT[:start] + inserted + TEXT[start + length :]
    sound(*compiled(torn.encode("utf-8", "surrogatepass")))


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01", b"\xff\xfe", b"[]", b"text", b"- servanda: 1", b"servanda: 1", b"servanda: {a: b}", b"&a [*a]",
     b"a: &a [1,1]\nb: &b [*a,*a]\nc: [*b,*b]", b"obligations: {a: b}", b"readings: [a]\nobligations: [a, 1, null]"],
)  # fmt: skip
def test_no_accord_at_all(content: bytes) -> None:
    accord, findings = compiled(content)
    assert accord is None
    assert any(f.is_error for f in findings)


ACTORS: list[dict[str, Any]] = [
    {
        "id": "SDF",
        "type": "armed-group",
        "names": ["SDF", {"text": "QSD", "lang": "ar", "from": "2015-10", "to": "2019"}],
    },
    {"id": "YPG", "part of": [{"id": "SDF", "from": "2015-10"}], "aligned with": "USA", "role": "militia"},
    {
        "id": "who",
        "designations": [{"as": "terrorist", "by": "TUR", "from": "1997", "source": "s"}],
        "handling": "secret",
    },
]
ACTOR_SPOTS = [p for p in paths(ACTORS) if p]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(ACTOR_SPOTS), NESTED, st.text(max_size=12))
def test_actors_give_a_register_whatever_they_say(path: tuple[Any, ...], value: object, name: str) -> None:
    data = copy.deepcopy(ACTORS)
    at_place(data, path[:-1])[path[-1]] = value
    register, findings = read_register(written(data), "actors.yaml")
    assert all(f.at.line >= 1 and f.slug and f.what for f in findings)
    assert register.actor("TUR") is not None
    for actor in register.own:
        assert actor in register.parts(actor)
        assert actor in register.wholes(actor)
        register.side(actor, ["TUR", "RUS"], 0)
        register.designated(actor, "terrorist", ["UNSC"], 0)
    assert all(0 < m.score <= 1 for m in register.resolve(name))
