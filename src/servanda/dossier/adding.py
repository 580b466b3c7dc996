"""`add`: which files are new or changed, what of the ledger is needed to record them, and who records them.

Few files go together in one batch; very many articles batch by batch (`many`), large datasets each by itself
(`datasets`). Of a ledger of millions of rows only those are read that the files could change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from servanda.dossier import datasets, recording
from servanda.dossier.archives import MANY, is_many
from servanda.dossier.intake import Inlets, Taken, is_source, is_text
from servanda.dossier.part import light
from servanda.dossier.recording import AddResult, Progress, recorded_ids
from servanda.dossier.shelf import Working
from servanda.dossier.texts import Texts
from servanda.ledger import Entry, EntryType, Ledger, State, Where, fold
from servanda.ledger.entry import FILES


@dataclass(frozen=True)
class _Sorted:
    """The files that are to be recorded; `same` are recorded as they stand."""

    same: tuple[str, ...]
    few: tuple[str, ...]
    texts: tuple[str, ...]
    archives: tuple[str, ...]
    large: tuple[str, ...]


@dataclass(frozen=True)
class Adding:
    """One run of `add` into the ledger in `folder`."""

    folder: Path
    shelf: Working
    inlets: Inlets
    progress: Progress | None = None
    jobs: int | None = None
    waiting: Callable[[str], None] | None = None

    def run(self, wanted: Sequence[str]) -> AddResult:
        """Record what is new or changed."""
        with Ledger.open(self.folder, create=True, waiting=self.waiting) as ledger:
            size = ledger.size
            files = self._files(ledger, size, wanted)
            parts = self._sorted(files, wanted, many=True)
            taken = self._taken(parts.few)
            texts, state = self._needed(ledger, size, files, parts, taken)
            batch = self._batch(state, texts, parts.few, taken)
            made = recording.record(ledger, batch, dry_run=False, expected_size=size, progress=self.progress)
            made = replace(made, unchanged=parts.same + made.unchanged)
            if parts.texts or parts.archives:
                from servanda.dossier import many

                if ledger.size != size:
                    texts, state = self._needed(ledger, ledger.size, files, parts, {})
                recorder = many.Recorder(ledger, self.shelf, self.inlets, state, texts, self.jobs, self.progress)
                made = made.with_more(recorder.run(parts.texts, parts.archives))
            return made.with_more(self._large(ledger, files, parts.large))

    def look(self, wanted: Sequence[str]) -> AddResult:
        """What `run` would do, with nothing written."""
        if not (self.folder / "ledger.sqlite").exists():
            return self._looked(State(), Texts(), self._sorted(State(), wanted, many=False), {})
        with Ledger.open(self.folder, read_only=True) as ledger:
            size = ledger.size
            files = self._files(ledger, size, wanted)
            parts = self._sorted(files, wanted, many=False)
            taken = self._taken(parts.few)
            texts, state = self._needed(ledger, size, files, parts, taken)
            return self._looked(state, texts, parts, taken)

    def _looked(self, state: State, texts: Texts, parts: _Sorted, taken: Mapping[str, Taken]) -> AddResult:
        made = recording.result(self._batch(state, texts, parts.few, taken), dry_run=True)
        made = replace(made, unchanged=parts.same + made.unchanged)
        told = _Told(self.progress, [datasets.size(self.shelf, p) for p in parts.large])
        for path in parts.large:
            made = made.with_more(datasets.look(self.shelf, self.inlets, path, told.rows))
            told.next()
        return made

    def _batch(self, state: State, texts: Texts, few: Sequence[str], taken: Mapping[str, Taken]) -> recording.Batch:
        told = self.progress if few else None
        return recording.recorded_batch(self.shelf, self.inlets, state, texts, few, told, taken)

    def _files(self, ledger: Ledger, size: int, wanted: Iterable[str]) -> State:
        """The recorded versions of files, with the claims listed in those of `wanted`."""
        names = frozenset(wanted)

        def kept(entry: Entry) -> Entry:
            return entry if entry.payload is not None and entry.payload.get("path") in names else light(entry)

        return fold(map(kept, ledger.entries(size=size, types=FILES)))

    def _sorted(self, files: State, wanted: Sequence[str], *, many: bool) -> _Sorted:
        def is_new(path: str) -> bool:
            known = files.file(path)
            return known is None or known.digest != self.shelf.digest(path)

        new = [p for p in wanted if is_new(p)]
        rows = datasets.large(self.shelf, new)
        large = [p for p in new if p in rows]
        texts = [p for p in new if is_text(p)] if many else []
        texts = texts if len(texts) >= MANY else []
        archives = [p for p in new if many and is_many(self.shelf, p)]
        apart = {*large, *texts, *archives}
        same = tuple(p for p in wanted if p not in set(new))
        return _Sorted(same, tuple(p for p in new if p not in apart), tuple(texts), tuple(archives), tuple(large))

    def _taken(self, few: Iterable[str]) -> dict[str, Taken]:
        return {path: self.inlets.take(path) for path in few if is_source(path)}

    def _needed(
        self, ledger: Ledger, size: int, files: State, parts: _Sorted, taken: Mapping[str, Taken]
    ) -> tuple[Texts, State]:
        """What of the ledger the files could change: every entry of its own, and of rows in bulk those that they name.
        Which ones articles name is known when they are read: for them all rows but those of datasets. The texts of
        reports are left where they are, for `Texts` to find, and claims that no file names are little more than
        their ids."""
        if not (parts.few or parts.texts or parts.archives):
            return Texts(ledger), files
        ids = {r.id for t in taken.values() for r in t.reports} | {c.id for t in taken.values() for c in t.claims}
        for path in parts.few:
            earlier = files.file(path)
            ids.update(recorded_ids(earlier.payload) if earlier is not None else ())
        named = Where(ids=ids)
        articles = bool(parts.texts or parts.archives)
        kept = ledger.entries(size=size, where=lambda entry: None if articles and not entry.refers else named)
        texts = Texts(ledger, ids)
        return texts, fold(map(texts.light, kept))

    def _large(self, ledger: Ledger, files: State, paths: Sequence[str]) -> AddResult:
        made = AddResult()
        if not paths:
            return made
        reports = set(fold(map(light, ledger.entries(types=(EntryType.REPORT,), where=Where(ids=())))).reports)
        told = _Told(self.progress, [datasets.size(self.shelf, p) for p in paths])
        for path in paths:
            done = datasets.record(ledger, self.shelf, self.inlets, path, reports, files.file(path), told.rows)
            reports.update(done.new)
            made = made.with_more(done)
            told.next()
        return made


class _Told:
    """Rows of several files, done and in all, where only their sizes are known."""

    def __init__(self, progress: Progress | None, sizes: Sequence[int]) -> None:
        self._progress = progress
        self._sizes = list(sizes)
        self._number = self._rows = self._before = 0

    def rows(self, rows: int, at: int) -> None:
        """So many rows of this file were taken from its first `at` bytes."""
        self._rows = rows
        read = sum(self._sizes[: self._number]) + at
        done = self._before + rows
        if self._progress is not None and read:
            self._progress(done, max(done, done * sum(self._sizes) // read))

    def next(self) -> None:
        """That file is done."""
        self._before, self._rows, self._number = self._before + self._rows, 0, self._number + 1
