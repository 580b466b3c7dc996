"""Patrols of known truth: vehicles on a road, seen through the noise model of docs/reference/patrols.md.

Per axis: Gauss–Markov (0.9 of the variance, correlated over 60 s) and white noise (0.1), single fixes far off, silence,
a clock that is off, a track that breaks off. The truth is made in a plane of metres and laid on the globe by pyproj.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from servanda.geo import Line
from servanda.geo.track import Track

GEOD = Geod(ellps="WGS84")
START = 1_572_600_000.0  # 2019-11-01T09:20:00Z
ORIGIN = (36.95, 40.6)
Column = NDArray[np.float64]


@dataclass(frozen=True)
class Truth:
    """A drive along a bent road and back or on: metres along it at each second, and where that is."""

    time: Column
    along_m: Column
    lat: Column
    lon: Column
    road: Line
    road_m: float
    stops: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Receiver:
    sigma_m: float = 5.0
    every_s: float = 5.0
    spikes: float = 0.0
    silent: tuple[tuple[float, float], ...] = ()  # seconds from the start
    clock_s: float = 0.0
    until_s: float = 1e9
    seed: int = 0


def road(
    length_m: float = 30_000.0, bend_m: float = 800.0, origin: tuple[float, float] = ORIGIN, heading_deg: float = 50.0
) -> tuple[Line, Column]:
    """A road that runs on in gentle bends: the line, and its vertices every 25 m as (along, lat, lon)."""
    s = np.arange(0.0, length_m + 1.0, 25.0)
    heading = heading_deg + 25.0 * np.sin(2 * np.pi * s / (8.0 * bend_m))
    lat, lon = [origin[0]], [origin[1]]
    for h in heading[:-1]:
        x, y, _b = GEOD.fwd(lon[-1], lat[-1], h, 25.0)
        lat.append(y)
        lon.append(x)
    from shapely.geometry import LineString

    return Line("road", LineString(list(zip(lon, lat, strict=True)))), np.column_stack((s, lat, lon))


def drive(
    length_m: float = 30_000.0,
    speed_m_s: float = 11.0,
    stops: tuple[tuple[float, float], ...] = ((8_000.0, 400.0), (19_000.0, 700.0)),
    behind_m: float = 0.0,
    turn_at_m: float | None = None,
    origin: tuple[float, float] = ORIGIN,
    heading_deg: float = 50.0,
    start: float = START,
    phase_s: float = 0.0,
) -> Truth:
    """`stops`: (metres along, seconds). `behind_m`: how far back in the column. `turn_at_m`: turns back there."""
    line, table = road(length_m, origin=origin, heading_deg=heading_deg)
    goal = length_m - 50.0 if turn_at_m is None else turn_at_m
    t, s, v = [0.0], [0.0], 0.0
    waiting = list(stops)
    stopped = []
    while s[-1] < goal:
        if waiting and s[-1] >= waiting[0][0]:
            _place, pause = waiting.pop(0)
            stopped.append((start + t[-1], start + t[-1] + pause))
            for _second in range(int(pause)):
                t.append(t[-1] + 1.0)
                s.append(s[-1])
            v = 0.0
        wanted = speed_m_s * (
            1.0 + 0.35 * np.sin((t[-1] + phase_s) / 97.0) + 0.2 * np.sin((t[-1] + 3 * phase_s) / 31.0)
        )
        v += np.clip(wanted - v, -2.0, 1.0)
        t.append(t[-1] + 1.0)
        s.append(s[-1] + max(v, 0.0))
    along = np.maximum(np.array(s) - behind_m, 0.0)
    times = np.array(t)
    if turn_at_m is not None:
        back = along[-1] - np.arange(0.0, along[-1], speed_m_s)
        times = np.r_[times, times[-1] + 1.0 + np.arange(len(back))]
        along = np.r_[along, back]
    lat = np.interp(along, table[:, 0], table[:, 1])
    lon = np.interp(along, table[:, 0], table[:, 2])
    return Truth(start + times, along, lat, lon, line, length_m, tuple(stopped))


def seen(truth: Truth, receiver: Receiver = Receiver(), name: str = "V") -> Track:
    """What a receiver records of the truth."""
    rng = np.random.default_rng(receiver.seed)
    every = int(receiver.every_s)
    pick = np.arange(0, len(truth.time), every)
    since = truth.time[pick] - truth.time[0]
    keep = since <= receiver.until_s
    for a, b in receiver.silent:
        keep &= ~((since >= a) & (since < b))
    pick = pick[keep]
    n = len(pick)
    lat, lon = truth.lat[pick].copy(), truth.lon[pick].copy()
    rho = np.exp(-every / 60.0)
    slow, fast = np.sqrt(0.9) * receiver.sigma_m, np.sqrt(0.1) * receiver.sigma_m
    errors = []
    for _axis in range(2):
        e = np.empty(n)
        e[0] = rng.normal(0, slow)
        w = rng.normal(0, slow * np.sqrt(1 - rho**2), n)
        for i in range(1, n):
            e[i] = rho * e[i - 1] + w[i]
        errors.append(e + rng.normal(0, fast, n))
    far = rng.random(n) < receiver.spikes
    far[[0, -1]] = False
    # at least so far that no vehicle could have gone there and back between two fixes
    for error in errors:
        error[far] += rng.choice([-1, 1], far.sum()) * rng.uniform(400, 3000, far.sum())
    azimuth = np.degrees(np.arctan2(errors[0], errors[1]))
    lon, lat, _b = GEOD.fwd(lon, lat, azimuth, np.hypot(*errors))
    return Track(truth.time[pick] + receiver.clock_s, np.asarray(lat), np.asarray(lon), name)
