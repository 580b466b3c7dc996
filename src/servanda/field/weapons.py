"""Weapons lines: classes with their distances, storage sites, declared inventories, and what was seen of them.

A sighting becomes a claim of its observer (`presence` of a thing of a party at a place), and bears on the obligation to
withdraw as any other claim does. Whether it lay beyond the line of its class, and whether a site holds what was
declared, is worked out beside: in, out or undetermined; least and most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

from servanda.accord.verbs import verbs
from servanda.documents import Document, did_you_mean, unknown_keys
from servanda.geo import LatLon, Line, Membership, NotationError, metres, parse_point
from servanda.model import (
    Claim,
    Count,
    Extent,
    Finding,
    Interval,
    Report,
    TimeError,
    cited_report_id,
    claim_id,
    extent,
    is_slug,
)
from servanda.model import zone as time_zone
from servanda.words import _

Path = tuple[str | int, ...]
FILE = "inventories.yaml"
TOP = ("servanda", "timezone", "classes", "sites", "inventories", "sightings", "note")
CLASS = ("id", "title", "object", "calibre", "distance", "of", "note")
SITE = ("id", "name", "party", "place", "radius", "note")
INVENTORY = ("party", "class", "count", "site", "declared", "source", "published", "note")
SIGHTING = (
    *("id", "by", "class", "object", "party", "count", "count_min", "count_max", "when", "place", "radius", "site"),
    *("source", "published", "note"),
)
RADIUS_M = 500.0
_CALIBRE = re.compile(r"(\d+(?:\.\d+)?)\s*mm\Z")


@dataclass(frozen=True)
class WeaponClass:
    """`object` of verbs.yaml; `calibre_mm` at least (0: any); kept `distance_m` away from the line."""

    id: str
    title: str
    object: str
    calibre_mm: float
    distance_m: float
    line: Line | None
    line_name: str = ""


@dataclass(frozen=True)
class Site:
    """A storage site: whose, where, and the radius that certainly holds it."""

    id: str
    name: str
    party: str
    at: LatLon
    radius_m: float


@dataclass(frozen=True)
class Inventory:
    """A declared number of a class at a site, from the day on which it was declared."""

    party: str
    weapon: WeaponClass
    count: int
    site: Site
    declared: Extent
    source: str


@dataclass(frozen=True)
class Sighting:
    """Somebody saw so many of a class, at a place known within a radius."""

    id: str
    by: str
    weapon: WeaponClass | None
    object: str
    party: str
    least: int
    most: int
    when: Extent
    at: LatLon
    radius_m: float
    site: Site | None
    source: str
    published: Extent
    note: str = ""


@dataclass(frozen=True)
class Arms:
    """Everything of inventories.yaml that has no errors."""

    classes: tuple[WeaponClass, ...] = ()
    sites: tuple[Site, ...] = ()
    inventories: tuple[Inventory, ...] = ()
    sightings: tuple[Sighting, ...] = ()


@dataclass(frozen=True)
class Beyond:
    """A sighting against the line of its class: `answer` in means nearer to the line than allowed."""

    sighting: Sighting
    answer: Membership
    distance_m: float
    within_m: float


@dataclass(frozen=True)
class Held:
    """An inventory against what was last seen at its site by the day asked for: how many are missing, least and most;
    None where nobody looked."""

    inventory: Inventory
    seen: Sighting | None
    missing: tuple[int, int] | None


def beyond(arms: Arms, window: Interval) -> list[Beyond]:
    """Every sighting of the window whose class has a line."""
    found = []
    for sighting in arms.sightings:
        weapon = sighting.weapon
        if weapon is None or weapon.line is None or not sighting.when.outer.meets(window):
            continue
        away = weapon.line.distance_m(*sighting.at)
        doubt = sighting.radius_m + weapon.line.accuracy_m
        if away + doubt < weapon.distance_m:
            answer = Membership.IN
        elif away - doubt >= weapon.distance_m:
            answer = Membership.OUT
        else:
            answer = Membership.UNDETERMINED
        found.append(Beyond(sighting, answer, away, doubt))
    return found


def held(arms: Arms, at: int) -> list[Held]:
    """Declared inventories in force at `at` (seconds UTC) against the last look at each site."""
    found = []
    for inventory in arms.inventories:
        start = inventory.declared.from_earliest
        if start is not None and start > at:
            continue
        looks = [
            s
            for s in arms.sightings
            if s.site == inventory.site
            and s.weapon == inventory.weapon
            and (s.when.from_earliest is None or s.when.from_earliest <= at)
        ]
        last = max(looks, key=lambda s: (s.when.from_earliest or 0, s.id), default=None)
        missing = None
        if last is not None:
            missing = max(0, inventory.count - last.most), max(0, inventory.count - last.least)
        found.append(Held(inventory, last, missing))
    return found


def claims(arms: Arms) -> tuple[list[Report], list[Claim]]:
    """The sightings as claims of those who saw, each in the report that it cites."""
    reports: dict[str, Report] = {}
    made = []
    for s in arms.sightings:
        published = s.published.outer if s.published.outer.end is not None else Interval()
        report = cited_report_id(s.source or s.by, str(published.start))
        url = s.source if s.source.startswith(("http://", "https://")) else ""
        reports.setdefault(
            report,
            Report(
                report,
                title="" if url else s.source,
                url=url,
                published=published.start,
                published_to=published.end,
                cited_only=True,
            ),
        )
        made.append(
            Claim(
                id=claim_id(report, f"w-{s.id}"),
                report=report,
                speaker=(s.by,),
                event="presence",
                aspect="state",
                actor=((s.party,),) if s.party else (),
                object=s.weapon.object if s.weapon else s.object,
                attributes=(("calibre_m", s.weapon.calibre_mm / 1000.0),) if s.weapon and s.weapon.calibre_mm else (),
                counts=(Count("weapons", float(s.least), float(s.most)),),
                said=published.start if published.start is not None else s.when.from_earliest,
                said_to=published.end if published.end is not None else s.when.to_latest,
                when_from_earliest=s.when.from_earliest,
                when_from_latest=s.when.from_latest,
                when_to_earliest=s.when.to_earliest,
                when_to_latest=s.when.to_latest,
                lat=s.at.lat,
                lon=s.at.lon,
                radius_m=s.radius_m,
                note=s.note,
                published=published.start,
                published_to=published.end,
            )
        )
    return list(reports.values()), made


@dataclass(frozen=True)
class Lookup:
    """What the file may name: lines as `accord/name`, places, actors."""

    lines: Mapping[str, Line] = field(default_factory=dict)
    place: Callable[[str], tuple[LatLon, float] | None] = lambda _text: None
    is_actor: Callable[[str], bool] = lambda _id: True
    timezone: tzinfo = UTC


def read_arms(document: Document, look: Lookup) -> tuple[Arms, list[Finding]]:
    """Never raises; an entry with an error is left out and reported."""
    return _Reader(document, look).arms()


class _Reader:
    def __init__(self, document: Document, look: Lookup) -> None:
        self.document = document
        self.look = look
        self.findings: list[Finding] = []
        self.tz = look.timezone
        self.classes: dict[str, WeaponClass] = {}
        self.sites: dict[str, Site] = {}

    def flaw(self, path: Path, slug: str, what: str, expected: str = "", got: object = "", advice: str = "") -> None:
        self.findings.append(Finding(slug, what, expected, str(got)[:80], advice, self.document.at(path)))

    def arms(self) -> tuple[Arms, list[Finding]]:
        data = self.document.data
        if not isinstance(data, Mapping):
            self.flaw((), "inventory-shape", _("the file is no mapping"), "classes, sites, inventories, sightings")
            return Arms(), self.findings
        self.findings += unknown_keys(self.document, (), data, TOP)
        if data.get("timezone") is not None:
            try:
                self.tz = time_zone(str(data["timezone"]))
            except TimeError as error:
                self.flaw(("timezone",), "time-zone", _("there is no such time zone"), str(error))
        for path, row in self.rows(data, "classes", CLASS):
            made = self.weapon(row, path)
            self.classes[made.id] = made
        for path, row in self.rows(data, "sites", SITE):
            site = self.site(row, path)
            if site is not None:
                self.sites[site.id] = site
        inventories = [i for p, r in self.rows(data, "inventories", INVENTORY) if (i := self.inventory(r, p))]
        sightings: dict[str, Sighting] = {}
        for path, row in self.rows(data, "sightings", SIGHTING):
            seen = self.sighting(row, path)
            if seen is not None and seen.id in sightings:
                self.flaw(path, "inventory-twice", _("two sightings are called {id!r}").format(id=seen.id))
            elif seen is not None:
                sightings[seen.id] = seen
        return (
            Arms(
                tuple(self.classes.values()), tuple(self.sites.values()), tuple(inventories), tuple(sightings.values())
            ),
            self.findings,
        )

    def rows(self, data: Mapping[str, Any], key: str, known: tuple[str, ...]) -> list[tuple[Path, Mapping[str, Any]]]:
        value = data.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.flaw((key,), "inventory-shape", _("this must be a list"), "- {…}", type(value).__name__)
            return []
        found: list[tuple[Path, Mapping[str, Any]]] = []
        for i, row in enumerate(value):
            if isinstance(row, Mapping):
                self.findings += unknown_keys(self.document, (key, i), row, known)
                found.append(((key, i), row))
            else:
                self.flaw((key, i), "inventory-shape", _("the entry is no mapping"), "{…}", row)
        return found

    def weapon(self, row: Mapping[str, Any], path: Path) -> WeaponClass:
        ident = self.slug(row, path)
        kind = str(row.get("object") or "")
        if kind not in verbs().objects:
            expected = did_you_mean(kind, tuple(verbs().objects))
            self.flaw((*path, "object"), "inventory-object", _("no class of things is called so"), expected, kind)
        calibre = 0.0
        if row.get("calibre") is not None:
            match = _CALIBRE.match(str(row["calibre"]).strip())
            if match is None:
                self.flaw((*path, "calibre"), "inventory-calibre", _("this is no calibre"), "100 mm", row["calibre"])
            calibre = float(match[1]) if match else 0.0
        name = str(row.get("of") or "")
        line = self.look.lines.get(name)
        if name and line is None:
            expected = did_you_mean(name, tuple(self.look.lines))
            self.flaw((*path, "of"), "unknown-line", _("no accord has a line of this name"), expected, name)
        distance = self.distance(row, "distance", path, 0.0)
        if line is not None and distance <= 0:
            self.flaw((*path, "distance"), "inventory-distance", _("the class has a line and no distance"), "25 km")
        return WeaponClass(ident, str(row.get("title") or ident), kind, calibre, distance, line, name)

    def site(self, row: Mapping[str, Any], path: Path) -> Site | None:
        ident = self.slug(row, path)
        party = self.actor(row, "party", path)
        at, radius = self.where(row, path)
        return None if at is None or not ident else Site(ident, str(row.get("name") or ident), party, at, radius)

    def inventory(self, row: Mapping[str, Any], path: Path) -> Inventory | None:
        before = len(self.findings)
        party = self.actor(row, "party", path)
        weapon, site = self.known_class(row, path), self.known_site(row, path)
        if site is None and not row.get("site"):
            self.flaw((*path, "site"), "inventory-site", _("an inventory lies at a site"), "site: s-1")
        count, _most = self.counts(row, path)
        declared = self.time(row, "declared", path)
        if len(self.findings) > before or weapon is None or site is None:
            return None
        return Inventory(party, weapon, count, site, declared, str(row.get("source") or ""))

    def sighting(self, row: Mapping[str, Any], path: Path) -> Sighting | None:
        before = len(self.findings)
        ident = self.slug(row, path)
        by, party = self.actor(row, "by", path), self.actor(row, "party", path) if row.get("party") else ""
        weapon = self.known_class(row, path) if row.get("class") else None
        kind = str(row.get("object") or "")
        if weapon is None and kind not in verbs().objects:
            self.flaw((*path, "class"), "inventory-object", _("it is not said what was seen"), "class: …", kind)
        site = self.known_site(row, path) if row.get("site") else None
        at, radius = (site.at, site.radius_m) if site is not None else self.where(row, path)
        least, most = self.counts(row, path)
        when = self.time(row, "when", path)
        if when == Extent():
            self.flaw((*path, "when"), "time", _("it is not said when"), "2015-03-10T09:00+02:00")
        published = self.time(row, "published", path)
        if any(f.is_error for f in self.findings[before:]) or at is None:
            return None
        source, note = str(row.get("source") or ""), str(row.get("note") or "")
        return Sighting(ident, by, weapon, kind, party, least, most, when, at, radius, site, source, published, note)

    def slug(self, row: Mapping[str, Any], path: Path) -> str:
        ident = str(row.get("id") or "")
        if not is_slug(ident):
            self.flaw((*path, "id"), "inventory-id", _("the id is no slug"), "s-1", ident or _("nothing"))
        return ident

    def actor(self, row: Mapping[str, Any], key: str, path: Path) -> str:
        actor = str(row.get(key) or "")
        if not actor or not self.look.is_actor(actor):
            advice = _("add it to actors.yaml")
            self.flaw((*path, key), "unknown-actor", _("nobody is called so"), "", actor or _("nothing"), advice)
        return actor

    def known_class(self, row: Mapping[str, Any], path: Path) -> WeaponClass | None:
        name = str(row.get("class") or "")
        found = self.classes.get(name)
        if found is None:
            expected = did_you_mean(name, tuple(self.classes))
            self.flaw((*path, "class"), "inventory-class", _("no class of weapons is called so"), expected, name)
        return found

    def known_site(self, row: Mapping[str, Any], path: Path) -> Site | None:
        name = str(row.get("site") or "")
        found = self.sites.get(name)
        if found is None and name:
            expected = did_you_mean(name, tuple(self.sites))
            self.flaw((*path, "site"), "inventory-site", _("no site is called so"), expected, name)
        return found

    def where(self, row: Mapping[str, Any], path: Path) -> tuple[LatLon | None, float]:
        given = row.get("place")
        text = f"{given[0]}, {given[1]}" if isinstance(given, list) and len(given) == 2 else str(given or "")
        at, radius = parse_point(text), RADIUS_M
        if at is None:
            found = self.look.place(text) if text else None
            if found is None:
                advice = _("write latitude, longitude, or a place of the dossier")
                self.flaw((*path, "place"), "unknown-place", _("the place is not known"), "", text, advice)
                return None, 0.0
            at, radius = found
        return at, self.distance(row, "radius", path, radius)

    def counts(self, row: Mapping[str, Any], path: Path) -> tuple[int, int]:
        """Least and most; a bare count is both."""
        found = []
        for key in ("count_min", "count_max"):
            value = row.get(key) if row.get(key) is not None else row.get("count")
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**9:
                self.flaw((*path, "count"), "inventory-count", _("this is no count"), "3", value)
                return 0, 0
            found.append(value)
        if found[0] > found[1]:
            self.flaw((*path, "count_min"), "inventory-count", _("count_min is more than count_max"), "", found)
        return found[0], found[1]

    def distance(self, row: Mapping[str, Any], key: str, path: Path, default: float) -> float:
        if row.get(key) is None:
            return default
        try:
            return metres(row[key])
        except NotationError as error:
            self.flaw((*path, key), "inventory-distance", _("this is no distance"), str(error))
            return default

    def time(self, row: Mapping[str, Any], key: str, path: Path) -> Extent:
        if row.get(key) is None:
            return Extent()
        try:
            return extent(str(row[key]), self.tz)
        except (TimeError, OverflowError) as error:
            self.flaw((*path, key), "time", _("this is no time"), str(error), row[key])
            return Extent()
