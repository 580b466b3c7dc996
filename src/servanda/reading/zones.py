"""Zones of accords named in a text: "in the demilitarised zone", "along the security corridor".

Certain or nothing: every word of the phrase stands in the title of one zone alone, of an accord that was signed before
the text was published. "Near the zone", "parts of the zone" and "the zones" name no zone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NAMED = re.compile(
    r"\b(?:in|inside|within|into|from|leave|left|out of|across|throughout|through|entered|along)\s(?:the|this|that)\s"
    r"(?P<name>(?:[\w-]+\s){0,3}?(?:(?:demilitari[sz]ed|de-?escalation|buffer|safe|security|exclusion|separation)\s"
    r"(?:zone|area)|corridor|belt))\b(?!\s(?:and|or)\b)"
)
_SAID_OF_IT = frozenset(("agreed", "so-called", "planned", "future", "said", "whole", "entire", "promised"))


@dataclass(frozen=True, slots=True)
class NamedZone:
    """A zone of an accord: `ref` is `accord/zone`, `title` its title in the accord's file, `signed` of the accord in
    seconds UTC."""

    ref: str
    title: str
    signed: int | None = None


def zone_named(text: str, start: int, end: int, zones: Sequence[NamedZone], at: int | None) -> str:
    """The `ref` of the one zone that `text[start:end)` names, for a text published at `at`; "" for none or several."""
    if not zones:
        return ""
    found = {_one(match["name"], zones, at) for match in _NAMED.finditer(text, start, end)}
    return found.pop() if len(found) == 1 else ""


def _one(name: str, zones: Sequence[NamedZone], at: int | None) -> str:
    wanted = _words(name) - _SAID_OF_IT
    fits = {
        z.ref
        for z in zones
        if z.title and (z.signed is None or at is None or z.signed <= at) and wanted <= _words(z.title)
    }
    return fits.pop() if len(fits) == 1 else ""


def _words(phrase: str) -> frozenset[str]:
    plain = phrase.casefold().replace("ized", "ised").replace("deescalation", "de-escalation")
    return frozenset("area" if w == "zone" else w for w in re.findall(r"[\w-]+", plain))
