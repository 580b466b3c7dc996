"""Whether a claim names whom a norm names (semantics.md, rule B3)."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.accord.law import Term
from servanda.verdict.piece import Scope
from servanda.verdict.world import World


def who(world: World, scope: Scope, sides: tuple[tuple[str, ...], ...], at: int) -> str:
    """Whether the claim names whom the norm names: certain, possible or no."""
    key = _match_key(world, scope, scope.deed.subjects, sides, at)
    found = world.matches.get(key)
    if found is None:
        found = world.matches[key] = _named(world, scope, sides, at)
    return found


def _named(world: World, scope: Scope, sides: tuple[tuple[str, ...], ...], at: int) -> str:
    subjects = scope.deed.subjects
    found = [match(world, scope, term, sides, at) for term in subjects]
    if scope.deed.jointly:
        if all(f == "certain" for f in found):
            return "certain"
        return "possible" if not sides or all(f != "" for f in found) else "no"
    if "certain" in found or anybody(subjects):
        return "certain"
    for candidates in sides:  # whichever of them it was, the norm names it
        if all(any(match(world, scope, t, ((a,),), at) == "certain" for t in subjects) for a in candidates):
            return "certain"
    return "possible" if "possible" in found or not sides else "no"


def anybody(terms: Sequence[Term]) -> bool:
    """Whether the norm means whoever it was, excepting nobody."""
    return any(t.anyone and not t.but for t in terms)


def _match_key(
    world: World, scope: Scope, whom: object, sides: tuple[tuple[str, ...], ...], at: int
) -> tuple[object, ...]:
    """What an answer about actors depends on: the time, the readings, and for classes who designates."""
    designators = scope.viewpoint.designators
    return (whom, sides, world.epoch(at), scope.accord.counts_as, designators, scope.accord.parties, scope.deed.jointly)


def match(world: World, scope: Scope, term: Term, sides: tuple[tuple[str, ...], ...], at: int) -> str:
    key = _match_key(world, scope, term, sides, at)
    found = world.matches.get(key)
    if found is None:
        found = world.matches[key] = _matched(world, scope, term, sides, at)
    return found


def _matched(world: World, scope: Scope, term: Term, sides: tuple[tuple[str, ...], ...], at: int) -> str:
    best = ""
    for candidates in sides:
        grades = [_is(world, scope, term, actor, at) for actor in candidates]
        if all(g == "certain" for g in grades):
            return "certain"
        if any(grades):
            best = "possible"
    return best


def _is(world: World, scope: Scope, term: Term, actor: str, at: int) -> str:
    """Whether `actor` is what the term names, less whom it excepts."""
    named = _is_one(world, scope, term, actor, at)
    if named and term.but:
        wholes = world.wholes(actor, at)
        if any(b in wholes for b in term.but):
            return ""
        if any(actor in world.wholes(b, at) for b in term.but):
            return "possible"
    return named


def _is_one(world: World, scope: Scope, term: Term, actor: str, at: int) -> str:
    """Whether `actor` is what the term names: it or a part (certain), a whole of it (possible)."""
    if term.anyone:
        return "certain"
    if term.side_of:
        return "certain" if world.register.side(actor, scope.accord.parties, at) == term.side_of else ""
    actors = {actor} | {taken for one, taken in scope.accord.counts_as if one in world.wholes(actor, at)}
    if term.designated:
        return _designated(world, scope, term, actors, at)
    if any(term.actor in world.wholes(a, at) for a in actors):
        return "certain"
    return "possible" if actors & world.wholes(term.actor, at) else ""


def _designated(world: World, scope: Scope, term: Term, actors: set[str], at: int) -> str:
    if term.by:
        designators: Sequence[str] | None = (term.by,)
    else:
        designators = scope.viewpoint.designators
    for actor in actors:
        if designators is None:
            by = [world.register.designated(actor, term.designated, (p,), at) for p in scope.accord.parties]
            if by and all(by):
                return "certain"
            if any(by) or world.register.designated(actor, term.designated, None, at):
                return "possible"
        elif world.register.designated(actor, term.designated, designators, at):
            return "certain"
    return ""


def reaches(world: World, scope: Scope, term: Term, sides: tuple[tuple[str, ...], ...], at: int) -> bool:
    """Whether what the claim says reaches all of the term: it names the term or a whole of it."""
    if term.anyone or term.designated or term.side_of:
        return not sides  # one of many is not all of them
    wholes = world.wholes(term.actor, at)
    return any(all(a in wholes for a in candidates) for candidates in sides)
