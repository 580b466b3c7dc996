"""Zone expressions, as an accord file writes them, compiled to zones and lines (docs/reference/zones.md).

compiled = compile_zones({"border": {"line": "geo/b.geojson", "accuracy": "100 m"}, …}, load_line=…, place=…)
compiled.zones["belt-30"], compiled.lines["border"], compiled.findings
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import numpy as np
import shapely
from shapely.geometry import Polygon

from servanda.geo import zone as algebra
from servanda.geo.belt import NOTHING, around_chain
from servanda.geo.frame import PoleError, beside, unwrapped
from servanda.geo.geojson import Loaded, checked_area
from servanda.geo.line import Line, digest, drawn
from servanda.geo.notation import LatLon, NotationError, metres, point
from servanda.geo.places import Place
from servanda.geo.side import COMPASS, SideError, compass_side, voted_side, witness_sides
from servanda.geo.zone import Zone
from servanda.model import Finding, Position, Severity
from servanda.words import _

Path = tuple[str | int, ...]

BASES = (
    "line",
    "border",
    "between",
    "within",
    "depth",
    "place",
    "around",
    "polygon",
    "along",
    "all of",
    "any of",
    "inner",
    "outer",
    "undefined",
    "zone",
)
CUTS = tuple(f"{word} of" for word in COMPASS)
WITH = ("of", "radius", "buffer", "side", "witness", "accuracy", "approximate", "except", *CUTS)
TALK = ("title", "label", "says", "note", "source", "readings", "names")
KEYS = (*BASES, *WITH, *TALK)
DEEPEST_M = 1_000_000.0
DRAWN_ACCURACY_M = 3_000.0
MANY_POSITIONS = 20_000


@dataclass(frozen=True)
class Compiled:
    """Every zone that could be compiled (a line is a zone too: certain nowhere), the lines, and what is wrong."""

    zones: Mapping[str, Zone]
    lines: Mapping[str, Line]
    findings: tuple[Finding, ...]


def compile_zones(
    exprs: Mapping[str, object],
    *,
    load_line: Callable[[str], Loaded] | None = None,
    place: Callable[[str], Place | None] | None = None,
    border: Callable[[str, str], Line | None] | None = None,
    towns: Callable[[str], Sequence[LatLon]] | None = None,
    at: Callable[[Path], Position] | None = None,
) -> Compiled:
    """Compile the `zones:` of an accord file: plain data as loaded from YAML.

    `load_line(path)` gives what a GeoJSON file of the dossier holds (`geojson.read_geojson`), `place(text)` the place
    of an id or name, `border(a, b)` the border line of two countries, `towns(code)` points known to lie in a country
    (default: its towns in GeoNames), which settle `side: SYR` where no witness does. `at(path)` gives the position of
    the value at a key path under `zones:`, for the findings. Never raises for bad data.
    """
    compiler = _Compiler(exprs, load_line, place, border, towns, at)
    for name in exprs:
        compiler.named(str(name))
    zones = {name: made for name, made in compiler.made.items() if made is not None}
    lines = {name: made.line for name, made in zones.items() if made.line is not None}
    return Compiled(zones, lines, tuple(compiler.findings))


class _Flawed(Exception):
    """The expression cannot be compiled; its finding is already noted."""


class _Compiler:
    def __init__(
        self,
        exprs: Mapping[str, object],
        load_line: Callable[[str], Loaded] | None,
        place: Callable[[str], Place | None] | None,
        border: Callable[[str, str], Line | None] | None,
        towns: Callable[[str], Sequence[LatLon]] | None,
        at: Callable[[Path], Position] | None,
    ) -> None:
        self.exprs = {str(name): expr for name, expr in exprs.items()}
        self.load_line, self.place_named, self.border, self.towns = load_line, place, border, towns
        self.at = at or (lambda _path: Position())
        self.made: dict[str, Zone | None] = {}
        self.open: list[str] = []
        self.findings: list[Finding] = []

    # names

    def named(self, name: str) -> Zone | None:
        if name in self.made:
            return self.made[name]
        self.open.append(name)
        try:
            zone: Zone | None = self.expression(self.exprs[name], (name,))
        except _Flawed:
            zone = None
        except (PoleError, shapely.errors.GEOSException) as error:
            why = _("it reaches over a pole") if isinstance(error, PoleError) else str(error)[:80]
            self.findings.append(
                Finding("zone-expression", _("the zone cannot be drawn"), got=why, at=self.at((name,)))
            )
            zone = None
        finally:
            self.open.pop()
        if zone is not None:
            line = None if zone.line is None else replace(zone.line, name=zone.line.name or name)
            label = _label(self.exprs[name])
            zone = replace(zone, name=name, line=line, label=label)
        self.made[name] = zone
        return zone

    def reference(self, text: str, path: Path) -> Zone | None:
        """The zone called `text`; None when no zone is called so."""
        if text not in self.exprs:
            return None
        if text in self.open:
            chain_of = " → ".join([*self.open[self.open.index(text) :], text])
            self.flaw(path, "zone-cycle", _("the zone is made of itself"), got=chain_of, advice=_("break the circle"))
        zone = self.named(text)
        if zone is None:
            raise _Flawed
        return zone

    def flaw(self, path: Path, slug: str, what: str, expected: str = "", got: str = "", advice: str = "") -> NoReturn:
        self.findings.append(Finding(slug, what, expected, got, advice, self.at(path)))
        raise _Flawed

    def warn(self, path: Path, slug: str, what: str, expected: str = "", got: str = "", advice: str = "") -> None:
        self.findings.append(Finding(slug, what, expected, got, advice, self.at(path), Severity.WARNING))

    # expressions

    def expression(self, expr: object, path: Path) -> Zone:
        if len(path) > 40:
            self.flaw(path[:10], "zone-too-deep", _("the zone expression is nested too deeply"), "at most 40 levels")
        if isinstance(expr, str):
            return self.zone_or_place(expr, path)
        if not isinstance(expr, Mapping):
            self.flaw(path, "zone-expression", _("this is no zone"), "a mapping or a zone's name", _shape(expr))
        for key in expr:
            if key not in KEYS:
                near = difflib.get_close_matches(str(key), KEYS, n=2, cutoff=0.5)
                hint = " or ".join(near) if near else ", ".join(KEYS)
                self.findings.append(
                    Finding(
                        "unknown-key",
                        _("the key {key!r} is not known in a zone").format(key=str(key)),
                        hint,
                        str(key),
                        at=self.at((*path, str(key))),
                    )
                )
        zone = self.base(expr, path)
        for key in ("side", "witness"):
            if key in expr and not self.takes_side(expr) and not (key == "witness" and zone.line is not None):
                self.warn((*path, key), "zone-key-idle", _("{key!r} says nothing here").format(key=key))
        zone = self.cut(zone, expr, path)
        return self.without(zone, expr, path)

    def base(self, expr: Mapping[Any, Any], path: Path) -> Zone:
        bases = [key for key in BASES if key in expr]
        if {"inner", "outer"} & set(bases):
            return self.bounds(expr, path)
        if "between" in bases:
            return self.between(expr, path)
        if "along" in bases:
            distance = self.distance(expr, path, ("buffer", "within", "depth"))
            return self.near_line(self.line(expr["along"], (*path, "along")), distance, expr, path)
        if "around" in bases or "place" in bases:
            return self.around(expr, path)
        if "within" in bases or "depth" in bases:
            return self.within(expr, path)
        if len(bases) > 1:
            self.flaw(path, "zone-expression", _("the zone says two things at once"), "one of them", ", ".join(bases))
        match bases[0] if bases else "":
            case "line":
                return self.line_zone(expr, path)
            case "border":
                return self.border_zone(expr, path)
            case "polygon":
                return self.polygon(expr, path)
            case "all of":
                return algebra.common(self.several(expr["all of"], (*path, "all of")))
            case "any of":
                return algebra.united(self.several(expr["any of"], (*path, "any of")))
            case "zone":
                return self.expression(str(expr["zone"]), (*path, "zone"))
            case "undefined":
                return algebra.anywhere()
        if any(key in expr for key in CUTS):
            return Zone("", algebra.world(), algebra.world(), algebra.world())
        return self.flaw(
            path,
            "zone-empty",
            _("the zone says nowhere where it is"),
            "line, within … of, between, place, around, polygon, along, all of, any of, inner/outer or undefined",
            ", ".join(map(str, expr)) or _("nothing"),
        )

    def zone_or_place(self, text: str, path: Path) -> Zone:
        found = self.reference(text, path)
        if found is not None:
            return found
        place = self.place_at(text, path, also_zones=True)
        assert place.at is not None
        return _disc(place, None, None)

    def several(self, items: object, path: Path) -> list[Zone]:
        if not isinstance(items, Sequence) or isinstance(items, str) or not items:
            self.flaw(path, "zone-list", _("this must be a list of zones"), "[zone, …]", _shape(items))
        made: list[Zone] = []
        flawed = False
        for i, item in enumerate(items):
            try:
                made.append(self.expression(item, (*path, i)))
            except _Flawed:
                flawed = True
        if flawed:
            raise _Flawed
        return made

    def bounds(self, expr: Mapping[Any, Any], path: Path) -> Zone:
        made: dict[str, Zone | None] = {}
        for key in ("inner", "outer"):
            value = expr.get(key)
            nothing = value is None or (isinstance(value, str) and value.strip().casefold() in ("none", "unknown", ""))
            made[key] = None if nothing else self.expression(value, (*path, key))
        inner, outer = made["inner"], made["outer"]
        if inner is not None and outer is not None and outer.outer is not None:
            left_over = shapely.difference(inner.inner, beside(outer.outer, inner.inner))
            if left_over.area > 1e-6 * max(inner.inner.area, 1e-12):
                self.flaw(path, "zone-bounds", _("the inner bound reaches beyond the outer one"))
        return algebra.bounded(inner, outer)

    def around(self, expr: Mapping[Any, Any], path: Path) -> Zone:
        key = "around" if "around" in expr else "place"
        target = expr[key]
        given = any(k in expr for k in ("radius", "within", "buffer", "depth"))
        distance = self.distance(expr, path, ("radius", "within", "buffer", "depth")) if given else None
        accuracy = self.accuracy(expr, path)
        if isinstance(target, str):
            found = self.reference(target, (*path, key))
            if found is not None:
                if found.line is not None:
                    if distance is None:
                        self.missing(path, "radius")
                    return self.near_line(found.line, distance, expr, path)
                return found if distance is None else algebra.grown(found, distance)
            return _disc(self.place_at(target, (*path, key), also_zones=key == "around"), distance, accuracy)
        if isinstance(target, Mapping):
            found = self.expression(target, (*path, key))
            return found if distance is None else algebra.grown(found, distance)
        where = self.point(target, (*path, key))
        if distance is None:
            self.missing(path, "radius")
        return algebra.disc_zone(where.lat, where.lon, distance, accuracy or 0.0, _flag(expr.get("approximate")))

    def within(self, expr: Mapping[Any, Any], path: Path) -> Zone:
        if "of" not in expr:
            self.flaw(path, "zone-of-missing", _("within … of what?"), "of: a line, a zone or a place")
        distance = self.distance(expr, path, ("within", "depth"))
        target = expr["of"]
        if isinstance(target, Mapping):
            found: Zone | None = self.expression(target, (*path, "of"))
        else:
            found = self.reference(str(target), (*path, "of")) if isinstance(target, str) else None
        if found is None:
            if isinstance(target, str):
                return _disc(self.place_at(target, (*path, "of"), also_zones=True), distance, self.accuracy(expr, path))
            where = self.point(target, (*path, "of"))
            return algebra.disc_zone(where.lat, where.lon, distance, self.accuracy(expr, path) or 0.0, False)
        if found.line is not None:
            return self.near_line(found.line, distance, expr, path)
        return algebra.grown(found, distance)

    # lines

    def line(self, target: object, path: Path) -> Line:
        found = self.expression(target, path) if isinstance(target, Mapping) else None
        if isinstance(target, str):
            found = self.reference(target, path)
            if found is None:
                known = ", ".join(name for name in self.exprs)
                near = difflib.get_close_matches(target, list(self.exprs), n=2, cutoff=0.5)
                self.flaw(path, "zone-unknown", _("no line is called so"), " or ".join(near) or known, target)
        if found is None or found.line is None:
            self.flaw(
                path, "zone-no-line", _("this is no line"), "a zone with line:, border: or between:", _shape(target)
            )
        return found.line

    def line_zone(self, expr: Mapping[Any, Any], path: Path) -> Zone:
        value, accuracy = expr["line"], self.accuracy(expr, path)
        if isinstance(value, str):
            loaded = self.load(value, (*path, "line"))
            geometry = loaded.geometry
            if not isinstance(geometry, (shapely.LineString, shapely.MultiLineString)):
                self.flaw((*path, "line"), "zone-no-line", _("the file holds areas, no line"), "a line", value)
            if accuracy is None:
                accuracy = loaded.accuracy_m
            if accuracy is None:
                self.warn(
                    path,
                    "line-accuracy",
                    _("the line does not say how far it may be off"),
                    "accuracy: its greatest error, such as 100 m",
                    advice=_("0 m is taken meanwhile"),
                )
            approximate = _flag(expr.get("approximate")) or loaded.approximate
            return self.made_line(geometry, accuracy or 0.0, approximate, value, expr, path)
        if not isinstance(value, Sequence) or len(value) < 2:
            self.flaw(
                (*path, "line"), "zone-line", _("a line needs a file or two places"), "[place, place, …]", _shape(value)
            )
        points, loosest = [], 0.0
        for i, item in enumerate(value):
            if isinstance(item, str) and not _looks_like_pair(item):
                place = self.place_at(item, (*path, "line", i))
                assert place.at is not None
                points.append(place.at)
                loosest = max(loosest, place.radius_m if place.approximate else 0.0)
            else:
                points.append(self.point(item, (*path, "line", i)))
        if all(p == points[0] for p in points):
            self.flaw((*path, "line"), "zone-line", _("the line has no length"), "two different places")
        if accuracy is None:
            accuracy = max(DRAWN_ACCURACY_M, loosest)
            self.warn(
                path,
                "line-accuracy",
                _("a line drawn through places must say how far it may be off"),
                "accuracy: its greatest error, such as 2 km",
                advice=_("{km:g} km is taken meanwhile").format(km=accuracy / 1000),
            )
        approximate = _flag(expr.get("approximate", True))
        return self.made_line(drawn(points), accuracy, approximate, _("drawn through places"), expr, path)

    def border_zone(self, expr: Mapping[Any, Any], path: Path) -> Zone:
        pair = expr["border"]
        if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
            self.flaw(
                (*path, "border"), "zone-border", _("a border lies between two countries"), "[SYR, TUR]", _shape(pair)
            )
        a, b = str(pair[0]), str(pair[1])
        line = self.border(a, b) if self.border is not None else None
        if line is None:
            self.flaw(
                (*path, "border"),
                "zone-border-unknown",
                _("no border line for {a}–{b}").format(a=a, b=b),
                advice=_("give `line:` with a file of the dossier"),
            )
        accuracy = self.accuracy(expr, path)
        witness = {**line.witness, **self.witness(expr, path)}
        line = replace(line, name="", witness=witness, accuracy_m=line.accuracy_m if accuracy is None else accuracy)
        line = replace(line, drawing=line.drawing or digest(line.geometry))
        return _line_zone(line)

    def made_line(
        self,
        geometry: shapely.LineString | shapely.MultiLineString,
        accuracy: float,
        approximate: bool,
        source: str,
        expr: Mapping[Any, Any],
        path: Path,
    ) -> Zone:
        if shapely.get_num_coordinates(geometry) > MANY_POSITIONS and not geometry.is_simple:
            self.flaw(
                (*path, "line"),
                "zone-line",
                _("a line of so many positions may not cross itself"),
                f"at most {MANY_POSITIONS}",
                str(shapely.get_num_coordinates(geometry)),
                _("simplify it: it looks like a raw track"),
            )
        return _line_zone(Line("", geometry, accuracy, approximate, self.witness(expr, path), source, digest(geometry)))

    def between(self, expr: Mapping[Any, Any], path: Path) -> Zone:
        if "of" not in expr:
            self.flaw(path, "zone-of-missing", _("between … along what?"), "of: a line")
        ends = expr["between"]
        if not isinstance(ends, Sequence) or isinstance(ends, str) or len(ends) != 2:
            self.flaw((*path, "between"), "zone-between", _("between needs two places"), "[A, B]", _shape(ends))
        line = self.line(expr["of"], (*path, "of"))
        feet = []
        for i, item in enumerate(ends):
            where = self.somewhere(item, (*path, "between", i))
            feet.append(line.foot(where.lat, where.lon))
        if feet[0].part != feet[1].part:
            self.flaw((*path, "between"), "zone-between", _("the two places lie on different pieces of the line"))
        if feet[0].at == feet[1].at:
            self.flaw((*path, "between"), "zone-between", _("the two places meet the line at the same point"))
        stretch = replace(line, geometry=line.between(feet[0], feet[1]), witness={**line.witness})
        given = [key for key in ("depth", "within", "buffer") if key in expr]
        if not given:
            return _line_zone(stretch)
        distance = self.distance(expr, path, ("depth", "within", "buffer"))
        side = self.side(expr, line, path)
        return algebra.beside_line(stretch, [side[feet[0].part]] if side else None, distance)

    def near_line(self, line: Line, distance: float, expr: Mapping[Any, Any], path: Path) -> Zone:
        return algebra.beside_line(line, self.side(expr, line, path), distance)

    # sides

    def takes_side(self, expr: Mapping[Any, Any]) -> bool:
        return any(key in expr for key in ("within", "depth", "buffer", "radius"))

    def side(self, expr: Mapping[Any, Any], line: Line, path: Path) -> list[int] | None:
        """For each part of the line, the side asked for; None where the zone has both."""
        wanted, here = expr.get("side"), (*path, "side")
        if wanted is None or (isinstance(wanted, str) and wanted.casefold() in ("both", "either")):
            return None
        witness = {**line.witness, **self.witness(expr, path)}
        if not line.geometry.is_simple:
            self.warn(here, "zone-side", _("the line crosses itself: there its sides are not well defined"))
        try:
            if isinstance(wanted, str) and wanted.casefold() in COMPASS:
                return [compass_side(part, wanted.casefold()) for part in line.parts]
            if not isinstance(wanted, str) or _looks_like_pair(wanted):
                return witness_sides(line, self.point(wanted, here))
            if wanted in witness:
                return witness_sides(line, witness[wanted])
            towns = self.towns_of(wanted)
            if towns:
                return [voted_side(part, line.accuracy_m, towns) for part in line.parts]
        except SideError as error:
            advice = _("give `witness: {{{side}: [lat, lon]}}`, a point on that side").format(side=wanted)
            self.flaw(here, "zone-side", str(error), got=str(wanted), advice=advice)
        known = ", ".join(witness) or _("a witness, a country or a point of the compass")
        advice = _("give `witness: {{{side}: [lat, lon]}}`, a point on that side").format(side=wanted)
        return self.flaw(here, "zone-side", _("which side is that?"), known, wanted, advice)

    def towns_of(self, code: str) -> Sequence[LatLon]:
        if self.towns is not None:
            return self.towns(code)
        from servanda.geo.towns import of_country

        return of_country(code)

    def witness(self, expr: Mapping[Any, Any], path: Path) -> dict[str, LatLon]:
        value = expr.get("witness")
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.flaw(
                (*path, "witness"), "zone-witness", _("a witness names a side"), "{SYR: [lat, lon]}", _shape(value)
            )
        made: dict[str, LatLon] = {}
        for key, where in value.items():
            made[str(key)] = self.somewhere(where, (*path, "witness", str(key)))
        return made

    # cuts and exceptions

    def cut(self, zone: Zone, expr: Mapping[Any, Any], path: Path) -> Zone:
        for key in CUTS:
            if key not in expr:
                continue
            here = (*path, key)
            if isinstance(expr[key], (str, Mapping)) and not (
                isinstance(expr[key], str) and _looks_like_pair(expr[key])
            ):
                other = self.point_zone(expr[key], here)
            else:
                where = self.point(expr[key], here)
                other = algebra.disc_zone(where.lat, where.lon, 0.01, 0.0, False)
            half = algebra.beyond(other, key.split()[0])
            cut = algebra.common((zone, half))
            zone = replace(cut, drawn_on=zone.drawn_on | other.drawn_on)
        return zone

    def point_zone(self, target: object, path: Path) -> Zone:
        """A zone, or a place as the point that it is (with its error, if it has one)."""
        if isinstance(target, str) and target not in self.exprs:
            place = self.place_at(target, path, also_zones=True)
            assert place.at is not None
            error = place.radius_m if place.approximate else 0.0
            made = algebra.disc_zone(place.at.lat, place.at.lon, max(error, 0.01), 0.0, place.approximate)
            return made if not error else Zone("", NOTHING, made.outer, None, error, True)
        return self.expression(target, path)

    def without(self, zone: Zone, expr: Mapping[Any, Any], path: Path) -> Zone:
        if "except" not in expr or expr["except"] is None:
            return zone
        value = expr["except"]
        items = [value] if isinstance(value, (str, Mapping)) else value
        if zone.line is not None and zone.nominal is None:
            self.flaw((*path, "except"), "zone-no-area", _("nothing can be taken out of a line"))
        return algebra.less(zone, self.several(items, (*path, "except")))

    def polygon(self, expr: Mapping[Any, Any], path: Path) -> Zone:
        value, here = expr["polygon"], (*path, "polygon")
        if isinstance(value, str):
            loaded = self.load(value, here)
            if not isinstance(loaded.geometry, (Polygon, shapely.MultiPolygon)):
                self.flaw(here, "zone-no-area", _("the file holds a line, no polygon"), "a polygon", value)
        else:
            if not isinstance(value, Sequence) or len(value) < 3:
                self.flaw(
                    here, "zone-polygon", _("a polygon has three corners at least"), "[[lat, lon], …]", _shape(value)
                )
            corners = [self.somewhere(item, (*here, i)) for i, item in enumerate(value)]
            ring = unwrapped(np.array([(p.lon, p.lat) for p in (*corners, corners[0])]))
            loaded = checked_area(Polygon(ring), self.at(here))
            if loaded.geometry is None:
                self.findings.extend(loaded.findings)
                raise _Flawed
        accuracy = self.accuracy(expr, path)
        if accuracy is None:
            accuracy = loaded.accuracy_m or 0.0
        area, approximate = loaded.geometry, _flag(expr.get("approximate")) or loaded.approximate
        return algebra.drawn_zone(area, accuracy, approximate, (digest(area),))

    # values

    def load(self, file: str, path: Path) -> Loaded:
        if self.load_line is None:
            self.flaw(path, "zone-file", _("no geometry files can be read here"), got=file)
        loaded = self.load_line(file)
        self.findings.extend(f.placed(self.at(path)) for f in loaded.findings)
        if loaded.geometry is None:
            if not loaded.findings:
                self.flaw(path, "zone-file", _("the file cannot be read"), got=file)
            raise _Flawed
        return loaded

    def distance(self, expr: Mapping[Any, Any], path: Path, keys: Iterable[str]) -> float:
        for key in keys:
            if key in expr:
                try:
                    value = metres(expr[key])
                except NotationError as error:
                    self.flaw((*path, key), "zone-distance", _("this is no distance"), str(error))
                if value > DEEPEST_M:
                    self.flaw(
                        (*path, key), "zone-distance", _("the distance is too great for a zone"), "at most 1000 km"
                    )
                if value == 0:
                    self.flaw((*path, key), "zone-distance", _("a zone of no depth holds nothing"), "more than 0 m")
                return value
        return self.missing(path, next(iter(keys)))

    def accuracy(self, expr: Mapping[Any, Any], path: Path) -> float | None:
        if expr.get("accuracy") is None:
            return None
        try:
            return metres(expr["accuracy"])
        except NotationError as error:
            self.flaw((*path, "accuracy"), "zone-distance", _("this is no distance"), str(error))

    def missing(self, path: Path, key: str) -> NoReturn:
        self.flaw(path, "zone-distance-missing", _("how far?"), _("{key}: a distance such as 5 km").format(key=key))

    def point(self, value: object, path: Path) -> LatLon:
        try:
            return point(value)
        except NotationError as error:
            self.flaw(path, "zone-point", _("this is no position"), str(error))

    def somewhere(self, value: object, path: Path) -> LatLon:
        """A position given as [lat, lon], as text, or by a place's name."""
        if isinstance(value, str) and not _looks_like_pair(value):
            place = self.place_at(value, path)
            assert place.at is not None
            return place.at
        return self.point(value, path)

    def place_at(self, text: str, path: Path, *, also_zones: bool = False) -> Place:
        place = self.place_named(text) if self.place_named is not None else None
        if place is None:
            near = difflib.get_close_matches(text, list(self.exprs), n=2, cutoff=0.6) if also_zones else []
            what = _("no zone and no place is called so") if also_zones else _("no place is called so")
            self.flaw(
                path, "zone-unknown", what, " or ".join(near), text, _("add it to places.yaml, or give [lat, lon]")
            )
        if place.at is None:
            self.flaw(path, "zone-place-nowhere", _("the place has no position"), "lat and lon", text)
        return place


def _disc(place: Place, radius: float | None, accuracy: float | None) -> Zone:
    where = place.at
    assert where is not None
    if accuracy is None:
        accuracy = place.radius_m if place.approximate and radius is not None else 0.0
    reach = place.radius_m if radius is None else radius
    made = algebra.disc_zone(where.lat, where.lon, reach, accuracy, place.approximate)
    if radius is None and place.approximate:
        return replace(made, inner=NOTHING, nominal=None)
    return made


def _line_zone(line: Line) -> Zone:
    strip = shapely.union_all([around_chain(part, max(line.accuracy_m, 1.0)) for part in line.parts])
    return Zone("", NOTHING, strip, None, line.accuracy_m, line.approximate, frozenset((line.drawing,)), line)


def _looks_like_pair(text: str) -> bool:
    return "," in text and text.strip()[:1] in "+-(0123456789"


def _label(expr: object) -> str:
    return str(expr.get("title") or expr.get("label") or "") if isinstance(expr, Mapping) else ""


def _flag(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.strip().casefold() in ("yes", "true"))


def _shape(value: object) -> str:
    text = repr(value) if not isinstance(value, (Mapping, list)) else type(value).__name__
    return text if len(text) <= 60 else text[:57] + "…"
