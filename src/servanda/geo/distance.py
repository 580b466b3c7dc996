"""Geodesic distances on WGS84, in metres."""

from __future__ import annotations

from servanda.geo.frame import GEOD
from servanda.geo.line import Line
from servanda.geo.notation import LatLon


def distance_m(a: LatLon, b: LatLon) -> float:
    """Length of the geodesic between two points (Karney 2013), metres."""
    return float(GEOD.inv(a.lon, a.lat, b.lon, b.lat)[2])


def distance_to_line_m(point: LatLon, line: Line) -> float:
    """Distance from `point` to the nearest point of `line`, metres, exact to centimetres for the line as drawn."""
    return line.distance_m(point.lat, point.lon)


def destination(point: LatLon, bearing_deg: float, metres: float) -> LatLon:
    """Where one comes to from `point`, going `metres` towards `bearing_deg` (clockwise from north)."""
    lon, lat, _back = GEOD.fwd(point.lon, point.lat, bearing_deg, metres)
    return LatLon(float(lat), float(lon))
