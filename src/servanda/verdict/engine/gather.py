"""The pieces of a slice: the templates of its claims' forms, filled in with their times."""

from __future__ import annotations

from typing import Any

from servanda.verdict.engine.compiled import lean
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
    A_ROW,
    A_SEVERAL,
    A_SIDE,
    A_START,
    A_TO,
    AFFIRMS,
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
    DOUBTFUL,
    FROM_EARLIEST,
    HAS_AT,
    HAS_COVER,
    HAS_SOME,
    ONE_ON,
    OPEN,
    OPEN_END,
    OPEN_START,
    P_COVER_END,
    P_COVER_START,
    P_FLAGS,
    P_SHORT,
    P_SOME_END,
    P_SOME_START,
    R_A,
    R_B,
    R_BODY,
    R_C,
    R_CODES,
    R_D,
    R_ROW,
    R_WHENCE,
    START,
    TO_LATEST,
    WATCH,
    X_ALONE,
    X_COVER_END,
    X_COVER_START,
    X_FLAGS,
    X_FROM,
    X_ROW,
    X_SIDE,
    X_SOME_END,
    X_SOME_START,
    X_TO,
    X_WORD,
)
from servanda.verdict.engine.scale import SHIFT, instant
from servanda.verdict.engine.sorting import sort_lines


@lean
def _time(
    code: int, rows: Any, i: int, base: int, least: int, most: int, start: int, stale: int, unbounded: int
) -> Any:
    if FROM_EARLIEST <= code <= TO_LATEST:
        return instant(rows[i, R_A + code - FROM_EARLIEST], base, least, most)
    if code == OPEN:
        return unbounded
    if code == ONE_ON:
        return instant(rows[i, R_A], base, least, most) + 1
    if code == START:
        return start
    return max(instant(rows[i, R_D], base, least, most), instant(rows[i, R_A], base, least, most) + stale)


@lean
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
    scale: Any,
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
    aff: Any,
    den: Any,
    holes: Any,
    watches: Any,
    room: Any,
) -> tuple[int, int]:
    """The certain pieces of one deed in one slice, at any as_of, put into `aff` and `den`; how many they are: -1 where
    there is not room enough. `flip`: the question is of the deed's absence."""
    n_groups = groups.shape[1]
    base, least, most, shift = scale[0], scale[1], scale[2], scale[SHIFT]
    forms = (1 << shift) - 1
    mine, asked, admits = groups[deed], table[deed], admitted[view]
    saying, denying = weights[proof, met], weights[proof, 1 - met]
    total = extra_hi - extra_lo
    for k in range(lo, hi):
        place = lists[k, 0]
        for g in range(n_groups):
            if mine[g]:
                at = place * (n_groups + 1) + g
                total += buckets[at + 1] - buckets[at]
        late = heads[place] if place < len(heads) else -1
        while late >= 0:
            total += 1
            late = following[late]
    watched = shared[-1]  # speakers that share one with some keeper of a watch
    if 2 * total > len(aff):
        return -1, -1
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
                    if mine[g]:
                        at = place * (n_groups + 1) + g
                        i, stop = buckets[at], buckets[at + 1]
                    continue
                if late < 0:
                    break
                i, stop = late, late + 1
                late = following[late]
            codes = rows[i, R_CODES]
            form, word = codes & forms, codes >> shift
            whence = rows[i, R_WHENCE]
            for part in range(2):
                number = asked[form, kind, part]
                if number < 0:
                    break
                flags, short = templates[number, P_FLAGS], templates[number, P_SHORT]
                affirms = (flags & AFFIRMS) != 0
                if flags & WATCH:
                    watches[nw, 0] = instant(rows[i, R_B], base, least, most)
                    end = (
                        instant(rows[i, R_C], base, least, most) if templates[number, P_COVER_END] != OPEN else OPEN_END
                    )
                    watches[nw, 1] = min(end, known_at - rows[i, R_BODY])
                    watches[nw, 2] = rows[i, R_ROW]
                    watches[nw, 3] = word
                    watches[nw, 4] = short
                    watches[nw, 5] = (whence >> 1) - 1
                    watches[nw, 6] = form
                    watches[nw, 7] = spot
                    nw += 1
                    continue
                some_start, some_end = 0, 0
                if flags & HAS_SOME:
                    some_start = _time(
                        templates[number, P_SOME_START], rows, i, base, least, most, start, stale, OPEN_START
                    )
                    some_end = _time(templates[number, P_SOME_END], rows, i, base, least, most, start, stale, OPEN_END)
                    if affirms and watched[speakers[word]]:
                        holes[nh, 0] = 0 if some_start == OPEN_START else some_start
                        holes[nh, 1] = 0 if some_end == OPEN_END else some_end
                        holes[nh, 2] = speakers[word]
                        nh += 1
                if flags & DOUBTFUL or not admits[word]:
                    continue
                if flip and not affirms and short != 0:
                    continue  # "was not in the west" is only possibly "was absent from all of it"
                at_from, at_to = OPEN_START, OPEN_END
                if flags & HAS_AT:
                    at_from, at_to = instant(rows[i, R_A], base, least, most), instant(rows[i, R_D], base, least, most)
                if affirms != flip:
                    if not (flags & HAS_SOME) or some_start >= some_end:
                        continue
                    aff[na, A_START] = some_start
                    aff[na, A_END] = some_end
                    aff[na, A_BODY] = rows[i, R_BODY]
                    aff[na, A_ROW] = rows[i, R_ROW]
                    aff[na, A_ALONE] = saying[word, 0]
                    aff[na, A_SIDE] = saying[word, 1]
                    aff[na, A_ORIGIN] = (whence >> 1) - 1
                    aff[na, A_POOL] = saying[word, 2] if aff[na, A_ORIGIN] >= 0 else 0
                    aff[na, A_OPINION] = 0
                    aff[na, A_FROM] = at_from
                    aff[na, A_TO] = at_to
                    aff[na, A_SEVERAL] = whence & 1
                    aff[na, A_FORM] = form
                    aff[na, A_PLACE] = spot
                    na += 1
                elif flags & HAS_COVER:
                    den[nd, D_START] = _time(
                        templates[number, P_COVER_START], rows, i, base, least, most, start, stale, OPEN_START
                    )
                    den[nd, D_END] = _time(
                        templates[number, P_COVER_END], rows, i, base, least, most, start, stale, OPEN_END
                    )
                    if den[nd, D_START] >= den[nd, D_END]:
                        continue
                    den[nd, D_ROW] = rows[i, R_ROW]
                    den[nd, D_ALONE] = denying[word, 0]
                    den[nd, D_SIDE] = denying[word, 1]
                    den[nd, D_ORIGIN] = (whence >> 1) - 1
                    den[nd, D_POOL] = denying[word, 2] if den[nd, D_ORIGIN] >= 0 else 0
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
        if not admits[word]:
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
        nd = _watch(watches, nw, holes, nh, den, nd, denying, admits, keepers, shared, speakers, room)
        if nd < 0:
            return -1, -1
    sort_lines(den, nd, D_START, D_START, room)
    reach = OPEN_START
    for i in range(nd):
        reach = max(reach, den[i, D_END])
        den[i, D_REACH] = reach
    return na, nd


@lean
def _watch(
    watches: Any,
    nw: int,
    holes: Any,
    nh: int,
    den: Any,
    nd: int,
    denying: Any,
    admitted: Any,
    keepers: Any,
    shared: Any,
    speakers: Any,
    room: Any,
) -> int:
    """A watch denies wherever its own keeper reported nothing (B9). How many denials there are then; -1 without room
    for them."""
    sort_lines(holes, nh, 0, 1, room)
    for w in range(nw):
        word = watches[w, 3]
        if not admitted[word]:
            continue
        keeper = keepers[speakers[word]]
        begin, end = watches[w, 0], watches[w, 1]
        h = 0
        while True:
            until, ahead = end, end
            while h < nh:
                hole = h
                h += 1
                if not shared[keeper, holes[hole, 2]]:
                    continue
                a, b = holes[hole, 0], holes[hole, 1]
                if begin != OPEN_START and b <= begin:
                    continue
                if end != OPEN_END and a >= end:
                    h = nh
                    break
                until, ahead = a, b
                break
            if begin < until:
                if nd == len(den):
                    return -1
                den[nd, D_START] = begin
                den[nd, D_END] = until
                den[nd, D_ROW] = watches[w, 2]
                den[nd, D_ALONE] = denying[word, 0]
                den[nd, D_SIDE] = denying[word, 1]
                den[nd, D_ORIGIN] = watches[w, 5]
                den[nd, D_POOL] = denying[word, 2] if watches[w, 5] >= 0 else 0
                den[nd, D_SHORT] = watches[w, 4]
                den[nd, D_FROM] = OPEN_START
                den[nd, D_TO] = OPEN_END
                den[nd, D_FORM] = watches[w, 6]
                den[nd, D_PLACE] = watches[w, 7]
                nd += 1
            if until == end and ahead == end:
                break
            begin = ahead
    return nd
