"""Scores of found spans and relations against marked ones, exact, modulo quotation marks, by overlap, and whole
relations strictly and at a Jaccard index of at least one half of each part's characters.

The measures, their rounding and the greedy matching in order are those of the reference scorer for PolNeAR data, so
that figures can be compared: Newell, Margolin and Ruths, "An Attribution Relations Corpus for Political News", LREC
2018.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.reading.learned.examples import KINDS, MARKS, Relation
from servanda.reading.offsets import Span

_OPENING, _CLOSING = tuple('“"„«'), tuple('”"»')
_AROUND = " ,.\n\t"
_STRIPPED = '“”"„«»,. \n\t'


@dataclass(frozen=True)
class Scored:
    """One document: its text, what people marked and what a reader found. `spans`: (kind, span), empty: those of the
    relations."""

    text: str
    gold: Sequence[Relation]
    found: Sequence[Relation]
    spans: Sequence[tuple[str, Span]] = ()


def figures(tp: int, found: int, gold: int) -> dict[str, float]:
    """Precision, recall and F1 in per cent, to one decimal."""
    p = tp / found if found else 0.0
    r = tp / gold if gold else 0.0
    return {"p": round(100 * p, 1), "r": round(100 * r, 1), "f1": round(200 * p * r / (p + r), 1) if p + r else 0.0}


def scores(documents: Sequence[Scored]) -> dict[str, Any]:
    """`source, cue, content: {exact, modulo_quotes, any_overlap_f1, gold, pred}, relation_strict, relation_relaxed`."""
    out: dict[str, Any] = {kind: _of_kind(documents, kind) for kind in KINDS}
    for mode in ("strict", "relaxed"):
        counts = [relations_met(d, relaxed=mode == "relaxed") for d in documents]
        gold, found = sum(len(d.gold) for d in documents), sum(len(d.found) for d in documents)
        out[f"relation_{mode}"] = figures(sum(counts), found, gold)
    return out


def direct(documents: Sequence[Scored]) -> list[Scored]:
    """The documents with those relations alone whose every content stands in quotation marks."""

    def quoted(d: Scored, relation: Relation) -> bool:
        spans = relation.get("content") or ()
        return bool(spans) and all(_in_marks(d.text, a, b) for a, b in spans)

    return [
        Scored(d.text, [r for r in d.gold if quoted(d, r)], [r for r in d.found if quoted(d, r)]) for d in documents
    ]


def _in_marks(text: str, a: int, b: int) -> bool:
    """Whether a span stands in quotation marks: its own, or those right around it."""
    while a < b and text[a] in _AROUND:
        a += 1
    while a < b and text[b - 1] in _AROUND:
        b -= 1
    before, after = text[max(0, a - 4) : a].rstrip(_AROUND)[-1:], text[b : b + 4].lstrip(_AROUND)[:1]
    opened = text[a] in MARKS or before in _OPENING if b - a > 1 else False
    return opened and (text[b - 1] in MARKS or after in _CLOSING)


def alike(documents: Sequence[Scored], kind: str) -> dict[str, float]:
    """Spans of a kind at a Jaccard index of at least one half, each marked one met at most once, in order."""
    met = found_n = gold_n = 0
    for d in documents:
        gold = sorted({s for k, s in d.spans if k == kind} if d.spans else _all(d.gold, kind))
        found = sorted(_all(d.found, kind))
        found_n, gold_n = found_n + len(found), gold_n + len(gold)
        used: set[int] = set()
        for a, b in found:
            for j, (x, y) in enumerate(gold):
                shared = min(b, y) - max(a, x)
                if j not in used and shared > 0 and 2 * shared >= max(b, y) - min(a, x):
                    used.add(j)
                    met += 1
                    break
    return figures(met, found_n, gold_n)


def _of_kind(documents: Sequence[Scored], kind: str) -> dict[str, Any]:
    tp = bare_tp = found_n = gold_n = found_met = gold_met = 0
    for d in documents:
        gold = {s for k, s in d.spans if k == kind} if d.spans else _all(d.gold, kind)
        found = _all(d.found, kind)
        tp += len(gold & found)
        gold_n += len(gold)
        found_n += len(found)
        bare_tp += len({_bare(d.text, s) for s in gold} & {_bare(d.text, s) for s in found})
        found_met += sum(any(a < y and b > x for x, y in gold) for a, b in found)
        gold_met += sum(any(a < y and b > x for x, y in found) for a, b in gold)
    p, r = found_met / found_n if found_n else 0.0, gold_met / gold_n if gold_n else 0.0
    return {
        "exact": figures(tp, found_n, gold_n),
        "modulo_quotes": figures(bare_tp, found_n, gold_n),
        "any_overlap_f1": round(200 * p * r / (p + r), 1) if p + r else 0.0,
        "gold": gold_n,
        "pred": found_n,
    }


def _all(relations: Iterable[Relation], kind: str) -> set[Span]:
    return {(a, b) for r in relations for a, b in r.get(kind) or ()}


def relations_met(d: Scored, *, relaxed: bool) -> int:
    """How many found relations are a marked one, each marked one at most once, in order."""
    gold = [_parts(d.text, r) for r in d.gold]
    used: set[int] = set()
    met = 0
    for relation in d.found:
        found = _parts(d.text, relation)
        for j, wanted in enumerate(gold):
            if j not in used and all(_same(found[k], wanted[k], relaxed) for k in KINDS):
                used.add(j)
                met += 1
                break
    return met


def _parts(text: str, relation: Relation) -> Mapping[str, list[Span]]:
    return {k: sorted(_bare(text, s) for s in relation.get(k) or ()) for k in KINDS}


def _same(a: list[Span], b: list[Span], relaxed: bool) -> bool:
    if not relaxed or not (a or b):
        return a == b
    if not a or not b or min(s[0] for s in a) >= max(s[1] for s in b) or min(s[0] for s in b) >= max(s[1] for s in a):
        return False  # apart: no need to look at characters
    one, two = _characters(a), _characters(b)
    return bool(one and two) and len(one & two) / len(one | two) >= 0.5


def jaccard(a: Iterable[Span], b: Iterable[Span]) -> float:
    """Of the characters of two sets of spans."""
    one, two = _characters(a), _characters(b)
    return len(one & two) / len(one | two) if one or two else 1.0


def _characters(spans: Iterable[Span]) -> set[int]:
    return {i for a, b in spans for i in range(a, b)}


def _bare(text: str, span: Span) -> Span:
    a, b = span
    while a < b and text[a] in _STRIPPED:
        a += 1
    while b > a and text[b - 1] in _STRIPPED:
        b -= 1
    return a, b
