"""Places: names in several spellings, towns as a fallback, and the files that bring them."""

from __future__ import annotations

from typing import Any

import pytest

from servanda.geo import Gazetteer, LatLon, Name, Place, parse_point, read_places, read_posts
from servanda.geo.spelling import loose, strict
from servanda.model import Interval, Position

OWN = [
    Place("tell-abyad", (Name("Tell Abyad", "en"), Name("تل أبيض", "ar")), 36.69648, 38.95382, 3000.0),
    Place("ras-al-ayn", (Name("Ras al-Ayn", "en"), Name("Serêkaniyê", "ku")), 36.85034, 40.07055, 3000.0),
    Place("idlib", (Name("Idlib", "en"), Name("Идлиб", "ru")), 35.93062, 36.63393, 4000.0),
    Place("balyun", (Name("Balyun"), Name("Behun", "", Interval(0, 100))), 35.69568, 36.50841, 2000.0),
]
GAZETTEER = Gazetteer(OWN)
BARE = Gazetteer(OWN, towns=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tell Abyad", "tell-abyad"), ("tall abyad", "tell-abyad"), ("Tal Abyad", "tell-abyad"),
        ("Tel-Abyad", "tell-abyad"), ("تل ابيض", "tell-abyad"), ("RAS EL AYN", "ras-al-ayn"),
        ("Ras Ayn", "ras-al-ayn"), ("Ra's al-‘Ayn", "ras-al-ayn"), ("Serekaniye", "ras-al-ayn"),
        ("İdlib", "idlib"), ("Idleb", "idlib"), ("идлиб", "idlib"), ("ras-al-ayn", "ras-al-ayn"),
    ],
)  # fmt: skip
def test_spellings_of_the_dossiers_own_places(text: str, expected: str) -> None:
    matches = BARE.resolve(text)
    assert matches[0].place.id == expected
    assert matches[0].place.radius_m > 0


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Tal Refaat", (36.472, 37.095)), ("Tell Rifaat", (36.472, 37.095)), ("Menbij", (36.528, 37.955)),
        ("Al Qamishli", (37.052, 41.231)), ("Jisr al-Shughour", (35.814, 36.32)), ("Aleppo", (36.2, 37.16)),
        ("حلب", (36.2, 37.16)), ("Алеппо", (36.2, 37.16)), ("Ankara", (39.92, 32.85)),
    ],
)  # fmt: skip
def test_towns_of_geonames_as_the_fallback(text: str, near: tuple[float, float]) -> None:
    place = GAZETTEER.resolve(text)[0].place
    assert place.lat == pytest.approx(near[0], abs=0.05)
    assert place.lon == pytest.approx(near[1], abs=0.05)
    assert place.kind == "town"
    assert place.radius_m >= 2000
    assert "GeoNames" in place.source


def test_the_dossiers_own_place_comes_first_and_hides_the_town_at_the_same_spot() -> None:
    matches = GAZETTEER.resolve("Idlib")
    assert matches[0].place.id == "idlib"
    assert not [m for m in matches[1:] if m.place.kind == "town" and abs((m.place.lat or 0) - 35.93) < 0.03]


def test_an_ambiguous_name_is_ranked_by_nearness() -> None:
    lebanon = GAZETTEER.resolve("Tripoli", LatLon(34.4, 36.0))[0].place
    libya = GAZETTEER.resolve("Tripoli", LatLon(32.5, 13.5))[0].place
    assert (round(lebanon.lat or 0), round(libya.lat or 0)) == (34, 33)
    assert (round(lebanon.lon or 0), round(libya.lon or 0)) == (36, 13)


@pytest.mark.parametrize("text", ["Nowhereville", "", "   ", "!!!", "x" * 5000, "\u202e\u0000"])
def test_the_unknown_says_so(text: str) -> None:
    assert GAZETTEER.resolve(text) == []
    assert GAZETTEER.place(text) is None


def test_a_name_counts_only_while_it_was_used() -> None:
    assert BARE.resolve("Behun", at=50)[0].place.id == "balyun"
    assert BARE.resolve("Behun", at=200) == []


def test_keys() -> None:
    assert strict("Al-Qāmishlī") == strict("Qamishli")
    assert strict("Ash Shaykh Miskīn") == strict("Shaykh Miskin")
    assert strict("Al") == "al"
    assert loose("Tall Rif‘at") == loose("Tell Refaat")
    assert loose("Rashidin") != loose("Ar Rastan")
    assert loose("Ur") == ""


def test_parse_point() -> None:
    assert parse_point("35.86,36.80") == LatLon(35.86, 36.80)


# the files


def places_of(rows: Any) -> tuple[tuple[Place, ...], list[str]]:
    places, findings = read_places(rows, at=lambda path: Position("places.yaml", len(path), 1))
    return places, [f.slug for f in findings]


def test_places_from_their_file() -> None:
    places, findings = places_of(
        {
            "servanda": 1,
            "places": [
                {
                    "id": "idlib", "lat": 35.93, "lon": 36.63, "radius_m": 4000, "source": "GeoNames",
                    "names": [{"text": "Idlib"}, {"text": "İdlib", "lang": "tr", "from": "2011"}, "Idleb"],
                },
                {"id": "x", "name": "X", "at": [1, 2], "radius": "5 km", "approximate": "yes"},
                {"id": "y", "names": {"en": "Y", "ar": ["ي", "ى"]}, "lat": 1, "lon": 2},
            ],
        }
    )  # fmt: skip
    assert findings == []
    assert [n.text for n in places[0].names] == ["Idlib", "İdlib", "Idleb"]
    assert places[0].names[1].used.start is not None
    assert (places[1].radius_m, places[1].approximate, places[1].at) == (5000, True, LatLon(1, 2))
    assert len(places[2].names) == 3
    assert places[2].radius_m == 2000


@pytest.mark.parametrize(
    ("row", "slug"),
    [
        ({"id": "x"}, "place-position"),
        ({"id": "x", "lat": 36.0}, "place-position"),
        ({"id": "x", "lat": 136.0, "lon": 36}, "place-position"),
        ({"id": "x", "lat": "north", "lon": 36}, "place-position"),
        ({"id": "x y", "lat": 1, "lon": 2}, "place-id"),
        ({"lat": 1, "lon": 2}, "place-id"),
        ({"id": "x", "lat": 1, "lon": 2, "radius_m": -5}, "place-radius"),
        ({"id": "x", "lat": 1, "lon": 2, "radus_m": 5}, "unknown-key"),
        ({"id": "x", "lat": 1, "lon": 2, "names": [{"lang": "en"}]}, "place-name"),
        ({"id": "x", "lat": 1, "lon": 2, "names": [{"text": "X", "from": "yesterday"}]}, "time"),
        ({"id": "x", "lat": 1, "lon": 2, "names": [{"text": "X", "from": "2020", "to": "2010"}]}, "period-backwards"),
        ("x", "entry-expected"),
    ],
)
def test_what_is_wrong_with_a_place(row: Any, slug: str) -> None:
    good = {"id": "good", "lat": 1, "lon": 2}
    places, findings = places_of([row, good])
    assert slug in findings
    assert [p.id for p in places] == ["good"]


def test_an_id_that_stands_twice_even_in_another_case() -> None:
    row = {"lat": 1, "lon": 2}
    assert places_of([{"id": "a", **row}, {"id": "A", **row}])[1] == ["place-twice"]


@pytest.mark.parametrize("data", [None, [], {"places": None}, {}])
def test_no_places_is_no_error(data: Any) -> None:
    assert places_of(data) == ((), [])


@pytest.mark.parametrize("data", ["text", 7, {"places": "text"}])
def test_what_is_no_list_is_a_finding(data: Any) -> None:
    assert places_of(data)[1] == ["list-expected"]


def test_posts_from_their_file() -> None:
    posts, findings = read_posts(
        [
            {
                "id": "p-morek", "names": [{"text": "Morek"}], "operator": "TUR", "number": 9,
                "lat": 35.375, "lon": 36.687,
                "from": "2018-04-07", "to": "2020-10-19",
                "status": [{"as": "encircled", "from": "2019-08-23"}, {"as": "left", "from": "2020-10-19"}],
            },
            {"id": "p-zaytuna", "name": "Zaytuna", "operator": ["TUR"]},
        ]
    )  # fmt: skip
    assert findings == []
    morek, zaytuna = posts
    assert (morek.place.kind, morek.place.radius_m, morek.place.approximate) == ("post", 3000, True)
    assert (morek.operator, morek.number, [s.word for s in morek.status]) == (("TUR",), "9", ["encircled", "left"])
    assert morek.held_at(1_550_000_000) is True
    assert morek.held_at(1_500_000_000) is False
    assert zaytuna.place.at is None
    assert zaytuna.held_at(0) is True


def test_a_post_that_is_wrong() -> None:
    posts, findings = read_posts([{"id": "p", "lat": 1, "status": [{"from": "2020"}]}])
    assert posts == ()
    assert "place-position" in [f.slug for f in findings]
