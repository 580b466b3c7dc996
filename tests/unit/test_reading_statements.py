"""One sentence at a time: who speaks, with which stance, about what."""

from __future__ import annotations

from typing import Any

import pytest
from reading_room import context, fits, report, statements

from servanda.model import Kind, Polarity, Stance
from servanda.reading import Attribution, Scene, read, statement_json


def one(body: str, published: str = "2020-02-23", **gold: Any) -> None:
    found = statements(body, published)
    assert any(fits(s, gold) for s in found), [statement_json(s) for s in found]


def none(body: str, published: str = "2020-02-23", **gold: Any) -> None:
    assert [s.quote for s in statements(body, published) if fits(s, gold)] == []


ACCUSED = (
    "The president's spokesman Dmitry Peskov said Turkey still does not fulfil the accords that were reached in Sochi. "
    "The whole of Idlib is a demilitarized zone on paper, he added. "
    "Peskov noted that the papers signed by the two leaders, the memorandum among them, said that it "
    "was Ankara that had "
    "to guarantee the breeding, the demarcation and the withdrawal of heavy weapons."
)


def test_an_accusation_aims_at_the_accord() -> None:
    one(
        ACCUSED,
        speaker="dmitry-peskov",
        stance="accuses_noncompliance",
        obligation="sochi-2018/*",
        polarity="denies",
        target=["TUR"],
    )


@pytest.mark.parametrize("provision", ["radical-groups-leave", "dmz-demarcated", "heavy-weapons-leave"])
def test_a_recital_with_an_accusation_aims_at_its_provisions(provision: str) -> None:
    one(ACCUSED, speaker="dmitry-peskov", kind="assessment", polarity="denies", obligation=f"sochi-2018/{provision}")


def test_a_recital_names_no_other_row() -> None:
    aims = {s.obligation for s in statements(ACCUSED) if s.obligation}
    assert aims == {"sochi-2018/*"} | {
        f"sochi-2018/{p}" for p in ("radical-groups-leave", "dmz-demarcated", "heavy-weapons-leave")
    }


def test_a_recital_alone_accuses_nobody() -> None:
    assert [
        s for s in statements(ACCUSED.partition("Peskov noted")[2].join(("Peskov noted", ""))) if s.obligation
    ] == []


def test_an_accord_of_later_is_not_meant() -> None:
    body = "Maria Zakharova said the Turkish side does not fulfil the Moscow protocol."
    none(body, "2020-02-23", obligation="moscow-2020/*")
    one(body, "2020-03-20", obligation="moscow-2020/*", target=["TUR"])


def test_an_ultimatum_over_two_sentences() -> None:
    body = (
        "According to the Turkish leader, he asked Vladimir Putin to press Syrian President Bashar "
        "al-Assad to halt the army "
        "and pull back from the Turkish posts by the end of February. Recep Tayyip Erdogan noted "
        "that otherwise Turkey will "
        "give a military answer."
    )
    one(
        body,
        speaker="recep-tayyip-erdogan",
        stance="threatens_conditionally",
        addressee=["SYR"],
        deadline="2020-02-29",
        demand="pull back from the Turkish posts",
        consequence="Turkey will give a military answer",
    )
    made = [s for s in statements(body) if s.kind is Kind.UNDERTAKING]
    assert len(made) == 1
    assert len(made[0].content_spans) == 2


def test_a_condition_is_a_threat() -> None:
    one(
        "“If Syrian forces do not withdraw by February 29, we will strike them everywhere,” Erdogan said.",
        stance="threatens_conditionally",
        addressee=["SYR"],
        deadline="2020-02-29",
    )
    none("“If it rains, we will stay at home,” Erdogan said.", stance="threatens_conditionally")


@pytest.mark.parametrize(
    ("body", "gold"),
    [
        (
            "Sergei Lavrov denied that Russian warplanes had bombed Saraqib.",
            {"stance": "denies", "event": "airstrike", "polarity": "denies"},
        ),
        (
            "Sergei Lavrov confirmed that Russian warplanes had bombed Saraqib.",
            {"stance": "confirms", "event": "airstrike", "polarity": "affirms"},
        ),
        (
            "Sergei Lavrov said Russian warplanes had not bombed Saraqib.",
            {"stance": "asserts", "event": "airstrike", "polarity": "denies"},
        ),
        ("Sergei Lavrov said Russian warplanes may attack Saraqib.", {"event": "attack", "polarity": "none"}),
        (
            "Hulusi Akar accused Russia of violating the Sochi memorandum.",
            {"stance": "accuses_noncompliance", "kind": "assessment", "target": ["RUS"]},
        ),
        ("Hulusi Akar promised to keep the posts.", {"stance": "promises", "kind": "undertaking"}),
        ("Hulusi Akar called on Damascus to stop the attacks.", {"stance": "demands", "addressee": ["SYR"]}),
        (
            "Dmitry Peskov said that Putin and Erdogan had a telephone conversation on February 21.",
            {"stance": "reports_contact", "event": "call", "when": "2020-02-21"},
        ),
        (
            "The Observatory could not verify who shelled Saraqib.",
            {"speaker": "SOHR", "stance": "unable_to_confirm", "polarity": "none"},
        ),
        (
            "Igor Konashenkov said the attacks of the Syrian army on Saraqib were in response to provocations.",
            {"stance": "excuses"},
        ),
        (
            "Dmitry Peskov said Russia has fulfilled the Sochi memorandum.",
            {"kind": "assessment", "polarity": "affirms"},
        ),
    ],
)
def test_stances(body: str, gold: dict[str, Any]) -> None:
    one(body, **gold)


@pytest.mark.parametrize(
    ("body", "speaker"),
    [
        ("Dmitry Peskov came. “All is well,” he said.", "dmitry-peskov"),
        ("“All is well,” said Dmitry Peskov.", "dmitry-peskov"),
        ("“All is well,” Peskov told reporters on Monday.", "dmitry-peskov"),
        ("All is well in Idlib, according to Dmitry Peskov.", "dmitry-peskov"),
        ("According to Ankara, all is well in Idlib.", "TUR"),
        ("Ankara said that all is well.", "TUR"),
        ("The Turkish Defence Ministry said all is well.", "tur-mod"),
        (
            "The representative of the Russian Foreign Ministry, Maria Zakharova, earlier said all is well.",
            "maria-zakharova",
        ),
        ("Kremlin spokesman Dmitry Peskov came. The spokesman added that all is well.", "dmitry-peskov"),
        ("Vladimir Putin and Recep Tayyip Erdogan said all is well.", "vladimir-putin;recep-tayyip-erdogan"),
        ("Local sources said all is well.", "unnamed:demo-wire"),
        ("October 22, Vladimir Putin said that all is well.", "vladimir-putin"),
        ("“All is well,” he said.", ""),
    ],
)
def test_speakers(body: str, speaker: str) -> None:
    found = [s for s in statements(body) if "well" in s.quote]
    assert [";".join(s.speaker_ids) for s in found] == [speaker]


def test_one_whom_nobody_knows_is_nobody_else() -> None:
    body = (
        "Turkish Defence Ministry spokesman Kemal Yoktur said Syrian forces shelled Saraqib on Monday. "
        "He said nothing more of Saraqib."
    )
    claims = read(report(body), context()).claims
    assert {c.speaker for c in claims} <= {("tur-mod",), ("kemal-yoktur",)}
    assert claims
    later = "Dmitry Peskov spoke. A spokesman for the agency came. He said Syrian forces shelled Saraqib on Monday."
    assert all(";".join(s.speaker_ids) != "TUR" for s in statements(later))


def test_narration_is_the_outlets() -> None:
    body = "Dmitry Peskov said all is well. On February 20, Syrian forces shelled Saraqib."
    one(body, speaker="demo-wire", role="narration", event="shelling", place="saraqib", when="2020-02-20")
    none(body, speaker="dmitry-peskov", event="shelling")


@pytest.mark.parametrize(
    "body",
    [
        "Syrian forces agreed to patrol Saraqib.",
        "To stop the army from shelling Saraqib, talks began.",
        "Turkey is ready to attack Saraqib.",
        "There is no need to shell Saraqib.",
    ],
)
def test_what_is_only_wished_for_did_not_happen(body: str) -> None:
    assert [
        c for c in read(report(body), context()).claims if c.polarity is Polarity.AFFIRMS and c.event != "agreement"
    ] == []


def test_a_quotation_goes_on() -> None:
    found = statements("“All is well in Idlib,” Peskov said. “The guns are silent there.”\n\nThe town is calm.")
    assert [s.quote for s in found] == ["“All is well in Idlib,” … “The guns are silent there.”"]
    assert found[0].speaker_ids == ("dmitry-peskov",)


def test_another_language_is_said_not_guessed() -> None:
    body = (
        "Türkiye Milli Savunma Bakanlığı, İdlib'de rejim güçlerinin ateşkesi ihlal ettiğini ve beş "
        "askerin öldüğünü açıkladı bugün."
    )
    reading = read(report(body).__class__("r-x", text=body, outlet="demo-daily"), context())
    assert (reading.claims, [f.slug for f in reading.findings]) == ((), ["language-not-read"])


def test_json_has_every_field() -> None:
    row = statement_json(statements(ACCUSED)[0])
    wanted = (
        "speaker speaker_id speaker_span speaker_role via cue cue_span content_spans quote stance "
        "alternatives target kind "
        "event obligation said when place counts demand confidence"
    )
    assert set(wanted.split()) <= set(row)
    assert row["via"] == ["demo-wire"]


def test_another_finder_may_take_its_place() -> None:
    class Everything:
        name = "everything"

        def __call__(self, scene: Scene) -> list[Attribution]:
            end = len(scene.text)
            return [Attribution((0, 6), (7, 11), ((12, end),), Stance.ASSERTS, "indirect", (0, end), 0)]

    reading = read(report("Peskov says Syrian forces shelled Saraqib."), context(), Everything())
    assert [(c.speaker, c.event) for c in reading.claims] == [(("dmitry-peskov",), "shelling")]
