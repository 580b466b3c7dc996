"""Lint of times: periods without a beginning, anchors that never come, who waits for whom, and what is not kept."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.accord.law import Anchor, Moment, Obligation, Pattern
from servanda.accord.lint.sheet import Sheet, Stance, affirming, denying, places, told
from servanda.accord.verbs import verbs
from servanda.model import Finding, Severity
from servanda.words import _


def unstated_boundary(sheet: Sheet) -> Iterator[Finding]:
    """A period that the text does not say when to count from."""
    for o in sheet.testable:
        row = sheet.row(o)
        period = next((key for key in ("within", "complete within") if key in row), None)
        if period is None or o.norm.pattern is Pattern.RESPOND or o.norm.start != Moment():
            continue
        what = _("{n} from when? entry into force is taken").format(n=row[period])
        yield told(o, "unstated-boundary", what, _("from: DATE, or after: …"), str(row[period]))


def _anchors(obligation: Obligation) -> Iterator[Anchor]:
    norm = obligation.norm
    for moment in (norm.start, norm.end, norm.deadline):
        if moment is not None and moment.anchor is not None:
            yield moment.anchor
    yield from (a for a in (norm.condition, norm.unless) if a is not None)


def ambiguous_anchor(sheet: Sheet) -> Iterator[Finding]:
    """Something that is to follow what can never be said to be over, due, or broken."""
    for o in sheet.accord.obligations:
        for anchor in _anchors(o):
            for ref in anchor.refs[:100]:
                other = sheet.other(ref)
                why = _unclear(anchor.edge, other) if other is not None else ""
                if why:
                    what = _("it waits for the {edge} of {ref}, but {why}").format(edge=anchor.edge, ref=ref, why=why)
                    advice = _("give a date, or anchor it to what is done once")
                    yield told(o, "ambiguous-anchor", what, "", f"{anchor.edge} of {ref}", advice, Severity.WARNING)


def _unclear(edge: str, other: Obligation) -> str:
    pattern = other.norm.pattern
    if pattern is Pattern.DECLARES:
        return _("that only declares")
    if edge == "completion" and pattern is not Pattern.ACHIEVE:
        return _("that lasts or recurs, and is never complete")
    if edge == "deadline" and other.norm.deadline is None:
        return _("that has no deadline")
    return ""


def depends_on_counterparty(sheet: Sheet) -> Iterator[Finding]:
    """Whose duty begins only when the other side has done its own can be kept waiting by it."""
    for o in sheet.testable:
        waits = [a for a in (o.norm.start.anchor, o.norm.condition) if a is not None and a.edge != "breach"]
        for ref in dict.fromkeys(ref for a in waits if a.edge in ("completion", "start") for ref in a.refs[:100]):
            other = sheet.other(ref)
            if other is None or not other.bearers or not o.bearers or set(other.bearers) & set(o.bearers):
                continue
            what = _("{ours} can wait as long as {theirs} do not do {ref}").format(
                ours=", ".join(o.bearers), theirs=", ".join(other.bearers), ref=other.id
            )
            yield told(o, "depends-on-counterparty", what, _("a date of its own"), ref)


def not_kept(sheet: Sheet) -> Iterator[Finding]:
    """What has left may come back, if nothing says that it must stay away."""
    table = verbs()
    for o in sheet.testable:
        norm, deed = o.norm, o.norm.deed
        assert deed is not None
        verb = sheet.verb(deed)
        undone = denying(deed)
        if norm.pattern is not Pattern.ACHIEVE or norm.keep or verb is None or verb.deed != "achievement" or not undone:
            continue
        if not verb.needs_place:
            continue  # who was set free, and what was agreed, is so
        kinds = [k for kind in undone[:2] for k in table.ancestry(kind)]
        wishes = [Stance(o, (kind,), deed, zone, 0, 0, False) for kind in kinds for zone in places(o, deed)]
        if not any(_stays(sheet, wish) for wish in wishes):
            what = _("once it is done, nothing says that it lasts")
            yield told(o, "not-kept", what, _("and after: keep, or a norm against the return"), affirming(deed)[0])


def _stays(sheet: Sheet, wish: Stance) -> bool:
    return any(s.obligation.norm.pattern in (Pattern.PROHIBIT, Pattern.MAINTAIN) for s in sheet.against(wish))
