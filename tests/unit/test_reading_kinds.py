"""Kinds of occurrence: sentences written for them, the forms of verbs, and what a frame takes and leaves."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from servanda.model import Polarity, Report
from servanda.reading import Context, read
from servanda.reading.deed_words import inflected
from servanda.reading.deeds import deeds
from servanda.reading.spans import Attribution, RuleFinder, Scene, Trigger

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "reading"
sys.path.insert(0, str(ROOT / "tools"))

import kinds  # noqa: E402


def told(sentence: str) -> list[tuple[str, str]]:
    return [(d.event, sentence[d.start : d.end]) for d in deeds(sentence, 0, len(sentence), []) if not d.wished]


# the least that the words in use reach; who makes them better raises these
@pytest.mark.parametrize(("name", "right", "made_up"), [("kinds.txt", 0.86, 0.15), ("kinds-test.txt", 0.36, 0.40)])
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
        ("The patrol was greeted with flowers.", [("patrol", "patrol")]),
        ("The patrol was pelted with stones.", [("attack", "pelted with")]),
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


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The two armies maintain contact along the ridge.", [("contact", "maintain contact")]),
        ("Fighters occupy the school.", [("presence", "occupy the school")]),
        ("The villagers insist that the fighters occupy the school.", []),
        ("Before rebels quit the town, the army fired shells.", [("shelling", "fired")]),
        ("The army maintain contact was the order.", []),
    ],
)
def test_what_several_do_stands_in_the_bare_form(sentence: str, expected: list[tuple[str, str]]) -> None:
    """Not what they are to do, or will have done some day."""
    assert told(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The envoy plans to convene a third round of proximity talks in the spring.",
        "A summit is planned for June.",
        "The council may wish to consider a gradual drawdown of the force.",
        "The army hoped to storm the quarry before dawn.",
        "The kidnapping law was amended.",
        "Air raid sirens were tested.",
    ],
)
def test_what_is_planned_or_made_a_law_has_not_happened(sentence: str) -> None:
    assert told(sentence) == []


AFFIRMS, DENIES = Polarity.AFFIRMS, Polarity.DENIES


def seen(sentence: str, *triggers: tuple[str, str]) -> list[Trigger]:
    return [Trigger(event, at := sentence.index(words), at + len(words), 0.8) for event, words in triggers]


@pytest.mark.parametrize(
    ("sentence", "triggers", "expected"),
    [
        ("The column evaporated at dusk.", [("departure", "evaporated")], [("departure", "evaporated", 0.8, AFFIRMS)]),
        (
            "The column never evaporated at dusk.",
            [("departure", "evaporated")],
            [("withdrawal", "evaporated", 0.8, DENIES)],
        ),
        # the words in use come first, and the model is not asked where they have an answer
        ("The army shelled the town at dusk.", [("attack", "at dusk")], [("shelling", "shelled", 1.0, AFFIRMS)]),
        ("The striker evaporated at dusk.", [("departure", "evaporated")], []),
        ("They asked the column to evaporate.", [("departure", "evaporate")], []),
        (
            "The evaporating of the column went on.",
            [("departure", "evaporating")],
            [("departure", "evaporating", 0.8, AFFIRMS)],
        ),
    ],
)
def test_what_a_model_sees_is_heard_where_the_words_in_use_tell_of_nothing(
    sentence: str, triggers: list[tuple[str, str]], expected: list[tuple[str, str, float, Polarity]]
) -> None:
    found = deeds(sentence, 0, len(sentence), [], seen(sentence, *triggers))
    assert [(d.event, sentence[d.start : d.end], d.sure, d.polarity) for d in found if not d.wished] == expected


def test_a_reader_with_a_model_tells_of_deeds_in_its_claims() -> None:
    """Every claim that rests on it is as unsure as the model is; triggers in other sentences are no business of it."""
    text = "The mayor said that Turkish troops evaporated at dusk on Monday. Nothing else was seen."
    report = Report("r-1", outlet="o", language="en", text=text)
    rules = RuleFinder()

    class Seeing:
        name = "seeing-1"

        def __call__(self, scene: Scene) -> list[Attribution]:
            return rules(scene)

        def heard(self, scene: Scene) -> tuple[list[Attribution], list[Trigger]]:
            return rules(scene), seen(scene.text, ("departure", "evaporated"), ("capture", "seen"))

    alone = read(report, Context(), rules)
    both = read(report, Context(), Seeing())
    assert [s.event for s in alone.statements] == [""]
    assert [(s.event, s.actor) for s in both.statements][:1] == [("departure", (("tur-forces",),))]
    assert both.statements[0].confidence < 0.8
