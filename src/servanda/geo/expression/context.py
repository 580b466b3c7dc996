"""What every part of an expression needs: the names, the readers of plain values, and where findings go."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

import shapely

from servanda.geo.frame import PoleError
from servanda.geo.line import Line
from servanda.geo.notation import LatLon, NotationError, metres, point
from servanda.geo.places import Place
from servanda.geo.shapes import Loaded
from servanda.geo.zone import Zone
from servanda.model import Finding, Position, Severity
from servanda.words import _

Path = tuple[str | int, ...]
Expression = Mapping[Any, Any]
DEEPEST_M = 1_000_000.0


class Flawed(Exception):
    """The expression cannot be compiled; its finding is already noted."""


class Absent(Exception):
    """The line that is asked for is nowhere, and so is what is drawn from it."""


@dataclass(frozen=True)
class Sources:
    """Where geometry and names come from (see `compile_zones`)."""

    load_line: Callable[[str], Loaded] | None = None
    place: Callable[[str], Place | None] | None = None
    border: Callable[[str, str], Line | None] | None = None
    towns: Callable[[str], Sequence[LatLon]] | None = None
    at: Callable[[Path], Position] = lambda _path: Position()


@dataclass
class Context:
    """One compilation. `draw` compiles an expression in place (`expression.draw`); `made` holds what is drawn, `open`
    what is being drawn; `drawn` what earlier compilations with the same sources drew, by `meaning`."""

    exprs: Mapping[str, object]
    sources: Sources
    draw: Callable[[Context, object, Path], Zone]
    findings: list[Finding] = field(default_factory=list)
    made: dict[str, Zone | None] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    drawn: MutableMapping[str, Zone] = field(default_factory=dict)

    # names

    def named(self, name: str) -> Zone | None:
        """The zone of that name; None where it is flawed."""
        if name in self.made:
            return self.made[name]
        meaning = self.meaning(name)
        if meaning in self.drawn:
            self.made[name] = self.drawn[meaning]
            return self.made[name]
        noted = len(self.findings)
        self.open.append(name)
        try:
            made = self.made[name] = self._made(name)
        finally:
            self.open.pop()
        if made is not None and len(self.findings) == noted:  # else a later compilation must find the same again
            self.drawn[meaning] = made
        return made

    def meaning(self, name: str) -> str:
        """All that the zone `name` is made of: its expression and those of every name that stands in it, however
        deep. A place called like a zone counts as the zone, so the meaning may say too much, never too little."""
        parts: dict[str, object] = {}
        pending = [name]
        while pending:
            part = pending.pop()
            if part not in parts:
                parts[part] = self.exprs[part]
                pending += [word for word in _words(self.exprs[part]) if word in self.exprs]
        return repr(tuple(parts.items()))

    def _made(self, name: str) -> Zone | None:
        expr = self.exprs[name]
        try:
            zone = self.draw(self, expr, (name,))
        except Flawed:
            return None
        except (PoleError, shapely.errors.GEOSException) as error:
            why = _("it reaches over a pole") if isinstance(error, PoleError) else str(error)[:80]
            self.wrong((name,), "zone-expression", _("the zone cannot be drawn"), got=why)
            return None
        label = str(expr.get("title") or expr.get("label") or "") if isinstance(expr, Mapping) else ""
        line = None if zone.line is None else replace(zone.line, name=zone.line.name or name)
        return replace(zone, name=name, line=line, label=label)

    def reference(self, text: str, path: Path) -> Zone | None:
        """The zone called `text`; None when no zone is called so."""
        if text not in self.exprs:
            return None
        if text in self.open:
            chain_of = " → ".join([*self.open[self.open.index(text) :], text])
            self.flaw(path, "zone-cycle", _("the zone is made of itself"), got=chain_of, advice=_("break the circle"))
        zone = self.named(text)
        if zone is None:
            raise Flawed
        return zone

    # findings

    def flaw(self, path: Path, slug: str, what: str, expected: str = "", got: str = "", advice: str = "") -> NoReturn:
        self.wrong(path, slug, what, expected, got, advice)
        raise Flawed

    def wrong(self, path: Path, slug: str, what: str, expected: str = "", got: str = "", advice: str = "") -> None:
        self.findings.append(Finding(slug, what, expected, got, advice, self.sources.at(path)))

    def warn(self, path: Path, slug: str, what: str, expected: str = "", got: str = "", advice: str = "") -> None:
        at = self.sources.at(path)
        self.findings.append(Finding(slug, what, expected, got, advice, at, Severity.WARNING))

    def missing(self, path: Path, key: str) -> NoReturn:
        self.flaw(path, "zone-distance-missing", _("how far?"), _("{key}: a distance such as 5 km").format(key=key))

    # values

    def load(self, file: str, path: Path) -> Loaded:
        if self.sources.load_line is None:
            self.flaw(path, "zone-file", _("no geometry files can be read here"), got=file)
        loaded = self.sources.load_line(file)
        self.findings.extend(f.placed(self.sources.at(path)) for f in loaded.findings)
        if loaded.geometry is None:
            if not loaded.findings:
                self.flaw(path, "zone-file", _("the file cannot be read"), got=file)
            raise Flawed
        return loaded

    def distance(self, expr: Expression, path: Path, keys: Iterable[str]) -> float:
        for key in keys:
            if key in expr:
                try:
                    value = metres(expr[key])
                except NotationError as error:
                    self.flaw((*path, key), "zone-distance", _("this is no distance"), str(error))
                if value > DEEPEST_M:
                    what = _("the distance is too great for a zone")
                    self.flaw((*path, key), "zone-distance", what, "at most 1000 km")
                if value == 0:
                    self.flaw((*path, key), "zone-distance", _("a zone of no depth holds nothing"), "more than 0 m")
                return value
        return self.missing(path, next(iter(keys)))

    def accuracy(self, expr: Expression, path: Path) -> float | None:
        if expr.get("accuracy") is None:
            return None
        try:
            return metres(expr["accuracy"])
        except NotationError as error:
            self.flaw((*path, "accuracy"), "zone-distance", _("this is no distance"), str(error))

    def point(self, value: object, path: Path) -> LatLon:
        try:
            return point(value)
        except NotationError as error:
            self.flaw(path, "zone-point", _("this is no position"), str(error))

    def somewhere(self, value: object, path: Path) -> LatLon:
        """A position given as [lat, lon], as text, or by a place's name."""
        if isinstance(value, str) and not looks_like_pair(value):
            place = self.place_at(value, path)
            assert place.at is not None
            return place.at
        return self.point(value, path)

    def place_at(self, text: str, path: Path, *, also_zones: bool = False) -> Place:
        place = self.sources.place(text) if self.sources.place is not None else None
        if place is None:
            near = difflib.get_close_matches(text, list(self.exprs), n=2, cutoff=0.6) if also_zones else []
            what = _("no zone and no place is called so") if also_zones else _("no place is called so")
            advice = _("add it to places.yaml, or give [lat, lon]")
            self.flaw(path, "zone-unknown", what, " or ".join(near), text, advice)
        if place.at is None:
            self.flaw(path, "zone-place-nowhere", _("the place has no position"), "lat and lon", text)
        return place


def _words(value: object) -> Iterator[str]:
    """Every plain value in an expression, as text: whatever might be a name."""
    pending = [value]
    opened: set[int] = set()  # the same part twice, or a part of itself, says nothing new
    while pending:
        one = pending.pop()
        if isinstance(one, str) or not isinstance(one, (Mapping, Sequence)):
            yield str(one)
        elif id(one) not in opened:
            opened.add(id(one))
            pending += one.values() if isinstance(one, Mapping) else one


def looks_like_pair(text: str) -> bool:
    return "," in text and text.strip()[:1] in "+-(0123456789"


def flag(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.strip().casefold() in ("yes", "true"))


def shape(value: object) -> str:
    text = repr(value) if not isinstance(value, (Mapping, list)) else type(value).__name__
    return text if len(text) <= 60 else text[:57] + "…"
