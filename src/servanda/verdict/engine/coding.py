"""Codes for rows that are alike: one number for all that decides, and a table with a place for every such number.

A table of a million claims has a few hundred forms. So the texts of a row, which are codes of dictionaries already, are
put together into one number, and the numbers are coded anew in the order in which they first appear.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from servanda.verdict.engine.columns import OPEN_END, OPEN_START, Codes, Ints
from servanda.verdict.engine.compiled import kernel

DIRECT = 2**20
"""A table for so many keys stays in the processor's cache; beyond it, hashing is as fast."""
BLOCK = 1 << 15
"""So many rows of several columns stay in the processor's cache."""
SHAPES = 32


def mixed(columns: list[tuple[Any, int]], n: int, span: int) -> Any:
    """One number a row for the combination of some columns of codes, each with how many codes there are."""
    keys = np.zeros(n, np.int32 if span < 2**31 else np.int64)
    for begin in range(0, n, BLOCK):
        part = keys[begin : begin + BLOCK]
        for codes, base in columns:
            _mix(part, codes[begin : begin + BLOCK], base)
    return keys


@kernel
def _mix(keys: Any, codes: Any, base: int) -> None:
    for i in range(len(keys)):
        keys[i] = keys[i] * base + codes[i]


def coded(keys: Any, span: int, gone: Any, most: int) -> tuple[Codes, Ints]:
    """Codes for keys, all in [0, `span`), in the order of their first appearance, and a row that has each; -1 for rows
    that are `gone` (empty: none is). No more than `most` of them."""
    if span <= min(DIRECT, most):
        found: tuple[Codes, Ints] = direct(keys, gone, span)
        return found
    hashed: tuple[Codes, Ints] = hashed_codes(keys, gone, most)
    return hashed


@kernel
def direct(keys: Any, gone: Any, span: int) -> tuple[Any, Any]:
    """`coded`, by a table of `span` codes."""
    code = np.empty(len(keys), np.int32)
    table = np.full(span, -1, np.int32)
    firsts = np.empty(span, np.int64)
    count = 0
    some = len(gone) > 0
    for i in range(len(keys)):
        if some and gone[i]:
            code[i] = -1
            continue
        key = keys[i]
        if table[key] < 0:
            table[key] = count
            firsts[count] = i
            count += 1
        code[i] = table[key]
    return code, firsts[:count].copy()


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
def add_shapes(keys: Any, a: Any, b: Any, c: Any, d: Any, is_open: bool) -> None:
    """Which times are open, and whether the inner extent is empty, as the bits of `columns`, put into the keys.
    `is_open`: whether any may be open; else two columns need not be read."""
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
    for i in range(n):
        home[i] = incident[i]
        if incident[i] != i:
            several[i] = True
            several[incident[i]] = True
    return home, several
