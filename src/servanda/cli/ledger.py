"""`servanda ledger`: checkpoints and proofs."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

app = options.application(help=_("Checkpoints of the ledger, and proofs of what is in it."))


@app.callback()
def ledger() -> None:
    """Checkpoints of the ledger, and proofs of what is in it."""


@app.command(cls=options.Verb, epilog="servanda ledger checkpoint > checkpoint.json")
def checkpoint(dossier: options.Dossier = None) -> int:
    """The ledger's size and root at this moment, as one JSON object: give it to somebody who will keep it.

    'servanda verify --against FILE' compares the ledger with it later.
    """
    from servanda.cli import folder, terminal
    from servanda.errors import DossierError

    now = folder.opened(dossier).checkpoint()
    if now is None:
        raise DossierError("ledger-empty", _("nothing is recorded yet"), _("'servanda add' first"))
    terminal.json_lines([now.as_json()])
    return 0


@app.command(
    cls=options.Verb,
    epilog="""
    servanda ledger prove r-abcdefghij.6a > proof.json
    servanda ledger prove r-abcdefghij.6a --reveal
    """,
)
def prove(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help=_("an id, as 'servanda claims' prints it"))],
    reveal: Annotated[bool, typer.Option("--reveal", help=_("also show what the entry says"))] = False,
    dossier: options.Dossier = None,
) -> int:
    """That a claim's latest version is an entry of the ledger, as one JSON object that anybody can check by hand
    (docs/reference/ledger.md). Without --reveal it gives nothing away of what the claim says."""
    from servanda.cli import folder, terminal
    from servanda.documents import did_you_mean
    from servanda.errors import DossierError, UsageError
    from servanda.ledger import Ledger, fold

    opened = folder.opened(dossier)
    if opened.checkpoint() is None:
        raise DossierError("ledger-empty", _("nothing is recorded yet"), _("'servanda add' first"))
    with Ledger.open(opened.path / "ledger", read_only=True) as kept:
        state = fold(kept.entries())
        record = state.claims.get(claim) or state.coverage.get(claim)
        if record is None:
            near = did_you_mean(claim, [*state.claims, *state.coverage])
            raise UsageError("unknown-claim", _("the ledger has no claim {id}").format(id=claim), near)
        terminal.json_lines([kept.prove(record.index, reveal=reveal).as_json()])
    return 0
