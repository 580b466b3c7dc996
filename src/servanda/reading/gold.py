"""Statements, dates and places against what people marked in a document: who said it, how, what, when and where.

The keys are those of the annotated form (docs/reference/reading.md). Others write such data in their own way, so that
several spellings of one thing are taken; what cannot be understood, or names somebody whom neither the register nor the
text knows, is no gold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from servanda.geo import LatLon, distance_m
from servanda.model import Interval, TimeError, beginning, extent, is_bare_date, zone
from servanda.reading.context import Context
from servanda.reading.offsets import Span
from servanda.reading.statement import Statement, provisional_id
from servanda.reading.view import View

NEAR_M = 161_000
"""100 miles, the distance that toponym resolution is measured at."""
_SAME = 0.5
NARRATION = ("narration", "narrator", "outlet")

Row = Mapping[str, Any]


@dataclass
class Tally:
    """What was found for the gold that is there: a pair (gold, found) for each stance, else whether it was right."""

    stances: list[tuple[str, str]] = field(default_factory=list)
    dates: list[bool] = field(default_factory=list)
    speakers: list[bool] = field(default_factory=list)
    narrated: list[bool] = field(default_factory=list)
    places: list[bool] = field(default_factory=list)
    kinds: list[bool] = field(default_factory=list)
    events: list[bool] = field(default_factory=list)
    polarities: list[bool] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for part in fields(self):
            getattr(self, part.name).extend(getattr(other, part.name))

    def figures(self) -> dict[str, float | None]:
        """In per cent; None for what there is no gold of."""
        return {
            "stance_macro_f1": macro_f1(self.stances),
            "stance_accuracy": _share([g == f for g, f in self.stances]),
            "date_value_accuracy": _share(self.dates),
            "speaker_accuracy": _share(self.speakers),
            "narrator_claims_wrongly_attributed": _share(self.narrated),
            "places_within_161_km": _share(self.places),
            "kind_accuracy": _share(self.kinds),
            "event_accuracy": _share(self.events),
            "polarity_accuracy": _share(self.polarities),
        }


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float | None:
    """The mean F1, in per cent, over the classes that the gold has; (gold, found) pairs."""
    if not pairs:
        return None
    gold, found = Counter(g for g, _ in pairs), Counter(f for _, f in pairs)
    right = Counter(g for g, f in pairs if g == f)
    return round(100 * sum(2 * right[c] / (gold[c] + found[c]) for c in gold) / len(gold), 1)


def _share(outcomes: Sequence[bool]) -> float | None:
    return round(100 * sum(outcomes) / len(outcomes), 1) if outcomes else None


def published_of(more: Row) -> Interval:
    """When a document says that it was published, bare dates in its `timezone`; open where it does not say."""
    try:
        return extent(str(more["published"]), zone(str(more.get("timezone") or "UTC"))).outer
    except (KeyError, TimeError):
        return Interval()


def tally(text: str, more: Row, statements: Sequence[Statement], view: View) -> Tally:
    """`more`: the document's keys besides its spans; spans of `statements` and of the gold index `text`."""
    out = Tally()
    for row in _rows(more, "claims"):
        _claim(text, row, statements, view.context, out)
    forth = view.page.repaired.forth
    for row in _rows(more, "dates"):
        span, when = _span(text, row), _when(row, str(more.get("timezone") or "UTC"))
        if span is None or when is None:
            continue
        dates = view.dates(forth(span[0]), forth(span[1]))
        found = next((d.extent for d in dates if d.extent is not None), None)
        out.dates.append(found is not None and (found.from_earliest, found.to_latest) == when)
    for row in _rows(more, "places"):
        span, at = _span(text, row), _where(row)
        if span is None or at is None:
            continue
        places = view.places(forth(span[0]), forth(span[1]))
        put = [LatLon(p.lat, p.lon) for p in places if p.lat is not None and p.lon is not None]
        out.places.append(bool(put) and distance_m(put[0], at) <= NEAR_M)
    return out


# --- claims -----------------------------------------------------------------------------------------------------------


def _claim(text: str, row: Row, statements: Sequence[Statement], context: Context, out: Tally) -> None:
    spans = _contents(text, row)
    if not spans:
        return
    found = _nearest(statements, spans)
    speaker = _speaker(row)
    if speaker in NARRATION:
        out.narrated.append(found is not None and found.speaker_role != "narration")
    elif speaker and (ids := _ids(speaker, text, context)):
        out.speakers.append(found is not None and _speaks(found, ids))
    if isinstance(row.get("stance"), str):
        out.stances.append((row["stance"], str(found.stance) if found is not None else ""))
    for key, of in (("kind", out.kinds), ("event", out.events), ("polarity", out.polarities)):
        if isinstance(row.get(key), str):
            of.append(found is not None and str(getattr(found, key)) == row[key])


def _contents(text: str, row: Row) -> list[Span]:
    given = row.get("content_spans") or row.get("content") or row.get("spans") or row.get("span") or ()
    if _is_span(given):
        given = [given]
    spans = [(s[0], s[1]) for s in given if _is_span(s)] if isinstance(given, list | tuple) else []
    if not spans and isinstance(row.get("quote"), str) and row["quote"]:
        at = text.find(row["quote"])
        spans = [(at, at + len(row["quote"]))] if at >= 0 else []
    return spans


def _nearest(statements: Sequence[Statement], spans: Sequence[Span]) -> Statement | None:
    """The statement whose content is most like the claim's: Jaccard at least one half, or else one that holds the
    claim's middle and little else."""
    gold = _characters(spans)
    middle = sorted(gold)[len(gold) // 2] if gold else -1
    best: tuple[float, Statement] | None = None
    for s in statements:
        own = _characters(s.content_spans)
        met = len(gold & own)
        if not met:
            continue
        share = met / len(gold | own)
        if share < _SAME and (middle not in own or met < _SAME * len(own)):
            continue
        if best is None or share > best[0]:
            best = share, s
    return best[1] if best else None


def _characters(spans: Sequence[Span]) -> set[int]:
    return {i for a, b in spans for i in range(a, b)}


def _speaker(row: Row) -> str:
    """Who speaks, as the gold has it: ids or names joined by `;`, `narration`, `unnamed`; "" where it is not said."""
    if row.get("speaker_role") in NARRATION:
        return NARRATION[0]
    said = row.get("speaker_id") or row.get("speaker")
    if isinstance(said, list | tuple):
        said = ";".join(map(str, said))
    if said:
        return str(said).strip()
    return NARRATION[0] if "speaker" in row and not row.get("speaker_role") else ""


def _ids(speaker: str, text: str, context: Context) -> frozenset[str]:
    """Ids of the speakers, folded; empty where one is not to be known: in no register, and not named in the text."""
    out = set()
    for name in speaker.split(";"):
        name = name.strip()
        ident = name if context.register.actor(name) is not None else context.actor(name, None)
        slug = provisional_id(name)
        if not ident and not name.startswith("unnamed") and not _stands(slug, text):
            return frozenset()
        out.add((ident or ("unnamed" if name.startswith("unnamed") else slug)).casefold())
    return frozenset(out)


def _stands(slug: str, text: str) -> bool:
    """Whether all words of a slug stand in the text."""
    words = set(_slugged(text))
    return bool(slug) and all(part in words for part in slug.split("-"))


def _slugged(text: str) -> Iterator[str]:
    """The words of a text as a slug would have them."""
    for word in re.findall(r"\w+", text):
        yield provisional_id(word).removeprefix("x-")


def _speaks(found: Statement, ids: frozenset[str]) -> bool:
    if found.speaker_role == "unnamed" or any(i.startswith("unnamed") for i in found.speaker_ids):
        return ids == {"unnamed"}
    said = {i.casefold() for i in found.speaker_ids}
    named = {provisional_id(t).casefold() for t in (found.speaker_name, found.speaker) if t}
    return said == ids or (len(ids) == 1 and ids <= named)


# --- dates and places -------------------------------------------------------------------------------------------------


def _when(row: Row, timezone: str) -> tuple[int | None, int | None] | None:
    """The outer interval of a date's gold, seconds UTC; None where there is none that can be read."""
    try:
        value = row.get("value", row.get("interval"))
        if isinstance(value, list | tuple) and len(value) == 2:
            return _moment(value[0]), _moment(value[1], last=True)
        if value is not None:
            found = extent(str(value), zone(timezone))
            return found.from_earliest, found.to_latest
        start, end = row.get("from"), row.get("to")
        return (_moment(start), _moment(end, last=True)) if start is not None or end is not None else None
    except TimeError:
        return None


def _moment(value: object, *, last: bool = False) -> int | None:
    """A point in time. A bare date at the end of an interval is its last day, as in files by hand."""
    if value is None:
        return None
    text = str(value)
    return extent(text).to_latest if last and is_bare_date(text) else beginning(text)


def _where(row: Row) -> LatLon | None:
    lat, lon = row.get("lat", row.get("latitude")), row.get("lon", row.get("longitude"))
    if isinstance(lat, bool) or isinstance(lon, bool) or not isinstance(lat, int | float):
        return None
    if not isinstance(lon, int | float) or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    return LatLon(float(lat), float(lon))


def _span(text: str, row: Row) -> Span | None:
    given = row.get("span")
    if given is None and "start" in row and isinstance(row["start"], int):
        given = [row["start"], row.get("end")]
    if _is_span(given):
        return (given[0], given[1]) if isinstance(given, list | tuple) else None
    name = row.get("text", row.get("name"))
    at = text.find(name) if isinstance(name, str) and name else -1
    return (at, at + len(name)) if at >= 0 and isinstance(name, str) else None


def _rows(more: Row, key: str) -> list[Row]:
    rows = more.get(key)
    return [r for r in rows if isinstance(r, dict)] if isinstance(rows, list) else []


def _is_span(value: object) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) == 2
        and all(type(x) is int for x in value)
        and 0 <= value[0] < value[1]
    )
