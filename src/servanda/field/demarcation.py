"""A zone's edge as numbered waypoints that somebody can walk: "from waypoint 12, 1.40 km bearing 073° to waypoint 13".

The edge is drawn simpler, by no more than a stated tolerance, and no leg is longer than a stated spacing; each leg is a
geodesic (Karney 2013), its bearing the one at its start, clockwise from true north.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from servanda.geo.frame import EARTH_RADIUS_M, GEOD, Frame, near_meridian
from servanda.geo.notation import LatLon
from servanda.model import Finding, Severity
from servanda.words import _

DIGITS = 7  # of a degree: a centimetre
MOST = 9_999  # receivers and people number with four digits
TOLERANCE_M = 20.0
SPACING_M = 2_000.0


class Waypoint(NamedTuple):
    """`number` over all rings; `ring` counts from 1; `distance_m` and `bearing_deg` (0 to 360, true) of the leg to
    waypoint `to`, the next of its ring. `along_m`: from the ring's first waypoint."""

    number: int
    ring: int
    lat: float
    lon: float
    to: int
    distance_m: float
    bearing_deg: float
    along_m: float


@dataclass(frozen=True)
class Boundary:
    """The edge of an area: rings of waypoints, outer ones clockwise from their northernmost point, then the holes of
    each, counter-clockwise. `holes`: the numbers of rings that are holes. `off_m`: how far the edge as drawn here lies
    from the zone's, at most."""

    name: str
    waypoints: tuple[Waypoint, ...]
    holes: frozenset[int]
    off_m: float
    area: BaseGeometry

    @property
    def rings(self) -> tuple[tuple[Waypoint, ...], ...]:
        found: dict[int, list[Waypoint]] = {}
        for point in self.waypoints:
            found.setdefault(point.ring, []).append(point)
        return tuple(tuple(ring) for ring in found.values())

    @property
    def length_m(self) -> float:
        return sum(p.distance_m for p in self.waypoints)


def boundary(
    name: str, area: BaseGeometry, spacing_m: float = SPACING_M, tolerance_m: float = TOLERANCE_M
) -> tuple[Boundary | None, list[Finding]]:
    """The edge of an area in longitude and latitude; None with an error where it has none or needs too many points.

    `spacing_m`: no leg is longer. `tolerance_m`: no point of the zone's edge lies farther from the edge drawn."""
    parts = [p for p in shapely.get_parts(area) if p.geom_type == "Polygon" and not p.is_empty]
    if not parts:
        what = _("the zone has no edge to be marked out")
        return None, [Finding("boundary-none", what, advice=_("its text leaves it open, or it is a line"))]
    rings: list[NDArray[np.float64]] = []
    holes: set[int] = set()
    off = 0.0
    for part in sorted(parts, key=lambda p: (-p.bounds[3], p.bounds[0])):
        for i, ring in enumerate((part.exterior, *part.interiors)):
            coords, apart = _ring(shapely.get_coordinates(ring), spacing_m, tolerance_m, clockwise=i == 0)
            if len(coords) < 3:
                continue  # a hole or an island smaller than the tolerance
            off = max(off, apart)
            rings.append(coords)
            if i:
                holes.add(len(rings))
    if not rings:
        what = _("the zone is smaller than the tolerance")
        return None, [Finding("boundary-none", what, advice=_("give a smaller --tolerance"))]
    total = sum(len(r) for r in rings)
    if total > MOST:
        what, got = _("the edge needs more waypoints than can be numbered"), f"{total:,}"
        advice = _("give a larger --spacing or --tolerance")
        return None, [Finding("boundary-too-many", what, f"{MOST:,}", got, advice)]
    points = tuple(_numbered(rings))
    drawn = _polygons(rings, holes)
    findings = []
    if not drawn.is_valid:
        advice = _("give a smaller --tolerance")
        findings.append(Finding("boundary-crosses", _("drawn so simply, the edge crosses itself"), advice=advice))
        return None, findings
    if len(parts) > 1:
        what = _("the zone has {n} parts, each with rings of its own").format(n=len(parts))
        findings.append(Finding("boundary-parts", what, severity=Severity.NOTE))
    return Boundary(name, points, frozenset(holes), off, drawn), findings


def polygon(
    rings: Sequence[Sequence[tuple[float, float]]], holes: frozenset[int] | set[int] = frozenset()
) -> BaseGeometry:
    """The area within rings of (longitude, latitude), as `Boundary` numbers them from 1."""
    return _polygons([np.asarray(r, dtype=np.float64) for r in rings], set(holes))


def _polygons(rings: Sequence[NDArray[np.float64]], holes: set[int]) -> BaseGeometry:
    shells: list[tuple[NDArray[np.float64], list[NDArray[np.float64]]]] = []
    for i, ring in enumerate(rings, 1):
        if i in holes and shells:
            shells[-1][1].append(ring)
        else:
            shells.append((ring, []))
    made = [shapely.Polygon(shell, inner) for shell, inner in shells]
    return made[0] if len(made) == 1 else shapely.MultiPolygon(made)


def _ring(
    lonlat: NDArray[np.float64], spacing_m: float, tolerance_m: float, *, clockwise: bool
) -> tuple[NDArray[np.float64], float]:
    """The open ring, simpler and with legs no longer than the spacing, from its northernmost point; and how far it
    comes to lie off."""
    frame = Frame(float(lonlat[:, 1].mean()), float((lonlat[:, 0].min() + lonlat[:, 0].max()) / 2))
    closed = shapely.LinearRing(frame.to_plane(lonlat))
    start = int(np.argmax(lonlat[:-1, 1]))
    turned = np.roll(shapely.get_coordinates(closed)[:-1], -start, axis=0)
    turned = np.vstack((turned, turned[:1]))
    slim = shapely.simplify(shapely.LineString(turned), tolerance_m, preserve_topology=False)
    apart = float(shapely.hausdorff_distance(slim, shapely.LineString(turned), densify=0.2)) if tolerance_m > 0 else 0.0
    if len(shapely.get_coordinates(slim)) < 4:
        return np.zeros((0, 2)), 0.0
    # far from its centre the plane draws lengths short (servanda.geo.frame): keep below the spacing on the globe
    reach = float(np.hypot(turned[:, 0], turned[:, 1]).max())
    longest = spacing_m * 0.9999 / (1.0 + (reach / EARTH_RADIUS_M) ** 2 / 4.0)
    xy = shapely.get_coordinates(shapely.segmentize(slim, longest))[:-1]
    if len(xy) < 3 or shapely.LinearRing(np.vstack((xy, xy[:1]))).is_ccw == clockwise:
        xy = np.vstack((xy[:1], xy[1:][::-1]))
    made = frame.to_globe(xy)
    made = np.column_stack((near_meridian(made[:, 0], 0.0), made[:, 1]))
    rounded: NDArray[np.float64] = np.round(made, DIGITS)
    keep = np.r_[True, np.any(np.diff(rounded, axis=0) != 0, axis=1)]
    return rounded[keep], apart


def _numbered(rings: Sequence[NDArray[np.float64]]) -> list[Waypoint]:
    made: list[Waypoint] = []
    number = 0
    for n, ring in enumerate(rings, 1):
        first = number + 1
        along = 0.0
        for i, (lon, lat) in enumerate(ring):
            number += 1
            after = ring[(i + 1) % len(ring)]
            azimuth, _back, distance = GEOD.inv(lon, lat, after[0], after[1])
            to = number + 1 if i + 1 < len(ring) else first
            bearing = float(azimuth) % 360.0
            made.append(Waypoint(number, n, float(lat), float(lon), to, float(distance), bearing, along))
            along += float(distance)
    return made


def walked(start: LatLon, legs: Sequence[tuple[float, float]]) -> list[LatLon]:
    """Where one comes to from `start` by legs of (bearing, metres): the sheet's words read back."""
    at = [start]
    for bearing, metres in legs:
        lon, lat, _back = GEOD.fwd(at[-1].lon, at[-1].lat, bearing, metres)
        at.append(LatLon(float(lat), float(lon)))
    return at


def direction(point: Waypoint) -> str:
    """`from waypoint 12, 1.40 km bearing 073° to waypoint 13`."""
    return _("from waypoint {n}, {distance} bearing {bearing}° to waypoint {to}").format(
        n=point.number,
        distance=leg_text(point.distance_m),
        bearing=f"{round(point.bearing_deg) % 360:03d}",
        to=point.to,
    )


def leg_text(metres: float) -> str:
    """`1.40 km`, `85 m`."""
    return f"{metres / 1000:.2f} km" if metres >= 995 else f"{metres:.0f} m"
