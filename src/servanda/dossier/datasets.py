"""Large datasets: a file of any number of rows recorded row by row, in bounded memory.

The file's bytes are kept first, and the rows are read from what was kept. Report, rows and file are recorded together:
a killed `add` leaves the files before it recorded, and of its own rows finished segments, which the next run compares
and uses. The file's entry names its report instead of every claim: each of them has the report's id before its dot.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from servanda.dossier.intake import Inlets
from servanda.dossier.recording import AddResult
from servanda.dossier.seen import Seen
from servanda.dossier.shelf import Working, inside
from servanda.errors import DossierError
from servanda.ledger import EntryType, FileVersion, Here, Ledger, NewEntry, Rows
from servanda.model import Claim, Finding, Position, Severity, claim_payload, report_payload
from servanda.sources import Intake
from servanda.sources.ucdp import Table, sniff
from servanda.words import _

LARGE = 4 * 1024**2
"""From so many bytes on datasets are recorded row by row, and are no drafts before they are."""
_HEAD = 8192
_SURE = 90
_BATCH = 4096
_LONGEST_LINE = 1 << 20

RowProgress = Callable[[int, int], None]


def is_dataset(shelf: Working, path: str) -> bool:
    """Whether a file of the dossier is one that can be read row by row."""
    if not path.startswith("data/") or not path.casefold().endswith(".csv"):
        return False
    try:
        with inside(shelf.folder, path).open("rb") as file:
            return sniff(path, file.read(_HEAD)) >= _SURE
    except (OSError, DossierError):
        return False  # `shelf.read` says why


def large(shelf: Working, paths: Iterable[str]) -> frozenset[str]:
    """Those of the files that are datasets, if they are large, one by itself or all together: thousands of small ones
    are as much as one of their length."""
    sizes = {path: size(shelf, path) for path in paths if is_dataset(shelf, path)}
    return frozenset(sizes) if sum(sizes.values()) >= LARGE else frozenset()


def size(shelf: Working, path: str) -> int:
    """How many bytes there are to read."""
    return inside(shelf.folder, path).stat().st_size


def record(
    ledger: Ledger,
    shelf: Working,
    inlets: Inlets,
    path: str,
    recorded: Container[str],
    earlier: FileVersion | None = None,
    progress: RowProgress | None = None,
) -> AddResult:
    """Record a dataset, whole. `recorded`: the ids of all reports that are; `earlier`: the file's last version.
    `progress` is told (rows, bytes)."""
    expected = ledger.size
    digest = ledger.objects.put_file(inside(shelf.folder, path))
    with ledger.objects.opened(digest) as kept, _reading(kept, digest, path, inlets, progress) as reading:
        table = reading.table
        if isinstance(table, Intake):
            return AddResult(findings=table.findings, skipped=table.skipped)
        file = {"path": path, "digest": digest, "reports": [table.report.id]}
        entries: list[NewEntry | Rows] = [NewEntry(EntryType.FILE, file, (), (digest,))]
        if table.report.id in recorded:  # the same bytes under another name: report and rows are recorded
            ledger.append(entries, expected_size=expected)
            return AddResult(unchanged=(path,))
        report = NewEntry(EntryType.REPORT, report_payload(table.report), (), (digest,))
        try:
            ledger.append(
                [report, Rows(EntryType.CLAIM, reading.payloads(), (Here(0),)), *entries], expected_size=expected
            )
        except _Refused:
            return AddResult(findings=reading.findings, skipped=table.skipped)
    replaced = [] if earlier is None else [_replaced(path)]
    return AddResult(
        (table.report.id,), findings=(*reading.findings, *replaced), skipped=table.skipped, rows=table.taken
    )


def look(shelf: Working, inlets: Inlets, path: str, progress: RowProgress | None = None) -> AddResult:
    """What `record` would do, with nothing written."""
    with inside(shelf.folder, path).open("rb") as file:
        digest = shelf.digest(path)
        with _reading(file, digest, path, inlets, progress) as reading:
            table = reading.table
            if isinstance(table, Intake):
                return AddResult(findings=table.findings, skipped=table.skipped, dry_run=True)
            try:
                for _claim in reading.claims():
                    pass
            except _Refused:
                return AddResult(findings=reading.findings, skipped=table.skipped, dry_run=True)
            new = (table.report.id,)
            return AddResult(new, findings=reading.findings, skipped=table.skipped, dry_run=True, rows=table.taken)


def holds(shelf: Working, inlets: Inlets, path: str, ids: frozenset[str]) -> bool:
    """Whether the file would bring a claim or report of these ids."""
    with (
        inside(shelf.folder, path).open("rb") as file,
        _reading(file, shelf.digest(path), path, inlets, None) as reading,
    ):
        if isinstance(reading.table, Intake):
            return False
        try:
            return reading.table.report.id in ids or any(claim.id in ids for claim in reading.claims())
        except _Refused:
            return False


def unread(path: str) -> Finding:
    """Of a large dataset that is not recorded: no answer rests on it."""
    what = _("this dataset is not recorded, and answers go without it")
    return Finding(
        "dataset-unrecorded", what, advice=_("run `servanda add`"), at=Position(path), severity=Severity.WARNING
    )


def _replaced(path: str) -> Finding:
    what = _("the file was recorded before with other bytes: the rows recorded from it then stay, beside these")
    advice = _("look at `servanda claims`; retract those that no longer hold")
    return Finding("dataset-replaced", what, advice=advice, at=Position(path), severity=Severity.WARNING)


class _Refused(Exception):
    """No row can be used, or nearly none."""


@dataclass
class _Reading:
    table: Table | Intake
    about: list[Finding]
    tell: Callable[[int], None]
    findings: tuple[Finding, ...] = ()

    def payloads(self) -> Iterator[Mapping[str, Any]]:
        """Every row as the ledger keeps it. Raises _Refused when the file is none of the dataset's."""
        return map(claim_payload, self.claims())

    def claims(self) -> Iterator[Claim]:
        """Every row that is usable and no repetition, and then `findings`."""
        table = self.table
        assert isinstance(table, Table)
        seen = Seen()
        rows = table.rows()
        while batch := list(islice(rows, _BATCH)):
            again = frozenset(seen.repeated([claim.id.partition(".")[2] for claim, _line in batch]))
            for place, (claim, line) in enumerate(batch):
                if place in again:
                    table.repeated(claim, line)
                else:
                    yield claim
            self.tell(table.taken)
        self.findings = (*self.about, *table.findings())
        if table.hopeless or not table.taken:
            raise _Refused


@contextmanager
def _reading(
    file: BinaryIO, digest: str, path: str, inlets: Inlets, progress: RowProgress | None
) -> Iterator[_Reading]:
    """A table over the bytes of an open file, which is read twice: once for its alphabet."""
    about: list[Finding] = []
    encoding, binary = _alphabet(file)
    if encoding != "utf-8-sig":
        what, advice = _("the file is not in UTF-8 and was read as Latin-1"), _("names with accents may be wrong")
        about.append(Finding("not-utf8", what, "UTF-8", "latin-1", advice, Position(path), Severity.WARNING))
    if binary:
        what = _("the file holds zero bytes: it is no CSV")
        yield _Reading(Intake(findings=(Finding("binary", what, at=Position(path)),)), about, lambda _rows: None)
        return
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        lines = iter(lambda: text.readline(_LONGEST_LINE), "")
        table = Table.open(lines, bytes.fromhex(digest), path, inlets.context_of(path))

        def tell(rows: int) -> None:
            if progress is not None:
                progress(rows, file.tell())

        yield _Reading(table, about, tell)
    finally:
        text.detach()


def _alphabet(file: BinaryIO) -> tuple[str, bool]:
    """The encoding, and whether there are bytes that no text has."""
    decoder, encoding, binary = codecs.getincrementaldecoder("utf-8")(), "utf-8-sig", False
    while part := file.read(1 << 20):
        binary = binary or b"\x00" in part
        if encoding != "latin-1":
            try:
                decoder.decode(part)
            except UnicodeDecodeError:
                encoding = "latin-1"
    if encoding != "latin-1":
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            encoding = "latin-1"
    return encoding, binary
