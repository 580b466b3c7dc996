"""Kernels where nothing can be kept on disk, and the sorts that make no array."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest

from servanda.verdict.engine import compiled, sorting


def test_where_nothing_can_be_written_kernels_compile_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A read-only installation, and no place in the user's home either: numba then refuses to cache."""
    caching = pytest.importorskip("numba.core.caching")
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])

    def twice(n: int) -> int:
        return 2 * n

    assert compiled.kernel(twice)(21) == 42
    assert compiled.lean(twice)(21) == 42


@pytest.mark.parametrize("n", [0, 1, 2, 3, 11, 12, 60, 400])
def test_sorts_are_stable_and_leave_nothing_out(n: int) -> None:
    rng = np.random.default_rng(n)
    values = rng.integers(-5, 5, n)
    room = np.concatenate((np.array([99]), values, np.array([99])))
    sorting.sort_values(room, 1, n)
    assert room.tolist() == [99, *sorted(values.tolist()), 99]

    lines = np.column_stack((values, rng.integers(0, 3, n), np.arange(n)))
    wanted = sorted(lines.tolist())  # the last column says where each stood
    padded = np.concatenate((lines, np.full((2, 3), 7)))
    sorting.sort_lines(padded, n, 0, 1, np.zeros(3 * n + 64, np.int64))
    assert padded.tolist() == [*wanted, [7, 7, 7], [7, 7, 7]]
    once = np.concatenate((lines, lines))[:n]
    sorting.sort_lines(once, n, 0, 0, np.zeros(3 * n + 64, np.int64))
    assert once.tolist() == sorted(lines.tolist(), key=lambda line: line[0])


def test_code_is_dropped_with_the_index_that_names_it(tmp_path: Path) -> None:
    kept = tmp_path / "__pycache__"
    kept.mkdir()
    (tmp_path / "kernels.py").write_text("")
    names = ["kernels.run-1.py311.nbi", "kernels.run-1.py311.1.nbc"]
    for name in names:
        (kept / name).write_bytes(b"")
        os.utime(kept / name, (1, 1))
    (kept / "newer.nbi").write_bytes(b"")
    os.utime(kept / "newer.nbi", (2**32, 2**32))
    compiled.forget_stale(tmp_path)
    assert [p.name for p in kept.iterdir()] == ["newer.nbi"]
    compiled.forget_stale(tmp_path / "nowhere")


def test_code_for_other_types_is_not_taken_from_the_disk() -> None:
    """As when two processes, compiling at once, give theirs the same name."""

    class Found(NamedTuple):
        args: tuple[str, ...]

    class Cache:
        def load_overload(self, types: tuple[str, ...], target: object) -> object:
            return SimpleNamespace(signature=Found(("int32",))) if target else None

    kernel = compiled._guarded(SimpleNamespace(_cache=Cache()))
    assert kernel._cache.load_overload(("int64",), "here") is None
    assert kernel._cache.load_overload(("int32",), "here").signature.args == ("int32",)
    assert kernel._cache.load_overload(("int32",), "") is None
    assert compiled._guarded(SimpleNamespace(_cache=None))._cache is None
