"""The columns of UCDP GED that are read, with the names that its versions give them, and its codes.

Source: UCDP Georeferenced Event Dataset codebooks, with the names of older versions.
Neither headlines nor article text are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "event_id"),
    "type_of_violence": ("type_of_violence", "type_of_vi"),
    "side_a": ("side_a",),
    "side_b": ("side_b",),
    "source_office": ("source_office", "source_off"),
    "source_date": ("source_date", "source_dat"),
    "where_prec": ("where_prec", "where_precision"),
    "where_coordinates": ("where_coordinates", "where_coor", "where_coord"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "long"),
    "event_clarity": ("event_clarity", "event_clar"),
    "date_prec": ("date_prec", "date_precision"),
    "date_start": ("date_start",),
    "date_end": ("date_end",),
    "deaths_civilians": ("deaths_civilians", "deaths_civ"),
    "low": ("low", "low_est", "deaths_low"),
    "best": ("best", "best_est", "deaths_best"),
    "high": ("high", "high_est", "deaths_high"),
}
NEEDED = ("id", "type_of_violence", "side_a", "side_b", "date_start", "date_end")

EVENTS: Mapping[int, str] = {1: "clash", 2: "clash", 3: "attack-on-civilians"}
"""type_of_violence: state-based, non-state, one-sided. For 1 and 2 the dataset does not say who began."""

RADIUS_M: Mapping[int, float] = {
    1: 2_000.0,
    2: 25_000.0,
    3: 50_000.0,
    4: 100_000.0,
    5: 100_000.0,
    6: 500_000.0,
    7: 500_000.0,
}
"""where_prec to a disc that holds it: 1 exact place; 2 within about 25 km; 3 second-order division; 4 first-order
division; 5 a line or an area of no division; 6 country; 7 international water or airspace. Divisions vary, so 3 to 7
are our round numbers (docs/reference/sources.md)."""

UNKNOWN_RADIUS_M = RADIUS_M[6]


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Where each known column stands in this header."""
    places = {name.strip().casefold(): index for index, name in reversed(list(enumerate(header)))}
    found = {}
    for column, names in NAMES.items():
        index = next((places[name] for name in names if name in places), None)
        if index is not None:
            found[column] = index
    return found
