"""Every change to a ledger is found, and the report names the first bad entry and what was done to it."""

import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from servanda.errors import IntegrityError, ServandaError
from servanda.ledger import (
    Checkpoint,
    Deed,
    EntryType,
    Ledger,
    NewEntry,
    Rows,
    VerifyReport,
    cores,
    sound,
    verification,
)
from servanda.ledger.entry import content_bytes, header_bytes, parse_header
from servanda.ledger.merkle import leaf_hash

TEXT = b"the words that were published"
DIGEST = hashlib.sha256(TEXT).hexdigest()


def build(folder: Path, size: int) -> Path:
    """A ledger of `size` entries, recorded one by one, a microsecond and more apart."""
    with Ledger.open(folder, create=True) as ledger:
        ledger.append([NewEntry(EntryType.REPORT, {"id": "r-1"}, (), (DIGEST,))], {DIGEST: TEXT})
        for n in range(1, size):
            ledger.append([NewEntry(EntryType.CLAIM, {"id": f"r-1.{n}", "killed": n}, (0,))])
    return folder


@pytest.fixture(params=[5, 8, 11])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return build(tmp_path / "ledger", request.param)


@pytest.fixture
def raw(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "ledger.sqlite", isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = OFF")
        yield db


def report(folder: Path, against: Checkpoint | None = None) -> VerifyReport:
    with Ledger.open(folder) as ledger:
        return both_ways(ledger, against)


def both_ways(ledger: Ledger, against: Checkpoint | None = None) -> VerifyReport:
    """What is found: the same whether entries are told in one go where they are in order, block by block, or each is
    looked at."""
    found = ledger.verify(against)
    with pytest.MonkeyPatch.context() as patch:
        blocks_of_four(patch)
        assert ledger.verify(against) == found
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verification, "sound", lambda _rows: None)
        assert ledger.verify(against) == found
    return found


def blocks_of_four(patch: pytest.MonkeyPatch) -> None:
    for module in (sound, cores, verification):
        patch.setattr(module, "BLOCK", 4)
    patch.setattr(verification, "LEVEL", 2)
    patch.setattr(sound, "_CHUNK", 2)


def first(folder: Path, against: Checkpoint | None = None) -> tuple[Deed, int | None]:
    found = report(folder, against).first
    assert found is not None, "the change was not found"
    return found.deed, found.index


def size_of(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM entry").fetchone()[0])


@pytest.mark.parametrize(
    ("table", "key", "column", "deed"),
    [
        ("entry", "idx", "header", Deed.HEADER_CHANGED),
        ("entry", "idx", "leaf", Deed.LEAF_CHANGED),
        ("content", "idx", "body", Deed.PAYLOAD_CHANGED),
        ("content", "idx", "salt", Deed.PAYLOAD_CHANGED),
    ],
)
def test_every_single_byte(
    folder: Path, raw: sqlite3.Connection, table: str, key: str, column: str, deed: Deed
) -> None:
    """Each byte of each header, leaf, salt and payload, changed by itself: found, named, at the right entry."""
    with Ledger.open(folder) as ledger:
        for index, value in raw.execute(f"SELECT {key}, {column} FROM {table} ORDER BY 1").fetchall():
            for place in range(len(value)):
                changed = bytearray(value)
                changed[place] ^= 1 << (place + index) % 8
                raw.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (bytes(changed), index))
                found = both_ways(ledger) if place % 5 == 0 else ledger.verify()
                assert found.first is not None
                assert (found.first.deed, found.first.index) == (deed, index), found.damages
                if table == "content" or column == "header":
                    with pytest.raises(IntegrityError):
                        list(ledger.entries())
            raw.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (value, index))
        assert ledger.verify().ok


def test_records_in_order_are_told_in_one_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that `both_ways` compares two ways."""
    with Ledger.open(folder) as ledger:
        looked_at: list[object] = []
        monkeypatch.setattr(verification._Work, "_check_entry", lambda _self, row: looked_at.append(row) or row.leaf)
        assert ledger.verify().ok
        assert len(looked_at) < ledger.size / 2


def test_blocks_in_order_are_told_by_one_hash(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks_of_four(monkeypatch)
    with Ledger.open(folder) as ledger:
        taken: list[int] = []
        take = verification._Work._take_block
        monkeypatch.setattr(
            verification._Work, "_take_block", lambda work, start, b: taken.append(start) or take(work, start, b)
        )
        assert ledger.verify().ok
        assert taken == list(range(0, ledger.size // 4 * 4, 4))


def test_what_several_processes_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same as one, in a ledger that is whole, changed, and put in order by somebody who knew how."""
    monkeypatch.setattr(cores, "WORTH", 0)
    with Ledger.open(tmp_path, create=True) as ledger:
        ledger.append([NewEntry(EntryType.CLAIM, {"id": f"r-1.{n}"}) for n in range(10_000)])
        rows = [{"id": f"r-2.{n}", "event": "clash"} for n in range(300)]
        ledger.append([Rows(EntryType.CLAIM, rows[:150]), Rows(EntryType.CLAIM, rows[150:])])
        told: list[tuple[int, int]] = []
        whole = ledger.verify(progress=lambda done, total: told.append((done, total)), jobs=2)
        assert whole == ledger.verify()
        assert whole.ok
        assert told[-1] == (10_302, 10_302)
        assert [done for done, _total in told] == sorted(done for done, _total in told)
        (tmp_path / "segments" / ledger.segment(10_001).path.name).write_bytes(b"rot")
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)) as db:
            db.execute("UPDATE content SET body = replace(body, 'r-1.5000', 'r-1.5001') WHERE idx = 5000")
        changed = ledger.verify(jobs=2)
        assert changed == ledger.verify()
        assert [(d.deed, d.index) for d in changed.damages] == [
            (Deed.PAYLOAD_CHANGED, 5000),
            (Deed.SEGMENT_ALTERED, 10_001),
        ]


def test_a_process_that_dies_costs_time_and_no_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "WORTH", 0)
    monkeypatch.setattr(cores, "_block", os._exit)
    with Ledger.open(tmp_path, create=True) as ledger:
        ledger.append([NewEntry(EntryType.CLAIM, {"id": f"r-1.{n}"}) for n in range(9000)])
        assert ledger.verify(jobs=2) == ledger.verify()


def test_every_byte_of_tree_and_head(folder: Path, raw: sqlite3.Connection) -> None:
    with Ledger.open(folder) as ledger:
        for level, position, value in raw.execute("SELECT level, position, hash FROM node").fetchall():
            for place in range(0, len(value), 5):
                changed = bytearray(value)
                changed[place] ^= 0x40
                where = (level, position)
                raw.execute("UPDATE node SET hash = ? WHERE level = ? AND position = ?", (bytes(changed), *where))
                found = ledger.verify()
                assert found.first is not None
                assert (found.first.deed, found.first.index) == (Deed.TREE_CHANGED, position << level), found.damages
            raw.execute("UPDATE node SET hash = ? WHERE level = ? AND position = ?", (value, level, position))
        for column in ("size", "recorded_at"):
            raw.execute(f"UPDATE head SET {column} = {column} + 1")
            assert not ledger.verify().ok
            raw.execute(f"UPDATE head SET {column} = {column} - 1")
        raw.execute("UPDATE head SET root = zeroblob(32)")
        assert not ledger.verify().ok


def test_an_entry_missing(folder: Path, raw: sqlite3.Connection) -> None:
    for index in range(size_of(raw)):
        raw.execute("BEGIN")
        copy = shutil.copytree(folder, folder.parent / f"copy{index}")
        raw.execute("ROLLBACK")
        with closing(sqlite3.connect(copy / "ledger.sqlite", isolation_level=None)) as db:
            db.execute("DELETE FROM entry WHERE idx = ?", (index,))
            db.execute("DELETE FROM content WHERE idx = ?", (index,))
        assert first(copy) == (Deed.ENTRY_MISSING, index)
        with Ledger.open(copy) as ledger, pytest.raises(IntegrityError, match=f"Entry {index} "):
            list(ledger.entries())


def test_a_payload_missing_without_an_erasure(folder: Path, raw: sqlite3.Connection) -> None:
    raw.execute("DELETE FROM content WHERE idx = 2")
    assert first(folder) == (Deed.PAYLOAD_MISSING, 2)


def _swap(db: sqlite3.Connection, a: int, b: int, tables: tuple[str, ...]) -> None:
    for table in tables:
        db.execute(f"UPDATE {table} SET idx = -1000 WHERE idx = ?", (a,))
        db.execute(f"UPDATE {table} SET idx = ? WHERE idx = ?", (a, b))
        db.execute(f"UPDATE {table} SET idx = ? WHERE idx = -1000", (b,))


@pytest.mark.parametrize(("a", "b"), [(1, 2), (0, 1), (1, 3), (2, 3), (0, 3)])
def test_entries_that_changed_places(folder: Path, raw: sqlite3.Connection, a: int, b: int) -> None:
    _swap(raw, a, b, ("entry", "content"))
    found = report(folder).damages
    moved = {d.index for d in found if d.deed is Deed.REORDERED}
    assert moved == {a, b}


def test_payloads_that_changed_places(folder: Path, raw: sqlite3.Connection) -> None:
    _swap(raw, 2, 4, ("content",))
    assert {(d.deed, d.index) for d in report(folder).damages} == {
        (Deed.PAYLOAD_CHANGED, 2),
        (Deed.PAYLOAD_CHANGED, 4),
    }


def test_a_payload_changed_with_its_header_and_leaf(folder: Path, raw: sqlite3.Connection) -> None:
    """Somebody who knows the format, but left the tree alone."""
    index = 3
    _forge(raw, index)
    deed, where = first(folder)
    assert deed is Deed.REPLACED
    assert where in (index, index - 1), "of a pair, the tree cannot tell which"


def _forge(db: sqlite3.Connection, index: int) -> None:
    data, salt = db.execute(
        "SELECT header, salt FROM entry JOIN content USING (idx) WHERE idx = ?", (index,)
    ).fetchone()
    header = parse_header(data)
    assert header is not None
    body = content_bytes({"id": f"r-1.{index}", "killed": 9000}, (0,), ())
    forged = header_bytes(header._replace(commitment=hashlib.sha256(salt + body).digest()))
    db.execute("UPDATE entry SET header = ?, leaf = ? WHERE idx = ?", (forged, leaf_hash(forged), index))
    db.execute("UPDATE content SET body = ? WHERE idx = ?", (body, index))


def test_entries_beyond_the_end_and_cut_off_at_the_end(folder: Path, raw: sqlite3.Connection) -> None:
    size = size_of(raw)
    raw.execute("INSERT INTO entry SELECT idx + 1, header, leaf FROM entry ORDER BY idx DESC LIMIT 1")
    raw.execute("INSERT INTO content SELECT idx + 1, salt, body FROM content ORDER BY idx DESC LIMIT 1")
    assert first(folder) == (Deed.ENTRY_ADDED, size)
    for table in ("entry", "content"):
        raw.execute(f"DELETE FROM {table} WHERE idx >= ?", (size - 2,))
    assert first(folder) == (Deed.ENTRY_MISSING, size - 2)


def test_time_that_goes_back(folder: Path, raw: sqlite3.Connection) -> None:
    data, _leaf = raw.execute("SELECT header, leaf FROM entry WHERE idx = 2").fetchone()
    header = parse_header(data)
    assert header is not None
    early = header_bytes(header._replace(recorded_at_us=1))
    raw.execute("UPDATE entry SET header = ?, leaf = ? WHERE idx = 2", (early, leaf_hash(early)))
    assert (Deed.CLOCK_BACKWARDS, 2) in {(d.deed, d.index) for d in report(folder).damages}


def test_objects_missing_and_altered(folder: Path) -> None:
    with Ledger.open(folder) as ledger:
        path = ledger.objects.path(DIGEST)
    whole = path.read_bytes()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 0x10
        path.write_bytes(changed)
        found = report(folder).first
        assert (found is None) == _unpacks(path), "gzip's own header has bytes that say nothing about the content"
        assert found is None or (found.deed, found.index) == (Deed.OBJECT_ALTERED, 0)
    path.unlink()
    assert first(folder) == (Deed.OBJECT_MISSING, 0)


def _unpacks(path: Path) -> bool:
    try:
        return gzip.decompress(path.read_bytes()) == TEXT
    except (OSError, EOFError, zlib.error):
        return False


def test_alone_it_says_what_it_cannot_know(folder: Path) -> None:
    found = report(folder)
    assert found.require() is found
    assert "internally consistent, not compared with any outside checkpoint" in found.words()


def test_a_ledger_rebuilt_whole_is_found_by_an_outside_checkpoint(tmp_path: Path) -> None:
    """Alone it passes, with its warning; against what somebody kept it does not (exit 3)."""
    with Ledger.open(build(tmp_path / "true", 6)) as ledger:
        kept = ledger.checkpoint()
        ledger.append([NewEntry(EntryType.CLAIM, {"id": "later"})])
        assert ledger.verify(kept).require().ok, "the ledger only grew since"
    with Ledger.open(tmp_path / "false", create=True) as forged, Ledger.open(tmp_path / "true") as ledger:
        forged.put_object(TEXT)
        for entry in ledger.entries():
            assert entry.payload is not None
            payload = {**entry.payload, "killed": 0} if entry.index == 3 else entry.payload
            forged.append([NewEntry(EntryType(entry.type), payload, entry.refers, entry.objects)])
        alone = forged.verify()
        assert alone.ok
        assert "not compared" in alone.words()
        compared = forged.verify(kept)
        assert [d.deed for d in compared.damages] == [Deed.FORKED]
        with pytest.raises(IntegrityError) as caught:
            compared.require()
        assert (caught.value.exit_code, caught.value.slug) == (3, "ledger-forked")


def test_an_older_copy_is_found_by_its_checkpoints(tmp_path: Path) -> None:
    old = build(tmp_path / "ledger", 4)
    shutil.copy(old / "ledger.sqlite", tmp_path / "old.sqlite")
    with Ledger.open(old) as ledger:
        ledger.append([NewEntry(EntryType.CLAIM, {"id": "b"})])
        kept = ledger.keep_checkpoint()
    shutil.copy(tmp_path / "old.sqlite", old / "ledger.sqlite")
    assert first(old) == (Deed.ROLLED_BACK, 4)
    (old / "checkpoints.jsonl").unlink()
    assert report(old).ok
    assert first(old, kept) == (Deed.ROLLED_BACK, 4)


def test_a_checkpoint_file_that_was_changed(folder: Path) -> None:
    with Ledger.open(folder) as ledger:
        ledger.keep_checkpoint()
    path = folder / "checkpoints.jsonl"
    line = path.read_text()
    path.write_text(line.replace(json.loads(line)["root"], "0" * 64))
    assert first(folder) == (Deed.FORKED, None)
    path.write_text("not json\n" + line)
    assert first(folder) == (Deed.CHECKPOINT_UNREADABLE, None)


def test_any_byte_of_the_file(tmp_path: Path) -> None:
    """A byte of the SQLite file itself: refused, found, or without any effect on what is read."""
    folder = build(tmp_path / "ledger", 6)
    path = folder / "ledger.sqlite"
    whole = path.read_bytes()
    with Ledger.open(folder) as ledger:
        truth = list(ledger.entries())
    outcomes = {"refused": 0, "found": 0, "harmless": 0}
    used = [place for place in range(len(whole)) if whole[place] != 0]
    for place in [*range(100), *used[100::7], *range(100, len(whole), 997)]:
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        path.write_bytes(changed)
        try:
            with Ledger.open(folder) as ledger:
                sound = ledger.verify().ok
                read = list(ledger.entries()) if sound else []
        except ServandaError:
            outcomes["refused"] += 1
            continue
        finally:
            for name in ("ledger.sqlite-wal", "ledger.sqlite-shm"):
                (folder / name).unlink(missing_ok=True)
        outcomes["found" if not sound else "harmless"] += 1
        assert not sound or read == truth, place
    assert all(outcomes.values()), outcomes


@pytest.mark.parametrize(
    "sneak",
    [
        "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM content; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE more (x)",
        "CREATE INDEX i ON entry (leaf)",
        "DROP TABLE node",
    ],
)
def test_a_schema_with_something_added(folder: Path, raw: sqlite3.Connection, sneak: str) -> None:
    raw.execute(sneak)
    with pytest.raises(IntegrityError) as caught:
        Ledger.open(folder)
    assert caught.value.slug == "ledger-foreign"


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE entry SET header = 'text'",
        "UPDATE entry SET leaf = 5",
        "UPDATE content SET body = 7.5",
        "UPDATE content SET salt = ''",
        "UPDATE content SET idx = idx + 100",
        "UPDATE node SET hash = 'x'",
        "UPDATE node SET level = 'high' WHERE position = 0 AND level = 1",
        "UPDATE head SET size = 'many'",
        "UPDATE head SET size = -4",
        "UPDATE head SET size = 1000000000",
        "UPDATE head SET recorded_at = 'never'",
        "UPDATE head SET root = 'x'",
        "DELETE FROM head",
        "INSERT INTO head SELECT 0, 1, x'00', 0 WHERE 0",
        "DELETE FROM node",
        "DELETE FROM entry",
        "DELETE FROM content",
        "INSERT INTO node VALUES (9, 9, x'00')",
        "UPDATE entry SET idx = idx - 5",
        "UPDATE entry SET idx = 9223372036854775807 WHERE idx = 1",
    ],
)
def test_values_that_no_ledger_has(folder: Path, raw: sqlite3.Connection, deed: str) -> None:
    """Found or refused in words by every way in; never another exception."""
    changed = raw.execute(deed).rowcount
    uses: list[Callable[[Ledger], object]] = [
        lambda ledger: list(ledger.entries()),
        lambda ledger: ledger.root(),
        lambda ledger: ledger.checkpoint(),
        lambda ledger: ledger.size_at(2_000_000_000),
        lambda ledger: ledger.now(),
        lambda ledger: ledger.append([NewEntry(EntryType.CLAIM, {"id": "z"}, (0,))]),
    ]
    with Ledger.open(folder) as ledger:
        assert ledger.verify().ok is (changed == 0)
        for use in uses:
            with suppress(ServandaError):
                use(ledger)
