"""Acts on answers, on conduct and on what must be kept; zones without area (semantics.md, B4, P6, V13–V20)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from shapely.geometry import Polygon
from verdict_bench import (
    ZONES,
    B,
    D,
    F,
    H,
    N,
    T,
    act,
    at,
    claim,
    obligation,
    opinion,
    terms,
    value,
    verdict,
    watch,
)

from servanda.accord.law import Deed, Duty, Obligation, Pattern
from servanda.geo.zone import drawn_zone
from servanda.model import Claim, Kind, Label

FIRE = Deed("cease fire", terms("TUR"), zone="all")
ANSWER = obligation(Pattern.RESPOND, "patrol", "RUS", norm={"trigger": FIRE, "within_s": D})
SHELLED = claim("v", "ngo", "shelling", (D, D + H), by="TUR")


def both(local: str, event: str, when: tuple[int, int], **more: Any) -> Claim:
    return replace(act(local, event, when), actor=(("RUS",), ("TUR",)), **more)


def patrolled(day: float, **more: Any) -> Claim:
    return claim("p", "ngo", "patrol", (int(day * D), int(day * D) + H), by="RUS", **more)


def test_an_answer_that_falls_due_in_a_suspension_is_put_off() -> None:
    """V17, V20: due on the second day, suspended then until the sixth: an answer on the fifth is in time."""
    denied = watch("w", when=(0, 9 * D), events="patrol")
    stopped = [both("s", "suspend", (D + 2 * H, D + 2 * H)), both("r", "resume", (6 * D, 6 * D))]
    assert value(verdict(ANSWER, [SHELLED, denied])) == F
    assert value(verdict(ANSWER, [SHELLED, patrolled(5)])) == N
    assert value(verdict(ANSWER, [SHELLED, patrolled(5), *stopped])) == T
    assert value(verdict(ANSWER, [SHELLED, denied, *stopped], as_of=6 * D)) == N
    assert value(verdict(ANSWER, [SHELLED, denied, *stopped])) == F


def test_an_answer_that_is_waived_before_it_is_due_is_never_missing() -> None:
    """V17, V20: what was to be done and is ended before it is due is never F; done before the end it is T."""
    denied = watch("w", when=(0, 9 * D), events="patrol")
    waived = both("w2", "waive", (D + 6 * H, D + 6 * H))
    found = verdict(ANSWER, [SHELLED, denied, waived])
    assert (value(found), found.label) == (N, Label.NOT_IN_FORCE)
    assert value(verdict(ANSWER, [SHELLED, patrolled(1.125), waived])) == T
    assert value(verdict(ANSWER, [SHELLED, denied, both("w3", "waive", (3 * D, 3 * D))])) == F


def conduct() -> Obligation:
    return obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"duty": Duty.CONDUCT})


def test_steps_taken_while_a_duty_was_suspended_are_not_steps_of_it() -> None:
    """V18, V20."""
    step = claim("m", "ngo", "measure", (3 * D, 3 * D + H), by="RUS", where=None)
    stopped = [both("s", "suspend", (2 * D, 2 * D)), both("r", "resume", (5 * D, 5 * D))]
    assert value(verdict(conduct(), [step])) == T
    assert value(verdict(conduct(), [step, *stopped])) == N
    assert value(verdict(conduct(), [opinion("o", said=3 * D), *stopped])) == T


def test_a_return_when_the_duty_may_have_ended_is_no_certain_breach() -> None:
    """V13, V21: whoever is there on the sixth day may be so by right. (That all had left is contested by it, B8.)"""
    leave = obligation(Pattern.ACHIEVE, "withdraw", "RUS", norm={"deadline": at(2 * D), "keep": True, "end": at(8 * D)})
    gone = claim("g", "ngo", "withdrawal", (D, D + H), by="RUS")
    back = claim("b", "ngo", "presence", (6 * D, 6 * D + H), by="RUS")
    over = both("t", "terminate", (5 * D, 7 * D))
    assert value(verdict(leave, [gone, back])) == F
    found = verdict(leave, [gone, back, over])
    assert (value(found), [u.axis for u in found.undetermined], found.last_breach) == (B, [], None)


@pytest.mark.parametrize("name", ["", "void", "all"])
def test_in_a_zone_without_area_nothing_happens_and_nothing_is_denied(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B4, V4: an empty domain is neither kept nor breached, whatever is said of it, and by whatever name."""
    monkeypatch.setitem(ZONES, "void", drawn_zone(Polygon()))
    calm = obligation(Pattern.PROHIBIT, "cease fire", zone="void")
    where = name or None
    assert value(verdict(calm, [claim("a", where=where)])) == N
    assert value(verdict(calm, [claim("d", when=(0, 10 * D), where=where, denies=True)])) == N
    assert value(verdict(calm, [watch("w", where=where or "all")])) == N
    assert value(verdict(calm, [opinion("o", said=9 * D, when=(0, 10 * D))])) == T


def test_the_finder_and_the_instrument_are_verified() -> None:
    """P6: whoever decides by the accord's own words; an instrument only where no party keeps it."""
    calm = obligation(Pattern.PROHIBIT, "cease fire", decided_by=("commission",))
    told = verdict(calm, [claim("a", "commission")])
    assert told.level_against.word == "verified"
    for keeper, level in (("observers", "verified"), ("RUS", "reported"), ("", "reported")):
        seen = claim("a", "ngo", instrument="camera", custody=keeper)
        assert verdict(calm, [seen]).level_against.word == level
    assert verdict(calm, [claim("a", "ngo", kind=Kind.FINDING)]).level_against.word == "verified"
