"""Every document in this folder is a test: what it says that the software answers, the software answers.

`SERVANDA_RECORD=1 pytest tests/scenarios` writes the answers into the documents' tables and fails, naming what it
wrote: read the difference before you keep it.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from scenario_answers import Asked, answer, asked_and_told
from scenario_document import Block, Part, Scenario, Table, Unreadable, read_scenario
from scenario_dossier import Stage

HERE = Path(__file__).parent
DOCUMENTS = sorted([*HERE.glob("*.md"), *HERE.glob("others/*.md")])
INDEX = HERE.parents[1] / "docs" / "explanation" / "scenarios.md"
WAITING: dict[str, str] = {
    # document: what in the software is not as the document rightly says; strict, so that a mended fault is noticed
}
LISTS = ("changes", "incident")  # whole lists: compared with what ships, or in the reader's own eyes
RECORD = os.environ.get("SERVANDA_RECORD") == "1"


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("scenarios"))


def _marks(path: Path) -> tuple[pytest.MarkDecorator, ...]:
    why = WAITING.get(path.stem)
    return (pytest.mark.xfail(reason=why, strict=True, raises=AssertionError),) if why else ()


@pytest.mark.parametrize("path", [pytest.param(p, id=p.stem, marks=_marks(p)) for p in DOCUMENTS])
def test_the_document_says_what_the_software_answers(path: Path, stage: Stage) -> None:
    scenario = read_scenario(path)
    said = [pair for part in scenario.parts for pair in answers(part, stage, scenario.dossier)]
    answered = {block.first: (block, told) for block, told in said}
    wrong = {first: told for first, (block, told) in answered.items() if told != block.table}
    report = "\n".join(_difference(scenario, block, told) for block, told in answered.values() if told != block.table)
    if RECORD and wrong and path.stem not in WAITING:
        path.write_text(scenario.rewritten(wrong), encoding="utf-8")
        pytest.fail(f"{path.name} was recorded anew; read what changed, then run without SERVANDA_RECORD\n{report}")
    assert not wrong, f"\n{report}"
    _twins_differ(scenario, {first: told for first, (_, told) in answered.items()})


def answers(part: Part, stage: Stage, of: str) -> Iterator[tuple[Block, Table]]:
    dossier = stage.dossier(part.changes, of)
    for block in part.questions:
        yield block, answer(block, Asked(dossier, stage.dossier(of=of)))


def _difference(scenario: Scenario, block: Block, told: Table) -> str:
    where = f"{scenario.path.name}:{block.first + 1}"
    lines = difflib.unified_diff(
        block.table.text(), told.text(), f"{where} (written)", f"{where} (answered)", "", "", 9, ""
    )
    return "\n".join(lines)


def _twins_differ(scenario: Scenario, tables: dict[int, Table]) -> None:
    """A scenario has a twin; every twin changes a fact; what it asks is answered otherwise than of the original."""
    assert scenario.twins, f"{scenario.path.name} has no twin"
    first = scenario.parts[0]
    original = {k: v for b in first.questions for k, v in asked_and_told(b, tables[b.first]).items()}
    labels: list[tuple[str, ...]] = []
    for twin in scenario.twins:
        where = f"{scenario.path.name}:{twin.line + 1}"
        assert twin.changes, f"{where} changes nothing"
        told = {k: v for b in twin.questions for k, v in asked_and_told(b, tables[b.first]).items()}
        listed = [b for b in twin.questions if b.kind in LISTS and tables[b.first].rows]
        changed = [k for k, v in told.items() if k in original and original[k] != v]
        assert changed or listed, f"{where}: the twin answers as the original does"
        labels += [k for k in changed if k[-1] in ("label", "where")] or [("",)] * bool(listed)
    assert labels, f"{scenario.path.name}: no twin changes a label"


def test_every_scenario_and_twin_is_in_the_index() -> None:
    text = INDEX.read_text(encoding="utf-8")
    for path in DOCUMENTS:
        name = path.relative_to(HERE).as_posix()
        assert f"tests/scenarios/{name}" in text, f"docs/explanation/scenarios.md leaves out {name}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# A\n```verdict\nx", "not closed"),
        ("# A\n```guess\n```\n", "no block `guess`"),
    ],
)
def test_an_unreadable_document_says_where(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match=message):
        read_scenario(path)


def test_a_wrong_table_is_told_and_a_recording_mends_only_it(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# A\n\nProse | with a bar.\n\n```zones\nzone | where\na | in\n```\n\nEnd.\n", encoding="utf-8")
    scenario = read_scenario(path)
    block = scenario.parts[0].questions[0]
    told = Table(("zone", "where"), (("a", "out"),))
    assert "+a    | out" in _difference(scenario, block, told)
    mended = scenario.rewritten({block.first: told})
    assert mended == "# A\n\nProse | with a bar.\n\n```zones\nzone | where\n-----|------\na    | out\n```\n\nEnd.\n"
