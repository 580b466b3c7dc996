"""Two outlets that print one story are one origin; a story of its own is another; in any order of arrival."""

from __future__ import annotations

from pathlib import Path

import pytest

import servanda
from servanda.dossier import init

STORY = """Shelling hit the town of Saraqib on Wednesday and killed four people, three of them of one family.
Smoke rose over the market, and the bakery in the main street burned until the evening. The road to
the north was closed for five hours while volunteers looked for survivors under the roofs that had
come down. The school on the hill stayed empty, as it had been since the autumn, and the mayor's
office moved its papers to a cellar. By nightfall it was quiet again.
"""
OTHER = """Shelling hit the town of Saraqib on Wednesday and killed two people at a clinic. The lights went out
twice and a generator was brought from a farm. The baker, whose oven was hit, will open again on
Friday. Two lorries with flour turned back at the first checkpoint, and a convoy of families left
for the west before dark with what they could carry.
"""
SIDECAR = "title: Saraqib\noutlet: {outlet}\npublished: 2020-02-0{day}\nurl: https://example.org/{outlet}\n"
ACTORS = """servanda: 1
actors:
  - {id: wire, type: outlet, names: [{text: The Wire, lang: en}]}
  - {id: gazette, type: outlet, names: [{text: The Gazette, lang: en}]}
  - {id: courier, type: outlet, names: [{text: The Courier, lang: en}]}
"""


def _put(folder: Path, outlet: str, day: int, text: str) -> str:
    (folder / "reports" / f"{outlet}.txt").write_text(" ".join(text.split()), encoding="utf-8")
    (folder / "reports" / f"{outlet}.yaml").write_text(SIDECAR.format(outlet=outlet, day=day), encoding="utf-8")
    return f"reports/{outlet}.txt"


@pytest.mark.parametrize("order", [("wire", "gazette", "courier"), ("gazette", "courier", "wire"), ("all at once",)])
def test_copies_share_an_origin(tmp_path: Path, order: tuple[str, ...]) -> None:
    folder = tmp_path / "d"
    init(folder)
    (folder / "actors.yaml").write_text(ACTORS, encoding="utf-8")
    (folder / "reports").mkdir(exist_ok=True)
    stories = {"wire": (5, STORY), "gazette": (6, "GAZETTE STAFF. " + STORY), "courier": (6, OTHER)}
    for outlet in order if len(order) > 1 else ():
        servanda.open(folder).add([_put(folder, outlet, *stories[outlet])])
    if len(order) == 1:
        servanda.open(folder).add([_put(folder, outlet, *what) for outlet, what in stories.items()])
    dossier = servanda.open(folder)
    view = dossier.view(dossier.clocks())
    origins = {c.speaker[0]: c.origin or c.speaker[0] for c in view.claims.values() if c.event == "shelling"}
    assert origins == {"wire": "wire", "gazette": "wire", "courier": "courier"}
    copied = {r.outlet: r.copy_of for r in view.reports.values() if r.outlet}
    assert bool(copied["gazette"])
    assert (copied["wire"], copied["courier"]) == ("", "")
    assert dossier.verify().ok
