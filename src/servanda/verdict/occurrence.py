"""What one occurrence says of a deed: kind, place, who, at whom, what, how much (semantics.md, rules B2–B5)."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.accord.law import Pattern
from servanda.accord.verbs import Rule
from servanda.geo import Membership
from servanda.model import Claim, Polarity
from servanda.verdict.amount import amounts, object_named
from servanda.verdict.piece import Ignored, Piece, Scope
from servanda.verdict.reason import Reason
from servanda.verdict.when import holds_throughout, said_of_time
from servanda.verdict.whom import anybody, match, reaches, who
from servanda.verdict.world import World, denies


def occurrence(world: World, scope: Scope, rule: Rule, claim: Claim, deed: str) -> Iterator[Piece | Ignored]:
    """What one occurrence says of the deed by one rule; `deed` is the event kind that is the deed itself."""
    if claim.polarity is not Polarity.AFFIRMS and _elsewhere(world, scope, claim):
        yield Ignored(claim, Reason.ELSEWHERE)
        return
    if claim.polarity is Polarity.NONE:
        yield Ignored(claim, Reason.SILENT)
        return
    negative = denies(claim)
    doubts: set[str] = set()
    short: set[str] = set()
    at = happened(claim)

    if scope.deed.baseline is not None and not negative:
        before = _stood_before(world, scope, rule, claim)
        if before == "certain":
            yield Ignored(claim, Reason.BASELINE)
            return
        doubts.update(("time",) if before else ())

    # kind: affirmations climb, denials descend
    if negative:
        kind = world.verbs.kinds.get(claim.event)
        denied = kind.denied_as if kind and kind.denied_as else claim.event
        state = rule.event in world.verbs.kinds and world.verbs.kinds[rule.event].aspect == "state"
        if rule.event != deed and not state and not world.verbs.is_a(deed, denied):
            yield Ignored(claim, Reason.SIGN)
            return
        if not world.verbs.is_a(rule.event, denied):
            if not world.verbs.is_a(denied, rule.event):
                yield Ignored(claim, Reason.SIGN)
                return
            short.add("kind")
    elif not world.verbs.is_a(claim.event, rule.event):
        doubts.add("kind")

    # "all have left" and "nobody is there" must reach everybody and everywhere; a denied event falls short of the norm
    # where it reaches over less; all else is about somebody somewhere
    whole = negative if rule.meaning == "undone" else rule.all and not negative
    partial = negative and not whole and rule.meaning in ("event", "holds")

    if not _placed(world, scope, claim, whole, partial, doubts, short):
        yield Ignored(claim, Reason.ELSEWHERE)
        return
    why = _acted(world, scope, rule, claim, at, whole, partial, doubts, short)
    if why:
        yield Ignored(claim, why)
        return

    # target
    if rule.target and scope.deed.targets and not negative and not anybody(scope.deed.targets):
        found = {match(world, scope, term, claim.target, at) for term in scope.deed.targets}
        if "certain" not in found:
            if claim.target and "possible" not in found:
                yield Ignored(claim, Reason.TARGET)
                return
            doubts.add("actor")
    if partial and claim.target and not _between(rule, scope):
        denied = _reached(world, scope, claim, at)
        if not denied:
            yield Ignored(claim, Reason.TARGET)
            return
        short.update(("actor",) if denied == "part" else ())

    # object
    if partial and claim.object and not (rule.object and scope.deed.objects):
        short.add("kind")
    if rule.object and scope.deed.objects:
        strength = object_named(world, scope, claim, climb=not whole and not partial)
        if partial and strength == "possible":
            strength = "certain"
            short.update(("kind",) if claim.object else ())
        if strength == "no" or (rule.object == "strict" and strength != "certain"):
            yield Ignored(claim, Reason.THING if claim.object else Reason.NO_THING)
            return
        if strength != "certain":
            doubts.add("quantity" if strength == "quantity" else "kind")

    # quantity: a number of them is not all of them
    if whole and not negative and claim.counts:
        doubts.add("quantity")
    reached, too_little = amounts(scope, claim)
    if too_little and not negative:
        doubts.add("quantity")

    told = tuple(said_of_time(scope, rule, claim, frozenset(doubts), frozenset(short), reached))
    yield from told or (Ignored(claim, Reason.PARTIAL),)


def _between(rule: Rule, scope: Scope) -> bool:
    """Whether whom the deed was aimed at is one of those who have part in it."""
    return rule.who in ("participant", "target") or scope.deed.jointly


def _reached(world: World, scope: Scope, claim: Claim, at: int) -> str:
    """How much a denial that names a target denies of what is done to those whom the norm names: all, part or nothing
    ("")."""
    targets = scope.deed.targets
    if not targets:
        return "part"
    if all(reaches(world, scope, term, claim.target, at) for term in targets):
        return "all"
    return "part" if any(match(world, scope, term, claim.target, at) for term in targets) else ""


def _elsewhere(world: World, scope: Scope, claim: Claim) -> bool:
    return scope.zone is not None and world.membership(scope.zone, claim, scope.accord.id) is Membership.OUT


def _stood_before(world: World, scope: Scope, rule: Rule, claim: Claim) -> str:
    """Whether what is affirmed was so already as the baseline has it: certain, possible, or "" (it came after). Only
    what must not be, or must be preserved, is measured by it; when a state began that was only seen is not known."""
    baseline = scope.deed.baseline
    forbids = scope.obligation.norm.pattern is Pattern.PROHIBIT or scope.deed.verb == "preserve"
    if baseline is None or baseline.latest is None or baseline.earliest is None or not forbids:
        return ""
    outer, inner = claim.when.outer, claim.when.inner
    kind = world.verbs.kinds.get(claim.event)
    if outer.end is not None and outer.end <= baseline.earliest:
        return "certain"
    if kind is not None and kind.aspect == "state":
        if not holds_throughout(claim):
            return "possible"
        if inner.start is not None and inner.start < baseline.earliest:
            return "certain"
    began_after = outer.start is not None and outer.start >= baseline.latest
    return "" if began_after else "possible"


def _placed(
    world: World, scope: Scope, claim: Claim, whole: bool, partial: bool, doubts: set[str], short: set[str]
) -> bool:
    """Fills in what is doubtful or falls short about the place; False when it lies outside."""
    nowhere = not claim.extent_place and claim.lat is None and not claim.place
    if scope.zone is None:
        if not nowhere and partial:
            short.add("place")
        elif not nowhere and whole:
            doubts.add("place")
        return True
    if scope.zone.nowhere:
        return False
    if nowhere and partial:
        return True  # a kind of event that is denied of no place in particular is denied of every one
    where = world.membership(scope.zone, claim, scope.accord.id)
    if where is Membership.OUT:
        return False
    if partial:
        if not whole_zone(world, scope, claim):
            short.add("place")
    elif whole:
        if not whole_zone(world, scope, claim):
            doubts.add("place")
    elif where is not Membership.IN:
        doubts.add("place")
    return True


def _acted(
    world: World,
    scope: Scope,
    rule: Rule,
    claim: Claim,
    at: int,
    whole: bool,
    partial: bool,
    doubts: set[str],
    short: set[str],
) -> str:
    """Fills in what is doubtful or falls short about who acted; a reason when it is about somebody else."""
    subjects = scope.deed.subjects
    if rule.who == "none" or not subjects or (scope.deed.objects and not claim.actor):
        return ""
    between = rule.who != "target" and _between(rule, scope)  # what two do to each other, both have part in
    sides = claim.actor + (claim.target if between else ())
    if rule.who == "target":
        sides = claim.target
    anyone = anybody(subjects)
    if partial:
        if sides and not all(reaches(world, scope, term, sides, at) for term in subjects):
            if not any(match(world, scope, term, sides, at) for term in subjects):
                return Reason.OTHERS
            short.add("actor")
        if between and not all(any(match(world, scope, term, (side,), at) for term in subjects) for side in sides):
            short.add("actor")  # only what they do with somebody else is denied
        return ""
    if whole:
        if claim.object and not scope.deed.objects:
            return Reason.THINGS
        if not sides:
            if not anyone and not denies(claim):
                doubts.add("actor")
        elif not all(reaches(world, scope, term, sides, at) for term in subjects):
            if not any(match(world, scope, term, sides, at) for term in subjects):
                return Reason.NOT_ALL
            doubts.add("actor")
        return ""
    if denies(claim) and not sides:
        return ""
    strength = who(world, scope, sides, at)
    if strength == "no":
        return Reason.OTHERS
    if strength == "possible":
        doubts.add("actor")
    elif rule.possibly:
        doubts.add("kind")
    return ""


def happened(claim: Claim) -> int:
    """The instant at which the membership of those who acted is asked for."""
    return claim.when_from_earliest or claim.when_to_latest or claim.said or 0


def whole_zone(world: World, scope: Scope, claim: Claim) -> bool:
    """Whether the claim's certain extent covers all of the zone."""
    assert scope.zone is not None
    if claim.extent_place:
        extent = world.zone(scope.accord.id, claim.extent_place)
        return extent is not None and world.between(extent, scope.zone) is Membership.IN
    return world.disc_covers(claim, scope.zone)
