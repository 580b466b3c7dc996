"""What all track inlets share: fixes gathered one by one in bounded memory, their times read, what is wrong counted.

Two million fixes are kept. Of a longer file every second one is dropped as often as it takes, and a finding says so:
10 million points need no more memory than two.
"""

from __future__ import annotations

import hashlib
import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import BinaryIO

import numpy as np

from servanda.geo.track import Track
from servanda.model import Finding, Position, Report, Severity
from servanda.sources.intake import Context, Intake
from servanda.words import _

MOST_FIXES = 2_000_000
MOST_TRACKS = 500
_DAY = 86_400
_EARLIEST, _LATEST = -2_208_988_800.0, 4_102_444_800.0  # 1900 to 2100

BAD_DATA = (
    "Fixes without a usable position or time are left out and counted; a file without a single one is refused, and "
    "so is one that breaks off or declares entities."
)
NOTES = (
    "A fix needs a position (WGS84) and a time. A time without a zone lies in the `timezone` of the plan; without one "
    "it is left out. Times count in seconds UTC with their fraction.",
    "Two million fixes of a file are kept: of a longer one every second, fourth … fix, with a finding.",
)


@dataclass
class _Growing:
    vehicle: str
    party: str
    time: array[float] = field(default_factory=lambda: array("d"))
    lat: array[float] = field(default_factory=lambda: array("d"))
    lon: array[float] = field(default_factory=lambda: array("d"))
    seen: int = 0


class Fixes:
    """Takes fixes as text and gives tracks. `zone`: where times without a zone lie, None for nowhere."""

    def __init__(self, file: str, zone: tzinfo | None = None) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self._zone = zone
        self._tracks: dict[tuple[str, str], _Growing] = {}
        self._kept = 0
        self._stride = 1
        self._days: dict[str, float] = {}
        self._offsets: set[str] = set()
        self._wrong: dict[str, tuple[int, int, str]] = {}  # kind: how many, line of the first, what stood there

    def add(self, vehicle: str, party: str, time: object, lat: object, lon: object, line: int = 0) -> None:
        """One fix; `line` is where it stands."""
        at = self._position(lat, lon, line)
        if at is None:
            return
        when = self._moment(time, line)
        if when is None:
            return
        growing = self._tracks.get((vehicle, party))
        if growing is None:
            if len(self._tracks) >= MOST_TRACKS:
                self._note("tracks", line, vehicle)
                return
            growing = self._tracks[vehicle, party] = _Growing(vehicle[:80], party[:80])
        growing.seen += 1
        if (growing.seen - 1) % self._stride:
            return
        growing.time.append(when)
        growing.lat.append(at[0])
        growing.lon.append(at[1])
        self._kept += 1
        if self._kept >= MOST_FIXES:
            self._thin()

    def moment(self, time: object, line: int) -> float:
        """A time by itself, NaN where it cannot be used (for formats that list times and positions apart)."""
        when = self._moment(time, line)
        return math.nan if when is None else when

    def problem(self, slug: str, what: str, line: int = 0, expected: str = "", got: str = "", advice: str = "") -> None:
        """An error about the file."""
        self.findings.append(Finding(slug, what, expected, got[:80], advice, Position(self.file, line)))

    def _thin(self) -> None:
        self._stride *= 2
        for track in self._tracks.values():
            track.time, track.lat, track.lon = track.time[::2], track.lat[::2], track.lon[::2]
        self._kept = sum(len(track.time) for track in self._tracks.values())

    def _note(self, kind: str, line: int, got: object) -> None:
        n, first, text = self._wrong.get(kind, (0, line, str(got)[:40]))
        self._wrong[kind] = (n + 1, first, text)

    def _position(self, lat: object, lon: object, line: int) -> tuple[float, float] | None:
        try:
            y, x = float(lat), float(lon)  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            self._note("position", line, f"{lat}, {lon}")
            return None
        if -90.0 <= y <= 90.0 and -180.0 <= x <= 180.0:
            if y == 0.0 and x == 0.0:
                self._note("zero", line, "0, 0")
                return None
            return y, x
        self._note("swapped" if abs(x) <= 90.0 < abs(y) <= 180.0 else "position", line, f"{lat}, {lon}")
        return None

    def _moment(self, time: object, line: int) -> float | None:
        if time is None or time == "":
            self._note("timeless", line, "")
            return None
        when = self._number(time) if isinstance(time, (int, float)) else self._text(str(time).strip())
        if when is None:
            self._note("time", line, time)
            return None
        if math.isnan(when):
            self._note("zoneless", line, time)
            return None
        if not _EARLIEST <= when <= _LATEST:
            self._note("time", line, time)
            return None
        return when

    def _number(self, value: float) -> float | None:
        if isinstance(value, bool) or not math.isfinite(value):
            return None
        return float(value) / 1000.0 if abs(value) > 1e11 else float(value)  # milliseconds since 1970, or seconds

    def _text(self, text: str) -> float | None:
        """Seconds UTC; NaN for a time without a zone where none is known; None for no time."""
        try:
            if len(text) >= 20 and text[-1] == "Z" and text[10] in "T " and text[4] == text[7] == "-":
                self._offsets.add("Z")
                day = self._days.get(text[:10])
                if day is None:
                    day = datetime.fromisoformat(text[:10]).replace(tzinfo=UTC).timestamp()
                    if len(self._days) < 10_000:
                        self._days[text[:10]] = day
                hour, minute, second = int(text[11:13]), int(text[14:16]), float(text[17:-1])
                if not (hour < 24 and minute < 60 and 0 <= second < 61 and text[13] == text[16] == ":"):
                    return None
                return day + 3600.0 * hour + 60.0 * minute + second
            if text.replace(".", "", 1).isdigit():
                return self._number(float(text))
            moment = datetime.fromisoformat(text)
        except (ValueError, OverflowError):
            return None
        if len(text) < 12:
            return None  # a date says on which day, not when
        if moment.tzinfo is None:
            self._offsets.add("")
            if self._zone is None:
                return math.nan
            moment = moment.replace(tzinfo=self._zone)
        else:
            self._offsets.add("Z" if not moment.utcoffset() else str(moment.utcoffset()))
        try:
            return moment.timestamp()
        except (ValueError, OverflowError):
            return None

    def tracks(self) -> tuple[Track, ...]:
        """The tracks with a fix at least, in the order in which the file begins them."""
        return tuple(
            Track(np.array(t.time), np.array(t.lat), np.array(t.lon), t.vehicle, t.party, self._stride)
            for t in self._tracks.values()
            if len(t.time)
        )

    def told(self) -> tuple[Finding, ...]:
        """What was wrong, each kind once with its number and first line."""
        found = list(self.findings)
        for kind, (n, line, got) in self._wrong.items():
            slug, what, expected, advice = _wrong_words()[kind]
            found.append(
                Finding(
                    slug,
                    what.format(n=n),
                    expected,
                    got,
                    advice,
                    Position(self.file, line),
                    Severity.WARNING if self._kept else Severity.ERROR,
                )
            )
        at = Position(self.file)
        if len(self._offsets) > 1:
            said = ", ".join(sorted(o or _("no zone") for o in self._offsets)[:6])
            what = _("the times stand in several zones; each is taken as it says")
            advice = _("make sure that the receiver was not set to another zone on the way")
            found.append(Finding("track-mixed-zones", what, _("one zone"), said, advice, at, Severity.WARNING))
        if self._stride > 1:
            what = _("the track is very long: one fix of {n} was kept").format(n=self._stride)
            advice = _("cut the file at the patrol's start and end to use every fix")
            found.append(
                Finding("track-thinned", what, f"{MOST_FIXES:,}", advice=advice, at=at, severity=Severity.WARNING)
            )
        if not self._kept and not any(f.is_error for f in found):
            found.append(Finding("track-empty", _("the file holds no fix"), _("positions with their times"), at=at))
        return tuple(found)


def _words(slug: str, what: str, expected: str, advice: str) -> tuple[str, str, str, str]:
    return slug, what, expected, advice


def _wrong_words() -> dict[str, tuple[str, str, str, str]]:
    return {
        "position": _words(
            "track-position",
            _("{n} fixes have no usable position and were left out"),
            _("latitude and longitude in degrees, WGS84"),
            _("export the track again"),
        ),
        "swapped": _words(
            "track-swapped",
            _("{n} fixes look as if latitude and longitude were exchanged, and were left out"),
            _("a latitude from -90 to 90"),
            _("exchange the two: CSV and GPX have latitude first, GeoJSON and KML longitude"),
        ),
        "zero": _words(
            "track-position",
            _("{n} fixes lie at 0, 0, which receivers write when they know nothing, and were left out"),
            "",
            _("nothing, if they are few"),
        ),
        "timeless": _words(
            "track-no-time",
            _("{n} fixes have no time and were left out: a line without times is a route, not a track"),
            _("a time for each fix"),
            _("export the track with its times; some programs drop them"),
        ),
        "time": _words(
            "track-time",
            _("{n} fixes have a time that cannot be read and were left out"),
            "2019-11-01T09:30:00Z",
            _("write times as the example shows"),
        ),
        "zoneless": _words(
            "track-time-zone",
            _("{n} fixes have a time without a zone and were left out"),
            "2019-11-01T09:30:00Z",
            _("say in patrols/plan.yaml in which zone the receiver stood: timezone: Asia/Damascus"),
        ),
        "tracks": _words(
            "track-too-many",
            _("{n} fixes belong to further tracks and were left out"),
            _("at most {n} tracks in a file").replace("{n}", str(MOST_TRACKS)),
            _("one file per vehicle"),
        ),
    }


def digest_of(stream: BinaryIO) -> str:
    """SHA-256 of a whole stream, which is left at its beginning."""
    stream.seek(0)
    digest = hashlib.sha256()
    while part := stream.read(1 << 20):
        digest.update(part)
    stream.seek(0)
    return digest.hexdigest()


def intake(fixes: Fixes, content: bytes, mime: str, context: Context) -> Intake:
    """The report of a track file and its tracks; refused when no fix can be used."""
    tracks = fixes.tracks()
    told = fixes.told()
    if not tracks or any(f.is_error for f in told):
        return Intake(findings=told)
    return Intake((track_report(content, fixes.file, mime),), findings=told, tracks=tracks)


def track_report(content: bytes, file: str, mime: str) -> Report:
    """The file as a report, kept by digest. A receiver publishes nothing: when it became known is for the custodian."""
    from servanda.model import report_id

    name = file.rpartition("/")[2]
    return Report(report_id(content), name, mime=mime, digest=hashlib.sha256(content).hexdigest(), path=file)


def by_name(text: str, names: Iterable[str]) -> str:
    """The first of `names` that `text` ends in, folded (a namespace prefix is no part of a name)."""
    local = text.rpartition(":")[2].casefold()
    return next((name for name in names if name == local), "")
