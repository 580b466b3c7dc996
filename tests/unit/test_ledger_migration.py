"""A ledger that an earlier version wrote (tests/unit/data/ledger-format-1) is brought forward, with a copy before."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from servanda.errors import DossierError
from servanda.ledger import Checkpoint, EntryType, Ledger, NewEntry, RowRef, Rows, fold, signing_key
from servanda.ledger import migration as migration_room

WRITTEN = Path(__file__).parent / "data" / "ledger-format-1"
ROOT = "1f0fca00bde9000d9645c5e8c3e476ed0b39c140e13d22cdac27f813ebe2e9d7"
"""What the version that wrote it said its root was."""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return Path(shutil.copytree(WRITTEN, tmp_path / "ledger"))


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_it_is_read_as_it_is(old: Path) -> None:
    before = (old / "ledger.sqlite").read_bytes()
    with Ledger.open(old, read_only=True) as ledger:
        assert ledger.root().hex() == ROOT
        assert ledger.verify(Checkpoint(6, bytes.fromhex(ROOT), 0)).require().kept == 1
        state = fold(ledger.entries())
    assert state.claims["r-1.a"].payload["lat"] == 36.5
    assert state.claims["r-1.a"].review_state == "accepted"
    assert [e.index for e in state.erased] == [4]
    assert (old / "ledger.sqlite").read_bytes() == before
    assert version(old / "ledger.sqlite") == 1


def test_writing_brings_it_forward_after_a_copy(old: Path) -> None:
    before = (old / "ledger.sqlite").read_bytes()
    with Ledger.open(old, read_only=True) as ledger:
        answers = [(n, list(ledger.entries(n))) for n in (1_580_860_799, 1_580_860_800, 1_580_860_805, 1_580_860_806)]
    with Ledger.open(old) as ledger:
        assert ledger.root().hex() == ROOT
        for known_at, answer in answers:
            assert list(ledger.entries(known_at)) == answer, "the past stays"
        ledger.append([Rows(EntryType.CLAIM, [{"id": "r-2.a"}])])
        assert ledger.verify(Checkpoint(6, bytes.fromhex(ROOT), 0)).require().ok
    assert version(old / "ledger.sqlite") == 2
    copy = old / "ledger.sqlite.format-1"
    assert version(copy) == 1
    with closing(sqlite3.connect(copy)) as kept, closing(sqlite3.connect(":memory:")) as was:
        was.deserialize(before.replace(b"\x02\x02", b"\x01\x01", 1))  # a log cannot be read from memory
        assert list(kept.iterdump()) == list(was.iterdump())


def test_nothing_of_it_is_left_after_an_erasure(old: Path, tmp_path: Path) -> None:
    with Ledger.open(old) as ledger:
        secret = ledger._db.execute("SELECT salt FROM content WHERE idx = 1").fetchone()[0]
        assert secret in (old / "ledger.sqlite.format-1").read_bytes()
        ledger.erase([1, 2], reason="safety", key=signing_key(tmp_path / "key"))
        assert ledger.verify().ok
    for path in old.rglob("*"):
        assert not path.is_file() or secret not in path.read_bytes(), path


def test_a_migration_that_fails_changes_nothing(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(migration_room, "sync_file", fails)
    with pytest.raises(DossierError) as caught:
        Ledger.open(old)
    assert caught.value.slug == "disk-full"
    assert version(old / "ledger.sqlite") == 1
    assert list(old.glob("*.format-*")) == list(old.glob(".new-*")) == []
    monkeypatch.undo()
    with Ledger.open(old) as ledger:
        assert ledger.append([NewEntry(EntryType.CLAIM, {"id": "r-2.a"})]) == range(6, 7)


def test_two_that_open_it_at_once(old: Path) -> None:
    with Ledger.open(old, read_only=True) as reader:
        with Ledger.open(old) as first, Ledger.open(old) as second:
            first.append([Rows(EntryType.CLAIM, [{"id": "r-2.a"}])])
            second.append([NewEntry(EntryType.REVIEW, {"state": "accepted"}, (RowRef(6, 0),))])
        assert fold(reader.entries()).claims["r-2.a"].review_state == "accepted", "who had it open sees it grow"


def test_a_writer_in_the_way_is_waited_for(old: Path) -> None:
    with closing(sqlite3.connect(old / "ledger.sqlite", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        told: list[str] = []
        with pytest.raises(DossierError) as caught:
            Ledger.open(old, patience_s=0.5, waiting=told.append)
        assert (caught.value.slug, len(told)) == ("ledger-busy", 1)
        holder.execute("ROLLBACK")
    assert version(old / "ledger.sqlite") == 1
