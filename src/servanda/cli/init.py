"""`servanda init DIR`: a new dossier."""

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
    servanda init my-dossier
    servanda check --dossier my-dossier
    """,
)
def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help=_("a folder that is empty or does not exist yet"))],
) -> int:
    """A new dossier: the folders, a dossier.yaml to fill in, and a file of each kind to learn from."""
    from servanda import dossier
    from servanda.cli.terminal import say, tell

    dossier.init(directory)
    say(
        _("Next: write an accord into {folder}/accords, then 'servanda check --dossier {folder}'").format(
            folder=directory
        )
    )
    tell(str(directory))
    return 0
