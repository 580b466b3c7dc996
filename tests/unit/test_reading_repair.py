"""Repair: quotation marks, encoding, invisible characters, furniture; and the way back to the original."""

from __future__ import annotations

import pytest

from servanda.reading.offsets import Edit, edited
from servanda.reading.repair import repair
from servanda.reading.sentences import paragraphs, sentences


def quoted(text: str) -> list[str]:
    page = repair(text)
    return [text[slice(*page.repaired.back(q))] for q in page.quotations]


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("“We are ready, ”said the envoy.", "“We are ready,” said the envoy."),
        ('"We are ready, "said the envoy.', "“We are ready,” said the envoy."),
        ("„Wir“ said „Ihr“ too.", "“Wir” said “Ihr” too."),
        ("He said «all is well» there.", "He said “all is well” there."),
        ("He said ''all is well'' there.", "He said “all is well” there."),
        ("He said ‘all is well’ there, the man’s word.", "He said “all is well” there, the man's word."),
        ("It is\u200b \u202eso\u202c\ufeff now.", "It is so now."),
        ("â€œAll is wellâ€\x9d, he said. Itâ€™s so.", "“All is well”, he said. It's so."),
        ("TÃ¼rkiye said so.", "Türkiye said so."),
        ("Erdoğan’s\u00a0word", "Erdoğan's word"),
    ],
)
def test_text_is_mended(broken: str, mended: str) -> None:
    assert repair(broken).text == mended


def test_a_quotation_without_its_end_stops_with_the_paragraph() -> None:
    text = "“It never ends, he said.\n\nAnother paragraph, “and a whole one” in it."
    assert quoted(text) == ["“It never ends, he said.", "“and a whole one”"]


def test_a_stray_mark_does_not_turn_the_rest_round() -> None:
    text = 'The "first" thing and the second" thing, "third" and "fourth" things.'
    assert quoted(text) == ['"first"', '"third"', '"fourth"']


@pytest.mark.parametrize(
    "line",
    [
        "  • © Agency / A. Photographer / Office via REUTERS",
        "Photo: A. Photographer / Agency",
        "By Jane Roe, Ankara",
        "(Reporting by Jane Roe; editing by John Doe)",
        "Read more: another story altogether",
        "#Idlib #Sochi",
        "# A heading of the article",
        "All rights reserved.",
        "Updated: 5 February 2020, 14:30",
    ],
)
def test_furniture_is_left_out(line: str) -> None:
    text = f"The army shelled Saraqib on Monday.\n\n{line}\n\nThe ministry said so."
    page = repair(text)
    assert [text[f.start : f.end] for f in page.left_out] == [line.strip()]
    assert [page.text[a:b] for a, b in paragraphs(page.text)] == [
        "The army shelled Saraqib on Monday.",
        "The ministry said so.",
    ]


@pytest.mark.parametrize(
    "line", ["Photographs show that a post was hit.", "By Monday the army had left.", "He read more."]
)
def test_sentences_are_no_furniture(line: str) -> None:
    assert repair(f"The army shelled Saraqib.\n\n{line}\n\nThe end of it.").left_out == ()


def test_a_dateline_is_no_content() -> None:
    page = repair("ANKARA, Feb 5 (Demonstration Wire) - Troops came.\n\nMore came later.")
    assert page.text == "Troops came.\n\nMore came later."
    assert page.left_out[0].reason == "dateline"


def test_edits_know_the_way_back() -> None:
    layer = edited("abcdef", [Edit(1, 3, "X"), Edit(2, 4, "never"), Edit(4, 4, "++"), Edit(5, 6, "")])
    assert layer.text == "aXd++e"
    assert [(layer.start(i), layer.end(i)) for i in range(6)] == [(0, 1), (1, 3), (3, 4), (4, 4), (4, 4), (4, 5)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("He said so in “Paris. City. Night” on the second channel. She agreed.", 2),
        ("Gen. A. B. Smith came on Feb. 5 at noon. He left.", 2),
        ("“It is over. It is done,” he said. Nobody moved.", 3),
        ("Posts No. 4 and No. 6 were hit. Post No. 9 was not.", 2),
    ],
)
def test_sentences(text: str, number: int) -> None:
    page = repair(text)
    assert len(sentences(page.text, page.quotations)) == number, sentences(page.text, page.quotations)
