"""Geometry files that somebody made to hurt: findings that say what to do, in bounded time and memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.geo import read_geometry

BOMB = """<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "1,1 "><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><kml><LineString><coordinates>&c;</coordinates></LineString></kml>"""
OUTSIDE = """<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx><rte><rtept lat="&x;" lon="1"/></rte></gpx>"""
RING = "<outerBoundaryIs><LinearRing><coordinates>{}</coordinates></LinearRing></outerBoundaryIs>"
LOOP = f"<kml><Polygon>{RING}</Polygon></kml>"


def line(positions: str) -> str:
    return f"<kml><LineString><coordinates>{positions}</coordinates></LineString></kml>"


@pytest.mark.parametrize(
    ("file", "text", "slug"),
    [
        ("a.kml", "", "xml-syntax"),
        ("a.kml", "<kml>", "xml-syntax"),
        ("a.kml", "\x00\x01", "xml-syntax"),
        ("a.kml", BOMB, "xml-entities"),
        ("a.gpx", OUTSIDE, "xml-entities"),
        ("a.kml", "<kml/>", "geometry-none"),
        ("a.gpx", "<gpx/>", "geometry-none"),
        ("a.kml", '<?xml version="1.0" encoding="x-none"?><kml/>', "xml-syntax"),
        ("a.kml", "<a>" * 500 + "</a>" * 500, "xml-syntax"),
        ("a.gpx", "<a>" * 500 + "</a>" * 500, "xml-syntax"),
        ("a.kml", line("36,36"), "geometry-coordinates"),
        ("a.kml", line("36,36 37"), "geometry-coordinates"),
        ("a.kml", line("36,nan 37,36"), "geometry-coordinates"),
        ("a.kml", line("36,inf 37,36"), "geometry-coordinates"),
        ("a.kml", line("1e400,36 37,36"), "geometry-coordinates"),
        ("a.kml", line("36,136 37,137"), "geometry-coordinates"),
        ("a.kml", line("36,36 36,36"), "geometry-empty"),
        ("a.kml", LOOP.format("0,0 2,2 2,0 0,2 0,0"), "polygon-crosses-itself"),
        ("a.kml", LOOP.format("0,0 1,1 2,2 0,0"), "polygon-crosses-itself"),
        ("a.gpx", '<gpx><rte><rtept lat="91" lon="1"/><rtept lat="1" lon="2"/></rte></gpx>', "geometry-coordinates"),
        ("a.gpx", '<gpx><rte><rtept lon="1"/><rtept lat="1" lon="2"/></rte></gpx>', "geometry-coordinates"),
        ("a.docx", "PK", "geometry-format"),
        ("noname", "{}", "geometry-format"),
        ("a.gpkg", "<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>", "geometry-read"),
        ("a.shp", "not a shapefile", "geometry-read"),
        ("a.zip", "PK\x03\x04 but no archive", "geometry-read"),
        ("a.gpkg", "SQLite format 3\x00 and nothing else", "geometry-read"),
        ("a.shp", "\x00\x00\x27\x0a and nothing else", "geometry-read"),
    ],
)
def test_hostile_files_are_findings(file: str, text: str, slug: str) -> None:
    if file.endswith((".gpkg", ".shp", ".zip")):
        pytest.importorskip("pyogrio")
    loaded = read_geometry(text.encode("latin-1"), file)
    assert loaded.geometry is None
    assert [f.slug for f in loaded.findings] == [slug]
    assert loaded.findings[0].at.file == file


def test_swapped_coordinates_are_told() -> None:
    assert "swapped" in str(read_geometry(line("14.6,121.0 15.0,120.5").encode(), "a.kml").findings[0])


def test_an_archive_of_two_shapefiles_or_of_none() -> None:
    pytest.importorskip("pyogrio")
    for names in ((), ("a.shp", "b.shp")):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name in ("readme.txt", *names):
                archive.writestr(name, b"\x00\x00\x27\x0a")
        assert [f.slug for f in read_geometry(packed.getvalue(), "a.zip").findings] == ["geometry-read"]


def test_an_archive_that_unfolds_is_refused_before_it_does() -> None:
    pytest.importorskip("pyogrio")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.shp", "w") as entry:
        for _i in range(300):
            entry.write(b"\x00" * (1 << 20))
    assert len(packed.getvalue()) < 1 << 20
    assert [f.slug for f in read_geometry(packed.getvalue(), "a.zip").findings] == ["too-large"]


def test_ten_million_positions_are_refused_in_bounded_memory() -> None:
    """64 MB hold at most about ten million positions; reading stops at a quarter of a million."""
    kml = LOOP.format("1,1 " * 10_000_000).encode()
    gpx = b"<gpx><trk><trkseg>" + b'<trkpt lat="1" lon="1"/>' * 400_000
    geojson = b'{"type":"Polygon","coordinates":[[' + b"[1,1]," * 10_000_000 + b"[1,1]]]}"
    tracemalloc.start()
    for made, file in ((kml, "a.kml"), (gpx, "a.gpx"), (geojson, "a.geojson")):
        (finding,) = read_geometry(made, file).findings
        assert finding.slug in ("geometry-coordinates", "geojson-coordinates")
        assert "250000" in finding.what
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 250 << 20


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.kml", "a.gpx", "a.geojson"]))
def test_any_bytes_give_a_geometry_or_findings(content: bytes, file: str) -> None:
    loaded = read_geometry(content, file)
    assert (loaded.geometry is None) == bool(loaded.findings)


PIECES = st.sampled_from(
    ["<kml>", "</kml>", "<Polygon>", "</Polygon>", "<LineString>", "</LineString>", "<coordinates>", "</coordinates>"]
    + [
        "<LinearRing>",
        "</LinearRing>",
        "<outerBoundaryIs>",
        "</outerBoundaryIs>",
        "1,2 3,4 5,7 1,2",
        "1",
        ",",
        "1,2,3 ",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=12))
def test_any_elements_in_any_order(pieces: list[str]) -> None:
    loaded = read_geometry("".join(["<x>", *pieces, "</x>"]).encode(), "a.kml")
    assert (loaded.geometry is None) == bool(loaded.findings)
