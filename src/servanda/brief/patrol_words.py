"""Short words for patrols: amounts as their least and most, minutes, times in UTC."""

from __future__ import annotations

from datetime import UTC, datetime

from markupsafe import escape

from servanda.brief.text import visible
from servanda.field.patrol import Amount

DASHES = ("", "7 3", "2 3", "9 3 2 3")
"""A line's style tells parties apart where colours do not print."""
TONES = 4


def plain(text: object) -> str:
    """Escaped, made visible, cut."""
    return str(escape(visible(text, 200)))


def percent(least: float, most: float) -> str:
    """`87–93 %` of shares from 0 to 1."""
    a, b = round(100 * least), round(100 * most)
    return f"{a} %" if a == b else f"{a}–{b} %"


def amount_text(amount: Amount | None) -> str:
    """`6.98–7.05 km`."""
    if amount is None:
        return "–"
    if amount.most < 1000:
        return f"{amount.least:.0f}–{amount.most:.0f} m"
    return f"{amount.least / 1000:.2f}–{amount.most / 1000:.2f} km"


def minutes(seconds: float) -> str:
    """`14 min`, `2 h 05 min`."""
    whole = round(seconds / 60)
    return f"{whole} min" if whole < 120 else f"{whole // 60} h {whole % 60:02d} min"


def minute(at: float) -> str:
    """`2019-11-02 07:36Z`."""
    return f"{datetime.fromtimestamp(round(at), UTC):%Y-%m-%d %H:%M}Z"


def clock(at: float) -> str:
    """`07:36`, UTC."""
    return f"{datetime.fromtimestamp(round(at), UTC):%H:%M}"
