"""An accord as prose: every pattern in one sentence, and nothing of a file runs as HTML or Markdown."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import accords
import pytest

from servanda.accord import load_accord
from servanda.accord.law import Calendar
from servanda.accord.printed import html, markdown, text
from servanda.accord.prose import lasting, prose, repeating
from servanda.cli import app as front
from servanda.model import Period

ROOT = Path(__file__).resolve().parents[2]
NAMES = {"TUR": "Türkiye", "RUS": "Russia"}


OTHER = "- {id: other, bearer: [TUR], shall: {withdraw: [tanks], from: west}, by: 2019-11-05}\n"


def rule(keys: str) -> str:
    made = accords.accord("- {id: it, " + keys.removeprefix("{") + "\n" + OTHER)
    return prose(made, lambda ident: NAMES.get(ident, ident)).clauses[0].rule


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (
            "{bearer: [RUS], shall: {withdraw: [tanks], from: belt}, by: 2019-11-01, and after: keep}",
            "Russia shall withdraw tank from belt, and keep it so, "
            "by 2019-11-02 00:00 Europe/Moscow (2019-11-01T21:00:00Z).",
        ),
        (
            "{bearer: {each of: [RUS, TUR]}, shall not: {attack: [YPG], in: belt}, unless: fired upon}",
            "Each of Russia and Türkiye shall not attack YPG in belt, except: fired upon.",
        ),
        ("{bearer: [RUS], shall: {cease fire: null, in: belt}}", "Russia shall cease fire in belt."),
        (
            "{bearer: [RUS], restrained: [YPG], shall ensure: {not: {infiltrate: null, into: belt}, as: conduct}}",
            "Russia shall take steps so that YPG do not infiltrate into belt.",
        ),
        (
            "{bearer: {jointly: [RUS, TUR]}, shall: {patrol: joint, in: west, depth: {up to: 10 km}}, every: P7D}",
            "Russia and Türkiye shall patrol in west (depth up to 10 km) jointly, at least once every 7 days.",
        ),
        (
            "{bearer: [RUS], shall: {notify: [TUR]}, after each: {shelling: null, in: belt}, within: PT48H}",
            "Within 2 days of every shelling in belt, Russia shall notify Türkiye.",
        ),
        (
            "{bearer: [RUS], shall: {release: [prisoners]}, after: {completion of: other, plus: PT5H}, within: P5D}",
            "Russia shall release prisoner, from 5 hours after the completion of trial/other by "
            "125 hours after the completion of trial/other.",
        ),
        (
            "{bearer: [RUS], shall: {be present: [RUS], in: west}, if: {breach of: other}, until: 2019-12-31}",
            "Russia shall be present in west, until 2020-01-01 00:00 Europe/Moscow (2019-12-31T21:00:00Z), "
            "provided that a breach of trial/other has come.",
        ),
        ("{bearer: [RUS], may: {be present: null, in: west}}", "Russia may be present in west."),
        ("{declares: peace, because: a wish}", "Declared, not tested: a wish."),
        (
            "{bearer: [RUS], shall: {withdraw: [artillery], from: west, calibre: {at least: 100 mm}}, "
            "by: 2019-11-01T12:00}",
            "Russia shall withdraw artillery from west (calibre at least 100 mm), by "
            "2019-11-01 12:00 Europe/Moscow (2019-11-01T09:00:00Z).",
        ),
    ],
)
def test_every_rule_is_a_sentence(keys: str, sentence: str) -> None:
    assert rule(keys) == sentence


def test_an_open_zone_of_time_is_said() -> None:
    made = accords.accord(
        "- {id: it, bearer: [RUS], shall not: {attack: null}, from: 2019-11-01}\n",
        head=accords.HEAD.replace("timezone: Europe/Moscow\n", ""),
    )
    assert "a time between 2019-10-31T10:00:00Z and 2019-11-01T12:00:00Z" in prose(made).clauses[0].rule


EVIL = """\
servanda: 1
accord: evil
title: "<script>alert(1)</script> & *bold* [x](javascript:y)"
signed: 2021-03-01
timezone: Europe/Moscow
text_url: "javascript:alert(1)"
parties: [NOR]
obligations:
  - {id: it, article: "<b>", title: "a | b", says: "<img src=x onerror=y>", declares: "x"}
"""


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_nothing_of_the_file_becomes_markup() -> None:
    made, findings = load_accord(EVIL.encode(), "evil.yaml")
    assert made is not None, findings
    reader = Tags()
    reader.feed(html(prose(made)))
    assert {tag for tag, _ in reader.found} <= {
        *("html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "dl", "dt", "dd", "bdi", "section"),
        *("div", "code", "p", "ul", "li"),
    }
    assert all(not key.startswith("on") for _, attrs in reader.found for key in attrs)
    page = markdown(prose(made))
    assert "<script" not in page.replace("\\<", "")
    assert "\\[x\\](javascript" in page


def test_lines_are_wrapped_and_carry_every_obligation() -> None:
    made = accords.accord(
        "- {id: it, bearer: [RUS], says: " + "word " * 60 + ", shall not: {attack: null, in: belt}}\n"
    )
    printed = text(prose(made), 60)
    assert max(map(len, printed.splitlines())) <= 60
    assert "[trial/it]" in printed


@pytest.mark.parametrize("form", [[], ["--md"], ["--html"]])
def test_the_command_prints_a_draft(form: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert front.main(["accord", "show", str(ROOT / "tests/lint/good/deadlock.yaml"), *form]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert re.search(r"shall release border.posts", out)


@pytest.mark.parametrize(
    ("args", "code", "slug"),
    [
        ([str(ROOT / "tests/lint/bad/missing-bearer.yaml")], 1, "accord-unusable"),
        (["nothing.yaml"], 2, "no-such-file"),
        (["sochi-2020", "--dossier", str(ROOT / "src/servanda/data/idlib")], 2, "no-such-accord"),
        (["x", "--md", "--html"], 2, "two-forms"),
    ],
)
def test_what_cannot_be_shown_says_why(
    args: list[str], code: int, slug: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert front.main(["accord", "show", *args]) == code
    assert capsys.readouterr().err.strip().splitlines()[-1].startswith(f"{slug}: ")


@pytest.mark.parametrize("form", [[], ["--md"], ["--html"]])
def test_nothing_of_the_file_moves_the_cursor(
    form: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(EVIL.replace("a | b", "\\e[2J\\u202Eevil\\x07"), "utf-8")
    assert front.main(["accord", "show", str(draft), *form]) == 0
    out = capsys.readouterr().out
    assert "evil" in out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


MONTH = Calendar(Period(1), "UTC")


@pytest.mark.parametrize(
    ("seconds", "counted", "length", "often"),
    [
        (3600, None, "1 hour", "every hour"),
        (7200, None, "2 hours", "every 2 hours"),
        (90, None, "90 seconds", "every 90 seconds"),
        (1, None, "1 second", "every 1 second"),
        (86400, None, "1 day", "every day"),
        (7 * 86400, None, "7 days", "every 7 days"),
        (30 * 86400, MONTH, "1 month", "every month"),
        (365 * 86400, Calendar(Period(12), "UTC"), "12 months", "every 12 months"),
        (31 * 86400, Calendar(Period(1, 1), "UTC"), "1 month, 1 day", "every 1 month, 1 day"),
        (0, None, "0 days", "every 0 days"),
    ],
)
def test_lengths_in_words(seconds: int, counted: Calendar | None, length: str, often: str) -> None:
    assert (lasting(seconds, counted), repeating(seconds, counted)) == (length, often)
