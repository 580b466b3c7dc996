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


def looked_at(html: str, page: Path) -> dict[str, Any]:
    """What the browser says of a page (look.js)."""
    page.write_text(html, encoding="utf-8")
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


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    sample = runpy.run_path(str(HERE.parent / "golden" / "brief_sample.py"))["sample"]
    return looked_at(render(sample()), tmp_path_factory.mktemp("brief") / "brief.html")


def test_axe_finds_nothing_in_light_and_dark(found: dict[str, Any]) -> None:
    assert found["violations"] == []


def test_it_loads_nothing_and_its_policy_stops_nothing_of_its_own(found: dict[str, Any]) -> None:
    assert found["requests"] == []
    assert found["console"] == []


def test_no_sideways_scrolling(found: dict[str, Any]) -> None:
    assert found["widths"] == {"1280": 1280, "800": 800, "390": 390}


def test_words_without_end_do_not_widen_the_page_and_attacks_run_nothing(tmp_path: Path) -> None:
    hostile = runpy.run_path(str(HERE.parent / "hostile" / "test_brief_hostile.py"))
    attack = "W" * 600 + hostile["ATTACKS"]["script"] + hostile["ATTACKS"]["attribute"]
    told = looked_at(render(hostile["poisoned"](hostile["SAMPLE"](), attack)), tmp_path / "brief.html")
    assert told["widths"] == {"1280": 1280, "800": 800, "390": 390}
    assert told["requests"] == []
    assert told["console"] == []
