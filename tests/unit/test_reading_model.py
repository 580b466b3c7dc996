"""The statistical reader by itself: tokens, features, chains, weights, examples and scores."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import subprocess
import sys
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from reading_room import context, report

from servanda.errors import InputError
from servanda.reading import default_finder, read
from servanda.reading.gold import macro_f1
from servanda.reading.learned import features
from servanda.reading.learned.crf import Chain
from servanda.reading.learned.evaluate import evaluate
from servanda.reading.learned.examples import Example, garbled, read_examples
from servanda.reading.learned.finder import LearnedFinder
from servanda.reading.learned.score import Scored, direct, scores
from servanda.reading.learned.tagger import Tokens, closed_runs, runs
from servanda.reading.learned.tokens import Lexicon, Vocabulary, tokens
from servanda.reading.learned.weights import load, save, second_allowed
from servanda.reading.repair import repair
from servanda.reading.sentences import sentences

BODY = (
    "The mission's spokeswoman said on Tuesday that “the road isn't open”, according to two drivers.\n\n"
    "Nobody answered. A U.S. envoy added that 1,200 people had left."
)
PLAIN = Lexicon({}, {"said": 6, "added": 6, "according": 5})


def seen(text: str) -> Tokens:
    page = repair(text)
    made = Tokens.of(page.text, sentences(page.text, page.quotations), page.quotations, Vocabulary(PLAIN))
    assert made is not None
    return made


def test_tokens_are_verbatim_and_leave_nothing_out() -> None:
    words, spans = tokens(BODY)
    assert words == [BODY[a:b] for a, b in spans]
    assert "".join(words) == "".join(BODY.split())
    assert words[words.index("n't") - 1 : words.index("n't") + 1] == ["is", "n't"]
    assert {"U.S.", "1,200", "'s", "“"} <= set(words)


def test_a_vocabulary_says_the_same_of_a_word_whenever_it_is_asked() -> None:
    fresh, used = Vocabulary(PLAIN), Vocabulary(PLAIN)
    used.rows(tokens("Other words said before, and 7 more.")[0])
    words, _ = tokens(BODY)
    assert (fresh.rows(words) == used.rows(words)).all()
    assert (used.rows(words) == used.rows(words)).all()


def test_features_do_not_reach_into_the_next_paragraph() -> None:
    one, two = seen(BODY), seen(BODY.split("\n\n")[0] + "\n\nSomething else was written here.")
    first = int(one.lengths[0])
    assert (one.static[:first] == two.static[:first]).all()
    assert one.static.shape == (len(one.words), two.static.shape[1])
    assert one.static.min() >= 0
    assert one.static.max() < 1 << features.BITS


def test_a_word_further_on_changes_what_is_seen_of_it() -> None:
    one, two = seen("The envoy said that they left."), seen("The envoy said that they stayed.")
    assert (one.static[5] != two.static[5]).any()


def _chain(labels: int, seed: int) -> Chain:
    chance = np.random.default_rng(seed)
    allowed = chance.random((labels, labels)) < 0.7
    allowed[:, 0] = True
    may_start = np.ones(labels, bool)
    may_start[labels - 1] = False
    table = np.zeros((64, 8 if labels <= 8 else 16), np.int8)
    table[:, :labels] = chance.integers(-40, 40, (64, labels))
    step, start = chance.normal(size=(labels, labels)), chance.normal(size=labels)
    return Chain(labels, table, 0.05, step.astype(np.float32), start.astype(np.float32), allowed, may_start)


@pytest.mark.parametrize("labels", [3, 9])
def test_the_best_labels_are_those_of_an_exhaustive_search(labels: int) -> None:
    for seed in range(8):
        chain = _chain(labels, seed)
        lengths = [3, 1, 4 if labels == 3 else 2, 2]
        rows = np.random.default_rng(seed).integers(0, 64, (sum(lengths), 5)).astype(np.int32)
        scored = chain.scaled(chain.scores(rows))
        by_hand = chain.table[rows, :labels].astype(float).sum(axis=1) * chain.scale
        assert np.allclose(scored, by_hand, atol=1e-4)
        best = chain.best(scored, lengths)
        share = chain.posteriors(scored, lengths)
        at = 0
        for n in lengths:
            ways = list(product(range(labels), repeat=n))
            value = np.array([_score(chain, by_hand[at : at + n], w) for w in ways])
            lawful = [i for i, w in enumerate(ways) if _lawful(chain, w)]
            winner = max(lawful, key=lambda i: value[i])
            assert value[winner] == pytest.approx(
                _score(chain, by_hand[at : at + n], tuple(best[at : at + n])), abs=1e-3
            )
            assert _lawful(chain, tuple(best[at : at + n]))
            p = np.exp(value - value.max())
            p /= p.sum()
            for t in range(n):
                for label in range(labels):
                    wanted = sum(x for x, w in zip(p, ways, strict=True) if w[t] == label)
                    assert share[at + t, label] == pytest.approx(wanted, abs=1e-3)
            at += n


def _score(chain: Chain, emitted: np.ndarray, way: tuple[int, ...]) -> float:  # type: ignore[type-arg]
    out = float(chain.start[way[0]]) + sum(float(emitted[t, label]) for t, label in enumerate(way))
    return out + sum(float(chain.step[a, b]) for a, b in pairwise(way))


def _lawful(chain: Chain, way: tuple[int, ...]) -> bool:
    return bool(chain.may_start[way[0]]) and all(chain.allowed[a, b] for a, b in pairwise(way))


def test_labels_become_spans() -> None:
    assert runs(np.array([0, 3, 4, 3, 0, 3]), 3) == [(1, 3), (3, 4), (5, 6)]
    assert closed_runs(np.array([4, 0, 1, 2, 3, 1, 3, 0]), 1) == [(0, 1), (2, 5), (5, 7)]
    allowed, may_start = second_allowed()
    assert allowed[0, 1]
    assert allowed[1, 3]
    assert not allowed[1, 0]
    assert not allowed[0, 2]
    assert not may_start[3]


# --- weights ----------------------------------------------------------------------------------------------------------


def _weights(folder: Path, seed: int = 0) -> None:
    chance = np.random.default_rng(seed)
    parts = []
    for labels in (7, 9):
        table = np.zeros((1 << features.BITS, labels), np.float32)
        table[chance.integers(0, 1 << features.BITS, 500)] = chance.normal(size=(500, labels))
        parts.append((table, chance.normal(size=(labels, labels)), chance.normal(size=labels)))
    lexicon = Lexicon({"army": (3, 1), "troops": (3, 1)}, {"said": 6})
    save(folder, parts[0], parts[1], lexicon, {"name": "statistical", "version": "t"})


def test_weights_come_back_as_they_were_saved(tmp_path: Path) -> None:
    _weights(tmp_path / "a")
    _weights(tmp_path / "b")
    assert (tmp_path / "a/reader.npz").read_bytes() == (tmp_path / "b/reader.npz").read_bytes()
    loaded = load(tmp_path / "a")
    assert loaded.name == "statistical-t"
    assert loaded.lexicon == Lexicon({"army": (3, 1), "troops": (3, 1)}, {"said": 6})
    assert loaded.first.table.shape == (1 << features.BITS, 8)
    assert loaded.second.table.shape == (1 << features.BITS, 16)
    assert 400 < (loaded.first.table != 0).any(axis=1).sum() <= 500


@pytest.mark.parametrize("damage", ["flip", "cut", "manifest", "format"])
def test_damaged_weights_are_refused(tmp_path: Path, damage: str) -> None:
    _weights(tmp_path)
    file, manifest = tmp_path / "reader.npz", tmp_path / "manifest.json"
    data = bytearray(file.read_bytes())
    if damage == "flip":
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    elif damage == "cut":
        file.write_bytes(data[:100])
    elif damage == "manifest":
        manifest.write_text("[1, 2")
    else:
        manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 0}))
    with pytest.raises(InputError) as refused:
        load(tmp_path)
    assert refused.value.slug == "reader-weights"


# --- examples and scores ---


def _example(text: str = "“No,” said Anna. Boris said that “all” left.") -> Example:
    def at(part: str) -> tuple[int, int]:
        return text.index(part), text.index(part) + len(part)

    return Example(
        "x",
        text,
        (
            {"source": [at("Anna")], "cue": [at("said")], "content": [at("“No,”")]},
            {"source": [at("Boris")], "cue": [(24, 28)], "content": [at("that “all” left")]},
        ),
    )


def test_garbled_spans_go_with_their_text() -> None:
    example = _example("“No,” said Anna. Boris said that “all” left." + " “a” “b”" * 40)
    copy = garbled(example, seed=3)
    assert copy == garbled(example, seed=3)
    assert copy.text != example.text
    for mine, theirs in zip(example.relations, copy.relations, strict=True):
        for kind in ("source", "cue", "content"):
            for (a, b), (x, y) in zip(mine[kind], theirs[kind], strict=True):
                letters = [c for c in example.text[a:b] if c.isalpha()]
                assert [c for c in copy.text[x:y] if c.isalpha()] == letters
    marks = sum(c in "“”" for c in example.text)
    assert 0 < sum(c in "“”" for c in copy.text) < 0.7 * marks


def test_bad_lines_are_findings_and_the_others_are_used(tmp_path: Path) -> None:
    good = {
        "id": "a",
        "text": "Anna said no.",
        "relations": [{"source": [[0, 4]], "cue": [[5, 9]], "content": [[10, 12]]}],
    }
    bad: list[object] = [
        [1],
        {"id": 1, "text": "x"},
        {"id": "b", "text": "x", "relations": [{"source": [[0, 9]]}]},
        {"id": "c", "text": "x", "relations": [{"source": [["a", 1]]}]},
        {"id": "d", "text": "x", "spans": [["source", [1, 0]]]},
        {"id": "e", "text": "x", "relations": [None]},
        good,
    ]
    file = tmp_path / "d.jsonl.gz"
    with gzip.open(file, "wt") as out:
        out.write(json.dumps(good) + "\n\n{\n" + "\n".join(json.dumps(row) for row in bad) + "\n" + "[" * 5000 + "\n")
    examples, findings = read_examples(file)
    assert [e.id for e in examples] == ["a"]
    assert [f.at.line for f in findings] == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert {f.slug for f in findings} == {"bad-example"}
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(InputError):
        read_examples(file)


def test_scores_by_hand() -> None:
    example = _example()
    first, second = example.relations
    near = {"source": second["source"], "cue": second["cue"], "content": [(second["content"][0][0] + 5, 44)]}
    made = scores([Scored(example.text, example.relations, [first, near])])
    assert made["source"]["exact"] == {"p": 100.0, "r": 100.0, "f1": 100.0}
    assert made["content"]["exact"]["f1"] == 50.0
    assert made["relation_strict"]["f1"] == 50.0
    assert made["relation_relaxed"]["f1"] == 100.0
    apart = direct([Scored(example.text, example.relations, [first, near])])
    assert (len(apart[0].gold), len(apart[0].found)) == (1, 1)
    assert macro_f1([("a", "a"), ("a", "b"), ("b", "b")]) == pytest.approx(66.7, abs=0.1)


SHARED = Path(os.environ.get("SERVANDA_SHARED", "/nonexistent"))


@pytest.mark.skipif(not (SHARED / "data/score_spans.py").is_file(), reason="the reference data is not here")
def test_the_reference_scorer_gives_the_same_numbers(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    examples, _ = read_examples(SHARED / "data/polnear_dev.jsonl.gz")
    documents, lines = [], []
    for e in examples[:12]:
        found = []
        for r in e.relations:
            if chance.random() < 0.8:
                moved = {
                    k: [
                        (max(0, a - int(chance.integers(0, 3))), min(len(e.text), b + int(chance.integers(0, 30))))
                        for a, b in s
                    ]
                    if chance.random() < 0.4
                    else s
                    for k, s in r.items()
                }
                found.append(moved)
        documents.append(Scored(e.text, e.relations, found, e.spans))
        lines.append(json.dumps({"id": e.id, "relations": found}))
    (tmp_path / "p.jsonl").write_text("\n".join(lines))
    with gzip.open(SHARED / "data/polnear_dev.jsonl.gz", "rt", newline="") as whole:
        (tmp_path / "g.jsonl").write_text("".join([next(whole) for _ in range(12)]))
    printed = subprocess.run(
        [sys.executable, SHARED / "data/score_spans.py", tmp_path / "g.jsonl", tmp_path / "p.jsonl"],
        capture_output=True,
        check=True,
    ).stdout
    assert scores(documents) == json.loads(printed)


def test_evaluation_has_a_figure_for_what_has_gold_and_null_for_the_rest() -> None:
    text = "The Turkish Defence Ministry said on 21 February 2020 that an air strike near Aleppo killed two soldiers."
    gold = Example(
        "e",
        text,
        ({"source": [(0, 28)], "cue": [(29, 33)], "content": [(54, len(text) - 1)]},),
        (),
        {
            "published": "2020-02-23",
            "claims": [{"content_spans": [[59, len(text) - 1]], "speaker_id": "tur-mod", "stance": "asserts"}],
            "dates": [{"span": [37, 53], "value": "2020-02-21"}],
        },
    )
    made = evaluate([gold])
    assert made["stance_macro_f1"] == 100.0
    assert made["speaker_accuracy"] == 100.0
    assert made["date_value_accuracy"] == 100.0
    assert made["places_within_161_km"] is None
    assert made["narrator_claims_wrongly_attributed"] is None
    assert made["documents"] == 1
    assert set(made["garbled"]) == {"source", "cue", "content", "relation_strict", "relation_relaxed"}


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="training needs numba")
def test_training_learns_who_said_what(tmp_path: Path) -> None:
    from servanda.reading.learned.tagger import Tagger
    from servanda.reading.learned.train import train

    chance = np.random.default_rng(5)
    names = ["The ministry", "A driver", "Colonel Aziz", "The mission", "Two nurses", "The mayor"]
    deeds = ["the bridge was closed", "nobody came back", "the guns had fallen silent", "the convoy turned round"]

    def made(n: int) -> Example:
        text, relations = "", []
        for _ in range(6):
            name, deed = names[chance.integers(len(names))], deeds[chance.integers(len(deeds))]
            if chance.random() < 0.3:
                text += f"{name} saw the river. "
                continue
            a = len(text)
            text += f"{name} said that {deed}. "
            b = a + len(name) + 1
            relations.append({"source": [(a, b - 1)], "cue": [(b, b + 4)], "content": [(b + 5, len(text) - 2)]})
        return Example(str(n), text, tuple(relations))

    first, second, lexicon = train([made(i) for i in range(40)], {}, epochs=4)
    save(tmp_path, first, second, lexicon, {"name": "statistical", "version": "t"})
    tagger = Tagger(load(tmp_path))
    documents = []
    for example in (made(100 + i) for i in range(10)):
        page = repair(example.text)
        found, _triggers = tagger(page.text, sentences(page.text, page.quotations), page.quotations)
        documents.append(
            Scored(
                example.text,
                example.relations,
                [{"source": f.sources, "cue": [f.cue], "content": f.contents} for f in found],
            )
        )
    assert scores(documents)["relation_strict"]["f1"] > 95


def test_a_long_text_is_tagged_as_its_parts_are() -> None:
    finder = default_finder()
    assert isinstance(finder, LearnedFinder)
    said = "The mission's spokeswoman said that the road was open. Nobody answered her.\n\n"
    filler = "The road runs along the river.\n\n" * 3000
    body = said + filler + said
    page = repair(body)
    found, triggers = finder.tagger(page.text, sentences(page.text, page.quotations), page.quotations)
    assert triggers == []
    assert [page.text[slice(*f.cue)] for f in found] == ["said", "said"]
    assert [page.text[slice(*s)] for f in found for s in f.sources] == ["The mission's spokeswoman"] * 2
    assert [page.text[slice(*c)] for f in found for c in f.contents] == ["that the road was open"] * 2


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("The militants attacked the positions of the army near Nayrab.", []),
        ("Putin told Erdogan that the army had shelled Saraqib.", ["Putin"]),
        ("“Nobody was told, the Turkish Defence Ministry said.", ["the Turkish Defence Ministry"]),
        ("''The road is open'', the mayor told reporters.", ["the mayor"]),
    ],
)
def test_deeds_are_not_words_and_broken_marks_are_borne(body: str, wanted: list[str]) -> None:
    made = read(report(body), context())
    assert [s.speaker for s in made.statements if s.speaker_role != "narration"] == wanted
    assert default_finder().name.startswith("statistical-")
    assert {c.reader for c in made.claims} <= {default_finder().name}
