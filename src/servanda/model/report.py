"""A report: a source document or dataset, kept by digest, or only cited."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from servanda.model.claim import Handling


@dataclass(frozen=True, slots=True)
class Report:
    """`published` to `published_to` is the interval (seconds UTC) in which it became public; `text` is what the spans
    of its claims index (None for datasets and for reports that are only cited); `supersedes` the report that an updated
    story replaces: same address, other bytes; `copy_of` the earlier report that holds most of its text, by which the
    two are one origin; `sketch` what copies are found by."""

    id: str
    title: str = ""
    outlet: str = ""
    url: str = ""
    published: int | None = None
    published_to: int | None = None
    retrieved: int | None = None
    language: str = ""
    mime: str = ""
    digest: str = ""
    path: str = ""
    text: str | None = None
    licence: str = ""
    attribution: str = ""
    cited_only: bool = False
    handling: Handling = Handling.PUBLIC
    author: str = ""
    supersedes: str = ""
    copy_of: str = ""
    sketch: str = ""


def report_payload(report: Report) -> dict[str, Any]:
    """What the ledger commits to: every field that is not empty."""
    row = {}
    for field in fields(Report):
        value = getattr(report, field.name)
        if value != field.default:
            row[field.name] = str(value) if field.name == "handling" else value
    return row


def report_from_payload(row: dict[str, Any]) -> Report:
    """The inverse of `report_payload`; raises ValueError for wrong shapes."""
    known = {f.name for f in fields(Report)}
    values = {k: v for k, v in row.items() if k in known}
    if "handling" in values:
        values["handling"] = Handling(values["handling"])
    try:
        return Report(**values)
    except TypeError as error:
        raise ValueError(f"no report record: {error}") from error
