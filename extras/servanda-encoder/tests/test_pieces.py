"""Word pieces and windows: nothing is lost, nothing is too long."""

from __future__ import annotations

import random

import numpy as np
import pytest
from servanda_encoder.pieces import BREAK, FIRST, UNKNOWN, Pieces, Seen, filled, windows

WORDS = {w: i + 200 for i, w in enumerate(["ceasefire", "cease", "##fire", "##s", "a", ".", "'", "s", "cafe", "-"])}


def seen(sizes: list[int], paragraph: list[int], sentence: list[int]) -> Seen:
    n = len(sizes)
    zeros = np.zeros(n, np.int64)
    return Seen([(7,) * k for k in sizes], zeros, zeros, np.array(paragraph, np.int64), np.array(sentence, np.int64))


@pytest.mark.parametrize(
    ("token", "found"),
    [
        ("Ceasefire", ["ceasefire"]),
        ("ceasefires", ["ceasefire", "##s"]),
        ("CEASE", ["cease"]),
        ("’s", ["'", "s"]),
        ("Café", ["cafe"]),
        ("—", ["-"]),
    ],
)
def test_the_longest_piece_goes_first(token: str, found: list[str]) -> None:
    assert Pieces(WORDS).of(token) == tuple(WORDS[f] for f in found)


@pytest.mark.parametrize("token", ["xyz", "停火", "\ud800", "\u0301", "\x00"])
def test_what_has_no_pieces_is_one_unknown(token: str) -> None:
    assert Pieces(WORDS).of(token) == (UNKNOWN,)


def test_a_long_token_has_few_pieces() -> None:
    assert len(Pieces(WORDS).of("a" + "s" * 10_000)) <= 12
    assert len(Pieces({**WORDS, "##a": 1}).of("a" * 5_000)) == 12


@pytest.mark.parametrize("number", range(40))
def test_windows_are_a_partition_and_hold_no_more_than_they_may(number: int) -> None:
    chance = random.Random(number)
    n = chance.randint(1, 400)
    sizes = [chance.randint(1, 12) for _ in range(n)]
    sentence = np.cumsum([chance.random() < 0.06 for _ in range(n)]).tolist()
    paragraph = [s // 3 for s in sentence]
    text = seen(sizes, paragraph, sentence)
    limit = chance.choice([24, 64, 256])
    spans = windows(text, limit)
    assert [i for a, b in spans for i in range(a, b)] == list(range(n))
    piece, shape, depth, places = filled(text, spans)
    assert piece.shape == shape.shape == depth.shape
    assert piece.shape[1] <= limit
    for row, (a, b), place in zip(piece, spans, places, strict=True):
        assert row[0] == FIRST
        assert len(place) == b - a
        assert (row[place] == 7).all()
        breaks = 1 + sum(paragraph[i] != paragraph[i - 1] for i in range(a + 1, b))
        assert (row == BREAK).sum() == breaks
        assert (row > 0).sum() == 1 + breaks + sum(sizes[a:b])


def test_a_paragraph_that_fits_is_never_cut() -> None:
    text = seen([1] * 60, [i // 20 for i in range(60)], [i // 5 for i in range(60)])
    assert windows(text, 50) == [(0, 40), (40, 60)]
    assert windows(text, 22) == [(0, 20), (20, 40), (40, 60)]
    assert windows(text, 12) == [(k, k + 10) for k in range(0, 60, 10)]  # between sentences


def test_no_tokens_no_windows() -> None:
    assert windows(seen([], [], [])) == []
