"""Numbers in words and figures, and counts of people and things with their bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from servanda.model import Count

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {w: n for n, w in enumerate(_ONES)} | {w: 10 * n for n, w in enumerate(_TENS, 2)}
_WORDS |= {"a": 1, "an": 1, "dozen": 12, "a dozen": 12, "hundred": 100}
_WORD = rf"(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_ONES[1:10])}))?|{'|'.join(sorted(_ONES[1:], key=len, reverse=True))}"
NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,7}}(?:\.\d+)?|{_WORD})"


def number(text: str) -> float | None:
    """`1,000`, `33`, `thirty-three`; None for anything else."""
    text = text.strip().casefold().replace(",", "")
    if re.fullmatch(r"\d{1,12}(?:\.\d{1,6})?", text):
        return float(text)
    if text in _WORDS:
        return float(_WORDS[text])
    tens, _, ones = text.partition("-")
    if tens in _TENS and ones in _ONES:
        return float(_WORDS[tens] + _WORDS[ones])
    return None


_LEAST = r"at least|no fewer than|no less than|not less than|more than|over|upwards of|a minimum of"
_MOST = r"at most|no more than|up to|fewer than|less than|under"
_NEAR = r"about|around|some|approximately|nearly|almost|roughly|an estimated|close to"
_QUANTITY = (
    rf"(?:(?P<q{{i}}>{_LEAST}|{_MOST}|{_NEAR}|between|from|another|a further|"
    rf"all)\s)?(?P<n{{i}}>{NUMBER})(?:\s?(?:-|–|to|and)\s?(?P<m{{i}}>{NUMBER})(?=\s))?"
)
_PEOPLE = (
    r"(?:(?:(?-i:[A-Z]{2,5})|Turkish|Syrian|Russian|Iranian|government|regime|rebel|opposition|of its|of the|of their|"
    r"army|pro-government|more|other|its|army's|own|"
    r"allied|local|civilian|Syrian army|police|border|young|unarmed) )*"
    r"(?P<who{i}>soldiers?|troops?|servicemen|service members|servicemembers|military personnel|"
    r"personnel|people|persons|civilians?|guerrillas?|commandos?|police(?:men|man)?|peacekeepers?|guards?|passengers?|residents?|villagers?|"
    r"workers?|nurses?|doctors?|journalists?|children|women|"
    r"militants?|fighters?|rebels?|terrorists?|members|contractors?|others?|men|officers?|of them|"
    r"martyrs|combatants|gunmen|casualties)"
)


def _quantity(i: int) -> str:
    return _QUANTITY.replace("{i}", str(i))


def _people(i: int) -> str:
    return _PEOPLE.replace("{i}", str(i))


_KILLED = r"killed|dead|died|lost their lives|were martyred|slain"
_HURT = r"injured|wounded|hurt"
_PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{_quantity(1)}\s(?:{_people(1)}\s)?(?:(?:were|was|have been|had been|are|is|has been|"
        rf"being|also|later|reported|reportedly|of whom|who)\s){{0,3}}"
        rf"(?P<of1>{_KILLED}|{_HURT})\b",
        (
            rf"\b(?P<of1>killing|killed|wounding|wounded|injuring|injured|claimed the lives of|martyred|"
            rf"lost|hurting|hurt|death of|deaths of)\s{_quantity(1)}(?:\s{_people(1)})?\b"
        ),
        (
            rf"\b(?P<of1>death toll|toll|number of (?:dead|deaths|killed))\b[^.;]{{0,40}}?\s(?:to|at|of|is|"
            rf"was|stands at)\s{_quantity(1)}\b"
        ),
        rf"\b{_quantity(1)}\s(?:(?:ceasefire|truce|such|separate|new|Turkish|joint|armed|drone|air|"
        rf"registered)\s){{0,3}}"
        rf"(?P<of1>violations|breaches|openings of fire|shellings|cases of shelling|shelling incidents|"
        rf"air ?strikes|strikes|attacks|patrols|posts|observation posts|"
        rf"settlements|vehicles|tanks|installations|explosions)\b",
        rf"\b{_quantity(1)}\s(?P<of1>{_people(1)})\b",
    )
)
_BOTH = re.compile(
    rf"\b{_quantity(1)}\s{_people(1)}\sand\s{_quantity(2)}\s{_people(2)}\s(?:(?:were|was|have been|had "
    rf"been|also)\s){{1,2}}"
    rf"(?P<of1>{_KILLED}|{_HURT})\b",
    re.I,
)
_OTHERS = re.compile(
    (
        rf"\band\s(?:another\s|a further\s)?{_quantity(1)}(?:\s(?:{_people(1)}|more))?\s(?:were\s|"
        rf"was\s)?(?P<of1>wounded|injured|hurt|killed)\b"
    ),
    re.I,
)
_NAMES = {
    "violations": "violations",
    "breaches": "violations",
    "openings of fire": "violations",
    "shellings": "shellings",
    "cases of shelling": "shellings",
    "shelling incidents": "shellings",
    "strikes": "strikes",
    "airstrikes": "strikes",
    "air strikes": "strikes",
}


_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[a-z]+")
_SPELLED = frozenset((*_ONES[1:], *_TENS))


_COUNTED = re.compile(
    r"kill|dead|die|death|toll|lost|lives|martyr|slain|injur|wound|hurt|violat|breach|opening|shelling|strike|attack|patrol|post|"
    r"settlement|vehicle|tank|install|explosion|soldier|troop|service|personnel|people|person|civilian|child|wom[ae]n|milit|"
    r"fighter|rebel|terror|member|contractor|other|m[ae]n\b|officer|of them|combatant|gunm|casualt",
    re.I,
)
"""In every pattern of a count there is one of these."""


def _has_count(text: str) -> bool:
    """Whether there may be a count at all: the patterns of counts take fifty times as long."""
    return _has_number(text) and _COUNTED.search(text) is not None


def _has_number(text: str) -> bool:
    return _DIGIT.search(text) is not None or not _SPELLED.isdisjoint(_LETTERS.findall(text.casefold()))


class CountMention(NamedTuple):
    start: int
    end: int
    number: Count


def counts(text: str, start: int, end: int) -> Iterator[CountMention]:
    """Counts of dead, hurt, violations and the like in `text[start:end)`; overlapping ones only once."""
    if not _has_count(text[start:end]):
        return
    taken: list[tuple[int, int]] = []
    for match in _BOTH.finditer(text, start, end):
        for i in (1, 2):
            n = number(match[f"n{i}"])
            if n is not None:
                a, b = match.span(f"n{i}")[0], match.span(f"who{i}")[1]
                taken.append((a, b))
                killed = re.fullmatch(_HURT, match["of1"], re.I) is None
                who = match[f"who{i}"].casefold()
                yield CountMention(a, b, Count("killed" if killed else "injured", n, n, who))
        taken.append(match.span())
    for pattern in (_OTHERS, *_PATTERNS):
        for match in pattern.finditer(text, start, end):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            count = _count(match)
            if count is not None:
                taken.append(match.span())
                yield CountMention(match.start(), match.end(), count)


def _count(match: re.Match[str]) -> Count | None:
    p = match.groupdict()
    n, m = number(p["n1"]), number(p["m1"] or "")
    if n is None:
        return None
    word = p["of1"].casefold()
    role = (p.get("who1") or "").casefold()
    role = "" if role in ("others", "other", "more", "people", "persons", "of them", "members", "casualties") else role
    if re.match(r"kill|dead|died|death|toll|number|claim|martyr|lost|were martyred|slain", word):
        if word == "lost" and not role:
            return None
        of = "killed"
    elif re.match(r"injur|wound|hurt", word):
        of = "injured"
    elif role and word.endswith(role):
        of, role = role, ""
    else:
        of = _NAMES.get(word, word.replace(" ", "-"))
    qualifier = (p["q1"] or "").casefold()
    lo: float | None = n
    hi: float | None = m if m is not None and m >= n else n
    mode = "some"
    if re.fullmatch(_LEAST, qualifier):
        hi, mode = None, "at least"
    elif re.fullmatch(_MOST, qualifier) and m is None:
        lo, mode = None, "at most"
    elif re.fullmatch(_NEAR, qualifier):
        mode = "about"
    return Count(of, lo, hi, role, mode)
