"""A story that was updated: same address, other bytes."""

from __future__ import annotations

from pathlib import Path

from dossier_bench import again, make

from servanda.ledger import Ledger, fold

SIDECAR = "outlet: wire\nurl: https://wire.example/1\npublished: 2020-02-05\nlanguage: en\n"


def test_an_updated_story_supersedes_the_earlier_version(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    opened = make(folder)
    reports = folder / "reports"
    reports.mkdir(exist_ok=True)
    for name, text in (("one.txt", "The ministry said that talks go on."), ("one-b.txt", "The ministry said nothing.")):
        (reports / name).write_text(text)
        (reports / name.replace(".txt", ".yaml")).write_text(SIDECAR)
        opened = again(folder)
        opened.add()
    again(folder).add()
    with Ledger.open(folder / "ledger", read_only=True) as ledger:
        state = fold(ledger.entries())
    rows = {str(r.payload["path"]): r for r in state.reports.values() if r.payload.get("path")}
    first, second = rows["reports/one.txt"], rows["reports/one-b.txt"]
    assert "supersedes" not in first.payload
    assert second.payload["supersedes"] == first.id
    assert len(second.versions) == len(first.versions) == 1
