"""`servanda split`: a decision of a person, recorded in the ledger."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

app = options.application()


@app.command(
    cls=options.Verb,
    epilog="""
    servanda incidents --as-of 2020-02-28
    servanda split r-abcdefghij.25a r-abcdefghij.25e --by jd --reason "two strikes, on soldiers and on rebels"
    """,
)
def split(
    claims: Annotated[list[str], typer.Argument(metavar="CLAIM CLAIM...", help=_("two claims or more"))],
    by: options.By = "local",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("why, in a sentence"))] = "",
    dossier: options.Dossier = None,
) -> int:
    """These claims speak of different occurrences, whatever the grouping or their report says. A later merge goes
    before it."""
    from servanda.cli import decision, folder

    opened = folder.opened(dossier)
    decision.needs_several(claims)
    decision.needs_reason(reason)
    opened.split(claims, by, reason)
    decision.told(claims, _("split"))
    return 0
