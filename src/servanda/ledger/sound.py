"""Entries that are in order in every way and no more than records or decisions: what nearly all of them are, told many
at a time.

`sound` says yes or nothing. Whatever it does not vouch for is looked at entry by entry (`verification`), which alone
says what is wrong; so a short cut here can cost time and never a finding.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple

from orjson import dumps, loads

from servanda.ledger import merkle
from servanda.ledger.canonical import OPTIONS, ordinary
from servanda.ledger.entry import ENTRY_VERSION, HEADER_PATTERN, EntryType, content_of
from servanda.ledger.tampering import differing

LEVEL = 12
BLOCK = 1 << LEVEL
"""So many entries are a block: a complete subtree of the tree, told to be in order by one hash."""
_CHUNK = 128  # what is looked at several times stays in the cache, and is freed without giving pages back
_VERSIONS = {str(ENTRY_VERSION).encode()}
_LOOKED_AT = frozenset((EntryType.ERASURE.encode(), EntryType.SEGMENT.encode()))
_LINES = re.compile(b"(?m:^" + HEADER_PATTERN + b"$)")
_BARE = b'{"objects":[],"payload":{'
_END = b'},"refers":[]}'

Columns = tuple[int, bytes, bytes, bytes | None, bytes | None]
"""Of an entry as it is stored: index, header, leaf, and (None where it was erased) salt and body."""
SELECT = (
    "SELECT e.idx, CAST(e.header AS BLOB), CAST(e.leaf AS BLOB), CAST(c.salt AS BLOB), CAST(c.body AS BLOB) "
    "FROM entry e LEFT JOIN content c ON c.idx = e.idx "
)


class Sound(NamedTuple):
    """What is needed of entries that are in order: their leaf hashes, the first and last `recorded_at` (microseconds),
    and the objects that they rest on with the first entry that does."""

    leaves: list[bytes]
    first_us: int
    last_us: int
    objects: dict[str, int]


class Block(NamedTuple):
    """The same of a whole block, whose stored nodes are those of its leaves: its root, and how many nodes it has."""

    root: bytes
    nodes: int
    first_us: int
    last_us: int
    objects: dict[str, int]


def sound(rows: Sequence[Columns]) -> Sound | None:
    """Entries that follow one another: None unless all of them are in order."""
    try:
        return _sound(rows) if rows else None
    except TypeError:  # something is not there
        return None


def _sound(rows: Sequence[Columns]) -> Sound | None:
    numbers, headers, leaves, salts, bodies = zip(*rows, strict=True)
    first = numbers[0]
    if numbers != tuple(range(first, first + len(numbers))):
        return None
    said = _LINES.findall(b"\n".join(headers))
    if len(said) != len(headers) or b"\n" in b"".join(headers):
        return None
    _authors, commitments, times, kinds, versions = zip(*said, strict=True)
    if set(versions) != _VERSIONS or not _LOOKED_AT.isdisjoint(kinds):
        return None
    at = list(map(int, times))
    if len(set(at)) > 1 and any(a > b for a, b in pairwise(at)):
        return None
    if [sha256(b"\x00" + header).digest() for header in headers] != list(leaves):
        return None
    sealed = b"".join([sha256(salt + body).digest() for salt, body in zip(salts, bodies, strict=True)])
    if sealed.hex().encode() != b"".join(commitments):
        return None
    objects = _contents(first, bodies)
    return None if objects is None else Sound(list(leaves), at[0], at[-1], objects)


def _contents(first: int, bodies: Sequence[bytes]) -> dict[str, int] | None:
    """The objects that contents rest on; None unless each is canonical, shaped as a content, and refers to earlier
    entries only."""
    if not ordinary(bodies):
        return None
    objects: dict[str, int] = {}
    try:
        for n, body in enumerate(bodies, start=first):
            value = loads(body)
            if dumps(value, None, OPTIONS) != body:  # written again at once, while it is in the processor's cache
                return None
            # a canonical object that begins and ends so, and has three keys, has no refers and no objects
            if len(value) == 3 and body.startswith(_BARE) and body.endswith(_END):
                continue
            content = content_of(value)
            if content is None:
                return None
            _payload, refers, digests = content
            for ref in refers:
                if not 0 <= (ref if isinstance(ref, int) else ref.index) < n:
                    return None
            for digest in digests:
                objects.setdefault(digest, n)
    except (ValueError, TypeError, RecursionError):
        return None
    return objects


def block(db: sqlite3.Connection, start: int) -> Block | None:
    """The block that begins with entry `start`: None unless all of it, and the tree over it, is in order. The caller
    holds a snapshot. Raises sqlite3.DatabaseError."""
    leaves: list[bytes] = []
    objects: dict[str, int] = {}
    first_us = last_us = -1
    for begin in range(start, start + BLOCK, _CHUNK):
        rows = db.execute(SELECT + "WHERE e.idx >= ? AND e.idx < ? ORDER BY e.idx", (begin, begin + _CHUNK)).fetchall()
        told = sound(rows)
        if told is None or len(told.leaves) != _CHUNK or told.first_us < last_us:
            return None
        if not leaves:
            first_us = told.first_us
        last_us = told.last_us
        leaves += told.leaves
        for digest, n in told.objects.items():
            objects.setdefault(digest, n)
    levels = merkle.subtree(start, leaves)
    if any(True for _node in differing(db, levels)):
        return None
    return Block(levels[-1][2][0], BLOCK - 1, first_us, last_us, objects)
