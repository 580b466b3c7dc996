"""Actors, places and dates that a text names, in English and in languages whose sentences are not read.

In Russian, Turkish and Arabic the register's and the gazetteer's names are found with the endings and prefixes that
those languages put on them; nothing is said of who did what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from servanda.model import Interval, Report
from servanda.reading.context import Context
from servanda.reading.foreign_dates import LANGUAGES, foreign_dates, islamic_dates
from servanda.reading.language import language_of
from servanda.reading.offsets import Span
from servanda.reading.repair import Page, repair
from servanda.reading.view import View
from servanda.reading.wordlist import words

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_LONGEST = 5
_UNDATED = Interval()
_MOST_TOKENS = 60_000
_TURKISH = re.compile(r"['’][a-zçğıöşü]{1,5}$")
_SMALL = words("в во и о об на из по для от до с со к у за а но ve ile da de و")
_LATIN = str.maketrans(
    dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya".replace("-", "").split(" "),
            strict=True,
        )
    )
)
_LATIN |= {ord(chr(c).upper()): latin.capitalize() for c, latin in list(_LATIN.items())}
_CASES = ("а", "е", "у", "ом", "ем", "ой", "ы", "и", "я", "ю", "ей")
_PREFIXES = ("وال", "بال", "لل", "و", "ب", "ل", "ف", "ك")


@dataclass(frozen=True, slots=True)
class Named:
    """`span` of the report's text; `kind`: actor, place or date. `id` is an actor's or place's ("" for a town without
    one); `lat, lon, radius_m` a place's; `interval` a date's outer one (seconds UTC, half-open)."""

    span: Span
    text: str
    kind: str
    id: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    interval: Interval = Interval()


def named(report: Report, context: Context) -> tuple[Named, ...]:
    """What the text names, in order. Nothing for a language that is neither English nor one of those above."""
    page = repair(report.text or "")
    language = language_of(page.text, report.language)
    if language == "en":
        return tuple(_in_english(View(report, context, page)))
    return tuple(in_language(report, context, page, language))


def in_language(report: Report, context: Context, page: Page, language: str) -> Iterator[Named]:
    """What a text in Russian, Turkish or Arabic names."""
    if language not in LANGUAGES:
        return
    published = context.published or Interval(report.published, report.published_to)
    # Arabic and Persian digits are digits: as long as the text, so that the spans hold
    plain = page.text.translate(_DIGITS)
    found = [
        _made(report, page, (d.start, d.end), "date", interval=d.interval)
        for d in foreign_dates(plain, language, published, context.timezone)
    ]
    found += [_made(report, page, span, "date") for span in islamic_dates(plain)]
    found += _names(report, context, page, language, published.start)
    yield from sorted(found, key=lambda n: n.span)


def _names(report: Report, context: Context, page: Page, language: str, at: int | None) -> Iterator[Named]:
    tokens = [m for m, _n in zip(_TOKEN.finditer(page.text), range(_MOST_TOKENS), strict=False)]
    cased = language != "ar"
    i = 0
    while i < len(tokens):
        if (cased and not tokens[i][0][0].isupper()) or tokens[i][0].casefold() in _SMALL:
            i += 1
            continue
        for j in range(min(i + _LONGEST, len(tokens)), i, -1):
            if tokens[j - 1][0].casefold() in _SMALL:
                continue
            span = (tokens[i].start(), tokens[j - 1].end())
            if any(page.text[a.end() : b.start()] != " " for a, b in zip(tokens[i:j], tokens[i + 1 : j], strict=False)):
                continue
            hit = _hit(report, context, page, language, span, at)
            if hit is not None:
                yield hit
                i = j
                break
        else:
            i += 1


def _hit(report: Report, context: Context, page: Page, language: str, span: Span, at: int | None) -> Named | None:
    for form, cut in _forms(page.text[span[0] : span[1]], language):
        here = (span[0] + cut, span[1])
        known = context.place(form)
        if known is not None and known[1]:
            where = known[0]
            return _made(report, page, here, "place", where.id, where.lat, where.lon, where.radius_m)
        ident, how = context.lookup(form, at)
        if ident and how != "adjective":
            return _made(report, page, here, "actor", ident)
    return None


def _forms(text: str, language: str) -> Iterator[tuple[str, int]]:
    """The name as it stands and without what the language puts before or after it, with how much was cut before."""
    yield text, 0
    if language == "tr":
        bare = _TURKISH.sub("", text)
        if bare != text:
            yield bare, 0
    elif language == "ru":
        for case in _CASES:
            if text.endswith(case) and len(text) - len(case) >= 4:
                yield text[: -len(case)], 0
                yield text[: -len(case)] + "а", 0
        # a place of the dossier may have no Russian name: as it sounds
        yield text.translate(_LATIN), 0
        for case in _CASES:
            if text.endswith(case) and len(text) - len(case) >= 4:
                yield text[: -len(case)].translate(_LATIN), 0
    elif language == "ar":
        for prefix in _PREFIXES:
            if text.startswith(prefix) and len(text) - len(prefix) >= 3:
                yield text[len(prefix) :], len(prefix)
                if prefix in ("لل", "وال", "بال"):
                    yield "ال" + text[len(prefix) :], len(prefix)


def _in_english(view: View) -> Iterator[Named]:
    rows: list[Named] = []
    for s in view.parts:
        span = (s.start, s.end)
        actors = [m for m in view.names(*span) if m.ids and m.kind != "adjective"]
        rows += [_made(view.report, view.page, (m.start, m.end), "actor", i) for m in actors for i in m.ids]
        rows += [
            _made(view.report, view.page, (d.start, d.end), "date", interval=d.extent.outer)
            for d in view.dates(*span)
            if d.extent is not None
        ]
        rows += [
            _made(view.report, view.page, (p.start, p.end), "place", p.id, p.lat, p.lon, p.radius_m)
            for p in view.places(*span)
            # "Ankara said": a name that stands for an actor is a place where a word of place says so
            if p.located or p.own or not any(m.start < p.end and p.start < m.end for m in actors)
        ]
    yield from sorted(rows, key=lambda n: n.span)


def _made(
    report: Report,
    page: Page,
    span: Span,
    kind: str,
    ident: str = "",
    lat: float | None = None,
    lon: float | None = None,
    radius_m: float | None = None,
    interval: Interval = _UNDATED,
) -> Named:
    a, b = page.repaired.back(span)
    return Named((a, b), (report.text or "")[a:b], kind, ident, lat, lon, radius_m, interval)


_DIGITS = {ord(a): str(n) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for n, a in enumerate(digits)}
