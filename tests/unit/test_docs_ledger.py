"""The ledger's pages are true: the verifier printed there works, and every promise names a test that exists."""

import ast
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from servanda.ledger import EntryType, Ledger, NewEntry, RowRef, Rows, signing_key

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference" / "ledger.md"
PROMISES = ROOT / "docs" / "promises.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Ledger.open(tmp_path / "ledger", create=True) as ledger:
        digest = ledger.put_object(b"the original")
        ledger.append([NewEntry(EntryType.REPORT, {"id": "r-1"}, (), (digest,))])
        for n in range(8):
            ledger.append([NewEntry(EntryType.CLAIM, {"id": f"r-1.{n}", "lat": 36.5}, (0,))])
        ledger.append([Rows(EntryType.CLAIM, [{"id": f"r-2.{n}"} for n in range(5000)])])
        ledger.erase([3, RowRef(9, 17)], reason="safety", key=signing_key(tmp_path / "key"))
    return tmp_path / "ledger"


def stranger(folder: Path, *checkpoints: str) -> subprocess.CompletedProcess[str]:
    """Run the program of the reference page in a Python that knows nothing of ours."""
    (program,) = re.findall(r"```python\n(.*?)```", REFERENCE.read_text("utf-8"), re.DOTALL)
    return subprocess.run(
        [sys.executable, "-I", "-c", program, str(folder), *checkpoints],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_documented_verifier(folder: Path) -> None:
    with Ledger.open(folder) as ledger:
        kept = json.dumps(ledger.checkpoint().as_json())
        root = ledger.root().hex()
    assert stranger(folder, kept).stdout.split() == ["11", root]
    forged = json.dumps({**json.loads(kept), "root": "0" * 64})
    assert "another ledger" in stranger(folder, forged).stderr
    with closing(sqlite3.connect(folder / "ledger.sqlite", isolation_level=None)) as db:
        db.execute("UPDATE content SET body = CAST(replace(body, '36.5', '36.6') AS BLOB) WHERE idx = 5")
    assert "the payload of entry 5 was changed" in stranger(folder, kept).stderr


def test_every_type_and_table_is_documented(folder: Path) -> None:
    text = REFERENCE.read_text("utf-8")
    for kind in EntryType:
        assert f"`{kind}`" in text, kind
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as db:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert set(re.findall(r"^\| `(entry|content|node|head|segment|erased_row)` \|", text, re.MULTILINE)) == tables


def test_every_promise_names_tests_that_exist() -> None:
    lines = PROMISES.read_text("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and not line.startswith("| promise |")]
    assert len(rows) > 10
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named, f"no test proves: {row}"
        for path, name in named:
            tree = ast.parse((ROOT / path).read_text("utf-8"))
            names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
            names |= {
                t.id
                for node in tree.body
                if isinstance(node, ast.Assign)
                for t in node.targets
                if isinstance(t, ast.Name)
            }
            assert name in names, f"{path} has no {name}"
