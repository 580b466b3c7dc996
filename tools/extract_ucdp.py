"""Cut the Idlib dossier's event file out of the UCDP Georeferenced Event Dataset.

    python tools/extract_ucdp.py GED.csv[.gz] src/servanda/data/idlib

Writes `data/ucdp-ged-nw-syria.csv`: facts only. Headlines, article texts and the original sources' names stay behind
(`source_article`, `source_headline`, `source_original`). Whole numbers are written without a fraction; nothing else is
changed. What is taken (src/servanda/data/README.md): events that began from 17 Sep 2018 to 30 Nov 2019 in Syria and lie
in Idlib, Latakia or Aleppo Governorate, in the parts of Hama Governorate that the Idlib area reaches, or, in Raqqah and
Hasakah, within 40 km of the border with Türkiye (Natural Earth 1:10m).
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from pathlib import Path

from pyproj import Geod
from shapely.geometry import LineString, MultiLineString, Point, shape
from shapely.ops import nearest_points

FIRST, LAST = "2018-09-17", "2019-11-30"
STRIP_M = 40_000.0
WHOLE = ("Idlib Governorate", "Latakia Governorate", "Aleppo Governorate")
EAST = ("Ar Raqqah Governorate", "Al Hasakah Governorate")
HAMA = ("", "As Suqaylibiyah district", "Muhradah district", "Mintaqat Markaz Hamah district")
REGIONS = ("Operation Peace Spring", "Latakia-Hama-Idlib axis")
COLUMNS = (
    *("id", "year", "active_year", "type_of_violence", "conflict_new_id", "conflict_name", "dyad_new_id", "dyad_name"),
    *("side_a_new_id", "side_a", "side_b_new_id", "side_b", "number_of_sources", "source_office", "source_date"),
    *("where_prec", "where_coordinates", "adm_1", "adm_2", "latitude", "longitude", "priogrid_gid", "country"),
    *("country_id", "region", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b"),
    *("deaths_civilians", "deaths_unknown", "low", "best", "high"),
)
GEOD = Geod(ellps="WGS84")


def main(source: Path, dossier: Path) -> None:
    border = border_line(dossier / "geo" / "border-syr-tur-ne.geojson")
    content = source.read_bytes()
    text = (gzip.decompress(content) if source.suffix == ".gz" else content).decode("utf-8")
    rows = [plain(row) for row in csv.DictReader(io.StringIO(text)) if wanted(row, border)]
    rows.sort(key=lambda row: (row["date_start"], int(row["id"])))
    target = dossier / "data" / "ucdp-ged-nw-syria.csv"
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{target}: {len(rows)} rows", file=sys.stderr)


def border_line(path: Path) -> LineString | MultiLineString:
    """The border as longitude, latitude."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    line = shape(features[0]["geometry"])
    assert isinstance(line, LineString | MultiLineString)
    return line


def wanted(row: dict[str, str], border: LineString | MultiLineString) -> bool:
    """Whether the event is of the time and the area."""
    if row["country"] != "Syria" or not FIRST <= row["date_start"] <= LAST:
        return False
    if row["adm_1"] in WHOLE or row["where_coordinates"] in REGIONS:
        return True
    if row["adm_1"] == "Hamah Governorate":
        return row["adm_2"] in HAMA
    if row["adm_1"] not in EAST:
        return False
    here = Point(float(row["longitude"]), float(row["latitude"]))
    there = nearest_points(border, here)[0]
    return float(GEOD.inv(here.x, here.y, there.x, there.y)[2]) <= STRIP_M


def plain(row: dict[str, str]) -> dict[str, str]:
    """The columns that are kept, whole numbers as such."""
    return {name: _number(row[name]) for name in COLUMNS}


def _number(text: str) -> str:
    head, dot, tail = text.partition(".")
    return head if dot and tail == "0" and head.lstrip("-").isdigit() else text


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
