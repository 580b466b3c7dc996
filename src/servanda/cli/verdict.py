"""`servanda verdict`: the matrix, or one JSON object per obligation and viewpoint."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

app = options.application()


@app.command(
    cls=options.Verb,
    epilog="""
    servanda verdict --as-of 2019-10-31
    servanda verdict --as-of 2020-03-07 --accord moscow-2020 --viewpoint TUR --viewpoint RUS
    servanda verdict --as-of 2019-10-31 --reading sdf-is-ypg=yes --obligation ypg-withdrawal
    servanda verdict --as-of 2020-02-20 --standard reported --json | jq -r '[.ref, .label] | @tsv'
    """,
)
def verdict(
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    clock: options.Clock = None,
    viewpoint: Annotated[
        list[str] | None,
        typer.Option("--viewpoint", metavar="NAME", help=_("all, an actor, third-party, or one of viewpoints.yaml")),
    ] = None,
    standard: options.Standard = None,
    accord: Annotated[
        list[str] | None, typer.Option("--accord", metavar="ID", help=_("only this accord; repeatable"))
    ] = None,
    obligation: Annotated[
        list[str] | None,
        typer.Option("--obligation", metavar="REF", help=_("only this obligation; repeatable")),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="TIME", help=_("the period's start (default: entry into force)")),
    ] = None,
    reading: options.Readings = None,
    json: options.Json = False,
    csv: options.Csv = False,
    dossier: options.Dossier = None,
) -> int:
    """Whether each obligation is kept, breached, contested or unknown.

    Without --json or --csv: a matrix with a column per viewpoint and, in each, two cells: this period (the last days,
    as long as dossier.yaml says) and to date (since entry into force, or --from).
    """
    from servanda.cli import answers, folder, terminal

    opened = folder.opened(dossier)
    question = answers.Question(
        clocks=answers.clocks(opened, as_of, known_at, clock),
        viewpoints=answers.viewpoints(opened, viewpoint),
        standard=answers.standard(opened, standard),
        readings=answers.readings(opened, options.chosen_readings(reading)),
        accords=answers.accords(opened, accord),
        refs=answers.obligations(opened, obligation),
        start=answers.start(opened, start),
    )
    if json or csv:
        from servanda.model import verdict_json

        rows = [verdict_json(v) for v in answers.verdicts(opened, question)]
        if json:
            terminal.json_lines(rows)
        else:
            _table(rows)
        return 0
    from servanda.cli.matrix import show

    show(opened, question)
    return 0


def _table(rows: list[dict[str, object]]) -> None:
    from json import dumps

    from servanda.cli import terminal

    header = list(rows[0]) if rows else []
    terminal.csv_rows(
        header,
        (
            [dumps(row[k], ensure_ascii=False) if isinstance(row[k], (list, dict)) else row[k] for k in header]
            for row in rows
        ),
    )
