"""docs/reference/zones.md and places.md: every example compiles, every row holds, every key is explained."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from servanda.documents import load_yaml
from servanda.geo import (
    Compiled,
    Gazetteer,
    LatLon,
    Line,
    Loaded,
    Name,
    Place,
    compile_zones,
    distance_m,
    locate,
    metres,
    read_geojson,
    read_places,
    read_posts,
    relation,
)
from servanda.geo.expression import KEYS
from servanda.geo.register import NAME_KEYS, PLACE_KEYS, POST_KEYS, STATUS_KEYS

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
ZONES, PLACES = ((REFERENCE / f"{name}.md").read_text("utf-8") for name in ("zones", "places"))
FENCED = r"^```yaml {kind}\n(.*?)^```"
ROWS = re.findall(r"^\| `([a-z0-9-]+)` \| ([\d.]+), ([\d.]+)(?: ± (\d+ m))? \| (in|out|undetermined) \|$", ZONES, re.M)
FILES = {
    "geo/river.geojson": b'{"type": "LineString", "coordinates": [[36, 36], [37.5, 36], [39, 36]]}',
    "geo/park.geojson": b'{"type": "Polygon", "coordinates": [[[36, 34], [37, 34], [37, 35], [36, 35], [36, 34]]]}',
}
KNOWN = {
    "Alpha": Place("alpha", (Name("Alpha"),), 35.9, 37.0, 3000.0),
    "Bravo": Place("bravo", (Name("Bravo"),), 35.9, 38.0, 3000.0),
    "Camp": Place("camp", (Name("Camp"),), 35.7, 37.5, 2000.0, approximate=True),
}


def load(file: str) -> Loaded:
    return read_geojson(FILES[file], file) if file in FILES else Loaded(None)


def border(_a: str, _b: str) -> Line:
    geometry: Any = load("geo/river.geojson").geometry
    return Line("", geometry, 500.0)


def towns(code: str) -> list[LatLon]:
    return [LatLon(35.5 if code == "SOU" else 36.5, 36.5 + i / 5) for i in range(9)]


def blocks(text: str, kind: str) -> list[str]:
    return re.findall(FENCED.format(kind=kind), text, re.M | re.S)


def loaded(text: str) -> Any:
    document, findings = load_yaml(text.encode(), "page.md")
    assert document is not None, findings
    return document.data


@lru_cache
def compiled() -> Compiled:
    expressions = {name: expr for text in blocks(ZONES, "zones") for name, expr in loaded(text).items()}
    return compile_zones(expressions, load_line=load, place=KNOWN.get, border=border, towns=towns)


def test_every_example_compiles() -> None:
    assert [str(f) for f in compiled().findings] == []
    assert len(compiled().zones) > 25


def test_there_are_no_examples_that_nobody_runs() -> None:
    assert ZONES.count("```yaml") == len(blocks(ZONES, "zones"))
    assert PLACES.count("```yaml") == len(blocks(PLACES, "places")) + len(blocks(PLACES, "posts"))


@pytest.mark.parametrize(("zone", "lat", "lon", "radius", "answer"), ROWS, ids=[" ".join(r[:3]) for r in ROWS])
def test_every_row_is_answered_so(zone: str, lat: str, lon: str, radius: str, answer: str) -> None:
    disc = metres(radius) if radius else 0.0
    assert str(relation(compiled().zones[zone], float(lat), float(lon), disc)) == answer


def test_every_zone_of_the_page_is_asked() -> None:
    assert {row[0] for row in ROWS} == set(compiled().zones)


@pytest.mark.parametrize("key", [k for k in KEYS if k not in ("readings", "names")])
def test_every_key_of_a_zone_is_explained(key: str) -> None:
    assert re.search(rf"`{key}[`:]", ZONES), key


@pytest.mark.parametrize("key", sorted({*PLACE_KEYS, *POST_KEYS, *NAME_KEYS, *STATUS_KEYS}))
def test_every_key_of_a_place_is_explained_or_shown(key: str) -> None:
    assert re.search(rf"\b{key}\b", PLACES), key


def gazetteer() -> Gazetteer:
    places, found = read_places(loaded(blocks(PLACES, "places")[0]))
    posts, more = read_posts(loaded(blocks(PLACES, "posts")[0]))
    assert [str(f) for f in (*found, *more)] == []
    assert len(places) == 3
    assert len(posts) == 2
    return Gazetteer((*places, *(p.place for p in posts)), towns=False)


@pytest.mark.parametrize(("written", "named"), re.findall(r"^\| `([^`]+)` \| ([a-z-]+) \|$", PLACES, re.M))
def test_every_spelling_names_its_place(written: str, named: str) -> None:
    assert [m.place.id for m in gazetteer().resolve(written)][:1] == [named]


TYPED = re.findall(r"^\| `([^`]+)` \| ([-\d.]+), ([-\d.]+) \| ([\d.]+) (k?m) \|$", PLACES, re.M)


@pytest.mark.parametrize(("text", "lat", "lon", "radius", "unit"), TYPED, ids=[row[0] for row in TYPED])
def test_every_way_to_type_a_place(text: str, lat: str, lon: str, radius: str, unit: str) -> None:
    road = compile_zones({"m4": {"line": [[35.86, 36.81], [35.81, 36.32]], "accuracy": "0 m"}}).lines
    found = locate(text, gazetteer(), lines=road).best
    assert found is not None
    assert distance_m(found.at, LatLon(float(lat), float(lon))) < 12
    assert found.radius_m == pytest.approx(metres(f"{radius} {unit}"), rel=0.06, abs=0.6)


def test_there_are_as_many_as_the_page_shows() -> None:
    assert len(TYPED) >= 15


def test_the_python_on_the_page_runs() -> None:
    for text in blocks(ZONES, "python"):
        exec(compile(text, "zones.md", "exec"), {})
