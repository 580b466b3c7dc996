"""What and how much: the things and the amounts that a claim names (semantics.md, rule B5)."""

from __future__ import annotations

from servanda.accord.law import Measure
from servanda.model import Claim
from servanda.verdict.piece import Scope
from servanda.verdict.world import World

NUMBERS = ("count", "number")
"""Measures that name no thing of which there are so many."""


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
        elif _falls_short(measure, value, value):
            return "no"
    return "quantity" if strengths else "certain"


def _attribute(claim: Claim, what: str) -> float | None:
    for name in (what, f"{what}_m"):
        value = claim.attribute(name)
        if isinstance(value, (int, float)):
            return float(value)
    return None


def _falls_short(measure: Measure, lo: float | None, hi: float | None) -> bool:
    """Whether an amount that lies between `lo` and `hi` (None: open) is not certainly what the measure asks for."""
    if measure.amount is None:
        return False
    too_little = measure.op in ("at least", "exactly", "all") and (lo is None or lo < measure.amount)
    return too_little or (measure.op in ("at most", "exactly") and (hi is None or hi > measure.amount))


def amounts(scope: Scope, claim: Claim) -> tuple[tuple[tuple[str, float], ...], bool]:
    """The amounts that the claim gives for what the norm measures, and whether one is not certainly as much as is asked
    for. A claim that says nothing of it counts, but for a test of the text's own: that asks for the amount."""
    reached: list[tuple[str, float]] = []
    short = False
    norm = scope.obligation.norm
    for measure in scope.deed.measures:
        span = _span(claim, measure)
        if span is not None:
            short = short or _falls_short(measure, *span)
            if span[0] is not None:
                reached.append((measure.what, span[0]))
        elif scope.deed in (*norm.kept_if, *norm.breached_if):
            short = short or _falls_short(measure, None, None)
    return tuple(reached), short


def _span(claim: Claim, measure: Measure) -> tuple[float | None, float | None] | None:
    """What the claim says of it, at the least and at the most; None where it says nothing. A `count` of nothing in
    particular is the one number that the claim gives, if it gives numbers of one thing only."""
    value = claim.attribute(f"{measure.what}_m")
    if isinstance(value, (int, float)):
        return float(value), float(value)
    counted = [c for c in claim.counts if c.of == measure.what]
    if not counted and measure.what in NUMBERS:
        counted = [c for c in claim.counts if c.of == measure.unit]
        counted = counted or list(claim.counts if len({c.of for c in claim.counts}) == 1 else ())
    counted = [c for c in counted if not c.role] or counted  # all of them, rather than those of one kind
    if not counted:
        return None
    least, most = [c.lo for c in counted], [c.hi for c in counted]
    lo = None if None in least else min(n for n in least if n is not None)
    return lo, None if None in most else max(n for n in most if n is not None)
