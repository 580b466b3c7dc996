"""What accept, reject and retract have in common: claims that exist, a reason, and a word of confirmation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servanda.errors import UsageError
from servanda.words import _

if TYPE_CHECKING:
    from servanda.dossier import Dossier


def known(dossier: Dossier, claims: Sequence[str]) -> None:
    """Raises UsageError for the first id that the ledger does not hold."""
    from servanda.documents import did_you_mean

    recorded = dossier.view(dossier.clocks(clock="ledger")).claims
    for claim in claims:
        if claim not in recorded:
            near = (
                did_you_mean(claim, list(recorded)) if recorded else _("the ledger holds no claims yet: 'servanda add'")
            )
            raise UsageError("unknown-claim", _("there is no claim {name!r}").format(name=claim), near)


def needs_reason(reason: str) -> None:
    """Raises UsageError for an empty one: a decision against a claim is explained to whoever reads the ledger later."""
    if not reason.strip():
        raise UsageError("reason-missing", _("a reason is needed"), _('add --reason "…"'))


def told(claims: Sequence[str], word: str) -> None:
    """One line for each claim."""
    from servanda.cli.terminal import tell

    for claim in claims:
        tell(f"{word} {claim}")
