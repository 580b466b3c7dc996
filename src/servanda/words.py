"""Every sentence a person may see passes through here, so that it can be translated (gettext)."""

from __future__ import annotations

import gettext
from pathlib import Path

_translation = gettext.translation("servanda", localedir=Path(__file__).parent / "locale", fallback=True)


def _(message: str) -> str:
    """The message in the reader's language; English is the source language."""
    return _translation.gettext(message)


def plural(one: str, many: str, n: int) -> str:
    """`one` or `many` by the target language's own rule for the count `n`."""
    return _translation.ngettext(one, many, n)
