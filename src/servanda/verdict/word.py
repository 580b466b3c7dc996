"""On whose word it stands: those who must have spoken for it before anything counts (semantics.md, rule V25)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from servanda.accord.law import Duty, Norm, Pattern
from servanda.model import STANDARDS, Interval, Value
from servanda.verdict.instance import Frame, Result, counted_at
from servanda.verdict.piece import Piece
from servanda.verdict.telling import Part
from servanda.verdict.world import World


def spoken_for(
    norm: Norm, part: Part, frame: Frame, found: Result, allowed: frozenset[str], rebuts: Callable[[Piece, Piece], bool]
) -> list[Piece]:
    """What anybody said for it: each that occurred of what it asks for, or of what the text names as showing it; of
    what must not be (or must last), whoever says so of all of it, of some time and some place, or `rebuts` who says
    otherwise; and every assessment that it is met."""
    met = norm.pattern is not Pattern.PROHIBIT
    words = [p for p in part.bearings.pieces if p.source == "assessment" and p.affirms is met]
    if norm.kept_if or norm.duty is Duty.CONDUCT or norm.pattern not in (Pattern.PROHIBIT, Pattern.MAINTAIN):
        asked = {p.claim.id for heard in part.kept_if or (part.bearings,) for p in heard.pieces}
        return words + [p for p in found.met if p.claim.id in asked]
    said = list(counted_at(part.bearings.pieces, frame.as_of, allowed))
    told = [(p, p.some) for p in said if p.affirms is not met and p.some]
    contrary = [(p, at) for p, at in told if any(at.within(c) for c in frame.certain)]
    return words + [p for p in said if p.affirms is met and _speaks_for(p, frame, contrary, rebuts)]


def _speaks_for(
    piece: Piece, frame: Frame, contrary: Sequence[tuple[Piece, Interval]], rebuts: Callable[[Piece, Piece], bool]
) -> bool:
    cover = piece.cover
    if cover is None:
        return False
    if piece.short <= {"place"}:
        return any(cover.meets(s) for s in frame.segments)
    return any(cover.meets(at) and rebuts(piece, other) for other, at in contrary)


def observed_by(world: World, found: Result, actors: Sequence[str], words: Sequence[Piece]) -> Result | None:
    """The result with one of the `words` of each of the actors among its witnesses, rather one that is one already;
    None where one of them has none."""
    chosen = []
    cited = {p.claim.id for _s, ps in found.standing_met for p in ps}
    for actor in actors:
        theirs = [p for p in words if _speaks(world, p, actor)]
        if not theirs:
            return None
        chosen.append(min(theirs, key=lambda p: (p.claim.id not in cited, p.claim.id)))
    standing = [int(s) for s, v in zip(STANDARDS, found.values, strict=True) if v in (Value.TRUE, Value.BOTH)]
    if not standing:
        return found
    told = {p.claim.id for p in found.met}
    more = tuple({p.claim.id: p for p in chosen if p.claim.id not in told}.values())
    return replace(found, met=found.met + more, standing_met=(*found.standing_met, (max(standing), tuple(chosen))))


def unobserved(world: World, actors: Sequence[str], words: Sequence[Piece]) -> tuple[str, ...]:
    """Those of the actors who said none of the `words`."""
    return tuple(a for a in actors if not any(_speaks(world, p, a) for p in words))


def _speaks(world: World, piece: Piece, actor: str) -> bool:
    at = piece.claim.said or piece.claim.when_from_earliest or 0
    return any(actor in world.wholes(s, at) for s in piece.claim.speaker)
