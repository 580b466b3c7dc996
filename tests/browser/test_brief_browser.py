"""The brief in a real browser: accessible by axe in light and dark, silent, and no wider than a telephone."""

from __future__ import annotations

import json
import runpy
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from servanda.brief import render

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed"),
    pytest.mark.skipif(not (HERE / "node_modules").is_dir(), reason="run `npm ci` in tests/browser first"),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    page = tmp_path_factory.mktemp("brief") / "brief.html"
    sample = runpy.run_path(str(HERE.parent / "golden" / "brief_sample.py"))["sample"]
    page.write_text(render(sample()), encoding="utf-8")
    made = subprocess.run(
        ["node", str(HERE / "look.js"), str(page)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={"CHROMIUM": str(CHROMIUM), "PATH": str(Path(str(shutil.which("node"))).parent), "HOME": str(page.parent)},
    )
    assert made.returncode == 0, made.stderr
    told: dict[str, Any] = json.loads(made.stdout)
    return told


def test_axe_finds_nothing_in_light_and_dark(found: dict[str, Any]) -> None:
    assert found["violations"] == []


def test_it_loads_nothing_and_its_policy_stops_nothing_of_its_own(found: dict[str, Any]) -> None:
    assert found["requests"] == []
    assert found["console"] == []


def test_no_sideways_scrolling(found: dict[str, Any]) -> None:
    assert found["widths"] == {"1280": 1280, "800": 800, "390": 390}
