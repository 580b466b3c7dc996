"""From a value to the words on the page (semantics.md, rules L1–L6)."""

from __future__ import annotations

from servanda.accord.law import Pattern
from servanda.model import Label, Level, Value

FULFILLED_PATTERNS = (Pattern.ACHIEVE,)


def label(value: Value, pattern: Pattern, instrument: str, *, pending: bool) -> Label:
    """T is *fulfilled* (decided once) or *kept*; an ultimatum is *met* or *not met*; N is *pending* before it can be
    decided, else *unknown*."""
    ultimatum = instrument == "ultimatum"
    if value is Value.TRUE:
        if ultimatum:
            return Label.MET
        return Label.FULFILLED if pattern in FULFILLED_PATTERNS else Label.KEPT
    if value is Value.FALSE:
        return Label.NOT_MET if ultimatum else Label.BREACHED
    if value is Value.BOTH:
        return Label.CONTESTED
    return Label.PENDING if pending else Label.UNKNOWN


def levels(values: tuple[Value, ...], standards: tuple[Level, ...]) -> tuple[Level, Level]:
    """The highest standard at which the verdict still has something for it, and something against it."""
    for_, against = Level.NONE, Level.NONE
    for value, standard in zip(values, standards, strict=True):
        if value in (Value.TRUE, Value.BOTH):
            for_ = standard
        if value in (Value.FALSE, Value.BOTH):
            against = standard
    return for_, against
