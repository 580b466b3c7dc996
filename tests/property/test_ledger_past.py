"""Whatever is recorded later, of whatever type, an answer for a past `known_at` is byte by byte what it was."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.ledger import EntryType, Ledger, NewEntry, Ref, RowRef, Rows, State, fold, signing_key
from servanda.ledger.canonical import canonical
from servanda.ledger.entry import FILES

TYPES = sorted(EntryType)
SECOND_US = 1_000_000
START_US = 1_580_860_800 * SECOND_US


def said(state: State) -> bytes:
    """Everything that a state says, as bytes."""

    def decision(made: Any) -> Any:
        return None if made is None else [made.index, made.author, dict(made.payload)]

    records = {
        kind: {
            i: [
                [[str(v.index), v.recorded_at, v.wording.hex()] for v in r.versions],
                [decision(d) for d in (r.review, r.outdated_review, r.retraction, r.withdrawal, r.grade)],
                [decision(r.assigned_origin), r.origin, r.review_state, r.standing],
            ]
            for i, r in found.items()
        }
        for kind, found in (("report", state.reports), ("claim", state.claims), ("coverage", state.coverage))
    }
    files = {path: [[v.digest, v.index, str(v.type)] for v in versions] for path, versions in state.files.items()}
    decided = [[decision(d) for d in made] for made in (state.merges, state.splits)]
    return canonical({"records": records, "files": files, "decided": decided, "size": state.size})


class Writer:
    """Appends an entry of any type, about whatever is there."""

    def __init__(self, ledger: Ledger, key: Path) -> None:
        self.ledger = ledger
        self.key = key
        self.number = 0

    def targets(self) -> list[tuple[Ref, str]]:
        state = fold(self.ledger.entries())
        found = [*state.reports.values(), *state.claims.values(), *state.coverage.values()]
        return [(record.index, record.id) for record in found]

    def write(self, kind: EntryType, pick: int) -> None:
        self.number += 1
        identity = f"x-{self.number}"
        about = self.targets()
        ref, known = about[pick % len(about)] if about else (0, "")
        if kind in (EntryType.REPORT, EntryType.CLAIM, EntryType.COVERAGE):
            self.ledger.append([NewEntry(kind, {"id": identity, "origin": "office" if pick % 2 else ""})])
        elif kind in FILES:
            digest = self.ledger.put_object(identity.encode())
            self.ledger.append([NewEntry(kind, {"path": f"f{pick % 2}", "digest": digest}, (), (digest,))])
        elif kind == EntryType.SEGMENT:
            rows = [{"id": f"{identity}.{n}", "origin": "office", "n": n} for n in range(3)]
            self.ledger.append([Rows(EntryType.CLAIM, rows)])
        elif kind in (EntryType.MERGE, EntryType.SPLIT):
            self.ledger.append([NewEntry(kind, {"claims": [i for _ref, i in about[:2]] or ["a"]})])
        elif kind == EntryType.ERASURE:
            pass  # changes what is known of the past: it takes its words away
        elif about:
            payload: dict[EntryType, dict[str, Any]] = {
                EntryType.CORRECTION: {"id": known, "n": self.number},
                EntryType.REVIEW: {"state": ("accepted", "rejected", "unreviewed")[pick % 3], "by": "anna"},
                EntryType.GRADE: {"reliability": "B", "credibility": "2"},
                EntryType.ORIGIN: {"origin": "office"},
                EntryType.RETRACTION: {"by": "office"},
                EntryType.WITHDRAWAL: {"reason": "misread"},
            }
            self.ledger.append([NewEntry(kind, payload[kind], (ref,))])


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.sampled_from(TYPES), st.integers(0, 50), st.integers(-5, 20)),
        min_size=8,
        max_size=20,
    )
)
def test_no_later_entry_changes_the_past(steps: list[tuple[EntryType, int, int]]) -> None:
    """The clock steps back now and then; time in the ledger does not."""
    every = [(kind, n, 3) for n, kind in enumerate(TYPES)]
    now_us = START_US
    with (
        tempfile.TemporaryDirectory() as work,
        Ledger.open(Path(work) / "ledger", create=True, clock_us=lambda: now_us) as ledger,
    ):
        writer = Writer(ledger, Path(work) / "key")
        asked: dict[int, bytes] = {}
        times: list[int] = []
        for kind, pick, step_s in [*steps, *every]:
            writer.write(kind, pick)
            now_us += step_s * SECOND_US
            head_us = ledger.head().recorded_at_us
            times.append(head_us)
            if now_us > head_us and now_us >= max([*asked, 0]) * SECOND_US:
                now = now_us // SECOND_US
                # what is recorded from now on is later, however the clock steps: answers hold up to here
                asked[now] = said(fold(ledger.entries(now)))
                now_us = max(now_us, now * SECOND_US + 1)
            now_us = max(now_us, max([*asked, 0]) * SECOND_US + 1) if asked else now_us
        assert times == sorted(times)
        assert {e.type for e in ledger.entries()} >= set(TYPES) - {EntryType.ERASURE}
        for now, answer in asked.items():
            assert said(fold(ledger.entries(now))) == answer
        assert len(asked) > 3
        sizes = {now: ledger.size_at(now) for now in asked}
        row = next(e for e in ledger.entries() if e.row == 1)
        ledger.erase([RowRef(row.index, 1)], reason="safety", key=signing_key(writer.key))
        for now, answer in asked.items():
            state = fold(ledger.entries(now))
            assert ledger.size_at(now) == sizes[now]
            gone = [(e.index, e.row) for e in state.erased]
            assert gone == ([(row.index, 1)] if sizes[now] > row.index else []), "as erased, at every past time"
            if sizes[now] <= row.index:
                assert said(state) == answer
        ledger.verify().require()
