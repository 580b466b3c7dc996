"""The compiled law: what an accord file says, ready to be asked. Built by `parse`, read by `verdict` and `brief`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from servanda.geo import Line, Zone
from servanda.model import Finding, Period, Position


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
    counts. `anyone` matches every actor. `side_of` matches everybody on that party's side. `but`: actor ids (with all
    that is part of them) that are not meant.
    """

    actor: str = ""
    designated: str = ""
    by: str = ""
    anyone: bool = False
    side_of: str = ""
    but: tuple[str, ...] = ()


class Measure(NamedTuple):
    """An amount that the norm asks for: `what` is `depth`, `length`, `count` …; `op` is `at least`, `at most`, `up to`,
    `exactly` or `all`; `amount` in metres for lengths, else a plain number."""

    what: str
    op: str
    amount: float | None
    unit: str


class Anchor(NamedTuple):
    """`edge` (start, completion, deadline, breach) of the obligation `ref` (same accord: full `accord/id`).

    `also`: further obligations, where several are meant together (a list, or the rows of a `for each`): completion and
    deadline are then the last of all of them, start and breach the first of any."""

    edge: str
    ref: str
    also: tuple[str, ...] = ()

    @property
    def refs(self) -> tuple[str, ...]:
        """All of the obligations."""
        return (self.ref, *self.also)


class Moment(NamedTuple):
    """A point in time: fixed (`earliest` ≤ `latest`, seconds UTC; they differ when the text leaves the zone of a bare
    date open), or an anchor; `offset_s` is added to an anchor, or calendar `months` and whole `days` in `zone`, up to
    the end of the last."""

    earliest: int | None = None
    latest: int | None = None
    anchor: Anchor | None = None
    offset_s: int = 0
    days: int = 0
    zone: str = ""
    months: int = 0


@dataclass(frozen=True)
class Deed:
    """What a verb says of whom, where: see verbs.yaml for what bears on it.

    `subjects`: whose conduct or presence it is. `objects`: classes of things (verbs.yaml objects, or the accord's own
    slugs). `targets`: at whom. `zone`: the name of one of the accord's zones; None where the text names no place.
    `jointly`: every subject must take part in the same event. `baseline`: the state as it stood then is what the norm
    measures by: what is said to have been so already is no change.
    """

    verb: str
    subjects: tuple[Term, ...] = ()
    objects: tuple[str, ...] = ()
    targets: tuple[Term, ...] = ()
    zone: str | None = None
    jointly: bool = False
    manner: str = ""
    measures: tuple[Measure, ...] = ()
    baseline: Moment | None = None


class Calendar(NamedTuple):
    """A period of calendar months, and the time zone of whose calendar they are."""

    period: Period
    zone: str


@dataclass(frozen=True)
class Norm:
    """One testable norm. `start` defaults to the accord's entry into force; `end` closes maintain, prohibit and recur;
    `deadline` closes achieve. `every_s` is the window of recur, `within_s` the time to respond to `trigger`: lengths in
    seconds, with `every` and `within` beside them where the text counts months or years.

    `condition` must have come for the norm to be owed; once `unless` has come it is owed no more. Tests with a gap
    between: where `kept_if` is not empty, only all of its deeds make the norm T; where `breached_if` is not empty, only
    one of its deeds makes it F. `observed_by`: the norm is T only on the word of each of these. `permits` is the deed
    of a `may` (pattern declares): told and linted, not tested.
    """

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
    unless: Anchor | None = None
    kept_if: tuple[Deed, ...] = ()
    breached_if: tuple[Deed, ...] = ()
    observed_by: tuple[str, ...] = ()
    permits: Deed | None = None
    every: Calendar | None = None
    within: Calendar | None = None


class Change(NamedTuple):
    """Who may change an obligation by an act: `act` is one of `ACTS`; `by` actor ids, all of them together (`jointly`)
    or any one of them by itself."""

    act: str
    by: tuple[str, ...]
    jointly: bool = True


ACTS = ("extend", "suspend", "resume", "waive", "terminate", "supersede")


class Thing(NamedTuple):
    """A class of things that the accord defines: `parent` is the class that it narrows (of verbs.yaml, or another of
    the accord's own), `measures` what narrows it (`calibre at least 0.1 m`)."""

    parent: str = ""
    measures: tuple[Measure, ...] = ()


class Monitor(NamedTuple):
    """A declared monitor, and what it may observe: zones (names; empty: everywhere) and kinds of event (empty: all)."""

    actor: str
    zones: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Obligation:
    """One testable norm of a provision, or a provision that only declares.

    `bearers` signed and answer; with `each_bearer` every one has an instance of its own. `zones` are the parts of
    `in: {each of: …}`, an instance each (the deed's zone is then None). `readings` are names in `Accord.readings`.
    `group` is the reference of the `for each` that it is a row of: who assesses or changes the group speaks of every
    row. `changes` says who may change it (empty: as the accord's).
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
    group: str = ""
    changes: tuple[Change, ...] = ()
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
    """An accord or ultimatum as data. `counts_as` maps an actor to one it is taken for under the readings in force.

    `changes` says who may change it (empty: all parties together). `supersedes`: accords, articles (`a/5/*`) and
    obligations that end when this one enters into force. `things` are its own classes of
    things. `monitors` says what the declared `verification` may observe.
    """

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
    monitors: tuple[Monitor, ...] = ()
    changes: tuple[Change, ...] = ()
    supersedes: tuple[str, ...] = ()
    things: Mapping[str, Thing] = field(default_factory=dict)
    notes: str = ""
    version: str = ""
    at: Position = Position()
    findings: tuple[Finding, ...] = ()

    def obligation(self, local: str) -> Obligation | None:
        return self._by_id.get(local)

    @cached_property
    def _by_id(self) -> Mapping[str, Obligation]:
        return {o.id: o for o in self.obligations}

    def under(self, target: str) -> tuple[Obligation, ...]:
        """The obligations that `target` speaks of: `accord/*`, `accord/5/*` (5, 5b, 5.1 and 5(c), not 50), the
        reference of an obligation or of a `for each`; `@ACTOR` after it is not looked at."""
        aim = target.partition("@")[0]
        if aim == f"{self.id}/*":
            return self.obligations
        accord, _slash, rest = aim.partition("/")
        if accord != self.id:
            return ()
        if rest.endswith("/*"):
            return tuple(o for o in self.obligations if is_under(o.article, rest.removesuffix("/*")))
        return tuple(o for o in self.obligations if o.id == rest or o.group == aim)


def is_under(article: str, target: str) -> bool:
    """Whether the article is `target` or a part of it: 5b, 5.1 and 5(c) are parts of 5; 50 is none."""
    mine, theirs = _numbering(article), _numbering(target)
    return bool(theirs) and mine[: len(theirs)] == theirs


def _numbering(article: str) -> tuple[str, ...]:
    """`5b` and `5(b)` are 5, b; `II.3` is ii, 3; a word is one part."""
    return tuple(re.findall(r"\d+|[^\W\d_]+", article.casefold()))
