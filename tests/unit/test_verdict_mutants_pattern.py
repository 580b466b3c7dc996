"""Did it occur: bodies, rebuttals, and what denies all of a window (semantics.md, V5 to V9, P8)."""

from __future__ import annotations

from typing import Any

from verdict_pieces import Span, judges, names, piece

from servanda.model import Interval, Level
from servanda.verdict.pattern import Bench, Body, Occurrence, occurs, sift, without
from servanda.verdict.piece import Piece

ALLEGED, REPORTED, CORROBORATED = Level.ALLEGED, Level.REPORTED, Level.CORROBORATED


def asked(
    *pieces: Piece, window: Span = (0, 50), as_of: int = 100, court: Bench | None = None, **more: Any
) -> Occurrence:
    said = [p for p in pieces if p.affirms]
    return occurs(said, pieces, Interval(*window), as_of, court or judges(), **more)


def letters(found: Occurrence) -> str:
    return "".join(str(v) for v in found.values)


def test_a_body_lasts_from_its_first_instant_to_its_last() -> None:
    """P8."""
    pieces = (piece("a", (5, 9)), piece("b", (3, 7)), piece("c", affirms=True))
    body = Body("i", pieces, REPORTED, Level.NONE, ())
    assert (body.start, body.end) == (3, 9)
    open_ = Body("i", (piece("a", (None, None)),), REPORTED, Level.NONE, ())
    assert (open_.start, open_.end) == (0, 0)


def test_what_is_left_of_a_window() -> None:
    """V20: in order, and nothing that is empty."""
    whole = Interval(0, 100)
    gaps = [Interval(50, 60), Interval(10, 20), Interval(30, 30), Interval(90, None)]
    assert without(whole, gaps) == (Interval(0, 10), Interval(20, 50), Interval(60, 90))
    assert without(Interval(None, 10), [Interval(3, 4)]) == (Interval(None, 3), Interval(4, 10))
    assert without(whole, [Interval(None, 100)]) == ()


def test_what_can_speak_of_a_window() -> None:
    """B1, V21: certainly within one of the sure parts, or only possibly."""
    pieces = [piece("in", (5, 6)), piece("over", (5, 30)), piece("out", (60, 61)), piece("none", affirms=True)]
    pieces += [piece("empty", (5, 5)), piece("denial", cover=(0, 50))]
    found = sift(pieces, [Interval(0, 20)], [Interval(0, 50)], 100)
    assert [(p.claim.id, sorted(d)) for p, d in found] == [("in", []), ("over", ["time"])]


def test_what_denies_all_of_a_window() -> None:
    """V7: a gap of one second is a gap; unless told otherwise the window is over."""
    assert letters(asked(piece("d", cover=(0, 50)))) == "FFNN"
    two = (piece("d", cover=(0, 30)), piece("e", cover=(31, 50)))
    gap = asked(*two)
    assert (letters(gap), gap.deniers, gap.through, gap.denied) == ("NNNN", (), 30, Level.NONE)
    running = asked(piece("d", cover=(0, 50)), decided=False)
    assert (letters(running), running.denied, running.deniers, running.through) == ("NNNN", Level.NONE, (), None)
    assert letters(asked(piece("d", cover=(0, None)), window=(0, None))) == "NNNN"
    assert letters(asked(piece("d", cover=(0, 50)), window=(50, 50))) == "NNNN"


def test_a_window_without_a_beginning_is_denied_by_who_denies_it_of_all_time() -> None:
    """V7."""
    assert letters(asked(piece("d", cover=(None, 50)), window=(None, 50))) == "FFNN"
    since = asked(piece("d", cover=(0, 50)), window=(None, 50))
    assert (letters(since), since.through) == ("NNNN", None)
    both = asked(piece("d", cover=(None, 20)), piece("e", cover=(20, 50)), window=(None, 50))
    assert letters(both) == "FFNN"


def test_an_opinion_is_a_body_of_its_own() -> None:
    """P8, B9: whatever incident somebody put it in."""
    court = judges(incident_of={"a": "i", "b": "i"})
    thought = [piece(n, (1, 2), source="assessment") for n in "ab"]
    assert [b.id for b in asked(*thought, court=court).bodies] == ["a", "b"]
    seen = [piece(n, (1, 2)) for n in "ab"]
    assert [(b.id, names(b.pieces)) for b in asked(*seen, court=court).bodies] == [("i", ["a", "b"])]


def test_bodies_come_in_the_order_of_their_first_instants() -> None:
    """V22."""
    court = judges(incident_of={"a": "late", "c": "late"})
    order = [piece("a", (9, 10)), piece("b", (5, 6)), piece("c", (3, 4))]
    assert [b.id for b in asked(*order, court=court).bodies] == ["late", "b"]
    assert [b.id for b in asked(piece("z", (None, 3)), piece("y", (1, 2))).bodies] == ["z", "y"]
    assert [b.id for b in asked(piece("z", (-5, 3)), piece("y", (None, 2))).bodies] == ["z", "y"]
    assert [b.id for b in asked(piece("z", (0, 3)), piece("y", (None, 2))).bodies] == ["y", "z"]


def test_a_body_is_rebutted_when_each_of_its_claims_is() -> None:
    """V6: by whom, and how well; one that is left leaves it standing."""
    court = judges({"d": ALLEGED}, incident_of={"a": "i", "b": "i"})
    first, second = piece("a", (5, 6)), piece("b", (8, 9))
    (one,) = asked(first, second, piece("d", cover=(5, 6)), court=court).bodies
    assert (one.rebuttal, one.rebutters) == (Level.NONE, ())
    (both,) = asked(first, second, piece("d", cover=(5, 6)), piece("e", cover=(8, 9)), court=court).bodies
    assert (both.rebuttal, names(both.rebutters)) == (ALLEGED, ["d", "e"])
    apart = (first, piece("b", (8, 12)), piece("d", cover=(5, 6)), piece("e", cover=(8, 9)))
    (partly,) = asked(*apart, court=court).bodies
    assert (partly.rebuttal, partly.rebutters) == (Level.NONE, ())
    (half,) = asked(piece("a", (5, 9)), piece("d", cover=(5, 8))).bodies
    assert (half.rebuttal, half.rebutters) == (Level.NONE, ())


def test_of_several_denials_the_fewest_are_cited() -> None:
    """V23: one that proves as much alone, rather one used already, or that reaches further; by name where alike."""
    weak = judges({"w": ALLEGED})
    assert names(asked(piece("w", cover=(0, 50)), piece("z", cover=(0, 50)), court=weak).deniers) == ["z"]
    assert names(asked(piece("b", cover=(0, 50)), piece("a", cover=(0, 50))).deniers) == ["a"]
    assert names(asked(piece("a", cover=(0, 20)), piece("b", cover=(0, 50))).deniers) == ["b"]
    assert names(asked(piece("a", cover=(0, 60)), piece("b", cover=(0, None))).deniers) == ["b"]
    ongoing = (piece("b", cover=(0, 30)), piece("a", cover=(10, 25)), piece("c", cover=(25, 50)))
    assert names(asked(*ongoing).deniers) == ["b", "c"]


def test_parts_deny_a_whole_only_together() -> None:
    """V7, P8: as strong as the weakest that is needed."""
    west, east = piece("w", cover=(0, 50), short="place"), piece("e", cover=(0, 50), short="place")
    assert letters(asked(west, east, court=judges(together=True))) == "FFNN"
    assert letters(asked(west, east, court=judges({"e": ALLEGED}, together=True))) == "FNNN"
    assert letters(asked(west, court=judges(together=True))) == "NNNN"
    assert letters(asked(west, east)) == "NNNN"
    all_of_it = piece("d", cover=(0, 50))
    assert names(asked(west, all_of_it, east, court=judges(together=True)).deniers) == ["d"]
    kinds = piece("k", cover=(0, 50), short="place kind")
    assert letters(asked(west, kinds, court=judges(together=True))) == "NNNN"


def test_what_pools_proves_more_than_each_alone() -> None:
    """P5, V23: then all of them are cited."""

    def pooled(pieces: Any) -> Level:
        told = list(pieces)
        return CORROBORATED if len(told) > 1 else REPORTED if told else Level.NONE

    court = Bench(pooled, pooled, lambda d, a: True, lambda d: False)
    found = asked(piece("a", cover=(0, 50)), piece("b", cover=(0, 50)), court=court)
    assert (letters(found), names(found.deniers)) == ("FFFN", ["a", "b"])
