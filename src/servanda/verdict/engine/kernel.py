"""Slices weighed in bulk: the rules of `pattern`, `proof` and `instance` (semantics.md, V1–V17) over integer columns.

A slice is one instance of an obligation, or one obligation's windows or triggers in one zone. `gather` fills in its
pieces from the templates of its claims' forms; the functions of the patterns weigh them. Values are codes in the order
of *all*: T 0, N 1, B 2, F 3, so that the fold over instances is a maximum. What would need more than these rules sets
`S_ODD`, and the slice goes to the court.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from servanda.verdict.engine.compiled import kernel

T, N, B, F = 0, 1, 2, 3
OPEN_START, OPEN_END = -(2**62), 2**62
NEVER = -(2**61)  # no instant

# patterns
ACHIEVE, MAINTAIN, PROHIBIT, RECUR, RESPOND = 0, 1, 2, 3, 4

# `rows`: 64 bytes a claim, in the order of its bucket. R_CODES: form and word; R_WHENCE: origin + 1 and incident
R_A, R_B, R_C, R_D, R_CODES, R_WHENCE, R_LAG, R_ROW = range(8)
# `templates`
P_FLAGS, P_SHORT, P_SOME_START, P_SOME_END, P_COVER_START, P_COVER_END = range(6)
AFFIRMS, HAS_SOME, HAS_COVER, HAS_AT, DOUBTFUL, WATCH = 1, 2, 4, 8, 16, 32
OPEN, FROM_EARLIEST, FROM_LATEST, TO_EARLIEST, TO_LATEST, ONE_ON, START, LASTING = range(8)
ONLY_PLACE = 4
# `extras`: pieces that are opinions
X_FLAGS, X_SOME_START, X_SOME_END, X_COVER_START, X_COVER_END, X_FROM, X_TO, X_ROW, X_WORD = range(9)
X_ALONE, X_SIDE = 9, 11  # each for "not met" and "met"
EXTRA = 13
# `aff`: what says that the deed was; `den`: what says that it was not, at every instant of its extent
(
    A_START, A_END, A_BODY, A_ROW, A_ALONE, A_POOL, A_SIDE, A_ORIGIN, A_OPINION, A_FROM, A_TO, A_SEVERAL, A_FORM,
    A_PLACE,
) = range(14)  # fmt: skip
AFFIRMATION = 14
(
    D_START, D_END, D_ROW, D_ALONE, D_POOL, D_SIDE, D_ORIGIN, D_SHORT, D_FROM, D_TO, D_REACH, D_FORM, D_PLACE,
) = range(13)  # fmt: skip
DENIAL = 13
# `frames`, for each time asked
(
    F_START, F_START_LATEST, F_END, F_END_EARLIEST, F_DEADLINE, F_DEADLINE_LATEST, F_PERIOD, F_EVERY, F_WITHIN, F_AS_OF,
    F_IN_FORCE,
) = range(11)  # fmt: skip
FRAME = 11
# `slices`
(
    L_PATTERN,
    L_FRAME,
    L_LO,
    L_HI,
    L_DEED,
    L_TRIGGER_LO,
    L_TRIGGER_HI,
    L_TRIGGER,
    L_PROOF,
    L_VIEW,
    L_STALE,
    L_EXTRA_LO,
    L_EXTRA_HI,
    L_INSTANCES,
) = range(14)
SLICE = 14
# `sums`, per slice
S_VALUES, S_DECIDED, S_THROUGH, S_BREACH, S_COMPLETION, S_LATE, S_ODD, S_TRIGGERED, S_INSTANCES, S_COUNTS = (
    0, 4, 5, 6, 7, 8, 9, 10, 11, 12,
)  # fmt: skip
SUM = 28
# `instances`: what each rests on at each standard: I_DEED + s the body (row of its incident's first claim) that carries
# the deed, or -1; I_DENIAL + s: -1 none, -2 the denials of the whole window (I_DENIER the first), else a body whose
# rebuttal it is
I_SLICE, I_KEY, I_VALUES, I_DEED, I_DENIAL, I_DENIER = 0, 1, 2, 3, 7, 11
INSTANCE = 12
# `found`, of one question "did it occur?"
(
    Q_VALUES, Q_DENIED, Q_THROUGH, Q_BREACH, Q_COMPLETION, Q_BODIES, Q_DEED, Q_DENIAL, Q_DENIER, Q_ODD,
) = (0, 4, 5, 6, 7, 8, 9, 13, 17, 18)  # fmt: skip
QUESTION = 19

THIRD = 0
NO_LEVEL, CORROBORATED, VERIFIED = 0, 3, 4


# -- gathering ------------------------------------------------------------------------------------------------------


@kernel
def _time(code: int, a: int, b: int, c: int, d: int, start: int, stale: int, unbounded: int) -> int:
    if code == OPEN:
        return unbounded
    if code == FROM_EARLIEST:
        return a
    if code == FROM_LATEST:
        return b
    if code == TO_EARLIEST:
        return c
    if code == TO_LATEST:
        return d
    if code == ONE_ON:
        return a + 1
    if code == START:
        return start
    return max(d, a + stale)


@kernel
def gather(
    lo: int,
    hi: int,
    deed: int,
    flip: bool,
    met: int,
    proof: int,
    view: int,
    start: int,
    stale: int,
    extra_lo: int,
    extra_hi: int,
    known_at: int,
    rows: Any,
    buckets: Any,
    heads: Any,
    following: Any,
    groups: Any,
    lists: Any,
    table: Any,
    templates: Any,
    weights: Any,
    admitted: Any,
    speakers: Any,
    keepers: Any,
    shared: Any,
    extras: Any,
) -> tuple[Any, int, Any, int]:
    """The certain pieces of one deed in one slice, at any as_of. `flip`: the question is of the deed's absence."""
    n_groups = groups.shape[1]
    total = extra_hi - extra_lo
    for k in range(lo, hi):
        place = lists[k, 0]
        for g in range(n_groups):
            if groups[deed, g]:
                total += buckets[place * n_groups + g + 1] - buckets[place * n_groups + g]
        late = heads[place] if place < len(heads) else -1
        while late >= 0:
            total += 1
            late = following[late]
    aff = np.empty((2 * total, AFFIRMATION), np.int64)
    den = np.empty((2 * total + 4, DENIAL), np.int64)
    holes = np.empty((2 * total, 3), np.int64)
    watches = np.empty((total, 10), np.int64)
    na, nd, nh, nw = 0, 0, 0, 0
    for k in range(lo, hi):
        place, kind = lists[k, 0], lists[k, 1]
        spot = place if kind >= 6 else -2  # of a place that is on no map nothing is known
        late = heads[place] if place < len(heads) else -1
        g, i, stop = -1, 0, 0
        while True:
            if i >= stop:
                g += 1
                if g < n_groups:
                    if groups[deed, g]:
                        i, stop = buckets[place * n_groups + g], buckets[place * n_groups + g + 1]
                    continue
                if late < 0:
                    break
                i, stop = late, late + 1
                late = following[late]
            codes = rows[i, R_CODES]
            form, word = codes & 0xFFFFFFFF, codes >> 32
            for part in range(2):
                number = table[deed, form, kind, part]
                if number < 0:
                    break
                flags, short = templates[number, P_FLAGS], templates[number, P_SHORT]
                a, b, c, d = rows[i, R_A], rows[i, R_B], rows[i, R_C], rows[i, R_D]
                affirms = (flags & AFFIRMS) != 0
                if flags & WATCH:
                    watches[nw, 0] = b
                    end = c if templates[number, P_COVER_END] != OPEN else OPEN_END
                    watches[nw, 1] = min(end, known_at - (rows[i, R_LAG] >> 1))
                    watches[nw, 2] = rows[i, R_ROW]
                    watches[nw, 3] = word
                    watches[nw, 4] = short
                    watches[nw, 5] = (rows[i, R_WHENCE] & 0xFFFFFFFF) - 1
                    watches[nw, 6] = form
                    watches[nw, 7] = spot
                    nw += 1
                    continue
                some_start, some_end = 0, 0
                if flags & HAS_SOME:
                    some_start = _time(templates[number, P_SOME_START], a, b, c, d, start, stale, OPEN_START)
                    some_end = _time(templates[number, P_SOME_END], a, b, c, d, start, stale, OPEN_END)
                    if affirms:
                        holes[nh, 0] = 0 if some_start == OPEN_START else some_start
                        holes[nh, 1] = 0 if some_end == OPEN_END else some_end
                        holes[nh, 2] = speakers[word]
                        nh += 1
                if flags & DOUBTFUL or not admitted[view, word]:
                    continue
                if flip and not affirms and short != 0:
                    continue  # "was not in the west" is only possibly "was absent from all of it"
                at_from, at_to = OPEN_START, OPEN_END
                if flags & HAS_AT:
                    at_from, at_to = a, d
                whence = rows[i, R_WHENCE]
                if affirms != flip:
                    if not (flags & HAS_SOME) or some_start >= some_end:
                        continue
                    aff[na, A_START] = some_start
                    aff[na, A_END] = some_end
                    aff[na, A_BODY] = whence >> 32
                    aff[na, A_ROW] = rows[i, R_ROW]
                    aff[na, A_ALONE] = weights[proof, met, word, 0]
                    aff[na, A_SIDE] = weights[proof, met, word, 1]
                    aff[na, A_ORIGIN] = (whence & 0xFFFFFFFF) - 1
                    aff[na, A_POOL] = weights[proof, met, word, 2] if aff[na, A_ORIGIN] >= 0 else 0
                    aff[na, A_OPINION] = 0
                    aff[na, A_FROM] = at_from
                    aff[na, A_TO] = at_to
                    aff[na, A_SEVERAL] = rows[i, R_LAG] & 1
                    aff[na, A_FORM] = form
                    aff[na, A_PLACE] = spot
                    na += 1
                elif flags & HAS_COVER:
                    den[nd, D_START] = _time(templates[number, P_COVER_START], a, b, c, d, start, stale, OPEN_START)
                    den[nd, D_END] = _time(templates[number, P_COVER_END], a, b, c, d, start, stale, OPEN_END)
                    if den[nd, D_START] >= den[nd, D_END]:
                        continue
                    den[nd, D_ROW] = rows[i, R_ROW]
                    den[nd, D_ALONE] = weights[proof, 1 - met, word, 0]
                    den[nd, D_SIDE] = weights[proof, 1 - met, word, 1]
                    den[nd, D_ORIGIN] = (whence & 0xFFFFFFFF) - 1
                    den[nd, D_POOL] = weights[proof, 1 - met, word, 2] if den[nd, D_ORIGIN] >= 0 else 0
                    den[nd, D_SHORT] = short
                    den[nd, D_FROM] = at_from
                    den[nd, D_TO] = at_to
                    den[nd, D_FORM] = form
                    den[nd, D_PLACE] = spot
                    nd += 1
            i += 1
    for x in range(extra_lo, extra_hi):
        flags = extras[x, X_FLAGS]
        affirms = (flags & AFFIRMS) != 0
        word = extras[x, X_WORD]
        if not admitted[view, word]:
            continue
        at_from, at_to = OPEN_START, OPEN_END
        if flags & HAS_AT:
            at_from, at_to = extras[x, X_FROM], extras[x, X_TO]
        if affirms != flip:
            if not (flags & HAS_SOME) or extras[x, X_SOME_START] >= extras[x, X_SOME_END]:
                continue
            aff[na, A_START] = extras[x, X_SOME_START]
            aff[na, A_END] = extras[x, X_SOME_END]
            aff[na, A_BODY] = extras[x, X_ROW]
            aff[na, A_ROW] = extras[x, X_ROW]
            aff[na, A_ALONE] = extras[x, X_ALONE + met]
            aff[na, A_SIDE] = extras[x, X_SIDE + met]
            aff[na, A_ORIGIN] = -1
            aff[na, A_POOL] = 0
            aff[na, A_OPINION] = 1
            aff[na, A_FROM] = at_from
            aff[na, A_TO] = at_to
            aff[na, A_SEVERAL] = 1
            aff[na, A_FORM] = -1
            aff[na, A_PLACE] = -1
            na += 1
        elif flags & HAS_COVER and extras[x, X_COVER_START] < extras[x, X_COVER_END]:
            den[nd, D_START] = extras[x, X_COVER_START]
            den[nd, D_END] = extras[x, X_COVER_END]
            den[nd, D_ROW] = extras[x, X_ROW]
            den[nd, D_ALONE] = extras[x, X_ALONE + 1 - met]
            den[nd, D_SIDE] = extras[x, X_SIDE + 1 - met]
            den[nd, D_ORIGIN] = -1
            den[nd, D_POOL] = 0
            den[nd, D_SHORT] = 0
            den[nd, D_FROM] = at_from
            den[nd, D_TO] = at_to
            den[nd, D_FORM] = -1
            den[nd, D_PLACE] = -1
            nd += 1
    if nw and not flip:
        nd, den = _watch(
            watches, nw, holes, nh, den, nd, proof, 1 - met, view, weights, admitted, keepers, shared, speakers
        )
    if nd > 1:
        den[:nd] = den[:nd][np.argsort(den[:nd, D_START], kind="mergesort")]
    reach = OPEN_START
    for i in range(nd):
        reach = max(reach, den[i, D_END])
        den[i, D_REACH] = reach
    return aff, na, den, nd


@kernel
def _watch(
    watches: Any,
    nw: int,
    holes: Any,
    nh: int,
    den: Any,
    nd: int,
    proof: int,
    met: int,
    view: int,
    weights: Any,
    admitted: Any,
    keepers: Any,
    shared: Any,
    speakers: Any,
) -> tuple[int, Any]:
    """A watch denies wherever its own keeper reported nothing (B9)."""
    order = np.zeros(0, np.int64)
    if nh:  # by start, then by end
        by_end = np.argsort(holes[:nh, 1], kind="mergesort")
        order = by_end[np.argsort(holes[by_end, 0], kind="mergesort")]
    for w in range(nw):
        word = watches[w, 3]
        if not admitted[view, word]:
            continue
        keeper = keepers[speakers[word]]
        begin, end = watches[w, 0], watches[w, 1]
        h = 0
        while True:
            until, ahead = end, end
            while h < len(order):
                hole = order[h]
                h += 1
                if not shared[keeper, holes[hole, 2]]:
                    continue
                a, b = holes[hole, 0], holes[hole, 1]
                if begin != OPEN_START and b <= begin:
                    continue
                if end != OPEN_END and a >= end:
                    h = len(order)
                    break
                until, ahead = a, b
                break
            if begin < until:
                if nd == len(den):
                    more = np.empty((2 * len(den), DENIAL), np.int64)
                    more[:nd] = den
                    den = more
                den[nd, D_START] = begin
                den[nd, D_END] = until
                den[nd, D_ROW] = watches[w, 2]
                den[nd, D_ALONE] = weights[proof, met, word, 0]
                den[nd, D_SIDE] = weights[proof, met, word, 1]
                den[nd, D_ORIGIN] = watches[w, 5]
                den[nd, D_POOL] = weights[proof, met, word, 2] if watches[w, 5] >= 0 else 0
                den[nd, D_SHORT] = watches[w, 4]
                den[nd, D_FROM] = OPEN_START
                den[nd, D_TO] = OPEN_END
                den[nd, D_FORM] = watches[w, 6]
                den[nd, D_PLACE] = watches[w, 7]
                nd += 1
            if until == end and ahead == end:
                break
            begin = ahead
    return nd, den


# -- proof (P1–P8) --------------------------------------------------------------------------------------------------
# A pool of what may corroborate is four numbers, and pools merge: how it stands (0 empty, 1 one origin and one side,
# 2 one origin and several sides, 3 several origins of one party's side, 4 corroborated), its origin, its side.


@kernel
def _pooled(state: int, origin: int, side: int, new_origin: int, new_side: int) -> tuple[int, int, int]:
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
def _counts(den: Any, i: int, as_of: int) -> bool:
    """Whether a denial counts at `as_of`: what was seen after it does not, nor what may have been."""
    if den[i, D_FROM] >= as_of or den[i, D_START] >= as_of:
        return False
    return bool(den[i, D_TO] == OPEN_END or den[i, D_TO] <= as_of)


@kernel
def _from(den: Any, nd: int, after: int) -> int:
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
def _answers(den: Any, i: int, form: int, place: int, replies: Any) -> bool:
    """Whether a denial answers an affirmation of this form and place, although it falls short of the norm. Of two
    places that differ the court judges."""
    return bool(
        den[i, D_FORM] >= 0 and form >= 0 and place >= 0 and den[i, D_PLACE] == place and replies[den[i, D_FORM], form]
    )


@kernel
def _reaches(
    den: Any, nd: int, begin: int, end: int, as_of: int, also: int, form: int, place: int, replies: Any
) -> bool:
    """Whether denials leave no gap in [begin, end): whole ones, those that fall short only in `also`, and those that
    answer `form`."""
    if begin >= end or end == OPEN_END:
        return False
    reach = begin
    for i in range(_from(den, nd, begin), nd):
        if den[i, D_START] > reach:
            return False
        if (den[i, D_SHORT] & ~also) != 0 and not _answers(den, i, form, place, replies):
            continue
        if not _counts(den, i, as_of):
            continue
        reach = max(reach, min(den[i, D_END], as_of))
        if reach >= end:
            return True
    return False


@kernel
def _covered(
    den: Any, nd: int, begin: int, end: int, as_of: int, form: int, place: int, replies: Any
) -> tuple[int, int]:
    """The level at which every instant of [begin, end) is denied, and the row of the first denial that is needed."""
    if nd == 0 or not _reaches(den, nd, begin, end, as_of, 0, form, place, replies):
        return NO_LEVEL, -1
    first = _from(den, nd, begin)
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
        if (den[i, D_SHORT] != 0 and not _answers(den, i, form, place, replies)) or not _counts(den, i, as_of):
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
    for p in range(k - 1):
        x, y = points[p], points[p + 1]
        if x == y:
            continue
        level, state, origin, side = 0, 0, 0, 0
        best, reach = -1, 0
        for j in range(m):
            i = here[j]
            if den[i, D_START] > x:
                break
            if min(den[i, D_END], as_of) < y:
                continue
            level = max(level, den[i, D_ALONE])
            if den[i, D_POOL]:
                state, origin, side = _pooled(state, origin, side, den[i, D_ORIGIN], den[i, D_SIDE])
        if state == 4:
            level = max(level, CORROBORATED)
        worst = min(worst, level)
        if p == 0 or denier < 0:
            for j in range(m):
                i = here[j]
                if den[i, D_START] > x or min(den[i, D_END], as_of) < y or den[i, D_ALONE] < level:
                    continue
                if best < 0 or den[i, D_END] > reach or (den[i, D_END] == reach and den[i, D_ROW] < best):
                    best, reach = den[i, D_ROW], den[i, D_END]
            denier = best if best >= 0 else den[here[0], D_ROW]
    return worst, denier


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
    """`chosen[:n]`: rows of `aff` that entail the deed in [begin, end). Fills in `found`."""
    found[Q_VALUES : Q_VALUES + 4] = N
    found[Q_DENIED] = NO_LEVEL
    found[Q_THROUGH] = NEVER
    found[Q_BREACH] = NEVER
    found[Q_COMPLETION] = NEVER
    found[Q_BODIES] = 0
    found[Q_DEED : Q_DEED + 8] = -1
    found[Q_DENIER] = -1
    found[Q_ODD] = 0
    if n == 0 and nd == 0:
        return
    standing = np.zeros(5, np.int64)  # per standard: 0 none stands, 1 one stands, 2 one stands unrebutted
    best = np.zeros((5, 5), np.int64)
    key = np.zeros(5, np.int64)
    denied_best = np.zeros((5, 3), np.int64)
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
                state, origin, side = _pooled(state, origin, side, aff[p, A_ORIGIN], aff[p, A_SIDE])
            start = aff[p, A_START]
            first = min(first, 0 if start == OPEN_START else start)
            last = max(last, 0 if aff[p, A_END] == OPEN_END else aff[p, A_END])
            opinions &= aff[p, A_OPINION]
            if nd and rebuttal:
                stop, form, place = aff[p, A_END], aff[p, A_FORM], aff[p, A_PLACE]
                against, _ = _covered(den, nd, start, stop, as_of, form, place, replies)
                rebuttal = min(rebuttal, against)
                if _open_question(den, nd, start, stop, as_of, 7, form, place, replies):
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
            if standing[s] == 0 or _before(key, best[s]):
                best[s] = key
            if rebuttal >= s:
                newer = standing[s] == 0 or -level < denied_best[s, 0]
                newer = newer or (-level == denied_best[s, 0] and first < denied_best[s, 1])
                newer = newer or (
                    -level == denied_best[s, 0] and first == denied_best[s, 1] and body < denied_best[s, 2]
                )
                if newer:
                    denied_best[s, 0], denied_best[s, 1], denied_best[s, 2] = -level, first, body
                standing[s] = max(standing[s], 1)
            else:
                standing[s] = 2
    against, denier = NO_LEVEL, -1
    if decided and nd:
        against, denier = _covered(den, nd, begin, end, as_of, -1, -1, replies)
        if against:
            found[Q_THROUGH] = end
        if against == 0 and _open_question(den, nd, begin, end, as_of, ONLY_PLACE, -1, -1, replies):
            found[Q_ODD] = 1
    found[Q_DENIED] = against
    found[Q_DENIER] = denier
    for s in range(1, 5):
        if standing[s]:
            found[Q_DEED + s - 1] = best[s, 4]
        if against >= s:
            found[Q_DENIAL + s - 1] = -2
        elif standing[s] == 1:
            found[Q_DENIAL + s - 1] = denied_best[s, 2]
        if standing[s] == 2:
            found[Q_VALUES + s - 1] = T
        elif standing[s] == 1:
            found[Q_VALUES + s - 1] = B
        elif decided and against >= s:
            found[Q_VALUES + s - 1] = F


@kernel
def _open_question(
    den: Any, nd: int, begin: int, end: int, as_of: int, also: int, form: int, place: int, replies: Any
) -> bool:
    """Whether denials that fall short could matter in [begin, end), and the kernel cannot say how: those of another
    place for an affirmation, those that reach everywhere only together for a window."""
    for i in range(_from(den, nd, begin), nd):
        if den[i, D_START] >= end:
            return False
        if den[i, D_SHORT] == 0 or den[i, D_SHORT] & ~also or den[i, D_END] <= begin or not _counts(den, i, as_of):
            continue
        if form >= 0 and place >= 0 and den[i, D_FORM] >= 0 and den[i, D_PLACE] == place:
            continue  # the replies know
        return _reaches(den, nd, begin, end, as_of, also, form, place, replies)
    return False


@kernel
def _seen(aff: Any, i: int, as_of: int) -> bool:
    """Whether an affirmation counts at `as_of`."""
    if aff[i, A_FROM] >= as_of:
        return False
    return bool(aff[i, A_TO] == OPEN_END or aff[i, A_TO] <= as_of)


@kernel
def _by_body(aff: Any, chosen: Any, n: int) -> None:
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
def _certain(aff: Any, na: int, begin: int, end: int, as_of: int, chosen: Any) -> int:
    """The affirmations that lie in [begin, end) and before `as_of`, as `chosen`."""
    stop = min(end, as_of)
    n = 0
    for i in range(na):
        if aff[i, A_START] >= begin and aff[i, A_END] <= stop and _seen(aff, i, as_of):
            chosen[n] = i
            n += 1
    _by_body(aff, chosen, n)
    return n


# -- patterns (V10–V17) ---------------------------------------------------------------------------------------------


@kernel
def _clear(total: Any) -> None:
    total[:] = 0
    total[S_DECIDED] = 1
    total[S_VALUES : S_VALUES + 4] = N
    total[S_THROUGH] = NEVER
    total[S_BREACH] = NEVER
    total[S_COMPLETION] = NEVER
    total[S_TRIGGERED] = 1


@kernel
def _note(found: Any, negated: bool, key: int, slice_: int, total: Any, instances: Any, at: int) -> None:
    """One instance into the slice's sums and the list of instances."""
    packed = 0
    for s in range(4):
        value = found[Q_VALUES + s]
        if negated:
            value = 3 - value if value in (T, F) else value
        packed |= value << (2 * s)
        total[S_COUNTS + 4 * s + value] += 1
        if total[S_INSTANCES] == 0:
            total[S_VALUES + s] = value
        else:
            total[S_VALUES + s] = max(total[S_VALUES + s], value)
    total[S_INSTANCES] += 1
    total[S_ODD] |= found[Q_ODD]
    if at < len(instances):
        instances[at, I_SLICE] = slice_
        instances[at, I_KEY] = key
        instances[at, I_VALUES] = packed
        for s in range(8):
            instances[at, I_DEED + s] = found[Q_DEED + s]
        instances[at, I_DENIER] = found[Q_DENIER]


@kernel
def _standing(
    aff: Any, na: int, den: Any, nd: int, replies: Any, frame: Any, slice_: int, total: Any, instances: Any, at: int
) -> None:
    as_of = frame[F_AS_OF]
    period = frame[F_PERIOD]
    chosen = np.empty(na, np.int64)
    found = np.empty(QUESTION, np.int64)
    n = _certain(
        aff, na, max(frame[F_START_LATEST], period), min(frame[F_END_EARLIEST], as_of), as_of, chosen
    )  # fmt: skip
    begin, end = max(frame[F_START], period), min(frame[F_END], as_of)
    occurs(aff, chosen, n, den, nd, begin, end, as_of, True, replies, found)
    _note(found, True, 0, slice_, total, instances, at)
    total[S_THROUGH] = found[Q_THROUGH]
    total[S_BREACH] = found[Q_BREACH]


@kernel
def _achieve(
    aff: Any,
    na: int,
    den: Any,
    nd: int,
    begin: int,
    begin_latest: int,
    first: int,
    last: int,
    as_of: int,
    replies: Any,
    found: Any,
) -> bool:
    """Whether it was done by the deadline, as `found`; whether that is decided."""
    chosen = np.empty(na, np.int64)
    inner_end = OPEN_END if first == OPEN_END else first + 1
    outer_end = OPEN_END if last == OPEN_END else last + 1
    decided = last != OPEN_END and as_of > last
    n = _certain(aff, na, begin_latest, inner_end, as_of, chosen)
    occurs(aff, chosen, n, den, nd, begin, outer_end, as_of, decided, replies, found)
    return decided


@kernel
def _late(aff: Any, na: int, last: int, as_of: int, denied: bool) -> int:
    """When it was done after the deadline, at the latest; NEVER when nothing says so."""
    done = NEVER
    for i in range(na):
        if not _seen(aff, i, as_of) or aff[i, A_END] == OPEN_END or aff[i, A_END] > as_of:
            continue
        start, said = aff[i, A_START], aff[i, A_FROM]
        if (start != OPEN_START and start > last) or (denied and said != OPEN_START and said > last):
            done = aff[i, A_END] if done == NEVER else min(done, aff[i, A_END])
    return done


@kernel
def _recur(
    aff: Any, na: int, den: Any, nd: int, replies: Any, frame: Any, slice_: int, total: Any, instances: Any, at: int
) -> None:
    as_of, every = frame[F_AS_OF], frame[F_EVERY]
    start = 0 if frame[F_START] == OPEN_START else frame[F_START]
    stop = min(as_of, frame[F_END])
    number = max(0, (stop - start) // every)
    first = 0
    period = frame[F_PERIOD]
    if period != OPEN_START and period > start:
        first = max(0, -(-(period - start) // every) - 1)
        if start + (first + 1) * every <= period:
            first += 1
    if number <= first:
        total[S_DECIDED] = 0
        return
    heads = np.full(number - first, -1, np.int64)
    following = np.empty(na, np.int64)
    for i in range(na):
        if aff[i, A_START] < start or not _seen(aff, i, as_of):
            continue
        k = (aff[i, A_START] - start) // every
        if first <= k < number and aff[i, A_END] <= start + (k + 1) * every:
            following[i] = heads[k - first]
            heads[k - first] = i
    chosen = np.empty(na, np.int64)
    found = np.empty(QUESTION, np.int64)
    for k in range(first, number):
        n = 0
        i = heads[k - first]
        while i >= 0:
            chosen[n] = i
            n += 1
            i = following[i]
        _by_body(aff, chosen, n)
        begin = start + k * every
        occurs(aff, chosen, n, den, nd, begin, begin + every, as_of, True, replies, found)
        _note(found, False, k, slice_, total, instances, at + k - first)
        total[S_COMPLETION] = _later(total[S_COMPLETION], found[Q_COMPLETION], k == first)


@kernel
def _later(so_far: int, now: int, first: bool) -> int:
    """All are completed when the last is; NEVER when one is not."""
    if first:
        return now
    if so_far == NEVER or now == NEVER:
        return NEVER
    return max(so_far, now)


@kernel
def _respond(
    causes: Any,
    nc: int,
    doubt: Any,
    nt: int,
    aff: Any,
    na: int,
    den: Any,
    nd: int,
    replies: Any,
    frame: Any,
    slice_: int,
    total: Any,
    instances: Any,
    at: int,
) -> None:
    """Every trigger opens a window of its own (V17). `causes` affirm triggers, `doubt` denies them."""
    as_of, within = frame[F_AS_OF], frame[F_WITHIN]
    period = frame[F_PERIOD]
    chosen = np.empty(nc, np.int64)
    n = _certain(
        causes, nc, max(frame[F_START_LATEST], period), min(frame[F_END_EARLIEST], as_of), as_of, chosen
    )  # fmt: skip
    if n == 0:
        total[S_TRIGGERED] = 0
        return
    order = np.argsort(aff[:na, A_START])
    answers = aff[order]
    picked = np.empty(na, np.int64)
    trigger, found = np.empty(QUESTION, np.int64), np.empty(QUESTION, np.int64)
    worst = np.full(4, -1, np.int64)
    i = 0
    while i < n:
        j = i
        first, last = OPEN_END, OPEN_START
        while j < n and causes[chosen[j], A_BODY] == causes[chosen[i], A_BODY]:
            begun, ended = causes[chosen[j], A_START], causes[chosen[j], A_END]
            first = min(first, 0 if begun == OPEN_START else begun)
            last = max(last, 0 if ended == OPEN_END else ended)
            j += 1
        level, rebuttal = _body_level(causes, chosen, i, j, doubt, nt, as_of, replies, trigger)
        total[S_ODD] |= trigger[Q_ODD]
        latest = max(first, last - 1)
        m = _certain_sorted(answers, na, latest, first + within + 1, as_of, picked)
        due = latest + within
        occurs(answers, picked, m, den, nd, first, due + 1, as_of, as_of > due, replies, found)
        if as_of <= due:
            total[S_DECIDED] = 0
        for s in range(4):
            value = found[Q_VALUES + s]
            if level < s + 1:
                found[Q_VALUES + s] = N
            else:
                if rebuttal >= s + 1 and value != T:
                    found[Q_VALUES + s] = B
                worst[s] = max(worst[s], found[Q_VALUES + s])
        _note(found, False, causes[chosen[i], A_BODY], slice_, total, instances, at + total[S_INSTANCES])
        i = j
    for s in range(4):
        total[S_VALUES + s] = N if worst[s] < 0 else worst[s]


@kernel
def _certain_sorted(aff: Any, na: int, begin: int, end: int, as_of: int, chosen: Any) -> int:
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
        if aff[i, A_END] <= stop and _seen(aff, i, as_of):
            chosen[n] = i
            n += 1
    _by_body(aff, chosen, n)
    return n


@kernel
def _body_level(
    aff: Any, chosen: Any, lo: int, hi: int, den: Any, nd: int, as_of: int, replies: Any, found: Any
) -> tuple[int, int]:
    """Level and rebuttal of one body."""
    level, state, origin, side, rebuttal = 0, 0, 0, 0, VERIFIED
    found[Q_ODD] = 0
    for i in range(lo, hi):
        p = chosen[i]
        level = max(level, aff[p, A_ALONE])
        if aff[p, A_POOL]:
            state, origin, side = _pooled(state, origin, side, aff[p, A_ORIGIN], aff[p, A_SIDE])
        if nd and rebuttal:
            start, stop, form, place = aff[p, A_START], aff[p, A_END], aff[p, A_FORM], aff[p, A_PLACE]
            against, _ = _covered(den, nd, start, stop, as_of, form, place, replies)
            rebuttal = min(rebuttal, against)
            if _open_question(den, nd, start, stop, as_of, 7, form, place, replies):
                found[Q_ODD] = 1
    if state == 4:
        level = max(level, CORROBORATED)
    return level, (rebuttal if nd else NO_LEVEL)


@kernel
def weigh(
    pattern: int,
    causes: Any,
    nc: int,
    doubt: Any,
    nt: int,
    aff: Any,
    na: int,
    den: Any,
    nd: int,
    replies: Any,
    frame: Any,
    slice_: int,
    total: Any,
    instances: Any,
    at: int,
) -> None:
    """One slice at one time."""
    _clear(total)
    if pattern in (PROHIBIT, MAINTAIN):
        _standing(aff, na, den, nd, replies, frame, slice_, total, instances, at)
    elif pattern == ACHIEVE:
        found = np.empty(QUESTION, np.int64)
        last, as_of = frame[F_DEADLINE_LATEST], frame[F_AS_OF]
        decided = _achieve(
            aff, na, den, nd, frame[F_START], frame[F_START_LATEST], frame[F_DEADLINE], last, as_of, replies, found
        )  # fmt: skip
        _note(found, False, 0, slice_, total, instances, at)
        total[S_DECIDED] = 1 if decided else 0
        total[S_COMPLETION] = found[Q_COMPLETION]
        if last != OPEN_END and found[Q_BODIES] == 0:
            done = _late(aff, na, last, as_of, found[Q_DENIED] > 0)
            total[S_LATE] = 1 if done != NEVER else 0
            total[S_COMPLETION] = done
    elif pattern == RECUR:
        _recur(aff, na, den, nd, replies, frame, slice_, total, instances, at)
    else:
        _respond(causes, nc, doubt, nt, aff, na, den, nd, replies, frame, slice_, total, instances, at)


# -- all slices -----------------------------------------------------------------------------------------------------


@kernel
def _slice(
    x: int,
    slices: Any,
    frames: Any,
    known_at: int,
    table: tuple[Any, ...],
    law: tuple[Any, ...],
    sums: Any,
    instances: Any,
) -> None:
    """One slice at every time that is asked. Between two times at which nothing of it begins or ends, its answer stays
    what it was; only what is denied without a gap is so a little longer."""
    rows, buckets, heads, following, admitted, speakers, keepers, shared = table
    groups, lists, forms, templates, weights, extras, replies = law
    line = slices[x]
    pattern, frame = line[L_PATTERN], frames[line[L_FRAME]]
    times = frames.shape[1]
    start = frame[times - 1, F_START_LATEST]
    flip = pattern == MAINTAIN
    met = 1 if pattern in (ACHIEVE, RECUR, RESPOND) else 0
    aff, na, den, nd = gather(
        line[L_LO], line[L_HI], line[L_DEED], flip, met, line[L_PROOF], line[L_VIEW], start, line[L_STALE],
        line[L_EXTRA_LO], line[L_EXTRA_HI], known_at, rows, buckets, heads, following, groups, lists, forms,
        templates, weights, admitted, speakers, keepers, shared, extras,
    )  # fmt: skip
    causes, nc, doubt, nt = aff, 0, den, 0
    if pattern == RESPOND:
        causes, nc, doubt, nt = gather(
            line[L_TRIGGER_LO], line[L_TRIGGER_HI], line[L_TRIGGER], False, 0, line[L_PROOF], line[L_VIEW], start,
            line[L_STALE], line[L_EXTRA_LO], line[L_EXTRA_HI], known_at, rows, buckets, heads, following,
            groups, lists, forms, templates, weights, admitted, speakers, keepers, shared, extras,
        )  # fmt: skip
    turns = _turns(pattern, aff, na, den, nd, causes, nc, doubt, nt, frame) if times > 1 else np.zeros(0, np.int64)
    turn = 0
    before = -1
    for t in range(times):
        if frame[t, F_IN_FORCE] == 0:
            _clear(sums[t, x])
            sums[t, x, S_INSTANCES] = -1
            continue
        as_of = frame[t, F_AS_OF]
        same = before >= 0
        while turn < len(turns) and turns[turn] <= as_of:
            turn += 1
            same = False
        if same and pattern == RECUR:
            every, opening = frame[t, F_EVERY], frame[t, F_START]
            same = (as_of - opening) // every == (frame[before, F_AS_OF] - opening) // every
        for k in range(F_AS_OF):
            same = same and frame[t, k] == frame[before, k]
        if same:
            sums[t, x] = sums[before, x]
            if sums[t, x, S_THROUGH] != NEVER:
                sums[t, x, S_THROUGH] = min(frame[t, F_END], as_of)
        else:
            weigh(
                pattern, causes, nc, doubt, nt, aff, na, den, nd, replies, frame[t], x, sums[t, x], instances,
                line[L_INSTANCES],
            )  # fmt: skip
        before = t


@kernel
def _turns(
    pattern: int, aff: Any, na: int, den: Any, nd: int, causes: Any, nc: int, doubt: Any, nt: int, frame: Any
) -> Any:
    """Every instant at which the slice's answer may change as `as_of` passes it, in order; each with the second after
    it, since some bounds are included and some are not. In a closed window nothing ends or begins any more; a response
    matters only in the time of some trigger."""
    within = frame[len(frame) - 1, F_WITHIN]
    turns = np.empty(2 * (3 * na + 4 * nd + 7 * nc + 4 * nt + 5), np.int64)
    n = 0
    for i in range(na):
        ends = pattern != RECUR
        if pattern == RESPOND:
            ends = False
            for j in range(nc):
                if causes[j, A_START] <= aff[i, A_END] and aff[i, A_START] <= causes[j, A_END] + within:
                    ends = True
                    break
        if ends:
            turns[n] = aff[i, A_END]
            n += 1
        for k in (A_FROM, A_TO):
            if OPEN_START < aff[i, k] < OPEN_END:
                turns[n] = aff[i, k]
                n += 1
    for i in range(nc):
        for k in (A_END, A_FROM, A_TO):
            if OPEN_START < causes[i, k] < OPEN_END:
                turns[n] = causes[i, k]
                n += 1
        for k in range(2):  # when a response to it is due at the latest
            turns[n] = (causes[i, A_START] if k else max(causes[i, A_START], causes[i, A_END] - 1)) + within
            n += 1
    for i in range(nd):
        for k in (D_START, D_END, D_FROM, D_TO):
            if pattern != RECUR or k in (D_FROM, D_TO):
                turns[n] = den[i, k]
                n += 1
    for i in range(nt):
        for k in (D_START, D_END, D_FROM, D_TO):
            turns[n] = doubt[i, k]
            n += 1
    for k in (F_DEADLINE, F_DEADLINE_LATEST, F_END, F_END_EARLIEST, F_START):
        turns[n] = frame[len(frame) - 1, k]
        n += 1
    for i in range(n):
        turns[n + i] = turns[i] + 1
    return np.sort(turns[: 2 * n])


@kernel
def run(
    first: int,
    last: int,
    slices: Any,
    frames: Any,
    known_at: int,
    table: tuple[Any, ...],
    law: tuple[Any, ...],
    sums: Any,
    instances: Any,
) -> None:
    """The slices from `first` to before `last`. `frames`: (frame, time, field); `sums`: (time, slice, field)."""
    for x in range(first, last):
        _slice(x, slices, frames, known_at, table, law, sums, instances)


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


@kernel
def coded(keys: Any, wanted: Any, most: int) -> tuple[Any, Any]:
    """Codes for keys in the order of their first appearance, and a row that has each; -1 where it is not `wanted`.
    An open-addressed table that doubles before it is half full."""
    n = len(keys)
    code = np.full(n, -1, np.int32)
    size = 1024
    table = np.full(size, -1, np.int64)
    firsts = np.empty(1024, np.int64)
    count = 0
    for i in range(n):
        if not wanted[i]:
            continue
        key = keys[i]
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
                for k in range(count):
                    key = keys[firsts[k]]
                    at = ((key ^ (key >> 15)) * 2654435761) & (size - 1)
                    while table[at] >= 0:
                        at = (at + 1) & (size - 1)
                    table[at] = k
                code[i] = count - 1
                continue
        code[i] = table[at]
    return code, firsts[:count].copy()


@kernel
def shapes(a: Any, b: Any, c: Any, d: Any) -> Any:
    """Which times are open, and whether the inner extent is empty, as the bits of `columns`."""
    n = len(a)
    found = np.empty(n, np.int64)
    for i in range(n):
        bits = 0
        if a[i] == OPEN_START:
            bits |= 1
        if b[i] == OPEN_START:
            bits |= 2
        if c[i] == OPEN_END:
            bits |= 4
        if d[i] == OPEN_END:
            bits |= 8
        if b[i] != OPEN_START and c[i] != OPEN_END and b[i] >= c[i]:
            bits |= 16
        found[i] = bits
    return found
