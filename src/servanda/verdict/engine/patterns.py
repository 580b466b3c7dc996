"""The patterns (V10–V17) over the pieces of one slice, at one time."""

from __future__ import annotations

from typing import Any

from servanda.verdict.engine.compiled import lean
from servanda.verdict.engine.layout import (
    A_BODY,
    A_END,
    A_FROM,
    A_START,
    ACHIEVE,
    F_AS_OF,
    F_DEADLINE,
    F_DEADLINE_LATEST,
    F_END,
    F_END_EARLIEST,
    F_EVERY,
    F_IN_FORCE,
    F_PERIOD,
    F_START,
    F_START_LATEST,
    F_WITHIN,
    I_DEED,
    I_DENIER,
    I_KEY,
    I_SLICE,
    I_VALUES,
    MAINTAIN,
    NEVER,
    OPEN_END,
    OPEN_START,
    PROHIBIT,
    Q_BODIES,
    Q_BREACH,
    Q_COMPLETION,
    Q_DEED,
    Q_DENIED,
    Q_DENIER,
    Q_ODD,
    Q_THROUGH,
    Q_VALUES,
    RECUR,
    ROOM,
    S_BREACH,
    S_COMPLETION,
    S_COUNTS,
    S_INSTANCES,
    S_LATE,
    S_ODD,
    S_PENDING,
    S_THROUGH,
    S_TRIGGERED,
    S_VALUES,
    ZERO,
    B,
    F,
    N,
    T,
)
from servanda.verdict.engine.occurs import body_level, by_body, certain, certain_sorted, occurs, seen
from servanda.verdict.engine.sorting import sort_lines

# -- patterns (V10–V17) ---------------------------------------------------------------------------------------------


@lean
def clear(total: Any) -> None:
    total[:] = 0
    total[S_VALUES : S_VALUES + 4] = N
    total[S_THROUGH] = NEVER
    total[S_BREACH] = NEVER
    total[S_COMPLETION] = NEVER
    total[S_TRIGGERED] = 4


@lean
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


@lean
def _standing(
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
    chosen: Any,
    room: Any,
) -> None:
    as_of = frame[F_AS_OF]
    period = frame[F_PERIOD]
    found, work = room[:ROOM], room[ROOM:]
    n = certain(
        aff, na, max(frame[F_START_LATEST], period), min(frame[F_END_EARLIEST], as_of), as_of, chosen, work
    )  # fmt: skip
    begin, end = max(frame[F_START], period), min(frame[F_END], as_of)
    decided = frame[F_IN_FORCE] != 0
    occurs(aff, chosen, n, den, nd, begin, end, as_of, decided, replies, found, work)
    _note(found, True, 0, slice_, total, instances, at)
    total[S_THROUGH] = found[Q_THROUGH]
    total[S_BREACH] = found[Q_BREACH]


@lean
def _achieve(
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
    chosen: Any,
    room: Any,
) -> None:
    first, last, as_of = frame[F_DEADLINE], frame[F_DEADLINE_LATEST], frame[F_AS_OF]
    found, work = room[:ROOM], room[ROOM:]
    inner_end, outer_end = min(first, OPEN_END - 1) + 1, min(last, OPEN_END - 1) + 1
    decided = last != OPEN_END and as_of > last
    n = certain(aff, na, frame[F_START_LATEST], inner_end, as_of, chosen, work)
    occurs(aff, chosen, n, den, nd, frame[F_START], outer_end, as_of, decided, replies, found, work)
    _note(found, False, 0, slice_, total, instances, at)
    total[S_PENDING] = 0 if decided else 4
    total[S_COMPLETION] = found[Q_COMPLETION]
    if last != OPEN_END and found[Q_BODIES] == 0:
        done = _late(aff, na, last, as_of, found[Q_DENIED] > 0)
        total[S_LATE] = 1 if done != NEVER else 0
        total[S_COMPLETION] = done


@lean
def _late(aff: Any, na: int, last: int, as_of: int, denied: bool) -> int:
    """When it was done after the deadline, at the latest; NEVER when nothing says so."""
    done = NEVER
    for i in range(na):
        if not seen(aff, i, as_of) or aff[i, A_END] == OPEN_END or aff[i, A_END] > as_of:
            continue
        start, said = aff[i, A_START], aff[i, A_FROM]
        if (start != OPEN_START and start > last) or (denied and said != OPEN_START and said > last):
            done = aff[i, A_END] if done == NEVER else min(done, aff[i, A_END])
    return done


@lean
def _recur(
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
    chosen: Any,
    following: Any,
    heads: Any,
    room: Any,
) -> None:
    as_of, every = frame[F_AS_OF], frame[F_EVERY]
    start = 0 if frame[F_START] == OPEN_START else frame[F_START]
    number = closed_windows(start, min(as_of, frame[F_END]), every)
    first = first_window(frame[F_PERIOD], start, every)
    if number <= first:
        total[S_PENDING] = 4
        return
    found, work = room[:ROOM], room[ROOM:]
    heads[: number - first] = -1
    for i in range(na):
        if aff[i, A_START] < start or not seen(aff, i, as_of):
            continue
        k = (aff[i, A_START] - start) // every
        if first <= k < number and aff[i, A_END] <= start + (k + 1) * every:
            following[i] = heads[k - first]
            heads[k - first] = i
    for k in range(first, number):
        n = 0
        i = heads[k - first]
        while i >= 0:
            chosen[n] = i
            n += 1
            i = following[i]
        by_body(aff, chosen, n, work)
        begin = start + k * every
        occurs(aff, chosen, n, den, nd, begin, begin + every, as_of, frame[F_IN_FORCE] != 0, replies, found, work)
        _note(found, False, k, slice_, total, instances, at + k - first)
        total[S_COMPLETION] = later(total[S_COMPLETION], found[Q_COMPLETION], k == first)


@lean
def windows(pattern: int, frame: Any) -> int:
    """How many windows there may be to keep in mind at once."""
    if pattern != RECUR:
        return 0
    start = 0 if frame[F_START] == OPEN_START else frame[F_START]
    return closed_windows(start, min(frame[F_AS_OF], frame[F_END]), frame[F_EVERY])


@lean
def closed_windows(start: int, stop: int, every: int) -> int:
    return max(0, (stop - start) // every)


@lean
def first_window(period: int, start: int, every: int) -> int:
    """The first window that ends in the period."""
    first = 0
    if period != OPEN_START and period > start:
        first = max(0, -(-(period - start) // every) - 1)
        if start + (first + 1) * every <= period:
            first += 1
    return first


@lean
def later(so_far: int, now: int, first: bool) -> int:
    """All are completed when the last is; NEVER when one is not."""
    if first:
        return now
    if so_far == NEVER or now == NEVER:
        return NEVER
    return max(so_far, now)


@lean
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
    chosen: Any,
    picked: Any,
    room: Any,
) -> None:
    """Every trigger opens a window of its own (V17). `causes` affirm triggers, `doubt` denies them."""
    as_of, within = frame[F_AS_OF], frame[F_WITHIN]
    period = frame[F_PERIOD]
    found, trigger, work = room[:ROOM], room[ROOM : 2 * ROOM], room[2 * ROOM :]
    n = certain(
        causes, nc, max(frame[F_START_LATEST], period), min(frame[F_END_EARLIEST], as_of), as_of, chosen, work
    )  # fmt: skip
    total[S_TRIGGERED] = 0
    if n == 0:
        return
    sort_lines(aff, na, A_START, A_START, work)
    w0, w1, w2, w3 = -1, -1, -1, -1
    i = ZERO
    while i < n:
        j = i
        while j < n and causes[chosen[j], A_BODY] == causes[chosen[i], A_BODY]:
            j += 1
        level, due = answered(
            causes, chosen, i, j, doubt, nt, aff, na, picked, den, nd, replies, as_of, within, trigger, found, work
        )  # fmt: skip
        total[S_TRIGGERED] = max(total[S_TRIGGERED], level)
        if as_of <= due:
            total[S_PENDING] = max(total[S_PENDING], level)
        w0 = max(w0, found[Q_VALUES]) if level > 0 else w0
        w1 = max(w1, found[Q_VALUES + 1]) if level > 1 else w1
        w2 = max(w2, found[Q_VALUES + 2]) if level > 2 else w2
        w3 = max(w3, found[Q_VALUES + 3]) if level > 3 else w3
        _note(found, False, causes[chosen[i], A_BODY], slice_, total, instances, at + total[S_INSTANCES])
        i = j
    total[S_VALUES] = N if w0 < 0 else w0
    total[S_VALUES + 1] = N if w1 < 0 else w1
    total[S_VALUES + 2] = N if w2 < 0 else w2
    total[S_VALUES + 3] = N if w3 < 0 else w3


@lean
def answered(
    causes: Any,
    chosen: Any,
    lo: int,
    hi: int,
    doubt: Any,
    nt: int,
    by_start: Any,
    na: int,
    picked: Any,
    den: Any,
    nd: int,
    replies: Any,
    as_of: int,
    within: int,
    trigger: Any,
    found: Any,
    room: Any,
) -> tuple[int, int]:
    """Whether the trigger that `chosen[lo:hi]` tell of was answered, as `found`; how well the trigger itself is proved,
    and when the answer is due at the latest."""
    first, last = OPEN_END, OPEN_START
    for j in range(lo, hi):
        begun, ended = causes[chosen[j], A_START], causes[chosen[j], A_END]
        first = min(first, 0 if begun == OPEN_START else begun)
        last = max(last, 0 if ended == OPEN_END else ended)
    level, rebuttal = body_level(causes, chosen, lo, hi, doubt, nt, as_of, replies, trigger, room)
    latest = max(first, last - 1)
    m = certain_sorted(by_start, na, latest, first + within + 1, as_of, picked, room)
    due = latest + within
    occurs(by_start, picked, m, den, nd, first, due + 1, as_of, as_of > due, replies, found, room)
    for s in range(4):
        if level < s + 1:
            found[Q_VALUES + s] = N
        elif rebuttal >= s + 1 and found[Q_VALUES + s] != T:
            found[Q_VALUES + s] = B
    found[Q_ODD] |= trigger[Q_ODD]
    return level, due


@lean
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
    chosen: Any,
    picked: Any,
    heads: Any,
    room: Any,
) -> None:
    """One slice at one time. `chosen`, `picked`: a place for every piece; `heads`: one for every window of `windows`;
    `room`: `layout.WORK` for every piece and some more, to work in."""
    clear(total)
    if pattern in (PROHIBIT, MAINTAIN):
        _standing(aff, na, den, nd, replies, frame, slice_, total, instances, at, chosen, room)
    elif pattern == ACHIEVE:
        _achieve(aff, na, den, nd, replies, frame, slice_, total, instances, at, chosen, room)
    elif pattern == RECUR:
        _recur(aff, na, den, nd, replies, frame, slice_, total, instances, at, chosen, picked, heads, room)
    else:
        _respond(
            causes, nc, doubt, nt, aff, na, den, nd, replies, frame, slice_, total, instances, at, chosen, picked, room
        )  # fmt: skip
