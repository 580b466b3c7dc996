"""Bearing, patterns, folds and explanation: what is kept, breached, contested or unknown. Pure; no input or output."""

from servanda.verdict.bearing import Bearing, bearing, bearings
from servanda.verdict.court import Court, Explore
from servanda.verdict.piece import Bearings, Piece, Scope
from servanda.verdict.world import ALL, THIRD_PARTY, Clocks, Viewpoint, World

__all__ = [
    "ALL",
    "THIRD_PARTY",
    "Bearing",
    "Bearings",
    "Clocks",
    "Court",
    "Explore",
    "Piece",
    "Scope",
    "Viewpoint",
    "World",
    "bearing",
    "bearings",
]
