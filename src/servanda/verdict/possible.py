"""What a verdict could be, were the possible certain, or a reading another (semantics.md, rule V24)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from servanda.accord.law import Accord, Obligation, Pattern
from servanda.model import Label, Undetermined
from servanda.verdict.piece import Piece
from servanda.verdict.question import Question

AXES = ("time", "place", "actor", "kind", "quantity")
Alternatives = Callable[[str, str, str], Accord | None]
"""(accord id, reading, alternative) → the accord compiled under it."""


def by_evidence(
    obligation: Obligation, pieces: Sequence[Piece], name: Label, under: Callable[[frozenset[str]], Label]
) -> list[Undetermined]:
    """What could be, were the possible certain: along one axis at a time, then along all together. `pieces`: what bears
    on it in its time. `under`: the label when what is doubtful only along some axes counts."""
    doubted = frozenset(d for p in pieces for d in p.doubts) | {"time"}
    settled = name is Label.BREACHED and obligation.norm.pattern in (Pattern.PROHIBIT, Pattern.MAINTAIN)
    if settled and not any(p.cover is not None for p in pieces):
        return []  # one violation stands and nobody denies any: no other can change it
    found = []
    for axis in AXES:
        if axis in doubted:
            other = under(frozenset((axis,)))
            if other is not name:
                found.append(Undetermined(axis, (str(other),)))
    if not found and len(doubted) > 1:
        other = under(doubted)
        if other is not name:
            axes = [a for a in AXES if a in doubted]
            found.append(Undetermined("+".join(axes), (str(other),)))
    return found


def other_readings(question: Question, alternatives: Alternatives) -> Iterator[tuple[str, Question]]:
    """Every alternative of the obligation's readings that changes it: `reading=alternative`, and the question so."""
    accord, obligation = question.accord, question.obligation
    for name in obligation.readings:
        reading = accord.readings.get(name)
        for choice in reading.choices if reading else ():
            changed = alternatives(accord.id, name, choice)
            same = changed.obligation(obligation.id) if changed else None
            if changed is None or same is None or _alike(accord, changed, obligation, same):
                continue
            yield f"{name}={choice}", replace(question, accord=changed, obligation=same)


def _alike(accord: Accord, changed: Accord, obligation: Obligation, same: Obligation) -> bool:
    """Whether a reading leaves an obligation, its zones and what it waits for as they are."""
    named = {*obligation.zones, obligation.norm.deed.zone if obligation.norm.deed else None} - {None}
    waits = [obligation.norm.condition, obligation.norm.start.anchor]
    return (
        replace(same, at=obligation.at) == obligation
        and accord.counts_as == changed.counts_as
        and all(accord.zones.get(str(n)) is changed.zones.get(str(n)) for n in named)
        and not any(waits)
        and accord.in_force == changed.in_force
        and accord.until == changed.until
    )
