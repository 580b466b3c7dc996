"""A zone drawn in the terminal with Braille dots (2 × 4 to a letter), or with plain letters where it has none."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from servanda.geo import Line, Zone

WIDE, TALL = 64, 22  # letters
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_BLANK = 0x2800


def drawing(zone: Zone, lines: Iterable[Line] = (), *, unicode: bool = True, wide: int = WIDE) -> list[str]:
    """Rows of text: the drawn or certain area filled, what is only possible sparse, lines through it. Empty for a zone
    without geometry. North is up; the scale is the same both ways in the middle."""
    shown = zone.shown
    if shown is None or shown.is_empty:
        return []
    bounds = (zone.outer if zone.outer is not None and not zone.outer.is_empty else shown).bounds
    canvas = _Canvas(bounds, wide)
    if zone.line is not None:
        canvas.along(zone.line.geometry)
        return canvas.rows(unicode=unicode)
    if zone.outer is not None and not zone.outer.is_empty:
        canvas.fill(zone.outer, every=4)
        canvas.along(zone.outer.boundary)
    inner = zone.nominal if zone.nominal is not None else zone.inner
    if not inner.is_empty:
        canvas.fill(inner, every=2)
        canvas.along(inner.boundary)
    for line in lines:
        canvas.along(line.geometry)
    return canvas.rows(unicode=unicode)


class _Canvas:
    """Dots over bounds (west, south, east, north) in degrees."""

    def __init__(self, bounds: tuple[float, float, float, float], wide: int) -> None:
        west, south, east, north = bounds
        shrink = max(math.cos(math.radians((south + north) / 2)), 0.05)
        across, down = max((east - west) * shrink, 1e-6), max(north - south, 1e-6)
        columns, most = max(8, wide) * 2, TALL * 4
        per_degree = min((columns - 1) / across, (most - 1) / down)
        self.columns = max(2, math.ceil(across * per_degree) + 1)
        self.height = max(4, math.ceil(down * per_degree) + 1)
        self.dots = np.zeros((self.height, self.columns), dtype=bool)
        self._west, self._north, self._x, self._y = west, north, shrink * per_degree, per_degree

    def fill(self, area: BaseGeometry, every: int) -> None:
        """Every so many-th dot in the area, in a slanted pattern."""
        ys, xs = np.mgrid[0 : self.height, 0 : self.columns]
        chosen = (xs + (every // 2) * (ys // max(1, every // 2))) % every == 0
        chosen &= ys % max(1, every // 2) == 0
        xs, ys = xs[chosen], ys[chosen]
        shapely.prepare(area)
        inside = shapely.contains_xy(area, self._west + xs / self._x, self._north - ys / self._y)
        self.dots[ys[inside], xs[inside]] = True

    def along(self, geometry: BaseGeometry) -> None:
        """Every dot on the lines."""
        for part in shapely.get_parts(geometry):
            coords = shapely.get_coordinates(part)
            if len(coords) < 2:
                continue
            step = 0.4 / max(self._x, self._y)
            dense: NDArray[np.float64] = shapely.get_coordinates(shapely.segmentize(shapely.LineString(coords), step))
            x = np.rint((dense[:, 0] - self._west) * self._x).astype(int)
            y = np.rint((self._north - dense[:, 1]) * self._y).astype(int)
            on = (x >= 0) & (x < self.columns) & (y >= 0) & (y < self.height)
            self.dots[y[on], x[on]] = True

    def rows(self, *, unicode: bool) -> list[str]:
        """The dots as letters, without blanks at the right."""
        made = []
        for top in range(0, self.height, 4):
            letters = []
            for left in range(0, self.columns, 2):
                cell = self.dots[top : top + 4, left : left + 2]
                if unicode:
                    code = sum(_DOTS[r][c] for r, c in zip(*np.nonzero(cell), strict=True))
                    letters.append(chr(_BLANK + code) if code else " ")
                else:
                    n = int(cell.sum())
                    letters.append(" " if n == 0 else "." if n < 3 else "#")
            made.append("".join(letters).rstrip())
        return made
