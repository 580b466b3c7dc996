"""The example of the file format, word for word, compiles and means what it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from accords import POSITIONS, loaded

from servanda.accord import Anchor, Duty, Measure, Moment, Pattern, Term
from servanda.geo import Membership, relation
from servanda.model import rfc3339

EXAMPLE = """\
servanda: 1
accord: sochi-2019
instrument: accord
title: Memorandum of Understanding between Türkiye and the Russian Federation
signed: 2019-10-22
text_url: https://pax.peaceagreements.org/agreements/2274
pax: 2274
timezone: Europe/Moscow
lateness: P14D
parties: [TUR, RUS]
zones:
  border:      {line: geo/border-syr-tur.geojson, accuracy: 100 m}       # or {border: [SYR, TUR]}
  operation:   {between: [Tell Abyad, Ras al-Ayn], of: border, depth: 32 km, side: SYR}
  belt-30:     {within: 30 km, of: border, side: SYR, except: [operation]}
  patrol-west: {within: 10 km, of: border, side: SYR, west of: operation}
  patrol-east: {within: 10 km, of: border, side: SYR, east of: operation, except: [{place: Qamishli, radius: 5 km}]}
readings:
  facilitators-bear: {says: "Russia bears 5b, which it facilitates; the YPG, which signed nothing, performs.", alternatives: [jointly-with-TUR]}
  sdf-is-ypg: {says: "Presence of the SDF is not taken for presence of the YPG.", default: no, alternatives: [yes]}
obligations:
  - id: ypg-withdrawal
    article: "5b"
    title: YPG elements and their weapons leave the belt
    says: YPG elements and their weapons are removed to 30 km from the border.       # our paraphrase
    bearer: [RUS]
    performer: [YPG]
    shall: {withdraw: [YPG], from: belt-30}
    from: 2019-10-23T12:00
    complete within: PT150H            # until 2019-10-29T15:00:00Z, included
    and after: keep
    readings: [facilitators-bear, sdf-is-ypg]
  - id: joint-patrols
    article: "5c"
    bearer: {each of: [RUS, TUR]}
    shall: {patrol: joint, in: {each of: [patrol-west, patrol-east]}, depth: {up to: 10 km}}
    after: {deadline of: ypg-withdrawal}
    every: P7D
    readings: [{says: The text gives no rate; one patrol a week is this file's reading., alternatives: [P14D, P30D]}]
  - id: no-infiltration
    article: "7"
    bearer: {each of: [RUS, TUR]}
    shall ensure: {not: {infiltrate: {designated: terrorist}, into: belt-30}, as: conduct}
  - id: political-solution
    article: "10"
    declares: A lasting political solution is sought within the Astana mechanism.
"""  # noqa: E501

# the border of the trial material has no witness, and no towns are asked for
SETTLED = EXAMPLE.replace("accuracy: 100 m}", "accuracy: 100 m, witness: {SYR: [36.3, 39.5]}}")


def at(text: str, zone: str) -> int:
    """Seconds UTC by the standard library alone."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def test_nothing_is_wrong_with_it() -> None:
    accord, findings = loaded(SETTLED)
    assert accord is not None, [str(f) for f in findings]
    assert {f.slug for f in findings} == {"alternative-without-effect"}
    assert accord.findings == tuple(findings)
    assert (accord.id, accord.instrument, accord.pax, accord.timezone) == (
        "sochi-2019",
        "accord",
        "2274",
        "Europe/Moscow",
    )
    assert accord.lateness_s == 14 * 86_400
    assert accord.signed == at("2019-10-22T00:00", "Europe/Moscow")
    assert accord.in_force == Moment(accord.signed, accord.signed)
    assert len(accord.version) == 12
    assert int(accord.version, 16) >= 0


def test_the_withdrawal_ends_150_hours_after_noon_in_moscow() -> None:
    accord, _ = loaded(SETTLED)
    assert accord is not None
    it = accord.obligation("ypg-withdrawal")
    assert it is not None
    assert rfc3339(it.norm.start.earliest) == "2019-10-23T09:00:00Z"
    assert it.norm.deadline is not None
    assert rfc3339(it.norm.deadline.latest) == "2019-10-29T15:00:00Z"
    noon = datetime(2019, 10, 23, 12, tzinfo=ZoneInfo("Europe/Moscow")).astimezone(UTC)
    assert it.norm.deadline.earliest == int((noon + timedelta(hours=150)).timestamp())
    assert (it.norm.pattern, it.norm.keep, it.norm.duty) == (Pattern.ACHIEVE, True, Duty.RESULT)
    assert (it.bearers, it.performers, it.each_bearer) == (("RUS",), ("YPG",), False)
    assert it.norm.deed is not None
    assert (it.norm.deed.verb, it.norm.deed.subjects, it.norm.deed.zone) == ("withdraw", (Term("YPG"),), "belt-30")
    assert it.readings == ("facilitators-bear", "sdf-is-ypg")
    assert (it.ref, it.article) == ("sochi-2019/ypg-withdrawal", "5b")
    assert it.at.line == 21


def test_the_patrols_recur_from_that_deadline_in_two_zones() -> None:
    accord, _ = loaded(SETTLED)
    assert accord is not None
    it = accord.obligation("joint-patrols")
    assert it is not None
    assert it.norm.pattern is Pattern.RECUR
    assert it.norm.start == Moment(anchor=Anchor("deadline", "sochi-2019/ypg-withdrawal"))
    assert it.norm.every_s == 7 * 86_400
    assert (it.each_bearer, it.zones) == (True, ("patrol-west", "patrol-east"))
    deed = it.norm.deed
    assert deed is not None
    assert (deed.jointly, deed.manner, deed.zone) == (True, "joint", None)
    assert deed.subjects == (Term("RUS"), Term("TUR"))
    assert deed.measures == (Measure("depth", "up to", 10_000.0, "m"),)
    reading = accord.readings["joint-patrols-1"]
    assert (reading.default, reading.choices) == ("P7D", ("P14D", "P30D"))


def test_the_alternative_rate_changes_only_the_rate() -> None:
    one, _ = loaded(SETTLED)
    other, findings = loaded(SETTLED, {"joint-patrols-1": "P30D"})
    assert one is not None
    assert other is not None, findings
    assert other.chosen["joint-patrols-1"] == "P30D"
    assert other.version == one.version
    for a, b in zip(one.obligations, other.obligations, strict=True):
        if a.id != "joint-patrols":
            assert a == b
        else:
            assert b.norm.every_s == 30 * 86_400
            assert b.norm.deed == a.norm.deed


def test_conduct_and_declaration() -> None:
    accord, _ = loaded(SETTLED)
    assert accord is not None
    ensured, declared = accord.obligation("no-infiltration"), accord.obligation("political-solution")
    assert ensured is not None
    assert declared is not None
    assert (ensured.norm.pattern, ensured.norm.duty) == (Pattern.PROHIBIT, Duty.CONDUCT)
    assert ensured.norm.deed is not None
    assert ensured.norm.deed.subjects == (Term(designated="terrorist"),)
    assert declared.norm.pattern is Pattern.DECLARES
    assert declared.bearers == ()
    assert declared.says.startswith("A lasting political solution")


def test_the_zones_are_where_the_text_puts_them() -> None:
    accord, _ = loaded(SETTLED)
    assert accord is not None
    belt, east = accord.zones["belt-30"], accord.zones["patrol-east"]
    south_of_kobani = (36.80, 38.30)
    assert relation(belt, *south_of_kobani) is Membership.IN
    assert relation(belt, 37.00, 38.30) is Membership.OUT, "north of the border"
    assert relation(belt, 36.60, 39.50) is Membership.OUT, "in the area of operation"
    assert relation(east, *POSITIONS["Qamishli"]) is Membership.OUT
