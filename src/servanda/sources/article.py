"""An article as a report: what its sidecar says comes first, then what its bytes say themselves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from servanda.model import Handling, Interval, Report, report_id
from servanda.sources.sidecar import Sidecar


@dataclass(frozen=True, slots=True)
class Article:
    """What an inlet found in the bytes. `text` is what spans index; `published` seconds UTC, half-open; `handling`
    where the kind of document has one of its own (a letter is not public)."""

    text: str
    title: str = ""
    outlet: str = ""
    author: str = ""
    url: str = ""
    language: str = ""
    published: Interval = Interval()
    handling: Handling | None = None


def report_of(
    found: Article, sidecar: Sidecar, content: bytes, file: str, mime: str, *, part: bytes | None = None
) -> Report:
    """The report of `content`; `part` are the bytes that tell it from others in the same file."""
    published = sidecar.published if sidecar.published.start is not None else found.published
    return Report(
        id=report_id(content if part is None else part),
        title=sidecar.title or found.title or first_line(found.text),
        outlet=sidecar.outlet or found.outlet,
        author=sidecar.author or found.author,
        url=sidecar.url or found.url,
        published=published.start,
        published_to=published.end,
        retrieved=sidecar.retrieved,
        language=sidecar.language or found.language,
        mime=mime,
        digest=hashlib.sha256(content).hexdigest(),
        path=file,
        text=found.text,
        licence=sidecar.licence,
        attribution=sidecar.attribution,
        handling=sidecar.handling if sidecar.handling_said or found.handling is None else found.handling,
    )


def first_line(text: str) -> str:
    """The first line with words, as a title: Markdown marks dropped, at most 160 characters."""
    for line in text[:20_000].splitlines()[:50]:
        words = " ".join(line.lstrip("#>*- \t").split())
        if words:
            return words if len(words) <= 160 else words[:159] + "…"
    return ""
