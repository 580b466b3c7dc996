"""Every lint has an accord that raises it and one that must not: each file names its findings where they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from servanda.accord import load_accord
from servanda.accord.lint import CHECKS
from servanda.cli import app as front
from servanda.dossier import init
from servanda.model import Severity

HERE = Path(__file__).resolve().parent
PAGE = (HERE.parents[1] / "docs" / "lint.md").read_text("utf-8")
BAD = sorted((HERE / "bad").glob("*.yaml"))
GOOD = sorted((HERE / "good").glob("*.yaml"))
ALWAYS = ("no-deadline", "undefined-zone", "missing-bearer", "bearer-did-not-sign", "unstated-time-zone", "deadlock")
"""Told by every check, with or without --lint."""


def slugs() -> set[str]:
    return {check.__name__.replace("_", "-") for check in CHECKS} | set(ALWAYS)


def found(path: Path) -> set[tuple[int, str]]:
    _accord, findings = load_accord(path.read_bytes(), path.name, place=lambda _text: None, lint=True)
    return {(f.at.line, f.slug) for f in findings if f.slug != "unknown-actor"}


def named(path: Path) -> set[tuple[int, str]]:
    """`# finds SLUG SLUG` at the end of a line."""
    lines = path.read_text("utf-8").splitlines()
    marks = ((i, re.search(r"# finds (.+)$", line)) for i, line in enumerate(lines, 1))
    return {(i, slug) for i, mark in marks if mark is not None for slug in mark[1].split()}


@pytest.mark.parametrize("path", BAD + GOOD, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_file_raises_what_it_says_where_it_says_and_nothing_else(path: Path) -> None:
    assert found(path) == named(path)


@pytest.mark.parametrize("slug", sorted(slugs()))
def test_every_lint_has_an_accord_that_raises_it_and_one_that_does_not(slug: str) -> None:
    assert slug in {s for _line, s in named(HERE / "bad" / f"{slug}.yaml")}
    assert slug not in {s for _line, s in named(HERE / "good" / f"{slug}.yaml")}


def test_no_file_is_left_over() -> None:
    assert {p.stem for p in BAD} == {p.stem for p in GOOD} == slugs()


def test_every_lint_has_its_place_in_the_manual() -> None:
    assert set(re.findall(r"^## ([a-z-]+)$", PAGE, re.MULTILINE)) == slugs()


def test_a_lint_never_keeps_an_accord_from_being_used() -> None:
    for path in (p for p in BAD if p.stem not in ("missing-bearer", "bearer-did-not-sign")):
        accord, findings = load_accord(path.read_bytes(), path.name, place=lambda _text: None, lint=True)
        assert accord is not None
        assert all(f.severity is not Severity.ERROR for f in findings)


def test_without_lint_only_what_is_always_told() -> None:
    for path in BAD:
        _accord, findings = load_accord(path.read_bytes(), path.name, place=lambda _text: None)
        assert {f.slug for f in findings} <= {*ALWAYS, "unknown-actor"}, path.name


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """`servanda check` in a folder: its exit code and what it prints."""

    def run(*args: str, cwd: Path) -> tuple[int, str]:
        monkeypatch.chdir(cwd)
        code = front.main(["check", *args])
        return code, capsys.readouterr().out

    return run


def test_a_draft_is_linted_where_it_lies(tmp_path: Path, checked: Callable[..., tuple[int, str]]) -> None:
    """Outside any dossier, and beside one that it is not part of."""
    dossier = init(tmp_path / "dossier").path
    draft = tmp_path / "draft.yaml"
    draft.write_bytes((HERE / "bad" / "conflicting-norms.yaml").read_bytes())
    for place in (tmp_path, dossier):
        code, out = checked("--lint", "--json", str(draft), cwd=place)
        rows = [json.loads(line) for line in out.splitlines()]
        assert code == 0
        assert {row["slug"] for row in rows if row["severity"] == "warning"} == {"conflicting-norms"}
    assert checked("--lint", "--strict", str(draft), cwd=tmp_path)[0] == 1
    draft.write_bytes((HERE / "bad" / "missing-bearer.yaml").read_bytes())
    assert checked("--lint", str(draft), cwd=tmp_path)[0] == 1
    assert checked("--lint", "nothing.yaml", cwd=tmp_path)[0] == 2


def test_the_accords_of_a_dossier_are_linted_when_asked(
    tmp_path: Path, checked: Callable[..., tuple[int, str]]
) -> None:
    dossier = init(tmp_path / "dossier").path
    (dossier / "accords" / "a.yaml").write_bytes((HERE / "bad" / "not-kept.yaml").read_bytes())
    assert "not-kept" not in checked(cwd=dossier)[1]
    assert "accords/a.yaml:13:10: note: not-kept: guns" in checked("--lint", cwd=dossier)[1]
    assert "not-kept" in checked("--lint", "accords/a.yaml", cwd=dossier)[1]
