"""Dates, deadlines and durations of an accord file to moments (seconds UTC).

A bare date lies in the accord's time zone: as a start it is the beginning of the day, as a deadline its end (the day
named is included). Several candidate zones, or none, make a moment a window, `earliest` to `latest`; with none, from
the day at UTC+14 to the day at UTC-12. A period of whole days, weeks, months or years runs to the end of its last day,
a period in hours to the second (as Regulation (EEC, Euratom) 1182/71, art. 3, counts periods). Months and years are the
calendar's where they run from a day or recur; as a mere length a month is 30 days, which is told (`months-as-days`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, timedelta, timezone, tzinfo
from typing import Any, NamedTuple

from servanda.accord.law import Anchor, Calendar, Moment
from servanda.accord.page import Page
from servanda.documents import Path, did_you_mean, word
from servanda.model import DAY, TimeError, beginning, duration, instant, is_bare_date, period, zone
from servanda.words import _

EDGES = ("start", "completion", "deadline", "breach")
FARTHEST = (timezone(timedelta(hours=14)), timezone(timedelta(hours=-12)))
LONGEST_S = 1000 * 366 * DAY

Dated = tuple[tuple[tzinfo, int], ...]
"""A point in time once for each zone that it may lie in."""


class Point(NamedTuple):
    """A moment, and, where it is fixed, what it is in each candidate zone."""

    moment: Moment
    dated: Dated = ()


class Clock:
    """Reads times with the accord's candidate zones; `stated` is False where the file names none."""

    def __init__(self, page: Page, zones: Iterable[tzinfo] = ()) -> None:
        self.page = page
        named = tuple(zones)
        self.zones = named or FARTHEST
        self.stated = bool(named)

    @property
    def first(self) -> tzinfo:
        """The zone in which the accord's own dates are shown: the first named, else UTC."""
        return self.zones[0] if self.stated else UTC

    def point(self, path: Path, value: object, *, end: bool) -> Point | None:
        """A date, its end or start, or an anchor `{completion of: OBLIGATION}`. None after a finding."""
        if isinstance(value, dict):
            anchored = self.anchor(path, value)
            return None if anchored is None else Point(anchored)
        if isinstance(value, list) or value is None:
            self.page.wrong(path, "bad-date", _("this is no date"), _("a date such as 2020-02-05"), value)
            return None
        text = word(value)
        read = instant if end else beginning
        try:
            dated = tuple((tz, read(text, tz)) for tz in self.zones)
        except (TimeError, OverflowError) as error:
            expected = str(error).split(", got")[0] or _("a date of the calendar")
            self.page.wrong(path, "bad-date", _("this is no date"), expected, text)
            return None
        if not self.stated and dated[0][1] != dated[-1][1]:
            self.page.undated.append(self.page.document.at(path))
            if not is_bare_date(text):
                self.page.warn(
                    path,
                    "clock-without-zone",
                    _("a clock time without a time zone"),
                    _("an offset (2020-03-06T00:01+03:00), or a timezone for the file"),
                    text,
                    _("it is taken for any zone on earth meanwhile"),
                )
        return Point(_moment(dated), dated)

    def anchor(self, path: Path, row: Mapping[str, Any]) -> Moment | None:
        """`{start|completion|deadline|breach of: OBLIGATION, plus: P1D}`."""
        edges = [key for key in row if key.removesuffix(" of") in EDGES and key.endswith(" of")]
        known = [*(f"{edge} of" for edge in EDGES), "plus", "offset"]
        self.page.unknown(path, row, known)
        if len(edges) != 1:
            example = _("one of {words}, and an obligation").format(words=", ".join(known[:4]))
            self.page.wrong(path, "anchor", _("an anchor says what of which obligation"), example, dict(row))
            return None
        targets = self.page.texts(path, row, edges[0])
        if not targets:
            self.page.wrong((*path, edges[0]), "anchor", _("which obligation?"), _("its id"), row[edges[0]])
            return None
        offset = 0
        for key in ("plus", "offset"):
            if key in row:
                offset += self.seconds((*path, key), row[key]) or 0
        refs: list[str] = []
        for at, target in targets:
            ref = self.page.ref(target)
            refs += self.page.groups.get(ref, (ref,))
            self.page.anchors.append((at, ref))
        return Moment(anchor=Anchor(edges[0].removesuffix(" of"), refs[0], tuple(refs[1:])), offset_s=offset)

    def seconds(self, path: Path, value: object) -> int | None:
        """A duration such as P7D, as a length: of months it is told that they are taken for 30 days. None after a
        finding."""
        made = self._length(path, value)
        if made is not None and period(str(value)).months:
            self._months_as_days(path, value)
        return made

    def recurring(self, path: Path, value: object) -> tuple[int | None, Calendar | None]:
        """A duration that runs from instants not known yet: its length in seconds, and where it counts months or years
        that too. None after a finding."""
        length = self._length(path, value)
        if length is None:
            return None, None
        said = period(str(value))
        if said.months and said.seconds:
            self._months_as_days(path, value)
        whole = said.months and not said.seconds
        return length, Calendar(said, getattr(self.first, "key", "UTC")) if whole else None

    def _months_as_days(self, path: Path, value: object) -> None:
        self.page.warn(
            path,
            "months-as-days",
            _("a length in months or years, which differ"),
            _("a length in days or weeks, such as P30D"),
            value,
            _("a month is taken for 30 days and a year for 365 here"),
        )

    def _length(self, path: Path, value: object) -> int | None:
        try:
            if not isinstance(value, str):
                raise TimeError(_("a duration such as P7D or PT150H"))
            made = duration(value)
            if made > LONGEST_S:
                raise TimeError(_("a duration of at most 1000 years"))
        except TimeError as error:
            self.page.wrong(path, "bad-duration", _("this is no duration"), str(error).split(", got")[0], value)
            return None
        return made

    def later(self, path: Path, start: Point, value: object) -> Moment | None:
        """`value` after `start`, as a deadline."""
        length = self._length(path, value)
        if length is None:
            return None
        said = period(str(value))
        whole = "T" not in str(value).upper()
        anchored = not start.dated and start.moment.anchor is not None
        if whole and anchored and not start.moment.offset_s:
            name = getattr(self.first, "key", "UTC")
            return start.moment._replace(months=said.months, days=said.days, zone=name)
        if said.months and not (whole and start.dated):
            self._months_as_days(path, value)
        if anchored or start.moment.earliest is None or start.moment.latest is None:
            return start.moment._replace(offset_s=start.moment.offset_s + length)
        if not start.dated:
            return Moment(start.moment.earliest + length, start.moment.latest + length)
        if not whole:
            return _moment(tuple((tz, at + length) for tz, at in start.dated))
        try:
            return _moment(tuple((tz, said.ends(at, tz)) for tz, at in start.dated))
        except (OverflowError, ValueError, OSError):
            self.page.wrong(path, "bad-duration", _("the period leaves the calendar"), got=value)
            return None


def clock(page: Page) -> tuple[Clock, str]:
    """The clock of the accord's `timezone` (one, or a list of candidates) and the name of its first zone."""
    found: list[tuple[str, tzinfo]] = []
    for path, name in page.texts((), page.document.data, "timezone"):
        try:
            found.append((name, zone(name)))
        except TimeError:
            expected = _("an IANA time zone such as Europe/Moscow")
            page.wrong(path, "bad-time-zone", _("the time zone is not known"), expected, name, _near_zone(name))
    return Clock(page, tuple(tz for _name, tz in found)), found[0][0] if found else "UTC"


def _near_zone(name: str) -> str:
    from zoneinfo import available_timezones

    near = did_you_mean(name, sorted(available_timezones()))
    return near if near.startswith(_("perhaps ")) else ""


def _moment(dated: Dated) -> Moment:
    values = [at for _tz, at in dated]
    return Moment(min(values), max(values))
