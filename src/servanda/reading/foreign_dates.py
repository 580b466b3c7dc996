"""Dates in Russian, Turkish and Arabic: "21 февраля 2020 года", "geçen cuma", "٢١ شباط"; against the publication."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from servanda.model import Interval, TimeError, zone
from servanda.reading.offsets import Span

LANGUAGES = ("ru", "tr", "ar")


class DateFound(NamedTuple):
    """`[start, end)` of the text names the days of `interval` (seconds UTC, half-open)."""

    start: int
    end: int
    interval: Interval


def foreign_dates(text: str, language: str, published: Interval, timezone: str) -> Iterator[DateFound]:
    """Every date with a day or month that can be told, in order. Without a publication only those with a year."""
    words = _words(language)
    try:
        tz = zone(timezone)
    except TimeError:
        tz = zone("UTC")
    today: date | None = None
    if published.start is not None:
        try:
            today = datetime.fromtimestamp(published.start, tz).date()
        except (OverflowError, ValueError, OSError):
            today = None
    for match in words.pattern.finditer(text):
        try:
            days = _days(match, words, today)
        except (ValueError, OverflowError):
            continue
        if days is not None:
            first, last = days
            try:
                begin, end = (datetime(d.year, d.month, d.day, tzinfo=tz) for d in (first, last + timedelta(days=1)))
            except OverflowError:
                continue
            interval = Interval(int(begin.astimezone(UTC).timestamp()), int(end.astimezone(UTC).timestamp()))
            yield DateFound(*_span(match), interval)


_HIJRI = re.compile(
    r"\b(?:\d{1,2}\s)?(?:Muharrem|Safer|Rebiülevvel|Rebiülahir|Cemaziyelevvel|Cemaziyelahir|Recep|Şaban|Ramazan|Şevval|"
    r"Zilkade|Zilhicce|Muharram|Safar|Rabi(?: al-| ul-)(?:awwal|thani)|Jumada(?: al-)(?:ula|awwal|thani|akhira)|Rajab|"
    r"Sha'?ban|Ramadan|Shawwal|Dhu al-(?:Qa'?da|Hijja)|мухаррама|сафара|раджаба|шаабана|рамадана|шавваля|"
    r"محرم|صفر|ربيع الأول|ربيع الآخر|ربيع الثاني|جمادى الأولى|جمادى الآخرة|رجب|شعبان|رمضان|شوال|"
    r"ذو القعدة|ذي القعدة|ذو الحجة|ذي الحجة),?\s1[34]\d\d\b(?:\s?(?:هـ|AH|H))?"
)


def islamic_dates(text: str) -> Iterator[Span]:
    """Dates with a month and year of the Islamic calendar. They are told and not converted: a month begins when its
    moon is seen, a day sooner or later from land to land."""
    return (match.span() for match in _HIJRI.finditer(text))


def _span(match: re.Match[str]) -> Span:
    start, end = match.span()
    while end > start and match.string[end - 1].isspace():
        end -= 1
    return start, end


def _days(match: re.Match[str], words: _Words, today: date | None) -> tuple[date, date] | None:
    p = match.groupdict()
    if p["iso"]:
        day = date.fromisoformat(p["iso"])
        return day, day
    if p["dots"]:
        d, m, y = (int(x) for x in re.split(r"\D", p["dots"]))
        return date(y, m, d), date(y, m, d)
    month = next((n for n in range(1, 13) if p[f"m{n}"]), 0)
    if month:
        year = int(p["year"]) if p["year"] else None
        if p["day"]:
            one = _near(month, int(p["day"]), year, today)
            begun = int(p["first"] or p["day"])
            return (one.replace(day=begun), one) if one and 1 <= begun <= one.day else None
        first = _near(month, 1, year, today)
        if first is None:
            return None
        after = date(first.year + month // 12, month % 12 + 1, 1)
        return first, after - timedelta(days=1)
    if today is None:
        return None
    weekday = next((n for n in range(7) if p[f"w{n}"]), None)
    if weekday is not None:
        back = (today.weekday() - weekday) % 7
        if p["next"] or p["after_next"]:
            day = today + timedelta(days=7 - back)
        else:
            day = today - timedelta(days=back or (7 if p["last"] or p["after_last"] else 0))
        return day, day
    day = today + timedelta(days=words.days[match[0].casefold()])
    return day, day


def _near(month: int, day: int, year: int | None, today: date | None) -> date | None:
    """The day in its year; without one the latest such day up to the morrow of the publication."""
    if year is not None:
        return date(year, month, day)
    if today is None:
        return None
    for y in range(today.year + 1, today.year - 9, -1):
        try:
            found = date(y, month, day)
        except ValueError:
            continue
        if found <= today + timedelta(days=1):
            return found
    return None


class _Words(NamedTuple):
    pattern: re.Pattern[str]
    days: Mapping[str, int]


@cache
def _words(language: str) -> _Words:
    table: dict[str, Any] = tomllib.loads((files("servanda.reading") / "foreign_dates.toml").read_text("utf-8"))
    row = table[language]
    months = "|".join(f"(?P<m{n}>{words})" for n, words in enumerate(row["months"], 1))
    other = "|".join(f"(?:{words})" for words in row["months"])
    weekdays = "|".join(f"(?P<w{n}>{words})" for n, words in enumerate(row["weekdays"]))
    days = "|".join(sorted(map(re.escape, row["days"]), key=len, reverse=True))
    around = rf"(?:\s(?:(?P<after_last>{row['last']})|(?P<after_next>{row['next']}))\b)?"
    pattern = (
        r"\b(?:(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
        r"|(?P<dots>\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d)"
        rf"|(?:(?:(?P<first>\d{{1,2}})\s?(?:{row['to']})\s?)?(?P<day>\d{{1,2}})\s)?(?:{months})\b(?:\s?/\s?(?:{other})\b)?(?:[\s/]*(?:{row['year']}\s)?(?P<year>(?:19|20)\d\d)\b(?:\s{row['year']})?)?"
        rf"|(?:(?:(?P<last>{row['last']})|(?P<next>{row['next']}))\s)?(?:{weekdays})\b{around}"
        rf"|(?:{days})\b)"
    )
    return _Words(re.compile(pattern, re.IGNORECASE), row["days"])
