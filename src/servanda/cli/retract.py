"""`servanda retract`: a decision of a person, recorded in the ledger."""

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
    servanda retract r-abcdefghij.6a --by jd --reason "withdrawn by the ministry on 4 February"
    """,
)
def retract(
    claims: Annotated[list[str], typer.Argument(metavar="CLAIM...", help=_("ids, as 'servanda claims' prints them"))],
    by: options.By = "local",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("why, in a sentence"))] = "",
    dossier: options.Dossier = None,
) -> int:
    """The speaker takes it back: the claim and every copy of it from the same origin count no longer from now on."""
    from servanda.cli import decision, folder

    opened = folder.opened(dossier)
    decision.needs_reason(reason)
    opened.retract(claims, by, reason)
    decision.told(claims, _("retracted"))
    return 0
