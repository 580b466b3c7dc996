"""The stance of a statement, from the words of its cue and of what is said; the same for every span finder.

A finder knows the class of the verb of speech. What the verb leaves open the words decide: "declined to confirm" is no
confirmation, "said that our posts will stay" is a promise, "said that they should not have been there" an excuse.
"""

from __future__ import annotations

import re

from servanda.model import Stance

_BY_CUE: tuple[tuple[Stance, re.Pattern[str]], ...] = tuple(
    (stance, re.compile(pattern, re.I))
    for stance, pattern in (
        (
            Stance.UNABLE,
            r"\b(?:declin|refus)(?:ed|es|ing) to (?:confirm|deny|verify|say|comment|discuss|rule out)|"
            r"\b(?:would|will) not (?:\w+ )?(?:confirm|verify|say|comment|discuss|rule out)\b|"
            r"\bno(?: \w+)? comment on\b|"
            r"\b(?:did|has|have|had) not (?:\w+ )?rule[d]? out\b|"
            r"\b(?:could|can|did|does|do) ?no?t (?:\w+ )?(?:confirm|verify|establish|determine|corroborate)|"
            r"\bcannot (?:\w+ )?(?:confirm|verify|establish)|\bnot in a position to\b|"
            r"\b(?:unable|not able) to (?:\w+ )?(?:confirm|verify|establish|determine)|"
            r"\b(?:could|can)(?: ?not|n't) (?:\w+ )?(?:ascertain|check|vouch for|tell|say)\b|"
            r"\b(?:had|has|have) no (?:means|way) of (?:check|verify|know|confirm|tell)ing\b|"
            r"\bneither confirmed nor denied\b",
        ),
        (
            Stance.RETRACTS,
            r"\bretract(?:ed|s|ing)|\btook back|\bwithdrew (?:its|his|her|the|an?) (?:\w+ )?(?:statement|claim|report)|"
            r"\b(?:recanted|walked back|disavowed)\b",
        ),
        (
            Stance.DENIES,
            r"\b(?:deni(?:ed|es)|denying|reject(?:ed|s|ing)|dismiss(?:ed|es|ing)|rul(?:ed|es|ing) out|"
            r"refut(?:ed|es|ing)|disput(?:ed|es|ing)|rebuff(?:ed|s)|contradict(?:ed|s)|contest(?:ed|s)|"
            r"disclaim(?:ed|s|ing)|repudiat(?:ed|es|ing)|brush(?:ed|es) (?:aside|off)|scoff(?:ed|s) at|"
            r"wav(?:ed|es) (?:away|aside)|laugh(?:ed|s) off)\b",
        ),
        (Stance.THREATENS, r"\bthreat(?:en(?:ed|s|ing))\b"),
        (
            Stance.PROMISES,
            r"\b(?:promis(?:ed|es|ing)|pledg(?:ed|es|ing)|vow(?:ed|s|ing)|undertook|guarantee[ds]|assure[ds]|swore|"
            r"gave (?:its|his|her|their) word|committed "
            r"(?:it|him|her|them)sel(?:f|ves))\b",
        ),
        (
            Stance.DEMANDS,
            r"\b(?:demand(?:ed|s|ing)|urg(?:ed|es|ing)|call(?:ed|s|ing) (?:on|upon|for|to|not to)|appeal(?:ed|s|ing)|"
            r"ask(?:ed|s|ing)|insisted on|order(?:ed|s|ing)|request(?:ed|s|ing)|press(?:ed|es)|"
            r"exhort(?:ed|s)|implore[ds]|"
            r"entreated|pleaded (?:for|with)|instructed|summoned|push(?:ed|es) for)\b",
        ),
        (
            Stance.ACCUSES,
            r"\b(?:accus(?:ed|es|ing)|blam(?:ed|es|ing)|faulted|condemn(?:ed|s|ing)|denounc(?:ed|es|ing)|complain(?:ed|s)|"
            r"charge[ds]|denounce[ds]|decri(?:ed|es)|protested|reproach(?:ed|es)|castigated|rebuked)\b",
        ),
        (
            Stance.CONFIRMS,
            r"\b(?:confirm(?:ed|s|ing)|acknowledg(?:ed|es|ing)|admit(?:ted|s|ting)|conced(?:ed|es)|verified|"
            r"corroborate[ds]|attest(?:ed|s) to|vouch(?:ed|es) for|certified)\b",
        ),
    )
)
_EXCUSE = re.compile(
    r"\bcould not go unanswered|\bhad no (?:other )?choice|\b(?:was|were) forced to\b|\bin self-defen[cs]e\b|"
    r"\b(?:made|makes|had made) (?:[\w-]+ ){1,4}impossible\b|"
    r"\bshould not have been (?:there|in)\b|\bno (?:coordinates|information) (?:had |has |have )?(?:been )?"
    r"(?:given|transmitted|provided)|\bhad (?:not been|no) (?:notified|informed|warned)\b",
    re.I,
)
_OWN_PROMISE = re.compile(
    r"^[“\"'\s]*(?:we|our (?:\w+ ){1,3}?|i)\s?(?:will|shall)\s(?!(?:not )?(?:respond|retaliat|strike|hit|attack|"
    r"wait|destroy|be forced|have to|never forget|see)\w*)",
    re.I,
)
_COMMITTED = re.compile(
    r"^[“\"'\s]*(?:we|i)\s(?:remain|are|am|stay|stand)\s(?:\w+\s)?(?:committed|bound|faithful)\s(?:to|by)\b", re.I
)
_CALLED = re.compile(r"\b(?:call(?:ed|s)|describ(?:ed|es)|brand(?:ed|s)|label(?:l?ed|s)|dismiss(?:ed|es)|termed)\b")
_FALSE = re.compile(
    r"^(?!.{160})[^“”]{3,120}?\s(?:as\s)?[“\"]?(?:(?:an?|pure|complete|outright|absolute|simply|totally|the|staged)\s){0,2}"
    r"(?:lies?|false|untrue|fakes?|baseless|groundless|unfounded|fabricat\w+|inventions?|nonsense|disinformation|"
    r"staged (?:\w+\s)?provocation|provocation staged)\b[”\"]?\W*$",
    re.S,
)
_TOLD = re.compile(r"\b(?:told|instructed|directed|ordered)$")
_TO_DO = re.compile(
    r"(?:(?:the|its|his|her|their|all|both|[A-Z][\w-]+)(?:\s(?!that\b)[\w’'-]+){0,4}?\s)?(?:not\s)?to\s[a-z]+\s"
)
_UNKEPT = re.compile(
    r"\b(?:not|never|n't|failed to)\b[^.;]{3,120}?,?\s(?:as|which|what)\s(?:(?:it|they|he|she|[A-Z]\w+)\s)?"
    r"(?:had\s|has\s|have\s|was\s)?"
    r"(?:promised|agreed|pledged|undertaken|undertook|required|demanded by the|foreseen)\b"
)
# "swore that the kite had hung there", "assured that its troops had left": what was is promised by nobody
_OF_THE_PAST = re.compile(
    r"^[“\"'\s]*(?:that\s)?(?!to\s)(?:(?!(?:who|which|that|whose|where|will|would|shall|to|if)\b)[\w’'-]+\s){1,10}?"
    r"(?:had|has|have|was|were|did)\s(?!to\b)",
    re.I,
)
_OWN = re.compile(r"^[“\"'\s]*(?:we|our|i|my)\b", re.I)


def refined(stance: Stance, cue: str, content: str) -> Stance:
    """The stance of a statement whose verb of speech is of class `stance`."""
    if cue:
        by_cue = next((s for s, pattern in _BY_CUE if pattern.search(cue)), None)
        if by_cue is not None and (stance is Stance.ASSERTS or by_cue is Stance.UNABLE):
            stance = by_cue
    if cue and stance in (Stance.ASSERTS, Stance.ACCUSES) and _CALLED.search(cue) and _FALSE.search(content):
        return Stance.DENIES
    if stance is Stance.PROMISES and _OF_THE_PAST.match(content):
        stance = Stance.ASSERTS
    if stance is Stance.ASSERTS and cue and _TOLD.search(cue) and _TO_DO.match(content):
        return Stance.DEMANDS
    if stance is Stance.ASSERTS:
        if _UNKEPT.search(content) and not _OWN.match(content):
            return Stance.ACCUSES
        if _EXCUSE.search(content):
            return Stance.EXCUSES
        if _OWN_PROMISE.match(content) or _COMMITTED.match(content):
            return Stance.PROMISES
    return stance
