"""How much of an obligation's window and zone somebody watched."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from servanda.geo import Zone, covered_share
from servanda.model import Claim
from servanda.verdict.instance import Frame
from servanda.verdict.question import Question
from servanda.verdict.telling import Part
from servanda.verdict.world import World


def observed(world: World, question: Question, frame: Frame, parts: Sequence[Part]) -> float | None:
    """The share of window × zone under somebody's coverage; None when there is no window to share."""
    end = min(frame.as_of, frame.deadline_latest or frame.as_of, frame.end or frame.as_of)
    start = max(x for x in (frame.start, frame.period.start, -(2**62)) if x is not None)
    if end <= start or start < 0:
        return None
    accord, deed = question.accord, question.obligation.norm.deed
    verb = world.verbs.verb(deed.verb) if deed else None
    kind = verb.evidence[0].event if verb else (deed.verb.replace(" ", "-") if deed else "")
    watching = []
    for claim in world.coverages:
        if not world.verbs.is_a(kind, claim.event):
            continue
        if claim.id not in world.admitted(question.viewpoint, accord.parties):
            continue
        inner = claim.when.inner
        a, b = max(start, inner.start or start), min(end, inner.end if inner.end is not None else end)
        if a < b:
            watching.append((a, b, claim))
    if not watching:
        return 0.0
    total = 0.0
    for part in parts:
        cuts = sorted({start, end} | {x for a, b, _ in watching for x in (a, b)})
        for a, b in pairwise(cuts):
            here = [c for x, y, c in watching if x <= a and y >= b]
            total += (b - a) * _share(world, accord.id, part.zone, here)
    return round(total / ((end - start) * max(1, len(parts))), 4)


def _share(world: World, accord: str, zone: Zone | None, claims: Sequence[Claim]) -> float:
    if not claims or zone is None:
        return 1.0 if claims else 0.0
    extents = [world.zone(accord, c.extent_place) for c in claims]
    if any(e is not None and world.same(e, zone) for e in extents):
        return 1.0
    return covered_share(zone, [e for e in extents if e is not None])
