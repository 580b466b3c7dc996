"""One row of UCDP GED to one claim."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from servanda.model import Claim, Count, Extent, Finding, Handling, claim_id
from servanda.sources.intake import Context
from servanda.sources.slugs import slug_of
from servanda.sources.ucdp_columns import EVENTS, RADIUS_M, UNKNOWN_RADIUS_M
from servanda.words import _

SPEAKER = "ucdp"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?\Z")
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?: .*)?\Z")
_WORDS = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})\Z")
_LATEST_SOURCE = timedelta(days=60)
_MOST_NAMES = 100_000


class BadRow(Exception):
    """A row that is skipped; `finding` says why."""

    def __init__(self, what: str, expected: str = "", got: str = "") -> None:
        super().__init__(what)
        self.finding = Finding("dataset-row", what, expected, got[:80])


class RowReader:
    """Reads rows with `columns` (name to index). `unknown_names` counts the sides that no actor file names."""

    def __init__(self, columns: Mapping[str, int], report: str, handling: Handling, context: Context) -> None:
        self._columns = columns
        self._report = report
        self._handling = handling
        self._context = context
        self._ids: dict[str, str] = {}
        self.unknown_names: Counter[str] = Counter()

    def claim(self, cells: Sequence[str]) -> Claim:
        """The row's claim; raises BadRow."""
        cell = {name: cells[index].strip() if index < len(cells) else "" for name, index in self._columns.items()}
        event_id = _event_id(cell["id"])
        violence = _code(cell, "type_of_violence")
        if violence is None or violence not in EVENTS:
            raise BadRow(_("no such type of violence"), "1, 2 or 3", cell["type_of_violence"])
        start, end = _day(cell, "date_start"), _day(cell, "date_end")
        if end < start:
            raise BadRow(_("the event ends before it begins"), f"date_end ≥ {start}", str(end))
        when = self._when(start, end, _code(cell, "date_prec"))
        lat, lon, radius_m = _where(cell)
        counts, attributes, flags = _deaths(cell)
        via = tuple(
            dict.fromkeys(self._outlet(name) for name in cell.get("source_office", "").split(";") if name.strip())
        )
        published, derived = _published(cell.get("source_date", ""), end)
        one_sided = violence == 3
        side_a, side_b = self._side(cell["side_a"]), self._side(cell["side_b"])
        clarity = _code(cell, "event_clarity")
        return Claim(
            id=claim_id(self._report, event_id),
            report=self._report,
            speaker=(SPEAKER,),
            event=EVENTS[violence],
            aspect="event",
            actor=_participants(side_a if one_sided else side_a + side_b),
            target=(("civilians",),) if one_sided else (),
            attributes=((("event_clarity", float(clarity)),) if clarity is not None else ()) + attributes,
            counts=counts,
            said=self._midnight(published),
            said_to=self._midnight(published + timedelta(days=1)),
            when_from_earliest=when.from_earliest,
            when_from_latest=when.from_latest,
            when_to_earliest=when.to_earliest,
            when_to_latest=when.to_latest,
            lat=lat,
            lon=lon,
            radius_m=radius_m,
            place=cell.get("where_coordinates", "")[:200],
            via=via,
            handling=self._handling,
            flags=flags + (("published-derived",) if derived else ()),
            origin=via[0] if len(via) == 1 else SPEAKER,
            published=self._midnight(published),
            published_to=self._midnight(published + timedelta(days=1)),
        )

    def _when(self, start: date, end: date, precision: int | None) -> Extent:
        """date_prec 1 and 2: the event filled its days. 3 to 5 (week, month, year): it lies somewhere in them, so that
        no instant is certain: the inner time is empty."""
        first, last = self._midnight(start), self._midnight(end + timedelta(days=1))
        if precision is not None and precision > 2:
            return Extent(first, last, first, last)
        return Extent.exact(first, last)

    def _midnight(self, day: date) -> int:
        try:
            return int(datetime(day.year, day.month, day.day, tzinfo=self._context.timezone).timestamp())
        except (OverflowError, ValueError):
            return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())

    def _side(self, names: str) -> list[str]:
        """`a, b` fought together; a name that resolves whole is not split."""
        whole = self._known(names)
        if whole:
            return [whole]
        return [self._actor(part) for part in names.split(", ") if part.strip()]

    def _known(self, name: str) -> str | None:
        resolve = self._context.resolve_actor
        return resolve(name) if resolve and name else None

    def _actor(self, name: str) -> str:
        name = name.strip()
        found = self._kept(name, name, "ucdp-")
        if found.startswith("ucdp-") and (name in self.unknown_names or len(self.unknown_names) < _MOST_NAMES):
            self.unknown_names[name] += 1
        return found

    def _kept(self, key: str, name: str, prefix: str = "") -> str:
        """The name's id, looked up once; a file of names without end does not fill the memory."""
        found = self._ids.get(key)
        if found is None:
            if len(self._ids) >= _MOST_NAMES:
                self._ids.clear()
            found = self._ids[key] = self._known(name) or slug_of(name, prefix)
        return found

    def _outlet(self, name: str) -> str:
        name = " ".join(name.split())
        return self._kept(f"via {name}", name)


def _participants(ids: list[str]) -> tuple[tuple[str, ...], ...]:
    return tuple((actor,) for actor in dict.fromkeys(ids))


def _event_id(text: str) -> str:
    """`214797.0`, as some exports write it, is 214797."""
    if re.fullmatch(r"\d{1,15}(?:\.0+)?", text):
        return text.partition(".")[0]
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}", text):
        return text
    raise BadRow(_("the row has no usable id"), _("a number"), text)


def _number(cell: Mapping[str, str], name: str) -> float | None:
    text = cell.get(name, "")
    if text.casefold() in ("", "na", "nan", "null", "none"):
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadRow(_("{name} is no number").format(name=name), _("a number"), text)
    return value


def _code(cell: Mapping[str, str], name: str) -> int | None:
    value = _number(cell, name)
    if value is not None and value != int(value):
        raise BadRow(_("{name} is no code").format(name=name), _("a whole number"), cell[name])
    return None if value is None else int(value)


def _day(cell: Mapping[str, str], name: str) -> date:
    day = parsed_day(cell[name])
    if day is None:
        raise BadRow(_("{name} is no date").format(name=name), "2019-10-29", cell[name])
    return day


def parsed_day(text: str) -> date | None:
    """ISO (with or without a time of day), M/D/YYYY, M/D/YY (a spreadsheet's; 00–68 are 2000–2068, as POSIX has it) or
    `29 Oct 2019`; None for anything else, and for days of no calendar."""
    text = text.strip()
    if match := _ISO.match(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := _US.match(text):
        month, day, year = int(match[1]), int(match[2]), int(match[3])
        if len(match[3]) == 2:
            year += 2000 if year <= 68 else 1900
    elif match := _WORDS.match(text):
        day, month, year = int(match[1]), _MONTHS.find(match[2].casefold()) // 4 + 1, int(match[3])
    else:
        return None
    try:
        return date(year, month, day) if 1 < year < 9999 else None
    except ValueError:
        return None


def _published(listed: str, end: date) -> tuple[date, bool]:
    """The earliest listed date of a source from the event's end to 60 days after it; else the day after, derived."""
    days = (parsed_day(part) for part in re.split(r"[;|]", listed))
    usable = [day for day in days if day is not None and end <= day <= end + _LATEST_SOURCE]
    return (min(usable), False) if usable else (end + timedelta(days=1), True)


def _where(cell: Mapping[str, str]) -> tuple[float | None, float | None, float | None]:
    lat, lon = _number(cell, "latitude"), _number(cell, "longitude")
    if lat is None or lon is None:
        return None, None, None
    if abs(lat) > 90 or abs(lon) > 180:
        raise BadRow(_("no point on Earth"), _("latitude, longitude in degrees"), f"{lat:g}, {lon:g}")
    precision = _code(cell, "where_prec")
    return lat, lon, UNKNOWN_RADIUS_M if precision is None else RADIUS_M.get(precision, UNKNOWN_RADIUS_M)


def _deaths(cell: Mapping[str, str]) -> tuple[tuple[Count, ...], tuple[tuple[str, float], ...], tuple[str, ...]]:
    """All killed, from low to high with the best figure as an attribute; and the civilians among them. Where the
    dataset's own low and high do not enclose its best figure they are widened to, and the claim is flagged."""
    figures = {name: _number(cell, name) for name in ("low", "best", "high", "deaths_civilians")}
    for name, value in figures.items():
        if value is not None and value < 0:
            raise BadRow(_("{name} is less than nothing").format(name=name), "≥ 0", f"{value:g}")
    killed = [value for name in ("low", "best", "high") if (value := figures[name]) is not None]
    if not killed:
        return (), (), ()
    counts = [Count("killed", min(killed), max(killed))]
    if civilians := figures["deaths_civilians"]:
        counts.append(Count("killed", civilians, civilians, "civilians"))
    best = figures["best"]
    attributes = (("killed_best", best),) if best is not None else ()
    return tuple(counts), attributes, () if killed == sorted(killed) else ("counts-out-of-order",)
