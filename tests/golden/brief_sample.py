"""A small brief made by hand that uses every part of the page once."""

from __future__ import annotations

from datetime import UTC, datetime

from servanda.brief import data as d
from servanda.model import DAY, Extent, Interval


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


AS_OF = at("2019-10-31T21:00")
KEPT = d.Cell("fulfilled", 1, 0, ("by assertion",), observed=0.0)
TORN = d.Cell("contested", 1, 3, ("provisional",), observed=0.004, undetermined=True, changed=True, draft=True)
DARK = d.Cell("unknown", observed=0.0)
OUT = d.Cell("unknown", reachable=False)
BROKEN = d.Cell("breached", 0, 4, ("overdue",), observed=0.6)

SHOIGU = d.ClaimCard(
    id="r-aaaaaaaaaa.1",
    sentence="Withdrawal of the YPG from the belt is complete.",
    speakers=("Sergei Shoigu",),
    via=("TASS",),
    outlet="Reuters",
    url="https://www.reuters.com/article/idUSR4N27801B",
    happened=Extent.exact(at("2019-10-29"), at("2019-10-30")),
    published=Interval(at("2019-10-29"), at("2019-10-30")),
    recorded=at("2024-05-02T14:10"),
    place="Manbij",
    lat=36.52815,
    lon=37.95495,
    radius_m=3000.0,
    origin="o-1",
    copies=(d.Copy("r-bbbbbbbbbb.1", "Sputnik", "https://sputniknews.com/x"), d.Copy("r-cccccccccc.1", "ANI")),
    grade="B2",
    review="accepted",
    witness=True,
    quote="Вывод завершён раньше срока.",
    lang="ru",
)
UCDP = d.ClaimCard(
    id="r-dddddddddd.288",
    sentence="Clash between the Syrian Democratic Forces and Syrian insurgents.",
    speakers=("UCDP",),
    outlet="UCDP GED",
    happened=Extent(at("2019-10-29"), at("2019-10-30"), at("2019-10-31"), at("2019-11-01")),
    lat=36.4,
    lon=38.9,
    radius_m=25000.0,
    machine_read=True,
    draft=True,
    quote="اشتباكات عنيفة",
    lang="ar",
    why="the SDF is not taken for the YPG (reading sdf-is-ypg)",
)


def sample() -> d.BriefData:
    """Two viewpoints, four obligations, one map, one ultimatum."""
    pairs = {
        "ypg": (d.CellPair(TORN, TORN), d.CellPair(DARK, OUT)),
        "patrols": (d.CellPair(DARK, KEPT), d.CellPair(DARK, DARK)),
        "zone": (d.CellPair(BROKEN, BROKEN), d.CellPair(OUT, OUT)),
        "talks": (d.CellPair(d.Cell("untestable"), d.Cell("untestable")),) * 2,
    }
    titles = {
        "ypg": ("5b", "YPG elements leave the belt"),
        "patrols": ("5c", "Joint patrols"),
        "zone": ("6", "YPG leaves Manbij"),
        "talks": ("10", "A political solution is sought"),
    }
    groups = {"ypg": "dispute", "patrols": "kept", "zone": "breached", "talks": "untestable"}
    rows = tuple(
        d.MatrixRow(f"sochi-2019/{key}", f"sochi-2019.{key}", titles[key][0], titles[key][1], "Russia", cells)
        for key, cells in pairs.items()
    )
    pages = tuple(
        d.ObligationPage(
            ref=f"sochi-2019/{key}",
            anchor=f"sochi-2019.{key}",
            accord="Sochi memorandum",
            article=titles[key][0],
            title=titles[key][1],
            says="In our words.",
            verdict=pairs[key][0],
            sentence="Contested: alleged for, corroborated against.",
            group=groups[key],
            text_url="https://pax.peaceagreements.org/agreements/2274",
            bearer="Russia",
            performer="YPG",
            rule="RUS shall: withdraw YPG from belt-30\n  complete within PT150H",
            readings=("Presence of the SDF is not taken for presence of the YPG.",),
            window=d.Window(
                at("2019-10-23T09:00"),
                AS_OF,
                at("2019-10-29T15:00"),
                at("2019-10-29T21:00"),
                (at("2019-10-29"),),
                (at("2019-10-30"),),
            ),
            affirmations=(SHOIGU,),
            affirmations_total=1,
            denials=(UCDP,),
            denials_total=9,
            not_counted=(UCDP,),
            not_counted_total=4,
            derivation=(d.Step(0, "contested: both sides have a body of evidence"), d.Step(1, "for: r-aaaaaaaaaa.1")),
            changes_it=("Without r-aaaaaaaaaa.1 it would be breached.",),
            undetermined=("reading: could be breached",),
        )
        for key in pairs
    )
    square = (((37.5, 36.2), (39.5, 36.2), (39.5, 36.9), (37.5, 36.9), (37.5, 36.2)),)
    larger = (((37.3, 36.1), (39.7, 36.1), (39.7, 37.0), (37.3, 37.0), (37.3, 36.1)),)
    chart = d.MapData(
        sheets=(d.MapSheet("The belt", 36.0, 37.2, 37.2, 39.9),),
        lines=(
            d.MapLine("Border", "border", (((37.2, 36.9), (38.5, 36.9), (39.9, 36.8)),)),
            d.MapLine("M4", "road", (((37.2, 36.2), (39.9, 36.5)),), approximate=True),
        ),
        zones=(d.MapZone("belt-30", "sochi-2019", (square,), (larger,)),),
        posts=(d.MapPost("Anadan", 36.3, 37.6, 3000.0, "4", "Türkiye", "encircled"),),
        places=(d.MapPlace("Manbij", 36.52815, 37.95495, 0), d.MapPlace("Syria", 36.15, 38.4, 0, "country")),
        incidents=(
            d.MapIncident(36.4, 38.9, 5000.0, "ground", 2, False, True),
            d.MapIncident(36.4, 38.9, 5000.0, "ground", 2),
            d.MapIncident(36.6, 38.0, 0.0, "air", 1, True),
            d.MapIncident(36.5, 38.5, 60000.0, "fire", 3),
        ),
        attributions=("Border: © OpenStreetMap contributors",),
    )
    spans = (
        d.DatasetSpan("UCDP GED", at("2019-09-01"), at("2019-10-10"), 120),
        d.DatasetSpan("Chronicle", at("2019-10-20"), AS_OF, 4, False),
    )
    return d.BriefData(
        title="The belt",
        dossier="belt",
        timezone="Europe/Istanbul",
        as_of=AS_OF,
        known_at=AS_OF + DAY,
        clock="public",
        standard="alleged",
        period=Interval(AS_OF - 7 * DAY, AS_OF),
        viewpoints=(d.Viewpoint("all", "All sources"), d.Viewpoint("TUR", "Türkiye")),
        matrix=(d.MatrixGroup("sochi-2019", "Sochi memorandum", "Forces", rows),),
        obligations=pages,
        checkpoint=d.Checkpoint(12, "ab" * 32, at("2024-05-02T14:10"), '{"size": 12, "root": "abab"}'),
        previous=(AS_OF - 7 * DAY, AS_OF - 7 * DAY),
        changes=(d.Change("5b: contested (was unknown).", "new evidence", "sochi-2019.ypg"),),
        map=chart,
        incidents=(
            d.IncidentRow(
                "r-dddddddddd.288",
                Extent.exact(at("2019-10-29"), at("2019-10-31")),
                "Ayn Issa",
                "ground",
                2,
                True,
                "Clash; 33 killed (A); 34 killed (B).",
                ("UCDP",),
                2,
                1,
            ),
        ),
        incidents_total=3,
        timeline=d.TimelineData(
            at("2019-09-01"),
            at("2019-11-15"),
            tuple(d.IncidentPoint(at("2019-09-02") + n * 2 * DAY, 1 + n % 4) for n in range(20)),
            spans,
            (Interval(at("2019-10-11"), at("2019-11-15")),),
            (d.Deadline(at("2019-10-29T15:00"), at("2019-10-29T21:00"), "5b", "sochi-2019.ypg"),),
            (at("2019-10-22"),),
        ),
        contacts=(
            d.Contact(
                Extent.exact(at("2019-10-22"), at("2019-10-23")),
                "meeting",
                ("Putin", "Erdoğan"),
                "Sochi",
                "Memorandum.",
                ("TASS",),
                2,
            ),
        ),
        ultimatums=(
            d.Ultimatum(
                "Ultimatum",
                at("2019-10-20"),
                at("2019-10-29T21:00"),
                "Türkiye",
                "Syria",
                "Withdraw.",
                "A response.",
                "not met",
                "sochi-2019.ypg",
                at("2019-10-25"),
                "Will not wait.",
                (UCDP,),
            ),
        ),
        datasets=spans,
        empty_months=("2019-11",),
        observed=(
            d.Observed("Sochi memorandum", "belt-30", 0.004, "UN observers", "sochi-2019.ypg"),
            d.Observed("Sochi memorandum", "patrol-west", None),
        ),
        readings=(
            d.ReadingRow(
                "Sochi memorandum",
                "sdf-is-ypg",
                "Presence of the SDF is not taken for presence of the YPG.",
                "no",
                ("yes",),
                (("sochi-2019/ypg", "sochi-2019.ypg"),),
                (d.Dependent("yes", "sochi-2019/ypg", "sochi-2019.ypg", "breached", "contested"),),
            ),
        ),
        sources=(
            d.SourceRow(
                "UCDP GED", "dataset", 1, 120, 40, "B2", at("2019-09-01"), AS_OF, "https://ucdp.uu.se", "CC BY 4.0"
            ),
            d.SourceRow("ANI", "outlet", 1, 1, 1),
        ),
        attributions=(d.Attribution("UCDP", "CC BY 4.0", "Sundberg and Melander (2013).", "https://ucdp.uu.se"),),
        versions=(("engine", "0"),),
        draft=True,
    )
