"""From a report's text to attributed claims: `read(report, context)`."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from servanda.accord.verbs import verbs
from servanda.model import (
    DAY,
    Claim,
    Count,
    Extent,
    Finding,
    Interval,
    Kind,
    Polarity,
    Position,
    Report,
    Severity,
    Stance,
)
from servanda.reading.assess import RECITAL, Judgement, Targets, commitment, judgement
from servanda.reading.context import Context
from servanda.reading.cues import CUED_NOUN
from servanda.reading.dates import Calendar, DateMention, Use
from servanda.reading.deeds import Deed, deeds
from servanda.reading.furniture import Furniture
from servanda.reading.mentions import Mention, mentions
from servanda.reading.numbers import CountMention, counts
from servanda.reading.offsets import Span
from servanda.reading.participants import CONTACTS
from servanda.reading.places import PlaceMention, places
from servanda.reading.repair import Page, repair
from servanda.reading.same import dated_alike, distinct, gap, nearest, principal
from servanda.reading.sentences import Sentence, sentences
from servanda.reading.spans import Attribution, RuleFinder, Scene, SpanFinder
from servanda.reading.speakers import Speaker, Speakers
from servanda.reading.statement import PlaceRead, Statement, claims_of
from servanda.reading.undertakings import Undertaking, demand, otherwise, threat
from servanda.reading.wordlist import words
from servanda.words import _

MAX_TEXT = 4_000_000
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
_PRESENT = re.compile(r"\b(?:is|are|remains?|continues?|still)\b")
_UNABLE = re.compile(
    r"\b(?:unable|not able|not in a position|cannot|could not|can not)\s(?:to\s|"
    r"yet\s)?(?:independently\s)?(?:confirm|verify|"
    r"establish|say who|determine)\b|\bdid not confirm\b",
    re.I,
)
_TAKES = re.compile(
    r"[\w\s]{0,12}\b(?:memorandum|accords?|agreements?|protocol|deal|obligations)\b|\s(?:the|"
    r"its)\s\w+\s(?:memorandum|accords?|agreements?|protocol|deal)\b"
)
_SPLITS = re.compile(r"\b(?:where|which|who|although|but|while|after|before|since|until)\b")
_RELATIVE = re.compile(r"\b\w+\s(?:that|which|who)\s[^,;]{0,60}$")
_SPEAKING = re.compile(
    r"\b(?:said|says|added|told|noted|announced|stated|denied|confirmed|claimed|reported|know|"
    r"sure)\s(?:that|which|who)\s"
)
_EARLIER = re.compile(r"\b(?:[Ee]arlier|[Pp]reviously|[Bb]efore that|had said)\b")
_ENGLISH = words("""the of and to in that a is was for on with by at from as it has have said not were be this which""")

_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a report. Spans of `statements`, `claims`, `sentences` and `left_out` index the report's text;
    `attributions` those of the repaired text, which `page` maps back."""

    report: str
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    sentences: tuple[Span, ...]
    left_out: tuple[Furniture, ...]
    attributions: tuple[Attribution, ...]
    page: Page


def read(report: Report, context: Context, finder: SpanFinder | None = None) -> Reading:
    """Claims in `report.text`, each with its spans. Pure; never raises for anything that a text may contain.

    `finder` finds source, cue and content (default: the rules); everything after it stays the same.
    """
    text = report.text or ""
    findings: list[Finding] = []
    at = Position(report.path or report.id)
    if len(text) > MAX_TEXT:
        findings.append(
            Finding(
                "text-too-long",
                _("only the beginning of the text was read"),
                f"{MAX_TEXT}",
                f"{len(text)}",
                at=at,
                severity=Severity.WARNING,
            )
        )
        text = text[:MAX_TEXT]
    if not text.strip():
        findings.append(Finding("no-text", _("there is no text to read"), at=at, severity=Severity.WARNING))
        return Reading(report.id, (), (), tuple(findings), (), (), (), repair(""))
    page = repair(text)
    if not _is_english(report.language, page.text):
        language = report.language or _("unknown")
        findings.append(
            Finding(
                "language-not-read",
                _("the reader reads English only"),
                "en",
                language,
                _("add claims by hand"),
                at,
                Severity.WARNING,
            )
        )
        rows = tuple(page.repaired.back((s.start, s.end)) for s in sentences(page.text, page.quotations))
        return Reading(report.id, (), (), tuple(findings), rows, page.left_out, (), page)
    work = _Work(report, context, page)
    attributions = (finder or RuleFinder())(work.scene)
    statements = work.statements(attributions)
    findings += [replace(f, at=at) for f in work.findings]
    claims: dict[str, Claim] = {}
    for s in statements:
        for claim in claims_of(s, report):
            claims.setdefault(claim.id, claim)
    rows = tuple(page.repaired.back((s.start, s.end)) for s in work.parts)
    return Reading(
        report.id,
        tuple(statements),
        tuple(claims.values()),
        tuple(findings),
        rows,
        page.left_out,
        tuple(attributions),
        page,
    )


def _is_english(language: str, text: str) -> bool:
    if language:
        return language.casefold().split("-")[0] in ("en", "eng")
    found = [w.casefold() for w in _LETTERS.findall(text[:4000])]
    if len(found) < 12:
        return all(w.isascii() for w in found)
    return sum(w in _ENGLISH for w in found) / len(found) > 0.08


class _Work:
    """One text at work; everything is in spans of the repaired text until a statement is made."""

    def __init__(self, report: Report, context: Context, page: Page) -> None:
        self.report, self.context, self.page = report, context, page
        self.text = page.text
        self.published = context.published or Interval(report.published, report.published_to)
        self.at = self.published.start
        self.parts = sentences(self.text, page.quotations)
        self.names, self.cast = mentions(self.text, self.parts, context, self.at)
        self.scene = Scene(self.text, self.parts, page.quotations, self.names)
        calendar = Calendar(self.published if self.published.start is not None else None, context.timezone)
        self.calendar = calendar
        self.dates = [list(calendar.dates(self.text, s.start, s.end)) for s in self.parts]
        self.where: dict[int, list[PlaceMention]] = {}
        self.speakers = Speakers(context, self.cast, report.outlet, self.at)
        self.targets = Targets(context.obligations, self.published.end, text=self.text[:60_000])
        self.findings: list[Finding] = []
        self.recitals: list[tuple[Statement, frozenset[str], Span, str]] = []

    # --- going through the text -----------------------------------------------------------------------------------

    def statements(self, attributions: Sequence[Attribution]) -> list[Statement]:
        found: list[Statement] = []
        covered: list[Span] = [a.unit for a in attributions]
        narrated = [s for s in self.parts if not any(a <= s.start < b for a, b in covered)]
        events: list[tuple[int, Attribution | Sentence]] = [
            (a.contents[0][0] if a.contents else a.unit[0], a) for a in attributions
        ]
        events += [(s.start, s) for s in narrated]
        order = sorted(events, key=lambda e: (e[1].unit[0] if isinstance(e[1], Attribution) else e[1].start, e[0]))
        seen = 0
        for _start, item in order:
            begin = item.unit[0] if isinstance(item, Attribution) else item.start
            while seen < len(self.parts) and self.parts[seen].end <= begin:
                self.speakers.see(self.names[seen], self.parts[seen].paragraph, self.parts[seen].start)
                seen += 1
            if isinstance(item, Attribution):
                found += self._of_attribution(item, found)
            else:
                found += self._narrated(item)
        return dated_alike(self._with_recitals(found))

    def _of_attribution(self, a: Attribution, before: list[Statement]) -> list[Statement]:
        if a.source is None:
            return []
        inner = [m for m in self._names(*a.unit) if m.start < a.source[1] and a.source[0] < m.end]
        speaker = self.speakers.identify(self.text[a.source[0] : a.source[1]], a.source, inner, a.paragraph)
        if speaker.role == "unknown" and not speaker.ids:
            self.findings.append(
                Finding(
                    "unknown-speaker",
                    _("nobody could be found for a source"),
                    got=speaker.text[:80],
                    severity=Severity.NOTE,
                )
            )
        base = self._base(a, speaker)
        consequence = next((c for content in a.contents if (c := otherwise(self.text, content))), None)
        if consequence is not None and self._join_threat(base, consequence, before):
            return []
        out: list[Statement] = []
        for content in a.contents:
            for clause in _clauses(self.text, content):
                out += self._of_clause(base, a, clause, speaker)
        return out or [base]

    def _narrated(self, s: Sentence) -> list[Statement]:
        speaker = self.speakers.narrator()
        content = (s.start, s.end)
        base = self._statement(speaker, None, (content,), Stance.ASSERTS, "narration", 0.6)
        rows = self._occurrences(base, (s.start, s.end), narrated=True)
        verdict = judgement(self.text, s.start, s.end) if self.targets else None
        if verdict is not None and not verdict.wished and not rows:
            rows = self._assessed(base, content, verdict, speaker)
        return rows

    # --- one clause -----------------------------------------------------------------------------------------------

    def _of_clause(self, base: Statement, a: Attribution, clause: Span, speaker: Speaker) -> list[Statement]:
        clause_base = self._with_content(base, (clause,)) if len(a.contents) > 1 or clause != a.contents[0] else base
        names, dates = self._names(*clause), self._dates(*clause)
        threatened = threat(self.text, clause, names, dates)
        if threatened is not None:
            return [self._undertaken(clause_base, threatened, Stance.THREATENS)]
        if a.stance is Stance.UNABLE or _UNABLE.search(self.text, *clause):
            rows = self._occurrences(clause_base, clause)
            base = replace(clause_base, stance=Stance.UNABLE, polarity=Polarity.NONE)
            return [replace(r, stance=Stance.UNABLE, polarity=Polarity.NONE) for r in rows] or [base]
        asked = demand(self.text, clause, names, dates, cued=a.stance is Stance.DEMANDS)
        if asked is not None:
            if not asked.addressee and a.addressee is not None and a.stance is Stance.DEMANDS:
                who = next(
                    (m for m in self._names(*a.unit) if m.start < a.addressee[1] and a.addressee[0] < m.end and m.ids),
                    None,
                )
                asked = replace(asked, addressee=(who,) if who else ())
            return [self._undertaken(clause_base, asked, Stance.DEMANDS)]
        hearsay = self._hearsay(a, clause, speaker)
        verdict = judgement(self.text, *clause) if self.targets else None
        if verdict is not None and not verdict.wished and (hearsay is None or verdict.start < hearsay):
            rows = self._assessed(clause_base, clause, verdict, speaker)
            if rows and verdict.kept:
                rows += [r for r in self._occurrences(clause_base, clause) if r.polarity is Polarity.DENIES]
            if rows:
                return rows
        if self.targets and (bound := commitment(self.text, *clause)):
            rows = self._committed(clause_base, clause, bound)
            if rows:
                return rows
        recites = RECITAL.search(self.text, *clause) and (a.nested or CUED_NOUN.search(self.text, *clause))
        if self.targets and recites and self._note_recital(clause_base, clause):
            return [clause_base]
        if a.stance is Stance.PROMISES:
            return [
                replace(
                    clause_base,
                    kind=Kind.UNDERTAKING,
                    stance=Stance.PROMISES,
                    polarity=Polarity.NONE,
                    demand="",
                    event=self._first_event(clause),
                )
            ]
        rows = self._occurrences(clause_base, clause)
        if hearsay is not None:
            # "X said that Y reported a violation": X vouches for the report, not for the violation
            after = self.page.repaired.back((hearsay, hearsay + 1))[0]
            rows = [replace(r, polarity=Polarity.NONE, flags=(*r.flags, "hearsay")) for r in rows if after >= 0]
        return rows

    def _hearsay(self, a: Attribution, clause: Span, speaker: Speaker) -> int | None:
        """Where in the clause somebody else is said to have said something."""
        for source in a.nested:
            if not clause[0] <= source[0] < clause[1]:
                continue
            inner = [m for m in self._names(*source) if m.kind != "adjective" and m.ids]
            word = self.text[source[0] : source[1]].casefold()
            if word not in ("he", "she", "they", "it") and not any(set(m.ids) & set(speaker.ids) for m in inner):
                return source[0]
        return None

    def _first_event(self, clause: Span) -> str:
        found = next(iter(deeds(self.text, *clause, self._names(*clause))), None)
        return found.event if found else ""

    def _assessed(self, base: Statement, clause: Span, verdict: Judgement, speaker: Speaker) -> list[Statement]:
        piece = self.text[clause[0] : clause[1]]
        nearby = self._paragraph_of(clause[0])
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
                when=self._when(clause, None, base, present=True)[0],
            )
            for ref in refs
        ]

    def _committed(self, base: Statement, clause: Span, bound: Span) -> list[Statement]:
        aim = self.targets.aim(self.text[clause[0] : clause[1]], self._paragraph_of(clause[0]))
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
        before = [m for m in self._names(clause[0], at) if m.kind != "adjective" and m.ids]
        if not before:
            after = [
                m
                for m in self._names(at, clause[1])
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
        aim = self.targets.aim(piece, self._paragraph_of(clause[0]))
        if aim is None or aim.refs[0].endswith("/*"):
            return False
        bearer = self._bearer(clause, modal.start())
        if bearer:
            self.recitals.append((replace(base, alternatives=aim.others), frozenset(aim.refs), clause, bearer[0]))
        return bool(bearer)

    def _with_recitals(self, found: list[Statement]) -> list[Statement]:
        out = list(found)
        for base, refs, _clause, bearer in self.recitals:
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
                    quote=self._quote(spans),
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

    # --- undertakings ---------------------------------------------------------------------------------------------

    def _undertaken(self, base: Statement, u: Undertaking, stance: Stance) -> Statement:
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
            demand=self._original(u.demand) if u.demand else "",
            addressee=self._addressee(u.addressee),
            target=tuple((i,) for i in self._addressee(u.addressee)),
            deadline=deadline,
            consequence=self._original(u.consequence) if u.consequence else "",
            confidence=base.confidence * 0.85,
            flags=flags,
        )

    def _addressee(self, who: Sequence[Mention]) -> tuple[str, ...]:
        states = [self.context.state_of(i, self.at) or i for m in who for i in m.ids]
        return tuple(dict.fromkeys(states))

    def _join_threat(self, base: Statement, consequence: Span, before: list[Statement]) -> bool:
        """ "… Otherwise X will respond": one threat with the demand that the same speaker made just before."""
        for index in range(len(before) - 1, max(-1, len(before) - 4), -1):
            earlier = before[index]
            if (
                earlier.kind is Kind.UNDERTAKING
                and earlier.stance is Stance.DEMANDS
                and earlier.speaker_ids == base.speaker_ids
            ):
                spans = tuple(sorted({*earlier.content_spans, *base.content_spans}))
                before[index] = replace(
                    earlier,
                    stance=Stance.THREATENS,
                    content_spans=spans,
                    quote=self._quote(spans),
                    consequence=self._original(consequence),
                    confidence=min(earlier.confidence, base.confidence) * 0.95,
                )
                return True
        return False

    # --- occurrences ----------------------------------------------------------------------------------------------

    def _occurrences(self, base: Statement, clause: Span, *, narrated: bool = False) -> list[Statement]:
        out: list[Statement] = []
        for part in self._sentences_of(clause):
            rows = list(deeds(self.text, *part, self._names(*part)))
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
        targets = tuple(i for m in deed.targets for i in m.ids if i not in actors or deed.event in CONTACTS)
        place = self._place(deed, part)
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
        when, known = self._when(part, deed, base)
        weak = 0.9 if (actors or targets) else 0.75
        return replace(
            base,
            stance=stance,
            kind=Kind.OCCURRENCE,
            event=deed.event,
            aspect=self._aspect(deed.event),
            polarity=polarity,
            actor=tuple((i,) for i in dict.fromkeys(actors)),
            target=tuple((i,) for i in dict.fromkeys(targets)),
            object=deed.object,
            attributes=deed.attributes,
            counts=mine,
            when=when,
            when_known=known,
            place=place,
            confidence=base.confidence * weak * (1.0 if known else 0.9),
        )

    def _in_each_place(self, made: Statement, deed: Deed, part: Span, numbers: list[CountMention]) -> list[Statement]:
        """ "about 1,000 are in Manbij and about 1,000 in Tell Rifaat": a statement for each place that "and" joins."""
        rows = [p for p in self._places(deed.end, part[1]) if p.located and p.own and p.lat is not None]
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
        when, known = self._when(part, None, base)
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
            for m in self._names(n.start, n.end)
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

    def _aspect(self, event: str) -> str:
        kind = verbs().kinds.get(event)
        return kind.aspect if kind is not None else "event"

    def _when(self, part: Span, deed: Deed | None, base: Statement, *, present: bool = False) -> tuple[Extent, bool]:
        """When a deed was: the date nearest to it in its sentence; a present state on the day it is said; else some
        time before it was said."""
        dated = [d for d in self._dates(*part) if d.extent is not None and d.use in (Use.AT, Use.SINCE)]
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
        state = deed is not None and self._aspect(deed.event) in ("state", "achievement")
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

    def _place(self, deed: Deed | None, part: Span) -> PlaceRead | None:
        rows = [p for p in self._places(*part) if p.located]
        rows = rows or [
            p
            for p in self._places(*part)
            if p.own
            and p.lat is not None
            and deed is not None
            and deed.event in ("capture", "encirclement", "shelling", "airstrike", "attack", "ground-attack")
        ]
        if not rows:
            return None
        at = (deed.start, deed.end) if deed is not None else (part[0], part[0])
        best = min(
            rows, key=lambda p: gap(p.start, p.end, *at) + (60 if p.lat is None else 0) + (25 if p.end < at[0] else 0)
        )
        return PlaceRead(best.name, best.id, best.lat, best.lon, best.radius_m)

    # --- small things ---------------------------------------------------------------------------------------------

    def _base(self, a: Attribution, speaker: Speaker) -> Statement:
        return self._statement(speaker, a, a.contents, a.stance, a.manner, a.confidence)

    def _statement(
        self,
        speaker: Speaker,
        a: Attribution | None,
        contents: tuple[Span, ...],
        stance: Stance,
        manner: str,
        confidence: float,
    ) -> Statement:
        outlet = (self.report.outlet,) if self.report.outlet else ()
        spans = tuple(self.page.repaired.back(c) for c in contents)
        source = self.page.repaired.back(a.source) if a and a.source else None
        cue = self.page.repaired.back(a.cue) if a and a.cue else None
        narrated = speaker.role == "narration"
        flags = () if speaker.ids or narrated else ("unknown-speaker",)
        return Statement(
            report=self.report.id,
            speaker=self._slice(source) if source else "",
            speaker_ids=speaker.ids or ((speaker.body,) if speaker.body else ()),
            speaker_span=source,
            speaker_role=speaker.role,
            via=() if narrated else outlet,
            cue=self._slice(cue) if cue else "",
            cue_span=cue,
            content_spans=spans,
            quote=self._quote(spans),
            stance=stance if stance is not Stance.ACCUSES else Stance.ACCUSES,
            kind=Kind.OCCURRENCE,
            said=self._said(a),
            when=Extent(),
            manner=manner,
            confidence=round(confidence * speaker.confidence, 3),
            flags=flags + (("floating-quotation",) if manner == "floating" else ()),
        )

    def _with_content(self, base: Statement, contents: tuple[Span, ...]) -> Statement:
        spans = tuple(self.page.repaired.back(c) for c in contents)
        return replace(base, content_spans=spans, quote=self._quote(spans))

    def _said(self, a: Attribution | None) -> Interval:
        if a is None:
            return self.published
        outside = [
            d
            for d in self._dates(*a.unit)
            if d.extent is not None
            and d.use is Use.AT
            and not d.weak
            and not any(x <= d.start < y for x, y in a.contents)
        ]
        if outside and outside[0].extent is not None:
            return Interval(outside[0].extent.from_earliest, outside[0].extent.to_latest)
        frame = self.text[a.unit[0] : a.contents[0][0]] if a.contents else ""
        if _EARLIER.search(frame):
            return Interval(None, self.published.end)
        return self.published

    def _slice(self, span: Span) -> str:
        text = self.report.text or ""
        return text[span[0] : span[1]]

    def _original(self, span: Span) -> str:
        return self._slice(self.page.repaired.back(span))

    def _quote(self, spans: Sequence[Span]) -> str:
        return " … ".join(self._slice(s) for s in spans)

    def _names(self, a: int, b: int) -> list[Mention]:
        return [m for i in self._range(a, b) for m in self.names[i] if m.start < b and a < m.end]

    def _dates(self, a: int, b: int) -> list[DateMention]:
        return [d for i in self._range(a, b) for d in self.dates[i] if d.start < b and a < d.end]

    def _places(self, a: int, b: int) -> list[PlaceMention]:
        out: list[PlaceMention] = []
        for i in self._range(a, b):
            if i not in self.where:
                self.where[i] = places(self.text, self.parts[i].start, self.parts[i].end, self.context)
            out += [p for p in self.where[i] if p.start < b and a < p.end]
        return out

    def _range(self, a: int, b: int) -> range:
        starts = self._starts
        first = max(0, bisect_right(starts, a) - 1)
        return range(first, bisect_left(starts, b))

    @cached_property
    def _starts(self) -> list[int]:
        return [s.start for s in self.parts]

    def _sentences_of(self, clause: Span) -> list[Span]:
        return [
            (max(self.parts[i].start, clause[0]), min(self.parts[i].end, clause[1]))
            for i in self._range(*clause)
            if max(self.parts[i].start, clause[0]) < min(self.parts[i].end, clause[1])
        ]

    def _paragraph_of(self, at: int) -> str:
        i = self._range(at, at + 1)
        paragraph = self.parts[i.start].paragraph if len(i) else 0
        return " ".join(
            self.text[s.start : s.end]
            for s in self.parts[max(0, i.start - 6) : i.start + 7]
            if s.paragraph == paragraph
        )


_LISTED = re.compile(
    r"\s?(?:,|and|,\sand)\s(?:(?:about|some|around|another)\s)?(?:[\d,]+\s)?(?:more\s)?(?:in\s|at\s|near\s)?"
)
_CLAUSE = re.compile(r"(?:,\sbut|;|,?\sand\sthat|,\swhile|,\s(?:al)?though)\s")


def _clauses(text: str, content: Span) -> list[Span]:
    """Parts of a content that may say different things of different people."""
    out, start = [], content[0]
    for match in _CLAUSE.finditer(text, *content):
        if match.start() - start >= 20 and content[1] - match.end() >= 20:
            out.append((start, match.start()))
            start = match.end()
    out.append((start, content[1]))
    return out
