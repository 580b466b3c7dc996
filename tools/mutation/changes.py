"""What can be changed in a module: a comparison, a bound, a branch, a number, a fold, a statement; one at a time.

A change is named by the function it is in, the text that it changes and what it does to it, never by a line, so that a
name outlives what other people write above it.
"""

from __future__ import annotations
import __future__

import ast
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).parents[2]
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
TOP = "<module>"


@dataclass(frozen=True)
class Change:
    """One change. `function`: the outermost function that it is in, by its dotted name; `<module>` for what runs when
    the module is read (defaults, constants, decorators). `lines`: of the statement that it changes. `node`, `n`: the
    `n`th change of the tree's `node`th node. `digest`: of the function as it is."""

    file: str
    function: str
    line: int
    lines: tuple[int, int]
    text: str
    what: str
    again: int
    node: int
    n: int
    digest: str

    @property
    def module(self) -> str:
        return module_of(self.file)

    @property
    def name(self) -> str:
        """The name by which lists know it: `room.module:function | text | what`, and which of several alike."""
        short = self.module.removeprefix("servanda.")
        return f"{short}:{self.function} | {self.text} | {self.what}" + (f" #{self.again}" if self.again > 1 else "")

    @property
    def key(self) -> str:
        """The name and the function's digest: what was found out of it holds until the function changes."""
        return f"{self.digest} {self.name}"

    def code(self) -> CodeType:
        """The module with the change made, compiled; of a change in a function only that function (in its class). The
        tree is changed in place: for a process that makes no other change."""
        tree, nodes = trees(self.file)
        _options(nodes[self.node])[self.n][1]()
        named = self.function.partition(".")[0]
        if self.function != TOP:
            tree = ast.Module([s for s in tree.body if getattr(s, "name", "") == named], [])
        flags = __future__.annotations.compiler_flag
        return compile(ast.fix_missing_locations(tree), str(ROOT / self.file), "exec", flags, dont_inherit=True)


@lru_cache
def trees(file: str) -> tuple[ast.Module, list[ast.AST]]:
    """A module's tree, and its nodes in the order in which changes number them."""
    tree = ast.parse(_read(file))
    return tree, list(ast.walk(tree))


@lru_cache
def _read(file: str) -> str:
    """The source as it was when it was first asked for: somebody may be writing while a run goes on."""
    return (ROOT / file).read_text(encoding="utf-8")


def module_of(file: str) -> str:
    return file.removeprefix("src/").removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def changes(file: str, source: str | None = None) -> list[Change]:
    """Every change of a module, in the order of its lines."""
    tree = ast.parse(_read(file) if source is None else source)
    places = _places(tree)
    seen: dict[tuple[str, str, str], int] = {}
    found = []
    for number, node in enumerate(ast.walk(tree)):
        place = places.get(node)
        if place is None:
            continue
        for n, (what, _do) in enumerate(_options(node)):
            told = (place.function, place.told(node), what)
            seen[told] = again = seen.get(told, 0) + 1
            line = getattr(node, "lineno", 0) or place.lines[0]
            found.append(Change(file, *told[:1], line, place.lines, told[1], what, again, number, n, place.digest))
    return sorted(found, key=lambda c: (c.line, c.node, c.n))


def digests(source: str) -> set[str]:
    """The digests of a module's functions."""
    return {place.digest for place in _places(ast.parse(source)).values()}


@dataclass(frozen=True)
class _Place:
    function: str
    digest: str
    lines: tuple[int, int]
    around: ast.AST

    def told(self, node: ast.AST) -> str:
        """The text that a change of the node changes, with as much about it as tells it from others."""
        small = isinstance(node, (ast.Constant, ast.comprehension, ast.Continue, ast.Break))
        text = " ".join(_text(self.around if small else node).split())
        return text if len(text) <= 90 else text[:87] + "…"


@lru_cache(maxsize=4096)
def _text(node: ast.AST) -> str:
    if isinstance(node, (ast.If, ast.While)):
        return f"if {ast.unparse(node.test)}"
    if isinstance(node, ast.For):
        return f"for {ast.unparse(node.target)} in {ast.unparse(node.iter)}"
    if isinstance(node, ast.comprehension):
        return ast.unparse(node)
    return ast.unparse(node)


def _places(tree: ast.Module) -> dict[ast.AST, _Place]:
    """Where every node stands that may be changed: not in docstrings, annotations or assertions."""
    found: dict[ast.AST, _Place] = {}
    whole = _digest(tree)

    def visit(node: ast.AST, function: str, digest: str, statement: ast.stmt | None, around: ast.AST) -> None:
        if isinstance(node, (ast.Assert, ast.Import, ast.ImportFrom)):
            return
        if isinstance(node, ast.stmt):
            statement = around = node
        if isinstance(node, (ast.Compare, ast.BinOp, ast.Call, ast.Subscript, ast.BoolOp, ast.keyword, ast.Slice)):
            around = node
        if statement is not None:
            found[node] = _Place(function, digest, _lines(statement), around)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (function == TOP or function.endswith(".")):
            name = function.removeprefix(TOP) + node.name
            for outer in (*node.decorator_list, *node.args.defaults, *(d for d in node.args.kw_defaults if d)):
                visit(outer, TOP, whole, node, outer)
            own = _digest(node)
            for inner in node.body:
                visit(inner, name, own, None, inner)
            return
        if isinstance(node, ast.ClassDef) and (function == TOP or function.endswith(".")):
            name = function.removeprefix(TOP) + node.name + "."
            for outer in (*node.decorator_list, *node.bases, *(k.value for k in node.keywords)):
                visit(outer, TOP, whole, node, outer)
            for inner in node.body:
                visit(inner, name, whole, None, inner)
            return
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    visit(child, function, digest, statement, around)

    for top in tree.body:
        visit(top, TOP, whole, None, top)
    return {n: _settled(p) for n, p in found.items()}


def _settled(place: _Place) -> _Place:
    """What stands in a class but in no method runs when the module is read."""
    return place if not place.function.endswith(".") else _Place(TOP, place.digest, place.lines, place.around)


def _lines(statement: ast.stmt) -> tuple[int, int]:
    """A simple statement's lines, or those of a compound one's head."""
    body = getattr(statement, "body", None)
    last = body[0].lineno - 1 if body else statement.end_lineno or statement.lineno
    return statement.lineno, max(statement.lineno, last)


def _digest(node: ast.AST) -> str:
    return hashlib.sha256(ast.dump(node).encode()).hexdigest()[:12]


def _options(node: ast.AST) -> list[tuple[str, Callable[[], object]]]:
    """What can be changed of a node itself: in words, and what does it."""
    found: list[tuple[str, Callable[[], object]]] = []

    def put(field: str, value: object) -> Callable[[], object]:
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
            rest = [*node.values[:i], *node.values[i + 1 :]]
            found.append((f"operand {i + 1} left out", put("values", rest if len(rest) > 1 else rest * 2)))
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        other_sign = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        found.append((f"{type(node.op).__name__} becomes {type(other_sign).__name__}", put("op", other_sign)))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        found.append(("not left out", _truth(node, node.operand)))
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
        found.append((f"{type(node).__name__.lower()} becomes pass", put("__class__", ast.Pass)))
    elif isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        found.append(("returns None", put("value", ast.Constant(None))))
    elif isinstance(node, ast.comprehension) and node.ifs:
        found.append(("filter left out", put("ifs", [])))
    return found


def _truth(node: ast.UnaryOp, operand: ast.expr) -> Callable[[], object]:
    def do() -> None:
        node.__class__ = ast.Call  # type: ignore[assignment]
        node.__dict__.pop("op")
        node.__dict__.pop("operand")
        node.func = ast.Name("bool", ast.Load())  # type: ignore[attr-defined]
        node.args = [operand]  # type: ignore[attr-defined]
        node.keywords = []  # type: ignore[attr-defined]

    return do


def codes(code: CodeType) -> Iterator[CodeType]:
    """A code object and all that it holds."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)
