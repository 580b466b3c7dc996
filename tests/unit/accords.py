"""Material for the tests of accord files: a short border, a few places, a register, an accord to put obligations in."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping

from servanda.accord import Accord, Obligation, load_accord
from servanda.actors import read_register
from servanda.geo import Compiled, Gazetteer, Loaded, Name, Place, read_geojson
from servanda.model import Finding

BORDER = {"type": "LineString", "coordinates": [[37.0, 36.7], [38.4, 36.9], [39.0, 36.7], [40.0, 36.8], [41.3, 37.07]]}
POSITIONS = {
    "Tell Abyad": (36.69648, 38.95382),
    "Ras al-Ayn": (36.85034, 40.07055),
    "Qamishli": (37.05215, 41.23142),
    "Trumba": (35.864, 36.784),
    "Bdama": (35.81151, 36.19649),
    "Idlib": (35.93062, 36.63393),
}
PLACES = Gazetteer([Place(n, (Name(n),), lat, lon, 2000.0) for n, (lat, lon) in POSITIONS.items()], towns=False)
REGISTER, _NONE = read_register(
    b"- {id: SDF, type: armed-group}\n- {id: YPG, type: armed-group, part of: SDF}\n- {id: HTS, type: armed-group}\n"
)
DRAWN: dict[str, Compiled] = {}
HEAD = """\
servanda: 1
accord: trial
signed: 2019-10-22
timezone: Europe/Moscow
parties: [TUR, RUS]
zones:
  belt: {around: Qamishli, radius: 30 km}
  west: {around: Idlib, radius: 10 km}
  m4: {line: [Trumba, Bdama], accuracy: 2 km}
obligations:
"""


def border(path: str) -> Loaded:
    """The geometry of any file that is asked for."""
    return read_geojson(json.dumps(BORDER).encode(), path)


def loaded(text: str, choices: Mapping[str, str] | None = None) -> tuple[Accord | None, list[Finding]]:
    return load_accord(
        text.encode(),
        "accords/trial.yaml",
        register=REGISTER,
        place=PLACES.place,
        load_line=border,
        towns=lambda _code: (),
        choices=choices,
        drawn=DRAWN,
    )


def whole(obligations: str, *, more: str = "", head: str = HEAD) -> str:
    """The trial accord with these obligations (a YAML list) and more keys of the file."""
    return textwrap.dedent(more) + head + textwrap.indent(textwrap.dedent(obligations).strip("\n"), "  ") + "\n"


def accord(obligations: str, choices: Mapping[str, str] | None = None, *, more: str = "", head: str = HEAD) -> Accord:
    """The compiled trial accord; the findings in the assertion when there is none."""
    made, findings = loaded(whole(obligations, more=more, head=head), choices)
    assert made is not None, "\n".join(str(f) for f in findings)
    return made


def obligation(text: str, choices: Mapping[str, str] | None = None, *, more: str = "") -> Obligation:
    """The first obligation of the trial accord: `text` is its keys, without `- id`."""
    return accord(
        "- id: it\n" + textwrap.indent(textwrap.dedent(text).strip("\n"), "  "), choices, more=more
    ).obligations[0]


def findings(obligations: str, *, more: str = "", head: str = HEAD) -> list[Finding]:
    return loaded(whole(obligations, more=more, head=head))[1]
