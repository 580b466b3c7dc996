"""Stable sorts that make no array: a slice holds some dozens of pieces, for which a general sort is slow to start."""

from __future__ import annotations

from typing import Any

from servanda.verdict.engine.compiled import lean


@lean
def _first_gap(n: int) -> int:
    """The greatest of 1, 4, 11, 26, 60 … (each 2.25 times that before) below `n`: with these, Shell's way needs some
    n^(4/3) steps at the worst, and few where nearly all stands in order."""
    gap = 1
    while gap * 9 // 4 + 2 < n:
        gap = gap * 9 // 4 + 2
    return gap


@lean
def sort_values(room: Any, at: int, n: int) -> None:
    """`room[at : at + n]` in order."""
    gap = _first_gap(n)
    while True:
        for i in range(at + gap, at + n):
            value, j = room[i], i
            while j >= at + gap and room[j - gap] > value:
                room[j] = room[j - gap]
                j -= gap
            room[j] = value
        if gap == 1:
            return
        gap = max(1, (gap - 2) * 4 // 9)


@lean
def _less(room: Any, keys: int, n: int, i: int, j: int) -> bool:
    if room[keys + i] != room[keys + j]:
        return bool(room[keys + i] < room[keys + j])
    if room[keys + n + i] != room[keys + n + j]:
        return bool(room[keys + n + i] < room[keys + n + j])
    return i < j


@lean
def order_in(room: Any, n: int) -> None:
    """`room[:n]` becomes the numbers below `n` in the order of two keys, `room[n:]` and `room[2 * n:]`; equal ones
    stay in theirs."""
    for i in range(n):
        room[i] = i
    gap = _first_gap(n)
    while True:
        for i in range(gap, n):
            moved, j = room[i], i
            while j >= gap and _less(room, n, n, moved, room[j - gap]):
                room[j] = room[j - gap]
                j -= gap
            room[j] = moved
        if gap == 1:
            return
        gap = max(1, (gap - 2) * 4 // 9)


@lean
def sort_lines(lines: Any, n: int, first: int, second: int, room: Any) -> None:
    """The first `n` lines put in the order of two columns, in their place."""
    i = 1
    while i < n and (
        lines[i - 1, first] < lines[i, first]
        or (lines[i - 1, first] == lines[i, first] and lines[i - 1, second] <= lines[i, second])
    ):
        i += 1
    if i >= n:
        return
    for i in range(n):
        room[n + i] = lines[i, first]
        room[2 * n + i] = lines[i, second]
    order_in(room, n)
    width = lines.shape[1]
    for i in range(n):  # line i is to be what line room[i] is; each ring of such moves once around
        if room[i] == i or room[i] < 0:
            continue
        for k in range(width):
            room[n + k] = lines[i, k]
        to = i
        while room[to] != i:
            whence = room[to]
            for k in range(width):
                lines[to, k] = lines[whence, k]
            room[to] = -1
            to = whence
        for k in range(width):
            lines[to, k] = room[n + k]
        room[to] = -1
