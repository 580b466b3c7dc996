"""The four values, their two folds, and the levels of proof (docs/explanation/semantics.md).

The folds are maxima: *choice* takes the best of F < N < B < T, *all* the worst established of T < N < B < F. They
differ from Belnap and Dunn's lattice only in B∧N = B∨N = B.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, StrEnum


class Value(StrEnum):
    TRUE = "T"
    FALSE = "F"
    BOTH = "B"
    NEITHER = "N"


_BEST = {Value.FALSE: 0, Value.NEITHER: 1, Value.BOTH: 2, Value.TRUE: 3}
_WORST = {Value.TRUE: 0, Value.NEITHER: 1, Value.BOTH: 2, Value.FALSE: 3}
_SWAP = {
    Value.TRUE: Value.FALSE,
    Value.FALSE: Value.TRUE,
    Value.BOTH: Value.BOTH,
    Value.NEITHER: Value.NEITHER,
}


def choice(values: Iterable[Value]) -> Value:
    """Some time, some way: the best of F < N < B < T; an empty choice has nothing to offer (N)."""
    return max(values, key=_BEST.__getitem__, default=Value.NEITHER)


def every(values: Iterable[Value]) -> Value:
    """Every time, every bearer: the worst established of T < N < B < F; an empty domain is never kept or breached."""
    return max(values, key=_WORST.__getitem__, default=Value.NEITHER)


def negation(value: Value) -> Value:
    """Swaps T and F."""
    return _SWAP[value]


class Level(IntEnum):
    """Standard of proof, from nothing to verified."""

    NONE = 0
    ALLEGED = 1
    REPORTED = 2
    CORROBORATED = 3
    VERIFIED = 4

    @property
    def word(self) -> str:
        return self.name.lower()


STANDARDS = (Level.ALLEGED, Level.REPORTED, Level.CORROBORATED, Level.VERIFIED)


class Label(StrEnum):
    FULFILLED = "fulfilled"
    KEPT = "kept"
    BREACHED = "breached"
    CONTESTED = "contested"
    PENDING = "pending"
    UNKNOWN = "unknown"
    MET = "met"
    NOT_MET = "not met"
    NOT_IN_FORCE = "not in force"
    NOT_TRIGGERED = "not triggered"
    FORCE_UNKNOWN = "unknown whether in force"
    FORCE_CONTESTED = "in force: contested"
    UNTESTABLE = "untestable"


class Marker(StrEnum):
    LATE = "late"
    OVERDUE = "overdue"
    BY_ASSERTION = "by assertion"
    BY_OTHER_MEANS = "by other means"
    UNATTRIBUTED = "unattributed"
    REPAIRED = "repaired"
    PROVISIONAL = "provisional"
    REOPENED = "reopened"
