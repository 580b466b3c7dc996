"""Lines and areas from KML, GPX, GeoPackage and Shapefile: the same geometry whatever it came in."""

from __future__ import annotations

import io
import sys
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from servanda.geo import Loaded, Membership, compile_zones, read_geometry, relation

RING = [(36.0, 34.0), (37.0, 34.0), (37.0, 35.0), (36.0, 35.0), (36.0, 34.0)]
HOLE = [(36.4, 34.4), (36.6, 34.4), (36.6, 34.6), (36.4, 34.6), (36.4, 34.4)]
AREA = shapely.Polygon(RING, [HOLE])
LINE = shapely.LineString([(36.0, 36.0), (37.5, 36.2), (39.0, 36.0)])


def coordinates(positions: list[tuple[float, float]]) -> str:
    return "<coordinates>\n " + " ".join(f"{x},{y},0" for x, y in positions) + "\n</coordinates>"


KML = f"""<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Zone</name><Folder><Placemark><name>A</name>
<Polygon><outerBoundaryIs><LinearRing>{coordinates(RING)}</LinearRing></outerBoundaryIs>
<innerBoundaryIs><LinearRing>{coordinates(HOLE)}</LinearRing></innerBoundaryIs></Polygon>
</Placemark><Placemark><Point><coordinates>36.5,34.5</coordinates></Point></Placemark></Folder></Document></kml>"""
GPX = """<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><rte><name>M4</name>
<rtept lat="36.0" lon="36.0"/><rtept lat="36.2" lon="37.5"><ele>3</ele></rtept><rtept lat="36.0" lon="39.0"/>
</rte></gpx>"""


def same(loaded: Loaded, expected: Any, *, off: float = 1e-9) -> None:
    assert [str(f) for f in loaded.findings] == []
    assert loaded.geometry is not None
    assert loaded.geometry.geom_type == expected.geom_type
    assert shapely.hausdorff_distance(loaded.geometry, expected) < off
    assert loaded.geometry.area == pytest.approx(expected.area, rel=1e-6)


def test_kml_polygons_with_their_holes() -> None:
    same(read_geometry(KML.encode(), "geo/zone.kml"), AREA)


def test_kml_lines() -> None:
    text = f"<kml><Placemark><LineString>{coordinates(list(LINE.coords))}</LineString></Placemark></kml>"
    same(read_geometry(text.encode(), "geo/line.KML"), LINE)


def test_gpx_routes_and_tracks() -> None:
    same(read_geometry(GPX.encode(), "geo/road.gpx"), LINE)
    track = GPX.replace("rtept", "trkpt").replace("<rte>", "<trk><trkseg>").replace("</rte>", "</trkseg></trk>")
    same(read_geometry(track.encode(), "geo/road.gpx"), LINE)


def test_a_file_in_a_zone_expression() -> None:
    made = compile_zones(
        {"park": {"polygon": "geo/zone.kml", "accuracy": "1 km"}}, load_line=lambda p: read_geometry(KML.encode(), p)
    )
    assert made.findings == ()
    answers = [relation(made.zones["park"], lat, 36.5) for lat in (34.2, 34.5, 34.005, 33.9)]
    assert answers == [Membership.IN, Membership.OUT, Membership.UNDETERMINED, Membership.OUT]


# GeoPackage and Shapefile, written by GDAL itself


def written(folder: Path, name: str, shapes: list[Any], crs: str | None, **options: Any) -> Path:
    raw = pytest.importorskip("pyogrio.raw")
    path = folder / name
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it writes no coordinate system, where that is what is wanted
        raw.write(
            path, np.array(shapely.to_wkb(shapes), dtype=object), field_data=[], fields=[], crs=crs,
            geometry_type=shapes[0].geom_type, **options,
        )  # fmt: skip
    return path


@pytest.mark.parametrize(
    ("shape", "crs"), [(AREA, "EPSG:4326"), (LINE, "EPSG:4326"), (AREA, "EPSG:32637"), (LINE, "EPSG:3857")]
)
@pytest.mark.parametrize("name", ["zone.gpkg", "zone.shp"])
def test_geopackage_and_shapefile_in_any_coordinate_system(tmp_path: Path, name: str, shape: Any, crs: str) -> None:
    turn = Transformer.from_crs(4326, crs, always_xy=True)
    there = shapely.transform(shape, lambda c: np.column_stack(turn.transform(c[:, 0], c[:, 1])))
    path = written(tmp_path, name, [there], crs)

    def beside(other: str) -> bytes | None:
        file = tmp_path / Path(other).name
        return file.read_bytes() if file.is_file() else None

    same(read_geometry(path.read_bytes(), f"geo/{name}", beside), shape, off=1e-7)


def test_a_zipped_shapefile(tmp_path: Path) -> None:
    written(tmp_path, "zone.shp", [AREA], "EPSG:4326")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(tmp_path.iterdir()):
            archive.write(file, f"inside/{file.name}")
        archive.writestr("__MACOSX/._zone.shp", b"x")
    same(read_geometry(packed.getvalue(), "geo/zone.zip"), AREA)


def test_a_coordinate_system_that_nobody_names_is_no_guess(tmp_path: Path) -> None:
    path = written(tmp_path, "zone.shp", [AREA], None)
    index = path.with_suffix(".shx").read_bytes()
    loaded = read_geometry(path.read_bytes(), "geo/zone.shp", lambda other: index if other.endswith(".shx") else None)
    assert [f.slug for f in loaded.findings] == ["geometry-crs"]
    assert ".prj" in loaded.findings[0].advice


def test_several_layers_are_told(tmp_path: Path) -> None:
    path = written(tmp_path, "zone.gpkg", [AREA], "EPSG:4326", layer="one")
    written(tmp_path, "zone.gpkg", [AREA], "EPSG:4326", layer="two", append=True)
    loaded = read_geometry(path.read_bytes(), "geo/zone.gpkg")
    assert [f.slug for f in loaded.findings] == ["geometry-layers"]
    assert "one, two" in str(loaded.findings[0])


def test_without_the_extra_a_finding_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyogrio", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    loaded = read_geometry(b"SQLite format 3\x00", "geo/zone.gpkg")
    assert [f.slug for f in loaded.findings] == ["geometry-extra"]
    assert "servanda[gis]" in loaded.findings[0].advice
