"""Assessments: opinions on an obligation, an article or an accord (semantics.md, rule B9)."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.accord.law import Duty, Obligation, Pattern
from servanda.model import Claim, Interval
from servanda.verdict.aim import aims_at, aims_only_at
from servanda.verdict.piece import Ignored, Piece, Scope
from servanda.verdict.reason import Reason
from servanda.verdict.world import World, denies


def opinions(world: World, scope: Scope) -> Iterator[Piece]:
    """The opinions that speak of the obligation."""
    return (item for item in assessed(world, scope) if isinstance(item, Piece))


def assessed(world: World, scope: Scope) -> Iterator[Piece | Ignored]:
    """Opinions attach where they aim; a later one by the same principal on the same target replaces the earlier. Those
    that aim at it and do not speak of it come with the reason."""
    accord, obligation = scope.accord, scope.obligation
    latest: dict[tuple[str, str], list[Claim]] = {}
    for claim in world.assessments:
        for target in claim.assesses:
            bare = target.split("@")[0]
            if not aims_at(bare, accord, obligation) or (claim.said_to or 0) > world.clocks.as_of:
                continue
            if not _about_bearer(target, obligation):
                yield Ignored(claim, Reason.BEARER)
                continue
            if denies(claim) and not aims_only_at(bare, accord, obligation):
                yield Ignored(claim, Reason.GROUP)
                continue
            if bare != obligation.ref and not denies(claim) and _still_to_come(scope, claim):
                yield Ignored(claim, Reason.EARLY)
                continue
            key = (principal(world, claim), bare)
            kept = latest.setdefault(key, [])
            if kept and (kept[0].said or 0) > (claim.said or 0):
                yield Ignored(claim, Reason.REPLACED)
                continue
            if kept and (kept[0].said or 0) < (claim.said or 0):
                yield from (Ignored(k, Reason.REPLACED) for k in kept)
                kept.clear()
            if claim not in kept:
                kept.append(claim)
    for (_, bare), claims in latest.items():
        for claim in claims:
            yield _opinion(scope, claim, bare)


def _still_to_come(scope: Scope, claim: Claim) -> bool:
    """Whether "complied", said of an accord, was said before this was due: it means what was due by then."""
    if scope.obligation.norm.pattern is not Pattern.ACHIEVE:
        return False
    return scope.deadline is None or (claim.said_to or 0) <= scope.deadline


def accused(world: World, piece: Piece, bearers: tuple[str, ...]) -> bool:
    """Whether a piece can speak of those who answer: all do, but opinions about somebody else."""
    claim = piece.claim
    if piece.source != "assessment" or not claim.target:
        return True
    at = claim.said or 0
    named = {a for candidates in claim.target for a in candidates}
    return any(b in world.wholes(a, at) or a in world.wholes(b, at) for a in named for b in bearers)


def _opinion(scope: Scope, claim: Claim, target: str) -> Piece:
    met = not denies(claim)
    when = claim.when if claim.when != (None, None, None, None) else None
    outer = when.outer if when else Interval(claim.said, claim.said_to)
    why = "assessed as met" if met else "assessed as not met"
    pattern = scope.obligation.norm.pattern
    if scope.obligation.norm.duty is Duty.CONDUCT:
        return Piece(claim, met, Interval(scope.start, outer.end), None, why, source="assessment")
    if pattern.value in ("achieve", "respond", "recur"):
        if met:  # that it was met means by its deadline, whenever it is said
            ends = [e for e in (outer.end, None if scope.deadline is None else scope.deadline + 1) if e is not None]
            some = Interval(scope.start, min(ends) if ends else None)
            return Piece(claim, True, some, None, why, source="assessment", at=outer)
        reach = None if outer.start is None else outer.start + 1
        return Piece(claim, False, None, Interval(None, reach), why, source="assessment", at=outer)
    wanted = pattern.value == "maintain"
    period = outer if when else Interval(scope.start, outer.start)
    if met:
        return Piece(claim, wanted, None, period, why, source="assessment")
    some = outer if when else Interval(scope.start, outer.end)
    return Piece(claim, not wanted, some, None, why, source="assessment")


def _about_bearer(target: str, obligation: Obligation) -> bool:
    return "@" not in target or target.split("@")[1] in obligation.bearers + obligation.performers


def principal(world: World, claim: Claim) -> str:
    """For whom a speaker speaks: the largest whole it is part of (a spokesman's state)."""
    speaker = claim.speaker[0] if claim.speaker else ""
    wholes = world.wholes(speaker, claim.said or 0)
    states = [w for w in wholes if world.is_state(w)]
    return min(states) if states else speaker
