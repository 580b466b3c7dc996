"""What the reader knows besides the text: actors, places, what can be assessed, and when it was published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from servanda.actors import Register
from servanda.geo import Gazetteer, Place
from servanda.model import Interval
from servanda.reading.zones import NamedZone

_ADJECTIVE = re.compile(r"[A-Z][a-z]+(?:an|ian|ish|ese|i|ch)")
SURE = 0.75
"""Least score at which a name in a text is taken for an actor."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing that an assessment may aim at: `ref` is `accord/obligation`, or `accord/*` for the accord itself.

    `keywords` are words or phrases of its own (any case); `verb` and `objects` as in verbs.yaml; `bearers` actor ids;
    `signed` when the accord was signed (seconds UTC), or at least the `year`: what was published before cannot mean it.
    """

    ref: str
    accord: str
    title: str = ""
    keywords: tuple[str, ...] = ()
    verb: str = ""
    objects: tuple[str, ...] = ()
    bearers: tuple[str, ...] = ()
    year: int | None = None
    signed: int | None = None


@dataclass
class Context:
    """`published` overrides the report's own interval; `timezone` (IANA) is the zone of bare dates in the text;
    `zones` are those of the accords.

    Lookups are remembered for the life of the object, so that many articles can be read with one context.
    """

    register: Register = field(default_factory=Register)
    gazetteer: Gazetteer = field(default_factory=lambda: Gazetteer(towns=False))
    obligations: Sequence[Obligation] = ()
    zones: Sequence[NamedZone] = ()
    timezone: str = "UTC"
    published: Interval | None = None
    _actors: dict[tuple[str, int | None], tuple[str, str]] = field(default_factory=dict, repr=False)
    _places: dict[str, tuple[Place, bool] | None] = field(default_factory=dict, repr=False)
    _namesakes: dict[str, tuple[Place, ...]] = field(default_factory=dict, repr=False)

    def actor(self, text: str, at: int | None) -> str:
        """The id of the actor that `text` names, or "": no half-matches."""
        ident, how = self.lookup(text, at)
        return ident if how != "adjective" else ""

    def state_by_adjective(self, text: str, at: int | None) -> str:
        """The state of an adjective ("Turkish"), or ""."""
        ident, how = self.lookup(text, at)
        return ident if how == "adjective" else ""

    def lookup(self, text: str, at: int | None) -> tuple[str, str]:
        """The best actor and how it matched (`adjective` for a state by its adjective alone); ("", "") for nobody."""
        known = self._actors.get((text, at))
        if known is None:
            known = self._look(text, at)
            if len(self._actors) > 60_000:
                self._actors.clear()
            self._actors[(text, at)] = known
        return known

    def _look(self, text: str, at: int | None) -> tuple[str, str]:
        if not 1 < len(text) <= 120:
            return "", ""
        matches = [m for m in self.register.resolve(text, at, loose=False) if m.how not in ("within", "near")]
        if not matches:
            if _ADJECTIVE.fullmatch(text) is None:
                return "", ""
            # "Russian" is also two letters off "Russia"
            every = self.register.resolve(text, at)
            near = every and every[0].how == "near" and self.kind(every[0].actor) == "state"
            return (every[0].actor, "adjective") if near else ("", "")
        best = matches[0]
        if best.how == "adjective" or best.score >= SURE:
            return best.actor, best.how
        # a name not in use at that time counts half in the register: still the best we have
        return (best.actor, best.how) if best.how in ("name", "id") and best.score * 2 >= SURE else ("", "")

    def kind(self, ident: str) -> str:
        """The actor's type (`state`, `person` …), or "" when unknown."""
        actor = self.register.actor(ident)
        return actor.type if actor is not None else ""

    def state_of(self, ident: str, at: int | None) -> str:
        """The state that the actor is or belongs to, or ""."""
        if self.kind(ident) == "state":
            return ident
        wholes = self.register.wholes(ident, at)
        return next((w for w in sorted(wholes) if self.kind(w) == "state"), "")

    def place(self, text: str) -> tuple[Place, bool] | None:
        """The place of that very name, and whether it is one of the dossier's own."""
        if text not in self._places:
            if len(self._places) > 60_000:
                self._places.clear()
            self._places[text] = self._find_place(text)
        return self._places[text]

    def namesakes(self, text: str) -> tuple[Place, ...]:
        """The towns of that very name, as the gazetteer ranks them; those that only have it among other names, where
        none is called so first. At most twelve."""
        if text not in self._namesakes:
            if len(self._namesakes) > 20_000:
                self._namesakes.clear()
            rows = self.gazetteer.resolve(text) if 2 < len(text) <= 60 else []
            towns = [m.place for m in rows if m.place.kind == "town"]
            called = [place for place in towns if place.name.casefold() == text.casefold()]
            self._namesakes[text] = tuple((called or towns)[:12])
        return self._namesakes[text]

    def _find_place(self, text: str) -> tuple[Place, bool] | None:
        if not 2 < len(text) <= 60:
            return None
        for match in self.gazetteer.resolve(text)[:1]:
            own = match.place.kind != "town"
            if match.score >= (0.85 if own else 0.44):
                return match.place, own
        return None
