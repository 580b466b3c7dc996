"""The weights that come with Servanda, made anew: `python tools/train_reader.py DATA.jsonl.gz -o FOLDER`.

Without `--classes` the words' classes are those of the weights in use. `--own FILE` adds marked documents of one's own,
each `--times` over; `--vectors FOLDER` is the small sentence encoder of `word_classes.py`, whose word embeddings tell
how often rare words lead a cue. `--seeds N` trains N times, each time with another order of the documents, and keeps
the mean of the weights. `--hold-out N` keeps N documents, drawn by the seed, out of training and writes them to
`--held-out FILE`, for a look at the end: never to tune on. Three minutes of one core for each seed, and 4 GB, for 840
documents. Needs numba (`servanda[engine]`).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from word_classes import vectors

from servanda.reading.learned import weights
from servanda.reading.learned.examples import read_examples
from servanda.reading.learned.train import averaged, train

SEED = 20200223


def main() -> None:
    """Train, write, say what was done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--classes", type=Path, help="made by tools/word_classes.py")
    parser.add_argument("--own", type=Path, action="append", default=[])
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--vectors", type=Path, help="the folder of all-MiniLM-L6-v2's model.safetensors")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--hold-out", type=int, default=0)
    parser.add_argument("--held-out", type=Path)
    parser.add_argument("--version", default="1")
    options = parser.parse_args()
    examples, findings = read_examples(options.data)
    for finding in findings:
        print(finding)
    order = list(range(len(examples)))
    random.Random(SEED).shuffle(order)
    held = {examples[i].id for i in order[: options.hold_out]}
    if options.held_out:
        opened = gzip.open if options.data.suffix == ".gz" else open
        with opened(options.data, "rt", encoding="utf-8", newline="") as rows:
            options.held_out.write_text("".join(r for r in rows if json.loads(r)["id"] in held), "utf-8")
    if options.classes:
        classes = {w: (a, b) for w, (a, b) in json.loads(options.classes.read_text("utf-8")).items()}
    else:
        folder = weights.chosen()
        classes = dict(weights.load(folder).lexicon.clusters) if folder else {}
    kept = [examples[i] for i in order[options.hold_out :]]
    own = [e for path in options.own for e in read_examples(path)[0]]
    known = vectors(options.vectors) if options.vectors else None
    made = [
        train(kept + own * options.times, classes, seed=seed, vectors=known, say=lambda line: print(line, flush=True))
        for seed in range(1, options.seeds + 1)
    ]
    first, second = averaged([m[0] for m in made]), averaged([m[1] for m in made])
    lexicon = made[0][2]
    manifest = {
        "name": "statistical",
        "version": options.version,
        "rates": "of others",
        "seeds": options.seeds,
        "trained": datetime.now(UTC).strftime("%Y-%m-%d"),
        "data": [
            {"sha256": sha256(options.data.read_bytes()).hexdigest(), "documents": len(kept), "held out": len(held)},
            *({"sha256": sha256(p.read_bytes()).hexdigest(), "times": options.times} for p in options.own),
        ],
    }
    weights.save(options.output, first, second, lexicon, manifest, floor=3)


if __name__ == "__main__":
    main()
