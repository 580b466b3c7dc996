"""Tests with a gap between them (semantics.md, rule V25)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from servanda.model import Value, choice, every
from servanda.verdict.instance import Result
from servanda.verdict.pattern import Values


def tested(plain: Result, kept: Sequence[Result], breached: Sequence[Result]) -> Result:
    """The result where only what the text names decides: all of `kept` (if any) make it T, one of `breached` (if any)
    makes it F; what is empty is decided by the pattern. In between it is N: the text leaves a gap."""
    values = []
    for n, own in enumerate(plain.values):
        for_, against = own in (Value.TRUE, Value.BOTH), own in (Value.FALSE, Value.BOTH)
        rebutted = False
        if kept:
            told = every(r.values[n] for r in kept)
            for_, rebutted = told in (Value.TRUE, Value.BOTH), told is Value.BOTH
        if breached:
            told = choice(r.values[n] for r in breached)
            against = told in (Value.TRUE, Value.BOTH)
            for_ = for_ or told is Value.BOTH
        values.append(_planes(for_, against or rebutted))
    found: Values = tuple(values)  # type: ignore[assignment]
    for_all = [*kept] or [plain]
    against_all = [*breached] or [_turned(plain)]
    return replace(
        plain,
        values=found,
        each=(found,),
        met=tuple(p for r in for_all for p in r.met) + tuple(p for r in breached for p in r.unmet),
        unmet=tuple(p for r in against_all for p in r.met) + tuple(p for r in kept for p in r.unmet),
        standing_met=tuple(s for r in for_all for s in r.standing_met)
        + tuple(s for r in breached for s in r.standing_unmet),
        standing_unmet=tuple(s for r in against_all for s in r.standing_met)
        + tuple(s for r in kept for s in r.standing_unmet),
        decided=plain.decided and all(r.decided for r in (*kept, *breached)),
        through=None if kept else plain.through,
        gap=True,
    )


def _turned(result: Result) -> Result:
    """The same, for and against exchanged."""
    return replace(
        result,
        met=result.unmet,
        unmet=result.met,
        standing_met=result.standing_unmet,
        standing_unmet=result.standing_met,
    )


def _planes(for_: bool, against: bool) -> Value:
    if for_:
        return Value.BOTH if against else Value.TRUE
    return Value.FALSE if against else Value.NEITHER
