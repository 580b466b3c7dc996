"""Articles as text, Markdown and HTML, with and without their sidecars."""

from __future__ import annotations

import hashlib
from zoneinfo import ZoneInfo

import pytest

from servanda.model import extent, report_id
from servanda.sources import Context, Intake, open_report

MOSCOW = ZoneInfo("Europe/Moscow")
SIDECAR = b"""title: Post encircled
outlet: dw
published: 2020-02-05T17:30+03:00
url: https://example.org/a
language: en
handling: restricted
"""
PAGE = """<!DOCTYPE html><html lang="tr"><head><meta charset="utf-8"><title>Post encircled | Agency</title>
<meta property="og:site_name" content="Agency">
<meta property="article:published_time" content="2020-02-05T17:30:00+03:00"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Post encircled</h1>
<p>The ministry said on Wednesday that the post at Tell Touqan had been encircled by forces of the other side.</p>
<p>“We will not leave,” the minister said in Ankara after a meeting of the cabinet that lasted for three hours.</p>
</article><footer>All rights reserved</footer></body></html>"""


def read(content: bytes, file: str = "reports/a.txt", sidecar: bytes | None = None) -> Intake:
    return open_report(content, file, Context(MOSCOW, sidecar=sidecar, sidecar_file="reports/a.yaml"))


def test_text_is_kept_as_it_is() -> None:
    content = "\ufeffFirst line.\r\n\r\n“Second” – line\n".encode()
    intake = read(content, sidecar=SIDECAR)
    (report,) = intake.reports
    assert not intake.findings
    assert report.text == "First line.\r\n\r\n“Second” – line\n"
    assert report.id == report_id(content)
    assert report.digest == hashlib.sha256(content).hexdigest()
    assert (report.title, report.outlet, report.url) == ("Post encircled", "dw", "https://example.org/a")
    assert (report.language, str(report.handling), report.mime) == ("en", "restricted", "text/plain")
    assert (report.published, report.published_to) == extent("2020-02-05T17:30+03:00").outer
    assert report.path == "reports/a.txt"


def test_without_a_sidecar_the_first_line_is_the_title_and_the_missing_date_is_a_finding() -> None:
    intake = read(b"\n# A title\n\nText.\n", "reports/a.md")
    (report,) = intake.reports
    assert (report.title, report.published, report.mime) == ("A title", None, "text/markdown")
    assert [(f.slug, f.is_error) for f in intake.findings] == [("undated-report", False)]
    assert "a.yaml" in intake.findings[0].advice


@pytest.mark.parametrize("encoding", ["windows-1251", "utf-16", "koi8-r"])
def test_other_encodings_are_read_with_a_warning(encoding: str) -> None:
    text = (
        "Министерство обороны России заявило, что отвод сил от линии соприкосновения завершён досрочно.\n"
        "Представитель центра по примирению сообщил журналистам о шести обстрелах за минувшие сутки.\n"
    )
    intake = read(text.encode(encoding), sidecar=SIDECAR)
    assert [(f.slug, f.is_error) for f in intake.findings] == [("not-utf8", False)]
    assert intake.reports[0].text == text


@pytest.mark.parametrize(
    ("sidecar", "slug", "line"),
    [
        (b"title: a\npublished: yesterday\n", "sidecar-time", 2),
        (b"tittle: a\n", "unknown-key", 1),
        (b"handling: hush\n", "sidecar-handling", 1),
        (b"- a\n", "sidecar-shape", 1),
        (b"title: [a, b]\n", "sidecar-shape", 1),
        (b"title: 'a\n", "yaml-syntax", 2),
    ],
)
def test_a_wrong_sidecar_keeps_the_report_out(sidecar: bytes, slug: str, line: int) -> None:
    intake = read(b"Text.", sidecar=sidecar)
    assert intake.refused
    assert [(f.slug, f.at.file, f.at.line) for f in intake.findings] == [(slug, "reports/a.yaml", line)]


def test_html_gives_its_main_text_and_what_it_says_of_itself() -> None:
    intake = read(PAGE.encode(), "reports/a.html")
    (report,) = intake.reports
    assert report.text is not None
    assert "“We will not leave,” the minister said" in report.text
    assert "All rights reserved" not in report.text
    assert (report.title, report.outlet, report.language) == ("Post encircled", "Agency", "tr")
    assert report.published == extent("2020-02-05T17:30+03:00").from_earliest
    assert [(f.slug, f.is_error) for f in intake.findings] == [("page-date", False)]


def test_the_sidecar_comes_first() -> None:
    sidecar = b"published: 2020-02-07\ntitle: Mine\noutlet: trt\n"
    (report,) = read(PAGE.encode(), "reports/a.html", sidecar).reports
    assert (report.title, report.outlet) == ("Mine", "trt")
    assert report.published == extent("2020-02-07", MOSCOW).from_earliest


def test_a_declared_charset_is_believed() -> None:
    page = PAGE.replace("utf-8", "windows-1254").replace("Ankara", "Şanlıurfa")
    intake = read(page.encode("windows-1254"), "reports/a.html", SIDECAR)
    assert not intake.findings
    assert "Şanlıurfa" in (intake.reports[0].text or "")


def test_a_page_without_text_is_refused() -> None:
    intake = read(b"<html><body><script>alert(1)</script></body></html>", "reports/a.html")
    assert [f.slug for f in intake.findings] == ["html-no-text"]
    assert intake.refused
