"""Where is that? Coordinates in every notation, names in every spelling, offsets and roads; always with a radius."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from servanda.geo import Gazetteer, LatLon, Line, Located, Name, Place, Spotted, compile_zones, distance_m, locate
from servanda.model import Interval

GEOD = Geod(ellps="WGS84")
SARAQIB, ARIHA, IDLIB = LatLon(35.86447, 36.80591), LatLon(35.81234, 36.61098), LatLon(35.93062, 36.63393)
PLACES = [
    Place("saraqib", (Name("Saraqib"), Name("سراقب", "ar")), *SARAQIB, 3000.0),
    Place("ariha", (Name("Ariha"),), *ARIHA, 3000.0),
    Place("idlib", (Name("Idlib"), Name("إدلب", "ar")), *IDLIB, 4000.0),
    Place("balyun", (Name("Balyun"), Name("Behun", used=Interval(1_500_000_000, 1_600_000_000))), 35.7, 36.5, 2e3),
    Place("lost", (Name("Ain al-Havr"),), None, None, 5000.0),
]
BARE = Gazetteer(PLACES, towns=False)
LINES = compile_zones(
    {
        "m4-idlib": {"line": ["35.86447, 36.80591", "35.81234, 36.61098", "35.81, 36.32"], "accuracy": "2 km"},
        "contact": {"line": [[36.0, 36.5], [35.5, 37.0]], "accuracy": "2 km"},
    }
).lines


def found(text: str, gazetteer: Gazetteer = BARE, **options: object) -> Spotted:
    made = locate(text, gazetteer, lines=LINES, **options)  # type: ignore[arg-type]
    assert made.best is not None, made.findings
    assert made.best.radius_m > 0
    return made.best


def slugs(text: str) -> list[str]:
    made = locate(text, BARE, lines=LINES)
    assert made.best is None
    return [f.slug for f in made.findings]


@pytest.mark.parametrize(
    "text",
    [
        "35.86447, 36.80591",
        "35.86447 36.80591",
        "35.86447,36.80591",
        "(35.86447; 36.80591)",
        "35,86447; 36,80591",
        "35.86447N 36.80591E",
        "N35.86447 E36.80591",
        "36.80591°E, 35.86447°N",
        "35°51'52.1\"N 36°48'21.3\"E",
        "35° 51′ 52.1″ N, 36° 48′ 21.3″ E",
        "36°48'21.3\"E 35°51'52.1\"N",
        "N 35°51.868' E 36°48.355'",
        "35 51 52.1 N 36 48 21.3 E",
        "35:51:52.1N, 36:48:21.3E",
        "35d51m52.1s N 36d48m21.3s E",
        "35 deg 51 min 52.1 sec N 36 deg 48 min 21.3 sec E",
        "geo:35.86447,36.80591",
        "37S CV 01898 71139",
        "37SCV0189871139",
        "37 north 301898.8 3971139.2",
        "UTM zone 37 north 301898.8mE 3971139.2mN",
        "٣٥.٨٦٤٤٧, ٣٦.٨٠٥٩١",
    ],
)
def test_one_point_in_many_notations(text: str) -> None:
    spot = found(text)
    assert distance_m(spot.at, SARAQIB) < 3.0
    assert spot.radius_m < 10


@pytest.mark.parametrize(
    ("text", "radius"),
    [
        ("35.9, 36.8", 14_300),
        ("35.86, 36.81", 1_430),
        ("35°51' 36°48'", 2_400),
        ("37S CV 01 71", 710),
        ("37S CV", 71_000),
    ],
)
def test_few_digits_leave_a_wide_disc(text: str, radius: float) -> None:
    spot = found(text)
    assert spot.radius_m == pytest.approx(radius, rel=0.1)
    assert distance_m(spot.at, SARAQIB) <= spot.radius_m + 1


def test_the_southern_and_western_halves() -> None:
    for text in ("-33.45, -70.65", "33.45S 70.65W", "S33°27' W70°39'", "33°27'S, 70°39'W"):
        assert distance_m(found(text).at, LatLon(-33.45, -70.65)) < 1, text


def test_a_band_that_may_be_a_half_of_the_globe_says_so() -> None:
    made = locate("37S 300000 3970000", BARE)
    assert made.best is not None
    assert made.best.at.lat == pytest.approx(35.85, abs=0.01)
    assert [round(o.at.lat) for o in made.others] == [-54]
    assert [f.slug for f in made.findings] == ["place-ambiguous"]
    assert found("19S 345000 6297000").at.lat == pytest.approx(-33.45, abs=0.05)  # no northing of band S


@settings(max_examples=150, deadline=None)
@given(st.floats(-79.9, -0.001) | st.floats(0.001, 83.9), st.floats(-179.99, 179.99), st.integers(0, 5))
def test_mgrs_squares_hold_the_point_that_they_were_made_of(lat: float, lon: float, digits: int) -> None:
    mgrs = pytest.importorskip("mgrs")
    spot = found(mgrs.MGRS().toMGRS(lat, lon, MGRSPrecision=digits))
    assert distance_m(spot.at, LatLon(lat, lon)) <= spot.radius_m * 1.001 + 1


@settings(max_examples=150, deadline=None)
@given(st.floats(-79.9, -0.1) | st.floats(0.1, 83.9), st.floats(-179.99, 179.99))
def test_utm_against_another_library(lat: float, lon: float) -> None:
    utm = pytest.importorskip("utm")
    easting, northing, zone, _letter = utm.from_latlon(lat, lon)
    half = "north" if lat >= 0 else "south"
    assert distance_m(found(f"{zone} {half} {easting:.1f} {northing:.1f}").at, LatLon(lat, lon)) < 0.2


@settings(max_examples=150, deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_degrees_minutes_seconds_come_back(lat: float, lon: float) -> None:
    def written(value: float, letters: str) -> str:
        hundredths = round(abs(value) * 360_000)
        degrees, rest = divmod(hundredths, 360_000)
        return f"{degrees}°{rest // 6000:02}'{rest % 6000 / 100:05.2f}\"{letters[value < 0]}"

    text = f"{written(lat, 'NS')} {written(lon, 'EW')}"
    spot = found(text)
    assert distance_m(spot.at, LatLon(lat, lon)) <= spot.radius_m + 0.2


def test_names_in_scripts_spellings_and_ids() -> None:
    for text in ("Saraqib", "saraqib", "Sarāqib", "سراقب", "Saraqeb"):
        assert found(text).place is PLACES[0], text
    assert found("Saraqib").radius_m == 3000.0


def test_a_name_out_of_use_is_not_taken() -> None:
    assert found("Behun").name == "Balyun"
    assert found("Behun", at=1_550_000_000).name == "Balyun"
    assert locate("Behun", BARE, at=1_700_000_000).best is None


def test_ambiguous_names_are_ranked_by_what_they_are_near_to() -> None:
    towns = Gazetteer()
    for near, country in ((LatLon(34.4, 35.9), 34.4), (LatLon(32.9, 13.2), 32.9)):
        made = locate("Tripoli", towns, near=near)
        assert made.best is not None
        assert made.best.at.lat == pytest.approx(country, abs=0.2)
        assert made.others
    unplaced = locate("San José", towns)
    assert unplaced.best is not None
    assert [f.slug for f in unplaced.findings] == ["place-ambiguous"]
    assert not unplaced.findings[0].is_error


@pytest.mark.parametrize(
    ("text", "away", "bearing", "least", "most"),
    [
        ("2 km west of Saraqib", 2_000, 270, 3_500, 4_500),
        ("about 2 km to the west of Saraqib", 2_000, 270, 3_500, 4_500),
        ("2.0km W of Saraqib", 2_000, 270, 3_500, 4_000),
        ("500 m north-east of Saraqib", 500, 45, 3_100, 3_300),
        ("10 miles SSW of Saraqib", 16_093, 202.5, 6_000, 7_000),
        ("10 km south west of 35.86447, 36.80591", 10_000, 225, 3_800, 4_200),
    ],
)
def test_so_far_from_a_place(text: str, away: float, bearing: float, least: float, most: float) -> None:
    spot = found(text)
    assert distance_m(spot.at, SARAQIB) == pytest.approx(away, rel=1e-3)
    assert GEOD.inv(SARAQIB.lon, SARAQIB.lat, spot.at.lon, spot.at.lat)[0] % 360 == pytest.approx(bearing, abs=0.1)
    assert least <= spot.radius_m <= most


def test_without_a_direction_it_is_anywhere_around() -> None:
    spot = found("3 km from Idlib")
    assert spot.at == IDLIB
    assert spot.radius_m == 3_000 + 500 + 4_000
    assert found("near Idlib").radius_m == 9_000
    assert found("in Idlib").radius_m == 4_000


def test_between_two_places() -> None:
    spot = found("between Ariha and Saraqib")
    assert distance_m(spot.at, ARIHA) == pytest.approx(distance_m(spot.at, SARAQIB), abs=1)
    assert spot.radius_m == pytest.approx(distance_m(spot.at, ARIHA) + 3_000)


def test_on_a_road_between_two_places() -> None:
    for text in ("on the M4 between Ariha and Saraqib", "along the M4 highway between Saraqib and Ariha"):
        spot = found(text)
        assert spot.line is not None
        assert spot.line.length_m == pytest.approx(distance_m(ARIHA, SARAQIB), rel=1e-3)
        for part in spot.line.parts:
            assert all(distance_m(spot.at, LatLon(lat, lon)) <= spot.radius_m for lon, lat in part)


def test_on_a_road_near_a_place_and_a_road_alone() -> None:
    near = found("on the M4 near Ariha")
    assert distance_m(near.at, ARIHA) < 1
    assert near.radius_m == 3_000 + 2_000
    whole = found("M4")
    assert whole.line is LINES["m4-idlib"]
    assert found("on the M4").radius_m == whole.radius_m > 20_000
    assert found("contact").line is LINES["contact"]


def test_a_place_that_does_not_lie_on_the_road_is_told() -> None:
    assert slugs("on the M4 between Ariha and Idlib") == ["place-off-road"]
    assert slugs("on the M4 near 40.0, 40.0") == ["place-off-road"]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("", "place-empty"),
        (" \n\t", "place-empty"),
        ("Nowhereville", "place-unknown"),
        ("Ain al-Havr", "place-unknown"),  # nobody has published where it is
        ("2 km west of Nowhereville", "place-unknown"),
        ("between Idlib and Nowhereville", "place-unknown"),
        ("2 parsecs west of Idlib", "place-unknown"),
        ("x" * 5_000, "place-unknown"),
        ("95.0, 36.0", "place-notation"),
        ("121.0, 14.6", "place-notation"),
        ("35.0, 190.0", "place-notation"),
        ("35.86", "place-notation"),
        ("1 2 3", "place-notation"),
        ("35°61'N 36°10'E", "place-notation"),
        ("35.5°30'N 36°10'E", "place-notation"),
        ("35°N 36°N", "place-notation"),
        ("37S ZZ 12 34", "place-notation"),
        ("2QJP", "place-notation"),  # a square that does not reach its band
        ("37S BV 123 45", "place-notation"),
        ("61 north 300000 3970000", "place-notation"),
        ("37X 300000 3970000", "place-notation"),
        ("99999 km west of Idlib", "place-notation"),
    ],
)
def test_what_is_no_place_says_so(text: str, slug: str) -> None:
    assert slugs(text) == [slug]


def test_swapped_coordinates_are_told() -> None:
    assert "swapped" in str(locate("121.0, 14.6", BARE).findings[0])


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=130) | st.text("0123456789 .,°'\"NSEWnsewBVkmof-+:", max_size=60))
def test_any_text_is_located_or_told(text: str) -> None:
    made = locate(text, BARE, lines=LINES)
    assert isinstance(made, Located)
    if made.best is None:
        assert made.findings
        assert made.findings[0].is_error
    else:
        assert abs(made.best.at.lat) <= 90
        assert abs(made.best.at.lon) <= 180
        assert made.best.radius_m > 0


def test_no_text_takes_long() -> None:
    start = time.process_time()
    for part in ("1 ", "between ", "on the ", "2 km west of ", "N", "1:", "and between a ", "1 1 1 N "):
        text = (part * 120)[:119]
        locate(text, BARE, lines=LINES)
    assert time.process_time() - start < 1.0


def test_towns_of_the_world_in_their_scripts_and_with_their_article() -> None:
    towns = Gazetteer()
    for text in ("Алеппо", "حلب", "Halep", "Aleppo"):
        assert found(text, towns, near=LatLon(36.0, 37.0)).name == "Aleppo"
    assert found("Hodeidah", towns).at.lat == pytest.approx(14.8, abs=0.1)


def test_without_lines_or_gazetteer() -> None:
    made = locate("Damascus")
    assert made.best is not None
    assert made.best.at.lat == pytest.approx(33.5, abs=0.1)
    assert isinstance(LINES["contact"], Line)
