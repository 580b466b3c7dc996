"""A guarded alternation matches what the bare one does, wherever it stands."""

from __future__ import annotations

import random
import re

import pytest

from servanda.reading import deeds
from servanda.reading.leading import guarded

ALTERNATIVES = (
    r"shelled|bombard(?:ed|ing)?|(?:cease-?fire |truce )?violations?",
    r"(?:(?<=did not )|(?<=did ))(?:shell|attack)|“war”",
    r"(?:joint |first ){0,3}patrols?|[sk]oldiers?|(?P<x>a)b?",
    r"\w+ing|fired",
    r"s|k|ss+",
)
WORDS = re.findall(
    r"\S+",
    "shelled Shelled SHELLED bombard bombarding did not shell attack “war” joint first patrol soldiers ab a b ss kk "
    "ſhelled truce violation ceasefire-violations firing fired Kelvin \u212aoldier ſoldier . , 12 é",
)


@pytest.mark.parametrize("alternatives", ALTERNATIVES)
def test_the_guard_changes_no_match(alternatives: str) -> None:
    bare, quick = (re.compile(rf"(?:\b|(?=“))(?:{p})", re.I) for p in (alternatives, guarded(alternatives)))
    chance = random.Random(1)
    met = 0
    for _ in range(400):
        text = " ".join(chance.choices(WORDS, k=8))
        expected = [(m.span(), m.lastgroup) for m in bare.finditer(text)]
        assert [(m.span(), m.lastgroup) for m in quick.finditer(text)] == expected
        met += len(expected)
    assert met > 100


def test_deeds_are_guarded_and_what_nobody_can_tell_is_not() -> None:
    assert "(?-i:" in deeds._TRIGGERS.pattern
    assert guarded(r"\w+ing") == r"(?:\w+ing)"
