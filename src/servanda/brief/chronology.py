"""What happened when: incidents in time order, what the datasets cover and do not, contacts, deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from itertools import pairwise

from servanda.brief.cards import Cards
from servanda.brief.data import Contact, DatasetSpan, Deadline, IncidentPoint, IncidentRow, TimelineData
from servanda.brief.dates import moment
from servanda.brief.marks import family
from servanda.brief.sentences import amount, kind_word, people, some, what_happened
from servanda.brief.standing import Standing
from servanda.dossier import Clocks, View
from servanda.model import DAY, Claim, Extent, Interval, Kind, Polarity, Report, Verdict
from servanda.words import _

CONTACTS = frozenset(("contact", "call", "meeting", "talks", "signing"))
LISTED = 40
_QUIET = 31 * DAY  # so long without any row, a dataset of events is taken not to cover the time
_AHEAD = 30 * DAY


def is_dataset(report: Report) -> bool:
    """A dataset of events: its own file of rows, neither an article nor a citation."""
    return not report.cited_only and report.text is None and not report.path.startswith("claims/")


def when(claims: Iterable[Claim]) -> Extent:
    """The extent of the most precise claim."""
    found = [c.when for c in claims if c.when.from_earliest is not None and c.when.to_latest is not None]
    return min(
        found, key=lambda e: ((e.to_latest or 0) - (e.from_earliest or 0), e.from_earliest or 0), default=Extent()
    )


def happened_before(standings: Iterable[Standing], as_of: int) -> list[tuple[int, Standing]]:
    """Incidents that happened before as_of, with their time, in time order; contacts and opinions left out."""
    found = []
    for standing in standings:
        if standing.incident.event in CONTACTS or standing.shown[0].kind is not Kind.OCCURRENCE:
            continue
        extent = when(standing.shown)
        if extent.from_earliest is not None and extent.from_earliest < as_of:
            found.append((extent.from_earliest, standing))
    return sorted(found, key=lambda item: (item[0], item[1].incident.id))


def incident_rows(dated: Sequence[tuple[int, Standing]], cards: Cards) -> tuple[IncidentRow, ...]:
    """The latest incidents, in time order."""
    return tuple(_row(standing, cards) for _at, standing in dated[-LISTED:])


def _row(standing: Standing, cards: Cards) -> IncidentRow:
    claims = standing.shown
    chief = next((c for c in claims if c.polarity is not Polarity.DENIES), claims[0])
    speakers = tuple(dict.fromkeys(cards.name(s) for c in claims for s in c.speaker))
    return IncidentRow(
        standing.incident.id if standing.incident.id in {c.id for c in claims} else chief.id,
        when(claims),
        next((p for c in claims if (p := cards.place(c))), ""),
        family(standing.incident.event),
        standing.level,
        standing.disputed,
        _told(claims, chief, cards),
        speakers[:4],
        len(claims),
        standing.origins,
    )


def _told(claims: Sequence[Claim], chief: Claim, cards: Cards) -> str:
    """What happened; rival counts stand side by side with their speakers and are never added."""
    counts: dict[str, list[str]] = {}
    for claim in claims:
        if claim.counts:
            who = some([cards.name(s) for s in claim.speaker])
            counts.setdefault(who, []).extend(amount(count, cards.name) for count in claim.counts)
    if sum(map(len, counts.values())) < 2 or len(claims) < 2:
        return what_happened(chief, cards.name) + "."
    bare = what_happened(replace(chief, counts=()), cards.name)
    told = [f"{who}: {', '.join(dict.fromkeys(numbers))}" for who, numbers in counts.items()]
    return f"{bare}. {'; '.join(told[:5])}."


def contacts(standings: Iterable[Standing], cards: Cards, as_of: int) -> tuple[Contact, ...]:
    """Calls, meetings, talks and signings before as_of, in time order."""
    found = []
    for standing in standings:
        claims = standing.shown
        extent = when(claims)
        if standing.incident.event not in CONTACTS or claims[0].kind is not Kind.OCCURRENCE:
            continue
        if extent.from_earliest is None or extent.from_earliest >= as_of:
            continue
        chief = claims[0]
        both = dict.fromkeys(people([p], cards.name) for c in claims for p in (*c.actor, *c.target))
        found.append(
            Contact(
                extent,
                kind_word(standing.incident.event),
                tuple(both),
                cards.place(chief),
                next((c.note for c in claims if c.note), ""),
                tuple(dict.fromkeys(cards.name(s) for c in claims for s in c.speaker))[:4],
                len({c.speaker for c in claims}),
            )
        )
    return tuple(sorted(found, key=lambda c: (c.happened.from_earliest or 0, c.kind)))


def dataset_spans(view: View, as_of: int) -> tuple[list[DatasetSpan], list[int]]:
    """Datasets and, as one more line, everything else; and the days on which any dataset has a row."""
    rows: dict[str, list[tuple[int, int]]] = {}
    for claim in view.claims.values():
        extent = claim.when
        report = view.reports.get(claim.report)
        if report is None or view.shown_report(report) is None or claim.kind is not Kind.OCCURRENCE:
            continue
        if extent.from_earliest is None or extent.to_latest is None or extent.from_earliest >= as_of:
            continue
        key = report.id if is_dataset(report) else ""
        rows.setdefault(key, []).append((extent.from_earliest, extent.to_latest))
    spans = []
    days: set[int] = set()
    for key, times in rows.items():
        name = view.reports[key].title if key else _("single reports, read or entered one by one")
        spans.append(DatasetSpan(name, min(t for t, _e in times), max(e for _t, e in times), len(times), bool(key)))
        if key:
            for start, end in times:
                days.update(range(start // DAY, min((end - 1) // DAY, start // DAY + 40) + 1))
    return sorted(spans, key=lambda s: (not s.events, s.first, s.name)), sorted(days)


def empty_months(days: Sequence[int], start: int, end: int, tz: tzinfo) -> tuple[str, ...]:
    """Months between two instants in which no dataset has a row (`days` since the epoch), as `2020-02`."""
    have = {f"{moment(day * DAY + DAY // 2, tz):%Y-%m}" for day in days}
    local = moment(start, tz)
    year, month = local.year, local.month
    found = []
    for _n in range(1200):
        if int(datetime(year, month, 1, tzinfo=tz).timestamp()) >= end:
            break
        name = f"{year:04d}-{month:02d}"
        if name not in have:
            found.append(name)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(found)


def gaps(days: Sequence[int], start: int, end: int) -> tuple[Interval, ...]:
    """Where no dataset covers: before its first row, after its last, and where a month goes by without any."""
    edges = [start, *(day * DAY for day in days if start <= day * DAY < end), end]
    found = []
    for i, (a, b) in enumerate(pairwise(edges)):
        opening = a if i == 0 else a + DAY
        at_an_end = i == 0 or i == len(edges) - 2
        if b - opening > (DAY if at_an_end else _QUIET):
            found.append(Interval(opening, b))
    return tuple(found)


def timeline(
    dated: Sequence[tuple[int, Standing]],
    spans: Sequence[DatasetSpan],
    days: Sequence[int],
    verdicts: Iterable[tuple[str, Verdict]],
    met: Sequence[Contact],
    clocks: Clocks,
    first: int,
) -> TimelineData:
    """From the first accord in force to as_of, or the next deadline within a month. `verdicts`: with anchors."""
    due = {}
    for anchor, verdict in verdicts:
        if verdict.deadline is not None:
            label = f"{verdict.article} {verdict.title}".strip()
            latest = verdict.deadline_latest if verdict.deadline_latest is not None else verdict.deadline
            due[verdict.deadline, label] = Deadline(verdict.deadline, latest, label, anchor)
    ahead = [d.at for d in due.values() if clocks.as_of <= d.at < clocks.as_of + _AHEAD]
    end = max([clocks.as_of, *ahead]) + 3 * DAY
    start = min([first, *(at for at, _s in dated[:1])])
    return TimelineData(
        start,
        end,
        tuple(IncidentPoint(at, standing.level) for at, standing in dated),
        tuple(spans),
        gaps(days, start, clocks.as_of),
        tuple(sorted(due.values(), key=lambda d: (d.at, d.label))),
        tuple(c.happened.from_earliest for c in met if c.happened.from_earliest is not None),
    )


def of_clocks(view: View, clocks: Clocks) -> Interval:
    """The time that a brief speaks of: from the first signing that is known to as_of."""
    signed = [a.signed for a in view.law.accords if a.signed < clocks.as_of]
    return Interval(min(signed, default=clocks.as_of - 365 * DAY), clocks.as_of)
