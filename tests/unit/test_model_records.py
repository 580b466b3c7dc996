"""Ids, and the records of claims, reports and findings: what goes into the ledger comes back the same."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.model import (
    Claim,
    Count,
    Finding,
    Handling,
    Kind,
    Mode,
    Polarity,
    Position,
    Report,
    Review,
    Severity,
    cited_report_id,
    claim_from_payload,
    claim_id,
    claim_json,
    claim_payload,
    digest_local,
    is_slug,
    participants_text,
    report_from_payload,
    report_id,
    report_payload,
)

TEXT = st.text(max_size=12)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
TIMES = st.none() | st.integers(-(2**40), 2**40)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
SIDES = st.lists(st.lists(TEXT, min_size=1, max_size=3).map(tuple), max_size=3).map(tuple)
SPANS = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=3).map(tuple)
COUNTS = st.lists(st.builds(Count, TEXT, st.none() | NUMBERS, st.none() | NUMBERS, TEXT), max_size=2).map(tuple)
ATTRIBUTES = st.lists(st.tuples(TEXT, NUMBERS | TEXT), max_size=3).map(tuple)
CLAIMS = st.builds(
    Claim,
    id=TEXT,
    report=TEXT,
    speaker=TEXTS,
    kind=st.sampled_from(Kind),
    event=TEXT,
    polarity=st.sampled_from(Polarity),
    actor=SIDES,
    target=SIDES,
    attributes=ATTRIBUTES,
    counts=COUNTS,
    said=TIMES,
    when_from_earliest=TIMES,
    when_to_latest=TIMES,
    when_mode=st.sampled_from(Mode),
    lat=st.none() | NUMBERS,
    assesses=TEXTS,
    span=SPANS,
    via=TEXTS,
    lag_s=st.integers(0, 99),
    handling=st.sampled_from(Handling),
    confidence=st.none() | NUMBERS,
    reader=TEXT,
    flags=TEXTS,
    origin=TEXT,
    reliability=TEXT,
    published=TIMES,
)


@given(CLAIMS)
def test_a_claim_comes_back_from_its_payload(claim: Claim) -> None:
    through = json.loads(json.dumps(claim_payload(claim)))
    assert claim_from_payload(through) == claim


@given(CLAIMS)
def test_what_the_ledger_adds_is_not_in_the_payload(claim: Claim) -> None:
    seen = replace(claim, review=Review.REJECTED, retracted=True, draft=True, recorded_at=7)
    assert claim_payload(seen) == claim_payload(claim)


@given(CLAIMS)
def test_every_field_is_in_the_json_line(claim: Claim) -> None:
    row = json.loads(json.dumps(claim_json(claim)))
    assert list(row) == [f.name for f in fields(Claim)]
    assert row["actor"] == participants_text(claim.actor)


def test_the_smallest_claim_is_three_fields() -> None:
    small = Claim("r-1.a", "r-1", ("TUR",))
    assert claim_payload(small) == {"id": "r-1.a", "report": "r-1", "speaker": ["TUR"]}


def test_a_record_of_a_later_schema_still_reads() -> None:
    row = {"id": "a", "report": "r", "speaker": ["TUR"], "aura": 3}
    assert claim_from_payload(row) == Claim("a", "r", ("TUR",))


@pytest.mark.parametrize("row", [{}, {"id": "a"}, {"id": "a", "report": "r", "speaker": [], "kind": "miracle"}])
def test_what_is_no_claim_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        claim_from_payload(row)


def test_machine_read_until_a_person_has_looked() -> None:
    read = Claim("a", "r", ("TUR",), reader="rules/1")
    assert read.machine_read
    assert not replace(read, review=Review.ACCEPTED).machine_read
    assert not replace(read, reader="").machine_read


@given(
    st.builds(Report, id=TEXT, title=TEXT, published=TIMES, text=st.none() | TEXT, handling=st.sampled_from(Handling))
)
def test_a_report_comes_back_from_its_payload(report: Report) -> None:
    assert report_from_payload(json.loads(json.dumps(report_payload(report)))) == report


# -- ids ------------------------------------------------------------------------------------------------------------


@given(st.binary(max_size=50))
def test_a_report_id_is_ten_letters_of_its_digest(content: bytes) -> None:
    want = base64.b32encode(hashlib.sha256(content).digest())[:10].decode().lower()
    assert report_id(content) == f"r-{want}"


def test_a_cited_report_is_its_address_and_date() -> None:
    one = cited_report_id("https://a.example/1", "2020-02-05")
    assert one == cited_report_id("https://a.example/1", "2020-02-05")
    assert len({one, cited_report_id("https://a.example/1", "2020-02-06"), cited_report_id("x", "2020-02-05")}) == 3
    assert claim_id(one, "6a") == f"{one}.6a"


def test_the_local_id_of_read_text_depends_on_every_part() -> None:
    assert digest_local((1, 2), "TUR") == digest_local((1, 2), "TUR")
    assert len({digest_local("ab", "c"), digest_local("a", "bc"), digest_local("abc"), digest_local("c", "ab")}) == 4


@pytest.mark.parametrize("good", ["a", "TUR", "rus-mod", "a" * 40, "Z9-"])
def test_slugs(good: str) -> None:
    assert is_slug(good)


@pytest.mark.parametrize("bad", ["", "9a", "-a", "a" * 41, "a b", "a_b", "a\n", "é", "a/b"])
def test_what_is_no_slug(bad: str) -> None:
    assert not is_slug(bad)


# -- findings -------------------------------------------------------------------------------------------------------


def test_a_finding_in_one_line() -> None:
    found = Finding("no-party", "nobody is called XUR", "an actor", "XUR", "add it", Position("a.yaml", 3, 5))
    assert str(found) == "a.yaml:3:5: no-party: nobody is called XUR; expected an actor, got XUR; add it"
    assert str(Finding("s", "w")) == "-: s: w"
    assert found.placed(Position("b", 1)) is found
    assert Finding("s", "w").placed(Position("b", 1)).at.file == "b"
    assert found.is_error
    assert not Finding("s", "w", severity=Severity.NOTE).is_error
