"""The map: border, zones with inner and outer bounds, roads, posts with their radius, incidents, uncertainty as area.

One SVG a sheet, drawn twice: broad, and narrow for a telephone, so that letters keep their size. Colours and line
styles live in the style sheet; nothing here is fetched: no tile server learns where one is looking.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

import shapely
from markupsafe import Markup, escape

from servanda.brief.data import MapData, MapIncident, MapSheet, MapZone, Polygon
from servanda.brief.labels import Labels, text_width
from servanda.brief.marks import shape_id
from servanda.brief.plane import Paper, number, paper, path
from servanda.brief.text import visible
from servanda.words import _

WIDE, BROAD, NARROW = 1160.0, 800.0, 358.0  # CSS pixels for which letters and symbols are sized
_TALLEST = {WIDE: 760.0, BROAD: 860.0, NARROW: 540.0}
_VAGUE = 0.09  # of the sheet's width: a disc larger than this says little and would tint the whole sheet
_LENGTHS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


@dataclass(frozen=True)
class Drawing:
    """One sheet ready to print: the two sizes of the same map. `vague` incidents have no area of their own on it."""

    title: str
    broad: Markup
    narrow: Markup
    incidents: int
    vague: int
    is_wide: bool


def drawings(data: MapData) -> tuple[Drawing, ...]:
    """Every sheet of the map."""
    return tuple(_drawing(data, sheet, i) for i, sheet in enumerate(data.sheets))


def _drawing(data: MapData, sheet: MapSheet, index: int) -> Drawing:
    narrow = _paper(sheet, NARROW)
    width = WIDE if narrow.height < NARROW / 1.7 else BROAD
    inside, broad = _inside(data, sheet), _paper(sheet, width)
    vague = sum(_is_vague(x, broad) for x in inside)
    return Drawing(
        sheet.title,
        _sheet(data, sheet, width, index),
        _sheet(data, sheet, NARROW, index),
        len(inside),
        vague,
        width == WIDE,
    )


def _paper(sheet: MapSheet, width: float) -> Paper:
    return paper(sheet.south, sheet.west, sheet.north, sheet.east, width, _TALLEST[width])


def _is_vague(incident: MapIncident, on: Paper) -> bool:
    return incident.radius_m * on.per_m > _VAGUE * on.width


def _inside(data: MapData, sheet: MapSheet) -> list[MapIncident]:
    return [x for x in data.incidents if sheet.south <= x.lat <= sheet.north and sheet.west <= x.lon <= sheet.east]


def _sheet(data: MapData, sheet: MapSheet, width: float, index: int) -> Markup:
    on = _paper(sheet, width)
    labels = Labels(on.width, on.height)
    scale = list(_scale(on, labels))
    named = {z.name: z for z in data.zones if not sheet.accords or z.accord in sheet.accords}
    zones = sorted(named.values(), key=list(data.zones).index)
    name = f"map-{index}-{'n' if width == NARROW else 'b'}"
    layers = [
        f'<rect class="land" width="{number(on.width)}" height="{number(on.height)}"/>',
        *_graticule(on, sheet),
        *_zones(zones, on),
        *_uncertainty(data.incidents, on),
        *_lines(data, on),
        *_incidents(data.incidents, on, labels),
        *_posts(data, on, labels),
        *_names(data, zones, on, labels),
        *scale,
    ]
    size = f"{number(on.width)} {number(on.height)}"
    told = _("{title}. {n} incidents to date; the list below the maps has the latest in time order.").format(
        title=sheet.title, n=len(_inside(data, sheet))
    )
    return Markup(
        f'<svg class="map" viewBox="0 0 {size}" role="img" aria-labelledby="{name}-t">'
        f'<title id="{name}-t">{escape(visible(told))}</title>'
        f'<clipPath id="{name}-c"><rect width="{number(on.width)}" height="{number(on.height)}"/></clipPath>'
        f'<g clip-path="url(#{name}-c)">{"".join(layers)}</g></svg>'
    )


def _graticule(on: Paper, sheet: MapSheet) -> Iterator[str]:
    span = max(sheet.north - sheet.south, 0.05)
    step = next((s for s in (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0) if span / s <= 4), 20.0)
    south, west = sheet.south - span, sheet.west - span
    rows = range(int(south / step), int((sheet.north + span) / step) + 1)
    columns = range(int(west / step), int((sheet.east + span) / step) + 1)
    if len(rows) * len(columns) > 2000:
        return
    for row in rows:
        points = [
            on.at(row * step, sheet.west - span + (sheet.east - sheet.west + 2 * span) * t / 12) for t in range(13)
        ]
        yield f'<path class="grid" d="{path(points)}"/>'
        x, y = _left_edge(points)
        yield f'<text class="tick" x="4" y="{number(y - 3)}">{_degrees(row * step, "N", "S")}</text>' if x else ""
    for column in columns:
        points = [on.at(south + (sheet.north - sheet.south + 2 * span) * t / 8, column * step) for t in range(9)]
        yield f'<path class="grid" d="{path(points)}"/>'
        foot = min(points, key=lambda p: abs(p[1] - on.height))
        if 60 < foot[0] < on.width - 60:
            yield (f'<text class="tick" x="{number(foot[0] + 3)}" y="12">{_degrees(column * step, "E", "W")}</text>')


def _left_edge(points: list[tuple[float, float]]) -> tuple[bool, float]:
    for (x1, y1), (x2, y2) in pairwise(points):
        if x1 <= 0 <= x2:
            y = y1 + (y2 - y1) * (0 - x1) / ((x2 - x1) or 1)
            return y > 22, y
    return False, 0.0


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{abs(value):g}° {positive if value >= 0 else negative}"


def _rings(polygons: Iterable[Polygon], on: Paper) -> str:
    return "".join(
        path((on.at(lat, lon) for lon, lat in ring), closed=True, grain=1.0) for polygon in polygons for ring in polygon
    )


def _zones(zones: Iterable[MapZone], on: Paper) -> Iterator[str]:
    """Tints first, each flattened into one so that zones over zones do not darken, then the outlines."""
    certain: list[str] = []
    possible: list[str] = []
    outlines: list[str] = []
    for zone in zones:
        told = f"<title>{escape(visible(zone.name))}</title>"
        inner, outer = _rings(zone.inner, on), _rings(zone.outer, on)
        if outer and outer != inner:
            possible.append(f'<path fill-rule="evenodd" d="{outer}"/>')
            outlines.append(f'<path class="zone outer" d="{outer}">{told}</path>')
        if inner:
            certain.append(f'<path fill-rule="evenodd" d="{inner}"/>')
            outlines.append(f'<path class="zone inner" d="{inner}">{told}</path>')
    yield f'<g class="zone-fill possible">{"".join(possible)}</g>'
    yield f'<g class="zone-fill">{"".join(certain)}</g>'
    yield from outlines


def _uncertainty(incidents: Iterable[MapIncident], on: Paper) -> Iterator[str]:
    """Discs that certainly hold the place, flattened into one area by the group's own opacity."""
    discs = sorted(
        {(x.lat, x.lon, x.radius_m) for x in incidents if x.radius_m * on.per_m > 5 and not _is_vague(x, on)}
    )
    shown = [
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius_m * on.per_m)}"/>'
        for lat, lon, radius_m in discs
        for x, y in [on.at(lat, lon)]
        if on.holds((x, y), radius_m * on.per_m)
    ]
    if shown:
        yield f'<g class="doubt">{"".join(shown)}</g>'


def _lines(data: MapData, on: Paper) -> Iterator[str]:
    for line in data.lines:
        kind = line.kind if line.kind in ("border", "contact", "road") else "road"
        drawn = "".join(path(on.at(lat, lon) for lon, lat in part) for part in line.parts)
        if not drawn:
            continue
        css = f"line {kind}" + (" approx" if line.approximate else "")
        if kind == "border":
            yield f'<path class="line border-glow" d="{drawn}"/>'
        yield f'<path class="{css}" d="{drawn}"><title>{escape(visible(line.name))}</title></path>'


def _incidents(incidents: Iterable[MapIncident], on: Paper, labels: Labels) -> Iterator[str]:
    """One symbol a place, kind and status; its area grows with the number of incidents there."""
    heaps: dict[tuple[float, float, str, int, bool, bool], list[int]] = {}
    for incident in incidents:
        key = (incident.lat, incident.lon, incident.family, incident.level, incident.disputed, _is_vague(incident, on))
        heap = heaps.setdefault(key, [0, 0])
        heap[0] += 1
        heap[1] += incident.in_period
    step = 0.8 if on.width == NARROW else 1.0
    order = sorted(heaps.items(), key=lambda item: (not item[0][-1], item[1][1] > 0, -item[1][0], item[0]))
    for (lat, lon, family, level, disputed, vague), (n, recent) in order:
        x, y = on.at(lat, lon)
        if not on.holds((x, y)):
            continue
        side = (7.6 + 3.2 * (sqrt(n) - 1)) * step
        side = min(side, 30 * step)
        css = "inc" + (" disputed" if disputed else "") + (" now" if recent else "") + (" vague" if vague else "")
        yield (
            f'<use class="{css}" href="#s-{shape_id(family, level)}" x="{number(x - side / 2)}" '
            f'y="{number(y - side / 2)}" width="{number(side)}" height="{number(side)}"/>'
        )
        if recent or n >= 12:
            labels.block(x, y, side / 2.6)


def _posts(data: MapData, on: Paper, labels: Labels) -> Iterator[str]:
    seen = [(post, on.at(post.lat, post.lon)) for post in data.posts]
    seen = [(post, (x, y)) for post, (x, y) in seen if on.holds((x, y))]
    for post, (x, y) in seen:
        if post.radius_m * on.per_m > 5:
            reach = number(post.radius_m * on.per_m)
            yield f'<circle class="post-area" cx="{number(x)}" cy="{number(y)}" r="{reach}"/>'
    for post, (x, y) in seen:
        labels.block(x, y, 5.5)
        told = visible(" · ".join(part for part in (post.number, post.name, post.operator, post.status) if part))
        yield (
            f'<path class="post" d="M{number(x)} {number(y - 6.5)}l5.5 10h-11z"><title>{escape(told)}</title></path>'
            f'<circle class="post-eye" cx="{number(x)}" cy="{number(y)}" r="1.4"/>'
        )


def _names(data: MapData, zones: Iterable[MapZone], on: Paper, labels: Labels) -> Iterator[str]:
    small = on.width == NARROW
    towns = sorted((p for p in data.places if p.kind != "country"), key=lambda p: (p.rank, p.name))
    for place in towns[: 14 if small else 60]:
        x, y = on.at(place.lat, place.lon)
        if not on.holds((x, y), -6):
            continue
        text = visible(place.name, 40)
        placed = labels.place(text, x, y, 11.5, 6)
        if placed is None:
            continue
        yield f'<circle class="town-dot" cx="{number(x)}" cy="{number(y)}" r="2.1"/>'
        yield _text("town", text, placed.x, placed.y, placed.anchor)
    for post in data.posts:
        x, y = on.at(post.lat, post.lon)
        if not on.holds((x, y), -6):
            continue
        text = visible(" ".join(part for part in (post.number, post.name) if part), 28)
        placed = labels.place(text, x, y, 10, 8)
        if placed is None and post.number:
            text = visible(post.number, 4)
            placed = labels.place(text, x, y, 10, 8)
        if placed is not None:
            yield _text("post-name", text, placed.x, placed.y, placed.anchor)
    for line in data.lines:
        yield from _line_name(
            line.name, line.kind, line.approximate, [c for part in line.parts for c in part], on, labels
        )
    for zone in zones:
        yield from _zone_name(zone, on, labels)
    yield from _country_names(data, on, labels)


def _country_names(data: MapData, on: Paper, labels: Labels) -> Iterator[str]:
    """Each country once, at its first point on the sheet that has room."""
    named = set()
    for place in data.places:
        if place.kind != "country" or place.name in named:
            continue
        x, y = on.at(place.lat, place.lon)
        text = visible(place.name.upper(), 30)
        wide = text_width(text, 13) + 2.4 * len(text)
        inside = wide / 2 + 6 <= x <= on.width - wide / 2 - 6 and 30 <= y <= on.height - 44
        if inside and labels.claim(x, y, "middle", wide, 13):
            named.add(place.name)
            yield _text("country", text, x, y, "middle")


def _text(css: str, text: str, x: float, y: float, anchor: str) -> str:
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text class="{css}" x="{number(x)}" y="{number(y)}"{where}>{escape(text)}</text>'


def _line_name(
    name: str, kind: str, approximate: bool, coords: list[tuple[float, float]], on: Paper, labels: Labels
) -> Iterator[str]:
    text = visible(name, 32)
    if approximate:
        text = _("{line} (approximate)").format(line=text)
    seen = [p for p in (on.at(lat, lon) for lon, lat in coords) if on.holds(p, -20)]
    for share in (0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9):
        if not seen:
            return
        x, y = seen[min(int(len(seen) * share), len(seen) - 1)]
        placed = labels.place(text, x, y, 10.5, 7)
        if placed is not None:
            yield _text(f"line-name {kind if kind == 'border' else 'road'}", text, placed.x, placed.y, placed.anchor)
            return


def _zone_name(zone: MapZone, on: Paper, labels: Labels) -> Iterator[str]:
    """Inside the zone: at a point of its part in the middle, the left or the right of the sheet."""
    rings = [polygon[0] for polygon in zone.inner or zone.outer if polygon and len(polygon[0]) >= 4]
    shapes = [shapely.make_valid(shapely.Polygon([on.at(lat, lon) for lon, lat in ring])) for ring in rings]
    text = visible(zone.name, 60)
    for left, right in ((0.3, 0.7), (0.05, 0.45), (0.55, 0.95), (0.0, 1.0)):
        strip = shapely.box(on.width * left, 16, on.width * right, on.height - 30)
        parts = [part for shape in shapes if not (part := shape.intersection(strip)).is_empty]
        for part in sorted(parts, key=lambda p: -p.area)[:3]:
            spot = part.representative_point()
            wide = text_width(text, 10.5)
            for y in (spot.y + 4, spot.y - 8, spot.y + 16):
                if labels.claim(spot.x, y, "middle", wide, 10.5):
                    yield _text("zone-name", text, spot.x, y, "middle")
                    return


def _scale(on: Paper, labels: Labels) -> Iterator[str]:
    widest = on.width * 0.28
    km = max((k for k in _LENGTHS_KM if k * 1000 * on.per_m <= widest), default=1)
    wide, left, foot = km * 1000 * on.per_m, 12.0, on.height - 14
    labels.claim(left, foot, "start", wide + 50, 20)
    yield (
        f'<g class="scale"><rect class="scale-bed" x="{number(left - 6)}" y="{number(foot - 20)}" '
        f'width="{number(wide + text_width(f"{km} km", 10.5) + 12)}" height="26" rx="2"/>'
        f'<path d="M{number(left)} {number(foot - 6)}v6h{number(wide)}v-6'
        f'M{number(left + wide / 2)} {number(foot - 4)}v4"/>'
        f'<text x="{number(left + wide + 6)}" y="{number(foot)}">{km} km</text></g>'
    )
