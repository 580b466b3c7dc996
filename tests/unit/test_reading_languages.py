"""Languages that are not read: which it is is said, names and dates are found, and nothing is claimed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from reading_room import context, day, report

from servanda.reading import Named, named, read
from servanda.reading.language import language_of

RUSSIAN = (
    "Президент Турции Реджеп Тайип Эрдоган заявил в пятницу, что турецкие военные останутся в Идлибе. 21 февраля он "
    "говорил по телефону с Владимиром Путиным. Министерство обороны России сообщило вчера, что Анкара не выполняет "
    "меморандум от 17 сентября 2018 года. В марте было тихо."
)
TURKISH = (
    "Cumhurbaşkanı Recep Tayyip Erdoğan, geçen cuma günü İdlib'de 5 Türk askerinin öldüğünü söyledi. Rusya Savunma "
    "Bakanlığı ise dün bir açıklama yaptı ve Türkiye'nin 22 Ekim 2019 tarihli mutabakata uymadığını belirtti."
)
ARABIC = (
    "قال الرئيس التركي رجب طيب أردوغان يوم الجمعة الماضي إن القوات التركية ستبقى في إدلب. وكانت وزارة الدفاع الروسية "
    "قد قالت في ٢١ شباط 2020 إن أنقرة لا تلتزم بالاتفاق."
)


def found(text: str) -> tuple[Named, ...]:
    made = replace(report(text), language="")
    reading = read(made, context())
    assert not reading.claims
    assert not reading.statements
    assert [f.slug for f in reading.findings] == ["language-not-read"]
    assert reading.findings[0].got == reading.language
    for n in reading.named:
        assert text[slice(*n.span)] == n.text
    assert named(made, context()) == reading.named
    return reading.named


@pytest.mark.parametrize(
    ("text", "actors", "places", "dates"),
    [
        (
            RUSSIAN,
            {"tur-presidency", "recep-tayyip-erdogan", "vladimir-putin", "rus-mod", "TUR"},
            {"idlib"},
            ["2020-02-21", "2020-02-21", "2020-02-22", "2018-09-17", "2019-03-01"],
        ),
        (TURKISH, {"recep-tayyip-erdogan", "rus-mod", "TUR"}, {"idlib"}, ["2020-02-21", "2020-02-22", "2019-10-22"]),
        (
            ARABIC,
            {"tur-presidency", "recep-tayyip-erdogan", "tur-forces", "rus-mod", "TUR"},
            {"idlib"},
            ["2020-02-21", "2020-02-21"],
        ),
    ],
    ids=["ru", "tr", "ar"],
)
def test_names_and_dates(text: str, actors: set[str], places: set[str], dates: list[str]) -> None:
    rows = found(text)
    assert {n.id for n in rows if n.kind == "actor"} == actors
    assert {n.id for n in rows if n.kind == "place"} == places
    assert [day(n.interval.start) for n in rows if n.kind == "date"] == dates


def test_english_names_are_told_as_well() -> None:
    rows = named(report("On February 21, Ankara said that its army had shelled Saraqib."), context())
    assert [(n.kind, n.id or day(n.interval.start)) for n in rows if n.kind != "actor"] == [
        ("date", "2020-02-21"),
        ("place", "saraqib"),
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ministry said that the road to the north had been closed by the army for a week.", "en"),
        ("Das Ministerium sagte, dass die Straße nach Norden von der Armee für eine Woche gesperrt wurde.", "de"),
        ("Le ministère a dit que la route du nord était fermée par l'armée pour une semaine, ce qui est long.", "fr"),
        (RUSSIAN, "ru"),
        ("Президент заявив, що війська не будуть відходити з області, і це було також у заяві.", "uk"),
        (TURKISH, "tr"),
        (ARABIC, "ar"),
        ("رئیس جمهور گفت که نیروها در این منطقه باقی خواهند ماند و این را به آنها گفته است.", "fa"),
        ("1234 5678 …", ""),
        ("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᎠᏂᏴᏫᏯ", ""),
        ("Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt labore", ""),
        ("Erdoğan says no", "en"),
        ("Dışişleri açıklama yaptı", "tr"),
        ("Shelling near Idlib", "en"),
    ],
)
def test_which_language(text: str, language: str) -> None:
    assert language_of(text) == language


def test_what_is_stated_holds_unless_the_script_is_another() -> None:
    assert language_of("Shelling near Idlib", "tr") == "tr"
    assert language_of("Shelling near Idlib", "en-GB") == "en"
    assert language_of(RUSSIAN, "en") == "ru"
    assert language_of("Whatever it is", "xx") == "xx"


@pytest.mark.parametrize(
    ("text", "names", "dates"),
    [
        (
            "Ankara'nın açıklamasına göre Serakib'e saldırı oldu ve Rusya'dan gelen heyet Moskova'yla bugün görüştü. "
            "Toplantı 5-6 Şubat'ta yapıldı, 12.02.2020 tarihinde de Halep'ten çekilme başladı.",
            ["TUR", "saraqib", "RUS", "RUS", "aleppo"],
            [("2020-02-23", "2020-02-23"), ("2020-02-05", "2020-02-06"), ("2020-02-12", "2020-02-12")],
        ),
        (
            "В Анкаре заявили, что сирийские войска обстреляли Серакиб, а также сёла к востоку от Идлиба. "
            "Переговоры с Турцией прошли с 1 по 3 февраля и 17 февраля 2020 г. "
            "Представители Турции и России встретились в Алеппо.",
            ["TUR", "saraqib", "idlib", "TUR", "TUR", "RUS", "aleppo"],
            [("2020-02-01", "2020-02-03"), ("2020-02-17", "2020-02-17")],
        ),
        (
            "وصل الوفد إلى إدلب في ٥ شباط/فبراير ٢٠٢٠، وقالت أنقرة وموسكو إن الهدنة مستمرة "
            "في حلب وسراقب حتى 28 شباط 2020.",
            ["idlib", "TUR", "RUS", "aleppo", "saraqib"],
            [("2020-02-05", "2020-02-05"), ("2020-02-28", "2020-02-28")],
        ),
    ],
    ids=["tr", "ru", "ar"],
)
def test_endings_ranges_and_digits(text: str, names: list[str], dates: list[tuple[str, str]]) -> None:
    rows = found(text)
    assert [n.id for n in rows if n.kind != "date"] == names
    assert [(day(n.interval.start), day((n.interval.end or 1) - 1)) for n in rows if n.kind == "date"] == dates


@pytest.mark.parametrize(
    ("text", "language", "date"),
    [
        ("في ١٧ رجب ١٤٤١ هـ اجتمع المسؤولون في حلب ودمشق وقالت روسيا إن الهدنة مستمرة.", "ar", "١٧ رجب ١٤٤١ هـ"),
        (
            "Türkiye, Rusya'ya 27 Cemaziyelahir 1441 tarihli notayı bugün verdi ve bunu açıkladı, dedi bakan.",
            "tr",
            "27 Cemaziyelahir 1441",
        ),
        ("The court said on 17 Rajab 1441 AH that the truce would hold in the town.", "en", "17 Rajab 1441 AH"),
    ],
)
def test_a_date_of_the_islamic_calendar_is_said_and_not_guessed(text: str, language: str, date: str) -> None:
    reading = read(replace(report(text), language=""), context())
    assert reading.language == language
    (finding,) = [f for f in reading.findings if f.slug == "calendar-not-read"]
    assert finding.got == date
    assert all(n.interval.start is None for n in reading.named if n.text == date)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("政府は金曜日に首都で協議が続くと発表した。軍は町を離れたという。", ""),
        (
            "რუსეთის ჯარებმა დატოვეს ქალაქი და მოლაპარაკებები პარასკევს გაგრძელდება დედაქალაქში, თქვა წარმომადგენელმა.",
            "",
        ),
        (
            "Le ministère a annoncé que les troupes avaient quitté la ville et que les pourparlers se poursuivraient.",
            "fr",
        ),
    ],
)
def test_what_cannot_be_read_is_said(text: str, language: str) -> None:
    reading = read(replace(report(text), language=""), context())
    assert (reading.claims, reading.language) == ((), language)
    (finding,) = [f for f in reading.findings if f.slug == "language-not-read"]
    assert finding.got == (language or "unknown")
