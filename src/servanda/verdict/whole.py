"""The rows of an accord and of its articles: what has been said of each as a whole (semantics.md, rule B9)."""

from __future__ import annotations

from dataclasses import replace

from servanda.accord.law import Accord, Norm, Obligation, Pattern, is_under
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


def whole_of(accord: Accord, article: str = "") -> Obligation:
    """The row `accord/*`, or `accord/ARTICLE/*`, as if all of it were one obligation of the parties."""
    local = f"{article}/*" if article else "*"
    title = accord.title if not article else f"{accord.title}, {article}"
    made = Obligation(f"{accord.id}/{local}", accord.id, local, article, title, "", Norm(Pattern.MAINTAIN))
    return replace(made, bearers=accord.parties)


def articles(world: World, accord: Accord) -> tuple[str, ...]:
    """The articles that opinions aim at as a whole, in the order of the text; each has a row of its own."""
    aimed = set()
    for claim in world.assessments:
        for target in claim.assesses:
            owner, _slash, rest = target.partition("@")[0].partition("/")
            if owner == accord.id and rest.endswith("/*"):
                aimed.add(rest.removesuffix("/*"))
    places = {a: n for n, o in enumerate(accord.obligations) for a in aimed if is_under(o.article, a)}
    return tuple(sorted(places, key=lambda a: (places[a], a)))


def said_of_the_whole(world: World, question: Question) -> Result:
    """The latest word of each principal on the accord as a whole."""
    accord, as_of = question.accord, world.clocks.as_of
    latest: dict[str, list[Claim]] = {}
    admitted = world.admitted(question.viewpoint, question.parties)
    for claim in sorted(world.assessments, key=lambda c: (c.said or 0, c.id)):
        if (claim.said_to or 0) > as_of or claim.id not in admitted:
            continue
        if not any(_of_the_whole(t, question.obligation.ref, denied=denies(claim)) for t in claim.assesses):
            continue
        kept = latest.setdefault(principal(world, claim), [])
        if kept and kept[0].said != claim.said:
            kept.clear()
        kept.append(claim)
    pieces = []
    for claim in (c for kept in latest.values() for c in kept):
        some = Interval(claim.said, claim.said_to)
        pieces.append(Piece(claim, not denies(claim), some, None, "assessed as a whole", source="assessment"))
    window = Interval(None, as_of)
    return conduct(pieces, Proof(world, accord, question.obligation, ()), (window,), as_of, world.incident_of)


def _of_the_whole(target: str, whole: str, *, denied: bool) -> bool:
    """Whether an opinion speaks of the accord as a whole. "One party violated it" says that it is not kept; "one party
    complied" does not say that it is."""
    bare, at, _actor = target.partition("@")
    return bare == whole and (denied or not at)
