"""What of a large ledger a question needs: every small thing, and of the rows in bulk those that could show in it.

ADR 0017 says what may stay unread and why the answer is the same. In short: a row that is certainly of another kind, in
another place or at another time bears on nothing that was asked; and one that could be grouped with none that does,
directly or through others, changes no incident of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from servanda.dossier import weight
from servanda.dossier.concern import Asked, Concern, concerns
from servanda.dossier.known import Known, Unrecorded, known, readable
from servanda.errors import IntegrityError
from servanda.incidents import Neighbours, surroundings
from servanda.ledger import Damage, Deed, Entry, EntryType, Ledger, State, Where, fold
from servanda.ledger.entry import FILES
from servanda.model import Claim, Kind, Polarity

if TYPE_CHECKING:
    from servanda.dossier.law import Law
    from servanda.ledger.segment_file import StoredSegment

NOTHING = Where(events=())
"""Of the rows only those that are always read: all but plain occurrences, and what entries refer to."""


@dataclass(frozen=True)
class Part:
    """What was read: `read` rows of segments, of `rows` in all."""

    state: State
    known: Known
    read: int
    rows: int


@dataclass(frozen=True)
class Chosen:
    """Claims asked for by themselves: rows that one of `wheres` does not exclude, and that are `wanted` as they were
    recorded (those that an entry refers to are always there)."""

    wheres: tuple[Where, ...]
    wanted: Callable[[Claim], bool]
    refs: tuple[str, ...] = ()


@dataclass
class Reading:
    """A ledger as it stood at `known_at` (seconds UTC; None: now), read row by row as they turn out to be needed."""

    ledger: Ledger
    damaged: Callable[[Damage], None]
    known_at: int | None = None
    rows: int = 0
    _entries: dict[tuple[int, int], Entry] = field(default_factory=dict)
    _segments: list[tuple[Entry, StoredSegment]] = field(default_factory=list)

    def begin(self) -> State:
        """Everything that is always read."""
        for entry in self.ledger.entries(self.known_at, where=NOTHING, damaged=self.damaged):
            self._entries[_place(entry)] = light(entry)
            if entry.type == EntryType.SEGMENT and entry.payload is not None:
                try:
                    stored = self.ledger.segment(entry.index)
                except IntegrityError:
                    continue  # `damaged` was told
                self.rows += stored.segment.rows
                if stored.segment.kind == EntryType.CLAIM:
                    self._segments.append((entry, stored))
        return self.state()

    def state(self) -> State:
        """What was read so far, folded in the ledger's order."""
        return fold(entry for _place, entry in sorted(self._entries.items(), key=lambda item: item[0]))

    @property
    def read(self) -> int:
        """How many rows were read."""
        return sum(row >= 0 for _index, row in self._entries)

    def take(self, wheres: Sequence[Where], wanted: Callable[[Claim], bool] | None = None) -> list[Claim]:
        """Read the rows that one of `wheres` does not exclude, of those only the `wanted` ones; the new ones."""
        found: list[Claim] = []
        for entry, stored in self._segments:
            for number in range(len(stored.segment.groups)):
                try:
                    found += self._group(entry, stored, number, wheres, wanted)
                except IntegrityError as error:
                    deed = Deed.SEGMENT_MISSING if error.slug == "segment-missing" else Deed.SEGMENT_ALTERED
                    self.damaged(Damage(deed, entry.index, error.message))
            stored.close()
        return found

    def _group(
        self,
        entry: Entry,
        stored: StoredSegment,
        number: int,
        wheres: Sequence[Where],
        wanted: Callable[[Claim], bool] | None,
    ) -> list[Claim]:
        from servanda.ledger.scan import row_entry
        from servanda.ledger.segment import GROUP_ROWS

        start = number * GROUP_ROWS
        places = {place for where in wheres for place in stored.matching(number, where)}
        places = {p for p in places if (entry.index, start + p) not in self._entries}
        if not places:
            return []
        bodies = stored.group(number).bodies
        found = []
        for place in sorted(places):
            row = row_entry(entry, EntryType.CLAIM, start + place, bodies[place])
            claim = readable(row.payload) if row.payload is not None else None
            if wanted is not None and (claim is None or not wanted(claim)):
                continue
            self._entries[_place(row)] = row
            weight.bear(len(self._entries))
            if claim is not None:
                found.append(claim)
        return found

    def close(self) -> None:
        for _entry, stored in self._segments:
            stored.close()


def light(entry: Entry) -> Entry:
    """The entry of a file without the ids of all the claims in it, which only `add` asks for."""
    if entry.type not in FILES or entry.payload is None or "claims" not in entry.payload:
        return entry
    return replace(entry, payload={k: v for k, v in entry.payload.items() if k != "claims"}, content=None)


def _place(entry: Entry) -> tuple[int, int]:
    return entry.index, -1 if entry.row is None else entry.row


def read_part(reading: Reading, state: State, law: Law, asked: Asked, as_of: int, working: Unrecorded) -> Part:
    """The part of the ledger that answers `asked` at `as_of` as all of it would. `state`: what `reading.begin` gave;
    `working`: what of the working copy is not recorded."""
    wanted = concerns(law, asked, as_of)
    reading.take([c.where() for c in wanted])
    known_now = known(reading.state(), working)
    earlier = [c for c in (_reaching_back(c, known_now.claims.values()) for c in wanted) if c is not None]
    if earlier:
        reading.take([c.where() for c in earlier])
    targets = {c.same_as for c in known_now.claims.values() if c.same_as} - known_now.claims.keys()
    if targets:
        reading.take([Where(ids=targets)])
    if earlier or targets:
        known_now = known(reading.state(), working)
    if _with_neighbours(reading, known_now, law, [*wanted, *earlier]):
        known_now = known(reading.state(), working)
    return Part(reading.state(), known_now, reading.read, reading.rows)


def read_chosen(reading: Reading, law: Law, chosen: Chosen, working: Unrecorded) -> Part:
    """The part of the ledger in which claims stand, with what decides how much of them may be shown."""
    found = reading.take(chosen.wheres, chosen.wanted)
    hidden = law.register.pseudonyms().keys()
    if hidden and found:  # a report is not shown for one claim of a speaker who may not be named
        reports = {claim.report for claim in found}
        reading.take([Where(reports=reports)], lambda claim: not hidden.isdisjoint((*claim.speaker, *claim.via)))
    state = reading.state()
    return Part(state, known(state, working), reading.read, reading.rows)


def _reaching_back(concern: Concern, claims: Iterable[Claim]) -> Concern | None:
    """The concern from as early on as what it holds reaches back: who denies all of a vaguely dated occurrence that
    may have come after `since` denies it before `since` as well. None where nothing reaches back."""
    if concern.since is None:
        return None
    first = concern.since
    for claim in claims:
        if claim.polarity is not Polarity.AFFIRMS or not concern.holds(claim):
            continue
        if claim.when_from_earliest is None:
            return concern._replace(since=None)
        first = min(first, claim.when_from_earliest)
    return concern._replace(since=first) if first < concern.since else None


def _with_neighbours(reading: Reading, known_now: Known, law: Law, wanted: Sequence[Concern]) -> bool:
    """Read the rows that could be grouped with what was asked for, directly or through others; whether there were any.

    What was read already (it may be far from everything asked) counts as a neighbour in the same way."""
    linked = _said_to_be_the_same(known_now)
    rest = {i: c for i, c in known_now.claims.items() if c.kind in (Kind.OCCURRENCE, Kind.FINDING)}
    front = [c for c in rest.values() if any(w.holds(c) for w in wanted)]
    more = False
    while front:  # every round but the last takes at least one claim
        for claim in front:
            rest.pop(claim.id, None)
        named = {i for c in front for i in linked.get(c.id, ())}
        latest = Neighbours(law.register)
        for claim in front:
            latest.add(claim)
        wheres = [Where(a.events, a.start, a.end, a.box) for a in surroundings(front)]
        fresh = reading.take(wheres, latest.near) if wheres else []
        more = more or bool(fresh)
        front = fresh + [c for c in rest.values() if c.id in named or latest.near(c)]
    return more


def _said_to_be_the_same(known_now: Known) -> dict[str, set[str]]:
    linked: dict[str, set[str]] = {}
    pairs = [(c.id, c.same_as) for c in known_now.claims.values() if c.same_as]
    pairs += [(ids[0], other) for ids in known_now.decisions.merge for other in ids[1:]]
    for a, b in pairs:
        linked.setdefault(a, set()).add(b)
        linked.setdefault(b, set()).add(a)
    return linked
