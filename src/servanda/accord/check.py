"""Checks across obligations, and lints: what is allowed but wants a look."""

from __future__ import annotations

from collections.abc import Iterator

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
    for path, ref in (*page.anchors, *page.remedies):
        if ref not in known and ref not in written:
            local = local or [r.partition("/")[2] for r in list(known)[:MOST_NAMES]]
            expected = did_you_mean(ref.partition("/")[2], local) if local else ""
            page.wrong(path, "unknown-obligation", _("no obligation is called so"), expected, ref)
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


def waits_for(obligation: Obligation) -> tuple[str, ...]:
    """The references of the obligations that its times or its condition hang on."""
    anchors = [m.anchor for m in _moments(obligation) if m.anchor is not None]
    if obligation.norm.condition is not None:
        anchors.append(obligation.norm.condition)
    if obligation.norm.unless is not None:
        anchors.append(obligation.norm.unless)
    return tuple(dict.fromkeys(ref for a in anchors for ref in a.refs))


def _cycles(page: Page, accord: Accord) -> None:
    graph = {o.ref: waits_for(o) for o in accord.obligations}
    done: set[str] = set()
    for start in graph:
        trail: list[str] = []
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            ref, depth = stack.pop()
            del trail[depth:]
            if ref in trail:
                circle = [*trail[trail.index(ref) :], ref]
                obligation = next(o for o in accord.obligations if o.ref == ref)
                what = _("obligations wait for one another in a circle")
                page.found(obligation.at, "anchor-cycle", what, got=" → ".join(circle), advice=_("give one a date"))
                done.update(circle)
                break
            if ref in done:
                continue
            trail.append(ref)
            stack += [(other, depth + 1) for other in graph.get(ref, ())]
        done.update(trail)


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
