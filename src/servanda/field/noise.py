"""The noise model of satellite receivers that patrol verification reckons with (docs/reference/patrols.md#noise).

Horizontal error of a fix, each axis: a slow part (first-order Gauss–Markov, correlated over about a minute: orbits,
atmosphere, reflections) and a fast one, together of standard deviation σ. 5 m is a hand-held receiver under open sky
(GPS Standard Positioning Service, 5th ed. 2020: 95 % of horizontal errors below 8 m at the average site). Single
fixes may lie far off (reflections, a receiver waking up); whole stretches may be missing.
"""

from __future__ import annotations

import math

SIGMA_M = 5.0
"""Standard deviation of an axis where the plan says nothing."""

WITHIN_95 = 2.448
"""Of two axes: 95 % of fixes lie within so many σ (the Rayleigh distribution)."""

DEEPEST_LOW, DEEPEST_HIGH = 4.0, 2.0
"""The largest of many noisy depths is too deep rather than too shallow: the truth lies in [max − 4σ, max + 2σ]."""

DRIFT_M_S = 2.0
"""Between fixes a position is interpolated; its error grows by so much with each second from the nearest fix."""

SIGNIFICANT = 6.0
"""A step is longer than noise can make it beyond so many σ."""


def disc_m(sigma_m: float) -> float:
    """Radius of the disc that holds the receiver with 95 %."""
    return WITHIN_95 * sigma_m


def apart_m(sigma_a_m: float, sigma_b_m: float) -> float:
    """By how much the distance of two receivers may be off, 95 %."""
    return WITHIN_95 * math.hypot(sigma_a_m, sigma_b_m)


def gate_m(sigma_m: float) -> float:
    """Steps shorter than this are not added up to a length: a standing receiver would travel."""
    return max(50.0, 10.0 * sigma_m)
