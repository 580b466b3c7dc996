"""The worked dossier, made once for all workers of a test run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import servanda
from servanda.dossier import Dossier

PATIENCE_S = 300


def demo_folder(base: Path) -> Path:
    """A folder with the demo in `idlib/` and its output in `demo.out`; whoever comes first makes it, others wait."""
    place = base / "servanda-demo"
    done = place / "done"
    try:
        place.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + PATIENCE_S
        while not done.exists():
            if time.monotonic() > deadline:
                raise TimeoutError("the demo was not made") from None
            time.sleep(0.1)
        return place
    made = subprocess.run(
        [sys.executable, "-m", "servanda", "demo", "idlib", "--brief", "copy.html"],
        cwd=place,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
        env={**os.environ, "COLUMNS": "80"},
    )
    (place / "demo.out").write_text(made.stdout, "utf-8")
    (place / "demo.err").write_text(made.stderr, "utf-8")
    (place / "demo.rc").write_text(str(made.returncode), "utf-8")
    done.touch()
    return place


@cache
def opened(path: Path) -> Dossier:
    """The dossier, opened once for all tests of a process that only ask."""
    return servanda.open(path)
