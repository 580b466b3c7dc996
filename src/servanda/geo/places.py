"""Places and their names.

Every place has a radius: a disc that certainly holds what is said to be there. `approximate` says that the position
itself is only known to within that radius; otherwise the radius is the size of the place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from servanda.geo.notation import LatLon
from servanda.model import Interval


@dataclass(frozen=True, slots=True)
class Name:
    """A name, its language (BCP 47, "" unknown) and when it was in use."""

    text: str
    lang: str = ""
    used: Interval = Interval()


@dataclass(frozen=True, slots=True)
class Place:
    """A named point with a disc around it; `lat` and `lon` are None where nobody has published a position."""

    id: str
    names: tuple[Name, ...]
    lat: float | None
    lon: float | None
    radius_m: float
    approximate: bool = False
    source: str = ""
    kind: str = "place"

    @property
    def name(self) -> str:
        return self.names[0].text if self.names else self.id

    @property
    def at(self) -> LatLon | None:
        return None if self.lat is None or self.lon is None else LatLon(self.lat, self.lon)


class Match(NamedTuple):
    """A place that `text` may name: `score` 1 for the very spelling, less for a looser one; `name` is what matched."""

    place: Place
    score: float
    name: str


EXACT, SPELLING, LOOSE = 1.0, 0.9, 0.6
