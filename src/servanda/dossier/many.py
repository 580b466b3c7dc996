"""Very many articles recorded: read on all cores, a batch at a time, each batch whole.

What a stopped run has recorded stays, and the next `add` goes on behind it: a file that is recorded is not read again,
nor is an article of an archive whose report is. The archive itself is recorded as a file with its last batch, so that
until then `add` knows that there is more in it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from servanda.dossier.archives import articles_in
from servanda.dossier.intake import Inlets, Taken
from servanda.dossier.readers import Task, read_all
from servanda.dossier.recording import (
    AddResult,
    Progress,
    empty_batch,
    now_copies,
    recorded_ids,
    result,
    source,
    vanished,
    version,
)
from servanda.dossier.shelf import Working, inside
from servanda.dossier.texts import Texts
from servanda.errors import InputError
from servanda.ledger import EntryType, Ledger, NewEntry, Record, Rows, State, Version
from servanda.ledger.canonical import canonical
from servanda.ledger.fold import worded
from servanda.model import Finding, Position, Severity
from servanda.sources.archive_items import Skipped, items
from servanda.words import _

BATCH = 1000
_LISTED = 200


class Recorder:
    """Records many articles in one run. `jobs`: processes that read."""

    def __init__(
        self,
        ledger: Ledger,
        shelf: Working,
        inlets: Inlets,
        state: State,
        texts: Texts,
        jobs: int | None,
        progress: Progress | None,
    ) -> None:
        self._ledger = ledger
        self._shelf = shelf
        self._inlets = inlets
        self._state = state
        self._texts = texts
        self._size = state.size
        self._jobs = jobs or os.cpu_count() or 1
        self._progress = progress
        self._recorded = frozenset(state.reports)
        self._done = self._total = 0
        self._before = 0
        self.batch = empty_batch(texts)

    def run(self, texts: Sequence[str], archives: Sequence[str]) -> AddResult:
        """Record files of articles, and archives; what became of everything."""
        self._total = len(texts) + sum(articles_in(self._shelf, path) for path in archives)
        if texts:
            self.texts(texts)
        for path in archives:
            self.archive(path)
        return replace(result(self.batch, dry_run=False), before=self._before)

    def flush(self) -> None:
        """Record what has come together, whole. What was recorded is known from then on."""
        entries = self.batch.entries
        now_copies(self.batch, self._state)
        entries.sort(key=lambda e: not (isinstance(e, NewEntry) and e.type is EntryType.REPORT))
        if entries:
            made = self._ledger.append(entries, self.batch.objects, expected_size=self._size)
            self._size = made.stop
            for index, entry in zip(made, entries, strict=False):  # reports come first: their places are their indexes
                if isinstance(entry, Rows) or entry.type is not EntryType.REPORT:
                    break
                self._remember(index, entry.payload)
        self.batch.entries, self.batch.objects = [], {}

    def _remember(self, index: int, payload: Mapping[str, Any]) -> None:
        identity = str(payload["id"])
        version = Version(index, 0, "", self._texts.note(index, payload), worded(canonical(payload)))
        self._state.reports[identity] = Record(identity, EntryType.REPORT, [version])

    def texts(self, paths: Sequence[str]) -> None:
        """Record files of articles."""
        tasks = (Task(path) for path in paths)
        for number, (task, taken) in enumerate(self._read(tasks), start=1):
            source(self.batch, self._shelf, taken, self._state, self._shelf.digest(task.path))
            if number % BATCH == 0:
                self.flush()
        self.flush()

    def archive(self, path: str) -> None:
        """Record an archive, article by article."""
        digest = self._ledger.objects.put_file(inside(self._shelf.folder, path))
        earlier = self._state.file(path)
        ids: list[str] = []
        told = _Few(path)
        old: set[str] = set()
        rest = self._read(self._articles(path, digest, told))
        try:
            while part := [taken for _task, taken in islice(rest, BATCH)]:
                taken = _joined(path, part)
                old |= {r.id for r in taken.reports if r.id in self._recorded}
                source(self.batch, self._shelf, taken, self._state, digest, last=False)
                self.batch.skipped += sum(t.skipped for t in part)
                for finding in (f for t in part for f in t.findings):
                    told.add(finding)
                ids += [c.id for c in taken.claims]
                self.flush()
        except InputError as error:
            self.batch.findings.append(Finding(error.slug, error.message, advice=error.advice, at=Position(path)))
            return
        self.batch.findings += told.findings()
        self._before += len(old)
        if old:  # their claims are recorded, by this run's predecessor or from another file
            known = (*self._state.claims.items(), *self._state.coverage.items())
            ids += [i for i, record in known if record.payload.get("report") in old]
        ids = list(dict.fromkeys(ids))
        if earlier is not None:
            gone = set(recorded_ids(earlier.payload)) - set(ids)
            self.batch.findings += [vanished(i, path) for i in sorted(gone) if self._stands(i)]
        version(self.batch, path, digest, tuple(ids))
        self.flush()

    def _stands(self, claim: str) -> bool:
        record = self._state.claims.get(claim) or self._state.coverage.get(claim)
        return record is not None and record.standing

    def _articles(self, path: str, digest: str, told: _Few) -> Iterator[Task]:
        for item in items(self._shelf.folder / path):
            if isinstance(item, Skipped):
                told.add(replace(item.finding, severity=Severity.WARNING))
                self.batch.skipped += 1
                self._step()
            else:
                yield Task(path, digest, item)

    def _read(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Taken]]:
        for found in read_all(tasks, self._inlets, self._shelf.folder, frozenset(self._state.reports), self._jobs):
            yield found
            self._step()

    def _step(self) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, max(self._total, self._done))


def _joined(path: str, parts: Sequence[Taken]) -> Taken:
    """What several articles hold, as of one file; a report that comes twice counts once."""
    reports = {r.id: r for t in parts for r in reversed(t.reports)}
    claims = {c.id: c for t in parts for c in reversed(t.claims)}
    return Taken(path, tuple(reports.values()), tuple(claims.values()), (), 0)


class _Few:
    """The first of an archive's very many findings, and how many more there are."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._first: dict[Finding, None] = {}
        self._more = 0

    def add(self, finding: Finding) -> None:
        if finding in self._first:
            return
        if len(self._first) < _LISTED:
            self._first[finding] = None
        else:
            self._more += 1

    def findings(self) -> tuple[Finding, ...]:
        if not self._more:
            return tuple(self._first)
        what = _("{n} more findings of the archive's articles").format(n=self._more)
        more = Finding("archive-more", what, at=Position(self._path), severity=Severity.WARNING)
        return (*self._first, more)
