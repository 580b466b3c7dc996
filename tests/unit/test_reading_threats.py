"""Threats with a condition: what is asked, by when, and what follows otherwise; nothing in them has happened."""

from __future__ import annotations

import pytest
from reading_room import day, statements

from servanda.model import Kind, Polarity, Stance


@pytest.mark.parametrize(
    ("body", "demand", "deadline", "consequence"),
    [
        (
            "Turkey threatened to impose martial law unless the shelling stopped by Tuesday.",
            "the shelling stopped",
            "2020-02-25",
            "impose martial law",
        ),
        (
            "Petro Poroshenko threatened to impose martial law unless the shelling stopped by Tuesday.",
            "the shelling stopped",
            "2020-02-25",
            "impose martial law",
        ),
        (
            "Erdogan threatened that unless the shelling stopped by Tuesday, Turkey would open the borders.",
            "the shelling stopped",
            "2020-02-25",
            "Turkey would open the borders",
        ),
        (
            "Erdogan said Turkey would impose martial law unless the shelling stopped by Tuesday.",
            "the shelling stopped",
            "2020-02-25",
            "Turkey would impose martial law",
        ),
        (
            "Erdogan threatened to open the borders if the shelling did not stop by Tuesday.",
            "the shelling did not stop",
            "2020-02-25",
            "open the borders",
        ),
        (
            "Erdogan warned that the shelling must stop by Tuesday, otherwise Turkey would impose martial law.",
            "the shelling must stop",
            "2020-02-25",
            "Turkey would impose martial law",
        ),
        (
            "Erdogan said Syrian forces must withdraw by February 29; otherwise Turkey will strike them.",
            "withdraw",
            "2020-02-29",
            "Turkey will strike them",
        ),
        (
            "Erdogan warned he would open the borders unless the EU paid.",
            "the EU paid",
            "",
            "he would open the borders",
        ),
        (
            "Erdogan threatened to attack Saraqib unless Syrian forces withdrew by the end of February.",
            "Syrian forces withdrew",
            "2020-02-29",
            "attack Saraqib",
        ),
    ],
)
def test_a_threat_has_its_parts(body: str, demand: str, deadline: str, consequence: str) -> None:
    made = statements(body)
    assert [(s.kind, s.stance, s.event, s.polarity) for s in made] == [
        (Kind.UNDERTAKING, Stance.THREATENS, "", Polarity.NONE)
    ]
    (s,) = made
    assert (s.demand, s.consequence) == (demand, consequence)
    assert (day(s.deadline - 1) if s.deadline is not None else "") == deadline


def test_whom_it_is_put_to() -> None:
    (s,) = statements("Erdogan said Syrian forces must withdraw by February 29, otherwise Turkey will strike.")
    assert s.addressee == ("SYR",)


@pytest.mark.parametrize(
    "body",
    [
        "Erdogan said Turkey would be happy if the shelling stopped by Tuesday.",
        "Erdogan said Turkey will stay at home unless it rains on Tuesday.",
        "Erdogan said it looked as if Syrian forces would attack Saraqib.",
    ],
)
def test_not_every_condition_is_a_threat(body: str) -> None:
    assert [s for s in statements(body) if s.stance is Stance.THREATENS] == []
