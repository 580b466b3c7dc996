"""What a geometry file gives, and the checks that every format shares: positions, their number, validity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from servanda.geo.frame import Coords, unwrapped
from servanda.geo.line import merged
from servanda.model import Finding, Position
from servanda.words import _

MAX_BYTES = 64 * 1024 * 1024
MAX_POSITIONS = 250_000


class Loaded(NamedTuple):
    """What a file holds: a merged line or a valid area in lon/lat, or None; and what is wrong with it.

    `accuracy_m` and `approximate` are what the file says of itself, in its first feature's properties of these names.
    """

    geometry: BaseGeometry | None
    findings: tuple[Finding, ...] = ()
    accuracy_m: float | None = None
    approximate: bool = False


class Malformed(Exception):
    """A file that cannot be used, as the finding that says why."""

    def __init__(
        self, what: str, expected: str = "", got: str = "", advice: str = "", slug: str = "geometry-coordinates"
    ) -> None:
        super().__init__(what)
        self.finding = Finding(slug, what, expected, got, advice)


def positions(lonlat: Coords) -> Coords:
    """Checked positions, drawn on past ±180° rather than torn there. Raises Malformed."""
    if not np.isfinite(lonlat).all():
        raise Malformed(_("a position is no pair of numbers"))
    if np.abs(lonlat[:, 1]).max() > 90:
        hint = _("; latitude and longitude look swapped") if np.abs(lonlat[:, 0]).max() <= 90 else ""
        raise Malformed(_("a latitude is beyond 90°") + hint)
    if np.abs(lonlat[:, 0]).max() > 540:
        raise Malformed(_("a longitude is beyond 180°"))
    return unwrapped(lonlat)


def bounded(count: int) -> None:
    """Raises Malformed where there are more positions than anybody draws."""
    if count > MAX_POSITIONS:
        raise Malformed(_("there are more than {n} positions: simplify the file").format(n=MAX_POSITIONS))


def line_of_parts(parts: Sequence[LineString], at: Position) -> Loaded:
    """One line, joined where the parts meet."""
    long = [part for part in parts if part.length > 0]
    if not long:
        return Loaded(None, (Finding("geometry-empty", _("the line has no length"), at=at),))
    bounded(sum(len(part.coords) for part in long))
    return Loaded(merged(long[0] if len(long) == 1 else MultiLineString(long)))


def area_of_parts(parts: Sequence[Polygon], at: Position) -> Loaded:
    """One area of all polygons."""
    bounded(int(shapely.get_num_coordinates(np.array(parts, dtype=object)).sum()))
    return checked_area(parts[0] if len(parts) == 1 else MultiPolygon(parts), at)


def checked_area(area: BaseGeometry, at: Position) -> Loaded:
    """The area, if it is valid and not empty; else a finding that says where it crosses itself."""
    if not area.is_valid:
        finding = Finding(
            "polygon-crosses-itself",
            _("the polygon is not valid"),
            _("a ring that does not cross itself"),
            shapely.is_valid_reason(area),
            _("put its corners in order; the place is given as longitude, latitude"),
            at,
        )
        return Loaded(None, (finding,))
    if area.is_empty or area.area == 0:
        return Loaded(None, (Finding("geometry-empty", _("the polygon has no area"), at=at),))
    return Loaded(area)
