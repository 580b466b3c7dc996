"""Observation posts: who holds one, since when, and what became of it (docs/reference/places.md)."""

from __future__ import annotations

from dataclasses import dataclass

from servanda.geo.places import Place
from servanda.model import Extent


@dataclass(frozen=True, slots=True)
class Status:
    """`encircled`, `besieged`, `left` …: in the words of the file, when, and by which source."""

    word: str
    when: Extent
    source: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A post as a place, its operator's actor ids, its number where a source gives one, and how long it was held."""

    place: Place
    operator: tuple[str, ...] = ()
    number: str = ""
    held: Extent = Extent()
    status: tuple[Status, ...] = ()

    @property
    def id(self) -> str:
        return self.place.id

    def held_at(self, at: int) -> bool | None:
        """Whether the post stood at `at` (seconds UTC): True, False, or None where the dates do not tell."""
        inner, outer = self.held.inner, self.held.outer
        if (outer.start is not None and at < outer.start) or (outer.end is not None and at >= outer.end):
            return False
        certain = (inner.start is None or inner.start <= at) and (inner.end is None or at < inner.end)
        return True if certain else None
