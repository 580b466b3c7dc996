"""Assessments: opinions on an obligation, an article or an accord (semantics.md, rule B9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from servanda.accord.law import Duty, Pattern
from servanda.model import Claim, Interval
from servanda.verdict.aim import aims_at, aims_only_at
from servanda.verdict.piece import Bearings, Ignored, Piece, Scope
from servanda.verdict.reason import Reason
from servanda.verdict.world import World, denies


class Word(NamedTuple):
    """An opinion as the instance of an obligation hears it: on what, and `of` which of those who answer for it."""

    claim: Claim
    target: str
    of: frozenset[str]


def opinions(world: World, scope: Scope) -> Iterator[Piece]:
    """The opinions that speak of the obligation."""
    return (item for item in assessed(world, scope) if isinstance(item, Piece))


def assessed(world: World, scope: Scope) -> Iterator[Piece | Ignored]:
    """Opinions attach where they aim; a later one by the same principal on the same target replaces the earlier. Those
    that aim at it and do not speak of it come with the reason."""
    accord, obligation = scope.accord, scope.obligation
    words: list[Word] = []
    for claim in world.assessments:
        for target in claim.assesses:
            bare, _at, actor = target.partition("@")
            if not aims_at(bare, accord, obligation) or (claim.said_to or 0) > world.clocks.as_of:
                continue
            of = _of_whom(world, claim, actor, scope, wide=bare != obligation.ref)
            if of is None:
                yield Ignored(claim, Reason.BEARER)
            elif denies(claim) and not aims_only_at(bare, accord, obligation):
                yield Ignored(claim, Reason.GROUP)
            elif bare != obligation.ref and not denies(claim) and _still_to_come(scope, claim):
                yield Ignored(claim, Reason.EARLY)
            else:
                words.append(Word(claim, bare, of))
    told: set[tuple[str, str]] = set()
    for word, reason in standing(world, words, scope.answering):
        if reason is not None:
            yield Ignored(word.claim, reason)
        elif (word.claim.id, word.target) not in told:
            told.add((word.claim.id, word.target))
            yield _opinion(scope, word.claim, word.target)


def standing(world: World, words: Sequence[Word], answering: frozenset[str]) -> Iterator[tuple[Word, Reason | None]]:
    """Each word, and why it does not count, if it does not. Of what a principal said of the same, the latest counts: it
    replaces what was said of no more than those of whom it speaks, and that all did their part where it says that one
    did not. That one of several who answer together did its part does not say that it is met."""
    by: dict[tuple[str, str], dict[frozenset[str], list[Word]]] = {}
    for word in words:
        same = by.setdefault((principal(world, word.claim), word.target), {}).setdefault(word.of, [])
        if same and _said(same[0]) < _said(word):
            yield from ((w, Reason.REPLACED) for w in same)
            same.clear()
        if same and _said(same[0]) > _said(word):
            yield word, Reason.REPLACED
        else:
            same.append(word)
    for latest in by.values():
        last = [w for same in latest.values() for w in same]
        for word in last:
            if any(_replaces(other, word) for other in last):
                yield word, Reason.REPLACED
            elif word.of != answering and not denies(word.claim):
                yield word, Reason.BEARER
            else:
                yield word, None


def replacements(world: World, heard: Sequence[Bearings], cited: Sequence[Piece]) -> list[Piece]:
    """The words that replace, in one instance, a word of the same principal that is cited for another."""
    ids = {p.claim.id for p in cited}
    found = []
    for bearings in heard:
        gone = [i.claim for i in bearings.ignored if i.why == Reason.REPLACED and i.claim.id in ids]
        whose = {principal(world, c) for c in gone}
        found += [p for p in bearings.pieces if p.source == "assessment" and principal(world, p.claim) in whose]
    return found


def _said(word: Word) -> int:
    return word.claim.said or 0


def _replaces(word: Word, other: Word) -> bool:
    contrary = denies(word.claim) and not denies(other.claim)
    return _said(word) > _said(other) and (word.of > other.of or contrary)


def _of_whom(world: World, claim: Claim, actor: str, scope: Scope, *, wide: bool) -> frozenset[str] | None:
    """Of which of those who answer an opinion speaks; None: of somebody else. It names them with its aim (`@ACTOR`), or
    as those whom it accuses; `wide`: it is aimed at more than this obligation, and the accused say at what of it."""
    obligation, of = scope.obligation, scope.answering
    if actor and actor not in obligation.performers:
        of &= {actor}
        if not of:
            return None
    if claim.target and (wide or obligation.each_bearer):
        at = claim.said or 0
        named = {a for candidates in claim.target for a in candidates}

        def meant(one: str) -> bool:
            return any(one in world.wholes(a, at) or a in world.wholes(one, at) for a in named)

        concerned = (*obligation.performers, *obligation.restrained, *scope.accord.addressee)
        mine = frozenset(filter(meant, of))
        if not mine and not any(map(meant, concerned)):
            return None
        of = mine or of
    return of


def _still_to_come(scope: Scope, claim: Claim) -> bool:
    """Whether "complied", said of an accord, was said before this was due: it means what was due by then."""
    if scope.obligation.norm.pattern is not Pattern.ACHIEVE:
        return False
    return scope.deadline is None or (claim.said_to or 0) <= scope.deadline


def _opinion(scope: Scope, claim: Claim, target: str) -> Piece:
    met = not denies(claim)
    when = claim.when if claim.when != (None, None, None, None) else None
    outer = when.outer if when else Interval(claim.said, claim.said_to)
    why = "assessed as met" if met else "assessed as not met"
    pattern = scope.obligation.norm.pattern
    if scope.obligation.norm.duty is Duty.CONDUCT:
        return Piece(claim, met, Interval(scope.start, outer.end), None, why, source="assessment")
    if pattern in (Pattern.RECUR, Pattern.RESPOND):  # of every window that lies in the time of which it speaks
        named = None if when is None or when.outer == Interval(claim.said, claim.said_to) else when.inner
        spoken_of = named or Interval(None, outer.end if met else _just_after(outer.start))
        some, cover = (spoken_of, None) if met else (None, spoken_of)
        return Piece(claim, met, some, cover, why, source="assessment", at=outer)
    if pattern is Pattern.ACHIEVE:
        if met:  # that it was met means by its deadline, whenever it is said
            ends = [e for e in (outer.end, None if scope.deadline is None else scope.deadline + 1) if e is not None]
            some = Interval(scope.start, min(ends) if ends else None)
            return Piece(claim, True, some, None, why, source="assessment", at=outer)
        return Piece(claim, False, None, Interval(None, _just_after(outer.start)), why, source="assessment", at=outer)
    wanted = pattern is Pattern.MAINTAIN
    period = outer if when else Interval(scope.start, outer.start)
    if met:
        return Piece(claim, wanted, None, period, why, source="assessment")
    some = outer if when else Interval(scope.start, outer.end)
    return Piece(claim, not wanted, some, None, why, source="assessment")


def _just_after(at: int | None) -> int | None:
    return None if at is None else at + 1


def principal(world: World, claim: Claim) -> str:
    """For whom a speaker speaks: the largest whole it is part of (a spokesman's state)."""
    speaker = claim.speaker[0] if claim.speaker else ""
    wholes = world.wholes(speaker, claim.said or 0)
    states = [w for w in wholes if world.is_state(w)]
    return min(states) if states else speaker
