"""Which verdicts differ: asked of the engine, so that the court is asked for those alone.

The court writes every verdict that is shown. But where only changes are shown, as in the runs of `--by week`, nearly
all that it would write is thrown away. There the engine says first at which times a verdict's label or levels
differ from those before; it gives the same as the court (docs/adr/0014-engine.md), so the output is the same to the
last byte. What is not plain enough for it, and the rows of a whole, the court answers at every time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from importlib.util import find_spec
from os import environ
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from servanda.model import Level
from servanda.verdict import Clocks, Court, Viewpoint

if TYPE_CHECKING:
    from servanda.accord import Accord
    from servanda.verdict.engine import Answers, Columns

WORTH = 500_000
"""From so many claims × times × viewpoints on, the engine is asked: below, it saves too little to pay for the compiler
at the first use (measured in docs/adr/0014-engine.md)."""
TIMES = 60
"""And from so many times × viewpoints on: asking the rules of every form of claim costs what about forty times save."""
ENGINE = "SERVANDA_ENGINE"
"""Environment: `0` never asks the engine, `1` always does (where it is installed)."""

Look = tuple[object, ...]
"""What a run of verdicts is compared by: label and levels."""


def is_worth(court: Court, times: int) -> bool:
    """Whether to ask the engine: it is installed, and there is enough to answer."""
    asked = environ.get(ENGINE, "")
    if asked == "0" or find_spec("numba") is None:
        return False
    return asked == "1" or (times >= TIMES and len(court.world.claims) * times >= WORTH)


def looks(
    court: Court, as_of: Sequence[int], viewpoint: Viewpoint, standard: Level, accords: Collection[str] = ()
) -> list[Mapping[str, Look]]:
    """For each as_of (seconds UTC, in order), label and levels of every obligation that the engine can answer, to
    date, by its reference."""
    from servanda.verdict.engine import Engine, Plan

    world = court.world
    wanted = [a for a in court.accords.values() if not accords or a.id in accords]
    columns, drawn = _columns(court)
    aimed = frozenset(t.split("/")[0] for r in columns.acts.tolist() for t in columns.claim(r).assesses)
    clocks = [Clocks(t, world.clocks.known_at, world.clocks.clock) for t in as_of]
    plan = Plan(wanted, world.register, world.zones, clocks, viewpoint, aimed_at=aimed, only_plain=True, drawn=drawn)
    found: list[Mapping[str, Look]] = []
    for answers in Engine(columns, plan).answers():
        found.append(
            {a.ref: (a.label(standard), a.level_for, a.level_against) for a in answers}
            if answers.before is None
            else _updated(found[-1], answers, standard)
        )
    return found


def unchanged(
    court: Court, as_of: Sequence[int], viewpoint: Viewpoint, standard: Level, accords: Collection[str] = ()
) -> list[frozenset[str]]:
    """For each as_of, the obligations (by reference) whose label and levels are those of the time before."""
    found, before = [], dict[str, Look]()
    for now in looks(court, as_of, viewpoint, standard, accords):
        found.append(frozenset(ref for ref, look in now.items() if before.get(ref) == look))
        before = dict(now)
    return found


def _updated(before: Mapping[str, Look], answers: Answers, standard: Level) -> Mapping[str, Look]:
    changed = [answers[i] for i in answers.changed()]
    if not changed:
        return before
    return {**before, **{a.ref: (a.label(standard), a.level_for, a.level_against) for a in changed}}


_MADE: WeakKeyDictionary[Court, tuple[Columns, dict[object, object]]] = WeakKeyDictionary()


def _columns(court: Court) -> tuple[Columns, dict[object, object]]:
    """The columns of a court's claims and what geometry said of them, made once for each court."""
    from servanda.verdict.engine.columns import from_claims

    made = _MADE.get(court)
    if made is None:
        world = court.world
        columns = from_claims(world.claims, world.incidents, world.register, _measured(court.accords.values()))
        made = _MADE[court] = (columns, {})
    return made


def _measured(accords: Collection[Accord]) -> frozenset[str]:
    """All that some norm measures."""
    deeds = [d for a in accords for o in a.obligations for d in (o.norm.deed, o.norm.trigger) if d is not None]
    return frozenset(m.what for d in deeds for m in d.measures)
