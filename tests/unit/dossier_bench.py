"""A dossier of one accord with two obligations and a handful of claims, written where a test wants it."""

from __future__ import annotations

from pathlib import Path

import servanda
from servanda import dossier
from servanda.dossier import Dossier
from servanda.model import Verdict

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
  - id: fire
    article: "1"
    title: No fire in the town
    bearer: {each of: [TUR, RUS]}
    shall: {cease fire: all, in: town}
  - id: leave
    article: "2"
    title: Russia leaves the town
    bearer: [RUS]
    shall: {withdraw: [RUS], from: town}
    by: 2020-03-10
"""
ACTORS = """\
- {id: ngo, type: organisation, names: [{text: The Watch, lang: en}]}
- {id: wire, type: outlet, names: [{text: The Wire, lang: en}]}
"""
HEAD = "claim,speaker,published,source,event,when,actor,place,kind,assesses,polarity,same_as,handling,quote,note\n"
FIRE = 'a1,ngo,2020-03-06,https://ngo.example/1,shelling,2020-03-05T10:00Z,RUS,"35.5,36.5",,,,,,,\n'
STILL = 'a2,TUR,2020-03-12,https://tur.example/1,presence,2020-03-11T10:00Z,RUS,"35.5,36.5",,,,,,,\n'
LONG_AFTER = "2021-01-01"


def make(folder: Path, rows: str = FIRE + STILL, *, accord: str = ACCORD, actors: str = ACTORS) -> Dossier:
    """A dossier in `folder`, on the ledger clock, with nothing recorded yet."""
    dossier.init(folder)
    (folder / "accords" / "trial.yaml").write_text(accord, "utf-8")
    (folder / "actors.yaml").write_text(actors, "utf-8")
    write(folder, rows)
    return servanda.open(folder)


def write(folder: Path, rows: str, name: str = "chronicle.csv") -> None:
    (folder / "claims" / name).write_text(HEAD + rows, "utf-8")


def again(folder: Path) -> Dossier:
    """The dossier as another process would open it."""
    return servanda.open(folder)


def labels(of: Dossier, **asked: str) -> dict[str, str]:
    """The label of each obligation long after everything, with what is `asked` instead."""
    values = {"as_of": LONG_AFTER, **asked}
    return {v.ref: str(v.label) for v in of.verdict(**values)}  # type: ignore[arg-type]


def one(of: Dossier, ref: str, **asked: str) -> Verdict:
    values = {"as_of": LONG_AFTER, **asked}
    return next(v for v in of.verdict(**values) if v.ref == ref)  # type: ignore[arg-type]


def id_of(of: Dossier, local: str) -> str:
    """The id of the claim with a key of the file."""
    return next(c for c in of.view(of.clocks()).claims if c.endswith(f".{local}"))


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
