"""Which side of an open line is meant: by a witness point, by a country's towns, or by the compass."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from servanda.geo.belt import side_of
from servanda.geo.frame import Coords, Frame, near_meridian
from servanda.geo.line import LEFT, ON, RIGHT, Line
from servanda.geo.notation import LatLon
from servanda.words import _

COMPASS = ("west", "east", "north", "south")
NEAREST_TOWNS = 25
AGREEMENT = 0.8
MARGIN_DEG = 1.5
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


def compass_side(part: Coords, word: str) -> int:
    """The side towards a point of the compass, for a line that runs across it."""
    dx, dy = Frame(float(part[0, 1]), float(part[0, 0])).to_plane(part[-1:])[0]
    left_x, left_y = -dy, dx
    towards = {"north": left_y, "south": -left_y, "east": left_x, "west": -left_x}[word]
    if abs(towards) < 0.3 * max(abs(left_x), abs(left_y), 1e-9):
        raise SideError(_("the line does not run across that direction"))
    return LEFT if towards > 0 else RIGHT
