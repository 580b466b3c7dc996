"""Demands, conditional threats and promises as objects: what is asked of whom by when, and what follows otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from servanda.reading.dates import DateMention, Use
from servanda.reading.mentions import Mention
from servanda.reading.offsets import Span

_HOSTILE = (
    r"respon\w+|retaliat\w+|military|strike|hit|target|drive|push|force|launch|operation|action|act\b|"
    r"measures|pay|destroy|consequences|war|attack|impose|sanctions?|martial law|blockade|expel|"
    r"open (?:the |its |our |their )?(?:borders?|gates|doors)|cut off|suspend|"
    r"by force|the job (?:itself|themselves|ourselves)|(?:keep|stay|remain) silent|(?:sit|stand) (?:idly )?by|tolerate|"
    r"do what(?:ever)? is necessary|take matters|own hands|not wait|resume|forcibly"
)
_THREAT = re.compile(
    (
        r"\b(?:his|her|its|their|our) (?:\w+ )?(?:forces|troops|army|fighters|soldiers) (?:will|would)\b|"
        rf"\b(?:will|would|may|might|could)\b(?!\s(?:be\s)?(?:able|happy))[^.;]*?\b(?:{_HOSTILE})|"
        r"\b(?:will have to|would be forced to|shall|is ready to|are ready to|be compelled to)\b"
        rf"[^.;]*?\b(?:{_HOSTILE})"
    ),
    re.I,
)
_OTHERWISE = re.compile(
    (
        r"(?:and\s|that\s|but\s)?(?:otherwise|or else|if (?:this|that|it) (?:does not|is not)[^,]*|if not|"
        r"failing (?:that|which)|should (?:this|that|it|they) (?:not|fail)[^,]*),?\s"
    ),
    re.I,
)
_IF_FIRST = re.compile(
    r"(?<!even )(?<!as )(?<!only )\b(?P<if>if|unless|should)\s"
    r"(?P<condition>[^;.]{8,220}?),\s(?:then\s)?(?P<then>[^;.]{5,260})",
    re.I,
)
_IF_LAST = re.compile(
    r"(?P<then>[^;.]{5,220}?)(?<!even)(?<!as)(?<!only),?\s(?P<if>if|unless)\s(?P<condition>[^;.]{8,220})", re.I
)
_CONDITIONAL = re.compile(
    r"\b(?:[Ii]f|[Uu]nless|[Ss]hould|[Oo]therwise|or (?:else|it|they|face|risk|suffer|pay|bear|be|will))\b"
)
_OR_ELSE = re.compile(
    r"(?P<condition>[^.]{8,260}?)[,;]?\s(?:—\s|–\s)?(?:and\s|but\s)?(?:otherwise|or else),?\s(?P<then>[^.]{5,260})",
    re.I,
)
_PROMISED = re.compile(r"(?:that\s)?(?:(?:it|they|he|she|we|I)\s(?:will|would|shall)\s|to\s)", re.I)
_OR_FACE = re.compile(
    r"(?P<condition>[^.]{8,260}?),?\sor\s(?P<then>(?:(?:it|they|he|she|[A-Z]\w+)\s(?:will|would)\s|will\s|would\s)?(?:face|risk|suffer|"
    r"pay|bear|be (?:attacked|struck|hit|expelled|driven|pushed|forced|targeted|destroyed))\b[^.]{3,200})"
)
_UNTIL_WHEN = re.compile(
    r"[\s,]+(?:by|before|until|till|no later than|not later than|prior to|within|up to|on)\s+"
    r"(?:the\s+|this\s+|midnight on\s+|end of\s+|next\s+)*$"
)
_LEAD = re.compile(r"(?:that|to|with)\s")
_PRESSED = re.compile(
    r"\b(?:asked|urged|called on|called upon|told|appealed to|"
    r"requested)\s(?P<through>[^,;.]{2,60}?)\sto\s(?:put pressure on|pressure|press|persuade|make|get|"
    r"influence|convince|ensure that|oblige|force)\s(?P<whom>[^,;.]{2,80}?)\s(?:to|"
    r"into)\s(?P<demand>[^;.]+)"
)
_ASKED = re.compile(r"(?:(?P<whom>[^,;.]{2,80}?)\s)?to\s(?P<demand>[^;.]+)")
_DO = (
    r"(?:immediately\s|fully\s|at once\s)?(?:withdraw|stop|cease|end|halt|return|leave|pull back|pull "
    r"out|respect|comply|fulfil|"
    r"implement|open|lift|retreat|keep|honour|observe|refrain)\b[^;.]*"
)
_THAT_DO = re.compile(
    rf"(?:that\s)?(?P<whom>[^,;.]{{2,70}}?)\s(?:must\s|should\s|has to\s|have to\s)?(?P<demand>{_DO})"
)
_MUST = re.compile(rf"(?P<whom>[^,;.“]{{2,60}}?)\s(?:must|has to|have to|should)\s(?P<demand>{_DO})")
_OTHERS = re.compile(
    r"(?:the|all|both|their|these|those)\s(?:[\w-]+\s){0,4}?(?:forces|troops|formations?|fighters|rebels|militants|units|army|"
    r"groups?|sides?|parties|militias?|soldiers|separatists|insurgents|police|guards)",
    re.I,
)
"""A party that no register knows: "the Kurdish formations must leave"."""
_MUST_BE = re.compile(
    r"(?:that\s)?[^,;.“]{4,90}?\smust\s(?:be (?:met|kept|observed|respected|implemented|fulfilled|honou?red|withdrawn|"
    r"opened|released|stopped|halted|disarmed|removed|restored)|stop|end|cease)\b[^;.]*"
)
_ORS = (_OR_ELSE, _OR_FACE)
_GIVEN = re.compile(
    r"(?P<whom>[^,;.]{2,75}?)\s(?:until|till|a deadline of|(?:\w+\s){0,2}(?:hours|days|weeks?|months?))\s[^,;.]{0,60}?"
    r"\bto\s(?P<demand>[^;.]+)"
)
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e)\s(?:call (?:on|upon|for)|urge|demand(?: that)?|ask)\s")


@dataclass(frozen=True, slots=True)
class Undertaking:
    """Spans of the repaired text. `deadline` in seconds UTC (its end, exclusive); `within_s` a term counted from what
    is said; `addressee` mentions whom the demand is for, through whom it may have been put."""

    demand: Span | None
    addressee: tuple[Mention, ...]
    deadline: int | None
    consequence: Span | None
    within_s: int | None = None


def demand(
    text: str, content: Span, names: Sequence[Mention], dates: Sequence[DateMention], *, cued: bool
) -> Undertaking | None:
    """What is demanded in `content`; `cued` says that the verb of speech itself demands ("called on", "demanded").
    Otherwise the content has to: "I call on …", "Damascus must withdraw …"."""
    a, b = content
    pressed = _PRESSED.search(text, a, b)
    if pressed is not None:
        return _demanded(text, pressed, names, dates)
    own = _FIRST_PERSON.search(text, a, b)
    if own is not None:
        a, cued = own.end(), True
    if not cued:
        ordered = _MUST.search(text, a, b)
        if ordered is None:
            owed = _MUST_BE.match(text, a, b)
            return Undertaking(owed.span(), (), *_owed_term(dates, *owed.span())) if owed else None
        made = _demanded(text, ordered, names, dates)
        return made if made.addressee or _OTHERS.fullmatch(ordered["whom"].strip()) else None
    given = _GIVEN.match(text, a, b)
    if given is not None:
        made = _demanded(text, given, names, dates)
        deadline, within = term(dates, *given.span())
        return replace(made, deadline=deadline, within_s=within if within is not None else _hours(text, *given.span()))
    for pattern in (_THAT_DO, _ASKED):
        match = pattern.match(text, a, b)
        if match is not None:
            return _demanded(text, match, names, dates)
    deadline, within = term(dates, a, b)
    return Undertaking((a, b), (), deadline, None, within)


_SPAN = re.compile(
    r"\b(?P<n>\d{1,3}|a|one|two|three|four|five|six|seven|ten|forty-eight)\s(?P<unit>hour|day|week)s?\b", re.I
)
_COUNTED = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
    "forty-eight": 48,
}
_UNIT_S = {"hour": 3_600, "day": 86_400, "week": 604_800}


def _hours(text: str, a: int, b: int) -> int | None:
    """ "gave X 48 hours to …": a term without "within"."""
    match = _SPAN.search(text, a, b)
    if match is None:
        return None
    n = int(match["n"]) if match["n"].isdigit() else _COUNTED[match["n"].casefold()]
    return n * _UNIT_S[match["unit"].casefold()]


def _owed_term(dates: Sequence[DateMention], a: int, b: int) -> tuple[int | None, None, int | None]:
    deadline, within = term(dates, a, b)
    return deadline, None, within


def _demanded(text: str, match: re.Match[str], names: Sequence[Mention], dates: Sequence[DateMention]) -> Undertaking:
    lo, hi = match.span("whom") if match["whom"] else (match.start("demand"), match.start("demand"))
    whom = [m for m in names if m.start < hi and lo < m.end and m.kind != "adjective" and m.ids]
    if len(whom) > 1 and not re.search(r"\band\b", text[lo:hi]):
        whom = whom[-1:]
    if not whom:
        kinds = ("body", "state", "person")
        whom = [m for m in names if lo <= m.start < match.end("demand") and m.ids and m.kind in kinds][:1]
    deadline, within = term(dates, *match.span("demand"))
    return Undertaking(_withoutterm(text, match.span("demand"), dates), tuple(whom), deadline, None, within)


def promised(text: str, content: Span, dates: Sequence[DateMention]) -> Span:
    """What is promised, without its term and without "to" and "that it will" before it."""
    lo, hi = _withoutterm(text, content, dates)
    lead = _PROMISED.match(text, lo, hi)
    return (lead.end(), hi) if lead is not None and hi - lead.end() >= 4 else (lo, hi)


def threat(
    text: str,
    content: Span,
    names: Sequence[Mention],
    dates: Sequence[DateMention],
    *,
    cued: bool = False,
    asked_of: bool = False,
) -> Undertaking | None:
    """A threat whose condition stands in the same content: "… unless X", "if …, …", "X, otherwise …". `cued`: the verb
    of speech itself threatens ("threatened", "warned"), so that the consequence need not sound hostile; `asked_of`: it
    demands, so that "to do this or face that" is a threat whoever was asked. The demand is
    the condition as it stands, without its term."""
    a, b = content
    if _CONDITIONAL.search(text, a, b) is None:
        return None
    for pattern in (_OR_ELSE, _OR_FACE, _IF_FIRST, _IF_LAST):
        for match in pattern.finditer(text, a, b):
            if not cued and pattern is not _OR_FACE and _THREAT.search(text, *match.span("then")) is None:
                continue
            lo, hi = match.span("condition")
            asked = demand(text, (lo, hi), names, dates, cued=pattern is _OR_FACE) if pattern in _ORS else None
            if pattern is _OR_FACE and (asked is None or not (asked.addressee or cued or asked_of)):
                continue
            if asked is not None and asked.demand is not None:
                lo, hi = asked.demand
            whom = asked.addressee if asked is not None else _first_named(names, lo, hi)
            deadline, within = (asked.deadline, asked.within_s) if asked is not None else term(dates, lo, hi)
            then = _trim(text, *match.span("then"))
            lead = _LEAD.match(text, *then)
            return Undertaking(
                _withoutterm(text, (lo, hi), dates), whom, deadline, (lead.end() if lead else then[0], then[1]), within
            )
    return None


def _first_named(names: Sequence[Mention], lo: int, hi: int) -> tuple[Mention, ...]:
    return tuple(m for m in names if lo <= m.start < hi and m.kind != "adjective" and m.ids)[:1]


def _withoutterm(text: str, condition: Span, dates: Sequence[DateMention]) -> Span:
    """ "the shelling stopped by Tuesday": the term says when, and is kept as the deadline."""
    lo, hi = _trim(text, *condition)
    for d in dates:
        if d.use in (Use.DEADLINE, Use.WITHIN, Use.AT) and lo < d.start and hi - 1 <= d.end:
            before = _UNTIL_WHEN.search(text, lo, d.start)
            at = before.start() if before is not None else d.start if d.use in (Use.DEADLINE, Use.WITHIN) else lo
            if at - lo >= 5:
                return _trim(text, lo, at)
    return lo, hi


def otherwise(text: str, content: Span) -> Span | None:
    """The consequence of a content that says "otherwise …": its condition stands before it."""
    a, b = content
    while a < b and not text[a].isalnum():
        a += 1
    match = _OTHERWISE.match(text, a, b)
    if match is None or _THREAT.search(text, match.end(), b) is None:
        return None
    return _trim(text, match.end(), b)


def _trim(text: str, a: int, b: int) -> Span:
    while a < b and text[a] in " ,“":
        a += 1
    while b > a and text[b - 1] in " ,.”":
        b -= 1
    return a, b


def term(dates: Sequence[DateMention], a: int, b: int) -> tuple[int | None, int | None]:
    """When what is said in `[a, b)` has to be done: the end in seconds UTC, or seconds from when it is said."""
    inside = [d for d in dates if a <= d.start and d.end <= b]
    for d in inside:
        if d.use is Use.DEADLINE and d.extent is not None:
            return d.extent.to_latest, None
    within = next((d.within_s for d in inside if d.within_s), None)
    if within is None:
        at = next((d for d in inside if d.extent is not None and d.use is Use.AT and not d.weak), None)
        if at is not None and at.extent is not None:
            return at.extent.to_latest, None
    return None, within
