"""`servanda reader evaluate`: every figure that the data has gold for, null for the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from reading_room import context
from typer.testing import CliRunner

from servanda.cli.reader import app
from servanda.reading import Context, read
from servanda.reading.gold import published_of, tally
from servanda.reading.learned.evaluate import _report, evaluate
from servanda.reading.learned.examples import Example
from servanda.reading.learned.score import Scored, alike, direct
from servanda.reading.view import View

TEXT = (
    "Turkish Defence Minister Hulusi Akar said on Monday that Syrian forces had shelled Saraqib. "
    "“Our posts will stay,” he added. Local sources said two people died. Three convoys entered Idlib on 8 February."
)
PUBLISHED = {"published": "2020-02-12", "timezone": "Asia/Damascus"}


def span(words: str) -> list[int]:
    at = TEXT.index(words)
    return [at, at + len(words)]


def figures(known: Context | None = None, **gold: Any) -> dict[str, float | None]:
    example = Example("e", TEXT, (), (), {**PUBLISHED, **gold})
    known = known or Context(timezone="Asia/Damascus")
    reading = read(_report(example), known)
    return tally(TEXT, example.more, reading.statements, View(_report(example), known, reading.page)).figures()


@pytest.mark.parametrize(
    ("speaker", "known", "right"),
    [
        ("hulusi-akar", False, 100.0),
        ("Hulusi Akar", False, 100.0),
        ("hulusi-akar", True, 100.0),
        ("TUR", False, 0.0),
        ("SOHR", True, 0.0),
        ("SOHR", False, None),  # neither the register nor the text knows it
        (["hulusi-akar"], True, 100.0),
    ],
)
def test_a_speaker_is_an_id_or_a_name(speaker: Any, known: bool, right: float | None) -> None:
    row = {"content": [span("Syrian forces had shelled Saraqib")], "speaker": speaker}
    made = figures(context() if known else None, claims=[row])
    assert made["speaker_accuracy"] == right
    assert made["narrator_claims_wrongly_attributed"] is None


def test_pronouns_sources_and_the_narrator() -> None:
    rows = [
        {"content": [span("Our posts will stay")], "speaker": "hulusi-akar", "stance": "promises"},
        {"quote": "two people died", "speaker": "unnamed"},
        {"content": [span("Three convoys entered Idlib on 8 February")], "speaker": "narration"},
    ]
    made = figures(context(), claims=rows)
    assert (made["speaker_accuracy"], made["stance_macro_f1"]) == (100.0, 100.0)
    assert made["narrator_claims_wrongly_attributed"] == 0.0
    wrong = [{"content": [span("Our posts will stay")], "speaker": None}]
    assert figures(claims=wrong)["narrator_claims_wrongly_attributed"] == 100.0


@pytest.mark.parametrize(
    "date",
    [
        {"span": span("on Monday"), "value": "2020-02-10"},
        {"text": "on Monday", "from": "2020-02-09T22:00:00Z", "to": "2020-02-10T22:00:00Z"},
        {"span": span("Monday"), "value": ["2020-02-10T00:00+02:00", "2020-02-11T00:00+02:00"]},
    ],
)
def test_a_date_has_a_value(date: dict[str, Any]) -> None:
    assert figures(dates=[date])["date_value_accuracy"] == 100.0
    assert figures(dates=[{**date, "value": "2020-02-11"}])["date_value_accuracy"] == 0.0
    assert figures(dates=[{"span": date.get("span", [0, 3]), "value": "some day"}])["date_value_accuracy"] is None


def test_a_place_within_161_km() -> None:
    where = {"span": span("Saraqib"), "lat": 35.86, "lon": 36.8}
    assert figures(context(), places=[where])["places_within_161_km"] == 100.0
    assert figures(context(), places=[{**where, "lat": 38.0}])["places_within_161_km"] == 0.0
    assert figures(context(), places=[{**where, "lat": "north"}])["places_within_161_km"] is None


def test_what_is_no_gold_is_null() -> None:
    odd = {"claims": [7, {}, {"content": [[5, 2]]}], "dates": "soon", "places": [{"span": [0, 4]}], "published": "soon"}
    assert set(figures(**odd).values()) == {None}
    assert published_of({"published": 4, "timezone": "Mars"}).start is None


def test_spans_at_half_and_direct_quotations() -> None:
    marked = [{"source": [(0, 10)], "cue": [(11, 15)], "content": [tuple(span("Our posts will stay"))]}]
    found = [{"source": [(0, 6)], "cue": [(14, 30)], "content": [tuple(span("“Our posts will stay,”"))]}]
    document = Scored(TEXT, marked, found)  # type: ignore[arg-type]
    assert [alike([document], kind)["f1"] for kind in ("source", "cue", "content")] == [100.0, 0.0, 100.0]
    assert [len(d.gold) + len(d.found) for d in direct([document])] == [2]
    plain = Scored(TEXT, [{**marked[0], "content": [tuple(span("Syrian forces had shelled Saraqib"))]}], ())  # type: ignore[list-item]
    assert not direct([plain])[0].gold


def test_on_the_command_line(tmp_path: Path) -> None:
    row = {"id": "e", "text": TEXT, "relations": [], **PUBLISHED}
    row["claims"] = [
        {"content": [span("Syrian forces had shelled Saraqib")], "speaker": "hulusi-akar", "event": "shelling"}
    ]
    file = tmp_path / "marked.jsonl"
    file.write_text(json.dumps(row) + "\n", "utf-8")
    done = CliRunner().invoke(app, ["evaluate", str(file), "--json", "--jobs", "1", "--no-garbled"])
    made = json.loads(done.stdout)
    assert (made["speaker_accuracy"], made["event_accuracy"], made["garbled"]) == (100.0, 100.0, None)
    absent = {k for k, v in made.items() if v is None}
    assert absent == {
        "direct",
        "garbled",
        "garbled_costs",
        "stance_macro_f1",
        "stance_accuracy",
        "date_value_accuracy",
        "narrator_claims_wrongly_attributed",
        "places_within_161_km",
        "kind_accuracy",
        "polarity_accuracy",
    }
    shown = CliRunner().invoke(app, ["evaluate", str(file), "--jobs", "1"])
    assert "speaker accuracy: 100.0" in shown.stdout
    assert "direct: –" in shown.stdout
    assert evaluate([Example("e", TEXT, ())])["stance_macro_f1"] is None
