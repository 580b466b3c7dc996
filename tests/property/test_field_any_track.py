"""Any track whatever: verification gives an answer with ordered bounds, and the same one again."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString

from servanda.brief.patrol import page, svg
from servanda.field.patrol import verify
from servanda.field.planned import Planned, Vehicle
from servanda.field.record import record, record_bytes
from servanda.field.remarks import remarks
from servanda.field.testimony import claims
from servanda.geo import Line, Zone, disc
from servanda.geo.track import Track

AREA = Zone("a", disc(36.0, 37.0, 5_000.0), disc(36.0, 37.0, 8_000.0), disc(36.0, 37.0, 6_000.0))
OPEN = Zone("o", disc(36.0, 37.0, 0.0), None)
NEAR = st.tuples(st.floats(0, 20_000), st.floats(35.9, 36.1), st.floats(36.9, 37.1))
WILD = st.tuples(
    st.floats(-2e9, 4e9, allow_subnormal=False),
    st.floats(-90, 90, allow_subnormal=False),
    st.floats(-180, 180, allow_subnormal=False),
)
FIXES = st.one_of(st.lists(NEAR, max_size=60), st.lists(st.one_of(NEAR, WILD), max_size=25))


def track(fixes: list[tuple[float, float, float]]) -> Track:
    rows = np.array(fixes, dtype=np.float64).reshape(-1, 3)
    return Track(rows[:, 0], rows[:, 1], rows[:, 2])


@pytest.mark.filterwarnings("error")
@settings(max_examples=20, deadline=None)
@given(a=FIXES, b=FIXES, routed=st.booleans(), zoned=st.booleans())
def test_any_tracks(
    a: list[tuple[float, float, float]], b: list[tuple[float, float, float]], *, routed: bool, zoned: bool
) -> None:
    planned = Planned(
        "p",
        "P",
        (Vehicle("x", "A", "m"), Vehicle("y", "B", "B", 12.0)),
        zones={"z/a": AREA, "z/o": OPEN} if zoned else {},
        line=Line("border", LineString([(36.5, 36.05), (37.5, 36.05)]), 50.0),
        route=Line("route", LineString([(36.92, 35.95), (37.05, 36.02), (37.08, 36.08)])) if routed else None,
        keep_out={"k": AREA, "o": OPEN},
        digest="d",
    )
    found = verify(planned, {"x": [track(a)], "y": [track(b)]})
    again = verify(planned, {"x": [track(a)], "y": [track(b)]})
    if found is None or again is None:
        assert found is again is None
        return
    for leg in found.legs:
        assert 0 <= leg.length_m.least <= leg.length_m.most
        assert leg.depth_m is None or 0 <= leg.depth_m.least <= leg.depth_m.most
        for zone in leg.zones:
            assert zone.length_m.least <= zone.length_m.most
            assert zone.possible or not zone.certain
    for pair in found.pairs:
        assert 0 <= pair.together.least <= pair.together.most <= 1
    if found.on_route is not None:
        assert 0 <= found.on_route.least <= found.on_route.most <= 1
    assert record_bytes(record(found, {})) == record_bytes(record(again, {}))
    json.loads(record_bytes(record(found, {})))
    remarks(found, "x")
    for claim in claims(found, "r-aaaaaaaaaa"):
        start, end = claim.when.inner
        assert start is not None
        assert end is not None
        assert start < end
    assert "NaN" not in svg(found).upper().replace("NANO", "")
    page(found)
