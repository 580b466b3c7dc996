"""How verdicts ran, in a terminal: a row per obligation and viewpoint, a sign where the label changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from servanda.cli import marks
from servanda.cli.rows import verdict_rows
from servanda.cli.terminal import is_unicode, say, stamp, tell
from servanda.model import Verdict
from servanda.words import _

if TYPE_CHECKING:
    from servanda.cli.answers import Question
    from servanda.dossier import Dossier


def show_history(dossier: Dossier, question: Question, by: str, *, json: bool, csv: bool) -> None:
    """Print the verdicts at the end of every week or month: all of them as rows, else only where a label changed."""
    found = (v for v in _history(dossier, question, by, only_turns=not (json or csv)) if question.covers(v))
    if json or csv:
        verdict_rows(found, json=json)
        return
    runs: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in found:
        run = runs.setdefault((verdict.ref, verdict.viewpoint), [])
        if not run or _look(run[-1]) != _look(verdict):
            run.append(verdict)
    say(_("as known at {time}; where a label or its proof changed").format(time=stamp(question.clocks.known_at)))
    unicode = is_unicode()
    for (ref, viewpoint), run in runs.items():
        tell(f"{ref} @ {viewpoint}")
        for verdict in run:
            tell(f"  {stamp(verdict.as_of - 1)[:10]}  {marks.long(verdict, unicode=unicode)}")
    if not runs:
        say(_("No obligation: the dossier has no accord that matches."))


def _history(dossier: Dossier, question: Question, by: str, *, only_turns: bool) -> Iterator[Verdict]:
    return dossier.history(
        by,
        question.clocks,
        question.viewpoints or ("all",),
        question.standard,
        question.concerns,
        question.start,
        question.readings,
        question.without,
        only_turns=only_turns,
    )


def _look(verdict: Verdict) -> tuple[object, ...]:
    return verdict.label, verdict.level_for, verdict.level_against
