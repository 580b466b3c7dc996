"""Which obligations are plain enough for the kernel, and their slices: bearers, zones, deeds, times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from servanda.accord.law import Accord, Deed, Duty, Moment, Obligation, Pattern
from servanda.model import Claim, Level
from servanda.verdict.engine import layout as k
from servanda.verdict.engine.columns import OPEN_END, OPEN_START
from servanda.verdict.engine.forms import scope_key
from servanda.verdict.engine.places import Places
from servanda.verdict.evidence import Evidence
from servanda.verdict.evidence import _own_deed as own_deed
from servanda.verdict.instance import Frame
from servanda.verdict.piece import Scope
from servanda.verdict.proof import Proof
from servanda.verdict.question import Question
from servanda.verdict.times import Times
from servanda.verdict.world import ALL, Clocks, Viewpoint, World

if TYPE_CHECKING:
    from servanda.actors import Register
    from servanda.geo import Zone
    from servanda.model import Label, Verdict

KERNEL_NORM = frozenset(
    ("pattern", "deed", "start", "end", "deadline", "every_s", "within_s", "trigger", "condition", "exception")
    + ("permits", "duty", "keep", "unless")
)
KERNEL_DEED = frozenset(("verb", "subjects", "objects", "targets", "zone", "jointly", "manner", "measures"))
KERNEL_OBLIGATION = frozenset(
    ("ref", "accord", "id", "article", "title", "says", "norm", "theme", "bearers", "each_bearer", "performers")
    + ("guarantors", "restrained", "beneficiaries", "zones", "readings", "decided_by", "stale_after_s", "remedy_for")
    + ("untestable_because", "at", "group", "changes")
)
KERNEL_ACCORD = frozenset(
    ("id", "instrument", "title", "signed", "timezone", "parties", "in_force", "obligations", "zones", "lines")
    + ("readings", "chosen", "counts_as", "until", "lateness_s", "text_url", "pax", "issuer", "addressee")
    + ("consequence", "consequence_deed", "verification", "notes", "version", "at", "findings", "changes")
    + ("supersedes", "monitors", "things")
)
PATTERNS = {
    Pattern.ACHIEVE: k.ACHIEVE,
    Pattern.MAINTAIN: k.MAINTAIN,
    Pattern.PROHIBIT: k.PROHIBIT,
    Pattern.RECUR: k.RECUR,
    Pattern.RESPOND: k.RESPOND,
}
# the columns of `Plan.slices`
L_PATTERN, L_FRAME, L_DEED, L_AREA, L_TRIGGER, L_TRIGGER_AREA, L_PROOF, L_VIEW, L_STALE = range(9)


class Part(NamedTuple):
    """One instance of an obligation: who answers, what is asked of whom, where."""

    bearers: tuple[str, ...]
    deed: Deed
    zone: Zone | None
    trigger: Deed | None = None
    trigger_zone: Zone | None = None


@dataclass(frozen=True)
class Planned:
    """An obligation and its time at each pair of clocks (or why it is not in force); its slices are numbers `first` to
    before `last`."""

    question: Question
    frames: tuple[tuple[Frame | None, Label], ...]
    first: int
    last: int


def only(value: object, known: frozenset[str]) -> bool:
    """Whether every field but the `known` ones is empty: what the kernel does not know of is the court's to answer."""
    return not any(getattr(value, f.name) for f in fields(value) if f.name not in known)  # type: ignore[arg-type]


def plain(accord: Accord, obligation: Obligation, aimed_at: frozenset[str]) -> bool:
    """Whether the kernel knows all that the obligation asks. `aimed_at`: the accords that acts change."""
    norm = obligation.norm
    if norm.pattern not in PATTERNS or norm.deed is None or norm.duty is not Duty.RESULT or norm.keep:
        return False
    if accord.id in aimed_at or not only(accord, KERNEL_ACCORD) or not only(obligation, KERNEL_OBLIGATION):
        return False
    if not only(norm, KERNEL_NORM) or norm.unless is not None or norm.condition is not None:
        return False
    deeds = [d for d in (norm.deed, norm.trigger) if d is not None]
    if not all(only(d, KERNEL_DEED) for d in deeds) or (accord.things and any(d.objects for d in deeds)):
        return False
    if norm.pattern is Pattern.RESPOND and norm.trigger is None:
        return False
    return all(_fixed(m) for m in (norm.start, norm.end, norm.deadline, accord.in_force, accord.until))


def _fixed(moment: Moment | None) -> bool:
    return moment is None or moment.anchor is None


def parts_of(accord: Accord, obligation: Obligation) -> Iterator[Part]:
    """The instances as `Evidence` makes them, without their evidence."""
    norm = obligation.norm
    deed, cause = norm.deed, norm.trigger
    assert deed is not None
    groups = [(b,) for b in obligation.bearers] if obligation.each_bearer else [obligation.bearers]
    names: Sequence[str | None] = obligation.zones or (deed.zone,)
    where = accord.zones.get(cause.zone) if cause is not None and cause.zone else None
    for bearers in groups or [()]:
        own = own_deed(deed, obligation, bearers)
        for name in names:
            yield Part(bearers, own, accord.zones.get(name) if name else None, cause, where)


class Plan:
    """What some accords ask at some times, from one viewpoint, whatever is known: obligations, slices, scopes.

    `clocks`: one for each as_of, in order of time, all with one `known_at`. `start`: the period's beginning. `slices`
    hold of the kernel's columns what does not hang on the claims. `deeds`: a scope for each distinct deed;
    `areas`: one for each distinct zone; `near`: for each area the named zones that may lie in it, and how; `listed`:
    all of these, where each area's begin in `listed_starts`. `order`: for each obligation in the order of the accords,
    whether it is plain, and its number among these or those; `kinds`: for each plain one a number for all that its
    label hangs on besides its slices; `firsts`, `lasts`: where its slices begin and end.
    `drawn`: what geometry and the rules said, for the next plan of the same accords and columns.
    `only_plain`: what the kernel does not know of is left out, not answered by the court.
    """

    def __init__(
        self,
        accords: Iterable[Accord],
        register: Register,
        zones: Mapping[str, Zone],
        clocks: Clocks | Sequence[Clocks],
        viewpoint: Viewpoint = ALL,
        *,
        start: int | None = None,
        aimed_at: frozenset[str] = frozenset(),
        only_plain: bool = False,
        drawn: dict[object, Any] | None = None,
    ) -> None:
        self.accords = {a.id: a for a in accords}
        self.drawn: dict[object, Any] = {} if drawn is None else drawn
        self.register, self.zones, self.viewpoint, self.start = register, zones, viewpoint, start
        self.clocks = (clocks,) if isinstance(clocks, Clocks) else tuple(clocks)
        self.planned: list[Planned] = []
        self.odd: list[Question] = []
        self.parts: list[Part] = []
        self.deeds: list[Scope] = []
        self.deed_keys: list[object] = []
        self.areas: list[Scope] = []
        self._sides: list[tuple[Accord, Obligation, tuple[str, ...]]] = []
        self.views: dict[tuple[str, ...], int] = {}
        self._numbers: dict[object, int] = {}
        self._times = [Times(Evidence(World((), c, register)), self.accords, _nobody) for c in self.clocks]
        self._known: dict[object, tuple[tuple[Frame | None, Label], ...]] = {}
        self._superseding = any(a.supersedes for a in self.accords.values())
        lines: list[tuple[int, ...]] = []
        frames: list[list[list[int]]] = []
        for accord in self.accords.values():
            for obligation in accord.obligations:
                question = Question(accord, obligation, viewpoint, Level.ALLEGED, start)
                if obligation.norm.pattern is Pattern.ACHIEVE:
                    question = replace(question, start=None)  # what is done once is done, in every period alike
                if not plain(accord, obligation, aimed_at):
                    if not only_plain:
                        self.odd.append(question)
                    continue
                self._add(question, lines, frames)
        self.slices = np.array(lines, np.int64).reshape(-1, 9)
        self.frames = np.array(frames, np.int64).reshape(-1, len(self.clocks), k.FRAME)
        self.place_names = list(dict.fromkeys((*zones, *(name.rpartition("/")[2] for name in zones))))
        self.place_number = {name: i for i, name in enumerate(self.place_names)}
        self.near = [self._named(a) for a in self.areas]
        self.listed = np.concatenate((np.zeros((0, 2), np.int32), *self.near))
        self.listed_starts = np.cumsum([0, *map(len, self.near)])
        self.firsts = np.array([p.first for p in self.planned], np.int64)
        self.lasts = np.array([p.last for p in self.planned], np.int64)
        self.order, self.kinds = self._order(), self._kinds()

    def proofs(self) -> list[Proof]:
        """How claims weigh for each set of those who answer. Made anew for each engine: a proof keeps what it weighed
        by the claim's name, and other columns have other claims of the same names."""
        world = World((), self.clocks[-1], self.register)
        return [Proof(world, *sides) for sides in self._sides]

    def _order(self) -> list[tuple[bool, int]]:
        number = {p.question.obligation.ref: (True, i) for i, p in enumerate(self.planned)}
        number.update((q.obligation.ref, (False, i)) for i, q in enumerate(self.odd))
        refs = (o.ref for a in self.accords.values() for o in a.obligations)
        return [number[ref] for ref in refs if ref in number]

    def _kinds(self) -> NDArray[np.int64]:
        """The times of an obligation, its pattern and its accord's instrument, as one number."""
        numbers: dict[object, int] = {}
        found = []
        for planned in self.planned:
            norm, accord = planned.question.obligation.norm, planned.question.accord
            key = (id(planned.frames), norm.pattern, accord.instrument)
            found.append(numbers.setdefault(key, len(numbers)))
        return np.array(found, np.int64)

    def _add(self, question: Question, lines: list[tuple[int, ...]], frames: list[list[list[int]]]) -> None:
        obligation, accord = question.obligation, question.accord
        found = self._frames(question)
        frame = self._numbers.get(("frame", id(found)))
        if frame is None:
            frame = self._numbers["frame", id(found)] = len(frames)
            frames.append([_frame(f, c.as_of) for (f, _), c in zip(found, self.clocks, strict=True)])
        view = self.views.setdefault(question.parties, len(self.views))
        stale = -1 if obligation.stale_after_s is None else obligation.stale_after_s
        first = len(lines)
        for part in parts_of(accord, obligation):
            deed, area = self._scoped(question, part.deed, part.zone)
            cause, where = self._scoped(question, part.trigger, part.trigger_zone) if part.trigger else (-1, -1)
            proof = self._proof(question, part.bearers)
            pattern = PATTERNS[obligation.norm.pattern]
            lines.append((pattern, frame, deed, area, cause, where, proof, view, stale))
            self.parts.append(part)
        self.planned.append(Planned(question, found, first, len(lines)))

    def _frames(self, question: Question) -> tuple[tuple[Frame | None, Label], ...]:
        """The times of a plain obligation: they hang on no evidence, so a world without claims answers for them."""
        norm, accord = question.obligation.norm, question.accord
        own = question.obligation.ref if self._superseding else ""
        key = (accord.id, norm.start, norm.end, norm.deadline, norm.every_s, norm.within_s, own, question.start)
        if key not in self._known:
            self._known[key] = tuple(t.frame(question) for t in self._times)
        return self._known[key]

    def _scoped(self, question: Question, deed: Deed, zone: Zone | None) -> tuple[int, int]:
        """Numbers of a deed and of an area."""
        accord, obligation = question.accord, question.obligation
        scope = Scope(accord, obligation, deed, zone, None, None, self.viewpoint)
        key = ("deed", scope_key(accord, obligation, deed, zone is not None, self.viewpoint))
        area = ("area", id(zone), accord.id)
        if key not in self._numbers:
            self._numbers[key] = len(self.deeds)
            self.deeds.append(scope)
            self.deed_keys.append(key)
        if area not in self._numbers:
            self._numbers[area] = len(self.areas)
            self.areas.append(scope)
        return self._numbers[key], self._numbers[area]

    def _proof(self, question: Question, bearers: tuple[str, ...]) -> int:
        obligation, accord = question.obligation, question.accord
        answering = bearers or obligation.performers or accord.addressee
        key = ("proof", question.parties, obligation.decided_by, answering)
        if key not in self._numbers:
            self._numbers[key] = len(self._sides)
            self._sides.append((accord, obligation, bearers))
        return self._numbers[key]

    def _named(self, area: Scope) -> NDArray[np.int32]:
        """The named zones that may lie in an area: their numbers in `place_names`, and what kind of place each is."""
        key = (id(area.zone), area.accord.id)
        if key not in self.drawn:
            atlas = self.drawn.get("named")
            if atlas is None:
                claims = [_extent(name) for name in self.place_names]
                atlas = self.drawn["named"] = Places(claims, self.zones, self.register)
            self.drawn[key] = atlas.of(area)
        found: NDArray[np.int32] = self.drawn[key]
        return found


def _extent(name: str) -> Claim:
    return Claim(id=name, report="", speaker=(), extent_place=name)


def _frame(frame: Frame | None, as_of: int) -> list[int]:
    if frame is None:
        return [0, 0, 0, 0, 0, 0, 0, 0, 0, as_of, 0]
    start = OPEN_START if frame.start is None else frame.start
    return [
        start,
        start if frame.start_latest is None else frame.start_latest,
        OPEN_END if frame.end is None else frame.end,
        OPEN_END if frame.end_earliest is None else frame.end_earliest,
        OPEN_END if frame.deadline is None else frame.deadline,
        OPEN_END if frame.deadline_latest is None else frame.deadline_latest,
        OPEN_START if frame.period.start is None else frame.period.start,
        frame.every_s or 1,
        frame.within_s or 0,
        as_of,
        1,
    ]


def _nobody(question: Question) -> Verdict:
    raise AssertionError(f"{question.obligation.ref} waits for another obligation")
