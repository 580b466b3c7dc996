"""A zone's edge marked out: `servanda zones export --to FILE`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from servanda.cli import ground
from servanda.errors import InputError, UsageError
from servanda.field.demarcation import Boundary, boundary
from servanda.geo import Zone, distance_text
from servanda.model import Finding
from servanda.words import _

SUFFIXES = (".geojson", ".json", ".kml", ".gpx", ".gpkg", ".html", ".htm")
BOUNDS = ("drawn", "certain", "possible")


@dataclass(frozen=True)
class Asked:
    """Where to, and how finely: metres."""

    to: Path
    spacing_m: float
    tolerance_m: float
    bound: str


@dataclass(frozen=True)
class Marked:
    """What was written, in a sentence."""

    told: str
    findings: tuple[Finding, ...]


def marked_out(dossier: Path | None, name: str | None, asked: Asked) -> Marked:
    """Write the file. Raises UsageError, and InputError for a zone whose edge cannot be marked out."""
    suffix = asked.to.suffix.lower()
    if suffix not in SUFFIXES:
        what = _("{file} has no known ending").format(file=asked.to.name)
        raise UsageError("export-format", what, ", ".join(SUFFIXES))
    if asked.to.is_dir():
        raise UsageError("output-is-folder", _("{file} is a folder").format(file=asked.to), _("name a file"))
    if name is None:
        raise UsageError(
            "export-zone", _("--to marks out one zone"), _("name it: servanda zones export ZONE --to FILE")
        )
    if asked.bound not in BOUNDS:
        what = _("there is no bound {name!r}").format(name=asked.bound)
        raise UsageError("export-bound", what, ", ".join(BOUNDS))
    if asked.spacing_m < 1.0:
        raise UsageError("distance-malformed", _("--spacing: expected {what}").format(what="1 m"), "--spacing '2 km'")
    place = ground.named(dossier, name)
    area = _area(place.zone, asked.bound)
    if area is None:
        what = _("the zone {name} has no {bound} edge").format(name=name, bound=asked.bound)
        raise UsageError("export-bound", what, _("its text leaves it open: try --bound certain or possible"))
    title = f"{place.accord.id}/{place.name}" + ("" if asked.bound == "drawn" else f" ({asked.bound})")
    found, findings = boundary(title, area, asked.spacing_m, asked.tolerance_m)
    if found is None:
        raise InputError("export-edge", _("the edge cannot be marked out"), _("see above"), findings)
    _write(found, asked.to, suffix, _says(place.zone, asked.bound))
    told = _("{file}: {n} waypoints, {length} round").format(
        file=asked.to, n=len(found.waypoints), length=distance_text(found.length_m)
    )
    return Marked(told, tuple(findings))


def _area(zone: Zone, bound: str) -> BaseGeometry | None:
    if zone.line is not None:
        return None
    chosen = {"drawn": zone.nominal, "certain": zone.inner, "possible": zone.outer}[bound]
    return None if chosen is None or chosen.is_empty else chosen


def _says(zone: Zone, bound: str) -> str:
    """What must stand on every sheet: how far the zone's own edge may be off."""
    words = {
        "drawn": _("The edge as the text draws it."),
        "certain": _("The inner bound: all within certainly belongs to the zone."),
        "possible": _("The outer bound: nothing beyond possibly belongs to the zone."),
    }
    told = [words[bound]]
    if zone.accuracy_m:
        told.append(_("The lines that it is drawn from may be off by {m}.").format(m=distance_text(zone.accuracy_m)))
    if zone.approximate:
        told.append(_("They are approximate."))
    return " ".join(told)


def _write(found: Boundary, place: Path, suffix: str, says: str) -> None:
    from servanda.brief import boundary_files, boundary_sheet

    if suffix == ".gpkg":
        boundary_files.geopackage(found, place)
        return
    if suffix == ".kml":
        text = boundary_files.kml(found)
    elif suffix == ".gpx":
        text = boundary_files.gpx(found)
    elif suffix in (".html", ".htm"):
        text = boundary_sheet.sheet(found, says)
    else:
        text = boundary_files.geojson(found)
    place.write_text(text, encoding="utf-8")
