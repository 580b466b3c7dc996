"""Codes for rows that are alike: one number for all that decides, and a table with a place for every such number.

A table of a million claims has a few hundred forms. So the texts of a row, which are codes of dictionaries already, are
put together into one number, and the numbers are coded anew in the order in which they first appear.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any, NamedTuple

import numpy as np

from servanda.verdict.engine.columns import OPEN_END, OPEN_START, Codes, Ints
from servanda.verdict.engine.compiled import kernel

DIRECT = 2**20
"""A table for so many keys stays in the processor's cache; beyond it, hashing is as fast."""
BLOCK = 1 << 16
"""The keys of so many rows stay in the processor's cache."""
SHAPES = 32


class Digit(NamedTuple):
    """One thing that tells rows apart, as a code below `base`; `put(keys, begin, end)` appends those of some rows."""

    base: int
    put: Callable[[Any, int, int], None]


def of_codes(codes: Any, base: int) -> Digit:
    return Digit(base, lambda keys, begin, end: _mix(keys, codes[begin:end], base))


def of_shapes(times: Sequence[Ints], is_open: bool) -> Digit:
    """Which times are open, and whether the inner extent is empty, as the bits of `columns`. `is_open`: whether any may
    be open; else two columns need not be read."""
    a, b, c, d = times

    def put(keys: Any, i: int, j: int) -> None:
        _add_shapes(keys, a[i:j], b[i:j], c[i:j], d[i:j], is_open)

    return Digit(SHAPES, put)


def of_epochs(moments: Sequence[int], times: Ints) -> Digit:
    """Between which of the moments a time lies."""
    epochs = len(moments) + 1

    def put(keys: Any, begin: int, end: int) -> None:
        keys *= epochs
        keys += np.searchsorted(moments, times[begin:end], side="right").astype(keys.dtype)

    return Digit(epochs, put)


def coded(digits: Sequence[Digit], n: int, gone: Any, most: int) -> tuple[Codes, Ints]:
    """Codes for the rows that are alike in every digit, in the order of their first appearance, and a row that has
    each; -1 for rows that are `gone` (empty: none is). No more than `most` of them."""
    span = prod(digit.base for digit in digits)
    whole = np.int32 if span < 2**31 else np.int64

    def mixed(keys: Any, begin: int) -> Any:
        keys[:] = 0
        for digit in digits:
            digit.put(keys, begin, begin + len(keys))
        return keys

    if span > min(DIRECT, most):
        keys = np.empty(n, whole)
        for begin in range(0, n, BLOCK):
            mixed(keys[begin : begin + BLOCK], begin)
        hashed: tuple[Codes, Ints] = hashed_codes(keys, gone, most)
        return hashed
    room = np.empty(min(n, BLOCK), whole)
    code, table = np.empty(n, np.int32), np.full(span, -1, np.int32)
    firsts, count = np.empty(span, np.int64), 0
    for begin in range(0, n, BLOCK):  # the keys of a block are read again while they are in the processor's cache
        keys = mixed(room[: n - begin], begin)
        count = direct(keys, begin, gone, table, firsts, count, code)
    return code, firsts[:count].copy()


@kernel
def _mix(keys: Any, codes: Any, base: int) -> None:
    for i in range(len(keys)):
        keys[i] = keys[i] * base + codes[i]


@kernel
def direct(keys: Any, begin: int, gone: Any, table: Any, firsts: Any, count: int, code: Any) -> int:
    """Codes of the rows from `begin` on into `code`, by a table with a place for every key (-1: not met before); how
    many codes there are then, and were, `count`, before. `firsts`: the row that each was first met in."""
    some = len(gone) > 0
    for i in range(len(keys)):
        row = begin + i
        if some and gone[row]:
            code[row] = -1
            continue
        key = keys[i]
        if table[key] < 0:
            table[key] = count
            firsts[count] = row
            count += 1
        code[row] = table[key]
    return count


@kernel
def hashed_codes(keys: Any, gone: Any, most: int) -> tuple[Any, Any]:
    """`coded`, by an open-addressed table that doubles before it is half full."""
    n = len(keys)
    code = np.full(n, -1, np.int32)
    size = 1024
    table = np.full(size, -1, np.int64)
    firsts = np.empty(1024, np.int64)
    count = 0
    some = len(gone) > 0
    for i in range(n):
        if some and gone[i]:
            continue
        key = np.int64(keys[i])
        at = ((key ^ (key >> 15)) * 2654435761) & (size - 1)
        while table[at] >= 0 and keys[firsts[table[at]]] != key:
            at = (at + 1) & (size - 1)
        if table[at] < 0:
            if count == most:
                break
            if count == len(firsts):
                more = np.empty(2 * count, np.int64)
                more[:count] = firsts
                firsts = more
            firsts[count] = i
            table[at] = count
            count += 1
            if 2 * count > size:
                size *= 2
                table = np.full(size, -1, np.int64)
                for j in range(count):
                    key = np.int64(keys[firsts[j]])
                    at = ((key ^ (key >> 15)) * 2654435761) & (size - 1)
                    while table[at] >= 0:
                        at = (at + 1) & (size - 1)
                    table[at] = j
                code[i] = count - 1
                continue
        code[i] = table[at]
    return code, firsts[:count].copy()


@kernel
def _add_shapes(keys: Any, a: Any, b: Any, c: Any, d: Any, is_open: bool) -> None:
    for i in range(len(keys)):
        bits = 0
        if is_open:
            if a[i] == OPEN_START:
                bits |= 1
            if b[i] == OPEN_START:
                bits |= 2
            if c[i] == OPEN_END:
                bits |= 4
            if d[i] == OPEN_END:
                bits |= 8
        if bits & 6 == 0 and b[i] >= c[i]:
            bits |= 16
        keys[i] = keys[i] * SHAPES + bits


@kernel
def rows_of(codes: Any, count: int) -> Any:
    """A row for each of the codes below `count`, the first; -1 where there is none."""
    firsts = np.full(count, -1, np.int64)
    for i in range(len(codes)):
        if firsts[codes[i]] < 0:
            firsts[codes[i]] = i
    return firsts


@kernel
def homes(incident: Any) -> tuple[Any, Any]:
    """The row of the first claim of each row's incident, and whether the incident has several."""
    n = len(incident)
    home, several = np.empty(n, np.int32), np.zeros(n, np.bool_)
    for i in range(n):  # without a branch, which one row in some would mislead
        first = incident[i]
        home[i] = first
        several[i] |= first != i
        several[first] |= first != i
    return home, several
