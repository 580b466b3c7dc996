"""Where: the codes of the places that may lie in each area of a plan."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from servanda.verdict.engine.columns import Columns
from servanda.verdict.engine.places import Places
from servanda.verdict.engine.plan import Plan
from servanda.verdict.piece import Scope

Ints = NDArray[np.int64]


def listed_places(plan: Plan, columns: Columns) -> tuple[NDArray[np.int32], Ints]:
    """Codes of places with the kind of place that each is there, for one area after the other, and where each area's
    list begins."""
    code_of = np.full(len(plan.place_names), -1, np.int32)
    rest = []
    for code, extent in enumerate(columns.extents):
        at = plan.place_number.get(extent)
        if at is None or code_of[at] >= 0:  # on no map, or the same zone with another word beside it
            rest.append(code)
        else:
            code_of[at] = code
    listed, starts = plan.listed, plan.listed_starts
    if rest:  # points, and names of no zone
        others = _others(plan, columns, rest)
        code_of = np.concatenate((code_of, np.array(rest, np.int32)))
        beyond = [_beyond(plan, others, area) for area in plan.areas]
        lists = [np.concatenate(pair) for pair in zip(plan.near, beyond, strict=True)]
        listed = np.concatenate((listed[:0], *lists))
        starts = np.cumsum([0, *map(len, lists)])
    listed = np.column_stack((code_of[listed[:, 0]], listed[:, 1]))
    there = np.concatenate(([0], np.cumsum(listed[:, 0] >= 0)))
    found: NDArray[np.int32] = np.ascontiguousarray(listed[listed[:, 0] >= 0], np.int32)
    return found, there[starts]


def _others(plan: Plan, columns: Columns, codes: Sequence[int]) -> Places:
    drawn = plan.drawn
    if drawn.get("of") is not columns:  # claims of these very columns
        drawn["of"] = columns
        claims = [columns.claim(int(columns.place_row[c])) for c in codes]
        drawn["others"] = Places(claims, plan.zones, plan.register)
        drawn["beyond"] = {}
    found: Places = drawn["others"]
    return found


def _beyond(plan: Plan, others: Places, area: Scope) -> NDArray[np.int32]:
    known: dict[object, NDArray[np.int32]] = plan.drawn["beyond"]
    key = (id(area.zone), area.accord.id)
    if key not in known:
        known[key] = others.of(area) + np.array((len(plan.place_names), 0), np.int32)
    return known[key]
