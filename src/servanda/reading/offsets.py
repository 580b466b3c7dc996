"""Text that was changed and still knows where every character came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

Span = tuple[int, int]


class Edit(NamedTuple):
    """Replace `[start, end)` of the text by `put`."""

    start: int
    end: int
    put: str


@dataclass(frozen=True)
class Edited:
    """The text after non-overlapping edits. Three parallel columns, one entry a piece: where the piece begins in the
    new text, where in the old, and its length in the old (-1: copied character by character)."""

    text: str
    _new: tuple[int, ...]
    _old: tuple[int, ...]
    _length: tuple[int, ...]

    def start(self, position: int) -> int:
        """Where the character at `position` of the new text began in the old one."""
        piece = bisect_right(self._new, position) - 1
        if piece < 0:
            return 0
        return self._old[piece] + (position - self._new[piece] if self._length[piece] < 0 else 0)

    def end(self, position: int) -> int:
        """Where the character at `position` of the new text ended in the old one (exclusive)."""
        piece = bisect_right(self._new, position) - 1
        if piece < 0:
            return 0
        length = self._length[piece]
        return self._old[piece] + (position - self._new[piece] + 1 if length < 0 else length)


def edited(text: str, edits: Iterable[Edit]) -> Edited:
    """Apply `edits`, sorted by start; one that overlaps an earlier one is left out."""
    out: list[str] = []
    new: list[int] = []
    old: list[int] = []
    length: list[int] = []
    at = size = 0
    for start, end, put in edits:
        if start < at:
            continue
        if start > at:
            new.append(size)
            old.append(at)
            length.append(-1)
            out.append(text[at:start])
            size += start - at
        if put:
            new.append(size)
            old.append(start)
            length.append(end - start)
            out.append(put)
            size += len(put)
        at = end
    if at < len(text):
        new.append(size)
        old.append(at)
        length.append(-1)
        out.append(text[at:])
    return Edited("".join(out), tuple(new), tuple(old), tuple(length))


@dataclass(frozen=True)
class Repaired:
    """Readable text and the way back: `layers` were applied first to last."""

    original: str
    layers: tuple[Edited, ...]

    @property
    def text(self) -> str:
        return self.layers[-1].text if self.layers else self.original

    def back(self, span: Span) -> Span:
        """The span of the original that a non-empty span of the repaired text was made from."""
        start, last = span[0], max(span[1] - 1, span[0])
        end = last + 1
        for layer in reversed(self.layers):
            end = layer.end(end - 1)
            start = layer.start(start)
        return start, max(start, end)

    def forth(self, position: int) -> int:
        """The first position of the repaired text that comes from `position` of the original or after it."""
        low, high = 0, len(self.text)
        while low < high:
            middle = (low + high) // 2
            if self.back((middle, middle + 1))[0] < position:
                low = middle + 1
            else:
                high = middle
        return low
