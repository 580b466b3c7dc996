"""The words that tell of each kind of occurrence, against sentences written for it; and no word of ours names a kind
that verbs.yaml does not know."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from servanda.reading.deeds import deeds

ROWS = [
    tuple(line.split(" | ", 1))
    for line in (Path(__file__).parents[1] / "data/reading/deeds.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
KNOWN = {"She opened the session with a minute of silence, and prices hit the poor."}
"""Read wrongly: prices that hit somebody, and a session that is opened by a minute of silence."""


def told(sentence: str) -> list[str]:
    return [deed.event for deed in deeds(sentence, 0, len(sentence), [])]


@pytest.mark.parametrize(("event", "sentence"), [r for r in ROWS if r[1] not in KNOWN])
def test_a_sentence_tells_of_its_kind(event: str, sentence: str) -> None:
    if event == "-":
        assert told(sentence) == []
    else:
        assert event in told(sentence)


def test_what_is_known_to_go_wrong_still_does() -> None:
    assert [s for s in KNOWN if told(s)] == list(KNOWN)


def test_every_kind_is_one_of_the_language() -> None:
    kinds = yaml.safe_load((files("servanda.accord") / "verbs.yaml").read_text("utf-8"))["events"]
    words = tomllib.loads((files("servanda.reading") / "deeds.toml").read_text("utf-8"))["deed"]
    assert {row["event"] for row in words} <= set(kinds)
    # what has no words of its own: said by its verb of speech, or by any of the kinds below it
    assert set(kinds) - {row["event"] for row in words} <= {"announcement"}
