"""Zones and lines that moved: `versions: [{from: DATE, …}, …]`, and zones that take one `as it stood on: DATE`.

Rewrites the expressions of a file so that geometry need know nothing of time: every version is a zone of its own,
`name@date`. What is drawn from a line that moved is certain where all of its versions are, possible where any is,
unless it says as of which day. A line by its plain name is the line as it is last.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, NamedTuple

from servanda.accord.moment import Clock
from servanda.accord.page import Page
from servanda.documents import Path, word
from servanda.words import _

VERSIONS = "versions"
ON = "as it stood on"
TALK = ("title", "label", "says", "note", "source", "readings", "names", "place")
LINES = ("line", "border")
MOST_VERSIONS = 100

Versions = tuple[tuple[int | None, str], ...]
"""(from seconds UTC, None for the first; name of the zone), in the order of time."""


class Still(NamedTuple):
    """Expressions without time, and where each stands in the file. `undated`: zones that are drawn from what moved and
    do not say as of when."""

    expressions: dict[str, object]
    stand: dict[str, Path]
    undated: frozenset[str] = frozenset()


def moves(value: object) -> bool:
    """Whether an expression speaks of time."""
    if isinstance(value, dict):
        return VERSIONS in value or ON in value or any(moves(v) for v in value.values())
    return isinstance(value, list) and any(moves(v) for v in value)


def still(page: Page, clock: Clock, expressions: Mapping[str, object], stand: Mapping[str, Path]) -> Still:
    """Every zone at every date at which it changed."""
    if not any(moves(e) for e in expressions.values()):
        return Still(dict(expressions), dict(stand))
    return _Stiller(page, clock, expressions, stand).made()


class _Stiller:
    def __init__(self, page: Page, clock: Clock, expressions: Mapping[str, object], stand: Mapping[str, Path]) -> None:
        self.page, self.clock, self.given, self.stand = page, clock, expressions, dict(stand)
        self.out: dict[str, object] = {}
        self.moving: dict[str, Versions] = {}
        self.dates: dict[int, str] = {}
        self.undated: set[str] = set()

    def made(self) -> Still:
        """In an order in which what a zone is drawn from comes before it; circles are left to geometry to tell."""
        done: set[str] = set()
        opened: set[str] = set()
        stack: list[str] = list(self.given)[::-1]
        while stack:
            name = stack[-1]
            waiting = [n for n in sorted(_references(self.given[name], self.given)) if n not in done | opened]
            if name in done or (not waiting) or name in opened:
                stack.pop()
                if name not in done:
                    done.add(name)
                    self._zone(name, self.given[name], self.stand[name])
                continue
            opened.add(name)
            stack += waiting
        return Still(self.out, self.stand, frozenset(self.undated))

    def _zone(self, name: str, expression: object, path: Path) -> None:
        if isinstance(expression, dict) and VERSIONS in expression:
            self._versions(name, expression, path)
            return
        moved = [] if isinstance(expression, dict) and ON in expression else self._changes(expression)
        if not moved:
            self.out[name] = self._at(expression, None, path)
            return
        self.undated.add(name)
        versions: list[tuple[int | None, str]] = []
        for since in (None, *moved):
            version = f"{name}@{'first' if since is None else self.dates[since]}"
            self.out[version] = self._at(expression, since if since is not None else moved[0] - 1, path)
            self.stand[version] = path
            versions.append((since, version))
        self._whole(name, expression, tuple(versions))

    def _versions(self, name: str, expression: Mapping[str, Any], path: Path) -> None:
        page, here, rows = self.page, (*path, VERSIONS), expression[VERSIONS]
        shared = {key: value for key, value in expression.items() if key != VERSIONS}
        if not isinstance(rows, list) or not 0 < len(rows) <= MOST_VERSIONS:
            example = "[{from: 2014-09-19, line: …}, {from: 2015-02-12, line: …}]"
            page.wrong(here, "zone-versions", _("which versions?"), example, rows)
            self.out[name] = {"undefined": "yes"}
            return
        dated: list[tuple[int, str]] = []
        for i, row in enumerate(rows):
            at = (*here, i)
            if not isinstance(row, dict) or "from" not in row or set(row) <= {"from", *TALK}:
                page.wrong(at, "zone-versions", _("this is no version"), "{from: 2014-09-19, line: …}", row)
                continue
            point = self.clock.point((*at, "from"), row["from"], end=False)
            if point is None or point.moment.earliest is None:
                continue
            since = point.moment.earliest
            if dated and since <= dated[-1][0]:
                page.wrong((*at, "from"), "zone-versions", _("the versions are not in the order of time"))
                continue
            version = f"{name}@{word(row['from'])}"
            drawing = {**shared, **{key: value for key, value in row.items() if key != "from"}}
            self.out[version] = self._at(drawing, since, at)
            self.stand[version] = at
            self.dates[since] = word(row["from"])
            dated.append((since, version))
        if not dated:
            self.out[name] = {"undefined": "yes"}
            return
        versions = tuple((since if i else None, text) for i, (since, text) in enumerate(dated))
        self._whole(name, self.out[dated[-1][1]], versions)

    def _whole(self, name: str, expression: object, versions: Versions) -> None:
        """The zone by its plain name: a line as it is last, an area by what is sure and what is possible."""
        self.moving[name] = versions
        names = [text for _since, text in versions]
        if len(names) == 1 or _is_line(expression):
            self.out[name] = self.out[names[-1]]
            return
        talk = {k: v for k, v in expression.items() if k in ("title", "label")} if isinstance(expression, dict) else {}
        self.out[name] = {**talk, "inner": {"all of": names}, "outer": {"any of": names}}

    def _changes(self, expression: object) -> list[int]:
        """The instants at which what the expression is drawn from moved."""
        found = (self.moving[name] for name in _references(expression, self.moving))
        return sorted({since for versions in found for since, _name in versions if since is not None})

    def _at(self, value: object, at: int | None, path: Path) -> object:
        """The expression with every zone that moved by its version at `at` (seconds UTC, None: by its plain name)."""
        if isinstance(value, dict):
            if ON in value:
                point = self.clock.point((*path, ON), value[ON], end=True)
                at = point.moment.latest if point is not None and point.moment.latest is not None else at
            return {k: v if k in TALK else self._at(v, at, (*path, k)) for k, v in value.items() if k != ON}
        if isinstance(value, list):
            return [self._at(item, at, (*path, i)) for i, item in enumerate(value)]
        if isinstance(value, str) and at is not None and value.strip() in self.moving:
            versions = self.moving[value.strip()]
            starts = [since for since, _name in versions[1:] if since is not None]
            return versions[bisect_right(starts, at)][1]
        return value


def _is_line(expression: object) -> bool:
    if not isinstance(expression, dict):
        return False
    drawn = any(word in expression for word in LINES) or ("between" in expression and "depth" not in expression)
    return drawn and "within" not in expression and "along" not in expression


def _references(value: object, known: Mapping[str, Any]) -> set[str]:
    """The names of `known` that an expression is drawn from."""
    if isinstance(value, dict):
        return {n for key, item in value.items() if key not in TALK for n in _references(item, known)}
    if isinstance(value, list):
        return {n for item in value for n in _references(item, known)}
    return {value.strip()} if isinstance(value, str) and value.strip() in known else set()
