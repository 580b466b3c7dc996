"""A damaged segment of the ledger: said, and the rest of the dossier answers; what is sent to others is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from dossier_bench import FIRE, LONG_AFTER, STILL, again, make, write

from servanda import brief
from servanda.cli.app import main
from servanda.errors import IntegrityError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier with two claims in a file of their own and 4,200 in a segment with one byte changed."""
    folder = tmp_path_factory.mktemp("damaged") / "d"
    made = make(folder)
    write(folder, "".join(FIRE.replace("a1,", f"b{n},", 1) for n in range(4200)), "many.csv")
    told: list[tuple[int, int]] = []
    assert len(made.add(progress=lambda done, total: told.append((done, total))).new) > 4200
    assert (4200, 4200) in told, "rows are counted while they are written"
    (segment,) = (folder / "ledger" / "segments").glob("*.parquet")
    changed = bytearray(segment.read_bytes())
    changed[len(changed) // 2] ^= 1  # in a salt or a body of the first group
    segment.write_bytes(changed)
    return folder


def test_a_damaged_segment_is_a_finding_and_the_rest_answers(folder: Path) -> None:
    broken = again(folder)
    (found,) = broken.unread
    assert found.slug == "segment-altered"
    assert "verify" in found.advice
    known = broken.view(broken.clocks()).claims
    assert {claim.rsplit(".", 1)[1] for claim in known} >= {"a1", "a2"}
    assert len(known) < 4200
    assert broken.verdict(as_of=LONG_AFTER)
    with pytest.raises(IntegrityError):
        broken.verify().require()
    with pytest.raises(IntegrityError, match=r"parquet"):
        brief.gather(broken, broken.clocks(as_of=LONG_AFTER))


def test_check_lists_it_and_goes_on_when_nothing_can_be_read(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--dossier", str(folder), "--json"]) == 1
    assert "segment-altered" in capsys.readouterr().out
    shutil.copytree(folder, tmp_path / "d")
    (tmp_path / "d" / "ledger" / "ledger.sqlite").write_bytes(b"SQLite format 3\0 and no more")
    assert main(["check", "--dossier", str(tmp_path / "d"), "--json"]) == 1
    assert "ledger-" in capsys.readouterr().out


def test_nothing_is_recorded_over_damage(folder: Path) -> None:
    """What would have to be compared with it is refused; what has nothing to do with it is recorded."""
    size = again(folder).checkpoint().size
    write(folder, "".join(FIRE.replace("a1,", f"b{n},", 1) for n in range(4201)), "many.csv")
    with pytest.raises(IntegrityError):
        again(folder).add()
    assert again(folder).checkpoint().size == size
    write(folder, FIRE + STILL.replace("2020-03-11", "2020-03-10"))
    assert again(folder).add([folder / "claims" / "chronicle.csv"]).corrected
    assert again(folder).unread
