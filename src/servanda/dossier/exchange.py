"""Two analysts' ledgers become one: what the other recorded and we did not, recorded here; nothing of ours changes.

Each ledger keeps its own tree, so that old checkpoints of both stay good. What comes in is appended: reports, claims
and coverage with all their versions, then what people decided about them. Where both sides changed the same record, or
decided differently, both stand in the history, the later decision (or our wording) holds, and a finding names it:
people settle it, nothing is settled silently. Files of the law (accords, actors, geometry) are compared and never taken
over. `recorded_at` is when *we* learned it; where it came from is kept as an object (`ledger/merged/…`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from shutil import copyfileobj
from typing import Any

from servanda.dossier.arrival import MERGED
from servanda.dossier.part import light
from servanda.dossier.shelf import Working, inside
from servanda.ledger import (
    BULK_ROWS,
    Checkpoint,
    Decision,
    EntryType,
    Here,
    Ledger,
    NewEntry,
    Record,
    Ref,
    RowRef,
    Rows,
    State,
    Version,
    fold,
)
from servanda.ledger.entry import FILES
from servanda.ledger.segment import GROUP_ROWS
from servanda.model import Finding, Severity
from servanda.words import _

DECIDED = {
    EntryType.REVIEW: "review",
    EntryType.GRADE: "grade",
    EntryType.ORIGIN: "assigned_origin",
    EntryType.RETRACTION: "retraction",
    EntryType.WITHDRAWAL: "withdrawal",
}


@dataclass(frozen=True)
class Merged:
    """What merging did: ids of records that are new here, of those whose wording changed, how many decisions came in,
    and what people should look at."""

    new: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    decisions: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Imported:
    """A ledger that was taken over whole: its entries, the files that were laid out from it, and those that the folder
    has otherwise."""

    size: int
    laid_out: tuple[str, ...]
    otherwise: tuple[str, ...]


def laid_out(ledger: Ledger, shelf: Working) -> Imported:
    """Write the recorded files that the folder lacks, as they were recorded last."""
    state = fold(map(light, ledger.entries(types=FILES)))
    written, otherwise = [], []
    for path in sorted(p for p in state.files if not p.startswith(MERGED)):
        version = state.file(path)
        assert version is not None
        full = inside(shelf.folder, path)
        if full.exists():
            if full.is_dir() or shelf.digest(path) != version.digest:
                otherwise.append(path)
            continue
        full.parent.mkdir(parents=True, exist_ok=True)
        with ledger.objects.opened(version.digest) as kept, full.open("xb") as out:
            copyfileobj(kept, out)
        written.append(path)
    return Imported(ledger.size, tuple(written), tuple(otherwise))


@dataclass
class _Joining:
    """The batch in the making. `at` is where a record's latest version stands, recorded or on the way."""

    ours: State
    theirs: State
    other: Ledger
    batch: list[NewEntry | Rows] = field(default_factory=list)
    at: dict[str, Ref | Here] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    corrected: list[str] = field(default_factory=list)
    decisions: int = 0
    findings: list[Finding] = field(default_factory=list)
    objects: set[str] = field(default_factory=set)

    def put(self, entry: NewEntry) -> Here:
        self.objects.update(entry.objects)
        self.batch.append(entry)
        return Here(len(self.batch) - 1)


def joined(
    ledger: Ledger,
    ours: State,
    other: Ledger,
    theirs: State,
    origin: str,
    proof: Checkpoint,
    erased: Callable[[str], bool] = lambda _id: False,
) -> Merged:
    """Append to `ledger` (whose state is `ours`) what `other` (verified, with `theirs`) has besides. `erased`: whether
    the user erased what has this id; it does not come back by a merge."""
    work = _Joining(ours, theirs, other)
    barred = _barred(work, ledger, erased)
    kept = [
        {i: r for i, r in records.items() if i not in barred}
        for records in (theirs.reports, theirs.claims, theirs.coverage)
    ]
    kinds = (EntryType.REPORT, EntryType.CLAIM, EntryType.COVERAGE)
    for kind, mine, yours in zip(kinds, (ours.reports, ours.claims, ours.coverage), kept, strict=True):
        _records(work, kind, mine, yours)
    for mine, yours in zip((ours.claims, ours.coverage, ours.reports), (*kept[1:], kept[0]), strict=True):
        for record in yours.values():
            _decisions(work, mine.get(record.id), record)
    _groupings(work, EntryType.MERGE, ours.merges, theirs.merges)
    _groupings(work, EntryType.SPLIT, ours.splits, theirs.splits)
    _laws(work)
    if work.batch:
        note = json.dumps({"dossier": origin, "checkpoint": proof.as_json()}, sort_keys=True).encode()
        digest = ledger.put_object(note)
        path = f"{MERGED}{proof.root.hex()[:16]}.json"
        work.put(NewEntry(EntryType.FILE, {"path": path, "digest": digest}, (), (digest,)))
        for needed in sorted(work.objects - {digest}):
            ledger.put_object(other.object(needed))
        ledger.append(work.batch, expected_size=ours.size)
    return Merged(tuple(work.new), tuple(work.corrected), work.decisions, tuple(work.findings))


def _barred(work: _Joining, ledger: Ledger, erased: Callable[[str], bool]) -> set[str]:
    """Ids of theirs that were erased here, told; and those erased there that stand here, told as well. They are known
    by a mark that the user keeps or, where the two ledgers began as one, by the tombstones' commitments."""
    here, there = _tombstones(ledger), _tombstones(work.other)
    theirs = (work.theirs.reports, work.theirs.claims, work.theirs.coverage)
    ours = (work.ours.reports, work.ours.claims, work.ours.coverage)
    barred = {
        record.id
        for mine, yours in zip(ours, theirs, strict=True)
        for record in yours.values()
        if record.id not in mine and (erased(record.id) or _buried(work.other, record, here))
    }
    for record in (*work.theirs.claims.values(), *work.theirs.coverage.values()):
        report = work.theirs.reports.get(str(record.payload.get("report")))
        if report is not None and report.id in barred:
            if report.payload.get("cited_only") and record.id not in barred:
                barred.discard(report.id)  # what else cites the address is not what was erased
            else:
                barred.add(record.id)
    if barred:
        what = _("{n} records of theirs were erased here, and were left out").format(n=len(barred))
        advice = _("if they may be known again, write them into a file of the dossier and 'servanda add' it")
        _tell(work, "erased-here", what, advice)
    for mine in ours if there else ():
        for record in mine.values():
            if _buried(ledger, record, there):
                what = _("{id} was erased in the other dossier and stands here").format(id=record.id)
                advice = _("ask why; 'servanda ledger erase {id}' erases it here as well").format(id=record.id)
                _tell(work, "erased-there", what, advice)
    return barred


def _tombstones(ledger: Ledger) -> Mapping[Ref, str]:
    """The commitments that erasures left, by what they were of."""
    found: dict[Ref, str] = {}
    for entry in ledger.entries(types=(EntryType.ERASURE,)):
        if entry.payload is not None:
            found.update(zip(entry.refers, map(str, entry.payload.get("commitments", ())), strict=False))
    return found


def _buried(ledger: Ledger, record: Record, tombs: Mapping[Ref, str]) -> bool:
    """Whether a tombstone of the other ledger has the commitment of one of the record's versions in its place."""
    return any(v.index in tombs and tombs[v.index] == _commitment(ledger, v.index) for v in record.versions)


def _commitment(ledger: Ledger, ref: Ref) -> str:
    if not isinstance(ref, RowRef):
        return ledger.header(ref).commitment.hex()
    stored = ledger.segment(ref.index)
    try:
        return stored.leaves(ref.row // GROUP_ROWS)[ref.row % GROUP_ROWS].hex()
    finally:
        stored.close()


def _records(work: _Joining, kind: EntryType, mine: Mapping[str, Record], yours: Mapping[str, Record]) -> None:
    fresh = [r for i, r in yours.items() if i not in mine]
    plain = [r for r in fresh if _is_plain(work, r)]
    bulk = {r.id for r in plain} if len(plain) >= BULK_ROWS else set[str]()
    if bulk:
        work.batch.append(Rows(kind, [dict(r.payload) for r in plain]))
        work.new += bulk
    for record in fresh:
        if record.id not in bulk:
            work.new.append(record.id)
            work.at[record.id] = _versions(work, kind, record.versions, None)
    for record in (r for i, r in yours.items() if i in mine):
        _changed(work, mine[record.id], record)


def _is_plain(work: _Joining, record: Record) -> bool:
    """One version, decided by nobody, resting on no bytes: what a row of a segment can say."""
    decided = any(getattr(record, name) for name in (*DECIDED.values(), "outdated_review"))
    grouped = any(record.id in d.payload.get("claims", ()) for d in (*work.theirs.merges, *work.theirs.splits))
    return len(record.versions) == 1 and not decided and not grouped and not work.other.entry(record.index).objects


def _versions(work: _Joining, kind: EntryType, versions: Iterable[Version], after: Ref | Here | None) -> Ref | Here:
    """Each version in turn: the first as a record of its kind, if it corrects nothing, the others as corrections."""
    place = after
    for version in versions:
        objects = work.other.entry(version.index).objects
        refers = () if place is None else (place,)
        place = work.put(
            NewEntry(kind if place is None else EntryType.CORRECTION, dict(version.payload), refers, objects)
        )
    assert place is not None
    return place


def _changed(work: _Joining, mine: Record, yours: Record) -> None:
    known = {v.wording for v in mine.versions}
    if yours.versions[-1].wording in known:
        return
    theirs = [v.wording for v in yours.versions]
    if mine.versions[-1].wording in theirs:
        later = yours.versions[theirs.index(mine.versions[-1].wording) + 1 :]
        work.at[mine.id] = _versions(work, mine.type, later, mine.index)
        work.corrected.append(mine.id)
        return
    place = _versions(work, mine.type, yours.versions[-1:], mine.index)
    again = NewEntry(EntryType.CORRECTION, dict(mine.payload), (place,), ())
    work.at[mine.id] = work.put(again)
    what = _("{id} was changed here and there; ours stands, theirs is in the history").format(id=mine.id)
    _tell(work, "rival-version", what, _("compare the two ('servanda claims'), and correct the row if theirs is right"))


def _decisions(work: _Joining, mine: Record | None, yours: Record) -> None:
    for kind, name in DECIDED.items():
        theirs: Decision | None = getattr(yours, name)
        ours: Decision | None = getattr(mine, name) if mine is not None else None
        if theirs is None or (ours is not None and _said(ours) == _said(theirs)):
            continue
        ref = work.at.get(yours.id)
        if ref is None:
            assert mine is not None
            ref = mine.index
        work.put(NewEntry(kind, _payload(theirs), (ref,)))
        work.decisions += 1
        if ours is None:
            continue
        what = _("{id}: decided differently here ({ours}) and there ({theirs}); the later decision holds").format(
            id=yours.id, ours=_said(ours), theirs=_said(theirs)
        )
        _tell(work, "rival-decision", what, _("decide again if it is the wrong one"))
        if ours.recorded_at > theirs.recorded_at:
            work.put(NewEntry(kind, _payload(ours), (ref,)))


def _said(decision: Decision) -> str:
    told = {k: v for k, v in decision.payload.items() if k not in ("by", "reason")}
    return ", ".join(str(v) for v in told.values()) or _("yes")


def _payload(decision: Decision) -> dict[str, Any]:
    return {"by": decision.by, **decision.payload}


def _groupings(work: _Joining, kind: EntryType, ours: Iterable[Decision], theirs: Iterable[Decision]) -> None:
    known = {frozenset(d.payload.get("claims", ())) for d in ours}
    for decision in theirs:
        ids = [str(i) for i in decision.payload.get("claims", ())]
        if frozenset(ids) in known:
            continue
        refs = [work.at.get(i) or _place(work, i) for i in ids]
        if all(r is not None for r in refs):
            work.put(NewEntry(kind, _payload(decision), tuple(r for r in refs if r is not None)))
            work.decisions += 1


def _place(work: _Joining, claim: str) -> Ref | None:
    record = work.ours.claims.get(claim) or work.ours.coverage.get(claim)
    return record.index if record is not None else None


def _laws(work: _Joining) -> None:
    """Which files of the law the two have in different versions: their verdicts differ for that reason too."""
    from servanda.dossier.intake import is_law

    for path in sorted(p for p in work.theirs.files if is_law(p)):
        mine, yours = work.ours.file(path), work.theirs.file(path)
        if yours is not None and (mine is None or mine.digest != yours.digest):
            what = _("{path} is another one in the other dossier").format(path=path)
            _tell(work, "law-differs", what, _("compare the two files; the law is never taken over by a merge"))


def _tell(work: _Joining, slug: str, what: str, advice: str) -> None:
    work.findings.append(Finding(slug, what, advice=advice, severity=Severity.WARNING))
