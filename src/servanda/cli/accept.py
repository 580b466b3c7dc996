"""`servanda accept`: a decision of a person, recorded in the ledger."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

app = options.application()


@app.command(
    cls=options.Verb,
    epilog="""
    servanda claims --review unreviewed
    servanda accept r-abcdefghij.1f2e3d4c --by jd
    """,
)
def accept(
    claims: Annotated[list[str], typer.Argument(metavar="CLAIM...", help=_("ids, as 'servanda claims' prints them"))],
    by: options.By = "local",
    dossier: options.Dossier = None,
) -> int:
    """A person confirms that the text says this, and that the reader took it rightly. That it is true is another
    claim, by whoever finds it so."""
    from servanda.cli import decision, folder

    opened = folder.opened(dossier)
    opened.accept(claims, by)
    decision.told(claims, _("accepted"))
    return 0
