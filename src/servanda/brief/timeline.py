"""The time line: incidents a week, what the datasets cover, deadlines, contacts and ultimatums on one axis.

Weeks in which no event dataset has any row are marked "no data": an empty week there is not a quiet week. Drawn twice,
broad and narrow, like the map.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from markupsafe import Markup, escape

from servanda.brief.data import Deadline, TimelineData, Ultimatum
from servanda.brief.dates import day_text, moment
from servanda.brief.labels import text_width
from servanda.brief.plane import number
from servanda.brief.text import visible
from servanda.model import DAY, Interval
from servanda.words import _

BROAD, NARROW, WINDOW = 1160.0, 358.0, 420.0
WEEK = 7 * DAY
_BARS = 150.0
_ROW = 17.0
_BANDS = ((3, "proved"), (2, "reported"), (1, "alleged"))


@dataclass
class _Sheet:
    """One drawing in progress: the axis, and how far down it has come."""

    data: TimelineData
    width: float
    tz: tzinfo
    left: float
    y: float = 0.0
    parts: list[str] = field(default_factory=list)

    def x(self, at: float) -> float:
        span = max(self.data.end - self.data.start, 1)
        share = min(max((at - self.data.start) / span, 0.0), 1.0)
        return self.left + share * (self.width - self.left - 10)

    def text(self, css: str, text: str, x: float, y: float, anchor: str = "start") -> None:
        where = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.parts.append(f'<text class="{css}" x="{number(x)}" y="{number(y)}"{where}>{escape(text)}</text>')

    def line(self, css: str, x1: float, y1: float, x2: float, y2: float) -> None:
        self.parts.append(f'<path class="{css}" d="M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"/>')

    def box(self, css: str, x1: float, y1: float, x2: float, y2: float) -> None:
        wide, tall = max(x2 - x1, 0.8), max(y2 - y1, 0.5)
        self.parts.append(
            f'<rect class="{css}" x="{number(x1)}" y="{number(y1)}" width="{number(wide)}" height="{number(tall)}"/>'
        )


def timeline(
    data: TimelineData, ultimatums: Sequence[Ultimatum], period: Interval, tz: tzinfo
) -> tuple[Markup, Markup]:
    """The broad and the narrow drawing."""
    return _drawn(data, ultimatums, period, tz, BROAD), _drawn(data, ultimatums, period, tz, NARROW)


def _drawn(data: TimelineData, ultimatums: Sequence[Ultimatum], period: Interval, tz: tzinfo, width: float) -> Markup:
    sheet = _Sheet(data, width, tz, 34.0 if width == BROAD else 24.0)
    top, foot = 24.0, 24.0 + _BARS
    _period(sheet, period, top)
    _gaps(sheet, data.gaps, top, foot)
    _histogram(sheet, top, foot)
    sheet.y = foot
    _axis(sheet, top)
    _datasets(sheet)
    _deadlines(sheet, data.deadlines)
    _contacts(sheet)
    _ultimatums(sheet, ultimatums)
    height = sheet.y + 8
    name = "timeline-b" if width == BROAD else "timeline-n"
    told = _(
        "Incidents a week from {start} to {end}, with the days that the datasets cover, deadlines and contacts."
    ).format(start=day_text(data.start, tz), end=day_text(data.end, tz))
    body = "".join(sheet.parts).replace("@FOOT@", number(height - 4))
    return Markup(
        f'<svg class="timeline" viewBox="0 0 {number(width)} {number(height)}" role="img" aria-labelledby="{name}-t">'
        f'<title id="{name}-t">{escape(told)}</title>'
        f'<defs><pattern id="{name}-h" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)">'
        f'<path class="hatch" d="M0 0v6"/></pattern></defs>{body.replace("@HATCH@", f"{name}-h")}</svg>'
    )


def _period(sheet: _Sheet, period: Interval, top: float) -> None:
    start = period.start if period.start is not None else sheet.data.start
    end = period.end if period.end is not None else sheet.data.end
    x1, x2 = sheet.x(start), sheet.x(end)
    if x2 <= x1:
        return
    sheet.parts.append(
        f'<path class="period" d="M{number(x1)} {number(top - 6)}H{number(max(x2, x1 + 1))}V@FOOT@H{number(x1)}Z"/>'
    )
    text = _("this period")
    anchor = "end" if x2 > sheet.width - 80 else "start"
    sheet.text("period-name", text, x2 if anchor == "end" else x1, top - 10, anchor)


def _gaps(sheet: _Sheet, gaps: Sequence[Interval], top: float, foot: float) -> None:
    for gap in gaps:
        x1 = sheet.x(gap.start if gap.start is not None else sheet.data.start)
        x2 = sheet.x(gap.end if gap.end is not None else sheet.data.end)
        if x2 - x1 < 1.5:
            continue
        sheet.parts.append(
            f'<rect class="gap" fill="url(#@HATCH@)" x="{number(x1)}" y="{number(top)}" width="{number(x2 - x1)}" '
            f'height="{number(foot - top)}"/>'
        )
        words = (_("no data: no event dataset covers this time"), _("no event data"), _("no data"))
        text = next((w for w in words if text_width(w, 11) + 8 < x2 - x1), "")
        if text:
            wide = text_width(text, 11)
            middle = (x1 + x2) / 2
            sheet.box("gap-bed", middle - wide / 2 - 4, top + 6, middle + wide / 2 + 4, top + 22)
            sheet.text("gap-name", text, middle, top + 18, "middle")
        elif text_width(words[2], 11) + 8 < foot - top and x2 - x1 > 13:
            x, y = (x1 + x2) / 2 + 4, (top + foot) / 2
            sheet.parts.append(
                f'<text class="gap-name" text-anchor="middle" '
                f'transform="translate({number(x)} {number(y)}) rotate(-90)">'
                f"{escape(words[1])}</text>"
            )


def _weeks(data: TimelineData) -> dict[int, list[int]]:
    """Monday of the week → incidents by level 0–4 (the epoch was a Thursday)."""
    weeks: dict[int, list[int]] = {}
    for point in data.incidents:
        if data.start <= point.at < data.end:
            week = (point.at + 3 * DAY) // WEEK * WEEK - 3 * DAY
            weeks.setdefault(week, [0] * 5)[min(max(point.level, 1), 4)] += 1
    return weeks


def _histogram(sheet: _Sheet, top: float, foot: float) -> None:
    weeks = _weeks(sheet.data)
    tallest = max((sum(counts) for counts in weeks.values()), default=0)
    step = _nice(tallest)
    ceiling = max(-(-tallest // step) * step, step) if tallest else 1
    for value in range(0, ceiling + 1, step) if tallest else ():
        y = foot - (foot - top) * value / ceiling
        sheet.line("grid" if value else "base", sheet.left, y, sheet.width - 10, y)
        sheet.text("tick", str(value), sheet.left - 5, y + 3.5, "end")
    gap = 0.9 if sheet.width == BROAD else 0.3
    for week, counts in sorted(weeks.items()):
        x1, x2 = sheet.x(max(week, sheet.data.start)), sheet.x(min(week + WEEK, sheet.data.end))
        y = foot
        split = (("proved", counts[3] + counts[4]), ("reported", counts[2]), ("alleged", counts[0] + counts[1]))
        for css, n in split:
            if n:
                tall = (foot - top) * n / ceiling
                inset = gap / 2 + (0.5 if css == "alleged" else 0)
                sheet.box(f"bar {css}", x1 + inset, y - tall + (0.5 if css == "alleged" else 0), x2 - inset, y)
                y -= tall
    if not tallest:
        sheet.line("base", sheet.left, foot, sheet.width - 10, foot)


def _nice(tallest: int) -> int:
    return next(
        (s for s in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 5000) if tallest / s <= 4), max(tallest // 3, 1)
    )


def _months(data: TimelineData, tz: tzinfo) -> Iterator[tuple[int, int, int]]:
    """First instant, year and month of every month that begins in the time shown (at most 1,200)."""
    local = moment(data.start, tz)
    year, month = local.year, local.month
    for _n in range(1200):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        if year > 9998:
            return
        at = int(datetime(year, month, 1, tzinfo=tz).timestamp())
        if at >= data.end:
            return
        yield at, year, month


def _axis(sheet: _Sheet, top: float) -> None:
    months = list(_months(sheet.data, sheet.tz))
    room = (sheet.width - sheet.left) / max(len(months), 1)
    every = next((n for n in (1, 2, 3, 6) if room * n >= 24), 12)
    y = sheet.y
    for at, year, month in months:
        x = sheet.x(at)
        if month == 1:
            sheet.line("year", x, top, x, y + 14)
            if x < sheet.width - 34:
                sheet.text("year-name", str(year), x + 4, y + 26)
        if (month - 1) % every == 0:
            sheet.line("notch", x, y, x, y + 4)
            if every < 12 and x < sheet.width - 16:
                sheet.text("tick", f"{month:02d}", x + 2, y + 13)
    first = moment(sheet.data.start, sheet.tz)
    ahead = next((sheet.x(at) for at, _year, month in months if month == 1), sheet.width)
    if ahead - sheet.left > 36:
        sheet.text("year-name", f"{first:%Y}", sheet.left, y + 26)
    sheet.y = y + 36


def _head(sheet: _Sheet, text: str) -> None:
    sheet.y += 14
    sheet.text("lane", text, sheet.left if sheet.width == BROAD else 2, sheet.y)
    sheet.y += 6


def _datasets(sheet: _Sheet) -> None:
    if not sheet.data.datasets:
        return
    _head(sheet, _("What has rows, from its first day to its last"))
    for dataset in sheet.data.datasets[:6]:
        x1, x2 = sheet.x(dataset.first), max(sheet.x(dataset.last), sheet.x(dataset.first) + 3)
        sheet.box("have" if dataset.events else "have hand", x1, sheet.y + 3, x2, sheet.y + 10)
        _beside(sheet, "mark-name", visible(dataset.name, 44), x1, x2, sheet.y + 10.5)
        sheet.y += _ROW


def _beside(sheet: _Sheet, css: str, text: str, x1: float, x2: float, y: float) -> None:
    """A name to the right of a bar, or to its left where there is more room."""
    wide = text_width(text, 11)
    if x2 + 6 + wide < sheet.width:
        sheet.text(css, text, x2 + 6, y)
    elif x1 - 6 - wide > 0:
        sheet.text(css, text, x1 - 6, y, "end")
    else:
        sheet.text(
            f"{css} over", text, max(min((x1 + x2) / 2, sheet.width - wide / 2 - 4), wide / 2 + 2), y + 11, "middle"
        )
        sheet.y += 11


def _deadlines(sheet: _Sheet, deadlines: Sequence[Deadline]) -> None:
    """Flags in as many rows as they need, at most eight; the rest are counted."""
    shown = [d for d in sorted(deadlines, key=lambda d: (d.at, d.label)) if sheet.data.start <= d.at < sheet.data.end]
    if not shown:
        return
    _head(sheet, _("Deadlines"))
    rows: list[float] = []
    top = sheet.y
    left_out = 0
    for deadline in shown:
        x = sheet.x(deadline.at)
        text = visible(deadline.label, 40 if sheet.width == BROAD else 30)
        wide = text_width(text, 11) + 10
        flip = x + wide > sheet.width
        start, end = (x - wide, x + 4) if flip else (x - 4, x + wide)
        if start < 0:
            text, start, end, flip = text[:18].rstrip() + "…", max(x - 118, 0.0), x + 4, True
        row = next((i for i, taken in enumerate(rows) if taken <= start), len(rows))
        if row >= 8:
            left_out += 1
            continue
        if row == len(rows):
            rows.append(0.0)
        rows[row] = end + 4
        y = top + 4 + row * _ROW
        later = sheet.x(deadline.latest)
        if later - x > 1.5:
            sheet.box("doubt-span", x, y, later, y + 9)
        sheet.parts.append(f'<path class="deadline" d="M{number(x)} {number(y - 1)}v12l6-3.5-6-3.5"/>')
        sheet.text("mark-name", text, x - 6 if flip else max(x, later) + 8, y + 8.5, "end" if flip else "start")
    sheet.y = top + len(rows) * _ROW
    if left_out:
        sheet.text("tick", _("and {n} more").format(n=left_out), sheet.left, sheet.y + 10)
        sheet.y += 14


def _contacts(sheet: _Sheet) -> None:
    shown = [at for at in sheet.data.contacts if sheet.data.start <= at < sheet.data.end]
    if not shown:
        return
    _head(sheet, _("Contacts and meetings"))
    for at in shown:
        sheet.parts.append(f'<circle class="contact" cx="{number(sheet.x(at))}" cy="{number(sheet.y + 7)}" r="3.4"/>')
    sheet.y += _ROW


def _ultimatums(sheet: _Sheet, ultimatums: Sequence[Ultimatum]) -> None:
    shown = [u for u in ultimatums if u.issued is not None]
    if not shown:
        return
    _head(sheet, _("Ultimatums, from issue to expiry"))
    for ultimatum in shown[:6]:
        issued = ultimatum.issued if ultimatum.issued is not None else sheet.data.start
        x1 = sheet.x(issued)
        x2 = max(sheet.x(ultimatum.expires if ultimatum.expires is not None else sheet.data.end), x1 + 3)
        sheet.box("ultimatum", x1, sheet.y + 3, x2, sheet.y + 10)
        if ultimatum.amended is not None:
            x = sheet.x(ultimatum.amended)
            sheet.line("amended", x, sheet.y, x, sheet.y + 13)
        _beside(sheet, "mark-name", visible(f"{ultimatum.title}: {ultimatum.state}", 52), x1, x2, sheet.y + 10.5)
        sheet.y += _ROW


def window(
    start: int | None,
    end: int | None,
    deadline: int | None,
    latest: int | None,
    affirmed: Sequence[int],
    denied: Sequence[int],
    as_of: int,
    tz: tzinfo,
) -> Markup:
    """An obligation's own small time line: the window, its deadline, and when the claims on either side say it was."""
    times = [t for t in (start, end, deadline, latest, as_of) if t is not None]
    low, high = min(times), max(times)
    slack = max((high - low) // 24, DAY // 2)
    sheet = _Sheet(TimelineData(low - slack, high + slack), WINDOW, tz, 8.0)
    y = 30.0
    sheet.line("axis", sheet.left, y, sheet.width - 10, y)
    a = sheet.x(start if start is not None else low - slack)
    b = sheet.x(end if end is not None else as_of)
    sheet.box("window", a, y - 3, max(b, a + 2), y + 3)
    for css, times_there, lift in (("affirmed", affirmed, -8.0), ("denied", denied, 8.0)):
        for x in sorted({round(sheet.x(t), 0) for t in times_there if low - slack <= t <= high + slack}):
            peak = y + lift + (-6 if lift < 0 else 6)
            sheet.parts.append(f'<path class="{css}" d="M{number(x)} {number(peak)}l4 {number(-lift * 0.85)}h-8z"/>')
    named: list[tuple[int, str, str]] = []
    if start is not None:
        named.append((start, _("from {day}").format(day=day_text(start, tz)), "from"))
    if deadline is not None:
        named.append((deadline, _("deadline {day}").format(day=day_text(deadline - 1, tz)), "due"))
    named.append((as_of, _("as of {day}").format(day=day_text(as_of - 1, tz)), "asof"))
    taken: list[tuple[float, float, float]] = []
    for at, text, css in named:
        x = sheet.x(at)
        sheet.line(f"edge {css}", x, y - 9, x, y + 9)
        if css == "due" and latest is not None and sheet.x(latest) - x > 1:
            sheet.box("doubt-span", x, y - 6, sheet.x(latest), y + 6)
        wide = text_width(text, 11)
        anchor = "end" if x + wide > sheet.width - 4 else "start"
        span = (x - wide, x) if anchor == "end" else (x, x + wide)
        line = next(row for row in range(4) if all(r != row or span[1] < p - 6 or span[0] > q + 6 for r, p, q in taken))
        taken.append((line, *span))
        sheet.text("edge-name", text, x, (11.0, y + 26, y + 39, y + 52)[line], anchor)
    lowest = max(line for line, _p, _q in taken)
    height = (y + 16, y + 31, y + 44, y + 57)[int(lowest)]
    told = "; ".join(text for _at, text, _css in named)
    return Markup(
        f'<svg class="window-line" viewBox="0 0 {number(WINDOW)} {number(height)}" role="img" '
        f'aria-label="{escape(told)}">'
        f"{''.join(sheet.parts)}</svg>"
    )
