"""Two analysts' dossiers: exported, verified on arrival, merged; nothing lost, nothing settled silently."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from dossier_bench import FIRE, again, id_of, make, write

from servanda import dossier
from servanda.dossier import Dossier
from servanda.errors import DossierError, IntegrityError
from servanda.ledger import Ledger, fold

BASE = FIRE
MORE = FIRE + 'm1,ngo,2020-03-09,https://ngo.example/9,shelling,2020-03-06T10:00Z,RUS,"35.5,36.5",,,,,,mine,\n'
THEIRS = FIRE + 't1,ngo,2020-03-10,https://ngo.example/10,shelling,2020-03-07T10:00Z,TUR,"35.5,36.5",,,,,,theirs,\n'


def two(tmp_path: Path, mine: str = MORE, yours: str = THEIRS) -> tuple[Dossier, Dossier]:
    """Two dossiers that began as one and went on apart."""
    make(tmp_path / "a", BASE).add()
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    for folder, rows in ((tmp_path / "a", mine), (tmp_path / "b", yours)):
        _recorded(folder, rows)
    return again(tmp_path / "a"), again(tmp_path / "b")


def _recorded(folder: Path, rows: str) -> None:
    write(folder, rows)
    again(folder).add()


def known(dossier: Dossier) -> dict[str, tuple[str, str]]:
    """Every recorded claim: its quote, and what people decided."""
    with Ledger.open(dossier.path / "ledger", read_only=True) as ledger:
        state = fold(ledger.entries())
    return {i: (str(r.payload.get("quote", "")), r.review_state) for i, r in state.claims.items()}


def test_a_ledger_taken_over_whole(tmp_path: Path) -> None:
    """The same entries under the same root; the recorded files are laid out, and answers are the same."""
    made = make(tmp_path / "a", MORE)
    made.add()
    theirs = again(tmp_path / "a")
    kept = theirs.checkpoint()
    assert kept is not None
    (tmp_path / "a" / "ledger" / "objects" / "ff").mkdir(exist_ok=True)
    (tmp_path / "a" / "ledger" / "objects" / "ff" / f"{'f' * 64}.gz").write_bytes(b"what a refused add has left")
    theirs.export(tmp_path / "theirs.servanda")
    with zipfile.ZipFile(tmp_path / "theirs.servanda") as archive:
        assert not [name for name in archive.namelist() if "ffff" in name]
    dossier.init(tmp_path / "b")
    (tmp_path / "b" / "actors.yaml").write_text("- {id: other, type: organisation, names: [{text: Other}]}\n")
    shutil.rmtree(tmp_path / "b" / "ledger", ignore_errors=True)
    ours = again(tmp_path / "b")
    done = ours.import_ledger(tmp_path / "theirs.servanda", kept)
    assert done.size == kept.size
    assert "actors.yaml" in done.otherwise
    assert {"accords/trial.yaml"} <= set(done.laid_out)
    after = again(tmp_path / "b")
    assert after.checkpoint().root == kept.root
    assert after.verify(kept).ok
    assert known(after) == known(theirs)
    shutil.copy(tmp_path / "a" / "actors.yaml", tmp_path / "b" / "actors.yaml")
    shutil.copy(tmp_path / "a" / "dossier.yaml", tmp_path / "b" / "dossier.yaml")
    assert [str(v.label) for v in again(tmp_path / "b").verdict(as_of="2021-01-01")] == [
        str(v.label) for v in theirs.verdict(as_of="2021-01-01")
    ]
    with pytest.raises(DossierError, match="already") as told:
        after.import_ledger(tmp_path / "theirs.servanda")
    assert told.value.slug == "ledger-present"
    make(tmp_path / "c").add()
    dossier.init(tmp_path / "d")
    with pytest.raises(IntegrityError):
        again(tmp_path / "d").import_ledger(tmp_path / "theirs.servanda", again(tmp_path / "c").checkpoint())
    assert again(tmp_path / "d").checkpoint() is None


def test_what_the_other_knows_comes_in_and_ours_stays(tmp_path: Path) -> None:
    ours, theirs = two(tmp_path)
    mine, yours = id_of(ours, "m1"), id_of(theirs, "t1")
    theirs.accept([yours], by="jd")
    before, kept = known(ours), ours.checkpoint()
    assert kept is not None
    theirs.export(tmp_path / "theirs.servanda")
    made = ours.merge_ledger(tmp_path / "theirs.servanda")
    assert yours in made.new
    assert made.decisions == 1
    assert made.findings == ()
    after = known(again(tmp_path / "a"))
    assert after == {**before, yours: ("theirs", "accepted")}
    assert mine in after
    assert again(tmp_path / "a").verify(kept).ok  # the old checkpoint still holds
    assert ours.merge_ledger(tmp_path / "theirs.servanda") == type(made)()  # again: nothing


def test_both_ways_they_know_the_same(tmp_path: Path) -> None:
    ours, theirs = two(tmp_path)
    ours.reject([id_of(ours, "m1")], by="ad", reason="the text does not say it")
    theirs.export(tmp_path / "theirs.servanda")
    ours.merge_ledger(tmp_path / "theirs.servanda")
    again(tmp_path / "a").export(tmp_path / "ours.servanda")
    theirs.merge_ledger(tmp_path / "ours.servanda")
    assert known(again(tmp_path / "a")) == known(again(tmp_path / "b"))


def test_a_newer_wording_comes_in_and_an_older_one_changes_nothing(tmp_path: Path) -> None:
    ours, theirs = two(tmp_path, MORE, MORE.replace(",mine,", ",mended,"))
    _recorded(tmp_path / "b", MORE.replace(",mine,", ",mended twice,"))
    theirs = again(tmp_path / "b")
    claim = id_of(theirs, "m1")
    _recorded(tmp_path / "a", MORE.replace(",mine,", ",mended,"))
    ours = again(tmp_path / "a")
    theirs.export(tmp_path / "theirs.servanda")
    made = ours.merge_ledger(tmp_path / "theirs.servanda")
    assert claim in made.corrected
    assert made.findings == ()
    assert known(again(tmp_path / "a"))[claim][0] == "mended twice"
    again(tmp_path / "a").export(tmp_path / "ours.servanda")
    assert again(tmp_path / "b").merge_ledger(tmp_path / "ours.servanda").corrected == ()


def test_rival_wordings_both_stay_and_are_told(tmp_path: Path) -> None:
    ours, theirs = two(tmp_path, MORE, MORE.replace(",mine,", ",theirs,"))
    claim = id_of(ours, "m1")
    theirs.export(tmp_path / "theirs.servanda")
    made = ours.merge_ledger(tmp_path / "theirs.servanda")
    assert [f.slug for f in made.findings] == ["rival-version"]
    assert known(again(tmp_path / "a"))[claim][0] == "mine"
    with Ledger.open(tmp_path / "a" / "ledger", read_only=True) as ledger:
        versions = [v.payload.get("quote") for v in fold(ledger.entries()).claims[claim].versions]
    assert versions == ["mine", "theirs", "mine"]


@pytest.mark.parametrize(("later", "stands"), [("ours", "accepted"), ("theirs", "rejected")])
def test_rival_decisions_are_told_and_the_later_holds(tmp_path: Path, later: str, stands: str) -> None:
    ours, theirs = two(tmp_path, MORE, MORE)
    claim = id_of(ours, "m1")
    decide = [lambda: ours.accept([claim], by="ad"), lambda: theirs.reject([claim], by="jd", reason="no")]
    for act in decide if later == "theirs" else reversed(decide):
        act()
        _a_second_later()
    theirs.export(tmp_path / "theirs.servanda")
    made = ours.merge_ledger(tmp_path / "theirs.servanda")
    assert [f.slug for f in made.findings] == ["rival-decision"]
    assert known(again(tmp_path / "a"))[claim][1] == stands


def _a_second_later() -> None:
    import time

    time.sleep(1.1)


def test_another_law_is_told_and_not_taken_over(tmp_path: Path) -> None:
    ours, theirs = two(tmp_path)
    with (tmp_path / "b" / "actors.yaml").open("a", encoding="utf-8") as file:
        file.write("- {id: newcomer, type: organisation, names: [{text: Newcomer, lang: en}]}\n")
    again(tmp_path / "b").add()
    again(tmp_path / "b").export(tmp_path / "theirs.servanda")
    made = ours.merge_ledger(tmp_path / "theirs.servanda")
    assert "law-differs" in [f.slug for f in made.findings]
    assert "newcomer" not in again(tmp_path / "a").register
    assert theirs.path != ours.path


def test_what_was_altered_on_the_way_is_refused(tmp_path: Path) -> None:
    ours, theirs = two(tmp_path)
    size = ours.checkpoint()
    theirs.export(tmp_path / "theirs.servanda")
    forged = tmp_path / "forged.servanda"
    with zipfile.ZipFile(tmp_path / "theirs.servanda") as old, zipfile.ZipFile(forged, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "ledger.sqlite":
                content = content.replace(b"theirs", b"forged")
            new.writestr(part.filename, content)
    with pytest.raises(IntegrityError):
        ours.merge_ledger(forged)
    assert again(tmp_path / "a").checkpoint() == size


def test_a_checkpoint_had_otherwise_must_agree(tmp_path: Path) -> None:
    ours, theirs = two(tmp_path)
    other = ours.checkpoint()
    theirs.export(tmp_path / "theirs.servanda")
    with pytest.raises(IntegrityError):
        ours.merge_ledger(tmp_path / "theirs.servanda", other)


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "objects/../../x", "ledger.sqlite/../x", "notes.txt"])
def test_no_file_leaves_its_folder(tmp_path: Path, name: str) -> None:
    ours, theirs = two(tmp_path)
    theirs.export(tmp_path / "theirs.servanda")
    with zipfile.ZipFile(tmp_path / "theirs.servanda", "a") as archive:
        archive.writestr(name, "x")
    with pytest.raises(DossierError, match="no exported ledger"):
        ours.merge_ledger(tmp_path / "theirs.servanda")


@pytest.mark.parametrize("content", [b"", b"PK", b"not a bundle", json.dumps({"servanda_bundle": 1}).encode()])
def test_what_is_no_bundle_is_told(tmp_path: Path, content: bytes) -> None:
    ours, _theirs = two(tmp_path)
    (tmp_path / "x.servanda").write_bytes(content)
    with pytest.raises((DossierError, IntegrityError)) as told:
        ours.merge_ledger(tmp_path / "x.servanda")
    assert told.value.slug in ("no-bundle", "bundle-damaged")
    with pytest.raises(DossierError, match="does not exist"):
        ours.merge_ledger(tmp_path / "absent.servanda")


def test_an_export_is_never_half_and_never_over_another(tmp_path: Path) -> None:
    ours, _theirs = two(tmp_path)
    ours.export(tmp_path / "x.servanda")
    with pytest.raises(DossierError, match="there already"):
        ours.export(tmp_path / "x.servanda")
    with pytest.raises(DossierError, match="could not be written"):
        ours.export(tmp_path / "nowhere" / "x.servanda")
    assert not list(tmp_path.glob("**/*.part"))
