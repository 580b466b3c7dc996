"""The dossiers of other conflicts: whole, without errors, and as docs/explanation/other-conflicts.md says they are."""

from __future__ import annotations

from pathlib import Path

import pytest

import servanda
from servanda.accord.law import Pattern

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(p for p in (ROOT / "dossiers").iterdir() if p.is_dir())
PAGE = ROOT / "docs" / "explanation" / "other-conflicts.md"


def test_there_are_six() -> None:
    assert len(FOLDERS) == 6


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_it_has_no_errors_and_the_page_counts_right(folder: Path) -> None:
    dossier = servanda.open(folder)
    assert [str(f) for f in dossier.findings() if f.is_error] == []
    claims = len(dossier.view(dossier.clocks()).claims)
    assert claims >= 12
    page = PAGE.read_text(encoding="utf-8")
    for accord in dossier.accords:
        tested: dict[str, bool] = {}
        for o in accord.obligations:
            tested[o.article] = tested.get(o.article, False) or o.norm.pattern is not Pattern.DECLARES
        norms = sum(o.norm.pattern is not Pattern.DECLARES for o in accord.obligations)
        row = f"| {norms} of {len(accord.obligations)} | {sum(tested.values())} of {len(tested)} | {claims} |"
        assert f"| {folder.name} | `{accord.id}` {row}" in page, row
        for o in accord.obligations:
            if o.norm.pattern is Pattern.DECLARES and o.norm.permits is None:
                assert o.untestable_because, f"{o.ref} does not say why it is not tested"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_it_has_a_scenario_and_says_where_it_comes_from(folder: Path) -> None:
    assert (ROOT / "tests" / "scenarios" / "others" / f"{folder.name}.md").is_file()
    assert (folder / "NOTICE.md").read_text(encoding="utf-8").startswith("# Sources")
