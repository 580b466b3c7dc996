"""`servanda reject`: a decision of a person, recorded in the ledger."""

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
    servanda reject r-abcdefghij.1f2e3d4c --by jd --reason "the spokesman was quoting somebody else"
    """,
)
def reject(
    claims: Annotated[list[str], typer.Argument(metavar="CLAIM...", help=_("ids, as 'servanda claims' prints them"))],
    by: options.By = "local",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("why, in a sentence"))] = "",
    dossier: options.Dossier = None,
) -> int:
    """A person finds that the text does not say this: the claim counts no longer, and stays on record."""
    from servanda.cli import decision, folder

    opened = folder.opened(dossier)
    decision.needs_reason(reason)
    opened.reject(claims, by, reason)
    decision.told(claims, _("rejected"))
    return 0
