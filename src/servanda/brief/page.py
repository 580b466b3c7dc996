"""The brief as one HTML file: no scripts, nothing fetched, everything that came from outside escaped and made visible.

The page's own policy (`default-src 'none'`) allows exactly one style sheet, by its digest, so that even a mistake here
could load or run nothing. The same `BriefData` always gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, tzinfo
from functools import lru_cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from servanda.brief import dates, marks
from servanda.brief.data import BriefData, Cell, ObligationPage
from servanda.brief.map import drawings
from servanda.brief.text import css_string, language, visible, web_address
from servanda.brief.timeline import timeline, window
from servanda.model import TimeError, rfc3339, zone
from servanda.words import _, plural

# The order in which a reader needs them; the last two are printed as a plain list.
GROUPS = ("dispute", "breached", "open", "kept", "idle", "untestable")
_GROUP_OF = {
    "contested": "dispute",
    "kept": "kept",
    "breached": "breached",
    "unknown": "open",
    "pending": "open",
    "idle": "idle",
    "idle-unknown": "open",
    "idle-contested": "dispute",
    "untestable": "untestable",
}
_TALLY = ("kept", "breached", "contested", "unknown", "pending", "idle", "untestable")


def group_of(label: str) -> str:
    """Which part of the obligations' section a verdict belongs to."""
    return _GROUP_OF[marks.symbol_id(label)]


def render(data: BriefData) -> str:
    """The whole page."""
    tz = _zone(data.timezone)
    style = _style(data, tz)
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    figures: dict[str, Any] = {"maps": drawings(data.map) if data.map else (), "timeline": None, "patrols": ()}
    if data.patrols:
        figures["patrols"] = _patrols(data)
    if data.timeline:
        figures["timeline"] = timeline(data.timeline, data.ultimatums, data.period, tz)
    page: str = (
        _environment()
        .get_template("brief.html.j2")
        .render(
            b=data,
            lang=language(data.lang) or "en",
            style=Markup(style),
            style_digest=digest,
            sprite=marks.sprite(families=bool(data.map)),
            tally=_tally(data),
            groups=_groups(data.obligations),
            family_words=marks.family_words(),
            minute=lambda at: dates.minute(at, tz),
            until=lambda at: dates.until(at, tz),
            day=lambda at: dates.day(at, tz),
            day_in=lambda at, name: dates.day(at, _zone(name or data.timezone)),
            until_in=lambda at, name: dates.until(at, _zone(name or data.timezone)),
            months=month_runs(data.empty_months),
            dark_period=_period_months(data, tz),
            utc=lambda at: dates.minute(at, UTC),
            span=lambda interval: dates.span(interval, tz),
            happened=lambda extent: dates.happened(extent, tz),
            window=lambda ob: _window(ob, data.as_of, tz),
            **figures,
        )
    )
    return page.encode("utf-8", "replace").decode("utf-8")


def _patrols(data: BriefData) -> list[tuple[str, str, Markup]]:
    """Title, time and body of each recorded patrol."""
    from servanda.brief import patrol
    from servanda.brief.patrol_map import Town

    places = data.map.places if data.map is not None else ()
    towns = [Town(p.name, p.lat, p.lon) for p in places if p.kind != "country"]
    return [
        (
            p.patrol.planned.title,
            patrol.standfirst(p.patrol),
            patrol.body(p.patrol, towns, p.findings, f"patrol-{i}", "h4"),
        )
        for i, p in enumerate(data.patrols, 1)
    ]


def _zone(name: str) -> tzinfo:
    try:
        return zone(name)
    except TimeError:
        return UTC


def _window(ob: ObligationPage, as_of: int, tz: tzinfo) -> Markup:
    w = ob.window
    if w is None:
        return Markup("")
    return window(w.start, w.end, w.deadline, w.deadline_latest, w.affirmed, w.denied, as_of, tz)


def _style(data: BriefData, tz: tzinfo) -> str:
    """The style sheet and, for print, a footer with both clocks and the checkpoint on every page."""
    sheet = resources.files("servanda.brief").joinpath("style.css").read_text(encoding="utf-8")
    if data.patrols:
        from servanda.brief import patrol

        sheet += patrol.style()
    clocks = _("As of {as_of} · known at {known_at} ({clock} clock)").format(
        as_of=dates.until_text(data.as_of, tz), known_at=dates.until_text(data.known_at, tz), clock=data.clock
    )
    root = data.checkpoint.root if data.checkpoint else _("no checkpoint")
    footer = (
        "@page{"
        f"@top-left{{content:{css_string(visible(data.title, 90))}}}"
        f"@bottom-left{{content:{css_string(clocks)}}}"
        f"@bottom-center{{content:{css_string(root[:16])}}}"
        "@bottom-right{content:counter(page) ' / ' counter(pages)}}"
    )
    return (sheet + footer).replace("\r", "")


def _tally(data: BriefData) -> list[tuple[str, int]]:
    """How many rows stand at which sign to date, in the first viewpoint, signs without any left out."""
    counts = dict.fromkeys(_TALLY, 0)
    for group in data.matrix:
        for row in group.rows:
            if row.cells:
                symbol = marks.symbol_id(row.cells[0].to_date.label)
                counts["idle" if symbol.startswith("idle") else symbol] += 1
    return [(symbol, n) for symbol, n in counts.items() if n]


def _groups(obligations: Sequence[ObligationPage]) -> list[tuple[str, list[ObligationPage]]]:
    found = [(name, [ob for ob in obligations if ob.group == name]) for name in GROUPS]
    return [(name, obs) for name, obs in found if obs]


def month_runs(months: Sequence[str]) -> list[tuple[str, str]]:
    """Months in a row, six or more, as the first and the last of them; others alone, as (month, "")."""
    runs: list[list[str]] = []
    for month in months:
        if runs and _next_month(runs[-1][-1]) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    told: list[tuple[str, str]] = []
    for run in runs:
        told += [(run[0], run[-1])] if len(run) >= 6 else [(month, "") for month in run]
    return told


def _next_month(month: str) -> str:
    year, _sep, number = month.partition("-")
    if not (year.isdigit() and number.isdigit()):
        return ""
    return f"{int(year) + 1:04d}-01" if number == "12" else f"{year}-{int(number) + 1:02d}"


def _period_months(data: BriefData, tz: tzinfo) -> list[str]:
    """Those of the empty months in which this period lies."""
    end = data.period.end if data.period.end is not None else data.as_of
    start = data.period.start if data.period.start is not None else end
    names = {f"{dates.moment(at, tz):%Y-%m}" for at in (start, max(end - 1, start))}
    return [month for month in data.empty_months if month in names]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("servanda.brief"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    env.filters.update(
        fragment=fragment,
        language=language,
        web=web_address,
        whole=lambda text: Markup(escape(visible(text, 200_000))),
        short=lambda text, longest: visible(text, longest),
        host=_host,
    )
    env.globals.update(
        _=_,
        n_=plural,
        say=say,
        mark=marks.label_mark,
        level_mark=marks.level_mark,
        level_word=marks.level_word,
        incident_mark=marks.incident_mark,
        use=marks.use,
        symbol=marks.symbol_id,
        tone=tone,
        share=share,
        distance=distance,
        rfc3339=rfc3339,
    )
    return env


def _shown(value: Any) -> Any:
    """What every expression of a template passes through before it is escaped."""
    if value is None:
        return ""
    return value if isinstance(value, Markup) else visible(value)


def say(message: str, **values: Any) -> Markup:
    """A translated sentence with values put in, each escaped and isolated from the sentence's direction."""
    put = {k: v if isinstance(v, Markup) else Markup("<bdi>{}</bdi>").format(visible(v)) for k, v in values.items()}
    return Markup(escape(_(message))).format(**put)


def fragment(name: str) -> str:
    """A name that may stand in `id` and after `#`."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name)[:120] or "x"


def _host(url: str) -> str:
    """The address without its scheme, for print and for reading."""
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


def tone(cell: Cell) -> str:
    """The style classes of a verdict's cell."""
    parts = [f"t-{marks.symbol_id(cell.label)}"]
    if not cell.reachable:
        parts = ["t-out"]
    elif cell.observed is not None and cell.observed < 0.25:
        parts.append("thin")
    return " ".join(parts)


def share(value: float | None) -> str:
    """A share in percent; "under 1 %" instead of a nought that is none."""
    if value is None:
        return _("not known")
    if 0 < value < 0.01:
        return _("under 1 %")
    return f"{min(max(value, 0.0), 1.0):.0%}".replace("%", "\u00a0%")


def distance(metres: float | None) -> str:
    """`± 3 km`, `± 250 m`."""
    if not metres or not metres < 1e9:
        return ""
    return f"±\u00a0{metres / 1000:g}\u00a0km" if metres >= 1000 else f"±\u00a0{metres:.0f}\u00a0m"
