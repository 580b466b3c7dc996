"""What is known about which claims speak of the same occurrence, and how near a grouping comes to it, pair by pair."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from servanda.model import DAY, Claim, Incident

FOLDER = Path(__file__).parents[1] / "data" / "incidents"


class Score(NamedTuple):
    """Pairs of claims: those that both put together, over those that the grouping (precision) or the annotator
    (recall) put together."""

    precision: float
    recall: float
    pairs: int


def annotated(written: Sequence[Claim]) -> dict[str, str]:
    """The occurrence of each hand-written claim of the bundled dossier, by claim id."""
    label = {}
    with (FOLDER / "chronicle.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        for row in rows:
            label |= dict.fromkeys(row["claims"].split(), row["occurrence"])
    keys = {c.id.partition(".")[2]: c.id for c in written}
    assert set(label) <= set(keys), "an annotated row is no longer in the dossier"
    return {c.id: label.get(key, c.id) for key, c in zip(keys, written, strict=True)}


def told_twice(rows: Sequence[Claim], seed: int, share: float = 0.25) -> tuple[list[Claim], dict[str, str]]:
    """Dataset rows with, for a share of them, a second report as another source would give it.

    The second report is off by up to its own radius (at least 1 km), has no actor in three of ten, a vaguer day in two
    of ten (a window of two days that holds the true one), a wider kind in three of ten; it never says which row it is.
    The rows around it, often of the same day and town, are what it must not be taken for.
    """
    draw = random.Random(seed)
    claims, label = list(rows), {c.id: c.id for c in rows}
    wider = {"shelling": "attack", "airstrike": "attack", "ground-attack": "attack", "clash": "hostilities"}
    for row in rows:
        if row.lat is None or row.lon is None or draw.random() > share:
            continue
        start, end = row.when_from_earliest or 0, row.when_to_latest or 0
        if draw.random() < 0.2:
            shift = draw.choice((0, 1)) * DAY
            start, end = start - shift, end + DAY - shift
        far = max(1000.0, row.radius_m or 0.0) / 111_320.0
        second = replace(
            row,
            id=f"r-second.{len(claims)}",
            report="r-second" + str(len(claims)),
            speaker=("second-source",),
            lat=row.lat + draw.uniform(-far, far) / 1.5,
            lon=row.lon + draw.uniform(-far, far) / 1.5,
            actor=() if draw.random() < 0.3 else row.actor,
            target=() if draw.random() < 0.3 else row.target,
            event=wider.get(row.event, row.event) if draw.random() < 0.3 else row.event,
            when_from_earliest=start,
            when_from_latest=start,
            when_to_earliest=end,
            when_to_latest=end,
        )
        claims.append(second)
        label[second.id] = row.id
    return claims, label


def score(found: Iterable[Incident], label: Mapping[str, str], *, across: bool = False) -> Score:
    """`across`: only pairs of claims of different reports, which the grouping itself has to find; within a report its
    rows are told apart unless the report says `same_as`."""
    together = {p for i in found for p in _pairs(c for c in i.claims if c in label)}
    by_label: dict[str, list[str]] = {}
    for claim, occurrence in label.items():
        by_label.setdefault(occurrence, []).append(claim)
    true = {p for ids in by_label.values() for p in _pairs(ids)}
    if across:
        together, true = {p for p in together if _across(p)}, {p for p in true if _across(p)}
    both = len(together & true)
    return Score(both / len(together) if together else 1.0, both / len(true) if true else 1.0, len(true))


def _pairs(ids: Iterable[str]) -> set[tuple[str, str]]:
    return set(combinations(sorted(ids), 2))


def _across(pair: tuple[str, str]) -> bool:
    return pair[0].partition(".")[0] != pair[1].partition(".")[0]
