"""`servanda zones`: the zones and lines of the accords, and points in them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

app = options.application(help=_("The zones and lines of the accords, and points in them. Latitude comes first."))

Accord = Annotated[list[str] | None, typer.Option("--accord", metavar="ID", help=_("only this accord; repeatable"))]
Spot = Annotated[
    list[str],
    typer.Argument(
        metavar="LAT LON|PLACE...",
        help=_(
            "degrees north and east (35.86 36.80, 33.9S 70.6W), or a place in words, MGRS, UTM or degrees and minutes"
        ),
    ),
]


@app.callback()
def zones() -> None:
    """The zones and lines of the accords, and points in them. Latitude comes first."""


@app.command("list", cls=options.Verb, epilog="servanda zones list --accord sochi-2019")
def list_zones(accord: Accord = None, json: options.Json = False, dossier: options.Dossier = None) -> int:
    """Every zone: its accord, name, area, the greatest error of its edges, and whether the text defines it."""
    from servanda.cli import ground, terminal

    rows = [ground.summary(place) for place in ground.zones_of(dossier, accord)]
    if json:
        terminal.json_lines(rows)
    else:
        for row in rows:
            terminal.tell(ground.summary_line(row))
    return 0


@app.command(cls=options.Verb, epilog="servanda zones show belt-30\nservanda zones show sochi-2019/belt-30 --json")
def show(
    zone: Annotated[str, typer.Argument(metavar="ZONE", help=_("its name, or ACCORD/NAME"))],
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """One zone: area, error, bounding box, the obligations that speak of it, and its shape, north up: closely dotted
    where it is drawn or certain, sparsely where it is only possible."""
    from servanda.cli import ground, terminal

    row = ground.details(dossier, zone)
    if json:
        terminal.json_lines([row])
    else:
        for text in ground.details_lines(row):
            terminal.tell(text)
        for text in ground.picture(dossier, zone, unicode=terminal.is_unicode()):
            print(text)
    return 0


@app.command(
    cls=options.Verb,
    epilog="""
    servanda zones export > zones.geojson
    servanda zones export belt-30
    servanda zones export patrol-east --to east.gpx --spacing '2 km'
    servanda zones export corridor --to corridor.html --bound certain --tolerance '50 m'
    """,
)
def export(
    zone: Annotated[
        str | None, typer.Argument(metavar="[ZONE]", help=_("its name, or ACCORD/NAME (default: all)"))
    ] = None,
    accord: Accord = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FILE", help=_("its edge as numbered waypoints: .geojson, .kml, .gpx, .gpkg or .html")
        ),
    ] = None,
    spacing: Annotated[
        str, typer.Option("--spacing", metavar="DISTANCE", help=_("no leg between waypoints is longer"))
    ] = "2 km",
    tolerance: Annotated[
        str, typer.Option("--tolerance", metavar="DISTANCE", help=_("how far the edge may be drawn off, to be simpler"))
    ] = "20 m",
    bound: Annotated[
        str, typer.Option("--bound", metavar="BOUND", help=_("drawn, certain (inner) or possible (outer)"))
    ] = "drawn",
    dossier: options.Dossier = None,
) -> int:
    """GeoJSON (RFC 7946, longitude first) of what is drawn, with the certain and the possible bound of each zone.

    With --to one zone's edge as numbered waypoints with their spacing and directions, to be marked out on the ground:
    GeoJSON, KML, GPX, GeoPackage, or a sheet to print (.html).
    """
    from servanda.cli import ground, marked, terminal

    if to is None:
        terminal.json_lines([ground.features(dossier, zone, accord)])
        return 0
    found = marked.marked_out(dossier, zone, marked.Asked(to, ground.radius(spacing), ground.radius(tolerance), bound))
    for finding in found.findings:
        terminal.say(str(finding))
    terminal.say(found.told)
    return 0


@app.command(
    cls=options.Coordinates,
    epilog="""
    servanda zones where 36.47229 37.09471
    servanda zones where 35.86 36.80 --radius '3 km'
    servanda zones where 2 km west of Saraqib
    servanda zones where 37SBV6152371494
    """,
)
def where(
    spot: Spot,
    radius: Annotated[
        str, typer.Option("--radius", metavar="DISTANCE", help=_("how far off the point may be"))
    ] = "0 m",
    accord: Accord = None,
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """For each zone whether the point is in, out, or undetermined, and how far it is from the zone's edge (negative:
    inside). Undetermined means that the text, the line's accuracy or the point's own radius leaves it open."""
    from servanda.cli import ground, terminal

    found = ground.spotted(dossier, spot, ground.radius(radius))
    rows = ground.memberships(dossier, accord, found.at, found.radius_m)
    if json:
        terminal.json_lines(rows)
    else:
        for row in rows:
            terminal.tell(ground.membership_line(row))
    return 0


@app.command(
    cls=options.Coordinates,
    epilog="""
    servanda zones distance 36.52815 37.95495
    servanda zones distance Manbij --json
    """,
)
def distance(spot: Spot, accord: Accord = None, json: options.Json = False, dossier: options.Dossier = None) -> int:
    """Geodesic distance (WGS84) from the point to each line, in km, with the line's greatest error."""
    from servanda.cli import ground, terminal

    rows = ground.distances(dossier, accord, ground.spotted(dossier, spot, 0.0).at)
    if json:
        terminal.json_lines(rows)
    else:
        for row in rows:
            terminal.tell(ground.distance_line(row))
    return 0
