"""The inlets of texts that the reader reads: which reads a file, and reading it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from servanda.sources import feed, html, mail, pdf, text
from servanda.sources.intake import Context, Inlet, Intake

HEAD_BYTES = 8192

ARTICLES: tuple[Inlet, ...] = tuple(cast(Inlet, module) for module in (html, pdf, mail, feed, text))


def surest(inlets: Sequence[Inlet], name: str, head: bytes) -> Inlet | None:
    """The one of `inlets` that is surest of a file with this name and these first bytes; None when none knows it."""
    ranked = max(inlets, key=lambda inlet: inlet.sniff(name, head[:HEAD_BYTES]))
    return ranked if ranked.sniff(name, head[:HEAD_BYTES]) > 0 else None


def article_suffixes() -> tuple[str, ...]:
    """The endings of file names that hold articles, in lower case with their dot."""
    return tuple(suffix for inlet in ARTICLES for suffix in inlet.MANIFEST.suffixes)


def open_article(content: bytes, file: str, context: Context) -> Intake:
    """Read an article of any known format; what no inlet knows is read as plain text."""
    inlet = surest(ARTICLES, file, content)
    return (inlet or cast(Inlet, text)).read(content, file, context)
