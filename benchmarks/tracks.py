"""Tracks: fixes read per second and memory, GPX and CSV, against gpxpy on the same file; and a patrol verified.

`python benchmarks/tracks.py [FIXES]` (default 200,000; the promise is about 10,000,000).
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

START = 1_572_600_000


def write(place: Path, fixes: int) -> None:
    """A GPX and a CSV file of one vehicle, a fix a second."""
    with (place / "t.gpx").open("w") as gpx, (place / "t.csv").open("w") as table:
        gpx.write('<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><name>V</name><trkseg>\n')
        table.write("time,lat,lon\n")
        for i in range(fixes):
            at = datetime.fromtimestamp(START + i, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            lat, lon = 36.0 + (i % 40_000) * 1e-5, 37.0 + (i % 30_000) * 1e-5
            gpx.write(f'<trkpt lat="{lat:.6f}" lon="{lon:.6f}"><time>{at}</time></trkpt>\n')
            table.write(f"{at},{lat:.6f},{lon:.6f}\n")
        gpx.write("</trkseg></trk></gpx>\n")


def measured(code: str, file: Path) -> tuple[float, float]:
    """Seconds of processor and peak memory in MB, each in a process of its own."""
    program = (
        f"import time, resource\nfile = {str(file)!r}\n{code}\n"
        "print(time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


OURS = (
    "from servanda.sources.tracks import open_tracks\n"
    "with open(file, 'rb') as s: found = open_tracks(s, file)\nassert found.tracks"
)
NOTHING = "from servanda.sources.tracks import open_tracks"
GPXPY = "import gpxpy\nwith open(file) as s: found = gpxpy.parse(s)\nassert found.tracks"


def main() -> None:
    fixes = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write(place, fixes)
        base_s, base_mb = measured(NOTHING, place / "t.csv")
        rows = [("CSV", *measured(OURS, place / "t.csv")), ("GPX", *measured(OURS, place / "t.gpx"))]
        if fixes <= 500_000:
            rows.append(("GPX by gpxpy", *measured(GPXPY, place / "t.gpx")))
        print(f"{fixes:,} fixes; the program itself {base_s:.2f} s, {base_mb:.0f} MB")
        for name, seconds, megabytes in rows:
            rate = fixes / max(seconds - base_s, 1e-3)
            print(f"{name:<14} {seconds - base_s:7.2f} s  {rate:10,.0f} fixes/s  {megabytes - base_mb:7.0f} MB more")


if __name__ == "__main__":
    began = time.time()
    main()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"all in {time.time() - began:.0f} s, at most {peak:.0f} MB in one process")
