"""What a small transformer thinks of a text's tokens, beside the statistical reader: `Encoder`, `Opinion`.

Three graphs of eight-bit weights, run by ONNX runtime on one core, nothing fetched and nothing sent. The first reads
windows of whole paragraphs and gives a vector and seven scores for each token; the second is asked about all cues of a
text and gives nine scores for each token of each cue's paragraph. Their scores are added to those of the statistical
reader, which decodes. The third says of each token which kind of occurrence it tells of, from its vector and the mean
of its sentence's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from servanda.errors import InputError
from servanda.reading.learned import features
from servanda.reading.learned.crf import Floats
from servanda.reading.learned.tagger import Tokens
from servanda.reading.learned.tokens import Ints
from servanda.words import _
from servanda_encoder.pieces import Pieces, Seen, filled, windows

FORMAT = 2
"""Of the files, and of what the graphs are given."""
GRAPHS = ("encoder.onnx", "asked.onnx", "telling.onnx")
_TOGETHER = 8
_LEAST = 1e-6


def shipped() -> Path:
    """The folder of the weights that come with the package."""
    return Path(str(files("servanda_encoder") / "weights"))


def bucketed(distance: Ints) -> Ints:
    """Signed distances in tokens from a cue: 0 in it; 1–12 before it, 13–24 after it, coarser as they grow."""
    size = np.abs(features.buckets(distance))
    out: Ints = np.where(distance == 0, 0, np.where(distance < 0, size, size + 12))
    return out


@dataclass(frozen=True)
class Share:
    """How much the encoder says beside the statistical reader. `cue`: of the first pass, 0 (nothing) to 1 (everything);
    `sure`: added to the log odds of a cue's tokens, in nats; `asked`: times the second pass's log probabilities;
    `other`: times the scores of the statistical reader; `told`: from which probability on a token tells of a deed."""

    cue: float = 0.5
    sure: float = 0.0
    asked: float = 1.0
    other: float = 1.0
    told: float = 0.5


class Encoder:
    """`encoder(tokens)`: an `Opinion` of them. The files are checked against their manifest's digest; raises
    `InputError` when they are not what it says. Runs on one thread: Servanda reads many texts side by side."""

    def __init__(self, folder: Path) -> None:
        self.manifest, packed, words = _checked(folder)
        self.name = f"{self.manifest['name']}-{self.manifest['version']}"
        self.share = Share(**self.manifest.get("share", {}))
        self.pieces = Pieces({w: i for i, w in enumerate(words)})
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.kinds: Sequence[str] = self.manifest["kinds"]
        self._encoder, self._asked, self._telling = (
            onnxruntime.InferenceSession(p, options, providers=["CPUExecutionProvider"]) for p in packed
        )

    def __call__(self, tokens: Tokens) -> Opinion:
        text = tokens.text
        return Opinion(
            self, Seen.of(tokens.words, text.depth[text.place], tokens.paragraph, text.number, self.pieces), self.share
        )

    def read(self, seen: Seen) -> tuple[Floats, Floats]:
        """A vector of each token, and the first pass's scores of the seven labels."""
        spans = windows(seen)
        if not spans:
            return np.zeros((0, 1), np.float32), np.zeros((0, 7), np.float32)
        vectors, labels = [], []
        # one window at a time: the scale of eight-bit numbers is that of all that is computed at once, and what a
        # window says must not depend on its neighbours
        for span in spans:
            piece, shape, depth, places = filled(seen, [span])
            vector, label = self._encoder.run(None, {"piece": piece, "shape": shape, "depth": depth})
            vectors.append(vector[0, places[0]])
            labels.append(label[0, places[0]])
        return np.concatenate(vectors), np.concatenate(labels)

    def asked(self, vector: Floats, seen: Seen, where: features.Asked) -> Floats:
        """The second pass's scores of the nine labels, for each row of `where`."""
        out = np.zeros((len(where.token), 9), np.float32)
        cue = np.stack([vector[a:b].mean(axis=0) for a, b in zip(where.lo, where.hi, strict=True)])
        order = np.argsort(where.length, kind="stable")
        for i in range(0, len(order), _TOGETHER):
            rows = order[i : i + _TOGETHER]
            size = int(where.length[rows[-1]])
            at = np.arange(size)[None]
            keep = at < where.length[rows, None]
            token = np.where(keep, at + where.first[rows, None], 0)
            lo, hi = where.lo[rows, None], where.hi[rows, None]
            distance = np.where(token < lo, token - lo, np.where(token >= hi, token - hi + 1, 0))
            apart = np.clip(seen.sentence[token] - seen.sentence[lo], -2, 2) + 2
            near, last = int(where.first[rows].min()), int(where.last[rows].max())
            given = {
                "vector": vector[near:last],
                "cue": cue[rows],
                "token": np.where(keep, token - near, 0),
                "where": np.where(keep, bucketed(distance), 0),
                "apart": np.where(keep, apart, 0),
                "keep": keep,
            }
            label = self._asked.run(None, given)[0]
            for n, k in enumerate(rows):
                a, length = int(where.offset[k]), int(where.length[k])
                out[a : a + length] = label[n, :length]
        return out

    def telling(self, vector: Floats, sentence: Ints) -> Floats:
        """The scores of `kinds`, the first of which is none, for each token; `sentence` numbers theirs, ascending."""
        starts = np.flatnonzero(np.append(True, sentence[1:] != sentence[:-1]))
        sizes = np.diff(np.append(starts, len(sentence)))
        means = np.add.reduceat(vector, starts) / sizes[:, None]
        given = {"vector": vector, "around": np.repeat(means, sizes, axis=0).astype(np.float32)}
        out: Floats = self._telling.run(None, given)[0]
        return out


@dataclass(frozen=True, eq=False)
class Opinion:
    """Of one text. Pure, and computed when it is asked for."""

    encoder: Encoder
    seen: Seen
    share: Share

    @cached_property
    def _read(self) -> tuple[Floats, Floats]:
        return self.encoder.read(self.seen)

    def likely(self, posterior: Floats) -> Floats:
        """The probability of each first label at each token, when both are heard: `posterior` is that of the
        statistical reader."""
        w = self.share.cue
        score = (1 - w) * np.log(np.maximum(posterior, _LEAST)) + w * log_softmax(self._read[1])
        score[:, 3:5] += self.share.sure
        out: Floats = np.exp(log_softmax(score))
        return out

    def scores(self, scores: Floats, where: features.Asked) -> Floats:
        """The second pass's scores, when both are heard: `scores` are those of the statistical reader."""
        own = log_softmax(self.encoder.asked(self._read[0], self.seen, where))
        out: Floats = np.float32(self.share.other) * scores + np.float32(self.share.asked) * own
        return out

    def triggers(self) -> list[tuple[str, int, int, float]]:
        """The likeliest kind of each sentence in which a token tells of one, with the tokens `[a, b)` that do."""
        vector, sentence = self._read[0], self.seen.sentence
        if not len(vector):
            return []
        likely = np.exp(log_softmax(self.encoder.telling(vector, sentence)))
        best, sure = likely[:, 1:].argmax(axis=1) + 1, likely[:, 1:].max(axis=1)
        out = []
        for a, b in _runs(sentence):
            top = a + int(sure[a:b].argmax())
            if sure[top] < self.share.told:
                continue
            same = (best == best[top]) & (sure >= self.share.told / 2)
            lo = hi = top
            while lo > a and same[lo - 1]:
                lo -= 1
            while hi + 1 < b and same[hi + 1]:
                hi += 1
            out.append((self.encoder.kinds[int(best[top])], lo, hi + 1, float(sure[top])))
        return out


def _runs(numbers: Ints) -> Iterator[tuple[int, int]]:
    cuts = [0, *(np.flatnonzero(numbers[1:] != numbers[:-1]) + 1).tolist(), len(numbers)]
    return pairwise(cuts)


def log_softmax(scores: Floats) -> Floats:
    top = scores - scores.max(axis=1, keepdims=True)
    out: Floats = top - np.log(np.exp(top).sum(axis=1, keepdims=True))
    return out


@cache
def encoder(folder: Path) -> Encoder:
    """Of a folder, once a process."""
    return Encoder(folder)


def _checked(folder: Path) -> tuple[Mapping[str, Any], Sequence[bytes], list[str]]:
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        packed = [(folder / name).read_bytes() for name in GRAPHS]
        words = (folder / "vocab.txt").read_bytes()
    except (OSError, ValueError) as error:
        raise _refused(folder, str(error)) from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _refused(folder, _("they were made for another version of the reader"))
    if hashlib.sha256(b"".join((*packed, words))).hexdigest() != manifest.get("digest"):
        raise _refused(folder, _("their digest is not the one in the manifest"))
    return manifest, packed, words.decode("utf-8").split("\n")


def _refused(folder: Path, why: str) -> InputError:
    return InputError(
        "reader-weights",
        _("the reader's weights in {folder} cannot be used: {why}").format(folder=folder, why=why),
        _("install servanda-encoder again"),
    )
