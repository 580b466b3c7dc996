"""The rooms import only downwards, and siblings never each other (pyproject.toml, [tool.importlinter])."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not (ROOT / "pyproject.toml").exists(), reason="runs in a checkout only")
def test_the_import_contract_is_kept(tmp_path: Path) -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    made = subprocess.run([str(lint), "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    assert "1 kept, 0 broken" in made.stdout
