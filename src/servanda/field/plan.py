"""patrols/plan.yaml to planned patrols; what is wrong as findings (docs/reference/patrols.md)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from servanda.documents import Document, did_you_mean, unknown_keys
from servanda.field.noise import SIGMA_M
from servanda.field.planned import Planned, Vehicle
from servanda.geo import LatLon, Line, Loaded, NotationError, Zone, disc, metres, parse_point
from servanda.geo.line import drawn
from servanda.model import Extent, Finding, Handling, TimeError, duration, extent, is_slug
from servanda.model import zone as time_zone
from servanda.words import _

Path = tuple[str | int, ...]
FILE = "patrols/plan.yaml"
TOP = ("servanda", "timezone", "patrols", "note")
KEYS = (
    *("id", "title", "serves", "zone", "zones", "line", "route", "planned", "joint", "corridor", "complete", "gap"),
    *("fastest", "depth", "keep out", "vehicles", "published", "handling", "note"),
)
JOINT = ("distance", "share", "clock skew")
VEHICLE = ("id", "party", "custody", "accuracy", "device", "track", "note")
_SPEED = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|m/s)\Z")


@dataclass(frozen=True)
class Lookup:
    """What a plan may name. `zones` and `lines` by `accord/name` and by bare names that are unique; `obligations`: the
    zone names of each obligation reference; `place`: a name to its point and radius; `is_actor`; `load`: a geometry
    file of the dossier."""

    zones: Mapping[str, Zone] = field(default_factory=dict)
    lines: Mapping[str, Line] = field(default_factory=dict)
    obligations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: Callable[[str], tuple[LatLon, float] | None] = lambda _text: None
    is_actor: Callable[[str], bool] = lambda _id: True
    load: Callable[[str], Loaded] = lambda _path: Loaded(None)
    timezone: tzinfo = UTC


@dataclass(frozen=True)
class Plan:
    """The patrols of a plan that have no errors, and where receivers that name no time zone stood (None: unsaid)."""

    patrols: tuple[Planned, ...] = ()
    timezone: tzinfo | None = None

    def patrol(self, name: str) -> Planned | None:
        return next((p for p in self.patrols if p.id == name), None)


def read_plan(document: Document, look: Lookup) -> tuple[Plan, list[Finding]]:
    """Never raises; a patrol with an error is left out and reported."""
    return _Reader(document, look).plan()


class _Reader:
    def __init__(self, document: Document, look: Lookup) -> None:
        self.document = document
        self.look = look
        self.findings: list[Finding] = []
        self.tz: tzinfo = look.timezone

    def flaw(self, path: Path, slug: str, what: str, expected: str = "", got: object = "", advice: str = "") -> None:
        self.findings.append(Finding(slug, what, expected, str(got)[:80], advice, self.document.at(path)))

    def plan(self) -> tuple[Plan, list[Finding]]:
        data = self.document.data
        if not isinstance(data, Mapping):
            self.flaw((), "plan-shape", _("the plan is no mapping"), "servanda: 1, patrols: [...]")
            return Plan(), self.findings
        self.findings += unknown_keys(self.document, (), data, TOP)
        stated: tzinfo | None = None
        if data.get("timezone") is not None:
            try:
                stated = self.tz = time_zone(str(data["timezone"]))
            except TimeError as error:
                self.flaw(("timezone",), "time-zone", _("there is no such time zone"), str(error))
        rows = data.get("patrols")
        if not isinstance(rows, list):
            self.flaw(("patrols",), "plan-shape", _("the plan has no list of patrols"), "patrols: [{id: …}]")
            return Plan((), stated), self.findings
        made: dict[str, Planned] = {}
        for i, row in enumerate(rows):
            path: Path = ("patrols", i)
            if not isinstance(row, Mapping):
                self.flaw(path, "plan-shape", _("the patrol is no mapping"), "{id: …, vehicles: [...]}", row)
                continue
            before = len(self.findings)
            patrol = self.patrol(row, path)
            if patrol.id in made:
                self.flaw(path, "patrol-twice", _("two patrols are called {id!r}").format(id=patrol.id))
            if not any(f.is_error for f in self.findings[before:]):
                made[patrol.id] = patrol
        return Plan(tuple(made.values()), stated), self.findings

    def patrol(self, row: Mapping[str, Any], path: Path) -> Planned:
        self.findings += unknown_keys(self.document, path, row, KEYS)
        ident = str(row.get("id") or "")
        if not is_slug(ident):
            self.flaw((*path, "id"), "patrol-id", _("the id is no slug"), "east-2019-11-01", ident or _("nothing"))
        serves = tuple(str(s) for s in _listed(row.get("serves")))
        names = [str(z) for z in _listed(row.get("zone") or row.get("zones"))]
        for ref in serves:
            if ref not in self.look.obligations:
                expected = did_you_mean(ref, tuple(self.look.obligations))
                self.flaw((*path, "serves"), "patrol-serves", _("there is no such obligation"), expected, ref)
            elif not names:
                names += self.look.obligations[ref]
        line, line_name = self.line(row, path, serves)
        joint = row.get("joint")
        if joint is not None and not isinstance(joint, Mapping):
            self.flaw((*path, "joint"), "plan-shape", _("joint is no mapping"), "{distance: 1 km, share: 0.8}", joint)
        joint = joint if isinstance(joint, Mapping) else {}
        self.findings += unknown_keys(self.document, (*path, "joint"), joint, JOINT)
        base = Planned("", "", ())
        return Planned(
            ident,
            str(row.get("title") or ident),
            self.vehicles(row, path),
            serves,
            self.zones(names, path, "zone"),
            line,
            line_name,
            self.route(row, path),
            self.time(row, "planned", path),
            self.distance(joint, "distance", (*path, "joint"), base.join_m),
            self.share(joint, "share", (*path, "joint"), base.join_share),
            self.seconds(joint, "clock skew", (*path, "joint"), base.skew_s),
            self.distance(row, "corridor", path, base.corridor_m),
            self.share(row, "complete", path, base.complete),
            self.seconds(row, "gap", path, int(base.gap_s)),
            self.speed(row, path, base.fastest_m_s),
            self.distance(row, "depth", path, 0.0) or None,
            self.keep_out(row, path),
            self.time(row, "published", path),
            self.handling(row, path),
            hashlib.sha256(json.dumps([row, str(self.tz)], sort_keys=True, default=str).encode()).hexdigest(),
        )

    def vehicles(self, row: Mapping[str, Any], path: Path) -> tuple[Vehicle, ...]:
        found: dict[str, Vehicle] = {}
        rows = _listed(row.get("vehicles"))
        if not rows:
            self.flaw(path, "patrol-vehicles", _("the patrol has no vehicles"), "vehicles: [{id: R-1, party: RUS}]")
        for i, entry in enumerate(rows):
            here = (*path, "vehicles", i)
            if not isinstance(entry, Mapping) or not entry.get("id") or not entry.get("party"):
                self.flaw(here, "patrol-vehicles", _("a vehicle needs id and party"), "{id: R-1, party: RUS}", entry)
                continue
            self.findings += unknown_keys(self.document, here, entry, VEHICLE)
            party, ident = str(entry["party"]), str(entry["id"])
            custody = str(entry.get("custody") or party)
            for key, actor in (("party", party), ("custody", custody)):
                if not self.look.is_actor(actor):
                    advice = _("add it to actors.yaml; custody decides how far the record proves")
                    self.flaw((*here, key), "unknown-actor", _("nobody is called so"), "", actor, advice)
            if ident.casefold() in found:
                self.flaw(here, "patrol-vehicles", _("two vehicles are called {id!r}").format(id=ident))
            sigma = self.distance(entry, "accuracy", here, SIGMA_M)
            if not 0.5 <= sigma <= 500.0:
                self.flaw((*here, "accuracy"), "patrol-value", _("no receiver is so good or so bad"), "5 m", sigma)
            found[ident.casefold()] = Vehicle(
                ident, party, custody, sigma, str(entry.get("device") or ""), str(entry.get("track") or "")
            )
        return tuple(found.values())

    def zones(self, names: Sequence[str], path: Path, key: str) -> dict[str, Zone]:
        found = {}
        for name in dict.fromkeys(names):
            zone = self.look.zones.get(name)
            if zone is None:
                expected = did_you_mean(name, tuple(self.look.zones))
                self.flaw((*path, key), "unknown-zone", _("no accord has a zone of this name"), expected, name)
            else:
                found[self.full(name, zone)] = zone
        return found

    def full(self, name: str, zone: Zone) -> str:
        """The name with its accord, so that a claim means one zone for everybody."""
        if "/" in name:
            return name
        return next((n for n, z in self.look.zones.items() if z is zone and "/" in n), name)

    def line(self, row: Mapping[str, Any], path: Path, serves: Sequence[str]) -> tuple[Line | None, str]:
        name = str(row.get("line") or "")
        if name:
            line = self.look.lines.get(name)
            if line is None:
                expected = did_you_mean(name, tuple(self.look.lines))
                self.flaw((*path, "line"), "unknown-line", _("no accord has a line of this name"), expected, name)
            return line, name
        accords = {ref.partition("/")[0] for ref in serves}
        own = [n for n in self.look.lines if n.partition("/")[0] in accords and "/" in n]
        return (self.look.lines[own[0]], own[0]) if len(own) == 1 else (None, "")

    def route(self, row: Mapping[str, Any], path: Path) -> Line | None:
        given = row.get("route")
        here = (*path, "route")
        if given is None:
            return None
        if isinstance(given, str) and given in self.look.lines:
            return self.look.lines[given]
        if isinstance(given, str) and "/" in given:
            loaded = self.look.load(given)
            self.findings += loaded.findings
            if loaded.geometry is not None and _is_line(loaded.geometry):
                return Line(row.get("id") or "route", loaded.geometry, loaded.accuracy_m or 0.0)
            if not loaded.findings:
                self.flaw(here, "patrol-route", _("the file holds no line"), "geo/route.geojson", given)
            return None
        points, doubt = [], 0.0
        for i, entry in enumerate(_listed(given)):
            at, radius_m = self.point(entry)
            if at is None:
                advice = _("add it to places.yaml, or write latitude, longitude")
                self.flaw((*here, i), "unknown-place", _("the place is not known"), "", entry, advice)
                return None
            points.append(at)
            doubt = max(doubt, radius_m)
        if len(points) < 2:
            self.flaw(here, "patrol-route", _("a route needs two points"), "[Amuda, Darbasiyah]", given)
            return None
        return Line(str(row.get("id") or "route"), drawn(points), doubt)

    def point(self, entry: object) -> tuple[LatLon | None, float]:
        if isinstance(entry, list) and len(entry) == 2:
            entry = f"{entry[0]}, {entry[1]}"
        if isinstance(entry, str):
            at = parse_point(entry)
            if at is not None:
                return at, 0.0
            found = self.look.place(entry)
            if found is not None:
                return found
        return None, 0.0

    def keep_out(self, row: Mapping[str, Any], path: Path) -> dict[str, Zone]:
        found: dict[str, Zone] = {}
        for i, entry in enumerate(_listed(row.get("keep out"))):
            here = (*path, "keep out", i)
            if isinstance(entry, str):
                found.update(self.zones([entry], here[:-1], "keep out"))
                continue
            name = str(entry.get("place") or "") if isinstance(entry, Mapping) else ""
            at, _doubt = self.point(entry.get("place") if isinstance(entry, Mapping) else None)
            radius = self.distance(entry, "radius", here, 0.0) if isinstance(entry, Mapping) else 0.0
            if at is None or radius <= 0:
                expected = "{place: Qamishli, radius: 5 km}"
                self.flaw(here, "patrol-keep-out", _("this is no area to keep out of"), expected, entry)
                continue
            # the radius is drawn around the place's point, as an accord's own zone would be
            found[name or str(at)] = Zone(name, disc(at.lat, at.lon, radius), disc(at.lat, at.lon, radius))
        return found

    def distance(self, row: Mapping[str, Any], key: str, path: Path, default: float) -> float:
        if row.get(key) is None:
            return default
        try:
            return metres(row[key])
        except NotationError as error:
            self.flaw((*path, key), "patrol-value", _("this is no distance"), str(error))
            return default

    def share(self, row: Mapping[str, Any], key: str, path: Path, default: float) -> float:
        value = row.get(key)
        if value is None:
            return default
        text = str(value).strip()
        try:
            number = float(text.rstrip("% ")) / 100.0 if text.endswith("%") else float(text)
        except ValueError:
            number = -1.0
        if not 0.0 < number <= 1.0:
            self.flaw((*path, key), "patrol-value", _("this is no share"), "0.8 or 80 %", value)
            return default
        return number

    def seconds(self, row: Mapping[str, Any], key: str, path: Path, default: int) -> int:
        if row.get(key) is None:
            return default
        try:
            return duration(str(row[key]))
        except (TimeError, OverflowError) as error:
            self.flaw((*path, key), "bad-duration", _("this is no duration"), str(error), row[key])
            return default

    def speed(self, row: Mapping[str, Any], path: Path, default: float) -> float:
        value = row.get("fastest")
        if value is None:
            return default
        match = _SPEED.match(str(value).strip())
        speed = float(match[1]) / (3.6 if match[2] == "km/h" else 1.0) if match else 0.0
        if not 1.0 <= speed <= 1000.0:
            self.flaw((*path, "fastest"), "patrol-value", _("this is no speed"), "120 km/h", value)
            return default
        return speed

    def time(self, row: Mapping[str, Any], key: str, path: Path) -> Extent:
        if row.get(key) is None:
            return Extent()
        try:
            return extent(str(row[key]), self.tz)
        except (TimeError, OverflowError) as error:
            self.flaw((*path, key), "time", _("this is no time"), str(error), row[key])
            return Extent()

    def handling(self, row: Mapping[str, Any], path: Path) -> Handling:
        value = str(row.get("handling") or "public")
        if value in [str(h) for h in Handling]:
            return Handling(value)
        self.flaw((*path, "handling"), "handling", _("there is no such handling"), "public, restricted, secret", value)
        return Handling.SECRET


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _is_line(geometry: BaseGeometry) -> bool:
    return isinstance(geometry, (LineString, MultiLineString))
