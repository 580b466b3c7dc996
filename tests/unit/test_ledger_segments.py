"""Rows by the thousand: written, read in part, proved, erased one by one, resumed after a crash, damaged."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import rfc8785

from servanda.errors import DossierError, IntegrityError, UsageError
from servanda.ledger import (
    BULK_ROWS,
    Damage,
    Deed,
    EntryType,
    Here,
    Ledger,
    NewEntry,
    RowRef,
    Rows,
    SigningKey,
    Where,
    entries_of,
    fold,
    plan,
    signing_key,
)
from servanda.ledger import bulk as bulk_room

DAY = 86_400
START = 1_580_860_800


def claim(n: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"r-x.{n}",
        "report": "r-x",
        "speaker": ["ucdp"],
        "event": "shelling" if n % 2 else "clash",
        "when_from_earliest": START + n * 3600,
        "when_to_latest": START + n * 3600 + DAY,
        "lat": 36.0 + n % 100 / 100,
        "lon": 37.0,
        "radius_m": 1000.0,
        "quote": f"Observer {n} saw it",
        **more,
    }


def claims(count: int) -> Iterator[dict[str, Any]]:
    return (claim(n) for n in range(count))


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return signing_key(tmp_path / "config" / "key")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A report, 9,000 rows that rest on it (three groups), and one claim more."""
    with Ledger.open(tmp_path / "ledger", create=True) as opened:
        digest = opened.put_object(b"id,event\n")
        batch = [
            NewEntry(EntryType.REPORT, {"id": "r-x"}),
            Rows(EntryType.CLAIM, claims(9000), (Here(0),), (digest,)),
            NewEntry(EntryType.CLAIM, {"id": "r-y.1"}, (Here(0),)),
        ]
        assert opened.append(batch) == range(3)
        yield opened


def segment_path(ledger: Ledger) -> Path:
    (path,) = (ledger.folder / "segments").glob("*.parquet")
    return path


def test_rows_come_back_as_claims_in_their_place(ledger: Ledger) -> None:
    entries = list(ledger.entries())
    assert [e.type for e in entries[:3]] == ["report", "segment", "claim"]
    assert [e.payload for e in entries[2:-1]] == [json.loads(rfc8785.dumps(c)) for c in claims(9000)]
    assert {(e.index, e.refers, len(e.objects), e.recorded_at_us) for e in entries[2:-1]} == {
        (1, (0,), 1, entries[0].recorded_at_us)
    }
    assert entries[-1].payload == {"id": "r-y.1"}
    state = fold(entries)
    assert (len(state.claims), state.size) == (9001, 3)
    assert state.claims["r-x.8999"].index == RowRef(1, 8999)
    assert ledger.entry(RowRef(1, 4096)).payload == claim(4096)
    assert ledger.verify().ok


def test_a_reference_within_the_batch_follows_when_segments_are_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_room, "SEGMENT_ROWS", 4096)
    with Ledger.open(tmp_path / "ledger", create=True) as ledger:
        batch = [
            Rows(EntryType.CLAIM, claims(10_000)),
            NewEntry(EntryType.REPORT, {"id": "r-x"}),
            NewEntry(EntryType.REVIEW, {"state": "accepted"}, (Here(1),)),
        ]
        assert ledger.append(batch) == range(5)
        assert [ledger.header(n).type for n in range(5)] == ["segment"] * 3 + ["report", "review"]
        assert ledger.entry(4).refers == (3,)
        assert len(fold(ledger.entries()).claims) == 10_000


def test_the_commitment_is_what_the_manual_says(ledger: Ledger) -> None:
    """Recomputed with hashlib and pyarrow alone."""
    payload = ledger.entry(1).payload
    assert payload is not None
    table = pq.read_table(segment_path(ledger))
    leaves = [
        sha256(b"\x00" + row["salt"] + row["body"]).digest() for row in table.select(["salt", "body"]).to_pylist()
    ]

    def root(hashes: list[bytes]) -> bytes:
        if len(hashes) == 1:
            return hashes[0]
        k = 1
        while k * 2 < len(hashes):
            k *= 2
        return sha256(b"\x01" + root(hashes[:k]) + root(hashes[k:])).digest()

    assert root(leaves).hex() == payload["root"]
    assert [root(leaves[n : n + 4096]).hex() for n in range(0, 9000, 4096)] == payload["groups"]
    assert (payload["rows"], payload["group_rows"], payload["kind"]) == (9000, 4096, "claim")


def test_the_entry_gives_no_row_away(ledger: Ledger) -> None:
    """The same rows again have another root: a guess cannot be confirmed."""
    ledger.append([Rows(EntryType.CLAIM, claims(9000))])
    first, second = ledger.entry(1).payload, ledger.entry(3).payload
    assert first is not None
    assert second is not None
    assert first["root"] != second["root"]
    assert not set(first["groups"]) & set(second["groups"])


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Where(), lambda c: True),
        (Where(events=["shelling"]), lambda c: c["event"] == "shelling"),
        (Where(events=[]), lambda c: False),
        (Where(start=START + 8000 * 3600), lambda c: c["when_to_latest"] >= START + 8000 * 3600),
        (Where(end=START + 5), lambda c: c["when_from_earliest"] <= START + 5),
        (Where(ids=["r-x.17", "r-x.8000", "r-z.1"]), lambda c: c["id"] in ("r-x.17", "r-x.8000")),
        (Where(events=["clash"], start=START, end=START + 9 * 3600), lambda c: c["event"] == "clash" and n_of(c) <= 9),
    ],
)
def test_only_what_is_asked_for(ledger: Ledger, where: Where, expected: Any) -> None:
    found = [e.payload["id"] for e in ledger.entries(where=where) if e.row is not None and e.payload]
    assert found == [c["id"] for c in claims(9000) if expected(c)]


def n_of(row: dict[str, Any]) -> int:
    return int(row["id"].partition(".")[2])


def test_a_box_holds_every_point_of_a_disc(ledger: Ledger) -> None:
    found = {e.payload["lat"] for e in ledger.entries(where=Where(box=(36.5, 36.0, 36.6, 38.0))) if e.row and e.payload}
    assert {36.5, 36.55, 36.6} <= found, "points in the box"
    assert {36.49, 36.61} & found == set(), "a kilometre is less than a hundredth of a degree"
    near = {e.payload["lat"] for e in ledger.entries(where=Where(box=(36.508, 36, 36.509, 38))) if e.row and e.payload}
    assert near == {36.5, 36.51}, "the disc reaches into the box"


def test_what_no_column_can_exclude_is_always_read(tmp_path: Path) -> None:
    odd = [
        claim(0, kind="assessment", assesses=["sochi/*"]),
        claim(1, lat=None, lon=None),
        claim(2, when_from_earliest=None),
        claim(3, event=7),
        claim(4, lat="north", radius_m="wide"),
        claim(5, lon=179.99),
        claim(6, lat=89.9),
        claim(7, when_to_latest=2**60 // 2**8),
    ]
    far = Where(box=(-10, -10, -9, -9), start=START + 10**9, events=["none"])
    with Ledger.open(tmp_path / "ledger", create=True) as ledger:
        ledger.append([Rows(EntryType.CLAIM, odd)])
        assert [e.row for e in ledger.entries(where=far) if e.row is not None] == [0]
        there = [e.row for e in ledger.entries(where=Where(box=far.box)) if e.row is not None]
        assert there == [0, 1, 4, 5, 6]
        early = [e.row for e in ledger.entries(where=Where(end=START - 10**9)) if e.row is not None]
        assert early == [0, 2]


def test_rows_that_were_decided_about_are_read_whatever_the_question(ledger: Ledger) -> None:
    at = fold(ledger.entries()).claims
    ledger.append([NewEntry(EntryType.RETRACTION, {"by": "ucdp"}, (at["r-x.7"].index, at["r-y.1"].index))])
    ledger.append([NewEntry(EntryType.MERGE, {"claims": ["r-x.8", "r-x.5000"]})])
    state = fold(ledger.entries(where=Where(events=[])))
    assert sorted(state.claims) == ["r-x.5000", "r-x.7", "r-x.8", "r-y.1"]
    assert state.claims["r-x.7"].retraction is not None


def test_a_question_reads_a_part_of_the_file(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[int, tuple[str, ...]]] = []
    real = pq.ParquetFile.read_row_group

    def counted(self: pq.ParquetFile, number: int, columns: list[str]) -> Any:
        read.append((number, tuple(columns)))
        return real(self, number, columns=columns)

    monkeypatch.setattr(pq.ParquetFile, "read_row_group", counted)
    list(ledger.entries(where=Where(start=START + 8500 * 3600)))
    assert {number for number, _columns in read} == {2}, "statistics exclude the other groups"
    read.clear()
    list(ledger.entries(where=Where(events=["none"])))
    assert not any("body" in columns for _number, columns in read)


def test_decisions_and_corrections_of_rows(ledger: Ledger) -> None:
    before = fold(ledger.entries()).claims
    made = plan(before, [claim(3), claim(4, quote="other words"), claim(9000)])
    assert (len(made.new), len(made.corrections), made.unchanged) == (1, 1, ("r-x.3",))
    ledger.append(entries_of(made, EntryType.CLAIM))
    ledger.append([NewEntry(EntryType.REVIEW, {"state": "rejected"}, (RowRef(1, 3), RowRef(1, 4)))])
    state = fold(ledger.entries())
    assert state.claims["r-x.4"].payload["quote"] == "other words"
    assert [v.index for v in state.claims["r-x.4"].versions] == [RowRef(1, 4), 4]
    assert state.claims["r-x.4"].outdated_review is not None, "the review was of the row, which was corrected since"
    assert state.claims["r-x.3"].review_state == "rejected"
    assert ledger.verify().ok
    with pytest.raises(UsageError, match="carries the id"):
        ledger.append([NewEntry(EntryType.CORRECTION, {"id": "r-x.5"}, (RowRef(1, 6),))])
    with pytest.raises(UsageError, match="no row 1:9000"):
        ledger.append([NewEntry(EntryType.REVIEW, {"state": "accepted"}, (RowRef(1, 9000),))])
    with pytest.raises(UsageError, match="no row 0:0"):
        ledger.append([NewEntry(EntryType.REVIEW, {"state": "accepted"}, (RowRef(0, 0),))])
    with pytest.raises(UsageError, match="about a segment"):
        ledger.append([NewEntry(EntryType.REVIEW, {"state": "accepted"}, (1,))])


def test_many_new_records_go_in_bulk() -> None:
    few = entries_of(plan({}, claims(BULK_ROWS - 1)), EntryType.CLAIM)
    many = entries_of(plan({}, claims(BULK_ROWS)), EntryType.CLAIM)
    assert {type(new) for new in few} == {NewEntry}
    assert [type(new) for new in many] == [Rows]


@pytest.mark.parametrize("row", [0, 1, 4095, 4096, 8191, 8999])
def test_a_row_is_proved_by_itself(ledger: Ledger, row: int) -> None:
    proof = ledger.prove(RowRef(1, row), reveal=True)
    assert proof.holds()
    assert len(proof.path) <= 14, "ceil(log2 9000)"
    assert proof.as_json()["entry"]["root"] == ledger.root().hex()
    assert json.loads(proof.body or b"") == claim(row)
    assert "body" not in ledger.prove(RowRef(1, row)).as_json()
    for forged in (
        replace(proof, row=(row + 1) % 9000),
        replace(proof, body=b"{}"),
        replace(proof, leaf=bytes(32), salt=None, body=None),
        replace(proof, path=proof.path[1:]),
        replace(proof, rows=8999),
        replace(proof, entry=replace(proof.entry, content=proof.entry.content[:-1])),
    ):
        assert not forged.holds()


def test_one_row_is_erased_and_every_proof_holds(ledger: Ledger, key: SigningKey) -> None:
    proof, checkpoint = ledger.prove(RowRef(1, 5000)), ledger.checkpoint()
    old = segment_path(ledger)
    salt = ledger.segment(1).group(1).salts[5000 - 4096]
    done = ledger.erase([RowRef(1, 5000), RowRef(1, 17), 2], reason="safety", key=key)
    assert done.erased == (2, RowRef(1, 17), RowRef(1, 5000))
    assert not old.exists()
    assert salt is not None
    for path in ledger.folder.rglob("*"):
        assert not path.is_file() or salt not in path.read_bytes(), path
    bodies = pq.read_table(segment_path(ledger)).to_pylist()
    assert not any("Observer 5000 " in str(row) or "'r-x.17'" in str(row) for row in bodies)
    assert bodies[5000] == dict.fromkeys(bodies[5000]), "nothing beside the row says anything either"
    state = fold(ledger.entries())
    assert len(state.claims) == 8998
    assert [(e.index, e.row) for e in state.erased] == [(1, 17), (1, 5000), (2, None)]
    assert ledger.verify(checkpoint).require().erased == 3
    again = ledger.prove(RowRef(1, 5000))
    assert again.holds()
    assert (again.leaf, again.path) == (proof.leaf, proof.path)
    assert ledger.prove(RowRef(1, 5001), reveal=True).holds()
    assert [e.payload for e in ledger.entries(where=Where(ids=["r-x.17"])) if e.row is not None and e.payload] == []
    with pytest.raises(UsageError, match="erased before"):
        ledger.erase([RowRef(1, 17)], reason="again", key=key)
    with pytest.raises(UsageError, match="is a segment"):
        ledger.erase([1], reason="all of it", key=key)
    ledger.erase([RowRef(1, 18)], reason="another", key=key)
    assert ledger.verify(checkpoint).ok


def test_an_erasure_that_stopped_before_the_file_was_written_is_finished_later(
    ledger: Ledger, key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise OSError(5, "the disk is gone")

    monkeypatch.setattr("servanda.ledger.rewriting._anew", stop)
    with pytest.raises(DossierError):
        ledger.erase([RowRef(1, 17)], reason="safety", key=key)
    monkeypatch.undo()
    assert fold(ledger.entries()).claims.get("r-x.17") is None, "erased for every reader at once"
    assert ledger.verify().ok, "an erasure that is pending is no damage"
    old = segment_path(ledger)
    with Ledger.open(ledger.folder):
        pass
    assert segment_path(ledger) != old
    assert pq.read_table(segment_path(ledger)).to_pylist()[17]["body"] is None
    assert not (ledger.folder / "erasure-pending").exists()


def test_an_erased_row_that_comes_back_is_found(ledger: Ledger, key: SigningKey, tmp_path: Path) -> None:
    old = shutil.copy(segment_path(ledger), tmp_path / "old.parquet")
    ledger.erase([RowRef(1, 17)], reason="safety", key=key)
    shutil.copy(old, segment_path(ledger))
    found = ledger.verify().first
    assert found is not None
    assert (found.deed, found.index) == (Deed.ERASURE_UNDONE, 1)
    assert fold(ledger.entries()).claims.get("r-x.17") is None, "it is not shown all the same"


class Stopped(Exception):
    pass


def stopping(count: int, at: int) -> Iterator[dict[str, Any]]:
    for n in range(count):
        if n == at:
            raise Stopped
        yield claim(n)


def test_a_stopped_import_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_room, "SEGMENT_ROWS", 8192)
    folder = tmp_path / "ledger"
    with Ledger.open(folder, create=True) as ledger:
        with pytest.raises(Stopped):
            ledger.append([Rows(EntryType.CLAIM, stopping(30_000, 20_000))])
        assert (ledger.size, list(ledger.entries())) == (0, [])
        left = sorted(path.name for path in (folder / "segments").glob("*.parquet"))
        assert len(left) == 2
        assert list((folder / "segments").glob(".new-*")) == []
        told: list[tuple[int, int]] = []
        ledger.append([Rows(EntryType.CLAIM, list(claims(20_000)))], progress=lambda *at: told.append(at))
        assert told[-1] == (20_000, 20_000)
        assert set(left) < {path.name for path in (folder / "segments").glob("*.parquet")}, "used as they were"
        assert ledger.verify().ok
        assert len(fold(ledger.entries()).claims) == 20_000


def test_leftovers_of_other_rows_are_used_as_far_as_they_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_room, "SEGMENT_ROWS", 8192)
    folder = tmp_path / "ledger"
    with Ledger.open(folder, create=True) as ledger:
        with pytest.raises(Stopped):
            ledger.append([Rows(EntryType.CLAIM, stopping(30_000, 20_000))])
        rows = [claim(n, quote="changed") if n == 5000 else claim(n) for n in range(9000)]
        ledger.append([Rows(EntryType.CLAIM, rows)])
        assert [e.payload for e in ledger.entries(types={"claim"})] == rows
        assert len(list((folder / "segments").glob("*.parquet"))) == 2, "what does not fit is removed"
        assert ledger.verify().ok


def test_a_leftover_that_was_damaged_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_room, "SEGMENT_ROWS", 4096)
    folder = tmp_path / "ledger"
    with Ledger.open(folder, create=True) as ledger:
        with pytest.raises(Stopped):
            ledger.append([Rows(EntryType.CLAIM, stopping(9000, 8500))])
        for path in (folder / "segments").glob("*.parquet"):
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 0xFF
            path.write_bytes(data)
        (folder / "segments" / ".new-0123456789abcdef").write_bytes(b"half")
        ledger.append([Rows(EntryType.CLAIM, claims(8500))])
        assert ledger.verify().ok
        assert len(list((folder / "segments").glob("*.parquet"))) == 3
        assert not (folder / "segments" / ".new-0123456789abcdef").exists()


@pytest.mark.parametrize(
    ("row", "slug"),
    [
        ({"n": 1}, "rows-refused"),
        ({"id": ""}, "rows-refused"),
        ([], "rows-refused"),
        ({"id": "a", "x": {1}}, "payload-not-json"),
    ],
)
def test_a_bad_row_refuses_the_batch(ledger: Ledger, row: Any, slug: str) -> None:
    with pytest.raises(UsageError) as caught:
        ledger.append([Rows(EntryType.CLAIM, [claim(1), row])])
    assert caught.value.slug == slug
    assert ledger.size == 3
    with pytest.raises(UsageError, match="no records"):
        ledger.append([Rows(EntryType.REVIEW, [claim(1)])])
    with pytest.raises(UsageError, match="cannot be appended"):
        ledger.append([NewEntry(EntryType.SEGMENT, {})])


def test_no_rows_are_no_entry(ledger: Ledger) -> None:
    assert ledger.append([Rows(EntryType.CLAIM, [])]) == range(3, 3)


def test_bit_rot_names_the_segment_and_leaves_the_rest(ledger: Ledger) -> None:
    """Each of many single bytes: found by verify, and what is handed out is always what was recorded."""
    path = segment_path(ledger)
    whole = path.read_bytes()
    truth = {e.payload["id"]: e.payload for e in ledger.entries(types={"claim"}) if e.payload}
    lost = []
    for place in [*range(0, len(whole), len(whole) // 12), *range(len(whole) - 3000, len(whole), 400), len(whole) - 1]:
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        path.write_bytes(changed)
        found = ledger.verify().first
        assert found is not None, place
        assert (found.deed, found.index) == (Deed.SEGMENT_ALTERED, 1)
        assert path.name in found.what or "row" in found.what
        told: list[Damage] = []
        read = {e.payload["id"]: e.payload for e in ledger.entries(types={"claim"}, damaged=told.append) if e.payload}
        assert read.items() <= truth.items(), "nothing false is handed out"
        assert "r-y.1" in read
        assert bool(told) == (len(read) < 9001)
        lost.append(9001 - len(read))
        if told:
            with pytest.raises(IntegrityError, match=path.name):
                list(ledger.entries())
    assert 4096 in lost, "of a damaged group the other groups are still read"
    assert 0 in lost, "bytes that no row depends on"


@pytest.mark.parametrize("length", [0, 3, 100, -1, -100])
def test_a_segment_cut_short_or_gone(ledger: Ledger, length: int) -> None:
    path = segment_path(ledger)
    os.truncate(path, length if length >= 0 else path.stat().st_size + length)
    found = ledger.verify().first
    assert found is not None
    assert (found.deed, found.index) == (Deed.SEGMENT_ALTERED, 1)
    path.unlink()
    found = ledger.verify().first
    assert found is not None
    assert (found.deed, found.index) == (Deed.SEGMENT_MISSING, 1)
    told: list[Damage] = []
    assert len(fold(ledger.entries(damaged=told.append)).claims) == 1
    assert [d.deed for d in told] == [Deed.SEGMENT_MISSING]
    with pytest.raises(IntegrityError, match="is not there") as caught:
        fold(ledger.entries())
    assert "restore" in caught.value.advice


def rebuilt(path: Path, table: Any) -> None:
    """Write a table as the segment's file, in groups of its size, as somebody who knows the format would."""
    with pq.ParquetWriter(path, table.schema) as writer:
        for start in range(0, table.num_rows, 4096):
            writer.write_table(table.slice(start, 4096))


def test_rows_changed_reordered_removed_or_swapped_by_a_knower(ledger: Ledger) -> None:
    import pyarrow as pa

    path = segment_path(ledger)
    table = pq.read_table(path)
    rows = table.to_pylist()
    swapped = [rows[1], rows[0], *rows[2:]]
    forged = [*rows[:17], {**rows[17], "body": rows[17]["body"].replace(b"Observer 17", b"Observer 71")}, *rows[18:]]
    hidden = [*rows[:17], {**rows[17], "event": "other"}, *rows[18:]]
    shifted = [*rows[4096:8192], *rows[:4096], *rows[8192:]]
    emptied = [*rows[:17], {**rows[17], "body": None, "salt": None}, *rows[18:]]
    for name, changed in {
        "swapped": swapped,
        "forged": forged,
        "hidden": hidden,
        "shifted": shifted,
        "emptied": emptied,
        "cut": rows[:8192],
        "more": [*rows, rows[-1]],
    }.items():
        rebuilt(path, pa.Table.from_pylist(changed, schema=table.schema))
        found = ledger.verify().first
        assert found is not None, name
        assert (found.deed, found.index) == (Deed.SEGMENT_ALTERED, 1), name
        if name in ("swapped", "forged", "shifted", "emptied"):
            assert "Rows 0 to 4095" in found.what, name
        if name == "hidden":
            assert "row 17 " in found.what


def test_the_table_of_segments_is_checked(ledger: Ledger) -> None:
    for deed in (
        "UPDATE segment SET file = '../../etc/passwd'",
        "UPDATE segment SET digest = zeroblob(32)",
        "UPDATE segment SET bytes = bytes + 1",
        "UPDATE segment SET bytes = 'many'",
        "UPDATE segment SET idx = 0",
        "DELETE FROM segment",
        "INSERT INTO erased_row VALUES (1, 17, zeroblob(32))",
        "INSERT INTO erased_row VALUES (1, 17, 'x')",
        "INSERT INTO segment VALUES (2, 'f', x'00', 1)",
    ):
        ledger._db.execute("BEGIN")
        ledger._db.execute(deed)
        ledger._db.execute("COMMIT")
        assert not ledger.verify().ok, deed
        saved = {
            "segment": "DELETE FROM segment",
            "erased_row": "DELETE FROM erased_row",
        }
        for statement in saved.values():
            ledger._db.execute(statement)
        path = segment_path(ledger)
        digest = sha256(path.read_bytes()).digest()
        ledger._db.execute("INSERT INTO segment VALUES (1, ?, ?, ?)", (path.name, digest, path.stat().st_size))
        assert ledger.verify().ok


def test_two_imports_wait_for_one_another(ledger: Ledger) -> None:
    def rows() -> Iterator[dict[str, Any]]:
        yield claim(10_000)
        with Ledger.open(ledger.folder, patience_s=0.2) as other:
            other.append([NewEntry(EntryType.CLAIM, {"id": "r-z.1"})])  # recording goes on
            with pytest.raises(DossierError) as caught:
                other.append([Rows(EntryType.CLAIM, [claim(10_001)])])
            assert caught.value.slug == "ledger-busy"

    assert ledger.append([Rows(EntryType.CLAIM, rows())]) == range(4, 5)
    with pytest.raises(DossierError) as caught:
        ledger.append([Rows(EntryType.CLAIM, [claim(10_001)])], expected_size=4)
    assert caught.value.slug == "ledger-moved"
    assert ledger.verify().ok
