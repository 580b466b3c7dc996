"""What a statement says of the keeping of an accord, and which obligations it aims at.

An accusation that names no provision aims at the accord as a whole (`accord/*`). Where several accords may be meant the
best is taken and the others stand as alternatives with their share of confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from servanda.reading.context import Obligation
from servanda.reading.wordlist import words

_ACCORD = (
    r"(?:accords?|agreements?|memorand(?:um|a|ums)|obligations?|commitments?|protocols?|deals?|"
    r"understandings?|undertakings?|promises|terms|provisions|articles?|ceasefire|cease-fire|truce|"
    r"arrangements)"
)
_KEEP = (
    r"(?:fulfil\w*|compl(?:y|ying|ied)|implement\w*|observ(?:e|ed|ing)|honou?r\w*|respect(?:ed|ing)?|"
    r"carr(?:y|ied|ying) out|meet|met|meeting|abid\w+|liv(?:e|ed|ing) up)"
)
_NOT_KEPT = re.compile(
    rf"\b(?:not|never|n't|fail\w*|failure|refus\w+|unable|inability|unwilling\w*|reluctan\w+|"
    rf"without)\s(?:yet\s|to\s|been\s|fully\s|properly\s|be\s|still\s|entirely\s|really\s|"
    rf"in\s){{0,4}}(?P<keep>{_KEEP})\b"
    rf"|\b(?P<break>violat(?:ed|es|ing|ions?)|breach(?:ed|es|ing)?|broke|broken|breaking|flout\w*|"
    rf"disregard\w*|trampl\w+|undermin\w+|sabotag\w+|torpedo\w*|non-?compliance|non-?fulfil\w+)\b"
    rf"|\b(?P<unkept>not (?:been )?(?:fully )?(?:fulfilled|implemented|kept|observed|honou?red|met|respected))\b"
)
_KEPT = re.compile(
    r"\b(?:has|have|had|is|are|was|were|been|continues? to|fully|strictly|completely)\s(?:been\s|"
    r"fully\s|strictly\s|completely\s|now\s){0,2}(?P<keep>fulfil(?:led|ling|s)?|compl(?:ied|ying|"
    r"ies)(?: with)?|implement(?:ed|ing|s)|honou?r(?:ed|ing)|observ(?:ed|ing)|abid(?:ed|ing)|kept|"
    r"respect(?:ed|ing))\b"
    r"|\bin (?:full )?compliance with\b|\b(?P<holds>(?:ceasefire|truce) (?:is |was )?(?:largely |generally |mostly |"
    r"still )?(?:being )?(?:holding|held|holds|observed|respected))\b"
)
_NOUN = re.compile(rf"\b{_ACCORD}\b", re.I)
_NEGATED = re.compile(r"\b(?:no|not|never|without|did not|have not|has not|n't)\s(?:\w+\s){0,3}$")
_WISHED = re.compile(
    r"\b(?:will|would|may|might|could|should|must|if|unless|need|to be|ready to|to|possible|any)\s(?:\w+\s){0,3}$"
)
_COMMITTED = re.compile(
    r"\b(?:remain(?:s|ed)?|is|are|was|were|stay(?:s|ed)?) (?:fully |strongly |firmly )?committed to\b|"
    r"\breaffirm(?:ed|s)? (?:its |their |his )?commitment"
)
RECITAL = re.compile(
    r"\b(?:should|must|shall|was to|were to|is to|are to|had to|has to|have to|obliged? to|obligat\w+ "
    r"to|undertook to|committed (?:itself|themselves) to|responsible for|supposed to)\b"
)

# what a text may call a provision, and the stems by which to know the obligation, the surest first
_CONCEPTS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern, re.I), tuple(stems.split()))
    for pattern, stems in (
        (
            (
                r"\b(?:disengag\w+|breeding|dissociat\w+|delimitation of (?:the )?(?:opposition|"
                r"terrorist)|separat\w+|dissocia\w+|radical(?:s| groups?))\b"
            ),
            "radic terro disen separ",
        ),
        (r"\b(?:demarcat\w+|delineat\w+|delimit\w+|boundar(?:y|ies) of the zone)\b", "demar delin lines"),
        (r"\bheavy (?:weapon\w*|arms|weaponry)\b|\btanks\b.{0,40}\bartillery\b", "heavy"),
        (r"\bpatrol\w*\b", "patro"),
        (r"\bM-?4\b|\bM-?5\b|\bhighways?\b|\btransit\b|\btraffic\b", "trans m4 m5 highw"),
        (r"\bobservation (?:post|point)s?\b", "posts post"),
        (r"\bcorridor\b", "corri"),
        (r"\b(?:cease-?fire|truce|hostilities|cessation of)\b", "cease trunc hosti"),
        (r"\bYPG\b|\bKurdish (?:units|fighters|forces|militia)\b|\b150 hours\b", "ypg"),
        (r"\bManbij\b", "manbi"),
        (r"\bTell? Rif(?:aat|at)\b", "rifaa"),
        (r"\binfiltrat\w+\b", "infil"),
        (r"\brefugees?\b|\breturn of (?:the )?displaced\b", "refug"),
        (r"\bstatus quo\b", "statu"),
        (r"\bde-?militari[sz]ed zone\b", "demil dmz"),
    )
)
_WORD = re.compile(r"[A-Za-zÀ-ÿ][\w-]{2,}|\bM[45]\b")
_STOP = words(
    """the and for from with within that this are into out all any its their has have been zone area shall must"""
)
# ideas that nearly every provision shares: they name one only where nothing else does
_VAGUE = ("demil", "cease")
FLOOR = 0.15


# words that stand in the title of every accord tell none from another
_GENERIC = words(
    """memor under addit proto agree accor turki russi syria feder repub situa state betwe joint menta stabi
    resol decla final"""
)


def stem(word: str) -> str:
    """Five letters are enough to hold a word's forms together here."""
    return word.casefold().replace("-", "")[:5]


def stems(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in _WORD.findall(text) if w.casefold() not in _STOP) - _GENERIC


@dataclass(frozen=True, slots=True)
class Judgement:
    """`kept` False: said not to be kept. `at`: the words that say so. `wished`: asked for or feared, not said to be."""

    kept: bool
    start: int
    end: int
    wished: bool = False


def judgement(text: str, start: int, end: int) -> Judgement | None:
    """Whether the clause says that an accord, its terms or obligations are kept or not kept."""
    if _NOUN.search(text, start, end) is None:
        return None
    broken = _NOT_KEPT.search(text, start, end)
    if broken is not None:
        before = text[max(start, broken.start() - 40) : broken.start()]
        if broken["break"] and not _NOUN.search(text, broken.start(), min(end, broken.end() + 90)):
            return None
        if broken["break"] and _NEGATED.search(before):
            return Judgement(True, broken.start(), broken.end())
        return Judgement(False, broken.start(), broken.end(), bool(_WISHED.search(before)))
    held = _KEPT.search(text, start, end)
    if held is not None:
        return Judgement(
            True, held.start(), held.end(), bool(_WISHED.search(text[max(start, held.start() - 30) : held.start()]))
        )
    return None


def commitment(text: str, start: int, end: int) -> tuple[int, int] | None:
    """ "remains committed to the memorandum": a promise, not an assessment."""
    found = _COMMITTED.search(text, start, end)
    return found.span() if found and _NOUN.search(text, start, end) else None


@dataclass(frozen=True)
class Aim:
    """Obligations aimed at, best reading first; `others` are alternatives with their confidence."""

    refs: tuple[str, ...]
    confidence: float
    others: tuple[tuple[str, float], ...] = ()
    accord: str = ""
    named: bool = False
    """Whether the clause itself uses a word of the accord's own."""


@dataclass
class Targets:
    """The obligations and accords that the context names, indexed by their words."""

    obligations: Sequence[Obligation]
    published_to: int | None = None
    _accords: dict[str, list[Obligation]] = field(default_factory=dict)
    _stems: dict[str, frozenset[str]] = field(default_factory=dict)
    text: str = ""
    _accord_stems: dict[str, frozenset[str]] = field(default_factory=dict)
    _patterns: dict[str, tuple[re.Pattern[str], ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for o in self.obligations:
            self._accords.setdefault(o.accord, []).append(o)
            self._stems[o.ref] = stems(" ".join((o.ref.partition("/")[2], o.title, o.verb, *o.keywords, *o.objects)))
        for accord, rows in self._accords.items():
            whole = [o for o in rows if o.ref.endswith("/*")]
            title = " ".join((accord.replace("-", " "), *(" ".join((o.title, *o.keywords)) for o in whole)))
            self._accord_stems[accord] = stems(title)
            names = [re.escape(w) for w in accord.split("-") if len(w) > 2 and not w.isdigit()]
            self._patterns[accord] = tuple(
                re.compile(
                    rf"\b{name}(?:'s)?(?:\s[\w-]+){{0,3}}\s{_ACCORD}\b"
                    rf"|\b{_ACCORD}\b[^.;]{{0,40}}\b(?:in|of|from|at)\s{name}\b",
                    re.I,
                )
                for name in names
            )

    def __bool__(self) -> bool:
        return bool(self._accords)

    def aim(self, clause: str, nearby: str) -> Aim | None:
        """What a clause aims at. An accord that the clause names ("the Sochi accords") goes before one that only the
        paragraph names, that before one that the whole text names, that before one that only its words speak for."""
        named: list[str] = []
        sure = False
        for where in (clause, nearby, self.text):
            named = [a for a in self._accords if self._names(a, where)]
            if named:
                sure = where is clause
                break
        scores = self._accord_scores(clause, nearby, named or list(self._accords))
        if not scores:
            return None
        total = sum(scores.values())
        ranked = sorted(scores, key=lambda a: (-scores[a], a))
        best = ranked[0]
        refs = self.provisions(best, clause)
        others = [(f"{a}/*", round(scores[a] / total, 2)) for a in ranked[1:4] if scores[a] / total >= FLOOR]
        return Aim(tuple(refs) or (f"{best}/*",), round(scores[best] / total, 2), tuple(others), best, sure)

    def _names(self, accord: str, text: str) -> bool:
        """Whether `text` names the accord by a word of its id beside a word for an accord ("the Sochi memorandum", "the
        accords reached in Sochi"): a city alone may stand for a government."""
        return any(pattern.search(text) for pattern in self._patterns[accord])

    def _accord_scores(self, clause: str, nearby: str, among: Sequence[str]) -> Mapping[str, float]:
        here, close, everywhere, shared = stems(clause), stems(nearby), self._text_stems, self._shared
        years = {int(y) for y in re.findall(r"\b(?:19|20)\d\d\b", clause)}
        scores: dict[str, float] = {}
        for accord in among:
            rows = self._accords[accord]
            words = self._accord_stems[accord]
            signed = next((o.signed for o in rows if o.signed is not None), None)
            year = _year(rows, signed) or _year_of(accord)
            if self._later(signed, year) or ("ultimatum" in accord and "ultimatum" not in clause.casefold()):
                continue
            own = words | frozenset(s for o in rows for s in self._stems[o.ref])
            score = 3.0 * _weight(here & words, shared) + 1.5 * _weight(close & words, shared)
            score += 1.0 * _weight(here & own, shared) + 1.0 * min(4.0, _weight(everywhere & words, shared))
            score += 0.25 * min(8.0, _weight(everywhere & own, shared))
            score += 2.0 * len(self.provisions(accord, clause))
            if years:
                score += 8.0 if year in years else -2.0
            if score > 0:
                scores[accord] = score
        return scores

    def _later(self, signed: int | None, year: int | None) -> bool:
        """Whether the accord was signed after the text was published."""
        if self.published_to is None:
            return False
        if signed is not None:
            return signed >= self.published_to
        return year is not None and year > datetime.fromtimestamp(self.published_to - 1, UTC).year

    @cached_property
    def _text_stems(self) -> frozenset[str]:
        return stems(self.text)

    @cached_property
    def _shared(self) -> Mapping[str, int]:
        count: dict[str, int] = {}
        for accord, rows in self._accords.items():
            for s in self._accord_stems[accord] | frozenset(s for o in rows for s in self._stems[o.ref]):
                count[s] = count.get(s, 0) + 1
        return count

    def provisions(self, accord: str, clause: str) -> list[str]:
        """The obligations of `accord` that a clause names: by a keyword of their own, or by one of the common ideas."""
        here = stems(clause)
        rows = [o for o in self._accords.get(accord, ()) if not o.ref.endswith("/*")]
        found = [o.ref for o in rows if any(stems(k) and stems(k) <= here for k in o.keywords if len(k.split()) > 1)]
        ideas = [wanted for pattern, wanted in _CONCEPTS if pattern.search(clause)]
        for wanted in [w for w in ideas if w[0] not in _VAGUE] or ideas:
            for sure in wanted:
                named = [o.ref for o in rows if sure in self._stems[o.ref]]
                if named:
                    found += [r for r in named if r not in found]
                    break
        return found


def _weight(found: Iterable[str], shared: Mapping[str, int]) -> float:
    return sum(1.0 / shared.get(s, 1) for s in found)


def _year(rows: Sequence[Obligation], signed: int | None) -> int | None:
    if signed is not None:
        return datetime.fromtimestamp(signed, UTC).year
    return next((o.year for o in rows if o.year is not None), None)


def _year_of(accord: str) -> int | None:
    match = re.search(r"(?:19|20)\d\d", accord)
    return int(match[0]) if match else None
