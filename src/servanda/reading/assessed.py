"""Assessments as statements: what is said of the keeping of an accord, of whom, and what a recital adds to it."""

from __future__ import annotations

import re
from dataclasses import replace

from servanda.model import Kind, Polarity, Stance
from servanda.reading.assess import RECITAL, Judgement, Targets, commitment, judgement
from servanda.reading.occurrences import Occurrences
from servanda.reading.offsets import Span
from servanda.reading.statement import Statement
from servanda.reading.view import View

_TAKES = re.compile(
    r"[\w\s]{0,12}\b(?:memorandum|accords?|agreements?|protocol|deal|obligations)\b|\s(?:the|"
    r"its)\s\w+\s(?:memorandum|accords?|agreements?|protocol|deal)\b"
)


class Assessments:
    """The assessments of one text; nothing where the context names nothing to assess."""

    def __init__(self, view: View, occurrences: Occurrences) -> None:
        self.view, self.context, self.text, self.at = view, view.context, view.text, view.at
        self.occurrences = occurrences
        self.targets = Targets(self.context.obligations, view.published.end, text=self.text[:60_000])
        self._recitals: list[tuple[Statement, frozenset[str], Span, str]] = []

    def judged(self, a: int, b: int) -> Judgement | None:
        """Whether `text[a:b)` says that an accord is kept or not; not what is only asked for or feared."""
        found = judgement(self.text, a, b)
        return None if found is None or found.wished else found

    def recital(self, base: Statement, clause: Span) -> bool:
        """Whether the clause recites an obligation: remembered until the same speaker says that it is not kept."""
        return (
            bool(self.targets) and RECITAL.search(self.text, *clause) is not None and self._note_recital(base, clause)
        )

    def of(self, base: Statement, clause: Span, verdict: Judgement) -> list[Statement]:
        piece = self.text[clause[0] : clause[1]]
        nearby = self.view.paragraph_of(clause[0])
        aim = self.targets.aim(piece, nearby)
        if aim is None:
            return []
        subject = self._bearer(clause, verdict.start)
        particular = not aim.refs[0].endswith("/*")
        if not subject and not aim.named and not (verdict.kept and particular):
            return []
        refs = aim.refs
        if particular and aim.named and _TAKES.match(self.text, verdict.end, clause[1]):
            # "did not fulfil the memorandum and did not withdraw …": the whole and the part
            refs = (f"{aim.accord}/*", *refs)
        own = {self.context.state_of(i, self.at) for i in base.speaker_ids} - {""}
        theirs = {self.context.state_of(i, self.at) for i in subject} - {""}
        accuses = not verdict.kept and not (own & theirs)
        stance = Stance.ACCUSES if accuses else base.stance if base.stance is not Stance.ACCUSES else Stance.ASSERTS
        polarity = Polarity.AFFIRMS if verdict.kept else Polarity.DENIES
        if base.stance is Stance.DENIES:
            polarity = Polarity.DENIES if verdict.kept else Polarity.AFFIRMS
            stance = Stance.DENIES
        spread = min(1.0, 0.5 + aim.confidence / 2)
        return [
            replace(
                base,
                kind=Kind.ASSESSMENT,
                stance=stance,
                polarity=polarity,
                obligation=ref,
                alternatives=aim.others,
                target=tuple((i,) for i in subject),
                confidence=base.confidence * spread,
                when=self.occurrences.when(clause, None, base, present=True)[0],
            )
            for ref in refs
        ]

    def unaimed(self, base: Statement, clause: Span, verdict: Judgement) -> Statement | None:
        """An accusation of a named party of another side, where no accord is known that it could aim at."""
        subject = self._bearer(clause, verdict.start)
        own = {self.context.state_of(i, self.at) for i in base.speaker_ids} - {""}
        theirs = {self.context.state_of(i, self.at) for i in subject} - {""}
        if not subject or own & theirs or base.stance not in (Stance.ASSERTS, Stance.ACCUSES):
            return None
        return replace(
            base,
            kind=Kind.ASSESSMENT,
            stance=Stance.ACCUSES,
            polarity=Polarity.DENIES,
            target=tuple((i,) for i in subject),
        )

    def committed(self, base: Statement, clause: Span) -> list[Statement]:
        """ "remains committed to the memorandum": a promise to keep the whole."""
        bound = commitment(self.text, *clause) if self.targets else None
        if bound is None:
            return []
        aim = self.targets.aim(self.text[clause[0] : clause[1]], self.view.paragraph_of(clause[0]))
        if aim is None:
            return []
        subject = self._bearer(clause, bound[0])
        return [
            replace(
                base,
                kind=Kind.UNDERTAKING,
                stance=Stance.PROMISES,
                polarity=Polarity.NONE,
                obligation=f"{aim.accord}/*",
                alternatives=aim.others,
                actor=tuple((i,) for i in subject),
                confidence=base.confidence * 0.8,
            )
        ]

    def _bearer(self, clause: Span, at: int) -> tuple[str, ...]:
        """The state or body that a clause says keeps or does not keep: its subject."""
        before = [m for m in self.view.names(clause[0], at) if m.kind != "adjective" and m.ids]
        if not before:
            after = [
                m
                for m in self.view.names(at, clause[1])
                if m.kind != "adjective"
                and m.ids
                and re.search(r"\bby (?:the )?$", self.text[max(0, m.start - 8) : m.start])
            ]
            return after[0].ids if after else ()
        subject = next(
            (
                m
                for m in reversed(before)
                if m.kind in ("state", "body", "person")
                and not re.search(r"\b(?:in|of|with|by|from) (?:the )?$", self.text[max(0, m.start - 10) : m.start])
            ),
            before[0],
        )
        return subject.ids

    def _note_recital(self, base: Statement, clause: Span) -> bool:
        """ "the documents say that Ankara should guarantee …": kept until the same speaker accuses Ankara."""
        modal = RECITAL.search(self.text, *clause)
        assert modal is not None
        piece = self.text[clause[0] : clause[1]]
        aim = self.targets.aim(piece, self.view.paragraph_of(clause[0]))
        if aim is None or aim.refs[0].endswith("/*"):
            return False
        bearer = self._bearer(clause, modal.start())
        if bearer:
            self._recitals.append((replace(base, alternatives=aim.others), frozenset(aim.refs), clause, bearer[0]))
        return bool(bearer)

    def with_recitals(self, found: list[Statement]) -> list[Statement]:
        out = list(found)
        for base, refs, _clause, bearer in self._recitals:
            accusation = next(
                (
                    s
                    for s in found
                    if s.stance is Stance.ACCUSES
                    and s.speaker_ids == base.speaker_ids
                    and s.polarity is Polarity.DENIES
                    and s.obligation.endswith("/*")
                    and any(r.split("/")[0] == s.obligation.split("/")[0] for r in refs)
                    and {self.context.state_of(t[0], self.at) for t in s.target}
                    & {self.context.state_of(bearer, self.at)}
                ),
                None,
            )
            if accusation is None:
                continue
            spans = tuple(sorted({*base.content_spans, *accusation.content_spans}))
            made = [
                replace(
                    base,
                    content_spans=spans,
                    quote=self.view.quote(spans),
                    kind=Kind.ASSESSMENT,
                    stance=Stance.ACCUSES,
                    polarity=Polarity.DENIES,
                    obligation=ref,
                    event="",
                    target=((bearer,),),
                    confidence=min(base.confidence, accusation.confidence) * 0.75,
                    when=accusation.when,
                    flags=(*base.flags, "by-recital"),
                )
                for ref in sorted(refs)
            ]
            place = next(
                (
                    i
                    for i, s in enumerate(out)
                    if s.content_spans == base.content_spans and s.speaker_ids == base.speaker_ids
                ),
                len(out) - 1,
            )
            # the recital itself said no more than its assessments do
            if place < len(out) and out[place].content_spans == base.content_spans and not out[place].event:
                out[place : place + 1] = made
            else:
                out[place + 1 : place + 1] = made
        return out
