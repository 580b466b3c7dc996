"""The courts of a dossier: one for every pair of clocks and every choice of readings and sources, each made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from servanda.dossier.config import Config
from servanda.dossier.law import Law, actor_viewpoint, read_law
from servanda.dossier.sourced import claims_of
from servanda.dossier.view import Clocks, View
from servanda.errors import UsageError
from servanda.model import STANDARDS, Level, Verdict
from servanda.verdict import Court, Explore, Viewpoint, World
from servanda.words import _


class Bench:
    """What every answer begins with: what was known, the court that judges it, from where and by which standard.

    `view`: what was known at a pair of clocks; `refs`: the rows that the dossier was opened for (empty: all).
    """

    def __init__(self, config: Config, view: Callable[[Clocks], View], refs: Sequence[str] = ()) -> None:
        self.config = config
        self.view = view
        self.refs = tuple(refs)
        self._courts: dict[object, Court] = {}

    def court(self, clocks: Clocks, readings: Mapping[str, str] | None = None, without: Sequence[str] = ()) -> Court:
        """The court for a pair of clocks, under chosen readings; `without`: speakers, outlets, reports or origins
        whose claims are left out. UsageError for one that nothing comes from."""
        key = (clocks.as_of, clocks.known_at, clocks.clock, tuple(sorted((readings or {}).items())), tuple(without))
        found = self._courts.get(key)
        if found is None:
            if without:
                found = self.court(clocks, readings).without(claims_of(self.view(clocks), without))
            else:
                found = self._made(clocks, readings or {})
            self._courts[key] = found
        return found

    def _made(self, clocks: Clocks, readings: Mapping[str, str]) -> Court:
        view = self.view(clocks)
        law = view.law if not readings else read_law(view.law.shelf, dict(readings))
        world = World(
            tuple(view.claims.values()),
            clocks.pair,
            law.register,
            view.incidents,
            law.zones,
            aliases=view.aliases(),
        )
        return Court(world, law.accords, alternatives=law.under)

    def viewpoint(self, name: str, law: Law) -> Viewpoint:
        """A viewpoint by name, as `law` has it; any actor's id is one. UsageError."""
        found = law.viewpoints.get(name)
        if found is not None:
            return found
        if name in law.register:
            return actor_viewpoint(name)
        known_names = ", ".join(law.viewpoints)
        raise UsageError("unknown-viewpoint", _("there is no viewpoint {name!r}").format(name=name), known_names)

    def level(self, standard: str | None) -> Level:
        """The standard of proof by its word; the dossier's own by default. UsageError."""
        word = standard or self.config.standard
        for level in STANDARDS:
            if level.word == word:
                return level
        what = _("there is no standard of proof {word!r}").format(word=word)
        raise UsageError("unknown-standard", what, " | ".join(s.word for s in STANDARDS))

    def verdicts(
        self,
        clocks: Clocks,
        viewpoints: Sequence[str],
        standard: str | None = None,
        accord: str | None = None,
        start: int | None = None,
        readings: Mapping[str, str] | None = None,
        without: Sequence[str] = (),
        *,
        explore: Explore = Explore.ALL,
    ) -> list[Verdict]:
        """One verdict per obligation and viewpoint, as anybody may see it. `start`: the period's beginning (seconds
        UTC; default: each obligation's entry into force). `explore`: how far to look for what a verdict could be."""
        court, view, level = self.court(clocks, readings, without), self.view(clocks), self.level(standard)
        found: list[Verdict] = []
        for name in viewpoints:
            viewed = self.viewpoint(name, view.law)
            found += court.verdicts(viewed, level, accord=accord, refs=self.refs, start=start, explore=explore)
        return view.shown_verdicts(found)
