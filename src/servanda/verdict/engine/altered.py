"""Claims made in numbers, from others or from columns of their fields: what the rules are asked about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, make_dataclass
from itertools import repeat
from operator import attrgetter
from typing import Any, cast

from servanda.model import Claim

_FIELDS = tuple(f.name for f in fields(Claim))
_AT = {name: i for i, name in enumerate(_FIELDS)}
_values = attrgetter(*_FIELDS)
_Draft: Any = make_dataclass("_Draft", [(name, object) for name in _FIELDS], slots=True, eq=False)
"""A claim that may still be written to: of the same slots, so that it can become one."""


def altered(claim: Claim, **changes: object) -> Claim:
    """`replace`, for a claim that is well-formed already; many times as fast."""
    values = list(_values(claim))
    for name, value in changes.items():
        values[_AT[name]] = value
    return _claim(_Draft(*values))


def drawn_up(told: Mapping[str, Iterable[object]], blank: Claim) -> list[Claim]:
    """A claim for each line of some columns; fields that have none are as in `blank`."""
    columns = [told.get(name, repeat(value)) for name, value in zip(_FIELDS, _values(blank), strict=True)]
    return [_claim(draft) for draft in map(_Draft, *columns)]


def _claim(draft: Any) -> Claim:
    draft.__class__ = Claim
    return cast(Claim, draft)
