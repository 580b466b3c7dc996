"""Verbs that look like negators, and real negation: what was refused, stopped or denied, and what was not."""

from __future__ import annotations

import pytest
from reading_room import context, report, statements

from servanda.model import Polarity
from servanda.reading import read

REFUSED = [
    "The UN said on Monday that its observers had been denied access to Saraqib.",
    "The UN said its observers had been refused access to Saraqib.",
    "The UN said its observers were blocked access to Saraqib.",
    "The UN said that access to Saraqib had been denied.",
    "The UN said there was a denial of access in Saraqib.",
    "The UN said a convoy was turned back at Saraqib.",
    "The UN said Syrian forces turned back the convoy at Saraqib.",
    "The UN said the observers were prevented from entering Saraqib.",
    "The UN said Syrian forces prevented its observers from entering Saraqib.",
    "The UN said Syrian forces halted the aid convoy in Saraqib.",
    "The UN said Syrian forces stopped a patrol in Saraqib.",
    "Syrian forces denied the UN observers access to Saraqib on Monday.",
    "Syrian forces refused access to the observers at Saraqib, the UN said.",
    "On Monday, the observers were denied access to Saraqib.",
]
NOT_REFUSED = [
    "The UN said its observers were not denied access to Saraqib.",
    "The UN said nobody had been denied access to Saraqib.",
    "The UN said it was no longer refused access to Saraqib.",
    "The UN said access to Saraqib was never blocked.",
    "The UN said there was no denial of access in Saraqib.",
    "Sergei Lavrov denied that observers had been denied access to Saraqib.",
    "Sergei Lavrov denied that Russia had refused the UN access to Saraqib.",
    "Sergei Lavrov denied blocking access to Saraqib.",
]


def found(body: str, event: str) -> list[Polarity]:
    return [s.polarity for s in statements(body) if s.event == event]


@pytest.mark.parametrize("body", REFUSED)
def test_a_refusal_is_a_deed(body: str) -> None:
    assert found(body, "access-denied") == [Polarity.AFFIRMS]
    assert [c.polarity for c in read(report(body), context()).claims] == [Polarity.AFFIRMS]


@pytest.mark.parametrize("body", NOT_REFUSED)
def test_a_negated_refusal_is_none(body: str) -> None:
    assert found(body, "access-denied") == [Polarity.DENIES]


@pytest.mark.parametrize(
    ("body", "event", "polarity"),
    [
        ("The Syrian army denied that it had shelled Saraqib.", "shelling", Polarity.DENIES),
        ("Damascus denied shelling Saraqib.", "shelling", Polarity.DENIES),
        ("The UN said Syrian forces no longer shelled Saraqib.", "shelling", Polarity.DENIES),
        ("The UN said Syrian forces have not stopped shelling Saraqib.", "shelling", Polarity.AFFIRMS),
        ("The UN said Syrian forces will not stop shelling Saraqib.", "shelling", Polarity.NONE),
        ("The UN said Syrian forces stopped shelling Saraqib.", "shelling", Polarity.NONE),
        ("The UN said the shelling of Saraqib had stopped.", "shelling", Polarity.NONE),
        ("The UN said Syrian forces halted their attacks on Saraqib.", "attack", Polarity.NONE),
        ("The UN said Turkish forces prevented an attack on Saraqib.", "attack", Polarity.NONE),
        ("The UN said Syrian forces blocked the road to Saraqib.", "transit-blocked", Polarity.AFFIRMS),
        ("The UN said Syrian forces had not blocked the road to Saraqib.", "transit-blocked", Polarity.DENIES),
        (
            "The UN said observers were denied access to Saraqib during shelling of Saraqib.",
            "shelling",
            Polarity.AFFIRMS,
        ),
    ],
)
def test_what_was_stopped_and_what_goes_on(body: str, event: str, polarity: Polarity) -> None:
    assert found(body, event) == [polarity]


def test_those_kept_from_a_border_are_no_monitors() -> None:
    assert found("The UN said Turkey blocked migrants from crossing the border near Saraqib.", "access-denied") == []
    assert found("The UN said Syrian forces stopped shelling aid convoys in Saraqib.", "access-denied") == []


def test_who_refused_whom() -> None:
    made = [s for s in statements(REFUSED[11]) if s.event == "access-denied"]
    assert [(s.actor, s.target, s.speaker_role) for s in made] == [((("syr-forces",),), (("UN",),), "narration")]
