"""What the engine answers of one obligation, at all standards at once, and of many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from servanda.model import Label, Level, Repeated, Value, Verdict
from servanda.verdict.pattern import Values

LETTERS = (Value.TRUE, Value.NEITHER, Value.BOTH, Value.FALSE)
"""Values by their codes."""
LABELS = tuple(Label)
"""Labels by their codes."""


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


class Answers(Sequence[Answer]):
    """The answers on all obligations at one time, in the order of the accords. `values` and `labels`: their codes in
    `LETTERS` and `LABELS`, an obligation a row, a standard a column; an `Answer` is made when it is asked for."""

    def __init__(
        self, values: NDArray[np.int8], labels: NDArray[np.int8], make: Callable[[int], Answer], before: Answers | None
    ) -> None:
        self.values, self.labels = values, labels
        self._make, self.before = make, before

    def changed(self) -> list[int]:
        """Numbers of the obligations whose values or labels differ from those at the time before."""
        if self.before is None:
            return list(range(len(self)))
        differ = (self.values != self.before.values) | (self.labels != self.before.labels)
        return np.flatnonzero(differ.any(axis=1)).tolist()

    @overload
    def __getitem__(self, index: int) -> Answer: ...
    @overload
    def __getitem__(self, index: slice) -> list[Answer]: ...
    def __getitem__(self, index: int | slice) -> Answer | list[Answer]:
        if isinstance(index, slice):
            return [self._make(i) for i in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._make(index % len(self))

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Answer]:
        return map(self._make, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]
