"""Verbs of speech and what each says of the speaker's stance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from servanda.model import Stance
from servanda.reading.leading import guarded

# past and present forms; where the present form is also a common noun or adjective it is left out
_PLAIN = (
    "said|says|added|adds|noted|notes|explained|explains|stated|announced|announces|recalled|recalls|told|"
    "claimed|argued|argues|stressed|stresses|emphasi[sz]ed|emphasi[sz]es|underlined|underlines|underscored|pointed out|"
    "points out|declared|declares|insisted|insists|maintained that|commented|concluded|continued|went on|"
    "observed that|remarked|reiterated|reiterates|repeated that|revealed|suggested that|suggests that|predicted|"
    "estimated|estimates that|wrote|writes|tweeted|posted that|made clear|made it clear|believes|believed that|thinks|"
    "expressed|described|specified|informed|reported|reports that|reports|documented|recorded|counted|logged|disclosed|"
    "testified|clarified|clarifies|mentioned|hinted|cautioned|warned|warns|is quoted as saying|was quoted as saying|"
    "asserted|asserts|alleged|alleges|let it be known|says that|states that|states|indicated|indicates that|"
    "affirmed|affirms|answered|attests that|attested that|averred|avers|boasted|cabled|confided|contended|contends|"
    "conveyed that|countered|judged that|lamented|maintains that|opined|posted|proclaimed|proclaims|quipped|reckons|"
    "reckoned that|recounted|recounts|related that|relayed that|replied|replies|responded that|retorted|shot back|"
    "signalled that|signaled that|(?:speaks?|spoke|talks?|talked) of|told of|surmised|swore that|volunteered|whispered"
)
_CLASSES: tuple[tuple[Stance, str], ...] = (
    (Stance.ASSERTS, _PLAIN),
    (
        Stance.DENIES,
        "denied|denies|rejected|rejects|dismissed|dismisses|refuted|refutes|disputed|disputes|contested|contests|"
        "disclaimed|disclaims|repudiated|repudiates|contradicted|contradicts|brushed (?:aside|off)|scoffed at|"
        "waved (?:away|aside)|laughed off",
    ),
    (
        Stance.CONFIRMS,
        "confirmed|confirms|acknowledged|acknowledges|admitted|admits|conceded|concedes|verified|"
        "corroborated|corroborates|attested to|vouched for|certified",
    ),
    (
        Stance.ACCUSES,
        "accused|accuses|blamed|blames|faulted|charged|charges that|denounced|denounces|decried|decries|"
        "protested|condemned|condemns|complained|complains",
    ),
    (
        Stance.DEMANDS,
        "demanded|demands that|urged|urges|called (?:on|upon|for|not to|to)|calls (?:on|upon|for|to)|asked|asks|"
        "appealed (?:to|for)|insisted on|ordered|requested|pressed|implored|exhorted|entreated|pleaded (?:for|with)|"
        "instructed|summoned|pushed for",
    ),
    (Stance.THREATENS, "threatened|threatens"),
    (
        Stance.PROMISES,
        "promised|promises to|pledged|pledges to|vowed|vows to|undertook|committed itself|guaranteed|"
        "guarantees|swore|assured|assures|"
        "gave (?:its|his|her|their) word",
    ),
    (
        Stance.RETRACTS,
        (
            "retracted|retracts|took back|apologi[sz]ed for|corrected|withdrew (?:its|his|her|the|an?) "
            "(?:earlier )?(?:statement|claim|report)"
        ),
    ),
    (
        Stance.UNABLE,
        "(?:could not|cannot|was unable to|were unable to|is unable to|has been unable to|was not "
        "able to|were not able to)"
        " (?:be )?(?:immediately |independently )*(?:confirm(?:ed)?|verif(?:y|ied)|establish|determine|ascertain|check|"
        "corroborate|vouch for)|(?:had|has|have) no (?:means|way) of (?:checking|verifying|knowing|confirming|telling)|"
        "(?:was|is|were|are) not in a position to (?:confirm|verify|say|establish|tell)",
    ),
)
_STANCES: dict[str, Stance] = {}
_ALL = "|".join(f"(?P<{stance.name}>{words})" for stance, words in reversed(_CLASSES))
CUE = re.compile(r"\b" + guarded(rf"(?:did not |have |has |had )?(?:{_ALL})\b"))
SAY_PLURAL = re.compile(r"\b(?P<ASSERTS>say|add|claim|believe|report that|warn)\b")
GERUND = re.compile(
    r",? (?P<cue>saying|adding|noting|stressing|warning|arguing|claiming|insisting|explaining|stating|emphasi[sz]ing|"
    r"(?P<ACCUSES>accusing|blaming)|(?P<DEMANDS>urging|demanding|calling on|calling for)|(?P<DENIES>denying|rejecting)|"
    r"(?P<CONFIRMS>confirming|acknowledging)|(?P<PROMISES>promising|vowing|pledging)|(?P<THREATENS>threatening))\b"
)
INVERTING = re.compile(
    r"(?:said|says|added|adds|noted|notes|explained|stressed|stated|told|wrote|continued|concluded|"
    r"recalled|warned|argued|"
    r"insisted|remarked|commented|underlined|emphasi[sz]ed|announced|reported|reports|answered|replied|"
    r"replies|retorted|"
    r"whispered|quipped|recounted|charged|countered|lamented|complained|cautioned|states|affirmed|"
    r"confided|proclaimed)\b"
)
ACCORDING = re.compile(r"\b[Aa]ccording to |\b[Ii]n the (?:words|view|opinion) of ")
ADDRESSED = re.compile(r"(?:told|informed|asked|urged|called on|called upon|accused|accuses|blamed|blames)$")
CUED_NOUN = re.compile(
    r"\b(?:documents?|memorand(?:um|a)|agreements?|protocol|text|accords?|statement|communiqu[eé])\b"
)


class Cue(NamedTuple):
    """A verb of speech at `[start, end)` and its stance."""

    start: int
    end: int
    stance: Stance
    word: str


def cues(masked: str, start: int, end: int) -> Iterator[Cue]:
    """Every verb of speech in `masked[start:end)` that is finite and active as far as words can tell."""
    for match in CUE.finditer(masked, start, end):
        before = masked[max(start, match.start() - 24) : match.start()]
        if _NOT_FINITE.search(before):
            continue
        after = masked[match.end() : match.end() + 7]
        if after.startswith((" by ", " about ")):
            continue
        if _WITHHELD.match(masked, match.start(), end):
            continue
        word = match[0]
        if word.endswith("reports") and not after.startswith((" that", ".", ",")):
            continue
        if word.endswith("demands that") and _DETERMINED.search(before):
            continue
        yield Cue(match.start(), match.end(), _stance(match), word)
    for match in SAY_PLURAL.finditer(masked, start, end):
        before = masked[max(start, match.start() - 24) : match.start()]
        if _PLURAL.search(before):
            yield Cue(match.start(), match.end(), Stance.ASSERTS, match[0])


def _stance(match: re.Match[str]) -> Stance:
    return Stance[match.lastgroup or "ASSERTS"]


_NOT_FINITE = re.compile(
    r"\b(?:to|be|been|being|was|were|is|are|who|which)\s+(?:\w+ly\s+)?$|\b(?:the|an?|its|his|her|"
    r"their|of)\s+(?:\w+ly\s+)?$"
)
# "denied the observers access" is a deed; "denied that …", "denied blocking access" are said
_WITHHELD = re.compile(
    r"(?:did not |have |has |had )?(?:denie[ds]|rejected|rejects)\s"
    r"(?:(?!(?:that|having|it|he|she|they|any|reports?|claims?|allegations?|accusations?|charges?|"
    r"suggestions?)\b|[a-z]+ing\b|[a-z]{3,}ed\b)[\w’'-]+\s){0,6}?"
    r"access\b"
)
_DETERMINED = re.compile(r"\b(?:the|its|his|her|their|these|those)\s+(?:\w+\s+)?$")
_PLURAL = re.compile(
    r"\b(?:sources|officials|residents|activists|witnesses|monitors|analysts|experts|rebels|they|"
    r"media|reports|authorities|both|sides|"
    r"ministers|locals|diplomats|observers|doctors|medics)\s+(?:also\s+)?$",
    re.I,
)
