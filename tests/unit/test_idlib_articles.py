"""The worked dossier's illustrative articles decide nothing: without them every verdict is the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from reading_room import IDLIB, OUTLETS, context

import servanda
from servanda.dossier import Dossier
from servanda.model import Verdict

DAYS = ("2019-10-31", "2020-02-24", "2020-03-07")


def _copy(to: Path, *without: str) -> Dossier:
    shutil.copytree(Path(str(IDLIB)), to, ignore=shutil.ignore_patterns(*without))
    return servanda.open(to)


def _told(verdict: Verdict) -> tuple[object, ...]:
    return verdict.ref, verdict.bearer, verdict.label, verdict.level_for, verdict.level_against


@pytest.mark.parametrize("day", DAYS)
def test_no_verdict_needs_an_article(day: str, tmp_path: Path) -> None:
    whole, bare = _copy(tmp_path / "whole"), _copy(tmp_path / "bare", "reports")
    read = {c.report for c in whole.view(whole.clocks(day, day)).claims.values() if c.machine_read}
    assert len(read) >= 1
    asked = [d.verdict(as_of=day, known_at=day, viewpoint="all") for d in (whole, bare)]
    assert [_told(v) for v in asked[0]] == [_told(v) for v in asked[1]]


@pytest.mark.parametrize("outlet", OUTLETS)
def test_its_outlet_only_compiles(outlet: str) -> None:
    actor = context().register.actor(outlet)
    assert actor is not None
    assert (actor.type, actor.role) == ("outlet", "compilation")
    assert "never a third party's corroboration" in actor.notes
