"""Coverage: a watch that was kept turns its keeper's silence into a denial (semantics.md, rule B9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servanda.accord.verbs import Rule
from servanda.geo import Membership
from servanda.model import Interval
from servanda.verdict.occurrence import whole_zone
from servanda.verdict.piece import CERTAIN, Ignored, Piece, Scope
from servanda.verdict.reason import Reason
from servanda.verdict.world import World


def watches(world: World, scope: Scope, rules: Sequence[Rule], pieces: Sequence[Piece]) -> Iterator[Piece | Ignored]:
    """A watch kept over the zone turns its keeper's silence into a denial, except where the keeper reported one."""
    deed = rules[0].event if rules and rules[0].sign == "+" and rules[0].meaning == "event" else ""
    for claim in world.coverages if deed else ():
        every_kind = world.verbs.is_a(deed, claim.event)
        if not (every_kind or world.verbs.is_a(claim.event, deed)):
            continue
        where = world.membership(scope.zone, claim, scope.accord.id) if scope.zone is not None else Membership.IN
        if where is None or where is Membership.OUT:
            continue
        if claim.attribute("sampled"):
            yield Ignored(claim, Reason.SAMPLED)
            continue
        nowhere = not claim.extent_place and claim.lat is None
        whole = nowhere if scope.zone is None else whole_zone(world, scope, claim)
        heard = world.clocks.known_at - claim.lag_s  # later reports may still be on their way
        end = heard if claim.when.inner.end is None else min(claim.when.inner.end, heard)
        speakers = set(claim.speaker)
        reported = sorted(
            (p.some.start or 0, p.some.end or 0)
            for p in pieces
            if p.affirms and p.some is not None and p.source == "occurrence" and speakers & set(p.claim.speaker)
        )
        parts = tuple(_without(Interval(claim.when.inner.start, end), reported))
        if not parts:
            yield Ignored(claim, Reason.UNWATCHED)
        for part in parts:
            why = "watched, and nothing of the kind reported"
            short = (CERTAIN if whole else frozenset(("place",))) | (CERTAIN if every_kind else frozenset(("kind",)))
            yield Piece(claim, False, None, part, why, short=short, source="coverage")


def _without(whole: Interval, holes: Sequence[tuple[int, int]]) -> Iterator[Interval]:
    start = whole.start
    for a, b in holes:
        if start is not None and b <= start:
            continue
        if whole.end is not None and a >= whole.end:
            break
        part = Interval(start, a)
        if not part.empty:
            yield part
        start = b
    rest = Interval(start, whole.end)
    if not rest.empty:
        yield rest
