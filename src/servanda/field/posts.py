"""Posts on a date: which stood, which were beyond a line or surrounded, what of a zone they overlook.

Everything has three answers. A bare date in a source is any time of that day: what began on the day asked for is
possible on it, not certain. Rival counts are told beside one another, never put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from servanda.geo import Line, Membership, Post, Zone, area_m2, disc, relation
from servanda.geo.frame import beside
from servanda.model import Claim, Extent, Interval
from servanda.words import _

SURROUNDED = ("encircled", "besieged", "surrounded", "cut-off")
LEFT = ("left", "evacuated", "abandoned", "withdrawn", "closed", "captured")
NOT = "not "
COUNTED = ("posts", "post", "observation-posts", "observation-post")


@dataclass(frozen=True)
class Standing:
    """One post on the day asked for. `held`: whether it stood. `beyond`: whether it lay beyond the line. `surrounded`:
    by the sources of its status. `zone`: whether it lies in the zone. None: not asked, or nothing to tell it by.
    `distance_m` to the line, ± `within_m`."""

    post: Post
    held: Membership
    surrounded: Membership
    words: tuple[str, ...]
    zone: Membership | None = None
    beyond: Membership | None = None
    distance_m: float | None = None
    within_m: float | None = None


@dataclass(frozen=True)
class Number:
    """How many, certainly and possibly."""

    least: int
    most: int


def standing(
    posts: Iterable[Post], day: Interval, zone: Zone | None = None, line: Line | None = None, side: str = ""
) -> tuple[Standing, ...]:
    """Each post over a window (seconds UTC). `side`: a witness of the line on whose side `beyond` is, or `not WITNESS`
    for the other side. Raises KeyError for a name that is no witness."""
    made = []
    for post in posts:
        place = post.place
        known = place.lat is not None and place.lon is not None
        beyond, distance, doubt = None, None, None
        if line is not None and known:
            beyond, distance, doubt = _beyond(post, line, side)
        elif line is not None:
            beyond = Membership.UNDETERMINED
        in_zone = None
        if zone is not None:
            in_zone = Membership.UNDETERMINED
            if known:
                in_zone = relation(zone, place.lat or 0.0, place.lon or 0.0, place.radius_m)
        held, surrounded, words = _state(post, day)
        made.append(Standing(post, held, surrounded, words, in_zone, beyond, distance, doubt))
    return tuple(made)


def number(answers: Iterable[Membership | None]) -> Number:
    """How many answers are yes, and how many may be."""
    several = [a for a in answers if a is not None]
    return Number(sum(a is Membership.IN for a in several), sum(a is not Membership.OUT for a in several))


def _beyond(post: Post, line: Line, side: str) -> tuple[Membership, float, float]:
    place = post.place
    other = side.startswith(NOT)
    witness = line.witness[side.removeprefix(NOT)]
    foot = line.foot(place.lat or 0.0, place.lon or 0.0)
    there = line.foot(witness.lat, witness.lon)
    doubt = place.radius_m + line.accuracy_m
    if foot.distance_m <= doubt or there.side == 0:
        return Membership.UNDETERMINED, foot.distance_m, doubt
    return (Membership.IN if (foot.side == there.side) != other else Membership.OUT), foot.distance_m, doubt


def _state(post: Post, day: Interval) -> tuple[Membership, Membership, tuple[str, ...]]:
    """Held and surrounded over the day: the later status takes the place of the earlier; left is neither."""
    held = _over(post.held, day)
    surrounded = Membership.OUT
    words = []
    for status in sorted(post.status, key=lambda s: s.when.from_earliest or 0):
        now = _over(status.when, day)
        if now is Membership.OUT:
            continue
        words.append(status.word if now is Membership.IN else _("perhaps {word}").format(word=status.word))
        word = status.word.casefold().replace(" ", "-")
        if word in SURROUNDED:
            surrounded = max(surrounded, now)
        elif word in LEFT:
            held = _not(now) if held is not Membership.OUT else held
            surrounded = min(surrounded, _not(now))
    return held, min(surrounded, held), tuple(words)


def _not(answer: Membership) -> Membership:
    return Membership(2 - answer)


def _over(extent: Extent, day: Interval) -> Membership:
    """Whether it held over all of the day (in), over none (out), or began or ended on it."""
    outer, inner = extent.outer, extent.inner
    if outer.start is not None and day.end is not None and outer.start >= day.end:
        return Membership.OUT
    if outer.end is not None and day.start is not None and outer.end <= day.start:
        return Membership.OUT
    before = inner.start is None or (day.start is not None and inner.start < day.start)
    after = inner.end is None or (day.end is not None and inner.end > day.end)
    return Membership.IN if before and after else Membership.UNDETERMINED


def counts_said(claims: Iterable[Claim], day: Interval) -> list[Claim]:
    """Claims that give a number of posts and are of, or were said in, the window; each for itself."""
    found = []
    for claim in claims:
        if not any(c.of in COUNTED for c in claim.counts):
            continue
        said = Interval(claim.said, claim.said_to)
        if claim.when.outer.meets(day) or (claim.said is not None and said.meets(day)):
            found.append(claim)
    return sorted(found, key=lambda c: (c.said or 0, c.id))


@dataclass(frozen=True)
class Overlooked:
    """Of a zone: the shares, 0 to 1, that the posts certainly and possibly overlook, and what is certainly in nobody's
    sight: each gap's area (m²) and a point inside it (lat, lon), largest first."""

    least: float
    most: float
    gaps: tuple[tuple[float, float, float], ...]


def overlooked(posts: Sequence[Standing], zone: Zone, reach_m: float) -> Overlooked | None:
    """Posts that stood, each seeing `reach_m` around itself; None for a zone without bounds. A post known within a
    radius certainly sees that much less, and possibly that much more."""
    area = zone.nominal if zone.nominal is not None else zone.outer
    if area is None or area.is_empty or zone.line is not None:
        return None
    sure, perhaps = [], []
    for one in posts:
        place = one.post.place
        if place.lat is None or place.lon is None or one.held is Membership.OUT:
            continue
        if one.held is Membership.IN and reach_m > place.radius_m:
            sure.append(disc(place.lat, place.lon, reach_m - place.radius_m))
        perhaps.append(disc(place.lat, place.lon, reach_m + place.radius_m))
    whole = area_m2(area)
    seen, maybe = _united(sure, area), _united(perhaps, area)
    blind = shapely.difference(area, maybe) if maybe is not None else area
    gaps = []
    for part in shapely.get_parts(blind):
        if part.geom_type == "Polygon" and area_m2(part) > 10_000.0:
            spot = part.representative_point()
            gaps.append((area_m2(part), float(spot.y), float(spot.x)))
    return Overlooked(_share(seen, area, whole), _share(maybe, area, whole), tuple(sorted(gaps, key=lambda g: -g[0])))


def _united(discs: list[BaseGeometry], area: BaseGeometry) -> BaseGeometry | None:
    if not discs:
        return None
    united: BaseGeometry = shapely.union_all([beside(d, area) for d in discs])
    return united


def _share(seen: BaseGeometry | None, area: BaseGeometry, whole: float) -> float:
    if seen is None or whole <= 0:
        return 0.0
    return min(1.0, area_m2(shapely.intersection(area, seen)) / whole)
