"""What may be appended: the shape that each type of entry must have, checked before anything is written.

These are rules for callers, so a breach is a UsageError: data from outside became findings long before it came here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from servanda.errors import UsageError
from servanda.ledger.entry import DECISIONS, FILES, RECORDS, EntryType, Here, NewEntry, Ref, RowRef, is_digest
from servanda.words import _

RELIABILITY = ("A", "B", "C", "D", "E", "F")
CREDIBILITY = ("1", "2", "3", "4", "5", "6")
REVIEW_STATES = ("accepted", "rejected", "unreviewed")


def admit(new: NewEntry, place: int) -> None:
    """Check one entry by itself; `place` is its place in the batch. Raises UsageError."""
    if new.type not in set(EntryType) or new.type in (EntryType.ERASURE, EntryType.SEGMENT):
        raise _refused(place, new, _("this type of entry cannot be appended"))
    if not isinstance(new.payload, Mapping):
        raise _refused(place, new, _("the payload is no object"))
    for digest in new.objects:
        if not is_digest(digest):
            raise _refused(place, new, _("{digest!r} is no SHA-256 in hex").format(digest=digest))
    check = _RULES.get(EntryType(new.type))
    fault = check(new) if check else ""
    if fault:
        raise _refused(place, new, fault)


def resolve(new: NewEntry, place: int, first: int) -> tuple[Ref, ...]:
    """What an entry refers to, once the batch's first index is known. Raises UsageError for what does not stand before
    the entry itself, or does so twice."""
    found: list[Ref] = []
    for reference in new.refers:
        ref: Ref = first + reference.place if isinstance(reference, Here) else reference
        whole = RowRef(ref, 0) if isinstance(ref, int) else ref
        numbers = type(whole.index) is int and type(whole.row) is int
        if not numbers or not 0 <= whole.index < first + place or whole.row < 0:
            raise _refused(place, new, _("it refers to entry {n}, which is not before it").format(n=ref))
        found.append(ref)
    return tuple(found)


def admit_targets(new: NewEntry, place: int, targets: Sequence[tuple[str, str | None]]) -> None:
    """Check an entry against the (type, id) of what it refers to. The id is None where it was erased."""
    if new.type in DECISIONS:
        for kind, _id in targets:
            if kind not in RECORDS and kind != EntryType.CORRECTION:
                raise _refused(
                    place,
                    new,
                    _("it is about a {kind} entry, not a report, claim or coverage").format(kind=kind),
                )
    if new.type == EntryType.CORRECTION:
        kind, identity = targets[0]
        if kind not in RECORDS and kind != EntryType.CORRECTION:
            raise _refused(place, new, _("it corrects a {kind} entry").format(kind=kind))
        if identity is not None and identity != new.payload["id"]:
            raise _refused(
                place,
                new,
                _("it corrects {theirs} but carries the id {ours}").format(theirs=identity, ours=new.payload["id"]),
            )


def _has_id(new: NewEntry) -> str:
    return "" if _is_text(new.payload.get("id")) else _("its payload has no id")


def _is_file(new: NewEntry) -> str:
    if not _is_text(new.payload.get("path")):
        return _("its payload has no path")
    if new.payload.get("digest") not in new.objects:
        return _("its payload's digest is not among its objects")
    return ""


def _is_correction(new: NewEntry) -> str:
    if len(new.refers) != 1:
        return _("a correction refers to the one entry that it corrects")
    return _has_id(new)


def _is_decision(new: NewEntry) -> str:
    return "" if new.refers else _("it refers to no entry")


def _is_review(new: NewEntry) -> str:
    if new.payload.get("state") not in REVIEW_STATES:
        return _("its state is not one of {states}").format(states=", ".join(REVIEW_STATES))
    return _is_decision(new)


def _is_grade(new: NewEntry) -> str:
    for name, allowed in (("reliability", RELIABILITY), ("credibility", CREDIBILITY)):
        if new.payload.get(name) not in (None, "", *allowed):
            return _("its {name} is not one of {values}").format(name=name, values=", ".join(allowed))
    return _is_decision(new)


def _is_origin(new: NewEntry) -> str:
    return _is_decision(new) if _is_text(new.payload.get("origin")) else _("its payload names no origin")


def _names_claims(new: NewEntry) -> str:
    claims = new.payload.get("claims")
    if isinstance(claims, (list, tuple)) and claims and all(_is_text(claim) for claim in claims):
        return ""
    return _("its payload lists no claim ids under 'claims'")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


_RULES: Mapping[EntryType, Callable[[NewEntry], str]] = {
    EntryType.REPORT: _has_id,
    EntryType.CLAIM: _has_id,
    EntryType.COVERAGE: _has_id,
    **dict.fromkeys(FILES, _is_file),
    EntryType.CORRECTION: _is_correction,
    EntryType.REVIEW: _is_review,
    EntryType.GRADE: _is_grade,
    EntryType.ORIGIN: _is_origin,
    EntryType.RETRACTION: _is_decision,
    EntryType.WITHDRAWAL: _is_decision,
    EntryType.MERGE: _names_claims,
    EntryType.SPLIT: _names_claims,
}


def _refused(place: int, new: NewEntry, why: str) -> UsageError:
    return UsageError(
        "entry-refused",
        _("Entry {place} of the batch ({type}) is refused: {why}").format(place=place, type=str(new.type), why=why),
        _("nothing of the batch was written"),
    )
