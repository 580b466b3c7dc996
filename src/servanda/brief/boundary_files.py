"""A boundary as GeoJSON, KML, GPX and GeoPackage: the polygon, and its numbered waypoints with their directions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from shapely.geometry.polygon import orient

from servanda.brief.text import visible
from servanda.errors import UsageError
from servanda.field.demarcation import DIGITS, Boundary, Waypoint, direction
from servanda.words import _


def geojson(found: Boundary) -> str:
    """RFC 7946: the polygon, its outer ring counter-clockwise as the standard asks, then a point for each waypoint."""
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "properties": {"name": found.name, "length_m": round(found.length_m, 1), "off_m": round(found.off_m, 1)},
            "geometry": _geometry(found),
        }
    ]
    features += [
        {
            "type": "Feature",
            "properties": {
                "waypoint": p.number,
                "ring": p.ring,
                "to": p.to,
                "distance_m": round(p.distance_m, 2),
                "bearing_deg": round(p.bearing_deg, 3),
                "direction": direction(p),
            },
            "geometry": {"type": "Point", "coordinates": [p.lon, p.lat]},
        }
        for p in found.waypoints
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"


def _geometry(found: Boundary) -> dict[str, Any]:
    parts = [orient(p, 1.0) for p in getattr(found.area, "geoms", (found.area,))]
    rings = [[[list(c) for c in ring.coords] for ring in (p.exterior, *p.interiors)] for p in parts]
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}


def kml(found: Boundary) -> str:
    """KML 2.2 (OGC 07-147r2): a placemark of the area, and a folder of its waypoints."""
    polygons = []
    for part in getattr(found.area, "geoms", (found.area,)):
        part = orient(part, 1.0)
        rings = [f"<outerBoundaryIs>{_ring(part.exterior.coords)}</outerBoundaryIs>"]
        rings += [f"<innerBoundaryIs>{_ring(r.coords)}</innerBoundaryIs>" for r in part.interiors]
        polygons.append(f"<Polygon>{''.join(rings)}</Polygon>")
    shape = polygons[0] if len(polygons) == 1 else f"<MultiGeometry>{''.join(polygons)}</MultiGeometry>"
    points = "\n".join(
        f"<Placemark><name>{p.number}</name><description>{_text(direction(p))}</description>"
        f"<Point><coordinates>{_degrees(p.lon)},{_degrees(p.lat)}</coordinates></Point></Placemark>"
        for p in found.waypoints
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<name>{_text(found.name)}</name>\n<Placemark><name>{_text(found.name)}</name>{shape}</Placemark>\n"
        f"<Folder><name>{_text(_('Waypoints'))}</name>\n{points}\n</Folder></Document></kml>\n"
    )


def _ring(coords: Any) -> str:
    text = " ".join(f"{_degrees(lon)},{_degrees(lat)}" for lon, lat in coords)
    return f"<LinearRing><coordinates>{text}</coordinates></LinearRing>"


def gpx(found: Boundary) -> str:
    """GPX 1.1: a waypoint each, and a route for each ring, closed, so that a receiver leads round it."""
    points = "\n".join(_point("wpt", p) for p in found.waypoints)
    routes = "\n".join(
        f"<rte><name>{_text(found.name)} {i}</name>" + "".join(_point("rtept", p) for p in (*ring, ring[0])) + "</rte>"
        for i, ring in enumerate(found.rings, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Servanda" '
        'xmlns="http://www.topografix.com/GPX/1/1">\n'
        f"<metadata><name>{_text(found.name)}</name></metadata>\n{points}\n{routes}\n</gpx>\n"
    )


def _point(tag: str, p: Waypoint) -> str:
    lat, lon = quoteattr(_degrees(p.lat)), quoteattr(_degrees(p.lon))
    return f"<{tag} lat={lat} lon={lon}><name>{p.number:04d}</name><desc>{_text(direction(p))}</desc></{tag}>"


def geopackage(found: Boundary, place: Path) -> None:
    """OGC GeoPackage with two layers, `boundary` and `waypoints`. Raises UsageError without pyogrio."""
    try:
        from pyogrio.raw import write
    except ImportError as error:
        raise UsageError(
            "extra-missing",
            _("writing GeoPackage needs the library pyogrio"),
            _("pip install 'servanda[gis]', or export GeoJSON, KML or GPX"),
        ) from error
    import numpy as np
    import shapely

    place.unlink(missing_ok=True)
    kind = "Polygon" if found.area.geom_type == "Polygon" else "MultiPolygon"
    write(
        str(place),
        np.array([shapely.to_wkb(found.area)], dtype=object),
        [np.array([found.name], dtype=object), np.array([found.length_m]), np.array([found.off_m])],
        np.array(["name", "length_m", "off_m"], dtype=object),
        layer="boundary",
        driver="GPKG",
        geometry_type=kind,
        crs="EPSG:4326",
    )
    points = found.waypoints
    write(
        str(place),
        np.array([shapely.to_wkb(shapely.Point(p.lon, p.lat)) for p in points], dtype=object),
        [
            np.array([p.number for p in points]),
            np.array([p.ring for p in points]),
            np.array([p.to for p in points]),
            np.array([p.distance_m for p in points]),
            np.array([p.bearing_deg for p in points]),
            np.array([direction(p) for p in points], dtype=object),
        ],
        np.array(["waypoint", "ring", "to", "distance_m", "bearing_deg", "direction"], dtype=object),
        layer="waypoints",
        driver="GPKG",
        geometry_type="Point",
        crs="EPSG:4326",
        append=True,
    )


def _degrees(value: float) -> str:
    return f"{value:.{DIGITS}f}"


def _text(text: str) -> str:
    return escape(visible(text, 200))
