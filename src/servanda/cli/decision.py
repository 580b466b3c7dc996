"""What accept, reject, retract, merge and split have in common: a reason, and a word of confirmation."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.errors import UsageError
from servanda.words import _


def needs_reason(reason: str) -> None:
    """Raises UsageError for an empty one: a decision against a claim is explained to whoever reads the ledger later."""
    if not reason.strip():
        raise UsageError("reason-missing", _("a reason is needed"), _('add --reason "…"'))


def needs_several(claims: Sequence[str]) -> None:
    """Raises UsageError for fewer than two different claims."""
    if len(set(claims)) < 2:
        raise UsageError(
            "two-claims", _("two claims or more are needed"), _("'servanda incidents' lists them by incident")
        )


def told(claims: Sequence[str], word: str) -> None:
    """One line for each claim."""
    from servanda.cli.terminal import tell

    for claim in claims:
        tell(f"{word} {claim}")
