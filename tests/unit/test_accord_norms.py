"""Norms as people write them, and what they compile to."""

from __future__ import annotations

import pytest
from accords import accord, loaded, obligation, whole

from servanda.accord import Deed, Duty, Measure, Pattern, Term, verbs

RUS, TUR, SYR, YPG = Term("RUS"), Term("TUR"), Term("SYR"), Term("YPG")
ANYONE = Term(anyone=True)
TERRORIST = Term(designated="terrorist", by="UNSC")
WEAPONS = ("tank", "rocket-launcher", "mortar")


ACHIEVE, MAINTAIN, PROHIBIT = Pattern.ACHIEVE, Pattern.MAINTAIN, Pattern.PROHIBIT
UN_LISTED = "{designated: terrorist, by: UNSC}"
GUNS = "[tanks, Rocket Launchers, mortar]"


@pytest.mark.parametrize(
    ("norm", "pattern", "deed"),
    [
        ("shall: {withdraw: [YPG], from: belt}", ACHIEVE, Deed("withdraw", (YPG,), zone="belt")),
        (f"shall: {{pull back: {GUNS}, of: [SYR, {UN_LISTED}], from: belt}}", ACHIEVE,
         Deed("withdraw", (SYR, TERRORIST), WEAPONS, zone="belt")),
        (f"shall: {{withdraw: {UN_LISTED}, from: belt}}", ACHIEVE, Deed("withdraw", (TERRORIST,), zone="belt")),
        ("performer: [YPG]\nshall: {withdraw: null, from: belt}", ACHIEVE, Deed("withdraw", (YPG,), zone="belt")),
        ("shall: {withdraw: null, from: belt}", ACHIEVE, Deed("withdraw", (RUS,), zone="belt")),
        ("shall: {withdraw: all, from: belt}", ACHIEVE, Deed("withdraw", (ANYONE,), zone="belt")),
        ("shall: {keep posts: [observation posts], in: belt}", MAINTAIN,
         Deed("be present", (RUS,), ("observation-post",), zone="belt")),
        ("shall: {be present: [observation posts], in: belt}\nby: 2019-11-01", ACHIEVE,
         Deed("be present", (RUS,), ("observation-post",), zone="belt")),
        ("shall not: {attack: [TUR], in: belt}", PROHIBIT, Deed("attack", (RUS,), (), (TUR,), "belt")),
        ("shall: {not: {attack: [TUR], in: belt}}", PROHIBIT, Deed("attack", (RUS,), (), (TUR,), "belt")),
        ("shall not: {attack: null, against: [TUR], by: [SYR], in: belt}", PROHIBIT,
         Deed("attack", (SYR,), (), (TUR,), "belt")),
        ("shall: {cease fire: all, in: belt}", PROHIBIT, Deed("cease fire", (ANYONE,), zone="belt")),
        ("shall: {cease-fire: null}", PROHIBIT, Deed("cease fire", (RUS,))),
        ("shall: {establish: demilitarised zone, in: belt}", ACHIEVE,
         Deed("establish", (RUS,), ("demilitarised-zone",), zone="belt")),
        ("shall: {preserve: belt}", MAINTAIN, Deed("preserve", (RUS,), zone="belt")),
        ("shall: {open: m4}", ACHIEVE, Deed("restore transit", (RUS,), zone="m4")),
        ("shall: {notify: [TUR], about: belt}", ACHIEVE, Deed("notify", (RUS,), (), (TUR,), "belt")),
        ("shall: {supply: [YPG, ammunition], into: belt}", ACHIEVE,
         Deed("supply", (RUS,), ("ammunition",), (YPG,), "belt")),
        ("shall not: {airstrike: null, in: belt}", PROHIBIT, Deed("airstrike", (RUS,), zone="belt")),
        ("shall not: {forced_return: [refugees], to: belt}", PROHIBIT,
         Deed("forced-return", (RUS,), ("refugee",), zone="belt")),
    ],
)  # fmt: skip
def test_shall(norm: str, pattern: Pattern, deed: Deed) -> None:
    it = obligation("bearer: [RUS]\n" + norm)
    assert it.norm.pattern is pattern
    assert it.norm.deed == deed
    assert it.norm.duty is Duty.RESULT


@pytest.mark.parametrize(
    ("keys", "pattern", "duty", "subjects"),
    [
        ("restrained: [SYR]\nshall ensure: {not: {attack: [TUR], in: belt}}", Pattern.PROHIBIT, Duty.RESULT, (SYR,)),
        ("shall ensure: {not: {attack: [TUR], in: belt}, as: conduct}", Pattern.PROHIBIT, Duty.CONDUCT, (ANYONE,)),
        ("shall ensure: {not: {attack: [TUR], by: [YPG], in: belt}}", Pattern.PROHIBIT, Duty.RESULT, (YPG,)),
        (
            "performer: [YPG]\nshall ensure: {withdraw: null, from: belt, as: conduct}",
            Pattern.ACHIEVE,
            Duty.CONDUCT,
            (YPG,),
        ),
        ("shall ensure: {withdraw: [YPG], from: belt}", Pattern.ACHIEVE, Duty.RESULT, (YPG,)),
    ],
)
def test_shall_ensure(keys: str, pattern: Pattern, duty: Duty, subjects: tuple[Term, ...]) -> None:
    it = obligation("bearer: [RUS]\n" + keys)
    assert it.norm.deed is not None
    assert (it.norm.pattern, it.norm.duty, it.norm.deed.subjects) == (pattern, duty, subjects)


def test_by_is_the_performer_where_no_other_is_named() -> None:
    assert obligation("bearer: [RUS]\nshall ensure: {not: {attack: [TUR], by: [SYR]}}").performers == ("SYR",)
    named = obligation("bearer: [RUS]\nperformer: [YPG]\nshall ensure: {not: {attack: [TUR], by: [SYR]}}")
    assert named.performers == ("YPG",)


def test_joint_takes_all_the_bearers_even_with_each_of() -> None:
    it = obligation("bearer: {each of: [TUR, RUS]}\nshall: {patrol: joint, in: belt}\nevery: P7D")
    assert it.each_bearer
    assert it.norm.deed == Deed("patrol", (TUR, RUS), zone="belt", jointly=True, manner="joint")
    alone = obligation("bearer: {each of: [TUR, RUS]}\nshall: {patrol: null, in: belt}\nevery: P7D")
    assert alone.norm.deed == Deed("patrol", (TUR, RUS), zone="belt")
    jointly = obligation("bearer: {jointly: [TUR, RUS]}\nshall: {establish: working group}\nby: 2019-12-01")
    assert jointly.norm.deed == Deed("establish", (TUR, RUS), ("working-group",), jointly=True)


def test_each_of_several_zones_is_an_instance_each() -> None:
    it = obligation("bearer: [TUR]\nshall: {patrol: null, in: {each of: [belt, west]}}\nevery: P7D")
    assert it.zones == ("belt", "west")
    assert it.norm.deed is not None
    assert it.norm.deed.zone is None


def test_zones_that_a_norm_draws_itself() -> None:
    made = accord(
        """
        - {id: disc, bearer: [TUR], shall not: {attack: null, in: Qamishli}}
        - {id: drawn, bearer: [TUR], shall not: {attack: null, in: {within: 5 km, of: m4}}}
        - {id: both, bearer: [TUR], shall not: {attack: null, in: [belt, west]}}
        """
    )
    names = [o.norm.deed.zone for o in made.obligations if o.norm.deed]
    assert names == ["qamishli", "drawn-zone", "both-zone"]
    assert all(name in made.zones for name in names)
    assert made.zones["drawn-zone"].nominal is not None
    assert made.zones["both-zone"].nominal is not None
    assert made.zones["both-zone"].nominal.area == pytest.approx(
        sum(z.nominal.area for z in (made.zones["belt"], made.zones["west"]) if z.nominal), rel=1e-6
    )


def test_amounts() -> None:
    it = obligation(
        """
        bearer: [TUR]
        shall: {be present: [posts], in: belt, depth: {at least: 7.5 km, at most: 10 km}}
        measure: [{what: posts, at least: 12}, {what: weapons, all: true}, {what: length, exactly: 3, unit: km}]
        """
    )
    assert it.norm.deed is not None
    assert it.norm.deed.measures == (
        Measure("depth", "at least", 7_500.0, "m"),
        Measure("depth", "at most", 10_000.0, "m"),
        Measure("posts", "at least", 12.0, ""),
        Measure("weapons", "all", None, ""),
        Measure("length", "exactly", 3_000.0, "m"),
    )


def test_a_response_to_each_trigger() -> None:
    it = obligation(
        """
        bearer: [TUR]
        shall: {notify: [RUS]}
        after each: {attack: [TUR], by: [SYR], in: belt}
        within: PT48H
        """
    )
    assert (it.norm.pattern, it.norm.within_s, it.norm.deadline) == (Pattern.RESPOND, 172_800, None)
    assert it.norm.trigger == Deed("attack", (SYR,), (), (TUR,), "belt")
    any_shelling = obligation("bearer: [TUR]\nshall: {notify: [RUS]}\nafter each: {shelling: null}\nwithin: P1D")
    assert any_shelling.norm.trigger == Deed("shelling", (ANYONE,))


def test_declarations_and_permissions() -> None:
    declared = obligation("declares: Both sides reaffirm their fight.\nbecause: a purpose")
    assert (declared.norm.pattern, declared.untestable_because) == (Pattern.DECLARES, "a purpose")
    assert declared.title == "Both sides reaffirm their fight."
    allowed = obligation("bearer: [TUR]\nmay: {attack: [HTS], in: belt}\nexcept to: protect civilians")
    assert (allowed.norm.pattern, allowed.untestable_because) == (Pattern.DECLARES, "a permission")


def test_the_small_keys() -> None:
    made = accord(
        """
        - {id: first, article: 3, bearer: [TUR], shall not: {attack: null}, theme: ceasefire, decided by: [UN]}
        - id: second
          bearer: [TUR]
          guarantor: [RUS]
          beneficiary: [YPG]
          restrained: [HTS]
          shall: {release: [prisoners]}
          by: 2019-12-01
          remedy for: first
          stale after: P14D
          unless: {says: the court decides otherwise}
          and after: keep
        """,
        more="theme: general\ndecided by: [OSCE]\nnotes: [one, two]\nguarantors: [RUS]\n",
    )
    first, second = made.obligations
    assert (first.article, first.theme, first.decided_by) == ("3", "ceasefire", ("UN",))
    assert (second.theme, second.decided_by) == ("general", ("OSCE",))
    assert (first.guarantors, second.guarantors) == (("RUS",), ("RUS",))
    assert (second.beneficiaries, second.restrained) == (("YPG",), ("HTS",))
    assert (second.remedy_for, second.stale_after_s) == ("trial/first", 14 * 86_400)
    assert (second.norm.exception, second.norm.keep) == ("the court decides otherwise", True)
    assert made.notes == "one\ntwo"
    assert made.obligation("first") is first
    assert made.obligation("third") is None


ULTIMATUM = """\
servanda: 1
accord: feb-2020
instrument: ultimatum
signed: 2020-02-05
timezone: Europe/Istanbul
issued by: [TUR]
addressee: [SYR]
consequence: {says: Türkiye will act by itself, shall: {attack: [SYR], in: posts}}
zones: {posts: {around: Idlib, radius: 20 km}}
obligations:
  - {id: withdraw, shall: {withdraw: null, from: posts}, by: 2020-02}
"""


def test_an_ultimatum_binds_nobody_and_addresses_somebody() -> None:
    made, findings = loaded(ULTIMATUM)
    assert made is not None, findings
    assert (made.instrument, made.parties, made.issuer, made.addressee) == ("ultimatum", ("TUR",), ("TUR",), ("SYR",))
    it = made.obligations[0]
    assert (it.bearers, it.performers) == ((), ("SYR",))
    assert it.norm.deed == Deed("withdraw", (SYR,), zone="posts")
    assert made.consequence == "Türkiye will act by itself"
    assert made.consequence_deed == Deed("attack", (TUR,), (), (SYR,), "posts")
    plain, _ = loaded(
        ULTIMATUM.replace("{says: Türkiye will act by itself, shall: {attack: [SYR], in: posts}}", "or else")
    )
    assert plain is not None
    assert (plain.consequence, plain.consequence_deed) == ("or else", None)


@pytest.mark.parametrize("name", sorted(verbs().verbs))
def test_every_verb_and_alias_of_the_table_can_be_written(name: str) -> None:
    verb = verbs().verbs[name]
    for word in (name, *verb.aliases, name.replace(" ", "_").upper()):
        made, findings = loaded(
            whole(f"- {{id: it, bearer: [TUR], shall: {{{word}: null, {verb.places[0]}: belt}}, from: 2019-11-01}}")
        )
        assert made is not None, (word, [str(f) for f in findings])
        deed = made.obligations[0].norm.deed
        assert deed is not None
        assert (deed.verb, deed.zone) == (name, "belt")
        expected = {"achievement": Pattern.ACHIEVE, "event": Pattern.ACHIEVE, "state": Pattern.MAINTAIN}[verb.deed]
        assert made.obligations[0].norm.pattern is (Pattern.PROHIBIT if verb.negates else expected)


def test_a_kind_as_verb_may_be_measured() -> None:
    it = obligation("bearer: [TUR]\nshall not: {airstrike: null, in: belt, measure: {what: sorties, at most: 3}}")
    assert it.norm.deed is not None
    assert (it.norm.deed.verb, it.norm.deed.measures) == ("airstrike", (Measure("sorties", "at most", 3.0, ""),))


def test_by_jointly_makes_a_joint_deed() -> None:
    it = obligation("bearer: [TUR]\nshall: {agree: maps, by: {jointly: [tur-mod, rus-mod]}}\nby: 2019-12-01")
    assert it.norm.deed == Deed("agree", (Term("tur-mod"), Term("rus-mod")), ("map",), jointly=True)
