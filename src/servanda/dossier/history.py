"""How verdicts ran over the weeks or months, as known at one time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from servanda.dossier import sieve
from servanda.errors import UsageError
from servanda.model import Verdict
from servanda.verdict import Explore
from servanda.words import _

if TYPE_CHECKING:
    from servanda.dossier.bench import Bench
    from servanda.dossier.view import Clocks

STEPS = ("week", "month")
MOST = 520
"""So many points at most: ten years of weeks."""


def ends(first: int, last: int, by: str, tz: tzinfo) -> list[int]:
    """The ends of every week (Monday to Sunday) or month from the one that holds `first`, in the zone; the last is
    `last` itself. Seconds UTC, exclusive. UsageError where they are too many."""
    if by not in STEPS:
        raise UsageError("unknown-step", _("there is no step {name!r}").format(name=by), " | ".join(STEPS))
    found: list[int] = []
    day = datetime.fromtimestamp(first, tz).replace(hour=0, minute=0, second=0, microsecond=0)
    day = day - timedelta(days=day.weekday()) if by == "week" else day.replace(day=1)
    while True:
        step = timedelta(days=7) if by == "week" else timedelta(days=32)
        day = (day.replace(tzinfo=None) + step).replace(tzinfo=tz)
        day = day if by == "week" else day.replace(day=1)
        at = int(day.timestamp())
        if at >= last:
            return [*found, last]
        found.append(at)
        if len(found) >= MOST:
            what = _("that makes more than {n} points in time").format(n=MOST)
            raise UsageError("too-many-steps", what, _("ask by month, or give --from"))


def history(
    bench: Bench,
    clocks: Clocks,
    by: str,
    viewpoints: Sequence[str] = ("all",),
    standard: str | None = None,
    accords: Sequence[str] = (),
    start: int | None = None,
    readings: Mapping[str, str] | None = None,
    without: Sequence[str] = (),
    *,
    only_turns: bool = False,
) -> Iterator[Verdict]:
    """Every verdict to date, at the end of every week or month from `start` (by default: since the first accord asked
    for was signed) to `clocks.as_of`, all as known at `clocks.known_at`. `only_turns`: verdicts whose label and levels
    are those of the step before may be left out."""
    law = bench.view(clocks).law
    signed = [a.signed for a in law.accords if not accords or a.id in accords]
    first = start if start is not None else min(signed, default=clocks.as_of)
    if first >= clocks.as_of:
        first = clocks.as_of - 1
    court = bench.court(clocks, readings, without)
    view, level = bench.view(clocks), bench.level(standard)
    seen_from = [bench.viewpoint(name, law) for name in viewpoints]
    steps = ends(first, clocks.as_of, by, bench.config.tz)
    same = [frozenset[str]()] * len(steps)
    known = dict.fromkeys(seen_from, same)
    if only_turns and sieve.is_worth(court, len(steps) * len(seen_from)):
        known = {v: sieve.unchanged(court, steps, v, level, accords) for v in seen_from}
    for number, at in enumerate(steps):
        then = court.on(at)
        for viewpoint in seen_from:
            for name in accords or (None,):
                found = then.verdicts(
                    viewpoint,
                    level,
                    accord=name,
                    refs=bench.refs,
                    explore=Explore.NOTHING,
                    but=known[viewpoint][number],
                )
                yield from view.shown_verdicts(found)
