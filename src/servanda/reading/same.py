"""Which deeds and statements of one text are the same, and which count belongs to which deed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from servanda.accord.verbs import verbs
from servanda.geo import LatLon, distance_m
from servanda.model import DAY, Extent, Kind, Polarity
from servanda.reading.deeds import Deed
from servanda.reading.mentions import Mention
from servanda.reading.numbers import CountMention
from servanda.reading.statement import PlaceRead, Statement


def dated_alike(rows: list[Statement]) -> list[Statement]:
    """An undated occurrence that speaks of the same kind of deed at the same place as one dated day of the text is of
    that day. Two days that fit, and it stays undated."""
    table = verbs()
    dated: dict[PlaceRead, set[tuple[str, Extent]]] = {}
    for s in rows:
        if s.when_known and s.event and s.place is not None and s.place.lat is not None:
            dated.setdefault(s.place, set()).add((s.event, s.when))
    near: dict[PlaceRead, set[tuple[str, Extent]]] = {}
    out = []
    for s in rows:
        if s.kind is Kind.OCCURRENCE and s.event and not s.when_known and s.polarity is not Polarity.NONE and s.place:
            if s.place not in near:
                near[s.place] = {deed for place, deeds in dated.items() if _meet(place, s.place) for deed in deeds}
            fits = {
                when
                for event, when in near[s.place]
                if table.is_a(event, s.event) or table.is_a(s.event, event) or _both_attack(event, s.event)
            }
            starts = [w.from_earliest for w in fits if w.from_earliest is not None]
            ends = [w.to_latest for w in fits if w.to_latest is not None]
            if fits and len(starts) == len(ends) == len(fits) and max(ends) - min(starts) <= DAY:
                s = replace(
                    s,
                    when=Extent.exact(min(starts), max(ends)),
                    when_known=True,
                    confidence=s.confidence * 0.9,
                    flags=(*s.flags, "date-from-text"),
                )
        out.append(s)
    return out


def _both_attack(a: str, b: str) -> bool:
    table = verbs()
    return table.is_a(a, "hostilities") and table.is_a(b, "hostilities")


def _meet(a: PlaceRead, b: PlaceRead) -> bool:
    if a.id and a.id == b.id:
        return True
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return False
    away = distance_m(LatLon(a.lat, a.lon), LatLon(b.lat, b.lon))
    return away <= (a.radius_m or 0) + (b.radius_m or 0) and max(a.radius_m or 0, b.radius_m or 0) <= 15_000


def principal(rows: list[Deed]) -> list[Deed]:
    """One deed a kind and set of actors; the general word goes where a particular one says the same in the sentence."""
    table = verbs()
    out: list[Deed] = []
    for deed in rows:
        special = any(
            o is not deed
            and o.event != deed.event
            and table.is_a(o.event, deed.event)
            and o.polarity is deed.polarity
            and (not deed.targets or deed.targets == o.targets or not o.targets)
            for o in rows
        )
        if special:
            continue
        twin = next(
            (
                o
                for o in out
                if o.event == deed.event
                and o.polarity is deed.polarity
                and (_ids(o.actors) == _ids(deed.actors) or not deed.actors or not o.actors)
            ),
            None,
        )
        if twin is not None:
            if not twin.actors and deed.actors:
                out[out.index(twin)] = deed
            continue
        out.append(deed)
    return out


def _ids(rows: Sequence[Mention]) -> frozenset[str]:
    return frozenset(i for m in rows for i in m.ids)


def distinct(rows: list[Statement]) -> list[Statement]:
    seen: dict[str, Statement] = {}
    for s in rows:
        if s.id not in seen:
            seen[s.id] = s
    return list(seen.values())


def gap(a: int, b: int, c: int, d: int) -> int:
    return max(0, c - b, a - d)


def nearest(n: CountMention, rows: list[Deed]) -> Deed | None:
    violent = [
        d
        for d in rows
        if n.number.of not in ("killed", "injured") or verbs().is_a(d.event, "hostilities") or d.event == "shootdown"
    ] or rows
    affirmed = [d for d in violent if not d.wished] or violent
    return min(affirmed, key=lambda d: gap(n.start, n.end, d.start, d.end), default=None)
