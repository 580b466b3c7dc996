"""Where everything stands in the kernels' arrays, and what the codes in them mean.

Values are codes in the order of *all*: T 0, N 1, B 2, F 3, so that the fold over instances is a maximum.
"""

from __future__ import annotations

from typing import Any

import numpy as np

T, N, B, F = 0, 1, 2, 3
OPEN_START, OPEN_END = -(2**62), 2**62
NEVER = -(2**61)  # no instant

# patterns
ACHIEVE, MAINTAIN, PROHIBIT, RECUR, RESPOND = 0, 1, 2, 3, 4

# `rows`: eight numbers a claim, in the order of its bucket, in a `scale`. R_CODES: form and word; R_WHENCE: origin + 1,
# and in the last bit whether the claim's incident has others; R_BODY: the row of its incident's first claim, of a watch
# (which has no body) its lag in seconds
R_A, R_B, R_C, R_D, R_CODES, R_WHENCE, R_BODY, R_ROW = range(8)
ROW = 8
# `templates`
P_FLAGS, P_SHORT, P_SOME_START, P_SOME_END, P_COVER_START, P_COVER_END = range(6)
AFFIRMS, HAS_SOME, HAS_COVER, HAS_AT, DOUBTFUL, WATCH = 1, 2, 4, 8, 16, 32
OPEN, FROM_EARLIEST, FROM_LATEST, TO_EARLIEST, TO_LATEST, ONE_ON, START, LASTING = range(8)
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
# `sums`, per slice; S_PENDING and S_TRIGGERED: the highest standard (1 to 4) at which it is not decided yet, and at
# which anything triggers it
S_VALUES, S_PENDING, S_THROUGH, S_BREACH, S_COMPLETION, S_LATE, S_ODD, S_TRIGGERED, S_INSTANCES, S_COUNTS = (
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
# and what `occurs` needs on the way: per standard what stands, the best witness, the best that is denied
W_STANDING, W_BEST, W_DENIED, ROOM = 19, 24, 49, 64

# a constant that a kernel passes on is of numpy's type: for a plain one the compiler would make the callee once more
ZERO: Any = np.int64(0)
NO_FORM: Any = np.int64(-1)
WHATEVER: Any = np.int64(7)  # falling short in whatever it may
ONLY_BY_PLACE: Any = np.int64(4)

THIRD = 0
NO_LEVEL, CORROBORATED, VERIFIED = 0, 3, 4

WORK, SPARE_WORK = 4, 256
"""What the kernels need to work in: so many numbers for every piece, and so many more."""
