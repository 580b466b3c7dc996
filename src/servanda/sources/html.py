"""Web pages as saved: main text by trafilatura, date by htmldate; the extracted text is what spans index.

Nothing is fetched. Pages with more tags than any article has are refused, since extraction is not linear in them.
"""

from __future__ import annotations

import logging
import re
import warnings
from dataclasses import dataclass

from servanda.model import Finding, Interval, Position, Severity, TimeError, extent
from servanda.sources.article import Article, report_of
from servanda.sources.article_bytes import article_text
from servanda.sources.intake import Context, Intake
from servanda.sources.manifest import Manifest
from servanda.sources.sidecar import KEYS, read_sidecar, undated
from servanda.words import _

MANIFEST = Manifest(
    name="html",
    formats=("HTML",),
    suffixes=(".html", ".htm", ".xhtml"),
    says="A saved web page: its main text, title, author, outlet and date; what the sidecar says comes first.",
    bad_data="A page without text, or with more tags or attributes than any article has, is refused.",
    licence_note="The publisher's: the text is kept for your own work.",
    notes=(
        "Main text by trafilatura, date of publication by htmldate (an hour counts only with its zone), title, "
        "author and outlet as the page gives them. Spans index the extracted text, which is kept with the report. "
        "Nothing is fetched.",
    ),
    options=dict.fromkeys(KEYS, "in the sidecar NAME.yaml"),
)
MAX_TAGS = 50_000
MAX_ATTRIBUTES = 2_000
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_LANG = re.compile(r"<html[^>]{0,400}?\slang\s*=\s*[\"']?([A-Za-z]{2,3})\b", re.IGNORECASE)
_DECLARED = re.compile(r"^\s*<\?xml[^>]{0,200}>")
_SILENT = frozenset(("script", "style", "template", "noscript", "head", "title"))
_BLOCKS = frozenset(
    ("p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section")
)
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})([+-]\d{4})?\Z")


@dataclass(frozen=True, slots=True)
class _Page:
    text: str = ""
    title: str = ""
    outlet: str = ""
    date: str = ""
    author: str = ""


def sniff(name: str, head: bytes) -> int:
    if name.casefold().endswith(MANIFEST.suffixes):
        return 80
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    return 60 if start.startswith((b"<!doctype html", b"<html")) else 0


def read(content: bytes, file: str, context: Context) -> Intake:
    charset = _CHARSET.search(content[:4096])
    declared = charset[1].decode("ascii") if charset else ""
    html, findings = article_text(content, file, declared)
    findings = [f for f in findings if not (f.slug == "not-utf8" and f.got == declared)]
    sidecar, wrong = read_sidecar(context)
    findings += wrong
    if html is None or any(f.is_error for f in findings):
        return Intake(findings=tuple(findings))
    at = Position(file)
    tags = html.count("<")
    if tags > MAX_TAGS or _attributes(html) > MAX_ATTRIBUTES:
        what, expected = _("the page has more tags than any article"), _("at most {n}").format(n=MAX_TAGS)
        if tags <= MAX_TAGS:
            what = _("a tag of the page has more attributes than any article's")
            expected, tags = _("at most {n}").format(n=MAX_ATTRIBUTES), _attributes(html)
        advice = _("save the article's text as .txt")
        return Intake(findings=(*findings, Finding("html-too-much", what, expected, str(tags), advice, at)))
    page = _page(html)
    if not page.text.strip():
        what, advice = _("no text was found on the page"), _("save the article's text as .txt")
        return Intake(findings=(*findings, Finding("html-no-text", what, advice=advice, at=at)))
    published = sidecar.published
    if published.start is None:
        published = _when(page.date, context)
        findings.append(_taken(page.date, file) if published.start is not None else undated(file))
    lang = _LANG.search(html[:4096])
    found = Article(
        page.text,
        page.title,
        page.outlet,
        page.author,
        language=lang[1].casefold() if lang else "",
        published=published,
    )
    report = report_of(found, sidecar, content, file, "text/html")
    return Intake((report,), findings=tuple(findings))


def _attributes(html: str) -> int:
    """About how many attributes the tag with most of them has. Parsers take time in the square of their number."""
    if html.count("=") <= MAX_ATTRIBUTES:
        return 0
    most = 0
    for piece in html.split("<"):
        code = piece[:6].casefold() in ("script", "style>", "style ")
        most = max(most, (piece.partition(">")[0] if code else piece).count("="))
    return most


def _page(html: str) -> _Page:
    """What the libraries find; an empty page where they fail, whatever the reason: the bytes come from outside, and
    neither library promises which exceptions it raises on them."""
    with warnings.catch_warnings():  # what the libraries say of their own dependencies is not the reader's affair
        warnings.simplefilter("ignore")
        import htmldate
        import trafilatura

    if "<html" not in html[:4096].casefold():
        html = f"<html>{html}</html>"
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).addHandler(logging.NullHandler())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = trafilatura.bare_extraction(html, with_metadata=True, include_comments=False)
            fields = found if isinstance(found, dict) or found is None else found.as_dict()
        except Exception:
            fields = None
        fields = fields or {}
        text = str(fields.get("text") or "")
        if not text.strip():
            try:
                text = str(trafilatura.html2txt(html) or "")
            except Exception:
                text = ""
        try:
            date = htmldate.find_date(
                html, original_date=True, outputformat="%Y-%m-%dT%H:%M:%S%z", extensive_search=False
            )
        except Exception:
            date = None
    title, outlet, author = (
        " ".join(str(fields.get(key) or "").split())[:300] for key in ("title", "sitename", "author")
    )
    return _Page(text, title, outlet, str(date or ""), author)


def text_of(html: str) -> str:
    """All text of a piece of HTML (a letter's body, an entry of a feed), a paragraph for each of its blocks; "" for
    more tags than any has."""
    from lxml import etree
    from lxml import html as parser

    if not html.strip() or html.count("<") > MAX_TAGS:
        return ""
    try:
        root = parser.fragment_fromstring(_DECLARED.sub("", html, count=1), create_parent="div")
    except Exception:  # as in _page
        return ""
    pieces: list[str] = []
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        silent = element.tag in _SILENT
        if event == "start":
            depth += silent
            if element.tag in _BLOCKS:
                pieces.append("\n\n")
            if element.text and not depth:
                pieces.append(element.text)
        else:
            depth -= silent and event == "end"
            if element.tag in _BLOCKS:
                pieces.append("\n\n")
            if element.tail and not depth:
                pieces.append(element.tail)
    blocks = (" ".join(block.split()) for block in "".join(pieces).split("\n\n"))
    return "\n\n".join(block for block in blocks if block)


def _when(date: str, context: Context) -> Interval:
    """The minute that the page names with its zone, else its day in the dossier's zone."""
    match = _DATED.match(date)
    if not match:
        return Interval()
    text = f"{match[1]}T{match[2][:5]}{match[3]}" if match[3] and match[2] != "00:00:00" else match[1]
    try:
        return extent(text, context.timezone).outer
    except (TimeError, OverflowError):
        return Interval()


def _taken(date: str, file: str) -> Finding:
    return Finding(
        "page-date",
        _("the date of publication was taken from the page"),
        got=date,
        advice=_("write `published:` into its sidecar to be sure"),
        at=Position(file),
        severity=Severity.NOTE,
    )
