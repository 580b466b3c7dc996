"""The recorded patrols that a brief shows: those known at its clocks and public, made again from their tracks."""

from __future__ import annotations

from servanda.brief.data import PatrolShown
from servanda.dossier import View

RECORDS = "patrols/records/"
MOST = 12


def shown(view: View) -> tuple[PatrolShown, ...]:
    """The latest first, twelve at most; a record whose tracks are not at hand is told by its claims alone."""
    found = []
    speaking = {c.report for c in view.claims.values() if c.instrument or c.event == "patrol"}
    for report in view.reports.values():
        if not report.path.startswith(RECORDS) or report.id not in speaking or view.shown_report(report) is None:
            continue
        shelf = view.law.shelf
        if report.path not in shelf.paths:
            continue
        from servanda.dossier import patrols

        verified, _wrong = patrols.retake(view.law, shelf, report.path, shelf.read(report.path))
        if verified is not None and verified.patrol is not None and verified.report.id == report.id:
            found.append(PatrolShown(verified.patrol, verified.findings))
    return tuple(sorted(found, key=lambda p: -p.patrol.start)[:MOST])
