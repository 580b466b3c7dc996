"""The article that the project starts from, where it is at hand: who says what in it, claim by claim."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from reading_room import context, day, fits, report

from servanda.reading import Reading, read

SHARED = os.environ.get("SERVANDA_SHARED", "")
PLACE = Path(SHARED) / "data" / "seed_article.txt"
pytestmark = pytest.mark.skipif(not SHARED or not PLACE.is_file(), reason="SERVANDA_SHARED names no reference data")

PESKOV, ERDOGAN, ZAKHAROVA = "dmitry-peskov", "recep-tayyip-erdogan", "maria-zakharova"
GOLD: list[dict[str, Any]] = [
    {"speaker": PESKOV, "stance": "accuses_noncompliance", "obligation": "sochi-2018/*", "polarity": "denies"},
    {"speaker": PESKOV, "stance": "accuses_noncompliance", "obligation": "sochi-2018/heavy-weapons-leave"},
    {"speaker": PESKOV, "stance": "asserts", "event": "supply", "when": "2020-02-23", "quote": "perfectly armed"},
    {"speaker": PESKOV, "stance": "reports_contact", "event": "call", "when": "2020-02-21"},
    {"speaker": PESKOV, "stance": "excuses", "quote": "could not go unanswered"},
    {"speaker": PESKOV, "stance": "reports_contact", "event": "contact", "actor": ["TAF", "rus-forces"]},
    {"speaker": PESKOV, "stance": "demands", "demand": "not to fall into"},
    {
        "speaker": ERDOGAN,
        "stance": "threatens_conditionally",
        "addressee": ["SYR"],
        "deadline": "2020-02-29",
        "consequence": "Turkey will give a military response",
    },
    {"speaker": ZAKHAROVA, "stance": "promises", "obligation": "sochi-2018/*", "actor": ["RUS"]},
    {"speaker": ZAKHAROVA, "stance": "accuses_noncompliance", "obligation": "sochi-2018/*", "target": ["TUR"]},
    {"role": "narration", "event": "ground-attack", "when": "2019-10-09", "actor": ["TUR"], "target": ["SDF"]},
    {"role": "narration", "event": "agreement", "actor": ["RUS", "TUR"]},
    {"speaker": "vladimir-putin", "event": "agreement", "quote": "agreements have been reached"},
]


@cache
def seed() -> Reading:
    return read(report(PLACE.read_text("utf-8"), "2020-02-23"), context())


@pytest.mark.parametrize(
    "gold", GOLD, ids=lambda g: f"{g.get('speaker', g.get('role'))}-{g.get('stance', g.get('event'))}"
)
def test_comes_out(gold: dict[str, Any]) -> None:
    assert any(fits(s, gold) for s in seed().statements)


def test_nobody_else_speaks() -> None:
    speakers = {i for s in seed().statements for i in s.speaker_ids} - {"demo-wire"}
    assert speakers == {PESKOV, ERDOGAN, ZAKHAROVA, "vladimir-putin"}
    credit = next(f for f in seed().left_out if f.reason == "credit")
    assert not any(a < credit.end and credit.start < b for s in seed().statements for a, b in s.content_spans)


def test_putin_spoke_on_the_day_that_the_text_says() -> None:
    said = {day(s.said.start) for s in seed().statements if "agreements have been reached" in s.quote}
    assert said == {"2019-10-22"}
