"""How rows are written: in 64 bytes, with times as they are; or in 32, with times as offsets from one second, where
those of a table lie within 68 years of it, and forms, words and origins are few enough.

A scale is four numbers: the second, what an open start and an open end are written as, and by how many bits the word
stands above the form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from servanda.verdict.engine.compiled import lean
from servanda.verdict.engine.layout import OPEN_END, OPEN_START

if TYPE_CHECKING:
    from servanda.verdict.engine.columns import Columns, Ints

LEAST, SHIFT = 1, 3
_LEAST, _MOST = -(2**31), 2**31 - 1
_SOME = 64
"""So many rows are asked of what time they tell, for the second from which offsets are counted."""

Rows = NDArray[np.signedinteger[Any]]


def wide(columns: Columns) -> Ints:
    """A scale for rows of 64 bytes: whatever the times."""
    return np.array([0, OPEN_START, OPEN_END, _bits(len(columns.form_row))], np.int64)


def narrow(columns: Columns) -> Ints | None:
    """A scale for rows of 32 bytes. None: forms and words are too many for it. Whether times and origins fit, shows
    when rows are written."""
    shift = _bits(len(columns.form_row))
    if shift + _bits(len(columns.word_row)) > 31:
        return None
    some = np.linspace(0, columns.size - 1, min(_SOME, columns.size)).astype(np.int64)
    told = np.concatenate([times[some] for times in columns.times])
    told = told[(told > OPEN_START) & (told < OPEN_END)]
    base = int(np.sort(told)[len(told) // 2]) if len(told) else 0
    return np.array([base, _LEAST, _MOST, shift], np.int64)


def width(scale: Ints) -> type[np.int32] | type[np.int64]:
    """Of what numbers rows of a scale are."""
    return np.int64 if scale[LEAST] == OPEN_START else np.int32


def _bits(count: int) -> int:
    return max(1, count - 1).bit_length()


@lean
def fits(time: int, base: int, least: int, most: int) -> bool:
    """Whether a time can be written in this scale."""
    if time in (OPEN_START, OPEN_END) or least == OPEN_START:
        return True
    return bool(least < time - base < most)


@lean
def offset(time: int, base: int, least: int, most: int) -> Any:
    """A time that fits, as rows have it."""
    if time == OPEN_START:
        return least
    return most if time == OPEN_END else time - base


@lean
def instant(written: int, base: int, least: int, most: int) -> Any:
    """A time as it was, from what a row has."""
    if written == least:
        return OPEN_START
    return OPEN_END if written == most else base + written
