"""A brief whose every string is an attack still runs, loads and links to nothing, and hides nothing."""

from __future__ import annotations

import re
import runpy
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from servanda.brief import render
from servanda.brief.text import css_string, language, visible, web_address

SAMPLE = runpy.run_path(str(Path(__file__).parents[1] / "golden" / "brief_sample.py"))["sample"]
BIDI = "\u202e\u2066\u200f\u061c"
ATTACKS = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute": '" onmouseover="alert(1)" x=\'\' autofocus onfocus=alert(1) ',
    "javascript": "javascript:alert(1)//https://example.org/",
    "data": "data:text/html,<script>alert(1)</script>",
    "style": "</style></title></pre><style>*{background:url(https://evil.example/x)}</style>\\",
    "template": "{{ 7 * 7 }}{% for x in y %}{0.__class__}{b.__class__}%s",
    "bidi": f"user{BIDI}txt.exe\u0000\u0007\ud800\ufeff\u2028",
    "huge": "W" * 60_000,
    "entity": "&lt;script&gt;&#60;b&#62;&amp;",
    "quoted-address": 'https://example.org/"onclick="alert(1)"><script>1</script>',
}


def poisoned(value: Any, attack: str) -> Any:
    """The same shape with every string replaced."""
    if isinstance(value, str):
        return attack
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: poisoned(getattr(value, f.name), attack) for f in fields(value)})
    if isinstance(value, tuple):
        parts = [poisoned(part, attack) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return value


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=list(ATTACKS))
def test_nothing_runs_loads_or_links_elsewhere(attack: str) -> None:
    page = render(poisoned(SAMPLE(), attack))
    parser = Page()
    parser.feed(page)
    allowed = {
        "html",
        "head",
        "meta",
        "link",
        "title",
        "style",
        "body",
        "svg",
        "defs",
        "symbol",
        "use",
        "path",
        "circle",
    }
    allowed |= {
        "rect",
        "g",
        "text",
        "pattern",
        "clippath",
        "a",
        "div",
        "header",
        "p",
        "span",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
    }
    allowed |= {
        "bdi",
        "time",
        "ul",
        "ol",
        "li",
        "b",
        "dl",
        "dt",
        "dd",
        "small",
        "code",
        "nav",
        "main",
        "section",
        "table",
    }
    allowed |= {
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "article",
        "blockquote",
        "cite",
        "details",
        "summary",
        "pre",
    }
    allowed |= {"figure", "figcaption", "footer", "br"}
    assert {tag for tag, _attrs in parser.tags} <= allowed
    assert sum(tag == "style" for tag, _attrs in parser.tags) == 1
    for tag, attrs in parser.tags:
        assert not [name for name in attrs if name.startswith("on") or name in ("style", "src", "srcdoc", "autofocus")]
        if "href" in attrs:
            assert re.match(r"https?://|#", attrs["href"]) or (tag == "link" and attrs["href"] == "data:,")
        assert not re.search(r"\s", attrs.get("id", ""))
    assert "49" not in page.split("<main>")[0].split("</style>")[1]
    assert not re.search("[\u0000-\u0008\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ud800-\udfff]", page)
    page.encode("utf-8")
    assert len(page) < 3_000_000


def test_bidirectional_controls_are_made_visible() -> None:
    page = render(poisoned(SAMPLE(), ATTACKS["bidi"]))
    assert "user⟦U+202E⟧⟦U+2066⟧⟦U+200F⟧⟦U+061C⟧txt.exe⟦U+0000⟧" in page


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//example.org/x",
        "thedefensepost.com/2020/02/20",
        "https://",
        "http:example.org",
        "https://exa\u202emple.org/",
        "https://example.org/a b",
        "https://example.org/\n",
        "https://[::1",
        "file:///etc/passwd",
        "",
        "https://example.org/" + "x" * 3000,
    ],
)
def test_only_web_addresses_link(url: str) -> None:
    assert web_address(url) == ""


def test_web_addresses_link() -> None:
    assert web_address("HTTPS://example.org/a?b=c#d") == "HTTPS://example.org/a?b=c#d"


def test_css_strings_cannot_end_early() -> None:
    made = css_string('a"b\\c</style>\n;}')
    assert made.startswith('"')
    assert made.endswith('"')
    assert not set(made[1:-1]) & set('"<>\n;{}')


def test_language_tags() -> None:
    assert language("pt-BR") == "pt-BR"
    assert language('en" onclick="x') == ""


def test_visible_cuts_and_keeps_line_ends() -> None:
    assert visible("a\nb\tc") == "a\nb\tc"
    assert len(visible("x" * 9000)) == 4000
    assert visible("\u200c\u200d") == "\u200c\u200d"  # joiners that Persian and many scripts need


@pytest.mark.parametrize("where", [(0.0, 179.9, 1.0, -179.9), (89.0, 0.0, 90.0, 1.0), (10.0, 10.0, 10.0, 10.0)])
def test_odd_maps_render(where: tuple[float, float, float, float]) -> None:
    south, west, north, east = where
    data = SAMPLE()
    sheet = replace(data.map.sheets[0], south=south, west=west, north=north, east=east)
    page = render(replace(data, map=replace(data.map, sheets=(sheet,))))
    assert "nan" not in page[page.index('<svg class="map"') :].split("</svg>")[0]


@pytest.mark.parametrize("years", [0, 1, 40, 4000])
def test_odd_times_render(years: int) -> None:
    data = SAMPLE()
    line = replace(data.timeline, start=data.as_of, end=data.as_of + years * 31_557_600)
    assert '<svg class="timeline"' in render(replace(data, timeline=line, as_of=data.as_of + years * 31_557_600))
