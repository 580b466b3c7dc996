"""Mutation testing: is every part of some modules missed when it is changed?

    python tools/mutants.py src/servanda/verdict/*.py                      every change, by the room's unit tests
    python tools/mutants.py … --tests tests/property/test_verdict_oracle.py --alive       what those let live
    python tools/mutants.py … --since HEAD~5 --bar 95                      only functions that changed since
    python tools/mutants.py … --list                                       what is alive and not declared equal
    python tools/mutants.py … --page                                       the tables of docs/explanation/mutants.md

Changes one spot of one function at a time (a comparison, a bound, a branch, a number, a fold, a statement) and asks
whether a test notices. Results are kept (`--out`) under the function's digest, so that a run goes on where an earlier
one stopped and asks again only what has changed. Needs a system that can fork.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from mutation import known
from mutation.changes import ROOT, TOP, Change, changes, digests
from mutation.server import OPTIONS, Server, Told, cold, frugal

UNIT = sorted((ROOT / "tests" / "unit").glob("test_verdict_*.py"))
TESTS = [str(p.relative_to(ROOT)) for p in UNIT if "engine" not in p.name]


def main() -> None:
    asked = _arguments().parse_args()
    os.chdir(ROOT)
    every = [c for file in asked.files for c in changes(file)]
    if asked.since:
        every = _since(every, asked.since)
    if asked.function:
        every = [c for c in every if c.function in asked.function]
    results = known.read(asked.out)
    equal = known.why_equal(every, known.reasons())
    if asked.list:
        for change in every:
            result = results.get(change.key)
            if change.name not in equal and not (result and result.killed):
                print(f"{change.file}:{change.line}: {change.name}{'' if result else '  (not run)'}")
    elif asked.page:
        _page(every, results, equal)
    else:
        wanted = _wanted(every, results, equal, asked)
        print(f"{len(every)} changes, {len(equal)} that change nothing, {len(wanted)} to run now", file=sys.stderr)
        _run(wanted, asked)
        results = known.read(asked.out)
    found = known.rows(every, results, equal)
    print(known.table(found), file=sys.stderr, end="")
    if asked.bar and found and found[-1].share * 100 < asked.bar:
        sys.exit(f"fewer than {asked.bar:g} % are noticed")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    add = parser.add_argument
    add("files", nargs="+")
    add("--tests", nargs="+", default=TESTS)
    add("--out", type=Path, default=Path("mutants.jsonl"), help="results, added to")
    add("--alive", action="store_true", help="ask again what no test has noticed so far")
    add("--since", metavar="COMMIT", help="only functions that changed since")
    add("--function", nargs="*", help="only these functions, by their dotted names")
    add("--share", type=float, default=1.0, help="this share of the changes, drawn by --seed")
    add("--seed", type=int, default=1)
    add("--minutes", type=float, default=5.0, help="stop after; a later run goes on")
    add("--workers", type=int, default=1)
    add("--worlds", type=int, default=15, help="examples a Hypothesis test")
    add("--bar", type=float, help="fail when a smaller percentage is noticed")
    add("--list", action="store_true", help="run nothing: print what is alive")
    add("--page", action="store_true", help="run nothing: write the tables of docs/explanation/mutants.md")
    return parser


def _wanted(
    every: Sequence[Change], results: dict[str, known.Result], equal: dict[str, str], asked: argparse.Namespace
) -> list[Change]:
    drawn = sorted(every, key=lambda c: random.Random(f"{asked.seed}:{c.name}").random())
    drawn = drawn[: round(asked.share * len(drawn))]
    drawn = [c for c in drawn if c.name not in equal]
    if asked.alive:
        drawn = [c for c in drawn if not (c.key in results and results[c.key].killed)]
    else:
        drawn = [c for c in drawn if c.key not in results]
    return sorted(drawn, key=lambda c: (c.file, c.line, c.node, c.n))


def _run(wanted: Sequence[Change], asked: argparse.Namespace) -> None:
    done = killed = 0
    with asked.out.open("a", encoding="utf-8") as out:

        def tell(told: Told) -> None:
            nonlocal done, killed
            out.write(known.line(told.change, known.Result(told.killed, told.by)))
            out.flush()
            done, killed = done + 1, killed + told.killed
            end = "\r" if sys.stderr.isatty() else "\n" if done % 50 == 0 or done == len(wanted) else ""
            if end:
                print(f"{done}/{len(wanted)} run, {killed} noticed", end=end, file=sys.stderr)

        warm = [c for c in wanted if c.function != TOP]
        if warm:
            child = os.fork()  # so that nothing of the room is imported where what is read anew is asked for
            if child == 0:
                os._exit(_serve(warm, asked, tell))
            if os.waitpid(child, 0)[1]:
                sys.exit("the tests fail before anything is changed")
        for told in cold([c for c in wanted if c.function == TOP], asked.tests, asked.minutes):
            tell(told)


def _serve(warm: Sequence[Change], asked: argparse.Namespace, tell: Callable[[Told], None]) -> int:
    import pytest

    frugal(asked.worlds)
    server = Server(sorted({c.file for c in warm}), warm, tell, asked.workers, asked.minutes)
    pytest.main([*OPTIONS, "--no-header", *asked.tests], plugins=[server])
    if server.failed:
        print(server.failed, file=sys.stderr)
    for change in server.uncovered:
        print(f"no test runs {change.file}:{change.line}: {change.name}", file=sys.stderr)
    for change in server.unplaced:
        print(f"not run, it cannot be put in its place: {change.name}", file=sys.stderr)
    return int(bool(server.failed))


def _since(every: Sequence[Change], commit: str) -> list[Change]:
    """The changes of functions that are not, as they are, in the commit."""
    before: dict[str, set[str]] = {}
    for file in {c.file for c in every}:
        told = subprocess.run(["git", "show", f"{commit}:{file}"], capture_output=True, text=True, check=False)
        before[file] = digests(told.stdout) if told.returncode == 0 else set()
    return [c for c in every if c.digest not in before[c.file]]


def _page(every: Sequence[Change], results: dict[str, known.Result], equal: dict[str, str]) -> None:
    made = known.table(known.rows(every, results, equal))
    alive = [c for c in every if c.name not in equal and c.key in results and not results[c.key].killed]
    made += f"\nAlive, and not shown to change nothing: {len(alive)}.\n\n"
    made += "".join(f"- `{c.name.replace('`', '')}`\n" for c in alive)
    known.PAGE.write_text(known.page(known.PAGE.read_text(encoding="utf-8"), made), encoding="utf-8")


if __name__ == "__main__":
    main()
