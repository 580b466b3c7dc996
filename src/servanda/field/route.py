"""The planned route and how much of it a course covered: share, the stretches left out, and where it strayed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from servanda.field.course import Course, Stretch
from servanda.field.noise import disc_m
from servanda.geo.frame import Frame
from servanda.geo.line import Line
from servanda.geo.track import Column

MOST_FIXES = 40_000  # more than these are thinned evenly before they are laid on the route
SHORTEST_STRAY_S = 60.0


class Missing(NamedTuple):
    """A stretch of the route that was not travelled: metres along it, and where it begins and ends."""

    from_m: float
    to_m: float
    lat: float
    lon: float
    to_lat: float
    to_lon: float


@dataclass(frozen=True)
class OnRoute:
    """`least` and `most`: share of the route, 0 to 1, certainly and possibly travelled (gaps may hide some).
    `reached_m`: the farthest point along it; `ended_there`: the track ends at that point, it did not turn back."""

    length_m: float
    least: float
    most: float
    reached_m: float
    reached: tuple[float, float]
    ended_there: bool
    missing: tuple[Missing, ...]
    strays: tuple[Stretch, ...]


class Route:
    """A polyline in a plane around its middle; distances to 1 in 10⁵ over 50 km."""

    def __init__(self, line: Line) -> None:
        part = max(line.parts, key=len)
        self.accuracy_m = line.accuracy_m
        self._frame = Frame(float(np.mean(part[:, 1])), float(np.mean(part[:, 0])))
        self._shape = shapely.LineString(self._frame.to_plane(part))
        shapely.prepare(self._shape)
        self.length_m = float(self._shape.length)

    def along(self, lat: Column, lon: Column) -> tuple[Column, Column]:
        """How far along the route each position lies, and how far off it, metres."""
        points = shapely.points(self._frame.to_plane(np.column_stack((lon, lat))))
        return np.asarray(shapely.line_locate_point(self._shape, points)), np.asarray(
            shapely.distance(self._shape, points)
        )

    def point(self, metres: float) -> tuple[float, float]:
        """Latitude and longitude at a measure of the route."""
        found = shapely.line_interpolate_point(self._shape, metres)
        lonlat = self._frame.to_globe(np.array([[found.x, found.y]]))[0]
        return float(lonlat[1]), float(lonlat[0])


def on_route(route: Route, courses: list[Course], corridor_m: float, start: float, end: float) -> OnRoute | None:
    """What the courses together covered of the route between two instants; None when no fix lies there."""
    sure: list[tuple[float, float]] = []
    perhaps: list[tuple[float, float]] = []
    strays: list[Stretch] = []
    reached, last = -1.0, 0.0
    for course in courses:
        inside = np.flatnonzero((course.time >= start) & (course.time <= end))
        if not len(inside):
            continue
        inside = inside[:: max(1, len(inside) // MOST_FIXES)]
        measure, off = route.along(course.lat[inside], course.lon[inside])
        doubt = disc_m(course.sigma_m)
        close = off <= corridor_m + doubt + route.accuracy_m
        dt = np.diff(course.time[inside])
        both = close[:-1] & close[1:]
        # where a route comes near itself the nearest point leaps along it faster than the vehicle goes
        leap = np.abs(np.diff(measure)) > 2.0 * corridor_m + 2.0 * _moved(course, inside)
        torn = np.diff(np.r_[0, np.cumsum(course.torn)][inside]) > 0
        both &= ~torn
        spans = np.column_stack((np.minimum(measure[:-1], measure[1:]), np.maximum(measure[:-1], measure[1:])))
        sure += [(float(a), float(b)) for a, b in spans[both & ~leap & (dt <= course.gap_s)]]
        perhaps += [(float(a), float(b)) for a, b in spans[both & (leap | (dt > course.gap_s))]]
        sure += [(float(m), float(m)) for m in measure[close][:1]]
        if close.any():
            reached = max(reached, float(measure[close].max()))
            last = max(last, float(measure[close][-1]))
        strays += _strays(course, inside, off, close)
    if not sure:
        return None
    covered = _united(sure)
    possible = _united(sure + perhaps)
    return OnRoute(
        route.length_m,
        min(1.0, sum(b - a for a, b in covered) / route.length_m),
        min(1.0, sum(b - a for a, b in possible) / route.length_m),
        reached,
        route.point(reached),
        reached - last < 2.0 * corridor_m,
        tuple(_missing(route, covered, corridor_m)),
        tuple(strays),
    )


def _moved(course: Course, inside: NDArray[np.intp]) -> Column:
    travelled = np.r_[0.0, np.cumsum(course.steps_m)]
    moved: Column = np.diff(travelled[inside])
    return moved


def _united(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    made: list[tuple[float, float]] = []
    for a, b in sorted(spans):
        if made and a <= made[-1][1] + 1.0:
            made[-1] = made[-1][0], max(b, made[-1][1])
        else:
            made.append((a, b))
    return made


def _missing(route: Route, covered: list[tuple[float, float]], corridor_m: float) -> list[Missing]:
    """Uncovered stretches longer than the corridor: shorter ones are where tracks end beside the route's ends."""
    found = []
    cursor = 0.0
    for a, b in [*covered, (route.length_m, route.length_m)]:
        if a - cursor > max(corridor_m, 0.01 * route.length_m):
            found.append(Missing(cursor, a, *route.point(cursor), *route.point(a)))
        cursor = max(cursor, b)
    return found


def _strays(course: Course, inside: NDArray[np.intp], off: Column, close: NDArray[np.bool_]) -> list[Stretch]:
    """Runs of a minute or more off the route, between two times on it: the way there and back is no deviation."""
    on = np.flatnonzero(close)
    if len(on) < 2:
        return []
    found = []
    for a, b in pairwise(on.tolist()):
        if b - a < 2:
            continue
        first, end = inside[a + 1], inside[b]
        if course.time[end] - course.time[first] >= SHORTEST_STRAY_S:
            worst = a + 1 + int(np.argmax(off[a + 1 : b]))
            at = inside[worst]
            found.append(
                Stretch(
                    float(course.time[first]),
                    float(course.time[end]),
                    float(course.lat[at]),
                    float(course.lon[at]),
                    float(off[worst]),
                )
            )
    return found
