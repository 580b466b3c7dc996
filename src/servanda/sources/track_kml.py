"""Tracks as KML: `gx:Track` with its `when` and `gx:coord`. A line with a TimeSpan says when it lay, not who was where.

KML 2.3 (OGC 12-007r2), 10.12 Track: the times and the positions are two lists of one length, in step.
"""

from __future__ import annotations

import io
import math
from array import array
from datetime import tzinfo
from typing import BinaryIO
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from servanda.sources.intake import Context, Intake
from servanda.sources.manifest import Manifest
from servanda.sources.track_fixes import BAD_DATA, NOTES, Fixes, intake
from servanda.sources.xml_stream import Scan, scan
from servanda.words import _

MIME = "application/vnd.google-earth.kml+xml"
MOST_WAITING = 20_000_000  # times that stand before their positions, 8 bytes each
MANIFEST = Manifest(
    name="track-kml",
    formats=("KML track",),
    suffixes=(".kml",),
    says="Tracks of receivers as `gx:Track`: one per placemark, called as its `name` says.",
    bad_data=BAD_DATA,
    notes=(
        "A LineString has no times of its own: with or without a TimeSpan it is a route, and a finding says so. A "
        "packed `.kmz` must be unpacked first.",
        *NOTES,
    ),
)


def sniff(name: str, head: bytes) -> int:
    if b"<kml" in head or b":kml" in head:
        return 95
    return 80 if name.casefold().endswith(MANIFEST.suffixes) else 0


def read(content: bytes, file: str, context: Context) -> Intake:
    fixes = gather(io.BytesIO(content), file, None)
    return intake(fixes, content, MIME, context)


def gather(stream: BinaryIO, file: str, zone: tzinfo | None) -> Fixes:
    """The fixes of a stream."""
    fixes = Fixes(file, zone)
    reader = _Reader(fixes)
    scan(stream, reader, fixes)
    reader.lines_told()
    return fixes


class _Reader(Scan, ContentHandler):
    def __init__(self, fixes: Fixes) -> None:
        ContentHandler.__init__(self)
        Scan.__init__(self)
        self._fixes = fixes
        self._name = ""
        self._number = 0
        self._whens: array[float] = array("d")
        self._used = 0
        self._short = 0
        self._lines = 0
        self._spans = 0
        self._in_track = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        local = self.down(name)
        if local == "Placemark":
            self._number += 1
            self._name = _("track {n}").format(n=self._number)
        elif local == "Track":
            self._whens, self._used, self._short, self._in_track = array("d"), 0, 0, True
        elif local == "LineString":
            self._lines += 1
        elif local == "TimeSpan":
            self._spans += 1
        elif (local in ("when", "coord") and self._in_track) or (local == "name" and self.parent == "Placemark"):
            self.listen()

    def endElement(self, name: str) -> None:
        local = self.up(name)
        if local == "name" and self.listening:
            self._name = self.heard() or self._name
        elif local == "when" and self._in_track:
            text = self.heard()
            if len(self._whens) < MOST_WAITING:
                self._whens.append(self._fixes.moment(text, self.line))
        elif local == "coord" and self._in_track:
            self._coord(self.heard())
        elif local == "Track":
            self._in_track = False
            left = len(self._whens) - self._used
            if left or self._short:
                what = _("the track's times and positions do not match in number")
                got = f"{len(self._whens)} / {self._used + self._short}"
                self._fixes.problem("track-shape", what, self.line, _("as many as the other"), got, _("export again"))

    def _coord(self, text: str) -> None:
        if self._used >= len(self._whens):
            self._short += 1
            return
        when = self._whens[self._used]
        self._used += 1
        parts = text.split()
        if not math.isnan(when):
            lon, lat = (parts[0], parts[1]) if len(parts) > 1 else ("", "")
            self._fixes.add(self._name, "", when, lat, lon, self.line)

    def lines_told(self) -> None:
        """A finding for lines that are no tracks, where there is nothing else."""
        if not self._lines or self._fixes.tracks():
            return
        if self._spans:
            what = _("the file holds a line with a TimeSpan: when the line is to be shown, not when anybody was where")
        else:
            what = _("the file holds a line without times: a route, not a track")
        self._fixes.problem("track-no-time", what, expected="gx:Track", advice=_("export the recorded track"))
