"""For the safety of a source: what is erased is gone from every byte of the folder, and every proof still holds."""

from __future__ import annotations

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
