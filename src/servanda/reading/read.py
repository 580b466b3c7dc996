"""From a report's text to attributed claims: `read(report, context)`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from servanda.model import Claim, Finding, Interval, Position, Report, Severity
from servanda.reading.context import Context
from servanda.reading.foreign_dates import islamic_dates
from servanda.reading.furniture import Furniture
from servanda.reading.language import language_of
from servanda.reading.learned.finder import default_finder
from servanda.reading.named import Named, in_language
from servanda.reading.offsets import Span
from servanda.reading.repair import Page, repair
from servanda.reading.sentences import sentences
from servanda.reading.spans import Attribution, Scene, SpanFinder, TriggerFinder
from servanda.reading.statement import Statement, claims_of, no_claim
from servanda.reading.view import View
from servanda.reading.work import Work
from servanda.words import _

MAX_TEXT = 1_000_000
"""Characters of a text that are read: about ten seconds of one core, and more than any article or report has."""
_CUT = 20_000
_LISTED = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a report. Spans of `statements`, `claims`, `sentences` and `left_out` index the report's text;
    `attributions` those of the repaired text, which `page` maps back. `language` is ISO 639-1, "" when nobody can tell.
    """

    report: str
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    sentences: tuple[Span, ...]
    left_out: tuple[Furniture, ...]
    attributions: tuple[Attribution, ...]
    page: Page
    language: str = "en"
    named: tuple[Named, ...] = ()
    """Actors, places and dates of a text in Russian, Turkish or Arabic, whose sentences are not read."""


def read(report: Report, context: Context, finder: SpanFinder | None = None) -> Reading:
    """Claims in `report.text`, each with its spans. Pure; never raises for anything that a text may contain.

    `finder` finds source, cue and content (default: `default_finder()`); everything after it stays the same.
    """
    text, findings = _bounded(report)
    at = Position(report.path or report.id)
    if not text.strip():
        findings.append(Finding("no-text", _("there is no text to read"), at=at, severity=Severity.WARNING))
        return Reading(report.id, (), (), tuple(findings), (), (), (), repair(""), "")
    page = repair(text)
    language = language_of(page.text, report.language)
    if language != "en":
        findings.append(_not_read(language, at))
        rows = tuple(page.repaired.back((s.start, s.end)) for s in sentences(page.text, page.quotations))
        names = tuple(in_language(report, context, page, language))
        findings += _islamic([n.text for n in names if n.kind == "date" and n.interval == Interval()], at)
        return Reading(report.id, (), (), tuple(findings), rows, page.left_out, (), page, language, names)
    findings += _islamic([page.text[a:b] for a, b in islamic_dates(page.text)], at)
    view = View(report, context, page)
    finder = finder or default_finder()
    scene = Scene(view.text, view.parts, page.quotations, view.mentions)
    attributions, triggers = finder.heard(scene) if isinstance(finder, TriggerFinder) else (finder(scene), ())
    work = Work(view, triggers)
    statements = work.statements(attributions)
    findings += [replace(f, at=at) for f in work.findings]
    silent = _silent(statements)
    if silent is not None:
        findings.append(replace(silent, at=at))
    claims: dict[str, Claim] = {}
    for s in statements:
        for claim in claims_of(s, report, finder.name):
            claims.setdefault(claim.id, claim)
    return Reading(
        report.id,
        tuple(statements),
        tuple(claims.values()),
        tuple(findings),
        tuple(page.repaired.back((s.start, s.end)) for s in work.parts),
        page.left_out,
        tuple(attributions),
        page,
    )


def _bounded(report: Report) -> tuple[str, list[Finding]]:
    """The text as far as it is read."""
    text = report.text or ""
    if len(text) <= MAX_TEXT:
        return text, []
    kept = _beginning(text)
    finding = Finding(
        "text-too-long",
        _("only the first {n} characters of the text were read").format(n=f"{len(kept):,}"),
        _("at most {n}").format(n=f"{MAX_TEXT:,}"),
        f"{len(text):,}",
        _("split it into several files at its headings, and add each"),
        Position(report.path or report.id),
        Severity.WARNING,
    )
    return kept, [finding]


def _beginning(text: str) -> str:
    """As much of a text that is too long as is read: to the end of a paragraph, else of a sentence, else of a word."""
    for pattern in (r"\n[ \t\r]*\n", r"\n", r"[.!?…][\"”»')\]]*(?=\s)", r"\s"):
        ends = [m.end() for m in re.finditer(pattern, text[MAX_TEXT - _CUT : MAX_TEXT])]
        if ends:
            return text[: MAX_TEXT - _CUT + ends[-1]]
    return text[:MAX_TEXT]


def _not_read(language: str, at: Position) -> Finding:
    what, advice = _("the reader reads English only"), _("add claims by hand")
    return Finding("language-not-read", what, "en", language or _("unknown"), advice, at, Severity.WARNING)


def _islamic(dates: Sequence[str], at: Position) -> list[Finding]:
    """What is said of dates that the reader leaves alone."""
    if not dates:
        return []
    what = _("a date of the Islamic calendar is not converted")
    advice = _("add the claim by hand, with the day that is meant")
    expected = _("a date of the Gregorian calendar")
    got = "; ".join(dict.fromkeys(dates[:_LISTED]))
    return [Finding("calendar-not-read", what, expected, got, advice, at, Severity.WARNING)]


def _silent(statements: Sequence[Statement]) -> Finding | None:
    """A note of the statements that make no claim, and why: where each begins and ends, by reason."""
    spans: dict[str, list[Span]] = {}
    for s in statements:
        if reason := no_claim(s):
            spans.setdefault(reason, []).append((s.content_spans[0][0], s.content_spans[-1][1]))
    if not spans:
        return None
    parts = []
    for reason, rows in spans.items():
        where = ", ".join(f"{a}–{b}" for a, b in rows[:_LISTED])
        more = _(" and {n} more").format(n=len(rows) - _LISTED) if len(rows) > _LISTED else ""
        parts.append(f"{reason} [{where}{more}]")
    return Finding(
        "no-claim",
        _("{n} of {all} statements make no claim").format(n=sum(map(len, spans.values())), all=len(statements))
        + ": "
        + "; ".join(parts),
        severity=Severity.NOTE,
    )
