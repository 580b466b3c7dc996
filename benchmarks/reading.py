"""How well and how fast the default reader reads marked documents: `python -m benchmarks.reading DATA.jsonl[.gz]`.

Every figure of `servanda reader evaluate`, then speed: the whole of `servanda.reading.read` in articles of 900 words a
second and core, beside the rules alone and beside syntok's sentence splitting of the same texts in the same run, and
the most memory that was used. `--limit N` reads the first N documents; `--jobs N` for the figures.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable
from pathlib import Path

from servanda.model import Report
from servanda.reading import Context, RuleFinder, default_finder, read
from servanda.reading.learned.evaluate import evaluate
from servanda.reading.learned.examples import read_examples

WORDS = 900


def seconds(work: Callable[[str], object], texts: list[str]) -> float:
    """CPU seconds of `work` over all texts, the best of two."""
    taken = []
    for _ in range(2):
        start = time.process_time()
        for text in texts:
            work(text)
        taken.append(time.process_time() - start)
    return min(taken)


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(prog="benchmarks.reading", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only-speed", action="store_true")
    options = parser.parse_args()
    examples, _ = read_examples(options.data)
    examples = examples[: options.limit]
    texts = [e.text for e in examples]
    articles = sum(len(t.split()) for t in texts) / WORDS
    context, rules, finder = Context(), RuleFinder(), default_finder()

    def syntok(text: str) -> None:
        from syntok import segmenter

        for paragraph in segmenter.analyze(text):
            list(paragraph)

    def report(text: str) -> Report:
        return Report("r-bench", outlet="bench", language="en", text=text)

    read(report(texts[0]), context, finder)
    speed = {
        "default": seconds(lambda t: read(report(t), context, finder), texts),
        "rules": seconds(lambda t: read(report(t), context, rules), texts),
        "syntok": seconds(syntok, texts),
    }
    row = {} if options.only_speed else evaluate(examples, jobs=options.jobs)
    row["reader"] = finder.name
    row["articles_per_s_and_core"] = {k: round(articles / s, 1) for k, s in speed.items()}
    row["default_over_rules"] = round(speed["default"] / speed["rules"], 2)
    row["default_over_syntok"] = round(speed["default"] / speed["syntok"], 2)
    row["peak_memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps(row, indent=1))


if __name__ == "__main__":
    main()
