"""What recurs, and what is to be answered, by calendar months: against a walk through the calendar, hour after hour
(semantics.md, N3, V16, V17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from verdict_bench import D, F, H, N, T, accord, claim, obligation, value, verdict

from servanda.accord.law import Calendar, Deed, Moment, Obligation, Pattern
from servanda.model import Claim, Interval, Period, Verdict
from servanda.verdict.instance import Frame, windows

ZONES = ["UTC", "Europe/Moscow", "Asia/Damascus", "America/Bogota", "Asia/Kathmandu"]
BY_MONTH = Calendar(Period(1), "UTC")


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


START = utc("2020-01-31")


def frame(start: int, every: Calendar, as_of: int, since: int | None = None) -> Frame:
    period = Interval(since, None)
    return Frame(start, start, None, None, None, None, period, as_of, every_s=30 * D, every=every)


def walked(start: int, months: int, zone: str, as_of: int) -> list[int]:
    """The instants at which a window begins: hour after hour, a month more at every first of one; the day of the same
    number or, in a month that has none, the last; the hour of the start."""
    tz = ZoneInfo(zone)
    first = datetime.fromtimestamp(start, tz)
    found, passed, at, before = [start], 0, start, first
    while at <= as_of:
        at += H
        now = datetime.fromtimestamp(at, tz)
        passed += (now.year, now.month) != (before.year, before.month)
        before = now
        last = (now + timedelta(days=1)).month != now.month
        meant = now.day == first.day or (last and now.day < first.day)
        if meant and passed and passed % months == 0 and now.time() == first.time() and at <= as_of:
            found.append(at)
    return found


@settings(max_examples=60, deadline=None)
@given(
    st.datetimes(datetime(1995, 1, 1), datetime(2030, 1, 1)),
    st.integers(1, 14),
    st.sampled_from(ZONES),
    st.integers(0, 900),
    st.none() | st.integers(-40, 900),
)
def test_windows_by_calendar_months(first: datetime, months: int, zone: str, days: int, opens: int | None) -> None:
    """At noon no land's clocks are changed."""
    start = int(first.replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=ZoneInfo(zone)).timestamp())
    as_of = start + days * D
    since = None if opens is None else start + opens * D
    closed, running = windows(frame(start, Calendar(Period(months), zone), as_of, since))
    edges = walked(start, months, zone, as_of)
    pairs = [Interval(a, b) for a, b in pairwise(edges)]
    assert closed == [p for p in pairs if since is None or (p.end or 0) > since]
    assert running == Interval(edges[-1], as_of)


def test_windows_from_the_last_of_a_month() -> None:
    """Each is counted from the start; a leap year has its day."""
    closed, running = windows(frame(utc("2020-01-31"), BY_MONTH, utc("2020-06-01")))
    ends = ["2020-02-29", "2020-03-31", "2020-04-30", "2020-05-31"]
    assert [w.end for w in closed] == [utc(e) for e in ends]
    assert running.start == utc("2020-05-31")


def test_a_window_that_ends_as_the_period_begins_is_not_asked_of() -> None:
    """V16: one that ends within the period belongs to it."""
    first, second = utc("2020-02-29"), utc("2020-03-31")
    for since, begins in ((first - 1, START), (first, first), (first + 1, first), (second, second)):
        closed, _running = windows(frame(START, BY_MONTH, utc("2020-06-01"), since))
        assert closed[0].start == begins


def test_windows_keep_the_time_of_day_where_clocks_change() -> None:
    """The hour that comes twice is the one that was named; the one that is skipped does not lose a window."""
    for fold in (0, 1):
        start = int(datetime(2019, 10, 27, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=fold).timestamp())
        assert windows(frame(start, Calendar(Period(12), "Europe/Berlin"), start))[1].start == start
    start = int(datetime(2019, 2, 28, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")).timestamp())
    monthly = Calendar(Period(1), "Europe/Berlin")
    closed, _running = windows(frame(start, monthly, start + 200 * D))
    assert [((w.end or 0) - (w.start or 0)) // H for w in closed][:2] == [28 * 24, 31 * 24 - 1]


def test_windows_end_with_the_calendar() -> None:
    start = utc("9990-01-01")
    closed, running = windows(frame(start, Calendar(Period(60), "UTC"), utc("9999-12-31")))
    assert (len(closed), running.start) == (1, utc("9995-01-01"))


# -- verdicts ---------------------------------------------------------------------------------------------------------

MONTHLY = obligation(Pattern.RECUR, "patrol", "RUS", norm={"every_s": 30 * D, "every": BY_MONTH})
ANSWER = obligation(
    Pattern.RESPOND,
    "patrol",
    "RUS",
    norm={"trigger": Deed("shelling", MONTHLY.norm.deed.subjects if MONTHLY.norm.deed else ()), "within_s": 30 * D},
)


def told(it: Obligation, claims: list[Claim], as_of: str) -> Verdict:
    from verdict_bench import T0

    law = replace(accord(it), signed=START, in_force=Moment(START, START))
    return verdict(it, claims, among=law, as_of=utc(as_of) - T0)


def seen(local: str, event: str, day: str) -> Claim:
    at = utc(day) + 12 * H
    one = claim(local, event=event, by="RUS", when=(0, 1))
    times = {f"when_{side}_{end}": at + (side == "to") for side in ("from", "to") for end in ("earliest", "latest")}
    return replace(one, said=at, said_to=at + 1, **times)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "as_of", "expected"),
    [
        (["2020-02-10"], "2020-02-29", T),
        (["2020-03-02"], "2020-03-02", N),  # the first window ended on 29 February; of thirty days it would not have
        (["2020-02-10", "2020-03-30"], "2020-03-31", T),
        (["2020-02-10", "2020-03-30"], "2020-04-30", N),
        (["2020-02-10", "2020-03-30", "2020-04-29"], "2020-04-30", T),
    ],
)
def test_what_recurs_by_calendar_months(days: list[str], as_of: str, expected: str) -> None:
    """V16."""
    assert value(told(MONTHLY, [seen(f"p{n}", "patrol", day) for n, day in enumerate(days)], as_of)) == expected


def test_what_is_answered_by_calendar_months() -> None:
    """V17: an answer is due with the last day of the month that runs from the trigger's day."""
    monthly = replace(ANSWER, norm=replace(ANSWER.norm, within=BY_MONTH))
    shot = seen("s", "shelling", "2020-01-31")
    last, beyond = seen("p", "patrol", "2020-02-29"), seen("p", "patrol", "2020-03-01")
    assert value(told(monthly, [shot, last], "2020-03-05")) == T
    assert value(told(monthly, [shot, beyond], "2020-03-05")) == N
    assert value(told(ANSWER, [shot, beyond], "2020-03-05")) == T
    assert told(monthly, [shot], "2020-02-29").label == "pending"
    assert told(monthly, [shot], "2020-03-02").label == "unknown"
    assert value(told(ANSWER, [shot, last], "2020-03-05")) == T != F
