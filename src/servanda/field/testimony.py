"""From what the tracks show to claims: one per zone in which the patrol certainly ran, by its instrument's custodian.

Only what is certain becomes a claim, and with its least amounts: "at least 6.9 km deep". A patrol that was joint is
one claim with both parties as its actors; where it was not, or cannot be told, each party that ran has its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from servanda.field.patrol import Amount, InZone, Leg, Patrol
from servanda.geo import Membership
from servanda.model import Claim, Mode, claim_id, digest_local
from servanda.words import _

INSTRUMENT = "gnss-track"
EVENT = "patrol"


def claims(patrol: Patrol, report: str) -> tuple[Claim, ...]:
    """The claims of a verified patrol, in the report that records it."""
    made: dict[str, Claim] = {}
    for parties, legs in _bodies(patrol):
        for name in list(patrol.planned.zones) or [""]:
            claim = _claim(patrol, report, parties, legs, name)
            if claim is not None:
                made[claim.id] = claim
    return tuple(made.values())


def _bodies(patrol: Patrol) -> Iterator[tuple[tuple[str, ...], Sequence[Leg]]]:
    """Who is said to have patrolled, and by whose receivers."""
    if patrol.joint is Membership.IN:
        yield patrol.planned.parties, patrol.legs
        return
    for party in patrol.planned.parties:
        own = [leg for leg in patrol.legs if leg.vehicle.party == party]
        if own:
            yield (party,), own


def _claim(patrol: Patrol, report: str, parties: tuple[str, ...], legs: Sequence[Leg], zone: str) -> Claim | None:
    spans: list[tuple[float, float]] = []
    lengths: list[Amount] = []
    depths: list[Amount | None] = []
    for party in parties:
        own = [leg for leg in legs if leg.vehicle.party == party]
        seen = [z for leg in own for z in leg.zones if z.zone == zone and z.certain] if zone else _whole(own, patrol)
        if not seen:
            return None
        spans.append((min(z.start for z in seen), max(z.end for z in seen)))
        lengths.append(max((z.length_m for z in seen), key=lambda a: a.least))
        depths.append(max((z.depth_m for z in seen if z.depth_m), key=lambda a: a.least, default=None))
    start, end = max(s for s, _e in spans), min(e for _s, e in spans)
    if end <= start or (len(parties) > 1 and not _together(patrol, start, end)):
        return None
    custodians = tuple(dict.fromkeys(leg.vehicle.custody for leg in legs))
    first, last = math.floor(start), math.ceil(end)
    published = patrol.planned.published.outer
    said = published if published.end is not None else None
    return Claim(
        id=claim_id(report, f"{patrol.planned.id}-{digest_local(';'.join(parties), zone)}"),
        report=report,
        speaker=custodians,
        event=EVENT,
        aspect="event",
        actor=tuple((p,) for p in parties),
        attributes=tuple(_attributes(patrol, lengths, [d for d in depths if d is not None], len(parties))),
        said=said.start if said else last,
        said_to=said.end if said else last + 1,
        when_from_earliest=first,
        when_from_latest=first,
        when_to_earliest=last,
        when_to_latest=last,
        when_mode=Mode.SOME,
        extent_place=zone,
        instrument="" if patrol.suspect else INSTRUMENT,
        custody=custodians[0] if len(custodians) == 1 and not patrol.suspect else "",
        note=note(patrol),
        handling=patrol.planned.handling,
        flags=flags(patrol),
        published=said.start if said else None,
        published_to=said.end if said else None,
    )


def _whole(own: Sequence[Leg], patrol: Patrol) -> list[InZone]:
    return [InZone("", True, True, patrol.start, patrol.end, leg.length_m, leg.depth_m) for leg in own]


def _together(patrol: Patrol, start: float, end: float) -> bool:
    """Whether every two parties certainly were together at some time in between."""
    return all(
        bool((p.together.sure & (p.together.times >= start) & (p.together.times <= end)).any()) for p in patrol.pairs
    )


def _attributes(
    patrol: Patrol, lengths: list[Amount], depths: list[Amount], parties: int
) -> Iterator[tuple[str, float | str]]:
    """Amounts: what all who took part certainly did, and the most that it may have been."""
    length = Amount(min(a.least for a in lengths), min(a.most for a in lengths))
    yield "length_m", round(length.least)
    yield "length_most_m", round(length.most)
    if len(depths) == parties and depths:
        yield "depth_m", round(min(a.least for a in depths))
        yield "depth_most_m", round(min(a.most for a in depths))
    if patrol.on_route is not None:
        yield "route_share", round(patrol.on_route.least, 3)
        yield "route_share_most", round(patrol.on_route.most, 3)
    if parties > 1 and patrol.pairs:
        yield "joint_share", round(min(p.together.least for p in patrol.pairs), 3)


def flags(patrol: Patrol) -> tuple[str, ...]:
    """Marks that go with the claim wherever it is shown."""
    found = []
    if patrol.suspect:
        found.append("possible-tampering")
    if any(leg.set_back_s for leg in patrol.legs):
        found.append("clock-set-right")
    if any(leg.course.spacing > 1 for leg in patrol.legs):
        found.append("track-thinned")
    return tuple(found)


def note(patrol: Patrol) -> str:
    """One sentence on whose receivers these were."""
    held = "; ".join(
        _("{vehicle} of {party} in the custody of {custody}").format(
            vehicle=leg.vehicle.id, party=leg.vehicle.party, custody=leg.vehicle.custody
        )
        for leg in patrol.legs
    )
    return _("Patrol {id}, from the tracks of {vehicles}.").format(id=patrol.planned.id, vehicles=held)
