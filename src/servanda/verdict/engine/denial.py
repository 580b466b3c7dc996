"""Proof in bulk (P1–P8): pools of what may corroborate, and whether denials leave no gap."""

from __future__ import annotations

from typing import Any

from servanda.verdict.engine.compiled import lean
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
from servanda.verdict.engine.sorting import sort_values

# -- proof (P1–P8) --------------------------------------------------------------------------------------------------
# A pool of what may corroborate is four numbers, and pools merge: how it stands (0 empty, 1 one origin and one side,
# 2 one origin and several sides, 3 several origins of one party's side, 4 corroborated), its origin, its side.


@lean
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


@lean
def counts(den: Any, i: int, as_of: int) -> bool:
    """Whether a denial counts at `as_of`: what was seen after it does not, nor what may have been."""
    if den[i, D_FROM] >= as_of or den[i, D_START] >= as_of:
        return False
    return bool(den[i, D_TO] == OPEN_END or den[i, D_TO] <= as_of)


@lean
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


@lean
def begun(den: Any, nd: int, at: int) -> int:
    """The first denial that reaches beyond an instant, where one has begun by then; else -1."""
    first = reaching(den, nd, at)
    return first if first < nd and den[first, D_START] <= at else -1


@lean
def answers(den: Any, i: int, form: int, place: int, replies: Any) -> bool:
    """Whether a denial answers an affirmation of this form and place, although it falls short of the norm. Of two
    places that differ the court judges."""
    return bool(
        den[i, D_FORM] >= 0 and form >= 0 and place >= 0 and den[i, D_PLACE] == place and replies[den[i, D_FORM], form]
    )


@lean
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


@lean
def covered(
    den: Any, nd: int, first: int, begin: int, end: int, as_of: int, form: int, place: int, replies: Any, room: Any
) -> tuple[int, int, bool]:
    """The level at which every instant of [begin, end) is denied, the row of the first denial that is needed, and
    whether some denial there falls short of the norm. `first`: as `begun` found it for `begin`."""
    if begin >= end or end == OPEN_END:
        return NO_LEVEL, -1, False
    short = False
    # the denials there, as `room[:m]`; how many begin after `begin`, how many of the others end before `end`
    m, later, parts = 0, 0, 0
    level, state, origin, side = 0, 0, 0, 0  # of those that hold all the time
    best, until = -1, 0
    for i in range(first, nd):
        if den[i, D_START] >= end:
            break
        if den[i, D_SHORT] != 0:
            short = True
            if not answers(den, i, form, place, replies):
                continue
        upto = min(den[i, D_END], as_of)
        if upto <= begin or not counts(den, i, as_of):
            continue
        room[m] = i
        m += 1
        if den[i, D_START] > begin:
            later += 1
        elif upto < end:
            parts += 1
        else:
            if state != 4 and den[i, D_POOL]:
                state, origin, side = pooled(state, origin, side, den[i, D_ORIGIN], den[i, D_SIDE])
            if den[i, D_ALONE] > level:
                level, best = den[i, D_ALONE], -1
            if den[i, D_ALONE] == level:
                best, until = _longer(den, i, best, until)
    if m == 0:
        return NO_LEVEL, -1, short
    if later == 0:  # what is denied at the end is denied all the time
        if parts == m:
            return NO_LEVEL, -1, short
        if state == 4 and level < CORROBORATED:
            level, best = CORROBORATED, -1
        if parts:
            return level, _first_denier(den, m, room), short
        return level, (best if best >= 0 else den[room[0], D_ROW]), short
    reach = begin
    for j in range(m):
        i = room[j]
        if den[i, D_START] > reach:
            return NO_LEVEL, -1, short
        reach = max(reach, min(den[i, D_END], as_of))
        if reach >= end:
            break
    if reach < end:
        return NO_LEVEL, -1, short
    level, denier = _pieced(den, m, begin, end, as_of, room)
    return level, denier, short


@lean
def _first_denier(den: Any, m: int, room: Any) -> int:
    """The row of the first denial that is needed, of the denials `room[:m]`, which all hold at the beginning."""
    level, state, origin, side = 0, 0, 0, 0
    best, until = -1, 0
    for j in range(m):
        i = room[j]
        if state != 4 and den[i, D_POOL]:
            state, origin, side = pooled(state, origin, side, den[i, D_ORIGIN], den[i, D_SIDE])
        if den[i, D_ALONE] > level:
            level, best = den[i, D_ALONE], -1
        if den[i, D_ALONE] == level:
            best, until = _longer(den, i, best, until)
    if best < 0 or (state == 4 and level < CORROBORATED):
        return int(den[room[0], D_ROW])
    return best


@lean
def _longer(den: Any, i: int, best: int, until: int) -> tuple[int, int]:
    """Of two denials the row and end of the one that holds longer, else of the earlier row."""
    if best < 0 or den[i, D_END] > until or (den[i, D_END] == until and den[i, D_ROW] < best):
        return den[i, D_ROW], den[i, D_END]
    return best, until


@lean
def _pieced(den: Any, m: int, begin: int, end: int, as_of: int, room: Any) -> tuple[int, int]:
    """`covered`, of the denials `room[:m]`, which leave no gap and of which some hold for a part of the time alone."""
    active, at = m, 2 * m  # those that hold at x, in the order of their starts; where they begin and end
    room[at], room[at + 1] = begin, end
    k = 2
    for j in range(m):
        i = room[j]
        if den[i, D_START] > begin:
            room[at + k] = den[i, D_START]
            k += 1
        if min(den[i, D_END], as_of) < end:
            room[at + k] = min(den[i, D_END], as_of)
            k += 1
    sort_values(room, at, k)
    worst, denier = VERIFIED, -1
    n, ahead = 0, 0
    for p in range(k - 1):
        x, y = room[at + p], room[at + p + 1]
        if x == y:
            continue
        while ahead < m and den[room[ahead], D_START] <= x:
            room[active + n] = room[ahead]
            n += 1
            ahead += 1
        if denier >= 0 and y != end and (ahead == m or den[room[ahead], D_START] > y):
            continue  # what holds from y on holds here, too: it cannot be less well denied
        kept = 0
        for j in range(n):
            if min(den[room[active + j], D_END], as_of) > x:
                room[active + kept] = room[active + j]
                kept += 1
        n = kept
        level, state, origin, side = 0, 0, 0, 0
        best, until = -1, 0
        for j in range(n):
            i = room[active + j]
            if state != 4 and den[i, D_POOL]:
                state, origin, side = pooled(state, origin, side, den[i, D_ORIGIN], den[i, D_SIDE])
            if den[i, D_ALONE] > level:
                level, best = den[i, D_ALONE], -1
            if denier < 0 and den[i, D_ALONE] == level:
                best, until = _longer(den, i, best, until)
        if state == 4 and level < CORROBORATED:
            level, best = CORROBORATED, -1
        worst = min(worst, level)
        if denier < 0:
            denier = best if best >= 0 else den[room[0], D_ROW]
    return worst, denier
