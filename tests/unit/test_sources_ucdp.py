"""UCDP GED: rows written for this test in the dataset's columns, and a whole file where SERVANDA_UCDP_GED names one."""

from __future__ import annotations

import csv
import gzip
import io
import os
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.model import Claim, Count, Extent
from servanda.sources import Context, Intake, claims_csv, completed, open_report
from servanda.sources.ucdp_row import parsed_day

ROW = {
    "id": "300001.0",
    "year": "2019.0",
    "type_of_violence": "1.0",
    "conflict_new_id": "299.0",
    "conflict_name": "Northland: Government",
    "side_a": "Government of Northland",
    "side_b": "Red Brigade, Blue Brigade",
    "source_article": '"Wire,2019-10-30,A headline"',
    "source_office": "Wire;Wire",
    "source_date": "2019-10-30;2019-10-31",
    "source_headline": "A headline nobody may copy",
    "where_prec": "1.0",
    "where_coordinates": "Ford village",
    "latitude": "36.5",
    "longitude": "37.25",
    "event_clarity": "1.0",
    "date_prec": "1.0",
    "date_start": "2019-10-29",
    "date_end": "2019-10-29",
    "deaths_a": "1.0",
    "deaths_b": "2.0",
    "deaths_civilians": "0.0",
    "deaths_unknown": "0.0",
    "low": "2.0",
    "best": "3.0",
    "high": "5.0",
}
MOSCOW = Context(ZoneInfo("Europe/Moscow"))


def table(*rows: dict[str, str]) -> bytes:
    sink = io.StringIO()
    writer = csv.DictWriter(sink, list(dict.fromkeys(k for row in rows for k in row)))
    writer.writeheader()
    writer.writerows(rows)
    return sink.getvalue().encode()


def read(*rows: dict[str, str], context: Context = MOSCOW) -> Intake:
    return open_report(table(*rows), "data/events.csv", context)


def one(**changes: str) -> Claim:
    intake = read({**ROW, **changes})
    assert intake.skipped == 0, intake.findings
    return intake.claims[0]


def midnight(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Moscow")).timestamp())


def test_a_row_is_a_claim_by_the_dataset() -> None:
    intake = read(ROW)
    (claim,) = intake.claims
    (report,) = intake.reports
    assert claim.id == f"{report.id}.300001"
    assert (claim.speaker, claim.via, claim.origin) == (("ucdp",), ("wire",), "wire")
    assert (claim.event, claim.aspect) == ("clash", "event")
    assert claim.actor == (("ucdp-government-of-northland",), ("ucdp-red-brigade",), ("ucdp-blue-brigade",))
    assert claim.target == ()
    assert claim.when == Extent.exact(midnight("2019-10-29"), midnight("2019-10-30"))
    assert (claim.published, claim.published_to) == (midnight("2019-10-30"), midnight("2019-10-31"))
    assert (claim.lat, claim.lon, claim.radius_m, claim.place) == (36.5, 37.25, 2000.0, "Ford village")
    assert claim.counts == (Count("killed", 2, 5),)
    assert (claim.attribute("killed_best"), claim.attribute("event_clarity")) == (3, 1)
    assert claim.confidence is None
    assert claim.flags == ()
    assert report.licence == "CC BY 4.0"
    assert "Uppsala" in report.attribution
    assert report.text is None


def test_no_headline_or_article_is_taken() -> None:
    assert "headline" not in repr(read(ROW))


def test_one_sided_violence_is_an_attack_on_civilians() -> None:
    claim = one(type_of_violence="3", side_b="Civilians", deaths_civilians="3")
    assert claim.event == "attack-on-civilians"
    assert (claim.actor, claim.target) == ((("ucdp-government-of-northland",),), (("civilians",),))
    assert claim.counts[1] == Count("killed", 3, 3, "civilians")


def test_sides_and_offices_resolve() -> None:
    names = {"Government of Northland": "NOR", "Wire": "wire-agency", "Red Brigade": "red"}
    intake = read({**ROW, "source_office": "Wire;Other"}, context=Context(UTC, names.get))
    (claim,) = intake.claims
    assert claim.actor == (("NOR",), ("red",), ("ucdp-blue-brigade",))
    assert (claim.via, claim.origin) == (("wire-agency", "other"), "ucdp")
    assert [f.got for f in intake.findings if f.slug == "unknown-actor"] == ["Blue Brigade"]


@pytest.mark.parametrize(("precision", "radius"), list(enumerate((2e3, 25e3, 50e3, 100e3, 100e3, 500e3, 500e3), 1)))
def test_a_radius_for_each_precision(precision: int, radius: float) -> None:
    assert one(where_prec=f"{precision}.0").radius_m == radius


@pytest.mark.parametrize(("precision", "certain"), [("1", True), ("2", True), ("3", False), ("5.0", False)])
def test_imprecise_dates_are_outer_only(precision: str, certain: bool) -> None:
    claim = one(date_prec=precision, date_start="2019-10-01", date_end="2019-10-31")
    assert claim.when.outer == (midnight("2019-10-01"), midnight("2019-11-01"))
    assert claim.when.inner.empty is not certain


@pytest.mark.parametrize(
    ("listed", "published", "flagged"),
    [
        ("2019-10-29", "2019-10-29", False),
        ("2019-12-28", "2019-12-28", False),
        ("2019-12-29", "2019-10-30", True),
        ("2019-10-28", "2019-10-30", True),
        ("1753-01-01;2919-11-02", "2019-10-30", True),
        ("2019-11-05;2019-11-02;2018-01-01", "2019-11-02", False),
        ("10/31/19", "2019-10-31", False),
        ("2019-11-01T00:00:00", "2019-11-01", False),
        ("31 Oct 2019", "2019-10-31", False),
        ("", "2019-10-30", True),
        ("soon", "2019-10-30", True),
    ],
)
def test_published_is_the_earliest_source_in_sixty_days_or_derived(listed: str, published: str, flagged: bool) -> None:
    claim = one(source_date=listed)
    assert claim.published == midnight(published)
    assert ("published-derived" in claim.flags) is flagged


def test_columns_of_other_versions() -> None:
    renamed = {"low": "low_est", "best": "best_est", "high": "high_est", "where_prec": "WHERE_PREC"}
    row = {renamed.get(name, name): value for name, value in ROW.items() if name not in ("source_office", "date_prec")}
    (claim,) = read(row).claims
    assert (claim.counts, claim.radius_m, claim.via, claim.origin) == ((Count("killed", 2, 5),), 2000.0, (), "ucdp")


def test_bad_rows_are_reported_and_skipped() -> None:
    bad = [
        {"id": ""},
        {"id": "300001"},
        {"type_of_violence": "4"},
        {"date_start": "29.10."},
        {"date_end": "2019-10-01"},
        {"latitude": "north"},
        {"latitude": "95"},
        {"best": "-3"},
        {"where_prec": "1.5"},
    ]
    rows = [{**ROW, "id": str(300010 + n), **change} for n, change in enumerate(bad)]
    intake = read(ROW, *rows, {**ROW, "id": "9"})
    assert [c.id.partition(".")[2] for c in intake.claims] == ["300001", "9"]
    assert intake.skipped == len(bad)
    skipped = [f for f in intake.findings if f.slug == "dataset-row"]
    assert [f.at.line for f in skipped] == list(range(3, 3 + len(bad)))
    assert not any(f.is_error for f in intake.findings)


def test_many_bad_rows_are_counted_not_listed() -> None:
    intake = read(ROW, *({**ROW, "id": "x!"} for _ in range(200)))
    assert intake.skipped == 200
    assert len(intake.findings) < 60
    assert any("150" in f.what for f in intake.findings)


def test_missing_columns_refuse_the_file() -> None:
    row = {k: v for k, v in ROW.items() if k != "date_end"}
    intake = read(row)
    assert intake.refused
    assert [(f.slug, "date_end" in f.advice) for f in intake.findings] == [("csv-columns", True)]


def test_an_export_read_back_and_completed_is_unchanged() -> None:
    rows = [ROW, {**ROW, "id": "2", "date_prec": "4", "deaths_civilians": "1"}, {**ROW, "id": "3", "latitude": ""}]
    intake = read(*rows)
    text = claims_csv(intake.claims, {r.id: r for r in intake.reports}, MOSCOW)
    again = open_report(text.encode(), "claims/edited.csv", MOSCOW)
    assert not again.reports
    assert tuple(map(completed, again.claims, intake.claims)) == intake.claims


@settings(deadline=None)
@given(st.dates(date(1, 1, 2), date(9998, 12, 31)))
def test_days_are_read_in_every_spelling(day: date) -> None:
    assert parsed_day(f"{day:%Y-%m-%d}".rjust(10, "0")) in (day, None if day.year < 2 else day)
    assert parsed_day(f"{day.month}/{day.day}/{day.year:04d}") in (day, None if day.year < 2 else day)
    if 1969 <= day.year <= 2068:
        assert parsed_day(f"{day.month}/{day.day}/{day.year % 100:02d}") == day


@settings(deadline=None)
@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_days(text: str) -> None:
    assert parsed_day(text) is None or isinstance(parsed_day(text), date)


@settings(deadline=None)
@given(st.fixed_dictionaries({name: st.text(max_size=12) | st.just(value) for name, value in ROW.items()}))
def test_any_row_is_a_claim_or_a_finding(row: dict[str, str]) -> None:
    intake = read(ROW, row)
    assert len(intake.claims) + intake.skipped in (0, 1, 2)
    assert intake.claims or intake.findings


WHOLE = os.environ.get("SERVANDA_UCDP_GED", "")


@pytest.mark.skipif(not WHOLE, reason="SERVANDA_UCDP_GED names no GED file (.csv or .csv.gz)")
def test_a_whole_file_against_a_plain_reading_of_it() -> None:
    content = Path(WHOLE).read_bytes()
    content = gzip.decompress(content) if WHOLE.endswith(".gz") else content
    oracle = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    intake = open_report(content, "data/ged.csv", MOSCOW)
    assert intake.skipped == 0
    assert len(intake.claims) == len(oracle)
    kinds = Counter(claim.event for claim in intake.claims)
    violence = Counter(int(float(row["type_of_violence"])) for row in oracle)
    assert kinds == {"clash": violence[1] + violence[2], "attack-on-civilians": violence[3]}
    assert sum(float(c.attribute("killed_best") or 0) for c in intake.claims) == sum(float(r["best"]) for r in oracle)
    for claim in intake.claims:
        assert claim.published is not None
        assert claim.when.to_latest is not None
        assert -86_400 <= claim.published - claim.when.to_latest <= timedelta(days=60).total_seconds()
