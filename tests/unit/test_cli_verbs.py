"""The verbs on the worked dossier: what they print, for people and for programs."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from demo_folder import opened

from servanda.cli import folder
from servanda.cli.app import main

Run = Callable[..., tuple[int, str, str]]

FIELDS = (
    *("accord", "obligation", "ref", "article", "title", "theme", "bearer", "performer", "viewpoint", "standard"),
    *("as_of", "known_at", "clock", "period", "label", "value", "level_for", "level_against", "in_force", "instances"),
    *("observed", "extent", "through", "last_breach", "markers", "undetermined", "readings", "deadline"),
    *("deadline_latest", "by", "basis", "for", "against", "coverage", "not_counted", "versions"),
)


@pytest.fixture
def run(demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """One command line in the demo; the dossier is opened once for all of them."""
    monkeypatch.chdir(demo / "idlib")
    monkeypatch.setattr(folder, "opened", lambda given: opened(demo / "idlib"))

    def one(*args: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(args)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return one


def rows(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_demo_ends_with_the_path_of_the_brief(demo: Path) -> None:
    assert (demo / "demo.rc").read_text() == "0", (demo / "demo.err").read_text("utf-8")
    out = (demo / "demo.out").read_text("utf-8").splitlines()
    assert out[-1] == "copy.html"
    page = (demo / "copy.html").read_bytes()
    assert page == (demo / "idlib" / "briefs" / "idlib-brief.html").read_bytes()
    assert page.lower().startswith(b"<!doctype html>")
    assert any("ypg-withdrawal" in line for line in out)


def test_verdict_json_is_a_line_per_obligation_and_has_every_field(run: Run, demo: Path) -> None:
    code, out, _err = run("verdict", "--as-of", "2019-10-31", "--json")
    assert code == 0
    found = rows(out)
    dossier = opened(demo / "idlib")
    assert {r["ref"] for r in found if not r["ref"].endswith("/*")} == {
        o.ref for accord in dossier.accords for o in accord.obligations
    }
    assert {r["viewpoint"] for r in found} == {"all"}
    assert len({r["ref"] for r in found}) == len(found)
    for row in found:
        assert set(FIELDS) <= set(row)
        assert row["as_of"] == "2019-10-31T22:00:00Z"  # the end of that day in Damascus
        assert row["value"] in ("T", "F", "B", "N")


def test_verdict_takes_several_viewpoints_and_obligations(run: Run) -> None:
    _code, out, _err = run(
        *("verdict", "--as-of", "2019-10-31", "--json", "--viewpoint", "TUR", "--viewpoint", "RUS"),
        *("--obligation", "ypg-withdrawal", "--obligation", "moscow-2020/ceasefire"),
    )
    assert [(r["ref"], r["viewpoint"], r["label"]) for r in rows(out) if r["ref"] == "sochi-2019/ypg-withdrawal"] == [
        ("sochi-2019/ypg-withdrawal", "TUR", "breached"),
        ("sochi-2019/ypg-withdrawal", "RUS", "fulfilled"),
    ]
    assert {r["ref"] for r in rows(out)} == {"sochi-2019/ypg-withdrawal", "moscow-2020/ceasefire"}


def test_verdict_csv_says_the_same_as_json(run: Run) -> None:
    args = ("verdict", "--as-of", "2019-10-31", "--known-at", "2020-06-01", "--accord", "sochi-2019")
    _code, as_json, _err = run(*args, "--json")
    _code, as_csv, _err = run(*args, "--csv")
    table = list(csv.DictReader(io.StringIO(as_csv)))
    assert [(r["ref"], r["label"], r["deadline"] or None) for r in table] == [
        (r["ref"], r["label"], r["deadline"]) for r in rows(as_json)
    ]


def test_from_narrows_the_period(run: Run) -> None:
    args = ("verdict", "--as-of", "2019-10-31", "--accord", "sochi-2018", "--json", "--obligation", "no-attacks")
    _code, whole, _err = run(*args)
    _code, later, _err = run(*args, "--from", "2019-10-30")
    assert rows(whole)[0]["period"][0] < "2018-10"
    assert rows(later)[0]["period"][0] == "2019-10-29T22:00:00Z"


def test_a_reading_is_taken(run: Run) -> None:
    args = (
        "verdict",
        "--as-of",
        "2019-10-31",
        "--obligation",
        "ypg-withdrawal",
        "--viewpoint",
        "third-party",
        "--json",
    )
    _code, out, _err = run(*args)
    assert rows(out)[0]["label"] == "unknown"
    code, out, err = run(*args, "--reading", "sdf-is-ypg=yes")
    assert code == 0, err
    assert rows(out)[0]["label"] == "breached"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("explain", "ypg-withdrawl"), "unknown-reference: no obligation here is called 'ypg-withdrawl'; perhaps ypg-"),
        (("explain", "ceasefire"), "reference-ambiguous: "),
        (("explain", "ypg-withdrawal@TRU"), "unknown-viewpoint: there is no viewpoint 'TRU'; perhaps TUR"),
        (("verdict", "--viewpoint", "everybody"), "unknown-viewpoint: "),
        (
            ("verdict", "--accord", "sochi2019"),
            "unknown-accord: there is no accord 'sochi2019' in this dossier; perhaps",
        ),
        (("verdict", "--obligation", "sochi-2019/nothing"), "unknown-reference: "),
        (("verdict", "--standard", "proven"), "unknown-standard: "),
        (("verdict", "--clock", "wall"), "unknown-clock: "),
        (("verdict", "--as-of", "yesterday"), "time-malformed: --as-of: expected a date such as"),
        (("verdict", "--from", "2019-13-01"), "time-malformed: --from: expected a date of the calendar"),
        (("verdict", "--reading", "sdf-is-ypg"), "reading-malformed: "),
        (("verdict", "--reading", "sdf-is-ypg=maybe"), "unknown-reading: the reading 'sdf-is-ypg' has no alternative"),
        (
            ("verdict", "--reading", "sdf-is-pyg=yes"),
            "unknown-reading: no accord here has a reading 'sdf-is-pyg'; perhaps",
        ),
        (("claims", "--event", "sheling"), "unknown-event: no claim here speaks of 'sheling'; perhaps shelling"),
        (("claims", "r-nothing.1"), "unknown-claim: "),
        (("claims", "--review", "seen"), "unknown-review: "),
        (("zones", "show", "belt-3"), "unknown-zone: there is no zone 'belt-3'; perhaps belt-30"),
        (("zones", "where", "95", "10"), "position-malformed: "),
        (("zones", "where", "north", "10"), "position-malformed: "),
        (("zones", "where", "35", "36", "--radius", "far"), "distance-malformed: "),
        (("ledger", "prove", "r-nothing.1"), "unknown-claim: "),
        (("verify", "--against", "no-such.html"), "no-such-file: "),
        (("verify", "--against", "accords/sochi-2019.yaml"), "no-checkpoint: "),
        (("check", "no-such.yaml"), "no-such-file: "),
        (("check", "/etc/hostname"), "outside-dossier: "),
        (("brief", "-o", "accords"), "output-is-folder: "),
        (("reject", "r-nothing.1"), "reason-missing: "),
        (("retract", "r-nothing.1", "--reason", "test"), "unknown-claim: "),
        (("merge", "r-nothing.1", "r-nothing.2", "--reason", "test"), "unknown-claim: "),
        (("split", "r-nothing.1", "r-nothing.1", "--reason", "test"), "two-claims: "),
        (("ledger", "erase", "r-nothing.1", "--reason", "test"), "unknown-claim: "),
        (("ledger", "merge", "no-such.servanda"), "no-such-file: "),
        (("changes",), "usage: Missing option '--since'"),
    ],
)
def test_a_wrong_word_costs_one_line_and_exit_2(run: Run, args: tuple[str, ...], says: str) -> None:
    code, out, err = run(*args)
    assert (code, out) == (2, "")
    assert err.startswith(says), err
    assert err.count("\n") == 1


def test_explain_names_witnesses_with_level_and_source(run: Run) -> None:
    code, out, _err = run("explain", "ypg-withdrawal@TUR", "--as-of", "2019-10-31")
    assert code == 0
    against = out.partition("\nAgainst\n")[2].partition("\n\n")[0]
    assert "alleged: Türkiye via JQK News" in against
    assert "2019-10-30" in against
    for heading in (
        "Rule",
        "For",
        "Relevant, but not counted",
        "Readings it depends on",
        "Why",
        "What would change it",
    ):
        assert f"\n{heading}\n" in out


def test_explain_json_agrees_with_verdict_json(run: Run) -> None:
    args = ("--as-of", "2019-10-31", "--known-at", "2020-06-01", "--json")
    _code, explained, _err = run("explain", "ypg-withdrawal@RUS", *args)
    _code, told, _err = run("verdict", "--obligation", "ypg-withdrawal", "--viewpoint", "RUS", *args)
    (one,), (other,) = rows(explained), rows(told)
    assert {k: one[k] for k in FIELDS} == {k: other[k] for k in FIELDS}
    assert one["rule"]
    assert one["why"]


def test_explain_of_a_whole_accord(run: Run) -> None:
    code, out, _err = run("explain", "sochi-2018/*", "--viewpoint", "RUS", "--as-of", "2020-02-29")
    assert code == 0
    assert out.startswith("sochi-2018/* @ RUS\n")
    assert "Dmitry Peskov" in out


def test_claims_for_people_json_and_csv_are_the_same_claims(run: Run) -> None:
    window = ("--from", "2020-02-27", "--to", "2020-02-27")
    _code, plain, _err = run("claims", *window)
    _code, as_json, _err = run("claims", *window, "--json")
    ids = [row["id"] for row in rows(as_json)]
    assert len(ids) > 3
    assert [line.rpartition("[")[2].rstrip("]").partition(";")[0] for line in plain.splitlines()] == ids
    _code, as_csv, _err = run("claims", *window, "--csv")
    table = list(csv.DictReader(io.StringIO(as_csv)))
    assert len(table) >= len(ids)
    _code, one, _err = run("claims", ids[0], "--json")
    assert [row["id"] for row in rows(one)] == ids[:1]


def test_rival_counts_stand_side_by_side(run: Run) -> None:
    _code, out, _err = run("claims", "--from", "2020-02-27", "--to", "2020-02-28")
    assert "(killed 33)" in out
    assert "(killed 34)" in out
    assert "(killed 67)" not in out


def test_machine_read_claims_can_be_listed_for_review(run: Run) -> None:
    _code, out, _err = run("claims", "--review", "unreviewed", "--json")
    assert all(row["reader"] and row["review"] == "unreviewed" for row in rows(out))


def test_timeline_is_in_order_and_incidents_hold_several_claims(run: Run) -> None:
    _code, out, _err = run("timeline", "--json")
    starts = [row["from"] or row["to"] for row in rows(out) if row["from"] or row["to"]]
    known = [row["from"] for row in rows(out) if row["from"]]
    assert known == sorted(known)
    assert len(starts) > 1000
    _code, out, _err = run("incidents", "--several", "--json")
    found = rows(out)
    assert found
    assert all(len(row["claims"]) > 1 for row in found)
    _code, table, _err = run("timeline", "--csv", "--from", "2020-02-27", "--to", "2020-02-27")
    assert {"from", "to", "place", "what", "speaker", "source", "claim"} == set(
        csv.DictReader(io.StringIO(table)).fieldnames or ()
    )


def test_changes_say_why(run: Run) -> None:
    _code, out, _err = run("changes", "--since", "2020-03-05", "--as-of", "2020-03-07", "--viewpoint", "all", "--json")
    changed = {row["ref"]: row for row in rows(out)}
    assert changed["moscow-2020/ceasefire"]["after"] == "contested"
    assert changed["moscow-2020/ceasefire"]["why"] == "new evidence"
    assert changed["moscow-2020/ceasefire"]["new"]
    code, out, err = run("changes", "--since", "2020-03-07", "--as-of", "2020-03-07", "--known-at", "2020-03-07")
    assert (code, out) == (0, "")
    assert "No verdict changed" in err


def test_a_checkpoint_is_signed_and_whose_it_is_is_said(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(demo / "idlib", tmp_path / "idlib")
    kept = tmp_path / "kept.json"

    def ask(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--dossier", str(tmp_path / "idlib")])
        return code, *capsys.readouterr()

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "mine"))
    kept.write_text(ask("ledger", "checkpoint")[1], encoding="utf-8")
    assert len(json.loads(kept.read_text())["signature"]) == 128
    code, _out, err = ask("verify", "--against", str(kept))
    assert code == 0
    assert err.count("signed with your key") == 2
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another's"))
    ask("ledger", "checkpoint", "--unsigned")
    (tmp_path / "idlib" / "ledger" / "checkpoints.jsonl").write_text(ask("ledger", "checkpoint")[1])
    code, _out, err = ask("verify", "--against", str(kept))
    assert code == 0
    assert "which is not yours" in err
    assert "signed none of those kept here" in err
    kept.write_text(kept.read_text().replace('"size": 1', '"size": 2'))
    code, _out, err = ask("verify", "--against", str(kept))
    assert (code, err.split(":")[0]) == (2, "checkpoint-forged")
    assert "kept.json" in err


def test_a_key_that_never_signed_here_is_told(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys are remembered outside the dossier; an own new key, on a new computer, is no stranger."""
    folder = shutil.copytree(demo / "idlib", tmp_path / "idlib")

    def ask(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--dossier", str(folder)])
        return code, *capsys.readouterr()

    def strange() -> list[str]:
        return list(json.loads(ask("verify", "--json")[1])["strange_keys"])

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "mine"))
    ask("ledger", "checkpoint")
    assert "never before" not in ask("verify")[2]
    file = tmp_path / "mine" / "servanda" / "seen-keys.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(folder) in file.read_text()
    (tmp_path / "mine" / "servanda" / "key").unlink()
    ask("ledger", "checkpoint")  # with a new key of ours
    assert strange() == []
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "theirs"))
    (folder / "ledger" / "checkpoints.jsonl").unlink()
    theirs = json.loads(ask("ledger", "checkpoint")[1])["key"]
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "mine"))
    code, _out, err = ask("verify")
    assert code == 0
    assert "signed here and never before" in err
    assert strange() == [theirs], "told until somebody accepts it"
    folder = folder.rename(tmp_path / "moved")
    assert strange() == [theirs], "known by its id"
    assert ask("verify", "--accept-keys")[0] == 0
    assert strange() == []
    file.write_text("[{}]")
    code, _out, err = ask("verify")
    assert code == 0
    assert err.count("seen-keys-unreadable") == 1


def test_zones_where_keeps_the_notation_and_wonders_at_a_far_namesake(run: Run) -> None:
    _code, _out, err = run("zones", "where", "37SBU9360137360", "--accord", "sochi-2019")
    assert err.startswith("37SBU9360137360: 34.65741")
    _code, _out, err = run("zones", "where", "Boston", "--accord", "sochi-2019")
    assert "is another Boston meant?" in err
    _code, _out, err = run("zones", "where", "Saraqib", "--accord", "sochi-2019")
    assert "meant" not in err


def test_zones_where_in_out_and_undetermined(run: Run) -> None:
    _code, out, _err = run("zones", "where", "36.47229", "37.09471", "--accord", "sochi-2019", "--json")
    found = {row["zone"]: row for row in rows(out)}
    assert found["belt-30"]["membership"] == "in"
    assert found["belt-30"]["edge_m"] == pytest.approx(-(30_000 - 18_020), abs=50)
    assert found["operation"]["membership"] == "out"
    _code, out, _err = run("zones", "where", "35.7", "36.4", "--accord", "sochi-2018", "--json")
    assert {row["zone"]: row["membership"] for row in rows(out)}["dmz"] == "undetermined"


@pytest.mark.parametrize(
    ("lat", "lon"), [("-33.9", "-70.6"), ("33.9S", "70.6W"), ("\u221233.9", "\u221270.6"), ("-33.9,", "-70.6")]
)
def test_negative_degrees_are_no_options(run: Run, lat: str, lon: str) -> None:
    code, out, err = run("zones", "where", lat, lon, "--accord", "sochi-2019", "--json")
    assert code == 0, err
    assert {row["membership"] for row in rows(out)} == {"out"}


@pytest.mark.parametrize(
    ("lat", "lon", "km"),
    [("36.52815", "37.95495", 28.96), ("36.47229", "37.09471", 18.02), ("35.93062", "36.63393", 24.92)],
)
def test_zones_distance_is_geodesic(run: Run, lat: str, lon: str, km: float) -> None:
    _code, out, _err = run("zones", "distance", lat, lon, "--accord", "sochi-2019", "--json")
    border = next(row for row in rows(out) if row["line"] == "border")
    assert border["distance_m"] / 1000 == pytest.approx(km, abs=0.011)


def test_zones_export_is_geojson_longitude_first(run: Run) -> None:
    _code, out, _err = run("zones", "export", "belt-30")
    made = json.loads(out)
    assert made["type"] == "FeatureCollection"
    assert {f["properties"]["bound"] for f in made["features"]} == {"drawn", "certain", "possible"}
    ring = made["features"][0]["geometry"]["coordinates"]
    while isinstance(ring[0][0], list | tuple):
        ring = ring[0]
    assert all(35 < lon < 43 and 35 < lat < 38 for lon, lat in ring)


def test_zones_list_and_show(run: Run) -> None:
    _code, out, _err = run("zones", "list", "--json")
    found = {(row["accord"], row["zone"]): row for row in rows(out)}
    assert found["sochi-2019", "border"]["geometry"] == "line"
    assert found["sochi-2018", "dmz"]["geometry"] in ("bounds", "none")
    _code, out, _err = run("zones", "show", "sochi-2019/belt-30")
    assert "sochi-2019/ypg-withdrawal" in out


def test_check_of_the_demo_has_no_error(run: Run) -> None:
    code, out, err = run("check", "--json")
    assert code == 0, out
    assert all(row["severity"] != "error" for row in rows(out))
    assert "0 errors" in err
    if rows(out):
        assert run("check", "--strict")[0] == 1


def test_check_of_one_file_prints_only_its_findings(run: Run) -> None:
    _code, out, _err = run("check", "accords/sochi-2018.yaml", "--json")
    assert {row["file"] for row in rows(out)} <= {"accords/sochi-2018.yaml"}


def test_the_ledger_is_consistent_with_the_brief(run: Run, tmp_path: Path) -> None:
    code, out, _err = run("verify", "--json")
    assert code == 0
    (alone,) = rows(out)
    assert alone["ok"]
    assert alone["against"] is None
    code, out, _err = run("verify", "--against", "briefs/idlib-brief.html", "--json")
    assert code == 0
    (compared,) = rows(out)
    assert compared["against"]["root"] == alone["root"]
    _code, out, _err = run("ledger", "checkpoint", "--unsigned")
    kept = tmp_path / "checkpoint.json"
    kept.write_text(out)
    assert run("verify", "--against", str(kept))[0] == 0
    forged = tmp_path / "forged.json"
    forged.write_text(out.replace(alone["root"], "00" * 32))
    code, _out, err = run("verify", "--against", str(forged))
    assert code == 3
    assert "ledger-forked" in err


def test_a_proof_holds(run: Run) -> None:
    from servanda.ledger.merkle import includes, leaf_hash

    _code, out, _err = run("claims", "--from", "2020-02-27", "--to", "2020-02-27", "--json")
    claim = rows(out)[0]["id"]
    _code, out, _err = run("ledger", "prove", claim)
    (proof,) = rows(out)
    path = [bytes.fromhex(part) for part in proof["path"]]
    leaf = leaf_hash(proof["header"].encode())
    assert includes(proof["index"], proof["size"], leaf, path, bytes.fromhex(proof["root"]))
    assert "content" not in proof
    _code, out, _err = run("ledger", "prove", claim, "--reveal")
    assert claim in rows(out)[0]["content"]


def test_a_brief_is_written_whole_and_its_path_printed(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "made" / "b.html"
    code, out, _err = run("brief", "--as-of", "2020-03-07", "--viewpoint", "all", "-o", str(place))
    assert code == 0
    assert out == f"{place}\n"
    assert "default-src 'none'" in place.read_text("utf-8")
    assert list(place.parent.iterdir()) == [place]


def test_an_ultimatum_stands_under_the_day_on_which_it_was_spoken(run: Run) -> None:
    _code, out, _err = run("timeline", "--from", "2020-02-04", "--to", "2020-02-05")
    lines = [line for line in out.splitlines() if "ultimatum" in line]
    assert "said 2020-02-05        ultimatum to Syria, by 2020-02-29, otherwise: " in "\n".join(lines)
    assert all(line.startswith(("said 2020-02-04", "said 2020-02-05")) for line in lines)
    _code, out, _err = run("timeline", "--from", "2020-02-07", "--to", "2020-02-10")
    assert "ultimatum" not in out
