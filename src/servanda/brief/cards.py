"""Claims as cards: what may be shown of each, with copies of one origin folded under the first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import tzinfo

from servanda.brief.data import ClaimCard, Copy
from servanda.brief.sentences import sentence
from servanda.brief.text import host
from servanda.dossier import View
from servanda.model import Claim, Interval, NotCounted, Report

MOST = 6
_EXAMPLES = 2


class Cards:
    """Makes cards for one view. Nothing leaves here that `view.shown` has not passed."""

    def __init__(self, view: View, tz: tzinfo) -> None:
        self.view = view
        self.tz = tz
        self._made: dict[str, ClaimCard | None] = {}

    def name(self, actor: str) -> str:
        return self.view.name(actor)

    def claim(self, ident: str) -> Claim | None:
        """The claim as it may be shown."""
        claim = self.view.claims.get(ident)
        return self.view.shown(claim) if claim is not None else None

    def card(self, ident: str) -> ClaimCard | None:
        if ident not in self._made:
            claim = self.claim(ident)
            self._made[ident] = self._card(claim) if claim is not None else None
        return self._made[ident]

    def report(self, claim: Claim) -> Report | None:
        """The claim's report, if it may be shown."""
        report = self.view.reports.get(claim.report)
        return self.view.shown_report(report) if report is not None else None

    def outlet(self, report: Report | None) -> str:
        """Who carried it, by name; else its title or address."""
        if report is None:
            return ""
        if report.outlet:
            return self.name(report.outlet)
        return report.title or host(report.url) or report.path

    def aim(self, ref: str) -> str:
        """The obligation that is assessed, by its title."""
        accord_id, _sep, local = ref.split("@")[0].partition("/")
        accord = next((a for a in self.view.law.accords if a.id == accord_id), None)
        if accord is None:
            return ref
        if local == "*":
            return f"“{accord.title}”"
        obligation = accord.obligation(local)
        return f"“{obligation.title}”" if obligation is not None else ref

    def _card(self, claim: Claim) -> ClaimCard:
        report = self.report(claim)
        outlet = self.outlet(report)
        published = Interval(claim.published, claim.published_to)
        if published == Interval() and report is not None:
            published = Interval(report.published, report.published_to)
        return ClaimCard(
            id=claim.id,
            sentence=sentence(claim, self.name, self.tz, self.aim),
            speakers=tuple(self.name(s) for s in claim.speaker),
            via=tuple(v for v in map(self.name, claim.via) if v != outlet),
            outlet=outlet,
            url=report.url if report is not None else "",
            happened=claim.when,
            published=published,
            recorded=claim.recorded_at,
            place=self.place(claim),
            lat=claim.lat,
            lon=claim.lon,
            radius_m=claim.radius_m,
            origin=self.name(claim.origin) if claim.origin else "",
            grade=f"{claim.reliability}{claim.credibility}",
            review=str(claim.review),
            machine_read=claim.machine_read,
            draft=claim.draft,
            quote=claim.quote,
            lang=claim.lang if claim.quote else "",
            note=claim.note,
        )

    def place(self, claim: Claim) -> str:
        """Where, by the place's display name when it has one."""
        name = claim.place or claim.extent_place
        known = self.view.law.gazetteer.places.get(name.casefold()) if name else None
        if known is not None:
            return known.name
        zone = self.view.law.zones.get(claim.extent_place) if claim.extent_place and not claim.place else None
        return zone.label or name if zone is not None else name

    def side(self, evidence: Sequence[str], witnesses: Sequence[str]) -> tuple[tuple[ClaimCard, ...], int]:
        """The cards of one side, at most `MOST`: witnesses first, then the latest; and how many claims there are."""
        shown = [c for i in dict.fromkeys(evidence) if (c := self.card(i)) is not None]
        chief = set(witnesses)
        order = sorted(shown, key=lambda c: (c.id not in chief, -(c.happened.from_earliest or 0), c.id))
        return tuple(replace(c, witness=c.id in chief) for c in folded(order)[:MOST]), len(shown)

    def not_counted(self, claims: Iterable[NotCounted]) -> tuple[tuple[ClaimCard, ...], int]:
        """Two examples of every reason, the commonest reasons first; and how many claims there are."""
        reasons: dict[str, list[str]] = {}
        for claim, why in claims:
            reasons.setdefault(why, []).append(claim)
        made: list[ClaimCard] = []
        total = 0
        for why, ids in sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0])):
            shown = [c for i in ids if (c := self.card(i)) is not None]
            total += len(shown)
            told = why if len(shown) <= _EXAMPLES else f"{why} ({len(shown)})"
            made += [replace(c, why=told) for c in shown[:_EXAMPLES]]
        return tuple(made[:12]), total

    def speakers(self, ids: Iterable[str]) -> list[str]:
        """Who speaks in these claims, those of most claims first."""
        counts: dict[str, int] = {}
        for ident in ids:
            card = self.card(ident)
            for speaker in card.speakers if card is not None else ():
                counts[speaker] = counts.get(speaker, 0) + 1
        return sorted(counts, key=lambda s: (-counts[s], s))


def folded(cards: Sequence[ClaimCard]) -> list[ClaimCard]:
    """Cards of one origin that say the same of the same time become one, with the others as its copies."""
    first: dict[object, ClaimCard] = {}
    for card in cards:
        key: object = (card.origin, card.sentence, card.happened, card.place) if card.origin else card.id
        kept = first.get(key)
        if kept is None:
            first[key] = card
        else:
            copy = Copy(card.id, card.outlet, card.url)
            first[key] = replace(kept, copies=(*kept.copies, copy), witness=kept.witness or card.witness)
    return list(first.values())
