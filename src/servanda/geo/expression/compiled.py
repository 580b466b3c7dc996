"""All zones of an accord at once.

compiled = compile_zones({"border": {"line": "geo/b.geojson", "accuracy": "100 m"}, …}, load_line=…, place=…)
compiled.zones["belt-30"], compiled.lines["border"], compiled.findings
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass

from servanda.geo.expression.context import Context, Path, Sources
from servanda.geo.expression.draw import draw
from servanda.geo.line import Line
from servanda.geo.notation import LatLon
from servanda.geo.places import Place
from servanda.geo.shapes import Loaded
from servanda.geo.zone import Zone
from servanda.model import Finding, Position


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
    drawn: MutableMapping[str, Zone] | None = None,
) -> Compiled:
    """Compile the `zones:` of an accord file: plain data as loaded from YAML.

    `load_line(path)` gives what a geometry file of the dossier holds (`read_geometry`), `place(text)` the place of an
    id or name, `border(a, b)` the border line of two countries (default: Natural Earth), `towns(code)` points known to
    lie in a country (default: none; its polygon in Natural Earth tells its side of a line). `at(path)` gives the
    position of the value at a key path under `zones:`, for the findings. `drawn` keeps the zones that are drawn without
    a finding, for later calls with the same files, places, borders and towns. Never raises for bad data.
    """
    sources = Sources(load_line, place, border, towns, at or (lambda _path: Position()))
    context = Context(
        {str(name): expr for name, expr in exprs.items()}, sources, draw, drawn={} if drawn is None else drawn
    )
    for name in context.exprs:
        context.named(name)
    zones = {name: made for name, made in context.made.items() if made is not None}
    lines = {name: made.line for name, made in zones.items() if made.line is not None}
    return Compiled(zones, lines, tuple(context.findings))
