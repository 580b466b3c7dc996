"""How often a word leads a cue: counted over marked documents, without the one that is being learned from, and foreseen
for rare words from words like them.

A rate counted over the very document that is trained on tells more than it will of a new one; so each document sees the
counts of all others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from servanda.reading.offsets import Span

STEPS = (0.01, 0.1, 0.3, 0.5, 0.75)
"""Bounds between the levels 1 to 6 of a rate; level 0 is a word that leads none."""
_BELIEVED = 3
"""The foreseen rate counts as much as so many occurrences."""
_PARTS = 5
_CURVES = 600
_RIDGE = 3.0
_MOST = 30
Vectors = tuple[Sequence[str], npt.NDArray[np.float32]]
"""Lower-case words and a vector of length one for each, `words × size`."""


class _Document(Protocol):
    @property
    def words(self) -> Sequence[str]: ...
    @property
    def relations(self) -> Sequence[Mapping[str, Sequence[Span]]]: ...


class CueCounts:
    """How often each lower-case word was seen and how often it led a cue, over documents."""

    def __init__(self, documents: Sequence[_Document], vectors: Vectors | None = None) -> None:
        self.seen: Counter[str] = Counter()
        self.led: Counter[str] = Counter()
        self._own = [_counted(d) for d in documents]
        for seen, led in self._own:
            self.seen.update(seen)
            self.led.update(led)
        self.foreseen = foreseen(self.seen, self.led, vectors) if vectors else {}

    def levels(self, without: int | None = None) -> dict[str, int]:
        """The level of each word; `without`: of the words of that document, as the others alone have them."""
        seen, led = self._own[without] if without is not None else (Counter[str](), Counter[str]())
        out = {}
        for word in sorted({*self.seen, *self.foreseen}) if without is None else seen:
            n, k = self.seen[word] - seen[word], self.led[word] - led[word]
            rate = (k + _BELIEVED * self.foreseen.get(word, 0.0)) / (n + _BELIEVED)
            # no rare word of the texts is kept that anybody's list of words does not have
            if (rate >= STEPS[0] or k) and (n >= 4 or word in self.foreseen):
                out[word] = 1 + int(np.searchsorted(STEPS, rate))
        return out


def _counted(document: _Document) -> tuple[Counter[str], Counter[str]]:
    """The words of a document, and those that lead a cue: both of a cue of two words, else the first."""
    cues = (s for r in document.relations for s in r.get("cue", ()))
    heads = {i for a, b in cues for i in (range(a, b) if b - a <= 2 else (a,))}
    return Counter(w.lower() for w in document.words), Counter(document.words[i].lower() for i in heads)


def foreseen(seen: Mapping[str, int], led: Mapping[str, int], vectors: Vectors) -> dict[str, float]:
    """The rate of each word with a vector, by ridge regression over the vectors and random cosines of them (Rahimi and
    Recht, NIPS 2007), always from the other four fifths of the words: of a frequent word no more is known than of a
    rare one."""
    names, x = vectors
    n = np.array([seen.get(w, 0) for w in names], np.float64)
    k = np.array([led.get(w, 0) for w in names], np.float64)
    chance = np.random.default_rng(0)
    turned = x @ (1.5 * chance.normal(size=(x.shape[1], _CURVES)).astype(np.float32))
    curves = np.cos(turned + chance.uniform(0, 2 * np.pi, _CURVES).astype(np.float32)) * np.float32(0.35)
    z = np.concatenate([3 * x, curves, np.ones((len(x), 1), np.float32)], axis=1)
    weight = np.sqrt(np.minimum(n, _MOST))
    part = chance.integers(0, _PARTS, len(names))
    out = np.zeros(len(names))
    for here in range(_PARTS):
        known = (part != here) & (n > 0)
        a = z[known] * weight[known, None]
        y = weight[known] * k[known] / n[known]
        out[part == here] = z[part == here] @ np.linalg.solve(a.T @ a + _RIDGE * np.eye(z.shape[1]), a.T @ y)
    return {w: float(p) for w, p in zip(names, np.clip(out, 0.0, 1.0), strict=True) if p > 0}
