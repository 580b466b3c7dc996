"""Dates of a text as extents, read against its publication.

A date without a year is the latest one not after publication; a deadline the one nearest to it. Weekdays look back, or
forward after "next" or in a deadline. Bare dates are days of `zone`. Without a publication date nothing is guessed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum

from servanda.model import DAY, Extent, Interval, TimeError, zone
from servanda.reading.numbers import number

_MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_WEEKDAYS = {d: n for n, d in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])}
_M = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_D = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_UNIT = r"(?:hours?|days?|weeks?|months?)"
_NUM = (
    r"(?:\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|twenty-four|thirty|"
    r"forty-eight|seventy-two)"
)
_PATTERN = re.compile(
    rf"\b(?P<x1>{_M}) (?P<xd1>{_D})(?:,? (?P<xy1>(?:19|20)\d\d))?\s?(?:-|–|—|to|until|through|and)\s?"
    rf"(?P<x2>{_M}) (?P<xd2>{_D})(?:,? (?P<xy2>(?:19|20)\d\d)\b)?"
    rf"|\b(?P<xd3>{_D}) (?P<x3>{_M})(?: (?P<xy3>(?:19|20)\d\d))?\s?(?:-|–|—|to|until|through|and)\s?"
    rf"(?P<xd4>{_D}) (?P<x4>{_M})(?: (?P<xy4>(?:19|20)\d\d)\b)?"
    rf"|\b(?:the )?(?P<quarter>first|second|third|fourth|last) quarter"
    rf"(?: of (?P<qy>(?:19|20)\d\d|the year|this year))?\b"
    rf"|\bQ(?P<q>[1-4]) (?P<qy2>(?:19|20)\d\d)\b"
    rf"|\b(?P<third>[Ee]arly|[Mm]id|[Ll]ate)[ -](?P<m5>{_M})(?:,?\s(?P<y5>(?:19|20)\d\d)\b)?"
    rf"|\b(?P<apart>{_NUM}) (?P<apartunit>hours|days?|weeks?|months?) (?P<side>earlier|later|before|after)\b(?! that\b)"
    rf"|\b(?:at|over|during) the (?P<weekend>weekend)\b|\b(?P<lastweekend>last weekend)\b"
    rf"|\b(?:in|over|during) the (?:last|past) (?P<pastone>day|24 hours|week|month|year)\b"
    rf"|\b(?P<recent>(?:in|over) recent (?:days|weeks|months)|recently)\b"
    rf"|(?P<iso>\b(?:19|20)\d\d-\d\d-\d\d\b)"
    rf"|(?P<dot>\b\d{{1,2}}\.\d{{1,2}}\.(?:19|20)\d\d\b)"
    rf"|\b(?P<d1>{_D})(?:\s?(?:-|–|—|to|and)\s?(?P<d1b>{_D}))?\s(?:of\s)?(?P<m1>{_M})(?:,?\s(?P<y1>(?:19|20)\d\d)\b)?"
    rf"|\b(?P<m2>{_M})\s(?P<d2>{_D})(?!\d)(?:\s?(?:-|–|—|to|and)\s?(?P<d2b>{_D})\b(?!\s?(?:km|per|"
    rf"%)))?(?:,?\s(?P<y2>(?:19|20)\d\d)\b)?"
    rf"|\b(?P<part>end|middle|beginning|start)\sof\s(?P<m4>{_M})(?:,?\s(?P<y4>(?:19|20)\d\d)\b)?"
    rf"|\b(?P<partof>end|beginning)\sof\sthe\s(?P<unitof>month|week|year)\b"
    rf"|\b(?P<m3>{_M})(?:,?\s(?P<y3>(?:19|20)\d\d)\b)?"
    rf"|\b(?:(?P<rel>last|next|this|coming)\s)?(?P<wd>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
    rf"|\b(?P<day>today|yesterday|tomorrow|tonight|overnight|the day before yesterday)\b"
    rf"|\b(?P<same>(?:on )?(?:the same|that) (?:day|evening|night|morning|afternoon)|hours later|later that day)\b"
    rf"|\b(?P<prev>the (?:previous day|day before|day earlier)|a day earlier)\b"
    rf"|\b(?P<nextday>the (?:next|following) day|a day later)\b"
    rf"|\b(?P<week>(?:earlier )?(?:this|last|next) (?:week|month|year))\b"
    rf"|\bwithin (?:the next )?(?P<n>{_NUM})[ -](?P<unit>{_UNIT})\b"
    rf"|\b(?P<ago>{_NUM}) (?P<agounit>{_UNIT}) ago\b"
    rf"|\b(?:in|over|during) the (?:last|past) (?P<past>{_NUM})[ -](?P<pastunit>{_UNIT})\b"
    rf"|\b(?P<now>at the moment|at present|right now|currently|now)\b"
    rf"|\b(?P<year>in (?:19|20)\d\d)\b"
)
_CLOCK = re.compile(
    r"\s?,?\s?(?:at|around|about|from|by)\s(?:about\s|around\s)?(?:(?P<h>\d{1,2})[:.](?P<mi>\d\d)|"
    r"(?P<h12>\d{1,2})(?:[:.](?P<mi12>\d\d))?\s?(?P<pm>[ap])\.?m\.?|(?P<noon>noon|midnight))"
    r"(?:\s(?P<tz>GMT|UTC|Moscow(?: time)?|local(?: time)?|Turkish time|Ankara time|Damascus time))?"
)
_DEADLINE = re.compile(
    (
        r"\b(?:by|before|until|till|no later than|not later than|prior to|within|up to)\s+(?:the\s+|"
        r"this\s+|midnight on\s+)*$"
    ),
    re.I,
)
# "had recovered all bodies by Monday night": the term is past
_DONE_BY = re.compile(
    r"\b(?:had|has|have)\s(?:\w+\s)?(?:been\s)?\w+(?:ed|en|wn|ft|nt|de|id|ne)\b[^,;.]{0,60}\bby\s(?:the\s)?$"
)
_SINCE = re.compile(r"\b(?:since|from|after|starting|beginning|as of)\s+(?:the\s+)?$", re.I)
_FUTURE = re.compile(r"\b(?:will|shall|would|(?:is|are|was|were) to|to (?:begin|start)|due|scheduled|planned)\b[^,;]*$")
_AHEAD = re.compile(
    r"\b(?:deadline (?:of|is|was)|due (?:on|by)?|scheduled for|planned for|set for|expires? on|until|starting|"
    r"slated for|will \w+ (?:\w+ )?on|to be held on|expected on)\s+(?:the\s+)?$"
)
_BEFORE = re.compile(r"\bbefore\s+(?:the\s+)?$|\bprior to\s+$", re.I)
_ABOUT = re.compile(r"\b(?:about|around|circa|approximately)\s+$", re.I)
_DIGIT = re.compile(r"\d")
_DATED = (
    *(
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
        "day",
        "week",
        "month",
        "year",
    ),
    *(
        "hour",
        "quarter",
        "recent",
        "moment",
        "present",
        "now",
        "tomorrow",
        "tonight",
        "overnight",
        "current",
        "evening",
    ),
    *("night", "morning", "afternoon"),
)


def _has_date(text: str) -> bool:
    """Whether anything in the text could be a date: the whole pattern takes fifty times as long."""
    return _DIGIT.search(text) is not None or any(word in text for word in _DATED)


_MODAL = re.compile(r"\b(?:may|might|May)\b")


class Use(StrEnum):
    """What a date is doing in its sentence."""

    AT = "at"
    DEADLINE = "deadline"
    SINCE = "since"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class DateMention:
    """`[start, end)` of the repaired text names `extent`. For a deadline `extent.to_latest` is its end; `within_s` is
    set
    for "within 150 hours"; `clock` when an hour was given; `weak` for "now" and the like."""

    start: int
    end: int
    text: str
    extent: Extent | None
    use: Use = Use.AT
    within_s: int | None = None
    weak: bool = False


class Calendar:
    """Reads the dates of one text: `published` is its interval (seconds UTC), `zone_name` IANA."""

    def __init__(self, published: Interval | None, zone_name: str) -> None:
        try:
            self.zone: tzinfo = zone(zone_name)
        except TimeError:
            self.zone = UTC
        self.published = published
        self.today: date | None = None
        if published and published.start is not None:
            try:
                self.today = datetime.fromtimestamp(published.start, self.zone).date()
            except (OverflowError, ValueError, OSError):
                self.today = None
        self._last: date | None = None

    def dates(self, text: str, start: int, end: int) -> Iterator[DateMention]:
        """Every date in `text[start:end)`, in order. "The same day" looks back at the dates read before."""
        if not _has_date(text[start:end]):
            return
        for match in _PATTERN.finditer(text, start, end):
            before = text[max(start, match.start() - 72) : match.start()]
            p = match.groupdict()
            if p["m3"] and (
                _is_modal(match[0])
                or (
                    not p["y3"]
                    and match[0].startswith("Ma")
                    and not re.search(
                        r"\b(?:in|of|by|since|until|last|this|next|early|late|mid|within|through)[\s-]+$", before
                    )
                )
            ):
                continue
            if p["m3"] and not match[0][0].isupper():
                continue
            by = _DEADLINE.search(before)
            use = (
                Use.DEADLINE
                if by and not _DONE_BY.search(before)
                else Use.AT
                if by
                else Use.SINCE
                if _SINCE.search(before)
                else Use.AT
            )
            if p["unit"]:
                seconds_ = _seconds(p["n"], p["unit"])
                yield DateMention(match.start(), match.end(), match[0], None, Use.WITHIN, seconds_)
                continue
            try:
                found = self._extent(p, use, before)
            except (ValueError, OverflowError):
                continue
            stop = match.end()
            if found is not None and (clock := _CLOCK.match(text, stop, end)) and found.to_latest is not None:
                sharper = self._at(found, clock)
                if sharper is not None:
                    found, stop = sharper, clock.end()
            elif found is not None and (clock := _clock_before(text, start, match.start())):
                found = self._at(found, clock) or found
            if found is not None and _ABOUT.search(before):
                span = DAY
                found = Extent(
                    *(None if v is None else v + s for v, s in zip(found, (-span, span, -span, span), strict=True))
                )
            if found is not None and use is Use.DEADLINE and _BEFORE.search(before):
                found = Extent(found.from_earliest, found.from_latest, found.from_latest, found.from_latest)
            yield DateMention(match.start(), stop, text[match.start() : stop], found, use, weak=bool(p["now"]))

    def day(self, moment: int) -> Interval:
        """The day of the calendar's zone that holds `moment`."""
        here = datetime.fromtimestamp(moment, self.zone).date()
        return Interval(self._begin(here), self._begin(here + timedelta(days=1)))

    def _extent(self, p: dict[str, str | None], use: Use, before: str) -> Extent | None:
        if p["x1"] or p["x3"]:
            return self._across(p, use)
        if p["quarter"] or p["q"]:
            return self._quarter(p)
        if p["iso"]:
            return self._days(date.fromisoformat(p["iso"]))
        if p["dot"]:
            d, m, y = (int(x) for x in p["dot"].split("."))
            return self._days(date(y, m, d))
        if p["d1"] or p["d2"]:
            first = _ordinal(p["d1"] or p["d2"])
            last = _ordinal(p["d1b"] or p["d2b"]) or first
            month = _month(p["m1"] or p["m2"])
            year = p["y1"] or p["y2"]
            assert first is not None
            assert last is not None
            ahead = use is not Use.DEADLINE and _AHEAD.search(before) is not None
            day = self._year(month, first, int(year) if year else None, Use.DEADLINE if ahead else use)
            if day is None:
                return None
            return self._days(day, date(day.year, month, last) if last >= first else day)
        if p["m4"] or p["m3"] or p["m5"]:
            return self._month(p, use)
        if p["partof"]:
            return self._part_of(p["partof"], p["unitof"] or "")
        if self.today is None:
            return None
        if p["wd"]:
            rel = "next" if p["rel"] is None and _FUTURE.search(before) else p["rel"]
            return self._weekday(p["wd"], rel, use)
        if p["day"]:
            steps = {"yesterday": -1, "tomorrow": 1, "overnight": 0, "the day before yesterday": -2}
            step = steps.get(p["day"], 0)
            day = self.today + timedelta(days=step)
            return self._days(day - timedelta(days=1), day) if p["day"] == "overnight" else self._days(day)
        if p["same"] or p["prev"] or p["nextday"]:
            if self._last is None:
                return None
            return self._days(self._last + timedelta(days=-1 if p["prev"] else 1 if p["nextday"] else 0))
        return self._relative(p)

    def _across(self, p: dict[str, str | None], use: Use) -> Extent | None:
        """ "February 27 to March 5": the year of the last day holds for both, but over a turn of the year."""
        first, last = (_ordinal(p["xd1"] or p["xd3"]), _ordinal(p["xd2"] or p["xd4"]))
        months = (_month(p["x1"] or p["x3"]), _month(p["x2"] or p["x4"]))
        years = (p["xy1"] or p["xy3"], p["xy2"] or p["xy4"])
        assert first is not None
        assert last is not None
        end = self._year(months[1], last, int(years[1]) if years[1] else None, use)
        if end is None:
            return None
        year = int(years[0]) if years[0] else end.year - (months[0] > months[1])
        begin = date(year, months[0], first)
        return self._days(begin, end) if begin <= end else None

    def _quarter(self, p: dict[str, str | None]) -> Extent | None:
        said = p["qy"] or p["qy2"] or ""
        if not said.isdigit() and self.today is None:
            return None
        year = int(said) if said.isdigit() else self.today.year if self.today else 0
        named = {"first": 1, "second": 2, "third": 3}
        number = int(p["q"]) if p["q"] else named.get(p["quarter"] or "", 4)
        if p["quarter"] == "last" and not said and self.today is not None:
            # "in the last quarter": the one before that of the publication
            year, number = divmod(self.today.year * 4 + (self.today.month - 1) // 3 - 1, 4)
            number += 1
        month = number * 3
        return self._days(date(year, month - 2, 1), date(year, month, monthrange(year, month)[1]))

    def _apart(self, p: dict[str, str | None]) -> Extent | None:
        """ "two days later": from the day that the text named last, else from the publication."""
        assert self.today is not None
        seconds_ = _seconds(p["apart"], p["apartunit"] or "days")
        if seconds_ < DAY:
            return self._days(self._last) if self._last is not None else None
        forward = p["side"] in ("later", "after")
        here = self._last if self._last is not None else None if forward else self.today
        return self._days(here + timedelta(seconds=seconds_ if forward else -seconds_)) if here is not None else None

    def _relative(self, p: dict[str, str | None]) -> Extent | None:
        assert self.today is not None
        if p["apart"]:
            return self._apart(p)
        if p["weekend"] or p["lastweekend"]:
            # the Saturday and Sunday that were last, at least begun
            back = (self.today.weekday() - 5) % 7
            saturday = self.today - timedelta(days=back if p["weekend"] or back > 1 else back + 7)
            return self._days(saturday, saturday + timedelta(days=1))
        if p["pastone"]:
            days = {"day": 1, "24 hours": 1, "week": 7, "month": 30, "year": 365}[p["pastone"]]
            return self._days(self.today - timedelta(days=days), self.today)
        if p["recent"]:
            days = 92 if "months" in p["recent"] else 31
            since, until = self._begin(self.today - timedelta(days=days)), self._begin(self.today + timedelta(days=1))
            return Extent(since, until, since, until)
        if p["week"]:
            which, unit = p["week"].removeprefix("earlier ").split()
            step = {"last": -1, "next": 1}.get(which, 0)
            return self._unit(unit, step, until_today=p["week"].startswith("earlier"))
        if p["ago"]:
            return self._days(self.today - timedelta(seconds=_seconds(p["ago"], p["agounit"] or "days")))
        if p["past"]:
            begin = self.today - timedelta(seconds=_seconds(p["past"], p["pastunit"] or "days"))
            return self._days(begin, self.today)
        if p["now"]:
            return self._days(self.today)
        if p["year"]:
            y = int(p["year"][-4:])
            return self._days(date(y, 1, 1), date(y, 12, 31))
        return None

    def _unit(self, unit: str, step: int, until_today: bool = False) -> Extent:
        assert self.today is not None
        if unit == "week":
            monday = self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=step)
            return self._days(monday, self.today if until_today else monday + timedelta(days=6))
        if unit == "month":
            index = self.today.year * 12 + self.today.month - 1 + step
            y, m = divmod(index, 12)
            return self._days(date(y, m + 1, 1), self.today if until_today else date(y, m + 1, monthrange(y, m + 1)[1]))
        y = self.today.year + step
        return self._days(date(y, 1, 1), self.today if until_today else date(y, 12, 31))

    def _part_of(self, part: str, unit: str) -> Extent | None:
        if self.today is None:
            return None
        whole = self._unit(unit, 0)
        return whole if part == "end" else Extent(*whole)

    def _month(self, p: dict[str, str | None], use: Use) -> Extent | None:
        month = _month(p["m4"] or p["m3"] or p["m5"])
        year = p["y4"] or p["y3"] or p["y5"]
        first = self._year(month, 1, int(year) if year else None, use)
        if first is None:
            return None
        length = monthrange(first.year, month)[1]
        third = (p["third"] or "").casefold()
        if p["part"] in ("beginning", "start") or third == "early":
            return self._days(first, date(first.year, month, 10))
        if p["part"] == "middle" or third == "mid":
            return self._days(date(first.year, month, 11), date(first.year, month, 20))
        if p["part"] == "end" or third == "late":
            return self._days(
                date(first.year, month, 21 if use is not Use.DEADLINE else length), date(first.year, month, length)
            )
        return self._days(first, date(first.year, month, length))

    def _year(self, month: int, day: int, year: int | None, use: Use) -> date | None:
        if year is not None:
            return date(year, month, day)
        if self.today is None:
            return None
        near = []
        for y in (self.today.year - 1, self.today.year, self.today.year + 1, self.today.year - 2, self.today.year - 4):
            if 1 <= day <= monthrange(y, month)[1]:
                near.append(date(y, month, day))
        if use is Use.DEADLINE:
            return min(near, key=lambda d: abs((d - self.today).days), default=None)  # type: ignore[operator]
        past = [d for d in near if d <= self.today + timedelta(days=1)]
        return max(past, default=None)

    def _weekday(self, name: str, rel: str | None, use: Use) -> Extent:
        assert self.today is not None
        back = (self.today.weekday() - _WEEKDAYS[name.casefold()]) % 7
        if rel in ("next", "coming") or (use is Use.DEADLINE and rel != "last"):
            return self._days(self.today + timedelta(days=(7 - back) if back else 7))
        if rel == "last" and back == 0:
            back = 7
        return self._days(self.today - timedelta(days=back))

    def _days(self, first: date, last: date | None = None) -> Extent:
        self._last = first
        return Extent.exact(self._begin(first), self._begin((last or first) + timedelta(days=1)))

    def _begin(self, day: date) -> int:
        return int(datetime(day.year, day.month, day.day, tzinfo=self.zone).timestamp())

    def _at(self, found: Extent, clock: re.Match[str]) -> Extent | None:
        """The hour of a day. A clock time without a zone is the calendar's; "about" is an hour either way."""
        if found.from_earliest is None:
            return None
        p = clock.groupdict()
        if p["noon"]:
            hour, minute = (12, 0) if p["noon"] == "noon" else (0, 0)
        else:
            hour, minute = int(p["h"] or p["h12"]), int(p["mi"] or p["mi12"] or 0)
            if p["pm"]:
                hour = hour % 12 + (12 if p["pm"] == "p" else 0)
        if hour > 24 or minute > 59:
            return None
        tz = {"GMT": UTC, "UTC": UTC, "Moscow": _MSK, "Turkish time": _MSK, "Ankara time": _MSK}.get(
            (p["tz"] or "").removesuffix(" time") if (p["tz"] or "").startswith("Moscow") else p["tz"] or "", self.zone
        )
        day = datetime.fromtimestamp(found.from_earliest, self.zone).date()
        start = int(
            (datetime(day.year, day.month, day.day, tzinfo=tz) + timedelta(hours=hour, minutes=minute)).timestamp()
        )
        about = re.search(r"around|about", clock[0]) is not None
        slack = 3600 if about else 0
        return Extent(start - slack, start + slack, start + 60 - slack, start + 60 + slack)


_MSK = timezone(timedelta(hours=3))
"""Moscow since 26 Oct 2014, and Türkiye since Sept 2016, keep UTC+3 all year."""
_CLOCK_BEFORE = re.compile(_CLOCK.pattern.removeprefix(r"\s?,?\s?") + r"\s(?:on\s)?$")


def _clock_before(text: str, start: int, at: int) -> re.Match[str] | None:
    return _CLOCK_BEFORE.search(text, max(start, at - 40), at)


def _is_modal(word: str) -> bool:
    return _MODAL.fullmatch(word) is not None and word != "May"


def _ordinal(text: str | None) -> int | None:
    return int(re.sub(r"\D", "", text)) if text else None


def _month(name: str | None) -> int:
    return _MONTHS[(name or "").rstrip(".").casefold()]


def _seconds(count: str | None, unit: str) -> int:
    n = number(count or "") or 1
    return int(n * {"hour": 3600, "day": DAY, "week": 7 * DAY, "month": 30 * DAY}[unit.rstrip("s")])
