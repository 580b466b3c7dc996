"""Which side of an open line is meant: by a witness point, a country or the compass."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from servanda.geo.belt import side_of
from servanda.geo.frame import GEOD, Coords, Frame, near_meridian
from servanda.geo.line import LEFT, ON, RIGHT, Line
from servanda.geo.notation import LatLon
from servanda.words import _

COMPASS = ("west", "east", "north", "south")
NEAREST_TOWNS = 25
AGREEMENT = 0.8
MARGIN_DEG = 1.5
SAMPLES = 80
POLYGON_M, CLEAR_M = 3_500.0, 1_500.0
CLOSE_BY_M = (100.0, 400.0, 1_500.0)
CLOSEST_M = 1_000.0  # a town's point may lie across the border that the town touches


class SideError(ValueError):
    """The side cannot be told; `str()` says why."""


def witness_sides(line: Line, witness: LatLon) -> list[int]:
    """The side of each part of `line` that a point known to lie on the side asked for is on."""
    sides = [side_of(part, witness.lat, witness.lon) for part in line.parts]
    if ON in sides or line.distance_m(witness.lat, witness.lon) <= line.accuracy_m:
        raise SideError(_("the witness point may be on the line itself: take one farther away"))
    return sides


def voted_side(part: Coords, accuracy_m: float, towns: Sequence[LatLon]) -> int:
    """The side that most of a country's towns nearest to the line lie on; a town too near to tell does not vote."""
    middle = float(part[:, 0].mean())
    south, north = part[:, 1].min() - MARGIN_DEG, part[:, 1].max() + MARGIN_DEG
    west, east = part[:, 0].min() - MARGIN_DEG, part[:, 0].max() + MARGIN_DEG
    around = [t for t in towns if south <= t.lat <= north and west <= float(near_meridian(t.lon, middle)) <= east]
    alone = Line("", shapely.LineString(part))
    feet = sorted((alone.foot(t.lat, t.lon) for t in around or towns), key=lambda f: f.distance_m)
    votes = [f.side for f in feet if f.distance_m > max(accuracy_m, CLOSEST_M)][:NEAREST_TOWNS]
    left = votes.count(LEFT)
    if not votes or max(left, len(votes) - left) < AGREEMENT * len(votes):
        raise SideError(_("that country's towns lie on both sides of the line, or on none"))
    return LEFT if left * 2 > len(votes) else RIGHT


def country_side(part: Coords, accuracy_m: float, area: BaseGeometry) -> int:
    """The side of a line that a country lies on: the country's polygon (which may itself be off by 3.5 km) is asked a
    little off the line, to the left and to the right, from many places along it: well clear of what either may err by,
    or, where that tells nothing (enclaves; a narrow strip), close by: that does where line and polygon are one drawing.
    """
    near = max(accuracy_m, POLYGON_M) + CLEAR_M
    for offs in ((near, 2 * near, 4 * near), CLOSE_BY_M):
        left, right = _votes(part, area, offs)
        if left + right and max(left, right) >= AGREEMENT * (left + right):
            return LEFT if left > right else RIGHT
    raise SideError(_("that country lies on both sides of the line, or on none"))


def _votes(part: Coords, area: BaseGeometry, offs_m: Sequence[float]) -> tuple[int, int]:
    """Of how many places beside the line the area has only the left, or only the right."""
    picks = np.unique(np.linspace(0, len(part) - 2, SAMPLES).astype(int))
    a, b = part[picks], part[picks + 1]
    middle = (a + b) / 2
    bearing = np.asarray(GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[0])
    shapely.prepare(area)
    left = right = 0
    for off in offs_m:
        lies = []
        for turn in (-90.0, 90.0):
            lon, lat, _back = GEOD.fwd(middle[:, 0], middle[:, 1], bearing + turn, np.full(len(picks), off))
            lies.append(shapely.contains_xy(area, (np.asarray(lon) + 180.0) % 360.0 - 180.0, lat))
        left += int((lies[0] & ~lies[1]).sum())
        right += int((lies[1] & ~lies[0]).sum())
    return left, right


def compass_side(part: Coords, word: str) -> int:
    """The side towards a point of the compass, for a line that runs across it."""
    dx, dy = Frame(float(part[0, 1]), float(part[0, 0])).to_plane(part[-1:])[0]
    left_x, left_y = -dy, dx
    towards = {"north": left_y, "south": -left_y, "east": left_x, "west": -left_x}[word]
    if abs(towards) < 0.3 * max(abs(left_x), abs(left_y), 1e-9):
        raise SideError(_("the line does not run across that direction"))
    return LEFT if towards > 0 else RIGHT
