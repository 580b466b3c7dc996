"""Erasing what must not be known: a claim, or a report with all its claims, from the ledger and everything it rests on.

Who asks for an erasure protects somebody. So it reaches every version of the record, every decision that speaks of it
alone, every recorded version of the files it came in, and their bytes; it refuses while the words still stand in a file
of the folder that `add` would record again; and it names every other file of the folder that still holds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from json import dumps
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from servanda.dossier import datasets
from servanda.dossier.intake import Inlets
from servanda.dossier.shelf import Working
from servanda.errors import DossierError, UsageError
from servanda.ledger import (
    EntryType,
    Erasure,
    Here,
    Ledger,
    NewEntry,
    Record,
    Ref,
    SigningKey,
    State,
    Where,
    erased_marks,
    fold,
)
from servanda.ledger.bundle import ABOUT as ABOUT_BUNDLE
from servanda.words import _

SHORTEST = 8
"""Words shorter than this are not searched for in other files: they would be found everywhere."""
ABOUT = (
    EntryType.REVIEW,
    EntryType.GRADE,
    EntryType.ORIGIN,
    EntryType.RETRACTION,
    EntryType.WITHDRAWAL,
    EntryType.MERGE,
    EntryType.SPLIT,
)


@dataclass(frozen=True)
class Erased:
    """What was erased: entries (and rows) in all, by id, the recorded files that went with it, and the files of the
    folder that still hold some of the words."""

    entries: int
    records: tuple[str, ...]
    files: tuple[str, ...]
    objects: int
    still: tuple[str, ...]


@dataclass(frozen=True)
class Aim:
    """What an erasure would reach. `renewed` stand again afterwards: reports that rest on the bytes of a file that
    goes, with what was decided about them."""

    records: tuple[Record, ...]
    files: tuple[str, ...]
    refs: tuple[Ref, ...]
    words: tuple[str, ...]
    renewed: tuple[NewEntry, ...] = ()


def aimed(state: State, ledger: Ledger, ids: Sequence[str]) -> Aim:
    """Everything that holds the words of these claims and reports. Raises UsageError for an id that is not recorded, or
    a claim whose words stand in its report's own text."""
    records: dict[str, Record] = {}
    for given in ids:
        for record in _meant(state, given):
            records[record.id] = record
    claims = {i for i, r in records.items() if r.type is not EntryType.REPORT}
    records |= {r.id: r for r in _only_of(state, claims)}
    paths = {p for r in records.values() if r.type is EntryType.REPORT for p in _files_of(r)}
    refs: set[Ref] = {v.index for r in records.values() for v in r.versions}
    files, digests = set(), set()
    for path, versions in state.files.items():
        for version in versions:
            if path in paths or _holds(version.payload, claims):
                refs.add(version.index)
                files.add(path)
                digests.add(version.digest)
    for entry in ledger.entries(types=ABOUT):
        if entry.refers and set(entry.refers) <= refs:
            refs.add(entry.ref)
    resting = [r for r in state.reports.values() if r.id not in records and _digests(r) & digests]
    renewed = list(_renewed(resting, ledger))
    refs |= {v.index for r in resting for v in r.versions}
    words = {w for r in records.values() for v in r.versions for w in _words(v.payload)} | set(records)
    return Aim(tuple(records.values()), tuple(sorted(files)), tuple(refs), tuple(sorted(words)), tuple(renewed))


def _digests(report: Record) -> set[str]:
    return {str(v.payload.get("digest", "")) for v in report.versions} - {""}


def _renewed(reports: Sequence[Record], ledger: Ledger) -> Iterable[NewEntry]:
    """Reports as they stand, without the bytes that they rest on, and the decisions about them."""
    places: dict[Ref, int] = {}
    for place, report in enumerate(reports):
        places |= {version.index: place for version in report.versions}
        yield NewEntry(EntryType.CORRECTION, report.payload, (report.index,))
    for entry in ledger.entries(types=ABOUT) if places else ():
        if entry.payload is not None and entry.refers and set(entry.refers) <= set(places):
            refers = tuple(Here(n) for n in dict.fromkeys(places[ref] for ref in entry.refers))
            yield NewEntry(EntryType(entry.type), entry.payload, refers)


def known_of(ledger: Ledger, ids: Sequence[str]) -> State:
    """What of the ledger bears on an erasure: of rows in bulk those of these ids, and those of reports that would go
    with them."""
    state = fold(ledger.entries(where=Where(ids=ids)))
    of_claims = {str(i).partition(".")[0] for i in ids}
    reports = {i for i in of_claims if i in state.reports and (i in ids or state.reports[i].payload.get("cited_only"))}
    return fold(ledger.entries(where=Where(ids=ids, reports=reports))) if reports else state


def _meant(state: State, given: str) -> Iterable[Record]:
    report = state.reports.get(given)
    if report is not None:
        yield report
        for kept in (state.claims, state.coverage):
            yield from (r for r in kept.values() if r.payload.get("report") == given)
        return
    record = state.claims.get(given) or state.coverage.get(given)
    if record is None:
        what = _("the ledger has no claim or report {id}").format(id=given)
        raise UsageError("unknown-claim", what, _("'servanda claims' lists claims with their reports"))
    held_in = state.reports.get(str(record.payload.get("report", "")))
    if held_in is not None and held_in.payload.get("text"):
        what = _("the words of {id} stand in the text of its report {report} too").format(id=given, report=held_in.id)
        raise UsageError(
            "erase-report", what, _("erase the report: 'servanda ledger erase {id}'").format(id=held_in.id)
        )
    yield record


def _only_of(state: State, claims: set[str]) -> Iterable[Record]:
    """Reports that are only cited, and cited by none but these claims: the address alone may betray who spoke."""
    kept = {
        str(r.payload.get("report", ""))
        for s in (state.claims, state.coverage)
        for i, r in s.items()
        if i not in claims
    }
    gone = {
        str(r.payload.get("report", "")) for s in (state.claims, state.coverage) for i, r in s.items() if i in claims
    }
    for report in sorted(gone - kept):
        record = state.reports.get(report)
        if record is not None and record.payload.get("cited_only"):
            yield record


def _holds(file: Mapping[str, Any], claims: set[str]) -> bool:
    """Whether one of the claims came in with a version of a file, which lists them, or their reports."""
    listed, reports = file.get("claims", ()), file.get("reports", ())
    if isinstance(listed, (list, tuple)) and claims & {str(i) for i in listed}:
        return True
    return isinstance(reports, (list, tuple)) and any(i.partition(".")[0] in reports for i in claims)


def _files_of(report: Record) -> Iterable[str]:
    """The report's own file and what stands beside it."""
    path = str(report.payload.get("path", ""))
    if path and not report.payload.get("cited_only"):
        stem = path.rpartition(".")[0]
        yield from (path, f"{stem}.yaml", f"{stem}.yml")


def _words(payload: object) -> Iterable[str]:
    if isinstance(payload, dict):
        for name in ("quote", "note", "title", "url", "author"):
            text = payload.get(name)
            if isinstance(text, str) and len(text) >= SHORTEST:
                yield text


def still_written(shelf: Working, inlets: Inlets, aim: Aim) -> list[str]:
    """Files of the working copy that would bring it back with the next `add`."""
    ids = {r.id for r in aim.records}
    back = []
    for path in aim.files:
        if path not in shelf.paths:
            continue
        if datasets.is_dataset(shelf, path):
            if datasets.holds(shelf, inlets, path, frozenset(ids)):
                back.append(path)
            continue
        taken = inlets.take(path)
        if ids & ({c.id for c in taken.claims} | {r.id for r in taken.reports}):
            back.append(path)
    return back


def erase(ledger: Ledger, aim: Aim, reason: str, key: SigningKey, folder: Path) -> Erased:
    """Carry it out, and look through the rest of the folder."""
    erased_marks.remember([r.id for r in aim.records], key)
    if aim.renewed:
        ledger.append(aim.renewed)
    done: Erasure = ledger.erase(aim.refs, reason=reason, key=key)
    records = tuple(sorted(r.id for r in aim.records))
    return Erased(len(done.erased), records, aim.files, len(done.objects_gone), tuple(_holding(folder, aim.words)))


def refuse_written(paths: Sequence[str]) -> None:
    if paths:
        what = _("it still stands in {files}, from where the next 'servanda add' would record it again").format(
            files=", ".join(paths)
        )
        raise DossierError("still-written", what, _("take it out of the file (or the file out of the folder) first"))


def _holding(folder: Path, words: Sequence[str]) -> list[str]:
    needles = sorted({n for w in words for n in _written(w)})
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()):
        relative = path.relative_to(folder)
        if relative.parts[0] == "ledger":
            continue
        with path.open("rb") as file:
            if path.stat().st_size == 0:
                continue
            with mmap(file.fileno(), 0, access=ACCESS_READ) as content:
                if any(content.find(n) >= 0 for n in needles) or _is_export(path):
                    found.append(relative.as_posix())
    return found


def _written(words: str) -> Iterable[bytes]:
    """The words as our own outputs write them: plain, in HTML, in JSON, in CSV."""
    ways = (
        words,
        escape(words),
        escape(words, quote=False),
        dumps(words)[1:-1],
        dumps(words, ensure_ascii=False)[1:-1],
    )
    return (way.encode() for way in (*ways, words.replace('"', '""')))


def _is_export(path: Path) -> bool:
    """Whether it is an exported ledger: packed, so that no word is found in it, and older than the erasure."""
    try:
        with ZipFile(path) as archive:
            return ABOUT_BUNDLE in archive.namelist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return False
