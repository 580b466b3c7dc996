"""Training the statistical reader from marked documents: minutes of one core, the same numbers for the same seed.

The second pass must learn from what the first one really gets wrong, so the first is trained three more times, each
leaving out a third of the documents, to label those as if they were new ("jackknifing").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from servanda.errors import UsageError
from servanda.reading.learned import features
from servanda.reading.learned.crf import Chain, Floats
from servanda.reading.learned.examples import Example, garbled
from servanda.reading.learned.tagger import REACH, Tagger, Tokens
from servanda.reading.learned.tokens import Ints, Lexicon, Vocabulary, tokens
from servanda.reading.learned.weights import FIRST_LABELS, SECOND_LABELS, Weights, first_allowed, second_allowed
from servanda.reading.offsets import Span
from servanda.reading.repair import repair
from servanda.reading.sentences import Sentence, sentences
from servanda.words import _

FOLDS = 3
RARE = 2
"""A feature seen less often is left out."""
_STEPS = (0.01, 0.1, 0.3, 0.5, 0.75)
Say = Callable[[str], None]
Parts = tuple[Floats, Floats, Floats]


@dataclass(frozen=True)
class Marked:
    """A document as the reader sees it, and its relations as spans of tokens."""

    text: str
    sentences: Sequence[Sentence]
    quotations: Sequence[Span]
    words: Sequence[str]
    relations: Sequence[Mapping[str, Sequence[Span]]]

    @classmethod
    def of(cls, example: Example) -> Marked:
        page = repair(example.text)
        words, spans = tokens(page.text)
        back = [page.repaired.back(s) for s in spans]
        begins, ends = np.array([b[0] for b in back]), np.array([b[1] for b in back])

        def inside(span: Span) -> Span:
            return int(np.searchsorted(ends, span[0], side="right")), int(np.searchsorted(begins, span[1]))

        relations = [{k: [s for s in map(inside, r[k]) if s[0] < s[1]] for k in r} for r in example.relations]
        return cls(page.text, sentences(page.text, page.quotations), page.quotations, words, relations)

    def tokens(self, vocabulary: Vocabulary) -> Tokens | None:
        return Tokens.of(self.text, self.sentences, self.quotations, vocabulary)


def train(
    examples: Sequence[Example],
    clusters: Mapping[str, tuple[int, int]],
    *,
    epochs: int = 6,
    seed: int = 1,
    folds: int = FOLDS,
    base: Weights | None = None,
    say: Say = lambda _line: None,
) -> tuple[Parts, Parts, Lexicon]:
    """Both passes' tables, steps and starts, and the lexicon. Every second document also counts garbled. With `base`
    its weights are carried on with, at a tenth of the pace, and its lexicon is kept."""
    documents = [Marked.of(e) for e in examples]
    documents = [d for d in documents if d.words and d.sentences]
    if len(documents) < (folds if base is None else 1):
        raise UsageError("too-few-examples", _("training needs at least {n} documents").format(n=folds))
    copies = [Marked.of(garbled(e, seed)) for e in examples[::2]]
    copies = [d for d in copies if d.words and d.sentences]
    say(_("{n} documents, and {m} garbled").format(n=len(documents), m=len(copies)))
    everything = documents + copies
    if base is not None:
        first = _first(everything, base.lexicon, epochs, seed, say, base.first)
        tagger = Tagger(base)
        known = [tagger.first(t) if (t := d.tokens(tagger.vocabulary)) else None for d in everything]
        return first, _second(everything, known, base.lexicon, epochs, seed, say, base.second), base.lexicon
    lexicon = Lexicon(clusters, cue_rates(documents))
    first = _first(everything, lexicon, epochs, seed, say)
    labelled: list[tuple[Ints, npt.NDArray[np.float32]] | None] = [None] * len(everything)
    for fold in range(folds):
        # a garbled copy stays with its original
        out = [i for i in range(len(documents)) if (i // 2) % folds == fold]
        out += [len(documents) + i for i in range(len(copies)) if i % folds == fold]
        kept = set(range(len(everything))) - set(out)
        say(_("without a third of the documents ({n} of {m})").format(n=fold + 1, m=folds))
        parts = _first([everything[i] for i in sorted(kept)], lexicon, epochs, seed + fold + 1, say)
        tagger = Tagger(Weights(quantised(parts, first_allowed()), None, lexicon, {}))  # type: ignore[arg-type]
        for i in out:
            seen = everything[i].tokens(tagger.vocabulary)
            labelled[i] = tagger.first(seen) if seen else None
    second = _second(everything, labelled, lexicon, epochs, seed, say)
    return first, second, lexicon


def cue_rates(documents: Iterable[Marked]) -> dict[str, int]:
    """How often each word leads a cue, 1 to 6; only words seen four times or more."""
    seen: Counter[str] = Counter()
    led: Counter[str] = Counter()
    for d in documents:
        seen.update(w.lower() for w in d.words)
        heads = {i for r in d.relations for a, b in r.get("cue", ()) for i in (range(a, b) if b - a <= 2 else (a,))}
        led.update(d.words[i].lower() for i in heads)
    # by documents of two words or so: the counts are of words, and no word of the texts is kept that leads no cue
    return {w: 1 + int(np.searchsorted(_STEPS, led[w] / (n + 2))) for w, n in seen.items() if n >= 4 and led[w]}


def quantised(parts: Parts, rules: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]) -> Chain:
    """A chain as it will be stored."""
    table, step, start = parts
    scale = scale_of(table)
    small = np.zeros((len(table), 8 if table.shape[1] <= 8 else 16), np.int8)
    small[:, : table.shape[1]] = np.clip(np.rint(table / scale), -127, 127)
    return Chain(table.shape[1], small, scale, step.astype(np.float32), start.astype(np.float32), *rules)


def scale_of(table: Floats) -> float:
    """The weight that one step of the 8-bit numbers stands for."""
    most = np.abs(table).max(axis=1)
    used = most[most > 0]
    return float(np.quantile(used, 0.9995)) / 127 if len(used) else 1.0


def first_labels(document: Marked) -> npt.NDArray[np.int8]:
    """Of each token; a cue within a content counts as a cue."""
    out = np.zeros(len(document.words), np.int8)
    for kind, begin in (("content", 5), ("source", 1), ("cue", 3)):
        for relation in document.relations:
            for a, b in relation.get(kind, ()):
                out[a:b] = begin + 1
                out[a : a + 1] = begin
    for i in range(len(out)):
        if out[i] in (2, 4, 6) and (i == 0 or out[i - 1] not in (out[i], out[i] - 1)):
            out[i] -= 1
    return out


def second_labels(relation: Mapping[str, Sequence[Span]], first: int, length: int) -> npt.NDArray[np.int8]:
    """Of the tokens of one cue's window, `[first, first + length)`."""
    out = np.zeros(length, np.int8)
    for kind, begin in (("content", 5), ("source", 1)):
        for a, b in relation.get(kind, ()):
            a, b = max(a - first, 0), min(b - first, length)
            if a >= b:
                continue
            if b - a == 1:
                out[a] = begin + 3
            else:
                out[a:b] = begin + 1
                out[a], out[b - 1] = begin, begin + 2
    allowed, may_start = second_allowed()
    for i in range(length):
        if not (allowed[out[i - 1], out[i]] if i else may_start[out[i]]):
            out[i] = 0
    return out


def _first(
    documents: Sequence[Marked], lexicon: Lexicon, epochs: int, seed: int, say: Say, base: Chain | None = None
) -> Parts:
    vocabulary = Vocabulary(lexicon)
    rows, labels, lengths = [], [], []
    for d in documents:
        seen = d.tokens(vocabulary)
        assert seen is not None
        rows.append(seen.static)
        labels.append(first_labels(d))
        lengths.append(seen.lengths)
    shared = np.concatenate(rows)
    length = np.concatenate(lengths)
    begin = np.cumsum(length) - length
    own = np.zeros((len(shared), 0), np.int32)
    return _fit(shared, own, np.concatenate(labels), begin, begin, length, len(FIRST_LABELS), epochs, seed, say, base)


def _second(
    documents: Sequence[Marked],
    labelled: Sequence[tuple[Ints, npt.NDArray[np.float32]] | None],
    lexicon: Lexicon,
    epochs: int,
    seed: int,
    say: Say,
    base: Chain | None = None,
) -> Parts:
    vocabulary = Vocabulary(lexicon)
    shared, own, labels = [], [], []
    row_shared: list[int] = []
    length: list[int] = []
    at = 0
    for d, known in zip(documents, labelled, strict=True):
        seen = d.tokens(vocabulary)
        relations = sorted((r for r in d.relations if r.get("cue")), key=lambda r: r["cue"][0])
        if seen is None or known is None:
            continue
        shared.append(seen.static)
        if relations:
            where = features.Asked(seen.text, [r["cue"][0] for r in relations], REACH)
            own.append(features.asked(seen.text, where, *known))
            for k, relation in enumerate(relations):
                row_shared.append(at + int(where.first[k]))
                length.append(int(where.length[k]))
                labels.append(second_labels(relation, int(where.first[k]), int(where.length[k])))
        at += len(seen.static)
    if not own:
        raise UsageError("too-few-examples", _("the documents have no relation with a cue"))
    sizes = np.array(length)
    return _fit(
        np.concatenate(shared),
        np.concatenate(own),
        np.concatenate(labels),
        np.array(row_shared),
        np.cumsum(sizes) - sizes,
        sizes,
        len(SECOND_LABELS),
        epochs,
        seed,
        say,
        base,
    )


def _fit(shared: npt.NDArray[np.int32], own: npt.NDArray[np.int32], labels: npt.NDArray[np.int8], row_shared: Ints,
         row_own: Ints, length: Ints, size: int, epochs: int, seed: int, say: Say,
         base: Chain | None) -> Parts:  # fmt: skip
    from servanda.reading.learned.kernel import epoch

    rows = 1 << features.BITS
    if base is None:
        for part in (shared, own):
            _without_rare(part, rows)
    chance = np.random.default_rng(seed)
    table = np.zeros((rows, size), np.float32)
    step, start = np.zeros((size, size)), np.zeros(size)
    memory: list[npt.NDArray[Any]] = [np.zeros(rows, np.float32), np.zeros((size, size)), np.zeros(size)]
    pace = 0.02
    if base is not None:
        table += base.table[:, :size].astype(np.float32) * np.float32(base.scale)
        step, start, pace = base.step.astype(float), base.start.astype(float), 0.002
    for n in range(epochs):
        order = chance.permutation(len(length))
        rate = pace if n < epochs - 3 else pace / 2
        loss = epoch(table, memory[0], step, memory[1], start, memory[2], own, shared, labels, row_own, row_shared,
                     length, order, rate, 1e-4, 0.2, int(chance.integers(1 << 30)))  # fmt: skip
        say(_("pass {n} of {m}: loss {loss:.0f}").format(n=n + 1, m=epochs, loss=loss))
    return table, step.astype(np.float32), start.astype(np.float32)


def _without_rare(rows: npt.NDArray[np.int32], size: int) -> None:
    """Features seen fewer than `RARE` times become 0, which is none."""
    if not rows.size:
        return
    count = np.zeros(size, np.int32)
    for column in range(rows.shape[1]):
        count += np.bincount(rows[:, column], minlength=size).astype(np.int32)
    for column in range(rows.shape[1]):
        one = rows[:, column]
        one[count[one] < RARE] = 0
