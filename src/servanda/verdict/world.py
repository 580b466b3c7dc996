"""Everything that is known at a pair of clocks, indexed for the question "what bears on this?"."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from servanda.accord.verbs import Verbs, verbs
from servanda.geo import Membership, Zone, covers, disc, meets, relations
from servanda.model import Claim, Incident, Kind, Polarity, Review

if TYPE_CHECKING:
    from servanda.actors import Register


@dataclass(frozen=True)
class Viewpoint:
    """Whose claims are admitted and whose designations count.

    `speakers`: actor ids (with their parts) that are admitted; None admits everybody. `third_party` admits nobody's
    side only. `designators`: whose designations fill a class that the accord leaves undefined; None is everybody's.
    """

    name: str = "all"
    speakers: tuple[str, ...] | None = None
    third_party: bool = False
    designators: tuple[str, ...] | None = None


ALL = Viewpoint()
THIRD_PARTY = Viewpoint("third-party", third_party=True)


@dataclass(frozen=True)
class Clocks:
    """`as_of`: when it held in the world; `known_at`: when it was known, on `clock` (ledger or public). Seconds UTC."""

    as_of: int
    known_at: int
    clock: str = "ledger"


@dataclass
class World:
    """Claims known at `clocks.known_at` (the caller has filtered them; in any order), their incidents, and who is who.

    `zones` are all zones by name: an accord's own as `accord/zone`, and the bare name where it is unique. `aliases`:
    pseudonyms of actors that no text may name.
    """

    claims: Sequence[Claim]
    clocks: Clocks
    register: Register
    incidents: Sequence[Incident] = ()
    zones: Mapping[str, Zone] = field(default_factory=dict)
    verbs: Verbs = field(default_factory=verbs)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.claims = sorted(self.claims, key=lambda c: c.id)  # in whatever order they came
        counted = [c for c in self.claims if not c.retracted and c.review is not Review.REJECTED]
        self.struck: dict[str, list[Claim]] = defaultdict(list)
        """Occurrences that were retracted, or whose reading was rejected, by their kind: they count for nothing."""
        for claim in self.claims:
            gone = claim.retracted or claim.review is Review.REJECTED
            if gone and claim.kind in (Kind.OCCURRENCE, Kind.FINDING):
                self.struck[claim.event].append(claim)
        self.turns = turning_points(self.register)
        self.by_id: dict[str, Claim] = {c.id: c for c in self.claims}
        self.by_event: dict[str, list[Claim]] = defaultdict(list)
        self.assessments: list[Claim] = []
        self.coverages: list[Claim] = []
        self.acts: list[Claim] = []
        for claim in counted:
            if claim.kind in (Kind.OCCURRENCE, Kind.FINDING):
                self.by_event[claim.event].append(claim)
            elif claim.kind is Kind.ASSESSMENT:
                self.assessments.append(claim)
            elif claim.kind is Kind.COVERAGE:
                self.coverages.append(claim)
            elif claim.kind is Kind.ACT:
                self.acts.append(claim)
        self.incident_of: dict[str, str] = {c: i.id for i in self.incidents for c in i.claims}
        self._row: dict[str, int] = {}
        self._lats: list[float] = []
        self._lons: list[float] = []
        self._radii: list[float] = []
        for claim in self.claims:
            if claim.lat is not None and claim.lon is not None:
                self._row[claim.id] = len(self._lats)
                self._lats.append(claim.lat)
                self._lons.append(claim.lon)
                self._radii.append(claim.radius_m or 0.0)
        self._members: dict[int, Sequence[int]] = {}
        self._pairs: dict[tuple[int, int], Membership] = {}
        self._outside: dict[tuple[int, str], frozenset[str]] = {}
        self._discs: dict[tuple[int, float, float, float], bool] = {}
        self._related: dict[tuple[str, int], frozenset[str]] = {}
        self._counted = counted
        self._admitted: dict[tuple[Viewpoint, tuple[str, ...]], frozenset[str]] = {}
        self.matches: dict[tuple[object, ...], str] = {}

    def on(self, clocks: Clocks) -> World:
        """The same claims at other clocks; what was worked out of them is shared. The caller knows that they are the
        claims that were known at `clocks.known_at`."""
        other = copy(self)
        other.clocks = clocks
        return other

    def without(self, removed: Collection[str]) -> World:
        """The world without some claims, by their ids; what was worked out of the others is shared."""
        gone = frozenset(removed)
        other = copy(self)
        other.claims = [c for c in self.claims if c.id not in gone]
        other.by_id = {c.id: c for c in other.claims}
        events = {self.by_id[i].event for i in gone if i in self.by_id}
        other.by_event = defaultdict(list, self.by_event)
        for event in events & self.by_event.keys():
            other.by_event[event] = [c for c in self.by_event[event] if c.id not in gone]
        for name in ("assessments", "coverages", "acts", "_counted"):
            setattr(other, name, [c for c in getattr(self, name) if c.id not in gone])
        for event in events & self.struck.keys():
            other.struck = {**other.struck, event: [c for c in self.struck[event] if c.id not in gone]}
        other._admitted = {}
        return other

    def beside(self, added: Sequence[Claim]) -> tuple[World, World]:
        """The world with some occurrences, opinions or watches besides; and one that holds these alone."""
        alone = World(added, self.clocks, self.register, (), self.zones, self.verbs)
        other = copy(self)
        other.claims = [*self.claims, *added]
        other.by_id = {**self.by_id, **alone.by_id}
        other.by_event = defaultdict(list, self.by_event)
        for event, claims in alone.by_event.items():
            other.by_event[event] = [*self.by_event.get(event, ()), *claims]
        for name in ("assessments", "coverages", "acts", "_counted"):
            setattr(other, name, [*getattr(self, name), *getattr(alone, name)])
        other.incident_of = {**self.incident_of, **{c.id: c.same_as or c.id for c in added}}
        other._admitted = {key: ids | alone.admitted(*key) for key, ids in self._admitted.items()}
        return other, alone

    def touching(self, kinds: Iterable[str]) -> Iterable[Claim]:
        """Occurrence claims whose kind is one of `kinds` or broader than one of them."""
        for kind in self._around(kinds):
            yield from self.by_event.get(kind, ())

    def struck_touching(self, kinds: Iterable[str]) -> Iterable[Claim]:
        """The same of those that were struck."""
        for kind in self._around(kinds) if self.struck else ():
            yield from self.struck.get(kind, ())

    def _around(self, kinds: Iterable[str]) -> Iterable[str]:
        wanted: dict[str, None] = {}
        for kind in kinds:
            for below in sorted(self.verbs.leaves(kind)):
                wanted[below] = None
            for above in self.verbs.ancestry(kind):
                wanted[above] = None
        return wanted

    def admitted(self, viewpoint: Viewpoint, parties: tuple[str, ...]) -> frozenset[str]:
        """The ids of the claims that the viewpoint admits: by their speakers, never by their outlets."""
        key = (viewpoint, parties)
        found = self._admitted.get(key)
        if found is None:
            found = frozenset(c.id for c in self._counted if self._admits(viewpoint, c, parties))
            self._admitted[key] = found
        return found

    def _admits(self, viewpoint: Viewpoint, claim: Claim, parties: tuple[str, ...]) -> bool:
        at = moment_of(claim)
        if viewpoint.third_party:
            return bool(claim.speaker) and all(
                self.register.side(s, parties, at) is None and not self.is_compilation(s) for s in claim.speaker
            )
        if viewpoint.speakers is None:
            return True
        return any(not self.wholes(s, at).isdisjoint(viewpoint.speakers) for s in claim.speaker)

    def epoch(self, at: int) -> int:
        """The number of the time between two changes of the register in which `at` lies: nobody's membership, side or
        designation differs within it."""
        return bisect_right(self.turns, at)

    def wholes(self, actor: str, at: int) -> frozenset[str]:
        """The actor and everything it is part of at that time."""
        key = (actor, self.epoch(at))
        found = self._related.get(key)
        if found is None:
            found = self._related[key] = self.register.wholes(actor, at)
        return found

    def is_state(self, actor: str) -> bool:
        known = self.register.actor(actor)
        return known is not None and known.type == "state"

    def is_compilation(self, actor: str) -> bool:
        """Whether the actor only compiles what others said (an encyclopedia): an origin for nothing."""
        known = self.register.actor(actor.removeprefix("unnamed:"))
        return known is not None and known.role == "compilation"

    def zone(self, accord: str, name: str) -> Zone | None:
        """A zone by the name that a claim or norm uses, seen from `accord`."""
        return self.zones.get(f"{accord}/{name}") or self.zones.get(name)

    def membership(self, zone: Zone, claim: Claim, accord: str) -> Membership | None:
        """Where the claim's own extent lies: in, out or undetermined; None when the claim names no place."""
        if claim.extent_place:
            extent = self.zone(accord, claim.extent_place)
            return None if extent is None else self.between(zone, extent)
        row = self._row.get(claim.id)
        if row is None:
            return None
        members = self._members.get(id(zone))
        if members is None:
            members = relations(zone, self._lats, self._lons, self._radii).tolist()
            self._members[id(zone)] = members
        return Membership(members[row])

    def outside(self, zone: Zone, accord: str) -> frozenset[str]:
        """The ids of the occurrences that were certainly in another place than the zone."""
        key = (id(zone), accord)
        found = self._outside.get(key)
        if found is None:
            occurrences = (c for claims in self.by_event.values() for c in claims)
            out = (c.id for c in occurrences if self.membership(zone, c, accord) is Membership.OUT)
            found = self._outside[key] = frozenset(out)
        return found

    def disc_covers(self, claim: Claim, zone: Zone) -> bool:
        """Whether the claim's own disc holds all of the zone (a town that a zone is drawn around)."""
        if claim.lat is None or claim.lon is None or zone.outer is None:
            return False
        radius = claim.radius_m or 0.0
        key = (id(zone), claim.lat, claim.lon, radius)
        found = self._discs.get(key)
        if found is None:
            slack = 1.0 + 0.001 * radius  # the same disc, drawn twice
            found = self._discs[key] = bool(disc(claim.lat, claim.lon, radius + slack).covers(zone.outer))
        return found

    def same(self, zone: Zone, other: Zone) -> bool:
        """Whether two zones are one and the same region: equal bounds, whatever their names."""
        return zone is other or (zone.inner == other.inner and zone.outer == other.outer)

    def between(self, zone: Zone, extent: Zone) -> Membership:
        """Whether `extent` lies in `zone` wholly (in), perhaps (undetermined) or not at all (out)."""
        key = (id(zone), id(extent))
        found = self._pairs.get(key)
        if found is None:
            if zone.nowhere or extent.nowhere:
                found = Membership.OUT  # nothing is in what has no area, whatever it is called
            elif self.same(zone, extent) or covers(zone, extent):
                found = Membership.IN
            elif meets(zone, extent):
                found = Membership.UNDETERMINED
            else:
                found = Membership.OUT
            self._pairs[key] = found
        return found


_TURNS: WeakKeyDictionary[Register, tuple[int, ...]] = WeakKeyDictionary()


def turning_points(register: Register) -> tuple[int, ...]:
    """The instants at which somebody's membership, side or designation changes; between two of them nothing does."""
    found = _TURNS.get(register)
    if found is None:
        turns: set[int] = set()
        for actor in register:
            spans = [t.over for t in (*actor.part_of, *actor.aligned_with)] + [d.over for d in actor.designations]
            turns.update(t for span in spans for t in span if t is not None)
        found = _TURNS[register] = tuple(sorted(turns))
    return found


def denies(claim: Claim) -> bool:
    return claim.polarity is Polarity.DENIES


def moment_of(claim: Claim) -> int:
    """The instant at which names, sides and membership are asked for: when it was said, else when it happened."""
    return claim.said or claim.when_from_earliest or claim.when_to_latest or 0
