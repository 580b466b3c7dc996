"""What is known of changes: results as JSON lines, changes that change nothing with the reason, and tables of both."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from mutation.changes import ROOT, Change

EQUAL = ROOT / "tools" / "mutation" / "equal.toml"
PAGE = ROOT / "docs" / "explanation" / "mutants.md"
FIRST, LAST = "<!-- made by tools/mutants.py --page -->\n", "<!-- end -->\n"


class Result(NamedTuple):
    """`killed`: by a test, `by` which; alive otherwise."""

    killed: bool
    by: str


class Row(NamedTuple):
    """How a module stands."""

    module: str
    changes: int
    equal: int
    run: int
    killed: int

    @property
    def share(self) -> float:
        """Of those that change something: what a test notices. What was not run counts as not noticed."""
        return self.killed / (self.changes - self.equal) if self.changes > self.equal else 1.0


def read(path: Path) -> dict[str, Result]:
    """Results by the change's key; what one run noticed is noticed."""
    found: dict[str, Result] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if not (row["key"] in found and found[row["key"]].killed):
                found[row["key"]] = Result(row["killed"], row["by"])
    return found


def line(change: Change, result: Result) -> str:
    return json.dumps({"key": change.key, "killed": result.killed, "by": result.by}, ensure_ascii=False) + "\n"


def reasons(path: Path = EQUAL) -> dict[str, str]:
    """Patterns of names (`*`, `?`) of changes that change nothing anybody could see: each with its reason."""
    if not path.exists():
        return {}
    listed = tomllib.loads(path.read_text(encoding="utf-8"))
    return {_pattern(name): entry["why"] for entry in listed.get("equal", []) for name in entry["changes"]}


def _pattern(name: str) -> str:
    return name.replace("[", "[[]")


def why_equal(changes: Iterable[Change], known: Mapping[str, str]) -> dict[str, str]:
    """The reasons of those changes that are listed, by name."""
    found = {}
    for change in changes:
        name = change.name
        why = known.get(_pattern(name)) or next((w for p, w in known.items() if fnmatchcase(name, p)), None)
        if why:
            found[name] = why
    return found


def unused(changes: Sequence[Change], known: Mapping[str, str]) -> list[str]:
    """Listed patterns that fit no change any more."""
    names = [c.name for c in changes]
    return [p for p in known if not any(fnmatchcase(n, p) for n in names)]


def rows(changes: Iterable[Change], results: Mapping[str, Result], equal: Mapping[str, str]) -> list[Row]:
    """A row a module, and one of all."""
    found: dict[str, list[int]] = {}
    for change in changes:
        for name in (change.module.removeprefix("servanda."), "all"):
            row = found.setdefault(name, [0, 0, 0, 0])
            row[0] += 1
            result = results.get(change.key)
            if change.name in equal and not (result and result.killed):
                row[1] += 1
                continue
            row[2] += result is not None
            row[3] += result is not None and result.killed
    order = sorted(n for n in found if n != "all") + ["all"] * ("all" in found)
    return [Row(name, *found[name]) for name in order]


def table(found: Iterable[Row]) -> str:
    lines = ["| module | changes | change nothing | run | noticed | share |", "|---|---|---|---|---|---|"]
    lines += [
        f"| `{r.module}` | {r.changes:,} | {r.equal:,} | {r.run:,} | {r.killed:,} | {r.share:.1%} |" for r in found
    ]
    return "\n".join(lines) + "\n"


def page(text: str, made: str) -> str:
    """The page with what is made put between its marks."""
    before, _, rest = text.partition(FIRST)
    _old, _, after = rest.partition(LAST)
    return before + FIRST + "\n" + made + "\n" + LAST + after
