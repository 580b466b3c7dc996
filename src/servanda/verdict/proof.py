"""How far a body of evidence proves: sides, admissions and the four levels (semantics.md, rules P1–P8).

A *side* is a party with its parts and those declared aligned with it. The speaker decides, never the outlet.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from servanda.accord.law import Accord, Obligation
from servanda.model import Claim, Kind, Level
from servanda.verdict.piece import Piece
from servanda.verdict.world import World, moment_of

if TYPE_CHECKING:
    from servanda.actors import Register

THIRD = ""
COMPILATION = "compilation"


class Weight(NamedTuple):
    """What one claim weighs for one obligation: whose side says it, where it comes from, how far alone it proves."""

    side: str
    origin: str
    alone: Level
    pools: bool


class Proof:
    """Weighs claims for one instance of an obligation. `bearers` are those who answer in this instance."""

    def __init__(self, world: World, accord: Accord, obligation: Obligation, bearers: tuple[str, ...]) -> None:
        self._world = world
        self._register: Register = world.register
        self._parties = accord.parties + accord.addressee
        self._decided_by = obligation.decided_by
        answering = bearers or obligation.performers or accord.addressee
        self._answering = answering
        self._weights: dict[tuple[str, bool], Weight] = {}

    def side(self, actor: str, at: int) -> str:
        """The party to whose side the actor belongs; "" is nobody's."""
        return self._register.side(actor, self._parties, at) or THIRD

    def weight(self, claim: Claim, *, met: bool, assessment: bool) -> Weight:
        """`met`: whether the claim supports that the obligation is met."""
        key = (claim.id, met)
        found = self._weights.get(key)
        if found is None:
            found = self._weights[key] = self._weigh(claim, met, assessment)
        return found

    def _weigh(self, claim: Claim, met: bool, assessment: bool) -> Weight:
        at = moment_of(claim)
        origin = claim.origin or (claim.speaker[0] if claim.speaker else "")
        if any(self._world.is_compilation(s) for s in claim.speaker):
            return Weight(COMPILATION, "", Level.ALLEGED, False)
        sides = {self.side(s, at) for s in claim.speaker} or {THIRD}
        unread = claim.machine_read
        if not unread and (claim.kind is Kind.FINDING or self._decided(claim)):
            return Weight(THIRD, origin, Level.VERIFIED, True)
        if not unread and claim.instrument and claim.custody and self.side(claim.custody, at) == THIRD:
            return Weight(THIRD, origin, Level.VERIFIED, True)
        if len(sides) > 1:  # a joint statement of two sides: each admits what the other says
            third = THIRD in sides
            side, alone = "+".join(sorted(sides)), Level.ALLEGED if assessment and not third else Level.REPORTED
        elif THIRD in sides:
            side, alone = THIRD, Level.REPORTED
        else:
            (side,) = sides
            admission = self._admits(side, claim, at, met=met)
            alone = Level.REPORTED if admission and not assessment else Level.ALLEGED
        return Weight(side, origin, alone, not assessment and not claim.machine_read)

    def _admits(self, side: str, claim: Claim, at: int, *, met: bool) -> bool:
        """Whether a party speaks against its interest: it owns up to what it answers for, or grants that another has
        done its part. Where several parties answer together, only its own deeds are its to own up to."""
        answering = {self.side(b, at) or b for b in self._answering}
        if met:
            return side not in answering
        if side not in answering:
            return False
        actors = {self.side(a, at) for candidates in claim.actor for a in candidates}
        return actors == {side} if actors else answering == {side}

    def _decided(self, claim: Claim) -> bool:
        return bool(self._decided_by) and any(s in self._decided_by for s in claim.speaker)

    def level(self, pieces: Iterable[Piece], *, met: bool) -> Level:
        """The level of one body: its pieces all speak of the same incident, or hold at the same point."""
        best = Level.NONE
        pool: set[tuple[str, str]] = set()
        for piece in pieces:
            weight = self.weight(piece.claim, met=met, assessment=piece.source == "assessment")
            best = max(best, weight.alone)
            if weight.pools and weight.origin:
                pool.add((weight.origin, weight.side))
        if best >= Level.CORROBORATED or len(pool) < 2:
            return best
        for origin, side in pool:
            for other_origin, other_side in pool:
                if origin != other_origin and (side != other_side or side == THIRD):
                    return max(best, Level.CORROBORATED)
        return best
