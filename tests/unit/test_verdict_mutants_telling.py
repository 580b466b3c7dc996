"""What a verdict tells besides its value: what it rests on, leaves out, and could be (semantics.md, V23, V24)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from verdict_bench import IN_WEST, T0, ZONES, D, H, accord, at, claim, obligation, verdict, watch
from verdict_pieces import Span, frame, piece

from servanda.accord.law import Accord, Anchor, Deed, Measure, Moment, Norm, Obligation, Pattern, Reading
from servanda.model import Interval, Label, Undetermined
from servanda.verdict import Bearings
from servanda.verdict.piece import Ignored, Piece
from servanda.verdict.possible import by_evidence, other_readings
from servanda.verdict.question import Question
from servanda.verdict.relevance import beside, deeds, relevant, telling, timeless
from servanda.verdict.telling import Part, basis, extent, ids, not_counted, rests_on

CALM = obligation(Pattern.PROHIBIT, "cease fire", "RUS")


def norm(it: Obligation, **more: Any) -> Obligation:
    return replace(it, norm=replace(it.norm, **more))


# -- what it rests on --------------------------------------------------------------------------------------------------


def test_what_a_value_rests_on() -> None:
    """L6: what happened before what was watched before what was only thought."""
    seen, watched, thought = (piece(s, (0, 1), source=s) for s in ("occurrence", "coverage", "assessment"))
    assert rests_on([thought, watched, seen]) == "occurrence"
    assert rests_on([thought, watched]) == "coverage"
    assert rests_on([thought]) == "assertion"
    assert rests_on([]) == ""


def test_on_whose_word() -> None:
    """V23: each speaker once, by the name that may be told."""
    one, two = piece("a", (0, 1), speaker=("ngo", "TUR")), piece("b", (0, 1), speaker=("ngo",))
    assert basis([one, two], [two], {"TUR": "source 1"}) == "met: ngo, source 1; not met: ngo"
    assert basis([], [one], {}) == "not met: ngo, TUR"
    assert basis([one], [], {}) == "met: ngo, TUR"
    assert basis([], [], {}) == ""
    assert ids([one, two, one]) == ("a", "b")


def test_how_far_it_went() -> None:
    """B5: the most that somebody says was reached, of what the norm measures."""
    depth = Measure("depth", "at least", 30_000.0, "km")
    measured = Norm(Pattern.ACHIEVE, Deed("withdraw", measures=(depth, Measure("length", "at least", 1.0, "m"))))

    def reached(name: str, *amounts: tuple[str, float], affirms: bool = True) -> Piece:
        return replace(piece(name, (0, 1)), affirms=affirms, reached=amounts)

    near, far = reached("a", ("depth", 9.0), ("other", 99.0)), reached("b", ("depth", 20.0))
    denied = reached("c", ("depth", 29.0), affirms=False)
    (told,) = extent(measured, [near, far, denied])
    assert tuple(told) == ("depth", 20.0, 30_000.0, "km")
    assert extent(measured, [denied]) == extent(Norm(Pattern.ACHIEVE), [near]) == ()


# -- when it can matter ------------------------------------------------------------------------------------------------


def test_every_deed_that_a_norm_names() -> None:
    one, two, three, four = (Deed(n) for n in ("a", "b", "c", "d"))
    assert deeds(Norm(Pattern.RESPOND, one, trigger=two, kept_if=(three,), breached_if=(four,))) == (
        one,
        two,
        three,
        four,
    )
    assert deeds(Norm(Pattern.DECLARES)) == ()


def test_whose_time_does_not_bound_what_shows() -> None:
    """V23: amounts, baselines, and answers to vaguely dated triggers."""
    plain, measured = Deed("a"), Deed("a", measures=(Measure("depth", "at least", 1.0, "m"),))
    based = Deed("a", baseline=Moment(T0, T0))
    assert timeless(Norm(Pattern.RESPOND, plain)) is True
    for odd in (measured, based):
        assert timeless(Norm(Pattern.ACHIEVE, odd)) is True
        assert timeless(Norm(Pattern.ACHIEVE, plain, kept_if=(plain, odd))) is True
    assert timeless(Norm(Pattern.ACHIEVE, plain)) is False


def test_the_time_in_which_it_can_matter() -> None:
    assert relevant(CALM, frame(20)) == Interval(20, 100)
    assert relevant(replace(CALM, stale_after_s=5), frame(20)) == Interval(15, 100)
    assert (
        relevant(CALM, frame(None)) == relevant(norm(CALM, pattern=Pattern.RESPOND), frame(20)) == Interval(None, None)
    )


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ((0, 20), True),
        ((0, 21), False),
        ((99, 101), False),
        ((100, 101), True),
        ((None, 20), True),
        ((None, 21), False),
        ((100, None), True),
        ((99, None), False),
        ((None, None), False),
    ],
)
def test_what_lies_beside_that_time(when: Span, expected: bool) -> None:
    """V23: certainly over before it, or after it."""
    told = claim("c", when=(when[0], when[0], when[1], when[1]))  # type: ignore[arg-type]
    told = replace(told, **{n: None if (t := getattr(told, n)) is None else t - T0 for n in TIMES})
    assert beside(told, Interval(20, 100)) is expected
    assert not beside(told, Interval(None, None))
    seen, thought = (replace(piece("c", (0, 1), source=s), claim=told) for s in ("occurrence", "assessment"))
    assert list(telling([seen, thought], Interval(20, 100))) == ([thought] if expected else [seen, thought])


TIMES = ("when_from_earliest", "when_from_latest", "when_to_earliest", "when_to_latest")


# -- what was left out -------------------------------------------------------------------------------------------------


def left(
    *pieces: Piece,
    ignored: Iterable[Ignored] = (),
    counted: Iterable[str] = (),
    unobserved: tuple[str, ...] = (),
    it: Obligation = CALM,
) -> list[tuple[str, str]]:
    """What is left out of a duty that began at T0, 100 seconds later."""
    part = Part(("RUS",), None, "", Bearings(pieces, tuple(ignored)))
    of = frame(T0, as_of=T0 + 100)
    return [tuple(n) for n in not_counted(it, [part], set(counted), of, unobserved)]  # type: ignore[misc]


UNSETTLED = "its time does not settle the question"


def test_why_what_bears_on_it_did_not_make_the_value() -> None:
    """V23, V24: it is only possible, and along what; somebody's word is wanted; or its time does not settle it."""
    assert left(piece("a", (0, 1), doubts="time actor")) == [("a", "only possible: actor, time")]
    assert left(piece("a", (0, 1))) == left(piece("a", cover=(0, 1))) == [("a", UNSETTLED)]
    due = norm(CALM, pattern=Pattern.ACHIEVE)
    wanted = {"unobserved": ("TUR", "SYR")}
    for it, affirms, waits in ((due, True, True), (due, False, False), (CALM, False, True), (CALM, True, False)):
        told = piece("a", (0, 1), affirms=affirms)
        assert left(told, it=it, **wanted) == [("a", "not observed by TUR, SYR" if waits else UNSETTLED)]
        assert left(replace(told, source="assessment"), it=it, **wanted) == [("a", UNSETTLED)]
        assert left(told, it=it) == [("a", UNSETTLED)]


def test_what_counted_or_lies_outside_its_time_is_not_left_out() -> None:
    """V23: to the second."""
    assert left(piece("a", (0, 1), doubts="time"), counted=["a"]) == []
    for when, expected in (((0, 1), True), ((-5, 0), False), ((-5, 1), True), ((99, 200), True), ((100, 200), False)):
        assert bool(left(piece("a", (0, 1), when=when))) is expected, when
    thought = piece("a", (0, 1), when=(100, 200), source="assessment")
    assert left(thought) == [("a", UNSETTLED)]
    told = left(piece("a", (0, 1), doubts="time"), piece("b", (0, 1)), piece("a", (0, 1), doubts="place"))
    assert told == [("a", "only possible: time"), ("b", UNSETTLED)]


def test_which_watches_are_left_out() -> None:
    """V23: that were kept in its time; what falls short does not reach what is asked."""
    for cover, expected in (((0, 1), True), ((-5, 0), False), ((-5, 1), True), ((99, 200), True), ((100, 200), False)):
        span = (T0 + cover[0], T0 + cover[1])
        watched = piece("w", cover=span, source="coverage", when=cover)
        assert left(watched) == ([("w", UNSETTLED)] if expected else []), cover
        rest = piece("w", cover=span, source="coverage", when=(0, 100))
        reaches = cover[1] > 0 and cover[0] < 100
        assert left(rest) == [("w", UNSETTLED if reaches else "it does not reach what is asked")], cover
    short = piece("w", cover=(T0, T0 + 1), source="coverage", short="place")
    assert left(short) == [("w", "it does not reach what is asked")]
    assert left(piece("d", cover=(T0, T0 + 1), short="place")) == [("d", "it does not reach what is asked")]
    assert left(piece("d", cover=(T0, T0 + 1))) == [("d", UNSETTLED)]
    measured = Measure("depth", "at least", 1.0, "m")
    assert CALM.norm.deed is not None
    timeless_ = norm(CALM, deed=replace(CALM.norm.deed, measures=(measured,)))
    spans = ((a, (T0 + a, T0 + a + 1)) for a in (-5, 100))
    before, later = (piece("w", cover=span, source="coverage", when=(a, a + 1)) for a, span in spans)
    assert (left(before, it=timeless_), left(later, it=timeless_)) == ([("w", UNSETTLED)], [])
    ever = piece("w", cover=(None, T0 + 1), source="coverage")
    assert left(ever) == left(ever, it=timeless_) == [("w", UNSETTLED)]
    for first, expected in ((99, True), (100, False)):
        assert bool(left(piece("a", (0, 1), when=(first, 200)), it=timeless_)) is expected


def test_what_a_reader_would_have_expected_to_count() -> None:
    """V23: not what happened elsewhere, to others, or beside its time."""

    def ignored(why: str, when: tuple[int, int] = (50, 51), **more: Any) -> list[str]:
        return [told for _, told in left(ignored=[Ignored(claim("c", when=when), why)], **more)]

    assert ignored("it is aimed at somebody else") == ["it is aimed at somebody else"]
    assert ignored("it is aimed at somebody else", counted=["r-c.c"]) == []
    assert ignored("it is aimed at somebody else", (-9, 0)) == []
    assert ignored("its place lies outside the zone") == ignored("it names somebody else") == []


def test_what_bears_on_the_trigger_and_the_tests_is_heard() -> None:
    """V24."""
    one, two, three, four = (Bearings((piece(n, (0, 1)),), ()) for n in "abcd")
    assert Part((), None, "", one).heard == (one,)
    assert Part((), None, "", one, two, (three,), (four,)).heard == (one, two, three, four)


# -- what it could be --------------------------------------------------------------------------------------------------


def could(
    *pieces: Piece, name: Label = Label.UNKNOWN, pattern: Pattern = Pattern.PROHIBIT, **labels: Label
) -> tuple[list[Undetermined], list[list[str]]]:
    """What `by_evidence` finds where axes (`time_actor`: the two together) lead to labels; and for which it asked."""
    asked: list[list[str]] = []

    def under(axes: frozenset[str]) -> Label:
        asked.append(sorted(axes))
        return labels.get("_".join(sorted(axes)), name)

    return by_evidence(norm(CALM, pattern=pattern), pieces, name, under), asked


def test_along_which_axes_it_could_be_another() -> None:
    """V24: those along which something is doubtful, and time; one by one, and together only if none alone would do."""
    perhaps = piece("a", (0, 1), doubts="actor")
    assert could(perhaps, actor=Label.BREACHED) == (
        [Undetermined("actor", ("breached",))],
        [["time"], ["actor"]],
    )
    assert could(perhaps, place=Label.BREACHED)[0] == []
    assert could(perhaps, actor_time=Label.BREACHED) == (
        [Undetermined("time+actor", ("breached",))],
        [["time"], ["actor"], ["actor", "time"]],
    )
    assert could(perhaps) == ([], [["time"], ["actor"], ["actor", "time"]])
    assert could(piece("a", (0, 1))) == ([], [["time"]])


def test_a_breach_that_nobody_denies_cannot_be_undone_by_another() -> None:
    """V24: of what is forbidden or must last; what is to be achieved may have been, and a denial may reach it."""
    perhaps, denial = piece("a", (0, 1), doubts="actor"), piece("d", cover=(0, 1))
    for pattern in (Pattern.PROHIBIT, Pattern.MAINTAIN):
        assert could(perhaps, name=Label.BREACHED, pattern=pattern)[1] == []
        assert could(perhaps, denial, name=Label.BREACHED, pattern=pattern)[1] != []
        assert could(perhaps, name=Label.CONTESTED, pattern=pattern)[1] != []
    for pattern in (Pattern.ACHIEVE, Pattern.RECUR):
        assert could(perhaps, name=Label.BREACHED, pattern=pattern)[1] != []


READ = replace(CALM, readings=("narrow",))
READING = Reading("narrow", "", "as it is", ("one", "two"), {"one": {}, "two": {}})
LAW = accord(READ, readings={"narrow": READING})


def readings(changed: Accord | None, it: Obligation = READ, law: Accord = LAW) -> list[str]:
    law = replace(law, obligations=(it,))
    found = other_readings(Question(law, it, start=T0), lambda a, r, c: changed if c == "two" else None)
    return [name for name, question in found if question.start == T0 and question.accord is changed]


def test_a_reading_that_changes_nothing_of_it_is_not_asked() -> None:
    """V24, N7: its words, whom it counts as whom, its zones, what it waits for, from when and until when."""
    found = ["narrow=two"]
    assert readings(LAW) == readings(None) == readings(replace(LAW, obligations=())) == []
    assert readings(replace(LAW, obligations=(norm(READ, end=at(D)),))) == found
    assert readings(replace(LAW, obligations=(replace(READ, at=replace(READ.at, line=9)),))) == []
    assert readings(replace(LAW, counts_as=(("SDF", "RUS"),))) == found
    assert readings(replace(LAW, in_force=at(D))) == found
    assert readings(replace(LAW, until=at(D))) == found
    west = {**ZONES, "all": ZONES["west"]}
    assert readings(replace(LAW, zones=west)) == found
    assert readings(replace(LAW, zones={**ZONES, "east": ZONES["west"]})) == []
    parts = replace(READ, zones=("west", "east"))
    for moved in ("west", "east", "all"):
        zones = {**ZONES, moved: ZONES["fuzzy"]}
        assert readings(replace(LAW, obligations=(parts,), zones=zones), parts) == found
    nowhere = norm(READ, deed=None)
    assert readings(replace(LAW, obligations=(nowhere,)), nowhere) == []
    for more in ({"condition": Anchor("breach", "trial/x")}, {"start": Moment(anchor=Anchor("breach", "trial/x"))}):
        waits = norm(READ, **more)
        assert readings(replace(LAW, obligations=(waits,)), waits) == found


# -- as it is written --------------------------------------------------------------------------------------------------


def test_what_stands_beside_a_value() -> None:
    """V12, L6."""
    shot = claim("f", "TUR", "shelling", (2 * D, 2 * D + H), by="RUS", where=IN_WEST)
    told = verdict(CALM, [shot, replace(shot, id="r-g.g", report="r-g", speaker=("ngo",))])
    assert (told.by, told.basis) == ("occurrence", "not met: TUR, ngo")
    assert (told.last_breach, told.through) == (T0 + 2 * D, None)
    kept = verdict(CALM, [watch("w")])
    assert (kept.by, kept.coverage, kept.through) == ("coverage", ("r-w.w",), T0 + 10 * D)


def test_a_watch_without_a_beginning_is_told() -> None:
    """V23: kept since nobody knows when, and over too soon to say anything of all of the time."""
    early = watch("w", when=(None, 8 * D))
    assert [n.claim for n in verdict(CALM, [early]).not_counted] == [early.id]
