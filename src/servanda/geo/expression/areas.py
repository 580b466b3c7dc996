"""Discs, grown zones, polygons and bounds: `place`, `around`, `within … of`, `polygon`, `inner`, `outer`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from servanda.geo import zone as algebra
from servanda.geo.belt import NOTHING
from servanda.geo.expression.context import Context, Expression, Flawed, Path, flag, shape
from servanda.geo.expression.lines import near_line
from servanda.geo.frame import beside, unwrapped
from servanda.geo.line import digest
from servanda.geo.places import Place
from servanda.geo.shapes import checked_area
from servanda.geo.zone import Zone
from servanda.words import _


def disc(place: Place, radius: float | None, accuracy: float | None) -> Zone:
    """The disc around a place; without a radius, the place's own."""
    where = place.at
    assert where is not None
    if accuracy is None:
        accuracy = place.radius_m if place.approximate and radius is not None else 0.0
    reach = place.radius_m if radius is None else radius
    made = algebra.disc_zone(where.lat, where.lon, reach, accuracy, place.approximate)
    if radius is None and place.approximate:
        return replace(made, inner=NOTHING, nominal=None)
    return made


def around(c: Context, expr: Expression, path: Path) -> Zone:
    key = "around" if "around" in expr else "place"
    target, here = expr[key], (*path, key)
    given = any(k in expr for k in ("radius", "within", "buffer", "depth"))
    distance = c.distance(expr, path, ("radius", "within", "buffer", "depth")) if given else None
    accuracy = c.accuracy(expr, path)
    if isinstance(target, str):
        found = c.reference(target, here)
        if found is not None:
            if found.line is not None:
                if distance is None:
                    c.missing(path, "radius")
                return near_line(c, found.line, distance, expr, path)
            return found if distance is None else algebra.grown(found, distance)
        return disc(c.place_at(target, here, also_zones=key == "around"), distance, accuracy)
    if isinstance(target, Mapping):
        found = c.draw(c, target, here)
        return found if distance is None else algebra.grown(found, distance)
    where = c.point(target, here)
    if distance is None:
        c.missing(path, "radius")
    return algebra.disc_zone(where.lat, where.lon, distance, accuracy or 0.0, flag(expr.get("approximate")))


def within(c: Context, expr: Expression, path: Path) -> Zone:
    if "of" not in expr:
        c.flaw(path, "zone-of-missing", _("within … of what?"), "of: a line, a zone or a place")
    distance = c.distance(expr, path, ("within", "depth"))
    target, here = expr["of"], (*path, "of")
    if isinstance(target, Mapping):
        found: Zone | None = c.draw(c, target, here)
    else:
        found = c.reference(str(target), here) if isinstance(target, str) else None
    if found is None:
        if isinstance(target, str):
            return disc(c.place_at(target, here, also_zones=True), distance, c.accuracy(expr, path))
        where = c.point(target, here)
        return algebra.disc_zone(where.lat, where.lon, distance, c.accuracy(expr, path) or 0.0, False)
    if found.line is not None:
        return near_line(c, found.line, distance, expr, path)
    return algebra.grown(found, distance)


def polygon(c: Context, expr: Expression, path: Path) -> Zone:
    """`polygon: FILE`, or a list of corners."""
    value, here = expr["polygon"], (*path, "polygon")
    if isinstance(value, str):
        loaded = c.load(value, here)
        if not isinstance(loaded.geometry, (Polygon, MultiPolygon)):
            c.flaw(here, "zone-no-area", _("the file holds a line, no polygon"), "a polygon", value)
    else:
        if not isinstance(value, Sequence) or len(value) < 3:
            what = _("a polygon has three corners at least")
            c.flaw(here, "zone-polygon", what, "[[lat, lon], …]", shape(value))
        corners = [c.somewhere(item, (*here, i)) for i, item in enumerate(value)]
        ring = unwrapped(np.array([(p.lon, p.lat) for p in (*corners, corners[0])]))
        loaded = checked_area(Polygon(ring), c.sources.at(here))
        if loaded.geometry is None:
            c.findings.extend(loaded.findings)
            raise Flawed
    accuracy = c.accuracy(expr, path)
    if accuracy is None:
        accuracy = loaded.accuracy_m or 0.0
    area, approximate = loaded.geometry, flag(expr.get("approximate")) or loaded.approximate
    return algebra.drawn_zone(area, accuracy, approximate, (digest(area),))


def bounds(c: Context, expr: Expression, path: Path) -> Zone:
    """`inner`, `outer`: what the text leaves open."""
    made: dict[str, Zone | None] = {}
    for key in ("inner", "outer"):
        value = expr.get(key)
        nothing = value is None or (isinstance(value, str) and value.strip().casefold() in ("none", "unknown", ""))
        made[key] = None if nothing else c.draw(c, value, (*path, key))
    inner, outer = made["inner"], made["outer"]
    if inner is not None and outer is not None and outer.outer is not None:
        left_over = shapely.difference(inner.inner, beside(outer.outer, inner.inner))
        if left_over.area > 1e-6 * max(inner.inner.area, 1e-12):
            c.flaw(path, "zone-bounds", _("the inner bound reaches beyond the outer one"))
    return algebra.bounded(inner, outer)
