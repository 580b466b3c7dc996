"""Track inlets: four formats say the same; what cannot be used is left out and said. gpxpy is the other reader."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import gpxpy
import gpxpy.gpx
import numpy as np
import pytest

from servanda.geo.track import Track
from servanda.sources import Context, open_report, track_fixes
from servanda.sources.tracks import Tracks, open_tracks

REAL = Path(__file__).parent / "data" / "tracks" / "around-visnjan-with-car.gpx"
START = int(datetime(2019, 11, 1, 9, 30, tzinfo=UTC).timestamp())
FIXES = [(START + 10.5 * i, 37.01 + 0.001 * i, 40.9 - 0.002 * i) for i in range(8)]


def taken(text: str | bytes, name: str, zone: ZoneInfo | None = None) -> Tracks:
    return open_tracks(io.BytesIO(text.encode() if isinstance(text, str) else text), name, zone)


def stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def gpx() -> str:
    made = gpxpy.gpx.GPX()
    track = gpxpy.gpx.GPXTrack(name="R-1")
    segment = gpxpy.gpx.GPXTrackSegment()
    made.tracks.append(track)
    track.segments.append(segment)
    for at, lat, lon in FIXES:
        segment.points.append(gpxpy.gpx.GPXTrackPoint(lat, lon, time=datetime.fromtimestamp(at, UTC)))
    return str(made.to_xml())


def kml() -> str:
    whens = "".join(f"<when>{stamp(at)}</when>" for at, _lat, _lon in FIXES)
    coords = "".join(f"<gx:coord>{lon} {lat} 400</gx:coord>" for _at, lat, lon in FIXES)
    return (
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">'
        f"<Document><Placemark><name>R-1</name><gx:Track>{whens}{coords}</gx:Track></Placemark></Document></kml>"
    )


def geojson_line() -> str:
    geometry = {"type": "LineString", "coordinates": [[lon, lat] for _at, lat, lon in FIXES]}
    properties = {"name": "R-1", "coordTimes": [stamp(at) for at, _lat, _lon in FIXES]}
    return json.dumps({"type": "Feature", "properties": properties, "geometry": geometry})


def geojson_points() -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"vehicle": "R-1", "time": at * 1000},
            "geometry": {"type": "Point", "coordinates": [lon, lat, 410.0]},
        }
        for at, lat, lon in FIXES
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def table() -> str:
    return "\n".join(["vehicle,time,lat,lon", *(f"R-1,{stamp(at)},{lat},{lon}" for at, lat, lon in FIXES)])


@pytest.mark.parametrize(
    ("made", "name"),
    [(gpx, "a.gpx"), (kml, "a.kml"), (geojson_line, "a.geojson"), (geojson_points, "a.json"), (table, "a.csv")],
)
def test_every_format_gives_the_same_track(made: Callable[[], str], name: str) -> None:
    found = taken(made(), name)
    assert found.findings == ()
    (track,) = found.tracks
    assert track.vehicle == "R-1"
    assert track.time == pytest.approx([f[0] for f in FIXES], abs=0.001)
    assert track.lat == pytest.approx([f[1] for f in FIXES], abs=1e-9)
    assert track.lon == pytest.approx([f[2] for f in FIXES], abs=1e-9)
    by_registry = open_report(made().encode(), name, Context())
    assert [t.vehicle for t in by_registry.tracks] == ["R-1"]
    assert by_registry.reports[0].digest


def test_a_real_track_reads_as_gpxpy_reads_it() -> None:
    found = taken(REAL.read_bytes(), REAL.name)
    (track,) = found.tracks
    theirs = [p for t in gpxpy.parse(REAL.read_text()).tracks for s in t.segments for p in s.points]
    assert len(track) == len(theirs) > 50
    assert track.time.tolist() == [p.time.timestamp() for p in theirs if p.time]
    assert track.lat.tolist() == [p.latitude for p in theirs]
    assert track.lon.tolist() == [p.longitude for p in theirs]


def test_several_vehicles_and_parties_in_one_table() -> None:
    rows = "time;latitude;longitude;device;party\n" + "".join(
        f"{stamp(at)};{lat};{lon};{vehicle};{party}\n"
        for at, lat, lon in FIXES
        for vehicle, party in (("T-1", "TUR"), ("R-1", "RUS"))
    )
    found = taken(rows, "both.csv")
    assert [(t.vehicle, t.party, len(t)) for t in found.tracks] == [("T-1", "TUR", 8), ("R-1", "RUS", 8)]


def test_times_without_a_zone_need_one() -> None:
    naive = table().replace("Z,", ",")
    refused = taken(naive, "a.csv")
    assert refused.tracks == ()
    assert [f.slug for f in refused.findings] == ["track-time-zone"]
    assert refused.findings[0].at.line == 2
    (track,) = taken(naive, "a.csv", ZoneInfo("Asia/Damascus")).tracks
    assert track.time[0] == FIXES[0][0] - 2 * 3600  # winter time began in Syria on 25 October 2019


def test_mixed_zones_are_said_and_each_is_taken_as_it_says() -> None:
    lines = table().splitlines()
    lines[3] = lines[3].replace("Z,", "+03:00,")
    found = taken("\n".join(lines), "a.csv")
    assert [f.slug for f in found.findings] == ["track-mixed-zones"]
    assert found.tracks[0].time[2] == pytest.approx(FIXES[2][0] - 3 * 3600, abs=0.001)


@pytest.mark.parametrize(
    ("text", "name", "slug"),
    [
        ('<gpx><rte><rtept lat="1" lon="2"/></rte></gpx>', "a.gpx", "track-no-time"),
        ('<gpx><trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk></gpx>', "a.gpx", "track-no-time"),
        (
            '<gpx><trk><trkseg><trkpt lat="120" lon="40"><time>2020-01-01T00:00:00Z</time></trkpt>',
            "a.gpx",
            "xml-syntax",
        ),
        ("lat,lon\n1,2\n", "a.csv", "unknown-format"),
        ("lat,lon,time\n120,40,2020-01-01T00:00:00Z\n", "a.csv", "track-swapped"),
        ("lat,lon,time\n0,0,2020-01-01T00:00:00Z\n", "a.csv", "track-position"),
        ("lat,lon,time\n10,20,yesterday\n", "a.csv", "track-time"),
        ("lat,lon,time\n10,20,2020-01-01\n", "a.csv", "track-time"),
        ("lat,lon,time\n10,20,3020-01-01T00:00:00Z\n", "a.csv", "track-time"),
        ("lat,lon,time\n", "a.csv", "track-empty"),
        ('{"type":"LineString","coordinates":[[1,2],[3,4]]}', "a.geojson", "track-no-time"),
        (
            '{"type":"Feature","properties":{"coordTimes":["2020-01-01T00:00:00Z"]},'
            '"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}',
            "a.geojson",
            "track-shape",
        ),
        (
            "<kml><Placemark><TimeSpan/><LineString><coordinates>1,2 3,4</coordinates></LineString></Placemark></kml>",
            "a.kml",
            "track-no-time",
        ),
        ("<kml><Placemark><Track><when>2020-01-01T00:00:00Z</when></Track></Placemark></kml>", "a.kml", "track-shape"),
        ("", "a.gpx", "xml-syntax"),
        ("hello", "a.txt", "unknown-format"),
    ],
)
def test_what_is_no_track_says_so(text: str, name: str, slug: str) -> None:
    found = taken(text, name)
    assert found.tracks == ()
    assert slug in [f.slug for f in found.findings if f.is_error]
    assert all(f.at.file == name for f in found.findings)


def test_bad_fixes_among_good_ones_are_counted_once() -> None:
    rows = table() + "".join(f"\nR-1,{stamp(START + i)},91,40" for i in range(300)) + "\nR-1,,37,40\n"
    found = taken(rows, "a.csv")
    assert len(found.tracks[0]) == len(FIXES)
    told = {f.slug: f for f in found.findings}
    assert set(told) == {"track-swapped", "track-no-time"}
    assert "300" in told["track-swapped"].what
    assert told["track-swapped"].at.line == len(FIXES) + 2
    assert not any(f.is_error for f in found.findings)


def test_a_long_track_is_thinned_and_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(track_fixes, "MOST_FIXES", 1000)
    rows = ["lat,lon,time", *(f"{10 + i * 1e-5},20,{START + i}" for i in range(5000))]
    found = taken("\n".join(rows), "a.csv")
    (track,) = found.tracks
    assert 500 <= len(track) <= 1000
    assert track.spacing == 8
    assert set(np.diff(track.time)) == {8.0}
    assert [f.slug for f in found.findings] == ["track-thinned"]


def test_tracks_are_columns_of_one_length() -> None:
    track = Track(np.zeros(3), np.ones(3), np.full(3, 2.0))
    assert track.lonlat.tolist() == [[2.0, 1.0]] * 3
