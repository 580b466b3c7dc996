"""Lint of places: norms without one, and depths that are measured from nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from servanda.accord.law import Pattern
from servanda.accord.lint.sheet import Sheet, places, told
from servanda.model import Finding
from servanda.words import _

DEPTHS = ("depth", "width", "distance")
DRAWN_FROM_A_LINE = ("within", "depth", "along", "between", "line", "border")
POSITIVE = (Pattern.ACHIEVE, Pattern.MAINTAIN, Pattern.RECUR)


def no_place(sheet: Sheet) -> Iterator[Finding]:
    """Who must leave, stay, enter, patrol or watch must know where."""
    for o in sheet.testable:
        assert o.norm.deed is not None
        verb = sheet.verb(o.norm.deed)
        if verb is None or not verb.needs_place or o.norm.pattern not in POSITIVE:
            continue
        if places(o, o.norm.deed) == (None,):
            expected = _("{words} a zone").format(words=", ".join(verb.places[:3]))
            yield told(o, "no-place", _("where? the norm names no place"), expected, o.norm.deed.verb)


def depth_without_baseline(sheet: Sheet) -> Iterator[Finding]:
    """A depth is measured from a line, and from where the line ran on a day."""
    for o in sheet.testable:
        assert o.norm.deed is not None
        depth = next((m for m in o.norm.deed.measures if m.what in DEPTHS), None)
        for zone in places(o, o.norm.deed):
            expression = sheet.expressions.get(zone) if zone is not None else None
            if depth is not None and not _on_a_line(sheet, expression, set()):
                what = _("{measure} from which line?").format(measure=depth.what)
                expected = _("a zone that is drawn from a line")
                yield told(o, "depth-without-baseline", what, expected, zone or "")
                break
            if zone in sheet.undated and not o.norm.deed.baseline:
                what = _("the zone is drawn from a line that moved: from the line of which day?")
                advice = _("write `as it stood on`, if the text says it")
                yield told(o, "depth-without-baseline", what, _("as it stood on: DATE"), zone or "", advice)
                break


def _on_a_line(sheet: Sheet, expression: object, seen: set[str]) -> bool:
    if isinstance(expression, Mapping):
        if any(word in expression for word in DRAWN_FROM_A_LINE):
            return True
        return any(_on_a_line(sheet, value, seen) for key, value in expression.items() if key != "except")
    if isinstance(expression, list):
        return any(_on_a_line(sheet, item, seen) for item in expression)
    if isinstance(expression, str) and expression in sheet.expressions and expression not in seen:
        seen.add(expression)
        return _on_a_line(sheet, sheet.expressions[expression], seen)
    return False
