"""What a verdict says: value, label, levels and witnesses, for a period, at two clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, NamedTuple

from servanda.model.time import Interval, rfc3339
from servanda.model.value import Label, Level, Marker, Value


class NotCounted(NamedTuple):
    """A relevant claim that did not make the value, and why."""

    claim: str
    why: str


class Undetermined(NamedTuple):
    """Counting what is only possible along `axis` could make the label one of `could_be`; `because` names the reading,
    the deadline's zone or the claims."""

    axis: str
    could_be: tuple[str, ...]
    because: str = ""


class Partial(NamedTuple):
    """Partial performance: `reached` of `of` in `unit`."""

    what: str
    reached: float
    of: float | None
    unit: str


class Repeated(NamedTuple):
    """Instances of an obligation by value."""

    true: int = 0
    false: int = 0
    both: int = 0
    neither: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """One obligation, one viewpoint, one period. Fields: docs/reference/verdict.md."""

    accord: str
    obligation: str
    ref: str
    article: str
    title: str
    theme: str
    bearer: tuple[str, ...]
    performer: tuple[str, ...]
    viewpoint: str
    standard: str
    as_of: int
    known_at: int
    clock: str
    period: Interval
    label: Label
    value: Value
    level_for: Level
    level_against: Level
    in_force: str
    instances: Repeated = Repeated()
    observed: float | None = None
    extent: tuple[Partial, ...] = ()
    through: int | None = None
    last_breach: int | None = None
    markers: tuple[Marker, ...] = ()
    undetermined: tuple[Undetermined, ...] = ()
    readings: tuple[str, ...] = ()
    deadline: int | None = None
    deadline_latest: int | None = None
    by: str = ""
    basis: str = ""
    state: str = ""
    outcome: str = ""
    witnesses_for: tuple[str, ...] = ()
    witnesses_against: tuple[str, ...] = ()
    coverage: tuple[str, ...] = ()
    evidence_for: tuple[str, ...] = ()
    evidence_against: tuple[str, ...] = ()
    not_counted: tuple[NotCounted, ...] = ()
    acts: tuple[str, ...] = ()
    unobserved: tuple[str, ...] = ()
    says: str = ""
    reachable: bool = True
    draft: bool = False
    versions: tuple[tuple[str, str], ...] = ()


_TIMES = frozenset(("as_of", "known_at", "through", "last_breach", "deadline", "deadline_latest"))
_NAMES = {"witnesses_for": "for", "witnesses_against": "against"}
_COUNTED = ("evidence_for", "evidence_against")


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """One JSON object per obligation and viewpoint; of all the evidence, only how much there is."""
    row: dict[str, Any] = {}
    for field in fields(Verdict):
        value = getattr(verdict, field.name)
        name = _NAMES.get(field.name, field.name)
        if field.name in _COUNTED:
            row[name] = len(value)
        elif field.name in _TIMES:
            row[name] = rfc3339(value)
        elif field.name == "period":
            row[name] = [rfc3339(value.start), rfc3339(value.end)]
        elif field.name in ("level_for", "level_against"):
            row[name] = value.word
        elif field.name == "instances":
            row[name] = {"T": value.true, "F": value.false, "B": value.both, "N": value.neither}
        elif field.name == "versions":
            row[name] = dict(value)
        else:
            row[name] = _plain(value)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {k: _plain(v) for k, v in value._asdict().items()}
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    return value
