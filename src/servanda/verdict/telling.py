"""What a verdict tells of the evidence it rests on, and of what it left out (semantics.md, rules V23–V24)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from servanda.accord.law import Norm
from servanda.geo import Zone
from servanda.model import Interval, NotCounted, Partial
from servanda.verdict.piece import Bearings, Ignored, Piece
from servanda.verdict.relevance import beside, telling


@dataclass(frozen=True)
class Part:
    """One instance of an obligation before it is weighed. `kept_if` and `breached_if`: what bears on each of the tests
    that the norm names itself."""

    bearers: tuple[str, ...]
    zone: Zone | None
    zone_name: str
    bearings: Bearings
    triggers: Bearings | None = None
    kept_if: tuple[Bearings, ...] = ()
    breached_if: tuple[Bearings, ...] = ()

    @property
    def heard(self) -> tuple[Bearings, ...]:
        """Everything that bears on it, on what triggers it, or on a test."""
        triggers = () if self.triggers is None else (self.triggers,)
        return (self.bearings, *triggers, *self.kept_if, *self.breached_if)


def ids(pieces: Iterable[Piece]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.claim.id for p in pieces))


def rests_on(pieces: Sequence[Piece]) -> str:
    """What the value rests on: occurrence, coverage, or assertion alone."""
    sources = {p.source for p in pieces}
    for source in ("occurrence", "coverage"):
        if source in sources:
            return source
    return "assertion" if sources else ""


def basis(for_: Sequence[Piece], against: Sequence[Piece], aliases: Mapping[str, str]) -> str:
    def side(pieces: Sequence[Piece]) -> str:
        speakers = dict.fromkeys(aliases.get(s, s) for p in pieces for s in p.claim.speaker)
        return ", ".join(speakers)

    told = []
    if for_:
        told.append(f"met: {side(for_)}")
    if against:
        told.append(f"not met: {side(against)}")
    return "; ".join(told)


def extent(norm: Norm, pieces: Sequence[Piece]) -> tuple[Partial, ...]:
    """How far performance went, by what the claims themselves measured."""
    if norm.deed is None:
        return ()
    found = []
    for measure in norm.deed.measures:
        reached = [v for p in pieces if p.affirms for what, v in p.reached if what == measure.what]
        if reached:
            found.append(Partial(measure.what, max(reached), measure.amount, measure.unit))
    return tuple(found)


def not_counted(parts: Sequence[Part], counted: set[str], times: Interval, as_of: int) -> tuple[NotCounted, ...]:
    """What of the `times` in which an occurrence can matter did not make the value, and why."""
    found: dict[str, str] = {}
    for part in parts:
        for piece in telling(part.bearings.pieces, times):
            if piece.claim.id in counted or piece.source == "coverage":
                continue
            if piece.doubts:
                found.setdefault(piece.claim.id, f"only possible: {', '.join(sorted(piece.doubts))}")
                continue
            reach = piece.some or piece.cover
            if reach is not None and reach.start is not None and reach.start >= as_of:
                continue
            found.setdefault(piece.claim.id, "its time does not settle the question")
        for ignored in part.bearings.ignored:
            if ignored.claim.id not in counted and _near(ignored) and not beside(ignored.claim, times):
                found.setdefault(ignored.claim.id, ignored.why)
    return tuple(NotCounted(c, w) for c, w in found.items())


def _near(ignored: Ignored) -> bool:
    """Whether a reader would have expected the claim to count: not merely an event elsewhere or by others."""
    return ignored.why not in ("its place lies outside the zone", "it names somebody else")
