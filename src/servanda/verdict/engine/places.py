"""Which places lie in which zones, and how: the only part of bearing that asks geometry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from servanda.geo import Membership, Zone
from servanda.model import Claim
from servanda.verdict.engine.altered import altered
from servanda.verdict.engine.forms import how_placed, place_class
from servanda.verdict.occurrence import whole_zone
from servanda.verdict.piece import Scope
from servanda.verdict.world import Clocks, World

if TYPE_CHECKING:
    from servanda.actors import Register

_DEGREE_M = 110_000.0


class Places:
    """Places, each as a claim that names it, seen from an area. One that certainly lies outside is left out."""

    def __init__(self, claims: Sequence[Claim], zones: Mapping[str, Zone], register: Register) -> None:
        named = [altered(c, id=str(i)) for i, c in enumerate(claims)]
        self._claims = named
        self._how = [how_placed(c) for c in named]
        self._world = World(named, Clocks(0, 0), register, (), zones)
        self._boxes: dict[str, NDArray[np.float64]] = {}

    def of(self, area: Scope) -> NDArray[np.int32]:
        """Numbers of the places that may lie in the area's zone, and the kind of place that each then is."""
        zone, accord = area.zone, area.accord.id
        if zone is None:
            found = [(i, place_class(None, False, h)) for i, h in enumerate(self._how)]
            return np.array(found, np.int32).reshape(-1, 2)
        found = []
        for i in self._near(zone, accord).tolist():
            claim = self._claims[i]
            where = self._world.membership(zone, claim, accord)
            if where is Membership.OUT:
                continue
            whole = where is not None and self._can_cover(claim, zone) and whole_zone(self._world, area, claim)
            found.append((i, place_class(where, whole, self._how[i])))
        return np.array(found, np.int32).reshape(-1, 2)

    def _near(self, zone: Zone, accord: str) -> NDArray[np.int64]:
        """Codes of the places whose box meets the zone's, and of those without one."""
        boxes = self._boxes.get(accord)
        if boxes is None:
            boxes = self._boxes[accord] = np.array([self._box(c, accord) for c in self._claims]).reshape(-1, 4)
        if zone.outer is None or zone.outer.is_empty:
            return np.arange(len(boxes))
        west, south, east, north = zone.outer.bounds
        if west < -170 or east > 170:
            return np.arange(len(boxes))
        apart = (boxes[:, 0] > east) | (boxes[:, 2] < west) | (boxes[:, 1] > north) | (boxes[:, 3] < south)
        return np.flatnonzero(~apart)

    def _box(self, claim: Claim, accord: str) -> tuple[float, float, float, float]:
        """Longitudes and latitudes that the place certainly does not leave; everything where that is not known."""
        everywhere = (-np.inf, -np.inf, np.inf, np.inf)
        if claim.extent_place:
            extent = self._world.zone(accord, claim.extent_place)
            if extent is None or extent.outer is None or extent.outer.is_empty:
                return everywhere
            west, south, east, north = extent.outer.bounds
            return (west, south, east, north) if west > -170 and east < 170 else everywhere
        if claim.lat is None or claim.lon is None:
            return everywhere
        return (-np.inf, claim.lat - _reach(claim), np.inf, claim.lat + _reach(claim))

    def _can_cover(self, claim: Claim, zone: Zone) -> bool:
        """A disc that is smaller than the zone is high covers it never; only the others need be drawn."""
        if claim.extent_place:
            return True
        if zone.outer is None or zone.outer.is_empty:
            return True
        _west, south, _east, north = zone.outer.bounds
        return bool(north - south <= 2 * _reach(claim))


def _reach(claim: Claim) -> float:
    """Degrees of latitude that the claim's disc certainly does not reach beyond."""
    return float(((claim.radius_m or 0.0) * 1.01 + 100.0) / _DEGREE_M)
