"""Claims that nobody has made yet: what would have to be said, of whom, where and when (semantics.md, rule V24)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from servanda.accord.law import Deed, Term
from servanda.accord.verbs import Rule
from servanda.model import Claim, Count, Interval, Kind, Mode, Polarity
from servanda.verdict.bearing import rules_of
from servanda.verdict.world import World

Participants = tuple[tuple[str, ...], ...]


class Slot(NamedTuple):
    """A time in which something is open: a deed, the zone by its name, where it would have to be said to have happened
    (`inside`), and over what it would have to be denied (`over`)."""

    deed: Deed
    zone: str
    inside: Interval
    over: tuple[Interval, ...]


class Shape(NamedTuple):
    """A way of saying it: by which rule of the verb, affirmed or denied, at some time inside or throughout, of whom.
    `then`: it was reached inside, and not before."""

    rule: Rule
    affirms: bool
    throughout: bool
    who: str
    watch: bool = False
    then: bool = False


ALL_OF_THEM, ONE_OF_THEM, NOBODY = "all of them", "one of them", "nobody"


def shapes(world: World, deed: Deed, *, occurred: bool, throughout: bool) -> Iterator[Shape]:
    """The ways of saying that the deed (of whom the norm names) occurred, or did not: at some time, or throughout."""
    rules = rules_of(world.verbs, deed.verb)
    ways = (NOBODY, ALL_OF_THEM) if not occurred else (ONE_OF_THEM, ALL_OF_THEM, NOBODY)
    if not occurred and throughout and rules and rules[0].sign == "+" and rules[0].meaning == "event":
        yield Shape(rules[0], False, True, NOBODY, watch=True)
    for rule in rules[:3]:
        affirms = (rule.sign == "+") is occurred
        for who in ways:
            if affirms and who == NOBODY and rule.who != "none" and not any(t.anyone for t in deed.subjects):
                continue
            yield Shape(rule, affirms, throughout, who)
            if affirms and rule.meaning == "done":
                yield Shape(rule, affirms, throughout, who, then=True)


def made(world: World, slot: Slot, shape: Shape, number: int) -> Iterator[Claim]:
    """The claims of a shape for a slot: one, or one for every part of the time. Who says them is filled in later."""
    spans = slot.over if shape.throughout else (slot.inside,)
    for n, span in enumerate(s for s in spans if s.start is not None and s.end is not None):
        assert span.start is not None
        assert span.end is not None
        known = world.clocks.known_at if shape.watch else span.end
        sides = _sides(world, slot.deed.subjects, shape.who, span.start)
        theirs = shape.rule.who == "target"
        aimed = _aimed(world, slot.deed, shape, span.start)
        yield Claim(
            id=f"template.{number}-{n}",
            report="template",
            speaker=(),
            kind=Kind.COVERAGE if shape.watch else Kind.OCCURRENCE,
            event=shape.rule.event,
            polarity=Polarity.AFFIRMS if shape.affirms or shape.watch else Polarity.DENIES,
            actor=() if shape.watch or theirs or shape.rule.who == "none" else sides,
            target=() if shape.watch else sides if theirs else aimed,
            object=_thing(slot.deed, shape),
            aspect="event" if shape.then else "",
            counts=() if shape.watch or not shape.affirms or shape.rule.all else _amounts(slot.deed),
            said=span.start,
            said_to=span.start + 1,
            when_from_earliest=span.start,
            when_from_latest=span.start,
            when_to_earliest=min(span.end, known),
            when_to_latest=min(span.end, known),
            when_mode=Mode.THROUGHOUT if shape.throughout else Mode.SOME,
            extent_place=slot.zone,
        )


def _aimed(world: World, deed: Deed, shape: Shape, at: int) -> tuple[tuple[str, ...], ...]:
    """At whom: one of those whom the norm names; a denial is of all of them, or of anybody."""
    if not shape.rule.target:
        return ()
    if shape.affirms:
        return _sides(world, deed.targets, ONE_OF_THEM, at)
    return _sides(world, deed.targets, ALL_OF_THEM, at) if all(t.actor for t in deed.targets) else ()


def said_by(claims: Sequence[Claim], speaker: str, **more: object) -> list[Claim]:
    """The same, said by somebody; each is an origin of its own."""
    tag = f"{speaker}:{more.get('instrument', '')}"
    return [
        replace(c, id=f"{c.id}:{tag}", report=f"template:{tag}", speaker=(speaker,), **more)  # type: ignore[arg-type]
        for c in claims
    ]


def _sides(world: World, terms: Sequence[Term], who: str, at: int) -> Participants:
    """Participants that a norm's terms name; none for anybody."""
    names = [name for term in terms if (name := _name(world, term, at))]
    if who == NOBODY or not names:
        return ()
    return (tuple(names),) if who == ONE_OF_THEM else tuple((name,) for name in names)


def _name(world: World, term: Term, at: int) -> str:
    if term.designated:
        by = (term.by,) if term.by else None
        called = (a.id for a in world.register if world.register.designated(a.id, term.designated, by, at))
        return min(called, default="")
    return term.actor or term.side_of


def _thing(deed: Deed, shape: Shape) -> str:
    """One of the things that the norm names; where there are several, a denial of the deed is of whatever it was."""
    of_all = not shape.affirms and shape.rule.meaning in ("event", "holds") and len(deed.objects) > 1
    return deed.objects[0] if shape.rule.object and deed.objects and not of_all else ""


def _amounts(deed: Deed) -> tuple[Count, ...]:
    return tuple(Count(m.what, m.amount, m.amount) for m in deed.measures if m.amount is not None)
