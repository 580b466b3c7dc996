"""A ledger in one file, to hand to another analyst: everything in it, in a ZIP archive, checked before it is used.

The database is copied by SQLite's own backup, so that a bundle made while somebody records is whole. What comes in is
unpacked into a folder of its own, under limits, by names that a ledger has and no others, and verified entry by entry;
nothing of it is used before.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servanda.errors import DossierError, IntegrityError
from servanda.ledger import checkpoint as checkpoints
from servanda.ledger import database
from servanda.ledger.checkpoint import Checkpoint, checkpoint_from_json
from servanda.ledger.disk import fresh_name, sync_file, sync_folder
from servanda.ledger.segment import FOLDER
from servanda.ledger.store import Ledger
from servanda.ledger.verification import Progress
from servanda.words import _

ABOUT = "bundle.json"
FORMAT = 1
DEFLATES = 1032
"""Nothing that DEFLATE packs becomes smaller than by this; what claims to is made to fill a disk (RFC 1951)."""
LARGEST_NOTE = 1 << 20
_PART = re.compile(
    rf"(?:objects/[0-9a-f]{{2}}/[0-9a-f]{{64}}\.gz|{FOLDER}/[0-9a-z]+-[0-9]+\.parquet|checkpoints\.jsonl)"
)
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was unpacked and verified: the ledger (to read), which dossier it is of, and its checkpoint."""

    ledger: Ledger
    dossier: str
    checkpoint: Checkpoint


def pack(folder: Path, target: Path, dossier: str, progress: Progress | None = None) -> Checkpoint:
    """Write the ledger in `folder` to the archive `target`, which must not be there yet. Returns its checkpoint.
    Raises DossierError when it cannot be written; then no half archive is left."""
    if target.exists():
        raise DossierError(
            "export-exists", _("{path} is there already").format(path=target), _("choose another name, or remove it")
        )
    half = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(prefix="servanda-export-") as base:
            copy = Path(base) / database.FILE_NAME
            with Ledger.open(folder, read_only=True) as ledger, closing(sqlite3.connect(copy)) as into:
                ledger.backup(into)
            with Ledger.open(copy.parent, read_only=True) as ledger:
                checkpoint, parts = ledger.checkpoint(), ledger.parts()
            with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                names = sorted({*parts, checkpoints.FILE_NAME})
                for done, name in enumerate(names):
                    if progress is not None:
                        progress(done, len(names))
                    if (folder / name).is_file():  # what is missing is found on arrival
                        archive.write(folder / name, name)
                archive.write(copy, database.FILE_NAME)
                about = {"servanda_bundle": FORMAT, "dossier": dossier, "checkpoint": checkpoint.as_json()}
                archive.writestr(ABOUT, json.dumps(about, indent=2, sort_keys=True) + "\n")
        half.replace(target)
    except OSError as error:
        raise DossierError(
            "export-failed", _("{path} could not be written: {why}").format(path=target, why=error), _("make room")
        ) from error
    finally:
        half.unlink(missing_ok=True)
    return checkpoint


@contextmanager
def unpacked(
    path: Path, against: Checkpoint | None = None, progress: Progress | None = None, jobs: int = 1
) -> Iterator[Bundle]:
    """The ledger in an archive, verified whole and, where `against` is given, compared with a checkpoint that somebody
    kept. Raises DossierError for what is no bundle, IntegrityError for one that was altered."""
    with tempfile.TemporaryDirectory(prefix="servanda-import-") as base:
        folder = Path(base)
        about = _unzipped(path, folder)
        claimed = checkpoint_from_json(about.get("checkpoint"))
        with Ledger.open(folder, read_only=True) as ledger:
            ledger.verify(against or claimed, progress, jobs).require()
            if against is not None and (claimed.size > ledger.size or ledger.root(claimed.size) != claimed.root):
                what = _("{path} holds another ledger than it says").format(path=path)
                raise IntegrityError("bundle-damaged", what, _("ask for it again"))
            yield Bundle(ledger, str(about.get("dossier", "")), claimed)


def _unzipped(path: Path, folder: Path) -> Mapping[str, Any]:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            unpacked = sum(p.file_size for p in parts)
            if unpacked > DEFLATES * path.stat().st_size:
                raise _no_bundle(path, _("it unpacks to more than such a file can hold"))
            for part in parts:
                if part.filename not in (ABOUT, database.FILE_NAME) and not _PART.fullmatch(part.filename):
                    raise _no_bundle(path, _("it holds {name!r}, which no ledger has").format(name=part.filename))
                if part.compress_type not in _READABLE or part.flag_bits & 1:
                    what = _("{name} is packed or encrypted as no export is").format(name=part.filename)
                    raise _no_bundle(path, what)
            names = {p.filename for p in parts}
            if len(names) < len(parts):
                raise _no_bundle(path, _("a name stands twice in it"))
            if not {ABOUT, database.FILE_NAME} <= names:
                raise _no_bundle(path, _("it has no ledger in it"))
            if archive.getinfo(ABOUT).file_size > LARGEST_NOTE:
                raise _no_bundle(path, _("{name} is too long").format(name=ABOUT))
            free = shutil.disk_usage(folder).free
            if unpacked > free:
                what = _("{path} unpacks to {n} MB, and {folder} has room for {free}")
                words = {"path": path, "n": unpacked >> 20, "folder": folder.parent, "free": free >> 20}
                advice = _("make room, or set TMPDIR to a place that has it")
                raise DossierError("disk-full", what.format(**words), advice)
            archive.extractall(folder)
        about = json.loads((folder / ABOUT).read_bytes())
    except FileNotFoundError as error:
        raise DossierError("no-such-file", _("{path} does not exist").format(path=path), "") from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise IntegrityError(
            "bundle-damaged", _("{path} is damaged: {why}").format(path=path, why=error), _("ask for it again")
        ) from error
    except OSError as error:
        raise DossierError("import-failed", _("{path}: {why}").format(path=path, why=error), _("make room")) from error
    if not isinstance(about, dict) or about.get("servanda_bundle") != FORMAT:
        raise _no_bundle(path, _("expected version {n} of the format").format(n=FORMAT))
    return about


def _no_bundle(path: Path, why: str) -> DossierError:
    return DossierError(
        "no-bundle",
        _("{path} is no exported ledger: {why}").format(path=path, why=why),
        _("'servanda ledger export FILE' makes one"),
    )


def put(bundle: Bundle, folder: Path) -> None:
    """Make what was unpacked the ledger in `folder`, where none may be: whole or not at all."""
    with database.speaking(folder):
        if folder.exists() and any(folder.iterdir()):
            raise DossierError(
                "ledger-present",
                _("{path} holds a ledger already").format(path=folder),
                _("'servanda ledger merge' records what the other has besides"),
            )
        fresh = fresh_name(folder.parent)
        try:
            fresh.mkdir()
            for name in (*bundle.ledger.parts(), checkpoints.FILE_NAME):  # and nothing that no entry rests on
                if (bundle.ledger.folder / name).is_file():
                    (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(bundle.ledger.folder / name, fresh / name)
            with closing(sqlite3.connect(fresh / database.FILE_NAME)) as into:
                bundle.ledger.backup(into)
            for path in fresh.rglob("*"):
                sync_file(path)
            if folder.exists():
                folder.rmdir()
            fresh.rename(folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        sync_folder(folder.parent)
