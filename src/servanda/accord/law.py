"""The compiled law: what an accord file says, ready to be asked. Built by `parse`, read by `verdict` and `brief`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from servanda.geo import Line, Zone
from servanda.model import Finding, Position


class Pattern(StrEnum):
    ACHIEVE = "achieve"
    MAINTAIN = "maintain"
    PROHIBIT = "prohibit"
    RECUR = "recur"
    RESPOND = "respond"
    DECLARES = "declares"


class Duty(StrEnum):
    """`result`: the norm itself is owed; `conduct`: only steps towards it (`shall ensure … as: conduct`)."""

    RESULT = "result"
    CONDUCT = "conduct"


class Term(NamedTuple):
    """Whom a norm names: an actor id with all that is part of it, or a class.

    `designated` names a class by designation ("terrorist"); `by` fixes its designator (`UNSC`), else the viewpoint's
    counts. `anyone` matches every actor. `side_of` matches everybody on that party's side.
    """

    actor: str = ""
    designated: str = ""
    by: str = ""
    anyone: bool = False
    side_of: str = ""


class Measure(NamedTuple):
    """An amount that the norm asks for: `what` is `depth`, `length`, `count` …; `op` is `at least`, `at most`, `up to`,
    `exactly` or `all`; `amount` in metres for lengths, else a plain number."""

    what: str
    op: str
    amount: float | None
    unit: str


class Anchor(NamedTuple):
    """`edge` (start, completion, deadline, breach) of the obligation `ref` (same accord: full `accord/id`)."""

    edge: str
    ref: str


class Moment(NamedTuple):
    """A point in time: fixed (`earliest` ≤ `latest`, seconds UTC; they differ when the text leaves the zone of a bare
    date open), or an anchor; `offset_s` is added to an anchor, or `days` whole days in `zone`, up to the end of the
    last."""

    earliest: int | None = None
    latest: int | None = None
    anchor: Anchor | None = None
    offset_s: int = 0
    days: int = 0
    zone: str = ""


@dataclass(frozen=True)
class Deed:
    """What a verb says of whom, where: see verbs.yaml for what bears on it.

    `subjects`: whose conduct or presence it is. `objects`: classes of things (verbs.yaml objects, or the accord's own
    slugs). `targets`: at whom. `zone`: the name of one of the accord's zones; None where the text names no place.
    `jointly`: every subject must take part in the same event. `negated`: the norm speaks of its absence.
    """

    verb: str
    subjects: tuple[Term, ...] = ()
    objects: tuple[str, ...] = ()
    targets: tuple[Term, ...] = ()
    zone: str | None = None
    jointly: bool = False
    manner: str = ""
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True)
class Norm:
    """One testable norm. `start` defaults to the accord's entry into force; `end` closes maintain, prohibit and recur;
    `deadline` closes achieve. `every_s` is the window of recur, `within_s` the time to respond to `trigger`."""

    pattern: Pattern
    deed: Deed | None = None
    start: Moment = Moment()
    end: Moment | None = None
    deadline: Moment | None = None
    every_s: int | None = None
    within_s: int | None = None
    trigger: Deed | None = None
    keep: bool = False
    duty: Duty = Duty.RESULT
    condition: Anchor | None = None
    exception: str = ""


@dataclass(frozen=True)
class Obligation:
    """One testable norm of a provision, or a provision that only declares.

    `bearers` signed and answer; with `each_bearer` every one has an instance of its own. `zones` are the parts of
    `in: {each of: …}`, an instance each (the deed's zone is then None). `readings` are names in `Accord.readings`.
    """

    ref: str
    accord: str
    id: str
    article: str
    title: str
    says: str
    norm: Norm
    theme: str = ""
    bearers: tuple[str, ...] = ()
    each_bearer: bool = False
    performers: tuple[str, ...] = ()
    guarantors: tuple[str, ...] = ()
    restrained: tuple[str, ...] = ()
    beneficiaries: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    decided_by: tuple[str, ...] = ()
    stale_after_s: int | None = None
    remedy_for: str = ""
    untestable_because: str = ""
    at: Position = Position()


@dataclass(frozen=True)
class Reading:
    """A declared interpretive choice. `default` is the alternative in force; `effects` maps an alternative to what it
    changes (keys of the accord file); an alternative without an effect only tells."""

    name: str
    says: str
    default: str = ""
    alternatives: tuple[str, ...] = ()
    effects: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    at: Position = Position()

    @property
    def choices(self) -> tuple[str, ...]:
        """Every alternative that differs from the default and has an effect."""
        return tuple(a for a in self.alternatives if a != self.default and a in self.effects)


@dataclass(frozen=True)
class Accord:
    """An accord or ultimatum as data. `counts_as` maps an actor to one it is taken for under the readings in force."""

    id: str
    instrument: str
    title: str
    signed: int
    timezone: str
    parties: tuple[str, ...]
    in_force: Moment
    obligations: tuple[Obligation, ...]
    zones: Mapping[str, Zone] = field(default_factory=dict)
    lines: Mapping[str, Line] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    counts_as: tuple[tuple[str, str], ...] = ()
    until: Moment | None = None
    lateness_s: int = 0
    text_url: str = ""
    pax: str = ""
    issuer: tuple[str, ...] = ()
    addressee: tuple[str, ...] = ()
    consequence: str = ""
    consequence_deed: Deed | None = None
    verification: tuple[str, ...] = ()
    notes: str = ""
    version: str = ""
    at: Position = Position()
    findings: tuple[Finding, ...] = ()

    def obligation(self, local: str) -> Obligation | None:
        return next((o for o in self.obligations if o.id == local), None)
