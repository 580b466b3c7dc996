"""Occurrences in a clause: event kinds of verbs.yaml, who did what to whom, and whether it is said, denied or wished
for.

The words for each kind stand in deeds.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from servanda.model import Polarity
from servanda.reading.deed_words import Words, elsewhere, index
from servanda.reading.mentions import Mention
from servanda.reading.participants import CONTACTS, Place, participants
from servanda.reading.spans import Trigger
from servanda.reading.wordlist import words as listed

_WORD = re.compile(r"\b[A-Za-z]+|“")
_HELPING = re.compile(
    r"(?:(?:has|have|had|is|are|was|were|be|been|being|got)\s"
    r"(?:(?:\w+ly|not|now|also|again|still|all|once more|yet|never|even|since|so far|already)\s)*)*",
    re.I,
)
_IS = re.compile(r"\b(?:is|are|was|were|be|been|being|got)\b")
_SHUTS_OUT = frozenset(("access-denied", "ceasefire-violation", "dissolution"))
_OWN_NOT = re.compile(r"(?:(?:would|could|did|was|were) not|never got|no longer)\b", re.I)
"""Of some kinds the "not" that their words begin with is a part: "would not let them pass"."""
_NEGATED = r"\b(?:no|not|never|neither|nor|without|nobody|none|cannot|nothing)\b|n't\b"
_NOT = re.compile(_NEGATED, re.I)
# "denied" negates what is said ("denied that it had shelled"), not what is done ("were denied access")
_DENIED = (
    r"\bdenied\b(?!\s(?:(?!(?:that|having|it|any|reports?|claims?)\b|\w+ing\b)[\w’'-]+\s){0,6}?"
    r"access\b)"
)
_NO = re.compile(rf"{_NEGATED}|{_DENIED}", re.I)
# words that bring a deed to its end or keep it from beginning: of "stopped shelling" nothing is certain of a given day
_STOPPED = re.compile(
    r"\b(?P<not>(?:not|never|n't)\s(?:yet\s)?)?(?:(?P<ended>stopp?(?:ed)?|ceased?|halt(?:ed)?|ended|suspended)|prevented|blocked|"
    r"thwarted|averted|foiled|obstructed|cancell?ed|called off|postponed|refused)\s"
    r"(?:(?:a|an|the|its|their|his|her|all|any|further|from|to|new|joint|planned|[A-Z][\w’'-]+)\s){0,4}$"
)
_THEN_STOPPED = re.compile(
    r"\s(?:(?:of|in|on|at|near|by|between|and|the|[A-Z][\w’'-]+)\s){0,6}?(?:had |has |have |was |were )?(?:been )?"
    r"(?:stopped|halted|ceased|suspended|cancelled|canceled|prevented|averted|thwarted|foiled|called off|postponed)\b"
)
_UNKNOWN = re.compile(
    r"\b(?:no|any|without|lacks?) (?:\w+ ){0,2}?(?:information|knowledge|comment|details|data|evidence|word|"
    r"confirmation|reports?|reason to believe|proof)\s(?:about|on|of|that|regarding|concerning|whether)\b|"
    r"\b(?:not|un) ?(?:aware|informed|familiar)\b|\breached for comment\b",
    re.I,
)
_NOT_NO = re.compile(r"\bnot only\b|\bno fewer\b|\bno less\b|\bnot less\b|\bno more\b", re.I)
_WISHED = re.compile(
    (
        r"\b(?:will|would|may|might|could|can|should|must|shall|if|unless|otherwise|possible|possibility|"
        r"need for|need to|calls? for|called for|"
        r"in order|stop|stopping|prevent|avoid|halt|end|cease|refrain|ready|prepared|plans?|planned|"
        r"intends?|intend|threat of|threatened|"
        r"forbids|forbade|prohibits|provides for|provided for|proposed|proposes|warned of|warns of|envisages|foresees|"
        r"attempt|attempts|attempting|tried|want|wants|wanted|hope|hopes|any|let|imminent|to(?! have \w)|demand(?:s|"
        r"ed)?|promised|until|facilitate|joint actions|purpose|aim)\b(?! have been)"
    ),
    re.I,
)
# "the rebels lay down their arms" says that they do, but not after "before", "once", "they insist that"
_NOT_YET = re.compile(
    r"\b(?:before|when|whenever|once|until|till|if|unless|as soon as|in case|so that|lest|"
    r"(?:demand|insist|urg|ask|request|propos|recommend|requir|call|order|suggest)\w* (?:that|for))\s"
    r"(?:[\w'’-]+\s){1,5}$",
    re.I,
)
_MEANT = re.compile(
    r"\b(?:plan(?:s|ned)?|intend(?:s|ed)?|want(?:s|ed)?|hop(?:es?|ed)|wish(?:es)?|aim(?:s|ed)|expect(?:s|ed)?|"
    r"vow(?:s|ed)|pledge[sd]?|threaten(?:s|ed)|promise[sd]?|"
    r"(?:is|are|was|were) (?:due|set|about|expected|scheduled|likely|supposed)) to "
    r"(?:[\w'’-]+ ){0,7}$|\bconsider(?:s|ing)? (?:[\w'’-]+ ){0,3}$",
    re.I,
)
_SINCE_FIRST = re.compile(r"\bsince (?:it|he|she|they|the \w+) (?:first|last)\b[^,;.]*$")
_EITHER = ("attack", "attacks", "hit", "hits")
_NOUNLY = re.compile(
    r"\b(?:the|an?|this|that|these|those|of|in|after|during|by|each|another|such|on|no|any|some|further|new|other|against|for|"
    r"\w+'s?)\s(?:[\w-]+\s)?$"
)
_THIRD = re.compile(r"[a-z]+s", re.I)
_DETERMINER = re.compile(
    r"\b(?:the|an?|this|that|these|those|its|their|his|her|our|of|in|on|at|from|to|into|against|for|by|with|no|all|some|"
    r"several|many|two|three|four|five|\w+['’]s?|rebel)\s$",
    re.I,
)
_AGREED = re.compile(r"\b(?:agreed|decided|undertook|obliged) (?:on|to|that)\b|\binformed\b")
_MAY_FOLLOW = re.compile(
    r"\s(?:[\w'’-]+,?\s){0,14}?(?:may|might|will|would|could|can|should|must|(?:is|are|was|were)\sto)\s(?:not\s)?(?:be|take|"
    r"begin|start|continue|happen|follow|come|go on|resume|proceed|cost)\b|"
    r"\s(?:[\w'’-]+\s){0,6}?(?:is|are|was|were)\s(?:being\s)?(?:planned|scheduled|expected|proposed|envisaged|foreseen|due)\b"
)
_STRONG_WISH = re.compile(
    r"\b(?:will|would|may|might|should|must|shall|if|unless|otherwise|need|in order|stop|prevent|avoid|refrain)\b", re.I
)
_EDGE = re.compile(r"[;:—]|,\s|\b(?:while|but|after|before|when|because|although|where|which|who|and then|until|as)\b")
_TOLD_THAT = re.compile(r"\b(?:said|told|claimed|reported|stated|insisted|assured|informed)\b[^,;]{0,40}?\bthat\s")
_OBJECTS: tuple[tuple[str, str], ...] = (
    ("observation-post", r"observation (?:post|point)s?"),
    ("checkpoint", r"checkpoints?"),
    ("heavy-weapons", r"heavy weap\w+|heavy arms"),
    ("rocket-launcher", r"rocket launchers?|MLRS"),
    ("tank", r"tanks?"),
    ("artillery", r"artillery"),
    ("mortar", r"mortars"),
    ("air-defence", r"air defen[cs]e"),
    ("drone", r"drones?|UAVs?"),
    ("aircraft", r"helicopters?|warplanes?|jets?|aircraft|Su-\d+|L-39|Mi-17"),
    ("ammunition", r"ammunition"),
    ("weapons", r"weapons?|arms|military equipment"),
    ("post", r"posts?\b"),
    ("road", r"M4|M5|highway"),
    ("prisoner", r"prisoners?|detainees"),
    ("refugee", r"refugees|displaced (?:people|persons)"),
    ("aid", r"humanitarian aid|aid convoy"),
)
_OBJECT = re.compile("|".join(f"(?P<o{i}>\\b(?:{words}))" for i, (_, words) in enumerate(_OBJECTS)))
_OBJECTED = listed(
    """withdrawal departure deployment presence supply establishment shootdown encirclement release transit-opened
    transit-blocked attack shelling dissolution"""
)
_MODIFIED = re.compile(
    r"\s(?:route|helicopter|aircraft|point|zone|positions?|format|capabilit|line|"
    r"(?:laws?|bills?|shows?|plans?|polic(?:y|ies)|drills?|training|insurance|fears?|sirens?|alarms?|shelters?)\b)"
)
_METRES = re.compile(
    r"\b(?P<n>\d{1,4}(?:\.\d+)?)[ -]?(?P<unit>km|kilomet(?:re|er)s?|met(?:re|"
    r"er)s?)\b(?P<after>[ -](?:deep|long|from|into|along|south|north))?"
)


@dataclass(frozen=True, slots=True)
class Deed:
    """An event kind at `[start, end)` of the repaired text. `wished`: spoken of as future, possible, asked for or
    feared, so that it says nothing about what was (polarity none)."""

    event: str
    start: int
    end: int
    polarity: Polarity
    wished: bool
    actors: tuple[Mention, ...]
    targets: tuple[Mention, ...]
    object: str
    attributes: tuple[tuple[str, float | str], ...] = ()
    sure: float = 1.0
    """How likely it is one at all, where it is a model that says so."""


@dataclass(frozen=True, slots=True)
class _Told:
    """Words that tell of a deed. `noun`: a noun does; `plain`: verbs whose bare form counts after a plural."""

    event: str
    noun: bool
    start: int
    end: int
    plain: frozenset[str] = frozenset()
    sure: float = 1.0


def deeds(
    text: str, start: int, end: int, names: Sequence[Mention], triggers: Sequence[Trigger] = ()
) -> Iterator[Deed]:
    """The occurrences of a clause `text[start:end)`, in order; of nested ones ("attack" in "drone attack") the
    outer. `triggers` are those in it that a model sees: they are heard where deeds.toml has no words for any."""
    done = start
    for told in _told(text, start, end, triggers):
        if told.start < done:
            continue
        done = told.end
        event, verb, words = told.event, not told.noun, text[told.start : told.end]
        lo = _edge_before(text, start, told.start)
        if verb and words.casefold() in _EITHER and _NOUNLY.search(text[lo : told.start]):
            verb = False
        hi = _edge_after(text, told.end, end)
        before = text[lo : told.start]
        if (not verb and _is_modifier(text, told.end)) or _SINCE_FIRST.search(text, start, told.start):
            continue
        stopped = _STOPPED.search(before) if event not in CONTACTS else None
        goes_on = stopped is not None and stopped["not"] is not None and stopped["ended"] is not None
        at = told.start
        if stopped is not None and goes_on:
            # "has not stopped shelling": the two together say nothing but that it goes on
            at, before = lo + stopped.start(), before[: stopped.start()]
        # the words of the deed may hold a "not", but "denied" among them is the deed itself
        # "no information about an attack" neither denies nor affirms it
        unknown = _UNKNOWN.search(before) is not None
        denied = _denied(before) or (
            _NOT.search(words) is not None and not (event in _SHUTS_OUT and _OWN_NOT.match(words))
        )
        wished = (
            unknown
            or (stopped is not None and not goes_on)
            or _wished(text, start, at, before)
            or (
                words.partition(" ")[0].casefold() in told.plain
                and _NOT_YET.search(text, max(start, at - 80), at) is not None
            )
            or _MEANT.search(text, max(lo, at - 80), at) is not None
            or (
                not verb
                and event != "withdrawal"
                and (_MAY_FOLLOW.match(text, told.end, end) or _THEN_STOPPED.match(text, told.end, end)) is not None
            )
        )
        place = Place(start, lo, told.start, told.end, hi, end)
        actors, targets = participants(text, place, names, event, verb)
        attributes = tuple(_measured(text, lo, hi, event))
        thing = _object(text, told.start, hi, lo) if event in _OBJECTED else ""
        polarity = Polarity.NONE if wished else Polarity.DENIES if denied else Polarity.AFFIRMS
        if event == "departure" and denied:
            event = "withdrawal"
        yield Deed(event, told.start, told.end, polarity, wished, actors, targets, thing, attributes, told.sure)


def _told(text: str, start: int, end: int, triggers: Sequence[Trigger]) -> list[_Told]:
    """Where words of deeds.toml stand in `text[start:end)`, by place; at one place the first of the table first. Where
    none do, the triggers."""
    table = index()
    said = [(m[0].lower(), m.start()) for m in _WORD.finditer(text, start, end)]
    known = {word for word, _at in said}
    out: list[tuple[int, int, Words, re.Match[str]]] = []
    for word, at in said:
        for row in table.get(word, ()):
            if row.needs is not None and row.needs.isdisjoint(known):
                continue
            match = row.regex.match(text, at, end)
            if match is not None and row.verb is not None:
                match = _verb(text, row, row.verb, match.end(), end)
            if match is not None and not _is_plural(text, row, match):
                out.append((match.start(), row.number, row, match))
    if out or triggers:
        other, hard = elsewhere()
        if other.search(text, start, end) and not hard.search(text, start, end):
            return []
    out.sort(key=lambda found: found[:2])
    only = all(row.thing for _at, _number, row, _match in out)
    return [
        _Told(row.event, row.noun, *match.span(), row.plain)
        for _at, _number, row, match in out
        if only or not row.thing
    ] or [_seen(text, t) for t in triggers if start <= t.start and t.end <= end]


def _seen(text: str, trigger: Trigger) -> _Told:
    noun = _NOUNLY.search(text, max(0, trigger.start - 40), trigger.start) is not None
    return _Told(
        trigger.event,
        noun or text.startswith(" of ", trigger.end),
        trigger.start,
        trigger.end,
        sure=round(trigger.sure, 2),
    )


def _is_plural(text: str, row: Words, match: re.Match[str]) -> bool:
    """Whether "positions" or "posts" is a noun here and no verb: "on the positions", "posts of the army"."""
    return (
        not row.noun
        and _THIRD.fullmatch(match[0]) is not None
        and (
            text.startswith(" of ", match.end())
            or _DETERMINER.search(text, max(0, match.start() - 24), match.start()) is not None
        )
    )


def _verb(text: str, row: Words, verb: re.Pattern[str], at: int, end: int) -> re.Match[str] | None:
    """The verb of a subject that ends at `at`, without the auxiliaries before it."""
    helped = _HELPING.match(text, at, end)
    match = verb.match(text, helped.end() if helped else at, end) or verb.match(text, at, end)
    if match is None or row.voice == "either" or match[0].endswith("ing"):
        return match
    passive = _IS.search(text, at, match.start()) is not None
    return match if passive == (row.voice == "passive") else None


def _is_modifier(text: str, end: int) -> bool:
    """ "patrol route", "attack helicopter", "peace talks" as places or things."""
    return _MODIFIED.match(text, end, end + 16) is not None


def _edge_before(text: str, start: int, at: int) -> int:
    lo = start
    for match in _EDGE.finditer(text, max(start, at - 240), at):
        if (
            match[0] in (", ",)
            and re.match(r"(?:and|or)?\s?[A-Z]", text[match.end() : match.end() + 5])
            and not re.search(r"[a-z]{2,}ed\b", text[match.end() : at])
        ):
            continue
        lo = match.end()
    told = list(_TOLD_THAT.finditer(text, lo, at))
    return told[-1].end() if told else lo


def _edge_after(text: str, at: int, end: int) -> int:
    match = re.compile(
        r"[;:—]|,\s(?!and\s[A-Z]|[A-Z])|\b(?:while|but|after|before|when|because|although|which|who|until)\b"
    ).search(text, at, min(end, at + 260))
    return match.start() if match else min(end, at + 260)


def _denied(before: str) -> bool:
    near = before[-60:]
    found = list(_NO.finditer(near))
    return bool(found) and _NOT_NO.search(near) is None


def _wished(text: str, start: int, at: int, before: str) -> bool:
    near = before[-48:]
    if _AGREED.search(text, start, at):
        return True
    found = list(_WISHED.finditer(near))
    if found:
        last = found[-1]
        word = last[0].casefold()
        gap = near[last.end() :]
        if word in ("to", "any", "end", "can", "aim", "plan", "plans", "purpose"):
            # "to attack" but not "according to X, the army attacked", "led to shelling", "forces to withdraw …
            # attacked"
            return len(gap.split()) <= (1 if word == "to" else 2) and not re.search(
                r"\b(?:led|according|due|response|prior|close|next|addition|subjected|came)\s$", near[: last.start()]
            )
        return len(gap.split()) <= 6
    whole = text[max(start, at - 90) : at]
    strong = _STRONG_WISH.search(whole.rsplit(". ", 1)[-1])
    return strong is not None and "," not in whole[strong.end() :]


def _object(text: str, at: int, hi: int, lo: int) -> str:
    found = _OBJECT.search(text, at, hi) or _OBJECT.search(text, lo, at)
    return _OBJECTS[int((found.lastgroup or "o0")[1:])][0] if found else ""


def _measured(text: str, lo: int, hi: int, event: str) -> Iterator[tuple[str, float | str]]:
    if event not in ("patrol", "withdrawal", "departure", "deployment", "entry", "establishment"):
        return
    for match in _METRES.finditer(text, lo, hi):
        metres = float(match["n"]) * (1000.0 if match["unit"].startswith("k") else 1.0)
        before = text[max(lo, match.start() - 24) : match.start()]
        deep = "dep" in before or "deep" in (match["after"] or "") or "into" in (match["after"] or "")
        yield ("depth_m" if deep else "length_m"), metres
        return
