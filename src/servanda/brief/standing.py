"""How far an incident itself is proved, for the map and the lists, and whether somebody denies that it happened.

The verdict's levels are per obligation; an incident has no bearer, so only the independence of its speakers counts
(docs/explanation/semantics.md, levels of proof): one side alone is alleged, a third reported, two independent origins
not all of one side corroborated, a finding of fact verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from servanda.dossier import View
from servanda.model import Claim, Incident, Kind, Level, Polarity


@dataclass(frozen=True)
class Standing:
    """An incident with the claims of it that may be shown; `level` counts those that may not as well."""

    incident: Incident
    shown: tuple[Claim, ...]
    level: int
    disputed: bool
    origins: int


def standings(view: View, parties: Sequence[str]) -> list[Standing]:
    """Every incident of which at least one claim may be shown."""
    found = []
    for incident in view.shown_incidents():
        claims = [c for i in incident.claims if (c := view.claims.get(i)) is not None and not c.retracted]
        shown = tuple(s for c in claims if (s := view.shown(c)) is not None)
        affirming = [c for c in claims if c.polarity is not Polarity.DENIES]
        if not shown or not affirming:
            continue
        disputed = len(affirming) < len(claims)
        level = _level(affirming, view, parties)
        origins = {_origin(c) for c in affirming}
        found.append(Standing(incident, shown, int(level), disputed, len(origins)))
    return found


def _origin(claim: Claim) -> str:
    return claim.origin or (claim.speaker[0] if claim.speaker else claim.id)


def _level(claims: Iterable[Claim], view: View, parties: Sequence[str]) -> Level:
    register = view.law.register
    best = Level.ALLEGED
    pool: set[tuple[str, str]] = set()
    for claim in claims:
        if claim.kind is Kind.FINDING:
            return Level.VERIFIED
        actors = [register.actor(s) for s in claim.speaker]
        if any(a is not None and a.role == "compilation" for a in actors):
            continue
        sides = {register.side(s, parties, claim.said) or "" for s in claim.speaker}
        if "" in sides:
            best = max(best, Level.REPORTED)
        if not claim.machine_read:
            pool.add((_origin(claim), min(sides, default="")))
    for origin, side in pool:
        if any(origin != o and (side != s or side == "") for o, s in pool):
            return Level.CORROBORATED
    return best
