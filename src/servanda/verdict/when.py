"""When: what a claim's times say of a deed (semantics.md, rules B6–B8)."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.accord.law import Pattern
from servanda.accord.verbs import Rule
from servanda.model import Claim, Interval, Mode
from servanda.verdict.piece import NOT_YET, Piece, Scope
from servanda.verdict.world import denies


def said_of_time(
    scope: Scope,
    rule: Rule,
    claim: Claim,
    doubts: frozenset[str],
    short: frozenset[str],
    reached: tuple[tuple[str, float], ...],
) -> Iterator[Piece]:
    """When: turns a claim's times into what they say of the deed (rules B6–B8)."""
    outer, inner = claim.when.outer, claim.when.inner
    negative = denies(claim)
    throughout = holds_throughout(claim)
    start = scope.start
    why = rule.why

    def piece(
        affirms: bool, some: Interval | None, cover: Interval | None, at: Interval | None = None, note: str = ""
    ) -> Piece:
        return Piece(claim, affirms, some, cover, note or why, doubts, at, short, "occurrence", reached)

    if rule.meaning == "event":
        if negative:
            yield piece(False, None, inner, note=f"denied: {why}")
        else:
            yield piece(True, outer, None)
    elif rule.meaning == "holds":
        holds = (rule.sign == "+") != negative
        if negative:
            # "was not there from … to …": at no time of it; "not throughout": at some time of it
            yield piece(holds, outer, None if throughout else inner, note=f"denied: {why}")
        elif throughout:
            yield piece(holds, inner if not inner.empty else outer, inner)
        else:
            yield piece(holds, outer, _lasting(scope, outer) if holds else None)
    elif rule.meaning in ("done", "completion"):
        if negative:
            yield piece(False, None, Interval(None, _reach(claim)), at=outer, note=NOT_YET)
        elif rule.meaning == "done" and claim.aspect != "event":
            # what has been done may have been done before; for what is forbidden that would be no breach
            forbidden = scope.obligation.norm.pattern is Pattern.PROHIBIT
            yield piece(True, Interval(None if forbidden else start, outer.end), None, at=outer)
        else:
            yield piece(True, outer, None, at=outer)
            if outer.start is not None:
                yield piece(False, None, Interval(None, outer.start), note="reached then, so not before")
    else:  # "undone"
        if negative:
            # nobody is there, anywhere: then the state has been reached by the beginning of that time
            if not short:
                gone_by = None if outer.start is None else outer.start + 1
                yield piece(True, Interval(start, gone_by), None, at=outer, note="none left")
        else:
            lasting = _lasting(scope, outer)
            yield piece(False, None, Interval(None, lasting.end if lasting else _reach(claim)), at=outer)


def _lasting(scope: Scope, outer: Interval) -> Interval | None:
    """A state that was seen lasts, by the accord file's own `stale after`, unless it is contradicted."""
    stale = scope.obligation.stale_after_s
    if stale is None or outer.end is None or outer.start is None:
        return None
    return Interval(outer.end, max(outer.end, outer.start + stale))


def _reach(claim: Claim) -> int | None:
    """The last instant (exclusive) that a "still" or "not yet" certainly speaks of: the first of its time, or its end
    when it holds throughout."""
    if holds_throughout(claim):
        return claim.when.inner.end
    first = claim.when.outer.start
    return None if first is None else first + 1


def holds_throughout(claim: Claim) -> bool:
    """Said of the whole time, or begun and with no end in sight."""
    return claim.when_mode is Mode.THROUGHOUT or (claim.when_to_latest is None and claim.when_from_latest is not None)
