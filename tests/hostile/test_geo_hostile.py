"""Geometry files and zone expressions that somebody made to hurt: findings, never exceptions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.geo import Gazetteer, compile_zones, parse_point, read_geojson, read_places, read_posts
from servanda.geo.expression import KEYS
from servanda.model import Finding


def line(*coordinates: Any) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": list(coordinates)}


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b"", "geojson-syntax"),
        (b"\x00\x01\x02", "geojson-syntax"),
        (b"\xff\xfe\x00", "not-utf8"),
        (b"[]", "geojson-type"),
        (b"7", "geojson-type"),
        (b"{}", "geojson-type"),
        (b'{"type": "Feature"}', "geojson-type"),
        (b'{"type": "FeatureCollection", "features": 3}', "geojson-type"),
        (b'{"type": "FeatureCollection", "features": []}', "geojson-type"),
        (b'{"type": "Point", "coordinates": [1, 2]}', "geojson-type"),
        (b"[" * 200_000, "geojson-syntax"),
        (b'{"type":"LineString","coordinates":[[NaN,1],[2,3]]}', "geojson-coordinates"),
        (b'{"type":"LineString","coordinates":[[1e999,1],[2,3]]}', "geojson-coordinates"),
        (json.dumps(line([36, 36])).encode(), "geojson-coordinates"),
        (json.dumps(line([36, 36], [36, 36])).encode(), "geometry-empty"),
        (json.dumps(line([36, 36], ["a", 36])).encode(), "geojson-coordinates"),
        (json.dumps(line([36, 36], [37])).encode(), "geojson-coordinates"),
        (json.dumps(line([36, 136], [37, 137])).encode(), "geojson-coordinates"),
        (json.dumps(line([900, 36], [901, 36])).encode(), "geojson-coordinates"),
        (json.dumps(line([10**400, 36], [37, 36])).encode(), "geojson-coordinates"),
        (json.dumps(line([True, False], [1, 2])).encode(), "geojson-coordinates"),
        (json.dumps({"type": "LineString", "coordinates": {"a": 1}}).encode(), "geojson-type"),
        (json.dumps({"type": "LineString"}).encode(), "geojson-type"),
        (json.dumps({"type": "MultiLineString", "coordinates": 3}).encode(), "geojson-type"),
        (json.dumps({"type": "Polygon", "coordinates": []}).encode(), "geojson-coordinates"),
        (
            json.dumps({"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}).encode(),
            "polygon-crosses-itself",
        ),
        (
            json.dumps(
                {**line([1, 2], [3, 4]), "crs": {"type": "name", "properties": {"name": "EPSG:32637"}}}
            ).encode(),
            "geojson-crs",
        ),
    ],
)
def test_hostile_geometry_is_a_finding(content: bytes, slug: str) -> None:
    loaded = read_geojson(content, "geo/x.geojson")
    assert loaded.geometry is None
    assert [f.slug for f in loaded.findings] in ([slug], ["geojson-coordinates"], ["geojson-type"])
    assert all(f.at.file == "geo/x.geojson" for f in loaded.findings)


def test_swapped_coordinates_are_told() -> None:
    loaded = read_geojson(json.dumps(line([14.6, 121.0], [15.0, 120.5])).encode(), "x")
    assert "swapped" in str(loaded.findings[0])


def test_a_collection_in_a_collection_without_end() -> None:
    node: dict[str, Any] = line([1, 2], [3, 4])
    for _i in range(50):
        node = {"type": "GeometryCollection", "geometries": [node]}
    assert [f.slug for f in read_geojson(json.dumps(node).encode(), "x").findings] == ["geojson-type"]


def test_a_file_of_65_mb_is_refused_unread() -> None:
    assert [f.slug for f in read_geojson(b" " * (65 << 20), "x").findings] == ["too-large"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
GEOJSON = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["LineString", "Polygon", "MultiPolygon", "MultiLineString", "Feature", "Point", ""]),
        "coordinates": st.lists(st.lists(st.floats() | st.integers() | JSON, max_size=3), max_size=5) | JSON,
        "geometry": JSON,
        "properties": JSON,
    }
)


@settings(deadline=None)
@given(GEOJSON | JSON)
def test_any_json_gives_a_geometry_or_findings(data: Any) -> None:
    loaded = read_geojson(json.dumps(data).encode(), "x")
    assert (loaded.geometry is None) == bool(loaded.findings)


EXPRESSION = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from(["a", "b", "c", "10 km", "5 m", "SYR", "none", "36, 37", "36,", ",", "(", "north"])
    | st.floats()
    | st.integers(-200, 200)
    | st.lists(st.floats(-200, 200), min_size=2, max_size=2)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=10,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), EXPRESSION, max_size=3))
def test_any_expression_gives_zones_or_findings(exprs: dict[str, Any]) -> None:
    made = compile_zones(exprs, place=lambda _text: None, towns=lambda _code: [])
    failed = set(exprs) - set(made.zones)
    assert not failed or any(f.is_error for f in made.findings)
    assert all(isinstance(f, Finding) for f in made.findings)
    for zone in made.zones.values():
        assert zone.inner.is_valid
        assert zone.outer is None or zone.outer.is_valid


def test_an_expression_nested_without_end() -> None:
    expr: Any = {"around": [36, 37], "radius": "1 km"}
    for _i in range(200):
        expr = {"any of": [expr]}
    made = compile_zones({"deep": expr})
    assert [f.slug for f in made.findings] == ["zone-too-deep"]


def test_keys_that_are_no_text() -> None:
    made = compile_zones({"z": {1: 2, None: 3, "around": [36, 37], "radius": 5}})
    assert {f.slug for f in made.findings} == {"unknown-key"}


@settings(deadline=None)
@given(JSON)
def test_any_data_gives_places_or_findings(data: Any) -> None:
    for read in (read_places, read_posts):
        made, findings = read(data)
        assert isinstance(made, tuple)
        assert all(isinstance(f, Finding) for f in findings)


ROW = st.dictionaries(
    st.sampled_from(
        ["id", "name", "names", "lat", "lon", "at", "radius_m", "radius", "from", "to", "status", "operator"]
    ),
    JSON,
)


@settings(deadline=None)
@given(st.lists(ROW, max_size=3))
def test_any_row_gives_places_or_findings(rows: list[Any]) -> None:
    for read in (read_places, read_posts):
        made, findings = read(rows)
        assert len(made) == len(rows) or findings


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_point_or_none_and_resolves_to_places_or_nothing(text: str) -> None:
    found = parse_point(text)
    assert found is None or (abs(found.lat) <= 90 and abs(found.lon) <= 180)
    assert isinstance(Gazetteer(towns=False).resolve(text), list)


OVER_A_POLE = [
    {"around": [89, 0], "radius": "500 km"},
    {"around": [-90, 0], "radius": "1 km"},
    {"polygon": [[90, 0], [90, 9], [89, 5]], "accuracy": "1 km"},
    {"within": "800 km", "of": {"line": [[80, 0], [85, 90]], "accuracy": "10 km"}},
]


@pytest.mark.parametrize("expr", OVER_A_POLE)
def test_a_zone_over_a_pole_is_a_finding(expr: Any) -> None:
    made = compile_zones({"z": expr})
    assert [f.slug for f in made.findings] == ["zone-expression"]
    assert "pole" in str(made.findings[0])


def test_a_raw_track_as_a_line_is_refused_at_once() -> None:
    zigzag = [[36 + i / 10_000 + (i % 3) / 2_000, 36 + (i % 5) / 1_000] for i in range(30_000)]
    raw = json.dumps(line(*zigzag)).encode()
    made = compile_zones(
        {"z": {"line": "x", "accuracy": 1}, "b": {"within": "30 km", "of": "z"}},
        load_line=lambda path: read_geojson(raw, path),
    )
    assert [f.slug for f in made.findings] == ["zone-line"]


def test_more_positions_than_anybody_draws() -> None:
    raw = json.dumps(line(*([[36 + i / 1e6, 36] for i in range(250_001)]))).encode()
    assert [f.slug for f in read_geojson(raw, "x").findings] == ["geojson-coordinates"]
