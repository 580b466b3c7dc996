"""Borders of any two countries, without network: shared arcs, valid polygons, sides without a witness."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Geod

from servanda.geo import (
    LatLon,
    Loaded,
    Membership,
    border,
    compile_zones,
    countries,
    countries_at,
    country,
    country_area,
    destination,
    neighbours,
    read_geojson,
    relation,
)
from servanda.geo.side import SideError, country_side
from servanda.model import Finding

GEOD = Geod(ellps="WGS84")
IN, OUT, UNDETERMINED = Membership.IN, Membership.OUT, Membership.UNDETERMINED


def test_every_country_is_a_valid_area() -> None:
    areas = {c.code: country_area(c.code) for c in countries()}
    assert len(areas) > 240
    for code, area in areas.items():
        assert area is not None
        assert area.is_valid, code
        assert area.area > 0, code


def test_neighbours_share_their_border_and_leave_no_gap() -> None:
    for a, b in itertools.combinations(("SYR", "TUR", "IRQ", "LBN", "JOR"), 2):
        line = border(a, b)
        first, second = country_area(a), country_area(b)
        assert first is not None
        assert second is not None
        assert shapely.intersection(first, second).area == 0
        if line is None:
            assert b not in neighbours(a)
            continue
        assert shapely.difference(line.geometry, first.boundary).length == 0
        assert shapely.difference(line.geometry, second.boundary).length == 0
        assert (line.accuracy_m, line.approximate) == (3500.0, False)
        assert border(b, a) is not None


def test_lengths_of_borders_as_published() -> None:
    """Kilometres as the CIA World Factbook (public domain) gives them; a coarse line is a little shorter."""
    published = {
        ("SYR", "TUR"): 899,
        ("PRK", "KOR"): 237,
        ("FRA", "BRA"): 649,
        ("IND", "PAK"): 3190,
        ("NOR", "SWE"): 1666,
    }
    for pair, kilometres in published.items():
        line = border(*pair)
        assert line is not None
        assert 0.7 * kilometres < line.length_m / 1000 < 1.1 * kilometres, pair


def test_the_reference_line_of_the_same_source() -> None:
    shared = os.environ.get("SERVANDA_SHARED")
    if not shared:
        pytest.skip("SERVANDA_SHARED is not set")
    file = Path(shared) / "data" / "geo" / "border_syria_turkey_ne10m.geojson"
    reference = read_geojson(file.read_bytes(), file.name).geometry
    line = border("SYR", "TUR")
    assert reference is not None
    assert line is not None
    assert shapely.hausdorff_distance(line.geometry, reference) < 1.1e-5  # one step of the stored positions
    detailed = read_geojson((file.parent / "border_syria_turkey_osm10m.geojson").read_bytes(), "osm").geometry
    assert detailed is not None
    points = shapely.get_coordinates(shapely.segmentize(detailed, 0.01))
    apart = np.array([line.distance_m(lat, lon) for lon, lat in points[::3]])
    assert apart.max() <= line.accuracy_m
    assert apart.mean() == pytest.approx(1_100, rel=0.25)


def test_codes_that_iso_does_not_have() -> None:
    assert country("XKX") is country("KOS") is country("kos")
    assert country("KOS").note == "Self admin.; Claimed by Serbia"  # type: ignore[union-attr]
    assert "SOL" in neighbours("ETH")
    assert "SOM" in neighbours("ETH")
    assert country("PSE") is country("PSX")
    assert country("XYZ") is None
    assert border("SYR", "XYZ") is None
    assert border("SYR", "SYR") is None


def test_the_source_draws_who_holds_the_ground() -> None:
    assert countries_at(36.2, 37.1) == ("SYR",)
    assert countries_at(33.0, 35.78) == ("ISR",)  # the Golan
    assert countries_at(27.1, -13.1) == ("MAR",)  # west of the berm
    assert countries_at(44.95, 34.1) == ("UKR",)  # version 3.1 draws Crimea so
    assert countries_at(9.6, 44.1) == ("SOL",)
    assert countries_at(35.0, 25.0 - 360 * 2 + 10) == ()  # at sea, a turn or two away


def test_a_zone_from_two_codes_alone() -> None:
    made = compile_zones(
        {
            "border": {"border": ["SYR", "TUR"]},
            "belt": {"within": "30 km", "of": "border", "side": "SYR"},
            "north": {"within": "30 km", "of": "border", "side": "TUR"},
        }
    )
    assert made.findings == ()
    assert made.lines["border"].accuracy_m == 3500.0
    assert relation(made.zones["belt"], 35.93062, 36.63393) is IN  # Idlib
    assert relation(made.zones["belt"], 36.65556, 40.37079) is UNDETERMINED  # Tall Tamr
    assert relation(made.zones["belt"], 36.52815, 37.95495) is UNDETERMINED  # Manbij
    assert relation(made.zones["belt"], 37.06, 37.38) is OUT  # Gaziantep
    assert relation(made.zones["north"], 36.80, 37.38) is IN


@pytest.mark.parametrize(
    ("a", "b"),
    [("SYR", "TUR"), ("PRK", "KOR"), ("IND", "PAK"), ("ETH", "ERI"), ("RUS", "UKR"), ("COL", "VEN"), ("SDN", "SSD")]
    + [("KOS", "SRB"), ("LBN", "ISR"), ("ARM", "AZE"), ("USA", "CAN"), ("RUS", "CHN")],
)
def test_the_two_sides_of_a_border_are_the_two_countries(a: str, b: str) -> None:
    line = border(a, b)
    assert line is not None
    for part in line.parts:
        if len(part) < 10:
            continue
        sides = {}
        for code in (a, b):
            area = country_area(code)
            assert area is not None
            sides[code] = country_side(part, line.accuracy_m, area)
        assert sides[a] == -sides[b] != 0


def test_a_line_inside_a_country_has_no_side_of_that_country() -> None:
    made = compile_zones(
        {
            "front": {"line": [[35.0, 37.0], [36.0, 37.2]], "accuracy": "1 km"},
            "z": {"within": "5 km", "of": "front", "side": "SYR"},
        }
    )
    assert [f.slug for f in made.findings] == ["zone-side"]
    with pytest.raises(SideError):
        country_side(made.lines["front"].parts[0], 0.0, country_area("SYR"))  # type: ignore[arg-type]


OWN = {"type": "LineString", "coordinates": [[36.0, 36.5], [42.0, 36.5]]}


def test_a_line_of_the_dossier_wins() -> None:
    def load(path: str) -> Loaded:
        if path != "geo/border-syr-tur.geojson":
            return Loaded(None, (Finding("unreadable", "no such file"),))
        return read_geojson(json.dumps({**OWN, "type": "LineString"}).encode(), path)

    for pair in (["SYR", "TUR"], ["TUR", "SYR"]):
        made = compile_zones({"border": {"border": pair, "accuracy": "50 m"}}, load_line=load)
        assert made.findings == ()
        assert made.lines["border"].source == "geo/border-syr-tur.geojson"
        assert made.lines["border"].distance_m(36.5, 38.0) < 1
    other = compile_zones({"border": {"border": ["SYR", "IRQ"]}}, load_line=load)
    assert other.findings == ()
    assert "Natural Earth" in other.lines["border"].source


def test_a_bad_line_of_the_dossier_is_not_passed_over() -> None:
    made = compile_zones({"b": {"border": ["SYR", "TUR"]}}, load_line=lambda path: read_geojson(b"{", path))
    assert [f.slug for f in made.findings] == ["geojson-syntax"]
    assert not made.zones


def test_a_stretch_along_the_border_of_two_countries() -> None:
    made = compile_zones(
        {
            "border": {"border": ["SYR", "TUR"]},
            "z": {"between": [[36.7, 38.95], [36.85, 40.07]], "of": "border", "depth": "32 km", "side": "SYR"},
        }
    )
    assert made.findings == ()
    inside = destination(LatLon(36.70, 39.5), 180, 10_000)
    assert relation(made.zones["z"], *inside) is IN
    assert relation(made.zones["z"], 36.70, 38.5) is OUT
