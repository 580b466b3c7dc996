"""Random small worlds, and the same worlds as the court is asked: real claims, zones and register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st
from pointwise import CLASS, Asked, Said, Test
from shapely.geometry import Polygon, box

from servanda.accord.law import Accord, Anchor, Deed, Duty, Moment, Norm, Obligation, Pattern, Term
from servanda.actors import Register, read_register
from servanda.dossier.known import public_by
from servanda.geo.zone import drawn_zone
from servanda.model import STANDARDS, Claim, Incident, Kind, Mode, Polarity, Review
from servanda.verdict import ALL, Clocks, Court, Explore, Viewpoint, World

T0 = 1_583_020_800
SPAN = 8
REGISTER: Register = read_register(
    b"- {id: rus-mod, type: ministry, part of: RUS}\n- {id: tur-mod, type: ministry, part of: TUR}\n"
    b"- {id: SYR, designations: [{as: terrorist, by: TUR}]}\n"
    b"- {id: ngo, type: organisation}\n- {id: observers, type: organisation}\n- {id: HTS, type: armed-group,"
    b" designations: [{as: terrorist, by: UNSC}, {as: terrorist, by: RUS}, {as: terrorist, by: TUR}]}\n"
)[0]
ZONES = {
    "west": drawn_zone(box(36.0, 35.0, 36.5, 36.0)),
    "east": drawn_zone(box(36.5, 35.0, 37.0, 36.0)),
    "all": drawn_zone(box(36.0, 35.0, 37.0, 36.0)),
    "nowhere": drawn_zone(Polygon()),
}
SPEAKERS = ("RUS", "rus-mod", "TUR", "ngo", "observers")
VERBS = {
    "prohibit": (Pattern.PROHIBIT, "cease fire", "hostilities"),
    "achieve": (Pattern.ACHIEVE, "patrol", "patrol"),
    "recur": (Pattern.RECUR, "patrol", "patrol"),
    "forbid-patrol": (Pattern.PROHIBIT, "patrol", "patrol"),
    "maintain": (Pattern.MAINTAIN, "be present", "presence"),
    "withdraw": (Pattern.ACHIEVE, "withdraw", "presence"),
    "keep": (Pattern.ACHIEVE, "withdraw", "presence"),
    "respond": (Pattern.RESPOND, "patrol", "patrol"),
    "conduct": (Pattern.ACHIEVE, "patrol", "measure"),
}


TARGETS = st.sampled_from((None, frozenset(("TUR",)), frozenset(("TUR", "SYR"))))


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
    called = draw(st.sampled_from((None, None, None, "UNSC", "TUR", ""))) if name != "conduct" else None
    bearers = draw(st.sampled_from((("RUS",), ("RUS",), ("RUS", "TUR"))))
    maybe = frozenset[str]()
    if called is not None:
        who, maybe = CLASS[called]
    attack = name == "prohibit" and draw(st.booleans())
    return Asked(
        name,
        "attack" if attack else VERBS[name][2],
        frozenset(bearers) if name == "conduct" else who,
        draw(st.sampled_from(("all", "west") * 5 + ("nowhere",))),
        0,
        as_of,
        end=draw(st.sampled_from((None, None, 3, 6))),
        deadline=(first, first + draw(st.sampled_from((0, 0, 1)))),
        every=draw(st.integers(1, 4)),
        known=as_of + draw(st.sampled_from((0, 0, 1, 3))),
        within=draw(st.integers(0, 3)),
        cause="hostilities" if name == "respond" else "",
        whom=draw(st.sampled_from((frozenset(("TUR",)), frozenset(("RUS", "TUR")), None))),
        owed_to=draw(st.sampled_from(("", "", "TUR"))),
        finder=draw(st.sampled_from(("", "", "", "observers", "TUR"))),
        maybe=maybe,
        called=called,
        kept=draw(shown(name)),
        broken=draw(shown(name)),
        parts=draw(st.sampled_from(((),) * 4 + (("west", "east"),))) if name != "conduct" else (),
        unless=draw(st.sampled_from((None,) * 7 + (2, 4))),
        bearers=bearers,
        target=draw(TARGETS) if attack else None,
        each=draw(st.booleans()),
        eyes=draw(st.sampled_from(((),) * 8 + (("ngo",), ("TUR",), ("RUS", "ngo")))),
    )


def shown(name: str) -> st.SearchStrategy[tuple[Test, ...]]:
    """What shows it kept, or breached: mostly nothing in particular."""
    if name not in ("prohibit", "achieve", "maintain", "withdraw"):
        return st.just(())
    whom = st.sampled_from((frozenset(("RUS",)), frozenset(("TUR",))))
    one = st.tuples(st.sampled_from(("shelling", "patrol")), whom, st.sampled_from(("west", "all")))
    return st.integers(0, 5).flatmap(lambda n: st.lists(one, min_size=n == 0, max_size=2 * (n == 0)).map(tuple))


@st.composite
def said(draw: st.DrawFn, norm: Asked, *, wide: bool) -> Said:
    """A claim that has something to do with the norm. Not `wide`: denials are of everything that the norm speaks of."""
    outer, inner = draw(spans())
    affirms = draw(st.booleans())
    names = [frozenset((a,)) for a in (("RUS", "TUR", "HTS") if norm.called is None else ("RUS", "HTS", "SYR"))]
    kinds: tuple[str, ...] = (norm.kind,)
    if norm.kind in ("hostilities", "attack") or (norm.cause and draw(st.booleans())):
        kinds = ("hostilities", "attack", "shelling")
    if norm.pattern in ("withdraw", "keep"):
        kinds = ("presence", "withdrawal")
    tests = {kind for kind, _who, _place in norm.kept + norm.broken}
    kinds += tuple(sorted(tests - set(kinds)))
    kind = draw(st.sampled_from(kinds))
    here = ("west", "east", "all") * 4 + ("nowhere",)
    place = draw(st.sampled_from(here if norm.pattern != "conduct" else ("", "west")))
    throughout = draw(st.booleans()) if norm.kind == "presence" and kind == "presence" else False
    single = draw(st.sampled_from([*names, None]))
    who = single
    if affirms and wide and draw(st.booleans()):
        who = frozenset(("RUS", "TUR"))
    whole = kind == "withdrawal" or not affirms
    target = draw(TARGETS) if kind in ("attack", "shelling") and draw(st.booleans()) else None
    if not wide and whole:
        target = target if norm.target is not None and norm.target == target else None
        kind = "hostilities" if kinds[0] == "hostilities" else kind
        asks = norm.whom if norm.cause and kind == "hostilities" else norm.who
        place = norm.place if kind == "withdrawal" else draw(st.sampled_from(("all", norm.place)))
        place = "" if norm.pattern == "conduct" else place
        who = asks if asks is None or len(asks) == 1 else frozenset(("HTS",))
        who = None if norm.called is not None else who
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
        finding=draw(st.integers(0, 15)) == 0,
        gone=draw(st.integers(0, 15)) == 0,
        custody=draw(st.sampled_from(("",) * 12 + ("ngo", "RUS"))),
        origin=draw(st.sampled_from(("",) * 5 + ("wire",))),
        heard=draw(st.sampled_from((0,) * 12 + (norm.as_of, norm.as_of + 2))),
        target=target,
    )


@st.composite
def watches(draw: st.DrawFn, norm: Asked) -> Said:
    """Somebody watched, over a time whose ends are certain or not."""
    outer, inner = draw(spans())
    tests = tuple(kind for kind, _who, _place in norm.kept + norm.broken)
    kind = draw(st.sampled_from((norm.kind, norm.cause or norm.kind, *tests)))
    fire = kind in ("hostilities", "attack")
    kinds = ("hostilities", "hostilities", "attack", "shelling") if fire else (kind,)
    place = draw(st.sampled_from(("west", "east", "all", "all")))
    sampled, lag = draw(st.integers(0, 5)) == 0, draw(st.sampled_from((0, 0, 1, 2)))
    who = draw(st.sampled_from(SPEAKERS))
    sort = {"sort": "watch", "sampled": sampled, "lag": lag}
    return Said(who, draw(st.sampled_from(kinds)), True, None, place, outer, inner, **sort)  # type: ignore[arg-type]


@st.composite
def views(draw: st.DrawFn) -> Said:
    """An opinion on the obligation: met, or not."""
    at = draw(st.integers(0, SPAN))
    time = (at, at + 1)
    who, met = draw(st.sampled_from(SPEAKERS)), draw(st.booleans())
    gone, about = draw(st.integers(0, 7)) == 0, draw(st.sampled_from(("", "", "RUS", "TUR")))
    spoken = (max(0, at - draw(st.integers(0, 4))), at + 1) if draw(st.integers(0, 2)) == 0 else None
    return Said(who, "", met, None, "", time, time, sort="opinion", gone=gone, about=about, spoken=spoken)


BOTH = frozenset(("RUS", "TUR"))


@st.composite
def deeds(draw: st.DrawFn) -> list[Said]:
    """Acts: at most one of each kind, by both parties, by one of them, or told by somebody else."""
    found = []
    for kind in ("suspend", "resume", "waive", "extend"):
        if draw(st.integers(0, 2)) == 0:
            at = draw(st.integers(0, SPAN - 1))
            time = (at, at + draw(st.integers(1, 2)))
            who = draw(st.sampled_from((BOTH, BOTH, BOTH, frozenset(("TUR",)), frozenset(("RUS",)), None)))
            dated = kind == "extend" or (kind == "suspend" and draw(st.booleans()))
            due = draw(st.integers(at, SPAN)) if dated else None
            speaker = draw(st.sampled_from(SPEAKERS))
            found.append(Said(speaker, kind, True, who, "", time, time, sort="act", due=due))
    return found


@st.composite
def worlds(
    draw: st.DrawFn, name: str, *, wide: bool, most: int = 5, plain: bool = False, late: bool = False
) -> tuple[Asked, list[Said]]:
    """A norm and what is said of it. `plain`: occurrences only. `late`: some of it may not be known in time."""
    norm = draw(asked(name))
    found = draw(st.lists(said(norm, wide=wide), max_size=most))
    if not late:
        found = [replace(s, heard=0) for s in found]
    if plain:
        return replace(norm, known=norm.as_of), [replace(s, gone=False) for s in found]
    if name in ("prohibit", "achieve", "recur", "respond"):
        found += draw(st.lists(watches(norm), max_size=3))
    found += draw(st.lists(views(), max_size=3))
    found += draw(deeds())
    return norm, draw(st.permutations(found))


# -- as the court is asked ------------------------------------------------------------------------------------------


SORTS = {"occurrence": Kind.OCCURRENCE, "watch": Kind.COVERAGE, "opinion": Kind.ASSESSMENT, "act": Kind.ACT}


def claims(every: Sequence[Said]) -> list[Claim]:
    return [_claim(n, s) for n, s in enumerate(every)]


def _claim(n: int, s: Said) -> Claim:
    actors = () if s.who is None else (tuple(sorted(s.who)),)
    if s.sort == "act" and s.who is not None:
        actors = tuple((a,) for a in sorted(s.who))  # all of them did it, not one or another
    times: tuple[int | None, ...] = (T0 + s.outer[0], T0 + s.inner[0], T0 + s.inner[1], T0 + s.outer[1])
    if s.sort == "opinion":
        times = (None,) * 4 if s.spoken is None else tuple(T0 + s.spoken[i] for i in (0, 0, 1, 1))
    return Claim(
        id=f"r-{n}.c",
        report=f"r-{n}",
        speaker=(s.speaker,),
        kind=Kind.FINDING if s.finding else SORTS[s.sort],
        event=s.kind,
        polarity=Polarity.AFFIRMS if s.affirms else Polarity.DENIES,
        actor=actors,
        target=() if s.target is None else tuple((t,) for t in sorted(s.target)),
        said=T0 + s.outer[0 if s.sort == "opinion" else 1],
        said_to=T0 + s.outer[1] if s.sort == "opinion" else None,
        when_from_earliest=times[0],
        when_from_latest=times[1],
        when_to_earliest=times[2],
        when_to_latest=times[3],
        when_mode=Mode.THROUGHOUT if s.throughout else Mode.SOME,
        extent_place=s.place,
        assesses=(f"trial/it@{s.about}" if s.about else "trial/it",) if s.sort in ("opinion", "act") else (),
        deadline=None if s.due is None else T0 + s.due,
        attributes=(("sampled", "PT1H"),) if s.sampled else (),
        lag_s=s.lag,
        instrument="camera" if s.custody else "",
        custody=s.custody,
        origin=s.origin,
        published_to=T0 + s.heard,
        reader="machine" if s.machine else "",
        retracted=s.gone and n % 2 == 0,
        review=Review.REJECTED if s.gone and n % 2 else Review.UNREVIEWED,
    )


def groups(every: Sequence[Said]) -> list[Incident]:
    found: dict[int, list[str]] = defaultdict(list)
    for n, s in enumerate(every):
        if s.sort == "occurrence":
            found[s.group].append(f"r-{n}.c")
    return [Incident(ids[0], tuple(ids), "") for ids in found.values()]


def law(norm: Asked) -> Accord:
    pattern, verb, _kind = VERBS[norm.pattern]

    def terms(who: frozenset[str] | None) -> tuple[Term, ...]:
        return (Term(anyone=True),) if who is None else tuple(Term(actor=a) for a in sorted(who))

    def at(first: int, last: int | None = None) -> Moment:
        return Moment(T0 + first, T0 + (first if last is None else last))

    verb = "attack" if norm.kind == "attack" else verb
    targets = () if norm.target is None else tuple(Term(actor=t) for t in sorted(norm.target))
    whose = (Term(designated="terrorist", by=norm.called or ""),)
    kept, broken = (
        tuple(Deed(kind, terms(who), zone=place) for kind, who, place in shown) for shown in (norm.kept, norm.broken)
    )
    made = Norm(
        pattern,
        Deed(verb, whose if norm.called is not None else terms(norm.who), zone=norm.place, targets=targets),
        end=None if norm.end is None or pattern is Pattern.ACHIEVE else at(norm.end),
        deadline=at(*norm.deadline) if norm.deadline and pattern is Pattern.ACHIEVE else None,
        every_s=norm.every if pattern is Pattern.RECUR else None,
        within_s=norm.within if norm.cause else None,
        trigger=Deed("cease fire", terms(norm.whom), zone=norm.place) if norm.cause else None,
        keep=norm.pattern == "keep",
        duty=Duty.CONDUCT if norm.pattern == "conduct" else Duty.RESULT,
        kept_if=kept,
        breached_if=broken,
        observed_by=norm.eyes,
        unless=None if norm.unless is None else Anchor("deadline", "trial/other"),
    )
    owed_to = (norm.owed_to,) if norm.owed_to else ()
    decided_by = (norm.finder,) if norm.finder else ()
    it = Obligation(
        *("trial/it", "trial", "it", "1", "", "", made),
        bearers=norm.bearers,
        each_bearer=norm.each,
        beneficiaries=owed_to,
        decided_by=decided_by,
        zones=norm.parts,
    )
    due = Norm(Pattern.ACHIEVE, Deed("talks"), deadline=at(norm.unless or 0))
    other = Obligation(*("trial/other", "trial", "other", "2", "", "", due), bearers=("RUS",))
    these = (it,) if norm.unless is None else (it, other)
    return Accord("trial", "accord", "", T0 + norm.start, "UTC", ("RUS", "TUR"), at(norm.start), these, ZONES)


def court(norm: Asked, found: Sequence[Claim], incidents: Sequence[Incident]) -> tuple[Court, Accord]:
    accord = law(norm)
    known = norm.as_of if norm.known is None else norm.known
    heard, _findings = public_by({c.id: c for c in found}, T0 + known)
    world = World(tuple(heard.values()), Clocks(T0 + norm.as_of, T0 + known), REGISTER, incidents, ZONES)
    return Court(world, [accord]), accord


def values(
    norm: Asked, found: Sequence[Claim], incidents: Sequence[Incident], viewpoint: Viewpoint = ALL
) -> tuple[str, list[str]]:
    """The court's values at the four standards, and its labels."""
    bench, accord = court(norm, found, incidents)
    given = [bench.verdict(accord, accord.obligations[0], viewpoint, s, explore=Explore.NOTHING) for s in STANDARDS]
    return "".join(str(v.value) for v in given), [str(v.label) for v in given]
