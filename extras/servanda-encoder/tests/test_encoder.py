"""The encoder that comes with the package: it is what its manifest says, and is heard beside the statistical reader."""

from __future__ import annotations

import json
import shutil
import socket
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from servanda_encoder import finder
from servanda_encoder.opinion import Encoder, Share, bucketed, shipped

from servanda.errors import InputError
from servanda.model import Report
from servanda.reading import Context, default_finder, read
from servanda.reading.learned import finder as statistical
from servanda.reading.learned import weights

ARTICLE = (
    "The ceasefire in the valley was holding, the district's governor told reporters on Tuesday.\n\n"
    "“We have counted no shell since midnight,” said Ana Petrova, who leads the observers. She added that both "
    "sides had handed over the maps of their minefields.\n\nThe army denied that its drones had crossed the line."
)


def said(text: str, **more: object) -> list[tuple[str, str, str]]:
    reading = read(Report("r-1", outlet="o", language="en", text=text), Context(), finder())
    page = reading.page.text
    return [
        (page[slice(*a.source)] if a.source else "", page[slice(*a.cue)] if a.cue else "", page[slice(*a.contents[0])])
        for a in reading.attributions
    ]


def test_who_says_what() -> None:
    found = said(ARTICLE)
    assert [cue.split()[0] for _, cue, _ in found] == ["told", "said", "added", "denied"]
    assert [source for source, _, _ in found][2:] == ["She", "The army"]
    assert found[1][2].strip("“”,") == "We have counted no shell since midnight"
    assert found[3][2].removeprefix("that ") == "its drones had crossed the line"


def test_it_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVANDA_READER", "encoder")
    statistical._installed.cache_clear()
    try:
        found = default_finder()
        assert found.name == "encoder-2+statistical-2+rules-1"
    finally:
        statistical._installed.cache_clear()


def test_the_same_text_reads_the_same_and_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", no)
    assert said(ARTICLE) == said(ARTICLE)


def test_who_is_not_heard_changes_nothing() -> None:
    folder = weights.shipped()
    text = Report("r-1", outlet="o", language="en", text=ARTICLE)
    deaf = Encoder(shipped())
    deaf.share = Share(cue=0.0, sure=0.0, asked=0.0, other=1.0, told=1.1)
    alone = read(text, Context(), statistical.LearnedFinder(folder))
    both = read(text, Context(), statistical.LearnedFinder(folder, deaf, "deaf"))
    assert [(a.source, a.cue, a.contents) for a in alone.attributions] == [
        (a.source, a.cue, a.contents) for a in both.attributions
    ]


def events(text: str, *, told: float | None = None) -> list[tuple[str, str]]:
    heard = Encoder(shipped())
    if told is not None:
        heard.share = replace(heard.share, told=told)
    by = statistical.LearnedFinder(weights.shipped(), heard, "heard")
    reading = read(Report("r-1", outlet="o", language="en", text=text), Context(), by)
    return [(s.event, str(s.polarity)) for s in reading.statements if s.event]


def test_deeds_that_no_word_list_foresees_are_seen() -> None:
    """The sentences stand in no list that it was trained on; with nothing likely enough none of them is seen."""
    strange = [
        "Katyushas came whistling into the bazaar of Kandahar, the mayor said.",
        "The grey-haired general said that Turkish lads in tanks had popped over the fence into Syria for an hour.",
        "Blue helmets trundled down the coast road together with the Lebanese army, as on every Friday, the UN said.",
    ]
    seen = [events(s) for s in strange]
    assert sum(bool(s) for s in seen) >= 2
    assert [events(s, told=1.1) for s in strange].count([]) > sum(not s for s in seen)
    assert events("The minister praised the harvest of olives in his village, a newspaper said.") == []


def test_words_in_use_come_before_what_it_sees() -> None:
    text = "The army shelled the village on Monday, the mayor of Idlib said."
    assert events(text) == events(text, told=1.1) == [("shelling", "affirms")]


@pytest.mark.parametrize(
    "text", ["", "\x00", "“" * 3_000, "said " * 4_000, "a" * 20_000, "停火。" * 500, "\ud800 said so."]
)
def test_no_text_is_too_strange(text: str) -> None:
    begun = time.process_time()
    said(text)
    assert time.process_time() - begun < 30


def test_weights_that_were_touched_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(shipped(), folder)
    words = folder / "vocab.txt"
    words.write_bytes(words.read_bytes().replace(b"peace", b"piece", 1))
    with pytest.raises(InputError, match="digest"):
        Encoder(folder)
    shutil.copytree(shipped(), folder, dirs_exist_ok=True)
    about = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**about, "format": 99}))
    with pytest.raises(InputError, match="another version"):
        Encoder(folder)
    (folder / "encoder.onnx").unlink()
    with pytest.raises(InputError, match="cannot be used"):
        Encoder(folder)


def test_distances_are_told_apart_near_the_cue() -> None:
    near = bucketed(np.arange(-200, 201))
    assert near.min() == 0
    assert near.max() < 26
    assert len(set(near[193:208].tolist())) == 15
    assert (near[:200] <= 12).all()
    assert (near[201:] >= 13).all()
