"""Tracks as CSV: a row a fix: `lat`, `lon`, `time` and, where several vehicles share a file, `vehicle`, `party`."""

from __future__ import annotations

import csv
import io
from datetime import tzinfo
from typing import Any, BinaryIO

from servanda.sources.intake import Context, Intake
from servanda.sources.manifest import Manifest
from servanda.sources.track_fixes import BAD_DATA, NOTES, Fixes, intake
from servanda.words import _

MIME = "text/csv"
NAMES = {
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "lng", "long", "longitude", "x"),
    "time": ("time", "timestamp", "datetime", "utc", "date_time", "gps_time"),
    "vehicle": ("vehicle", "device", "unit", "callsign", "track", "name", "id"),
    "party": ("party", "side"),
}
MANIFEST = Manifest(
    name="track-csv",
    formats=("CSV track",),
    suffixes=(".csv",),
    says="Tracks of receivers, a row a fix; one track for each vehicle that the rows name.",
    bad_data=BAD_DATA,
    notes=(
        "Columns: "
        + "; ".join(f"`{name}` (also {', '.join(f'`{o}`' for o in others[1:])})" for name, others in NAMES.items())
        + ". `lat`, `lon` and `time` are needed; others are not read. Separated by commas, semicolons or tabs. Times "
        "may be seconds or milliseconds since 1970.",
        *NOTES,
    ),
)


def sniff(name: str, head: bytes) -> int:
    line = head.split(b"\n", 1)[0].decode("utf-8", "ignore")
    found = _columns(_cells(line))
    return 85 if {"lat", "lon", "time"} <= found.keys() and "type_of_violence" not in line else 0


def read(content: bytes, file: str, context: Context) -> Intake:
    fixes = gather(io.BytesIO(content), file, None)
    return intake(fixes, content, MIME, context)


def gather(stream: BinaryIO, file: str, zone: tzinfo | None) -> Fixes:
    """The fixes of a stream, row by row."""
    fixes = Fixes(file, zone)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    try:
        header = text.readline(65_536)
        mark = _separator(header)
        columns = _columns(header.strip("\r\n").split(mark))
        missing = [name for name in ("lat", "lon", "time") if name not in columns]
        if missing:
            advice = _("name the columns {names}").format(names=", ".join(missing))
            slug = "track-no-time" if missing == ["time"] else "csv-columns"
            fixes.problem(slug, _("columns are missing"), 1, "lat, lon, time", header.strip()[:80], advice)
            return fixes
        _rows(csv.reader(text, delimiter=mark), columns, fixes)
    finally:
        text.detach()
    return fixes


def _rows(rows: Any, columns: dict[str, int], fixes: Fixes) -> None:
    lat, lon, time = columns["lat"], columns["lon"], columns["time"]
    vehicle, party = columns.get("vehicle", -1), columns.get("party", -1)
    least = max(lat, lon, time) + 1
    try:
        for cells in rows:
            n = len(cells)
            if n < least:
                if any(cells):
                    fixes.add("", "", "", "", "", rows.line_num + 1)
                continue
            fixes.add(
                cells[vehicle].strip() if 0 <= vehicle < n else "",
                cells[party].strip() if 0 <= party < n else "",
                cells[time],
                cells[lat],
                cells[lon],
                rows.line_num + 1,
            )
    except csv.Error as error:
        fixes.problem("csv-syntax", str(error), rows.line_num + 1, advice=_("check the quotation marks"))


def _separator(header: str) -> str:
    return max(",;\t", key=header.count)


def _cells(header: str) -> list[str]:
    return header.split(_separator(header))


def _columns(header: list[str]) -> dict[str, int]:
    """Which column is which, by its name; the first of several."""
    plain = [cell.strip(' "\r\n\ufeff').casefold() for cell in header]
    found: dict[str, int] = {}
    for name, others in NAMES.items():
        for other in others:
            if other in plain:
                found[name] = plain.index(other)
                break
    return found
