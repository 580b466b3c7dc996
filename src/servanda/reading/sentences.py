"""Paragraphs and sentences of repaired text, by syntok, mended where names and quoted titles contain full stops."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from servanda.reading.offsets import Span

_CHUNK = 20_000
_LONGEST = 3_000
_ABBREVIATION = re.compile(
    r"(?:\b(?:Gen|Col|Lt|Maj|Capt|Sgt|Brig|Adm|Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|No|Nos|Jan|Feb|Mar|"
    r"Apr|Jun|Jul|Aug|Sept?|Oct|"
    r"Nov|Dec|approx|ca|vs|art|Art)|\b[A-Z]|\b[A-Z]\.[A-Z])\.$"
)
_INNER = re.compile(r"[.!?…;。‽][^\w\s]*\s+\S|[.!?…。‽][“”\"«»(\[]*[A-Z]")
"""Where a sentence may end before its paragraph does; without any of these nothing has to be cut."""
_SURE = re.compile(r"(?<![\w.@])(?P<word>[a-z]{2,}|[A-Z][a-z]{3,})[.!?]”? (?=“?[A-Z])")
_TITLE_WORDS, _TITLE_LENGTH = 4, 90


class Sentence(NamedTuple):
    """`[start, end)` of the repaired text; `paragraph` counts from 0."""

    start: int
    end: int
    paragraph: int


def paragraphs(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = text.find("\n\n", start)
        end = len(text) if end < 0 else end
        if text[start:end].strip():
            yield start, end
        start = end + 2


def sentences(text: str, quotations: Sequence[Span]) -> list[Sentence]:
    """Every sentence, in order; white space at the ends is left out."""
    found: list[Sentence] = []
    opens = [q[0] for q in quotations]
    for number, (start, end) in enumerate(paragraphs(text)):
        mended: list[Span] = []
        for a, b in (s for piece in _pieces(text, start, end) for s in _split(text, *piece)):
            if mended and _joins(text, mended[-1], a, b, quotations, opens):
                mended[-1] = (mended[-1][0], b)
            else:
                mended.append((a, b))
        found += [Sentence(a, b, number) for a, b in mended]
    return found


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """The paragraph, cut where syntok surely ends a sentence, so that it is asked only about what is to be weighed."""
    if end - start <= _CHUNK:
        for match in _SURE.finditer(text, start, end):
            if match["word"] in _short():
                continue
            if text.count("(", start, match.start()) == text.count(")", start, match.start()):
                yield start, match.end() - 1
                start = match.end()
    yield start, end


@cache
def _short() -> frozenset[str]:
    """Words after which a full stop may say that they are cut short."""
    from syntok._segmentation_states import State

    return frozenset(State.abbreviations | State.months | {"pp", "synth", "rep", "gov", "sen"})


def _split(text: str, start: int, end: int) -> Iterator[Span]:
    from syntok import segmenter

    if end - start <= _LONGEST and _INNER.search(text, start, end) is None:
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield start, end
        return
    while start < end:
        stop = end
        if end - start > _CHUNK:
            blank = text.rfind(" ", start, start + _CHUNK)
            stop = blank if blank > start else start + _CHUNK
        for parts in segmenter.analyze(text[start:stop]):
            for tokens in parts:
                a = start + tokens[0].offset
                b = start + tokens[-1].offset + len(tokens[-1].value)
                a, b = max(a, start), min(b, stop)
                while a < b and text[a].isspace():
                    a += 1
                while b - a > _LONGEST:
                    # no sentence is so long: bounded pieces keep what follows linear
                    cut = text.rfind(" ", a + 1, a + _LONGEST)
                    cut = cut if cut > a else a + _LONGEST
                    yield a, cut
                    a = cut
                    while a < b and text[a].isspace():
                        a += 1
                if a < b:
                    yield a, b
        start = stop


def _joins(text: str, last: Span, a: int, b: int, quotations: Sequence[Span], opens: Sequence[int]) -> bool:
    before = text[last[0] : last[1]]
    if _ABBREVIATION.search(before[-12:]) and text[a : a + 1].isalnum():
        return True
    if text[a:b] in ("”", "”.", "”,"):
        return True
    index = bisect_right(opens, a - 1) - 1
    if index < 0:
        return False
    start, end = quotations[index]
    if not start < a < end:
        return False
    # a boundary within a short quotation of few words a piece is a title: “Moscow. Kremlin. Putin”
    inner = text[start + 1 : end - 1]
    pieces = [p for p in inner.split(".") if p.strip()]
    return (
        last[1] > start
        and end - start <= _TITLE_LENGTH
        and all(len(p.split()) <= _TITLE_WORDS for p in pieces)
        and not inner.rstrip().endswith((".", "!", "?", ","))
    )
