"""Claims by hand: every column, its default, and what a wrong one gets."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from servanda.model import Claim, Count, Kind, Mode, Polarity, cited_report_id, extent
from servanda.sources import Context, Intake, PlaceHit, open_report

MOSCOW = ZoneInfo("Europe/Moscow")
PLACES = {"saraqib": PlaceHit("saraqib", 35.86447, 36.80591, 2000.0)}
PLACES["Saraqib"] = PLACES["saraqib"]
ACTORS = {"TUR": "TUR", "Türkiye": "TUR", "RUS": "RUS", "SYR": "SYR", "Hurriyet Daily News": "hurriyet"}
KNOWN = Context(MOSCOW, ACTORS.get, PLACES.get, frozenset({"belt-30", "sochi-2019/belt-30"}))
BASE = {
    "claim": "1",
    "speaker": "TUR",
    "published": "2020-02-03",
    "source": "https://example.org/1",
    "event": "shelling",
    "when": "2020-02-03",
}


def cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def read(*rows: dict[str, str], context: Context = KNOWN) -> Intake:
    header = list(dict.fromkeys(column for row in rows for column in row))
    lines = [",".join(header)] + [",".join(cell(row.get(column, "")) for column in header) for row in rows]
    return open_report("\n".join(lines).encode(), "claims/chronicle.csv", context)


def one(context: Context = KNOWN, **changes: str) -> Claim:
    intake = read({**BASE, **changes}, context=context)
    assert not [f for f in intake.findings if f.is_error], intake.findings
    (claim,) = intake.claims
    return claim


def slugs(**changes: str) -> set[str]:
    intake = read({**BASE, **changes})
    assert not intake.claims or not any(f.is_error for f in intake.findings)
    return {f.slug for f in intake.findings}


def test_the_least_row_and_every_default() -> None:
    claim = one()
    day = extent("2020-02-03", MOSCOW)
    assert claim.id == cited_report_id("https://example.org/1", "2020-02-03") + ".1"
    assert (claim.kind, claim.polarity, claim.stance, claim.aspect) == (
        Kind.OCCURRENCE,
        Polarity.AFFIRMS,
        "asserts",
        "event",
    )
    assert claim.when == day
    assert (claim.said, claim.said_to) == (claim.published, claim.published_to) == day.outer
    assert claim.when_mode is Mode.SOME
    assert str(claim.handling) == "public"


def test_a_report_for_each_source_and_date() -> None:
    other = {**BASE, "claim": "2", "published": "2020-02-04"}
    book = {**BASE, "claim": "3", "source": "Cable 7, p. 3", "via": "aninews"}
    intake = read(BASE, {**BASE, "claim": "4"}, other, book)
    assert [(r.url, r.title, r.cited_only) for r in intake.reports] == [
        ("https://example.org/1", "", True),
        ("https://example.org/1", "", True),
        ("", "Cable 7, p. 3", True),
    ]
    assert len({c.report for c in intake.claims}) == 3
    assert intake.reports[2].outlet == "aninews"


def test_actors_candidates_joint_and_names() -> None:
    claim = one(speaker="TUR; RUS", actor="SYR|RUS", target="Türkiye;civilians", via="sana>Hurriyet Daily News")
    assert claim.speaker == ("TUR", "RUS")
    assert claim.actor == (("SYR", "RUS"),)
    assert claim.target == (("TUR",), ("civilians",))
    assert claim.via == ("sana", "hurriyet")
    assert one(speaker="unnamed:dw").speaker == ("unnamed:dw",)


def test_an_unknown_actor_is_a_warning_and_a_name_nobody_has_an_error() -> None:
    intake = read({**BASE, "actor": "YPG"})
    assert [(f.slug, f.is_error) for f in intake.findings] == [("unknown-actor", False)]
    assert intake.claims[0].actor == (("YPG",),)
    assert read({**BASE, "actor": "some people"}).refused
    assert one(Context(), actor="YPG").actor == (("YPG",),)


def test_places() -> None:
    claim = one(place="Saraqib")
    assert (claim.place, claim.lat, claim.lon, claim.radius_m) == ("saraqib", 35.86447, 36.80591, 2000.0)
    assert one(place="saraqib", radius_m="3 km").radius_m == 3000.0
    point = one(place="35.5, 36.25", radius_m="500")
    assert (point.place, point.lat, point.lon, point.radius_m) == ("", 35.5, 36.25, 500.0)
    zone = one(place="in:sochi-2019/belt-30")
    assert (zone.extent_place, zone.place, zone.lat) == ("sochi-2019/belt-30", "", None)


def test_an_unknown_place_keeps_its_words_and_warns() -> None:
    intake = read({**BASE, "place": "Behun"})
    assert [(f.slug, f.is_error, f.at.line) for f in intake.findings] == [("unknown-place", False, 2)]
    assert (intake.claims[0].place, intake.claims[0].lat) == ("Behun", None)
    unknown_zone = read({**BASE, "place": "in:belt-31"})
    assert [(f.slug, f.is_error) for f in unknown_zone.findings] == [("unknown-zone", False)]
    assert "belt-30" in unknown_zone.findings[0].expected


@pytest.mark.parametrize(
    ("cells", "count", "best"),
    [
        ({"count": "33"}, Count("killed", 33, 33), None),
        ({"count_min": "30", "count_max": "35"}, Count("killed", 30, 35), None),
        ({"count_min": "13"}, Count("killed", 13, None), None),
        ({"count": "33", "count_min": "30", "count_max": "35"}, Count("killed", 30, 35), 33),
    ],
)
def test_counts(cells: dict[str, str], count: Count, best: float | None) -> None:
    claim = one(KNOWN, count_of="killed", **cells)
    assert claim.counts == (count,)
    assert claim.attribute("killed_best") == best


def test_lengths_are_attributes_in_metres() -> None:
    assert one(event="patrol", count_of="depth_km", count="7").attributes == (("depth_m", 7000.0),)
    assert one(event="patrol", count_of="length_m", count="800").attributes == (("length_m", 800.0),)


def test_further_counts_join_the_claim_above() -> None:
    first = {**BASE, "count_of": "killed", "count": "4"}
    more = {**BASE, "claim": "1+2", "count_of": "injured", "count": "9"}
    (claim,) = read(first, more).claims
    assert claim.counts == (Count("killed", 4, 4), Count("injured", 9, 9))
    assert [f.slug for f in read({**BASE, "claim": "2+2"}).findings] == ["claim-reference"]


def test_kinds() -> None:
    denial = one(event="", when="", assesses="sochi-2018/*; sochi-2018/3", stance="accuses_noncompliance")
    assert (denial.kind, denial.polarity) == (Kind.ASSESSMENT, Polarity.DENIES)
    assert denial.assesses == ("sochi-2018/*", "sochi-2018/3")
    assert denial.when.outer == (denial.said, denial.said_to)
    demand = one(event="withdrawal", when="", stance="demands", addressee="SYR", deadline="2020-02-29")
    assert (demand.kind, demand.addressee) == (Kind.UNDERTAKING, ("SYR",))
    assert demand.deadline == extent("2020-02-29", MOSCOW).to_latest
    assert one(kind="coverage", place="in:belt-30").when_mode is Mode.THROUGHOUT
    assert one(kind="act", event="extend", assesses="astana-2017/*").event == "extend"
    designation = one(kind="designation", event="", when="", actor="SYR", object="terrorist")
    assert designation.when.outer == (designation.said, None)


def test_events_and_objects_are_read_as_people_write_them() -> None:
    claim = one(event="Ground attack", object="Tanks")
    assert (claim.event, claim.object) == ("ground-attack", "tank")
    assert one(event="withdrawal").aspect == "achievement"
    assert one(event="presence", aspect="event").aspect == "event"


def test_same_as_becomes_a_claim_id() -> None:
    first, second = read(BASE, {**BASE, "claim": "2", "same_as": "1", "source": "b"}).claims
    assert second.same_as == first.id
    assert one(same_as="r-aaaaaaaaaa.9").same_as == "r-aaaaaaaaaa.9"


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"claim": ""}, "claim-incomplete"),
        ({"claim": "6 a"}, "claim-key"),
        ({"speaker": ""}, "claim-incomplete"),
        ({"published": ""}, "claim-incomplete"),
        ({"published": "3 Feb"}, "claim-time"),
        ({"source": ""}, "claim-incomplete"),
        ({"event": ""}, "claim-incomplete"),
        ({"event": "sheling"}, "unknown-event"),
        ({"when": ""}, "claim-incomplete"),
        ({"when": "2020-02-30"}, "claim-time"),
        ({"when": "2020-02-03T10:00"}, "claim-time"),
        ({"when": "2020-02-03/2020-02-01"}, "claim-time"),
        ({"kind": "rumour"}, "claim-value"),
        ({"kind": "assessment"}, "claim-incomplete"),
        ({"kind": "act", "assesses": "a/*"}, "unknown-event"),
        ({"stance": "says"}, "claim-value"),
        ({"polarity": "no"}, "claim-value"),
        ({"mode": "always"}, "claim-value"),
        ({"aspect": "thing"}, "claim-value"),
        ({"handling": "hush"}, "claim-value"),
        ({"reliability": "G"}, "claim-grade"),
        ({"credibility": "7"}, "claim-grade"),
        ({"place": "95,36"}, "claim-place"),
        ({"radius_m": "2 km"}, "claim-place"),
        ({"place": "saraqib", "radius_m": "-1"}, "claim-number"),
        ({"count": "3"}, "claim-count"),
        ({"count_of": "killed"}, "claim-count"),
        ({"count_of": "killed", "count": "many"}, "claim-number"),
        ({"count_of": "killed", "count": "nan"}, "claim-number"),
        ({"count_of": "killed", "count_min": "9", "count_max": "3"}, "claim-count"),
        ({"count_of": "killed", "count": "9", "count_max": "3"}, "claim-count"),
        ({"same_as": "9"}, "claim-reference"),
    ],
)
def test_a_wrong_cell_is_a_finding_with_its_line(changes: dict[str, str], slug: str) -> None:
    intake = read({**BASE, **changes})
    assert intake.refused
    wrong = [f for f in intake.findings if f.is_error]
    assert [f.slug for f in wrong] == [slug]
    assert wrong[0].at.line == 2
    assert str(wrong[0]).startswith("claims/chronicle.csv:2")


def test_one_bad_row_refuses_the_file_and_all_findings_come_at_once() -> None:
    bad = {**BASE, "claim": "2", "event": "sheling", "when": "x", "colour": "red"}
    intake = read(BASE, bad, {**BASE, "claim": "1"})
    assert not intake.claims
    assert not intake.reports
    assert {f.slug for f in intake.findings} == {"csv-columns", "unknown-event", "claim-time", "claim-key"}


def test_warnings_do_not_refuse() -> None:
    assert slugs(when="2020-03-01") == {"claim-foretold"}
    assert slugs(kind="occurrence", stance="demands") == {"claim-kind"}
    assert slugs(event="withdrawal", stance="demands") == {"claim-incomplete"}


def test_stances_bring_their_polarity() -> None:
    assert one(stance="denies").polarity is Polarity.DENIES
    assert one(stance="unable_to_confirm").polarity is Polarity.NONE
    assert one(stance="denies", polarity="affirms").polarity is Polarity.AFFIRMS


def test_yaml_is_the_same_as_csv() -> None:
    yaml = b"""
- claim: 1
  speaker: [TUR, RUS]
  published: 2020-02-03
  source: https://example.org/1
  event: shelling
  when: 2020-02-03
  actor: [SYR|RUS]
  place: [35.5, 36.25]
  count_of: killed
  count: 4
"""
    table = read(
        {**BASE, "speaker": "TUR;RUS", "actor": "SYR|RUS", "place": "35.5,36.25"}
        | {
            "count_of": "killed",
            "count": "4",
        }
    )
    assert open_report(yaml, "claims/a.yaml", KNOWN) == table


def test_a_yaml_file_may_name_its_zone() -> None:
    text = "timezone: Europe/Istanbul\nclaims:\n- {claim: a, speaker: TUR, published: 2020-02-03, source: x,"
    text += " event: patrol, when: 2020-02-03T12:00}\n"
    intake = open_report(text.encode(), "claims/a.yaml", KNOWN)
    assert not intake.findings
    assert intake.claims[0].when == extent("2020-02-03T12:00+03:00")
    wrong = open_report(text.replace("Istanbul", "Ankara").encode(), "claims/a.yaml", KNOWN)
    assert [(f.slug, f.at.line, f.at.col) for f in wrong.findings if f.slug == "time-zone"] == [("time-zone", 1, 11)]


def test_yaml_findings_know_line_and_column() -> None:
    intake = open_report(
        b"- claim: 1\n  speaker: TUR\n  published: 2020-02-03\n  source: x\n  event: sheling\n  when: 2020-02-03\n"
        b"  actors: SYR\n  quote: {a: b}\n- just text\n",
        "claims/a.yaml",
        KNOWN,
    )
    assert {(f.slug, f.at.line) for f in intake.findings} == {
        ("unknown-event", 5),
        ("unknown-key", 7),
        ("claims-shape", 8),
        ("claims-shape", 9),
    }


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_separators_are_named(mark: str, name: str) -> None:
    intake = open_report(mark.join(BASE).encode() + b"\n", "claims/a.csv", KNOWN)
    assert [(f.slug, f.got) for f in intake.findings] == [("csv-columns", name)]


def test_a_clock_time_with_its_zone_is_no_finding() -> None:
    assert one(when="2020-02-03T17:00+02:00/2020-02-03T18:00Z").when == extent("2020-02-03T15:00Z/2020-02-03T18:00Z")


def test_too_many_findings_stop_the_reading() -> None:
    rows = [{**BASE, "claim": str(n), "event": "sheling"} for n in range(1500)]
    intake = read(*rows)
    assert intake.refused
    assert len(intake.findings) == 1001
    assert intake.findings[-1].at.line == 1002
