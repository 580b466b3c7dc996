"""The texts of reports while others are added: what comparing needs of each is at hand, the text stays in the ledger.

An archive's articles are compared with every one before them for copies (`servanda.incidents.copies`). What tells that
two cannot be copies is small; the few texts that must be compared word by word are read again. So memory does not grow
with the length of what was recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from servanda.ledger import Entry, EntryType, Ledger, Record, Ref
from servanda.model import Report

if TYPE_CHECKING:
    from servanda.incidents.copies import Index, Kept


class Texts:
    """The texts that a ledger holds (None: there is none yet), and those on their way into it."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        self._ledger = ledger
        self._kept: dict[str, Kept] = {}
        self._at: dict[str, Ref] = {}
        self._coming: dict[str, str] = {}
        self._index: Index | None = None

    def light(self, entry: Entry) -> Entry:
        """An entry of a report, or of a correction of one, with its text left out and taken note of; others as they
        are. Its sealed content stays, so that its wording is compared as before."""
        if entry.payload is None or entry.type not in (EntryType.REPORT, EntryType.CORRECTION):
            return entry
        payload = self.note(entry.ref, entry.payload)
        return entry if payload is entry.payload else replace(entry, payload=payload)

    def note(self, ref: Ref, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The payload of a recorded report without its text. One that is too short to be compared stays whole."""
        from servanda.incidents.copies import Kept

        report, text, sketch = str(payload.get("id")), payload.get("text"), payload.get("sketch")
        self._coming.pop(report, None)
        if not text or not sketch:
            return payload if isinstance(payload, dict) else dict(payload)
        self._kept[report] = Kept(report, len(text), payload.get("published"), sketch, payload.get("copy_of", ""))
        self._at[report] = ref
        return {k: v for k, v in payload.items() if k != "text"}

    def whole(self, record: Record) -> Mapping[str, Any]:
        """A report's payload with its text."""
        if self._ledger is None or self._at.get(record.id) != record.index:
            return record.payload
        payload = self._ledger.entry(record.index).payload
        return record.payload if payload is None else payload

    def copies_of(self, report: Report) -> tuple[str, tuple[str, ...]]:
        """Compare a new report's text with all others, and keep it: the report that it is a copy of (or ""), and those
        that are copies of it."""
        from servanda.incidents.copies import Index, Text

        if self._index is None:
            self._index = Index(self._kept.values(), self._read)
        text = report.text or ""
        self._coming[report.id] = text
        found = self._index.add(Text(report.id, text, report.published, report.sketch))
        return found.copy_of, found.copies

    def _read(self, report: str) -> str:
        coming = self._coming.get(report)
        if coming is not None or self._ledger is None:
            return coming or ""
        payload = self._ledger.entry(self._at[report]).payload
        return str(payload["text"]) if payload is not None else ""
