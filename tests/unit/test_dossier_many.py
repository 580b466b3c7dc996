"""Very many articles recorded: on all cores, batch by batch, stopped and continued; one damaged is not the end."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest
from dossier_bench import make

import servanda
from servanda.dossier import Dossier, adding, archives, many
from servanda.ledger import EntryType, Ledger
from servanda.sources.archive_items import Item, Skipped, items, number_of

TEXT = "The Turkish Defence Ministry said on Tuesday that {n} soldiers were killed near Ankara."


def lines(path: Path, count: int, bad: tuple[int, ...] = ()) -> Path:
    path.parent.mkdir(exist_ok=True)
    rows = [
        "no json" if n in bad else json.dumps({"id": f"a{n}", "text": TEXT.format(n=n + 2), "published": "2020-02-05"})
        for n in range(count)
    ]
    path.write_text("\n".join(rows) + "\n")
    return path


def size(folder: Path) -> int:
    with Ledger.open(folder / "ledger", read_only=True) as ledger:
        return ledger.size


def texts(of: Dossier) -> dict[str, str]:
    return {i: str(r.text) for i, r in of.view(of.clocks()).reports.items() if r.text}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty articles are very many, and a batch is six."""
    monkeypatch.setattr(many, "BATCH", 6)
    monkeypatch.setattr(archives, "MANY", 20)
    monkeypatch.setattr(adding, "MANY", 20)


@pytest.mark.usefixtures("small")
def test_an_archive_is_recorded_batch_by_batch(tmp_path: Path) -> None:
    of = make(tmp_path, "")
    lines(tmp_path / "data" / "a.jsonl", 21, bad=(7,))
    steps: list[tuple[int, int]] = []
    done = of.add(["data/a.jsonl"], progress=lambda d, t: steps.append((d, t)), jobs=2)
    assert steps[-1] == (21, 21)
    assert (done.skipped, done.before) == (1, 0)
    assert [f.slug for f in done.findings if not f.is_error and f.slug == "archive-entry"] == ["archive-entry"]
    assert len(texts(of)) == 20
    assert {c.report for c in of.view(of.clocks()).claims.values()} == set(texts(of))
    before = size(tmp_path)
    assert of.add(["data/a.jsonl"]).unchanged == ("data/a.jsonl",)
    assert size(tmp_path) == before
    assert of.left_out() == {}


@pytest.mark.parametrize("large", [True, False])
def test_an_archive_that_has_grown_brings_only_what_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    """What was recorded keeps the bytes that it was recorded from."""
    monkeypatch.setattr(many, "BATCH", 6)
    for where in (archives, adding):
        monkeypatch.setattr(where, "MANY", 20 if large else 1000)
    of = make(tmp_path, "")
    path = lines(tmp_path / "data" / "a.jsonl", 21)
    of.add(["data/a.jsonl"], jobs=1)
    earlier = {i: r.digest for i, r in of.view(of.clocks()).reports.items()}
    before = size(tmp_path)
    lines(path, 23)
    of = servanda.open(tmp_path)
    done = of.add(["data/a.jsonl"], jobs=1)
    assert not done.corrected or done.corrected == ("data/a.jsonl",)
    assert not done.vanished
    reports = of.view(of.clocks()).reports
    assert len(reports) == 23
    assert {i: reports[i].digest for i in earlier} == earlier
    assert {r.digest for i, r in reports.items() if i not in earlier} == {hashlib.sha256(path.read_bytes()).hexdigest()}
    assert size(tmp_path) - before == 2 + 2 * 1 + 1  # two reports with a claim each, and the file


@pytest.mark.usefixtures("small")
def test_what_a_stopped_run_recorded_is_not_read_again(tmp_path: Path) -> None:
    of = make(tmp_path / "d", "")
    lines(tmp_path / "d" / "data" / "a.jsonl", 23)

    def stop(done: int, _total: int) -> None:
        if done == 15:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        of.add(["data/a.jsonl"], progress=stop, jobs=1)
    stopped = servanda.open(tmp_path / "d")
    assert len(texts(stopped)) == 12  # two whole batches
    assert any(f.slug == "archive-unrecorded" for t in stopped._unrecorded.taken for f in t.findings)
    done = stopped.add(["data/a.jsonl"], jobs=1)
    assert done.before == 12
    whole = make(tmp_path / "e", "")
    lines(tmp_path / "e" / "data" / "a.jsonl", 23)
    whole.add(["data/a.jsonl"], jobs=1)
    assert texts(stopped) == texts(whole)
    claims = [{i: (c.quote, c.span) for i, c in d.view(d.clocks()).claims.items()} for d in (stopped, whole)]
    assert claims[0] == claims[1]
    assert claims[0]
    with Ledger.open(tmp_path / "d" / "ledger", read_only=True) as ledger:
        files = [e.payload for e in ledger.entries(types=(EntryType.FILE,)) if e.payload]
    assert set(files[-1]["claims"]) == set(claims[0])


ADD = "from servanda.dossier import many; many.BATCH = 20; import servanda; servanda.open({folder!r}).add(jobs=1)"


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on(tmp_path: Path) -> None:
    of = make(tmp_path, "")
    lines(tmp_path / "data" / "a.jsonl", 240)
    for wait in (2.5, 3.5, 4.5):
        run = subprocess.Popen([sys.executable, "-c", ADD.format(folder=str(tmp_path))])
        time.sleep(wait)
        run.kill()
        run.wait()
    of.add(jobs=1)
    again = servanda.open(tmp_path)
    assert len(texts(again)) == 240
    assert again.verify().ok
    claims = again.view(again.clocks()).claims
    assert {c.report for c in claims.values()} == set(texts(again))
    with Ledger.open(tmp_path / "ledger", read_only=True) as ledger:
        ids = [e.payload["id"] for e in ledger.entries(types=(EntryType.CLAIM, EntryType.REPORT)) if e.payload]
    assert len(set(ids)) == len(ids)


@pytest.mark.usefixtures("small")
def test_very_many_files(tmp_path: Path) -> None:
    of = make(tmp_path, "")
    for n in range(21):
        (tmp_path / "reports" / f"{n}.txt").write_text(TEXT.format(n=n + 2))
    done = of.add(jobs=1)
    assert len(texts(of)) == 21
    assert "accords/trial.yaml" in done.new
    assert not of.add().new


def test_a_tar_and_a_mailbox(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        members = {"n/a.txt": TEXT.format(n=3), "n/a.yaml": "outlet: w\n", "n/x.bin": "?"}
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content.encode()))
    (only,) = items(tmp_path / "a.tar.gz")
    assert isinstance(only, Item)
    assert (only.key, only.sidecar) == ("n/a.txt", b"outlet: w\n")
    cut = (tmp_path / "a.tar.gz").read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(cut[: len(cut) // 2])
    assert [type(i) for i in items(tmp_path / "cut.tar.gz")] in ([], [Skipped])
    letter = "From: a@example.org\nSubject: s\nDate: Wed, 5 Feb 2020 10:00:00 +0000\n\n{text}\n\n>From there.\n"
    box = "".join(
        f"From a@example.org Wed Feb  5 10:00:00 2020\n{letter.format(text=TEXT.format(n=n))}\n" for n in (3, 4)
    )
    (tmp_path / "b.mbox").write_text(box)
    found = list(items(tmp_path / "b.mbox"))
    assert number_of(tmp_path / "b.mbox") == len(found) == 2
    assert all(isinstance(i, Item) and b"\nFrom there." in i.content for i in found)
    (tmp_path / "c.mbox").write_text("nothing of the kind")
    with pytest.raises(servanda.errors.InputError):
        list(items(tmp_path / "c.mbox"))


@pytest.mark.usefixtures("small")
def test_a_copy_that_comes_before_its_original_is_corrected_once(tmp_path: Path) -> None:
    of = make(tmp_path, "")
    story = " ".join(
        f"The convoy of {n} vehicles left post {n * 7} for the town of number {n * 13}." for n in range(12)
    )
    rows = [{"id": str(n), "text": TEXT.format(n=n + 2), "published": "2020-02-05"} for n in range(30)]
    rows[1] |= {"text": f"LATER, BY ANOTHER\n\n{story}", "published": "2020-02-06"}
    rows[15] |= {"text": story, "published": "2020-02-05"}
    path = tmp_path / "data" / "a.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    of.add(["data/a.jsonl"], jobs=1)
    (copy,) = (r for r in of.view(of.clocks()).reports.values() if r.copy_of)
    assert str(copy.text).startswith("LATER")
    with Ledger.open(tmp_path / "ledger", read_only=True) as ledger:
        assert sum(1 for _entry in ledger.entries(types=(EntryType.CORRECTION,))) == 1


@pytest.mark.usefixtures("small")
def test_damaged_members_are_findings(tmp_path: Path) -> None:
    of = make(tmp_path, "")
    path = tmp_path / "data" / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(23):
            archive.writestr(f"{n:03}.txt", TEXT.format(n=n + 2))
    raw = bytearray(path.read_bytes())
    at = raw.index(b"that 12 soldiers")
    raw[at : at + 8] = b"\x00" * 8  # its checksum no longer holds
    path.write_bytes(bytes(raw))
    assert sum(isinstance(i, Skipped) for i in items(path)) == 1
    done = of.add(jobs=1)
    assert (len(texts(of)), done.skipped) == (22, 1)
    assert [f.at.file for f in done.findings if f.slug == "archive-entry"] == ["010.txt"]
