"""One expression to a zone: what it is, then its cuts, then what is taken out."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from servanda.geo import zone as algebra
from servanda.geo.belt import NOTHING
from servanda.geo.expression import areas, lines
from servanda.geo.expression.context import Absent, Context, Expression, Flawed, Path, looks_like_pair, shape
from servanda.geo.expression.keys import BASES, CUTS, KEYS
from servanda.geo.expression.sides import takes_side
from servanda.geo.zone import Zone
from servanda.words import _

DEEPEST = 40


def draw(c: Context, expr: object, path: Path) -> Zone:
    """The zone of an expression. Raises Flawed when its finding is noted."""
    if len(path) > DEEPEST:
        c.flaw(path[:10], "zone-too-deep", _("the zone expression is nested too deeply"), "at most 40 levels")
    if isinstance(expr, str):
        return _zone_or_place(c, expr, path)
    if not isinstance(expr, Mapping):
        c.flaw(path, "zone-expression", _("this is no zone"), "a mapping or a zone's name", shape(expr))
    for key in expr:
        if key not in KEYS:
            near = difflib.get_close_matches(str(key), KEYS, n=2, cutoff=0.5)
            hint = " or ".join(near) if near else ", ".join(KEYS)
            what = _("the key {key!r} is not known in a zone").format(key=str(key))
            c.wrong((*path, str(key)), "unknown-key", what, hint, str(key))
    try:
        zone = _base(c, expr, path)
    except Absent:
        return algebra.nowhere()
    for key in ("side", "witness"):
        if key in expr and not takes_side(expr) and not (key == "witness" and zone.line is not None):
            c.warn((*path, key), "zone-key-idle", _("{key!r} says nothing here").format(key=key))
    return _without(c, _cut(c, zone, expr, path), expr, path)


def _base(c: Context, expr: Expression, path: Path) -> Zone:
    bases = [key for key in BASES if key in expr]
    if {"inner", "outer"} & set(bases):
        return areas.bounds(c, expr, path)
    if "between" in bases:
        return lines.between(c, expr, path)
    if "along" in bases:
        distance = c.distance(expr, path, ("buffer", "within", "depth"))
        return lines.near_line(c, lines.line_of(c, expr["along"], (*path, "along")), distance, expr, path)
    if "around" in bases or "place" in bases:
        return areas.around(c, expr, path)
    if "within" in bases or "depth" in bases:
        return areas.within(c, expr, path)
    if len(bases) > 1:
        c.flaw(path, "zone-expression", _("the zone says two things at once"), "one of them", ", ".join(bases))
    match bases[0] if bases else "":
        case "line":
            return lines.line_zone(c, expr, path)
        case "border":
            return lines.border_zone(c, expr, path)
        case "polygon":
            return areas.polygon(c, expr, path)
        case "all of":
            return algebra.common(_several(c, expr["all of"], (*path, "all of")))
        case "any of":
            return algebra.united(_several(c, expr["any of"], (*path, "any of")))
        case "zone":
            return draw(c, str(expr["zone"]), (*path, "zone"))
        case "nowhere":
            return algebra.nowhere()
        case "undefined":
            return algebra.anywhere()
    if any(key in expr for key in CUTS):
        return Zone("", algebra.world(), algebra.world(), algebra.world())
    return c.flaw(
        path,
        "zone-empty",
        _("the zone says nowhere where it is"),
        "line, within … of, between, place, around, polygon, along, all of, any of, inner/outer, undefined or nowhere",
        ", ".join(map(str, expr)) or _("nothing"),
    )


def _zone_or_place(c: Context, text: str, path: Path) -> Zone:
    found = c.reference(text, path)
    return found if found is not None else areas.disc(c.place_at(text, path, also_zones=True), None, None)


def _several(c: Context, items: object, path: Path) -> list[Zone]:
    if not isinstance(items, Sequence) or isinstance(items, str) or not items:
        c.flaw(path, "zone-list", _("this must be a list of zones"), "[zone, …]", shape(items))
    made: list[Zone] = []
    flawed = False
    for i, item in enumerate(items):
        try:
            made.append(draw(c, item, (*path, i)))
        except Flawed:
            flawed = True
    if flawed:
        raise Flawed
    return made


def _cut(c: Context, zone: Zone, expr: Expression, path: Path) -> Zone:
    for key in CUTS:
        if key not in expr:
            continue
        value, here = expr[key], (*path, key)
        if isinstance(value, Mapping) or (isinstance(value, str) and not looks_like_pair(value)):
            other = _point_zone(c, value, here)
        else:
            where = c.point(value, here)
            other = algebra.disc_zone(where.lat, where.lon, 0.01, 0.0, False)
        half = algebra.beyond(other, key.split()[0])
        zone = replace(algebra.common((zone, half)), drawn_on=zone.drawn_on | other.drawn_on)
    return zone


def _point_zone(c: Context, target: object, path: Path) -> Zone:
    """A zone, or a place as the point that it is (with its error, if it has one)."""
    if isinstance(target, str) and target not in c.exprs:
        place = c.place_at(target, path, also_zones=True)
        assert place.at is not None
        error = place.radius_m if place.approximate else 0.0
        made = algebra.disc_zone(place.at.lat, place.at.lon, max(error, 0.01), 0.0, place.approximate)
        return made if not error else Zone("", NOTHING, made.outer, None, error, True)
    return draw(c, target, path)


def _without(c: Context, zone: Zone, expr: Expression, path: Path) -> Zone:
    if expr.get("except") is None:
        return zone
    value = expr["except"]
    items = [value] if isinstance(value, (str, Mapping)) else value
    if zone.line is not None and zone.nominal is None:
        c.flaw((*path, "except"), "zone-no-area", _("nothing can be taken out of a line"))
    return algebra.less(zone, _several(c, items, (*path, "except")))
