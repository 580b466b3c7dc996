"""Incidents: claims by different sources about the same occurrence, grouped by kind, time, place and actors.

Two claims may speak of the same occurrence when one's kind is a kind of the other's, their times meet and neither is
vaguer than `VAGUE_S`, their discs meet (or a state of the same named extent is told of: "they have left the zone"), and
whoever they name overlaps. Rows of one report are different occurrences unless the report says otherwise (`same_as`). A
claim joins the incident all of whose claims it fits, the nearest first
(complete linkage: one far-fetched link never chains two incidents). Deterministic in any order of arrival; candidates
come from buckets of day and place, so the time is near-linear. Rival actors and counts stay apart inside an incident:
nothing is merged but the grouping.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import cos, hypot, radians
from typing import TYPE_CHECKING, NamedTuple

from servanda.accord.verbs import Verbs, verbs
from servanda.model import DAY, Claim, Incident, Kind, Polarity, Review

if TYPE_CHECKING:
    from servanda.actors import Register

VAGUE_S = 4 * DAY
"""A claim whose time is vaguer than this joins nothing by grouping."""
FAR_M = 30_000.0
"""A place vaguer than this places nothing."""
CELL_DEG = 0.5
METRES_PER_DEGREE = 111_320.0
PLACELESS = ("contact", "agreement", "announcement", "notification")
"""Kinds that may be the same without a common place: a telephone call happens at both its ends."""


class Decisions(NamedTuple):
    """What people decided: claims that are the same occurrence, and claims that are not."""

    merge: tuple[tuple[str, ...], ...] = ()
    split: tuple[tuple[str, ...], ...] = ()


@dataclass
class _Group:
    claims: list[Claim] = field(default_factory=list)
    why: list[str] = field(default_factory=list)


def incidents(
    claims: Iterable[Claim], register: Register | None = None, decisions: Decisions | None = None
) -> tuple[Incident, ...]:
    """Every affirmed occurrence in an incident of its own or with the claims that speak of the same; sorted by id."""
    work = _Grouping(verbs(), register, decisions or Decisions())
    return work.run(sorted(filter(grouped, claims), key=lambda c: (c.when_from_earliest or 0, c.id)))


class _Grouping:
    def __init__(self, table: Verbs, register: Register | None, decisions: Decisions) -> None:
        self._verbs = table
        self._register = register
        self._decisions = decisions
        self._apart = [frozenset(ids) for ids in decisions.split]
        self._cells: dict[tuple[str, int, int, int], list[_Group]] = defaultdict(list)
        self._of: dict[str, _Group] = {}
        self._kin: dict[str, frozenset[str]] = {}

    def run(self, claims: Sequence[Claim]) -> tuple[Incident, ...]:
        together = self._together(claims)
        for claim in claims:
            home = self._decided(claim, together)
            if home is not None:
                self._put(claim, *home)
                continue
            best = self._nearest(claim)
            if best is None:
                self._put(claim, _Group(), "its own")
            else:
                self._put(claim, *best)
        groups = {id(g): g for g in self._of.values()}
        made = [
            Incident(
                min(c.id for c in g.claims),
                tuple(c.id for c in g.claims),
                self._event(g.claims),
                tuple(g.why),
            )
            for g in groups.values()
        ]
        return tuple(sorted(made, key=lambda i: i.id))

    def _together(self, claims: Sequence[Claim]) -> dict[str, frozenset[str]]:
        """For each claim, those that its report (`same_as`) or a person says are the same occurrence."""
        known = {c.id for c in claims}
        parent: dict[str, str] = {}

        def root(x: str) -> str:
            while parent.setdefault(x, x) != x:
                parent[x] = parent[parent[x]]
                x = parent[x]
            return x

        pairs = [(c.id, c.same_as) for c in claims if c.same_as in known]
        pairs = [(a, b) for a, b in pairs if not self._split(a, b)]
        for ids in self._decisions.merge:
            here = [i for i in ids if i in known]
            pairs.extend((here[0], other) for other in here[1:] if not self._split(here[0], other))
        for a, b in pairs:
            ra, rb = sorted((root(a), root(b)))
            parent[rb] = ra
        sets: dict[str, set[str]] = defaultdict(set)
        for a, b in pairs:
            sets[root(a)] |= {a, b}
        return {m: frozenset(members) for members in sets.values() for m in members}

    def _decided(self, claim: Claim, together: dict[str, frozenset[str]]) -> tuple[_Group, str] | None:
        for other in sorted(together.get(claim.id, ())):
            home = self._of.get(other)
            if home is not None and not any(self._split(claim.id, member.id) for member in home.claims):
                return home, f"said to be the same as {other}"
        return None

    def _split(self, a: str, b: str) -> bool:
        """Whether a person said that the two are different occurrences."""
        return any(a in ids and b in ids for ids in self._apart)

    def _put(self, claim: Claim, group: _Group, why: str) -> None:
        group.claims.append(claim)
        group.why.append(why)
        self._of[claim.id] = group
        for cell in self._cells_of(claim):
            bucket = self._cells[cell]
            if group not in bucket:
                bucket.append(group)

    def _nearest(self, claim: Claim) -> tuple[_Group, str] | None:
        if _vague(claim):
            return None
        seen: dict[int, _Group] = {}
        for cell in self._cells_of(claim):
            for group in self._cells.get(cell, ()):
                seen[id(group)] = group
        best: tuple[float, float, str, _Group, str] | None = None
        for group in seen.values():
            fits = [self._fit(claim, other) for other in group.claims]
            if not fits or any(f is None for f in fits):
                continue
            gap = max(f[0] for f in fits if f)
            away = max(f[1] for f in fits if f)
            why = f"the same kind, time ({gap / 3600:.0f} h) and place ({away / 1000:.0f} km)"
            rank = (gap, away, min(c.id for c in group.claims), group, why)
            if best is None or rank[:3] < best[:3]:
                best = rank
        return None if best is None else (best[3], best[4])

    def _fit(self, a: Claim, b: Claim) -> tuple[float, float] | None:
        """How far apart two claims are in time (seconds) and place (metres), or None: not the same occurrence."""
        if a.report == b.report and not (a.reader and b.reader):
            return None
        if self._split(a.id, b.id) or _vague(b):
            return None
        if not (self._verbs.is_a(a.event, b.event) or self._verbs.is_a(b.event, a.event)):
            return None
        if not a.when.outer.meets(b.when.outer):
            return None
        extent = self._state_of(a)
        away = 0.0 if extent and extent == self._state_of(b) else _apart_m(a, b)
        if away is None and not any(self._verbs.is_a(a.event, k) for k in PLACELESS):
            return None
        if away is not None and away > max(_radius(a), _radius(b), 1_000.0) + min(_radius(a), _radius(b)):
            return None
        if not self._share_somebody(a, b, must=away is None):
            return None
        gap = abs((a.when_from_earliest or 0) - (b.when_from_earliest or 0))
        return float(gap), away or 0.0

    def _share_somebody(self, a: Claim, b: Claim, *, must: bool) -> bool:
        """Whether those whom the two name could be the same people, at least on one side."""
        if not (a.actor or a.target) or not (b.actor or b.target):
            return not must
        return bool(self._everybody(a) & self._everybody(b))

    def _everybody(self, claim: Claim) -> frozenset[str]:
        found = self._kin.get(claim.id)
        if found is None:
            named = [x for side in (*claim.actor, *claim.target) for x in side]
            at = claim.when_from_earliest or 0
            wide = [self._register.wholes(x, at) if self._register else frozenset((x,)) for x in named]
            found = self._kin[claim.id] = frozenset(named).union(*wide)
        return found

    def _cells_of(self, claim: Claim) -> Iterator[tuple[str, int, int, int]]:
        """Buckets by root kind, day and half-degree cell; a claim stands in every one that its extent touches."""
        if _vague(claim):
            return
        root = self._verbs.ancestry(claim.event)[-1]
        first = (claim.when_from_earliest or 0) // DAY
        last = ((claim.when_to_latest or 0) - 1) // DAY
        placeless = any(self._verbs.is_a(claim.event, k) for k in PLACELESS)
        extent = self._state_of(claim)
        for day in range(first, last + 1):
            if extent:
                yield (f"{root} {extent}", day, 0, 0)
            if claim.lat is None or claim.lon is None or _radius(claim) > FAR_M or placeless:
                if placeless:
                    yield (root, day, 999, 999)
                continue
            reach_lat = (_radius(claim) + 1_000.0) / METRES_PER_DEGREE
            reach_lon = reach_lat / max(0.1, cos(radians(claim.lat)))
            for y in range(int((claim.lat - reach_lat) // CELL_DEG), int((claim.lat + reach_lat) // CELL_DEG) + 1):
                for x in range(int((claim.lon - reach_lon) // CELL_DEG), int((claim.lon + reach_lon) // CELL_DEG) + 1):
                    yield (root, day, y, x)

    def _state_of(self, claim: Claim) -> str:
        """The extent whose state a claim tells; an event somewhere in an extent may be another event there."""
        kind = self._verbs.kinds.get(claim.event)
        aspect = claim.aspect or (kind.aspect if kind else "event")
        return "" if aspect == "event" else claim.extent_place

    def _event(self, claims: Sequence[Claim]) -> str:
        """The narrowest kind that any of them says; the first by id among equals."""
        return max(sorted(claims, key=lambda c: c.id), key=lambda c: len(self._verbs.ancestry(c.event))).event


def _vague(claim: Claim) -> bool:
    if claim.when_from_earliest is None or claim.when_to_latest is None:
        return True
    return claim.when_to_latest - claim.when_from_earliest > VAGUE_S


def _radius(claim: Claim) -> float:
    return claim.radius_m or 0.0


def _apart_m(a: Claim, b: Claim) -> float | None:
    """Distance on the local plane (within 0.5 % over these distances); None when either has no usable place."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    if _radius(a) > FAR_M or _radius(b) > FAR_M:
        return None
    turn = (a.lon - b.lon + 180.0) % 360.0 - 180.0
    east = turn * METRES_PER_DEGREE * cos(radians((a.lat + b.lat) / 2))
    return hypot(east, (a.lat - b.lat) * METRES_PER_DEGREE)


class Around(NamedTuple):
    """Where a claim must be to be the same as one of some others: of these kinds, its disc meeting the box (south,
    west, north, east in degrees; None: anywhere), in [`start`, `end`) (seconds UTC)."""

    events: frozenset[str]
    box: tuple[float, float, float, float] | None
    start: int
    end: int


class Neighbours:
    """Claims by where they happened, to find who could be grouped with them. What nobody in it could be grouped with,
    directly or through others, changes none of their incidents: so a closed set can be grouped by itself."""

    def __init__(self, register: Register | None = None) -> None:
        self._work = _Grouping(verbs(), register, Decisions())
        self._cells: dict[tuple[str, int, int, int], dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))

    def add(self, claim: Claim) -> None:
        """One more claim; one that is too vague to be grouped, or has no incident, has no neighbours."""
        for cell in self._work._cells_of(claim) if grouped(claim) else ():
            self._cells[cell][claim.report].append(claim)

    def near(self, claim: Claim) -> bool:
        """Whether the claim could be the same as one of these."""
        if not grouped(claim):
            return False
        for cell in self._work._cells_of(claim):
            for report, others in self._cells.get(cell, {}).items():
                if report == claim.report and not claim.reader:
                    continue
                if any(other.id != claim.id and self._work._fit(claim, other) is not None for other in others):
                    return True
        return False


def grouped(claim: Claim) -> bool:
    """Whether a claim has an incident at all: an occurrence that is affirmed, and stands."""
    return (
        claim.kind in (Kind.OCCURRENCE, Kind.FINDING)
        and claim.polarity is Polarity.AFFIRMS
        and claim.review is not Review.REJECTED
        and not claim.retracted
    )


def surroundings(claims: Iterable[Claim]) -> tuple[Around, ...]:
    """Where claims must be to be the same as one of these, directly; more than that, never less."""
    table = verbs()
    found: dict[tuple[str, bool], list[Claim]] = defaultdict(list)
    for claim in claims:
        if grouped(claim) and not _vague(claim):
            placeless = any(table.is_a(claim.event, k) for k in PLACELESS)
            found[table.ancestry(claim.event)[-1], placeless].append(claim)
    made = []
    for (_root, placeless), some in found.items():
        kinds = {c.event for c in some}
        events = frozenset(k for kind in kinds for k in (*table.leaves(kind), *table.ancestry(kind)))
        start = min(c.when_from_earliest or 0 for c in some)
        end = max(c.when_to_latest or 0 for c in some)
        placed = [(c.lat, c.lon, _radius(c)) for c in some if c.lat is not None and c.lon is not None]
        reach = [
            (lat, lon, high, high / max(0.01, cos(radians(min(89.0, abs(lat) + high)))))
            for lat, lon, radius in placed
            if radius <= FAR_M
            for high in ((radius + 1_000.0) * 1.05 / METRES_PER_DEGREE,)
        ]
        box = None
        if not placeless:
            box = (
                min((lat - y for lat, _lon, y, _x in reach), default=91.0),
                min((lon - x for _lat, lon, _y, x in reach), default=181.0),
                max((lat + y for lat, _lon, y, _x in reach), default=91.0),
                max((lon + x for _lat, lon, _y, x in reach), default=181.0),
            )
        made.append(Around(events, box, start, end))
    return tuple(made)
