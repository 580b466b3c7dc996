"""Wide places: states, provinces, continents; the town that a region after a comma tells from its namesakes."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest
from reading_room import report, statements

from servanda.geo import Gazetteer, LatLon, distance_m
from servanda.geo.atlas import country_area
from servanda.reading import Context
from servanda.reading.places import PlaceMention
from servanda.reading.repair import repair
from servanda.reading.view import View

WORLD = Context(gazetteer=Gazetteer())


def places(text: str) -> list[PlaceMention]:
    return View(report(text), WORLD, repair(text)).places(0, len(text))


@pytest.mark.parametrize(
    ("text", "name", "at", "within_m"),
    [
        ("Clashes went on in northern Syria.", "Syria", (35, 38), 100_000),
        ("The Turkish side agreed.", "Turkish", (39, 35), 100_000),
        ("Troops were moved into the U.S. zone.", "U.S.", (39.5, -98.5), 300_000),
        ("A fire broke out in Alberta.", "Alberta", (53.5, -115), 300_000),
        ("Farmers in South Africa protested.", "South Africa", (-29, 24), 300_000),
        ("The shop in Paris, Texas, was closed.", "Paris", (33.66, -95.55), 30_000),
        ("The shop in Paris was closed.", "Paris", (48.85, 2.35), 30_000),
        ("London’s streets were empty.", "London", (51.5, -0.12), 30_000),
        ("She drove to London, Ontario, to see him.", "London", (42.98, -81.24), 30_000),
    ],
)
def test_where(text: str, name: str, at: tuple[float, float], within_m: float) -> None:
    found = [p for p in places(text) if p.name == name]
    assert len(found) == 1
    assert found[0].lat is not None
    assert found[0].lon is not None
    assert distance_m(LatLon(found[0].lat, found[0].lon), LatLon(*at)) <= within_m


def test_a_disc_holds_its_state() -> None:
    rows = list(csv.DictReader((files("servanda.data") / "regions.csv").read_text("utf-8").splitlines()))
    table = {row["id"]: row for row in rows}
    assert len(table) == len(rows) > 300
    for code in ("SYR", "TUR", "RUS", "CHL", "LBN"):
        row = table[code]
        area = country_area(code)
        assert area is not None
        middle = LatLon(float(row["lat"]), float(row["lon"]))
        for part in area.geoms:  # type: ignore[attr-defined]
            x, y = part.exterior.coords[0]
            assert distance_m(middle, LatLon(y, x)) <= float(row["radius_m"]) + 20_000


def test_an_event_is_in_a_state_where_nothing_narrower_is_named() -> None:
    (far,) = [
        s for s in statements("Syrian forces shelled militants in northern Syria on Monday.") if s.event == "shelling"
    ]
    assert far.place is not None
    assert (far.place.name, far.place.id) == ("Syria", "")
    assert far.place.radius_m is not None
    assert far.place.radius_m > 300_000
    (near,) = [
        s for s in statements("Syrian forces shelled Saraqib in northern Syria on Monday.") if s.event == "shelling"
    ]
    assert near.place is not None
    assert near.place.id == "saraqib"


@pytest.mark.parametrize("text", ["Syria shelled militants on Monday.", "Georgia and Mr London spoke.", "Asia is far."])
def test_a_name_alone_locates_nothing(text: str) -> None:
    assert [p for p in places(text) if p.located] == []
