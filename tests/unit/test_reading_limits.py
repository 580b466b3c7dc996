"""What is not read, and what makes no claim, is said; zones are named only where they are certain."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest
from reading_room import context, report

from servanda.model import Polarity, Severity
from servanda.reading import Context, NamedZone, read, statement_json
from servanda.reading.read import MAX_TEXT

SHELLED = "Dmitry Peskov said Syrian forces shelled Saraqib on Monday. "


@pytest.mark.parametrize("filler", ["All is well.\n\n", "All is well. ", "And so it is with them "])
def test_a_text_too_long_is_cut_where_something_ends(filler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    most = 30_000
    monkeypatch.setattr(import_module("servanda.reading.read"), "MAX_TEXT", most)
    text = SHELLED + filler * (most // len(filler)) + SHELLED.replace("Saraqib", "Idlib")
    reading = read(report(text), Context())
    finding = next(f for f in reading.findings if f.slug == "text-too-long")
    assert finding.severity is Severity.WARNING
    assert f"{len(text):,}" in str(finding)
    assert "split" in finding.advice
    stop = reading.sentences[-1][1]
    assert most - 2 * len(filler) <= stop <= most
    assert text[:stop].rstrip().endswith(tuple(filler.split()))
    assert any(s.event == "shelling" for s in reading.statements)


def test_a_million_characters_are_read() -> None:
    assert MAX_TEXT == 1_000_000


def test_a_text_of_the_greatest_length_is_read_whole() -> None:
    text = (SHELLED + "x" * MAX_TEXT)[:MAX_TEXT]
    assert "text-too-long" not in [f.slug for f in read(report(text), Context()).findings]


def test_what_makes_no_claim_is_said() -> None:
    text = SHELLED + "Dmitry Peskov said all is well."
    reading = read(report(text), context())
    (note,) = [f for f in reading.findings if f.slug == "no-claim"]
    assert note.severity is Severity.NOTE
    start = text.index("all is well")
    assert f"1 of 2 statements make no claim: no kind of event is named [{start}–{start + 11}]" in str(note)
    assert [bool(statement_json(s)["no_claim"]) for s in reading.statements] == [False, True]
    assert len(reading.claims) == 1
    assert read(report(SHELLED), context()).findings == ()


ZONES = (
    NamedZone("sochi-2018/dmz", "Demilitarised zone", 1_537_142_400),
    NamedZone("sochi-2018/area", "Idlib de-escalation area", 1_537_142_400),
    NamedZone("astana-2017/idlib", "Idlib de-escalation area", 1_493_856_000),
    NamedZone("sochi-2019/west", "Patrol belt west of the operation area", 1_571_702_400),
    NamedZone("sochi-2019/east", "Patrol belt east of the operation area", 1_571_702_400),
    NamedZone("moscow-2020/corridor", "Security corridor along the M4", 1_583_366_400),
)


@pytest.mark.parametrize(
    ("where", "published", "zone"),
    [
        ("in the demilitarized zone", "2020-02-23", "sochi-2018/dmz"),
        ("inside the agreed demilitarised zone", "2020-02-23", "sochi-2018/dmz"),
        ("in the demilitarized zone", "2018-01-01", ""),
        ("near the demilitarized zone", "2020-02-23", ""),
        ("in parts of the demilitarized zone", "2020-02-23", ""),
        ("in the de-escalation zone", "2020-02-23", ""),
        ("in the belt", "2020-02-23", ""),
        ("in the security corridor", "2020-03-23", "moscow-2020/corridor"),
        ("in the security corridor", "2020-02-23", ""),
        ("in the humanitarian corridor", "2020-03-23", ""),
    ],
)
def test_a_zone_is_named_by_its_title_or_not_at_all(where: str, published: str, zone: str) -> None:
    body = f"Dmitry Peskov said militants attacked Syrian forces {where}."
    reading = read(report(body, published), replace(context(), zones=ZONES))
    made = [c for c in reading.claims if c.event == "attack"]
    assert [(c.extent_place, c.polarity) for c in made] == [(zone, Polarity.AFFIRMS)]
    assert {s.zone for s in reading.statements} == {zone}


def test_a_place_is_more_than_a_zone() -> None:
    body = "Dmitry Peskov said militants attacked Saraqib in the demilitarized zone."
    reading = read(report(body), replace(context(), zones=ZONES))
    assert [(c.place, c.extent_place) for c in reading.claims] == [("saraqib", "")]
