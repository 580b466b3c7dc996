"""Documents with their attributions marked, as training and evaluation take them: JSON Lines with `id, text,
relations: [{source, cue, content: [[a, b], …]}], spans: [[kind, [a, b]], …]`, and garbled copies of them."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from servanda.errors import InputError
from servanda.model import Finding, Position
from servanda.reading.offsets import Span
from servanda.words import _

KINDS = ("source", "cue", "content")
MARKS = '“”"„«»'
_OTHERS = ("“", "”", '"', "„", "«", "»", "''", "``", "?")
_MAX_BYTES = 400_000_000
_MAX_TEXT = 1_000_000

Relation = Mapping[str, Sequence[Span]]


@dataclass(frozen=True)
class Example:
    """A document and what people marked in it. `spans`: (kind, span), also of kinds that are no part of a relation;
    `more`: the file's other keys, such as `claims`, `dates` and `places`."""

    id: str
    text: str
    relations: tuple[Relation, ...]
    spans: tuple[tuple[str, Span], ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


def read_examples(path: Path) -> tuple[list[Example], list[Finding]]:
    """The documents of a file, gzipped or not. A line that cannot be used is a finding and left out; raises
    `InputError` when the file cannot be read at all."""
    found: list[Example] = []
    findings: list[Finding] = []
    seen: set[str] = set()
    try:
        for number, line in enumerate(_lines(path), 1):
            if not line.strip():
                continue
            made = _example(line)
            if isinstance(made, str) or made.id in seen:
                why = made if isinstance(made, str) else _("an id that came before: {id}").format(id=made.id[:80])
                findings.append(Finding("bad-example", why, advice=_FORM, at=Position(str(path), number, 1)))
                continue
            seen.add(made.id)
            found.append(made)
    except (OSError, EOFError, zlib.error) as error:
        why = _("{file} cannot be read: {why}").format(file=path, why=error)
        raise InputError("examples-unreadable", why) from None
    return found, findings


_FORM = _("one JSON object a line: id, text, relations [{source, cue, content: [[from, to], …]}], spans")


def _lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        left = _MAX_BYTES
        while line := file.readline(left + 1):
            left -= len(line)
            if left < 0:
                raise InputError("too-large", _("{file} is too large to be read").format(file=path))
            yield line


def _example(line: bytes) -> Example | str:
    """The document of a line, or what is wrong with it."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return _("not JSON")
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("id"), str):
        return _("no id or no text")
    text = row["text"]
    if len(text) > _MAX_TEXT:
        return _("the text has more than {n} characters").format(n=f"{_MAX_TEXT:,}")
    relations = []
    for relation in _list(row.get("relations")):
        if not isinstance(relation, dict):
            return _("a relation that is no object")
        parts: dict[str, list[Span]] = {}
        for kind in KINDS:
            parts[kind] = []
            for raw in _list(relation.get(kind)):
                span = _span(raw, text)
                if span is None:
                    return _("a span that is not in the text: {span}").format(span=str(raw)[:40])
                parts[kind].append(span)
        relations.append(parts)
    spans = []
    for raw in _list(row.get("spans")):
        span = _span(raw[1], text) if isinstance(raw, list) and len(raw) == 2 else None
        if span is None:
            return _("a span that is not in the text: {span}").format(span=str(raw)[:40])
        spans.append((str(raw[0]), span))
    more = {k: v for k, v in row.items() if k not in ("id", "text", "relations", "spans")}
    return Example(row["id"], text, tuple(relations), tuple(spans), more)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _span(raw: object, text: str) -> Span | None:
    if not isinstance(raw, list) or len(raw) != 2 or not all(type(x) is int for x in raw):
        return None
    a, b = raw
    return (a, b) if 0 <= a <= b <= len(text) else None


def garbled(example: Example, seed: int = 0) -> Example:
    """The document with a tenth of its quotation marks deleted and half of them made into other ones, some of two
    characters or none that quote; every span goes with its text. The same seed and id give the same copy."""
    chance = random.Random(f"{seed}:{example.id}")
    out: list[str] = []
    place = [0] * (len(example.text) + 1)
    length = 0
    for i, glyph in enumerate(example.text):
        place[i] = length
        if glyph in MARKS:
            drawn = chance.random()
            if drawn < 0.1:
                continue
            if drawn < 0.6:
                glyph = chance.choice([m for m in _OTHERS if m != glyph])
        out.append(glyph)
        length += len(glyph)
    place[len(example.text)] = length

    def moved(spans: Iterable[Span]) -> list[Span]:
        return [(place[a], place[b]) for a, b in spans if place[a] < place[b]]

    return Example(
        example.id,
        "".join(out),
        tuple({k: moved(r[k]) for k in KINDS} for r in example.relations),
        tuple((k, (place[s[0]], place[s[1]])) for k, s in example.spans if place[s[0]] < place[s[1]]),
        {},
    )
