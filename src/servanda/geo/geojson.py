"""GeoJSON (RFC 7946) from bytes that anybody may have written: lines and areas, or findings that say what is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from shapely.geometry import LineString, Polygon

from servanda.geo.frame import Coords
from servanda.geo.shapes import (
    MAX_BYTES,
    MAX_POSITIONS,
    Loaded,
    Malformed,
    area_of_parts,
    bounded,
    line_of_parts,
    positions,
)
from servanda.model import Finding, Position
from servanda.words import _

MOST_BRACKETS = 4 * MAX_POSITIONS
LINES = ("LineString", "MultiLineString")
AREAS = ("Polygon", "MultiPolygon")
_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326", "4326", "4979")


def read_geojson(content: bytes, file: str) -> Loaded:
    """The lines, or else the areas, of a GeoJSON document. Never raises for bad content."""
    at = Position(file)

    def refused(slug: str, what: str, expected: str = "", got: str = "", advice: str = "") -> Loaded:
        return Loaded(None, (Finding(slug, what, expected, got, advice, at),))

    if len(content) > MAX_BYTES:
        return refused("too-large", _("the geometry file is too large"), "at most 64 MB", f"{len(content) >> 20} MB")
    if content.count(b"[") + content.count(b"{") > MOST_BRACKETS:  # before they are made into two gigabytes of lists
        what = _("there are more than {n} positions: simplify the file").format(n=MAX_POSITIONS)
        return refused("geojson-coordinates", what)
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return refused("not-utf8", _("the file is not text in UTF-8"), "GeoJSON")
    except (ValueError, RecursionError) as error:
        return refused("geojson-syntax", _("the file is not JSON"), "GeoJSON", str(error)[:80])
    if not isinstance(data, Mapping):
        return refused("geojson-type", _("the file is not GeoJSON"), "an object with a type", type(data).__name__)
    crs = data.get("crs")
    if crs is not None and not any(name in json.dumps(crs, default=str) for name in _WGS84):
        return refused(
            "geojson-crs",
            _("the coordinates are not WGS84"),
            "EPSG:4326",
            json.dumps(crs, default=str)[:80],
            _("convert the file to longitude and latitude (WGS84)"),
        )
    try:
        found = list(_geometries(data, 0))
    except Malformed as wrong:
        return refused("geojson-type", str(wrong), "Feature, FeatureCollection or a geometry")
    lines = [g for g in found if g.get("type") in LINES]
    areas = [g for g in found if g.get("type") in AREAS]
    if not lines and not areas:
        kinds = ", ".join(sorted({str(g.get("type")) for g in found})) or _("nothing")
        return refused(
            "geojson-type", _("the file holds neither a line nor an area"), "a line or a polygon", kinds[:80]
        )
    try:
        loaded = _lines(lines, at) if lines else _areas(areas, at)
        return loaded._replace(**_own_words(data))
    except Malformed as wrong:
        return refused("geojson-coordinates", str(wrong), "[longitude, latitude] in degrees")


def _own_words(data: Mapping[str, Any]) -> dict[str, Any]:
    features = data.get("features")
    feature = features[0] if isinstance(features, list) and features else data
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    if not isinstance(properties, Mapping):
        return {}
    words: dict[str, Any] = {"approximate": properties.get("approximate") is True}
    accuracy = properties.get("accuracy_m")
    if isinstance(accuracy, (int, float)) and _number(accuracy) and accuracy >= 0:
        words["accuracy_m"] = float(accuracy)
    return words


def _geometries(node: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > 8:
        raise Malformed(_("the collections are nested too deeply"))
    if not isinstance(node, Mapping):
        if node is None:
            return
        raise Malformed(_("a feature is no object"))
    kind = node.get("type")
    if kind == "FeatureCollection":
        for feature in _listed(node.get("features")):
            yield from _geometries(feature, depth + 1)
    elif kind == "Feature":
        yield from _geometries(node.get("geometry"), depth + 1)
    elif kind == "GeometryCollection":
        for geometry in _listed(node.get("geometries")):
            yield from _geometries(geometry, depth + 1)
    elif isinstance(kind, str):
        yield node
    else:
        raise Malformed(_("an object has no type"))


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Malformed(_("a collection holds no list"))
    return value


def _chain(value: Any, least: int) -> Coords:
    rows = _listed(value)
    if len(rows) < least:
        raise Malformed(_("a line has fewer than {n} positions").format(n=least))
    bounded(len(rows))
    made = np.empty((len(rows), 2))
    for i, row in enumerate(rows):
        if not isinstance(row, list) or len(row) < 2 or not all(_number(v) for v in row[:2]):
            raise Malformed(_("position {n} is no pair of numbers").format(n=i + 1))
        made[i] = row[0], row[1]
    return positions(made)


def _number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _lines(nodes: list[Mapping[str, Any]], at: Position) -> Loaded:
    parts: list[LineString] = []
    for node in nodes:
        chains = [node.get("coordinates")] if node["type"] == "LineString" else _listed(node.get("coordinates"))
        parts += [LineString(_chain(value, 2)) for value in chains]
    return line_of_parts(parts, at)


def _areas(nodes: list[Mapping[str, Any]], at: Position) -> Loaded:
    parts: list[Polygon] = []
    for node in nodes:
        polygons = [node.get("coordinates")] if node["type"] == "Polygon" else _listed(node.get("coordinates"))
        for rings in polygons:
            chains = [_chain(ring, 4) for ring in _listed(rings)]
            if not chains:
                raise Malformed(_("a polygon has no ring"))
            parts.append(Polygon(chains[0], chains[1:]))
    return area_of_parts(parts, at)
