"""Where is that? A text as somebody typed it to a disc on the globe: coordinates in any notation, a place's name in any
spelling, "2 km west of Saraqib", "between A and B", "on the M4 between A and B", "on the M4 near Ariha".
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import shapely

from servanda.geo import spelling
from servanda.geo.distance import destination, distance_m
from servanda.geo.frame import GEOD, lengths
from servanda.geo.gazetteer import Gazetteer
from servanda.geo.line import Line
from servanda.geo.notation import METRES, LatLon, NotationError, distance_text
from servanda.geo.places import Match, Place
from servanda.geo.typed import LONGEST_TEXT, spot
from servanda.model import Finding, Severity
from servanda.words import _

BEARINGS = {
    "north": 0.0, "northeast": 45.0, "east": 90.0, "southeast": 135.0,
    "south": 180.0, "southwest": 225.0, "west": 270.0, "northwest": 315.0,
    "n": 0.0, "ne": 45.0, "e": 90.0, "se": 135.0, "s": 180.0, "sw": 225.0, "w": 270.0, "nw": 315.0,
    "northnortheast": 22.5, "nne": 22.5, "eastnortheast": 67.5, "ene": 67.5, "eastsoutheast": 112.5, "ese": 112.5,
    "southsoutheast": 157.5, "sse": 157.5, "southsouthwest": 202.5, "ssw": 202.5, "westsouthwest": 247.5, "wsw": 247.5,
    "westnorthwest": 292.5, "wnw": 292.5, "northnorthwest": 337.5, "nnw": 337.5,
}  # fmt: skip
NEARBY_M = 5_000.0  # what "near" is taken to reach beyond the place itself
OFF_ROAD_M = 500.0
SEVERAL = 5
ARTICLES = ("al-", "el-", "al ", "el ")
_COMPASS = r"(?:north|south|east|west|[nsew])(?:[ -]?(?:north|south|east|west|[nsew])){0,2}"
_OFFSET = re.compile(
    rf"(?:about|some|around|roughly|approximately|~|c\.?)?\s*(?P<n>\d+(?:[.,]\d+)?)\s*(?P<unit>[a-z]+)\.?\s+"
    rf"(?:to\s+the\s+)?(?:(?P<way>{_COMPASS})\s+of|(?P<from>from|outside(?:\s+of)?|away\s+from|of))\s+(?P<place>.+)\Z",
    re.I,
)
_BETWEEN = re.compile(r"(?:halfway\s+)?between\s+(?P<a>.+?)\s+and\s+(?P<b>.+)\Z", re.I)
_NEAR = re.compile(r"(?:near(?:\s+to)?|close\s+to|outside(?:\s+of)?|in\s+the\s+vicinity\s+of)\s+(?P<place>.+)\Z", re.I)
_AT = re.compile(r"(?:at|in)\s+(?P<place>.+)\Z", re.I)
_ROAD = re.compile(
    r"(?:on|along)\s+(?:the\s+)?(?P<road>.+?)(?:\s+(?:road|highway|motorway))?"
    r"(?:\s+between\s+(?P<a>.+?)\s+and\s+(?P<b>.+)|\s+(?:near|at|in|by)\s+(?P<near>.+))?\Z",
    re.I,
)


class Spotted(NamedTuple):
    """A disc, named; `place` is the place that was meant where it was one, `line` the stretch of a road."""

    at: LatLon
    radius_m: float
    name: str
    how: str
    place: Place | None = None
    line: Line | None = None
    score: float = 1.0


class Located(NamedTuple):
    """The best answer (None: unknown, and `findings` say so), then what else the text may mean, best first."""

    best: Spotted | None
    others: tuple[Spotted, ...] = ()
    findings: tuple[Finding, ...] = ()


class _Lost(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def locate(
    text: str,
    gazetteer: Gazetteer | None = None,
    *,
    lines: Mapping[str, Line] | None = None,
    near: LatLon | None = None,
    at: int | None = None,
) -> Located:
    """Where `text` is. Never raises for anything that somebody may type.

    `lines`: roads and other lines by name; `near`: what ambiguous names are taken to be near to (default: the middle of
    the dossier's places); `at` (seconds UTC): names not then in use are left out. Every answer has a radius, a disc
    that holds what is meant: the digits typed, the size of a place, the vagueness of "2 km west".
    """
    finder = _Finder(gazetteer or Gazetteer(), lines or {}, near, at)
    clean = " ".join(text.split())
    if not clean:
        return Located(None, (), (Finding("place-empty", _("no place is given"), _("a position or a name")),))
    if len(clean) > LONGEST_TEXT:
        expected = _("at most {n} characters").format(n=LONGEST_TEXT)
        return Located(None, (), (Finding("place-unknown", _("this is no place"), expected, str(len(clean))),))
    try:
        typed = spot(clean)
        if typed is None:
            return finder.found(clean)
    except NotationError as error:
        advice = _("latitude first, then longitude")
        return Located(None, (), (Finding("place-notation", _("this is no position"), str(error), clean, advice),))
    except _Lost as lost:
        return Located(None, (), (lost.finding,))
    best = Spotted(typed.at, typed.radius_m, str(typed.at), typed.notation)
    if typed.other is None:
        return Located(best)
    what = _("S may be the band from 32° to 40° north, or the southern half of the globe; the band is taken")
    finding = Finding("place-ambiguous", what, got=clean, advice=_("write south"), severity=Severity.NOTE)
    return Located(best, (Spotted(typed.other, typed.radius_m, str(typed.other), typed.notation),), (finding,))


class _Finder:
    def __init__(self, gazetteer: Gazetteer, lines: Mapping[str, Line], near: LatLon | None, at: int | None) -> None:
        self.gazetteer, self.lines, self.near, self.at = gazetteer, lines, near, at

    def found(self, text: str) -> Located:
        named = self.named(text)  # a place may be called "Near East Camp": its own name goes first
        if named and named[0].score >= 0.9:
            return _ranked(named, text)
        if match := _OFFSET.match(text):
            made = self.offset(match)
            if made is not None:
                return made
        if match := _BETWEEN.match(text):
            return Located(self.between(self.one(match["a"]), self.one(match["b"])))
        if match := _ROAD.match(text):
            road = self.road(match["road"])
            if road is not None:
                return Located(self.along(road, match))
        if match := _NEAR.match(text):
            place = self.one(match["place"])
            name = _("near {place}").format(place=place.name)
            return Located(place._replace(radius_m=place.radius_m + NEARBY_M, name=name, how="near"))
        if match := _AT.match(text):
            return self.found(match["place"])
        return _ranked(named, text)

    def named(self, text: str) -> list[Spotted]:
        road = self.road(text)
        found = [] if road is None else [_over(road, road.name or text)]
        for article in ("", *ARTICLES):  # far from the dossier a town is known only as GeoNames writes it
            matches = self.gazetteer.resolve(article + text, self.near, self.at)
            found += [_of(m) for m in matches if m.place.at is not None]
            if found:
                break
        return found

    def one(self, text: str) -> Spotted:
        """The best answer for a part of the text."""
        text = text.strip(" ,.")
        typed = spot(text)
        if typed is not None:
            return Spotted(typed.at, typed.radius_m, str(typed.at), typed.notation)
        found = [s for s in self.named(text) if s.line is None]
        if not found:
            raise _Lost(_unknown(text))
        return found[0]

    def offset(self, match: re.Match[str]) -> Located | None:
        """`2 km west of X`: half the last digit in distance, half a wind in direction, and the size of X."""
        unit = METRES.get(match["unit"].lower())
        if unit is None:
            return None
        typed = match["n"].replace(",", ".")
        away = float(typed) * unit
        rough = 0.5 * unit * 10.0 ** -len(typed.partition(".")[2])
        place = self.one(match["place"])
        if not 0 <= away <= 1_000_000:
            raise _Lost(Finding("place-notation", _("this is too far from anywhere"), "1000 km", distance_text(away)))
        way = re.sub(r"[ -]", "", (match["way"] or "").lower())
        if match["way"] is None:
            name = _("{distance} from {place}").format(distance=distance_text(away), place=place.name)
            return Located(place._replace(radius_m=away + rough + place.radius_m, name=name, how="around"))
        if way not in BEARINGS:
            return None
        half_wind = 22.5 if BEARINGS[way] % 45 == 0 else 11.25
        radius = math.hypot(2 * away * math.sin(math.radians(half_wind) / 2), rough) + place.radius_m
        where = destination(place.at, BEARINGS[way], away)
        name = _("{distance} {way} of {place}").format(distance=distance_text(away), way=match["way"], place=place.name)
        return Located(Spotted(where, round(radius, -1), name, "offset", score=place.score))

    def between(self, a: Spotted, b: Spotted) -> Spotted:
        length = distance_m(a.at, b.at)
        bearing = float(GEOD.inv(a.at.lon, a.at.lat, b.at.lon, b.at.lat)[0])
        name = _("between {a} and {b}").format(a=a.name, b=b.name)
        radius = length / 2 + max(a.radius_m, b.radius_m)
        return Spotted(destination(a.at, bearing, length / 2), radius, name, "between", score=min(a.score, b.score))

    # roads

    def road(self, text: str) -> Line | None:
        """The line of that name; `M4` finds `m4-idlib` too, the longest where several have the word."""
        key = spelling.strict(re.sub(r"\s+(?:road|highway|motorway)\Z", "", text, flags=re.I))
        if not key:
            return None
        words = set(key.split())
        keys = {name: spelling.strict(name.rpartition("/")[2]) for name in self.lines}
        parts = [name for name, other in keys.items() if words <= set(other.split())]
        for hits in ([name for name, other in keys.items() if other == key], parts):
            if hits and (hits is not parts or any(c.isdigit() for c in key)):  # "Idlib" is not the road m4-idlib
                longest = max(hits, key=lambda name: (self.lines[name].length_m, name))
                return self.lines[longest]
        return None

    def along(self, road: Line, match: re.Match[str]) -> Spotted:
        if match["near"]:
            place = self.one(match["near"])
            foot = road.foot(place.at.lat, place.at.lon)
            if foot.distance_m > place.radius_m + road.accuracy_m + NEARBY_M:
                raise _Lost(_off(road, place, foot.distance_m))
            name = _("on {road} near {place}").format(road=road.name, place=place.name)
            radius = max(place.radius_m, OFF_ROAD_M) + road.accuracy_m
            return Spotted(LatLon(foot.lat, foot.lon), radius, name, "road", line=road, score=place.score)
        if not match["a"]:
            return _over(road, road.name)
        ends = [self.one(match["a"]), self.one(match["b"])]
        feet = [road.foot(end.at.lat, end.at.lon) for end in ends]
        for end, foot in zip(ends, feet, strict=True):
            if foot.distance_m > end.radius_m + road.accuracy_m + NEARBY_M:
                raise _Lost(_off(road, end, foot.distance_m))
        name = _("on {road} between {a} and {b}").format(road=road.name, a=ends[0].name, b=ends[1].name)
        if feet[0].part != feet[1].part or feet[0].at == feet[1].at:
            return self.between(*ends)._replace(name=name)
        stretch = Line(name, road.between(*feet), road.accuracy_m, road.approximate, source=road.source)
        return _over(stretch, name, min(end.score for end in ends))


def _of(match: Match) -> Spotted:
    where = match.place.at
    assert where is not None
    return Spotted(where, match.place.radius_m, match.place.name, "place", match.place, score=match.score)


def _over(line: Line, name: str, score: float = 1.0) -> Spotted:
    """The disc that holds a whole line: about the middle of its bounds, as far as its farthest point."""
    points = np.vstack(line.parts)
    west, south, east, north = shapely.total_bounds(shapely.linestrings(points))
    at = LatLon(float(south + north) / 2, float((west + east) / 2 + 180.0) % 360.0 - 180.0)
    chain = np.empty((2 * len(points), 2))
    chain[::2], chain[1::2] = (at.lon, at.lat), points
    farthest = float(lengths(chain)[::2].max())
    return Spotted(at, farthest + line.accuracy_m + OFF_ROAD_M, name, "road", line=line, score=score)


def _ranked(found: Sequence[Spotted], text: str) -> Located:
    if not found:
        return Located(None, (), (_unknown(text),))
    best, *others = found
    rivals = [
        s for s in others if s.score >= best.score - 0.05 and distance_m(s.at, best.at) > s.radius_m + best.radius_m
    ]
    if not rivals:
        return Located(best, tuple(others[:SEVERAL]))
    names = "; ".join(f"{s.name} ({s.at})" for s in (best, *rivals[: SEVERAL - 1]))
    what, advice = _("the name may mean several places; the first is taken"), _("name one nearby, or give its position")
    finding = Finding("place-ambiguous", what, got=names, advice=advice, severity=Severity.NOTE)
    return Located(best, tuple(others[:SEVERAL]), (finding,))


def _unknown(text: str) -> Finding:
    advice = _("add it to places.yaml, or give latitude and longitude")
    return Finding("place-unknown", _("no place is known by this name"), got=text[:60], advice=advice)


def _off(road: Line, place: Spotted, away_m: float) -> Finding:
    what = _("{place} does not lie on {road}").format(place=place.name, road=road.name)
    return Finding("place-off-road", what, got=distance_text(away_m), advice=_("name a place on it"))
