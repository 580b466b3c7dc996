"""Readings: named and inline, with and without effect, chosen and not (semantics.md, N7)."""

from __future__ import annotations

import pytest
from accords import accord, findings, loaded, whole

MORE = """\
readings:
  from-signing:
    says: Seven days from entry into force.
    default: entry
    alternatives: [signing]
    under: {signing: {obligations: {corridor: {within: P6D}}}}
  sdf: {says: The SDF is not the YPG., default: no, alternatives: [yes], under: {yes: {counts as: {SDF: YPG}}}}
  narrow:
    says: The belt is 30 km deep.
    default: thirty
    alternatives: [ten, two]
    under:
      thirty: {theme: wide}
      ten: {zones: {belt: {radius: 10 km}}}
      two: {zones: {belt: {radius: 2 km}}, theme: null}
theme: any
"""
TEXT = """
- {id: corridor, bearer: [TUR], shall: {agree: parameters, in: belt}, within: P7D, readings: [from-signing, narrow]}
- id: patrols
  bearer: [TUR]
  shall: {patrol: null, in: belt}
  every: P7D
  readings:
    - {says: once a week, alternatives: [P14D, P30D]}
    - {says: with drones or not, alternatives: [with drones]}
    - {name: from-when, says: at once, default: at once, alternatives: [later], under: {later: {from: 2019-12-01}}}
"""


def test_names_and_defaults() -> None:
    made = accord(TEXT, more=MORE)
    assert list(made.readings) == ["from-signing", "sdf", "narrow", "patrols-1", "patrols-2", "from-when"]
    assert made.obligations[0].readings == ("from-signing", "narrow")
    assert made.obligations[1].readings == ("patrols-1", "patrols-2", "from-when")
    assert dict(made.chosen) == {
        "from-signing": "entry", "sdf": "no", "narrow": "thirty", "patrols-1": "P7D", "from-when": "at once"
    }  # fmt: skip
    assert made.readings["sdf"].choices == ("yes",)
    assert made.readings["patrols-2"].choices == ()
    assert made.obligations[0].theme == "wide", "a default with an effect is in force"
    assert made.counts_as == ()


@pytest.mark.parametrize(
    ("choice", "seconds_from"),
    [({}, 8), ({"from-signing": "entry"}, 8), ({"from-signing": "signing"}, 7)],
)
def test_a_patch_of_an_obligation(choice: dict[str, str], seconds_from: int) -> None:
    made = accord(TEXT, choice, more=MORE)
    assert made.obligations[0].norm.deadline is not None
    assert made.obligations[0].norm.deadline.latest == made.signed + seconds_from * 86_400


def test_a_patch_of_the_accord() -> None:
    assert accord(TEXT, {"sdf": "yes"}, more=MORE).counts_as == (("SDF", "YPG"),)


def test_a_patch_of_a_zone_and_of_nothing_else() -> None:
    wide, narrow = accord(TEXT, more=MORE), accord(TEXT, {"narrow": "ten"}, more=MORE)
    assert wide.zones["belt"].nominal is not None
    assert narrow.zones["belt"].nominal is not None
    ratio = wide.zones["belt"].nominal.area / narrow.zones["belt"].nominal.area
    assert ratio == pytest.approx(9.0, rel=0.02)
    assert narrow.obligations[0].theme == "any"
    assert accord(TEXT, {"narrow": "two"}, more=MORE).obligations[0].theme == "", "null removes a key"


def test_inline_alternatives_replace_the_key_of_their_type() -> None:
    made = accord(TEXT, {"patrols-1": "P30D", "from-when": "later"}, more=MORE)
    norm = made.obligations[1].norm
    assert norm.every_s == 30 * 86_400
    assert norm.start.earliest is not None
    assert norm.start.earliest > made.signed


def test_a_date_replaces_a_date_and_two_candidates_replace_nothing() -> None:
    reading = "readings: [{says: x, alternatives: [2019-11-05]}]"
    dated = f"- {{id: it, bearer: [TUR], shall: {{withdraw: [tanks], from: belt}}, by: 2019-11-01, {reading}}}"
    late = accord(dated, {"it-1": "2019-11-05"}).obligations[0].norm.deadline
    early = accord(dated).obligations[0].norm.deadline
    assert late is not None
    assert early is not None
    assert late.latest is not None
    assert early.latest is not None
    assert late.latest - early.latest == 4 * 86_400
    rate = "every: P7D, within: P9D, readings: [{says: x, alternatives: [P14D]}]"
    two = f"- {{id: it, bearer: [TUR], shall: {{patrol: null}}, {rate}}}"
    assert "alternative-without-effect" in {f.slug for f in findings(two)}


@pytest.mark.parametrize(
    ("choices", "slug"),
    [
        ({"sfd": "yes"}, "unknown-reading"),
        ({"sdf": "perhaps"}, "unknown-alternative"),
        ({"patrols-1": "P9D"}, "unknown-alternative"),
    ],
)
def test_choices_that_nobody_offered(choices: dict[str, str], slug: str) -> None:
    made, found = loaded(whole(TEXT, more=MORE), choices)
    assert made is None
    assert [f.slug for f in found if f.is_error] == [slug]


def test_an_alternative_that_would_not_compile_is_found_without_choosing_it() -> None:
    more = MORE.replace("{within: P6D}", "{within: six days, bearer: [SYR]}")
    made, found = loaded(whole(TEXT, more=more))
    assert made is None
    errors = [f for f in found if f.is_error]
    assert [f.slug for f in errors] == ["bad-duration", "bearer-did-not-sign"]
    assert all(f.at.line == 6 for f in errors), "at the patch, not at the obligation"
    assert all("from-signing: signing" in f.what for f in errors)
