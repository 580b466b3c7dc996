"""Which origins carry how many verdicts, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from servanda.cli import terminal
from servanda.words import _, plural

if TYPE_CHECKING:
    from servanda.cli.answers import Question
    from servanda.dossier import Dossier


def show_origins(dossier: Dossier, question: Question, *, json: bool) -> None:
    """Print, for every origin that a verdict cites: its claims, the verdicts that cite it, and those whose label would
    be another without it."""
    found = dossier.origins(
        question.clocks, question.viewpoints or ("all",), question.standard, question.readings, question.concerns
    )
    if json:
        terminal.json_lines(
            {
                "origin": o.name,
                "claims": o.claims,
                "cited": [f"{ref}@{viewpoint}" for ref, viewpoint in o.cited],
                "carried": [{"ref": r, "viewpoint": v, "without": label} for r, v, label in o.carried],
            }
            for o in found
        )
        return
    for o in found:
        told = (
            plural("{n} claim", "{n} claims", o.claims).format(n=o.claims),
            plural("cited by {n} verdict", "cited by {n} verdicts", len(o.cited)).format(n=len(o.cited)),
            plural("carries {n}", "carries {n}", len(o.carried)).format(n=len(o.carried)),
        )
        terminal.tell(f"{o.name}: {', '.join(told)}")
        for ref, viewpoint, label in o.carried:
            what = _("{ref} @ {viewpoint}: without it {label}")
            terminal.tell("  " + what.format(ref=ref, viewpoint=viewpoint, label=label))
    if not found:
        terminal.say(_("No verdict cites a claim."))
