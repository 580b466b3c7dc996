"""Restricted speakers are pseudonyms everywhere; secret claims count and never print."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from dossier_bench import ACTORS, FIRE, again, id_of, make, one, write

from servanda.model import claim_json, verdict_json

CAST = (
    ACTORS
    + """\
- {id: mole, type: person, names: [{text: Mikhail Molenko, lang: en}], handling: restricted}
- {id: whisper, type: organisation, names: [{text: Whisper House, lang: en}]}
- {id: hush, type: organisation, names: [{text: Hush Limited, lang: en}]}
"""
)
PLACE = '"35.5,36.5"'
ROWS = (
    FIRE
    + f"m1,mole,2020-03-07,https://mole.example/1,shelling,2020-03-06T10:00Z,RUS,{PLACE},,,,,,MOLEQUOTE,MOLENOTE\n"
    + f"w1,whisper,2020-03-08,https://whisper.example/1,shelling,2020-03-07T10:00Z,TUR,{PLACE},,,,,"
    "restricted,WHISPERQUOTE,WHISPERNOTE\n"
    + f"s1,hush,2020-03-12,https://hush.example/1,presence,2020-03-11T10:00Z,RUS,{PLACE},,,,,secret,HUSHQUOTE,\n"
    + f"s2,hush,2020-03-12,https://hush.example/1,shelling,2020-03-04T10:00Z,TUR,{PLACE},,,,,secret,HUSHQUOTE,\n"
    + f"p2,ngo,2020-03-06,https://ngo.example/1,shelling,2020-03-04T10:00Z,TUR,{PLACE},,,,,,open,\n"
)
HIDDEN = ("hush", "secret", "whisper", "mole", ".s1", ".s2")


def leaks(text: str) -> list[str]:
    return [word for word in HIDDEN if word in text.casefold()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("handling") / "d"
    make(made, ROWS, actors=CAST).add()
    return made


def test_secret_claims_count(folder: Path) -> None:
    assert str(one(again(folder), "trial/leave").label) == "breached"


def test_no_shown_claim_names_a_hidden_speaker(folder: Path) -> None:
    made = again(folder)
    view = made.view(made.clocks())
    shown = {i: view.shown(c) for i, c in view.claims.items()}
    assert shown[id_of(made, "s1")] is None
    assert shown[id_of(made, "m1")].speaker == ("Observer 1",)  # type: ignore[union-attr]
    assert shown[id_of(made, "w1")].speaker == ("Speaker 1",)  # type: ignore[union-attr]
    text = json.dumps([claim_json(c) for c in shown.values() if c is not None])
    assert leaks(text) == []


def test_pseudonyms_are_stable(folder: Path) -> None:
    one_, two = again(folder), again(folder)
    assert one_.view(one_.clocks()).name("mole") == two.view(two.clocks()).name("mole") == "Observer 1"


def test_no_verdict_names_a_hidden_speaker(folder: Path) -> None:
    made = again(folder)
    found = made.verdict(as_of="2021-01-01", viewpoint=made.viewpoints())
    assert leaks(json.dumps([verdict_json(v) for v in found])) == []


def test_no_link_names_a_secret_claim(tmp_path: Path) -> None:
    rows = ROWS.replace(f"{PLACE},,,,,,open", f"{PLACE},,,,s2,,open")
    assert rows != ROWS
    made = make(tmp_path / "d", rows, actors=CAST)
    view = made.view(made.clocks())
    shown = [s for c in view.claims.values() if (s := view.shown(c)) is not None]
    assert leaks(json.dumps([claim_json(c) for c in shown])) == []


def test_no_explanation_names_a_hidden_claim(folder: Path) -> None:
    made = again(folder)
    for ref in ("trial/fire", "trial/leave"):
        found = made.explain(ref, made.clocks(as_of="2021-01-01"))
        assert leaks(f"{found.lines} {found.not_counted} {found.flip_set} {found.settles} {found.rule}") == []


@pytest.mark.parametrize(
    "verb",
    [
        "claims",
        "claims --json",
        "claims --csv",
        "incidents",
        "incidents --json",
        "timeline",
        "timeline --json",
        "verdict",
        "verdict --json",
        "verdict --csv",
        "explain trial/leave",
        "explain trial/leave --json",
        "explain trial/fire",
        "changes --since 2020-01-01",
        "changes --since 2020-01-01 --json",
        "verdict --by week",
        "verdict --by week --json",
        "verdict --by month --csv",
        "verdict --origins",
        "cite trial/leave",
        "cite trial/leave --json",
    ],
)
def test_no_command_prints_what_is_hidden(folder: Path, verb: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "servanda", "--dossier", str(folder), *verb.split()],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "250"},
    )
    assert run.returncode in (0, 1), run.stderr
    assert run.stdout
    assert leaks(run.stdout + run.stderr) == []


def test_no_brief_prints_what_is_hidden(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "brief.html"
    subprocess.run(
        [sys.executable, "-m", "servanda", "--dossier", str(folder), "brief", "-o", str(page)],
        capture_output=True,
        check=True,
    )
    assert leaks(page.read_text("utf-8")) == []


def test_a_restricted_actor_is_a_pseudonym_in_every_role(tmp_path: Path) -> None:
    head = "claim,speaker,via,published,source,event,when,actor,target,addressee,place\n"
    rows = (
        f"v1,ngo,mole,2020-03-15,https://x.example/1,shelling,2020-03-06T10:00Z,RUS,,,{PLACE}\n"
        f"v2,ngo,wire>mole,2020-03-15,https://x.example/2,shelling,2020-03-06T10:00Z,mole|RUS,mole,,{PLACE}\n"
    )
    made = make(tmp_path / "d", "", actors=CAST)
    (tmp_path / "d" / "claims" / "chronicle.csv").write_text(head + rows, "utf-8")
    made.add()
    view = again(made.path).view(made.clocks())
    shown = [s for c in view.claims.values() if (s := view.shown(c)) is not None]
    assert len(shown) == 2
    assert leaks(json.dumps([claim_json(c) for c in shown])) == []
    assert {v for c in shown for v in c.via} == {"Observer 1", "wire"}
    for verb in ("claims", "claims --json", "claims --csv", "timeline", "incidents", "verdict --json"):
        run = subprocess.run(
            [sys.executable, "-m", "servanda", "--dossier", str(made.path), *verb.split()],
            capture_output=True,
            text=True,
            check=False,
        )
        assert leaks(run.stdout + run.stderr) == [], verb


def test_no_later_speaker_takes_a_number_that_was_read(tmp_path: Path) -> None:
    """Speakers of restricted claims keep their numbers when others come, in the file or in the register; and at every
    clock they have the same."""
    late = f"r{{n}},{{who}},2020-03-{{n}},https://x.example/{{n}},shelling,2020-03-06T10:00Z,RUS,{PLACE},,,,,restricted,,\n"
    made = make(tmp_path / "d", FIRE + late.format(n=20, who="whisper"), actors=CAST)
    made.add()
    write(made.path, FIRE + late.format(n=20, who="whisper") + late.format(n=10, who="hush"))
    with (made.path / "actors.yaml").open("a", encoding="utf-8") as file:
        file.write("- {id: aaa, type: person, names: [{text: Aaa}], handling: restricted}\n")
    time.sleep(1.1)
    again(made.path).add()
    opened = again(made.path)
    for asked in ({}, {"clock": "public", "known_at": "2020-03-25"}, {"clock": "public", "known_at": "2020-03-22"}):
        view = opened.view(opened.clocks(**asked))
        shown = view.shown(view.claims[id_of(opened, "r20")])
        assert shown is not None
        assert shown.speaker == ("Speaker 1",), asked
    view = opened.view(opened.clocks())
    assert view.shown(view.claims[id_of(opened, "r10")]).speaker == ("Speaker 2",)  # type: ignore[union-attr]


def test_no_suggestion_names_a_secret_claim(folder: Path) -> None:
    secret = id_of(again(folder), "s1")
    for verb in (["claims", secret + "x"], ["ledger", "prove", secret + "x"], ["claims", "--event", "presencex"]):
        run = subprocess.run(
            [sys.executable, "-m", "servanda", *verb], capture_output=True, text=True, check=False, cwd=folder
        )
        assert run.returncode == 2
        assert secret not in run.stderr.replace(secret + "x", "")
