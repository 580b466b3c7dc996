"""The register of actors: who is called what, who is part of whom, on whose side, called what by whom, and when.

Times are seconds UTC; with `at=None` everything that ever held counts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from servanda.actors.actor import Actor, Tie, holds
from servanda.actors.base import base
from servanda.actors.resolve import Match, Names, base_matches, best_first
from servanda.model import Handling

MECHANISM = "mechanism"
UNNAMED = "unnamed:"
_Step = Callable[[str, int | None], Iterator[str]]


class Register:
    """The dossier's actors over the base register of states and offices. Immutable."""

    def __init__(self, actors: Iterable[Actor] = ()) -> None:
        self.own: Mapping[str, Actor] = {a.id: a for a in actors}
        """The actors of actors.yaml, in the order of the file, as the file has them."""

    @cached_property
    def actors(self) -> Mapping[str, Actor]:
        """Every actor by id: the base register's, with what the dossier adds to them, and the dossier's."""
        everyone = dict(base().actors)
        everyone[MECHANISM] = Actor(MECHANISM, "organisation", base=True)
        for ident, actor in self.own.items():
            known = everyone.get(ident)
            everyone[ident] = _over(actor, known) if known is not None else actor
        return everyone

    def __contains__(self, ident: object) -> bool:
        return isinstance(ident, str) and self.actor(ident) is not None

    def __iter__(self) -> Iterator[Actor]:
        return iter(self.actors.values())

    def actor(self, ident: str) -> Actor | None:
        """The actor with this id. `unnamed:<outlet>` is an anonymous source: part of nobody, but on the outlet's side,
        lest a party's own press agency make its sources third parties."""
        found = self.actors.get(ident)
        if found is None and ident.startswith(UNNAMED) and len(ident) > len(UNNAMED):
            return Actor(ident, "person", aligned_with=(Tie(ident.removeprefix(UNNAMED)),), base=True)
        return found

    def name(self, ident: str, lang: str = "en", at: int | None = None) -> str:
        """Its display name; the id where there is none."""
        actor = self.actor(ident)
        return actor.name(lang, at) if actor is not None else ident

    def resolve(self, text: str, at: int | None = None, *, loose: bool = True) -> list[Match]:
        """Whom `text` may name, best first (see `servanda.actors.resolve` for the scores); empty when nobody fits.
        Without `loose` no name inside a longer text and no spelling some letters off, which take long to look for."""
        own = self._names.matches(text, at, loose=loose)
        found = best_first([*own, *base_matches(text, base(), self.actors)], self._order)
        if found and found[0].score >= 0.7:
            # a name inside a longer text, or one some letters off, is only worth telling when nothing better fits
            found = [m for m in found if m.how not in ("within", "near")]
        return found

    def parts(self, ident: str, at: int | None = None) -> frozenset[str]:
        """`ident`, its parts, their parts and so on."""
        return self._reach(ident, at, self._parts_of)

    def wholes(self, ident: str, at: int | None = None) -> frozenset[str]:
        """`ident`, what it is part of, what those are part of, and so on."""
        return self._reach(ident, at, self._wholes_of)

    def side(self, ident: str, of: Iterable[str], at: int | None = None) -> str | None:
        """The party of `of` to whose side `ident` belongs: it, or one of its wholes, is the party or aligned with it,
        through any number of steps. The nearest party wins, of two equally near ones the first in `of`. None: nobody's
        side, a third."""
        parties = list(dict.fromkeys(of))
        reached = self._sides(ident, frozenset(parties), at)
        return min(reached, key=lambda p: (reached[p], parties.index(p)), default=None)

    def sides(self, ident: str, of: Iterable[str], at: int | None = None) -> frozenset[str]:
        """Every party of `of` to whose side `ident` belongs: several for a joint body."""
        return frozenset(self._sides(ident, frozenset(of), at))

    def designated(self, ident: str, as_: str, by: Iterable[str] | None = None, at: int | None = None) -> bool:
        """Whether a designator of `by` (or a part of one; None: anybody) calls the actor, or a whole of it, `as_`."""
        designators = None if by is None else frozenset(by)
        wanted = as_.casefold()
        for whole in self.wholes(ident, at):
            actor = self.actors.get(whole)
            for d in actor.designations if actor is not None else ():
                if d.as_.casefold() != wanted or not holds(d.over, at):
                    continue
                if designators is None or not designators.isdisjoint(self.wholes(d.by, at)):
                    return True
        return False

    @cached_property
    def _pseudonyms(self) -> Mapping[str, str]:
        hidden = [a.id for a in self.own.values() if a.handling is not Handling.PUBLIC]
        return {ident: f"Observer {n}" for n, ident in enumerate(hidden, 1)}

    def pseudonyms(self) -> Mapping[str, str]:
        """A name such as "Observer 3" for every actor whose handling is not public. Numbered in the order of the
        file, so that an actor added at its end changes no earlier number; the number tells nothing about the actor."""
        return self._pseudonyms

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {ident: n for n, ident in enumerate(self.own)}

    @cached_property
    def _names(self) -> Names:
        return Names(self.own.values())

    @cached_property
    def _parts_index(self) -> Mapping[str, list[tuple[str, Tie]]]:
        index: dict[str, list[tuple[str, Tie]]] = {}
        for actor in self.actors.values():
            for tie in actor.part_of:
                index.setdefault(tie.id, []).append((actor.id, tie))
        return index

    def _parts_of(self, ident: str, at: int | None) -> Iterator[str]:
        return (part for part, tie in self._parts_index.get(ident, ()) if holds(tie.over, at))

    def _wholes_of(self, ident: str, at: int | None) -> Iterator[str]:
        actor = self.actors.get(ident)
        return (t.id for t in (actor.part_of if actor else ()) if holds(t.over, at))

    def _reach(self, ident: str, at: int | None, step: _Step) -> frozenset[str]:
        reached = {ident}
        queue = deque([ident])
        while queue:
            for other in step(queue.popleft(), at):
                if other not in reached:
                    reached.add(other)
                    queue.append(other)
        return frozenset(reached)

    def _sides(self, ident: str, parties: frozenset[str], at: int | None) -> dict[str, int]:
        """Each party on whose side the actor is, with the number of steps to it. The way ends at a party: an ally's
        ally that is itself a party speaks for itself."""
        steps = {ident: 0}
        queue = deque([ident])
        found: dict[str, int] = {}
        while queue:
            here = queue.popleft()
            if here in parties:
                found[here] = steps[here]
                continue
            actor = self.actor(here)
            for tie in (*actor.part_of, *actor.aligned_with) if actor else ():
                if holds(tie.over, at) and tie.id not in steps:
                    steps[tie.id] = steps[here] + 1
                    queue.append(tie.id)
        return found


def _over(own: Actor, known: Actor) -> Actor:
    """The dossier's entry for an actor of the base register: what it says, and what it leaves unsaid from there."""
    texts = {n.text for n in own.names}
    return replace(
        own,
        type=own.type or known.type,
        names=(*own.names, *(n for n in known.names if n.text not in texts)),
        part_of=own.part_of or known.part_of,
        aligned_with=own.aligned_with or known.aligned_with,
    )
