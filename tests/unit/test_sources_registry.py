"""Which inlet reads what, and what a format that nobody knows gets."""

from __future__ import annotations

import pytest

from servanda.sources import INLETS, Context, inlet_for, manifests, open_report

UCDP = b"id,year,type_of_violence,side_a,side_b,date_start,date_end\n"


@pytest.mark.parametrize(
    ("name", "head", "inlet"),
    [
        ("claims/a.csv", b"claim,speaker,published,source\n", "by-hand"),
        ("claims/a.csv", b'\xef\xbb\xbfspeaker,"claim",published\n', "by-hand"),
        ("claims/a.csv", b"claim,spaeker,published,source,event,when\n", "by-hand"),
        ("claims/a.yaml", b"- claim: 1\n  speaker: X\n", "by-hand"),
        ("claims/a.yaml", b"timezone: UTC\nclaims:\n", "by-hand"),
        ("coverage.yaml", b"", "coverage"),
        ("more/watch.yaml", b"- zone: a\n  events: b\n  window: c\n", "coverage"),
        ("data/ged191.csv", UCDP, "ucdp-ged"),
        ("data/events.csv", b"\xef\xbb\xbf" + UCDP.upper(), "ucdp-ged"),
        ("reports/a.TXT", b"anything", "text"),
        ("reports/a.md", b"<html> is a word", "text"),
        ("reports/a.html", b"", "html"),
        ("reports/page", b"<!DOCTYPE html><html>", "html"),
        ("data/unknown.csv", b"a,b\n1,2\n", None),
        ("actors.yaml", b"- id: TUR\n  type: state\n", None),
        ("x.bin", b"\x00\x01", None),
    ],
)
def test_each_file_finds_its_inlet(name: str, head: bytes, inlet: str | None) -> None:
    found = inlet_for(name, head)
    assert (found.MANIFEST.name if found else None) == inlet


def test_an_unknown_format_names_the_known_ones() -> None:
    intake = open_report(b"a,b\n1,2\n", "data/unknown.csv", Context())
    (finding,) = intake.findings
    assert finding.slug == "unknown-format"
    for manifest in manifests():
        assert manifest.formats[0] in finding.expected


def test_names_are_unique() -> None:
    assert len({m.name for m in manifests()}) == len(INLETS)
