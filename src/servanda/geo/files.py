"""Lines and areas from any file that a dossier may bring: GeoJSON, KML, GPX, GeoPackage, Shapefile.

GeoPackage and Shapefile are read by GDAL through pyogrio, the extra `servanda[gis]`; without it such a file is a
finding that says so. What another coordinate system means is looked up by PROJ; a file that names none is a finding,
never a guess.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from servanda.geo.geojson import read_geojson
from servanda.geo.shapes import MAX_BYTES, Loaded
from servanda.geo.xml import read_gpx, read_kml
from servanda.model import Finding, Position
from servanda.words import _

SUFFIXES = (".geojson", ".json", ".kml", ".gpx", ".gpkg", ".shp", ".zip")
BESIDE = (".shx", ".dbf", ".prj", ".cpg")  # what belongs to a .shp


def read_geometry(content: bytes, file: str, beside: Callable[[str], bytes | None] | None = None) -> Loaded:
    """The lines, or else the areas, of a file, told by its suffix. Never raises for bad content.

    `beside(path)` gives another file of the dossier (a Shapefile is several), None where there is none; a Shapefile may
    also come as one .zip."""
    suffix = PurePosixPath(file.lower()).suffix
    if len(content) > MAX_BYTES:
        what, size = _("the geometry file is too large"), f"{len(content) >> 20} MB"
        return Loaded(None, (Finding("too-large", what, "at most 64 MB", size, at=Position(file)),))
    match suffix:
        case ".geojson" | ".json":
            return read_geojson(content, file)
        case ".kml":
            return read_kml(content, file)
        case ".gpx":
            return read_gpx(content, file)
        case ".gpkg" | ".shp" | ".zip":
            from servanda.geo.gis import read_gis

            return read_gis(content, file, beside)
    what = _("no geometry is read from files of this kind")
    return Loaded(None, (Finding("geometry-format", what, ", ".join(SUFFIXES), suffix or file, at=Position(file)),))
