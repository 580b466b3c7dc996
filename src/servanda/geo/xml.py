"""KML (OGC 12-007r2) and GPX 1.1 as lines and areas. Streamed by expat; a document type, and with it every entity, is
refused before anything of it is read."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from xml.parsers import expat

import numpy as np
from shapely.geometry import LineString, Polygon

from servanda.geo.frame import Coords
from servanda.geo.shapes import Loaded, Malformed, area_of_parts, bounded, line_of_parts, positions
from servanda.model import Finding, Position
from servanda.words import _

DEEPEST = 60
CHUNK = 1 << 16
_GROUP = re.compile(r"\S+")


@dataclass
class _Shapes:
    """What has been met so far: chains of positions, and polygons as rings."""

    lines: list[Coords] = field(default_factory=list)
    polygons: list[list[Coords]] = field(default_factory=list)
    count: int = 0

    def chain(self, values: list[tuple[float, float]], least: int) -> Coords:
        self.count += len(values)
        bounded(self.count)
        if len(values) < least:
            raise Malformed(_("a line has fewer than {n} positions").format(n=least))
        return positions(np.asarray(values, dtype=np.float64))

    def loaded(self, at: Position) -> Loaded:
        if self.lines:
            return line_of_parts([LineString(line) for line in self.lines], at)
        if self.polygons:
            return area_of_parts([Polygon(outer, holes) for outer, *holes in self.polygons], at)
        raise Malformed(_("the file holds neither a line nor an area"), "a line or a polygon", slug="geometry-none")


class _Kml:
    """`LineString` and `Polygon` wherever they stand; points and models are passed over."""

    def __init__(self) -> None:
        self.shapes, self.path, self.text = _Shapes(), list[str](), list[str]()
        self.rings: list[Coords] = []

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.path.append(_local(name))
        if len(self.path) > DEEPEST:
            raise Malformed(_("the elements are nested too deeply"), slug="xml-syntax")
        if self.path[-1] == "Polygon":
            self.rings = []
        self.text.clear()

    def data(self, text: str) -> None:
        if self.path and self.path[-1] == "coordinates":
            self.text.append(text)

    def end(self, _name: str) -> None:
        element = self.path.pop()
        holder = self.path[-1] if self.path else ""
        if element == "coordinates" and holder == "LineString":
            self.shapes.lines.append(self.shapes.chain(self._positions(), 2))
        elif element == "coordinates" and holder == "LinearRing" and "Polygon" in self.path:
            ring = self.shapes.chain(self._positions(), 4)
            if "innerBoundaryIs" in self.path:
                self.rings.append(ring)
            else:
                self.rings.insert(0, ring)
        elif element == "Polygon" and self.rings:
            self.shapes.polygons.append(self.rings)

    def _positions(self) -> list[tuple[float, float]]:
        made: list[tuple[float, float]] = []
        for match in _GROUP.finditer("".join(self.text)):  # not split(): ten million groups are half a gigabyte
            bounded(self.shapes.count + len(made))
            group = match.group()
            parts = group.split(",")
            if len(parts) < 2:
                what = _("a position is no pair of numbers")
                raise Malformed(what, "longitude,latitude", group[:40])
            made.append((_number(parts[0]), _number(parts[1])))
        return made


class _Gpx:
    """Each route and each segment of a track as a line."""

    def __init__(self) -> None:
        self.shapes, self.chain, self.depth = _Shapes(), list[tuple[float, float]](), 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Malformed(_("the elements are nested too deeply"), slug="xml-syntax")
        match _local(name):
            case "rte" | "trkseg":
                self.chain = []
            case "rtept" | "trkpt":
                self.chain.append((_number(attributes.get("lon", "")), _number(attributes.get("lat", ""))))
                bounded(self.shapes.count + len(self.chain))

    def data(self, text: str) -> None:
        """GPX keeps positions in attributes."""

    def end(self, name: str) -> None:
        self.depth -= 1
        if _local(name) in ("rte", "trkseg") and len(self.chain) > 1:
            self.shapes.lines.append(self.shapes.chain(self.chain, 2))
            self.chain = []


def read_kml(content: bytes, file: str) -> Loaded:
    """The lines, or else the areas, of a KML document. Never raises for bad content."""
    return _read(content, file, _Kml())


def read_gpx(content: bytes, file: str) -> Loaded:
    """The routes and tracks of a GPX document as a line. Never raises for bad content."""
    return _read(content, file, _Gpx())


def _read(content: bytes, file: str, reader: _Kml | _Gpx) -> Loaded:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = _refuse
    at = Position(file)
    try:
        for start in range(0, len(content), CHUNK):
            parser.Parse(content[start : start + CHUNK], False)
        parser.Parse(b"", True)
        return reader.shapes.loaded(at)
    except Malformed as wrong:
        return Loaded(None, (wrong.finding.placed(Position(file, parser.CurrentLineNumber)),))
    except expat.ExpatError as error:
        where = Position(file, error.lineno, error.offset + 1)
        what = _("the file is no whole XML")
        return Loaded(None, (Finding("xml-syntax", what, got=expat.ErrorString(error.code), at=where),))
    except (ValueError, LookupError) as error:  # an encoding that nobody knows
        return Loaded(None, (Finding("xml-syntax", _("the file is no whole XML"), got=str(error)[:80], at=at),))


def _refuse(*_declared: object) -> None:
    what = _("the file declares a document type: its entities could unfold to anything")
    raise Malformed(what, advice=_("export it again, or delete the <!DOCTYPE …>"), slug="xml-entities")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        what = _("a position is no pair of numbers")
        raise Malformed(what, _("degrees"), text[:40])
    return value
