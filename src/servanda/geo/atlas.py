"""Countries and the borders between any two of them, without network: Natural Earth 1:10m (public domain), version 3.1.

`data/countries.bin.xz` is made by `tools/build_borders.py` and holds, packed by LZMA: four bytes (little endian), the
length of a head in JSON; the head: `scale` (steps a degree), `counts` (positions of each arc), `countries` (`code`,
`source_code`, `name`, `note`, `polygons`: rings as numbers of arcs, `~n` for arc n backwards); then the positions of
all arcs one after another, longitudes first, as differences in zigzag code, in four planes of bytes. Neighbours share
their arcs, so a border is what two countries have in common and leaves no gap between them.

The source draws who *holds* the ground, not who claims it: see `Country.note` and docs/reference/zones.md.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from servanda.geo.frame import Coords
from servanda.geo.line import Line, digest, merged

ACCURACY_M = 3_500.0  # the greatest distance to a detailed line, as measured for Syria–Türkiye (OpenStreetMap)
SOURCE = "Natural Earth 1:10m (public domain)"
ALIASES = {"XKX": "KOS", "XKK": "KOS", "TRNC": "CYN"}


@dataclass(frozen=True)
class Country:
    """A country as the source draws it. `code` is ISO 3166 alpha-3, or the source's own where ISO has none (Kosovo
    KOS, Somaliland SOL, Northern Cyprus CYN …); `note`: who administers and who claims it, in the source's words."""

    code: str
    name: str
    note: str
    rings: Sequence[Sequence[Sequence[int]]]


class _Atlas:
    def __init__(self, content: bytes) -> None:
        size = int.from_bytes(content[:4], "little")
        head = json.loads(content[4 : 4 + size])
        planes = np.frombuffer(content, np.uint8, offset=4 + size).reshape(4, -1)
        zigzag = np.ascontiguousarray(planes.T).view("<u4").reshape(2, -1).astype(np.int64)
        deltas = (zigzag >> 1) ^ -(zigzag & 1)
        self.positions: Coords = np.cumsum(deltas, axis=1).T / head["scale"]
        self.starts = np.concatenate(([0], np.cumsum(head["counts"])))
        self.countries: dict[str, Country] = {}
        self.source_codes: dict[str, str] = {}
        for row in head["countries"]:
            self.countries[row["code"]] = Country(row["code"], row["name"], row["note"], row["polygons"])
            self.source_codes[row["source_code"]] = row["code"]

    def find(self, code: str) -> Country | None:
        wanted = code.strip().upper()
        wanted = ALIASES.get(wanted, wanted)
        return self.countries.get(wanted) or self.countries.get(self.source_codes.get(wanted, ""))

    def arc(self, number: int) -> Coords:
        n = number if number >= 0 else ~number
        points = self.positions[self.starts[n] : self.starts[n + 1]]
        return points if number >= 0 else points[::-1]

    def ring(self, arcs: Sequence[int]) -> Coords:
        first, *rest = (self.arc(n) for n in arcs)
        return np.concatenate([first, *(part[1:] for part in rest)])

    def area(self, country: Country) -> MultiPolygon:
        return MultiPolygon(
            [Polygon(self.ring(outer), [self.ring(h) for h in holes]) for outer, *holes in country.rings]
        )

    def shared(self, a: Country, b: Country) -> list[int]:
        return sorted(_arcs(a) & _arcs(b))

    @cached_property
    def holders(self) -> Mapping[int, tuple[str, ...]]:
        found: dict[int, tuple[str, ...]] = {}
        for country in self.countries.values():
            for n in _arcs(country):
                found[n] = (*found.get(n, ()), country.code)
        return found

    @cached_property
    def bounds(self) -> Mapping[str, tuple[float, float, float, float]]:
        """West, south, east, north of each country."""
        low = np.minimum.reduceat(self.positions, self.starts[:-1])
        high = np.maximum.reduceat(self.positions, self.starts[:-1])
        made = {}
        for country in self.countries.values():
            numbers = sorted(_arcs(country))
            made[country.code] = (*low[numbers].min(axis=0).tolist(), *high[numbers].max(axis=0).tolist())
        return made


def _arcs(country: Country) -> set[int]:
    return {n if n >= 0 else ~n for rings in country.rings for ring in rings for n in ring}


@lru_cache(maxsize=1)
def _atlas() -> _Atlas:
    packed = (resources.files("servanda") / "data" / "countries.bin.xz").read_bytes()
    return _Atlas(lzma.decompress(packed))


def countries() -> tuple[Country, ...]:
    """All countries, by code."""
    return tuple(_atlas().countries[code] for code in sorted(_atlas().countries))


def country(code: str) -> Country | None:
    """The country of an ISO 3166 alpha-3 code (`KOS` and `XKX` for Kosovo), or None."""
    return _atlas().find(code)


@lru_cache(maxsize=64)
def country_area(code: str) -> BaseGeometry | None:
    """A country's land as a valid area in longitude and latitude, cut at the antimeridian as in the source; None for
    an unknown code. Its edges may be off by `ACCURACY_M`."""
    found = country(code)
    return None if found is None else _atlas().area(found)


@lru_cache(maxsize=64)
def border(a: str, b: str) -> Line | None:
    """The land border of two countries, accuracy 3.5 km; None where they share none, or a code is unknown."""
    atlas = _atlas()
    first, second = atlas.find(a), atlas.find(b)
    if first is None or second is None or first is second:
        return None
    arcs = atlas.shared(first, second)
    if not arcs:
        return None
    geometry = merged(MultiLineString([LineString(atlas.arc(n)) for n in arcs]))
    return Line("", geometry, ACCURACY_M, source=SOURCE, drawing=digest(geometry))


def neighbours(code: str) -> tuple[str, ...]:
    """Codes of the countries that share a land border with one."""
    found = country(code)
    if found is None:
        return ()
    holders = _atlas().holders
    return tuple(sorted({other for n in _arcs(found) for other in holders[n]} - {found.code}))


def countries_at(lat: float, lon: float) -> tuple[str, ...]:
    """Codes of the countries whose land, as drawn, holds a point: one, or none at sea. Within 3.5 km of an edge the
    true answer may be another."""
    point = shapely.Point((lon + 180.0) % 360.0 - 180.0, lat)
    found = []
    for code, (west, south, east, north) in _atlas().bounds.items():
        if west <= point.x <= east and south <= point.y <= north:
            area = country_area(code)
            if area is not None and area.covers(point):
                found.append(code)
    return tuple(sorted(found))
