"""An evaluator of docs/explanation/semantics.md that tries every point, and shares no code with `servanda.verdict`.

Time is a handful of seconds, a zone is a set of cells (w, e), actors and kinds are sets of atoms. An affirmation says
that the deed was at some point of its outer set; a denial, that it was at no point of its inner set. Everything is
asked point by point, so that nothing here can be clever enough to be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

ATOMS = frozenset(("RUS", "TUR", "SYR", "HTS", "others"))
"""Everybody; "others" are those whom no claim of a small world names, members of any class among them."""
CLASS = {
    "UNSC": (frozenset(("HTS", "others")), frozenset[str]()),
    "TUR": (frozenset(("HTS", "SYR", "others")), frozenset[str]()),
    "": (frozenset(("HTS", "others")), frozenset(("SYR",))),
}
"""Who is called terrorist: by the Council, by Turkey, by all parties; and who only by some, so that it may be meant."""
CELLS = {"": frozenset("we"), "west": frozenset("w"), "east": frozenset("e"), "all": frozenset("we")}
NOWHERE = frozenset("0")
"""The one cell of a zone without area, when a norm names it: no claim about the world reaches it."""
KINDS = {
    "hostilities": frozenset(("shelling", "airstrike", "clash")),
    "attack": frozenset(("shelling", "airstrike")),
    "shelling": frozenset(("shelling",)),
    "airstrike": frozenset(("airstrike",)),
    "patrol": frozenset(("patrol",)),
    "presence": frozenset(("presence",)),
    "withdrawal": frozenset(("withdrawal",)),
    "measure": frozenset(("measure",)),
}
SIDE = {"RUS": "RUS", "rus-mod": "RUS", "TUR": "TUR", "tur-mod": "TUR"}
PARTIES = ("RUS", "TUR")
ALLEGED, REPORTED, CORROBORATED, VERIFIED = STANDARDS = (1, 2, 3, 4)
BEST, WORST = "FNBT", "TNBF"
LONG_AGO, NEVER = -(10**6), 10**6


Test = tuple[str, frozenset[str], str]


@dataclass(frozen=True)
class Said:
    """One claim: `who` None names nobody. `outer` and `inner` are half-open; `group` is its incident. `sort`: it tells
    of an occurrence, of a watch that was kept (`sampled` or all the time, reports coming in up to `lag` later), of an
    opinion on the obligation (`affirms`: it is met), or of an act (`kind`: extend, suspend, resume, waive; `due`: the
    deadline or the end that it names). `finding`: recorded as a fact. `gone`: retracted, or its reading rejected.
    `custody`: who keeps the instrument that it comes from. `origin`: whose text it is, if not its own. `heard`: when it
    became known; after `known` is too late. `about`: which bearer an opinion names; `spoken`: the time that it is an
    opinion on, if it says so. `target`: at whom (None: it names nobody)."""

    speaker: str
    kind: str
    affirms: bool
    who: frozenset[str] | None
    place: str
    outer: tuple[int, int]
    inner: tuple[int, int]
    throughout: bool = False
    group: int = 0
    machine: bool = False
    sort: str = "occurrence"
    sampled: bool = False
    lag: int = 0
    finding: bool = False
    gone: bool = False
    due: int | None = None
    custody: str = ""
    origin: str = ""
    heard: int = 0
    about: str = ""
    spoken: tuple[int, int] | None = None
    target: frozenset[str] | None = None

    @property
    def targets(self) -> frozenset[str]:
        return ATOMS if self.target is None else self.target

    @property
    def actors(self) -> frozenset[str]:
        return ATOMS if self.who is None else self.who

    @property
    def cells(self) -> frozenset[str]:
        if self.place == "nowhere":
            return NOWHERE if self.sort == "opinion" else frozenset("x")
        return CELLS[self.place]

    @property
    def kinds(self) -> frozenset[str]:
        return KINDS[self.kind]

    def may(self, t: int) -> bool:
        return self.outer[0] <= t < self.outer[1]

    def must(self, t: int) -> bool:
        return self.inner[0] <= t < self.inner[1]


@dataclass(frozen=True)
class Asked:
    """A norm on a deed: whose (None: anybody's), where, of what kind, and when. `gaps`: suspensions, as (begins at the
    earliest, at the latest, ends at the earliest, at the latest); `over`: when an act ended it, at the earliest and the
    latest; `who` may be a class (`called` by whom), with `maybe` those who may be of it; `kept`, `broken`: what
    shows it kept and breached (kind, who, place); `within`: the time to answer a trigger of kind `cause` by
    `whom`; `owed_to`: the beneficiary; `finder`: the accord's own, who decides; `eyes`: on whose word alone anything
    counts for it; `parts`: the places in each of which it is owed, instead of `place`; `scene`: where what is to be
    answered happens, if not at `place`; `unless`: when that comes which ends the duty; `bearers`: who answers, together
    or `each` for itself; `target`: at whom it must not be (None: at anybody)."""

    pattern: str
    kind: str
    who: frozenset[str] | None
    place: str
    start: int
    as_of: int
    end: int | None = None
    deadline: tuple[int, int] | None = None
    every: int = 0
    bearers: tuple[str, ...] = ("RUS",)
    each: bool = False
    target: frozenset[str] | None = None
    known: int | None = None
    within: int = 0
    cause: str = ""
    whom: frozenset[str] | None = None
    owed_to: str = ""
    finder: str = ""
    gaps: tuple[tuple[int, int, int, int], ...] = ()
    over: tuple[int, int] | None = None
    maybe: frozenset[str] = frozenset()
    called: str | None = None
    kept: tuple[Test, ...] = ()
    broken: tuple[Test, ...] = ()
    eyes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    scene: str = ""
    unless: int | None = None

    @property
    def actors(self) -> frozenset[str]:
        return ATOMS if self.who is None else self.who

    @property
    def targets(self) -> frozenset[str]:
        return ATOMS if self.target is None else self.target

    @property
    def answering(self) -> frozenset[str]:
        return frozenset(self.bearers)

    @property
    def cells(self) -> frozenset[str]:
        return NOWHERE if self.place == "nowhere" else CELLS[self.place]

    @property
    def kinds(self) -> frozenset[str]:
        return KINDS[self.kind]

    def surely(self, t: int) -> bool:
        """Whether the duty certainly held at `t`, as far as acts go."""
        held = self.over is None or t < self.over[0]
        return held and not any(a <= t < d for a, _b, _c, d in self.gaps)

    def perhaps(self, t: int) -> bool:
        """Whether it may have held."""
        held = self.over is None or t < self.over[1]
        return held and not any(b <= t < c for _a, b, c, _d in self.gaps)


# -- proof (P1 to P8) -----------------------------------------------------------------------------------------------


def level(claims: Iterable[Said], met: bool, answering: frozenset[str], finder: str = "") -> int:
    """The level of one body."""
    best, pool = 0, []
    for claim in claims:
        side = SIDE.get(claim.speaker, "")
        device = claim.custody != "" and claim.custody not in SIDE
        if (claim.finding or device or claim.speaker == finder != "") and not claim.machine:
            best, side = VERIFIED, ""
        if met:
            against_interest = side not in answering
        else:
            own = {SIDE.get(a, "") for a in claim.who} if claim.who else answering
            against_interest = side in answering and own == {side}
        if claim.sort == "opinion":
            against_interest = False
        best = max(best, REPORTED if against_interest or not side else ALLEGED)
        if not claim.machine and claim.sort != "opinion":
            pool.append((claim.origin or claim.speaker, side))
    for origin, side in pool:
        for other, other_side in pool:
            if origin != other and (not side or side != other_side):
                best = max(best, CORROBORATED)
    return best


# -- did it occur? (V1 to V9) ---------------------------------------------------------------------------------------

Entails = Callable[[Said], bool]
Times = Callable[[Said], Sequence[int]]
DeniesAt = Callable[[Said, int, str], bool]
Answers = Callable[[Said, Said, int], bool]


def occurred(
    said: Sequence[Said],
    asked: Asked,
    *,
    entails: Entails,
    times: Times,
    denies_at: DeniesAt,
    answers: Answers,
    window: Sequence[int],
    decided: bool,
    met_by_deed: bool,
) -> str:
    """The value of "the deed occurred in the window" at the four standards, as four letters."""
    against = 0
    if decided and window:
        against = min(_denied(said, asked, denies_at, t, met=not met_by_deed) for t in window)
    letters = ""
    found = bodies(said, asked, entails, times, answers, met_by_deed)
    for standard in STANDARDS:
        standing = [rebutted for _body, strength, rebutted in found if strength >= standard]
        if any(rebutted < standard for rebutted in standing):
            letters += "T"
        elif standing:
            letters += "B"
        elif against >= standard:
            letters += "F"
        else:
            letters += "N"
    return letters


def bodies(
    said: Sequence[Said], asked: Asked, entails: Entails, times: Times, answers: Answers, met_by_deed: bool
) -> list[tuple[list[Said], int, int]]:
    """Every body that entails the deed: its claims, its level, and the level at which it is rebutted."""
    groups: dict[object, list[Said]] = {}
    for n, claim in enumerate(said):
        if entails(claim):
            groups.setdefault(("alone", n) if claim.sort == "opinion" else claim.group, []).append(claim)
    found = []
    for body in groups.values():
        rebutted = min(
            level([d for d in said if answers(d, c, t)], not met_by_deed, asked.answering, asked.finder)
            for c in body
            for t in times(c)
        )
        found.append((body, level(body, met_by_deed, asked.answering, asked.finder), rebutted))
    return found


def _denied(said: Sequence[Said], asked: Asked, denies_at: DeniesAt, t: int, *, met: bool) -> int:
    """The level at which the deed is denied everywhere at `t`: by claims that each reach everywhere, pooled; else by
    claims that do so together, none of which is weaker."""
    here = [d for d in said if any(denies_at(d, t, cell) for cell in asked.cells)]
    whole = [d for d in here if all(denies_at(d, t, cell) for cell in asked.cells)]
    if whole:
        return level(whole, met, asked.answering, asked.finder)
    for standard in reversed(STANDARDS):
        able = [d for d in here if level([d], met, asked.answering, asked.finder) >= standard]
        if all(any(denies_at(d, t, cell) for d in able) for cell in asked.cells):
            return standard
    return 0


def negated(letters: str) -> str:
    return letters.translate(str.maketrans("TF", "FT"))


def worst(rows: Sequence[str]) -> str:
    return "".join(max(column, key=WORST.index) for column in zip(*rows, strict=True)) if rows else "NNNN"


def best(letters: Sequence[str]) -> str:
    return max(letters, key=BEST.index)


def _silent(watch: Said, t: int, said: Sequence[Said], asked: Asked) -> bool:
    """Whether a watch denies the deed at `t`: it was kept then, its reports have had time to come in, and its keeper
    reported no such deed that may have been then."""
    known = asked.as_of if asked.known is None else asked.known
    reported = any(
        c.sort in ("occurrence", "report")
        and c.speaker == watch.speaker
        and c.affirms
        and c.may(t)
        and c.kinds & asked.kinds
        and c.actors & (asked.actors | asked.maybe)
        and c.targets & asked.targets
        and "x" not in c.cells  # west and east share an edge, so that a deed in one may be in the other; x is elsewhere
        for c in said
    )
    return watch.must(t) and not watch.sampled and t < known - watch.lag and not reported


def _event(
    said: Sequence[Said],
    asked: Asked,
    sure: range,
    window: Sequence[int],
    *,
    decided: bool,
    met: bool,
    surely: Callable[[int], bool] = lambda t: True,
) -> str:
    """An event: certainly at some time of `sure`, denied over all of `window`."""

    def denies(d: Said, t: int) -> bool:
        if d.sort == "watch":
            return t < asked.as_of and _silent(d, t, said, asked)
        return not d.affirms and d.must(t) and t < asked.as_of

    def denies_at(d: Said, t: int, cell: str) -> bool:
        return denies(d, t) and cell in d.cells and _whole(d, asked)

    def answers(d: Said, c: Said, t: int) -> bool:
        return denies(d, t) and d.cells >= c.cells and _whole(d, c)

    return occurred(
        said,
        asked,
        entails=lambda c: _entails_event(c, asked, sure, surely),
        times=lambda c: range(*c.outer),
        denies_at=denies_at,
        answers=answers,
        window=window,
        decided=decided,
        met_by_deed=met,
    )


def _whole(d: Said, of: Said | Asked) -> bool:
    """Whether a denial reaches every kind, everybody who may have done it, and everybody to whom it was done."""
    return d.kinds >= of.kinds and d.actors >= of.actors and d.targets >= of.targets


def _entails_event(c: Said, asked: Asked, sure: range, surely: Callable[[int], bool]) -> bool:
    return (
        c.sort not in ("watch", "report")
        and c.affirms
        and c.outer[0] < c.outer[1]
        and all(t in sure and t < asked.as_of and surely(t) for t in range(*c.outer))
        and c.kinds <= asked.kinds
        and c.cells <= asked.cells
        and c.actors <= asked.actors
        and (c.targets <= asked.targets or bool(c.target and c.target & asked.targets))  # all of them were struck
    )


# -- opinions (B9) and acts (V20) -----------------------------------------------------------------------------------


def _latest(said: Sequence[Said], asked: Asked) -> list[Said]:
    """What every principal said last of those who answer: of all of them, and of one or the other."""

    def of(o: Said) -> frozenset[str]:
        return asked.answering & {o.about} if o.about else asked.answering

    heard = [o for o in said if o.sort == "opinion" and o.outer[1] <= asked.as_of and of(o)]
    mine = {id(o): [p for p in heard if _principal(p) == _principal(o) and p.outer[0] > o.outer[0]] for o in heard}
    last = [o for o in heard if not any(of(p) == of(o) for p in mine[id(o)])]
    left = [
        o for o in last if not any(p in last and (of(p) >= of(o) or (o.affirms and not p.affirms)) for p in mine[id(o)])
    ]
    return [o for o in left if not o.affirms or of(o) == asked.answering]


def _principal(o: Said) -> str:
    return SIDE.get(o.speaker, "") or o.speaker


def _on_the_deed(o: Said, asked: Asked) -> Said:
    """An opinion on the obligation as one on the deed: `outer` and `inner` are the time that it speaks of then."""
    first, after = o.spoken or o.outer
    shape = replace(
        o, kind=asked.kind, who=asked.who, place=asked.place, target=asked.target, outer=(0, 0), inner=(0, 0)
    )
    if o.spoken is not None and after > asked.as_of and asked.pattern not in ("prohibit", "maintain"):
        return shape  # of what has not come yet
    if asked.pattern in ("recur", "respond"):  # of every window in that time
        named = o.spoken is not None and o.spoken != o.outer
        since = first if named else LONG_AGO
        until = first + 1 if not named and not o.affirms else after
        return replace(shape, inner=(since, until), outer=(since, until))
    if asked.pattern in ("achieve", "withdraw", "keep"):
        if o.affirms:  # met: by the deadline, whenever it is said
            last = NEVER if asked.deadline is None else asked.deadline[0] + 1
            return replace(shape, outer=(asked.start, min(after, last)))
        return replace(shape, inner=(LONG_AGO, first + 1), outer=(LONG_AGO, first + 1))
    if o.affirms:
        held = o.spoken or (asked.start, first)
        return replace(shape, affirms=False, inner=held, outer=held)
    broken = o.spoken or (asked.start, after)
    return replace(shape, affirms=True, outer=broken, inner=broken)


def _of_window(said: Sequence[Said], window: range, sure: range) -> list[Said]:
    """Who says that all was done says so of every window in the time of which that is said."""
    found = [c for c in said if c.sort != "opinion" or not c.affirms]
    for o in said:
        if o.sort == "opinion" and o.affirms and o.outer[0] <= window.start and window.stop <= o.outer[1]:
            found.append(replace(o, outer=(sure.start, sure.stop)))
    return found


def acted(said: Sequence[Said], asked: Asked, standard: int) -> Asked:
    """The norm as the acts that stand at the standard leave it. There is at most one act of each kind."""

    def standing(kind: str) -> Said | None:
        for act in said:
            if act.sort == "act" and act.kind == kind and act.outer[1] - 1 < asked.as_of:
                by = act.who or frozenset((act.speaker,))
                sides = {a for a in PARTIES if any(a in (b, SIDE.get(b)) for b in by)}
                granted = kind != "resume" and asked.owed_to in sides
                done = sides == set(PARTIES) or granted
                if done and level([act], kind != "resume", asked.answering, asked.finder) >= standard:
                    return act
        return None

    suspend, resume, waive, extend = (standing(k) for k in ("suspend", "resume", "waive", "extend"))
    deadline = asked.deadline
    if extend is not None and extend.due is not None and deadline is not None:
        deadline = (extend.due, extend.due)
    gaps = []
    if suspend is not None:
        ends = [] if suspend.due is None else [(suspend.due, suspend.due)]
        if resume is not None and resume.outer[0] >= suspend.outer[0]:
            ends.append((resume.outer[0], resume.outer[1] - 1))
        again = (min(e[0] for e in ends), min(e[1] for e in ends)) if ends else (NEVER, NEVER)
        gaps.append((suspend.outer[0], suspend.outer[1] - 1, *again))
    ends = [] if asked.unless is None else [(asked.unless, asked.unless)]
    ends += [] if waive is None else [(waive.outer[0], waive.outer[1] - 1)]
    over = (min(e[0] for e in ends), min(e[1] for e in ends)) if ends else None
    changed = replace(asked, gaps=tuple(gaps), over=over)
    return replace(changed, deadline=None if deadline is None else put_off(*deadline, changed))


def put_off(first: int, last: int, asked: Asked) -> tuple[int, int]:
    """What falls due in a suspension falls due when it ends: a deadline at the earliest and the latest."""
    for a, b, c, d in asked.gaps:
        first, last = c if b <= first < c else first, d if a <= last < d else last
    return first, last


# -- patterns (V10 to V25) ------------------------------------------------------------------------------------------


def label(said: Sequence[Said], asked: Asked, parts: Sequence[Asked], value: str, standard: int) -> str:
    """The word for a value at one standard (L1 to L5); `said` was heard in time, `asked` is as the acts left it, and so
    are its `parts`."""
    once = asked.pattern in ("achieve", "withdraw", "keep")
    if asked.pattern in ("prohibit", "maintain") and not _held(asked):
        return "not in force"
    runs = False
    if (asked.kept or asked.broken) and not once:
        runs = asked.as_of < min((t for t in (asked.end, asked.over and asked.over[1]) if t is not None), default=NEVER)
    elif asked.pattern == "respond":
        standing = [b for p in parts for b, strength, _rebutted in _triggers(said, p) if strength >= standard]
        if not standing:
            return "not triggered"
        runs = any(
            asked.as_of <= due or _let_off(asked, soonest) for _f, _l, soonest, due in map(_due(asked), standing)
        )
    elif once:
        assert asked.deadline is not None
        runs = asked.as_of <= asked.deadline[1] or _let_off(asked, asked.deadline[0])
    elif asked.pattern == "recur":
        stops = [t for t in (asked.end, asked.over and asked.over[1]) if t is not None]
        runs = not _windows(asked) and asked.as_of < min(stops, default=NEVER)
    if value != "N":
        done = "fulfilled" if once or asked.pattern == "conduct" else "kept"
        return {"T": done, "F": "breached", "B": "contested"}[value]
    if runs and (once or asked.pattern == "respond"):
        ended = asked.over is not None and asked.over[1] <= asked.as_of
        if ended or not asked.perhaps(asked.as_of - 1):  # nobody owes it now
            return "not in force"
    return "pending" if runs else "unknown"


def _let_off(asked: Asked, due: int) -> bool:
    """Whether an act ended the duty before it was due."""
    return asked.over is not None and asked.over[1] <= due


def _held(asked: Asked) -> list[int]:
    """The instants so far at which it may have been owed."""
    stop = asked.as_of if asked.end is None else min(asked.end, asked.as_of)
    return [t for t in range(asked.start, stop) if asked.perhaps(t)]


def prohibited(said: Sequence[Said], asked: Asked) -> str:
    stop = asked.as_of if asked.end is None else min(asked.end, asked.as_of)
    window = [t for t in range(asked.start, stop) if asked.perhaps(t)]
    if not window:
        return "NNNN"
    sure = range(asked.start, stop)
    return negated(_event(said, asked, sure, window, decided=True, met=False, surely=asked.surely))


def achieved_event(said: Sequence[Said], asked: Asked) -> str:
    assert asked.deadline is not None
    first, last = asked.deadline
    if asked.over is not None and asked.over[1] <= first:  # released in time: never F
        sure = range(asked.start, asked.over[0] + 1)
        return _event(said, asked, sure, (), decided=False, met=True)
    sure, window = range(asked.start, first + 1), range(asked.start, min(last, asked.as_of) + 1)
    return _event(said, asked, sure, window, decided=asked.as_of > last, met=True)


def recurs(said: Sequence[Said], asked: Asked) -> str:
    windows = _windows(asked)
    return worst([_event(_of_window(said, w, w), asked, w, w, decided=True, met=True) for w in windows])


def _windows(asked: Asked) -> list[range]:
    """The closed windows that no suspension touches."""
    stop = asked.as_of if asked.end is None else min(asked.end, asked.as_of)
    if asked.over is not None:
        stop = min(stop, asked.over[1])
    found = []
    a = asked.start
    while a + asked.every <= stop:
        window = range(a, a + asked.every)
        if not any(g[0] < window.stop and window.start < g[3] for g in asked.gaps if g[0] < g[3]):
            found.append(window)
        a += asked.every
    return found


def responded(said: Sequence[Said], asked: Asked) -> str:
    """Every trigger that stands must be answered within the time from it, whenever it was."""
    rows = []
    for body, strength, rebutted in _triggers(said, asked):
        rows.append([(strength, rebutted, a) for a in _answer(said, asked, body)])
    letters = ""
    for n, standard in enumerate(STANDARDS):
        column = [best("B" + r[n][2]) if r[n][1] >= standard else r[n][2] for r in rows if r[n][0] >= standard]
        letters += max(column, key=WORST.index) if column else "N"
    return letters


def _answer(said: Sequence[Said], asked: Asked, trigger: Sequence[Said]) -> str:
    first, last, soonest, due = _due(asked)(trigger)
    said = _of_window(said, range(first, due + 1), range(last, soonest + 1))
    if asked.over is not None and asked.over[1] <= soonest:  # released in time: never F
        return _event(said, asked, range(last, asked.over[0] + 1), (), decided=False, met=True)
    sure, window = range(last, soonest + 1), range(first, min(due, asked.as_of) + 1)
    return _event(said, asked, sure, window, decided=asked.as_of > due, met=True)


def _due(asked: Asked) -> Callable[[Sequence[Said]], tuple[int, int, int, int]]:
    """Of a trigger: when it was at the earliest and the latest, and by when its answer is due likewise."""

    def times(body: Sequence[Said]) -> tuple[int, int, int, int]:
        first, last = min(c.outer[0] for c in body), max(c.outer[1] for c in body) - 1
        return first, last, *put_off(first + asked.within, last + asked.within, asked)

    return times


def _triggers(said: Sequence[Said], asked: Asked) -> list[tuple[list[Said], int, int]]:
    """The bodies that tell of what must be answered."""
    said = [c for c in said if c.sort != "opinion"]
    stop = asked.as_of if asked.end is None else min(asked.end, asked.as_of)
    cause = replace(asked, kind=asked.cause, who=asked.whom, place=asked.scene or asked.place, target=None)

    def answers(d: Said, c: Said, t: int) -> bool:
        if d.sort == "watch":
            denies = t < asked.as_of and _silent(d, t, said, cause)
        else:
            denies = not d.affirms and d.must(t) and t < asked.as_of
        return denies and d.cells >= c.cells and _whole(d, c)

    return bodies(
        said,
        asked,
        lambda c: _entails_event(c, cause, range(asked.start, stop), asked.surely),
        lambda c: range(*c.outer),
        answers,
        False,
    )


def maintained(said: Sequence[Said], asked: Asked) -> str:
    """Somebody of the norm is somewhere in the zone, always. Its contrary: all of them gone from all of it, once."""
    stop = asked.as_of if asked.end is None else min(asked.end, asked.as_of)
    window = [t for t in range(asked.start, stop) if asked.perhaps(t)]
    if not window:
        return "NNNN"

    def gone(c: Said) -> bool:
        absent = c.affirms if c.sort == "opinion" else not c.affirms
        inside = all(asked.start <= t < stop and asked.surely(t) for t in range(*c.outer))
        return absent and inside and c.cells >= asked.cells and c.actors >= asked.actors

    def there(d: Said, t: int, _cell: str) -> bool:
        if d.sort == "opinion":
            return not d.affirms and d.must(t)
        return (
            d.affirms
            and d.throughout
            and d.must(t)
            and t < asked.as_of
            and d.cells <= asked.cells
            and d.actors <= asked.actors
        )

    return negated(
        occurred(
            said,
            asked,
            entails=gone,
            times=lambda c: range(*c.outer),
            denies_at=there,
            answers=lambda d, _c, t: there(d, t, ""),
            window=window,
            decided=True,
            met_by_deed=False,
        )
    )


def withdrawn(said: Sequence[Said], asked: Asked) -> str:
    """All of the norm's actors have left all of its zone by the deadline: "withdrawn" and "nobody there" say so of some
    u ≤ t; "present" and "not withdrawn" deny it from the start to the first instant that they may speak of."""
    assert asked.deadline is not None
    first, last = asked.deadline
    released = asked.over is not None and asked.over[1] <= first
    if asked.over is not None and released:
        first = asked.over[0]

    def entails(c: Said) -> bool:
        if c.sort == "opinion":
            return c.affirms and asked.start < c.outer[1] <= first + 1
        if not _left(c) or c.outer[1] > asked.as_of or c.outer[0] >= asked.as_of:
            return False
        return _reached(c) <= first + 1 and c.cells >= asked.cells and _everybody(c, asked)

    def still(d: Said, t: int, _cell: str) -> bool:
        if d.sort == "opinion":
            return not d.affirms and asked.start <= t < d.inner[1]
        if _left(d) or d.outer[0] >= asked.as_of or d.outer[1] > asked.as_of:
            return False
        reach = d.inner[1] if d.throughout else d.outer[0] + 1
        return asked.start <= t < min(reach, asked.as_of) and _somebody(d, asked)

    return occurred(
        said,
        asked,
        entails=entails,
        times=lambda c: range(asked.start, c.outer[1] if c.sort == "opinion" else _reached(c)),
        denies_at=still,
        answers=lambda d, _c, t: still(d, t, ""),
        window=range(asked.start, min(last, asked.as_of) + 1),
        decided=asked.as_of > last and not released,
        met_by_deed=True,
    )


def _left(c: Said) -> bool:
    return c.sort == "occurrence" and c.affirms is (c.kind == "withdrawal")


def _reached(c: Said) -> int:
    return c.outer[1] if c.kind == "withdrawal" else c.outer[0] + 1


def _everybody(c: Said, asked: Asked) -> bool:
    if c.who is None:  # "nobody is there" reaches everybody; "they have left" does not say who
        return not c.affirms or asked.who is None
    return c.who == asked.who and len(c.who) == 1


def _somebody(d: Said, asked: Asked) -> bool:
    theirs = d.actors <= asked.actors or (d.who is None and d.kind == "withdrawal")  # "no withdrawal": nobody's
    return d.cells <= asked.cells and theirs


def kept(said: Sequence[Said], asked: Asked) -> str:
    """Withdrawn, and nobody of them seen there after the deadline."""
    assert asked.deadline is not None
    last = asked.deadline[1]
    before = withdrawn(said, asked)
    if asked.as_of <= last + 1 or (asked.over is not None and asked.over[1] <= asked.deadline[0]):
        return before

    def back(c: Said) -> bool:
        seen = c.sort == "occurrence" and c.kind == "presence" and c.affirms
        after = all(last < t < asked.as_of and asked.surely(t) for t in range(*c.outer))
        return seen and after and _somebody(c, asked)

    def away(d: Said, t: int, _cell: str) -> bool:
        if not _left(d) or d.outer[1] > asked.as_of:
            return False
        return d.must(t) and d.cells >= asked.cells and _everybody(d, asked)

    after = occurred(
        said,
        asked,
        entails=back,
        times=lambda c: range(*c.outer),
        denies_at=away,
        answers=lambda d, _c, t: away(d, t, ""),
        window=(),
        decided=False,
        met_by_deed=False,
    )
    return "".join(
        max((b, {"T": "F", "B": "B"}.get(a, "T")), key=WORST.index) if b in "TB" else b
        for b, a in zip(before, after, strict=True)
    )


def conducted(said: Sequence[Said], asked: Asked) -> str:
    """Steps that were taken, and opinions; what they came to is not asked."""
    steps = [c for c in said if c.sort == "opinion" or c.kind == "measure"]
    over = [c for c in steps if 0 < (c.outer if c.affirms else c.inner)[1] <= asked.as_of]
    over = [c for c in over if c.affirms or c.inner[0] < c.inner[1]]
    stop = NEVER if asked.over is None else asked.over[0]
    over = [
        c for c in over if (c.outer[1] <= stop if c.sort == "opinion" else all(asked.surely(t) for t in _told_of(c)))
    ]
    for_: dict[object, list[Said]] = {}
    against = []
    for n, c in enumerate(over):
        if c.sort == "opinion":
            if c.affirms:
                for_["alone", n] = [c]
            else:
                against.append(c)
        elif c.affirms and c.actors <= asked.actors:
            for_.setdefault(c.group, []).append(c)
        elif not c.affirms and c.actors >= asked.actors and c.place == "":
            against.append(c)
    met = max((level(body, True, asked.answering, asked.finder) for body in for_.values()), default=0)
    unmet = max((level([c], False, asked.answering, asked.finder) for c in against), default=0)
    table = {(True, True): "B", (True, False): "T", (False, True): "F", (False, False): "N"}
    return "".join(table[met >= s, unmet >= s] for s in STANDARDS)


def _told_of(c: Said) -> range:
    return range(*(c.outer if c.affirms else c.inner))


PATTERNS: dict[str, Callable[[Sequence[Said], Asked], str]] = {
    "prohibit": prohibited,
    "achieve": achieved_event,
    "recur": recurs,
    "respond": responded,
    "maintain": maintained,
    "withdraw": withdrawn,
    "keep": kept,
    "conduct": conducted,
}


def tested(said: Sequence[Said], asked: Asked, own: str, n: int) -> str:
    """What shows it kept, all of it, and what shows it breached, any of it, in place of the norm's own sides (V25)."""
    for_, against = own in "TB", own in "FB"
    if asked.kept:
        all_of_it = worst([_test(said, asked, test, met=True)[n] for test in asked.kept])
        for_ = all_of_it in "TB"
    if asked.broken:
        against = best([_test(said, asked, test, met=False)[n] for test in asked.broken]) in "TB"
        for_ = for_ or best([_test(said, asked, test, met=False)[n] for test in asked.broken]) == "B"
    if asked.kept and all_of_it == "B":
        against = True
    return {(True, True): "B", (True, False): "T", (False, True): "F", (False, False): "N"}[for_, against]


def _test(said: Sequence[Said], asked: Asked, test: Test, *, met: bool) -> str:
    """Whether what shows it occurred while it was owed; what must be done may be done in a suspension too."""
    kind, who, place = test
    shown = replace(asked, kind=kind, who=who, place=place, maybe=frozenset(), target=None)
    once = asked.pattern in ("achieve", "withdraw", "keep")
    early = met and once
    stops = [(asked.end, asked.end)] if asked.end is not None and not once else []
    stops += [asked.over] if asked.over is not None else []
    first, last = min((s[0] for s in stops), default=NEVER), min((s[1] for s in stops), default=NEVER)
    if once and asked.deadline is not None and not _let_off(asked, asked.deadline[0]):
        first, last = asked.deadline[0] + 1, asked.deadline[1] + 1
    sure = range(asked.start, min(first, asked.as_of))
    window = [t for t in range(asked.start, min(last, asked.as_of)) if early or asked.perhaps(t) or t >= last]
    surely = (lambda t: True) if early else replace(asked, over=None).surely
    return _event(said, shown, sure, window, decided=asked.as_of >= last, met=met, surely=surely)


def evaluate(said: Sequence[Said], asked: Asked) -> str:
    """The values at the four standards."""
    return judged(said, asked)[0]


def judged(said: Sequence[Said], asked: Asked) -> tuple[str, list[str]]:
    """The values at the four standards, and their labels."""
    known = asked.as_of if asked.known is None else asked.known
    counted = [c for c in said if not c.gone and c.heard <= known]
    facts = [c for c in counted if c.sort in ("occurrence", "watch")]
    letters, words = "", []
    for n, standard in enumerate(STANDARDS):
        norm = acted(counted, asked, standard)
        places = [replace(norm, place=p, scene=asked.place) for p in asked.parts] or [norm]
        parts = [_own(p, b) for p in places for b in asked.bearers] if asked.each else places
        letters += worst([_valued(facts, _latest(counted, part), part, n) for part in parts])
        words.append(label(facts, norm, parts, letters[n], standard))
    return letters, words


def _own(norm: Asked, bearer: str) -> Asked:
    """What one of several owes who each answer for themselves: its own conduct, where the norm names nobody else."""
    own = replace(norm, bearers=(bearer,))
    all_of_them = norm.who == norm.answering and norm.called is None
    side = norm.who is None and norm.called is None and norm.pattern in ("prohibit", "forbid-patrol")
    return replace(own, who=frozenset((bearer,))) if all_of_them or side else own


def _valued(facts: Sequence[Said], latest: Sequence[Said], norm: Asked, n: int) -> str:
    """One part's value at the standard number `n`."""
    views = list(latest) if norm.pattern == "conduct" else [_on_the_deed(o, norm) for o in latest]
    state = norm.pattern in ("maintain", "withdraw", "keep")  # what only a test asks for says nothing of presence
    heard = [c for c in facts if not state or c.sort == "watch" or c.kind in ("presence", "withdrawal")]
    words = [*heard, *views]
    if norm.kept and not norm.broken:
        words = _only_against(words, norm)
    elif norm.broken and not norm.kept:
        words = _only_for(words, norm)
    own = PATTERNS[norm.pattern](words, norm)[n]
    letter = tested(facts, norm, own, n) if norm.kept or norm.broken else own
    if all(any(_is_of(c, a) for c in _for_it(heard, facts, latest, norm)) for a in norm.eyes):
        return letter
    left = replace(norm, kept=())
    letter = PATTERNS[norm.pattern](_only_against([*heard, *views], norm), norm)[n]
    if norm.kept:
        letter = "F" if letter in "FB" else "N"
    return tested(facts, left, letter, n) if norm.broken else letter


# -- on whose word (V25) ---------------------------------------------------------------------------------------------


def _is_of(c: Said, actor: str) -> bool:
    return actor in (c.speaker, SIDE.get(c.speaker))


def _for_it(heard: Sequence[Said], facts: Sequence[Said], latest: Sequence[Said], asked: Asked) -> list[Said]:
    """What anybody said for it. A claim of its being done would do alone, were nobody else to say anything."""
    words = [o for o in latest if o.affirms]
    if asked.kept:
        return words + [c for c in facts if any(_test([c], asked, t, met=True)[0] == "T" for t in asked.kept)]
    if asked.pattern == "prohibit":
        held = _held(asked)
        told = [
            c
            for c in heard
            if _entails_event(c, asked, range(held[0], held[-1] + 1) if held else range(0), asked.surely)
        ]
        return words + [c for c in heard if _says_no(c, told, held, heard, asked)]
    if asked.pattern == "maintain":
        return words + [c for c in heard if any(_stays(c, t, asked) for t in _held(asked))]
    if asked.pattern == "recur":
        return words + [
            c for c in heard if any(_event([c], asked, w, w, decided=True, met=True)[0] == "T" for w in _windows(asked))
        ]
    if asked.pattern == "respond":
        triggers = [body for body, _strength, _rebutted in _triggers(heard, asked)]
        return words + [c for c in heard if any(_answer([c], asked, body)[0] == "T" for body in triggers)]
    value = PATTERNS["withdraw" if asked.pattern == "keep" else asked.pattern]
    return words + [c for c in heard if value([c], asked)[0] == "T"]


def _says_no(c: Said, told: Sequence[Said], held: Sequence[int], said: Sequence[Said], asked: Asked) -> bool:
    """Whether it denies all that is forbidden, at some time and some place of it, or what somebody told of."""

    def denies(t: int) -> bool:
        silent = _silent(c, t, said, asked) if c.sort == "watch" else not c.affirms and c.must(t)
        return silent and t < asked.as_of

    there = "x" not in c.cells  # west and east share an edge, and so a place
    if _whole(c, asked) and there and any(map(denies, held)):
        return True
    return any(c.cells >= d.cells and _whole(c, d) and any(map(denies, range(*d.outer))) for d in told)


def _stays(c: Said, t: int, asked: Asked) -> bool:
    there = c.affirms and c.throughout and c.must(t) and t < asked.as_of
    return there and c.cells <= asked.cells and c.actors <= asked.actors


def _only_against(said: Sequence[Said], asked: Asked) -> list[Said]:
    """Without what speaks for it; but who reported it himself has not watched in silence."""
    mute = [replace(c, sort="report") for c in said if c.sort == "occurrence" and c.affirms and not _against(c, asked)]
    return [*(c for c in said if _against(c, asked)), *(mute if asked.kind == "patrol" else ())]


def _only_for(said: Sequence[Said], asked: Asked) -> list[Said]:
    """Without what speaks against it; but who reported it himself has not watched in silence."""
    mute = [replace(c, sort="report") for c in said if c.sort == "occurrence" and _against(c, asked)]
    return [*(c for c in said if not _against(c, asked)), *(mute if asked.pattern == "prohibit" else ())]


def _against(c: Said, asked: Asked) -> bool:
    """Whether a claim on the deed, or an opinion read as one, speaks against it; what triggers it stays."""
    if asked.cause and c.sort == "occurrence" and c.kind != asked.kind:
        return True
    if c.sort == "watch":
        return asked.pattern != "prohibit"
    if asked.pattern == "prohibit":
        return c.affirms
    if asked.pattern in ("withdraw", "keep") and c.sort == "occurrence":
        return not _left(c)
    if asked.pattern == "maintain" and c.sort == "opinion":
        return c.affirms
    return not c.affirms
