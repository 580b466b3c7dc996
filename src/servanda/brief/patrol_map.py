"""The map of a patrol: zones, the line and the planned route, each vehicle's way, its stops, silences and jumps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import shapely
from markupsafe import Markup, escape

from servanda.brief.labels import Labels, text_width
from servanda.brief.patrol_words import DASHES, TONES, amount_text, clock, minutes, plain
from servanda.brief.plane import Paper, number, paper, path
from servanda.brief.text import visible
from servanda.field.patrol import Leg, Patrol
from servanda.words import _

WIDTH, NARROW = 1160.0, 358.0  # CSS pixels for which letters are sized: a page, a telephone
_TALLEST = {WIDTH: 700.0, NARROW: 420.0}
MOST_POINTS = 3000


class Town(NamedTuple):
    """A place to be named on the map."""

    name: str
    lat: float
    lon: float


def chart(patrol: Patrol, towns: Iterable[Town] = (), width: float = WIDTH) -> Markup:
    """The map: zones, the line and the planned route, each vehicle's way, its stops, gaps and jumps."""
    on = _paper(patrol, width)
    labels = Labels(on.width, on.height)
    _shun_ways(patrol, on, labels)
    layers = [
        f'<rect class="land" width="{number(on.width)}" height="{number(on.height)}"/>',
        *_zones(patrol, on),
        *_lines(patrol, on),
        *_area_names(patrol, on, labels),
        *(text for i, leg in enumerate(patrol.legs) for text in _way(patrol, leg, i, on)),
        *_marks(patrol, on, labels),
        *_towns(towns, on, labels),
        *_scale(on),
    ]
    size = f"{number(on.width)} {number(on.height)}"
    told = _("Map of {title}: the ways of {n} vehicles.").format(title=patrol.planned.title, n=len(patrol.legs))
    return Markup(
        f'<svg class="map" viewBox="0 0 {size}" role="img" aria-label="{escape(visible(told))}">{"".join(layers)}</svg>'
    )


def _paper(patrol: Patrol, width: float) -> Paper:
    lat = np.concatenate([leg.course.lat for leg in patrol.legs])
    lon = np.concatenate([leg.course.lon for leg in patrol.legs])
    south, north, west, east = lat.min(), lat.max(), lon.min(), lon.max()
    if patrol.planned.route is not None:
        w, s, e, n = patrol.planned.route.geometry.bounds
        south, north, west, east = min(south, s), max(north, n), min(west, w), max(east, e)
    pad = max((north - south) * 0.12, (east - west) * 0.08, 0.01)
    return paper(south - pad, west - pad, north + pad, east + pad, width, _TALLEST[width])


def _zones(patrol: Patrol, on: Paper) -> Iterator[str]:
    box = _box(on)
    for name, zone in patrol.planned.zones.items():
        for bound, css in ((zone.outer, "zone outer"), (zone.inner, "zone inner")):
            if bound is not None and not bound.is_empty:
                drawn = _rings(shapely.intersection(bound, box), on)
                if drawn:
                    told = f"<title>{plain(name)}</title>"
                    yield f'<path class="{css} filled" fill-rule="evenodd" d="{drawn}">{told}</path>'
    for name, zone in patrol.planned.keep_out.items():
        drawn = _rings(shapely.intersection(zone.outer, box), on) if zone.outer is not None else ""
        if drawn:
            yield f'<path class="keep-out" fill-rule="evenodd" d="{drawn}"><title>{plain(name)}</title></path>'


def _area_names(patrol: Patrol, on: Paper, labels: Labels) -> Iterator[str]:
    """Names of the areas, where they are on the sheet."""
    areas = [(name, zone.inner) for name, zone in patrol.planned.zones.items()]
    areas += [(_("keep out: {area}").format(area=name), zone.inner) for name, zone in patrol.planned.keep_out.items()]
    for name, area in areas:
        seen = shapely.intersection(area, _box(on))
        if not seen.is_empty:
            spot = seen.representative_point()
            x, y = on.at(spot.y, spot.x)
            if on.holds((x, y), -20):
                yield from _name(name.rpartition("/")[2], x, y, labels, "zone-name")


def _box(on: Paper) -> shapely.Geometry:
    """What the sheet shows, with a margin, in longitude and latitude."""
    reach_lat = on.height / on.per_m / 111_000 * 0.75
    reach_lon = on.width / on.per_m / 111_000 / max(np.cos(np.radians(on.lat)), 0.1) * 0.75
    return shapely.box(on.lon - reach_lon, on.lat - reach_lat, on.lon + reach_lon, on.lat + reach_lat)


def _rings(geometry: shapely.Geometry, on: Paper) -> str:
    rings = shapely.get_parts(shapely.get_rings(geometry))
    return "".join(path((on.at(lat, lon) for lon, lat in ring.coords), closed=True, grain=1.0) for ring in rings)


def _lines(patrol: Patrol, on: Paper) -> Iterator[str]:
    box = _box(on)
    for line, css in ((patrol.planned.line, "line border"), (patrol.planned.route, "line planned")):
        if line is None:
            continue
        for part in shapely.get_parts(shapely.intersection(line.geometry, box)):
            if part.geom_type == "LineString":
                drawn = path(on.at(lat, lon) for lon, lat in part.coords)
                yield f'<path class="{css}" d="{drawn}"/>' if drawn else ""


def _shun_ways(patrol: Patrol, on: Paper, labels: Labels) -> None:
    """Names keep off the ways where they can."""
    for leg in patrol.legs:
        last = (-99.0, -99.0)
        for i in _few(np.arange(len(leg.course))):
            x, y = on.at(float(leg.course.lat[i]), float(leg.course.lon[i]))
            if abs(x - last[0]) + abs(y - last[1]) > 4:
                labels.shun(x, y, 3.0)
                last = (x, y)


def _way(patrol: Patrol, leg: Leg, index: int, on: Paper) -> Iterator[str]:
    """A vehicle's way; silence and jumps are no way, and are drawn as what they are."""
    course = leg.course
    cuts = np.flatnonzero((np.diff(course.time) > course.gap_s) | course.torn) + 1
    dash = DASHES[party_number(patrol, leg) % len(DASHES)]
    css = f"way w{party_number(patrol, leg) % TONES}"
    style = f' stroke-dasharray="{dash}"' if dash else ""
    told = f"<title>{plain(leg.vehicle.id)} ({plain(leg.vehicle.party)})</title>"
    for piece in np.split(np.arange(len(course)), cuts):
        drawn = path(on.at(float(course.lat[i]), float(course.lon[i])) for i in _few(piece))
        if drawn:
            yield f'<path class="{css}"{style} d="{drawn}">{told}</path>'
    for i in cuts.tolist():
        a = on.at(float(course.lat[i - 1]), float(course.lon[i - 1]))
        b = on.at(float(course.lat[i]), float(course.lon[i]))
        torn = bool(course.torn[i - 1])
        yield (
            f'<path class="{"jump" if torn else "silence"}" d="M{number(a[0])} {number(a[1])}L{number(b[0])} '
            f'{number(b[1])}"><title>{plain(_("jump") if torn else _("no fixes"))}</title></path>'
        )


def _few(numbers: np.ndarray[tuple[int, ...], np.dtype[np.intp]]) -> list[int]:
    picked: list[int] = numbers[:: max(1, len(numbers) // MOST_POINTS)].tolist()
    if len(numbers) and picked[-1] != numbers[-1]:
        picked.append(int(numbers[-1]))
    return picked


def party_number(patrol: Patrol, leg: Leg) -> int:
    """Which of the patrol's parties, from 0."""
    return patrol.planned.parties.index(leg.vehicle.party)


def _marks(patrol: Patrol, on: Paper, labels: Labels) -> Iterator[str]:
    """Start and end, stops, and where the route was left undone, each with its word."""
    for i, leg in enumerate(patrol.legs):
        course = leg.course
        for at, word in ((0, _("start")), (len(course) - 1, _("end"))):
            x, y = on.at(float(course.lat[at]), float(course.lon[at]))
            shape = (
                f'<circle class="tip w{party_number(patrol, leg) % TONES}" cx="{number(x)}" cy="{number(y)}" r="4.2"/>'
            )
            yield shape
            yield from _name(f"{leg.vehicle.id} {word} {clock(float(course.time[at]))}", x, y, labels, "town")
        for stop in course.stops[:12]:
            x, y = on.at(stop.lat, stop.lon)
            yield f'<rect class="stop" x="{number(x - 3.5)}" y="{number(y - 3.5)}" width="7" height="7"/>'
            if i == 0:
                yield from _name(minutes(stop.seconds), x, y, labels, "line-name")
    if patrol.on_route is not None:
        for missing in patrol.on_route.missing:
            x, y = on.at(missing.lat, missing.lon)
            yield f'<path class="cut" d="M{number(x - 6)} {number(y - 6)}l12 12m0 -12l-12 12"/>'
            yield from _name(_("not travelled from here"), x, y, labels, "town")
    for leg in patrol.legs:
        if leg.deepest is not None:
            x, y = on.at(*leg.deepest)
            yield f'<circle class="deepest" cx="{number(x)}" cy="{number(y)}" r="6.5"/>'
            yield from _name(_("deepest: {depth}").format(depth=amount_text(leg.depth_m)), x, y, labels, "line-name")
            break


def _towns(towns: Iterable[Town], on: Paper, labels: Labels) -> Iterator[str]:
    for town in towns:
        x, y = on.at(town.lat, town.lon)
        if on.holds((x, y), -6):
            yield f'<circle class="town-dot" cx="{number(x)}" cy="{number(y)}" r="2.1"/>'
            yield from _name(town.name, x, y, labels, "line-name")


def _name(text: str, x: float, y: float, labels: Labels, css: str) -> Iterator[str]:
    placed = labels.place(visible(text, 60), x, y, 11, 8)
    if placed is not None:
        yield (
            f'<text class="{css}" x="{number(placed.x)}" y="{number(placed.y)}" text-anchor="{placed.anchor}">'
            f"{plain(text)}</text>"
        )


def _scale(on: Paper) -> Iterator[str]:
    widest = on.width * 0.2
    km = max((k for k in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if k * 1000 * on.per_m <= widest), default=0.1)
    wide, left, foot = km * 1000 * on.per_m, 14.0, on.height - 14
    yield (
        f'<g class="scale"><rect class="scale-bed" x="{number(left - 6)}" y="{number(foot - 20)}" '
        f'width="{number(wide + text_width(f"{km:g} km", 10.5) + 14)}" height="26" rx="2"/>'
        f'<path d="M{number(left)} {number(foot - 6)}v6h{number(wide)}v-6"/>'
        f'<text x="{number(left + wide + 6)}" y="{number(foot)}">{km:g} km</text></g>'
    )


def key(patrol: Patrol) -> str:
    """What the lines mean, in the same styles."""
    items = []
    for i, party in enumerate(patrol.planned.parties):
        dash = DASHES[i % len(DASHES)]
        style = f' stroke-dasharray="{dash}"' if dash else ""
        line = f'<path class="way w{i % TONES}"{style} d="M1 7h30"/>'
        names = ", ".join(leg.vehicle.id for leg in patrol.legs if leg.vehicle.party == party)
        items.append((line, f"{party}: {names}" if names else _("{party}: no track").format(party=party)))
    if patrol.planned.route is not None:
        items.append(('<path class="line planned" d="M1 7h30"/>', _("planned route")))
    if patrol.planned.line is not None:
        items.append(('<path class="line border" d="M1 7h30"/>', patrol.planned.line_name.rpartition("/")[2]))
    if any(leg.course.gaps for leg in patrol.legs):
        items.append(('<path class="silence" d="M1 7h30"/>', _("no fixes: where it was is unknown")))
    if any(leg.course.jumps for leg in patrol.legs):
        items.append(('<path class="jump" d="M1 7h30"/>', _("a jump that no vehicle can make")))
    if any(leg.course.stops for leg in patrol.legs):
        items.append(('<rect class="stop" x="12" y="3.5" width="7" height="7"/>', _("stop of three minutes or more")))
    shown = "".join(
        f'<li><svg viewBox="0 0 32 14" width="32" height="14" aria-hidden="true">{mark}</svg> '
        f"<bdi>{plain(word)}</bdi></li>"
        for mark, word in items
    )
    return f'<ul class="patrol-key">{shown}</ul>'
