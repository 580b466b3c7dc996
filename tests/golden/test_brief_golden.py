"""The page of a small hand-made brief, compared; `SERVANDA_RECORD=1` writes it anew, to be read before committing."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from brief_sample import sample

from servanda.brief import render

RECORDED = Path(__file__).with_name("brief.html")


def scrubbed(page: str) -> str:
    """Without what changes with every touch of the style sheet, one element a line so that a difference can be read."""
    page = re.sub(r"<style>.*?</style>", "<style>…</style>", page, flags=re.DOTALL)
    page = re.sub(r"'sha256-[^']+'", "'sha256-…'", page)
    return re.sub(r"\n\s*\n+", "\n", page.replace("><", ">\n<"))


def test_the_page_is_as_recorded() -> None:
    made = scrubbed(render(sample()))
    if os.environ.get("SERVANDA_RECORD"):
        RECORDED.write_text(made, encoding="utf-8")
        pytest.skip("recorded")
    assert made == RECORDED.read_text(encoding="utf-8")


def test_the_same_values_give_the_same_bytes() -> None:
    assert render(sample()) == render(sample())


class Elements(HTMLParser):
    """Start tags with their attributes; text by the class of the element that holds it is not needed here."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def elements(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(page)
    return parser.tags


def test_ids_are_unique_and_every_inner_link_leads_somewhere() -> None:
    tags = elements(render(sample()))
    ids = [attrs["id"] for _tag, attrs in tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    aims = {(attrs.get("href") or "")[1:] for _tag, attrs in tags if (attrs.get("href") or "").startswith("#")}
    assert aims
    assert aims <= set(ids)


def test_the_policy_allows_the_one_style_sheet_and_nothing_else() -> None:
    import base64
    import hashlib

    page = render(sample())
    style = page[page.index("<style>") + 7 : page.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src &#39;none&#39;; style-src &#39;sha256-{digest}&#39;" in page or f"sha256-{digest}'" in page
    tags = elements(page)
    assert not [tag for tag, _attrs in tags if tag in ("script", "iframe", "object", "embed", "img", "form", "base")]
    assert not [attrs for _tag, attrs in tags if "style" in attrs]
    assert not [name for _tag, attrs in tags for name in attrs if name.startswith("on")]


def test_both_clocks_and_the_checkpoint_stand_at_the_top_and_on_every_printed_page() -> None:
    page = render(sample())
    assert "the end of 2019-10-31" in page
    assert "the end of 2019-11-01" in page
    assert page.count("ab" * 32) >= 1
    assert '<pre id="checkpoint">{&#34;size&#34;: 12, &#34;root&#34;: &#34;abab&#34;}</pre>' in page
    assert '@bottom-center{content:"abababababababab"}' in page


def test_what_no_dataset_covers_is_said_in_words() -> None:
    page = render(sample())
    assert "In this month no event dataset has any row:" in page
    assert '<time datetime="2019-11">2019-11</time>' in page


def test_an_empty_brief_renders() -> None:
    page = render(
        replace(
            sample(),
            matrix=(),
            obligations=(),
            checkpoint=None,
            previous=None,
            changes=(),
            map=None,
            incidents=(),
            incidents_total=0,
            timeline=None,
            contacts=(),
            ultimatums=(),
            datasets=(),
            empty_months=(),
            observed=(),
            readings=(),
            sources=(),
            attributions=(),
            versions=(),
            timezone="Nowhere/At-All",
        )
    )
    assert "No obligation has been written down yet." in page
    assert "this document cannot be checked against anything" in page
