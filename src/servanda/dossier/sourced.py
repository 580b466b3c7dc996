"""Where a claim comes from: its speakers and what they are part of, its outlet, its report, its origin."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from servanda.dossier.view import View
from servanda.errors import UsageError
from servanda.model import Claim, Report
from servanda.words import _


def comes_from(claim: Claim, source: str, reports: Mapping[str, Report], beyond: Collection[str] = ()) -> bool:
    """Whether the claim has this speaker (itself or as a part of it: `beyond`), outlet, report or origin."""
    report = reports.get(claim.report)
    return (
        source in claim.speaker
        or source in beyond
        or source in claim.via
        or source in (claim.report, claim.origin)
        or (report is not None and source == report.outlet)
    )


def claims_of(view: View, sources: Sequence[str]) -> frozenset[str]:
    """The ids of the claims of some sources: speakers with their parts, outlets, reports, origins. UsageError for one
    that nothing here comes from."""
    found: set[str] = set()
    for source in sources:
        own = {c.id for c in view.claims.values() if comes_from(c, source, view.reports, wholes(view, c))}
        if not own:
            what = _("no claim here comes from {name!r}").format(name=source)
            raise UsageError("unknown-source", what, _("name a speaker, an outlet, a report or an origin"))
        found |= own
    return frozenset(found)


def wholes(view: View, claim: Claim) -> frozenset[str]:
    """What a claim's speakers were part of when they spoke."""
    at = claim.said or claim.when_from_earliest or 0
    return frozenset(w for s in claim.speaker for w in view.law.register.wholes(s, at))
