"""PDF files: the text of their pages by pypdf, lines joined to paragraphs; the extracted text is what spans index.

The pages are read in a process of their own with bounded time and memory (`pdf_pages`). Images are not looked at.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from servanda.model import Finding, Interval, Position, Severity, TimeError, extent
from servanda.sources.article import Article, report_of
from servanda.sources.intake import Context, Intake, refusal
from servanda.sources.manifest import Manifest
from servanda.sources.pdf_pages import MAX_PAGES
from servanda.sources.sidecar import KEYS, read_sidecar, undated
from servanda.words import _

MANIFEST = Manifest(
    name="pdf",
    formats=("PDF",),
    suffixes=(".pdf",),
    says="A PDF with text: its pages one after the other, lines joined to paragraphs, running heads left out.",
    bad_data="A file that is encrypted, broken, a picture of a text, or too much work is refused whole.",
    licence_note="The publisher's: the text is kept for your own work.",
    notes=(
        "By pypdf, in a process of its own: at most 60 seconds and 1 GB; of more than 1,000 pages the first thousand, "
        "with a warning. Images are never opened: a scan has to go through text recognition first.",
        "Title and author as the file gives them. The day of the file's making is taken for its publication where the "
        "sidecar names none, with a warning.",
        "Spans index the extracted text, which is kept with the report.",
    ),
    options=dict.fromkeys(KEYS, "in the sidecar NAME.yaml"),
)
MAX_BYTES = 64 * 1024 * 1024
WALL_S = 90
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\W*", re.IGNORECASE)
_ENDS = re.compile(r"[.!?…:][\"”»')\]]*\s*$")
_ITEM = re.compile(r"\s*(?:[•▪■·*–—-]|\(?[a-z0-9]{1,3}[.)])\s")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def sniff(name: str, head: bytes) -> int:
    if head.lstrip()[:5] == b"%PDF-":
        return 95
    return 60 if name.casefold().endswith(MANIFEST.suffixes) else 0


def read(content: bytes, file: str, context: Context) -> Intake:
    if len(content) > MAX_BYTES:
        what, got = _("the file is too large for an article"), f"{len(content) / 2**20:.0f} MB"
        return refusal("too-large", what, file, expected=_("at most 64 MB"), got=got, advice=_("split it"))
    if not content.strip():
        return refusal("empty", _("the file is empty"), file, advice=_("save the article again"))
    sidecar, findings = read_sidecar(context)
    if any(f.is_error for f in findings):
        return Intake(findings=tuple(findings))
    found = _pages(content)
    if isinstance(found, str):
        return Intake(findings=(*findings, _refused(found, file)))
    text = paragraphs(found["pages"])
    if not text.strip():
        return Intake(findings=(*findings, _refused("no-text", file)))
    at = Position(file)
    if found["all"] > len(found["pages"]):
        findings.append(
            Finding(
                "pdf-cut",
                _("only the first {n} pages were read").format(n=len(found["pages"])),
                _("at most {n} pages").format(n=MAX_PAGES),
                str(found["all"]),
                _("split the file"),
                at,
                Severity.WARNING,
            )
        )
    if found["broken"]:
        what = _("{n} pages could not be read").format(n=found["broken"])
        findings.append(
            Finding("pdf-page", what, advice=_("look at them; type what is missing"), at=at, severity=Severity.WARNING)
        )
    made = Interval()
    if sidecar.published.start is None:
        made = _when(found["date"], context)
        findings.append(_dated(found["date"], file) if made.start is not None else undated(file))
    article = Article(text, _clean(found["title"]), author=_clean(found["author"]), published=made)
    return Intake((report_of(article, sidecar, content, file, "application/pdf"),), findings=tuple(findings))


def _pages(content: bytes) -> dict[str, Any] | str:
    """What the child process found, or how it failed."""
    command = [sys.executable, "-I", str(Path(__file__).with_name("pdf_pages.py"))]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=WALL_S, check=False)
        found = json.loads(done.stdout) if done.returncode == 0 else {"error": "too-much"}
    except subprocess.TimeoutExpired:
        return "too-much"
    except (OSError, ValueError):
        return "broken"
    return str(found["error"]) if "error" in found else found


def paragraphs(pages: Sequence[str]) -> str:
    """Pages as paragraphs: running heads and page numbers left out, broken lines and words joined."""
    rows = [[_CONTROL.sub("", line).strip() for line in page.splitlines()] for page in pages]
    edges = Counter(_bare(line) for page in rows for line in {*page[:2], *page[-2:]} if line)
    # what stands at the edge of many pages is no text of any
    running = {line for line, n in edges.items() if len(rows) > 3 and n >= max(3, len(rows) // 3)}
    lines: list[str] = []
    for page in rows:
        last = len(page) - 1
        for number, line in enumerate(page):
            edge = number < 2 or number > last - 2
            if edge and line and (_bare(line) in running or _PAGE_NUMBER.fullmatch(line)):
                continue
            lines.append(line)
        if lines and lines[-1] and _ENDS.search(lines[-1]):
            lines.append("")
    widths = sorted(len(line) for line in lines if line)
    full = widths[len(widths) * 9 // 10] if widths else 0
    out: list[str] = []
    before = ""
    for line in lines:
        goes_on = line[:1].islower() or not _closes(before, full)
        if line and before and goes_on and not _ITEM.match(line):
            out[-1] = _joined(out[-1], line)
        elif line:
            out.append(line)
        before = line
    return "\n\n".join(out)


def _closes(line: str, full: int) -> bool:
    """Whether a line ends its paragraph: a sentence that ends well before the margin, or a heading."""
    if len(line) >= full * 0.85:
        return False
    return _ENDS.search(line) is not None or (len(line) < full * 0.6 and len(line.split()) <= 10)


def _joined(a: str, b: str) -> str:
    if a.endswith("\u00ad"):
        return a[:-1] + b
    if a.endswith("-") and len(a) > 2 and a[-2].islower() and b[:1].islower():
        return a[:-1] + b
    return f"{a} {b}"


def _bare(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _clean(words: str) -> str:
    return " ".join(_CONTROL.sub(" ", words).split())[:300]


def _when(made: str, context: Context) -> Interval:
    match = _DATE.match(made)
    if match is None:
        return Interval()
    try:
        return extent("-".join(match.groups()), context.timezone).outer
    except (TimeError, OverflowError):
        return Interval()


def _dated(made: str, file: str) -> Finding:
    return Finding(
        "file-date",
        _("the day on which the file was made was taken for its publication"),
        got=made[2:10],
        advice=_("write `published:` into its sidecar to be sure"),
        at=Position(file),
        severity=Severity.WARNING,
    )


def _refused(how: str, file: str) -> Finding:
    at = Position(file)
    if how == "encrypted":
        return Finding("pdf-encrypted", _("the PDF is encrypted"), advice=_("save it without a password"), at=at)
    if how == "too-much":
        what, advice = _("the PDF takes more time or memory than any article"), _("save its text as .txt")
        return Finding("pdf-too-much", what, advice=advice, at=at)
    if how == "no-text":
        what, advice = _("no text was found in the PDF"), _("if it is a scan, put it through text recognition first")
        return Finding("pdf-no-text", what, advice=advice, at=at)
    advice = _("save it again, or save its text as .txt")
    return Finding("pdf-broken", _("the PDF cannot be read"), advice=advice, at=at)
