"""Membership of many points in twenty zones: `servanda.geo.memberships` beside prepared Shapely, GeoPandas and PostGIS.

`python -m benchmarks.zones [--points N] [--sample N] [--json]`; the bar is 10,000,000 points.

Sixteen zones are belts of 5 to 40 km on either side of the bundled Syrian–Turkish border; four are rough polygons of
5,000 to 34,000 vertices. Points are uniform over the belts' rectangle. All sides are handed the same columns of degrees
and zones drawn before; what a side prepares of the zones (grid, prepared geometry, index, subdivision) is in its time,
except the loading of PostGIS's tables, which is told apart. GeoPandas and PostGIS take a sample of the points; times
are given per point. Ratios are of one run: other load on the machine falls on all alike.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from servanda.geo import Zone, compile_zones, memberships, read_geojson

WEST, SOUTH, EAST, NORTH = 35.5, 35.7, 42.6, 37.6
DEPTHS_KM = (5, 10, 15, 20, 25, 30, 35, 40)
CORNERS = (5_000, 10_000, 20_000, 34_000)
Column = NDArray[np.float64]


def zones() -> list[Zone]:
    """Sixteen belts of a real border and four rough polygons, each with an inner and an outer bound 100 m apart."""
    folder = resources.files("servanda") / "data" / "idlib" / "geo"
    expressions: dict[str, Any] = {"border": {"line": "border-syr-tur.geojson", "accuracy": "50 m"}}
    for depth in DEPTHS_KM:
        for side in ("SYR", "TUR"):
            expressions[f"{depth} {side}"] = {"within": f"{depth} km", "of": "border", "side": side}
    made = compile_zones(expressions, load_line=lambda path: read_geojson((folder / path).read_bytes(), path))
    belts = [zone for name, zone in made.zones.items() if name != "border"]
    return belts + [rough(i, corners) for i, corners in enumerate(CORNERS)]


def rough(seed: int, corners: int) -> Zone:
    """A polygon with detail at every scale, like a coast."""
    random = np.random.default_rng(seed)
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    far = np.ones(corners)
    for k in range(1, 12):
        far += random.normal(0, 0.5) / 2 ** (0.9 * k) * np.sin(2**k * turn + random.uniform(0, 6))
    far = 0.8 * np.clip(far, 0.3, 2.0)
    lat, lon = 36.6 + random.uniform(-0.2, 0.2), 37.5 + 1.2 * seed
    drawn = shapely.Polygon(np.column_stack((lon + 1.25 * far * np.cos(turn), lat + far * np.sin(turn))))
    return Zone(f"rough {corners}", drawn.buffer(-0.0005), drawn.buffer(0.0005), drawn)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def prepared(areas: list[shapely.Geometry], lat: Column, lon: Column, workers: int) -> list[NDArray[np.bool_]]:
    """Every point asked of every prepared area; with threads, the points in lots (GEOS lets go of the lock)."""
    shapely.prepare(areas)
    answers = [np.empty(len(lat), dtype=bool) for _ in areas]
    lots = np.linspace(0, len(lat), 4 * workers + 1 if workers > 1 else 2).astype(int)

    def lot(i: int) -> None:
        rows = slice(lots[i], lots[i + 1])
        for area, answer in zip(areas, answers, strict=True):
            answer[rows] = shapely.intersects_xy(area, lon[rows], lat[rows])

    if workers == 1:
        lot(0)
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lot, range(len(lots) - 1)))
    return answers


def copied(area: shapely.Geometry) -> shapely.Geometry:
    """The same geometry, not prepared."""
    return shapely.from_wkb(shapely.to_wkb(area))


def shapely_rows(drawn: list[Zone], lat: Column, lon: Column) -> Iterator[dict[str, Any]]:
    two = [Zone(z.name, area, area, area) for z in drawn for area in [copied(z.nominal)]]
    for workers in dict.fromkeys((1, os.cpu_count() or 1)):
        ours, codes = timed(lambda n=workers: memberships(two, lat, lon, workers=n))
        peer, answers = timed(lambda n=workers: prepared([copied(z.nominal) for z in drawn], lat, lon, n))
        same = all(np.array_equal(codes[:, j] == 2, answer) for j, answer in enumerate(answers))
        yield row("in or out", "prepared Shapely", workers, len(lat), ours, len(lat), peer, same)
        ours, codes = timed(lambda n=workers: memberships(drawn, lat, lon, workers=n))
        bounds = [copied(area) for z in drawn for area in (z.inner, z.outer)]
        peer, answers = timed(lambda n=workers, b=bounds: prepared(b, lat, lon, n))
        same = all(
            np.array_equal(codes[:, j], answers[2 * j].astype(np.int8) + answers[2 * j + 1]) for j in range(len(drawn))
        )
        yield row("in, out, undetermined", "prepared Shapely", workers, len(lat), ours, len(lat), peer, same)


def geopandas_row(drawn: list[Zone], lat: Column, lon: Column, ours: float, points: int) -> dict[str, Any]:
    import geopandas

    left = geopandas.GeoDataFrame(geometry=shapely.points(lon, lat))
    right = geopandas.GeoDataFrame({"zone": range(len(drawn))}, geometry=[z.nominal for z in drawn])
    peer, joined = timed(lambda: geopandas.sjoin(left, right, predicate="intersects"))
    found = np.zeros((len(lat), len(drawn)), dtype=bool)
    found[joined.index.to_numpy(), joined["zone"].to_numpy()] = True
    same = np.array_equal(found, inside(drawn, lat, lon))
    return row("in or out", "geopandas.sjoin", 1, points, ours, len(lat), peer, same)


def inside(drawn: list[Zone], lat: Column, lon: Column) -> NDArray[np.bool_]:
    return memberships([Zone(z.name, z.nominal, z.nominal) for z in drawn if z.nominal is not None], lat, lon) == 2


def row(
    question: str, peer: str, workers: int, points: int, ours_s: float, peer_points: int, peer_s: float, same: bool
) -> dict[str, Any]:
    ours, theirs = ours_s / points, peer_s / peer_points
    return {
        "question": question,
        "peer": peer,
        "cores": workers,
        "points": points,
        "peer_points": peer_points,
        "ours_ns": round(ours * 1e9, 1),
        "peer_ns": round(theirs * 1e9, 1),
        "ratio": round(theirs / ours, 1),
        "same": same,
    }


def postgres_programs() -> Path | None:
    """The folder of Debian's newest PostgreSQL that has PostGIS beside it."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if Path(f"/usr/share/postgresql/{folder.parent.name}/extension/postgis.control").is_file():
            return folder
    return None


@contextmanager
def cluster(programs: Path) -> Iterator[Callable[[str, bytes], str]]:
    """A private PostgreSQL in a folder of its own, without network; gives what runs a statement."""
    folder = Path(tempfile.mkdtemp(prefix="zones-bench-"))
    as_other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_other:
        shutil.chown(folder, "postgres")
    data = folder / "data"

    def program(name: str, *args: str) -> None:
        subprocess.run([*as_other, str(programs / name), *args], check=True, capture_output=True, cwd=folder)

    def sql(text: str, given: bytes = b"") -> str:
        command = [*as_other, "psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-h", str(folder), "postgres"]
        made = subprocess.run([*command, "-c", text], input=given, capture_output=True, check=True, cwd=folder)
        return made.stdout.decode()

    try:
        program("initdb", "-D", str(data), "-A", "trust", "-E", "UTF8", "--locale=C")
        options = f"-k {folder} -c listen_addresses='' -c shared_buffers=512MB -c work_mem=256MB -c fsync=off"
        program("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield sql
        finally:
            program("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def postgis_rows(
    programs: Path, drawn: list[Zone], lat: Column, lon: Column, ours: dict[int, float], points: int
) -> Iterator[dict[str, Any]]:
    with cluster(programs) as sql:
        sql("CREATE EXTENSION postgis")
        sql("CREATE TABLE drawn (zone int, geom geometry); CREATE TABLE points (id int, geom geometry)")
        written = "\n".join(f"{j}\t{shapely.to_wkb(z.nominal, hex=True)}" for j, z in enumerate(drawn))
        sql("COPY drawn FROM STDIN", written.encode())
        wkb = shapely.to_wkb(shapely.points(lon, lat), hex=True)
        loading, _ = timed(
            lambda: sql("COPY points FROM STDIN", "\n".join(f"{i}\t{w}" for i, w in enumerate(wkb)).encode())
        )
        print(f"  PostGIS: {len(lat)} points loaded in {loading:.1f} s (not counted)", file=sys.stderr)
        cut = (
            "DROP TABLE IF EXISTS cut; CREATE TABLE cut AS SELECT zone, ST_Subdivide(geom, 128) AS geom FROM drawn; "
            "CREATE INDEX ON cut USING gist (geom); ANALYZE cut; ANALYZE points"
        )
        query = (
            "SET max_parallel_workers_per_gather = {n}; SET min_parallel_table_scan_size = 0; SET jit = off; "
            "CREATE TABLE found_{n} AS SELECT DISTINCT p.id, c.zone "
            "FROM points p JOIN cut c ON ST_Intersects(c.geom, p.geom)"
        )
        for workers in dict.fromkeys((1, os.cpu_count() or 1)):
            n = workers - 1
            peer, _ = timed(lambda n=n: (sql(cut), sql(query.format(n=n))))
            listed = np.array(
                [line.split("|") for line in sql(f"SELECT id, zone FROM found_{n}").split()], dtype=np.int64
            ).reshape(-1, 2)
            found = np.zeros((len(lat), len(drawn)), dtype=bool)
            found[listed[:, 0], listed[:, 1]] = True
            differing = int((found != inside(drawn, lat, lon)).sum())
            made = row(
                "in or out", "PostGIS, ST_Subdivide", workers, points, ours[workers], len(lat), peer, not differing
            )
            yield made


def main() -> None:
    """Print a line for each question, peer and number of cores."""
    parser = argparse.ArgumentParser(prog="benchmarks.zones", description=__doc__)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--sample", type=int, default=100_000, help="points for GeoPandas and PostGIS")
    parser.add_argument("--json", action="store_true", help="JSON Lines")
    options = parser.parse_args()
    random = np.random.default_rng(0)
    lat, lon = random.uniform(SOUTH, NORTH, options.points), random.uniform(WEST, EAST, options.points)
    drawn = zones()
    counts = [int(shapely.get_num_coordinates(z.nominal)) for z in drawn]
    say = sys.stderr if options.json else sys.stdout
    print(
        f"{options.points:,} points, {len(drawn)} zones of {min(counts):,} to {max(counts):,} vertices, "
        f"Shapely {shapely.__version__}, GEOS {shapely.geos_version_string}",
        file=say,
    )
    ours: dict[int, float] = {}

    def tell(made: dict[str, Any]) -> None:
        if options.json:
            print(json.dumps(made), flush=True)
            return
        print(
            f"{made['question']:<22} {made['peer']:<22} {made['cores']:>2} core(s)  ours {made['ours_ns']:>8.1f} ns"
            f"  peer {made['peer_ns']:>9.1f} ns  ratio {made['ratio']:>7.1f}  same: {'yes' if made['same'] else 'NO'}",
            flush=True,
        )

    for made in shapely_rows(drawn, lat, lon):
        if made["question"] == "in or out":
            ours[made["cores"]] = made["ours_ns"] / 1e9 * options.points
        tell(made)
    lat, lon = lat[: options.sample], lon[: options.sample]
    if importlib.util.find_spec("geopandas") is not None:
        tell(geopandas_row(drawn, lat, lon, ours[1], options.points))
    else:
        print("GeoPandas is not installed: left out (pip install geopandas)", file=say)
    programs = postgres_programs()
    if programs is not None:
        for made in postgis_rows(programs, drawn, lat, lon, ours, options.points):
            tell(made)
    else:
        print("PostGIS is not installed: left out (apt-get install postgresql postgis)", file=say)


if __name__ == "__main__":
    main()
