"""The ground of a dossier as the map wants it: sheets, lines, zones, posts, towns and where the incidents were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from servanda.brief.data import (
    MapData,
    MapIncident,
    MapLine,
    MapPlace,
    MapPost,
    MapSheet,
    MapZone,
    Polygon,
    Ring,
)
from servanda.brief.marks import family
from servanda.brief.standing import Standing
from servanda.dossier import Clocks, View
from servanda.geo import Line, Post, Zone
from servanda.words import _

_FINE = 0.0008  # degrees, about 90 m: less than a pen's width on any sheet
_TOWN_M = 6_000.0  # a place known only more roughly than this is an area and gets no dot
_LARGEST = 12.0  # degrees: a zone that spans more is no local map's business
_SHEETS, _MOST, _WORTH = 3, 0.4, 0.05  # shares of all incidents: to come first, and to be worth a sheet
Bounds = tuple[float, float, float, float]  # west, south, east, north


def map_data(
    view: View, clocks: Clocks, dated: Sequence[tuple[int, Standing]], since: int | None, credits: Sequence[str]
) -> MapData | None:
    """The map, or None when nothing has a position. `since`: the beginning of this period; `credits`: whom the licences
    of its drawings ask to name."""
    incidents = tuple(_incidents(dated, since))
    zones = tuple(_zones(view))
    lines = tuple(_lines(view))
    posts = tuple(_post(p, view, clocks.as_of) for p in view.law.posts if p.place.lat is not None)
    mentions = _mentions(view)
    places = tuple(_places(view, mentions))
    sheets = tuple(_sheet(*ground) for ground in _grounds(zones, posts, incidents))
    if not sheets:
        points = [(x.lon, x.lat) for x in incidents] or [(p.lon, p.lat) for p in posts]
        points = points or [(p.lon, p.lat) for p in places]
        sheets = tuple(_sheet(area, (), _("All of it")) for area in _point_bounds(points))
    if not sheets:
        return None
    countries = tuple(_countries(view))
    return MapData(sheets, lines, zones, posts, (*places, *countries), incidents, tuple(credits))


def _incidents(dated: Sequence[tuple[int, Standing]], since: int | None) -> Iterable[MapIncident]:
    for at, standing in dated:
        placed = [c for c in standing.shown if c.lat is not None and c.lon is not None]
        if not placed:
            continue
        best = min(placed, key=lambda c: c.radius_m if c.radius_m is not None else 1e9)
        assert best.lat is not None
        assert best.lon is not None
        yield MapIncident(
            best.lat,
            best.lon,
            best.radius_m or 0.0,
            family(standing.incident.event),
            standing.level,
            standing.disputed,
            since is not None and at >= since,
        )


def _ring(coords: Iterable[Sequence[float]]) -> Ring:
    return tuple((float(c[0]), float(c[1])) for c in coords)


def polygons(geometry: BaseGeometry | None) -> tuple[Polygon, ...]:
    """The polygons of a geometry as rings, the outer one first."""
    if geometry is None or geometry.is_empty:
        return ()
    slim = shapely.simplify(geometry, _FINE)
    parts = [g for g in shapely.get_parts(slim) if g.geom_type == "Polygon"]
    return tuple((_ring(p.exterior.coords), *(_ring(i.coords) for i in p.interiors)) for p in parts)


def _zones(view: View) -> Iterable[MapZone]:
    """Zones with a geometry, of every accord, the largest first."""
    found = [
        made
        for accord in view.law.accords
        for name, zone in accord.zones.items()
        if zone.line is None and (made := _zone(name, zone, accord.id)) is not None
    ]
    return sorted(found, key=lambda z: -_area(_bounds(z)))


def _zone(name: str, zone: Zone, accord: str) -> MapZone | None:
    inner, outer = polygons(zone.inner), polygons(zone.outer)
    if not outer:
        return None
    made = MapZone(zone.label or name, accord, inner or outer, outer)
    west, south, east, north = _bounds(made)
    if max(east - west, north - south) > _LARGEST:
        return None
    return MapZone(made.name, accord, inner, outer)


def _bounds(zone: MapZone) -> Bounds:
    points = [c for polygon in zone.outer for c in polygon[0]]
    lons, lats = [c[0] for c in points], [c[1] for c in points]
    return min(lons), min(lats), max(lons), max(lats)


def _area(b: Bounds) -> float:
    return max(b[2] - b[0], 0.0) * max(b[3] - b[1], 0.0)


def _point_bounds(points: Sequence[tuple[float, float]]) -> list[Bounds]:
    if not points:
        return []
    lons, lats = sorted(p[0] for p in points), sorted(p[1] for p in points)
    cut = len(points) // 50  # a far-away point or two does not make the sheet
    return [(lons[cut], lats[cut], lons[-1 - cut], lats[-1 - cut])]


@dataclass
class _Ground:
    """Zones of about the same extent, of whatever accord."""

    bounds: Bounds
    zones: list[MapZone]

    @property
    def title(self) -> str:
        names = Counter(z.name for z in self.zones)
        return max(self.zones, key=lambda z: (names[z.name], _area(_bounds(z)), z.name)).name

    @property
    def accords(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(z.accord for z in self.zones))


def _grounds(
    zones: Sequence[MapZone], posts: Sequence[MapPost], incidents: Sequence[MapIncident]
) -> Iterable[tuple[Bounds, tuple[str, ...], str]]:
    """Bounds, accords and title of at most three sheets: first the smallest ground that holds most of what happened,
    then others as long as each shows a good deal that no sheet before it does. Posts near a ground belong to it."""
    grounds: list[_Ground] = []
    for zone in sorted(zones, key=lambda z: (-_area(_bounds(z)), z.name, z.accord)):
        area = _bounds(zone)
        for ground in grounds:
            if _shared(area, ground.bounds) > 0.6 * _area(area) and _area(area) > 0.25 * _area(ground.bounds):
                ground.bounds = _around([area, ground.bounds])
                ground.zones.append(zone)
                break
        else:
            grounds.append(_Ground(area, [zone]))
    grounds.reverse()  # the smallest first
    chosen: list[_Ground] = []
    left = list(incidents)
    needed = _MOST * len(incidents)
    while grounds and len(chosen) < _SHEETS:
        best = next((g for g in grounds if _inside(g.bounds, left) >= needed), None)
        if best is None:
            best = max(grounds, key=lambda g: _inside(g.bounds, left))
            if left and chosen and _inside(best.bounds, left) < _WORTH * len(incidents):
                break
        chosen.append(best)
        grounds.remove(best)
        left = [x for x in left if not _within(best.bounds, x.lon, x.lat)]
        needed = len(incidents) + 1
    for ground in chosen:
        near = [(p.lon, p.lat, p.lon, p.lat) for p in posts if _beside(ground.bounds, p.lon, p.lat)]
        yield _around([ground.bounds, *near]), ground.accords, ground.title


def _within(b: Bounds, lon: float, lat: float) -> bool:
    return b[0] <= lon <= b[2] and b[1] <= lat <= b[3]


def _inside(b: Bounds, incidents: Sequence[MapIncident]) -> int:
    return sum(_within(b, x.lon, x.lat) for x in incidents)


def _around(parts: Sequence[Bounds]) -> Bounds:
    return min(p[0] for p in parts), min(p[1] for p in parts), max(p[2] for p in parts), max(p[3] for p in parts)


def _shared(a: Bounds, b: Bounds) -> float:
    both = (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))
    return _area(both) if both[0] < both[2] and both[1] < both[3] else 0.0


def _beside(area: Bounds, lon: float, lat: float) -> bool:
    """Whether a point lies on or not far beside an area."""
    near = 0.15 * max(area[2] - area[0], area[3] - area[1])
    return _within((area[0] - near, area[1] - near, area[2] + near, area[3] + near), lon, lat)


def _sheet(area: Bounds, accords: tuple[str, ...], title: str) -> MapSheet:
    west, south, east, north = area
    pad = max((east - west) * 0.05, (north - south) * 0.05, 0.03)
    return MapSheet(title, south - pad, west - pad, north + pad, east + pad, accords)


def _lines(view: View) -> Iterable[MapLine]:
    found: dict[tuple[str, int], MapLine] = {}
    for accord in view.law.accords:
        for name, line in accord.lines.items():
            kind = "border" if "border" in name else "contact" if "contact" in name else "road"
            key = (name, round(line.length_m / 5000))
            found.setdefault(key, MapLine(_line_name(name, kind), kind, _parts(line), line.approximate))
    return found.values()


def _line_name(name: str, kind: str) -> str:
    if kind == "border":
        return _("border")
    return name.upper() if len(name) <= 3 else name.replace("-", " ").replace("_", " ")


def _parts(line: Line) -> tuple[Ring, ...]:
    slim = shapely.simplify(line.geometry, _FINE)
    return tuple(_ring(part.coords) for part in shapely.get_parts(slim))


def _post(post: Post, view: View, as_of: int) -> MapPost:
    place = post.place
    status = [s for s in post.status if s.when.from_earliest is None or s.when.from_earliest < as_of]
    latest = max(status, key=lambda s: s.when.from_earliest or 0, default=None)
    return MapPost(
        place.name,
        place.lat or 0.0,
        place.lon or 0.0,
        place.radius_m,
        post.number,
        ", ".join(view.name(o) for o in post.operator),
        latest.word if latest is not None else "",
    )


def _mentions(view: View) -> dict[str, int]:
    counts: dict[str, int] = {}
    for claim in view.claims.values():
        if claim.place:
            counts[claim.place.casefold()] = counts.get(claim.place.casefold(), 0) + 1
    return counts


def _places(view: View, mentions: dict[str, int]) -> Iterable[MapPlace]:
    """The dossier's own places; those that more claims name are placed first."""
    own = {p.place.id for p in view.law.posts}
    known = [
        (max(mentions.get(p.id.casefold(), 0), mentions.get(p.name.casefold(), 0)), p)
        for p in view.law.gazetteer.places.values()
        if p.id not in own and p.lat is not None and p.lon is not None and p.radius_m <= _TOWN_M
    ]
    for rank, (_n, place) in enumerate(sorted(known, key=lambda item: (-item[0], item[1].id))):
        yield MapPlace(place.name, place.lat or 0.0, place.lon or 0.0, rank)


def _countries(view: View) -> Iterable[MapPlace]:
    """Names of the sides of a border, at points that lie on the side of the witness that the accord names for it; the
    nearest to a comfortable distance from the line first, so that a map can take the first that has room."""
    done = set()
    for accord in view.law.accords:
        for line in accord.lines.values():
            for actor, point in line.witness.items():
                if actor not in view.law.register or (actor, line.name) in done:
                    continue
                done.add((actor, line.name))
                side = line.foot(point.lat, point.lon).side
                west, south, east, north = line.geometry.bounds
                spots = []
                for lat in _steps(south - 0.6, north + 0.6):
                    for lon in _steps(west - 0.6, east + 0.6):
                        foot = line.foot(lat, lon)
                        if foot.side == side and _NEAR_M < foot.distance_m < _FAR_M:
                            spots.append((abs(foot.distance_m - _COMFORTABLE_M), lat, lon))
                for rank, (_off, lat, lon) in enumerate(sorted(spots)):
                    yield MapPlace(view.name(actor), lat, lon, rank, "country")


_NEAR_M, _COMFORTABLE_M, _FAR_M = 12_000.0, 25_000.0, 60_000.0


def _steps(first: float, last: float) -> Iterable[float]:
    """Every 0.3 degrees from `first` to `last`."""
    return (first + 0.3 * n for n in range(int((last - first) / 0.3) + 1))
