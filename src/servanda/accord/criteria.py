"""Tests of its own for what is owed: `kept if` and `breached if`, which may leave a gap between them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from servanda.accord.deed import Deeds
from servanda.accord.law import Deed, Term
from servanda.accord.page import Page
from servanda.documents import Path, items
from servanda.words import _

OBSERVED = "observed by"
KEYS = ("kept if", "breached if")


class Criteria(NamedTuple):
    """All of `kept_if` make it kept, any of `breached_if` makes it breached; `observed_by` must each say that it is."""

    kept_if: tuple[Deed, ...] = ()
    breached_if: tuple[Deed, ...] = ()
    observed_by: tuple[str, ...] = ()


def criteria(
    page: Page, deeds: Deeds, path: Path, row: dict[str, Any], owner: str, subjects: tuple[Term, ...]
) -> Criteria:
    """The tests of an obligation; a test that names nobody is about those whom the norm is about (`subjects`)."""
    observers: list[str] = []
    found: dict[str, list[Deed]] = {key: [] for key in KEYS}
    for key in KEYS:
        for i, (at, item) in enumerate(items((*path, key), row.get(key))):
            if isinstance(item, dict) and OBSERVED in item:
                if key == "breached if":
                    page.wrong(at, "criterion", _("who must observe it is a test of keeping"), "kept if", key)
                    continue
                page.unknown(at, item, (OBSERVED,))
                observers += deeds.cast.who((*at, OBSERVED), item[OBSERVED]).actors
                continue
            parsed = deeds.parsed(at, item, f"{owner}-test-{i + 1}" if i else f"{owner}-test")
            if parsed is None:
                continue
            if parsed.zones:
                page.wrong(at, "criterion", _("a test has one place"), _("a zone, or any of: […]"), item)
                continue
            if parsed.negates:
                what = _("a test is something that can be seen to happen")
                page.wrong(at, "criterion", what, _("a verb that is no absence"), parsed.word)
                continue
            found[key].append(replace(parsed.deed, subjects=parsed.named or subjects))
    return Criteria(tuple(found["kept if"]), tuple(found["breached if"]), tuple(dict.fromkeys(observers)))
