"""One question: did it occur in the window? (V3–V9)"""

from __future__ import annotations

from typing import Any

import numpy as np

from servanda.verdict.engine.compiled import kernel
from servanda.verdict.engine.denial import counts, covered, pooled, reaches, reaching
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
    NO_LEVEL,
    ONLY_PLACE,
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
    W_KEY,
    W_STANDING,
    B,
    F,
    N,
    T,
)

# -- one question: did it occur in the window? (V3–V9) ---------------------------------------------------------------


@kernel
def _before(a: Any, b: Any) -> bool:
    """Whether a witness ranks before another: both are (rebutted, -level, opinion alone, start, body)."""
    for i in range(5):
        if a[i] != b[i]:
            return bool(a[i] < b[i])
    return False


@kernel
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
) -> None:
    """`chosen[:n]`: rows of `aff` that entail the deed in [begin, end). Fills in `found`, of length `ROOM`: after the
    answer stands what is needed on the way to it, so that a question allocates nothing."""
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
    if n == 0 and (nd == 0 or not decided):
        return
    for s in range(W_STANDING, W_STANDING + 5):
        found[s] = 0
    standing = found[W_STANDING : W_STANDING + 5]  # per standard: 0 none stands, 1 one stands, 2 one stands unrebutted
    key = found[W_KEY : W_KEY + 5]
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
                against, _ = covered(den, nd, start, stop, as_of, form, place, replies)
                rebuttal = min(rebuttal, against)
                if open_question(den, nd, start, stop, as_of, 7, form, place, replies):
                    found[Q_ODD] = 1
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
            key[0] = 1 if rebuttal >= s else 0
            key[1], key[2], key[3], key[4] = -level, opinions, first, body
            best = found[W_BEST + 5 * s : W_BEST + 5 * s + 5]
            if standing[s] == 0 or _before(key, best):
                for j in range(5):
                    best[j] = key[j]
            if rebuttal >= s:
                denied = found[W_DENIED + 3 * s : W_DENIED + 3 * s + 3]
                newer = standing[s] == 0 or -level < denied[0]
                newer = newer or (-level == denied[0] and first < denied[1])
                newer = newer or (-level == denied[0] and first == denied[1] and body < denied[2])
                if newer:
                    denied[0], denied[1], denied[2] = -level, first, body
                standing[s] = max(standing[s], 1)
            else:
                standing[s] = 2
    against, denier = NO_LEVEL, -1
    if decided and nd:
        against, denier = covered(den, nd, begin, end, as_of, -1, -1, replies)
        if against:
            found[Q_THROUGH] = end
        if against == 0 and open_question(den, nd, begin, end, as_of, ONLY_PLACE, -1, -1, replies):
            found[Q_ODD] = 1
    found[Q_DENIED] = against
    found[Q_DENIER] = denier
    for s in range(1, 5):
        if standing[s]:
            found[Q_DEED + s - 1] = found[W_BEST + 5 * s + 4]
        if against >= s:
            found[Q_DENIAL + s - 1] = -2
        elif standing[s] == 1:
            found[Q_DENIAL + s - 1] = found[W_DENIED + 3 * s + 2]
        if standing[s] == 2:
            found[Q_VALUES + s - 1] = T
        elif standing[s] == 1:
            found[Q_VALUES + s - 1] = B
        elif decided and against >= s:
            found[Q_VALUES + s - 1] = F


@kernel
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


@kernel
def seen(aff: Any, i: int, as_of: int) -> bool:
    """Whether an affirmation counts at `as_of`."""
    if aff[i, A_FROM] >= as_of:
        return False
    return bool(aff[i, A_TO] == OPEN_END or aff[i, A_TO] <= as_of)


@kernel
def by_body(aff: Any, chosen: Any, n: int) -> None:
    """Pieces of one body one after the other."""
    several = 0
    for i in range(n):
        several += aff[chosen[i], A_SEVERAL]
    if several < 2:
        return
    keys = np.empty(n, np.int64)
    for i in range(n):
        keys[i] = aff[chosen[i], A_BODY]
    order = np.argsort(keys, kind="mergesort")
    chosen[:n] = chosen[:n][order]


@kernel
def certain(aff: Any, na: int, begin: int, end: int, as_of: int, chosen: Any) -> int:
    """The affirmations that lie in [begin, end) and before `as_of`, as `chosen`."""
    stop = min(end, as_of)
    n = 0
    for i in range(na):
        if aff[i, A_START] >= begin and aff[i, A_END] <= stop and seen(aff, i, as_of):
            chosen[n] = i
            n += 1
    by_body(aff, chosen, n)
    return n


@kernel
def certain_sorted(aff: Any, na: int, begin: int, end: int, as_of: int, chosen: Any) -> int:
    """As `_certain`, of affirmations in the order of their starts."""
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
    by_body(aff, chosen, n)
    return n


@kernel
def body_level(
    aff: Any, chosen: Any, lo: int, hi: int, den: Any, nd: int, as_of: int, replies: Any, found: Any
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
            against, _ = covered(den, nd, start, stop, as_of, form, place, replies)
            rebuttal = min(rebuttal, against)
            if open_question(den, nd, start, stop, as_of, 7, form, place, replies):
                found[Q_ODD] = 1
    if state == 4:
        level = max(level, CORROBORATED)
    return level, (rebuttal if nd else NO_LEVEL)
