"""Where a dossier's files are read from: the folder as it stands (the working copy), or as the ledger recorded it.

Everything a verdict reads comes off a shelf, so that a question about a past of the ledger clock is answered from the
versions of that time and not from today's edits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Protocol

from servanda.dossier import digests
from servanda.errors import DossierError
from servanda.ledger import Ledger, State
from servanda.sources import archive_suffixes, article_suffixes
from servanda.words import _

LARGEST = 2 * 1024**3
_KEPT_BYTES = 8 * 1024**2
SINGLE = (
    "dossier.yaml",
    "actors.yaml",
    "places.yaml",
    "posts.yaml",
    "coverage.yaml",
    "viewpoints.yaml",
    "inventories.yaml",
)
FOLDERS = {
    "accords": (".yaml", ".yml"),
    "geo": (".geojson", ".json", ".kml", ".gpx", ".gpkg", ".zip", ".shp", ".shx", ".dbf", ".prj", ".cpg"),
    "claims": (".csv", ".yaml", ".yml"),
    "reports": (*article_suffixes(), ".yaml", ".yml"),
    "patrols": (".yaml", ".yml", ".json", ".geojson", ".gpx", ".kml", ".csv"),
    "data": (".csv", ".rss", ".atom", ".xml", *archive_suffixes()),
}


def is_recorded_here(path: str) -> bool:
    """Whether `path` can name a file of a dossier: below one of its folders, none hidden, none outside."""
    parts = path.split("/")
    if any(p in ("", ".", "..") or p.startswith(".") or "\0" in p or "\\" in p or len(p.encode()) > 255 for p in parts):
        return False
    return path in SINGLE or (len(parts) > 1 and path.lower().endswith(FOLDERS.get(parts[0], ())))


class Shelf(Protocol):
    """`paths` are relative to the dossier, `/` between, sorted."""

    @property
    def paths(self) -> tuple[str, ...]: ...

    def read(self, path: str) -> bytes: ...

    def digest(self, path: str) -> str: ...


class Working:
    """The folder as people edit it. Paths never leave it: a link or `..` that does is refused."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: dict[str, bytes] = {}

    @cached_property
    def paths(self) -> tuple[str, ...]:
        found = [name for name in SINGLE if (self.folder / name).is_file()]
        for name, suffixes in FOLDERS.items():
            place = self.folder / name
            if not place.is_dir():
                continue
            for path in sorted(place.rglob("*")):
                hidden = any(part.startswith(".") for part in path.relative_to(self.folder).parts)
                if path.name.lower().endswith(suffixes) and not hidden and path.is_file():
                    found.append(path.relative_to(self.folder).as_posix())
        return tuple(sorted(found))

    def read(self, path: str) -> bytes:
        """The bytes of a file of the dossier. Raises DossierError when it cannot be read or lies outside."""
        kept = self._kept.get(path)
        if kept is not None:
            return kept
        full = inside(self.folder, path)
        try:
            if full.stat().st_size > LARGEST:
                raise DossierError("too-large", _("{path} is larger than 2 GB").format(path=path), _("split it"))
            content = full.read_bytes()
        except OSError as error:
            what = _("{path} cannot be read: {why}").format(path=path, why=error.strerror)
            raise DossierError("unreadable", what, _("check that it exists and its permissions")) from error
        if len(content) < _KEPT_BYTES:
            self._kept[path] = content
        return content

    def digest(self, path: str) -> str:
        """The SHA-256 of a file; of a large one without holding it in memory, or as it was learned before."""
        if path in self._kept:
            return hashlib.sha256(self._kept[path]).hexdigest()
        try:
            full = inside(self.folder, path)
            if full.stat().st_size >= _KEPT_BYTES:
                return digests.digest(full, lambda: _digest(full))
        except OSError:
            pass  # said by `read`
        return hashlib.sha256(self.read(path)).hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Recorded:
    """The files as a state of the ledger knows them."""

    def __init__(self, ledger: Ledger, state: State) -> None:
        self._ledger = ledger
        self._digests: Mapping[str, str] = {p: v[-1].digest for p, v in state.files.items() if v}

    @cached_property
    def paths(self) -> tuple[str, ...]:
        return tuple(sorted(self._digests))

    def read(self, path: str) -> bytes:
        """The recorded bytes. Raises DossierError for a path that was not recorded by then."""
        digest = self._digests.get(path)
        if digest is None:
            what = _("{path} was not recorded by then").format(path=path)
            raise DossierError("not-recorded", what, _("ask a later --known-at"))
        return self._ledger.object(digest)

    def digest(self, path: str) -> str:
        return self._digests.get(path, "")


def inside(folder: Path, path: str) -> Path:
    """The file `path` of the dossier. Raises DossierError for a path that leaves it, absolute or through a link."""
    pure = PurePosixPath(path)
    full = folder / pure
    if pure.is_absolute() or ".." in pure.parts or not full.resolve().is_relative_to(folder.resolve()):
        what = _("the path {path!r} leaves the dossier").format(path=path)
        raise DossierError("path-leaves-dossier", what, _("copy the file into the dossier and name it from there"))
    return full
