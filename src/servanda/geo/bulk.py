"""Membership of many points in many zones at once: a grid first, exact tests only where an edge is near.

The answer for every point is that of `membership.relations`, which asks GEOS about each. Most need not be asked: they
fall into a cell of which it is known, for every zone, whether all of it is in, out or undetermined. What is left is
asked exactly. Measured in benchmarks/zones.py; the decision is docs/adr/0009-zones-engine-and-borders.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from servanda.geo.frame import beside, middle_lon, near_meridian
from servanda.geo.membership import Membership, relations
from servanda.geo.raster import Cells, Rectangle, covered, shrunk
from servanda.geo.zone import Zone

Codes = NDArray[np.int8]
Column = NDArray[np.float64]

UNKNOWN = 3  # an edge is near: ask
ROWS_AT_ONCE = 1 << 18
FEW = 4_000  # points for which a grid is not worth its making
FEWEST_CELLS, MOST_CELLS = 1 << 14, 1 << 20
ZONES_A_WORD = 32
FOUR = np.array([[(byte >> shift) & 3 for shift in (0, 2, 4, 6)] for byte in range(256)], dtype=np.uint8)
DISC_CELLS = 1 << 18
ALL_OPEN = np.uint64(0xFFFFFFFFFFFFFFFF)
ALL_UNDETERMINED = np.uint64(0x5555555555555555)
REACHES = (1, 2, 4, 8, 16, 24)  # cells; a wider disc is asked exactly


def memberships(
    zones: Sequence[Zone], lat: ArrayLike, lon: ArrayLike, radius_m: ArrayLike | None = None, *, workers: int = 1
) -> Codes:
    """`Membership` codes, one row a point and one column a zone (int8), of n points given as degrees on WGS84.

    `radius_m` (a number, or n): a disc that certainly holds the point; None or 0 means the point itself, NaN unknown. A
    position that is missing (NaN) or impossible is UNDETERMINED everywhere. Beside the answer it takes some 40 MB of
    memory, and with radii 2 MB a zone. `workers`: threads. Raises ValueError where the columns differ in length.
    """
    lats = np.ascontiguousarray(lat, dtype=np.float64).ravel()
    lons = np.ascontiguousarray(lon, dtype=np.float64).ravel()
    if lats.shape != lons.shape:
        raise ValueError(f"as many latitudes as longitudes, got {len(lats)} and {len(lons)}")
    radii = None if radius_m is None else np.broadcast_to(np.asarray(radius_m, dtype=np.float64), lats.shape)
    if radii is not None and not radii.any():
        radii = None
    fours = np.empty((len(lats), -(-len(zones) // 4)), dtype=np.uint32)
    answer = fours.view(np.int8)[:, : len(zones)]
    if not len(zones) or not len(lats):
        return answer
    if len(lats) <= FEW:
        for j, zone in enumerate(zones):
            answer[:, j] = relations(zone, lats, lons, np.zeros(len(lats)) if radii is None else radii)
        return answer
    cells = int(np.clip(len(lats) // 4, FEWEST_CELLS, MOST_CELLS))
    grid = ZoneGrid(zones, discs=radii is not None, cells=cells)

    def chunk(start: int) -> None:
        rows = slice(start, start + ROWS_AT_ONCE)
        grid.fill(lats[rows], lons[rows], None if radii is None else radii[rows], fours[rows])

    starts = range(0, len(lats), ROWS_AT_ONCE)
    if workers > 1:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(chunk, starts))
    else:
        for start in starts:
            chunk(start)
    return answer


class ZoneGrid:
    """Zones on one grid, for points that come in several lots.

    With `discs`, points may have radii. `cells`: about so many (default: as many as pay for millions of points)."""

    def __init__(self, zones: Sequence[Zone], *, discs: bool = False, cells: int = MOST_CELLS) -> None:
        self.zones = tuple(zones)
        self.meridian = _meridian(self.zones)
        boxes = [_box(zone, self.meridian) for zone in self.zones]
        self.gridded = [j for j, box in enumerate(boxes) if box is not None]
        self.rectangle = _rectangle([box for box in boxes if box is not None], cells, discs)
        layers = [_layer(self.rectangle, self.zones[j], self.meridian) for j in self.gridded]
        self.words = np.full(
            (self.rectangle.rows * self.rectangle.columns + 2, -(-len(zones) // ZONES_A_WORD)), ALL_OPEN
        )
        for j, layer in zip(self.gridded, layers, strict=True):
            # beyond the grid a zone holds nothing, unless it may be anywhere
            beyond = Membership.UNDETERMINED if self.zones[j].outer is None else Membership.OUT
            codes = np.append(layer.ravel(), np.array([Membership.UNDETERMINED, beyond], dtype=np.int8))
            word, shift = divmod(j, ZONES_A_WORD)
            self.words[:, word] ^= (codes ^ UNKNOWN).astype(np.uint64) << np.uint64(2 * shift)
        self.words[-2] = ALL_UNDETERMINED
        for word in range(self.words.shape[1]):  # beyond the last zone, nothing is open
            used = len(zones) - word * ZONES_A_WORD
            if used < ZONES_A_WORD:
                self.words[:, word] &= np.uint64((1 << 2 * used) - 1)
        self.clear = [_clearance(layer) for layer in layers] if discs else []

    def fill(self, lat: Column, lon: Column, radius_m: Column | None, fours: NDArray[np.uint32]) -> None:
        """Write the codes of n points into `fours` (n × a quarter of the zones, rounded up): a byte each."""
        if radius_m is None:
            self._ask(self._points(lat, lon, fours), lat, lon, None, fours)
            return
        wide = ~(radius_m <= 0)
        for rows, radii in ((np.flatnonzero(~wide), None), (np.flatnonzero(wide), radius_m[wide])):
            if not len(rows):
                continue
            some = np.empty((len(rows), fours.shape[1]), dtype=np.uint32)
            if radii is None:
                asked = self._points(lat[rows], lon[rows], some)
            else:
                asked = self._discs(lat[rows], lon[rows], radii, some.view(np.int8)[:, : len(self.zones)])
            self._ask(asked, lat[rows], lon[rows], radii, some)
            fours[rows] = some

    def _points(self, lat: Column, lon: Column, fours: NDArray[np.uint32]) -> NDArray[np.integer]:
        """What the grid knows of points; the rows of which it does not know all."""
        box = self.rectangle
        cell = self._cells(lat, lon)
        cell[~(np.isfinite(lat) & np.isfinite(lon) & (np.abs(lat) < 90.0))] = box.rows * box.columns
        words = self.words[cell]
        packed = words.astype("<u8").view(np.uint8).reshape(len(lat), -1)[:, : fours.shape[1]]
        np.take(FOUR.view(np.uint32).ravel(), packed, out=fours)
        return np.flatnonzero((words & (words >> np.uint64(1)) & ALL_UNDETERMINED).any(axis=1))

    def _cells(self, lat: Column, lon: Column) -> NDArray[np.intp]:
        """The cell of each point; the one past the last for points beyond the grid."""
        box = self.rectangle
        with np.errstate(invalid="ignore"):
            x, y = box.column(near_meridian(lon, self.meridian)), box.row(lat)
            good = (x >= 0) & (x < box.columns) & (y >= 0) & (y < box.rows)
        cell = np.full(len(lat), box.rows * box.columns + 1, dtype=np.intp)
        cell[good] = y[good].astype(np.intp) * box.columns + x[good].astype(np.intp)
        return cell

    def _discs(self, lat: Column, lon: Column, radius_m: Column, out: Codes) -> NDArray[np.integer]:
        """The same for discs: the grid knows where it knows the same of every cell that a disc may touch."""
        box = self.rectangle
        cell = self._cells(lat, lon)
        good = np.isfinite(lat) & np.isfinite(lon) & np.isfinite(radius_m) & (cell < box.rows * box.columns)
        with np.errstate(invalid="ignore", over="ignore"):
            # a degree of latitude is 110.57 km at least, and the disc is drawn by 0.3 % too large
            high = radius_m / 110_000.0
            wide = high / np.maximum(np.cos(np.radians(np.minimum(np.abs(lat) + high, 90.0))), 1e-9) * 1.01
            reach = np.ceil(np.maximum(high * (box.rows / box.height), wide * (box.columns / box.width)))
        good &= reach <= REACHES[-1]
        out[:] = UNKNOWN
        rows = np.flatnonzero(good)
        level = np.searchsorted(REACHES, reach[rows])
        for clear, j in zip(self.clear, self.gridded, strict=True):
            out[rows, j] = clear[level, cell[rows]]
        return np.flatnonzero((out == UNKNOWN).any(axis=1))

    def _ask(
        self,
        asked: NDArray[np.integer],
        lat: Column,
        lon: Column,
        radius_m: Column | None,
        fours: NDArray[np.uint32],
    ) -> None:
        if not len(asked):
            return
        left, out = fours[asked].view(np.int8), fours.view(np.int8)
        lat, lon = lat[asked], lon[asked]
        radius_m = None if radius_m is None else radius_m[asked]
        for j, zone in enumerate(self.zones):
            rows = np.flatnonzero(left[:, j] == UNKNOWN)
            if not len(rows):
                continue
            if radius_m is None:
                left[rows, j] = points(zone, lat[rows], lon[rows])
            else:
                left[rows, j] = relations(zone, lat[rows], lon[rows], radius_m[rows])
        out[asked] = left


def points(zone: Zone, lat: Column, lon: Column) -> Codes:
    """Exact codes of points without a radius, as `membership.relations` gives them."""
    inner, outer = zone.inner, zone.outer
    meridian = middle_lon(outer if outer is not None else inner)
    turned = near_meridian(lon, meridian)
    codes = np.full(len(lat), Membership.UNDETERMINED, dtype=np.int8)
    if outer is not None:
        shapely.prepare(outer)
        possible = shapely.intersects_xy(outer, turned, lat)
        codes[~possible] = Membership.OUT
    if outer is not None and _one(zone):
        codes[possible] = Membership.IN
    elif not inner.is_empty:
        inner = beside(inner, outer) if outer is not None else inner
        shapely.prepare(inner)
        codes[shapely.intersects_xy(inner, turned, lat)] = Membership.IN
    with np.errstate(invalid="ignore"):
        codes[~(np.isfinite(turned) & (np.abs(lat) < 90.0))] = Membership.UNDETERMINED
    return codes


def _one(zone: Zone) -> bool:
    """Whether the zone's two bounds are one."""
    return zone.inner is zone.outer or bool(shapely.equals_exact(zone.inner, zone.outer, 0.0))


def _meridian(zones: Sequence[Zone]) -> float:
    """The meridian half a turn from which the globe is cut: in the middle of the first zone that is somewhere."""
    for zone in zones:
        for area in (zone.outer, zone.inner):
            if area is not None and not area.is_empty:
                return middle_lon(area)
    return 0.0


def _moved(area: BaseGeometry, meridian: float) -> BaseGeometry:
    turns = round((meridian - middle_lon(area)) / 360.0)
    if not turns:
        return area
    moved: BaseGeometry = shapely.transform(area, lambda c: c + np.array([360.0 * turns, 0.0]))
    return moved


def _box(zone: Zone, meridian: float) -> tuple[float, float, float, float] | None:
    """West, south, east, north of all that can be certain of a zone; None where the cut runs through it."""
    areas = [_moved(a, meridian) for a in (zone.outer, zone.inner) if a is not None and not a.is_empty]
    if not areas:
        return (meridian, 0.0, meridian, 0.0) if zone.outer is None or zone.outer.is_empty else None
    west, south, east, north = shapely.total_bounds(np.array(areas, dtype=object))
    if west < meridian - 179.0 or east > meridian + 179.0:
        return None
    return float(west), float(south), float(east), float(north)


def _rectangle(boxes: Sequence[tuple[float, float, float, float]], cells: int, discs: bool) -> Rectangle:
    real = [box for box in boxes if box[0] < box[2] and box[1] < box[3]] or [(0.0, 0.0, 1.0, 1.0)]
    west, south = (min(box[i] for box in real) for i in (0, 1))
    east, north = (max(box[i] for box in real) for i in (2, 3))
    margin = 0.05 * max(east - west, north - south) if discs else 1e-6
    west, south, east, north = west - margin, south - margin, east + margin, north + margin
    cells = min(cells, DISC_CELLS) if discs else cells
    columns = int(np.clip(math.sqrt(cells * (east - west) / (north - south)), 16, cells // 16))
    return Rectangle(west, south, east - west, north - south, columns, max(cells // columns, 16))


def _layer(box: Rectangle, zone: Zone, meridian: float) -> Codes:
    """The code of each cell for one zone, or UNKNOWN."""
    edges: Cells | None = None
    if zone.outer is None:
        codes = np.full((box.rows, box.columns), Membership.UNDETERMINED, dtype=np.int8)
    else:
        held, edges = covered(box, _moved(zone.outer, meridian))
        codes = held.view(np.int8) * np.int8(Membership.IN if _one(zone) else Membership.UNDETERMINED)
    if not zone.inner.is_empty and not (zone.outer is not None and _one(zone)):
        held, inner_edges = covered(box, _moved(zone.inner, meridian))
        codes[held] = Membership.IN
        edges = inner_edges if edges is None else edges | inner_edges
    if edges is not None:
        codes[edges] = UNKNOWN
    return codes


def _clearance(layer: Codes) -> Codes:
    """For each reach of `REACHES` and each cell, the code that all cells as near as that share, or UNKNOWN."""
    made = np.full((len(REACHES), layer.size), UNKNOWN, dtype=np.int8)
    for code in (Membership.OUT, Membership.UNDETERMINED, Membership.IN):
        cells, done = layer == code, 0
        for level, reach in enumerate(REACHES):
            if not cells.any():
                break
            cells, done = shrunk(cells, reach - done), reach
            made[level][cells.ravel()] = code
    return made
