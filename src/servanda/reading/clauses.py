"""Contents cut into clauses, and stretches of text as a set."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from servanda.reading.offsets import Span


class Covered:
    """Spans as a set of positions: `at in covered` in time of their number's logarithm."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for a, b in sorted(spans):
            if self._ends and a <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], b)
            else:
                self._starts.append(a)
                self._ends.append(b)

    def __contains__(self, at: int) -> bool:
        i = bisect_right(self._starts, at) - 1
        return i >= 0 and at < self._ends[i]

    def meets(self, span: Span) -> bool:
        """Whether the span has a position in common with them."""
        i = bisect_right(self._starts, span[1] - 1) - 1
        return i >= 0 and span[0] < self._ends[i]


_CLAUSE = re.compile(r"(?:,\sbut|;|,?\sand\sthat|,\swhile|,\s(?:al)?though)\s(?!(?:otherwise|or else)\b)")


def clauses(text: str, content: Span) -> list[Span]:
    """Parts of a content that may say different things of different people."""
    out, start = [], content[0]
    for match in _CLAUSE.finditer(text, *content):
        if match.start() - start >= 20 and content[1] - match.end() >= 20:
            out.append((start, match.start()))
            start = match.end()
    out.append((start, content[1]))
    return out
