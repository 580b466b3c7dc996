"""Rows of 32 bytes and of 64 give the same answers; which of the two a table gets hangs on what it holds."""

from __future__ import annotations

import os

if not os.environ.get("SERVANDA_COMPILED"):  # small tables are quicker than a compiler
    os.environ["NUMBA_DISABLE_JIT"] = "1"

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from shapely.geometry import box

from servanda.accord.law import Accord, Calendar, Deed, Moment, Norm, Obligation, Pattern, Term
from servanda.actors import read_register
from servanda.geo.zone import drawn_zone
from servanda.model import STANDARDS, Claim, Kind, Period, Polarity
from servanda.verdict import Clocks, Court, World
from servanda.verdict.engine import Engine, Plan, buckets, scale
from servanda.verdict.engine.columns import OPEN_END, OPEN_START, Columns, from_claims
from servanda.verdict.engine.plan import plain

REGISTER, _FINDINGS = read_register(
    b"- {id: RED, type: armed-group}\n- {id: BLU, type: armed-group}\n- {id: mission, type: organisation}\n"
    b"- {id: ngo, type: organisation}\n"
)
DAY, T0 = 86_400, 1_600_000_000
YEAR_0, YEAR_9999 = -62_167_219_200, 253_402_300_799
ZONES = {"north": drawn_zone(box(20, 30, 21, 31)), "south": drawn_zone(box(25, 30, 26, 31))}
AS_OF = T0 + 60 * DAY


def accord() -> Accord:
    red, blu, begin = Term(actor="RED"), Term(actor="BLU"), Moment(T0, T0)
    where = tuple(ZONES)

    def one(local: str, norm: Norm, zones: tuple[str, ...] = where) -> Obligation:
        return Obligation(f"a/{local}", "a", local, local, "", "", norm, bearers=("RED",), zones=zones)

    stay = Deed("be present", (red,))
    made = (
        one("away", Norm(Pattern.PROHIBIT, stay, Moment(T0 + DAY, T0 + DAY))),
        one("patrol", Norm(Pattern.RECUR, Deed("patrol", (red,)), every_s=7 * DAY)),
        one("leave", Norm(Pattern.ACHIEVE, Deed("withdraw", (red,)), deadline=Moment(T0 + 30 * DAY, T0 + 30 * DAY))),
        one("answer", Norm(Pattern.RESPOND, Deed("patrol", (red,), zone="north"), within_s=2 * DAY,
                           trigger=Deed("attack", (blu,), zone="north")), ()),
    )  # fmt: skip
    return Accord("a", "accord", "", T0, "UTC", ("RED", "BLU"), begin, made, ZONES)


def told(size: int, seed: int = 3) -> list[Claim]:
    rng = np.random.default_rng(seed)
    found = []
    for i in range(size):
        begin = T0 + int(rng.integers(0, 50 * DAY))
        until = begin + int(rng.choice([600, 3600, DAY]))
        kind = Kind.COVERAGE if rng.random() < 0.1 else Kind.OCCURRENCE
        denies = kind is Kind.OCCURRENCE and rng.random() < 0.25
        found.append(
            Claim(
                id=f"c{i:04d}", report="r", speaker=(str(rng.choice(["RED", "BLU", "mission", "ngo"])),), kind=kind,
                event=str(rng.choice(["patrol", "shelling", "presence", "withdrawal"])),
                polarity=Polarity.DENIES if denies else Polarity.AFFIRMS,
                actor=() if kind is Kind.COVERAGE else ((str(rng.choice(["RED", "BLU"])),),),
                extent_place=str(rng.choice(list(ZONES))), when_from_earliest=begin,
                when_from_latest=begin + int(rng.choice([0, 7200])),
                when_to_earliest=None if rng.random() < 0.05 else until, when_to_latest=until + 7200,
                lag_s=int(rng.choice([0, DAY])) if kind is Kind.COVERAGE else 0,
            )
        )  # fmt: skip
    return found


def engine(claims: list[Claim], *, threads: int = 1) -> Engine:
    plan = Plan([accord()], REGISTER, ZONES, Clocks(AS_OF, AS_OF))
    return Engine(from_claims(claims, (), REGISTER), plan, threads=threads)


def the_courts(claims: list[Claim]) -> list[Any]:
    law = accord()
    court = Court(World(claims, Clocks(AS_OF, AS_OF), REGISTER, (), ZONES), [law])
    return [[court.verdict(law, o, standard=s).value for s in STANDARDS] for o in law.obligations]


def values(claims: list[Claim]) -> list[Any]:
    return [list(a.values) for a in engine(claims).answer()]


def test_both_layouts_give_the_courts_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = told(160)
    short = engine(claims)
    answers = list(short.answer())
    assert short.rows.dtype == np.int32
    monkeypatch.setattr(buckets, "narrow", lambda columns: None)
    long = engine(claims)
    assert list(long.answer()) == answers
    assert long.rows.dtype == np.int64
    assert short.rows.nbytes * 2 == long.rows.nbytes
    assert short.instances.tolist() == long.instances.tolist()
    assert len(short.instances) == sum(sum(a.instances[0]) for a in answers) > 10
    assert values(claims) == the_courts(claims)
    assert len({v for a in answers for v in a.values}) > 1  # a world in which something is at stake


@pytest.mark.parametrize("far", [YEAR_0, YEAR_9999, T0 - 2**31, T0 + 2**31 + 60 * DAY])
def test_times_that_do_not_fit_are_kept_to_the_second(far: int) -> None:
    """One claim of another age, and all rows are of 64 bytes; the answers are the court's."""
    claims = told(80)
    claims.append(
        replace(
            claims[0],
            id="far",
            kind=Kind.OCCURRENCE,
            event="withdrawal",
            polarity=Polarity.AFFIRMS,
            actor=(("RED",),),
            when_from_earliest=min(far, T0),
            when_from_latest=min(far, T0),
            when_to_earliest=max(far, T0 + 1),
            when_to_latest=max(far, T0 + 1),
        )
    )  # fmt: skip
    made = engine(claims)
    assert made.rows.dtype == np.int64
    assert [list(a.values) for a in made.answer()] == the_courts(claims)


@pytest.mark.parametrize("beyond", [0, 1])
def test_the_last_second_that_fits(beyond: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A time within the bound is written in 32 bits, as it is; a second beyond it all rows are of 64 bytes."""

    def from_t0(columns: Columns) -> Any:
        found = scale.narrow(columns)
        assert found is not None
        found[0] = T0
        return found

    monkeypatch.setattr(buckets, "narrow", from_t0)
    claims = told(80)
    last, first = T0 + 2**31 - 2 + beyond, T0 - 2**31 + 1 - beyond
    for changes in ({"when_to_latest": last}, {"when_from_earliest": first}):
        one = replace(claims[7], event="patrol", **changes)  # type: ignore[arg-type]
        altered = [*claims[:7], one, *claims[8:]]
        made = engine(altered)
        assert made.rows.dtype == (np.int64 if beyond else np.int32)
        assert [list(a.values) for a in made.answer()] == the_courts(altered)


@pytest.mark.parametrize("time", [OPEN_START, OPEN_END, T0, T0 - 2**31 + 1, T0 + 2**31 - 2])
def test_a_time_is_read_as_it_was_written(time: int) -> None:
    marks = (T0, -(2**31), 2**31 - 1)
    assert scale.fits(time, *marks)
    written = scale.offset(time, *marks)
    assert -(2**31) <= written <= 2**31 - 1
    assert scale.instant(written, *marks) == time
    assert not scale.fits(T0 - 2**31, *marks)
    assert not scale.fits(T0 + 2**31 - 1, *marks)


def test_a_late_claim_of_another_age_is_not_squeezed_in() -> None:
    claims = told(80)
    held = engine(claims)
    held.answer()
    same = next(c for c in claims if c.kind is Kind.OCCURRENCE and c.when_to_earliest is not None)
    assert held.take(replace(same, id="late")) is not None
    assert held.take(replace(same, id="later", when_to_latest=YEAR_9999)) is None


@pytest.mark.parametrize("size", [0, 1, 3])
def test_few_claims_or_none(size: int) -> None:
    claims = told(size)
    assert values(claims) == the_courts(claims)


def test_more_forms_than_fit_beside_the_words_are_written_long(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = told(40)
    columns = from_claims(claims, (), REGISTER)
    assert scale.narrow(columns) is not None
    monkeypatch.setattr(columns, "form_row", np.zeros(2**20, np.int64))
    monkeypatch.setattr(columns, "word_row", np.zeros(2**12, np.int64))
    assert scale.narrow(columns) is None


def test_calendar_months_are_the_courts_to_count() -> None:
    """The kernel counts seconds."""
    month = Calendar(Period(1), "UTC")
    law = accord()
    for local, field in (("patrol", "every"), ("answer", "within")):
        it = next(o for o in law.obligations if o.id == local)
        assert plain(law, it, frozenset())
        assert not plain(law, replace(it, norm=replace(it.norm, **{field: month})), frozenset())  # type: ignore[arg-type]


def test_a_plan_does_not_remember_who_spoke_in_another_table() -> None:
    """The words of two tables have the same numbers: what one weighs must not be taken for the other's."""
    plan = Plan([accord()], REGISTER, ZONES, Clocks(AS_OF, AS_OF))
    claims = told(60)
    for speaker in ("RED", "mission", "BLU"):
        mine = [replace(c, speaker=(speaker,)) for c in claims]
        answers = Engine(from_claims(mine, (), REGISTER), plan).answer()
        assert [list(a.values) for a in answers] == the_courts(mine)
