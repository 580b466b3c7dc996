"""Random small worlds, and the same worlds as the court is asked: real claims, zones and register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from hypothesis import strategies as st
from pointwise import Asked, Said
from shapely.geometry import box

from servanda.accord.law import Accord, Deed, Moment, Norm, Obligation, Pattern, Term
from servanda.actors import Register, read_register
from servanda.geo.zone import drawn_zone
from servanda.model import STANDARDS, Claim, Incident, Kind, Mode, Polarity
from servanda.verdict import ALL, Clocks, Court, Explore, Viewpoint, World

T0 = 1_583_020_800
SPAN = 8
REGISTER: Register = read_register(
    b"- {id: rus-mod, type: ministry, part of: RUS}\n- {id: tur-mod, type: ministry, part of: TUR}\n"
    b"- {id: ngo, type: organisation}\n- {id: observers, type: organisation}\n- {id: HTS, type: armed-group}\n"
)[0]
ZONES = {
    "west": drawn_zone(box(36.0, 35.0, 36.5, 36.0)),
    "east": drawn_zone(box(36.5, 35.0, 37.0, 36.0)),
    "all": drawn_zone(box(36.0, 35.0, 37.0, 36.0)),
}
SPEAKERS = ("RUS", "rus-mod", "TUR", "ngo", "observers")
VERBS = {
    "prohibit": (Pattern.PROHIBIT, "cease fire", "hostilities"),
    "achieve": (Pattern.ACHIEVE, "patrol", "patrol"),
    "recur": (Pattern.RECUR, "patrol", "patrol"),
    "forbid-patrol": (Pattern.PROHIBIT, "patrol", "patrol"),
    "maintain": (Pattern.MAINTAIN, "be present", "presence"),
    "withdraw": (Pattern.ACHIEVE, "withdraw", "presence"),
}


@st.composite
def spans(draw: st.DrawFn) -> tuple[tuple[int, int], tuple[int, int]]:
    """Outer and inner: the ends uncertain by up to two seconds, or not."""
    a = draw(st.integers(0, SPAN - 1))
    b = draw(st.integers(a + 1, SPAN))
    late = draw(st.sampled_from((0, 0, 0, 1, 2)))
    early = draw(st.sampled_from((0, 0, 0, 1, 2)))
    return (a, b), (a + late, b - early)


@st.composite
def asked(draw: st.DrawFn, name: str) -> Asked:
    """A norm of the pattern, in west or in all of it, on Russia, on both parties or on anybody."""
    who = draw(st.sampled_from((frozenset(("RUS",)), frozenset(("RUS", "TUR")), None)))
    as_of = draw(st.integers(1, SPAN + 1))
    first = draw(st.integers(0, SPAN - 2))
    return Asked(
        name,
        VERBS[name][2],
        who,
        draw(st.sampled_from(("all", "west"))),
        0,
        as_of,
        end=draw(st.sampled_from((None, None, 3, 6))),
        deadline=(first, first + draw(st.sampled_from((0, 0, 1)))),
        every=draw(st.integers(1, 4)),
    )


@st.composite
def said(draw: st.DrawFn, norm: Asked, *, wide: bool) -> Said:
    """A claim that has something to do with the norm. Not `wide`: denials are of everything that the norm speaks of."""
    outer, inner = draw(spans())
    affirms = draw(st.booleans())
    names = [frozenset((a,)) for a in ("RUS", "TUR", "HTS")]
    kinds: tuple[str, ...] = ("hostilities", "attack", "shelling") if norm.kind == "hostilities" else (norm.kind,)
    if norm.pattern == "withdraw":
        kinds = ("presence", "withdrawal")
    kind = draw(st.sampled_from(kinds))
    place = draw(st.sampled_from(("west", "east", "all")))
    throughout = draw(st.booleans()) if norm.kind == "presence" and kind == "presence" else False
    single = draw(st.sampled_from([*names, None]))
    who = single
    if affirms and wide and draw(st.booleans()):
        who = frozenset(("RUS", "TUR"))
    whole = kind == "withdrawal" or not affirms
    if not wide and whole:
        kind = norm.kind if norm.kind == "hostilities" else kind
        place = norm.place if kind == "withdrawal" else draw(st.sampled_from(("all", norm.place)))
        who = norm.who if norm.who is None or len(norm.who) == 1 else frozenset(("HTS",))
    if throughout:
        inner = outer
    return Said(
        draw(st.sampled_from(SPEAKERS)),
        kind,
        affirms,
        who,
        place,
        outer,
        inner,
        throughout,
        draw(st.integers(0, 2)),
        draw(st.sampled_from((False, False, False, True))),
    )


@st.composite
def worlds(draw: st.DrawFn, name: str, *, wide: bool, most: int = 5) -> tuple[Asked, list[Said]]:
    norm = draw(asked(name))
    return norm, draw(st.lists(said(norm, wide=wide), max_size=most))


# -- as the court is asked ------------------------------------------------------------------------------------------


def claims(every: Sequence[Said]) -> list[Claim]:
    return [
        Claim(
            id=f"r-{n}.c",
            report=f"r-{n}",
            speaker=(s.speaker,),
            kind=Kind.COVERAGE if s.coverage else Kind.OCCURRENCE,
            event=s.kind,
            polarity=Polarity.AFFIRMS if s.affirms else Polarity.DENIES,
            actor=() if s.who is None else (tuple(sorted(s.who)),),
            said=T0 + s.outer[1],
            when_from_earliest=T0 + s.outer[0],
            when_from_latest=T0 + s.inner[0],
            when_to_earliest=T0 + s.inner[1],
            when_to_latest=T0 + s.outer[1],
            when_mode=Mode.THROUGHOUT if s.throughout else Mode.SOME,
            extent_place=s.place,
            reader="machine" if s.machine else "",
        )
        for n, s in enumerate(every)
    ]


def groups(every: Sequence[Said]) -> list[Incident]:
    found: dict[int, list[str]] = defaultdict(list)
    for n, s in enumerate(every):
        found[s.group].append(f"r-{n}.c")
    return [Incident(ids[0], tuple(ids), "") for ids in found.values()]


def law(norm: Asked) -> Accord:
    pattern, verb, _kind = VERBS[norm.pattern]
    subjects = (Term(anyone=True),) if norm.who is None else tuple(Term(actor=a) for a in sorted(norm.who))

    def at(first: int, last: int | None = None) -> Moment:
        return Moment(T0 + first, T0 + (first if last is None else last))

    made = Norm(
        pattern,
        Deed(verb, subjects, zone=norm.place),
        end=None if norm.end is None or norm.pattern in ("achieve", "withdraw") else at(norm.end),
        deadline=at(*norm.deadline) if norm.deadline and pattern is Pattern.ACHIEVE else None,
        every_s=norm.every if pattern is Pattern.RECUR else None,
    )
    it = Obligation("trial/it", "trial", "it", "1", "", "", made, bearers=("RUS",))
    return Accord("trial", "accord", "", T0 + norm.start, "UTC", ("RUS", "TUR"), at(norm.start), (it,), ZONES)


def court(norm: Asked, found: Sequence[Claim], incidents: Sequence[Incident]) -> tuple[Court, Accord]:
    accord = law(norm)
    world = World(found, Clocks(T0 + norm.as_of, T0 + norm.as_of), REGISTER, incidents, ZONES)
    return Court(world, [accord]), accord


def values(
    norm: Asked, found: Sequence[Claim], incidents: Sequence[Incident], viewpoint: Viewpoint = ALL
) -> tuple[str, list[str]]:
    """The court's values at the four standards, and its labels."""
    bench, accord = court(norm, found, incidents)
    given = [bench.verdict(accord, accord.obligations[0], viewpoint, s, explore=Explore.NOTHING) for s in STANDARDS]
    return "".join(str(v.value) for v in given), [str(v.label) for v in given]
