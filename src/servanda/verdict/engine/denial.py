"""Proof in bulk (P1–P8): pools of what may corroborate, and whether denials leave no gap."""

from __future__ import annotations

from typing import Any

import numpy as np

from servanda.verdict.engine.compiled import kernel
from servanda.verdict.engine.layout import (
    CORROBORATED,
    D_ALONE,
    D_END,
    D_FORM,
    D_FROM,
    D_ORIGIN,
    D_PLACE,
    D_POOL,
    D_REACH,
    D_ROW,
    D_SHORT,
    D_SIDE,
    D_START,
    D_TO,
    NO_LEVEL,
    OPEN_END,
    THIRD,
    VERIFIED,
)

# -- proof (P1–P8) --------------------------------------------------------------------------------------------------
# A pool of what may corroborate is four numbers, and pools merge: how it stands (0 empty, 1 one origin and one side,
# 2 one origin and several sides, 3 several origins of one party's side, 4 corroborated), its origin, its side.


@kernel
def pooled(state: int, origin: int, side: int, new_origin: int, new_side: int) -> tuple[int, int, int]:
    if state == 0:
        return 1, new_origin, new_side
    if state == 4:
        return state, origin, side
    if state == 3:
        return (3 if new_side == side else 4), origin, side
    if new_origin == origin:
        return (1 if state == 1 and new_side == side else 2), origin, side
    if state == 2 or new_side != side or new_side == THIRD:
        return 4, origin, side
    return 3, origin, side


@kernel
def counts(den: Any, i: int, as_of: int) -> bool:
    """Whether a denial counts at `as_of`: what was seen after it does not, nor what may have been."""
    if den[i, D_FROM] >= as_of or den[i, D_START] >= as_of:
        return False
    return bool(den[i, D_TO] == OPEN_END or den[i, D_TO] <= as_of)


@kernel
def reaching(den: Any, nd: int, after: int) -> int:
    """The first denial that, or one before which, reaches beyond `after`."""
    lo, hi = 0, nd
    while lo < hi:
        middle = (lo + hi) // 2
        if den[middle, D_REACH] > after:
            hi = middle
        else:
            lo = middle + 1
    return lo


@kernel
def answers(den: Any, i: int, form: int, place: int, replies: Any) -> bool:
    """Whether a denial answers an affirmation of this form and place, although it falls short of the norm. Of two
    places that differ the court judges."""
    return bool(
        den[i, D_FORM] >= 0 and form >= 0 and place >= 0 and den[i, D_PLACE] == place and replies[den[i, D_FORM], form]
    )


@kernel
def reaches(
    den: Any, nd: int, begin: int, end: int, as_of: int, also: int, form: int, place: int, replies: Any
) -> bool:
    """Whether denials leave no gap in [begin, end): whole ones, those that fall short only in `also`, and those that
    answer `form`."""
    if begin >= end or end == OPEN_END:
        return False
    reach = begin
    for i in range(reaching(den, nd, begin), nd):
        if den[i, D_START] > reach:
            return False
        if (den[i, D_SHORT] & ~also) != 0 and not answers(den, i, form, place, replies):
            continue
        if not counts(den, i, as_of):
            continue
        reach = max(reach, min(den[i, D_END], as_of))
        if reach >= end:
            return True
    return False


@kernel
def covered(
    den: Any, nd: int, begin: int, end: int, as_of: int, form: int, place: int, replies: Any
) -> tuple[int, int]:
    """The level at which every instant of [begin, end) is denied, and the row of the first denial that is needed."""
    if nd == 0 or not reaches(den, nd, begin, end, as_of, 0, form, place, replies):
        return NO_LEVEL, -1
    first = reaching(den, nd, begin)
    n = 0
    for i in range(first, nd):
        if den[i, D_START] >= end:
            break
        n += 1
    here = np.empty(n, np.int64)
    cuts = np.empty(2 * n + 2, np.int64)
    cuts[0], cuts[1] = begin, end
    m, k = 0, 2
    for i in range(first, first + n):
        if (den[i, D_SHORT] != 0 and not answers(den, i, form, place, replies)) or not counts(den, i, as_of):
            continue
        upto = min(den[i, D_END], as_of)
        if upto <= begin:
            continue
        here[m] = i
        m += 1
        if den[i, D_START] > begin:
            cuts[k] = den[i, D_START]
            k += 1
        if upto < end:
            cuts[k] = upto
            k += 1
    if m == 1:
        return den[here[0], D_ALONE], den[here[0], D_ROW]
    points = np.sort(cuts[:k])
    worst = VERIFIED
    denier = -1
    active = np.empty(m, np.int64)  # those that hold at x, in the order of their starts
    n, ahead = 0, 0
    for p in range(k - 1):
        x, y = points[p], points[p + 1]
        if x == y:
            continue
        while ahead < m and den[here[ahead], D_START] <= x:
            active[n] = here[ahead]
            n += 1
            ahead += 1
        if denier >= 0 and y != end and (ahead == m or den[here[ahead], D_START] > y):
            continue  # what holds from y on holds here, too: it cannot be less well denied
        kept = 0
        for j in range(n):
            if min(den[active[j], D_END], as_of) > x:
                active[kept] = active[j]
                kept += 1
        n = kept
        level, state, origin, side = 0, 0, 0, 0
        for j in range(n):
            i = active[j]
            level = max(level, den[i, D_ALONE])
            if den[i, D_POOL]:
                state, origin, side = pooled(state, origin, side, den[i, D_ORIGIN], den[i, D_SIDE])
        if state == 4:
            level = max(level, CORROBORATED)
        worst = min(worst, level)
        if denier < 0:
            best, reach = -1, 0
            for j in range(n):
                i = active[j]
                if den[i, D_ALONE] < level:
                    continue
                if best < 0 or den[i, D_END] > reach or (den[i, D_END] == reach and den[i, D_ROW] < best):
                    best, reach = den[i, D_ROW], den[i, D_END]
            denier = best if best >= 0 else den[here[0], D_ROW]
    return worst, denier
