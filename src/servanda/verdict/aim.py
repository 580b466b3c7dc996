"""What a reference aims at: an obligation, the rows of a `for each`, an article, an accord (semantics.md, B9)."""

from __future__ import annotations

from servanda.accord.law import Accord, Obligation, is_under


def aims_at(target: str, accord: Accord, obligation: Obligation) -> bool:
    """Whether `target` (`a/*`, `a/5/*`, `a/id`, the reference of a `for each`; `@ACTOR` is not looked at) speaks of the
    obligation, alone or among others."""
    bare = target.partition("@")[0]
    if bare in (obligation.ref, f"{accord.id}/*") or (obligation.group and bare == obligation.group):
        return True
    owner, _slash, rest = bare.partition("/")
    return owner == accord.id and rest.endswith("/*") and is_under(obligation.article, rest.removesuffix("/*"))


def aims_only_at(target: str, accord: Accord, obligation: Obligation) -> bool:
    """Whether the obligation is all that `target` speaks of, so that "violated" can only mean it."""
    bare = target.partition("@")[0]
    if bare == obligation.ref:
        return True
    if bare == f"{accord.id}/*":
        return False
    return [o.id for o in accord.under(bare)] == [obligation.id]
