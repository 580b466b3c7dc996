"""Duties of conduct: steps taken, and opinions on them (semantics.md, rule V18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from servanda.model import STANDARDS, Interval, Level, Value
from servanda.verdict.instance import Result
from servanda.verdict.piece import Piece
from servanda.verdict.proof import Proof

STEPS = ("measure", "joint-action")
VALUES = {(True, True): Value.BOTH, (True, False): Value.TRUE, (False, True): Value.FALSE}
Bodies = list[tuple[Level, tuple[Piece, ...]]]


def conduct(
    pieces: Sequence[Piece],
    proof: Proof,
    windows: Sequence[Interval],
    until: int | None,
    incident_of: Mapping[str, str],
) -> Result:
    """Steps taken in one of the windows, and opinions on them up to `until`: supported and denied side by side, each at
    the level of its strongest body."""
    counted = [p for p in pieces if _counts(p, windows, until)]
    for_ = _bodies([p for p in counted if p.affirms], proof, incident_of, met=True)
    against = _bodies([p for p in counted if not p.affirms], proof, incident_of, met=False)
    met, unmet = (max((level for level, _ in side), default=Level.NONE) for side in (for_, against))
    values = tuple(VALUES.get((met >= s, unmet >= s), Value.NEITHER) for s in STANDARDS)
    return Result(
        values,  # type: ignore[arg-type]
        tuple(p for _, body in for_ for p in body),
        tuple(p for _, body in against for p in body),
        _standing(for_),
        _standing(against),
        each=(values,),  # type: ignore[arg-type]
    )


def _counts(piece: Piece, windows: Sequence[Interval], until: int | None) -> bool:
    """Whether a piece certainly speaks of steps in a window, of all that the norm names."""
    if piece.doubts or piece.short:
        return False
    if piece.source == "assessment":
        return piece.some is not None and piece.some.within(Interval(None, until))
    reach = piece.some or piece.cover
    if piece.claim.event not in STEPS or reach is None or reach.empty:
        return False
    return any(reach.within(w) for w in windows)


def _bodies(pieces: Sequence[Piece], proof: Proof, incident_of: Mapping[str, str], *, met: bool) -> Bodies:
    """What is said of one step together; every opinion and every denial by itself."""
    groups: dict[str, list[Piece]] = {}
    for piece in pieces:
        alone = piece.source == "assessment" or not met
        groups.setdefault(piece.claim.id if alone else incident_of.get(piece.claim.id, piece.claim.id), []).append(
            piece
        )
    return [(proof.level(body, met=met), tuple(body)) for body in groups.values()]


def _standing(bodies: Bodies) -> tuple[tuple[int, tuple[Piece, ...]], ...]:
    """At each standard, one of the strongest bodies that reach it."""
    found = []
    for standard in STANDARDS:
        able = [b for b in bodies if b[0] >= standard]
        if able:
            found.append((int(standard), max(able, key=lambda b: b[0])[1]))
    return tuple(found)
