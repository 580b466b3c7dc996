"""`side`, `witness`: which side of a line an expression means."""

from __future__ import annotations

from collections.abc import Mapping

from servanda.geo import atlas
from servanda.geo.expression.context import Context, Expression, Path, looks_like_pair, shape
from servanda.geo.line import Line
from servanda.geo.notation import LatLon
from servanda.geo.side import COMPASS, SideError, compass_side, country_side, voted_side, witness_sides
from servanda.words import _


def takes_side(expr: Expression) -> bool:
    return any(key in expr for key in ("within", "depth", "buffer", "radius"))


def side_of_line(c: Context, expr: Expression, line: Line, path: Path) -> list[int] | None:
    """For each part of the line, the side asked for; None where the zone has both.

    A name is that of a witness point (here or on the line), else a country's."""
    wanted, here = expr.get("side"), (*path, "side")
    if wanted is None or (isinstance(wanted, str) and wanted.casefold() in ("both", "either")):
        return None
    witness = {**line.witness, **witnesses(c, expr, path)}
    if not line.geometry.is_simple:
        c.warn(here, "zone-side", _("the line crosses itself: there its sides are not well defined"))
    advice = _("give `witness: {{{side}: [lat, lon]}}`, a point on that side").format(side=wanted)
    try:
        if isinstance(wanted, str) and wanted.casefold() in COMPASS:
            return [compass_side(part, wanted.casefold()) for part in line.parts]
        if not isinstance(wanted, str) or looks_like_pair(wanted):
            return witness_sides(line, c.point(wanted, here))
        if wanted in witness:
            return witness_sides(line, witness[wanted])
        towns = c.sources.towns(wanted) if c.sources.towns is not None else ()
        if towns:
            return [voted_side(part, line.accuracy_m, towns) for part in line.parts]
        area = atlas.country_area(wanted)
        if area is not None:
            return [country_side(part, line.accuracy_m, area) for part in line.parts]
    except SideError as error:
        c.flaw(here, "zone-side", str(error), got=str(wanted), advice=advice)
    known = ", ".join(witness) or _("a witness, a country or a point of the compass")
    return c.flaw(here, "zone-side", _("which side is that?"), known, wanted, advice)


def witnesses(c: Context, expr: Expression, path: Path) -> dict[str, LatLon]:
    """Points known to lie on a side, by the side's name."""
    value, here = expr.get("witness"), (*path, "witness")
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        c.flaw(here, "zone-witness", _("a witness names a side"), "{SYR: [lat, lon]}", shape(value))
    return {str(key): c.somewhere(where, (*here, str(key))) for key, where in value.items()}
