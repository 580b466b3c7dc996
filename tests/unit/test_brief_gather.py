"""From a dossier to what a brief prints: nobody restricted is named, nothing secret is told, gaps are computed."""

from __future__ import annotations

import sys
from datetime import UTC
from pathlib import Path

import pytest

import servanda.dossier
from servanda import brief
from servanda.brief.chronology import empty_months, gaps
from servanda.brief.data import BriefData, ClaimCard
from servanda.brief.gather import gather
from servanda.brief.labels import Labels
from servanda.brief.page import month_runs
from servanda.brief.plane import paper
from servanda.brief.sentences import amount, some
from servanda.geo import LatLon, distance_m
from servanda.model import DAY, Count, Interval, instant

FILES = {
    "dossier.yaml": "servanda: 1\nid: river\ntitle: The river truce\ntimezone: UTC\nclock: public\n",
    "actors.yaml": """
servanda: 1
actors:
  - {id: NOR, type: state, names: [{text: Northland, lang: en}]}
  - {id: SOU, type: state, names: [{text: Southland, lang: en}]}
  - {id: gazette, type: outlet, names: [{text: The Gazette, lang: en}]}
  - {id: ferryman-olsen, type: person, handling: restricted, names: [{text: Ferryman Olsen, lang: en}]}
""",
    "places.yaml": """
servanda: 1
places:
  - {id: bridge, names: [{text: Old Bridge, lang: en}], lat: 50.0, lon: 10.0, radius_m: 500}
""",
    "accords/truce-2021.yaml": """
servanda: 1
accord: truce-2021
instrument: accord
title: Truce of the river
signed: 2021-03-01
timezone: UTC
parties: [NOR, SOU]
zones:
  crossing: {place: bridge, radius: 5 km}
obligations:
  - id: no-attacks
    article: "1"
    title: No attacks at the crossing
    says: Neither side attacks at the crossing.
    bearer: [NOR, SOU]
    shall not: {attack: any, in: crossing}
    from: 2021-03-02
""",
    "claims/log.csv": """claim,speaker,published,source,event,when,actor,target,place,handling,quote
1,SOU,2021-03-04,https://example.org/1,shelling,2021-03-03,NOR,SOU,bridge,public,
2,ferryman-olsen,2021-03-05,https://example.org/2,shelling,2021-03-03,NOR,SOU,bridge,restricted,I saw it from my boat
3,gazette,2021-03-06,https://example.org/3,airstrike,2021-03-05,NOR,SOU,bridge,secret,the secret sentence
4,NOR;SOU,2021-03-06,https://example.org/4,meeting,2021-03-06,NOR;SOU,,,public,
""",
}


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> servanda.dossier.Dossier:
    folder = tmp_path_factory.mktemp("river")
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), encoding="utf-8")
    return servanda.dossier.open(folder)


@pytest.fixture(scope="module")
def data(river: servanda.dossier.Dossier) -> BriefData:
    assert [str(f) for f in river.findings() if f.is_error] == []
    return gather(river, river.clocks("2021-03-07", "2021-03-07"))


def cards(data: BriefData) -> list[ClaimCard]:
    return [c for ob in data.obligations for c in (*ob.affirmations, *ob.denials, *ob.not_counted)]


def test_the_matrix_has_a_column_each_and_both_cells(data: BriefData) -> None:
    assert [v.name for v in data.viewpoints] == ["All sources", "Northland", "Southland", "Third parties"]
    (row,) = data.matrix[0].rows
    assert row.title == "No attacks at the crossing"
    assert row.cells[0].to_date.label == "breached"
    assert row.cells[0].to_date.level_against == 3  # two origins, not all of one side


def test_a_restricted_speaker_is_a_pseudonym_everywhere(data: BriefData) -> None:
    page = brief.render(data)
    assert "Olsen" not in page
    assert "ferryman" not in page
    assert "from my boat" not in page
    assert "example.org/2" not in page
    assert "Observer 1" in page


def test_a_secret_claim_counts_but_is_nowhere_printed(data: BriefData) -> None:
    page = brief.render(data)
    assert "secret sentence" not in page
    assert "example.org/3" not in page
    assert not [c for c in cards(data) if c.id.endswith(".3")]
    assert not [i for i in data.incidents if "irstrike" in i.sentence]


def test_each_card_says_who_what_where_and_when(data: BriefData) -> None:
    card = next(c for c in cards(data) if c.id.endswith(".1"))
    assert card.sentence == "Shelling by Northland against Southland."
    assert card.speakers == ("Southland",)
    assert card.place == "Old Bridge"
    assert card.happened.outer == Interval(instant("2021-03-02", UTC), instant("2021-03-03", UTC))
    assert card.published.start == instant("2021-03-03", UTC)


def test_contacts_and_incidents_are_told_apart(data: BriefData) -> None:
    assert [c.kind for c in data.contacts] == ["meeting"]
    assert set(data.contacts[0].participants) == {"Northland", "Southland"}
    assert [i.level for i in data.incidents] == [3]
    assert data.incidents_total == 1


def test_the_map_shows_the_crossing(data: BriefData) -> None:
    assert data.map is not None
    (sheet,) = data.map.sheets
    assert sheet.south < 50.0 < sheet.north
    assert sheet.west < 10.0 < sheet.east


def test_without_any_dataset_every_month_is_empty(data: BriefData) -> None:
    assert data.empty_months == ("2021-03",)
    assert "no event dataset has any row" in brief.render(data)


def test_what_changed_is_told_with_the_clocks_compared(river: servanda.dossier.Dossier) -> None:
    made = gather(river, river.clocks("2021-03-07", "2021-03-07"), previous=river.clocks("2021-03-02", "2021-03-02"))
    assert made.changes
    assert "No attacks at the crossing: breached, was unknown" in made.changes[0].sentence
    assert made.matrix[0].rows[0].cells[0].to_date.changed


def test_it_is_written_whole(river: servanda.dossier.Dossier, tmp_path: Path) -> None:
    clocks = river.clocks("2021-03-07", "2021-03-07")
    path = brief.write(river, tmp_path / "briefs" / "b.html", clocks)
    assert path.read_text(encoding="utf-8") == brief.brief(river, clocks)
    assert [p.name for p in path.parent.iterdir()] == ["b.html"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions")
def test_a_folder_in_the_way_is_said(river: servanda.dossier.Dossier, tmp_path: Path) -> None:
    from servanda.errors import DossierError

    (tmp_path / "file").write_text("")
    with pytest.raises(DossierError, match="cannot be written") as caught:
        brief.write(river, tmp_path / "file" / "b.html", river.clocks("2021-03-07", "2021-03-07"))
    assert caught.value.slug == "brief-unwritable"


def test_gaps_are_computed_from_the_days_that_have_rows() -> None:
    days = [10, 11, 30, 90]
    assert gaps(days, 0, 120 * DAY) == (
        Interval(0, 10 * DAY),
        Interval(31 * DAY, 90 * DAY),
        Interval(91 * DAY, 120 * DAY),
    )
    assert gaps([], 0, 5 * DAY) == (Interval(0, 5 * DAY),)


def test_february_2020_without_rows_is_an_empty_month() -> None:
    start, end = instant("2019-10-31", UTC), instant("2020-03-07", UTC)
    november = range(instant("2019-10-31", UTC) // DAY, instant("2019-11-30", UTC) // DAY)
    assert empty_months(list(november), start, end, UTC) == ("2019-12", "2020-01", "2020-02", "2020-03")


def test_months_in_a_long_row_are_told_by_their_ends() -> None:
    long = tuple(f"2017-{m:02d}" for m in range(5, 13)) + ("2018-01",)
    assert month_runs((*long, "2020-02", "2020-03")) == [("2017-05", "2018-01"), ("2020-02", ""), ("2020-03", "")]


def test_lists_and_amounts() -> None:
    assert some(["A"]) == "A"
    assert some(["A", "B", "A", "C"]) == "A, B and C"
    assert some(["A", "B", "C", "D", "E"]) == "A, B and 3 others"
    assert amount(Count("killed", 33, 34)) == "33–34 killed"
    assert amount(Count("injured", 9, None, "civilians")) == "at least 9 injured (civilians)"


def test_the_paper_keeps_distances_and_areas() -> None:
    on = paper(35.2, 35.7, 37.3, 42.4, 1160.0, 760.0)
    for a, b in (((36.0, 36.0), (36.0, 37.0)), ((37.0, 42.0), (36.2, 42.0)), ((35.5, 39.0), (36.5, 40.0))):
        (x1, y1), (x2, y2) = on.at(*a), on.at(*b)
        drawn = ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5 / on.per_m
        assert drawn == pytest.approx(distance_m(LatLon(*a), LatLon(*b)), rel=0.006)


def test_no_label_lies_on_another_or_off_the_sheet() -> None:
    labels = Labels(300.0, 200.0)
    placed = [labels.place(f"Town {n}", 20.0 + 13 * n, 30.0 + 7 * n, 11.0, 6.0) for n in range(20)]
    assert sum(p is not None for p in placed) >= 8
    boxes = labels.taken
    assert not [1 for i, a in enumerate(boxes) for b in boxes[i + 1 :] if a.meets(b)]
    assert all(b.left >= 0 and b.top >= 0 and b.right <= 300 and b.bottom <= 200 for b in boxes)
