"""Kinds of occurrence: sentences written for them, the forms of verbs, and what a frame takes and leaves."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from servanda.reading.deed_words import inflected
from servanda.reading.deeds import deeds

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "reading"
sys.path.insert(0, str(ROOT / "tools"))

import kinds  # noqa: E402


def told(sentence: str) -> list[tuple[str, str]]:
    return [(d.event, sentence[d.start : d.end]) for d in deeds(sentence, 0, len(sentence), []) if not d.wished]


# the least that the words in use reach; who makes them better raises these
@pytest.mark.parametrize(("name", "right", "made_up"), [("kinds.txt", 0.75, 0.21), ("kinds-test.txt", 0.36, 0.40)])
def test_as_many_sentences_as_before_are_told_right(name: str, right: float, made_up: float) -> None:
    n = kinds.measured(DATA / name)
    assert n["right"] >= right * n["deeds"]
    assert n["made up"] <= made_up * n["without"]
    assert n["polarity"] >= 0.93 * n["right"]
    assert n["right"] + n["nothing"] + n["others"] == n["deeds"]


def test_the_measure_counts(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "# a note\nshelling | + | The army [shelled] the town.\nshelling | + | The army did not shell the town.\n"
        "return | + | A convoy was ambushed.\npatrol | + | It rained.\n"
        "- | - | The post was shelled.\n- | - | It snowed.\n"
    )
    n = kinds.measured(tmp_path / "a.txt")
    assert (n["deeds"], n["right"], n["polarity"], n["others"], n["nothing"]) == (4, 2, 1, 1, 1)
    assert (n["without"], n["made up"]) == (2, 1)


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("shell", {"shelled", "shelling", "shells"}),
        ("seize", {"seized", "seizing", "seizes"}),
        ("carry", {"carried", "carrying", "carries"}),
        ("expel", {"expelled", "expelling", "expels"}),
        ("stop", {"stopped", "stopping", "stops"}),
        ("open", {"opened", "opening", "opens"}),
        ("tow", {"towed", "towing", "tows"}),
        ("withdraw", {"withdrew", "withdrawn", "withdrawing", "withdraws"}),
        ("crush", {"crushed", "crushing", "crushes"}),
    ],
)
def test_forms_of_a_verb(verb: str, forms: set[str]) -> None:
    assert set(inflected(verb).removeprefix("(?:").split("|(?:", 1)[0].split("|")) == forms


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Soldiers lifted the two roadblocks.", [("transit-opened", "lifted")]),
        ("Soldiers lifted the two sacks.", []),
        ("The army removed the roadblocks on the coast road.", [("transit-opened", "removed")]),
        ("The highway has now been reopened.", [("transit-opened", "reopened")]),
        ("Every roadblock annoys drivers.", [("transit-blocked", "roadblock")]),
        ("The patrol was pelted with stones.", [("patrol", "patrol")]),
        ("The patrol was ambushed.", [("attack", "ambushed")]),
        ("The troops were attacked.", [("attack", "attacked")]),
        ("The striker attacked from the left.", []),
        ("A striker was wounded when soldiers opened fire.", [("small-arms-fire", "opened fire")]),
        ("Nine villagers were executed.", [("attack-on-civilians", "executed")]),
        ("Two shells that fell short did no harm.", [("shelling", "fell")]),
    ],
)
def test_frames(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert told(sentence) == expected
