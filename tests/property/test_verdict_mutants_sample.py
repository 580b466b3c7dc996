"""A fixed sample of changes of the room of verdicts: what tests noticed once they notice still."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="changes are made in forks")
def test_a_sample_of_changes_is_noticed(tmp_path: Path) -> None:
    """Changes of patterns and whom they mean, drawn by a seed; by the unit tests of these rooms alone."""
    out = tmp_path / "results.jsonl"
    files = [f"src/servanda/verdict/{name}.py" for name in ("pattern", "whom", "aim")]
    tests = [f"tests/unit/test_verdict_mutants_{name}.py" for name in ("pattern", "proof", "acts", "instance")]
    share = os.environ.get("SERVANDA_CHANGES", "0.15")
    options = ["--share", share, "--seed", "3", "--minutes", "0.5", "--tests", *tests, "--out", str(out)]
    made = subprocess.run(
        [sys.executable, "tools/mutants.py", *files, *options], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    alive = [row["key"] for row in rows if not row["killed"]]
    assert len(rows) >= 20
    assert len(alive) <= len(rows) // 20, alive
