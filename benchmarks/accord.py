"""Accord files: how check and lint grow with the obligations, and loading YAML with positions against PyYAML without.

`python -m benchmarks.accord [--obligations N]`. Ratios of one run; CPU seconds of this process.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import yaml

from servanda.accord import load_accord
from servanda.documents import load_yaml

HEAD = """\
servanda: 1
accord: big
signed: 2021-03-01
timezone: Europe/Moscow
parties: [NOR, SOU]
lines: {front: {line: [[36.8, 39.0], [36.9, 40.0]], accuracy: 1 km}}
zones:
  belt: {within: 10 km, of: front}
  port: {around: [36.8, 39.5], radius: 5 km}
obligations:
"""
KINDS = (
    'bearer: [NOR], shall not: {attack: null, in: belt}, article: "%d"',
    'bearer: [NOR], shall: {withdraw: [NOR], from: belt}, by: 2021-04-01, article: "%d"',
    'bearer: [NOR], shall: {be present: [NOR], in: belt}, article: "%d"',
    'bearer: [SOU], shall: {release: [prisoners]}, within: P5D, article: "%d"',
    'bearer: [SOU], may: {attack: null, in: belt}, article: "%d"',
)


def text(obligations: int) -> bytes:
    """An accord of so many obligations, which clash as much as they can."""
    rows = (f"  - {{id: o{i}, {KINDS[i % 5] % (i // 10)}}}\n" for i in range(obligations))
    return (HEAD + "".join(rows)).encode()


def seconds(action: Callable[[], object]) -> float:
    """CPU seconds of the best of two."""
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        action()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    """The table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--obligations", type=int, default=8000)
    most: int = parser.parse_args().obligations
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    print("obligations  load s  of PyYAML  check s  lint s  growth of lint (1 is linear)")
    before: float | None = None
    for n in (most // 8, most // 4, most // 2, most):
        content = text(n)
        ours = seconds(lambda content=content: load_yaml(content, "a.yaml"))  # type: ignore[misc]
        theirs = seconds(lambda content=content: yaml.load(content, Loader=loader))  # type: ignore[misc]
        check = seconds(lambda content=content: load_accord(content, "a.yaml"))  # type: ignore[misc]
        lint = seconds(lambda content=content: load_accord(content, "a.yaml", lint=True))  # type: ignore[misc]
        growth = "" if before is None else f"{lint / before / 2:.2f}"
        print(f"{n:11,}  {ours:6.2f}  {ours / theirs:9.2f}  {check:7.2f}  {lint:6.2f}  {growth}")
        before = lint


if __name__ == "__main__":
    main()
