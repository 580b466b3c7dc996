"""The ledger's pages are true: the verifier printed there works, and every promise names a test that exists."""

import ast
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from servanda.ledger import EntryType, Ledger, NewEntry, RowRef, Rows, checkpoint_from_json, signing_key
from servanda.ledger.canonical import canonical, is_canonical
from servanda.ledger.entry import commitment, parse_content, parse_header

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


def another(*args: object) -> tuple[int, str]:
    """Run the separate verifier in a Python that knows nothing of ours."""
    run = subprocess.run(
        [sys.executable, "-I", str(ROOT / "tools" / "verify_ledger.py"), *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout.strip() or run.stderr.strip()


def test_the_published_vectors() -> None:
    """Hold for the separate verifier and for us; those of others' standards are theirs, word for word."""
    file = ROOT / "docs" / "reference" / "ledger-vectors.json"
    assert another("--vectors", file) == (0, "30 vectors hold")
    said = json.loads(file.read_text("utf-8"))
    for case in said["canonical"]:
        wide = {"parse_int": lambda digits: int(digits) if len(digits) < 16 else float(digits)}
        assert canonical(json.loads(case["json"], **wide)).decode() == case["canonical"]
    assert said["canonical"][0]["canonical"].startswith(
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":'
    ), "RFC 8785, 3.2.2"
    assert said["signature"][0]["signature"].endswith("e24655141438e7a100b"), "RFC 8032, 7.1"
    for case in said["entry"]:
        header, content = parse_header(case["header"].encode()), case["content"].encode()
        parsed = parse_content(content)
        holds = (
            header is not None
            and header.version == 1
            and header.commitment == commitment(bytes.fromhex(case["salt"]), content)
            and parsed is not None
            and is_canonical(content)
            and all(ref < case["index"] for ref in parsed[1])
        )
        assert holds is case.get("true", True), case
    assert all(checkpoint_from_json(c["said"]).signature for c in said["checkpoint"] if c["true"])


def test_the_separate_verifier(folder: Path, tmp_path: Path) -> None:
    """It finds a ledger with erasures, segments and objects whole, as we do, and every sort of change."""
    with Ledger.open(folder) as ledger:
        ledger.keep_checkpoint(signing_key(tmp_path / "key"))
        kept = tmp_path / "kept.json"
        kept.write_text(json.dumps(ledger.checkpoint().as_json()))
        assert another(folder, kept) == (0, f"11 {ledger.root().hex()}")
        assert ledger.verify().ok
    (segment,) = (folder / "segments").glob("*.parquet")
    for what, told in (
        ("UPDATE content SET salt = zeroblob(32) WHERE idx = 5", "payload of entry 5"),
        ("UPDATE entry SET header = CAST(replace(header, 'local', 'loc4l') AS BLOB) WHERE idx = 2", "entry 2"),
        ("UPDATE entry SET leaf = zeroblob(32) WHERE idx = 2", "entry 2"),
        ("UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND position = 1", "stored tree"),
        ("DELETE FROM node WHERE level = 2", "stored tree"),
        ("UPDATE head SET size = size - 1", "head"),
        ("DELETE FROM content WHERE idx = 6", "without an erasure"),
        ("INSERT INTO content VALUES (3, zeroblob(32), x'7b7d')", "payload of entry 3"),
        ("DELETE FROM erased_row", "row 17"),
    ):
        copy = shutil.copytree(folder, tmp_path / "copy", dirs_exist_ok=True)
        with closing(sqlite3.connect(copy / "ledger.sqlite", isolation_level=None)) as db:
            db.execute(what)
        code, words = another(copy)
        assert (code, told in words) == (3, True), (what, words)
        with Ledger.open(copy, read_only=True) as ledger:
            assert not ledger.verify().ok, what
        shutil.rmtree(copy)
    changed = bytearray(segment.read_bytes())
    changed[len(changed) // 2] ^= 1
    whole = segment.read_bytes()
    segment.write_bytes(changed)
    assert another(folder)[0] == 3
    segment.write_bytes(whole)
    own = folder / "checkpoints.jsonl"
    own.write_text(own.read_text().replace('"size":11', '"size":10'))
    assert another(folder)[0] == 3
    own.unlink()
    kept.write_text(json.dumps({**json.loads(kept.read_text()), "root": "0" * 64}))
    assert "another ledger" in another(folder, kept)[1]


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
