"""Attributions that no verb of saying carries: who declined to confirm what, called a report a lie, ruled something
out, set somebody a term; and reports that nobody could verify.

They are looked for in sentences where the span finder found no speaker, so that every finder has them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from servanda.model import Stance
from servanda.reading.sentences import Sentence
from servanda.reading.spans import Attribution

_WHO = (
    r"(?:(?:On|In|At|Earlier|But|However|Meanwhile)\b[^,;]{0,40},\s)?(?P<source>[^,;“”]{2,90}?(?:,[^,;“”]{3,70},)?)\s"
)
_HAVE = r"(?:(?:has|have|had|also|again|repeatedly|immediately|has also|have also)\s)?"
_WHAT = r"(?P<content>[^“”]{4,600}?)[.?!]?\s*$"
_THAT = r"(?:(?:that|whether|if|how|who)\s)?"
_NEVER_SOURCE = re.compile(r"^(?:it|there|this|that|reports?|the (?:reports?|claims?|figures?|numbers?))\b", re.I)
_RULES: tuple[tuple[Stance, re.Pattern[str]], ...] = tuple(
    (stance, re.compile("^" + _WHO + pattern, re.S))
    for stance, pattern in (
        (
            Stance.UNABLE,
            rf"(?P<cue>{_HAVE}(?:declined|refused|declines|refuses|been unable|unable|failed) to (?:immediately )?"
            r"(?:confirm(?: or deny)?|deny or confirm|verify|say|comment(?: on)?|discuss|specify|elaborate on|"
            r"answer questions (?:on|about))|"
            r"(?:was|were|is|are) (?:unable|not able|not in a position) to (?:independently )?(?:confirm|verify|say)|"
            r"(?:would|will|did|could|can) ?not (?:immediately |independently |yet )?(?:confirm(?: or deny)?|verify|"
            r"say|comment on|discuss)|neither confirmed nor denied|did not rule out|has not ruled out|"
            r"refused to rule out|would not rule out|made no comment on|gave no comment on|"
            r"had no (?:immediate )?comment on)\s"
            rf"{_THAT}{_WHAT}",
        ),
        (
            Stance.DENIES,
            rf"(?P<cue>{_HAVE}(?:called|described|branded|labell?ed|dismissed|rejected|denounced))\s"
            r"(?P<content>(?:(?:as )?(?:the|these|those|such|all|any|western|media)\s)*(?:reports?|claims?|"
            r"allegations?|accusations?|assertions?|statements?|suggestions?)\s(?:that|of)\s[^“”]{4,400}?)\s"
            r"(?:as\s)?(?:an? )?(?:“)?(?:absolute |complete |outright |totally |absolutely |completely )?"
            r"(?:lies?|false|untrue|fakes?|baseless|groundless|unfounded|propaganda|disinformation|nonsense|fabricat\w+|inventions?|"
            r"absurd|provocation)\b”?[^.]{0,80}[.?!]?\s*$",
        ),
        (
            Stance.DENIES,
            rf"(?P<cue>{_HAVE}(?:called|described|branded|labell?ed|termed))\s"
            r"(?P<content>(?:the|these|those|this|such|all)\s[^“”,;]{3,120}?)\s(?:as\s)?"
            r"(?:(?:an?|pure|complete|outright|absolute|simply|totally)\s){0,2}“?(?:lies?|false|untrue|fakes?|baseless|"
            r"groundless|unfounded|fabricat\w+|nonsense|disinformation|staged (?:\w+ )?provocation|“theatre”)\b”?"
            r"[^.]{0,60}[.?!]?\s*$",
        ),
        (Stance.DENIES, rf"(?P<cue>{_HAVE}ruled out|{_HAVE}excluded the possibility of)\s{_THAT}{_WHAT}"),
        (
            Stance.DEMANDS,
            r"(?P<cue>(?:has |have |had )?(?:given|gave|gives|set))\s"
            r"(?P<content>(?:the )?[A-Z][^,;“”]{1,70}?\s(?:until|till|a deadline of|(?:\w+ ){0,2}(?:hours|days|weeks?|"
            r"months?))\s[^“”]{0,60}?(?:to|for)\s[^“”]{4,400}?)[.?!]?\s*$",
        ),
    )
)
_TERM = re.compile(r"^(?P<whom>[^,;]{2,75}?)\s(?:until|till|a deadline|(?:\w+ ){0,2}(?:hours|days|weeks?|month))\b")
_UNVERIFIED = re.compile(
    r"\b(?:could not|couldn't|cannot|can not|has not|have not|had not|was not|were not|not yet|yet to) "
    r"(?:(?:immediately|independently|officially|been|be) ){0,3}"
    r"(?:verified|confirmed|corroborated|established|determined|reached for comment)\b|"
    r"\bno (?:\w+ )?(?:independent |official )?(?:confirmation|comment|verification)\b|"
    r"\b(?:is|was|are|were|remains?|remained) unconfirmed\b|\bunconfirmed reports?\b",
    re.I,
)
_NEITHER = re.compile(r"^(?:nor (?:denied|deny|denies|denying))\s(?:that\s)?")


def unsaid(text: str, sentence: Sentence) -> Attribution | None:
    """What somebody would not say, rules out, calls false or gives a term for, in a sentence without a speaker."""
    part = text[sentence.start : min(sentence.end, sentence.start + 1_200)]
    if not any(word in part for word in _WORDS):
        return None
    for stance, pattern in _RULES:
        match = pattern.match(part)
        if match is None or _NEVER_SOURCE.match(match["source"]):
            continue
        at = sentence.start
        source, cue, content = ((at + a, at + b) for a, b in map(match.span, ("source", "cue", "content")))
        whom = _TERM.match(match["content"]) if stance is Stance.DEMANDS else None
        addressee = (content[0], content[0] + whom.end("whom")) if whom else None
        unit = (sentence.start, sentence.end)
        return Attribution(source, cue, (content,), stance, "indirect", unit, sentence.paragraph, (), addressee, 0.8)
    return None


_WORDS = (
    "declin",
    "refus",
    "unable",
    "not able",
    "not in a position",
    "termed",
    "not confirm",
    "not immediately",
    "not independently",
    "not verify",
    "not say",
    "not comment",
    "not discuss",
    "nor denied",
    "rule out",
    "ruled out",
    "excluded",
    "comment",
    "called",
    "described",
    "branded",
    "label",
    "dismissed",
    "rejected",
    "denounced",
    "gave",
    "given",
    "gives",
    " set ",
    "failed to",
)


def is_unverified(text: str, start: int, end: int) -> bool:
    """Whether a sentence says that nobody could confirm what it tells, or be asked about it."""
    return _UNVERIFIED.search(text, start, end) is not None


def without_neither(text: str, a: Attribution) -> Attribution:
    """ "neither confirmed nor denied that X": the two words of speech are one, and say nothing of X."""
    if a.cue is None or not a.contents:
        return a
    before = text[max(a.unit[0], a.cue[0] - 12) : a.cue[1]].casefold()
    match = _NEITHER.match(text[a.contents[0][0] : a.contents[0][1]])
    if "neither" not in before or match is None:
        return a
    first = (a.contents[0][0] + match.end(), a.contents[0][1])
    return replace(a, stance=Stance.UNABLE, contents=(first, *a.contents[1:]))
