"""Local planes on the WGS84 ellipsoid, in metres.

A frame is an azimuthal equidistant projection (Snyder 1987, Map Projections — A Working Manual, USGS PP 1395, p. 191)
made of Karney's geodesics (2013, Algorithms for geodesics, J. Geodesy 87): distance and bearing *from its centre* are
exact to nanometres. Between two points p and q as seen from the centre the plane errs by about K |p × q|² / (6 |q −
p|), K = 1/R²: at 28 km from the centre and 30 km off, 0.1 m. Bearings and coordinates elsewhere are x east, y north.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

Coords = NDArray[np.float64]
GEOD = Geod(ellps="WGS84")
EARTH_RADIUS_M = 6_371_008.8
STEP_DEG = 0.018  # at most 2 km: a straight line in lon/lat leaves the geodesic by 6 cm at 37°, 0.6 m at 80°
STEP_M = 2000.0
CHORD_M = 0.1  # by which s² tan φ / 8R, a parallel's sagitta over s metres, may leave the geodesic
METRES_A_DEGREE = 110_500.0  # of latitude, where it is shortest


class PoleError(ValueError):
    """The geometry reaches over a pole, where longitude and latitude draw no polygon."""


class Frame:
    """The plane that touches the globe at (`lat`, `lon`)."""

    __slots__ = ("lat", "lon")

    def __init__(self, lat: float, lon: float) -> None:
        self.lat = lat
        self.lon = lon

    def to_plane(self, lonlat: Coords) -> Coords:
        """An (n, 2) array of longitude, latitude as x, y in metres."""
        n = len(lonlat)
        azimuth, _back, distance = GEOD.inv(
            np.full(n, self.lon), np.full(n, self.lat), lonlat[:, 0].copy(), lonlat[:, 1].copy()
        )
        angle = np.radians(azimuth)
        return np.column_stack((distance * np.sin(angle), distance * np.cos(angle)))

    def to_globe(self, xy: Coords) -> Coords:
        """The inverse, unless that reaches over a pole (PoleError).

        Longitudes lie within 180° of the centre's, so that nothing tears at the antimeridian."""
        n = len(xy)
        if n and abs(self.lat) + np.hypot(xy[:, 0], xy[:, 1]).max() / METRES_A_DEGREE > 90.0:
            raise PoleError
        azimuth = np.degrees(np.arctan2(xy[:, 0], xy[:, 1]))
        lon, lat, _back = GEOD.fwd(np.full(n, self.lon), np.full(n, self.lat), azimuth, np.hypot(xy[:, 0], xy[:, 1]))
        return np.column_stack((near_meridian(np.asarray(lon), self.lon), lat))

    def plane(self, geometry: BaseGeometry) -> BaseGeometry:
        moved: BaseGeometry = shapely.transform(geometry, self.to_plane)
        return moved

    def globe(self, geometry: BaseGeometry) -> BaseGeometry:
        """A plane geometry on the globe, with so many vertices that straight lines between them in longitude and
        latitude stay within `CHORD_M` of it: one at least every 2 km, more towards the poles."""
        west, south, east, north = geometry.bounds if not geometry.is_empty else (0.0, 0.0, 0.0, 0.0)
        reach = math.hypot(max(abs(west), abs(east)), max(abs(south), abs(north))) / METRES_A_DEGREE
        steep = math.tan(math.radians(min(abs(self.lat) + reach, 89.9)))
        step = min(STEP_M, math.sqrt(8 * EARTH_RADIUS_M * CHORD_M / max(steep, 1e-9)))
        moved: BaseGeometry = shapely.transform(shapely.segmentize(geometry, step), self.to_globe)
        return moved


def near_meridian(lon: Any, meridian: Any) -> Any:
    """Longitudes shifted by whole turns to within 180° of `meridian`; exact, where they are so already."""
    with np.errstate(invalid="ignore"):
        return np.asarray(lon) - 360.0 * np.round((np.asarray(lon) - meridian) / 360.0)


def middle_lon(geometry: BaseGeometry) -> float:
    """The longitude half-way through the bounds (0 for an empty geometry)."""
    if geometry.is_empty:
        return 0.0
    west, _south, east, _north = geometry.bounds
    return float(west + east) / 2


def beside(geometry: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """`geometry` shifted by whole turns of longitude so that it lies on the same turn as `other`."""
    if geometry.is_empty or other.is_empty:
        return geometry
    turns = round((middle_lon(other) - middle_lon(geometry)) / 360.0)
    if turns == 0:
        return geometry
    moved: BaseGeometry = shapely.transform(geometry, lambda c: c + np.array([360.0 * turns, 0.0]))
    return moved


def unwrapped(lonlat: Coords) -> Coords:
    """A chain of positions with no jump of more than half a turn, so that a line over the antimeridian stays one."""
    if len(lonlat) < 2:
        return lonlat
    lon = np.unwrap(lonlat[:, 0], period=360.0)
    return np.column_stack((lon, lonlat[:, 1]))


def lengths(lonlat: Coords) -> Coords:
    """Geodesic length of each segment of a chain, metres."""
    return np.asarray(
        GEOD.inv(lonlat[:-1, 0].copy(), lonlat[:-1, 1].copy(), lonlat[1:, 0].copy(), lonlat[1:, 1].copy())[2]
    )
