"""The Merkle tree of RFC 6962, section 2.1: leaf and node hashes, roots, inclusion and consistency proofs. Pure.

A tree of `size` leaves is made of *complete* subtrees. The node (level k, position p) is the root of the complete
subtree over the leaves [p·2^k, (p+1)·2^k); level 0 is the leaf hashes themselves. A complete node never changes once it
is there, so the tree grows by adding nodes only, and the root of *every* earlier size stays computable in O(log n).

Functions here read nodes through a callable `Nodes`; who keeps them is no concern of this file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()  # RFC 6962 2.1: MTH({}) = SHA-256()

Nodes = Callable[[int, int], bytes]
"""`nodes(level, position)` is the hash of a complete subtree."""


class Node(NamedTuple):
    """The root of a complete subtree over 2^level leaves, the `position`-th from the left at its level."""

    level: int
    position: int
    hash: bytes


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962 2.1: MTH({d(0)}) = SHA-256(0x00 || d(0))."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 2.1: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def peaks(start: int, end: int) -> list[tuple[int, int]]:
    """The complete subtrees (level, position) that make up the leaves [start, end), from left to right.

    `start` is 0 or the left edge of a right branch of the RFC's recursion, that is a multiple of a power of two which
    is not smaller than `end - start`; then the sizes fall from left to right.
    """
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def range_root(start: int, end: int, nodes: Nodes) -> bytes:
    """MTH(D[start:end]) for a range that the RFC's recursion meets (see `peaks`)."""
    parts = [nodes(level, position) for level, position in peaks(start, end)]
    if not parts:
        return EMPTY_ROOT
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def root(size: int, nodes: Nodes) -> bytes:
    """The root of the first `size` leaves; SHA-256 of nothing for the empty tree."""
    return range_root(0, size, nodes)


def root_over(hashes: Sequence[bytes]) -> bytes:
    """The root of a tree whose leaf hashes, or complete subtrees of one level and a last smaller one, are `hashes`.

    Pairing level by level, an odd last one going up as it is, gives the tree of RFC 6962 2.1."""
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        paired = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        if len(level) & 1:
            paired.append(level[-1])
        level = paired
    return level[0]


def subtree(start: int, leaves: list[bytes]) -> list[tuple[int, int, list[bytes]]]:
    """The inner nodes over leaf hashes that make one complete subtree, as (level, first position, hashes in order); the
    last is its root. `start`, a multiple of their number, is the first leaf's position."""
    made = []
    level, hashes = 0, leaves
    while len(hashes) > 1:
        hashes = [
            sha256(b"\x01" + left + right).digest() for left, right in zip(hashes[::2], hashes[1::2], strict=True)
        ]
        level += 1
        made.append((level, start >> level, hashes))
    return made


def path_over(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """The siblings of `hashes[index]` up to `root_over(hashes)`, as `inclusion_proof` gives them."""
    path = []
    level = list(hashes)
    while len(level) > 1:
        if index ^ 1 < len(level):
            path.append(level[index ^ 1])
        paired = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
        if len(level) & 1:
            paired.append(level[-1])
        level, index = paired, index >> 1
    return path


class Growth:
    """Adds leaves at the right edge, holding only the O(log n) peaks of the tree."""

    def __init__(self, size: int = 0, nodes: Nodes | None = None) -> None:
        self.size = size
        self._peaks = [Node(level, position, nodes(level, position)) for level, position in peaks(0, size) if nodes]

    def add(self, leaf: bytes) -> Iterator[Node]:
        """Add one leaf hash; yields the inner nodes (level ≥ 1) that it completes, lowest first."""
        node = Node(0, self.size, leaf)
        self.size += 1
        while self._peaks and self._peaks[-1].level == node.level:
            left = self._peaks.pop()
            node = Node(node.level + 1, left.position >> 1, node_hash(left.hash, node.hash))
            yield node
        self._peaks.append(node)

    def extend(self, leaves: Iterable[bytes]) -> Iterator[Node]:
        """Add many leaf hashes; yields the inner nodes that they complete, level by level."""
        for level, first, hashes in self.levels(list(leaves)):
            for place, value in enumerate(hashes):
                yield Node(level, first + place, value)

    def levels(self, leaves: list[bytes], level: int = 0) -> list[tuple[int, int, list[bytes]]]:
        """Add many leaf hashes; the inner nodes that they complete as (level, first position, hashes in order). With
        `level`, add complete subtrees of that height, where a multiple of their size is there already."""
        made = []
        kept = {node.level: node for node in self._peaks}
        position, hashes = self.size >> level, leaves
        self.size += len(leaves) << level
        while hashes:
            if position & 1:  # the peak of this level is the left sibling of the first
                position -= 1
                hashes = [kept.pop(level).hash, *hashes]
            if len(hashes) & 1:
                kept[level] = Node(level, position + len(hashes) - 1, hashes[-1])
            hashes = [sha256(b"\x01" + a + b).digest() for a, b in zip(hashes[::2], hashes[1::2], strict=False)]
            level, position = level + 1, position >> 1
            if hashes:
                made.append((level, position, hashes))
        self._peaks = sorted(kept.values(), key=lambda node: -node.level)
        return made

    def root(self) -> bytes:
        """The root of the tree as it now stands."""
        if not self._peaks:
            return EMPTY_ROOT
        value = self._peaks[-1].hash
        for peak in reversed(self._peaks[:-1]):
            value = node_hash(peak.hash, value)
        return value


def _split(n: int) -> int:
    """The largest power of two smaller than n (RFC 6962 2.1: k < n <= 2k)."""
    return 1 << ((n - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """PATH(index, D[size]) of RFC 6962 2.1.1: the siblings from the leaf up to the root."""
    if not 0 <= index < size:
        raise IndexError(f"no leaf {index} in a tree of {size}")
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(range_root(middle, end, nodes))
            end = middle
        else:
            proof.append(range_root(start, middle, nodes))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, size: int, nodes: Nodes) -> list[bytes]:
    """PROOF(old, D[size]) of RFC 6962 2.1.2; empty for `old` = 0 and for `old` = `size`."""
    if not 0 <= old <= size:
        raise IndexError(f"no earlier tree of {old} in a tree of {size}")
    if old in (0, size):
        return []
    proof: list[bytes] = []
    start, end, whole = 0, size, True
    while old != end - start:  # SUBPROOF(m, D[start:end], b), m counted from `start`
        k = _split(end - start)
        if old <= k:
            proof.append(range_root(start + k, end, nodes))
            end = start + k
        else:
            proof.append(range_root(start, start + k, nodes))
            start, old, whole = start + k, old - k, False
    if not whole:
        proof.append(range_root(start, end, nodes))
    return proof[::-1]


def includes(index: int, size: int, leaf: bytes, proof: Sequence[bytes], expected: bytes) -> bool:
    """Whether `proof` shows `leaf` at `index` of the tree of `size` with the root `expected` (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    fn, sn, value = index, size - 1, leaf
    for sibling in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            value = node_hash(sibling, value)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            value = node_hash(value, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and value == expected


def extends(old: int, old_root: bytes, size: int, size_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows the tree (`size`, `size_root`) to be the tree (`old`, `old_root`) with leaves added
    (RFC 9162 2.1.4.2)."""
    if old == size:
        return not proof and old_root == size_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    if not 0 < old < size or not proof:
        return False
    path = list(proof)
    if old & (old - 1) == 0:  # a complete tree: its root is the first node
        path.insert(0, old_root)
    fn, sn = old - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for sibling in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(sibling, fr), node_hash(sibling, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == size_root
