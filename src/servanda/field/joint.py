"""Whether two parties' vehicles went together, and by how much their clocks disagree.

Clock offset: vehicles of one column start and stop together, so their speeds correlate best at the lag of the clocks,
wherever in the column each drives. (Comparing positions instead would take the distance between them for a lag.)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from servanda.field.course import Course
from servanda.field.noise import DRIFT_M_S, apart_m
from servanda.geo.frame import GEOD
from servanda.geo.track import Column

STEP_S = 10.0
LAG_STEP_S = 5.0
WIDEST_LAG_S = 1800.0
MOST_COMPARED = 20_000  # steps: the first 27 hours that two vehicles have in common
CLEAR_PEAK, CLEAR_LEAD = 0.5, 0.08
SMALLEST_OFFSET_S = 15.0  # less is within what the method can tell
_ZONE_STEP_S = 1800


class Offset(NamedTuple):
    """By how many seconds the second clock is ahead of the first, ± so many; `clear`: the estimate can be trusted.
    `correlation` of the speeds at that lag, 0 to 1."""

    seconds: float
    within_s: float
    correlation: float
    clear: bool


@dataclass(frozen=True)
class Together:
    """Share of the time under way, 0 to 1, in which two parties certainly and possibly were within the distance.
    `closest_m`, `median_m`: distances of their nearest vehicles. `times`, `sure`: the grid (seconds UTC) and where on
    it they certainly were together."""

    least: float
    most: float
    closest_m: float
    median_m: float
    times: Column
    sure: NDArray[np.bool_]


def clock_offset(a: Course, b: Course, near_m: float) -> Offset | None:
    """None when the two have less than ten minutes in common at any lag. An offset is clear only if with it they drive
    within `near_m` of one another: what merely stops and starts alike elsewhere says nothing of clocks."""
    start, end = max(a.start, b.start) - WIDEST_LAG_S, min(a.end, b.end) + WIDEST_LAG_S
    if end - start < 600.0:
        return None
    count = int(min((end - start) / LAG_STEP_S, MOST_COMPARED))
    grid: Column = np.linspace(start, start + LAG_STEP_S * (count - 1), count)
    va, vb = _speed(a, grid), _speed(b, grid)
    reach = int(WIDEST_LAG_S / LAG_STEP_S)
    lags = np.arange(-reach, reach + 1)
    scores = np.array([_correlation(va, vb, int(lag)) for lag in lags])
    if not np.isfinite(scores).any():
        return None
    scores = np.nan_to_num(scores, nan=-1.0)
    best = int(np.argmax(scores))
    rivals = scores[np.abs(lags - lags[best]) * LAG_STEP_S > 90.0]
    lead = scores[best] - (rivals.max() if len(rivals) else 0.0)
    seconds = float(lags[best]) * LAG_STEP_S + _vertex(scores, best) * LAG_STEP_S
    clear = bool(scores[best] >= CLEAR_PEAK and lead >= CLEAR_LEAD)
    if clear:
        apart = _median_apart(a, shifted(b, seconds))
        clear = apart is not None and apart <= near_m
    return Offset(seconds, 10.0, float(scores[best]), clear)


def _speed(course: Course, grid: Column) -> Column:
    """Metres a second on the grid, smoothed over 15 s; NaN where there are no fixes."""
    lat, lon, _away = course.at(grid)
    scale = np.cos(np.radians(np.nanmean(lat))) if np.isfinite(lat).any() else 1.0
    x, y = lon * 111_320.0 * scale, lat * 110_900.0
    v = np.hypot(np.gradient(x), np.gradient(y)) / LAG_STEP_S
    smooth = np.convolve(np.nan_to_num(v), np.full(3, 1 / 3), mode="same")
    smooth[~np.isfinite(v)] = np.nan
    return smooth


def _correlation(a: Column, b: Column, lag: int) -> float:
    """Pearson's, of a(t) with b(t + lag), where both are known for ten minutes or more."""
    first, second = (a[: len(a) - lag], b[lag:]) if lag >= 0 else (a[-lag:], b[: len(b) + lag])
    both = np.isfinite(first) & np.isfinite(second)
    if both.sum() * LAG_STEP_S < 600.0:
        return float("nan")
    x, y = first[both], second[both]
    sx, sy = x.std(), y.std()
    if sx < 0.3 or sy < 0.3:
        return float("nan")
    return float(((x - x.mean()) * (y - y.mean())).mean() / (sx * sy))


def _vertex(scores: Column, best: int) -> float:
    """The top of the parabola through the best lag and its neighbours, as a part of a step."""
    if not 0 < best < len(scores) - 1:
        return 0.0
    left, middle, right = scores[best - 1 : best + 2]
    bend = left - 2 * middle + right
    return float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) if bend < 0 else 0.0


def shifted(course: Course, seconds: float) -> Course:
    """The course with its clock set back."""
    return replace(course, time=course.time - seconds)


def zone_error(a: Course, b: Course, distance_m: float) -> float | None:
    """The whole or half hours by which `b` must be shifted to run beside `a`, if it does not as it is: a receiver set
    to another time zone. Seconds to take from b's clock; never applied, only said."""
    for n in sorted(range(-28, 29), key=abs):
        moved = shifted(b, n * _ZONE_STEP_S)
        median = _median_apart(a, moved)
        if median is not None and median <= distance_m:
            return None if n == 0 else float(n * _ZONE_STEP_S)
    return None


def _median_apart(a: Course, b: Course) -> float | None:
    start, end = max(a.start, b.start), min(a.end, b.end)
    if end - start < 600.0:
        return None
    grid = np.linspace(start, end, 50)
    apart, _doubt = _apart(a, b, grid)
    known = apart[np.isfinite(apart)]
    return float(np.median(known)) if len(known) >= 20 else None


def _apart(a: Course, b: Course, grid: Column) -> tuple[Column, Column]:
    """Distance at each time and its uncertainty, metres; NaN where one is unknown."""
    lat_a, lon_a, off_a = a.at(grid)
    lat_b, lon_b, off_b = b.at(grid)
    known = np.isfinite(lat_a) & np.isfinite(lat_b)
    apart = np.full(len(grid), np.nan)
    if known.any():
        apart[known] = GEOD.inv(lon_a[known], lat_a[known], lon_b[known], lat_b[known])[2]
    doubt = apart_m(a.sigma_m, b.sigma_m) + DRIFT_M_S * np.minimum(off_a + off_b, 120.0)
    return apart, doubt


def together(
    a: list[Course], b: list[Course], distance_m: float, times: Column, under_way: NDArray[np.bool_]
) -> Together:
    """Two parties' vehicles on a grid of times, of which only those `under_way` count. Unknown counts as possible."""
    nearest = np.full(len(times), np.inf)
    sure = np.zeros(len(times), dtype=bool)
    perhaps = np.zeros(len(times), dtype=bool)
    known_a, known_b = _known(a, times), _known(b, times)
    for one in a:
        for other in b:
            apart, doubt = _apart(one, other, times)
            known = np.isfinite(apart)
            nearest[known] = np.minimum(nearest[known], apart[known])
            sure |= known & (apart + doubt <= distance_m)
            perhaps |= known & (apart - doubt <= distance_m)
    perhaps |= (known_a ^ known_b) & (_within(a, times) & _within(b, times))
    n = int(under_way.sum())
    seen = nearest[under_way & np.isfinite(nearest)]
    return Together(
        float((sure & under_way).sum() / n) if n else 0.0,
        float((perhaps & under_way).sum() / n) if n else 0.0,
        float(seen.min()) if len(seen) else float("inf"),
        float(np.median(seen)) if len(seen) else float("inf"),
        times,
        sure,
    )


def _known(courses: list[Course], times: Column) -> NDArray[np.bool_]:
    found = np.zeros(len(times), dtype=bool)
    for course in courses:
        found |= np.isfinite(course.at(times)[0])
    return found


def _within(courses: list[Course], times: Column) -> NDArray[np.bool_]:
    """Between the first and the last fix of one of them: silence there is a gap, elsewhere absence."""
    found = np.zeros(len(times), dtype=bool)
    for course in courses:
        found |= (times >= course.start) & (times <= course.end)
    return found
