"""How far a body of evidence proves (semantics.md, P1 to P8), viewpoints and standards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from verdict_bench import (
    IN_WEST,
    B,
    D,
    F,
    H,
    N,
    T,
    accord,
    at,
    claim,
    obligation,
    opinion,
    together,
    value,
    verdict,
    watch,
)

from servanda.accord.law import Obligation, Pattern
from servanda.model import STANDARDS, Claim, Kind, Level, Review
from servanda.verdict import ALL, THIRD_PARTY, Viewpoint

NO_FIRE = obligation(Pattern.PROHIBIT, "cease fire", "RUS")
LEAVE = obligation(Pattern.ACHIEVE, "withdraw", "RUS", norm={"deadline": at(5 * D)})


def fire(local: str, speaker: str | Sequence[str], by: str = "RUS", day: int = 1, **more: object) -> Claim:
    made = claim(local, speaker, "shelling", (day * D, day * D + H), by=by, where=IN_WEST)
    return replace(made, **more) if more else made


def level(*claims: Claim, law: Obligation = NO_FIRE) -> str:
    """The level of a body of claims about one incident, against the obligation."""
    return verdict(law, claims, groups=[together(*claims)], explore=False).level_against.word


@pytest.mark.parametrize(
    ("speakers", "want"),
    [
        (["TUR"], "alleged"),
        (["SNA"], "alleged"),
        (["ngo"], "reported"),
        (["RUS"], "reported"),
        (["rus-mod"], "reported"),
        (["encyclopedia"], "alleged"),
        (["TUR", "tur-mod"], "alleged"),
        (["TUR", "SNA"], "alleged"),
        (["TUR", "ngo"], "corroborated"),
        (["ngo", "observers"], "corroborated"),
        (["ngo", "ngo"], "reported"),
        (["TUR", "RUS"], "corroborated"),
        (["RUS", "rus-mod"], "reported"),
        (["ngo", "encyclopedia"], "reported"),
        (["TUR", "encyclopedia"], "alleged"),
        (["unnamed:gazette"], "reported"),
    ],
)
def test_levels_of_a_body(speakers: list[str], want: str) -> None:
    """P3 to P5: an accusation of Russia, which answers."""
    assert level(*(fire(f"c{n}", s) for n, s in enumerate(speakers))) == want


def test_the_speaker_decides_never_the_outlet() -> None:
    """P1: `via` and the report change nothing; an ally's word is its party's."""
    assert level(fire("a", "TUR", via=("gazette",))) == "alleged"
    assert level(fire("a", "SYR", by="SYR")) == "none"
    assert level(fire("a", "gazette")) == "reported"


@pytest.mark.parametrize(
    ("speaker", "by", "bearers", "want"),
    [
        ("RUS", "RUS", ("RUS",), "reported"),
        ("RUS", "rus-mod", ("RUS",), "reported"),
        ("SYR", "RUS", ("RUS",), "reported"),
        ("TUR", "RUS", ("RUS",), "alleged"),
        ("RUS", "RUS", ("RUS", "TUR"), "reported"),
        ("TUR", "RUS", ("RUS", "TUR"), "alleged"),
    ],
)
def test_admissions_of_a_breach(speaker: str, by: str, bearers: tuple[str, ...], want: str) -> None:
    """P2: where parties answer together, only its own deeds are a party's to admit."""
    law = obligation(Pattern.PROHIBIT, "cease fire", "RUS", bearers=bearers)
    assert level(fire("a", speaker, by), law=law) == want


def test_who_grants_that_another_has_kept_it_admits_too() -> None:
    def left(speaker: str) -> str:
        gone = claim("c", speaker, "withdrawal", (D, D + H), by="RUS")
        return verdict(LEAVE, [gone], explore=False).level_for.word

    assert (left("RUS"), left("TUR"), left("ngo")) == ("alleged", "reported", "reported")


def test_a_joint_statement_of_two_sides() -> None:
    """P4."""
    assert level(fire("a", ("TUR", "RUS"))) == "reported"
    assert level(fire("a", ("TUR", "tur-mod"))) == "alleged"


def test_copies_have_one_origin() -> None:
    """P5: a shared origin is one witness, however many print it."""
    assert level(fire("a", "ngo", origin="agency"), fire("b", "observers", origin="agency")) == "reported"
    assert level(fire("a", "ngo", origin="x"), fire("b", "ngo", origin="y")) == "corroborated"


def test_a_side_does_not_corroborate_itself() -> None:
    """One ministry owns up, another only says that somebody of the two did it: still one side."""
    law = obligation(Pattern.PROHIBIT, "cease fire", "RUS TUR")
    assert level(fire("a", "RUS", by="RUS|TUR"), fire("b", "rus-mod", by="RUS"), law=law) == "reported"


def test_verified() -> None:
    """P6."""
    law = replace(NO_FIRE, decided_by=("commission",))
    assert level(fire("a", "commission"), law=law) == "verified"
    assert level(fire("a", "commission")) == "reported"
    assert level(fire("a", "TUR", kind=Kind.FINDING)) == "verified"
    assert level(fire("a", "TUR", instrument="radar", custody="observers")) == "verified"
    assert level(fire("a", "TUR", instrument="radar", custody="TUR")) == "alleged"
    assert level(fire("a", "TUR", instrument="radar")) == "alleged"


@pytest.mark.parametrize("more", [{}, {"kind": Kind.FINDING}, {"instrument": "radar", "custody": "observers"}])
def test_what_a_machine_read_is_never_above_reported(more: dict[str, object]) -> None:
    """P7, until a person has looked at it."""
    read = fire("a", "ngo", reader="rules/1", **more)
    assert level(read) == "reported"
    assert level(read, fire("b", "observers", reader="rules/1")) == "reported"
    assert level(replace(read, review=Review.ACCEPTED), fire("b", "observers")) in ("corroborated", "verified")


def test_opinions_corroborate_nothing() -> None:
    """P7."""
    for speakers, want in ((["TUR"], "alleged"), (["ngo"], "reported"), (["ngo", "observers", "TUR"], "reported")):
        said = [opinion(f"o{n}", s, met=False) for n, s in enumerate(speakers)]
        assert verdict(NO_FIRE, said).level_against.word == want
    both = replace(opinion("o", "RUS", met=False), speaker=("RUS", "TUR"))
    assert verdict(NO_FIRE, [both]).level_against.word == "alleged"


def test_bodies_are_never_pooled_across_incidents() -> None:
    """P8."""
    one, other = fire("a", "ngo"), fire("b", "observers", day=3)
    assert verdict(NO_FIRE, [one, other], groups=[together(one), together(other)]).level_against.word == "reported"
    assert verdict(NO_FIRE, [one, other], groups=[together(one, other)]).level_against.word == "corroborated"


def test_two_who_name_different_shooters_corroborate_only_the_fire() -> None:
    """B1 and P8: a claim counts for a fact only if it alone entails it."""
    a, b = fire("a", "ngo", by="RUS"), fire("b", "observers", by="SYR")
    anybody = obligation(Pattern.PROHIBIT, "cease fire", "*")
    assert level(a, b, law=anybody) == "corroborated"
    assert level(a, b) == "reported"


def test_denials_that_hold_at_one_time_pool_and_halves_do_not() -> None:
    """P8."""
    whole = [watch("a"), watch("b", "ngo")]
    assert verdict(NO_FIRE, whole).level_for.word == "corroborated"
    halves = [watch("a", where="west"), watch("b", "ngo", where="east")]
    assert verdict(NO_FIRE, halves).level_for.word == "reported"
    gap = [watch("a"), watch("b", "ngo", when=(0, 9 * D))]
    assert verdict(NO_FIRE, gap).level_for.word == "reported"


# -- standards ------------------------------------------------------------------------------------------------------


def at_every_standard(*claims: Claim, law: Obligation = NO_FIRE) -> str:
    return "".join(value(verdict(law, claims, standard=s)) for s in STANDARDS)


def test_a_standard_is_a_threshold() -> None:
    """V2, V5, V6: an allegation does not stand where a report is asked, and a denial answers up to its level."""
    assert at_every_standard(fire("a", "TUR")) == "FNNN"
    assert at_every_standard(fire("a", "ngo")) == "FFNN"
    denial = claim("d", "RUS", "hostilities", (0, 10 * D), by="RUS", denies=True)
    assert at_every_standard(fire("a", "ngo"), denial) == "BFNN"
    assert at_every_standard(fire("a", "TUR"), replace(denial, speaker=("ngo",))) == "BTNN"
    assert at_every_standard(fire("a", "ngo"), replace(denial, speaker=("observers",))) == "BBNN"


def test_both_levels_are_printed() -> None:
    """L6: breached (reported) against a denial (alleged)."""
    denial = claim("d", "RUS", "hostilities", (0, 10 * D), by="RUS", denies=True)
    found = verdict(NO_FIRE, [fire("a", "ngo"), denial])
    assert (found.level_against, found.level_for) == (Level.REPORTED, Level.ALLEGED)


def test_one_that_stands_is_enough() -> None:
    """V8: another that is rebutted does not soften it."""
    denial = claim("d", "ngo", "hostilities", (0, 2 * D), by="RUS", denies=True)
    assert value(verdict(NO_FIRE, [fire("a", "TUR"), denial])) == B
    assert value(verdict(NO_FIRE, [fire("a", "TUR"), denial, fire("b", "TUR", day=3)])) == F


# -- viewpoints -----------------------------------------------------------------------------------------------------


def test_viewpoints_admit_by_speaker() -> None:
    claims = [fire("a", "tur-mod"), fire("b", "SNA", day=2), claim("d", "RUS", "hostilities", (0, 10 * D), denies=True)]
    seen = {
        v.name: (value(verdict(NO_FIRE, claims, viewpoint=v)), verdict(NO_FIRE, claims, viewpoint=v).witnesses_against)
        for v in (ALL, THIRD_PARTY, Viewpoint("TUR", ("TUR",)), Viewpoint("RUS", ("RUS",)), Viewpoint("SNA", ("SNA",)))
    }
    assert seen["all"][0] == B
    assert seen["third-party"] == (N, ())
    assert seen["TUR"] == (F, ("r-a.a",)), "an actor with its parts, not with its allies"
    assert seen["RUS"] == (T, ())
    assert seen["SNA"] == (F, ("r-b.b",))


def test_third_parties_are_nobodys_side() -> None:
    for speaker, want in (("ngo", F), ("SYR", N), ("SNA", N), ("TUR", N), ("encyclopedia", N)):
        assert value(verdict(NO_FIRE, [fire("a", speaker)], viewpoint=THIRD_PARTY)) == want, speaker


def test_one_account_alone_corroborates_nothing() -> None:
    one = Viewpoint("TUR", ("TUR",))
    assert verdict(NO_FIRE, [], viewpoint=one, standard=Level.REPORTED).reachable
    assert not verdict(NO_FIRE, [], viewpoint=one, standard=Level.CORROBORATED).reachable
    assert verdict(NO_FIRE, [], standard=Level.VERIFIED, among=accord(NO_FIRE)).reachable
