"""What is written reads back the same: times in the notation of people, claims in CSV."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.model import Extent, TimeError, extent
from servanda.sources import Context, claims_csv, completed, open_report, written
from servanda.sources.columns import COLUMNS

ZONES = (UTC, ZoneInfo("Europe/Moscow"), ZoneInfo("Asia/Damascus"), ZoneInfo("America/St_Johns"))
zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(lambda d: d.replace(microsecond=0))


@st.composite
def units(draw: st.DrawFn) -> str:
    moment = draw(moments)
    form = draw(st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%M:%S+03:00"]))
    return draw(st.sampled_from(["", "~"])) + moment.strftime(form)


@st.composite
def notations(draw: st.DrawFn) -> str:
    form = draw(st.integers(0, 3))
    if form == 0:
        return draw(units())
    if form == 1:
        return draw(units()) + "/" + draw(st.sampled_from(["", ".."]))
    if form == 2:
        return "../" + draw(units())
    return draw(units()) + "/" + draw(units())


def read_or_none(text: str, tz: tzinfo) -> Extent | None:
    try:
        return extent(text, tz)
    except TimeError:
        return None


@settings(deadline=None)
@given(notations(), zones)
def test_written_is_the_inverse_of_extent(text: str, tz: tzinfo) -> None:
    when = read_or_none(text, tz)
    if when is not None:
        again = written(when, tz)
        assert extent(again, tz) == when
        assert written(extent(again, tz), tz) == again


@settings(deadline=None)
@given(st.integers(-2_000_000_000, 4_000_000_000), st.integers(1, 10**8), zones)
def test_every_exact_interval_can_be_written(start: int, length: int, tz: tzinfo) -> None:
    when = Extent.exact(start, start + length)
    assert extent(written(when, tz), tz) == when


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30).map(str.strip)
formulas = st.sampled_from(["=1+1", "'=1", "+a", "-b", "@c", "''@d", "'", 'say "no"', "a,b", "two\nlines", "ünïcode"])
ids = st.sampled_from(["TUR", "RUS", "rus-mfa", "unnamed:dw", "YPG"])
days = st.integers(0, 900).map(lambda n: f"{datetime(2018, 9, 1) + timedelta(days=n):%Y-%m-%d}")


@st.composite
def rows(draw: st.DrawFn, key: str) -> dict[str, str]:
    kind = draw(st.sampled_from(["occurrence", "assessment", "undertaking", "act", "coverage", "finding", ""]))
    stance = draw(st.sampled_from(["", "asserts", "denies", "confirms", "accuses_noncompliance", "unable_to_confirm"]))
    row = {
        "claim": key,
        "speaker": ";".join(draw(st.lists(ids, min_size=1, max_size=2, unique=True))),
        "published": draw(days | st.just("2020-02-05T17:00+03:00") | st.just("2020-02") | st.just("~2020-02-20")),
        "source": draw(st.sampled_from(["https://a.example/1", "Cable 7", "tass.com/1", "=x"])),
        "kind": kind,
        "stance": stance,
        "polarity": draw(st.sampled_from(["", "affirms", "denies", "none"])),
        "event": "extend" if kind == "act" else draw(st.sampled_from(["shelling", "presence", "withdrawal"])),
        "aspect": draw(st.sampled_from(["", "event", "state"])),
        "when": draw(days | units().filter(lambda t: read_or_none(t, UTC) is not None)),
        "said": draw(st.just("") | days),
        "mode": draw(st.sampled_from(["", "some", "throughout"])),
        "actor": draw(st.sampled_from(["", "SYR", "SYR|RUS", "TUR;RUS", "SYR|RUS;TUR"])),
        "target": draw(st.sampled_from(["", "TUR", "civilians"])),
        "object": draw(st.sampled_from(["", "tank", "heavy weapons", "my own thing"])),
        "place": draw(st.sampled_from(["in:belt-30", "35.5,36.25", "-0.125,-36", "Behun", "x y"])),
        "assesses": draw(st.sampled_from(["sochi-2018/*", "a/b;a/5b/*"])),
        "addressee": draw(st.sampled_from(["", "SYR"])),
        "deadline": draw(st.just("") | days | st.just("2020-02-29T15:00Z") | st.just("2020-02")),
        "via": draw(st.sampled_from(["", "dw", "sana>Al Masdar News"])),
        "handling": draw(st.sampled_from(["", "restricted", "secret"])),
        "reliability": draw(st.sampled_from(["", "A", "f"])),
        "credibility": draw(st.sampled_from(["", "1", "6"])),
        "quote": draw(words | formulas),
        "note": draw(words | formulas),
        "consequence": draw(words | formulas),
        "lang": draw(st.sampled_from(["", "en", "no"])),
    }
    if draw(st.booleans()):
        row |= {"count_of": draw(st.sampled_from(["killed", "killed:civilians", "depth_km", "length_m"]))}
        low = draw(st.integers(0, 50))
        row |= draw(
            st.sampled_from(
                [
                    {"count": str(low)},
                    {"count": f"{low}.25"},
                    {"count_min": str(low), "count_max": str(low + 3)},
                    {"count_max": str(low)},
                    {"count": str(low + 1), "count_min": str(low), "count_max": str(low + 3)},
                ]
            )
        )
    if row["place"] in ("35.5,36.25", "in:belt-30"):
        row["radius_m"] = draw(st.sampled_from(["", "2 km", "12.5"]))
    return row


@settings(deadline=None)
@given(st.data(), zones)
def test_claims_written_as_csv_read_back_as_they_were(data: st.DataObject, tz: tzinfo) -> None:
    import csv
    import io

    context = Context(tz)
    table = [data.draw(rows(key)) for key in ("1", "2b", "x_3")]
    table[2]["same_as"] = "1"
    sink = io.StringIO()
    writer = csv.DictWriter(sink, COLUMNS)
    writer.writeheader()
    writer.writerows(table)
    first = open_report(sink.getvalue().encode(), "claims/a.csv", context)
    assert not [f for f in first.findings if f.is_error], first.findings
    assert len(first.claims) == 3

    text = claims_csv(first.claims, {r.id: r for r in first.reports}, context)
    again = open_report(text.encode(), "claims/b.csv", context)

    assert [c.id for c in again.claims] == [c.id for c in first.claims]
    assert again.claims == first.claims
    assert {r.id: (r.url, r.title, r.published) for r in again.reports} == {
        r.id: (r.url, r.title, r.published) for r in first.reports
    }
    assert [completed(row, stored) for row, stored in zip(again.claims, first.claims, strict=True)] == list(
        first.claims
    )
