"""The accord's own row: what has been said of it as a whole (semantics.md, rule B9)."""

from __future__ import annotations

from dataclasses import replace

from servanda.accord.law import Accord, Norm, Obligation, Pattern
from servanda.model import Claim, Interval
from servanda.verdict.conduct import conduct
from servanda.verdict.instance import Result
from servanda.verdict.opinion import principal
from servanda.verdict.piece import Piece
from servanda.verdict.proof import Proof
from servanda.verdict.question import Question
from servanda.verdict.world import World, denies

STATES = ("not met", "contested", "lapsed", "withdrawn", "amended", "open", "met")
"""Of several demands, the state of the whole: the first of these that one of them has."""


def whole_of(accord: Accord) -> Obligation:
    """The row `accord/*`, as if all of the accord were one obligation of its parties."""
    made = Obligation(f"{accord.id}/*", accord.id, "*", "", accord.title, "", Norm(Pattern.MAINTAIN))
    return replace(made, bearers=accord.parties)


def said_of_the_whole(world: World, question: Question) -> Result:
    """The latest word of each principal on the accord as a whole."""
    accord, as_of = question.accord, world.clocks.as_of
    latest: dict[str, list[Claim]] = {}
    admitted = world.admitted(question.viewpoint, question.parties)
    for claim in sorted(world.assessments, key=lambda c: (c.said or 0, c.id)):
        if (claim.said_to or 0) > as_of or claim.id not in admitted:
            continue
        if not any(_of_the_whole(t, f"{accord.id}/*", denied=denies(claim)) for t in claim.assesses):
            continue
        kept = latest.setdefault(principal(world, claim), [])
        if kept and kept[0].said != claim.said:
            kept.clear()
        kept.append(claim)
    pieces = []
    for claim in (c for kept in latest.values() for c in kept):
        some = Interval(claim.said, claim.said_to)
        pieces.append(Piece(claim, not denies(claim), some, None, "assessed as a whole", source="assessment"))
    return conduct(pieces, Proof(world, accord, question.obligation, ()), as_of)


def _of_the_whole(target: str, whole: str, *, denied: bool) -> bool:
    """Whether an opinion speaks of the accord as a whole. "One party violated it" says that it is not kept; "one party
    complied" does not say that it is."""
    bare, at, _actor = target.partition("@")
    return bare == whole and (denied or not at)
