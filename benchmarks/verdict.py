"""The engine against the same questions written by hand in Polars, over one table of claims.

`python -m benchmarks.verdict [cold] [late] [daily] [growth] [--claims N] [--zones N] [--threads N]`

Four patterns over a made-up world of a year: no heavy weapon in a zone after a deadline, a joint patrol in every seven
days, a response within 48 hours of each attack, withdrawal by a deadline; in every zone. The engine answers them with
four values, at four standards of proof, with denials, watches, incidents and witnesses; Polars is asked whether it
happened, with two values and nothing else. Both begin with the same Arrow table in memory and end with an answer for
each zone, window and attack. The law (accords, zones, registers) is compiled before; kernels are compiled before.
Times are the best of several runs in one process, in turns, with as many threads for both: on one core the
processor's seconds, which other work on the machine does not touch, on several those of the clock.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from typing import Any

import numpy as np

START = 1_577_836_800  # 2020-01-01
DAY = 86_400
YEAR = 365 * DAY
DEADLINE = START + 60 * DAY
WITHDRAWN_BY = START + 90 * DAY
WITHIN = 48 * 3600
WEEK = 7 * DAY
HEAVY = ("heavy-weapons", "tank", "artillery", "mortar", "rocket-launcher")


def world(n: int, zones: int, seed: int = 7) -> Any:
    """A table of `n` claims in `zones` zones over a year: sides accuse each other, observers watch, some deny."""
    import pyarrow as pa

    rng = np.random.default_rng(seed)
    kinds = np.array(
        ["patrol", "shelling", "small-arms-fire", "joint-action", "presence", "withdrawal", "deployment"]
        + ["contact", "aid-delivery", "displacement", "announcement"]
    )
    event = rng.choice(len(kinds), n, p=[0.16, 0.1, 0.08, 0.1, 0.14, 0.04, 0.04, 0.1, 0.1, 0.07, 0.07]).astype(np.int32)
    said = kinds[event]
    actors = np.array(["RED", "BLU", "RED;BLU", ""])
    actor = rng.choice(4, n, p=[0.4, 0.4, 0.0, 0.2]).astype(np.int32)
    joint = (said == "patrol") & (rng.random(n) < 0.5)
    actor[joint] = 2
    objects = np.array(["", *HEAVY, "ammunition"])
    held = np.isin(said, ["presence", "deployment", "withdrawal"])
    thing = np.where(held & (rng.random(n) < 0.5), rng.integers(1, len(objects), n), 0).astype(np.int32)
    thing[said == "withdrawal"] = 0
    speakers = np.array(
        ["RED", "red-mod", "BLU", "blu-mod", "mission", "ngo-a", "ngo-b", "agency-a", "agency-b", "daily"]
    )
    speaker = rng.integers(0, len(speakers), n).astype(np.int32)
    polarity = (rng.random(n) < 0.04).astype(np.int32)
    kind = np.zeros(n, np.int32)
    coverage = rng.random(n) < 0.02
    kind[coverage] = 1
    event[coverage] = rng.choice([0, 1, 4], int(coverage.sum()))
    polarity[coverage] = 0
    speaker[coverage] = 4
    actor[coverage] = 3
    thing[coverage] = 0
    begin = START + rng.integers(0, YEAR - 10 * DAY, n)
    length = np.where(rng.random(n) < 0.6, 3600, DAY)
    length[coverage] = rng.integers(2, 12, int(coverage.sum())) * DAY
    vague = np.where(rng.random(n) < 0.1, 3 * 3600, 0)
    vague[coverage] = 0
    incident = np.arange(n)
    twin = np.flatnonzero((rng.random(n) < 0.15) & ~coverage)
    twin = twin[twin > 0]
    place = rng.integers(0, zones, n).astype(np.int32)
    first = twin - 1  # another report of what the row before it says
    ok = ~coverage[first] & (incident[first] == first)
    twin, first = twin[ok], first[ok]
    for column in (event, actor, thing, place, begin, length, vague, polarity):
        column[twin] = column[first]
    incident[twin] = incident[first]
    names = pa.array([f"z{i}" for i in range(zones)])

    def coded(codes: Any, values: Any) -> Any:
        return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(values))

    return pa.table(
        {
            "kind": coded(kind, ["occurrence", "coverage"]),
            "event": coded(event, kinds),
            "polarity": coded(polarity, ["affirms", "denies"]),
            "actor": coded(actor, actors),
            "object": coded(thing, objects),
            "speaker": coded(speaker, speakers),
            "extent_place": coded(place, names),
            "when_from_earliest": begin,
            "when_from_latest": begin + vague,
            "when_to_earliest": begin + length,
            "when_to_latest": begin + length + vague,
            "incident": incident,
        }
    )


def law(zones: int, obligations: int | None = None) -> tuple[Any, Any, dict[str, Any]]:
    """An accord with the four norms in every zone, and its register. `obligations`: instead so many norms of the first
    kind, each in one zone."""
    from dataclasses import replace

    from shapely.geometry import box

    from servanda.accord.law import Accord, Deed, Moment, Norm, Obligation, Pattern, Term
    from servanda.actors import read_register
    from servanda.geo.zone import drawn_zone

    register = read_register(
        b"- {id: RED, type: armed-group}\n- {id: BLU, type: armed-group}\n"
        b"- {id: red-mod, type: ministry, part of: RED}\n"
        b"- {id: blu-mod, type: ministry, part of: BLU}\n- {id: mission, type: organisation}\n"
        b"- {id: ngo-a, type: organisation}\n- {id: ngo-b, type: organisation}\n- {id: agency-a, type: outlet}\n"
        b"- {id: agency-b, type: outlet}\n- {id: daily, type: outlet}\n"
    )[0]
    drawn = {}
    for i in range(zones):
        x, y = 20 + (i % 40) * 0.2, 30 + (i // 40) * 0.2
        drawn[f"z{i}"] = drawn_zone(box(x, y, x + 0.15, y + 0.15))
    everywhere = tuple(drawn)
    begin = Moment(START, START)
    red, blu = Term(actor="RED"), Term(actor="BLU")

    def one(local: str, norm: Norm, zones: tuple[str, ...] = ()) -> Obligation:
        return Obligation(f"bench/{local}", "bench", local, local, "", "", norm, bearers=("RED",), zones=zones)

    weapons = Deed("be present", (red,), objects=("heavy-weapons",))
    if obligations is not None:
        made = [
            one(f"o{i}", Norm(Pattern.PROHIBIT, replace(weapons, zone=f"z{i % zones}"),
                              Moment(DEADLINE + i // zones, DEADLINE + i // zones)))
            for i in range(obligations)
        ]  # fmt: skip
    else:
        made = [
            one("weapons", Norm(Pattern.PROHIBIT, weapons, Moment(DEADLINE, DEADLINE)), everywhere),
            one("patrols", Norm(Pattern.RECUR, Deed("patrol", (red, blu), jointly=True), every_s=WEEK), everywhere),
            one("leave", Norm(Pattern.ACHIEVE, Deed("withdraw", (red,)), deadline=Moment(WITHDRAWN_BY, WITHDRAWN_BY)),
                everywhere),
        ]  # fmt: skip
        for name in everywhere:
            attack = Deed("attack", (blu,), zone=name)
            answer = Deed("joint-action", (red,), zone=name)
            made.append(one(f"answer-{name}", Norm(Pattern.RESPOND, answer, within_s=WITHIN, trigger=attack)))
    accord = Accord("bench", "accord", "", START, "UTC", ("RED", "BLU"), begin, tuple(made), drawn, lateness_s=14 * DAY)
    return accord, register, drawn


def by_hand(table: Any, as_of: int) -> tuple[Any, ...]:
    """The four questions with two values, as a good hand writes them in Polars."""
    import polars as pl

    warnings.filterwarnings("ignore", message="Sortedness")
    claims = pl.from_arrow(table).lazy()
    affirmed = claims.filter((pl.col("kind") == "occurrence") & (pl.col("polarity") == "affirms"))
    red = pl.col("actor").is_in(["RED", "RED;BLU"])
    a, d, zone = pl.col("when_from_earliest"), pl.col("when_to_latest"), pl.col("extent_place")
    weapons = (
        affirmed.filter(
            pl.col("event").is_in(["presence", "deployment"])
            & red & pl.col("object").is_in(list(HEAVY)) & (a >= DEADLINE) & (d <= as_of)
        )
        .group_by("extent_place")
        .agg(pl.len())
    )  # fmt: skip
    weeks = (as_of - START) // WEEK
    patrols = (
        affirmed.filter((pl.col("event") == "patrol") & (pl.col("actor") == "RED;BLU") & (a >= START))
        .select(zone, week=(a - START) // WEEK, last=(d - 1 - START) // WEEK)
        .filter((pl.col("week") == pl.col("last")) & (pl.col("week") < weeks))
        .unique(["extent_place", "week"])
        .group_by("extent_place")
        .agg(pl.len())
    )
    attacks = affirmed.filter(
        pl.col("event").is_in(["shelling", "small-arms-fire"]) & pl.col("actor").is_in(["BLU", "RED;BLU"])
        & (d <= as_of)
    ).select(zone, at=a).sort("at")  # fmt: skip
    answers = affirmed.filter((pl.col("event") == "joint-action") & red & (d <= as_of)).select(zone, at=a, answer=a)
    answered = (
        attacks.join_asof(answers.sort("at"), on="at", by="extent_place", strategy="forward", tolerance=WITHIN)
        .group_by("extent_place")
        .agg(pl.col("answer").is_null().sum())
    )
    left = (
        affirmed.filter((pl.col("event") == "withdrawal") & red & (d <= WITHDRAWN_BY + 1))
        .group_by("extent_place")
        .agg(pl.len())
    )
    return tuple(pl.collect_all([weapons, patrols, answered, left]))


def planned(accord: Any, register: Any, zones: Any, as_ofs: list[int]) -> Any:
    """What the accord asks: of the law alone."""
    from servanda.verdict import Clocks
    from servanda.verdict.engine import Plan

    return Plan([accord], register, zones, [Clocks(t, as_ofs[-1]) for t in as_ofs])


def by_engine(table: Any, plan: Any, threads: int) -> Any:
    """All of it, from the table to the answers."""
    from servanda.verdict.engine import Engine
    from servanda.verdict.engine.arrow import from_arrow

    engine = Engine(from_arrow(table, plan.register, threads=threads), plan, threads=threads)
    answers = engine.answer()
    touched(answers)
    return engine, answers


def touched(answers: Any) -> int:
    """Every value and every label, at every standard, as the columns that they are; as Polars' columns are."""
    return int(answers.values.sum()) + int(answers.labels.sum())


def best(work: Any, runs: int) -> tuple[float, Any]:
    clock = time.process_time if os.environ.get("POLARS_MAX_THREADS") == "1" else time.perf_counter
    taken, made = [], None
    for _ in range(runs):
        begin = clock()
        made = work()
        taken.append(clock() - begin)
    return min(taken), made


def cold(options: Any) -> None:
    """The engine's answers from a cold table, against Polars."""
    table = world(options.claims, options.zones)
    accord, register, zones = law(options.zones)
    as_of = START + YEAR
    begin = time.perf_counter()
    plan = planned(accord, register, zones, [as_of])
    print(f"the law, once           {(time.perf_counter() - begin) * 1e3:9.1f} ms", file=sys.stderr)
    by_engine(table.slice(0, 2_000).combine_chunks(), plan, options.threads)
    by_hand(table.slice(0, 2_000), as_of)
    hand = ours = weigh = float("inf")
    for _ in range(options.runs):  # in turns, so that a busy machine is busy for both
        hand = min(hand, best(lambda: by_hand(table, as_of), 1)[0])
        taken, (engine, answers) = best(lambda: by_engine(table, plan, options.threads), 1)
        ours = min(ours, taken)
        weigh = min(weigh, best(engine.run, 1)[0])
    print(f"{options.claims:,} claims, {options.zones:,} zones, {options.threads} threads, best of {options.runs}")
    print(f"Polars, two values      {hand * 1e3:9.1f} ms")
    print(f"engine, cold            {ours * 1e3:9.1f} ms   {ours / hand:.2f} times Polars")
    print(f"  weighing alone        {weigh * 1e3:9.1f} ms   {weigh / hand:.2f} times Polars")
    objects = best(lambda: list(answers), options.runs)[0]
    print(f"  an object an answer   {objects * 1e3:9.1f} ms   besides")
    print(f"  instances, with the rows of the claims that carry them: {len(engine.instances):,}")
    held = engine.rows.nbytes / max(1, engine.columns.size)
    print(f"bytes a claim           {engine.columns.bytes_per_claim + held:9.0f}      (columns {held:.0f} in order)")
    for answer in answers[:4]:
        print(answer.ref, "".join(answer.values), answer.instances[0], file=sys.stderr)


def late(options: Any) -> None:
    """A late claim, the changed answers returned, in a process that holds the state."""
    from dataclasses import replace

    accord, register, zones = law(options.zones)
    plan = planned(accord, register, zones, [START + YEAR])
    print("claims held   late claim, median    99th of 100")
    for size in (10_000, 1_000_000, 10_000_000):
        if size > options.claims * 10:
            continue
        engine, _ = by_engine(world(size, options.zones), plan, options.threads)
        engine.hold()
        rows = np.random.default_rng(1).choice(size, 240, replace=False).tolist()
        told = [replace(engine.columns.claim(r), id=f"late-{i:04d}") for i, r in enumerate(rows)]
        taken = []
        for claim in told:
            begin = time.perf_counter()
            engine.take(claim)
            taken.append(time.perf_counter() - begin)
        taken = sorted(taken[40:])
        print(f"{size:>11,}   {taken[len(taken) // 2] * 1e3:>14.2f} ms   {taken[-len(taken) // 100] * 1e3:>10.2f} ms")


def daily(options: Any) -> None:
    """Ninety daily verdicts against one, each from the cold table."""
    table = world(options.claims, options.zones)
    accord, register, zones = law(options.zones)
    days = [START + (YEAR // DAY - 89 + i) * DAY for i in range(90)]
    one, many = planned(accord, register, zones, days[-1:]), planned(accord, register, zones, days)
    from servanda.verdict.engine import Engine
    from servanda.verdict.engine.arrow import from_arrow

    alone = together = float("inf")
    for _ in range(options.runs):  # in turns
        alone = min(alone, best(lambda: by_engine(table, one, options.threads), 2)[0])
        taken, made = best(
            lambda: Engine(
                from_arrow(table, register, threads=options.threads), many, threads=options.threads
            ).answers(),
            1,
        )
        assert all(touched(answers) >= 0 for answers in made)
        together = min(together, taken)
    print(f"one as_of               {alone * 1e3:9.1f} ms")
    print(f"ninety                  {together * 1e3:9.1f} ms   {together / alone:.2f} times one")


def growth(options: Any) -> None:
    """How cost grows with claims, and with obligations."""
    import resource

    print("claims       cold          a claim      greatest memory of the process so far")
    accord, register, zones = law(options.zones)
    plan = planned(accord, register, zones, [START + YEAR])
    for size in (10_000, 100_000, 1_000_000, 10_000_000):
        if size <= options.claims * 10:
            table = world(size, options.zones)
            taken, _ = best(lambda: by_engine(table, plan, options.threads), 2)  # noqa: B023
            held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{size:>10,}   {taken * 1e3:>9.1f} ms   {taken / size * 1e9:>7.0f} ns   {held:>7,.0f} MiB")
    print("obligations  cold")
    table = world(options.claims // 10, options.zones)
    for count in (10, 100, 1_000, 10_000):
        accord, register, zones = law(options.zones, count)
        plan = planned(accord, register, zones, [START + YEAR])
        taken, _ = best(lambda: by_engine(table, plan, options.threads), 2)  # noqa: B023
        print(f"{count:>10,}   {taken * 1e3:>9.1f} ms")


PARTS = {"cold": cold, "late": late, "daily": daily, "growth": growth}


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(prog="benchmarks.verdict", description=__doc__.split("\n")[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="cold, late, daily, growth; all by default")
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--zones", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1, help="for both; Polars takes them when it is imported")
    options = parser.parse_args()
    os.environ["POLARS_MAX_THREADS"] = str(options.threads)
    for name in options.parts or PARTS:
        print(f"-- {name}")
        PARTS[name](options)


if __name__ == "__main__":
    main()
