"""`servanda ledger`: checkpoints of the ledger."""

from __future__ import annotations

from servanda.cli import options
from servanda.words import _

app = options.application(help=_("Checkpoints of the ledger."))


@app.callback()
def ledger() -> None:
    """Checkpoints of the ledger."""


@app.command(cls=options.Verb, epilog="servanda ledger checkpoint > checkpoint.json")
def checkpoint(dossier: options.Dossier = None) -> int:
    """The ledger's size and root at this moment, as one JSON object: give it to somebody who will keep it.

    'servanda verify --against FILE' compares the ledger with it later.
    """
    from servanda.cli import folder, terminal
    from servanda.errors import DossierError
    from servanda.model import rfc3339

    now = folder.opened(dossier).checkpoint()
    if now is None:
        raise DossierError("ledger-empty", _("nothing is recorded yet"), _("'servanda add' first"))
    size, root, time = now
    terminal.json_lines([{"root": root, "size": size, "time": rfc3339(time)}])
    return 0
