"""Wide places: states by name or adjective, provinces of federations, continents, each with a disc that holds it.

They say where something was when nothing narrower does, and which of its namesakes a town is ("Paris, Texas"). The
table is `data/regions.csv`, made by `tools/build_regions.py`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from servanda.geo import LatLon, Place, distance_m
from servanda.geo.places import Name
from servanda.reading.context import Context

SOURCE = "Natural Earth (public domain), GeoNames (CC BY 4.0)"
_DOTTED = {"U.S.": "USA", "U.S": "USA", "U.S.A.": "USA", "U.K.": "GBR", "U.A.E.": "ARE", "D.R.C.": "COD"}
_COMMA = re.compile(r"\s?,\s(?:in )?(?=[A-Z])")
_PLACE_WORD = re.compile(
    r"\b(?:in|near|across|inside|within|throughout|around|from|into|over|out of|off)\s(?:the\s)?"
    r"(?:(?:north|south|east|west|central|north-?east|north-?west|south-?east|south-?west)(?:ern)?\s|mainland\s)?$",
    re.I,
)


@cache
def _table() -> tuple[Mapping[str, Place], Mapping[str, Place]]:
    """By the id of a state; by the name of a province or continent."""
    states: dict[str, Place] = {}
    others: dict[str, Place] = {}
    table = (files("servanda.data") / "regions.csv").read_text("utf-8")
    for row in csv.DictReader(table.splitlines()):
        names = tuple(Name(n, "en") for n in row["names"].split("|"))
        place = Place(
            row["id"],
            names,
            float(row["lat"]),
            float(row["lon"]),
            float(row["radius_m"]),
            True,
            SOURCE,
            row["kind"],
        )
        if row["kind"] == "state":
            states[row["id"]] = place
        else:
            others.update((name.text, place) for name in names)
    others.update((name, states[ident]) for name, ident in _DOTTED.items())
    return states, others


@cache
def _names() -> re.Pattern[str]:
    rows = sorted(_table()[1], key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(name) for name in rows) + r")(?!\w)")


def state(ident: str) -> Place | None:
    """The disc of the state whose actor id is `ident`."""
    return _table()[0].get(ident)


def named(text: str, start: int, end: int) -> Iterator[tuple[int, int, Place]]:
    """Provinces and continents that `text[start:end)` names."""
    for match in _names().finditer(text, start, end):
        yield match.start(), match.end(), _table()[1][match[0]]


def by_name(text: str, context: Context) -> Place | None:
    """The state, province or continent of that very name or adjective."""
    bare = text.removesuffix("'s").removesuffix("’s").strip()
    if bare in _table()[1]:
        return _table()[1][bare]
    ident, how = context.lookup(bare, None)
    return state(ident) if how in ("name", "id", "adjective") else None


def is_located(text: str, start: int, at: int) -> bool:
    """Whether a word of place stands before `at`: "in northern Syria", and not "said Syria"."""
    return _PLACE_WORD.search(text, max(start, at - 40), at) is not None


def after_comma(text: str, end: int, context: Context) -> Place | None:
    """The wide place right after a town's name and a comma: "Paris, Texas", "Karak, Jordan"."""
    comma = _COMMA.match(text, end)
    if comma is None:
        return None
    found = _names().match(text, comma.end())
    if found is not None:
        return _table()[1][found[0]]
    words = re.compile(r"[A-Z][\w.]*(?:\s[A-Z][\w.]*){0,2}").match(text, comma.end())
    if words is None:
        return None
    parts = words[0].split()
    for n in range(len(parts), 0, -1):
        place = by_name(" ".join(parts[:n]).rstrip("."), context)
        if place is not None:
            return place
    return None


def holds(region: Place, at: LatLon | None) -> bool:
    """Whether the disc of `region` holds `at`."""
    return at is not None and region.at is not None and distance_m(region.at, at) <= region.radius_m
