"""PDF bytes that somebody broke: findings, in bounded time, and never anything else."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))
from pdf_bytes import pdf

from servanda.sources import Context, open_report

GOOD = pdf([["The ministry said that the road was open.", "Nobody was hurt."]] * 3, info="/Title (T)")


@pytest.mark.parametrize("seed", range(12))
def test_broken_bytes(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(GOOD)
    for _ in range(chance.randint(1, 40)):
        at = chance.randrange(5, len(content))
        if chance.random() < 0.5:
            content[at] = chance.randrange(256)
        else:
            del content[at : at + chance.randint(1, 60)]
    began = time.monotonic()
    intake = open_report(bytes(content), "a.pdf", Context())
    assert intake.reports or intake.refused
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/Kids [5 0 R", b"/Kids [2 0 R"),
        (b"/Parent 2 0 R", b"/Parent 5 0 R"),
        (b"/Count 3", b"/Count 999999999"),
        (b"/Length 1", b"/Length 9999999991"),
        (b"/Resources <<", b"/Resources 5 0 R /X <<"),
        (b"/MediaBox [0 0 595 842]", b"/MediaBox [0 0 1e308 nan]"),
    ],
)
def test_structures_that_lead_nowhere(old: bytes, new: bytes) -> None:
    assert old in GOOD
    began = time.monotonic()
    intake = open_report(GOOD.replace(old, new), "a.pdf", Context())
    assert intake.reports or intake.refused
    assert time.monotonic() - began < 95
