"""From receivers to a verdict: recorded patrols decide the joint-patrol obligation, as far as their custody proves."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from xml.etree import ElementTree

import gpxpy.gpx
import pytest
from field_world import Receiver, Truth, drive, seen

import servanda
from servanda.brief.gather import gather
from servanda.brief.page import render
from servanda.brief.patrols import shown
from servanda.cli.app import main
from servanda.dossier import patrols as patrol_files
from servanda.dossier.law import Law
from servanda.geo.track import Track
from servanda.model import Level, Verdict
from servanda.verdict import Explore

NOV_2 = datetime(2019, 11, 2, 7, 0, tzinfo=UTC).timestamp()
NOV_3 = datetime(2019, 11, 3, 7, 0, tzinfo=UTC).timestamp()
EAST = {"origin": (37.03, 40.62), "heading_deg": 88.0, "length_m": 22_000.0, "start": NOV_2}
WEST = {"origin": (36.84, 38.20), "heading_deg": 85.0, "length_m": 22_000.0, "start": NOV_3}
PLAN = """\
servanda: 1
timezone: Asia/Damascus
patrols:
  - id: east-1
    title: First joint patrol in the east
    serves: sochi-2019/joint-patrols
    zone: patrol-east
    line: border
    planned: 2019-11-02T08:00/2019-11-02T14:00
    joint: {distance: 1 km, share: 80 %, clock skew: PT2M}
    keep out: [{place: Qamishli, radius: 5 km}]
    vehicles:
      - {id: R-1, party: RUS, custody: CUSTODY, accuracy: 5 m}
      - {id: T-1, party: TUR, custody: CUSTODY_T, accuracy: 5 m}
  - id: west-1
    title: First joint patrol in the west
    serves: sochi-2019/joint-patrols
    zone: sochi-2019/patrol-west
    line: sochi-2019/border
    planned: 2019-11-03
    vehicles:
      - {id: R-2, party: RUS, custody: CUSTODY}
      - {id: T-2, party: TUR, custody: CUSTODY_T}
"""


def gpx(track: Track, name: str) -> str:
    made = gpxpy.gpx.GPX()
    line = gpxpy.gpx.GPXTrack(name=name)
    segment = gpxpy.gpx.GPXTrackSegment()
    made.tracks.append(line)
    line.segments.append(segment)
    for at, lat, lon in zip(track.time, track.lat, track.lon, strict=True):
        segment.points.append(gpxpy.gpx.GPXTrackPoint(lat, lon, time=datetime.fromtimestamp(at, UTC)))
    return str(made.to_xml())


@pytest.fixture(scope="module")
def tracks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four receivers' files: two in the east, two in the west, a day apart."""
    place = tmp_path_factory.mktemp("tracks")
    worlds: list[tuple[str, Truth]] = [
        ("R-1", drive(stops=((9_000.0, 600.0),), **EAST)),
        ("T-1", drive(stops=((9_000.0, 600.0),), behind_m=120.0, **EAST)),
        ("R-2", drive(stops=((5_000.0, 300.0),), **WEST)),
        ("T-2", drive(stops=((5_000.0, 300.0),), behind_m=200.0, **WEST)),
    ]
    for i, (name, truth) in enumerate(worlds):
        (place / f"{name}.gpx").write_text(gpx(seen(truth, Receiver(seed=i, every_s=10.0)), name), "utf-8")
    return place


@pytest.fixture(scope="module")
def law() -> Law:
    """The law of the worked dossier."""
    with as_file(files("servanda") / "data" / "idlib") as source:
        return servanda.open(source).law


def dossier(place: Path, custody: str = "UN", custody_t: str = "") -> Path:
    """The worked dossier without anybody's word on patrols, with a plan."""
    with as_file(files("servanda") / "data" / "idlib") as source:
        shutil.copytree(source, place)
    shutil.rmtree(place / "data")
    for name in ("reports", "claims"):
        shutil.rmtree(place / name)
    for accord in (place / "accords").glob("*.yaml"):
        if accord.stem != "sochi-2019":
            accord.unlink()
    (place / "patrols").mkdir()
    text = PLAN.replace("CUSTODY_T", custody_t or custody).replace("CUSTODY", custody)
    (place / "patrols" / "plan.yaml").write_text(text, "utf-8")
    return place


def run(place: Path, *args: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main([*args, "--dossier", str(place)])
    told = capsys.readouterr()
    return code, told.out, told.err


def patrols(place: Path, viewpoint: str = "all") -> Verdict:
    found = servanda.open(place).verdict(as_of="2019-11-05T15:00:00Z", viewpoint=viewpoint, explore=Explore.NOTHING)
    return next(v for v in found if v.ref == "sochi-2019/joint-patrols")


def files_of(tracks: Path, *names: str) -> Sequence[str]:
    return [str(tracks / f"{name}.gpx") for name in names]


def test_two_patrols_in_the_missions_custody_make_the_week_verified(
    tmp_path: Path, tracks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = dossier(tmp_path / "d")
    servanda.open(place).add()
    assert patrols(place).label in ("unknown", "pending")
    code, out, err = run(place, "patrol", "verify", *files_of(tracks, "R-1", "T-1"), "--add", capsys=capsys)
    assert code == 0, err
    assert "JOINT" in out
    half = patrols(place)
    assert half.instances.true == 2
    code, out, err = run(place, "patrol", "verify", *files_of(tracks, "R-2", "T-2"), "--add", capsys=capsys)
    assert code == 0, err
    whole = patrols(place)
    assert whole.label == "kept"
    assert whole.level_for is Level.VERIFIED
    assert patrols(place, "third-party").label == "kept"
    assert not whole.draft
    again = servanda.open(place).add()
    assert not any(f.is_error for f in again.findings)
    assert not [i for i in again.new if "." in i]
    assert servanda.open(place).verify().ok


def test_in_the_parties_own_custody_it_is_only_reported(
    tmp_path: Path, tracks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = dossier(tmp_path / "d", "RUS", "TUR")
    for names in (("R-1", "T-1"), ("R-2", "T-2")):
        assert run(place, "patrol", "verify", *files_of(tracks, *names), "--add", capsys=capsys)[0] == 0
    found = patrols(place)
    assert found.label == "kept"
    assert found.level_for < Level.VERIFIED
    assert patrols(place, "third-party").label == "unknown"


def test_one_party_alone_decides_nothing(tmp_path: Path, tracks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = dossier(tmp_path / "d")
    code, out, err = run(place, "patrol", "verify", *files_of(tracks, "R-1"), "--add", capsys=capsys)
    assert code == 0, err
    assert "NOT JOINT" in out
    assert "patrol-no-track" in err
    assert patrols(place).instances.true == 0


def test_a_record_that_cannot_be_made_again_is_refused(
    tmp_path: Path, tracks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = dossier(tmp_path / "d")
    assert run(place, "patrol", "verify", *files_of(tracks, "R-1", "T-1"), "--add", capsys=capsys)[0] == 0
    record = place / "patrols" / "records" / "east-1.json"
    row = json.loads(record.read_text("utf-8"))
    row["vehicles"][0]["depth_m"] = [9_000, 9_100]
    record.write_text(json.dumps(row, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    opened = servanda.open(place)
    assert "patrol-record-differs" in [f.slug for f in opened.findings()]
    assert patrols(place).instances.true == 2  # what was recorded stands


def test_json_tells_every_figure(tmp_path: Path, tracks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = dossier(tmp_path / "d")
    code, out, _err = run(place, "patrol", "verify", *files_of(tracks, "R-1", "T-1"), "--json", capsys=capsys)
    row = json.loads(out)
    assert code == 0
    assert row["joint"] == "in"
    assert row["entered"] == []
    assert [v["custody"] for v in row["vehicles"]] == ["UN", "UN"]
    assert row["depth_m"][0] < row["depth_m"][1] < 10_000
    assert not (place / "patrols" / "records").exists()


def test_without_a_plan_it_says_what_the_tracks_show_and_records_nothing(
    tmp_path: Path, tracks: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = main(["patrol", "verify", *files_of(tracks, "R-1")])
    told = capsys.readouterr()
    assert code == 0, told.err
    assert "R-1" in told.out
    assert main(["patrol", "verify", *files_of(tracks, "R-1"), "--add"]) == 2
    assert "patrol-not-recorded" in capsys.readouterr().err


def test_the_plan_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = dossier(tmp_path / "d")
    code, out, _err = run(place, "patrol", "list", capsys=capsys)
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == ["east-1", "west-1"]
    assert "no record" in out


@pytest.mark.parametrize(
    ("old", "new", "slug"),
    [
        ("serves: sochi-2019/joint-patrols\n    zone: patrol-east", "serves: sochi-2019/joint-patrol", "patrol-serves"),
        ("zone: patrol-east", "zone: patrol-eats", "unknown-zone"),
        ("line: border", "line: boarder", "unknown-line"),
        ("party: RUS, custody: UN, accuracy: 5 m", "party: RUS, custody: UMOX", "unknown-actor"),
        ("share: 80 %", "share: 130 %", "patrol-value"),
        ("distance: 1 km", "distance: near", "patrol-value"),
        ("clock skew: PT2M", "clock skew: two", "bad-duration"),
        ("planned: 2019-11-02T08:00/2019-11-02T14:00", "planned: soon", "time"),
        ("timezone: Asia/Damascus", "timezone: Damascus", "time-zone"),
        ("id: R-1, party: RUS", "id: T-1, party: RUS", "patrol-vehicles"),
        ("id: west-1", "id: east-1", "patrol-twice"),
        ("accuracy: 5 m", "accuracy: 5 km", "patrol-value"),
        ("{place: Qamishli, radius: 5 km}", "{place: Qamishly-Nowhere, radius: 5 km}", "patrol-keep-out"),
        ("keep out:", "keepout:", "unknown-key"),
    ],
)
def test_a_plan_with_an_error_says_where(law: Law, old: str, new: str, slug: str) -> None:
    text = PLAN.replace("CUSTODY_T", "UN").replace("CUSTODY", "UN")
    assert patrol_files.plan_of(law, text.encode(), "patrols/plan.yaml")[1] == []
    assert old in text
    _plan, findings = patrol_files.plan_of(law, text.replace(old, new, 1).encode(), "patrols/plan.yaml")
    found = [f for f in findings if f.slug == slug]
    assert found, findings
    assert all(f.at.file == "patrols/plan.yaml" and f.at.line > 1 for f in found)


def test_help_loads_no_room() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "servanda", "patrol", "verify", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "servanda.dossier" not in done.stderr
    assert "numpy" not in done.stderr
    assert "TRACK" in done.stdout


def test_the_page_stands_alone_and_tells_what_was_found(
    tmp_path: Path, tracks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, page, drawing = dossier(tmp_path / "d"), tmp_path / "p.html", tmp_path / "p.svg"
    for target in (page, drawing):
        asked = ("patrol", "verify", *files_of(tracks, "R-1", "T-1"), "--map", str(target))
        assert run(place, *asked, capsys=capsys)[0] == 0
    text = page.read_text("utf-8")
    assert "First joint patrol in the east" in text
    assert "<script" not in text
    assert not re.search(r"""(?:src|href)=["'](?!data:)""", text)
    assert text.count('class="way w') >= 4  # a way and its key for each party
    ElementTree.fromstring(drawing.read_text("utf-8"))
    assert run(place, "patrol", "verify", *files_of(tracks, "R-1"), "--map", "p.png", capsys=capsys)[0] == 2


@pytest.mark.parametrize("handling", ["public", "restricted"])
def test_the_brief_shows_recorded_patrols_that_may_be_shown(
    tmp_path: Path, tracks: Path, capsys: pytest.CaptureFixture[str], handling: str
) -> None:
    place = dossier(tmp_path / "d")
    plan = place / "patrols" / "plan.yaml"
    text = plan.read_text("utf-8").replace("    line: border", f"    handling: {handling}\n    line: border")
    plan.write_text(text, "utf-8")
    assert run(place, "patrol", "verify", *files_of(tracks, "R-1", "T-1"), "--add", capsys=capsys)[0] == 0
    opened = servanda.open(place)
    found = shown(opened.view(opened.clocks(as_of="2019-11-06")))
    assert [p.patrol.planned.id for p in found] == (["east-1"] if handling == "public" else [])


@pytest.mark.slow
def test_a_whole_brief_with_a_patrol(tmp_path: Path, tracks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = dossier(tmp_path / "d")
    assert run(place, "patrol", "verify", *files_of(tracks, "R-1", "T-1"), "--add", capsys=capsys)[0] == 0
    opened = servanda.open(place)
    text = render(gather(opened, opened.clocks(as_of="2019-11-06"), ["all"]))
    assert 'id="patrols"' in text
    assert "First joint patrol in the east" in text
    assert text.count('id="patrol-1-gap"') == 1
