"""Classes of like words for the statistical reader, from the word embeddings of a small sentence encoder.

Run by hand, with the encoder's files and scikit-learn and safetensors at hand:

    python tools/word_classes.py MODEL_FOLDER classes.json

MODEL_FOLDER holds `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2 (Apache-2.0). Of whole lower-case words
the numbers of one of 320 classes and of one of 48 coarser ones are kept; no vector is.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

FINE, COARSE = 320, 48


def vectors(folder: Path) -> tuple[list[str], npt.NDArray[np.float32]]:
    """The whole lower-case words of the encoder and their embeddings, centred and of length one, `words × size`."""
    from safetensors.numpy import load_file

    tensors = load_file(folder / "model.safetensors")
    table = next(v for k, v in tensors.items() if "word_embeddings" in k).astype(np.float32)
    vocabulary = json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    words = [(w, i) for w, i in vocabulary.items() if w.isalpha() and w.isascii() and w.islower()]
    x = table[[i for _, i in words]]
    x -= x.mean(0)
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    return [w for w, _ in words], x


def main(folder: Path, output: Path) -> None:
    """Write `{word: [class, coarse class]}`, classes from 1."""
    from sklearn.cluster import KMeans, MiniBatchKMeans

    words, x = vectors(folder)
    fine = MiniBatchKMeans(FINE, n_init=2, random_state=1, batch_size=4096, max_iter=40).fit(x)
    coarse = KMeans(COARSE, n_init=3, random_state=1, max_iter=60).fit(fine.cluster_centers_)
    rows = {w: [int(c) + 1, int(coarse.labels_[c]) + 1] for w, c in zip(words, fine.labels_, strict=True)}
    output.write_text(json.dumps(rows), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
