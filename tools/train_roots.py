"""Weights of `servanda.reading.roots` from sentences in which people coded PLOVER roots; what cross-validation says.

    python tools/train_roots.py plv_train.tsv.gz -o src/servanda/data/reader/roots.npz

The table has the columns `marked_sentence`, with `<s>…</s>` around the source and `<t>…</t>` around the target,
`source`, `target` and `gold_root`. Needs scikit-learn. Sentences that name the same two parties stay in one fold, so
that no story is on both sides. Nothing of the text is in the weights but hashes of words.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
from pathlib import Path

import numpy as np

from servanda.reading.roots import BITS, features, hashed

STRENGTH, FOLDS = 1.0, 10


def rows(path: Path) -> list[tuple[str, tuple[int, int], tuple[int, int], str, str]]:
    """Sentence, source, target, root, and the two names."""
    out = []
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            text, spans = "", {}
            for part in re.split(r"(</?[st]>)", row["marked_sentence"]):
                if part in ("<s>", "<t>"):
                    spans[part[1]] = [len(text), len(text)]
                elif part in ("</s>", "</t>") and part[2] in spans:
                    spans[part[2]][1] = len(text)
                else:
                    text += part
            for key, column in (("s", "source"), ("t", "target")):
                if spans.get(key, [0, 0])[0] == spans.get(key, [0, 0])[1]:
                    at = max(0, text.find(row[column].strip()))
                    spans[key] = [at, at + len(row[column].strip())]
            names = " ".join(sorted((row["source"].casefold().strip(), row["target"].casefold().strip())))
            out.append((text, tuple(spans["s"]), tuple(spans["t"]), row["gold_root"], names))
    return out


def main() -> None:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score
    from sklearn.model_selection import StratifiedGroupKFold

    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    data = rows(options.data)
    made = [hashed(features(*row[:3])) for row in data]
    at = np.repeat(np.arange(len(made)), [len(r) for r, _v in made])
    flat = (np.concatenate([v for _r, v in made]), (at, np.concatenate([r for r, _v in made])))
    x = csr_matrix(flat, shape=(len(made), 1 << BITS))
    y = np.array([row[3] for row in data])
    groups = np.unique([row[4] for row in data], return_inverse=True)[1]

    def fitted(train: np.ndarray) -> LogisticRegression:
        return LogisticRegression(C=STRENGTH, max_iter=200, tol=1e-3).fit(x[train], y[train])

    found, sure = np.empty(len(y), dtype=object), np.zeros(len(y))
    for train, test in StratifiedGroupKFold(FOLDS, shuffle=True, random_state=1).split(x, y, groups):
        model = fitted(train)
        shares = model.predict_proba(x[test])
        found[test], sure[test] = model.classes_[shares.argmax(1)], shares.max(1)
    right = found == y
    print(f"{len(y)} sentences, {FOLDS} folds: {100 * right.mean():.1f} % right,", end=" ")
    print(f"macro-F1 {100 * f1_score(y, list(found), average='macro'):.1f}")
    for least in (0.4, 0.5, 0.6, 0.7):
        told = sure >= least
        print(f"  at {least}: {100 * told.mean():.0f} % told, of these {100 * right[told].mean():.1f} % right")
    model = fitted(np.arange(len(y)))
    scale = float(np.abs(model.coef_).max()) / 127
    np.savez_compressed(
        options.output,
        labels=np.frombuffer(" ".join(model.classes_).encode(), np.uint8),
        table=np.round(model.coef_.T / scale).astype(np.int8),
        bias=model.intercept_.astype(np.float32),
        scale=np.float64(scale),
    )
    print(f"{options.output}: {options.output.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
