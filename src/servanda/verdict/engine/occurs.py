"""One question: did it occur in the window? (V3–V9)"""

from __future__ import annotations

from typing import Any

from servanda.verdict.engine.compiled import lean
from servanda.verdict.engine.denial import begun, counts, covered, pooled, reaches, reaching
from servanda.verdict.engine.layout import (
    A_ALONE,
    A_BODY,
    A_END,
    A_FORM,
    A_FROM,
    A_OPINION,
    A_ORIGIN,
    A_PLACE,
    A_POOL,
    A_SEVERAL,
    A_SIDE,
    A_START,
    A_TO,
    CORROBORATED,
    D_END,
    D_FORM,
    D_PLACE,
    D_SHORT,
    D_START,
    NEVER,
    NO_FORM,
    NO_LEVEL,
    ONLY_BY_PLACE,
    OPEN_END,
    OPEN_START,
    Q_BODIES,
    Q_BREACH,
    Q_COMPLETION,
    Q_DEED,
    Q_DENIAL,
    Q_DENIED,
    Q_DENIER,
    Q_ODD,
    Q_THROUGH,
    Q_VALUES,
    VERIFIED,
    W_BEST,
    W_DENIED,
    W_STANDING,
    WHATEVER,
    B,
    F,
    N,
    T,
)
from servanda.verdict.engine.sorting import order_in

# -- one question: did it occur in the window? (V3–V9) ---------------------------------------------------------------


@lean
def _before(rebutted: int, rank: int, opinions: int, first: int, body: int, found: Any, at: int) -> bool:
    """Whether a witness ranks before the one at `found[at:]`: (rebutted, -level, opinion alone, start, body)."""
    if rebutted != found[at]:
        return bool(rebutted < found[at])
    if rank != found[at + 1]:
        return bool(rank < found[at + 1])
    if opinions != found[at + 2]:
        return bool(opinions < found[at + 2])
    if first != found[at + 3]:
        return bool(first < found[at + 3])
    return bool(body < found[at + 4])


@lean
def occurs(
    aff: Any,
    chosen: Any,
    n: int,
    den: Any,
    nd: int,
    begin: int,
    end: int,
    as_of: int,
    decided: bool,
    replies: Any,
    found: Any,
    room: Any,
) -> None:
    """`chosen[:n]`: rows of `aff` that entail the deed in [begin, end). Fills in `found`, of length `ROOM`: after the
    answer stands what is needed on the way to it. `room`: to work in."""
    for s in range(4):
        found[Q_VALUES + s] = N
    found[Q_DENIED] = NO_LEVEL
    found[Q_THROUGH] = NEVER
    found[Q_BREACH] = NEVER
    found[Q_COMPLETION] = NEVER
    found[Q_BODIES] = 0
    for s in range(Q_DEED, Q_DENIER + 1):
        found[s] = -1
    found[Q_ODD] = 0
    at = begun(den, nd, begin) if decided and nd else -1
    if n or at >= 0:
        _weighed(aff, chosen, n, den, nd, at, begin, end, as_of, decided, replies, found, room)


@lean
def _weighed(
    aff: Any,
    chosen: Any,
    n: int,
    den: Any,
    nd: int,
    at: int,
    begin: int,
    end: int,
    as_of: int,
    decided: bool,
    replies: Any,
    found: Any,
    room: Any,
) -> None:
    """`occurs`, where something says that it did or did not. `at`: as `begun` found it for `begin`; -1 where nothing
    denies, or nothing is decided."""
    for s in range(W_STANDING, W_STANDING + 5):
        found[s] = 0
    # W_STANDING + s, per standard: 0 none stands, 1 one stands, 2 one stands unrebutted
    i = 0
    while i < n:
        p = chosen[i]
        body = aff[p, A_BODY]
        level, state, origin, side = 0, 0, 0, 0
        first, last, opinions, rebuttal = OPEN_END, OPEN_START, 1, VERIFIED
        while i < n and aff[chosen[i], A_BODY] == body:
            p = chosen[i]
            level = max(level, aff[p, A_ALONE])
            if aff[p, A_POOL]:
                state, origin, side = pooled(state, origin, side, aff[p, A_ORIGIN], aff[p, A_SIDE])
            start = aff[p, A_START]
            first = min(first, 0 if start == OPEN_START else start)
            last = max(last, 0 if aff[p, A_END] == OPEN_END else aff[p, A_END])
            opinions &= aff[p, A_OPINION]
            if nd and rebuttal:
                stop, form, place = aff[p, A_END], aff[p, A_FORM], aff[p, A_PLACE]
                against = NO_LEVEL
                whole = begun(den, nd, start)
                if whole >= 0:
                    against, _, short = covered(den, nd, whole, start, stop, as_of, form, place, replies, room)
                    if short and open_question(den, nd, start, stop, as_of, WHATEVER, form, place, replies):
                        found[Q_ODD] = 1
                rebuttal = min(rebuttal, against)
            i += 1
        if nd == 0:
            rebuttal = NO_LEVEL
        if state == 4:
            level = max(level, CORROBORATED)
        found[Q_BODIES] += 1
        found[Q_COMPLETION] = last if found[Q_COMPLETION] == NEVER else min(found[Q_COMPLETION], last)
        if rebuttal < level:
            found[Q_BREACH] = max(found[Q_BREACH], first)
        for s in range(1, level + 1):
            rebutted = 1 if rebuttal >= s else 0
            best = W_BEST + 5 * s
            if found[W_STANDING + s] == 0 or _before(rebutted, -level, opinions, first, body, found, best):
                found[best], found[best + 1], found[best + 2] = rebutted, -level, opinions
                found[best + 3], found[best + 4] = first, body
            if rebutted:
                denied = W_DENIED + 3 * s
                newer = found[W_STANDING + s] == 0 or -level < found[denied]
                newer = newer or (-level == found[denied] and first < found[denied + 1])
                newer = newer or (-level == found[denied] and first == found[denied + 1] and body < found[denied + 2])
                if newer:
                    found[denied], found[denied + 1], found[denied + 2] = -level, first, body
                found[W_STANDING + s] = max(found[W_STANDING + s], 1)
            else:
                found[W_STANDING + s] = 2
    against, denier = NO_LEVEL, -1
    if at >= 0:
        against, denier, short = covered(den, nd, at, begin, end, as_of, NO_FORM, NO_FORM, replies, room)
        if against:
            found[Q_THROUGH] = end
        elif short and open_question(den, nd, begin, end, as_of, ONLY_BY_PLACE, NO_FORM, NO_FORM, replies):
            found[Q_ODD] = 1
    found[Q_DENIED] = against
    found[Q_DENIER] = denier
    for s in range(1, 5):
        if found[W_STANDING + s]:
            found[Q_DEED + s - 1] = found[W_BEST + 5 * s + 4]
        if against >= s:
            found[Q_DENIAL + s - 1] = -2
        elif found[W_STANDING + s] == 1:
            found[Q_DENIAL + s - 1] = found[W_DENIED + 3 * s + 2]
        if found[W_STANDING + s] == 2:
            found[Q_VALUES + s - 1] = T
        elif found[W_STANDING + s] == 1:
            found[Q_VALUES + s - 1] = B
        elif decided and against >= s:
            found[Q_VALUES + s - 1] = F


@lean
def open_question(
    den: Any, nd: int, begin: int, end: int, as_of: int, also: int, form: int, place: int, replies: Any
) -> bool:
    """Whether denials that fall short could matter in [begin, end), and the kernel cannot say how: those of another
    place for an affirmation, those that reach everywhere only together for a window."""
    for i in range(reaching(den, nd, begin), nd):
        if den[i, D_START] >= end:
            return False
        if den[i, D_SHORT] == 0 or den[i, D_SHORT] & ~also or den[i, D_END] <= begin or not counts(den, i, as_of):
            continue
        if form >= 0 and place >= 0 and den[i, D_FORM] >= 0 and den[i, D_PLACE] == place:
            continue  # the replies know
        return reaches(den, nd, begin, end, as_of, also, form, place, replies)
    return False


@lean
def seen(aff: Any, i: int, as_of: int) -> bool:
    """Whether an affirmation counts at `as_of`."""
    if aff[i, A_FROM] >= as_of:
        return False
    return bool(aff[i, A_TO] == OPEN_END or aff[i, A_TO] <= as_of)


@lean
def by_body(aff: Any, chosen: Any, n: int, room: Any) -> None:
    """Pieces of one body one after the other."""
    several = 0
    for i in range(n):
        several += aff[chosen[i], A_SEVERAL]
    if several < 2:
        return
    in_place = True
    for i in range(n):
        room[n + i], room[2 * n + i] = aff[chosen[i], A_BODY], 0
        in_place = in_place and (i == 0 or room[n + i - 1] <= room[n + i])
    if in_place:
        return
    order_in(room, n)
    for i in range(n):
        room[n + i] = chosen[i]
    for i in range(n):
        chosen[i] = room[n + room[i]]


@lean
def certain(aff: Any, na: int, begin: int, end: int, as_of: int, chosen: Any, room: Any) -> int:
    """The affirmations that lie in [begin, end) and before `as_of`, as `chosen`."""
    stop = min(end, as_of)
    n = 0
    for i in range(na):
        if aff[i, A_START] >= begin and aff[i, A_END] <= stop and seen(aff, i, as_of):
            chosen[n] = i
            n += 1
    by_body(aff, chosen, n, room)
    return n


@lean
def certain_sorted(aff: Any, na: int, begin: int, end: int, as_of: int, chosen: Any, room: Any) -> int:
    """As `certain`, of affirmations in the order of their starts."""
    stop = min(end, as_of)
    lo, hi = 0, na
    while lo < hi:
        middle = (lo + hi) // 2
        if aff[middle, A_START] < begin:
            lo = middle + 1
        else:
            hi = middle
    n = 0
    for i in range(lo, na):
        if aff[i, A_START] >= stop:
            break
        if aff[i, A_END] <= stop and seen(aff, i, as_of):
            chosen[n] = i
            n += 1
    by_body(aff, chosen, n, room)
    return n


@lean
def body_level(
    aff: Any, chosen: Any, lo: int, hi: int, den: Any, nd: int, as_of: int, replies: Any, found: Any, room: Any
) -> tuple[int, int]:
    """Level and rebuttal of one body."""
    level, state, origin, side, rebuttal = 0, 0, 0, 0, VERIFIED
    found[Q_ODD] = 0
    for i in range(lo, hi):
        p = chosen[i]
        level = max(level, aff[p, A_ALONE])
        if aff[p, A_POOL]:
            state, origin, side = pooled(state, origin, side, aff[p, A_ORIGIN], aff[p, A_SIDE])
        if nd and rebuttal:
            start, stop, form, place = aff[p, A_START], aff[p, A_END], aff[p, A_FORM], aff[p, A_PLACE]
            against = NO_LEVEL
            at = begun(den, nd, start)
            if at >= 0:
                against, _, short = covered(den, nd, at, start, stop, as_of, form, place, replies, room)
                if short and open_question(den, nd, start, stop, as_of, WHATEVER, form, place, replies):
                    found[Q_ODD] = 1
            rebuttal = min(rebuttal, against)
    if state == 4:
        level = max(level, CORROBORATED)
    return level, (rebuttal if nd else NO_LEVEL)
