"""An evaluator of docs/explanation/semantics.md that tries every point, and shares no code with `servanda.verdict`.

Time is a handful of seconds, a zone is a set of cells (w, e), actors and kinds are sets of atoms. An affirmation says
that the deed was at some point of its outer set; a denial, that it was at no point of its inner set. Everything is
asked point by point, so that nothing here can be clever enough to be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

ATOMS = frozenset(("RUS", "TUR", "SYR", "HTS"))
CELLS = {"west": frozenset("w"), "east": frozenset("e"), "all": frozenset("we")}
KINDS = {
    "hostilities": frozenset(("shelling", "airstrike", "clash")),
    "attack": frozenset(("shelling", "airstrike")),
    "shelling": frozenset(("shelling",)),
    "airstrike": frozenset(("airstrike",)),
    "patrol": frozenset(("patrol",)),
    "presence": frozenset(("presence",)),
    "withdrawal": frozenset(("withdrawal",)),
}
SIDE = {"RUS": "RUS", "rus-mod": "RUS", "TUR": "TUR", "tur-mod": "TUR"}
ALLEGED, REPORTED, CORROBORATED, VERIFIED = 1, 2, 3, 4
BEST, WORST = "FNBT", "TNBF"


@dataclass(frozen=True)
class Said:
    """One claim: `who` None names nobody. `outer` and `inner` are half-open; `group` is its incident."""

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
    coverage: bool = False

    @property
    def actors(self) -> frozenset[str]:
        return ATOMS if self.who is None else self.who

    @property
    def cells(self) -> frozenset[str]:
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
    """A norm on a deed: whose (None: anybody's), where, of what kind, and when."""

    pattern: str
    kind: str
    who: frozenset[str] | None
    place: str
    start: int
    as_of: int
    end: int | None = None
    deadline: tuple[int, int] | None = None
    every: int = 0
    answering: str = "RUS"

    @property
    def actors(self) -> frozenset[str]:
        return ATOMS if self.who is None else self.who

    @property
    def cells(self) -> frozenset[str]:
        return CELLS[self.place]

    @property
    def kinds(self) -> frozenset[str]:
        return KINDS[self.kind]


# -- proof (P1 to P8) -----------------------------------------------------------------------------------------------


def level(claims: Iterable[Said], met: bool, answering: str) -> int:
    """The level of one body."""
    best, pool = 0, []
    for claim in claims:
        side = SIDE.get(claim.speaker, "")
        if met:
            against_interest = side != answering
        else:
            own = not claim.who or {SIDE.get(a, "") for a in claim.who} == {side}
            against_interest = side == answering and own
        best = max(best, REPORTED if against_interest or not side else ALLEGED)
        if not claim.machine:
            pool.append((claim.speaker, side))
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
    groups: dict[int, list[Said]] = {}
    for claim in said:
        if entails(claim):
            groups.setdefault(claim.group, []).append(claim)
    against = 0
    if decided and window:
        against = min(_denied(said, asked, denies_at, t, met=not met_by_deed) for t in window)
    bodies = []
    for body in groups.values():
        rebutted = min(
            level([d for d in said if answers(d, c, t)], not met_by_deed, asked.answering)
            for c in body
            for t in times(c)
        )
        bodies.append((level(body, met_by_deed, asked.answering), rebutted))
    letters = ""
    for standard in (1, 2, 3, 4):
        standing = [rebutted for strength, rebutted in bodies if strength >= standard]
        if any(rebutted < standard for rebutted in standing):
            letters += "T"
        elif standing:
            letters += "B"
        elif against >= standard:
            letters += "F"
        else:
            letters += "N"
    return letters


def _denied(said: Sequence[Said], asked: Asked, denies_at: DeniesAt, t: int, *, met: bool) -> int:
    """The level at which the deed is denied everywhere at `t`: by claims that each reach everywhere, pooled; else by
    claims that do so together, none of which is weaker."""
    here = [d for d in said if any(denies_at(d, t, cell) for cell in asked.cells)]
    whole = [d for d in here if all(denies_at(d, t, cell) for cell in asked.cells)]
    if whole:
        return level(whole, met, asked.answering)
    for standard in (VERIFIED, CORROBORATED, REPORTED, ALLEGED):
        able = [d for d in here if level([d], met, asked.answering) >= standard]
        if all(any(denies_at(d, t, cell) for d in able) for cell in asked.cells):
            return standard
    return 0


def negated(letters: str) -> str:
    return letters.translate(str.maketrans("TF", "FT"))


def worst(rows: Sequence[str]) -> str:
    return "".join(max(column, key=WORST.index) for column in zip(*rows, strict=True)) if rows else "NNNN"


def _event(said: Sequence[Said], asked: Asked, a: int, b: int, *, decided: bool, met: bool, upto: int = 0) -> str:
    """An event somewhere in [a, b); denied over [a, `upto` or b)."""
    window = range(a, min(b, asked.as_of))

    def entails(c: Said) -> bool:
        return (
            c.affirms
            and all(t in window for t in range(*c.outer))
            and c.kinds <= asked.kinds
            and c.cells <= asked.cells
            and c.actors <= asked.actors
        )

    def denies_at(d: Said, t: int, cell: str) -> bool:
        return (
            not d.affirms
            and d.must(t)
            and t < asked.as_of
            and cell in d.cells
            and d.kinds >= asked.kinds
            and d.actors >= asked.actors
        )

    def answers(d: Said, c: Said, t: int) -> bool:
        return (
            not d.affirms
            and d.must(t)
            and t < asked.as_of
            and d.cells >= c.cells
            and d.kinds >= c.kinds
            and d.actors >= c.actors
        )

    return occurred(
        said,
        asked,
        entails=entails,
        times=lambda c: range(*c.outer),
        denies_at=denies_at,
        answers=answers,
        window=range(a, upto or b),
        decided=decided,
        met_by_deed=met,
    )


# -- patterns (V10 to V24) ------------------------------------------------------------------------------------------


def prohibited(said: Sequence[Said], asked: Asked) -> str:
    stop = asked.as_of if asked.end is None else min(asked.end, asked.as_of)
    return negated(_event(said, asked, asked.start, stop, decided=True, met=False))


def achieved_event(said: Sequence[Said], asked: Asked) -> str:
    assert asked.deadline is not None
    first, last = asked.deadline
    return _event(said, asked, asked.start, first + 1, decided=asked.as_of > last, met=True, upto=last + 1)


def recurs(said: Sequence[Said], asked: Asked) -> str:
    stop = asked.as_of if asked.end is None else min(asked.end, asked.as_of)
    windows = []
    a = asked.start
    while a + asked.every <= stop:
        windows.append(_event(said, asked, a, a + asked.every, decided=True, met=True))
        a += asked.every
    return worst(windows)


def maintained(said: Sequence[Said], asked: Asked) -> str:
    """Somebody of the norm is somewhere in the zone, always. Its contrary: all of them gone from all of it, once."""
    stop = asked.as_of if asked.end is None else min(asked.end, asked.as_of)
    window = range(asked.start, stop)

    def gone(c: Said) -> bool:
        return (
            not c.affirms
            and all(t in window for t in range(*c.outer))
            and c.cells >= asked.cells
            and c.actors >= asked.actors
        )

    def there(d: Said, t: int, _cell: str) -> bool:
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

    def positive(c: Said) -> bool:
        return c.affirms is (c.kind == "withdrawal")

    def entails(c: Said) -> bool:
        if not positive(c) or c.outer[1] > asked.as_of or c.outer[0] >= asked.as_of:
            return False
        reached = _reached(c)
        if c.who is None:  # "nobody is there" reaches everybody; "they have left" does not say who
            everybody = not c.affirms or asked.who is None
        else:
            everybody = c.who == asked.who and len(c.who) == 1
        return reached <= first + 1 and c.cells >= asked.cells and everybody

    def _reached(c: Said) -> int:
        return c.outer[1] if c.kind == "withdrawal" else c.outer[0] + 1

    def still(d: Said, t: int, _cell: str) -> bool:
        if positive(d) or d.outer[0] >= asked.as_of or d.outer[1] > asked.as_of:
            return False
        reach = d.inner[1] if d.throughout else d.outer[0] + 1
        theirs = d.actors <= asked.actors or (d.who is None and d.kind == "withdrawal")  # "no withdrawal": nobody's
        return asked.start <= t < min(reach, asked.as_of) and d.cells <= asked.cells and theirs

    return occurred(
        said,
        asked,
        entails=entails,
        times=lambda c: range(asked.start, _reached(c)),
        denies_at=still,
        answers=lambda d, _c, t: still(d, t, ""),
        window=range(asked.start, last + 1),
        decided=asked.as_of > last,
        met_by_deed=True,
    )


EVALUATE = {
    "prohibit": prohibited,
    "achieve": achieved_event,
    "recur": recurs,
    "maintain": maintained,
    "withdraw": withdrawn,
}
