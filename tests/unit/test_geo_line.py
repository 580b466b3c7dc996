"""Distances to lines and their sides, against Karney's geodesics."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString

from servanda.geo import LatLon, Line, destination, distance_m, distance_to_line_m
from servanda.geo.belt import extended, side_of
from servanda.geo.line import LEFT, RIGHT, chain, drawn

GEOD = Geod(ellps="WGS84")


def sampled_distance(line: LineString, lat: float, lon: float, samples: int = 20_001) -> float:
    """Least geodesic distance to `samples` points along the line, straight in lon/lat: no projection involved."""
    where = np.linspace(0, line.length, samples)
    points = np.array([line.interpolate(d).coords[0] for d in where])
    return float(min(GEOD.inv(np.full(samples, lon), np.full(samples, lat), points[:, 0], points[:, 1])[2]))


@settings(max_examples=50, deadline=None)
@given(
    lat=st.floats(-70, 70),
    lon=st.floats(-179, 179),
    steps=st.lists(st.tuples(st.floats(-0.3, 0.3), st.floats(-0.3, 0.3)), min_size=1, max_size=4),
    off=st.tuples(st.floats(-1, 1), st.floats(-1, 1)),
)
def test_distance_to_a_line_is_the_least_distance_to_its_points(
    lat: float, lon: float, steps: list[tuple[float, float]], off: tuple[float, float]
) -> None:
    coords = [(lon, lat)]
    for east, north in steps:
        coords.append((coords[-1][0] + east, coords[-1][1] + north))
    geometry = LineString(coords)
    if geometry.length < 0.01:
        return
    point = LatLon(lat + off[0], lon + off[1])
    truth = sampled_distance(geometry, *point, samples=4_001)
    gap = GEOD.geometry_length(geometry) / 4_000
    ours = distance_to_line_m(point, Line("l", geometry))
    assert ours <= truth + 0.5
    assert ours >= truth - max(0.5, gap)


def test_distance_to_a_segment_of_300_km_is_exact_to_metres() -> None:
    geometry = LineString([(36.0, 36.0), (39.3, 36.5)])
    for lat, lon in [(36.0, 37.5), (36.7, 38.0), (35.0, 36.2), (36.24, 37.6)]:
        ours = distance_to_line_m(LatLon(lat, lon), Line("l", geometry))
        assert ours == pytest.approx(sampled_distance(geometry, lat, lon), abs=1.0)


def test_a_drawn_line_is_the_geodesic() -> None:
    a, b = LatLon(60.0, 10.0), LatLon(60.0, 30.0)
    line = Line("l", drawn([a, b]))
    half = GEOD.npts(a.lon, a.lat, b.lon, b.lat, 1)[0]
    assert distance_to_line_m(LatLon(half[1], half[0]), line) < 5.0
    assert line.length_m == pytest.approx(distance_m(a, b), rel=1e-6)


@settings(deadline=None)
@given(st.floats(-80, 80), st.floats(-180, 180), st.floats(0, 360), st.floats(1, 500_000))
def test_destination_undoes_distance(lat: float, lon: float, bearing: float, metres: float) -> None:
    there = destination(LatLon(lat, lon), bearing, metres)
    assert distance_m(LatLon(lat, lon), there) == pytest.approx(metres, abs=1e-3)


@settings(deadline=None)
@given(st.lists(st.floats(-0.2, 0.2), min_size=2, max_size=12), st.floats(-60, 60), st.floats(-180, 180), st.booleans())
def test_sides_of_a_line_that_meanders_eastwards(bends: list[float], lat: float, lon: float, north: bool) -> None:
    part = chain(LineString([(lon + i * 0.3, lat + bend) for i, bend in enumerate(bends)]))
    middle = part[len(part) // 2]
    away = 0.45 if north else -0.45
    assert side_of(part, float(middle[1]) + away, float(middle[0])) == (LEFT if north else RIGHT)


def test_sides_at_the_inner_and_outer_corner_of_a_sharp_bend() -> None:
    part = chain(LineString([(0.0, 0.0), (1.0, 0.5), (0.0, 1.0)]))  # > : going up, left is inside
    assert side_of(part, 0.5, 0.5) == LEFT
    assert side_of(part, 0.5, 1.5) == RIGHT
    assert side_of(part, 0.5, 0.999) == LEFT
    assert side_of(part[::-1].copy(), 0.5, 1.5) == LEFT


def test_sides_of_a_ring_at_its_seam() -> None:
    ring = chain(LineString([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]))
    assert side_of(ring, 0.01, 0.01) == LEFT
    assert side_of(ring, -0.01, -0.01) == RIGHT
    assert side_of(ring, 0.5, 0.5) == LEFT


def test_an_extended_line_goes_straight_on() -> None:
    part = chain(LineString([(10.0, 50.0), (11.0, 50.0)]))
    longer = extended(part, 10_000.0)
    assert GEOD.inv(*longer[0], *part[0])[2] == pytest.approx(10_000, abs=0.1)
    assert longer[-1][0] > 11.0


def test_the_stretch_between_two_points_of_a_line() -> None:
    line = Line("l", LineString([(36.0, 36.0), (37.0, 36.0), (38.0, 36.0)]))
    stretch = line.between(line.foot(36.1, 37.5), line.foot(35.9, 36.5))
    assert stretch.coords[0] == pytest.approx((36.5, 36.0), abs=1e-3)
    assert stretch.coords[-1] == pytest.approx((37.5, 36.0), abs=1e-3)


def test_round_a_ring_the_stretch_takes_the_shorter_way() -> None:
    ring = Line("ring", LineString([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]))
    stretch = ring.between(ring.foot(0.2, -0.1), ring.foot(-0.1, 0.2))
    assert stretch.length == pytest.approx(0.4, abs=0.01)
