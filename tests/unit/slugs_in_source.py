"""Every slug that the source can print, found in its syntax trees.

A slug is what stands for a parameter called `slug` in a call, `slug=` in a keyword, or a value of an enumeration that
reports print (`Deed`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "servanda"
SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
ENUMS = frozenset(("Deed",))


def slugs(source: Path = SOURCE) -> dict[str, set[str]]:
    """Each slug with the places (`file:line`) where it is given."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(source.rglob("*.py"))}
    takers = {"Finding": 0}
    for tree in trees.values():
        takers |= dict(_takers(tree))
    found: dict[str, set[str]] = {}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            for slug in _given(node, takers):
                found.setdefault(slug, set()).add(f"{path.relative_to(source)}:{node.lineno}")  # type: ignore[attr-defined]
    return found


def _takers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Functions and classes with a parameter `slug`, and its place among the positional ones."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
            yield node.name, 0
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            names = [a.arg for a in node.args.posonlyargs + node.args.args if a.arg not in ("self", "cls")]
            if "slug" in names and node.name != "__init__":
                yield node.name, names.index("slug")


def _given(node: ast.AST, takers: dict[str, int]) -> Iterator[str]:
    if isinstance(node, ast.ClassDef) and node.name in ENUMS:
        for line in node.body:
            if isinstance(line, ast.Assign):
                yield from _literals(line.value)
    if not isinstance(node, ast.Call):
        return
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    place = takers.get(name)
    if place is not None and len(node.args) > place:
        yield from _literals(node.args[place])
    for keyword in node.keywords:
        if keyword.arg == "slug":
            yield from _literals(keyword.value)


def _literals(node: ast.expr) -> Iterator[str]:
    for inner in (node,) if not isinstance(node, ast.IfExp) else (node.body, node.orelse):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and SLUG.match(inner.value):
            yield inner.value
