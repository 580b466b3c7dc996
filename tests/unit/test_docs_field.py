"""docs/reference/{patrols,posts,demarcation}.md: the examples are read without a finding, every key is explained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from shapely import box
from shapely.geometry import LineString

from servanda.cli.marked import SUFFIXES
from servanda.documents import load_yaml
from servanda.field import plan, weapons
from servanda.field.planned import Planned
from servanda.geo import LatLon, Line, Zone

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
PATROLS, POSTS, DEMARCATION = ((REFERENCE / f"{n}.md").read_text("utf-8") for n in ("patrols", "posts", "demarcation"))
AREA = box(40.0, 36.8, 42.0, 37.2)


def example(text: str, kind: str) -> bytes:
    found = re.search(rf"^```yaml {kind}\n(.*?)^```", text, re.M | re.S)
    assert found is not None
    return found[1].encode()


def test_the_plan_is_read_as_the_page_says() -> None:
    document, findings = load_yaml(example(PATROLS, "plan"), plan.FILE)
    assert document is not None
    look = plan.Lookup(
        zones={"sochi-2019/patrol-east": (z := Zone("patrol-east", AREA, AREA, AREA)), "patrol-east": z},
        lines={"border": Line("border", LineString([(40, 37.2), (42, 37.2)]))},
        obligations={"sochi-2019/joint-patrols": ("sochi-2019/patrol-east",)},
        place=lambda text: (LatLon(37.1, 40.93), 2000.0) if text in ("Amuda", "Qamishli") else None,
    )
    read, more = plan.read_plan(document, look)
    assert [*findings, *more] == []
    (patrol,) = read.patrols
    assert list(patrol.zones) == ["sochi-2019/patrol-east"]
    assert [v.custody for v in patrol.vehicles] == ["UN", "UN"]
    # the example writes the defaults out, and the table says the same
    base = Planned("", "", ())
    assert (patrol.join_m, patrol.join_share, patrol.skew_s) == (base.join_m, base.join_share, base.skew_s)
    assert (patrol.corridor_m, patrol.complete, patrol.gap_s) == (base.corridor_m, base.complete, base.gap_s)
    assert patrol.fastest_m_s == pytest.approx(base.fastest_m_s)
    for told in ("1 km, 80 %, PT2M", "500 m", "95 %", "PT2M", "180 km/h"):
        assert told in PATROLS


@pytest.mark.parametrize("key", [*plan.KEYS, *plan.JOINT, *plan.VEHICLE])
def test_every_key_of_the_plan_is_explained(key: str) -> None:
    assert f"`{key}`" in PATROLS


def test_the_inventories_are_read_as_the_page_says() -> None:
    document, findings = load_yaml(example(POSTS, "arms"), weapons.FILE)
    assert document is not None
    lines = {"minsk-2/contact": Line("contact", LineString([(37, 48.0), (39, 48.0)]), 1000.0)}
    read, more = weapons.read_arms(document, weapons.Lookup(lines))
    assert [*findings, *more] == []
    assert (len(read.classes), len(read.sites), len(read.inventories), len(read.sightings)) == (2, 1, 1, 2)


@pytest.mark.parametrize("key", sorted({*weapons.CLASS, *weapons.SITE, *weapons.INVENTORY, *weapons.SIGHTING}))
def test_every_key_of_the_inventories_is_explained(key: str) -> None:
    assert f"`{key}`" in POSTS


@pytest.mark.parametrize("suffix", [s for s in SUFFIXES if s not in (".json", ".htm")])
def test_every_format_of_an_edge_is_explained(suffix: str) -> None:
    assert f"| `{suffix}` |" in DEMARCATION
