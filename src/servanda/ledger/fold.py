"""The present, or any past, as a fold over entries: what was recorded, corrected, reviewed, graded and taken back.

Pure: entries in, `State` out. Fold `ledger.entries(known_at)` for the state at a ledger clock. What a retraction,
review or grade is about is given by entry indexes (or rows of segments), that is, by *version*:

- a **correction** brings a new version; the latest one recorded is current;
- a **review** is of the version that the person saw: after a correction the record is unreviewed again, and the earlier
  review stays visible as `outdated_review`;
- a **retraction** (the speaker takes it back) strikes the record for good, and every record of the same origin;
- a **withdrawal** (we take our reading back) holds until a later correction records the claim anew;
- a **grade** and an **origin** hold for the record, the latest of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from servanda.ledger.collection import no_collection
from servanda.ledger.entry import FILES, RECORDS, Entry, EntryType, Ref, payload_bytes


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a record: `author` recorded it at `recorded_at` (seconds UTC) as entry `index`."""

    index: int
    recorded_at: int
    author: str
    payload: Mapping[str, Any]

    @property
    def reason(self) -> str:
        return str(self.payload.get("reason") or "")

    @property
    def by(self) -> str:
        """Whose decision it was: the payload's `by` (an actor, a person), else the recording author."""
        return str(self.payload.get("by") or self.author)


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a record: the original entry (or row of a segment), or a correction. `wording`: the SHA-256 of the
    payload's canonical JSON, by which two are the same."""

    index: Ref
    recorded_at: int
    author: str
    payload: Mapping[str, Any]
    wording: bytes


@dataclass(slots=True)
class Record:
    """A report, claim or coverage with all that was recorded about it. Times are seconds UTC."""

    id: str
    type: EntryType
    versions: list[Version]
    review: Decision | None = None
    outdated_review: Decision | None = None
    retraction: Decision | None = None
    withdrawal: Decision | None = None
    grade: Decision | None = None
    assigned_origin: Decision | None = None

    @property
    def payload(self) -> Mapping[str, Any]:
        """The current version's payload."""
        return self.versions[-1].payload

    @property
    def index(self) -> Ref:
        """The entry, or row, of the current version: what a new review, correction or retraction refers to."""
        return self.versions[-1].index

    @property
    def first_index(self) -> Ref:
        return self.versions[0].index

    @property
    def recorded_at(self) -> int:
        """When the current version was recorded."""
        return self.versions[-1].recorded_at

    @property
    def first_recorded_at(self) -> int:
        return self.versions[0].recorded_at

    @property
    def review_state(self) -> str:
        """`accepted`, `rejected` or `unreviewed`."""
        said = self.review.payload.get("state") if self.review else ""
        return said if said in ("accepted", "rejected") else "unreviewed"

    @property
    def origin(self) -> str:
        """The origin that somebody assigned, or the payload's own; empty when neither says."""
        if self.assigned_origin is not None:
            return str(self.assigned_origin.payload.get("origin"))
        return str(self.payload.get("origin") or "")

    @property
    def standing(self) -> bool:
        """Whether it counts: neither retracted, nor withdrawn, nor rejected."""
        return self.retraction is None and self.withdrawal is None and self.review_state != "rejected"


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A recorded version of a file of the dossier: its bytes are the object `digest`. `type` says what it is: an
    accord, a geometry, names and sides, or any file."""

    path: str
    digest: str
    index: int
    recorded_at: int
    author: str
    payload: Mapping[str, Any]
    type: EntryType = EntryType.FILE


@dataclass(frozen=True, slots=True)
class Erased:
    """An entry, or row of a segment, whose payload was erased: what is still known of it."""

    index: int
    type: str
    recorded_at: int
    row: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What the ledger says at a point of its clock. Dictionaries are in order of first recording; do not change them.

    `merges` and `splits` are decisions in order; `unknown` are indexes of entries of types that this version does not
    know, which it left out.
    """

    size: int = 0
    recorded_at: int = 0
    reports: dict[str, Record] = field(default_factory=dict)
    claims: dict[str, Record] = field(default_factory=dict)
    coverage: dict[str, Record] = field(default_factory=dict)
    files: dict[str, list[FileVersion]] = field(default_factory=dict)
    merges: list[Decision] = field(default_factory=list)
    splits: list[Decision] = field(default_factory=list)
    erased: list[Erased] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)

    def file(self, path: str) -> FileVersion | None:
        """The latest recorded version of a file; None when it was never recorded."""
        versions = self.files.get(path)
        return versions[-1] if versions else None


def fold(entries: Iterable[Entry]) -> State:
    """The state after `entries`, which are the first so many of a ledger, in order."""
    folding = _Folding()
    with no_collection():
        for entry in entries:
            folding.take(entry)
    return folding.state()


_KNOWN = frozenset(EntryType)
_TYPES = {str(kind): kind for kind in EntryType}


class _Folding:
    def __init__(self) -> None:
        self._state = State()
        self._places = {
            EntryType.REPORT: self._state.reports,
            EntryType.CLAIM: self._state.claims,
            EntryType.COVERAGE: self._state.coverage,
        }
        self._at: dict[Ref, Record] = {}  # entry index of every version -> its record
        self._size = 0
        self._recorded_at = 0

    def take(self, entry: Entry) -> None:
        self._size, self._recorded_at = entry.index + 1, entry.recorded_at
        if entry.payload is None:
            self._state.erased.append(Erased(entry.index, entry.type, entry.recorded_at, entry.row))
            return
        if entry.type in RECORDS:
            self._record(entry, _TYPES[entry.type], entry.payload)
        elif entry.type == EntryType.CORRECTION:
            self._correct(entry, entry.payload)
        elif entry.type in FILES:
            path, digest = str(entry.payload.get("path")), str(entry.payload.get("digest"))
            kind = EntryType(entry.type)
            version = FileVersion(path, digest, entry.index, entry.recorded_at, entry.author, entry.payload, kind)
            self._state.files.setdefault(path, []).append(version)
        elif entry.type in (EntryType.MERGE, EntryType.SPLIT):
            decisions = self._state.merges if entry.type == EntryType.MERGE else self._state.splits
            decisions.append(_decision(entry, entry.payload))
        elif entry.type == EntryType.SEGMENT:
            pass  # its rows come as entries of their own
        elif entry.type not in _KNOWN:
            self._state.unknown.append(entry.index)
        else:
            self._decide(entry, _decision(entry, entry.payload))

    def _record(self, entry: Entry, kind: EntryType, payload: Mapping[str, Any]) -> None:
        identity = str(payload.get("id"))
        version = _version(entry, payload)
        known = self._places[kind].get(identity)
        if known is None:
            known = self._places[kind][identity] = Record(identity, kind, [version])
        else:  # recorded twice, as two merged ledgers may: the later wording stands, as a correction's does
            _supersede(known, version)
        self._at[entry.ref] = known

    def _correct(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        known = self._at.get(entry.refers[0]) if entry.refers else None
        if known is None:  # what it corrects was erased: an earlier version may be left, or it stands alone
            identity = str(payload.get("id"))
            known = next((place[identity] for place in self._places.values() if identity in place), None)
        if known is None:
            kind = _erased_kind(entry, self._state.erased)
            if kind is not None:
                self._record(entry, kind, payload)
            return
        _supersede(known, _version(entry, payload))
        self._at[entry.ref] = known

    def _decide(self, entry: Entry, decision: Decision) -> None:
        for index in entry.refers:
            known = self._at.get(index)
            if known is None:
                continue
            if entry.type == EntryType.REVIEW:
                if index == known.index:
                    known.review, known.outdated_review = decision, None
                else:
                    known.outdated_review = decision
            elif entry.type == EntryType.RETRACTION:
                known.retraction = known.retraction or decision
            elif entry.type == EntryType.WITHDRAWAL:
                known.withdrawal = known.withdrawal or decision
            elif entry.type == EntryType.GRADE:
                known.grade = decision
            elif entry.type == EntryType.ORIGIN:
                known.assigned_origin = decision

    def state(self) -> State:
        self._strike_copies()
        made = self._state
        return State(
            self._size,
            self._recorded_at,
            made.reports,
            made.claims,
            made.coverage,
            made.files,
            made.merges,
            made.splits,
            made.erased,
            made.unknown,
        )

    def _strike_copies(self) -> None:
        """A retraction strikes all copies of its origin, also those recorded after it."""
        struck: dict[str, Decision] = {}
        for record in self._state.claims.values():
            if record.retraction is not None and record.origin:
                struck.setdefault(record.origin, record.retraction)
        if struck:
            for record in self._state.claims.values():
                if record.retraction is None and record.origin in struck:
                    record.retraction = struck[record.origin]


def worded(canonical: bytes) -> bytes:
    """What a wording is compared by: the SHA-256 of its canonical JSON."""
    return sha256(canonical).digest()


def _version(entry: Entry, payload: Mapping[str, Any]) -> Version:
    return Version(entry.ref, entry.recorded_at, entry.author, payload, worded(payload_bytes(entry)))


def _decision(entry: Entry, payload: Mapping[str, Any]) -> Decision:
    return Decision(entry.index, entry.recorded_at, entry.author, payload)


def _supersede(record: Record, version: Version) -> None:
    record.versions.append(version)
    if record.review is not None:
        record.review, record.outdated_review = None, record.review
    record.withdrawal = None


def _erased_kind(entry: Entry, erased: Iterable[Erased]) -> EntryType | None:
    target: Ref = entry.refers[0] if entry.refers else -1
    index, row = (target, None) if isinstance(target, int) else target
    return next(
        (EntryType(gone.type) for gone in erased if (gone.index, gone.row) == (index, row) and gone.type in RECORDS),
        None,
    )
