"""Linear-chain conditional random fields over hashed features, decoded with numpy, all sequences of a text at once.

Lafferty, McCallum and Pereira, "Conditional Random Fields", ICML 2001; forward–backward and Viterbi as in Rabiner, "A
Tutorial on Hidden Markov Models", Proc. IEEE 77 (1989). Weights are 8-bit integers times one scale, so that a row of
all labels is one machine word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from servanda.reading.learned.tokens import Ints

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int32]
NEVER = np.float32(-1e4)


@dataclass(frozen=True, eq=False)
class Chain:
    """A model of `labels` labels. `table`: 2**BITS rows of 8 or 16 weights; `step[i, j]`: of label j after i; `start`:
    of a first label. `allowed` and `may_start` say which are possible at all."""

    labels: int
    table: Bytes
    scale: float
    step: Floats
    start: Floats
    allowed: npt.NDArray[np.bool_]
    may_start: npt.NDArray[np.bool_]

    def scores(self, features: Rows) -> npt.NDArray[np.int16]:
        """The sum of every row's features, unscaled: `len(features) × width`."""
        width = self.table.shape[1]
        word = np.uint64 if width == 8 else np.complex128
        packed = self.table.view(word)[:, 0]
        out = np.zeros((len(features), width), np.int16)
        for column in features.T:
            out += packed[column].view(np.int8).reshape(-1, width)
        return out

    def scaled(self, scores: npt.NDArray[np.int16]) -> Floats:
        return scores[:, : self.labels].astype(np.float32) * np.float32(self.scale)

    def posteriors(self, scores: Floats, lengths: Sequence[int] | Ints) -> Floats:
        """The probability of each label at each token, by forward–backward over unconstrained chains."""
        packed = _Packed(lengths)
        emitted = packed.put(np.exp(scores - scores.max(axis=1, keepdims=True)), 1.0)
        step, start = np.exp(self.step), np.exp(self.start)
        ahead = np.zeros_like(emitted)
        sums = np.ones(emitted.shape[:2], np.float32)
        for t in range(packed.longest):
            k = packed.active[t]
            now = (start if t == 0 else ahead[t - 1, :k] @ step) * emitted[t, :k]
            total = now.sum(axis=1)
            sums[t, :k] = total
            ahead[t, :k] = now / total[:, None]
        back = np.ones_like(emitted)
        for t in range(packed.longest - 2, -1, -1):
            k = packed.active[t + 1]
            back[t, :k] = (emitted[t + 1, :k] * back[t + 1, :k]) @ step.T / sums[t + 1, :k, None]
        return packed.take(ahead * back)

    def best(self, scores: Floats, lengths: Sequence[int] | Ints) -> Ints:
        """The most likely allowed sequence of labels, by Viterbi."""
        packed = _Packed(lengths)
        emitted = packed.put(scores, 0.0)
        step = np.where(self.allowed, self.step, NEVER)
        by_next = np.ascontiguousarray(step.T)
        value = np.empty_like(emitted)
        if packed.longest:
            value[0] = np.where(self.may_start, self.start, NEVER) + emitted[0]
        for t in range(1, packed.longest):
            k = packed.active[t]
            value[t] = value[t - 1]
            np.add((value[t - 1, :k, :, None] + step).max(axis=1), emitted[t, :k], out=value[t, :k])
        out = np.zeros(emitted.shape[:2], np.int64)
        if packed.longest:
            # a sequence that ended before t keeps its last label until its own end is reached
            label = value[-1].argmax(axis=1)
            for t in range(packed.longest - 1, 0, -1):
                k = packed.active[t]
                out[t, :k] = label[:k]
                # where each label came from is looked for on the way back, and of the best ones alone
                label[:k] = (value[t - 1, :k] + by_next[label[:k]]).argmax(axis=1)
            out[0] = label
        return packed.take(out[:, :, None])[:, 0]


class _Packed:
    """Sequences side by side, longest first: `longest × sequences × width`."""

    def __init__(self, lengths: Sequence[int] | Ints) -> None:
        size = np.asarray(lengths, np.int64)
        self.order = np.argsort(-size, kind="stable")
        ranked = size[self.order]
        self.longest = int(ranked[0]) if len(ranked) else 0
        self.active = np.searchsorted(-ranked, -np.arange(self.longest), side="left")
        place = np.empty_like(self.order)
        place[self.order] = np.arange(len(self.order))
        self.sequence = np.repeat(place, size)
        self.at = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)

    def put(self, values: Floats, empty: float) -> Floats:
        out = np.full((self.longest, len(self.order), values.shape[1]), empty, np.float32)
        out[self.at, self.sequence] = values
        return out

    def take(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return values[self.at, self.sequence]
