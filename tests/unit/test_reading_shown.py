"""A reading shown: in the terminal, wide and narrow, and as a page; the same spans, and nothing that could run."""

from __future__ import annotations

import re
from datetime import UTC
from html.parser import HTMLParser
from io import StringIO

import pytest
from reading_room import context, report
from rich.console import Console

from servanda.cli import document, margin
from servanda.cli.article import Document
from servanda.reading import read
from servanda.reading.marked import marked

NEWS = (
    "By Jane Roe\n\nDmitry Peskov said that Turkey had not fulfilled the Sochi memorandum. He recalled that on "
    "February 21 Putin and Erdogan had a telephone conversation.\n\n“If the posts are not left by Friday, we will "
    "respond,” said the Turkish leader Recep Tayyip Erdogan.\n\nIn Saraqib 3 soldiers were killed."
)
HOSTILE = (
    "<script>alert(1)</script> & <b onclick=x>Peskov</b> said \u202ethat \"' onload=alert(1) x='\" shelling of Idlib "
    "went on.\n\n]]> --> </style></title><img src=http://x.example/a.png>\x1b[31m"
)


def made(text: str) -> Document:
    one = report(text)
    return Document(one, read(one, context()))


class Page(HTMLParser):
    """Collects ids, links, text and tags."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.words: list[str] = []
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._style = tag == "style"
        for name, value in attrs:
            assert not name.startswith("on")
            assert name != "style"
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src"):
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        if not self._style:
            self.words.append(data)


def parsed(text: str) -> tuple[str, Page]:
    found = made(text)
    html = document.page([found], found.reading.findings, UTC)
    page = Page()
    page.feed(html)
    return html, page


@pytest.mark.parametrize("text", [NEWS, HOSTILE, "", "\n\n \n"])
def test_segments_are_the_text(text: str) -> None:
    found = made(text)
    shown = "".join(s.text for p in marked(text, found.reading) for s in p.segments)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", text)
    numbers = [n for p in marked(text, found.reading) for n in p.statements]
    assert sorted(numbers) == list(range(1, len(found.reading.statements) + 1))


def test_marks_are_the_spans() -> None:
    found = made(NEWS)
    paragraphs = marked(NEWS, found.reading)
    for number, s in enumerate(found.reading.statements, 1):
        words = "".join(
            seg.text for p in paragraphs for seg in p.segments if number in seg.statements and "content" in seg.kinds
        )
        for a, b in s.content_spans:
            assert re.sub(r"\s", "", NEWS[a:b]) in re.sub(r"\s", "", words)
    assert paragraphs[0].is_left_out


def test_every_card_is_linked_both_ways() -> None:
    html, page = parsed(NEWS)
    assert len(page.ids) == len(set(page.ids))
    inner = [link for link in page.links if link.startswith("#")]
    assert inner
    assert {link[1:] for link in inner} <= set(page.ids)
    cards = [i for i in page.ids if i.startswith("c")]
    assert len(cards) == len(made(NEWS).reading.statements)
    assert "telephone conversation" in "".join(page.words)
    assert html == parsed(NEWS)[0]


def test_a_hostile_text_is_only_text() -> None:
    html, page = parsed(HOSTILE)
    assert not page.tags & {"script", "img", "b", "iframe", "link", "object", "form", "svg"}
    assert all(link.startswith("#") for link in page.links)
    assert "alert(1)" in "".join(page.words)
    assert "\u202e" not in html
    assert "\x1b" not in html
    assert "default-src 'none'" in html


@pytest.mark.parametrize("width", [30, 79, 96, 160])
def test_the_terminal_shows_text_and_notes(width: int) -> None:
    console = Console(file=StringIO(), width=width, force_terminal=False, markup=False, emoji=False, highlight=False)
    margin.show(made(NEWS), console, UTC)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(len(row) <= width for row in shown.splitlines())
    plain = re.sub(r"\s+", "", shown)
    assert "accusesnoncompliance" in plain or "accuses" in plain
    for number in range(1, len(made(NEWS).reading.statements) + 1):
        assert f"[{number}]" in plain


def test_the_terminal_is_not_steered() -> None:
    console = Console(file=StringIO(), width=80, force_terminal=False, markup=False, emoji=False, highlight=False)
    margin.show(made(HOSTILE), console, UTC)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "\u202e" not in shown
    assert "\x1b" not in shown


THREAT = (
    "Erdogan warned that unless Damascus withdrew its forces from Saraqib by February 29, Turkey would act.\n\n"
    "The United States suspended military aid to Turkey on Monday."
)


@pytest.mark.parametrize("width", [80, 140])
def test_notes_hang_and_say_who_is_asked_by_when(width: int) -> None:
    screen = Console(file=StringIO(), width=width, force_terminal=False)
    margin.show(made(THREAT), screen, UTC)
    assert isinstance(screen.file, StringIO)
    shown = screen.file.getvalue()
    lines = shown.splitlines()
    assert all(len(line) <= width for line in lines)
    assert "suspended military aid" in shown
    assert "SANCTION (PLOVER)" in shown
    words = " ".join(shown.split())
    assert "asked of SYR" in words or width > 80  # two columns are mixed line by line
    first = next(line for line in lines if "[1]  " in line)
    at = first.index("[1]  ")
    following = lines[lines.index(first) + 1]
    assert following[at : at + 5].strip() == ""
    assert following[at + 5] != " "


def test_a_deadline_is_the_last_day_in_the_dossiers_zone() -> None:
    from zoneinfo import ZoneInfo

    from servanda.cli import statement_text

    (threat, *_rest) = made(THREAT).reading.statements
    assert dict(statement_text.details(threat, ZoneInfo("Asia/Damascus")))["deadline"] == "2020-02-29"
    assert dict(statement_text.details(threat, UTC))["deadline"] == "2020-02-29 22:00"
    assert statement_text.what(threat).endswith(", asked of SYR")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Dmitry Peskov said that Turkey had not fulfilled the Sochi memorandum.", "not met: sochi-2018/*"),
        ("Dmitry Peskov said that Russia had fulfilled the Sochi memorandum.", "met: sochi-2018/*"),
    ],
)
def test_an_opinion_is_told_by_what_it_says_of_its_obligation(text: str, told: str) -> None:
    from dataclasses import replace

    from servanda.cli import statement_text
    from servanda.model import Polarity

    (opinion,) = made(text).reading.statements
    assert statement_text.what(opinion) == told
    nobody_decided = replace(opinion, polarity=Polarity.NONE)
    assert statement_text.what(nobody_decided) == "met or not: sochi-2018/*"
    unnamed = replace(opinion, obligation="")
    (bearer,) = unnamed.target
    words = told.partition(":")[0]
    assert statement_text.what(unnamed) == f"an obligation {words} by {bearer[0]}"
    assert statement_text.what(replace(nobody_decided, obligation="", target=())) == "an obligation met or not"


def test_what_is_of_no_kind_is_told_as_such() -> None:
    from servanda.cli import statement_text

    (said,) = made("Dmitry Peskov said that the weather in the programme was good.").reading.statements
    assert statement_text.what(said) == "event of unknown kind"


def test_numbers_are_large_enough_to_tap() -> None:
    page = document.page([made(THREAT)], [], UTC)
    assert "pointer: coarse" in page
    assert "min-width: 1.5rem" in page
