"""`servanda zones`: the zones and lines of the accords, and points in them."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

app = options.application(help=_("The zones and lines of the accords, and points in them. Latitude comes first."))

Accord = Annotated[list[str] | None, typer.Option("--accord", metavar="ID", help=_("only this accord; repeatable"))]
Lat = Annotated[str, typer.Argument(metavar="LAT", help=_("degrees north, WGS84: 35.86, -33.9 or 33.9S"))]
Lon = Annotated[str, typer.Argument(metavar="LON", help=_("degrees east, WGS84: 36.80, -70.6 or 70.6W"))]


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
    """One zone: area, error, bounding box, and the obligations that speak of it."""
    from servanda.cli import ground, terminal

    row = ground.details(dossier, zone)
    if json:
        terminal.json_lines([row])
    else:
        for text in ground.details_lines(row):
            terminal.tell(text)
    return 0


@app.command(cls=options.Verb, epilog="servanda zones export > zones.geojson\nservanda zones export belt-30")
def export(
    zone: Annotated[
        str | None, typer.Argument(metavar="[ZONE]", help=_("its name, or ACCORD/NAME (default: all)"))
    ] = None,
    accord: Accord = None,
    dossier: options.Dossier = None,
) -> int:
    """GeoJSON (RFC 7946, longitude first) of what is drawn, with the certain and the possible bound of each zone."""
    from servanda.cli import ground, terminal

    terminal.json_lines([ground.features(dossier, zone, accord)])
    return 0


@app.command(
    cls=options.Coordinates,
    epilog="servanda zones where 36.47229 37.09471\nservanda zones where 35.86 36.80 --radius '3 km'",
)
def where(
    lat: Lat,
    lon: Lon,
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

    rows = ground.memberships(dossier, accord, ground.position(lat, lon), ground.radius(radius))
    if json:
        terminal.json_lines(rows)
    else:
        for row in rows:
            terminal.tell(ground.membership_line(row))
    return 0


@app.command(
    cls=options.Coordinates,
    epilog="servanda zones distance 36.52815 37.95495\nservanda zones distance 36.52815 37.95495 --json",
)
def distance(
    lat: Lat, lon: Lon, accord: Accord = None, json: options.Json = False, dossier: options.Dossier = None
) -> int:
    """Geodesic distance (WGS84) from the point to each line, in km, with the line's greatest error."""
    from servanda.cli import ground, terminal

    rows = ground.distances(dossier, accord, ground.position(lat, lon))
    if json:
        terminal.json_lines(rows)
    else:
        for row in rows:
            terminal.tell(ground.distance_line(row))
    return 0
