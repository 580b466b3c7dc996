"""The claims of the bundled dossier: taken in without an error, and written back as they were."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from servanda.sources import Context, claims_csv, completed, open_report

FOLDER = Path(str(files("servanda"))) / "data" / "idlib"
FILES = sorted(p.relative_to(FOLDER).as_posix() for part in ("claims", "data") for p in FOLDER.glob(f"{part}/*"))


@pytest.mark.parametrize("name", FILES)
def test_claims_of_the_dossier_round_trip(name: str) -> None:
    context = Context()
    first = open_report((FOLDER / name).read_bytes(), name, context)
    assert first.claims
    assert not [f for f in first.findings if f.is_error]
    assert first.skipped == 0
    text = claims_csv(first.claims, {r.id: r for r in first.reports}, context)
    again = open_report(text.encode(), "claims/edited.csv", context)
    assert [c.id for c in again.claims] == [c.id for c in first.claims]
    assert [completed(a, b) for a, b in zip(again.claims, first.claims, strict=True)] == list(first.claims)
    if name.startswith("claims/"):
        assert again.claims == first.claims
