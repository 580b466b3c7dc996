"""A boundary as a sheet to print and to carry: its outline with the numbers, and a line for each waypoint."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib import resources

from markupsafe import Markup, escape

from servanda.brief.labels import Labels
from servanda.brief.plane import Paper, number, paper, path
from servanda.brief.text import visible
from servanda.field.demarcation import Boundary, Waypoint, leg_text
from servanda.geo import area_m2, distance_text
from servanda.words import _

WIDTH, TALLEST = 1000.0, 620.0
_STYLE = """
.sheet table { border-collapse: collapse; width: 100%; font-size: .84rem; }
.sheet th, .sheet td { text-align: right; padding: .16rem .5rem .16rem 0; border-bottom: 1px solid var(--rule); }
.sheet thead { display: table-header-group; } .sheet tr { break-inside: avoid; } .sheet th:last-child,
.sheet td:last-child { width: 30%; }
.edge { fill: var(--zone); fill-opacity: .1; stroke: var(--zone); stroke-width: 1.6; }
.waypoint { fill: var(--ink); } .sheet figure { margin: 1rem 0 1.5rem; } .sheet .facts { margin: .6rem 0 1rem; }
@media screen and (max-width: 40rem) {
  .sheet table { font-size: .72rem; } .sheet th, .sheet td { padding-right: .3rem; overflow-wrap: normal; }
  .sheet td { white-space: nowrap; } .sheet th:nth-child(n+7), .sheet td:nth-child(n+7) { display: none; }
}
@media print { .sheet svg.map { max-height: 130mm; } }
"""


def sheet(found: Boundary, says: str = "") -> str:
    """The whole page. `says`: what the accord says of the zone's edge, its accuracy and whether it is approximate."""
    style = (resources.files("servanda.brief").joinpath("style.css").read_text(encoding="utf-8") + _STYLE).replace(
        "\r", ""
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    head = (
        _("Waypoint"),
        _("Latitude"),
        _("Longitude"),
        _("To"),
        _("Distance"),
        _("Bearing"),
        _("Along"),
        _("Seen, by"),
    )
    rows = "".join(_row(p) for p in found.waypoints)
    facts = _("{n} waypoints, {length} round, {area} km². The edge drawn here lies within {off} of the zone's.").format(
        n=len(found.waypoints),
        length=distance_text(found.length_m),
        area=f"{area_m2(found.area) / 1e6:,.1f}",
        off=distance_text(max(found.off_m, 0.01)),
    )
    how = _("WGS84, degrees. Bearings are true, in degrees from north, at the start of a leg; a leg is a geodesic.")
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>{_shown(found.name)}</title><style>{style}</style></head><body><div class='page sheet'>"
        f'<header class="mast"><p class="kicker">{_("Boundary by waypoints")}</p><h1>{_shown(found.name)}</h1></header>'
        f"<main><p class='facts'>{_shown(facts)} {_shown(says)}</p>"
        f"<figure>{outline(found)}</figure><p>{_shown(how)}</p>"
        f"<table><thead><tr>{''.join(f'<th scope=col>{_shown(h)}</th>' for h in head)}</tr></thead>"
        f"<tbody>{rows}</tbody></table></main></div></body></html>\n"
    )


def _row(p: Waypoint) -> str:
    cells = (
        str(p.number),
        f"{p.lat:.6f}",
        f"{p.lon:.6f}",
        str(p.to),
        leg_text(p.distance_m),
        f"{round(p.bearing_deg) % 360:03d}°",
        leg_text(p.along_m),
        "",
    )
    return "<tr>" + "".join(f"<td>{_shown(c)}</td>" for c in cells) + "</tr>"


def outline(found: Boundary) -> Markup:
    """The area with as many numbers as have room."""
    lats, lons = [p.lat for p in found.waypoints], [p.lon for p in found.waypoints]
    pad = max((max(lats) - min(lats)) * 0.06, (max(lons) - min(lons)) * 0.06, 0.001)
    on = paper(min(lats) - pad, min(lons) - pad, max(lats) + pad, max(lons) + pad, WIDTH, TALLEST)
    labels = Labels(on.width, on.height)
    edges = "".join(path((on.at(p.lat, p.lon) for p in ring), closed=True) for ring in found.rings)
    size = f"{number(on.width)} {number(on.height)}"
    return Markup(
        f'<svg class="map" viewBox="0 0 {size}" role="img" aria-label="{escape(visible(found.name, 200))}">'
        f'<rect class="land" width="{number(on.width)}" height="{number(on.height)}"/>'
        f'<path class="edge" fill-rule="evenodd" d="{edges}"/>{"".join(_numbers(found, on, labels))}</svg>'
    )


def _numbers(found: Boundary, on: Paper, labels: Labels) -> Iterator[str]:
    """First of each ring first, then every tenth, then whoever has room."""
    firsts = {ring[0].number for ring in found.rings}
    for p in sorted(found.waypoints, key=lambda p: (p.number not in firsts, p.number % 10 != 0, p.number)):
        x, y = on.at(p.lat, p.lon)
        yield f'<circle class="waypoint" cx="{number(x)}" cy="{number(y)}" r="1.7"/>'
        placed = labels.place(str(p.number), x, y, 10, 4)
        if placed is not None:
            yield (
                f'<text class="town" x="{number(placed.x)}" y="{number(placed.y)}" '
                f'text-anchor="{placed.anchor}">{p.number}</text>'
            )


def _shown(text: object) -> Markup:
    return Markup("<bdi>{}</bdi>").format(visible(text, 400))
