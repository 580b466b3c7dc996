"""How often words lead cues: without the document that learns from it, and foreseen for rare words by like ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from servanda.reading.learned.features import Asked, Text
from servanda.reading.learned.lexicon import CueCounts, foreseen
from servanda.reading.learned.tagger import _lacking


@dataclass(frozen=True)
class Said:
    words: Sequence[str]
    relations: Sequence[Mapping[str, Sequence[tuple[int, int]]]]


def document(words: str, *cues: tuple[int, int]) -> Said:
    return Said(words.split(), [{"cue": [c]} for c in cues])


def test_a_document_does_not_see_its_own_counts() -> None:
    others = [document("He said so", (1, 2)) for _ in range(5)]
    counts = CueCounts([*others, document("said said said said table", (0, 1), (1, 2), (2, 3), (3, 4))])
    assert counts.levels()["said"] == 5  # 9 of 9, with three more occurrences that led none
    assert counts.levels(without=5) == {"said": 5}  # 5 of 5 elsewhere: a rate of five eighths
    alone = CueCounts([document("mused mused mused mused mused", (0, 1), (1, 2), (2, 3), (3, 4), (4, 5))])
    assert alone.levels()["mused"] == 5
    assert alone.levels(without=0) == {}


def test_no_rare_word_is_kept_that_has_no_vector() -> None:
    counts = CueCounts([document("Zorvak opined once", (1, 2))])
    assert counts.levels() == {}


def test_a_rare_word_is_foreseen_from_like_ones() -> None:
    chance = np.random.default_rng(3)
    speech, other = chance.normal(size=(2, 16))
    names = [f"say{i}" for i in range(60)] + [f"thing{i}" for i in range(60)]
    rows = np.array([(speech if n.startswith("say") else other) + 0.3 * chance.normal(size=16) for n in names])
    vectors = (names, (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32))
    seen = {n: 20 for n in names if not n.endswith("7")}
    led = {n: 16 for n in seen if n.startswith("say")}
    rates = foreseen(seen, led, vectors)
    assert rates["say7"] > 0.5 > 0.1 > rates.get("thing7", 0.0)
    text = " ".join(n for n in names for _ in range(5) if n not in ("say7", "thing7"))
    cued = [(i, i + 1) for i, w in enumerate(text.split()) if w.startswith("say")]
    levels = CueCounts([document(text, *cued), document("say7 thing7")], vectors).levels()
    assert levels["say7"] >= 4
    assert levels.get("thing7", 0) <= 2


def test_windows_that_lack_a_label_are_found_with_their_rows() -> None:
    text = Text(
        np.zeros((6, 9), np.int64), np.zeros(6, np.int64), np.zeros(6, np.int64), [(i, i + 1) for i in range(6)], []
    )
    where = Asked(text, [(1, 2), (4, 5)], reach=1)
    best = np.array([0, 0, 5, 1, 0, 0])
    assert [x.tolist() for x in _lacking(best, where, 5, 9)] == [[3, 4, 5], [3]]
    assert [x.tolist() for x in _lacking(best, where, 1, 5)] == [[0, 1, 2], [3]]
    assert [x.tolist() for x in _lacking(best, where, 1, 9)] == [[], []]
