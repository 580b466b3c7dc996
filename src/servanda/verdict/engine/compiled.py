"""Kernels are plain functions over arrays; numba compiles them where it is installed, and without it they are slow."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

try:
    from numba import njit
except ImportError:  # the extra `servanda[engine]` brings it
    njit = None  # type: ignore[assignment, unused-ignore]

COMPILED = njit is not None and os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")
RUN = 1 << 14
"""Rows below which another core is not worth its start."""


def forget_stale(here: Path) -> None:
    """Drop what was compiled before the latest change of any kernel in a folder: numba looks at a function's own file
    alone, and would go on calling what another file said before. The code goes with the index that names it: a new
    index gives the same names again, and is written before the code is."""
    with suppress(OSError):
        newest = max((file.stat().st_mtime for file in here.glob("*.py")), default=0.0)
        for kept in (here / "__pycache__").glob("*.nb[ic]"):
            with suppress(FileNotFoundError):  # another process does the same
                if kept.stat().st_mtime < newest:
                    kept.unlink()


if COMPILED:
    forget_stale(Path(__file__).parent)


def _guarded(dispatcher: Any) -> Any:
    """Code from the disk is taken for the types alone that it was compiled for. Of two processes that compile for the
    first time at once, one can name in its index what the other has written: numba gives both the same name."""
    cache: Any = getattr(dispatcher, "_cache", None)
    if hasattr(cache, "load_overload"):
        load = cache.load_overload

        def load_overload(types: Any, target: Any) -> Any:
            found = load(types, target)
            return found if found is None or found.signature.args == tuple(types) else None

        cache.load_overload = load_overload
    return dispatcher


def _compiled(function: F, **options: object) -> F:
    compiler: Any = njit
    try:
        return cast(F, _guarded(compiler(cache=True, nogil=True, **options)(function)))
    except RuntimeError:  # nowhere to write: neither beside the file nor in the user's cache
        return cast(F, compiler(nogil=True, **options)(function))


def kernel(function: F) -> F:
    """Compiled, remembered on disk where there is room for it, and without Python's lock, so that threads run side by
    side."""
    return function if njit is None else _compiled(function)


def lean(function: F) -> F:
    """As `kernel`, of a function that makes no array. Else every call counts the references of every array that it
    is given, up and down again, which took more than half of the time of the smallest questions."""
    if njit is None:
        return function
    try:
        return _compiled(function, error_model="numpy", _nrt=False)
    except KeyError:  # a numba without this option counts them
        return _compiled(function, error_model="numpy")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def runs(n: int, threads: int) -> list[tuple[int, int]]:
    """The numbers from 0 to before `n` in as many runs as there are threads; at least one."""
    parts = max(1, min(threads, n // RUN)) if COMPILED else 1
    bounds = [n * i // parts for i in range(parts + 1)]
    return list(pairwise(bounds))


def on_cores(work: Callable[[int], None], n: int, threads: int) -> None:
    """`work(i)` for the numbers from 0 to before `n`, on so many cores; work that holds Python's lock gains nothing."""
    if threads <= 1 or n <= 1:
        for i in range(n):
            work(i)
        return
    with ThreadPoolExecutor(min(threads, n)) as pool:
        for done in [pool.submit(work, i) for i in range(n)]:
            done.result()
