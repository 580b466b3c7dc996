"""Times as people read them in a brief: ISO days and minutes in the dossier's zone, always in a `<time>`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from markupsafe import Markup

from servanda.model import DAY, Extent, Interval, rfc3339
from servanda.words import _

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = -62_135_596_800 + DAY, 253_402_214_400 - DAY  # what datetime can hold, less a day for the zone's shift


def moment(at: int, tz: tzinfo) -> datetime:
    """The instant in a zone; times outside the calendar are cut to it."""
    return (_EPOCH + timedelta(seconds=min(max(at, _FIRST), _LAST))).astimezone(tz)


def _offset(local: datetime) -> str:
    shift = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    if shift == 0:
        return "UTC"
    hours, minutes = divmod(abs(shift), 60)
    return f"{'+' if shift > 0 else '−'}{hours:02d}:{minutes:02d}"


def minute_text(at: int, tz: tzinfo) -> str:
    """`2020-03-06 00:01 +03:00`."""
    local = moment(at, tz)
    return f"{local:%Y-%m-%d %H:%M} {_offset(local)}"


def day_text(at: int, tz: tzinfo) -> str:
    return f"{moment(at, tz):%Y-%m-%d}"


def _is_midnight(at: int, tz: tzinfo) -> bool:
    local = moment(at, tz)
    return local.hour == local.minute == local.second == 0


def span_text(start: int | None, end: int | None, tz: tzinfo) -> str:
    """Half-open `[start, end)`: a day, whole days from first to last, or minutes; open ends say so."""
    if start is None and end is None:
        return _("time unknown")
    if start is None:
        return _("until {end}").format(end=_edge(end, tz))
    if end is None:
        return _("since {start}").format(start=_edge(start, tz))
    for where in (tz, UTC):
        if _is_midnight(start, where) and _is_midnight(end, where) and end - start >= 23 * 3600:
            day, final = day_text(start, where), day_text(end - 1, where)
            return day if day == final else f"{day} – {_shorter(final, day)}"
    if end - start <= 60:
        return minute_text(start, tz)
    first, last = moment(start, tz), moment(end, tz)
    if first.date() == last.date():
        return f"{first:%Y-%m-%d %H:%M}–{last:%H:%M} {_offset(first)}"
    if end - start >= 2 * DAY:
        return f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"
    return f"{first:%Y-%m-%d %H:%M} – {last:%Y-%m-%d %H:%M} {_offset(first)}"


def _edge(at: int | None, tz: tzinfo) -> str:
    if at is None:
        return ""
    return day_text(at, tz) if _is_midnight(at, tz) else minute_text(at, tz)


def _shorter(last: str, first: str) -> str:
    """`2020-01-09 – 12` within a month, `2020-01-30 – 02-01` within a year."""
    if last[:7] == first[:7]:
        return last[8:]
    return last[5:] if last[:4] == first[:4] else last


def _stamp(at: int | None) -> str:
    return rfc3339(at) or ""


def minute(at: int | None, tz: tzinfo) -> Markup:
    if at is None:
        return Markup("{}").format(_("not known"))
    return Markup('<time datetime="{}">{}</time>').format(_stamp(at), minute_text(at, tz))


def until_text(at: int, tz: tzinfo) -> str:
    """An instant that closes something: midnight is the end of the day before it."""
    if _is_midnight(at, tz):
        return _("the end of {day}").format(day=day_text(at - 1, tz))
    return minute_text(at, tz)


def until(at: int | None, tz: tzinfo) -> Markup:
    if at is None:
        return Markup("{}").format(_("not known"))
    return Markup('<time datetime="{}">{}</time>').format(_stamp(at), until_text(at, tz))


def day(at: int | None, tz: tzinfo) -> Markup:
    if at is None:
        return Markup("{}").format(_("not known"))
    return Markup('<time datetime="{}">{}</time>').format(_stamp(at), day_text(at, tz))


def span(interval: Interval, tz: tzinfo) -> Markup:
    start = interval.start if interval.start is not None else interval.end
    text = span_text(interval.start, interval.end, tz)
    if start is None:
        return Markup("{}").format(text)
    return Markup('<time datetime="{}">{}</time>').format(_stamp(start), text)


def happened(extent: Extent, tz: tzinfo) -> Markup:
    """The outer extent; "about" where the inner one is smaller."""
    about = extent.from_earliest != extent.from_latest or extent.to_earliest != extent.to_latest
    shown = span(extent.outer, tz)
    return Markup("{} {}").format(_("about"), shown) if about else shown
