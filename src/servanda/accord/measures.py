"""Amounts that a norm asks for: `depth: {up to: 10 km}`, `measure: {what: posts, at least: 12}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from servanda.accord.law import Measure
from servanda.accord.page import Page
from servanda.documents import SCALARS, Path, items, word
from servanda.geo import NotationError, metres
from servanda.words import _

OPERATORS = ("at least", "at most", "up to", "exactly", "all")
LENGTHS = ("depth", "length", "distance", "width", "calibre", "range")
NUMBERS = ("count", "number")
SMALL = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*(mm|cm)")
"""Calibres: no distance on the ground is told in these."""


def measures(page: Page, path: Path, row: dict[str, Any]) -> Iterator[Measure]:
    """Every measure that stands in `row`: a norm, or an obligation with `measure`."""
    for what in (*LENGTHS, *NUMBERS):
        if what in row:
            yield from _one((*path, what), row[what], what, page)
    for at, item in items((*path, "measure"), row.get("measure")):
        if not isinstance(item, dict):
            example = "{what: posts, at least: 12}"
            page.wrong(at, "measure", _("this measures nothing"), example, item)
            continue
        what = page.text(at, item, "what") or page.text(at, item, "of") or "count"
        yield from _one(at, item, what, page)


def _one(path: Path, value: object, what: str, page: Page) -> Iterator[Measure]:
    if not isinstance(value, dict):
        amount = quantity(page, path, value, what)
        if amount is not None:
            yield Measure(what, "exactly", *amount)
        return
    page.unknown(path, value, ("what", "of", "unit", *OPERATORS))
    operators = [key for key in value if key in OPERATORS]
    if not operators:
        page.wrong(path, "measure", _("how much?"), ", ".join(OPERATORS), value)
    unit = page.text(path, value, "unit")
    found = []
    for operator in operators:
        if operator == "all":
            found.append(Measure(what, "all", None, unit))
            continue
        amount = quantity(page, (*path, operator), value[operator], what, unit)
        if amount is not None:
            found.append(Measure(what, operator, *amount))
    least = [m.amount for m in found if m.op in ("at least", "exactly") and m.amount is not None]
    most = [m.amount for m in found if m.op in ("at most", "up to", "exactly") and m.amount is not None]
    if least and most and max(least) > min(most):
        got = f"{max(least):g} > {min(most):g}"
        page.wrong(path, "measure-empty", _("no amount is both"), _("a least that is not above the most"), got)
    yield from found


def quantity(page: Page, path: Path, value: object, what: str, unit: str = "") -> tuple[float, str] | None:
    """A length in metres, or a plain number and its unit. None after a finding."""
    if not isinstance(value, SCALARS) or isinstance(value, bool):
        page.wrong(path, "measure", _("this is no amount"), _("30 km, or a number"), value)
        return None
    text = f"{word(value)} {unit}".strip()
    small = SMALL.fullmatch(text)
    if small is not None:
        return float(small[1]) / (1000 if small[2] == "mm" else 100), "m"
    number = _number(word(value))
    if number is not None and what not in LENGTHS and unit not in ("m", "km"):
        if 0 <= number < float("inf"):
            return number, unit
        page.wrong(path, "measure", _("this is no amount"), _("a number of zero or more"), value)
        return None
    try:
        return metres(text), "m"
    except NotationError as error:
        page.wrong(path, "measure", _("this is no amount"), str(error).split(", got")[0], value)
        return None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
