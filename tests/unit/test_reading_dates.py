"""Dates of a text against its publication, by the calendar as oracle; numbers and counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.model import Interval, beginning, instant, zone
from servanda.reading.dates import Calendar, Use
from servanda.reading.numbers import counts, number

ZONE = "Europe/Istanbul"


def only(text: str, published: str = "2020-02-23") -> tuple[str, str, Use]:
    tz = zone(ZONE)
    calendar = Calendar(Interval(beginning(published, tz), instant(published, tz)), ZONE)
    found = [d for d in calendar.dates(text, 0, len(text)) if d.extent is not None]
    assert found, text
    extent = found[-1].extent
    assert extent is not None
    assert extent.from_earliest is not None
    assert extent.to_latest is not None
    first, last = (datetime.fromtimestamp(x, ZoneInfo(ZONE)) for x in (extent.from_earliest, extent.to_latest - 1))
    return first.date().isoformat(), last.date().isoformat(), found[-1].use


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on October 22", "2019-10-22", "2019-10-22"),
        ("on 9 October 2019", "2019-10-09", "2019-10-09"),
        ("on February 21", "2020-02-21", "2020-02-21"),
        ("on February 8 and 10", "2020-02-08", "2020-02-10"),
        ("on 17-18 February", "2020-02-17", "2020-02-18"),
        ("on Friday", "2020-02-21", "2020-02-21"),
        ("on Sunday", "2020-02-23", "2020-02-23"),
        ("last Sunday", "2020-02-16", "2020-02-16"),
        ("next Monday", "2020-02-24", "2020-02-24"),
        ("talks will begin on Wednesday", "2020-02-26", "2020-02-26"),
        ("yesterday", "2020-02-22", "2020-02-22"),
        ("in January", "2020-01-01", "2020-01-31"),
        ("in December", "2019-12-01", "2019-12-31"),
        ("last week", "2020-02-10", "2020-02-16"),
        ("three days ago", "2020-02-20", "2020-02-20"),
        ("on 2020-02-05", "2020-02-05", "2020-02-05"),
        ("On February 5 he came and left on the same day", "2020-02-05", "2020-02-05"),
        ("On February 5 he came and left the next day", "2020-02-06", "2020-02-06"),
        ("from February 27 to March 5, 2020", "2020-02-27", "2020-03-05"),
        ("from 28 December to 3 January", "2019-12-28", "2020-01-03"),
        ("in the first quarter of 2019", "2019-01-01", "2019-03-31"),
        ("in Q4 2019", "2019-10-01", "2019-12-31"),
        ("in the last quarter", "2019-10-01", "2019-12-31"),
        ("in early January", "2020-01-01", "2020-01-10"),
        ("in mid-January", "2020-01-11", "2020-01-20"),
        ("in late January", "2020-01-21", "2020-01-31"),
        ("On February 5 he came; two days later he left", "2020-02-07", "2020-02-07"),
        ("On February 5 he came; a week earlier he had left", "2020-01-29", "2020-01-29"),
        ("over the weekend", "2020-02-22", "2020-02-23"),
        ("last weekend", "2020-02-15", "2020-02-16"),
        ("over the past day", "2020-02-22", "2020-02-23"),
        ("in recent days", "2020-01-23", "2020-02-23"),
        ("the deadline of March 15", "2020-03-15", "2020-03-15"),
        ("scheduled for 1 March", "2020-03-01", "2020-03-01"),
    ],
)
def test_dates(text: str, first: str, last: str) -> None:
    assert only(text)[:2] == (first, last)


@pytest.mark.parametrize(
    ("text", "published", "last"),
    [
        ("by the end of February", "2020-02-23", "2020-02-29"),
        ("by the end of February", "2019-02-23", "2019-02-28"),
        ("by the end of the month", "2020-02-12", "2020-02-29"),
        ("until March 6", "2020-02-23", "2020-03-06"),
        ("by January 10", "2019-12-20", "2020-01-10"),
        ("by Friday", "2020-02-23", "2020-02-28"),
    ],
)
def test_deadlines_look_forward(text: str, published: str, last: str) -> None:
    assert only(text, published)[1:] == (last, Use.DEADLINE)


def test_within_is_a_term() -> None:
    found = next(Calendar(None, ZONE).dates("within 150 hours", 0, 16))
    assert (found.use, found.within_s) == (Use.WITHIN, 540_000)


def test_an_hour_makes_it_sharp() -> None:
    tz = zone(ZONE)
    calendar = Calendar(Interval(beginning("2020-02-28", tz), instant("2020-02-28", tz)), ZONE)
    for text in ("on Thursday at 17:00", "at 17:00 on Thursday", "on February 27, at 5 p.m."):
        found = next(d for d in calendar.dates(text, 0, len(text)))
        assert found.extent is not None
        assert found.extent.from_earliest == beginning("2020-02-27T17:00", tz), text


def test_without_publication_nothing_is_guessed() -> None:
    text = "on Monday, on October 22, last week, today"
    assert [d for d in Calendar(None, ZONE).dates(text, 0, len(text)) if d.extent is not None] == []
    assert [d.text for d in Calendar(None, ZONE).dates("on 5 May 2020", 0, 13)] == ["5 May 2020"]


def test_may_is_a_verb_too() -> None:
    text = "They may meet. It may march on."
    calendar = Calendar(Interval(0, 86_400), ZONE)
    assert list(calendar.dates(text, 0, len(text))) == []


@given(st.dates(min_value=datetime(2000, 1, 1).date(), max_value=datetime(2030, 12, 31).date()), st.integers(0, 360))
def test_a_day_without_year_is_the_last_one(published, back) -> None:  # type: ignore[no-untyped-def]
    day = published - timedelta(days=back)
    if (day.month, day.day) == (2, 29):
        return
    text = f"on {day.strftime('%B')} {day.day} "
    assert only(text, published.isoformat())[0] == day.isoformat()


@given(st.integers(1, 99))
def test_numbers_in_words(n: int) -> None:
    ones = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen"
    )
    tens = "twenty thirty forty fifty sixty seventy eighty ninety"
    word = ones.split()[n] if n < 20 else tens.split()[n // 10 - 2] + (f"-{ones.split()[n % 10]}" if n % 10 else "")
    assert number(word) == n
    assert number(f"{n},000") == n * 1000


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("At least 33 Turkish soldiers were killed", [("killed", 33.0, None)]),
        ("killing 30 to 35 soldiers", [("killed", 30.0, 35.0)]),
        ("Five soldiers were killed and nine wounded", [("injured", 9.0, 9.0), ("killed", 5.0, 5.0)]),
        ("six soldiers and four rebels were killed", [("killed", 4.0, 4.0), ("killed", 6.0, 6.0)]),
        ("up to 20 civilians died", [("killed", None, 20.0)]),
        ("the death toll rose to 34", [("killed", 34.0, 34.0)]),
        ("it counted 15 violations", [("violations", 15.0, 15.0)]),
        ("six cases of shelling", [("shellings", 6.0, 6.0)]),
        ("on 5 February 2020 at 17:00 the M4 was cut", []),
    ],
)
def test_counts(text: str, wanted: list[tuple[str, float | None, float | None]]) -> None:
    assert sorted((c.number.of, c.number.lo, c.number.hi) for c in counts(text, 0, len(text))) == wanted
