"""Putting names on a drawing so that none lies on another: greedy, in order of importance, eight places to try.

Christensen, Marks and Shieber (1995, ACM Trans. Graphics 14:203) rank the positions; greedy placement in a fixed order
is deterministic and good enough for some dozens of names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

_WIDE = frozenset("MWmw@%ŠÜÖŞĞЖШЩЮМ—")
_NARROW = frozenset("iIljt.,:;'|!·-()[]fr ")


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True)
class Placed:
    """Where a label's baseline starts (`anchor` start, middle or end of the text there)."""

    x: float
    y: float
    anchor: str


def text_width(text: str, size: float) -> float:
    """A little more than the text takes in a usual sans serif at `size` units."""
    units = 0.0
    for character in text:
        if character in _NARROW:
            units += 0.34
        elif character in _WIDE or ord(character) > 0x2E80:
            units += 0.92
        elif character.isupper() or character.isdigit():
            units += 0.66
        else:
            units += 0.56
    return units * size


@dataclass
class Labels:
    """What has been placed on a drawing of `width` × `height`."""

    width: float
    height: float
    taken: list[Box] = field(default_factory=list)
    shunned: list[Box] = field(default_factory=list)

    def shun(self, x: float, y: float, reach: float) -> None:
        """Keep a square free for as long as there is another place: a line that a name may cross at need."""
        self.shunned.append(Box(x - reach, y - reach, x + reach, y + reach))

    def block(self, x: float, y: float, reach: float) -> None:
        """Keep a symbol's square free."""
        self.taken.append(Box(x - reach, y - reach, x + reach, y + reach))

    def place(self, text: str, x: float, y: float, size: float, gap: float) -> Placed | None:
        """The first of eight positions about `x`, `y` that is free and on the sheet, off the lines if it can be; None
        where there is none."""
        wide = text_width(text, size)
        lift = size * 0.36
        slant = gap * 0.72
        tries = (
            (x + gap, y + lift, "start"),
            (x - gap, y + lift, "end"),
            (x, y - gap - size * 0.1, "middle"),
            (x, y + gap + size * 0.82, "middle"),
            (x + slant, y - slant, "start"),
            (x + slant, y + slant + size * 0.7, "start"),
            (x - slant, y - slant, "end"),
            (x - slant, y + slant + size * 0.7, "end"),
        )
        for shunned in (self.shunned, []) if self.shunned else ([],):
            for at_x, at_y, anchor in tries:
                if self.claim(at_x, at_y, anchor, wide, size, shunned):
                    return Placed(at_x, at_y, anchor)
        return None

    def claim(self, x: float, y: float, anchor: str, wide: float, size: float, shunned: Sequence[Box] = ()) -> bool:
        """Take the box of a text whose baseline is at `x`, `y`, if it is free and wholly on the sheet."""
        left = x - (0.0 if anchor == "start" else wide if anchor == "end" else wide / 2)
        box = Box(left - 1.5, y - size * 0.86, left + wide + 1.5, y + size * 0.3)
        if box.left < 2 or box.top < 2 or box.right > self.width - 2 or box.bottom > self.height - 2:
            return False
        if any(box.meets(other) for other in chain(self.taken, shunned)):
            return False
        self.taken.append(box)
        return True
