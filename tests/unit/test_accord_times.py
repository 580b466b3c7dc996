"""Starts, ends and deadlines against the calendar of the standard library (semantics.md, N3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from accords import HEAD, accord, findings, obligation
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.accord import Anchor, Moment, Obligation, Pattern
from servanda.accord.law import Calendar
from servanda.model import Period, Severity, rfc3339

DEED = "bearer: [RUS]\nshall: {withdraw: [tanks], from: belt}\n"
BAN = "bearer: [RUS]\nshall not: {attack: [TUR], in: belt}\n"


def moscow(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Moscow")).timestamp())


def exactly(text: str) -> Moment:
    return Moment(moscow(text), moscow(text))


@pytest.mark.parametrize(
    ("keys", "deadline"),
    [
        ("by: 2019-11-15", "2019-11-16T00:00"),
        ("complete by: 2019-11", "2019-12-01T00:00"),
        ("by: 2019-11-15T18:30", "2019-11-15T18:30"),
        ("by: 2019-11-15T24:00", "2019-11-16T00:00"),
        ("begin by: 2019-11-15", "2019-11-16T00:00"),
        ("within: P7D", "2019-10-30T00:00"),
        ("from: 2019-11-01\nwithin: P7D", "2019-11-09T00:00"),
        ("from: 2019-11-01T12:00\nwithin: P7D", "2019-11-09T00:00"),
        ("from: 2019-11-01T12:00\ncomplete within: PT168H", "2019-11-08T12:00"),
        ("from: 2019-11-01T12:00\nwithin: P1DT12H", "2019-11-03T00:00"),
        ("from: 2019-11-01\nwithin: P2W", "2019-11-16T00:00"),
        ("within: P1M", "2019-11-23T00:00"),
        ("from: 2020-01-31\nwithin: P1M", "2020-03-01T00:00"),
        ("from: 2021-01-31\nwithin: P1M", "2021-03-01T00:00"),
        ("from: 2020-02-29\nwithin: P1Y", "2021-03-01T00:00"),
        ("from: 2020-02-29\nwithin: P4Y", "2024-03-01T00:00"),
        ("from: 2019-12-31\nwithin: P2M", "2020-03-01T00:00"),
        ("from: 2019-11-01\nwithin: P1Y2M10D", "2021-01-12T00:00"),
    ],
)
def test_deadlines(keys: str, deadline: str) -> None:
    norm = obligation(DEED + keys).norm
    assert norm.pattern is Pattern.ACHIEVE
    assert norm.deadline == exactly(deadline)


def test_an_offset_of_its_own_outranks_the_zone_of_the_file() -> None:
    norm = obligation(DEED + "by: 2019-11-15T18:30+02:00").norm
    assert norm.deadline is not None
    assert rfc3339(norm.deadline.latest) == "2019-11-15T16:30:00Z"


def test_entry_into_force_is_where_periods_count_from() -> None:
    head = HEAD.replace("signed: 2019-10-22", "signed: 2019-10-22\nin force: 2019-10-24T00:01")
    made = accord("- {id: it, bearer: [RUS], shall: {withdraw: [tanks], from: belt}, within: P7D}", head=head)
    assert made.in_force == exactly("2019-10-24T00:01")
    assert made.obligations[0].norm.deadline == exactly("2019-11-01T00:00")
    assert made.obligations[0].norm.start == Moment()


@pytest.mark.parametrize(
    ("keys", "start", "end"),
    [
        ("from: 2019-11-01", "2019-11-01T00:00", None),
        ("from: 2019-11-01\nuntil: 2019-11-30", "2019-11-01T00:00", "2019-12-01T00:00"),
        ("throughout: 2019-11/2020-01", "2019-11-01T00:00", "2020-02-01T00:00"),
        ("throughout: 2019-11-05/..", "2019-11-05T00:00", None),
    ],
)
def test_what_lasts(keys: str, start: str, end: str | None) -> None:
    norm = obligation(BAN + keys).norm
    assert norm.pattern is Pattern.PROHIBIT
    assert norm.start == exactly(start)
    assert norm.end == (exactly(end) if end else None)


def test_several_candidate_zones_make_a_window() -> None:
    head = HEAD.replace("timezone: Europe/Moscow", "timezone: [Europe/Moscow, Europe/Berlin]")
    made = accord("- {id: it, bearer: [RUS], shall: {withdraw: [tanks], from: belt}, by: 2019-11-15}", head=head)
    deadline = made.obligations[0].norm.deadline
    assert deadline is not None
    assert rfc3339(deadline.earliest) == "2019-11-15T21:00:00Z"
    assert rfc3339(deadline.latest) == "2019-11-15T23:00:00Z"
    assert made.timezone == "Europe/Moscow"


def test_no_zone_at_all_is_any_zone_on_earth_and_told_once() -> None:
    head = HEAD.replace("timezone: Europe/Moscow\n", "")
    text = "- {id: it, bearer: [RUS], shall: {withdraw: [tanks], from: belt}, by: 2020-10-10}"
    deadline = accord(text, head=head).obligations[0].norm.deadline
    assert deadline is not None
    end = datetime(2020, 10, 11, tzinfo=UTC)
    assert deadline.earliest == int((end - timedelta(hours=14)).timestamp())
    assert deadline.latest == int((end + timedelta(hours=12)).timestamp())
    told = [f for f in findings(text, head=head) if f.slug == "unstated-time-zone"]
    assert len(told) == 1
    assert told[0].severity is Severity.WARNING
    assert told[0].at.line == 3, "the signature is the first date without a zone"


def test_a_clock_time_without_a_zone_is_a_finding_of_its_own() -> None:
    head = HEAD.replace("timezone: Europe/Moscow\n", "")
    text = "- {id: it, bearer: [RUS], shall: {cease fire: all, in: belt}, from: 2020-03-06T00:01}"
    told = findings(text, head=head)
    assert {f.slug for f in told if not f.is_error} == {"clock-without-zone", "unstated-time-zone"}
    start = accord(text, head=head).obligations[0].norm.start
    assert (rfc3339(start.earliest), rfc3339(start.latest)) == ("2020-03-05T10:01:00Z", "2020-03-06T12:01:00Z")


def second(keys: str) -> Obligation:
    first = "- {id: first, bearer: [RUS], shall: {withdraw: [tanks], from: belt}, by: 2019-11-01}\n"
    return accord(first + "- {id: it, bearer: [RUS], " + keys + "}").obligations[1]


@pytest.mark.parametrize("edge", ["start", "completion", "deadline", "breach"])
def test_anchors(edge: str) -> None:
    it = second(f"shall: {{withdraw: [mortars], from: belt}}, after: {{{edge} of: first, plus: P2D}}, within: PT12H")
    assert it.norm.start == Moment(anchor=Anchor(edge, "trial/first"), offset_s=2 * 86_400)
    assert it.norm.deadline == Moment(anchor=Anchor(edge, "trial/first"), offset_s=2 * 86_400 + 12 * 3600)


def test_an_anchor_may_name_the_accord() -> None:
    it = second("shall not: {attack: [TUR]}, until: {completion of: trial/first}, if: {deadline of: first}")
    assert it.norm.end == Moment(anchor=Anchor("completion", "trial/first"))
    assert it.norm.condition == Anchor("deadline", "trial/first")


def test_fire_that_ceases_by_a_time_is_forbidden_from_it() -> None:
    norm = obligation("bearer: [RUS]\nshall: {cease fire: all, in: belt}\nby: 2019-10-30T12:00").norm
    assert (norm.pattern, norm.start, norm.deadline) == (Pattern.PROHIBIT, exactly("2019-10-30T12:00"), None)


def test_what_recurs_begins_by() -> None:
    norm = obligation("bearer: [RUS]\nshall: {patrol: joint, in: belt}\nevery: P7D\nbegin by: 2019-11-01").norm
    assert (norm.pattern, norm.start, norm.every_s) == (Pattern.RECUR, exactly("2019-11-02T00:00"), 604_800)


@settings(max_examples=60, deadline=None)
@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)),
    st.integers(1, 400),
    st.sampled_from(["Europe/Moscow", "Europe/Istanbul", "America/Bogota", "Asia/Damascus", "UTC"]),
)
def test_days_run_to_the_end_of_the_last_one(start: datetime, days: int, zone: str) -> None:
    start = start.replace(second=0, microsecond=0)
    head = HEAD.replace("Europe/Moscow", zone).replace("signed: 2019-10-22", "signed: 1999-01-01")
    times = f"from: {start:%Y-%m-%dT%H:%M}, within: P{days}D"
    made = accord(f"- {{id: it, bearer: [RUS], shall: {{withdraw: [tanks], from: belt}}, {times}}}", head=head)
    deadline = made.obligations[0].norm.deadline
    assert deadline is not None
    assert deadline.latest is not None
    last = (start + timedelta(days=days + 1)).date()
    assert deadline.latest == int(datetime(last.year, last.month, last.day, tzinfo=ZoneInfo(zone)).timestamp())


def naive_end(first: date, months: int) -> date:
    """Day after day, until one has the same number in the month that is meant, or that month's last has come."""
    want = (first.year * 12 + first.month + months - 1) % 12 + 1
    day, passed = first, 0
    while passed < months:
        day += timedelta(days=1)
        passed += day.day == 1
    assert day.month == want or not months
    while day.day != first.day and (day + timedelta(days=1)).month == day.month:
        day += timedelta(days=1)
    return day


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(0, 30), st.integers(0, 40))
def test_months_are_the_calendars(first: date, months: int, days: int) -> None:
    """N3; Regulation 1182/71, article 3(2)(c)."""
    assert Period(months, days).last_day(first) == naive_end(first, months) + timedelta(days=days)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("within: P1M", False),
        ("complete within: P1Y", False),
        ("within: P1MT12H", True),
        ("after: {start of: first}\nwithin: P1M", False),
        ("after: {start of: first, plus: P1M}", True),
        ("after: {start of: first, plus: P30D}", False),
    ],
)
def test_months_that_run_from_no_day_are_told(keys: str, told: bool) -> None:
    first = "- {id: first, bearer: [RUS], shall: {withdraw: [tanks], from: belt}, by: 2019-11-01}\n"
    made = findings(first + "- id: it\n  bearer: [RUS]\n  shall: {withdraw: [mortars], from: belt}\n" + indented(keys))
    assert [f.severity for f in made if f.slug == "months-as-days"] == [Severity.WARNING] * told


@pytest.mark.parametrize(
    ("keys", "counted"),
    [
        ("every: P1M", Period(1)),
        ("every: P1Y2M3D", Period(14, 3)),
        ("every: P30D", None),
        ("every: P1MT12H", None),
        ("after each: {shelling: null, in: belt}, within: P2M", Period(2)),
        ("after each: {shelling: null, in: belt}, within: P2D", None),
    ],
)
def test_what_recurs_and_what_answers_count_calendar_months(keys: str, counted: Period | None) -> None:
    text = f"- {{id: it, bearer: [RUS], shall: {{patrol: null, in: belt}}, {keys}}}"
    assert ("months-as-days" in {f.slug for f in findings(text)}) == ("T12H" in keys)
    norm = accord(text).obligations[0].norm
    assert (norm.every or norm.within) == (counted and Calendar(counted, "Europe/Moscow"))
    assert norm.every_s or norm.within_s


def test_months_after_an_anchor_stay_months() -> None:
    it = second("shall: {withdraw: [mortars], from: belt}, after: {start of: first}, within: P1M2D")
    assert it.norm.deadline is not None
    assert (it.norm.deadline.months, it.norm.deadline.days, it.norm.deadline.offset_s) == (1, 2, 0)


def indented(keys: str) -> str:
    return "".join(f"  {line}\n" for line in keys.split("\n"))
