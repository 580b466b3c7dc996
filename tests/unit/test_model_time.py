"""The notation of times (docs/reference/time.md): days, months, years, clock times, `~`, `A/B`, durations."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from servanda.model import (
    DAY,
    Extent,
    Interval,
    TimeError,
    beginning,
    duration,
    extent,
    instant,
    intersection,
    is_bare_date,
    rfc3339,
    zone,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "time.md"
MOSCOW, ISTANBUL, DAMASCUS = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Istanbul"), ZoneInfo("Asia/Damascus")


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def rows(heading: str) -> list[list[str]]:
    """The rows of the first table after a heading or sentence of the page."""
    after = PAGE.read_text("utf-8").split(heading, 1)[1]
    found: list[list[str]] = []
    for line in after.splitlines():
        if line.startswith("|"):
            found.append([cell.strip() for cell in line.strip("|").split("|")])
        elif found:
            break
    return found[2:]


@pytest.mark.parametrize("row", rows("A test reads every row."), ids=lambda row: row[0])
def test_the_page_of_times(row: list[str]) -> None:
    written, *ends = row
    want = [None if e == "open" else seconds(e) for e in ends]
    assert list(extent(written.strip("`"), MOSCOW)) == want


@pytest.mark.parametrize("row", rows("These are findings:"), ids=lambda row: row[0])
def test_the_page_of_wrong_times(row: list[str]) -> None:
    with pytest.raises(TimeError):
        extent(row[0].strip("`"))


@pytest.mark.parametrize("row", rows("## Durations"), ids=lambda row: row[0])
def test_the_page_of_durations(row: list[str]) -> None:
    assert duration(row[0].strip("`")) == int(row[1])


# -- days, months, years --------------------------------------------------------------------------------------------

DAYS = st.dates(date(1900, 1, 2), date(2999, 12, 30))


@given(DAYS)
def test_a_day_is_the_day_of_the_calendar(day: date) -> None:
    found = extent(day.isoformat())
    start = (day - date(1970, 1, 1)).days * DAY
    assert found == Extent.exact(start, start + DAY)


@given(DAYS, st.sampled_from((MOSCOW, ISTANBUL, DAMASCUS, ZoneInfo("America/New_York"))))
def test_days_follow_one_another_without_gap(day: date, tz: ZoneInfo) -> None:
    """Also where clocks are put forward or back: the day has 23 or 25 hours, and the next begins where it ends."""
    one, next_ = extent(day.isoformat(), tz), extent((day + timedelta(days=1)).isoformat(), tz)
    assert one.to_latest == next_.from_earliest
    assert one.from_earliest is not None
    assert one.to_latest is not None
    assert one.from_earliest < one.to_latest


def test_a_day_of_twenty_three_hours() -> None:
    spring, autumn = extent("2015-03-27", DAMASCUS), extent("2015-10-29", DAMASCUS)
    assert spring.to_latest - spring.from_earliest == 23 * 3600  # type: ignore[operator]
    assert autumn.to_latest - autumn.from_earliest == 25 * 3600  # type: ignore[operator]


@pytest.mark.parametrize(("month", "days"), [("2020-02", 29), ("2019-02", 28), ("2100-02", 28), ("2000-02", 29)])
def test_leap_years(month: str, days: int) -> None:
    found = extent(month)
    assert (found.to_latest or 0) - (found.from_earliest or 0) == days * DAY
    last = f"{month}-{days}"
    assert extent(last).to_latest == found.to_latest
    with pytest.raises(TimeError, match="calendar"):
        extent(f"{month}-{days + 1}")


@given(st.integers(1900, 2999), st.integers(1, 12))
def test_a_month_is_all_of_its_days(year: int, month: int) -> None:
    found = extent(f"{year}-{month:02}")
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    assert found == Extent(
        extent(first.isoformat()).from_earliest,
        extent(first.isoformat()).from_latest,
        extent(after.isoformat()).from_earliest,
        extent(after.isoformat()).from_latest,
    )


# -- clock times ----------------------------------------------------------------------------------------------------

STAMPS = st.datetimes(datetime(1900, 1, 2), datetime(2999, 12, 30)).map(lambda d: d.replace(microsecond=0))
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))


@given(STAMPS, OFFSETS)
def test_a_second_with_its_offset(stamp: datetime, offset: timezone) -> None:
    aware = stamp.replace(tzinfo=offset)
    text = aware.strftime("%Y-%m-%dT%H:%M:%S") + aware.strftime("%z")[:3] + ":" + aware.strftime("%z")[3:5]
    at = int(aware.timestamp())
    assert extent(text) == Extent.exact(at, at + 1)
    assert instant(text) == beginning(text) == at


@given(STAMPS)
def test_what_is_written_is_read_back(stamp: datetime) -> None:
    at = int(stamp.replace(tzinfo=UTC).timestamp())
    text = rfc3339(at)
    assert text is not None
    assert instant(text) == at
    assert len(text) == 20


def test_midnight_at_the_end_of_a_day() -> None:
    assert instant("2020-02-29T24:00Z") == seconds("2020-03-01T00:00Z")
    assert instant("2019-12-31T24:00:00+03:00") == seconds("2020-01-01T00:00+03:00")
    for wrong in ("2020-02-05T24:01Z", "2020-02-05T25:00Z", "2020-02-05T12:60Z", "2020-02-05T12:00:60Z"):
        with pytest.raises(TimeError):
            instant(wrong)


def test_a_clock_time_needs_a_zone() -> None:
    with pytest.raises(TimeError, match="with its zone"):
        extent("2020-02-05T17:00")
    assert extent("2020-02-05T17:00", MOSCOW).from_earliest == seconds("2020-02-05T14:00Z")
    assert extent("2020-02-05T17:00+01:00", MOSCOW).from_earliest == seconds("2020-02-05T16:00Z")


def test_a_deadline_is_the_end_of_its_day() -> None:
    """A point in time: the last unit is included, and a clock time stands as it is."""
    assert instant("2019-10-15", MOSCOW) == seconds("2019-10-16T00:00+03:00")
    assert instant("2019-10") == seconds("2019-11-01T00:00Z")
    assert instant("2019-10-29T18:00+03:00") == seconds("2019-10-29T15:00Z")
    assert beginning("2019-10-15", MOSCOW) == seconds("2019-10-15T00:00+03:00")
    assert is_bare_date("2019-10-15")
    assert not is_bare_date("2019-10-15T00:00Z")


# -- about, and from … to -------------------------------------------------------------------------------------------


@given(DAYS)
def test_about_a_day_is_one_day_either_way(day: date) -> None:
    plain, about = extent(day.isoformat()), extent(f"~{day.isoformat()}")
    assert about.outer == Interval(plain.from_earliest - DAY, plain.to_latest + DAY)  # type: ignore[operator]
    assert about.inner.empty


def test_about_a_clock_time_is_a_day_either_way() -> None:
    at = seconds("2020-02-05T12:00Z")
    assert extent("~2020-02-05T12:00Z") == Extent(at - DAY, at + DAY, at + 60 - DAY, at + 60 + DAY)


@given(DAYS, st.integers(0, 4000), st.booleans(), st.booleans())
def test_from_to(first: date, days: int, about_a: bool, about_b: bool) -> None:
    """The first's start, the last's end; each end as uncertain as it is written."""
    last = min(first + timedelta(days=days), date(2999, 12, 30))
    left, right = f"{'~' * about_a}{first}", f"{'~' * about_b}{last}"
    a, b = extent(left), extent(right)
    assert extent(f"{left}/{right}") == Extent(a.from_earliest, a.from_latest, b.to_earliest, b.to_latest)


@given(DAYS)
def test_open_ends(day: date) -> None:
    a = extent(f"{day}")
    assert extent(f"{day}/..") == extent(f"{day}/") == Extent(a.from_earliest, a.from_latest, None, None)
    assert extent(f"../{day}") == extent(f"/{day}") == Extent(None, None, a.to_earliest, a.to_latest)
    assert extent("../..") == Extent()


@given(DAYS, st.integers(2, 400))
def test_backwards_is_refused(day: date, days: int) -> None:
    earlier = max(day - timedelta(days=days), date(1900, 1, 1))
    if earlier < day:
        with pytest.raises(TimeError, match="start before its end"):
            extent(f"{day}/{earlier}")


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_a_time_error(text: str) -> None:
    """Nothing else is ever raised, whatever is typed."""
    for read in (extent, instant, beginning, duration):
        with suppress(TimeError):
            assert isinstance(read(text), (int, Extent))


@example("2020-02-05T17:00-30:00")
@given(st.from_regex(re.compile(r"~?\d{4}(-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?)?)?)?\Z")))
def test_any_near_miss_is_a_time_or_a_time_error(text: str) -> None:
    try:
        found = extent(text)
    except TimeError:
        return
    assert found.outer.start is not None
    assert found.outer.end is not None
    assert found.outer.start < found.outer.end


def test_zones_that_do_not_exist() -> None:
    for name in ("Europe/Atlantis", "", "../etc/passwd", "Europe"):
        with pytest.raises(TimeError, match="IANA"):
            zone(name)
    assert zone("utc") is UTC


# -- intervals ------------------------------------------------------------------------------------------------------

ENDS = st.none() | st.integers(-5, 5)
INTERVALS = st.builds(Interval, ENDS, ENDS)


def instants(of: Interval) -> set[int]:
    """The instants of an interval among a stretch that reaches past every end here."""
    return {t for t in range(-9, 10) if (of.start is None or t >= of.start) and (of.end is None or t < of.end)}


@given(INTERVALS, INTERVALS)
def test_intervals_are_sets_of_instants(a: Interval, b: Interval) -> None:
    assert instants(intersection(a, b)) == instants(a) & instants(b)
    assert a.meets(b) is bool(instants(a) & instants(b))
    assert a.within(b) is (instants(a) <= instants(b))
    assert a.empty is (not instants(a))


def test_rfc_3339_of_what_no_calendar_has() -> None:
    assert rfc3339(None) is None
    assert rfc3339(-(2**62)) == "0001-01-01T00:00:00Z"
    assert rfc3339(2**62) == "9999-12-31T00:00:00Z"
