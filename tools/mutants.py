"""Mutation testing: is every part of some modules missed when it is changed?

    python tools/mutants.py src/servanda/verdict/pattern.py --tests tests/unit/test_verdict_patterns.py --share 0.2

Changes one spot of one module at a time (a comparison, a bound, a branch, a number, a fold, a statement), runs the
tests in a forked process that imports the changed module, and prints the changes that no test noticed. Slower tests
(`--then`) are run only for what the first ones let live. Results are added to `--out` as JSON lines, so that a later
run goes on where an earlier one stopped. Exit 0 always: it measures.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import importlib.abc
import importlib.machinery
import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "every": "choice", "choice": "every"}
TIMEOUT_S = 120
OPTIONS = ("-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:randomly", "-m", "not slow")
BEFORE = ("numpy", "shapely", "pyproj", "hypothesis", "pytest", "yaml", "servanda.accord", "servanda.incidents")
"""Loaded once, before the forks: nothing in them is changed, and none of them loads what is."""


class Mutant(NamedTuple):
    """One change: in which file and line, what it does; the `node`th of the module's tree, its `n`th change."""

    file: str
    line: int
    what: str
    node: int
    n: int

    @property
    def key(self) -> str:
        return f"{self.file}:{self.line}:{self.what}"

    @property
    def source(self) -> str:
        """The module with the change made."""
        tree = ast.parse((ROOT / self.file).read_text(encoding="utf-8"))
        _apply(next(node for k, node in enumerate(ast.walk(tree)) if k == self.node), self.n)
        return ast.unparse(ast.fix_missing_locations(tree))


def mutants(file: str) -> Iterator[Mutant]:
    """Every change of a module."""
    seen: dict[str, int] = {}
    for number, node in enumerate(ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8")))):
        for n, what in enumerate(_changes(node)):
            line = getattr(node, "lineno", 0)
            seen[f"{line}:{what}"] = count = seen.get(f"{line}:{what}", 0) + 1
            yield Mutant(file, line, what if count == 1 else f"{what} ({count})", number, n)


def _changes(node: ast.AST) -> list[str]:
    """What can be changed of a node itself."""
    return [what for what, _do in _options(node)]


def _apply(node: ast.AST, n: int) -> None:
    _options(node)[n][1]()


def _options(node: ast.AST) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    def put(field: str, value: Any) -> Any:
        return lambda: setattr(node, field, value)

    if isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            other = COMPARISONS[type(op)]
            ops = [*node.ops[:i], other(), *node.ops[i + 1 :]]
            found.append((f"{type(op).__name__} becomes {other.__name__}", put("ops", ops)))
    elif isinstance(node, ast.BoolOp):
        other_op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        found.append((f"{type(node.op).__name__} becomes {type(other_op).__name__}", put("op", other_op)))
        for i, operand in enumerate(node.values):
            if isinstance(operand, ast.Constant):
                continue  # `x or 0`: for whoever has no x
            found.append((f"operand {i + 1} left out", put("values", [*node.values[:i], *node.values[i + 1 :]])))
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        other_sign = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        found.append((f"{type(node.op).__name__} becomes {type(other_sign).__name__}", put("op", other_sign)))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        found.append(("not left out", _becomes(node, node.operand)))
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            found.append((f"{node.value} becomes {not node.value}", put("value", not node.value)))
        elif isinstance(node.value, int):
            found.append((f"{node.value} becomes {node.value + 1}", put("value", node.value + 1)))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
        name = NAMES[node.func.id]
        found.append((f"{node.func.id} becomes {name}", put("func", ast.Name(name, ast.Load()))))
    elif isinstance(node, (ast.If, ast.IfExp)):
        for truth in (True, False):
            found.append((f"if {truth}", put("test", ast.Constant(truth))))
    elif isinstance(node, ast.Expr) and isinstance(node.value, (ast.Call, ast.YieldFrom)):
        found.append(("statement left out", put("value", ast.Constant(None))))
    elif isinstance(node, (ast.Continue, ast.Break)):
        found.append((f"{type(node).__name__.lower()} becomes pass", lambda: setattr(node, "__class__", ast.Pass)))
    elif isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        found.append(("returns None", put("value", ast.Constant(None))))
    elif isinstance(node, ast.comprehension) and node.ifs:
        found.append(("filter left out", put("ifs", [])))
    return found


def _becomes(node: ast.UnaryOp, operand: ast.expr) -> Any:
    def do() -> None:
        node.__class__ = ast.Call  # type: ignore[assignment]
        node.__dict__.pop("op")
        node.__dict__.pop("operand")
        node.func = ast.Name("bool", ast.Load())  # type: ignore[attr-defined]
        node.args = [operand]  # type: ignore[attr-defined]
        node.keywords = []  # type: ignore[attr-defined]

    return do


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from changed source."""

    def __init__(self, name: str, source: str) -> None:
        self.name, self.source = name, source

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        return importlib.machinery.ModuleSpec(fullname, self) if fullname == self.name else None

    def exec_module(self, module: Any) -> None:
        exec(compile(self.source, f"<{self.name}>", "exec"), module.__dict__)


def noticed(mutant: Mutant | None, tests: Sequence[str]) -> bool:
    """Whether a test fails (or nothing comes of it in time) when the module is so; None: as it is."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        if mutant is not None:
            module = mutant.file.removeprefix("src/").removesuffix(".py").replace("/", ".").removesuffix(".__init__")
            sys.meta_path.insert(0, _Finder(module, mutant.source))
        import pytest

        os._exit(int(pytest.main([*OPTIONS, *tests]) != 0))
    until = time.monotonic() + TIMEOUT_S
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status != 0
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--tests", nargs="+", required=True)
    parser.add_argument("--then", nargs="*", default=[])
    parser.add_argument("--again", type=Path, help="only what an earlier run's results say was not noticed")
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=14.0)
    parser.add_argument("--out", type=Path, default=Path("mutants.jsonl"))
    asked = parser.parse_args()
    os.chdir(ROOT)
    for name in BEFORE:
        importlib.import_module(name)
    before = [json.loads(line) for line in asked.out.read_text().splitlines()] if asked.out.exists() else []
    known = {row["key"] for row in before}
    every = [m for file in asked.files for m in mutants(file)]
    if asked.again:
        rows = [json.loads(line) for line in asked.again.read_text().splitlines()]
        alive = {row["key"] for row in rows if not row["killed"]}
        every = [m for m in every if m.key in alive]
    chosen = sorted(every, key=lambda m: random.Random(f"{asked.seed}:{m.key}").random())
    chosen = [m for m in chosen[: round(asked.share * len(every))] if m.key not in known]
    print(f"{len(every)} changes, {len(chosen)} to run now", file=sys.stderr)
    if noticed(None, [*asked.tests, *asked.then]):
        sys.exit("the tests fail before anything is changed")
    until = time.monotonic() + asked.minutes * 60
    with asked.out.open("a") as out:
        for mutant in chosen:
            if time.monotonic() > until:
                break
            killed = noticed(mutant, asked.tests) or (bool(asked.then) and noticed(mutant, asked.then))
            out.write(json.dumps({"key": mutant.key, "killed": killed}) + "\n")
            out.flush()
            if not killed:
                print(mutant.key)
    rows = [json.loads(line) for line in asked.out.read_text().splitlines()]
    dead = sum(r["killed"] for r in rows)
    print(f"{dead} of {len(rows)} noticed ({dead / max(1, len(rows)):.1%}); {len(every)} in all", file=sys.stderr)


if __name__ == "__main__":
    main()
