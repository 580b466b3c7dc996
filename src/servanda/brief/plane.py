"""From latitude and longitude to the paper: an equal-area plane round one centre, then a scale.

Lambert azimuthal equal-area on the sphere (Snyder 1987, USGS PP 1395, pp. 182–186), so that areas of uncertainty
compare. On a sheet 600 km wide its scale errs by less than 0.1 %, the sphere by at most 0.5 %: less than
a line's width.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_008.8
Point = tuple[float, float]


@dataclass(frozen=True)
class Paper:
    """A sheet of `width` × `height` units; `per_m` units a metre; `x0`, `y0` shift the plane to its corner."""

    lat: float
    lon: float
    width: float
    height: float
    per_m: float
    x0: float = 0.0
    y0: float = 0.0

    def at(self, lat: float, lon: float) -> Point:
        """Where a position falls, y downwards."""
        x, y = _plane(self.lat, self.lon, lat, lon)
        return self.x0 + x * self.per_m, self.y0 - y * self.per_m

    def holds(self, point: Point, margin: float = 0.0) -> bool:
        return -margin <= point[0] <= self.width + margin and -margin <= point[1] <= self.height + margin


def _plane(lat0: float, lon0: float, lat: float, lon: float) -> Point:
    phi0, phi = radians(lat0), radians(min(max(lat, -90.0), 90.0))
    lam = radians((lon - lon0 + 180.0) % 360.0 - 180.0)
    cosine = sin(phi0) * sin(phi) + cos(phi0) * cos(phi) * cos(lam)
    k = sqrt(2.0 / max(1.0 + cosine, 1e-9)) * EARTH_RADIUS_M
    return k * cos(phi) * sin(lam), k * (cos(phi0) * sin(phi) - sin(phi0) * cos(phi) * cos(lam))


def paper(
    south: float, west: float, north: float, east: float, width: float, tallest: float, margin: float = 14.0
) -> Paper:
    """The sheet on which the bounds just fit within `width`, and within `tallest` by widening what is seen."""
    if east < west:
        east += 360.0
    lat, lon = (south + north) / 2, (west + east) / 2
    steps = [i / 8 for i in range(9)]
    edge = [(south + (north - south) * t, w) for t in steps for w in (west, east)]
    edge += [(s, west + (east - west) * t) for t in steps for s in (south, north)]
    xs, ys = zip(*(_plane(lat, lon, a, o) for a, o in edge), strict=True)
    across, down = max(max(xs) - min(xs), 1000.0), max(max(ys) - min(ys), 1000.0)
    per_m = min((width - 2 * margin) / across, (tallest - 2 * margin) / down)
    height = down * per_m + 2 * margin
    x0 = width / 2 - (max(xs) + min(xs)) / 2 * per_m
    y0 = height / 2 + (max(ys) + min(ys)) / 2 * per_m
    return Paper(lat, lon, width, height, per_m, x0, y0)


def path(points: Iterable[Point], closed: bool = False, grain: float = 0.7) -> str:
    """SVG path data with steps shorter than `grain` left out; `closed` rings end in Z."""
    kept: list[Point] = []
    last: Point | None = None
    for point in points:
        if kept and abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) < grain:
            last = point
            continue
        kept.append(point)
        last = None
    if last is not None and not closed:
        kept.append(last)
    if len(kept) < 2:
        return ""
    text = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in kept)
    return text + "Z" if closed else text


def number(value: float) -> str:
    """One decimal, and none where it is zero."""
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")
