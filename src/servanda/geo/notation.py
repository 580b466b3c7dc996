"""Distances and positions as people write them: `30 km`, `500 m`, `2 nmi`; `35.86, 36.80` (latitude first)."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

METRES = {
    "m": 1.0,
    "metre": 1.0,
    "metres": 1.0,
    "meter": 1.0,
    "meters": 1.0,
    "km": 1000.0,
    "kilometre": 1000.0,
    "kilometres": 1000.0,
    "kilometer": 1000.0,
    "kilometers": 1000.0,
    "mi": 1609.344,
    "mile": 1609.344,
    "miles": 1609.344,
    "nmi": 1852.0,
    "nm": 1852.0,
    "ft": 0.3048,
}
LONGEST_M = 20_003_931.5  # half a meridian: no two points on the globe are farther apart
_DISTANCE = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*([A-Za-z]*)\Z")
_PAIR = re.compile(
    r"\(?\s*([+-]?\d+(?:\.\d+)?)\s*°?\s*([NSns])?\s*[,;\s]\s*([+-]?\d+(?:\.\d+)?)\s*°?\s*([EWew])?\s*\)?\Z", re.A
)


class NotationError(ValueError):
    """A distance or position that cannot be read; `str()` says what was expected. Callers turn it into a finding."""


class LatLon(NamedTuple):
    """A point on the globe, WGS84 degrees, latitude first."""

    lat: float
    lon: float

    def __str__(self) -> str:
        return f"{self.lat:.5f}, {self.lon:.5f}"


def metres(value: object) -> float:
    """The distance in metres. A bare number is metres. Raises NotationError; never negative, never infinite."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise NotationError(f"a distance such as 30 km, got {value!r}")
    if isinstance(value, str):
        match = _DISTANCE.match(value.strip())
        unit = METRES.get(match[2].lower() or "m") if match else None
        if match is None or unit is None:
            raise NotationError(f"a distance such as 30 km or 500 m, got {value!r}")
        value = float(match[1].replace(",", ".")) * unit
    if not math.isfinite(value):
        raise NotationError("a finite distance")
    if value < 0:
        raise NotationError(f"a distance of zero or more, got {value:g} m")
    if value > LONGEST_M:
        raise NotationError(f"a distance that fits on the globe, got {value:g} m")
    return float(value)


def distance_text(metres_: float) -> str:
    """`30 km`, `7.5 km`, `500 m`."""
    if metres_ >= 1000:
        return f"{metres_ / 1000:.2f}".rstrip("0").rstrip(".") + " km"
    return f"{metres_:.0f} m"


def position(lat: object, lon: object) -> LatLon:
    """The pair as a checked position. Raises NotationError; says so when the two look swapped."""
    numbers = []
    for value in (lat, lon):
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise NotationError(f"latitude and longitude in degrees, got {value!r}")
        try:
            number = float(value)
        except ValueError as error:
            raise NotationError(f"latitude and longitude in degrees, got {value!r}") from error
        if not math.isfinite(number):
            raise NotationError("finite degrees")
        numbers.append(number)
    latitude, longitude = numbers
    if abs(latitude) > 90:
        swapped = "; the two look swapped" if abs(longitude) <= 90 and abs(latitude) <= 180 else ""
        raise NotationError(f"a latitude from -90 to 90, got {latitude:g}{swapped}")
    if abs(longitude) > 180:
        raise NotationError(f"a longitude from -180 to 180, got {longitude:g}")
    return LatLon(latitude, longitude)


def point(value: object) -> LatLon:
    """A position from `[lat, lon]` or `"lat, lon"`. Raises NotationError."""
    if isinstance(value, str):
        match = _PAIR.match(value.strip())
        if not match:
            raise NotationError(f"latitude and longitude such as 35.86, 36.80, got {value!r}")
        lat, lon = float(match[1]), float(match[3])
        lat = -abs(lat) if (match[2] or "").upper() == "S" else lat
        lon = -abs(lon) if (match[4] or "").upper() == "W" else lon
        return position(lat, lon)
    if isinstance(value, Sequence) and len(value) == 2:
        return position(value[0], value[1])
    raise NotationError(f"latitude and longitude such as [35.86, 36.80], got {value!r}")


def parse_point(text: str) -> LatLon | None:
    """`"35.86, 36.80"` as a position; None when `text` is no such pair (a place's name, say)."""
    if not _PAIR.match(text.strip()):
        return None
    try:
        return point(text)
    except NotationError:
        return None
