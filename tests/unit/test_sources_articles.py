"""PDF, e-mail, feeds and pages: what becomes text, what is left out, and what is said of it."""

from __future__ import annotations

import zlib
from email.message import EmailMessage

import pytest
from pdf_bytes import pdf

from servanda.model import Handling, Report, instant, rfc3339
from servanda.sources import Context, Intake, inlet_for, open_article, open_report
from servanda.sources.pdf import paragraphs

PAGE = [
    "Sochi deal is not observed, envoy says",
    "The special envoy said on Tuesday that the demilitarised zone had not been cleared of heavy",
    "weapons. He told reporters that the withdrawal of tanks, which both sides had prom-",
    "ised to complete by 10 October, was late.",
    "A spokeswoman for the mission declined to comment.",
]


def slugs(intake: Intake) -> set[str]:
    return {f.slug for f in intake.findings}


def only(intake: Intake) -> Report:
    (report,) = intake.reports
    return report


def test_a_pdf_becomes_paragraphs() -> None:
    info = "/Title (Zone report) /Author (A. Writer) /CreationDate (D:20191012093000Z)"
    intake = open_report(pdf([PAGE], info=info), "reports/a.pdf", Context())
    report = only(intake)
    assert report.text is not None
    assert report.text.split("\n\n")[1] == (
        "The special envoy said on Tuesday that the demilitarised zone had not been cleared of heavy weapons. He told "
        "reporters that the withdrawal of tanks, which both sides had promised to complete by 10 October, was late."
    )
    assert (report.title, report.author, report.mime) == ("Zone report", "A. Writer", "application/pdf")
    assert rfc3339(report.published) == "2019-10-12T00:00:00Z"
    assert slugs(intake) == {"file-date"}


def test_the_sidecar_says_it_better_than_the_pdf() -> None:
    context = Context(sidecar=b"title: T\nauthor: B\npublished: 2020-01-02\noutlet: un\n", sidecar_file="a.yaml")
    intake = open_report(pdf([PAGE], info="/CreationDate (D:20191012)"), "a.pdf", context)
    report = only(intake)
    assert (report.title, report.author, report.outlet) == ("T", "B", "un")
    assert report.published_to == instant("2020-01-02")
    assert not intake.findings


def test_running_heads_and_page_numbers_are_left_out() -> None:
    words = ("one", "two", "three", "four", "five", "six", "seven")
    pages = [
        [f"MONTHLY BULLETIN {n}", f"{word.title()} posts were counted that day.", f"- {n} -"]
        for n, word in enumerate(words, 1)
    ]
    text = only(open_article(pdf(pages), "b.pdf", Context())).text or ""
    assert "BULLETIN" not in text
    assert [f"{word.title()} posts were counted that day." in text for word in words] == [True] * 7


def test_lines_are_joined_and_headings_and_items_stand_alone() -> None:
    lines = ["Summary", "", "Patrols went along the line in the", "morning. Nobody", "was seen.", "• One item", "• Two"]
    text = paragraphs(["\n".join(lines)])
    assert text.split("\n\n") == [
        "Summary",
        "Patrols went along the line in the morning. Nobody was seen.",
        "• One item",
        "• Two",
    ]


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (pdf([PAGE], encrypt="/Filter /Standard /V 1 /R 2 /O <00> /U <00> /P -4"), "pdf-encrypted"),
        (pdf([[]]), "pdf-no-text"),
        (b"%PDF-1.7\nnothing else", "pdf-broken"),
        (b"%PDF-1.4\n" + b"1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\n" * 50, "pdf-broken"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_a_finding(content: bytes, slug: str) -> None:
    intake = open_report(content, "a.pdf", Context())
    assert slugs(intake) <= {slug, "pdf-no-text"}
    assert intake.refused


def test_a_pdf_that_unfolds_to_gigabytes_is_refused_in_time() -> None:
    bomb = zlib.compress(zlib.compress(b"(A) Tj " * 12_000_000, 9), 9)
    head = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n" % len(bomb)
    content = pdf([["x"]]).replace(b"<< /Length 36 >>\nstream\n", head)
    if head not in content:
        plain = pdf([["x"]], stream=b"MARK")
        content = plain.replace(b"<< /Length 4 >>\nstream\nMARK", head + bomb)
    intake = open_report(content, "bomb.pdf", Context())
    assert intake.refused


def test_only_the_first_thousand_pages_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    intake = open_report(
        pdf([[f"{'abcdefghij'[n % 10] * (n // 10 + 1)} said something."] for n in range(1_001)]), "long.pdf", Context()
    )
    (finding,) = [f for f in intake.findings if f.slug == "pdf-cut"]
    assert finding.got == "1001"


def letter(**more: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Duty Officer <duty@mission.example>"
    message["Subject"] = "Shelling near the post =?utf-8?q?=C4=B0dlib?="
    message["Date"] = more.get("date", "Tue, 04 Feb 2020 10:15:30 +0300")
    message.set_content(
        "At 07:40 the post came under fire.\n\nOn Mon, 3 Feb 2020, HQ wrote:\n> Report at once.\n> HQ\n\n"
        "-- \nDuty Officer\n"
    )
    return message


def test_a_letter_is_its_own_words() -> None:
    message = letter()
    message.add_attachment(b"MZ\x90", maintype="application", subtype="x-msdownload", filename="photo.exe")
    intake = open_report(message.as_bytes(), "reports/l.eml", Context())
    report = only(intake)
    assert report.text == "At 07:40 the post came under fire.\n"
    assert (report.author, report.outlet) == ("Duty Officer", "mission.example")
    assert rfc3339(report.published) == "2020-02-04T07:15:00Z"
    assert report.handling is Handling.RESTRICTED
    (listed,) = [f for f in intake.findings if f.slug == "mail-attachments"]
    assert listed.got == "photo.exe (application/x-msdownload)"
    assert slugs(intake) == {"mail-attachments", "mail-quoted", "mail-restricted"}


def test_a_letter_is_public_where_its_sidecar_says_so() -> None:
    intake = open_report(letter().as_bytes(), "l.eml", Context(sidecar=b"handling: public\n", sidecar_file="l.yaml"))
    assert only(intake).handling is Handling.PUBLIC


def test_a_letter_in_html_alone_and_without_a_zone() -> None:
    message = letter(date="Tue, 04 Feb 2020 10:15:30")
    message.set_content(
        "<p>The road is <b>closed</b>.</p><script>alert(1)</script><!-- x --> Go <?pi y?>round.", subtype="html"
    )
    intake = open_report(message.as_bytes(), "l.eml", Context())
    assert (only(intake).text or "").split() == ["The", "road", "is", "closed.", "Go", "round."]
    assert only(intake).published is None
    assert "undated-report" in slugs(intake)


def test_a_letter_is_not_lost_for_a_date_that_no_calendar_has() -> None:
    content = letter().as_bytes().replace(b"04 Feb 2020", b"04 Feb 99999999999999999999")
    intake = open_report(content, "l.eml", Context())
    assert only(intake).text == "At 07:40 the post came under fire.\n"
    assert only(intake).author == "Duty Officer"
    assert only(intake).published is None
    assert "undated-report" in slugs(intake)


def test_a_letter_inside_a_letter_is_not_opened() -> None:
    message = letter()
    message.add_attachment(letter(), filename="inner.eml")
    intake = open_report(message.as_bytes(), "l.eml", Context())
    assert (only(intake).text or "").count("came under fire") == 1


RSS = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Daily</title>
<language>en-GB</language>
<item><title>Patrol &amp; post</title><link>https://daily.example/1</link><guid>1</guid>
<pubDate>Wed, 05 Feb 2020 12:00:30 +0300</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>A joint patrol left Serakib.</p><p>It met nobody.</p>]]></content:encoded></item>
<item><title>Empty</title><link>javascript:alert(1)</link><description></description></item>
<item><title>Two</title><link>javascript:alert(1)</link>
<description>The minister said that &lt;b&gt;no&lt;/b&gt; post moved.</description></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Mission</title><entry><id>x:1</id><title>Log</title>
<author><name>Watch keeper</name></author><updated>2020-03-06T00:01:00Z</updated>
<content type="html">&lt;p&gt;The ceasefire began.&lt;/p&gt;</content></entry></feed>"""


def test_each_entry_of_a_feed_is_a_report() -> None:
    intake = open_report(RSS, "data/daily.xml", Context())
    first, second = intake.reports
    assert (first.title, first.outlet, first.url, first.language) == (
        "Patrol & post",
        "The Daily",
        "https://daily.example/1",
        "en",
    )
    assert (first.text or "").split("\n\n") == ["A joint patrol left Serakib.", "It met nobody."]
    assert rfc3339(first.published) == "2020-02-05T09:00:00Z"
    assert (second.text, second.url) == ("The minister said that no post moved.", "")
    assert slugs(intake) == {"feed-no-text", "undated-report"}
    assert intake.skipped == 1
    assert first.digest == second.digest
    assert first.id != second.id


def test_atom_and_a_changed_entry() -> None:
    (before,) = open_report(ATOM, "m.atom", Context()).reports
    (after,) = open_report(ATOM.replace(b"began", b"began at midnight"), "m.atom", Context()).reports
    assert (before.author, before.text) == ("Watch keeper", "The ceasefire began.")
    assert before.id != after.id


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel/></rss>', "feed-entities"),
        (b"<rss><channel></channel></rss>", "feed-empty"),
        (b"<feed><entry><content>a</con", "feed-empty"),
    ],
)
def test_a_feed_that_cannot_be_read_is_a_finding(content: bytes, slug: str) -> None:
    intake = open_report(content, "f.rss", Context())
    assert slugs(intake) <= {slug, "undated-report", "feed-no-text"}
    assert intake.findings


def test_who_wrote_a_page() -> None:
    page = (
        "<html lang=en><head><title>Posts stay</title><meta name=author content='Jane Roe'>"
        "<meta property='article:published_time' content='2020-02-05T10:00:00+03:00'></head><body><article>"
        + "<p>The ministry said that the posts would stay where they were, whatever the cost.</p>" * 4
        + "</article></body></html>"
    )
    report = only(open_report(page.encode(), "reports/p.html", Context()))
    assert report.author == "Jane Roe"
    assert rfc3339(report.published) == "2020-02-05T07:00:00Z"


@pytest.mark.parametrize(
    ("name", "head", "inlet"),
    [
        ("reports/a.pdf", b"", "pdf"),
        ("reports/page.html", b"%PDF-1.4", "pdf"),
        ("reports/a.eml", b"", "mail"),
        ("reports/a", b"Received: x\nFrom: a\nDate: b\n", "mail"),
        ("data/a.xml", b"<?xml version='1.0'?>\n<rss version='2.0'>", "feed"),
        ("data/a.atom", b"", "feed"),
    ],
)
def test_each_finds_its_inlet(name: str, head: bytes, inlet: str | None) -> None:
    found = inlet_for(name, head)
    assert (found.MANIFEST.name if found else None) == inlet
