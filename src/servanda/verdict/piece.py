"""What a claim weighs on a deed, and what is asked of it (semantics.md, rule B1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from servanda.accord.law import Accord, Deed, Obligation
from servanda.geo import Zone
from servanda.model import Claim, Interval
from servanda.verdict.world import Viewpoint

CERTAIN: frozenset[str] = frozenset()
NOT_YET = "not yet done"


@dataclass(frozen=True, slots=True)
class Piece:
    """One claim's weight on one deed.

    `affirms`: says that the deed is (or was reached), else that it is not. `some`: at some instant in here.
    `cover`: at every instant of this. `at`: when the underlying state was seen, for what must be kept afterwards.
    `short`: the dimensions (kind, actor, place) in which a denial reaches over less than all of the norm. `doubts`:
    axes along which it is only possible; empty is certain. `reached`: amounts, (what, value).
    """

    claim: Claim
    affirms: bool
    some: Interval | None
    cover: Interval | None
    why: str
    doubts: frozenset[str] = CERTAIN
    at: Interval | None = None
    short: frozenset[str] = CERTAIN
    source: str = "occurrence"
    reached: tuple[tuple[str, float], ...] = ()


class Ignored(NamedTuple):
    """A relevant claim that does not bear, and why."""

    claim: Claim
    why: str


class Bearings(NamedTuple):
    pieces: tuple[Piece, ...]
    ignored: tuple[Ignored, ...]


class Scope(NamedTuple):
    """What is asked: an accord's deed, in one zone (or nowhere in particular), from `start` at the latest up to
    `deadline` (seconds UTC), in one viewpoint. `bearers`: who answers in this instance, where not all of them do."""

    accord: Accord
    obligation: Obligation
    deed: Deed
    zone: Zone | None
    start: int | None
    deadline: int | None
    viewpoint: Viewpoint
    bearers: tuple[str, ...] = ()

    @property
    def answering(self) -> frozenset[str]:
        """Those who answer: in this instance, or together."""
        return frozenset(self.bearers or self.obligation.bearers)
