"""The distances that the agreed facts give, from the border line in the bundled dossier (detailed: OpenStreetMap)."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import pytest

from servanda.geo import (
    Compiled,
    LatLon,
    Membership,
    Place,
    compile_zones,
    distance_to_line_m,
    read_geojson,
    relation,
)

GEO = resources.files("servanda") / "data" / "idlib" / "geo"
# place: (lat, lon), km to the detailed line, km to Natural Earth 1:10m
TABLE = {
    "Ras al-Ayn": ((36.85034, 40.07055), 0.77, 0.03),
    "Tell Abyad": ((36.69648, 38.95382), 0.91, 0.41),
    "Kobani": ((36.89095, 38.35347), 0.99, 0.49),
    "Qamishli": ((37.05215, 41.23142), 1.59, 1.55),
    "Azaz": ((36.58662, 37.04628), 6.32, 3.75),
    "Tell Rifaat": ((36.47229, 37.09471), 18.02, 16.80),
    "Idlib": ((35.93062, 36.63393), 24.92, 25.86),
    "Manbij": ((36.52815, 37.95495), 28.96, 28.48),
    "Al-Bab": ((36.37051, 37.51570), 29.37, 29.92),
    "Tall Tamr": ((36.65556, 40.37079), 29.81, 30.09),
    "Ayn Issa": ((36.3855, 38.86228), 35.06, 33.67),
    "Saraqib": ((35.86447, 36.80591), 42.07, 42.42),
}
FILES = {"detailed": "border-syr-tur.geojson", "coarse": "border-syr-tur-ne.geojson"}
PLACES = {name: Place(name, (), *at, 1000.0) for name, (at, *_rest) in TABLE.items()}


@lru_cache
def belt(which: str, accuracy: str) -> Compiled:
    file = GEO / FILES[which]
    if not file.is_file():
        pytest.skip("the dossier brings no such line")
    return compile_zones(
        {
            "border": {"line": FILES[which], "accuracy": accuracy},
            "operation": {
                "between": ["Tell Abyad", "Ras al-Ayn"], "of": "border", "depth": "32 km", "side": "SYR",
            },
            "belt-30": {"within": "30 km", "of": "border", "side": "SYR"},
            "turkish": {"within": "30 km", "of": "border", "side": "TUR"},
            "patrol-west": {"within": "10 km", "of": "border", "side": "SYR", "west of": "operation"},
        },
        load_line=lambda path: read_geojson(file.read_bytes(), path),
        place=PLACES.get,
    )  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_the_table_of_distances(name: str) -> None:
    at, detailed, coarse = TABLE[name]
    for which, expected in (("detailed", detailed), ("coarse", coarse)):
        made = belt(which, "100 m" if which == "detailed" else "3.5 km")
        assert distance_to_line_m(LatLon(*at), made.lines["border"]) / 1000 == pytest.approx(expected, abs=0.05)


def test_with_the_detailed_line_the_towns_are_in_or_out() -> None:
    made = belt("detailed", "100 m")
    assert made.findings == ()
    answers = {name: str(relation(made.zones["belt-30"], *at)) for name, (at, *_rest) in TABLE.items()}
    assert answers == {name: ("in" if row[1] < 30 else "out") for name, row in TABLE.items()}


def test_with_the_coarse_line_tall_tamr_and_manbij_are_undetermined() -> None:
    zone = belt("coarse", "3.5 km").zones["belt-30"]
    for name in ("Tall Tamr", "Manbij", "Kobani"):
        assert relation(zone, *TABLE[name][0]) is Membership.UNDETERMINED, name
    assert relation(zone, *TABLE["Idlib"][0]) is Membership.IN
    assert relation(zone, *TABLE["Saraqib"][0]) is Membership.OUT


def test_sides_by_the_towns_of_a_country() -> None:
    made = belt("detailed", "100 m")
    for name, at in {
        "Gaziantep": (36.75, 37.25),
        "Nusaybin": (37.0788, 41.2183),
        "Reyhanli": (36.2692, 36.567),
    }.items():
        assert relation(made.zones["belt-30"], *at) is Membership.OUT, name
        assert relation(made.zones["turkish"], *at) is Membership.IN, name


def test_the_operation_area_and_what_lies_west_of_it() -> None:
    made = belt("detailed", "100 m")
    assert relation(made.zones["operation"], 36.7, 39.5) is Membership.IN
    assert relation(made.zones["operation"], 36.70, 38.5) is Membership.OUT
    assert relation(made.zones["patrol-west"], *TABLE["Kobani"][0]) is Membership.IN
    assert relation(made.zones["patrol-west"], *TABLE["Qamishli"][0]) is Membership.OUT
