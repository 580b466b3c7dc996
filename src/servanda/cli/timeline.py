"""`servanda timeline`: what is said to have happened, in order."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

app = options.application()


@app.command(
    cls=options.Verb,
    epilog="""
    servanda timeline --from 2020-02-01 --to 2020-03-07
    servanda timeline --csv > timeline.csv
    """,
)
def timeline(
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    clock: options.Clock = None,
    start: Annotated[str | None, typer.Option("--from", metavar="TIME", help=_("from here on"))] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="TIME", help=_("up to here"))] = None,
    json: options.Json = False,
    csv: options.Csv = False,
    dossier: options.Dossier = None,
) -> int:
    """One line per claim in order of time: when, where, what, and who says so. A time that is uncertain has a ~."""
    from servanda.cli import answers, folder, terminal
    from servanda.cli.selection import Selection, chosen
    from servanda.cli.sentence import said, source, speakers, what, when, where
    from servanda.cli.visible import line
    from servanda.model import rfc3339

    opened = folder.opened(dossier)
    view = opened.view(answers.clocks(opened, as_of, known_at, clock))
    selection = Selection(
        start=None if start is None else answers.moment(opened, "--from", start),
        end=None if end is None else answers.moment(opened, "--to", end, included=True),
    )
    found = chosen(opened, view, selection)
    header = ("from", "to", "place", "what", "speaker", "source", "claim")
    rows = [
        (
            rfc3339(claim.when_from_earliest),
            rfc3339(claim.when_to_latest),
            where(claim),
            what(claim, view),
            list(claim.speaker),
            source(claim, view),
            claim.id,
        )
        for claim in found
    ]
    if json:
        terminal.json_lines(dict(zip(header, row, strict=True)) for row in rows)
        return 0
    if csv:
        terminal.csv_rows(header, ([*row[:4], ";".join(row[4]), *row[5:]] for row in rows))
        return 0
    for claim in found:
        place = where(claim)
        day = line(when(claim, view) or said(claim, view))
        happened = what(claim, view) + (f", {place}" if place else "")
        terminal.tell(f"{day:<22} " + line(f"{happened} – {speakers(claim, view)} [{claim.id}]"))
    return 0
