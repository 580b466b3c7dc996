"""The record of a verified patrol: what was found, from which bytes, by which method; the same input, the same bytes.

The record is a receipt: it is made again from the plan and the tracks before it is believed (`dossier.patrols`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from servanda.field.course import Stretch
from servanda.field.patrol import Amount, Leg, Patrol
from servanda.model import rfc3339

METHOD = 1
"""Raised whenever the same tracks could give another figure."""


def record(patrol: Patrol, digests: Mapping[str, str]) -> dict[str, Any]:
    """`digests`: SHA-256 of the plan's entry and of every track file, by path."""
    planned = patrol.planned
    return {
        "servanda_patrol": METHOD,
        "patrol": planned.id,
        "title": planned.title,
        "serves": list(planned.serves),
        "files": dict(sorted(digests.items())),
        "ran": patrol.ran,
        "from": _time(patrol.start),
        "to": _time(patrol.end),
        "in_planned_window": patrol.in_window,
        "joint": None if patrol.joint is None else str(patrol.joint),
        "complete": None if patrol.complete is None else str(patrol.complete),
        "possible_tampering": patrol.suspect,
        "depth_m": _amount(patrol.depth_m),
        "line": planned.line_name or None,
        "route": _route(patrol),
        "pairs": [_pair(p) for p in patrol.pairs],
        "vehicles": [_leg(leg) for leg in patrol.legs],
        "without_track": [v.id for v in patrol.absent],
        "entered": [
            {"area": e.area, "vehicle": e.vehicle, "certain": e.certain, **_stretch(e.stretch)} for e in patrol.entered
        ],
        "copied": [list(pair) for pair in patrol.copied],
        "perhaps_other_time_zone": [{"vehicle": v, "hours": s / 3600} for v, s in patrol.wrong_zone],
        "thresholds": {
            "join_m": planned.join_m,
            "join_share": planned.join_share,
            "clock_skew_s": planned.skew_s,
            "corridor_m": planned.corridor_m,
            "complete": planned.complete,
            "gap_s": planned.gap_s,
            "fastest_m_s": round(planned.fastest_m_s, 2),
        },
    }


def record_bytes(row: Mapping[str, Any]) -> bytes:
    """UTF-8 JSON, keys in order, one line a value: the record's file."""
    return (json.dumps(row, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n").encode()


def _leg(leg: Leg) -> dict[str, Any]:
    course = leg.course
    return {
        "vehicle": leg.vehicle.id,
        "party": leg.vehicle.party,
        "custody": leg.vehicle.custody,
        "device": leg.vehicle.device or None,
        "accuracy_m": leg.vehicle.sigma_m,
        "fixes": len(course),
        "from": _time(course.start),
        "to": _time(course.end),
        "length_m": _amount(leg.length_m),
        "depth_m": _amount(leg.depth_m),
        "deepest": None if leg.deepest is None else [round(v, 6) for v in leg.deepest],
        "zones": [
            {
                "zone": z.zone,
                "certain": z.certain,
                "from": _time(z.start),
                "to": _time(z.end),
                "length_m": _amount(z.length_m),
                "depth_m": _amount(z.depth_m),
            }
            for z in leg.zones
            if z.possible
        ],
        "gaps": [_stretch(g) for g in course.gaps],
        "stops": [_stretch(s) for s in course.stops],
        "jumps": [
            {
                "time": _time(j.time),
                "metres": round(j.metres),
                "seconds": round(j.seconds, 1),
                "at": [round(j.lat, 6), round(j.lon, 6)],
                "to": [round(j.to_lat, 6), round(j.to_lon, 6)],
            }
            for j in course.jumps
        ],
        "left_out": {"spikes": course.spikes, "backward": course.backward, "repeats": course.repeats},
        "clock": None
        if leg.offset is None
        else {
            "ahead_s": round(leg.offset.seconds),
            "within_s": leg.offset.within_s,
            "correlation": round(leg.offset.correlation, 3),
            "clear": leg.offset.clear,
            "set_back_s": leg.set_back_s,
        },
    }


def _route(patrol: Patrol) -> dict[str, Any] | None:
    found = patrol.on_route
    if found is None:
        return None
    return {
        "length_m": round(found.length_m),
        "share": [round(found.least, 3), round(found.most, 3)],
        "reached_m": round(found.reached_m),
        "reached": [round(v, 6) for v in found.reached],
        "ended_there": found.ended_there,
        "missing": [
            {"from_m": round(m.from_m), "to_m": round(m.to_m), "at": [round(m.lat, 6), round(m.lon, 6)]}
            for m in found.missing
        ],
        "strays": [_stretch(s) for s in found.strays],
    }


def _pair(pair: Any) -> dict[str, Any]:
    now, before = pair.together, pair.as_recorded
    return {
        "parties": list(pair.parties),
        "together": [round(now.least, 3), round(now.most, 3)],
        "as_recorded": None if before is None else [round(before.least, 3), round(before.most, 3)],
        "closest_m": _finite(now.closest_m),
        "median_m": _finite(now.median_m),
    }


def _finite(value: float) -> int | None:
    return round(value) if value < 1e9 else None


def _amount(amount: Amount | None) -> list[int] | None:
    return None if amount is None else [round(amount.least), round(amount.most)]


def _stretch(stretch: Stretch) -> dict[str, Any]:
    return {
        "from": _time(stretch.start),
        "to": _time(stretch.end),
        "at": [round(stretch.lat, 6), round(stretch.lon, 6)],
        "metres": round(stretch.metres),
    }


def _time(at: float) -> str | None:
    return rfc3339(round(at))
