"""Patrols of known truth, seen through the documented noise: what is found holds the truth between its bounds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import gpxpy
import numpy as np
import pytest
from field_world import START, Receiver, Truth, drive, seen
from shapely.geometry import LineString

from servanda.field.course import course
from servanda.field.noise import disc_m
from servanda.field.patrol import Patrol, verify
from servanda.field.planned import Planned, Vehicle
from servanda.field.record import record, record_bytes
from servanda.field.remarks import remarks
from servanda.field.testimony import claims
from servanda.geo import Line, Membership, Zone, disc, distance_m
from servanda.geo.notation import LatLon
from servanda.geo.track import Track
from servanda.sources.tracks import open_tracks

LEAD, FOLLOW = drive(), drive(behind_m=150.0)
REAL = Path(__file__).parent / "data" / "tracks" / "around-visnjan-with-car.gpx"


def planned(sigma_m: float = 5.0, custody: str = "mission", **more: object) -> Planned:
    vehicles = (Vehicle("R-1", "RUS", custody, sigma_m), Vehicle("T-1", "TUR", custody, sigma_m))
    return replace(Planned("east-1", "East", vehicles, route=LEAD.road), **more)  # type: ignore[arg-type]


def verified(plan: Planned, **tracks: Track) -> Patrol:
    found = verify(plan, {name.replace("_", "-"): [track] for name, track in tracks.items()})
    assert found is not None
    return found


def travelled(truth: Truth) -> float:
    return float(np.abs(np.diff(truth.along_m)).sum())


@pytest.mark.parametrize(
    ("seed", "sigma_m"),
    [
        *((1, sigma_m) for sigma_m in (2.0, 5.0, 12.0)),
        *(pytest.param(s, m, marks=pytest.mark.slow) for s in range(2, 12) for m in (2.0, 5.0, 12.0)),
    ],
)
def test_the_truth_lies_between_least_and_most(seed: int, sigma_m: float) -> None:
    border = Line("border", LineString([(40.0, 37.25), (41.5, 37.25)]), 20.0)
    receiver = Receiver(sigma_m=sigma_m, every_s=5.0, spikes=0.004, seed=seed)
    plan = planned(sigma_m, line=border, line_name="a/border")
    found = verified(plan, R_1=seen(LEAD, receiver), T_1=seen(FOLLOW, replace(receiver, seed=seed + 100)))
    for leg, truth in zip(found.legs, (LEAD, FOLLOW), strict=True):
        assert leg.length_m.least <= travelled(truth) <= leg.length_m.most
        assert leg.length_m.most - leg.length_m.least < 0.06 * travelled(truth)
        assert leg.depth_m is not None
        deepest = max(border.distance_m(lat, lon) for lat, lon in zip(truth.lat[::20], truth.lon[::20], strict=True))
        assert leg.depth_m.least <= deepest <= leg.depth_m.most
        assert leg.depth_m.most - leg.depth_m.least < 2 * 20.0 + 8 * sigma_m + 60.0
    assert found.joint is Membership.IN
    assert found.complete is Membership.IN
    assert not found.suspect
    assert [remark.slug for remark in remarks(found, "x")] == []


@pytest.mark.parametrize("seed", range(2))
def test_stops_are_found_where_and_when_they_were(seed: int) -> None:
    found = verified(planned(), R_1=seen(LEAD, Receiver(seed=seed)), T_1=seen(FOLLOW, Receiver(seed=seed + 9)))
    stops = found.legs[0].course.stops
    assert len(stops) == len(LEAD.stops)
    for stop, (start, end) in zip(stops, LEAD.stops, strict=True):
        assert abs(stop.start - start) <= 30
        assert abs(stop.end - end) <= 30


@pytest.mark.parametrize(("clock_s", "behind_m"), [(-110.0, 60.0), (25.0, 400.0), (47.0, 60.0), (115.0, 400.0)])
def test_a_clock_that_is_off_is_found_and_set_right(clock_s: float, behind_m: float) -> None:
    track = seen(drive(behind_m=behind_m), Receiver(seed=5, clock_s=clock_s))
    found = verified(planned(), R_1=seen(LEAD, Receiver(seed=4)), T_1=track)
    offset = found.legs[1].offset
    assert offset is not None
    assert offset.clear
    assert abs(offset.seconds - clock_s) <= offset.within_s
    assert found.legs[1].set_back_s == pytest.approx(clock_s, abs=10)
    assert found.joint is Membership.IN
    assert found.pairs[0].as_recorded is not None
    assert "patrol-clock" in [remark.slug for remark in remarks(found, "x")]
    assert "clock-set-right" in claims(found, "r-aaaaaaaaaa")[0].flags


def test_a_clock_that_is_off_too_far_leaves_it_open() -> None:
    late = seen(FOLLOW, Receiver(seed=5, clock_s=400.0))
    found = verified(planned(), R_1=seen(LEAD, Receiver(seed=4)), T_1=late)
    assert found.legs[1].set_back_s == 0
    assert found.joint is Membership.UNDETERMINED
    assert {c.actor for c in claims(found, "r-aaaaaaaaaa")} == {(("RUS",),), (("TUR",),)}


def test_a_receiver_in_another_time_zone_is_said_and_not_set_right() -> None:
    found = verified(planned(), R_1=seen(LEAD), T_1=seen(FOLLOW, Receiver(seed=5, clock_s=7200.0)))
    assert found.wrong_zone == (("T-1", 7200.0),)
    assert found.joint is Membership.UNDETERMINED
    assert "patrol-time-zone" in [remark.slug for remark in remarks(found, "x")]


def test_an_hour_apart_on_one_road_is_not_joint() -> None:
    """The same road at other speeds and stops: no clock explains it."""
    other = drive(speed_m_s=8.0, stops=((3_000.0, 900.0), (14_000.0, 200.0)), start=START + 2_000.0, phase_s=900.0)
    found = verified(planned(), R_1=seen(LEAD), T_1=seen(other, Receiver(seed=5)))
    assert found.joint is Membership.OUT
    assert found.pairs[0].together.most < 0.5


def test_one_partys_track_alone_is_not_joint_and_says_whose_is_missing() -> None:
    found = verified(planned(), R_1=seen(LEAD))
    assert found.joint is Membership.OUT
    assert [v.id for v in found.absent] == ["T-1"]
    assert [c.actor for c in claims(found, "r-aaaaaaaaaa")] == [(("RUS",),)]
    assert "patrol-no-track" in [remark.slug for remark in remarks(found, "x")]


@pytest.mark.parametrize(("least", "word"), [(0.7, Membership.IN), (0.95, Membership.UNDETERMINED)])
def test_silence_is_neither_together_nor_apart(least: float, word: Membership) -> None:
    """Ten minutes of silence: with a threshold in reach of them the answer is left open."""
    silent = seen(FOLLOW, Receiver(seed=5, silent=((1500.0, 2100.0),)))
    found = verified(planned(join_share=least), R_1=seen(LEAD), T_1=silent)
    assert [round(g.seconds) for g in found.legs[1].course.gaps] == [605]
    assert found.pairs[0].together.least < 0.9 < found.pairs[0].together.most
    assert found.joint is word


@pytest.mark.parametrize("turn_at_m", [12_000.0, 21_000.0])
def test_a_patrol_that_turns_back_is_cut_short_there(turn_at_m: float) -> None:
    short = drive(turn_at_m=turn_at_m, stops=((8_000.0, 400.0),))
    behind = drive(turn_at_m=turn_at_m, stops=((8_000.0, 400.0),), behind_m=100.0)
    found = verified(planned(), R_1=seen(short), T_1=seen(behind, Receiver(seed=5)))
    assert found.complete is Membership.OUT
    route = found.on_route
    assert route is not None
    assert route.reached_m == pytest.approx(turn_at_m, abs=60)
    assert route.least == pytest.approx(turn_at_m / 30_000.0, abs=0.01)
    assert not route.ended_there
    (missing,) = route.missing
    assert missing.from_m == pytest.approx(turn_at_m, abs=60)
    at = np.argmax(short.along_m)
    truth = LatLon(float(short.lat[at]), float(short.lon[at]))
    assert distance_m(LatLon(*route.reached), truth) < 60


def test_a_track_that_breaks_off_ends_there() -> None:
    found = verified(planned(), R_1=seen(LEAD, Receiver(until_s=1500.0)), T_1=seen(FOLLOW, Receiver(until_s=1500.0)))
    assert found.complete is Membership.OUT
    assert found.on_route is not None
    assert found.on_route.ended_there
    truth = float(np.interp(1500.0, LEAD.time - START, LEAD.along_m))
    assert found.on_route.reached_m == pytest.approx(truth, abs=120)


def test_silence_on_the_way_leaves_the_share_open() -> None:
    silent = Receiver(silent=((1400.0, 2300.0),))
    found = verified(planned(), R_1=seen(LEAD, silent), T_1=seen(FOLLOW, replace(silent, seed=3)))
    assert found.complete is Membership.UNDETERMINED
    assert found.on_route is not None
    hidden = np.interp(2300.0, LEAD.time - START, LEAD.along_m) - np.interp(1400.0, LEAD.time - START, LEAD.along_m)
    assert found.on_route.most - found.on_route.least == pytest.approx(hidden / 30_000.0, abs=0.02)
    assert found.on_route.most > 0.97


def test_a_detour_is_a_deviation_with_its_place() -> None:
    track = seen(LEAD)
    bump = (track.time > START + 1500) & (track.time < START + 2000)
    detour = replace(
        track, lat=track.lat + np.where(bump, 0.012 * np.sin((track.time - START - 1500) / 500 * np.pi), 0)
    )
    found = verified(planned(), R_1=detour, T_1=seen(FOLLOW, Receiver(seed=5)))
    assert found.on_route is not None
    (stray,) = found.on_route.strays
    assert 700 < stray.metres < 1400
    assert START + 1500 < stray.start < stray.end < START + 2000


def test_a_jump_is_possible_tampering_and_no_instruments_word() -> None:
    track = seen(LEAD)
    late = track.time > START + 2000
    moved = replace(track, lat=track.lat + np.where(late, 0.05, 0.0))
    found = verified(planned(), R_1=moved, T_1=seen(FOLLOW, Receiver(seed=5)))
    assert found.suspect
    (jump,) = found.legs[0].course.jumps
    assert jump.metres == pytest.approx(5_550, abs=150)
    for claim in claims(found, "r-aaaaaaaaaa"):
        assert claim.instrument == claim.custody == ""
        assert "possible-tampering" in claim.flags
    assert "patrol-jump" in [remark.slug for remark in remarks(found, "x")]


def test_single_fixes_far_off_are_noise_and_not_tampering() -> None:
    track = seen(LEAD, Receiver(spikes=0.03, seed=2))
    made = course(track)
    assert made is not None
    assert made.spikes > 10
    assert made.jumps == ()
    truth = [np.interp(made.time, LEAD.time, c) for c in (LEAD.lat, LEAD.lon)]
    off = [distance_m(LatLon(a, b), LatLon(c, d)) for a, b, c, d in zip(made.lat, made.lon, *truth, strict=True)]
    assert max(off) < 6 * 5.0 * 1.5


def test_one_track_given_twice_is_not_two_vehicles() -> None:
    track = seen(LEAD)
    found = verified(planned(), R_1=track, T_1=replace(track, vehicle="T-1"))
    assert found.copied == (("R-1", "T-1"),)
    assert found.suspect
    assert all(not c.custody for c in claims(found, "r-aaaaaaaaaa"))


def test_times_that_run_backwards_are_said() -> None:
    track = seen(LEAD)
    order = np.arange(len(track))
    order[[100, 101]] = order[[101, 100]]
    back = replace(track, time=track.time[order], lat=track.lat[order], lon=track.lon[order])
    found = verified(planned(), R_1=back, T_1=seen(FOLLOW, Receiver(seed=5)))
    assert found.legs[0].course.backward == 1
    assert found.suspect


def test_an_area_to_keep_out_of() -> None:
    middle = LatLon(float(LEAD.lat[2000]), float(LEAD.lon[2000]))
    area = {"town": Zone("town", disc(*middle, 900.0), disc(*middle, 900.0))}
    found = verified(planned(keep_out=area), R_1=seen(LEAD), T_1=seen(FOLLOW, Receiver(seed=5)))
    assert [(e.vehicle, e.certain) for e in found.entered] == [("R-1", True), ("T-1", True)]
    inside = [
        t
        for t, lat, lon in zip(LEAD.time, LEAD.lat, LEAD.lon, strict=True)
        if distance_m(middle, LatLon(float(lat), float(lon))) < 900.0
    ]
    assert found.entered[0].stretch.start == pytest.approx(inside[0], abs=20)
    assert found.entered[0].stretch.end == pytest.approx(inside[-1], abs=20)


def test_claims_say_only_what_is_certain() -> None:
    """Through a zone's edge: the claim is of the certain part, in the custodian's words."""
    middle = LatLon(float(LEAD.lat[2600]), float(LEAD.lon[2600]))
    zones = {
        "a/z": Zone("z", disc(*middle, 4000.0), disc(*middle, 6000.0)),
        "a/far": Zone("far", disc(0, 0, 9.0), disc(0, 0, 9.0)),
    }
    found = verified(planned(zones=zones), R_1=seen(LEAD), T_1=seen(FOLLOW, Receiver(seed=5)))
    (claim,) = claims(found, "r-aaaaaaaaaa")
    assert claim.extent_place == "a/z"
    assert claim.actor == (("RUS",), ("TUR",))
    assert claim.speaker == ("mission",)
    assert (claim.instrument, claim.custody) == ("gnss-track", "mission")
    start, end = claim.when.inner
    for truth in (LEAD, FOLLOW):
        in_outer = [
            t
            for t, la, lo in zip(truth.time, truth.lat, truth.lon, strict=True)
            if distance_m(middle, LatLon(la, lo)) < 6000
        ]
        assert start is not None
        assert end is not None
        assert in_outer[0] <= start < end <= in_outer[-1] + 1
    least = claim.attribute("length_m")
    assert isinstance(least, int)
    assert 0 < least < 12_000


def test_the_parties_own_custody_is_no_instruments_word() -> None:
    vehicles = (Vehicle("R-1", "RUS", "RUS"), Vehicle("T-1", "TUR", "TUR"))
    found = verified(replace(planned(), vehicles=vehicles), R_1=seen(LEAD), T_1=seen(FOLLOW, Receiver(seed=5)))
    (claim,) = claims(found, "r-aaaaaaaaaa")
    assert claim.speaker == ("RUS", "TUR")
    assert claim.custody == ""


def test_the_same_input_gives_the_same_bytes() -> None:
    tracks = {"R_1": seen(LEAD), "T_1": seen(FOLLOW, Receiver(seed=5))}
    one, other = (record_bytes(record(verified(planned(), **tracks), {"a": "b"})) for _i in range(2))
    assert one == other
    assert b"NaN" not in one


def test_nothing_usable_is_none() -> None:
    empty = Track(np.zeros(0), np.zeros(0), np.zeros(0))
    assert verify(planned(), {}) is None
    assert verify(planned(), {"R-1": [empty]}) is None
    assert verify(planned(), {"R-1": [Track(np.ones(1), np.ones(1), np.ones(1))]}) is None


def test_a_real_car() -> None:
    """Around Višnjan by car: length and time as gpxpy has them; two copies of it are no convoy."""
    with REAL.open("rb") as stream:
        (track,) = open_tracks(stream, REAL.name).tracks
    theirs = gpxpy.parse(REAL.read_text())
    made = course(track)
    assert made is not None
    assert made.jumps == ()
    least, most = made.length_m()
    assert least <= theirs.length_2d() <= most * 1.01
    assert most - least < 0.06 * most + 100
    start, end = theirs.get_time_bounds()
    assert start is not None
    assert end is not None
    assert (made.start, made.end) == (start.timestamp(), end.timestamp())


def test_a_standing_receiver_travels_nowhere() -> None:
    still = replace(LEAD, lat=np.full_like(LEAD.lat, 37.0), lon=np.full_like(LEAD.lon, 40.0))
    for seed in range(5):
        made = course(seen(still, Receiver(seed=seed, every_s=1.0)))
        assert made is not None
        least, most = made.length_m()
        assert least == 0.0
        assert most < 300.0
        assert len(made.stops) == 1
        assert disc_m(made.sigma_m) == pytest.approx(12.24)
