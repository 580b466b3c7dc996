"""From a report's text to attributed claims: `read(report, context)`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from servanda.model import (
    Claim,
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
from servanda.reading.dates import Use
from servanda.reading.deeds import deeds
from servanda.reading.furniture import Furniture
from servanda.reading.mentions import Mention
from servanda.reading.occurrences import Occurrences
from servanda.reading.offsets import Span
from servanda.reading.repair import Page, repair
from servanda.reading.same import dated_alike
from servanda.reading.sentences import Sentence, sentences
from servanda.reading.spans import Attribution, RuleFinder, Scene, SpanFinder
from servanda.reading.speakers import Speaker, Speakers
from servanda.reading.statement import Statement, claims_of, no_claim
from servanda.reading.undertakings import Undertaking, demand, otherwise, threat
from servanda.reading.view import View
from servanda.reading.wordlist import words
from servanda.words import _

MAX_TEXT = 1_000_000
"""Characters of a text that are read: about ten seconds of one core, and more than any article or report has."""
_CUT = 20_000
_LISTED = 5
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
_WARNED = re.compile(r"\b(?:warn(?:s|ed|ing)?|threaten(?:s|ed|ing)?)\b")
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
        kept = _beginning(text)
        findings.append(
            Finding(
                "text-too-long",
                _("only the first {n} characters of the text were read").format(n=f"{len(kept):,}"),
                _("at most {n}").format(n=f"{MAX_TEXT:,}"),
                f"{len(text):,}",
                _("split it into several files at its headings, and add each"),
                at,
                Severity.WARNING,
            )
        )
        text = kept
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
    silent = _silent(statements)
    if silent is not None:
        findings.append(replace(silent, at=at))
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


def _beginning(text: str) -> str:
    """As much of a text that is too long as is read: to the end of a paragraph, else of a sentence, else of a word."""
    for pattern in (r"\n[ \t\r]*\n", r"\n", r"[.!?…][\"”»')\]]*(?=\s)", r"\s"):
        ends = [m.end() for m in re.finditer(pattern, text[MAX_TEXT - _CUT : MAX_TEXT])]
        if ends:
            return text[: MAX_TEXT - _CUT + ends[-1]]
    return text[:MAX_TEXT]


def _silent(statements: Sequence[Statement]) -> Finding | None:
    """A note of the statements that make no claim, and why: where each begins and ends, by reason."""
    spans: dict[str, list[Span]] = {}
    for s in statements:
        if reason := no_claim(s):
            spans.setdefault(reason, []).append((s.content_spans[0][0], s.content_spans[-1][1]))
    if not spans:
        return None
    parts = []
    for reason, rows in spans.items():
        where = ", ".join(f"{a}–{b}" for a, b in rows[:_LISTED])
        more = _(" and {n} more").format(n=len(rows) - _LISTED) if len(rows) > _LISTED else ""
        parts.append(f"{reason} [{where}{more}]")
    return Finding(
        "no-claim",
        _("{n} of {all} statements make no claim").format(n=sum(map(len, spans.values())), all=len(statements))
        + ": "
        + "; ".join(parts),
        severity=Severity.NOTE,
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
        self.view = View(report, context, page)
        self.occurrences = Occurrences(self.view)
        self.text, self.parts, self.published = page.text, self.view.parts, self.view.published
        self.at = self.published.start
        self.scene = Scene(self.text, self.parts, page.quotations, self.view.mentions)
        self.speakers = Speakers(context, self.view.cast, report.outlet, self.at)
        self.targets = Targets(context.obligations, self.published.end, text=self.text[:60_000])
        self.findings: list[Finding] = []
        self.recitals: list[tuple[Statement, frozenset[str], Span, str]] = []

    # --- going through the text -----------------------------------------------------------------------------------

    def statements(self, attributions: Sequence[Attribution]) -> list[Statement]:
        found: list[Statement] = []
        covered = _Covered(a.unit for a in attributions)
        narrated = [s for s in self.parts if s.start not in covered]
        events: list[tuple[int, Attribution | Sentence]] = [
            (a.contents[0][0] if a.contents else a.unit[0], a) for a in attributions
        ]
        events += [(s.start, s) for s in narrated]
        order = sorted(events, key=lambda e: (e[1].unit[0] if isinstance(e[1], Attribution) else e[1].start, e[0]))
        seen = 0
        for _start, item in order:
            begin = item.unit[0] if isinstance(item, Attribution) else item.start
            while seen < len(self.parts) and self.parts[seen].end <= begin:
                self.speakers.see(self.view.mentions[seen], self.parts[seen].paragraph, self.parts[seen].start)
                seen += 1
            if isinstance(item, Attribution):
                found += self._of_attribution(item, found)
            else:
                found += self._narrated(item)
        return dated_alike(self._with_recitals(found))

    def _of_attribution(self, a: Attribution, before: list[Statement]) -> list[Statement]:
        if a.source is None:
            return []
        inner = [m for m in self.view.names(*a.unit) if m.start < a.source[1] and a.source[0] < m.end]
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
        rows = self.occurrences.of(base, (s.start, s.end), narrated=True)
        verdict = judgement(self.text, s.start, s.end) if self.targets else None
        if verdict is not None and not verdict.wished and not rows:
            rows = self._assessed(base, content, verdict, speaker)
        return rows

    # --- one clause -----------------------------------------------------------------------------------------------

    def _of_clause(self, base: Statement, a: Attribution, clause: Span, speaker: Speaker) -> list[Statement]:
        clause_base = self._with_content(base, (clause,)) if len(a.contents) > 1 or clause != a.contents[0] else base
        names, dates = self.view.names(*clause), self.view.dates(*clause)
        menaces = a.stance is Stance.THREATENS or (a.cue is not None and _WARNED.search(self.text, *a.cue) is not None)
        threatened = threat(self.text, clause, names, dates, cued=menaces)
        if threatened is not None:
            return [self._undertaken(clause_base, threatened, Stance.THREATENS)]
        if a.stance is Stance.UNABLE or _UNABLE.search(self.text, *clause):
            rows = self.occurrences.of(clause_base, clause)
            base = replace(clause_base, stance=Stance.UNABLE, polarity=Polarity.NONE)
            return [replace(r, stance=Stance.UNABLE, polarity=Polarity.NONE) for r in rows] or [base]
        asked = demand(self.text, clause, names, dates, cued=a.stance is Stance.DEMANDS)
        if asked is not None:
            if not asked.addressee and a.addressee is not None and a.stance is Stance.DEMANDS:
                who = next(
                    (
                        m
                        for m in self.view.names(*a.unit)
                        if m.start < a.addressee[1] and a.addressee[0] < m.end and m.ids
                    ),
                    None,
                )
                asked = replace(asked, addressee=(who,) if who else ())
            return [self._undertaken(clause_base, asked, Stance.DEMANDS)]
        hearsay = self._hearsay(a, clause, speaker)
        verdict = judgement(self.text, *clause) if self.targets else None
        if verdict is not None and not verdict.wished and (hearsay is None or verdict.start < hearsay):
            rows = self._assessed(clause_base, clause, verdict, speaker)
            if rows and verdict.kept:
                rows += [r for r in self.occurrences.of(clause_base, clause) if r.polarity is Polarity.DENIES]
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
        rows = self.occurrences.of(clause_base, clause)
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
            inner = [m for m in self.view.names(*source) if m.kind != "adjective" and m.ids]
            word = self.text[source[0] : source[1]].casefold()
            if word not in ("he", "she", "they", "it") and not any(set(m.ids) & set(speaker.ids) for m in inner):
                return source[0]
        return None

    def _first_event(self, clause: Span) -> str:
        found = next(iter(deeds(self.text, *clause, self.view.names(*clause))), None)
        return found.event if found else ""

    def _assessed(self, base: Statement, clause: Span, verdict: Judgement, speaker: Speaker) -> list[Statement]:
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

    def _committed(self, base: Statement, clause: Span, bound: Span) -> list[Statement]:
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
            demand=self.view.original(u.demand) if u.demand else "",
            addressee=self._addressee(u.addressee),
            target=tuple((i,) for i in self._addressee(u.addressee)),
            deadline=deadline,
            consequence=self.view.original(u.consequence) if u.consequence else "",
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
                    quote=self.view.quote(spans),
                    consequence=self.view.original(consequence),
                    confidence=min(earlier.confidence, base.confidence) * 0.95,
                )
                return True
        return False

    # --- occurrences ----------------------------------------------------------------------------------------------

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
            speaker=self.view.slice(source) if source else "",
            speaker_ids=speaker.ids or ((speaker.body,) if speaker.body else ()),
            speaker_span=source,
            speaker_role=speaker.role,
            via=() if narrated else outlet,
            cue=self.view.slice(cue) if cue else "",
            cue_span=cue,
            content_spans=spans,
            quote=self.view.quote(spans),
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
        return replace(base, content_spans=spans, quote=self.view.quote(spans))

    def _said(self, a: Attribution | None) -> Interval:
        if a is None:
            return self.published
        outside = [
            d
            for d in self.view.dates(*a.unit)
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


class _Covered:
    """Spans as a set of positions: `at in covered` in time of their number's logarithm."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for a, b in sorted(spans):
            if self._ends and a <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], b)
            else:
                self._starts.append(a)
                self._ends.append(b)

    def __contains__(self, at: int) -> bool:
        i = bisect_right(self._starts, at) - 1
        return i >= 0 and at < self._ends[i]


_CLAUSE = re.compile(r"(?:,\sbut|;|,?\sand\sthat|,\swhile|,\s(?:al)?though)\s(?!(?:otherwise|or else)\b)")


def _clauses(text: str, content: Span) -> list[Span]:
    """Parts of a content that may say different things of different people."""
    out, start = [], content[0]
    for match in _CLAUSE.finditer(text, *content):
        if match.start() - start >= 20 and content[1] - match.end() >= 20:
            out.append((start, match.start()))
            start = match.end()
    out.append((start, content[1]))
    return out
