"""What is asked of a court: one obligation, whose account, how well proved, since when."""

from __future__ import annotations

from dataclasses import dataclass, replace

from servanda.accord.law import Accord, Obligation
from servanda.model import Level
from servanda.verdict.world import ALL, Viewpoint


@dataclass(frozen=True)
class Question:
    """`start`: the period's beginning (seconds UTC); None is the obligation's entry into force."""

    accord: Accord
    obligation: Obligation
    viewpoint: Viewpoint = ALL
    standard: Level = Level.ALLEGED
    start: int | None = None

    @property
    def parties(self) -> tuple[str, ...]:
        """Those whose sides there are: who signed, and whom an ultimatum is addressed to."""
        return self.accord.parties + self.accord.addressee

    def about(self, accord: Accord, obligation: Obligation) -> Question:
        """The same of another obligation, over all its time."""
        return replace(self, accord=accord, obligation=obligation, start=None)
