"""The words of a zone expression (docs/reference/zones.md)."""

from __future__ import annotations

from servanda.geo.side import COMPASS

BASES = (
    "line",
    "border",
    "between",
    "within",
    "depth",
    "place",
    "around",
    "polygon",
    "along",
    "all of",
    "any of",
    "inner",
    "outer",
    "undefined",
    "zone",
    "nowhere",
)
CUTS = tuple(f"{word} of" for word in COMPASS)
WITH = ("of", "radius", "buffer", "side", "witness", "accuracy", "approximate", "except", *CUTS)
TALK = ("title", "label", "says", "note", "source", "readings", "names")
KEYS = (*BASES, *WITH, *TALK)
