"""PLOVER roots of what one party does to another, where no kind of event of ours is told."""

from __future__ import annotations

import pytest
from reading_room import context, report, statements

from servanda.reading import read, statement_json
from servanda.reading.roots import CAMEO, root


def of(marked: str) -> tuple[str, float]:
    """The root between `<…>` and `{…}`."""
    text = "".join(c for c in marked if c not in "<>{}")
    a, b = marked.index("<"), marked.index(">") - 1
    c, d = marked.index("{"), marked.index("}") - 1
    before = sum(marked[: marked.index("<")].count(x) for x in "{}")
    after = sum(marked[: marked.index("{")].count(x) for x in "<>")
    return root(text, (a - before, b - before), (c - after, d - after))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("<Turkey> condemned the raid by {Russia} and blamed its generals.", "ACCUSE"),
        ("<Russia> rejected the proposal of {Turkey} for a buffer strip.", "REJECT"),
        ("<Washington> cut off aid to {Damascus} and recalled its ambassador.", "SANCTION"),
        ("<The foreign minister> met {his Turkish counterpart} in Geneva.", "CONSULT"),
        ("<Germany> sent tents and medicine as humanitarian aid to {Syria}.", "AID"),
        ("{Three villages} were bombed by <Syrian aircraft>.", "ASSAULT"),
        ("<Police> arrested {four lawmakers} of the opposition.", "COERCE"),
        ("<Hundreds of students> marched through the capital in protest against {the government}.", "PROTEST"),
        ("<Tehran> threatened to close the strait to {American} ships.", "THREATEN"),
        ("<The mission> urged {both sides} to hold their fire.", "REQUEST"),
        ("<Israel> released {nine prisoners} on Monday.", "YIELD"),
        ("<France> praised {Jordan} and thanked it for taking in refugees.", "SUPPORT"),
    ],
)
def test_roots(sentence: str, expected: str) -> None:
    assert of(sentence)[0] == expected


def test_probabilities_and_odd_input() -> None:
    for text, a, b in (
        ("", (0, 0), (0, 0)),
        ("x" * 5_000, (0, 1), (9, 12)),
        ("a b " * 3_000, (0, 1), (11_000, 11_001)),
    ):
        name, sure = root(text, a, b)
        assert name in CAMEO
        assert 0 < sure <= 1


def test_a_sentence_of_no_kind_of_ours_has_its_code_and_makes_no_claim() -> None:
    (found,) = statements("The United States suspended military aid to Turkey on Monday.")
    row = statement_json(found)
    assert (row["event"], row["codes"]) == (None, {"plover": "SANCTION", "cameo": "160"})
    assert row["speaker_role"] == "narration"
    assert row["no_claim"]
    assert read(report("The United States suspended military aid to Turkey on Monday."), context()).claims == ()


def test_a_kind_of_event_keeps_its_own_code() -> None:
    rows = [statement_json(s) for s in statements("Syrian forces shelled Saraqib on Monday, Dmitry Peskov said.")]
    assert [(r["event"], r["codes"]["plover"]) for r in rows] == [("shelling", "ASSAULT")]
