"""Training the statistical reader from marked documents: minutes of one core, the same numbers for the same seed.

The second pass must learn from what the first one really gets wrong, so the first is trained three more times, each
leaving out a third of the documents, to label those as if they were new ("jackknifing").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from servanda.errors import UsageError
from servanda.reading.learned import features
from servanda.reading.learned.crf import Chain, Floats
from servanda.reading.learned.examples import Example, garbled
from servanda.reading.learned.lexicon import CueCounts, Vectors
from servanda.reading.learned.score import figures
from servanda.reading.learned.tagger import OF_OTHERS, REACH, Tagger, Tokens, cues_of
from servanda.reading.learned.tokens import Ints, Lexicon, Vocabulary, tokens
from servanda.reading.learned.weights import FIRST_LABELS, SECOND_LABELS, Weights, first_allowed, second_allowed
from servanda.reading.offsets import Span
from servanda.reading.repair import repair
from servanda.reading.sentences import Sentence, sentences
from servanda.words import _

FOLDS = 3
RARE = 2
"""A feature seen less often is left out."""
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
    vectors: Vectors | None = None,
    say: Say = lambda _line: None,
) -> tuple[Parts, Parts, Lexicon]:
    """Both passes' tables, steps and starts, and the lexicon. Every second document also counts garbled; one that is
    given several times counts so often. With `base`
    its weights are carried on with, at a tenth of the pace, and its lexicon is kept. `vectors` of words tell of those
    that are rare in the examples (see `lexicon`)."""
    times = Counter(e.text for e in examples)
    single = list({e.text: e for e in reversed(examples)}.values())[::-1]
    pairs = [(e, d) for e in single if (d := Marked.of(e)).words and d.sentences]
    documents = [d for _e, d in pairs]
    if len(documents) < (folds if base is None else 1):
        raise UsageError("too-few-examples", _("training needs at least {n} documents").format(n=folds))
    copies = [(i, Marked.of(garbled(e, seed))) for i, (e, _d) in enumerate(pairs) if i % 2 == 0]
    copies = [(i, d) for i, d in copies if d.words and d.sentences]
    say(_("{n} documents, and {m} garbled").format(n=len(documents), m=len(copies)))
    copies += [(i, d) for i, (e, d) in enumerate(pairs) for _again in range(times[e.text] - 1)]
    everything = documents + [d for _i, d in copies]
    of = [*range(len(documents)), *(i for i, _d in copies)]
    if base is not None:
        tagger = Tagger(base)
        seen = [_seen(d, tagger.vocabulary) for d in everything]
        first = _first(everything, seen, epochs, seed, say, base.first)
        known = [tagger.first(t) for t in seen]
        return first, _second(everything, seen, known, epochs, seed, say, base.second), base.lexicon
    counts = CueCounts(documents, vectors)
    lexicon = Lexicon(clusters, counts.levels())
    # a copy knows as little of its original as the original itself, and stays in its fold
    seen = [
        _seen(d, Vocabulary(Lexicon(clusters, counts.levels(without=i)))) for i, d in zip(of, everything, strict=True)
    ]
    first = _first(everything, seen, epochs, seed, say)
    labelled: dict[int, tuple[Ints, npt.NDArray[np.float32]]] = {}
    for fold in range(folds):
        out = [n for n, i in enumerate(of) if (i // 2) % folds == fold]
        kept = [n for n, i in enumerate(of) if (i // 2) % folds != fold]
        say(_("without a third of the documents ({n} of {m})").format(n=fold + 1, m=folds))
        parts = _first([everything[i] for i in kept], [seen[i] for i in kept], epochs, seed + fold + 1, say)
        tagger = Tagger(Weights(quantised(parts, first_allowed()), None, lexicon, {}))  # type: ignore[arg-type]
        labelled |= {n: tagger.first(seen[n]) for n in out}
    say(_cues_without(documents, labelled))
    second = _second(everything, seen, [labelled[n] for n in range(len(everything))], epochs, seed, say)
    return first, second, lexicon


def averaged(several: Sequence[Parts]) -> Parts:
    """One model that says what several of the same features say together: scores are sums of weights, so the mean of
    the weights gives the mean of the scores, at the price of one model."""
    return _mean([p[0] for p in several]), _mean([p[1] for p in several]), _mean([p[2] for p in several])


def _mean(arrays: Sequence[Floats]) -> Floats:
    out: Floats = np.mean(np.stack(arrays), axis=0, dtype=np.float32)
    return out


def _seen(document: Marked, vocabulary: Vocabulary) -> Tokens:
    seen = document.tokens(vocabulary)
    assert seen is not None, "documents without tokens or sentences were left out before"
    return seen


def _cues_without(documents: Sequence[Marked], labelled: Mapping[int, tuple[Ints, npt.NDArray[np.float32]]]) -> str:
    """How well cues are found in documents that were left out: the figure that no choice of a set can flatter."""
    met = found = gold = 0
    for n, d in enumerate(documents):
        marked = {s for r in d.relations for s in r.get("cue", ())}
        cues = set(cues_of(labelled[n][1], OF_OTHERS))
        met, found, gold = met + len(marked & cues), found + len(cues), gold + len(marked)
    f = figures(met, found, gold)
    return _("cues of documents left out: precision {p}, recall {r}, F1 {f1}").format(**f)


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
    documents: Sequence[Marked],
    seen: Sequence[Tokens],
    epochs: int,
    seed: int,
    say: Say,
    base: Chain | None = None,
) -> Parts:
    shared = np.concatenate([t.static for t in seen])
    labels = np.concatenate([first_labels(d) for d in documents])
    length = np.concatenate([t.lengths for t in seen])
    begin = np.cumsum(length) - length
    own = np.zeros((len(shared), 0), np.int32)
    return _fit(shared, own, labels, begin, begin, length, len(FIRST_LABELS), epochs, seed, say, base)


def _second(
    documents: Sequence[Marked],
    seen: Sequence[Tokens],
    labelled: Sequence[tuple[Ints, npt.NDArray[np.float32]]],
    epochs: int,
    seed: int,
    say: Say,
    base: Chain | None = None,
) -> Parts:
    own, labels = [], []
    row_shared: list[int] = []
    length: list[int] = []
    at = 0
    for d, t, known in zip(documents, seen, labelled, strict=True):
        relations = sorted((r for r in d.relations if r.get("cue")), key=lambda r: r["cue"][0])
        if relations:
            where = features.Asked(t.text, [r["cue"][0] for r in relations], REACH)
            own.append(features.asked(t.text, where, *known))
            for k, relation in enumerate(relations):
                row_shared.append(at + int(where.first[k]))
                length.append(int(where.length[k]))
                labels.append(second_labels(relation, int(where.first[k]), int(where.length[k])))
        at += len(t.static)
    if not own:
        raise UsageError("too-few-examples", _("the documents have no relation with a cue"))
    sizes = np.array(length)
    return _fit(
        np.concatenate([t.static for t in seen]),
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
