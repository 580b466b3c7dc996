"""From the deeds of a clause to statements of occurrences: with their time, place, counts and stance."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise

from servanda.accord.verbs import verbs
from servanda.model import DAY, Count, Extent, Kind, Polarity, Stance
from servanda.reading.context import Context
from servanda.reading.dates import DateMention, Use
from servanda.reading.deeds import Deed, deeds
from servanda.reading.numbers import CountMention, counts
from servanda.reading.offsets import Span
from servanda.reading.participants import CONTACTS
from servanda.reading.same import distinct, gap, nearest, principal
from servanda.reading.spans import Trigger
from servanda.reading.statement import PlaceRead, Statement
from servanda.reading.view import View
from servanda.reading.zones import zone_named

_EXCUSE = re.compile(
    (
        r"could not go unanswered|had no (?:other )?choice|(?:was|were) forced to|in self-defen[cs]e|in "
        r"response to (?:the |repeated |numerous )?(?:attack|provocation|shelling|violation)|"
        r"(?:had |has |have )?not (?:been )?(?:notified|informed) (?:of|about|in advance)|no "
        r"(?:coordinates|information) (?:had |has |have )?(?:been )?(?:given|transmitted|provided)|"
        r"should not have been (?:there|in)|was caused by|provoked by|because of (?:the )?(?:failure|"
        r"provocations)|human shields?"
    ),
    re.I,
)
_SPLITS = re.compile(r"\b(?:where|which|who|although|but|while|after|before|since|until)\b")
_RELATIVE = re.compile(r"\b\w+\s(?:that|which|who)\s[^,;]{0,60}$")
_SPEAKING = re.compile(
    r"\b(?:said|says|added|told|noted|announced|stated|denied|confirmed|claimed|reported|know|"
    r"sure)\s(?:that|which|who)\s"
)
_LISTED = re.compile(
    r"\s?(?:,|and|,\sand)\s(?:(?:about|some|around|another)\s)?(?:[\d,]+\s)?(?:more\s)?(?:in\s|at\s|near\s)?"
)

_FORCES = r"(?:forces|troops|army|aircraft|warplanes|jets|soldiers|artillery|military|units|planes)"
_SUBJECT = re.compile(
    rf"(?<![\w'’])(?P<who>it|we|(?:its|our) (?:\w+ )?{_FORCES})\s"
    r"(?:(?:had|has|have|was|were|did|do|does|would|not|never|also|ever|already|only|yet)\s)*$",
    re.I,
)
_MOST_DEEDS = 40  # more than any sentence tells of; bounds the work on hostile text


class Occurrences:
    """The occurrences of one text. `base` statements bring speaker, content and the stance of the verb of speech.
    `triggers`, in order: what a model sees, heard in sentences of which the words in use tell nothing."""

    def __init__(self, view: View, triggers: Sequence[Trigger] = ()) -> None:
        self.view = view
        self.triggers = triggers
        self.text = view.text
        self.context: Context = view.context

    def of(self, base: Statement, clause: Span, *, narrated: bool = False) -> list[Statement]:
        out: list[Statement] = []
        for part in self.view.sentences_of(clause):
            rows = list(islice(deeds(self.text, *part, self.view.names(*part), self._seen(part)), _MOST_DEEDS))
            numbers = list(counts(self.text, *part))
            rows = principal(rows)
            for deed in rows:
                if deed.wished and (narrated or any(not r.wished for r in rows)):
                    continue
                made = self._occurrence(base, deed, part, numbers, rows, narrated)
                if made is not None:
                    out += self._in_each_place(made, deed, part, numbers)
            if not rows and numbers and any(n.number.of in ("killed", "injured") for n in numbers):
                made = self._toll(base, part, numbers)
                if made is not None:
                    out.append(made)
        return distinct(out)

    def _seen(self, part: Span) -> Sequence[Trigger]:
        """The triggers in a sentence."""
        first = bisect_left(self.triggers, part[0], key=lambda t: t.start)
        return self.triggers[first : bisect_left(self.triggers, part[1], first, key=lambda t: t.start)]

    def _occurrence(
        self, base: Statement, deed: Deed, part: Span, numbers: list[CountMention], rows: list[Deed], narrated: bool
    ) -> Statement | None:
        actors = tuple(i for m in deed.actors for i in m.ids)
        if (
            deed.event in (*CONTACTS, "agreement")
            and len(set(actors)) == 1
            and base.speaker_ids
            and base.speaker_role in ("person", "state", "body")
        ):
            actors = (*base.speaker_ids, *actors)
        if not actors:
            actors = self._own(base, deed, part)
        targets = tuple(i for m in deed.targets for i in m.ids if i not in actors or deed.event in CONTACTS)
        place = self._place(deed, part)
        zone = "" if place is not None else zone_named(self.text, *part, self.context.zones, self.view.at)
        counted = [n for n in numbers if nearest(n, rows) is deed]
        if not targets:
            targets = self._victims(counted)
        mine = tuple(self._suffered(n, targets) for n in counted)
        contact = deed.event in CONTACTS and len(set(actors)) >= 2
        if deed.event in CONTACTS and not contact and narrated:
            return None
        if not (actors or targets or place or mine) and narrated:
            return None
        polarity = deed.polarity
        stance = base.stance
        if stance is Stance.DENIES and polarity is not Polarity.NONE:
            polarity = Polarity.DENIES if polarity is Polarity.AFFIRMS else Polarity.AFFIRMS
        if contact and stance is Stance.ASSERTS and polarity is Polarity.AFFIRMS:
            stance = Stance.REPORTS_CONTACT
        elif stance is Stance.ASSERTS and _EXCUSE.search(self.text, *part):
            stance = Stance.EXCUSES
        when, known = self.when(part, deed, base)
        if place is None and not zone:
            place = self._wide(deed, part)
        weak = 0.9 if (actors or targets) else 0.75
        return replace(
            base,
            stance=stance,
            kind=Kind.OCCURRENCE,
            event=deed.event,
            aspect=self.aspect(deed.event),
            polarity=polarity,
            actor=tuple((i,) for i in dict.fromkeys(actors)),
            target=tuple((i,) for i in dict.fromkeys(targets)),
            object=deed.object,
            attributes=deed.attributes,
            counts=mine,
            when=when,
            when_known=known,
            place=place,
            zone=zone,
            confidence=base.confidence * weak * deed.sure * (1.0 if known else 0.9),
        )

    def _own(self, base: Statement, deed: Deed, part: Span) -> tuple[str, ...]:
        """The speaker, where the deed's subject is his: "X denied it had shelled", "our forces entered"."""
        if base.speaker_role not in ("state", "body", "spokesman", "minister", "person") or not base.speaker_ids:
            return ()
        match = _SUBJECT.search(self.text, max(part[0], deed.start - 60), deed.start)
        if match is None:
            return ()
        who = match["who"].casefold()
        # "it" and "its" are the speaker's only where nobody else has been named whose they could be
        if who.startswith("it") and (base.speaker_role == "person" or self._others(base, part[0], match.start())):
            return ()
        state = self.context.state_of(base.speaker_ids[0], self.view.at)
        return (state,) if state else base.speaker_ids[:1] if base.speaker_role != "person" else ()

    def _others(self, base: Statement, start: int, end: int) -> bool:
        """Whether somebody but the speaker is named, or spoken of, in `[start, end)`."""
        words = self.text[start:end].split()
        named = [m for m in self.view.names(start, end) if m.end <= end]
        return any(not set(m.ids) & set(base.speaker_ids) for m in named) or len(words) > 2

    def _in_each_place(self, made: Statement, deed: Deed, part: Span, numbers: list[CountMention]) -> list[Statement]:
        """ "about 1,000 are in Manbij and about 1,000 in Tell Rifaat": a statement for each place that "and" joins."""
        rows = [p for p in self.view.places(deed.end, part[1]) if p.located and p.own and p.lat is not None]
        if deed.event not in ("presence", "capture", "shelling") or len(rows) < 2 or made.place is None:
            return [made]
        between = [self.text[a.end : b.start] for a, b in pairwise(rows)]
        if any(not _LISTED.fullmatch(t) for t in between):
            return [made]
        out = []
        for p in rows:
            mine = [n for n in numbers if min(rows, key=lambda r: gap(r.start, r.end, n.start, n.end)) is p]
            place = PlaceRead(p.name, p.id, p.lat, p.lon, p.radius_m)
            out.append(replace(made, place=place, counts=tuple(self._suffered(n, ()) for n in mine)))
        return out

    def _toll(self, base: Statement, part: Span, numbers: list[CountMention]) -> Statement | None:
        """People were killed and nothing says how: an attack, attributed to nobody."""
        place = self._place(None, part)
        when, known = self.when(part, None, base)
        if not known and place is None:
            return None
        return replace(
            base,
            kind=Kind.OCCURRENCE,
            event="hostilities",
            aspect="event",
            counts=tuple(self._suffered(n, ()) for n in numbers),
            target=tuple((i,) for i in self._victims(numbers)),
            place=place,
            when=when,
            when_known=known,
            confidence=base.confidence * 0.6,
        )

    def _victims(self, numbers: Sequence[CountMention]) -> tuple[str, ...]:
        """Those whose dead or injured are counted by name: "33 Turkish soldiers"."""
        found = [
            i
            for n in numbers
            if n.number.of in ("killed", "injured")
            for m in self.view.names(n.start, n.end)
            if m.kind in ("body", "group") or (m.kind == "state" and " " in m.text)
            for i in m.ids
        ]
        return tuple(dict.fromkeys(found))

    def _suffered(self, n: CountMention, targets: Sequence[str]) -> Count:
        """The count with the actor id of those who suffered, where the text says whose they were."""
        if n.number.of not in ("killed", "injured"):
            return n.number
        own = self._victims((n,))
        whose = (
            own[0] if own else targets[0] if len(targets) == 1 and n.number.role in ("", "soldiers", "troops") else ""
        )
        return n.number._replace(role=whose or n.number.role)

    def aspect(self, event: str) -> str:
        kind = verbs().kinds.get(event)
        return kind.aspect if kind is not None else "event"

    def when(self, part: Span, deed: Deed | None, base: Statement, *, present: bool = False) -> tuple[Extent, bool]:
        """When a deed was: the date nearest to it in its sentence; a present state on the day it is said; else some
        time before it was said."""
        dated = [d for d in self.view.dates(*part) if d.extent is not None and d.use in (Use.AT, Use.SINCE)]
        strong = [d for d in dated if not d.weak]
        if deed is not None and strong:
            strong = [d for d in strong if not self._elsewhere(d, deed, part)]
        if deed is not None and strong:
            best = min(
                strong, key=lambda d: gap(d.start, d.end, deed.start, deed.end) + (30 if d.start > deed.end else 0)
            )
            extent = best.extent
            assert extent is not None
            if best.use is Use.SINCE:
                return Extent(extent.from_earliest, extent.from_latest, base.said.end, base.said.end), True
            return extent, True
        if deed is None and strong and strong[0].extent is not None and not present:
            return strong[0].extent, True
        state = deed is not None and self.aspect(deed.event) in ("state", "achievement")
        said = base.said
        if (any(d.weak for d in dated) or present or state) and said.start is not None and said.end is not None:  # noqa: SIM102
            if said.end - said.start <= 2 * DAY:
                return Extent.exact(said.start, said.end), True
        if deed is not None and deed.wished:
            return Extent(said.start, said.end, None, None) if said.end is not None else Extent(), False
        end = said.end
        if deed is not None and deed.polarity is Polarity.DENIES and said.start is not None:
            # "there have been no violations": since when is not said, but certainly up to now
            return Extent(None, said.start, end, end), False
        return Extent(None, end, end, end), False

    def _elsewhere(self, d: DateMention, deed: Deed, part: Span) -> bool:
        """Whether a date stands in another clause than the deed: "troops remain there, where they came on 2 March"."""
        lo, hi = (d.end, deed.start) if d.end <= deed.start else (deed.end, d.start)
        if d.use is Use.SINCE and d.start > deed.end:
            hi = max(lo, d.start - 10)
        if lo < hi and _SPLITS.search(self.text, lo, hi):
            return True
        before = self.text[part[0] : deed.start]
        return d.start - deed.end > 25 and bool(_RELATIVE.search(before)) and not _SPEAKING.search(before[-90:])

    def _wide(self, deed: Deed, part: Span) -> PlaceRead | None:
        """The state or province that the deed was in, where nothing narrower is named."""
        rows = [p for p in self.view.places(*part) if p.wide and p.located]
        best = min(rows, key=lambda p: gap(p.start, p.end, deed.start, deed.end), default=None)
        return PlaceRead(best.name, "", best.lat, best.lon, best.radius_m) if best is not None else None

    def _place(self, deed: Deed | None, part: Span) -> PlaceRead | None:
        rows = [p for p in self.view.places(*part) if p.located and not p.wide]
        rows = rows or [
            p
            for p in self.view.places(*part)
            if p.own
            and p.lat is not None
            and deed is not None
            and deed.event
            in ("capture", "encirclement", "shelling", "airstrike", "attack", "ground-attack", "access-denied")
        ]
        if not rows:
            return None
        at = (deed.start, deed.end) if deed is not None else (part[0], part[0])
        best = min(
            rows, key=lambda p: gap(p.start, p.end, *at) + (60 if p.lat is None else 0) + (25 if p.end < at[0] else 0)
        )
        return PlaceRead(best.name, best.id, best.lat, best.lon, best.radius_m)
