"""Copies of a report: what is most of an earlier text, whoever prints it; against comparing every pair."""

from __future__ import annotations

import random
from itertools import permutations

import pytest

from servanda import incidents
from servanda.incidents.copies import LEAST_RUNS, SHARE, Index, Text, copies, first_of, runs, sketch

WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "r", "st", "lo", "mi")]


def story(seed: int, words: int = 300) -> str:
    draw = random.Random(seed)
    return " ".join(draw.choice(WORDS) for _ in range(words))


def edited(text: str, every: int, seed: int = 7) -> str:
    """The text with one word in `every` replaced."""
    draw = random.Random(seed)
    words = text.split()
    for i in range(0, len(words), every):
        words[i] = draw.choice(WORDS)
    return " ".join(words)


WIRE = story(1)


@pytest.mark.parametrize(
    ("later", "copy"),
    [
        (WIRE, True),
        (WIRE.upper().replace(" ", ",\n"), True),  # layout, case and marks
        ("(Agency) " + WIRE + " Reporting by nobody.", True),
        (" ".join(WIRE.split()[:120]), True),  # shortened
        (edited(WIRE, 40), True),
        (edited(WIRE, 10), False),  # rewritten: three runs in five are new
        (story(2), False),
        (WIRE + " " + story(3, 200), False),  # quotes it in full and adds much of its own
        (" ".join(WIRE.split()[: LEAST_RUNS + 2]), False),  # a formula, too short to tell
    ],
)
def test_a_copy_is_most_of_an_earlier_text(later: str, copy: bool) -> None:
    found = copies([Text("r-b", later, 200), Text("r-a", WIRE, 100)])
    assert found == ({"r-b": "r-a"} if copy else {})


def test_the_earlier_is_never_the_copy() -> None:
    both = [Text("r-a", WIRE, 200), Text("r-b", WIRE, 100)]
    assert copies(both) == {"r-a": "r-b"}


def test_without_dates_the_longer_is_first() -> None:
    assert copies([Text("r-a", " ".join(WIRE.split()[:150])), Text("r-b", WIRE)]) == {"r-a": "r-b"}


def test_of_two_originals_the_one_that_holds_more_and_then_the_earlier() -> None:
    shortened = " ".join(WIRE.split()[:280])
    assert copies([Text("r-c", WIRE, 300), Text("r-a", shortened, 100), Text("r-b", WIRE, 200)])["r-c"] == "r-b"
    assert copies([Text("r-c", shortened, 300), Text("r-a", WIRE, 200), Text("r-b", WIRE, 100)])["r-c"] == "r-b"


def test_any_order_of_arrival() -> None:
    texts = [Text("r-a", WIRE, 1), Text("r-b", edited(WIRE, 60), 2), Text("r-c", story(9), 3), Text("r-d", WIRE, 4)]
    answers = [copies(order) for order in permutations(texts)]
    assert answers[0] == {"r-b": "r-a", "r-d": "r-a"}
    assert all(a == answers[0] for a in answers)


def test_a_chain_leads_to_the_first() -> None:
    assert first_of("r-c", {"r-c": "r-b", "r-b": "r-a"}) == "r-a"
    assert first_of("r-x", {}) == "r-x"
    assert first_of("r-a", {"r-a": "r-b", "r-b": "r-a"}) in ("r-a", "r-b")


def library() -> list[Text]:
    """Sixty stories and 240 later versions of them, shortened and edited."""
    draw = random.Random(5)
    texts = [Text(f"r-{i:03}", story(100 + i, draw.randint(80, 400)), i) for i in range(60)]
    for i in range(240):
        source = texts[draw.randrange(60)]
        words = source.text.split()
        kept = " ".join(words[: max(60, int(len(words) * draw.uniform(0.5, 1.0)))])
        texts.append(Text(f"r-{60 + i:03}", edited(kept, draw.choice((15, 25, 50, 1000)), i), 60 + i))
    return texts


def test_against_every_pair() -> None:
    texts = library()
    held = {t.report: runs(t.text) for t in texts}
    expected = {}
    for t in texts:
        own = held[t.report]
        before = [e for e in texts if (e.published or 0) < (t.published or 0)]
        shares = [(-len(own & held[e.report]) / len(own), e.published, e.report) for e in before]
        if shares and -min(shares)[0] >= SHARE:
            expected[t.report] = min(shares)[2]
    assert 100 < len(expected) < 240
    assert copies(texts) == expected


@pytest.mark.parametrize("seed", range(3))
def test_added_one_by_one_in_any_order(seed: int) -> None:
    texts = library()
    known = random.Random(seed).sample(texts, len(texts))
    index, found = Index(), dict[str, str]()
    for text in known:
        told = index.add(text)
        found |= ({text.report: told.copy_of} if told.copy_of else {}) | dict.fromkeys(told.copies, text.report)
    assert found == copies(texts)


def test_what_is_only_alike_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three hundred reports to one pattern share two runs in five: their sketches meet, and say that none is a copy."""
    compared = 0

    def counting(text: Text, earlier: Text) -> float:
        nonlocal compared
        compared += 1
        return share(text, earlier)

    share = incidents.copies._share
    monkeypatch.setattr(incidents.copies, "_share", counting)
    assert copies(Text(f"r-{i:03}", edited(WIRE, 5, i), i) for i in range(300)) == {}
    assert compared < 300


def test_a_sketch_is_kept_as_text() -> None:
    held = sketch(WIRE)
    assert len(held) == 512
    assert set(held) <= set("0123456789abcdef")
    assert sketch("too short") == ""
    assert copies([Text("r-b", WIRE, 2, held), Text("r-a", WIRE, 1, held)]) == {"r-b": "r-a"}
