"""The sums of the slices of an obligation, folded into one line: worst values, least through, last breach."""

from __future__ import annotations

from typing import Any

from servanda.verdict.engine.compiled import kernel
from servanda.verdict.engine.layout import (
    NEVER,
    OPEN_END,
    S_BREACH,
    S_COUNTS,
    S_LATE,
    S_PENDING,
    S_THROUGH,
    S_TRIGGERED,
    S_VALUES,
)

# the columns of a line: values at the four standards, then these, then how often each value stands at each standard
Z_PENDING, Z_TRIGGERED, Z_LATE, Z_THROUGH, Z_BREACH, Z_COUNTS, LINE = 4, 5, 6, 7, 8, 9, 25


@kernel
def fold(sums: Any, firsts: Any, lasts: Any, lines: Any) -> None:
    """`lines[i]`: the slices from `firsts[i]` to before `lasts[i]`. Through is `OPEN_END` where none was kept."""
    for i in range(len(firsts)):
        line = lines[i]
        for x in range(firsts[i], lasts[i]):
            total = sums[x]
            through = OPEN_END if total[S_THROUGH] == NEVER else total[S_THROUGH]
            if x == firsts[i]:
                for s in range(4):
                    line[s] = total[S_VALUES + s]
                line[Z_PENDING], line[Z_TRIGGERED] = total[S_PENDING], total[S_TRIGGERED]
                line[Z_LATE], line[Z_THROUGH], line[Z_BREACH] = total[S_LATE], through, total[S_BREACH]
                for c in range(16):
                    line[Z_COUNTS + c] = total[S_COUNTS + c]
                continue
            for s in range(4):
                line[s] = max(line[s], total[S_VALUES + s])
            line[Z_PENDING] = max(line[Z_PENDING], total[S_PENDING])
            line[Z_TRIGGERED] = max(line[Z_TRIGGERED], total[S_TRIGGERED])
            line[Z_LATE] = max(line[Z_LATE], total[S_LATE])
            line[Z_THROUGH] = min(line[Z_THROUGH], through)
            line[Z_BREACH] = max(line[Z_BREACH], total[S_BREACH])
            for c in range(16):
                line[Z_COUNTS + c] += total[S_COUNTS + c]
