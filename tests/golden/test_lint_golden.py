"""What a mediator is told of every accord that we have, compared; `SERVANDA_RECORD=1` writes it anew: read it first."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import servanda
from servanda.dossier.law import read_law

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DOSSIERS = sorted(
    p.parent
    for base in (ROOT / "src/servanda/data", ROOT / "tests/dossiers", ROOT / "dossiers")
    for p in base.glob("*/dossier.yaml")
)


def told(dossier: Path) -> str:
    """The findings of its accords, without lines and columns, which move."""
    law = read_law(servanda.open(dossier).shelf, trials=True, lint=True)
    findings = [f for f in law.findings if f.at.file.startswith("accords/")]
    lines = [f"{f.at.file.removeprefix('accords/')}: {f.severity}: {f.slug}: {f.what}; got {f.got}" for f in findings]
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("dossier", DOSSIERS, ids=lambda p: p.name)
def test_the_findings_are_as_recorded(dossier: Path) -> None:
    record = HERE / "lint" / f"{dossier.name}.txt"
    made = told(dossier)
    if os.environ.get("SERVANDA_RECORD"):
        record.write_text(made, encoding="utf-8")
        pytest.skip("recorded")
    assert made == record.read_text(encoding="utf-8"), "read the difference, then record it anew"


def test_every_record_has_its_dossier() -> None:
    assert {p.stem for p in (HERE / "lint").glob("*.txt")} == {p.name for p in DOSSIERS}
