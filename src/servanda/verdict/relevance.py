"""When an occurrence can matter to an obligation: what lies outside is neither listed nor possible (rules V23, V24)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from servanda.accord.law import Deed, Norm, Obligation, Pattern
from servanda.model import Claim, Interval
from servanda.verdict.instance import Frame
from servanda.verdict.piece import Piece


def deeds(norm: Norm) -> tuple[Deed, ...]:
    """Every deed that a norm names: its own, its trigger, and those that test it."""
    named = (norm.deed, norm.trigger, *norm.kept_if, *norm.breached_if)
    return tuple(d for d in named if d is not None)


def timeless(norm: Norm) -> bool:
    """Whether what happened at any time at all may show in the answer: amounts are told whenever they were reached, a
    baseline may be long past, and what answers a trigger may follow one that is itself only vaguely dated."""
    return norm.pattern is Pattern.RESPOND or any(d.measures or d.baseline is not None for d in deeds(norm))


def relevant(obligation: Obligation, frame: Frame) -> Interval:
    """The time in which an occurrence can matter: from the start (and as long before it as a state that was seen is
    taken to last) up to `as_of`."""
    if timeless(obligation.norm) or frame.start is None:
        return Interval(None, None)
    return Interval(frame.start - (obligation.stale_after_s or 0), frame.as_of)


def beside(claim: Claim, times: Interval) -> bool:
    """Whether what an occurrence speaks of was certainly over before these times, or came after them."""
    outer = claim.when.outer
    over = outer.end is not None and times.start is not None and outer.end <= times.start
    return over or (outer.start is not None and times.end is not None and outer.start >= times.end)


def telling(pieces: Iterable[Piece], times: Interval) -> Iterator[Piece]:
    """The pieces without the occurrences that lie beside these times."""
    return (p for p in pieces if p.source != "occurrence" or not beside(p.claim, times))
