"""One instance at its edges: frames, patterns, folds and witnesses (semantics.md, V8 to V20, V23, L6)."""

from __future__ import annotations

from typing import Any

import pytest
from verdict_bench import T0, D, claim, obligation, value, verdict, watch
from verdict_pieces import F, N, T, frame, judges, letters, names, piece

from servanda.accord.law import Pattern
from servanda.model import Interval, Level
from servanda.verdict.acts import Span
from servanda.verdict.instance import NONE_YET, Frame, Result, answered, folded, occurred, weigh, windows
from servanda.verdict.pattern import Bench
from servanda.verdict.piece import NOT_YET, Piece

SURE = frozenset[str]()
TIME = frozenset({"time"})
ALLEGED, REPORTED, CORROBORATED = Level.ALLEGED, Level.REPORTED, Level.CORROBORATED


def weighed(
    pattern: Pattern,
    *pieces: Piece,
    of: Frame | None = None,
    court: Bench | None = None,
    allowed: frozenset[str] = SURE,
    keep: bool = False,
) -> Result:
    return weigh(pattern, pieces, of or frame(deadline=10), court or judges(), allowed, keep=keep)


def achieved(*pieces: Piece, **more: Any) -> Result:
    return weighed(Pattern.ACHIEVE, *pieces, **more)


# -- frames ----------------------------------------------------------------------------------------------------------


def test_a_result_says_nothing_that_it_was_not_told() -> None:
    assert NONE_YET == (N, N, N, N)
    plain = Result(NONE_YET)
    assert (plain.decided, plain.late, plain.triggered, plain.gap) == (True, False, Level.VERIFIED, False)


def test_the_words_for_the_state_of_a_duty() -> None:
    """V20, L5: an end has come when `as_of` reaches it; it is suspended if its last second is."""
    assert frame(end=100, as_of=99).in_force == "in force"
    assert frame(end=100, as_of=100).in_force == "ended"
    assert frame(end=100, as_of=100, ended="waive").in_force == "waived"
    for begins, ends, expected in (
        (98, None, "suspended"),
        (99, None, "suspended"),
        (100, None, "in force"),
        (90, 100, "suspended"),
        (90, 99, "in force"),
    ):
        assert frame(suspended=(Span(begins, begins, ends, ends),)).in_force == expected, (begins, ends)


def test_an_act_ends_it_when_as_of_reaches_the_end() -> None:
    """V20."""
    for as_of, over in ((99, False), (100, True), (101, True)):
        assert frame(end=100, as_of=as_of, ended="waive").over is over
        assert not frame(end=100, as_of=as_of).over


def test_what_releases() -> None:
    """V20: an act that ends it up to the last instant at which it could be done."""
    assert frame(end=10, deadline=10, ended="waive").released
    assert not frame(end=11, deadline=10, ended="waive").released
    assert frame(end=11, ended="waive").released
    assert not frame(end=9, deadline=10).released
    assert not frame(deadline=10, ended="waive").released


# -- what counts at as_of --------------------------------------------------------------------------------------------


def test_what_was_seen_from_as_of_on_does_not_count() -> None:
    """V9: neither does what has no known end, and what may have been seen before is only possible."""
    for at, expected, possibly in (
        ((99, 100), "TTNN", "TTNN"),
        ((99, 101), "NNNN", "TTNN"),
        ((100, 101), "NNNN", "NNNN"),
        ((101, None), "NNNN", "NNNN"),
        ((99, None), "TTNN", "TTNN"),
        ((None, 100), "TTNN", "TTNN"),
        ((None, 101), "NNNN", "TTNN"),
    ):
        told = piece("a", (0, 5), at=at)
        assert letters(achieved(told, of=frame())) == expected, at
        assert letters(achieved(told, of=frame(), allowed=TIME)) == possibly, at


# -- tests of the text's own: the norm's own window ------------------------------------------------------------------


def asked(*pieces: Piece, of: Frame, **more: Any) -> Result:
    return occurred(pieces, of, judges(**more), SURE)


def test_a_test_is_asked_up_to_and_with_the_deadline() -> None:
    """V11, V25."""
    due = frame(end=50, deadline=10)
    assert letters(asked(piece("a", (10, 11)), of=due)) == "TTNN"
    assert letters(asked(piece("a", (11, 12)), of=due)) == "NNNN"
    never = piece("d", cover=(0, 11))
    assert letters(asked(never, of=due)) == "FFNN"
    assert letters(asked(piece("d", cover=(0, 10)), of=due)) == "NNNN"
    on_the_day = asked(never, of=frame(deadline=10, as_of=10))
    assert (letters(on_the_day), on_the_day.decided) == ("NNNN", False)
    after = asked(never, of=frame(deadline=10, as_of=11))
    assert (letters(after), after.decided) == ("FFNN", True)


def test_a_test_is_asked_up_to_the_act_that_released() -> None:
    """V20, V25: from then on nothing need be done."""
    waived = frame(end=5, deadline=10, ended="waive")
    assert letters(asked(piece("a", (4, 5)), of=waived)) == "TTNN"
    assert letters(asked(piece("a", (7, 8)), of=waived)) == "NNNN"
    assert letters(asked(piece("d", cover=(0, 5)), of=waived)) == "FFNN"


def test_a_test_in_a_suspension() -> None:
    """V20, V25: what is done early counts; what breaches does not, and where it may have been suspended it may."""
    paused = frame(deadline=10, suspended=(Span(3, 4, 6, 8),))

    def possibly(*pieces: Piece, early: bool) -> str:
        return letters(occurred(pieces, paused, judges(), TIME, done_early=early))

    for at, surely, maybe in (((4, 5), "NNNN", "NNNN"), ((7, 8), "NNNN", "TTNN"), ((8, 9), "TTNN", "TTNN")):
        one = piece("a", at)
        assert letters(asked(one, of=paused)) == surely, at
        assert possibly(one, early=False) == maybe, at
        assert possibly(one, early=True) == "TTNN", at
        assert letters(occurred((one,), paused, judges(), SURE, done_early=True)) == "TTNN", at
    around = [piece("d", cover=(0, 4)), piece("e", cover=(6, 11))]
    assert letters(asked(*around, of=paused)) == "FFNN"
    assert letters(asked(around[0], of=paused)) == "NNNN"
    assert letters(occurred(around, paused, judges(), SURE, done_early=True)) == "NNNN"


def test_a_deadline_that_the_text_leaves_open_is_certain_up_to_its_first_second() -> None:
    """V21."""
    open_ = frame(deadline=10, latest=(0, None, 20))
    assert letters(asked(piece("a", (10, 11)), of=open_)) == "TTNN"
    assert letters(asked(piece("a", (11, 12)), of=open_)) == "NNNN"
    assert letters(asked(piece("d", cover=(0, 20)), of=open_)) == "NNNN"
    assert letters(asked(piece("d", cover=(0, 21)), of=open_)) == "FFNN"


def test_without_a_deadline_a_test_is_asked_up_to_the_end() -> None:
    """V25."""
    over = frame(end=50)
    assert letters(asked(piece("a", (49, 50)), of=over)) == "TTNN"
    assert letters(asked(piece("a", (50, 51)), of=over)) == "NNNN"
    assert letters(asked(piece("d", cover=(0, 50)), of=over)) == "FFNN"
    assert letters(asked(piece("d", cover=(0, 100)), of=frame(end=101))) == "NNNN"
    assert letters(asked(piece("a", (40, 41)), of=frame(end=50, latest=(0, 40, None)))) == "NNNN"
    assert letters(asked(piece("a", (39, 40)), of=frame(end=50, latest=(0, 40, None)))) == "TTNN"
    endless = asked(piece("a", (99, 100)), of=frame())
    assert (letters(endless), endless.decided) == ("TTNN", False)
    assert letters(asked(piece("a", (100, 101)), of=frame())) == "NNNN"
    assert letters(asked(piece("d", cover=(0, 100)), of=frame())) == "NNNN"
    assert letters(asked(piece("o", (1, 2), source="assessment"), of=frame())) == "NNNN"


# -- achieve ---------------------------------------------------------------------------------------------------------


def test_it_was_done_when_it_was_first_done() -> None:
    """V11, V12: of several deeds the first, in time or after it."""
    one, two = piece("a", (1, 5)), piece("b", (2, 8))
    assert achieved(two, one).completion == achieved(one, two).completion == 5
    late = [piece("a", (20, 30)), piece("b", (25, 28))]
    for pieces in (late, late[::-1]):
        found = achieved(*pieces)
        assert (letters(found), found.late, found.completion) == ("NNNN", True, 28)


def test_late_is_what_came_after_the_deadline_and_by_as_of() -> None:
    """V12, V9: an event that came after; or "done" said after of what was denied up to the deadline."""
    denied = piece("d", cover=(0, 11))

    def late(*pieces: Piece, **more: Any) -> bool:
        return achieved(*pieces, **more).late

    assert late(piece("a", (11, 12)))
    assert late(piece("a", (99, 100)))
    assert not late(piece("a", (99, 101)))
    assert not late(piece("a", (11, None)))
    assert not late(piece("a", (10, 12)))
    assert not late(piece("a", (11, 12), affirms=False))
    assert not late(piece("a", affirms=True))
    assert late(denied, piece("a", (0, 12), at=(11, 12)))
    assert not late(denied, piece("a", (0, 12), at=(10, 12)))
    assert not late(piece("a", (0, 12), at=(11, 12)))
    assert not late(denied, piece("a", (0, 12)))


def test_without_a_deadline_nothing_is_late_and_nothing_must_last() -> None:
    """V12, V13."""
    early = achieved(piece("a", (-5, -4)), of=frame())
    assert (letters(early), early.late, early.completion) == ("NNNN", False, None)
    back = piece("back", at=(50, 51))
    kept = achieved(piece("a", (1, 2), at=(1, 2)), back, of=frame(), keep=True)
    assert (letters(kept), kept.last_breach, kept.through) == ("TTNN", None, None)


def test_what_is_done_after_an_act_released_from_it_is_not_late() -> None:
    """V20."""
    gone = frame(end=8, deadline=10, ended="waive")
    found = achieved(piece("a", (20, 21)), of=gone)
    assert (letters(found), found.late, found.completion, found.decided) == ("NNNN", False, None, False)
    assert letters(achieved(piece("a", (8, 9)), of=gone)) == "TTNN"


# -- and after: keep -------------------------------------------------------------------------------------------------


def kept(*pieces: Piece, **more: Any) -> Result:
    return achieved(piece("a", (1, 2), at=(1, 2)), *pieces, keep=True, **{"of": frame(deadline=10), **more})


def test_what_was_achieved_must_last_from_the_second_after_the_deadline() -> None:
    """V13."""
    for at, expected in (((10, 11), "TTNN"), ((11, 12), "FFNN"), ((99, 100), "FFNN")):
        assert letters(kept(piece("back", at=at))) == expected, at
    lasting = kept()
    assert (letters(lasting), lasting.through, lasting.last_breach) == ("TTNN", 100, None)
    broken = kept(piece("back", at=(11, 12)))
    assert (broken.last_breach, broken.through) == (11, 11)
    assert names(broken.unmet) == ["back"]
    ended = frame(end=50, deadline=10)
    assert letters(kept(piece("back", at=(49, 50)), of=ended)) == "FFNN"
    assert letters(kept(piece("back", at=(50, 51)), of=ended)) == "TTNN"


def test_only_a_sight_of_the_contrary_breaks_what_was_achieved() -> None:
    """V13: no "not yet", no opinion, no word that it is as it should be, and nothing that was not seen at a time."""
    for other in (
        piece("n", at=(20, 21), why=NOT_YET),
        piece("o", at=(20, 21), source="assessment"),
        piece("y", (0, 21), at=(20, 21)),
        piece("d", cover=(20, 21)),
    ):
        assert letters(kept(other)) == "TTNN", other.claim.id


def test_a_sight_of_the_contrary_is_rebutted_by_who_saw_that_all_are_gone() -> None:
    """V13: at each of its times, seen and not only thought."""
    back = piece("back", at=(T0 + 20, T0 + 21))
    of = frame(deadline=10, as_of=T0 + 100)
    gone: dict[str, Any] = {"when": (20, 21)}
    seen = piece("seen", (0, T0 + 21), at=(T0 + 20, T0 + 21), **gone)
    assert letters(kept(back, seen, of=of)) == "BBNN"
    assert letters(kept(back, piece("seen", (0, T0 + 21), at=(T0 + 20, T0 + 21), when=(20, 20)), of=of)) == "FFNN"
    assert letters(kept(back, piece("word", (0, T0 + 21), **gone), of=of)) == "FFNN"
    thought = piece("word", (0, T0 + 21), at=(T0 + 20, T0 + 21), source="assessment", **gone)
    assert letters(kept(back, thought, of=of)) == "FFNN"


def test_what_was_never_achieved_or_late_is_not_asked_to_last() -> None:
    """V12, V13: a second breach of it does not say more."""
    back, denied = piece("back", at=(50, 51)), piece("d", cover=(0, 11))
    never = achieved(denied, back, keep=True)
    assert (letters(never), never.last_breach, never.through) == ("FFNN", None, None)
    late = achieved(denied, piece("a", (20, 21)), back, keep=True)
    assert (letters(late), late.late, late.last_breach, late.through) == ("FFNN", True, None, None)


def test_what_is_achieved_by_a_weaker_word_is_broken_only_as_far_as_it_was_achieved() -> None:
    """V13: at a standard at which it is not known to be achieved, that it did not last is no answer."""
    court = judges({"a": ALLEGED, "back": CORROBORATED})
    assert letters(kept(piece("back", at=(20, 21)), court=court)) == "FNNN"
    strong = judges({"a": CORROBORATED, "back": ALLEGED})
    assert letters(kept(piece("back", at=(20, 21)), court=strong)) == "FTTN"


# -- standing duties -------------------------------------------------------------------------------------------------


def test_how_far_silence_is_filled_ends_with_the_first_gap() -> None:
    """V7, V20: over parts that a suspension leaves, the second counts only when the first is denied to its end."""
    of = frame(end=40, suspended=(Span(10, 10, 20, 20),))

    def through(*covers: tuple[int, int]) -> int | None:
        denials = [piece(f"d{n}", cover=c) for n, c in enumerate(covers)]
        return weighed(Pattern.PROHIBIT, *denials, of=of).through

    assert through((0, 10), (20, 30)) == 30
    assert through((0, 10), (20, 40)) == 40
    assert through((0, 5), (20, 40)) == 5
    assert through((0, 10)) == 10
    assert through((20, 40)) is None
    assert weighed(Pattern.PROHIBIT, of=of).through is None


def test_a_duty_without_any_time_has_no_instance() -> None:
    """V10."""
    nothing = weighed(Pattern.PROHIBIT, of=frame(start=50, end=50))
    assert (letters(nothing), nothing.each) == ("NNNN", ())
    one = weighed(Pattern.PROHIBIT, of=frame())
    assert one.each == (one.values,)
    two = weighed(Pattern.PROHIBIT, of=frame(suspended=(Span(10, 10, 20, 20),)))
    assert two.each == (two.values,)


# -- recurrences -----------------------------------------------------------------------------------------------------


def recurred(*pieces: Piece, every: int = 10, **more: Any) -> Result:
    return weighed(Pattern.RECUR, *pieces, of=frame(every_s=every, **more))


def test_windows_close_up_to_the_end_or_as_of() -> None:
    """V16."""
    assert len(recurred(as_of=39).each) == 3
    assert len(recurred(as_of=40).each) == 4
    assert len(recurred(end=39).each) == 3
    assert len(recurred(end=200, as_of=40).each) == 4


def test_windows_that_end_within_the_period_belong_to_it() -> None:
    """V16."""
    for opens, number in ((0, 4), (1, 4), (9, 4), (10, 3), (11, 3), (19, 3), (20, 2)):
        assert len(recurred(as_of=40, period=(opens, None)).each) == number, opens


def test_windows_begin_with_the_duty_whenever_the_period_does() -> None:
    """V16: what is asked of before it began has no windows of its own."""
    for opens in (20, 45, 50):
        closed, running = windows(frame(start=50, every_s=10, period=(opens, None)))
        assert (len(closed), closed[0].start, running.start) == (5, 50, 100), opens
    assert windows(frame(start=50, every_s=10, as_of=20)) == ([], Interval(50, 20))


def test_what_recurs_is_met_by_the_deed() -> None:
    """V3, V16, V23."""
    done, denied = piece("a", (5, 6)), piece("d", cover=(10, 20))
    found = recurred(done, denied, as_of=20)
    assert (names(found.met), names(found.unmet), found.decided) == (["a"], ["d"], True)
    assert [str(v[0]) for v in found.each] == ["T", "F"]


def test_the_window_that_runs_decides_nothing_and_shows_what_it_has() -> None:
    """V9, V16, L4."""
    running = recurred(piece("a", (1, 2)), as_of=9)
    assert (letters(running), names(running.met), running.decided, running.each) == ("NNNN", ["a"], False, ())
    denied = recurred(piece("d", cover=(0, 9)), as_of=9)
    assert (names(denied.met), names(denied.unmet)) == ([], [])
    paused = frame(every_s=10, as_of=19, suspended=(Span(3, 3, 4, 4),))
    later = weighed(Pattern.RECUR, piece("a", (5, 6)), piece("b", (12, 13)), of=paused)
    assert (names(later.met), later.each) == (["b"], ())


# -- responses -------------------------------------------------------------------------------------------------------


def answer(*pieces: Piece, of: Frame | None = None, causes: Bench | None = None, **more: Any) -> Result:
    triggers = [p for p in pieces if p.claim.id.startswith("v")]
    return answered(
        triggers,
        [p for p in pieces if p not in triggers or not p.affirms],
        of or frame(within_s=10),
        causes or judges(),
        judges(),
        more.get("allowed", SURE),
    )


def test_a_response_is_due_within_its_time_of_whenever_the_trigger_was() -> None:
    """V17, V21: the trigger lies in [20, 25): the time ends certainly not before 30, and not after 34."""
    trigger = piece("v", (20, 25))
    for some, expected in (
        ((24, 25), "TTNN"),
        ((23, 24), "NNNN"),
        ((30, 31), "TTNN"),
        ((31, 32), "NNNN"),
    ):
        assert letters(answer(trigger, piece("r", some))) == expected, some
    for cover, expected in (((20, 35), "FFNN"), ((20, 34), "NNNN"), ((21, 35), "NNNN")):
        assert letters(answer(trigger, piece("r", cover=cover))) == expected, cover
    instant = piece("v", (20, 21))
    assert letters(answer(instant, piece("r", cover=(20, 31)))) == "FFNN"
    assert letters(answer(instant, piece("r", (20, 21)), of=frame())) == "TTNN"
    assert letters(answer(instant, piece("r", (21, 22)), of=frame())) == "NNNN"


def test_a_trigger_that_may_lie_outside_the_time_triggers_nothing() -> None:
    """V17, V21: unless what is only possible along time is let in."""
    trigger = piece("v", (-5, 5))
    nothing = answer(trigger, piece("r", cover=(0, 50)))
    assert (letters(nothing), nothing.triggered) == ("NNNN", Level.NONE)
    assert answer(trigger, allowed=TIME).triggered is REPORTED


def test_a_rebutted_trigger_leaves_what_was_not_answered_contested() -> None:
    """V17: at the standards at which the denial of it stands as well."""
    trigger, never = piece("v", (20, 21)), piece("r", cover=(0, 60))
    denial = piece("vd", cover=(20, 21))
    for level, expected in ((ALLEGED, "BFNN"), (REPORTED, "BBNN"), (CORROBORATED, "BBNN")):
        assert letters(answer(trigger, never, denial, causes=judges({"vd": level}))) == expected


def test_at_a_standard_that_the_trigger_does_not_reach_nothing_is_asked() -> None:
    """V17."""
    found = answer(piece("v", (20, 21)), piece("r", cover=(0, 60)), causes=judges({"v": ALLEGED}))
    assert (letters(found), found.each) == ("FNNN", ((F, N, N, N),))


def test_a_response_need_not_last() -> None:
    """V13 is no part of V17."""
    found = answer(piece("v", (20, 21)), piece("r", (22, 23), at=(22, 23)), piece("back", at=(50, 51)))
    assert (letters(found), found.last_breach) == ("TTNN", None)


# -- folding ---------------------------------------------------------------------------------------------------------


def test_all_instances_together() -> None:
    """V4, V10, V12."""
    one = Result((T, T, N, N), completion=5, through=50, last_breach=3, late=True, gap=True, triggered=REPORTED)
    two = Result((F, N, N, N), completion=9, through=40, last_breach=7, decided=False, triggered=ALLEGED)
    for pair in ([one, two], [two, one]):
        found = folded(pair)
        assert letters(found) == "FNNN"
        assert (found.completion, found.through, found.last_breach) == (9, 40, 7)
        assert (found.decided, found.late, found.triggered, found.gap) == (False, True, REPORTED, True)
    undone = folded([one, Result(NONE_YET)])
    assert (undone.completion, undone.through, undone.last_breach, undone.decided) == (None, 50, 3, True)
    running = folded([Result(NONE_YET, running=ALLEGED), Result(NONE_YET, running=REPORTED), Result(NONE_YET)])
    assert running.running is REPORTED
    assert folded([]).completion is None
    assert folded([]).triggered is Level.NONE


# -- witnesses -------------------------------------------------------------------------------------------------------


def test_a_breach_is_the_last_that_stands_unrebutted() -> None:
    """L6: one that is denied as well as it is told is no breach, one that is denied less is."""
    first, last = piece("a", (5, 6)), piece("b", (50, 51))
    for level, expected in ((REPORTED, 5), (CORROBORATED, 5), (ALLEGED, 50)):
        court = judges({"d": level})
        assert weighed(Pattern.PROHIBIT, first, last, piece("d", cover=(50, 51)), court=court).last_breach == expected
    assert weighed(Pattern.PROHIBIT, first, last).last_breach == 50
    assert weighed(Pattern.PROHIBIT).last_breach is None


def witnesses(side: tuple[tuple[int, tuple[Piece, ...]], ...]) -> dict[int, list[str]]:
    return {standard: names(pieces) for standard, pieces in side}


def test_one_body_is_cited_for_each_standard() -> None:
    """V23: one that is not rebutted there before one that is; the strongest; what was seen before what was thought."""
    weak, strong = piece("weak", (5, 6)), piece("strong", (3, 4))
    court = judges({"weak": ALLEGED, "strong": REPORTED, "d": REPORTED})
    found = weighed(Pattern.ACHIEVE, weak, strong, court=court)
    assert witnesses(found.standing_met) == {1: ["strong"], 2: ["strong"]}
    denied = weighed(Pattern.ACHIEVE, weak, strong, piece("d", cover=(3, 4)), court=court)
    assert letters(denied) == "TBNN"
    assert witnesses(denied.standing_met) == {1: ["weak"], 2: ["strong"]}
    assert witnesses(denied.standing_unmet) == {2: ["d"]}
    seen, thought = piece("seen", (7, 8)), piece("thought", (0, 8), source="assessment")
    assert witnesses(weighed(Pattern.ACHIEVE, thought, seen).standing_met) == {1: ["seen"], 2: ["seen"]}
    early, late = piece("z", (3, 4)), piece("a", (7, 8))
    assert witnesses(weighed(Pattern.ACHIEVE, late, early).standing_met)[1] == ["z"]


def test_what_denies_all_of_it_is_cited_as_far_as_it_goes() -> None:
    """V7, V23."""
    denial = piece("d", cover=(0, 11))
    found = weighed(Pattern.ACHIEVE, denial, court=judges({"d": REPORTED}))
    assert witnesses(found.standing_unmet) == {1: ["d"], 2: ["d"]}
    assert witnesses(found.standing_met) == {}


def test_rebutters_are_cited_where_every_body_is_rebutted() -> None:
    """V23: those of the strongest body, and only where none is left."""
    bodies = [piece("a", (2, 3)), piece("b", (5, 6))]
    denials = [piece("da", cover=(2, 3)), piece("db", cover=(5, 6))]
    both = weighed(Pattern.ACHIEVE, *bodies, *denials)
    assert letters(both) == "BBNN"
    assert witnesses(both.standing_unmet) == {1: ["da"], 2: ["da"]}
    stronger = weighed(Pattern.ACHIEVE, *bodies, *denials, court=judges({"b": CORROBORATED}))
    assert letters(stronger) == "BBTN"
    assert witnesses(stronger.standing_unmet) == {1: ["db"], 2: ["db"]}
    one = weighed(Pattern.ACHIEVE, *bodies, denials[0])
    assert (letters(one), witnesses(one.standing_unmet)) == ("TTNN", {})
    assert witnesses(one.standing_met) == {1: ["b"], 2: ["b"]}
    weaker = weighed(Pattern.ACHIEVE, *bodies, *denials, court=judges({"a": ALLEGED, "da": ALLEGED}))
    assert letters(weaker) == "BBNN"
    assert witnesses(weaker.standing_unmet) == {1: ["db"], 2: ["db"]}


# -- which denial answers which affirmation --------------------------------------------------------------------------

CALM = obligation(Pattern.PROHIBIT, "cease fire")


@pytest.mark.parametrize(
    ("day", "denied_of", "by", "expected"),
    [
        (12, "RUS", "joiner", "B"),
        (8, "RUS", "joiner", "F"),
        (5, "RUS;TUR", "RUS", "B"),
        (5, "RUS|TUR", "RUS", "B"),
        (5, "TUR", "RUS", "F"),
        (5, "RUS", "", "F"),
        (5, "", "RUS", "B"),
        (5, "RUS", "RUS|TUR", "F"),
        (5, "RUS;TUR", "RUS|TUR", "B"),
    ],
)
def test_a_denial_of_some_answers_what_is_told_of_them(day: int, denied_of: str, by: str, expected: str) -> None:
    """V6, B3: membership is asked of the time of the deed."""
    told = claim("t", event="shelling", when=(day * D, day * D + 1), by=by, where="west")
    denial = claim("d", "observers", "shelling", (0, 15 * D), by=denied_of, denies=True)
    assert value(verdict(CALM, [told, denial], as_of=16 * D)) == expected


def test_a_denial_of_violations_denies_all_hostilities_and_a_watch_for_them_does_not() -> None:
    """B2 (`denied as`), B9: whoever watched for violations did not watch for all that they would be."""
    told = claim("t", event="shelling", when=(D, D + 1), where="west")
    denial = claim("d", "observers", "ceasefire-violation", (0, 5 * D), where="west", denies=True)
    assert value(verdict(CALM, [told, denial])) == "B"
    assert value(verdict(CALM, [told, watch("w", events="ceasefire-violation", where="west")])) == "F"
    assert value(verdict(CALM, [told, watch("w", events="shelling", where="west")])) == "B"
    assert value(verdict(CALM, [told, watch("w", events="no-such-kind", where="west")])) == "F"


def test_denials_of_the_parts_deny_the_whole_beside_one_of_a_place_that_nobody_knows() -> None:
    """V7, B4."""
    parts = [claim(z, "observers", "hostilities", (0, 10 * D), where=z, denies=True) for z in ("west", "east")]
    lost = claim("x", "observers", "hostilities", (0, 10 * D), where="atlantis", denies=True)
    assert value(verdict(CALM, parts)) == "T"
    assert value(verdict(CALM, [*parts, lost])) == "T"
    assert value(verdict(CALM, [parts[0], lost])) == "N"
    told = claim("t", event="shelling", when=(D, D + 1), where="west")
    assert value(verdict(CALM, [told, lost])) == "F"


def test_a_denial_of_no_place_answers_what_is_told_of_any() -> None:
    """V6: one of a place answers only what is told of it."""
    told = claim("t", event="shelling", when=(D, D + 1), by="RUS", where="west", place="town")
    for place, expected in (("", "B"), ("town", "B"), ("village", "F")):
        denial = claim("d", "observers", "shelling", (0, 5 * D), by="RUS", where=None, denies=True, place=place)
        assert value(verdict(CALM, [told, denial])) == expected, place


def test_a_kind_that_only_the_norm_knows_is_denied_as_itself() -> None:
    """B2: a norm may name a kind of event that no verb does."""
    strange = obligation(Pattern.PROHIBIT, "cloud seeding")
    told = claim("t", event="cloud-seeding", when=(D, D + 1), where="west")
    denial = claim("d", "observers", "cloud-seeding", (0, 5 * D), where="west", denies=True)
    assert value(verdict(strange, [told])) == "F"
    assert value(verdict(strange, [told, denial])) == "B"
