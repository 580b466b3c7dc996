"""Recording: adding again, looking first, corrections, what vanished, reviews, retractions, and the past."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from dossier_bench import ACCORD, FIRE, LONG_AFTER, STILL, again, id_of, labels, make, one, snapshot, write

from servanda.dossier import Dossier
from servanda.errors import DossierError, UsageError
from servanda.ledger import EntryType, Ledger, NewEntry
from servanda.model import Review, verdict_json


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "d"


@pytest.fixture
def recorded(folder: Path) -> Dossier:
    made = make(folder)
    made.add()
    return again(folder)


def test_adding_again_changes_nothing(folder: Path, recorded: Dossier) -> None:
    before = recorded.checkpoint()
    result = recorded.add()
    assert before is not None
    assert (result.new, result.corrected, result.vanished, result.findings) == ((), (), (), ())
    assert again(folder).checkpoint() == before
    # a file that was only touched, or whose rows stand in another order, is no change of any claim either
    write(folder, STILL + FIRE)
    result = again(folder).add()
    assert (result.new, result.corrected, result.vanished) == ((), (), ())


def test_looking_first_writes_nothing(folder: Path) -> None:
    made = make(folder)
    files = snapshot(folder)
    looked = made.add(dry_run=True)
    assert looked.dry_run
    assert snapshot(folder) == files
    done = again(folder).add()
    assert set(done.new) == set(looked.new)
    assert len([n for n in done.new if n.endswith((".a1", ".a2"))]) == 2
    files = snapshot(folder)
    write(folder, FIRE)
    looked = again(folder).add(dry_run=True)
    assert looked.vanished
    files["claims/chronicle.csv"] = (folder / "claims/chronicle.csv").read_bytes()
    assert {p: b for p, b in snapshot(folder).items() if not p.endswith(("-shm", "-wal"))} == files


def test_a_changed_row_is_a_correction(folder: Path, recorded: Dossier) -> None:
    write(folder, FIRE.replace("RUS", "TUR") + STILL)
    result = again(folder).add()
    assert [c.rpartition(".")[2] for c in result.corrected] == ["a1"]
    assert not result.new
    claims = again(folder).view(again(folder).clocks()).claims
    assert claims[id_of(again(folder), "a1")].actor == (("TUR",),)
    assert claims[id_of(again(folder), "a1")].recorded_at is not None


def test_a_vanished_row_is_told_and_stays(folder: Path, recorded: Dossier) -> None:
    write(folder, FIRE)
    result = again(folder).add()
    assert [c.rpartition(".")[2] for c in result.vanished] == ["a2"]
    assert [f.slug for f in result.findings] == ["claim-vanished"]
    assert id_of(again(folder), "a2")
    assert labels(again(folder))["trial/leave"] == "breached"


def test_a_file_with_a_bad_row_is_refused_whole(folder: Path) -> None:
    """And the others are recorded: no claim is lost in silence."""
    made = make(folder, FIRE + STILL.replace("2020-03-11T10:00Z", "yesterday"))
    write(folder, FIRE.replace("a1", "c1"), "other.csv")
    result = again(folder).add()
    assert any(f.is_error and f.at.line == 3 for f in result.findings)
    claims = [c.partition(".")[2] for c in result.new if c.startswith("r-") and "." in c]
    assert claims == ["c1"]
    assert not [c for c in made.view(made.clocks()).claims if c.endswith((".a1", ".a2"))]


# -- people decide --------------------------------------------------------------------------------------------------


def test_a_rejected_claim_stays_and_counts_no_more(folder: Path, recorded: Dossier) -> None:
    assert labels(recorded)["trial/fire"] == "breached"
    assert recorded.reject([id_of(recorded, "a1")], by="me", reason="the text does not say so") == 1
    later = again(folder)
    assert labels(later)["trial/fire"] == "unknown"
    assert later.view(later.clocks()).claims[id_of(later, "a1")].review is Review.REJECTED
    later.accept([id_of(later, "a1")])
    assert labels(again(folder))["trial/fire"] == "breached"


def test_a_retraction_strikes_all_copies_of_its_origin(folder: Path) -> None:
    copy = FIRE.replace("a1,ngo", "a3,ngo").replace("ngo.example/1", "wire.example/9")
    other = FIRE.replace("a1,ngo", "a4,TUR").replace("ngo.example/1", "tur.example/4")
    make(folder, FIRE + copy + other).add()
    made = again(folder)
    made.retract([id_of(made, "a1")], reason="the speaker took it back")
    claims = again(folder).view(again(folder).clocks()).claims
    assert claims[id_of(made, "a1")].retracted
    assert not claims[id_of(made, "a4")].retracted
    verdict = one(again(folder), "trial/fire")
    assert id_of(made, "a1") not in verdict.evidence_against
    assert id_of(made, "a4") in verdict.evidence_against


def test_merge_and_split(folder: Path) -> None:
    make(folder, FIRE + FIRE.replace("a1,ngo", "a3,TUR").replace("ngo.example/1", "tur.example/4")).add()
    made = again(folder)
    pair = [id_of(made, "a1"), id_of(made, "a3")]
    assert one(made, "trial/fire").level_against.word == "corroborated"
    made.split(pair)
    assert one(again(folder), "trial/fire").level_against.word == "reported"
    again(folder).merge(pair)
    assert {len(i.claims) for i in again(folder).view(again(folder).clocks()).incidents} <= {1, 2}


def test_decisions_about_what_is_not_there(folder: Path, recorded: Dossier) -> None:
    with pytest.raises(UsageError, match="no claim"):
        recorded.reject(["r-nothing.x"])
    with pytest.raises(DossierError, match="recorded"):
        make(folder.parent / "e").accept(["r-nothing.x"])


# -- the past -------------------------------------------------------------------------------------------------------


def everything(
    folder: Path, known_at: str, viewpoints: Sequence[str] = ("all", "TUR", "RUS", "third-party")
) -> list[dict[str, object]]:
    asked = again(folder)
    clocks = asked.clocks(as_of=LONG_AFTER, known_at=known_at)
    found = asked.verdict(viewpoint=viewpoints, clocks=clocks)
    return [verdict_json(v) for v in found]


def moments_ago() -> str:
    """An instant after what was recorded before the call, and before what will be recorded after it."""
    time.sleep(2.1)
    then = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 1))
    time.sleep(2.1)
    return then


def test_a_past_of_the_ledger_clock_never_changes(folder: Path) -> None:
    """Whatever is added, corrected, rejected, edited or deleted later: claims, actors and accords alike."""
    make(folder).add()
    then = moments_ago()
    before = everything(folder, then)
    assert {row["label"] for row in before} >= {"breached"}
    write(folder, FIRE.replace("RUS", "TUR") + STILL + FIRE.replace("a1", "b1"))
    (folder / "accords" / "trial.yaml").write_text(ACCORD.replace("2020-03-10", "2020-04-10"), "utf-8")
    assert everything(folder, then) == before
    again(folder).add()
    now = again(folder)
    now.reject([id_of(now, "a2")])
    now.retract([id_of(now, "a1")])
    (folder / "actors.yaml").unlink()
    (folder / "accords" / "trial.yaml").unlink()
    assert everything(folder, then) == before
    assert everything(folder, "2019-01-01") != before


def test_a_named_viewpoint_is_part_of_the_past(folder: Path) -> None:
    make(folder)
    named = folder / "viewpoints.yaml"
    named.write_text("- {id: watchers, speakers: [ngo]}\n", "utf-8")
    again(folder).add()
    then = moments_ago()
    before = everything(folder, then, ["watchers"])
    assert "breached" in {row["label"] for row in before}
    named.write_text("- {id: watchers, speakers: [wire]}\n", "utf-8")
    assert everything(folder, then, ["watchers"]) == before


def test_what_is_not_recorded_is_marked_draft(folder: Path, recorded: Dossier) -> None:
    assert not any(v.draft for v in recorded.verdict(as_of=LONG_AFTER))
    write(folder, FIRE + STILL + FIRE.replace("a1", "b1").replace("10:00Z", "11:00Z"))
    drafted = again(folder)
    claims = drafted.view(drafted.clocks()).claims
    assert claims[id_of(drafted, "b1")].draft
    assert not claims[id_of(drafted, "a1")].draft
    drafted.add()
    assert not again(folder).view(again(folder).clocks()).claims[id_of(drafted, "b1")].draft
    (folder / "accords" / "trial.yaml").write_text(ACCORD.replace("No fire", "No shot"), "utf-8")
    assert all(v.draft for v in again(folder).verdict(as_of=LONG_AFTER))


def test_a_draft_that_decides_marks_its_verdict(folder: Path) -> None:
    drafted = make(folder)
    assert one(drafted, "trial/fire").draft


def test_a_clock_that_ran_ahead_is_told(tmp_path: Path) -> None:
    """What was recorded while it was wrong, and all that came after, is known only later: nobody may overlook that."""
    made = make(tmp_path / "d")
    made.add()
    assert again(made.path).clocks().findings == ()
    with Ledger.open(made.path / "ledger", clock_us=lambda: 4_102_444_800_000_000) as ledger:
        late = {"id": "r-aaaaaaaaaa.1", "report": "r-aaaaaaaaaa", "speaker": ["ngo"]}
        ledger.append([NewEntry(EntryType.CLAIM, late)])
    found = again(made.path).clocks(known_at="2090-01-01").findings
    assert [f.slug for f in found] == ["ledger-ahead"]
    assert "2100-01-01T00:00:00Z" in found[0].what


def test_who_waits_for_another_program_is_told(tmp_path: Path) -> None:
    made = make(tmp_path / "d")
    made.add()
    claim = id_of(made, "a1")
    told: list[str] = []
    with closing(sqlite3.connect(made.path / "ledger" / "ledger.sqlite", isolation_level=None)) as other:
        for write_something in (
            lambda opened: opened.accept([claim]),
            lambda opened: opened.keep_checkpoint(),
            lambda opened: (write(made.path, FIRE), opened.add()),
        ):
            opened = again(made.path)
            told.clear()

            def tell(text: str) -> None:
                told.append(text)
                other.execute("ROLLBACK")

            opened.telling = tell
            other.execute("BEGIN IMMEDIATE")
            write_something(opened)
            assert len(told) == 1
            assert "waiting" in told[0]
