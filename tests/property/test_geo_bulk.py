"""Many points in many zones at once: for every point the answer of `relations`, which asks GEOS about each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.geo import LatLon, Membership, Zone, ZoneGrid, compile_zones, memberships, relations
from servanda.geo.raster import Rectangle, covered, shrunk
from servanda.geo.zone import anywhere, disc_zone, nowhere


def star(seed: int, corners: int, lat: float, lon: float, reach: float) -> shapely.Polygon:
    random = np.random.default_rng(seed)
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    far = np.clip(1 + sum(random.normal(0, 0.4) / 2**k * np.sin(2**k * turn + k) for k in range(1, 9)), 0.3, 2.0)
    return shapely.Polygon(np.column_stack((lon + reach * far * np.cos(turn), lat + reach * far * np.sin(turn))))


def some_zones(lat: float, lon: float) -> list[Zone]:
    drawn = star(1, 900, lat, lon, 0.5)
    with_a_hole = shapely.difference(drawn, shapely.Point(lon, lat).buffer(0.1))
    apart = shapely.union_all([star(k, 60, lat + k / 4, lon - k / 3, 0.1) for k in range(3)])
    return [
        Zone("drawn", drawn, drawn, drawn),
        Zone("hole", with_a_hole, with_a_hole),
        Zone("apart", apart, shapely.union(apart, with_a_hole)),
        Zone("bounds", shapely.Point(lon, lat).buffer(0.05), drawn),
        Zone("inner only", shapely.Point(lon, lat).buffer(0.2), None),
        anywhere(),
        nowhere(),
        disc_zone(lat + 0.2, lon + 0.2, 9_000.0, 500.0, False),
        Zone("square", *(shapely.box(lon - far, lat - far, lon + far, lat + far) for far in (0.25, 0.5))),
    ]


def awkward(lat: float, lon: float, zones: list[Zone], count: int, seed: int) -> tuple[Any, Any]:
    """Points around, far away, on edges and corners, a turn away, and without a position."""
    random = np.random.default_rng(seed)
    lats, lons = random.normal(lat, 0.4, count), random.normal(lon, 0.4, count)
    on_edge = shapely.get_coordinates([z.outer for z in zones if z.outer is not None])
    pick = on_edge[random.integers(0, len(on_edge), count // 4)]
    lats[: len(pick)], lons[: len(pick)] = pick[:, 1], pick[:, 0]
    lons[len(pick) : len(pick) + 50] += 360.0
    odd = [(np.nan, lon), (lat, np.nan), (np.inf, lon), (90.0, lon), (-90.5, lon), (500.0, 500.0), (0.0, lon + 180.0)]
    return np.r_[lats, [p[0] for p in odd]], np.r_[lons, [p[1] for p in odd]]


@pytest.mark.parametrize(("lat", "lon"), [(36.0, 38.0), (-17.0, 179.9), (70.0, -179.9), (0.0, 0.0)])
def test_the_grid_answers_as_geos_does(lat: float, lon: float) -> None:
    zones = some_zones(lat, lon)
    lats, lons = awkward(lat, lon, zones, 2_000, seed=3)
    grid = ZoneGrid(zones, cells=10_000)
    fours = np.empty((len(lats), 3), dtype=np.uint32)
    grid.fill(lats, lons, None, fours)
    for j, zone in enumerate(zones):
        expected = relations(zone, lats, lons, np.zeros(len(lats)))
        assert np.array_equal(fours.view(np.int8)[:, j], expected), zone.name


@pytest.mark.parametrize(("lat", "lon"), [(36.0, 38.0), (-17.0, 179.9), (80.0, 20.0)])
def test_discs_too(lat: float, lon: float) -> None:
    zones = some_zones(lat, lon)
    lats, lons = awkward(lat, lon, zones, 4_500, seed=4)
    random = np.random.default_rng(5)
    radii = random.choice([0.0, 500.0, 3_000.0, 25_000.0, 900_000.0, np.nan, np.inf, 5e6, -1.0], len(lats))
    answer = memberships(zones, lats, lons, radii)
    for j, zone in enumerate(zones):
        assert np.array_equal(answer[:, j], relations(zone, lats, lons, radii)), zone.name


def test_more_zones_than_fit_a_word_and_threads() -> None:
    zones = [Zone(str(k), *(star(k, 40, 36 + k / 40, 38, 0.3),) * 2) for k in range(75)]
    lats, lons = awkward(36.8, 38.0, zones, 20_000, seed=6)
    one, two = memberships(zones, lats, lons), memberships(zones, lats, lons, workers=2)
    assert one.shape == (len(lats), 75)
    assert np.array_equal(one, two)
    for j in (0, 31, 32, 63, 64, 74):
        assert np.array_equal(one[:, j], relations(zones[j], lats, lons, np.zeros(len(lats))))


def test_zones_half_the_globe_apart() -> None:
    zones = [
        disc_zone(36.0, 38.0, 90_000.0, 1_000.0, False),
        disc_zone(-36.0, -142.0, 90_000.0, 1_000.0, False),
        disc_zone(10.0, -141.9, 90_000.0, 1_000.0, False),
    ]
    random = np.random.default_rng(7)
    lats, lons = random.uniform(-80, 80, 5_000), random.uniform(-180, 180, 5_000)
    for k, at in enumerate(((36.0, 38.0), (-36.0, -142.0), (10.0, -141.9))):
        rows = slice(1000 * k, 1000 * k + 1000)
        lats[rows], lons[rows] = random.normal(at[0], 0.5, 1000), random.normal(at[1], 0.5, 1000)
    for radii in (np.zeros(len(lats)), np.full(len(lats), 20_000.0)):
        answer = memberships(zones, lats, lons, radii)
        for j, zone in enumerate(zones):
            assert np.array_equal(answer[:, j], relations(zone, lats, lons, radii))


def test_compiled_zones_of_an_accord() -> None:
    made = compile_zones(
        {
            "front": {"line": [[36.0, 36.0], [36.3, 37.5], [36.0, 39.0]], "accuracy": "2 km"},
            "belt": {"within": "10 km", "of": "front", "side": "north", "except": ["town"]},
            "town": {"around": [36.3, 37.5], "radius": "5 km"},
            "west": {"within": "30 km", "of": "front", "west of": "town"},
            "open": {"inner": "belt", "outer": "west"},
        }
    )
    zones = list(made.zones.values())
    random = np.random.default_rng(8)
    lats, lons = random.uniform(35.5, 36.8, 20_000), random.uniform(35.5, 39.5, 20_000)
    answer = memberships(zones, lats, lons)
    for j, zone in enumerate(zones):
        assert np.array_equal(answer[:, j], relations(zone, lats, lons, np.zeros(len(lats)))), zone.name
    assert set(np.unique(answer)) == {0, 1, 2}


def test_few_points_need_no_grid_and_no_points_no_answer() -> None:
    zone = disc_zone(36.0, 38.0, 5_000.0, 0.0, False)
    assert memberships([zone], [36.0, 37.0], [38.0, 38.0]).tolist() == [[Membership.IN], [Membership.OUT]]
    assert memberships([zone], 36.04, 38.0, 1_000.0).tolist() == [[Membership.UNDETERMINED]]
    assert memberships([], [36.0], [38.0]).shape == (1, 0)
    assert memberships([zone], [], []).shape == (0, 1)
    with pytest.raises(ValueError, match="as many"):
        memberships([zone], [36.0], [38.0, 39.0])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 40), st.integers(4, 40), st.integers(4, 40))
def test_no_cell_is_known_wrongly(seed: int, corners: int, columns: int, rows: int) -> None:
    area = star(seed, corners, 0.5, 0.5, 0.4)
    if not area.is_valid:
        area = shapely.make_valid(area)
    box = Rectangle(-0.3, -0.2, 1.7, 1.5, columns, rows)
    held, edge = covered(box, area)
    for row in range(rows):
        for column in range(columns):
            west, south = -0.3 + column * 1.7 / columns, -0.2 + row * 1.5 / rows
            cell = shapely.box(west, south, west + 1.7 / columns, south + 1.5 / rows)
            if held[row, column]:
                assert area.covers(cell)
            elif not edge[row, column]:
                assert not area.intersects(cell)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 4), st.integers(3, 9), st.integers(3, 9))
def test_shrinking_cells(seed: int, by: int, rows: int, columns: int) -> None:
    cells = np.random.default_rng(seed).random((rows, columns)) < 0.9
    made = shrunk(cells, by)
    for r in range(rows):
        for c in range(columns):
            inside = r >= by and c >= by and r + by < rows and c + by < columns
            assert made[r, c] == (inside and cells[r - by : r + by + 1, c - by : c + by + 1].all())


def test_far_from_every_zone_is_out() -> None:
    zones = [disc_zone(36.0, 38.0, 5_000.0, 0.0, False), anywhere()]
    far = LatLon(-40.0, -100.0)
    answer = memberships(zones, np.full(5_000, far.lat), np.full(5_000, far.lon), 100.0)
    assert np.unique(answer[:, 0]).tolist() == [Membership.OUT]
    assert np.unique(answer[:, 1]).tolist() == [Membership.UNDETERMINED]
