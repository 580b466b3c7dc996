"""Distances and positions as people write them."""

from __future__ import annotations

import pytest

from servanda.geo import NotationError, distance_text, metres, parse_point, point


@pytest.mark.parametrize(
    ("text", "expected"),
    [("30 km", 30_000), ("500 m", 500), ("2 nmi", 3704), ("7.5km", 7500), ("1,5 km", 1500), (250, 250), ("12", 12)],
)
def test_distances(text: object, expected: float) -> None:
    assert metres(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    "text", ["-3 km", "far", "30 parsecs", "", None, True, [1], float("nan"), float("inf"), "1e9 km"]
)
def test_what_is_no_distance(text: object) -> None:
    with pytest.raises(NotationError):
        metres(text)


@pytest.mark.parametrize(
    "text", ["35.86,36.80", "35.86, 36.80", "(35.86 36.80)", "35.86 N, 36.80 E", "35.86° ; 36.80°"]
)
def test_points_latitude_first(text: str) -> None:
    assert parse_point(text) == (35.86, 36.80)


def test_southern_and_western_letters_turn_the_sign() -> None:
    assert parse_point("34.6 S, 58.4 W") == (-34.6, -58.4)


@pytest.mark.parametrize("text", ["Saraqib", "Saraqib, Syria", "", "35.86", "1,2,3", "91.5, 36"])
def test_what_is_no_point(text: str) -> None:
    assert parse_point(text) is None


def test_a_swapped_pair_says_so() -> None:
    with pytest.raises(NotationError, match="swapped"):
        point([120.5, 14.6])


def test_distance_text() -> None:
    assert [distance_text(v) for v in (30_000, 7_500, 499.6)] == ["30 km", "7.5 km", "500 m"]
