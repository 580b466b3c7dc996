"""What the sequence models see of a token: hashed features, all tokens of a text at once.

A feature is a row of a weight table, found by hashing the template's number and the values it combines; nothing here
loops over tokens, so that an article costs a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from servanda.reading.learned.tokens import COLUMNS, Ints
from servanda.reading.offsets import Span

BITS = 21
"""The weight tables have 2**BITS rows."""
PAD = 3
_SHIFT = np.uint64(64 - BITS)
_ODD = np.uint64(0x9E3779B97F4A7C15)
Unsigned = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int32]


class Mixer:
    """Collects one column of feature rows for each `add`."""

    def __init__(self, length: int, seed: int) -> None:
        self.columns: list[Rows] = []
        self.length = length
        self.seed = seed

    def add(self, *values: Unsigned) -> None:
        """A feature that combines `values`, arrays of one number a token."""
        mixed = np.uint64(((len(self.columns) + 1 + self.seed) * 0xD6E8FEB86659FD93) & 0xFFFFFFFFFFFFFFFF)
        out = np.full(1, mixed)
        for value in values:
            out = (value ^ out) * _ODD
            out = out ^ (out >> np.uint64(29))
        self.columns.append((out * _ODD >> _SHIFT).astype(np.int32))

    def rows(self) -> Rows:
        return np.stack(self.columns, axis=1)


def buckets(distance: Ints) -> Ints:
    """Signed distances in tokens, coarser as they grow: 0–6 exactly, then 8, 12, 20, 40 and more."""
    size = np.abs(distance)
    return np.sign(distance) * np.where(
        size <= 6,
        size,
        np.where(size <= 8, 7, np.where(size <= 12, 8, np.where(size <= 20, 9, np.where(size <= 40, 10, 11)))),
    )


class Text:
    """Columns of one text: properties of its tokens with `PAD` empty rows between sequences (paragraphs), so that
    neighbours never reach across."""

    def __init__(self, properties: Ints, sequence: Ints, sentence: Ints, spans: Sequence[Span],
                 quotations: Sequence[Span]) -> None:  # fmt: skip
        """`sequence` and `sentence`: the number of each token's paragraph and sentence, never falling."""
        n = len(properties)
        self.n = n
        starts = np.array([a for a, _ in spans], np.int64)
        first = np.ones(n, bool)
        first[1:] = sequence[1:] != sequence[:-1]
        self.firsts = np.flatnonzero(first)
        self.place = np.arange(n) + PAD * np.cumsum(first)
        size = n + PAD * (len(self.firsts) + 1)
        self.size = size
        table = np.zeros((size, len(COLUMNS)), np.int64)
        table[self.place] = properties
        self.column = {name: table[:, i] for i, name in enumerate(COLUMNS)}
        # quotations: 0 outside, 1 mark that opens, 2 inside, 3 mark that closes; distance to the mark before
        depth = np.zeros(n, np.int64)
        into, left = np.full(n, 99, np.int64), np.full(n, 99, np.int64)
        for a, b in quotations:
            i, j = int(np.searchsorted(starts, a)), int(np.searchsorted(starts, b))
            if i < j:
                depth[i:j] = 2
                depth[i] = 1
                if properties[j - 1, 3] == 16 + ord("”"):
                    depth[j - 1] = 3
                into[i:j] = np.arange(j - i)
                left[i:j] = np.arange(j - i)[::-1]
        self.depth, self.into, self.left = self._padded(depth), self._padded(into), self._padded(left)
        opens = np.ones(n, bool)
        opens[1:] = sentence[1:] != sentence[:-1]
        number = np.cumsum(opens) - 1
        begin = np.flatnonzero(opens)
        ends = np.append(begin[1:], n)
        at = np.arange(n)
        self.begin, self.end = begin[number], ends[number]
        self.from_start, self.to_end = self._padded(at - self.begin + 1), self._padded(self.end - at)
        self.paragraph = sequence
        self.in_paragraph = self._padded(np.minimum(sequence, 3) + 1)
        self.number = number
        # the nearest likely cue to either side in the same sentence, outside quotations
        cue = (properties[:, 7] >= 3) & (depth == 0)
        self.cue_left, self.cue_right = (self._padded(x) for x in self._nearest(cue))
        marks = properties[:, 3]
        self.mark_left, self.mark_right = (
            self._padded(x) for x in self._nearest(np.isin(marks, (16 + ord("“"), 16 + ord("”"))))
        )
        self.comma_left, self.comma_right = (self._padded(x) for x in self._nearest(marks == 16 + ord(",")))
        # what the sentence holds: a likely cue, a quotation
        has_cue = np.maximum.reduceat(np.where(depth == 0, properties[:, 7], 0), begin) if n else begin
        has_quote = np.maximum.reduceat(depth > 0, begin).astype(np.int64) if n else begin
        self.sentence_has = self._padded((has_cue * 2 + has_quote)[number] + 1)
        at_start = depth[begin] if n else begin
        self.starts_quoted = self._padded(at_start[number] + 1)

    def _padded(self, values: Ints) -> Ints:
        out = np.zeros(self.size, np.int64)
        out[self.place] = values
        return out

    def _nearest(self, hits: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """Distance in tokens to the nearest hit before and after each token in its sentence; 60 where there is none."""
        at = np.arange(self.n)
        before = np.maximum.accumulate(np.where(hits, at, -1))
        before = np.append(-1, before[:-1]) if self.n else before
        after = np.minimum.accumulate(np.where(hits, at, self.n + 99)[::-1])[::-1]
        after = np.append(after[1:], self.n + 99) if self.n else after
        left = np.where(before >= self.begin, at - before, 60)
        right = np.where(after < self.end, after - at, 60)
        return left, right


def shifted(values: Ints, by: int) -> Unsigned:
    return np.roll(values, -by).astype(np.uint64)


def static(text: Text) -> Rows:
    """Features of a token that hold whatever cue is asked about: `n × templates`."""
    mix = Mixer(text.size, 0)
    c = text.column

    def at(name: str, by: int = 0) -> Unsigned:
        key = (name, by)
        if key not in kept:
            kept[key] = shifted(c[name], by)
        return kept[key]

    kept: dict[tuple[str, int], Unsigned] = {}
    add = mix.add
    one = np.ones(text.size, np.uint64)
    depth = text.depth.astype(np.uint64)
    depth_before, depth_after = shifted(text.depth, -1), shifted(text.depth, 1)
    start = buckets(text.from_start).astype(np.uint64)
    end = buckets(text.to_end).astype(np.uint64)
    left, right = buckets(text.cue_left).astype(np.uint64), buckets(text.cue_right).astype(np.uint64)
    mark_left, mark_right = buckets(text.mark_left).astype(np.uint64), buckets(text.mark_right).astype(np.uint64)
    comma_left, comma_right = buckets(text.comma_left).astype(np.uint64), buckets(text.comma_right).astype(np.uint64)
    has, quoted = text.sentence_has.astype(np.uint64), text.starts_quoted.astype(np.uint64)
    add(one)
    for by in (-2, -1, 0, 1, 2):
        add(at("word", by))
    add(at("word", -1), at("word"))
    add(at("word"), at("word", 1))
    add(at("word", -1), at("word", 1))
    add(at("stem"))
    add(at("stem"), at("stem", 1))
    add(at("stem", -1), at("stem"))
    add(at("suffix3"))
    add(at("suffix2"), at("pos"))
    add(at("suffix3", -1))
    add(at("suffix3", 1))
    add(at("shape"), at("shape", -1), at("shape", 1))
    for by in (-3, -2, -1, 0, 1, 2, 3):
        add(at("pos", by))
    add(at("pos", -1), at("pos"))
    add(at("pos"), at("pos", 1))
    add(at("pos", -1), at("pos"), at("pos", 1))
    add(at("pos"), at("pos", 1), at("pos", 2))
    add(at("pos", -2), at("pos", -1), at("pos"))
    add(at("pos", -2), at("pos", -1), at("pos"), at("pos", 1), at("pos", 2))
    for by in (-2, -1, 0, 1, 2):
        add(at("cluster", by))
    add(at("cluster", -1), at("cluster"))
    add(at("cluster"), at("cluster", 1))
    add(at("coarse", -1), at("coarse"), at("coarse", 1))
    add(at("coarse"), at("coarse", 1), at("coarse", 2))
    add(at("coarse", -2), at("coarse", -1), at("coarse"))
    for by in (-1, 0, 1):
        add(at("cue", by), at("pos", by))
    add(depth, at("pos"))
    add(depth, depth_before, depth_after, at("pos", -1))
    add(depth, at("word"))
    add(depth, at("cue"), has)
    add(depth, at("stem"), at("pos", -1))
    add(mark_left, mark_right)
    add(mark_left, at("pos"), depth)
    add(mark_right, at("pos"), depth)
    add(start, at("pos"))
    add(start, at("shape"), at("pos", 1))
    add(end, at("pos"))
    add(end, at("pos"), quoted)
    add(left, right, depth)
    add(left, at("pos"), at("pos", 1))
    add(right, at("pos"), at("pos", -1))
    add(left, at("pos"), at("cue"))
    add(right, at("pos"), at("cue"))
    add(left, comma_left, at("pos"))
    add(right, comma_right, at("pos"))
    add(has, quoted, at("pos"))
    add(has, at("cue"), at("pos", -1))
    add(text.in_paragraph.astype(np.uint64), at("pos"))
    add(at("cue"), at("pos", -1), at("pos", 1))
    add(at("stem"), at("pos", -1), at("pos", 1))
    add(at("cluster"), at("pos", -1), at("pos", 1))
    rows: Rows = mix.rows()[text.place]
    return rows


class Asked:
    """Where the cues asked about stand: rows of `tokens` for each pair of cue and token in its window."""

    def __init__(self, text: Text, cues: Sequence[Span], reach: int) -> None:
        """`cues`: token spans. The window is the cue's paragraph, at most `reach` tokens to either side."""
        n = text.n
        change = np.flatnonzero(np.append(True, text.paragraph[1:] != text.paragraph[:-1])) if n else np.zeros(0, int)
        closing = np.append(change[1:], n)
        lo, hi = np.array([a for a, _ in cues], np.int64), np.array([b for _, b in cues], np.int64)
        which = np.searchsorted(change, lo, side="right") - 1
        self.first = np.maximum(change[which], lo - reach)
        self.last = np.minimum(closing[which], hi + reach)
        self.length = self.last - self.first
        self.offset = np.cumsum(self.length) - self.length
        total = int(self.length.sum())
        self.cue = np.repeat(np.arange(len(cues)), self.length)
        self.token = np.arange(total) - self.offset[self.cue] + self.first[self.cue]
        self.lo, self.hi = lo, hi


def asked(text: Text, where: Asked, label: Ints, posterior: npt.NDArray[np.float32]) -> Rows:
    """Features of a token given the cue that is asked about. `label`, `posterior`: the first model's best label of each
    token (0 none, 1–2 source, 3–4 cue, 5–6 content; odd begins) and its probabilities, `n × 7`."""
    mix = Mixer(len(where.token), 500)
    add = mix.add
    t, which = where.token, where.cue
    lo, hi = where.lo[which], where.hi[which]
    distance = np.where(t < lo, t - lo, np.where(t >= hi, t - hi + 1, 0))
    relative = buckets(distance).astype(np.uint64)
    side = np.where(t < lo, 1, np.where(t >= hi, 3, 2)).astype(np.uint64)
    near = np.minimum(np.abs(distance), 2).astype(np.uint64)
    beside = side * np.uint64(4) + near
    apart = (np.clip(text.number[t] - text.number[lo], -2, 2) + 3).astype(np.uint64)

    def of(values: Ints, by: int = 0) -> Unsigned:
        out: Unsigned = np.roll(values, -by)[text.place][t].astype(np.uint64)
        return out

    c = text.column
    kept: dict[tuple[str, int], Unsigned] = {}

    def at(name: str, by: int = 0) -> Unsigned:
        if (name, by) not in kept:
            kept[name, by] = of(c[name], by)
        return kept[name, by]

    def cued(name: str, by: int = 0, *, end: bool = False) -> Unsigned:
        values = np.roll(c[name], -by)[text.place]
        out: Unsigned = values[where.hi - 1 if end else where.lo][which].astype(np.uint64)
        return out

    def between(flags: npt.NDArray[np.bool_], most: int) -> Unsigned:
        """How many of `flags` stand between the token and the cue."""
        total = np.append(0, np.cumsum(flags))
        after_cue = np.where(t >= hi, total[t] - total[np.minimum(hi, t)], 0)
        count = np.where(t < lo, total[lo] - total[np.minimum(t + 1, lo)], after_cue)
        return np.minimum(np.maximum(count, 0), most).astype(np.uint64)

    marks = c["shape"][text.place]
    quoting = np.isin(marks, (16 + ord("“"), 16 + ord("”")))
    others = between(label == 3, 2)
    sources, contents = between(label == 1, 2), between(label == 5, 2)
    commas, quotes = between(marks == 16 + ord(","), 3), between(quoting, 3)
    stops = between(np.isin(marks, (16 + ord(";"), 16 + ord(":"), 16 + ord("—"), 16 + ord("–"))), 2)
    plain = np.append(label, (0, 0))
    here = label[t].astype(np.uint64)
    before = plain[t - 1].astype(np.uint64)
    after = plain[t + 1].astype(np.uint64)
    head, stem_, head_pos = cued("word"), cued("stem", end=True), cued("pos", end=True)
    next_pos, next_word, last_pos = cued("pos", 1, end=True), cued("word", 1, end=True), cued("pos", -1)
    cue_depth = text.depth[text.place][where.lo][which].astype(np.uint64)
    depth = of(text.depth)
    level = posterior[t]

    def share(*labels: int) -> Unsigned:
        out: Unsigned = np.minimum(level[:, list(labels)].sum(axis=1) * 6, 5.99).astype(np.uint64)
        return out

    source, content = share(1, 2), share(5, 6)
    add(relative)
    add(relative, at("pos"))
    add(relative, at("pos"), at("pos", 1))
    add(relative, at("pos", -1), at("pos"))
    add(relative, at("word"))
    add(relative, stem_)
    add(relative, next_pos, last_pos)
    add(relative, head_pos, at("pos"))
    add(apart, side, depth, quotes)
    add(apart, side, here)
    add(apart, side, at("pos"), others)
    add(side, at("word"))
    add(side, at("word"), at("word", 1))
    add(side, at("word", -1), at("word"))
    add(side, at("cluster"), at("pos", 1))
    add(side, stem_, at("pos"))
    add(side, stem_, depth, commas)
    add(beside, stem_, next_word)
    add(beside, at("word"), stem_)
    add(side, next_pos, last_pos, here)
    add(side, next_pos, last_pos, commas, at("pos"))
    add(side, commas, quotes, at("pos"))
    add(side, stops, at("pos"), others)
    add(side, quotes, depth, cue_depth, others)
    add(side, quotes, depth, at("pos"), next_pos)
    add(side, here, others, sources, contents)
    add(side, before, here, after, others)
    add(side, before, here, after, at("pos"))
    add(side, here, after, at("pos", 1), others)
    add(side, before, here, at("pos", -1), others)
    add(side, here, next_pos, last_pos, others, apart)
    add(beside, here, stem_)
    add(side, source, content, others)
    add(side, source, at("pos"))
    add(side, content, at("pos"))
    add(side, content, depth, quotes)
    add(side, share(1), source, others)
    add(side, share(5), content, others)
    add(relative, source, content)
    add(side, sources, source, head_pos)
    add(head, next_word, last_pos, here, side)
    return mix.rows()
