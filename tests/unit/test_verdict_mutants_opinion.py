"""Opinions at their edges: which hold, of what time, on whom (semantics.md, B9, P7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from verdict_bench import (
    ALL_OF_IT,
    T0,
    B,
    D,
    F,
    H,
    N,
    T,
    accord,
    at,
    claim,
    obligation,
    opinion,
    terms,
    value,
    verdict,
    world,
)
from verdict_pieces import names

from servanda.accord.law import Deed, Duty, Obligation, Pattern
from servanda.actors import read_register
from servanda.model import Claim, Interval
from servanda.verdict import ALL, Clocks, Scope, World
from servanda.verdict.opinion import opinions, principal
from servanda.verdict.piece import Piece
from servanda.verdict.reason import Reason

DUE = obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": at(5 * D)}, article="5b")
CALM = obligation(Pattern.PROHIBIT, "cease fire", "RUS", article="5b")
STAY = obligation(Pattern.MAINTAIN, "be present", "RUS", article="5b")


def heard(*claims: Claim, it: Obligation = DUE, as_of: int = 10 * D, deadline: int | None = 5 * D) -> list[Piece]:
    assert it.norm.deed is not None
    until = None if deadline is None else T0 + deadline
    return list(opinions(world(claims, as_of), Scope(accord(it), it, it.norm.deed, ALL_OF_IT, T0, until, ALL)))


def said(day: float, local: str = "o", speaker: str = "ngo", **more: Any) -> Claim:
    return opinion(local, speaker, said=int(day * D), **more)


# -- which holds -----------------------------------------------------------------------------------------------------


def test_the_latest_word_of_a_principal_holds_in_whatever_order_they_come() -> None:
    """B9: of two said at once both do; what is said without a time is older than what has one."""
    old, new = said(2, "old"), said(4, "new", met=False)
    for order in ((old, new), (new, old)):
        assert names(heard(*order)) == ["r-new.new"]
    assert names(heard(said(2, "a"), said(2, "b", met=False))) == ["r-a.a", "r-b.b"]
    undated = replace(said(2, "u"), said=None, said_to=None)
    for order in ((undated, new), (new, undated)):
        assert names(heard(*order)) == ["r-new.new"]
    assert names(heard(undated)) == ["r-u.u"]
    assert names(heard(old, said(4, "other", "observers"))) == ["r-old.old", "r-other.other"]


def test_a_word_holds_once_it_has_been_said() -> None:
    """V9: to the second; what is said later replaces nothing yet."""
    old, new = said(2, "old"), said(4, "new", met=False)
    assert names(heard(old, new, as_of=4 * D)) == ["r-old.old"]
    assert names(heard(old, new, as_of=4 * D + 1)) == ["r-new.new"]
    assert heard(old, as_of=2 * D) == []


def test_an_opinion_that_names_its_target_twice_is_one() -> None:
    """B9: with and without the actor."""
    twice = replace(said(2), assesses=("trial/it", "trial/it@RUS"))
    assert names(heard(twice)) == ["r-o.o"]
    assert names(heard(replace(twice, assesses=("trial/it@SYR", "trial/it@RUS")))) == ["r-o.o"]
    assert heard(replace(twice, assesses=("trial/it@SYR",))) == []


def test_complied_said_of_an_article_means_what_was_due() -> None:
    """B9: by then; "violated" means it at any time, where nothing else stands there, and so does a word on it alone."""
    for until, number in ((5 * D - 1, 0), (5 * D, 1)):
        assert len(heard(opinion("o", of="trial/5/*", said=until))) == number, until
    assert len(heard(said(3, of="trial/5/*", met=False))) == 1
    assert len(heard(said(3))) == 1
    assert heard(said(8, of="trial/5/*"), deadline=None) == []
    assert len(heard(said(8), deadline=None)) == 1
    assert len(heard(said(3, of="trial/5/*"), it=CALM)) == 1
    undated = replace(said(3, of="trial/5/*"), said=None, said_to=None)
    assert heard(undated) == []
    assert len(heard(undated, deadline=-T0 - 1)) == 1


# -- what it says ----------------------------------------------------------------------------------------------------


def one(*claims: Claim, **more: Any) -> tuple[bool, Interval | None, Interval | None, str]:
    (found,) = heard(*claims, **more)
    return found.affirms, found.some, found.cover, found.why


def span(first: int | None, last: int | None) -> Interval:
    return Interval(None if first is None else T0 + first, None if last is None else T0 + last)


def test_met_means_by_the_deadline_and_not_met_up_to_when_it_is_said() -> None:
    """B9, V11."""
    assert one(said(3)) == (True, span(0, 3 * D + 1), None, "assessed as met")
    assert one(said(8)) == (True, span(0, 5 * D + 1), None, "assessed as met")
    assert one(said(8), deadline=None) == (True, span(0, 8 * D + 1), None, "assessed as met")
    assert one(said(3, met=False)) == (False, None, span(None, 3 * D + 1), "assessed as not met")
    undated = replace(said(3), said=None, said_to=None)
    assert one(undated, deadline=None)[1] == span(0, None)
    assert one(replace(said(3, met=False), said=None, said_to=None))[2] == Interval(None, None)
    assert value(verdict(DUE, [opinion("o", said=5 * D - 1, met=False)])) == "N"
    assert value(verdict(DUE, [opinion("o", said=5 * D, met=False)])) == "F"


@pytest.mark.parametrize(("it", "kept_is"), [(CALM, False), (STAY, True)])
def test_kept_and_broken_of_a_standing_duty(it: Obligation, kept_is: bool) -> None:
    """B9: up to when it is said, or over the time that it names."""
    assert one(said(3), it=it) == (kept_is, None, span(0, 3 * D), "assessed as met")
    assert one(said(3, met=False), it=it) == (not kept_is, span(0, 3 * D + 1), None, "assessed as not met")
    named = {"when": (D, 2 * D)}
    assert one(said(3, **named), it=it)[2] == span(D, 2 * D)
    assert one(said(3, met=False, **named), it=it)[1] == span(D, 2 * D)


def test_of_conduct_an_opinion_speaks_up_to_when_it_is_said() -> None:
    """V18."""
    steps = replace(DUE, norm=replace(DUE.norm, duty=Duty.CONDUCT))
    assert one(said(8), it=steps) == (True, span(0, 8 * D + 1), None, "assessed as met")
    assert one(said(8, met=False), it=steps) == (False, span(0, 8 * D + 1), None, "assessed as not met")


# -- on whom, and for whom -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "bearers", "day", "expected"),
    [
        ("", ("RUS",), 1, True),
        ("RUS", ("RUS",), 1, True),
        ("rus-mod", ("RUS",), 1, True),
        ("RUS", ("rus-mod",), 1, True),
        ("TUR", ("RUS",), 1, False),
        ("TUR;RUS", ("RUS",), 1, True),
        ("TUR", ("RUS", "TUR"), 1, True),
        ("joiner", ("RUS",), 8, False),
        ("joiner", ("RUS",), 10, True),
    ],
)
def test_whom_an_opinion_accuses(target: str, bearers: tuple[str, ...], day: int, expected: bool) -> None:
    """V10: each bearer answers for itself; membership is asked of when it was said."""
    told = said(day, met=False, target=tuple((t,) for t in target.split(";") if t))
    it = replace(CALM, bearers=bearers, each_bearer=True)
    assert it.norm.deed is not None
    scope = Scope(accord(it), it, it.norm.deed, ALL_OF_IT, T0, None, ALL, bearers)
    assert bool(list(opinions(world((told,), 20 * D), scope))) is expected


def test_for_whom_a_speaker_speaks() -> None:
    """B9: a state's organ for the state, as of when it speaks; anybody else for itself."""
    speaks: dict[tuple[str, ...], str] = {("rus-mod",): "RUS", ("RUS",): "RUS", ("YPG",): "YPG", ("ngo", "RUS"): "ngo"}
    for speaker, expected in speaks.items():
        assert principal(world(()), claim("c", speaker)) == expected
    assert principal(world(()), replace(claim("c"), speaker=())) == ""
    joined = [principal(world(()), claim("c", "joiner", said=day * D)) for day in (8, 10)]
    assert joined == ["joiner", "RUS"]
    undated = replace(claim("c", "joiner"), said=None)
    assert principal(world(()), undated) == "joiner"


def test_who_belongs_to_two_states_speaks_for_the_first_by_name() -> None:
    """B9: one principal, whatever the order in which a register names them."""
    for first, second in (("RUS", "TUR"), ("TUR", "RUS")):
        register, _ = read_register(f"- {{id: corps, part of: [{{id: {first}}}, {{id: {second}}}]}}".encode())
        there = World((), Clocks(T0, T0), register)
        assert principal(there, claim("c", "corps")) == "RUS"


BOTH = replace(DUE, bearers=("RUS", "TUR"))
EACH = replace(BOTH, each_bearer=True)


def told(day: float, actor: str = "", *, met: bool = True, **more: Any) -> Claim:
    """A word of the same principal on all of it, or on one bearer's part."""
    return said(
        day, f"{actor.lower() or 'all'}-{day}", of=f"trial/it@{actor}" if actor else "trial/it", met=met, **more
    )


def parts(*claims: Claim, it: Obligation = EACH) -> str:
    """The values of the instances: how many are kept, breached, both, neither."""
    found = verdict(it, list(claims), as_of=20 * D).instances
    return f"{found.true}{found.false}{found.both}{found.neither}"


def test_a_word_on_one_bearer_leaves_what_was_said_of_another() -> None:
    """B9, V10: "Russia violated it", and the next day "Turkey complied", by the same principal."""
    assert parts(told(7, "RUS", met=False), told(8, "TUR")) == "1100"
    assert parts(told(7, "TUR")) == "1001"
    assert parts(told(7), told(8, "TUR", met=False)) == "1100"
    assert parts(told(7, met=False), told(8, "TUR")) == "1100"
    assert parts(told(7, "TUR", met=False), told(8)) == "2000"
    assert parts(told(7, "TUR", met=False), told(8, "TUR")) == "1001"
    assert parts(told(7, "SYR", met=False)) == "0002"
    accusing = replace(told(7, met=False), target=(("TUR",),))
    assert parts(accusing) == "0101"
    assert parts(accusing, replace(told(8), target=(("RUS",),))) == "1100"


@pytest.mark.parametrize(
    ("words", "expected", "left_out"),
    [
        ([told(7, "TUR")], N, {"r-tur-7.tur-7": Reason.BEARER}),
        ([told(7, "RUS", met=False)], F, {}),
        ([told(7), told(8, "RUS", met=False)], F, {"r-all-7.all-7": Reason.REPLACED}),
        ([told(7, met=False), told(8, "TUR")], F, {"r-tur-8.tur-8": Reason.BEARER}),
        ([told(7, "RUS", met=False), told(8, "TUR")], F, {"r-tur-8.tur-8": Reason.BEARER}),
        ([told(7, "RUS", met=False), told(8, "TUR", met=False)], F, {"r-rus-7.rus-7": Reason.TIME}),
        (
            [told(7, "RUS", met=False), told(8, "RUS")],
            N,
            {"r-rus-7.rus-7": Reason.REPLACED, "r-rus-8.rus-8": Reason.BEARER},
        ),
        ([told(7, "RUS", met=False), told(8)], T, {"r-rus-7.rus-7": Reason.REPLACED}),
        ([told(7), told(8, "TUR")], T, {"r-tur-8.tur-8": Reason.BEARER}),
        ([told(7), told(7, "RUS", met=False)], B, {}),
        ([told(7, met=False), told(7, "RUS")], F, {"r-rus-7.rus-7": Reason.BEARER}),
        (
            [told(7), told(8, "RUS", met=False), told(9, "RUS")],
            T,
            {"r-rus-8.rus-8": Reason.REPLACED, "r-rus-9.rus-9": Reason.BEARER},
        ),
        (
            [told(8, "RUS", met=False), told(9, "RUS"), told(7)],
            T,
            {"r-rus-8.rus-8": Reason.REPLACED, "r-rus-9.rus-9": Reason.BEARER},
        ),
    ],
)
def test_of_several_who_answer_together_one_alone_can_only_fail(
    words: list[Claim], expected: str, left_out: dict[str, Reason]
) -> None:
    """B9: whatever the order in which they are known."""
    for order in (words, words[::-1]):
        found = verdict(BOTH, order, as_of=20 * D)
        assert value(found) == expected
        assert {n.claim: n.why for n in found.not_counted} == {c: str(w) for c, w in left_out.items()}


def test_who_is_named_says_at_what_of_an_accord_an_opinion_is_aimed() -> None:
    """B9: "Turkey complied with the accord" is no word on what Russia owes; aimed at one obligation, it is on that."""
    for aim, target, number in (
        ("trial/*", "TUR", 0),
        ("trial/5/*", "TUR", 0),
        ("trial/it", "TUR", 1),
        ("trial/*", "RUS", 1),
        ("trial/*", "rus-mod", 1),
        ("trial/*", "", 1),
    ):
        word = said(8, of=aim, target=((target,),) if target else ())
        assert len(heard(word)) == number, (aim, target)
    for role, meant in (("performers", 1), ("restrained", 1), ("guarantors", 0)):
        for actor, number in (("SYR", meant), ("TUR", 0)):
            it = replace(DUE, **{role: ("SYR",)})
            assert len(heard(said(8, of="trial/*", target=((actor,),)), it=it)) == number, (role, actor)
    demand = replace(DUE, bearers=())
    assert demand.norm.deed is not None
    for actor, number in (("SYR", 1), ("TUR", 0)):
        law = accord(demand, instrument="ultimatum", addressee=("SYR",))
        scope = Scope(law, demand, demand.norm.deed, ALL_OF_IT, T0, T0 + 5 * D, ALL)
        word = said(8, of="trial/*", target=((actor,),))
        assert len(list(opinions(world([word], 10 * D), scope))) == number, actor
    assert len(heard(said(8, of="trial/it@SYR"), it=replace(DUE, performers=("SYR",)))) == 1
    assert len(heard(said(8, of="trial/*", target=(("TUR",),)), it=BOTH)) == 0
    assert len(heard(said(8, of="trial/*", target=(("TUR",), ("RUS",))), it=BOTH)) == 1
    assert parts(said(8, target=(("SYR",),)), it=replace(EACH, performers=("SYR",))) == "2000"
    both = replace(BOTH, performers=("SYR",))
    assert len(heard(said(8, of="trial/it@SYR"), it=both)) == 1


# -- what has windows ------------------------------------------------------------------------------------------------

WEEKLY = obligation(Pattern.RECUR, "patrol", "RUS", norm={"every_s": 5 * D})
ANSWER = obligation(
    Pattern.RESPOND, "patrol", "RUS", norm={"within_s": D, "trigger": Deed("cease fire", terms("TUR"), zone="all")}
)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (said(15), "3001"),
        (said(15 - 1 / D), "3001"),
        (said(15 - 2 / D), "2002"),
        (said(4), "0004"),
        (said(20), "0004"),
        (said(19, when=(5 * D, 15 * D)), "2002"),
        (said(19, when=(5 * D + 1, 15 * D)), "1003"),
        (said(19, when=(5 * D, 15 * D - 1)), "1003"),
        (replace(said(14), said_to=T0 + 15 * D), "3001"),
        (replace(said(14), said_to=T0 + 15 * D - 1), "2002"),
        (replace(said(14, met=False), said_to=T0 + 16 * D), "0202"),
        (said(15, when=(15 * D, 15 * D + 1)), "3001"),
        (replace(said(14, when=(14 * D, 15 * D)), said_to=T0 + 15 * D), "3001"),
        (replace(said(14, when=(14 * D, 15 * D), met=False), said_to=T0 + 15 * D), "0202"),
        (said(15, met=False), "0301"),
        (said(15 - 1 / D, met=False), "0301"),
        (said(15 - 2 / D, met=False), "0202"),
        (said(19, met=False, when=(5 * D, 15 * D)), "0202"),
    ],
)
def test_an_opinion_on_what_recurs_is_one_on_every_window(word: Claim, expected: str) -> None:
    """B9, V16: that lies in the time of which it speaks: up to then, or the time that it names."""
    assert parts(word, it=WEEKLY) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (said(15), T),
        (said(4), T),
        (said(3), N),
        (said(3 + 1 / 24), T),
        (said(3 + 1 / 24 - 1 / D), T),
        (said(3 + 1 / 24 - 2 / D), N),
        (said(15, when=(2 * D, 4 * D)), T),
        (said(15, when=(2 * D + 1, 4 * D)), N),
        (said(15, when=(2 * D, 3 * D)), N),
        (said(15, met=False), F),
        (said(3 + 1 / 24, met=False), F),
        (said(3 - 1 / 24, met=False), N),
        (said(15, met=False, when=(2 * D, 4 * D)), F),
        (said(15, met=False, when=(2 * D + H, 4 * D)), N),
    ],
)
def test_an_opinion_on_what_must_be_answered_is_no_trigger(word: Claim, expected: str) -> None:
    """B9, V17: it is one on every answer that fell due in the time of which it speaks."""
    fire = claim("fire", event="shelling", by="TUR", when=(2 * D, 2 * D + H))
    found = verdict(ANSWER, [fire, word], as_of=20 * D)
    assert (value(found), sum(found.instances)) == (expected, 1)
    alone = verdict(ANSWER, [word], as_of=20 * D)
    assert (str(alone.label), sum(alone.instances)) == ("not triggered", 0)


def test_who_is_cited_for_one_bearer_is_cited_with_what_replaced_it_for_another() -> None:
    """V23: "both complied", and later "Russia did not", by one speaker: the first holds of Turkey alone."""
    all_did, one_did_not = told(7), told(8, "RUS", met=False)
    for words in ([all_did, one_did_not], [one_did_not, all_did]):
        found = verdict(EACH, words, as_of=20 * D)
        assert (found.witnesses_for, found.witnesses_against) == (("r-all-7.all-7",), ("r-rus-8.rus-8",))
    early = replace(BOTH, each_bearer=True, norm=replace(BOTH.norm, deadline=at(30 * D)))
    found = verdict(early, [all_did, one_did_not], as_of=20 * D)
    assert value(found) == N
    assert found.witnesses_for == ("r-all-7.all-7",)
    assert found.witnesses_against == ("r-rus-8.rus-8",)
    besides = [
        claim("x", event="patrol", by="RUS", when=(0, D), where="all", denies=True),
        said(9, "n", "observers", of="trial/it@RUS", met=False),
    ]
    assert verdict(early, [all_did, one_did_not, *besides], as_of=20 * D).witnesses_against == ("r-rus-8.rus-8",)
    none_did = verdict(early, [told(7, met=False), one_did_not], as_of=20 * D)
    assert (none_did.witnesses_for, none_did.witnesses_against) == ((), ())
    one_did = verdict(EACH, [told(7, met=False), told(8, "RUS")], as_of=20 * D)
    assert (one_did.witnesses_for, one_did.witnesses_against) == (("r-rus-8.rus-8",), ("r-all-7.all-7",))
    did = told(9, "RUS")
    found = verdict(early, [told(7, met=False), did], as_of=20 * D)
    assert (found.witnesses_for, found.witnesses_against) == (("r-rus-9.rus-9",), ())
