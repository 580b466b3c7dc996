"""The rows of an accord and of its articles: what has been said of each as a whole (semantics.md, rule B9)."""

from __future__ import annotations

from dataclasses import replace

from servanda.accord.law import Accord, Norm, Obligation, Pattern, is_under
from servanda.model import Interval
from servanda.verdict.conduct import conduct
from servanda.verdict.instance import Result
from servanda.verdict.opinion import Word, standing
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
    """The latest words of each principal on the accord as a whole. "One party violated it" says that it is not kept;
    "one party complied" does not say that it is."""
    accord, as_of = question.accord, world.clocks.as_of
    answering = frozenset(accord.addressee or accord.parties)
    admitted = world.admitted(question.viewpoint, question.parties)
    words = []
    for claim in sorted(world.assessments, key=lambda c: c.id):
        if (claim.said_to or 0) > as_of or claim.id not in admitted:
            continue
        for target in claim.assesses:
            bare, _at, actor = target.partition("@")
            if bare == question.obligation.ref:
                words.append(Word(claim, bare, frozenset((actor,)) if actor else answering))
    last = {w.claim.id: w.claim for w, why in standing(world, words, answering) if why is None}
    pieces = [
        Piece(c, not denies(c), Interval(c.said, c.said_to), None, "assessed as a whole", source="assessment")
        for c in last.values()
    ]
    window = Interval(None, as_of)
    return conduct(pieces, Proof(world, accord, question.obligation, ()), (window,), as_of, world.incident_of)
