"""Answers from what the kernels have summed: values, labels and levels of every obligation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from servanda.accord.law import Pattern
from servanda.model import STANDARDS, Label, Level, Repeated, Value
from servanda.verdict.engine import layout as k
from servanda.verdict.engine.answer import LABELS, LETTERS, Answer, Answers
from servanda.verdict.engine.columns import OPEN_END
from servanda.verdict.engine.fold import Z_COUNTS, Z_PENDING, Z_TRIGGERED
from servanda.verdict.engine.plan import Plan, Planned
from servanda.verdict.instance import Frame, Result
from servanda.verdict.label import levels
from servanda.verdict.question import Question
from servanda.verdict.writing import named

Ints = NDArray[np.int64]
Labels = tuple[Label, Label, Label, Label]
_LABEL_CODE = {label: code for code, label in enumerate(LABELS)}


class Answering:
    """Makes the answers of a plan. A *line* holds an obligation's slices, folded (`fold`)."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._labels: dict[object, Labels] = {}

    def answers(self, t: int, lines: Ints, before: Answers | None, given: Sequence[Answer]) -> Answers:
        """The answers at one time. `lines`: of the plain obligations; `given`: by the court, on the others."""
        planned, order = self.plan.planned, self.plan.order
        weights = np.array([1, 4, 16, 64], np.int64)
        key = lines[:, :4] @ weights
        key += lines[:, Z_PENDING] << 8
        key += lines[:, Z_TRIGGERED] << 11
        key += lines[:, Z_COUNTS:].any(axis=1).astype(np.int64) << 14
        key += self.plan.kinds << 15
        _keys, first, which = np.unique(key, return_index=True, return_inverse=True)
        made = [self._labelled(t, int(i), lines[i]) for i in first.tolist()]
        labels = np.array([m[0] for m in made], np.int8).reshape(-1, 4)[which.reshape(-1)]
        silent = np.array([m[1] for m in made], np.bool_)[which.reshape(-1)]
        values = lines[:, :4].astype(np.int8)
        values[silent] = k.N
        if given:
            odd_values = np.array([[LETTERS.index(v) for v in g.values] for g in given], np.int8)
            odd_labels = np.array([[LABELS.index(n) for n in g.labels] for g in given], np.int8)
            places = np.array([i + (0 if plain else len(planned)) for plain, i in order], np.int64)
            values = np.concatenate((values, odd_values))[places]
            labels = np.concatenate((labels, odd_labels))[places]

        def make(number: int) -> Answer:
            plain, i = order[number]
            return self.made(t, i, lines[i]) if plain else given[i]

        return Answers(values, labels, make, before)

    def _labelled(self, t: int, i: int, line: Ints) -> tuple[tuple[int, ...], bool]:
        """Codes of the labels of an obligation, and whether it has no value at all."""
        planned = self.plan.planned[i]
        force = _silent(planned, t)
        if force is not None:
            return (_LABEL_CODE[force],) * 4, True
        frame = planned.frames[t][0]
        assert frame is not None
        labels = self._labels_of(planned, frame, _row(line))
        return tuple(_LABEL_CODE[name] for name in labels), False

    def _labels_of(self, planned: Planned, frame: Frame, row: _Row) -> Labels:
        question = planned.question
        ended = frame.end is not None and frame.as_of >= frame.end
        word = (question.obligation.norm.pattern, question.accord.instrument, row[:3], any(row.counts), ended)
        if word not in self._labels:
            self._labels[word] = _labels(question, frame, row)
        return self._labels[word]

    def made(self, t: int, i: int, line: Ints) -> Answer:
        """The answer on a plain obligation from its line."""
        planned = self.plan.planned[i]
        force = _silent(planned, t)
        if force is not None:
            return _without_value(planned.question, force)
        frame = planned.frames[t][0]
        assert frame is not None
        row = _row(line)
        return _answer(planned.question, row, self._labels_of(planned, frame, row))


class _Row(NamedTuple):
    """The slices of one obligation folded: values and counts as codes, times as sums have them."""

    values: tuple[int, ...]
    pending: int
    triggered: int
    late: int
    through: int
    breach: int
    counts: tuple[int, ...]


def _row(line: Ints) -> _Row:
    found = line.tolist()
    return _Row(tuple(found[:4]), found[4], found[5], found[6], found[7], found[8], tuple(found[Z_COUNTS:]))


def _silent(planned: Planned, t: int) -> Label | None:
    """The label of an obligation that has no value at that time."""
    frame, force = planned.frames[t]
    if frame is None:
        return force
    standing = planned.question.obligation.norm.pattern in (Pattern.MAINTAIN, Pattern.PROHIBIT)
    return Label.NOT_IN_FORCE if standing and frame.window.empty else None


def _values(row: _Row) -> tuple[Value, Value, Value, Value]:
    a, b, c, d = row.values
    return LETTERS[a], LETTERS[b], LETTERS[c], LETTERS[d]


def _labels(question: Question, frame: Frame, row: _Row) -> Labels:
    """The labels at the four standards, as the court names them."""
    values = _values(row)
    one = (values,) if any(row.counts) else ()
    pending, triggered = Level(row.pending), Level(row.triggered)
    result = Result(values, decided=not pending, running=pending, triggered=triggered, each=one)
    asked = [replace(question, standard=s) for s in STANDARDS]
    a, b, c, d = (named(q, frame, result) for q in asked)
    return a, b, c, d


def _answer(question: Question, row: _Row, labels: Labels) -> Answer:
    values, n = _values(row), row.counts
    return Answer(
        question.obligation.ref,
        values,
        labels,
        *levels(values, STANDARDS),
        (_repeated(n[0:4]), _repeated(n[4:8]), _repeated(n[8:12]), _repeated(n[12:16])),
        row.through if row.through < OPEN_END and Value.TRUE in values else None,
        row.breach if row.breach != k.NEVER else None,
        bool(row.late),
    )


def _repeated(counts: Sequence[int]) -> Repeated:
    return Repeated(counts[k.T], counts[k.F], counts[k.B], counts[k.N])


def _without_value(question: Question, label: Label) -> Answer:
    none = (Value.NEITHER,) * 4
    return Answer(question.obligation.ref, none, (label,) * 4, Level.NONE, Level.NONE, (Repeated(),) * 4)
