"""Checks across obligations, and lints: what is allowed but wants a look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from servanda.accord.law import Accord, Moment, Obligation, Pattern
from servanda.accord.page import Page
from servanda.accord.places import Zones
from servanda.documents import did_you_mean
from servanda.geo import Compiled
from servanda.model import Severity, rfc3339
from servanda.words import _

MOST_NAMES = 2000
"""Among so many names the nearest is looked for, so that a hundred thousand wrong ones cost no more than reading."""


def references(page: Page, accord: Accord) -> None:
    """Errors: obligations that are waited for or repaired and do not exist, that wait in a circle, or end too early."""
    known = dict.fromkeys(o.ref for o in accord.obligations)
    written = _written_ids(page)
    local: list[str] = []
    for path, ref in (*page.anchors, *(r[:2] for r in page.remedies)):
        if ref not in known and ref not in written:
            local = local or [r.partition("/")[2] for r in list(known)[:MOST_NAMES]]
            expected = did_you_mean(ref.partition("/")[2], local) if local else ""
            page.wrong(path, "unknown-obligation", _("no obligation is called so"), expected, ref)
    for path, ref, repaired in page.remedies:
        if ref == repaired:
            page.wrong(path, "remedy-of-itself", _("nothing repairs itself"), _("another obligation"), ref)
    _cycles(page, accord)
    for obligation in accord.obligations:
        _order(page, obligation, accord)


def lints(page: Page, accord: Accord, compiled: Compiled, zones: Zones) -> None:
    """Warnings and notes."""
    for obligation in accord.obligations:
        norm = obligation.norm
        if norm.pattern is Pattern.ACHIEVE and norm.deadline is None and accord.until is None:
            page.found(
                obligation.at,
                "no-deadline",
                _("{id}: to be achieved, but by when?").format(id=obligation.id),
                _("by, within, complete by or complete within"),
                advice=_("if the text gives none, it stays pending until it is done"),
                severity=Severity.WARNING,
            )
    _unstated(page)
    for name, path in zones.used.items():
        zone = compiled.zones.get(name)
        if zone is None:
            continue
        if zone.line is not None:
            advice = _("give it a width: {along: NAME, buffer: 2 km}").replace("NAME", name)
            page.warn(path, "zone-is-a-line", _("nothing is certainly on a line"), _("an area"), name, advice)
        elif zone.outer is None:
            what = _("the text gives no geometry for this zone: nothing can certainly be in it")
            page.warn(path, "undefined-zone", what, _("inner and outer bounds"), name)
        elif zone.outer.is_empty:
            what = _("nothing is left of this zone: nothing can happen in it")
            page.warn(path, "zone-nowhere", what, _("parts that meet, or less taken away"), name)


def _written_ids(page: Page) -> set[str]:
    """Obligations that stand in the file but could not be compiled: their own findings say why."""
    rows = page.document.data.get("obligations")
    return {page.ref(str(r.get("id"))) for r in (rows if isinstance(rows, list) else ()) if isinstance(r, dict)}


def _unstated(page: Page) -> None:
    if page.undated:
        first = min(page.undated, key=lambda p: (p.line, p.col))
        page.found(
            first,
            "unstated-time-zone",
            _("{n} dates stand in no time zone: each is taken for a window of 26 hours more").format(
                n=len(page.undated)
            ),
            _("timezone: Europe/Moscow, or a list of candidates"),
            severity=Severity.WARNING,
        )


def _moments(obligation: Obligation) -> Iterator[Moment]:
    norm = obligation.norm
    yield from (m for m in (norm.start, norm.end, norm.deadline) if m is not None)


HARD = ("start", "deadline")
"""Edges that are dates as soon as the other's are known; a completion, breach or condition may come or not."""
DEEPEST = 100


def waits_for(obligation: Obligation) -> Iterator[tuple[str, bool]]:
    """The references of the obligations that its times or conditions hang on, and whether by a date only."""
    for moment in _moments(obligation):
        if moment.anchor is not None:
            yield from ((ref, moment.anchor.edge in HARD) for ref in moment.anchor.refs)
    for anchor in (obligation.norm.condition, obligation.norm.unless):
        if anchor is not None:
            yield from ((ref, False) for ref in anchor.refs)


def _cycles(page: Page, accord: Accord) -> None:
    """Circles of waiting, each told once. Of dates only, no date can be worked out: an error. Where somebody waits for
    another's deed, nobody need begin: a deadlock, which an accord may well contain."""
    graph = {o.ref: dict(waits_for(o)) for o in accord.obligations}
    depth: dict[str, int] = {}  # of what is done with
    told: set[str] = set()
    for start in graph:
        if start in depth:
            continue
        trail, stand = [start], {start: 0}
        left = [iter(graph[start])]
        while trail:
            ref = next(left[-1], None)
            if ref is None:
                here = trail.pop()
                left.pop()
                del stand[here]
                depth[here] = 1 + max((depth.get(r, 0) for r in graph[here]), default=-1)
                if depth[here] == DEEPEST:
                    _too_deep(page, accord, here)
            elif ref in stand:
                circle = trail[stand[ref] :]
                if told.isdisjoint(circle):
                    told.update(circle)
                    _circle(page, accord, graph, circle)
            elif ref in graph and ref not in depth:
                stand[ref] = len(trail)
                trail.append(ref)
                left.append(iter(graph[ref]))


def _circle(page: Page, accord: Accord, graph: Mapping[str, Mapping[str, bool]], circle: list[str]) -> None:
    first = min(circle)
    turned = circle[circle.index(first) :] + circle[: circle.index(first)]
    obligation = accord.obligation(first.partition("/")[2])
    assert obligation is not None
    got = " → ".join([*(ref.partition("/")[2] for ref in turned), first.partition("/")[2]])
    if all(graph[ref][then] for ref, then in pairwise([*circle, circle[0]])):
        what = _("obligations wait for one another in a circle")
        page.found(obligation.at, "anchor-cycle", what, got=got, advice=_("give one a date"))
    else:
        what = _("a deadlock: each waits for the other, and nobody need begin")
        advice = _("give one a date of its own, or let both begin together")
        page.found(obligation.at, "deadlock", what, _("a first step"), got, advice, Severity.WARNING)


def _too_deep(page: Page, accord: Accord, ref: str) -> None:
    obligation = accord.obligation(ref.partition("/")[2])
    what = _("more than {n} obligations wait for one another in a row").format(n=DEEPEST)
    at = obligation.at if obligation is not None else accord.at
    page.found(at, "anchor-depth", what, advice=_("give one of them a date"))


def _order(page: Page, obligation: Obligation, accord: Accord) -> None:
    norm = obligation.norm
    start = norm.start if norm.start != Moment() else accord.in_force
    expected = _("after {time}").format(time=rfc3339(start.earliest))
    if _too_early(norm.deadline, start):
        what = _("{id}: the deadline lies before the start").format(id=obligation.id)
        page.found(obligation.at, "deadline-before-start", what, expected, _latest(norm.deadline))
    if _too_early(norm.end, start):
        what = _("{id}: it ends before it starts").format(id=obligation.id)
        page.found(obligation.at, "end-before-start", what, expected, _latest(norm.end))


def _too_early(moment: Moment | None, start: Moment) -> bool:
    if moment is None or moment.latest is None or start.earliest is None:
        return False
    return moment.latest <= start.earliest


def _latest(moment: Moment | None) -> str:
    return (rfc3339(moment.latest) if moment is not None else None) or ""
