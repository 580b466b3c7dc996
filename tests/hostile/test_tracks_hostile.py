"""Track files that somebody made to hurt: entities, depth, lies about numbers. Findings, never exceptions."""

from __future__ import annotations

import io
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.field.patrol import verify
from servanda.field.planned import Planned, Vehicle
from servanda.geo.track import Track
from servanda.sources.tracks import open_tracks

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><{root}><name>&c;</name></{root}>'
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><{root}><name>&e;</name></{root}>'


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
@pytest.mark.parametrize(("root", "name"), [("gpx", "a.gpx"), ("kml", "a.kml")])
def test_entities_are_refused_before_they_unfold(text: str, root: str, name: str) -> None:
    found = open_tracks(io.BytesIO(text.replace("{root}", root).encode()), name)
    assert found.tracks == ()
    assert "xml-entities" in [f.slug for f in found.findings]
    assert "root:" not in str(found.findings)


@pytest.mark.parametrize(("root", "name"), [("gpx", "a.gpx"), ("kml", "a.kml")])
def test_depth_is_bounded(root: str, name: str) -> None:
    deep = f"<{root}>" + "<a>" * 100_000
    began = time.process_time()
    found = open_tracks(io.BytesIO(deep.encode()), name)
    assert [f.slug for f in found.findings][:1] == ["xml-syntax"]
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"lat,lon,time\n" + b'"' + b"a" * 200_000, "a.csv"),
        (b"lat,lon,time\n" + b"\x00,\x00,\x00\n" * 10, "a.csv"),
        (b"lat,lon,time\nnan,inf,1e999\n1e400,-1,5\n1,2,1e308\n", "a.csv"),
        (
            b'{"type":"Feature","properties":{"coordTimes":[[]]},"geometry":{"type":"LineString","coordinates":7}}',
            "a.json",
        ),
        (b'{"type":"Point","coordinates":[true,false]}', "a.json"),
        (b'{"type":' + b"[" * 100_000, "a.json"),
        (b'{"type":"FeatureCollection","features":[1,null,{"type":"Feature"}]}', "a.json"),
        (b"<gpx" + b"\xff" * 50, "a.gpx"),
        (b'<?xml version="1.0" encoding="no-such"?><gpx/>', "a.gpx"),
    ],
)
def test_nonsense_is_a_finding(content: bytes, name: str) -> None:
    found = open_tracks(io.BytesIO(content), name)
    assert found.tracks == ()
    assert any(f.is_error for f in found.findings)


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=300), name=st.sampled_from(["a.gpx", "a.kml", "a.geojson", "a.csv", "a"]))
def test_any_bytes(content: bytes, name: str) -> None:
    prefix = {"a.csv": b"lat,lon,time\n", "a.geojson": b'{"type":', "a.gpx": b"<gpx>", "a.kml": b"<kml>"}.get(name, b"")
    found = open_tracks(io.BytesIO(prefix + content), name)
    assert found.tracks or any(f.is_error for f in found.findings)


def test_tracks_of_a_century_take_no_more_memory_than_others() -> None:
    """One fix with a wrong year stretches a track over decades; nothing is laid out second by second."""
    times = np.r_[np.arange(0.0, 7200.0, 10.0), 3.0e9]
    lat = np.r_[36.0 + np.arange(720) * 1e-4, 36.0]
    tracks = {name: [Track(times, lat, np.full(721, 37.0))] for name in ("a", "b")}
    planned = Planned("p", "P", (Vehicle("a", "A", "A"), Vehicle("b", "B", "B")))
    tracemalloc.start()
    assert verify(planned, tracks) is not None
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100e6
