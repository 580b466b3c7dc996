"""Everything known at a pair of clocks, and what of it may be shown to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf

from servanda.dossier.law import Law
from servanda.incidents import Decisions, incidents
from servanda.model import Claim, Finding, Handling, Incident, Report, Verdict
from servanda.verdict import Clocks as Pair


@dataclass(frozen=True)
class Clocks:
    """`as_of`: when it held in the world. `known_at`: when it was known, by `clock` (ledger or public). Seconds UTC;
    both instants are exclusive ends: what happened or was known before them counts."""

    as_of: int
    known_at: int
    clock: str
    findings: tuple[Finding, ...] = ()

    @property
    def pair(self) -> Pair:
        return Pair(self.as_of, self.known_at, self.clock)


@dataclass(frozen=True)
class View:
    """What was known. `claims` hold the view fields (origin, review, recorded_at …); `drafts` are unrecorded files."""

    clocks: Clocks
    law: Law = field(repr=False)
    claims: Mapping[str, Claim] = field(repr=False)
    reports: Mapping[str, Report] = field(repr=False)
    decisions: Decisions = field(default_factory=Decisions, repr=False)
    drafts: frozenset[str] = frozenset()
    erased: int = 0
    whole: Mapping[str, Claim] = field(default_factory=dict, repr=False)
    """The claims before the public clock had its say."""

    @cached_property
    def incidents(self) -> tuple[Incident, ...]:
        return incidents(self.claims.values(), self.law.register, self.decisions)

    @cached_property
    def incident_of(self) -> Mapping[str, Incident]:
        return {claim: i for i in self.incidents for claim in i.claims}

    @cached_property
    def pseudonyms(self) -> Mapping[str, str]:
        """Stable pseudonyms of the speakers that may not be named: restricted actors, and speakers of restricted
        claims whom nothing else names in public."""
        return self.law.register.pseudonyms()

    def shown(self, claim: Claim) -> Claim | None:
        """The claim as anybody may see it: None for a secret one, a pseudonym for a restricted speaker. Every output
        goes through here."""
        if claim.handling is Handling.SECRET:
            return None
        claim = self._without_hidden_roles(self._without_secret_ids(claim))
        hidden = [s for s in claim.speaker if s in self.pseudonyms]
        if claim.handling is not Handling.RESTRICTED and not hidden:
            return claim
        return replace(
            claim,
            speaker=tuple(self._alias(s, claim) for s in claim.speaker),
            speaker_role="",
            via=(),
            quote="",
            note="",
            origin=self._alias(claim.origin, claim) if claim.origin else "",
            span=(),
        )

    def _without_hidden_roles(self, claim: Claim) -> Claim:
        """A pseudonym also where a restricted actor did it, bore it, was addressed or handed it on."""
        named = (*claim.via, *claim.addressee, *(a for p in (*claim.actor, *claim.target) for a in p))
        if self.pseudonyms.keys().isdisjoint((*named, claim.origin, claim.object)):
            return claim
        known = self.pseudonyms.get
        return replace(
            claim,
            via=tuple(known(a, a) for a in claim.via),
            addressee=tuple(known(a, a) for a in claim.addressee),
            actor=tuple(tuple(known(a, a) for a in one) for one in claim.actor),
            target=tuple(tuple(known(a, a) for a in one) for one in claim.target),
            object=known(claim.object, claim.object),
            origin=known(claim.origin, claim.origin),
        )

    def _without_secret_ids(self, claim: Claim) -> Claim:
        named = (claim.same_as, claim.denies_claim, claim.supersedes, *claim.summary_of)
        if self.secret.isdisjoint(named):
            return claim
        return replace(
            claim,
            same_as="" if claim.same_as in self.secret else claim.same_as,
            denies_claim="" if claim.denies_claim in self.secret else claim.denies_claim,
            supersedes="" if claim.supersedes in self.secret else claim.supersedes,
            summary_of=tuple(i for i in claim.summary_of if i not in self.secret),
        )

    def shown_incidents(self) -> tuple[Incident, ...]:
        """Incidents as anybody may see them: without secret claims, named by the smallest claim that is left."""
        if not self.secret:
            return self.incidents
        shown = []
        for incident in self.incidents:
            kept = [(c, w) for c, w in zip(incident.claims, incident.why, strict=True) if c not in self.secret]
            if kept:
                why = tuple("" if any(s in w for s in self.secret) else w for _c, w in kept)
                shown.append(replace(incident, id=min(c for c, _w in kept), claims=tuple(c for c, _w in kept), why=why))
        return tuple(sorted(shown, key=lambda i: i.id))

    def _alias(self, actor: str, claim: Claim) -> str:
        if actor in self.pseudonyms:
            return self.pseudonyms[actor]
        if claim.handling is Handling.RESTRICTED:
            return self._restricted.get(actor, "Observer")
        return actor

    @cached_property
    def _restricted(self) -> Mapping[str, str]:
        """Speakers of restricted claims, numbered as first recorded, whatever the clocks: who speaks later, or
        is restricted in the register later, changes no number that somebody may have read."""
        first: dict[str, float] = {}
        for claim in (self.whole or self.claims).values():
            if claim.handling is Handling.RESTRICTED:
                at = inf if claim.draft or claim.recorded_at is None else claim.recorded_at
                for actor in (*claim.speaker, claim.origin):
                    if actor and actor not in self.pseudonyms:
                        first[actor] = min(at, first.get(actor, inf))
        actors = sorted(first, key=lambda actor: (first[actor], actor))
        return {a: f"Speaker {i}" for i, a in enumerate(actors, start=1)}

    def shown_report(self, report: Report) -> Report | None:
        """The report as anybody may see it: None when it is not public, itself or by one of its claims."""
        hidden = report.handling is not Handling.PUBLIC or report.id in self._hidden_reports
        return None if hidden or report.outlet in self.pseudonyms else report

    @cached_property
    def _hidden_reports(self) -> frozenset[str]:
        return frozenset(
            c.report
            for c in self.claims.values()
            if c.handling is not Handling.PUBLIC or any(s in self.pseudonyms for s in (*c.speaker, *c.via))
        )

    def name(self, actor: str, lang: str = "en") -> str:
        """The actor's name for people; a pseudonym where it may not be named."""
        if actor in self.pseudonyms:
            return self.pseudonyms[actor]
        if actor.startswith("unnamed:"):
            return self.name(actor.partition(":")[2], lang) + " (unnamed source)"
        return self.law.register.name(actor, lang) if actor in self.law.register else actor

    @cached_property
    def secret(self) -> frozenset[str]:
        return frozenset(c.id for c in self.claims.values() if c.handling is Handling.SECRET)

    @cached_property
    def _undisclosed(self) -> frozenset[str]:
        """Those who speak in secret claims alone."""
        if not self.secret:
            return frozenset()
        open_speakers = {s for c in self.claims.values() if c.handling is not Handling.SECRET for s in c.speaker}
        return frozenset(s for i in self.secret for s in self.claims[i].speaker) - open_speakers

    @property
    def is_of_all_speakers(self) -> bool:
        """Whether claims that were left unread cannot change who must stay undisclosed."""
        return not self._undisclosed

    def aliases(self) -> Mapping[str, str]:
        """Actor ids that verdicts may not print, with what stands for them: speakers of secret claims alone are
        undisclosed."""
        undisclosed = dict.fromkeys(self._undisclosed, "an undisclosed source")
        return {**undisclosed, **self._restricted, **self.pseudonyms}

    def shown_verdicts(self, verdicts: Sequence[Verdict]) -> list[Verdict]:
        """Verdicts without the ids of secret claims; drafts marked."""
        return [self._shown_verdict(v) for v in verdicts]

    def _shown_verdict(self, verdict: Verdict) -> Verdict:
        secret = self.secret

        def kept(ids: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(i for i in ids if i not in secret) if secret else ids

        used = (*verdict.witnesses_for, *verdict.witnesses_against)
        draft = bool(self.drafts) and (
            any(d.split("/")[0] in ("accords", "geo") or "/" not in d for d in self.drafts)
            or any((c := self.claims.get(i)) is not None and c.draft for i in used)
        )
        return replace(
            verdict,
            witnesses_for=kept(verdict.witnesses_for),
            witnesses_against=kept(verdict.witnesses_against),
            evidence_for=kept(verdict.evidence_for),
            evidence_against=kept(verdict.evidence_against),
            coverage=kept(verdict.coverage),
            acts=kept(verdict.acts),
            not_counted=tuple(n for n in verdict.not_counted if n.claim not in secret),
            draft=draft,
        )
