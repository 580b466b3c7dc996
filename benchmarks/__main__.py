"""Times of the worked dossier, best and median of several runs in fresh processes, as a table.

`python -m benchmarks [--runs N] [--json]`. Times are wall-clock seconds of the whole command, start of Python included.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMANDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("help", ("--help",)),
    ("demo, anew", ("demo", "{new}")),
    ("add, nothing new", ("add",)),
    ("check", ("check",)),
    ("one verdict", ("verdict", "--as-of", "2019-10-31", "--obligation", "ypg-withdrawal")),
    ("matrix", ("verdict", "--as-of", "2020-03-07")),
    ("explain", ("explain", "ypg-withdrawal@TUR", "--as-of", "2019-10-31")),
    ("zones where", ("zones", "where", "36.47229", "37.09471")),
    ("brief", ("brief", "--as-of", "2020-03-07", "-o", "{brief}")),
    ("verify", ("verify",)),
)


def seconds(args: list[str], folder: Path) -> float:
    """Wall-clock seconds of one command."""
    start = time.perf_counter()
    made = subprocess.run(
        [sys.executable, "-m", "servanda", *args], cwd=folder, capture_output=True, text=True, check=False
    )
    taken = time.perf_counter() - start
    if made.returncode != 0:
        raise SystemExit(f"servanda {' '.join(args)}: {made.stderr.strip()}")
    return taken


def main() -> None:
    """Print a line for each command."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="JSON Lines")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as base:
        work = Path(base)
        seconds(["demo", str(work / "idlib")], work)
        if not options.json:
            print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {options.runs} runs")
            print(f"{'command':<20} {'best s':>8} {'median s':>9}")
        for name, command in COMMANDS:
            taken = []
            for run in range(options.runs):
                places = {"new": work / f"new-{run}", "brief": work / f"{run}.html"}
                taken.append(seconds([part.format(**places) for part in command], work / "idlib"))
            best, median = min(taken), statistics.median(taken)
            if options.json:
                print(json.dumps({"command": name, "best_s": round(best, 4), "median_s": round(median, 4)}))
            else:
                print(f"{name:<20} {best:>8.2f} {median:>9.2f}", flush=True)


if __name__ == "__main__":
    main()
