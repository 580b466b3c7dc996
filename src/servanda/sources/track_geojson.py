"""Tracks as GeoJSON: lines with `coordTimes` (or `times`) in their properties, or points with a `time` each."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Any, BinaryIO

from servanda.sources.intake import Context, Intake
from servanda.sources.manifest import Manifest
from servanda.sources.track_csv import NAMES
from servanda.sources.track_fixes import BAD_DATA, NOTES, Fixes, intake
from servanda.words import _

MIME = "application/geo+json"
MAX_BYTES = 128 * 1024 * 1024  # JSON must be read whole: some 2 GB of memory at this size
TIMES = ("coordTimes", "times", "timestamps")
MANIFEST = Manifest(
    name="track-geojson",
    formats=("GeoJSON track",),
    suffixes=(".geojson", ".json"),
    says="Tracks of receivers: LineStrings with `coordTimes`, or Points with `time`; one track for each vehicle.",
    bad_data=BAD_DATA,
    notes=(
        "`coordTimes` (also `times`, in `properties` or in its `coordinateProperties`) holds a time for each "
        "position, in the same order. The vehicle is the property `vehicle` (or `name`, `id`), the party `party`.",
        "At most 128 MB: JSON cannot be read in pieces. Longer tracks come as GPX or CSV.",
        *NOTES,
    ),
)


def sniff(name: str, head: bytes) -> int:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{" or b'"type"' not in head:
        return 0
    return 80 if name.casefold().endswith(MANIFEST.suffixes) else 40


def read(content: bytes, file: str, context: Context) -> Intake:
    fixes = gather(io.BytesIO(content), file, None)
    return intake(fixes, content, MIME, context)


def gather(stream: BinaryIO, file: str, zone: tzinfo | None) -> Fixes:
    """The fixes of a stream, which is read whole."""
    fixes = Fixes(file, zone)
    content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        fixes.problem("too-large", _("the track is too large for GeoJSON"), 0, "128 MB", "", _("save it as GPX or CSV"))
        return fixes
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        fixes.problem("not-utf8", _("the file is not text in UTF-8"), expected="GeoJSON")
        return fixes
    except (ValueError, RecursionError) as error:
        fixes.problem("geojson-syntax", _("the file is not JSON"), got=str(error))
        return fixes
    lines = 0
    for number, feature in enumerate(_features(data, 0), 1):
        lines += _feature(feature, _("track {n}").format(n=number), fixes)
    if lines and not fixes.tracks():
        what = _("the file holds lines without times: a route, not a track")
        fixes.problem("track-no-time", what, 0, "coordTimes", "", _("export the recorded track with its times"))
    return fixes


def _features(node: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if not isinstance(node, Mapping) or depth > 4:
        return
    if node.get("type") == "FeatureCollection" and isinstance(node.get("features"), list):
        for feature in node["features"]:
            yield from _features(feature, depth + 1)
    elif node.get("type") == "Feature":
        yield node
    elif "coordinates" in node:
        yield {"type": "Feature", "properties": {}, "geometry": node}


def _feature(feature: Mapping[str, Any], unnamed: str, fixes: Fixes) -> int:
    """Take the fixes of a feature; the number of lines without times in it."""
    geometry, properties = feature.get("geometry"), feature.get("properties")
    properties = properties if isinstance(properties, Mapping) else {}
    if not isinstance(geometry, Mapping):
        return 0
    vehicle, party = _first(properties, NAMES["vehicle"]), _first(properties, NAMES["party"])
    coordinates = geometry.get("coordinates")
    if geometry.get("type") == "Point":
        time = next((properties[n] for n in NAMES["time"] if n in properties), None)
        _fix(fixes, vehicle, party, time, coordinates)
        return 0
    if geometry.get("type") not in ("LineString", "MultiLineString") or not isinstance(coordinates, list):
        return 0
    parts = coordinates if geometry["type"] == "MultiLineString" else [coordinates]
    nested = properties.get("coordinateProperties")
    held = {**(nested if isinstance(nested, Mapping) else {}), **properties}
    times = next((held[n] for n in TIMES if isinstance(held.get(n), list)), None)
    if times is None:
        return 1
    if geometry["type"] == "LineString" or not times or not isinstance(times[0], list):
        times = [times]
    flat = [p for part in parts if isinstance(part, list) for p in part]
    moments = [t for part in times if isinstance(part, list) for t in part]
    if len(flat) != len(moments):
        what, got = _("the track's times and positions do not match in number"), f"{len(moments)} / {len(flat)}"
        fixes.problem("track-shape", what, 0, _("as many as the other"), got, _("export again"))
        return 0
    for moment, position in zip(moments, flat, strict=True):
        _fix(fixes, vehicle or unnamed, party, moment, position)
    return 0


def _fix(fixes: Fixes, vehicle: str, party: str, time: Any, position: Any) -> None:
    pair = position if isinstance(position, list) and len(position) >= 2 else (None, None)
    moment = time if isinstance(time, (str, int, float)) and not isinstance(time, bool) else None
    lon, lat = pair[0], pair[1]
    number = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in (lon, lat))
    fixes.add(vehicle, party, moment, lat if number else None, lon if number else None)


def _first(properties: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(properties[n]) for n in names if isinstance(properties.get(n), (str, int))), "")
