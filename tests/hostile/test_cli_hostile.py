"""Bad input at the command line: clear messages, nothing lost, no traceback, and nothing printed that must not be."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from servanda.cli.app import main

Run = Callable[..., tuple[int, str, str]]

ACCORD = """servanda: 1
accord: river-2031
instrument: accord
title: Accord of the River
signed: 2031-03-01
timezone: UTC
parties: [NOR, SWE]
zones:
  banks: {place: Ford, radius: 5 km}
obligations:
  - id: quiet
    article: "1"
    title: No shelling at the ford
    says: Nobody shells the ford.
    bearer: [NOR]
    shall not: {attack: any, in: banks}
    from: 2031-03-02
"""
ACTORS = """- {id: watcher, type: organisation, names: [{text: Solveig Vaktmester, lang: en}], handling: restricted}
- {id: paper, type: outlet, names: [{text: The Paper, lang: en}]}
"""
PLACES = """- {id: ford, names: [{text: Ford, lang: en}], lat: 60.5, lon: 12.0, radius_m: 200}
"""
CLAIMS = """claim,speaker,published,source,event,when,actor,place,handling,quote
1,SWE,2031-03-10,https://example.org/1,shelling,2031-03-09,NOR,ford,,
2,watcher,2031-03-11,https://example.org/2,shelling,2031-03-10,NOR,ford,restricted,seen by Solveig herself
3,NOR,2031-03-12,https://example.org/3,shelling,2031-03-11,NOR,ford,secret,a slip of the tongue
4,paper,2031-03-13,https://example.org/4,shelling,2031-03-12,NOR,ford,,"=cmd|' /C calc'!A0 \x1b[31mred\u202egnp"
"""


@pytest.fixture
def dossier(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "river"
    assert main(["init", str(folder)]) == 0
    (folder / "accords" / "river.yaml").write_text(ACCORD)
    (folder / "actors.yaml").write_text(ACTORS)
    (folder / "places.yaml").write_text(PLACES)
    (folder / "claims" / "chronicle.csv").write_text(CLAIMS)
    capsys.readouterr()
    return folder


@pytest.fixture
def run(dossier: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(dossier)

    def one(*args: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(args)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        assert "internal-error" not in err
        return code, out, err

    return one


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_new_dossier_is_well(run: Run) -> None:
    code, out, _err = run("check")
    assert code == 0, out


def test_what_must_not_be_printed_is_not(run: Run) -> None:
    assert run("add")[0] == 0
    outputs = []
    for args in (
        ("claims",),
        ("claims", "--json"),
        ("claims", "--csv"),
        ("timeline",),
        ("timeline", "--json"),
        ("timeline", "--csv"),
        ("incidents",),
        ("incidents", "--json"),
        ("incidents", "--csv"),
        ("verdict", "--as-of", "2031-03-20"),
        ("verdict", "--as-of", "2031-03-20", "--json"),
        ("explain", "quiet", "--as-of", "2031-03-20"),
        ("explain", "quiet", "--as-of", "2031-03-20", "--json"),
        ("changes", "--since", "2031-03-05", "--as-of", "2031-03-20", "--json"),
    ):
        code, out, err = run(*args)
        assert code == 0, err
        outputs.append((args, out))
    for args, out in outputs:
        assert "Solveig" not in out, args
        assert "watcher" not in out, args
        assert "slip of the tongue" not in out, args
        assert "example.org/2" not in out, args
        assert "example.org/3" not in out, args
    assert any("Observer" in out for _args, out in outputs)


def test_hostile_text_steers_neither_terminal_nor_spreadsheet(run: Run) -> None:
    assert run("add")[0] == 0
    for args in (("claims",), ("claims", "--json"), ("timeline",), ("explain", "quiet", "--as-of", "2031-03-20")):
        _code, out, _err = run(*args)
        assert "\x1b" not in out
        assert "\u202e" not in out
    _code, out, _err = run("claims", "--csv")
    assert not any(cell.startswith("=") for line in out.splitlines() for cell in line.split(","))


def test_broken_files_give_all_findings_at_once_and_nothing_is_written(run: Run, dossier: Path) -> None:
    (dossier / "accords" / "river.yaml").write_text(ACCORD.replace("bearer: [NOR]", "bearer: [DNK]\n    shalll: x"))
    (dossier / "actors.yaml").write_text("- {id: watcher, tpye: organisation}\n- {id: [}\n")
    (dossier / "claims" / "chronicle.csv").write_text(CLAIMS.replace("2031-03-09", "yesterday"))
    before = files(dossier)
    code, out, err = run("check")
    assert code == 1
    assert files(dossier) == before
    for file in ("accords/river.yaml:", "actors.yaml:", "claims/chronicle.csv:2"):
        assert any(line.startswith(file) for line in out.splitlines()), out
    assert "bearer-did-not-sign" in out
    assert "errors" in err
    _code, out, _err = run("check", "--json")
    for row in map(json.loads, out.splitlines()):
        assert set(row) == {"file", "line", "col", "slug", "severity", "what", "expected", "got", "advice"}
        assert row["line"]


def test_add_is_idempotent_and_dry_run_writes_nothing(run: Run, dossier: Path) -> None:
    before = files(dossier)
    code, out, _err = run("add", "--dry-run")
    assert code == 0
    assert out.startswith("would be: ")
    assert files(dossier) == before
    _code, out, _err = run("add", "--json")
    (first,) = map(json.loads, out.splitlines())
    assert first["new"] > 4
    recorded = run("ledger", "checkpoint")[1]
    _code, out, _err = run("add", "--json")
    (second,) = map(json.loads, out.splitlines())
    assert (second["new"], second["corrected"], second["vanished"]) == (0, 0, 0)
    assert json.loads(run("ledger", "checkpoint")[1])["size"] == json.loads(recorded)["size"]


def test_decisions_are_recorded_and_count(run: Run) -> None:
    assert run("add")[0] == 0
    claims = {row["quote"]: row["id"] for row in map(json.loads, run("claims", "--json")[1].splitlines())}
    target = claims[""]
    code, out, _err = run("retract", target, "--by", "jd", "--reason", "taken back")
    assert (code, out) == (0, f"retracted {target}\n")
    assert json.loads(run("claims", target, "--json")[1])["retracted"] is True
    assert run("accept", target, "--by", "jd")[0] == 0
    assert json.loads(run("claims", target, "--json")[1])["review"] == "accepted"
    assert run("reject", target, "--by", "jd", "--reason", "not said")[0] == 0
    assert json.loads(run("claims", target, "--json")[1])["review"] == "rejected"


def test_an_author_that_is_no_handle(run: Run) -> None:
    assert run("add")[0] == 0
    code, _out, err = run("retract", "x", "--reason", "r")
    assert code == 2
    assert err.startswith("unknown-claim: ")


def test_before_anything_is_recorded(run: Run) -> None:
    for args in (("verify",), ("ledger", "checkpoint"), ("ledger", "prove", "x"), ("accept", "x")):
        code, out, err = run(*args)
        assert (code, out) == (2, ""), args
        assert "servanda add" in err
    assert run("verdict", "--as-of", "2031-03-20")[0] == 0  # unrecorded edits count, and are marked as drafts


def test_a_tampered_ledger_is_exit_3(run: Run, dossier: Path) -> None:
    assert run("add")[0] == 0
    with sqlite3.connect(dossier / "ledger" / "ledger.sqlite") as db:
        db.execute(
            "UPDATE content SET body = replace(body, 'NOR', 'SWE') WHERE idx = (SELECT max(idx) - 1 FROM content)"
        )
        db.execute("DELETE FROM entry WHERE idx = 1")
    db.close()
    code, _out, err = run("verify")
    assert code == 3
    assert "entry-missing" in err
    code, _out, err = run("verdict")
    assert code == 3
    assert err.count("\n") == 1


def test_a_half_written_ledger(run: Run, dossier: Path) -> None:
    assert run("add")[0] == 0
    path = dossier / "ledger" / "ledger.sqlite"
    path.write_bytes(path.read_bytes()[:1000])
    for args in (("verify",), ("claims",), ("add",)):
        code, _out, err = run(*args)
        assert code == 3, args
        assert err.startswith("ledger-"), args


def test_demo_refuses_a_folder_that_holds_something_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], dossier: Path
) -> None:
    before = files(dossier)
    assert main(["demo", str(dossier)]) == 2
    err = capsys.readouterr().err
    assert "folder-not-empty: " in err
    assert files(dossier) == before
    assert main(["init", str(dossier)]) == 2
    assert "folder-not-empty: " in capsys.readouterr().err
    (tmp_path / "a-file").write_text("x")
    assert main(["init", str(tmp_path / "a-file" / "below")]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.slow
def test_demo_twice_changes_nothing(tmp_path: Path) -> None:
    def demo() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "servanda", "demo", "idlib"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    first = demo()
    assert first.returncode == 0, first.stderr
    kept = {
        name: content
        for name, content in files(tmp_path / "idlib").items()
        if not name.startswith(("briefs/", "ledger/"))
    }
    checkpoint = subprocess.run(
        [sys.executable, "-m", "servanda", "ledger", "checkpoint", "--dossier", "idlib"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    second = demo()
    assert second.returncode == 0, second.stderr
    again = files(tmp_path / "idlib")
    assert {name: again[name] for name in kept} == kept
    root = json.loads(checkpoint.stdout)["root"]
    assert root in again["briefs/idlib-brief.html"].decode()
    assert Path(tmp_path / second.stdout.splitlines()[-1]).is_file()


READ_BAD = {
    "empty.txt": b"",
    "blank.txt": b" \n\n",
    "binary.txt": bytes(range(256)) * 40,
    "zeros.txt": b"\x00" * 5000,
    "utf16.txt": "Ankara said so.".encode("utf-16"),
    "latin.txt": "Erdo\xf0an said on Friday that the cease-fire was broken.".encode("latin-1"),
    "deep.html": b"<div>" * 60_000,
    "bomb.html": b"<!doctype html><html><body>" + b"<p>&lt;" * 20_000,
    "huge.txt": b"said " * 11_000_000,
}


@pytest.mark.parametrize("name", READ_BAD)
def test_read_of_a_bad_text_is_a_message(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(READ_BAD[name])
    start = time.monotonic()
    code = main(["read", name, "--published", "2020-03-01"])
    _out, err = capsys.readouterr()
    assert code in (0, 1)
    assert "internal-error" not in err
    assert "Traceback" not in err
    if code:
        assert err.startswith((name + ":", "not-read"))
    assert time.monotonic() - start < 60


def test_read_from_standard_input_outside_a_dossier(tmp_path: Path) -> None:
    text = "Turkish President Recep Tayyip Erdogan said on Friday that Russia had not complied with the ceasefire.\n"
    made = subprocess.run(
        [sys.executable, "-m", "servanda", "read", "-", "--published", "2020-02-28", "--json"],
        input=text.encode(),
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    found = [json.loads(line) for line in made.stdout.splitlines()]
    assert found
    for row in found:
        for a, b in row["content_spans"]:
            assert text[a:b].strip() == text[a:b]
            assert 0 <= a < b <= len(text)


def test_read_without_input_or_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["read", "no-such.txt"]) == 2
    assert capsys.readouterr().err.startswith("no-such-file: ")
    Path("a.txt").write_text("Ankara said so.")
    assert main(["read", "a.txt", "--published", "soon"]) == 2
    assert capsys.readouterr().err.startswith("time-malformed: ")


def test_an_alias_bomb_and_a_path_that_leaves_are_findings(run: Run, dossier: Path) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(8)
    )
    (dossier / "accords" / "bomb.yaml").write_text(bomb)
    (dossier / "accords" / "river.yaml").write_text(
        ACCORD.replace("banks: {place: Ford, radius: 5 km}", "banks: {within: 5 km, of: {line: ../../secret.geojson}}")
    )
    code, out, _err = run("check")
    assert code == 1
    assert "yaml-too-much" in out
    assert "path-leaves-dossier" in out or "zone-file" in out


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_folder(run: Run, dossier: Path) -> None:
    dossier.chmod(0o500)
    try:
        code, _out, err = run("add")
    finally:
        dossier.chmod(0o700)
    assert code == 2
    assert "permission" in err.lower()


def test_a_removed_folder(dossier: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    gone = dossier / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    shutil.rmtree(gone)
    assert main(["verdict"]) == 2
    assert capsys.readouterr().err.startswith("no-dossier: ")
