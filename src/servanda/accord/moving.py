"""Zones and lines that moved: `as it stood: {DATE: EXPRESSION, …}`, and zones that take one `as it stood on: DATE`.

Rewrites the expressions of a file so that geometry knows nothing of time: every version is a zone of its own, called
`name@date`; a zone that is drawn from one that moved moves with it, unless it says as of when.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, NamedTuple

from servanda.accord.moment import Clock
from servanda.accord.page import Page, word
from servanda.documents import Path
from servanda.words import _

VERSIONS = "as it stood"
ON = "as it stood on"
TALK = ("title", "label", "says", "note", "source", "readings", "names", "place")
MOST_VERSIONS = 200

Versions = tuple[tuple[int | None, str], ...]
"""(from seconds UTC, None for the first; name of the zone), in order of time."""


class Still(NamedTuple):
    """Expressions without time, and which of the names moved."""

    expressions: dict[str, object]
    stand: dict[str, Path]
    moving: dict[str, Versions]
    undated: frozenset[str]
    """Zones drawn from a line that moved and that do not say as of when."""


def still(page: Page, clock: Clock, expressions: Mapping[str, object], stand: Mapping[str, Path]) -> Still:
    """Every zone at every date at which it changed."""
    if not any(_mentions_time(e) for e in expressions.values()):
        return Still(dict(expressions), dict(stand), {}, frozenset())
    return _Stiller(page, clock, expressions, stand).made()


def _mentions_time(value: object) -> bool:
    if isinstance(value, dict):
        return VERSIONS in value or ON in value or any(_mentions_time(v) for v in value.values())
    return isinstance(value, list) and any(_mentions_time(v) for v in value)


class _Stiller:
    def __init__(self, page: Page, clock: Clock, expressions: Mapping[str, object], stand: Mapping[str, Path]) -> None:
        self.page, self.clock, self.given, self.stand = page, clock, expressions, dict(stand)
        self.out: dict[str, object] = {}
        self.moving: dict[str, Versions] = {}
        self.dates: dict[int, str] = {}
        self.undated: set[str] = set()
        self._open: set[str] = set()
        self._done: set[str] = set()

    def made(self) -> Still:
        for name in self.given:
            self._named(name)
        # the order of the file, each with its versions after it
        return Still(self.out, self.stand, self.moving, frozenset(self.undated))

    def _named(self, name: str) -> None:
        if name in self._done or name in self._open:
            return
        self._open.add(name)
        expression, path = self.given[name], self.stand[name]
        if isinstance(expression, dict) and VERSIONS in expression:
            self._versions(name, expression, path)
        else:
            for other in sorted(_references(expression, self.given)):
                self._named(other)
            self._drawn(name, expression, path)
        self._open.discard(name)
        self._done.add(name)

    def _versions(self, name: str, expression: Mapping[str, Any], path: Path) -> None:
        page, at = self.page, (*path, VERSIONS)
        rows = expression[VERSIONS]
        shared = {key: value for key, value in expression.items() if key != VERSIONS}
        if not isinstance(rows, dict) or not rows or len(rows) > MOST_VERSIONS:
            example = "{2014-09-19: {line: […]}, 2015-02-12: {line: […]}}"
            page.wrong(at, "zone-versions", _("as it stood when?"), example, rows)
            self.out[name] = shared or {"undefined": "yes"}
            return
        dated: list[tuple[int, str]] = []
        for date, drawing in rows.items():
            point = self.clock.point((*at, date), date, end=False)
            if point is None or point.moment.earliest is None:
                continue
            version = f"{name}@{word(date)}"
            if isinstance(drawing, dict):
                drawing = {**shared, **drawing}
            for other in sorted(_references(drawing, self.given)):
                self._named(other)
            self.out[version] = self._at(drawing, point.moment.earliest)
            self.stand[version] = (*at, date)
            dated.append((point.moment.earliest, version))
            self.dates[point.moment.earliest] = word(date)
        dated.sort()
        if dated:
            self.moving[name] = tuple((at_s if i else None, text) for i, (at_s, text) in enumerate(dated))
            self.out[name] = self.out[dated[-1][1]]
        else:
            self.out[name] = {"undefined": "yes"}

    def _drawn(self, name: str, expression: object, path: Path) -> None:
        moved = self._changes(expression)
        if isinstance(expression, dict) and ON in expression:
            point = self.clock.point((*path, ON), expression[ON], end=True)
            expression = {key: value for key, value in expression.items() if key != ON}
            at = point.moment.latest if point is not None else None
            if at is not None and not moved and not _references(expression, self.given):
                what = _("nothing here moved: the date changes nothing")
                self.page.note((*path, ON), "baseline-of-nothing", what, _("a line or zone with `as it stood`"), name)
            self.out[name] = self._at(expression, at if at is not None else 2**62)
            return
        if not moved:
            self.out[name] = self._at(expression, None)
            return
        self.undated.add(name)
        versions: list[tuple[int | None, str]] = []
        for since in (None, *moved):
            version = f"{name}@{'first' if since is None else self.dates[since]}"
            self.out[version] = self._at(expression, since if since is not None else moved[0] - 1)
            self.stand[version] = path
            versions.append((since, version))
        self.moving[name] = tuple(versions)
        self.out[name] = self.out[versions[-1][1]]

    def _changes(self, expression: object) -> list[int]:
        """The instants at which what the expression is drawn from moved."""
        if isinstance(expression, dict) and ON in expression and not _inner_time(expression):
            expression = {key: value for key, value in expression.items() if key != ON}
        return sorted(
            {
                since
                for other in _references(expression, self.moving)
                for since, _version in self.moving[other]
                if since is not None
            }
        )

    def _at(self, value: object, at: int | None) -> object:
        """The expression with every zone that moved by its version at `at` (seconds UTC)."""
        if isinstance(value, dict):
            if ON in value:
                point = self.clock.point((ON,), value[ON], end=True)
                at = point.moment.latest if point is not None else at
            return {k: v if k in TALK else self._at(v, at) for k, v in value.items() if k != ON}
        if isinstance(value, list):
            return [self._at(item, at) for item in value]
        if isinstance(value, str) and at is not None and value.strip() in self.moving:
            versions = self.moving[value.strip()]
            starts = [since for since, _name in versions[1:] if since is not None]
            return versions[bisect_right(starts, at)][1]
        return value


def _inner_time(expression: Mapping[str, object]) -> bool:
    return any(_mentions_time(value) for value in expression.values())


def _references(value: object, known: Mapping[str, Any]) -> set[str]:
    """The names of `known` that an expression is drawn from."""
    if isinstance(value, dict):
        return {n for key, item in value.items() if key not in TALK for n in _references(item, known)}
    if isinstance(value, list):
        return {n for item in value for n in _references(item, known)}
    return {value.strip()} if isinstance(value, str) and value.strip() in known else set()
