"""`servanda brief`: one self-contained page to hand on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

app = options.application()


@app.command(
    cls=options.Verb,
    epilog="""
    servanda brief --as-of 2020-03-07 -o brief.html
    servanda brief --as-of 2020-03-07 --since 2020-02-29
    servanda brief --as-of 2019-10-31 --viewpoint TUR --standard reported
    """,
)
def brief(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE.html", help=_("default: briefs/ in the dossier"))
    ] = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    clock: options.Clock = None,
    viewpoint: Annotated[
        list[str] | None, typer.Option("--viewpoint", metavar="NAME", help=_("default: all of them; repeatable"))
    ] = None,
    standard: options.Standard = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help=_("say what changed since the brief of this time"))
    ] = None,
    dossier: options.Dossier = None,
) -> int:
    """Writes the brief: matrix, evidence, map, timeline, what could not be observed, readings, sources, and how to
    check it. One HTML file, readable without scripts or network. The last line on stdout is its path."""
    from servanda.cli import answers, folder, terminal
    from servanda.cli.page import write_brief

    opened = folder.opened(dossier)
    clocks = answers.clocks(opened, as_of, known_at, clock)
    path = write_brief(
        opened,
        clocks,
        output,
        viewpoints=answers.viewpoints(opened, viewpoint),
        standard=answers.standard(opened, standard),
        previous=None if since is None else answers.clocks(opened, since, since, clock),
    )
    terminal.tell(str(path))
    return 0
