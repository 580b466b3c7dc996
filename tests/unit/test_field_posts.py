"""Posts on a date and weapons against their lines: three answers everywhere, rival counts apart."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path

import pytest
import shapely
from pyproj import Geod
from shapely.geometry import LineString

import servanda
from servanda.cli.app import main
from servanda.documents import load_yaml
from servanda.dossier import Dossier
from servanda.dossier.arms import sightings
from servanda.field.posts import counts_said, number, overlooked, standing
from servanda.field.weapons import Arms, Lookup, beyond, claims, held, read_arms
from servanda.geo import LatLon, Line, Membership, Name, Place, Post, Status, Zone, disc
from servanda.model import Extent, Interval, extent

IN, OUT, OPEN = Membership.IN, Membership.OUT, Membership.UNDETERMINED
IDLIB = files("servanda") / "data" / "idlib"
FEB_5 = Interval(int(datetime(2020, 2, 5, tzinfo=UTC).timestamp()), int(datetime(2020, 2, 6, tzinfo=UTC).timestamp()))


@pytest.fixture(scope="module")
def idlib() -> Dossier:
    with as_file(IDLIB) as source:
        return servanda.open(source)


def post(name: str, lat: float, lon: float, radius_m: float = 500.0, **more: object) -> Post:
    return Post(Place(name, (Name(name),), lat, lon, radius_m, True, "", "post"), **more)  # type: ignore[arg-type]


def test_the_contested_count_of_5_february_2020(idlib: Dossier) -> None:
    """The list gives three, and on that day perhaps four; the president says two. Neither is added to the other."""
    day = extent("2020-02-05", idlib.config.tz).outer
    found = {s.post.id: s for s in standing(idlib.posts, day)}
    assert len(found) == 12
    assert {i for i, s in found.items() if s.surrounded is IN} == {"p-rashidin", "p-surman", "p-morek"}
    assert {i for i, s in found.items() if s.surrounded is OPEN} == {"p-tell-touqan"}
    assert number(s.surrounded for s in found.values()) == (number([IN, IN, IN, OPEN, OUT]))
    view = idlib.view(idlib.clocks(as_of="2020-02-05"))
    said = counts_said(view.claims.values(), day)
    assert [(c.speaker, [(n.lo, n.hi) for n in c.counts]) for c in said] == [
        (("recep-tayyip-erdogan",), [(2.0, 2.0)]),
        (("wikipedia",), [(4.0, 4.0)]),
    ]


@pytest.mark.parametrize(
    ("day", "least", "most"), [("2019-06-01", 0, 0), ("2020-01-28", 2, 2), ("2020-02-06", 4, 4), ("2020-02-10", 5, 5)]
)
def test_surrounded_on_other_days(idlib: Dossier, day: str, least: int, most: int) -> None:
    found = number(s.surrounded for s in standing(idlib.posts, extent(day, idlib.config.tz).outer))
    assert (found.least, found.most) == (least, most)


def test_who_has_left_is_neither_held_nor_surrounded(idlib: Dossier) -> None:
    found = {s.post.id: s for s in standing(idlib.posts, extent("2020-11-01", idlib.config.tz).outer)}
    assert (found["p-morek"].held, found["p-morek"].surrounded) == (OUT, OUT)
    on_the_day = {s.post.id: s for s in standing(idlib.posts, extent("2020-10-19", idlib.config.tz).outer)}
    assert (on_the_day["p-morek"].held, on_the_day["p-morek"].surrounded) == (OPEN, OPEN)


def test_beyond_a_line_is_undetermined_within_radius_and_accuracy() -> None:
    line = Line("contact", LineString([(36.0, 36.0), (38.0, 36.0)]), 1000.0, witness={"SYR": LatLon(35.0, 37.0)})
    places = [post("deep", 35.9, 37.0), post("near", 35.99, 37.0), post("own", 36.1, 37.0)]
    assert [s.beyond for s in standing(places, FEB_5, line=line, side="SYR")] == [IN, OPEN, OUT]
    assert [s.beyond for s in standing(places, FEB_5, line=line, side="not SYR")] == [OUT, OPEN, IN]
    near = standing(places, FEB_5, line=line, side="SYR")[1]
    assert near.distance_m == pytest.approx(1109.6, abs=2)
    assert near.within_m == 1500.0
    nowhere = Post(Place("x", (Name("x"),), None, None, 3000.0, True, "", "post"))
    assert standing([nowhere], FEB_5, line=line, side="SYR")[0].beyond is OPEN


def test_what_posts_overlook_against_areas_worked_out_apart() -> None:
    """Two posts in a square of 20 km: union and gap by shapely in a plane of metres."""
    geod = Geod(ellps="WGS84")
    corners = []
    for azimuth in (45, 135, 225, 315):
        lon, lat, _back = geod.fwd(37.0, 36.0, azimuth, 10_000 * 2**0.5)
        corners.append((lon, lat))
    square = shapely.Polygon(corners)
    zone = Zone("z", square, square, square)
    east = geod.fwd(37.0, 36.0, 90, 5_000)
    posts = [post("a", 36.0, 37.0, 300.0), post("b", east[1], east[0], 300.0)]
    seen = overlooked(standing(posts, FEB_5, zone), zone, 4_000.0)
    assert seen is not None
    plane = shapely.box(-10_000, -10_000, 10_000, 10_000)
    for share, reach in ((seen.least, 3_700.0), (seen.most, 4_300.0)):
        discs = shapely.union_all([shapely.Point(0, 0).buffer(reach, 64), shapely.Point(5_000, 0).buffer(reach, 64)])
        assert share == pytest.approx(shapely.intersection(plane, discs).area / plane.area, rel=0.01)
    assert seen.gaps[0][0] == pytest.approx((1 - seen.most) * 4e8, rel=0.02)
    assert not disc(36.0, 37.0, 4_000).contains(shapely.Point(seen.gaps[0][2], seen.gaps[0][1]))
    gone = [post("a", 36.0, 37.0, held=Extent(None, None, 0, 0))]
    assert overlooked(standing(gone, FEB_5, zone), zone, 4_000.0).least == 0.0  # type: ignore[union-attr]


def test_a_status_about_a_date_is_possible_around_it() -> None:
    when = extent("~2020-02-05", UTC)
    one = post("a", 36.0, 37.0, status=(Status("besieged", Extent(when.from_earliest, when.from_latest, None, None)),))
    for day, answer in (("2020-02-03", OUT), ("2020-02-05", OPEN), ("2020-02-08", IN)):
        assert standing([one], extent(day, UTC).outer)[0].surrounded is answer


def test_posts_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "d"
    with as_file(IDLIB) as source:
        shutil.copytree(source, place, ignore=shutil.ignore_patterns("data", "reports", "coverage.yaml"))
    for path in [*(place / "accords").iterdir(), *(place / "claims").iterdir()]:
        if path.stem not in ("sochi-2018", "chronicle"):
            path.unlink()
    here = ["--dossier", str(place)]
    asked = ["posts", "--as-of", "2020-02-05", "--beyond", "sochi-2018/contact", *here]
    assert main([*asked, "--obligation", "sochi-2018/coordinated-patrols", "--reach", "5 km", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 13
    last = rows[-1]
    assert last["surrounded"] == [3, 4]
    assert [(s["least"], s["speaker"]) for s in last["said"]] == [
        (2.0, ["recep-tayyip-erdogan"]),
        (4.0, ["wikipedia"]),
    ]
    assert {r["beyond"] for r in rows[:-1]} <= {"in", "out", "undetermined"}
    assert [o["zone"] for o in last["overlooked"]] == ["sochi-2018/dmz"]
    assert 0 <= last["overlooked"][0]["share"][0] < last["overlooked"][0]["share"][1] < 1
    assert main(asked) == 0
    assert "3 to 4 of them surrounded" in capsys.readouterr().out
    for more, slug in ((["--side", "nobody"], "posts-side"), (["--reach", "5 km"], "posts-reach")):
        assert main([*asked, *more]) == 2
        assert slug in capsys.readouterr().err


LINES = {
    "m/contact": Line("contact", LineString([(37.0, 48.0), (39.0, 48.0)]), 1000.0),
}
ARMS = """\
servanda: 1
timezone: Europe/Kyiv
classes:
  - {id: gun-100, title: guns of 100 mm and more, object: artillery, calibre: 100 mm, distance: 25 km, of: m/contact}
  - {id: mlrs, title: rocket launchers, object: rocket-launcher, distance: 35 km, of: m/contact}
sites:
  - {id: s-1, name: Store 1, party: DNR, place: "47.7, 38.0", radius: 300 m}
  - {id: s-2, name: Store 2, party: DNR, place: "47.5, 38.0", radius: 300 m}
inventories:
  - {party: DNR, class: gun-100, count: 12, site: s-1, declared: 2015-03-01, source: letter}
  - {party: DNR, class: mlrs, count: 4, site: s-2, declared: 2015-03-01}
  - {party: DNR, class: mlrs, count: 4, site: s-1, declared: 2015-06-01}
sightings:
  - {id: a, by: smm, class: gun-100, party: DNR, count: 3, when: 2015-03-10T09:00, place: "47.9, 38.0", source: daily}
  - {id: b, by: smm, class: gun-100, party: DNR, count: 1, when: 2015-03-10T10:00, place: "47.775, 38.0", radius: 1 km}
  - {id: c, by: smm, class: gun-100, party: DNR, count: 2, when: 2015-03-10T11:00, place: "47.6, 38.0", source: daily}
  - {id: d, by: smm, class: gun-100, party: DNR, count_min: 8, count_max: 10, when: 2015-03-12, site: s-1}
  - {id: e, by: smm, object: tank, party: DNR, count: 1, when: 2015-03-10T11:00, place: "47.6, 38.0", source: daily}
"""


def arms(text: str = ARMS) -> Arms:
    document, findings = load_yaml(text.encode(), "inventories.yaml")
    assert document is not None
    read, more = read_arms(document, Lookup(LINES))
    assert [*findings, *more] == []
    return read


def test_sightings_against_the_line_of_their_class() -> None:
    """One latitude degree is 111.2 km here: 11 km is too near, 25.0 ± 2 undetermined, 44 far enough."""
    found = {b.sighting.id: b for b in beyond(arms(), Interval())}
    assert {i: b.answer for i, b in found.items()} == {"a": IN, "b": OPEN, "c": OUT, "d": OUT}
    assert found["a"].distance_m == pytest.approx(11_118, abs=20)
    assert found["b"].within_m == 2_000.0
    later = Interval(int(datetime(2015, 3, 11, 22, tzinfo=UTC).timestamp()), None)
    assert [b.sighting.id for b in beyond(arms(), later)] == ["d"]


def test_what_a_site_should_hold_and_what_was_seen_there() -> None:
    at = int(datetime(2015, 3, 20, tzinfo=UTC).timestamp())
    found = held(arms(), at)
    assert [(h.inventory.site.id, h.missing) for h in found] == [("s-1", (2, 4)), ("s-2", None)]
    assert len(held(arms(), int(datetime(2015, 6, 2, tzinfo=UTC).timestamp()))) == 3
    before = held(arms(), int(datetime(2015, 3, 5, tzinfo=UTC).timestamp()))
    assert [h.missing for h in before] == [None, None]


def test_sightings_are_claims_of_those_who_saw() -> None:
    reports, made = claims(arms())
    one = made[0]
    assert (one.speaker, one.event, one.actor, one.object) == (("smm",), "presence", (("DNR",),), "artillery")
    assert one.attribute("calibre_m") == pytest.approx(0.1)
    assert [(c.of, c.lo, c.hi) for c in made[3].counts] == [("weapons", 8.0, 10.0)]
    assert {c.report for c in made} == {r.id for r in reports}
    assert len({c.id for c in made}) == 5


def test_a_sighting_denies_that_the_weapons_were_withdrawn(tmp_path: Path) -> None:
    """Through the ordinary door: the accord's own zone, the claim's place, the ordinary bearing."""
    (tmp_path / "accords").mkdir()
    (tmp_path / "dossier.yaml").write_text("servanda: 1\nid: t\ntitle: T\ntimezone: UTC\n", "utf-8")
    (tmp_path / "actors.yaml").write_text(
        "- {id: DNR, type: armed-group, names: [{text: DNR}]}\n- {id: UKR, type: state, names: [{text: Ukraine}]}\n"
        "- {id: smm, type: organisation, names: [{text: SMM}]}\n",
        "utf-8",
    )
    (tmp_path / "accords" / "m.yaml").write_text(
        """\
servanda: 1
accord: m
instrument: accord
title: M
signed: 2015-02-12
timezone: UTC
parties: [UKR, DNR]
lines:
  contact: {line: [[48.0, 37.0], [48.0, 39.0]], accuracy: 1 km, witness: {DNR: [47.0, 38.0]}}
zones:
  belt: {within: 25 km, of: contact, side: DNR}
obligations:
  - id: guns
    article: "2"
    title: Guns leave
    bearer: [DNR]
    shall: {withdraw: [artillery], from: belt}
    by: 2015-03-01
    and after: keep
""",
        "utf-8",
    )
    before = servanda.open(tmp_path).verdict(as_of="2015-03-31")
    assert {v.label for v in before} == {"unknown"}
    (tmp_path / "inventories.yaml").write_text(ARMS, "utf-8")
    opened = servanda.open(tmp_path)
    assert not [f for f in opened.findings() if f.is_error]
    assert "inventories.yaml" in opened.shelf.paths
    result = opened.add()
    assert len([i for i in result.new if ".w-" in i]) == 5
    after = servanda.open(tmp_path).verdict(as_of="2015-03-31")
    assert "breached" in {v.label for v in after}
    assert any(".w-a" in w for v in after for w in v.witnesses_against)
    assert not any(".w-c" in w for v in after for w in v.witnesses_against)


@pytest.mark.parametrize(
    ("old", "new", "slug"),
    [
        ("object: artillery", "object: artilery", "inventory-object"),
        ("calibre: 100 mm", "calibre: big", "inventory-calibre"),
        ("distance: 25 km, ", "", "inventory-distance"),
        ("of: m/contact", "of: m/kontact", "unknown-line"),
        ("class: gun-100, count: 12", "class: gun-101, count: 12", "inventory-class"),
        ("count: 12, site: s-1", "count: 12, site: s-9", "inventory-site"),
        ("count: 12", "count: twelve", "inventory-count"),
        ("count_min: 8, count_max: 10", "count_min: 11, count_max: 10", "inventory-count"),
        ("id: b, by", "id: a, by", "inventory-twice"),
        ("id: s-2", "id: s 2", "inventory-id"),
        ('place: "47.9, 38.0"', "place: nowhere", "unknown-place"),
        ("when: 2015-03-10T09:00", "when: once", "time"),
        ("sightings:", "sighted:", "unknown-key"),
    ],
)
def test_an_error_says_where_and_keeps_the_file_out(idlib: Dossier, old: str, new: str, slug: str) -> None:
    text = ARMS.replace(old, new, 1)
    assert text != ARMS
    document, _findings = load_yaml(text.encode(), "inventories.yaml")
    assert document is not None
    _arms, findings = read_arms(document, Lookup(LINES))
    assert slug in [f.slug for f in findings]
    assert all(f.at.line > 0 for f in findings)
    assert sightings(idlib.law, text.encode())[1] == []
