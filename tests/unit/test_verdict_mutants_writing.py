"""A result as it is written down: markers, remedies, witnesses, grounds (semantics.md, V12, V25, L4, L6)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from verdict_bench import D, H, accord, act, at, claim, obligation, terms, verdict, world
from verdict_pieces import frame, piece

from servanda.accord.law import Deed, Duty, Obligation, Pattern
from servanda.model import Claim, Label, Level, Marker, Value
from servanda.verdict.instance import Result
from servanda.verdict.question import Question
from servanda.verdict.reason import Reason, code
from servanda.verdict.writing import blank, markers, named, remedies, written

T, F, B, N = Value.TRUE, Value.FALSE, Value.BOTH, Value.NEITHER
NOTHING, MET, UNMET, EITHER = (N, N, N, N), (T, T, N, N), (F, F, N, N), (B, N, N, N)
DUE = obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": at(5 * D)})
CALM = obligation(Pattern.PROHIBIT, "cease fire", "RUS")
HERE = world([], 10 * D, 99 * D)
OVER = frame(deadline=50)
SEEN, SAID = piece("seen", (1, 2)), piece("said", (1, 2), source="assessment")


def both(event: str, day: int) -> Claim:
    """An act of both parties."""
    return replace(act(event, event, (day * D, day * D + 1)), actor=(("RUS",), ("TUR",)))


def asked(it: Obligation, **of_norm: object) -> Question:
    made = replace(it, norm=replace(it.norm, **of_norm)) if of_norm else it  # type: ignore[arg-type]
    return Question(accord(made), made)


@pytest.mark.parametrize(
    ("pattern", "result", "expected"),
    [
        ("achieve", Result(NOTHING, decided=False), Label.PENDING),
        ("achieve", Result(NOTHING), Label.UNKNOWN),
        ("prohibit", Result(NOTHING, decided=False), Label.UNKNOWN),
        ("maintain", Result(NOTHING), Label.UNKNOWN),
        ("recur", Result(NOTHING), Label.PENDING),
        ("recur", Result(NOTHING, each=(NOTHING,)), Label.UNKNOWN),
        ("respond", Result(NOTHING), Label.UNKNOWN),
        ("respond", Result(NOTHING, running=Level.ALLEGED), Label.PENDING),
        ("respond", Result(NOTHING, triggered=Level.NONE, running=Level.VERIFIED), Label.NOT_TRIGGERED),
        ("prohibit", Result(NOTHING, decided=False, gap=True), Label.PENDING),
        ("achieve", Result(NOTHING, gap=True), Label.UNKNOWN),
    ],
)
def test_the_label_of_silence(pattern: str, result: Result, expected: Label) -> None:
    """L4: pending while it cannot be decided; a standing duty without a test is never pending."""
    it = asked(DUE, pattern=Pattern(pattern))
    assert named(it, OVER, result) is expected


def test_steps_are_never_pending() -> None:
    """V18, L4: for what is owed by a date as for what answers a trigger, and no trigger is asked for."""
    for pattern in (Pattern.ACHIEVE, Pattern.RESPOND):
        steps = asked(DUE, pattern=pattern, duty=Duty.CONDUCT)
        open_ = Result(NOTHING, decided=False, triggered=Level.NONE, running=Level.VERIFIED)
        assert named(steps, OVER, open_) is Label.UNKNOWN


def test_a_trigger_counts_at_the_standard_that_it_reaches() -> None:
    """V17, L5: at the next it has not come."""
    it = asked(DUE, pattern=Pattern.RESPOND)
    found = Result(NOTHING, triggered=Level.REPORTED, running=Level.ALLEGED)
    labels = [named(replace(it, standard=Level(s)), OVER, found) for s in (1, 2, 3)]
    assert labels == [Label.PENDING, Label.UNKNOWN, Label.NOT_TRIGGERED]


def test_windows_of_a_duty_that_has_ended_are_not_pending() -> None:
    """L4: to the second."""
    weekly = asked(DUE, pattern=Pattern.RECUR)
    assert named(weekly, frame(end=100, as_of=99), Result(NOTHING)) is Label.PENDING
    assert named(weekly, frame(end=100, as_of=100), Result(NOTHING)) is Label.UNKNOWN


@pytest.mark.parametrize(
    ("values", "of_result", "expected"),
    [
        (MET, {"standing_met": ((1, (SEEN,)),)}, ()),
        (MET, {"standing_met": ((1, (SAID,)),)}, (Marker.BY_ASSERTION,)),
        (MET, {"standing_met": ((1, (SAID, SEEN)),)}, ()),
        (MET, {"standing_met": ((1, (SAID,)), (2, (SEEN,)))}, ()),
        (MET, {}, ()),
        (MET, {"late": True}, (Marker.LATE,)),
        (UNMET, {"standing_unmet": ((1, (SAID,)),)}, (Marker.OVERDUE, Marker.BY_ASSERTION)),
        (UNMET, {"standing_met": ((1, (SAID,)),)}, (Marker.OVERDUE,)),
        (UNMET, {"met": (SEEN,)}, ()),
        (UNMET, {"late": True}, (Marker.LATE,)),
        (EITHER, {"standing_unmet": ((1, (SAID,)),)}, ()),
        (NOTHING, {"standing_unmet": ((1, (SAID,)),)}, ()),
    ],
)
def test_markers_of_what_is_due(values: object, of_result: dict[str, object], expected: tuple[Marker, ...]) -> None:
    """V12, L6: overdue is what failed and nobody says was done since; by assertion is decided by opinions alone."""
    result = Result(values, **of_result)  # type: ignore[arg-type]
    assert markers(HERE, asked(DUE), OVER, result) == expected


def test_only_what_is_due_is_late_or_overdue() -> None:
    """V12: not what is forbidden, not steps, not what has no date."""
    for it, of in ((asked(CALM), OVER), (asked(DUE, duty=Duty.CONDUCT), OVER), (asked(DUE), frame())):
        assert Marker.OVERDUE not in markers(HERE, it, of, Result(UNMET))
    for it in (asked(CALM), asked(DUE, duty=Duty.CONDUCT)):
        assert markers(HERE, it, OVER, Result(UNMET, late=True)) == ()


def test_provisional_counts_from_what_is_asked() -> None:
    """L6: of a deadline that has passed, from it; of a standing duty, from `as_of`, whatever its dates."""
    heard = world([], 0, 0)
    late = accord(DUE, lateness_s=100)
    zero = heard.clocks.known_at
    for it, deadline, expected in ((DUE, -100, ()), (DUE, -99, (Marker.PROVISIONAL,)), (CALM, -200, None)):
        of = frame(deadline=zero + deadline, as_of=zero)
        found = markers(heard, Question(late, it), of, Result(MET))
        assert found == ((Marker.PROVISIONAL,) if expected is None else expected)
    assert markers(heard, Question(late, DUE), frame(as_of=zero), Result(MET)) == (Marker.PROVISIONAL,)


def test_what_repairs_is_named_by_its_id_or_its_reference() -> None:
    """L6: and what repairs nothing, or something else, does not."""
    others = [
        replace(DUE, id=name, ref=f"trial/{name}", remedy_for=of)
        for name, of in (("a", "trial/it"), ("b", "it"), ("c", "trial/other"), ("d", ""))
    ]
    law = accord(CALM, *others)
    assert [o.id for o in remedies(Question(law, CALM))] == ["a", "b"]
    bare = replace(CALM, id="", ref="")
    assert [o.id for o in remedies(Question(law, bare))] == []


@pytest.mark.parametrize(
    ("values", "by", "through"),
    [(MET, "occurrence", 9), (UNMET, "assertion", None), (EITHER, "occurrence", None), (NOTHING, "", None)],
)
def test_what_a_verdict_rests_on(values: tuple[Value, ...], by: str, through: int | None) -> None:
    """V23: what decides, on its own side; both where both stand; kept without a gap only where it is kept."""
    result = Result(values, standing_met=((1, (SEEN,)),), standing_unmet=((1, (SAID,)),), through=9)  # type: ignore[arg-type]
    it = asked(CALM)
    found = written(HERE, it, blank(HERE, it), OVER, [], result)
    assert (found.by, found.through) == (by, through)
    assert (found.witnesses_for, found.witnesses_against) == (("seen",), ("said",))


def test_between_the_two_tests_is_said_only_once_it_is_decided() -> None:
    """V25: of silence, where the text names tests and the time is over."""
    it = asked(CALM)

    def ground(values: tuple[Value, ...], **more: bool) -> str:
        return written(HERE, it, blank(HERE, it), OVER, [], Result(values, **more)).basis  # type: ignore[arg-type]

    assert ground(NOTHING, gap=True) == "between the two tests"
    assert ground(NOTHING, gap=True, decided=False) == ""
    assert ground(NOTHING) == ""
    assert "between" not in ground(MET, gap=True)


def test_every_reason_has_a_word_of_its_own() -> None:
    """V23: for tables."""
    assert len({code(str(r)) for r in Reason}) == len(Reason)
    assert code(str(Reason.TIME)) == "unsettled"
    assert code("only possible: time") == "time"
    assert code("only possible: actor, place") == "actor+place"
    assert code("not observed by UN") == "unobserved"
    assert code("because") == "other"


def test_what_fell_due_before_the_duty_ended_stays_unknown() -> None:
    """V20, L4: a trigger that nobody was seen to answer in time is not forgotten because the duty ended later."""
    cause = Deed("shelling", terms("TUR"), zone="all")
    it = obligation(Pattern.RESPOND, "patrol", "RUS", norm={"within_s": D, "trigger": cause})
    shot = claim("s", event="shelling", when=(D, D + H), by="TUR")
    ended = both("waive", 6)
    assert verdict(it, [shot, ended]).label is Label.UNKNOWN
    fresh = claim("n", event="shelling", when=(5 * D + H, 5 * D + 2 * H), by="TUR")
    assert verdict(it, [fresh, ended]).label is Label.NOT_IN_FORCE
    assert verdict(it, [fresh, ended], as_of=5 * D + 3 * H).label is Label.PENDING


def test_a_test_of_a_breach_sees_nothing_in_a_suspension() -> None:
    """V20, V25."""
    it = replace(CALM, norm=replace(CALM.norm, breached_if=(Deed("patrol", terms("RUS"), zone="all"),)))
    patrol = claim("p", event="patrol", when=(3 * D, 3 * D + H), by="RUS")
    pause = [both("suspend", 2), both("resume", 5)]
    assert verdict(it, [patrol]).label is Label.BREACHED
    assert verdict(it, [patrol, *pause]).value is N
    later = claim("l", event="patrol", when=(6 * D, 6 * D + H), by="RUS")
    assert verdict(it, [patrol, later, *pause]).label is Label.BREACHED
    assert verdict(it, [later, both("waive", 2)]).value is N


def test_what_must_be_done_may_be_done_and_shown_in_a_suspension() -> None:
    """V20, V25: what shows that something was done by a date; not what shows that something lasted, nor a breach."""
    shown = (Deed("patrol", terms("RUS"), zone="all"),)
    patrol = claim("p", event="patrol", when=(3 * D, 3 * D + H), by="RUS")
    pause = [both("suspend", 2), both("resume", 4)]

    def answer(it: Obligation, **tests: object) -> Value:
        return verdict(replace(it, norm=replace(it.norm, **tests)), [patrol, *pause]).value  # type: ignore[arg-type]

    assert answer(DUE, kept_if=shown) is T
    assert answer(CALM, kept_if=shown) is N
    assert answer(DUE, breached_if=shown) is not B
    assert answer(DUE, kept_if=shown, breached_if=shown) is T
    assert answer(CALM, breached_if=shown) is N
    unended = [patrol, pause[0]]  # when it falls due cannot be said, and still it is what must be done by a deadline
    assert verdict(replace(DUE, norm=replace(DUE.norm, kept_if=shown)), unended).value is T
    assert verdict(replace(CALM, norm=replace(CALM.norm, kept_if=shown)), unended).value is N


def test_an_answer_may_fall_due_after_the_duty_has_ended_by_itself() -> None:
    """V17, V20: only an act lets off what was triggered in time."""
    cause = Deed("shelling", terms("TUR"), zone="all")
    it = obligation(Pattern.RESPOND, "patrol", "RUS", norm={"within_s": 2 * D, "trigger": cause, "end": at(4 * D)})
    shot = claim("s", event="shelling", when=(4 * D - 2 * H, 4 * D - H), by="TUR")
    assert verdict(it, [shot], as_of=5 * D).label is Label.PENDING
    assert verdict(it, [shot], as_of=7 * D).label is Label.UNKNOWN
