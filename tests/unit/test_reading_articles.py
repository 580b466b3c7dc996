"""The dossier's six illustrative articles, read: what must come out of each, and what nobody may be made to say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from reading_room import IDLIB, article, context, day, fits, reading

from servanda.documents import load_yaml
from servanda.incidents import incidents
from servanda.model import Claim, Kind, instant, zone

GOLD = [json.loads(p.read_text("utf-8")) for p in sorted((Path(__file__).parent / "data" / "reading").glob("*.json"))]
CASES = [pytest.param(g["article"], c, id=f"{g['article']}-{n}") for g in GOLD for n, c in enumerate(g["claims"])]
NEVER = [pytest.param(g["article"], c, id=f"{g['article']}-{n}") for g in GOLD for n, c in enumerate(g["never"])]


def test_every_article_has_gold_and_a_notice() -> None:
    names = {p.name for p in (IDLIB / "reports").iterdir() if not p.name.endswith(".yaml")}
    assert names == {g["article"] for g in GOLD}
    for name in names:
        sidecar = (IDLIB / "reports" / f"{name.rpartition('.')[0]}.yaml").read_text("utf-8")
        assert "Illustrative article written for this dossier" in sidecar
        assert article(name).outlet.startswith("demo-")


@pytest.mark.parametrize(("name", "gold"), CASES)
def test_comes_out(name: str, gold: dict[str, Any]) -> None:
    found = reading(name).statements
    assert any(fits(s, gold) for s in found), [(s.speaker_ids, s.stance, s.event or s.obligation) for s in found]


@pytest.mark.parametrize(("name", "gold"), NEVER)
def test_nobody_said(name: str, gold: dict[str, Any]) -> None:
    assert [s.quote for s in reading(name).statements if fits(s, gold)] == []


@pytest.mark.parametrize("gold", GOLD, ids=lambda g: g["article"])
def test_speaks_only_who_speaks(gold: dict[str, Any]) -> None:
    said = {";".join(c.speaker) for c in reading(gold["article"]).claims}
    assert said <= set(gold["speakers"])
    assert len(said) >= 2


@pytest.mark.parametrize("gold", GOLD, ids=lambda g: g["article"])
def test_spans_are_verbatim(gold: dict[str, Any]) -> None:
    found, text = reading(gold["article"]), article(gold["article"]).text or ""
    assert found.statements
    for s in found.statements:
        assert s.quote == " … ".join(text[a:b] for a, b in s.content_spans)
        assert all(0 <= a < b <= len(text) for a, b in s.content_spans)
        assert list(s.content_spans) == sorted(s.content_spans)
        if s.speaker_span:
            assert text[slice(*s.speaker_span)] == s.speaker
        if s.cue_span:
            assert text[slice(*s.cue_span)] == s.cue
    for c in found.claims:
        assert c.reader.endswith("rules-1")
        assert c.confidence is not None
        assert 0 < c.confidence <= 1
        assert c.machine_read


def test_ids_are_unique_and_come_again() -> None:
    from servanda.reading import read

    for g in GOLD:
        first, again = reading(g["article"]), read(article(g["article"]), context())
        assert [c.id for c in first.claims] == [c.id for c in again.claims]
        assert len({c.id for c in first.claims}) == len(first.claims)


def _chronicle(event: str, when: str, place: str, **more: Any) -> Claim:
    """A row as the chronicle has it: hand-written, another report."""
    document, _ = load_yaml((IDLIB / "places.yaml").read_bytes(), "places.yaml")
    assert document is not None
    row = next(p for p in document.data["places"] if p["id"] == place)
    tz = zone("Asia/Damascus")
    from servanda.model import beginning

    start, end = beginning(when, tz), instant(when, tz)
    return Claim(
        f"r-chronicle.{event}",
        "r-chronicle",
        ("chronicler",),
        event=event,
        when_from_earliest=start,
        when_from_latest=start,
        when_to_earliest=end,
        when_to_latest=end,
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        radius_m=float(row["radius_m"]),
        place=place,
        **more,
    )


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("wire-balyun.txt", _chronicle("airstrike", "2020-02-27", "al-bara-balyun-road", target=(("TAF",),))),
        ("turkish-daily.md", _chronicle("attack", "2020-02-10", "taftanaz", actor=(("SAA",),), target=(("TAF",),))),
        ("turkish-daily.md", _chronicle("shootdown", "2020-02-11", "nayrab", target=(("SYR",),))),
        ("monitor-truce.html", _chronicle("clash", "2020-03-06", "jabal-zawiya", actor=(("SAA",), ("TIP",)))),
        ("un-patrol.txt", _chronicle("patrol", "2020-03-15", "trumba", actor=(("RUS",), ("TUR",)))),
        ("russian-sochi.txt", _chronicle("shelling", "2020-02-20", "nayrab", actor=(("TAF",),), target=(("SAA",),))),
    ],
    ids=lambda x: x if isinstance(x, str) else x.event,
)
def test_article_and_chronicle_meet_in_one_incident(name: str, row: Claim) -> None:
    claims = [row, *reading(name).claims]
    grouped = incidents(claims, context().register)
    meeting = next(i for i in grouped if row.id in i.claims)
    assert any(c.id in meeting.claims for c in reading(name).claims), [i.claims for i in grouped]


def test_rival_tolls_stay_apart() -> None:
    tolls = {(c.speaker, n.lo, n.hi) for c in reading("turkish-daily.md").claims for n in c.counts if n.of == "killed"}
    assert tolls == {(("TUR",), 5.0, 5.0), (("SOHR",), 6.0, 6.0), (("SOHR",), 4.0, 4.0)}


def test_undertakings_make_claims_with_their_deadline() -> None:
    made = [c for c in reading("russian-sochi.txt").claims if c.kind is Kind.UNDERTAKING]
    assert [(c.speaker, c.addressee, day((c.deadline or 0) - 1)) for c in made] == [
        (("recep-tayyip-erdogan",), ("SYR",), "2020-02-29")
    ]
