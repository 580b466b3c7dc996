"""For the safety of a source: what is erased is gone from every byte of the folder, and every proof still holds."""

from __future__ import annotations

import html
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dossier_bench import FIRE, again, id_of, make, one, write

from servanda.dossier import Dossier
from servanda.errors import DossierError, UsageError

WORDS = ("BAKERSDAUGHTER", "mill-lane", "NOTEOFTHEMILL")
WITNESS = (
    "w1,ngo,2020-03-12,https://mill-lane.example/7,presence,2020-03-11T10:00Z,RUS,"
    '"35.5,36.5",,,,,,BAKERSDAUGHTER saw them,NOTEOFTHEMILL\n'
)


@pytest.fixture
def dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    made = make(tmp_path / "d", FIRE + WITNESS)
    made.add()
    return again(tmp_path / "d")


def holding(folder: Path, words: tuple[str, ...] = WORDS) -> list[str]:
    """Files of the folder in which any of the words stands, compressed objects looked into."""
    import zlib

    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        content = path.read_bytes()
        for way in (lambda c: c, zlib.decompress, lambda c: zlib.decompress(c, 31)):
            try:
                text = way(content)
            except zlib.error:
                continue
            if any(w.encode() in text for w in words):
                found.append(path.relative_to(folder).as_posix())
                break
    return found


def test_it_is_gone_from_every_file_and_the_proofs_hold(dossier: Dossier) -> None:
    claim, kept = id_of(dossier, "w1"), dossier.checkpoint()
    assert kept is not None
    assert str(one(dossier, "trial/leave").label) == "breached"
    assert holding(dossier.path)
    write(dossier.path, FIRE)
    done = again(dossier.path).erase([claim], "the witness asked for it")
    after = again(dossier.path)
    assert done.records == (claim.partition(".")[0], claim)  # the only claim that cites its report
    assert done.still == ()
    assert holding(dossier.path) == [], "the words still stand somewhere"
    assert after.verify(kept).ok
    assert after.verify().erased == done.entries
    assert claim not in after.view(after.clocks()).claims
    assert id_of(after, "a1") in after.view(after.clocks()).claims
    assert str(one(after, "trial/leave").label) != "breached"
    assert after.view(after.clocks()).drafts == frozenset()


def test_a_past_answer_says_what_it_no_longer_rests_on(dossier: Dossier) -> None:
    claim = id_of(dossier, "w1")
    write(dossier.path, FIRE)
    done = again(dossier.path).erase([claim], "the witness asked for it")
    after = again(dossier.path)
    assert after.view(after.clocks()).erased == done.entries > 0


def test_it_refuses_while_the_next_add_would_bring_it_back(dossier: Dossier) -> None:
    before = dossier.checkpoint()
    with pytest.raises(DossierError, match=r"claims/chronicle\.csv") as told:
        dossier.erase([id_of(dossier, "w1")], "the witness asked for it")
    assert told.value.slug == "still-written"
    assert again(dossier.path).checkpoint() == before


def test_what_people_decided_about_it_goes_too(dossier: Dossier) -> None:
    claim = id_of(dossier, "w1")
    dossier.reject([claim], by="jd", reason="BAKERSDAUGHTER is not safe")
    write(dossier.path, FIRE)
    again(dossier.path).erase([claim], "safety")
    assert holding(dossier.path) == []


def test_a_report_goes_with_its_claims_its_text_and_its_bytes(dossier: Dossier) -> None:
    folder = dossier.path
    (folder / "reports").mkdir(exist_ok=True)
    text = "BAKERSDAUGHTER, who lives in mill-lane, said on Friday that shelling killed three people in the town."
    (folder / "reports" / "talk.txt").write_text(text, encoding="utf-8")
    (folder / "reports" / "talk.yaml").write_text("title: NOTEOFTHEMILL\npublished: 2020-03-09\n", encoding="utf-8")
    write(folder, FIRE)
    again(folder).add()
    opened = again(folder)
    report = next(i for i, r in opened.view(opened.clocks()).reports.items() if r.text)
    read = [i for i, c in opened.view(opened.clocks()).claims.items() if c.report == report]
    if read:
        with pytest.raises(UsageError, match="text of its report"):
            opened.erase(read[:1], "safety")
    for name in ("talk.txt", "talk.yaml"):
        (folder / "reports" / name).unlink()
    done = again(folder).erase([report, id_of(dossier, "w1")], "safety")
    assert report in done.records
    assert holding(folder) == []
    assert again(folder).verify().ok


def test_other_files_that_hold_the_words_are_named(dossier: Dossier) -> None:
    (dossier.path / "briefs").mkdir(exist_ok=True)
    (dossier.path / "briefs" / "old.html").write_text("<p>BAKERSDAUGHTER saw them</p>", encoding="utf-8")
    write(dossier.path, FIRE)
    done = again(dossier.path).erase([id_of(dossier, "w1")], "safety")
    assert done.still == ("briefs/old.html",)


def test_an_unknown_id_erases_nothing(dossier: Dossier) -> None:
    before = dossier.checkpoint()
    with pytest.raises(UsageError, match="no claim or report"):
        dossier.erase(["r-nothing.1"], "safety")
    assert again(dossier.path).checkpoint() == before


def test_the_command_asks_first(dossier: Dossier) -> None:
    claim = id_of(dossier, "w1")
    write(dossier.path, FIRE)

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "servanda", "ledger", "erase", claim, "--reason", "safety", *more]
        return subprocess.run(
            command, cwd=dossier.path, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )

    assert "would erase" in run("--dry-run").stdout
    refused = run()
    assert (refused.returncode, "--yes" in refused.stderr) == (2, True)
    assert holding(dossier.path)
    done = run("--yes")
    assert done.returncode == 0, done.stderr
    assert holding(dossier.path) == []


def test_what_our_own_outputs_still_hold_is_named(dossier: Dossier) -> None:
    """Escaped as HTML, JSON and CSV write it, and in an export, where no word can be found."""
    quote = 'She said "leave", & they left: Дамаск'
    row = WITNESS.replace("BAKERSDAUGHTER saw them", '"' + quote.replace('"', '""') + '"').replace("w1,", "w2,")
    write(dossier.path, FIRE + row)
    again(dossier.path).add()
    claim = id_of(again(dossier.path), "w2")
    (dossier.path / "page.html").write_text(html.escape(quote), "utf-8")
    (dossier.path / "rows.json").write_text(json.dumps(quote), "utf-8")
    (dossier.path / "rows.csv").write_text('"' + quote.replace('"', '""') + '"', "utf-8")
    again(dossier.path).export(dossier.path / "old.servanda")
    (dossier.path / "other.zip").write_bytes(b"PK no archive")
    write(dossier.path, FIRE)
    done = again(dossier.path).erase([claim], "safety")
    assert set(done.still) == {"page.html", "rows.json", "rows.csv", "old.servanda"}


def test_a_colleague_who_still_has_it_does_not_bring_it_back(dossier: Dossier, tmp_path: Path) -> None:
    """They merged it, so that their salts are others: only who erased it can tell, by a mark beside the key."""
    claim = id_of(dossier, "w1")
    dossier.export(tmp_path / "before.servanda")
    theirs = make(tmp_path / "theirs", FIRE.replace("a1,", "b1,"))
    theirs.add()
    theirs.merge_ledger(tmp_path / "before.servanda")
    write(dossier.path, FIRE)
    again(dossier.path).erase([claim], "safety")
    marks = tmp_path / "config" / "servanda" / "erased-marks"
    assert marks.stat().st_mode & 0o777 == 0o600
    assert claim not in marks.read_text()
    again(theirs.path).export(tmp_path / "after.servanda")
    made = again(dossier.path).merge_ledger(tmp_path / "after.servanda")
    assert [f.slug for f in made.findings if f.slug.startswith("erased")] == ["erased-here"]
    assert any(i.endswith(".b1") for i in made.new), "the rest comes in"
    assert claim not in made.new
    assert claim not in again(dossier.path).view(dossier.clocks()).claims
    assert holding(dossier.path) == []
    write(dossier.path, FIRE + WITNESS)
    again(dossier.path).add()  # whoever writes it down again means it
    assert claim in again(dossier.path).view(dossier.clocks()).claims


def test_where_two_ledgers_began_as_one_the_tombstone_tells(
    dossier: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = id_of(dossier, "w1")
    shutil.copytree(dossier.path, tmp_path / "copy")
    write(dossier.path, FIRE)
    again(dossier.path).erase([claim], "safety")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another user"))
    again(tmp_path / "copy").export(tmp_path / "copy.servanda")
    made = again(dossier.path).merge_ledger(tmp_path / "copy.servanda")
    assert [f.slug for f in made.findings] == ["erased-here"]
    assert claim not in again(dossier.path).view(dossier.clocks()).claims
    again(dossier.path).export(tmp_path / "erased.servanda")
    told = again(tmp_path / "copy").merge_ledger(tmp_path / "erased.servanda").findings
    assert {f.slug for f in told} == {"erased-there"}
    assert any(claim in f.what for f in told)
