"""When an obligation binds, to the second: starts, ends, deadlines, waiting (semantics.md, V19 to V21, N3, N4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from verdict_bench import IN_WEST, T0, D, H, accord, act, at, claim, obligation, value, verdict, window, world

from servanda.accord.law import Accord, Anchor, Deed, Moment, Obligation, Pattern, Term
from servanda.model import Claim, Label, Level, Polarity, Verdict
from servanda.verdict import ALL, Court, Explore
from servanda.verdict.question import Question

A = obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": at(5 * D)}, local="a")
CALM = obligation(Pattern.PROHIBIT, "cease fire", "RUS", local="calm")
BOTH = ("RUS", "TUR")


def norm(it: Obligation, **more: Any) -> Obligation:
    return replace(it, norm=replace(it.norm, **more))


def also(it: Obligation, local: str) -> Obligation:
    return replace(it, id=local, ref=f"trial/{local}")


def after(edge: str, *names: str, **more: Any) -> Moment:
    first, *others = (f"trial/{n}" for n in names)
    return Moment(anchor=Anchor(edge, first, tuple(others)), **more)


def patrol(day: float, local: str = "p", **more: Any) -> Claim:
    return claim(
        local, event="patrol", when=(int(day * D), int(day * D) + H), **{"by": "RUS", "where": IN_WEST, **more}
    )


def fire(day: float, local: str = "f", **more: Any) -> Claim:
    return claim(local, when=(int(day * D), int(day * D) + H), **{"by": "RUS", "where": IN_WEST, **more})


def together(event: str, first: int, last: int, **more: Any) -> Claim:
    made = act(f"{event}-{first}", event, (first, last), of=more.pop("of", "trial/a"))
    return replace(made, speaker=BOTH, actor=(("RUS",), ("TUR",)), **more)


def asked(
    it: Obligation, *claims: Claim, among: tuple[Obligation, ...] = (), as_of: int = 10 * D, **law: Any
) -> Verdict:
    return verdict(it, claims, as_of=as_of, among=accord(it, *among, **law), explore=False)


def opened(found: Verdict) -> int | None:
    return None if found.period.start is None else found.period.start - T0


# -- starts ------------------------------------------------------------------------------------------------------------


def test_it_binds_from_the_second_of_its_start() -> None:
    """V19."""
    for day, expected in ((10, Label.PENDING), (11, Label.NOT_IN_FORCE)):
        assert asked(norm(A, start=at(day * D), deadline=at(20 * D))).label is expected


def test_a_condition_that_falls_due_later_has_not_come() -> None:
    """V19, V21: a deadline of another is a date; where the text leaves it open, its last second counts."""
    due = norm(also(A, "due"), deadline=window(4 * D, 6 * D))
    it = norm(A, condition=Anchor("deadline", "trial/due"), deadline=at(20 * D))
    assert asked(it, among=(due,), as_of=5 * D).label is not Label.PENDING
    assert asked(it, among=(due,), as_of=6 * D - 1).label is not Label.PENDING
    found = asked(it, among=(due,), as_of=6 * D)
    assert (found.label, opened(found)) == (Label.PENDING, 6 * D)


def test_a_start_that_waits_for_a_deadline_is_as_open_as_that() -> None:
    """V21."""
    due = norm(also(A, "due"), deadline=window(4 * D, 6 * D))
    it = norm(CALM, start=after("deadline", "due"))
    assert opened(asked(it, among=(due,))) == 4 * D
    for day, expected in ((3.5, "N"), (5, "N"), (6, "F")):
        assert value(asked(it, fire(day), among=(due,))) == expected, day
    later = norm(CALM, start=after("deadline", "due", offset_s=D))
    assert opened(asked(later, among=(due,))) == 5 * D


def test_days_are_counted_from_the_day_after() -> None:
    """N3: what ends a day at its last second belongs to that day; what begins does to the day that begins."""

    def begins(edge: str, deadline: int, *claims: Claim) -> int | None:
        it = norm(CALM, start=after(edge, "due", days=2, zone="UTC"))
        other = norm(also(A, "due"), deadline=at(deadline), start=at(D))
        return opened(asked(it, *claims, among=(other,)))

    assert begins("deadline", 3 * D) == 5 * D
    assert begins("deadline", 3 * D + 1) == 6 * D
    assert begins("deadline", 3 * D + 2) == 6 * D
    assert begins("start", 3 * D) == 4 * D
    assert begins("completion", 5 * D, patrol(2)) == 5 * D
    ends_at_midnight = claim("p", event="patrol", when=(3 * D - H, 3 * D), by="RUS", where=IN_WEST)
    assert begins("completion", 5 * D, ends_at_midnight) == 5 * D


# -- what it waits for -------------------------------------------------------------------------------------------------


def test_any_breach_or_all_completions() -> None:
    """N4, V19: of several, breach comes with the first of any, completion with the last of all."""
    one = norm(CALM, end=at(9 * D))
    it = norm(also(CALM, "it"), start=after("breach", "calm", "done"))
    assert opened(asked(it, fire(3), among=(one, also(A, "done")))) == 3 * D
    all_ = norm(also(CALM, "it"), start=after("completion", "a", "b"))
    other = norm(also(A, "b"), deed=replace(A.norm.deed, verb="talks", zone=None))  # type: ignore[type-var]
    talks = claim("t", event="talks", when=(4 * D, 4 * D + H), by="RUS", where=None)
    assert opened(asked(all_, patrol(2), talks, among=(A, other))) == 4 * D + H
    assert asked(all_, patrol(2), among=(A, other)).label is not Label.UNKNOWN


def test_the_first_of_several_breaches() -> None:
    """V19: by a deed its beginning; by what was denied all along the deadline."""
    it = norm(also(CALM, "it"), start=after("breach", "calm"))
    assert opened(asked(it, fire(5, "g"), fire(3), among=(CALM,))) == 3 * D
    undone = norm(also(CALM, "it"), start=after("breach", "a"))
    never = claim("n", "ngo", "patrol", (0, 6 * D), by="RUS", denies=True)
    assert opened(asked(undone, never, among=(A,))) == 5 * D
    open_ = norm(A, deadline=window(4 * D, 5 * D))
    assert opened(asked(undone, never, among=(open_,))) == 5 * D


def test_what_is_done_late_is_done() -> None:
    """V19, V12."""
    it = norm(also(CALM, "it"), start=after("completion", "a"))
    assert opened(asked(it, patrol(7), among=(A,))) == 7 * D + H
    assert asked(it, among=(A,)).label is not Label.UNKNOWN


def test_two_that_wait_for_the_same() -> None:
    """V19: answered by one court."""
    waits = [norm(also(CALM, n), start=after("completion", "a")) for n in ("one", "two")]
    law = accord(A, *waits)
    court = Court(world([patrol(2)]), [law])
    assert [opened(court.verdict(law, o)) for o in (*waits, *waits)] == [2 * D + H] * 4


def test_what_waits_for_something_unknown() -> None:
    """V19, L5: an accord or an obligation that nobody has given."""
    for ref in ("nowhere/a", "trial/nothing"):
        it = norm(CALM, start=Moment(anchor=Anchor("completion", ref)))
        assert asked(it).label is Label.FORCE_UNKNOWN


def test_the_word_for_several_that_are_waited_for() -> None:
    """L5: of any the most open, of all the surest "no"."""
    contested = claim("n", "ngo", "shelling", (2 * D, 4 * D), denies=True, where="all")
    quiet = norm(also(CALM, "quiet"), deed=replace(CALM.norm.deed, zone="east"))  # type: ignore[type-var]
    for names in (("calm", "quiet"), ("quiet", "calm")):
        it = norm(also(CALM, "it"), start=after("breach", *names))
        assert asked(it, fire(3), contested, among=(CALM, quiet)).label is Label.FORCE_CONTESTED
    later = norm(also(A, "later"), deadline=at(20 * D))
    denied = claim("d", "observers", "patrol", (0, 9 * D), denies=True, by="RUS")
    for names in (("a", "later"), ("later", "a")):
        it = norm(also(CALM, "it"), start=after("completion", *names))
        other = replace(later, norm=replace(later.norm, deed=replace(A.norm.deed, verb="talks")))  # type: ignore[type-var]
        assert asked(it, patrol(2), denied, among=(A, other)).label is Label.NOT_IN_FORCE


# -- ends --------------------------------------------------------------------------------------------------------------


def test_the_first_of_several_ends() -> None:
    """V19, V20: its own, the accord's, a later accord's; what may be the end is not certainly within."""
    assert asked(norm(CALM, end=at(4 * D)), until=at(6 * D)).in_force == "ended"
    for own, accords in ((4, 6), (6, 4)):
        it = norm(CALM, end=at(own * D))
        assert value(asked(it, fire(5), until=at(accords * D))) == "N"
        assert value(asked(it, fire(3), until=at(accords * D))) == "F"
        assert asked(it, as_of=5 * D, until=at(accords * D)).in_force == "ended"
    open_ = norm(CALM, end=window(3 * D, 8 * D))
    assert value(asked(open_, fire(5), until=at(6 * D))) == "N"
    assert [value(asked(open_, fire(d), until=at(6 * D))) for d in (2, 3)] == ["F", "N"]
    assert value(asked(norm(CALM, end=window(5 * D, 6 * D)), fire(4), until=window(3 * D, 8 * D))) == "N"
    unknown = norm(CALM, end=after("completion", "a"))
    assert asked(unknown, among=(A,)).in_force == "in force"
    assert asked(unknown, patrol(2), among=(A,)).in_force == "ended"
    assert asked(unknown, among=(A,), until=at(6 * D)).in_force == "ended"


def test_what_ends_unless() -> None:
    """V19."""
    it = norm(CALM, unless=Anchor("deadline", "trial/a"))
    assert asked(it, among=(norm(A, deadline=at(20 * D)),)).in_force == "in force"
    assert asked(it, among=(A,)).in_force == "ended"
    never = norm(CALM, unless=Anchor("breach", "trial/a"))
    assert asked(never, among=(A,)).in_force == "in force"
    assert asked(never, among=(A,), until=at(6 * D)).in_force == "ended"
    open_ = norm(A, deadline=window(4 * D, 6 * D))
    assert value(asked(it, fire(5), among=(open_,))) == "F"
    assert value(asked(it, fire(6), among=(open_,))) == "N"


@pytest.mark.parametrize(
    ("in_force", "certain", "possible"),
    [(at(4 * D), 4, 4), (window(4 * D, 6 * D), 4, 6), (Moment(), 3, 3), (Moment(T0 + 4 * D, None), 4, 4)],
)
def test_a_later_accord_ends_it_when_it_enters_into_force(in_force: Moment, certain: int, possible: int) -> None:
    """V20: else when it was signed."""
    later: Accord = accord(id="later", obligations=(), supersedes=("trial/*",), in_force=in_force, signed=T0 + 3 * D)
    law = accord(CALM)

    def at_(day: float) -> Verdict:
        return Court(world([fire(day)]), [law, later]).verdict(law, CALM)

    assert value(at_(certain - 0.5)) == "F"
    assert value(at_(possible + 0.5)) == "N"
    assert at_(1).in_force == "superseded"
    if certain < possible:
        assert value(at_(certain + 0.5)) == "N"
        assert [u.axis for u in at_(certain + 0.5).undetermined] == ["time"]


# -- acts on deadlines -------------------------------------------------------------------------------------------------


def due(*claims: Claim, it: Obligation = A, **more: Any) -> tuple[int | None, int | None]:
    found = asked(it, *claims, **more)
    days = (found.deadline, found.deadline_latest)
    return tuple(None if d is None else d - T0 for d in days)  # type: ignore[return-value]


def test_a_deadline_in_a_suspension_falls_due_at_its_end() -> None:
    """V20: never, while no end is known; what was over before, or came after, puts nothing off."""
    paused, again = together("suspend", 4 * D, 4 * D + 1), together("resume", 7 * D, 7 * D + 1)
    assert due(paused, again) == (7 * D, 7 * D)
    assert due(paused) == (None, None)
    assert due(together("suspend", 5 * D, 5 * D + 1), again) == (7 * D, 7 * D)
    assert due(together("suspend", 5 * D + 1, 5 * D + 2), again) == (5 * D, 5 * D)
    assert due(together("suspend", 2 * D, 2 * D + 1), together("resume", 3 * D, 3 * D + 1)) == (5 * D, 5 * D)
    assert due(paused, together("resume", 5 * D, 5 * D + 1)) == (5 * D, 5 * D)
    assert due(together("suspend", 4 * D, 6 * D), again) == (5 * D, 7 * D)
    assert due(together("suspend", 3 * D, 4 * D), together("resume", 6 * D, 7 * D)) == (6 * D, 7 * D - 1)
    assert due(together("suspend", 3 * D, 4 * D), together("resume", 4 * D + H, 7 * D)) == (5 * D, 7 * D - 1)
    assert due(paused, again, it=norm(A, deadline=after("completion", "b")), among=(also(A, "b"),)) == (None, None)


def test_of_several_acts_one_that_is_contested_is_enough() -> None:
    """V20."""
    sure = together("extend", D, D + 1, deadline=T0 + 6 * D)
    doubted = together("waive", 2 * D, 2 * D + 1)
    denial = replace(doubted, id="r-n.n", speaker=("ngo",), polarity=Polarity.DENIES)
    assert asked(A, sure, doubted, denial).label is Label.FORCE_CONTESTED
    assert asked(A, sure).label is Label.UNKNOWN


def test_what_waits_for_a_deadline_does_not_wait_for_a_contested_one() -> None:
    """V20, V19."""
    doubted = together("extend", D, D + 1, deadline=T0 + 8 * D)
    denial = replace(doubted, id="r-n.n", speaker=("ngo",), polarity=Polarity.DENIES)
    it = norm(CALM, start=after("deadline", "a"))
    assert opened(asked(it, doubted, denial, among=(A,))) == 5 * D
    assert opened(asked(it, doubted, among=(A,))) == 8 * D


def test_what_is_owed_unless_something_comes_is_not_breached_by_what_comes_after() -> None:
    """V19, V20: as with an act; what comes after the deadline frees of nothing."""
    never = [claim("d", event="patrol", denies=True, by="RUS", when=(0, 6 * D), where="all")]
    it = norm(also(A, "it"), unless=Anchor("start", "trial/calm"))
    for day, expected in ((2, Label.NOT_IN_FORCE), (5, Label.NOT_IN_FORCE), (6, Label.BREACHED), (20, Label.BREACHED)):
        other = norm(CALM, start=at(day * D))
        found = asked(it, *never, among=(other,))
        assert found.label is expected, day
    done = asked(it, patrol(1), among=(norm(CALM, start=at(2 * D)),))
    assert (done.label, done.in_force) == (Label.FULFILLED, "ended")


def test_of_two_that_free_the_first_to_come_counts() -> None:
    """V20, V21: from when it may have been free, and from when it certainly was."""
    never = [claim("d", event="patrol", denies=True, by="RUS", when=(0, 6 * D), where="all")]
    it = norm(also(A, "it"), unless=Anchor("start", "trial/calm"))
    comes = norm(CALM, start=at(4 * D))
    waived = together("waive", 2 * D, 6 * D, of="trial/it")
    assert asked(it, *never, among=(comes,)).label is Label.NOT_IN_FORCE
    assert asked(it, *never, waived, among=(comes,)).label is Label.NOT_IN_FORCE
    assert asked(it, *never, waived, among=(norm(CALM, start=at(9 * D)),)).label is Label.BREACHED
    assert asked(it, patrol(3), among=(comes,)).label is Label.FULFILLED
    assert asked(it, patrol(3), waived, among=(comes,)).label is Label.NOT_IN_FORCE
    assert asked(it, patrol(1), waived, among=(comes,)).label is Label.FULFILLED


def test_an_act_frees_of_an_answer_after_the_duty_itself_has_ended() -> None:
    """V17, V20: what was triggered before the end must be answered after it, unless an act says otherwise."""
    shelled = claim("s", event="shelling", by="TUR", when=(2 * D, 2 * D + H), where=IN_WEST)
    trigger = Deed("shelling", (Term(actor="TUR"),))
    for ends in (3, 4, 5):
        it = obligation(
            Pattern.RESPOND, "patrol", "RUS", norm={"trigger": trigger, "within_s": 6 * D, "end": at(ends * D)}
        )
        waived = together("waive", 4 * D, 4 * D + 1, of="trial/it")
        assert asked(it, shelled, as_of=6 * D).label is Label.PENDING
        assert asked(it, shelled, waived, as_of=6 * D).label is Label.NOT_IN_FORCE
        never = claim("d", event="patrol", denies=True, by="RUS", when=(0, 9 * D), where="all")
        assert asked(it, shelled, never).label is Label.BREACHED
        assert asked(it, shelled, never, waived).label is Label.NOT_IN_FORCE


# -- circles -----------------------------------------------------------------------------------------------------------


def in_turn(law: Accord, claims: list[Claim], *locals_: str) -> list[tuple[Label, int | None]]:
    """What one court answers, asked of one obligation after another."""
    court = Court(world(claims), [law])
    found = [
        court.verdict(law, it, explore=Explore.NOTHING) for local in locals_ for it in law.obligations if it.id == local
    ]
    return [(v.label, opened(v)) for v in found]


def test_what_waits_in_a_circle_is_answered_alike_whatever_was_asked_before() -> None:
    """V19: a is owed until b begins, b from the first breach of a or c on, and e when b does. Asked of a, b begins with
    c's breach, as a's own is not known yet; that answer is not kept for e."""
    a, c = norm(also(CALM, "a"), unless=Anchor("start", "trial/b")), norm(also(CALM, "c"))
    c = replace(c, norm=replace(c.norm, deed=replace(c.norm.deed or Deed(""), subjects=(Term(actor="TUR"),))))
    b = norm(also(CALM, "b"), start=after("breach", "a", "c"))
    law = accord(a, b, c, norm(also(CALM, "e"), start=after("start", "b")))
    claims = [fire(3), fire(5, "t", by="TUR")]
    (alone,) = in_turn(law, claims, "e")
    assert alone[1] is not None
    assert in_turn(law, claims, "a", "e")[1] == alone
    assert in_turn(law, claims, "c", "b", "a", "e")[3] == alone


def test_why_it_waits_in_a_circle_is_the_same_whatever_was_asked_before() -> None:
    """V19, L4: a waits for b's breach, which may yet come; asked of b, that waits for a, nobody knows."""
    a, b = norm(also(CALM, "a"), start=after("breach", "b")), norm(also(A, "b"), start=after("completion", "a"))
    law = accord(a, b)
    assert in_turn(law, [], "a") == [(Label.NOT_TRIGGERED, None)]
    assert in_turn(law, [], "b", "a")[1] == (Label.NOT_TRIGGERED, None)
    assert in_turn(law, [], "a", "b")[1] == in_turn(law, [], "b")[0]


def test_what_a_third_asks_of_a_circle_is_not_kept_for_it() -> None:
    """V19, L4: a waits for b and for d, which has not begun; b waits for a. Asked of c, which waits for a, b is cut
    short where it comes back to a; asked of b itself, it is as little in force as a."""
    a = norm(also(A, "a"), start=after("completion", "b", "d"))
    b, c = (norm(also(A, local), start=after("completion", "a")) for local in ("b", "c"))
    law = accord(a, b, c, norm(also(A, "d"), start=at(20 * D), deadline=at(30 * D)))
    alone = in_turn(law, [], "b")
    assert alone == [(Label.NOT_IN_FORCE, None)]
    assert in_turn(law, [], "c", "b")[1:] == alone


def test_what_an_accord_waits_for_its_obligations_wait_for() -> None:
    """V19, V24: those that name no start of their own."""
    first = also(A, "first")
    law = accord(CALM, first, in_force=after("completion", "first"))
    court = Court(world(()), [law])

    def waits(it: Obligation) -> list[tuple[str, str]]:
        return [(edge, q.obligation.id) for edge, q in court.waits_for(Question(law, it, ALL, Level.ALLEGED))]

    assert waits(CALM) == [("completion", "first")]
    assert waits(norm(CALM, start=after("start", "first"))) == [("start", "first")]
    assert waits(norm(CALM, start=at(D))) == []
    assert waits(norm(CALM, condition=Anchor("breach", "trial/first"))) == [
        ("completion", "first"),
        ("breach", "first"),
    ]
