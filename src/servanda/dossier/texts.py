"""Reports and claims while others are added: what comparing needs of each is at hand, the rest stays in the ledger.

An archive's articles are compared with every one before them for copies (`servanda.incidents.copies`). What tells that
two cannot be copies is small; the few texts that must be compared word by word are read again. So memory does not grow
with the length of what was recorded.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from servanda.ledger import Entry, EntryType, Ledger, Record, Ref
from servanda.model import Report

if TYPE_CHECKING:
    from servanda.incidents.copies import Index

_OF_REPORTS = ("id", "url", "cited_only")
_OF_CLAIMS = ("id", "report", "origin")
_WITH_TEXT = (EntryType.REPORT, EntryType.CORRECTION)
_OF_A_REPORT = (EntryType.CLAIM, EntryType.COVERAGE, EntryType.CORRECTION)


class Texts:
    """The texts that a ledger holds (None: there is none yet), and those on their way into it. Claims in `whole` are
    to be compared, and are left as they are."""

    def __init__(self, ledger: Ledger | None = None, whole: Container[str] = ()) -> None:
        self._ledger = ledger
        self._whole = whole
        self._at: dict[str, Ref] = {}
        self._coming: dict[str, str] = {}
        self._made: Index | None = None

    @property
    def _index(self) -> Index:
        if self._made is None:
            from servanda.incidents.copies import Index

            self._made = Index(self._read)
        return self._made

    def light(self, entry: Entry) -> Entry:
        """An entry of a report or of its claims, or of a correction of one, with little more than its names, a report's
        text taken note of; others as they are. Its sealed content stays, so that its wording is compared as before."""
        payload = entry.payload
        if payload is None:
            return entry
        if entry.type in _OF_A_REPORT and payload.get("report") and payload.get("id") not in self._whole:
            return replace(entry, payload={k: payload[k] for k in _OF_CLAIMS if k in payload})
        if entry.type not in _WITH_TEXT:
            return entry
        return replace(entry, payload=self.note(entry.ref, payload))

    def note(self, ref: Ref, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The payload of a recorded report, its text left in the ledger. One that is too short to be compared stays
        whole."""
        from servanda.incidents.copies import Kept

        report, text, sketch = str(payload.get("id")), payload.get("text"), payload.get("sketch")
        self._coming.pop(report, None)
        if not text or not sketch:
            return dict(payload)
        self._index.keep(Kept(report, len(text), payload.get("published"), sketch, payload.get("copy_of", "")))
        self._at[report] = ref
        return {k: payload[k] for k in _OF_REPORTS if k in payload}

    def whole(self, record: Record) -> Mapping[str, Any]:
        """A report's payload with its text."""
        if self._ledger is None or self._at.get(record.id) != record.index:
            return record.payload
        payload = self._ledger.entry(record.index).payload
        return record.payload if payload is None else payload

    def copies_of(self, report: Report) -> tuple[str, tuple[str, ...]]:
        """Compare a new report's text with all others, and keep it: the report that it is a copy of (or ""), and those
        that are copies of it."""
        from servanda.incidents.copies import Text

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
