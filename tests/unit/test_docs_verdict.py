"""The reference of the verdict names every field, and its example runs on the bundled dossier."""

from __future__ import annotations

import re
from pathlib import Path

import servanda
from servanda import dossier
from servanda.documents import load_yaml
from servanda.dossier.config import KEYS
from servanda.model import Interval, Label, Level, Marker, Value, Verdict, verdict_json

DOCS = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (DOCS / "verdict.md").read_text(encoding="utf-8")


def _blank() -> Verdict:
    texts = ("accord", "obligation", "ref", "article", "title", "theme", "viewpoint", "standard", "clock", "in_force")
    values: dict[str, object] = dict.fromkeys(texts, "")
    values |= {"bearer": (), "performer": (), "as_of": 0, "known_at": 0, "period": Interval()}
    values |= {"label": Label.UNKNOWN, "value": Value.NEITHER, "level_for": Level.NONE, "level_against": Level.NONE}
    return Verdict(**values)  # type: ignore[arg-type]


def test_every_field_of_the_json_is_documented() -> None:
    documented = {
        name for row in re.findall(r"^\| (`.+?) \|", PAGE, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)
    }
    assert set(verdict_json(_blank())) == documented


def test_every_label_and_marker_is_documented() -> None:
    for word in (*Label, *Marker):
        assert f"`{word}`" in PAGE


def test_the_example_runs(tmp_path: Path) -> None:
    dossier.demo(tmp_path / "idlib")
    code = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert code is not None
    assert code.group(1).count("assert") == 3
    exec(code.group(1).replace('"idlib"', repr(str(tmp_path / "idlib"))), {"servanda": servanda})


def test_the_page_of_the_python_interface_runs(tmp_path: Path) -> None:
    dossier.demo(tmp_path / "idlib")
    code = re.search(r"```python\n(.*?)```", (DOCS / "python.md").read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    assert code.group(1).count("assert") == 2
    exec(code.group(1).replace('"idlib"', repr(str(tmp_path / "idlib"))), {"servanda": servanda})


def test_the_dossier_page_shows_keys_that_exist() -> None:
    page = (DOCS / "dossier.md").read_text(encoding="utf-8")
    first = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert first is not None
    document, findings = load_yaml(first.group(1).encode(), "dossier.yaml")
    assert document is not None
    assert not findings
    assert set(document.data) <= set(KEYS)
