"""Lines, and the belts along them: `line`, `border`, `between`, `along`, `within … of` a line."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NoReturn

import shapely

from servanda.geo import atlas
from servanda.geo import zone as algebra
from servanda.geo.belt import NOTHING, around_chain
from servanda.geo.expression.context import Absent, Context, Expression, Path, flag, looks_like_pair, shape
from servanda.geo.expression.sides import side_of_line, witnesses
from servanda.geo.line import Line, digest, drawn
from servanda.geo.zone import Zone
from servanda.model import Severity
from servanda.words import _

DRAWN_ACCURACY_M = 3_000.0
MANY_POSITIONS = 20_000
ABSENT = ("unreadable", "not-recorded")  # what a dossier says of a file that it does not have


def line_of(c: Context, target: object, path: Path) -> Line:
    """The line that `target` names or describes."""
    found = c.draw(c, target, path) if isinstance(target, Mapping) else None
    if isinstance(target, str):
        found = c.reference(target, path)
        if found is None:
            near = difflib.get_close_matches(target, list(c.exprs), n=2, cutoff=0.5)
            c.flaw(path, "zone-unknown", _("no line is called so"), " or ".join(near) or ", ".join(c.exprs), target)
    if found is not None and found.line is None and found.nowhere:
        raise Absent
    if found is None or found.line is None:
        expected = "a zone with line:, border: or between:"
        c.flaw(path, "zone-no-line", _("this is no line"), expected, shape(target))
    return found.line


def line_zone(c: Context, expr: Expression, path: Path) -> Zone:
    """`line: FILE`, or `line: [place, place, …]`."""
    value = expr["line"]
    if isinstance(value, str):
        return _from_file(c, value, expr, path)
    here = (*path, "line")
    if not isinstance(value, Sequence) or len(value) < 2:
        c.flaw(here, "zone-line", _("a line needs a file or two places"), "[place, place, …]", shape(value))
    points, loosest = [], 0.0
    for i, item in enumerate(value):
        if isinstance(item, str) and not looks_like_pair(item):
            place = c.place_at(item, (*here, i))
            assert place.at is not None
            points.append(place.at)
            loosest = max(loosest, place.radius_m if place.approximate else 0.0)
        else:
            points.append(c.point(item, (*here, i)))
    if all(p == points[0] for p in points):
        c.flaw(here, "zone-line", _("the line has no length"), "two different places")
    accuracy = c.accuracy(expr, path)
    if accuracy is None:
        accuracy = max(DRAWN_ACCURACY_M, loosest)
        c.warn(
            path,
            "line-accuracy",
            _("a line drawn through places must say how far it may be off"),
            "accuracy: its greatest error, such as 2 km",
            advice=_("{km:g} km is taken meanwhile").format(km=accuracy / 1000),
        )
    approximate = flag(expr.get("approximate", True))
    return _made(c, drawn(points), accuracy, approximate, _("drawn through places"), expr, path)


def _from_file(c: Context, file: str, expr: Expression, path: Path) -> Zone:
    loaded = c.load(file, (*path, "line"))
    geometry = loaded.geometry
    if not isinstance(geometry, (shapely.LineString, shapely.MultiLineString)):
        c.flaw((*path, "line"), "zone-no-line", _("the file holds areas, no line"), "a line", file)
    accuracy = c.accuracy(expr, path)
    if accuracy is None:
        accuracy = loaded.accuracy_m
    if accuracy is None:
        c.warn(
            path,
            "line-accuracy",
            _("the line does not say how far it may be off"),
            "accuracy: its greatest error, such as 100 m",
            advice=_("0 m is taken meanwhile"),
        )
    approximate = flag(expr.get("approximate")) or loaded.approximate
    return _made(c, geometry, accuracy or 0.0, approximate, file, expr, path)


def border_zone(c: Context, expr: Expression, path: Path) -> Zone:
    """`border: [SYR, TUR]`: the dossier's own line `geo/border-syr-tur.geojson`, else the one that comes with us."""
    pair, here = expr["border"], (*path, "border")
    if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
        c.flaw(here, "zone-border", _("a border lies between two countries"), "[SYR, TUR]", shape(pair))
    a, b = str(pair[0]), str(pair[1])
    own = _own_border(c, a, b, expr, path)
    if own is not None:
        return own
    line = (c.sources.border or atlas.border)(a, b)
    if line is None:
        _no_border(c, a, b, here)
    accuracy = c.accuracy(expr, path)
    witness = {**line.witness, **witnesses(c, expr, path)}
    line = replace(line, name="", witness=witness, accuracy_m=line.accuracy_m if accuracy is None else accuracy)
    return _zone(replace(line, drawing=line.drawing or digest(line.geometry)))


def _own_border(c: Context, a: str, b: str, expr: Expression, path: Path) -> Zone | None:
    """The dossier's line of that border, if it has one: it wins over the atlas."""
    if c.sources.load_line is None:
        return None
    for first, second in ((a, b), (b, a)):
        file = f"geo/border-{first.lower()}-{second.lower()}.geojson"
        loaded = c.sources.load_line(file)
        if isinstance(loaded.geometry, (shapely.LineString, shapely.MultiLineString)):
            return _from_file(c, file, expr, path)
        if any(f.slug not in ABSENT for f in loaded.findings if f.severity is Severity.ERROR):
            return _from_file(c, file, expr, path)  # it is there and it is bad: say so, do not pass over it
    return None


def _no_border(c: Context, a: str, b: str, here: Path) -> NoReturn:
    unknown = [code for code in (a, b) if atlas.country(code) is None]
    if unknown and c.sources.border is None:
        advice = _("give ISO 3166 alpha-3 codes, or `line:` with a file of the dossier")
        c.flaw(here, "zone-border-unknown", _("no country has this code"), "SYR, TUR …", ", ".join(unknown), advice)
    what = _("no border line for {a}–{b}").format(a=a, b=b)
    known = ", ".join(atlas.neighbours(a)) if c.sources.border is None else ""
    expected = _("a neighbour of {a}: {known}").format(a=a, known=known) if known else ""
    c.flaw(here, "zone-border-unknown", what, expected, advice=_("give `line:` with a file of the dossier"))


def _made(
    c: Context,
    geometry: shapely.LineString | shapely.MultiLineString,
    accuracy: float,
    approximate: bool,
    source: str,
    expr: Expression,
    path: Path,
) -> Zone:
    count = shapely.get_num_coordinates(geometry)
    if count > MANY_POSITIONS and not geometry.is_simple:
        c.flaw(
            (*path, "line"),
            "zone-line",
            _("a line of so many positions may not cross itself"),
            f"at most {MANY_POSITIONS}",
            str(count),
            _("simplify it: it looks like a raw track"),
        )
    return _zone(Line("", geometry, accuracy, approximate, witnesses(c, expr, path), source, digest(geometry)))


def _zone(line: Line) -> Zone:
    strip = shapely.union_all([around_chain(part, max(line.accuracy_m, 1.0)) for part in line.parts])
    return Zone("", NOTHING, strip, None, line.accuracy_m, line.approximate, frozenset((line.drawing,)), line)


def between(c: Context, expr: Expression, path: Path) -> Zone:
    """The stretch of a line between two places; with a depth, the belt along it."""
    if "of" not in expr:
        c.flaw(path, "zone-of-missing", _("between … along what?"), "of: a line")
    ends, here = expr["between"], (*path, "between")
    if not isinstance(ends, Sequence) or isinstance(ends, str) or len(ends) != 2:
        c.flaw(here, "zone-between", _("between needs two places"), "[A, B]", shape(ends))
    line = line_of(c, expr["of"], (*path, "of"))
    feet = []
    for i, item in enumerate(ends):
        where = c.somewhere(item, (*here, i))
        feet.append(line.foot(where.lat, where.lon))
    if feet[0].part != feet[1].part:
        c.flaw(here, "zone-between", _("the two places lie on different pieces of the line"))
    if feet[0].at == feet[1].at:
        c.flaw(here, "zone-between", _("the two places meet the line at the same point"))
    stretch = replace(line, geometry=line.between(feet[0], feet[1]), witness={**line.witness})
    if not any(key in expr for key in ("depth", "within", "buffer")):
        return _zone(stretch)
    distance = c.distance(expr, path, ("depth", "within", "buffer"))
    side = side_of_line(c, expr, line, path)
    return algebra.beside_line(stretch, [side[feet[0].part]] if side else None, distance)


def near_line(c: Context, line: Line, distance: float, expr: Expression, path: Path) -> Zone:
    """The belt along a line, on the side that the expression asks for."""
    return algebra.beside_line(line, side_of_line(c, expr, line, path), distance)
