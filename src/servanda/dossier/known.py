"""What was known at a pair of clocks: the ledger's fold, and the working copy that is not yet recorded (drafts)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from servanda.dossier import datasets
from servanda.dossier.archives import is_many
from servanda.dossier.intake import Inlets, Taken, is_law, is_source
from servanda.dossier.shelf import Working
from servanda.incidents import Decisions
from servanda.ledger import Decision, Record, State
from servanda.model import (
    Claim,
    Finding,
    Position,
    Report,
    Review,
    Severity,
    claim_from_payload,
    report_from_payload,
)
from servanda.model.shape import claim_fault, report_fault
from servanda.words import _

UNREADABLE = "record-unreadable"


@dataclass(frozen=True)
class Known:
    """Everything recorded up to some time with the working copy over it, before the public clock has its say."""

    claims: Mapping[str, Claim]
    reports: Mapping[str, Report]
    decisions: Decisions
    drafts: frozenset[str]
    findings: tuple[Finding, ...]
    erased: int


def readable(payload: Mapping[str, Any]) -> Claim | None:
    """The claim of a payload; None for what is none, which a stranger's ledger may hold with every proof in order."""
    return None if claim_fault(payload) else claim_from_payload(payload)


def unreadable(record: Record, fault: str) -> Finding:
    """That a record of the ledger is none that this program writes, whoever wrote it; answers go without it."""
    words = {"id": record.id, "n": record.index, "type": str(record.type), "field": fault}
    what = _("{id} (entry {n}) is no {type}: its {field} is not as a {type} has it").format(**words)
    advice = _("answers go without it; 'servanda ledger erase {id}' removes it for good").format(id=record.id)
    return Finding("record-unreadable", what, advice=advice, at=Position("ledger"))


def recorded(state: State) -> tuple[dict[str, Claim], dict[str, Report], list[Finding]]:
    """Claims and reports as the ledger knows them, with their view fields filled in, and what of it is neither."""
    found = []
    reports = {}
    for report in state.reports.values():
        if fault := report_fault(report.payload):
            found.append(unreadable(report, fault))
        else:
            reports[report.id] = report_from_payload(dict(report.payload))
    copied = {r.id: r.copy_of for r in reports.values() if r.copy_of}
    claims = {}
    for records in (state.claims, state.coverage):
        for record in records.values():
            if fault := claim_fault(record.payload):
                found.append(unreadable(record, fault))
                continue
            claim = _claim(record)
            claims[record.id] = _of_the_original(claim, copied, reports) if claim.report in copied else claim
    return claims, reports, found


def _of_the_original(claim: Claim, copied: Mapping[str, str], reports: Mapping[str, Report]) -> Claim:
    """What the outlet of a copy says in its own name (or of unnamed sources) is the word of the outlet copied from."""
    from servanda.incidents.copies import first_of

    first, own = reports.get(first_of(claim.report, copied)), reports[claim.report].outlet
    if claim.origin or first is None or not own or claim.speaker not in ((own,), (f"unnamed:{own}",)):
        return claim
    return replace(claim, origin=claim.speaker[0].replace(own, first.outlet or first.id))


def _claim(record: Record) -> Claim:
    claim = claim_from_payload(record.payload)
    view: dict[str, object] = {
        "review": Review(record.review_state),
        "recorded_at": record.first_recorded_at,
        "retracted": record.retraction is not None or record.withdrawal is not None,
    }
    if record.assigned_origin is not None:
        view["origin"] = record.origin
    if record.grade is not None:
        grade = record.grade.payload
        view["reliability"] = str(grade.get("reliability") or claim.reliability)
        view["credibility"] = str(grade.get("credibility") or claim.credibility)
    return replace(claim, **view)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Unrecorded:
    """The files of the working copy that differ from what is recorded: their paths, and what the sources among them
    hold."""

    drafts: frozenset[str] = frozenset()
    taken: tuple[Taken, ...] = ()


def unrecorded(state: State | None, shelf: Working | None, inlets: Inlets | None) -> Unrecorded:
    """What of the working copy is not recorded as it stands."""
    if shelf is None or inlets is None:
        return Unrecorded()
    new = []
    for path in shelf.paths:
        version = state.file(path) if state is not None else None
        if version is None or version.digest != shelf.digest(path):
            new.append(path)
    large = datasets.large(shelf, new)
    taken: list[Taken] = []
    for path in filter(is_source, new):
        if path in large:
            taken.append(Taken(path, (), (), (datasets.unread(path),), 0))
        else:
            taken.append(_unread(path) if is_many(shelf, path) else inlets.take(path))
    return Unrecorded(frozenset(path for path in new if is_law(path) or is_source(path)), tuple(taken))


def _unread(path: str) -> Taken:
    what = _("this archive is not recorded, or not all of it: answers rest on what is")
    advice = _("run `servanda add`: it goes on where it stopped")
    at, warning = Position(path), Severity.WARNING
    return Taken(path, (), (), (Finding("archive-unrecorded", what, advice=advice, at=at, severity=warning),), 0)


def known(state: State | None, working: Unrecorded) -> Known:
    """The recorded state and what of the working copy is not recorded over it, marked as drafts."""
    claims: dict[str, Claim] = {}
    reports: dict[str, Report] = {}
    decisions = Decisions()
    findings: list[Finding] = []
    if state is not None:
        claims, reports, found = recorded(state)
        findings += found
        decisions = Decisions(_ids(state.merges), _ids(state.splits))
    for taken in working.taken:
        findings += taken.findings
        for report in taken.reports:
            reports.setdefault(report.id, report)
        for claim in taken.claims:
            before = claims.get(claim.id)
            if before is not None and _same(before, claim):
                continue
            claims[claim.id] = replace(claim, draft=True)
    return Known(claims, reports, decisions, working.drafts, tuple(findings), len(state.erased) if state else 0)


def _same(recorded_claim: Claim, claim: Claim) -> bool:
    """Whether the working copy says what is recorded, leaving aside what the ledger added."""
    view = {
        name: getattr(recorded_claim, name)
        for name in ("review", "recorded_at", "retracted", "origin", "reliability", "credibility", "draft")
    }
    return replace(claim, **view) == recorded_claim


def _ids(decisions: Iterable[Decision]) -> tuple[tuple[str, ...], ...]:
    found = []
    for decision in decisions:
        ids = decision.payload.get("claims", ())
        if isinstance(ids, (list, tuple)) and len(ids) > 1:
            found.append(tuple(str(i) for i in ids))
    return tuple(found)


def public_by(claims: Mapping[str, Claim], known_at: int) -> tuple[dict[str, Claim], list[Finding]]:
    """What the public could know before `known_at`: claims whose publication certainly lies before it. A claim without
    a date of publication counts, and a finding says how many there are."""
    kept = {}
    undated = 0
    for claim in claims.values():
        end = claim.published_to if claim.published_to is not None else claim.published
        if end is None:
            undated += 1
        if end is None or end <= known_at:
            kept[claim.id] = claim
    found = []
    if undated:
        what = _("{n} claims have no date of publication and count as public at any time").format(n=undated)
        found.append(Finding("published-unknown", what, advice=_("give `published`")))
    return kept, found
