"""Lines on the globe: borders, lines of contact, roads, and which side of one a point is on.

The geometry is kept as RFC 7946 means it: straight in longitude and latitude between positions. A line drawn through
places is densified along geodesics first, so that both mean the same here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from servanda.geo.frame import GEOD, STEP_DEG, STEP_M, Coords, Frame, lengths, near_meridian, unwrapped
from servanda.geo.notation import LatLon

LEFT, RIGHT, ON = 1, -1, 0


class Foot(NamedTuple):
    """The point of a line nearest to some position: on part `part`, at vertex number `at` plus a fraction."""

    distance_m: float
    part: int
    at: float
    lat: float
    lon: float
    side: int  # LEFT, RIGHT or ON, going along the line


@dataclass(frozen=True, eq=False)
class Line:
    """A line by name. `accuracy_m`: its greatest error. `approximate`: drawn by hand, say so wherever it is shown.

    `witness` names points known to lie on a side: `{"SYR": LatLon(…)}`. `drawing` identifies the line as drawn,
    whatever name an accord gives it: all that is measured from one drawing shares its error.
    """

    name: str
    geometry: LineString | MultiLineString
    accuracy_m: float = 0.0
    approximate: bool = False
    witness: Mapping[str, LatLon] = field(default_factory=lambda: MappingProxyType({}))
    source: str = ""
    drawing: str = ""

    @cached_property
    def parts(self) -> tuple[Coords, ...]:
        """Each connected part as longitude, latitude with a vertex at least every 2 km."""
        return tuple(chain(part) for part in shapely.get_parts(self.geometry))

    @cached_property
    def length_m(self) -> float:
        return float(sum(lengths(part).sum() for part in self.parts))

    def foot(self, lat: float, lon: float) -> Foot:
        """The nearest point of the line to (`lat`, `lon`), exact to centimetres, and the side that it is seen from."""
        return min((foot_on(part, i, lat, lon) for i, part in enumerate(self.parts)), key=lambda f: f.distance_m)

    def distance_m(self, lat: float, lon: float) -> float:
        return self.foot(lat, lon).distance_m

    def between(self, a: Foot, b: Foot) -> LineString:
        """The stretch from `a` to `b`, which must lie on one part; round a closed line, the shorter way."""
        part = self.parts[a.part]
        first, last = sorted((a.at, b.at))
        stretch = _stretch(part, first, last)
        if is_closed(part):
            rest = np.vstack((_stretch(part, last, len(part) - 1.0), _stretch(part, 0.0, first)[1:]))
            if lengths(rest).sum() < lengths(stretch).sum():
                stretch = rest
        return LineString(stretch)


def digest(geometry: BaseGeometry) -> str:
    """Twelve hex characters that tell one drawing from another."""
    return hashlib.sha256(shapely.to_wkb(geometry)).hexdigest()[:12]


def chain(line: LineString) -> Coords:
    """The positions of a simple line, without tears or repeats and with one at least every 2 km."""
    coords = unwrapped(shapely.get_coordinates(line))
    keep = np.r_[True, np.any(np.diff(coords, axis=0) != 0, axis=1)]
    dense: Coords = shapely.get_coordinates(shapely.segmentize(LineString(coords[keep]), STEP_DEG))
    return dense


def is_closed(part: Coords) -> bool:
    """Whether the part is a ring."""
    return len(part) > 3 and bool(np.all(part[0] == part[-1]))


def merged(geometry: BaseGeometry) -> LineString | MultiLineString:
    """One line where the parts join end to end; parts that cross the antimeridian are brought together."""
    west, _s, east, _n = geometry.bounds
    if east - west > 180 and geometry.geom_type == "MultiLineString":
        geometry = shapely.transform(geometry, lambda c: np.column_stack((c[:, 0] % 360.0, c[:, 1])))
    if geometry.geom_type == "LineString":
        return geometry
    joined = shapely.line_merge(geometry)
    return joined if isinstance(joined, (LineString, MultiLineString)) else geometry


def drawn(points: Sequence[LatLon]) -> LineString:
    """The geodesic line through two points or more, with a vertex at least every 2 km."""
    coords: list[tuple[float, float]] = [(points[0].lon, points[0].lat)]
    for a, b in pairwise(points):
        gap = GEOD.inv(a.lon, a.lat, b.lon, b.lat)[2]
        coords.extend(GEOD.npts(a.lon, a.lat, b.lon, b.lat, int(gap // STEP_M)) if gap > STEP_M else [])
        coords.append((b.lon, b.lat))
    return LineString(unwrapped(np.asarray(coords, dtype=np.float64)))


def _stretch(part: Coords, first: float, last: float) -> Coords:
    def at(where: float) -> Coords:
        i = min(int(where), len(part) - 2)
        found: Coords = part[i] + (part[i + 1] - part[i]) * (where - i)
        return found

    inside = part[int(np.floor(first)) + 1 : int(np.ceil(last))]
    made = np.vstack((at(first)[None], inside, at(last)[None]))
    keep = np.r_[True, np.any(np.diff(made, axis=0) != 0, axis=1)]
    kept: Coords = made[keep]
    return kept if len(kept) > 1 else np.vstack((kept, kept))


def foot_on(part: Coords, number: int, lat: float, lon: float) -> Foot:
    lon = float(near_meridian(lon, float(part[:, 0].mean())))
    nearby = _nearby(part, lat, lon)
    xy = Frame(lat, lon).to_plane(part[nearby[0] : nearby[-1] + 2]) if len(nearby) else Frame(lat, lon).to_plane(part)
    offset = int(nearby[0]) if len(nearby) else 0
    a, b = xy[:-1], xy[1:]
    along = b - a
    square = np.maximum((along**2).sum(1), 1e-12)
    t = np.clip(-(a * along).sum(1) / square, 0.0, 1.0)
    feet = a + t[:, None] * along
    distances = np.hypot(feet[:, 0], feet[:, 1])
    i = int(np.argmin(distances))
    where = offset + i + float(t[i])
    j = offset + i
    lonlat = part[j] + (part[j + 1] - part[j]) * t[i]
    side = _side(part, xy, offset, i, float(t[i]), feet[i])
    return Foot(float(distances[i]), number, where, float(lonlat[1]), float(lonlat[0]), side)


def _nearby(part: Coords, lat: float, lon: float) -> NDArray[np.intp]:
    """Numbers of the segments that can hold the nearest point, by haversine distance to their vertices with a
    margin."""
    phi, lam = np.radians(part[:, 1]), np.radians(part[:, 0] - lon)
    h = np.sin((phi - np.radians(lat)) / 2) ** 2 + np.cos(phi) * np.cos(np.radians(lat)) * np.sin(lam / 2) ** 2
    rough = 2 * 6_371_008.8 * np.arcsin(np.sqrt(np.clip(h, 0, 1)))
    near = rough.min() * 1.02 + 2 * STEP_M  # the sphere is off by at most 0.6 %, a segment at most 2 km long
    hit = rough <= near
    return np.flatnonzero(hit[:-1] | hit[1:])


def _side(part: Coords, xy: Coords, offset: int, i: int, t: float, foot: Coords) -> int:
    """Side of the origin as seen from its foot. At a vertex both segments count; at an end the line goes straight
    on."""
    a, b = xy[i], xy[i + 1]
    out = b - a
    into = out
    if t >= 1.0:
        if i + 2 < len(xy):
            out = xy[i + 2] - b
        elif offset + i + 1 == len(part) - 1 and is_closed(part):
            out = _step(part, 0, foot, xy, offset)
    elif t <= 0.0:
        if i > 0:
            into = a - xy[i - 1]
        elif offset + i == 0 and is_closed(part):
            into = _step(part, len(part) - 2, foot, xy, offset)
    towards = -foot
    turn = into[0] * out[1] - into[1] * out[0]
    left_of_into = into[0] * towards[1] - into[1] * towards[0]
    left_of_out = out[0] * towards[1] - out[1] * towards[0]
    if turn >= 0:  # a left turn: left is the narrow wedge
        left = left_of_into > 0 and left_of_out > 0
    else:
        left = left_of_into > 0 or left_of_out > 0
    if max(abs(left_of_into), abs(left_of_out)) == 0.0:
        return ON
    return LEFT if left else RIGHT


def _step(part: Coords, i: int, foot: Coords, xy: Coords, offset: int) -> Coords:
    """Direction of segment `i` of a ring, good enough for a sign."""
    step = part[i + 1] - part[i]
    return np.array([step[0] * np.cos(np.radians(part[i, 1])), step[1]])
