"""The inner loop of `bulk`, compiled by Numba; imported only where so many points come that compiling pays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(nogil=True, cache=True)
def look_up(
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    rectangle: NDArray[np.float64],
    columns: int,
    rows: int,
    meridian: float,
    words: NDArray[np.uint64],
    four: NDArray[np.uint32],
    out: NDArray[np.uint32],
    asked: NDArray[np.int32],
) -> Any:
    """Write each point's codes into `out` (four to a number), and the rows that are not settled into `asked`; return
    their count.

    `rectangle`: west, south, columns a degree, rows a degree. `words` (cells + 2, n): two bits for each of 32 zones;
    the cell before the last is that of points without a position, the last that of points beyond the grid. `four`: the
    four codes, a byte each, of each byte of a word."""
    count = 0
    west, south, x_scale, y_scale = rectangle[0], rectangle[1], rectangle[2], rectangle[3]
    low, high = meridian - 180.0, meridian + 180.0
    nowhere, beyond = rows * columns, rows * columns + 1
    fours = out.shape[1]
    for i in range(lat.shape[0]):
        x, y = lon[i], lat[i]
        if not (low <= x < high):
            x = x - 360.0 * np.round((x - meridian) / 360.0)  # as `frame.near_meridian` does
        x = (x - west) * x_scale
        y = (y - south) * y_scale
        if 0.0 <= x < columns and 0.0 <= y < rows:
            cell = int(y) * columns + int(x)
        elif abs(lat[i]) < 90.0 and abs(lon[i]) < np.inf:
            cell = beyond
        else:
            cell = nowhere
        open_bits = np.uint64(0)
        for w in range(words.shape[1]):
            word = words[cell, w]
            open_bits |= word & (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
            for k in range(w * 8, min(w * 8 + 8, fours)):
                out[i, k] = four[word & np.uint64(255)]
                word >>= np.uint64(8)
        if open_bits:
            asked[count] = i
            count += 1
    return count
