"""Bearing: whether and how a claim bears on an obligation (docs/explanation/semantics.md, rules B1–B9).

One entailment rule serves every dimension (kind, actor, object, place, time, quantity): an affirmation counts for
"the deed somewhere in S" iff the claim's outer extent lies in S's inner, and possibly iff the outers meet; a denial
counts at x iff x lies in the claim's inner extent. What is only possible carries the axes of its doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from servanda.accord.law import Accord, Deed, Duty, Obligation, Pattern, Term
from servanda.accord.verbs import Rule
from servanda.geo import Membership, Zone
from servanda.model import DAY, Claim, Interval, Mode, Polarity
from servanda.verdict.world import Viewpoint, World, denies

CERTAIN: frozenset[str] = frozenset()
NOT_YET = "not yet done"


@dataclass(frozen=True, slots=True)
class Piece:
    """One claim's weight on one deed.

    `affirms`: says that the deed is (or was reached), else that it is not. `some`: at some instant in here.
    `cover`: at every instant of this. `at`: when the underlying state was seen, for what must be kept afterwards.
    `short`: the dimensions (kind, actor, place) in which a denial reaches over less than all of the norm. `doubts`:
    axes along which it is only possible; empty is certain. `reached`: amounts, (what, value).
    """

    claim: Claim
    affirms: bool
    some: Interval | None
    cover: Interval | None
    why: str
    doubts: frozenset[str] = CERTAIN
    at: Interval | None = None
    short: frozenset[str] = CERTAIN
    source: str = "occurrence"
    reached: tuple[tuple[str, float], ...] = ()


class Ignored(NamedTuple):
    """A relevant claim that does not bear, and why."""

    claim: Claim
    why: str


class Bearings(NamedTuple):
    pieces: tuple[Piece, ...]
    ignored: tuple[Ignored, ...]


class Bearing(NamedTuple):
    """The public answer: `sign` "+" supports *met*, "-" supports *not met*, "" does not bear."""

    sign: str
    certain: bool
    why: str
    doubts: frozenset[str] = CERTAIN


class Scope(NamedTuple):
    """What is asked: an accord's deed, in one zone (or nowhere in particular), from `start` at the latest up to
    `deadline` (seconds UTC), in one viewpoint."""

    accord: Accord
    obligation: Obligation
    deed: Deed
    zone: Zone | None
    start: int | None
    deadline: int | None
    viewpoint: Viewpoint


def bearings(world: World, scope: Scope) -> Bearings:
    """Every claim that bears on the scope's deed, or is relevant and does not and why."""
    verb = world.verbs.verb(scope.deed.verb)
    rules = verb.evidence if verb else _fallback(scope.deed.verb)
    pieces: list[Piece] = []
    ignored: list[Ignored] = []
    seen: set[str] = set()
    for rule in rules:
        if rule.unless_objects and scope.deed.objects:
            continue
        for claim in world.touching((rule.event,)):
            if claim.id in seen:
                continue
            found = list(_occurrence(world, scope, rule, claim, rules[0].event))
            for item in found:
                if isinstance(item, Ignored):
                    ignored.append(item)
                else:
                    pieces.append(item)
                    seen.add(claim.id)
    pieces.extend(_assessments(world, scope))
    pieces.extend(_coverage(world, scope, rules, pieces))
    counted = {p.claim.id for p in pieces}
    return Bearings(tuple(pieces), tuple(i for i in ignored if i.claim.id not in counted))


def bearing(world: World, claim: Claim, scope: Scope, *, deed_is_met: bool) -> Bearing:
    """How one claim bears on one obligation. `deed_is_met`: the norm asks for the deed (else it forbids it)."""
    found = bearings(world, scope)
    for piece in found.pieces:
        if piece.claim.id == claim.id:
            sign = "+" if piece.affirms is deed_is_met else "-"
            return Bearing(sign, not piece.doubts, piece.why, piece.doubts)
    for item in found.ignored:
        if item.claim.id == claim.id:
            return Bearing("", False, item.why)
    return Bearing("", False, "another kind of event")


def _fallback(kind: str) -> tuple[Rule, ...]:
    """A norm that names an event kind is affirmed by that kind."""
    kind = kind.replace(" ", "-")
    return (Rule(kind, "+", "event", "actor", "", True, "yes", False, False, "it is said"),)


def _occurrence(world: World, scope: Scope, rule: Rule, claim: Claim, deed: str) -> Iterator[Piece | Ignored]:
    """What one occurrence says of the deed by one rule; `deed` is the event kind that is the deed itself."""
    if claim.polarity is Polarity.NONE:
        yield Ignored(claim, "it neither affirms nor denies")
        return
    negative = denies(claim)
    doubts: set[str] = set()
    short: set[str] = set()
    at = _happened(claim)

    # kind: affirmations climb, denials descend
    if negative:
        kind = world.verbs.kinds.get(claim.event)
        denied = kind.denied_as if kind and kind.denied_as else claim.event
        state = rule.event in world.verbs.kinds and world.verbs.kinds[rule.event].aspect == "state"
        if rule.event != deed and not state and not world.verbs.is_a(deed, denied):
            yield Ignored(claim, "it denies a sign of the deed, not the deed")
            return
        if not world.verbs.is_a(rule.event, denied):
            if not world.verbs.is_a(denied, rule.event):
                return
            short.add("kind")
    elif not world.verbs.is_a(claim.event, rule.event):
        doubts.add("kind")

    # "all have left" and "nobody is there" must reach everybody and everywhere; a denied event falls short of the norm
    # where it reaches over less; all else is about somebody somewhere
    whole = negative if rule.meaning == "undone" else rule.all and not negative
    partial = negative and not whole and rule.meaning in ("event", "holds")

    if not _placed(world, scope, claim, whole, partial, doubts, short):
        yield Ignored(claim, "its place lies outside the zone")
        return
    why = _acted(world, scope, rule, claim, at, whole, partial, doubts, short)
    if why:
        yield Ignored(claim, why)
        return

    # target
    if rule.target and scope.deed.targets and not negative and not any(t.anyone for t in scope.deed.targets):
        found = {_match(world, scope, term, claim.target, at) for term in scope.deed.targets}
        if "certain" not in found:
            if claim.target and "possible" not in found:
                yield Ignored(claim, "it is aimed at somebody else")
                return
            doubts.add("actor")

    # object
    if rule.object and scope.deed.objects:
        strength = _object(world, scope.deed.objects, claim.object, climb=not whole)
        if strength == "no" or (rule.object == "strict" and strength != "certain"):
            if claim.object:
                yield Ignored(claim, "it speaks of another thing")
            return
        if strength == "possible":
            doubts.add("kind")

    # quantity: a number of them is not all of them
    if whole and not negative and claim.counts:
        doubts.add("quantity")
    reached, too_little = _amounts(scope, claim)
    if too_little and not negative:
        doubts.add("quantity")

    yield from _timed(scope, rule, claim, frozenset(doubts), frozenset(short), reached)


def _placed(
    world: World, scope: Scope, claim: Claim, whole: bool, partial: bool, doubts: set[str], short: set[str]
) -> bool:
    """Fills in what is doubtful or falls short about the place; False when it lies outside."""
    nowhere = not claim.extent_place and claim.lat is None and not claim.place
    if scope.zone is None:
        if not nowhere and partial:
            short.add("place")
        elif not nowhere and whole:
            doubts.add("place")
        return True
    if nowhere and partial:
        return True  # a kind of event that is denied of no place in particular is denied of every one
    where = world.membership(scope.zone, claim, scope.accord.id)
    if where is Membership.OUT:
        return False
    if partial:
        if not _whole_zone(world, scope, claim):
            short.add("place")
    elif whole:
        if not _whole_zone(world, scope, claim):
            doubts.add("place")
    elif where is not Membership.IN:
        doubts.add("place")
    return True


def _acted(
    world: World,
    scope: Scope,
    rule: Rule,
    claim: Claim,
    at: int,
    whole: bool,
    partial: bool,
    doubts: set[str],
    short: set[str],
) -> str:
    """Fills in what is doubtful or falls short about who acted; a reason when it is about somebody else."""
    subjects = scope.deed.subjects
    if rule.who == "none" or not subjects or (scope.deed.objects and not claim.actor):
        return ""
    between = rule.who == "participant" or scope.deed.jointly  # what two do to each other, both have part in
    sides = claim.actor + (claim.target if between else ())
    if rule.who == "target":
        sides = claim.target
    anyone = any(t.anyone for t in subjects)
    if partial:
        if sides and not all(_reaches(world, scope, term, sides, at) for term in subjects):
            if not any(_match(world, scope, term, sides, at) for term in subjects):
                return "it names somebody else"
            short.add("actor")
        return ""
    if whole:
        if claim.object and not scope.deed.objects:
            return "it speaks of things, not of whom the norm names"
        if not sides:
            if not anyone and not denies(claim):
                doubts.add("actor")
        elif not all(_reaches(world, scope, term, sides, at) for term in subjects):
            if not any(_match(world, scope, term, sides, at) for term in subjects):
                return "it speaks of somebody else"
            doubts.add("actor")
        return ""
    if denies(claim) and not sides:
        return ""
    strength = _who(world, scope, sides, at)
    if strength == "no":
        return "it names somebody else"
    if strength == "possible":
        doubts.add("actor")
    elif rule.possibly:
        doubts.add("kind")
    return ""


def _timed(
    scope: Scope,
    rule: Rule,
    claim: Claim,
    doubts: frozenset[str],
    short: frozenset[str],
    reached: tuple[tuple[str, float], ...],
) -> Iterator[Piece]:
    """When: turns a claim's times into what they say of the deed (rules B6–B8)."""
    outer, inner = claim.when.outer, claim.when.inner
    negative = denies(claim)
    throughout = holds_throughout(claim)
    start = scope.start
    why = rule.why

    def piece(
        affirms: bool, some: Interval | None, cover: Interval | None, at: Interval | None = None, note: str = ""
    ) -> Piece:
        return Piece(claim, affirms, some, cover, note or why, doubts, at, short, "occurrence", reached)

    if rule.meaning == "event":
        if negative:
            yield piece(False, None, inner, note=f"denied: {why}")
        else:
            yield piece(True, outer, None)
    elif rule.meaning == "holds":
        holds = (rule.sign == "+") != negative
        if negative:
            # "was not there from … to …": at no time of it; "not throughout": at some time of it
            yield piece(holds, outer, None if throughout else inner, note=f"denied: {why}")
        elif throughout:
            yield piece(holds, inner if not inner.empty else outer, inner)
        else:
            yield piece(holds, outer, _lasting(scope, outer) if holds else None)
    elif rule.meaning in ("done", "completion"):
        if negative:
            yield piece(False, None, Interval(None, _reach(claim)), at=outer, note=NOT_YET)
        elif rule.meaning == "done" and claim.aspect != "event":
            # what has been done may have been done before; for what is forbidden that would be no breach
            forbidden = scope.obligation.norm.pattern is Pattern.PROHIBIT
            yield piece(True, Interval(None if forbidden else start, outer.end), None, at=outer)
        else:
            yield piece(True, outer, None, at=outer)
            if outer.start is not None:
                yield piece(False, None, Interval(None, outer.start), note="reached then, so not before")
    elif rule.meaning == "undone":
        if negative:
            # nobody is there, anywhere: then the state has been reached by the beginning of that time
            if not short:
                gone_by = None if outer.start is None else outer.start + 1
                yield piece(True, Interval(start, gone_by), None, at=outer, note="none left")
        else:
            lasting = _lasting(scope, outer)
            yield piece(False, None, Interval(None, lasting.end if lasting else _reach(claim)), at=outer)


def _lasting(scope: Scope, outer: Interval) -> Interval | None:
    """A state that was seen lasts, by the accord file's own `stale after`, unless it is contradicted."""
    stale = scope.obligation.stale_after_s
    if stale is None or outer.end is None or outer.start is None:
        return None
    return Interval(outer.end, max(outer.end, outer.start + stale))


def _reach(claim: Claim) -> int | None:
    """The last instant (exclusive) that a "still" or "not yet" certainly speaks of: the first of its time, or its end
    when it holds throughout."""
    if holds_throughout(claim):
        return claim.when.inner.end
    first = claim.when.outer.start
    return None if first is None else first + 1


def _assessments(world: World, scope: Scope) -> Iterator[Piece]:
    """Opinions attach where they aim; a later one by the same principal on the same target replaces the earlier."""
    obligation = scope.obligation
    own, article = obligation.ref, f"{scope.accord.id}/{obligation.article}/*"
    whole = f"{scope.accord.id}/*"
    latest: dict[tuple[str, str], list[Claim]] = {}
    for claim in world.assessments:
        for target in claim.assesses:
            bare = target.split("@")[0]
            if bare not in (own, article, whole) or not _about_bearer(target, obligation):
                continue
            if bare != own and denies(claim) and not _only_one(scope, bare):
                continue
            if bare != own and not denies(claim) and _still_to_come(scope, claim):
                continue
            key = (principal(world, claim), bare)
            kept = latest.setdefault(key, [])
            if (claim.said_to or 0) > world.clocks.as_of:
                continue
            if kept and (kept[0].said or 0) > (claim.said or 0):
                continue
            if kept and (kept[0].said or 0) < (claim.said or 0):
                kept.clear()
            if claim not in kept:
                kept.append(claim)
    for (_, bare), claims in latest.items():
        for claim in claims:
            yield _opinion(scope, claim, bare)


def _still_to_come(scope: Scope, claim: Claim) -> bool:
    """Whether "complied", said of an accord, was said before this was due: it means what was due by then."""
    if scope.obligation.norm.pattern is not Pattern.ACHIEVE:
        return False
    return scope.deadline is None or (claim.said_to or 0) <= scope.deadline


def accused(world: World, piece: Piece, bearers: tuple[str, ...]) -> bool:
    """Whether a piece can speak of those who answer: all do, but opinions about somebody else."""
    claim = piece.claim
    if piece.source != "assessment" or not claim.target:
        return True
    at = claim.said or 0
    named = {a for candidates in claim.target for a in candidates}
    return any(b in world.wholes(a, at) or a in world.wholes(b, at) for a in named for b in bearers)


def _opinion(scope: Scope, claim: Claim, target: str) -> Piece:
    met = not denies(claim)
    when = claim.when if claim.when != (None, None, None, None) else None
    outer = when.outer if when else Interval(claim.said, claim.said_to)
    why = "assessed as met" if met else "assessed as not met"
    pattern = scope.obligation.norm.pattern
    if scope.obligation.norm.duty is Duty.CONDUCT:
        return Piece(claim, met, Interval(scope.start, outer.end), None, why, source="assessment")
    if pattern.value in ("achieve", "respond", "recur"):
        if met:  # that it was met means by its deadline, whenever it is said
            ends = [e for e in (outer.end, None if scope.deadline is None else scope.deadline + 1) if e is not None]
            some = Interval(scope.start, min(ends) if ends else None)
            return Piece(claim, True, some, None, why, source="assessment", at=outer)
        reach = None if outer.start is None else outer.start + 1
        return Piece(claim, False, None, Interval(None, reach), why, source="assessment", at=outer)
    wanted = pattern.value == "maintain"
    period = outer if when else Interval(scope.start, outer.start)
    if met:
        return Piece(claim, wanted, None, period, why, source="assessment")
    some = outer if when else Interval(scope.start, outer.end)
    return Piece(claim, not wanted, some, None, why, source="assessment")


def _about_bearer(target: str, obligation: Obligation) -> bool:
    return "@" not in target or target.split("@")[1] in obligation.bearers + obligation.performers


def _only_one(scope: Scope, target: str) -> bool:
    """Whether just one testable obligation lies under an article, so that "violated" can only mean it."""
    if target.endswith("/*") and target.count("/") == 2:
        article = target.split("/")[1]
        return sum(o.article == article for o in scope.accord.obligations) == 1
    return False


def principal(world: World, claim: Claim) -> str:
    """For whom a speaker speaks: the largest whole it is part of (a spokesman's state)."""
    speaker = claim.speaker[0] if claim.speaker else ""
    wholes = world.wholes(speaker, claim.said or 0)
    states = [w for w in wholes if world.is_state(w)]
    return min(states) if states else speaker


def _coverage(world: World, scope: Scope, rules: Sequence[Rule], pieces: Sequence[Piece]) -> Iterator[Piece]:
    """A watch kept over the zone turns its keeper's silence into a denial, except where the keeper reported one."""
    positive = [r for r in rules if r.sign == "+" and r.meaning == "event"]
    for claim in world.coverages:
        wanted = [r for r in positive if world.verbs.is_a(r.event, claim.event)]
        if not wanted or claim.attribute("sampled"):
            continue
        where = world.membership(scope.zone, claim, scope.accord.id) if scope.zone is not None else Membership.IN
        if where is None or where is Membership.OUT:
            continue
        nowhere = not claim.extent_place and claim.lat is None
        whole = nowhere if scope.zone is None else _whole_zone(world, scope, claim)
        heard = world.clocks.known_at - claim.lag_s  # later reports may still be on their way
        end = heard if claim.when.inner.end is None else min(claim.when.inner.end, heard)
        speakers = set(claim.speaker)
        reported = sorted(
            (p.some.start or 0, p.some.end or 0)
            for p in pieces
            if p.affirms and p.some is not None and speakers & set(p.claim.speaker)
        )
        for part in _without(Interval(claim.when.inner.start, end), reported):
            why = "watched, and nothing of the kind reported"
            short = CERTAIN if whole else frozenset(("place",))
            yield Piece(claim, False, None, part, why, short=short, source="coverage")


def _without(whole: Interval, holes: Sequence[tuple[int, int]]) -> Iterator[Interval]:
    start = whole.start
    for a, b in holes:
        if start is not None and b <= start:
            continue
        if whole.end is not None and a >= whole.end:
            break
        part = Interval(start, a)
        if not part.empty:
            yield part
        start = b
    rest = Interval(start, whole.end)
    if not rest.empty:
        yield rest


# -- the dimensions -------------------------------------------------------------------------------------------------


def _happened(claim: Claim) -> int:
    """The instant at which the membership of those who acted is asked for."""
    return claim.when_from_earliest or claim.when_to_latest or claim.said or 0


def _whole_zone(world: World, scope: Scope, claim: Claim) -> bool:
    """Whether the claim's certain extent covers all of the zone."""
    zone = scope.zone
    assert zone is not None
    if claim.extent_place:
        extent = world.zone(scope.accord.id, claim.extent_place)
        return extent is not None and (extent is zone or world.between(extent, zone) is Membership.IN)
    return world.disc_covers(claim, zone)


def _who(world: World, scope: Scope, sides: tuple[tuple[str, ...], ...], at: int) -> str:
    """Whether the claim names whom the norm names: certain, possible or no."""
    key = _match_key(scope, scope.deed.subjects, sides, at)
    found = world.matches.get(key)
    if found is None:
        found = world.matches[key] = _named(world, scope, sides, at)
    return found


def _named(world: World, scope: Scope, sides: tuple[tuple[str, ...], ...], at: int) -> str:
    subjects = scope.deed.subjects
    found = [_match(world, scope, term, sides, at) for term in subjects]
    if scope.deed.jointly:
        if all(f == "certain" for f in found):
            return "certain"
        return "possible" if not sides or all(f != "" for f in found) else "no"
    if "certain" in found or any(term.anyone for term in subjects):
        return "certain"
    for candidates in sides:  # whichever of them it was, the norm names it
        if all(any(_match(world, scope, t, ((a,),), at) == "certain" for t in subjects) for a in candidates):
            return "certain"
    return "possible" if "possible" in found or not sides else "no"


def _match_key(scope: Scope, whom: object, sides: tuple[tuple[str, ...], ...], at: int) -> tuple[object, ...]:
    """What an answer about actors depends on: the day, the readings, and for classes who designates."""
    designators = scope.viewpoint.designators
    return (whom, sides, at // DAY, scope.accord.counts_as, designators, scope.accord.parties, scope.deed.jointly)


def _match(world: World, scope: Scope, term: Term, sides: tuple[tuple[str, ...], ...], at: int) -> str:
    key = _match_key(scope, term, sides, at)
    found = world.matches.get(key)
    if found is None:
        found = world.matches[key] = _matched(world, scope, term, sides, at)
    return found


def _matched(world: World, scope: Scope, term: Term, sides: tuple[tuple[str, ...], ...], at: int) -> str:
    best = ""
    for candidates in sides:
        grades = [_is(world, scope, term, actor, at) for actor in candidates]
        if all(g == "certain" for g in grades):
            return "certain"
        if any(grades):
            best = "possible"
    return best


def _is(world: World, scope: Scope, term: Term, actor: str, at: int) -> str:
    """Whether `actor` is what the term names: it or a part (certain), a whole of it (possible)."""
    if term.anyone:
        return "certain"
    if term.side_of:
        return "certain" if world.register.side(actor, scope.accord.parties, at) == term.side_of else ""
    actors = {actor} | {taken for one, taken in scope.accord.counts_as if one in world.wholes(actor, at)}
    if term.designated:
        return _designated(world, scope, term, actors, at)
    if any(term.actor in world.wholes(a, at) for a in actors):
        return "certain"
    return "possible" if actors & world.wholes(term.actor, at) else ""


def _designated(world: World, scope: Scope, term: Term, actors: set[str], at: int) -> str:
    if term.by:
        designators: Sequence[str] | None = (term.by,)
    else:
        designators = scope.viewpoint.designators
    for actor in actors:
        if designators is None:
            by = [world.register.designated(actor, term.designated, (p,), at) for p in scope.accord.parties]
            if by and all(by):
                return "certain"
            if any(by) or world.register.designated(actor, term.designated, None, at):
                return "possible"
        elif world.register.designated(actor, term.designated, designators, at):
            return "certain"
    return ""


def _reaches(world: World, scope: Scope, term: Term, sides: tuple[tuple[str, ...], ...], at: int) -> bool:
    """Whether what the claim says reaches all of the term: it names the term or a whole of it."""
    if term.anyone or term.designated or term.side_of:
        return not sides  # one of many is not all of them
    wholes = world.wholes(term.actor, at)
    return any(all(a in wholes for a in candidates) for candidates in sides)


def _object(world: World, wanted: tuple[str, ...], named: str, *, climb: bool) -> str:
    """Affirmations climb (a tank is a heavy weapon), what must reach all descends (all weapons: all tanks)."""
    if not named:
        return "possible"
    ancestry = world.verbs.object_ancestry
    if climb and any(want in ancestry(named) for want in wanted):
        return "certain"
    if not climb and all(named in ancestry(want) for want in wanted):
        return "certain"
    for want in wanted:
        if named in world.verbs.object_ancestry(want) or want in world.verbs.object_ancestry(named):
            return "possible"
    return "no"


def _amounts(scope: Scope, claim: Claim) -> tuple[tuple[tuple[str, float], ...], bool]:
    """The amounts that the claim gives for what the norm measures, and whether one falls short."""
    reached: list[tuple[str, float]] = []
    short = False
    for measure in scope.deed.measures:
        value = claim.attribute(f"{measure.what}_m")
        if value is None:
            value = next((c.lo for c in claim.counts if c.of == measure.what and c.lo is not None), None)
        if not isinstance(value, (int, float)):
            continue
        reached.append((measure.what, float(value)))
        if measure.amount is None:
            continue
        if measure.op in ("at least", "exactly", "all") and value < measure.amount:
            short = True
        if measure.op in ("at most", "exactly") and value > measure.amount:
            short = True
    return tuple(reached), short


def holds_throughout(claim: Claim) -> bool:
    """Said of the whole time, or begun and with no end in sight."""
    return claim.when_mode is Mode.THROUGHOUT or (claim.when_to_latest is None and claim.when_from_latest is not None)
