"""Is it in the zone: in, out or undetermined, by the point's disc, the line's accuracy and the zone's bounds.

IN: every point of the disc is certainly in the zone. OUT: no point of the disc is possibly in it. Everything else is
UNDETERMINED. The disc is drawn a little too large (a polygon around it), so that neither answer is ever given too
early.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from servanda.geo.frame import GEOD, METRES_A_DEGREE, Frame, beside, middle_lon, near_meridian
from servanda.geo.zone import Zone

CORNERS = 48
LARGEST_M = 2_000_000.0  # beyond this a disc in longitude and latitude is no polygon that one can trust
SLIVER_M2 = 10_000.0  # two drawings of one edge differ by centimetres; over 1,000 km that is this much


class Membership(IntEnum):
    """As small integers, so that columns hold them."""

    OUT = 0
    UNDETERMINED = 1
    IN = 2

    def __str__(self) -> str:
        return self.name.lower()


def relation(zone: Zone, lat: float, lon: float, radius_m: float = 0.0) -> Membership:
    """Whether the thing in the disc of `radius_m` around (`lat`, `lon`) is in the zone."""
    return Membership(int(relations(zone, [lat], [lon], [radius_m])[0]))


def relations(zone: Zone, lats: ArrayLike, lons: ArrayLike, radii_m: ArrayLike) -> NDArray[np.int8]:
    """`relation` for columns; equal rows are worked out once. A missing (NaN) position is UNDETERMINED."""
    rows = np.column_stack(
        (
            np.asarray(lats, dtype=np.float64),
            np.asarray(lons, dtype=np.float64),
            np.maximum(np.nan_to_num(np.asarray(radii_m, dtype=np.float64), nan=math.inf, posinf=math.inf), 0.0),
        )
    )
    if not len(rows):
        return np.zeros(0, dtype=np.int8)
    unique, back = np.unique(rows, axis=0, return_inverse=True)
    return _unique(zone, unique)[back.reshape(-1)]


def _unique(zone: Zone, rows: NDArray[np.float64]) -> NDArray[np.int8]:
    answer = np.full(len(rows), Membership.UNDETERMINED, dtype=np.int8)
    known = np.isfinite(rows[:, :2]).all(axis=1) & (rows[:, 2] <= LARGEST_M) & (np.abs(rows[:, 0]) <= 90)
    known &= np.abs(rows[:, 0]) + rows[:, 2] / 110_000.0 < 90.0  # a disc over a pole is no polygon in longitude
    where = np.flatnonzero(known)
    if not len(where):
        return answer
    inner, outer = zone.inner, zone.outer
    meridian = middle_lon(outer if outer is not None else inner)
    lat, lon, radius = rows[where, 0], near_meridian(rows[where, 1], meridian), np.maximum(rows[where, 2], 0.0)
    if outer is not None:
        near = _near(lat, lon, radius, shapely.total_bounds([outer, beside(inner, outer)]))
        answer[where[~near]] = Membership.OUT
        where, lat, lon, radius = where[near], lat[near], lon[near], radius[near]
    discs = _discs(lat, lon, radius)
    certain = np.zeros(len(where), dtype=bool)
    if not inner.is_empty:
        inner = beside(inner, outer) if outer is not None else inner
        shapely.prepare(inner)
        certain = shapely.covers(inner, discs)
    answer[where[certain]] = Membership.IN
    if outer is not None:
        shapely.prepare(outer)
        possible = certain | shapely.intersects(outer, discs)
        answer[where[~possible]] = Membership.OUT
    return answer


def _near(
    lat: NDArray[np.float64], lon: NDArray[np.float64], radius: NDArray[np.float64], bounds: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which discs may touch a box (west, south, east, north; NaN: no box): most of a file lies far from any one zone,
    and a disc costs more to draw than its box."""
    west, south, east, north = bounds
    high = radius * 1.01 / 110_000.0
    wide = high / np.cos(np.radians(np.minimum(np.abs(lat) + high, 89.99)))
    near: NDArray[np.bool_] = (
        (lat + high >= south) & (lat - high <= north) & (lon + wide >= west) & (lon - wide <= east)
    )
    return near


def _discs(lat: NDArray[np.float64], lon: NDArray[np.float64], radius: NDArray[np.float64]) -> NDArray[np.object_]:
    """Points where the radius is zero, else polygons around the discs."""
    made: NDArray[np.object_] = shapely.points(lon, lat)
    wide = np.flatnonzero(radius > 0)
    if len(wide):
        n = len(wide)
        bearings = np.tile(np.arange(CORNERS) * (360.0 / CORNERS), n)
        reach = np.repeat(radius[wide] / math.cos(math.pi / CORNERS) * 1.0001, CORNERS)
        starts = np.repeat(lon[wide], CORNERS)
        lons, lats, _back = GEOD.fwd(starts, np.repeat(lat[wide], CORNERS), bearings, reach)
        corners = np.column_stack((near_meridian(lons, starts), lats)).reshape(n, CORNERS, 2)
        made[wide] = shapely.polygons(corners)
    return made


def relation_of_geometry(zone: Zone, inner: BaseGeometry, outer: BaseGeometry | None) -> Membership:
    """Whether something that extends at least over `inner` and at most over `outer` (None: unknown) is in the zone."""
    if outer is None:
        return Membership.UNDETERMINED
    if not zone.inner.is_empty and _covers(zone.inner, outer):
        return Membership.IN
    if zone.outer is not None and not shapely.intersects(zone.outer, beside(outer, zone.outer)):
        return Membership.OUT
    return Membership.UNDETERMINED


def relation_of_zone(zone: Zone, extent: Zone) -> Membership:
    """Whether what happened somewhere in `extent` happened in `zone`."""
    if covers(zone, extent):
        return Membership.IN
    return relation_of_geometry(zone, extent.inner, extent.outer)


def covers(zone: Zone, other: Zone) -> bool:
    """Whether `zone` certainly holds all of `other`: its inner covers the other's outer, or both are the same zone,
    or both hang on the same lines, whose error moves them together, and the one as drawn covers the other as
    drawn."""
    if zone is other:
        return True
    if _moves_with(zone, other):
        assert zone.nominal is not None
        assert other.nominal is not None
        return _covers(zone.nominal, other.nominal)
    return other.outer is not None and not zone.inner.is_empty and _covers(zone.inner, other.outer)


def meets(zone: Zone, other: Zone) -> bool:
    """Whether the two possibly share a point."""
    if zone.outer is None or other.outer is None:
        return True
    return bool(shapely.intersects(zone.outer, beside(other.outer, zone.outer)))


def cover(zones: Sequence[Zone], zone: Zone) -> bool:
    """Whether `zones` together certainly hold all of `zone`."""
    if any(covers(z, zone) for z in zones):
        return True
    target, parts = _target(zone, zones)
    return target is not None and bool(parts) and _covers(shapely.union_all(parts), target)


def covered_share(zone: Zone, zones: Sequence[Zone]) -> float:
    """Share, 0 to 1, of the zone's area that is certainly within the union of `zones`; 0 where its extent is
    unknown."""
    if any(covers(z, zone) for z in zones):
        return 1.0
    target, parts = _target(zone, zones)
    if target is None or target.is_empty or not parts:
        return 0.0
    whole = area_m2(target)
    held = area_m2(shapely.intersection(target, shapely.union_all(parts)))
    return min(1.0, held / whole) if whole > 0 else 0.0


def area_m2(area: BaseGeometry) -> float:
    """Area on the ellipsoid, square metres."""
    if area.is_empty:
        return 0.0
    parts = [p for p in shapely.get_parts(area) if p.geom_type == "Polygon"]
    return float(sum(abs(GEOD.geometry_area_perimeter(orient(part))[0]) for part in parts))


def _target(zone: Zone, zones: Sequence[Zone]) -> tuple[BaseGeometry | None, list[BaseGeometry]]:
    if zone.nominal is not None and zones and all(_moves_with(z, zone) for z in zones):
        target: BaseGeometry | None = zone.nominal
        parts = [z.nominal for z in zones if z.nominal is not None]
    else:
        target, parts = zone.outer, [z.inner for z in zones if not z.inner.is_empty]
    return target, [beside(p, target) for p in parts] if target is not None else []


def _moves_with(zone: Zone, other: Zone) -> bool:
    return (
        bool(zone.drawn_on)
        and zone.drawn_on == other.drawn_on
        and zone.nominal is not None
        and other.nominal is not None
    )


def _covers(area: BaseGeometry, other: BaseGeometry) -> bool:
    other = beside(other, area)
    if shapely.covers(area, other):
        return True
    rest = shapely.difference(other, area)
    return bool(rest.is_empty) or (not _plainly_more(rest) and area_m2(rest) < SLIVER_M2 and _thin(rest))


def _plainly_more(area: BaseGeometry) -> bool:
    """Whether it is so much more than a sliver (ten thousand times) that its square degrees, at their smallest, show
    it: the exact area of a coast takes a thousand times as long."""
    _west, south, _east, north = area.bounds
    narrowest = math.cos(math.radians(min(max(abs(south), abs(north)), 90.0)))
    return float(area.area) * METRES_A_DEGREE**2 * narrowest > 10_000 * SLIVER_M2


def _thin(area: BaseGeometry) -> bool:
    """Whether no part of it is wider than about a metre: the mark of two drawings of one edge."""
    for part in shapely.get_parts(area):
        west, south, east, north = part.bounds
        frame = Frame((south + north) / 2, (west + east) / 2)
        if not frame.plane(part).buffer(-0.5).is_empty:
            return False
    return True
