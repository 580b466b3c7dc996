"""What the engine answers of one obligation, at all standards at once."""

from __future__ import annotations

from typing import NamedTuple

from servanda.model import Label, Level, Repeated, Value, Verdict
from servanda.verdict.pattern import Values


class Answer(NamedTuple):
    """`values` and `labels` at the four standards, from alleged to verified; `instances` at each. Times are seconds
    UTC. `last_breach` and `through` as in a verdict; `through` counts where the value is T. `given`: it was not plain,
    and the court gave these verdicts, one a standard; levels, `last_breach` and `late` are then those at *alleged*."""

    ref: str
    values: Values
    labels: tuple[Label, Label, Label, Label]
    level_for: Level
    level_against: Level
    instances: tuple[Repeated, Repeated, Repeated, Repeated]
    through: int | None = None
    last_breach: int | None = None
    late: bool = False
    given: tuple[Verdict, ...] = ()

    def value(self, standard: Level) -> Value:
        return self.values[standard - 1]

    def label(self, standard: Level) -> Label:
        return self.labels[standard - 1]
