"""An entry: a header that is hashed into the tree, and sealed content that the header commits to.

The header says version, type, recorded_at, author and commitment, and nothing else, so that it can be shown to anybody:
nothing in it lets a guessed name or text be confirmed. The content (the payload, the entries that it refers to, the
objects that it rests on) lies beside it with its salt, so that it can be erased while every proof still holds.

A bulk segment is one entry for many rows; a row is named by a `RowRef`. Exact bytes: docs/reference/ledger.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from servanda.errors import IntegrityError
from servanda.ledger.canonical import canonical, parse_json
from servanda.words import _

ENTRY_VERSION = 1
SALT_BYTES = 32
SECOND_US = 1_000_000


class EntryType(StrEnum):
    """What an entry records. Later versions may add types; a reader keeps the ones it does not know and folds none."""

    REPORT = "report"
    CLAIM = "claim"
    COVERAGE = "coverage"
    FILE = "file"
    ACCORD = "accord"
    GEOMETRY = "geometry"
    NAMES = "names"
    SEGMENT = "segment"
    CORRECTION = "correction"
    REVIEW = "review"
    GRADE = "grade"
    ORIGIN = "origin"
    MERGE = "merge"
    SPLIT = "split"
    RETRACTION = "retraction"
    WITHDRAWAL = "withdrawal"
    ERASURE = "erasure"


RECORDS = frozenset((EntryType.REPORT, EntryType.CLAIM, EntryType.COVERAGE))
"""Entries that bring in something with an id, which corrections may replace."""

FILES = frozenset((EntryType.FILE, EntryType.ACCORD, EntryType.GEOMETRY, EntryType.NAMES))
"""Entries that record a version of a file: an accord, a geometry, names and sides, or any other."""

DECISIONS = frozenset((EntryType.REVIEW, EntryType.GRADE, EntryType.ORIGIN, EntryType.RETRACTION, EntryType.WITHDRAWAL))
"""Entries that say something about the records they refer to."""


class RowRef(NamedTuple):
    """Row `row` (from 0) of the bulk segment that is entry `index`."""

    index: int  # type: ignore[assignment]  # a tuple's own `index` is of no use here
    row: int

    def __str__(self) -> str:
        return f"{self.index}:{self.row}"


Ref = int | RowRef
"""What an entry can be about: another entry, by its index, or a row of a segment."""


class Here(NamedTuple):
    """A reference to an entry of the same batch: its place in it, from 0."""

    place: int


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to append. `payload` is plain JSON; `refers` are indexes of earlier entries (or `Here(n)` for one of the
    same batch) or rows of segments; `objects` are SHA-256 hex digests of the bytes that it rests on, which the ledger
    must hold."""

    type: EntryType
    payload: Mapping[str, Any]
    refers: tuple[Ref | Here, ...] = ()
    objects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """Many records of one kind to append together, as one or more bulk segments. `payloads`, each with an `id` that the
    ledger does not have, are taken one after another and never held all at once. What the rows have in common,
    `refers` and `objects`, stands once."""

    kind: EntryType
    payloads: Iterable[Mapping[str, Any]]
    refers: tuple[Ref | Here, ...] = ()
    objects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it stands in the ledger, or a row of a segment, which has the segment's index, time and author and
    the rows' own type. `payload` is None when it was erased, and then `refers` and `objects` are empty. `content` is
    the canonical JSON that was sealed: of a row, the payload alone."""

    index: int
    type: str
    recorded_at_us: int
    author: str
    payload: dict[str, Any] | None
    refers: tuple[Ref, ...] = ()
    objects: tuple[str, ...] = ()
    content: bytes | None = None
    row: int | None = None

    @property
    def ref(self) -> Ref:
        """How later entries name it."""
        return self.index if self.row is None else RowRef(self.index, self.row)

    @property
    def recorded_at(self) -> int:
        """Seconds UTC, rounded up: the first whole second at which the entry was known. So `recorded_at <= known_at`
        says exactly what it says in microseconds, for every whole second `known_at`."""
        return whole_second(self.recorded_at_us)

    @property
    def erased(self) -> bool:
        return self.payload is None


class Header(NamedTuple):
    """What a header's bytes say; `recorded_at_us` is microseconds since 1970-01-01T00:00:00Z."""

    author: str
    commitment: bytes
    recorded_at_us: int
    type: str
    version: int


def whole_second(us: int) -> int:
    """The first whole second at or after the instant."""
    return -(-us // SECOND_US)


_AUTHOR = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_IS_AUTHOR = re.compile(_AUTHOR + r"\Z")
_IS_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
HEADER_PATTERN = (
    rf'\{{"author":"({_AUTHOR})","commitment":"([0-9a-f]{{64}})","recorded_at":(0|[1-9][0-9]{{0,15}}),'
    r'"type":"([a-z][a-z-]{0,31})","version":([1-9][0-9]{0,3})\}'
).encode()
"""A header's bytes, with author, commitment (hex), recorded_at, type and version in groups."""
_HEADER = re.compile(HEADER_PATTERN + rb"\Z")


def header_bytes(header: Header) -> bytes:
    """The RFC 8785 form of a header. Its parts have no characters that JSON escapes, so that it can be written out."""
    return (
        f'{{"author":"{header.author}","commitment":"{header.commitment.hex()}",'
        f'"recorded_at":{header.recorded_at_us},"type":"{header.type}","version":{header.version}}}'
    ).encode()


def parse_header(data: bytes) -> Header | None:
    """The header in `data`, or None when these are not exactly the bytes of one."""
    match = _HEADER.match(data)
    if match is None:
        return None
    author, commitment, recorded_at, kind, version = match.groups()
    return Header(author.decode(), bytes.fromhex(commitment.decode()), int(recorded_at), kind.decode(), int(version))


def commitment(salt: bytes, content: bytes) -> bytes:
    """SHA-256(salt || content): binding, and hiding for as long as the salt is not known."""
    return hashlib.sha256(salt + content).digest()


def content_bytes(payload: Mapping[str, Any], refers: Sequence[Ref], objects: Sequence[str]) -> bytes:
    """The canonical bytes that an entry's header commits to."""
    plain = [ref if isinstance(ref, int) else [ref.index, ref.row] for ref in refers]
    return canonical({"objects": list(objects), "payload": dict(payload), "refers": plain})


def parse_content(data: bytes) -> tuple[dict[str, Any], tuple[Ref, ...], tuple[str, ...]] | None:
    """(payload, refers, objects), or None when `data` is no content."""
    try:
        return content_of(parse_json(data))
    except (ValueError, RecursionError):
        return None


def content_of(value: Any) -> tuple[dict[str, Any], tuple[Ref, ...], tuple[str, ...]] | None:
    """The same of content that was read already."""
    try:
        payload, refers, objects = value["payload"], value["refers"], value["objects"]
    except (KeyError, TypeError):
        return None
    shaped = (
        len(value) == 3
        and isinstance(payload, dict)
        and isinstance(refers, list)
        and isinstance(objects, list)
        and (not refers or all(map(_is_ref, refers)))
        and (not objects or all(map(is_digest, objects)))
    )
    if not shaped:
        return None
    return payload, tuple([ref if type(ref) is int else RowRef(*ref) for ref in refers]), tuple(objects)


def _is_ref(value: Any) -> bool:
    return type(value) is int or (type(value) is list and len(value) == 2 and all(type(part) is int for part in value))


def payload_bytes(entry: Entry) -> bytes:
    """The canonical bytes of the payload alone, cut out of the sealed content."""
    if entry.content is None:
        raise IntegrityError("entry-erased", _("The payload of entry {n} was erased").format(n=entry.ref))
    if entry.row is not None:
        return entry.content
    before = len(b'{"objects":[],"payload":') + (67 * len(entry.objects) - 1 if entry.objects else 0)
    return entry.content[before : entry.content.rfind(b',"refers":[')]


def is_digest(value: object) -> bool:
    """Whether `value` is a SHA-256 in 64 lower-case hex characters."""
    return isinstance(value, str) and _IS_DIGEST.match(value) is not None


def is_author(value: str) -> bool:
    """Whether `value` may stand as the author in a header: an opaque handle, since headers are shown to anybody."""
    return _IS_AUTHOR.match(value) is not None
