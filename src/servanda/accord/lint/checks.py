"""The checks, in the order of the manual, and the one function that runs them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from servanda.accord.lint.conflict import conflicting_norms, swallowing_permission, two_articles_one_area
from servanda.accord.lint.sheet import Sheet, of_accord
from servanda.accord.lint.watch import no_verification, unobservable
from servanda.accord.lint.when import ambiguous_anchor, depends_on_counterparty, not_kept, unstated_boundary
from servanda.accord.lint.where import depth_without_baseline, no_place
from servanda.accord.lint.who import bearer_is_not_performer, undefined_class
from servanda.accord.lint.words import vague_quantity
from servanda.model import Finding
from servanda.words import _

Check = Callable[[Sheet], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    no_place,
    depth_without_baseline,
    bearer_is_not_performer,
    undefined_class,
    no_verification,
    unstated_boundary,
    vague_quantity,
    ambiguous_anchor,
    not_kept,
    two_articles_one_area,
    swallowing_permission,
    conflicting_norms,
    depends_on_counterparty,
    unobservable,
)


MOST = 2000
"""Findings of one kind that are told: nobody reads more, and a hostile file could make millions."""


def lint(sheet: Sheet) -> list[Finding]:
    """Everything that a mediator wants to look at, in the order of the file. Near-linear in the obligations."""
    found: list[Finding] = []
    for check in CHECKS:
        told = list(islice(check(sheet), MOST + 1))
        found += told[:MOST]
        if len(told) > MOST:
            what = _("more than {n} of {slug}: the rest is not told").format(n=MOST, slug=told[0].slug)
            found.append(of_accord(sheet.accord, "lint-cut", what))
    return sorted(dict.fromkeys(found), key=lambda f: (f.at.line, f.at.col, f.slug))
