"""Tracks: where one vehicle's receiver says that it was, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Track:
    """One vehicle's fixes in the order of the file. `time`: seconds UTC with their fraction; `lat`, `lon`: WGS84
    degrees; all of one length. `vehicle` and `party` are what the file itself calls them, "" where it does not.
    `spacing`: one fix of so many was kept (1: all of them)."""

    time: Column
    lat: Column
    lon: Column
    vehicle: str = ""
    party: str = ""
    spacing: int = 1

    def __len__(self) -> int:
        return len(self.time)

    @property
    def lonlat(self) -> Column:
        """An (n, 2) array of longitude, latitude, as the geodesic functions take it."""
        return np.column_stack((self.lon, self.lat))
