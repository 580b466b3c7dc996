"""Who lies, when headers, leaf hashes, tree nodes and head do not agree: what was done, and to which entry.

Every hash is vouched for by the one above it. A stored node that its parent does not vouch for, while the recomputed
one would be, was itself changed; one that its parent vouches for shows that something beneath it was changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from servanda.ledger.damage import Damage, Deed
from servanda.ledger.merkle import Node, node_hash, peaks
from servanda.words import _

_MOST_PERMUTED = 64


@dataclass
class Suspects:
    """Places of the tree where what is stored and what follows from the headers differ: (level, position) to the
    recomputed hash. Level 0 is the leaf column."""

    db: sqlite3.Connection
    size: int
    head_root: bytes
    computed: dict[tuple[int, int], bytes]

    def damages(self) -> Iterator[Damage]:
        """What was done, for every place that can be told apart."""
        replaced: list[int] = []
        for (level, position), value in sorted(self.computed.items()):
            if self._recomputed_fits(level, position, value):
                yield _leaf(position) if level == 0 else _node(level, position)
            elif level == 0:
                yield _header(position)
            elif level == 1 and not self._beneath(level, position):
                replaced.append(position)
            elif level > 1 and not self._beneath(level, position):
                yield _node(level, position)
        yield from self._replaced(replaced)

    def _beneath(self, level: int, position: int) -> bool:
        """Whether a child of the node is suspect too, and so explains it."""
        return any((level - 1, child) in self.computed for child in (2 * position, 2 * position + 1))

    def stored(self, level: int, position: int) -> bytes:
        """What the file says; empty when it says nothing."""
        statement, key = (
            ("SELECT CAST(leaf AS BLOB) FROM entry WHERE idx = ?", (position,))
            if level == 0
            else ("SELECT CAST(hash AS BLOB) FROM node WHERE level = ? AND position = ?", (level, position))
        )
        row = self.db.execute(statement, key).fetchone()
        return row[0] if row else b""

    def _recomputed_fits(self, level: int, position: int, value: bytes) -> bool:
        """Whether the hash above vouches for the recomputed value, and so against the stored one."""
        tops = peaks(0, self.size)
        if (level, position) not in tops:
            sibling = self.stored(level, position ^ 1)
            pair = (sibling, value) if position & 1 else (value, sibling)
            return node_hash(*pair) == self.stored(level + 1, position >> 1)
        hashes = [value if top == (level, position) else self.stored(*top) for top in tops]
        root = hashes.pop()
        while hashes:
            root = node_hash(hashes.pop(), root)
        return root == self.head_root

    def _replaced(self, pairs: list[int]) -> Iterator[Damage]:
        """Pairs of entries that are each sound but not the ones that the tree was built on."""
        leaves = {index: self.stored(0, index) for pair in pairs for index in (2 * pair, 2 * pair + 1)}
        lone = self.size - 1
        if self.size & 1:
            leaves[lone] = self.stored(0, lone)
        homes = {}
        if len(leaves) <= _MOST_PERMUTED:
            homes = {node_hash(x, y): (i, j) for i, x in leaves.items() for j, y in leaves.items() if i != j}
        for pair in pairs:
            home = homes.get(self.stored(1, pair))
            if home is None:
                yield Damage(
                    Deed.REPLACED,
                    2 * pair,
                    _("entry {a} or {b} was replaced by another").format(a=2 * pair, b=2 * pair + 1),
                )
                continue
            for place, source in zip((2 * pair, 2 * pair + 1), home, strict=True):
                if place != source:
                    yield Damage(
                        Deed.REORDERED,
                        place,
                        _("entry {n} was moved to another place: it now stands as entry {m}").format(n=place, m=source),
                    )


def _header(index: int) -> Damage:
    return Damage(Deed.HEADER_CHANGED, index, _("the header of entry {n} was changed").format(n=index))


def _leaf(index: int) -> Damage:
    return Damage(Deed.LEAF_CHANGED, index, _("the stored leaf hash of entry {n} was changed").format(n=index))


def _node(level: int, position: int) -> Damage:
    first = position << level
    return Damage(
        Deed.TREE_CHANGED,
        first,
        _("the tree's stored node over entries {a} to {b} was changed").format(a=first, b=first + (1 << level) - 1),
    )


def differing(db: sqlite3.Connection, levels: list[tuple[int, int, list[bytes]]]) -> Iterator[Node]:
    """Those of the recomputed inner nodes, as `merkle.Growth.levels` gives them, that the file has otherwise, or not at
    all."""
    for level, first, hashes in levels:
        rows = db.execute(
            "SELECT position, CAST(hash AS BLOB) FROM node WHERE level = ? AND position BETWEEN ? AND ? "
            "ORDER BY position",
            (level, first, first + len(hashes) - 1),
        ).fetchall()
        if [value for _position, value in rows] == hashes and rows[0][0] == first:
            continue
        stored = dict(rows)
        for position, value in enumerate(hashes, start=first):
            if stored.get(position) != value:
                yield Node(level, position, value)
