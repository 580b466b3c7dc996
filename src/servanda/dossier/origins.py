"""Where claims come from, how many verdicts rest on each origin, and which would be others without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servanda.model import Claim, Verdict
from servanda.verdict import Explore
from servanda.words import _

if TYPE_CHECKING:
    from servanda.dossier.bench import Bench
    from servanda.dossier.view import Clocks, View


@dataclass(frozen=True)
class Origin:
    """One origin: how many claims it has, the verdicts that cite one of them as a witness, and of these the ones whose
    label would be another without it (ref, viewpoint, label without it)."""

    name: str
    claims: int
    cited: tuple[tuple[str, str], ...]
    carried: tuple[tuple[str, str, str], ...]


def origins(
    bench: Bench,
    clocks: Clocks,
    viewpoints: Sequence[str] = ("all",),
    standard: str | None = None,
    readings: Mapping[str, str] | None = None,
    accords: Sequence[str] = (),
) -> list[Origin]:
    """Every origin that some verdict cites, the one that carries most first. Origins of secret claims stand together as
    undisclosed."""
    view = bench.view(clocks)
    court = bench.court(clocks, readings)
    level = bench.level(standard)
    of = {c.id: _shown_origin(view, c) for c in view.claims.values()}
    claims: dict[str, set[str]] = {}
    for claim, name in of.items():
        claims.setdefault(name, set()).add(claim)
    cited: dict[str, list[Verdict]] = {}
    for name in viewpoints:
        viewed = bench.viewpoint(name, view.law)
        for verdict in court.verdicts(viewed, level, explore=Explore.NOTHING):
            if accords and verdict.accord not in accords:
                continue
            witnesses = (*verdict.witnesses_for, *verdict.witnesses_against, *verdict.acts)
            for origin in dict.fromkeys(of[w] for w in witnesses if w in of):
                cited.setdefault(origin, []).append(verdict)
    found = []
    for origin, verdicts in cited.items():
        smaller = court.without(claims[origin])
        carried = []
        for verdict in verdicts:
            viewed = bench.viewpoint(verdict.viewpoint, view.law)
            other = smaller.again(verdict, viewed, level)
            if other.label is not verdict.label:
                carried.append((verdict.ref, verdict.viewpoint, str(other.label)))
        names = tuple((v.ref, v.viewpoint) for v in verdicts)
        found.append(Origin(origin, len(claims[origin]), names, tuple(carried)))
    return sorted(found, key=lambda o: (-len(o.carried), -len(o.cited), o.name))


def _shown_origin(view: View, claim: Claim) -> str:
    shown = view.shown(claim)
    if shown is None:
        return _("undisclosed")
    return shown.origin or (shown.speaker[0] if shown.speaker else shown.report)
