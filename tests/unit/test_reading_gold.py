"""Annotated articles: what the reader makes of them, against what people wrote. Those of the test split are only scored
by `reader evaluate`, not looked at here."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from reading_room import context

from servanda.geo import LatLon, distance_m
from servanda.model import Report, extent, rfc3339, zone
from servanda.reading import Named, RuleFinder, Statement, named, read
from servanda.reading.offsets import Span
from servanda.reading.statement import provisional_id

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data" / "reading"
DEV = [json.loads(line) for line in (DATA / "dev.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("name", ["dev", "test"])
def test_the_scored_form_is_made_of_the_written_one(name: str) -> None:
    place = importlib.util.spec_from_file_location("annotate", ROOT / "tools" / "annotate_reading.py")
    assert place is not None
    assert place.loader is not None
    tool = importlib.util.module_from_spec(place)
    place.loader.exec_module(tool)
    written = (DATA / f"{name}.txt").read_text("utf-8").split("\n===\n")
    rows = [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]
    assert [tool.article(block) for block in written] == rows
    assert len({row["id"] for row in rows}) == len(rows)


def the(row: dict[str, Any]) -> Report:
    when = extent(row["published"], zone("UTC")).outer
    return Report(f"r-{row['id']}", outlet=row["outlet"], published=when.start, published_to=when.end, text=row["text"])


def characters(spans: list[Span] | tuple[Span, ...]) -> set[int]:
    return {i for a, b in spans for i in range(a, b)}


def who(s: Statement) -> str:
    if s.speaker_role in ("narration", "unnamed"):
        return s.speaker_role
    return ";".join(s.speaker_ids) or (provisional_id(s.speaker_name) if s.speaker_name else "")


def pairs() -> Iterator[tuple[dict[str, Any], list[Statement]]]:
    """Each claim with the statements over the content that is nearest to its own."""
    for row in DEV:
        found = read(the(row), replace(context(), timezone="UTC"), RuleFinder()).statements
        for claim in row["claims"]:
            gold = characters(claim["content"])
            share = {s.content_spans: len(gold & (own := characters(s.content_spans))) / len(gold | own) for s in found}
            best = max(share, key=lambda spans: share[spans])
            yield claim, [s for s in found if s.content_spans == best and share[best] >= 0.3]


def test_speakers_and_stances_of_development() -> None:
    rows = list(pairs())
    speakers = [any(who(s) == claim["speaker"] for s in found) for claim, found in rows]
    stances = [any(str(s.stance) == claim["stance"] for s in found) for claim, found in rows if "stance" in claim]
    assert sum(speakers) / len(speakers) >= 0.9
    assert sum(stances) / len(stances) >= 0.9
    assert all(who(s) == "narration" for claim, found in rows if claim["speaker"] == "narration" for s in found)


def test_dates_and_places_of_development() -> None:
    dates, places = [], []
    for row in DEV:
        found = named(the(row), replace(context(), timezone="UTC"))
        for date in row["dates"]:
            here = [n for n in found if n.kind == "date" and _meet(n, date["span"])]
            dates.append(
                any((rfc3339(n.interval.start), rfc3339(n.interval.end)) == (date["from"], date["to"]) for n in here)
            )
        for place in row["places"]:
            at = LatLon(place["lat"], place["lon"])
            near = [
                n
                for n in found
                if n.kind == "place" and n.lat is not None and n.lon is not None and _meet(n, place["span"])
            ]
            places.append(any(distance_m(LatLon(n.lat or 0.0, n.lon or 0.0), at) <= 161_000 for n in near))
    assert sum(dates) / len(dates) >= 0.95
    assert sum(places) / len(places) >= 0.95


def _meet(n: Named, span: list[int]) -> bool:
    return n.span[0] < span[1] and span[0] < n.span[1]
