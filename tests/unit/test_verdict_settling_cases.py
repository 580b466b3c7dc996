"""What would settle a verdict, case by case: in what words, by whom, proved how far (semantics.md, V24).

`settled.txt` holds the answers, a line each; `SERVANDA_RECORD=1` writes them again, to be read before they are kept.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from verdict_bench import T0, D, H, accord, act, at, claim, obligation, opinion, terms, watch, window, world

from servanda.accord.law import Accord, Anchor, Deed, Duty, Measure, Moment, Obligation, Pattern, Term
from servanda.model import Claim, Count, Interval, Kind, Label, Level, Polarity, Value
from servanda.verdict import ALL, THIRD_PARTY, Court, Viewpoint
from servanda.verdict.bearing import rules_of
from servanda.verdict.question import Question
from servanda.verdict.settling import OPEN, Settling, Source, settlings, speakers, voiced
from servanda.verdict.template import ALL_OF_THEM, NOBODY, ONE_OF_THEM, Shape, Slot, made, shapes

RECORD = Path(__file__).with_name("settled.txt")
RUSSIAN = Viewpoint("RUS", ("RUS",))
CALM = obligation(Pattern.PROHIBIT, "cease fire", "RUS")
DUE = obligation(Pattern.ACHIEVE, "patrol", "RUS TUR", norm={"deadline": at(5 * D)})
LEAVE = obligation(Pattern.ACHIEVE, "withdraw", "RUS", norm={"deadline": at(5 * D)})
STAY = obligation(Pattern.MAINTAIN, "be present", "RUS", "west")
WEEKLY = obligation(Pattern.RECUR, "patrol", "RUS", norm={"every_s": 3 * D})
CAUSE = Deed("cease fire", terms("TUR"), zone="all")
ANSWER = obligation(Pattern.RESPOND, "patrol", "RUS", norm={"within_s": 2 * D, "trigger": CAUSE})
STEPS = obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": at(5 * D), "duty": Duty.CONDUCT})
LEAVE_THEN = obligation(Pattern.RESPOND, "withdraw", "RUS", norm={"within_s": 2 * D, "trigger": CAUSE})
PATROL = Deed("patrol", terms("RUS"), zone="west")
COLUMN = Deed("patrol", terms("TUR"), zone=None)


def norm(it: Obligation, **more: object) -> Obligation:
    return replace(it, norm=replace(it.norm, **more))  # type: ignore[arg-type]


def fire(local: str = "fire", speaker: str = "TUR", when: tuple[int, int] = (D, D + H), **more: object) -> Claim:
    return claim(local, speaker, "shelling", when, by="RUS", **more)  # type: ignore[arg-type]


def calm(local: str = "calm", speaker: str = "RUS", when: tuple[int, int] = (D, D + H)) -> Claim:
    return claim(local, speaker, "hostilities", when, denies=True)


def violation(day: int, speaker: str = "ngo") -> Claim:
    return claim(f"v{day}", speaker, "shelling", (day * D, day * D + H), by="TUR")


def pause(first: int, last: int) -> list[Claim]:
    """Both parties suspend it, and take it up again."""
    days = (("suspend", first), ("resume", last))
    return [act(f"{kind}-{who}", kind, (d * D, d * D + 1), speaker=who) for kind, d in days for who in ("RUS", "TUR")]


def after(edge: str, first: str = "other", *more: str) -> Obligation:
    """Leaving, once others have come so far."""
    anchor = Anchor(edge, f"trial/{first}", tuple(f"trial/{m}" for m in more))
    return norm(LEAVE, start=Moment(anchor=anchor), deadline=None)


def named(it: Obligation, local: str) -> Obligation:
    return replace(it, id=local, ref=f"trial/{local}", article=local)


JOINT = claim("p", "ngo", "patrol", (D, D + H), by="RUS;TUR")
BOTH_WAYS = [
    claim("p", "RUS", "patrol", (D, D + H), by="RUS;TUR"),
    claim("q", "TUR", "patrol", (0, 6 * D), denies=True, throughout=True),
]
SECOND = named(LEAVE, "second")
LATER = named(norm(after("completion"), deadline=at(9 * D)), "second")


DENIED = replace(act("no", "suspend", (2 * D, 2 * D + 1), speaker="ngo"), polarity=Polarity.DENIES)


class Case(NamedTuple):
    """What is asked, of which claims, when (days), and how."""

    it: Obligation
    claims: Sequence[Claim] = ()
    day: float = 10
    viewpoint: Viewpoint = ALL
    standard: Level = Level.ALLEGED
    most: int = 2
    beside: Sequence[Obligation] = ()


A, R, C, V = Level.ALLEGED, Level.REPORTED, Level.CORROBORATED, Level.VERIFIED
CASES: dict[str, Case] = {
    "calm, silence": Case(CALM),
    "calm, silence, one way only": Case(CALM, most=1),
    "calm, silence, three ways": Case(CALM, most=3),
    "calm, reported": Case(CALM, standard=R),
    "calm, corroborated": Case(CALM, standard=C),
    "calm, verified": Case(CALM, standard=V),
    "calm, with a finder": Case(replace(CALM, decided_by=("observers",)), standard=V),
    "calm, Russia's view": Case(CALM, viewpoint=RUSSIAN),
    "calm, Russia's view, verified": Case(CALM, viewpoint=RUSSIAN, standard=V),
    "calm, of nobody": Case(CALM, viewpoint=Viewpoint("none", ())),
    "calm, third parties": Case(CALM, viewpoint=THIRD_PARTY),
    "calm, third parties, corroborated": Case(CALM, viewpoint=THIRD_PARTY, standard=C),
    "calm, contested": Case(CALM, [fire(), calm()]),
    "calm, broken": Case(CALM, [fire()]),
    "calm, kept": Case(CALM, [watch("w")]),
    "calm, ended": Case(norm(CALM, end=at(4 * D))),
    "calm, of anybody": Case(obligation(Pattern.PROHIBIT, "cease fire")),
    "calm, both": Case(obligation(Pattern.PROHIBIT, "cease fire", "RUS TUR", bearers=("RUS", "TUR"))),
    "calm, nobody answers": Case(obligation(Pattern.PROHIBIT, "cease fire", "RUS", bearers=())),
    "calm, on terrorists": Case(obligation(Pattern.PROHIBIT, "cease fire", "terrorist@UNSC")),
    "calm, on a class without members": Case(obligation(Pattern.PROHIBIT, "cease fire", "terrorist@TUR2")),
    "calm, in two parts": Case(replace(CALM, zones=("west", "east"))),
    "calm, one part watched": Case(replace(CALM, zones=("west", "east")), [watch("w", where="west")]),
    "no attacks on two": Case(obligation(Pattern.PROHIBIT, "attack", "RUS", deed={"targets": terms("TUR SYR")})),
    "no attacks on terrorists": Case(
        obligation(Pattern.PROHIBIT, "attack", "RUS", deed={"targets": terms("terrorist@UNSC")})
    ),
    "no attacks on one or terrorists": Case(
        obligation(Pattern.PROHIBIT, "attack", "RUS", deed={"targets": terms("TUR terrorist@UNSC")})
    ),
    "no tanks": Case(obligation(Pattern.PROHIBIT, "supply", "RUS", deed={"objects": ("tank",)})),
    "no tanks, no drones": Case(obligation(Pattern.PROHIBIT, "supply", "RUS", deed={"objects": ("tank", "drone")})),
    "calm, suspended between": Case(
        CALM, [act("s", "suspend", (2 * D, 2 * D + 1)), act("s2", "suspend", (2 * D, 2 * D + 1), speaker="TUR")]
    ),
    "calm, of each": Case(
        obligation(Pattern.PROHIBIT, "cease fire", "RUS TUR", bearers=("RUS", "TUR"), norm={"end": at(3 * D)}), day=3
    ),
    "no patrols": Case(obligation(Pattern.PROHIBIT, "patrol", "RUS", "west")),
    "no patrols, in a zone that nobody has drawn": Case(obligation(Pattern.PROHIBIT, "patrol", "RUS", "nowhere")),
    "patrol, over": Case(DUE),
    "patrol, reported": Case(DUE, standard=R),
    "patrol, corroborated": Case(DUE, standard=C),
    "patrol, verified": Case(DUE, standard=V),
    "patrol, pending": Case(DUE, day=3),
    "patrol, at the deadline": Case(DUE, day=5),
    "patrol, a second after": Case(DUE, day=5 + 1 / 86400),
    "patrol, two seconds after": Case(DUE, day=5 + 2 / 86400),
    "patrol, in a window": Case(norm(DUE, deadline=window(4 * D, 5 * D))),
    "patrol, in the window": Case(norm(DUE, deadline=window(4 * D, 5 * D)), day=4.5),
    "patrol, no deadline": Case(norm(DUE, deadline=None)),
    "patrol, of one": Case(obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": at(5 * D)})),
    "patrol, of anybody": Case(obligation(Pattern.ACHIEVE, "patrol", norm={"deadline": at(5 * D)})),
    "patrol, contested": Case(
        DUE,
        [
            claim("p", "RUS", "patrol", (D, D + H), by="RUS"),
            claim("q", "TUR", "patrol", (0, 6 * D), denies=True, throughout=True),
        ],
    ),
    "patrol, in two parts": Case(replace(DUE, zones=("west", "east"))),
    "patrol, observed": Case(norm(DUE, observed_by=("TUR", "observers"))),
    "patrol, observed, Russia's view": Case(norm(DUE, observed_by=("TUR",)), viewpoint=RUSSIAN),
    "patrol, third parties": Case(DUE, viewpoint=THIRD_PARTY),
    "patrol, Russia's view": Case(DUE, viewpoint=RUSSIAN),
    "patrol, not yet in force": Case(DUE, day=-1),
    "leave, over": Case(LEAVE),
    "leave, corroborated": Case(LEAVE, standard=C),
    "leave, pending": Case(LEAVE, day=4),
    "leave, of both": Case(obligation(Pattern.ACHIEVE, "withdraw", "RUS TUR", norm={"deadline": at(5 * D)})),
    "leave with two things": Case(
        obligation(
            Pattern.ACHIEVE, "withdraw", "RUS", deed={"objects": ("tank", "drone")}, norm={"deadline": at(5 * D)}
        )
    ),
    "leave and keep away": Case(norm(LEAVE, keep=True)),
    "stay": Case(STAY),
    "stay, reported": Case(STAY, standard=R),
    "stay, ended": Case(norm(STAY, end=at(4 * D))),
    "weekly": Case(WEEKLY),
    "weekly, corroborated": Case(WEEKLY, standard=C),
    "weekly, one done": Case(WEEKLY, [claim("p", "ngo", "patrol", (D, D + H), by="RUS")]),
    "weekly, two done": Case(
        WEEKLY,
        [claim("p", "ngo", "patrol", (D, D + H), by="RUS"), claim("q", "ngo", "patrol", (4 * D, 4 * D + H), by="RUS")],
    ),
    "weekly, sixty": Case(norm(WEEKLY, every_s=4 * H)),
    "weekly, sixty-one": Case(norm(WEEKLY, every_s=4 * H), day=10 + 1 / 6),
    "weekly, none closed": Case(WEEKLY, day=2),
    "answer, none asked": Case(ANSWER),
    "answer, one asked": Case(ANSWER, [violation(2)]),
    "answer, two asked": Case(ANSWER, [violation(2), violation(5)]),
    "answer, the first given": Case(
        ANSWER, [violation(2), violation(5), claim("p", "ngo", "patrol", (3 * D, 3 * D + H), by="RUS")]
    ),
    "answer, one alleged": Case(ANSWER, [violation(2), violation(5, "RUS")], standard=R),
    "answer, pending": Case(ANSWER, [violation(9)]),
    "answer, due and pending": Case(ANSWER, [violation(2), violation(9)]),
    "steps": Case(STEPS),
    "steps, corroborated": Case(STEPS, standard=C),
    "steps, none yet": Case(norm(STEPS, deadline=None), day=0),
    "kept if": Case(norm(CALM, kept_if=(PATROL,))),
    "kept if both": Case(norm(CALM, kept_if=(PATROL, COLUMN))),
    "kept if, due": Case(norm(DUE, kept_if=(PATROL,))),
    "kept if, due, pending": Case(norm(DUE, kept_if=(COLUMN,)), day=3),
    "kept if, ended": Case(norm(CALM, kept_if=(COLUMN,), end=at(4 * D))),
    "kept if, in parts": Case(replace(norm(CALM, kept_if=(COLUMN,)), zones=("west", "east"))),
    "kept if, not begun": Case(norm(CALM, kept_if=(COLUMN,)), day=0),
    "broken if": Case(norm(CALM, breached_if=(PATROL,))),
    "broken if either": Case(norm(CALM, breached_if=(PATROL, COLUMN))),
    "broken if, in parts": Case(replace(norm(CALM, breached_if=(COLUMN,)), zones=("west", "east"))),
    "calm, suspended early": Case(CALM, pause(2, 4)),
    "calm, suspended late": Case(CALM, pause(7, 8)),
    "calm, one part broken": Case(replace(CALM, zones=("west", "east")), [fire(where="west")]),
    "weekly, one window broken": Case(WEEKLY, [watch("w", when=(0, 3 * D), events="patrol")]),
    "answer by leaving": Case(
        obligation(Pattern.RESPOND, "withdraw", "RUS", norm={"within_s": 2 * D, "trigger": CAUSE}), [violation(2)]
    ),
    "patrol, not over, contested by opinion": Case(DUE, [opinion("o", "ngo", met=False, said=D)], day=3),
    "patrol, performers": Case(replace(DUE, bearers=(), performers=("TUR",))),
    "stay, in two parts": Case(replace(STAY, zones=("west", "east"))),
    "kept if in two ways": Case(norm(CALM, kept_if=(PATROL, Deed("withdraw", terms("TUR"), zone="all")))),
    "broken if, due": Case(norm(DUE, breached_if=(COLUMN,), deadline=at(4 * D))),
    "calm, when it begins is uncertain": Case(norm(CALM, start=window(D, 3 * D)), day=2),
    "stay, when it begins is uncertain": Case(norm(STAY, start=window(D, 3 * D)), day=2),
    "steps, when it begins is uncertain": Case(norm(STEPS, start=window(D, 3 * D)), day=2),
    "patrol, when it begins is uncertain": Case(norm(DUE, start=window(D, 3 * D)), day=2),
    "kept if, when it begins is uncertain": Case(norm(CALM, kept_if=(COLUMN,), start=window(D, 3 * D)), day=2),
    "declares": Case(norm(CALM, pattern=Pattern.DECLARES, deed=None)),
    "answer by leaving, reported": Case(LEAVE_THEN, [violation(2)], standard=R),
    "answer, none asked, reported": Case(ANSWER, standard=R),
    "answer, none asked, Russia's view": Case(ANSWER, viewpoint=RUSSIAN),
    "answer, none asked, one way": Case(ANSWER, most=1),
    "answer, none asked, anywhere": Case(norm(ANSWER, trigger=replace(CAUSE, zone=None))),
    "answer, none asked, before it begins": Case(norm(ANSWER, start=window(9 * D, 11 * D))),
    "no leaving": Case(obligation(Pattern.PROHIBIT, "withdraw", "RUS", "west")),
    "after it is done, over": Case(after("completion"), beside=[DUE]),
    "after it is done, reported": Case(after("completion"), standard=R, beside=[DUE]),
    "after it is done, contested": Case(after("completion"), BOTH_WAYS, beside=[DUE]),
    "after it is done, done": Case(after("completion"), [JOINT], beside=[DUE]),
    "after it is done, denied": Case(after("completion"), [BOTH_WAYS[1]], beside=[DUE]),
    "after both are done": Case(after("completion", "other", "second"), beside=[DUE, SECOND]),
    "after both are done, one is": Case(after("completion", "other", "second"), [JOINT], beside=[DUE, SECOND]),
    "after it is broken": Case(after("breach"), beside=[DUE]),
    "after it is broken, one way": Case(after("breach"), most=1, beside=[DUE]),
    "answer, none asked, corroborated": Case(ANSWER, standard=C),
    "after it is done, corroborated": Case(after("completion"), standard=C, beside=[DUE]),
    "suspended, which is denied": Case(LEAVE, [*pause(2, 20)[:2], DENIED], day=4),
    "after either is broken": Case(after("breach", "other", "second"), beside=[DUE, SECOND]),
    "if it is broken": Case(norm(LEAVE, condition=Anchor("breach", "trial/other")), beside=[DUE]),
    "after what waits begins": Case(after("start", "second"), beside=[DUE, LATER]),
    "after what waits falls due": Case(after("deadline", "second"), beside=[DUE, LATER]),
    "after what waits is done": Case(after("completion", "second"), beside=[DUE, LATER]),
    "after itself": Case(norm(LEAVE, start=Moment(anchor=Anchor("completion", "trial/it")), deadline=None)),
    "after what is nowhere": Case(after("completion", "third"), beside=[DUE]),
    "opinion against": Case(DUE, [opinion("o", "ngo", met=False, said=6 * D)]),
}


def said(one: Claim) -> str:
    """A claim in a line: what, of whom, where, when (days from the start, and seconds)."""

    def day(t: int | None) -> str:
        days, rest = divmod((t or 0) - T0, D)
        return f"{days}" + (f"+{rest}s" if rest else "")

    who = ";".join("|".join(names) for names in one.actor) + "".join(f" at {'|'.join(n)}" for n in one.target)
    thing = (one.object and " of " + one.object) + "".join(f" {c}" for c in one.counts)
    what = f"{one.id} {one.kind} {one.polarity} {one.event} by ({who}){thing} in {one.extent_place or '-'}"
    when = f"{day(one.when_from_earliest)}..{day(one.when_to_latest)} {one.when_mode} said {day(one.said)}"
    return f"{what} {when}"


def told(settled: Settling) -> str:
    sources = "; ".join(f"{s.name} {'+'.join(n) or '-'} {level}" for s, n, level in settled.sources)
    words = "\n".join(f"    {said(c)}" for c in settled.claims[:4])
    more = f"\n    ({len(settled.claims)} in all)" if len(settled.claims) > 4 else ""
    watched = " (watch)" if settled.watch else ""
    way = {True: "met", False: "not", None: "open"}[settled.met]
    head = f"{way} = {settled.label} {settled.value}{watched}"
    return f"  {head}: {sources}\n{words}{more}"


def answers(case: Case) -> tuple[Court, Accord, list[Settling]]:
    law = accord(case.it, *(named(o, n) for n, o in zip(("other", "second"), case.beside, strict=False)))
    court = Court(world(case.claims, round(case.day * D)), [law])
    return court, law, settlings(court, law, case.it, case.viewpoint, case.standard, most=case.most)


def recorded() -> dict[str, str]:
    found: dict[str, str] = {}
    for block in RECORD.read_text(encoding="utf-8").split("\n\n"):
        name, _, rest = block.strip("\n").partition("\n")
        found[name] = rest
    return found


def test_record() -> None:
    """Each case has its lines, and no lines are of no case."""
    if os.environ.get("SERVANDA_RECORD"):
        blocks = [f"{name}\n" + "\n".join(map(told, answers(case)[2])) for name, case in CASES.items()]
        RECORD.write_text("\n\n".join(b.rstrip("\n") for b in blocks) + "\n", encoding="utf-8")
    assert set(recorded()) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_what_is_told(name: str) -> None:
    """V24: the words, the sources and the level, as recorded; and a court that has never been asked says the same."""
    case = CASES[name]
    court, law, found = answers(case)
    assert "\n".join(map(told, found)) == recorded()[name]
    question = Question(law, case.it, case.viewpoint, case.standard)
    for settled in found:
        if settled.met is None:
            assert court.asked(question).label in OPEN
            assert all(level >= case.standard for _source, _names, level in settled.sources)
            continue
        assert settled.label is not court.asked(question).label or court.asked(question).label is Label.CONTESTED
        for source, names, level in settled.sources:
            assert names == speakers(court.world, question, source, met=settled.met)
            more = voiced(court.world, question, settled.claims, source, met=settled.met)
            assert len({c.id for c in more}) == len(more) == len(settled.claims) * len(names)
            assert level >= case.standard
            became = court.beside(more).asked(question)
            assert became.value is (Value.TRUE if settled.met else Value.FALSE)


def test_nobody_watched_before_anything_was_known() -> None:
    """As known at the beginning no watch can have been kept; a denial later said of all the time could come."""
    court, law = Court(world([], 10 * D, 0), [accord(CALM)]), accord(CALM)
    assert not any(s.watch for s in settlings(court, law, CALM))


def test_two_speak_of_one_and_the_same() -> None:
    court, law, _found = answers(CASES["calm, corroborated"])
    question = Question(law, CALM, ALL, Level.CORROBORATED)
    words = [fire("a"), fire("b", when=(2 * D, 3 * D))]
    both = voiced(court.world, question, words, Source.TWO, met=False)
    assert [c.same_as for c in both] == [both[0].id, both[1].id, both[0].id, both[1].id]
    assert [c.speaker for c in both] == [("somebody",)] * 2 + [("somebody else",)] * 2
    (one,) = voiced(court.world, question, words[:1], Source.INSTRUMENT, met=False)
    assert (one.instrument, one.custody, one.speaker, one.same_as) == ("instrument", "somebody else", ("somebody",), "")
    (own,) = voiced(court.world, replace(question, viewpoint=RUSSIAN), words[:1], Source.INSTRUMENT, met=False)
    assert own.speaker == ("RUS",)


def test_ways_of_saying_it() -> None:
    """What occurs is of somebody, unless the norm means anybody; what does not, of nobody; a watch is for events."""
    here = world([])

    def ways(verb: str, who: str, *, occurred: bool, throughout: bool) -> list[str]:
        found = shapes(here, Deed(verb, terms(who), zone="all"), occurred=occurred, throughout=throughout)
        return [f"{'+' if s.affirms else '-'}{s.rule.event} {s.who}{' watch' if s.watch else ''}" for s in found]

    assert ways("cease fire", "RUS", occurred=False, throughout=True)[0].endswith("watch")
    assert not any("watch" in w for w in ways("cease fire", "RUS", occurred=False, throughout=False))
    assert not any("watch" in w for w in ways("cease fire", "RUS", occurred=True, throughout=True))
    assert not any("watch" in w for w in ways("withdraw", "RUS", occurred=False, throughout=True))
    mine = ways("patrol", "RUS", occurred=True, throughout=False)
    anybody = ways("patrol", "*", occurred=True, throughout=False)
    assert mine[:2] == [f"+patrol {ONE_OF_THEM}", f"+patrol {ALL_OF_THEM}"]
    assert f"+patrol {NOBODY}" in anybody
    assert f"+patrol {NOBODY}" not in mine


def test_who_would_have_to_say_it() -> None:
    """The first of those who answer, of the others, of the finders; whoever performs answers where nobody else does."""
    here = world([])

    def who(
        it: Obligation, source: Source, viewpoint: Viewpoint = ALL, *, met: bool, **more: object
    ) -> tuple[str, ...]:
        law = accord(it, **{"parties": ("IRN", "RUS", "TUR", "SYR"), **more})
        return speakers(here, Question(law, it, viewpoint, Level.ALLEGED), source, met=met)

    both = replace(CALM, bearers=("RUS", "TUR"), decided_by=("observers", "ngo"))
    assert who(both, Source.ANYBODY, met=True) == ("RUS",)
    assert who(both, Source.ANYBODY, met=False) == ("IRN",)
    assert who(both, Source.ADMISSION, met=True) == ("IRN",)
    assert who(both, Source.ADMISSION, met=False) == ("RUS",)
    assert who(both, Source.FINDER, met=True) == ("observers",)
    performed = replace(CALM, bearers=(), performers=("TUR",))
    assert who(performed, Source.ADMISSION, met=False) == ("TUR",)
    assert who(replace(CALM, bearers=()), Source.ADMISSION, met=False, addressee=("SYR",)) == ("SYR",)
    assert who(both, Source.ANYBODY, THIRD_PARTY, met=True) == ()
    assert who(both, Source.THIRD, THIRD_PARTY, met=True) == ("somebody",)
    two = Viewpoint("two", ("RUS", "TUR"))
    assert who(both, Source.ACCOUNT, two, met=True) == who(both, Source.INSTRUMENT, two, met=True) == ("RUS",)
    assert who(both, Source.FINDER, two, met=True) == who(both, Source.THIRD, two, met=True) == ()
    observed = norm(both, observed_by=("observers",))
    assert who(observed, Source.OBSERVERS, met=True) == ("observers",)
    assert who(observed, Source.OBSERVERS, met=False) == ()


def test_one_voice_is_of_no_other() -> None:
    court, law, _found = answers(CASES["calm, silence"])
    question = Question(law, CALM, ALL, Level.ALLEGED)
    (one,) = voiced(court.world, question, [fire()], Source.THIRD, met=False)
    assert (one.speaker, one.same_as) == (("somebody",), "")
    silent = replace(question, viewpoint=Viewpoint("none", ()))
    for source in Source:
        assert voiced(court.world, silent, [fire()], source, met=False) == []


def test_the_claims_of_a_shape() -> None:
    """Field by field: whom it names as actor and as target, the thing, the amounts, the time up to what is known."""
    here = world([], 10 * D, 4 * D)
    amounts = (Measure("soldiers", "at least", 30.0, ""), Measure("tanks", "all", None, ""))
    deed = Deed("patrol", terms("RUS TUR"), targets=terms("SDF HTS"), objects=("tank", "gun"), measures=amounts)
    (rule, *_rest) = (s.rule for s in shapes(here, deed, occurred=True, throughout=False))
    rule = replace(rule, who="actor", target=True, object="tank", all=False)
    long, open_ = Interval(T0, T0 + 6 * D), Interval(None, T0 + 9 * D)
    slot = Slot(deed, "west", long, (long, open_, Interval(T0, None), Interval(T0 + D, T0 + 2 * D)))

    def one(shape: Shape) -> Claim:
        (found,) = made(here, slot, shape, 7)
        return found

    plain = one(Shape(rule, True, False, ONE_OF_THEM))
    assert (plain.actor, plain.target, plain.object) == ((("RUS", "TUR"),), (("SDF", "HTS"),), "tank")
    assert plain.counts == (Count("soldiers", 30.0, 30.0),)
    assert (plain.said, plain.said_to) == (T0, T0 + 1)
    assert (plain.when_to_earliest, plain.when_to_latest) == (T0 + 6 * D, T0 + 6 * D)
    assert (plain.kind, plain.id) == (Kind.OCCURRENCE, "template.7-0")
    assert one(Shape(rule, True, False, ALL_OF_THEM)).actor == (("RUS",), ("TUR",))
    assert one(Shape(rule, True, False, NOBODY)).actor == ()
    assert one(Shape(rule, False, False, ONE_OF_THEM)).counts == ()
    assert one(Shape(replace(rule, all=True), True, False, ONE_OF_THEM)).counts == ()
    assert one(Shape(replace(rule, target=False), True, False, ONE_OF_THEM)).target == ()
    assert one(Shape(replace(rule, object=""), True, False, ONE_OF_THEM)).object == ""
    assert one(Shape(replace(rule, who="none"), True, False, ONE_OF_THEM)).actor == ()
    hit = one(Shape(replace(rule, who="target"), True, False, ONE_OF_THEM))
    assert (hit.actor, hit.target) == ((), (("RUS", "TUR"),))
    watched = list(made(here, slot, Shape(rule, False, True, ONE_OF_THEM, watch=True), 0))
    assert [(c.kind, c.actor, c.target, c.counts) for c in watched] == [(Kind.COVERAGE, (), (), ())] * 2
    assert [c.when_to_latest for c in watched] == [T0 + 4 * D, T0 + 2 * D]
    nothing = replace(deed, objects=(), subjects=(Term(designated="terrorist"), Term(side_of="TUR")), measures=())
    (classed,) = made(here, slot._replace(deed=nothing), Shape(rule, True, False, ALL_OF_THEM), 0)
    assert (classed.object, classed.counts) == ("", ())
    assert classed.actor == (("HTS",), ("TUR",))


def test_which_ways_are_tried_at_all() -> None:
    """The first three rules of a verb; nobody in particular only where somebody whom the norm names may be anybody, or
    the event has no doer; what has been done may have come about then."""
    here = world([])
    for verb in ("withdraw", "patrol", "establish", "be present"):
        rules = {s.rule for s in shapes(here, Deed(verb, terms("RUS"), zone="all"), occurred=True, throughout=False)}
        assert len(rules) == min(3, len(rules_of(here.verbs, verb)))
    mixed = list(shapes(here, Deed("patrol", terms("HTS *"), zone="all"), occurred=True, throughout=False))
    assert any(s.who == NOBODY and s.affirms for s in mixed)
    for verb in ("withdraw", "patrol", "establish", "agree", "cease fire", "return"):
        for shape in shapes(here, Deed(verb, terms("RUS"), zone="all"), occurred=True, throughout=False):
            assert not (shape.affirms and shape.who == NOBODY) or shape.rule.who == "none"
            assert not shape.then or (shape.affirms and shape.rule.meaning == "done")
    gone = list(shapes(here, Deed("withdraw", terms("RUS"), zone="all"), occurred=True, throughout=False))
    assert any(s.then for s in gone)
    assert any(not s.then and s.rule.meaning == "done" for s in gone)


def test_a_way_that_came_about_then_is_told_as_an_event() -> None:
    here = world([], 10 * D, 4 * D)
    long = Interval(T0, T0 + 6 * D)
    deed = Deed("withdraw", (Term(designated="terrorist", by="nobody"),), zone="all")
    slot = Slot(deed, "west", long, (long,))
    rule = next(s.rule for s in shapes(here, deed, occurred=True, throughout=False) if s.rule.meaning == "done")
    (then,) = made(here, slot, Shape(rule, True, False, ONE_OF_THEM, then=True), 0)
    (done,) = made(here, slot, Shape(rule, True, False, ONE_OF_THEM), 0)
    assert (then.aspect, done.aspect) == ("event", "")
    assert then.actor == ()
    (watched,) = made(here, slot, Shape(rule, False, True, NOBODY, watch=True), 0)
    assert (watched.when_to_earliest, watched.when_to_latest) == (T0 + 4 * D, T0 + 4 * D)


def test_what_opens_it_is_tried_from_the_innermost() -> None:
    """V24: of a chain, the first that waits for nobody; what waits for itself is opened by nothing."""
    for name in ("after itself", "after what is nowhere"):
        assert answers(CASES[name])[2] == []
    _court, _law, found = answers(CASES["after what waits begins"])
    assert [(s.met, s.label, s.watch) for s in found] == [(None, Label.PENDING, False)]
    assert all(c.event == "patrol" for s in found for c in s.claims)
    _court, _law, found = answers(CASES["after both are done"])
    assert [sorted(c.event for c in s.claims) for s in found] == [["patrol", "withdrawal"]]
    assert len({c.id for s in found for c in s.claims}) == 2
