"""Exceptions for callers, input/output, configuration and integrity. Problems in data are *findings* instead.

    ServandaError
    ├── UsageError            the call itself is wrong (exit 2)
    ├── InputError            a file cannot be used at all (exit 1); carries findings where there are any
    ├── DossierError          a folder is no dossier, or cannot be read or written (exit 2)
    └── IntegrityError        the ledger is damaged or is not what it claims to be (exit 3)

Each carries a `slug` that docs/messages.md explains, and `diagnostics()` says what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servanda.model import Finding


class ServandaError(Exception):
    """Base of all that Servanda raises; `exit_code` is what the command line returns."""

    exit_code = 1

    def __init__(self, slug: str, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.slug = slug
        self.message = message
        self.advice = advice

    def diagnostics(self) -> str:
        """One paragraph for people: what is wrong and what to do about it."""
        return f"{self.slug}: {self.message}" + (f"; {self.advice}" if self.advice else "")


class UsageError(ServandaError):
    """The command or call asks for something that cannot be."""

    exit_code = 2


class InputError(ServandaError):
    """A file that cannot be used at all; `findings` say where and why."""

    exit_code = 1

    def __init__(self, slug: str, message: str, advice: str = "", findings: Sequence[Finding] = ()) -> None:
        super().__init__(slug, message, advice)
        self.findings = tuple(findings)


class DossierError(ServandaError):
    """The dossier folder is missing, unreadable, unwritable or no dossier."""

    exit_code = 2


class IntegrityError(ServandaError):
    """The ledger is damaged, forked, rolled back or from another program."""

    exit_code = 3
