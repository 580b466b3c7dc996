"""A Hypothesis state machine: the ledger against a plain list of what was appended."""

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from servanda.errors import DossierError, UsageError
from servanda.ledger import EntryType, Ledger, NewEntry, entries_of, fold, plan
from servanda.ledger.entry import canonical, content_bytes, parse_content, parse_header

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
PAYLOADS = st.dictionaries(st.text(max_size=8), JSON, max_size=4)
IDS = st.sampled_from(["r-1.a", "r-1.b", "r-2.a", "r-2.b"])


def naive_root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


class LedgerMachine(RuleBasedStateMachine):
    """`self.model` holds (microsecond, type, canonical content); the past answers are asked again at the end."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.now_us = 1_000_000_000_000_000
        self.model: list[tuple[int, str, bytes]] = []
        self.current: dict[str, dict[str, Any]] = {}
        self.reviews: dict[str, str] = {}
        self.roots: dict[int, bytes] = {}
        self.asked: dict[int, list[bytes | None]] = {}
        self.open()

    def open(self) -> None:
        self.ledger = Ledger.open(self.folder / "ledger", create=True, clock_us=lambda: self.now_us)

    def took(self, batch: list[NewEntry]) -> None:
        before = len(self.model)
        at = max(self.now_us, self.model[-1][0] + 1 if self.model else 1)
        assert self.ledger.append(batch, expected_size=before) == range(before, before + len(batch))
        self.model += [(at, str(n.type), content_bytes(n.payload, n.refers, n.objects)) for n in batch]  # type: ignore[arg-type]

    @rule(rows=st.lists(st.tuples(IDS, PAYLOADS), max_size=4, unique_by=lambda row: row[0]))
    def add(self, rows: list[tuple[str, dict[str, Any]]]) -> None:
        payloads = [{**payload, "id": identity} for identity, payload in rows]
        made = plan(fold(self.ledger.entries()).claims, payloads)
        for payload in payloads:
            known = self.current.get(payload["id"])
            changed = known is not None and canonical(known) != canonical(payload)
            assert (payload in made.new) == (known is None)
            assert (payload["id"] in {r.id for _p, r in made.corrections}) == changed
            if changed:
                self.reviews.pop(payload["id"], None)
            self.current[payload["id"]] = payload
        self.took(entries_of(made, EntryType.CLAIM))
        assert not plan(fold(self.ledger.entries()).claims, payloads).changes, "adding again changes nothing"

    @precondition(lambda self: self.current)
    @rule(data=st.data(), state=st.sampled_from(["accepted", "rejected", "unreviewed"]))
    def review(self, data: st.DataObject, state: str) -> None:
        identity = data.draw(st.sampled_from(sorted(self.current)))
        record = fold(self.ledger.entries()).claims[identity]
        self.took([NewEntry(EntryType.REVIEW, {"state": state}, (record.index,))])
        self.reviews[identity] = state

    @rule(text=st.binary(max_size=50))
    def record_file(self, text: bytes) -> None:
        digest = self.ledger.put_object(text)
        self.took([NewEntry(EntryType.FILE, {"path": "a.yaml", "digest": digest}, (), (digest,))])
        latest = fold(self.ledger.entries()).file("a.yaml")
        assert latest is not None
        assert self.ledger.object(latest.digest) == text

    @rule(step_s=st.integers(-100, 100))
    def time_passes(self, step_s: int) -> None:
        self.now_us += step_s * 1_000_000
        if self.model and self.now_us > self.model[-1][0]:
            now = self.now_us // 1_000_000
            self.asked[now] = [e.content for e in self.ledger.entries(now)]

    @rule()
    def refuse(self) -> None:
        good = NewEntry(EntryType.CLAIM, {"id": "r-1.a"})
        with pytest.raises(UsageError):
            self.ledger.append([good, NewEntry(EntryType.CLAIM, {"id": "r-1.b", "n": float("nan")})])
        with pytest.raises(DossierError):
            self.ledger.append([good], expected_size=len(self.model) + 1)

    @rule()
    def reopen(self) -> None:
        self.ledger.close()
        self.open()

    @rule()
    def keep_checkpoint(self) -> None:
        kept = self.ledger.keep_checkpoint()
        self.roots[kept.size] = kept.root

    @invariant()
    def is_the_list(self) -> None:
        entries = list(self.ledger.entries())
        assert [(e.recorded_at_us, e.type, e.content) for e in entries] == self.model
        claims = fold(entries).claims
        assert {i: canonical(r.payload) for i, r in claims.items()} == {
            i: canonical(p) for i, p in self.current.items()
        }
        assert {i: r.review_state for i, r in claims.items() if r.review} == self.reviews

    @invariant()
    def proves_itself(self) -> None:
        report = self.ledger.verify().require()
        headers = [row[0] for row in self.ledger._db.execute("SELECT header FROM entry ORDER BY idx")]
        assert report.root == self.ledger.root() == naive_root(headers)
        for size, root in self.roots.items():
            assert naive_root(headers[:size]) == root

    def teardown(self) -> None:
        if not hasattr(self, "ledger"):
            return
        for now, answer in self.asked.items():
            # a clock that was set back may record at a time that had been asked about; nothing before it changes
            again = [e.content for e in self.ledger.entries(now)]
            assert again[: len(answer)] == answer
        self.ledger.close()
        shutil.rmtree(self.folder)


TestLedgerMachine = LedgerMachine.TestCase
TestLedgerMachine.settings = settings(
    max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)


@settings(max_examples=100, deadline=None)
@given(PAYLOADS, st.lists(st.integers(0, 2**40), max_size=3))
def test_content_comes_back(payload: dict[str, Any], refers: list[int]) -> None:
    data = content_bytes(payload, refers, ["ab" * 32])
    parsed = parse_content(data)
    assert parsed is not None
    assert content_bytes(*parsed) == data, "what was read back is canonical again"
    assert (parsed[1], parsed[2]) == (tuple(refers), ("ab" * 32,))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_bytes_break_the_parsers(data: bytes) -> None:
    assert parse_header(data) is None
    assert parse_content(data) is None


@pytest.mark.parametrize("number", [2.0**53, -(2.0**53), 1e20, 1e21, 1.5e300, 5e-324, -0.0, 2**53 - 1])
def test_numbers_come_back(number: float) -> None:
    data = content_bytes({"n": number}, (), ())
    parsed = parse_content(data)
    assert parsed is not None
    assert parsed[0]["n"] == number
    assert content_bytes(*parsed) == data
