"""Grouping into incidents and telling copies: how right, and how the cost grows.

`python -m benchmarks.incidents [--claims N] [--texts N]`. Precision and recall are of pairs of claims; the peer of the
copies is the comparison of every pair of texts, in the same run.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import servanda
from servanda.incidents import incidents
from servanda.incidents.copies import SHARE, Text, copies, runs
from servanda.model import DAY, Claim, Kind, Polarity

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "unit"))
from incident_gold import annotated, score, told_twice


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="benchmarks.incidents", description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--texts", type=int, default=2_000)
    options = parser.parse_args()
    with as_file(files("servanda") / "data" / "idlib") as folder:
        dossier = servanda.open(folder)
        view = dossier.view(dossier.clocks())
    said = [c for c in view.claims.values() if c.kind in (Kind.OCCURRENCE, Kind.FINDING)]
    said = [c for c in said if c.polarity is Polarity.AFFIRMS and not c.reader]
    rows = [c for c in said if view.reports[c.report].path.startswith("data/")]
    written = [c for c in said if not view.reports[c.report].path.startswith("data/")]
    register = dossier.register

    print(f"{'pairs of claims':<52} {'pairs':>6} {'precision':>10} {'recall':>7}")
    bare = [c if c.same_as.partition(".")[0] == c.report else replace(c, same_as="") for c in written]
    for name, told, label, across in (
        ("the chronicle, as annotated by its analyst", written, annotated(written), False),
        ("the chronicle, nobody says what is the same", bare, annotated(written), True),
        ("UCDP rows, a quarter told by a second source (1)", *told_twice(rows, 1), False),
        ("UCDP rows, a quarter told by a second source (2)", *told_twice(rows, 2), False),
    ):
        found = score(incidents(told, register), label, across=across)
        print(f"{name:<52} {found.pairs:>6} {found.precision:>10.3f} {found.recall:>7.3f}")

    print(f"\n{'claims':>9} {'seconds':>9} {'µs a claim':>11}")
    size = options.claims // 16
    while size <= options.claims:
        many = _more(rows, size)
        start = time.perf_counter()
        incidents(many, register)
        taken = time.perf_counter() - start
        print(f"{size:>9} {taken:>9.2f} {taken / size * 1e6:>11.1f}")
        size *= 4

    texts = _stories(options.texts)
    start = time.perf_counter()
    found_copies = copies(texts)
    ours = time.perf_counter() - start
    start = time.perf_counter()
    expected = _every_pair(texts)
    theirs = time.perf_counter() - start
    right = sum(found_copies.get(k) == v for k, v in expected.items())
    print(f"\ncopies among {len(texts)} texts: {ours:.2f} s; every pair: {theirs:.2f} s, {theirs / ours:.0f} times")
    print(
        f"of {len(expected)} copies {right} found with their source, {len(set(found_copies) - set(expected))} made up"
    )


def _more(rows: list[Claim], size: int) -> list[Claim]:
    """Rows again and again, each round some years later, so that the density stays what it is."""
    made: list[Claim] = []
    turn = 0
    while len(made) < size:
        shift = turn * 4000 * DAY
        for c in rows[: size - len(made)]:
            times = {
                name: None if (t := getattr(c, name)) is None else t + shift
                for name in ("when_from_earliest", "when_from_latest", "when_to_earliest", "when_to_latest")
            }
            made.append(replace(c, id=f"{c.id}-{turn}", **times))  # type: ignore[arg-type]
        turn += 1
    return made


def _stories(count: int) -> list[Text]:
    draw = random.Random(3)
    words = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "r", "st", "lo", "mi", "ra", "te")]
    made: list[Text] = []
    for i in range(count):
        if made and draw.random() < 0.4:
            source = draw.choice(made).text.split()
            kept = source[: max(60, int(len(source) * draw.uniform(0.5, 1)))]
            body = [w if draw.random() > 0.02 else draw.choice(words) for w in kept]
        else:
            body = [draw.choice(words) for _ in range(draw.randint(150, 500))]
        made.append(Text(f"r-{i:06}", " ".join(body), i))
    return made


def _every_pair(texts: list[Text]) -> dict[str, str]:
    held = {t.report: runs(t.text) for t in texts}
    found = {}
    for n, text in enumerate(texts):
        own = held[text.report]
        best = min(((-len(own & held[e.report]) / len(own), e.published, e.report) for e in texts[:n]), default=None)
        if best is not None and -best[0] >= SHARE:
            found[text.report] = best[2]
    return found


if __name__ == "__main__":
    main()
