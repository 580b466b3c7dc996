"""From a track to a course: in order, without repeats and spikes; what no vehicle can do is kept in evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from servanda.field.noise import SIGMA_M, SIGNIFICANT, gate_m
from servanda.geo.frame import GEOD
from servanda.geo.track import Column, Track

Index = NDArray[np.intp]
FASTEST_M_S = 50.0
GAP_S = 120.0
STOP_S = 180.0
STOP_M = 40.0
_MOST_CHECKED, _MOST_JUMPS = 50_000, 1000
_SPIKE = 5  # so many fixes in a row may be a glitch; more that agree with one another are somewhere else


class Stretch(NamedTuple):
    """A part of a course: seconds UTC, where it began, and an amount in metres (what of, the owner says)."""

    start: float
    end: float
    lat: float
    lon: float
    metres: float = 0.0

    @property
    def seconds(self) -> float:
        return self.end - self.start


class Jump(NamedTuple):
    """A step that no vehicle can make: at `time`, in `seconds`, `metres` far, from and to where."""

    time: float
    seconds: float
    metres: float
    lat: float
    lon: float
    to_lat: float
    to_lon: float

    @property
    def speed_m_s(self) -> float:
        return self.metres / max(self.seconds, 1.0)


@dataclass(frozen=True, eq=False)
class Course:
    """A cleaned track. `sigma_m`: standard deviation of an axis. `spikes`, `backward`, `repeats`: fixes left out
    because they lay far off, were out of order, or stood twice at one time."""

    time: Column
    lat: Column
    lon: Column
    sigma_m: float = SIGMA_M
    gap_s: float = GAP_S
    jumps: tuple[Jump, ...] = ()
    spikes: int = 0
    backward: int = 0
    repeats: int = 0
    spacing: int = 1
    digest: str = field(default="", compare=False)

    def __len__(self) -> int:
        return len(self.time)

    @property
    def start(self) -> float:
        return float(self.time[0])

    @property
    def end(self) -> float:
        return float(self.time[-1])

    @cached_property
    def steps_m(self) -> Column:
        """Geodesic length of each step between fixes."""
        return steps(self.lat, self.lon)

    @cached_property
    def torn(self) -> NDArray[np.bool_]:
        """Which steps are impossible jumps: nobody travelled them."""
        found = np.zeros(max(len(self.time) - 1, 0), dtype=bool)
        found[[int(np.searchsorted(self.time, j.time)) for j in self.jumps]] = True
        return found

    @cached_property
    def gaps(self) -> tuple[Stretch, ...]:
        """Where the receiver was silent for longer than `gap_s`; `metres` is how far it had moved meanwhile."""
        dt = np.diff(self.time)
        return tuple(
            Stretch(
                float(self.time[i]),
                float(self.time[i + 1]),
                float(self.lat[i]),
                float(self.lon[i]),
                float(self.steps_m[i]),
            )
            for i in np.flatnonzero(dt > self.gap_s)
        )

    def at(self, times: Column) -> tuple[Column, Column, Column]:
        """Latitude, longitude and seconds to the nearest fix at `times`; NaN before, after and within gaps."""
        lat = np.interp(times, self.time, self.lat, left=np.nan, right=np.nan)
        lon = np.interp(times, self.time, np.unwrap(self.lon, period=360.0), left=np.nan, right=np.nan)
        after = np.clip(np.searchsorted(self.time, times), 1, len(self.time) - 1)
        before = after - 1
        away = np.minimum(np.abs(times - self.time[before]), np.abs(self.time[after] - times))
        silent = (self.time[after] - self.time[before] > self.gap_s) & (away > 0.5)
        lat[silent] = np.nan
        return lat, lon, away

    @cached_property
    def thinned(self) -> Index:
        """Numbers of the fixes at which the course had moved on by a gate's length: what noise cannot lengthen."""
        return _gated(self.lat, self.lon, self.steps_m, gate_m(self.sigma_m))

    def length_m(self, where: NDArray[np.bool_] | None = None) -> tuple[float, float]:
        """The way travelled in metres, least and most. Chords across gaps count, since it must have come that far.

        Over steps of at least a gate's length d noise adds about σ²/d each, and a road's bends are cut by about one
        percent: both bounds allow for both."""
        kept = self.thinned
        if len(kept) < 2:
            return 0.0, 0.0
        d = steps(self.lat[kept], self.lon[kept])
        counted = np.diff(np.r_[0, np.cumsum(self.torn)][kept]) == 0
        if where is not None:
            counted &= where[kept[:-1]] & where[kept[1:]]
        d = d[counted]
        total = float(d.sum())
        sure = d[d >= gate_m(self.sigma_m)]
        by_noise = float((self.sigma_m**2 / sure).sum()) if len(sure) else 0.0
        ends = 3.0 * self.sigma_m
        return max(0.0, float(sure.sum()) - by_noise - ends), total * 1.015 + ends + (
            gate_m(self.sigma_m) if total else 0.0
        )

    @cached_property
    def stops(self) -> tuple[Stretch, ...]:
        """Where it stood, within 40 m (or 5σ), for three minutes or more."""
        grid = self.grid(10.0)
        lat, lon, _away = self.at(grid)
        reach = max(STOP_M, 5.0 * self.sigma_m)
        scale = np.cos(np.radians(np.nanmean(lat))) if len(lat) else 1.0
        x, y = lon * 111_320.0 * scale, lat * 110_900.0
        found = []
        i, n = 0, len(grid)
        while i < n - 1:
            j = i
            while j + 1 < n and np.hypot(x[j + 1] - x[i], y[j + 1] - y[i]) <= reach:
                j += 1
            if grid[j] - grid[i] >= STOP_S:
                found.append(Stretch(float(grid[i]), float(grid[j]), float(lat[i]), float(lon[i])))
                i = j
            i += 1
        return tuple(found)

    def grid(self, step_s: float, most: int = 20_000) -> Column:
        """Times from start to end, `step_s` apart or as far as makes `most` of them."""
        step = max(step_s, (self.end - self.start) / most)
        return np.arange(self.start, self.end + 0.5, max(step, 1.0))


def steps(lat: Column, lon: Column) -> Column:
    """Geodesic lengths between one position and the next, metres."""
    if len(lat) < 2:
        return np.zeros(0)
    return np.asarray(GEOD.inv(lon[:-1].copy(), lat[:-1].copy(), lon[1:].copy(), lat[1:].copy())[2])


def course(
    track: Track, sigma_m: float = SIGMA_M, gap_s: float = GAP_S, fastest_m_s: float = FASTEST_M_S, digest: str = ""
) -> Course | None:
    """The course of a track; None when fewer than two fixes are left."""
    backward = int((np.diff(track.time) < 0).sum())
    order = np.argsort(track.time, kind="stable")
    time, lat, lon = track.time[order], track.lat[order], track.lon[order]
    fresh = np.r_[True, np.diff(time) > 0] if len(time) else np.zeros(0, dtype=bool)
    repeats = int((~fresh).sum())
    time, lat, lon = time[fresh], lat[fresh], lon[fresh]
    keep, jumps = _possible(time, lat, lon, sigma_m, fastest_m_s)
    spikes = int((~keep).sum())
    time, lat, lon = time[keep], lat[keep], lon[keep]
    if len(time) < 2:
        return None
    gap_s = max(gap_s, 3.0 * float(np.median(np.diff(time))))
    return Course(time, lat, lon, sigma_m, gap_s, jumps, spikes, backward, repeats, track.spacing, digest)


def _possible(
    time: Column, lat: Column, lon: Column, sigma_m: float, fastest_m_s: float
) -> tuple[NDArray[np.bool_], tuple[Jump, ...]]:
    """Which fixes are no spikes, and the jumps that are none either: the vehicle is, and stays, somewhere else."""
    keep = np.ones(len(time), dtype=bool)
    jumps: list[Jump] = []
    noise = SIGNIFICANT * sigma_m
    too_fast = np.flatnonzero(steps(lat, lon) - noise > fastest_m_s * np.diff(time))
    done = -1
    for i in too_fast[:_MOST_CHECKED].tolist():
        if i < done or not keep[i]:
            continue
        back = None
        for j in range(i + 2, min(i + 2 + _SPIKE, len(time))):
            if _metres(lat, lon, i, j) - noise <= fastest_m_s * (time[j] - time[i]):
                back = j
                break
        if back is not None:
            keep[i + 1 : back] = False
            done = back
        elif i == 0 and len(time) > 2:
            keep[0] = False  # the first fix of a receiver that has just woken up
        elif i == len(time) - 2:
            keep[i + 1] = False
        else:
            jumps.append(_jump(time, lat, lon, i))
        if len(jumps) >= _MOST_JUMPS:
            break
    if len(too_fast) > _MOST_CHECKED and len(jumps) < _MOST_JUMPS:
        i = int(too_fast[_MOST_CHECKED])  # so wild a track is suspect as a whole
        jumps.append(_jump(time, lat, lon, i))
    return keep, tuple(jumps)


def _jump(time: Column, lat: Column, lon: Column, i: int) -> Jump:
    return Jump(
        float(time[i]),
        float(time[i + 1] - time[i]),
        _metres(lat, lon, i, i + 1),
        float(lat[i]),
        float(lon[i]),
        float(lat[i + 1]),
        float(lon[i + 1]),
    )


def _metres(lat: Column, lon: Column, i: int, j: int) -> float:
    return float(GEOD.inv(lon[i], lat[i], lon[j], lat[j])[2])


def _gated(lat: Column, lon: Column, step_m: Column, gate: float) -> Index:
    """The first fix, then each that lies at least `gate` from the last one kept, and the last."""
    if not len(lat):
        return np.zeros(0, dtype=np.intp)
    travelled = np.r_[0.0, np.cumsum(step_m)]
    kept = [0]
    i, n = 0, len(lat)
    while True:
        # what has travelled less than the gate cannot be farther away than it
        j = int(np.searchsorted(travelled, travelled[i] + gate))
        while j < n and _metres(lat, lon, i, j) < gate:
            short = gate - _metres(lat, lon, i, j)
            j = max(j + 1, int(np.searchsorted(travelled, travelled[j] + short)))
        if j >= n:
            break
        kept.append(j)
        i = j
    if kept[-1] != n - 1:
        kept.append(n - 1)
    return np.asarray(kept, dtype=np.intp)
