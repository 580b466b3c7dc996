"""The folder: where it may lie, what it may name, what is refused; new dossiers and the demo."""

from __future__ import annotations

from pathlib import Path

import pytest
from dossier_bench import ACCORD, FIRE, again, make, snapshot

import servanda
from servanda import dossier
from servanda.dossier import Config
from servanda.dossier.config import read_config
from servanda.dossier.shelf import Working, inside
from servanda.errors import DossierError, UsageError


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/passwd", "claims/../../x"])
def test_a_path_may_not_leave(tmp_path: Path, path: str) -> None:
    with pytest.raises(DossierError) as refused:
        inside(tmp_path, path)
    assert refused.value.slug == "path-leaves-dossier"
    assert inside(tmp_path, "claims/a.csv") == tmp_path / "claims/a.csv"


def test_a_link_may_not_lead_out(tmp_path: Path) -> None:
    made = make(tmp_path / "d")
    outside = tmp_path / "outside.csv"
    outside.write_text("claim,speaker\nEVIL,TUR\n", "utf-8")
    (tmp_path / "d/claims/link.csv").symlink_to(outside)
    with pytest.raises(DossierError, match="leaves"):
        Working(tmp_path / "d").read("claims/link.csv")
    found = again(tmp_path / "d").findings()
    assert "path-leaves-dossier" in [f.slug for f in found]
    with pytest.raises(UsageError) as refused:
        made.add([outside])
    assert refused.value.slug == "outside-dossier"


def test_an_accord_may_not_read_a_file_outside(tmp_path: Path) -> None:
    (tmp_path / "line.geojson").write_text("{}", "utf-8")
    text = ACCORD.replace("zones:\n", "zones:\n  out: {line: ../line.geojson, accuracy: 1 km}\n")
    made = make(tmp_path / "d", accord=text)
    assert "path-leaves-dossier" in [f.slug for f in made.findings()]


def test_what_is_no_dossier(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none", tmp_path / "file"):
        if path.name == "file":
            path.write_text("", "utf-8")
        with pytest.raises(DossierError) as refused:
            servanda.open(path)
        assert refused.value.slug == "no-dossier"
        assert "servanda init" in refused.value.advice


def test_files_that_are_refused_by_name(tmp_path: Path) -> None:
    made = make(tmp_path / "d")
    for path, slug in (("claims/none.csv", "no-such-file"), ("NOTICE.md", "not-a-source"), ("briefs", "not-a-source")):
        with pytest.raises(UsageError) as refused:
            made.add([path])
        assert refused.value.slug == slug


def test_a_new_dossier_has_nothing_wrong(tmp_path: Path) -> None:
    made = dossier.init(tmp_path / "A new one")
    assert [f.slug for f in made.findings() if f.is_error] == []
    assert made.config.id == "a-new-one"
    assert made.config.clock == "ledger"
    assert made.verdict() == []
    assert made.checkpoint() is None
    assert not [f for f in made.add().findings if f.is_error]


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", "utf-8")
    files = snapshot(tmp_path)
    for start in (dossier.init, dossier.demo):
        with pytest.raises(DossierError) as refused:
            start(tmp_path)
        assert refused.value.slug == "folder-not-empty"
        with pytest.raises(DossierError):
            start(tmp_path / "letter.txt")
    assert snapshot(tmp_path) == files


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    for start in (dossier.init, dossier.demo):
        with pytest.raises(DossierError) as refused:
            start(tmp_path / "file" / "below")
        assert refused.value.slug == "unwritable"


def test_the_demo_over_itself_keeps_edits(tmp_path: Path) -> None:
    dossier.demo(tmp_path / "idlib")
    edited = tmp_path / "idlib" / "places.yaml"
    edited.write_text("[]\n", "utf-8")
    dossier.demo(tmp_path / "idlib")
    assert edited.read_text("utf-8") == "[]\n"


@pytest.mark.parametrize(
    ("line", "slug"),
    [
        ("clock: sundial", "dossier-value"),
        ("standard: certain", "dossier-value"),
        ("timezone: Europe/Atlantis", "timezone"),
        ("period: a week", "duration"),
        ("servanda: 9", "format-version"),
        ("colour: red", "unknown-key"),
    ],
)
def test_a_bad_configuration_is_found_and_falls_back(line: str, slug: str) -> None:
    config, found = read_config(f"id: x\n{line}\n".encode())
    assert slug in [f.slug for f in found]
    assert found[0].at.line == 2
    assert config == Config("x", "")


@pytest.mark.parametrize("content", [b"", b"- a\n- b\n", b"\xff\xfe\x00", b"{", b"a: b: c"])
def test_what_is_no_configuration(content: bytes) -> None:
    config, _found = read_config(content)
    assert config.id == "dossier"


def test_the_clocks(tmp_path: Path) -> None:
    made = make(tmp_path / "d")
    pair = made.clocks(as_of="2020-03-05", known_at="2020-03-04")
    assert [f.slug for f in pair.findings] == ["as-of-after-known-at"]
    assert pair.as_of - pair.known_at == 86_400
    for wrong in ({"as_of": "tomorrow"}, {"clock": "sundial"}):
        with pytest.raises(UsageError):
            made.clocks(**wrong)
    with pytest.raises(UsageError, match="viewpoint"):
        made.verdict(viewpoint="nobody")
    with pytest.raises(UsageError, match="standard"):
        made.verdict(standard="certain")


def test_the_public_clock_reads_the_dates_of_publication(tmp_path: Path) -> None:
    """In the dossier's zone a day ends at midnight; what was published on it was public by then."""
    made = make(tmp_path / "d", FIRE)
    asked = {"as_of": "2021-01-01", "clock": "public"}
    known = {
        day: {v.ref: str(v.label) for v in made.verdict(known_at=day, **asked)} for day in ("2020-03-05", "2020-03-06")
    }  # type: ignore[arg-type]
    assert known["2020-03-05"]["trial/fire"] == "unknown"
    assert known["2020-03-06"]["trial/fire"] == "breached"


def test_a_place_may_be_written_as_people_type_it(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    dossier.init(folder)
    (folder / "places.yaml").write_text(
        "servanda: 1\nplaces:\n  - {id: saraqib, names: [Saraqib], lat: 35.86447, lon: 36.80591, radius_m: 2000}\n",
        "utf-8",
    )
    head = "claim,speaker,published,source,event,when,actor,place\n"
    rows = {
        "a": ("2 km west of Saraqib", (35.8645, 36.7838)),
        "b": ("37SBV6152371494", (35.8587, 36.3590)),
        "c": ("Saraqib", (35.86447, 36.80591)),
        "d": ("Nowhereville", None),
    }
    text = head + "".join(f"{k},UN,2020-03-09,x,shelling,2020-03-06T10:00Z,RUS,{v[0]}\n" for k, v in rows.items())
    (folder / "claims" / "typed.csv").write_text(text, "utf-8")
    opened = servanda.open(folder)
    view = opened.view(opened.clocks())
    said = {i.rpartition(".")[2]: c for i, c in view.claims.items()}
    for key, (words, at) in rows.items():
        claim = said[key]
        if at is None:
            assert (claim.lat, claim.lon, claim.place) == (None, None, words)
        else:
            assert (round(claim.lat or 0, 4), round(claim.lon or 0, 4)) == (round(at[0], 4), round(at[1], 4))
            assert claim.place in (words, "saraqib")
    assert [f.slug for f in opened.findings() if f.at.file == "claims/typed.csv"] == ["unknown-place"]
