"""Acts at their edges: whose they are, when they were done, what they take away (semantics.md, V20, B9, P2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from verdict_bench import T0, D, H, accord, act, at, obligation, verdict, world

from servanda.accord.law import Change, Pattern
from servanda.model import STANDARDS, Claim, Level, Mode, Polarity, Value
from servanda.verdict.acts import Act, Span, acts, changed, idle
from servanda.verdict.aim import aims_at, aims_only_at
from servanda.verdict.question import Question
from servanda.verdict.reason import Reason

BOTH = ("RUS", "TUR")
IT = obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": at(5 * D)})
CERTAIN = (Value.TRUE,) * 4


def done(
    event: str, first: int, last: int, *, by: tuple[str, ...] = BOTH, local: str = "k", said_by: Any = None, **more: Any
) -> Claim:
    """An act done at some time in `[first, last)`, by all of `by` together."""
    made = act(local, event, (first, last), speaker="RUS")
    return replace(made, speaker=said_by or by, actor=tuple((w,) for w in by), **more)


def found(*claims: Claim, it: Any = IT, as_of: int = 10 * D, **law: Any) -> list[Act]:
    return acts(world(claims, as_of), Question(accord(it, **law), it))


def bare(
    event: str, earliest: int, latest: int, deadline: int | None = None, until: Any = None, name: str = "a"
) -> Act:
    """An act that nobody doubts."""
    return Act(event, earliest, latest, deadline, until, (act(f"{name}-{event}", event, (0, 1)),), CERTAIN)


def made(*counted: Act) -> Any:
    return changed(counted, Level.ALLEGED, contested=False)


# -- which claims are acts on it -------------------------------------------------------------------------------------


def test_unable_to_confirm_an_act_is_no_word_on_it() -> None:
    """B1: who neither affirms nor denies says nothing."""
    assert found(done("suspend", D, D + H, polarity=Polarity.NONE)) == []


def test_an_act_counts_once_its_last_second_is_over() -> None:
    """V9: the end is exclusive, and so is `as_of`."""
    one = done("suspend", 2 * D, 2 * D + H)
    assert found(one, as_of=2 * D + H - 1) == []
    assert [a.event for a in found(one, as_of=2 * D + H)] == ["suspend"]


def test_an_act_on_two_obligations_is_one_on_each() -> None:
    """V20."""
    assert len(found(done("suspend", D, D + H, assesses=("trial/other", "trial/it")))) == 1


def test_acts_of_different_kinds_are_never_one() -> None:
    told = found(done("extend", D, D + H, local="e", deadline=T0 + 8 * D), done("suspend", D, D + H, local="s"))
    assert [(a.event, len(a.claims)) for a in told] == [("extend", 1), ("suspend", 1)]


def test_an_act_without_a_time_is_none() -> None:
    one = done("suspend", D, D + H)
    assert found(replace(one, when_from_earliest=None, said=None)) == []
    assert [a.earliest for a in found(replace(one, when_from_earliest=None, said=T0 + 2 * D))] == [T0 + 2 * D]


# -- when it was done ------------------------------------------------------------------------------------------------


def spread(event: str, times: tuple[int | None, int | None, int | None, int | None], **more: Any) -> Claim:
    first, latest, ends, last = (None if t is None else T0 + t for t in times)
    when = {
        "when_from_earliest": first,
        "when_from_latest": latest,
        "when_to_earliest": ends,
        "when_to_latest": last,
    }
    return replace(done(event, 0, 1), **when, **more)


def test_an_event_was_done_in_one_of_its_seconds() -> None:
    """B6."""
    (told,) = found(done("suspend", D, D + H))
    assert (told.earliest, told.latest) == (T0 + D, T0 + D + H - 1)


def test_what_is_said_of_all_of_a_time_was_done_when_that_began() -> None:
    """V20, V21: a suspension "from the 1st or 2nd to the 5th or 6th"."""
    (told,) = found(spread("suspend", (D, 2 * D, 5 * D, 6 * D), when_mode=Mode.THROUGHOUT))
    assert (told.earliest, told.latest, told.until) == (T0 + D, T0 + 2 * D, (T0 + 5 * D, T0 + 6 * D))
    (open_,) = found(spread("suspend", (D, 2 * D, None, None)))
    assert (open_.earliest, open_.latest, open_.until) == (T0 + D, T0 + 2 * D, None)
    (begun,) = found(spread("suspend", (D, None, None, None), when_mode=Mode.THROUGHOUT))
    assert (begun.earliest, begun.latest, begun.until) == (T0 + D, T0 + D, None)
    (ended,) = found(spread("suspend", (D, D, None, 6 * D), when_mode=Mode.THROUGHOUT))
    assert ended.until == (T0 + 6 * D, T0 + 6 * D)


def test_who_was_part_of_whom_is_asked_of_the_first_second() -> None:
    """B3: who joins Russia on the 10th did not act for Russia on the 9th, though it may have been the 11th."""
    days = (8 * D, 10 * D)
    one = done("waive", *days, by=("joiner", "TUR"), said_by=("ngo",))
    (told,) = found(one, as_of=12 * D)
    assert told.values[0] is not Value.TRUE
    (later,) = found(done("waive", 10 * D, 11 * D, by=("joiner", "TUR"), said_by=("ngo",)), as_of=12 * D)
    assert later.values[0] is Value.TRUE


# -- which claims speak of one act -----------------------------------------------------------------------------------


def test_claims_whose_times_meet_speak_of_one_act() -> None:
    """V20: the second may lie within the first."""
    wide, narrow = done("suspend", D, 3 * D, local="w"), done("suspend", D + H, 2 * D, local="n")
    (told,) = found(wide, narrow)
    assert (told.earliest, told.latest, len(told.claims)) == (T0 + D + H, T0 + 2 * D - 1, 2)
    assert len(found(done("suspend", D, 2 * D, local="a"), done("suspend", 2 * D, 3 * D, local="b"))) == 2
    assert len(found(done("suspend", D, 2 * D, local="a"), done("suspend", 2 * D - 1, 3 * D, local="b"))) == 1


def test_a_claim_joins_one_act_whose_every_claim_it_meets() -> None:
    """V20: the third meets the second of two claims, and not the first: it speaks of another act."""
    one, two, three = (
        done("suspend", a, b, local=n) for n, a, b in (("1", 0, D), ("2", H, 3 * D), ("3", 2 * D, 4 * D))
    )
    assert [len(a.claims) for a in found(one, two, three)] == [2, 1]
    apart = [done("suspend", D, 2 * D, local=n, deadline=T0 + d * D) for n, d in (("1", 8), ("2", 9))]
    either = done("suspend", D + H, 2 * D, local="3")
    assert sorted(len(a.claims) for a in found(*apart, either)) == [1, 2]


def test_deadlines_part_acts_only_where_both_name_one() -> None:
    """V20."""
    silent = done("extend", D, 2 * D, local="s")
    first, other = (done("extend", D, 2 * D, local=n, deadline=T0 + d * D) for n, d in (("t", 8), ("u", 9)))
    earlier = done("extend", D - H, 2 * D, local="e", deadline=T0 + 8 * D)
    (told,) = found(silent, first)
    assert (len(told.claims), told.deadline) == (2, T0 + 8 * D)
    (again,) = found(silent, earlier)
    assert (len(again.claims), again.deadline) == (2, T0 + 8 * D)
    assert sorted(a.deadline or 0 for a in found(first, other)) == [T0 + 8 * D, T0 + 9 * D]


def test_of_several_ends_of_a_suspension_the_first_holds() -> None:
    """V20."""
    ends = [spread("suspend", (D, D, e, e + H), id=f"r-{e}.c", when_mode=Mode.THROUGHOUT) for e in (5 * D, 7 * D)]
    (told,) = found(*ends)
    assert told.until == (T0 + 5 * D, T0 + 5 * D + H)


# -- who denies it, and how well it is proved ------------------------------------------------------------------------


def values(*claims: Claim, **more: Any) -> str:
    (told,) = found(*claims, **more)
    return "".join(str(v) for v in told.values)


def denied(first: int, last: int, said_by: str = "ngo", local: str = "d", **more: Any) -> Claim:
    more = {"said_by": (said_by,), "polarity": Polarity.DENIES, **more}
    return done("waive", first, last, local=local, **more)


def test_a_denial_answers_an_act_whose_time_it_meets() -> None:
    """V6, V20: to the second."""
    waived = done("waive", 2 * D, 2 * D + H)
    assert values(waived) == "TTNN"
    for first, last, expected in (
        (2 * D + H - 1, 3 * D, "BBNN"),
        (2 * D + H, 3 * D, "TTNN"),
        (D, 2 * D + 1, "BBNN"),
        (D, 2 * D, "TTNN"),
        (D, 9 * D, "BBNN"),
    ):
        assert values(waived, denied(first, last)) == expected, (first, last)
    (told,) = found(waived, denied(D, 9 * D), denied(5 * D, 6 * D, local="x"))
    assert [c.id for c in told.claims] == ["r-k.k", "r-d.d"]


def test_a_denial_by_who_would_be_released_speaks_against_its_interest() -> None:
    """P2: Russia answers, and says that nobody released it: reported. Turkey's word is alleged, for all others."""
    mine = denied(2 * D, 2 * D + H, "RUS", by=("RUS",))
    assert values(done("waive", 2 * D, 2 * D + H), mine) == "BBNN"
    assert values(done("waive", 2 * D, 2 * D + H), denied(2 * D, 2 * D + H, "TUR", by=("TUR",))) == "BTNN"
    resumed = replace(mine, event="resume")
    assert values(done("resume", 2 * D, 2 * D + H), resumed) == "BTNN"


def test_what_is_denied_better_than_it_is_affirmed_is_false_at_the_better_standard() -> None:
    """V8 of acts: alleged by the one, denied by a third."""
    claimed = done("waive", 2 * D, 2 * D + H, said_by=("RUS",))
    assert values(claimed) == "TNNN"
    assert values(claimed, denied(2 * D, 2 * D + H)) == "BFNN"


def test_who_may_do_one_act_may_not_do_another() -> None:
    """V20: `changes` names acts one by one; the obligation's before the accord's."""
    alone = ("ngo",)
    extends = done("extend", D, D + H, by=alone, deadline=T0 + 8 * D)
    for changes, expected in (
        ((Change("extend", alone),), "TTNN"),
        ((Change("waive", alone),), "NNNN"),
        ((), "NNNN"),
    ):
        assert values(extends, it=replace(IT, changes=changes)) == expected
        assert values(extends, changes=changes) == expected
    own = replace(IT, changes=(Change("extend", ("TUR",)),))
    assert values(extends, it=own, changes=(Change("extend", alone),)) == "NNNN"


def test_who_it_was_must_be_certain() -> None:
    """B3: "Russia or Turkey" is neither; of a joint statement each has a part."""
    either = (("RUS", "TUR"), ("TUR",))
    assert values(replace(done("waive", D, D + H), actor=either, speaker=("ngo",))) == "NNNN"
    named = replace(done("waive", D, D + H), actor=(), speaker=BOTH)
    assert values(named) == "TTNN"
    assert values(replace(named, speaker=("RUS",))) == "NNNN"


# -- what acts make of an obligation ---------------------------------------------------------------------------------


def test_a_suspension_ends_with_the_first_resumption_that_is_not_before_it() -> None:
    """V20: in the same second is not before."""
    paused = bare("suspend", T0, T0 + 9)
    for resumptions, expected in (
        ([], Span(T0, T0 + 9)),
        ([(T0, T0 + 20)], Span(T0, T0 + 9, T0, T0 + 20)),
        ([(T0 - 1, T0 + 20)], Span(T0, T0 + 9)),
        ([(T0 + 50, T0 + 60), (T0 + 30, T0 + 70)], Span(T0, T0 + 9, T0 + 30, T0 + 70)),
    ):
        again = [bare("resume", a, b, name=f"r{n}") for n, (a, b) in enumerate(resumptions)]
        assert made(paused, *again).suspended == (expected,)


def test_a_suspension_ends_by_its_own_end_or_a_resumption_whichever_is_first() -> None:
    """V20."""
    named = bare("suspend", T0, T0 + 9, until=(T0 + 40, T0 + 50))
    assert made(named).suspended == (Span(T0, T0 + 9, T0 + 40, T0 + 50),)
    assert made(named, bare("resume", T0 + 20, T0 + 25)).suspended == (Span(T0, T0 + 9, T0 + 20, T0 + 25),)
    assert made(named, bare("resume", T0 + 60, T0 + 65)).suspended == (Span(T0, T0 + 9, T0 + 40, T0 + 50),)
    assert made(named, bare("resume", T0 + 45, T0 + 46)).suspended == (Span(T0, T0 + 9, T0 + 40, T0 + 46),)


def test_the_first_act_that_ends_it_ends_it() -> None:
    """V20."""
    late, early = bare("terminate", T0, T0 + 50), bare("waive", T0 + 10, T0 + 40)
    assert made(late, early).ended == ("waive", T0 + 10, T0 + 40)
    assert made(early, late).ended == ("waive", T0 + 10, T0 + 40)
    assert [c.event for c in made(late, early).by] == ["waive"]


def test_the_latest_extension_sets_the_deadline() -> None:
    """V20: the latest act, not the latest deadline; of two at once the later deadline; without one it sets nothing."""
    first, second = bare("extend", T0, T0 + 5, T0 + 90), bare("extend", T0 + 7, T0 + 8, T0 + 80)
    assert made(first, second).deadline == T0 + 80
    assert made(second, first).deadline == T0 + 80
    at_once = bare("extend", T0 + 7, T0 + 8, T0 + 85, name="b")
    assert made(at_once, second).deadline == made(second, at_once).deadline == T0 + 85
    assert made(bare("extend", T0, T0 + 5)).deadline is None
    assert made(bare("extend", T0, T0 + 5)).by == ()
    assert made(bare("suspend", T0, T0 + 5, T0 + 90)).deadline is None


def test_an_act_that_is_contested_stands_only_where_such_acts_are_let_in() -> None:
    """V20."""
    act_ = replace(bare("waive", T0, T0 + 5), values=(Value.TRUE, Value.BOTH, Value.FALSE, Value.NEITHER))
    assert [act_.stands(s, contested=False) for s in STANDARDS] == [True, False, False, False]
    assert [act_.stands(s, contested=True) for s in STANDARDS] == [True, True, False, False]


# -- what a reference aims at ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "at_it", "only"),
    [
        ("trial/it", True, True),
        ("trial/it@RUS", True, True),
        ("trial/*", True, False),
        ("trial/5/*", True, True),
        ("trial/5", False, False),
        ("trial/50/*", False, False),
        ("other/5/*", False, False),
        ("other/*", False, False),
        ("trial/group", True, False),
        ("", False, False),
    ],
)
def test_what_a_reference_aims_at(target: str, at_it: bool, only: bool) -> None:
    """B9, N5: an article must be meant with all that is under it, `/*`, to speak of what stands in it."""
    it = replace(IT, article="5b", group="trial/group")
    law = accord(it, replace(it, id="other", ref="trial/other", article="6"))
    assert aims_at(target, law, it) is at_it
    assert aims_only_at(target, law, it) is only
    assert aims_at(target, law, replace(it, group="")) is (at_it and target != "trial/group")


def test_what_aims_at_an_obligation_aims_at_it_whatever_else_has_its_name() -> None:
    it = replace(IT, article="9")
    assert aims_only_at("trial/it", accord(replace(it, ref="trial/x", id="x")), it)


# -- acts that change nothing -----------------------------------------------------------------------------------------


def idling(*claims: Claim, cited: tuple[str, ...] = (), as_of: int = 10 * D) -> list[str]:
    told = list(idle(world(claims, as_of), Question(accord(IT), IT), cited))
    assert {n.why for n in told} <= {str(Reason.ACT)}
    return [n.claim for n in told]


def test_an_act_that_changes_nothing_is_told() -> None:
    """V20, V23: what was done up to `as_of`, or nobody knows when, and is not cited."""
    one = done("resume", 2 * D, 2 * D + H)
    assert idling(one) == [one.id]
    assert idling(one, cited=(one.id,)) == []
    assert idling(one, as_of=2 * D) == []
    assert idling(one, as_of=2 * D + 1) == [one.id]
    timeless = dict.fromkeys(("when_from_earliest", "when_from_latest", "when_to_earliest", "when_to_latest"))
    undated = replace(one, said=None, said_to=None, **timeless)  # type: ignore[arg-type]
    assert idling(undated) == [one.id]
    assert idling(undated, cited=(one.id,)) == []
    assert idling(replace(one, assesses=("trial/other",))) == []


def test_what_names_nobody_and_nothing_aims_at_nothing() -> None:
    """An obligation outside every `for each` has no group."""
    assert not aims_at("@RUS", accord(IT), IT)


@pytest.mark.parametrize(
    ("aims", "more", "changes"),
    [
        (("trial/it",), {}, True),
        (("trial/it@RUS",), {}, False),
        (("trial/it@TUR",), {}, False),
        (("trial/it@RUS", "trial/it@TUR"), {}, True),
        (("trial/it@RUS", "trial/it"), {}, True),
        (("trial/it@RUS", "other/*"), {}, False),
        (("trial/it@RUS",), {"bearers": ("RUS",)}, True),
        (("trial/it@TUR",), {"bearers": ("RUS",)}, False),
        (("trial/it@SYR",), {"performers": ("SYR",)}, True),
        (("trial/it@SYR",), {}, False),
    ],
)
def test_what_one_of_several_owes_is_not_changed_by_itself(
    aims: tuple[str, ...], more: dict[str, Any], changes: bool
) -> None:
    """V20: and the act is named as one that changes nothing."""
    it = replace(IT, **{"bearers": ("RUS", "TUR"), **more})
    done = replace(act("w", "waive", (D, D + 1)), assesses=aims, actor=(("RUS",), ("TUR",)))
    found = verdict(it, [done], as_of=3 * D)
    assert (found.acts, [n.claim for n in found.not_counted]) == ((("r-w.w",), []) if changes else ((), ["r-w.w"]))
