"""The matrix keeps every viewpoint whatever the terminal's width, and never shows claimed and confirmed alike."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from servanda.cli import marks, matrix
from servanda.cli.answers import Question
from servanda.model import Interval, Label, Level, Marker, Undetermined, Value, Verdict

VIEWPOINTS = ("all", "IRN", "RUS", "TUR", "third-party")
REFS = ("sochi-2019/ypg-withdrawal", "sochi-2019/joint-patrols", "moscow-2020/security-corridor-parameters")


def verdict(ref: str = REFS[0], label: Label = Label.KEPT, **more: Any) -> Verdict:
    accord, _, obligation = ref.partition("/")
    values: dict[str, Any] = {
        "accord": accord,
        "obligation": obligation,
        "ref": ref,
        "article": "5b",
        "title": "A title that says more",
        "theme": "",
        "bearer": ("RUS",),
        "performer": ("YPG",),
        "viewpoint": "all",
        "standard": "alleged",
        "as_of": 1_572_566_400,
        "known_at": 1_572_566_400,
        "clock": "public",
        "period": Interval(0, 1),
        "label": label,
        "value": Value.TRUE,
        "level_for": Level.NONE,
        "level_against": Level.NONE,
        "in_force": "T",
    }
    return Verdict(**(values | more))


@pytest.fixture
def dossier() -> Any:
    labels = itertools.cycle(Label)
    rows = [
        SimpleNamespace(
            cells={
                name: SimpleNamespace(
                    period=verdict(ref, next(labels), level_for=Level.CORROBORATED, level_against=Level.ALLEGED),
                    to_date=verdict(
                        ref,
                        next(labels),
                        markers=(Marker.LATE,),
                        undetermined=(Undetermined("reading", ("kept",)),),
                    ),
                )
                for name in VIEWPOINTS
            }
        )
        for ref in REFS
    ]
    return SimpleNamespace(
        matrix=lambda clocks, **more: SimpleNamespace(rows=rows),
        config=SimpleNamespace(period_s=604_800),
        accords=[
            SimpleNamespace(
                id=accord,
                title="A memorandum\x1b[31m of\u202e understanding",
                parties=("IRN", "RUS", "TUR"),
                addressee=(),
            )
            for accord in ("sochi-2019", "moscow-2020")
        ],
        viewpoints=lambda: (*VIEWPOINTS, "guarantors"),
    )


@pytest.fixture
def question() -> Question:
    clocks: Any = SimpleNamespace(as_of=1_572_566_400, known_at=1_572_566_400, clock="public")
    return Question(clocks, (), "alleged")


Shown = Callable[[int], str]


@pytest.fixture
def shown(
    dossier: Any, question: Question, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shown:
    def show(width: int) -> str:
        monkeypatch.setenv("COLUMNS", str(width))
        matrix.show(dossier, question)
        return capsys.readouterr().out

    return show


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200, 300])
def test_no_viewpoint_and_no_obligation_is_lost_and_no_line_is_too_long(shown: Shown, width: int) -> None:
    text = shown(width)
    for name in VIEWPOINTS:
        assert name in text
    assert max(map(len, text.splitlines())) <= width
    folded = text.replace(" ", "").replace("\n", "")
    assert "ypg-withdrawal" in folded
    if width >= 80:
        assert "joint-patrols" in text


def test_80_columns_hold_symbols_and_a_legend(shown: Shown) -> None:
    text = shown(80)
    assert "● kept, fulfilled, met" in text
    assert "a alleged, r reported, c corroborated, v verified" in text
    assert "✖ca" in text


def test_named_viewpoints_are_offered_not_shown(shown: Shown) -> None:
    assert "With --viewpoint also: guarantors" in shown(80)


def test_a_wide_terminal_has_words_too(shown: Shown) -> None:
    text = shown(300)
    assert "◐ contested c/a" in text or "✖ breached c/a" in text
    assert "A title that says more" in text


def test_no_colour_codes_when_nobody_looks(shown: Shown) -> None:
    assert "\x1b" not in shown(80)


def test_rows_are_grouped_by_accord(shown: Shown) -> None:
    lines = [line.strip() for line in shown(100).splitlines()]
    heads = [i for i, line in enumerate(lines) if line.startswith(("sochi-2019", "moscow-2020"))]
    assert len(heads) == 2
    assert heads[0] < next(i for i, line in enumerate(lines) if "joint-patrols" in line) < heads[1]


def test_the_question_may_narrow_the_rows(dossier: Any, question: Question, capsys: pytest.CaptureFixture[str]) -> None:
    matrix.show(dossier, Question(question.clocks, (), "alleged", accords=("moscow-2020",)))
    out = capsys.readouterr().out
    assert "joint-patrols" not in out
    matrix.show(dossier, Question(question.clocks, (), "alleged", refs=("sochi-2019/joint-patrols",)))
    out = capsys.readouterr().out
    assert "joint-patrols" in out
    assert "ypg-withdrawal" not in out


def test_every_label_has_a_sign_and_a_word() -> None:
    for label in Label:
        assert marks.SIGNS[label].shape
        assert marks.SIGNS[label].plain.isascii()
        assert marks.label_word(label)


def test_labels_that_differ_in_kind_differ_in_shape_without_colour() -> None:
    kinds = [
        {Label.FULFILLED, Label.KEPT, Label.MET},
        {Label.BREACHED, Label.NOT_MET},
        {Label.CONTESTED, Label.FORCE_CONTESTED},
        {Label.UNKNOWN, Label.FORCE_UNKNOWN},
        {Label.PENDING},
        {Label.NOT_IN_FORCE, Label.NOT_TRIGGERED},
        {Label.UNTESTABLE},
    ]
    assert set().union(*kinds) == set(Label)
    for signs in ([marks.SIGNS[next(iter(k))].shape for k in kinds], [marks.SIGNS[next(iter(k))].plain for k in kinds]):
        assert len(set(signs)) == len(kinds)


def test_every_pair_of_levels_looks_different() -> None:
    pairs = list(itertools.product(Level, Level))
    looks = {
        marks.short(verdict(level_for=a, level_against=b), unicode=unicode) for unicode in (True,) for a, b in pairs
    }
    assert len(looks) == len(pairs)


def test_what_a_viewpoint_can_never_reach_is_dim() -> None:
    assert marks.style(verdict(reachable=False)) == "dim"
    assert marks.style(verdict(label=Label.BREACHED, level_against=Level.VERIFIED)) == "red bold"
