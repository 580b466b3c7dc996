"""A verified patrol as a page to print: the map with every vehicle's way, a strip of speed and distance over time.

One self-contained page, no scripts, nothing fetched; in the brief's own colours, for paper and for the dark.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import shapely
from markupsafe import Markup, escape

from servanda.brief.labels import Labels, text_width
from servanda.brief.plane import Paper, number, paper, path
from servanda.brief.text import visible
from servanda.field.course import Course
from servanda.field.patrol import Amount, Leg, Patrol
from servanda.field.testimony import claims
from servanda.geo import Membership, distance_text
from servanda.model import Finding
from servanda.words import _, plural

if TYPE_CHECKING:
    from servanda.dossier.law import Law

WIDTH, TALLEST = 1160.0, 700.0
STRIP_HEIGHT, ROW = 44.0, 64.0
MOST_POINTS = 3000
_DASHES = ("", "7 3", "2 3", "9 3 2 3")  # a line's style tells parties apart where colours do not print
_TONES = 4


def svg(patrol: Patrol, law: Law | None = None) -> str:
    """The map alone, as an SVG file with its own styles."""
    inner = str(chart(patrol, law))
    style = _style()
    head = '<svg xmlns="http://www.w3.org/2000/svg" '
    return inner.replace("<svg ", head, 1).replace(">", f"><style>{style}</style>", 1)


def page(patrol: Patrol, law: Law | None = None, findings: Sequence[Finding] = ()) -> str:
    """The whole page."""
    planned = patrol.planned
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    parts = [
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">',
        f"<title>{_shown(planned.title)}</title><style>{style}</style></head><body><div class='page patrol'>",
        f'<header class="mast"><p class="kicker">{_("Patrol by its tracks")}</p><h1>{_shown(planned.title)}</h1>',
        f'<p class="standfirst">{_shown(_standfirst(patrol))}</p></header><main>',
        _answers(patrol),
        f"<figure><figcaption>{_('Where')}</figcaption>{chart(patrol, law)}{_key(patrol)}</figure>",
        f"<figure><figcaption>{_('When, and how fast')}</figcaption>{strip(patrol)}"
        f'<p class="map-note">{_strip_note(patrol)}</p></figure>',
        _vehicles(patrol),
        _doubts(findings),
        _method(patrol),
        "</main></div></body></html>\n",
    ]
    return "".join(parts)


def _shown(text: object) -> Markup:
    return Markup("<bdi>{}</bdi>").format(visible(text, 400))


def _standfirst(patrol: Patrol) -> str:
    return _(
        "{start} to {end}, times in UTC. Every amount is given as the least and the most that the tracks allow."
    ).format(start=_minute(patrol.start), end=_minute(patrol.end))


def _answers(patrol: Patrol) -> str:
    """The conclusions, each a word and its figures."""
    rows: list[tuple[str, str, str, str]] = [
        (_("Ran"), *_word(Membership.IN if patrol.ran else Membership.OUT, _("yes"), _("not where it was to")), ""),
    ]
    if patrol.joint is not None:
        told = "; ".join(
            _("{a} and {b}: {share} of the time within {limit}").format(
                a=p.parties[0],
                b=p.parties[1],
                share=_percent(p.together.least, p.together.most),
                limit=distance_text(patrol.planned.join_m),
            )
            for p in patrol.pairs
        )
        rows.append((_("Joint"), *_word(patrol.joint, _("yes"), _("no")), told))
    if patrol.complete is not None and patrol.on_route is not None:
        route = patrol.on_route
        told = _("{share} of {length}; farthest km {reached}").format(
            share=_percent(route.least, route.most),
            length=distance_text(route.length_m),
            reached=f"{route.reached_m / 1000:.1f}",
        )
        rows.append((_("Whole route"), *_word(patrol.complete, _("yes"), _("cut short")), told))
    if patrol.depth_m is not None:
        line = patrol.planned.line_name.rpartition("/")[2]
        rows.append((_("Depth"), _amount(patrol.depth_m), "", _("from {line}").format(line=line or _("the line"))))
    for entered in patrol.entered:
        answer = _("entered") if entered.certain else _("perhaps")
        told = _("{vehicle}, {start} to {end}").format(
            vehicle=entered.vehicle, start=_minute(entered.stretch.start), end=_minute(entered.stretch.end)
        )
        rows.append((entered.area, answer, "t-breached" if entered.certain else "t-contested", told))
    cells = "".join(
        f'<div class="{tone}"><dt>{_shown(name)}</dt><dd>{_shown(answer)}<small>{_shown(told)}</small></dd></div>'
        for name, answer, tone, told in rows
    )
    return f'<dl class="clocks patrol-answers">{cells}</dl>'


def _word(answer: Membership, yes: str, no: str) -> tuple[str, str]:
    words = {
        Membership.IN: (f"● {yes}", "t-kept"),
        Membership.OUT: (f"✖ {no}", "t-breached"),
        Membership.UNDETERMINED: (f"◐ {_('undetermined')}", "t-contested"),
    }
    return words[answer]


# -- the map ----------------------------------------------------------------------------------------------------------


def chart(patrol: Patrol, law: Law | None = None) -> Markup:
    """The map: zones, the line and the planned route, each vehicle's way, its stops, gaps and jumps."""
    on = _paper(patrol)
    labels = Labels(on.width, on.height)
    layers = [
        f'<rect class="land" width="{number(on.width)}" height="{number(on.height)}"/>',
        *_zones(patrol, on),
        *_lines(patrol, on),
        *_area_names(patrol, on, labels),
        *(text for i, leg in enumerate(patrol.legs) for text in _way(patrol, leg, i, on)),
        *_marks(patrol, on, labels),
        *_towns(law, on, labels),
        *_scale(on),
    ]
    size = f"{number(on.width)} {number(on.height)}"
    told = _("Map of {title}: the ways of {n} vehicles.").format(title=patrol.planned.title, n=len(patrol.legs))
    return Markup(
        f'<svg class="map" viewBox="0 0 {size}" role="img" aria-label="{escape(visible(told))}">{"".join(layers)}</svg>'
    )


def _paper(patrol: Patrol) -> Paper:
    lat = np.concatenate([leg.course.lat for leg in patrol.legs])
    lon = np.concatenate([leg.course.lon for leg in patrol.legs])
    south, north, west, east = lat.min(), lat.max(), lon.min(), lon.max()
    if patrol.planned.route is not None:
        w, s, e, n = patrol.planned.route.geometry.bounds
        south, north, west, east = min(south, s), max(north, n), min(west, w), max(east, e)
    pad = max((north - south) * 0.12, (east - west) * 0.08, 0.01)
    return paper(south - pad, west - pad, north + pad, east + pad, WIDTH, TALLEST)


def _zones(patrol: Patrol, on: Paper) -> Iterator[str]:
    box = _box(on)
    for name, zone in patrol.planned.zones.items():
        for bound, css in ((zone.outer, "zone outer"), (zone.inner, "zone inner")):
            if bound is not None and not bound.is_empty:
                drawn = _rings(shapely.intersection(bound, box), on)
                if drawn:
                    told = f"<title>{_plain(name)}</title>"
                    yield f'<path class="{css} filled" fill-rule="evenodd" d="{drawn}">{told}</path>'
    for name, zone in patrol.planned.keep_out.items():
        drawn = _rings(shapely.intersection(zone.outer, box), on) if zone.outer is not None else ""
        if drawn:
            yield f'<path class="keep-out" fill-rule="evenodd" d="{drawn}"><title>{_plain(name)}</title></path>'


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


def _way(patrol: Patrol, leg: Leg, index: int, on: Paper) -> Iterator[str]:
    """A vehicle's way; silence and jumps are no way, and are drawn as what they are."""
    course = leg.course
    cuts = np.flatnonzero((np.diff(course.time) > course.gap_s) | course.torn) + 1
    dash = _DASHES[_party(patrol, leg) % len(_DASHES)]
    css = f"way w{_party(patrol, leg) % _TONES}"
    style = f' stroke-dasharray="{dash}"' if dash else ""
    told = f"<title>{_plain(leg.vehicle.id)} ({_plain(leg.vehicle.party)})</title>"
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
            f'{number(b[1])}"><title>{_plain(_("jump") if torn else _("no fixes"))}</title></path>'
        )


def _few(numbers: np.ndarray[tuple[int, ...], np.dtype[np.intp]]) -> list[int]:
    picked: list[int] = numbers[:: max(1, len(numbers) // MOST_POINTS)].tolist()
    if len(numbers) and picked[-1] != numbers[-1]:
        picked.append(int(numbers[-1]))
    return picked


def _party(patrol: Patrol, leg: Leg) -> int:
    return patrol.planned.parties.index(leg.vehicle.party)


def _marks(patrol: Patrol, on: Paper, labels: Labels) -> Iterator[str]:
    """Start and end, stops, and where the route was left undone, each with its word."""
    for i, leg in enumerate(patrol.legs):
        course = leg.course
        for at, word in ((0, _("start")), (len(course) - 1, _("end"))):
            x, y = on.at(float(course.lat[at]), float(course.lon[at]))
            shape = f'<circle class="tip w{_party(patrol, leg) % _TONES}" cx="{number(x)}" cy="{number(y)}" r="4.2"/>'
            yield shape
            yield from _name(f"{leg.vehicle.id} {word} {_clock(float(course.time[at]))}", x, y, labels, "town")
        for stop in course.stops[:12]:
            x, y = on.at(stop.lat, stop.lon)
            yield f'<rect class="stop" x="{number(x - 3.5)}" y="{number(y - 3.5)}" width="7" height="7"/>'
            if i == 0:
                yield from _name(_minutes(stop.seconds), x, y, labels, "line-name")
    if patrol.on_route is not None:
        for missing in patrol.on_route.missing:
            x, y = on.at(missing.lat, missing.lon)
            yield f'<path class="cut" d="M{number(x - 6)} {number(y - 6)}l12 12m0 -12l-12 12"/>'
            yield from _name(_("not travelled from here"), x, y, labels, "town")
    for leg in patrol.legs:
        if leg.deepest is not None:
            x, y = on.at(*leg.deepest)
            yield f'<circle class="deepest" cx="{number(x)}" cy="{number(y)}" r="6.5"/>'
            yield from _name(_("deepest: {depth}").format(depth=_amount(leg.depth_m)), x, y, labels, "line-name")
            break


def _towns(law: Law | None, on: Paper, labels: Labels) -> Iterator[str]:
    if law is None:
        return
    for place in law.gazetteer.places.values():
        if place.lat is None or place.lon is None or place.radius_m > 20_000:
            continue
        x, y = on.at(place.lat, place.lon)
        if on.holds((x, y), -6):
            yield f'<circle class="town-dot" cx="{number(x)}" cy="{number(y)}" r="2.1"/>'
            yield from _name(place.name, x, y, labels, "line-name")


def _name(text: str, x: float, y: float, labels: Labels, css: str) -> Iterator[str]:
    placed = labels.place(visible(text, 60), x, y, 11, 8)
    if placed is not None:
        yield (
            f'<text class="{css}" x="{number(placed.x)}" y="{number(placed.y)}" text-anchor="{placed.anchor}">'
            f"{_plain(text)}</text>"
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


def _key(patrol: Patrol) -> str:
    """What the lines mean, in the same styles."""
    items = []
    for i, party in enumerate(patrol.planned.parties):
        dash = _DASHES[i % len(_DASHES)]
        style = f' stroke-dasharray="{dash}"' if dash else ""
        line = f'<path class="way w{i % _TONES}"{style} d="M1 7h30"/>'
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
        f'<li><svg viewBox="0 0 32 14" width="32" height="14" aria-hidden="true">{mark}</svg> {_shown(word)}</li>'
        for mark, word in items
    )
    return f'<ul class="patrol-key">{shown}</ul>'


# -- the strip of time ------------------------------------------------------------------------------------------------


def strip(patrol: Patrol) -> Markup:
    """Speed over time, a row a vehicle, gaps hatched; below, when two parties certainly were together."""
    start = min(leg.course.start for leg in patrol.legs)
    end = max(leg.course.end for leg in patrol.legs)
    left, right, top = 96.0, WIDTH - 8.0, 8.0
    height = top + ROW * len(patrol.legs) + 26.0 * len(patrol.pairs) + 26.0
    scale = (right - left) / max(end - start, 1.0)

    def x(at: float) -> float:
        return left + (at - start) * scale

    parts = [_hatch()]
    fastest = max(8.0, *(float(np.percentile(_speeds(leg.course)[1], 99)) for leg in patrol.legs))
    for i, leg in enumerate(patrol.legs):
        parts += _row(patrol, leg, top + ROW * i, x, fastest)
    y = top + ROW * len(patrol.legs) + 14.0
    for pair in patrol.pairs:
        parts.append(f'<text class="strip-name" x="0" y="{number(y + 4)}">{_plain(_("together"))}</text>')
        parts.append(f'<path class="base" d="M{number(left)} {number(y)}H{number(right)}"/>')
        times = pair.together.times
        edges = np.flatnonzero(np.diff(np.r_[False, pair.together.sure, False].astype(int)))
        step = float(times[1] - times[0]) if len(times) > 1 else 10.0
        for a, b in zip(edges[::2], edges[1::2], strict=True):
            from_x, to_x = x(float(times[a])), x(float(times[b - 1]) + step)
            parts.append(
                f'<rect class="together" x="{number(from_x)}" y="{number(y - 5)}" '
                f'width="{number(max(1.0, min(to_x, right) - from_x))}" height="10"/>'
            )
        y += 26.0
    parts += _hours(start, end, x, top, height)
    told = _("Speed of each vehicle over time, with its gaps and stops.")
    return Markup(
        f'<svg class="strip" viewBox="0 0 {number(WIDTH)} {number(height)}" role="img" aria-label="{_plain(told)}">'
        f"{''.join(parts)}</svg>"
    )


def _hatch() -> str:
    return (
        '<defs><pattern id="p-gap" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="hatch" d="M0 0v6"/></pattern></defs>'
    )


def _speeds(course: Course) -> tuple[list[float], list[float]]:
    """Mean speed, metres a second, in up to 500 equal parts of the time; NaN where there are no fixes."""
    grid = course.grid(15.0, 500)
    lat, lon, _away = course.at(grid)
    scale = np.cos(np.radians(float(np.mean(course.lat))))
    v = np.hypot(np.diff(lon) * 111_320.0 * scale, np.diff(lat) * 110_900.0) / np.diff(grid)
    return ((grid[:-1] + grid[1:]) / 2).tolist(), np.nan_to_num(v, nan=0.0).tolist()


def _row(patrol: Patrol, leg: Leg, top: float, x: object, fastest: float) -> Iterator[str]:
    assert callable(x)
    foot = top + STRIP_HEIGHT
    times, speeds = _speeds(leg.course)
    tone = f"w{_party(patrol, leg) % _TONES}"
    yield f'<text class="strip-name" x="0" y="{number(top + 18)}">{_plain(leg.vehicle.id)}</text>'
    yield f'<text class="tick" x="0" y="{number(top + 32)}">{_plain(leg.vehicle.party)}</text>'
    yield f'<text class="tick" x="90" y="{number(top + 9)}" text-anchor="end">{round(fastest * 3.6)} km/h</text>'
    yield f'<path class="base" d="M{number(x(leg.course.start))} {number(foot)}H{number(x(leg.course.end))}"/>'
    if len(times) > 1:
        points = [(x(t), foot - min(v / fastest, 1.0) * STRIP_HEIGHT) for t, v in zip(times, speeds, strict=True)]
        outline = [(points[0][0], foot), *points, (points[-1][0], foot)]
        yield f'<path class="speed {tone}" d="{path(outline, closed=True, grain=0.2)}"/>'
    for gap in leg.course.gaps:
        wide = max(2.0, x(gap.end) - x(gap.start))
        yield (
            f'<rect class="gap" x="{number(x(gap.start))}" y="{number(top)}" width="{number(wide)}" '
            f'height="{number(STRIP_HEIGHT)}"><title>{_plain(_("no fixes"))}</title></rect>'
        )
    for stop in leg.course.stops:
        yield f'<path class="stopped" d="M{number(x(stop.start))} {number(foot + 4)}H{number(x(stop.end))}"/>'
    for jump in leg.course.jumps[:50]:
        yield f'<path class="jump" d="M{number(x(jump.time))} {number(top)}V{number(foot)}"/>'


def _hours(start: float, end: float, x: object, top: float, height: float) -> Iterator[str]:
    assert callable(x)
    steps = (300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 7 * 86_400)
    step = next((s for s in steps if (end - start) / s <= 10), 30 * 86_400)
    first = int(start // step + 1) * step
    for at in range(first, int(end) + 1, step):
        yield f'<path class="hour" d="M{number(x(at))} {number(top)}V{number(height - 22)}"/>'
        where = f'x="{number(x(at))}" y="{number(height - 8)}" text-anchor="middle"'
        yield f'<text class="tick" {where}>{_clock(at)}</text>'


def _strip_note(patrol: Patrol) -> str:
    words = [_("Height: speed. Hatched: no fixes. Line below: standing still.")]
    for leg in patrol.legs:
        if leg.set_back_s:
            words.append(
                str(
                    _("The clock of {vehicle} was set back by {n} s.").format(
                        vehicle=visible(leg.vehicle.id), n=round(leg.set_back_s)
                    )
                )
            )
    return str(escape(" ".join(words)))


# -- tables -----------------------------------------------------------------------------------------------------------


def _vehicles(patrol: Patrol) -> str:
    head = (_("Vehicle"), _("Custody"), _("From"), _("To"), _("Travelled"), _("Depth"), _("Silent"), _("Left out"))
    rows = []
    for leg in patrol.legs:
        course = leg.course
        silent = sum(g.seconds for g in course.gaps)
        rows.append(
            (
                f"{leg.vehicle.id} ({leg.vehicle.party})",
                leg.vehicle.custody + ("" if not leg.vehicle.held_by_party else " – " + _("a party's own")),
                _minute(course.start),
                _minute(course.end),
                _amount(leg.length_m),
                _amount(leg.depth_m) if leg.depth_m else "–",
                _minutes(silent) if silent else _("never"),
                plural("{n} fix", "{n} fixes", course.spikes + course.repeats).format(n=course.spikes + course.repeats),
            )
        )
    for vehicle in patrol.absent:
        rows.append((f"{vehicle.id} ({vehicle.party})", vehicle.custody, _("no track"), "–", "–", "–", "–", "–"))
    body = "".join("<tr>" + "".join(f"<td>{_shown(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<section><h2>{_("Vehicles")}</h2><table class="patrol-rows"><thead><tr>'
        + "".join(f'<th scope="col">{_shown(h)}</th>' for h in head)
        + f"</tr></thead><tbody>{body}</tbody></table></section>"
    )


def _doubts(findings: Iterable[Finding]) -> str:
    rows = [
        f"<li>{_shown(f.what)}{(': ' + str(_shown(f.got))) if f.got else ''}. "
        f"<span class='soft'>{_shown(f.advice)}</span></li>"
        for f in findings
    ]
    if not rows:
        return ""
    return f'<section><h2>{_("To look at")}</h2><ul class="patrol-doubts">{"".join(rows)}</ul></section>'


def _method(patrol: Patrol) -> str:
    planned = patrol.planned
    made = claims(patrol, "r") if planned.digest else ()
    told = [
        _(
            "A fix is off by {sigma} m (standard deviation of an axis) or as the plan says; the least amounts allow "
            "for that and for the line's own error. Between fixes {gap} s apart or more nothing is known."
        ).format(sigma=f"{planned.vehicles[0].sigma_m:g}" if planned.vehicles else "5", gap=round(planned.gap_s)),
        _("Together: within {distance} for {share} of the time under way, certainly.").format(
            distance=distance_text(planned.join_m), share=f"{planned.join_share:.0%}"
        ),
    ]
    for claim in made:
        who = " + ".join("|".join(p) for p in claim.actor)
        held = _("in the custody of {who}").format(who=claim.custody) if claim.custody else _("in the parties' custody")
        told.append(
            _("It bears on {zone} as a patrol of {who}, {held}.").format(zone=claim.extent_place, who=who, held=held)
        )
    return f"<section><h2>{_('How this was found')}</h2>" + "".join(f"<p>{_shown(t)}</p>" for t in told) + "</section>"


def _style() -> str:
    folder = resources.files("servanda.brief")
    return "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in ("style.css", "patrol.css")).replace(
        "\r", ""
    )


def _plain(text: object) -> str:
    return str(escape(visible(text, 200)))


def _percent(least: float, most: float) -> str:
    a, b = round(100 * least), round(100 * most)
    return f"{a} %" if a == b else f"{a}–{b} %"


def _amount(amount: Amount | None) -> str:
    if amount is None:
        return "–"
    if amount.most < 1000:
        return f"{amount.least:.0f}–{amount.most:.0f} m"
    return f"{amount.least / 1000:.2f}–{amount.most / 1000:.2f} km"


def _minutes(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02d} min"


def _minute(at: float) -> str:
    return f"{datetime.fromtimestamp(round(at), UTC):%Y-%m-%d %H:%M}Z"


def _clock(at: float) -> str:
    return f"{datetime.fromtimestamp(round(at), UTC):%H:%M}"
