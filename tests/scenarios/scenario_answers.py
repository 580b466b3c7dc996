"""The questions that a scenario asks, answered by the public Python API, in the words of its tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scenario_document import Block, Table, Unreadable

from servanda.dossier import Clocks, Dossier
from servanda.geo import Membership, relation
from servanda.model import Claim, Kind, Verdict, instant

VIEWPOINTS = "all, TUR, RUS, third-party"
ASKED = ("as of", "known at", "viewpoint", "obligation", "reading", "standard", "from")


@dataclass(frozen=True)
class Asked:
    """The dossier that a part speaks of, and the one that ships, to compare with."""

    dossier: Dossier
    shipped: Dossier


def answer(block: Block, asked: Asked) -> Table:
    """The block's table as the software answers it. Raises Unreadable for a question that makes no sense."""
    return _ANSWERS[block.kind](block, asked)


# -- verdicts -------------------------------------------------------------------------------------------------------


def _verdicts(block: Block, asked: Asked) -> Table:
    """Each row asks for one verdict; the columns that are not asked are answered."""
    table = block.table
    rows = []
    for given in table.dicts():
        verdict = _verdict(asked.dossier, {**block.options, **given})
        told = {name: tell(asked.dossier, verdict) for name, tell in _COLUMNS.items() if name in table.header}
        rows.append(tuple(given[c] if c in ASKED else _cell(told, c) for c in table.header))
    return Table(table.header, tuple(rows))


def _cell(told: Mapping[str, str], column: str) -> str:
    if column not in told:
        raise Unreadable(f"there is no column {column!r}: {', '.join((*ASKED, *_COLUMNS))}")
    return told[column]


def _verdict(dossier: Dossier, given: Mapping[str, str]) -> Verdict:
    """A verdict on one obligation, or on an accord as a whole (`accord/*`)."""
    clocks, readings = _clocks(dossier, given), _readings(given.get("reading", ""))
    name, _, local = given["obligation"].partition("/")
    viewpoint, standard = given.get("viewpoint") or "all", given.get("standard") or None
    start = instant(given["from"], dossier.config.tz) if given.get("from") else None
    if local == "*":
        every = dossier.verdict(
            clocks=clocks, viewpoint=viewpoint, standard=standard, accord=name, start=start, readings=readings
        )
        return every[0]
    # One obligation alone, through the court of the same dossier: a tenth of the time of the whole accord.
    court = dossier.court(clocks, readings)
    accord = court.accords.get(name)
    obligation = accord.obligation(local) if accord else None
    if accord is None or obligation is None:
        raise Unreadable(f"there is no obligation {given['obligation']}")
    level = dossier.level(standard)
    found = court.verdict(accord, obligation, dossier.viewpoint(viewpoint), level, start=start)
    return dossier.view(clocks).shown_verdicts([found])[0]


def _clocks(dossier: Dossier, given: Mapping[str, str]) -> Clocks:
    if not given.get("as of") or not given.get("known at"):
        raise Unreadable("a question needs both clocks: `as of` and `known at`")
    return dossier.clocks(as_of=given["as of"], known_at=given["known at"], clock="public")


def _readings(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    return {name.strip(): choice.strip() for name, _, choice in pairs}


def _undetermined(verdict: Verdict) -> str:
    told = []
    for axis, could, because in verdict.undetermined:
        told.append(f"{axis}{f' {because}' if because else ''}: {'/'.join(could)}")
    return "; ".join(told)


def _extent(verdict: Verdict) -> str:
    told = []
    for part in verdict.extent:
        scale, unit = (1000.0, "km") if part.unit == "m" else (1.0, part.unit)
        of = "" if part.of is None else f" of {part.of / scale:g}"
        told.append(f"{part.what} {part.reached / scale:g}{of} {unit}".strip())
    return "; ".join(told)


def _names(dossier: Dossier, verdict: Verdict, claims: Iterable[str]) -> str:
    view = dossier.view(Clocks(verdict.as_of, verdict.known_at, verdict.clock))
    return ", ".join(sorted({_name(dossier, view.claims[c]) for c in claims}, key=_by_number))


def _name(dossier: Dossier, claim: Claim) -> str:
    """A claim as the documents name it: its key in the claims file, the number of a UCDP row, the article's file, or
    whose watch it is."""
    report = dossier.view(_any_clocks(dossier)).reports[claim.report]
    if report.path.startswith("reports/"):
        return report.path.removeprefix("reports/")
    if claim.kind is Kind.COVERAGE:
        return f"watch of {', '.join(claim.speaker)}"
    local = claim.id.partition(".")[2]
    return f"UCDP {local}" if claim.speaker == ("ucdp",) else local


@lru_cache
def _any_clocks(dossier: Dossier) -> Clocks:
    return dossier.clocks(as_of="2026-11-20", known_at="2026-11-20", clock="public")


def _by_number(text: str) -> tuple[int, str]:
    digits = "".join(c for c in text.partition(" ")[0] if c.isdigit())
    return (int(digits) if digits else 10**6, text)


_COLUMNS: dict[str, Callable[[Dossier, Verdict], str]] = {
    "label": lambda _d, v: str(v.label),
    "for": lambda _d, v: v.level_for.word.replace("none", ""),
    "against": lambda _d, v: v.level_against.word.replace("none", ""),
    "markers": lambda _d, v: ", ".join(str(m) for m in v.markers),
    "rests on": lambda _d, v: v.by,
    "state": lambda _d, v: v.state,
    "what followed": lambda _d, v: v.outcome,
    "extent": lambda _d, v: _extent(v),
    "undetermined": lambda _d, v: _undetermined(v),
    "instances": lambda _d, v: " ".join(
        f"{n} {w}" for n, w in zip(v.instances, ("met", "not met", "contested", "unknown"), strict=True) if n
    ),
    "observed": lambda _d, v: "" if v.observed is None else f"{v.observed:.0%}",
    "witnesses for": lambda d, v: _names(d, v, v.witnesses_for),
    "witnesses against": lambda d, v: _names(d, v, v.witnesses_against),
    "coverage": lambda d, v: _names(d, v, v.coverage),
}


# -- everything at once ---------------------------------------------------------------------------------------------


def _every(dossier: Dossier, options: Mapping[str, str], clocks: Clocks) -> dict[tuple[str, str], Verdict]:
    return _all_verdicts(
        dossier, clocks, options.get("viewpoints", VIEWPOINTS), options.get("accord"), options.get("reading", "")
    )


@lru_cache(maxsize=64)
def _all_verdicts(
    dossier: Dossier, clocks: Clocks, viewpoints: str, accord: str | None, reading: str
) -> dict[tuple[str, str], Verdict]:
    names = [v.strip() for v in viewpoints.split(",")]
    found = dossier.verdict(clocks=clocks, viewpoint=names, accord=accord, readings=_readings(reading))
    return {(v.ref, v.viewpoint): v for v in found}


def _changes(block: Block, asked: Asked) -> Table:
    """Every verdict whose label differs: between two pairs of clocks where `before known at` or `before as of` is
    given, else between the dossier that ships and this twin. What is not in the table has not changed."""
    options = block.options
    after = _every(asked.dossier, options, _clocks(asked.dossier, options))
    if "before known at" in options or "before as of" in options:
        then = {
            "as of": options.get("before as of", options["as of"]),
            "known at": options.get("before known at", options["known at"]),
        }
        before = _every(asked.dossier, options, _clocks(asked.dossier, then))
    else:
        before = _every(asked.shipped, options, _clocks(asked.shipped, options))
    rows = tuple(
        (viewpoint, ref, str(before[ref, viewpoint].label), str(after[ref, viewpoint].label))
        for ref, viewpoint in after
        if before[ref, viewpoint].label is not after[ref, viewpoint].label
    )
    return _at_least(options, Table(("viewpoint", "obligation", "before", "after"), rows))


def _occurrences(block: Block, asked: Asked) -> Table:
    """Every verdict that rests on occurrences alone: no opinion of anybody is among its witnesses."""
    options = block.options
    clocks = _clocks(asked.dossier, options)
    claims = asked.dossier.view(clocks).claims
    rows = []
    for (ref, viewpoint), v in _every(asked.dossier, options, clocks).items():
        opinions = [c for c in (*v.witnesses_for, *v.witnesses_against) if claims[c].kind is Kind.ASSESSMENT]
        if v.by == "occurrence" and not opinions:
            rows.append((viewpoint, ref, str(v.label)))
    return _at_least(options, Table(("viewpoint", "obligation", "label"), tuple(rows)))


def _at_least(options: Mapping[str, str], table: Table) -> Table:
    wanted = int(options.get("at least", "0"))
    if len(table.rows) < wanted:
        raise AssertionError(f"expected at least {wanted} rows, got {len(table.rows)}:\n" + "\n".join(table.text()))
    return table


# -- zones and incidents --------------------------------------------------------------------------------------------


def _zones(block: Block, asked: Asked) -> Table:
    """Each row asks where a point lies: in, out, or undetermined."""
    table = block.table
    rows = []
    for given in table.dicts():
        accord, _, zone = given["zone"].partition("/")
        readings = _readings(given.get("reading", ""))
        court = asked.dossier.court(_any_clocks(asked.dossier), readings)
        if accord not in court.accords or zone not in court.accords[accord].zones:
            raise Unreadable(f"there is no zone {given['zone']}")
        lat, lon = (float(part) for part in given["point"].split(","))
        radius = float(given.get("radius", "0 km").removesuffix(" km") or 0) * 1000
        where: Membership = relation(court.accords[accord].zones[zone], lat, lon, radius)
        rows.append(tuple(str(where) if c == "where" else given[c] for c in table.header))
    return Table(table.header, tuple(rows))


def _incident(block: Block, asked: Asked) -> Table:
    """All claims of the incident that a claim belongs to, each with its own counts."""
    dossier, options = asked.dossier, block.options
    view = dossier.view(_clocks(dossier, options))
    wanted = [c for c in view.claims.values() if _name(dossier, c) == options["of"]]
    if len(wanted) != 1:
        raise Unreadable(f"{len(wanted)} claims are called {options['of']!r}")
    incident = view.incident_of.get(wanted[0].id)
    members = [view.claims[c] for c in incident.claims] if incident else wanted
    told = [
        {
            "claim": _name(dossier, c),
            "speaker": ", ".join(c.speaker),
            "says": c.event,
            "place": c.place or c.extent_place,
            "counts": _counts(c),
        }
        for c in members
    ]
    told.sort(key=lambda row: (_by_number(row["claim"]), row["speaker"], row["counts"]))
    header = block.table.header
    return Table(header, tuple(tuple(_cell(row, c) for c in header) for row in told))


def _counts(claim: Claim) -> str:
    return ", ".join(sorted(f"{_amount(c.lo, c.hi)} {c.of}" for c in claim.counts))


def _amount(low: float | None, high: float | None) -> str:
    if low == high and low is not None:
        return f"{low:g}"
    return f"{'' if low is None else f'{low:g}'}–{'' if high is None else f'{high:g}'}"


_ANSWERS: dict[str, Callable[[Block, Asked], Table]] = {
    "verdict": _verdicts,
    "changes": _changes,
    "occurrences": _occurrences,
    "zones": _zones,
    "incident": _incident,
}


def asked_and_told(block: Block, table: Table) -> dict[tuple[str, ...], str]:
    """Questions with their answers, to see whether a twin answers the same question otherwise. The last part of a key
    is the answered column."""
    columns: Sequence[str] = {"verdict": ASKED, "zones": ("zone", "point", "radius", "reading")}.get(block.kind, ())
    found = {}
    for row in table.dicts():
        given = {**block.options, **row}
        key = (block.kind, *(given.get(c, "") for c in columns))
        for column in row:
            if column not in columns:
                found[(*key, column)] = row[column]
    return found
