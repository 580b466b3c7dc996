"""Learning from review, end to end: accepted and corrected claims train, rejected ones teach what is none, and nothing
that is restricted or secret is learned from."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from servanda.cli import accept, add, claims, init, reader, reject
from servanda.cli.reviewed import reviewed

PUBLIC = (
    "The Turkish Defence Ministry said on Monday that Syrian forces had shelled Idlib. The Russian Foreign Ministry "
    "denied that Russian aircraft had bombed Aleppo, a spokesman for the mission later in the evening. Officials in "
    "Ankara said that Russian aircraft had attacked Turkish forces near Aleppo on Sunday."
)
SECRET = "The Russian Defence Ministry said on Monday that Turkish forces had shelled Aleppo."
QUOTE = "Russian aircraft had bombed Aleppo"


def run(app: object, *words: str) -> str:
    done = CliRunner().invoke(app, list(words))  # type: ignore[arg-type]
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    assert done.exit_code in (0, 1), done.output
    return done.stdout


@pytest.fixture
def dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "d"
    run(init.app, str(folder))
    monkeypatch.chdir(folder)
    (folder / "reports").mkdir(exist_ok=True)
    for name, text, handling in (
        ("a", PUBLIC, "public"),
        ("b", SECRET, "restricted"),
        ("c", SECRET + " Yes.", "secret"),
    ):
        (folder / "reports" / f"{name}.txt").write_text(text, "utf-8")
        (folder / "reports" / f"{name}.yaml").write_text(
            f"title: {name}\noutlet: demo-wire\npublished: 2020-02-25\nlanguage: en\nhandling: {handling}\n", "utf-8"
        )
    run(add.app, "reports")
    return folder


def read_claims() -> dict[str, dict[str, object]]:
    return {row["quote"]: row for row in map(json.loads, run(claims.app, "--json").splitlines()) if row["reader"]}


def decide() -> None:
    """Accept one claim, correct one, reject one; accept the restricted and secret ones."""
    rows = read_claims()
    shelled = next(r["id"] for q, r in rows.items() if "had shelled Idlib" in q)
    bombed = next(r["id"] for q, r in rows.items() if QUOTE in q)
    attacked = next(r["id"] for q, r in rows.items() if "attacked" in q)
    run(accept.app, str(shelled), "--by", "jd")
    run(reject.app, str(bombed), str(attacked), "--by", "jd", "--reason", "the text says otherwise")
    Path("claims").mkdir(exist_ok=True)
    Path("claims/corrected.csv").write_text(
        "claim,speaker,published,source,event,when,actor,polarity,quote\n"
        f"k1,rus-mfa,2020-02-25,report a,airstrike,2020-02,RUS,denies,{QUOTE}\n",
        "utf-8",
    )
    run(add.app, "claims")
    for ident in (r["id"] for q, r in rows.items() if SECRET[53:80] in q):
        run(accept.app, str(ident), "--by", "jd")


def test_accepted_and_corrected_claims_are_examples(dossier: Path) -> None:
    assert reviewed(dossier) == []  # nothing was decided
    decide()
    (example,) = reviewed(dossier)
    assert example.text == PUBLIC
    contents = [" ".join(PUBLIC[a:b] for a, b in r["content"]) for r in example.relations]
    assert any("had shelled Idlib" in text for text in contents)
    assert QUOTE in contents  # as it was written by hand, no more and no less
    assert not any("attacked" in text for text in contents)


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="training needs numba")
def test_train_on_what_was_reviewed(dossier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decide()
    place = tmp_path / "weights"
    said = CliRunner().invoke(reader.app, ["train", "--reviewed", "-o", str(place), "--passes", "1"])
    assert said.exit_code == 0, said.output
    monkeypatch.setenv("SERVANDA_READER", str(place))
    told = json.loads(run(reader.app, "info", "--json"))
    assert told["own"] is True
    assert told["data"] == [{"reviewed": 1}]
    assert told["digest"]
    assert "reviewed claims, 1 documents" in run(reader.app, "info")
    packed = b"".join(f.read_bytes() for f in place.iterdir())
    assert b"shelled Idlib" not in packed
    assert b"shelled Aleppo" not in packed


def test_nothing_to_learn_is_said(dossier: Path) -> None:
    done = CliRunner().invoke(reader.app, ["train", "--reviewed"])
    assert done.exit_code != 0
