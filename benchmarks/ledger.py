"""The ledger against what one would write without it; ratios of times taken in turns, in one run.

`python -m benchmarks.ledger [bulk|append|verify|part|proof|memory|add …] [--rows N] [--folder DIR] [--json]`.

| measure | peer |
|---|---|
| `bulk` | the same rows by pyarrow into Parquet and a row into SQLite: typed columns; or a segment's, without proofs |
| `append` | one claim at a time, durable, against a bare SQLite commit of the same bytes (WAL, synchronous=FULL) |
| `verify` | hashing header and content of every entry, one by one, and the tree; both on one core, then on all |
| `part` | the same question (half a day of one kind of event) to a thousandth of the rows: time and bytes read |
| `proof` | sizes of inclusion proofs |
| `memory` | the greatest resident memory of a process that imports the rows |
| `add` | the same of `servanda add` with files of the UCDP's columns, 250,000 rows each |
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from servanda.ledger import EntryType, Ledger, NewEntry, RowRef, Rows, Where
from servanda.ledger.segment import keys_of

START = 1_451_606_400
STEP_S = 7


def rows(count: int, first: int = 0) -> Iterator[dict[str, Any]]:
    """Claims as the dataset inlet makes them: a row every seven seconds, four kinds of event, places all over."""
    kinds = ("clash", "shelling", "airstrike", "attack-on-civilians")
    for n in range(first, first + count):
        at = START + n * STEP_S
        yield {
            "id": f"r-k7n2c4xqpa.{n}",
            "report": "r-k7n2c4xqpa",
            "speaker": ["ucdp"],
            "event": kinds[n % 4],
            "actor": [["SYR"], ["ucdp-syrian-insurgents"]],
            "counts": [["killed", n % 9, n % 9 + 3, "", "some"], ["killed", n % 3, n % 3, "civilians", "some"]],
            "attributes": [["killed_best", n % 9 + 1], ["event_clarity", 1]],
            "when_from_earliest": at - at % 3600,
            "when_from_latest": at - at % 3600,
            "when_to_earliest": at - at % 3600 + 3600,
            "when_to_latest": at - at % 3600 + 3600,
            "lat": 32.5 + n * 7919 % 46_000 / 10_000,
            "lon": 35.8 + n * 104_729 % 63_000 / 10_000,
            "radius_m": 1000 * (1 + n % 5),
            "place": f"place-{n * 31 % 9000}",
            "via": ["SOHR"],
            "origin": "sohr",
            "published": at + 86_400,
        }


class Report:
    """Lines for people, or JSON Lines."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def __call__(self, measure: str, **values: Any) -> None:
        if self.as_json:
            print(json.dumps({"measure": measure, **values}), flush=True)
        else:
            print(f"{measure:<8}", ", ".join(f"{name} {value}" for name, value in values.items()), flush=True)


def in_turns(runs: int, *works: Callable[[int], None]) -> tuple[list[float], list[float]]:
    """The best time of each in seconds, by the clock on the wall and of the processor, taken in turns so that a slower
    moment of the machine meets all."""
    wall, processor = [float("inf")] * len(works), [float("inf")] * len(works)
    for run in range(runs):
        for place, work in enumerate(works):
            start, begun = time.perf_counter(), time.process_time()
            work(run)
            wall[place] = min(wall[place], time.perf_counter() - start)
            processor[place] = min(processor[place], time.process_time() - begun)
    return wall, processor


def ratios(times: tuple[list[float], list[float]], peer: int) -> str:
    """How much longer the first work takes than a peer: by the wall, and of the processor."""
    wall, processor = times
    return f"{wall[0] / wall[peer]:.2f} ({processor[0] / processor[peer]:.2f} of the processor)"


def synced(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def noted(path: Path, name: str) -> None:
    """A row about the file in a bare SQLite file."""
    db = sqlite3.connect(path.parent / "plain.sqlite", isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE IF NOT EXISTS file (name TEXT)")
    db.execute("INSERT INTO file VALUES (?)", (name,))
    db.close()


def bulk(folder: Path, count: int, report: Report) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kept = list(rows(count))
    plain = folder / "plain"
    plain.mkdir()

    def ours(run: int) -> None:
        with Ledger.open(folder / f"bulk-{run}", create=True) as ledger:
            ledger.append([Rows(EntryType.CLAIM, kept)])

    def typed(run: int) -> None:
        path = plain / f"typed-{run}.parquet"
        writer = None
        for start in range(0, count, 65_536):
            table = pa.Table.from_pylist([_flat(row) for row in kept[start : start + 65_536]])
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd", compression_level=1)
            writer.write_table(table)
        assert writer is not None
        writer.close()
        synced(path)
        noted(path, path.name)

    def same_columns(run: int) -> None:
        path = plain / f"same-{run}.parquet"
        names = ("id", "event", "start", "end", "south", "north", "west", "east", "body")
        writer = None
        for start in range(0, count, 4096):
            part = kept[start : start + 4096]
            bodies = [orjson.dumps(row, option=orjson.OPT_SORT_KEYS) for row in part]
            columns = [pa.array(column) for column in zip(*map(keys_of, part), strict=True)]
            table = pa.Table.from_arrays([*columns, pa.array(bodies, pa.binary())], names)
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd", compression_level=1)
            writer.write_table(table)
        assert writer is not None
        writer.close()
        synced(path)
        noted(path, path.name)

    times = in_turns(3, ours, typed, same_columns)
    sizes = {
        name: round(sum(p.stat().st_size for p in place.glob(pattern)) / count, 1)
        for name, place, pattern in (
            ("ledger", folder / "bulk-0" / "segments", "*.parquet"),
            ("typed", plain, "typed-0.parquet"),
            ("same", plain, "same-0.parquet"),
        )
    }
    report(
        "bulk",
        rows=count,
        us_per_row=round(times[1][0] / count * 1e6, 2),
        ratio_to_typed_columns=ratios(times, 1),
        ratio_to_same_columns_without_proofs=ratios(times, 2),
        bytes_per_row=sizes,
    )


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """Columns that Parquet has types for: lists of mixed lists as lists of text."""
    return {
        name: [[str(part) for part in item] for item in value] if name in ("counts", "attributes") else value
        for name, value in row.items()
    }


def append(folder: Path, count: int, report: Report) -> None:
    kept = list(rows(count))
    bodies = [orjson.dumps(row) for row in kept]
    file = (folder / "fsync").open("wb")
    times = []
    for _run in range(50):
        file.write(bytes(4096))
        file.flush()
        start = time.perf_counter()
        os.fsync(file.fileno())
        times.append(time.perf_counter() - start)
    file.close()
    db = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE entry (idx INTEGER PRIMARY KEY, body BLOB)")
    ours, bare = [], []
    with Ledger.open(folder / "append", create=True) as ledger:
        for row, body in zip(kept, bodies, strict=True):
            start = time.perf_counter()
            ledger.append([NewEntry(EntryType.CLAIM, row)])
            middle = time.perf_counter()
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO entry (body) VALUES (?)", (body,))
            db.execute("COMMIT")
            ours.append(middle - start)
            bare.append(time.perf_counter() - middle)
    db.close()
    a, b = statistics.median(ours), statistics.median(bare)
    report(
        "append",
        appends=count,
        fsync_ms=round(statistics.median(times) * 1e3, 3),
        ours_ms=round(a * 1e3, 3),
        bare_ms=round(b * 1e3, 3),
        ratio=round(a / b, 2),
        over_ms=round((a - b) * 1e3, 3),
    )


def verify(folder: Path, count: int, report: Report) -> None:
    place = folder / "verify"
    with Ledger.open(place, create=True) as ledger:
        for start in range(0, count, 10_000):
            ledger.append([NewEntry(EntryType.CLAIM, row) for row in rows(min(10_000, count - start), start)])

        def ours(_run: int) -> None:
            assert ledger.verify().ok

        def one_by_one(_run: int) -> None:
            db = sqlite3.connect(place / "ledger.sqlite")
            level = []
            found = db.execute("SELECT header, salt, body FROM entry JOIN content USING (idx) ORDER BY idx")
            for header, salt, body in found:
                level.append(sha256(b"\x00" + header).digest())
                said = json.loads(header)["commitment"]
                assert sha256(salt + body).hexdigest() == said
            while len(level) > 1:
                odd = level[-1:] if len(level) & 1 else []
                pairs = zip(level[::2], level[1::2], strict=False)
                level = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
            assert level[0] == ledger.root()
            db.close()

        def only_hashing(_run: int) -> None:
            db = sqlite3.connect(place / "ledger.sqlite")
            found = db.execute("SELECT header, salt, body FROM entry JOIN content USING (idx) ORDER BY idx")
            for header, salt, body in found:
                sha256(b"\x00" + header).digest()
                sha256(salt + body).digest()
            db.close()

        def on_all_cores(_run: int) -> None:
            assert ledger.verify(jobs=os.cpu_count() or 1).ok

        times = in_turns(2, ours, one_by_one, only_hashing, on_all_cores)
    report(
        "verify",
        entries=count,
        us_per_entry=round(times[1][0] / count * 1e6, 2),
        ratio_to_checking_one_by_one=ratios(times, 1),
        ratio_to_hashing_alone=ratios(times, 2),
        on_all_cores=f"{times[0][0] / times[0][3]:.2f} times as quick on {os.cpu_count()}",
    )


def part(folder: Path, count: int, report: Report) -> None:
    small = max(count // 1000, 10_000)
    for name, size in (("small", small), ("large", count)):
        with Ledger.open(folder / name, create=True) as ledger:
            ledger.append([Rows(EntryType.CLAIM, rows(size))])
    question = Where(events=["shelling"], start=START, end=START + 86_400 // 2)
    taken, read, found = [], [], []
    for name in ("small", "large"):
        command = [sys.executable, "-m", "benchmarks.ledger", "ask", "--folder", str(folder / name)]
        command += ["--rows", str(question.end)]
        answer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        taken.append(answer["seconds"])
        read.append(answer["bytes"])
        found.append(answer["rows"])
    assert found[0] == found[1] > 0
    stored = sum(path.stat().st_size for path in (folder / "large" / "segments").glob("*.parquet"))
    report(
        "part",
        rows=count,
        of=small,
        answered=found[0],
        ratio=round(taken[1] / taken[0], 2),
        seconds=round(taken[1], 3),
        bytes_read=read[1],
        bytes_read_of_the_small_one=read[0],
        share_of_the_segments=round(read[1] / stored, 4),
    )


def ask(folder: Path, end: int) -> None:
    """In a process of its own: open, ask, and say how long it took and how many bytes were read."""
    answer: dict[str, Any] = {}
    for _turn in range(2):  # the first one also loads the libraries
        before = _read_bytes()
        start = time.perf_counter()
        with Ledger.open(folder, read_only=True) as ledger:
            found = sum(entry.row is not None for entry in ledger.entries(where=Where(["shelling"], START, end)))
        answer = {"seconds": time.perf_counter() - start, "bytes": _read_bytes() - before, "rows": found}
    print(json.dumps(answer))


def _read_bytes() -> int:
    text = Path("/proc/self/io").read_text()
    return int(text.split("rchar:")[1].split()[0])


def proof(folder: Path, _count: int, report: Report) -> None:
    with Ledger.open(folder / "proof", create=True) as ledger:
        made = {}
        for size in (10, 100, 1000, 10_000, 100_000):
            ledger.append([NewEntry(EntryType.CLAIM, row) for row in rows(size - ledger.size, ledger.size)])
            inclusion = ledger.prove(0)
            made[size] = f"{len(inclusion.path)} hashes, {len(json.dumps(inclusion.as_json()))} bytes"
        at = ledger.append([Rows(EntryType.CLAIM, rows(100_000))]).start
        row = ledger.prove(RowRef(at, 5))
        report("proof", **{str(size): value for size, value in made.items()}, row_of_100000=f"{len(row.path)} hashes")


def memory(folder: Path, count: int, report: Report) -> None:
    command = [sys.executable, "-m", "benchmarks.ledger", "import", "--folder", str(folder / "memory")]
    done = subprocess.run([*command, "--rows", str(count)], capture_output=True, text=True, check=True)
    report("memory", rows=count, **json.loads(done.stdout))


def imported(folder: Path, count: int) -> None:
    """In a process of its own: import, and say what it took."""
    start = time.perf_counter()
    with Ledger.open(folder, create=True) as ledger:
        ledger.append([Rows(EntryType.CLAIM, rows(count))])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"peak_mb": round(peak), "us_per_row": round((time.perf_counter() - start) / count * 1e6, 2)}))


def add(folder: Path, count: int, report: Report) -> None:
    """The command that people use, on a dossier of its own; then the same again, with nothing new."""
    run = [sys.executable, "-m", "servanda"]
    subprocess.run([*run, "init", str(folder / "d")], check=True, capture_output=True)
    (folder / "d" / "data").mkdir(exist_ok=True)
    for start in range(0, count, 250_000):
        write_table(folder / "d" / "data" / f"{start}.csv", start, min(250_000, count - start))
    made, again = (_measured([*run, "add", "--json", "--dossier", str(folder / "d")]) for _turn in range(2))
    assert made["new"] >= count, made
    report(
        "add",
        rows=count,
        peak_mb=made["peak_mb"],
        us_per_row=round(made["processor_s"] / count * 1e6, 1),
        again_s=again["processor_s"],
        again_mb=again["peak_mb"],
    )


def _measured(command: list[str]) -> dict[str, Any]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    said = process.stdout.read()
    _pid, _status, usage = os.wait4(process.pid, 0)
    taken = {"peak_mb": round(usage.ru_maxrss / 1024), "processor_s": round(usage.ru_utime + usage.ru_stime, 1)}
    return {**json.loads(said), **taken}


def write_table(path: Path, first: int, count: int) -> None:
    """Rows of the dataset's columns, made up; some 190 bytes each."""
    with path.open("w", encoding="utf-8") as out:
        out.write(
            "id,type_of_violence,side_a,side_b,source_office,source_date,source_headline,where_prec,where_coordinates,"
            "latitude,longitude,event_clarity,date_prec,date_start,date_end,deaths_civilians,low,best,high\n"
        )
        for n in range(first, first + count):
            day = date.fromordinal(726_468 + n * 7919 % 13_000)
            out.write(
                f"{n + 1},{1 + n % 3},Government of Country {n % 60},Group {n % 420},Wire;Agency,{day},Headline {n},"
                f"{1 + n % 5},place-{n * 31 % 9000},{32.5 + n * 7919 % 46_000 / 10_000:.4f},"
                f"{35.8 + n * 104_729 % 63_000 / 10_000:.4f},1,1,{day},{day},0,{n % 9},{n % 9 + 1},{n % 9 + 3}\n"
            )


MEASURES = {
    "bulk": bulk,
    "append": append,
    "verify": verify,
    "part": part,
    "proof": proof,
    "memory": memory,
    "add": add,
}
SIZES = {
    "bulk": 200_000,
    "append": 400,
    "verify": 1_000_000,
    "part": 10_000_000,
    "proof": 0,
    "memory": 10_000_000,
    "add": 1_000_000,
}


def main() -> None:
    """Print a line for each measure."""
    parser = argparse.ArgumentParser(prog="benchmarks.ledger", description=__doc__)
    parser.add_argument("measures", nargs="*", help=", ".join(MEASURES))
    parser.add_argument("--rows", type=int, help="instead of each measure's own size")
    parser.add_argument("--folder", type=Path, help="where to work, on a disk whose fsync is real")
    parser.add_argument("--json", action="store_true", help="JSON Lines")
    options = parser.parse_args()
    if options.measures == ["ask"]:
        ask(options.folder, options.rows)
        return
    if options.measures == ["import"]:
        imported(options.folder, options.rows)
        return
    report = Report(options.json)
    for name in options.measures or MEASURES:
        with tempfile.TemporaryDirectory(dir=options.folder) as work:
            MEASURES[name](Path(work), SIZES[name] if options.rows is None else options.rows, report)


if __name__ == "__main__":
    main()
