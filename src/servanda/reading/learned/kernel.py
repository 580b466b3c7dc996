"""Training of a linear-chain conditional random field by stochastic gradient, compiled by numba: only `reader train`
needs it. AdaGrad with one rate a row: Duchi, Hazan and Singer, JMLR 12 (2011)."""
# mypy: disable-error-code="no-untyped-def,untyped-decorator,no-untyped-call"

from __future__ import annotations

import numba
import numpy as np


@numba.njit(fastmath=True, nogil=True, cache=True)
def epoch(table, seen, step, step_seen, start, start_seen, own, shared, labels,
          row_own, row_shared, length, order, rate, decay, drop, seed):  # fmt: skip # pragma: no cover
    """One pass over all sequences; the arrays change in place; returns the summed negative log-likelihood.

    A token's features are the rows `shared[row_shared[q] + t]` and `own[row_own[q] + t]` of `table` (rows × labels);
    feature 0 is none. `drop`: the share of templates left out of each sequence, so that none is relied on alone.
    """
    size = table.shape[1]
    n_shared, n_own = shared.shape[1], own.shape[1]
    np.random.seed(seed)
    longest = length.max()
    emitted = np.zeros((longest, size))
    ahead = np.zeros((longest, size))
    back = np.zeros((longest, size))
    total = np.zeros(longest)
    slope = np.zeros(size)
    keep_shared = np.ones(n_shared, np.uint8)
    keep_own = np.ones(max(n_own, 1), np.uint8)
    move = np.zeros((size, size))
    moved = np.zeros((size, size))
    loss = 0.0
    for q in order:
        a, o, n = row_shared[q], row_own[q], length[q]
        for k in range(n_shared):
            keep_shared[k] = np.random.random() >= drop
        for k in range(n_own):
            keep_own[k] = np.random.random() >= drop
        for i in range(size):
            for j in range(size):
                move[i, j] = np.exp(step[i, j])
                moved[i, j] = 0.0
        for t in range(n):
            for j in range(size):
                emitted[t, j] = 0.0
            for k in range(n_shared):
                f = shared[a + t, k]
                if keep_shared[k] and f:
                    for j in range(size):
                        emitted[t, j] += table[f, j]
            for k in range(n_own):
                f = own[o + t, k]
                if keep_own[k] and f:
                    for j in range(size):
                        emitted[t, j] += table[f, j]
            most = -1e30
            for j in range(size):
                emitted[t, j] /= 1.0 - drop
                most = max(most, emitted[t, j])
            loss -= emitted[t, labels[o + t]] - most
            for j in range(size):
                emitted[t, j] = np.exp(emitted[t, j] - most)
        # forward, scaled (Rabiner 1989, section V.A)
        for t in range(n):
            total[t] = 0.0
            for j in range(size):
                value = 0.0
                if t == 0:
                    value = np.exp(start[j])
                else:
                    for i in range(size):
                        value += ahead[t - 1, i] * move[i, j]
                ahead[t, j] = value * emitted[t, j]
                total[t] += ahead[t, j]
            for j in range(size):
                ahead[t, j] /= total[t]
            loss += np.log(total[t])
            loss -= start[labels[o]] if t == 0 else step[labels[o + t - 1], labels[o + t]]
        for j in range(size):
            back[n - 1, j] = 1.0
        for t in range(n - 2, -1, -1):
            for i in range(size):
                value = 0.0
                for j in range(size):
                    part = move[i, j] * emitted[t + 1, j] * back[t + 1, j] / total[t + 1]
                    value += part
                    moved[i, j] += ahead[t, i] * part
                back[t, i] = value
            moved[labels[o + t], labels[o + t + 1]] -= 1.0
        for i in range(size):
            g = ahead[0, i] * back[0, i] - (1.0 if labels[o] == i else 0.0)
            start_seen[i] += g * g
            start[i] -= rate * g / np.sqrt(start_seen[i] + 1e-6)
            for j in range(size):
                g = moved[i, j] + 1e-4 * step[i, j]
                step_seen[i, j] += g * g
                step[i, j] -= rate * g / np.sqrt(step_seen[i, j] + 1e-6)
        for t in range(n):
            power = 0.0
            for j in range(size):
                slope[j] = ahead[t, j] * back[t, j] - (1.0 if labels[o + t] == j else 0.0)
                power += slope[j] * slope[j]
            if power < 1e-6:
                continue
            power /= size
            for k in range(n_shared + n_own):
                f = shared[a + t, k] if k < n_shared else own[o + t, k - n_shared]
                if f and (keep_shared[k] if k < n_shared else keep_own[k - n_shared]):
                    seen[f] += power
                    pace = rate / np.sqrt(seen[f] + 1e-3)
                    for j in range(size):
                        table[f, j] -= pace * (slope[j] + decay * table[f, j])
    return loss
