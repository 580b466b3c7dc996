"""Which places lie in which zones, and how: the only part of bearing that asks geometry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from servanda.geo import Membership, Zone
from servanda.model import Claim
from servanda.verdict.engine.columns import Columns
from servanda.verdict.engine.forms import how_placed, place_class
from servanda.verdict.occurrence import whole_zone
from servanda.verdict.piece import Scope
from servanda.verdict.world import Clocks, World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from servanda.actors import Register

_DEGREE_M = 110_000.0


class Places:
    """The places of the columns, seen from one accord. A place that certainly lies outside a zone is not named."""

    def __init__(self, columns: Columns, zones: Mapping[str, Zone], register: Register) -> None:
        self._columns = columns
        self._zones = zones
        self._register = register
        self._known = 0
        self._claims: list[Claim] = []
        self._how: NDArray[np.int8] = np.zeros(0, np.int8)
        self._world = World((), Clocks(0, 0), register)
        self._boxes: dict[str, NDArray[np.float64]] = {}
        self._in: dict[tuple[int, str], tuple[NDArray[np.int32], NDArray[np.int32]]] = {}

    def refresh(self) -> None:
        """Take in places that came since."""
        rows = self._columns.place_row
        if len(rows) == self._known:
            return
        self._claims = [self._columns.claim(r) for r in rows.tolist()]
        self._how = np.array([how_placed(c) for c in self._claims], np.int8)
        self._world = World(self._claims, Clocks(0, 0), self._register, (), self._zones)
        self._boxes.clear()
        self._in.clear()
        self._known = len(rows)

    def of(self, scope: Scope) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Codes of the places that may lie in the scope's zone, and the kind of place that each then is."""
        self.refresh()
        key = (id(scope.zone), scope.accord.id)
        found = self._in.get(key)
        if found is None:
            found = self._in[key] = self._of(scope)
        return found

    def _of(self, scope: Scope) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        zone = scope.zone
        if zone is None:
            everywhere = np.arange(len(self._claims), dtype=np.int32)
            return everywhere, np.array([place_class(None, False, int(h)) for h in self._how], np.int32)
        codes: list[int] = []
        kinds: list[int] = []
        for code in self._near(zone, scope.accord.id).tolist():
            claim = self._claims[code]
            where = self._world.membership(zone, claim, scope.accord.id)
            if where is Membership.OUT:
                continue
            whole = where is not None and self._can_cover(claim, zone) and whole_zone(self._world, scope, claim)
            codes.append(code)
            kinds.append(place_class(where, whole, int(self._how[code])))
        return np.array(codes, np.int32), np.array(kinds, np.int32)

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
