"""What articles of many conflicts say in words that the first ones did not: speakers, stances, deeds, dates, places."""

from __future__ import annotations

import pytest
from reading_room import day, report, statements

from servanda.actors import Register
from servanda.geo import Gazetteer
from servanda.model import Kind, Polarity, Stance
from servanda.reading import Context, Statement, named, read


def strangers(body: str, published: str = "2020-02-23") -> tuple[Statement, ...]:
    """Read with nobody known but states, their offices and bodies of the world."""
    return read(report(body, published), Context(register=Register([]))).statements


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Information Minister Muammar al-Iryani said that rebels had shelled the port.", "Muammar al-Iryani"),
        ("Chief negotiator Humberto de la Calle said that rebels had shelled a village.", "Humberto de la Calle"),
        ("Its chairman, Colonel Jan Weiss, said that rebels had shelled a village.", "Jan Weiss"),
        ("The council met Mara Oden. Commander Rulf said that rebels had shelled a village.", "Rulf"),
        ("Ana Lucero met Ivo Brandt. Brandt said that rebels had shelled a village.", "Ivo Brandt"),
        ("Syrian ambassador Bashar Jaafari said that rebels had shelled a village.", "Bashar Jaafari"),
        ("Salem al-Meslet, a spokesman for the UN mission, said that rebels had shelled a village.", "Salem al-Meslet"),
        (
            "The council's spokesman, Ivo Brandt, said this. The spokesman added that rebels had shelled us.",
            "Ivo Brandt",
        ),
        ("General Odo Hask denied it. According to him, rebels had shelled a village.", "Odo Hask"),
    ],
)
def test_a_stranger_has_his_full_name(body: str, name: str) -> None:
    assert strangers(body)[-1].speaker_name == name


def test_the_envoy_to_a_state_is_not_the_state_nor_is_a_local_elder_known() -> None:
    envoy = strangers("The special envoy on Afghanistan said that rebels had shelled a village.")[-1]
    assert "AFG" not in envoy.speaker_ids
    elder = strangers("Kabul denied it. A local elder said that rebels had shelled a village.")[-1]
    assert elder.speaker_role == "unnamed"
    ministry = strangers("The Foreign Ministry in Moscow said that rebels had shelled a village.")[-1]
    assert ministry.speaker_ids == ("rus-mfa",)
    cross = strangers("The Syrian army denied it. The Red Cross said that rebels had shelled a village.")[-1]
    assert cross.speaker_ids == ("ICRC",)


def test_another_minister_is_another_person() -> None:
    body = "Foreign minister Dmytro Kuleba said this. Iryna Ve, the deputy prime minister, said that. "
    made = strangers(body + "The deputy prime minister asked the council to guarantee a corridor.")
    assert made[-1].speaker_name == "Iryna Ve"


@pytest.mark.parametrize(
    ("body", "stance"),
    [
        ("Peskov said that the Kurdish formations must leave the border within 150 hours.", Stance.DEMANDS),
        ("“We remain committed to the peace process,” Peskov said.", Stance.PROMISES),
        ("Peskov assured reporters that Turkish troops had left Saraqib.", Stance.ASSERTS),
        ("Peskov assured reporters that Turkish troops would leave Saraqib.", Stance.PROMISES),
        ("Erdogan asked the rebels to surrender the killers or face arrest.", Stance.THREATENS),
        ("“We will not keep silent if Ankara does not obey,” Peskov said.", Stance.THREATENS),
        ("Peskov said that Turkey had not withdrawn its heavy weapons as promised.", Stance.ACCUSES),
        ("Peskov described these reports as false.", Stance.DENIES),
        ("Peskov called the report a lie.", Stance.DENIES),
        ("The chairman told the parties to finish the work within ten days.", Stance.DEMANDS),
        ("Peskov replied that heavy rain had made clearing impossible.", Stance.EXCUSES),
        ("The UN mission was not in a position to verify the claims.", Stance.UNABLE),
    ],
)
def test_stances_in_other_words(body: str, stance: Stance) -> None:
    assert stance in {s.stance for s in statements(body)}


def test_what_is_promised_is_not_what_befell_those_whom_it_is_promised_to() -> None:
    made = statements("Turkey promised aid to those who had fled.")
    assert [(s.stance, s.event) for s in made] == [(Stance.PROMISES, "")]


def test_a_shelling_that_must_stop_is_demanded_of_nobody() -> None:
    assert all(s.stance is not Stance.DEMANDS for s in statements("Peskov said that talks should end well."))


@pytest.mark.parametrize(
    ("said", "event", "polarity"),
    [
        ("militants had fired at Syrian positions with mortars", "shelling", Polarity.AFFIRMS),
        ("Turkey had begun to withdraw its fighters", "departure", Polarity.AFFIRMS),
        ("Turkey had finished pulling its heavy weapons out of the zone", "withdrawal", Polarity.AFFIRMS),
        ("Syria had handed over its heavy weapons to the mission", "disarmament", Polarity.AFFIRMS),
        ("Syrian soldiers had taken hundreds of prisoners", "detention", Polarity.AFFIRMS),
        ("Syria was the scene of an exchange of machine gun fire", "small-arms-fire", Polarity.AFFIRMS),
        ("Syrian buses had been stopped at a checkpoint", "transit-blocked", Polarity.AFFIRMS),
        ("Turkey had not been informed", "notification", Polarity.DENIES),
        ("Vladimir Putin had discussed the deal with Erdogan by phone", "call", Polarity.AFFIRMS),
    ],
)
def test_deeds_in_other_words(said: str, event: str, polarity: Polarity) -> None:
    found = {(s.event, s.polarity) for s in statements(f"Activists said that {said}.")}
    assert (event, polarity) in found


def test_a_violation_of_sovereignty_breaks_no_ceasefire() -> None:
    made = statements("Damascus condemned the entry of a Turkish convoy as a violation of Syria's sovereignty.")
    assert [s.event for s in made if s.event == "ceasefire-violation"] == []


def test_those_who_are_told_are_no_content() -> None:
    (made,) = statements("Poroshenko told a meeting of his security council that Syria had withdrawn its troops.")
    assert made.event == "departure"
    assert made.quote.startswith("Syria had")


def test_a_content_is_not_cut_inside_a_word() -> None:
    body = "He called not to build scenarios for the development of Russian-Turkish relations because of the war."
    assert all(not s.quote.endswith("Russian") for s in strangers(body))


def test_an_accusation_stands_though_no_accord_is_known() -> None:
    (made,) = strangers("Russia said that Turkey has not yet fulfilled the Syria accords.")
    assert (made.kind, made.stance, made.target) == (Kind.ASSESSMENT, Stance.ACCUSES, (("TUR",),))


def test_otherwise_joins_the_office_and_the_name() -> None:
    body = "The Turkish leader asked Syria to withdraw by the end of February. Orhan noted that otherwise Turkey will "
    (made,) = strangers(body + "give a military response.")
    assert made.stance is Stance.THREATENS
    assert made.consequence == "Turkey will give a military response"


def test_a_term_that_is_past_and_a_promise_that_is_to_come() -> None:
    past = named(report("The army confirmed it had recovered all bodies by Monday night.", "2020-02-20"), Context())
    assert [day(n.interval.start) for n in past if n.kind == "date"] == ["2020-02-17"]
    body = "He promised that access would be granted to all of the deminers of the mission from Monday."
    ahead = named(report(body, "2020-02-20"), Context())
    assert [day(n.interval.start) for n in ahead if n.kind == "date"] == ["2020-02-24"]


def test_towns_after_of_at_the_beginning_and_in_a_row() -> None:
    body = "In Aleppo it was calm. Troops left the town of Debaltseve. Soldiers are in Axum and Mekelle."
    known = Context(gazetteer=Gazetteer())
    found = {n.text for n in named(report(body), known) if n.kind == "place"}
    assert {"Aleppo", "Debaltseve", "Axum"} <= found
