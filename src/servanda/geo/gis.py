"""GeoPackage and Shapefile by GDAL (pyogrio, the extra `servanda[gis]`), turned to WGS84.

GDAL opens whatever the bytes say that they are, also formats that fetch other files. So only two formats get to it,
told by their first bytes, from a folder that holds nothing else.
"""

from __future__ import annotations

import importlib.util
import io
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from shapely.geometry import LineString, Polygon

from servanda.geo.frame import Coords
from servanda.geo.shapes import MAX_BYTES, Loaded, Malformed, area_of_parts, bounded, line_of_parts, positions
from servanda.model import Position
from servanda.words import _

SQLITE = b"SQLite format 3\x00"
SHAPE = b"\x00\x00\x27\x0a"
ZIP = b"PK\x03\x04"
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
MOST_FEATURES = 10_000


def read_gis(content: bytes, file: str, beside: Callable[[str], bytes | None] | None = None) -> Loaded:
    """The lines, or else the areas, of a GeoPackage or Shapefile. Never raises for bad content."""
    at = Position(file)
    try:
        if importlib.util.find_spec("pyogrio") is None:
            what = _("GeoPackage and Shapefile need an extra that is not installed")
            advice = _("pip install 'servanda[gis]', or save the file as GeoJSON")
            raise Malformed(what, "pyogrio", advice=advice, slug="geometry-extra")
        with tempfile.TemporaryDirectory(prefix="servanda-gis-") as folder:
            shapes, crs = _opened(_unpacked(content, file, beside, Path(folder)))
        return _loaded(_turned(shapes, crs), at)
    except Malformed as wrong:
        return Loaded(None, (wrong.finding.placed(at),))


def _unpacked(content: bytes, file: str, beside: Callable[[str], bytes | None] | None, folder: Path) -> Path:
    """The file, with what belongs to it, alone in `folder`."""
    suffix = PurePosixPath(file.lower()).suffix
    if suffix == ".gpkg" and content.startswith(SQLITE):
        target = folder / "data.gpkg"
        target.write_bytes(content)
        return target
    if suffix == ".zip" and content.startswith(ZIP):
        parts = _zipped(content)
    elif suffix == ".shp" and content.startswith(SHAPE):
        base = file[: -len(suffix)]
        others = {part: beside(base + part) if beside else None for part in PARTS[1:]}
        parts = {".shp": content, **{part: value for part, value in others.items() if value is not None}}
    else:
        raise Malformed(_("the file is not what its name says"), suffix[1:], _("other bytes"), slug="geometry-read")
    for part, value in parts.items():
        (folder / f"data{part}").write_bytes(value)
    return folder / "data.shp"


def _zipped(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [e for e in archive.infolist() if not e.filename.startswith("__MACOSX")]
            shapes = [e.filename for e in entries if e.filename.lower().endswith(".shp")]
            if len(shapes) != 1:
                raise Malformed(_("the archive must hold one Shapefile"), "1", str(len(shapes)), slug="geometry-read")
            wanted = {shapes[0][:-4] + part: part for part in (*PARTS, *(p.upper() for p in PARTS))}
            wanted[shapes[0]] = ".shp"
            held = [e for e in entries if e.filename in wanted]
            if sum(e.file_size for e in held) > 4 * MAX_BYTES:
                raise Malformed(_("the geometry file is too large"), "at most 256 MB unpacked", slug="too-large")
            parts = {wanted[e.filename].lower(): archive.read(e) for e in held}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Malformed(_("the archive cannot be unpacked"), got=str(error)[:80], slug="geometry-read") from error
    if not parts[".shp"].startswith(SHAPE):
        raise Malformed(_("the file is not what its name says"), "shp", _("other bytes"), slug="geometry-read")
    return parts


def _opened(path: Path) -> tuple[list[Any], str | None]:
    """The geometries of the one layer, and the coordinate system that the file names."""
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
            if len(layers) != 1:
                what = _("the file must hold one layer of geometries")
                raise Malformed(
                    what, "1", ", ".join(layers)[:80] or "0", _("export the one that is meant"), slug="geometry-layers"
                )
            options: dict[str, Any] = {"layer": layers[0], "columns": [], "max_features": MOST_FEATURES + 1}
            meta, _fids, wkb, _fields = pyogrio.raw.read(path, force_2d=True, **options)
            if len(wkb) > MOST_FEATURES:
                what = _("there are more than {n} features: simplify the file").format(n=MOST_FEATURES)
                raise Malformed(what, slug="geometry-coordinates")
            shapes = [shape for shape in shapely.from_wkb(wkb, on_invalid="ignore") if shape is not None]
    except (DataSourceError, DataLayerError, shapely.errors.GEOSException, ValueError, OSError, RuntimeError) as error:
        text = str(error).replace(str(path), path.name)
        raise Malformed(
            _("the file cannot be read"), got=text[:80], advice=_("export it again"), slug="geometry-read"
        ) from error
    return shapes, meta["crs"]


def _turned(shapes: list[Any], crs: str | None) -> list[Any]:
    """Geometries in longitude and latitude on WGS84."""
    if not crs:
        raise Malformed(
            _("the file does not say in which coordinate system it is"),
            "EPSG:4326",
            advice=_("add its .prj, or set the coordinate system and export again"),
            slug="geometry-crs",
        )
    try:
        known = CRS.from_user_input(crs)
        if known.is_geographic and known.to_epsg() in (4326, 4979):
            return shapes
        turn = Transformer.from_crs(known, 4326, always_xy=True)
        return [shapely.transform(s, lambda c: np.column_stack(turn.transform(c[:, 0], c[:, 1]))) for s in shapes]
    except ProjError as error:
        what = _("the coordinate system of the file is not known")
        advice = _("convert the file to longitude and latitude (WGS84)")
        raise Malformed(what, "EPSG:4326", str(crs)[:80], advice, slug="geometry-crs") from error


def _loaded(shapes: list[Any], at: Position) -> Loaded:
    parts = [part for shape in shapes for part in _parts(shape)]
    bounded(int(sum(shapely.get_num_coordinates(parts))))
    lines = [LineString(_chain(p)) for p in parts if p.geom_type == "LineString"]
    if lines:
        return line_of_parts(lines, at)
    areas = [p for p in parts if p.geom_type == "Polygon"]
    if areas:
        return area_of_parts([Polygon(_chain(p.exterior), [_chain(hole) for hole in p.interiors]) for p in areas], at)
    raise Malformed(_("the file holds neither a line nor an area"), "a line or a polygon", slug="geometry-none")


def _parts(shape: Any) -> list[Any]:
    if shape.is_empty:
        return []
    if shape.geom_type.startswith("Multi") or shape.geom_type == "GeometryCollection":
        return [part for piece in shape.geoms for part in _parts(piece)]
    return [shape]


def _chain(line: Any) -> Coords:
    return positions(shapely.get_coordinates(line))
