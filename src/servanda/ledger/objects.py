"""The evidentiary copies: original bytes by their SHA-256, gzip-compressed, each in a file of its own.

`objects/ab/abcd….gz` holds the bytes whose digest is `abcd…`; `zcat FILE | sha256sum` checks one by hand. A file
appears under its name only when it is whole, and is never changed afterwards.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from servanda.errors import DossierError, IntegrityError, UsageError
from servanda.ledger.database import speaking
from servanda.ledger.disk import fresh_name, sync_folder, write_whole
from servanda.ledger.entry import is_digest
from servanda.words import _

LARGEST_OBJECT_BYTES = 2 << 30
_CHUNK = 1 << 20
_QUICK = 3  # of gzip's nine levels, for files of a gigabyte: three times as quick as 6, an eighth larger


class Objects:
    """The object store under one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Where the bytes of `digest` are kept. Raises UsageError for what is no digest: it would name another file."""
        if not is_digest(digest):
            raise UsageError("digest-malformed", _("{digest!r} is no SHA-256 in lower-case hex").format(digest=digest))
        return self.folder / digest[:2] / f"{digest}.gz"

    def __contains__(self, digest: object) -> bool:
        return isinstance(digest, str) and is_digest(digest) and self.path(digest).is_file()

    def put(self, content: bytes) -> str:
        """Keep `content`; returns its digest. Bytes that are already there stay; a damaged copy is replaced."""
        if len(content) > LARGEST_OBJECT_BYTES:
            raise _too_large(len(content))
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        if self.fault(digest) == "":
            return digest
        with speaking(path):
            self._make_place(path)
            write_whole(path, gzip.compress(content, compresslevel=6, mtime=0))
        return digest

    def put_file(self, source: Path) -> str:
        """Keep the bytes of a file, whatever its size, without holding them in memory; returns their digest."""
        with speaking(source), source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            if file.tell() > LARGEST_OBJECT_BYTES:
                raise _too_large(file.tell())
            if self.fault(digest) == "":
                return digest
            file.seek(0)
            path = self.path(digest)
            self._make_place(path)
            if not write_packed(path, file, digest):
                what = _("{file} was changed while it was read").format(file=source)
                raise DossierError("file-changed", what, _("nothing was written; run the command again"))
        return digest

    @contextmanager
    def opened(self, digest: str) -> Iterator[BinaryIO]:
        """The bytes of `digest` as a file, not checked: for those that were just put there."""
        with speaking(self.path(digest)), gzip.open(self.path(digest)) as file:
            yield cast(BinaryIO, file)

    def _make_place(self, path: Path) -> None:
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            sync_folder(self.folder)
            sync_folder(self.folder.parent)

    def get(self, digest: str) -> bytes:
        """The bytes of `digest`, checked against it. Raises IntegrityError when they are gone or altered."""
        path = self.path(digest)
        if not path.is_file():
            raise IntegrityError(
                "object-missing",
                _("The original bytes {digest} are not kept here").format(digest=digest),
                _("restore {file} from a copy of the dossier").format(file=path),
            )
        sha, parts = hashlib.sha256(), []
        try:
            with speaking(path):
                for part in _unpacked(path):
                    sha.update(part)
                    parts.append(part)
        except _Altered as error:
            raise _altered(path) from error
        if sha.hexdigest() != digest:
            raise _altered(path)
        return b"".join(parts)

    def fault(self, digest: str) -> str:
        """What is wrong with the copy: `object-missing`, `object-altered`, or nothing."""
        path = self.path(digest)
        if not path.is_file():
            return "object-missing"
        sha = hashlib.sha256()
        try:
            with speaking(path):
                for part in _unpacked(path):
                    sha.update(part)
        except _Altered:
            return "object-altered"
        return "" if sha.hexdigest() == digest else "object-altered"

    def digests(self) -> Iterator[str]:
        """Every digest that a file is kept for, in order."""
        if self.folder.is_dir():
            for path in sorted(self.folder.glob("??/*.gz")):
                if is_digest(path.stem):
                    yield path.stem


def write_packed(path: Path, file: BinaryIO, digest: str) -> bool:
    """Write the rest of `file` compressed, as `disk.write_whole` does; False, and nothing there, if it has not the
    digest."""
    sha = hashlib.sha256()
    fresh = fresh_name(path.parent)
    try:
        with fresh.open("xb") as out:
            with gzip.GzipFile("", "wb", compresslevel=_QUICK, fileobj=out, mtime=0) as packed:
                while part := file.read(_CHUNK):
                    sha.update(part)
                    packed.write(part)
            out.flush()
            os.fsync(out.fileno())
        if sha.hexdigest() != digest:
            return False
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def _too_large(size: int) -> UsageError:
    return UsageError(
        "object-too-large",
        _("An object of {size} bytes is too large; at most {most}").format(size=size, most=LARGEST_OBJECT_BYTES),
    )


class _Altered(Exception):
    """The file does not unpack, or unpacks to more than was ever put in."""


def _unpacked(path: Path) -> Iterator[bytes]:
    total = 0
    try:
        with gzip.open(path) as file:
            while part := file.read(_CHUNK):
                total += len(part)
                if total > LARGEST_OBJECT_BYTES:
                    raise _Altered
                yield part
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise _Altered from error


def _altered(path: Path) -> IntegrityError:
    return IntegrityError(
        "object-altered",
        _("{file} is not what was put there").format(file=path),
        _("restore this file from a copy of the dossier; the digest in its name says which bytes are right"),
    )
