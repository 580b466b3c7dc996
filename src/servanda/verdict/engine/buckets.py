"""The rows that bear on anything, sorted into buckets: a counting sort by place and group of forms, on all cores.

Each core takes a run of the rows. First it counts how many of them belong into each bucket, then it puts them there,
after those of the runs before it: so the order is that of the rows, whatever the number of cores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from servanda.verdict.engine.compiled import kernel, on_cores, runs
from servanda.verdict.engine.layout import R_A, R_B, R_BODY, R_C, R_CODES, R_D, R_ROW, R_WHENCE, ROW
from servanda.verdict.engine.scale import SHIFT, Rows, fits, narrow, offset, wide, width

if TYPE_CHECKING:
    from servanda.verdict.engine.columns import Columns, Ints

BLOCK = 1 << 12
"""The numbers of so many rows stay in the processor's nearest cache."""
_MOST_ORIGINS = 2**30


class Buckets(NamedTuple):
    """`rows` in their order (`layout.R_*`), written in a `scale`; where each bucket begins; which words keep a watch.
    The bucket of a place and a group is number place × (groups + 1) + group: the last group bears on nothing."""

    rows: Rows
    scale: Ints
    starts: Ints
    watching: NDArray[np.bool_]


def bucketed(
    columns: Columns, group_of: Ints, watches: NDArray[np.bool_], n_places: int, n_groups: int, threads: int
) -> Buckets:
    """`group_of`: the group of each form, -1 where it bears on nothing; `watches`: which forms are watches."""
    cut = runs(columns.size, threads)
    of = np.append(np.where(group_of < 0, n_groups, group_of), n_groups)  # the last is that of rows without a form
    sizes: Ints = np.zeros((len(cut), n_places * (n_groups + 1)), np.int64)

    def count(number: int) -> None:
        _count(*cut[number], columns.form, columns.place, of, n_groups, sizes[number])

    on_cores(count, len(cut), threads)
    sizes.reshape(len(cut), n_places, n_groups + 1)[:, :, n_groups] = 0
    starts: Ints = np.zeros(sizes.shape[1] + 1, np.int64)
    np.cumsum(sizes.sum(axis=0), out=starts[1:])
    keeps = np.zeros((len(cut), len(columns.word_row)), np.bool_)
    to_begin = starts[:-1] + np.cumsum(sizes, axis=0) - sizes

    def written(scale: Ints) -> Rows | None:
        """All rows in a scale; None where one does not fit."""
        to, fitted = to_begin.copy(), [False] * len(cut)
        rows = np.empty((int(starts[-1]), ROW), width(scale))

        def put(number: int) -> None:
            fitted[number] = _put(
                *cut[number], of, n_groups, to[number], *columns.times, columns.form, columns.word, columns.place,
                columns.origin, columns.incident, columns.several, columns.lag, watches, scale, keeps[number], rows,
            )  # fmt: skip

        on_cores(put, len(cut), threads)
        return rows if all(fitted) else None

    scale = narrow(columns)
    rows = None if scale is None else written(scale)
    if scale is None or rows is None:
        scale = wide(columns)
        rows = written(scale)
        assert rows is not None
    kept: NDArray[np.bool_] = np.any(keeps, axis=0)
    return Buckets(rows, scale, starts, kept)


@kernel
def _count(first: int, last: int, form: Any, place: Any, of: Any, n_groups: int, sizes: Any) -> None:
    """How many rows from `first` to before `last` belong into each bucket."""
    for i in range(first, last):
        sizes[place[i] * (n_groups + 1) + of[form[i]]] += 1


@kernel
def _put(
    first: int,
    last: int,
    of: Any,
    n_groups: int,
    to: Any,
    a: Any,
    b: Any,
    c: Any,
    d: Any,
    form: Any,
    word: Any,
    place: Any,
    origin: Any,
    incident: Any,
    several: Any,
    lag: Any,
    watches: Any,
    scale: Any,
    keeps: Any,
    rows: Any,
) -> bool:
    """Write the rows from `first` to before `last` that bear; False where one does not fit. A block is written at one
    place before its rows go each to its own, in few and long words: those places are strewn over memory."""
    picked, row = np.empty(BLOCK, np.int32), np.empty(BLOCK, np.int64)
    lines = np.empty((BLOCK, ROW), rows.dtype)
    whence, whither = lines.view(np.int64), rows.view(np.int64)
    base, least, most, shift = scale[0], scale[1], scale[2], scale[SHIFT]
    tight = rows.itemsize < 8
    for begin in range(first, last, BLOCK):
        m = 0
        for i in range(begin, min(last, begin + BLOCK)):  # without a branch, which half of the rows would mislead
            picked[m] = i
            m += 1 if of[form[i]] < n_groups else 0
        for j in range(m):
            i = picked[j]
            if tight and not (
                fits(a[i], base, least, most) and fits(b[i], base, least, most)
                and fits(c[i], base, least, most) and fits(d[i], base, least, most)
                and origin[i] < _MOST_ORIGINS - 1
            ):  # fmt: skip
                return False
            lines[j, R_A] = offset(a[i], base, least, most)
            lines[j, R_B] = offset(b[i], base, least, most)
            lines[j, R_C] = offset(c[i], base, least, most)
            lines[j, R_D] = offset(d[i], base, least, most)
            lines[j, R_CODES] = np.int64(form[i]) | (np.int64(word[i]) << shift)
            lines[j, R_WHENCE] = (np.int64(origin[i] + 1) << 1) | np.int64(several[i])
            lines[j, R_BODY] = incident[i]
            lines[j, R_ROW] = i
            if watches[form[i]]:
                lines[j, R_BODY] = lag[i] if len(lag) else 0
                keeps[word[i]] = True
            bucket = place[i] * (n_groups + 1) + of[form[i]]
            row[j] = to[bucket]
            to[bucket] += 1
        for j in range(m):
            r = row[j]
            for x in range(0, whence.shape[1], 4):
                one, two, three, four = whence[j, x], whence[j, x + 1], whence[j, x + 2], whence[j, x + 3]
                whither[r, x], whither[r, x + 1], whither[r, x + 2], whither[r, x + 3] = one, two, three, four
    return True
