"""Names as wire copy, ministries and machine translation write them."""

from __future__ import annotations

import pytest

from servanda.actors import Register, read_register

REGISTER, _ = read_register(
    """\
- {id: SDF, type: armed-group, names: [Syrian Democratic Forces, SDS, QSD, {text: قوات سوريا الديمقراطية, lang: ar}, {text: СДС, lang: ru}]}
- {id: YPG, type: armed-group, part of: SDF, names: ["People's Protection Units", YPJ]}
- {id: peace-spring, type: organisation, names: [Operation Peace Spring, Source of Peace, {text: Barış Pınarı Harekâtı, lang: tr}]}
- {id: dmitry-peskov, type: person, part of: rus-presidency, names: [Dmitry Peskov, {text: Дмитрий Песков, lang: ru}]}
- {id: mevlut-cavusoglu, type: person, names: [Mevlüt Çavuşoğlu]}
- {id: hmeimim, type: organisation, part of: rus-mod, names: [Centre for Reconciliation of the Opposing Sides]}
""".encode()  # noqa: E501
)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        # states, in the scripts and cases of the region
        ("Turkey", "TUR"), ("Türkiye", "TUR"), ("TURKIYE", "TUR"), ("Türkiye'nin", "TUR"), ("Турция", "TUR"),
        ("Турции", "TUR"), ("تركيا", "TUR"), ("Turkish side", "TUR"), ("the Turkish authorities", "TUR"),
        ("the Russian Federation", "RUS"), ("РФ", "RUS"), ("Россия", "RUS"), ("روسيا", "RUS"), ("Rusya", "RUS"),
        ("Syria", "SYR"), ("SAR", "SYR"), ("Syrian Arab Republic", "SYR"), ("سورية", "SYR"),
        ("the Syrian regime", "SYR"),
        ("U.S.", "USA"), ("the United States", "USA"), ("Ivory Coast", "CIV"), ("Côte d’Ivoire", "CIV"),
        # capitals and buildings
        ("Ankara", "TUR"), ("Moscow", "RUS"), ("Москва", "RUS"), ("دمشق", "SYR"), ("Tehran", "IRN"),
        ("the Kremlin", "rus-presidency"), ("Pentagon", "usa-mod"), ("the White House", "usa-presidency"),
        ("TSK", "tur-forces"), ("Syrian Arab Army", "syr-forces"), ("State Department", "usa-mfa"),
        # offices
        ("the Turkish defence ministry", "tur-mod"), ("Turkish Defense Ministry", "tur-mod"),
        ("Ministry of National Defence of Turkey", "tur-mod"), ("Turkey's Ministry of Defense", "tur-mod"),
        ("Russian Foreign Ministry", "rus-mfa"), ("Foreign Ministry of the Russian Federation", "rus-mfa"),
        ("МИД России", "rus-mfa"), ("Минобороны РФ", "rus-mod"), ("министерство обороны России", "rus-mod"),
        ("министерства обороны Турции", "tur-mod"), ("وزارة الدفاع التركية", "tur-mod"),
        ("وزارة الخارجية الروسية", "rus-mfa"), ("Rusya Savunma Bakanlığı", "rus-mod"),
        ("Türk Dışişleri Bakanlığı", "tur-mfa"), ("Colombian defence ministry", "col-mod"),
        ("Turkish foreign minister", "tur-mfa"), ("the Russian president", "rus-presidency"),
        ("Russian military police", "rus-forces"), ("Syrian army", "syr-forces"), ("Turkish troops", "tur-forces"),
        # bodies
        ("the Security Council", "UNSC"), ("U.N.", "UN"), ("ООН", "UN"), ("الأمم المتحدة", "UN"),
        # the dossier's own, and the odd forms of machine translation
        ("SDS", "SDF"), ("syrian democratic forces", "SDF"), ("СДС", "SDF"), ("قوات سوريا الديمقراطية", "SDF"),
        ("the Syrian Democratic Forces (SDF)", "SDF"), ("Peoples Protection Units", "YPG"), ("ypg", "YPG"),
        ("Source of Peace", "peace-spring"), ('the operation "Source of Peace"', "peace-spring"),
        ("Baris Pinari Harekati", "peace-spring"),
        ("Peskov", "dmitry-peskov"), ("Песков", "dmitry-peskov"), ("Dmitri Peskov", "dmitry-peskov"),
        ("Cavusoglu", "mevlut-cavusoglu"), ("ÇAVUŞOĞLU", "mevlut-cavusoglu"), ("Mevlut Cavusoglu", "mevlut-cavusoglu"),
        ("Center for the Reconciliation of Opposing Sides", "hmeimim"),
        # nobody
        ("", None), ("…", None), ("the ministry", None), ("foreign ministry", None), ("the spokesman", None),
        ("local sources", None), ("Turkish and Russian", None),
    ],
)  # fmt: skip
def test_who_is_meant(text: str, actor: str | None) -> None:
    found = REGISTER.resolve(text)
    assert (found[0].actor if found else None) == actor, found


def test_the_very_name_beats_the_folded_one_and_that_the_metonym() -> None:
    scores = [REGISTER.resolve(t)[0].score for t in ("Source of Peace", "source of peace!", "Ankara", "Dmitri Peskov")]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1.0
    assert len(set(scores)) == 4


def test_the_dossiers_name_outranks_the_base() -> None:
    own, _ = read_register(b"- {id: RUS-mp, names: [Russian military police]}\n- {id: ank, names: [Ankara]}")
    assert [m.actor for m in own.resolve("Russian military police")] == ["RUS-mp", "rus-forces"]
    assert [m.actor for m in own.resolve("Ankara")] == ["ank", "TUR"]


def test_every_state_is_found_by_its_name_and_its_ministries_by_theirs() -> None:
    base = Register()
    states = [a for a in base if a.type == "state"]
    assert len(states) >= 240
    for state in states:
        assert state.id in {m.actor for m in base.resolve(state.name())[:1]}, state
        ministry = base.resolve(f"Foreign Ministry of {state.name()}")
        assert ministry, state
        assert ministry[0].actor == f"{state.id.lower()}-mfa", (state, ministry)
