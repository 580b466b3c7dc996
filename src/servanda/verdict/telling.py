"""What a verdict tells of the evidence it rests on, and of what it left out (semantics.md, rules V23–V24)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from servanda.accord.law import Deed, Norm, Obligation, Pattern
from servanda.geo import Zone
from servanda.model import Interval, NotCounted, Partial
from servanda.verdict.instance import Frame
from servanda.verdict.piece import Bearings, Piece
from servanda.verdict.reason import OUTSIDE, Reason, not_observed, only_possible
from servanda.verdict.relevance import beside, relevant, telling


@dataclass(frozen=True)
class Part:
    """One instance of an obligation before it is weighed, with the `deed` that it asks about. `kept_if` and
    `breached_if`: what bears on each of the tests that the norm names itself."""

    bearers: tuple[str, ...]
    zone: Zone | None
    zone_name: str
    bearings: Bearings
    triggers: Bearings | None = None
    kept_if: tuple[Bearings, ...] = ()
    breached_if: tuple[Bearings, ...] = ()
    deed: Deed = Deed("")

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


def not_counted(
    obligation: Obligation, parts: Sequence[Part], counted: set[str], frame: Frame, unobserved: tuple[str, ...] = ()
) -> tuple[NotCounted, ...]:
    """Whatever touches it in the time in which it can matter, and is not `counted`, with the reason. `unobserved`: on
    whose word what speaks for it waits."""
    times, as_of = relevant(obligation, frame), frame.as_of
    met = obligation.norm.pattern is not Pattern.PROHIBIT
    found: dict[str, str] = {}
    for part in parts:
        for heard in part.heard:
            for piece in telling(heard.pieces, times):
                if piece.claim.id in counted or _outside(piece, times, as_of):
                    continue
                if piece.doubts:
                    why = only_possible(piece.doubts)
                elif unobserved and piece.affirms is met and piece.source != "assessment":
                    why = not_observed(unobserved)
                else:
                    why = Reason.TIME
                    if piece.short or (piece.source == "coverage" and not (piece.cover or Interval()).meets(times)):
                        why = Reason.UNWATCHED
                found.setdefault(piece.claim.id, why)
        for heard in part.heard:
            for ignored in heard.ignored:
                claim = ignored.claim
                if claim.id not in counted and ignored.why not in OUTSIDE and not beside(claim, times):
                    found.setdefault(claim.id, ignored.why)
    return tuple(NotCounted(c, str(w)) for c, w in found.items())


def _outside(piece: Piece, times: Interval, as_of: int) -> bool:
    """Whether a claim speaks of what came after `as_of`, or a watch was over before it could matter."""
    if piece.source == "coverage":
        kept = piece.claim.when.inner  # all of the watch: its keeper's own report may have left no part that matters
        return not kept.meets(times) or (kept.start is not None and kept.start >= as_of)
    begins = piece.claim.when.outer.start
    return piece.source == "occurrence" and begins is not None and begins >= as_of
