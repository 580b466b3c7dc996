"""Bearing: whether and how a claim bears on an obligation (docs/explanation/semantics.md, rules B1–B9).

One entailment rule serves every dimension (kind, actor, object, place, time, quantity): an affirmation counts for
"the deed somewhere in S" iff the claim's outer extent lies in S's inner, and possibly iff the outers meet; a denial
counts at x iff x lies in the claim's inner extent. What is only possible carries the axes of its doubt.
"""

from __future__ import annotations

from typing import NamedTuple

from servanda.accord.verbs import Rule, Verbs
from servanda.model import Claim, Polarity
from servanda.verdict.occurrence import happened, occurrence
from servanda.verdict.opinion import assessed
from servanda.verdict.piece import CERTAIN, Bearings, Ignored, Piece, Scope
from servanda.verdict.reason import Reason
from servanda.verdict.watch import watches
from servanda.verdict.world import World


class Bearing(NamedTuple):
    """The public answer: `sign` "+" supports *met*, "-" supports *not met*, "" does not bear."""

    sign: str
    certain: bool
    why: str
    doubts: frozenset[str] = CERTAIN


def bearings(world: World, scope: Scope, heard: Bearings | None = None) -> Bearings:
    """Every claim that bears on the deed, or is relevant and does not and why. `heard`: what the occurrences say
    of it, where that is known already."""
    found = heard or occurrences(world, scope)
    pieces, ignored = list(found.pieces), list(found.ignored)
    rules = rules_of(world.verbs, scope.deed.verb)
    for heard_of in (assessed(world, scope), watches(world, scope, rules, found.pieces)):
        for item in heard_of:
            if isinstance(item, Piece):
                pieces.append(item)
            else:
                ignored.append(item)
    counted = {p.claim.id for p in pieces}
    return Bearings(tuple(pieces), tuple(i for i in ignored if i.claim.id not in counted))


def occurrences(world: World, scope: Scope) -> Bearings:
    """What the occurrences say of the scope's deed, whatever the clocks."""
    rules = rules_of(world.verbs, scope.deed.verb)
    pieces: list[Piece] = []
    ignored: list[Ignored] = []
    seen: set[str] = set()
    plain = scope.deed.baseline is None
    far = world.outside(scope.zone, scope.accord.id) if plain and scope.zone is not None else frozenset[str]()
    for rule in rules:
        if rule.unless_objects and scope.deed.objects:
            continue
        strangers: set[object] = set()  # whom the rule does not mean
        for claim in world.touching((rule.event,)):
            if claim.id in seen:
                continue
            affirms = plain and claim.polarity is Polarity.AFFIRMS
            if affirms and claim.id in far:
                ignored.append(Ignored(claim, Reason.ELSEWHERE))
                continue
            who = (claim.actor, claim.target, world.epoch(happened(claim)))
            if affirms and who in strangers:
                ignored.append(Ignored(claim, Reason.OTHERS))
                continue
            for item in occurrence(world, scope, rule, claim, rules[0].event):
                if isinstance(item, Ignored):
                    ignored.append(item)
                    if affirms and item.why == Reason.OTHERS and not rule.all:
                        strangers.add(who)
                else:
                    pieces.append(item)
                    seen.add(claim.id)
        for claim in world.struck_touching((rule.event,)):
            told = tuple(occurrence(world, scope, rule, claim, rules[0].event))
            if any(isinstance(item, Piece) for item in told):
                ignored.append(Ignored(claim, Reason.RETRACTED if claim.retracted else Reason.REJECTED))
    return Bearings(tuple(pieces), tuple(ignored))


def rules_of(verbs: Verbs, word: str) -> tuple[Rule, ...]:
    """The rules by which event kinds bear on a verb's deed."""
    verb = verbs.verb(word)
    return verb.evidence if verb else _fallback(word)


def bearing(world: World, claim: Claim, scope: Scope, *, deed_is_met: bool) -> Bearing:
    """How one claim bears on one obligation. `deed_is_met`: the norm asks for the deed (else it forbids it)."""
    found = bearings(world, scope)
    for piece in found.pieces:
        if piece.claim.id == claim.id:
            sign = "+" if piece.affirms is deed_is_met else "-"
            return Bearing(sign, not piece.doubts, piece.why, piece.doubts)
    for item in found.ignored:
        if item.claim.id == claim.id:
            return Bearing("", False, item.why)
    return Bearing("", False, "another kind of event")


def _fallback(kind: str) -> tuple[Rule, ...]:
    """A norm that names an event kind is affirmed by that kind."""
    kind = kind.replace(" ", "-")
    return (Rule(kind, "+", "event", "actor", "", True, "yes", False, False, "it is said"),)
