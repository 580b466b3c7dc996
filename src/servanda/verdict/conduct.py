"""Duties of conduct: steps taken, and opinions on them (semantics.md, rule V18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from servanda.model import STANDARDS, Level, Value
from servanda.verdict.instance import Result
from servanda.verdict.piece import Piece
from servanda.verdict.proof import Proof


def conduct(pieces: Sequence[Piece], proof: Proof, as_of: int) -> Result:
    """Steps taken and opinions on them: supported and denied side by side, each at its own level."""
    for_: list[Piece] = []
    against: list[Piece] = []
    for piece in pieces:
        taken = piece.source == "assessment" or piece.claim.event in ("measure", "joint-action")
        reach = piece.some or piece.cover
        if not taken or piece.doubts or reach is None or (reach.end is not None and reach.end > as_of):
            continue
        (for_ if piece.affirms else against).append(piece)
    met = max((proof.level([p], met=True) for p in for_), default=Level.NONE)
    unmet = max((proof.level([p], met=False) for p in against), default=Level.NONE)
    table = {(True, True): Value.BOTH, (True, False): Value.TRUE, (False, True): Value.FALSE}
    values = tuple(table.get((met >= s, unmet >= s), Value.NEITHER) for s in STANDARDS)
    standing_for = tuple((int(s), tuple(for_)) for s in STANDARDS if met >= s)
    standing_against = tuple((int(s), tuple(against)) for s in STANDARDS if unmet >= s)
    made = Result(values, tuple(for_), tuple(against), standing_for, standing_against)  # type: ignore[arg-type]
    return replace(made, each=(made.values,))
