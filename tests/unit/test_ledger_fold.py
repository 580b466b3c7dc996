"""The state as a fold: corrections, reviews, retractions, grades, origins, files; and planning."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from servanda.errors import UsageError
from servanda.ledger import EntryType, Here, Ledger, NewEntry, State, entries_of, fold, plan


class Desk:
    """A ledger whose clock moves one second with every append, and the state at any second of it."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def record(self, *batch: NewEntry, **more: Any) -> int:
        return self.ledger.append(batch, **more).start

    def state(self, known_at: int | None = None) -> State:
        return fold(self.ledger.entries(known_at))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    seconds = iter(range(100, 10_000))
    with Ledger.open(tmp_path / "ledger", create=True, clock_us=lambda: next(seconds) * 1_000_000) as ledger:
        yield Desk(ledger)


def claim(identity: str, **more: Any) -> NewEntry:
    return NewEntry(EntryType.CLAIM, {"id": identity, **more})


def correction(identity: str, index: int, **more: Any) -> NewEntry:
    return NewEntry(EntryType.CORRECTION, {"id": identity, **more}, (index,))


def review(state: str, index: int, **more: Any) -> NewEntry:
    return NewEntry(EntryType.REVIEW, {"state": state, **more}, (index,))


def test_the_latest_correction_stands_and_the_past_stays(desk: Desk) -> None:
    desk.record(claim("a", killed=33))
    desk.record(correction("a", 0, killed=34))
    desk.record(correction("a", 1, killed=36))
    record = desk.state().claims["a"]
    assert record.payload["killed"] == 36
    assert [v.payload["killed"] for v in record.versions] == [33, 34, 36]
    assert (record.first_index, record.first_recorded_at, record.index, record.recorded_at) == (0, 100, 2, 102)
    assert [desk.state(t).claims["a"].payload["killed"] for t in (100, 101, 102, 500)] == [33, 34, 36, 36]
    assert desk.state(99) == State()


def test_reports_and_coverage_are_records_too(desk: Desk) -> None:
    desk.record(NewEntry(EntryType.REPORT, {"id": "r-1"}), NewEntry(EntryType.COVERAGE, {"id": "c-1"}), claim("a"))
    desk.record(correction("r-1", 0, title="Named"))
    state = desk.state()
    assert state.reports["r-1"].payload["title"] == "Named"
    assert list(state.coverage) == ["c-1"]
    assert (list(state.claims), state.size, state.recorded_at) == (["a"], 4, 101)


def test_a_review_is_of_the_version_that_was_seen(desk: Desk) -> None:
    desk.record(claim("a"))
    assert desk.state().claims["a"].review_state == "unreviewed"
    desk.record(review("rejected", 0, reason="the span says otherwise"), author="anna")
    record = desk.state().claims["a"]
    assert (record.review_state, record.standing) == ("rejected", False)
    assert record.review is not None
    assert (record.review.by, record.review.reason) == ("anna", "the span says otherwise")
    desk.record(correction("a", 0, quote="mended"))
    record = desk.state().claims["a"]
    assert (record.review_state, record.standing) == ("unreviewed", True)
    assert record.outdated_review is not None
    desk.record(review("accepted", 0))
    assert desk.state().claims["a"].review_state == "unreviewed", "a review of what no longer stands"
    desk.record(review("accepted", 2))
    record = desk.state().claims["a"]
    assert (record.review_state, record.outdated_review) == ("accepted", None)


def test_a_retraction_strikes_every_copy_of_its_origin(desk: Desk) -> None:
    desk.record(claim("a", origin="tass-1"), claim("b"), claim("c"))
    desk.record(NewEntry(EntryType.ORIGIN, {"origin": "tass-1"}, (1,)))
    desk.record(NewEntry(EntryType.RETRACTION, {"by": "rus-mod", "reason": "withdrawn"}, (0,)))
    state = desk.state()
    assert [state.claims[i].standing for i in "abc"] == [False, False, True]
    struck = state.claims["b"].retraction
    assert struck is not None
    assert (struck.by, struck.recorded_at) == ("rus-mod", 102)
    assert all(record.standing for record in desk.state(101).claims.values()), "known earlier, it stood"
    desk.record(claim("d", origin="tass-1"))
    assert not desk.state().claims["d"].standing, "a copy that comes in later is struck too"
    desk.record(correction("a", 0, origin="tass-1", quote="again"))
    assert not desk.state().claims["a"].standing, "a corrected row does not bring back what its speaker took back"


def test_a_withdrawn_reading_may_be_read_anew(desk: Desk) -> None:
    desk.record(claim("a", reader="rules-1"))
    desk.record(NewEntry(EntryType.WITHDRAWAL, {"reason": "misread"}, (0,)))
    assert not desk.state().claims["a"].standing
    assert plan(desk.state().claims, [{"id": "a", "reader": "rules-1"}]).changes is False
    desk.record(correction("a", 0, reader="rules-2"))
    assert desk.state().claims["a"].standing


def test_grades_origins_and_decisions(desk: Desk) -> None:
    desk.record(claim("a", origin="own"), claim("b"))
    assert desk.state().claims["a"].origin == "own"
    desk.record(
        NewEntry(EntryType.GRADE, {"reliability": "C", "credibility": "3"}, (0, 1)),
        NewEntry(EntryType.ORIGIN, {"origin": "shared"}, (0,)),
        NewEntry(EntryType.MERGE, {"claims": ["a", "b"]}),
        NewEntry(EntryType.SPLIT, {"claims": ["b"]}),
    )
    desk.record(NewEntry(EntryType.GRADE, {"reliability": "B"}, (0,)))
    state = desk.state()
    grades = [state.claims[i].grade for i in "ab"]
    assert [g.payload.get("reliability") for g in grades if g] == ["B", "C"]
    assert state.claims["a"].origin == "shared"
    assert [d.payload["claims"] for d in state.merges + state.splits] == [["a", "b"], ["b"]]


def test_files_keep_their_versions(desk: Desk) -> None:
    digests = []
    for text in (b"one", b"two"):
        digest = hashlib.sha256(text).hexdigest()
        digests.append(digest)
        desk.record(
            NewEntry(EntryType.FILE, {"path": "actors.yaml", "digest": digest}, (), (digest,)), objects={digest: text}
        )
    state = desk.state()
    assert [v.digest for v in state.files["actors.yaml"]] == digests
    latest = state.file("actors.yaml")
    assert latest is not None
    assert (latest.digest, latest.index, latest.recorded_at) == (digests[1], 1, 101)
    early = desk.state(100).file("actors.yaml")
    assert early is not None
    assert desk.ledger.object(early.digest) == b"one"
    assert state.file("places.yaml") is None


def test_references_within_a_batch(desk: Desk) -> None:
    desk.record(claim("x"))
    desk.record(claim("a"), NewEntry(EntryType.REVIEW, {"state": "accepted"}, (Here(0),)))
    assert desk.state().claims["a"].review_state == "accepted"


def test_recording_again(desk: Desk) -> None:
    rows = [{"id": "a", "n": 1}, {"id": "b", "n": 1.0}, {"id": "c", "n": [True, None]}]
    made = plan(desk.state().claims, rows)
    assert (len(made.new), made.corrections, made.vanished) == (3, (), ())
    desk.record(*entries_of(made, EntryType.CLAIM))
    state = desk.state()

    same = plan(state.claims, reversed(rows), state.claims)
    assert (same.changes, sorted(same.unchanged), same.vanished) == (False, ["a", "b", "c"], ())

    changed = plan(state.claims, [{"id": "a", "n": True}, {"n": 1, "id": "b"}, {"id": "d"}], state.claims)
    assert [payload for payload, _record in changed.corrections] == [{"id": "a", "n": True}], "true is not 1; 1 is 1.0"
    assert (changed.new, changed.unchanged, changed.vanished) == (({"id": "d"},), ("b",), ("c",))
    desk.record(*entries_of(changed, EntryType.CLAIM))
    assert desk.state().claims["a"].payload == {"id": "a", "n": True}


def test_a_vanished_row_that_was_taken_back_is_no_surprise(desk: Desk) -> None:
    desk.record(claim("a"), claim("b"))
    desk.record(NewEntry(EntryType.RETRACTION, {}, (0,)))
    assert plan(desk.state().claims, [], ["a", "b", "never"]).vanished == ("b",)


def test_the_same_id_twice_in_one_source(desk: Desk) -> None:
    made = plan({}, [{"id": "a", "n": 1}, {"id": "a", "n": 1}, {"id": "b", "n": 1}, {"id": "b", "n": 2}])
    assert (made.new, made.clashing) == (({"id": "a", "n": 1}, {"id": "b", "n": 1}), ("b",))


def test_an_id_recorded_twice_is_one_record(desk: Desk) -> None:
    desk.record(claim("a", n=1))
    desk.record(claim("a", n=2))
    record = desk.state().claims["a"]
    assert (record.payload["n"], len(record.versions)) == (2, 2)


def test_a_batch_that_corrects_what_another_id_is(desk: Desk) -> None:
    desk.record(claim("a"))
    with pytest.raises(UsageError):
        desk.record(correction("b", 0))
