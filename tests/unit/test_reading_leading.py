"""A guarded alternation matches what the bare one does, wherever it stands."""

from __future__ import annotations

import random
import re

import pytest

from servanda.reading.deed_words import index
from servanda.reading.leading import first_words, guarded

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


def test_what_nobody_can_tell_is_not_guarded() -> None:
    assert guarded(r"\w+ing") == r"(?:\w+ing)"


@pytest.mark.parametrize("alternatives", [a for a in ALTERNATIVES if "ing|" not in a])
def test_what_matches_begins_with_one_of_the_first_words(alternatives: str) -> None:
    begins = first_words(alternatives)
    assert begins
    pattern = re.compile(rf"(?:\b|(?=“))(?:{alternatives})", re.I)
    chance = random.Random(2)
    met = 0
    for _ in range(400):
        for match in pattern.finditer(" ".join(chance.choices([w for w in WORDS if w.isascii() or "“" in w], k=8))):
            met += 1
            word = re.match(r"[a-z]+|“", match[0].lower())
            assert word
            assert any(word[0] == b or word[0].startswith(b) for b in begins)
    assert met > 100


def test_a_gap_before_the_first_word_is_left_out_and_any_word_is_told() -> None:
    assert first_words(r"(?:[\w-]+ ){0,4}?(?:the )?(?:posts?|towns)") == {"the", "post", "posts", "towns"}
    assert first_words(r"\w+ing") is None
    assert first_words(r"pull-?out") == {"pull", "pullout"}


def test_every_word_of_deeds_is_found_by_its_first() -> None:
    for begin, rows in index().items():
        assert begin == begin.lower()
        assert [w.number for w in rows] == sorted(w.number for w in rows)
