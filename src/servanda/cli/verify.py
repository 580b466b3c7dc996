"""`servanda verify`: whether the ledger is what it claims to be."""

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
    servanda verify
    servanda verify --against idlib-brief.html
    servanda verify --against checkpoint.json --json
    """,
)
def verify(
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="BRIEF|CHECKPOINT", help=_("a brief or checkpoint that somebody else kept")),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", min=1, max=256, help=_("processes for a large ledger (default: cores)")),
    ] = None,
    accept_keys: Annotated[
        bool, typer.Option("--accept-keys", help=_("remember who signs here now, besides those seen before"))
    ] = False,
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """Recomputes every digest, commitment and root. Exit 3 when something does not fit.

    Alone it can only say that the ledger is consistent in itself; compared with a checkpoint that somebody else kept,
    it says whether anything was changed or taken away since. Whose keys sign in a dossier is remembered at first sight;
    another key is told.
    """
    import os

    from servanda.cli import folder
    from servanda.cli.report import show_verification
    from servanda.cli.signature import strangers
    from servanda.cli.terminal import progress
    from servanda.cli.witness import checkpoint_of

    kept = None if against is None else checkpoint_of(against)
    opened = folder.opened(dossier)
    with progress(_("verifying"), rate=True) as step:
        found = opened.verify(kept, step, jobs or os.cpu_count() or 1)
    return show_verification(found, strangers(opened, found, accept=accept_keys), json=json)
