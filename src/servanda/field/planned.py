"""A planned patrol: what patrols/plan.yaml says of it, with everything that it names looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from servanda.field.course import FASTEST_M_S, GAP_S
from servanda.field.noise import SIGMA_M
from servanda.geo import Line, Zone
from servanda.model import Extent, Handling

JOIN_M = 1000.0
JOIN_SHARE = 0.8
SKEW_S = 120
CORRIDOR_M = 500.0
COMPLETE = 0.95


@dataclass(frozen=True)
class Vehicle:
    """One receiver: whose vehicle carries it, in whose custody it and its file are, its σ in metres."""

    id: str
    party: str
    custody: str
    sigma_m: float = SIGMA_M
    device: str = ""
    track: str = ""  # its file in the dossier, where the plan says so

    @property
    def held_by_party(self) -> bool:
        return self.custody == self.party


@dataclass(frozen=True, eq=False)
class Planned:
    """One patrol as planned. `zones`: where it is to run, by name; `line`: from which depth is measured; `route`: the
    way that it was to take, None where only the zone was agreed. `window`: from its planned start to its planned end.

    `join_m`, `join_share`: together within so many metres for at least such a share of the time under way. `skew_s`:
    how far a clock may be off and still be set right. `corridor_m`: how far off the route is still on it. `complete`:
    the share of the route that counts as all of it. `keep_out`: areas that it was not to enter."""

    id: str
    title: str
    vehicles: tuple[Vehicle, ...]
    serves: tuple[str, ...] = ()
    zones: Mapping[str, Zone] = field(default_factory=dict)
    line: Line | None = None
    line_name: str = ""
    route: Line | None = None
    window: Extent = Extent()
    join_m: float = JOIN_M
    join_share: float = JOIN_SHARE
    skew_s: int = SKEW_S
    corridor_m: float = CORRIDOR_M
    complete: float = COMPLETE
    gap_s: float = GAP_S
    fastest_m_s: float = FASTEST_M_S
    depth_m: float | None = None
    keep_out: Mapping[str, Zone] = field(default_factory=dict)
    published: Extent = Extent()
    handling: Handling = Handling.PUBLIC
    digest: str = ""  # of its entry in the plan

    @property
    def parties(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(v.party for v in self.vehicles))
