"""Large datasets: recorded row by row what is recorded of them in one go; stopped, continued, refused and erased."""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from dossier_bench import LONG_AFTER, again, labels, make

from servanda.cli.app import main
from servanda.cli.selection import Selection, chosen, within
from servanda.dossier import Dossier, datasets, digests, shelf, weight
from servanda.dossier.seen import Seen
from servanda.errors import DossierError
from servanda.ledger import EntryType, Ledger, bulk

HEADER = (
    "id,type_of_violence,side_a,side_b,source_office,source_date,source_headline,where_prec,where_coordinates,"
    "latitude,longitude,event_clarity,date_prec,date_start,date_end,deaths_civilians,low,best,high\n"
)


def row(n: int, key: str = "") -> str:
    day = date(2020, 1, 1) + timedelta(days=n % 400)
    return (
        f"{key or n},1,Government of Syria,Group {n % 5},Wire,{day},HEADLINE{n},1,Town {n},"
        f"{36 + n % 10 / 10},{36 + n % 7 / 10},1,1,{day},{day},0,{n % 3},{n % 3 + 1},{n % 3 + 2}\n"
    )


def write(folder: Path, rows: str, name: str = "ged.csv") -> Path:
    (folder / "data").mkdir(exist_ok=True)
    path = folder / "data" / name
    path.write_text(HEADER + rows, "utf-8")
    return path


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every dataset is a large one."""
    monkeypatch.setattr(datasets, "LARGE", 1)


def dataset(tmp_path: Path, rows: str, name: str = "d") -> Dossier:
    made = make(tmp_path / name)
    write(made.path, rows)
    return made


def claims(of: Dossier) -> dict[str, object]:
    return {
        c.id: (c.event, c.when, c.lat, c.counts, c.actor, c.published) for c in of.view(of.clocks()).claims.values()
    }


def test_row_by_row_as_in_one_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets, "_BATCH", 100)
    rows = "".join(map(row, range(450))) + row(7) + "x y,1,,,\n" + row(9)
    whole = dataset(tmp_path, rows, "whole")
    at_once = whole.add()
    monkeypatch.setattr(datasets, "LARGE", 1)
    made = dataset(tmp_path, rows)
    told: list[tuple[int, int]] = []
    looked = again(made.path).add(dry_run=True)
    done = made.add(progress=lambda n, total: told.append((n, total)))
    assert (looked.rows, looked.skipped, looked.findings) == (done.rows, done.skipped, done.findings)
    assert (done.rows, done.skipped) == (450, 3)
    assert len(at_once.new) == len(done.new) + done.rows
    assert done.findings == at_once.findings
    assert claims(again(made.path)) == claims(again(whole.path))
    assert told[-1] == (450, 450)
    assert again(made.path).verify().ok
    assert not again(made.path).view(made.clocks()).drafts
    assert labels(again(made.path)) == labels(again(whole.path))


@pytest.mark.usefixtures("small")
def test_adding_again_reads_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = dataset(tmp_path, "".join(map(row, range(50))))
    made.add()
    before = again(made.path).checkpoint()
    monkeypatch.setattr(datasets, "record", None)
    done = again(made.path).add()
    assert (done.new, done.rows, done.corrected, done.vanished) == ((), 0, (), ())
    assert "data/ged.csv" in done.unchanged
    assert again(made.path).checkpoint() == before
    with Ledger.open(made.path / "ledger", read_only=True) as ledger:
        (file,) = (e for e in ledger.entries(types=(EntryType.FILE,)) if e.payload["path"] == "data/ged.csv")
        assert "claims" not in file.payload, "ids by the million stand in no entry"
        assert len(file.payload["reports"]) == 1


def test_many_small_ones_are_as_much_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets, "LARGE", 15_000)
    made = make(tmp_path / "d")
    for n in range(5):
        write(made.path, "".join(map(row, range(100 * n, 100 * n + 20))), f"{n}.csv")
    assert not made.waiting()
    for n in range(5, 9):
        write(made.path, "".join(map(row, range(100 * n, 100 * n + 20))), f"{n}.csv")
    assert len(again(made.path).waiting()) == 9
    write(made.path, "".join(map(row, range(20))), "the first again.csv")
    done = again(made.path).add()
    assert done.rows == 180
    assert "data/the first again.csv" in done.unchanged
    assert len(claims(again(made.path))) == 2 + 180
    assert not again(made.path).waiting()


@pytest.mark.usefixtures("small")
def test_the_same_bytes_under_another_name(tmp_path: Path) -> None:
    made = dataset(tmp_path, "".join(map(row, range(50))))
    made.add()
    write(made.path, "".join(map(row, range(50))), "copy.csv")
    done = again(made.path).add()
    assert (done.new, done.rows) == ((), 0)
    assert "data/copy.csv" in done.unchanged
    assert not again(made.path).view(made.clocks()).drafts


@pytest.mark.usefixtures("small")
def test_stopped_and_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file before is recorded; of this one the finished segments are used again, and not written twice."""
    monkeypatch.setattr(bulk, "SEGMENT_ROWS", 4096)
    monkeypatch.setattr(datasets, "_BATCH", 512)
    made = dataset(tmp_path, "".join(map(row, range(60))))
    write(made.path, "".join(map(row, range(5000))), "later.csv")
    size = {"size": 0}

    def stop(done: int, _total: int) -> None:
        if done > 4700:
            with Ledger.open(made.path / "ledger", read_only=True) as ledger:
                size["size"] = ledger.size
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made.add(progress=stop)
    stopped = again(made.path)
    assert stopped.checkpoint().size == size["size"]
    assert len(stopped.view(stopped.clocks()).claims) == 2 + 60
    assert stopped.verify().ok
    assert [f.slug for f in stopped.view(stopped.clocks()).drafts and stopped._unrecorded.taken[0].findings] == [
        "dataset-unrecorded"
    ]
    written = {p.name: p.stat().st_mtime_ns for p in (made.path / "ledger" / "segments").glob("*.parquet")}
    assert len(written) == 2
    done = again(made.path).add()
    assert done.rows == 5000
    after = {p.name: p.stat().st_mtime_ns for p in (made.path / "ledger" / "segments").glob("*.parquet")}
    assert written.items() <= after.items()
    assert again(made.path).verify().ok
    assert len(again(made.path).view(made.clocks()).claims) == 2 + 60 + 5000


@pytest.mark.usefixtures("small")
def test_other_bytes_under_the_name(tmp_path: Path) -> None:
    made = dataset(tmp_path, "".join(map(row, range(50))))
    made.add()
    write(made.path, "".join(map(row, range(60))))
    done = again(made.path).add()
    assert done.rows == 60
    assert [f.slug for f in done.findings if f.slug.startswith("dataset")] == ["dataset-replaced"]


@pytest.mark.usefixtures("small")
def test_a_file_that_is_none_of_the_dataset(tmp_path: Path) -> None:
    made = dataset(tmp_path, "x,9,,,\n" * 3000)
    size = made.add().rows
    assert size == 0
    done = again(made.path).add()
    assert {f.slug for f in done.findings if f.at.file == "data/ged.csv"} == {"dataset-row", "empty"}
    assert len([f for f in done.findings if f.slug == "dataset-row"]) < 60
    with Ledger.open(made.path / "ledger", read_only=True) as ledger:
        assert all(e.type != EntryType.SEGMENT for e in ledger.entries())
    write(made.path, "a\x00b\n")
    assert "binary" in {f.slug for f in again(made.path).add().findings}
    path = made.path / "data" / "ged.csv"
    path.write_bytes((HEADER + row(1)).replace("Town 1", "Dorf Müller").encode("latin-1"))
    done = again(made.path).add()
    assert done.rows == 1
    assert "not-utf8" in {f.slug for f in done.findings}
    path.write_text(HEADER + row(1) + "9" * (3 << 20) + "\n" + row(2))  # no line is longer than memory allows
    assert again(made.path).add().rows == 2


@pytest.mark.usefixtures("small")
def test_a_row_is_erased_with_the_bytes_of_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    made = dataset(tmp_path, "".join(map(row, range(20))))
    made.add()
    claim = next(c for c in again(made.path).view(made.clocks()).claims if c.endswith(".7"))
    kept = again(made.path).checkpoint()
    report = claim.partition(".")[0]
    with pytest.raises(DossierError, match="still"):
        again(made.path).erase([claim], "asked for")
    (made.path / "data" / "ged.csv").unlink()
    again(made.path).erase([claim], "asked for")
    after = again(made.path)
    assert claim not in after.view(after.clocks()).claims
    assert len(after.view(after.clocks()).claims) == 2 + 19
    assert report in after.view(after.clocks()).reports
    assert after.verify(kept).ok
    for path in (made.path / "ledger").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"Town 7" not in content
            if path.suffix == ".gz":
                assert b"HEADLINE7" not in gzip.decompress(content), "the file's own bytes are kept"
    past = after.clocks(as_of=LONG_AFTER, known_at="2026-01-01", clock="ledger")
    assert after.verdict(clocks=past) is not None


@pytest.mark.usefixtures("small")
def test_claims_chosen_are_those_that_the_whole_would_choose(tmp_path: Path) -> None:
    """Of rows in bulk the others are let go; what was decided about a row, and who may not be named, is known."""
    made = dataset(tmp_path, "".join(map(row, range(400))))
    made.add()
    report = next(c for c in again(made.path).view(made.clocks()).claims if c.endswith(".7")).partition(".")[0]
    again(made.path).reject([f"{report}.7", f"{report}.300"], by="me", reason="no")
    again(made.path).retract([f"{report}.9"], by="me", reason="no")
    for selection, most in (
        (Selection(ids=(f"{report}.7", f"{report}.44")), 5),
        (Selection(event="clash", start=1_577_836_800, end=1_577_923_200), 400),
        (Selection(event="shelling"), 5),
        (Selection(report=report, speaker="TUR"), 5),
        (Selection(speaker="ngo"), 5),
        (Selection(review="rejected"), 5),
        (Selection(review="unreviewed"), 5),
    ):
        whole, part = again(made.path), within(again(made.path), selection)
        clocks = whole.clocks(LONG_AFTER)
        found = chosen(part, part.view(clocks), selection)
        assert found == chosen(whole, whole.view(clocks), selection), selection
        assert part.parts[clocks.as_of, clocks.known_at, clocks.clock][0] <= most, selection
    assert within(whole, Selection()) is whole


@pytest.mark.usefixtures("small")
def test_reading_everything_is_said_and_what_cannot_be_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = dataset(tmp_path, "".join(map(row, range(20))))
    made.add()
    write(made.path, row(1), "later.csv")
    assert main(["verdict", "--dossier", str(made.path)]) == 0
    assert "later.csv: dataset-unrecorded" in capsys.readouterr().err
    (made.path / "data" / "later.csv").unlink()
    monkeypatch.setattr(weight, "MANY_ROWS", 20)
    assert main(["claims", "--dossier", str(made.path)]) == 0
    assert "reading all 20 rows" in capsys.readouterr().err
    assert main(["claims", "--event", "shelling", "--dossier", str(made.path)]) == 0
    assert "reading all" not in capsys.readouterr().err
    monkeypatch.setattr(weight, "ROW_BYTES", 1 << 60)
    for verb in (
        ["claims"],
        ["incidents"],
        ["changes", "--since", "2020-03-01"],
        ["brief"],
        ["claims", "--known-at", "2020-01-01"],
    ):
        assert main([*verb, "--dossier", str(made.path)]) == 2, verb
        assert "this reads all 20 rows" in capsys.readouterr().err, verb
    assert main(["verdict", "--obligation", "trial/fire", "--dossier", str(made.path)]) == 0
    monkeypatch.setenv("SERVANDA_READ_ALL", "1")
    assert main(["claims", "--dossier", str(made.path)]) == 0


def test_a_large_file_is_hashed_when_somebody_has_touched_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(shelf, "_KEPT_BYTES", 100)
    monkeypatch.setattr(digests, "_SETTLED_NS", -1)
    read: list[Path] = []
    hashed = shelf._digest
    monkeypatch.setattr(shelf, "_digest", lambda path: read.append(path) or hashed(path))
    made = make(tmp_path / "d")
    path = write(made.path, "".join(map(row, range(9))))

    def digest() -> str:
        return again(made.path).shelf.digest("data/ged.csv")

    def changes(how: Callable[[], object], *, known: bool = False) -> None:
        read.clear()
        how()
        assert digest() == hashlib.sha256(path.read_bytes()).hexdigest()
        assert bool(read) != known, how

    changes(lambda: None)
    changes(lambda: None, known=True)
    times = path.stat()
    changed = path.read_bytes().replace(b"HEADLINE3", b"headline3")
    changes(lambda: (path.write_bytes(changed), os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))))
    changes(lambda: path.replace(path.with_suffix(".old")) and path.write_bytes(changed))
    changes(lambda: None, known=True)
    file = tmp_path / "cache" / "servanda" / "digests.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(path) in file.read_text()
    changes(lambda: file.write_text('{"": 3, "' + str(path) + '": [1, "x"]}'))
    changes(lambda: file.write_text("no json"))
    changes(lambda: digests.forget(made.path))
    monkeypatch.setattr(digests, "_SETTLED_NS", 10**18)
    changes(lambda: digests.forget(made.path))
    changes(lambda: None)  # what was changed just now may be changed again within the same tick


def test_ids_seen_before() -> None:
    seen = Seen()
    assert seen.repeated(["1", "2", "1", "a-1", "a-1", "01"]) == [2, 4]
    assert seen.repeated([str(n) for n in range(3, 5000)]) == []
    assert seen.repeated(["4999", "5000", "a-1", "a-2", "01", "1"]) == [0, 2, 4, 5]
    assert seen.repeated(["5000", "a-2", "9" * 60, "9" * 60]) == [0, 1, 3]
