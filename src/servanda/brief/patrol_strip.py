"""The strip of time of a patrol: each vehicle's speed, its silences and stops, and when two parties were together."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from markupsafe import Markup, escape

from servanda.brief.patrol_map import WIDTH, party_number
from servanda.brief.patrol_words import TONES, clock, plain
from servanda.brief.plane import number, path
from servanda.brief.text import visible
from servanda.field.course import Course
from servanda.field.patrol import Leg, Patrol
from servanda.words import _

STRIP_HEIGHT, ROW = 44.0, 64.0


def strip(patrol: Patrol, name: str = "p", width: float = WIDTH) -> Markup:
    """Speed over time, a row a vehicle, gaps hatched; below, when two parties certainly were together."""
    start = min(leg.course.start for leg in patrol.legs)
    end = max(leg.course.end for leg in patrol.legs)
    left, right, top = 96.0 if width == WIDTH else 64.0, width - 8.0, 8.0
    height = top + ROW * len(patrol.legs) + 26.0 * len(patrol.pairs) + 26.0
    scale = (right - left) / max(end - start, 1.0)

    def x(at: float) -> float:
        return left + (at - start) * scale

    parts = [_hatch(name)]
    speeds = (_speeds(leg.course)[1] for leg in patrol.legs)
    fastest = max([8.0, *(float(np.percentile(known, 99)) for known in speeds if len(known))])
    for i, leg in enumerate(patrol.legs):
        parts += _row(patrol, leg, top + ROW * i, x, fastest, name, left)
    y = top + ROW * len(patrol.legs) + 14.0
    for pair in patrol.pairs:
        parts.append(f'<text class="strip-name" x="0" y="{number(y + 4)}">{plain(_("together"))}</text>')
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
    parts += _hours(start, end, x, top, height, 10 if width == WIDTH else 4)
    told = _("Speed of each vehicle over time, with its gaps and stops.")
    return Markup(
        f'<svg class="strip" viewBox="0 0 {number(width)} {number(height)}" role="img" aria-label="{plain(told)}">'
        f"{''.join(parts)}</svg>"
    )


def _hatch(name: str) -> str:
    return (
        f'<defs><pattern id="{name}-gap" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)">'
        '<path class="hatch" d="M0 0v6"/></pattern></defs>'
    )


def _speeds(course: Course) -> tuple[list[float], list[float]]:
    """Mean speed, metres a second, in up to 500 equal parts of the time; NaN where there are no fixes."""
    grid = course.grid(15.0, 500)
    lat, lon, _away = course.at(grid)
    scale = np.cos(np.radians(float(np.mean(course.lat))))
    v = np.hypot(np.diff(lon) * 111_320.0 * scale, np.diff(lat) * 110_900.0) / np.diff(grid)
    return ((grid[:-1] + grid[1:]) / 2).tolist(), np.nan_to_num(v, nan=0.0).tolist()


def _row(
    patrol: Patrol, leg: Leg, top: float, x: Callable[[float], float], fastest: float, name: str, left: float
) -> Iterator[str]:
    foot = top + STRIP_HEIGHT
    times, speeds = _speeds(leg.course)
    tone = f"w{party_number(patrol, leg) % TONES}"
    yield f'<text class="strip-name" x="0" y="{number(top + 18)}">{plain(leg.vehicle.id)}</text>'
    yield f'<text class="tick" x="0" y="{number(top + 32)}">{plain(leg.vehicle.party)}</text>'
    where = f'x="{number(left - 6)}" y="{number(top + 9)}" text-anchor="end"'
    yield f'<text class="tick" {where}>{round(fastest * 3.6)} km/h</text>'
    yield f'<path class="base" d="M{number(x(leg.course.start))} {number(foot)}H{number(x(leg.course.end))}"/>'
    if len(times) > 1:
        points = [(x(t), foot - min(v / fastest, 1.0) * STRIP_HEIGHT) for t, v in zip(times, speeds, strict=True)]
        outline = [(points[0][0], foot), *points, (points[-1][0], foot)]
        yield f'<path class="speed {tone}" d="{path(outline, closed=True, grain=0.2)}"/>'
    for gap in leg.course.gaps:
        wide = max(2.0, x(gap.end) - x(gap.start))
        yield (
            f'<rect class="gap" fill="url(#{name}-gap)" x="{number(x(gap.start))}" y="{number(top)}" '
            f'width="{number(wide)}" height="{number(STRIP_HEIGHT)}"><title>{plain(_("no fixes"))}</title></rect>'
        )
    for stop in leg.course.stops:
        yield f'<path class="stopped" d="M{number(x(stop.start))} {number(foot + 4)}H{number(x(stop.end))}"/>'
    for jump in leg.course.jumps[:50]:
        yield f'<path class="jump" d="M{number(x(jump.time))} {number(top)}V{number(foot)}"/>'


def _hours(
    start: float, end: float, x: Callable[[float], float], top: float, height: float, most: int
) -> Iterator[str]:
    steps = (300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 7 * 86_400)
    step = next((s for s in steps if (end - start) / s <= most), 30 * 86_400)
    first = int(start // step + 1) * step
    for at in range(first, int(end) + 1, step):
        yield f'<path class="hour" d="M{number(x(at))} {number(top)}V{number(height - 22)}"/>'
        where = f'x="{number(x(at))}" y="{number(height - 8)}" text-anchor="middle"'
        yield f'<text class="tick" {where}>{clock(at)}</text>'


def strip_note(patrol: Patrol) -> str:
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
