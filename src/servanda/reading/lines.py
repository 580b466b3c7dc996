"""Which line breaks of a text end a paragraph and which are only where the lines were wrapped.

A text wrapped at some column has lines that could not have held the next one's first word, and sentences that go on
below. There a single break is a blank, but for the one after a line that had room. Anywhere else a break ends a
paragraph, unless the text parts its paragraphs by empty lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_LINE = re.compile(r"[^\r\n]+")
_WHITE = " \t\u00a0\u200b\ufeff"
_BLANK = re.compile(r"\r?\n[ \t\u00a0\u200b]*\r?\n")
_ENDS = re.compile(r"[.!?…:;][\"”»“'’)\]]*\s*$")
_WIDEST, _NARROWEST = 140, 34
_SLACK = 0.86
_LOOKED_AT = 4_000


@dataclass(frozen=True, slots=True)
class Lines:
    """`spaced`: paragraphs are parted by empty lines. `joined`: ends of the lines that go on below, where the text was
    wrapped; empty for a text that was not."""

    spaced: bool
    wrapped: bool
    joined: frozenset[int]

    def is_blank(self, breaks: int) -> bool:
        """Whether so many line breaks, after a line that is not joined, part no paragraphs."""
        return breaks <= 1 and self.spaced and not self.wrapped


def lines_of(text: str) -> Lines:
    """How the text is laid out. Linear in its length."""
    spaced = _BLANK.search(text) is not None
    rows = [m for m in _LINE.finditer(text) if m[0].strip(_WHITE)]
    pairs = [(a, b) for a, b in pairwise(rows) if text.count("\n", a.end(), b.start()) <= 1]
    if not pairs:
        return Lines(spaced, False, frozenset())
    looked = pairs[:_LOOKED_AT]
    widths = sorted(len(a[0].rstrip(_WHITE)) for a, _b in looked)
    width = widths[len(widths) * 19 // 20]
    goes_on = sum(1 for a, b in looked if _goes_on(a[0], b[0]))
    if not _NARROWEST <= width <= _WIDEST or goes_on * 5 < len(looked):
        return Lines(spaced, False, frozenset())
    joined = frozenset(a.end() for a, b in pairs if _is_full(a[0], b[0], width) or _goes_on(a[0], b[0]))
    return Lines(spaced, True, joined)


def _goes_on(line: str, after: str) -> bool:
    """A sentence that is not over goes on with a small letter."""
    return after.strip(_WHITE)[:1].islower() and not _ENDS.search(line)


def _is_full(line: str, after: str, width: int) -> bool:
    """Whether the next line's first word would not have fitted; one set in from the margin begins a paragraph."""
    if after[:1] in " \t" and not line[:1].isspace():
        return False
    first = after.strip(_WHITE).split(" ", 1)[0]
    return len(line.rstrip(_WHITE)) + 1 + len(first) > width * _SLACK
