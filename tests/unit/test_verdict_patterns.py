"""Patterns, times, labels and markers (semantics.md, V9 to V24 and L1 to L6)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from verdict_bench import (
    IN_WEST,
    T0,
    B,
    D,
    F,
    H,
    N,
    T,
    accord,
    act,
    at,
    claim,
    obligation,
    opinion,
    terms,
    value,
    verdict,
    watch,
    window,
    world,
)

from servanda.accord.law import Accord, Anchor, Deed, Duty, Moment, Norm, Obligation, Pattern
from servanda.model import Claim, Label, Level, Marker, Verdict
from servanda.verdict import Court, Viewpoint

NO_FIRE = obligation(Pattern.PROHIBIT, "cease fire", "RUS")
LEAVE = obligation(Pattern.ACHIEVE, "withdraw", "RUS", norm={"deadline": at(5 * D)})
RUN = obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": at(5 * D)})
WEEKLY = obligation(Pattern.RECUR, "patrol", "RUS", norm={"every_s": 2 * D})


def fire(local: str = "f", when: tuple[int, int] = (D, D + H), speaker: str = "ngo") -> Claim:
    return claim(local, speaker, "shelling", when, by="RUS", where=IN_WEST)


def patrol(
    local: str = "p", when: tuple[int, int] = (D, D + 1), *, denies: bool = False, speaker: str = "ngo"
) -> Claim:
    return claim(local, speaker, "patrol", when, by="RUS", denies=denies)


def there(local: str, when: tuple[int, int]) -> Claim:
    return claim(local, "ngo", "presence", when, by="RUS", where=IN_WEST)


def gone(local: str, when: tuple[int, int], *, denies: bool = False, speaker: str = "ngo") -> Claim:
    return claim(local, speaker, "withdrawal", when, by="RUS", denies=denies)


def marks(found: Verdict) -> set[str]:
    return {str(m) for m in found.markers} - {"provisional"}


# -- V9 -------------------------------------------------------------------------------------------------------------


def test_what_comes_after_as_of_does_not_count() -> None:
    assert value(verdict(NO_FIRE, [fire(when=(D, D + H))], as_of=D)) == N
    assert value(verdict(NO_FIRE, [fire(when=(D, D + H))], as_of=D + H - 1)) == N
    assert value(verdict(NO_FIRE, [fire(when=(D, D + H))], as_of=D + H)) == F
    assert value(verdict(NO_FIRE, [fire(), watch("w")], as_of=D)) == T


# -- V10 ------------------------------------------------------------------------------------------------------------


def test_instances_fold_by_the_worst_established() -> None:
    law = obligation(Pattern.PROHIBIT, "cease fire", "RUS TUR", bearers=("RUS", "TUR"), each_bearer=True)
    quiet = claim("q", "ngo", "hostilities", (0, 10 * D), by="TUR", denies=True)
    found = verdict(law, [fire(), quiet])
    assert (value(found), tuple(found.instances)) == (F, (1, 1, 0, 0))
    assert tuple(verdict(law, [quiet]).instances) == (1, 0, 0, 1)
    assert value(verdict(law, [quiet])) == N


def test_an_instance_for_each_part_of_a_zone() -> None:
    law = replace(obligation(Pattern.RECUR, "patrol", "RUS", None, norm={"every_s": 10 * D}), zones=("west", "east"))
    west = replace(patrol(), extent_place="", lat=IN_WEST[0], lon=IN_WEST[1], radius_m=100.0)
    assert tuple(verdict(law, [west, watch("w", "ngo", events="patrol")]).instances) == (1, 1, 0, 0)


# -- V11, V12 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "as_of", "label", "marked"),
    [
        ((5 * D, 5 * D + 1), 6 * D, "fulfilled", set()),
        ((5 * D + 1, 5 * D + 2), 6 * D, "unknown", {"late"}),
        ((5 * D, 5 * D + 2), 6 * D, "unknown", set()),
        ((4 * D, 5 * D + 1), 6 * D, "fulfilled", set()),
    ],
)
def test_exactly_at_the_second(when: tuple[int, int], as_of: int, label: str, marked: set[str]) -> None:
    """The instant D is included."""
    found = verdict(RUN, [patrol(when=when)], as_of=as_of)
    assert (str(found.label), marks(found)) == (label, marked)


@pytest.mark.parametrize(("as_of", "label"), [(5 * D, "pending"), (5 * D + 1, "breached")])
def test_nothing_has_failed_before_its_time(as_of: int, label: str) -> None:
    assert str(verdict(RUN, [watch("w", events="patrol")], as_of=as_of).label) == label


def test_silence_is_pending_then_unknown_and_never_overdue() -> None:
    assert str(verdict(LEAVE, [], as_of=5 * D).label) == "pending"
    late = verdict(LEAVE, [], as_of=9 * D)
    assert (str(late.label), marks(late)) == ("unknown", set())


def test_late_and_overdue() -> None:
    still = there("s", (6 * D, 6 * D + H))
    assert marks(verdict(LEAVE, [still])) == {"overdue"}
    for done in (gone("g", (8 * D, 8 * D + H)), replace(gone("g", (8 * D, 8 * D + H)), aspect="event")):
        found = verdict(LEAVE, [still, done])
        assert (value(found), marks(found)) == (F, {"late"})
    in_time = verdict(LEAVE, [there("s", (4 * D, 4 * D + H)), gone("g", (5 * D - H, 5 * D))])
    assert (str(in_time.label), marks(in_time)) == ("fulfilled", set())


def test_a_contested_completion() -> None:
    found = verdict(LEAVE, [gone("g", (4 * D, 4 * D + H), speaker="RUS"), there("s", (6 * D, 6 * D + H))])
    assert str(found.label) == "contested"
    assert (found.level_for, found.level_against) == (Level.ALLEGED, Level.REPORTED)


# -- V13 ------------------------------------------------------------------------------------------------------------

KEEP = replace(LEAVE, norm=replace(LEAVE.norm, keep=True))


def test_and_after_keep() -> None:
    left = gone("g", (4 * D, 4 * D + H))
    assert str(verdict(KEEP, [left]).label) == "fulfilled"
    back = verdict(KEEP, [left, there("s", (7 * D, 7 * D + H))])
    assert (value(back), back.last_breach) == (F, T0 + 7 * D)
    assert value(verdict(LEAVE, [left, there("s", (7 * D, 7 * D + H))])) != F
    assert value(verdict(KEEP, [left, there("s", (7 * D, 7 * D + H))], as_of=6 * D)) == T


# -- V14, V15 -------------------------------------------------------------------------------------------------------


def test_prohibit() -> None:
    assert str(verdict(NO_FIRE, []).label) == "unknown"
    assert str(verdict(NO_FIRE, [watch("w")]).label) == "kept"
    broken = verdict(NO_FIRE, [fire("a"), fire("b", (3 * D, 3 * D + H))])
    assert (str(broken.label), broken.last_breach) == ("breached", T0 + 3 * D)


def test_maintain_fails_by_one_absence() -> None:
    law = obligation(Pattern.MAINTAIN, "be present", "RUS")
    held = claim("h", "ngo", "presence", (0, 10 * D), by="RUS", where=IN_WEST, throughout=True)
    absent = claim("a", "TUR", "presence", (3 * D, 4 * D), by="RUS", denies=True)
    assert str(verdict(law, [held]).label) == "kept"
    assert str(verdict(law, [absent]).label) == "breached"
    assert str(verdict(law, [held, absent]).label) == "contested"


def test_absence_from_a_part_is_no_absence() -> None:
    law = obligation(Pattern.MAINTAIN, "be present", "RUS")
    assert (
        value(verdict(law, [claim("a", "ngo", "presence", (3 * D, 4 * D), by="RUS", where="west", denies=True)])) == N
    )


# -- V16 ------------------------------------------------------------------------------------------------------------


def test_recur() -> None:
    """Windows of two days from the start; only closed ones count."""
    none = watch("w", "ngo", events="patrol")
    each = [patrol(f"p{k}", (2 * k * D, 2 * k * D + 1)) for k in range(5)]
    assert str(verdict(WEEKLY, [], as_of=2 * D - 1).label) == "pending"
    assert str(verdict(WEEKLY, [], as_of=2 * D).label) == "unknown"
    assert str(verdict(WEEKLY, each).label) == "kept"
    assert tuple(verdict(WEEKLY, each).instances) == (5, 0, 0, 0)
    missing = verdict(WEEKLY, [*each[:2], *each[3:], none])
    assert (str(missing.label), tuple(missing.instances)) == ("breached", (4, 1, 0, 0))
    assert tuple(verdict(WEEKLY, [none], as_of=6 * D - 1).instances) == (0, 2, 0, 0)


@pytest.mark.parametrize(("start", "count"), [(None, 5), (0, 5), (2 * D, 4), (2 * D + 1, 4), (3 * D, 4), (8 * D, 1)])
def test_a_window_belongs_to_the_period_in_which_it_ends(start: int | None, count: int) -> None:
    assert sum(verdict(WEEKLY, [watch("w", events="patrol")], start=start).instances) == count


def test_a_patrol_on_the_edge_belongs_to_one_window() -> None:
    edge = verdict(WEEKLY, [patrol("p", (2 * D, 2 * D + 1)), watch("w", "ngo", events="patrol")], as_of=4 * D)
    assert tuple(edge.instances) == (1, 1, 0, 0)
    across = verdict(WEEKLY, [patrol("p", (2 * D - 1, 2 * D + 1))], as_of=4 * D)
    assert value(across) == N


def test_an_end_before_the_first_window_closes_leaves_nothing_pending() -> None:
    law = replace(WEEKLY, norm=replace(WEEKLY.norm, end=at(D)))
    assert str(verdict(law, [], as_of=D - 1).label) == "pending"
    assert str(verdict(law, [], as_of=9 * D).label) == "unknown"


# -- V17 ------------------------------------------------------------------------------------------------------------

ANSWER = obligation(
    Pattern.RESPOND,
    "patrol",
    "RUS",
    norm={"trigger": Deed("attack", terms("TUR"), zone="all"), "within_s": D},
)


def attack(when: tuple[int, int] = (D, D + 1), speaker: str = "ngo", local: str = "t") -> Claim:
    return claim(local, speaker, "shelling", when, by="TUR", where=IN_WEST)


NO_PATROL = claim("n", "ngo", "patrol", (0, 10 * D), by="RUS", denies=True)


@pytest.mark.parametrize(("second", "want"), [(-1, N), (0, T), (D, T), (D + 1, N)])
def test_the_answer_in_time_to_the_second(second: int, want: str) -> None:
    assert value(verdict(ANSWER, [attack(), patrol(when=(D + second, D + second + 1))])) == want


def test_each_trigger_opens_a_window() -> None:
    claims = [attack(), attack((4 * D, 4 * D + 1), local="u"), patrol(when=(D + H, D + H + 1))]
    assert value(verdict(ANSWER, claims)) == N
    assert tuple(verdict(ANSWER, [*claims, NO_PATROL]).instances) == (0, 1, 1, 0)
    assert str(verdict(ANSWER, [NO_PATROL]).label) == "not triggered"
    assert str(verdict(ANSWER, [attack()], as_of=D + H).label) == "pending"


def test_the_trigger_must_stand_at_the_standard() -> None:
    claims = [attack(speaker="RUS"), NO_PATROL]
    assert value(verdict(ANSWER, claims)) == F
    assert value(verdict(ANSWER, claims, standard=Level.REPORTED)) == N
    assert value(verdict(ANSWER, [attack(), NO_PATROL, watch("w")])) == B


def test_an_answer_that_may_have_come_before_its_trigger_is_undetermined() -> None:
    found = verdict(ANSWER, [attack((D, 2 * D)), patrol(when=(D + 1, D + 2))])
    assert (value(found), [u.axis for u in found.undetermined]) == (N, ["time"])
    assert value(verdict(ANSWER, [attack((D, D + H)), patrol(when=(D + H, D + 2 * H))])) == T


# -- V18 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", [Pattern.MAINTAIN, Pattern.PROHIBIT])
def test_conduct_asks_for_steps_only(pattern: Pattern) -> None:
    law = obligation(pattern, "cease fire", "HTS", norm={"duty": Duty.CONDUCT})
    shot = claim("s", "ngo", "shelling", (D, D + H), by="HTS", where=IN_WEST)
    assert value(verdict(law, [shot])) == N
    assert value(verdict(law, [shot, opinion("o", "TUR", met=False)])) == F
    assert value(verdict(law, [opinion("q", "ngo")])) == T
    assert value(verdict(law, [opinion("o", "TUR", met=False), opinion("q", "ngo", said=2 * D)])) == B


# -- V19, L5 --------------------------------------------------------------------------------------------------------


def waiting(edge: str, first: Obligation = LEAVE, **norm: object) -> Accord:
    it = obligation(Pattern.PROHIBIT, "cease fire", "RUS", local="second")
    start = Moment(anchor=Anchor(edge, first.ref))
    return accord(first, replace(it, norm=replace(it.norm, start=start, **norm)))  # type: ignore[arg-type]


def second(law: Accord, *claims: Claim, as_of: int = 10 * D, standard: Level = Level.ALLEGED) -> str:
    it = law.obligations[-1]
    return str(verdict(it, claims, as_of=as_of, among=law, standard=standard).label)


def test_what_waits_for_another() -> None:
    done, still = gone("g", (4 * D, 4 * D + H)), there("s", (6 * D, 6 * D + H))
    law = waiting("completion")
    assert second(law, as_of=3 * D) == "not in force"
    assert second(law) == "unknown whether in force"
    assert second(law, done) == "unknown"
    assert second(law, done, watch("w")) == "kept"
    assert second(law, done, fire(when=(3 * D, 3 * D + H)), watch("w", "gazette", (4 * D, 10 * D))) == "kept"
    assert second(law, still) == "not in force"
    assert second(law, replace(done, speaker=("RUS",)), gone("h", (4 * D, 4 * D + H), denies=True, speaker="TUR"),
                  replace(still, speaker=("TUR",))) == "in force: contested"  # fmt: skip
    assert second(law, replace(done, speaker=("RUS",)), standard=Level.REPORTED) != "unknown"


def test_a_breach_triggers() -> None:
    law = waiting("breach")
    assert second(law) == "not triggered"
    assert second(law, there("s", (6 * D, 6 * D + H))) == "unknown"


def test_deadlines_are_anchors_whatever_happens() -> None:
    law = waiting("deadline")
    assert second(law, as_of=5 * D - 1) == "not in force"
    assert second(law, as_of=5 * D + H) == "unknown"


def test_a_circle_of_waiting_ends() -> None:
    a = obligation(
        Pattern.PROHIBIT, "cease fire", "RUS", local="a", norm={"start": Moment(anchor=Anchor("completion", "trial/b"))}
    )
    b = obligation(
        Pattern.PROHIBIT, "cease fire", "RUS", local="b", norm={"start": Moment(anchor=Anchor("completion", "trial/a"))}
    )
    law = accord(a, b)
    assert "force" in str(verdict(a, [], among=law).label)


def test_before_it_begins_and_what_only_declares() -> None:
    law = obligation(Pattern.PROHIBIT, "cease fire", "RUS", norm={"start": at(20 * D)})
    assert verdict(law, [fire()]).label is Label.NOT_IN_FORCE
    declared = replace(NO_FIRE, norm=Norm(Pattern.DECLARES), untestable_because="a goal")
    found = verdict(declared, [fire()])
    assert (found.label, found.basis) == (Label.UNTESTABLE, "a goal")


# -- V20 ------------------------------------------------------------------------------------------------------------


def agreed(local: str, event: str, when: tuple[int, int]) -> Claim:
    return replace(act(local, event, when), speaker=("RUS", "TUR"), actor=(("RUS",), ("TUR",)))


@pytest.mark.parametrize("event", ["suspend", "terminate", "supersede", "waive"])
def test_acts_of_all_parties_end_a_standing_duty(event: str) -> None:
    law = accord(NO_FIRE)
    late = fire(when=(5 * D, 5 * D + H))
    assert value(verdict(NO_FIRE, [late, agreed("k", event, (3 * D, 3 * D + 1))], among=law)) == N
    assert value(verdict(NO_FIRE, [late, replace(act("k", event, (3 * D, 3 * D + 1)), speaker=("RUS",))])) == F
    assert value(verdict(NO_FIRE, [late, agreed("k", event, (6 * D, 6 * D + 1))])) == F
    seen_from = Viewpoint("ngo", ("ngo",))
    assert value(verdict(NO_FIRE, [late, agreed("k", event, (3 * D, 3 * D + 1))], viewpoint=seen_from)) == F


def test_an_extension_sets_the_deadline() -> None:
    longer = replace(agreed("k", "extend", (4 * D, 4 * D + 1)), deadline=T0 + 8 * D)
    done = patrol(when=(7 * D, 7 * D + 1))
    assert str(verdict(RUN, [done]).label) == "unknown"
    found = verdict(RUN, [done, longer])
    assert (str(found.label), found.deadline) == ("fulfilled", T0 + 8 * D)


# -- V21 ------------------------------------------------------------------------------------------------------------


def test_a_deadline_in_an_unstated_zone() -> None:
    law = obligation(Pattern.ACHIEVE, "patrol", "RUS", norm={"deadline": window(5 * D, 6 * D)})
    for when, label, axes in (
        ((5 * D, 5 * D + 1), "fulfilled", []),
        ((5 * D + 1, 5 * D + 2), "unknown", ["time"]),
        ((6 * D, 6 * D + 1), "unknown", ["time"]),
        ((6 * D + 1, 6 * D + 2), "unknown", []),
    ):
        found = verdict(law, [patrol(when=when)])
        assert (str(found.label), [u.axis for u in found.undetermined]) == (label, axes), when
    assert marks(verdict(law, [patrol(when=(6 * D, 6 * D + 1))])) == set()
    assert marks(verdict(law, [patrol(when=(6 * D + 1, 6 * D + 2))])) == {"late"}
    none = watch("w", events="patrol", when=(0, 6 * D + 1))
    assert str(verdict(law, [none]).label) == "breached"
    assert str(verdict(law, [replace(none, when_to_earliest=T0 + 6 * D)]).label) == "unknown"
    assert str(verdict(law, [none], as_of=6 * D).label) == "pending"


def test_a_standing_duty_between_open_bounds() -> None:
    law = obligation(
        Pattern.PROHIBIT, "cease fire", "RUS", norm={"start": window(D, 2 * D), "end": window(7 * D, 8 * D)}
    )
    for day, want, axes in ((1, N, ["time"]), (2, F, []), (6, F, []), (7, N, ["time"]), (8, N, []), (0, N, [])):
        found = verdict(law, [fire(when=(day * D, day * D + H))])
        assert (value(found), [u.axis for u in found.undetermined]) == (want, axes), day
    assert value(verdict(law, [watch("w", when=(D, 8 * D))])) == T
    assert value(verdict(law, [watch("w", when=(2 * D, 7 * D))])) == N


# -- periods --------------------------------------------------------------------------------------------------------


def test_this_period_and_to_date() -> None:
    early = fire(when=(D, D + H))
    assert value(verdict(NO_FIRE, [early])) == F
    assert value(verdict(NO_FIRE, [early], start=5 * D)) == N
    assert value(verdict(NO_FIRE, [early, watch("w", when=(5 * D, 10 * D))], start=5 * D)) == T
    assert verdict(NO_FIRE, [early], start=5 * D).period == (T0 + 5 * D, T0 + 10 * D)


def test_what_was_done_once_is_done_in_every_period() -> None:
    assert str(verdict(LEAVE, [gone("g", (4 * D, 4 * D + H))], start=8 * D).label) == "fulfilled"


# -- L1 to L6 -------------------------------------------------------------------------------------------------------

ULTIMATUM = obligation(
    Pattern.ACHIEVE, "withdraw", "SYR", bearers=(), performers=("SYR",), norm={"deadline": at(5 * D)}
)


def demand(**more: object) -> Accord:
    return accord(ULTIMATUM, instrument="ultimatum", parties=("TUR",), issuer=("TUR",), addressee=("SYR",), **more)


def demanded(*claims: Claim, as_of: int = 10 * D, **more: object) -> Verdict:
    return verdict(ULTIMATUM, claims, as_of=as_of, among=demand(**more))


def test_an_ultimatum_is_met_or_not_met_and_never_breached() -> None:
    left = claim("g", "ngo", "withdrawal", (4 * D, 4 * D + H), by="SYR")
    still = claim("s", "ngo", "presence", (6 * D, 6 * D + H), by="SYR", where=IN_WEST)
    assert (str(demanded(left).label), demanded(left).state) == ("met", "met")
    assert (str(demanded(still).label), demanded(still).state) == ("not met", "not met")
    assert (str(demanded().label), demanded().state) == ("unknown", "lapsed")
    assert (str(demanded(as_of=4 * D).label), demanded(as_of=4 * D).state) == ("pending", "open")
    withdrawn = act("k", "withdraw", (3 * D, 3 * D + 1), "trial/it", "TUR")
    assert demanded(withdrawn).state == "withdrawn"
    assert demanded(withdrawn, as_of=2 * D).state == "open"


def test_what_followed_an_ultimatum() -> None:
    threat = Deed("attack", terms("TUR"), targets=terms("SYR"), zone="all")

    def strike(day: int) -> Claim:
        return claim("x", "ngo", "airstrike", (day * D, day * D + H), by="TUR", at="SYR", where=IN_WEST)

    assert demanded(strike(6), consequence_deed=threat).outcome == "carried out"
    assert demanded(strike(4), consequence_deed=threat).outcome == "carried out before expiry"
    assert demanded(consequence_deed=threat).outcome == "not carried out, as far as is known"
    assert demanded(consequence_deed=threat, as_of=4 * D).outcome == ""
    assert demanded(strike(6)).outcome == ""


def test_markers() -> None:
    law = accord(NO_FIRE, lateness_s=3 * D)
    assert Marker.PROVISIONAL in verdict(NO_FIRE, [fire()], among=law).markers
    assert Marker.PROVISIONAL in verdict(NO_FIRE, [fire()], among=law, known_at=13 * D - 1).markers
    assert Marker.PROVISIONAL not in verdict(NO_FIRE, [fire()], among=law, known_at=13 * D).markers
    assert Marker.PROVISIONAL not in verdict(NO_FIRE, [], among=law).markers
    assert marks(verdict(NO_FIRE, [opinion("o", met=False)])) == {"by assertion"}


def test_by_assertion_alone() -> None:
    assert marks(verdict(NO_FIRE, [opinion("o", met=False), fire()])) == set()


def test_a_remedy_repairs() -> None:
    mend = obligation(Pattern.ACHIEVE, "patrol", "RUS", local="mend", norm={"deadline": at(9 * D)}, remedy_for="it")
    law = accord(NO_FIRE, mend)
    assert marks(verdict(NO_FIRE, [fire(), patrol()], among=law)) == {"repaired"}
    assert str(verdict(NO_FIRE, [fire(), patrol()], among=law).label) == "breached"
    assert marks(verdict(NO_FIRE, [fire()], among=law)) == set()


# -- the accord's own row -------------------------------------------------------------------------------------------


def own_row(*claims: Claim, viewpoint: Viewpoint | None = None, as_of: int = 10 * D) -> Verdict:
    law = accord(NO_FIRE)
    court = Court(world(claims, as_of), [law])
    return court.verdicts(*(viewpoint,) if viewpoint else ())[0]


def test_the_accords_own_row() -> None:
    bad, good = opinion("a", "TUR", met=False, of="trial/*"), opinion("b", "RUS", of="trial/*", said=2 * D)
    assert own_row().ref == "trial/*"
    assert str(own_row().label) == "unknown"
    assert (str(own_row(bad).label), marks(own_row(bad))) == ("breached", {"by assertion"})
    assert str(own_row(bad, good).label) == "contested"
    assert str(own_row(bad, good, viewpoint=Viewpoint("RUS", ("RUS",))).label) == "kept"
    assert value(own_row(fire())) == N


def test_in_its_own_row_too_the_latest_word_counts() -> None:
    ministry = opinion("a", "rus-mod", met=False, of="trial/*", said=D)
    assert str(own_row(ministry, opinion("b", "RUS", of="trial/*", said=2 * D)).label) == "kept"
    assert str(own_row(ministry, opinion("b", "RUS", of="trial/*", said=2 * D), as_of=D + H).label) == "breached"


# -- V24 ------------------------------------------------------------------------------------------------------------


def test_undetermined_names_the_axis_and_what_could_be() -> None:
    somebody = replace(fire(), actor=())
    found = verdict(NO_FIRE, [somebody])
    assert [(u.axis, u.could_be) for u in found.undetermined] == [("actor", ("breached",))]
    assert [(n.claim, n.why) for n in found.not_counted] == [(somebody.id, "only possible: actor")]
    both = replace(somebody, extent_place="", lat=None, lon=None)
    (could,) = verdict(NO_FIRE, [both]).undetermined
    assert set(could.axis.split("+")) == {"time", "place", "actor"}
    assert verdict(NO_FIRE, [somebody], explore=False).undetermined == ()


def test_a_reading_that_would_change_it() -> None:
    from servanda.accord.law import Reading

    ypg = replace(obligation(Pattern.PROHIBIT, "cease fire", "YPG"), readings=("sdf-is-ypg",))
    reading = Reading("sdf-is-ypg", "", "no", ("no", "yes"), {"yes": {}})
    law = accord(ypg, readings={"sdf-is-ypg": reading})
    other = replace(law, counts_as=(("SDF", "YPG"),))
    shot = claim("s", "ngo", "shelling", (D, D + H), by="SDF", where=IN_WEST)
    court = Court(world([shot]), [law], alternatives=lambda *_: other)
    found = court.verdict(law, ypg)
    assert value(found) == N
    assert ("reading", ("breached",), "sdf-is-ypg=yes") in [tuple(u) for u in found.undetermined]
