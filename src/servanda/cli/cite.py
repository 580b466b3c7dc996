"""`servanda cite REF`: a verdict as it is cited."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

app = options.application()


@app.command(
    cls=options.Verb,
    epilog="""
    servanda cite sochi-2019/ypg-withdrawal --as-of 2019-10-31
    servanda cite ypg-withdrawal@TUR --as-of 2019-10-31 --bibtex >> references.bib
    servanda cite 'sochi-2018/*' --as-of 2020-02-10 --json
    """,
)
def cite(
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF", help=_("accord/obligation, accord/*, an id that is unique, each with @VIEWPOINT")
        ),
    ],
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    clock: options.Clock = None,
    viewpoint: Annotated[str | None, typer.Option("--viewpoint", metavar="NAME", help=_("whose account"))] = None,
    standard: options.Standard = None,
    bibtex: Annotated[bool, typer.Option("--bibtex", help=_("the BibTeX entry alone"))] = False,
    json: Annotated[bool, typer.Option("--json", help=_("one CSL-JSON item"))] = False,
    dossier: options.Dossier = None,
) -> int:
    """The verdict in a sentence with all that makes it repeatable (clocks, viewpoint, standard, versions, checkpoint),
    then as a BibTeX entry."""
    from servanda.cli import answers, folder
    from servanda.cli.terminal import json_lines, tell, write

    opened = folder.opened(dossier)
    full, at = answers.reference(opened, ref)
    if viewpoint is not None:
        answers.viewpoints(opened, [viewpoint])
    clocks = answers.clocks(opened, as_of, known_at, clock)
    made = opened.cite(full, clocks, viewpoint or at or "all", answers.standard(opened, standard))
    if json:
        json_lines([made.csl])
    else:
        if not bibtex:
            tell(made.sentence)
            tell("")
        write(made.bibtex + "\n", None)
    return 0
