"""Positions as people type them: decimal degrees, degrees-minutes-seconds, MGRS, UTM, a geo: address.

Each gives a disc that certainly holds the point: as far as one step of the last digit that was typed, for nobody says
whether it was rounded or cut off; of MGRS, which cuts off, the square. Latitude comes first unless letters say
otherwise.
"""

from __future__ import annotations

import math
import re
import unicodedata
import warnings
from functools import lru_cache
from typing import NamedTuple

from pyproj import Transformer
from pyproj.exceptions import ProjError

from servanda.geo.notation import LatLon, NotationError, position
from servanda.words import _

METRES_A_DEGREE = 111_320.0
LEAST_M = 1.0
LONGEST_TEXT = 120
ODD_SIGNS = {ord(c): "'" for c in "′’‘`´"} | {ord(c): '"' for c in "″”“"} | {ord(c): "°" for c in "º˚"}

_NUMBER, _UNSIGNED = r"[+-]?\d+(?:[.,]\d+)?", r"\d+(?:[.,]\d+)?"
_FRONT, _BACK = r"(?:(?P<front@>[NSEW])\s*)?", r"(?(front@)|(?:\s*(?P<back@>[NSEW])(?![A-Z]))?)"
_SECONDS = rf"(?:\s*(?P<sec@>{_UNSIGNED})\s*(?:\"|''|s(?:ec(?:onds)?)?(?![a-z])))?"
_MINUTES = rf"(?:\s*(?P<min@>{_UNSIGNED})\s*(?:'(?!')|m(?:in(?:utes)?)?(?![a-z])){_SECONDS})?"
_MARKED = rf"{_FRONT}(?P<deg@>{_NUMBER})\s*(?:°|d(?:eg(?:rees)?)?(?![a-z])){_MINUTES}{_BACK}"
_BARE = rf"{_FRONT}(?P<deg@>[+-]?\d+)[\s:]+(?P<min@>{_UNSIGNED})(?:[\s:]+(?P<sec@>{_UNSIGNED}))?{_BACK}"
_LETTERED = rf"{_FRONT}(?P<deg@>{_NUMBER})(?P<min@>(?!))?(?P<sec@>(?!))?{_BACK}"
_PLAIN = re.compile(rf"\(?\s*({_NUMBER})\s*(?:,\s+|;\s*|\s+|,(?=[+-]?\d+\.))\s*({_NUMBER})\s*\)?\Z", re.A)
_GEO = re.compile(r"geo:([+-]?\d+(?:\.\d+)?),([+-]?\d+(?:\.\d+)?)(?:,[+-]?[\d.]+)?((?:;[^;]*)*)\Z", re.I | re.A)
_MGRS = re.compile(r"(\d{1,2})\s*([A-Z])\s*([A-Z]{2})\s*(\d{1,5}|)\s*(\d{0,5})\Z", re.I | re.A)
_UTM = re.compile(
    r"(?:utm\s*)?(?:zone\s*)?(?P<zone>\d{1,2})\s*(?P<letter>north|south|[C-HJ-NP-X])[\s,]+(?P<e>\d{6}(?:\.\d+)?)\s*(?:m?E)?"
    r"[\s,]+(?P<n>\d{1,8}(?:\.\d+)?)\s*(?:m?N)?\Z",
    re.I | re.A,
)
_COORDINATES = re.compile(r"[\d\s.,;:°'\"+\-()/NSEWnsew]*\d[\d\s.,;:°'\"+\-()/NSEWnsew]*\Z")
BANDS = "CDEFGHJKLMNPQRSTUVWX"


class Spot(NamedTuple):
    """A position as typed, with the disc that it means, in which notation, and what else it could have meant."""

    at: LatLon
    radius_m: float
    notation: str
    other: LatLon | None = None


def spot(text: str) -> Spot | None:
    """The position that `text` is; None where it is no coordinates at all (a place's name, say). Raises NotationError
    for coordinates that are wrong."""
    clean = _plain_digits(text).translate(ODD_SIGNS).strip()
    if not clean or len(clean) > LONGEST_TEXT:
        return None
    for read in (_geo, _mgrs, _utm, _decimal, _sexagesimal):
        found = read(clean)
        if found is not None:
            return found
    if _COORDINATES.match(clean) and any(c.isdigit() for c in clean):
        expected = "35.86447, 36.80591 · 35°51'52\"N 36°48'21\"E · 37S CV 98 71 · 37N 300000 3970000"
        raise NotationError(_("a position such as {examples}").format(examples=expected))
    return None


def _plain_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, -1) >= 0 else c for c in text)


def _decimal(text: str) -> Spot | None:
    match = _PLAIN.match(text)
    if match is None:
        return None
    lat, lon = (value.replace(",", ".") for value in match.groups())
    at = position(lat, lon)
    return Spot(at, _cell(at, 10.0 ** -_decimals(lat), 10.0 ** -_decimals(lon)), "degrees")


def _geo(text: str) -> Spot | None:
    match = _GEO.match(text)  # RFC 5870
    if match is None:
        return None
    at = position(match[1], match[2])
    told = re.search(r";u=(\d+(?:\.\d+)?)", match[3] or "")
    typed = _cell(at, 10.0 ** -_decimals(match[1]), 10.0 ** -_decimals(match[2]))
    return Spot(at, max(typed, float(told[1])) if told else typed, "geo")


@lru_cache(maxsize=1)
def _pairs() -> tuple[re.Pattern[str], ...]:
    """Two angles: with signs (35°51'52"), bare (35 51 52), with letters only (35.86N). Compiled when first asked."""
    return tuple(
        re.compile(
            r"\(?\s*" + part.replace("@", "1") + r"\s*[,;/]?\s*" + part.replace("@", "2") + r"\s*\)?\Z", re.I | re.A
        )
        for part in (_MARKED, _BARE, _LETTERED)
    )


def _sexagesimal(text: str) -> Spot | None:
    for pattern in _pairs():
        match = pattern.match(text)
        if match is None:
            continue
        letters = [(match[f"front{n}"] or match[f"back{n}"] or "").upper() for n in (1, 2)]
        if pattern is not _pairs()[0] and not all(letters):
            continue  # numbers alone: times of day look so too
        (first, first_unit), (second, second_unit) = (_angle(match, n, letters[n - 1]) for n in (1, 2))
        axes = "".join("lat " if letter in "NS" else "lon " for letter in letters if letter)
        if axes in ("lat lat ", "lon lon "):
            raise NotationError(_("a latitude (N, S) and a longitude (E, W)"))
        if letters[0] in ("E", "W") or (not letters[0] and letters[1] in ("N", "S")):
            return _at(second, first, second_unit, first_unit)
        return _at(first, second, first_unit, second_unit)
    return None


def _at(lat: float, lon: float, lat_unit: float, lon_unit: float) -> Spot:
    at = position(lat, lon)
    return Spot(at, _cell(at, lat_unit, lon_unit), "degrees, minutes, seconds")


def _angle(match: re.Match[str], n: int, letter: str) -> tuple[float, float]:
    """Degrees with their sign, and the degrees that the last digit stands for."""
    degrees = match[f"deg{n}"]
    unit, value = 10.0 ** -_decimals(degrees), abs(float(degrees.replace(",", ".")))
    for name, share in (("min", 60.0), ("sec", 3600.0)):
        part = match[f"{name}{n}"]
        if part is None:
            continue
        if _decimals(degrees) or (name == "sec" and _decimals(match[f"min{n}"])):
            raise NotationError(_("whole degrees before minutes, whole minutes before seconds"))
        number = float(part.replace(",", "."))
        if number >= 60:
            raise NotationError(_("minutes and seconds below 60, got {n:g}").format(n=number))
        value += number / share
        unit = 10.0 ** -_decimals(part) / share
    negative = degrees.startswith("-") or letter in ("S", "W")
    return (-value if negative else value), unit


def _mgrs(text: str) -> Spot | None:
    match = _MGRS.match(text)
    if match is None:
        return None
    digits = match[4] + match[5]
    if len(digits) % 2 or (" " in text[match.start(4) :].strip() and len(match[4]) != len(match[5])):
        raise NotationError(_("as many digits of easting as of northing, such as 37S CV 98765 71234"))
    from mgrs import MGRS
    from mgrs.core import MGRSError

    size = 10.0 ** (5 - len(digits) // 2)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a square reaches over the edge of its band, as those at edges do
            zone, hemisphere, easting, northing = MGRS().MGRSToUTM(f"{match[1]}{match[2]}{match[3]}{digits}".upper())
    except MGRSError as error:
        raise NotationError(_("an MGRS square that exists, such as 37S CV 98765 71234")) from error
    middle = (math.floor(value / size) * size + size / 2 for value in (easting, northing))
    at = _from_utm(int(zone), str(hemisphere) == "N", *middle)
    low = -80.0 + 8.0 * BANDS.find(match[2].upper())
    if not low - 1.0 <= at.lat <= low + (13.0 if match[2] in "Xx" else 9.0):
        raise NotationError(_("an MGRS square that exists, such as 37S CV 98765 71234"))
    return Spot(at, max(LEAST_M, size * math.sqrt(0.5) * 1.01), "MGRS")


def _utm(text: str) -> Spot | None:
    match = _UTM.match(text)
    if match is None:
        return None
    zone, letter = int(match["zone"]), match["letter"].upper()
    easting, northing = float(match["e"]), float(match["n"])
    if not 1 <= zone <= 60 or not 100_000 <= easting < 1_000_000 or northing > 10_000_000:
        raise NotationError(_("a zone from 1 to 60, an easting from 100000, a northing to 10000000"))
    unit = 10.0 ** -max(_decimals(match["e"]), _decimals(match["n"]))
    radius = max(LEAST_M, unit * math.sqrt(0.5))
    other = None
    if letter in ("NORTH", "SOUTH"):
        at = _from_utm(zone, letter == "NORTH", easting, northing)
    elif letter == "S":  # band S lies from 32° to 40° north; many write S for the southern half
        north, south = (_from_utm(zone, half, easting, northing) for half in (True, False))
        at, other = (north, south) if 31.5 <= north.lat <= 40.5 else (south, None)
    else:
        at = _from_utm(zone, letter >= "N", easting, northing)
        low = -80.0 + 8.0 * BANDS.index(letter)
        if letter != "N" and not low - 0.5 <= at.lat <= low + (12.5 if letter == "X" else 8.5):
            raise NotationError(
                _("a northing in band {band}, from {low:g}° to {high:g}°").format(band=letter, low=low, high=low + 8)
            )
    return Spot(at, radius, "UTM", other)


def _from_utm(zone: int, north: bool, easting: float, northing: float) -> LatLon:
    try:
        lon, lat = _turner(zone, north).transform(easting, northing, errcheck=True)
    except ProjError as error:
        raise NotationError(_("an easting and northing on the globe")) from error
    return position(lat, (lon + 180.0) % 360.0 - 180.0)


@lru_cache(maxsize=8)
def _turner(zone: int, north: bool) -> Transformer:
    return Transformer.from_crs((32600 if north else 32700) + zone, 4326, always_xy=True)


def _decimals(text: str) -> int:
    return len(text.replace(",", ".").partition(".")[2])


def _cell(at: LatLon, lat_unit: float, lon_unit: float) -> float:
    """How far a point may be off by one step of its last digit in both."""
    high = lat_unit * METRES_A_DEGREE
    wide = lon_unit * METRES_A_DEGREE * math.cos(math.radians(at.lat))
    return round(max(LEAST_M, math.hypot(high, wide)), 1)
