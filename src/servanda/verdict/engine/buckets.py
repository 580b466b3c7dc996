"""The rows that bear on anything, sorted into buckets."""

from __future__ import annotations

from typing import Any

import numpy as np

from servanda.verdict.engine.compiled import kernel
from servanda.verdict.engine.layout import R_A, R_B, R_C, R_CODES, R_D, R_LAG, R_ROW, R_WHENCE

# -- the rows in their buckets ---------------------------------------------------------------------------------------


@kernel
def bucketed(
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
    group_of: Any,
    n_places: int,
    n_groups: int,
) -> tuple[Any, Any]:
    """The rows that bear on anything, sorted by place and group of forms (a counting sort), and where each bucket
    begins."""
    n = len(form)
    starts = np.zeros(n_places * n_groups + 1, np.int64)
    for i in range(n):
        if form[i] >= 0:
            g = group_of[form[i]]
            if g >= 0:
                starts[place[i] * n_groups + g + 1] += 1
    for bucket in range(len(starts) - 1):
        starts[bucket + 1] += starts[bucket]
    to = starts[:-1].copy()
    rows = np.empty((starts[len(starts) - 1], 8), np.int64)
    for i in range(n):
        if form[i] < 0:
            continue
        g = group_of[form[i]]
        if g < 0:
            continue
        bucket = place[i] * n_groups + g
        r = to[bucket]
        to[bucket] += 1
        rows[r, R_A] = a[i]
        rows[r, R_B] = b[i]
        rows[r, R_C] = c[i]
        rows[r, R_D] = d[i]
        rows[r, R_CODES] = np.int64(form[i]) | (np.int64(word[i]) << 32)
        rows[r, R_WHENCE] = np.int64(origin[i] + 1) | (np.int64(incident[i]) << 32)
        rows[r, R_LAG] = (np.int64(lag[i]) << 1) | np.int64(several[i])
        rows[r, R_ROW] = i
    return rows, starts
