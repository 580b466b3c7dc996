"""A grid of cells that knows, for most cells, which zones hold all of a cell and which hold none of it.

The cells that an edge runs through are marked as not known; a point there is tested exactly by whoever asks. No cell is
ever marked as known that an edge comes nearer to than `EPSILON_DEG`, so rounding of coordinates decides nothing.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

EPSILON_DEG = 1e-9  # 0.1 mm
ROUNDING = 1e-13  # of the whole width
PIECES_AT_ONCE = 1_000_000

Cells = NDArray[np.bool_]
Column = NDArray[np.float64]


class Rectangle(NamedTuple):
    """`columns` × `rows` cells over a rectangle in longitude and latitude."""

    west: float
    south: float
    width: float
    height: float
    columns: int
    rows: int

    def column(self, lon: NDArray[np.float64]) -> NDArray[np.float64]:
        """Columns, with their fraction; outside the rectangle below 0 or at least `columns`."""
        return (lon - self.west) * (self.columns / self.width)

    def row(self, lat: NDArray[np.float64]) -> NDArray[np.float64]:
        return (lat - self.south) * (self.rows / self.height)


def covered(box: Rectangle, area: BaseGeometry) -> tuple[Cells, Cells]:
    """Of each cell (row, column): whether the area certainly holds all of it, and whether an edge may run through it.

    What is neither holds nothing of the area, which must be valid."""
    edge = np.zeros(box.rows * box.columns, dtype=bool)
    if area.is_empty:
        return edge.reshape(box.rows, box.columns), edge.reshape(box.rows, box.columns).copy()
    turned: list[NDArray[np.int64]] = []
    for ring in shapely.get_rings(shapely.get_parts(area)):
        xy = shapely.get_coordinates(ring)
        x, y = box.column(xy[:, 0]), box.row(xy[:, 1])
        pieces = np.abs(np.diff(np.floor(x))) + np.abs(np.diff(np.floor(y))) + 2
        batches = (np.cumsum(pieces) // PIECES_AT_ONCE).astype(np.int64)
        cuts = np.flatnonzero(np.diff(batches, prepend=-1, append=-1))
        for first, last in pairwise(cuts.tolist()):
            ends = (x[first:last], y[first:last], x[first + 1 : last + 1], y[first + 1 : last + 1])
            _mark(box, *ends, edge)
            turned.append(_turns(box, *ends))
    # going east along the middle of a row, every edge that is met turns out into in or in into out
    counts = np.bincount(np.concatenate(turned), minlength=box.rows * (box.columns + 1))
    turns = (counts & 1).astype(np.uint8)
    parity = np.bitwise_xor.accumulate(turns.reshape(box.rows, -1), axis=1)[:, :-1].astype(bool)
    edges = edge.reshape(box.rows, box.columns)
    return parity & ~edges, edges


def _crossings(a: Column, b: Column, offset: float, most: int) -> tuple[NDArray[np.int64], Column, Column]:
    """Where segments from `a` to `b` cross the lines `offset`, 1 + `offset` … below `most`: the segment, the line, and
    how far along. A segment has its lower end and not its upper one."""
    low = np.clip(np.ceil(np.minimum(a, b) - offset), 0, most)
    high = np.clip(np.ceil(np.maximum(a, b) - offset), 0, most)
    count = (high - low).astype(np.int64)
    segment = np.repeat(np.arange(len(a)), count)
    line = low[segment] + (np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count)) + offset
    return segment, line, (line - a[segment]) / (b - a)[segment]


def _turns(box: Rectangle, x0: Column, y0: Column, x1: Column, y1: Column) -> NDArray[np.int64]:
    """Where segments cross the middle of a row: row and column as one number."""
    segment, line, t = _crossings(y0, y1, 0.5, box.rows)
    column = np.clip(np.floor(x0[segment] + (x1 - x0)[segment] * t), 0, box.columns).astype(np.int64)
    return line.astype(np.int64) * (box.columns + 1) + column


def _mark(box: Rectangle, x0: Column, y0: Column, x1: Column, y1: Column, edge: Cells) -> None:
    """Mark every cell that a segment touches or nearly touches: cut where it crosses the lines of the grid, each piece
    lies in one cell."""
    here = np.arange(len(x0))
    across, _line, t = _crossings(x0, x1, 0.0, box.columns + 1)
    along, _line, u = _crossings(y0, y1, 0.0, box.rows + 1)
    segment = np.concatenate((here, across, along, here))
    t = np.clip(np.concatenate((np.zeros(len(here)), t, u, np.ones(len(here)))), 0.0, 1.0)
    if len(across) or len(along):
        order = np.lexsort((t, segment))
        segment, t = segment[order], t[order]
    else:
        segment, t = np.repeat(here, 2), np.tile((0.0, 1.0), len(here))
    x = x0[segment] + (x1 - x0)[segment] * t
    y = y0[segment] + (y1 - y0)[segment] * t
    before = np.flatnonzero(segment[:-1] == segment[1:])
    after = before + 1
    x_margin = EPSILON_DEG * box.columns / box.width + ROUNDING * box.columns
    y_margin = EPSILON_DEG * box.rows / box.height + ROUNDING * box.rows
    columns = _both(x[before], x[after], x_margin)
    rows = _both(y[before], y[after], y_margin)
    for column in columns:
        for row in rows:
            inside = (column >= 0) & (column < box.columns) & (row >= 0) & (row < box.rows)
            edge[(row * box.columns + column)[inside]] = True


def _both(a: Column, b: Column, margin: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    low = np.floor(np.minimum(a, b) - margin).astype(np.int64)
    return low, np.floor(np.maximum(a, b) + margin).astype(np.int64)


def shrunk(cells: Cells, by: int) -> Cells:
    """The cells of which all neighbours up to `by` away, diagonals included, are in `cells`; beyond the grid nothing
    is."""
    made = cells
    for axis in (0, 1):
        padded = np.zeros((cells.shape[0] + 2 * by, cells.shape[1] + 2 * by), dtype=bool)
        padded[by:-by, by:-by] = made
        counts = np.cumsum(padded, axis=axis, dtype=np.int32)
        window = 2 * by + 1
        ahead = np.take(counts, range(window - 1, counts.shape[axis]), axis=axis)
        behind = np.zeros_like(ahead)
        if axis == 0:
            behind[1:] = counts[: ahead.shape[0] - 1]
            made = ((ahead - behind) == window)[:, by:-by]
        else:
            behind[:, 1:] = counts[:, : ahead.shape[1] - 1]
            made = ((ahead - behind) == window)[by:-by]
    return made
