"""What a person must look at in a verified patrol, as findings: reasons to doubt a track, never to drop it."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.field.joint import SMALLEST_OFFSET_S
from servanda.field.patrol import Patrol
from servanda.geo import distance_text
from servanda.model import Finding, Position, Severity, rfc3339
from servanda.words import _, plural


def remarks(patrol: Patrol, file: str) -> tuple[Finding, ...]:
    """All of them, the gravest first; `file` is where they are said to stand."""
    at = Position(file)
    return tuple(
        Finding(slug, what, expected, got, advice, at, Severity.WARNING)
        for slug, what, expected, got, advice in (*_tampering(patrol), *_clocks(patrol), *_presence(patrol))
    )


_Row = tuple[str, str, str, str, str]


def _row(slug: str, what: str, expected: str, got: str, advice: str) -> _Row:
    return slug, what, expected, got, advice


def _tampering(patrol: Patrol) -> Iterator[_Row]:
    doubt = _("the record is not taken for an instrument's until somebody has explained it")
    for a, b in patrol.copied:
        yield _row("patrol-copied", _("two receivers have one and the same track"), "", f"{a}, {b}", doubt)
    for leg in patrol.legs:
        jumps = leg.course.jumps
        if jumps:
            worst = max(jumps, key=lambda j: j.speed_m_s)
            what = plural(
                "{vehicle} makes a jump that no vehicle can make: possible tampering",
                "{vehicle} makes {n} jumps that no vehicle can make: possible tampering",
                len(jumps),
            ).format(n=len(jumps), vehicle=leg.vehicle.id)
            got = _("{distance} in {seconds} s at {time}").format(
                distance=distance_text(worst.metres), seconds=round(worst.seconds), time=rfc3339(round(worst.time))
            )
            limit = _("at most {speed} km/h").format(speed=round(3.6 * patrol.planned.fastest_m_s))
            yield _row("patrol-jump", what, limit, got, doubt)
        if leg.course.backward:
            what = _("the times of {vehicle} run backwards: possible tampering").format(vehicle=leg.vehicle.id)
            got = plural("{n} time", "{n} times", leg.course.backward).format(n=leg.course.backward)
            yield _row("patrol-backwards", what, _("each fix after the last"), got, doubt)


def _clocks(patrol: Patrol) -> Iterator[_Row]:
    for vehicle, off in patrol.wrong_zone:
        what = _("the clock of {vehicle} seems to stand in another time zone").format(vehicle=vehicle)
        advice = _("ask whose clock it was; correct the file's times, nothing is set right by itself")
        yield _row("patrol-time-zone", what, "", f"{off / 3600:+g} h", advice)
    for leg in patrol.legs:
        if leg.offset is None or not leg.offset.clear or abs(leg.offset.seconds) <= SMALLEST_OFFSET_S:
            continue
        got = f"{leg.offset.seconds:+.0f} s ± {leg.offset.within_s:.0f} s"
        if leg.set_back_s:
            what = _("the clock of {vehicle} was off and was set right").format(vehicle=leg.vehicle.id)
            yield _row("patrol-clock", what, "", got, _("both answers are in the record: as recorded, and set right"))
        else:
            what = _("the clock of {vehicle} is off by more than the plan lets be set right").format(
                vehicle=leg.vehicle.id
            )
            allowed = f"± {patrol.planned.skew_s} s"
            yield _row("patrol-clock", what, allowed, got, _("find out why; widen `clock skew` only if you know"))


def _presence(patrol: Patrol) -> Iterator[_Row]:
    for vehicle in patrol.absent:
        what = _("no usable track of {vehicle} of {party}").format(vehicle=vehicle.id, party=vehicle.party)
        yield _row("patrol-no-track", what, "", "", _("its part is unknown: silence is no evidence"))
    if patrol.in_window is False:
        what = _("the tracks lie outside the planned time")
        yield _row("patrol-window", what, "", rfc3339(round(patrol.start)) or "", _("is it another patrol's track?"))
    if not patrol.ran:
        possible = any(z.possible for leg in patrol.legs for z in leg.zones)
        what = _("no fix certainly lies where the patrol was to run")
        got = _("some possibly do") if possible else ""
        if not possible and _exchanged(patrol):
            got = _("they would with latitude and longitude exchanged")
        yield _row("patrol-elsewhere", what, ", ".join(patrol.planned.zones), got, _("check the plan and the tracks"))
    for entered in patrol.entered:
        what = (
            _("{vehicle} entered an area that it was to keep out of")
            if entered.certain
            else _("{vehicle} may have entered an area that it was to keep out of")
        ).format(vehicle=entered.vehicle)
        got = f"{entered.area}, {rfc3339(round(entered.stretch.start))}"
        yield _row("patrol-entered", what, "", got, _("it is in the record with its time and place"))


def _exchanged(patrol: Patrol) -> bool:
    """Whether the first course would lie in a zone of the plan with its coordinates exchanged."""
    leg = patrol.legs[0]
    middle = len(leg.course) // 2
    lat, lon = float(leg.course.lat[middle]), float(leg.course.lon[middle])
    if abs(lon) > 90:
        return False
    for zone in patrol.planned.zones.values():
        if zone.outer is not None and not zone.outer.is_empty:
            west, south, east, north = zone.outer.bounds
            if south <= lon <= north and west <= lat <= east:
                return True
    return False
