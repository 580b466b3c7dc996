"""Pieces, judges and frames made by hand, for the tests of single rules. Times are plain seconds, from 0.

A judge takes a body to prove what its strongest claim proves: `levels` by the claims' ids, by default *reported*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from verdict_bench import claim

from servanda.model import Interval, Level, Value
from servanda.verdict.instance import Frame, Result
from servanda.verdict.pattern import Bench
from servanda.verdict.piece import Piece

Span = tuple[int | None, int | None]
T, F, B, N = Value.TRUE, Value.FALSE, Value.BOTH, Value.NEITHER


def piece(
    name: str,
    some: Span | None = None,
    cover: Span | None = None,
    *,
    at: Span | None = None,
    doubts: str = "",
    short: str = "",
    source: str = "occurrence",
    why: str = "it is said",
    affirms: bool | None = None,
    **of_claim: Any,
) -> Piece:
    """A piece of the claim `name`: it affirms if it has a time at `some` instant of which it holds, unless told."""
    return Piece(
        claim("c", **{"id": name, "report": name, **of_claim}),
        some is not None if affirms is None else affirms,
        None if some is None else Interval(*some),
        None if cover is None else Interval(*cover),
        why,
        frozenset(doubts.split()),
        None if at is None else Interval(*at),
        frozenset(short.split()),
        source,
    )


def judges(
    levels: Mapping[str, Level] | None = None, *, together: bool = False, incident_of: dict[str, str] | None = None
) -> Bench:
    known = levels or {}

    def level(pieces: Iterable[Piece]) -> Level:
        return max((known.get(p.claim.id, Level.REPORTED) for p in pieces), default=Level.NONE)

    def answers(denial: Piece, _affirmation: Piece) -> bool:
        return not denial.short

    def whole(denials: Sequence[Piece]) -> bool:
        return together and len(denials) > 1

    return Bench(level, level, answers, whole, incident_of or {})


def frame(
    start: int | None = 0,
    end: int | None = None,
    deadline: int | None = None,
    *,
    as_of: int = 100,
    latest: tuple[int | None, int | None, int | None] | None = None,
    period: Span = (None, None),
    **more: Any,
) -> Frame:
    """`latest`: the latest start, the earliest end and the latest deadline, where the text leaves them open."""
    start_latest, end_earliest, deadline_latest = latest or (start, end, deadline)
    if more.get("ended") and end is not None:
        more.setdefault("freed", (end if end_earliest is None else end_earliest, end))
    return Frame(start, start_latest, end, end_earliest, deadline, deadline_latest, Interval(*period), as_of, **more)


def letters(result: Result) -> str:
    return "".join(str(v) for v in result.values)


def names(pieces: Iterable[Piece]) -> list[str]:
    return [p.claim.id for p in pieces]
