"""A zone: where it certainly is (`inner`) and where it possibly is (`outer`), and how zones combine.

Shapely geometries with x = longitude, y = latitude, WGS84; a zone over the antimeridian runs on past ±180°. `outer`
None means that the zone may be anywhere (the text defines no geometry); an empty `inner` means that no point is
certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from servanda.geo.belt import NOTHING, around_area, belt, blurred, disc, one_side
from servanda.geo.frame import beside, middle_lon
from servanda.geo.line import Line


@dataclass(frozen=True, eq=False)
class Zone:
    """A compiled zone. `nominal` is the geometry as drawn, None where the text leaves it open; `drawn_on` names the
    drawings whose error makes all of its uncertainty; `line` is set for a zone that is itself a line."""

    name: str
    inner: BaseGeometry
    outer: BaseGeometry | None
    nominal: BaseGeometry | None = None
    accuracy_m: float = 0.0
    approximate: bool = False
    drawn_on: frozenset[str] = frozenset()
    line: Line | None = None
    label: str = ""

    @property
    def defined(self) -> bool:
        """Whether its outer bound is known at all."""
        return self.outer is not None

    @property
    def nowhere(self) -> bool:
        """Whether it certainly holds nothing."""
        return self.outer is not None and self.outer.is_empty

    @property
    def shown(self) -> BaseGeometry | None:
        """What a map draws: the nominal geometry, else the outer bound."""
        return self.nominal if self.nominal is not None else self.outer


def drawn_zone(
    nominal: BaseGeometry, accuracy_m: float = 0.0, approximate: bool = False, drawn_on: Iterable[str] = ()
) -> Zone:
    """A zone as drawn, with edges that may be off by `accuracy_m`."""
    inner, outer = blurred(nominal, accuracy_m)
    return Zone("", inner, outer, nominal, accuracy_m, approximate, frozenset(drawn_on))


def beside_line(line: Line, sides: Sequence[int] | None, distance_m: float) -> Zone:
    """The belt of `distance_m` along a line, on one side of each of its parts or (None) on both."""
    inner, outer, nominal = _belt(
        shapely.to_wkb(line.geometry), None if sides is None else tuple(sides), distance_m, line.accuracy_m
    )
    return Zone("", inner, outer, nominal, line.accuracy_m, line.approximate, frozenset((line.drawing,)))


@lru_cache(maxsize=128)
def _belt(
    wkb: bytes, sides: tuple[int, ...] | None, distance_m: float, accuracy_m: float
) -> tuple[BaseGeometry, BaseGeometry, BaseGeometry]:
    """Remembered, because the alternatives of an accord's readings draw the same belts again and again."""
    parts = Line("", shapely.from_wkb(wkb)).parts
    if sides is None:
        areas = [belt(part, distance_m) for part in parts]
    else:
        areas = [one_side(part, distance_m, side) for part, side in zip(parts, sides, strict=True)]
    nominal: BaseGeometry = shapely.union_all(areas)
    return (*blurred(nominal, accuracy_m), nominal)


def disc_zone(lat: float, lon: float, radius_m: float, accuracy_m: float, approximate: bool) -> Zone:
    """The points within `radius_m` of a point that may itself be off by `accuracy_m`."""
    inner, outer = disc(lat, lon, radius_m - accuracy_m), disc(lat, lon, radius_m + accuracy_m)
    drawing = frozenset((f"{lat},{lon}",)) if accuracy_m > 0 else frozenset()
    return Zone("", inner, outer, disc(lat, lon, radius_m), accuracy_m, approximate, drawing)


def anywhere() -> Zone:
    """A zone of which the text gives no geometry."""
    return Zone("", NOTHING, None)


def nowhere() -> Zone:
    """A zone that holds nothing: one that does not exist yet, or no longer (`nowhere: yes`)."""
    return Zone("", NOTHING, NOTHING, NOTHING)


def grown(zone: Zone, distance_m: float) -> Zone:
    """The points within `distance_m` of a zone."""
    return _combined(
        (zone,),
        around_area(zone.inner, distance_m),
        None if zone.outer is None else around_area(zone.outer, distance_m),
        None if zone.nominal is None else around_area(zone.nominal, distance_m),
    )


def common(zones: Iterable[Zone]) -> Zone:
    """The points in every zone."""
    several = tuple(zones)
    inner = _folded([z.inner for z in several], shapely.intersection)
    outers = [z.outer for z in several if z.outer is not None]
    nominals = [z.nominal for z in several if z.nominal is not None]
    return _combined(
        several,
        inner,
        _folded(outers, shapely.intersection) if outers else None,
        _folded(nominals, shapely.intersection) if len(nominals) == len(several) else None,
    )


def united(zones: Iterable[Zone]) -> Zone:
    """The points in any zone."""
    several = tuple(zones)
    outers = [z.outer for z in several if z.outer is not None]
    nominals = [z.nominal for z in several if z.nominal is not None]
    return _combined(
        several,
        _folded([z.inner for z in several], shapely.union),
        _folded(outers, shapely.union) if len(outers) == len(several) else None,
        _folded(nominals, shapely.union) if len(nominals) == len(several) else None,
    )


def less(zone: Zone, others: Iterable[Zone]) -> Zone:
    """The points of `zone` in none of `others`: certainly there if certainly in it and not possibly in any of them."""
    taken = tuple(others)
    if not taken:
        return zone
    inner, outer, nominal = zone.inner, zone.outer, zone.nominal
    for other in taken:
        inner = NOTHING if other.outer is None else _minus(inner, other.outer)
        if outer is None:
            outer = None if other.inner.is_empty else _minus(world(other.inner), other.inner)
        else:
            outer = _minus(outer, other.inner)
        nominal = None if nominal is None or other.nominal is None else _minus(nominal, other.nominal)
    return _combined((zone, *taken), inner, outer, nominal)


def bounded(inner: Zone | None, outer: Zone | None) -> Zone:
    """A zone that the text leaves open between two bounds; None: nothing is certain, or anything possible."""
    several = tuple(z for z in (inner, outer) if z is not None)
    return _combined(several, inner.inner if inner else NOTHING, outer.outer if outer else None, None)


def beyond(zone: Zone, compass: str) -> Zone:
    """All that lies wholly `west`, `east`, `north` or `south` of a zone: past its farthest meridian or parallel."""
    inner = None if zone.outer is None else _half(zone.outer, compass)
    outer = None if zone.inner.is_empty else _half(zone.inner, compass)
    nominal = None if zone.nominal is None else _half(zone.nominal, compass)
    if outer is None and zone.outer is not None:
        # nothing of the zone is certain: any part of its outer bound may be its farthest one
        outer = _half(zone.outer, compass, nearest=True)
    return _combined((zone,), inner if inner is not None else NOTHING, outer, nominal)


def world(like: BaseGeometry | None = None) -> BaseGeometry:
    """The whole globe, as one turn of longitude around the middle of `like`."""
    middle = middle_lon(like) if like is not None else 0.0
    return box(middle - 180, -90, middle + 180, 90)


def _combined(
    zones: tuple[Zone, ...], inner: BaseGeometry, outer: BaseGeometry | None, nominal: BaseGeometry | None
) -> Zone:
    return Zone(
        "",
        _areal(inner),
        None if outer is None else _areal(outer),
        None if nominal is None else _areal(nominal),
        max((z.accuracy_m for z in zones), default=0.0),
        any(z.approximate for z in zones),
        frozenset().union(*(z.drawn_on for z in zones)),
    )


def _areal(geometry: BaseGeometry) -> BaseGeometry:
    """Only the areas: an intersection of neighbours leaves lines and points that bound nothing."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    areas = [g for g in shapely.get_parts(geometry) if g.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(areas) if areas else NOTHING


def _folded(geometries: list[BaseGeometry], operation: shapely.lib.ufunc) -> BaseGeometry:
    made = geometries[0]
    for other in geometries[1:]:
        made = operation(made, beside(other, made))
    return made


def _minus(geometry: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    difference: BaseGeometry = shapely.difference(geometry, beside(other, geometry))
    return difference


def _half(geometry: BaseGeometry, compass: str, *, nearest: bool = False) -> BaseGeometry | None:
    if geometry.is_empty:
        return None
    west, south, east, north = geometry.bounds
    middle = (west + east) / 2
    if nearest:
        west, east, south, north = east, west, north, south
    match compass:
        case "west":
            return box(middle - 180, -90, west, 90)
        case "east":
            return box(east, -90, middle + 180, 90)
        case "north":
            return box(middle - 180, north, middle + 180, 90)
        case "south":
            return box(middle - 180, -90, middle + 180, south)
    raise AssertionError(compass)
