"""Edges marked out: written in five formats, read back by other people's readers, and still the same area."""

from __future__ import annotations

import json
import re
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import gpxpy
import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic

import servanda
from servanda.brief import boundary_files, boundary_sheet
from servanda.cli.app import main
from servanda.cli.drawing import drawing
from servanda.dossier.law import Law
from servanda.field.demarcation import Boundary, boundary, direction, polygon, walked
from servanda.geo import LatLon, Line, Zone, area_m2, disc, distance_m
from servanda.geo.frame import Frame

IDLIB = files("servanda") / "data" / "idlib"
ZONES = ["sochi-2019/patrol-east", "sochi-2019/operation", "moscow-2020/corridor", "sochi-2019/manbij"]
KARNEY = Geodesic.WGS84  # type: ignore[attr-defined,unused-ignore]
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def law() -> Law:
    with as_file(IDLIB) as source:
        return servanda.open(source).law


def marked(area: Any, spacing_m: float = 2_000.0, tolerance_m: float = 20.0) -> Boundary:
    found, findings = boundary("z", area, spacing_m, tolerance_m)
    assert found is not None, findings
    return found


@pytest.fixture(scope="module", params=ZONES)
def edge(request: pytest.FixtureRequest, law: Law) -> tuple[Zone, Boundary]:
    zone = law.zones[request.param]
    return zone, marked(zone.nominal)


def test_the_edge_stays_within_the_tolerance_and_the_area_with_it(edge: tuple[Zone, Boundary]) -> None:
    zone, found = edge
    assert found.area.is_valid
    assert found.off_m <= 20.5
    assert area_m2(found.area) == pytest.approx(area_m2(zone.nominal), rel=0.003)
    assert max(p.distance_m for p in found.waypoints) <= 2_000.0
    west, south, east, north = zone.nominal.bounds  # type: ignore[union-attr]
    frame = Frame((south + north) / 2, (west + east) / 2)
    off = shapely.symmetric_difference(frame.plane(zone.nominal), frame.plane(found.area))
    assert off.buffer(-21.0).is_empty  # nowhere is the difference wider than twice the tolerance


def test_legs_against_an_independent_geodesic_library(edge: tuple[Zone, Boundary]) -> None:
    _zone, found = edge
    by_number = {p.number: p for p in found.waypoints}
    for p in found.waypoints[::7]:
        to = by_number[p.to]
        truth = KARNEY.Inverse(p.lat, p.lon, to.lat, to.lon)
        assert p.distance_m == pytest.approx(truth["s12"], abs=0.001)
        assert (p.bearing_deg - truth["azi1"] + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=1e-6)


def test_who_walks_the_legs_comes_back(edge: tuple[Zone, Boundary]) -> None:
    for ring in edge[1].rings:
        at = walked(LatLon(ring[0].lat, ring[0].lon), [(p.bearing_deg, p.distance_m) for p in ring])
        assert distance_m(at[0], at[-1]) < 0.01
        for p, there in zip(ring, at, strict=False):
            assert distance_m(LatLon(p.lat, p.lon), there) < 0.01


def test_numbers_run_through_and_each_ring_closes(edge: tuple[Zone, Boundary]) -> None:
    _zone, found = edge
    assert [p.number for p in found.waypoints] == list(range(1, len(found.waypoints) + 1))
    for ring in found.rings:
        assert [p.to for p in ring] == [*(p.number for p in ring[1:]), ring[0].number]
        assert ring[0].lat == max(p.lat for p in ring)
    assert re.fullmatch(r"from waypoint 1, .* bearing \d{3}° to waypoint 2", direction(found.waypoints[0]))


def same(area: Any, other: Any) -> None:
    """The same polygon to a centimetre: seven decimals."""
    assert other.is_valid
    a, b = shapely.normalize(area), shapely.normalize(other)
    assert len(shapely.get_coordinates(a)) == len(shapely.get_coordinates(b))
    assert np.abs(shapely.get_coordinates(a) - shapely.get_coordinates(b)).max() <= 0.6e-7


def test_geojson_read_back(edge: tuple[Zone, Boundary]) -> None:
    _zone, found = edge
    rows = json.loads(boundary_files.geojson(found))["features"]
    area = shapely.geometry.shape(rows[0]["geometry"])
    same(found.area, area)
    outer = area if area.geom_type == "Polygon" else area.geoms[0]
    assert outer.exterior.is_ccw  # RFC 7946, 3.1.6
    assert [(r["properties"]["waypoint"], r["geometry"]["coordinates"]) for r in rows[1:]] == [
        (p.number, [p.lon, p.lat]) for p in found.waypoints
    ]


def test_gpx_read_back_by_gpxpy(edge: tuple[Zone, Boundary]) -> None:
    _zone, found = edge
    read = gpxpy.parse(boundary_files.gpx(found))
    rings = [[(p.longitude, p.latitude) for p in route.points] for route in read.routes]
    assert all(ring[0] == ring[-1] for ring in rings)
    same(found.area, polygon([ring[:-1] for ring in rings], found.holes))
    assert [int(w.name or 0) for w in read.waypoints] == [p.number for p in found.waypoints]
    assert [w.description for w in read.waypoints] == [direction(p) for p in found.waypoints]


def test_kml_read_back(edge: tuple[Zone, Boundary]) -> None:
    _zone, found = edge
    root = ElementTree.fromstring(boundary_files.kml(found))
    made = []
    for part in root.iter(f"{KML}Polygon"):
        rings = [
            [tuple(float(v) for v in pair.split(",")) for pair in (c.text or "").split()]
            for c in part.iter(f"{KML}coordinates")
        ]
        made.append(shapely.Polygon(rings[0], rings[1:]))
    same(found.area, made[0] if len(made) == 1 else shapely.MultiPolygon(made))
    assert len(list(root.iter(f"{KML}Point"))) == len(found.waypoints)


def test_geopackage_read_back_by_gdal(edge: tuple[Zone, Boundary], tmp_path: Path) -> None:
    raw = pytest.importorskip("pyogrio.raw")
    _zone, found = edge
    place = tmp_path / "edge.gpkg"
    for _twice in range(2):  # an older file of that name is replaced
        boundary_files.geopackage(found, place)
    meta, _ids, shapes, fields = raw.read(str(place), layer="boundary")
    assert meta["crs"] == "EPSG:4326"
    same(found.area, shapely.from_wkb(shapes[0]))
    meta, _ids, points, fields = raw.read(str(place), layer="waypoints")
    named = dict(zip(meta["fields"], fields, strict=True))
    assert named["waypoint"].tolist() == [p.number for p in found.waypoints]
    assert named["distance_m"].tolist() == [p.distance_m for p in found.waypoints]
    assert shapely.get_coordinates(shapely.from_wkb(points)).tolist() == [[p.lon, p.lat] for p in found.waypoints]


def test_the_sheet_read_back(edge: tuple[Zone, Boundary]) -> None:
    """What a person would type from paper: six decimals, a tenth of a metre."""
    _zone, found = edge
    text = boundary_sheet.sheet(found, "The edge as the text draws it.")
    rows = re.findall(r"<tr>((?:<td>.*?</td>)+)</tr>", text)
    cells = [re.findall(r"<bdi>(.*?)</bdi>", row) for row in rows]
    assert len(cells) == len(found.waypoints)
    for cell, p in zip(cells, found.waypoints, strict=True):
        assert int(cell[0]) == p.number
        assert distance_m(LatLon(float(cell[1]), float(cell[2])), LatLon(p.lat, p.lon)) < 0.1
        assert int(cell[5].rstrip("°")) == round(p.bearing_deg) % 360
    assert "<script" not in text


def test_holes_and_parts_keep_their_places() -> None:
    area = shapely.union(
        shapely.difference(disc(36.0, 37.0, 9_000.0), disc(36.0, 37.0, 3_000.0)), disc(36.3, 37.3, 2_000.0)
    )
    found = marked(area, 500.0, 5.0)
    assert len(found.rings) == 3
    assert len(found.holes) == 1
    assert area_m2(found.area) == pytest.approx(area_m2(area), rel=0.003)
    read = gpxpy.parse(boundary_files.gpx(found))
    same(found.area, polygon([[(p.longitude, p.latitude) for p in r.points][:-1] for r in read.routes], found.holes))


@pytest.mark.parametrize(
    ("area", "spacing_m", "tolerance_m", "slug"),
    [
        (shapely.Polygon(), 1000.0, 10.0, "boundary-none"),
        (shapely.LineString([(1, 1), (2, 2)]), 1000.0, 10.0, "boundary-none"),
        (disc(36.0, 37.0, 5.0), 1000.0, 5_000.0, "boundary-none"),
        (disc(36.0, 37.0, 50_000.0), 5.0, 1.0, "boundary-too-many"),
    ],
)
def test_what_cannot_be_marked_out_says_so(area: Any, spacing_m: float, tolerance_m: float, slug: str) -> None:
    found, findings = boundary("z", area, spacing_m, tolerance_m)
    assert found is None
    assert [f.slug for f in findings] == [slug]


def test_names_that_would_break_a_file_do_not() -> None:
    found, _findings = boundary("<b>&\u202e\"'</b>", disc(36.0, 37.0, 900.0))
    assert found is not None
    for text in (boundary_files.kml(found), boundary_files.gpx(found)):
        ElementTree.fromstring(text)
        assert "\u202e" not in text
    assert "<b>" not in boundary_sheet.sheet(found)


def test_a_zone_in_the_terminal() -> None:
    area = disc(36.0, 37.0, 5_000.0)
    zone = Zone("z", area, disc(36.0, 37.0, 8_000.0), area)
    rows = drawing(zone)
    assert 5 < len(rows) <= 22
    assert all(len(row) <= 64 for row in rows)
    assert all(ch == " " or 0x2800 < ord(ch) < 0x2900 for row in rows for ch in row)
    plain = drawing(zone, unicode=False)
    assert len(plain) == len(rows)
    assert set("".join(plain)) <= set(" .#")
    middle = plain[len(plain) // 2]
    assert middle.count("#") > middle.count(".") // 4  # the certain part is dotted more closely
    road = Zone("r", shapely.Polygon(), area, line=Line("r", shapely.LineString([(36.9, 36.0), (37.1, 36.1)])))
    assert drawing(road)
    assert drawing(Zone("open", shapely.Polygon(), None)) == []


def small(place: Path) -> Path:
    """A dossier with a zone that is drawn and one of which only bounds are known."""
    (place / "accords").mkdir(parents=True)
    (place / "dossier.yaml").write_text("servanda: 1\nid: t\ntitle: T\ntimezone: UTC\n", "utf-8")
    (place / "accords" / "m.yaml").write_text(
        """\
servanda: 1
accord: m
instrument: accord
title: M
signed: 2015-02-12
timezone: UTC
parties: [UKR, RUS]
zones:
  town: {place: [48.0, 38.0], radius: 5 km}
  open: {inner: {place: [48.0, 38.0], radius: 2 km}, outer: {place: [48.0, 38.0], radius: 4 km}}
obligations:
  - {id: fire, article: "1", title: No fire, bearer: [UKR], shall: {cease fire: all, in: town}}
""",
        "utf-8",
    )
    return place


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--dossier", str(small(tmp_path / "d"))]
    for name in ("e.geojson", "e.kml", "e.gpx", "e.html"):
        assert main(["zones", "export", "town", "--to", str(tmp_path / name), *at]) == 0
        assert (tmp_path / name).stat().st_size > 1000
    capsys.readouterr()
    for args, slug in (
        (["open", "--to", str(tmp_path / "d.gpx")], "export-bound"),
        (["town", "--to", str(tmp_path / "d.doc")], "export-format"),
        (["--to", str(tmp_path / "d.gpx")], "export-zone"),
        (["town", "--to", str(tmp_path / "d.gpx"), "--bound", "best"], "export-bound"),
        (["town", "--to", str(tmp_path / "d.gpx"), "--spacing", "0 m"], "distance-malformed"),
    ):
        assert main(["zones", "export", *args, *at]) == 2
        assert slug in capsys.readouterr().err
    assert main(["zones", "export", "open", "--to", str(tmp_path / "d.gpx"), "--bound", "possible", *at]) == 0
    assert main(["zones", "show", "m/town", *at]) == 0
    assert "Obligations" in capsys.readouterr().out
