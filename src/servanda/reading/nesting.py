"""Somebody says that somebody said: what lies inside another's content is his hearsay, and nobody's own word.

Every span finder may give both; here the inner becomes a source nested in the outer, whose content is whole again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from servanda.reading.offsets import Span
from servanda.reading.spans import Attribution

_NEAR = 12


def folded(rows: Sequence[Attribution], sentence: Callable[[int], int]) -> list[Attribution]:
    """The outer attributions, in order. `sentence` gives the number of the sentence at a position: only within one is
    anything nested, since a speaker may sum up what others said before."""
    out = list(rows)
    inner: set[int] = set()
    for i, a in enumerate(out):
        hull = _hull(a)
        if hull is None or i in inner:
            continue
        around = range(max(0, i - _NEAR), min(len(out), i + _NEAR + 1))
        nested = [j for j in around if j != i and j not in inner and _lies_in(out[j], hull, a, sentence)]
        if nested:
            inner.update(nested)
            sources = (out[j].source for j in nested)
            out[i] = replace(a, contents=(hull,), nested=(*a.nested, *(s for s in sources if s is not None)))
    return [a for i, a in enumerate(out) if i not in inner]


def _hull(a: Attribution) -> Span | None:
    """From the first content's beginning to the last one's end, where speaker and cue do not stand between them."""
    if not a.contents or a.source is None:
        return None
    lo, hi = a.contents[0][0], a.contents[-1][1]
    own = (a.source, a.cue) if a.cue else (a.source,)
    return None if any(x < hi and lo < y for x, y in own) else (lo, hi)


def _lies_in(b: Attribution, hull: Span, a: Attribution, sentence: Callable[[int], int]) -> bool:
    if a.source is None or b.source is None or not b.contents or b.source == a.source:
        return False
    if sentence(b.source[0]) != sentence(a.source[0]):
        return False
    spans = (b.source, *((b.cue,) if b.cue else ()), *b.contents)
    return all(hull[0] <= x and y <= hull[1] for x, y in spans)
