"""What and how much: the things and the amounts that a claim names (semantics.md, rule B5)."""

from __future__ import annotations

from servanda.accord.law import Measure
from servanda.model import Claim
from servanda.verdict.piece import Scope
from servanda.verdict.world import World


def object_named(world: World, scope: Scope, claim: Claim, *, climb: bool) -> str:
    """Whether the claim's object is what the norm names: certain, possible, a matter of quantity, or no. Affirmations
    climb (a tank is a heavy weapon), what must reach all descends (all weapons: all tanks)."""
    wanted, named = scope.deed.objects, claim.object
    if not named:
        return "possible"
    above = {want: _ancestry(world, scope, want) for want in (*wanted, named)}
    if climb and any(want in above[named] for want in wanted):
        return "certain"
    if not climb and all(named in above[want] for want in wanted):
        return "certain"
    found = {_narrowed(scope, claim, want, above[named]) for want in wanted} if climb else {""}
    for strength in ("certain", "quantity"):
        if strength in found:
            return strength
    if found == {"no"}:
        return "no"
    if any(named in above[want] or want in above[named] for want in wanted):
        return "possible"
    return "no"


def _ancestry(world: World, scope: Scope, name: str) -> tuple[str, ...]:
    """A class of things with the classes that hold it, the accord's own first."""
    chain: list[str] = []
    while name in scope.accord.things and name not in chain:
        chain.append(name)
        name = scope.accord.things[name].parent
    return (*chain, *world.verbs.object_ancestry(name)) if name else tuple(chain)


def _narrowed(scope: Scope, claim: Claim, want: str, above: tuple[str, ...]) -> str:
    """Whether a thing of the wider class is one of the class that the accord narrowed by measures: certain by what the
    claim measured, a matter of quantity where it did not, no where it measured otherwise; "" for any other class."""
    thing = scope.accord.things.get(want)
    if thing is None or not thing.measures or thing.parent not in above:
        return ""
    strengths = set()
    for measure in thing.measures:
        value = _attribute(claim, measure.what)
        if value is None:
            strengths.add("quantity")
        elif _falls_short(measure, value):
            return "no"
    return "quantity" if strengths else "certain"


def _attribute(claim: Claim, what: str) -> float | None:
    for name in (what, f"{what}_m"):
        value = claim.attribute(name)
        if isinstance(value, (int, float)):
            return float(value)
    return None


def _falls_short(measure: Measure, value: float) -> bool:
    if measure.amount is None:
        return False
    if measure.op in ("at least", "exactly", "all") and value < measure.amount:
        return True
    return measure.op in ("at most", "exactly") and value > measure.amount


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
        short = short or _falls_short(measure, value)
    return tuple(reached), short
