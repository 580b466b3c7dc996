"""Readers of packages of their own: found by entry point, asked for by name, heard beside the statistical one."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from servanda.cli.read import app as read_app
from servanda.cli.reader import app
from servanda.errors import InputError
from servanda.reading import default_finder
from servanda.reading.learned import features, finder, installed
from servanda.reading.learned.crf import Floats
from servanda.reading.learned.tagger import Opinion, Tagger, Tokens
from servanda.reading.learned.weights import chosen, load, shipped
from servanda.reading.repair import repair
from servanda.reading.sentences import sentences

TEXT = "The mayor said that the bridge was closed. “Nobody may cross it,” the mission's envoy told reporters."
PARROT = '''
from pathlib import Path
from servanda.model import Stance
from servanda.reading.spans import Attribution

class Parrot:
    """Takes the whole of a text for what its first word says."""

    name = "parrot-7"
    folder = Path("/nowhere")
    manifest = {"trained": "2020-02-23", "digest": "f00"}

    def __call__(self, scene):
        end = len(scene.text.rstrip())
        cut = scene.text.index(" ")
        return [Attribution((0, cut), (cut + 1, cut + 6), ((cut + 7, end),), Stance.ASSERTS, "indirect", (0, end), 0)]
'''


@pytest.fixture
def parrot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package that names a reader, installed as a package is: a module and its `dist-info`."""
    (tmp_path / "parrot.py").write_text(PARROT)
    about = tmp_path / "parrot-7.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: parrot\nVersion: 7\n")
    (about / "entry_points.txt").write_text(
        "[servanda.readers]\nparrot = parrot:Parrot\nbroken = parrot_that_is_not_there:Parrot\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("SERVANDA_READER", "parrot")  # restored afterwards, whatever --reader sets
    finder._installed.cache_clear()
    yield
    finder._installed.cache_clear()
    sys.modules.pop("parrot", None)


@pytest.mark.parametrize(
    ("asked", "is_one"), [("encoder", True), ("none", False), ("./encoder", False), ("a/b", False), ("Ünicode", False)]
)
def test_a_name_is_no_folder(asked: str, is_one: bool) -> None:
    assert installed.is_name(asked) is is_one


def test_a_folder_of_that_name_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "encoder").mkdir()
    assert not installed.is_name("encoder")


@pytest.mark.usefixtures("parrot")
def test_a_reader_that_is_asked_for_reads() -> None:
    assert default_finder().name == "parrot-7"
    assert default_finder() is default_finder()
    assert chosen() is not None  # the statistical reader's weights, for those that hear it too
    [shown] = CliRunner().invoke(app, ["info", "--json"]).stdout.splitlines()
    row = json.loads(shown)
    assert (row["reader"], row["folder"], row["digest"], row["own"]) == ("parrot-7", "/nowhere", "f00", False)


@pytest.mark.usefixtures("parrot")
def test_reader_can_be_an_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVANDA_READER", "none")
    text = tmp_path / "article.txt"
    text.write_text(TEXT)
    found = []
    for options in ([], ["--reader", "parrot"], ["--reader", "none"]):
        done = CliRunner().invoke(read_app, [str(text), "--json", *options])
        assert done.exception is None, done.output
        found.append([json.loads(line)["cue"] for line in done.stdout.splitlines()])
    assert found == [["said", "told"], ["mayor"], ["said", "told"]]


@pytest.mark.usefixtures("parrot")
@pytest.mark.parametrize(
    ("asked", "said"), [("cockatoo", "is called cockatoo"), ("broken", "broken cannot be loaded: No module named")]
)
def test_a_reader_that_is_not_there_is_said(asked: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVANDA_READER", asked)
    with pytest.raises(InputError, match=said):
        default_finder()


class Said(Opinion):
    """Multiplies the odds of cues; leaves the rest as it is."""

    def __init__(self, odds: float) -> None:
        self.odds = odds

    def likely(self, posterior: Floats) -> Floats:
        out = posterior.copy()
        out[:, 3] *= self.odds
        return out

    def scores(self, scores: Floats, where: features.Asked) -> Floats:
        assert scores.shape == (len(where.token), 9)
        return scores + np.float32(7)  # the same for every label: nothing changes

    def triggers(self) -> list[tuple[str, int, int, float]]:
        return [("shelling", 0, 2, self.odds)] if self.odds else []


def test_another_opinion_is_heard() -> None:
    page = repair(TEXT)
    heard: list[Tokens] = []

    def found(odds: float) -> list[tuple[object, ...]]:
        def second(tokens: Tokens) -> Opinion:
            heard.append(tokens)
            return Said(odds)

        tagger = Tagger(load(shipped()), second)
        attributed, triggers = tagger(page.text, sentences(page.text, page.quotations), page.quotations)
        assert [(page.text[t.start : t.end], t.sure) for t in triggers] == ([("The mayor", odds)] if odds else [])
        return [f[:3] for f in attributed]

    alone, _none = Tagger(load(shipped()))(page.text, sentences(page.text, page.quotations), page.quotations)
    assert len(alone) == 2
    assert found(1.0) == [f[:3] for f in alone]
    assert found(0.0) == []
    assert [t.words[:3] for t in heard] == [["The", "mayor", "said"]] * 2
