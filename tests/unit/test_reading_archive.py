"""An archive read: every article once, in order; stopped and continued; bad articles cost nothing but themselves."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from servanda.cli.archive import is_archive, read_archive
from servanda.errors import InputError, UsageError
from servanda.sources import Context, open_report
from servanda.sources.archive_items import Item, Skipped, items, number_of

TEXT = "The Turkish Defence Ministry said on Tuesday that {n} soldiers were killed near Ankara."


def lines(path: Path, many: int = 12) -> Path:
    rows = [
        {"id": f"a{n}", "text": TEXT.format(n=n + 2), "published": "2020-02-05", "outlet": "w"} for n in range(many)
    ]
    raw = "".join(json.dumps(row) + "\n" for row in rows)
    if path.name.endswith(".gz"):
        path.write_bytes(gzip.compress(raw.encode()))
    else:
        path.write_text(raw)
    return path


def folder(path: Path) -> Path:
    (path / "sub").mkdir(parents=True)
    (path / "b.txt").write_text(TEXT.format(n=3))
    (path / "b.yaml").write_text("published: 2020-02-05\noutlet: w\n")
    (path / "sub" / "a.html").write_text(f"<html><body><p>{TEXT.format(n=4)}</p></body></html>")
    (path / "notes.bin").write_bytes(b"\x00")
    (path / ".hidden.txt").write_text("x")
    return path


def rows(output: Path) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    assert found[0]["servanda-archive"] == 1
    return found[1:]


def test_json_lines_in_order_with_what_they_say(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    assert read_archive(lines(tmp_path / "a.jsonl"), None, None, output, 1) == 0
    found = rows(output)
    assert [r["file"] for r in found] == [f"a{n}" for n in range(12)]
    (report,) = found[0]["reports"]
    assert (report["published"], report["outlet"], report["language"]) == ("2020-02-05T00:00:00Z", "w", "en")
    assert report["claims"][0]["counts"][0]["lo"] == 2
    assert report["claims"][0]["when"] == [None, "2020-02-05T00:00:00Z"]
    assert report["claims"][0]["said"] == ["2020-02-04T00:00:00Z", "2020-02-05T00:00:00Z"]


def test_a_folder_and_a_zip_of_it_give_the_same(tmp_path: Path) -> None:
    place = folder(tmp_path / "f")
    with zipfile.ZipFile(tmp_path / "f.zip", "w") as archive:
        for file in sorted(place.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(place).as_posix())
    assert is_archive(str(place))
    assert [i.key for i in items(place)] == ["b.txt", "sub/a.html"]
    assert list(items(place)) == list(items(tmp_path / "f.zip"))
    assert number_of(place) == number_of(tmp_path / "f.zip") == 2
    assert next(items(place)).sidecar == b"published: 2020-02-05\noutlet: w\n"  # type: ignore[union-attr]


def test_compressed_lines_are_lines(tmp_path: Path) -> None:
    plain, packed = items(lines(tmp_path / "a.jsonl")), items(lines(tmp_path / "a.jsonl.gz"))
    assert [(i.key, i.content) for i in plain if isinstance(i, Item)] == [
        (i.key, i.content) for i in packed if isinstance(i, Item)
    ]


def test_bad_articles_cost_only_themselves(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", 2)
    bad = [
        b"no json",
        b'{"id": 1}',
        b'{"id": "s", "text": "He said \\ud800 so."}',
        b"[" * 100_000,
        b'{"text": ""}',
        b"",
    ]
    path.write_bytes(path.read_bytes() + b"\n".join(bad) + b'{"id":"end","text":"The ministry said no."}\n')
    output = tmp_path / "out.jsonl"
    assert read_archive(path, "2020-02-05", None, output, 1) == 1
    found = {r["file"]: r for r in rows(output)}
    assert [k for k, r in found.items() if r["refused"]] == ["line:3", "line:4", "line:6", "line:7"]
    assert found["s"]["reports"][0]["claims"] == [] or found["s"]["reports"]
    assert found["end"]["reports"]


def test_what_is_written_is_kept_and_a_torn_line_is_not(tmp_path: Path) -> None:
    path, output = lines(tmp_path / "a.jsonl"), tmp_path / "out.jsonl"
    read_archive(path, None, None, output, 1)
    whole = output.read_bytes()
    cut = whole.splitlines(keepends=True)
    output.write_bytes(b"".join(cut[:5]) + cut[5][:40])
    read_archive(path, None, None, output, 1)
    assert output.read_bytes() == whole
    read_archive(path, None, None, output, 1)
    assert output.read_bytes() == whole


def test_another_archives_output_is_refused(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text('{"mine": 1}\n')
    with pytest.raises(UsageError) as caught:
        read_archive(lines(tmp_path / "a.jsonl"), None, None, output, 1)
    assert caught.value.slug == "other-output"
    assert output.read_text() == '{"mine": 1}\n'


def test_no_zip_and_a_bomb(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 no")
    with pytest.raises(InputError):
        list(items(tmp_path / "x.zip"))
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.txt", b"\x20" * (80 * 2**20))
        archive.writestr("../../up.txt", TEXT.format(n=5))
    found = list(items(tmp_path / "bomb.zip"))
    assert not any(isinstance(i, Skipped) for i in found)
    assert len(found[0].content) == 64 * 2**20 + 1  # type: ignore[union-attr]


def test_an_archive_in_a_dossier_is_its_reports(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", 3)
    bad = b'no json\n{"text": "The same."}\n{"text": "The same."}\n'
    intake = open_report(path.read_bytes() + bad, "data/a.jsonl", Context())
    assert [r.outlet for r in intake.reports] == ["w", "w", "w", ""]
    assert len({r.digest for r in intake.reports}) == 1
    assert intake.skipped == 1
    assert {f.slug for f in intake.findings} == {"archive-entry", "undated-report"}
    with zipfile.ZipFile(tmp_path / "f.zip", "w") as archive:
        archive.writestr("x/b.txt", TEXT.format(n=3))
        archive.writestr("x/b.yaml", "outlet: z\npublished: 2020-02-05\n")
    (report,) = open_report((tmp_path / "f.zip").read_bytes(), "data/f.zip", Context()).reports
    assert (report.outlet, report.path) == ("z", "x/b.txt")
    (finding,) = open_report(b"PK\x03\x04", "data/f.zip", Context()).findings
    assert finding.slug == "archive-broken"


@pytest.mark.slow
def test_killed_and_continued_on_two_cores(tmp_path: Path) -> None:
    path, output = lines(tmp_path / "a.jsonl", 400), tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "servanda", "read", str(path), "-o", str(output), "--jobs", "2"]
    process = subprocess.Popen(command, cwd=tmp_path, start_new_session=True, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while time.monotonic() < until and (not output.exists() or output.read_bytes().count(b"\n") < 20):
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = output.read_bytes().count(b"\n")
    assert before >= 20
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert [r["file"] for r in rows(output)] == [f"a{n}" for n in range(400)]
