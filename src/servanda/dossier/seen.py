"""Which ids of a dataset came before, for millions of them in a few megabytes."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WHOLE = 1 << 62


class Seen:
    """Eight bytes an id, in sorted runs of which the smaller are joined. Whole numbers, which nearly all datasets have,
    stand for themselves; of other ids a hash is kept, and two in a file of ten million are alike once in 180,000
    files."""

    def __init__(self) -> None:
        self._runs: list[NDArray[np.uint64]] = []

    def repeated(self, ids: Sequence[str]) -> list[int]:
        """The places of the ids that came before, among these or in an earlier call; the others are seen from now
        on."""
        import numpy as np

        numbers = np.fromiter(map(_number, ids), np.uint64, len(ids))
        again = np.zeros(len(ids), bool)
        for run in self._runs:
            at = np.searchsorted(run, numbers)
            again |= run[np.minimum(at, len(run) - 1)] == numbers
        order = np.argsort(numbers, kind="stable")
        inside = numbers[order]
        again[order[1:]] |= inside[1:] == inside[:-1]
        fresh = np.sort(numbers[~again])
        while self._runs and len(self._runs[-1]) <= len(fresh):
            fresh = np.sort(np.concatenate((self._runs.pop(), fresh)), kind="stable")
        if len(fresh):
            self._runs.append(fresh)
        return [int(place) for place in np.flatnonzero(again)]


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 19 and (text[0] != "0" or text == "0"):
        return int(text)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) | _WHOLE
