"""Which town of a name a text means: the one near the other places that the text names, else the largest.

Many towns share their name. Where one is far larger than its namesakes it is meant, and is an anchor for the others:
of the lesser ones that is taken which lies near an anchor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servanda.geo import LatLon, Place, distance_m
from servanda.geo.towns import large
from servanda.reading.context import Context
from servanda.reading.wordlist import words

NEAR_M = 300_000.0
_LARGER = 2.2
"""By how much the radius of the largest has to exceed the next one's: about five times the people."""
_MOST_ANCHORS = 60
GREAT = 200_000
NO_TOWN = frozenset(
    name.replace("_", " ")
    for name in words(
        """Africa Asia Europe America North_America South_America Latin_America Central_America Antarctica Oceania
        Eurasia Middle_East Far_East White_House Downing_Street Pentagon Alabama Alaska Arizona Arkansas California
        Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois Indiana Iowa Kansas Kentucky Louisiana Maine
        Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada New_Hampshire New_Jersey
        New_Mexico North_Carolina North_Dakota Ohio Oklahoma Oregon Pennsylvania Rhode_Island South_Carolina
        South_Dakota Tennessee Texas Utah Vermont Virginia West_Virginia Wisconsin Wyoming Alberta Manitoba Ontario
        Saskatchewan Nova_Scotia New_Brunswick British_Columbia Queensland Tasmania Victoria New_South_Wales Bavaria
        Catalonia Scotland England Wales Britain Siberia Crimea Donbas Kashmir Balkans Caucasus Sahel Sinai Gulf
        Congress Parliament Senate Capitol Kremlin Christmas Easter Ramadan Internet Facebook Twitter University
        College Street Avenue Park Bay Beach Airport Stade Church"""
    )
)
"""Names that towns have as well, but that news gives to something else."""


def anchors(names: Iterable[str], context: Context) -> list[LatLon]:
    """Where the places are that the names certainly mean."""
    found: list[LatLon] = []
    for name in dict.fromkeys(names):
        if len(found) >= _MOST_ANCHORS or name in NO_TOWN:
            continue
        known = context.place(name)
        if known is None or known[0].at is None:
            continue
        rows = context.namesakes(name)
        where = known[0].at if known[1] else rows[0].at if _is_far_the_largest(rows) else None
        if where is not None:
            found.append(where)
    return found


def great(name: str, context: Context) -> Place | None:
    """The city of 200,000 people or more that is called so: the largest of its name."""
    return large(name, GREAT) if context.gazetteer.has_towns and name not in NO_TOWN else None


def meant(name: str, place: Place, context: Context, near: Sequence[LatLon]) -> Place:
    """The town that `name` means in a text whose anchors are `near`; `place` where nothing speaks for another."""
    rows = context.namesakes(name) if place.kind == "town" else ()
    if not rows:
        return place
    place = place if place in rows else rows[0]
    if len(rows) < 2 or not near or _is_far_the_largest(rows):
        return place
    away = [min((distance_m(row.at, a) for a in near), default=NEAR_M) if row.at else NEAR_M for row in rows]
    best = min(range(len(rows)), key=away.__getitem__)
    return rows[best] if away[best] < NEAR_M else place


def _is_far_the_largest(rows: Sequence[Place]) -> bool:
    sizes = sorted((row.radius_m for row in rows), reverse=True)
    return len(sizes) == 1 or (len(sizes) > 1 and sizes[0] >= _LARGER * sizes[1])
