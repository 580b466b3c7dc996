"""What a claim may aim at: references that speak of nothing are told, never lost without a word."""

from __future__ import annotations

import pytest
from verdict_bench import accord, obligation

from servanda.accord.law import Pattern
from servanda.dossier.aims import Aims
from servanda.sources import Context, open_report

IT = obligation(Pattern.PROHIBIT, "cease fire", "RUS", article="5b", performers=("HTS",))
ROW = obligation(Pattern.PROHIBIT, "patrol", "TUR", local="row", article="6", bearers=("TUR",), group="trial/rows")
DEMAND = obligation(Pattern.PROHIBIT, "attack", "SYR", local="demand", bearers=())
AIMS = Aims([accord(IT, ROW), accord(DEMAND, id="ultimatum", instrument="ultimatum", addressee=("SYR",))])


@pytest.mark.parametrize(
    "target",
    [
        "trial/it",
        "trial/*",
        "trial/5/*",
        "trial/5b/*",
        "trial/rows",
        "trial/it@RUS",
        "trial/it@HTS",
        "trial/5/*@RUS",
        "trial/*@TUR",
        "trial/*@HTS",
        "ultimatum/*@SYR",
    ],
)
def test_what_speaks_of_something_is_taken(target: str) -> None:
    assert AIMS.wrong(target) is None


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("trail/it", "trial/it"),
        ("trial/its", "trial/it"),
        ("trial/50/*", "trial/"),
        ("trial/row@RUS", "after @ who owes it: TUR"),
        ("trial/it@TUR", "after @ who owes it: RUS, HTS"),
        ("trial/6/*@RUS", "after @ who owes it: TUR"),
        ("trial/*@SYR", "after @ who owes it: RUS, TUR, HTS"),
        ("ultimatum/demand@SYR", "after @ who owes it: nobody"),
    ],
)
def test_what_speaks_of_nothing_is_told_with_what_was_meant(target: str, expected: str) -> None:
    wrong = AIMS.wrong(target)
    assert wrong is not None
    assert expected in wrong


ROWS = """claim,speaker,published,source,kind,assesses,event
a,RUS,2020-02-03,https://example.org/a,assessment,trial/it@RUS; trial/its,
b,TUR,2020-02-03,https://example.org/a,act,trial/it,waive
"""


def test_a_claim_that_aims_at_nothing_is_kept_and_told_of() -> None:
    taken = open_report(ROWS.encode(), "claims/a.csv", Context(aim=AIMS.wrong))
    assert [c.assesses for c in taken.claims] == [("trial/it@RUS", "trial/its"), ("trial/it",)]
    (found,) = [f for f in taken.findings if f.slug == "unknown-aim"]
    assert (found.severity, found.at.line, found.got) == ("warning", 2, "trial/its")
    silent = open_report(ROWS.encode(), "claims/a.csv", Context())
    assert not [f for f in silent.findings if f.slug == "unknown-aim"]
