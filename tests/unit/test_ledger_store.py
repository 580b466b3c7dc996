"""Append, read at the ledger's clock, objects, two writers."""

import hashlib
import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import rfc8785

from servanda.errors import DossierError, IntegrityError, UsageError
from servanda.ledger import Checkpoint, EntryType, Here, Ledger, NewEntry, checkpoint_from_json, fold
from servanda.ledger.entry import Header, commitment, header_bytes, parse_header

START_US = 1_580_860_800_000_000  # 2020-02-05T00:00:00Z


class Clock:
    """A clock that stands still until it is told to move."""

    def __init__(self) -> None:
        self.us = START_US

    def __call__(self) -> int:
        return self.us


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger", create=True, clock_us=clock, author="anna") as opened:
        yield opened


def claim(identity: str, **more: object) -> NewEntry:
    return NewEntry(EntryType.CLAIM, {"id": identity, **more})


def test_an_empty_ledger(ledger: Ledger) -> None:
    assert ledger.size == 0
    assert ledger.root() == hashlib.sha256(b"").digest()
    assert list(ledger.entries()) == []
    assert ledger.verify().ok


def test_what_was_appended_comes_back(ledger: Ledger) -> None:
    content = "Peskov: обстрел".encode()
    digest = hashlib.sha256(content).hexdigest()
    report = NewEntry(EntryType.REPORT, {"id": "r-1", "title": "обстрел \U0001f54a"}, (), (digest,))
    made = ledger.append(
        [report, NewEntry(EntryType.CLAIM, {"id": "r-1.a", "lat": 36.5, "x": None}, (Here(0),))], {digest: content}
    )
    assert made == range(2)
    first, second = ledger.entries()
    assert (first.index, first.type, first.author, first.recorded_at_us) == (0, "report", "anna", START_US)
    assert first.payload == {"id": "r-1", "title": "обстрел \U0001f54a"}
    assert first.objects == (digest,)
    assert (second.payload, second.refers) == ({"id": "r-1.a", "lat": 36.5, "x": None}, (0,))
    assert ledger.object(digest) == content
    assert ledger.entry(1) == second


def test_headers_are_canonical_and_say_no_more_than_they_should(ledger: Ledger) -> None:
    ledger.append([claim("r-1.a", speaker="dmitry-peskov")])
    with sqlite3.connect(ledger.path) as db:
        header, leaf, salt, body = db.execute(
            "SELECT header, leaf, salt, body FROM entry JOIN content USING (idx)"
        ).fetchone()
    db.close()
    value = json.loads(header)
    assert set(value) == {"version", "type", "recorded_at", "author", "commitment"}
    assert rfc8785.dumps(value) == header, "a general RFC 8785 writer gives the same bytes"
    assert leaf == hashlib.sha256(b"\x00" + header).digest()
    assert value["commitment"] == hashlib.sha256(salt + body).hexdigest()
    assert body == b'{"objects":[],"payload":{"id":"r-1.a","speaker":"dmitry-peskov"},"refers":[]}'
    assert len(salt) == 32
    assert b"peskov" not in header


def test_the_same_content_is_never_recognised_by_its_header(ledger: Ledger) -> None:
    ledger.append([claim("r-1.a"), claim("r-1.a")])
    assert ledger.header(0).commitment != ledger.header(1).commitment


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b'{"author":"a","commitment":"' + b"0" * 64 + b'","recorded_at":1,"type":"claim","version":1} ',
        b'{"author":"a","commitment":"' + b"0" * 64 + b'","recorded_at":01,"type":"claim","version":1}',
        b'{"author":"a","commitment":"' + b"0" * 64 + b'","recorded_at":-1,"type":"claim","version":1}',
        b'{"author":"a\\n","commitment":"' + b"0" * 64 + b'","recorded_at":1,"type":"claim","version":1}',
        b'{"commitment":"' + b"0" * 64 + b'","author":"a","recorded_at":1,"type":"claim","version":1}',
    ],
)
def test_only_the_exact_bytes_are_a_header(data: bytes) -> None:
    assert parse_header(data) is None


def test_a_header_comes_back() -> None:
    header = Header("anna", commitment(b"s", b"c"), START_US, "claim", 1)
    assert parse_header(header_bytes(header)) == header


def test_time_is_the_ledgers_own_and_never_goes_back(ledger: Ledger, clock: Clock) -> None:
    ledger.append([claim("a"), claim("b")])
    clock.us -= 3_600_000_000
    ledger.append([claim("c")])
    clock.us = START_US + 10
    ledger.append([claim("d")])
    assert [e.recorded_at_us - START_US for e in ledger.entries()] == [0, 0, 1, 10]


def test_known_at_is_an_instant(ledger: Ledger, clock: Clock) -> None:
    second = START_US // 1_000_000
    ledger.append([claim("a")])
    clock.us += 500_000
    ledger.append([claim("b")])
    assert [e.recorded_at for e in ledger.entries()] == [second, second + 1], "rounded up, never early"

    def known(at: int) -> list[object]:
        return [e.payload["id"] for e in ledger.entries(at) if e.payload]

    assert (known(second - 1), known(second), known(second + 1)) == ([], ["a"], ["a", "b"])
    assert [ledger.size_at(second + d) for d in (-1, 0, 1)] == [0, 1, 2]
    assert ledger.now() == second + 1, "the present sees all that was recorded"
    clock.us += 60_000_000
    assert ledger.now() == second + 60


def test_every_state_can_be_asked_for_again(ledger: Ledger, clock: Clock) -> None:
    asked = {}
    for n in range(30):
        ledger.append([claim(f"c{n}")])
        clock.us += 700_000
        now = clock.us // 1_000_000
        asked[now] = [e.content for e in ledger.entries(now)]
    for now, answer in asked.items():
        assert [e.content for e in ledger.entries(now)] == answer
    checkpoint_size = 17
    assert len(list(ledger.entries(size=checkpoint_size))) == checkpoint_size


def test_types_are_filtered(ledger: Ledger) -> None:
    ledger.append([claim("a"), NewEntry(EntryType.REPORT, {"id": "r-1"}), claim("b")])
    assert [e.index for e in ledger.entries(types={EntryType.CLAIM})] == [0, 2]


def test_an_iteration_sees_the_ledger_as_it_began(ledger: Ledger) -> None:
    ledger.append([claim(f"c{n}") for n in range(1500)])
    seen = 0
    for _entry in ledger.entries():
        if seen == 0:
            ledger.append([claim("later")])
        seen += 1
    assert (seen, ledger.size) == (1500, 1501)


def test_all_or_nothing(ledger: Ledger) -> None:
    ledger.append([claim("a")])
    before = (ledger.size, ledger.root())
    batch = [claim("b"), claim("c", number=float("nan"))]
    with pytest.raises(UsageError, match="canonical JSON"):
        ledger.append(batch)
    assert (ledger.size, ledger.root()) == before
    assert ledger.append([]) == range(1, 1)


@pytest.mark.parametrize(
    "payload",
    [
        {"id": "a", "n": 2**53},
        {"id": "a", "n": float("inf")},
        {"id": "a", 1: 2},
        {"id": "a", "t": "\ud800"},
        {"id": {1}},
    ],
)
def test_what_json_cannot_say_is_refused_in_words(ledger: Ledger, payload: dict[str, object]) -> None:
    with pytest.raises(UsageError) as caught:
        ledger.append([NewEntry(EntryType.CLAIM, payload)])
    assert caught.value.slug in ("payload-not-json", "entry-refused")
    assert ledger.size == 0


def test_nesting_without_end_is_refused_in_words(ledger: Ledger) -> None:
    deep: list[object] = []
    for _level in range(100_000):
        deep = [deep]
    with pytest.raises(UsageError) as caught:
        ledger.append([claim("a", deep=deep)])
    assert caught.value.slug == "payload-not-json"


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (NewEntry(EntryType.CLAIM, {}), "no id"),
        (NewEntry(EntryType.ERASURE, {}), "cannot be appended"),
        (NewEntry("gossip", {"id": "a"}), "cannot be appended"),  # type: ignore[arg-type]
        (NewEntry(EntryType.FILE, {"path": "a.yaml", "digest": "0" * 64}), "not among its objects"),
        (NewEntry(EntryType.FILE, {"digest": "0" * 64}, (), ("0" * 64,)), "no path"),
        (NewEntry(EntryType.CORRECTION, {"id": "a"}), "the one entry"),
        (NewEntry(EntryType.CORRECTION, {"id": "b"}, (0,)), "carries the id b"),
        (NewEntry(EntryType.CORRECTION, {"id": "a"}, (1,)), "corrects a merge"),
        (NewEntry(EntryType.REVIEW, {"state": "fine"}, (0,)), "not one of"),
        (NewEntry(EntryType.REVIEW, {"state": "accepted"}), "refers to no entry"),
        (NewEntry(EntryType.REVIEW, {"state": "accepted"}, (1,)), "about a merge"),
        (NewEntry(EntryType.RETRACTION, {}, (2,)), "not before it"),
        (NewEntry(EntryType.RETRACTION, {}, (-1,)), "not before it"),
        (NewEntry(EntryType.RETRACTION, {}, (Here(0),)), "not before it"),
        (NewEntry(EntryType.GRADE, {"reliability": "G"}, (0,)), "not one of"),
        (NewEntry(EntryType.GRADE, {"credibility": "7"}, (0,)), "not one of"),
        (NewEntry(EntryType.ORIGIN, {}, (0,)), "no origin"),
        (NewEntry(EntryType.MERGE, {"claims": "ab"}), "no claim ids"),
        (NewEntry(EntryType.CLAIM, {"id": "b"}, (), ("../../etc/passwd",)), "no SHA-256"),
    ],
)
def test_an_entry_out_of_shape_is_refused(ledger: Ledger, new: NewEntry, says: str) -> None:
    ledger.append([claim("a"), NewEntry(EntryType.MERGE, {"claims": ["a", "b"]})])
    with pytest.raises(UsageError, match=says):
        ledger.append([new])
    assert ledger.size == 2


def test_objects_must_be_there_and_be_right(ledger: Ledger) -> None:
    digest = hashlib.sha256(b"text").hexdigest()
    new = NewEntry(EntryType.REPORT, {"id": "r-1"}, (), (digest,))
    with pytest.raises(UsageError, match="were not given"):
        ledger.append([new])
    with pytest.raises(UsageError, match="another digest"):
        ledger.append([new], {digest: b"other"})
    assert ledger.put_object(b"text") == digest
    assert ledger.append([new]) == range(1)
    assert digest in ledger.objects
    assert list(ledger.objects.digests()) == sorted([digest, hashlib.sha256(b"other").hexdigest()])
    with pytest.raises(UsageError, match="no SHA-256"):
        ledger.object("../ledger.sqlite")


def test_a_damaged_object_is_never_handed_out_and_heals_when_put_again(ledger: Ledger) -> None:
    digest = ledger.put_object(b"the original words")
    path = ledger.objects.path(digest)
    for damage in (b"", b"\x1f\x8b garbage", path.read_bytes()[:-9], b"plain"):
        path.write_bytes(damage)
        with pytest.raises(IntegrityError) as caught:
            ledger.object(digest)
        assert caught.value.slug == "object-altered"
    assert ledger.put_object(b"the original words") == digest
    assert ledger.object(digest) == b"the original words"
    path.unlink()
    with pytest.raises(IntegrityError) as caught:
        ledger.object(digest)
    assert caught.value.slug == "object-missing"


def test_a_plan_made_on_old_knowledge_is_not_carried_out(ledger: Ledger) -> None:
    ledger.append([claim("a")])
    with Ledger.open(ledger.folder) as other:
        other.append([claim("b")])
    with pytest.raises(DossierError) as caught:
        ledger.append([claim("b")], expected_size=1)
    assert caught.value.slug == "ledger-moved"
    assert ledger.append([claim("c")], expected_size=2) == range(2, 3)


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    Ledger.open(folder, create=True).close()
    faults: list[BaseException] = []

    def write(name: str) -> None:
        try:
            with Ledger.open(folder, author=name) as ledger:
                for n in range(40):
                    ledger.append([claim(f"{name}{n}"), claim(f"{name}{n}x")])
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in ("anna", "boris", "cem")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with Ledger.open(folder) as ledger:
        ids = [e.payload["id"] for e in ledger.entries() if e.payload]
        assert len(ids) == len(set(ids)) == 240
        assert [i for i in ids if i.startswith("anna")] == [f"anna{n}{x}" for n in range(40) for x in ("", "x")]
        assert ledger.verify().ok


def test_waiting_is_announced_and_ends(ledger: Ledger) -> None:
    told: list[str] = []
    holder = sqlite3.connect(ledger.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with (
        Ledger.open(ledger.folder, patience_s=0.3, waiting=told.append) as other,
        pytest.raises(DossierError) as caught,
    ):
        other.append([claim("a")])
    assert caught.value.slug == "ledger-busy"
    assert len(told) == 1
    assert "waiting" in told[0]
    assert list(ledger.entries()) == [], "reading goes on meanwhile"
    holder.execute("ROLLBACK")
    holder.close()
    assert ledger.append([claim("a")]) == range(1)


def test_reading_only(ledger: Ledger) -> None:
    ledger.append([claim("a")])
    with Ledger.open(ledger.folder, read_only=True) as reader:
        assert [e.index for e in reader.entries()] == [0]
        for write in (
            lambda: reader.append([claim("b")]),
            lambda: reader.put_object(b""),
            reader.keep_checkpoint,
        ):
            with pytest.raises(DossierError, match="reading only"):
                write()  # type: ignore[no-untyped-call]
        ledger.append([claim("b")])
        assert reader.size == 2


def test_checkpoints_are_kept_and_come_back(ledger: Ledger) -> None:
    ledger.append([claim("a")])
    first = ledger.keep_checkpoint()
    with (ledger.folder / "checkpoints.jsonl").open("ab") as torn:
        torn.write(b'{"root":"ab')
    ledger.append([claim("b")])
    second = ledger.keep_checkpoint()
    assert first == Checkpoint(1, ledger.root(1), START_US // 1_000_000)
    lines = (ledger.folder / "checkpoints.jsonl").read_bytes().splitlines()
    assert checkpoint_from_json(json.loads(lines[0])) == first
    assert checkpoint_from_json(json.loads(lines[1])) == second
    assert len(lines) == 2, "the torn line, never acknowledged, is gone"
    assert ledger.verify().kept == 2
    path = ledger.folder / "checkpoints.jsonl"
    path.write_bytes(path.read_bytes().rstrip())
    ledger.keep_checkpoint()
    assert ledger.verify().kept == 3, "a whole line that only lost its end is kept"
    assert json.loads(lines[0])["time"] == "2020-02-05T00:00:00Z"


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "",
        {},
        {"size": True, "root": "0" * 64, "time": "2020-01-01"},
        {"size": 1, "root": "0" * 63, "time": "2020-01-01"},
        {"size": 1, "root": "0" * 64, "time": "tomorrow"},
    ],
)
def test_what_is_no_checkpoint_is_refused(value: object) -> None:
    with pytest.raises(UsageError) as caught:
        checkpoint_from_json(value)
    assert caught.value.slug == "checkpoint-malformed"


def test_a_root_that_cannot_be(ledger: Ledger) -> None:
    with pytest.raises(UsageError):
        ledger.root(1)
    with pytest.raises(UsageError):
        ledger.root(-1)


def test_an_author_is_a_handle(tmp_path: Path, ledger: Ledger) -> None:
    with pytest.raises(UsageError):
        Ledger.open(tmp_path / "x", create=True, author="Anna Ivanova")
    with pytest.raises(UsageError):
        ledger.append([claim("a")], author='"')
    ledger.append([claim("a")], author="boris")
    assert ledger.header(0).author == "boris"


def test_five_thousand_claims_in_a_moment(tmp_path: Path) -> None:
    """A bar that only a real slowdown meets: several times what it takes, in time of the processor."""
    batch = [claim(f"r-1.{n}", event="shelling", lat=36.1 + n / 1e4, quote="…" * 40) for n in range(5000)]
    with Ledger.open(tmp_path / "ledger", create=True) as ledger:
        began = time.process_time()
        ledger.append(batch)
        assert time.process_time() - began < 5
    began = time.process_time()
    with Ledger.open(tmp_path / "ledger") as ledger:
        assert len(fold(ledger.entries()).claims) == 5000
    assert time.process_time() - began < 3
