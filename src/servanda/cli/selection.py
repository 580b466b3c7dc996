"""Claims chosen by what people ask for, each as it may be shown, in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from servanda.documents import did_you_mean
from servanda.errors import UsageError
from servanda.model import Claim, Interval, Kind, Review
from servanda.words import _

if TYPE_CHECKING:
    from servanda.dossier import Dossier, View


@dataclass(frozen=True)
class Selection:
    """What to choose; None and empty choose everything. `start` and `end`: half-open, seconds UTC, on the claim's
    outer time; a claim without any time meets every window."""

    ids: tuple[str, ...] = ()
    speaker: str | None = None
    event: str | None = None
    report: str | None = None
    review: str | None = None
    start: int | None = None
    end: int | None = None


def within(dossier: Dossier, selection: Selection) -> Dossier:
    """The dossier without rows in bulk that are certainly not chosen; the whole where everything is."""
    from servanda.ledger import Where

    if selection == Selection():
        return dossier
    where = Where(
        events=None if selection.event is None else [selection.event],
        start=selection.start,
        end=selection.end,
        ids=selection.ids or None,
        reports=None if selection.report is None or selection.ids else [selection.report],
    )
    speakers = {selection.speaker}
    speakers |= {a for a, shown in dossier.register.pseudonyms().items() if shown == selection.speaker}

    def wanted(claim: Claim) -> bool:
        said = selection.speaker is None or not speakers.isdisjoint(claim.speaker)
        return said and (selection.review is None or (selection.review == "unreviewed" and claim.reader != ""))

    return dossier.having([where], wanted)


def chosen(dossier: Dossier, view: View, selection: Selection) -> list[Claim]:
    """The chosen claims as they may be shown. Raises UsageError for an id, event or state that is not there."""
    for name in selection.ids:
        if name not in view.claims:
            raise UsageError(
                "unknown-claim",
                _("there is no claim {name!r} at these clocks").format(name=name),
                did_you_mean(name, [i for i in view.claims if i not in view.secret])
                if view.claims
                else _("the ledger holds no claims yet: 'servanda add'"),
            )
    if selection.review is not None and selection.review not in list(Review):
        raise UsageError(
            "unknown-review",
            _("there is no state of review {name!r}").format(name=selection.review),
            did_you_mean(selection.review, [str(r) for r in Review]),
        )
    events = {claim.event for claim in view.claims.values() if claim.event and claim.id not in view.secret}
    if selection.event is not None and selection.event not in events:
        raise UsageError(
            "unknown-event",
            _("no claim here speaks of {name!r}").format(name=selection.event),
            did_you_mean(selection.event, sorted(events)) if events else "",
        )
    window = Interval(selection.start, selection.end)
    found = []
    for claim in view.claims.values():
        if selection.ids and claim.id not in selection.ids:
            continue
        shown = view.shown(claim)
        if shown is not None and _matches(shown, selection, window):
            found.append(shown)
    return sorted(found, key=in_time)


def in_time(claim: Claim) -> tuple[bool, int, str]:
    """A sort key: by the earliest possible start, claims without any time last."""
    start = next((t for t in (claim.when_from_earliest, claim.when_to_latest, claim.said) if t is not None), None)
    return (start is None, start or 0, claim.id)


def _spoken_of(claim: Claim) -> Interval:
    """The time that a claim is listed under: its own, or when it was said if it is about no time, as a demand is."""
    outer = claim.when.outer
    if outer == Interval() and claim.kind is not Kind.OCCURRENCE:
        return Interval(claim.said, claim.said_to)
    return outer


def _matches(claim: Claim, selection: Selection, window: Interval) -> bool:
    return (
        (selection.speaker is None or selection.speaker in claim.speaker)
        and (selection.event is None or claim.event == selection.event)
        and (selection.report is None or claim.report == selection.report)
        and (
            selection.review is None
            or (claim.review == selection.review and (claim.reader != "" or selection.review != "unreviewed"))
        )
        and (_spoken_of(claim) == Interval() or _spoken_of(claim).meets(window))
    )
