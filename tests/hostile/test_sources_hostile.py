"""Bytes from outside never raise, never take long, never take much: each ends in an intake whose findings say why."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from servanda.sources import Context, Intake, open_report
from servanda.sources.columns import COLUMNS

NAMES = (
    "claims/a.csv",
    "claims/a.yaml",
    "coverage.yaml",
    "data/ged.csv",
    "reports/a.txt",
    "reports/a.html",
    "reports/a.eml",
    "data/a.rss",
    "odd",
)
BY_HAND = b"claim,speaker,published,source,event,when\n"
UCDP = b"id,type_of_violence,side_a,side_b,date_start,date_end,low,best,high\n"
MEGABYTE = 2**20


@contextmanager
def bounded(seconds: float, megabytes: float) -> Iterator[None]:
    tracemalloc.start()
    began = time.monotonic()
    try:
        yield
        took = time.monotonic() - began
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert took < seconds
    assert peak < megabytes * MEGABYTE


def read(content: bytes, name: str) -> Intake:
    return open_report(content, name, Context())


def refused(content: bytes, name: str, slug: str) -> None:
    intake = read(content, name)
    assert intake.refused
    assert slug in {f.slug for f in intake.findings if f.is_error}, intake.findings
    assert all(f.at.file == name for f in intake.findings)


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(NAMES))
@example(b"", "reports/a.txt")
@example(b"\xff\xfe", "reports/a.txt")
@example(b"\xff\xfe\x00\xd8", "reports/a.txt")
@example(b"\xef\xbb\xbf", "reports/a.html")
@example(b"claims: *a", "claims/a.yaml")
@example(b"claims: [\n", "claims/a.yaml")
@example(b"claims:\n  1: 2\n", "claims/a.yaml")
@example(b"- claim: !!python/object:os.system {}\n", "claims/a.yaml")
def test_any_bytes_under_any_name(content: bytes, name: str) -> None:
    intake = read(content, name)
    assert intake.reports or intake.claims or intake.findings or name == "coverage.yaml"


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.text(max_size=15)] * 6), max_size=4), st.sampled_from([BY_HAND, UCDP]))
def test_any_cells_under_true_headers(rows: list[tuple[str, ...]], header: bytes) -> None:
    body = "\n".join(",".join(row) for row in rows).encode("utf-8", "surrogatepass")
    intake = read(header + body, "claims/a.csv")
    assert intake.claims or intake.findings


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=20), min_size=3))
def test_any_words_in_any_column(cells: dict[str, str]) -> None:
    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""').replace("\x00", "") + '"'

    base = {"claim": "1", "speaker": "A", "published": "2020", "source": "s", "event": "clash", "when": "2020"}
    row = base | cells
    content = (",".join(row) + "\n" + ",".join(map(quoted, row.values()))).encode("utf-8", "surrogatepass")
    intake = read(content, "claims/a.csv")
    assert len(intake.claims) == 1 or any(f.is_error for f in intake.findings)


@pytest.mark.parametrize(
    ("content", "name", "slug"),
    [
        (b"", "reports/a.txt", "empty"),
        (b" \n\n", "reports/a.txt", "empty"),
        (b"", "reports/a.html", "empty"),
        (b"", "claims/a.csv", "empty"),
        (b"\x7fELF\x02\x01\x01" + bytes(500), "reports/a.txt", "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "reports/a.txt", "binary"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 20, "reports/a.html", "pdf-broken"),
        (b"Text with a \x00 in it", "reports/a.txt", "binary"),
        (BY_HAND + b"1,A,2020,s,clash,20\x0020\n", "claims/a.csv", "binary"),
        (UCDP + b"1,1,a,b,2020-01-01,2020-\x0001-01,1,1,1\n", "data/ged.csv", "binary"),
        (b"claim,speaker\n1,A\n", "claims/a.csv", "csv-columns"),
        (BY_HAND + b'1,"A,2020,s,clash,2020\n2,B,2020,s,clash,2020\n', "claims/a.csv", "csv-syntax"),
        (BY_HAND + b"1,A,2020,s,clash,2020,more,cells\n", "claims/a.csv", "csv-row"),
        (BY_HAND + b'1,A,2020,s,clash,"' + b"9" * 200_000 + b'"\n', "claims/a.csv", "csv-syntax"),
        (BY_HAND + "1,Ö,2020,s,clash,2020\n".encode("latin-1"), "claims/a.csv", "not-utf8"),
        (BY_HAND + b"1,A,0000,s,clash,9999-12-31/..\n", "claims/a.csv", "claim-time"),
        (b"id,type_of_violence,side_a\n1,1,a\n", "data/ged.csv", "csv-columns"),
        (UCDP, "data/ged.csv", "empty"),
        (UCDP + b"1,1,a,b,2020-01-01,2020-01-01,inf,1e400,nan\n", "data/ged.csv", "empty"),
        (UCDP + b'1,1,"' + b"a" * 200_000 + b'",b,2020-01-01,2020-01-01,1,1,1\n', "data/ged.csv", "empty"),
        (b"- claim: 1\n\tspeaker: A\n", "claims/a.yaml", "yaml-syntax"),
        (b"- {claim: 1, claim: 2}\n", "claims/a.yaml", "yaml-duplicate-key"),
        (b"claims: 3\n", "claims/a.yaml", "claims-shape"),
        (b"<html>" + b"<a href=x>" * 60_000 + b"words", "reports/a.html", "html-too-much"),
    ],
)
def test_each_has_its_own_message(content: bytes, name: str, slug: str) -> None:
    refused(content, name, slug)


def test_an_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with bounded(30, 400):
        refused(("\n".join(lines) + "\nclaims: *a8\n").encode(), "claims/a.yaml", "yaml-too-much")


def test_a_bad_ucdp_row_does_not_take_the_good_ones_with_it() -> None:
    good = b"1,1,a,b,2020-01-01,2020-01-01,1,1,1\n"
    intake = read(UCDP + b'2,1,"' + b"a" * 200_000 + b'",b,2020-01-01,2020-01-01,1,1,1\n' + good, "data/ged.csv")
    assert [c.id.partition(".")[2] for c in intake.claims] == ["1"]
    assert intake.skipped == 1


@pytest.mark.parametrize("name", ["reports/a.txt", "reports/a.html", "claims/a.csv", "claims/a.yaml"])
def test_fifty_megabytes_are_refused_at_once(name: str) -> None:
    content = (BY_HAND if name.endswith("csv") else b"claims: \n") + b"a" * (50 * MEGABYTE)
    with bounded(1, 20):
        refused(content, name, "too-large")


def test_fifty_megabytes_of_noise_called_a_dataset_stay_bounded() -> None:
    with bounded(30, 400):
        refused(UCDP + b"a,b\n" * (12 * MEGABYTE // 4), "data/ged.csv", "empty")


def test_sixteen_megabytes_of_one_encoding_are_sniffed_by_their_beginning() -> None:
    content = "Войска отведены от линии. ".encode("windows-1251") * 300_000
    with bounded(20, 200):
        assert read(content, "reports/a.txt").reports


def test_a_million_columns() -> None:
    with bounded(30, 600):
        assert read(BY_HAND[:-1] + b",x" * 500_000 + b"\n1\n", "claims/a.csv").refused


@pytest.mark.parametrize(
    "page",
    [
        b"<div>" * 49_000 + b"words",
        b"<table><tr><td>" * 16_000 + b"words",
        b"<p>" + b"word " * 400_000,
        b"<!DOCTYPE a [<!ENTITY x 'xxxx'><!ENTITY y '&x;&x;&x;'>]><html><body><p>&y;</p></body></html>",
        b"<html><meta charset=no-such-thing><body><p>caf\xe9 au lait</p></body></html>",
        b"<html><meta charset=unicode_escape><body><p>caf\xe9 \\N{au lait</p></body></html>",
        b"<html><meta charset=zlib_codec><body><p>caf\xe9</p></body></html>",
        b"<html><body>&#0;&#xD800;&#x110000;<p>words words words</p></body></html>",
        b"<html><head><meta property='article:published_time' content='9999-99-99'></head><body><p>words</p></body>",
    ],
)
def test_strange_pages(page: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    intake = read(page, "reports/a.html")
    assert time.monotonic() - began < 20
    assert intake.reports or intake.refused
    for report in intake.reports:
        assert "\x00" not in (report.text or "")
        (report.text or "").encode("utf-8")
    assert capfd.readouterr().err == ""
