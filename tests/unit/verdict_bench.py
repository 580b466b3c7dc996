"""A small world for the tests of verdicts: two parties and their allies, three zones in a row, claims in a line each.

Times are seconds from `T0` (a Saturday, midnight UTC) in units of `H` and `D`. The zones are rectangles of the same
latitudes: `west` (longitudes 36.0 to 36.5), `east` (36.5 to 37.0) and `all`, which is both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from shapely.geometry import box

from servanda.accord.law import Accord, Deed, Moment, Norm, Obligation, Pattern, Term
from servanda.actors import Register, read_register
from servanda.geo import Zone
from servanda.geo.zone import drawn_zone
from servanda.incidents import incidents
from servanda.model import Claim, Count, Incident, Interval, Kind, Level, Mode, Polarity, Value, Verdict
from servanda.verdict import ALL, Bearing, Clocks, Court, Explore, Scope, Viewpoint, World, bearing

H = 3600
D = 24 * H
T0 = 1_583_020_800 - 1_583_020_800 % D

REGISTER: Register
REGISTER, _FINDINGS = read_register(
    b"""
- {id: rus-mod, type: ministry, part of: RUS}
- {id: tur-mod, type: ministry, part of: TUR}
- {id: SYR, aligned with: RUS}
- {id: SNA, type: armed-group, aligned with: TUR}
- {id: SDF, type: armed-group}
- {id: YPG, type: armed-group, part of: SDF}
- id: HTS
  type: armed-group
  designations: [{as: terrorist, by: UNSC}, {as: terrorist, by: RUS}, {as: terrorist, by: TUR}]
- id: faction
  type: armed-group
  designations: [{as: terrorist, by: RUS}]
- {id: ngo, type: organisation}
- {id: observers, type: organisation}
- {id: gazette, type: outlet}
- {id: encyclopedia, type: outlet, role: compilation}
- {id: commission, type: organisation}
- {id: joiner, type: armed-group, part of: [{id: RUS, from: 2020-03-10}]}
"""
)
WEST = replace(drawn_zone(box(36.0, 35.0, 36.5, 36.0)), name="west")
EAST = replace(drawn_zone(box(36.5, 35.0, 37.0, 36.0)), name="east")
ALL_OF_IT = replace(drawn_zone(box(36.0, 35.0, 37.0, 36.0)), name="all")
FUZZY = Zone("fuzzy", box(36.1, 35.1, 36.4, 35.9), box(36.0, 35.0, 36.5, 36.0), box(36.05, 35.05, 36.45, 35.95))
NOWHERE = Zone("nowhere", box(0, 0, 0, 0).buffer(0), None)
ZONES = {"west": WEST, "east": EAST, "all": ALL_OF_IT, "fuzzy": FUZZY, "nowhere": NOWHERE}
IN_WEST, IN_EAST, OUTSIDE = (35.5, 36.25), (35.5, 36.75), (35.5, 39.0)


def claim(
    local: str,
    speaker: str | Sequence[str] = "ngo",
    event: str = "shelling",
    when: tuple[int | None, int | None] | tuple[int, int, int, int] = (0, 1),
    *,
    where: str | tuple[float, float] | None = "all",
    by: str = "",
    at: str = "",
    denies: bool = False,
    throughout: bool = False,
    radius_m: float = 100.0,
    said: int | None = None,
    report: str = "",
    counts: Sequence[Count] = (),
    **more: Any,
) -> Claim:
    """One occurrence. `when`: offsets from T0. `by` and `at`: actor and target, `a|b` candidates, `a;b` both.
    `where`: a zone by name, or a position. `said`: an offset, by default the end of the time."""
    speakers = (speaker,) if isinstance(speaker, str) else tuple(speaker)
    spread = when if len(when) == 4 else (when[0], when[0], when[1], when[1])
    times = [None if t is None else T0 + t for t in spread]
    place: dict[str, Any] = {}
    if isinstance(where, str):
        place = {"extent_place": where}
    elif where is not None:
        place = {"lat": where[0], "lon": where[1], "radius_m": radius_m}
    spoken = T0 + said if said is not None else times[3] if times[3] is not None else times[0]
    values: dict[str, Any] = {
        "id": f"{report or f'r-{local}'}.{local}",
        "report": report or f"r-{local}",
        "speaker": speakers,
        "event": event,
        "polarity": Polarity.DENIES if denies else Polarity.AFFIRMS,
        "actor": _participants(by),
        "target": _participants(at),
        "counts": tuple(counts),
        "said": spoken,
        "said_to": None if spoken is None else spoken + 1,
        "when_from_earliest": times[0],
        "when_from_latest": times[1],
        "when_to_earliest": times[2],
        "when_to_latest": times[3],
        "when_mode": Mode.THROUGHOUT if throughout else Mode.SOME,
        **place,
    }
    values.update(more)
    return Claim(**values)


def _participants(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(one.split("|")) for one in text.split(";") if one)


def opinion(
    local: str,
    speaker: str = "ngo",
    *,
    met: bool = True,
    of: str = "trial/it",
    said: int = D,
    when: tuple[int, int] | None = None,
    **more: Any,
) -> Claim:
    """An assessment, said at an offset."""
    made = claim(local, speaker, "", when or (0, 1), where=None, denies=not met, said=said, kind=Kind.ASSESSMENT)
    if when is None:
        made = replace(made, when_from_earliest=None, when_from_latest=None, when_to_earliest=None, when_to_latest=None)
    return replace(made, assesses=(of,), **more)


def watch(
    local: str,
    speaker: str = "observers",
    when: tuple[int | None, int | None] = (0, 10 * D),
    *,
    events: str = "hostilities",
    where: str = "all",
    lag: int = 0,
    **more: Any,
) -> Claim:
    """A coverage."""
    return claim(local, speaker, events, when, where=where, kind=Kind.COVERAGE, lag_s=lag, **more)


def act(local: str, event: str, when: tuple[int, int], of: str = "trial/it", speaker: str = "RUS") -> Claim:
    return claim(local, speaker, event, when, where=None, kind=Kind.ACT, assesses=(of,))


def at(offset: int | None) -> Moment | None:
    return None if offset is None else Moment(T0 + offset, T0 + offset)


def window(first: int, last: int) -> Moment:
    """A moment that a text leaves open between two offsets."""
    return Moment(T0 + first, T0 + last)


def terms(names: str) -> tuple[Term, ...]:
    """Terms by name: an actor id, `*` for anybody, `terrorist` or `terrorist@UNSC` for a class."""
    made = []
    for name in names.split():
        if name == "*":
            made.append(Term(anyone=True))
        elif name.startswith("terrorist"):
            made.append(Term(designated="terrorist", by=name.partition("@")[2]))
        else:
            made.append(Term(actor=name))
    return tuple(made)


def obligation(
    pattern: Pattern,
    verb: str,
    who: str = "*",
    zone: str | None = "all",
    *,
    bearers: Sequence[str] = ("RUS",),
    deed: dict[str, Any] | None = None,
    norm: dict[str, Any] | None = None,
    local: str = "it",
    **more: Any,
) -> Obligation:
    made = Deed(verb, terms(who), zone=zone, **(deed or {}))
    return Obligation(
        ref=f"trial/{local}",
        accord="trial",
        id=local,
        article=more.pop("article", local),
        title=local,
        says="",
        norm=Norm(pattern, made, **(norm or {})),
        bearers=tuple(bearers),
        **more,
    )


def accord(*obligations: Obligation, **more: Any) -> Accord:
    values: dict[str, Any] = {
        "id": "trial",
        "instrument": "accord",
        "title": "Trial",
        "signed": T0,
        "timezone": "UTC",
        "parties": ("RUS", "TUR"),
        "in_force": Moment(T0, T0),
        "obligations": tuple(obligations),
        "zones": ZONES,
    }
    values.update(more)
    return Accord(**values)


def world(
    claims: Iterable[Claim], as_of: int = 10 * D, known_at: int | None = None, groups: Sequence[Incident] | None = None
) -> World:
    """A world at offsets; `groups` are the incidents, by default those that grouping finds."""
    found = tuple(claims)
    clocks = Clocks(T0 + as_of, T0 + (as_of if known_at is None else known_at))
    grouped = incidents(found, REGISTER) if groups is None else groups
    zones = {**ZONES, **{f"trial/{name}": zone for name, zone in ZONES.items()}}
    return World(found, clocks, REGISTER, grouped, zones)


def together(*claims: Claim) -> Incident:
    """Claims that a person calls one occurrence."""
    ids = tuple(sorted(c.id for c in claims))
    return Incident(ids[0], ids, claims[0].event)


def verdict(
    it: Obligation,
    claims: Iterable[Claim] = (),
    *,
    as_of: int = 10 * D,
    known_at: int | None = None,
    viewpoint: Viewpoint = ALL,
    standard: Level = Level.ALLEGED,
    start: int | None = None,
    groups: Sequence[Incident] | None = None,
    among: Accord | None = None,
    explore: bool = True,
) -> Verdict:
    """The verdict on one obligation of an accord that holds no other, unless `among` is given."""
    law = among or accord(it)
    court = Court(world(claims, as_of, known_at, groups), [law])
    opening = None if start is None else T0 + start
    return court.verdict(
        law, it, viewpoint, standard, start=opening, explore=Explore.ALL if explore else Explore.NOTHING
    )


def bears(
    it: Obligation,
    one: Claim,
    *,
    viewpoint: Viewpoint = ALL,
    met: bool = True,
    others: Iterable[Claim] = (),
    among: Accord | None = None,
) -> Bearing:
    """How one claim bears on the deed of `it`; `met`: the norm asks for the deed."""
    law = among or accord(it)
    assert it.norm.deed is not None
    zone = ZONES[it.norm.deed.zone] if it.norm.deed.zone else None
    end = it.norm.deadline.earliest if it.norm.deadline else None
    scope = Scope(law, it, it.norm.deed, zone, T0, end, viewpoint)
    return bearing(world((one, *others)), one, scope, deed_is_met=met)


def value(verdict_: Verdict) -> str:
    return str(verdict_.value)


T, F, B, N = (str(v) for v in (Value.TRUE, Value.FALSE, Value.BOTH, Value.NEITHER))
EVER = Interval(None, None)
