"""Instants, intervals and extents: integer seconds UTC, half-open, `None` for an open end.

By hand (docs/reference/time.md): `2020-02-05`, `2020-02`, `2020`, `2020-02-27T17:00+02:00`, `A/B` (B's last unit
included), `A/..`, `../B`, `~2020-02-20` (about: one unit either way). Durations are ISO 8601 (`PT150H`, `P7D`).
A bare date means the day in the zone given by the caller.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = 86_400
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST = int(datetime(1, 1, 1, tzinfo=UTC).timestamp())
LATEST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())


class TimeError(ValueError):
    """A time that cannot be read; `str()` says what was expected. Callers turn it into a finding."""


class Interval(NamedTuple):
    """Half-open `[start, end)` in seconds UTC; `None` is an open end."""

    start: int | None = None
    end: int | None = None

    @property
    def empty(self) -> bool:
        return self.start is not None and self.end is not None and self.start >= self.end

    def meets(self, other: Interval) -> bool:
        """Whether the two share an instant."""
        return not intersection(self, other).empty and not self.empty and not other.empty

    def within(self, other: Interval) -> bool:
        """Whether every instant of this one is in `other`."""
        if self.empty:
            return True
        after = other.start is None or (self.start is not None and self.start >= other.start)
        before = other.end is None or (self.end is not None and self.end <= other.end)
        return after and before


def intersection(a: Interval, b: Interval) -> Interval:
    """The instants in both; may be empty."""
    start, end = a
    if start is None or (b.start is not None and b.start > start):
        start = b.start
    if end is None or (b.end is not None and b.end < end):
        end = b.end
    return Interval(start, end)


class Extent(NamedTuple):
    """An interval whose ends are themselves uncertain.

    Inner (certain) = `[from_latest, to_earliest)`; outer (possible) = `[from_earliest, to_latest)`.
    """

    from_earliest: int | None = None
    from_latest: int | None = None
    to_earliest: int | None = None
    to_latest: int | None = None

    @property
    def inner(self) -> Interval:
        return Interval(self.from_latest, self.to_earliest)

    @property
    def outer(self) -> Interval:
        return Interval(self.from_earliest, self.to_latest)

    @classmethod
    def exact(cls, start: int | None, end: int | None) -> Extent:
        return cls(start, start, end, end)


class _Unit(NamedTuple):
    start: datetime
    end: datetime
    step: timedelta


_STAMP = re.compile(
    r"(?P<y>\d{4})(?:-(?P<m>\d{2})(?:-(?P<d>\d{2})"
    r"(?:[T ](?P<H>\d{2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:\.\d+)?)?\s*(?P<z>Z|[+-]\d{2}:?\d{2})?)?)?)?$"
)
_DURATION = re.compile(
    r"P(?=\d|T\d)(?:(?P<Y>\d+)Y)?(?:(?P<Mo>\d+)M)?(?:(?P<W>\d+)W)?(?:(?P<D>\d+)D)?"
    r"(?:T(?:(?P<H>\d+)H)?(?:(?P<Mi>\d+)M)?(?:(?P<S>\d+)S)?)?$"
)


@lru_cache(maxsize=64)
def zone(name: str) -> tzinfo:
    """The time zone called `name` (IANA). Raises TimeError when there is none."""
    if name.upper() in ("UTC", "Z"):
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise TimeError(f"an IANA time zone such as Europe/Moscow, got {name!r}") from error


def _offset(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:4])
    if hours > 14 or minutes > 59:
        raise TimeError(f"an offset from UTC such as +03:00, got {text!r}")
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def _unit(text: str, tz: tzinfo | None) -> _Unit:
    match = _STAMP.match(text.strip())
    if not match:
        raise TimeError(f"a date such as 2020-02-05 or 2020-02-27T17:00+02:00, got {text!r}")
    p = match.groupdict()
    if p["H"] is not None and p["z"] is None and tz is None:
        raise TimeError(f"a clock time with its zone (2020-02-27T17:00+02:00), got {text!r}")
    where = _offset(p["z"]) if p["z"] else (tz or UTC)
    year, month, day = int(p["y"]), int(p["m"] or 1), int(p["d"] or 1)
    try:
        if p["H"] is not None:
            at_24 = p["H"] == "24" and p["M"] == "00" and p["S"] in (None, "00")
            hour = 0 if at_24 else int(p["H"])
            start = datetime(year, month, day, hour, int(p["M"]), int(p["S"] or 0), tzinfo=where)
            if at_24:
                start += timedelta(days=1)
            step = timedelta(seconds=1) if p["S"] else timedelta(minutes=1)
            return _Unit(start, start, step)
        start = datetime(year, month, day, tzinfo=where)
        if p["d"]:
            return _Unit(start, start + timedelta(days=1), timedelta(days=1))
        if p["m"]:
            days = monthrange(year, month)[1]
            return _Unit(start, start + timedelta(days=days), timedelta(days=days))
        end = datetime(year + 1, 1, 1, tzinfo=where)
        return _Unit(start, end, timedelta(days=365))
    except (ValueError, OverflowError) as error:
        raise TimeError(f"a date of the calendar, got {text!r}") from error


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def extent(text: str, tz: tzinfo | None = None) -> Extent:
    """Read a time written by hand. Bare dates lie in `tz` (UTC when None); clock times need a zone: their own or `tz`.

    An instant (a clock time) is the minute or second that it names.
    """
    text = text.strip()
    if "/" in text:
        left, _, right = text.partition("/")
        if "/" in right:
            raise TimeError(f"at most one '/', got {text!r}")
        a = Extent() if left.strip() in ("", "..") else extent(left, tz)
        b = Extent() if right.strip() in ("", "..") else extent(right, tz)
        if a.from_earliest is not None and b.to_latest is not None and a.from_earliest >= b.to_latest:
            raise TimeError(f"a start before its end, got {text!r}")
        return Extent(a.from_earliest, a.from_latest, b.to_earliest, b.to_latest)
    about = text.startswith("~")
    unit = _unit(text[1:] if about else text, tz)
    start, end = seconds(unit.start), seconds(unit.end)
    if end == start:
        end = start + max(1, int(unit.step.total_seconds()))
    if not about:
        return Extent.exact(start, end)
    slack = DAY if unit.end == unit.start else int(unit.step.total_seconds())
    return Extent(start - slack, start + slack, end - slack, end + slack)


def instant(text: str, tz: tzinfo | None = None) -> int:
    """A point in time: a clock time as it stands, a bare date or month at its *end* (the last unit is included)."""
    unit = _unit(text, tz)
    return seconds(unit.end)


def beginning(text: str, tz: tzinfo | None = None) -> int:
    """A point in time, a bare date or month at its *start*."""
    return seconds(_unit(text, tz).start)


def is_bare_date(text: str) -> bool:
    """Whether `text` names a day, month or year and no hour."""
    return "T" not in text and ":" not in text


class Period(NamedTuple):
    """An ISO 8601 duration as it is written: calendar months (twelve a year), whole days (seven a week), seconds."""

    months: int = 0
    days: int = 0
    seconds: int = 0

    def last_day(self, day: date) -> date:
        """The day on which a period of months and days ends that runs from `day`: the one of the same number so many
        months later, the last of that month where it has none, and so many days on (Reg. 1182/71, art. 3(2)(c)).
        Raises OverflowError beyond the calendar."""
        months = day.year * 12 + day.month - 1 + self.months
        year, month = divmod(months, 12)
        if year > 9999:
            raise OverflowError("beyond the calendar")
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) + timedelta(days=self.days)

    def ends(self, at: int, tz: tzinfo) -> int:
        """The end of its last day in `tz` where it runs from the day of `at` (seconds UTC); of months and days. Raises
        OverflowError beyond the calendar."""
        day = self.last_day((EPOCH + timedelta(seconds=at)).astimezone(tz).date()) + timedelta(days=1)
        return seconds(datetime(day.year, day.month, day.day, tzinfo=tz))

    def edge(self, number: int, at: int, tz: tzinfo) -> int:
        """Where the window of this number begins, of those that follow one another from `at` (seconds UTC) at the same
        time of day in `tz`; of months and days. Each is counted from `at` itself: monthly from 31 January they begin
        on 28 February and 31 March. Raises OverflowError beyond the calendar."""
        first = (EPOCH + timedelta(seconds=at)).astimezone(tz)
        day = Period(self.months * number, self.days * number).last_day(first.date())
        return seconds(first.replace(year=day.year, month=day.month, day=day.day))


def period(text: str) -> Period:
    """Read an ISO 8601 duration. Raises TimeError."""
    match = _DURATION.match(text.strip().upper())
    if not match:
        raise TimeError(f"a duration such as P7D or PT150H, got {text!r}")
    p = {k: int(v or 0) for k, v in match.groupdict().items()}
    return Period(p["Y"] * 12 + p["Mo"], p["W"] * 7 + p["D"], p["H"] * 3600 + p["Mi"] * 60 + p["S"])


def duration(text: str) -> int:
    """Seconds of an ISO 8601 duration as a length: a month counts 30 days, twelve of them 365. Where it runs from a
    known day, `Period.last_day` has the calendar's."""
    read = period(text)
    years, months = divmod(read.months, 12)
    return (years * 365 + months * 30 + read.days) * DAY + read.seconds


def rfc3339(moment: int | None) -> str | None:
    """`2020-02-05T00:00:00Z`; None stays None."""
    if moment is None:
        return None
    moment = min(max(moment, EARLIEST), LATEST)
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=moment)).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
