"""What is no ledger, or cannot be reached, is refused in words that say which and what to do; nothing is lost."""

import errno
import os
import resource
import shutil
import sqlite3
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from servanda.errors import DossierError, IntegrityError, ServandaError, UsageError
from servanda.ledger import EntryType, Ledger, NewEntry

CLAIM = [NewEntry(EntryType.CLAIM, {"id": "r-1.a"})]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Ledger.open(tmp_path / "ledger", create=True) as ledger:
        for n in range(20):
            ledger.append([NewEntry(EntryType.CLAIM, {"id": f"r-1.{n}", "quote": "x" * 2000})])
    return tmp_path / "ledger"


def refused(folder: Path, **options: bool) -> ServandaError:
    with pytest.raises(ServandaError) as caught:
        Ledger.open(folder, **options).close()  # type: ignore[arg-type]
    assert caught.value.advice, "a refusal says what to do"
    return caught.value


def test_missing(tmp_path: Path) -> None:
    assert refused(tmp_path / "none").slug == "ledger-missing"
    assert refused(tmp_path / "none", read_only=True).slug == "ledger-missing"


def test_a_folder_that_lost_its_ledger_gets_no_empty_one(folder: Path) -> None:
    with Ledger.open(folder) as ledger:
        ledger.keep_checkpoint()
    (folder / "ledger.sqlite").unlink()
    error = refused(folder, create=True)
    assert (error.slug, type(error)) == ("ledger-missing", IntegrityError)
    assert not (folder / "ledger.sqlite").exists()


@pytest.mark.parametrize("length", [0, 1, 15, 16, 99, 100, 512, 4095, 4096, 4097, 20_000])
def test_cut_short(folder: Path, length: int) -> None:
    path = folder / "ledger.sqlite"
    os.truncate(path, length)
    before = path.read_bytes()
    assert refused(folder).slug == "ledger-truncated"
    assert refused(folder, create=True).slug == "ledger-truncated"
    assert path.read_bytes() == before, "what is left is left alone"


@pytest.mark.parametrize("content", [b"PK\x03\x04" + b"z" * 200, b"\x00" * 5000, b"claim,speaker\n" * 50])
def test_another_kind_of_file(folder: Path, content: bytes) -> None:
    (folder / "ledger.sqlite").write_bytes(content)
    assert refused(folder).slug == "ledger-foreign"


def test_another_programs_sqlite_file(folder: Path) -> None:
    path = folder / "ledger.sqlite"
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE moz_places (id INTEGER)")
    assert refused(folder).slug == "ledger-foreign"
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA application_id = {0x53525644}")
    assert refused(folder).slug == "ledger-foreign", "its tables are not ours either"


def test_a_newer_version(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as db:
        db.execute("PRAGMA user_version = 3")
    error = refused(folder)
    assert (error.slug, error.exit_code) == ("ledger-newer", 3)
    assert "upgrade" in error.advice


def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").mkdir()
    assert refused(tmp_path, create=True).slug == "ledger-unreadable"
    (tmp_path / "file").write_text("")
    assert refused(tmp_path / "file", create=True).slug == "ledger-unreadable"


def test_a_torn_log_loses_only_what_was_never_acknowledged(folder: Path) -> None:
    """Copies taken while the ledger is open, the log cut at every so many bytes: before or after, never between."""
    with Ledger.open(folder) as ledger:
        ledger.append([NewEntry(EntryType.CLAIM, {"id": f"r-2.{n}"}) for n in range(5)])
        ledger.append([NewEntry(EntryType.CLAIM, {"id": f"r-3.{n}"}) for n in range(5)])
        log = (folder / "ledger.sqlite-wal").read_bytes()
        main = (folder / "ledger.sqlite").read_bytes()
    seen = set()
    for length in [*range(0, len(log), 977), len(log)]:
        copy = folder.parent / "copy"
        copy.mkdir()
        (copy / "ledger.sqlite").write_bytes(main)
        (copy / "ledger.sqlite-wal").write_bytes(log[:length])
        with Ledger.open(copy) as ledger:
            assert ledger.verify().ok
            seen.add(ledger.size)
        shutil.rmtree(copy)
    assert seen == {20, 25, 30}


def test_a_file_that_another_program_keeps_to_itself(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "ledger.sqlite", isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DossierError) as caught:
            Ledger.open(folder, patience_s=0.2)
        assert caught.value.slug == "ledger-busy"
        holder.execute("ROLLBACK")
    Ledger.open(folder).close()


def test_a_full_disk_in_the_database(folder: Path) -> None:
    with Ledger.open(folder) as ledger:
        root = ledger.root()
        pages = ledger._db.execute("PRAGMA page_count").fetchone()[0]
        ledger._db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DossierError) as caught:
            ledger.append([NewEntry(EntryType.CLAIM, {"id": f"r-9.{n}", "quote": "y" * 3000}) for n in range(50)])
        assert caught.value.slug == "disk-full"
        assert ledger.root() == root
        ledger._db.execute("PRAGMA max_page_count = 1000000")
        ledger.append(CLAIM)
        assert ledger.verify().ok


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS])
def test_a_disk_that_fails_under_an_object(folder: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    slugs = {errno.EIO: "ledger-unreadable", errno.EROFS: "ledger-unwritable"}

    def fails(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    with Ledger.open(folder) as ledger:
        monkeypatch.setattr(os, "fsync", fails)
        with pytest.raises(DossierError) as caught:
            ledger.put_object(b"evidence")
        monkeypatch.undo()
        assert caught.value.slug == slugs.get(number, "disk-full")
        assert list(ledger.objects.digests()) == []
        assert list(folder.rglob(".new-*")) == [], "nothing half-written stays"


def outcome(act: Callable[[], str], prepare: Callable[[], None]) -> str:
    """What `act` answers in a child process after `prepare` (limits, another user)."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - another process
        try:
            prepare()
            answer = act()
        except BaseException:
            answer = traceback.format_exc()
        os.write(writer, answer.encode())
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as pipe:
        answer = pipe.read().decode()
    os.waitpid(child, 0)
    return answer


def slug_of(act: Callable[[], object]) -> str:
    try:
        act()
    except ServandaError as error:
        return error.slug
    return "done"


@pytest.fixture
def public(folder: Path) -> Iterator[Path]:
    """The ledger in a place that any user may look into."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        shutil.copytree(folder, place / "ledger")
        yield place / "ledger"
        (place / "ledger").chmod(0o755)


def as_nobody() -> None:
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)


def test_a_folder_that_may_not_be_written(public: Path) -> None:
    public.chmod(0o555)
    (public / "ledger.sqlite").chmod(0o444)

    def write() -> str:
        def act() -> None:
            with Ledger.open(public) as ledger:
                ledger.append(CLAIM)

        return slug_of(act)

    def read() -> str:
        with Ledger.open(public, read_only=True) as ledger:
            return f"{ledger.size} {ledger.verify().ok}"

    def make() -> str:
        return slug_of(lambda: Ledger.open(public / "new", create=True))

    assert outcome(write, as_nobody) == "ledger-unwritable"
    assert outcome(make, as_nobody) == "ledger-unwritable"
    assert outcome(read, as_nobody) == "20 True"


def test_a_file_that_may_not_be_read(public: Path) -> None:
    (public / "ledger.sqlite").chmod(0)
    assert outcome(lambda: slug_of(lambda: Ledger.open(public)), as_nobody) == "ledger-unreadable"


def test_a_write_that_the_system_refuses(public: Path) -> None:
    """A limit on the size of files stands in for a disk that fails in the middle of a write."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    def act() -> str:
        with Ledger.open(public) as ledger:
            big = [NewEntry(EntryType.CLAIM, {"id": f"r-9.{n}", "quote": "y" * 3000}) for n in range(200)]
            slug = slug_of(lambda: ledger.append(big))
            return f"{slug} {ledger.size}"

    assert outcome(act, limit) in ("ledger-unreadable 20", "disk-full 20")
    with Ledger.open(public) as ledger:
        assert ledger.verify().ok
        assert ledger.append(CLAIM) == range(20, 21)


def test_an_object_too_large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servanda.ledger.objects.LARGEST_OBJECT_BYTES", 1000)
    with Ledger.open(folder) as ledger:
        digest = ledger.put_object(b"z" * 1000)
        with pytest.raises(UsageError):
            ledger.put_object(b"z" * 1001)
        monkeypatch.setattr("servanda.ledger.objects.LARGEST_OBJECT_BYTES", 999)
        with pytest.raises(IntegrityError, match="not what was put there"):
            ledger.object(digest)
