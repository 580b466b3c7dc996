"""What the checks look at: the compiled accord, the words of the file, an index of its norms by kind, place, people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from servanda.accord.law import Accord, Deed, Moment, Obligation, Pattern, Term
from servanda.accord.verbs import Verb, verbs
from servanda.actors import Register
from servanda.geo import Zone, covers
from servanda.model import Finding, Position, Severity

FOREVER = 2**62
MOST_PAIRS = 40
"""How many other norms of the same kind, place and people one norm is held against: a bound on hostile files."""
WANTS = (Pattern.ACHIEVE, Pattern.MAINTAIN, Pattern.RECUR)


class Stance(NamedTuple):
    """What a norm asks for or forbids: `kinds` of event by `terms`, with `objects`, over [start, end) (seconds UTC), in
    `zone` (None: anywhere). `whole`: throughout the window, not only once in it."""

    obligation: Obligation
    kinds: tuple[str, ...]
    deed: Deed
    zone: str | None
    start: int
    end: int
    whole: bool


class Sheet:
    """An accord laid out for checking. `rows`: the file's own words of each obligation, by id; `expressions`: the zones
    as written; `undated`: those that are drawn from a line that moved, of no day in particular."""

    def __init__(
        self,
        accord: Accord,
        rows: Mapping[str, Mapping[str, Any]],
        expressions: Mapping[str, object],
        register: Register | None = None,
        undated: frozenset[str] = frozenset(),
    ) -> None:
        self.accord, self.rows, self.expressions, self.register = accord, rows, expressions, register
        self.undated = undated
        self._inside: dict[str, tuple[str, ...]] = {}
        self._meeting: dict[str, tuple[str, ...]] = {}

    # -- words ------------------------------------------------------------------------------------------------------

    def row(self, obligation: Obligation) -> Mapping[str, Any]:
        """The keys of the obligation as written; those of its `for each` for a row."""
        ident = obligation.group.partition("/")[2] or obligation.id
        return self.rows.get(ident, {})

    @cached_property
    def testable(self) -> tuple[Obligation, ...]:
        return tuple(o for o in self.accord.obligations if o.norm.deed is not None)

    def other(self, ref: str) -> Obligation | None:
        """An obligation of this accord by its reference; None for one of another accord."""
        accord, _slash, local = ref.partition("/")
        return self.accord.obligation(local) if accord == self.accord.id else None

    def verb(self, deed: Deed) -> Verb | None:
        return verbs().verbs.get(deed.verb)

    # -- people -----------------------------------------------------------------------------------------------------

    def wholes(self, actor: str) -> frozenset[str]:
        """The actor and everything that it is part of."""
        if self.register is None or actor not in self.register:
            return frozenset((actor,))
        return self.register.wholes(actor) | {actor}

    def share(self, ours: tuple[Term, ...], theirs: tuple[Term, ...]) -> bool:
        """Whether whoever must (`ours`) is certainly among whom the other speaks of."""
        if any(t.anyone and not t.but for t in theirs):
            return True
        named = {t.actor for t in theirs if t.actor and not t.but}
        if any(self.wholes(t.actor) & named for t in ours if t.actor):
            return True
        classes = {t for t in theirs if t.designated or t.side_of}
        return any(t in classes for t in ours)

    # -- places -----------------------------------------------------------------------------------------------------

    @cached_property
    def _used(self) -> tuple[str, ...]:
        names = {n for o in self.accord.obligations for d in (o.norm.deed, o.norm.permits) if d for n in places(o, d)}
        return tuple(sorted(n for n in names if n is not None and n in self.accord.zones))

    @cached_property
    def _tree(self) -> tuple[shapely.STRtree, list[str]]:
        names = [n for n in self._used if self._outer(n) is not None]
        return shapely.STRtree([self._outer(n) for n in names]), names

    def _outer(self, name: str) -> BaseGeometry | None:
        zone = self.accord.zones[name]
        return zone.shown if zone.shown is not None and not zone.shown.is_empty else None

    def zone(self, name: str | None) -> Zone | None:
        return self.accord.zones.get(name) if name is not None else None

    def holding(self, name: str | None) -> tuple[str | None, ...]:
        """The zones that certainly hold all of `name`, itself first, and None for norms that hold anywhere."""
        if name is None:
            return (None,)
        if name not in self._inside:
            zone = self.zone(name)
            near = (other for other in self._near(name) if other != name)
            held = (n for n in near if zone is not None and covers(self.accord.zones[n], zone))
            self._inside[name] = (name, *held)
        return (*self._inside[name], None)

    def touching(self, name: str) -> tuple[str, ...]:
        """The other zones that share ground with `name`, as drawn."""
        if name not in self._meeting:
            mine = self._outer(name)
            found = []
            for other in self._near(name):
                theirs = self._outer(other)
                if other == name or mine is None or theirs is None:
                    continue
                common = shapely.intersection(mine, theirs)
                if common.area > 0.01 * min(mine.area, theirs.area):
                    found.append(other)
            self._meeting[name] = tuple(found)
        return self._meeting[name]

    def _near(self, name: str) -> Iterator[str]:
        mine = self._outer(name) if name in self.accord.zones else None
        if mine is None:
            return
        tree, names = self._tree
        hits = np.sort(tree.query(mine))[:MOST_PAIRS]
        yield from (names[i] for i in hits)

    # -- norms ------------------------------------------------------------------------------------------------------

    @cached_property
    def wanting(self) -> tuple[Stance, ...]:
        """What the norms ask to happen or to be."""
        found: list[Stance] = []
        for o in self.testable:
            deed, norm = o.norm.deed, o.norm
            assert deed is not None
            window = self._window(o)
            if norm.pattern not in WANTS or window is None or norm.condition or norm.unless:
                continue
            kind = affirming(deed)[:1]
            whole = norm.pattern is not Pattern.ACHIEVE
            found += [Stance(o, kind, deed, zone, *window, whole) for zone in places(o, deed) if kind]
        return tuple(found)

    @cached_property
    def forbidding(self) -> Mapping[tuple[str, str | None], tuple[Stance, ...]]:
        """What the norms forbid, by kind of event and zone."""
        found: dict[tuple[str, str | None], list[Stance]] = defaultdict(list)
        for o in self.testable:
            deed, norm = o.norm.deed, o.norm
            assert deed is not None
            window = self._window(o)
            if window is None or norm.condition or norm.unless:
                continue
            start, end = window
            if norm.pattern is Pattern.PROHIBIT:
                kinds = being(deed)
            elif norm.pattern is Pattern.MAINTAIN:
                kinds = denying(deed)
            elif norm.pattern is Pattern.ACHIEVE and norm.deadline is not None and norm.deadline.latest is not None:
                kinds = denying(deed)
                start = norm.deadline.latest - 1
                end = FOREVER if norm.keep else norm.deadline.latest
            else:
                continue
            for zone in places(o, deed):
                stance = Stance(o, kinds, deed, zone, start, end, True)
                for kind in kinds:
                    if len(found[(kind, zone)]) < 1000:
                        found[(kind, zone)].append(stance)
        return {key: tuple(value) for key, value in found.items()}

    def against(self, wish: Stance) -> Iterator[Stance]:
        """The norms that forbid what a norm (or a permission) asks for, of the same kind, people and place."""
        table = verbs()
        left = MOST_PAIRS
        for kind in (k for k in table.ancestry(wish.kinds[0])):
            for zone in self.holding(wish.zone):
                for stance in self.forbidding.get((kind, zone), ()):
                    if left <= 0:
                        return
                    left -= 1
                    if stance.obligation is wish.obligation:
                        continue
                    if self.share(wish.deed.subjects, stance.deed.subjects) and things_meet(wish.deed, stance.deed):
                        yield stance

    def _window(self, obligation: Obligation) -> tuple[int, int] | None:
        """[start, end) at the earliest and latest; None where it hangs on another obligation."""
        norm, accord = obligation.norm, self.accord
        start = norm.start if norm.start != Moment() else accord.in_force
        ends = [m for m in (norm.end, accord.until) if m is not None]
        if norm.pattern is Pattern.ACHIEVE and norm.deadline is not None:
            ends.append(norm.deadline)
        if start.earliest is None or any(m.latest is None for m in ends):
            return None
        return start.earliest, min((m.latest for m in ends if m.latest is not None), default=FOREVER)


def places(obligation: Obligation, deed: Deed) -> tuple[str | None, ...]:
    """The zones of a norm, each part of `{each of: …}` by itself."""
    return obligation.zones or (deed.zone,)


def affirming(deed: Deed) -> tuple[str, ...]:
    """The kinds of event that are the deed, the nearest first."""
    verb = verbs().verbs.get(deed.verb)
    return tuple(r.event for r in verb.evidence if r.sign == "+") if verb is not None else (deed.verb,)


def being(deed: Deed) -> tuple[str, ...]:
    """The kinds of event that are the deed itself, without those that are only a sign that it was done."""
    verb = verbs().verbs.get(deed.verb)
    if verb is None:
        return (deed.verb,)
    rules = [r for r in verb.evidence if r.sign == "+"]
    return tuple(r.event for r in rules if r.meaning == rules[0].meaning)


def denying(deed: Deed) -> tuple[str, ...]:
    """The kinds of event that speak against the deed."""
    verb = verbs().verbs.get(deed.verb)
    return tuple(r.event for r in verb.evidence if r.sign == "-") if verb is not None else ()


def things_meet(wish: Deed, other: Deed) -> bool:
    """Whether what the one asks for is among the things that the other speaks of."""
    if not other.objects:
        return True
    return any(set(verbs().object_ancestry(thing)) & set(other.objects) for thing in wish.objects)


def told(
    obligation: Obligation,
    slug: str,
    what: str,
    expected: str = "",
    got: str = "",
    advice: str = "",
    severity: Severity = Severity.NOTE,
) -> Finding:
    """A finding at an obligation, which its text begins with."""
    return Finding(slug, f"{obligation.id}: {what}", expected, short(got), advice, obligation.at, severity)


def of_accord(accord: Accord, slug: str, what: str, expected: str = "", advice: str = "") -> Finding:
    """A finding about the whole."""
    at = accord.at if accord.at.line else Position(accord.at.file, 1, 1)
    return Finding(slug, what, expected, "", advice, at, Severity.WARNING)


def short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"
