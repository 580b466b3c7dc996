"""What the tracks of a patrol show: whether it ran, when, where, how deep, whole or cut short, together or not.

Nothing here concludes more than the tracks carry: every amount has a least and a most, every yes and no an undecided
beside it. Figures are metres and seconds UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from servanda.field.course import Course, Jump, Stretch, course
from servanda.field.joint import (
    SMALLEST_OFFSET_S,
    STEP_S,
    Offset,
    Together,
    clock_offset,
    shifted,
    together,
    zone_error,
)
from servanda.field.noise import DEEPEST_HIGH, DEEPEST_LOW, disc_m
from servanda.field.planned import Planned, Vehicle
from servanda.field.route import OnRoute, Route, on_route
from servanda.geo import Line, Membership, Zone, relations
from servanda.geo.track import Column, Track

EARLY_S = 6 * 3600  # a patrol that ran so much before or after its window is still the planned one
MOST_PLACED = 2000
COPIED = 0.9


class Amount(NamedTuple):
    """Certainly at least `least`, at most `most`."""

    least: float
    most: float


class InZone(NamedTuple):
    """A course in one zone: share of fixes certainly in it, the first and last instant there, metres travelled."""

    zone: str
    certain: bool
    possible: bool
    start: float
    end: float
    length_m: Amount
    depth_m: Amount | None


@dataclass(frozen=True)
class Leg:
    """One vehicle's part. `offset`: of its clock against the first vehicle's; `set_back_s`: what was taken off it."""

    vehicle: Vehicle
    course: Course
    length_m: Amount
    depth_m: Amount | None
    deepest: tuple[float, float] | None
    zones: tuple[InZone, ...]
    offset: Offset | None = None
    set_back_s: float = 0.0

    @property
    def suspect(self) -> bool:
        """Whether it shows what no vehicle does: sustained jumps, time running backwards."""
        return bool(self.course.jumps) or self.course.backward > 0


class Pair(NamedTuple):
    """Two parties' time together; `as_recorded` before any clock was set right (None: none was)."""

    parties: tuple[str, str]
    together: Together
    as_recorded: Together | None


class Entered(NamedTuple):
    """An area that was to be kept out of: when and where a vehicle was first in it, and for how long."""

    area: str
    vehicle: str
    certain: bool
    stretch: Stretch


@dataclass(frozen=True)
class Patrol:
    """What the tracks show of a planned patrol. `joint`: yes, no or undetermined, None where it was not to be joint.
    `zones`: where it ran: the whole patrol where it was joint, else whoever ran. `copied`: pairs of vehicles whose
    tracks are one and the same."""

    planned: Planned
    legs: tuple[Leg, ...]
    absent: tuple[Vehicle, ...]
    start: float
    end: float
    on_route: OnRoute | None
    pairs: tuple[Pair, ...]
    entered: tuple[Entered, ...]
    copied: tuple[tuple[str, str], ...]
    wrong_zone: tuple[tuple[str, float], ...]
    in_window: bool | None

    @property
    def joint(self) -> Membership | None:
        if len(self.planned.parties) < 2:
            return None
        if {leg.vehicle.party for leg in self.legs} != set(self.planned.parties):
            return Membership.OUT
        answers = []
        for pair in self.pairs:
            if pair.together.least >= self.planned.join_share:
                answers.append(Membership.IN)
            elif pair.together.most < self.planned.join_share:
                answers.append(Membership.OUT)
            else:
                answers.append(Membership.UNDETERMINED)
        found = min(answers, default=Membership.OUT)
        # a clock that is off by more than may be set right, or by a time zone, leaves open what it would have shown
        return Membership.UNDETERMINED if found is Membership.OUT and self._clock_in_doubt else found

    @property
    def _clock_in_doubt(self) -> bool:
        off = (leg for leg in self.legs if leg.offset is not None and leg.offset.clear and not leg.set_back_s)
        return bool(self.wrong_zone) or any(abs(leg.offset.seconds) > SMALLEST_OFFSET_S for leg in off if leg.offset)

    @property
    def complete(self) -> Membership | None:
        """Whether the whole route was travelled; None without a route."""
        if self.planned.route is None:
            return None
        if self.on_route is None or self.on_route.most < self.planned.complete:
            return Membership.OUT
        return Membership.IN if self.on_route.least >= self.planned.complete else Membership.UNDETERMINED

    @property
    def suspect(self) -> bool:
        return bool(self.copied) or any(leg.suspect for leg in self.legs)

    @property
    def depth_m(self) -> Amount | None:
        found = [leg.depth_m for leg in self.legs if leg.depth_m is not None]
        return max(found, key=lambda a: a.least) if found else None

    @property
    def ran(self) -> bool:
        """Whether any vehicle certainly was where the patrol was to run."""
        if self.planned.zones:
            return any(z.certain for leg in self.legs for z in leg.zones)
        return bool(self.legs) and (self.planned.route is None or self.on_route is not None)


def verify(planned: Planned, tracks: Mapping[str, Sequence[Track]]) -> Patrol | None:
    """Compare tracks, by vehicle id, with the plan. None when there is not one usable course."""
    found: list[tuple[Vehicle, Course]] = []
    for vehicle in planned.vehicles:
        given = [t for t in tracks.get(vehicle.id, ()) if len(t)]
        if given:
            made = course(_joined(given), vehicle.sigma_m, planned.gap_s, planned.fastest_m_s)
            if made is not None:
                found.append((vehicle, made))
    if not found:
        return None
    copied = tuple((a[0].id, b[0].id) for a, b in combinations(found, 2) if _same(a[1], b[1]))
    wrong = tuple(_wrong_zones(planned, found))
    set_right = _clocks(planned, found)
    times, under_way = _under_way(planned, [c for _v, c, _o, _s in set_right])
    pairs = _pairs(planned, found, set_right, times, under_way)
    absent = tuple(v for v in planned.vehicles if v.id not in {f.id for f, _c in found})
    legs = tuple(_leg(planned, v, c, offset, back) for v, c, offset, back in set_right)
    start, end = _span(times, under_way, set_right)
    route = (
        on_route(Route(planned.route), [leg.course for leg in legs], planned.corridor_m, start, end)
        if (planned.route is not None)
        else None
    )
    entered = tuple(e for leg in legs for e in _entered(planned, leg))
    return Patrol(
        planned, legs, absent, start, end, route, pairs, entered, copied, wrong, _in_window(planned, start, end)
    )


def _joined(tracks: Sequence[Track]) -> Track:
    if len(tracks) == 1:
        return tracks[0]
    ordered = sorted(tracks, key=lambda t: float(t.time[0]))
    return replace(
        ordered[0],
        time=np.concatenate([t.time for t in ordered]),
        lat=np.concatenate([t.lat for t in ordered]),
        lon=np.concatenate([t.lon for t in ordered]),
        spacing=max(t.spacing for t in ordered),
    )


def _same(a: Course, b: Course) -> bool:
    """Whether nine of ten positions of one stand in the other to the last digit: two receivers never agree so."""
    short, long = sorted((a, b), key=len)
    if len(short) < 20:
        return False
    one, other = short.lon + 1j * short.lat, long.lon + 1j * long.lat
    return len(np.unique(one)) > 10 and bool(np.isin(one, other).mean() >= COPIED)


def _wrong_zones(planned: Planned, found: Sequence[tuple[Vehicle, Course]]) -> list[tuple[str, float]]:
    first = found[0]
    wrong = []
    for vehicle, other in found[1:]:
        if vehicle.party != first[0].party or len(found) == 2:
            off = zone_error(first[1], other, planned.join_m)
            if off is not None:
                wrong.append((vehicle.id, off))
    return wrong


_Set = tuple[Vehicle, Course, Offset | None, float]


def _clocks(planned: Planned, found: Sequence[tuple[Vehicle, Course]]) -> list[_Set]:
    """Each course with its clock set to the first vehicle's, where the offset is clear and within what is allowed."""
    first = found[0][1]
    made: list[_Set] = [(found[0][0], first, None, 0.0)]
    for vehicle, other in found[1:]:
        offset = clock_offset(first, other, planned.join_m)
        back = 0.0
        if offset is not None and offset.clear and SMALLEST_OFFSET_S < abs(offset.seconds) <= planned.skew_s:
            back = float(round(offset.seconds))
        made.append((vehicle, shifted(other, back) if back else other, offset, back))
    return made


def _under_way(planned: Planned, courses: Sequence[Course]) -> tuple[Column, NDArray[np.bool_]]:
    """A grid of times, and at which of them a vehicle was on the patrol: on the route, else in a zone, else moving at
    all. Silence between two such times belongs to it."""
    start, end = min(c.start for c in courses), max(c.end for c in courses)
    step = max(STEP_S, (end - start) / 8000)
    times = np.arange(start, end + step, step)
    on = np.zeros(len(times), dtype=bool)
    for one in courses:
        lat, lon, _away = one.at(times)
        known = np.flatnonzero(np.isfinite(lat))
        if not len(known):
            continue
        if planned.route is not None:
            _measure, off = Route(planned.route).along(lat[known], lon[known])
            on[known[off <= planned.corridor_m]] = True
        elif planned.zones:
            few = known[:: max(1, len(known) // MOST_PLACED)]
            inside = np.zeros(len(few), dtype=bool)
            for zone in planned.zones.values():
                inside |= relations(zone, lat[few], lon[few], np.zeros(len(few))) != Membership.OUT
            on[known] = np.interp(times[known], times[few], inside.astype(float)) >= 0.5
        else:
            on[known] = True
    where = np.flatnonzero(on)
    if len(where):
        on[where[0] : where[-1] + 1] = True
    return times, on


def _span(times: Column, under_way: NDArray[np.bool_], courses: Sequence[_Set]) -> tuple[float, float]:
    where = np.flatnonzero(under_way)
    if len(where):
        return float(times[where[0]]), float(times[where[-1]])
    return min(c.start for _v, c, _o, _b in courses), max(c.end for _v, c, _o, _b in courses)


def _pairs(
    planned: Planned,
    found: Sequence[tuple[Vehicle, Course]],
    set_right: Sequence[_Set],
    times: Column,
    under_way: NDArray[np.bool_],
) -> tuple[Pair, ...]:
    made = []
    recorded: dict[str, list[Course]] = {}
    right: dict[str, list[Course]] = {}
    for (vehicle, raw), (_v, fixed, _o, _b) in zip(found, set_right, strict=True):
        recorded.setdefault(vehicle.party, []).append(raw)
        right.setdefault(vehicle.party, []).append(fixed)
    changed = any(back for _v, _c, _o, back in set_right)
    for a, b in combinations(sorted(right), 2):
        now = together(right[a], right[b], planned.join_m, times, under_way)
        before = together(recorded[a], recorded[b], planned.join_m, times, under_way) if changed else None
        made.append(Pair((a, b), now, before))
    return tuple(made)


def _leg(planned: Planned, vehicle: Vehicle, course_: Course, offset: Offset | None, back: float) -> Leg:
    kept = course_.thinned
    kept = kept[:: max(1, len(kept) // MOST_PLACED)]
    lat, lon = course_.lat[kept], course_.lon[kept]
    doubt = np.full(len(kept), disc_m(course_.sigma_m))
    zones = []
    where = {name: relations(zone, lat, lon, doubt) for name, zone in planned.zones.items()}
    allowed = np.zeros(len(kept), dtype=bool)
    for name, answer in where.items():
        allowed |= answer != Membership.OUT
        zones.append(_in_zone(planned, course_, kept, name, answer))
    if not planned.zones:
        allowed[:] = True
    depth, at = _depth(planned.line, course_, kept[allowed])
    return Leg(vehicle, course_, Amount(*course_.length_m()), depth, at, tuple(zones), offset, back)


def _in_zone(planned: Planned, course_: Course, kept: NDArray[np.intp], name: str, answer: NDArray[np.int8]) -> InZone:
    sure, perhaps = answer == Membership.IN, answer != Membership.OUT
    there = kept[sure] if sure.any() else kept[perhaps]
    if not len(there):
        return InZone(name, False, False, 0.0, 0.0, Amount(0.0, 0.0), None)
    spread = np.zeros(len(course_), dtype=bool)
    spread[kept[sure]] = True
    wide = np.zeros(len(course_), dtype=bool)
    wide[kept[perhaps]] = True
    least = course_.length_m(_between(kept, spread))[0]
    most = course_.length_m(_between(kept, wide))[1]
    depth, _at = _depth(planned.line, course_, there)
    return InZone(
        name,
        bool(sure.any()),
        True,
        float(course_.time[there[0]]),
        float(course_.time[there[-1]]),
        Amount(least, max(least, most)),
        depth,
    )


def _between(kept: NDArray[np.intp], marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Fixes between two kept ones that are marked, those included."""
    filled = marked.copy()
    for a, b in zip(kept[:-1].tolist(), kept[1:].tolist(), strict=True):
        if marked[a] and marked[b]:
            filled[a : b + 1] = True
    return filled


def _depth(
    line: Line | None, course_: Course, there: NDArray[np.intp]
) -> tuple[Amount | None, tuple[float, float] | None]:
    """The farthest from the line, with its uncertainty, and where. Coarse first, then every fix near the top."""
    if line is None or not len(there):
        return None, None
    away = np.array([line.distance_m(float(course_.lat[i]), float(course_.lon[i])) for i in there])
    best = int(there[int(np.argmax(away))])
    before = int(there[max(0, int(np.argmax(away)) - 1)])
    after = int(there[min(len(there) - 1, int(np.argmax(away)) + 1)])
    near = range(before, after + 1, max(1, (after - before) // 400))
    deepest, at = max((line.distance_m(float(course_.lat[i]), float(course_.lon[i])), i) for i in (*near, best))
    sigma = course_.sigma_m
    least = deepest - DEEPEST_LOW * sigma - line.accuracy_m
    most = deepest + DEEPEST_HIGH * sigma + line.accuracy_m + _unseen(course_, at)
    return Amount(max(0.0, least), most), (float(course_.lat[at]), float(course_.lon[at]))


def _unseen(course_: Course, at: int) -> float:
    """How much deeper it may have gone between the deepest fix and its neighbours: half of the longer step."""
    sides = [course_.steps_m[i] for i in (at - 1, at) if 0 <= i < len(course_.steps_m)]
    return float(max(sides, default=0.0)) / 2


def _entered(planned: Planned, leg: Leg) -> list[Entered]:
    found = []
    for name, zone in planned.keep_out.items():
        stretch, certain = _inside(zone, leg.course)
        if stretch is not None:
            found.append(Entered(name, leg.vehicle.id, certain, stretch))
    return found


def _inside(zone: Zone, course_: Course) -> tuple[Stretch | None, bool]:
    """From when to when, where first, and how far: certainly if any fix is, else possibly."""
    few = course_.thinned[:: max(1, len(course_.thinned) // MOST_PLACED)]
    answer = relations(zone, course_.lat[few], course_.lon[few], np.full(len(few), disc_m(course_.sigma_m)))
    certain = bool((answer == Membership.IN).any())
    there = few[(answer == Membership.IN) if certain else (answer != Membership.OUT)]
    if not len(there):
        return None, False
    first, last = int(there[0]), int(there[-1])
    return (
        Stretch(
            float(course_.time[first]), float(course_.time[last]), float(course_.lat[first]), float(course_.lon[first])
        ),
        certain,
    )


def _in_window(planned: Planned, start: float, end: float) -> bool | None:
    outer = planned.window.outer
    if outer.start is None and outer.end is None:
        return None
    late = outer.end is not None and start >= outer.end + EARLY_S
    early = outer.start is not None and end < outer.start - EARLY_S
    return not (late or early)


def jumps(patrol: Patrol) -> list[tuple[str, Jump]]:
    """Every impossible jump with its vehicle."""
    return [(leg.vehicle.id, jump) for leg in patrol.legs for jump in leg.course.jumps]
