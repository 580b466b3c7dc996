"""An actor: somebody who acts or speaks, with names, memberships, sides and designations, each over a time."""

from __future__ import annotations

from dataclasses import dataclass, field

from servanda.model import Handling, Interval, Position

ALWAYS = Interval()
TYPES = ("state", "ministry", "person", "armed-group", "organisation", "outlet")


@dataclass(frozen=True, slots=True)
class Name:
    """A name, its language (BCP 47, "" unknown) and when it was in use."""

    text: str
    lang: str = ""
    used: Interval = ALWAYS


@dataclass(frozen=True, slots=True)
class Tie:
    """Membership in, or alignment with, the actor `id`, over `over`; `reading` says that it is somebody's reading."""

    id: str
    over: Interval = ALWAYS
    reading: str = ""
    at: Position = field(default=Position(), compare=False)


@dataclass(frozen=True, slots=True)
class Designation:
    """`by` says that the actor is a `as_` ("terrorist"), over `over`, in the document `source`."""

    as_: str
    by: str
    over: Interval = ALWAYS
    source: str = ""
    at: Position = field(default=Position(), compare=False)


@dataclass(frozen=True, slots=True)
class Actor:
    """One entry of the register. `base`: it comes with Servanda and stands in no file of the dossier."""

    id: str
    type: str = ""
    names: tuple[Name, ...] = ()
    part_of: tuple[Tie, ...] = ()
    aligned_with: tuple[Tie, ...] = ()
    role: str = ""
    designations: tuple[Designation, ...] = ()
    handling: Handling = Handling.PUBLIC
    notes: str = ""
    base: bool = False
    at: Position = Position()

    def name(self, lang: str = "en", at: int | None = None) -> str:
        """Its first name in `lang` in use at `at` (seconds UTC), else the first in use, else its id."""
        used = [n for n in self.names if holds(n.used, at)] or list(self.names)
        best = next((n for n in used if n.lang == lang), None) or next((n for n in used if not n.lang), None)
        return (best or used[0]).text if used else self.id


def holds(over: Interval, at: int | None) -> bool:
    """Whether `at` lies in the half-open `over`; with no time given, everything that ever held does."""
    if at is None:
        return True
    return (over.start is None or over.start <= at) and (over.end is None or at < over.end)
