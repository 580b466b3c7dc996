"""What and how much: the things and the amounts that a claim names (semantics.md, rule B5)."""

from __future__ import annotations

from servanda.model import Claim
from servanda.verdict.piece import Scope
from servanda.verdict.world import World


def object_named(world: World, wanted: tuple[str, ...], named: str, *, climb: bool) -> str:
    """Affirmations climb (a tank is a heavy weapon), what must reach all descends (all weapons: all tanks)."""
    if not named:
        return "possible"
    ancestry = world.verbs.object_ancestry
    if climb and any(want in ancestry(named) for want in wanted):
        return "certain"
    if not climb and all(named in ancestry(want) for want in wanted):
        return "certain"
    for want in wanted:
        if named in world.verbs.object_ancestry(want) or want in world.verbs.object_ancestry(named):
            return "possible"
    return "no"


def amounts(scope: Scope, claim: Claim) -> tuple[tuple[tuple[str, float], ...], bool]:
    """The amounts that the claim gives for what the norm measures, and whether one falls short."""
    reached: list[tuple[str, float]] = []
    short = False
    for measure in scope.deed.measures:
        value = claim.attribute(f"{measure.what}_m")
        if value is None:
            value = next((c.lo for c in claim.counts if c.of == measure.what and c.lo is not None), None)
        if not isinstance(value, (int, float)):
            continue
        reached.append((measure.what, float(value)))
        if measure.amount is None:
            continue
        if measure.op in ("at least", "exactly", "all") and value < measure.amount:
            short = True
        if measure.op in ("at most", "exactly") and value > measure.amount:
            short = True
    return tuple(reached), short
