"""From files to entries: what `add` would record, and recording it, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from servanda.dossier.intake import Inlets, Taken, is_law, is_source
from servanda.dossier.shelf import Working
from servanda.dossier.texts import Texts
from servanda.ledger import EntryType, Ledger, NewEntry, Rows, State, entries_of, plan
from servanda.model import (
    Claim,
    Finding,
    Kind,
    Position,
    Report,
    Severity,
    claim_from_payload,
    claim_payload,
    report_payload,
)
from servanda.sources import completed
from servanda.words import _

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class AddResult:
    """Ids of claims and reports (and paths of files of the law) by what happened to them; `skipped` rows were bad;
    `before`: so many articles of archives had been recorded by a run that was stopped, and were not read again. `rows`:
    so many claims of large datasets are new, which are not listed."""

    new: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    skipped: int = 0
    dry_run: bool = False
    before: int = 0
    rows: int = 0

    def with_more(self, more: AddResult) -> AddResult:
        """This and what the same run recorded afterwards."""
        return AddResult(
            self.new + more.new,
            self.corrected + more.corrected,
            self.unchanged + more.unchanged,
            self.vanished + more.vanished,
            self.findings + more.findings,
            self.skipped + more.skipped,
            self.dry_run,
            self.before + more.before,
            self.rows + more.rows,
        )


@dataclass
class Batch:
    """What is to be recorded, and what became of what was found. `seen` are ids of reports, `known` of claims that this
    run of `add` has met before."""

    texts: Texts
    entries: list[NewEntry | Rows]
    objects: dict[str, bytes]
    new: list[str]
    corrected: list[str]
    unchanged: list[str]
    vanished: list[str]
    findings: list[Finding]
    skipped: int = 0
    seen: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    addresses: dict[str, str] | None = None
    copied: dict[str, str] = field(default_factory=dict)


def empty_batch(texts: Texts) -> Batch:
    """Nothing yet, to be compared with these texts."""
    return Batch(texts, [], {}, [], [], [], [], [])


def recorded_batch(
    shelf: Working,
    inlets: Inlets,
    state: State,
    texts: Texts,
    paths: Iterable[str],
    progress: Progress | None = None,
    taken: Mapping[str, Taken] = MappingProxyType({}),
) -> Batch:
    """The entries that would record `paths`, against what `state` knows of them; those `taken` are not read again."""
    batch = empty_batch(texts)
    wanted = list(paths)
    for done, path in enumerate(wanted, start=1):
        known = state.file(path)
        digest = shelf.digest(path)
        if known is not None and known.digest == digest:
            batch.unchanged.append(path)
        elif is_source(path):
            source(batch, shelf, taken.get(path) or inlets.take(path), state, digest)
        elif is_law(path):
            file(batch, shelf, path, digest)
            (batch.new if known is None else batch.corrected).append(path)
        if progress is not None:
            progress(done, len(wanted))
    now_copies(batch, state)
    return batch


def source(batch: Batch, shelf: Working, taken: Taken, state: State, digest: str, *, last: bool = True) -> None:
    """What a file holds, for the batch; `last`: it is all of it, so that the file itself is recorded with it."""
    batch.findings += taken.findings
    batch.skipped += taken.skipped
    if not taken.claims and not taken.reports and any(f.is_error for f in taken.findings):
        return
    earlier = state.file(taken.path)
    scope = recorded_ids(earlier.payload) if earlier and last else ()
    claims = [_completed(c, taken, state) for c in taken.claims if last or c.id not in batch.known]
    coverage = [c for c in claims if c.kind is Kind.COVERAGE]
    others = [c for c in claims if c.kind is not Kind.COVERAGE]
    for kind, known, payloads, ids in (
        (EntryType.REPORT, state.reports, _report_payloads(batch, taken, state), ()),
        (EntryType.CLAIM, state.claims, _payloads(others), scope),
        (EntryType.COVERAGE, state.coverage, _payloads(coverage), scope),
    ):
        made = plan(known, payloads, ids)
        rests = {r.id: (digest,) for r in taken.reports if r.digest == digest}
        batch.entries += entries_of(made, kind, rests if kind is EntryType.REPORT else None)
        batch.new += [str(p["id"]) for p in made.new]
        batch.corrected += [r.id for _p, r in made.corrections]
        batch.unchanged += made.unchanged
        batch.vanished += made.vanished
        batch.findings += [vanished(i, taken.path) for i in made.vanished]
        batch.findings += [_clash(i, taken.path) for i in made.clashing]
    batch.seen.update(r.id for r in taken.reports)
    batch.known.update(c.id for c in claims)
    if not last:
        return
    file(batch, shelf, taken.path, digest, tuple(c.id for c in taken.claims))


def _completed(claim: Claim, taken: Taken, state: State) -> Claim:
    """A row that edits a claim of another report (an export read back) keeps what no column can say."""
    known = state.claims.get(claim.id)
    if known is None or any(r.id == claim.report for r in taken.reports):
        return claim
    return completed(claim, claim_from_payload(known.payload))


def _report_payloads(batch: Batch, taken: Taken, state: State) -> list[Mapping[str, Any]]:
    """New reports, each with the one that it replaces (the last recorded one of the same address with other bytes) and
    with the one that it is a copy of."""
    if batch.addresses is None and any(r.url and r.text is not None for r in taken.reports):
        kept = ((i, r.payload) for i, r in state.reports.items() if not r.payload.get("cited_only"))
        batch.addresses = {str(p["url"]): i for i, p in kept if p.get("url")}
    last = batch.addresses or {}
    made: list[Mapping[str, Any]] = []
    for report in taken.reports:
        if report.id in batch.seen:
            continue
        known = state.reports.get(report.id)
        if known is not None:
            made.append(report_payload(_as_known(report, batch.texts.whole(known))))
            continue
        report = _compared(batch, report)
        earlier = last.get(report.url, "") if report.text is not None else ""
        made.append(report_payload(replace(report, supersedes=earlier if earlier != report.id else "")))
    return made


def _as_known(report: Report, recorded: Mapping[str, Any]) -> Report:
    """The report with what only recording it could tell. One that has come again in a file of other bytes, in an
    archive or a feed that has grown, keeps the file that it was recorded from."""
    report = replace(report, supersedes=str(recorded.get("supersedes", "")))
    if report.text is None:
        return report
    report = replace(report, sketch=str(recorded.get("sketch", "")), copy_of=str(recorded.get("copy_of", "")))
    digest = str(recorded.get("digest", ""))
    return report if digest == report.digest else replace(report, digest=digest, path=str(recorded.get("path", "")))


def _compared(batch: Batch, report: Report) -> Report:
    """The report with its sketch and what it is a copy of; recorded reports that are copies of it are corrected."""
    if report.text is None:
        return report
    from servanda.incidents.copies import sketch

    report = replace(report, sketch=sketch(report.text))
    source, copies = batch.texts.copies_of(report)
    batch.copied.update(dict.fromkeys(copies, report.id))
    return replace(report, copy_of=source)


def now_copies(batch: Batch, state: State) -> None:
    """Reports that turned out to be copies of one that came in after them are corrected, recorded or on the way."""
    for i, entry in enumerate(batch.entries):
        if isinstance(entry, Rows):
            continue
        source = batch.copied.pop(str(entry.payload.get("id")), "") if entry.type is EntryType.REPORT else ""
        if source:
            batch.entries[i] = replace(entry, payload={**entry.payload, "copy_of": source})
    found = sorted(batch.copied.items())
    payloads = [{**batch.texts.whole(state.reports[i]), "copy_of": source} for i, source in found]
    batch.entries += entries_of(plan(state.reports, payloads, ()), EntryType.REPORT)
    batch.copied.clear()


def _payloads(claims: Iterable[Claim]) -> list[Mapping[str, Any]]:
    return [claim_payload(c) for c in claims]


def file(batch: Batch, shelf: Working, path: str, digest: str, ids: tuple[str, ...] = ()) -> None:
    """Record a file with its bytes."""
    version(batch, path, digest, ids)
    batch.objects[digest] = shelf.read(path)


def version(batch: Batch, path: str, digest: str, ids: tuple[str, ...]) -> None:
    """Record a file whose bytes the ledger keeps already, and the claims that are in it."""
    payload: dict[str, Any] = {"path": path, "digest": digest}
    if ids:
        payload["claims"] = list(ids)
    batch.entries.append(NewEntry(_file_type(path), payload, (), (digest,)))


def _file_type(path: str) -> EntryType:
    """What a version of a file is recorded as: an accord, a geometry, names and sides, or any file."""
    if path == "actors.yaml":
        return EntryType.NAMES
    folder = path.split("/", 1)[0]
    return {"accords": EntryType.ACCORD, "geo": EntryType.GEOMETRY}.get(folder, EntryType.FILE)


def recorded_ids(payload: Mapping[str, Any]) -> tuple[str, ...]:
    ids = payload.get("claims", ())
    return tuple(str(i) for i in ids) if isinstance(ids, (list, tuple)) else ()


def vanished(claim: str, path: str) -> Finding:
    what = _("the recorded claim {id} is no longer in the file").format(id=claim)
    advice = _("use `servanda retract` if it was taken back; it stays recorded until then")
    return Finding("claim-vanished", what, advice=advice, at=Position(path), severity=Severity.WARNING)


def _clash(claim: str, path: str) -> Finding:
    what = _("two different rows have the id {id}; the first was taken").format(id=claim)
    return Finding("claim-clash", what, advice=_("give each row a key of its own"), at=Position(path))


def record(
    ledger: Ledger, batch: Batch, *, dry_run: bool, expected_size: int, progress: Progress | None = None
) -> AddResult:
    """Append the batch, unless it is only to be looked at; `progress` is told of rows that are written in bulk."""
    if batch.entries and not dry_run:
        ledger.append(batch.entries, batch.objects, expected_size=expected_size, progress=progress)
    return result(batch, dry_run=dry_run)


def result(batch: Batch, *, dry_run: bool) -> AddResult:
    return AddResult(
        tuple(batch.new),
        tuple(batch.corrected),
        tuple(batch.unchanged),
        tuple(batch.vanished),
        tuple(batch.findings),
        batch.skipped,
        dry_run,
    )
