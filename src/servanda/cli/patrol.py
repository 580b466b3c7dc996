"""`servanda patrol`: what the tracks of a patrol show, and the record of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

app = options.application(help=_("Whether a patrol ran, when, where, how deep, whole, and together: by its tracks."))


@app.callback()
def patrol() -> None:
    """Whether a patrol ran, when, where, how deep, whole, and together: by its tracks."""


@app.command(
    cls=options.Verb,
    epilog="""
    servanda patrol verify r-1.gpx t-1.gpx
    servanda patrol verify patrols/tracks/r-1.gpx patrols/tracks/t-1.gpx --patrol east-1 --add
    servanda patrol verify r-1.gpx t-1.gpx --plan plan.yaml --map patrol.html
    """,
)
def verify(
    tracks: Annotated[list[Path], typer.Argument(metavar="TRACK...", help=_("GPX, KML, GeoJSON or CSV, with times"))],
    plan: Annotated[
        Path | None,
        typer.Option("--plan", metavar="FILE", help=_("the plan (default: the dossier's patrols/plan.yaml)")),
    ] = None,
    patrol: Annotated[
        str | None, typer.Option("--patrol", metavar="ID", help=_("which patrol of the plan (default: by its time)"))
    ] = None,
    add: Annotated[bool, typer.Option("--add", help=_("record it in the ledger, with the tracks"))] = False,
    map_: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help=_("draw it: .svg the map alone, .html the whole page"))
    ] = None,
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """Compares tracks with the plan: did it run, when and where, how much of the route, how deep from the line, whether
    both parties went together, gaps, stops, and what no vehicle can do. Every amount has a least and a most.

    Without a plan it says what the tracks show, and records nothing. Exit 1 when a track could not be used.
    """
    from servanda.cli import patrolled, terminal

    asked = patrolled.Asked(tuple(tracks), plan, patrol or "", dossier)
    done = patrolled.verified(asked)
    if add:
        patrolled.add(done)
    if map_ is not None:
        patrolled.draw(done, map_)
    if json:
        terminal.json_lines([{**done.verified.rows, "findings": patrolled.findings_json(done)}])
    else:
        for finding in done.findings:
            terminal.say(str(finding))
        for text in patrolled.lines(done):
            terminal.tell(text)
    return 1 if done.verified.patrol is None or any(f.is_error for f in done.findings) else 0


@app.command("list", cls=options.Verb, epilog="servanda patrol list --json")
def list_patrols(json: options.Json = False, dossier: options.Dossier = None) -> int:
    """The patrols of the plan: when and where each was to run, and whether there is a record of it."""
    from servanda.cli import patrolled, terminal

    rows, findings = patrolled.planned_rows(dossier)
    if json:
        terminal.json_lines(rows)
    else:
        for finding in findings:
            terminal.say(str(finding))
        for row in rows:
            terminal.tell(patrolled.planned_line(row))
        if not rows and not findings:
            terminal.say(_("No patrols: patrols/plan.yaml has none; see docs/reference/patrols.md"))
    return 1 if any(f.is_error for f in findings) else 0
