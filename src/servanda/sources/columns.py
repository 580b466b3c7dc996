"""The columns of claims by hand, in the order in which they are written (docs/reference/claims.md)."""

from __future__ import annotations

REQUIRED = ("claim", "speaker", "published", "source")
COLUMNS = (
    "claim",
    "speaker",
    "via",
    "published",
    "said",
    "source",
    "kind",
    "stance",
    "polarity",
    "event",
    "aspect",
    "mode",
    "when",
    "actor",
    "target",
    "object",
    "place",
    "radius_m",
    "count_of",
    "count",
    "count_min",
    "count_max",
    "assesses",
    "addressee",
    "deadline",
    "consequence",
    "same_as",
    "reliability",
    "credibility",
    "handling",
    "lang",
    "quote",
    "note",
)
LISTS = {"via": ">", "actor": ";", "target": ";", "speaker": ";", "assesses": ";", "addressee": ";", "place": ","}
"""Columns that may be a YAML list, with the mark that joins them in a cell."""

LENGTHS_M = {"depth_km": ("depth_m", 1000.0), "depth_m": ("depth_m", 1.0)} | {
    "length_km": ("length_m", 1000.0),
    "length_m": ("length_m", 1.0),
}
"""`count_of` values that are lengths: the attribute that they become, and metres a unit."""

ACTS = ("extend", "amend", "suspend", "resume", "waive", "supersede", "terminate", "withdraw")
"""What an act may do (the `event` of a claim of kind act)."""
