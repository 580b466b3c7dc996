"""An incident: claims by different sources about the same occurrence, grouped."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Incident:
    """`id` is its smallest claim id; `why` says, claim by claim, what brought it in."""

    id: str
    claims: tuple[str, ...]
    event: str
    why: tuple[str, ...] = ()
