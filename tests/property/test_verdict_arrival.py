"""Batch = incremental = any split: what arrives in whatever portions and order gives the same verdicts (V22)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import servanda
from servanda import dossier
from servanda.dossier import Clocks, Dossier
from servanda.model import beginning, verdict_json

ACCORD = """\
servanda: 1
accord: trial
title: Trial
signed: 2020-03-01
timezone: UTC
parties: [TUR, RUS]
zones:
  town: {polygon: [[35.0, 36.0], [35.0, 37.0], [36.0, 37.0], [36.0, 36.0]]}
obligations:
  - {id: fire, article: "1", title: No fire, bearer: {each of: [TUR, RUS]}, shall: {cease fire: all, in: town}}
  - {id: leave, article: "2", title: Russia leaves, bearer: [RUS], shall: {withdraw: [RUS], from: town}, by: 2020-03-10}
  - {id: patrols, article: "3", title: Patrols, bearer: [RUS], shall: {patrol: all, in: town}, every: P3D}
"""
HEAD = "claim,speaker,published,source,event,when,actor,place,kind,assesses,polarity\n"
AS_OF = beginning("2020-03-20")
FEW = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
"""Not made smaller when one fails: every example writes two ledgers."""


@st.composite
def rows(draw: st.DrawFn) -> list[str]:
    """Lines of a chronicle: occurrences, denials and opinions."""
    made: list[str] = []
    for n in range(draw(st.integers(2, 8))):
        speaker = draw(st.sampled_from(("RUS", "TUR", "ngo", "wire")))
        day = draw(st.integers(1, 18))
        published = f"2020-03-{day + 1:02},https://{speaker.lower()}.example/{draw(st.integers(1, 2))}"
        if draw(st.integers(0, 5)) == 0:
            aim = draw(st.sampled_from(("trial/*", "trial/fire", "trial/2/*")))
            made.append(f"k{n},{speaker},{published},,,,,assessment,{aim},{_sign(draw)}")
            continue
        event = draw(st.sampled_from(("shelling", "hostilities", "presence", "withdrawal", "patrol")))
        place = draw(st.sampled_from(('"35.5,36.5"', "in:town", '"35.5,36.5"')))
        who = draw(st.sampled_from(("RUS", "TUR", "")))
        made.append(f"k{n},{speaker},{published},{event},2020-03-{day:02},{who},{place},,,{_sign(draw)}")
    return made


def _sign(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(("", "", "denies")))


def written(folder: Path, portions: Sequence[Sequence[str]]) -> Dossier:
    """A dossier whose chronicle grew by these portions, each recorded before the next."""
    dossier.init(folder)
    (folder / "accords" / "trial.yaml").write_text(ACCORD, "utf-8")
    (folder / "actors.yaml").write_text("- {id: ngo, type: organisation}\n- {id: wire, type: outlet}\n", "utf-8")
    so_far: list[str] = []
    for portion in portions:
        so_far += portion
        (folder / "claims" / "chronicle.csv").write_text(HEAD + "\n".join(so_far) + "\n", "utf-8")
        added = servanda.open(folder).add()
        assert not [f for f in added.findings if f.is_error]
    return servanda.open(folder)


def told(of: Dossier) -> list[str]:
    """Every verdict at the same clocks, as bytes."""
    found = []
    for clock in ("ledger", "public"):
        clocks = Clocks(AS_OF, 2**33, clock)
        for standard in ("alleged", "corroborated"):
            names = ["all", "RUS", "third-party"]
            found += [
                json.dumps(verdict_json(v)) for v in of.verdict(clocks=clocks, viewpoint=names, standard=standard)
            ]
    return found


@FEW
@given(rows(), st.data())
def test_any_split_gives_the_same_verdicts(lines: list[str], data: st.DataObject) -> None:
    """V22: one batch; row by row; and any portions in any order."""
    shuffled = data.draw(st.permutations(lines))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(lines) - 1), max_size=3)))
    portions = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(lines)], strict=True)]
    with TemporaryDirectory() as base:
        whole = told(written(Path(base) / "whole", [lines]))
        split = told(written(Path(base) / "split", portions))
    assert whole == split
