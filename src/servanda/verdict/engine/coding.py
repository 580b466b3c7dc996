"""Codes for keys out of a small range: a table with a place for every key that there could be."""

from __future__ import annotations

from typing import Any

import numpy as np

from servanda.verdict.engine import kernel as k
from servanda.verdict.engine.columns import Codes, Ints
from servanda.verdict.engine.compiled import kernel

DIRECT = 2**20
"""A table for so many keys stays in the processor's cache; beyond it, hashing is as fast."""


def coded(keys: Ints, span: int, wanted: Any, most: int) -> tuple[Codes, Ints]:
    """Codes for keys, all in [0, `span`), in the order of their first appearance, and a row that has each; -1 where it
    is not `wanted`. No more than `most` of them."""
    if span <= min(DIRECT, most):
        found: tuple[Codes, Ints] = direct(keys, wanted, span)
        return found
    hashed: tuple[Codes, Ints] = k.coded(keys, wanted, most)
    return hashed


@kernel
def direct(keys: Any, wanted: Any, span: int) -> tuple[Any, Any]:
    """`coded`, by a table of `span` codes."""
    code = np.full(len(keys), -1, np.int32)
    table = np.full(span, -1, np.int32)
    firsts = np.empty(span, np.int64)
    count = 0
    for i in range(len(keys)):
        if wanted[i]:
            key = keys[i]
            if table[key] < 0:
                table[key] = count
                firsts[count] = i
                count += 1
            code[i] = table[key]
    return code, firsts[:count].copy()
