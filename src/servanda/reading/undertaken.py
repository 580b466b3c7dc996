"""Undertakings as statements: whom a demand is for, by when, and the threat that comes a sentence later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from servanda.model import Kind, Polarity, Stance
from servanda.reading.mentions import Mention
from servanda.reading.offsets import Span
from servanda.reading.spans import Attribution
from servanda.reading.speakers import UNNAMED
from servanda.reading.statement import Statement
from servanda.reading.undertakings import Undertaking, promised, term
from servanda.reading.view import View

_WILL = re.compile(r"\s(?:will|would|shall)\s")
_OF_THE_SPEAKER = re.compile(r"(?:that\s)?(?:we|I|our|my|his|her|its|their|it|they|he|she)\b", re.I)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (event, re.compile(rf"\b(?:{pattern})\b", re.I))
    for event, pattern in (
        ("withdrawal", r"withdraw|pull (?:back|out)|leave|vacate"),
        ("transit-opened", r"(?:re)?open (?:the |a )?(?:\w+ ){0,2}(?:road|highway|crossing|route|corridor)"),
        ("release", r"release|free"),
        ("patrol", r"patrol"),
        ("aid-delivery", r"deliver (?:\w+ ){0,2}aid|send (?:\w+ ){0,2}aid|let (?:\w+ ){0,2}aid"),
        ("establishment", r"set up|establish|build"),
        ("disarmament", r"disarm|hand over (?:\w+ ){0,2}weapons"),
        ("deployment", r"deploy|send (?:\w+ ){0,2}(?:troops|forces|observers)|reinforce"),
        ("meeting", r"meet|hold talks|return to the table"),
        ("signing", r"sign"),
    )
)


def _may_be_one(earlier: Statement, later: Statement) -> bool:
    """Whether "the Turkish leader" and a name that no register knows may be one speaker: only one of them is known, and
    nobody else stands between."""
    people = all(s.speaker_role not in ("narration", "unnamed", "body", "document") for s in (earlier, later))
    return people and bool(earlier.speaker_ids) != bool(later.speaker_ids)


def _kind(text: str, a: int, b: int) -> str:
    """The kind of event that is promised, by the bare verb."""
    return next((event for event, pattern in _KINDS if pattern.search(text, a, b)), "")


_NOT_TO = re.compile(r"\bnot to\s$")


class Undertakings:
    """The undertakings of one text; `base` statements bring speaker and content."""

    def __init__(self, view: View) -> None:
        self.view, self.context, self.at, self.published = view, view.context, view.at, view.published

    def of(self, base: Statement, u: Undertaking, stance: Stance) -> Statement:
        said_end = base.said.end if base.said.end is not None else self.published.end
        deadline = u.deadline
        flags = base.flags
        if deadline is None and u.within_s is not None and said_end is not None:
            deadline, flags = said_end + u.within_s, (*flags, "deadline-counted-from-said")
        return replace(
            base,
            kind=Kind.UNDERTAKING,
            stance=stance,
            polarity=Polarity.NONE,
            event="",
            demand=self.view.original(self._with_not(u.demand)) if u.demand else "",
            addressee=self.addressee(u.addressee),
            target=tuple((i,) for i in self.addressee(u.addressee)),
            deadline=deadline,
            consequence=self.view.original(u.consequence) if u.consequence else "",
            confidence=base.confidence * 0.85,
            flags=flags,
        )

    def _with_not(self, demand: Span) -> Span:
        """ "called not to fall into gloom": the "not" may stand in the cue, and belongs to what is demanded."""
        before = _NOT_TO.search(self.view.text, max(0, demand[0] - 12), demand[0])
        return (before.start(), demand[1]) if before else demand

    def addressee(self, who: Sequence[Mention]) -> tuple[str, ...]:
        states = [self.context.state_of(i, self.at) or i for m in who for i in m.ids]
        return tuple(dict.fromkeys(states))

    def join_threat(self, base: Statement, consequence: Span, before: list[Statement]) -> bool:
        """ "… Otherwise X will respond": one threat with the demand that the same speaker made just before."""
        for index in range(len(before) - 1, max(-1, len(before) - 4), -1):
            earlier = before[index]
            if (
                earlier.kind is Kind.UNDERTAKING
                and earlier.stance is Stance.DEMANDS
                and (
                    earlier.speaker_ids == base.speaker_ids or (index == len(before) - 1 and _may_be_one(earlier, base))
                )
            ):
                spans = tuple(sorted({*earlier.content_spans, *base.content_spans}))
                before[index] = replace(
                    earlier,
                    stance=Stance.THREATENS,
                    content_spans=spans,
                    quote=self.view.quote(spans),
                    consequence=self.view.original(consequence),
                    confidence=min(earlier.confidence, base.confidence) * 0.95,
                )
                return True
        return False

    def aimed(self, u: Undertaking, a: Attribution) -> Undertaking:
        """The demand with whom the verb of speech was put to, where the content names nobody."""
        if u.addressee or a.addressee is None or a.stance is not Stance.DEMANDS:
            return u
        lo, hi = a.addressee
        who = next((m for m in self.view.names(*a.unit) if m.start < hi and lo < m.end and m.ids), None)
        return replace(u, addressee=(who,) if who else ())

    def _promiser(self, base: Statement, clause: Span) -> tuple[str, ...]:
        """Who is to do it: the party named before "will", else the speaker."""
        own = tuple(i for i in base.speaker_ids if not i.startswith(UNNAMED))
        will = _WILL.search(self.view.text, *clause)
        if will is None or _OF_THE_SPEAKER.match(self.view.text, *clause):
            return own
        named = [
            m
            for m in self.view.names(clause[0], will.start())
            if m.ids and m.kind in ("state", "body", "group", "person")
        ]
        return named[0].ids if named else own

    def promised(self, base: Statement, clause: Span, event: str) -> Statement:
        """What the speaker promises, who is to do it, and by when. Whether it is done is not said."""
        deadline, within = term(self.view.dates(*clause), *clause)
        said_end = base.said.end if base.said.end is not None else self.published.end
        flags = base.flags
        if deadline is None and within is not None and said_end is not None:
            deadline, flags = said_end + within, (*flags, "deadline-counted-from-said")
        return replace(
            base,
            kind=Kind.UNDERTAKING,
            stance=Stance.PROMISES,
            polarity=Polarity.NONE,
            event=event or _kind(self.view.text, *clause),
            actor=tuple((i,) for i in self._promiser(base, clause)),
            demand=self.view.original(promised(self.view.text, clause, self.view.dates(*clause))),
            deadline=deadline,
            flags=flags,
        )
