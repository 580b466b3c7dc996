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
    servanda verdict --as-of 2020-03-07 --accord sochi-2018 --by month --from 2019-01
    servanda verdict --as-of 2020-03-07 --without SOHR
    servanda verdict --as-of 2020-03-07 --origins
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
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="week|month", help=_("to date at the end of every week or month, as known now")),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without", metavar="SOURCE", help=_("leave out a speaker, outlet, report or origin; repeatable")
        ),
    ] = None,
    origins: Annotated[
        bool, typer.Option("--origins", help=_("how many verdicts rest on each origin, and would not stand without it"))
    ] = False,
    json: options.Json = False,
    csv: options.Csv = False,
    dossier: options.Dossier = None,
) -> int:
    """Whether each obligation is kept, breached, contested or unknown.

    Without --json or --csv: a matrix with a column per viewpoint and, in each, two cells: this period (the last days,
    as long as dossier.yaml says) and to date (since entry into force, or --from). With --csv: one value a cell, as
    docs/reference/codebook.md explains.
    """
    from servanda.cli import answers, folder

    opened = folder.opened(dossier)
    readings = answers.readings(opened, options.chosen_readings(reading))
    accords, refs = answers.accords(opened, accord), answers.obligations(opened, obligation)
    if not origins and not without:  # those ask where all claims come from
        opened = opened.about(refs, accords, readings)
    question = answers.Question(
        clocks=answers.clocks(opened, as_of, known_at, clock),
        viewpoints=answers.viewpoints(opened, viewpoint),
        standard=answers.standard(opened, standard),
        readings=readings,
        accords=accords,
        refs=refs,
        start=answers.start(opened, start),
        without=tuple(without or ()),
    )
    if origins:
        from servanda.cli.origins import show_origins

        show_origins(opened, question, json=json)
        return 0
    if by is not None:
        from servanda.cli.history import show_history

        show_history(opened, question, by, json=json, csv=csv)
        answers.tell_part(opened, question.clocks)
        return 0
    if json or csv:
        from servanda.cli.rows import verdict_rows

        verdict_rows(answers.verdicts(opened, question), json=json, part=answers.part(opened, question.clocks))
    else:
        from servanda.cli.matrix import show

        show(opened, question)
    answers.tell_part(opened, question.clocks)
    return 0
