"""The inverse of `servanda.model.time.extent`: an extent in the notation that people write (docs/reference/time.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from servanda.model import DAY, Extent, TimeError, extent

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def written(when: Extent, tz: tzinfo | None = None) -> str:
    """The shortest notation that reads back as `when` in `tz`; "" when all its ends are open.

    An extent that no notation says exactly (an empty inner time, an odd slack) is written as its outer interval.
    """
    if when == Extent():
        return ""
    for text in _spellings(when, tz):
        try:
            if extent(text, tz) == when:
                return text
        except TimeError:
            continue
    return written(Extent.exact(when.from_earliest, when.to_latest), tz) if when.inner != when.outer else ""


def _spellings(when: Extent, tz: tzinfo | None) -> Iterator[str]:
    starts = list(_ends(when.from_earliest, when.from_latest, tz, 0))
    stops = list(_ends(when.to_earliest, when.to_latest, tz, 1))
    both = set(stops)
    yield from (text for text in starts if text in both and text != "..")
    yield from (f"{a}/{b}" for a in starts for b in stops)


def _ends(earliest: int | None, latest: int | None, tz: tzinfo | None, back: int) -> Iterator[str]:
    """Notations whose start (`back` 0) or end (`back` 1) may be [earliest, latest]; coarsest first, unchecked."""
    if earliest is None or latest is None:
        yield ".."
        return
    about = "~" if latest != earliest else ""
    moment = (earliest + latest) // 2
    try:
        utc = _EPOCH + timedelta(seconds=moment - back)
        local = utc.astimezone(tz or UTC)
        days = [local, local - timedelta(days=1)]
    except (OverflowError, ValueError):
        return
    if latest - earliest in (0, 2 * 365 * DAY):
        yield f"{about}{local.year:04d}"
    if not about or 56 <= (latest - earliest) // DAY <= 62:
        yield f"{about}{local.year:04d}-{local:%m}"
    for day in days:
        yield f"{about}{day.year:04d}-{day:%m-%d}"
    minute = _EPOCH + timedelta(seconds=moment - 60 * back)
    if minute.second == 0:
        yield f"{about}{minute.year:04d}-{minute:%m-%dT%H:%MZ}"
    yield f"{about}{utc.year:04d}-{utc:%m-%dT%H:%M:%SZ}"
