"""The matrix: rows are obligations, columns are viewpoints, two verdicts a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servanda.accord import Accord
from servanda.accord.law import Obligation
from servanda.model import Verdict
from servanda.verdict import Explore

if TYPE_CHECKING:
    from servanda.dossier.bench import Bench
    from servanda.dossier.view import Clocks


@dataclass(frozen=True)
class Cell:
    """`period`: the dossier's period up to as_of. `to_date`: since entry into force."""

    period: Verdict
    to_date: Verdict


@dataclass(frozen=True)
class Row:
    """`obligation` is None in the accord's own row (`accord/*`)."""

    accord: Accord
    obligation: Obligation | None
    cells: Mapping[str, Cell]

    @property
    def ref(self) -> str:
        return self.obligation.ref if self.obligation is not None else f"{self.accord.id}/*"


@dataclass(frozen=True)
class Matrix:
    clocks: Clocks
    viewpoints: tuple[str, ...]
    standard: str
    rows: tuple[Row, ...]


def matrix(
    bench: Bench,
    clocks: Clocks,
    viewpoints: Sequence[str],
    standard: str | None,
    readings: Mapping[str, str] | None,
    start: int | None,
    accords: Sequence[str],
    without: Sequence[str] = (),
) -> Matrix:
    """Both verdicts of every obligation in every viewpoint; of some `accords` only, where any are named. What another
    reading would give is looked for to date, not again for the period."""
    begin = start if start is not None else clocks.as_of - bench.config.period_s
    period: dict[tuple[str, str], Verdict] = {}
    to_date: dict[tuple[str, str], Verdict] = {}
    for table, opening, explore in ((period, begin, Explore.EVIDENCE), (to_date, None, Explore.ALL)):
        for name in accords or (None,):
            found = bench.verdicts(clocks, viewpoints, standard, name, opening, readings, without, explore=explore)
            table.update(((v.ref, v.viewpoint), v) for v in found)
    rows = []
    for accord in bench.view(clocks).law.accords:
        if accords and accord.id not in accords:
            continue
        everything: list[Obligation | None] = [None, *accord.obligations]
        for obligation in everything:
            ref = obligation.ref if obligation is not None else f"{accord.id}/*"
            if any((ref, v) not in to_date for v in viewpoints):
                continue  # the dossier was opened for other rows
            cells = {v: Cell(period[ref, v], to_date[ref, v]) for v in viewpoints}
            rows.append(Row(accord, obligation, cells))
    return Matrix(clocks, tuple(viewpoints), standard or bench.config.standard, tuple(rows))
