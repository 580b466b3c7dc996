"""Windows and triggers at many times: each is weighed again only when something of it begins, ends or becomes known.

A closed window stays as it is but for what is known of it later; a trigger's answer changes when something in its own
time begins or ends. So ninety days cost little more than the last of them. All sums of a slice are sums over its
windows or triggers, kept as they run: what one of them gave before is taken away, what it gives now is added.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from servanda.verdict.engine.compiled import kernel, lean
from servanda.verdict.engine.denial import reaching
from servanda.verdict.engine.layout import (
    A_BODY,
    A_END,
    A_FROM,
    A_START,
    A_TO,
    D_END,
    D_FROM,
    D_START,
    D_TO,
    F_AS_OF,
    F_END,
    F_END_EARLIEST,
    F_EVERY,
    F_IN_FORCE,
    F_PERIOD,
    F_START,
    F_START_LATEST,
    F_WITHIN,
    NEVER,
    OPEN_END,
    OPEN_START,
    Q_COMPLETION,
    Q_ODD,
    Q_VALUES,
    ROOM,
    S_COMPLETION,
    S_COUNTS,
    S_INSTANCES,
    S_ODD,
    S_PENDING,
    S_TRIGGERED,
    S_VALUES,
    ZERO,
    B,
    F,
    N,
    T,
)
from servanda.verdict.engine.occurs import by_body, occurs, seen
from servanda.verdict.engine.patterns import answered, clear, closed_windows, first_window, later
from servanda.verdict.engine.sorting import sort_lines

# what one window or trigger gives: how often each value stands at each standard; the same of those alone whose trigger
# is proved so far; whether it is one; at each standard, whether its answer is not due yet; whether the court must judge
C_COUNTS, C_PROVED, C_ONE, C_OPEN, C_ODD, GIVES = 0, 16, 32, 33, 37, 38


@lean
def _mark(turns: Any, any_turns: Any, asked: Any, at: int) -> None:
    """Note that something turns at an instant, and in the second after it, since some bounds are included."""
    last = len(asked) - 1
    if at > asked[last] or at < asked[0] - 1:
        return
    for instant in (at, at + 1):
        lo, hi = 0, last + 1
        while lo < hi:
            middle = (lo + hi) // 2
            if asked[middle] >= instant:
                hi = middle
            else:
                lo = middle + 1
        if lo <= last:
            turns[lo] = True
            any_turns[lo] = True


@lean
def _worst(running: Any, base: int, s: int) -> int:
    for value in (F, B, N):
        if running[base + 4 * s + value] > 0:
            return value
    return T if running[base + 4 * s + T] > 0 else N


@lean
def _give(found: Any, level: int, running: Any, gives: Any) -> None:
    """What an instance gives, into its own line and into the running sums."""
    for s in range(4):
        value = found[Q_VALUES + s]
        gives[C_COUNTS + 4 * s + value] = 1
        if level > s:
            gives[C_PROVED + 4 * s + value] = 1
    gives[C_ONE] = 1
    gives[C_ODD] = found[Q_ODD]
    for i in range(GIVES):
        running[i] += gives[i]


@lean
def _take(running: Any, gives: Any) -> None:
    for i in range(GIVES):
        running[i] -= gives[i]
        gives[i] = 0


@lean
def _write(running: Any, base: int, total: Any) -> None:
    clear(total)
    for i in range(16):
        total[S_COUNTS + i] = running[C_COUNTS + i]
    for s in range(4):
        total[S_VALUES + s] = _worst(running, base, s)
    total[S_INSTANCES] = running[C_ONE]
    total[S_ODD] = 1 if running[C_ODD] > 0 else 0


@kernel
def respond_over(
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
    x: int,
    sums: Any,
    room: Any,
) -> None:
    """A slice of triggers at every time. `frame`: (time, field), alike but for as_of."""
    asked = frame[:, F_AS_OF]
    times, within = len(asked), frame[0, F_WITHIN]
    begin, end = max(frame[0, F_START_LATEST], frame[0, F_PERIOD]), frame[0, F_END_EARLIEST]
    order = np.argsort(causes[:nc, A_BODY], kind="mergesort")
    by_start = aff
    sort_lines(by_start, na, A_START, A_START, room)
    bounds = np.empty(nc + 1, np.int64)
    bodies = 0
    for i in range(nc):
        if i == 0 or causes[order[i], A_BODY] != causes[order[i - 1], A_BODY]:
            bounds[bodies] = i
            bodies += 1
    bounds[bodies] = nc
    turns, any_turns = np.zeros((bodies, times), np.bool_), np.zeros(times, np.bool_)
    for b in range(bodies):
        first, last, earliest = OPEN_END, OPEN_START, OPEN_END
        for i in range(bounds[b], bounds[b + 1]):
            p = order[i]
            begun, ended = causes[p, A_START], causes[p, A_END]
            earliest = min(earliest, begun)
            begun = 0 if begun == OPEN_START else begun
            for at in (ended, causes[p, A_FROM], causes[p, A_TO], begun + within, max(begun, ended - 1) + within):
                _mark(turns[b], any_turns, asked, at)
            first, last = min(first, begun), max(last, 0 if ended == OPEN_END else ended)
        until = max(first, last) + within + 1
        i = _begun(by_start, na, first)
        while i < na and by_start[i, A_START] <= until:
            for k in (A_END, A_FROM, A_TO):
                _mark(turns[b], any_turns, asked, by_start[i, k])
            i += 1
        _mark_denials(den, nd, first, until, turns[b], any_turns, asked)
        _mark_denials(doubt, nt, max(earliest, OPEN_START + 1), until, turns[b], any_turns, asked)
    given = np.zeros((bodies, GIVES), np.int64)
    running = np.zeros(GIVES, np.int64)
    chosen, picked = np.empty(nc, np.int64), np.empty(na, np.int64)
    trigger, found = np.empty(ROOM, np.int64), np.empty(ROOM, np.int64)
    for t in range(times):
        if t > 0 and not any_turns[t]:
            sums[t, x] = sums[t - 1, x]
            continue
        stop = min(end, asked[t])
        for b in range(bodies):
            if t > 0 and not turns[b, t]:
                continue
            n = 0
            for i in range(bounds[b], bounds[b + 1]):
                p = order[i]
                if causes[p, A_START] >= begin and causes[p, A_END] <= stop and seen(causes, p, asked[t]):
                    chosen[n] = p
                    n += 1
            _take(running, given[b])
            if n == 0:
                continue
            level, due = answered(
                causes, chosen, ZERO, n, doubt, nt, by_start, na, picked, den, nd, replies, asked[t], within, trigger,
                found, room,
            )  # fmt: skip
            if asked[t] <= due:
                given[b, C_OPEN : C_OPEN + level] = 1
            _give(found, level, running, given[b])
        _write(running, C_PROVED, sums[t, x])
        sums[t, x, S_TRIGGERED] = 0
        for s in range(4):
            if running[C_PROVED + 4 * s : C_PROVED + 4 * s + 4].max() > 0:
                sums[t, x, S_TRIGGERED] = s + 1
            if running[C_OPEN + s] > 0:
                sums[t, x, S_PENDING] = s + 1


@lean
def _begun(by_start: Any, na: int, first: int) -> int:
    lo, hi = 0, na
    while lo < hi:
        middle = (lo + hi) // 2
        if by_start[middle, A_START] < first:
            lo = middle + 1
        else:
            hi = middle
    return lo


@lean
def _mark_denials(den: Any, nd: int, first: int, until: int, turns: Any, any_turns: Any, asked: Any) -> None:
    """The turns of the denials that meet [first, until]."""
    for i in range(reaching(den, nd, first - 1), nd):
        if den[i, D_START] > until:
            return
        if den[i, D_END] >= first:
            for k in (D_START, D_END, D_FROM, D_TO):
                _mark(turns, any_turns, asked, den[i, k])


@kernel
def recur_over(aff: Any, na: int, den: Any, nd: int, replies: Any, frame: Any, x: int, sums: Any, room: Any) -> None:
    """A slice of windows at every time. `frame`: (time, field), alike but for as_of."""
    asked = frame[:, F_AS_OF]
    times, every = len(asked), frame[0, F_EVERY]
    start = 0 if frame[0, F_START] == OPEN_START else frame[0, F_START]
    first = first_window(frame[0, F_PERIOD], start, every)
    most = max(0, closed_windows(start, min(asked[times - 1], frame[0, F_END]), every) - first)
    turns, any_turns = np.zeros((most, times), np.bool_), np.zeros(times, np.bool_)
    heads, following = np.full(most, -1, np.int64), np.empty(na, np.int64)
    for i in range(na):
        if aff[i, A_START] < start:
            continue
        k = (aff[i, A_START] - start) // every - first
        if 0 <= k < most and aff[i, A_END] <= start + (k + first + 1) * every:
            following[i] = heads[k]
            heads[k] = i
            for at in (aff[i, A_FROM], aff[i, A_TO]):
                _mark(turns[k], any_turns, asked, at)
    for i in range(nd):
        if den[i, D_FROM] == OPEN_START and den[i, D_TO] == OPEN_END:
            continue
        for k in range(most):
            begin = start + (k + first) * every
            if den[i, D_START] < begin + every and den[i, D_END] > begin:
                _mark(turns[k], any_turns, asked, den[i, D_FROM])
                _mark(turns[k], any_turns, asked, den[i, D_TO])
    given, completed = np.zeros((most, GIVES), np.int64), np.full(most, NEVER, np.int64)
    running = np.zeros(GIVES, np.int64)
    chosen, found = np.empty(na, np.int64), np.empty(ROOM, np.int64)
    before = 0
    for t in range(times):
        number = max(0, closed_windows(start, min(asked[t], frame[0, F_END]), every) - first)
        if t > 0 and number == before and not any_turns[t]:
            sums[t, x] = sums[t - 1, x]
            continue
        for k in range(number):
            if k < before and not turns[k, t]:
                continue
            n = 0
            i = heads[k]
            while i >= 0:
                if seen(aff, i, asked[t]):
                    chosen[n] = i
                    n += 1
                i = following[i]
            by_body(aff, chosen, n, room)
            begin = start + (k + first) * every
            occurs(
                aff, chosen, n, den, nd, begin, begin + every, asked[t], frame[t, F_IN_FORCE] != 0, replies, found, room
            )
            _take(running, given[k])
            _give(found, 0, running, given[k])
            completed[k] = found[Q_COMPLETION]
        before = number
        _write(running, C_COUNTS, sums[t, x])
        if number == 0:
            sums[t, x, S_PENDING] = 4
        for k in range(number):
            sums[t, x, S_COMPLETION] = later(sums[t, x, S_COMPLETION], completed[k], k == 0)
