"""Ledgers from strangers whose every proof is in order, and whose contents are hostile."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from dossier_bench import again, labels, make

from servanda import dossier
from servanda.dossier import Dossier
from servanda.errors import DossierError, IntegrityError
from servanda.ledger import EntryType, Ledger, NewEntry, Rows
from servanda.ledger.bundle import pack

CLAIM = {"id": "r-aaaaaaaaaa.x", "report": "r-aaaaaaaaaa", "speaker": ["ngo"], "event": "shelling"}


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("arrival") / "ours"
    make(folder).add()
    return folder


def sent(base: Path, batch: Sequence[NewEntry | Rows], objects: Mapping[str, bytes] | None = None) -> Path:
    with Ledger.open(base / "theirs", create=True) as ledger:
        ledger.append(batch, objects)
    pack(base / "theirs", base / "theirs.servanda", "hostile")
    return base / "theirs.servanda"


def both(base: Path, ours: Path) -> list[Dossier]:
    """One dossier to merge into, and one that has recorded nothing."""
    shutil.copytree(ours, base / "merging")
    dossier.init(base / "importing")
    return [again(base / "merging"), again(base / "importing")]


def tree(opened: Dossier) -> tuple[int, bytes]:
    now = again(opened.path).checkpoint()
    assert now is not None
    return now.size, now.root


BAD: list[tuple[EntryType, dict[str, Any]]] = [
    (EntryType.CLAIM, {"id": "r-aaaaaaaaaa.x"}),
    (EntryType.CLAIM, {**CLAIM, "kind": "nonsense"}),
    (EntryType.CLAIM, {**CLAIM, "speaker": "ngo"}),
    (EntryType.CLAIM, {**CLAIM, "event": 9}),
    (EntryType.CLAIM, {**CLAIM, "when_from_earliest": "x"}),
    (EntryType.CLAIM, {**CLAIM, "when_from_earliest": 2**53 - 1}),
    (EntryType.CLAIM, {**CLAIM, "lat": 91, "lon": 0}),
    (EntryType.CLAIM, {**CLAIM, "counts": [["killed"]]}),
    (EntryType.CLAIM, {**CLAIM, "actor": ["RUS"]}),
    (EntryType.CLAIM, {**CLAIM, "attributes": {"a": 1}}),
    (EntryType.CLAIM, {**CLAIM, "span": [[0]]}),
    (EntryType.CLAIM, {**CLAIM, "handling": "wild"}),
    (EntryType.CLAIM, {**CLAIM, "retracted": "perhaps"}),
    (EntryType.COVERAGE, {"id": "r-aaaaaaaaaa.c", "kind": "coverage"}),
    (EntryType.REPORT, {"id": "r-aaaaaaaaaa", "published": "yesterday"}),
    (EntryType.REPORT, {"id": "r-aaaaaaaaaa", "text": 5}),
]


@pytest.mark.parametrize(("kind", "payload"), BAD, ids=[str(n) for n in range(len(BAD))])
def test_what_is_no_record_is_refused_before_anything_is_recorded(
    tmp_path: Path, ours: Path, kind: EntryType, payload: dict[str, Any]
) -> None:
    bundle = sent(tmp_path, [NewEntry(kind, payload)])
    merging, importing = both(tmp_path, ours)
    before = tree(merging)
    for take in (merging.merge_ledger, importing.import_ledger):
        with pytest.raises(DossierError, match="entry 0 of it") as told:
            take(bundle)
        assert told.value.slug == "bundle-unfit"
    assert tree(merging) == before
    assert not importing.has_ledger


def test_neither_does_a_correction_or_a_row_come_in(tmp_path: Path, ours: Path) -> None:
    good = NewEntry(EntryType.CLAIM, CLAIM)
    bad = NewEntry(EntryType.CORRECTION, {**CLAIM, "polarity": 7}, (0,))
    merging = both(tmp_path, ours)[0]
    for place, (batch, where) in enumerate(
        (([good], 1), ([Rows(EntryType.CLAIM, [CLAIM, {**CLAIM, "id": "r.y", "lang": 3}])], 1))
    ):
        base = tmp_path / str(place)
        with Ledger.open(base / "theirs", create=True) as ledger:
            ledger.append(batch)
            if place == 0:
                ledger.append([bad])
        pack(base / "theirs", base / "x.servanda", "hostile")
        with pytest.raises(DossierError, match=r"polarity|lang") as told:
            merging.merge_ledger(base / "x.servanda")
        assert told.value.slug == "bundle-unfit", where


@pytest.mark.parametrize(
    "path",
    [
        *("../evil.txt", "/tmp/evil.txt", "claims/../../evil.csv", ".git/hooks/post-checkout", "claims/.hidden.csv"),
        *(
            "ledger/ledger.sqlite-wal",
            "claims/a\0.csv",
            "claims/" + "x" * 300 + ".csv",
            ".",
            "claims",
            "x.sh",
            ".envrc",
        ),
    ],
)
def test_no_file_is_laid_out_that_a_dossier_does_not_record(tmp_path: Path, ours: Path, path: str) -> None:
    content = b"x: 1\n"
    digest = hashlib.sha256(content).hexdigest()
    bundle = sent(
        tmp_path, [NewEntry(EntryType.FILE, {"path": path, "digest": digest}, (), (digest,))], {digest: content}
    )
    importing = both(tmp_path, ours)[1]
    before = sorted(p for p in tmp_path.rglob("*"))
    with pytest.raises(DossierError) as told:
        importing.import_ledger(bundle)
    assert told.value.slug == "bundle-unfit"
    assert sorted(p for p in tmp_path.rglob("*")) == before


def test_a_record_that_is_none_is_told_and_the_rest_answers(tmp_path: Path, ours: Path) -> None:
    """A whole folder from a stranger: nobody asked before it was recorded."""
    folder = tmp_path / "d"
    shutil.copytree(ours, folder)
    expected = labels(again(ours))
    with Ledger.open(folder / "ledger") as ledger:
        ledger.append([NewEntry(kind, {**payload, "id": f"r-aaaaaaaaaa.{n}"}) for n, (kind, payload) in enumerate(BAD)])
    opened = again(folder)
    assert labels(opened) == expected
    assert [f.slug for f in opened.unread] == ["record-unreadable"] * len(BAD)
    assert any("'servanda ledger erase r-aaaaaaaaaa.0'" in str(finding) for finding in opened.unread)
    opened.erase([f"r-aaaaaaaaaa.{n}" for n in range(len(BAD))], "no records")
    assert again(folder).unread == ()
    assert again(folder).verify().ok


def repacked(bundle: Path, target: Path, **settings: Any) -> zipfile.ZipFile:
    made = zipfile.ZipFile(target, "w", **settings)
    with zipfile.ZipFile(bundle) as old:
        for part in old.infolist():
            made.writestr(part.filename, old.read(part))
    return made


def test_archives_made_to_fill_a_disk_are_refused_unread(tmp_path: Path, ours: Path) -> None:
    bundle = sent(tmp_path, [NewEntry(EntryType.CLAIM, CLAIM)])
    merging = both(tmp_path, ours)[0]
    big = f"objects/ff/{'f' * 64}.gz"
    with repacked(bundle, tmp_path / "lies.servanda", compression=zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(big, b"x")
        archive.getinfo(big).file_size = 1 << 33
    with repacked(bundle, tmp_path / "bz2.servanda", compression=zipfile.ZIP_BZIP2) as archive:
        archive.writestr(big, bytes(1 << 12))
    with pytest.warns(UserWarning, match="Duplicate"), repacked(bundle, tmp_path / "twice.servanda") as archive:
        archive.writestr("bundle.json", b"{}")
    with repacked(bundle, tmp_path / "note.servanda", compression=zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(big, os.urandom(1 << 12))
        archive.getinfo("bundle.json").file_size = (1 << 20) + 1
    for name, why in (("lies", "more than"), ("bz2", "packed"), ("twice", "twice"), ("note", "too long")):
        with pytest.raises(DossierError, match=why) as told:
            merging.merge_ledger(tmp_path / f"{name}.servanda")
        assert told.value.slug == "no-bundle"


def test_what_no_entry_rests_on_does_not_come_in(tmp_path: Path, ours: Path) -> None:
    bundle = sent(tmp_path, [NewEntry(EntryType.CLAIM, CLAIM)])
    stray = f"objects/ff/{'f' * 64}.gz"
    with repacked(bundle, tmp_path / "stray.servanda") as archive:
        archive.writestr(stray, b"nobody will ever erase this")
    importing = both(tmp_path, ours)[1]
    importing.import_ledger(tmp_path / "stray.servanda")
    assert not (importing.path / "ledger" / stray).exists()
    assert again(importing.path).verify().ok


def test_an_archive_that_says_another_ledger_than_it_holds(tmp_path: Path, ours: Path) -> None:
    bundle = sent(tmp_path, [NewEntry(EntryType.CLAIM, CLAIM)])
    with Ledger.open(tmp_path / "theirs", read_only=True) as ledger:
        kept = ledger.checkpoint()
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(tmp_path / "x.servanda", "w") as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part.filename, content.replace(kept.root.hex().encode(), b"0" * 64))
    merging = both(tmp_path, ours)[0]
    for against in (None, kept):
        with pytest.raises(IntegrityError):
            merging.merge_ledger(tmp_path / "x.servanda", against)
