"""Hard-wrapped text: e-mail, wire copy, anything at some column. The same claims as unwrapped."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from reading_room import IDLIB, context, report

from servanda.reading import Statement, read

NEWS = (
    "Shelling hit the town of Saraqib on Wednesday and killed two people at a clinic.\n\nThe baker, whose oven was "
    "hit, said that he would open again on Friday. The Turkish Defence Ministry denied that its soldiers had shelled "
    "the town, and demanded that the Syrian army withdraw from the observation posts by the end of February.\n\nDmitry "
    "Peskov said that Turkey had not fulfilled the Sochi memorandum. “We expect that the terrorists will be disarmed, "
    "and that it happens soon,” he said."
)


def what(s: Statement) -> tuple[Any, ...]:
    return (s.speaker_ids, s.stance, s.event, s.polarity, s.when, s.place, s.obligation, " ".join(s.quote.split()))


def told(text: str) -> list[tuple[Any, ...]]:
    found = read(report(text), context())
    for s in found.statements:
        assert s.quote == " … ".join(text[a:b] for a, b in s.content_spans)
    return [what(s) for s in found.statements]


def wrapped(text: str, width: int, between: str) -> str:
    return between.join(textwrap.fill(p, width, break_on_hyphens=False) for p in text.split("\n\n"))


@pytest.mark.parametrize("between", ["\n\n", "\n", "\n   "], ids=["empty line", "no line", "set in"])
@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_wrapping_changes_nothing(width: int, between: str) -> None:
    assert told(wrapped(NEWS, width, between)) == told(NEWS)
    assert told(wrapped(NEWS, width, between).replace("\n", "\r\n")) == told(NEWS)
    assert len(told(NEWS)) >= 5


@pytest.mark.parametrize("width", [60, 72, 100])
@pytest.mark.parametrize("name", ["wire-balyun.txt", "un-patrol.txt"])
def test_an_article_wrapped(name: str, width: int) -> None:
    text = (IDLIB / "reports" / name).read_text("utf-8")
    assert told(wrapped(text, width, "\n\n")) == told(text)


def test_one_paragraph_a_line_stays_so() -> None:
    text = "\n".join(["Peskov denies it", *NEWS.split("\n\n")])
    assert told(text) == told(NEWS)


def test_a_list_of_short_lines_is_no_wrapped_text() -> None:
    found = read(report("Ankara: no\nMoscow: yes\nDamascus: perhaps\nTehran: later"), context())
    assert len(found.sentences) + len(found.left_out) == 4
