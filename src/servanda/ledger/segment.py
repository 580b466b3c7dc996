"""A bulk segment: many rows in a Parquet file, one entry that commits to each of them. The format, and nothing else.

A row's commitment is the RFC 6962 leaf hash of its salt and its canonical payload, SHA-256(0x00 ‖ salt ‖ body), and the
entry holds the root of the tree over them. So one row can be shown without the others, and one can be erased (its body
and salt go, its commitment stays) while the root holds.

Rows lie in groups of 4,096, each a row group of the file and a complete subtree of the tree. The entry names the
groups' roots as well: whoever reads one group can check it without the others, and no row is handed out unchecked.

Beside each body stand the few columns that say whether a question needs the row (`Where`). They follow from the body,
and where one is empty the row is always read.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from servanda.ledger import merkle
from servanda.ledger.entry import RECORDS, is_digest

GROUP_ROWS = 4096
SEGMENT_ROWS = 1 << 18
SALT_BYTES = 16
FOLDER = "segments"

INDEX_COLUMNS = ("id", "event", "start", "end", "south", "north", "west", "east")
COLUMNS = (*INDEX_COLUMNS, "body", "salt")
KEYS = 2
"""The rule for the columns in use. By the first one (1) a column could exclude rows that a question needs: segments of
it are read whole."""
_DEGREE_M = 110_500.0
"""A little less than the shortest degree of latitude (110,574 m at the equator, WGS 84): boxes come out too large."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What a segment's entry says: so many rows of a kind, their root, and the roots of their groups. `keys`: by which
    rule the columns beside the rows were made (`keys_of`)."""

    kind: str
    rows: int
    groups: tuple[bytes, ...]
    keys: int = KEYS

    @property
    def root(self) -> bytes:
        return merkle.root_over(self.groups)

    def payload(self) -> dict[str, Any]:
        """The entry's payload."""
        return {
            **({"keys": self.keys} if self.keys > 1 else {}),
            "group_rows": GROUP_ROWS,
            "groups": [group.hex() for group in self.groups],
            "kind": self.kind,
            "root": self.root.hex(),
            "rows": self.rows,
        }

    def group_size(self, group: int) -> int:
        """How many rows a group has: all have 4,096 but the last."""
        return min(GROUP_ROWS, self.rows - group * GROUP_ROWS)


def segment_from_payload(payload: Mapping[str, Any]) -> Segment | None:
    """The inverse of `Segment.payload`; None for what is no segment, or one whose root and groups do not agree."""
    kind, rows, groups = payload.get("kind"), payload.get("rows"), payload.get("groups")
    if kind not in RECORDS or type(rows) is not int or not isinstance(groups, list) or not all(map(is_digest, groups)):
        return None
    if rows < 1 or len(groups) != -(-rows // GROUP_ROWS) or payload.get("group_rows") != GROUP_ROWS:
        return None
    keys = payload.get("keys", 1)
    if type(keys) is not int or not 1 <= keys <= KEYS:
        return None
    made = Segment(str(kind), rows, tuple(bytes.fromhex(group) for group in groups), keys)
    return made if made.root.hex() == payload.get("root") else None


def row_leaf(salt: bytes, body: bytes) -> bytes:
    """A row's commitment (RFC 6962 2.1: the leaf hash of salt ‖ body)."""
    return sha256(b"\x00" + salt + body).digest()


def row_leaves(salts: Sequence[bytes], bodies: Sequence[bytes]) -> list[bytes]:
    """The commitments of many rows."""
    return [sha256(b"\x00" + salt + body).digest() for salt, body in zip(salts, bodies, strict=True)]


class Keys(NamedTuple):
    """What the index columns say of one row. `start` and `end`: its outer time (seconds UTC, half-open); the box
    (degrees) certainly holds its point. None, and an empty event: nothing is known, the row is always read."""

    id: str
    event: str
    start: int | None
    end: int | None
    south: float | None
    north: float | None
    west: float | None
    east: float | None


def keys_of(payload: Mapping[str, Any], rule: int = KEYS) -> Keys:
    """The index columns of a payload. Only a plain occurrence has any: one that is affirmed and public, and not said to
    be the same as another. Every other row is always read. Who names an extent has no box: it counts there."""
    occurrence = payload.get("kind") in (None, "occurrence", "finding") and not payload.get("assesses")
    placed = occurrence
    if rule > 1:
        occurrence = (
            occurrence
            and payload.get("polarity") in (None, "affirms")
            and payload.get("handling") in (None, "public")
            and not any(payload.get(name) for name in _POINTING)
        )
        placed = occurrence and not payload.get("extent_place")
    event = payload.get("event") if occurrence else None
    start, end = payload.get("when_from_earliest"), payload.get("when_to_latest")
    return Keys(
        str(payload.get("id")),
        event if isinstance(event, str) else "",
        start if occurrence and type(start) is int and abs(start) < 2**53 else None,
        end if occurrence and type(end) is int and abs(end) < 2**53 else None,
        *(_box(payload.get("lat"), payload.get("lon"), payload.get("radius_m"), rule) if placed else _NOWHERE),
    )


_POINTING = ("same_as", "denies_claim", "supersedes")
_NOWHERE = (None, None, None, None)
_NUMBERS = (int, float)
_LARGEST_M = 2_000_000
"""Beyond this nobody says that a disc lies outside a zone (`geo.membership`)."""


def _box(lat: Any, lon: Any, radius_m: Any, rule: int) -> tuple[float | None, float | None, float | None, float | None]:
    if type(lat) not in _NUMBERS or type(lon) not in _NUMBERS:
        return _NOWHERE
    if not radius_m:
        return (lat, lat, lon, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else _NOWHERE
    if type(radius_m) not in _NUMBERS or not 0 <= radius_m < (_LARGEST_M if rule > 1 else 5_000_000):
        return _NOWHERE
    high = radius_m / _DEGREE_M
    farthest = abs(lat) + high
    if farthest >= 89:
        return _NOWHERE
    wide = high / math.cos(math.radians(farthest))
    if not -180 <= lon - wide <= lon + wide <= 180:
        return _NOWHERE
    return lat - high, lat + high, lon - wide, lon + wide


@dataclass(frozen=True, slots=True)
class Where:
    """Which rows of segments a question needs; what it leaves None it does not ask about. A row is left out only if its
    columns certainly exclude it: its event is none of `events`, its time does not meet [`start`, `end`) (seconds UTC),
    its point lies outside `box` (south, west, north, east, degrees), its id is none of `ids` nor that of a claim of one
    of `reports`. Rows that entries refer to are always read."""

    events: Collection[str] | None = None
    start: int | None = None
    end: int | None = None
    box: tuple[float, float, float, float] | None = None
    ids: Collection[str] | None = None
    reports: Collection[str] | None = None
