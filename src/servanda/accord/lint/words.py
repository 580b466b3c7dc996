"""Lint of words: amounts that nobody can measure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from servanda.accord.lint.sheet import Sheet, told
from servanda.model import Finding
from servanda.words import _

VAGUE = (
    *("adequate", "appropriate", "as soon as possible", "as far as possible", "as necessary", "at an early date"),
    *("certain number", "considerable", "duly", "excessive", "few", "if necessary", "immediately", "in due course"),
    *("in principle", "large", "limited", "minimal", "necessary measures", "needed measures", "numerous"),
    *("promptly", "proportionate", "quickly", "reasonable", "several", "shortly", "significant", "soon", "substantial"),
    *("sufficient", "sufficiently", "the measures needed", "timely", "various", "where possible", "without delay"),
)
"""Words of degree in English paraphrase. Each has been a quarrel: how many is several, when is immediately?"""

PATTERN = re.compile(r"\b(" + "|".join(re.escape(word) for word in sorted(VAGUE, key=len, reverse=True)) + r")\b", re.I)


def vague_quantity(sheet: Sheet) -> Iterator[Finding]:
    """A word of degree where a number is wanted."""
    for o in sheet.testable:
        found = PATTERN.search(o.says[:5000])
        if found is not None:
            what = _("how much is {word!r}?").format(word=found[0].casefold())
            yield told(o, "vague-quantity", what, _("a number, a date or a list"), found[0])
