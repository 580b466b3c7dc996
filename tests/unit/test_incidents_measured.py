"""How well the grouping finds what is the same occurrence, pair by pair: against an annotator, and a known truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import as_file, files

import pytest
from incident_gold import annotated, score, told_twice

import servanda
from servanda.actors import Register
from servanda.incidents import incidents
from servanda.model import Claim, Kind, Polarity


@pytest.fixture(scope="module")
def known() -> tuple[list[Claim], list[Claim], Register]:
    """The bundled dossier's hand-written occurrences, its dataset's rows, and its register."""
    with as_file(files("servanda") / "data" / "idlib") as folder:
        dossier = servanda.open(folder)
        view = dossier.view(dossier.clocks())
    said = [c for c in view.claims.values() if c.kind in (Kind.OCCURRENCE, Kind.FINDING)]
    said = [c for c in said if c.polarity is Polarity.AFFIRMS and not c.reader]
    rows = [c for c in said if view.reports[c.report].path.startswith("data/")]
    written = [c for c in said if not view.reports[c.report].path.startswith("data/")]
    return written, rows, dossier.register


def _without_cross_references(claims: Sequence[Claim]) -> list[Claim]:
    """The analyst's `same_as` between reports taken away: what is left is what each report says of its own rows."""
    return [c if c.same_as.partition(".")[0] == c.report else replace(c, same_as="") for c in claims]


def test_the_chronicle_as_it_is(known: tuple[list[Claim], list[Claim], Register]) -> None:
    written, _rows, register = known
    found = score(incidents(written, register), annotated(written))
    assert (found.precision, found.recall) == (1.0, 1.0)
    assert found.pairs > 40


def test_the_chronicle_when_nobody_says_what_is_the_same(known: tuple[list[Claim], list[Claim], Register]) -> None:
    written, _rows, register = known
    found = score(incidents(_without_cross_references(written), register), annotated(written), across=True)
    assert found.precision == 1.0
    assert found.recall >= 0.75


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_second_source_amid_a_dataset(known: tuple[list[Claim], list[Claim], Register], seed: int) -> None:
    """A quarter of 1,705 UCDP rows told again by another source. What is missed is vague by declaration, or one of
    several events of the same day and town, among which nobody could tell."""
    _written, rows, register = known
    claims, label = told_twice(rows, seed)
    found = score(incidents(claims, register), label)
    assert found.pairs > 350
    assert found.precision >= 0.8
    assert found.recall >= 0.75
