"""Two passes over a text: where sources, cues and contents are; then, for each cue, whose words and which.

The second pass is asked about one cue at a time, knows what the first one thought, and so gives relations directly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from servanda.reading.learned import features
from servanda.reading.learned.crf import Floats
from servanda.reading.learned.tokens import Ints, Vocabulary, tokens
from servanda.reading.learned.weights import Weights
from servanda.reading.offsets import Span
from servanda.reading.sentences import Sentence
from servanda.reading.spans import Trigger, within

REACH = 150
"""Tokens to either side of a cue in which its source and content are looked for."""
LONGEST = 400
"""Tokens of a paragraph that are read as one sequence."""
_DEARER, _STEPS = 1.0, 2
_CONTENT = 5
_AT_ONCE = 40_000


class Decoding(NamedTuple):
    """From which probabilities on a token begins a cue and goes on with it, and by how much a source is made likelier
    where none was found. They were chosen for weights of one kind of training and go with them."""

    begins: float = 0.5
    goes_on: float = 0.4
    closer: float = 0.0


OF_OTHERS = Decoding(0.45, 0.35, 0.5)
"""For weights whose cue rates left out the document they were used on (manifest: `"rates": "of others"`)."""


class Found(NamedTuple):
    """One attribution in spans of the text that was read; `sure`: the first pass's probability of the cue."""

    sources: tuple[Span, ...]
    cue: Span
    contents: tuple[Span, ...]
    sure: float


@dataclass(frozen=True)
class Tokens:
    """A text in tokens: words, spans, numbers of paragraph and sentence, and the features of each."""

    words: list[str]
    spans: list[Span]
    paragraph: Ints
    text: features.Text
    static: features.Rows
    lengths: Ints

    @classmethod
    def of(
        cls,
        text: str,
        sentences: Sequence[Sentence],
        quotations: Sequence[Span],
        vocabulary: Vocabulary,
        end: int | None = None,
    ) -> Tokens | None:
        """Of the sentences given, up to `end`. None for a text without tokens or sentences."""
        words, spans = tokens(text, sentences[0].start if sentences else 0, end)
        if not words or not sentences:
            return None
        begins = np.array([s.start for s in sentences], np.int64)
        number = np.searchsorted(begins, np.array([a for a, _ in spans]), side="right") - 1
        number = np.maximum(number, 0)
        paragraph = np.array([s.paragraph for s in sentences], np.int64)[number]
        seen = features.Text(vocabulary.rows(words), paragraph, number, spans, quotations)
        return cls(words, spans, paragraph, seen, features.static(seen), _lengths(paragraph))


def _lengths(paragraph: Ints) -> Ints:
    change = np.flatnonzero(np.append(True, paragraph[1:] != paragraph[:-1]))
    out: list[int] = []
    for size in np.diff(np.append(change, len(paragraph))).tolist():
        out += [LONGEST] * (size // LONGEST) + ([size % LONGEST] if size % LONGEST else [])
    return np.array(out, np.int64)


class Opinion(Protocol):
    """What another reader thinks of the tokens of one text, beside the statistical one."""

    def likely(self, posterior: Floats) -> Floats:
        """The first pass's probabilities, `tokens × 7`, when both are heard."""
        ...

    def scores(self, scores: Floats, where: features.Asked) -> Floats:
        """The second pass's scores, a row of nine for each of `where`, when both are heard."""
        ...

    def triggers(self) -> Sequence[tuple[str, int, int, float]]:
        """Kinds of occurrence, the tokens `[a, b)` that tell of them, and how likely they do."""
        ...


class Tagger:
    """`tagger(text, sentences, quotations)`: the attributions of a text, in order of their cues, and what the second
    reader sees of deeds. Pure.

    `second`: another reader that is heard on each text, such as a transformer of a package of its own."""

    def __init__(self, weights: Weights, second: Callable[[Tokens], Opinion] | None = None) -> None:
        self.weights = weights
        self.vocabulary = Vocabulary(weights.lexicon)
        self.second = second
        self.decoding = OF_OTHERS if weights.manifest.get("rates") == "of others" else Decoding()

    def __call__(
        self, text: str, sentences: Sequence[Sentence], quotations: Sequence[Span]
    ) -> tuple[list[Found], list[Trigger]]:
        found: list[Found] = []
        triggers: list[Trigger] = []
        for part, end in _parts(sentences, len(text)):
            near = list(within(quotations, (part[0].start, end)))
            seen = Tokens.of(text, part, near, self.vocabulary, end)
            if seen is not None:
                opinion = self.second(seen) if self.second else None
                found += self._of(seen, opinion)
                for event, a, b, sure in opinion.triggers() if opinion else ():
                    triggers.append(Trigger(event, seen.spans[a][0], seen.spans[b - 1][1], sure))
        return found, triggers

    def _of(self, seen: Tokens, opinion: Opinion | None) -> list[Found]:
        label, posterior = self.first(seen)
        believed = opinion.likely(posterior) if opinion else posterior
        cues = cues_of(believed, self.decoding)
        if not cues:
            return []
        second = self.weights.second
        where = features.Asked(seen.text, cues, REACH)
        rows = features.asked(seen.text, where, label, posterior)
        scores = second.scaled(second.scores(seen.static)[where.token] + second.scores(rows))
        if opinion:
            scores = opinion.scores(scores, where)
        best = second.best(scores, where.length)
        self._insisted(scores, best, where)
        out = []
        for k, (a, b) in enumerate(cues):
            first, offset = int(where.first[k]), int(where.offset[k])
            here = best[offset : offset + int(where.length[k])]
            sources, contents = (
                tuple((seen.spans[i + first][0], seen.spans[j + first - 1][1]) for i, j in closed_runs(here, begin))
                for begin in (1, 5)
            )
            cue = (seen.spans[a][0], seen.spans[b - 1][1])
            out.append(Found(sources[:1], cue, contents, float(believed[a, 3])))
        return out

    def _insisted(self, scores: Floats, best: Ints, where: features.Asked) -> None:
        """Whoever says something says something, and is somebody: windows without a content are decoded again, `best`
        and `scores` in place, with nothing made dearer step by step; then those without a source, with one made
        cheaper."""
        for _step in range(_STEPS):
            rows, lengths = _lacking(best, where, _CONTENT, scores.shape[1])
            if not len(lengths):
                break
            scores[rows, 0] -= _DEARER
            best[rows] = self.weights.second.best(scores[rows], lengths)
        rows, lengths = _lacking(best, where, 1, _CONTENT)
        if len(lengths) and self.decoding.closer:
            scores[rows, 1:_CONTENT] += self.decoding.closer
            best[rows] = self.weights.second.best(scores[rows], lengths)

    def first(self, seen: Tokens) -> tuple[Ints, npt.NDArray[np.float32]]:
        """The first pass: the best label of each token, and the probability of every label."""
        chain = self.weights.first
        scores = chain.scaled(chain.scores(seen.static))
        return chain.best(scores, seen.lengths), chain.posteriors(scores, seen.lengths)


def _lacking(best: Ints, where: features.Asked, first: int, end: int) -> tuple[Ints, Ints]:
    """The rows of the windows that hold no label of `[first, end)`, and the windows' lengths."""
    held = (best >= first) & (best < end)
    without = np.add.reduceat(held, where.offset) == 0 if len(best) else np.zeros(0, np.bool_)
    return np.flatnonzero(without[where.cue]), where.length[without]


def _parts(sentences: Sequence[Sentence], length: int) -> Iterator[tuple[Sequence[Sentence], int]]:
    """Groups of whole paragraphs of about `_AT_ONCE` characters, and where each ends: a long text takes no more memory
    than a short one. A paragraph of several times that is cut between sentences."""
    first = 0
    for i, sentence in enumerate(sentences):
        size = sentence.start - sentences[first].start
        if size >= _AT_ONCE and (sentence.paragraph != sentences[i - 1].paragraph or size >= 3 * _AT_ONCE):
            yield sentences[first:i], sentence.start
            first = i
    if sentences:
        yield sentences[first:], length


def runs(label: Ints, begin: int) -> list[tuple[int, int]]:
    """Spans of tokens labelled `begin` and then `begin + 1`."""
    starts = np.flatnonzero(label == begin)
    out = []
    for a in starts.tolist():
        b = a + 1
        while b < len(label) and label[b] == begin + 1:
            b += 1
        out.append((a, b))
    return out


def cues_of(posterior: npt.NDArray[np.float32], decoding: Decoding = Decoding()) -> list[tuple[int, int]]:  # noqa: B008
    """Spans of tokens that are likely a cue, each token by itself: a little better in F1 than the best path."""
    begins, goes_on = posterior[:, 3], posterior[:, 4]
    out = []
    for a in np.flatnonzero(begins >= decoding.begins).tolist():
        b = a + 1
        while b < len(begins) and goes_on[b] >= decoding.goes_on and goes_on[b] > begins[b]:
            b += 1
        out.append((a, b))
    return out


def closed_runs(label: Ints, begin: int) -> list[tuple[int, int]]:
    """Spans of tokens labelled `begin` (B), `begin + 1` (I), `begin + 2` (E), or `begin + 3` (U) alone."""
    out = []
    for a in np.flatnonzero((label == begin) | (label == begin + 3)).tolist():
        b = a + 1
        if label[a] == begin:
            while b < len(label) and label[b] == begin + 1:
                b += 1
            b = min(b + 1, len(label))
        out.append((a, b))
    return out
