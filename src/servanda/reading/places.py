"""Places named in a text: where something happened, with a disc that certainly holds it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from servanda.geo import LatLon, Place, destination, distance_m
from servanda.reading import regions
from servanda.reading.context import Context
from servanda.reading.towns import NO_TOWN, great, meant
from servanda.reading.wordlist import words

_CAP = r"(?:[A-ZÇĞİÖŞÜÉ][\w'’\-]*|(?:al|el|ad|ar|as|at|ash|az)-[A-Z][\w'’\-]*)"
_NAME = rf"{_CAP}(?:[ \-](?:al |el )?{_CAP}){{0,3}}"
_NOUN = (
    r"(?:town|city|village|area|province|region|countryside|outskirts|air ?base|airport|airfield|district|"
    r"governorate|settlement|hamlet|port|vicinity|road|highway|crossing|post)s?"
)
_LOCATED = re.compile(
    r"\b(?P<prep>[Ii]n|[Nn]ear|[Aa]t|outside|around|from|to|into|toward|towards|of|over|on|off|entered|reached|"
    r"captured|retook|seized|through|inside|north|south|east|west)\s"
    r"(?:the\s)?(?:(?:north|south|east|west|north-?west|north-?east|south-?west|south-?east|central|"
    r"northern|southern|eastern|western|northwestern|"
    rf"southwestern|northeastern|southeastern|nearby|strategic|Syrian|key|"
    rf"so-called)(?:ern)?\s){{0,2}}(?:(?:the\s)?{_NOUN}\s(?:of|in|"
    rf"near)?\s?(?:the\s)?)?(?P<name>{_NAME})"
)
_TOWN_OF = re.compile(r"\b(?:town|city|village|port|suburb|settlement|hamlet|outskirts)s?\sof\s$")
_CAPPED = re.compile(_NAME)
_OFFSET = re.compile(
    r"(?:(?P<about>about|some|around|roughly)\s)?(?P<n>\d{1,3}(?:\.\d+)?)\s?(?P<unit>km|kilomet(?:re|"
    r"er)s?|miles?|m|met(?:re|er)s?)\s(?:to the\s)?"
    r"(?P<compass>north-?west|north-?east|south-?west|south-?east|north|south|east|west)\sof\s$"
)
_COMPASS = re.compile(
    r"\b(?P<compass>north-?west|north-?east|south-?west|south-?east|north|south|east|"
    r"west)\sof\s(?:the\s)?(?:\w+\sof\s)?$"
)
_BEARING = {
    "north": 0.0,
    "northeast": 45.0,
    "east": 90.0,
    "southeast": 135.0,
    "south": 180.0,
    "southwest": 225.0,
    "west": 270.0,
    "northwest": 315.0,
}
_BETWEEN = re.compile(
    rf"\b(?:between|linking|connecting|from)\s(?:the (?:towns|villages) of\s)?(?P<a>{_NAME})\s(?:and|"
    rf"to|with)\s(?P<b>{_NAME})"
)
_DASHED = re.compile(rf"\b(?P<a>{_CAP}(?: {_CAP})?)\s?[–—-]\s?(?P<b>{_CAP}(?: {_CAP})?)\s(?:road|highway|axis|front)")
_WORDS_OF_ACCORDS = re.compile(
    r"\s(?:accords?|memorand\w+|agreements?|deal|understandings?|process|format|declaration|protocol|summit|talks)\b"
)
_CALENDAR = words(
    "March May April June August January February July September October November December Sunday Monday Friday"
)
_WIDE = ("area", "region", "province", "governorate", "countryside")
_REGION = re.compile(r"\s(?P<noun>area|region|countryside|province|governorate|airbase|air base)\b")
_CITY_M = 25_000.0
_MOST_NAMES = 400
_MILE = 1609.344


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """`[start, end)` of the repaired text; `located`: something is said to be or happen there, not only named."""

    start: int
    end: int
    name: str
    id: str
    lat: float | None
    lon: float | None
    radius_m: float | None
    own: bool
    located: bool
    wide: bool = False
    """A state, province or continent: it says where something was only where nothing narrower does."""


def located_names(text: str) -> Iterator[str]:
    """The names that stand after a word of place, for what they tell of where the text is."""
    return (match["name"].removesuffix("'s") for match in islice(_LOCATED.finditer(text), _MOST_NAMES))


def places(
    text: str, start: int, end: int, context: Context, near: Callable[[], Sequence[LatLon]] = tuple
) -> list[PlaceMention]:
    """The places in `text[start:end)`, in order. Towns of the world count only after a word of place. `near`: where the
    other places of the text are; asked only where a town has namesakes."""
    found: list[PlaceMention] = []
    for match in (*_BETWEEN.finditer(text, start, end), *_DASHED.finditer(text, start, end)):
        one, other = _known(match["a"], context), _known(match["b"], context)
        if one and other and one[0].at and other[0].at:
            found.append(_between(match, one[0], other[0]))
    for match in _LOCATED.finditer(text, start, end):
        hit = _longest(
            text,
            match.start("name"),
            match.end("name"),
            context,
            towns=match["prep"] != "of"
            or _TOWN_OF.search(text, max(start, match.start() - 24), match.start("prep") + 3) is not None,
        )
        if hit is None or _taken(found, hit[0], hit[1]):
            continue
        a, b, place, own = hit
        if place.kind == "town":
            hit = a, b, _town(text, a, b, place, context, near), own
        found.append(_placed(text, start, hit))
    for match in _CAPPED.finditer(text, start, end):
        a = match.start()
        while a < match.end():
            hit = _longest(text, a, match.end(), context, towns=_coordinate(text, found, a))
            if hit is not None and not _taken(found, hit[0], hit[1]):
                found.append(_placed(text, start, hit, located=_coordinate(text, found, hit[0])))
            step = text.find(" ", a, match.end())
            if step < 0:
                break
            a = step + 1
    for match in _CAPPED.finditer(text, start, end):
        city = great(match[0].removesuffix("'s"), context)
        if city is not None and not _taken(found, *match.span()) and not _is_called(text, match):
            city = _town(text, *match.span(), city, context, near)
            b = match.start() + len(match[0].removesuffix("'s"))
            found.append(
                PlaceMention(
                    match.start(), b, text[match.start() : b], city.id, city.lat, city.lon, city.radius_m, False, False
                )
            )
    return sorted((*found, *_wide(text, start, end, context, found)), key=lambda p: p.start)


def _is_called(text: str, match: re.Match[str]) -> bool:
    """Whether a name belongs to a person or paper: "Mr London", "London Breed" is one run of capitals and no city."""
    return (
        re.search(
            r"\b(?:Mr|Mrs|Ms|Dr|President|Minister|Gen|Col)\.?\s$", text[max(0, match.start() - 12) : match.start()]
        )
        is not None
    )


def _town(text: str, a: int, b: int, place: Place, context: Context, near: Callable[[], Sequence[LatLon]]) -> Place:
    """Which of its namesakes a town is: in the region after its comma, else near the text's other places."""
    name = text[a:b].removesuffix("'s")
    region = regions.after_comma(text, b, context)
    if region is not None:
        within = [p for p in context.namesakes(name) if regions.holds(region, p.at)]
        if within:
            return max(within, key=lambda p: p.radius_m)
    return meant(name, place, context, near())


def _wide(text: str, start: int, end: int, context: Context, found: Sequence[PlaceMention]) -> Iterator[PlaceMention]:
    """States, provinces and continents, where no narrower place has the words."""
    taken = list(found)
    rows: list[tuple[int, int, Place]] = []
    for match in _CAPPED.finditer(text, start, end):
        first = match.start() + (4 if match[0].startswith("The ") else 0)
        starts = [
            first,
            *(match.start() + m.end() for m in re.finditer(" ", match[0]) if match.start() + m.end() > first),
        ]
        for a, b in ((a, b) for a in starts for b in (match.end(), *(x - 1 for x in reversed(starts) if x > a))):
            if (place := regions.by_name(text[a:b], context)) is not None:
                rows.append((a, b, place))
                break
    for a, b, place in (*rows, *regions.named(text, start, end)):
        if not _taken(taken, a, b):
            b = a + len(text[a:b].removesuffix("'s"))
            located = regions.is_located(text, start, a) and place.kind != "continent"
            made = PlaceMention(a, b, text[a:b], place.id, place.lat, place.lon, place.radius_m, False, located, True)
            taken.append(made)
            yield made


def _known(name: str, context: Context) -> tuple[Place, bool] | None:
    return context.place(name)


def _is_no_place(name: str, town: Place, context: Context) -> bool:
    """Towns of the world share names with people, months and the short forms of states; a capital stands for both."""
    if name in _CALENDAR or name in NO_TOWN:
        return True
    ident, how = context.lookup(name, None)
    return how in ("name", "id") and not (context.kind(ident) == "state" and town.radius_m >= _CITY_M)


_Hit = tuple[int, int, Place, bool]


def _longest(text: str, a: int, b: int, context: Context, *, towns: bool) -> _Hit | None:
    """The longest run of whole words from `a` that names a place."""
    if (region := _REGION.match(text, b)) is not None:
        for noun in (region["noun"], "Governorate", "area", "countryside")[: 4 if region["noun"] in _WIDE else 1]:
            wide = context.place(f"{text[a:b]} {noun}")
            if wide is not None and wide[1]:
                return a, region.end(), wide[0], True
    while True:
        name = text[a:b].removesuffix("'s")
        known = context.place(name)
        if (
            known is not None
            and (known[1] or towns)
            and not (known[0].kind == "town" and _is_no_place(name, known[0], context))
        ):
            return a, a + len(name), known[0], known[1]
        cut = text.rfind(" ", a, b)
        if cut <= a:
            return None
        b = cut


def _taken(found: list[PlaceMention], a: int, b: int) -> bool:
    return any(p.start < b and a < p.end for p in found)


def _coordinate(text: str, found: list[PlaceMention], at: int) -> bool:
    """ "in Haritan and Anadan": the second is located as the first is."""
    return any(p.located and text[p.end : at] in (" and ", ", ", ", and ") for p in found)


def _placed(text: str, start: int, hit: _Hit, located: bool = True) -> PlaceMention:
    a, b, place, own = hit
    before = text[max(start, a - 60) : a]
    if _WORDS_OF_ACCORDS.match(text, b, b + 20):
        located = False
    lat, lon, radius = place.lat, place.lon, place.radius_m
    where = place.at
    offset = _OFFSET.search(before)
    if offset is not None and where is not None:
        unit = offset["unit"]
        metres = float(offset["n"]) * (_MILE if unit.startswith("mi") else 1000.0 if unit.startswith("k") else 1.0)
        moved = destination(where, _BEARING[offset["compass"].replace("-", "")], metres)
        slack = place.radius_m + metres * 0.6 + 500.0
        return PlaceMention(
            a - len(before) + offset.start(),
            b,
            text[a - len(before) + offset.start() : b],
            "",
            moved.lat,
            moved.lon,
            round(slack),
            own,
            True,
        )
    if (compass := _COMPASS.search(before)) and where is not None:
        moved = destination(where, _BEARING[compass["compass"].replace("-", "")], 5000.0)
        begin = a - len(before) + compass.start()
        return PlaceMention(
            begin, b, text[begin:b], "", moved.lat, moved.lon, round(place.radius_m + 8000.0), own, True
        )
    return PlaceMention(a, b, text[a:b], place.id, lat, lon, radius if lat is not None else None, own, located)


def _between(match: re.Match[str], a: Place, b: Place) -> PlaceMention:
    assert a.at is not None
    assert b.at is not None
    middle = LatLon((a.at.lat + b.at.lat) / 2, (a.at.lon + b.at.lon) / 2)
    radius = distance_m(a.at, b.at) / 2 + max(a.radius_m, b.radius_m)
    return PlaceMention(
        match.start("a"), match.end("b"), match[0], "", middle.lat, middle.lon, round(radius), True, True
    )


def iterate(rows: list[PlaceMention], a: int, b: int) -> Iterator[PlaceMention]:
    """Those within `[a, b)`."""
    return (p for p in rows if a <= p.start and p.end <= b)
