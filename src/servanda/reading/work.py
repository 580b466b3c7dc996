"""Going through a text: each attribution and each sentence without one, to statements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from servanda.model import Finding, Polarity, Severity, Stance
from servanda.reading.assessed import Assessments
from servanda.reading.clauses import Covered, clauses
from servanda.reading.cues import CUED_NOUN
from servanda.reading.deeds import deeds
from servanda.reading.frame import Frames
from servanda.reading.nesting import folded
from servanda.reading.occurrences import Occurrences
from servanda.reading.offsets import Span
from servanda.reading.roots import SURE, root
from servanda.reading.same import dated_alike
from servanda.reading.sentences import Sentence
from servanda.reading.spans import ATTITUDE, Attribution, Trigger
from servanda.reading.speakers import Speaker, Speakers
from servanda.reading.stance import refined
from servanda.reading.statement import Statement
from servanda.reading.undertaken import Undertakings
from servanda.reading.undertakings import demand, otherwise, threat
from servanda.reading.unsaid import is_unverified, unsaid, without_neither
from servanda.reading.view import View
from servanda.words import _

_UNABLE = re.compile(
    r"\b(?:unable|not able|not in a position|cannot|could not|can not)\s(?:to\s|"
    r"yet\s)?(?:independently\s)?(?:confirm|verify|"
    r"establish|say who|determine)\b|\bdid not confirm\b",
    re.I,
)
_TURNED = re.compile(
    r"\b(?:declined|refused|unable|not able|could not|cannot|did not|would not|will not|neither)\s(?:\w+\s){0,2}$"
)
_RULED_OUT = re.compile(r"\b(?:ruled? out|excluded the possibility)\b")
_WARNED = re.compile(r"\b(?:warn(?:s|ed|ing)?|threaten(?:s|ed|ing)?)\b")

_BEFORE = re.compile(r"\b(?:who|which|that|had|has|have)\s(?:had\s|have\s|has\s|were\s|was\s)?(?:been\s)?$", re.I)
_LONGEST = 1_500
_OPENER = re.compile(r"that\s+(?=\S)")
_TOLD = re.compile(r"\b(?:told|assured|informed|reminded|notified|warned)$")
_ADDRESSED = re.compile(
    r"(?:an?|the|his|her|its|their|[A-Z][\w'’-]*|reporters|journalists|lawmakers)(?:\s[\w'’-]+){0,8}?\sthat\s+(?=\S)"
)


class Work:
    """One text at work; everything is in spans of the repaired text until a statement is made."""

    def __init__(self, view: View, triggers: Sequence[Trigger] = ()) -> None:
        self.view, self.text, self.parts = view, view.text, view.parts
        self.speakers = Speakers(view.context, view.cast, view.report.outlet, view.at)
        self.frames = Frames(view)
        self.occurrences = Occurrences(view, triggers)
        self.assessments = Assessments(view, self.occurrences)
        self.undertakings = Undertakings(view)
        self.findings: list[Finding] = []

    def statements(self, attributions: Sequence[Attribution]) -> list[Statement]:
        attributions = folded(attributions, lambda at: self.view.range(at, at + 1).start)
        found: list[Statement] = []
        # what nobody said, or nobody can be named for, stays the narrator's
        attributions = [
            _whole(self.text, _bare(self.text, without_neither(self.text, a)))
            for a in attributions
            if a.source is not None and a.manner != ATTITUDE
        ]
        covered = Covered(a.unit for a in attributions)
        silent = (unsaid(self.text, s) for s in self.parts if s.start not in covered)
        attributions += [a for a in silent if a is not None]
        covered = Covered(a.unit for a in attributions)
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
        return dated_alike(self.assessments.with_recitals(found))

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
        cue = self._with_declined(a)
        said = " ".join(self.text[slice(*c)] for c in a.contents)
        a = replace(a, stance=refined(a.stance, cue, said))
        base = self.frames.attributed(a, speaker)
        consequence = next((c for content in a.contents if (c := otherwise(self.text, content))), None)
        if consequence is not None and self.undertakings.join_threat(base, consequence, before):
            return []
        out: list[Statement] = []
        for content in a.contents:
            for clause in clauses(self.text, content):
                out += self._of_clause(base, a, clause, speaker)
        return out or [self._rooted(base, a.unit, a.source)]

    def _rooted(self, s: Statement, unit: Span, source: Span | None = None) -> Statement:
        """The statement with the PLOVER root of what its first party does to the next, where the words leave no doubt.
        A speaker who names one party does it to that one."""
        hi = min(unit[1], unit[0] + _LONGEST)
        named = [m for m in self.view.names(unit[0], hi) if m.ids and m.kind != "adjective"]
        parties = [(m.start, m.end) for m in named]
        if source is not None:
            said = [p for p in parties if p[0] >= source[1] or p[1] <= source[0]]
            parties = [source, *said] if len(said) == 1 else said
        elif len({m.ids for m in named}) < 2:
            return s
        if len(parties) < 2:
            return s
        a, b = ((x - unit[0], y - unit[0]) for x, y in parties[:2])
        found, sure = root(self.text[unit[0] : hi], a, b)
        return replace(s, root=found) if sure >= SURE else s

    def _with_declined(self, a: Attribution) -> str:
        """The cue with the words right before it that turn it: "declined to", "could not"."""
        if a.cue is None:
            return ""
        lo = max(a.unit[0], a.cue[0] - 24)
        before = _TURNED.search(self.text, lo, a.cue[0])
        return self.text[before.start() if before else a.cue[0] : a.cue[1]]

    def _narrated(self, s: Sentence) -> list[Statement]:
        speaker = self.speakers.narrator()
        base = self.frames.statement(speaker, None, ((s.start, s.end),), Stance.ASSERTS, "narration", 0.6)
        rows = self.occurrences.of(base, (s.start, s.end), narrated=True)
        if rows and is_unverified(self.text, s.start, s.end):
            return [replace(r, stance=Stance.UNABLE, polarity=Polarity.NONE) for r in rows]
        verdict = self.assessments.judged(s.start, s.end)
        if verdict is not None and not rows:
            rows = self.assessments.of(base, (s.start, s.end), verdict)
        if not rows:
            coded = self._rooted(base, (s.start, s.end))
            return [coded] if coded.root else []
        return rows

    def _of_clause(self, base: Statement, a: Attribution, clause: Span, speaker: Speaker) -> list[Statement]:
        clause_base = (
            self.frames.with_content(base, (clause,)) if len(a.contents) > 1 or clause != a.contents[0] else base
        )
        names, dates = self.view.names(*clause), self.view.dates(*clause)
        menaces = a.stance is Stance.THREATENS or (a.cue is not None and _WARNED.search(self.text, *a.cue) is not None)
        asks = a.stance is Stance.DEMANDS
        threatened = threat(self.text, clause, names, dates, cued=menaces, asked_of=asks)
        if threatened is not None:
            return [self.undertakings.of(clause_base, threatened, Stance.THREATENS)]
        if a.stance is Stance.UNABLE or _UNABLE.search(self.text, *clause):
            rows = self.occurrences.of(clause_base, clause)
            base = replace(clause_base, stance=Stance.UNABLE, polarity=Polarity.NONE)
            return [replace(r, stance=Stance.UNABLE, polarity=Polarity.NONE) for r in rows] or [base]
        asked = demand(self.text, clause, names, dates, cued=a.stance is Stance.DEMANDS)
        if asked is not None:
            return [self.undertakings.of(clause_base, self.undertakings.aimed(asked, a), Stance.DEMANDS)]
        hearsay = self._hearsay(a, clause, speaker)
        verdict = self.assessments.judged(*clause)
        if verdict is not None and (hearsay is None or verdict.start < hearsay):
            rows = self.assessments.of(clause_base, clause, verdict)
            if rows and verdict.kept:
                rows += [r for r in self.occurrences.of(clause_base, clause) if r.polarity is Polarity.DENIES]
            if rows:
                return rows
        if rows := self.assessments.committed(clause_base, clause):
            return rows
        if verdict is not None and not verdict.kept and hearsay is None:
            # it is not told, or known, of which accord: still somebody is accused
            unkept = self.assessments.unaimed(clause_base, clause, verdict)
            if unkept is not None:
                return [unkept, *self.occurrences.of(unkept, clause)]
        recites = a.nested or CUED_NOUN.search(self.text, *clause)
        if recites and self.assessments.recital(clause_base, clause):
            return [clause_base]
        if a.stance is Stance.PROMISES:
            return [self.undertakings.promised(clause_base, clause, self._first_event(clause))]
        rows = self.occurrences.of(clause_base, clause)
        if a.cue is not None and _RULED_OUT.search(self.text, *a.cue):
            # nothing is said of what was: it will not be
            return [replace(r, polarity=Polarity.NONE) for r in rows]
        if hearsay is not None:
            # "X said that Y reported a violation": X vouches for the report, not for the violation
            return [replace(r, polarity=Polarity.NONE, flags=(*r.flags, "hearsay")) for r in rows]
        return [self._accused(r) for r in rows]

    @staticmethod
    def _accused(s: Statement) -> Statement:
        """Whoever says that others broke the ceasefire accuses them."""
        accuses = s.event == "ceasefire-violation" and s.polarity is Polarity.AFFIRMS and s.stance is Stance.ASSERTS
        own = {i for actor in s.actor for i in actor} & set(s.speaker_ids)
        return replace(s, stance=Stance.ACCUSES) if accuses and not own else s

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
        """What is undertaken: "aid to those who had fled" is no flight."""
        found = deeds(self.text, *clause, self.view.names(*clause))
        return next((d.event for d in found if not _BEFORE.search(self.text, clause[0], d.start)), "")


_TAIL = re.compile(r"[-\u2010\u2013]\w[^“”\".;:]*")


def _whole(text: str, a: Attribution) -> Attribution:
    """Contents that a finder cut inside a hyphened word, to the end of their clause."""
    taken = [s for s in (a.source, a.cue, *a.contents) if s is not None]
    out = []
    for x, y in a.contents:
        match = _TAIL.match(text, y, min(a.unit[1], y + _LONGEST))
        free = match is not None and text[y - 1].isalnum() and not any(y <= s[0] < match.end() for s in taken)
        out.append((x, y + len(match[0].rstrip(" ,"))) if match is not None and free else (x, y))
    return replace(a, contents=tuple(out))


def _bare(text: str, a: Attribution) -> Attribution:
    """Without the "that" which belongs to the frame of what is said, and those whom it was told before it."""
    told = a.cue is not None and _TOLD.search(text, max(0, a.cue[0] - 1), a.cue[1]) is not None
    openers = (_OPENER, _ADDRESSED) if told else (_OPENER,)
    opened = tuple(
        (next((m.end() for pattern in openers if (m := pattern.match(text, x, y))), x), y) for x, y in a.contents
    )
    return replace(a, contents=opened) if opened != a.contents else a
