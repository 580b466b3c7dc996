"""docs/reference/{claims,sources,time}.md: what they show is what happens."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b32encode
from dataclasses import fields
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from servanda.model import Claim, TimeError, claim_json, duration, extent, rfc3339
from servanda.sources import Context, Intake, open_report
from servanda.sources.columns import ACTS, COLUMNS, LENGTHS_M, REQUIRED
from servanda.sources.reference import page

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference"
CLAIMS = (DOCS / "claims.md").read_text("utf-8")
TIME = (DOCS / "time.md").read_text("utf-8")
MOSCOW = ZoneInfo("Europe/Moscow")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", CLAIMS, re.DOTALL)
    assert found
    return found[1]


def example(language: str) -> Intake:
    intake = open_report(block(language).encode(), f"claims/example.{language}", Context())
    assert not intake.findings
    return intake


def table(text: str, width: int) -> list[list[str]]:
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip().strip("`") for cell in row] for row in rows if len(row) == width]


def test_the_example_in_csv_and_yaml_is_one_and_gives_the_record_shown() -> None:
    assert example("csv") == example("yaml")
    shown = json.loads(block("json"))
    record = claim_json(example("csv").claims[0])
    assert {key: record[key] for key in shown} == shown
    assert all(value in (None, "", [], {}, 0, False) for key, value in record.items() if key not in shown)


def test_the_id_is_made_as_the_page_says() -> None:
    digest = hashlib.sha256(b"https://example.org/tr\n2020-02-03").digest()
    assert json.loads(block("json"))["report"] == "r-" + b32encode(digest).decode()[:10].lower()


def test_every_column_and_field_is_in_the_page() -> None:
    columns = {row[0]: row[1] for row in table(CLAIMS, 3)}
    assert set(COLUMNS) <= set(columns)
    assert {name for name, needed in columns.items() if needed == "yes"} == set(REQUIRED)
    for word in (*ACTS, *LENGTHS_M):
        assert f"`{word}`" in CLAIMS
    documented = {name for row in table(CLAIMS, 2) for name in re.findall(r"\w+", row[0])}
    assert documented == {f.name for f in fields(Claim)}


def test_the_page_of_sources_is_in_step_with_the_manifests() -> None:
    remedy = "run: python -m servanda.sources.reference > docs/reference/sources.md"
    assert (DOCS / "sources.md").read_text("utf-8") == page(), remedy


@pytest.mark.parametrize("row", table(TIME, 5), ids=lambda row: row[0])
def test_each_notation_reads_as_shown(row: list[str]) -> None:
    when = extent(row[0], MOSCOW)
    assert [rfc3339(moment) or "open" for moment in when] == row[1:]


@pytest.mark.parametrize("row", table(TIME, 2), ids=lambda row: row[0])
def test_each_duration_and_finding_is_as_shown(row: list[str]) -> None:
    if row[1].isdigit():
        assert duration(row[0]) == int(row[1])
        return
    with pytest.raises(TimeError):
        extent(row[0], None)


def test_the_tables_of_times_were_found() -> None:
    assert len(table(TIME, 5)) >= 10
    assert len(table(TIME, 2)) >= 8
