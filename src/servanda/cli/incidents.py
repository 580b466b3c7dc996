"""`servanda incidents`: claims about the same occurrence, grouped."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

app = options.application()


@app.command(
    cls=options.Verb,
    epilog="""
    servanda incidents --as-of 2020-02-29
    servanda incidents --several --json
    """,
)
def incidents(
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    clock: options.Clock = None,
    several: Annotated[
        bool, typer.Option("--several", help=_("only those that more than one claim speaks of"))
    ] = False,
    json: options.Json = False,
    csv: options.Csv = False,
    dossier: options.Dossier = None,
) -> int:
    """What is said to have happened, each occurrence once, with every claim about it and why it was grouped there.

    Rival counts stand side by side and are never added.
    """
    from servanda.cli import answers, folder, terminal
    from servanda.cli.sentence import claim_sentence, what, when

    opened = folder.opened(dossier)
    view = opened.view(answers.clocks(opened, as_of, known_at, clock))
    rows = []
    for incident in view.shown_incidents():
        members = [view.claims[i] for i in incident.claims if i in view.claims]
        shown = [claim for claim in map(view.shown, members) if claim is not None]
        if shown and (len(shown) > 1 or not several):
            rows.append((incident, shown))
    rows.sort(key=lambda row: (row[1][0].when_from_earliest or 0, row[0].id))
    if json:
        terminal.json_lines(
            {
                "id": incident.id,
                "event": incident.event,
                "claims": [claim.id for claim in shown],
                "origins": sorted({claim.origin for claim in shown if claim.origin}),
                "why": list(incident.why),
            }
            for incident, shown in rows
        )
    elif csv:
        terminal.csv_rows(
            ("incident", "event", "when", "claims"),
            ((i.id, i.event, when(shown[0], view), ";".join(c.id for c in shown)) for i, shown in rows),
        )
    else:
        for incident, shown in rows:
            terminal.tell(f"{when(shown[0], view)}  {what(shown[0], view)}  [{incident.id}]")
            for claim in shown:
                terminal.tell(f"  {claim_sentence(claim, view)}")
    return 0
