"""Which obligations are plain enough for the kernel, and their slices: bearers, zones, deeds, times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

from servanda.accord.law import Accord, Deed, Duty, Moment, Obligation, Pattern
from servanda.verdict.evidence import Evidence
from servanda.verdict.evidence import _own_deed as own_deed
from servanda.verdict.instance import Frame
from servanda.verdict.question import Question
from servanda.verdict.times import Times
from servanda.verdict.world import Clocks, World

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
PATTERNS = (Pattern.ACHIEVE, Pattern.MAINTAIN, Pattern.PROHIBIT, Pattern.RECUR, Pattern.RESPOND)


class Part(NamedTuple):
    """One instance of an obligation: who answers, what is asked of whom, where."""

    bearers: tuple[str, ...]
    deed: Deed
    zone: Zone | None
    trigger: Deed | None = None
    trigger_zone: Zone | None = None


@dataclass(frozen=True)
class Planned:
    """An obligation and its time at each pair of clocks (or why it is not in force)."""

    question: Question
    frames: tuple[tuple[Frame | None, Label], ...]
    parts: tuple[Part, ...]


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


class Planner:
    """Times of plain obligations: they hang on no evidence, so a world without claims answers for them."""

    def __init__(self, accords: Mapping[str, Accord], register: Register, clocks: Sequence[Clocks]) -> None:
        self._times = [Times(Evidence(World((), c, register)), accords, _nobody) for c in clocks]
        self._known: dict[object, tuple[tuple[Frame | None, Label], ...]] = {}
        self._superseding = any(a.supersedes for a in accords.values())

    def frames(self, question: Question) -> tuple[tuple[Frame | None, Label], ...]:
        norm, accord = question.obligation.norm, question.accord
        superseded = question.obligation.ref if self._superseding else ""
        key = (accord.id, norm.start, norm.end, norm.deadline, norm.every_s, norm.within_s, superseded, question.start)
        if key not in self._known:
            self._known[key] = tuple(t.frame(question) for t in self._times)
        return self._known[key]


def _nobody(question: Question) -> Verdict:
    raise AssertionError(f"{question.obligation.ref} waits for another obligation")
