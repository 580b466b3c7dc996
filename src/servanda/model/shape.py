"""Whether a payload has the shape of a claim or report: what a stranger's ledger says is looked at before it is used.

Our own records have it by construction. Another's may hold anything that JSON can say, with every proof in order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servanda.model.claim import Handling, Kind, Mode, Polarity, Review

EARLIEST, LATEST = -62_135_596_800, 253_402_300_800
"""Seconds UTC of 0001-01-01 and of the end of 9999: what a calendar can say."""

Fits = Callable[[Any], bool]


def claim_fault(payload: Mapping[str, Any]) -> str:
    """The first field that no claim has so; empty when all is well. Unknown fields, a later schema's, are let be."""
    return _fault(payload, _CLAIM, ("id", "report", "speaker"))


def report_fault(payload: Mapping[str, Any]) -> str:
    """The same of a report."""
    return _fault(payload, _REPORT, ("id",))


def _fault(payload: Mapping[str, Any], fields: Mapping[str, Fits], needed: tuple[str, ...]) -> str:
    for name in needed:
        if not payload.get(name):
            return name
    for name, value in payload.items():
        fits = fields.get(name)
        if fits is not None and not fits(value):
            return name
    return ""


def _text(value: Any) -> bool:
    return type(value) is str


def _whole(value: Any) -> bool:
    return type(value) is int


def _flag(value: Any) -> bool:
    return type(value) is bool


def _number(value: Any) -> bool:
    return type(value) in (int, float)


def _time(value: Any) -> bool:
    return value is None or (type(value) is int and EARLIEST <= value <= LATEST)


def _between(low: float, high: float) -> Fits:
    return lambda value: value is None or (type(value) in (int, float) and low <= value <= high)


def _one_of(words: type[Kind] | type[Polarity] | type[Mode] | type[Handling] | type[Review]) -> Fits:
    known = frozenset(map(str, words))
    return lambda value: type(value) is str and value in known


def _texts(value: Any) -> bool:
    return type(value) is list and all(type(part) is str for part in value)


def _participants(value: Any) -> bool:
    return type(value) is list and all(_texts(part) and part for part in value)


def _pairs(first: Fits, second: Fits) -> Fits:
    def fits(value: Any) -> bool:
        return type(value) is list and all(
            type(part) is list and len(part) == 2 and first(part[0]) and second(part[1]) for part in value
        )

    return fits


def _counts(value: Any) -> bool:
    return type(value) is list and all(
        type(part) is list
        and 3 <= len(part) <= 5
        and all(type(part[place]) is str for place in (0, *range(3, len(part))))
        and all(bound is None or _number(bound) for bound in part[1:3])
        for part in value
    )


_CLAIM: Mapping[str, Fits] = {
    **dict.fromkeys(
        (
            *("id", "report", "event", "aspect", "stance", "object", "place", "extent_place", "consequence"),
            *("speaker_role", "channel", "lang", "quote", "note", "same_as", "denies_claim", "supersedes"),
            *("instrument", "custody", "reader", "origin", "reliability", "credibility"),
        ),
        _text,
    ),
    **dict.fromkeys(
        (
            *("said", "said_to", "deadline", "published", "published_to", "recorded_at"),
            *("when_from_earliest", "when_from_latest", "when_to_earliest", "when_to_latest"),
        ),
        _time,
    ),
    **dict.fromkeys(("speaker", "assesses", "addressee", "via", "summary_of", "flags"), _texts),
    **dict.fromkeys(("actor", "target"), _participants),
    **dict.fromkeys(("lag_s", "schema_version"), _whole),
    **dict.fromkeys(("retracted", "draft"), _flag),
    "kind": _one_of(Kind),
    "polarity": _one_of(Polarity),
    "when_mode": _one_of(Mode),
    "handling": _one_of(Handling),
    "review": _one_of(Review),
    "attributes": _pairs(_text, lambda value: _text(value) or _number(value)),
    "span": _pairs(_whole, _whole),
    "counts": _counts,
    "lat": _between(-90, 90),
    "lon": _between(-180, 180),
    "radius_m": _between(0, 2.1e7),
    "confidence": _between(0, 1),
}
_REPORT: Mapping[str, Fits] = {
    **dict.fromkeys(
        (
            *("id", "title", "outlet", "url", "language", "mime", "digest", "path", "licence", "attribution"),
            *("author", "supersedes", "copy_of", "sketch"),
        ),
        _text,
    ),
    **dict.fromkeys(("published", "published_to", "retrieved"), _time),
    "text": lambda value: value is None or type(value) is str,
    "cited_only": _flag,
    "handling": _one_of(Handling),
}
