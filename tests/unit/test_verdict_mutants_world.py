"""Worlds, watches, rows, ultimatums, tests of a text's own (semantics.md, B6 to B9, L1 to L6, V25)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from verdict_bench import (
    IN_EAST,
    IN_WEST,
    OUTSIDE,
    REGISTER,
    T0,
    WEST,
    ZONES,
    D,
    H,
    accord,
    act,
    at,
    claim,
    obligation,
    opinion,
    terms,
    value,
    verdict,
    watch,
    world,
)
from verdict_pieces import B, F, N, T, frame, names, piece

from servanda.accord.law import Accord, Deed, Duty, Obligation, Pattern
from servanda.actors import read_register
from servanda.geo import Membership, disc
from servanda.geo.zone import drawn_zone
from servanda.model import Claim, Incident, Interval, Kind, Label, Level, Marker, Review, Value
from servanda.verdict import ALL, THIRD_PARTY, Clocks, Court, Scope, Viewpoint, World
from servanda.verdict.acts import Span
from servanda.verdict.bearing import bearings, rules_of
from servanda.verdict.instance import Frame, Result
from servanda.verdict.piece import Bearings, Piece
from servanda.verdict.question import Question
from servanda.verdict.telling import Part
from servanda.verdict.tested import tested as by_tests
from servanda.verdict.ultimatum import state
from servanda.verdict.watch import watches
from servanda.verdict.whole import articles, whole_of
from servanda.verdict.word import observed_by, spoken_for, unobserved
from servanda.verdict.world import moment_of, turning_points

CALM = obligation(Pattern.PROHIBIT, "cease fire", "RUS", article="5b")
DUE = obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": at(5 * D)}, article="5b")
LEAVE = obligation(Pattern.ACHIEVE, "withdraw", "RUS", norm={"deadline": at(5 * D)})
STAY = obligation(Pattern.MAINTAIN, "be present", "RUS")


def norm(it: Obligation, **more: Any) -> Obligation:
    return replace(it, norm=replace(it.norm, **more))


def heard(it: Obligation, *claims: Claim, as_of: int = 10 * D, known_at: int | None = None) -> list[Piece]:
    assert it.norm.deed is not None
    zone = ZONES[it.norm.deed.zone] if it.norm.deed.zone else None
    there = world(claims, as_of, known_at)
    return list(bearings(there, Scope(accord(it), it, it.norm.deed, zone, T0, None, ALL)).pieces)


def fire(first: int = D, last: int = D + H, local: str = "f", speaker: str = "ngo", **more: Any) -> Claim:
    return claim(local, speaker, when=(first, last), **{"by": "RUS", "where": IN_WEST, **more})


def offsets(span: Interval | None) -> tuple[int | None, int | None] | None:
    return (
        None if span is None else (None if span[0] is None else span[0] - T0, None if span[1] is None else span[1] - T0)
    )


# -- B9: watches -------------------------------------------------------------------------------------------------------


def silent(one: Claim, *others: Claim, it: Obligation = CALM, **more: Any) -> list[tuple[Any, list[str]]]:
    """Where the watch's silence denies, and where it falls short."""
    found = heard(it, one, *others, **more)
    return [(offsets(p.cover), sorted(p.short)) for p in found if p.source == "coverage"]


def test_silence_denies_but_where_the_keeper_reported() -> None:
    """B9: its own reports of what is asked, wherever they lie in its time."""
    own = {"speaker": "observers"}
    assert silent(watch("w")) == [((0, 10 * D), [])]
    assert silent(watch("w"), fire(2 * D, 3 * D, **own)) == [((0, 2 * D), []), ((3 * D, 10 * D), [])]
    assert silent(watch("w"), fire(2 * D, 3 * D)) == [((0, 10 * D), [])]
    assert silent(watch("w"), fire(2 * D, 3 * D, denies=True, **own)) == [((0, 10 * D), [])]
    assert silent(watch("w"), fire(2 * D, 3 * D, by="TUR", **own)) == [((0, 10 * D), [])]
    two = (fire(2 * D, 5 * D, "a", **own), fire(3 * D, 4 * D, "b", **own))
    assert silent(watch("w"), *two) == [((0, 2 * D), []), ((5 * D, 10 * D), [])]
    assert silent(watch("w", when=(3 * D, 8 * D)), fire(D, 3 * D, **own)) == [((3 * D, 8 * D), [])]
    assert silent(watch("w", when=(3 * D, 8 * D)), fire(D, 3 * D + 1, **own)) == [((3 * D + 1, 8 * D), [])]
    assert silent(watch("w", when=(3 * D, 8 * D)), fire(8 * D, 9 * D, **own)) == [((3 * D, 8 * D), [])]
    assert silent(watch("w", when=(3 * D, 8 * D)), fire(8 * D - 1, 9 * D, **own)) == [((3 * D, 8 * D - 1), [])]
    assert silent(watch("w", when=(3 * D, 8 * D)), fire(9 * D, 9 * D + H, **own)) == [((3 * D, 8 * D), [])]
    assert silent(watch("w", when=(3 * D, 8 * D)), fire(3 * D, 8 * D, **own)) == []
    assert silent(watch("w"), fire(0, D, **own)) == [((D, 10 * D), [])]
    assert silent(watch("w", when=(None, 8 * D)), fire(D, 2 * D, **own)) == [((None, D), []), ((2 * D, 8 * D), [])]
    assert silent(watch("w", when=(0, None)), fire(D, 2 * D, **own)) == [((0, D), []), ((2 * D, 10 * D), [])]


def test_reports_may_still_be_on_their_way() -> None:
    """B9: up to `known_at` less the lag."""
    assert silent(watch("w", when=(0, 20 * D)), known_at=12 * D) == [((0, 12 * D), [])]
    assert silent(watch("w", when=(0, 20 * D), lag=D), known_at=12 * D) == [((0, 11 * D), [])]
    assert silent(watch("w", when=(0, 5 * D), lag=D), known_at=12 * D) == [((0, 5 * D), [])]


def test_only_of_an_event_silence_says_something() -> None:
    """B9."""
    assert CALM.norm.deed is not None
    there = world([watch("w")])
    scope = Scope(accord(CALM), CALM, CALM.norm.deed, ZONES["all"], T0, None, ALL)
    rules = rules_of(there.verbs, "cease fire")
    assert len(list(watches(there, scope, rules, ()))) == 1
    assert list(watches(there, scope, (), ())) == []
    for change in ({"sign": "-"}, {"meaning": "holds"}):
        assert list(watches(there, scope, (replace(rules[0], **change),), ())) == []


def test_a_watch_for_less_or_over_less_falls_short() -> None:
    """B9, B1."""
    assert silent(watch("w", events="shelling")) == [((0, 10 * D), ["kind"])]
    assert silent(watch("w", where="west")) == [((0, 10 * D), ["place"])]
    assert silent(watch("w", where="west", events="shelling")) == [((0, 10 * D), ["kind", "place"])]
    assert silent(watch("w", events="agreement")) == silent(watch("w", where="atlantis")) == []
    assert silent(watch("w", attributes=(("sampled", True),))) == []
    far = replace(watch("w"), extent_place="", lat=OUTSIDE[0], lon=OUTSIDE[1], radius_m=10.0)
    assert silent(far) == []
    nowhere = replace(watch("w"), extent_place="")
    assert silent(nowhere) == []
    anywhere = obligation(Pattern.PROHIBIT, "cease fire", "RUS", zone=None)
    assert silent(nowhere, it=anywhere) == [((0, 10 * D), [])]
    assert silent(watch("w"), it=anywhere) == [((0, 10 * D), ["place"])]
    assert silent(far, it=anywhere) == [((0, 10 * D), ["place"])]
    assert silent(watch("w", events="presence"), it=STAY) == []
    assert silent(watch("w", events="withdrawal"), it=LEAVE) == []


# -- B6 to B8: times ---------------------------------------------------------------------------------------------------


def said(it: Obligation, one: Claim, **more: Any) -> list[tuple[bool, Any, Any, Any, str]]:
    return [(p.affirms, offsets(p.some), offsets(p.cover), offsets(p.at), p.why) for p in heard(it, one, **more)]


def state_of(when: Any, kind: str = "presence", **more: Any) -> Claim:
    return claim("s", event=kind, by="RUS", **{"when": when, "where": "all", **more})


def test_what_states_say_of_their_times() -> None:
    """B7."""
    here, why = (D, 2 * D), "presence is said"
    assert said(STAY, state_of(here)) == [(True, here, None, None, why)]
    assert said(STAY, state_of(here, throughout=True)) == [(True, here, here, None, why)]
    denied = f"denied: {why}"
    assert said(STAY, state_of(here, denies=True)) == [(False, here, here, None, denied)]
    assert said(STAY, state_of(here, denies=True, throughout=True)) == [(False, here, None, None, denied)]
    open_ = replace(state_of(here), when_to_earliest=None, when_to_latest=None)
    assert said(STAY, open_) == [(True, (D, None), (D, None), None, why)]
    vague = replace(state_of((D, 3 * D, 2 * D, 4 * D), throughout=True))
    assert said(STAY, vague) == [(True, (D, 4 * D), (3 * D, 2 * D), None, why)]
    sure = replace(state_of((D, 2 * D, 3 * D, 4 * D), throughout=True))
    assert said(STAY, sure) == [(True, (2 * D, 3 * D), (2 * D, 3 * D), None, why)]
    lasting = replace(STAY, stale_after_s=3 * D)
    endless = replace(state_of(here), when_from_latest=None, when_to_earliest=None, when_to_latest=None)
    assert said(lasting, endless) == [(True, (D, None), None, None, why)]
    assert said(lasting, state_of(here)) == [(True, here, (2 * D, 4 * D), None, why)]
    assert said(lasting, state_of((D, 9 * D))) == [(True, (D, 9 * D), (9 * D, 9 * D), None, why)]
    assert said(lasting, state_of((None, 2 * D))) == [(True, (None, 2 * D), None, None, why)]
    gone = state_of(here, "dissolution")
    assert [p[0] for p in said(STAY, gone)] == [False]
    assert said(lasting, gone)[0][2] is None


def test_what_done_and_not_yet_say_of_their_times() -> None:
    """B8."""
    here, done = (D, 2 * D), "the withdrawal is said to be complete"
    assert said(LEAVE, state_of(here, "withdrawal")) == [(True, (0, 2 * D), None, here, done)]
    not_yet = [(False, None, (None, D + 1), here, "not yet done")]
    assert said(LEAVE, state_of(here, "withdrawal", denies=True)) == not_yet
    all_along = state_of(here, "withdrawal", denies=True, throughout=True)
    assert said(LEAVE, all_along) == [(False, None, (None, 2 * D), here, "not yet done")]
    undated = state_of((None, 2 * D), "withdrawal", denies=True)
    assert said(LEAVE, undated)[0][2] == (None, None)
    forbidden = norm(LEAVE, pattern=Pattern.PROHIBIT)
    assert said(forbidden, state_of(here, "withdrawal"))[0][1] == (None, 2 * D)
    completed = state_of(here, "withdrawal", aspect="event")
    assert [p[:3] for p in said(LEAVE, completed)] == [(True, here, None), (False, None, (None, D))]
    since_ever = state_of((None, 2 * D), "withdrawal", aspect="event")
    assert [p[:3] for p in said(LEAVE, since_ever)] == [(True, (None, 2 * D), None)]


def test_what_sights_of_the_contrary_say_of_their_times() -> None:
    """B8."""
    here, why = (D, 2 * D), "what is there has not left"
    assert said(LEAVE, state_of(here)) == [(False, None, (None, D + 1), here, why)]
    assert said(LEAVE, state_of(here, throughout=True)) == [(False, None, (None, 2 * D), here, why)]
    assert said(replace(LEAVE, stale_after_s=3 * D), state_of(here)) == [(False, None, (None, 4 * D), here, why)]
    assert said(LEAVE, state_of(here, denies=True)) == [(True, (0, D + 1), None, here, "none left")]
    assert said(LEAVE, state_of((None, 2 * D), denies=True))[0][1] == (0, None)


# -- rows --------------------------------------------------------------------------------------------------------------


def test_the_rows_of_articles() -> None:
    """B9, N5: in the order of the text."""
    law = accord(replace(CALM, article="7"), replace(CALM, article="5b", id="b", ref="trial/b"))
    aims = ("trial/5/*", "trial/7/*@RUS", "trial/9/*", "trial/5", "other/5/*", "trial/it")
    told = [opinion(f"o{n}", of=target) for n, target in enumerate(aims)]
    assert articles(world(told), law) == ("7", "5")
    assert articles(world([opinion("a", of="trial/5"), opinion("b", of="trial/5b@RUS")]), law) == ()
    both = [opinion("a", of="trial/5b/*"), opinion("b", of="trial/5/*")]
    assert articles(world(both), law) == ("5", "5b")
    row, whole = whole_of(law, "5"), whole_of(law)
    assert (row.ref, row.id, row.title, row.bearers) == ("trial/5/*", "5/*", "Trial, 5", ("RUS", "TUR"))
    assert (whole.ref, whole.id, whole.title, whole.article) == ("trial/*", "*", "Trial", "")


def row(*claims: Claim, as_of: int = 10 * D, viewpoint: Viewpoint = ALL) -> str:
    law = accord(CALM)
    return value(Court(world(claims, as_of), [law]).row(law, viewpoint=viewpoint))


def test_the_latest_word_on_the_whole() -> None:
    """B9: of each principal; of two at once both; that one party complied is no word on the whole."""
    old, new = opinion("a", of="trial/*", said=2 * D), opinion("b", of="trial/*", said=4 * D, met=False)
    assert [row(*order) for order in ((old, new), (new, old))] == ["F", "F"]
    first, last = opinion("z", of="trial/*", said=2 * D), opinion("a", of="trial/*", said=4 * D, met=False)
    assert row(first, last) == row(last, first) == "F"
    assert row(old, new, as_of=4 * D) == "T"
    assert row(old, new, as_of=4 * D + 1) == "F"
    assert row(old, replace(new, said=old.said, said_to=old.said_to)) == "B"
    assert row(old, opinion("c", "observers", of="trial/*", said=D, met=False)) == "B"
    assert row(opinion("a", of="trial/*@RUS", said=D)) == "N"
    assert row(opinion("a", of="trial/*@RUS", said=D, met=False)) == "F"
    broken = opinion("r", of="trial/*@RUS", said=D, met=False)
    assert row(broken, opinion("t", of="trial/*@TUR", said=2 * D)) == "F"
    assert row(broken, opinion("t", of="trial/*@RUS", said=2 * D)) == "N"
    assert row(broken, old) == "T"
    assert row(old, replace(broken, said=T0 + 3 * D, said_to=T0 + 3 * D + 1)) == "F"
    assert row(opinion("s", of="trial/*@SYR", said=D)) == "N"
    demand = Court(world([opinion("a", of="trial/*@RUS", said=D)]), [ULTIMATUM]).row(ULTIMATUM)
    assert value(demand) == "T"
    assert row(old, viewpoint=Viewpoint("TUR", ("TUR",))) == "N"
    assert row(replace(old, assesses=("other/*", "trial/*"))) == "T"


# -- L2: ultimatums ----------------------------------------------------------------------------------------------------

ULTIMATUM = accord(DUE, instrument="ultimatum", addressee=("RUS",), parties=("TUR",))
THREAT = Deed("attack", terms("TUR"), zone="all")


def stated(
    *acts: Claim, of: Value = N, as_of: int = 3, deadline: int | None = 5, law: Accord = ULTIMATUM
) -> tuple[str, str]:
    until = None if deadline is None else T0 + deadline * D
    there = world(acts, as_of * D)
    return state(there, law, of, frame(T0, None, until, as_of=T0 + as_of * D), ALL, ())


def decree(event: str, day: int, of: str = "trial/*") -> Claim:
    return act(f"{event}{day}", event, (day * D, day * D + 1), of=of)


def test_the_states_of_an_ultimatum() -> None:
    """L2: open until its time is over, amended or withdrawn by the last act on it, and what its value says."""
    assert stated()[0] == "open"
    assert [stated(as_of=5)[0], stated(as_of=6)[0], stated(as_of=6, deadline=None)[0]] == ["open", "lapsed", "open"]
    assert [stated(of=v)[0] for v in (T, F, Value.BOTH)] == ["met", "not met", "contested"]
    for event, expected in (
        ("amend", "amended"),
        ("extend", "amended"),
        ("withdraw", "withdrawn"),
        ("suspend", "withdrawn"),
        ("terminate", "withdrawn"),
        ("waive", "open"),
    ):
        assert stated(decree(event, 1))[0] == expected
        assert stated(decree(event, 1, "trial/it"))[0] == expected
        assert stated(decree(event, 1, "other/*"))[0] == "open"
    assert stated(decree("amend", 1), decree("withdraw", 2))[0] == "withdrawn"
    assert stated(decree("withdraw", 2), decree("amend", 1))[0] == "withdrawn"
    assert stated(decree("withdraw", 1), decree("amend", 2))[0] == "amended"
    assert stated(decree("withdraw", 3))[0] == "open"
    assert stated(replace(decree("withdraw", 2), when_to_latest=T0 + 3 * D))[0] == "withdrawn"
    assert stated(decree("withdraw", 1), as_of=9)[0] == "withdrawn"
    assert stated(decree("amend", 1), as_of=9)[0] == "lapsed"
    assert stated(decree("withdraw", 1), of=F)[0] == "not met"


def followed(*pieces: Piece, as_of: int = 9, viewpoint: Viewpoint = ALL, deadline: int | None = 5) -> str:
    law = replace(ULTIMATUM, consequence_deed=THREAT)
    there = world([p.claim for p in pieces], as_of * D)
    of = frame(T0, None, None if deadline is None else T0 + deadline * D, as_of=T0 + as_of * D)
    return state(there, law, N, of, viewpoint, pieces)[1]


def strike(first: int, last: int, **more: Any) -> Piece:
    return piece("x", (T0 + first, T0 + last), **more)


def test_what_followed_an_ultimatum() -> None:
    """L2: what was certainly done in its time, before it expired or not."""
    assert followed(strike(7 * D, 7 * D + H)) == "carried out"
    assert followed(strike(D, 5 * D)) == "carried out before expiry"
    assert followed(strike(D, 5 * D + 1)) == "carried out"
    nothing = "not carried out, as far as is known"
    for other in (
        strike(7 * D, 8 * D, doubts="place"),
        strike(7 * D, 8 * D, source="assessment"),
        strike(7 * D, 8 * D, affirms=False),
        strike(7 * D, 9 * D + 1),
        strike(-1, D),
        piece("x", affirms=True),
    ):
        assert followed(other) == nothing
    assert followed(strike(7 * D, 9 * D)) == "carried out"
    assert followed(strike(7 * D, 8 * D), viewpoint=Viewpoint("TUR", ("TUR",))) == nothing
    assert followed(strike(D, 2 * D), deadline=None) == "carried out"
    assert followed(as_of=4) == ""
    assert stated(as_of=9)[1] == ""


# -- V25 ---------------------------------------------------------------------------------------------------------------


def result(of: Value, name: str = "", **more: Any) -> Result:
    met, unmet = (piece(f"{name}{side}", (0, 1)) for side in "+-")
    standing = {"standing_met": ((1, (met,)),), "standing_unmet": ((1, (unmet,)),)}
    return Result((of, N, N, N), (met,), (unmet,), **{**standing, **more})


@pytest.mark.parametrize(
    ("plain", "kept", "breached", "expected"),
    [
        ("T", "T", "", "T"),
        ("F", "T", "", "B"),
        ("B", "T", "", "B"),
        ("N", "N", "", "N"),
        ("T", "N", "", "N"),
        ("N", "B", "", "B"),
        ("N", "TN", "", "N"),
        ("N", "TT", "", "T"),
        ("T", "", "N", "T"),
        ("T", "", "T", "B"),
        ("N", "", "NT", "F"),
        ("N", "", "B", "B"),
        ("F", "", "N", "N"),
        ("B", "", "N", "T"),
        ("N", "T", "T", "B"),
        ("F", "N", "N", "N"),
        ("F", "T", "N", "T"),
    ],
)
def test_tests_of_the_text_s_own(plain: str, kept: str, breached: str, expected: str) -> None:
    """V25."""
    found = by_tests(result(Value(plain)), [result(Value(k)) for k in kept], [result(Value(b)) for b in breached])
    assert (str(found.values[0]), found.gap, found.each) == (expected, True, (found.values,))


def test_what_a_test_is_cited_for() -> None:
    """V23, V25: what passes a test of keeping is for it, what passes one of breaking against it."""
    both = by_tests(result(N, "p"), [result(T, "k")], [result(T, "b")])
    assert (names(both.met), names(both.unmet)) == (["k+", "b-"], ["b+", "k-"])
    assert [names(ps) for _, ps in both.standing_met] == [["k+"], ["b-"]]
    assert [names(ps) for _, ps in both.standing_unmet] == [["b+"], ["k-"]]
    kept = by_tests(result(N, "p", through=7), [result(T, "k")], [])
    assert (names(kept.met), names(kept.unmet), kept.through) == (["k+"], ["p-", "k-"], None)
    assert [names(ps) for _, ps in kept.standing_unmet] == [["p-"], ["k-"]]
    broken = by_tests(result(N, "p", through=7), [], [result(T, "b")])
    assert (names(broken.met), names(broken.unmet), broken.through) == (["p+", "b-"], ["b+"], 7)
    assert by_tests(result(N), [result(N, decided=False)], [result(N)]).decided is False
    assert by_tests(result(N), [result(N)], [result(N, decided=False)]).decided is False
    assert by_tests(result(N, decided=False), [result(N)], []).decided is False
    assert by_tests(result(N), [result(N)], [result(N)]).decided is True


def test_whose_word_is_missing() -> None:
    """V25: its own or a part's, as of when it speaks; the word of one of several who speak together will do."""
    there = world(())
    told = piece("a", (0, 1), speaker=("ngo", "tur-mod"))
    assert unobserved(there, ("TUR", "RUS", "ngo"), [told]) == ("RUS",)
    assert unobserved(there, ("RUS", "ngo"), [told, piece("o", (0, 1), speaker=("RUS",))]) == ()
    for day, missing in ((8, ("RUS",)), (10, ())):
        late = piece("j", (0, 1), speaker=("joiner",), said=day * D + H, when=(day * D, day * D + 1))
        assert unobserved(there, ("RUS",), [late]) == missing
        for other in (replace(late.claim, when_from_earliest=T0), replace(late.claim, said=None)):
            assert unobserved(there, ("RUS",), [replace(late, claim=other)]) == missing


def spoken(it: Obligation, pieces: tuple[Piece, ...], of: Frame | None = None, *met: Piece, **more: Any) -> list[str]:
    """Who speaks for it, by the claims' names."""
    part = Part((), None, "", Bearings(pieces, ()), **more)
    found = Result((N, N, N, N), met)
    return names(spoken_for(it.norm, part, of or frame(), found, frozenset(), lambda d, a: d.claim.id == "r"))


def test_what_is_a_word_for_what_is_forbidden() -> None:
    """V25: a denial of all of it, of some time and place of it; or of what somebody certainly told; an opinion."""
    calm = obligation(Pattern.PROHIBIT, "cease fire")
    shot = piece("s", (5, 6))
    for told, expected in (
        (piece("d", cover=(5, 6)), ["d"]),
        (piece("d", cover=(5, 6), short="place"), ["d"]),
        (piece("d", cover=(5, 6), short="kind"), []),
        (piece("d", cover=(5, 6), short="kind place"), []),
        (piece("d", cover=(5, 6), doubts="actor"), []),
        (piece("d", cover=(100, 110)), []),
        (piece("d", (5, 6), affirms=False), []),
        (piece("d", (5, 6)), []),
        (piece("d", (5, 6), cover=(5, 6)), []),
        (piece("d", cover=(5, 6), affirms=True), []),
        (piece("r", cover=(5, 6), short="kind"), ["r"]),
        (piece("r", cover=(6, 9), short="kind"), []),
        (piece("o", cover=(0, 9), source="assessment", doubts="time", short="kind"), ["o"]),
        (piece("o", (0, 9), source="assessment"), []),
    ):
        assert spoken(calm, (shot, told)) == expected, told
    answer = piece("r", cover=(5, 6), short="kind")
    assert spoken(calm, (answer,)) == []
    assert spoken(calm, (answer, piece("s", cover=(5, 6), short="kind"))) == []
    for unsure in (piece("s", (5, 6), doubts="actor"), piece("s", (99, 101)), piece("s", (-1, 6))):
        assert spoken(calm, (answer, unsure)) == []
    paused = frame(suspended=(Span(40, 40, 60, 60),))
    for cover, expected in (((45, 50), []), ((20, 30), ["d"]), ((70, 80), ["d"]), ((50, 70), ["d"])):
        assert spoken(calm, (piece("d", cover=cover),), paused) == expected
    apart = (piece("s", (5, 6)), piece("t", (8, 9)), piece("u", (70, 71)))
    assert spoken(calm, (*apart, answer), paused) == ["r"]


def test_what_is_a_word_for_what_is_asked() -> None:
    """V25: what occurred of it; not what only a test that it is breached rests on; of tests of its own what passes."""
    due = obligation(Pattern.ACHIEVE, "patrol", "RUS")
    stay = obligation(Pattern.MAINTAIN, "be present", "RUS")
    one, other = piece("a", (5, 6)), piece("b", (5, 6))
    opinion_ = piece("o", (0, 9), source="assessment")
    assert spoken(due, (one, opinion_), None, one, other) == ["o", "a"]
    assert spoken(due, (one,), None) == []
    tests = replace(due, norm=replace(due.norm, kept_if=(Deed("talks"),)))
    assert spoken(tests, (one,), None, one, other, kept_if=(Bearings((other,), ()),)) == ["b"]
    conduct = replace(stay, norm=replace(stay.norm, duty=Duty.CONDUCT))
    there = piece("p", cover=(5, 6), affirms=True)
    assert spoken(stay, (there,)) == ["p"]
    assert spoken(stay, (piece("r", cover=(5, 6), affirms=True, short="kind"), piece("p", (5, 6)))) == []
    assert spoken(conduct, (there,)) == []
    assert spoken(conduct, (there,), None, there) == ["p"]
    tested_ = replace(stay, norm=replace(stay.norm, kept_if=(Deed("talks"),)))
    assert spoken(tested_, (there,), None, other, kept_if=(Bearings((other,), ()),)) == ["b"]


def test_a_word_of_each_is_among_the_witnesses() -> None:
    """V23, V25: rather one that is a witness already; the first by name of several; at the highest standard that it is
    met at, contested or not; nothing where it is not met."""
    there = world(())
    one, two, own = (piece(n, (0, 1), speaker=(who,)) for n, who in (("a", "ngo"), ("b", "ngo"), ("c", "TUR")))
    found = Result((T, B, N, N), (two,), standing_met=((1, (two,)),))
    seen = observed_by(there, found, ("ngo", "TUR"), [own, one, two])
    assert seen is not None
    assert names(seen.met) == ["b", "c"]
    assert [(s, names(ps)) for s, ps in seen.standing_met] == [(1, ["b"]), (2, ["b", "c"])]
    first = observed_by(there, Result((T, N, N, N)), ("ngo",), [two, one])
    assert first is not None
    assert [(s, names(ps)) for s, ps in first.standing_met] == [(1, ["a"])]
    assert observed_by(there, found, ("ngo", "RUS"), [one, own]) is None
    assert observed_by(there, found, ("ngo", "RUS"), []) is None
    unmet = Result((F, N, N, N))
    assert observed_by(there, unmet, ("ngo",), [one]) is unmet


# -- worlds ------------------------------------------------------------------------------------------------------------


def test_which_claims_a_world_holds_and_where() -> None:
    shot, finding = fire(), fire(local="v", kind=Kind.FINDING)
    gone, refused = fire(local="g", retracted=True), fire(local="j", review=Review.REJECTED)
    there = world([shot, finding, gone, refused, opinion("o"), watch("w"), act("k", "waive", (0, 1))])
    assert [c.id for c in there.by_event["shelling"]] == ["r-f.f", "r-v.v"]
    assert [len(kind) for kind in (there.assessments, there.coverages, there.acts)] == [1, 1, 1]
    assert set(there.by_id) == {c.id for c in there.claims}
    assert len(there.admitted(ALL, ())) == 5


def test_what_was_struck_out_is_kept_apart() -> None:
    """B1: retracted or rejected; of occurrences alone. What a party undertakes is no act."""
    gone, refused = fire(local="g", retracted=True), fire(local="j", review=Review.REJECTED)
    others = [replace(c, retracted=True) for c in (opinion("o"), watch("w"), act("k", "waive", (0, 1)))]
    there = world([fire(), gone, refused, *others, fire(local="u", kind=Kind.UNDERTAKING)])
    assert {kind: [c.id for c in claims] for kind, claims in there.struck.items()} == {"shelling": ["r-g.g", "r-j.j"]}
    assert [c.id for c in there.struck_touching(["attack"])] == ["r-g.g", "r-j.j"]
    assert (there.acts, [c.id for c in there.by_event["shelling"]]) == ([], ["r-f.f"])


def test_a_world_with_some_claims_besides() -> None:
    """V24: those that are said to be the same as another are of one incident."""
    there = world([fire(local="a"), opinion("p")], groups=[])
    there.admitted(ALL, ())
    more = fire(local="b", same_as="r-x.x")
    other, alone = there.beside([more, fire(local="c"), opinion("o"), watch("w"), act("k", "waive", (0, 1))])
    assert [c.id for c in other.by_event["shelling"]] == ["r-a.a", "r-b.b", "r-c.c"]
    assert [c.id for c in alone.by_event["shelling"]] == ["r-b.b", "r-c.c"]
    assert [len(kind) for kind in (other.assessments, other.coverages, other.acts)] == [2, 1, 1]
    assert (other.incident_of["r-b.b"], other.incident_of["r-c.c"]) == ("r-x.x", "r-c.c")
    assert other.admitted(ALL, ()) == {c.id for c in other.claims} == set(other.by_id)
    assert len(other.admitted(Viewpoint("ngo", ("ngo",)), ())) == 5
    assert (len(there.claims), len(there.by_event["shelling"])) == (2, 1)


def test_a_disc_covers_a_zone_that_is_drawn_like_it() -> None:
    """B4: however it was rounded."""
    town = claim("t", where=IN_WEST, radius_m=9_000.0)
    there = world([town])
    same, wider = (
        drawn_zone(disc(*IN_WEST, radius)) for radius in (9_000.0, 9_050.0)
    )  # kept: a world knows them by id
    assert (there.disc_covers(town, same), there.disc_covers(town, wider)) == (True, False)


def test_a_world_without_some_claims() -> None:
    """V24."""
    there = world([fire(local="a"), fire(local="b"), opinion("o"), watch("w"), act("k", "waive", (0, 1))])
    there.admitted(ALL, ())
    less = there.without(["r-a.a", "r-o.o", "r-w.w", "r-k.k", "nobody"])
    assert [c.id for c in less.claims] == ["r-b.b"]
    assert list(less.by_id) == ["r-b.b"]
    assert [c.id for c in less.by_event["shelling"]] == ["r-b.b"]
    assert (less.assessments, less.coverages, less.acts) == ([], [], [])
    assert less.admitted(ALL, ()) == {"r-b.b"}
    assert (len(there.by_event["shelling"]), len(there.admitted(ALL, ()))) == (2, 5)
    assert world([fire()]).without(["r-f.f"]).by_event["shelling"] == []


def test_which_kinds_touch_a_kind() -> None:
    """B2: itself, what is below it, and what is above; nothing beside it."""
    kinds = ("hostilities", "attack", "shelling", "airstrike", "sniper-fire", "agreement")
    there = world([fire(local=k, event=k) for k in kinds])
    assert {c.event for c in there.touching(["attack"])} == set(kinds) - {"agreement"}
    assert {c.event for c in there.touching(["shelling"])} == {"shelling", "attack", "hostilities"}
    assert [c.event for c in there.touching(["shelling", "shelling"])] == ["shelling", "attack", "hostilities"]


def test_whom_a_viewpoint_admits() -> None:
    """V2: its own with their parts; third parties only where all who speak are nobody's; compilations never are."""
    speakers = [
        ("RUS",),
        ("rus-mod",),
        ("ngo",),
        ("ngo", "RUS"),
        ("encyclopedia",),
        ("unnamed:encyclopedia",),
        (),
        ("SYR",),
    ]
    there = world([replace(fire(local=str(n)), speaker=s) for n, s in enumerate(speakers)])

    def admitted(viewpoint: Viewpoint) -> list[int]:
        return sorted(int(i.partition(".")[2]) for i in there.admitted(viewpoint, ("RUS", "TUR")))

    assert admitted(ALL) == list(range(8))
    assert admitted(Viewpoint("RUS", ("RUS",))) == [0, 1, 3]
    assert admitted(Viewpoint("two", ("RUS", "ngo"))) == [0, 1, 2, 3]
    assert admitted(THIRD_PARTY) == [2]
    joined = world([fire(day * D, day * D + 1, speaker="joiner", local=str(day)) for day in (8, 10)])
    assert joined.admitted(Viewpoint("RUS", ("RUS",)), ("RUS",)) == {"r-10.10"}


def test_when_a_claim_s_names_are_asked_for() -> None:
    """P1: when it was said, else when it happened, else when that was over."""
    told = replace(fire(), said=3, when_from_earliest=1, when_to_latest=2)
    assert moment_of(told) == 3
    assert moment_of(replace(told, said=None)) == 1
    assert moment_of(replace(told, said=None, when_from_earliest=None)) == 2
    assert moment_of(replace(told, said=None, when_from_earliest=None, when_to_latest=None)) == 0


def test_who_is_what() -> None:
    there = world(())
    assert [there.is_compilation(a) for a in ("encyclopedia", "unnamed:encyclopedia", "ngo", "nobody")] == [
        True,
        True,
        False,
        False,
    ]
    assert [there.is_state(a) for a in ("RUS", "ngo", "nobody")] == [True, False, False]
    turn = T0 + 9 * D
    assert turning_points(REGISTER) == (turn,)
    fresh, _ = read_register(
        b"- id: a\n  part of: [{id: RUS, from: 2020-03-10, to: 2020-03-20}]\n"
        b"  aligned with: [{id: TUR, from: 2020-03-10}]\n"
        b"  designations: [{as: terrorist, by: RUS, from: 2020-04-01}]"
    )
    assert turning_points(fresh) == tuple(sorted(turning_points(fresh)))
    assert [(t - T0) // D for t in turning_points(fresh)][:2] == [9, 20]
    assert len(turning_points(fresh)) == 3
    assert (there.epoch(turn - 1), there.epoch(turn)) == (0, 1)
    assert "RUS" not in there.wholes("joiner", turn - 1)
    assert "RUS" in there.wholes("joiner", turn)


def test_where_a_claim_lies() -> None:
    """B4: by its zone, else by its disc; nowhere if it has neither, or a zone that nobody knows."""
    spots = {"in": IN_WEST, "out": IN_EAST, "over": "all", "same": "west", "lost": "atlantis", "none": None}
    claims = {n: fire(local=n, where=where) for n, where in spots.items()}
    there = world(claims.values())
    lies = {n: there.membership(WEST, c, "trial") for n, c in claims.items()}
    assert lies == {
        "in": Membership.IN,
        "out": Membership.OUT,
        "over": Membership.UNDETERMINED,
        "same": Membership.IN,
        "lost": None,
        "none": None,
    }
    assert there.outside(WEST, "trial") == {"r-out.out"}
    assert there.between(WEST, ZONES["east"]) is not Membership.IN
    assert there.zone("trial", "west") is ZONES["west"]
    assert there.zone("other", "west") is ZONES["west"]
    half = replace(claims["in"], lon=None)
    assert world([half]).membership(WEST, half, "trial") is None
    wide = replace(claims["in"], radius_m=90_000.0)
    assert there.disc_covers(wide, WEST)
    assert not there.disc_covers(claims["in"], WEST)
    assert not there.disc_covers(replace(wide, lat=None), WEST)
    assert not there.disc_covers(replace(wide, lon=None), WEST)
    boundless = replace(WEST, outer=None)
    assert not there.disc_covers(wide, boundless)
    assert not there.disc_covers(replace(wide, radius_m=None), WEST)
    assert not there.same(WEST, replace(WEST, outer=ZONES["all"].outer))
    assert not there.same(WEST, replace(WEST, inner=ZONES["all"].inner))
    assert there.same(WEST, replace(WEST, name="other"))


def test_which_incident_a_claim_is_of() -> None:
    one, two = fire(local="a"), fire(local="b")
    there = World((one, two), Clocks(T0, T0), REGISTER, [Incident("i", (one.id, two.id), "shelling")], ZONES)
    assert there.incident_of == {one.id: "i", two.id: "i"}


# -- labels and markers ------------------------------------------------------------------------------------------------


def test_pending_and_unknown() -> None:
    """L4: before the deadline, before a window closed, or while a trigger's time runs; never of a standing duty."""
    assert [verdict(DUE, as_of=d * D).label for d in (5, 6)] == [Label.PENDING, Label.UNKNOWN]
    assert verdict(DUE, as_of=5 * D + 1).label is Label.UNKNOWN
    assert verdict(norm(DUE, duty=Duty.CONDUCT), as_of=D).label is Label.UNKNOWN
    weekly = obligation(Pattern.RECUR, "patrol", "RUS", norm={"every_s": 7 * D})
    assert [verdict(weekly, as_of=d * D).label for d in (6, 7)] == [Label.PENDING, Label.UNKNOWN]
    ended = norm(weekly, end=at(4 * D))
    assert [verdict(ended, as_of=d * D).label for d in (3, 4)] == [Label.PENDING, Label.UNKNOWN]
    assert verdict(CALM, as_of=D).label is Label.UNKNOWN
    answer = norm(DUE, pattern=Pattern.RESPOND, deadline=None, within_s=2 * D, trigger=Deed("shelling", terms("*")))
    assert [verdict(answer, [fire()], as_of=d * D).label for d in (2, 5)] == [Label.PENDING, Label.UNKNOWN]
    assert verdict(answer).label is Label.NOT_TRIGGERED


def test_late_overdue_and_by_assertion() -> None:
    """V12, L6."""
    never = claim("n", "ngo", "patrol", (0, 6 * D), by="RUS", denies=True)
    done = claim("p", "observers", "patrol", (7 * D, 7 * D + H), by="RUS", where=IN_WEST)
    assert verdict(DUE, [never]).markers == (Marker.OVERDUE,)
    assert verdict(DUE, [never, done]).markers == (Marker.LATE,)
    assert verdict(DUE, [done]).markers == (Marker.LATE,)
    assert verdict(DUE, [done, replace(done, id="r-q.q", when_from_earliest=T0, when_to_latest=T0 + 1)]).markers == ()
    assert verdict(CALM, [fire()]).markers == ()
    assert verdict(CALM, [opinion("o", when=(0, D))]).markers == ()
    assert verdict(CALM, [opinion("o", met=False, when=(0, D))]).markers == (Marker.BY_ASSERTION,)
    assert verdict(CALM, [fire(), opinion("o", met=False, when=(0, D))]).markers == ()
    assert verdict(DUE, [opinion("o", said=D)]).markers == (Marker.BY_ASSERTION,)
    steps = norm(DUE, duty=Duty.CONDUCT)
    assert verdict(steps, [opinion("o", met=False, said=D)]).markers == (Marker.BY_ASSERTION,)
    waived = norm(DUE, deadline=None)
    assert verdict(waived, [never]).markers == ()


def test_provisional_until_all_can_have_been_heard() -> None:
    """L6: to the second; what is not known is not provisional."""
    shot = fire()

    def markers(known_at: int, *claims: Claim, it: Obligation = CALM) -> tuple[Marker, ...]:
        return verdict(it, claims, known_at=known_at, among=accord(it, lateness_s=2 * D)).markers

    assert markers(12 * D, shot) == ()
    assert markers(12 * D - 1, shot) == (Marker.PROVISIONAL,)
    assert markers(11 * D) == ()
    done = claim("p", event="patrol", when=(D, D + H), by="RUS", where=IN_WEST)
    assert markers(7 * D, done, it=DUE) == ()
    assert markers(7 * D - 1, done, it=DUE) == (Marker.PROVISIONAL,)
    assert markers(11 * D, done, it=norm(DUE, deadline=at(20 * D))) == (Marker.PROVISIONAL,)


def test_levels_are_those_of_the_side_that_they_speak_for() -> None:
    """L6."""
    told = verdict(CALM, [fire(), watch("w", "RUS")])
    assert (told.value, told.level_for, told.level_against) == ("B", Level.ALLEGED, Level.REPORTED)
    assert (told.witnesses_for, told.witnesses_against) == (("r-w.w",), ("r-f.f",))
    assert (told.by, told.coverage) == ("occurrence", ("r-w.w",))
    assert Question(accord(CALM), CALM).parties == ("RUS", "TUR")
