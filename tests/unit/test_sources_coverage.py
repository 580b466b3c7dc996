"""coverage.yaml: one claim per kind of occurrence, throughout the window."""

from __future__ import annotations

from servanda.model import Kind, Mode, extent
from servanda.sources import Context, Intake, open_report

FILE = """
- speaker: osce
  zone: belt-30
  events: [shelling, patrol]
  window: 2020-03-01/2020-03-07
  mode: sampled
  lag: P1D
  source: https://example.org/daily-12
  published: 2020-03-08
- {speaker: osce, zone: belt-30, events: hostilities, window: 2020-03-01/.., source: r-aaaaaaaaaa}
"""


def read(text: str) -> Intake:
    return open_report(text.encode(), "coverage.yaml", Context(zone_names=frozenset({"belt-30"})))


def test_a_claim_for_each_kind() -> None:
    intake = read(FILE)
    shelling, patrol, hostilities = intake.claims
    assert [c.event for c in intake.claims] == ["shelling", "patrol", "hostilities"]
    assert {c.kind for c in intake.claims} == {Kind.COVERAGE}
    assert {c.when_mode for c in intake.claims} == {Mode.THROUGHOUT}
    assert {c.extent_place for c in intake.claims} == {"belt-30"}
    assert shelling.id.partition(".")[2].startswith("c-")
    assert shelling.report == patrol.report == intake.reports[0].id
    assert shelling.when == extent("2020-03-01/2020-03-07")
    assert (shelling.lag_s, shelling.attribute("sampled")) == (86_400, "yes")
    assert shelling.published == extent("2020-03-08").from_earliest
    assert (hostilities.report, hostilities.attribute("sampled"), hostilities.lag_s) == ("r-aaaaaaaaaa", None, 0)
    assert [r.url for r in intake.reports] == ["https://example.org/daily-12"]
    assert [(f.slug, f.is_error, f.at.line) for f in intake.findings] == [("undated-report", False, 10)]
    assert read(FILE) == intake


def test_wrong_entries_refuse_the_file_all_at_once() -> None:
    intake = read(
        FILE + "- {speaker: osce, zone: belt-30, events: sheling, window: 2020, source: x, lag: soon, by: y}\n- no\n"
    )
    assert not intake.claims
    wrong = {(f.slug, f.at.line) for f in intake.findings if f.is_error}
    assert wrong == {("unknown-event", 11), ("coverage-lag", 11), ("unknown-key", 11), ("coverage-shape", 12)}


def test_what_is_missing_is_said() -> None:
    intake = read("- {speaker: osce}\n")
    assert {f.what.split()[0] for f in intake.findings if f.is_error} == {"zone", "events", "window", "source"}
    assert read("coverage: 3\n").findings[0].slug == "coverage-shape"


def test_an_empty_file_covers_nothing() -> None:
    assert read("") == Intake() or read("").findings[0].slug == "empty"
    assert read("coverage: []\n") == Intake()
