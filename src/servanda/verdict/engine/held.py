"""State that is kept between claims: a late one touches only the slices in which it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from servanda.model import Claim, Kind
from servanda.verdict.engine.columns import bears, counted, form_of, open_times, origin_of, place_of, word_of
from servanda.verdict.engine.layout import ROW
from servanda.verdict.engine.plan import L_AREA, L_DEED, L_TRIGGER, L_TRIGGER_AREA
from servanda.verdict.engine.scale import fits, offset

if TYPE_CHECKING:
    from servanda.verdict.engine.engine import Engine

SPARE = 1 << 12
"""Late claims before the columns are made anew."""


class Held:
    """The columns of an engine with room for late claims. Those of a place hang on one another in a chain."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        columns, plan = engine.columns, engine.plan
        self._size = len(engine.rows)
        self._next = columns.size
        rows = np.empty((self._size + SPARE, ROW), engine.rows.dtype)
        rows[: self._size] = engine.rows
        engine.rows = rows
        engine._following = np.full(len(rows), -1, np.int64)
        self.obligation = [i for i, p in enumerate(plan.planned) for _ in range(p.first, p.last)]
        self._slices: dict[int, list[int]] = {}
        self._forms = {
            form_of(columns.claim(r), columns.moments, columns.measured): i for i, r in _reps(columns.form_row)
        }
        self._words = {word_of(columns.claim(r), columns.moments): i for i, r in _reps(columns.word_row)}
        self._places = {place_of(columns.claim(r)): i for i, r in _reps(columns.place_row)}
        self._origins: dict[str, int] = dict(columns.origins)
        self._by_place = self._areas_of_places()

    def _areas_of_places(self) -> dict[int, list[int]]:
        """For each place the areas in which it may lie."""
        engine = self._engine
        found: dict[int, list[int]] = {}
        for area in range(len(engine.plan.areas)):
            for place in engine._listed[engine._starts[area] : engine._starts[area + 1], 0].tolist():
                found.setdefault(place, []).append(area)
        return found

    def add(self, claim: Claim) -> list[int] | None:
        """The slices that a claim touches, after it has been put there. None: it cannot be put there, and the engine
        must be made anew (a form, speaker or place that nothing was known of, a time that does not fit the rows, an
        opinion, an act)."""
        engine = self._engine
        columns = engine.columns
        if not counted(claim):
            return []
        watch = claim.kind is Kind.COVERAGE
        form = self._forms.get(form_of(claim, columns.moments, columns.measured))
        word = self._words.get(word_of(claim, columns.moments))
        place = self._places.get(place_of(claim))
        if not bears(claim) or form is None or word is None or place is None or self._size == len(engine.rows):
            return None
        if watch and engine._keepers[engine._speakers[word]] < 0:
            return None  # the first watch of one who kept none: of others' claims it is not known which are also theirs
        at = self._size
        times = open_times(claim)
        base, least, most, shift = engine.scale.tolist()
        if not all(fits(t, base, least, most) for t in times):
            return None
        a, b, c, d = (offset(t, base, least, most) for t in times)
        whence = origin_of(claim)
        origin = self._origins.setdefault(whence, len(self._origins)) if whence else -1
        row = self._next
        body = claim.lag_s if watch else row
        engine.rows[at] = (a, b, c, d, form | word << shift, (origin + 1) << 1, body, row)
        engine._following[at] = engine._heads[place]
        engine._heads[place] = at
        self._size += 1
        self._next += 1
        engine.late.append(claim)
        return self._touched(place, form)

    def _touched(self, place: int, form: int) -> list[int]:
        slices = self._slices.get(place)
        if slices is None:
            planned = self._engine.plan.slices
            areas = self._by_place.get(place, [])
            here = np.isin(planned[:, L_AREA], areas) | np.isin(planned[:, L_TRIGGER_AREA], areas)
            slices = self._slices[place] = np.flatnonzero(here).tolist()
        planned = self._engine.plan.slices
        interest = np.asarray((self._engine._table[:, form] >= 0).any(axis=(1, 2))).tolist()
        return [
            x
            for x in slices
            if interest[planned[x, L_DEED]] or (planned[x, L_TRIGGER] >= 0 and interest[planned[x, L_TRIGGER]])
        ]


def _reps(rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[tuple[int, int]]:
    return list(enumerate(rows.tolist()))
