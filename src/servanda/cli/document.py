"""Texts as one page: the spans marked, a card for each statement beside its paragraph. No scripts, nothing fetched.

The page's own policy allows exactly one style sheet, by its digest; all that came from outside is escaped and made
visible.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import tzinfo
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from servanda.cli import statement_text
from servanda.cli.article import Document
from servanda.cli.visible import line, visible
from servanda.model import Finding, Interval
from servanda.reading import Statement, no_claim
from servanda.reading.marked import Segment, marked
from servanda.words import _

_RIGHT_TO_LEFT = ("ar", "fa", "he", "ckb", "ur")


def page(documents: Sequence[Document], findings: Sequence[Finding], tz: tzinfo) -> str:
    """The whole page, the same bytes for the same documents."""
    style = "\n".join(
        (files("servanda") / where).read_text("utf-8") for where in ("brief/style.css", "cli/templates/document.css")
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(
        loader=PackageLoader("servanda.cli", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=_)
    made: str = environment.get_template("document.html.j2").render(
        style=style,
        digest=digest,
        documents=[_document(d, n, tz) for n, d in enumerate(documents, 1)],
        findings=[line(f) for f in findings],
    )
    return made


def _document(document: Document, number: int, tz: tzinfo) -> dict[str, Any]:
    report, reading = document.report, document.reading
    language = report.language or reading.language or "en"
    cards = {n: _card(f"{number}-{n}", n, s, tz) for n, s in enumerate(reading.statements, 1)}
    return {
        "id": report.id,
        "title": line(report.title) or report.id,
        "facts": [
            (name, value)
            for name, value in (
                (_("outlet"), line(report.outlet)),
                (_("by"), line(report.author)),
                (_("published"), _interval(Interval(report.published, report.published_to), tz)),
                (_("address"), line(report.url)),
                (_("language"), reading.language or _("unknown")),
                (_("statements"), str(len(reading.statements))),
            )
            if value
        ],
        "lang": language,
        "dir": "rtl" if language in _RIGHT_TO_LEFT else "ltr",
        "paragraphs": [
            {
                "segments": [_segment(s, number) for s in p.segments],
                "cards": [cards[n] for n in p.statements],
                "left_out": p.is_left_out,
            }
            for p in marked(report.text or "", reading)
        ],
        "named": [
            {"kind": n.kind, "text": visible(n.text), "id": n.id or _interval(n.interval, tz)} for n in reading.named
        ],
    }


def _segment(segment: Segment, number: int) -> dict[str, Any]:
    return {
        "text": visible(segment.text),
        "classes": " ".join(sorted(segment.kinds)),
        "href": f"#c{number}-{segment.statements[0]}" if segment.statements else "",
        "begins": [(n, f"{number}-{n}") for n in segment.begins],
    }


def _card(ref: str, number: int, s: Statement, tz: tzinfo) -> dict[str, Any]:
    return {
        "ref": ref,
        "number": number,
        "who": statement_text.who(s),
        "ids": ", ".join(s.speaker_ids),
        "stance": statement_text.stance(s),
        "kind": str(s.kind),
        "what": visible(statement_text.what(s)),
        "details": [(name, visible(value)) for name, value in statement_text.details(s, tz)],
        "confidence": f"{s.confidence:.0%}",
        "no_claim": no_claim(s),
    }


def _interval(interval: Interval, tz: tzinfo) -> str:
    from servanda.model import Extent
    from servanda.sources import written

    if interval.start is None or interval.end is None:
        return ""
    return written(Extent.exact(interval.start, interval.end), tz)
