"""Answers of `servanda zones` as plain rows: metres and degrees, latitude first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from servanda.cli import answers, folder
from servanda.documents import did_you_mean
from servanda.errors import UsageError
from servanda.geo import (
    LatLon,
    Line,
    NotationError,
    Zone,
    area_m2,
    distance_m,
    distance_text,
    distance_to_line_m,
    locate,
    metres,
    point,
    relation,
)
from servanda.words import _

if TYPE_CHECKING:
    from servanda.accord.law import Accord
    from servanda.dossier import Dossier

DIGITS = 6
FAR_M = 300_000.0  # from the middle of a dossier's places: perhaps a namesake


class Named(NamedTuple):
    """A zone of an accord."""

    accord: Accord
    name: str
    zone: Zone


def zones_of(dossier: Path | None, accords: Sequence[str] | None) -> list[Named]:
    """The zones of all accords, or of those named."""
    return list(_zones(folder.opened(dossier), accords))


def _zones(opened: Dossier, accords: Sequence[str] | None) -> Iterator[Named]:
    wanted = answers.accords(opened, accords)
    for accord in opened.accords:
        if not wanted or accord.id in wanted:
            yield from (Named(accord, name, zone) for name, zone in accord.zones.items())


def position(lat: str, lon: str) -> LatLon:
    """The two as typed: `-33.9`, `33.9S`, a decimal comma's trailing comma forgiven. Raises UsageError."""
    north, east = (text.strip().rstrip(",").replace("\u2212", "-") for text in (lat, lon))
    try:
        return point(f"{north}, {east}")
    except NotationError as error:
        raise UsageError(
            "position-malformed",
            _("{lat} {lon} is no position: expected {what}").format(lat=north, lon=east, what=error),
            _("latitude first, in degrees: servanda zones where 35.86 36.80"),
        ) from error


class Disc(NamedTuple):
    """Where somebody meant, and how far off it may be."""

    at: LatLon
    radius_m: float


def spotted(dossier: Path | None, words: Sequence[str], radius_m: float) -> Disc:
    """Two numbers as a position; anything else as a place, with the radius that it comes with, or the greater one that
    was given. What was understood goes to stderr. Raises UsageError for what is nowhere to be found."""
    from servanda.cli import terminal

    if len(words) == 2 and any(c.isdigit() for w in words for c in w):
        return Disc(position(*words), radius_m)
    text = " ".join(words)
    opened = folder.opened(dossier)
    roads = {n: line for a in opened.accords for name, line in a.lines.items() for n in _names(name, a.zones.get(name))}
    found = locate(text, opened.gazetteer, lines=roads)
    if found.best is None:
        finding = found.findings[0]
        raise UsageError(finding.slug, finding.what, finding.advice)
    best = found.best
    wide = max(radius_m, best.radius_m)
    told = _("{name}: {lat}, {lon}, to within {radius}")
    at = {"lat": round(best.at.lat, DIGITS), "lon": round(best.at.lon, DIGITS)}
    name = text if best.name == str(best.at) else best.name  # a position keeps the notation that it was typed in
    terminal.say(told.format(name=name, radius=distance_text(wide), **at))
    middle = opened.gazetteer.middle
    if best.place is not None and middle is not None and (away := distance_m(best.at, middle)) > FAR_M:
        far = _("that is {distance} from the middle of this dossier's places: is another {name} meant?")
        terminal.say(far.format(distance=distance_text(round(away, -3)), name=best.name))
    for other in found.others:
        name, lat, lon = other.name, round(other.at.lat, DIGITS), round(other.at.lon, DIGITS)
        terminal.say(_("or {name}: {lat}, {lon}").format(name=name, lat=lat, lon=lon))
    return Disc(best.at, wide)


def _names(name: str, zone: Zone | None) -> Iterator[str]:
    yield name
    if zone is not None and zone.label != name:
        yield zone.label


def radius(text: str) -> float:
    """A distance as typed, in metres. Raises UsageError."""
    try:
        return metres(text)
    except NotationError as error:
        raise UsageError("distance-malformed", _("--radius: expected {what}").format(what=error), "") from error


def summary(place: Named) -> dict[str, Any]:
    """`{"accord", "zone", "area_km2", "accuracy_m", "approximate", "geometry"}`."""
    shown = place.zone.shown
    area = None if shown is None or shown.is_empty or place.zone.line is not None else round(area_m2(shown) / 1e6, 1)
    return {
        "accord": place.accord.id,
        "zone": place.name,
        "area_km2": area,
        "accuracy_m": round(place.zone.accuracy_m, 1),
        "approximate": place.zone.approximate,
        "geometry": _geometry(place.zone),
    }


def _geometry(zone: Zone) -> str:
    """`line`, `drawn`, `bounds` (an inner and an outer one: the text leaves the lines open), `none` or `nowhere`."""
    if zone.nowhere:
        return "nowhere"
    if zone.line is not None:
        return "line"
    if zone.nominal is not None:
        return "drawn"
    return "bounds" if zone.outer is not None else "none"


def summary_line(row: dict[str, Any]) -> str:
    """One zone in a line."""
    facts = []
    if row["geometry"] == "line":
        facts.append(_("a line"))
    if row["area_km2"] is not None:
        facts.append(f"{row['area_km2']:,.0f} km²")
    if row["accuracy_m"]:
        facts.append(_("edges ±{distance}").format(distance=distance_text(row["accuracy_m"])))
    if row["approximate"]:
        facts.append(_("approximate"))
    if row["geometry"] == "bounds":
        facts.append(_("bounds only: the text leaves its lines open"))
    if row["geometry"] == "none":
        facts.append(_("no geometry: it may be anywhere"))
    if row["geometry"] == "nowhere":
        facts.append(_("nowhere: it holds nothing"))
    return f"{row['accord']}/{row['zone']}: {', '.join(facts)}"


def details(dossier: Path | None, name: str) -> dict[str, Any]:
    """The summary, the bounding box `[south, west, north, east]` and the obligations that speak of the zone."""
    place = _named(folder.opened(dossier), name, None)
    shown = place.zone.shown
    box = None
    if shown is not None and not shown.is_empty:
        west, south, east, north = shown.bounds
        box = [round(value, DIGITS) for value in (south, west, north, east)]
    speaking = [
        o.ref
        for o in place.accord.obligations
        if place.name in o.zones or (o.norm.deed is not None and o.norm.deed.zone == place.name)
    ]
    return {**summary(place), "label": place.zone.label or None, "bounds": box, "obligations": speaking}


def details_lines(row: dict[str, Any]) -> Iterator[str]:
    """The same for people."""
    yield summary_line(row)
    if row["label"]:
        yield _("Title: {title}").format(title=row["label"])
    if row["bounds"]:
        south, west, north, east = row["bounds"]
        yield _("Between {south} and {north} north, {west} and {east} east").format(
            south=south, north=north, west=west, east=east
        )
    if row["obligations"]:
        yield _("Obligations: {refs}").format(refs=", ".join(row["obligations"]))


def picture(dossier: Path | None, name: str, *, unicode: bool) -> list[str]:
    """The zone drawn with letters; empty where the text gives no geometry."""
    from servanda.cli.drawing import drawing

    return drawing(named(dossier, name).zone, unicode=unicode)


def named(dossier: Path | None, name: str) -> Named:
    """The one zone of this name, or `ACCORD/NAME`. Raises UsageError."""
    return _named(folder.opened(dossier), name, None)


def _named(opened: Dossier, name: str, accords: Sequence[str] | None) -> Named:
    known = list(_zones(opened, accords))
    matching = [z for z in known if name in (z.name, f"{z.accord.id}/{z.name}")]
    if not matching:
        names = [z.name for z in known]
        raise UsageError(
            "unknown-zone",
            _("there is no zone {name!r}").format(name=name),
            did_you_mean(name.rpartition("/")[2], names) if names else _("no accord here has zones"),
        )
    if len(matching) > 1:
        raise UsageError(
            "zone-ambiguous",
            _("several accords have a zone {name!r}").format(name=name),
            _("say which: ") + ", ".join(f"{z.accord.id}/{z.name}" for z in matching),
        )
    return matching[0]


def features(dossier: Path | None, name: str | None, accords: Sequence[str] | None) -> dict[str, Any]:
    """A FeatureCollection; `bound` is drawn (as the text says), certain (inner) or possible (outer)."""
    from shapely.geometry import mapping

    opened = folder.opened(dossier)
    chosen = list(_zones(opened, accords)) if name is None else [_named(opened, name, accords)]
    found = []
    for place in chosen:
        zone = place.zone
        for bound, geometry in (("drawn", zone.nominal), ("certain", zone.inner), ("possible", zone.outer)):
            if geometry is not None and not geometry.is_empty:
                found.append(
                    {
                        "type": "Feature",
                        "properties": {**summary(place), "bound": bound},
                        "geometry": mapping(geometry),
                    }
                )
    return {"type": "FeatureCollection", "features": found}


def memberships(
    dossier: Path | None, accords: Sequence[str] | None, at: LatLon, radius_m: float
) -> list[dict[str, Any]]:
    """`{"accord", "zone", "membership": "in|out|undetermined", "edge_m", "geometry", "accuracy_m"}` for each zone that
    is no line; `edge_m` < 0 inside, of the outer bound where there are only bounds."""
    return [
        {
            "accord": place.accord.id,
            "zone": place.name,
            "membership": str(relation(place.zone, at.lat, at.lon, radius_m)),
            "edge_m": _edge(place.zone, at),
            "geometry": _geometry(place.zone),
            "accuracy_m": round(place.zone.accuracy_m, 1),
            "approximate": place.zone.approximate,
        }
        for place in zones_of(dossier, accords)
        if place.zone.line is None
    ]


def _edge(zone: Zone, at: LatLon) -> float | None:
    """Geodesic distance to the drawn edge, negative inside; None where nothing is drawn."""
    from shapely.geometry import MultiLineString, Point

    area = zone.shown
    if area is None or area.is_empty:
        return None
    outline = area.boundary
    if outline.is_empty:
        return None
    edge = Line("edge", outline if isinstance(outline, MultiLineString) else MultiLineString([outline]))
    away = distance_to_line_m(at, edge)
    return round(-away if area.covers(Point(at.lon, at.lat)) else away, 1)


def membership_line(row: dict[str, Any]) -> str:
    """One zone's answer in a line."""
    if row["geometry"] == "nowhere":
        tail = _("nowhere: it holds nothing")
    elif row["edge_m"] is None:
        tail = _("no geometry: it may be anywhere")
    else:
        inside = row["edge_m"] < 0
        if row["geometry"] == "bounds":
            side = _("inside its outer bound") if inside else _("from its outer bound")
        else:
            side = _("inside its edge") if inside else _("from its edge")
        tail = f"{abs(row['edge_m']) / 1000:.2f} km {side}"
    if row["accuracy_m"]:
        tail += f" ±{distance_text(row['accuracy_m'])}"
    return f"{row['membership']:<12} {row['accord']}/{row['zone']}  {tail}"


def distances(dossier: Path | None, accords: Sequence[str] | None, at: LatLon) -> list[dict[str, Any]]:
    """`{"accord", "line", "distance_m", "accuracy_m"}`, nearest first; a line that several accords share comes once."""
    opened = folder.opened(dossier)
    wanted = answers.accords(opened, accords)
    rows: dict[str, dict[str, Any]] = {}
    for accord in opened.accords:
        if wanted and accord.id not in wanted:
            continue
        for name, line in accord.lines.items():
            row = rows.setdefault(
                line.drawing or f"{accord.id}/{name}",
                {
                    "line": name,
                    "accords": [],
                    "distance_m": round(distance_to_line_m(at, line), 1),
                    "accuracy_m": round(line.accuracy_m, 1),
                    "approximate": line.approximate,
                },
            )
            row["accords"].append(accord.id)
    return sorted(rows.values(), key=lambda row: float(row["distance_m"]))


def distance_line(row: dict[str, Any]) -> str:
    """One line's answer in a line."""
    notes = [_("±{distance}").format(distance=distance_text(row["accuracy_m"]))] if row["accuracy_m"] else []
    notes += [_("approximate")] if row["approximate"] else []
    return f"{row['distance_m'] / 1000:9.2f} km  {row['line']} ({', '.join([*row['accords'], *notes])})"
