"""`servanda claims`: who said what."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _, plural

app = options.application()


@app.command(
    cls=options.Verb,
    epilog="""
    servanda claims --speaker RUS --as-of 2020-03-07
    servanda claims --event shelling --from 2020-02-01 --to 2020-02-29 --json
    servanda claims --review unreviewed
    servanda claims --csv > claims/all.csv
    """,
)
def claims(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[CLAIM]...", help=_("only these, by id"))] = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    clock: options.Clock = None,
    speaker: Annotated[str | None, typer.Option("--speaker", metavar="ID", help=_("only what this actor says"))] = None,
    event: Annotated[str | None, typer.Option("--event", metavar="KIND", help=_("only this kind of event"))] = None,
    report: Annotated[str | None, typer.Option("--report", metavar="ID", help=_("only claims in this report"))] = None,
    review: Annotated[
        str | None,
        typer.Option("--review", metavar="STATE", help=_("unreviewed (read by machine), accepted or rejected")),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help=_("only what is said of this time or later"))
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="TIME", help=_("only what is said of this time or earlier"))
    ] = None,
    json: options.Json = False,
    csv: options.Csv = False,
    dossier: options.Dossier = None,
) -> int:
    """Every claim that is known at the clocks, in order of time: speaker, what, when, where, source.

    Restricted speakers stand as pseudonyms and secret claims are left out. --csv has the columns of claims by hand
    (docs/reference/claims.md), so that what it prints can be added to a dossier. Of a ledger of very many rows only
    those are kept that are asked for by id, --event, --report, --from, --to or --speaker.
    """
    from servanda.cli import answers, folder, terminal
    from servanda.cli.selection import Selection, chosen, within

    opened = folder.opened(dossier)
    selection = Selection(
        ids=tuple(ids or ()),
        speaker=speaker,
        event=event,
        report=report,
        review=review,
        start=None if start is None else answers.moment(opened, "--from", start),
        end=None if end is None else answers.moment(opened, "--to", end, included=True),
    )
    opened = within(opened, selection)
    clocks = answers.clocks(opened, as_of, known_at, clock)
    view = opened.view(clocks)
    found = chosen(opened, view, selection)
    answers.tell_part(opened, clocks)
    if json:
        from servanda.model import claim_json

        terminal.json_lines(claim_json(claim) for claim in found)
    elif csv:
        from servanda.sources import claims_csv

        writable = [c for c in found if not c.retracted and view.claims[c.id].speaker == c.speaker]
        if len(writable) < len(found):
            n = len(found) - len(writable)
            what = plural("{n} claim is left out", "{n} claims are left out", n).format(n=n)
            terminal.say(
                what + _(": retracted, or by speakers who may not be named; a CSV could not be read back with them")
            )
        public = {r.id: r for r in map(view.shown_report, view.reports.values()) if r is not None}
        print(claims_csv(writable, public, opened.inlets.context()), end="")
    else:
        from servanda.cli.sentence import claim_sentence

        for claim in found:
            terminal.tell(claim_sentence(claim, view))
    return 0
