"""How each form of claim bears on a deed, asked once of the rules themselves (docs/adr/0014-engine.md).

One claim of each form, at each kind of place, is put before `bearings` with marked times; what comes back is read as a
formula of a claim's own times, which the kernel fills in for every row. So the rules are written once, for one claim.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from servanda.accord.law import Accord, Deed, Obligation
from servanda.geo import Membership, Zone
from servanda.model import Claim, Interval, Kind
from servanda.verdict.bearing import bearings
from servanda.verdict.engine.altered import altered
from servanda.verdict.engine.columns import Columns
from servanda.verdict.instance import _denies_this
from servanda.verdict.occurrence import happened
from servanda.verdict.piece import Piece, Scope
from servanda.verdict.world import Clocks, Viewpoint, World

if TYPE_CHECKING:
    from servanda.actors import Register

# what an end of an interval is, as a formula of the claim's four times
OPEN, FROM_EARLIEST, FROM_LATEST, TO_EARLIEST, TO_LATEST, ONE_ON, START, LASTING, ABSENT = range(9)
# what a piece has
AFFIRMS, HAS_SOME, HAS_COVER, HAS_AT, DOUBTFUL, WATCH = 1, 2, 4, 8, 16, 32
KIND, ACTOR, PLACE = 1, 2, 4
_SHORT = {"kind": KIND, "actor": ACTOR, "place": PLACE}
_STALE, _START = 10**13, 3 * 10**15
_FAR = 4 * 10**15
PIECES = 2
"""The most pieces that one claim makes of one deed ("completed then" says also "not before")."""

# kinds of place: where (none, out, undetermined, in) × whether it covers the zone × how it is named
PLACED, NAMED, NOWHERE = 0, 1, 2
CLASSES = 4 * 2 * 3


def place_class(where: Membership | None, whole: bool, how: int) -> int:
    return ((0 if where is None else int(where) + 1) * 2 + whole) * 3 + how


def how_placed(claim: Claim) -> int:
    if claim.extent_place or claim.lat is not None:
        return PLACED
    return NAMED if claim.place else NOWHERE


class Template(NamedTuple):
    """A piece but for its times: flags, what it falls short in, and the formulas of `some` and `cover`."""

    flags: int
    short: int
    some: tuple[int, int]
    cover: tuple[int, int]


@dataclass
class _Placing(World):
    """A world in which each claim's place is of a known kind, whatever the zone."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.placed: Mapping[str, int] = {}

    def membership(self, zone: Zone, claim: Claim, accord: str) -> Membership | None:
        where = self.placed[claim.id] // 6
        return None if where == 0 else Membership(where - 1)

    def disc_covers(self, claim: Claim, zone: Zone) -> bool:
        return bool(self.placed[claim.id] // 3 % 2)


class Marks:
    """A claim for each form and kind of place, with marked times: the same for every deed that is asked about."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._seen = 0
        self._by_event: dict[str, list[int]] = {}
        self._watches: set[int] = set()
        self._made: dict[tuple[int, int], Claim] = {}

    def saying(self, events: Collection[str]) -> NDArray[np.int64]:
        """The forms that may bear on a deed of these kinds, and all watches, in order."""
        self._look()
        return np.array(sorted(self._watches.union(*(self._by_event.get(e, ()) for e in events))), np.int64)

    def watching(self) -> NDArray[np.bool_]:
        """For each form whether it is a watch's."""
        self._look()
        found = np.zeros(self._seen, np.bool_)
        found[list(self._watches)] = True
        return found

    def is_watch(self, form: int) -> bool:
        return form in self._watches

    def _look(self) -> None:
        for form, row in enumerate(self._columns.form_row[self._seen :].tolist(), start=self._seen):
            claim = self._columns.claim(row)
            if claim.kind is Kind.COVERAGE:
                self._watches.add(form)
            else:
                self._by_event.setdefault(claim.event, []).append(form)
        self._seen = len(self._columns.form_row)

    def of(self, form: int, kind: int) -> Claim:
        made = self._made.get((form, kind))
        if made is None:
            claim = self._columns.claim(int(self._columns.form_row[form]))
            made = self._made[form, kind] = _marked(claim, f"{form}:{kind}", kind % 3)
        return made


class Forms:
    """Templates of one deed for every form and kind of place. `table[form, class, k]`: number of a template or -1."""

    def __init__(
        self,
        columns: Columns,
        register: Register,
        scope: Scope,
        marks: Marks,
    ) -> None:
        self._marks = marks
        self._columns, self._register = columns, register
        patched = replace(scope.obligation, stale_after_s=None if scope.obligation.stale_after_s is None else _STALE)
        self._scope = scope._replace(obligation=patched, start=_START, deadline=None)
        self.table: NDArray[np.int32] = np.full((len(columns.form_row), CLASSES, PIECES), -1, np.int32)
        self.templates: list[Template] = []
        self._number: dict[Template, int] = {}
        self._done = np.zeros((len(columns.form_row), CLASSES), np.bool_)
        self._wanted = _kinds_that_bear(World((), Clocks(0, 0), register), scope.deed)

    def fill(self, classes: Sequence[int]) -> None:
        """Ask the rules about every form at these kinds of place."""
        if len(self._done) < len(self._columns.form_row):
            more = len(self._columns.form_row) - len(self._done)
            self._done = np.vstack((self._done, np.zeros((more, CLASSES), np.bool_)))
            self.table = np.concatenate((self.table, np.full((more, CLASSES, PIECES), -1, np.int32)))
        occurrences: list[Claim] = []
        watches: list[Claim] = []
        placed: dict[str, int] = {}
        forms = self._marks.saying(self._wanted)
        for i, column in np.argwhere(~self._done[forms][:, classes]).tolist():
            made = self._marks.of(form := int(forms[i]), classes[column])
            placed[made.id] = classes[column]
            (watches if self._marks.is_watch(form) else occurrences).append(made)
        self._done[:, classes] = True
        for claims in (occurrences, watches):
            if claims:
                self._ask(claims, placed)

    def _ask(self, claims: Sequence[Claim], placed: Mapping[str, int]) -> None:
        world = _Placing(claims, Clocks(_FAR, _FAR), self._register)
        world.placed = placed
        times = {c.id: c for c in claims}
        for piece in bearings(world, self._scope).pieces:
            form, kind = (int(x) for x in piece.claim.id.split(":"))
            number = self._numbered(_template(piece, times[piece.claim.id]))
            line = self.table[form, kind]
            line[0 if line[0] < 0 else 1] = number

    def _numbered(self, template: Template) -> int:
        found = self._number.get(template)
        if found is None:
            found = self._number[template] = len(self.templates)
            self.templates.append(template)
        return found

    def of_interest(self) -> NDArray[np.bool_]:
        """For each form, whether it makes any piece at any kind of place that was asked."""
        return np.asarray((self.table >= 0).any(axis=(1, 2)), np.bool_)


def scope_key(accord: Accord, obligation: Obligation, deed: Deed, placed: bool, viewpoint: Viewpoint) -> object:
    """What templates depend on: norms that differ in their times and zones alone share them."""
    undefined = any(t.designated and not t.by for t in deed.subjects + deed.targets)
    return (
        accord.id,
        accord.counts_as,
        accord.parties,
        replace(deed, zone=None),
        placed,
        obligation.norm.pattern,
        obligation.stale_after_s is None,
        viewpoint.designators if undefined else None,
    )


def _kinds_that_bear(world: World, deed: Deed) -> frozenset[str]:
    """Event kinds that some rule of the deed's verb looks at."""
    verb = world.verbs.verb(deed.verb)
    events = [r.event for r in verb.evidence] if verb else [deed.verb.replace(" ", "-")]
    found: set[str] = set()
    for event in events:
        found |= world.verbs.leaves(event)
        found.update(world.verbs.ancestry(event))
    return frozenset(found)


def _marked(claim: Claim, name: str, how: int) -> Claim:
    """The claim with times that can be told apart, the first of them where its own is, and a place of a known kind."""
    base = happened(claim)
    when = claim.when
    steps = (0, 7, 3, 13) if when.inner.empty else (0, 3, 7, 13)
    first = base if when.from_earliest is not None else base - 13
    a, b, c, d = (None if t is None else first + s for t, s in zip(when, steps, strict=True))
    return altered(
        claim,
        id=name,
        when_from_earliest=a,
        when_from_latest=b,
        when_to_earliest=c,
        when_to_latest=d,
        lat=1.0 if how == PLACED else None,
        lon=1.0 if how == PLACED else None,
        place="somewhere" if how != NOWHERE else "",
        extent_place="",
        same_as="",
        lag_s=0,
        retracted=False,
    )


def _template(piece: Piece, claim: Claim) -> Template:
    flags = AFFIRMS * piece.affirms | HAS_SOME * (piece.some is not None) | HAS_COVER * (piece.cover is not None)
    flags |= HAS_AT * (piece.at is not None) | DOUBTFUL * bool(piece.doubts) | WATCH * (piece.source == "coverage")
    if piece.at is not None:
        assert piece.at == claim.when.outer
    short = sum(_SHORT[axis] for axis in piece.short)
    return Template(flags, short, _formula(piece.some, claim), _formula(piece.cover, claim))


def _formula(interval: Interval | None, claim: Claim) -> tuple[int, int]:
    return (ABSENT, ABSENT) if interval is None else (_end(interval.start, claim), _end(interval.end, claim))


def _end(at: int | None, claim: Claim) -> int:
    if at is None:
        return OPEN
    first = claim.when_from_earliest
    known = {
        _START: START,
        claim.when_from_earliest: FROM_EARLIEST,
        claim.when_from_latest: FROM_LATEST,
        claim.when_to_earliest: TO_EARLIEST,
        claim.when_to_latest: TO_LATEST,
        _FAR: OPEN,  # a watch without an end holds as far as it is known
    }
    if first is not None:
        known[first + 1] = ONE_ON
        known[first + _STALE] = LASTING
    return known[at]


def replies(
    columns: Columns, register: Register, table: NDArray[np.int32], templates: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """For a denial that falls short of the norm and an affirmation of the same place: whether it denies what is said.
    (denying form, affirming form); asked of the rule itself, only of forms that come into question."""
    n = max(1, len(columns.form_row))
    found = np.zeros((n, n), np.bool_)
    if not len(templates):
        return found
    numbers = np.where(table >= 0, table, 0)
    short = ((templates[numbers, 1] != 0) & (table >= 0)).any(axis=(0, 2, 3))
    bears = ((templates[numbers, 0] & HAS_SOME != 0) & (table >= 0)).any(axis=(0, 2, 3))
    world = World((), Clocks(0, 0), register)
    denying, affirming = _alike(columns, np.flatnonzero(short)), _alike(columns, np.flatnonzero(bears))
    told = [(_nowhere(claim), forms) for claim, forms in affirming]
    for claim, denials in denying:
        source = "coverage" if claim.kind is Kind.COVERAGE else "occurrence"
        denial = Piece(_nowhere(claim), False, None, None, "", source=source)
        for other, affirmations in told:
            if _denies_this(world, "", denial, Piece(other, True, None, None, "")):
                found[np.ix_(denials, affirmations)] = True
    return found


def _alike(columns: Columns, forms: NDArray[np.int64]) -> list[tuple[Claim, list[int]]]:
    """Forms that say the same to the rule of what denies what: kind, event, who, at whom and what, at one time."""
    groups: dict[object, tuple[Claim, list[int]]] = {}
    for form in forms.tolist():
        claim = columns.claim(int(columns.form_row[form]))
        epoch = bisect_right(columns.moments, claim.when_from_earliest or 0)
        key = (claim.kind is Kind.COVERAGE, claim.event, claim.actor, claim.target, claim.object, epoch)
        groups.setdefault(key, (claim, []))[1].append(form)
    return list(groups.values())


def _nowhere(claim: Claim) -> Claim:
    return altered(claim, extent_place="", place="", lat=None, lon=None)
