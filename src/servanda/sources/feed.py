"""RSS and Atom files: each entry a report. Nothing is fetched, neither the feed nor what it links to."""

from __future__ import annotations

import calendar
import io
import json
from typing import Any

from servanda.model import Finding, Interval, Position, Severity
from servanda.sources.article import Article, report_of
from servanda.sources.article_bytes import MAX_BYTES
from servanda.sources.html import text_of
from servanda.sources.intake import Context, Intake, refusal
from servanda.sources.manifest import Manifest
from servanda.sources.sidecar import KEYS, read_sidecar
from servanda.words import _

MANIFEST = Manifest(
    name="feed",
    formats=("RSS", "Atom"),
    suffixes=(".rss", ".atom"),
    says="A saved feed: each entry is a report with its title, author, address, date and text.",
    bad_data="An entry without text is skipped, with a finding; a file with its own entities or without entries is "
    "refused.",
    licence_note="The publisher's: the text is kept for your own work.",
    notes=(
        "By feedparser; `.xml` too, where the file begins as a feed. The text of an entry is its full content, else "
        "its summary; an entry that holds no more than a summary is read as that. Nothing is fetched.",
        "What the sidecar says (outlet, language, handling) holds for every entry. At most 2,000 entries.",
    ),
    options=dict.fromkeys(KEYS, "in the sidecar NAME.yaml"),
)
MAX_ENTRIES = 2_000
_LISTED = 20


def sniff(name: str, head: bytes) -> int:
    begins = any(mark in head[:2048].lower() for mark in (b"<rss", b"<feed", b"<rdf:rdf"))
    if name.casefold().endswith(MANIFEST.suffixes):
        return 90
    return 85 if begins and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" else 0


def read(content: bytes, file: str, context: Context) -> Intake:
    import feedparser

    if len(content) > MAX_BYTES:
        what, got = _("the file is too large for a feed"), f"{len(content) / 2**20:.0f} MB"
        return refusal("too-large", what, file, expected=_("at most 16 MB"), got=got, advice=_("split it"))
    if b"<!ENTITY" in content.upper():
        what, advice = _("the feed defines entities of its own"), _("no feed needs them; look at who made it")
        return refusal("feed-entities", what, file, advice=advice)
    sidecar, findings = read_sidecar(context)
    if any(f.is_error for f in findings):
        return Intake(findings=tuple(findings))
    try:
        # a stream: of a text that looks like an address the library would fetch it
        found = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
        entries: list[Any] = list(found.entries)
    except Exception:  # the bytes come from outside, and the library does not promise what it raises on them
        return refusal("feed-broken", _("the feed cannot be read"), file, advice=_("save it again"))
    if not entries:
        return refusal("feed-empty", _("the file holds no entries of a feed"), file, advice=_("save it again"))
    at = Position(file)
    if len(entries) > MAX_ENTRIES:
        what, got = _("only the first {n} entries were read").format(n=f"{MAX_ENTRIES:,}"), f"{len(entries):,}"
        findings.append(
            Finding("feed-cut", what, got=got, advice=_("split the file"), at=at, severity=Severity.WARNING)
        )
    outlet, language = _said(found.feed, "title"), _said(found.feed, "language").casefold().split("-")[0]
    reports, seen, skipped = [], set(), 0
    for entry in entries[:MAX_ENTRIES]:
        text = _text(entry)
        if not text.strip():
            skipped += 1
            continue
        link = _said(entry, "link")
        article = Article(
            text,
            _said(entry, "title"),
            outlet,
            _said(entry, "author"),
            link if link.startswith(("http://", "https://")) else "",
            _said(entry, "language").casefold().split("-")[0] or language,
            _when(entry),
        )
        own = [_said(entry, "id") or link, article.title, article.author, list(article.published), text]
        part = json.dumps(own, ensure_ascii=True).encode()
        report = report_of(article, sidecar, content, file, "application/atom+xml", part=part)
        if report.id not in seen:
            seen.add(report.id)
            reports.append(report)
    if skipped:
        what = _("{n} entries hold no text").format(n=skipped)
        findings.append(
            Finding("feed-no-text", what, advice=_("save the articles themselves"), at=at, severity=Severity.WARNING)
        )
    without = sum(1 for r in reports if r.published is None)
    if without:
        what = _("nothing says when {n} entries were published").format(n=without)
        findings.append(Finding("undated-report", what, at=at, severity=Severity.WARNING))
    return Intake(tuple(reports), findings=tuple(findings), skipped=skipped)


def _text(entry: Any) -> str:
    """The longest text of the entry, out of its HTML."""
    found = [str(part.get("value") or "") for part in entry.get("content") or () if hasattr(part, "get")]
    found.append(_said(entry, "summary", whole=True))
    longest = max(found, key=len)
    return text_of(longest) if "<" in longest or "&" in longest else longest


def _said(row: Any, key: str, *, whole: bool = False) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        return ""
    return value if whole else " ".join(value.split())[:500]


def _when(entry: Any) -> Interval:
    """The minute of first publication; without one that of the last change."""
    for key in ("published_parsed", "updated_parsed"):
        parts = entry.get(key)
        try:
            second = calendar.timegm(parts) if parts else None
        except (ValueError, TypeError, OverflowError):
            continue
        if second is not None and -62135596800 <= second < 253402300800:
            return Interval(second - second % 60, second - second % 60 + 60)
    return Interval()
