"""Two accords of other conflicts, written from the documented formats alone by somebody who had not seen the program.

Each expected label follows from the design (bearing, value and label, standard of proof); the comment says how.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import servanda
from servanda.dossier import Dossier
from servanda.model import Verdict

FOLDER = Path(__file__).parents[1] / "dossiers"
NAMES = ("minsk-2", "hodeidah")


@pytest.fixture(scope="module")
def dossiers() -> dict[str, Dossier]:
    return {name: servanda.open(FOLDER / name) for name in NAMES}


def asked(dossiers: dict[str, Dossier], name: str, ref: str, as_of: str, known_at: str, viewpoint: str) -> Verdict:
    found = dossiers[name].verdict(as_of=as_of, known_at=known_at or None, viewpoint=viewpoint)
    (verdict,) = [v for v in found if v.ref == ref]
    return verdict


@pytest.mark.parametrize("name", NAMES)
def test_no_errors(dossiers: dict[str, Dossier], name: str) -> None:
    assert [str(f) for f in dossiers[name].findings() if f.is_error] == []


M, H, U = "minsk-2/", "hodeidah-2018/", "port-demand/"
EXPECTED = [
    # dossier, obligation, as of, known at, viewpoint, label
    # An assessment of another article, and nothing said of the accord as a whole.
    ("minsk-2", M + "*", "2015-03-20", "", "all", "unknown"),
    # Before 00:00 on 15 February, Kyiv time.
    ("minsk-2", M + "ceasefire", "2015-02-14", "", "all", "not in force"),
    # Reuters, a third party, reports a clash at Debaltseve: one event suffices.
    ("minsk-2", M + "ceasefire", "2015-02-20", "", "third-party", "breached"),
    # Russia said nothing of it; its viewpoint admits neither the DNR's claims nor anybody else's.
    ("minsk-2", M + "ceasefire", "2015-03-20", "", "RUS", "unknown"),
    # What was published on 26 February was not known on the 20th; nothing said that it was done.
    ("minsk-2", M + "guns-dnr", "2015-02-20", "2015-02-20", "all", "pending"),
    # "Done" said of 9 March affirms some earlier moment, perhaps not one before 1 March.
    ("minsk-2", M + "guns-ukr", "2015-03-20", "", "all", "unknown"),
    # A law adopted on 17 March was not adopted by 14 March; Ukraine itself says so.
    ("minsk-2", M + "rada-resolution", "2015-03-20", "", "all", "breached"),
    # The deadline is the end of 14 March.
    ("minsk-2", M + "rada-resolution", "2015-03-13", "", "all", "pending"),
    # The DNR itself announces that it took Debaltseve.
    ("minsk-2", M + "no-capture", "2015-03-20", "", "DNR", "breached"),
    # An accusation long before the deadline cannot deny up to it.
    ("minsk-2", M + "amnesty", "2015-03-20", "", "RUS", "pending"),
    # Silence is not evidence.
    ("minsk-2", M + "monitoring", "2015-03-20", "", "all", "unknown"),
    # It declares.
    ("minsk-2", M + "ties", "2015-03-20", "", "all", "untestable"),
    # Before 00:00 on 18 December, Aden time.
    ("hodeidah", H + "ceasefire", "2018-12-17", "", "all", "not in force"),
    # "Left on the 29th" against "still there on the 31st"; nothing of the two other ports.
    ("hodeidah", H + "phase-one-ports", "2019-01-01", "", "all", "contested"),
    # The government's word alone: still there on 31 December, before the deadline has come.
    ("hodeidah", H + "phase-one-ports", "2018-12-31", "", "YEM", "pending"),
    # A third party saw them there after the deadline; who left says nothing in this viewpoint.
    ("hodeidah", H + "phase-one-ports", "2019-01-10", "", "third-party", "breached"),
    # Still at Salif in the second of the deadline, says a secret source: it counts.
    ("hodeidah", H + "phase-one-ports", "2019-01-03", "", "third-party", "breached"),
    # It became public (for this dossier) on 2 January.
    ("hodeidah", H + "phase-one-ports", "2019-01-01", "2019-01-01", "third-party", "pending"),
    # The committee's place is in the city, on 26 December, a day before the deadline.
    ("hodeidah", H + "rcc", "2019-02-10", "", "all", "fulfilled"),
    # An airstrike by the restrained coalition, reported by the United Nations.
    ("hodeidah", H + "no-airstrikes", "2019-02-28", "", "third-party", "breached"),
    # The same, not yet public.
    ("hodeidah", H + "no-airstrikes", "2019-02-12", "2019-02-12", "third-party", "unknown"),
    # A permission is told, not tested.
    ("hodeidah", H + "local-forces", "2019-02-28", "", "all", "untestable"),
    # A demand that nobody reported on: lapsed, and neither met nor not met.
    ("hodeidah", U + "leave-salif", "2019-02-10", "", "all", "unknown"),
]


@pytest.mark.parametrize(("name", "ref", "as_of", "known_at", "viewpoint", "label"), EXPECTED)
def test_label(
    dossiers: dict[str, Dossier], name: str, ref: str, as_of: str, known_at: str, viewpoint: str, label: str
) -> None:
    assert str(asked(dossiers, name, ref, as_of, known_at, viewpoint).label) == label


FACTS = [
    # Whoever reports being shelled has neither fired nor admitted anything: one instance fails, by an accusation.
    pytest.param(
        "minsk-2", M + "own-fire", "2015-02-16", "UKR", "instances", 1,
        id="the-victim-does-not-breach",
    ),
    # Monitors who are turned away say nothing about aid.
    pytest.param("minsk-2", M + "aid", "2015-03-20", "all", "label", "unknown", id="monitors-are-no-aid"),
    # A release by the LNR is not one by the DNR.
    pytest.param("minsk-2", M + "prisoners", "2015-03-20", "all", "label", "unknown", id="each-its-own-prisoners"),
    # 21 days from 18 December end with 8 January, as 14 days from it end with 1 January.
    pytest.param(
        "hodeidah", H + "full-redeployment", "2019-01-04", "all", "deadline", "2019-01-08T21:00:00Z",
        id="days-after-an-anchor",
    ),
    # Both parties agreed on 5 January to extend it to the end of 28 February.
    pytest.param(
        "hodeidah", H + "full-redeployment", "2019-01-08", "all", "deadline", "2019-02-28T21:00:00Z",
        id="extended-by-both",
    ),
    # Presence on 31 December says "came at some time before": perhaps before the prohibition began.
    pytest.param("hodeidah", H + "no-reinforcement", "2018-12-31", "YEM", "label", "unknown", id="there-before"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "ref", "as_of", "viewpoint", "what", "value"), FACTS)
def test_fact(
    dossiers: dict[str, Dossier], name: str, ref: str, as_of: str, viewpoint: str, what: str, value: str | int
) -> None:
    verdict = asked(dossiers, name, ref, as_of, "", viewpoint)
    if what == "instances":
        got: object = verdict.instances.false
    elif what == "deadline":
        got = told(name, ref, as_of)["deadline"]
    else:
        got = str(verdict.label)
    assert got == value


def told(name: str, ref: str, as_of: str) -> dict[str, object]:
    """One verdict as the command line tells it."""
    command = [sys.executable, "-m", "servanda", "verdict", "--dossier", str(FOLDER / name), "--json"]
    command += ["--viewpoint", "all", "--as-of", as_of, "--obligation", ref]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    (line,) = [row for row in map(json.loads, ran.stdout.splitlines()) if row["ref"] == ref]
    assert isinstance(line, dict)
    return line


def test_what_is_secret_is_never_told() -> None:
    text = " ".join(json.dumps(told("hodeidah", H + "phase-one-ports", day)) for day in ("2019-01-03", "2019-01-08"))
    assert "not_counted" in text
    for word in ("port-clerk", "gate guard", "port-worker"):
        assert word not in text


@pytest.mark.parametrize(
    ("ref", "deadline"),
    [
        (M + "guns-ukr", "2015-03-01T22:00:00Z"),  # fourteen days from 15 February end with 1 March, Kyiv time (UTC+2)
        (M + "working-groups", "2015-05-06T21:00:00Z"),  # summer time since 29 March: UTC+3
    ],
)
def test_days_end_in_kyiv(ref: str, deadline: str) -> None:
    assert told("minsk-2", ref, "2015-02-20")["deadline"] == deadline
