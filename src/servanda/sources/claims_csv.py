"""Claims as the CSV that `by_hand` reads: the inverse, for `servanda claims --csv` to be edited and added."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from servanda.accord.verbs import verbs
from servanda.model import Claim, Count, Extent, Interval, Kind, Mode, Report, Stance, participants_text
from servanda.sources.by_hand_claim import cited_id, default_polarity
from servanda.sources.columns import COLUMNS, LENGTHS_M
from servanda.sources.intake import Context
from servanda.sources.written import written

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def claims_csv(claims: Iterable[Claim], reports: Mapping[str, Report], context: Context | None = None) -> str:
    """`read` of the result gives the same ids and every field that a column says.

    A claim of a kept report, or whose key stands twice, is named by its whole id. A further count of a claim is a
    further row, with the key `KEY+2`. A cell that a spreadsheet would take for a formula gets an apostrophe, which
    `read` drops.
    """
    context = context or Context()
    claims = list(claims)
    cited = {claim.id: _is_cited(claim, reports, context) for claim in claims}
    keys = Counter(claim.id.partition(".")[2] for claim in claims)
    names = {
        claim.id: local if cited[claim.id] and keys[local] == 1 else claim.id
        for claim in claims
        for local in (claim.id.partition(".")[2],)
    }
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(COLUMNS)
    for claim in claims:
        for row in _rows(claim, names, reports, context):
            writer.writerow([_cell(row.get(column, "")) for column in COLUMNS])
    return sink.getvalue()


def _rows(
    claim: Claim, names: Mapping[str, str], reports: Mapping[str, Report], context: Context
) -> Iterable[dict[str, str]]:
    tz = context.timezone
    published = Interval(claim.published, claim.published_to)
    said = Interval(claim.said, claim.said_to)
    known = verbs().kinds.get(claim.event)
    row = {
        "claim": names[claim.id],
        "speaker": ";".join(claim.speaker),
        "via": ">".join(claim.via),
        "published": written(Extent.exact(*published), tz),
        "said": "" if said == published else written(Extent.exact(*said), tz),
        "source": _source(claim, reports),
        "kind": str(claim.kind),
        "stance": "" if claim.stance == Stance.ASSERTS else str(claim.stance),
        "polarity": "" if claim.polarity is default_polarity(claim.stance) else str(claim.polarity),
        "event": claim.event,
        "aspect": "" if known and known.aspect == claim.aspect else claim.aspect,
        "mode": str(claim.when_mode) if (claim.when_mode is Mode.THROUGHOUT) != (claim.kind is Kind.COVERAGE) else "",
        "when": written(claim.when, tz),
        "actor": ";".join(participants_text(claim.actor)),
        "target": ";".join(participants_text(claim.target)),
        "object": claim.object,
        "place": _place(claim, context),
        "radius_m": "" if claim.radius_m is None else _figure(claim.radius_m),
        "assesses": ";".join(claim.assesses),
        "addressee": ";".join(claim.addressee),
        "deadline": "" if claim.deadline is None else _deadline(claim.deadline, context),
        "consequence": claim.consequence,
        "same_as": names.get(claim.same_as, claim.same_as),
        "reliability": claim.reliability,
        "credibility": claim.credibility,
        "handling": "" if claim.handling == "public" else str(claim.handling),
        "lang": claim.lang,
        "quote": claim.quote,
        "note": claim.note,
    }
    amounts = _amounts(claim)
    yield row | (amounts[0] if amounts else {})
    for number, amount in enumerate(amounts[1:], 2):
        yield row | amount | {"claim": f"{row['claim']}+{number}", "same_as": row["claim"], "quote": "", "note": ""}


def _is_cited(claim: Claim, reports: Mapping[str, Report], context: Context) -> bool:
    """Whether reading the row's source and date again gives the claim's own report."""
    if claim.published is None and claim.published_to is None:
        return False
    return cited_id(_source(claim, reports), Interval(claim.published, claim.published_to), context) == claim.report


def _source(claim: Claim, reports: Mapping[str, Report]) -> str:
    report = reports.get(claim.report)
    return (report.url or report.title or report.path) if report else ""


def _place(claim: Claim, context: Context) -> str:
    """The zone; the place's name where it leads to the same point; else the point."""
    if claim.extent_place:
        return f"in:{claim.extent_place}"
    if claim.lat is None or claim.lon is None:
        return claim.place
    hit = context.resolve_place(claim.place) if context.resolve_place and claim.place else None
    if hit and (hit.lat, hit.lon) == (claim.lat, claim.lon):
        return claim.place
    return f"{claim.lat!r},{claim.lon!r}"


def _deadline(moment: int, context: Context) -> str:
    """A day whose end it is, else the instant."""
    day = written(Extent.exact(moment - 86_400, moment), context.timezone)
    return day if len(day) == 10 else written(Extent.exact(moment, moment + 1), context.timezone)


def _amounts(claim: Claim) -> Sequence[dict[str, str]]:
    attributes = dict(claim.attributes)
    rows = [_count(count, attributes) for count in claim.counts]
    for name in dict.fromkeys(name for name, _factor in LENGTHS_M.values()):
        value = attributes.get(name)
        if isinstance(value, (int, float)):
            rows.append({"count_of": name, "count": _figure(value)})
    return rows


def _count(count: Count, attributes: Mapping[str, float | str]) -> dict[str, str]:
    of = f"{count.of}:{count.role}" if count.role else count.of
    best = attributes.get(f"{of}_best")
    if best is None and count.lo is not None and count.lo == count.hi:
        return {"count_of": of, "count": _figure(count.lo)}
    row = {"count_of": of}
    for column, value in (("count", best), ("count_min", count.lo), ("count_max", count.hi)):
        if isinstance(value, (int, float)):
            row[column] = _figure(value)
    return row


def _figure(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _cell(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


_WRITTEN = (
    *("speaker", "kind", "event", "aspect", "polarity", "stance", "actor", "target", "object", "counts", "said"),
    *(
        "when_from_earliest",
        "when_from_latest",
        "when_to_earliest",
        "when_to_latest",
        "when_mode",
        "radius_m",
        "said_to",
    ),
    *("extent_place", "assesses", "addressee", "deadline", "consequence", "via", "lang", "quote", "note", "same_as"),
    *("handling", "reliability", "credibility", "published", "published_to"),
)


def completed(row: Claim, stored: Claim) -> Claim:
    """The claim of an edited row, with what no column can say taken from the stored claim of the same id.

    So an export that is read back unchanged equals what was exported (an uncertain time that no notation says exactly
    is kept as stored where the row has its outer interval).
    """
    values: dict[str, Any] = {name: getattr(row, name) for name in _WRITTEN}
    if row.when == Extent.exact(stored.when_from_earliest, stored.when_to_latest):
        values |= {name: getattr(stored, name) for name in _WRITTEN if name.startswith(("when_from", "when_to"))}
    if (row.lat, row.lon) != (stored.lat, stored.lon) or (row.lat is None and row.place != stored.place):
        values |= {"lat": row.lat, "lon": row.lon, "place": row.place}
    for pair in (("said", "said_to"), ("published", "published_to")):
        if all(getattr(stored, name) is None for name in pair):
            values |= dict.fromkeys(pair)
    values["attributes"] = tuple((dict(stored.attributes) | dict(row.attributes)).items())
    return replace(stored, **values)
