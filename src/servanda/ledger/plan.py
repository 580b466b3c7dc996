"""What recording something again would do: pure, so that `add --dry-run` and `add` say and do the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from servanda.ledger.canonical import canonical
from servanda.ledger.entry import EntryType, NewEntry, Rows
from servanda.ledger.fold import Record, worded


@dataclass(frozen=True, slots=True)
class Plan:
    """`new` payloads have ids that were never recorded; `corrections` pair a payload with the record that it changes;
    `unchanged` ids say what is recorded already; `vanished` ids were recorded from the same source and are no longer in
    it (a finding: retract them, or put the rows back); `clashing` ids come twice with different payloads, and the first
    is used (a finding as well)."""

    new: tuple[Mapping[str, Any], ...] = ()
    corrections: tuple[tuple[Mapping[str, Any], Record], ...] = ()
    unchanged: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    clashing: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether there is anything to append."""
        return bool(self.new or self.corrections)


def plan(existing: Mapping[str, Record], new: Iterable[Mapping[str, Any]], scope: Iterable[str] = ()) -> Plan:
    """Compare `new` payloads (each with an `id`) with the records of the same type in a `State`.

    Payloads are the same when their canonical JSON is. `scope` are the ids that earlier came from the same source or
    file: those of them that are not in `new`, and still stand, have vanished.
    """
    seen: dict[str, bytes] = {}
    added: list[Mapping[str, Any]] = []
    corrections: list[tuple[Mapping[str, Any], Record]] = []
    unchanged: list[str] = []
    clashing: list[str] = []
    for payload in new:
        identity = str(payload["id"])
        wording = canonical(payload)
        if identity in seen:
            if seen[identity] != wording and identity not in clashing:
                clashing.append(identity)
            continue
        seen[identity] = wording
        known = existing.get(identity)
        if known is None:
            added.append(payload)
        elif known.versions[-1].wording == worded(wording):
            unchanged.append(identity)
        else:
            corrections.append((payload, known))
    vanished = tuple(
        identity for identity in scope if identity not in seen and identity in existing and existing[identity].standing
    )
    return Plan(tuple(added), tuple(corrections), tuple(unchanged), vanished, tuple(clashing))


BULK_ROWS = 4096
"""From so many new records of one kind on, they are recorded as rows of a segment: as many as fill a group of one."""


def entries_of(
    made: Plan, kind: EntryType, objects: Mapping[str, tuple[str, ...]] | None = None
) -> list[NewEntry | Rows]:
    """The entries that carry a plan out; many new records go in bulk, unless they rest on objects of their own.
    `objects`: digests that a payload rests on, by its id."""
    rests_on = objects or {}
    in_bulk = len(made.new) >= BULK_ROWS and not rests_on
    return [
        *(
            [Rows(kind, made.new)]
            if in_bulk
            else (NewEntry(kind, payload, (), rests_on.get(str(payload["id"]), ())) for payload in made.new)
        ),
        *(
            NewEntry(EntryType.CORRECTION, payload, (known.index,), rests_on.get(known.id, ()))
            for payload, known in made.corrections
        ),
    ]
