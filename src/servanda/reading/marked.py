"""A report's text in paragraphs and segments: which words are source, cue or content of which statement.

Both ways of showing a text, terminal and page, cut it here, so that they always show the same spans.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise

from servanda.reading.offsets import Span
from servanda.reading.read import Reading

_BREAK = re.compile(r"(?:[ \t]*\r?\n)+")


@dataclass(frozen=True, slots=True)
class Segment:
    """Text with the same marks from end to end. `kinds`: source, cue, content, left-out; `statements` are the numbers
    of those it belongs to, from 1; `begins` of those whose content begins here."""

    text: str
    kinds: frozenset[str]
    statements: tuple[int, ...]
    begins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`statements` are the numbers of those whose first content begins in it."""

    segments: tuple[Segment, ...]
    statements: tuple[int, ...]

    @property
    def is_left_out(self) -> bool:
        return all("left-out" in s.kinds or not s.text.strip() for s in self.segments)


def marked(text: str, reading: Reading) -> list[Paragraph]:
    """The text's paragraphs in order, without the line breaks between them."""
    spans: list[tuple[int, int, str, int]] = []
    first: dict[int, int] = {}
    for number, s in enumerate(reading.statements, 1):
        first[number] = s.content_spans[0][0] if s.content_spans else 0
        spans += [(a, b, "content", number) for a, b in s.content_spans]
        spans += [(*span, kind, number) for kind, span in (("source", s.speaker_span), ("cue", s.cue_span)) if span]
    spans += [(f.start, f.end, "left-out", 0) for f in reading.left_out]
    spans.sort()
    edges = sorted({edge for a, b, _k, _n in spans for edge in (a, b)})
    starts = [a for a, _b, _k, _n in spans]
    longest = max((b - a for a, b, _k, _n in spans), default=0)
    out: list[Paragraph] = []
    for lo, hi in _paragraphs(text):
        segments = []
        cuts = [lo, *edges[bisect_right(edges, lo) : bisect_left(edges, hi)], hi]
        # spans that reach into the paragraph began at most the longest one's length before it
        near = spans[bisect_left(starts, lo - longest) : bisect_left(starts, hi)]
        for a, b in pairwise(cuts):
            here = [s for s in near if s[0] <= a and b <= s[1]]
            numbers = tuple(sorted({n for _a, _b, _k, n in here if n}))
            begins = tuple(n for n in numbers if first[n] == a)
            segments.append(Segment(text[a:b], frozenset(k for _a, _b, k, _n in here), numbers, begins))
        out.append(Paragraph(tuple(segments), tuple(n for n, at in first.items() if lo <= at < hi)))
    return out


def _paragraphs(text: str) -> list[Span]:
    found, at = [], 0
    for match in _BREAK.finditer(text):
        if match.start() > at and text[at : match.start()].strip():
            found.append((at, match.start()))
        at = match.end()
    if text[at:].strip():
        found.append((at, len(text)))
    return found
