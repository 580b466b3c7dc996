"""All slices at all times that are asked."""

from __future__ import annotations

from typing import Any

import numpy as np

from servanda.verdict.engine.compiled import kernel, lean
from servanda.verdict.engine.gather import gather
from servanda.verdict.engine.layout import (
    A_END,
    A_FROM,
    A_START,
    A_TO,
    ACHIEVE,
    AFFIRMATION,
    D_ALONE,
    D_END,
    D_FROM,
    D_ORIGIN,
    D_POOL,
    D_SHORT,
    D_SIDE,
    D_START,
    D_TO,
    DENIAL,
    F_AS_OF,
    F_DEADLINE,
    F_DEADLINE_LATEST,
    F_END,
    F_END_EARLIEST,
    F_IN_FORCE,
    F_START,
    F_START_LATEST,
    FRAME,
    L_DEED,
    L_EXTRA_HI,
    L_EXTRA_LO,
    L_FRAME,
    L_HI,
    L_INSTANCES,
    L_LO,
    L_PATTERN,
    L_PROOF,
    L_STALE,
    L_TRIGGER,
    L_TRIGGER_HI,
    L_TRIGGER_LO,
    L_VIEW,
    MAINTAIN,
    NEVER,
    OPEN_END,
    OPEN_START,
    RECUR,
    RESPOND,
    S_INSTANCES,
    S_THROUGH,
    SPARE_WORK,
    WORK,
)
from servanda.verdict.engine.patterns import clear, weigh, windows
from servanda.verdict.engine.series import recur_over, respond_over

# -- all slices -----------------------------------------------------------------------------------------------------


PIECES_AT_FIRST = 1 << 9
Hands = tuple[Any, ...]
"""Where a slice is worked on, made once for many: affirmations, denials, the same of triggers, reports in the way of
watches, watches, places for chosen pieces (twice) and for windows, and room."""


@kernel
def _hands(pieces: int) -> Hands:
    """Hands for so many pieces and windows."""
    return (
        np.empty((pieces, AFFIRMATION), np.int64),
        np.empty((pieces, DENIAL), np.int64),
        np.empty((pieces, AFFIRMATION), np.int64),
        np.empty((pieces, DENIAL), np.int64),
        np.empty((pieces, 3), np.int64),
        np.empty((pieces, 10), np.int64),
        np.empty(pieces, np.int64),
        np.empty(pieces, np.int64),
        np.empty(pieces, np.int64),
        np.empty(WORK * pieces + SPARE_WORK, np.int64),
    )


@lean
def _gathered(
    x: int, slices: Any, frames: Any, known_at: int, table: tuple[Any, ...], law: tuple[Any, ...], hands: Hands
) -> tuple[int, int, int, int]:
    """How many pieces of each kind there are of a slice, in `hands`: affirmations, denials, and those of the trigger;
    -1 where the hands are too small."""
    rows, scale, buckets, heads, following, admitted, speakers, keepers, shared = table
    groups, lists, forms, templates, weights, extras, _replies = law
    aff, den, causes, doubt, holes, watches, _chosen, _picked, of_windows, room = hands
    line = slices[x]
    pattern, number = line[L_PATTERN], line[L_FRAME]
    times = frames.shape[1]
    start = frames[number, times - 1, F_START_LATEST]
    if windows(pattern, frames[number, times - 1]) > len(of_windows):
        return -1, 0, 0, 0
    met, flip = int(pattern in (ACHIEVE, RECUR, RESPOND)), pattern == MAINTAIN
    na, nd = gather(
        line[L_LO], line[L_HI], line[L_DEED], flip, met, line[L_PROOF], line[L_VIEW], start,
        line[L_STALE], line[L_EXTRA_LO], line[L_EXTRA_HI], known_at, rows, scale, buckets, heads, following, groups,
        lists, forms, templates, weights, admitted, speakers, keepers, shared, extras, aff, den, holes, watches, room,
    )  # fmt: skip
    if pattern != RESPOND or na < 0:
        return na, nd, 0, 0
    nc, nt = gather(
        line[L_TRIGGER_LO], line[L_TRIGGER_HI], line[L_TRIGGER], flip, 1 - met, line[L_PROOF], line[L_VIEW], start,
        line[L_STALE], 0, 0, known_at, rows, scale, buckets, heads, following, groups,
        lists, forms, templates, weights, admitted, speakers, keepers, shared, extras, causes, doubt, holes, watches,
        room,
    )  # fmt: skip
    return (-1 if nc < 0 else na), nd, nc, nt


@lean
def _once(
    x: int,
    slices: Any,
    frames: Any,
    known_at: int,
    table: tuple[Any, ...],
    law: tuple[Any, ...],
    sums: Any,
    instances: Any,
    hands: Hands,
) -> bool:
    """One slice at the one time that is asked; whether the hands were large enough."""
    frame = frames[slices[x, L_FRAME], 0]
    total = sums[0, x]
    if frame[F_IN_FORCE] == 0:
        clear(total)
        total[S_INSTANCES] = -1
        return True
    na, nd, nc, nt = _gathered(x, slices, frames, known_at, table, law, hands)
    if na < 0:
        return False
    aff, den, causes, doubt, _holes, _watches, chosen, picked, of_windows, room = hands
    weigh(
        slices[x, L_PATTERN], causes, nc, doubt, nt, aff, na, den, nd, law[6], frame, x, total, instances,
        slices[x, L_INSTANCES], chosen, picked, of_windows, room,
    )  # fmt: skip
    return True


@kernel
def _over(
    x: int,
    slices: Any,
    frames: Any,
    known_at: int,
    table: tuple[Any, ...],
    law: tuple[Any, ...],
    sums: Any,
    instances: Any,
    hands: Hands,
) -> bool:
    """One slice at every time that is asked; whether the hands were large enough. Between two times at which nothing of
    it begins or ends, its answer stays what it was; only what is denied without a gap is so a little longer."""
    na, nd, nc, nt = _gathered(x, slices, frames, known_at, table, law, hands)
    if na < 0:
        return False
    aff, den, causes, doubt, _holes, _watches, chosen, picked, of_windows, room = hands
    replies = law[6]
    line = slices[x]
    pattern, frame = line[L_PATTERN], frames[line[L_FRAME]]
    times = frames.shape[1]
    begin = 0
    while begin < times and frame[begin, F_IN_FORCE] == 0:
        clear(sums[begin, x])
        sums[begin, x, S_INSTANCES] = -1
        begin += 1
    if begin + 1 < times and pattern in (RECUR, RESPOND) and _alike(frame[begin:]):
        if pattern == RECUR:
            recur_over(aff, na, den, nd, replies, frame[begin:], x, sums[begin:], room)
        else:
            respond_over(causes, nc, doubt, nt, aff, na, den, nd, replies, frame[begin:], x, sums[begin:], room)
        return True
    several = times > 1 and pattern not in (RECUR, RESPOND)
    turns = _turns(pattern, aff, na, den, nd, frame[begin:]) if several and begin < times else np.zeros(0, np.int64)
    turn = 0
    before = -1
    for t in range(begin, times):
        if frame[t, F_IN_FORCE] == 0:
            clear(sums[t, x])
            sums[t, x, S_INSTANCES] = -1
            continue
        as_of = frame[t, F_AS_OF]
        same = before >= 0 and several
        while turn < len(turns) and turns[turn] <= as_of:
            turn += 1
            same = False
        for k in range(F_AS_OF):
            same = same and frame[t, k] == frame[before, k]
        if same:
            sums[t, x] = sums[before, x]
            if sums[t, x, S_THROUGH] != NEVER:
                sums[t, x, S_THROUGH] = min(frame[t, F_END], as_of)
        else:
            weigh(
                pattern, causes, nc, doubt, nt, aff, na, den, nd, replies, frame[t], x, sums[t, x], instances,
                line[L_INSTANCES], chosen, picked, of_windows, room,
            )  # fmt: skip
        before = t
    return True


@kernel
def _alike(frame: Any) -> bool:
    """Whether the times are in force and differ in as_of alone."""
    for t in range(len(frame)):
        for k in range(FRAME):
            if k != F_AS_OF and frame[t, k] != frame[0, k]:
                return False
    return True


@kernel
def _turns(pattern: int, aff: Any, na: int, den: Any, nd: int, frame: Any) -> Any:
    """Every instant at which the slice's answer may change as `as_of` passes it, in order; each with the second after
    it, since some bounds are included and some are not."""
    times = len(frame)
    turns = np.empty(2 * (3 * na + 4 * nd + 5 * times), np.int64)
    n = 0
    begin, last = frame[0, F_START], frame[0, F_DEADLINE_LATEST]
    fixed = pattern == ACHIEVE and last != OPEN_END  # then the window is [begin, last], whatever as_of is
    for t in range(times):
        fixed = fixed and frame[t, F_START] == begin and frame[t, F_DEADLINE_LATEST] == last
    for i in range(na):
        if fixed and aff[i, A_END] > last + 1 and _told_before(aff, na, i, last):
            continue
        for k in (A_END, A_FROM, A_TO):
            if OPEN_START < aff[i, k] < OPEN_END:
                turns[n] = aff[i, k]
                n += 1
    past = fixed and frame[0, F_AS_OF] > last
    for i in range(nd):
        if fixed and (den[i, D_START] > last or den[i, D_END] <= begin):
            continue  # beside the window
        if past and _denied_before(den, nd, i, last):
            continue
        for k in (D_START, D_END, D_FROM, D_TO):
            if OPEN_START < den[i, k] < OPEN_END:
                turns[n] = den[i, k]
                n += 1
    for t in range(times):
        if t and frame[t, F_END] == frame[t - 1, F_END] and frame[t, F_START] == frame[t - 1, F_START]:
            continue
        for k in (F_DEADLINE, F_DEADLINE_LATEST, F_END, F_END_EARLIEST, F_START):
            turns[n] = frame[t, k]
            n += 1
    for i in range(n):
        turns[n + i] = turns[i] + 1
    return np.sort(turns[: 2 * n])


@kernel
def _known(begin: int, seen_from: int, seen_to: int) -> int:
    """From when on something counts, whatever as_of is."""
    known = max(begin, seen_from) + 1
    return max(known, seen_to) if seen_to < OPEN_END else known


@kernel
def _told_before(aff: Any, na: int, i: int, last: int) -> bool:
    """Whether an affirmation that is too late for the window says nothing new of what was done late: it tells of
    nothing late, or another told of the same, or of less late, no later."""
    by_itself, if_denied = aff[i, A_START] > last, aff[i, A_FROM] > last and aff[i, A_FROM] != OPEN_START
    if not by_itself and not if_denied:
        return True
    known = _known(aff[i, A_END] - 1, aff[i, A_FROM], aff[i, A_TO])
    for j in range(na):
        if j == i or aff[j, A_END] > aff[i, A_END] or aff[j, A_END] <= last + 1:
            continue
        if aff[j, A_START] <= last and (by_itself or aff[j, A_FROM] <= last):
            continue
        then = _known(aff[j, A_END] - 1, aff[j, A_FROM], aff[j, A_TO])
        if then <= known and (then < known or aff[j, A_END] < aff[i, A_END] or j < i):
            return True
    return False


@kernel
def _denied_before(den: Any, nd: int, i: int, last: int) -> bool:
    """Whether a denial adds nothing to another that was known no later: it reaches no further within the window that
    ends at `last`, proves no more, and comes of the same origin and side."""
    if den[i, D_SHORT] != 0:
        return False
    known, until = _known(den[i, D_START], den[i, D_FROM], den[i, D_TO]), min(den[i, D_END], last + 1)
    for j in range(nd):
        if den[j, D_START] > den[i, D_START]:
            return False  # they stand in the order of their starts
        if j == i or den[j, D_SHORT] != 0 or den[j, D_END] < until or den[j, D_ALONE] < den[i, D_ALONE]:
            continue
        if den[i, D_POOL] and not (
            den[j, D_POOL] and den[j, D_ORIGIN] == den[i, D_ORIGIN] and den[j, D_SIDE] == den[i, D_SIDE]
        ):
            continue
        then = _known(den[j, D_START], den[j, D_FROM], den[j, D_TO])
        if then < known or (then == known and j < i):
            return True
    return False


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
    pieces = PIECES_AT_FIRST
    hands = _hands(pieces)
    x = first
    while x < last:
        if frames.shape[1] == 1:
            done = _once(x, slices, frames, known_at, table, law, sums, instances, hands)
        else:
            done = _over(x, slices, frames, known_at, table, law, sums, instances, hands)
        if done:
            x += 1
        else:
            pieces *= 2
            hands = _hands(pieces)
