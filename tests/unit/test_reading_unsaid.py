"""What nobody said or confirmed; reports called false; terms set; promises with promiser and term; contacts."""

from __future__ import annotations

from typing import Any

import pytest
from reading_room import context, day, fits, report, statements

from servanda.model import Kind, Polarity, Stance
from servanda.reading import read, statement_json


def only(body: str, **gold: Any) -> None:
    found = statements(body)
    assert len(found) == 1, [statement_json(s) for s in found]
    assert fits(found[0], gold), statement_json(found[0])


@pytest.mark.parametrize(
    ("body", "speaker", "event"),
    [
        (
            "The Turkish Defence Ministry declined to confirm that its soldiers had shelled Saraqib.",
            "tur-mod",
            "shelling",
        ),
        ("Peskov refused to comment on the shelling of Saraqib.", "dmitry-peskov", "shelling"),
        ("The Observatory neither confirmed nor denied that Turkish forces had entered Saraqib.", "SOHR", "entry"),
        ("Hulusi Akar would not say whether Turkish artillery had shelled Saraqib.", "hulusi-akar", "shelling"),
        ("Hulusi Akar did not rule out that Turkey would attack Syrian forces.", "hulusi-akar", "attack"),
        ("On Monday, Ankara declined to say who had attacked Saraqib.", "TUR", "attack"),
        (
            "The claim that Russian aircraft bombed Saraqib could not be independently verified.",
            "demo-wire",
            "airstrike",
        ),
        ("Reports that Turkish forces entered Saraqib have not been confirmed.", "demo-wire", "entry"),
        ("There was no immediate comment from Moscow on the attack on Saraqib.", "demo-wire", "attack"),
    ],
)
def test_what_is_not_confirmed_is_neither_affirmed_nor_denied(body: str, speaker: str, event: str) -> None:
    only(body, speaker=speaker, event=event, stance="unable_to_confirm", polarity="none")
    assert all(c.polarity is Polarity.NONE for c in read(report(body), context()).claims)


@pytest.mark.parametrize(
    ("body", "gold"),
    [
        (
            "Sergei Lavrov denied reports that Russian warplanes had bombed Saraqib.",
            {"stance": "denies", "polarity": "denies", "event": "airstrike"},
        ),
        (
            "Zakharova called the report that Russia bombed Saraqib a lie.",
            {"speaker": "maria-zakharova", "stance": "denies", "polarity": "denies", "actor": ["RUS"]},
        ),
        ("Turkey denied it had shelled Saraqib.", {"speaker": "TUR", "polarity": "denies", "actor": ["TUR"]}),
        ("Akar ruled out a withdrawal of the Turkish posts.", {"stance": "denies", "polarity": "none"}),
        (
            "Lavrov said he had no information about an attack on Saraqib.",
            {"stance": "asserts", "event": "attack", "polarity": "none"},
        ),
        (
            "Lavrov said Russian aircraft did not bomb Saraqib.",
            {"event": "airstrike", "polarity": "denies", "actor": ["RUS"]},
        ),
        ("Lavrov said militants did shell Saraqib.", {"event": "shelling", "polarity": "affirms"}),
        (
            "Cavusoglu said that Lavrov had told him that Russian aircraft did not bomb Saraqib.",
            {"speaker": "mevlut-cavusoglu", "event": "airstrike", "polarity": "none", "actor": ["RUS"]},
        ),
    ],
)
def test_denials(body: str, gold: dict[str, Any]) -> None:
    only(body, **gold)


@pytest.mark.parametrize(
    ("body", "gold"),
    [
        (
            "Erdogan warned that unless Damascus withdrew its forces from Saraqib by February 29, Turkey would act.",
            {
                "addressee": ["SYR"],
                "deadline": "2020-02-29",
                "consequence": "Turkey would act",
                "demand": "withdrew its forces",
            },
        ),
        (
            "Erdogan demanded that Russia pull back from Saraqib by March 1 or face the consequences.",
            {
                "addressee": ["RUS"],
                "deadline": "2020-03-01",
                "consequence": "face the consequences",
                "demand": "pull back",
            },
        ),
        (
            "Damascus threatened to shoot down any Turkish aircraft over Idlib unless Ankara stops its flights.",
            {"addressee": ["TUR"], "consequence": "shoot down any Turkish aircraft", "demand": "stops its flights"},
        ),
    ],
)
def test_threats(body: str, gold: dict[str, Any]) -> None:
    only(body, kind="undertaking", stance="threatens_conditionally", **gold)


def test_a_demand_and_its_term() -> None:
    only(
        "Erdogan called on Russia to stop the attacks on Saraqib within three days.",
        stance="demands",
        addressee=["RUS"],
        deadline="2020-02-26",
        demand="stop the attacks on Saraqib",
    )
    for body, last in (
        ("Ankara gave Damascus until the end of February to withdraw from the Turkish posts.", "2020-02-29"),
        ("Ankara gave Damascus 48 hours to withdraw from the Turkish posts.", "2020-02-25"),
    ):
        (found,) = statements(body)
        assert (found.stance, found.addressee, found.demand) == (
            Stance.DEMANDS,
            ("SYR",),
            "withdraw from the Turkish posts",
        )
        assert found.deadline is not None
        assert day(found.deadline - 1) == last


def test_a_promise_has_its_promiser_and_term() -> None:
    only(
        "Akar promised that Turkey would open the M4 highway by March 15.",
        speaker="hulusi-akar",
        stance="promises",
        event="transit-opened",
        actor=["TUR"],
        deadline="2020-03-15",
        demand="Turkey would open the M4 highway",
    )
    only(
        "Lavrov pledged to withdraw the military police from Manbij within 150 hours.",
        stance="promises",
        event="withdrawal",
        actor=["sergei-lavrov"],
        deadline="2020-03-01",
        demand="withdraw the military police from Manbij",
    )


@pytest.mark.parametrize(
    ("body", "event", "actors", "when"),
    [
        (
            "Putin and Erdogan spoke by telephone on Friday, the Kremlin said.",
            "call",
            ["recep-tayyip-erdogan", "vladimir-putin"],
            "2020-02-21",
        ),
        (
            "Peskov said that Lavrov had met Cavusoglu in Munich on Saturday.",
            "meeting",
            ["mevlut-cavusoglu", "sergei-lavrov"],
            "2020-02-22",
        ),
    ],
)
def test_a_contact_has_its_parties_and_day(body: str, event: str, actors: list[str], when: str) -> None:
    only(body, stance="reports_contact", event=event, actor=actors, when=when)


def test_a_recital_within_a_recital_is_hearsay() -> None:
    body = "Peskov said the documents state that it was Ankara that should separate the opposition from the terrorists."
    assert {s.speaker_ids for s in statements(body)} == {("dmitry-peskov",)}
    assert read(report(body), context()).claims == ()


@pytest.mark.parametrize(
    "body",
    [
        "There was no independent confirmation of the shelling of Saraqib.",
        "The mission declined.",
        "Peskov refused to comment.",
        "Nobody set a date for talks.",
        "It could not be confirmed.",
        "declined to confirm " * 400,
        "X gave Y until " * 400,
    ],
)
def test_odd_sentences_say_nothing(body: str) -> None:
    assert [s for s in statements(body) if s.kind is Kind.UNDERTAKING or s.event] == []


@pytest.mark.parametrize(
    ("body", "actor"),
    [
        ("The Turkish Defence Ministry said its forces had shelled Saraqib.", ["TUR"]),
        ("The Turkish Defence Ministry said it had not shelled Saraqib.", ["TUR"]),
        ("“We did not bomb Saraqib,” the Russian Defence Ministry said.", ["RUS"]),
        ("The Turkish Defence Ministry said they had shelled Saraqib.", []),
        ("The Turkish Defence Ministry said the group denied that it had shelled Saraqib.", []),
        (
            "The Turkish Defence Ministry said a militant faction left before its artillery had shelled Saraqib.",
            [],
        ),
        ("Maria Zakharova said it had shelled Saraqib.", []),
    ],
)
def test_whose_own_deed_it_is(body: str, actor: list[str]) -> None:
    found = [s for s in statements(body) if s.event in ("shelling", "airstrike")]
    assert [[c for a in s.actor for c in a] for s in found] == [actor]
