"""The edges of belts against geodesic truth: rms at most 1 m and worst at most 3 m, anywhere, from 1 to 100 km."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from servanda.geo.belt import around_chain, belt, blurred, disc, one_side
from servanda.geo.frame import Coords, beside
from servanda.geo.line import LEFT, RIGHT, chain

GEOD = Geod(ellps="WGS84")


def meander(lat: float, lon: float, seed: int, *, kilometres: float = 150.0) -> Coords:
    """A line that wanders like a river border, about `kilometres` long."""
    random = np.random.default_rng(seed)
    n = int(kilometres)
    bearings = [90.0]
    for turn in random.normal(0, 25, n):  # drawn back to eastwards: a border bends, but it does not coil up
        bearings.append(90 + 0.9 * (bearings[-1] - 90) + turn)
    coords = [(lon, lat)]
    for bearing in bearings:
        far_lon, far_lat, _back = GEOD.fwd(*coords[-1], bearing, 1000.0)
        coords.append((far_lon, far_lat))
    return chain(LineString(coords))


def truth_m(part: Coords, points: Coords) -> Coords:
    """Least geodesic distance of each point to the line, sampled every 25 m: Karney's inverse only."""
    line = LineString(part)
    fine = shapely.get_coordinates(shapely.segmentize(line, 25 / 111_000))
    return np.array(
        [GEOD.inv(np.full(len(fine), p[0]), np.full(len(fine), p[1]), fine[:, 0], fine[:, 1])[2].min() for p in points]
    )


def edge_points(area: BaseGeometry, count: int = 60) -> Coords:
    """Points on the edge, between its vertices too."""
    edge = area.boundary
    return np.array([edge.interpolate(f, normalized=True).coords[0] for f in np.linspace(0, 1, count, endpoint=False)])


@pytest.mark.parametrize(("lat", "lon"), [(0.0, 20.0), (36.8, 38.0), (-45.0, 170.0), (66.0, 25.0), (52.0, 179.2)])
@pytest.mark.parametrize("distance", [1_000.0, 30_000.0, 100_000.0])
def test_the_edge_lies_where_it_should(lat: float, lon: float, distance: float) -> None:
    part = meander(lat, lon, seed=int(lat * 10) % 97)
    errors = truth_m(part, edge_points(around_chain(part, distance))) - distance
    assert np.sqrt(np.mean(errors**2)) <= 0.5
    assert np.abs(errors).max() <= 1.5


@pytest.mark.parametrize(
    ("lat", "lon", "distance"),
    [(80.0, 20.0, 30_000.0), (-84.0, -179.9, 100_000.0), (88.3, 100.0, 1_000.0), (88.3, 100.0, 100_000.0)],
)
def test_the_edge_near_a_pole(lat: float, lon: float, distance: float) -> None:
    part = meander(lat, lon, seed=3, kilometres=30.0)
    errors = truth_m(part, edge_points(around_chain(part, distance))) - distance
    assert np.sqrt(np.mean(errors**2)) <= 0.5
    assert np.abs(errors).max() <= 1.5


def test_what_degrees_and_web_mercator_would_have_cost() -> None:
    part, distance = meander(36.8, 38.0, seed=5), 30_000.0
    degrees = LineString(part).buffer(distance / 111_195.0)
    to_mercator = Transformer.from_crs(4326, 3857, always_xy=True)
    mercator = shapely.transform(LineString(part), lambda c: np.column_stack(to_mercator.transform(c[:, 0], c[:, 1])))
    back = Transformer.from_crs(3857, 4326, always_xy=True)
    mercator = shapely.transform(mercator.buffer(distance), lambda c: np.column_stack(back.transform(c[:, 0], c[:, 1])))
    rms = [float(np.sqrt(np.mean((truth_m(part, edge_points(a)) - distance) ** 2))) for a in (degrees, mercator)]
    assert rms[0] > 500
    assert rms[1] > 4_000


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    lat=st.floats(-65, 65),
    lon=st.floats(-180, 180),
    distance=st.floats(500, 60_000),
    where=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 360), st.floats(0.2, 1.8)), min_size=5, max_size=12),
)
def test_a_point_is_in_the_round_belt_iff_it_is_near_enough(
    seed: int, lat: float, lon: float, distance: float, where: list[tuple[float, float, float]]
) -> None:
    part = meander(lat, lon, seed, kilometres=40)
    area = around_chain(part, distance)
    line = LineString(part)
    for share, bearing, reach in where:
        start = line.interpolate(share, normalized=True)
        x, y, _back = GEOD.fwd(start.x, start.y, bearing, reach * distance)
        truth = truth_m(part, np.array([[x, y]]))[0]
        if abs(truth - distance) > 1.0:
            assert area.covers(beside(Point(x, y), area)) == (truth < distance)


@settings(max_examples=30, deadline=None)
@given(st.floats(-75, 75), st.floats(-180, 180), st.floats(50, 400_000), st.floats(0, 360))
def test_a_disc_reaches_as_far_as_it_should(lat: float, lon: float, radius: float, bearing: float) -> None:
    area = disc(lat, lon, radius)
    for factor, expected in ((0.9999, True), (1.0001, False)):
        margin = 0.3 if expected else -0.3
        x, y, _back = GEOD.fwd(lon, lat, bearing, radius * factor - margin)
        assert area.covers(beside(Point(x, y), area)) == expected


@settings(max_examples=25, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), lat=st.floats(-60, 60), lon=st.floats(-180, 180), distance=st.floats(500, 12_000))
def test_the_two_sides_make_up_the_belt(seed: int, lat: float, lon: float, distance: float) -> None:
    part = meander(lat, lon, seed, kilometres=60)
    assume(LineString(part).is_simple)
    whole, left, right = belt(part, distance), one_side(part, distance, LEFT), one_side(part, distance, RIGHT)
    assert shapely.intersection(left, right).area < 1e-9
    assert left.area + right.area == pytest.approx(whole.area, rel=1e-6)
    # close to the line a point lies on the side that its segment says, wherever the rest of the line wanders
    for i in range(len(part) // 4, 3 * len(part) // 4, 7):
        x, y = (part[i] + part[i + 1]) / 2
        forward, _back, _length = GEOD.inv(*part[i], *part[i + 1])
        for turn, half in ((-90, left), (90, right)):
            lon_off, lat_off, _back = GEOD.fwd(x, y, forward + turn, 20.0)
            assert half.covers(beside(Point(lon_off, lat_off), half))


def test_a_belt_is_cut_square_at_its_ends() -> None:
    part = chain(LineString([(36.0, 36.0), (37.0, 36.0)]))
    area = belt(part, 20_000.0)
    for lat in (35.9, 36.0, 36.1):
        assert not area.covers(Point(36.0 - 0.001, lat))
        assert area.covers(Point(36.0 + 0.002, lat))
    assert around_chain(part, 20_000.0).covers(Point(35.9, 36.0))


def test_a_last_crooked_step_does_not_turn_the_cut() -> None:
    straight = chain(LineString([(36.0, 36.0), (37.0, 36.0)]))
    crooked = chain(LineString([(36.0, 36.0), (36.9995, 36.0), (36.9996, 36.002)]))
    rest = shapely.symmetric_difference(belt(straight, 20_000.0), belt(crooked, 20_000.0))
    assert rest.area < 0.01 * belt(straight, 20_000.0).area


@settings(max_examples=20, deadline=None)
@given(st.floats(-60, 60), st.floats(-180, 180), st.floats(10, 3_000))
def test_growing_and_shrinking_an_area(lat: float, lon: float, by: float) -> None:
    area = disc(lat, lon, 10_000.0)
    for made, expected in zip(blurred(area, by), (10_000 - by, 10_000 + by), strict=True):
        for x, y in edge_points(made, 12):
            assert GEOD.inv(lon, lat, x, y)[2] == pytest.approx(expected, abs=2.0)
