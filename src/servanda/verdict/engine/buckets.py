"""The rows that bear on anything, sorted into buckets: a counting sort by place and group of forms, on all cores.

Each core takes a run of the rows. First it notes which of them bear and into which bucket each belongs, then it puts
them there, after those of the runs before it: so the order is that of the rows, whatever the number of cores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from servanda.verdict.engine.compiled import kernel, on_cores, runs
from servanda.verdict.engine.layout import R_A, R_B, R_C, R_CODES, R_D, R_LAG, R_ROW, R_WHENCE

if TYPE_CHECKING:
    from servanda.verdict.engine.columns import Columns, Ints


def bucketed(
    columns: Columns, group_of: Ints, watches: NDArray[np.bool_], n_places: int, n_groups: int, threads: int
) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """The rows in their order (`layout.R_*`), where each bucket begins, and which words keep a watch.

    `group_of`: the group of each form, -1 where it bears on nothing; `watches`: which forms are watches."""
    cut = runs(columns.size, threads)
    n_buckets = n_places * n_groups
    sizes: Ints = np.zeros((len(cut), n_buckets + 1), np.int64)  # the last bucket: what bears on nothing
    keeps = np.zeros((len(cut), len(columns.word_row)), np.bool_)
    picked, bucket = np.empty(columns.size, np.int32), np.empty(columns.size, np.int32)
    counted = [0] * len(cut)
    of = np.append(group_of, -1)  # the last is that of rows without a form

    def count(number: int) -> None:
        counted[number] = _count(*cut[number], columns.form, columns.place, of, n_groups, sizes[number], picked, bucket)

    on_cores(count, len(cut), threads)
    sizes = sizes[:, :-1]
    starts: Ints = np.zeros(n_buckets + 1, np.int64)
    np.cumsum(sizes.sum(axis=0), out=starts[1:])
    to = starts[:-1] + np.cumsum(sizes, axis=0) - sizes
    rows: Ints = np.empty((int(starts[-1]), 8), np.int64)

    def put(number: int) -> None:
        first = cut[number][0]
        _put(
            picked[first : first + counted[number]], bucket[first : first + counted[number]], to[number],
            *columns.times, columns.form, columns.word, columns.origin, columns.incident, columns.several, columns.lag,
            watches, keeps[number], rows,
        )  # fmt: skip

    on_cores(put, len(cut), threads)
    kept: NDArray[np.bool_] = np.any(keeps, axis=0)
    return rows, starts, kept


@kernel
def _count(
    first: int,
    last: int,
    form: Any,
    place: Any,
    group_of: Any,
    n_groups: int,
    sizes: Any,
    picked: Any,
    bucket: Any,
) -> int:
    """Which rows from `first` to before `last` bear, and into which buckets they belong; how many they are. Without a
    branch, which half of the rows would mislead."""
    m: int = first
    none = len(sizes) - 1
    for i in range(first, last):
        g = group_of[form[i]]
        b = place[i] * n_groups + g if g >= 0 else none
        picked[m], bucket[m] = i, b
        sizes[b] += 1
        m += 1 if g >= 0 else 0
    return m - first


@kernel
def _put(
    picked: Any,
    bucket: Any,
    to: Any,
    a: Any,
    b: Any,
    c: Any,
    d: Any,
    form: Any,
    word: Any,
    origin: Any,
    incident: Any,
    several: Any,
    lag: Any,
    watches: Any,
    keeps: Any,
    rows: Any,
) -> None:
    for k in range(len(picked)):
        i = picked[k]
        r = to[bucket[k]]
        to[bucket[k]] = r + 1
        rows[r, R_A] = a[i]
        rows[r, R_B] = b[i]
        rows[r, R_C] = c[i]
        rows[r, R_D] = d[i]
        rows[r, R_CODES] = np.int64(form[i]) | (np.int64(word[i]) << 32)
        rows[r, R_WHENCE] = np.int64(origin[i] + 1) | (np.int64(incident[i]) << 32)
        rows[r, R_LAG] = (np.int64(lag[i]) << 1) | np.int64(several[i])
        rows[r, R_ROW] = i
        if watches[form[i]]:
            keeps[word[i]] = True
