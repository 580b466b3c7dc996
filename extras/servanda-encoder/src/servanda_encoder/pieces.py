"""Word pieces of tokens, and windows of whole paragraphs: what the encoder sees of a text.

Word pieces by the longest match first: Wu and others, "Google's Neural Machine Translation System", 2016; the
vocabulary is that of all-MiniLM-L6-v2 (lower case, without accents), less its pieces of other scripts than the Latin
one. The tokens are those of the statistical reader, so that both label the same things.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from servanda.reading.learned.tokens import Ints, shape

UNKNOWN, FIRST, BREAK = 100, 101, 102
"""[UNK]; [CLS], which begins every window; [SEP], which stands between paragraphs and at the end."""
LIMIT = 256
"""Pieces of a window, at most."""
SHAPES, DEPTHS = 7, 4
_MOST, _LONGEST = 12, 64
_KEPT = 200_000
_SAME = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-"})


class Pieces:
    """Numbers of the pieces of a token; kept as they are asked for."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self.vocabulary = vocabulary
        self._kept: dict[str, tuple[int, ...]] = {}

    def of(self, token: str) -> tuple[int, ...]:
        """At least one piece, at most `_MOST`; a token that has no pieces is one unknown."""
        known = self._kept.get(token)
        if known is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            known = self._kept[token] = self._of(token)
        return known

    def _of(self, token: str) -> tuple[int, ...]:
        low = unicodedata.normalize("NFD", token[:_LONGEST].translate(_SAME).lower())
        low = "".join(c for c in low if not unicodedata.combining(c))
        # the vocabulary parts marks from letters: "U.S." is four pieces or more
        rest, words = "", []
        for c in low:
            if c.isalnum():
                rest += c
            else:
                words += [rest, c]
                rest = ""
        out: list[int] = []
        for word in (*words, rest):
            if word:
                out += self._word(word)
        return tuple(out[:_MOST]) or (UNKNOWN,)

    def _word(self, word: str) -> list[int]:
        out: list[int] = []
        at = 0
        while at < len(word):
            for end in range(len(word), at, -1):
                piece = self.vocabulary.get(("##" if at else "") + word[at:end])
                if piece is not None:
                    out.append(piece)
                    at = end
                    break
            else:
                return [UNKNOWN]
        return out


@dataclass(frozen=True, eq=False)
class Seen:
    """A text in tokens, one number a token each: pieces, shape (0–6), depth of quotation (0 outside, 1 opening mark, 2
    inside, 3 closing mark), paragraph and sentence."""

    pieces: Sequence[tuple[int, ...]]
    shape: Ints
    depth: Ints
    paragraph: Ints
    sentence: Ints

    @classmethod
    def of(cls, words: Sequence[str], depth: Ints, paragraph: Ints, sentence: Ints, pieces: Pieces) -> Seen:
        return cls(
            [pieces.of(w) for w in words],
            np.array([min(shape(w), SHAPES - 1) for w in words], np.int64),
            depth,
            paragraph,
            sentence,
        )


def windows(seen: Seen, limit: int = LIMIT, first: int | None = None) -> list[tuple[int, int]]:
    """Spans of tokens with at most `limit` pieces each, marks of paragraphs included, the first at most `first`: whole
    paragraphs; a longer one is cut between sentences, a longer sentence anywhere."""
    size = np.array([len(p) for p in seen.pieces], np.int64)
    before = np.append(0, np.cumsum(size))
    cuts = [0, *_changes(seen.paragraph), len(size)] if len(size) else [0]
    out: list[tuple[int, int]] = []
    begin, end, room, used = 0, 0, first or limit, 1
    for a, b in pairwise(cuts):
        for c, d in _cut(seen.sentence, before, a, b, limit - 2):
            needed = int(before[d] - before[c]) + 1
            if used + needed > room and end > begin:
                out.append((begin, end))
                begin, room, used = c, limit, 1
            end = d
            used += needed
    if end > begin:
        out.append((begin, end))
    return out


def _changes(numbers: Ints) -> list[int]:
    found: list[int] = (np.flatnonzero(numbers[1:] != numbers[:-1]) + 1).tolist()
    return found


def _cut(sentence: Ints, before: Ints, a: int, b: int, limit: int) -> list[tuple[int, int]]:
    """A paragraph in parts of at most `limit` pieces."""
    if before[b] - before[a] <= limit:
        return [(a, b)]
    ends = [a + i for i in _changes(sentence[a:b])]
    out = []
    while before[b] - before[a] > limit:
        most = int(np.searchsorted(before, before[a] + limit, side="right")) - 1
        end = next((e for e in reversed(ends) if a < e <= most), max(most, a + 1))
        out.append((a, end))
        a = end
    return [*out, (a, b)]


def filled(
    seen: Seen, spans: Sequence[tuple[int, int]]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64], list[Ints]]:
    """Windows side by side, padded: pieces, shapes and depths, `windows × longest`, and for each window the place of
    each token's first piece. Empty places are piece 0."""
    rows, places = [], []
    for a, b in spans:
        row, where = [(FIRST, 0, 0)], []
        for i in range(a, b):
            if i > a and seen.paragraph[i] != seen.paragraph[i - 1]:
                row.append((BREAK, 0, 0))
            where.append(len(row))
            row += [(p, int(seen.shape[i]), int(seen.depth[i])) for p in seen.pieces[i]]
        row.append((BREAK, 0, 0))
        rows.append(row)
        places.append(np.array(where, np.int64))
    out = np.zeros((3, len(rows), max(map(len, rows), default=0)), np.int64)
    for k, row in enumerate(rows):
        out[:, k, : len(row)] = np.array(row, np.int64).T
    return out[0], out[1], out[2], places
