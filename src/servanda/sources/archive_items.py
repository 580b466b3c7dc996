"""The articles of a folder, a zip or tar file, a mailbox or JSON Lines, one at a time: bytes, name and sidecar.

A line of JSON is an article: `text` or `html`, and what a sidecar may say (`title`, `outlet`, `author`, `published`,
`url`, `language`, `handling`), and `id`, its key.
"""

from __future__ import annotations

import gzip
import json
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, pairwise
from pathlib import Path
from typing import IO, Any, NamedTuple

from servanda.errors import InputError
from servanda.model import Finding, Position
from servanda.sources.article_bytes import MAX_BYTES
from servanda.sources.articles import article_suffixes
from servanda.sources.sidecar import KEYS
from servanda.words import _

TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_SIDECARS = (".yaml", ".yml")
_LARGEST_SIDECAR = 1024 * 1024
_LONGEST_LINE = 2 * MAX_BYTES


class Item(NamedTuple):
    """One article. `key` tells it from the others of the archive; `name` decides how it is read."""

    key: str
    name: str
    content: bytes
    sidecar: bytes | None = None
    sidecar_file: str = ""


class Skipped(NamedTuple):
    """One that cannot be read at all, and why."""

    key: str
    finding: Finding


def items(path: Path) -> Iterator[Item | Skipped]:
    """Every article of the archive, in its order: the order of names in a folder, that of the file else. Raises
    InputError for a file that is no archive."""
    if path.is_dir():
        return _in_folder(path)
    name = path.name.casefold()
    if name.endswith(".zip"):
        return in_zip(path, path.name)
    if name.endswith(TARS):
        return in_tar(path, path.name)
    return in_mbox(path, path.name) if name.endswith(".mbox") else _opened_lines(path)


def items_of(file: IO[bytes], name: str) -> Iterator[Item | Skipped]:
    """The same for an archive in memory, of a format that its name tells."""
    lower = name.casefold()
    if lower.endswith(".zip"):
        return in_zip(file, name)
    if lower.endswith(TARS):
        return in_tar(file, name)
    return in_mbox(file, name) if lower.endswith(".mbox") else in_lines(file, name)


def _opened_lines(path: Path) -> Iterator[Item | Skipped]:
    with path.open("rb") as file:
        yield from in_lines(file, path.name)


def number_of(path: Path) -> int:
    """How many articles there are; 0 where counting would mean reading everything."""
    try:
        if path.is_dir():
            return sum(1 for file in _files(path))
        if path.name.casefold().endswith(".zip"):
            with zipfile.ZipFile(path) as archive:
                return sum(1 for info in archive.infolist() if _is_article(info.filename))
        if path.stat().st_size < 2 << 30 and path.name.casefold().endswith(".mbox"):
            with path.open("rb") as file:
                return sum(_begins(line, before) for before, line in pairwise(chain((b"\n",), file)))
        if path.stat().st_size < 2 << 30 and not path.name.casefold().endswith((".gz", *TARS)):
            with path.open("rb") as file:
                return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    except (OSError, zipfile.BadZipFile):
        return 0
    return 0


def _is_article(name: str) -> bool:
    return name.casefold().endswith((*article_suffixes(), ".xml")) and not name.rsplit("/", 1)[-1].startswith(".")


def _files(folder: Path) -> Iterator[Path]:
    """Articles in the folder and those below, sorted; links are not followed out of it."""
    for here in sorted(folder.iterdir()):
        if here.is_symlink() and not here.resolve().is_relative_to(folder.resolve()):
            continue
        if here.is_dir() and not here.name.startswith(".") and not here.is_symlink():
            yield from _files(here)
        elif here.is_file() and _is_article(here.name):
            yield here


def _in_folder(folder: Path) -> Iterator[Item | Skipped]:
    for path in _files(folder):
        key = path.relative_to(folder).as_posix()
        try:
            with path.open("rb") as file:
                content = file.read(4 * MAX_BYTES + 1)
            sidecar, name = None, ""
            for suffix in _SIDECARS:
                beside = path.with_suffix(suffix)
                if beside.is_file():
                    sidecar, name = beside.read_bytes()[:_LARGEST_SIDECAR], beside.relative_to(folder).as_posix()
                    break
        except OSError as error:
            what = _("the file cannot be read: {why}").format(why=error.strerror or "?")
            yield Skipped(key, Finding("unreadable", what, at=Position(key)))
            continue
        yield Item(key, key, content, sidecar, name)


def in_zip(file: Path | IO[bytes], name: str) -> Iterator[Item | Skipped]:
    """The articles of a zip file. Raises InputError for a file that is none."""
    try:
        archive = zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError("archive-broken", _("{file} is no zip file").format(file=name)) from error
    with archive:
        names = {info.filename: info for info in archive.infolist()}
        for name, info in names.items():
            if info.is_dir() or not _is_article(name):
                continue
            try:
                content = _unpacked(archive, info, 4 * MAX_BYTES)
                beside = next((s for x in _SIDECARS if (s := name.rpartition(".")[0] + x) in names), "")
                sidecar = _unpacked(archive, names[beside], _LARGEST_SIDECAR) if beside else None
            except (OSError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError):
                # RuntimeError: a password is needed; NotImplementedError: a compression that nobody uses
                what = _("the file cannot be unpacked")
                yield Skipped(name, Finding("archive-entry", what, at=Position(name)))
                continue
            yield Item(name, name, content, sidecar, beside)


def in_tar(file: Path | IO[bytes], name: str) -> Iterator[Item | Skipped]:
    """The articles of a tar file, compressed or not: read through twice, first for the sidecars, never unpacked to the
    disk. Raises InputError for a file that is none."""
    try:
        sidecars = {
            member: content
            for member, content in _members(file)
            if isinstance(content, bytes) and member.endswith(_SIDECARS)
        }
        for member, content in _members(file):
            if isinstance(content, Skipped):
                yield content
            elif _is_article(member):
                beside = next((s for x in _SIDECARS if (s := member.rpartition(".")[0] + x) in sidecars), "")
                yield Item(member, member, content, sidecars.get(beside), beside)
    except (OSError, tarfile.TarError, EOFError, zlib.error) as error:
        raise InputError("archive-broken", _("{file} is no tar file").format(file=name)) from error


def _members(file: Path | IO[bytes]) -> Iterator[tuple[str, bytes | Skipped]]:
    """Names and bytes of the articles and sidecars; one `Skipped` where the archive breaks off."""
    with _stream(file) as stream, tarfile.open(fileobj=stream, mode="r|*") as archive:
        last = ""
        try:
            for info in archive:
                last = info.name
                small = info.name.endswith(_SIDECARS) and info.size <= _LARGEST_SIDECAR
                if not info.isfile() or not (small or _is_article(info.name)):
                    continue
                member = archive.extractfile(info)
                if member is not None:
                    yield info.name, member.read(4 * MAX_BYTES + 1)
        except (tarfile.TarError, EOFError, OSError, zlib.error):
            if not last:
                raise
            yield last, Skipped(last, Finding("archive-entry", _("the archive breaks off here"), at=Position(last)))


@contextmanager
def _stream(file: Path | IO[bytes]) -> Iterator[IO[bytes]]:
    if isinstance(file, Path):
        with file.open("rb") as opened:
            yield opened
    else:
        file.seek(0)
        yield file


def in_mbox(file: Path | IO[bytes], name: str) -> Iterator[Item | Skipped]:
    """The messages of a mailbox (RFC 4155: each begins with a line `From …` behind an empty one), as `.eml` files."""
    number, lines, size = 0, list[bytes](), 0

    def message() -> Item | Skipped:
        key = f"{name}:{number}.eml"
        if size > 4 * MAX_BYTES:
            return Skipped(key, Finding("archive-entry", _("the message is too large"), at=Position(key)))
        return Item(key, key, b"".join(line[1:] if line.startswith(b">From ") else line for line in lines))

    with _stream(file) as stream:
        before = b"\n"
        while line := stream.readline(_LONGEST_LINE):
            if _begins(line, before):
                if number:
                    yield message()
                number, lines, size = number + 1, [], 0
            elif number:
                size += len(line)
                if size <= 4 * MAX_BYTES:
                    lines.append(line)
            before = line
    if not number:
        raise InputError("archive-broken", _("{file} is no mailbox").format(file=name))
    yield message()


def _begins(line: bytes, before: bytes) -> bool:
    return line.startswith(b"From ") and not before.strip()


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, largest: int) -> bytes:
    """The member's bytes, one more than the largest at most: what it says of its own size is not believed."""
    with archive.open(info) as member:
        return member.read(largest + 1)


def in_lines(file: IO[bytes], name: str) -> Iterator[Item | Skipped]:
    """The articles of JSON Lines, compressed by gzip where the name says so."""
    with _plain(name, file) as lines:
        number = 0
        while True:
            number += 1
            try:
                raw = lines.readline(_LONGEST_LINE)
            except (OSError, EOFError, zlib.error):
                yield Skipped(f"line:{number}", _line(name, number, _("the archive breaks off here")))
                return
            if not raw:
                return
            if len(raw) == _LONGEST_LINE and not raw.endswith(b"\n"):
                while (more := lines.readline(_LONGEST_LINE)) and not more.endswith(b"\n"):
                    continue
                yield Skipped(f"line:{number}", _line(name, number, _("the line is too long for an article")))
                continue
            if raw.strip():
                yield _article(name, number, raw)


def _plain(name: str, file: IO[bytes]) -> IO[bytes]:
    return gzip.open(file, "rb") if name.casefold().endswith(".gz") else file  # type: ignore[return-value]


def _article(source: str, number: int, raw: bytes) -> Item | Skipped:
    try:
        row = json.loads(raw)
    except (ValueError, RecursionError):
        return Skipped(f"line:{number}", _line(source, number, _("the line is no JSON")))
    text = row.get("text") or row.get("html") if isinstance(row, dict) else None
    if not isinstance(text, str):
        what = _("the line holds no article: an object with `text` or `html`")
        return Skipped(f"line:{number}", _line(source, number, what))
    key = str(row["id"])[:200] if isinstance(row.get("id"), (str, int)) else f"line:{number}"
    said = {k: row[k] for k in KEYS if isinstance(row.get(k), (str, int))}
    name = f"{source}:{number}.{'txt' if row.get('text') else 'html'}"
    # half of a surrogate pair is no character, and no encoding has it
    content = text.encode("utf-8", "replace") if text.isascii() else text.encode("utf-16", "surrogatepass")
    content = content if text.isascii() else content.decode("utf-16", "replace").encode("utf-8")
    return Item(key, name, content, _yaml(said), f"{source}:{number}")


def _yaml(said: dict[str, Any]) -> bytes | None:
    """JSON is YAML, but for half surrogates."""
    return json.dumps({k: str(v) for k, v in said.items()}).encode() if said else None


def _line(source: str, number: int, what: str) -> Finding:
    return Finding("archive-entry", what, at=Position(source, number))
