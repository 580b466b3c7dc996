"""`for each`: an obligation that is written once and holds for several rows, each with its own words in `$` places.

Every row becomes an obligation of its own, `<id>-<row>`, because each has its own things, place and deadline, and
people dispute them one by one; the id itself then stands for all of them (docs/adr/0013).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from servanda.accord.page import Page
from servanda.accord.places import slug
from servanda.documents import MAX_NODES, SCALARS, Path, did_you_mean, word
from servanda.model import is_slug
from servanda.words import _

KEY = "for each"
PLACE = re.compile(r"\$([A-Za-z][\w-]*)")
OWN = ("row", "value")


class Row(NamedTuple):
    """One obligation as it is read: its keys, its id, and the id of the `for each` that it is a row of."""

    row: dict[str, Any]
    ident: str = ""
    group: str = ""


def row_names(row: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The rows of `for each` with their names as slugs; a name that gives none is empty."""
    given = row.get(KEY)
    if isinstance(given, dict):
        return [(slug(str(name)), value) for name, value in given.items()]
    if isinstance(given, list):
        return [(slug(word(value)) if isinstance(value, SCALARS) else "", value) for value in given]
    return []


def groups(page: Page) -> dict[str, tuple[str, ...]]:
    """The reference of every `for each`, with the references of its rows."""
    found: dict[str, tuple[str, ...]] = {}
    obligations = page.document.data.get("obligations")
    for row in obligations if isinstance(obligations, list) else ():
        if isinstance(row, dict) and KEY in row and isinstance(row.get("id"), str):
            names = tuple(page.ref(f"{row['id']}-{name}") for name, _value in row_names(row) if name)
            if names:
                found[page.ref(row["id"])] = names
    return found


def rows(page: Page, path: Path, row: dict[str, Any]) -> list[Row]:
    """The obligation itself, or one for each row; bad rows are left out with a finding."""
    if KEY not in row:
        return [Row(row)]
    given, at = row[KEY], (*path, KEY)
    template = {key: value for key, value in row.items() if key != KEY}
    named = row_names(row)
    if not named:
        example = "{guns: {weapon: artillery, distance: 25 km}, rockets: {weapon: rocket launchers, distance: 35 km}}"
        page.wrong(at, "row-shape", _("for each of what?"), example, given)
        return []
    size = _size(template)
    if len(named) * size > MAX_NODES:
        what = _("too many rows for an obligation of this length")
        page.wrong(at, "too-many-rows", what, f"{MAX_NODES // size}", str(len(named)))
        return []
    ident = row.get("id")
    if not isinstance(ident, str) or not is_slug(ident):
        return [Row(template)]  # its id is told to be wrong as any other
    found: list[Row] = []
    used: set[str] = set()
    columns: set[str] = set()
    for (name, value), key in zip(named, given if isinstance(given, dict) else range(len(named)), strict=True):
        made = f"{ident}-{name}"
        if not name or not is_slug(made):
            expected = _("a row's name makes an id of at most 40 letters, digits and hyphens")
            page.wrong((*at, key), "row-name", _("the row has no usable name"), expected, made)
            continue
        values = {"row": str(key) if isinstance(given, dict) else word(value), "value": value}
        if isinstance(value, dict):
            columns |= set(value)
            values |= value
        filler = _Filler(page, values, (*at, key))
        filled = filler.filled(path, template)
        used |= filler.used
        found.append(Row({**filled, "id": made}, made, page.ref(ident)))
    for column in sorted(columns - used):
        what = _("no part of the obligation takes the column {name!r}").format(name=column)
        page.warn(at, "unused-column", what, f"${column}", column)
    return found


class _Filler:
    def __init__(self, page: Page, values: Mapping[str, Any], at: Path) -> None:
        self.page, self.values, self.at = page, values, at
        self.used: set[str] = set()
        self.missing: set[str] = set()

    def filled(self, path: Path, value: Any) -> Any:
        """`value` with its `$` places filled: a whole one by whatever the row holds, one inside a text by its words."""
        if isinstance(value, dict):
            return {key: self.filled((*path, key), item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.filled((*path, i), item) for i, item in enumerate(value)]
        if not isinstance(value, str) or "$" not in value:
            return value
        whole = PLACE.fullmatch(value.strip())
        if whole is not None:
            return self._value(path, whole[1])
        return PLACE.sub(lambda match: self._text(path, match), value)

    def _text(self, path: Path, match: re.Match[str]) -> str:
        value = self._value(path, match[1])
        return word(value) if isinstance(value, SCALARS) else ", ".join(map(word, value or ()))

    def _value(self, path: Path, name: str) -> Any:
        if name in self.values:
            self.used.add(name)
            return self.values[name]
        if name not in self.missing:
            self.missing.add(name)
            what = _("the row has no {name!r}").format(name=name)
            self.page.wrong(self.at, "unknown-column", what, did_you_mean(name, sorted(self.values)), f"${name}")
        return ""


def _size(value: object) -> int:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(_size(child) for child in children)
