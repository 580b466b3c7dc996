"""Zone expressions: what each says, how they combine, and what is wrong with those that say nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pyproj import Geod

from servanda.geo import (
    Compiled,
    LatLon,
    Loaded,
    Membership,
    Name,
    Place,
    Zone,
    area_m2,
    compile_zones,
    cover,
    covered_share,
    covers,
    destination,
    meets,
    read_geojson,
    relation,
    relation_of_zone,
    relations,
)
from servanda.geo.zone import drawn_zone
from servanda.model import Position

IN, OUT, UNDETERMINED = Membership.IN, Membership.OUT, Membership.UNDETERMINED
GEOD = Geod(ellps="WGS84")

# A line along the 36th parallel from 36° to 39° E, Southland below it and Northland above.
LINE = b'{"type": "LineString", "coordinates": [[36.0, 36.0], [37.5, 36.0], [39.0, 36.0]]}'
PLACES = {
    "Alpha": Place("alpha", (Name("Alpha"),), 35.9, 37.0, 3000.0),
    "Bravo": Place("bravo", (Name("Bravo"),), 35.9, 38.0, 3000.0),
    "Camp": Place("camp", (Name("Camp"),), 35.7, 37.5, 2000.0, approximate=True),
    "Lost": Place("lost", (Name("Lost"),), None, None, 3000.0),
}
TOWNS = {"SOU": [LatLon(35.5, 36.5 + i / 10) for i in range(9)], "NOR": [LatLon(36.4, 37 + i / 10) for i in range(9)]}


def load(file: str) -> Loaded:
    return read_geojson(LINE, file) if file == "geo/line.geojson" else Loaded(None)


def compiled(zones: Mapping[str, Any]) -> Compiled:
    return compile_zones(
        {"line": {"line": "geo/line.geojson", "accuracy": "100 m", "witness": {"SOUTH": [35.0, 37.5]}}, **zones},
        load_line=load,
        place=PLACES.get,
        towns=lambda code: TOWNS.get(code, []),
        at=lambda path: Position("a.yaml", len(path), 1),
    )


def zone(expr: Mapping[str, Any], **others: Any) -> Zone:
    made = compiled({**others, "z": expr})
    assert [str(f) for f in made.findings] == []
    return made.zones["z"]


def slugs(expr: Any, **others: Any) -> list[str]:
    made = compiled({**others, "z": expr})
    assert "z" not in made.zones or all(f.slug == "unknown-key" for f in made.findings)
    return [f.slug for f in made.findings]


def where(z: Zone, *points: tuple[float, float], radius: float = 0.0) -> list[Membership]:
    return [relation(z, lat, lon, radius) for lat, lon in points]


# a degree of latitude at 36° N is 110.96 km: 0.09° is 9.99 km


def test_within_of_a_line_on_one_side() -> None:
    z = zone({"within": "10 km", "of": "line", "side": "SOUTH"})
    assert where(z, (35.95, 37.5), (36.05, 37.5), (35.85, 37.5), (35.95, 35.9), (35.95, 39.1)) == [
        IN,
        OUT,
        OUT,
        OUT,
        OUT,
    ]


def test_within_of_a_line_on_both_sides() -> None:
    z = zone({"within": "10 km", "of": "line"})
    assert where(z, (35.95, 37.5), (36.05, 37.5), (36.0, 37.5), (36.1, 37.5)) == [IN, IN, IN, OUT]


def test_the_accuracy_of_the_line_is_carried_to_every_edge() -> None:
    z = zone({"within": "10 km", "of": "line", "side": "SOUTH"})
    for off, expected in (
        (9_880, IN),
        (9_920, UNDETERMINED),
        (10_080, UNDETERMINED),
        (10_120, OUT),
        (50, UNDETERMINED),
    ):
        lat = destination(LatLon(36.0, 37.5), 180, off).lat
        assert where(z, (lat, 37.5)) == [expected], off
    north = destination(LatLon(36.0, 37.5), 0, 80).lat
    assert where(z, (north, 37.5)) == [UNDETERMINED]


@pytest.mark.parametrize(
    "side",
    ["SOUTH", "SOU", "south", [35.5, 37.0], "35.5, 37.0"],
    ids=["witness", "towns", "compass", "point", "point as text"],
)
def test_a_side_by_witness_by_towns_by_the_compass_or_by_a_point(side: Any) -> None:
    z = zone({"within": "10 km", "of": "line", "side": side})
    assert where(z, (35.95, 37.5), (36.05, 37.5)) == [IN, OUT]


def test_a_witness_of_the_zone_itself() -> None:
    z = zone({"within": "10 km", "of": "line", "side": "UP", "witness": {"UP": [36.3, 37.0]}})
    assert where(z, (35.95, 37.5), (36.05, 37.5)) == [OUT, IN]


def test_between_two_places_along_a_line() -> None:
    z = zone({"between": ["Alpha", "Bravo"], "of": "line", "depth": "20 km", "side": "SOUTH"})
    assert where(z, (35.9, 37.5), (35.9, 36.9), (35.9, 38.1), (36.1, 37.5)) == [IN, OUT, OUT, OUT]
    assert area_m2(z.nominal) == pytest.approx(20_000 * GEOD.inv(37, 36, 38, 36)[2], rel=0.01)


def test_between_without_a_depth_is_a_stretch_of_the_line() -> None:
    made = compiled({"route": {"between": ["Alpha", "Bravo"], "of": "line"}})
    assert made.lines["route"].length_m == pytest.approx(GEOD.inv(37, 36, 38, 36)[2], rel=1e-3)


def test_what_is_drawn_from_a_zone_that_is_nowhere_is_nowhere() -> None:
    front = {"nowhere": "yes"}
    for expr in (
        {"within": "10 km", "of": "front"},
        {"along": "front", "buffer": "10 km"},
        {"between": ["Alpha", "Bravo"], "of": "front", "depth": "5 km"},
        {"around": "front", "radius": "5 km"},
        {"all of": ["front", {"place": "Alpha", "radius": "5 km"}]},
    ):
        z = zone(expr, front=front)
        assert z.nowhere, expr
        assert where(z, (35.9, 37.0), (36.0, 37.5)) == [OUT, OUT]
    rest = zone({"place": "Alpha", "radius": "5 km", "except": ["front"]}, front=front)
    assert where(rest, (35.9, 37.0)) == [IN]


def test_a_belt_narrower_than_its_error_is_certain_nowhere() -> None:
    coarse = {"line": [[36.0, 36.0], [36.0, 39.0]], "accuracy": "3.5 km"}
    z = zone({"within": "1 km", "of": "coarse", "side": "south"}, coarse=coarse)
    assert z.inner.is_empty
    assert where(z, (35.995, 37.5), (36.01, 37.5), (35.9, 37.5)) == [UNDETERMINED, UNDETERMINED, OUT]


def test_the_accuracy_of_an_area_in_parts_blurs_every_part() -> None:
    parts = {"any of": [{"around": [36.0, 37.0], "radius": "5 km"}, {"around": [36.0, 38.0], "radius": "5 km"}]}
    nominal = zone(parts).nominal
    assert nominal is not None
    made = drawn_zone(nominal, 1_000.0)
    for lon in (37.0, 38.0):
        answers = [relation(made, destination(LatLon(36.0, lon), 0, m).lat, lon) for m in (3_900, 5_000, 6_100)]
        assert answers == [IN, UNDETERMINED, OUT]


def test_belts_without_except_and_compass_cuts() -> None:
    operation = {"between": ["Alpha", "Bravo"], "of": "line", "depth": "20 km", "side": "SOUTH"}
    belt = zone({"within": "30 km", "of": "line", "side": "SOUTH", "except": ["operation"]}, operation=operation)
    assert where(belt, (35.9, 37.5), (35.78, 37.5), (35.9, 36.5)) == [OUT, IN, IN]
    west = zone({"within": "10 km", "of": "line", "side": "SOUTH", "west of": "operation"}, operation=operation)
    assert where(west, (35.95, 36.5), (35.95, 37.5), (35.95, 38.5)) == [IN, OUT, OUT]
    east = zone({"within": "10 km", "of": "line", "side": "SOUTH", "east of": "operation"}, operation=operation)
    assert where(east, (35.95, 36.5), (35.95, 37.5), (35.95, 38.5)) == [OUT, OUT, IN]


@pytest.mark.parametrize(("cut", "inside", "outside"), [
    ("north of", (35.95, 37.0), (35.85, 37.0)), ("south of", (35.85, 37.0), (35.95, 37.0)),
    ("west of", (35.9, 36.9), (35.9, 37.1)), ("east of", (35.9, 37.1), (35.9, 36.9)),
])  # fmt: skip
def test_a_compass_cut_at_a_place(cut: str, inside: tuple[float, float], outside: tuple[float, float]) -> None:
    z = zone({"around": [35.9, 37.0], "radius": "30 km", cut: "Alpha"})
    assert where(z, inside, outside) == [IN, OUT]


def test_around_and_place_with_a_radius() -> None:
    z = zone({"place": "Alpha", "radius": "5 km"})
    near, far = destination(LatLon(35.9, 37.0), 45, 4_990), destination(LatLon(35.9, 37.0), 45, 5_010)
    assert where(z, near, far) == [IN, OUT]
    assert where(zone({"around": "Alpha", "within": "5 km"}), near, far) == [IN, OUT]
    assert where(zone({"around": [35.9, 37.0], "radius": "5 km"}), near, far) == [IN, OUT]


def test_a_place_of_unsure_position_blurs_its_disc() -> None:
    z = zone({"place": "Camp", "radius": "5 km"})
    points = [destination(LatLon(35.7, 37.5), 200, d) for d in (2_900, 3_100, 6_900, 7_100)]
    assert where(z, *points) == [IN, UNDETERMINED, UNDETERMINED, OUT]
    assert z.approximate


def test_around_a_zone_grows_it() -> None:
    z = zone({"around": "inner", "within": "5 km"}, inner={"place": "Alpha", "radius": "5 km"})
    points = [destination(LatLon(35.9, 37.0), 90, d) for d in (9_990, 10_010)]
    assert where(z, *points) == [IN, OUT]


def test_along_a_road_drawn_through_places() -> None:
    road = {"line": ["Alpha", [35.9, 37.5], "Bravo"], "accuracy": "1 km"}
    z = zone({"along": "road", "buffer": "6 km"}, road=road)
    points = [destination(LatLon(35.9, 37.5), 0, d) for d in (4_900, 5_500, 6_900, 7_200)]
    assert where(z, *points) == [IN, UNDETERMINED, UNDETERMINED, OUT]
    assert z.approximate


def test_polygons_inline_and_from_a_file() -> None:
    square = [[35.0, 36.0], [35.0, 37.0], [36.0, 37.0], [36.0, 36.0]]
    assert where(zone({"polygon": square}), (35.5, 36.5), (35.5, 37.5)) == [IN, OUT]
    blurred = zone({"polygon": square, "accuracy": "2 km"})
    assert where(blurred, (35.99, 36.5), (35.97, 36.5), (36.01, 36.5), (36.03, 36.5)) == [
        UNDETERMINED, IN, UNDETERMINED, OUT,
    ]  # fmt: skip


def test_all_of_and_any_of() -> None:
    a, b = {"place": "Alpha", "radius": "60 km"}, {"place": "Bravo", "radius": "60 km"}
    both, either = zone({"all of": ["a", "b"]}, a=a, b=b), zone({"any of": ["a", b]}, a=a, b=b)
    middle, west = (35.9, 37.5), (35.9, 36.6)
    assert where(both, middle, west) == [IN, OUT]
    assert where(either, middle, west) == [IN, IN]


def test_an_undefined_zone_is_nowhere_certain_and_anywhere_possible() -> None:
    z = zone({"undefined": True})
    assert where(z, (0, 0), (35.9, 37.0)) == [UNDETERMINED, UNDETERMINED]
    assert z.outer is None
    assert not z.defined


def test_a_zone_between_two_bounds() -> None:
    inner, outer = {"place": "Alpha", "radius": "5 km"}, {"place": "Alpha", "radius": "20 km"}
    points = [destination(LatLon(35.9, 37.0), 90, d) for d in (4_000, 10_000, 21_000)]
    assert where(zone({"inner": inner, "outer": outer}), *points) == [IN, UNDETERMINED, OUT]
    assert where(zone({"inner": "none", "outer": outer}), *points) == [UNDETERMINED, UNDETERMINED, OUT]
    assert where(zone({"outer": outer}), *points) == [UNDETERMINED, UNDETERMINED, OUT]
    assert where(zone({"inner": inner}), *points) == [IN, UNDETERMINED, UNDETERMINED]


def test_except_a_zone_of_open_bounds_leaves_only_what_is_certain() -> None:
    taken = {"inner": {"place": "Alpha", "radius": "5 km"}, "outer": {"place": "Alpha", "radius": "20 km"}}
    z = zone({"place": "Alpha", "radius": "40 km", "except": ["taken"]}, taken=taken)
    points = [destination(LatLon(35.9, 37.0), 90, d) for d in (4_000, 10_000, 21_000, 41_000)]
    assert where(z, *points) == [OUT, UNDETERMINED, IN, OUT]
    nowhere = zone({"place": "Alpha", "radius": "40 km", "except": [{"undefined": True}]})
    assert where(nowhere, (35.9, 37.0)) == [UNDETERMINED]


def test_discs_that_straddle_an_edge_are_undetermined() -> None:
    z = zone({"place": "Alpha", "radius": "20 km"})
    at = destination(LatLon(35.9, 37.0), 90, 18_000)
    assert [relation(z, *at, r) for r in (1_900, 2_100, 38_100)] == [IN, UNDETERMINED, UNDETERMINED]
    out = destination(LatLon(35.9, 37.0), 90, 22_000)
    assert [relation(z, *out, r) for r in (1_900, 2_100)] == [OUT, UNDETERMINED]


def test_columns_answer_as_single_points_do_and_missing_positions_are_undetermined() -> None:
    z = zone({"place": "Alpha", "radius": "20 km"})
    lats, lons = [35.9, 35.9, float("nan"), 0.0, 35.9], [37.0, 37.3, 37.0, 0.0, 37.0]
    radii = [0.0, 0.0, 0.0, 10.0, float("nan")]
    assert relations(z, lats, lons, radii).tolist() == [IN, OUT, UNDETERMINED, OUT, UNDETERMINED]
    assert relations(z, [], [], []).tolist() == []


def test_a_belt_covers_a_narrower_one_on_the_same_line_though_both_are_uncertain() -> None:
    made = compiled({
        "wide": {"within": "30 km", "of": "line", "side": "SOUTH"},
        "narrow": {"within": "10 km", "of": "line", "side": "SOUTH"},
        "other": {"within": "10 km", "of": "line", "side": "NOR"},
    })  # fmt: skip
    wide, narrow, other = (made.zones[n] for n in ("wide", "narrow", "other"))
    assert covers(wide, narrow)
    assert not covers(narrow, wide)
    assert covers(wide, wide)
    assert not covers(wide, other)
    assert covered_share(wide, [narrow]) == pytest.approx(1 / 3, abs=0.01)
    assert covered_share(wide, [wide]) == 1.0
    assert covered_share(wide, []) == 0.0
    assert relation_of_zone(wide, narrow) is IN
    assert relation_of_zone(narrow, wide) is UNDETERMINED


def test_two_halves_together_cover_the_whole() -> None:
    made = compiled({
        "whole": {"within": "10 km", "of": "line", "side": "SOUTH"},
        "west": {"within": "10 km", "of": "line", "side": "SOUTH", "west of": [35.9, 37.501]},
        "east": {"within": "10 km", "of": "line", "side": "SOUTH", "east of": [35.9, 37.5]},
    })  # fmt: skip
    whole, west, east = (made.zones[n] for n in ("whole", "west", "east"))
    assert cover([west, east], whole)
    assert not cover([west], whole)
    assert covered_share(whole, [west]) == pytest.approx(0.5, abs=0.01)


def test_zones_that_cannot_meet() -> None:
    made = compiled({"a": {"place": "Alpha", "radius": "5 km"}, "b": {"place": "Bravo", "radius": "5 km"}, "u": {"undefined": True}})  # fmt: skip # noqa: E501
    a, b, u = (made.zones[n] for n in "abu")
    assert (meets(a, b), meets(a, u), meets(a, a)) == (False, True, True)
    assert relation_of_zone(a, b) is OUT


def test_a_zone_over_the_antimeridian() -> None:
    made = compile_zones({
        "strait": {"line": [[66.0, 179.5], [66.0, -179.5]], "accuracy": "0 m"},
        "belt": {"within": "10 km", "of": "strait"},
        "east": {"within": "10 km", "of": "strait", "east of": [66.0, 180]},
        "disc": {"around": [66.0, -179.9], "radius": "20 km"},
    })  # fmt: skip
    assert [f.slug for f in made.findings] == []
    assert where(made.zones["belt"], (66.0, 179.9), (66.0, -179.9), (66.0, 0.0)) == [IN, IN, OUT]
    assert where(made.zones["east"], (66.01, 179.9), (66.01, -179.9)) == [OUT, IN]
    assert where(made.zones["disc"], (66.0, 179.9), (66.0, 179.0)) == [IN, OUT]
    assert covered_share(made.zones["disc"], [made.zones["belt"]]) > 0.5


# findings


@pytest.mark.parametrize(
    ("expr", "slug"),
    [
        ({"within": "10 km", "of": "lime", "side": "SOUTH"}, "zone-unknown"),
        ({"within": "-10 km", "of": "line"}, "zone-distance"),
        ({"within": "ten", "of": "line"}, "zone-distance"),
        ({"within": 0, "of": "line"}, "zone-distance"),
        ({"within": "90000 km", "of": "line"}, "zone-distance"),
        ({"within": "10 km"}, "zone-of-missing"),
        ({"within": "10 km", "of": "line", "side": "NOWHERE"}, "zone-side"),
        ({"within": "10 km", "of": "line", "side": "east"}, "zone-side"),
        ({"within": "10 km", "of": "line", "side": "X", "witness": {"X": [36.0, 37.5]}}, "zone-side"),
        ({"within": "10 km", "of": "line", "side": "X", "witness": {"X": [136.0, 37.5]}}, "zone-point"),
        ({"line": "geo/none.geojson", "accuracy": 1}, "zone-file"),
        ({"line": ["Alpha"]}, "zone-line"),
        ({"line": ["Alpha", "Alpha"], "accuracy": 1}, "zone-line"),
        ({"line": ["Alpha", "Nowhere"]}, "zone-unknown"),
        ({"border": ["SYR", "FRA"]}, "zone-border-unknown"),
        ({"border": ["SYR", "XYZ"]}, "zone-border-unknown"),
        ({"border": "SYR"}, "zone-border"),
        ({"between": ["Alpha"], "of": "line", "depth": "1 km"}, "zone-between"),
        ({"between": ["Alpha", "Alpha"], "of": "line", "depth": "1 km"}, "zone-between"),
        ({"place": "Nowhere", "radius": "5 km"}, "zone-unknown"),
        ({"place": "Lost", "radius": "5 km"}, "zone-place-nowhere"),
        ({"around": [35.9, 37.0]}, "zone-distance-missing"),
        ({"polygon": [[35, 36], [36, 37], [35, 37], [36, 36]]}, "polygon-crosses-itself"),
        ({"polygon": [[35, 36], [36, 37]]}, "zone-polygon"),
        ({"polygon": [[35, 136], [136, 36], [35, 37]]}, "zone-point"),
        ({"all of": []}, "zone-list"),
        ({"all of": ["z"]}, "zone-cycle"),
        ({"within": "10 km", "of": "line", "withing": "1 km"}, "unknown-key"),
        ({"polygon": [[35, 36], [35, 37], [36, 37]], "line": "geo/line.geojson"}, "zone-expression"),
        ({}, "zone-empty"),
        (7, "zone-expression"),
        (None, "zone-expression"),
        ("Nowhere", "zone-unknown"),
        ({"along": "Alpha", "buffer": "1 km"}, "zone-unknown"),
        ({"along": {"place": "Alpha"}, "buffer": "1 km"}, "zone-no-line"),
        (
            {"inner": {"place": "Alpha", "radius": "9 km"}, "outer": {"place": "Alpha", "radius": "5 km"}},
            "zone-bounds",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(expr: Any, slug: str) -> None:
    assert slug in slugs(expr)


def test_every_problem_is_found_at_once_each_at_its_place() -> None:
    seen: list[tuple[str | int, ...]] = []

    def at(path: tuple[str | int, ...]) -> Position:
        seen.append(path)
        return Position("a.yaml", 1, 1)

    made = compile_zones(
        {
            "a": {"place": "Nowhere", "radius": "5 km"},
            "b": {"any of": [{"around": [95, 0], "radius": 1}, {"around": [5, 0], "radius": "x"}]},
            "c": {"place": "Alpha", "radius": "5 km"},
        },
        place=PLACES.get,
        at=at,
    )
    assert [f.slug for f in made.findings] == ["zone-unknown", "zone-point", "zone-distance"]
    assert ("b", "any of", 0, "around") in seen
    assert ("b", "any of", 1, "radius") in seen
    assert list(made.zones) == ["c"]


def test_two_zones_made_of_each_other() -> None:
    made = compiled({"a": {"any of": ["b"]}, "b": {"any of": ["a"]}})
    assert [f.slug for f in made.findings] == ["zone-cycle"]
    assert "a → b → a" in made.findings[0].got


def test_a_line_without_accuracy_is_a_warning_and_still_a_line() -> None:
    made = compiled({"road": {"line": ["Alpha", "Bravo"]}})
    assert [(f.slug, f.is_error) for f in made.findings] == [("line-accuracy", False)]
    assert made.lines["road"].accuracy_m == 3_000
    assert made.lines["road"].approximate


def test_a_near_miss_is_suggested() -> None:
    made = compiled({"z": {"within": "10 km", "of": "lyne"}})
    assert made.findings[0].expected == "line"


def test_a_border_from_a_resolver() -> None:
    line = compiled({}).lines["line"]
    made = compile_zones(
        {"b": {"border": ["SOU", "NOR"]}, "z": {"within": "5 km", "of": "b", "side": "SOU"}},
        border=lambda a, b: line,
        towns=lambda code: TOWNS[code],
    )
    assert made.findings == ()
    assert where(made.zones["z"], (35.98, 37.5), (36.02, 37.5)) == [IN, OUT]


def test_a_line_is_a_zone_that_is_certain_nowhere() -> None:
    z = compiled({}).zones["line"]
    assert z.line is not None
    assert where(z, (36.0, 37.5), (36.01, 37.5)) == [UNDETERMINED, OUT]


def test_zones_drawn_before_are_drawn_again_only_where_what_they_are_made_of_changed() -> None:
    drawn: dict[str, Zone] = {}
    exprs: dict[str, object] = {
        "road": {"line": [[35.86, 36.81], [35.81, 36.32]], "accuracy": "0 m"},
        "belt": {"within": "2 km", "of": "road"},
        "town": {"around": [36.0, 36.5], "radius": "3 km"},
        "both": {"any of": ["belt", {"zone": "town"}]},
        "wrong": {"within": "2 km", "of": "nobody"},
    }
    first = compile_zones(exprs, drawn=drawn)
    again = compile_zones(exprs, drawn=drawn)
    assert all(again.zones[name] is zone for name, zone in first.zones.items())
    assert again.findings == first.findings
    assert [f.slug for f in again.findings] == ["zone-unknown"]
    other = compile_zones({**exprs, "town": {"around": [36.0, 36.5], "radius": "4 km"}}, drawn=drawn)
    same = {name for name, zone in other.zones.items() if zone is first.zones[name]}
    assert same == {"road", "belt"}
    alone = compile_zones({**exprs, "town": {"around": [36.0, 36.5], "radius": "4 km"}})
    assert {n: z.outer for n, z in other.zones.items()} == {n: z.outer for n, z in alone.zones.items()}
