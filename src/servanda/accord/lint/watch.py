"""Lint of verification: whether anybody is to watch, and whether anybody can."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.accord.law import Monitor, Obligation
from servanda.accord.lint.sheet import Sheet, affirming, denying, of_accord, places, told
from servanda.accord.verbs import verbs
from servanda.geo import meets
from servanda.model import Finding
from servanda.words import _


def no_verification(sheet: Sheet) -> Iterator[Finding]:
    """Nobody is named who watches or decides: each party will be its own judge."""
    accord = sheet.accord
    if accord.instrument == "ultimatum" or not sheet.testable or accord.verification:
        return
    if not any(o.decided_by for o in accord.obligations):
        advice = _("name a monitor and what it may observe")
        yield of_accord(
            accord, "no-verification", _("nobody is to verify any of it"), "verification: [MONITOR]", advice
        )


def unobservable(sheet: Sheet) -> Iterator[Finding]:
    """What no declared monitor may go and see, or is there to see."""
    monitors = sheet.accord.monitors
    if not monitors or any(not m.zones and not m.kinds for m in monitors):
        return
    known: dict[tuple[str, tuple[str | None, ...]], bool] = {}
    for o in sheet.testable:
        assert o.norm.deed is not None
        key = (o.norm.deed.verb, places(o, o.norm.deed))
        if key not in known:
            known[key] = any(_can_see(sheet, monitor, o) for monitor in monitors[:1000])
        if not known[key]:
            watched = ", ".join(dict.fromkeys(m.actor for m in monitors))
            what = _("no declared monitor may observe it")
            advice = _("widen a mandate, or name another monitor")
            yield told(o, "unobservable", what, _("a monitor of its place and kind"), watched, advice)


def _can_see(sheet: Sheet, monitor: Monitor, obligation: Obligation) -> bool:
    deed = obligation.norm.deed
    assert deed is not None
    table = verbs()
    if monitor.kinds:
        kinds = (*affirming(deed), *denying(deed))
        if not any(table.is_a(k, m) or table.is_a(m, k) for k in kinds for m in monitor.kinds):
            return False
    if not monitor.zones:
        return True
    here = [sheet.zone(name) for name in places(obligation, deed)]
    there = [sheet.zone(name) for name in monitor.zones]
    return all(zone is None or any(other is not None and meets(other, zone) for other in there) for zone in here)
