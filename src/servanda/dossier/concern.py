"""Which occurrences could show in the answer to a question: by kind, place and time, from the law alone (ADR 0017).

What is derived here is always too much and never too little: whatever an occurrence must be to bear on one of the
obligations asked about, under every reading, with everything that they wait for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from servanda.accord.law import Accord, Anchor, Deed, Moment, Obligation
from servanda.accord.verbs import Verbs, verbs
from servanda.dossier.law import Law
from servanda.geo import Zone
from servanda.ledger import Where
from servanda.model import Claim, Kind
from servanda.verdict.bearing import rules_of
from servanda.verdict.relevance import deeds, timeless
from servanda.verdict.whole import whole_of

Box = tuple[float, float, float, float]
"""South, west, north, east in degrees."""
NOWHERE: Box = (91.0, 181.0, 91.0, 181.0)
_SLACK_DEG = 0.02


@dataclass(frozen=True)
class Asked:
    """The question: obligations and rows by reference, or whole accords, or (both empty) everything, under the readings
    that were chosen."""

    refs: tuple[str, ...] = ()
    accords: tuple[str, ...] = ()
    readings: Mapping[str, str] = field(default_factory=dict)


class Concern(NamedTuple):
    """Occurrences of these kinds that may lie in the box (None: anywhere) and end after `since` and begin before
    `until` (seconds UTC; None: any time)."""

    events: frozenset[str]
    box: Box | None
    since: int | None
    until: int | None

    def where(self) -> Where:
        """The same as a question to the ledger."""
        return Where(self.events, self.since, self.until, self.box)

    def holds(self, claim: Claim) -> bool:
        """Whether a claim cannot be excluded. One that names an extent, or no place, may be anywhere."""
        if claim.kind not in (Kind.OCCURRENCE, Kind.FINDING) or claim.event not in self.events:
            return False
        start, end = claim.when_from_earliest, claim.when_to_latest
        if self.since is not None and end is not None and end <= self.since:
            return False
        if self.until is not None and start is not None and start >= self.until:
            return False
        if self.box is None or claim.extent_place or claim.lat is None or claim.lon is None:
            return True
        return meets(self.box, around(claim.lat, claim.lon, claim.radius_m or 0.0))


def meets(box: Box, other: Box) -> bool:
    """Whether two boxes share a point."""
    return box[0] <= other[2] and other[0] <= box[2] and box[1] <= other[3] and other[1] <= box[3]


def around(lat: float, lon: float, radius_m: float) -> Box:
    """A box that certainly holds the disc; all of the globe where no box can."""
    high = radius_m / 110_500.0
    if abs(lat) + high >= 89.0:
        return (-90.0, -180.0, 90.0, 180.0)
    wide = high / math.cos(math.radians(abs(lat) + high))
    return (lat - high, lon - wide, lat + high, lon + wide)


def concerns(law: Law, asked: Asked, as_of: int) -> tuple[Concern, ...]:
    """What could show in the answers at `as_of`, or at any earlier time."""
    walk = _Walk(law, as_of)
    accords = {a.id: a for a in law.accords}
    for accord in law.accords:
        if asked.accords and accord.id not in asked.accords:
            continue
        whole = not asked.refs
        for ref in asked.refs:
            owner, _slash, local = ref.partition("/")
            if owner == accord.id and (local == "*" or local.endswith("/*")):
                walk.row(accord, accords)
        for obligation in accord.obligations:
            if whole or obligation.ref in asked.refs:
                walk.ask(accord, obligation, accords, explore=True)
        if whole:
            walk.row(accord, accords)
    return _joined(walk.found)


def _joined(found: Iterable[Concern]) -> tuple[Concern, ...]:
    """Concerns of the same place and time in one."""
    by_extent: dict[tuple[Box | None, int | None, int | None], set[str]] = {}
    for concern in found:
        by_extent.setdefault(concern[1:], set()).update(concern.events)
    return tuple(Concern(frozenset(events), *extent) for extent, events in by_extent.items())


class _Walk:
    """From obligation to obligation, along everything that an answer may look at."""

    def __init__(self, law: Law, as_of: int) -> None:
        self.found: list[Concern] = []
        self._law = law
        self._as_of = as_of
        self._verbs: Verbs = verbs()
        self._seen: set[tuple[int, str, bool]] = set()
        self._kept: list[Accord] = []  # so that their ids stay their own

    def row(self, accord: Accord, accords: Mapping[str, Accord]) -> None:
        """The row of a whole accord: opinions, which are always read, and for an ultimatum the state of its demands."""
        if accord.instrument == "ultimatum":
            for obligation in accord.obligations:
                self.ask(accord, obligation, accords)
        assert whole_of(accord).norm.deed is None

    def ask(
        self, accord: Accord, obligation: Obligation, accords: Mapping[str, Accord], *, explore: bool = False
    ) -> None:
        """One obligation with what it waits for; `explore`: under every alternative of its readings as well."""
        key = (id(accord), obligation.ref, explore)
        if key in self._seen:
            return
        self._seen.add(key)
        self._kept.append(accord)
        self._deeds(accord, obligation, accords)
        for anchor in _anchors(accord, obligation):
            for ref in anchor.refs:
                other = _find(accords, ref)
                if other is not None:
                    self.ask(*other, accords)
        for other_obligation in accord.obligations:
            if other_obligation.remedy_for and other_obligation.remedy_for in (obligation.ref, obligation.id):
                self.ask(accord, other_obligation, accords)
        if explore:
            self._alternatives(accord, obligation, accords)

    def _alternatives(self, accord: Accord, obligation: Obligation, accords: Mapping[str, Accord]) -> None:
        for name in obligation.readings:
            reading = accord.readings.get(name)
            for choice in reading.choices if reading else ():
                changed = self._law.under(accord.id, name, choice)
                same = changed.obligation(obligation.id) if changed else None
                if changed is not None and same is not None:
                    self.ask(changed, same, {**accords, changed.id: changed})

    def _deeds(self, accord: Accord, obligation: Obligation, accords: Mapping[str, Accord]) -> None:
        norm = obligation.norm
        named = deeds(norm) + ((accord.consequence_deed,) if accord.consequence_deed is not None else ())
        since = until = None
        if not timeless(norm) and not any(d.measures or d.baseline is not None for d in named):
            since, until = _opening(accord, obligation, accords, frozenset()), self._as_of
        if since is not None:
            since -= obligation.stale_after_s or 0
        for deed in named:
            for name in dict.fromkeys((deed.zone, *obligation.zones)):
                if name is None and obligation.zones and deed is not norm.trigger:
                    continue  # it is asked of each of the obligation's zones
                box = box_of(accord.zones.get(name)) if name and deed.baseline is None else None
                self.found.append(Concern(self._kinds(deed), box, since, self._until(deed, until)))
        if norm.duty.value == "conduct":
            steps = Deed("take measures")
            self.found.append(Concern(self._kinds(steps), None, since, self._until(steps, until)))

    def _until(self, deed: Deed, until: int | None) -> int | None:
        """What was reached only later was not reached before: then what comes after `as_of` speaks of it as well."""
        reached = any(rule.meaning in ("done", "completion") for rule in rules_of(self._verbs, deed.verb))
        return None if reached else until

    def _kinds(self, deed: Deed) -> frozenset[str]:
        found: set[str] = set()
        for rule in rules_of(self._verbs, deed.verb):
            found |= self._verbs.leaves(rule.event)
            found.update(self._verbs.ancestry(rule.event))
        return frozenset(found)


def box_of(zone: Zone | None) -> Box | None:
    """A box that holds a zone at its widest; None where it may be anywhere, or lies across the date line."""
    if zone is None or zone.outer is None:
        return None
    if zone.outer.is_empty:
        return NOWHERE
    west, south, east, north = (float(x) for x in zone.outer.bounds)
    if zone.inner is not None and not zone.inner.is_empty:
        inner = zone.inner.bounds
        west, south, east, north = min(west, inner[0]), min(south, inner[1]), max(east, inner[2]), max(north, inner[3])
    if west < -179.0 or east > 179.0 or north > 85.0 or south < -85.0:
        return None
    return (south - _SLACK_DEG, west - _SLACK_DEG, north + _SLACK_DEG, east + _SLACK_DEG)


def _anchors(accord: Accord, obligation: Obligation) -> list[Anchor]:
    norm = obligation.norm
    moments = (norm.start, norm.end, norm.deadline, accord.in_force, accord.until)
    named = [m.anchor for m in moments if m is not None] + [norm.condition, norm.unless]
    return [a for a in named if a is not None]


def _find(accords: Mapping[str, Accord], ref: str) -> tuple[Accord, Obligation] | None:
    accord = accords.get(ref.partition("/")[0])
    obligation = accord.obligation(ref.partition("/")[2]) if accord else None
    return (accord, obligation) if accord and obligation else None


def _opening(
    accord: Accord, obligation: Obligation, accords: Mapping[str, Accord], waiting: frozenset[str]
) -> int | None:
    """No later than the obligation's start, whatever is known; None where nothing can be said."""
    norm = obligation.norm
    opening = norm.start if norm.start != Moment() else accord.in_force
    if opening.anchor is None:
        return opening.earliest if opening.earliest is not None else accord.signed
    if opening.anchor.edge not in ("start", "completion") or opening.offset_s < 0 or opening.days < 0:
        return None
    starts = []
    for ref in opening.anchor.refs:
        other = _find(accords, ref)
        if other is None or ref in waiting:
            return None
        starts.append(_opening(*other, accords, waiting | {ref}))
        due = other[1].norm.deadline
        if opening.anchor.edge == "completion" and due is not None:  # what was done late was done after its deadline
            starts.append(due.earliest)
    known = [s for s in starts if s is not None]
    return min(known) if known and len(known) == len(starts) else None
